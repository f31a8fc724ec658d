//! A solver of satisfiability: what it is asked, what is made of its answers, and what a bad one can do.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write the files the program reads, and fail loudly"
)]

use super::laws::tries::Tries;
use super::program::model;
use enact::eval::Settings;
use enact::model::Model;
use enact::value::Date;
use enact::witness::{Answer, Asked, Effort, Solved, Solver, Trouble, Verdict, compare, deep};

const HEAD: &str = r#"regulation leave "Leave" about officer in en
entity officer "officer"
article 9 "Commencement"
commencement on 2015-01-01
"#;

/// Evaluations: the own search ends as with all it has, only sooner.
const EFFORT: u32 = 2_000;

const WHOLE: &str = r#"fact a "a": whole number from 0 to 1000
fact b "b": whole number from 0 to 1000
fact c "c": whole number from 0 to 1000
"#;

fn text(facts: &str, condition: &str) -> String {
    format!(
        "{HEAD}{facts}article 1 \"Stop\"\n  conclusion stop \"must stop\": yes/no when {condition}\n"
    )
}

/// Two texts that differ for a few persons only, far from round values.
fn few() -> [String; 2] {
    [
        "7 * a + 11 * b + 13 * c is 12345",
        "all of\n    (x) 7 * a + 11 * b + 13 * c is 12345\n    (y) a + b + c is not 1239",
    ]
    .map(|it| text(WHOLE, it))
}

/// Two texts that differ for nobody, which no dividing of single ranges shows.
fn alike() -> [String; 2] {
    [
        "all of\n    (x) a is at most b\n    (y) b is at most c",
        "all of\n    (x) a is at most b\n    (y) b is at most c\n    (z) a is at most c",
    ]
    .map(|it| text(WHOLE, it))
}

fn settings() -> Settings {
    Settings {
        as_of: Date::parse("2024-03-15").expect("a day"),
        readings: Vec::new(),
    }
}

/// Answers always alike, and keeps what it was asked.
struct Always {
    answer: Result<&'static str, &'static str>,
    asked: Vec<String>,
}

impl Always {
    fn says(answer: &'static str) -> Always {
        Always {
            answer: Ok(answer),
            asked: Vec::new(),
        }
    }
}

impl Solver for Always {
    fn name(&self) -> &'static str {
        "Always 1"
    }

    fn ask(&mut self, script: &str) -> Result<String, String> {
        self.asked.push(script.to_owned());
        let answer = self.answer.map(str::to_owned);
        answer.map_err(str::to_owned)
    }
}

fn ask(texts: &[String; 2], solver: &mut Always) -> Answer {
    ask_after(EFFORT, texts, solver)
}

fn ask_after(budget: u32, texts: &[String; 2], solver: &mut Always) -> Answer {
    let [old, new] = texts.each_ref().map(|it| model(it));
    let asked = |model| Asked {
        model,
        settings: settings(),
        query: Model::query(model, "stop").expect("a decision"),
    };
    let effort = Effort {
        budget,
        solver: Some(solver),
    };
    compare(asked(&old), asked(&new), effort)
}

const UNSAT: &str = "unsat\n(error \"line 9 column 12: model is not available\")\n";

// ------------------------------------------------------------------------------------ what is asked

/// What is asked about two conditions on these facts, where the own search does nothing.
fn question(facts: &str, old: &str, new: &str) -> String {
    let mut solver = Always::says(UNSAT);
    let answer = ask_after(1, &[text(facts, old), text(facts, new)], &mut solver);
    assert_eq!(answer.solved, Solved::Proved, "{old}, {new}");
    solver.asked.join("\n")
}

