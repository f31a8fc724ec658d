//! `enact diff` and what it is made of, on the policies and as people run it: what an amendment of a
//! policy is told as, that a rule set with all changes made decides as the new one, and bad input.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests write the files the program reads, and fail loudly"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use enact::check::{Input, LoadedCalendar};
use enact::diff::{ChangeId, RuleSet, compare};
use enact::model::Model;
use enact::source::{FileId, Sources};
use enact::syntax::{self, Parse, ast::EntryKind};
use enact::value::Calendar;
use enact::{check, suite};
use serde_json::Value;

/// An amendment of the SCS regulation: file, text, new text.
const AMENDMENT: &[(&str, &str, &str)] = &[
    // More absence is tolerated.
    (
        "art-10-revocation.enact",
        "more than 20% of hours_base",
        "more than 25% of hours_base",
    ),
    // A cause is added, and those after it are renumbered.
    (
        "art-10-revocation.enact",
        "      (8) \"Other concrete facts\" all of",
        "      (8) \"Bribery\" bribery\n      (9) \"Other concrete facts\" all of",
    ),
    (
        "art-10-revocation.enact",
        "(character) article 10(8) is met",
        "(character) article 10(9) is met",
    ),
    (
        "art-10-revocation.enact",
        "  fact serious \"",
        "  fact bribery \"gave or took a bribe\": yes/no\n  fact serious \"",
    ),
    (
        "art-19-requalification.enact",
        "article 10(8) is met",
        "article 10(9) is met",
    ),
    ("labels.zh-Hant.enact", "  10(8) \"", "  10(9) \""),
    ("labels.zh-Hant.enact", "  10(8)a \"", "  10(9)a \""),
    ("labels.zh-Hant.enact", "  10(8)b \"", "  10(9)b \""),
    ("labels.zh-Hant.enact", "  10(8)c \"", "  10(9)c \""),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A directory of its own, gone afterwards.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn place(name: &str) -> Place {
    let place = Place(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}")));
    let _absent = fs::remove_dir_all(&place.0);
    fs::create_dir_all(&place.0).unwrap();
    place
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

/// The policies of Taiwan with an amended SCS regulation.
fn amended(name: &str) -> Place {
    let place = place(name);
    copy(&root().join("policies/tw"), &place.0.join("tw"));
    for (file, from, to) in AMENDMENT {
        let path = place.0.join("tw/scs").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "no `{from}` in {file}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
    place
}

fn enact(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .env_remove("GIT_DIR")
        .output()
        .expect("the program runs")
}

fn data(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files of a directory with all they name, as the program reads them.
struct Loaded {
    files: Vec<(FileId, Parse, Vec<FileId>)>,
    calendars: Vec<LoadedCalendar>,
}

fn load(sources: &mut Sources, directory: &Path) -> Loaded {
    let mut waiting: Vec<PathBuf> = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "enact") {
                waiting.push(path.canonicalize().unwrap());
            }
        }
    }
    waiting.sort();
    waiting.reverse();
    let mut ids: BTreeMap<PathBuf, FileId> = BTreeMap::new();
    let mut read = Vec::new();
    let mut calendars = Vec::new();
    while let Some(path) = waiting.pop() {
        if ids.contains_key(&path) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let file = sources.add(path.to_string_lossy(), text.as_str());
        ids.insert(path.clone(), file);
        let parse = syntax::parse(file, &text);
        let mut uses = Vec::new();
        for entry in &parse.file.entries {
            let named = |text: &str| path.parent().unwrap().join(text).canonicalize().unwrap();
            match &entry.kind {
                EntryKind::Use(to) => uses.push(named(&to.text)),
                EntryKind::Continued { from, .. } => waiting.push(named(&from.text)),
                EntryKind::Calendar { name, from, .. } => {
                    let text = fs::read_to_string(named(&from.text)).unwrap();
                    calendars.push(LoadedCalendar {
                        file,
                        path: from.text.clone(),
                        calendar: Calendar::parse(&name.text, &text).unwrap(),
                    });
                }
                _ => {}
            }
        }
        waiting.extend(uses.iter().cloned());
        read.push((file, parse, uses));
    }
    let ids = |uses: Vec<PathBuf>| {
        uses.iter()
            .filter_map(|path| ids.get(path).copied())
            .collect()
    };
    Loaded {
        files: read
            .into_iter()
            .map(|(file, parse, uses)| (file, parse, ids(uses)))
            .collect(),
        calendars,
    }
}

impl Loaded {
    fn inputs(&self) -> Vec<Input<'_>> {
        let inputs = self.files.iter().map(|(file, parse, uses)| Input {
            file: *file,
            tree: &parse.file,
            uses,
        });
        inputs.collect()
    }

    /// What a model says to the scenarios of these files.
    fn answers(&self, model: &Model) -> Vec<String> {
        let trees: Vec<suite::Source<'_>> = self
            .files
            .iter()
            .map(|(file, parse, uses)| suite::Source {
                file: *file,
                tree: &parse.file,
                uses,
                tables: &[],
            })
            .collect();
        let bound = suite::bind(model, &trees);
        let outcome = suite::run(model, &bound.tests, None);
        let results = outcome.results.iter();
        results
            .map(|it| format!("{} {} {:?}", it.name, it.passed, it.failures))
            .collect()
    }
}

