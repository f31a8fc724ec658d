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
    let decision = decide(&model, &case, &settings, query);
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
may_attend, as of 2024-08-01

because the conditions of art. 1 are not met:
  · art. 1: facts judged as they stood on 2024-01-31 (31 January of training year)
  ✗ art. 1(status): none of these is met, and one is needed
    ✗ rank of post is 9, needed: at least 10
    ✗ equivalent rank: absent (from training plan), needed: at least 10
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
may_attend，判斷日：民國113年8月1日

因不符第1條之要件：
  · 第1條：以民國113年1月31日（training year1月31日）之事實為準
  ✗ 第1條（status）：下列要件須有其一，均不符合
    ✗ 職等為9，不符「至少10」
    ✗ 相當職等：無（依訓練計畫），不符「至少10」
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
    · course hours is 250 hours (from training plan)
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
        "否：第1條（status）：職等為9，不符「至少10」（另有1項）"
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
