//! Outcomes as a scenario would write them, so that what came out can be compared with, and copied
//! to, what is expected.

use super::outcome::{Awaited, Expected, RestsOn};
use crate::eval::{Core, Decision, Flags, Key, Mark, NormOutcome, NormState, Outcome, Range, Slot};
use crate::model::{FactId, KeyType, Model, PlaceId, Query, Type};

/// An expectation as written: `unknown needing truancy_hours`.
pub(super) fn expected(model: &Model, expected: &Expected) -> String {
    let ty = type_of(model, &expected.query);
    let awaited = match &expected.awaited {
        Awaited::Value(range) => value(model, ty, range),
        Awaited::State(state, day) => norm_state(&NormOutcome {
            state: *state,
            day: *day,
            deadline: None,
        }),
        Awaited::Absent => "absent".to_owned(),
        Awaited::Unknown => "unknown".to_owned(),
        Awaited::NotApplicable => "not applicable".to_owned(),
        Awaited::NotInForce => "not in force".to_owned(),
        Awaited::Conflict => "conflict".to_owned(),
        Awaited::Gap => "gap".to_owned(),
        Awaited::NotComputable => "not computable".to_owned(),
        Awaited::NotEncoded => "not encoded".to_owned(),
    };
    let needing = expected.needing.as_deref().unwrap_or_default();
    let resting = expected.resting.iter().map(|it| match it {
        RestsOn::Reading(reading) => model.readings()[*reading].naming.name.clone(),
        RestsOn::Fact(fact) => model.facts()[*fact].naming.name.clone(),
    });
    awaited
        + &list(" needing ", needing.iter().map(|it| slot(model, it)))
        + &list(
            " citing ",
            expected.citing.iter().map(|(citation, _)| citation.clone()),
        )
        + &list(" resting on ", resting)
}

/// A decision as an expectation would be written; needs only if it is unknown, the rest only where
/// the expectation speaks of it.
pub(super) fn got(model: &Model, expected: &Expected, decision: &Decision) -> String {
    let ty = type_of(model, &expected.query);
    let mut words = outcome(model, ty, &decision.outcome);
    let needs = decision.needs.iter().map(|need| slot(model, &need.slot));
    words += &list(" needing ", needs);
    words += &list(
        ", where these may matter: ",
        decision.may_matter.iter().map(|it| slot(model, it)),
    );
    if !expected.citing.is_empty() {
        words += &list(
            " citing ",
            decision.because.iter().map(|place| cited(model, *place)),
        );
    }
    if !expected.resting.is_empty() {
        words += &list(
            " resting on ",
            decision.marks.iter().filter_map(|it| mark(model, it)),
        );
    }
    words
}

/// What decided, in one line; empty where nothing did.
pub(super) fn why(model: &Model, decision: &Decision) -> String {
    let decided = list(
        "decided by ",
        decision.because.iter().map(|place| cited(model, *place)),
    );
    let either = if decision.either_way {
        "the same either way".to_owned()
    } else {
        String::new()
    };
    let marks = list(
        "resting on ",
        decision.marks.iter().filter_map(|it| mark(model, it)),
    );
    let parts = [decided, either, marks];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// A slot as a scenario names it: `appraisal for 2016`.
pub(super) fn slot(model: &Model, slot: &Slot) -> String {
    let name = |fact: FactId| model.facts()[fact].naming.name.as_str();
    match slot {
        Slot::Fact(fact) | Slot::Further(fact) => name(*fact).to_owned(),
        Slot::Key(fact, it) => {
            format!(
                "{} for {}",
                name(*fact),
                key(model, model.facts()[*fact].key.as_ref(), it)
            )
        }
        Slot::Field(fact, entry, field) => {
            let record = match model.facts()[*fact].shape {
                crate::model::Shape::Events(record) | crate::model::Shape::List(record) => {
                    Some(record)
                }
                _ => None,
            };
            let field = record.and_then(|record| model.records()[record].fields.get(*field));
            let field = field.map_or("a field", |field| field.naming.name.as_str());
            format!("{field} of {} {}", name(*fact), entry + 1)
        }
        Slot::Member(_, _, member, inner) => format!("{} of {member}", self::slot(model, inner)),
        Slot::Calendar(calendar, _) => model.calendars()[*calendar].0.name.clone(),
        Slot::Reading(reading) => model.readings()[*reading].naming.name.clone(),
        Slot::Note(rule) => cited(model, model.rules()[*rule].place),
    }
}

fn type_of<'m>(model: &'m Model, query: &Query) -> Option<&'m Type> {
    match query {
        Query::Conclusion(conclusion) | Query::At(conclusion, _) => {
            Some(&model.conclusions()[*conclusion].ty)
        }
        _ => None,
    }
}

