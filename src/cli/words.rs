//! Outcomes, values and slots as words and as JSON.
//!
//! These are the short forms of `eval` and the machine's forms of every command, in the language of
//! the rules themselves: names, not labels. Sentences for people are made in [`crate::explain`].

use serde_json::value::RawValue;

use crate::eval::{Core, Flags, Key, NormOutcome, NormState, Outcome, Range, Slot};
use crate::model::{
    ConclusionId, FactId, KeyType, Model, NormId, Query, RegulationId, Shape, Type, Validity,
};
use crate::value::Number;

/// The days on which something is in force.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct InForce {
    from: Option<String>,
    until: Option<String>,
}

impl InForce {
    /// None for what has no end on either side.
    pub(super) fn new(validity: Validity) -> Option<Self> {
        let day = |day: Option<crate::value::Date>| day.map(|day| day.to_string());
        (validity != Validity::default()).then(|| Self {
            from: day(validity.from),
            until: day(validity.until),
        })
    }

    /// In words, in brackets.
    pub(super) fn text(&self) -> String {
        match (&self.from, &self.until) {
            (Some(from), Some(until)) => format!("(in force {from} to {until})"),
            (Some(from), None) => format!("(in force from {from})"),
            (None, Some(until)) => format!("(in force until {until})"),
            (None, None) => String::new(),
        }
    }
}

/// A calendar the rules count by: which edition it is, and the first and last day it covers.
#[derive(Debug, serde::Serialize)]
pub(super) struct CalendarJson {
    name: String,
    version: Option<String>,
    from: String,
    until: String,
    digest: String,
}

/// The calendars of the rules.
pub(super) fn calendars(model: &Model) -> Vec<CalendarJson> {
    let all = model.calendars().iter();
    all.map(|(_, (naming, calendar))| CalendarJson {
        name: naming.name.clone(),
        version: calendar.version().map(str::to_owned),
        from: calendar.first().to_string(),
        until: calendar.last().to_string(),
        digest: calendar.digest().to_owned(),
    })
    .collect()
}

/// The word for an outcome, the same in every format; a settled value is `value`.
pub(super) fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Yes => "yes",
        Outcome::No => "no",
        Outcome::Value(_) => "value",
        Outcome::State(norm) => norm.state.words(),
        Outcome::Absent => "absent",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not applicable",
        Outcome::NotInForce { .. } => "not in force",
        Outcome::Conflict => "conflict",
        Outcome::Gap => "gap",
        Outcome::NotComputable => "not computable",
        Outcome::NotEncoded => "not encoded",
    }
}

/// The outcome as people read it in a table: the value itself, a state with its day.
pub(super) fn short_outcome(model: &Model, query: &Query, it: &Outcome) -> String {
    match it {
        Outcome::Value(range) => range_text(model, &type_of(model, query), range),
        Outcome::State(norm) => state(norm),
        Outcome::NotInForce {
            from: Some(from),
            until: Some(until),
        } => format!("not in force ({from} to {until})"),
        Outcome::NotInForce {
            from: Some(from), ..
        } => format!("not in force (from {from})"),
        Outcome::NotInForce {
            until: Some(until), ..
        } => format!("not in force (until {until})"),
        other => outcome(other).to_owned(),
    }
}

/// The same without the day of a state: what many have in common.
pub(super) fn outcome_of_many(model: &Model, query: &Query, it: &Outcome) -> String {
    match it {
        Outcome::State(norm) => norm.state.words().to_owned(),
        other => short_outcome(model, query, other),
    }
}

fn state(norm: &NormOutcome) -> String {
    let words = norm.state.words();
    let Some(day) = norm.day else {
        return words.to_owned();
    };
    match norm.state {
        NormState::Breached | NormState::Lapsed => format!("{words} since {day}"),
        NormState::Pending | NormState::Open => format!("{words} until {day}"),
        _ => format!("{words} on {day}"),
    }
}

/// What a decision is asked for by: its name, with that of its regulation where two have it.
pub(super) fn query(model: &Model, query: &Query) -> String {
    let conclusion = |id: ConclusionId| {
        let it = &model.conclusions()[id];
        decision_name(model, &it.naming.name, it.regulation)
    };
    match query {
        Query::Conclusion(id) => conclusion(*id),
        Query::At(id, key) => format!("{} for {}", conclusion(*id), self::key(model, *id, key)),
        Query::Norm(id) => norm_name(model, *id),
        Query::Predicate(id, predicate) => {
            format!("{} is {}", norm_name(model, *id), predicate.words())
        }
        Query::Place(id) => model.citation(*id),
    }
}

