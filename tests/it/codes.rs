//! The page of each code shows a program that earns it, and the same program mended.
//!
//! A program of `## Example` has findings of this code and no others; one of `## Mended` has none.
//! Where the finding is about facts, a `json` block holds them, for the rules of the example. What
//! cannot be shown in a block, because it is about files, is shown as text and not run. A code whose
//! page says that it is retired owes neither. Those of `check --deep` are run as that runs them.
#![expect(
    clippy::expect_used,
    reason = "a page that cannot be read fails the test"
)]

use std::collections::BTreeSet;

use enact::diagnostic::{Code, Severity};
use enact::eval::{Settings, violated};
use enact::facts::raw::Syntax;
use enact::model::Model;
use enact::value::Date;

use super::blocks::{Program, blocks, programs};

/// What `enact check --deep` finds, and no other check.
const DEEP: [Code; 4] = [
    Code::PossibleConflict,
    Code::PossibleGap,
    Code::IdleCondition,
    Code::IdleException,
];

#[test]
fn every_example_earns_its_code_and_no_other() {
    let wrong: Vec<String> = Code::all()
        .iter()
        .filter_map(|&code| {
            let example = section(code, "Example")?;
            let (found, messages) = run(code, &example, None);
            let mut found = found?;
            // An entry that cannot be read leaves others unused; that is said as a warning.
            if code.severity() == Severity::Error {
                found.retain(|it| {
                    Code::parse(it).is_some_and(|it| it.severity() == Severity::Error)
                });
            }
            (found != BTreeSet::from([code.as_str()]))
                .then(|| format!("{code}: the example gives\n{messages}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mended_example_earns_none() {
    let wrong: Vec<String> = Code::all()
        .iter()
        .filter_map(|&code| {
            let (example, mended) = (section(code, "Example")?, section(code, "Mended")?);
            let (found, messages) = run(code, &mended, programs(&example).first());
            (found.is_some_and(|found| !found.is_empty()))
                .then(|| format!("{code}: the mended example gives\n{messages}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_an_example_and_mends_it() {
    let whole = |code| section(code, "Example").is_some() && section(code, "Mended").is_some();
    let retired = |code: Code| code.page().contains("\nRetired");
    let lacking: Vec<&str> = Code::all()
        .iter()
        .filter(|&&code| !whole(code) && !retired(code))
        .map(|code| code.as_str())
        .collect();
    assert!(
        lacking.is_empty(),
        "pages without `## Example` or `## Mended`: {}",
        lacking.join(", ")
    );
}

/// What stands under a heading of the page of a code.
fn section(code: Code, heading: &str) -> Option<String> {
    let mut sections = code.page().split("\n## ");
    sections
        .find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n'))
        .map(str::to_owned)
}

/// The codes a section earns, and the messages; none if nothing in it is run. What it does not say itself is taken
/// from the rules of `before`.
fn run(
    code: Code,
    section: &str,
    before: Option<&Program>,
) -> (Option<BTreeSet<&'static str>>, String) {
    let mut own = programs_within(section, before);
    let Some(program) = own.pop() else {
        return (None, String::new());
    };
    assert!(own.is_empty(), "a section holds one program:\n{section}");
    let checked = program.check();
    let mut codes: BTreeSet<&'static str> =
        checked.findings.iter().map(|it| it.code.as_str()).collect();
    let mut messages = checked.messages();
    messages.extend(checked.tests.1.iter().map(|failure| format!("{failure}\n")));
    if DEEP.contains(&code) {
        let model = checked.model.as_ref().expect("rules without errors");
        let settings = Settings {
            as_of: Date::parse("2026-03-01").expect("a day"),
            readings: Vec::new(),
        };
        let deep = enact::witness::deep(model, &settings, 2_000);
        for finding in deep.findings {
            codes.insert(finding.code.as_str());
            messages.push_str(&format!("{}: {}\n", finding.code, finding.headline));
        }
        for it in deep.undecided {
            codes.insert("undecided");
            messages.push_str(&format!("undecided: {it:?}\n"));
        }
    }
    for block in blocks(section).iter().filter(|block| block.info == "json") {
        let model = checked.model.as_ref().expect("rules without errors");
        for (code, message) in facts(model, block.text) {
            codes.insert(code.as_str());
            messages.push_str(&format!("{code}: {message}\n"));
        }
    }
    (Some(codes), messages)
}

/// The programs of a section; scenarios or facts alone are for the rules of `before`.
fn programs_within(section: &str, before: Option<&Program>) -> Vec<Program> {
    let blocks = blocks(section);
    let has = |info: &str| blocks.iter().any(|block| block.info == info);
    match before {
        Some(before) if !has("enact") && (has("json") || has("enact test")) => {
            let scenarios = blocks.iter().filter(|block| block.info == "enact test");
            vec![before.with_tests(scenarios.map(|block| block.text))]
        }
        _ => programs(section),
    }
}

/// What is wrong with a case file, and with its facts as a whole.
fn facts(model: &Model, text: &str) -> Vec<(Code, String)> {
    let facts = enact::facts::read(model, "case.json", text, Syntax::Json);
    let mut found: Vec<(Code, String)> = facts
        .findings
        .iter()
        .map(|it| (it.code, it.headline.clone()))
        .collect();
    let as_of = Date::parse("2026-03-01").expect("a day");
    let settings = Settings {
        as_of,
        readings: Vec::new(),
    };
    for case in &facts.cases {
        for assertion in violated(model, &case.case, &settings) {
            let finding =
                enact::facts::FactFinding::violated(model, case, assertion, "case.json", text);
            found.push((finding.code, finding.headline));
        }
    }
    found
}
