//! Amendments: what each change does on either side of its day, and what is refused.

use enact::diagnostic::Code;
use enact::source::Sources;
use enact::{check, syntax};

use super::blocks::{Program, programs};

const RULES: &str = r#"```enact
regulation gym "Gym" about guest in en
  counting plain

entity guest "guest"
kind ticket "ticket": day "day", season "season"
scale belt "belt": white "white" < black "black"
fact age "age": whole number
fact held "ticket": ticket
fact grade "grade": belt
fact begun_on "begun": date
fact told_on "told": event
fact trains "trains": yes/no

article 1 "Who may enter"
  conclusion may_enter "may enter": yes/no
    when any of
      (1) "age" age is at least 18
      (2) "ticket" held is season
      (3) "belt" any of
        a) "black" grade is black
        b) "white" grade is white and age is at least 10

article 2 "Fee"
  paragraph 1 "Amount"
    conclusion fee "fee": whole number
      is 10
    conclusion discount "discount": whole number
      is 2 when age is less than 12
    conclude discount is 0 when age is at least 12
  paragraph 2 "Children"
    instead of fee at 2.1
      conclude fee is 4 when age is less than 6

article 3 "Telling"
  duty telling "tell the gym" of guest
    arises when trains
    fulfilled by told_on
    deadline by 2026-03-31

  conclusion barred "is barred": yes/no
    when telling is breached

article 4 "Days"
  conclusion age_on_entry "of age when training began": yes/no
    when age is at least 18
  take age_on_entry as it stands on begun_on

article 5 "No children"
  exception to 1(2) when age is less than 3
  conclusion note_of_5 "five holds": yes/no
    when article 1(2) is met

article 6 "Commencement"
  commencement on 2020-01-01

article 10 "Lockers"
  conclusion locker "has a locker": yes/no
    when trains