#[test]
fn the_question_is_what_the_terms_say() {
    let facts = "\
fact hours \"hours\": number from 0 to 5000
fact missed \"missed\": number from 0 to 5000
fact left_on \"left\": event
fact back_on \"back\": event
fact excused \"excused\": yes/no
fact pay \"pay\": whole number from -10 to 90 may be absent
";
    let shown = [
        question(
            facts,
            "missed is more than 20% of hours",
            "any of\n    (x) missed is more than 20% of hours\n    (y) missed - 1 is more than 20% of hours",
        ),
        question(
            facts,
            "all of\n    (x) excused\n    (y) left_on is before back_on",
            "all of\n    (x) excused\n    (y) left_on is before back_on\n    (z) left_on is not back_on",
        ),
        question(
            facts,
            "all of\n    (x) hours is more than 0\n    (y) missed / hours is more than 20%",
            "all of\n    (x) hours is more than 0\n    (y) 5 * missed is more than hours",
        ),
        question(
            facts,
            "pay + missed is more than hours",
            "all of\n    (x) pay + missed is more than hours\n    (y) pay is not absent",
        ),
    ]
    .join("\n; ----\n");
    insta::with_settings!({ snapshot_path => "../golden/solver", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("questions", shown);
    });
}

#[test]
fn what_the_own_search_knows_is_not_asked() {
    let mut solver = Always::says(UNSAT);
    let found = ask(
        &[
            text(WHOLE, "a is more than 7"),
            text(WHOLE, "a is more than 8"),
        ],
        &mut solver,
    );
    assert!(matches!(found.verdict, Verdict::Differs(_)));
    let same = ask(
        &[
            text(WHOLE, "a is more than 7"),
            text(WHOLE, "a is at least 8"),
        ],
        &mut solver,
    );
    assert!(matches!(same.verdict, Verdict::Same));
    assert_eq!([found.solved, same.solved], [Solved::Not, Solved::Not]);
    assert_eq!(solver.asked, Vec::<String>::new());
}

#[test]
fn what_has_no_formula_is_not_asked() {
    // A period of months after a day is counted by the calendar.
    let days = "fact left_on \"left\": event\nfact back_on \"back\": event\n";
    let after = |more: &str| {
        format!("back_on is after (1 month after left_on counted plain rounding down){more}")
    };
    let old = text(days, &after(""));
    let new = text(
        days,
        &format!(
            "all of\n    (x) {}\n    (y) back_on is after left_on",
            after("")
        ),
    );
    let mut solver = Always::says(UNSAT);
    let answer = ask(&[old, new], &mut solver);
    let Verdict::Open { limits, .. } = &answer.verdict else {
        panic!("{:?}", answer.verdict);
    };
    assert!(!limits.is_empty());
    assert_eq!(answer.solved, Solved::Not);
    assert_eq!(solver.asked, Vec::<String>::new());
}

/// Over few values the own search goes through all of them: what it says has to be what a solver says.
#[test]
fn arithmetic_is_asked_as_it_is_evaluated() {
    let facts = "\
fact a \"a\": whole number from -4 to 6
fact b \"b\": whole number from -3 to 3 may be absent
";
    let conditions = [
        "a * b is more than 5",
        "a / b is more than 2",
        "2 * b is less than a",
        "a / b is at most 2",
        "(a * 7 / 3 rounded half up) is more than b",
        "(a * 7 / 3 rounded half even) is more than b",
        "(a / 4 rounded half even to 1 places) is at least (b / 4 rounded half up to 1 places)",
        "(a / 3 rounded up) is (b / 2 rounded down)",
        "largest of (a, b, 2) is more than smallest of (a, 3)",
        "smallest of (a, b) is more than 0 - a",
        "(b otherwise 2) * a is at least 4",
        "(if b is absent then a else 1 / b) is less than 1",
        "(a / b otherwise a) * b is a",
    ];
    let mut asked = 0;
    for (at, old) in conditions.iter().enumerate() {
        for new in conditions.get(at + 1..).unwrap_or_default() {
            let texts = [text(facts, old), text(facts, new)];
            let [old, new] = texts.each_ref().map(|it| model(it));
            let ask = |effort| {
                let of = |model| Asked {
                    model,
                    settings: settings(),
                    query: Model::query(model, "stop").expect("a decision"),
                };
                compare(of(&old), of(&new), effort)
            };
            let own = ask(Effort::from(20_000));
            let its = ask(Effort {
                budget: 1,
                solver: Some(&mut Tries),
            });
            assert_eq!(
                matches!(own.verdict, Verdict::Differs(_)),
                matches!(its.verdict, Verdict::Differs(_)),
                "{own:?}\n{its:?}\n{texts:#?}"
            );
            asked += usize::from(matches!(its.solved, Solved::Found | Solved::Proved));
        }
    }
    assert!(asked > 60, "{asked}");
}

