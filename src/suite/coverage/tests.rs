//! What counts as seen, what does not, and why.

use super::*;
use crate::source::FileId;
use crate::suite::{Source, bind};
use crate::syntax::parse;

const RULES: &str = r#"regulation town "Library" about reader in en
entity reader "reader"
fact age "age": whole number from 0 to 130
fact local "lives in town": yes/no
fact member "is a member": yes/no
fact debt "has debts": yes/no
fact pardoned "was pardoned": yes/no
article 1 "Card"
  conclusion card "gets a card": yes/no
    when all of
      (age) age is at least 6
      (home) local or member
article 2 "Debt"
  exception to 1 when debt
article 3 "Pardon"
  exception to 2 when pardoned
article 4 "Fee"
  conclusion fee "fee": whole number
    is if age is at least 18 then 2 else 1
"#;

fn covered(rules: &str, scenarios: &str) -> (Report, Coverage) {
    let (rules, scenarios) = (parse(FileId(0), rules), parse(FileId(1), scenarios));
    assert_eq!(
        (&rules.diagnostics[..], &scenarios.diagnostics[..]),
        (&[][..], &[][..])
    );
    let input = |id, tree| crate::check::Input {
        file: FileId(id),
        tree,
        uses: &[],
    };
    let checked = crate::check(&[input(0, &rules.file)], &[], String::new());
    let model = checked.model.expect("the rules are sound");
    let source = |id, tree| Source {
        file: FileId(id),
        tree,
        uses: &[],
        tables: &[],
    };
    let bound = bind(
        &model,
        &[source(0, &rules.file), source(1, &scenarios.file)],
    );
    assert_eq!(bound.diagnostics, []);
    run_with_coverage(&model, &bound.tests, None)
}

/// A scenario with these facts that expects this.
fn expecting(given: &[&str], expect: &str) -> String {
    let given = given.join("\n  ");
    format!("scenario \"{expect}\" as of 2024-01-01\ngiven\n  {given}\nexpect {expect}\n")
}

/// What was seen of an item, `yes 1, no 0`.
#[track_caller]
fn seen(coverage: &Coverage, key: &str) -> String {
    let items = coverage.provisions.iter().flat_map(|it| &it.items);
    let targets = items
        .clone()
        .find(|it| it.key == key)
        .map(|it| &it.targets)
        .unwrap_or_else(|| panic!("{key} in {:?}", items.map(|it| &it.key).collect::<Vec<_>>()));
    let named: Vec<String> = targets
        .iter()
        .map(|it| format!("{} {}", it.name, it.seen))
        .collect();
    named.join(", ")
}

/// Why something was not seen.
#[track_caller]
fn why<'c>(coverage: &'c Coverage, key: &str, target: &str) -> &'c str {
    let mut items = coverage.provisions.iter().flat_map(|it| &it.items);
    let item = items.find(|it| it.key == key).expect(key);
    let target = item.targets.iter().find(|it| it.name == target);
    target.and_then(|it| it.why.as_deref()).unwrap_or_default()
}

#[test]
fn what_another_operand_decides_is_not_seen() {
    // Both of the `or` hold, so neither has an effect; age and the exception have.
    let both = expecting(
        &["age is 6", "local is yes", "member is yes", "debt is no"],
        "card: yes",
    );
    let (report, coverage) = covered(RULES, &both);
    assert_eq!((report.passed, report.failed), (1, 0));
    assert_eq!(
        seen(&coverage, "town 1(age) condition 1"),
        "yes 1, no 0, unknown 0, below 0, at 1, above 0"
    );
    assert_eq!(
        seen(&coverage, "town 1(home) condition 1"),
        "yes 0, no 0, unknown 0"
    );
    assert_eq!(
        why(&coverage, "town 1(home) condition 1", "yes"),
        "so in the one decision that comes to it, without an effect: another condition of town 1(home) is met and suffices"
    );
    assert_eq!(
        seen(&coverage, "town 2 exception 1"),
        "bites 0, tried in vain 1"
    );
    // One alone holds: it decides.
    let one = expecting(
        &["age is 7", "local is yes", "member is no", "debt is no"],
        "card: yes",
    );
    let (_, coverage) = covered(RULES, &one);
    assert_eq!(
        seen(&coverage, "town 1(home) condition 1"),
        "yes 1, no 0, unknown 0"
    );
    assert_eq!(
        seen(&coverage, "town 1(home) condition 2"),
        "yes 0, no 0, unknown 0"
    );
    assert_eq!(
        seen(&coverage, "town 1(age) condition 1"),
        "yes 1, no 0, unknown 0, below 0, at 0, above 1"
    );
}

