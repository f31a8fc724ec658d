//! JSON for machines: `enact.explanation.v1`, as its [schema] says.
//!
//! Names, citations and values are those of the rules, in no language; beside them `text` carries each
//! sentence in the language asked for, so that a screen can show the tree without a catalogue of its own.
//! Numbers are strings, since they are exact.

use serde_json::{Map, Value, json};

use super::citation::cite;
use super::compose::{Line, Voice, compose};
use super::item::{Fails, Item, Joined, Needs, Standing, Steps, Term, TermKind, Test, What};
use super::lang::Lang;
use super::{Detail, Explanation};
use crate::eval::{Core, Flags, Key, Mark, Need, NormPart, Outcome, Range, Remark, Slot, Turn};
use crate::model::{Comparison, KeyType, Model, Origin, PlaceId, Query, Shape, Type};
use crate::value::{CountStep, MonthEnd};

/// The JSON Schema of what [`render`] gives.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("explanation.schema.json")
}

/// An explanation as JSON.
#[must_use]
pub fn render(model: &Model, explanation: &Explanation, voice: Voice) -> Value {
    let document = compose(model, explanation, voice);
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
    put("query", json.query(explanation.query));
    put("as_of", json!(explanation.as_of.to_string()));
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

struct Json<'a> {
    model: &'a Model,
    detail: Detail,
}

