//! JSON for machines: `enact.explanation.v1`, as its [schema] says.
//!
//! Names, citations and values are those of the rules, in no language; beside them `text` carries each
//! sentence in the language asked for, so that a screen can show the tree without a catalogue of its own;
//! a day of another era has its Gregorian form beside it there.
//! Numbers are strings, since they are exact.

mod item;
mod value;

use serde_json::{Map, Value, json};

use super::compose::{Line, Voice, compose_with_iso};
use super::item::Count;
use super::lang::Lang;
use super::{Detail, Explanation};
use crate::eval::{Mark, Need, Outcome, Range, Remark, Slot};
use crate::model::{FactId, Model, Origin, PlaceId, Query, Type};
use crate::value::Date;

/// The JSON Schema of what [`render`] gives.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("explanation.schema.json")
}

/// An explanation as JSON.
#[must_use]
pub fn render(model: &Model, explanation: &Explanation, voice: Voice) -> Value {
    let document = compose_with_iso(model, explanation, voice);
    let json = Json {
        model,
        detail: voice.detail,
    };
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("schema", json!("enact.explanation.v1"));
    put("language", json!(voice.lang.tag()));
    put(
        "detail",
        json!(if voice.detail == Detail::Full {
            "full"
        } else {
            "short"
        }),
    );
    put("query", json.query(&explanation.query));
    put("as_of", json!(explanation.as_of.to_string()));
    let day = |day: Option<Date>| json!(day.map(|day| day.to_string()));
    put("text_day", day(explanation.days.text));
    put("fact_day", day(explanation.days.facts));
    put(
        "recorded_through",
        json!(explanation.recorded_through.map(|day| day.to_string())),
    );
    put("outcome", json.outcome(explanation));
    put("because", json.places(&explanation.because));
    put("either_way", json!(explanation.either_way));
    put("items", json.items(&explanation.items));
    put(
        "needs",
        explanation
            .needs
            .iter()
            .map(|need| json.need(need, &explanation.ty))
            .collect(),
    );
    put(
        "may_matter",
        explanation
            .may_matter
            .iter()
            .map(|slot| json.slot(slot))
            .collect(),
    );
    put(
        "marks",
        explanation
            .marks
            .iter()
            .map(|mark| json.mark(mark))
            .collect(),
    );
    put(
        "remarks",
        explanation
            .remarks
            .iter()
            .map(|remark| json.remark(remark, &explanation.ty))
            .collect(),
    );
    put(
        "text",
        json!({
            "head": document.head,
            "asked": document.asked,
            "because": document.because,
            "reasons": lines(&document.reasons, voice.lang),
            "sections": lines(&document.sections, voice.lang),
        }),
    );
    Value::Object(out)
}

fn lines(all: &[Line], lang: Lang) -> Value {
    let line = |line: &Line| json!({ "came_out": sign(line), "text": line.cited(lang), "lines": lines(&line.lines, lang) });
    all.iter().map(line).collect()
}

fn sign(line: &Line) -> &'static str {
    use super::compose::Sign;
    match line.sign {
        Sign::Met => "met",
        Sign::NotMet => "not met",
        Sign::Open => "open",
        Sign::Blocked => "blocked",
        Sign::Plain => "stated",
    }
}

/// A count as JSON, as it stands in an explanation.
#[must_use]
pub fn count(model: &Model, count: &Count) -> Value {
    let detail = Detail::Full;
    Json { model, detail }.count(count)
}

/// A slot as JSON, as it stands in an explanation.
#[must_use]
pub fn slot(model: &Model, slot: &Slot) -> Value {
    let detail = Detail::Full;
    Json { model, detail }.slot(slot)
}

/// Says in JSON of which member of a group something is, as a slot of one says it. From the innermost group outwards,
/// each further one is whose group the one before is.
pub fn of_member(value: &mut Value, model: &Model, group: FactId, member: &str) {
    value::of_member(value, &model.facts()[group].naming.name, member);
}

struct Json<'a> {
    model: &'a Model,
    detail: Detail,
}

