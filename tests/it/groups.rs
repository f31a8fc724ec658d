//! Groups: what the known members settle, what an open roster leaves open, and what a case file may
//! say of members (semantics 7: membership, sure and possible members, buckets).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds nothing where something must be fails loudly"
)]

use enact::diagnostic::Code;
use enact::eval::{self, Outcome, Settings};
use enact::facts::{self, Facts, raw::Syntax};
use enact::model::Model;
use enact::source::Sources;
use enact::value::Date;
use enact::{check, syntax};

const RULES: &str = r#"
regulation cap "Cap" about agency in en

unit hour, hours "hours"
kind mode "mode": off_duty "off duty", part_time "part time", full_time "full time"

entity agency "agency"
fact total "total personnel": whole number
fact staff "staff": group of person over time
fact guests "guests": group of person

entity person "person"
fact learning "learning": mode
fact age "age": whole number
fact hired_on "hired": event
fact leave "leave": events with length "length": hours
fact grade "grade": whole number per year

article 10 "Cap"
  conclusion places "places": whole number
    is 1/10 of total rounded down but no less than 1
  conclusion count "count": whole number
    is number of staff where takes_part
  conclusion exceeded "exceeded": yes/no
    when count is more than places
  conclusion kept "kept": yes/no
    when not exceeded
  conclusion oldest "oldest": whole number
    is (largest of age in staff where takes_part) otherwise 0
  conclusion first_hired "first hired": date
    is (earliest of hired_on in staff where hired_on has happened) otherwise 2000-01-01
  conclusion average_age "average age": number
    is (average of age in staff) otherwise 0
  conclusion all_adult "all adult": yes/no
    when for every one in staff, age of the one is at least 18
  conclusion some_graded "some graded": yes/no
    when for some one in staff, grade of the one for 2023 is at least 3
  conclusion then "count at the end of 2023": whole number
    is number of (staff as it stands on 2023-12-31)
  conclusion busy "somebody took too much leave": yes/no
    when for some one in staff, too_much_leave of the one
  conclusion visitors "guests": whole number
    is number of guests

article 11 "Leave" about person
  conclusion takes_part "takes part": yes/no
    when learning is one of (part_time, full_time)
  conclusion weekly "leave in the week": hours per week
    is sum of length in leave where week of day is the week
  conclusion too_much_leave "took more than 8 hours in some week": yes/no
    when for some week in weeks of leave, weekly for the week is more than 8 hours
"#;

fn model() -> Model {
    // `then` is a word of the language.
    let rules = RULES
        .replace("conclusion then", "conclusion back_then")
        .replace(
            "number of (staff as it stands on 2023-12-31)",
            "in_2023 as it stands on 2023-12-31",
        );
    let rules = rules.replace(
        "  conclusion busy",
        "  conclusion in_2023 \"members\": whole number\n    is number of staff\n  conclusion busy",
    );
    let file = Sources::new().add("cap.enact", &rules);
    let parse = syntax::parse(file, &rules);
    assert_eq!(parse.diagnostics, []);
    let input = check::Input {
        file,
        tree: &parse.file,
        uses: &[],
    };
    let checked = enact::check(&[input], &[], String::new());
    assert_eq!(checked.diagnostics, []);
    checked.model.unwrap()
}

fn read(model: &Model, json: &str) -> Facts {
    facts::read(model, "case.json", json, Syntax::Json)
}

