//! Every misfit is named at its place, nothing is coerced, and no text makes the reader panic.

use proptest::prelude::*;

use super::raw::Syntax;
use super::sample::model;
use super::*;
use crate::eval::{Core, Given, Key, Range};
use crate::model::FactId;
use crate::value::{Date, Number};

fn read_json(text: &str) -> Facts {
    read(&model(), "case.json", text, Syntax::Json)
}

fn id(name: &str) -> FactId {
    model().fact(name).unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// What a case of one fact gives of it.
fn given(fact: &str, value: &str) -> Given {
    let facts = read_json(&format!("{{{fact:?}: {value}}}"));
    assert_eq!(facts.findings, [], "{fact}: {value}");
    facts.cases[0].case.get(id(fact)).clone()
}

fn one(value: Range) -> Given {
    Given::Value {
        value,
        made_on: None,
    }
}

/// The only finding of a case of one fact: code, the text pointed at, headline, help.
fn misfit(fact: &str, value: &str) -> (Code, String, String, Vec<String>) {
    let text = format!("{{{fact:?}: {value}}}");
    let facts = read_json(&text);
    assert_eq!(facts.cases, [], "{text}: a case with a finding is refused");
    let [finding] = facts.findings.as_slice() else {
        panic!("one finding in {text}, not {:#?}", facts.findings);
    };
    let at = text.get(finding.span.range()).unwrap().to_owned();
    (
        finding.code,
        at,
        finding.headline.clone(),
        finding.help.clone(),
    )
}

#[track_caller]
fn refused(fact: &str, value: &str, code: Code, at: &str, headline: &str) {
    let found = misfit(fact, value);
    assert_eq!(
        (found.0, found.1.as_str(), found.2.as_str()),
        (code, at, headline)
    );
}

#[track_caller]
fn helped(fact: &str, value: &str, help: &str) {
    assert_eq!(misfit(fact, value).3, [help], "{fact}: {value}");
}

#[test]
fn values_by_the_type_of_the_fact() {
    assert_eq!(given("impersonation", "true"), one(Range::YES));
    assert_eq!(given("impersonation", "\"no\""), one(Range::NO));
    assert_eq!(given("post", "14"), one(Range::number(Number::from(14))));
    assert_eq!(
        given("course_hours", "250"),
        one(Range::number(Number::from(250)))
    );
    assert_eq!(
        given("course_hours", "\"250 hours\""),
        one(Range::number(Number::from(250)))
    );
    assert_eq!(
        given("share", "\"20%\""),
        one(Range::number(Number::from_ratio(1, 5).unwrap()))
    );
    assert_eq!(
        given("balance", "-3.50"),
        one(Range::number(Number::from_ratio(-7, 2).unwrap()))
    );
    assert_eq!(
        given("training_year", "2016"),
        one(Range::number(Number::from(2016)))
    );
    assert_eq!(given("separation", "\"resignation\""), one(Range::kind(1)));
    assert_eq!(
        given("nickname", "\"12\""),
        one(Range::of(Core::Text("12".into())))
    );
    let march = one(Range::date(day("2024-03-05")));
    for written in ["2024-03-05", "ROC 113-03-05", "民國113年3月5日"] {
        assert_eq!(given("training_end", &format!("{written:?}")), march);
    }
    let Given::Value { value, .. } = given("reported_at", "\"2024-03-04 09:00\"") else {
        panic!()
    };
    assert!(matches!(value.core, Core::Moment(at, _) if at.to_string() == "2024-03-04 09:00"));
    let Given::Value { value, .. } = given("notice", "\"1 year 6 months\"") else {
        panic!()
    };
    assert!(matches!(value.core, Core::Period(period) if period.to_string() == "1 year 6 months"));
}

#[test]
fn null_and_missing_are_unknown() {
    assert_eq!(given("post", "null"), Given::Unknown);
    assert_eq!(given("appraisal", "null"), Given::Unknown);
    let facts = read_json("{}");
    assert_eq!(facts.cases[0].case, Case::new(&model()));
    assert_eq!(facts.cases[0].id, "1");
}

#[test]
fn absent_only_where_it_may_be() {
    assert_eq!(given("consent", "\"absent\""), one(Range::ABSENT));
    assert_eq!(
        given("consent", "{\"value\": \"absent\"}"),
        one(Range::ABSENT)
    );
    assert_eq!(given("applied", "\"absent\""), one(Range::ABSENT));
    assert_eq!(given("remark", "\"absent\""), one(Range::ABSENT));
    let text = one(Range::of(Core::Text("absent".into())));
    assert_eq!(given("nickname", "{\"value\": \"absent\"}"), text);
    refused(
        "post",
        "\"absent\"",
        Code::NotAbsentAble,
        "\"absent\"",
        "`post` cannot be absent",
    );
    helped(
        "nickname",
        "\"absent\"",
        "if that is the text itself, write `{\"value\": \"absent\"}`",
    );
    helped(
        "potential",
        "\"absent\"",
        "a finding that `csptc` has not made is unknown: leave it out",
    );
    helped(
        "activities",
        "\"absent\"",
        "where there are none, give an empty list: `[]`",
    );
}

#[test]
fn nothing_is_coerced() {
    refused(
        "post",
        "\"12\"",
        Code::WrongType,
        "\"12\"",
        "`post` must be a whole number from 1 to 14, not the text `12`",
    );
    helped(
        "post",
        "\"12\"",
        "a number is written without quotation marks: `12`",
    );
    refused(
        "impersonation",
        "1",
        Code::WrongType,
        "1",
        "`impersonation` must be yes or no, not the number `1`",
    );
    helped(
        "impersonation",
        "\"true\"",
        "write `true` or `false` without quotation marks",
    );
    helped(
        "training_year",
        "\"2016\"",
        "a year is written without quotation marks: `2016`",
    );
    refused(
        "nickname",
        "12",
        Code::WrongType,
        "12",
        "`nickname` must be a text, not the number `12`",
    );
    assert_eq!(misfit("training_end", "20240305").0, Code::WrongType);
    assert_eq!(misfit("separation", "true").0, Code::WrongType);
    assert_eq!(misfit("post", "[9]").0, Code::WrongType);
    assert_eq!(misfit("post", "9.5").0, Code::WrongType);
    assert_eq!(misfit("places", "\"retirement\"").0, Code::WrongType);
}

#[test]
fn numbers_in_range_and_of_the_right_unit() {
    refused(
        "post",
        "15",
        Code::OutOfRange,
        "15",
        "`post` must be a whole number from 1 to 14, not the number `15`",
    );
    refused(
        "course_hours",
        "-1",
        Code::OutOfRange,
        "-1",
        "`course_hours` must be a number of hours, 0 or more, not the number `-1`",
    );
    assert_eq!(misfit("balance", "1234567890123456").0, Code::OutOfRange);
    assert_eq!(misfit("balance", "0.1234567891").0, Code::OutOfRange);
    assert_eq!(misfit("training_year", "10000").0, Code::OutOfRange);
    assert_eq!(misfit("course_hours", "\"2 weeks\"").0, Code::UnitMismatch);
    helped("course_hours", "\"2 weeks\"", "it is counted in `hours`");
    helped("course_hours", "\"2 huors\"", "did you mean `hours`?");
    helped("share", "20", "a share of a hundred is written `20%`");
    assert_eq!(misfit("post", "\"20%\"").0, Code::WrongType);
}

#[test]
fn days_that_are_none() {
    let (code, at, headline, help) = misfit("training_end", "\"2023-02-29\"");
    assert_eq!((code, at.as_str()), (Code::NoSuchDay, "\"2023-02-29\""));
    assert_eq!(
        headline,
        "there is no day `2023-02-29`: February 2023 has 28 days"
    );
    assert_eq!(help, ["the last day of that month is `2023-02-28`"]);
    for (day, why) in [
        ("ROC 112-02-29", "February ROC 112 has 28 days"),
        ("民國112年2月29日", "February ROC 112 has 28 days"),
        ("2023-13-01", "a year has 12 months"),
    ] {
        let (code, _, headline, _) = misfit("training_end", &format!("\"{day}\""));
        assert_eq!(code, Code::NoSuchDay);
        assert_eq!(headline, format!("there is no day `{day}`: {why}"));
    }
    for moment in ["2023-02-29 09:00", "2023-02-29"] {
        assert_eq!(
            misfit("reported_at", &format!("\"{moment}\"")).2,
            "there is no day `2023-02-29`: February 2023 has 28 days"
        );
    }
    assert_eq!(misfit("training_end", "\"5 March\"").0, Code::BadDate);
    assert_eq!(
        misfit("reported_at", "\"2024-03-04 25:00\"").0,
        Code::NoSuchDay
    );
    helped(
        "reported_at",
        "\"2024-03-04\"",
        "add the time of day: `2024-03-04 09:00`",
    );
    helped(
        "training_end",
        "\"2024-03-04 09:00\"",
        "leave out the time of day",
    );
}

#[test]
fn names_have_nearest_names() {
    let (code, at, headline, help) = misfit("trainning_end", "\"2024-03-05\"");
    assert_eq!(
        (code, at.as_str()),
        (Code::UnknownFact, "\"trainning_end\"")
    );
    assert_eq!(headline, "there is no fact `trainning_end`");
    assert_eq!(help, ["did you mean `training_end`?"]);
    helped("separation", "\"retirment\"", "did you mean `retirement`?");
    helped(
        "separation",
        "\"the retirement\"",
        "that is a label: write `retirement`",
    );
    helped(
        "eligible",
        "true",
        "the rules conclude it, so it cannot be given",
    );
    helped(
        "interval_shift",
        "true",
        "it is a reading, and is switched, not given",
    );
    helped(
        "as_of",
        "\"2024-03-05\"",
        "the as-of day is said when the case is run, not in it",
    );
    helped(
        "recorded_trough",
        "\"2024-03-05\"",
        "did you mean `recorded_through`?",
    );
}

#[test]
fn one_name_in_two_regulations_is_qualified() {
    refused(
        "rank",
        "9",
        Code::UnknownFact,
        "\"rank\"",
        "`rank` could mean several facts",
    );
    helped("rank", "9", "say which: `scs.rank`, `ce.rank`");
    assert_eq!(given("ce.rank", "9"), one(Range::number(Number::from(9))));
    let facts = read_json(r#"{"post": 9, "scs.post": 10}"#);
    assert_eq!(facts.findings[0].code, Code::DuplicateKey);
}

#[test]
fn what_is_not_encoded_cannot_be_given() {
    let (code, _, headline, help) = misfit("refresh_overdue", "true");
    assert_eq!(code, Code::UnknownFact);
    assert_eq!(
        headline,
        "`refresh_overdue` cannot be given: that part of the law is not encoded"
    );
    assert_eq!(
        help,
        ["it is not encoded because the plan is not published"]
    );
}

#[test]
fn findings_have_a_day_and_their_own_finder() {
    let made = given(
        "potential",
        r#"{"value": true, "made_on": "2017-01-20", "by": "csptc"}"#,
    );
    assert_eq!(
        made,
        Given::Value {
            value: Range::YES,
            made_on: Some(day("2017-01-20"))
        }
    );
    refused(
        "potential",
        r#"{"value": true, "by": "agency"}"#,
        Code::WrongFinder,
        "\"agency\"",
        "`potential` is for `csptc` to find, not for `agency`",
    );
    assert_eq!(
        misfit("post", r#"{"value": 9, "made_on": "2017-01-20"}"#).0,
        Code::WrongFinder
    );
    assert_eq!(
        misfit("potential", r#"{"valeu": true}"#).3,
        ["did you mean `value`?"]
    );
    assert_eq!(
        misfit("potential", r#"{"made_on": "2017-01-20"}"#).0,
        Code::WrongType
    );
}

#[test]
fn keyed_facts_are_sorted_by_key() {
    let made = r#"{"2016": {"value": "A", "made_on": "2017-01-20"}, "2015": "B"}"#;
    let expected = vec![
        (Key::Number(2015), one(Range::kind(2))),
        (
            Key::Number(2016),
            Given::Value {
                value: Range::kind(3),
                made_on: Some(day("2017-01-20")),
            },
        ),
    ];
    assert_eq!(given("appraisal", made), Given::Keyed(expected));
    refused(
        "appraisal",
        r#"{"2O16": "A"}"#,
        Code::UnknownValue,
        "\"2O16\"",
        "a key of `appraisal` must be a year from 1 to 9999, not `2O16`",
    );
    assert_eq!(
        misfit("appraisal", r#"{"02016": "A"}"#).0,
        Code::UnknownValue
    );
    assert_eq!(misfit("appraisal", "\"A\"").0, Code::WrongType);
    assert_eq!(
        misfit("score", r#"{"retirment": 2016}"#).3,
        ["did you mean `retirement`?"]
    );
    let facts = read_json(r#"[{"appraisal": {"2016": "E"}}]"#);
    assert_eq!(facts.findings[0].path, "[0].appraisal.2016");
    assert_eq!(
        facts.findings[0].headline,
        "`appraisal` for `2016` must be one of `D`, `C`, `B`, `A`, not the text `E`"
    );
}

#[test]
fn events_happen_on_a_day_or_sometime() {
    assert_eq!(
        given("applied", "\"2024-03-05\""),
        one(Range::date(day("2024-03-05")))
    );
    assert_eq!(
        given("applied", "{\"happened\": true}"),
        Given::HappenedSometime
    );
    assert_eq!(
        misfit("applied", "{\"happened\": false}").0,
        Code::WrongType
    );
    assert_eq!(
        misfit("applied", r#"{"happened": true, "value": "2024-03-05"}"#).0,
        Code::Contradiction
    );
    assert_eq!(misfit("applied", "true").0, Code::WrongType);
    assert_eq!(misfit("post", "{\"happened\": true}").0, Code::UnknownFact);
}

#[test]
fn histories_are_sorted_and_have_one_value_a_day() {
    let written = r#"[{"from": "2017-02-01", "value": 10}, {"from": "2012-01-01", "value": 9},
        {"from": "2020-01-01", "value": "ended"}]"#;
    let number = |number: i64| Some(Range::number(Number::from(number)));
    let expected = vec![
        (day("2012-01-01"), number(9)),
        (day("2017-02-01"), number(10)),
        (day("2020-01-01"), None),
    ];
    assert_eq!(given("scs.rank", written), Given::History(expected));
    assert_eq!(
        given("agency_name", "\"absent\""),
        Given::History(vec![(Date::MIN, None)])
    );
    helped(
        "scs.rank",
        "9",
        "say from which day it holds: `[{\"from\": \"2012-01-01\", \"value\": …}]`",
    );
    let twice = r#"[{"from": "2012-01-01", "value": 9}, {"from": "ROC 101-01-01", "value": 9}]"#;
    refused(
        "scs.rank",
        twice,
        Code::Contradiction,
        "\"ROC 101-01-01\"",
        "`rank` has two values from 2012-01-01",
    );
    assert_eq!(
        misfit("scs.rank", r#"[{"from": "2012-01-01"}]"#).0,
        Code::WrongType
    );
    assert_eq!(
        misfit("scs.rank", r#"[{"from": "2012-01-01", "value": null}]"#).0,
        Code::WrongType
    );
    assert_eq!(
        misfit("scs.rank", r#"[{"from": "2012-01-01", "value": 15}]"#).0,
        Code::OutOfRange
    );
    assert_eq!(
        misfit("scs.rank", r#"{"from": "2012-01-01", "value": 9}"#).0,
        Code::WrongType
    );
}

#[test]
fn acts_and_records_are_entries() {
    let given_act = given(
        "activities",
        r#"[{"organiser": "csptc", "day": "2018-05-01"}]"#,
    );
    let act = vec![
        Range::date(day("2018-05-01")),
        Range::of(Core::Text("csptc".into())),
    ];
    assert_eq!(
        given_act,
        Given::Entries {
            entries: vec![act],
            complete: true
        }
    );
    let open = given(
        "activities",
        r#"{"entries": [{"organiser": "csptc"}], "complete": false}"#,
    );
    let undated = vec![
        Range::of(Core::Date(Date::MIN, Date::MAX)),
        Range::of(Core::Text("csptc".into())),
    ];
    assert_eq!(
        open,
        Given::Entries {
            entries: vec![undated],
            complete: false
        }
    );
    assert_eq!(
        given("activities", "[]"),
        Given::Entries {
            entries: vec![],
            complete: true
        }
    );
    let Given::Entries { entries, .. } = given("courses", r#"[{"to_day": "absent"}, {}]"#) else {
        panic!()
    };
    assert_eq!(entries[0][1], Range::ABSENT);
    assert_eq!(
        entries[1][1],
        Range::of(Core::Date(Date::MIN, Date::MAX)).or_absent()
    );
    assert_eq!(
        misfit("courses", r#"[{"from_day": "absent"}]"#).0,
        Code::NotAbsentAble
    );
    assert_eq!(
        misfit("courses", r#"[{"from_dya": "2018-05-01"}]"#).3,
        ["did you mean `from_day`?"]
    );
    assert_eq!(misfit("activities", "[\"2018-05-01\"]").0, Code::WrongType);
    assert_eq!(misfit("activities", "\"2018-05-01\"").0, Code::WrongType);
    assert_eq!(
        misfit("activities", r#"{"complete": false}"#).0,
        Code::WrongType
    );
}

#[test]
fn sets_hold_each_member_once() {
    let expected: Range = Range::of(Core::Set([Key::Kind(0), Key::Kind(2)].into()));
    assert_eq!(
        given("places", r#"["severance", "retirement"]"#),
        one(expected)
    );
    assert_eq!(given("places", "[]"), one(Range::of(Core::Set([].into()))));
    assert_eq!(
        misfit("places", r#"["severance", "severance"]"#).0,
        Code::Contradiction
    );
    assert_eq!(
        misfit("places", r#"["sevrance"]"#).3,
        ["did you mean `severance`?"]
    );
    assert_eq!(misfit("places", "[null]").0, Code::WrongType);
}

#[test]
fn a_case_has_a_name_and_a_reach() {
    let facts = read_json(r#"{"id": "王小明", "recorded_through": "ROC 113-03-05", "note": "x"}"#);
    assert_eq!(facts.cases[0].id, "王小明");
    assert_eq!(
        facts.cases[0].case.recorded_through,
        Some(day("2024-03-05"))
    );
    assert_eq!(misfit("id", "7").0, Code::WrongType);
    assert_eq!(misfit("note", "[]").0, Code::WrongType);
    assert_eq!(
        misfit("recorded_through", "\"2024-02-30\"").0,
        Code::NoSuchDay
    );
}

#[test]
fn a_case_that_does_not_fit_leaves_the_others_alone() {
    let text =
        r#"[{"id": "a", "post": 9}, {"id": "b", "post": "9", "separation": "x"}, {"id": "a"}, 7]"#;
    let facts = read_json(text);
    assert_eq!(facts.cases.len(), 1);
    let found: Vec<_> = facts
        .findings
        .iter()
        .map(|it| (it.code, it.case.clone().unwrap(), it.path.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Code::WrongType, "b".to_owned(), "[1].post"),
            (Code::UnknownValue, "b".to_owned(), "[1].separation"),
            (Code::DuplicateKey, "a".to_owned(), "[2].id"),
            (Code::MalformedData, "4".to_owned(), "[3]"),
        ]
    );
}

#[test]
fn one_case_a_line_or_a_document() {
    let lines = "{\"post\": 9}\n\n{\"post\":\n{\"post\": 10}\n";
    let facts = read(&model(), "cases.ndjson", lines, Syntax::Ndjson);
    let ids: Vec<&str> = facts.cases.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(facts.findings[0].code, Code::MalformedData);
    let documents = "post: 9\n---\nid: b\nimpersonation: yes\n";
    let facts = read(&model(), "cases.yaml", documents, Syntax::Yaml);
    assert_eq!(facts.findings, []);
    assert_eq!(facts.cases[1].id, "b");
    assert_eq!(
        *facts.cases[1].case.get(id("impersonation")),
        one(Range::YES)
    );
}

#[test]
fn files_that_are_no_cases() {
    let code = |text: &str, syntax| {
        let facts = read(&model(), "x", text, syntax);
        assert_eq!(facts.cases, [], "{text}");
        facts.findings[0].code
    };
    assert_eq!(code("", Syntax::Json), Code::MalformedData);
    assert_eq!(code("", Syntax::Yaml), Code::MalformedData);
    assert_eq!(code("[]", Syntax::Json), Code::MalformedData);
    assert_eq!(
        code("{\"post\": 9, \"post\": 9}", Syntax::Json),
        Code::DuplicateKey
    );
    assert_eq!(code("{\"post\": 1e400}", Syntax::Json), Code::BadLiteral);
    assert_eq!(code(&"[".repeat(10_000), Syntax::Json), Code::TooDeep);
    assert_eq!(
        code("a: &a [1]\nb: *a\n", Syntax::Yaml),
        Code::MalformedData
    );
}

#[test]
fn places_count_characters() {
    let facts = read_json("{\n  \"note\": \"漢字\", \"separation\": \"退休\"\n}");
    let finding = &facts.findings[0];
    assert_eq!(
        (finding.position.start.line, finding.position.start.column),
        (2, 31)
    );
    let diagnostic = finding.to_diagnostic(FileId(7));
    assert_eq!(diagnostic.span().file, FileId(7));
    assert!(
        diagnostic
            .headline
            .starts_with("case `1`: `separation` must be one of")
    );
}

#[test]
fn the_schema_and_the_table_name_what_can_be_given() {
    let model = model();
    let all: Vec<FactId> = model.facts().ids().collect();
    let rows = table(&model, &all, "en");
    assert!(rows.iter().all(|row| row.name != "refresh_overdue"));
    let row = rows.iter().find(|row| row.name == "appraisal").unwrap();
    assert_eq!(row.type_words, "one of `D`, `C`, `B`, `A`");
    assert_eq!(row.clauses, ["per year"]);
    assert_eq!(
        (row.source.as_deref(), row.finding),
        (Some("the csptc"), true)
    );
    assert!(rows.iter().any(|row| row.name == "scs.rank"));
    let schema = schema(&model, &all, "en");
    assert_eq!(schema["additionalProperties"], false);
    let post = &schema["properties"]["post"];
    assert_eq!(post["title"], "the post");
    assert_eq!(post["anyOf"][0]["minimum"], 1);
    let separation = &schema["properties"]["separation"]["anyOf"][0]["enum"];
    assert_eq!(separation[1], "resignation");
    let some = super::schema(&model, &all[..2], "en");
    assert_eq!(some["additionalProperties"], true);
    assert!(
        serde_json::to_string(&schema)
            .unwrap()
            .contains("draft/2020-12")
    );
}

/// JSON of any shape, with the names and words of the rule set among its texts.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let words = prop::sample::select(vec![
        "rank",
        "scs.rank",
        "post",
        "appraisal",
        "applied",
        "activities",
        "courses",
        "places",
        "value",
        "from",
        "made_on",
        "by",
        "happened",
        "entries",
        "complete",
        "day",
        "2016",
        "absent",
        "ended",
        "yes",
        "A",
        "csptc",
        "2024-03-05",
        "20%",
        "5 hours",
        "漢",
        "",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        (-20i64..20).prop_map(serde_json::Value::from),
        words.clone().prop_map(serde_json::Value::from),
        ".*".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let key = words.clone().prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        let model = model();
        let text = value.to_string();
        for syntax in [Syntax::Json, Syntax::Ndjson, Syntax::Yaml] {
            let facts = read(&model, "x", &text, syntax);
            prop_assert!(!facts.cases.is_empty() || !facts.findings.is_empty());
            for finding in &facts.findings {
                prop_assert!(text.get(finding.span.range()).is_some());
                prop_assert!(!finding.headline.is_empty() && !finding.headline.ends_with('.'));
            }
        }
    }

    #[test]
    fn any_value_of_any_fact_is_read_or_refused(value in any_json(), fact in 0usize..24) {
        let model = model();
        let name = FactNames::new(&model).name(model.facts().ids().nth(fact).unwrap());
        let text = serde_json::json!({ name: value }).to_string();
        let facts = read(&model, "x", &text, Syntax::Json);
        prop_assert!(facts.cases.len() == 1 && facts.findings.is_empty() || facts.cases.is_empty() && !facts.findings.is_empty());
        let again = read(&model, "x", &text, Syntax::Json);
        prop_assert_eq!(facts, again);
    }
}