```
"#;

/// An amendment with these clauses, from 2026-01-01.
fn amended(changes: &str, scenarios: &str) -> Program {
    let head = "amendment gym_2026 of gym \"Amendment\"\nclause 1\n  commencement on 2026-01-01";
    let mut page = format!("{RULES}\n```enact file gym-2026.enact\n{head}\n{changes}\n```\n");
    if !scenarios.is_empty() {
        page.push_str(&format!("```enact test\n{scenarios}\n```\n"));
    }
    programs(&page).remove(0)
}

fn passes(changes: &str, scenarios: &str) {
    let program = amended(changes, scenarios);
    let failures = failures(&program);
    assert!(failures.is_empty(), "{changes}\n{}", failures.join("\n"));
}

/// What is wrong with a program: findings of any kind, and scenarios that do not come out.
fn failures(program: &Program) -> Vec<String> {
    let checked = program.check();
    let (ran, mut failures) = checked.tests.clone();
    if ran == 0 || !checked.findings.is_empty() {
        failures.push(format!("{ran} scenarios\n{}", checked.messages()));
    }
    failures
}

#[test]
fn an_entry_of_a_list_reads_otherwise() {
    passes(
        "replace 1(1) with\n (1) age is at least 16\nreplace 1(3)b with\n b) grade is white and age is at least 12",
        "scenario \"x\" as of 2026-01-01
  given held is day
  examples
  | as of      | age | grade | expect may_enter | expect article 1(1) is met | expect article 1(3)b is met |
  | 2025-12-31 | 17  | white | yes | no  | yes |
  | 2026-01-01 | 17  | white | yes | yes | yes |
  | 2025-12-31 | 11  | white | yes | no  | yes |
  | 2026-01-01 | 11  | white | no  | no  | no  |",
    );
}

/// What a replaced provision held and its new text does not is not dropped in silence.
#[test]
fn what_falls_away_with_a_replaced_provision_is_named() {
    let said = |changes: &str| {
        let checked = amended(changes, "").check();
        let found = checked.findings.iter();
        found
            .map(|it| format!("{}: {}; {}", it.code, it.headline, it.help.join("; ")))
            .collect::<Vec<_>>()
    };
    let heads = "replace 2 with\n article 2 \"Fee\"\n  paragraph 1 \"Amount\"\n   conclude fee is 12\n   conclude discount is 1";
    assert_eq!(
        said(heads),
        [
            "dropped-provision: `2.2` falls away: the new text of `2` is without it; say again what is to stay; \
          if this is meant, say so beside it: `repeal 2.2`"
        ]
    );
    assert_eq!(
        said("replace 2 with\n conclude fee is 12\n conclude discount is 1"),
        [
            "dropped-provision: `2.1`, `2.2` fall away: the new text of `2` is without them; say again what is to stay; \
          if this is meant, say so beside it: `repeal 2.1`, `repeal 2.2`"
        ]
    );
    let nothing: [String; 0] = [];
    for meant in [
        format!("{heads}\nrepeal 2.2"),
        format!("repeal 2.2\n{heads}"),
        format!(
            "{heads}\n  paragraph 2 \"Children\"\n   instead of fee at 2.1\n    conclude fee is 3 when age is less than 6"
        ),
    ] {
        assert_eq!(said(&meant), nothing, "{meant}");
    }
}

#[test]
fn an_entry_is_inserted_and_one_repealed() {
    passes(
        "repeal 1(2)\ninsert after 1(3)a\n c) grade is white and trains",
        "scenario \"x\" as of 2026-01-01
  given
    age is 11
    grade is white
    trains is no
  examples
  | as of      | held   | age | expect may_enter |
  | 2025-12-31 | season | 9   | yes |
  | 2026-01-01 | season | 9   | no  |
scenario \"y\" as of 2026-01-01
  given
    age is 9
    held is day
    grade is white
    trains is yes
  expect may_enter: yes
  expect article 1(3)c is met: yes",
    );
}

#[test]
fn the_rules_of_one_name_are_replaced_and_the_others_stay() {
    passes(
        "replace fee at 2.1 with\n conclude fee is 12\nreplace 2.2 with\n instead of fee at 2.1\n  conclude fee is 5 when age is less than 7",
        "scenario \"x\" as of 2026-01-01
  examples
  | as of      | age | expect fee | expect discount |
  | 2025-12-31 | 20 | 10 | 0 |
  | 2026-01-01 | 20 | 12 | 0 |
  | 2025-12-31 | 5  | 4  | 2 |
  | 2026-01-01 | 5  | 5  | 2 |
  | 2025-12-31 | 6  | 10 | 2 |
  | 2026-01-01 | 6  | 5  | 2 |",
    );
}

#[test]
fn rules_are_inserted_in_a_provision_and_a_provision_after_another() {
    passes(
        "insert in 1\n exception to 1(1) when trains\ninsert after 2.1\n paragraph 1-1 \"Members\"\n  conclusion member_fee \"member fee\": whole number is 3",
        "scenario \"x\" as of 2026-01-01
  given
    age is 20
    held is day
    grade is white
    trains is yes
  examples
  | as of      | expect article 1(1) is met | expect member_fee |
  | 2025-12-31 | yes | not in force |
  | 2026-01-01 | no  | 3 |",
    );
}

#[test]
fn a_norm_is_replaced_under_its_name() {
    passes(
        "replace telling at 3 with\n duty telling \"tell the gym\" of guest\n  arises when trains\n  fulfilled by told_on\n  deadline by 2026-06-30",
        "scenario \"x\" as of 2026-05-01
  given
    trains is yes
    told_on is absent
  expect telling: pending until 2026-06-30
  expect barred: no
scenario \"y\" as of 2026-07-01
  given
    trains is yes
    told_on is absent
  expect telling: breached since 2026-07-01
  expect barred: yes
scenario \"z\" as of 2025-12-31
  given
    trains is yes
    told_on is absent
  expect telling: pending until 2026-03-31",
    );
}

#[test]
fn saved_cases_stay_under_the_old_text() {
    passes(
        "replace 1(1) with\n (1) age is at least 21\nreplace telling at 3 with\n duty telling of guest\n  arises when trains\n  fulfilled by told_on\n  deadline by 2026-06-30\nsaving for 1, 3 cases when begun_on is before 2026-01-01",
        "scenario \"x\" as of 2026-05-01
  given
    held is day
    grade is white
    trains is yes
    told_on is absent
  examples
  | as of      | age | begun_on   | expect article 1(1) is met | expect barred |
  | 2025-12-31 | 18  | 2025-12-31 | yes | no  |
  | 2026-05-01 | 18  | 2025-12-31 | yes | yes |
  | 2026-05-01 | 18  | 2026-01-01 | no  | no  |
  | 2026-05-01 | 18  |            | unknown needing begun_on | unknown needing begun_on |
  | 2026-05-01 | 21  |            | yes | unknown needing begun_on |
  | 2026-05-01 | 17  |            | no  | unknown needing begun_on |",
    );
}

#[test]
fn the_more_favourable_text_governs_where_a_saving_clause_says_so() {
    passes(
        "replace 1(1) with\n (1) age is at least 21\nreplace 1(3)b with\n b) grade is white and age is at least 8\nsaving for 1 cases when begun_on is before 2026-01-01 and may_enter under the old text and not (may_enter under the new text)",
        "scenario \"x\" as of 2026-05-01
  given
    held is day
    grade is white
  examples
  | grade | age | begun_on   | expect may_enter |
  | black | 1   | 2025-12-31 | yes |
  | white | 7   | 2025-12-31 | no  |
  | white | 8   | 2025-12-31 | yes |
  | white | 8   |            | yes |
  | white | 8   | 2026-01-01 | yes |",
    );
    passes(
        "replace 1(1) with\n (1) age is at least 21\nrepeal 1(3)\nsaving for 1 cases when begun_on is before 2026-01-01 and may_enter under the old text and not (may_enter under the new text)",
        "scenario \"x\" as of 2026-05-01
  given
    held is day
    grade is black
  examples
  | held   | age | begun_on   | expect may_enter |
  | day    | 18  | 2025-12-31 | yes |
  | day    | 18  | 2026-01-01 | no  |
  | day    | 18  |            | unknown needing begun_on |
  | day    | 21  |            | yes |
  | season | 2   | 2025-12-31 | yes |
  | season | 2   | 2026-01-01 | no  |
  | season | 3   |            | yes |",
    );
}

#[test]
fn of_two_amounts_the_lower_is_owed() {
    passes(
        "replace fee at 2.1 with\n conclude fee is 8 when trains\n conclude fee is 14 when not trains\nsaving for 2.1 cases when begun_on is before 2026-01-01 and fee under the old text is less than fee under the new text",
        "scenario \"x\" as of 2026-05-01
  given
    age is 30
    begun_on is 2025-12-31
  examples
  | as of      | trains | begun_on   | expect fee |
  | 2025-12-31 | no     | 2025-12-31 | 10 |
  | 2026-05-01 | no     | 2025-12-31 | 10 |
  | 2026-05-01 | yes    | 2025-12-31 | 8  |
  | 2026-05-01 | no     | 2026-01-01 | 14 |
  | 2026-05-01 | yes    |            | 8  |
  | 2026-05-01 | no     |            | unknown needing begun_on |
  | 2026-05-01 |        | 2025-12-31 | unknown needing trains |",
    );
}

#[test]
fn of_three_texts_the_most_favourable_governs() {
    for (second, third, expected) in [
        (12, 9, 9),
        (12, 11, 10),
        (9, 11, 9),
        (7, 6, 6),
        (10, 10, 10),
    ] {
        let lower =
            "saving for 2.1 cases when fee under the old text is less than fee under the new text";
        let page = format!(
            "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n replace fee at 2.1 with\n conclude fee is {second}\n {lower}\n```\n```enact file b.enact\namendment b of gym\nclause 1\n commencement on 2027-01-01\n replace fee at 2.1 with\n conclude fee is {third}\n {lower}\n```\n```enact test\nscenario \"x\" as of 2027-01-01\n given\n  age is 30\n expect fee: {expected}\n```\n"
        );
        let failures = failures(&programs(&page).remove(0));
        assert!(
            failures.is_empty(),
            "{second} {third}\n{}",
            failures.join("\n")
        );
    }
}

