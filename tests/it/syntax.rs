//! From text to tree: every production by example, what broken entries say, and that nothing panics.

#![expect(clippy::expect_used, clippy::string_slice, reason = "tests")]

use enact::diagnostic::Diagnostic;
use enact::source::{FileId, Sources};
use enact::syntax::{Parse, parse};
use proptest::prelude::*;

/// The tree of the first entry, without places and without fields that say nothing.
fn tree(text: &str) -> String {
    let parsed = parse(FileId(0), text);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:?}",
        parsed.diagnostics
    );
    let entry = parsed.file.entries.first().expect("an entry");
    let mut shown = format!("{:?}", entry.kind)
        .replace(", span: ..", "")
        .replace("span: .., ", "");
    for (opening, closing) in [("Name { text: \"", "\" }"), ("Text { text: ", " }")] {
        while let Some((before, rest)) = shown.split_once(opening) {
            let (inner, after) = rest
                .split_once(closing)
                .expect("what debug prints is closed");
            shown = format!("{before}{inner}{after}");
        }
    }
    for empty in ["None", "false", "[]"] {
        shown = without(&shown, empty);
    }
    for kind in ["Value", "Condition", "Type"] {
        shown = shown.replace(&format!("{kind} {{ kind: "), "{");
    }
    shown.replace(" }", "}").replace("{ ", "{")
}

/// A printed tree without the fields of this value.
fn without(shown: &str, value: &str) -> String {
    let mut kept = shown.to_owned();
    for ending in [", ", " }"] {
        let field = format!(": {value}{ending}");
        while let Some(at) = kept.find(&field) {
            let start = kept[..at].rfind([' ', '{']).map_or(0, |space| space + 1);
            let removed = if ending == ", " {
                at + field.len()
            } else {
                at + field.len() - 2
            };
            kept.replace_range(start..removed, "");
            kept = kept.replace(",  }", " }");
        }
    }
    kept
}

fn reads(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(&tree(text), expected, "{text}");
    }
}

#[test]
fn heads_and_headings() {
    reads(HEADS_AND_HEADINGS);
}

