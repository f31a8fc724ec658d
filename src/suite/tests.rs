//! Scenarios bind to the cases they describe, every slip in them is named, and failures say what
//! was expected and what came out.

use super::report::{Judge, run_with};
use super::*;
use crate::diagnostic::Code;
use crate::eval::{
    Core, Days, Decision, Given, Key, Mark, Need, NormOutcome, NormState, Outcome, Range, Slot,
};
use crate::facts::sample::model;
use crate::model::{AssertionId, FactId, Id, Model, PlaceId, Query, ReadingId};
use crate::source::FileId;
use crate::syntax::parse;
use crate::value::{Date, Number};

fn source(id: u32, tree: &crate::syntax::ast::File) -> Source<'_> {
    Source {
        file: FileId(id),
        tree,
        uses: &[],
        tables: &[],
    }
}

fn bound(model: &Model, text: &str) -> Bound {
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    bind(model, &[source(0, &parsed.file)])
}

/// The tests of a text without mistakes.
#[track_caller]
fn tests_of(text: &str) -> Vec<Test> {
    let bound = bound(&model(), text);
    assert_eq!(bound.diagnostics, [], "{text}");
    bound.tests
}

/// The only mistake of a text: code, the text pointed at, headline, help.
#[track_caller]
fn mistake(text: &str) -> (Code, String, String, Vec<String>) {
    let bound = bound(&model(), text);
    let [it] = bound.diagnostics.as_slice() else {
        panic!("one mistake in {text}, not {:#?}", bound.diagnostics);
    };
    assert!(bound.tests.is_empty(), "{text}");
    (
        it.code,
        text.get(it.span().range()).unwrap().to_owned(),
        it.headline.clone(),
        it.help.clone(),
    )
}

/// A scenario with these given lines, which expects something harmless.
fn with_given(lines: &str) -> String {
    format!("scenario \"s\" as of 2024-03-05\ngiven\n  {lines}\nexpect eligible: yes\n")
}

fn with_expect(line: &str) -> String {
    format!("scenario \"s\" as of 2024-03-05\nexpect {line}\n")
}

fn id(name: &str) -> FactId {
    model().fact(name).unwrap()
}

fn given(line: &str, fact: &str) -> Given {
    tests_of(&with_given(line))[0].case.get(id(fact)).clone()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn one(value: Range) -> Given {
    Given::Value {
        value,
        made_on: None,
    }
}

#[test]
fn given_lines_are_fitted_as_case_files_are() {
    let number = |number: i64| Range::number(Number::from(number));
    assert_eq!(given("post is 9", "post"), one(number(9)));
    assert_eq!(
        given("course_hours is 250 hours", "course_hours"),
        one(number(250))
    );
    assert_eq!(
        given("share is 20%", "share"),
        one(Range::number(Number::from_ratio(1, 5).unwrap()))
    );
    assert_eq!(
        given("impersonation is no", "impersonation"),
        one(Range::NO)
    );
    assert_eq!(
        given("separation is resignation", "separation"),
        one(Range::kind(1))
    );
    assert_eq!(
        given("nickname is \"九\"", "nickname"),
        one(Range::of(Core::Text("九".into())))
    );
    assert_eq!(given("consent is absent", "consent"), one(Range::ABSENT));
    assert_eq!(given("consent is unknown", "consent"), Given::Unknown);
    assert_eq!(
        given("applied on 2024-03-01", "applied"),
        one(Range::date(day("2024-03-01")))
    );
    assert_eq!(
        given("applied is 2024-03-01", "applied"),
        one(Range::date(day("2024-03-01")))
    );
    let set = Range::of(Core::Set([Key::Kind(0), Key::Kind(1)].into()));
    assert_eq!(
        given("places is (resignation, retirement)", "places"),
        one(set)
    );
    assert_eq!(
        given("places is none", "places"),
        one(Range::of(Core::Set([].into())))
    );
    let history = [
        (day("2012-01-01"), Some(number(9))),
        (day("2017-02-01"), None),
    ];
    let line = "agency_name is \"a\" from 2012-01-01, ended from 2017-02-01";
    let Given::History(stages) = given(line, "agency_name") else {
        panic!()
    };
    assert_eq!(stages.len(), history.len());
    assert_eq!(stages[1], history[1]);
}

#[test]
fn keys_and_entries_add_up() {
    let lines = "appraisal for 2016 is A made on 2017-01-20\n  appraisal for 2015 is B";
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
    assert_eq!(given(lines, "appraisal"), Given::Keyed(expected));
    let lines = "activities on 2018-05-01 with organiser is \"a\"\n  activities on 2018-06-01";
    let Given::Entries {
        entries,
        complete: true,
    } = given(lines, "activities")
    else {
        panic!()
    };
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1], [Range::date(day("2018-06-01")), Range::ANY]);
    let lines = "courses with from_day is 2013-01-01, to_day is absent";
    let Given::Entries { entries, .. } = given(lines, "courses") else {
        panic!()
    };
    assert_eq!(entries, [[Range::date(day("2013-01-01")), Range::ABSENT]]);
    let none = Given::Entries {
        entries: Vec::new(),
        complete: true,
    };
    assert_eq!(given("activities is none", "activities"), none);
}

