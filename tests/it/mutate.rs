//! What becomes of a change is what running every scenario says of it; and it is told as it is made.

#![expect(
    clippy::expect_used,
    reason = "a program that does not check fails the test"
)]

use std::collections::BTreeSet;

use enact::model::Model;
use enact::mutate::{self, Fate, Mutant, Operator};
use enact::suite;

use super::blocks::{Checked, programs};

const GUIDE: &str = include_str!("../../grammar/GUIDE.md");

fn model(checked: &Checked) -> &Model {
    checked.model.as_ref().expect("the program checks")
}

/// A program of one file, with scenarios.
fn program(rules: &str, scenarios: &str) -> Checked {
    let page = format!("```enact\n{rules}\n```\n```enact test\n{scenarios}\n```\n");
    let found = programs(&page);
    let checked = found.first().expect("a program").check();
    assert!(checked.findings.is_empty(), "{}", checked.messages());
    assert!(checked.tests.1.is_empty(), "{:?}", checked.tests);
    checked
}

fn mutants(checked: &Checked) -> Vec<Mutant> {
    mutate::mutants(model(checked), &checked.sources)
}

/// The changes that survive: what was, what is.
fn survivors(checked: &Checked) -> Vec<String> {
    let mutants = mutants(checked);
    let outcome = mutate::run(model(checked), &checked.suite, &mutants, 2).expect("they pass");
    let fates = mutants.iter().zip(outcome.fates);
    fates
        .filter(|(_, fate)| matches!(fate, Fate::Survived { .. }))
        .map(|(it, _)| format!("{} -> {}", it.before, it.after))
        .collect()
}

/// Only the scenarios that look at what is changed are run, and only until one fails; whoever runs all
/// of them to the end under the changed rules finds the same.
#[test]
fn fates_are_what_running_every_scenario_says() {
    let mut operators = BTreeSet::new();
    let (mut killed, mut others) = (0, 0);
    for program in programs(GUIDE) {
        let checked = program.check();
        let mutants = mutants(&checked);
        operators.extend(mutants.iter().map(|it| it.operator));
        if checked.suite.is_empty() {
            continue;
        }
        let model = model(&checked);
        // What is marked as failing holds nothing against a change, and would count when it passes.
        let unmarked = checked.suite.iter().filter(|test| test.mark.is_none());
        let tests: Vec<_> = unmarked.cloned().collect();
        let outcome = mutate::run(model, &tests, &mutants, 1).expect("they pass");
        for (mutant, fate) in mutants.iter().zip(&outcome.fates) {
            let changed = mutate::changed(model, mutant);
            let report = suite::run(&changed, &tests, None);
            assert_eq!(
                *fate == Fate::Killed,
                report.failed > 0,
                "program at {}: {} -> {}: {fate:?}",
                program.name(),
                mutant.before,
                mutant.after
            );
            killed += usize::from(report.failed > 0);
            others += usize::from(report.failed == 0);
        }
        let again = mutate::run(model, &checked.suite, &mutants, 3).expect("they pass");
        assert_eq!(outcome, again, "more threads give the same");
    }
    assert!(killed > 250 && others > 100, "{killed} and {others}");
    let missing: Vec<&str> = Operator::ALL
        .iter()
        .filter(|it| !operators.contains(it))
        .map(|it| it.words())
        .collect();
    assert_eq!(missing, [""; 0], "kinds of change nothing in the guide has");
}

const RULES: &str = r#"regulation club "Club rules" about guest in en
counting plain rounding down because "as people count"

entity guest "guest"
unit hour, hours "hours"
kind guest_kind "kind of guest": member, friend, stranger
fact kind_of_guest "kind of guest": guest_kind
fact age "age": whole number from 0 to 130
fact hours_stayed "hours stayed": hours
fact banned "is banned": yes/no
fact invited "is invited": yes/no
fact joined_on "joined": event
fact today "day of the visit": date