#[test]
fn a_saving_clause_goes_on_holding_when_the_provision_is_amended_again() {
    let page = |first: &str, second: &str, expected: &str| {
        format!(
            "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n {first}\n saving cases when begun_on is before 2026-01-01\n```\n```enact file b.enact\namendment b of gym\nclause 1\n commencement on 2027-01-01\n {second}\n```\n```enact test\nscenario \"x\" as of 2027-01-01\n given\n  age is 19\n  held is day\n  grade is white\n examples\n{expected}\n```\n"
        )
    };
    let later = " saving cases when begun_on is before 2027-01-01";
    let pages = [
        page(
            "replace fee at 2.1 with\n conclude fee is 12",
            &format!("replace fee at 2.1 with\n conclude fee is 14\n{later}"),
            "| as of | begun_on | expect fee |\n| 2026-12-31 | 2025-12-31 | 10 |\n| 2026-12-31 | 2026-01-01 | 12 |\n| 2027-01-01 | 2025-12-31 | 10 |\n| 2027-01-01 | 2026-12-31 | 12 |\n| 2027-01-01 | 2027-01-01 | 14 |",
        ),
        page(
            "replace 2 with\n conclude fee is 12\n repeal 2.1, 2.2",
            "repeal 2",
            "| as of | begun_on | expect fee |\n| 2027-01-01 | 2025-12-31 | 10 |\n| 2027-01-01 | 2026-01-01 | not in force |",
        ),
        page(
            "replace 1(1) with\n (1) age is at least 20",
            "replace 1(1) with\n (1) age is at least 22",
            "| as of | begun_on | age | expect article 1(1) is met |\n| 2027-01-01 | 2025-12-31 | 18 | yes |\n| 2027-01-01 | 2026-01-01 | 21 | no |\n| 2027-01-01 | 2026-01-01 | 22 | yes |\n| 2026-12-31 | 2026-01-01 | 20 | yes |",
        ),
    ];
    for page in pages {
        let failures = failures(&programs(&page).remove(0));
        assert!(failures.is_empty(), "{page}\n{}", failures.join("\n"));
    }
}