const HEADS_AND_HEADINGS: &[(&str, &str)] = &[
    (
        r#"regulation scs "Mid- and long-term training" about trainee in en, zh-Hant
  counting apa48 on tw because "article 48""#,
        r#"Regulation(Regulation {name: scs, label: Some("Mid- and long-term training"), about: Some(trainee), languages: [en, zh-Hant], counting: Some((Counting {kind: Named {name: apa48, calendar: Some(tw)}}, Some("article 48")))})"#,
    ),
    (r#"use "shared.enact""#, r#"Use("shared.enact")"#),
    (
        r#"vocabulary shared "Shared""#,
        r#"Vocabulary {name: shared, label: Some("Shared")}"#,
    ),
    (
        r#"scenarios worked "Worked""#,
        r#"Scenarios {name: Some(worked), label: Some("Worked")}"#,
    ),
    (
        r#"regulation scs continued from "scs.enact""#,
        r#"Continued {name: scs, from: "scs.enact"}"#,
    ),
    (
        r#"chapter 1 "General""#,
        r#"Heading(Heading {rank: Chapter, number: Some(1), label: Some("General")})"#,
    ),
    (
        r#"article 10 "Title" in force from 2015-01-01 until ROC 115-12-31 about agency"#,
        r#"Heading(Heading {rank: Article, number: Some(10), label: Some("Title"), in_force: Some(InForce {from: Some(DateLiteral {day: "2015-01-01"}), until: Some(DateLiteral {day: "ROC 115-12-31"})}), about: Some(agency)})"#,
    ),
    (
        "paragraph 2",
        "Heading(Heading {rank: Paragraph, number: Some(2)})",
    ),
    (
        r#"item 1 "x""#,
        r#"Heading(Heading {rank: Item, number: Some(1), label: Some("x")})"#,
    ),
    ("part b", "Heading(Heading {rank: Part, number: Some(b)})"),
    ("proviso", "Heading(Heading {rank: Proviso})"),
    (
        r#"note 5 "n""#,
        r#"Heading(Heading {rank: Note, number: Some(5), label: Some("n")})"#,
    ),
    (
        "wording zh-Hant 「條文」",
        r#"Wording {language: Some(zh-Hant), text: "條文"}"#,
    ),
    (r#"wording "text""#, r#"Wording {text: "text"}"#),
    (
        "commencement on ROC 104-01-01",
        r#"Validity(Validity {commencement: true, on: DateLiteral {day: "ROC 104-01-01"}})"#,
    ),
    (
        "expiry of 21 on 2026-12-31",
        r#"Validity(Validity {of: Some(Provision(Citation {place: "21"})), on: DateLiteral {day: "2026-12-31"}})"#,
    ),
    (
        "commencement of scs on 民國104年1月1日",
        r#"Validity(Validity {commencement: true, of: Some(Regulation(scs)), on: DateLiteral {day: "民國104年1月1日"}})"#,
    ),
    (
        r#"descriptive because "nothing to do""#,
        r#"Descriptive {because: "nothing to do"}"#,
    ),
];

#[test]
fn declarations() {
    reads(DECLARATIONS);
}

const DECLARATIONS: &[(&str, &str)] = &[
    (
        r#"entity trainee "trainee""#,
        r#"Entity {name: trainee, label: Some("trainee")}"#,
    ),
    (
        r#"authority csptc "Commission""#,
        r#"Authority {name: csptc, label: Some("Commission")}"#,
    ),
    (
        r#"source training_plan "annual plan""#,
        r#"Source {name: training_plan, label: Some("annual plan")}"#,
    ),
    (
        r#"calendar tw "Taiwan" from "tw.csv""#,
        r#"Calendar {name: tw, label: Some("Taiwan"), from: "tw.csv"}"#,
    ),
    (
        r#"unit hour, hours "hours""#,
        r#"Unit {name: hour, plural: Some(hours), label: Some("hours")}"#,
    ),
    (
        r#"kind cause: marriage "marriage", bereavement"#,
        r#"Kind(Kind {name: cause, members: [(marriage, Some("marriage")), (bereavement, None)]})"#,
    ),
    (
        "scale grade: D < C < B < A",
        "Kind(Kind {name: grade, ordered: true, members: [(D, None), (C, None), (B, None), (A, None)]})",
    ),
    (
        r#"record course "c": from_day: date, to_day "to": date may be absent"#,
        r#"Record {name: course, label: Some("c"), fields: [Field {name: from_day, ty: {Date}}, Field {name: to_day, label: Some("to"), ty: {Date}, may_be_absent: true}]}"#,
    ),
    (
        r#"not encoded refresh: yes/no taken as no because "x""#,
        r#"NotEncoded(NotEncoded {name: refresh, ty: {YesNo}, taken_as: Some({No}), because: "x"})"#,
    ),
    (
        r#"not encoded refresh2 "l": yes/no blocking because "x""#,
        r#"NotEncoded(NotEncoded {name: refresh2, label: Some("l"), ty: {YesNo}, because: "x"})"#,
    ),
    (
        r#"labels zh-Hant
  rank "職等"
  cause.marriage "結婚"
  10(2) "二""#,
        r#"Labels {language: zh-Hant, lines: [LabelLine {target: Name(rank, None), text: "職等"}, LabelLine {target: Name(cause, Some(marriage)), text: "結婚"}, LabelLine {target: Place(Citation {place: "10(2)"}), text: "二"}]}"#,
    ),
];

#[test]
fn facts_and_types() {
    reads(FACTS_AND_TYPES);
}

const FACTS_AND_TYPES: &[(&str, &str)] = &[
    (
        r#"fact rank "rank of post": whole number from 1 to 14 over time"#,
        r#"Fact(Fact {name: rank, label: Some("rank of post"), ty: {Whole(Some(Range {low: {Number("1")}, high: {Number("14")}}))}, over_time: true})"#,
    ),
    (
        "fact a1: number from 0 to 100",
        r#"Fact(Fact {name: a1, ty: {Number(Some(Range {low: {Number("0")}, high: {Number("100")}}))}})"#,
    ),
    (
        "fact a2: percent from 0% to 100%",
        r#"Fact(Fact {name: a2, ty: {Percent(Some(Range {low: {Percent("0")}, high: {Percent("100")}}))}})"#,
    ),
    (
        "fact a3: yes/no may be absent",
        "Fact(Fact {name: a3, ty: {YesNo}, may_be_absent: true})",
    ),
    (
        "fact a4: event at moment",
        "Fact(Fact {name: a4, ty: {Event {at_moment: true}}})",
    ),
    (
        "fact a5: events with organiser: body, place: text",
        "Fact(Fact {name: a5, ty: {Events([Field {name: organiser, ty: {Named(body, None)}}, Field {name: place, ty: {Text}}])}})",
    ),
    (
        "fact a6: set of cause from training_plan",
        "Fact(Fact {name: a6, ty: {Set({Named(cause, None)})}, from: Some(training_plan)})",
    ),
    (
        "fact a7: list of course",
        "Fact(Fact {name: a7, ty: {List(course)}})",
    ),
    (
        "fact a8: hours from 0 hours to 10 hours per year",
        r#"Fact(Fact {name: a8, ty: {Named(hours, Some(Range {low: {Quantity(Quantity {parts: [("0", hours)]})}, high: {Quantity(Quantity {parts: [("10", hours)]})}}))}, per: Some(Key(year))})"#,
    ),
    (
        "fact a9: yes/no found by csptc",
        "Fact(Fact {name: a9, ty: {YesNo}, found_by: Some(csptc)})",
    ),
    (
        "fact a10: yes/no per window of refresh",
        "Fact(Fact {name: a10, ty: {YesNo}, per: Some(Window(refresh))})",
    ),
    (
        "fact a11: number signed",
        "Fact(Fact {name: a11, ty: {Number(None)}, signed: true})",
    ),
    (
        "fact training_year: year",
        "Fact(Fact {name: training_year, ty: {Year}})",
    ),
];

#[test]
fn conditions_and_values() {
    reads(CONDITIONS_AND_VALUES);
}

const CONDITIONS_AND_VALUES: &[(&str, &str)] = &[
    (
        "conclude target_group is no when not (a and b) and c is one of (x, y)",
        "Conclude {name: target_group, body: RuleBody {result: Some({No}), when: Some({And([{Not({Bare({Bracket({And([{Bare({Lookup {name: a}})}, {Bare({Lookup {name: b}})}])})})})}, {Test {subject: {Lookup {name: c}}, test: OneOf([{Lookup {name: x}}, {Lookup {name: y}}])}}])})}}",
    ),
    (
        r#"conclude x when any of
  (1) "first" a is yes
  (2) all of
    a) x is before 2015-01-01
    b) y is on or after the day before z
      and z is by the fact day
  (status) at least 2 of
    a) q b) r"#,
        r#"Conclude {name: x, body: RuleBody {when: Some({List {head: Any, entries: [ListEntry {label: 1, depth: 1, heading: Some("first"), condition: {Test {subject: {Lookup {name: a}}, test: Is({Yes})}}}, ListEntry {label: 2, depth: 1, condition: {List {head: All, entries: [ListEntry {label: a, depth: 2, condition: {Test {subject: {Lookup {name: x}}, test: Before({Date(DateLiteral {day: "2015-01-01"})})}}}, ListEntry {label: b, depth: 2, condition: {And([{Test {subject: {Lookup {name: y}}, test: OnOrAfter({DayBefore({Lookup {name: z}})})}}, {Test {subject: {Lookup {name: z}}, test: By({FactDay})}}])}}]}}}, ListEntry {label: status, depth: 1, condition: {List {head: AtLeast(2), entries: [ListEntry {label: a, depth: 2, condition: {Bare({Lookup {name: q}})}}, ListEntry {label: b, depth: 2, condition: {Bare({Lookup {name: r}})}}]}}}]}})}}"#,
    ),
    (
        "conclude y when for every year in the last 2 years before training_year, appraisal for the year is A",
        r#"Conclude {name: y, body: RuleBody {when: Some({Quantified {quantifier: Every, variable: year, within: {LastSpan {period: Quantity {parts: [("2", years)]}, before: {Lookup {name: training_year}}}}, body: {Test {subject: {Lookup {name: appraisal, key: Some({Bound(year)})}}, test: Is({Lookup {name: A}})}}}})}}"#,
    ),
    (
        "conclude z when for some and every competency in class_competencies where it_is, result for the competency is at least good",
        "Conclude {name: z, body: RuleBody {when: Some({Quantified {quantifier: SomeAndEvery, variable: competency, within: {Lookup {name: class_competencies}}, filter: Some({Bare({Lookup {name: it_is}})}), body: {Test {subject: {Lookup {name: result, key: Some({Bound(competency)})}}, test: AtLeast({Lookup {name: good}})}}}})}}",
    ),
    (
        "conclude w when number of courses where the course is absent is more than 3",
        r#"Conclude {name: w, body: RuleBody {when: Some({Test {subject: {Aggregate {aggregate: Number, list: {Lookup {name: courses}}, filter: Some({Test {subject: {Bound(course)}, test: Absent}})}}, test: MoreThan({Number("3")})}})}}"#,
    ),
    (
        "conclude v is sum of hours in courses where day of the course is within 3 months after D counted apa48 on tw with the first day",
        r#"Conclude {name: v, body: RuleBody {result: Some({Aggregate {aggregate: Sum, field: Some(hours), list: {Lookup {name: courses}}, filter: Some({Test {subject: {Lookup {name: day, of: Some(course)}}, test: Within {period: Quantity {parts: [("3", months)]}, after: true, anchor: {Lookup {name: D}}, counted: Some(Counting {kind: Named {name: apa48, calendar: Some(tw)}, with_first_day: true})}}})}})}}"#,
    ),
    (
        "conclude u is largest of (a, b + 2 * 3 hours) rounded half up to 2 places but no less than 5 otherwise 3",
        r#"Conclude {name: u, body: RuleBody {result: Some({Otherwise {value: {NoLess {value: {Rounded {value: {Extreme {extreme: Largest, values: [{Lookup {name: a}}, {Arithmetic {sign: Plus, left: {Lookup {name: b}}, right: {Arithmetic {sign: Times, left: {Number("2")}, right: {Quantity(Quantity {parts: [("3", hours)]})}}}}}]}}, rounding: HalfUp, places: 2}}, bound: {Number("5")}}}, instead: {Number("3")}}})}}"#,
    ),
    (
        "conclude t is if a is b then 1 year 6 months else 20% of x",
        r#"Conclude {name: t, body: RuleBody {result: Some({If {condition: {Test {subject: {Lookup {name: a}}, test: Is({Lookup {name: b}})}}, then: {Quantity(Quantity {parts: [("1", year), ("6", months)]})}, otherwise: {Share {numerator: "20", denominator: "100", percent: true, of: {Lookup {name: x}}}}}})}}"#,
    ),
    (
        "conclude s when a where it applies and b, which must apply and article 10(2) is not met",
        r#"Conclude {name: s, body: RuleBody {when: Some({And([{Bare({WhereApplies({Lookup {name: a}})})}, {Bare({MustApply({Lookup {name: b}})})}, {Bare({ProvisionMet {citation: Citation {place: "10(2)"}, negated: true}})}])})}}"#,
    ),
    (
        "conclude r is 6 years after appointed_on counted calendar_years",
        r#"Conclude {name: r, body: RuleBody {result: Some({Shifted {period: Quantity {parts: [("6", years)]}, after: true, from: {Lookup {name: appointed_on}}, counted: Some(Counting {kind: CalendarYears})}})}}"#,
    ),
    (
        "conclude q is 31 January of year of D",
        r#"Conclude {name: q, body: RuleBody {result: Some({DayOfYear {day: "31", month: 1, year: {PartOfDate {part: Year, date: {Lookup {name: D}}}}}})}}"#,
    ),
    (
        "conclude p when E has happened and D has not passed and s includes one of (a, b) and s includes x",
        "Conclude {name: p, body: RuleBody {when: Some({And([{Test {subject: {Lookup {name: E}}, test: Happened}}, {Test {subject: {Lookup {name: D}}, test: Passed, negated: true}}, {Test {subject: {Lookup {name: s}}, test: Includes([{Lookup {name: a}}, {Lookup {name: b}}])}}, {Test {subject: {Lookup {name: s}}, test: Includes([{Lookup {name: x}}])}}])})}}",
    ),
    (
        "conclude o when duty1 is done in time and duty2 is still breached and in order a, b, c",
        "Conclude {name: o, body: RuleBody {when: Some({And([{Test {subject: {Lookup {name: duty1}}, test: DoneInTime(..)}}, {Test {subject: {Lookup {name: duty2}}, test: StillBreached(..)}}, {InOrder([{Lookup {name: a}}, {Lookup {name: b}}, {Lookup {name: c}}])}])})}}",
    ),
    (
        "conclude n is (x as it stands on D) + 1/10 of y - -z",
        r#"Conclude {name: n, body: RuleBody {result: Some({Arithmetic {sign: Minus, left: {Arithmetic {sign: Plus, left: {Bracket({Bare({StandsOn {value: {Lookup {name: x}}, day: {Lookup {name: D}}}})})}, right: {Share {numerator: "1", denominator: "10", of: {Lookup {name: y}}}}}}, right: {Negative({Lookup {name: z}})}}})}}"#,
    ),
    (
        "conclude m when x is not at least 3 and y is not absent",
        r#"Conclude {name: m, body: RuleBody {when: Some({And([{Test {subject: {Lookup {name: x}}, test: AtLeast({Number("3")}), negated: true}}, {Test {subject: {Lookup {name: y}}, test: Absent, negated: true}}])})}}"#,
    ),
    (
        "conclude m2 when x under shared is 3 and windows of r includes 4",
        r#"Conclude {name: m2, body: RuleBody {when: Some({And([{Test {subject: {Lookup {name: x, under: Some(shared)}}, test: Is({Number("3")})}}, {Test {subject: {Windows(r)}, test: Includes([{Number("4")}])}}])})}}"#,
    ),
];