// ------------------------------------------------------------------------- what is made of answers

#[test]
fn nobody_is_the_solvers_word() {
    let mut solver = Always::says(UNSAT);
    let answer = ask(&alike(), &mut solver);
    assert!(matches!(answer.verdict, Verdict::Same), "{answer:?}");
    assert_eq!(answer.solved, Solved::Proved);
    assert_eq!(solver.asked.len(), 1);
}

#[test]
fn somebody_is_decided_before_being_shown() {
    let mut solver = Always::says("sat\n((x0.a 321)\n (x1.b 918)\n (x2.c 0))\n");
    let answer = ask(&few(), &mut solver);
    let Verdict::Differs(witness) = &answer.verdict else {
        panic!("{:?}", answer.verdict);
    };
    assert_ne!(witness.decisions[0].outcome, witness.decisions[1].outcome);
    assert_eq!(answer.solved, Solved::Found);
}

/// The answer without a solver, and the trouble.
fn in_vain(texts: &[String; 2], mut solver: Always) -> Trouble {
    let with = ask(texts, &mut solver);
    let mut none = Always {
        answer: Err("was not there"),
        asked: Vec::new(),
    };
    let without = ask(texts, &mut none);
    assert_eq!(
        without.solved,
        Solved::InVain(Trouble::Failed("was not there".to_owned()))
    );
    let (
        Verdict::Open { spent, limits },
        Verdict::Open {
            spent: a,
            limits: b,
        },
    ) = (&with.verdict, &without.verdict)
    else {
        panic!("{:?}, {:?}", with.verdict, without.verdict);
    };
    assert_eq!((spent, limits), (a, b));
    assert_eq!(with.evaluations, without.evaluations);
    match with.solved {
        Solved::InVain(trouble) => trouble,
        other => panic!("{other:?}"),
    }
}

#[test]
fn somebody_who_does_not_differ_is_a_lie() {
    for values in [
        "sat\n((x0.a 1) (x1.b 1) (x2.c 1))",
        "sat\n((x0.a 0) (x1.b 0) (x2.c 0))",
    ] {
        assert_eq!(in_vain(&few(), Always::says(values)), Trouble::Lied);
        assert_eq!(in_vain(&alike(), Always::says(values)), Trouble::Lied);
    }
}

#[test]
fn values_that_nobody_can_have_are_no_answer() {
    for values in [
        "sat",
        "sat ()",
        "sat ((x0.a 321) (x1.b 918))",
        "sat ((x0.a 321) (x1.b 918) (x2.c 1001))",
        "sat ((x0.a 321) (x1.b 918) (x2.c (- 1)))",
        "sat ((x0.a 321) (x1.b 918) (x2.c true))",
        "sat ((x0.a 321) (x1.b 918) (x2.c 99999999999999999999999999999999999999))",
    ] {
        let trouble = in_vain(&few(), Always::says(values));
        let Trouble::Failed(what) = trouble else {
            panic!("{values}: {trouble:?}");
        };
        assert_eq!(what, "gave values that are not among those asked for");
    }
}

