//! JSON for machines: `enact.timeline.v1`, as its [schema] says.
//!
//! ```text
//! {"format": "enact.timeline.v1", "rules": {"digest": …}, "language": "en", "as_of": "2025-08-01",
//!  "from": null, "to": "2026-12-31",
//!  "cases": [{"id": …, "entries": [{"kind": "norm", "day": "2024-12-02", …}, …], "open": […], "groups": […]}]}
//! ```
//!
//! An entry of kind `norm` has the norm, who bears it and towards whom, its window, what it arises
//! from, its last day with the counts that led to it (each as in `enact.explanation.v1`), its state,
//! what follows from missing it, and what it needs; one of kind `conclusion` a day or year. `open`
//! holds the norms of which it is not known whether they have arisen. What is a member's has its `group` and `member`,
//! and under `of` whose group that is, if it is a member's in turn; `groups` says who are members. Names and citations are those
//! of the rules; `label` and `text` are in the language asked for. Keys are only ever added.

use serde_json::{Value, json};

use super::words::{bearer, home, open as open_words, said};
use super::{
    At, ConclusionEntry, Entry, EntryKind, Event, NormEntry, OpenNorm, Span, State, Timeline,
};
use crate::eval::{Core, Membership, Roster, Slot};
use crate::explain::{Count, Lang, Phrases, Steps, json as explanation};
use crate::model::{Model, Naming, PlaceId};
use crate::value::{CountStep, Date, RestReason};
use std::sync::Arc;

/// The JSON Schema of what [`render`] gives.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("timeline.schema.json")
}

/// The calendars of some cases, each with the id of its case, as one JSON object.
#[must_use]
pub fn render(
    model: &Model,
    (as_of, span): (Date, Span),
    cases: &[(&str, Timeline)],
    lang: Lang,
) -> Value {
    let json = Json {
        phrases: Phrases::new(model, lang, home(model)),
        model,
    };
    let cases = cases.iter().map(|(id, timeline)| {
        json!({
            "id": id,
            "entries": timeline.entries.iter().map(|it| json.entry(timeline, it)).collect::<Value>(),
            "open": timeline.open.iter().map(|it| json.open(timeline, it)).collect::<Value>(),
            "groups": timeline.rosters.iter().map(|it| json.roster(it)).collect::<Value>(),
        })
    });
    json!({
        "format": "enact.timeline.v1",
        "rules": { "digest": model.digest() },
        "language": lang.tag(),
        "as_of": as_of.to_string(),
        "from": day(span.from),
        "to": day(span.to),
        "cases": cases.collect::<Value>(),
    })
}

struct Json<'a> {
    phrases: Phrases<'a>,
    model: &'a Model,
}