#[test]
fn slips_in_given_lines() {
    let code = |line: &str| mistake(&with_given(line)).0;
    assert_eq!(code("psot is 9"), Code::UnknownName);
    assert_eq!(
        mistake(&with_given("psot is 9")).3,
        ["did you mean `post`?"]
    );
    assert_eq!(code("rank is 9 from 2012-01-01"), Code::AmbiguousName);
    assert_eq!(code("post is 15"), Code::OutOfRange);
    assert_eq!(code("post is A"), Code::WrongType);
    assert_eq!(code("post is 9\n  post is 9"), Code::DuplicateKey);
    assert_eq!(code("post is absent"), Code::NotAbsentAble);
    assert_eq!(code("post is 9 made on 2017-01-20"), Code::WrongFinder);
    assert_eq!(code("post for 2016 is 9"), Code::WrongType);
    assert_eq!(code("post is 9 from 2012-01-01"), Code::WrongType);
    assert_eq!(code("appraisal is A"), Code::WrongType);
    assert_eq!(code("appraisal for good is A"), Code::WrongType);
    assert_eq!(
        code("appraisal for 2016 is A\n  appraisal for 2016 is B"),
        Code::DuplicateKey
    );
    assert_eq!(code("separation is retirment"), Code::UnknownValue);
    assert_eq!(code("separation is \"retirement\""), Code::WrongType);
    assert_eq!(code("training_end is 2023-02-28 09:00"), Code::WrongType);
    assert_eq!(code("reported_at is 2023-02-28"), Code::WrongType);
    assert_eq!(code("agency_name is \"a\""), Code::WrongType);
    assert_eq!(
        code("activities is none\n  activities on 2018-05-01"),
        Code::Contradiction
    );
    assert_eq!(
        code("activities on 2018-05-01 with organizer is \"a\""),
        Code::UnknownFact
    );
    assert_eq!(code("refresh_overdue is yes"), Code::UnknownFact);
    assert_eq!(
        code("places is (retirement, retirement)"),
        Code::Contradiction
    );
}

#[test]
fn the_home_regulation_settles_a_name() {
    let text = "regulation scs \"Title\"\nscenario \"s\" as of 2024-03-05\ngiven\n  rank is 9 from 2012-01-01\nexpect eligible: yes\n";
    let tests = tests_of(text);
    assert!(matches!(
        tests[0].case.get(FactId::at(0)),
        Given::History(_)
    ));
}

#[test]
fn heads_say_the_day_the_reach_and_the_readings() {
    let text = "scenario \"s\" as of ROC 113-03-05 recorded through 2024-03-01 switch interval_shift to later\nexpect eligible: yes\n";
    let tests = tests_of(text);
    assert_eq!(tests[0].settings.as_of, day("2024-03-05"));
    assert_eq!(tests[0].settings.readings, [(ReadingId::at(0), 1)]);
    assert_eq!(tests[0].case.recorded_through, Some(day("2024-03-01")));
    assert_eq!(
        mistake("scenario \"s\"\nexpect eligible: yes\n").0,
        Code::Scenario
    );
    assert_eq!(
        mistake("scenario \"s\" as of 2024-03-05\ngiven post is 9\n").0,
        Code::Scenario
    );
    assert_eq!(mistake("expect eligible: yes\n").0, Code::Scenario);
    assert_eq!(
        mistake("scenario \"s\" as of 2023-02-28 09:00\nexpect eligible: yes\n").0,
        Code::WrongType
    );
    let switched =
        "scenario \"s\" as of 2024-03-05 switch interval_shift to latre\nexpect eligible: yes\n";
    let (code, at, headline, help) = mistake(switched);
    assert_eq!((code, at.as_str()), (Code::UnknownName, "latre"));
    assert_eq!(headline, "there is no choice of `interval_shift` `latre`");
    assert_eq!(help, ["did you mean `later`?"]);
}

