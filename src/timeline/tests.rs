//! Calendars of a small law, from its text to what a calendar program reads.

use super::*;
use crate::check::{Input, LoadedCalendar, check};
use crate::explain::{Lang, tests::conforms, text::Layout};
use crate::source::Sources;
use crate::syntax::parse;
use crate::value::{Calendar, Number};

mod members;

const LAW: &str = r#"
regulation demo "Demonstration rules" about trainee in en
  counting apa48 on tw because "the general law"

calendar tw "working days" from "tw.csv"
authority office "the office"
entity trainee "trainee"

fact told_on "told of the outcome": event
fact objected_on "objection handed in": event
fact starts_on "first day of the course": date
fact reported_on "reported": event
fact listed_on "entered in the list": event
fact visits "visits": events
fact courses "courses": events
fact left_year "year of leaving": year may be absent
fact hidden_on "kept secret on": event

article 1 "Objection"
  right objection "object" towards office
    arises on told_on
    used by objected_on
    deadline within 10 days after told_on
    lapse leads to 4

article 2 "Reporting"
  duty reporting "report" towards office
    arises on starts_on
    fulfilled by reported_on
    deadline by starts_on

article 3 "Visits"
  duty visiting "pay a visit in every two years" towards office
    arises on listed_on
    every 2 years from listed_on counted plain rounding down
    fulfilled by visits

article 4 "Coming back"
  conclusion back_from "first year in which the person may come back": year
    is left_year + 2
    when left_year is not absent
  conclusion forfeited "has given up": yes/no
    when objection is lapsed

article 6 "Looking back"
  conclusion reviewed_on "day on which the year is looked at": date per year
    is 31 January of (the year + 1)
    when for some course in courses, year of day of the course is the year

article 5 "Secrecy"
  duty secrecy "tell nobody" of office
    arises on hidden_on
    fulfilled by hidden_on
    deadline not stated
"#;

/// 2024-02-08 to 14 was the lunar New Year.
const CALENDAR: &str = "date,kind,name,source
2024-01-01,off,Founding Day,x
2024-02-12,off,Lunar New Year,x
2024-02-13,off,Lunar New Year,x
2024-12-31,work,,x
";