#[test]
fn a_rule_set_with_all_changes_made_decides_as_the_new_one() {
    let new_place = amended("hybrid");
    let mut sources = Sources::new();
    let old = load(&mut sources, &root().join("policies/tw/scs"));
    let new = load(&mut sources, &new_place.0.join("tw/scs"));
    let (old_inputs, new_inputs) = (old.inputs(), new.inputs());
    let difference = compare(
        &RuleSet {
            files: &old_inputs,
            calendars: &old.calendars,
        },
        &RuleSet {
            files: &new_inputs,
            calendars: &new.calendars,
        },
    );
    let all: Vec<ChangeId> = difference.changes.iter().map(|it| it.id).collect();
    let model = |inputs: &[Input<'_>], side: &Loaded| {
        let checked = check(inputs, &side.calendars, String::new());
        checked.model.expect("the side checks")
    };
    for (chosen, side, inputs) in [
        (&[][..], &old, &old_inputs),
        (all.as_slice(), &new, &new_inputs),
    ] {
        let checked = difference.hybrid(chosen).check(String::new());
        let hybrid = checked
            .model
            .unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
        let answers = side.answers(&hybrid);
        assert!(answers.len() > 300, "{}", answers.len());
        assert_eq!(answers, side.answers(&model(inputs, side)));
    }
    // Each change by itself, with what it requires, is a rule set that checks.
    for id in all {
        let checked = difference
            .hybrid(&difference.closed(&[id]))
            .check(String::new());
        assert!(
            checked.model.is_some(),
            "{:?}: {:#?}",
            difference.change(id),
            checked.diagnostics
        );
    }
}