#[test]
fn slips_in_expectations() {
    let slip = |line: &str| {
        let (code, at, ..) = mistake(&with_expect(line));
        (code, at)
    };
    let unknown = |at: &str| (Code::UnknownName, at.to_owned());
    let outcome = |at: &str| (Code::ExpectedOutcome, at.to_owned());
    assert_eq!(slip("eligibel: yes"), unknown("eligibel"));
    assert_eq!(slip("post: yes"), unknown("post"));
    assert_eq!(slip("eligible: A"), outcome("A"));
    assert_eq!(slip("eligible: 5"), outcome("5"));
    assert_eq!(slip("verdict: yes"), outcome("yes"));
    assert_eq!(slip("verdict: E"), outcome("E"));
    assert_eq!(slip("reporting: yes"), outcome("yes"));
    assert_eq!(
        slip("reporting: lapsed since 2024-03-05"),
        outcome("lapsed since 2024-03-05")
    );
    assert_eq!(
        slip("eligible: breached since 2024-03-05"),
        outcome("breached since 2024-03-05")
    );
    assert_eq!(
        slip("reporting is open: yes"),
        (Code::NormPredicate, "open".to_owned())
    );
    assert_eq!(slip("reporting is breached: A"), outcome("A"));
    assert_eq!(slip("verdict is A: yes"), outcome("A"));
    assert_eq!(slip("verdict for 2016: A").0, Code::WrongType);
    assert_eq!(slip("article 11 is met: yes").0, Code::UnknownProvision);
    assert_eq!(
        slip("eligible: yes citing 10(3)"),
        (Code::UnknownProvision, "10(3)".to_owned())
    );
    assert_eq!(
        slip("eligible: yes resting on interval_shfit"),
        unknown("interval_shfit")
    );
    assert_eq!(slip("eligible: unknown needing psot"), unknown("psot"));
    assert_eq!(
        slip("eligible: unknown needing appraisal").0,
        Code::WrongType
    );
    assert_eq!(slip("eligible: yes needing post").0, Code::ExpectedOutcome);
}

#[test]
fn expectations_bind_to_outcomes() {
    let awaited = |line: &str| {
        tests_of(&with_expect(line))[0].expectations[0]
            .awaited
            .clone()
    };
    assert_eq!(awaited("eligible: yes"), Awaited::Value(Range::YES));
    assert_eq!(awaited("eligible: gap"), Awaited::Gap);
    assert_eq!(awaited("eligible: conflict"), Awaited::Conflict);
    assert_eq!(awaited("eligible: not in force"), Awaited::NotInForce);
    assert_eq!(awaited("verdict: B"), Awaited::Value(Range::kind(2)));
    assert_eq!(awaited("verdict: absent"), Awaited::Absent);
    let breached = Awaited::State(NormState::Breached, Some(day("2024-03-05")));
    assert_eq!(awaited("reporting: breached since 2024-03-05"), breached);
    let late = Awaited::State(NormState::FulfilledLate, Some(day("2024-03-05")));
    assert_eq!(awaited("reporting: fulfilled late on 2024-03-05"), late);
    assert_eq!(
        awaited("reporting: pending"),
        Awaited::State(NormState::Pending, None)
    );
    assert_eq!(
        awaited("reporting: not arisen"),
        Awaited::State(NormState::NotArisen, None)
    );
    assert_eq!(
        awaited("reporting is done in time: no"),
        Awaited::Value(Range::NO)
    );
    assert_eq!(
        awaited("article 10(2) is met: no"),
        Awaited::Value(Range::NO)
    );
}