#[test]
fn rules() {
    reads(RULES);
}

const RULES: &[(&str, &str)] = &[
    (
        r#"conclusion target_group "belongs": yes/no
  when rank is at least 10 or equivalent_rank is at least 10"#,
        r#"Conclusion(Conclusion {name: target_group, label: Some("belongs"), ty: {YesNo}, body: Some(RuleBody {when: Some({Or([{Test {subject: {Lookup {name: rank}}, test: AtLeast({Number("10")})}}, {Test {subject: {Lookup {name: equivalent_rank}}, test: AtLeast({Number("10")})}}])})})})"#,
    ),
    (
        r#"conclusion lateness: whole number per year taking the latest otherwise no is 5 subject to 8, 10(1)b when a because "r""#,
        r#"Conclusion(Conclusion {name: lateness, ty: {Whole(None)}, per: Some(Key(year)), taking: Some(Latest), otherwise: Some(false), body: Some(RuleBody {result: Some({Number("5")}), subject_to: [Citation {place: "8"}, Citation {place: "10(1)b"}], when: Some({Bare({Lookup {name: a}})}), because: Some("r")})})"#,
    ),
    (
        r#"exception to 8, 10(1)b, scope of 9, late at 5.1(status), scs 10(1)a, 8 proviso(consent), 4 note 5, note 1, scs note 2(a), 19.2c when a because "b""#,
        r#"Exception {targets: [Place {place: Citation {place: "8"}}, Place {place: Citation {place: "10(1)b"}}, Scope(Citation {place: "9"}), Place {rule: Some(late), place: Citation {place: "5.1(status)"}}, Place {place: Citation {regulation: Some(scs), place: "10(1)a"}}, Place {place: Citation {place: "8 proviso(consent)"}}, Place {place: Citation {place: "4 note 5"}}, Place {place: Citation {place: "note 1"}}, Place {place: Citation {regulation: Some(scs), place: "note 2(a)"}}, Place {place: Citation {place: "19.2c"}}], when: Some({Bare({Lookup {name: a}})}), because: Some("b")}"#,
    ),
    (
        "exception to scope of 8 when b",
        r#"Exception {targets: [Scope(Citation {place: "8"})], when: Some({Bare({Lookup {name: b}})})}"#,
    ),
    (
        "instead of 10(2)
  conclude fine is 5 when x",
        r#"Instead {targets: [Place {place: Citation {place: "10(2)"}}], name: fine, body: RuleBody {result: Some({Number("5")}), when: Some({Bare({Lookup {name: x}})})}}"#,
    ),
    (
        r#"scope of 7 to 24 when x because "y""#,
        r#"Scope {places: [PlaceRange {from: Citation {place: "7"}, to: Some(Citation {place: "24"})}], when: {Bare({Lookup {name: x}})}, because: Some("y")}"#,
    ),
    ("scope when x", "Scope {when: {Bare({Lookup {name: x}})}}"),
    (
        r#"reading interval_shift "q?": whole number preferred (between) 1 because "a" alternative (after) "lbl" 2 because "b""#,
        r#"Reading(Reading {name: interval_shift, label: Some("q?"), ty: {Whole(None)}, choices: [Choice {name: between, value: {Bare({Number("1")})}, because: "a"}, Choice {name: after, label: Some("lbl"), value: {Bare({Number("2")})}, because: "b"}]})"#,
    ),
    (
        "presume proof is yes when stamped",
        "Presume {name: proof, value: {Yes}, when: Some({Bare({Lookup {name: stamped}})})}",
    ),
    (
        r#"always 33 weeks + 10 weeks is 43 weeks because "x""#,
        r#"Always {condition: {Test {subject: {Arithmetic {sign: Plus, left: {Quantity(Quantity {parts: [("33", weeks)]})}, right: {Quantity(Quantity {parts: [("10", weeks)]})}}}, test: Is({Quantity(Quantity {parts: [("43", weeks)]})})}}, because: Some("x")}"#,
    ),
    (
        "take may_be as it stands on 31 January of training_year",
        r#"Take {name: may_be, day: {DayOfYear {day: "31", month: 1, year: {Lookup {name: training_year}}}}}"#,
    ),
    (
        r#"apply 16.1 to 16.5, 17 by analogy with passed read as (a and b), x read as y because "z""#,
        r#"Apply {places: [PlaceRange {from: Citation {place: "16.1"}, to: Some(Citation {place: "16.5"})}, PlaceRange {from: Citation {place: "17"}}], substitutions: [(passed, {Bracket({And([{Bare({Lookup {name: a}})}, {Bare({Lookup {name: b}})}])})}), (x, {Lookup {name: y}})], because: Some("z")}"#,
    ),
];

#[test]
fn norms() {
    reads(NORMS);
}

