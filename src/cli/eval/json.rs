//! Answers in the published form `enact.evaluation.v1`, whose keys are only ever added to.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::{cases, words};
use crate::eval::{Decision, Mark, Outcome, Remark, Settings};
use crate::facts::FactFinding;
use crate::model::{Model, Query};

/// The published form of an evaluation, its cases to follow. Keys are only ever added.
#[derive(serde::Serialize)]
pub(super) struct Document {
    format: &'static str,
    rules: RulesJson,
    as_of: String,
    readings: InOrder<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<[CaseJson; 0]>,
}

impl Document {
    pub(super) fn new(model: &Model, settings: &Settings) -> Self {
        Self {
            format: "enact.evaluation.v1",
            rules: RulesJson {
                digest: model.digest().to_owned(),
                calendars: words::calendars(model),
            },
            as_of: settings.as_of.to_string(),
            readings: InOrder(cases::readings(model, settings)),
            summary: None,
            cases: Some([]),
        }
    }

    /// The summary in place of the cases.
    pub(super) fn with_summary(mut self, summary: Value) -> Self {
        self.summary = Some(summary);
        self.cases = None;
        self
    }
}

#[derive(serde::Serialize)]
struct RulesJson {
    digest: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calendars: Vec<words::CalendarJson>,
}

#[derive(serde::Serialize)]
pub(in crate::cli) struct CaseJson {
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<InOrder<DecisionJson>>,
    /// What is decided key by key and of which the case names no key, or too many: how to ask, at some key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<RefusedJson>,
}