#[test]
fn rows_are_tests_on_top_of_the_given_facts() {
    let text = "scenario \"t\" as of 2024-03-05\n\
        given\n  post is 9\n  impersonation is no\n\
        examples\n\
        | as of      | post | appraisal for 2016 | expect eligible |\n\
        |            | 10   | A                  | yes             |\n\
        | 2024-04-01 |      | B                  | unknown needing post |\n";
    let tests = tests_of(text);
    assert_eq!(tests.len(), 2);
    assert_eq!(tests[0].name, "t, row 1");
    assert_eq!(tests[0].settings.as_of, day("2024-03-05"));
    assert_eq!(tests[1].settings.as_of, day("2024-04-01"));
    assert_eq!(
        *tests[0].case.get(id("post")),
        one(Range::number(Number::from(10)))
    );
    assert_eq!(*tests[1].case.get(id("post")), Given::Unknown);
    assert_eq!(*tests[1].case.get(id("impersonation")), one(Range::NO));
    let keyed = Given::Keyed(vec![(Key::Number(2016), one(Range::kind(2)))]);
    assert_eq!(*tests[1].case.get(id("appraisal")), keyed);
    let twice = "scenario \"t\" as of 2024-03-05\nexamples\n| post | post | expect eligible |\n| 9 | 9 | yes |\n";
    assert_eq!(mistake(twice).0, Code::DuplicateKey);
    let empty = "scenario \"t\" as of 2024-03-05\nexamples\n| post | expect eligible |\n| 9 | |\n";
    assert_eq!(mistake(empty).0, Code::Scenario);
    let dayless = "scenario \"t\"\nexamples\n| as of | expect eligible |\n| | yes |\n";
    assert_eq!(mistake(dayless).0, Code::Scenario);
}

fn decision(query: Query, outcome: Outcome) -> Decision {
    Decision {
        query,
        outcome,
        days: Days::both(Date::from_ymd(2024, 3, 5).expect("a day")),
        possible: Range::ANY,
        needs: Vec::new(),
        may_matter: Vec::new(),
        because: Vec::new(),
        either_way: false,
        marks: Vec::new(),
        remarks: Vec::new(),
    }
}

/// A judge that says what it is told to.
struct Says<F>(F);

impl<F: Fn(Query) -> Decision> Judge for Says<F> {
    fn decide(&self, _: &Model, _: &Test, expected: &Expected) -> Decision {
        self.0(expected.query.clone())
    }

    fn violated(&self, _: &Model, _: &Test) -> Vec<AssertionId> {
        Vec::new()
    }
}

/// The failures of one expectation against a decision.
fn failures(line: &str, made: impl Fn(Decision) -> Decision, outcome: Outcome) -> Vec<Failure> {
    let tests = tests_of(&with_expect(line));
    let judge = Says(|query| made(decision(query, outcome.clone())));
    let report = run_with(&model(), &tests, None, &judge);
    assert_eq!(report.passed + report.failed, 1);
    report
        .results
        .into_iter()
        .flat_map(|it| it.failures)
        .collect()
}

#[test]
fn needs_are_exactly_those_listed() {
    let need = |name: &str| Need {
        slot: Slot::Fact(id(name)),
        witness: None,
    };
    let with = |names: &'static [&'static str], may: &'static [&'static str]| {
        move |it: Decision| Decision {
            needs: names.iter().map(|name| need(name)).collect(),
            may_matter: may.iter().map(|name| Slot::Fact(id(name))).collect(),
            ..it
        }
    };
    let line = "eligible: unknown needing post, consent";
    assert_eq!(
        failures(line, with(&["consent", "post"], &[]), Outcome::Unknown),
        []
    );
    assert_eq!(
        failures(line, with(&["consent"], &["post"]), Outcome::Unknown),
        []
    );
    assert_eq!(
        failures(
            line,
            with(&["consent", "post"], &["share"]),
            Outcome::Unknown
        ),
        []
    );
    assert_eq!(
        failures(line, with(&["consent"], &[]), Outcome::Unknown).len(),
        1
    );
    let more = failures(
        line,
        with(&["consent", "post", "share"], &["balance"]),
        Outcome::Unknown,
    );
    assert_eq!(more[0].expected, "unknown needing post, consent");
    assert_eq!(
        more[0].got,
        "unknown needing consent, post, share, where these may matter: balance"
    );
    assert_eq!(
        failures("eligible: unknown", with(&["post"], &[]), Outcome::Unknown),
        []
    );
}