/// What a decision comes to for a case, as of the end of May 2024: the value, or what it needs.
#[track_caller]
fn says(model: &Model, json: &str, decision: &str) -> String {
    let facts = read(model, json);
    assert_eq!(facts.findings, []);
    let settings = Settings {
        as_of: Date::from_ymd(2024, 5, 31).unwrap(),
        readings: Vec::new(),
    };
    let query = model.query(decision).unwrap();
    let decided = eval::decide(model, &facts.cases[0].case, &settings, query);
    match decided.outcome {
        Outcome::Yes => "yes".to_owned(),
        Outcome::No => "no".to_owned(),
        Outcome::Value(value) => value
            .core
            .numbers()
            .and_then(|(low, _)| low.map(ToString::to_string))
            .unwrap_or_else(|| format!("{:?}", value.core)),
        Outcome::Unknown => {
            let needs = decided.needs.iter().map(|need| slot(model, &need.slot));
            let open = decided.may_matter.iter().map(|it| slot(model, it));
            let all: Vec<String> = needs.chain(open).collect();
            format!("needs {}", all.join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn slot(model: &Model, slot: &eval::Slot) -> String {
    let fact = |slot: &eval::Slot| {
        slot.fact()
            .map_or("?", |fact| model.facts()[fact].naming.name.as_str())
            .to_owned()
    };
    match slot {
        eval::Slot::Member(_, _, name, inner) => format!("{} of {name}", fact(inner)),
        eval::Slot::Further(_) => format!("further {}", fact(slot)),
        other => fact(other),
    }
}

fn staff(members: &str, complete: bool) -> String {
    format!(r#"{{"total": 25, "staff": {{"members": [{members}], "complete": {complete}}}}}"#)
}

const PART: &str = r#"{"id": "p1", "learning": "part_time", "age": 30}"#;
const FULL: &str = r#"{"id": "p2", "learning": "full_time", "age": 40}"#;
const OFF: &str = r#"{"id": "p3", "learning": "off_duty", "age": 50}"#;

#[test]
fn known_members_settle_what_they_can() {
    let model = model();
    let two = staff(&[PART, FULL, OFF].join(","), true);
    assert_eq!(says(&model, &two, "count"), "2");
    assert_eq!(says(&model, &two, "exceeded"), "no");
    assert_eq!(says(&model, &two, "oldest"), "40");
    assert_eq!(says(&model, &two, "average_age"), "40");
    assert_eq!(says(&model, &two, "all_adult"), "yes");
    let unsure = staff(&[PART, FULL, r#"{"id": "p4"}"#].join(","), true);
    assert_eq!(says(&model, &unsure, "exceeded"), "needs learning of p4");
    let third = r#"{"id": "p4", "learning": "part_time"}"#;
    let broken = staff(&[PART, FULL, third, r#""p5""#].join(","), false);
    assert_eq!(says(&model, &broken, "exceeded"), "yes");
    assert_eq!(says(&model, &broken, "kept"), "no");
}

#[test]
fn an_open_roster_shows_a_limit_passed_never_kept() {
    let model = model();
    let open = staff(PART, false);
    assert_eq!(says(&model, &open, "exceeded"), "needs further staff");
    assert_eq!(says(&model, &open, "count"), "needs further staff");
    assert_eq!(says(&model, &open, "all_adult"), "needs further staff");
    let minor = staff(r#"{"id": "p9", "age": 17}"#, false);
    assert_eq!(says(&model, &minor, "all_adult"), "no");
    // A list alone is a roster of which nobody says that it is complete.
    let list = format!(r#"{{"total": 25, "staff": [{PART}]}}"#);
    assert_eq!(says(&model, &list, "count"), "needs further staff");
}

#[test]
fn a_total_that_is_not_known_does_not_hide_what_is_settled() {
    let model = model();
    let one = format!(r#"{{"staff": {{"members": [{PART}], "complete": true}}}}"#);
    assert_eq!(says(&model, &one, "exceeded"), "no");
    assert_eq!(says(&model, &one, "places"), "needs total");
}

#[test]
fn nobody_at_all() {
    let model = model();
    let none = staff("", true);
    assert_eq!(says(&model, &none, "count"), "0");
    assert_eq!(says(&model, &none, "all_adult"), "yes");
    assert_eq!(says(&model, &none, "some_graded"), "no");
    assert_eq!(says(&model, &none, "oldest"), "0");
    assert_eq!(says(&model, "{}", "visitors"), "needs further guests");
}

#[test]
fn members_come_and_go() {
    let model = model();
    let gone = r#"{"id": "p1", "learning": "part_time", "until": "2024-05-30"}"#;
    let last_day = r#"{"id": "p2", "learning": "part_time", "until": "2024-05-31"}"#;
    let first_day = r#"{"id": "p3", "learning": "part_time", "from": "2024-05-31"}"#;
    let to_come = r#"{"id": "p4", "learning": "part_time", "from": "2024-06-01"}"#;
    let all = staff(&[gone, last_day, first_day, to_come].join(","), true);
    assert_eq!(says(&model, &all, "count"), "2");
    assert_eq!(says(&model, &all, "back_then"), "2");
    let unknown = staff(
        r#"{"id": "p1", "learning": "part_time", "from": null}"#,
        true,
    );
    assert_eq!(says(&model, &unknown, "count"), "needs staff");
}

#[test]
fn conclusions_keys_and_events_of_members() {
    let model = model();
    let graded = staff(r#"{"id": "p1", "grade": {"2023": 3}}, {"id": "p2"}"#, true);
    assert_eq!(says(&model, &graded, "some_graded"), "yes");
    let open = staff(r#"{"id": "p1", "grade": {"2023": 2}}, {"id": "p2"}"#, true);
    assert_eq!(says(&model, &open, "some_graded"), "needs grade of p2");
    let hired = staff(
        r#"{"id": "p1", "hired_on": "2010-03-01"}, {"id": "p2", "hired_on": "absent"},
           {"id": "p3", "hired_on": "2009-07-15"}"#,
        true,
    );
    let first = says(&model, &hired, "first_hired");
    assert!(first.contains("2009-07-15"), "{first}");
}

#[test]
fn weeks_of_each_member_stand_apart() {
    let model = model();
    let entry = |day: &str, hours: &str| format!(r#"{{"day": {day}, "length": {hours}}}"#);
    let leave = |entries: &[String]| {
        staff(
            &format!(
                r#"{{"id": "p1", "leave": [{}]}}, {{"id": "p2", "leave": []}}"#,
                entries.join(",")
            ),
            true,
        )
    };
    // A week ends on Sunday: 5 hours on 10 March and 5 on 11 March are two weeks'.
    let apart = leave(&[entry("\"2024-03-10\"", "5"), entry("\"2024-03-11\"", "5")]);
    assert_eq!(says(&model, &apart, "busy"), "no");
    let together = leave(&[entry("\"2024-03-04\"", "5"), entry("\"2024-03-10\"", "5")]);
    assert_eq!(says(&model, &together, "busy"), "yes");
    let enough = leave(&[
        entry("\"2024-03-04\"", "9"),
        entry("\"2024-03-05\"", "null"),
    ]);
    assert_eq!(says(&model, &enough, "busy"), "yes");
    let undated = leave(&[entry("\"2024-03-04\"", "7"), entry("null", "2")]);
    assert_eq!(says(&model, &undated, "busy"), "needs leave of p1");
    // The turn of the year: Monday 30 December 2024 is of the first week of 2025.
    let turn = leave(&[entry("\"2021-12-31\"", "5"), entry("\"2022-01-02\"", "5")]);
    assert_eq!(says(&model, &turn, "busy"), "yes");
}

#[track_caller]
fn refused(json: &str, code: Code, says: &str) {
    let model = model();
    let facts = read(&model, json);
    assert_eq!(facts.cases, [], "{json}");
    let found = &facts.findings[0];
    assert_eq!(found.code, code, "{found:?}");
    assert!(found.headline.contains(says), "{}", found.headline);
}

#[test]
fn what_a_member_cannot_be() {
    let twice = staff(&[PART, PART].join(","), true);
    refused(
        &twice,
        Code::DuplicateKey,
        "`p1` is a member of `staff` twice",
    );
    let other = staff(r#"{"id": "p1", "total": 3}"#, true);
    refused(
        &other,
        Code::UnknownFact,
        "`total` is about `agency`, not about `person`",
    );
    let misspelt = staff(r#"{"id": "p1", "learnin": "part_time"}"#, true);
    refused(&misspelt, Code::UnknownFact, "there is no fact `learnin`");
    let nameless = staff(r#"{"age": 3}"#, true);
    refused(
        &nameless,
        Code::WrongType,
        "a member of `staff` has no `id`",
    );
    let number = staff("3", true);
    refused(&number, Code::WrongType, "a member of `staff`");
    let day = r#"{"id": "p1", "leave": [{"day": "2024-03-04", "length": -1}]}"#;
    let negative = staff(day, true);
    refused(&negative, Code::OutOfRange, "length");
    let no_list = r#"{"staff": {"complete": true}}"#;
    refused(no_list, Code::WrongType, "without `members`");
    let dated = r#"{"guests": [{"id": "g1", "from": "2024-01-01"}]}"#;
    refused(
        dated,
        Code::UnknownFact,
        "`guests` is the same on every day",
    );
    let absent = r#"{"staff": "absent"}"#;
    refused(absent, Code::WrongType, "staff");
}

#[test]
fn a_member_of_two_agencies_is_noted() {
    let model = model();
    let case = |id: &str, member: &str| {
        format!(r#"{{"id": "{id}", "total": 9, "staff": [{member}], "guests": ["g1"]}}"#)
    };
    let moved = [
        case("a", r#"{"id": "p1", "until": "2024-03-31"}"#),
        case("b", r#"{"id": "p1", "from": "2024-04-01"}"#),
    ];
    let facts = read(&model, &format!("[{}]", moved.join(",")));
    assert_eq!((facts.cases.len(), facts.findings.len()), (2, 0));
    // Guests stay on every day; who left one agency the day before joining the other is fine.
    let guests = "`g1` is a member of `guests` in case `a` and in case `b`, and counted in both";
    assert_eq!(facts.notes, [guests]);
    let both = [
        case("a", r#"{"id": "p1", "until": "2024-04-01"}"#),
        case("b", r#"{"id": "p1", "from": "2024-04-01"}"#),
    ];
    let facts = read(&model, &format!("[{}]", both.join(",")));
    assert!(
        facts
            .notes
            .iter()
            .any(|note| note.starts_with("`p1` is a member of `staff`"))
    );
}

#[test]
fn what_holds_of_every_window_is_asked_of_those_that_are_over() {
    let page = r#"```enact
regulation study "Study" about person in en
entity person "person"
fact registered "registered": event
fact course "courses": events
article 1 "Courses"
  duty attending "attend a course"
    arises on registered
    every 2 years from registered counted plain rounding down
    fulfilled by course
  conclusion attended "attended in every two years": yes/no
    when for every window in windows of attending, the window is met
```
```enact test
scenario "x" as of 2020-06-01
  given
    registered is 2018-06-01
    course on 2019-01-01
  examples
  | as of      | expect attended |
  | 2018-06-01 | yes |
  | 2020-05-31 | yes |
  | 2020-06-01 | yes |
  | 2022-05-31 | yes |
  | 2022-06-01 | no  |
```
"#;
    let checked = super::blocks::programs(page).remove(0).check();
    let (ran, failures) = checked.tests.clone();
    assert_eq!(ran, 5, "{}", checked.messages());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
