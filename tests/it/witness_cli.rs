//! `enact witness` and `enact check --deep` as people run them.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write the files the program reads, and fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::run;

fn folder(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("witness-{name}"));
    let _absent = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).unwrap();
    place
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const DEMO: &str = r#"regulation demo "Demonstration rules" about officer in en

entity officer "officer"
fact rank "rank of post": whole number from 1 to 14
fact consent "consent of the employer": yes/no

article 1 "Commencement"
commencement on 2015-01-01

article 2 "Eligibility"
conclusion eligible "may be recommended": yes/no when all of
  (rank) rank is at least 10
  (consent) consent

article 3 "Seniority"
conclusion senior "is senior": yes/no when rank is at least 12
"#;

const COMMENCEMENT: &str = "article 1 \"Commencement\"\ncommencement on 2015-01-01\n";

#[test]
fn every_decision_both_have_is_answered_for() {
    let folder = folder("all");
    let old = write(&folder, "old.enact", DEMO);
    let newer = DEMO
        .replace("at least 10", "at least 9")
        .replace("is at least 12", "is more than 11")
        + "conclusion junior \"is junior\": yes/no when rank is less than 5\n";
    let new = write(&folder, "new.enact", &newer);
    let ran = run(&["witness", &old, &new]);
    assert_eq!(ran.code, Some(0), "{}", ran.talk);
    let wanted = "\
as of 2015-01-01

eligible: differs
  for a person with
    rank     9
    consent  yes
  older text: NO: art. 2(rank): rank of post is 9, needed: at least 10
  newer text: YES: art. 2(rank): rank of post is 9, as needed: at least 9 (and 1 more)

the same for everybody, proven over the declared ranges of all facts:
  senior

only in the newer text:
  junior
";
    assert_eq!(ran.data, wanted);
    let ran = run(&["witness", &old, &old]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.data
            .contains("2 decisions and all they read are written alike in both texts"),
        "{}",
        ran.data
    );
    let ran = run(&["witness", &old, &new, "senior"]);
    assert!(ran.data.contains("proven"), "{}", ran.data);
}