/// A key of a conclusion, as it is written after `for`.
pub(super) fn key(model: &Model, id: ConclusionId, key: &Key) -> String {
    let ty = model.conclusions()[id].key.as_ref();
    let ty = ty.map_or(Type::Text, KeyType::of_values);
    key_text(model, &ty, key)
}

fn norm_name(model: &Model, id: NormId) -> String {
    let norm = &model.norms()[id];
    decision_name(model, &norm.naming.name, norm.regulation)
}

fn decision_name(model: &Model, name: &str, regulation: RegulationId) -> String {
    let conclusions = model
        .conclusions()
        .iter()
        .map(|(_, it)| it.naming.name.as_str());
    let norms = model.named_norms().map(|(_, it)| it.naming.name.as_str());
    qualified(model, name, regulation, conclusions.chain(norms))
}

fn fact_name(model: &Model, id: FactId) -> String {
    let fact = &model.facts()[id];
    let all = model.facts().iter().map(|(_, it)| it.naming.name.as_str());
    qualified(model, &fact.naming.name, fact.regulation, all)
}

fn qualified<'m>(
    model: &Model,
    name: &str,
    regulation: RegulationId,
    all: impl Iterator<Item = &'m str>,
) -> String {
    if all.filter(|other| *other == name).nth(1).is_none() {
        return name.to_owned();
    }
    format!("{}.{name}", model.regulations()[regulation].naming.name)
}

/// The type of what a query gives, where it gives a value.
pub(super) fn type_of(model: &Model, query: &Query) -> Type {
    match query {
        Query::Conclusion(id) | Query::At(id, _) => model.conclusions()[*id].ty.clone(),
        Query::Norm(id) => Type::State(*id),
        Query::Predicate(..) | Query::Place(_) => Type::YesNo,
    }
}

/// A settled value as JSON; none where the range is no single value.
///
/// A number is a JSON number with all its digits, a fraction without finite decimals the text
/// `"1/3"`; a day, a moment, a period and a member of an enumeration are texts; a set is a list.
pub(super) fn json(model: &Model, ty: &Type, range: &Range) -> Option<Box<RawValue>> {
    if !range.is_settled() {
        return None;
    }
    let text = match &range.core {
        Core::Truth(_) => range.as_truth().is_yes().to_string(),
        Core::Number(number) => json_number(number),
        Core::Set(keys) => {
            let keys: Vec<String> = keys
                .iter()
                .map(|key| json_key(model, element(ty), key))
                .collect();
            format!("[{}]", keys.join(","))
        }
        Core::Text(text) => json_text(text),
        Core::None | Core::Any => return None,
        _ => json_text(&range_text(model, ty, range)),
    };
    RawValue::from_string(text).ok()
}

fn json_number(number: &Number) -> String {
    let text = number.to_string();
    if text.contains('/') {
        json_text(&text)
    } else {
        text
    }
}

