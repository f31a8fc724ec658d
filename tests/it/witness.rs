//! Persons found, and proofs that there is none: small texts whose boundary is known.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "tests read their own texts, and fail loudly"
)]

use super::program;
use enact::diagnostic::Code;
use enact::eval::{Outcome, Settings};
use enact::model::Model;
use enact::value::Date;
use enact::witness::{Answer, Asked, BUDGET, Deep, Limit, Note, Verdict, Witness, compare, deep};

const HEAD: &str = r#"
regulation leave "Leave" about officer in en
entity officer "officer"
unit hour, hours "hours"
"#;

fn model(text: &str) -> Model {
    program::model(&format!("{HEAD}{text}"))
}

fn settings(day: &str) -> Settings {
    Settings {
        as_of: Date::parse(day).expect("a day"),
        readings: Vec::new(),
    }
}

fn on(day: &str, old: &str, new: &str, decision: &str) -> Answer {
    let (old, new) = (model(old), model(new));
    let asked = |model: &Model| model.query(decision).expect("a decision");
    let (before, after) = (asked(&old), asked(&new));
    compare(
        Asked {
            model: &old,
            settings: settings(day),
            query: before,
        },
        Asked {
            model: &new,
            settings: settings(day),
            query: after,
        },
        BUDGET,
    )
}

fn answer(old: &str, new: &str) -> Answer {
    on("2024-03-15", old, new, "stop")
}

fn person(answer: &Answer) -> &Witness {
    match &answer.verdict {
        Verdict::Differs(witness) => witness,
        other => panic!("nobody was found: {other:?}"),
    }
}

/// The facts of the person found, as `name value`.
fn facts(answer: &Answer) -> Vec<String> {
    let facts = person(answer).facts.iter();
    facts
        .map(|it| format!("{} {}", it.name, it.value))
        .collect()
}

fn outcomes(answer: &Answer) -> [Outcome; 2] {
    let [old, new] = &person(answer).decisions;
    [old.outcome.clone(), new.outcome.clone()]
}

// ------------------------------------------------------------------------------- the boundary

const HOURS: &str = r#"
fact course_hours "course hours": hours
fact missed "hours missed": hours
"#;

fn share(condition: &str) -> String {
    format!(
        "{HOURS}\narticle 1 \"Stop\"\n  conclusion stop \"must stop\": yes/no when {condition}\n"
    )
}

#[test]
fn a_threshold_raised_lets_off_who_is_just_above_the_old_one() {
    let found = answer(
        &share("missed is more than 20% of course_hours"),
        &share("missed is more than 25% of course_hours"),
    );
    assert_eq!(facts(&found), ["course_hours 100 hours", "missed 21 hours"]);
    assert_eq!(outcomes(&found), [Outcome::Yes, Outcome::No]);
}

#[test]
fn more_than_and_at_least_differ_at_the_threshold_itself() {
    let found = answer(
        &share("missed is more than 20% of course_hours"),
        &share("missed is at least 20% of course_hours"),
    );
    let facts = facts(&found);
    // No hours of no hours is a fifth of them.
    assert!(
        facts == ["course_hours 0 hours", "missed 0 hours"]
            || facts == ["course_hours 100 hours", "missed 20 hours"],
        "{facts:?}"
    );
    assert_eq!(outcomes(&found), [Outcome::No, Outcome::Yes]);
}

#[test]
fn a_constant_threshold_is_met_to_the_last_digit_a_file_can_hold() {
    let found = answer(
        &share("missed is more than 50 hours"),
        &share("missed is more than 50.000000001 hours"),
    );
    assert_eq!(facts(&found), ["missed 50.000000001 hours"]);
    let whole = |than: &str| {
        format!(
            "fact age \"age\": whole number from 6 to 120\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when age is {than}\n"
        )
    };
    let found = answer(&whole("more than 64"), &whole("at least 66"));
    assert_eq!(facts(&found), ["age 65"]);
    let found = answer(&whole("more than 64"), &whole("at least 65"));
    assert!(
        matches!(found.verdict, Verdict::Same),
        "{:?}",
        found.verdict
    );
}