#[test]
fn what_is_no_answer_is_none() {
    for printed in [
        "",
        "maybe",
        "unsatisfiable",
        "UNSAT",
        "(error \"line 1: unknown logic\")\nunsat",
        "unsat unsat",
        "unsat\nsat",
        "unsat ((x0.a 1))",
        "unsat (error \"one\") (error \"two\")",
        "unsat\n(error \"never closed",
        "sat\n((x0.a 321)",
        "sat\n((x0.a 321)))",
        "sat\n((x0.a 3.5) (x1.b 918) (x2.c 0))",
        "sat\n((x0.a (/ 1 2)) (x1.b 918) (x2.c 0))",
        "sat\n(error \"no model\")",
        "((((((((((((((((((((",
        "))))",
        "| unsat",
        "\u{feff}unsat",
    ] {
        let trouble = in_vain(&few(), Always::says(printed));
        let Trouble::Failed(what) = trouble else {
            panic!("{printed}: {trouble:?}");
        };
        assert_eq!(what, "did not print what a solver prints", "{printed}");
    }
    assert_eq!(
        in_vain(&few(), Always::says("unknown\n(error \"no model\")")),
        Trouble::Unknown
    );
    assert_eq!(
        in_vain(&few(), Always::says("unknown ((x0.a 1))")),
        Trouble::Unknown
    );
}

#[test]
fn a_part_that_makes_no_difference_may_be_the_solvers_finding() {
    let [_, new] = alike();
    let model = model(&new);
    let mut solver = Always::says(UNSAT);
    let effort = Effort {
        budget: EFFORT,
        solver: Some(&mut solver),
    };
    let found = deep(&model, &settings(), effort);
    let told: Vec<&str> = found
        .findings
        .iter()
        .flat_map(|it| it.help.iter().map(String::as_str))
        .filter(|it| it.contains("proven by Always 1 over"))
        .collect();
    assert_eq!((told.len(), found.solved), (1, 1), "{found:#?}");
    assert_eq!(found.undecided, []);
    let alone = deep(&model, &settings(), EFFORT);
    assert_eq!(alone.undecided.len(), 1, "{alone:#?}");
}

// -------------------------------------------------------------------------------- as people run it

#[cfg(unix)]
mod process {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use serde_json::Value;

    use super::super::program::{Ran, run};
    use super::{alike, few};

    /// One of the programs that stand for a solver.
    fn solver(name: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join("tests/data/solvers").join(name);
        assert!(path.exists() || name == "absent");
        format!("--solver={}", path.to_str().unwrap())
    }