const NORMS: &[(&str, &str)] = &[
    (
        r#"duty reporting "r" of csptc towards trainee about agency
  arises on D when a
  every 2 years from D until E counted plain rounding down
  fulfilled by reported_at when organiser is csptc
  deadline within 3 months after E counted plain
  breach leads to 10(1)a"#,
        r#"Norm(Norm {modality: Duty, name: reporting, label: Some("r"), bearer: Some(csptc), towards: Some(trainee), about: Some(agency), arises_on: Some({Lookup {name: D}}), arises_when: Some({Bare({Lookup {name: a}})}), recurring: Some(Recurring {period: Quantity {parts: [("2", years)]}, from: {Lookup {name: D}}, until: Some({Lookup {name: E}}), counted: Some(Counting {kind: Plain(Some(Down))})}), act: Some(reported_at), act_when: Some({Test {subject: {Lookup {name: organiser}}, test: Is({Lookup {name: csptc}})}}), deadline: Some(Within {period: Quantity {parts: [("3", months)]}, after: {Lookup {name: E}}, counted: Some(Counting {kind: Plain(None)})}), leads_to: [Citation {place: "10(1)a"}]})"#,
    ),
    (
        "right r1 arises when a used by b deadline not stated lapse leads to 5",
        r#"Norm(Norm {modality: Right, name: r1, arises_when: Some({Bare({Lookup {name: a}})}), act: Some(b), deadline: Some(NotStated), leads_to: [Citation {place: "5"}]})"#,
    ),
    (
        "power p1 of csptc used by b deadline by D",
        "Norm(Norm {modality: Power, name: p1, bearer: Some(csptc), act: Some(b), deadline: Some(By({Lookup {name: D}}))})",
    ),
    (
        "prohibition pr violated by b deadline before D",
        "Norm(Norm {modality: Prohibition, name: pr, act: Some(b), deadline: Some(Before({Lookup {name: D}}))})",
    ),
    (
        r#"guideline hours: course_hours is at most 250 hours because "x""#,
        r#"Guideline {name: hours, condition: {Test {subject: {Lookup {name: course_hours}}, test: AtMost({Quantity(Quantity {parts: [("250", hours)]})})}}, because: Some("x")}"#,
    ),
];

#[test]
fn scenarios() {
    reads(SCENARIOS);
}

const SCENARIOS: &[(&str, &str)] = &[
    (
        r#"scenario "A" as of 2024-03-05 recorded through 2024-03-06 switch a to b switch c to d"#,
        r#"Scenario(Scenario {title: "A", as_of: Some(DateLiteral {day: "2024-03-05"}), recorded_through: Some(DateLiteral {day: "2024-03-06"}), switches: [(a, b), (c, d)]})"#,
    ),
    (
        r#"given
  rank is 9 from 2012-01-01, 10 from 2017-02-01, ended from 2018-01-01
  appraisal for 2016 is A made on 2017-01-20
  reported_at is absent
  reported2 is 2024-03-04 09:00
  return_activities on 2018-05-01 with organiser is csptc, x is 3
  prior_courses with from_day is 2013-01-01, to_day is 2013-02-01
  course_places is (domestic, overseas)
  b is none
  c is unknown
  d is 50 hours
  e is -3.5
  f is 20%
  source is "text"
  g is 9 made on 2017-01-20"#,
        r#"Given {assignments: [Assignment {name: rank, value: History([(Some(Given{Number("9")}), DateLiteral {day: "2012-01-01"}), (Some(Given{Number("10")}), DateLiteral {day: "2017-02-01"}), (None, DateLiteral {day: "2018-01-01"})])}, Assignment {name: appraisal, key: Some(Given{Number("2016")}), value: Value {value: Given{Name(A)}, made_on: Some(DateLiteral {day: "2017-01-20"})}}, Assignment {name: reported_at, value: Value {value: Given{Absent}}}, Assignment {name: reported2, value: Value {value: Given{Date(DateLiteral {day: "2024-03-04", clock: Some("09:00")})}}}, Assignment {name: return_activities, value: Entry {on: Some(DateLiteral {day: "2018-05-01"}), fields: [GivenField {name: organiser, value: Given{Name(csptc)}}, GivenField {name: x, value: Given{Number("3")}}]}}, Assignment {name: prior_courses, value: Entry {fields: [GivenField {name: from_day, value: Given{Date(DateLiteral {day: "2013-01-01"})}}, GivenField {name: to_day, value: Given{Date(DateLiteral {day: "2013-02-01"})}}]}}, Assignment {name: course_places, value: Value {value: Given{Set([Given{Name(domestic)}, Given{Name(overseas)}])}}}, Assignment {name: b, value: Value {value: Given{Nothing}}}, Assignment {name: c, value: Value {value: Given{Unknown}}}, Assignment {name: d, value: Value {value: Given{Quantity(Quantity {parts: [("50", hours)]})}}}, Assignment {name: e, value: Value {value: Given{Number("-3.5")}}}, Assignment {name: f, value: Value {value: Given{Percent("20")}}}, Assignment {name: source, value: Value {value: Given{Text("text")}}}, Assignment {name: g, value: Value {value: Given{Number("9")}, made_on: Some(DateLiteral {day: "2017-01-20"})}}]}"#,
    ),
    (
        r#"scenario "B" based on "A" fails because "amended""#,
        r#"Scenario(Scenario {title: "B", based_on: Some("A"), mark: Some(Fails("amended"))})"#,
    ),
    (
        r#"scenario "C" todo because "asked""#,
        r#"Scenario(Scenario {title: "C", mark: Some(Todo("asked"))})"#,
    ),
    (
        r#"examples from "rows.csv""#,
        r#"Examples(Examples {from: Some("rows.csv")})"#,
    ),
    (
        "expect q: yes needing a, b for 2016 citing 10(2), 8 resting on interval",
        r#"Expect {query: Named {name: q}, expectation: Expectation {outcome: Value(Given{Yes}), needing: Some([(a, None), (b, Some(Given{Number("2016")}))]), citing: [Citation {place: "10(2)"}, Citation {place: "8"}], resting: [interval]}}"#,
    ),
    (
        "expect r: unknown needing truancy",
        "Expect {query: Named {name: r}, expectation: Expectation {outcome: Value(Given{Unknown}), needing: Some([(truancy, None)])}}",
    ),
    (
        "expect reporting: breached since 2024-03-05",
        r#"Expect {query: Named {name: reporting}, expectation: Expectation {outcome: NormState {words: "breached since", day: Some(DateLiteral {day: "2024-03-05"})}}}"#,
    ),
    (
        "expect reporting is breached: no",
        "Expect {query: Named {name: reporting, predicate: Some(breached)}, expectation: Expectation {outcome: Value(Given{No})}}",
    ),
    (
        "expect reporting is done in time: yes",
        "Expect {query: Named {name: reporting, predicate: Some(done in time)}, expectation: Expectation {outcome: Value(Given{Yes})}}",
    ),
    (
        "expect article 10(2) is met: yes",
        r#"Expect {query: Provision(Citation {place: "10(2)"}), expectation: Expectation {outcome: Value(Given{Yes})}}"#,
    ),
    (
        "expect x for 2016: not applicable",
        r#"Expect {query: Named {name: x, key: Some(Given{Number("2016")})}, expectation: Expectation {outcome: NotApplicable}}"#,
    ),
    (
        "expect x: not in force",
        "Expect {query: Named {name: x}, expectation: Expectation {outcome: NotInForce}}",
    ),
    (
        "expect x: fulfilled late on 2024-01-01",
        r#"Expect {query: Named {name: x}, expectation: Expectation {outcome: NormState {words: "fulfilled late on", day: Some(DateLiteral {day: "2024-01-01"})}}}"#,
    ),
    (
        "expect x: observed so far",
        r#"Expect {query: Named {name: x}, expectation: Expectation {outcome: NormState {words: "observed so far"}}}"#,
    ),
    (
        "expect x: gap",
        "Expect {query: Named {name: x}, expectation: Expectation {outcome: Value(Given{Name(gap)})}}",
    ),
    (
        "examples
  | as of      | rank | appraisal for 2016 | expect q | expect r is breached | -- c
  | 2024-01-01 | 9 from 2012-01-01, 10 from 2013-01-01 | A made on 2017-01-20 | yes citing 10(2) | |
  | 2024-01-01 | 9 | unknown | unknown needing c | no |",
        r#"Examples(Examples {columns: [Column {kind: AsOf}, Column {kind: Fact {name: rank}}, Column {kind: Fact {name: appraisal, key: Some(Given{Number("2016")})}}, Column {kind: Expect(Named {name: q})}, Column {kind: Expect(Named {name: r, predicate: Some(breached)})}], rows: [(.., [Given(Value {value: Given{Date(DateLiteral {day: "2024-01-01"})}}, ..), Given(History([(Some(Given{Number("9")}), DateLiteral {day: "2012-01-01"}), (Some(Given{Number("10")}), DateLiteral {day: "2013-01-01"})]), ..), Given(Value {value: Given{Name(A)}, made_on: Some(DateLiteral {day: "2017-01-20"})}, ..), Expect(Expectation {outcome: Value(Given{Yes}), citing: [Citation {place: "10(2)"}]}), Empty]), (.., [Given(Value {value: Given{Date(DateLiteral {day: "2024-01-01"})}}, ..), Given(Value {value: Given{Number("9")}}, ..), Given(Value {value: Given{Unknown}}, ..), Expect(Expectation {outcome: Value(Given{Unknown}), needing: Some([(c, None)])}), Expect(Expectation {outcome: Value(Given{No})})])]})"#,
    ),
];