#[test]
fn a_day_moved_is_shown_by_who_is_between() {
    let by = |day: &str| {
        format!(
            "fact applied_on \"applied\": event\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when applied_on is by {day}\n"
        )
    };
    let found = answer(&by("2024-02-01"), &by("2024-02-15"));
    assert_eq!(facts(&found), ["applied_on 2024-02-02"]);
    // What happens after the as-of day is not for a file to say.
    let found = answer(&by("2024-03-15"), &by("2024-06-15"));
    assert!(
        matches!(found.verdict, Verdict::Same),
        "{:?}",
        found.verdict
    );
}

#[test]
fn a_day_of_judging_moved_is_shown_by_a_change_in_between() {
    let on = |day: &str| {
        format!(
            "fact rank \"rank\": whole number from 1 to 14 over time\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when rank is at least 10\n  take stop as it stands on {day}\n"
        )
    };
    let found = answer(&on("2024-01-31"), &on("2024-03-01"));
    let facts = facts(&found);
    assert_eq!(facts.len(), 2, "{facts:?}");
    assert!(
        facts[0].ends_with("from 2024-01-31") && facts[1].ends_with("from 2024-03-01"),
        "{facts:?}"
    );
    let same = answer(&on("2024-01-31"), &on("2024-01-31"));
    assert!(matches!(same.verdict, Verdict::Unchanged));
}

#[test]
fn a_deadline_shortened_is_shown_by_who_is_late_now() {
    let within = |days: u32| {
        format!(
            "fact notified_on \"notified\": event\nfact reported_on \"reported\": event\narticle 1 \"Report\"\n  duty reporting \"report\"\n    arises on notified_on\n    fulfilled by reported_on\n    deadline within {days} days after notified_on counted plain rounding down\n"
        )
    };
    let found = on("2024-03-15", &within(10), &within(5), "reporting");
    let [old, new] = outcomes(&found);
    assert_ne!(old, new);
    let names: Vec<String> = facts(&found);
    assert!(
        names.iter().any(|it| it.starts_with("notified_on")),
        "{names:?}"
    );
}

// ----------------------------------------------------------------------- few facts, and no more

#[test]
fn facts_that_make_no_difference_are_left_out() {
    let text = |cap: u32| {
        format!(
            r#"
fact a "a": yes/no
fact b "b": yes/no
fact c "c": yes/no
fact d "d": whole number from 0 to 100
article 1 "Stop"
  conclusion stop "stop": yes/no when any of
    (1) "one" a and b and c
    (2) "two" b and d is more than {cap}
"#
        )
    };
    let found = answer(&text(30), &text(40));
    // That one of `a` and `c` is no is enough to keep the first ground out.
    let told = facts(&found);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.contains(&"b yes".to_owned()) && told.contains(&"d 31".to_owned()));
}

#[test]
fn a_cause_added_is_no_value_of_the_older_text() {
    let causes = |more: &str| {
        format!(
            "kind cause \"cause\": illness \"illness\", marriage \"marriage\"{more}\nfact cause \"cause\": cause\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when cause is not marriage\n"
        )
    };
    let found = answer(&causes(""), &causes(", study \"study\""));
    assert!(
        matches!(found.verdict, Verdict::Unchanged | Verdict::Same),
        "{:?}",
        found.verdict
    );
    let note = Note::OnlyOne("cause".to_owned(), vec!["study".to_owned()]);
    assert_eq!(found.notes, [note]);
}

#[test]
fn members_go_by_name_wherever_they_stand() {
    let causes = |all: &str| {
        format!(
            "kind cause \"cause\": {all}\nfact cause \"cause\": cause\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when cause is illness\n"
        )
    };
    let found = answer(
        &causes("illness \"illness\", marriage \"marriage\", study \"study\""),
        &causes("study \"study\", marriage \"marriage\", illness \"illness\""),
    );
    assert!(
        matches!(found.verdict, Verdict::Unchanged | Verdict::Same),
        "{:?}",
        found.verdict
    );
}

#[test]
fn a_fact_of_one_text_only_is_told_as_such() {
    let old = share("missed is more than 50 hours");
    let new = format!(
        "fact excused \"excused\": yes/no\n{}",
        share("missed is more than 50 hours and not excused")
    );
    let found = answer(&old, &new);
    let only: Vec<(&str, Option<usize>)> = person(&found)
        .facts
        .iter()
        .map(|it| (it.name.as_str(), it.only))
        .collect();
    assert!(only.contains(&("excused", Some(1))), "{only:?}");
    assert!(only.contains(&("missed", None)), "{only:?}");
}