    /// Both texts, written to files.
    fn written(name: &str, texts: &[String; 2]) -> [String; 2] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("solver-{name}"));
        fs::create_dir_all(&folder).unwrap();
        let mut at = ["old", "new"].into_iter();
        texts.each_ref().map(|text| {
            let path = folder.join(format!("{}.enact", at.next().unwrap()));
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        })
    }

    fn witness(name: &str, texts: &[String; 2], more: &[&str]) -> Ran {
        let [old, new] = written(name, texts);
        let mut args = vec!["witness", &old, &new, "stop", "--budget=2000"];
        args.extend(more);
        run(&args)
    }

    #[test]
    fn a_proof_of_the_solver_is_said_to_be_its() {
        let by = solver("says-nobody");
        let ran = witness("proof", &alike(), &[&by]);
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        assert_eq!(
            ran.data,
            "as of 2015-01-01\n\nthe same for everybody, proven by Recorded 1 alone over the declared ranges of all facts:\n  stop\n"
        );
        let ran = witness("proof", &alike(), &[&by, "--format=json"]);
        let document: Value = serde_json::from_str(&ran.data).unwrap();
        assert_eq!(document["solver"], "Recorded 1");
        assert_eq!(document["decisions"][0]["verdict"], "same");
        assert_eq!(document["decisions"][0]["by"], "solver");
        let ran = witness("proof", &alike(), &["--format=json"]);
        let document: Value = serde_json::from_str(&ran.data).unwrap();
        assert_eq!(document["solver"], Value::Null);
        assert_eq!(document["decisions"][0]["verdict"], "not proven");
        assert_eq!(document["decisions"][0]["by"], "search");
    }

    #[test]
    fn a_person_of_the_solver_is_decided_and_shown() {
        let ran = witness("person", &few(), &[&solver("finds")]);
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        assert!(
            ran.data.contains("    a  321\n    b  918\n"),
            "{}",
            ran.data
        );
        assert!(
            ran.data.ends_with("  found with Recorded 1\n"),
            "{}",
            ran.data
        );
    }

    #[test]
    fn a_bad_solver_costs_nothing_but_its_help() {
        let alone = witness("bad", &few(), &[]);
        for (name, what) in [
            (
                "lies",
                "Liar 1 gave somebody whose outcomes are not what it said, and was set aside",
            ),
            (
                "prints-rubbish",
                "Rubbish 1 did not print what a solver prints",
            ),
            ("ends-in-between", "Crash 1 ended without an answer"),
            ("gives-up", "Modest 1 gave up within its limits"),
            (
                "prints-for-ever",
                "Endless 1 was stopped because it printed without end",
            ),
        ] {
            let ran = witness("bad", &few(), &[&solver(name)]);
            assert_eq!(ran.code, Some(0), "{name}: {}", ran.talk);
            assert_eq!(ran.data, format!("{}  {what}\n", alone.data), "{name}");
            let ran = witness("bad", &few(), &[&solver(name), "--format=json"]);
            let document: Value = serde_json::from_str(&ran.data).unwrap();
            assert_eq!(document["decisions"][0]["solver_in_vain"], what);
        }
    }

    #[test]
    fn a_solver_that_hangs_is_stopped_and_not_started_again() {
        let more = "article 2 \"Go\"\n  conclusion go \"must go\": yes/no when not stop\n";
        let texts = few().map(|it| it + more);
        let [old, new] = written("hangs", &texts);
        let begun = Instant::now();
        let ran = run(&[
            "witness",
            &old,
            &new,
            &solver("hangs"),
            "--solver-seconds=2",
        ]);
        assert!(begun.elapsed() < Duration::from_secs(60));
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        for what in [
            "Hangs 1 was stopped after 2 seconds\n",
            "Hangs 1 was not asked again after it had to be stopped\n",
        ] {
            assert_eq!(ran.data.matches(what).count(), 1, "{}", ran.data);
        }
    }

    #[test]
    fn what_is_no_solver_is_told_before_anything_is_searched() {
        for (name, what) in [
            ("absent", "was not found"),
            ("ends-at-once", "ended without an answer"),
            ("hangs-at-once", "was stopped after a second"),
            ("no-solver", "does not say which solver it is"),
        ] {
            let by = solver(name);
            let ran = witness("none", &few(), &[&by, "--solver-seconds=1"]);
            assert_eq!(ran.code, Some(2), "{name}: {}", ran.data);
            assert!(ran.data.is_empty(), "{name}: {}", ran.data);
            assert!(ran.talk.contains(what), "{name}: {}", ran.talk);
        }
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/README.md");
        let data = format!("--solver={}", data.to_str().unwrap());
        let ran = witness("none", &few(), &[&data]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.talk.contains("could not be started"), "{}", ran.talk);
    }

    #[test]
    fn the_time_is_a_whole_number_of_seconds_for_a_solver() {
        for wrong in ["0", "-1", "1.5", "soon"] {
            let seconds = format!("--solver-seconds={wrong}");
            let ran = witness("time", &few(), &[&solver("finds"), &seconds]);
            assert_eq!(ran.code, Some(2), "{wrong}: {}", ran.data);
        }
        let ran = witness("time", &few(), &["--solver-seconds=5"]);
        assert_eq!(ran.code, Some(2), "{}", ran.data);
    }

    #[test]
    fn checking_deeply_says_what_a_solver_proved() {
        let [_, rules] = written("deep", &alike());
        let ran = run(&["check", &rules, &solver("says-nobody")]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.talk.contains("only with `--deep`"), "{}", ran.talk);
        let ran = run(&["check", "--deep", &rules, &solver("says-nobody")]);
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        assert!(
            ran.data.contains("proven by Recorded 1 over"),
            "{}",
            ran.data
        );
        assert!(
            ran.talk.contains("1 answer proven by Recorded 1"),
            "{}",
            ran.talk
        );
        let ran = run(&["check", "--deep", &rules, &solver("gives-up")]);
        assert_eq!(ran.code, Some(0), "{}", ran.talk);
        assert!(ran.talk.contains("Modest 1 gave up"), "{}", ran.talk);
    }
}