impl Json<'_> {
    fn query(&self, query: Query) -> Value {
        match query {
            Query::Conclusion(id) => {
                json!({ "kind": "conclusion", "name": self.model.conclusions()[id].naming.name })
            }
            Query::Norm(id) => {
                json!({ "kind": "norm", "name": self.model.norms()[id].naming.name })
            }
            Query::Predicate(id, predicate) => {
                let name = &self.model.norms()[id].naming.name;
                json!({ "kind": "predicate", "name": name, "predicate": predicate.words() })
            }
            Query::Place(place) => json!({ "kind": "place", "name": self.model.citation(place) }),
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

    fn items(&self, items: &[Item]) -> Value {
        items
            .iter()
            .filter(|item| self.detail == Detail::Full || item.decides)
            .map(|item| Value::from(self.item(item)))
            .collect()
    }

    fn item(&self, item: &Item) -> Map<String, Value> {
        let mut out = self.what(&item.what);
        out.insert("came_out".to_owned(), json!(came_out(item.standing)));
        out.insert("decides".to_owned(), json!(item.decides));
        if let Some(place) = item.place {
            out.insert("place".to_owned(), json!(self.model.citation(place)));
            if let Some(label) = self.model.places()[place].label(Lang::En.tag()) {
                out.insert("label".to_owned(), json!(label));
            }
            out.insert(
                "cited".to_owned(),
                json!(cite(self.model, Lang::En, None, place)),
            );
        }
        out.insert("day".to_owned(), json!(item.day.to_string()));
        out.insert("items".to_owned(), self.items(&item.items));
        out
    }

    fn what(&self, what: &What) -> Map<String, Value> {
        let model = self.model;
        let value = match what {
            What::Conclusion {
                conclusion,
                key,
                result,
                again,
            } => {
                let row = &model.conclusions()[*conclusion];
                json!({
                    "kind": "conclusion",
                    "name": row.naming.name,
                    "key": key.as_ref().map(|key| self.key(key, row.key.as_ref())),
                    "result": self.value(result, &row.ty),
                    "as_above": again,
                })
            }
            What::TakenOn { day } => json!({ "kind": "taken on", "term": self.term(day) }),
            What::Rule {
                rule,
                exception,
                value,
                fails,
            } => json!({
                "kind": if *exception { "exception" } else { "rule" },
                "because": model.rules()[*rule].because,
                "value": value.as_ref().map(|value| self.term(value)),
                "fails": fails.map(|fails| match fails {
                    Fails::NotInForce => "not in force",
                    Fails::Scope => "scope",
                    Fails::Condition => "condition",
                    Fails::Exception => "exception",
                }),
            }),
            What::Scope => json!({ "kind": "scope" }),
            What::Group(joined) => self.group(*joined),
            What::Test(test) => self.test(test),
            What::Active { rules, wanted } => {
                let places: Vec<_> = rules
                    .iter()
                    .map(|rule| model.rules()[*rule].place)
                    .collect();
                json!({ "kind": "is met", "places": self.places(&places), "wanted": wanted })
            }
            What::Norm {
                norm,
                predicate,
                window,
                wanted,
            } => json!({
                "kind": "norm",
                "name": model.norms()[*norm].naming.name,
                "predicate": predicate.words(),
                "window": window.as_ref().map(|turn| self.turn(turn, &Type::Mistaken)),
                "wanted": wanted,
            }),
            What::State { norm, result } => json!({
                "kind": "norm state",
                "name": model.norms()[*norm].naming.name,
                "result": self.value(result, &Type::State(*norm)),
            }),
            What::Part { norm, part, result } => json!({
                "kind": "norm part",
                "name": model.norms()[*norm].naming.name,
                "part": match part {
                    NormPart::Trigger => "trigger",
                    NormPart::Excuse => "excuse",
                    NormPart::Deadline => "deadline",
                    NormPart::Act => "act",
                },
                "result": self.value(result, &Type::Mistaken),
            }),
            What::Turn { turn, list, ty } => json!({
                "kind": "turn",
                "list": list.map(|fact| model.facts()[fact].naming.name.clone()),
                "turn": self.turn(turn, ty),
            }),
            What::Fact(term) => json!({ "kind": "fact", "term": self.term(term) }),
            What::Reading {
                reading,
                choice,
                matters,
                result,
            } => {
                let row = &model.readings()[*reading];
                let choice = row.choices.get(*choice);
                json!({
                    "kind": "reading",
                    "name": row.naming.name,
                    "choice": choice.map(|choice| choice.naming.name.clone()),
                    "because": choice.map(|choice| choice.because.clone()),
                    "matters": matters,
                    "result": self.value(result, &row.ty),
                })
            }
            What::Count(count) => self.count(count),
            What::Value(term) => json!({ "kind": "value", "term": self.term(term) }),
        };
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn group(&self, joined: Joined) -> Value {
        let (kind, number) = match joined {
            Joined::All => ("all", None),
            Joined::Any => ("any", None),
            Joined::AtLeast(n) => ("at least", Some(n)),
            Joined::FewerThan(n) => ("fewer than", Some(n)),
            Joined::Every => ("every", None),
            Joined::Some => ("some", None),
            Joined::SomeAndEvery => ("some and every", None),
            Joined::NotSomeAndEvery => ("not some and every", None),
            Joined::If => ("if", None),
        };
        json!({ "kind": "group", "joined": kind, "number": number })
    }

    fn test(&self, test: &Test) -> Value {
        let (comparison, threshold) = match &test.needs {
            Needs::Yes => ("yes", Value::Null),
            Needs::Compare(comparison, threshold) => (compared(*comparison), self.term(threshold)),
            Needs::Member(kind, members) => (
                "is one of",
                self.value(&Range::of(Core::Kind(*members)), &Type::Kind(*kind)),
            ),
            Needs::Absent => ("is absent", Value::Null),
            Needs::Present => ("has happened", Value::Null),
            Needs::Passed => ("has passed", Value::Null),
            Needs::Includes(of) => (
                "includes one of",
                of.iter().map(|one| self.term(one)).collect(),
            ),
            Needs::InOrder(of) => ("in order", of.iter().map(|one| self.term(one)).collect()),
        };
        json!({
            "kind": "test",
            "subject": self.term(&test.subject),
            "comparison": comparison,
            "threshold": threshold,
            "wanted": test.wanted,
        })
    }

    fn term(&self, term: &Term) -> Value {
        let model = self.model;
        let mut out = Map::new();
        out.insert("value".to_owned(), self.value(&term.value, &term.ty));
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        match &term.kind {
            TermKind::Constant => put("from", json!("constant")),
            TermKind::Fact(slot, source) => {
                put("from", json!("fact"));
                put("slot", self.slot(slot));
                put(
                    "source",
                    json!({
                        "made_on": source.made_on.map(|day| day.to_string()),
                        "since": source.since.map(|day| day.to_string()),
                        "later": source.later.map(|day| day.to_string()),
                        "presumed": source.presumed,
                    }),
                )
            }
            TermKind::Conclusion(id, key) => {
                let row = &model.conclusions()[*id];
                put("from", json!("conclusion"));
                put("name", json!(row.naming.name));
                put(
                    "key",
                    json!(key.as_ref().map(|key| self.key(key, row.key.as_ref()))),
                )
            }
            TermKind::Reading(id, _) => {
                put("from", json!("reading"));
                put("name", json!(model.readings()[*id].naming.name))
            }
            TermKind::Norm(id, predicate) => {
                put("from", json!("norm"));
                put("name", json!(model.norms()[*id].naming.name));
                put("predicate", json!(predicate.words()))
            }
            TermKind::Turn => put("from", json!("turn")),
            TermKind::FactDay => put("from", json!("fact day")),
            TermKind::Other => put("from", json!("other")),
            TermKind::Operation(operation, terms) => {
                use super::item::Operation as O;
                put("from", json!("operation"));
                put(
                    "operation",
                    json!(match operation {
                        O::Add => "+".to_owned(),
                        O::Subtract | O::Negate => "-".to_owned(),
                        O::Multiply => "*".to_owned(),
                        O::Divide => "/".to_owned(),
                        O::Round(rounding, places) => {
                            let rounding = format!("{rounding:?}").to_lowercase();
                            format!("rounded {rounding} to {places} places")
                        }
                        O::Extreme(crate::model::Extreme::Largest) => "largest".to_owned(),
                        O::Extreme(crate::model::Extreme::Smallest) => "smallest".to_owned(),
                        O::Otherwise => "otherwise".to_owned(),
                        O::DayOfYear(month, day) => format!("{month:02}-{day:02} of year"),
                        O::Shift {
                            period,
                            after: true,
                        } => format!("{period} after"),
                        O::Shift {
                            period,
                            after: false,
                        } => format!("{period} before"),
                        O::DayShift(days) => format!("{days} days after"),
                        O::YearOf => "year of".to_owned(),
                        O::MonthOf => "month of".to_owned(),
                        O::DayOf => "day of".to_owned(),
                        O::Aggregate(crate::model::Aggregate::Number) => "number of".to_owned(),
                        O::Aggregate(crate::model::Aggregate::Sum) => "sum".to_owned(),
                        O::Aggregate(crate::model::Aggregate::Average) => "average".to_owned(),
                    }),
                );
                put("terms", terms.iter().map(|term| self.term(term)).collect())
            }
        };
        out.into()
    }

    fn count(&self, count: &super::item::Count) -> Value {
        let counting = count.counting;
        let (last, provisional, steps, error) = match &count.counted {
            Some(Ok(Steps::Forward(counted))) => {
                let steps: Value = counted.steps.iter().map(step).collect();
                (Some(counted.last), counted.provisional, steps, None)
            }
            Some(Ok(Steps::Backward(day))) => (Some(*day), false, json!([]), None),
            Some(Err(error)) => (None, false, json!([]), Some(error.to_string())),
            None => (None, false, json!([]), None),
        };
        json!({
            "kind": "count",
            "period": count.period.to_string(),
            "direction": if count.after { "after" } else { "before" },
            "from": self.term(&count.from),
            "counting": counting.counting.convention.to_string(),
            "with_the_first_day": counting.counting.with_first_day,
            "citation": counting.counting.convention.citation(),
            "calendar": counting.calendar.map(|id| self.model.calendars()[id].0.name.clone()),
            "last": last.map(|day| day.to_string()),
            "provisional": provisional,
            "steps": steps,
            "error": error,
        })
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

    fn slot(&self, slot: &Slot) -> Value {
        let name = |fact: crate::model::FactId| self.model.facts()[fact].naming.name.clone();
        match slot {
            Slot::Fact(fact) => json!({ "fact": name(*fact) }),
            Slot::Key(fact, key) => {
                json!({ "fact": name(*fact), "key": self.key(key, self.model.facts()[*fact].key.as_ref()) })
            }
            Slot::Field(fact, entry, field) => {
                let record = match self.model.facts()[*fact].shape {
                    Shape::Events(record) | Shape::List(record) => {
                        self.model.records()[record].fields.get(*field)
                    }
                    _ => None,
                };
                let field = record.map(|field| field.naming.name.clone());
                json!({ "fact": name(*fact), "entry": entry + 1, "field": field })
            }
            Slot::Further(fact) => json!({ "fact": name(*fact), "further": true }),
            Slot::Reading(reading) => {
                json!({ "reading": self.model.readings()[*reading].naming.name })
            }
            Slot::Note(rule) => {
                json!({ "note": self.model.citation(self.model.rules()[*rule].place) })
            }
        }
    }

    fn key(&self, key: &Key, ty: Option<&KeyType>) -> String {
        let ty = match ty {
            Some(KeyType::Kind(kind)) => Type::Kind(*kind),
            _ => Type::Mistaken,
        };
        self.key_of(key, &ty)
    }

    fn key_of(&self, key: &Key, ty: &Type) -> String {
        match key {
            Key::Number(number) => number.to_string(),
            Key::Kind(position) => self.member(*position, ty),
            Key::Text(text) => text.to_string(),
            Key::Date(day) => day.to_string(),
        }
    }

    fn member(&self, position: u8, ty: &Type) -> String {
        match ty {
            Type::Kind(kind) => {
                let member = self.model.kinds()[*kind].members.get(usize::from(position));
                member.map(|member| member.name.clone()).unwrap_or_default()
            }
            Type::State(_) => {
                let state = crate::eval::NormState::ALL.get(usize::from(position));
                state
                    .map(|state| state.words().to_owned())
                    .unwrap_or_default()
            }
            Type::Set(inner) | Type::List(inner) => self.member(position, inner),
            _ => position.to_string(),
        }
    }

    fn turn(&self, turn: &Turn, ty: &Type) -> Value {
        match turn {
            Turn::Key(key) => json!({ "key": self.key_of(key, ty) }),
            Turn::Entry(entry) => json!({ "entry": entry + 1 }),
            Turn::Window(n, first, last) => {
                json!({ "window": n, "first": first.to_string(), "last": last.to_string() })
            }
            Turn::Further => json!({ "further": true }),
        }
    }

    /// A value as a case file writes it; of what is not settled, what is possible.
    fn value(&self, value: &Range, ty: &Type) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        put("settled", json!(value.is_settled()));
        match &value.core {
            Core::None => {}
            Core::Truth(_) => {
                let truth = value.as_truth();
                let words = [(truth.yes, "yes"), (truth.no, "no")];
                put(
                    "values",
                    words
                        .into_iter()
                        .filter(|(possible, _)| *possible)
                        .map(|(_, word)| word)
                        .collect(),
                );
            }
            Core::Kind(bits) => {
                let names = (0..64u8)
                    .filter(|at| bits >> at & 1 == 1)
                    .map(|at| self.member(at, ty));
                put("values", names.collect());
            }
            Core::Number(number) => {
                put("values", json!([number.to_string()]));
            }
            Core::Numbers(ends) => {
                put("low", json!(ends.0.as_ref().map(ToString::to_string)));
                put("high", json!(ends.1.as_ref().map(ToString::to_string)));
            }
            Core::Date(low, high) if low == high => {
                put("values", json!([low.to_string()]));
            }
            Core::Date(low, high) => {
                put("low", json!(low.to_string()));
                put("high", json!(high.to_string()));
            }
            Core::Moment(low, high) if low == high => {
                put("values", json!([low.to_string()]));
            }
            Core::Moment(low, high) => {
                put("low", json!(low.to_string()));
                put("high", json!(high.to_string()));
            }
            Core::Period(period) => {
                put("values", json!([period.to_string()]));
            }
            Core::Text(text) => {
                put("values", json!([**text]));
            }
            Core::Set(keys) => {
                put(
                    "set",
                    keys.iter().map(|key| self.key_of(key, inner(ty))).collect(),
                );
            }
            Core::Any => {
                put("any", json!(true));
            }
        }
        let besides: Vec<_> = Flags::BLOCKERS
            .into_iter()
            .chain([Flags::ABSENT])
            .filter(|flag| value.flags.has(*flag))
            .map(flag)
            .collect();
        if !besides.is_empty() {
            put("besides", json!(besides));
        }
        if let Type::Number {
            unit: Some(unit), ..
        } = ty
            && value.has_value()
        {
            put("unit", json!(self.model.units()[*unit].naming.name));
        }
        out.into()
    }
}

fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Set(inner) | Type::List(inner) => inner,
        other => other,
    }
}