impl Json<'_> {
    fn entry(&self, timeline: &Timeline, entry: &Entry) -> Value {
        let said = said(&self.phrases, timeline, entry);
        let lines = said.lines.into_iter().map(|(_, line)| line);
        let text: Vec<String> = std::iter::once(said.headline).chain(lines).collect();
        let counting: Value = entry
            .counts
            .iter()
            .map(|count| explanation::count(self.model, count))
            .collect();
        let mut out = match &entry.what {
            EntryKind::Norm(norm) => self.norm(norm),
            EntryKind::Conclusion(conclusion) => self.conclusion(conclusion),
        };
        if let Value::Object(out) = &mut out {
            let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
            put("day", day(entry.at.map(At::day)));
            put(
                "precision",
                json!(entry.at.map(|at| match at {
                    At::Day(_) => "day",
                    At::Year(_) => "year",
                })),
            );
            put("provisional", json!(entry.provisional));
            put("unmoved", day(entry.counts.iter().find_map(unmoved)));
            put(
                "moved",
                entry.counts.iter().find_map(moved).unwrap_or(Value::Null),
            );
            put("counting", counting);
            put("readings", self.readings(entry));
            put("text", json!(text));
        }
        self.of_member(out, entry.of.as_deref())
    }

    fn norm(&self, entry: &NormEntry) -> Value {
        let norm = &self.model.norms()[entry.norm];
        let window = entry.window.map(|window| {
            json!({
                "number": window.number,
                "first": window.first.to_string(),
                "last": window.last.to_string(),
            })
        });
        let trigger = entry.trigger.map(|trigger| {
            let (kind, name) = match trigger.event {
                Some(Event::Fact(fact)) => ("fact", Some(&self.model.facts()[fact].naming)),
                Some(Event::Conclusion(it)) => {
                    ("conclusion", Some(&self.model.conclusions()[it].naming))
                }
                None => ("day", None),
            };
            json!({
                "kind": kind,
                "name": name.map(|naming| &naming.name),
                "label": name.map(|naming| self.phrases.label(naming)),
                "day": trigger.day.to_string(),
            })
        });
        let state = match &entry.state {
            State::Settled(outcome) => {
                json!({ "kind": "settled", "state": outcome.state.words(), "day": day(outcome.day) })
            }
            State::Ahead(from) => json!({ "kind": "ahead", "day": from.to_string() }),
            State::Open(states) => {
                let states = states.iter().map(|state| state.words());
                json!({ "kind": "unknown", "possible": states.collect::<Value>() })
            }
        };
        json!({
            "kind": "norm",
            "name": norm.naming.name,
            "modality": modality(norm.modality),
            "label": self.phrases.norm(entry.norm),
            "citation": self.model.citation(norm.place),
            "bearer": self.naming(bearer(self.model, norm)),
            "towards": self.naming(norm.towards.map(|party| &self.model.parties()[party].naming)),
            "window": window,
            "trigger": trigger,
            "last": entry.last.map(|last| if last.minute_of_day() == 0 {
                last.date().to_string()
            } else {
                last.to_string()
            }),
            "state": state,
            "act": day(entry.act),
            "leads_to": norm.leads_to.iter().map(|place| self.place(*place)).collect::<Value>(),
            "needs": self.slots(&entry.needs),
        })
    }

    fn conclusion(&self, entry: &ConclusionEntry) -> Value {
        let conclusion = &self.model.conclusions()[entry.conclusion];
        let value = match &entry.value.core {
            Core::Number(number) => number.to_string(),
            Core::Date(day, _) => day.to_string(),
            Core::Moment(moment, _) => moment.to_string(),
            _ => String::new(),
        };
        let because: Value = entry
            .because
            .iter()
            .map(|place| self.place(*place))
            .collect();
        json!({
            "kind": "conclusion",
            "name": conclusion.naming.name,
            "label": self.phrases.conclusion(entry.conclusion, entry.key.as_ref()),
            "value": value,
            "because": because,
        })
    }

    fn open(&self, timeline: &Timeline, open: &OpenNorm) -> Value {
        let norm = &self.model.norms()[open.norm];
        let out = json!({
            "name": norm.naming.name,
            "modality": modality(norm.modality),
            "label": self.phrases.norm(open.norm),
            "citation": self.model.citation(norm.place),
            "in_the_file": open.touched,
            "last": day(open.last.map(|last| last.date())),
            "needs": self.slots(&open.needs),
            "text": open_words(&self.phrases, timeline, open),
        });
        self.of_member(out, open.of.as_deref())
    }

    fn roster(&self, roster: &Roster) -> Value {
        let group = &self.model.facts()[roster.group].naming;
        let members = roster.members.iter().map(|member| &*member.name);
        let names = |names: &[Arc<str>]| names.iter().map(|name| json!(**name)).collect::<Value>();
        let mut out = json!({
            "name": group.name,
            "label": self.phrases.label(group),
            "members": members.collect::<Value>(),
            "unsure": names(&roster.unsure),
            "away": names(&roster.away),
            "others": roster.open,
        });
        if let (Some(of), Value::Object(out)) = (roster.of.as_deref(), &mut out) {
            out.insert("of".to_owned(), self.of_member(json!({}), Some(of)));
        }
        out
    }

    fn of_member(&self, mut out: Value, of: Option<&Membership>) -> Value {
        match (of, &mut out) {
            (Some(of), _) => {
                for step in of.steps() {
                    explanation::of_member(&mut out, self.model, step.group, &step.name);
                }
            }
            (None, Value::Object(out)) => {
                out.insert("member".to_owned(), Value::Null);
                out.insert("group".to_owned(), Value::Null);
            }
            (None, _) => {}
        }
        out
    }

    fn naming(&self, naming: Option<&Naming>) -> Value {
        naming.map_or(
            Value::Null,
            |naming| json!({ "name": naming.name, "label": self.phrases.label(naming) }),
        )
    }

    fn place(&self, place: PlaceId) -> Value {
        json!({
            "citation": self.model.citation(place),
            "label": self.phrases.place_label(place),
        })
    }

    fn readings(&self, entry: &Entry) -> Value {
        let readings = entry.readings.iter().map(|(reading, choice)| {
            let reading = &self.model.readings()[*reading];
            let choice = reading.choices.get(*choice);
            json!({
                "name": reading.naming.name,
                "choice": choice.map(|choice| &choice.naming.name),
            })
        });
        readings.collect()
    }

    fn slots(&self, slots: &[Slot]) -> Value {
        let slots = slots.iter();
        slots
            .map(|slot| explanation::slot(self.model, slot))
            .collect()
    }
}

fn day(day: Option<Date>) -> Value {
    json!(day.map(|day| day.to_string()))
}

fn modality(modality: crate::model::Modality) -> &'static str {
    use crate::model::Modality;
    match modality {
        Modality::Duty => "duty",
        Modality::Right => "right",
        Modality::Power => "power",
        Modality::Prohibition => "prohibition",
        Modality::Guideline => "guideline",
    }
}

/// The last day before a rest day moved it.
fn unmoved(count: &Count) -> Option<Date> {
    match &count.counted {
        Some(Ok(Steps::Forward(counted))) => Some(counted.unrolled),
        _ => None,
    }
}

fn moved(count: &Count) -> Option<Value> {
    let Some(Ok(Steps::Forward(counted))) = &count.counted else {
        return None;
    };
    counted.steps.iter().find_map(|step| match step {
        CountStep::RolledOver { from, rest, to } => {
            let rest = rest.iter().map(|rest| {
                let why = match &rest.why {
                    RestReason::Weekend => "weekend",
                    RestReason::Holiday(name) => name,
                };
                json!({ "day": rest.day.to_string(), "why": why })
            });
            Some(json!({
                "from": from.to_string(),
                "rest": rest.collect::<Value>(),
                "to": to.to_string(),
            }))
        }
        _ => None,
    })
}