fn model() -> Model {
    let mut sources = Sources::new();
    let file = sources.add("demo.enact", LAW);
    let parsed = parse(file, LAW);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let calendar = LoadedCalendar {
        file,
        path: "tw.csv".to_owned(),
        calendar: Calendar::parse("tw", CALENDAR).unwrap(),
    };
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let checked = check(&[input], &[calendar], "digest".to_owned());
    checked
        .model
        .unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A case in which these happened, or are appointed, on these days.
fn case(model: &Model, days: &[(&str, &str)]) -> Case {
    let mut case = Case::new(model);
    for (fact, on) in days {
        case.set_value(model.fact(fact).unwrap(), Range::date(day(on)));
    }
    case
}

fn made(model: &Model, case: &Case, as_of: &str, from: Option<&str>, to: Option<&str>) -> Timeline {
    let settings = Settings {
        as_of: day(as_of),
        readings: Vec::new(),
    };
    let span = Span {
        from: from.map(day),
        to: to.map(day),
    };
    timeline(model, case, &settings, span)
}

fn days(timeline: &Timeline) -> Vec<String> {
    let days = timeline.entries.iter().filter_map(|entry| entry.at);
    days.map(|at| at.day().to_string()).collect()
}

fn norm(entry: &Entry) -> &NormEntry {
    match &entry.what {
        EntryKind::Norm(norm) => norm,
        EntryKind::Conclusion(_) => panic!("a conclusion"),
    }
}

fn told(model: &Model, timeline: &Timeline) -> String {
    text::render(model, timeline, "A", Lang::En, Layout::default())
}

/// Acts of which the file is complete.
fn visits(model: &Model, case: &mut Case, on: &[&str]) {
    let entries = on.iter().map(|on| vec![Range::date(day(on))]).collect();
    case.set(
        model.fact("visits").unwrap(),
        Given::Entries {
            entries,
            complete: true,
        },
    );
}

#[test]
fn what_is_concluded_for_a_year_stands_there_for_the_years_of_the_case() {
    let model = model();
    let mut case = Case::new(&model);
    let on = |text| vec![Range::date(day(text))];
    case.set(
        model.fact("courses").unwrap(),
        Given::Entries {
            entries: vec![on("2021-05-01"), on("2023-06-01")],
            complete: true,
        },
    );
    let it = made(&model, &case, "2024-02-05", None, None);
    // Of 2022, between the two, it is asked as well, and there is no such day.
    assert_eq!(days(&it), ["2022-01-31", "2024-01-31"]);
    let text = told(&model, &it);
    assert!(
        text.contains("day on which the year is looked at for 2021"),
        "{text}"
    );
}

#[test]
fn a_last_day_on_a_rest_day_moves_and_says_over_what() {
    let model = model();
    // Ten days after 2 February end on Monday 12, a holiday.
    let case = case(
        &model,
        &[("told_on", "2024-02-02"), ("hidden_on", "2024-03-01")],
    );
    let it = made(&model, &case, "2024-02-05", None, None);
    let entry = &it.entries[0];
    assert_eq!(entry.at, Some(At::Day(day("2024-02-14"))));
    assert!(!entry.provisional);
    let text = told(&model, &it);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let moved = "moves past 2024-02-12 (Lunar New Year) and 2024-02-13 (Lunar New Year) to Wednesday, 2024-02-14";
    assert!(text.contains(moved), "{text}");
    assert!(
        text.contains("if it lapses: art. 4 “Coming back”"),
        "{text}"
    );
    let json = json::render(&model, (it.as_of, it.span), &[("A", it.clone())], Lang::En);
    let entry = &json["cases"][0]["entries"][0];
    assert_eq!(entry["unmoved"], "2024-02-12");
    assert_eq!(entry["moved"]["to"], "2024-02-14");
    assert_eq!(entry["moved"]["rest"][1]["why"], "Lunar New Year");
    assert_eq!(entry["trigger"]["name"], "told_on");
    assert_eq!(entry["bearer"]["name"], "trainee");
    assert_eq!(entry["leads_to"][0]["label"], "Coming back");
}

#[test]
fn from_and_to_include_their_days() {
    let model = model();
    let case = case(&model, &[("told_on", "2024-02-02")]);
    let within = |from, to| days(&made(&model, &case, "2024-02-05", from, to));
    let only = vec!["2024-02-14".to_owned()];
    assert_eq!(within(Some("2024-02-14"), None), only);
    assert_eq!(within(Some("2024-02-15"), None), Vec::<String>::new());
    assert_eq!(within(None, Some("2024-02-14")), only);
    assert_eq!(within(None, Some("2024-02-13")), Vec::<String>::new());
    assert_eq!(within(Some("2024-02-14"), Some("2024-02-14")), only);
}

#[test]
fn windows_from_29_february_are_counted_from_the_anchor() {
    let model = model();
    let mut case = case(&model, &[("listed_on", "2020-02-29")]);
    visits(&model, &mut case, &["2021-05-05"]);
    let it = made(&model, &case, "2024-06-01", None, Some("2028-12-31"));
    assert_eq!(
        days(&it),
        ["2022-02-27", "2024-02-28", "2026-02-27", "2028-02-28"]
    );
    let states: Vec<&State> = it.entries.iter().map(|it| &norm(it).state).collect();
    assert!(matches!(states[0], State::Settled(it) if it.state == NormState::Fulfilled));
    assert_eq!(norm(&it.entries[0]).act, Some(day("2021-05-05")));
    assert!(
        matches!(states[1], State::Settled(it) if it.state == NormState::Breached && it.day == Some(day("2024-02-29")))
    );
    assert!(matches!(states[2], State::Settled(it) if it.state == NormState::Pending));
    assert_eq!(*states[3], State::Ahead(day("2026-02-28")));
    // The windows outside the one year the calendar covers may still move; the other may not.
    let provisional: Vec<bool> = it.entries.iter().map(|it| it.provisional).collect();
    assert_eq!(provisional, [true, false, true, true]);
    assert!(told(&model, &it).contains("outside the calendar of working days"));
}

#[test]
fn without_an_end_the_windows_begun_are_told() {
    let model = model();
    let mut case = case(&model, &[("listed_on", "2020-03-10")]);
    visits(&model, &mut case, &[]);
    assert_eq!(
        days(&made(&model, &case, "2022-03-09", None, None)),
        ["2022-03-09"]
    );
    assert_eq!(
        days(&made(&model, &case, "2022-03-10", None, None)),
        ["2022-03-09", "2024-03-09"]
    );
}

#[test]
fn a_window_that_turns_on_what_is_not_known_says_what_it_needs() {
    let model = model();
    let case = case(&model, &[("listed_on", "2020-03-10")]);
    let it = made(&model, &case, "2022-06-01", None, Some("2022-12-31"));
    let window = norm(&it.entries[0]);
    assert_eq!(
        window.state,
        State::Open(vec![NormState::Fulfilled, NormState::Breached])
    );
    assert_eq!(window.needs, [Slot::Further(model.fact("visits").unwrap())]);
}

#[test]
fn a_day_the_calendar_does_not_reach_is_provisional() {
    let model = model();
    let case = case(&model, &[("told_on", "2025-03-03")]);
    let it = made(&model, &case, "2025-03-04", None, None);
    let entry = &it.entries[0];
    assert_eq!(entry.at, Some(At::Day(day("2025-03-13"))));
    assert!(entry.provisional);
    assert!(told(&model, &it).contains("provisional"));
}

#[test]
fn what_arises_on_a_day_to_come_is_there_already() {
    let model = model();
    let case = case(&model, &[("starts_on", "2024-09-02")]);
    let it = made(&model, &case, "2024-06-01", None, None);
    assert_eq!(norm(&it.entries[0]).state, State::Ahead(day("2024-09-02")));
    // On the day itself it has arisen.
    let it = made(&model, &case, "2024-09-02", None, None);
    assert!(!matches!(norm(&it.entries[0]).state, State::Ahead(_)));
}

#[test]
fn a_year_that_is_concluded_stands_before_its_days() {
    let model = model();
    let mut case = case(&model, &[("told_on", "2023-12-22")]);
    let year = Range::number(Number::from(2022));
    case.set_value(model.fact("left_year").unwrap(), year);
    let it = made(&model, &case, "2023-12-25", None, None);
    // Ten days end on New Year's Day, a holiday.
    assert_eq!(days(&it), ["2024-01-01", "2024-01-02"]);
    assert_eq!(it.entries[0].at, Some(At::Year(day("2024-01-01"))));
}

#[test]
fn a_file_that_says_nothing_has_an_empty_calendar() {
    let model = model();
    let it = made(&model, &Case::new(&model), "2024-06-01", None, None);
    assert!(it.entries.is_empty());
    assert!(
        it.open
            .iter()
            .all(|open| !open.touched && open.needs.is_empty())
    );
    let text = told(&model, &it);
    assert!(text.contains("there is nothing in this calendar"), "{text}");
    assert!(
        text.contains("The file says nothing of what these turn on: art. 1"),
        "{text}"
    );
}

#[test]
fn json_is_as_its_schema_says() {
    let model = model();
    let schema: serde_json::Value = serde_json::from_str(json::schema()).unwrap();
    let mut full = case(
        &model,
        &[
            ("told_on", "2024-02-02"),
            ("listed_on", "2020-02-29"),
            ("starts_on", "2024-09-02"),
            ("hidden_on", "2024-03-01"),
        ],
    );
    full.set_value(
        model.fact("left_year").unwrap(),
        Range::number(Number::from(2022)),
    );
    let empty = Case::new(&model);
    for lang in Lang::ALL {
        let to = Some("2030-01-01");
        let cases = [
            ("A", made(&model, &full, "2024-06-01", None, to)),
            ("B", made(&model, &empty, "2024-06-01", None, to)),
        ];
        let (as_of, span) = (cases[0].1.as_of, cases[0].1.span);
        let told = json::render(&model, (as_of, span), &cases, lang);
        conforms(&told, &schema, &schema, "$").unwrap();
    }
}

/// What another program reads: uid, start, summary and the triggers of the alarms of each event.
fn read_back(text: &str) -> Vec<(String, String, String, Vec<String>)> {
    use calcard::icalendar::{ICalendar, ICalendarComponentType as Type, ICalendarProperty as P};
    let calendar = ICalendar::parse(text).unwrap();
    let value = |component: &calcard::icalendar::ICalendarComponent, name: &P| {
        let entry = component.entries.iter().find(|entry| entry.name == *name);
        format!("{:?}", entry.map(|entry| &entry.values))
    };
    let events = calendar.components.iter();
    events
        .filter(|component| component.component_type == Type::VEvent)
        .map(|event| {
            let alarms = event.component_ids.iter();
            let alarms = alarms
                .filter_map(|id| calendar.components.get(*id as usize))
                .filter(|it| it.component_type == Type::VAlarm);
            (
                value(event, &P::Uid),
                value(event, &P::Dtstart),
                value(event, &P::Summary),
                alarms.map(|alarm| value(alarm, &P::Trigger)).collect(),
            )
        })
        .collect()
}

#[test]
fn another_program_reads_the_icalendar_file() {
    let model = model();
    let days = [("told_on", "2024-02-02"), ("starts_on", "2024-01-08")];
    let case = case(&model, &days);
    let it = made(&model, &case, "2024-02-05", None, None);
    let text = ics::render(&model, &[("陳", it.clone())], Lang::En);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains(['\r', '\n']))
    );
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert!(
        !text
            .replace("DTSTAMP:20240205T000000Z", "")
            .contains("DTSTAMP")
    );
    // The same input, the same bytes.
    assert_eq!(text, ics::render(&model, &[("陳", it.clone())], Lang::En));
    let events = read_back(&text);
    assert_eq!(events.len(), 2);
    // Reporting was due on 8 January, so nothing rings; objecting is open until the 14th.
    assert_eq!(events[0].3.len(), 0);
    assert_eq!(events[1].3.len(), 2);
    assert!(
        events[1].2.contains("last day: object (art. 1)"),
        "{events:?}"
    );
    // An id is a text of the file: it ends no line of the calendar.
    let hostile = ics::render(
        &model,
        &[("陳\r\nEND:VCALENDAR", it.clone()), ("B", it.clone())],
        Lang::En,
    );
    assert_eq!(read_back(&hostile).len(), 4);
    assert_eq!(hostile.matches("\r\nEND:VCALENDAR").count(), 1);
    // Two cases in one file: other events, and each says whose it is.
    let both = ics::render(&model, &[("A", it.clone()), ("B", it)], Lang::En);
    let mut events = read_back(&both);
    assert!(events[1].2.contains("A: last day") && events[3].2.contains("B: last day"));
    events.sort();
    events.dedup_by(|one, other| one.0 == other.0);
    assert_eq!(events.len(), 4);
}

#[test]
fn an_event_keeps_its_name_when_the_calendar_is_written_again() {
    let model = model();
    let mut case = case(&model, &[("listed_on", "2020-03-10")]);
    visits(&model, &mut case, &[]);
    let uids = |as_of| {
        let it = made(&model, &case, as_of, None, Some("2026-12-31"));
        let events = read_back(&ics::render(&model, &[("A", it)], Lang::En));
        events.into_iter().map(|event| event.0).collect::<Vec<_>>()
    };
    assert_eq!(uids("2021-01-01"), uids("2025-01-01"));
}