#[test]
fn texts_that_rest_on_too_long_a_chain_are_not_compared() {
    let chain: String = (1..110)
        .map(|at| {
            format!(
                " conclusion link{at} \"l\": whole number\n  is link{} + 1\n",
                at - 1
            )
        })
        .collect();
    let page = |rest: &str| {
        format!(
            "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n insert in 2.2\n conclusion link0 \"l\": whole number\n  is 1\n{chain}\n saving cases when trains{rest}\n```\n"
        )
    };
    let found = |page: &str| failures(&programs(page).remove(0)).join("\n");
    assert!(
        !found(&page("")).contains("too-deep"),
        "{}",
        found(&page(""))
    );
    let deep = found(&page(" and fee under the old text is 1"));
    assert!(deep.contains("1 saving clauses compare texts"), "{deep}");
}

#[test]
fn a_norm_that_is_repealed_or_new_is_kept_for_or_from_saved_cases() {
    passes(
        "repeal 3\ninsert after 6\n article 7 \"Paying\"\n  duty paying of guest\n   arises when trains\n   fulfilled by told_on\n   deadline by 2026-08-31\nsaving cases when begun_on is before 2026-01-01",
        "scenario \"x\" as of 2026-05-01
  given
    trains is yes
    told_on is absent
  examples
  | as of      | begun_on   | expect telling | expect paying | expect paying is breached |
  | 2025-12-31 | 2025-12-31 | pending until 2026-03-31 | not in force | not in force |
  | 2026-05-01 | 2025-12-31 | breached since 2026-04-01 | not in force | not in force |
  | 2026-05-01 | 2026-01-01 | not in force | pending until 2026-08-31 | no |
  | 2026-09-01 | 2026-01-01 | not in force | breached since 2026-09-01 | yes |
  | 2026-05-01 |            | unknown needing begun_on | unknown needing begun_on | unknown needing begun_on |",
    );
}

#[test]
fn what_is_repealed_is_law_for_saved_cases_only() {
    passes(
        "repeal 2\nsaving cases when begun_on is before 2026-01-01",
        "scenario \"x\" as of 2026-05-01
  given age is 30
  examples
  | as of      | begun_on   | expect fee |
  | 2025-12-31 | 2026-01-01 | 10 |
  | 2026-01-01 | 2026-01-01 | not in force |
  | 2026-01-01 | 2025-12-31 | 10 |
  | 2026-01-01 |            | unknown needing begun_on |",
    );
}

#[test]
fn a_provision_renumbered_is_still_cited_by_what_cites_it() {
    passes(
        "renumber 1 to 1-1\ninsert after 2\n article 7 \"New\"\n  exception to 1-1(1) when trains",
        "scenario \"x\" as of 2026-05-01
  given
    held is season
    grade is white
    trains is yes
  examples
  | as of      | age | expect may_enter | expect article 1-1(1) is met | expect note_of_5 |
  | 2026-01-01 | 20  | yes | no  | yes |
  | 2026-01-01 | 2   | no  | no  | no  |
  | 2025-12-31 | 2   | no  | not in force | no |",
    );
}