article 1 "Who may enter"
  conclusion may_enter "may enter": yes/no
    when all of
      (age) age is at least 18
      (kind) kind_of_guest is one of (member, friend)
      (stay) hours_stayed is not more than 20% of 10 hours or invited

  exception to 1
    when banned

article 2 "Since when"
  conclusion senior "is a senior member": yes/no
    when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today
"#;

const SCENARIOS: &str = r#"scenario "a guest" as of 2024-01-31
given
  today is 2024-01-31
  kind_of_guest is member
  age is 18
  hours_stayed is 2 hours
  invited is no
  banned is no
  joined_on is 2020-06-30
expect senior: yes
examples
  | age | kind_of_guest | hours_stayed | invited | banned | expect may_enter |
  | 18  | member        | 2 hours      | no      | no     | yes              |
  | 17  | member        | 2 hours      | no      | no     | no               |
  | 18  | stranger      | 2 hours      | no      | no     | no               |
  | 18  | friend        | 3 hours      | no      | no     | no               |
  | 18  | friend        | 3 hours      | yes     | no     | yes              |
  | 18  | member        | 2 hours      | no      | yes    | no               |
"#;

#[test]
fn a_change_is_told_as_the_sentence_would_then_read() {
    let checked = program(RULES, SCENARIOS);
    let told: BTreeSet<String> = mutants(&checked)
        .iter()
        .map(|it| format!("{}: {} -> {}", it.operator.words(), it.before, it.after))
        .collect();
    for wanted in [
        "limit: (age) age is at least 18 -> (age) age is more than 18",
        "number: (age) age is at least 18 -> (age) age is at least 17",
        "negated: (age) age is at least 18 -> (age) not age is at least 18",
        "left out: (age) age is at least 18 -> (age) (left out)",
        "all or any: all of 3 conditions -> any of 3 conditions",
        "member: kind_of_guest is one of (member, friend) -> kind_of_guest is one of (friend)",
        "member: kind_of_guest is one of (member, friend) -> kind_of_guest is one of (member)",
        "limit: hours_stayed is not more than 20% of 10 hours or invited -> hours_stayed is not at least 20% of 10 hours or invited",
        "number: hours_stayed is not more than 20% of 10 hours or invited -> hours_stayed is not more than 21% of 10 hours or invited",
        "number: hours_stayed is not more than 20% of 10 hours or invited -> hours_stayed is not more than 20% of 9 hours or invited",
        "negated: hours_stayed is not more than 20% of 10 hours or invited -> hours_stayed is more than 20% of 10 hours or invited",
        "left out: hours_stayed is not more than 20% of 10 hours or invited -> invited",
        "all or any: hours_stayed is not more than 20% of 10 hours or invited -> hours_stayed is not more than 20% of 10 hours and invited",
        "exception removed: exception to 1 when banned -> (left out)",
        "exception widened: when banned -> (in every case)",
        "limit: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is before 2020-06-30 and 3 months after joined_on is before 31 March of year of today",
        "day: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is by 2020-07-01 and 3 months after joined_on is before 31 March of year of today",
        "period: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is by 2020-06-30 and 4 months after joined_on is before 31 March of year of today",
        "counting: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is by 2020-06-30 and 3 months after joined_on counted plain rounding up is before 31 March of year of today",
        "day: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is by 2020-06-30 and 3 months after joined_on is before 30 March of year of today",
        "day: when joined_on is by 2020-06-30 and 3 months after joined_on is before 31 March of year of today -> when joined_on is by 2020-06-30 and 3 months after joined_on is before 1 April of year of today",
    ] {
        assert!(told.contains(wanted), "{wanted}\nis not in {told:#?}");
    }
    // Over whole numbers this is the same as `more than 18`, and over days as `before`.
    for implied in ["-> (age) age is at least 19", "joined_on is by 2020-06-29"] {
        assert!(!told.iter().any(|it| it.contains(implied)), "{implied}");
    }
}