impl CaseJson {
    pub(in crate::cli) fn answered(
        model: &Model,
        asked: &[(String, Query)],
        id: &str,
        decisions: &[Decision],
    ) -> Self {
        let decisions = asked.iter().zip(decisions);
        let decisions =
            decisions.map(|((name, _), it)| (name.clone(), DecisionJson::new(model, it)));
        Self {
            id: Some(id.to_owned()),
            decisions: Some(InOrder(decisions.collect())),
            left_out: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The same, with what was not asked of it.
    pub(super) fn leaving_out(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    /// A case without an id is a document that could not be read so far.
    pub(super) fn refused(id: Option<&str>, findings: &[FactFinding]) -> Self {
        Self {
            id: id.map(str::to_owned),
            decisions: None,
            left_out: Vec::new(),
            refused: findings.iter().map(RefusedJson::new).collect(),
        }
    }
}

/// Why a case is refused: one fact that does not fit.
#[derive(serde::Serialize)]
struct RefusedJson {
    message: String,
    path: String,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    help: Vec<String>,
}

impl RefusedJson {
    fn new(finding: &FactFinding) -> Self {
        Self {
            message: finding.headline.clone(),
            path: finding.path.clone(),
            line: finding.position.start.line,
            column: finding.position.start.column,
            expected: finding.expected.clone(),
            found: finding.found.clone(),
            help: finding.help.clone(),
        }
    }
}

/// One decision. `text_day` and `fact_day` are none where it is not known which day it is. `day` and `deadline` go with the state of a norm, `from` and `until` with "not in force".
#[derive(serde::Serialize)]
struct DecisionJson {
    outcome: &'static str,
    value: Option<Box<RawValue>>,
    text_day: Option<String>,
    fact_day: Option<String>,
    needs: Vec<String>,
    because: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    may_matter: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    either_way: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<MarkJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<RemarkJson>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl DecisionJson {
    fn new(model: &Model, decision: &Decision) -> Self {
        let query = &decision.query;
        let mut it = Self {
            outcome: words::outcome(&decision.outcome),
            value: None,
            text_day: decision.days.text.map(|day| day.to_string()),
            fact_day: decision.days.facts.map(|day| day.to_string()),
            needs: decision
                .needs
                .iter()
                .map(|need| words::slot(model, &need.slot))
                .collect(),
            because: decision
                .because
                .iter()
                .map(|place| model.citation(*place))
                .collect(),
            day: None,
            deadline: None,
            from: None,
            until: None,
            may_matter: decision
                .may_matter
                .iter()
                .map(|slot| words::slot(model, slot))
                .collect(),
            either_way: decision.either_way,
            marks: decision
                .marks
                .iter()
                .map(|mark| MarkJson::new(model, mark))
                .collect(),
            remarks: decision
                .remarks
                .iter()
                .map(|remark| RemarkJson::new(model, query, remark))
                .collect(),
        };
        match &decision.outcome {
            Outcome::Value(value) => {
                it.value = words::json(model, &words::type_of(model, query), value)
            }
            Outcome::State(norm) => {
                it.day = norm.day.map(|day| day.to_string());
                it.deadline = norm.deadline.map(|deadline| deadline.to_string());
            }
            Outcome::NotInForce { from, until } => {
                it.from = from.map(|day| day.to_string());
                it.until = until.map(|day| day.to_string());
            }
            _ => {}
        }
        it
    }
}

/// What an outcome rests on besides facts and text: `{"rests_on": "reading", "name": …, "choice": …}`.
#[derive(serde::Serialize)]
pub(super) struct MarkJson {
    rests_on: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<String>,
}

impl MarkJson {
    pub(super) fn new(model: &Model, mark: &Mark) -> Self {
        let (rests_on, name, choice) = match mark {
            Mark::Reading(reading, choice) => {
                let reading = &model.readings()[*reading];
                let choice = reading
                    .choices
                    .get(*choice)
                    .map(|choice| choice.naming.name.clone());
                ("reading", reading.naming.name.clone(), choice)
            }
            Mark::Presumed(slot) => ("presumption", words::slot(model, slot), None),
            Mark::Assumed(slot) => ("assumption", words::slot(model, slot), None),
            Mark::Note(rule) => ("note", model.citation(model.rules()[*rule].place), None),
            Mark::ByAnalogy(place) => ("analogy", model.citation(*place), None),
            Mark::MayRestOn(slot) => ("perhaps", words::slot(model, slot), None),
        };
        Self {
            rests_on,
            name,
            choice,
        }
    }

    /// The same in a table.
    pub(super) fn text(&self) -> String {
        match (self.rests_on, &self.choice) {
            ("perhaps", _) => format!("perhaps rests on {}", self.name),
            (what, Some(choice)) => format!("rests on the {what} {} = {choice}", self.name),
            (what, None) => format!("rests on the {what} {}", self.name),
        }
    }
}

/// A remark on an outcome: `{"remark": "later event", "of": …, …}`.
#[derive(serde::Serialize)]
struct RemarkJson {
    remark: &'static str,
    of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_on: Option<String>,
}

impl RemarkJson {
    fn new(model: &Model, query: &Query, remark: &Remark) -> Self {
        let range = |range| words::range_text(model, &words::type_of(model, query), range);
        let (remark, of, day, judged_on) = match remark {
            Remark::ThereWereNone(place) => ("there were none", model.citation(*place), None, None),
            Remark::LaterEvent(slot, day, judged) => (
                "later event",
                words::slot(model, slot),
                Some(day),
                Some(judged),
            ),
            Remark::NotYetMade(slot, day) => (
                "finding not yet made",
                words::slot(model, slot),
                Some(day),
                None,
            ),
            Remark::Possible(outcome) => ("possible", range(outcome), None, None),
            Remark::Provisional(place) => {
                ("beyond the calendar", model.citation(*place), None, None)
            }
            Remark::AsThingsStand(outcome) => ("as things stand", range(outcome), None, None),
            Remark::NoteGaveWay(rule) => (
                "note gave way",
                model.citation(model.rules()[*rule].place),
                None,
                None,
            ),
        };
        Self {
            remark,
            of,
            day: day.map(ToString::to_string),
            judged_on: judged_on.map(ToString::to_string),
        }
    }
}

/// Entries of a JSON object, in this order.
struct InOrder<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
