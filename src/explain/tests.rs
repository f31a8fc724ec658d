//! Explanations of a small law, from its text to what a person reads.

use super::text::Layout;
use super::*;
use crate::check::{Input, check};
use crate::eval::{Given, decide, trace};
use crate::source::Sources;
use crate::syntax::parse;
use crate::value::Number;

const LAW: &str = r#"
regulation demo "Demonstration rules" about trainee in en, zh-Hant
  counting apa48 because "no other convention is named"

authority panel "review panel"
source plan "training plan"
unit hour, hours "hours"
entity trainee "trainee"

article 1 "Who may attend"
  fact rank "rank of post": whole number from 1 to 14 over time
  fact equivalent_rank "equivalent rank": whole number from 1 to 14 may be absent from plan
  fact potential "has development potential": yes/no found by panel
  fact training_year "training year": year

  conclusion may_attend "may attend": yes/no
    when all of
      (status) rank is at least 10 or equivalent_rank is at least 10
      (potential) potential
  take may_attend as it stands on 31 January of training_year

article 2 "Revocation"
  fact course_hours "course hours": hours from plan
  fact hours_missed "hours missed": hours
  fact truancy_hours "hours of truancy": hours
  fact consent "consent of the panel": yes/no may be absent

  conclusion revoked "the place is revoked": yes/no
    when any of
      (1) "Hours missed" hours_missed is more than 20% of course_hours
      (2) "Truancy" truancy_hours is more than 0 hours

  proviso "With consent"
    exception to 2(1) when consent is yes

article 3 "Report"
  fact training_end "last day of the training": date
  fact reported_on "report handed in": event

  duty report "hand in a report"
    arises when may_attend
    fulfilled by reported_on
    deadline within 1 month after training_end

article 4 "Waiting time"
  conclusion waiting "waiting time in years": whole number
    is 1 when hours_missed is more than 10 hours
  conclude waiting is 2 when truancy_hours is more than 10 hours

article 5 "Leaving early"
  fact left_early "left early": yes/no
  fact leave_granted "leave was granted": yes/no
  conclusion leaving "has left": yes/no
    when any of
      (1) "With leave" left_early and leave_granted
      (2) "Without leave" left_early and not leave_granted

labels zh-Hant
  may_attend "得參訓"
  revoked "應廢止資格"
  rank "職等"
  equivalent_rank "相當職等"
  hours_missed "缺課時數"
  truancy_hours "曠課時數"
  course_hours "課程時數"
  consent "同意"
  hour "小時"
  plan "訓練計畫"
  panel "審查小組"
"#;