/// What is said of a text, one line for each diagnostic: place, the words there, code, headline,
/// label, other places, help.
fn said(text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("a.enact", text);
    let shown: Vec<String> = parse(file, text)
        .diagnostics
        .iter()
        .map(|found| shown(&sources, found))
        .collect();
    shown.join("\n")
}

fn shown(sources: &Sources, found: &Diagnostic) -> String {
    let start = sources.position(found.span()).start;
    let mut line = format!(
        "{}:{} [{}] {}: {}",
        start.line,
        start.column,
        sources.slice(found.span()),
        found.code,
        found.headline
    );
    if !found.primary.text.is_empty() {
        line.push_str(&format!(" ({})", found.primary.text));
    }
    for other in &found.secondary {
        line.push_str(&format!("; [{}] {}", sources.slice(other.span), other.text));
    }
    for help in &found.help {
        line.push_str(&format!("; {help}"));
    }
    line
}

fn says(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, said(text), expected))
        .filter(|(_, said, expected)| said != *expected)
        .map(|(text, said, expected)| format!("{text}\n  {said}\n  not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn broken_entries() {
    says(&[
        (
            r#"fact a1 "x" whole number"#,
            "1:13 [whole] syntax: expected `:` and its type, found `whole`",
        ),
        (
            "fact a3: whole nmber",
            "1:16 [nmber] syntax: expected `number` after `whole`, found `nmber`; did you mean `whole number`?",
        ),
        (
            "fact a4: whole number from 1",
            "1:29 [] syntax: expected `to`, but the entry ends here",
        ),
        (
            "fact a5: whole number ovr time",
            "1:23 [ovr] syntax: `ovr` is not understood here; did you mean `over time`?",
        ),
        (
            "fact a6: yes/no found csptc",
            "1:23 [csptc] syntax: expected `by` after `found`, found `csptc`",
        ),
        (
            "fact for: yes/no",
            "1:6 [for] syntax: expected a name, found `for` (`for` is a word of the language, so it cannot be a name)",
        ),
        (
            r#"fact "x": yes/no"#,
            r#"1:6 ["x"] syntax: expected a name, found `"x"`"#,
        ),
        (
            "kind cause = marriage, b",
            "1:12 [=] syntax: `=` is not a sign of the language; write `is`",
        ),
        (
            "kind cause marriage, b",
            "1:12 [marriage] syntax: expected `:` and its members, found `marriage`",
        ),
        (
            r#"kind cause: marriage "m" bereavement"#,
            "1:26 [bereavement] syntax: expected `,` or the end of the entry, found `bereavement`",
        ),
        (
            "scale grade: D",
            "1:15 [] syntax: expected `<`, but the entry ends here",
        ),
        (
            "conclusion x: yes/no when rank is atleast 10",
            "1:35 [atleast] syntax: `atleast` is not understood here; did you mean `at least`?",
        ),
        (
            "conclusion x: yes/no when rank >= 10",
            "1:32 [>=] syntax: `>=` is not a sign of the language; write `is at least`",
        ),
        (
            "conclusion x: yes/no when rank = 10",
            "1:32 [=] syntax: `=` is not a sign of the language; write `is`",
        ),
        (
            "conclusion x: yes/no when rank == 10",
            "1:32 [==] syntax: `==` is not a sign of the language; write `is`",
        ),
        (
            "conclusion x: yes/no when rank != 10",
            "1:32 [!=] syntax: `!=` is not a sign of the language; write `is not`",
        ),
        (
            "conclusion x: yes/no when rank > 10",
            "1:32 [>] syntax: `>` is not a sign of the language; write `is more than`",
        ),
        (
            "conclusion x: yes/no when a && b",
            "1:29 [&&] syntax: `&&` is not a sign of the language; write `and`",
        ),
        (
            "conclusion x: yes/no when a || b",
            "1:29 [||] syntax: `||` is not a sign of the language; write `or`",
        ),
        (
            "conclusion x: yes/no when a unless b",
            "1:29 [unless] syntax: `unless` is not a phrase of the language; write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
        ),
        (
            "conclusion x: yes/no when a is unknown",
            "1:32 [unknown] syntax: a rule cannot test whether a fact is unknown; test `is absent`, or say with `presume` what holds as long as it is unknown",
        ),
        (
            "conclusion x: yes/no when a;",
            "1:28 [;] syntax: `;` is not a sign of the language; an entry ends where the next one begins; leave it out",
        ),
        (
            "conclusion x: yes/no { a }",
            "1:22 [{] syntax: `{` is not a sign of the language; there are no braces; an entry ends where the next one begins",
        ),
        (
            "conclusion x: yes/no when a and b or c",
            "1:35 [or] syntax: `and` and `or` never mix without brackets or a list (`or` here); [and] `and` here; put brackets around what belongs together, or write a list with `all of` or `any of`",
        ),
        (
            "conclusion x: yes/no when a or b and c",
            "1:34 [and] syntax: `and` and `or` never mix without brackets or a list (`and` here); [or] `or` here; put brackets around what belongs together, or write a list with `all of` or `any of`",
        ),
        (
            "conclusion x: yes/no when (a or b",
            "1:27 [(] syntax: this bracket is not closed; [] the entry ends here",
        ),
        (
            "conclusion x: yes/no when a or b)",
            "1:33 [)] syntax: this bracket closes nothing",
        ),
        (
            r#"conclusion x: yes/no when (a or b because "x""#,
            "1:27 [(] syntax: this bracket is not closed; [because] `)` is missing before `because`",
        ),
        (
            r#"conclusion x "abc: yes/no when a"#,
            r#"1:14 ["abc: yes/no when a] syntax: this quotation is not closed on its line; a text that begins with `"` ends with `"` on the same line"#,
        ),
        (
            "conclusion x: yes/no when rank is",
            "1:34 [] syntax: expected a value or a comparison such as `at least`, but the entry ends here",
        ),
        (
            "conclusion x: yes/no when rank is at least",
            "1:43 [] syntax: expected a value, but the entry ends here",
        ),
        (
            "conclusion x: yes/no wen rank is 10",
            "1:22 [wen] syntax: `wen` is not understood here; did you mean `when`?",
        ),
        (
            "conclusion x: yes/no when rank is at leat 10",
            "1:38 [leat] syntax: expected `least` after `at`, found `leat`; did you mean `at least`?",
        ),
        (
            "conclusion x: yes/no when rank is more then 10",
            "1:40 [then] syntax: expected `than` after `more`, found `then`; did you mean `more than`?",
        ),
        (
            "conclusion x: yes/no when rank is 10 fact y: yes/no",
            "1:38 [fact] syntax: `fact` begins an entry, so it must begin a line; put it on a line of its own",
        ),
        (
            "conclusion x: yes/no conclude y",
            "1:22 [conclude] syntax: `conclude` begins an entry, so it must begin a line; put it on a line of its own",
        ),
        (
            "conclude x when any of (1) a (2)",
            "1:33 [] syntax: expected a condition, but the entry ends here",
        ),
        (
            "conclude x when any of a, b",
            "1:24 [a] syntax: expected a list entry such as `(1)`, found `a`",
        ),
        (
            "conclude x when all of (1) a 2) b",
            "1:30 [2)] list-label: `2)` in a list labelled like `(1)`; the entries of one list are labelled alike; a list within an entry takes the next of `(1)`, `a)`, `i.`",
        ),
        (
            "conclude x when rank is 10 hours because reason",
            "1:42 [reason] syntax: expected a text in quotation marks, found `reason`",
        ),
        (
            "conclude x",
            "1:11 [] syntax: expected `is` or `when`, but the entry ends here",
        ),
        (
            "conclude x whn b",
            "1:12 [whn] syntax: `whn` is not understood here; did you mean `when`?",
        ),
        (
            "artcle 5",
            "1:1 [artcle] stray-text: no entry begins with `artcle`; did you mean `article`?",
        ),
        (
            "conclud x when a",
            "1:1 [conclud] stray-text: no entry begins with `conclud`; did you mean `conclude`?",
        ),
        (
            "exception to 8 whn b",
            "1:16 [whn] syntax: `whn` is not understood here; did you mean `when`?",
        ),
        (
            "exception to eight when b",
            "1:20 [when] syntax: expected a provision, found `when`; a provision is cited by its place, such as `8`, `10(2)` or `8 proviso`",
        ),
        (
            "instead of 10(2) fine is 5",
            "1:18 [fine] syntax: expected `,` or `conclude`, found `fine`",
        ),
        (
            r#"reading r "q": yes/no preferred (a) yes alternative (b) no because "x""#,
            r#"1:41 [alternative] syntax: expected `because` and a reason, found `alternative`; each choice of a reading needs a reason: `because "…"`"#,
        ),
        (
            r#"reading r "q": yes/no preferred (a) yes because "x""#,
            "1:52 [] syntax: this reading has no `alternative`; a reading sets at least one other choice against the preferred one",
        ),
        (
            r#"reading r: yes/no preferred yes because "x" alternative (b) no because "y""#,
            "1:29 [yes] syntax: expected the name of the choice in brackets, such as `(strict)`, found `yes`",
        ),
        (
            "not encoded x: yes/no blocking",
            r#"1:31 [] syntax: expected `because` and a reason, but the entry ends here; what is not encoded needs a reason: `because "…"`"#,
        ),
        (
            r#"not encoded x: yes/no because "x""#,
            "1:23 [because] syntax: expected `blocking` or `taken as`, found `because`",
        ),
        (
            "duty d fulfilled by x by y",
            "1:23 [by] syntax: expected `when`, a clause such as `arises when` or `deadline` or the end of the entry, found `by`",
        ),
        (
            "duty d arises a",
            "1:15 [a] syntax: expected `when`, found `a`",
        ),
        (
            "duty d deadline 3 months after x",
            "1:17 [3] syntax: expected `not stated`, `by`, `before` or `within`, found `3`",
        ),
        (
            "duty d deadline within 3 months of x",
            "1:33 [of] syntax: expected `after`, found `of`; a deadline runs `within … after …`",
        ),
        (
            "duty d breach 10",
            "1:15 [10] syntax: expected `leads` after `breach`, found `10`",
        ),
        (
            "expect x yes",
            "1:10 [yes] syntax: expected `:` or `for`, found `yes`",
        ),
        (
            "expect x: ",
            "1:10 [] syntax: expected an outcome such as `yes` or `unknown`, but the entry ends here",
        ),
        (
            "expect x: yes neding a",
            "1:15 [neding] syntax: `neding` is not understood here; did you mean `needing`?",
        ),
        (
            "expect x: yes needing",
            "1:22 [] syntax: expected a name, but the entry ends here",
        ),
        (
            "given rank 9",
            "1:12 [9] syntax: expected `is`, `for` or `with`, found `9`",
        ),
        (
            "given rank is",
            "1:14 [] syntax: expected a value, but the entry ends here",
        ),
        (
            "given rank is 9 form 2012-01-01",
            "1:17 [form] syntax: `form` is not understood here; did you mean `from`?",
        ),
        (
            "given rank = 9",
            "1:12 [=] syntax: `=` is not a sign of the language; write `is`",
        ),
        (
            "scenario as of 2024-01-01",
            "1:10 [as] syntax: expected a text in quotation marks, found `as`",
        ),
        (
            r#"scenario "x" based on y"#,
            "1:23 [y] syntax: expected a text in quotation marks, found `y`",
        ),
        (
            r#"scenario "x" fails"#,
            "1:19 [] syntax: expected `because` and a reason, but the entry ends here; this entry needs a reason: `because \"…\"`",
        ),
        (
            r#"scenario "x" as of yesterday"#,
            "1:20 [yesterday] syntax: expected a date, found `yesterday`; a date is written `2024-03-05` or `ROC 113-03-05`",
        ),
        (
            r#"scenario "x" as of 2024-1"#,
            "1:20 [2024] syntax: expected a date, found `2024`; a date is written `2024-03-05` or `ROC 113-03-05`",
        ),
        (
            "examples",
            "1:9 [] syntax: expected `from` or a table, each of its rows begun with `|`, but the entry ends here",
        ),
        (
            "commencement 2015-01-01",
            "1:14 [2015-01-01] syntax: expected `on`, found `2015-01-01`",
        ),
        (
            "article 10(2)",
            "1:11 [(] syntax: the number of a heading is plain, without `(`; give what stands below it a heading of its own, such as `paragraph 2` or `item 1`",
        ),
        (
            "article 10 in force 2015-01-01",
            "1:21 [2015-01-01] syntax: expected `from` or `until`, found `2015-01-01`",
        ),
        ("part bb", "1:6 [bb] syntax: expected a letter, found `bb`"),
        (
            "use shared",
            "1:5 [shared] syntax: expected a text in quotation marks, found `shared`",
        ),
        (
            r#"use "a" "b""#,
            r#"1:9 ["b"] syntax: `"b"` is left over: the entry is complete before it"#,
        ),
        (
            "regulation",
            "1:11 [] syntax: expected a name, but the entry ends here",
        ),
        (
            "regulation scs in",
            "1:18 [] syntax: expected a language such as `en`, but the entry ends here",
        ),
        (
            "labels zh-Hant rank",
            "1:20 [] syntax: expected a text in quotation marks, but the entry ends here",
        ),
        (
            "presume x when b",
            "1:11 [when] syntax: expected `is`, found `when`",
        ),
        (
            "always",
            "1:7 [] syntax: expected a condition, but the entry ends here",
        ),
        (
            "take x on 5",
            "1:8 [on] syntax: expected `as it stands on`, found `on`",
        ),
        (
            "apply 16 with x",
            "1:10 [with] syntax: expected `,` or `by analogy with`, found `with`",
        ),
        (
            "guideline g x is 5",
            "1:13 [x] syntax: expected `:` and its condition, found `x`",
        ),
        (
            "conclude x is 5 + when b",
            "1:19 [when] syntax: expected a value, found `when`",
        ),
        (
            "conclude x is 5 hours 3 when b",
            "1:25 [when] syntax: expected a unit, found `when`",
        ),
        (
            "conclude x when for every in y, b",
            "1:27 [in] syntax: expected a name, found `in` (`in` is a word of the language, so it cannot be a name)",
        ),
        (
            "conclude x when for every x in y b",
            "1:34 [b] syntax: expected `,` or `where`, found `b`",
        ),
        (
            "conclude x when if a then b",
            "1:28 [] syntax: expected `else`, but the entry ends here; a choice is written `if … then … else …`; it must say what holds otherwise",
        ),
        (
            "conclude x when the of y",
            "1:21 [of] syntax: expected a name, found `of` (`of` is a word of the language, so it cannot be a name)",
        ),
        (
            "conclude x when year is of 5",
            "1:25 [of] syntax: expected a value or a comparison such as `at least`, found `of`",
        ),
        (
            "conclude x when rank is at least 10 years and and b",
            "1:47 [and] syntax: expected a condition, found `and`",
        ),
        (
            "conclude x when not",
            "1:20 [] syntax: expected a condition, but the entry ends here",
        ),
        (
            "conclude x when rank is not",
            "1:28 [] syntax: expected a value or a comparison such as `at least`, but the entry ends here",
        ),
        (
            "conclude x when x includes",
            "1:27 [] syntax: expected `one of` or a value, but the entry ends here",
        ),
        (
            "conclude x when x has",
            "1:22 [] syntax: expected `happened`, `passed` or `not`, but the entry ends here",
        ),
        (
            "conclude x when x has hapened",
            "1:23 [hapened] syntax: `hapened` is not understood here; did you mean `happened`?",
        ),
        (
            "conclude x when 3 months after",
            "1:31 [] syntax: expected a value, but the entry ends here",
        ),
        (
            "conclude x when article 10 is meet",
            "1:31 [meet] syntax: `meet` is not understood here; did you mean `met`?",
        ),
        (
            "conclude x is largest of a, b",
            "1:26 [a] syntax: expected `(` after `largest of`, found `a`",
        ),
        (
            "conclude x is a rounded",
            "1:24 [] syntax: expected `up`, `down`, `half up` or `half even`, but the entry ends here",
        ),
        (
            "conclude x is a rounded dwn",
            "1:25 [dwn] syntax: `dwn` is not understood here; did you mean `down`?",
        ),
        (
            "conclude x is a but no less 5",
            "1:29 [5] syntax: expected `than` after `but no less`, found `5`",
        ),
        (
            "conclude x is 5 subject 8",
            "1:25 [8] syntax: expected `to` after `subject`, found `8`",
        ),
        (
            "conclude x when a as it stands at b",
            "1:32 [at] syntax: expected `on` after `as it stands`, found `at`",
        ),
        (
            "conclude x when a is between 3 and 5",
            "1:19 [is between] syntax: `is between` is not a phrase of the language; write two comparisons: `is at least …` and `is at most …`",
        ),
        (
            "conclude x when a is one of x, y",
            "1:29 [x] syntax: expected `(` after `one of`, found `x`",
        ),
        (
            "conclude x when a is in (x, y)",
            "1:19 [is in] syntax: `is in` is not a phrase of the language; write `is one of (…)`",
        ),
        (
            "conclude x when a is greater than 5",
            "1:22 [greater than] syntax: `greater than` is not a phrase of the language; write `more than`",
        ),
        (
            "conclude x when a is less than or equal to 5",
            "1:19 [is less than or equal to] syntax: `is less than or equal to` is not a phrase of the language; write `is at most`",
        ),
        (
            "conclude x when Rank Is 5",
            "1:22 [Is] syntax: `Is` is not understood here; did you mean `is`?",
        ),
        (
            "conclude x when a AND b",
            "1:19 [AND] syntax: `AND` is not understood here; did you mean `and`?",
        ),
        (
            "fact rank2 : Whole Number",
            "1:14 [Whole] syntax: `Whole` is not understood here; did you mean `whole number`?",
        ),
        (
            "conclude x when a,",
            "1:18 [,] syntax: `,` joins no conditions; write `and` if both must hold, `or` if one is enough",
        ),
        (
            "conclude x when 100,000 is a",
            "1:17 [100,000] bad-literal: a number is written without separators; write `100000`",
        ),
        (
            "conclude x when “a",
            "1:17 [“a] syntax: this quotation is not closed on its line; a text that begins with `“` ends with `”` on the same line",
        ),
        (
            r#"conclusion x: yes/no because "r" when a"#,
            "1:22 [because] syntax: `because` is out of place; the clauses of a rule come in this order: `is`, `subject to`, `when`, `because`",
        ),
        (
            "conclude x when rank is 10b",
            "1:25 [10b] bad-literal: a blank stands between a number and its unit; write `10 b`",
        ),
        (
            "given a is 2024-02-30",
            "1:12 [2024-02-30] no-such-day: there is no day `2024-02-30`: February 2024 has 29 days; the last day of that month is `2024-02-29`",
        ),
        (
            "commencement on ROC 112-02-29",
            "1:17 [ROC 112-02-29] no-such-day: there is no day `ROC 112-02-29`: February ROC 112 has 28 days; the last day of that month is `民國112年2月28日`",
        ),
        (
            "conclude x is 30 February of year_x",
            "1:15 [30 February of year_x] no-such-day: there is no day `30 February`: February has at most 29 days",
        ),
        (
            "conclude x is 1234567890123456",
            "1:15 [1234567890123456] bad-literal: this number is too long (a number may have 15 digits before the point)",
        ),
        (
            "conclude x is 1.1234567890",
            "1:15 [1.1234567890] bad-literal: this number is too long (a number may have 9 digits after the point)",
        ),
        (
            "given a is 2023-2-29",
            "1:12 [2023-2-29] no-such-day: there is no day `2023-02-29`: February 2023 has 28 days; the last day of that month is `2023-02-28`",
        ),
        (
            "given a is 2024-01-01 25:00",
            "1:23 [25:00] bad-literal: there is no time `25:00`; a time of day is between `00:00` and `23:59`",
        ),
        (
            "conclude x when any of (1) all of (a) b (2) c",
            "1:35 [(a)] list-label: a list within an entry labelled like `(1)` cannot be labelled like that too; label its entries like `a)`",
        ),
        (
            "article 10a",
            "1:9 [10a] syntax: expected a number, found `10a`",
        ),
        (
            "duty d deadline not stated deadline by x",
            "1:28 [deadline by x] syntax: `deadline` stands here a second time",
        ),
        (
            "duty d used by x",
            "1:8 [used by x] syntax: this norm is `fulfilled by` an event, not `used by` one",
        ),
        (
            "fact a: yes/no over time over time",
            "1:26 [over time] syntax: `over time` stands here a second time",
        ),
        (
            "hello world",
            "1:1 [hello] stray-text: text before the first entry; a file begins with `regulation`, `vocabulary`, `amendment` or `scenarios`; a comment begins with `--`",
        ),
    ]);
}

#[test]
fn amounts_are_limited_as_a_whole() {
    let [plain, bracketed] = ["1/10 of a + b rounded down", "(1/10 of a + b) rounded down"]
        .map(|value| tree(&format!("conclude x is {value}")));
    assert!(plain.contains("Rounded {value: {Arithmetic"), "{plain}");
    assert!(
        bracketed.contains("Rounded {value: {Bracket"),
        "{bracketed}"
    );
    assert!(
        tree("conclude x is 6 years after a otherwise b").contains("Otherwise {value: {Shifted")
    );
}

#[test]
fn a_broken_entry_costs_only_itself() {
    let parsed = parse(
        FileId(0),
        "fact a: yes/no\nkind b mouse, cat\nfact c: yes/no\nnot encoded d: yes/no\n",
    );
    assert_eq!(parsed.file.entries.len(), 2);
    assert_eq!(parsed.diagnostics.len(), 2);
    let lost: Vec<&str> = parsed
        .file
        .broken
        .iter()
        .flat_map(|broken| &broken.declares)
        .map(String::as_str)
        .collect();
    assert_eq!(lost, ["b", "mouse", "cat", "d"]);
}

#[test]
fn what_stands_before_a_stray_line_is_kept() {
    let text = "article 5 \"T\"\nartcle 6 \"U\"\nconclude x when any of\n  (1) a\nexception to 8\n(2) c\nfact y: yes/no fact z: yes/no\nfact \"q\": yes/no";
    assert_eq!(
        said(text),
        "2:1 [artcle] stray-text: no entry begins with `artcle`; did you mean `article`?\n\
         6:1 [(] stray-item: this list entry is in no list; a list begins with `all of`, `any of` or `at least 2 of`\n\
         7:16 [fact] syntax: `fact` begins an entry, so it must begin a line; put it on a line of its own"
    );
    // The heading meant by `artcle 6` is kept too: what follows stands under it.
    let kept = parse(FileId(0), text).file.entries.len();
    assert_eq!(kept, 5);
}

#[test]
fn cells_of_a_table_have_messages_of_their_own() {
    let text = "examples\n| as of | rank | expect x |\n| 2024-02-30 | 3 4 | yes needing |\n| 2024-01-01 | 3 |\n";
    assert_eq!(
        said(text),
        "3:3 [2024-02-30] no-such-day: there is no day `2024-02-30`: February 2024 has 29 days; the last day of that month is `2024-02-29`\n\
         3:18 [4] syntax: expected a unit, `from` or the end of the cell, found `4`\n\
         3:33 [] syntax: expected a name, but the cell ends here\n\
         4:1 [| 2024-01-01 | 3 |] syntax: this row has 2 cells, the head of the table 3"
    );
}

#[test]
fn places_leave_out_blanks_and_comments() {
    let text =
        "\u{FEFF}\r\nalways a -- first\r\n  and  職等 is at least 3 -- last\r\n\r\n-- next\r\n";
    let mut sources = Sources::new();
    let file = sources.add("a.enact", text);
    let parsed = parse(file, text);
    let Some(enact::syntax::ast::EntryKind::Always { condition, .. }) =
        parsed.file.entries.first().map(|entry| &entry.kind)
    else {
        panic!("{:?}", parsed.diagnostics);
    };
    assert_eq!(
        sources.slice(condition.span),
        "a -- first\r\n  and  職等 is at least 3"
    );
    let enact::syntax::ast::ConditionKind::And(parts) = &condition.kind else {
        panic!("{condition:?}");
    };
    let parts: Vec<_> = parts.iter().map(|part| sources.slice(part.span)).collect();
    assert_eq!(parts, ["a", "職等 is at least 3"]);
    let comments: Vec<_> = parsed
        .trivia
        .comments
        .iter()
        .map(|comment| (comment.text.as_str(), comment.own_line))
        .collect();
    assert_eq!(
        comments,
        [("-- first", false), ("-- last", false), ("-- next", true)]
    );
}

#[test]
fn files_that_say_nothing() {
    assert_eq!(
        said("\u{FEFF}-- only a comment\n"),
        "1:1 [] empty-file: this file has no entries"
    );
    assert_eq!(said("fact 「職等」：\n").lines().count(), 2);
    assert_eq!(
        said("fact a「甲，乙」： yes/no\nalways （a）"),
        "1:12 [：] fullwidth-punctuation: full-width `：`, where `:` is usual (and 2 more in this file); `enact fmt` writes `:`"
    );
}

#[test]
fn names_are_normalised() {
    assert_eq!(tree("always cafe\u{301}"), tree("always caf\u{e9}"));
}

#[test]
fn nesting_is_bounded() {
    let nested = |opening: &str, count: usize, closing: &str| {
        let text = format!("always {}a{}", opening.repeat(count), closing.repeat(count));
        parse(FileId(0), &text)
            .diagnostics
            .first()
            .map_or("", |found| found.code.as_str())
    };
    assert_eq!(nested("(", 60, ")"), "");
    assert_eq!(nested("(", 10_000, ")"), "too-deep");
    assert_eq!(nested("(", 60, ""), "syntax");
    assert_eq!(nested("not ", 200, ""), "");
    assert_eq!(nested("not ", 100_000, ""), "too-deep");
    assert_eq!(nested("x is one of (", 60, ""), "syntax");
    assert_eq!(nested("number of b where c and ", 120, ""), "");
    let choices = "if a then b else ".repeat(200);
    assert_eq!(said(&format!("conclude x is {choices}c")), "");
    assert!(
        said(&format!(
            "conclude x is {}c",
            "if a then b else ".repeat(100_000)
        ))
        .contains("too-large")
    );
    assert!(
        said(&format!(
            "conclude x is {}c",
            "if a then b else ".repeat(10_000)
        ))
        .contains("too-deep")
    );
}

/// Texts of every production, to be broken.
fn sample() -> impl Strategy<Value = String> {
    let texts: Vec<&'static str> = [
        HEADS_AND_HEADINGS,
        DECLARATIONS,
        FACTS_AND_TYPES,
        CONDITIONS_AND_VALUES,
        RULES,
        NORMS,
        SCENARIOS,
    ]
    .iter()
    .flat_map(|cases| cases.iter().map(|(text, _)| *text))
    .collect();
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// Every diagnostic says something, at a place in the text.
fn is_sound(text: &str) -> Parse {
    let parsed = parse(FileId(0), text);
    for found in &parsed.diagnostics {
        assert!(!found.headline.is_empty());
        assert!(
            !found.headline.contains('_')
                || text.contains('_')
                || found.headline.contains("calendar_years"),
            "{}",
            found.headline
        );
        for label in found.labels() {
            assert!(
                text.get(label.span.range()).is_some(),
                "{text:?} {:?}",
                label.span.range()
            );
        }
    }
    for entry in &parsed.file.entries {
        assert!(text.get(entry.span.range()).is_some());
    }
    parsed
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        is_sound(&text);
    }

    #[test]
    fn any_line_noise_is_read(text in "[a-c0-9 \n\r\t\"「」“”()（）:,，|.\\-<>=+*/%é職]{0,80}", sample in sample()) {
        is_sound(&text);
        is_sound(&format!("{sample}{text}"));
        is_sound(&format!("{sample}\n{text}"));
    }

    #[test]
    fn any_run_of_words_is_read(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        is_sound(&words.join(" "));
        is_sound(&format!("conclude x when {}", words.join(" ")));
    }

    #[test]
    fn a_word_left_out_or_written_twice_is_one_mistake_at_most(sample in sample(), nth in 0_usize..40, twice: bool) {
        let mut words: Vec<&str> = sample.split_inclusive([' ', '\n']).collect();
        let nth = nth % words.len();
        let word = words.remove(nth);
        if twice {
            words.splice(nth..nth, [word, word]);
        }
        let text = words.concat();
        let parsed = is_sound(&text);
        prop_assert!(parsed.diagnostics.len() <= 2, "{text}\n{:?}", parsed.diagnostics);
    }
}

const WORDS: &[&str] = &[
    "a",
    "b",
    "10",
    "2024-03-05",
    "\"x\"",
    "(",
    ")",
    ",",
    ":",
    "+",
    "-",
    "20%",
    "(1)",
    "a)",
    "i.",
    "3 months",
    "and",
    "or",
    "not",
    "is",
    "any of",
    "all of",
    "at least",
    "2 of",
    "for",
    "every",
    "some",
    "in",
    "where",
    "it applies",
    "if",
    "then",
    "else",
    "otherwise",
    "the",
    "day",
    "before",
    "after",
    "last",
    "year of",
    "number of",
    "largest of",
    "article",
    "met",
    "has",
    "happened",
    "includes",
    "one of",
    "rounded",
    "down",
    "but no less than",
    "as it stands on",
    "counted",
    "plain",
    "because",
    "when",
    "subject to",
    "8",
    "10(2)",
    "\n",
    "fact",
    "conclude",
    "exception to",
    "duty",
    "given",
    "expect",
    "reading",
    "labels",
    "examples",
    "|",
    "apply",
    "by analogy with",
];
