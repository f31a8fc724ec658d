//! Every policy of the project checks, is formatted, and passes the scenarios written beside it;
//! every example case can be read and answered. What users run is what runs here.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the tests read the examples, and fail loudly"
)]

use std::path::Path;
use std::process::{Command, Output};

fn enact(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

#[track_caller]
fn assert_clean(output: &Output) -> String {
    let (data, talk) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{data}\n{talk}");
    data.into_owned()
}

#[test]
fn every_scenario_passes() {
    let report = assert_clean(&enact(&["test", "policies"]));
    assert!(report.contains("passed, 0 failed"), "{report}");
}

/// A hundred of a hundred is not to be had: some changes make no difference that a case could show.
#[test]
fn the_scenarios_notice_most_changes_of_the_rules() {
    for policy in [
        "tw/scs", "tw/ce", "tw/ost", "tw/dg", "kr/sep", "kr/ndg", "kr/scc",
    ] {
        let path = format!("policies/{policy}");
        let output = enact(&["mutate", &path, "--fail-under", "95"]);
        let report = assert_clean(&output);
        assert!(report.contains(" mutants against "), "{report}");
    }
}

#[test]
fn every_rule_file_checks_without_a_finding() {
    let output = enact(&["check", "--format", "concise", "policies"]);
    assert_eq!(assert_clean(&output), "");
}

#[test]
fn every_rule_file_is_formatted() {
    assert_clean(&enact(&["fmt", "--check", "policies", "benches"]));
}

#[test]
fn every_example_case_is_answered_and_always_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scs");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the examples are there")
        .map(|entry| {
            format!(
                "examples/scs/{}",
                entry.expect("an entry").file_name().to_string_lossy()
            )
        })
        .collect();
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    for (number, file) in files.iter().enumerate() {
        let decisions = [
            "may_be_recommended",
            "must_revoke_year_qualification",
            "reentry_allowed",
        ];
        let mut arguments = vec![
            "eval",
            "policies/tw/scs",
            "--facts",
            file,
            "--as-of",
            "2024-06-30",
            "--format",
            "json",
        ];
        for decision in decisions {
            arguments.extend(["--decision", decision]);
        }
        let first = assert_clean(&enact(&arguments));
        assert!(!first.contains("\"refused\""), "{file}: {first}");
        if number % 5 == 0 {
            assert_eq!(first, assert_clean(&enact(&arguments)), "{file}");
        }
    }
}

#[test]
fn a_table_says_the_same_as_the_cases_it_was_made_of() {
    let eval = |file: &str| {
        let facts = format!("examples/scs/{file}");
        let day = ["--as-of", "2024-02-20", "--format", "ndjson"];
        let arguments = ["eval", "policies/tw/scs", "--facts", facts.as_str()];
        let decision = ["--decision", "may_be_recommended"];
        assert_clean(&enact(&[&arguments[..], &day, &decision].concat()))
    };
    let table = eval("nominees-2024.csv");
    assert_eq!(table.lines().count(), 6);
    assert_eq!(table, eval("nominees-2024.ndjson"));
}