fn json_key(model: &Model, ty: &Type, key: &Key) -> String {
    match key {
        Key::Number(number) => number.to_string(),
        other => json_text(&key_text(model, ty, other)),
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A slot by the name under which it is given: `rank`, `appraisal for 2016`, `day of activities 2`.
pub(super) fn slot(model: &Model, it: &Slot) -> String {
    match it {
        Slot::Fact(fact) => fact_name(model, *fact),
        Slot::Key(fact, key) => {
            let ty = model.facts()[*fact].key.as_ref();
            let ty = ty.map_or(Type::Text, KeyType::of_values);
            format!(
                "{} for {}",
                fact_name(model, *fact),
                key_text(model, &ty, key)
            )
        }
        Slot::Member(_, _, member, inner) => format!("{} of {member}", slot(model, inner)),
        Slot::Field(fact, entry, field) if is_group(model, *fact) => {
            let day = if *field == 0 { "joined" } else { "left" };
            format!(
                "day member {} of {} {day}",
                entry + 1,
                fact_name(model, *fact)
            )
        }
        Slot::Field(fact, entry, field) => {
            let (Shape::Events(record) | Shape::List(record)) = model.facts()[*fact].shape else {
                return fact_name(model, *fact);
            };
            let field = model.records()[record]
                .fields
                .get(*field)
                .map_or("", |field| field.naming.name.as_str());
            format!("{field} of {} {}", fact_name(model, *fact), entry + 1)
        }
        Slot::Further(fact) => format!("further {}", fact_name(model, *fact)),
        Slot::Calendar(calendar, day) => {
            format!("calendar {} at {day}", model.calendars()[*calendar].0.name)
        }
        Slot::Reading(reading) => model.readings()[*reading].naming.name.clone(),
        Slot::Note(rule) => model.citation(model.rules()[*rule].place),
    }
}

fn is_group(model: &Model, fact: FactId) -> bool {
    matches!(model.facts()[fact].shape, Shape::Group(_))
}

/// The outcomes of a range: the value if there is one, else what there is besides.
pub(super) fn range_text(model: &Model, ty: &Type, range: &Range) -> String {
    let core = core_text(model, ty, &range.core);
    let flags = [
        (Flags::ABSENT, "absent"),
        (Flags::CONFLICT, "conflict"),
        (Flags::GAP, "gap"),
        (Flags::NOT_COMPUTABLE, "not computable"),
        (Flags::NOT_ENCODED, "not encoded"),
        (Flags::NOT_IN_FORCE, "not in force"),
        (Flags::NOT_APPLICABLE, "not applicable"),
    ];
    let others = flags
        .into_iter()
        .filter(|(flag, _)| range.flags.has(*flag))
        .map(|(_, word)| word.to_owned());
    core.into_iter()
        .chain(others)
        .collect::<Vec<_>>()
        .join(" or ")
}

fn core_text(model: &Model, ty: &Type, core: &Core) -> Option<String> {
    Some(match core {
        Core::None => return None,
        Core::Truth(_) => {
            let truth = Range::of(core.clone()).as_truth();
            let words = [(truth.yes, "yes"), (truth.no, "no")]
                .into_iter()
                .filter(|(possible, _)| *possible);
            words.map(|(_, word)| word).collect::<Vec<_>>().join(" or ")
        }
        Core::Kind(bits) => {
            let members = (0..64u8)
                .filter(|at| bits & (1 << at) != 0)
                .map(|at| member(model, ty, at));
            members.collect::<Vec<_>>().join(" or ")
        }
        Core::Number(number) => model.amount(ty, number),
        Core::Numbers(ends) => match ends.as_ref() {
            (Some(low), Some(high)) => format!("{low} to {}", model.amount(ty, high)),
            (Some(low), None) => format!("at least {}", model.amount(ty, low)),
            (None, Some(high)) => format!("at most {}", model.amount(ty, high)),
            (None, None) => "any number".to_owned(),
        },
        Core::Date(low, high) if low == high => ty.stretch(*low).unwrap_or_else(|| low.to_string()),
        Core::Date(low, high) => format!("{low} to {high}"),
        Core::Moment(low, high) if low == high => low.to_string(),
        Core::Moment(low, high) => format!("{low} to {high}"),
        Core::Period(period) => period.to_string(),
        Core::Text(text) => format!("\"{text}\""),
        Core::Set(keys) => {
            let keys: Vec<String> = keys
                .iter()
                .map(|key| key_text(model, element(ty), key))
                .collect();
            format!("({})", keys.join(", "))
        }
        Core::Any => "any value".to_owned(),
    })
}

fn key_text(model: &Model, ty: &Type, key: &Key) -> String {
    match key {
        Key::Number(number) => number.to_string(),
        Key::Kind(position) => member(model, ty, *position),
        Key::Text(text) => text.to_string(),
        Key::Date(date) => ty.stretch(*date).unwrap_or_else(|| date.to_string()),
    }
}

fn member(model: &Model, ty: &Type, position: u8) -> String {
    let position = usize::from(position);
    match ty {
        Type::Kind(kind) => model.kinds()[*kind]
            .members
            .get(position)
            .map(|member| member.name.clone()),
        Type::State(_) => NormState::ALL
            .get(position)
            .map(|state| state.words().to_owned()),
        _ => None,
    }
    .unwrap_or_default()
}

fn element(ty: &Type) -> &Type {
    match ty {
        Type::Set(element) | Type::List(element) => element,
        other => other,
    }
}