/// In the text of the amendment a number means what has it from then on; in the older text, what had it.
#[test]
fn a_number_that_was_given_away_means_one_thing_in_each_text() {
    passes(
        "renumber 10 to 10-1\ninsert after 6\n article 10 \"Showers\"\n  conclusion shower \"may shower\": yes/no\n   when trains\n  exception to 10 when age is less than 6\ninsert in 5\n exception to 10-1 when age is more than 90",
        "scenario \"x\" as of 2026-05-01
  given
    trains is yes
  examples
  | as of      | age | expect shower | expect locker |
  | 2026-01-01 | 20  | yes | yes |
  | 2026-01-01 | 5   | no  | yes |
  | 2026-01-01 | 91  | yes | no  |
  | 2025-12-31 | 5   | not in force | yes |",
    );
}

#[test]
fn one_amendment_follows_another() {
    let page = format!(
        "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n replace 1(1) with\n (1) age is at least 20\n```\n```enact file b.enact\namendment b of gym\nclause 1\n commencement on 2027-01-01\n replace 1(1) with\n (1) age is at least 22\n repeal 2\n```\n```enact test\nscenario \"x\" as of 2026-01-01\n given\n  held is day\n  grade is white\n  age is 20\n examples\n | as of | expect article 1(1) is met | expect fee |\n | 2025-12-31 | yes | 10 |\n | 2026-12-31 | yes | 10 |\n | 2027-01-01 | no | not in force |\n```\n"
    );
    let failures = failures(&programs(&page).remove(0));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What an article says besides rules: when it speaks, on which day things are judged, what is presumed,
/// what applies by analogy, what always holds.
const OTHERS: &str = r#"```enact
regulation hall "Hall" about club in en
  counting plain

entity club "club"
fact members "members": whole number over time
fact guests "guests": whole number over time
fact applied_on "applied": date
fact town "from the town": yes/no
fact paid "paid": yes/no

article 1 "Size"
  conclusion large "is large": yes/no
    when members is at least 10

article 2 "Counting day"
  take large as it stands on 2026-01-01

article 3 "Only clubs of the town"
  scope of 5
    when town

article 4 "Payment"
  presume paid is yes
  always members is at least 2

article 5 "Use"
  conclusion use_allowed "may use the hall": yes/no
    when paid

article 6 "Guests count"
  apply 1 by analogy with members read as guests

article 7 "Commencement"
  commencement on 2020-01-01
```
"#;

#[test]
fn what_is_no_rule_has_versions_too() {
    let page = format!(
        "{OTHERS}\n```enact file hall-2027.enact
amendment hall_2027 of hall
clause 1
 replace 2 with
  take large as it stands on 2026-07-01
 repeal 3
 replace 4 with
  presume paid is no when town
  always members is at least 3
 repeal 6
clause 2
 commencement on 2027-01-01
 saving for 2, 3, 4, 6 cases when applied_on is before 2027-01-01
```
```enact test
scenario \"the counting day\" as of 2027-06-01
 given
  members is 9 from 2020-01-01, 12 from 2026-06-01
  guests is 0 from 2020-01-01
  applied_on is 2027-01-01
 examples
 | as of      | applied_on | members                            | guests             | expect large |
 | 2026-12-31 | 2027-01-01 | 9 from 2020-01-01, 12 from 2026-06-01 | 0 from 2020-01-01 | no |
 | 2027-01-01 | 2027-01-01 | 9 from 2020-01-01, 12 from 2026-06-01 | 0 from 2020-01-01 | yes |
 | 2027-06-01 | 2026-12-31 | 9 from 2020-01-01, 12 from 2026-06-01 | 0 from 2020-01-01 | no |
 | 2026-12-31 | 2027-01-01 | 9 from 2020-01-01 | 12 from 2020-01-01 | yes |
 | 2027-06-01 | 2027-01-01 | 9 from 2020-01-01 | 12 from 2020-01-01 | no |
 | 2027-06-01 | 2026-12-31 | 9 from 2020-01-01 | 12 from 2020-01-01 | yes |

scenario \"the scope\" as of 2027-06-01
 given
  paid is yes
  members is 5 from 2020-01-01
 examples
 | as of      | applied_on | town | expect use_allowed |
 | 2026-12-31 | 2027-01-01 | yes  | yes |
 | 2026-12-31 | 2027-01-01 | no   | not applicable |
 | 2027-01-01 | 2027-01-01 | no   | yes |
 | 2027-01-01 | 2026-12-31 | no   | not applicable |
 | 2027-01-01 | unknown    | yes  | yes |

scenario \"it is not known whose text it is\" as of 2027-06-01
 given
  paid is yes
  town is no
 expect use_allowed: unknown needing applied_on

scenario \"what is presumed\" as of 2027-06-01
 given
  members is 5 from 2020-01-01
 examples
 | as of      | applied_on | town | expect use_allowed |
 | 2026-12-31 | 2027-01-01 | yes  | yes |
 | 2027-01-01 | 2027-01-01 | yes  | no |
 | 2027-01-01 | 2026-12-31 | yes  | yes |

scenario \"nothing is presumed\" as of 2027-06-01
 given
  applied_on is 2027-01-01
  town is no
 expect use_allowed: unknown needing paid
```
"
    );
    let failures = failures(&programs(&page).remove(0));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Versions that are written on the headings, without an amendment.
#[test]
fn what_stands_under_a_heading_lasts_as_long_as_the_heading() {
    let page = r#"```enact
regulation hall "Hall" about club in en

entity club "club"
fact members "members": whole number over time
fact town "from the town": yes/no

article 1 "Size"
  conclusion large "is large": yes/no
    when members is at least 10

article 2 "Counting day" in force until 2026-12-31
  take large as it stands on 2026-01-01
article 2 "Counting day" in force from 2027-01-01 until 2027-12-31
  take large as it stands on 2027-01-01

article 3 "Only clubs of the town" in force until 2026-12-31
  scope of 5
    when town

article 5 "Use"
  conclusion use_allowed "may use the hall": yes/no
    when members is at least 1
```
```enact test
scenario "versions" as of 2026-12-31
 given
  town is no
  members is 9 from 2020-01-01, 12 from 2026-06-01, 8 from 2027-05-01
 examples
 | as of      | expect large | expect use_allowed |
 | 2026-12-31 | no           | not applicable |
 | 2027-01-01 | yes          | yes |
 | 2027-12-31 | yes          | yes |
 | 2028-01-01 | no           | yes |
```
"#;
    let failures = failures(&programs(page).remove(0));
    assert!(
        failures.is_empty(),
        "{}",
        failures.join(
            "
"
        )
    );
}

/// Whom the first amendment keeps under the old text is not met by what the second adds to it.
#[test]
fn what_is_added_later_does_not_meet_those_kept_under_the_old_text() {
    let page = format!(
        "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n saving for 10 cases when begun_on is before 2026-01-01\n replace 10 with\n  conclude locker when age is 30\n```\n```enact file b.enact\namendment b of gym\nuse \"a.enact\"\nclause 1\n commencement on 2027-01-01\n insert in 10\n  conclude locker when age is 40\n```\n```enact test\nscenario \"x\" as of 2027-06-01\n given\n  trains is no\n examples\n | begun_on | age | expect locker |\n | 2026-01-01 | 40 | yes |\n | 2025-12-31 | 40 | no |\n | 2026-01-01 | 41 | no |\n```\n"
    );
    let failures = failures(&programs(&page).remove(0));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is presumed has versions, and the clause asks what comes out under either.
