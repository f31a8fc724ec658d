//! An amendment as an office works on it: shown, compared, held against cases, decided by and kept.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write the files the program reads, and fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const OLD: &str = "policies/tw/scs";
const NEW: &str = "examples/amendments/scs-2027.enact";

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("amending");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Some trainees: hours missed, whether training began before the amendment, what was revoked.
const CASES: &str = r#"{"id":"saved","training_start":"2026-11-02","course_hours":"200 hours","other_hours_missed":"45 hours","truancy_hours":"0 hours","panel_decision":"absent","hours_granted":"absent"}
{"id":"between","training_start":"2027-03-01","course_hours":"200 hours","other_hours_missed":"45 hours","truancy_hours":"0 hours","panel_decision":"absent","hours_granted":"absent"}
{"id":"over","training_start":"2027-03-01","course_hours":"200 hours","other_hours_missed":"51 hours","truancy_hours":"0 hours","panel_decision":"absent","hours_granted":"absent"}
{"id":"truant","failed_year":"absent","revoked_year":2026,"revocation_items":[4]}
"#;

fn impact(more: &[&str]) -> (i32, String, String) {
    let cases = file("cases.ndjson", CASES);
    let cases = cases.to_str().unwrap();
    let mut arguments = vec![
        "impact",
        OLD,
        NEW,
        "--cases",
        cases,
        "--as-of",
        "2027-06-01",
        "--decision",
        "article 10(2)",
        "--decision",
        "reentry_earliest_year",
    ];
    arguments.extend(more);
    run(&arguments)
}