#[test]
fn citations_hold_what_lies_under_them_and_marks_are_named() {
    let made = |it: Decision| Decision {
        because: vec![PlaceId::at(1)],
        marks: vec![
            Mark::Reading(ReadingId::at(0), 0),
            Mark::Assumed(Slot::Fact(id("refresh_overdue"))),
        ],
        ..it
    };
    assert_eq!(failures("eligible: yes citing 10", made, Outcome::Yes), []);
    assert_eq!(
        failures("eligible: yes citing scs 10(2)", made, Outcome::Yes),
        []
    );
    assert_eq!(
        failures(
            "eligible: yes resting on interval_shift, refresh_overdue",
            made,
            Outcome::Yes
        ),
        []
    );
    let upper = |it: Decision| Decision {
        because: vec![PlaceId::at(0)],
        ..it
    };
    let failed = failures(
        "eligible: yes citing 10(2) resting on interval_shift",
        upper,
        Outcome::No,
    );
    assert_eq!(
        failed[0].expected,
        "yes citing 10(2) resting on interval_shift"
    );
    assert_eq!(failed[0].got, "no citing scs 10");
    assert_eq!(failed[0].why_short, "decided by scs 10");
}

#[test]
fn states_and_values_are_compared() {
    let state = |state, day| {
        Outcome::State(NormOutcome {
            state,
            day,
            deadline: None,
        })
    };
    let same = |it: Decision| it;
    let since = state(NormState::Breached, Some(day("2024-03-05")));
    assert_eq!(
        failures("reporting: breached since 2024-03-05", same, since.clone()),
        []
    );
    assert_eq!(failures("reporting: breached", same, since.clone()), []);
    let failed = failures("reporting: breached since 2024-03-06", same, since);
    assert_eq!(failed[0].expected, "breached since 2024-03-06");
    assert_eq!(failed[0].got, "breached since 2024-03-05");
    assert_eq!(
        failures("verdict: B", same, Outcome::Value(Range::kind(2))),
        []
    );
    let failed = failures("verdict: B", same, Outcome::Value(Range::kind(3)));
    assert_eq!(
        (failed[0].asked.as_str(), failed[0].got.as_str()),
        ("verdict", "A")
    );
}

#[test]
fn a_filter_chooses_by_name() {
    let text = "scenario \"one\" as of 2024-03-05\nexpect eligible: yes\nscenario \"two\" as of 2024-03-05\nexpect eligible: no\n";
    let tests = tests_of(text);
    let yes = Says(|query| decision(query, Outcome::Yes));
    let report = run_with(&model(), &tests, Some("two"), &yes);
    assert_eq!(
        (report.results.len(), report.passed, report.failed),
        (1, 0, 1)
    );
    let report = run_with(&model(), &tests, None, &yes);
    assert_eq!(
        (report.results.len(), report.passed, report.failed),
        (2, 1, 1)
    );
    assert_eq!(report.results[0].name, "one");
}

#[test]
fn keyed_conclusions_are_asked_for_a_key() {
    let tests = tests_of(&with_expect("graded for 2016: yes"));
    let key = match &tests[0].expectations[0].query {
        Query::At(_, key) => Some(key.clone()),
        _ => None,
    };
    assert_eq!(key, Some(Key::Number(2016)));
    assert_eq!(tests[0].expectations[0].asked, "graded for 2016");
    assert_eq!(
        mistake(&with_expect("graded: yes")).0,
        Code::ExpectedOutcome
    );
}

const POLICY: &str = r#"regulation scs "Senior training" about trainee in en counting plain rounding down
entity trainee "trainee"
kind grade: D, C, B, A
article 1 "who"
fact post "post": whole number from 1 to 14
fact consent "consent": yes/no may be absent
fact appraisal "grade of the year": grade per year
always post is at least 2 because "a trainee has a post of rank 2 or above"
conclusion eligible "eligible": yes/no when any of
  (1) post is at least 10
  (2) consent is yes
conclusion good "a good year": yes/no per year when appraisal for the year is A
"#;