#[test]
fn an_amendment_of_a_policy_is_told_by_provision() {
    let new = amended("told");
    let new_path = new.0.join("tw/scs");
    let arguments = ["diff", "policies/tw/scs", new_path.to_str().unwrap()];
    let output = enact(root(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    assert_eq!(
        data(&output),
        "\
scs  Regulations on mid- and long-term developmental training of senior civil servants

  scs 10  changed  Revocation of the qualification of the year
    fact added: `fact bribery \"gave or took a bribe\": yes/no`
    10(2): the share of `hours_base` goes from 20% to 25%
    10(8): ground added: `\"Bribery\" bribery`
    10(9): renumbered from (8) to (9)

1 changed
"
    );
    let json = enact(
        root(),
        &[&arguments[..], &["--format", "json", "--exit-code"]].concat(),
    );
    assert_eq!(json.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(document["format"], "enact.diff.v1");
    let schema: Value = serde_json::from_str(enact::diff::render::json::schema()).unwrap();
    let promised = &schema["$defs"]["change"]["properties"];
    for key in document["changes"][0].as_object().unwrap().keys() {
        assert!(promised.get(key).is_some(), "`{key}` is not in the schema");
    }
    assert_eq!(document["changes"][0]["id"], "scs 10");
    assert_eq!(document["changes"][0]["details"][1]["kind"], "share");
    assert_eq!(document["changes"][0]["details"][1]["at"], "scs 10(2)");
    let html = data(&enact(
        root(),
        &[
            &arguments[..],
            &["--format", "html", "--full", "--lang", "ko"],
        ]
        .concat(),
    ));
    assert!(
        html.starts_with("<!DOCTYPE html>\n<html lang=\"ko\">"),
        "{html}"
    );
    assert!(
        html.contains("more than <del>20%</del><ins>25%</ins> of hours_base"),
        "{html}"
    );
    assert!(!html.contains("http"), "a page stands by itself");
    let markdown = data(&enact(
        root(),
        &[&arguments[..], &["--format", "markdown"]].concat(),
    ));
    assert!(markdown.contains("- **scs 10** Revocation"), "{markdown}");
}

#[test]
fn drafters_have_their_tables() {
    let new = amended("tables");
    let new_path = new.0.join("tw/scs");
    let table = |form: &str, format: &str| {
        let output = enact(
            root(),
            &[
                "diff",
                "policies/tw/scs",
                new_path.to_str().unwrap(),
                "--table",
                form,
                "--format",
                format,
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        data(&output)
    };
    let taiwan = table("zh-Hant", "html");
    assert!(taiwan.contains("<html lang=\"zh-Hant\">"), "{taiwan}");
    assert!(
        taiwan.contains("<th scope=\"col\">修正條文</th><th scope=\"col\">現行條文</th><th scope=\"col\">說明</th>"),
        "{taiwan}"
    );
    assert!(
        taiwan.contains("<u>25%</u>") && taiwan.contains("<del>20%</del>"),
        "{taiwan}"
    );
    assert!(taiwan.contains("之比率由20%修正為25%"), "{taiwan}");
    let korea = table("ko", "markdown");
    assert!(korea.contains("| 현행 | 개정안 |"), "{korea}");
    assert!(
        korea.contains("<u>25%</u>") && korea.contains("----"),
        "{korea}"
    );
    let text = table("zh-Hant", "human");
    assert!(
        text.contains("{+25%+}") && text.contains("[-20%-]"),
        "{text}"
    );
}

#[test]
fn no_difference_is_nothing_at_all() {
    for path in ["policies/tw/scs", "policies/kr", "policies/tw/ce/ce.enact"] {
        for format in ["human", "markdown"] {
            let output = enact(
                root(),
                &[
                    "diff",
                    path,
                    path,
                    "--exit-code",
                    "--format",
                    format,
                    "--full",
                ],
            );
            assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
            assert_eq!(
                (data(&output), talk(&output)),
                (String::new(), String::new())
            );
        }
    }
    let output = enact(
        root(),
        &["diff", "policies", "policies", "--format", "json"],
    );
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["changes"], serde_json::json!([]));
}

const RULES: &str = "regulation demo \"Rules\" about person in en\nentity person \"person\"\nfact age \"age\": whole number from 0 to 130\narticle 1 \"Age\"\n  conclusion grown \"grown up\": yes/no when age is at least 20\n";

fn git(directory: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(directory)
        .env_remove("GIT_DIR")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", talk(&output));
}

#[test]
fn a_side_may_be_a_revision_of_git() {
    let place = place("git");
    fs::create_dir_all(place.0.join("rules")).unwrap();
    let file = place.0.join("rules/demo.enact");
    fs::write(&file, RULES).unwrap();
    git(&place.0, &["init", "--quiet"]);
    git(&place.0, &["add", "."]);
    git(&place.0, &["commit", "--quiet", "-m", "first"]);
    fs::write(&file, RULES.replace("least 20", "least 18")).unwrap();
    let told = "the limit for “age” goes from 20 to 18";
    for (directory, old, new) in [
        ("", "HEAD:rules", "rules"),
        ("", "HEAD:rules/demo.enact", "rules/demo.enact"),
        ("rules", "HEAD:.", "."),
        ("rules", "HEAD:demo.enact", "demo.enact"),
    ] {
        let output = enact(&place.0.join(directory), &["diff", old, new]);
        assert!(
            data(&output).contains(told),
            "{old} {}{}",
            data(&output),
            talk(&output)
        );
    }
    let output = enact(&place.0, &["diff", "HEAD:rules", "HEAD:rules"]);
    assert_eq!(
        (output.status.code(), data(&output)),
        (Some(0), String::new())
    );
    for (side, said) in [
        (
            "v9:rules",
            "there is no revision `v9` in this git repository",
        ),
        (
            "HEAD:rulse",
            "there is no `rulse` in revision `HEAD`\n  help: did you mean `HEAD:rules`?",
        ),
        (
            "HEAD:rules/dmo.enact",
            "did you mean `HEAD:rules/demo.enact`?",
        ),
        ("--upload-pack=x:rules", "unexpected argument"),
        ("rulse", "`rulse` cannot be read: there is no such file"),
    ] {
        let output = enact(&place.0, &["diff", side, "rules"]);
        assert_eq!(output.status.code(), Some(2), "{side}");
        assert!(talk(&output).contains(said), "{side}: {}", talk(&output));
    }
    let outside = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(["diff", "HEAD:rules", "rules"])
        .current_dir(&place.0)
        .env("GIT_DIR", place.0.join("nowhere"))
        .output()
        .unwrap();
    assert_eq!(outside.status.code(), Some(2));
    assert!(
        talk(&outside).contains("is in no git repository"),
        "{}",
        talk(&outside)
    );
    let without = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(["diff", "HEAD:rules", "rules"])
        .current_dir(&place.0)
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(
        talk(&without).contains("`git` cannot be run"),
        "{}",
        talk(&without)
    );
}

#[test]
fn one_text_on_two_days() {
    let place = place("days");
    let versions = RULES.replace(
        "article 1 \"Age\"",
        "article 1 \"Age\" in force until 2022-12-31",
    ) + "article 1 \"Age\" in force from 2023-01-01\n  conclude grown when age is at least 18\n";
    fs::write(place.0.join("demo.enact"), versions).unwrap();
    let days = |from, to| {
        enact(
            &place.0,
            &["diff", "demo.enact", "--from-day", from, "--to-day", to],
        )
    };
    let output = days("2022-12-31", "2023-01-01");
    assert!(
        data(&output).contains("demo 1  changed"),
        "{}{}",
        data(&output),
        talk(&output)
    );
    assert_eq!(data(&days("2023-01-01", "2030-01-01")), "");
    assert_eq!(days("2023-02-30", "2030-01-01").status.code(), Some(2));
    let output = enact(
        &place.0,
        &["diff", "demo.enact", "--from-day", "2023-01-01"],
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let place = place("bad");
    fs::write(place.0.join("demo.enact"), RULES).unwrap();
    fs::write(
        place.0.join("broken.enact"),
        RULES.replace("at least 20", "at least"),
    )
    .unwrap();
    fs::write(place.0.join("other.enact"), RULES.replace("demo", "other")).unwrap();
    let broken = enact(&place.0, &["diff", "demo.enact", "broken.enact"]);
    assert_eq!(
        (broken.status.code(), data(&broken)),
        (Some(2), String::new())
    );
    assert!(
        talk(&broken).contains("broken.enact:5"),
        "{}",
        talk(&broken)
    );
    let other = enact(&place.0, &["diff", "demo.enact", "other.enact"]);
    assert_eq!(other.status.code(), Some(0));
    assert!(
        talk(&other).contains("`demo.enact` and `other.enact` have no regulation in common"),
        "{}",
        talk(&other)
    );
    let one = enact(&place.0, &["diff", "demo.enact"]);
    assert_eq!(one.status.code(), Some(2));
    let table = enact(
        &place.0,
        &[
            "diff",
            "demo.enact",
            "other.enact",
            "--table",
            "ko",
            "--format",
            "json",
        ],
    );
    assert_eq!(table.status.code(), Some(2));
}
