//! The language guide says nothing that is not so: each of its programs is checked, each scenario run.

use enact::eval::{self, Outcome, Settings};
use enact::facts::{self, raw::Syntax};
use enact::model::Query;
use enact::value::Date;

use super::blocks::programs;

const GUIDE: &str = include_str!("../../grammar/GUIDE.md");

#[test]
fn every_program_of_the_guide_checks_without_a_finding() {
    let programs = programs(GUIDE);
    assert!(
        programs.len() > 20,
        "the fences of the guide are not read: {} programs",
        programs.len()
    );
    let wrong: Vec<String> = programs
        .iter()
        .map(|program| (program.name(), program.check()))
        .filter(|(_, checked)| checked.model.is_none() || !checked.findings.is_empty())
        .map(|(name, checked)| format!("GUIDE.md, program at {name}:\n{}", checked.messages()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_of_the_guide_fits_and_is_decided() {
    let mut count = 0;
    for program in programs(GUIDE) {
        for (day, text) in program.cases() {
            let model = program.check().model.unwrap();
            let read = facts::read(&model, "case.json", text, Syntax::Json);
            assert_eq!(read.findings, []);
            let settings = Settings {
                as_of: Date::parse(day).unwrap(),
                readings: Vec::new(),
            };
            for (id, conclusion) in model.conclusions().iter() {
                let decided = eval::decide(
                    &model,
                    &read.cases[0].case,
                    &settings,
                    Query::Conclusion(id),
                );
                let name = &conclusion.naming.name;
                assert_eq!(decided.outcome, Outcome::Yes, "{name}: {:?}", decided.needs);
            }
            count += 1;
        }
    }
    assert_eq!(count, 1, "the cases of the guide are not read");
}

#[test]
fn every_scenario_of_the_guide_passes() {
    let ran: Vec<(usize, Vec<String>)> = programs(GUIDE)
        .iter()
        .map(|program| program.check().tests)
        .collect();
    let failures: Vec<String> = ran
        .iter()
        .flat_map(|(_, failures)| failures.clone())
        .collect();
    assert!(
        failures.is_empty(),
        "GUIDE.md, {}",
        failures.join("\nGUIDE.md, ")
    );
    let count: usize = ran.iter().map(|(count, _)| count).sum();
    assert!(
        count > 40,
        "the scenarios of the guide are not run: {count}"
    );
}

/// The list of reserved words is written out in the guide, and kept by the grammar.
#[test]
fn the_guide_lists_the_reserved_words_of_the_grammar() {
    let grammar = include_str!("../../grammar/enact.pest");
    let (_, rule) = grammar
        .split_once("reserved = _{")
        .expect("the rule of reserved words");
    let (rule, _) = rule.split_once('}').expect("its end");
    let mut reserved: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
    let (_, section) = GUIDE
        .split_once("These words never stand for a thing")
        .expect("the section on reserved words");
    let listed = section
        .split("```")
        .nth(1)
        .expect("a block with the words")
        .trim_start_matches("text");
    let mut listed: Vec<&str> = listed.split_whitespace().collect();
    reserved.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, reserved);
}