#[test]
fn a_person_must_be_one_the_rules_admit() {
    let text = |least: u32| {
        format!(
            r#"
fact trained "years of training": whole number from 0 to 50
fact served "years of service": whole number from 0 to 50
always trained is at most served
article 1 "Stop"
  conclusion stop "stop": yes/no when trained is at least {least} and served is less than 5
"#
        )
    };
    // Who was trained for six years has served as long: both texts say no to everybody.
    let found = answer(&text(6), &text(7));
    assert!(
        !matches!(found.verdict, Verdict::Differs(_)),
        "{:?}",
        found.verdict
    );
    let found = answer(&text(3), &text(4));
    assert!(
        facts(&found).contains(&"trained 3".to_owned()),
        "{:?}",
        facts(&found)
    );
}

// ---------------------------------------------------------------------------------- nobody

#[test]
fn a_text_written_otherwise_is_proven_the_same() {
    let pairs = [
        (
            "missed is more than 20% of course_hours",
            "missed * 5 is more than course_hours",
        ),
        (
            "missed is more than 20% of course_hours",
            "not (missed is at most course_hours / 5)",
        ),
        (
            "missed is more than 50 hours and course_hours is less than 100 hours",
            "not (course_hours is at least 100 hours or missed is at most 50 hours)",
        ),
        (
            "missed is at least 3 hours or missed is at least 5 hours",
            "missed is at least 3 hours",
        ),
        (
            "missed + course_hours is more than 10 hours",
            "course_hours is more than 10 hours - missed",
        ),
    ];
    for (old, new) in pairs {
        let found = answer(&share(old), &share(new));
        assert!(
            matches!(found.verdict, Verdict::Same),
            "{old} / {new}: {:?}",
            found.verdict
        );
    }
}

#[test]
fn grounds_that_were_rearranged_are_proven_the_same() {
    let facts = "fact a \"a\": yes/no\nfact b \"b\": yes/no\nfact c \"c\": yes/no\n";
    let text = |body: &str| {
        format!("{facts}article 1 \"Stop\"\n  conclusion stop \"stop\": yes/no\n    when {body}\n")
    };
    let found = answer(&text("a and (b or c)"), &text("(c and a) or (b and a)"));
    assert!(
        matches!(found.verdict, Verdict::Same),
        "{:?}",
        found.verdict
    );
    let found = answer(&text("a and (b or c)"), &text("(c and a) or b"));
    assert_eq!(self::facts(&found), ["a no", "b yes"]);
}

#[test]
fn an_absent_value_is_no_other_side_of_a_comparison() {
    let text = |body: &str| {
        format!(
            "fact reported_on \"reported\": event\nfact due \"due\": date\narticle 1 \"Stop\"\n  conclusion stop \"stop\": yes/no when {body}\n"
        )
    };
    // Who never reported did not report after the day either.
    let found = answer(
        &text("reported_on is after due"),
        &text("reported_on is not by due"),
    );
    let facts = facts(&found);
    assert_eq!(facts, ["reported_on absent"]);
    assert_eq!(outcomes(&found), [Outcome::No, Outcome::Yes]);
}