fn law() -> Model {
    let mut sources = Sources::new();
    let file = sources.add("demo.enact", LAW);
    let parsed = parse(file, LAW);
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let checked = check(&[input], &[], String::new());
    let found: Vec<_> = parsed
        .diagnostics
        .iter()
        .chain(&checked.diagnostics)
        .map(|it| &it.headline)
        .collect();
    checked.model.unwrap_or_else(|| panic!("{found:?}"))
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn hours(number: i64) -> Given {
    value(Range::number(Number::from(number)))
}

fn value(value: Range) -> Given {
    Given::Value {
        value,
        made_on: None,
    }
}

fn explained(query: &str, facts: &[(&str, Given)]) -> (Model, Explanation) {
    let model = law();
    let mut case = Case::new(&model);
    for (name, given) in facts {
        case.set(model.fact(name).unwrap(), given.clone());
    }
    let settings = Settings {
        as_of: day("2024-08-01"),
        readings: Vec::new(),
    };
    let query = model.query(query).unwrap();
    let decision = decide(&model, &case, &settings, query.clone());
    let trace = trace(&model, &case, &settings, query);
    let explanation = explain(&model, &case, &settings, &decision, &trace);
    (model, explanation)
}

#[track_caller]
fn check_text(lang: Lang, query: &str, facts: &[(&str, Given)], expected: &str) {
    let (model, explanation) = explained(query, facts);
    let voice = Voice {
        lang,
        detail: Detail::Short,
    };
    let told = text::render(&model, &explanation, voice, Layout::default());
    assert_eq!(told.trim_end(), expected.trim(), "\n{told}");
}

fn recommended() -> Vec<(&'static str, Given)> {
    let rank = |number| Some(Range::number(Number::from(number)));
    vec![
        (
            "rank",
            Given::History(vec![
                (day("2012-01-01"), rank(9)),
                (day("2024-02-01"), rank(10)),
            ]),
        ),
        ("equivalent_rank", value(Range::ABSENT)),
        (
            "potential",
            Given::Value {
                value: Range::YES,
                made_on: Some(day("2024-03-02")),
            },
        ),
        ("training_year", value(Range::number(Number::from(2024)))),
        ("training_end", value(Range::date(day("2024-05-31")))),
        ("reported_on", value(Range::ABSENT)),
    ]
}

#[test]
fn a_no_lists_what_failed() {
    check_text(
        Lang::En,
        "may_attend",
        &recommended(),
        r#"
may attend: NO
may_attend, as of 2024-08-01, facts of 2024-01-31

because the conditions of art. 1 are not met:
  · art. 1: facts judged as they stood on 2024-01-31 (31 January of training year)
  ✗ art. 1(status): none of these is met, and one is needed
    ✗ rank of post is 9, needed: at least 10
    ✗ equivalent rank: absent (from: training plan), needed: at least 10
  ✓ one other condition is met
"#,
    );
}

#[test]
fn a_no_in_chinese() {
    check_text(
        Lang::ZhHant,
        "may_attend",
        &recommended(),
        r#"
得參訓：否
may_attend，判斷日：民國113年8月1日，以民國113年1月31日之事實為準

因不符第1條之要件：
  · 第1條：以民國113年1月31日（training year1月31日）之事實為準
  ✗ 第1條（status）：下列要件須有其一，均不符合
    ✗ 職等為9，不符「10以上」
    ✗ 相當職等：無（依訓練計畫），不符「10以上」
  ✓ 其餘1項要件符合
"#,
    );
}

#[test]
fn a_yes_shows_the_arithmetic_and_the_exception_tried() {
    let facts = [
        ("course_hours", hours(250)),
        ("hours_missed", hours(51)),
        ("truancy_hours", hours(0)),
        ("consent", value(Range::NO)),
    ];
    check_text(
        Lang::En,
        "revoked",
        &facts,
        r#"
the place is revoked: YES
revoked, as of 2024-08-01

because of art. 2(1):
  ✓ art. 2(1): hours missed is 51 hours, as needed: more than 50 hours (20% of 250 hours)
    · course hours is 250 hours (from: training plan)
  ✗ art. 2 proviso: this exception does not apply: consent of the panel: no
  ✗ one other provision does not apply
"#,
    );
}

#[test]
fn what_is_needed_comes_with_a_witness() {
    let facts = [("course_hours", hours(250)), ("hours_missed", hours(50))];
    check_text(
        Lang::En,
        "revoked",
        &facts,
        r#"
the place is revoked: NOT YET KNOWN
revoked, as of 2024-08-01

what is not known yet could still decide it:
  ? art. 2(2): hours of truancy is not known, needed: more than 0 hours
  ✗ one other provision does not apply

Needed, as it could still change the outcome:
  ? hours of truancy (in the file: truancy_hours)
    · if 0 hours: no; if more than 0 hours: yes
"#,
    );
}

#[test]
fn either_way_is_a_case_split() {
    let facts = [("left_early", value(Range::YES))];
    check_text(
        Lang::En,
        "leaving",
        &facts,
        r#"
has left: YES
leaving, as of 2024-08-01

whichever way the open points turn out, the outcome is the same:
  ? art. 5(1) “With leave” applies if leave was granted: yes
  ? art. 5(2) “Without leave” applies if leave was granted: no
"#,
    );
}

#[test]
fn a_gap_names_every_candidate() {
    check_text(
        Lang::En,
        "waiting",
        &[("hours_missed", hours(3)), ("truancy_hours", hours(0))],
        r#"
waiting time in years: gap
waiting, as of 2024-08-01

because no provision gives an answer; each was tried:
  ✗ art. 4: hours missed is 3 hours, needed: more than 10 hours
  ✗ art. 4: hours of truancy is 0 hours, needed: more than 10 hours
"#,
    );
}

#[test]
fn a_conflict_names_both_provisions() {
    check_text(
        Lang::En,
        "waiting",
        &[("hours_missed", hours(30)), ("truancy_hours", hours(20))],
        r#"
waiting time in years: conflict
waiting, as of 2024-08-01

because provisions that all apply give different answers (art. 4):
  ✓ art. 4 “Waiting time” applies: 1
    ✓ hours missed is 30 hours, as needed: more than 10 hours
  ✓ art. 4 “Waiting time” applies: 2
    ✓ hours of truancy is 20 hours, as needed: more than 10 hours
"#,
    );
}

#[test]
fn a_deadline_is_counted_step_by_step() {
    let mut facts = recommended();
    facts.extend([("equivalent_rank", value(Range::number(Number::from(12))))]);
    check_text(
        Lang::En,
        "report",
        &facts,
        r#"
hand in a report: breached since 2024-07-01
report, as of 2024-08-01

because:
  · the last day is 2024-06-30
    · 1 month after 2024-05-31 (last day of the training), counted under art. 48(2)-(4) of the
      Administrative Procedure Act: 2024-06-30
      · the first day, 2024-05-31, does not count; counting begins on 2024-06-01
      · the corresponding day is 2024-07-01; the period ends the day before, on 2024-06-30
      · no calendar is named, so it was not looked at whether the last day is a rest day
  · report handed in: not done
"#,
    );
}

/// Every query, with nothing known and with most.
fn everything() -> Vec<(Model, Explanation)> {
    ["may_attend", "revoked", "waiting", "report", "article 2(1)"]
        .into_iter()
        .flat_map(|query| [explained(query, &[]), explained(query, &recommended())])
        .collect()
}

fn voices() -> impl Iterator<Item = Voice> {
    Lang::ALL
        .into_iter()
        .flat_map(|lang| [Detail::Short, Detail::Full].map(|detail| Voice { lang, detail }))
}

#[test]
fn no_row_is_wider_than_the_layout() {
    use unicode_width::UnicodeWidthStr;
    for (model, explanation) in everything() {
        for (voice, width) in voices().flat_map(|voice| [(voice, 60), (voice, 100)]) {
            let told = text::render(
                &model,
                &explanation,
                voice,
                Layout {
                    width,
                    colour: false,
                },
            );
            for row in told.lines() {
                assert!(row.width() <= width, "{row}");
                assert!(!row.contains('{') && row == row.trim_end(), "{row}");
            }
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    for (model, explanation) in everything() {
        let voice = Voice::default();
        let plain = text::render(&model, &explanation, voice, Layout::default());
        let coloured = text::render(
            &model,
            &explanation,
            voice,
            Layout {
                colour: true,
                ..Layout::default()
            },
        );
        let mut stripped = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            stripped.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        stripped.push_str(rest);
        assert_eq!(stripped, plain);
    }
}

#[test]
fn markdown_is_a_heading_and_lists() {
    let (model, explanation) = explained(
        "revoked",
        &[("course_hours", hours(250)), ("hours_missed", hours(50))],
    );
    let told = markdown::render(&model, &explanation, Voice::default());
    assert!(
        told.starts_with("## the place is revoked: NOT YET KNOWN\n\nrevoked, as of 2024-08-01\n\n"),
        "{told}"
    );
    assert!(
        told.contains(
            "\n- ? art. 2(2): hours of truancy is not known, needed: more than 0 hours\n"
        ),
        "{told}"
    );
    assert!(
        told.contains(
            "\n**Needed, as it could still change the outcome:**\n\n- ? hours of truancy"
        ),
        "{told}"
    );
    assert!(
        told.contains("\n  - if 0 hours: no; if more than 0 hours: yes\n"),
        "{told}"
    );
}

#[test]
fn one_line_says_outcome_and_reason() {
    let (model, explanation) = explained("may_attend", &recommended());
    assert_eq!(
        short_reason(&model, &explanation, Lang::En),
        "NO: art. 1(status): rank of post is 9, needed: at least 10 (and 1 more)"
    );
    assert_eq!(
        short_reason(&model, &explanation, Lang::ZhHant),
        "否：第1條（status）：職等為9，不符「10以上」（另有1項）"
    );
    let (model, explanation) = explained(
        "revoked",
        &[
            ("truancy_hours", hours(0)),
            ("consent", value(Range::ABSENT)),
        ],
    );
    assert_eq!(
        short_reason(&model, &explanation, Lang::En),
        "NOT YET KNOWN: needs course hours and hours missed"
    );
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(json::schema()).unwrap();
    for (model, explanation) in everything() {
        for voice in voices() {
            let told = json::render(&model, &explanation, voice);
            conforms(&told, &schema, &schema, "$").unwrap();
        }
    }
}

/// As much of JSON Schema as the schema uses.
pub(crate) fn conforms(
    value: &serde_json::Value,
    schema: &serde_json::Value,
    root: &serde_json::Value,
    at: &str,
) -> Result<(), String> {
    use serde_json::Value as V;
    let fail = |what: &str| Err(format!("{at}: {what}: {value}"));
    if let Some(V::String(reference)) = schema.get("$ref") {
        return conforms(
            value,
            root.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            root,
            at,
        );
    }
    if let Some(V::Array(any)) = schema.get("anyOf")
        && !any.iter().any(|one| conforms(value, one, root, at).is_ok())
    {
        return fail("none of anyOf");
    }
    if schema
        .get("const")
        .is_some_and(|constant| constant != value)
    {
        return fail("not the constant");
    }
    if let Some(V::Array(values)) = schema.get("enum")
        && !values.contains(value)
    {
        return fail("not in the enumeration");
    }
    let is = |ty: &V| match ty.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        "null" => value.is_null(),
        other => panic!("type {other}"),
    };
    match schema.get("type") {
        Some(V::Array(types)) if !types.iter().any(is) => return fail("wrong type"),
        Some(ty @ V::String(_)) if !is(ty) => return fail("wrong type"),
        _ => {}
    }
    if let Some(V::Array(required)) = schema.get("required")
        && let Some(missing) = required
            .iter()
            .find(|key| value.get(key.as_str().unwrap()).is_none())
    {
        return fail(&format!("{missing} is missing"));
    }
    let properties = schema.get("properties").and_then(V::as_object);
    for (key, inner) in value.as_object().into_iter().flatten() {
        match properties.and_then(|properties| properties.get(key)) {
            Some(schema) => conforms(inner, schema, root, &format!("{at}.{key}"))?,
            None if schema.get("additionalProperties") == Some(&V::Bool(false)) => {
                return fail(key);
            }
            None => {}
        }
    }
    for (position, inner) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(schema) = schema.get("items") {
            conforms(inner, schema, root, &format!("{at}[{position}]"))?;
        }
    }
    Ok(())
}

/// A deadline that a duty takes from a conclusion, and that from a reading.
const APPEAL: &str = r#"
regulation appeal "Appeals" about party in en, ko
  counting apa48 on offices because "article 48 applies"

calendar offices "office days" from "offices.csv"
entity party "party"
fact served_on "served": date
fact appealed_on "appealed": event
fact excused "was excused": yes/no

article 8-1 "Time to appeal"
  paragraph 2
    reading month_of "which month?": date
      preferred (statute) 1 month after served_on
        because "the statute says so"
      alternative (plain) 1 month after served_on counted plain rounding down
        because "people count so"
    conclusion last_day "last day to appeal": date
      is month_of
    duty appeal "appeal"
      arises on served_on
      fulfilled by appealed_on
      deadline by last_day
    conclusion late "is late": yes/no
      when appeal is breached and not excused

labels ko
  late "기한 경과"
  appeal "이의신청"
  last_day "이의신청 기한"
  offices "관공서 근무일"
  month_of "어느 달인가"
  month_of.statute "법률에 따름"
"#;

const OFFICES: &str = "# version: 2026-11\n# source: gazette\ndate,kind,name,source\n2024-02-28,off,Peace Memorial Day,x\n2024-12-25,off,,x\n";

fn appeal(query: &str, served: &str, voice: Voice) -> String {
    let mut sources = Sources::new();
    let file = sources.add("appeal.enact", APPEAL);
    let parsed = parse(file, APPEAL);
    let calendar = crate::check::LoadedCalendar {
        file,
        path: "offices.csv".to_owned(),
        calendar: crate::value::Calendar::parse("offices", OFFICES).unwrap(),
    };
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let checked = check(&[input], &[calendar], String::new());
    let found: Vec<_> = parsed
        .diagnostics
        .iter()
        .chain(&checked.diagnostics)
        .map(|it| &it.headline)
        .collect();
    let model = checked.model.unwrap_or_else(|| panic!("{found:?}"));
    let mut case = Case::new(&model);
    for (name, given) in [
        ("served_on", value(Range::date(day(served)))),
        ("appealed_on", value(Range::ABSENT)),
        ("excused", value(Range::NO)),
    ] {
        let (id, _) = model
            .facts()
            .iter()
            .find(|(_, it)| it.naming.name == name)
            .unwrap();
        case.set(id, given);
    }
    let settings = Settings {
        as_of: day("2026-01-01"),
        readings: Vec::new(),
    };
    let query = model.query(query).unwrap();
    let decision = decide(&model, &case, &settings, query.clone());
    let trace = trace(&model, &case, &settings, query);
    let explanation = explain(&model, &case, &settings, &decision, &trace);
    text::render(&model, &explanation, voice, Layout::default())
}

const ENGLISH: &str = r#"
is late: YES
late, as of 2026-01-01

because of art. 8-1.2:
  ✓ art. 8-1.2: “appeal” (art. 8-1.2) is breached: yes
    · the last day is 2024-02-29
      · last day to appeal: 2024-02-29
        · art. 8-1.2: reading used for “which month?”: statute
          · 1 month after 2024-01-28 (served), counted under art. 48(2)-(4) of the Administrative
            Procedure Act: 2024-02-29
            · the first day, 2024-01-28, does not count; counting begins on 2024-01-29
            · the corresponding day is 2024-02-29; the period ends the day before, on 2024-02-28
            · the last day is a rest day and moves past 2024-02-28 (Peace Memorial Day) to Thursday,
              2024-02-29
            · rest days by the calendar “office days”, which covers 2024-01-01 to 2024-12-31
    · appealed: not done
  ✓ art. 8-1.2: was excused: no, as needed
"#;

const KOREAN: &str = r#"
기한 경과: 해당함
late, 판단 기준일: 2026년 1월 1일

근거 규정: 제8조의1제2항
  ✓ 제8조의1제2항: 「이의신청」(제8조의1제2항) — 위반함: 예
    · 말일: 2024년 2월 29일
      · 이의신청 기한: 2024년 2월 29일
        · 제8조의1제2항: 어느 달인가 — 채택한 해석: 법률에 따름
          · 2024년 1월 28일(served)부터 1개월 후, 대만 행정절차법 제48조제2항부터 제4항까지에 따라
            계산: 2024년 2월 29일
            · 초일 2024년 1월 28일 불산입, 기산일: 2024년 1월 29일
            · 해당일: 2024년 2월 29일, 그 전날인 2024년 2월 28일에 기간이 만료됨
            · 말일이 휴일이므로 2024년 2월 28일(Peace Memorial Day) 다음의 근무일인 2024년 2월
              29일(목요일)에 기간이 만료됨
            · 휴일의 기준: 「관공서 근무일」, 범위: 2024년 1월 1일부터 2024년 12월 31일까지
    · appealed: 하지 않음
  ✓ 제8조의1제2항: was excused: 아니요 — 요건 충족
"#;

fn short(lang: Lang) -> Voice {
    Voice {
        lang,
        detail: Detail::Short,
    }
}

#[test]
fn a_short_explanation_counts_the_days_behind_a_conclusion_and_a_reading() {
    assert_eq!(
        appeal("late", "2024-01-28", short(Lang::En)),
        ENGLISH.trim_start()
    );
    // A day that does not move says why.
    let told = appeal("late", "2024-01-27", short(Lang::En));
    assert!(
        told.contains("· 2024-02-27, a Tuesday, is a working day; the last day stays\n"),
        "{told}"
    );
}

#[test]
fn the_same_in_korean() {
    assert_eq!(
        appeal("late", "2024-01-28", short(Lang::Ko)),
        KOREAN.trim_start()
    );
}

#[test]
fn a_last_day_beyond_the_calendar_is_provisional_in_every_language() {
    for (lang, said) in [
        (Lang::En, "provisional"),
        (Lang::ZhHant, "暫定"),
        (Lang::Ko, "잠정적"),
    ] {
        let told = appeal("last_day", "2025-06-01", short(lang));
        assert!(told.contains(said), "{told}");
    }
}

#[test]
fn the_version_of_the_calendar_is_in_the_full_explanation() {
    let full = |lang| Voice {
        lang,
        detail: Detail::Full,
    };
    for (lang, said) in [
        (
            Lang::En,
            "which covers 2024-01-01 to 2024-12-31 (version 2026-11)",
        ),
        (
            Lang::ZhHant,
            "涵蓋民國113年1月1日至民國113年12月31日（版本2026-11）",
        ),
        (
            Lang::Ko,
            "2024년 1월 1일부터 2024년 12월 31일까지(버전 2026-11)",
        ),
    ] {
        let told = appeal("last_day", "2024-01-29", full(lang));
        let unbroken: String = told
            .split('\n')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ");
        let said: String = said.chars().filter(|c| *c != ' ').collect();
        let unbroken: String = unbroken.chars().filter(|c| *c != ' ').collect();
        assert!(unbroken.contains(&said), "{told}");
    }
}

#[test]
fn days_before_the_republic_are_gregorian() {
    let model = law();
    let words = |lang| words::Words {
        model: &model,
        lang,
        home: None,
        both_eras: false,
    };
    let said = |text: &str| Lang::ALL.map(|lang| words(lang).date(day(text)));
    assert_eq!(
        said("2024-03-04"),
        ["2024-03-04", "民國113年3月4日", "2024년 3월 4일"]
    );
    assert_eq!(
        said("1912-01-01"),
        ["1912-01-01", "民國1年1月1日", "1912년 1월 1일"]
    );
    assert_eq!(
        said("1911-12-31"),
        ["1911-12-31", "西元1911年12月31日", "1911년 12월 31일"]
    );
}

/// Every form of citation, as lawyers of each language write it.
#[test]
fn citations_are_those_of_the_language() {
    const PLACES: &str = r#"
regulation demo "Demo" about trainee in en
entity trainee "trainee"
fact a "a": yes/no
fact b "b": yes/no
note 2 "Of the title"
  conclusion zero "zero": yes/no when a
chapter 2 "Second"
article 8-1 "Inserted"
  paragraph 2
    item 3
      conclusion one "one": yes/no when any of
        (1) "first" a
        (가) "second" b
        (named) "third" a and b
    part a
      conclusion two "two": yes/no when a
    part b
      conclusion three "three": yes/no when b
  proviso
    conclusion four "four": yes/no when a
  note 5
    conclusion five "five": yes/no when a
article 10 "Items"
  conclusion six "six": yes/no when any of
    (2) a
    (3) b
"#;
    let mut sources = Sources::new();
    let file = sources.add("demo.enact", PLACES);
    let parsed = parse(file, PLACES);
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let checked = check(&[input], &[], String::new());
    let found: Vec<_> = parsed
        .diagnostics
        .iter()
        .chain(&checked.diagnostics)
        .map(|it| &it.headline)
        .collect();
    let model = checked.model.unwrap_or_else(|| panic!("{found:?}"));
    let cited: Vec<_> = model
        .places()
        .iter()
        .map(|(id, _)| {
            Lang::ALL
                .map(|lang| citation::cite(&model, lang, None, id))
                .join(" | ")
        })
        .collect();
    assert_eq!(
        cited,
        [
            "note 2 to the title | 法規名稱說明第2點 | 제명 설명 제2호",
            "chapter 2 | 第2章 | 제2장",
            "art. 8-1 | 第8條之1 | 제8조의1",
            "art. 8-1.2 | 第8條之1第2項 | 제8조의1제2항",
            "art. 8-1.2(3) | 第8條之1第2項第3款 | 제8조의1제2항제3호",
            "art. 8-1.2(3)a | 第8條之1第2項第3款前段 | 제8조의1제2항제3호 전단",
            "art. 8-1.2(3)b | 第8條之1第2項第3款後段 | 제8조의1제2항제3호 후단",
            "art. 8-1.2(3)b proviso | 第8條之1第2項第3款後段但書 | 제8조의1제2항제3호 후단 단서",
            "art. 8-1 note 5 | 第8條之1說明第5點 | 제8조의1 설명 제5호",
            "art. 10 | 第10條 | 제10조",
            "art. 8-1.2(3)(1) | 第8條之1第2項第3款第1目 | 제8조의1제2항제3호제1목",
            "art. 8-1.2(3)(가) | 第8條之1第2項第3款第가目 | 제8조의1제2항제3호가목",
            "art. 8-1.2(3)(named) | 第8條之1第2項第3款（named） | 제8조의1제2항제3호(named)",
            "art. 10(2) | 第10條第2款 | 제10조제2호",
            "art. 10(3) | 第10條第3款 | 제10조제3호",
        ]
    );
}