#[test]
fn the_impact_names_who_changes_and_because_of_what() {
    let (code, out, err) = impact(&["--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found.get("cases").unwrap(), 4);
    assert_eq!(found.get("changed").unwrap(), 2);
    let groups: Vec<String> = found
        .get("groups")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .map(|it| {
            let text = |key: &str| it.get(key).unwrap().to_string();
            format!(
                "{} {} {} {} {}",
                text("decision"),
                text("from"),
                text("to"),
                text("causes"),
                text("samples")
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            r#""article 10(2)" "yes" "no" [["scs_2027 1: replace 10(2)"]] ["between"]"#,
            r#""reentry_earliest_year" "2030" "2029" [["scs_2027 3: replace 19.4(2)"]] ["truant"]"#,
        ]
    );
    assert!(
        err.contains("no case is affected by: scs_2027 1: replace 9b(hours)"),
        "{err}"
    );
}

#[test]
fn the_impact_can_fail_a_build() {
    for (condition, code) in [
        ("change", 1),
        ("no-effect", 1),
        ("open", 0),
        ("article 10(2)", 1),
        ("article 10(2)=no", 1),
        ("article 10(2)=yes", 0),
    ] {
        assert_eq!(impact(&["--fail-on", condition]).0, code, "{condition}");
    }
    let (code, _, err) = impact(&["--fail-on", "reentry_earlest_year"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("did you mean `reentry_earliest_year`?"),
        "{err}"
    );
}

#[test]
fn rules_without_a_difference_have_no_impact() {
    let cases = file("same.ndjson", CASES);
    let (code, out, err) = run(&[
        "impact",
        OLD,
        OLD,
        "--cases",
        cases.to_str().unwrap(),
        "--as-of",
        "2027-06-01",
        "--decision",
        "article 10(2)",
        "--fail-on",
        "change",
    ]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(
        out.contains("4 cases: 0 with another outcome, 4 as before"),
        "{out}"
    );
}

#[test]
fn the_text_of_a_day_can_be_shown_and_compared() {
    let (code, out, err) = run(&["show", NEW, "10", "--as-of", "2027-01-01"]);
    assert_eq!(code, 0);
    assert!(out.contains("more than 25% of hours_base"), "{out}");
    assert!(!out.contains("20%"), "{out}");
    assert!(
        err.contains("with amendment `scs_2027`, in force from 2027-01-01"),
        "{err}"
    );
    assert!(
        err.contains("clause 4 keeps some cases under the older text"),
        "{err}"
    );
    let (_, out, _) = run(&["show", NEW, "10", "--as-of", "2026-12-31"]);
    assert!(out.contains("more than 20% of hours_base"), "{out}");
    let (code, _, err) = run(&["show", NEW, "99", "--as-of", "2026-12-31"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("no provision `99` stands on 2026-12-31"),
        "{err}"
    );
    let (code, out, _) = run(&["diff", OLD, NEW]);
    assert_eq!(code, 0);
    assert!(out.contains("goes from 20% to 25%"), "{out}");
}

#[test]
fn the_scenarios_of_the_amendment_hold() {
    let (code, out, err) = run(&["test", "examples/amendments"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn a_receipt_is_decided_again_to_the_same_answer() {
    let cases = file("receipt-cases.ndjson", CASES);
    let receipt = file("receipt.json", "");
    let (cases, path) = (cases.to_str().unwrap(), receipt.to_str().unwrap());
    let eval = [
        "eval",
        NEW,
        "--facts",
        cases,
        "--as-of",
        "2027-06-01",
        "--decision",
        "must_stop_training",
        "--decision",
        "reentry_earliest_year",
        "--receipt",
        path,
    ];
    let (code, _, err) = run(&eval);
    assert_eq!(code, 0, "{err}");
    let written = fs::read_to_string(&receipt).unwrap();
    let (code, out, err) = run(&["replay", path, "--rules", NEW]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(
        out.ends_with("4 cases: 4 the same, 0 different, 0 masked\n"),
        "{out}"
    );

    // Other rules: said, and the case that differs.
    let (code, out, err) = run(&["replay", path, "--rules", OLD]);
    assert_eq!(code, 1);
    assert!(
        err.contains("these rules are not those of the receipt"),
        "{err}"
    );
    assert!(out.contains("reentry_earliest_year: 2029 → 2030"), "{out}");

    // Cut short, changed by one byte, something else.
    let cut = written.get(..written.len() / 2).unwrap();
    let changed = written.replacen("45 hours", "44 hours", 1);
    for (text, says) in [
        (cut, "it is cut short"),
        (changed.as_str(), "it was changed after it was written"),
        ("{}", "it was changed, or is something else"),
    ] {
        fs::write(&receipt, text).unwrap();
        let (code, out, err) = run(&["replay", path, "--rules", NEW]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(says), "{err}");
    }

    // Facts left out: said, and not guessed at.
    let mut masked = eval.to_vec();
    masked.extend(["--mask", "other_hours_missed"]);
    assert_eq!(run(&masked).0, 0);
    assert!(
        !fs::read_to_string(&receipt)
            .unwrap()
            .contains("other_hours_missed\\\":")
    );
    let (code, out, _) = run(&["replay", path, "--rules", NEW]);
    assert_eq!(code, 0);
    assert!(
        out.contains("cannot be decided again, for these facts are masked"),
        "{out}"
    );
}

/// Two texts of one regulation, the newer with three changes, of which two touch one decision.
const BEFORE: &str = r#"regulation pass "Passes" about reader in en

entity reader "reader"
fact age "age": whole number from 0 to 120
fact member "is a member": yes/no

article 1 "Pass"
  conclusion pass "has a pass": yes/no
    when age is at least 18

article 2 "Fee"
  conclusion fee "fee": whole number
    is 10

article 3 "Commencement"
  commencement on 2020-01-01
"#;

fn texts(name: &str, change: impl Fn(&str) -> String) -> (String, String) {
    let old = file(&format!("{name}-old.enact"), BEFORE);
    let new = file(&format!("{name}-new.enact"), &change(BEFORE));
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    (text(old), text(new))
}

#[test]
fn the_impact_of_another_text_is_told_by_its_differences() {
    let (old, new) = texts("two", |text| {
        text.replace("age is at least 18", "age is at least 16")
            .replace("    is 10\n", "    is 12\n")
    });
    let cases = file(
        "readers.csv",
        "id,age,member\nchild,12,no\nyouth,17,yes\nadult,30,no\nbad,abc,no\n",
    );
    let cases = cases.to_str().unwrap();
    let (code, out, err) = run(&[
        "impact",
        &old,
        &new,
        "--cases",
        cases,
        "--as-of",
        "2024-01-01",
        "--format",
        "json",
    ]);
    // One row does not fit: told, and the exit code says so.
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("`age`"), "{err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    let number = |key: &str| found.get(key).and_then(Value::as_u64).unwrap();
    assert_eq!(
        (number("cases"), number("changed"), number("refused")),
        (3, 3, 1)
    );
    let groups = found.get("groups").and_then(Value::as_array).unwrap();
    let told: Vec<String> = groups
        .iter()
        .map(|it| {
            let text = |key: &str| it.get(key).unwrap().to_string();
            format!(
                "{} {} {} {} {}",
                text("decision"),
                text("from"),
                text("to"),
                text("cases"),
                text("causes")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""pass" "no" "yes" 1 [["pass 1"]]"#,
            r#""fee" "10" "12" 3 [["pass 2"]]"#,
        ]
    );
}

#[test]
fn a_case_that_only_the_newer_rules_know_is_not_compared_and_counted() {
    let (old, new) = texts("fact", |text| {
        text.replace(
            "fact member",
            "fact student \"is a student\": yes/no\nfact member",
        )
        .replace("age is at least 18", "age is at least 18 or student")
    });
    let cases = file(
        "students.ndjson",
        "{\"id\":\"a\",\"age\":12,\"student\":true}\n{\"id\":\"b\",\"age\":20}\n{\"id\":\"c\",\"age\":12}\n",
    );
    let cases = cases.to_str().unwrap();
    let base = [
        "impact",
        &old,
        &new,
        "--cases",
        cases,
        "--as-of",
        "2024-01-01",
    ];
    let (code, out, err) = run(&base);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("2 cases: 1 with another outcome, 1 as before"),
        "{out}"
    );
    assert!(out.contains("1 case was not compared"), "{out}");
    assert!(out.contains("no → unknown"), "{out}");
    assert!(
        err.contains("case `a` does not fit the older rules"),
        "{err}"
    );
}

#[test]
fn what_is_not_settled_at_once_is_searched_if_asked() {
    // Either way the answer is yes; the range pass alone cannot say so.
    let (old, new) = texts("refine", |text| {
        text.replace(
            "age is at least 18",
            "age is at least 18 or age is less than 18",
        )
    });
    let cases = file("unknown.ndjson", "{\"id\":\"a\"}\n");
    let cases = cases.to_str().unwrap();
    let base = [
        "impact",
        &old,
        &new,
        "--cases",
        cases,
        "--as-of",
        "2024-01-01",
        "--decision",
        "pass",
    ];
    let (_, plain, _) = run(&base);
    assert!(plain.contains("0 with another outcome"), "{plain}");
    let mut refined = base.to_vec();
    refined.push("--refine");
    let (_, out, _) = run(&refined);
    assert!(out.contains("unknown → yes"), "{out}");
}

#[test]
fn an_explanation_says_which_text_governs_and_by_which_clause() {
    let why = |start: &str| {
        let text = format!(
            r#"{{"training_start":"{start}","course_hours":"200 hours","panel_decision":"absent","hours_granted":"absent","stop_cause":"marriage","art9_hours_missed":"45 hours"}}"#
        );
        let case = file(&format!("why-{start}.json"), &text);
        run(&[
            "why",
            NEW,
            "must_stop_training",
            "--facts",
            case.to_str().unwrap(),
            "--as-of",
            "2027-06-01",
        ])
        .1
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
    };
    let saved = why("2026-11-02");
    assert!(
        saved.contains("the training must be stopped: YES"),
        "{saved}"
    );
    assert!(
        saved.contains("✓ clause 4 of Invented amendment"),
        "{saved}"
    );
    assert!(
        saved.contains("more than 40 hours (20% of 200 hours)"),
        "{saved}"
    );
    assert!(!saved.contains("25%"), "{saved}");
    let new = why("2027-03-01");
    assert!(
        new.contains("because the conditions of art. 9b are not met"),
        "{new}"
    );
    assert!(
        new.contains("more than 50 hours (25% of 200 hours)"),
        "{new}"
    );
    assert!(!new.contains("20%"), "{new}");
}

const TWO: &str = "regulation m about p in en, zh-Hant\ncounting plain\nentity p \"person\"\nfact n \"number\": whole number\nfact ch \"changed\": event\narticle 6 \"Six\"\n conclusion six \"six\": whole number\n  is n + 1\narticle 7 \"Seven\"\n conclusion seven \"seven\": whole number\n  is six + 2\n duty report \"report\"\n  arises on ch\n  fulfilled by ch\n  deadline within 10 days after ch\narticle 9 \"C\"\n commencement on 2020-01-01\nlabels zh-Hant\n m \"法\"\n p \"人\"\n n \"數\"\n ch \"變動\"\n six \"六\"\n seven \"七\"\n report \"申報\"\n 6 \"六\"\n 7 \"七\"\n 9 \"施行\"\n";

/// What an amendment declares is no part of the text before its day, nor what it repeals after it.
#[test]
fn a_conclusion_stands_in_no_other_provision_than_its_own() {
    file("two.enact", TWO);
    let new = file(
        "two-more.enact",
        "amendment d2 of m \"D2\"\nuse \"two.enact\"\nlabels zh-Hant\n d2 \"修\"\n more \"更\"\n 6-1 \"更\"\nclause 1 \"Add\"\n insert after 6\n  article 6-1 \"More\"\n   conclusion more \"more\": whole number\n    is n + 3\nclause 2 \"C\"\n commencement on 2027-01-01\n",
    );
    let new = new.to_str().unwrap();
    let (_, out, err) = run(&["show", new, "--as-of", "2026-12-31"]);
    assert!(!out.contains("more"), "{out}{err}");
    let (_, out, _) = run(&["show", new, "--as-of", "2027-01-01"]);
    assert!(
        out.contains(
            "article 6-1 \"More\"\n  conclusion more \"more\": whole number\n    is n + 3"
        ),
        "{out}"
    );
    let (_, out, _) = run(&[
        "diff",
        new,
        "--from-day",
        "2026-12-31",
        "--to-day",
        "2027-01-01",
    ]);
    assert!(out.contains("6-1"), "{out}");
    assert!(!out.contains("article 6 "), "{out}");
    // What is repealed and still referred to is declared before the provisions, and not in another.
    let gone = file(
        "two-less.enact",
        "amendment d3 of m \"D3\"\nuse \"two.enact\"\nlabels zh-Hant\n d3 \"修\"\nclause 1 \"Less\"\n repeal 6\nclause 2 \"Anew\"\n replace 7 with\n  article 7 \"Seven\"\n   conclude seven is six + 3\n   duty report \"report\"\n    arises on ch\n    fulfilled by ch\n    deadline within 20 days after ch\nclause 3 \"C\"\n commencement on 2027-01-01\n",
    );
    let gone = gone.to_str().unwrap();
    let (_, out, err) = run(&["show", gone, "--as-of", "2027-01-01"]);
    let (head, articles) = out.split_once("article 7").unwrap();
    assert!(head.contains("conclusion six"), "{out}{err}");
    assert!(!head.contains("seven \"seven\""), "{out}");
    assert!(
        articles.contains("conclusion seven \"seven\": whole number\n    is six + 3"),
        "{out}"
    );
}

/// A label is of what it names, however often an amendment has put that into other words.
#[test]
fn a_replaced_duty_keeps_its_label() {
    file("two.enact", TWO);
    let new = file(
        "two-longer.enact",
        "amendment l2 of m \"L2\"\nuse \"two.enact\"\nlabels zh-Hant\n l2 \"修\"\nclause 1 \"Longer\"\n replace report at 7 with\n  duty report \"report\"\n   arises on ch\n   fulfilled by ch\n   deadline within 20 days after ch\nclause 2 \"C\"\n commencement on 2027-01-01\n",
    );
    let (_, out, err) = run(&["check", new.to_str().unwrap()]);
    assert!(
        !format!("{out}{err}").contains("has no label"),
        "{out}{err}"
    );
}

#[test]
fn a_label_is_for_all_of_its_name_and_given_once() {
    let rules = file(
        "shared-name.enact",
        "regulation lab \"Lab\" about lab in en, zh-Hant\nentity lab \"laboratory\"\nfact ok \"is in order\": yes/no\narticle 1 \"One\"\n conclusion open \"may open\": yes/no\n  when ok\nlabels zh-Hant\n lab \"實驗室\"\n ok \"合格\"\n open \"得開放\"\n 1 \"一\"\n 1 \"二\"\n",
    );
    let (_, out, err) = run(&["check", rules.to_str().unwrap()]);
    let said = format!("{out}{err}");
    assert!(!said.contains("has no label"), "{said}");
    assert!(
        said.contains("`1` has a label in zh-Hant already"),
        "{said}"
    );
}

#[test]
fn a_decision_that_is_gone_is_different_and_the_others_are_compared() {
    let old = file("gone-old.enact", TWO);
    let text = TWO.replace("seven", "eight");
    let new = file("gone-new.enact", &text);
    let cases = file("gone.json", r#"{"n": 1}"#);
    let receipt = file("gone-receipt.json", "");
    let (code, _, err) = run(&[
        "eval",
        old.to_str().unwrap(),
        "--facts",
        cases.to_str().unwrap(),
        "--as-of",
        "2027-06-01",
        "--decision",
        "six",
        "--decision",
        "seven",
        "--receipt",
        receipt.to_str().unwrap(),
    ]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = run(&[
        "replay",
        receipt.to_str().unwrap(),
        "--rules",
        new.to_str().unwrap(),
    ]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("seven: 4 before by m 7; the rules no longer have this decision"),
        "{out}"
    );
    assert!(!out.contains("six:"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_receipt_for_a_pipe_goes_through_it_and_leaves_it_there() {
    use std::io::Read;
    use std::os::unix::fs::FileTypeExt;
    let facts = file("piped.json", r#"{"training_year": 2024}"#);
    let pipe = facts.with_file_name("receipt.pipe");
    let _absent = fs::remove_file(&pipe);
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    // Opened both ways, so that neither side waits for the other.
    let mut held = fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe)
        .unwrap();
    let (code, _, talk) = run(&[
        "eval",
        OLD,
        "--facts",
        facts.to_str().unwrap(),
        "--as-of",
        "2024-02-20",
        "--decision",
        "may_be_recommended",
        "--receipt",
        pipe.to_str().unwrap(),
    ]);
    assert_eq!(code, 0, "{talk}");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    let mut start = [0; 1];
    held.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"{");
}