#[test]
fn what_is_searched_in_part_is_never_called_proven() {
    let text = |most: u32| {
        format!(
            r#"
record spell "spell":
  days "days": whole number from 0 to 30
fact spells "spells": list of spell
article 1 "Stop"
  conclusion stop "stop": yes/no when (number of spells) is more than {most}
"#
        )
    };
    // Two entries are tried, more are not.
    let found = answer(&text(1), &text(2));
    assert_eq!(facts(&found), ["spells 2 entries"]);
    let found = answer(&text(6), &text(7));
    match &found.verdict {
        Verdict::Open { limits, .. } => {
            assert_eq!(limits, &[Limit::Entries("spells".to_owned())]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_runs_out_of_evaluations_says_so() {
    let (old, new) = (
        model(&share("missed is more than 20% of course_hours")),
        model(&share("missed is more than 25% of course_hours")),
    );
    let asked = |model| Asked {
        model,
        settings: settings("2024-03-15"),
        query: Model::query(model, "stop").expect("a decision"),
    };
    let found = compare(asked(&old), asked(&new), 1);
    match found.verdict {
        Verdict::Open { spent: true, .. } => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_is_found_again() {
    let run = || {
        answer(
            &share("missed is more than 20% of course_hours"),
            &share("missed is more than 25% of course_hours"),
        )
    };
    assert_eq!(format!("{:?}", run()), format!("{:?}", run()));
}

// ---------------------------------------------------------------------------------- one text

fn deeply(text: &str) -> Deep {
    deep(&model(text), &settings("2024-03-15"), 2_000)
}

fn codes(deep: &Deep) -> Vec<Code> {
    deep.findings.iter().map(|it| it.code).collect()
}

#[test]
fn a_conflict_is_told_with_a_person_and_both_places() {
    let found = deeply(
        r#"
fact rank "rank": whole number from 1 to 14
fact abroad "posted abroad": yes/no
article 1 "Allowance"
  conclusion allowance "allowance": whole number
  paragraph 1 "Senior"
    conclude allowance is 500 when rank is at least 10
  paragraph 2 "Abroad"
    conclude allowance is 300 when abroad
  paragraph 3 "Others"
    conclude allowance is 100 when not abroad and rank is less than 10
"#,
    );
    assert_eq!(codes(&found), [Code::PossibleConflict]);
    let finding = &found.findings[0];
    assert_eq!(finding.help, ["for example: rank is 10, abroad is yes"]);
    let places: Vec<&str> = finding
        .secondary
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(places, ["1.1 applies", "1.2 applies"]);
}

/// Two rules of one provision stand at two places.
#[test]
fn a_conflict_within_one_provision_shows_both_rules() {
    let text = r#"
fact rank "rank": whole number from 1 to 14
fact abroad "posted abroad": yes/no
article 1 "Allowance"
  conclusion allowance "allowance": whole number
    is 500 when rank is at least 10
  conclude allowance is 300 when abroad
  conclude allowance is 0 when rank is less than 10 and not abroad
"#;
    let found = deeply(text);
    assert_eq!(codes(&found), [Code::PossibleConflict]);
    let spans: Vec<&str> = found.findings[0]
        .secondary
        .iter()
        .map(|it| {
            let range = it.span.range();
            text.get(range.start - HEAD.len()..range.end - HEAD.len())
                .expect("a rule")
        })
        .collect();
    assert_eq!(spans.len(), 2, "{spans:?}");
    assert!(
        spans[0].contains("is 500") && spans[1].contains("is 300"),
        "{spans:?}"
    );
}

#[test]
fn a_gap_is_told_with_a_person() {
    let found = deeply(
        r#"
fact rank "rank": whole number from 1 to 14
article 1 "Allowance"
  conclusion allowance "allowance": whole number is 500 when rank is at least 10
"#,
    );
    assert_eq!(codes(&found), [Code::PossibleGap]);
    assert_eq!(found.findings[0].help, ["for example: rank is 9"]);
}

#[test]
fn what_matters_to_somebody_is_no_finding() {
    let found = deeply(
        r#"
fact rank "rank": whole number from 1 to 14
fact abroad "posted abroad": yes/no
article 1 "Bonus"
  conclusion bonus "bonus": yes/no when all of
    (rank) rank is at least 10
    (home) not abroad
  exception to 1 when rank is 14
"#,
    );
    assert!(found.findings.is_empty(), "{:#?}", found.findings);
    assert!(found.undecided.is_empty(), "{:?}", found.undecided);
    assert_eq!(found.questions, 3);
}

#[test]
fn an_exception_to_those_who_never_fall_under_the_rule_never_bites() {
    let found = deeply(
        r#"
fact rank "rank": whole number from 1 to 14
article 1 "Senior"
  conclusion senior "senior": yes/no when rank is at least 10
article 2 "Bonus"
  conclusion bonus "bonus": yes/no when senior
  exception to 2 when rank is less than 6
"#,
    );
    assert_eq!(codes(&found), [Code::IdleException]);
}