impl Json<'_> {
    fn query(&self, query: &Query) -> Value {
        match query {
            Query::Conclusion(id) => {
                json!({ "kind": "conclusion", "name": self.model.conclusions()[*id].naming.name })
            }
            Query::At(id, key) => {
                let row = &self.model.conclusions()[*id];
                let key = self.key(key, row.key.as_ref());
                json!({ "kind": "conclusion", "name": row.naming.name, "key": key })
            }
            Query::Norm(id) => {
                json!({ "kind": "norm", "name": self.model.norms()[*id].naming.name })
            }
            Query::Predicate(id, predicate) => {
                let name = &self.model.norms()[*id].naming.name;
                json!({ "kind": "predicate", "name": name, "predicate": predicate.words() })
            }
            Query::Place(place) => json!({ "kind": "place", "name": self.model.citation(*place) }),
        }
    }

    fn outcome(&self, explanation: &Explanation) -> Value {
        let day = |day: Option<crate::value::Date>| json!(day.map(|day| day.to_string()));
        match &explanation.outcome {
            Outcome::Yes => json!({ "kind": "yes" }),
            Outcome::No => json!({ "kind": "no" }),
            Outcome::Value(value) => {
                json!({ "kind": "value", "value": self.value(value, &explanation.ty) })
            }
            Outcome::State(state) => json!({
                "kind": "state",
                "state": state.state.words(),
                "day": day(state.day),
                "deadline": state.deadline.map(|deadline| deadline.to_string()),
            }),
            Outcome::Absent => json!({ "kind": "absent" }),
            Outcome::Unknown => {
                json!({ "kind": "unknown", "possible": self.value(&explanation.possible, &explanation.ty) })
            }
            Outcome::NotApplicable => json!({ "kind": "not applicable" }),
            Outcome::NotInForce { from, until } => {
                json!({ "kind": "not in force", "from": day(*from), "until": day(*until) })
            }
            Outcome::Conflict => json!({ "kind": "conflict" }),
            Outcome::Gap => json!({ "kind": "gap" }),
            Outcome::NotComputable => json!({ "kind": "not computable" }),
            Outcome::NotEncoded => json!({ "kind": "not encoded" }),
        }
    }

    fn places(&self, places: &[PlaceId]) -> Value {
        places
            .iter()
            .map(|place| self.model.citation(*place))
            .collect()
    }

    // ------------------------------------------------------------------- needs, marks, remarks

    fn need(&self, need: &Need, ty: &Type) -> Value {
        let of_slot = super::build::slot_type(self.model, &need.slot);
        let branch = |(value, outcome): &(Range, Range)| json!({ "if": self.value(value, &of_slot), "outcome": self.value(outcome, ty) });
        let witness = need.witness.as_ref().map(|witness| {
            let others = witness.others.iter().map(|(slot, value)| {
                let ty = super::build::slot_type(self.model, slot);
                json!({ "slot": self.slot(slot), "value": self.value(value, &ty) })
            });
            json!({
                "supposing": others.collect::<Value>(),
                "one": branch(&witness.one),
                "other": branch(&witness.other),
            })
        });
        let party = need
            .slot
            .fact()
            .and_then(|fact| match self.model.facts()[fact].origin {
                Origin::Finding(party) | Origin::External(party) => {
                    Some(self.model.parties()[party].naming.name.clone())
                }
                _ => None,
            });
        json!({ "slot": self.slot(&need.slot), "supplied_by": party, "witness": witness })
    }

    fn mark(&self, mark: &Mark) -> Value {
        match mark {
            Mark::Reading(id, choice) => {
                let reading = &self.model.readings()[*id];
                let choice = reading
                    .choices
                    .get(*choice)
                    .map(|choice| choice.naming.name.clone());
                json!({ "kind": "reading", "name": reading.naming.name, "choice": choice })
            }
            Mark::Presumed(slot) => json!({ "kind": "presumed", "slot": self.slot(slot) }),
            Mark::Assumed(slot) => json!({ "kind": "assumed", "slot": self.slot(slot) }),
            Mark::Note(rule) => {
                json!({ "kind": "note", "place": self.model.citation(self.model.rules()[*rule].place) })
            }
            Mark::ByAnalogy(place) => {
                json!({ "kind": "by analogy", "place": self.model.citation(*place) })
            }
            Mark::MayRestOn(slot) => json!({ "kind": "may rest on", "slot": self.slot(slot) }),
        }
    }

    fn remark(&self, remark: &Remark, ty: &Type) -> Value {
        let cited = |place: PlaceId| self.model.citation(place);
        match remark {
            Remark::ThereWereNone(place) => {
                json!({ "kind": "there were none", "place": cited(*place) })
            }
            Remark::LaterEvent(slot, given, judged) => json!({
                "kind": "later event",
                "slot": self.slot(slot),
                "given": given.to_string(),
                "judged": judged.to_string(),
            }),
            Remark::NotYetMade(slot, made) => {
                json!({ "kind": "not yet made", "slot": self.slot(slot), "made_on": made.to_string() })
            }
            Remark::Possible(value) => {
                json!({ "kind": "possible", "outcome": self.value(value, ty) })
            }
            Remark::Provisional(place) => json!({ "kind": "provisional", "place": cited(*place) }),
            Remark::AsThingsStand(value) => {
                json!({ "kind": "as things stand", "outcome": self.value(value, ty) })
            }
            Remark::NoteGaveWay(rule) => {
                json!({ "kind": "note gave way", "place": cited(self.model.rules()[*rule].place) })
            }
        }
    }

    // ------------------------------------------------------------------------- slots and values
}