#[test]
fn two_that_fail_hide_each_other() {
    let text = expecting(&["age is 5", "local is no", "member is no"], "card: no");
    let (_, coverage) = covered(RULES, &text);
    assert_eq!(
        seen(&coverage, "town 1(age) condition 1"),
        "yes 0, no 0, unknown 0, below 0, at 0, above 0"
    );
    assert_eq!(
        why(&coverage, "town 1(age) condition 1", "no"),
        "so in the one decision that comes to it, without an effect: town 1(home) is not met"
    );
    assert_eq!(
        why(&coverage, "town 1(age) condition 1", "at"),
        "so in no decision, and one comes to it; put `age` exactly at the limit"
    );
}

#[test]
fn exceptions_bite_or_are_tried_in_vain() {
    let card = ["age is 20", "local is yes", "member is no", "debt is yes"];
    let pardoned = |pardon: &'static str| [&card[..], &[pardon]].concat();
    let text = expecting(&pardoned("pardoned is no"), "card: no")
        + &expecting(&pardoned("pardoned is yes"), "card: yes");
    let (report, coverage) = covered(RULES, &text);
    assert_eq!(report.failed, 0);
    assert_eq!(
        seen(&coverage, "town 2 exception 1"),
        "bites 1, tried in vain 1"
    );
    // The condition of the exception holds in both; the exception to it decides.
    assert_eq!(
        seen(&coverage, "town 2 condition 1"),
        "yes 1, no 0, unknown 0"
    );
    assert_eq!(
        seen(&coverage, "town 3 exception 1"),
        "bites 1, tried in vain 1"
    );
    // An exception to what fails by itself is nothing.
    let text = expecting(
        &["age is 5", "local is yes", "debt is yes", "pardoned is no"],
        "card: no",
    );
    let (_, coverage) = covered(RULES, &text);
    assert_eq!(
        seen(&coverage, "town 2 exception 1"),
        "bites 0, tried in vain 0"
    );
    assert_eq!(
        why(&coverage, "town 2 exception 1", "bites"),
        "so in the one decision that comes to it, without an effect: town 1 is not met"
    );
}

#[test]
fn what_is_unknown_is_seen_where_the_outcome_needs_it() {
    let known = [
        "local is yes",
        "member is no",
        "debt is no",
        "pardoned is no",
    ];
    let (report, coverage) = covered(RULES, &expecting(&known, "card: unknown needing age"));
    assert_eq!(report.failed, 0);
    assert_eq!(
        seen(&coverage, "town 1(age) condition 1"),
        "yes 0, no 0, unknown 1, below 0, at 0, above 0"
    );
    // Unknown, but the outcome is no whatever it is.
    let (report, coverage) = covered(RULES, &expecting(&["age is 3"], "card: no"));
    assert_eq!(report.failed, 0);
    assert_eq!(
        seen(&coverage, "town 1(home) condition 1"),
        "yes 0, no 0, unknown 0"
    );
    assert_eq!(
        why(&coverage, "town 1(home) condition 1", "unknown"),
        "so in the one decision that comes to it, without an effect: town 1(age) is not met"
    );
}

#[test]
fn one_fact_that_leaves_several_conditions_open_is_seen_in_each() {
    let rules = RULES.replace(
        "local or member",
        "(local and age is less than 90) or member",
    );
    let known = ["local is yes", "member is no", "debt is no"];
    let (report, coverage) = covered(&rules, &expecting(&known, "card: unknown needing age"));
    assert_eq!(report.failed, 0);
    assert_eq!(
        seen(&coverage, "town 1(home) condition 2"),
        "yes 0, no 0, unknown 1, below 0, at 0, above 0"
    );
}

#[test]
fn a_branch_of_a_value_counts_as_its_values_differ() {
    let text = expecting(&["age is 17"], "fee: 1") + &expecting(&["age is 18"], "fee: 2");
    let (report, coverage) = covered(RULES, &text);
    assert_eq!(report.failed, 0);
    let items = coverage.provisions.iter().flat_map(|it| &it.items);
    let adult = items
        .filter(|it| it.key == "town 4 condition 1")
        .flat_map(|it| &it.targets);
    let told: Vec<_> = adult
        .map(|it| (it.name.as_str(), it.seen, it.nearest.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("yes", 1, None),
            ("no", 1, None),
            ("unknown", 0, None),
            ("below", 1, Some("17")),
            ("at", 1, Some("18")),
            ("above", 0, None)
        ]
    );
}

#[test]
fn what_nobody_expects_tests_nothing() {
    let (report, coverage) = covered(RULES, &expecting(&["age is 20"], "fee: 1"));
    assert_eq!(report.failed, 1);
    assert_eq!((coverage.seen, coverage.decisions), (0, 0));
    assert!(coverage.provisions.iter().all(Provision::is_untouched));
    assert_eq!(
        why(&coverage, "town 4 rule 1", "active"),
        "no decision that is compared comes to it; expect `fee`"
    );
    assert!(!coverage.reaches(1) && coverage.reaches(0));
}