fn outcome(model: &Model, ty: Option<&Type>, outcome: &Outcome) -> String {
    let words = match outcome {
        Outcome::Yes => "yes",
        Outcome::No => "no",
        Outcome::Value(range) => return value(model, ty, range),
        Outcome::State(state) => return norm_state(state),
        Outcome::Absent => "absent",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not applicable",
        Outcome::NotInForce { .. } => "not in force",
        Outcome::Conflict => "conflict",
        Outcome::Gap => "gap",
        Outcome::NotComputable => "not computable",
        Outcome::NotEncoded => "not encoded",
    };
    words.to_owned()
}

fn norm_state(outcome: &NormOutcome) -> String {
    let words = outcome.state.words();
    let Some(day) = outcome.day else {
        return words.to_owned();
    };
    let preposition = match outcome.state {
        NormState::Breached | NormState::Lapsed => "since",
        NormState::Pending | NormState::Open => "until",
        _ => "on",
    };
    format!("{words} {preposition} {day}")
}

/// What was read of a fact.
pub(super) fn read(model: &Model, ty: &Type, range: &Range) -> String {
    if !range.is_settled() {
        return "unknown".to_owned();
    }
    if range.flags.has(Flags::ABSENT) {
        return "absent".to_owned();
    }
    match Flags::BLOCKERS.iter().find(|it| range.flags.has(**it)) {
        Some(&Flags::NOT_ENCODED) => "not encoded".to_owned(),
        Some(_) => "not to be had".to_owned(),
        None => value(model, Some(ty), range),
    }
}

/// A settled value as the language writes it.
fn value(model: &Model, ty: Option<&Type>, range: &Range) -> String {
    match (&range.core, ty) {
        (Core::Truth(_), _) if *range == Range::YES => "yes".to_owned(),
        (Core::Truth(_), _) if *range == Range::NO => "no".to_owned(),
        (Core::Kind(bits), Some(Type::Kind(kind))) if bits.is_power_of_two() => {
            let members = &model.kinds()[*kind].members;
            let position = usize::try_from(bits.trailing_zeros()).unwrap_or(usize::MAX);
            members
                .get(position)
                .map_or_else(|| "?".to_owned(), |member| member.name.clone())
        }
        (
            Core::Number(number),
            Some(Type::Number {
                unit: Some(unit), ..
            }),
        ) => {
            let unit = &model.units()[*unit];
            let one = number.to_i64() == Some(1);
            format!(
                "{number} {}",
                if one { &unit.naming.name } else { &unit.plural }
            )
        }
        (Core::Number(number), _) => number.to_string(),
        (Core::Date(day, last), ty) if day == last => ty
            .and_then(|ty| ty.stretch(*day))
            .unwrap_or_else(|| day.to_string()),
        (Core::Moment(moment, last), _) if moment == last => moment.to_string(),
        (Core::Period(period), _) => period.to_string(),
        (Core::Text(text), _) => format!("\"{text}\""),
        (Core::Set(members), Some(Type::Set(of) | Type::List(of))) => {
            let of = match &**of {
                Type::Kind(kind) => Some(KeyType::Kind(*kind)),
                _ => None,
            };
            let members = members.iter().map(|member| key(model, of.as_ref(), member));
            format!("({})", members.collect::<Vec<_>>().join(", "))
        }
        _ => "a value that is not settled".to_owned(),
    }
}

fn key(model: &Model, ty: Option<&KeyType>, key: &Key) -> String {
    match (key, ty) {
        (Key::Number(number), _) => number.to_string(),
        (Key::Kind(position), Some(KeyType::Kind(kind))) => {
            let member = model.kinds()[*kind].members.get(usize::from(*position));
            member.map_or_else(|| "?".to_owned(), |member| member.name.clone())
        }
        (Key::Kind(position), _) => format!("member {}", position + 1),
        (Key::Text(text), _) => format!("\"{text}\""),
        (Key::Date(day), ty) => ty
            .and_then(|ty| ty.of_values().stretch(*day))
            .unwrap_or_else(|| day.to_string()),
    }
}

fn mark(model: &Model, mark: &Mark) -> Option<String> {
    Some(match mark {
        Mark::Reading(reading, _) => model.readings()[*reading].naming.name.clone(),
        Mark::Presumed(it) | Mark::Assumed(it) | Mark::MayRestOn(it) => slot(model, it),
        Mark::Note(rule) => cited(model, model.rules()[*rule].place),
        Mark::ByAnalogy(place) => cited(model, *place),
    })
}

fn cited(model: &Model, place: PlaceId) -> String {
    model.citation(place)
}

fn list(lead: &str, words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        String::new()
    } else {
        format!("{lead}{}", words.join(", "))
    }
}