#[test]
fn scenarios_run_against_the_rules() {
    let scenarios = r#"scenario "plain" as of 2024-03-05
given
  post is 10
  appraisal for 2016 is A
expect eligible: yes citing 1(1)
expect good for 2016: yes
expect good for 2017: unknown needing appraisal for 2017
scenario "table" as of 2024-03-05
given
  post is 9
examples
| consent | expect eligible |
| yes     | yes citing 1(2) |
| absent  | no              |
|         | unknown needing consent |
| no      | yes             |
scenario "low" as of 2024-03-05
given
  post is 1
  consent is no
expect eligible: no
"#;
    let policy = parse(FileId(0), POLICY);
    assert_eq!(policy.diagnostics, []);
    let input = crate::check::Input {
        file: FileId(0),
        tree: &policy.file,
        uses: &[],
    };
    let checked = crate::check(&[input], &[], String::new());
    let Some(model) = checked.model else {
        panic!("{:#?}", checked.diagnostics)
    };
    let parsed = parse(FileId(1), scenarios);
    assert_eq!(parsed.diagnostics, []);
    let bound = bind(&model, &[source(0, &policy.file), source(1, &parsed.file)]);
    assert_eq!(bound.diagnostics, []);
    let report = run(&model, &bound.tests, None);
    let failed: Vec<_> = report
        .results
        .iter()
        .flat_map(|it| {
            it.failures
                .iter()
                .map(move |failure| (it.name.as_str(), failure))
        })
        .map(|(name, it)| {
            format!(
                "{name}: {}: {} / {} / {}",
                it.asked, it.expected, it.got, it.why_short
            )
        })
        .collect();
    assert_eq!(
        failed,
        [
            "table, row 4: eligible: yes / no / decided by scs 1(1), scs 1(2)",
            "low: the given facts: what always holds / facts that contradict each other / a trainee has a post of rank 2 or above",
        ]
    );
}

const BASE: &str = r#"scenario "base" as of 2024-03-05 recorded through 2024-03-01
given
  post is 10
  consent is yes
  appraisal for 2015 is A
  appraisal for 2016 is B
expect eligible: yes
"#;

fn on_base(rest: &str) -> Vec<Test> {
    tests_of(&format!("{BASE}{rest}"))
}

#[test]
fn a_scenario_starts_from_the_one_it_is_based_on() {
    let tests = on_base(
        "scenario \"junior\" based on \"base\"\ngiven\n  post is 9\n  appraisal for 2016 is C\nexpect eligible: no\n\
         scenario \"later\" based on \"junior\" as of 2024-04-01\ngiven consent is unknown\nexpect eligible: no\n",
    );
    let names: Vec<_> = tests.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["base", "junior", "later"]);
    let number = |it: i64| one(Range::number(Number::from(it)));
    let [_, junior, later] = tests.as_slice() else {
        panic!()
    };
    assert_eq!(junior.settings.as_of, day("2024-03-05"));
    assert_eq!(junior.case.recorded_through, Some(day("2024-03-01")));
    assert_eq!(*junior.case.get(id("post")), number(9));
    assert_eq!(*junior.case.get(id("consent")), one(Range::YES));
    let graded = |grade| one(Range::kind(grade));
    assert_eq!(
        *junior.case.get(id("appraisal")),
        Given::Keyed(vec![
            (Key::Number(2015), graded(3)),
            (Key::Number(2016), graded(1))
        ])
    );
    // Two steps down: what is nearer counts, and what is expected below is not expected here.
    assert_eq!(later.settings.as_of, day("2024-04-01"));
    assert_eq!(*later.case.get(id("post")), number(9));
    assert_eq!(*later.case.get(id("consent")), Given::Unknown);
    assert_eq!(later.expectations.len(), 1);
}

#[test]
fn what_a_scenario_gives_of_a_list_takes_the_place_of_the_whole() {
    let entries = |tests: &[Test], at: usize| match tests[at].case.get(id("activities")) {
        Given::Entries { entries, .. } => entries.len(),
        _ => 0,
    };
    let tests = tests_of(
        "scenario \"two\" as of 2024-03-05\ngiven\n  activities on 2018-05-01\n  activities on 2018-05-02\nexpect eligible: yes\n\
         scenario \"same\" based on \"two\"\nexpect eligible: yes\n\
         scenario \"one\" based on \"two\"\ngiven activities on 2019-01-01\nexpect eligible: yes\n",
    );
    assert_eq!(
        [entries(&tests, 0), entries(&tests, 1), entries(&tests, 2)],
        [2, 2, 1]
    );
}