#[test]
fn what_no_scenario_holds_in_place_survives() {
    let checked = program(RULES, SCENARIOS);
    let left = survivors(&checked);
    let has = |part: &str| left.iter().any(|it| it.contains(part));
    assert!(!has("age is"), "both sides of 18 are tested: {left:#?}");
    assert!(!has("exception to 1"), "the exception is tested: {left:#?}");
    assert!(
        has("4 months after joined_on"),
        "no case is near that day: {left:#?}"
    );
    // With a day more on the right side of the limit it does not survive any more.
    let row = "  | 18  | friend        | 2.05 hours   | no      | no     | no               |\n";
    assert!(has("more than 21%"), "{left:#?}");
    let checked = program(RULES, &format!("{SCENARIOS}{row}"));
    let left = survivors(&checked);
    assert!(
        !left.iter().any(|it| it.contains("more than 21%")),
        "{left:#?}"
    );
}

#[test]
fn what_fails_already_is_named() {
    let checked = program(RULES, SCENARIOS);
    let mutants = mutants(&checked);
    let wrong = mutants
        .iter()
        .find(|it| it.after.ends_with("age is at least 17"))
        .expect("a threshold by one");
    let changed = mutate::changed(model(&checked), wrong);
    let failing = mutate::run(&changed, &checked.suite, &mutants, 2).expect_err("17 may not enter");
    // The first test is that of the scenario itself; the rows follow.
    assert_eq!(failing.0, [2]);
}

/// Of a fact with few values one can try them all.
#[test]
fn what_is_said_to_be_equivalent_is_and_what_is_equivalent_is_said_to_be() {
    let mut equivalent = 0;
    for words in ["at least", "at most", "more than", "less than"] {
        for limit in 0..6 {
            let rules = format!(
                r#"regulation r "Rules" about person in en
entity person "person"
fact rank "rank": whole number from 1 to 4
fact other "another": yes/no
article 1 "One"
  conclusion c "c": yes/no
    when rank is {words} {limit} and other
"#
            );
            let parse = enact::syntax::parse(enact::source::FileId(0), &rules);
            let mut sources = enact::source::Sources::new();
            let file = sources.add("r.enact", rules.clone());
            let input = enact::check::Input {
                file,
                tree: &parse.file,
                uses: &[],
            };
            // A condition that is always the same is a warning, and what is wanted here.
            let checked = enact::check(&[input], &[], String::new());
            let model = checked.model.expect("the rules check");
            let mutants = mutate::mutants(&model, &sources);
            let outcome = mutate::run(&model, &[], &mutants, 1).expect("there is no test");
            for (mutant, fate) in mutants.iter().zip(outcome.fates) {
                let same = outcomes(&model) == outcomes(&mutate::changed(&model, mutant));
                if fate == Fate::Equivalent {
                    assert!(same, "{} -> {}", mutant.before, mutant.after);
                    equivalent += 1;
                }
                if same && matches!(mutant.operator, Operator::Limit | Operator::Number) {
                    assert_eq!(
                        fate,
                        Fate::Equivalent,
                        "{} -> {}",
                        mutant.before,
                        mutant.after
                    );
                }
            }
        }
    }
    assert!(equivalent > 10, "{equivalent}");
}

/// What the rules of the test above give for every rank, with and without the other fact.
fn outcomes(model: &Model) -> Vec<enact::eval::Outcome> {
    use enact::eval::{Case, Range, Settings, decide};
    let settings = Settings {
        as_of: enact::value::Date::from_ymd(2024, 1, 1).expect("a day"),
        readings: Vec::new(),
    };
    let query = model.query("c").expect("the conclusion");
    let fact = |name: &str| model.fact(name).expect("the fact");
    let mut found = Vec::new();
    for rank in 0..=4 {
        for other in [Some(true), Some(false), None] {
            let mut case = Case::new(model);
            if rank > 0 {
                case.set_value(fact("rank"), Range::number(rank.into()));
            }
            if let Some(other) = other {
                case.set_value(fact("other"), Range::truth(other));
            }
            found.push(decide(model, &case, &settings, query.clone()).outcome);
        }
    }
    found
}