#[test]
fn a_clause_may_compare_texts_that_presume_different_things() {
    let page = format!(
        "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n commencement on 2026-01-01\n saving for 10 cases when locker under the old text and not (locker under the new text)\n replace 10 with\n  presume trains is no\n  conclude locker when trains and age is 30\n```\n```enact test\nscenario \"x\" as of 2026-06-01\n given\n  trains is yes\n  age is 31\n expect locker: yes\n```\n"
    );
    let failures = failures(&programs(&page).remove(0));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// To stand beside a provision is no change of it.
#[test]
fn what_is_replaced_may_have_something_inserted_after_it() {
    passes(
        "replace 10 with\n conclude locker when age is 30\ninsert after 10\n article 10-1 \"Keys\"\n  conclusion key \"has a key\": yes/no\n   when age is 31",
        "scenario \"x\" as of 2026-05-01\n given\n  age is 30\n expect locker: yes\n expect key: no",
    );
}

/// One of two days would have been taken, and nobody told.
#[test]
fn a_day_of_judgment_is_stated_once() {
    let article = "article 2 \"Days\"\n  take age_on_entry as it stands on 2026-01-01\n";
    let page = RULES.replace(
        "article 5 \"No children\"",
        &format!("{article}article 5 \"No children\""),
    );
    let page = page.replacen(article, &article.replace("article 2", "article 8"), 1);
    let said = programs(&page).remove(0).check().messages();
    assert!(
        said.contains("the day on which `age_on_entry` is judged is stated twice"),
        "{said}"
    );
}

/// What cannot be done, and what is said of it.
const REFUSED: &[(&str, &str)] = &[
    ("repeal 9", "`gym` has no provision `9` to amend"),
    (
        "replace 1(4) with\n (4) trains",
        "`gym` has no provision `1(4)` to amend",
    ),
    (
        "repeal 2\nrepeal 2",
        "`2` is amended twice by the same amendment",
    ),
    ("renumber 1 to 2", "the number `2` is taken"),
    (
        "renumber 2.1 to 3.7",
        "`3.7` would stand in another provision",
    ),
    (
        "insert after 1\n article 2 \"x\"\n  conclude fee is 1",
        "`2` is there already",
    ),
    ("insert after 1(1)\n (2) trains", "`1(2)` is there already"),
    (
        "replace 1(1) with\n (2) trains",
        "this entry is labelled `2`, and replaces `1`",
    ),
    (
        "replace 1(1) with\n conclude fee is 1",
        "`1(1)` is an entry of a list",
    ),
    (
        "replace 1 with\n (1) trains",
        "`1` is a provision, not an entry of a list",
    ),
    ("replace 1 with", "this replaces a provision with nothing"),
    (
        "replace may_enter at 2 with\n conclude may_enter when trains",
        "`2` has no rule of `may_enter`",
    ),
    (
        "extend ticket with day \"again\"",
        "`ticket` has a member `day` already",
    ),
    (
        "extend tickets with week \"week\"",
        "there is no kind `tickets` to extend",
    ),
    (
        "extend belt with brown \"brown\"",
        "`belt` is a scale, whose members have an order",
    ),
    (
        "extend belt with brown \"brown\" after green",
        "`belt` has no member `green`",
    ),
    ("conclude fee is 1", "this stands under no amending word"),
    (
        "replace 1(1) with\n (1) age is at least 20\nreplace 1(2) with\n (2) held is day\nsaving for 1(1) cases when trains",
        "another entry of this rule is amended for other cases than `1(2)`",
    ),
    (
        "repeal 10\nsaving for 1 cases when trains",
        "this amendment does not change `1`",
    ),
    (
        "repeal 2\nsaving for 1 cases when trains",
        "this amendment does not change `1`",
    ),
    (
        "commencement on 2027-01-01",
        "an amendment takes effect on one day",
    ),
    (
        "insert after 2.1\n article 9 \"x\"\n  conclude fee is 1",
        "this does not stand beside `2.1`, which is of another rank",
    ),
    ("insert after 2\n conclude fee is 1", "a heading is missing"),
    (
        "insert in 2.1\n conclusion old_fee \"old fee\": whole number\n  is fee under the old text",
        "only a saving clause can ask what comes out under the old or the new text",
    ),
    ("repeal other 2", "this amends `gym`, not `other`"),
];

#[test]
fn what_cannot_be_done_is_said_once() {
    let wrong: Vec<String> = REFUSED
        .iter()
        .filter_map(|(change, says)| {
            let found = amended(change, "").check();
            let messages: Vec<&str> = found
                .findings
                .iter()
                .map(|it| it.headline.as_str())
                .collect();
            (messages != [*says]).then(|| format!("{change}\n  gives {messages:?}\n  not   {says}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_amendments_of_one_provision_on_one_day_and_one_before_the_regulation() {
    let of = |first: &str, second: &str| {
        let page = format!(
            "{RULES}\n```enact file a.enact\namendment a of gym\nclause 1\n{first}\n```\n```enact file b.enact\namendment b of gym\nclause 1\n{second}\n```\n"
        );
        let found = programs(&page).remove(0).check();
        found
            .findings
            .iter()
            .map(|it| (it.code, it.headline.clone()))
            .collect::<Vec<_>>()
    };
    let day = "commencement on 2026-01-01\n";
    let same = of(
        &format!("{day}replace 1(1) with\n (1) age is at least 20"),
        &format!("{day}repeal 1"),
    );
    assert_eq!(
        same,
        [(
            Code::Amendment,
            "two amendments change this provision on 2026-01-01".to_owned()
        )]
    );
    assert_eq!(of(&format!("{day}repeal 5"), &format!("{day}repeal 2")), []);
    let early = of(
        "commencement on 2019-12-31\nrepeal 2",
        &format!("{day}repeal 3"),
    );
    assert_eq!(
        early,
        [(
            Code::Amendment,
            "amendment `a` takes effect before regulation `gym` does, on 2020-01-01".to_owned()
        )]
    );
    let none = of("repeal 2", &format!("{day}repeal 3"));
    assert_eq!(
        none,
        [(
            Code::Amendment,
            "amendment `a` does not say when it takes effect".to_owned()
        )]
    );
}

#[test]
fn an_amendment_of_what_is_not_read_says_how_to_name_it() {
    let mut sources = Sources::new();
    let text = "amendment a of gym\nclause 1\n  commencement on 2026-01-01\n  repeal 1\n";
    let file = sources.add("a.enact", text);
    let parse = syntax::parse(file, text);
    let input = check::Input {
        file,
        tree: &parse.file,
        uses: &[],
    };
    let found = check::check(&[input], &[], String::new());
    let messages: Vec<&str> = found
        .diagnostics
        .iter()
        .map(|it| it.headline.as_str())
        .collect();
    assert_eq!(messages, ["no file read has the head of regulation `gym`"]);
    assert!(found.model.is_none());
}

/// The text of a day, printed, is a text: it checks, and decides on that day as the amended one does.
#[test]
fn the_text_of_a_day_decides_as_the_amended_one() {
    let changes = "replace 1(1) with\n (1) age is at least 16\nreplace fee at 2.1 with\n conclude fee is 12\nrepeal 10\ninsert after 5\n article 5-1 \"Sauna\"\n  conclusion sauna \"may use the sauna\": yes/no\n   when age is at least 16 and sober\nfact sober \"is sober\": yes/no";
    let head = "amendment gym_2026 of gym\nclause 1\n  commencement on 2026-01-01\n";
    // What is declared stands before the first amending word.
    let (rules, fact) = changes.rsplit_once('\n').unwrap();
    let texts = [
        programs(RULES).remove(0).text().to_owned(),
        format!("{head}{fact}\n{rules}\n"),
    ];
    let mut sources = Sources::new();
    let parses: Vec<_> = texts
        .iter()
        .map(|text| {
            let file = sources.add("gym.enact", text.as_str());
            (file, syntax::parse(file, text))
        })
        .collect();
    let files = parses.iter().map(|(file, parse)| (*file, &parse.file));
    let amended = enact::amend::consolidate(files).unwrap();
    for day in ["2025-12-31", "2026-01-01"] {
        let on = enact::value::Date::parse(day).unwrap();
        let standing = amended.on(on);
        let text = enact::format::entries(standing.iter().flat_map(|(_, file)| &file.entries));
        for (age, held) in [(15, "season"), (16, "day"), (17, "day"), (30, "season")] {
            let scenario = format!(
                "scenario \"x\" as of {day}\n given\n  age is {age}\n  held is {held}\n  grade is white\n  trains is no\n  sober is yes\n expect may_enter: no\n expect fee: 0\n expect discount: 9"
            );
            let outcome = |page: String| {
                let checked = programs(&page).remove(0).check();
                assert!(checked.model.is_some(), "{}", checked.messages());
                checked
                    .tests
                    .1
                    .iter()
                    .map(|it| {
                        it.split("got ")
                            .nth(1)
                            .unwrap_or("")
                            .split(" (")
                            .next()
                            .unwrap_or("")
                            .to_owned()
                    })
                    .collect::<Vec<_>>()
            };
            let printed = outcome(format!(
                "```enact\n{text}```\n```enact test\n{scenario}\n```\n"
            ));
            let [rules, changes] = &texts;
            let whole = outcome(format!(
                "```enact\n{rules}```\n```enact file a.enact\n{changes}```\n```enact test\n{scenario}\n```\n"
            ));
            assert_eq!(printed, whole, "{day} {age} {held}\n{text}");
            assert!(!whole.is_empty());
        }
    }
}