#[test]
fn a_base_that_is_not_there_or_goes_round_is_told_once() {
    let (code, at, headline, help) =
        mistake("scenario \"b\" based on \"a juniour officer\"\nexpect eligible: yes\n");
    assert_eq!(
        (code, at.as_str(), headline.as_str()),
        (
            Code::Scenario,
            "\"a juniour officer\"",
            "there is no scenario `a juniour officer`"
        )
    );
    assert_eq!(
        help,
        ["name the title of a scenario in this file, or in one it uses"]
    );
    let model = model();
    let near = format!("{BASE}scenario \"b\" based on \"bose\"\nexpect eligible: yes\n");
    let found = bound(&model, &near);
    assert_eq!(found.diagnostics[0].help, ["did you mean `base`?"]);
    assert_eq!(found.tests.len(), 1);
    let (_, _, headline, _) = mistake(
        "scenario \"a\" based on \"b\" as of 2024-03-05\nexpect eligible: yes\nscenario \"b\" based on \"a\"\nexpect eligible: yes\n\
         scenario \"c\" based on \"a\"\nexpect eligible: yes\n",
    );
    assert_eq!(
        headline,
        "scenarios are based on one another in a circle: `a` → `b` → `a`"
    );
    let (_, _, headline, _) =
        mistake("scenario \"a\" based on \"a\" as of 2024-03-05\nexpect eligible: yes\n");
    assert_eq!(headline, "`a` is based on itself");
    let twice = format!("{BASE}{BASE}scenario \"b\" based on \"base\"\nexpect eligible: yes\n");
    assert_eq!(
        bound(&model, &twice).diagnostics[0].headline,
        "2 scenarios are called `base`"
    );
    // What is wrong below is told below, and only there.
    let (_, _, headline, _) = mistake(
        "scenario \"a\" as of 2024-03-05\ngiven pots is 9\nexpect eligible: yes\nscenario \"b\" based on \"a\"\nexpect eligible: yes\n",
    );
    assert!(headline.contains("`pots`"), "{headline}");
}

#[test]
fn two_scenarios_of_one_title_about_one_regulation_are_told_with_both_places() {
    let one = "scenario \"s\" as of 2024-03-05\nexpect eligible: yes\n";
    let twice = bound(&model(), &format!("{one}{one}"));
    let [found] = twice.diagnostics.as_slice() else {
        panic!("{:#?}", twice.diagnostics);
    };
    assert_eq!(found.code, Code::DuplicateScenario);
    assert_eq!(found.headline, "another scenario is called `s` already");
    assert_eq!((found.span().start, found.secondary[0].span.start), (60, 9));
    assert_eq!(twice.tests.len(), 2);
    // In one tree several regulations may each have one.
    let texts = [format!("regulation scs \"Title\"\n{one}"), one.to_owned()];
    let parsed = [parse(FileId(0), &texts[0]), parse(FileId(1), &texts[1])];
    let sources = [source(0, &parsed[0].file), source(1, &parsed[1].file)];
    assert_eq!(bind(&model(), &sources).diagnostics, []);
}

#[test]
fn rows_go_by_their_names() {
    let table =
        "examples\n| case | post | expect eligible |\n| \"just so\" | 10 | yes |\n| | 9 | no |\n";
    let tests = tests_of(&format!("scenario \"s\" as of 2024-03-05\n{table}"));
    let names: Vec<_> = tests.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["s, just so", "s, row 2"]);
    let (code, at, headline, _) = mistake(&format!(
        "scenario \"s\" as of 2024-03-05\n{table}{}",
        "examples\n| case | expect eligible |\n| \"just so\" | yes |\n"
    ));
    assert_eq!(
        (code, at.as_str(), headline.as_str()),
        (
            Code::DuplicateKey,
            "\"just so\"",
            "two rows are called `just so`"
        )
    );
}

#[test]
fn marks_are_counted_and_never_skipped() {
    let text = "scenario \"plain\" as of 2024-03-05\nexpect eligible: yes\n\
        scenario \"wrong\" as of 2024-03-05 fails because \"the text is being amended\"\nexpect eligible: no\n\
        scenario \"right\" as of 2024-03-05 fails because \"it was so once\"\nexpect eligible: yes\n\
        scenario \"later\" todo because \"the ministry was asked\"\n\
        scenario \"not yet\" as of 2024-03-05 todo because \"the form is new\"\nexpect eligible: no\n";
    let tests = tests_of(text);
    let yes = Says(|query| decision(query, Outcome::Yes));
    let report = run_with(&model(), &tests, None, &yes);
    let ended: Vec<_> = report.results.iter().map(|it| it.status).collect();
    assert_eq!(
        ended,
        [
            Status::Passed,
            Status::FailsAsExpected,
            Status::PassesUnexpectedly,
            Status::Todo,
            Status::Todo
        ]
    );
    assert_eq!(
        (
            report.passed,
            report.failed,
            report.failing_as_expected,
            report.todo
        ),
        (1, 1, 1, 2)
    );
    assert_eq!(
        report.results[3].because.as_deref(),
        Some("the ministry was asked")
    );
}