fn came_out(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::NotMet => "not met",
        Standing::Open => "open",
        Standing::Blocked => "blocked",
        Standing::Stated => "stated",
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "is",
        Comparison::Less => "is less than",
        Comparison::AtMost => "is at most",
        Comparison::More => "is more than",
        Comparison::AtLeast => "is at least",
    }
}

fn flag(flag: Flags) -> &'static str {
    match flag {
        Flags::CONFLICT => "conflict",
        Flags::GAP => "gap",
        Flags::NOT_COMPUTABLE => "not computable",
        Flags::NOT_ENCODED => "not encoded",
        Flags::NOT_IN_FORCE => "not in force",
        Flags::NOT_APPLICABLE => "not applicable",
        _ => "absent",
    }
}

fn step(step: &CountStep) -> Value {
    let date = |day: &crate::value::Date| day.to_string();
    match step {
        CountStep::FirstDayExcluded {
            event,
            first_counted,
        } => {
            json!({ "step": "first day excluded", "day": date(event), "to": date(first_counted) })
        }
        CountStep::FirstDayCounted { event } => {
            json!({ "step": "first day counted", "day": date(event) })
        }
        CountStep::CorrespondingDay { day, last } => {
            json!({ "step": "corresponding day", "day": date(day), "to": date(last) })
        }
        CountStep::NoCorrespondingDay { day, month_last } => {
            json!({ "step": "no corresponding day", "number": day, "to": date(month_last) })
        }
        CountStep::MonthEndRounded {
            day, rounding, to, ..
        } => {
            let up = *rounding == MonthEnd::Up;
            json!({ "step": if up { "rounded up" } else { "rounded down" }, "number": day, "to": date(to) })
        }
        CountStep::DaysCounted { n, last } => {
            json!({ "step": "days counted", "number": n, "to": date(last) })
        }
        CountStep::DayBefore { day, last } => {
            json!({ "step": "day before", "day": date(day), "to": date(last) })
        }
        CountStep::RolledOver { from, rest, to } => {
            let rest = rest.iter().map(|rest| match &rest.why {
                crate::value::RestReason::Weekend => {
                    json!({ "day": date(&rest.day), "why": "weekend" })
                }
                crate::value::RestReason::Holiday(name) => {
                    json!({ "day": date(&rest.day), "why": name })
                }
            });
            json!({ "step": "rolled over", "day": date(from), "rest": rest.collect::<Value>(), "to": date(to) })
        }
        CountStep::OutsideCalendar { day, first, last } => {
            json!({ "step": "outside calendar", "day": date(day), "first": date(first), "last": date(last) })
        }
    }
}