#[test]
fn the_document_for_programs_holds_a_case_that_eval_takes() {
    let folder = folder("json");
    let old = write(&folder, "old.enact", DEMO);
    let new = write(
        &folder,
        "new.enact",
        &DEMO.replace("at least 10", "at least 9"),
    );
    let ran = run(&["witness", &old, &new, "eligible", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.data).unwrap();
    assert_eq!(document["format"], "enact.witness.v1");
    let decision = &document["decisions"][0];
    assert_eq!(decision["verdict"], "differs");
    assert_eq!(decision["witness"]["old"]["outcome"], "no");
    assert_eq!(decision["witness"]["new"]["outcome"], "yes");
    let case = &decision["witness"]["new"]["case"];
    assert_eq!(*case, serde_json::json!({"rank": 9, "consent": true}));
}

#[test]
fn a_person_found_in_a_real_policy_is_decided_otherwise_by_eval() {
    let folder = folder("scs");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let copied = folder.join("policies");
    copy(&root.join("tw"), &copied.join("tw"));
    let article = copied.join("tw/scs/art-10-revocation.enact");
    let text = fs::read_to_string(&article).unwrap();
    let amended = text.replace(
        "item_2_hours is more than 20% of hours_base",
        "item_2_hours is more than 25% of hours_base",
    );
    assert_ne!(text, amended);
    fs::write(&article, amended).unwrap();
    let old = root.join("tw/scs").to_str().unwrap().to_owned();
    let new = copied.join("tw/scs").to_str().unwrap().to_owned();
    let case = folder.join("case.json").to_str().unwrap().to_owned();
    let decision = "must_revoke_year_qualification";
    let ran = run(&[
        "witness",
        &old,
        &new,
        decision,
        "--as-of",
        "2024-03-05",
        "--write-case",
        &case,
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.talk);
    assert!(
        ran.data.contains("other_hours_missed       21 hours"),
        "{}",
        ran.data
    );
    let outcome = |rules: &str| -> Value {
        let ran = run(&[
            "eval",
            rules,
            "--facts",
            &case,
            "--as-of",
            "2024-03-05",
            "--decision",
            decision,
            "--format",
            "json",
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        let document: Value = serde_json::from_str(&ran.data).unwrap();
        document["cases"][0]["decisions"][decision]["outcome"].clone()
    };
    assert_eq!((outcome(&old), outcome(&new)), ("yes".into(), "no".into()));
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

#[test]
fn what_cannot_be_asked_is_said_plainly() {
    let folder = folder("bad");
    let old = write(&folder, "old.enact", DEMO);
    let undated = DEMO.replace(COMMENCEMENT, "");
    let new = write(&folder, "new.enact", &undated);
    let ran = run(&["witness", &old, &new]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.talk.contains("give the day with `--as-of`"),
        "{}",
        ran.talk
    );
    let ran = run(&["witness", &old, &new, "eligibel", "--as-of", "2024-03-05"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.talk.contains("did you mean `eligible`"), "{}", ran.talk);
    let more =
        DEMO.to_owned() + "conclusion junior \"is junior\": yes/no when rank is less than 5\n";
    let more = write(&folder, "more.enact", &more);
    let ran = run(&["witness", &old, &more, "junior"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.talk.contains("only the newer text decides `junior`"),
        "{}",
        ran.talk
    );
    let ran = run(&["witness", &old, "no-such-folder"]);
    assert_eq!(ran.code, Some(2));
    let changed = write(
        &folder,
        "changed.enact",
        &DEMO.replace("at least 10", "at least 9"),
    );
    let nowhere = folder.join("no-such-folder/case.json");
    let nowhere = nowhere.to_str().unwrap();
    let ran = run(&["witness", &old, &changed, "--write-case", nowhere]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.talk.contains("cannot be written"), "{}", ran.talk);
}

#[test]
fn where_nobody_differs_no_case_is_written() {
    let folder = folder("none");
    let old = write(&folder, "old.enact", DEMO);
    let case = folder.join("case.json");
    let ran = run(&[
        "witness",
        &old,
        &old,
        "--write-case",
        case.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.talk.contains("was not written"), "{}", ran.talk);
    assert!(!case.exists());
}

#[test]
fn checking_deeply_shows_a_person_and_says_how_much_was_asked() {
    let folder = folder("deep");
    let gap = DEMO.to_owned()
        + "article 4 \"Allowance\"\nconclusion allowance \"allowance\": whole number is 500 when senior\n";
    let rules = write(&folder, "rules.enact", &gap);
    let ran = run(&["check", &rules]);
    assert!(!ran.data.contains("possible-gap"), "{}", ran.data);
    let ran = run(&["check", "--deep", &rules]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.data.contains("possible-gap"), "{}", ran.data);
    assert!(ran.data.contains("for example: rank is 11"), "{}", ran.data);
    assert!(
        ran.talk.contains("asked as of 2015-01-01; 0 not decided"),
        "{}",
        ran.talk
    );
    let undated = gap.replace(COMMENCEMENT, "");
    let undated = write(&folder, "undated.enact", &undated);
    let ran = run(&["check", "--deep", &undated]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.talk.contains("give a day with `--as-of`"),
        "{}",
        ran.talk
    );
}

const DUTY: &str = r#"regulation fees "Fees" about person in en
  counting plain
entity person "person"
fact n "number": whole number from 0 to 100
fact changed "changed": event
fact told "told": event
fact applied "applied": date
article 5 "Limit"
  conclusion bad "bad": yes/no
    when n is more than 20
article 7 "Telling"
  duty report "report"
    arises on changed
    fulfilled by told
    deadline within 10 days after changed
article 9 "Commencement"
  commencement on 2020-01-01
"#;

/// The rules above, and an amendment of them from 2027-01-01.
fn amended(name: &str, changes: &str) -> (String, String) {
    let folder = folder(name);
    let old = write(&folder, "old.enact", DUTY);
    let text = format!(
        "amendment later of fees \"Later\"\nuse \"old.enact\"\nclause 1\n{changes}\nclause 2\n commencement on 2027-01-01\n saving cases when applied is before 2027-01-01\n"
    );
    (old, write(&folder, "new.enact", &text))
}

#[test]
fn an_amendment_is_asked_on_the_day_it_takes_effect() {
    let (old, new) = amended(
        "default-day",
        "replace 5 with\n conclude bad when n is more than 25",
    );
    let ran = run(&["witness", &old, &new, "bad"]);
    assert!(ran.data.starts_with("as of 2027-01-01\n"), "{}", ran.data);
    assert!(ran.data.contains("bad: differs"), "{}", ran.data);
    let deep = run(&["check", "--deep", &new]);
    assert!(deep.talk.contains("as of 2027-01-01"), "{}", deep.talk);
}

/// A clause that compares what comes out under two texts asks itself again: the search must not follow it round.
#[test]
fn a_clause_that_compares_two_texts_is_asked_without_end_nowhere() {
    let folder = folder("favourable");
    let old = write(&folder, "old.enact", DUTY);
    let new = write(
        &folder,
        "new.enact",
        "amendment later of fees \"Later\"\nuse \"old.enact\"\nclause 1\nreplace 5 with\n conclude bad when n is more than 10\nclause 2\n commencement on 2027-01-01\n saving for 5 cases when applied is before 2027-01-01\n  and bad under the new text and not (bad under the old text)\n",
    );
    let ran = run(&["witness", &old, &new, "bad"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.talk);
    // Whoever applied later, with a number of 11, is bad under the new text alone.
    assert!(!ran.data.contains("the same"), "{}", ran.data);
    let deep = run(&["check", "--deep", &new]);
    assert!(matches!(deep.code, Some(0 | 1)), "{}", deep.talk);
}

/// A copy that has ended makes no difference; the rule it is a copy of does.
#[test]
fn an_analogy_that_has_ended_proves_nothing_of_its_rule() {
    let rules = write(
        &folder("analogy"),
        "z.enact",
        r#"regulation z "Z" about person in en
entity person "person"
fact a "a": yes/no
fact b "b": yes/no
fact c "c": yes/no
article 6 "A"
  conclusion x "x": yes/no
    when a
article 7 "B" in force until 2023-12-31
  apply 6 by analogy with a read as b
article 7 "B" in force from 2024-01-01
  apply 6 by analogy with a read as c
"#,
    );
    let deep = run(&["check", "--deep", &rules, "--as-of", "2025-01-01"]);
    assert_eq!(deep.code, Some(0), "{}", deep.talk);
    let said = format!("{}{}", deep.data, deep.talk);
    assert!(!said.contains("never makes a difference"), "{said}");
}

#[test]
fn versions_of_a_duty_are_one_decision() {
    let duty = |days: u32| {
        format!(
            "replace 7 with\n duty report \"report\"\n  arises on changed\n  fulfilled by told\n  deadline within {days} days after changed"
        )
    };
    let (old, new) = amended("duty-alike", &duty(10));
    let ran = run(&["witness", &old, &new]);
    assert!(!ran.data.contains("differs"), "{}", ran.data);
    let (old, new) = amended("duty-longer", &duty(20));
    let ran = run(&["witness", &old, &new]);
    assert_eq!(
        ran.data.matches("report: differs").count(),
        1,
        "{}",
        ran.data
    );
    assert!(!ran.data.contains("not in force"), "{}", ran.data);
}

#[test]
fn where_each_case_has_a_text_it_is_never_possibly_out_of_force() {
    let (_, new) = amended(
        "governed",
        "replace 5 with\n conclude bad when n is more than 25\nreplace 7 with\n duty report \"report\"\n  arises on changed\n  fulfilled by told\n  deadline within 20 days after changed",
    );
    let facts = write(
        Path::new(&new).parent().unwrap(),
        "case.json",
        r#"{"n": 22, "changed": "2027-01-05", "told": "absent"}"#,
    );
    for decision in ["bad", "report is breached"] {
        let ran = run(&[
            "why",
            &new,
            decision,
            "--facts",
            &facts,
            "--as-of",
            "2027-01-20",
        ]);
        assert!(ran.data.contains("applied"), "{}", ran.data);
        assert!(!ran.data.contains("not in force"), "{}", ran.data);
    }
}

#[test]
fn the_text_that_governs_is_what_decides() {
    let (_, new) = amended(
        "because",
        "replace 5 with\n conclude bad when n is more than 25",
    );
    let scenarios = "scenarios \"S\"\nuse \"new.enact\"\nscenario \"s\" as of 2027-02-01\n given\n  n is 22\n examples\n| applied    | expect bad |\n| 2027-01-02 | no citing fees 5 |\n| 2026-12-31 | yes citing fees 5 |\n";
    let path = write(Path::new(&new).parent().unwrap(), "s.enact", scenarios);
    let ran = run(&["test", &path]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.data, ran.talk);
}