#[test]
fn line_breaks_and_comments_change_nothing() {
    let text = expecting(
        &["age is 6", "local is yes", "member is no"],
        "card: unknown",
    ) + &expecting(&["age is 17"], "fee: 1");
    let spread = RULES.replace(" is ", "\n   -- as the law has it\n   is\n     ");
    let (one, other) = (covered(RULES, &text).1, covered(&spread, &text).1);
    let without_spans = |coverage: &Coverage| {
        let mut coverage = coverage.clone();
        for item in coverage.provisions.iter_mut().flat_map(|it| &mut it.items) {
            item.span = None;
        }
        coverage
    };
    assert_eq!(without_spans(&one), without_spans(&other));
    assert!(one.seen > 0);
}

#[test]
fn scopes_norms_and_readings() {
    let rules = r#"regulation pay "Rent" about tenant in en counting plain rounding down
entity tenant "tenant"
fact private "rents privately": yes/no
fact due "due": date
fact paid "paid": event may be absent
fact ill "is ill": yes/no
article 1 "Rent"
  scope of 2 when not private
article 2 "Duty"
  duty rent "rent" fulfilled by paid deadline by due
article 3 "Illness"
  exception to 2 when ill
article 4 "Late"
  reading grace "what is late?": whole number
    preferred (none) 0 because "the text"
    alternative (week) 7 because "practice"
  conclusion points "points": whole number is 3 + grace
"#;
    let facts = ["private is no", "due is 2024-01-05", "ill is no"];
    let paid = |paid: &'static str| [&facts[..], &[paid]].concat();
    let text = expecting(&paid("paid is absent"), "rent: pending until 2024-01-05")
        + &expecting(&paid("paid is 2024-01-01"), "rent is done in time: yes")
        + &expecting(&["private is yes"], "rent is breached: not applicable")
        + &expecting(&["private is yes"], "points: 3 resting on grace");
    let (report, coverage) = covered(rules, &text);
    assert_eq!(report.failed, 0, "{:#?}", report.results);
    assert_eq!(
        seen(&coverage, "pay 2 norm 1"),
        "fulfilled 1, excused 0, fulfilled late 0, pending 1, breached 0"
    );
    assert_eq!(seen(&coverage, "pay 4 reading 1"), "none 1, week 0");
    assert_eq!(
        why(&coverage, "pay 4 reading 1", "week"),
        "so in no decision, and one comes to it; `switch grace to week`"
    );
    // The scope holds twice and fails once, each time with an effect.
    let scope: Vec<String> = coverage
        .provisions
        .iter()
        .flat_map(|it| &it.items)
        .filter(|it| it.kind == ItemKind::Condition && it.within == "rent")
        .map(|it| {
            let seen = it
                .targets
                .iter()
                .map(|it| format!("{} {}", it.name, it.seen));
            seen.collect::<Vec<_>>().join(", ")
        })
        .collect();
    assert_eq!(scope, ["yes 1, no 2, unknown 0"]);
}

const CLASS: &str = r#"regulation school "School" about class in en
entity pupil "pupil"
fact age "age": whole number from 0 to 30
fact consent "parents consent": yes/no
entity class "class"
fact pupils "pupils": group of pupil
article 1 "Trips"
  conclusion trip_allowed "may go on a trip": yes/no
    when for every pupil in pupils, may_come of the pupil
article 2 "Who may come" about pupil
  conclusion may_come "may come": yes/no
    when all of
      (old) age is at least 6
      (consent) consent
"#;

fn class(members: impl Iterator<Item = String>, expect: &str) -> String {
    let members: Vec<String> = members.collect();
    format!(
        "scenario \"class\" as of 2024-01-01\ngiven\n  {}\n  pupils is complete\nexpect {expect}\n",
        members.join("\n  ")
    )
}

#[test]
fn members_that_come_out_alike_stand_for_one_another() {
    // Two hundred alike, and one whose consent alone is missing: that one decides.
    let alike = (0..200).map(|it| format!("pupils includes p{it} with age is 7, consent is yes"));
    let other = "pupils includes last with age is 7, consent is no".to_owned();
    let text = class(alike.chain([other]), "trip_allowed: no");
    let (report, coverage) = covered(CLASS, &text);
    assert_eq!(report.failed, 0, "{:#?}", report.results);
    assert_eq!(coverage.in_part, 0);
    assert_eq!(
        seen(&coverage, "school 2(consent) condition 1"),
        "yes 0, no 1, unknown 0"
    );
    // All may go: each of them decides.
    let alike = (0..200).map(|it| format!("pupils includes p{it} with age is 6, consent is yes"));
    let (_, coverage) = covered(CLASS, &class(alike, "trip_allowed: yes"));
    assert_eq!(
        seen(&coverage, "school 2(old) condition 1"),
        "yes 1, no 0, unknown 0, below 0, at 1, above 0"
    );
    // More that differ than are tried is said.
    let differ = (0..25).map(|it| {
        format!(
            "pupils includes p{it} with age is {}, consent is yes",
            it + 6
        )
    });
    let (report, coverage) = covered(CLASS, &class(differ, "trip_allowed: yes"));
    assert_eq!((report.failed, coverage.in_part), (0, 1));
}
