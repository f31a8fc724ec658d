//! A person found, as a case: what the file says, and what each text decides.

use super::search::{Goal, Search, type_of};
use super::space::{At, Space, SpotId};
use super::term::canonical;
use crate::eval::{Case, Core, Decision, Evaluator, Flags, Given, Key, Outcome, Range};
use crate::model::{KeyType, Model, Shape, Type};

/// A fact of a person found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The fact, `rank`, `appraisal for 2016`, `day of activities 2`.
    pub name: String,
    /// Its value, as the rules write it.
    pub value: String,
    /// Whether only one of the texts knows it, and which by position; none where both do.
    pub only: Option<usize>,
}

/// The facts of a person, and on each side the case and what is decided.
pub(super) type Confirmed = (Vec<Told>, Vec<(Case, Decision)>);

impl Search<'_> {
    /// Makes one person of what is left and decides it like any case file: the facts, and for each side
    /// the case and the decision. None if the decisions are not what was looked for.
    pub(super) fn confirmed(&mut self) -> Option<Confirmed> {
        self.settle_all();
        if !self.holds() {
            return None;
        }
        let settled = self.space.ranges();
        if !self.anybody
            && self.shrink()
            && let Some(decided) = self.decided()
        {
            return Some((self.told(), decided));
        }
        // What the law presumes of a fact left out may be another thing: leave out nothing.
        self.space.restore(settled);
        if !self.holds() {
            return None;
        }
        let decided = self.decided()?;
        Some((self.told(), decided))
    }

    fn settle_all(&mut self) {
        let ids: Vec<SpotId> = self.space.spots().map(|it| it.0).collect();
        for id in ids {
            if self.space.is_narrowed(id) {
                self.choose(id);
            }
        }
    }

    /// Every side's decision on what is told, if they are as looked for.
    fn decided(&mut self) -> Option<Vec<(Case, Decision)>> {
        let mut found = Vec::new();
        let mut texts = Vec::new();
        for (at, side) in self.sides.iter().enumerate() {
            let case = self.space.case(at, side.model);
            let mut evaluator = Evaluator::new(side.model, &side.settings);
            if !evaluator.violated_by(&case).is_empty() {
                return None;
            }
            let decision = evaluator.decide(&case, side.query.clone());
            if decision.outcome == Outcome::Unknown {
                return None;
            }
            let ty = type_of(side.model, &side.query);
            texts.push(canonical(side.model, &ty, &decision.possible));
            found.push((case, decision));
        }
        let met = match (self.goal, texts.as_slice(), found.as_slice()) {
            (Goal::Differ, [one, other], _) => one != other,
            (Goal::Reach(flag), _, [(_, decision)]) => match decision.outcome {
                Outcome::Conflict => flag == Flags::CONFLICT,
                Outcome::Gap => flag == Flags::GAP,
                _ => false,
            },
            _ => false,
        };
        met.then_some(found)
    }

    /// The facts, in the order of the law.
    fn told(&self) -> Vec<Told> {
        let mut told = self.space.told();
        told.sort_by_key(|(id, _)| {
            self.space
                .spot(*id)
                .map(|spot| (spot.fact, spot.at.clone()))
        });
        told.iter()
            .filter_map(|(id, range)| self.space.told_of(*id, range))
            .collect()
    }
}

impl Space<'_> {
    /// What is told as a case of one side; the rest is left out.
    fn case(&self, side: usize, model: &Model) -> Case {
        let mut case = Case::new(model);
        let mut facts: Vec<usize> = self
            .told()
            .iter()
            .filter_map(|it| Some(self.spot(it.0)?.fact))
            .collect();
        facts.dedup();
        facts.sort_unstable();
        facts.dedup();
        for fact in facts {
            if let Some((_, id, _)) = self.joint.row_on(fact, side)
                && let Some(given) = self.given_told(fact, side)
            {
                case.set(id, given);
            }
        }
        case
    }

    /// A fact as a file gives it.
    fn given_told(&self, fact: usize, side: usize) -> Option<Given> {
        let given = self.given(fact, side)?;
        let (first, row) = self.joint.row(fact)?;
        let told = |at: &At| {
            let id = self.find(fact, at);
            id.is_some_and(|it| self.is_narrowed(it))
        };
        match given {
            Given::History(_) => {
                let mut steps = Vec::new();
                for &id in self.of_fact(fact) {
                    let Some(spot) = self.spot(id).filter(|_| self.is_narrowed(id)) else {
                        continue;
                    };
                    if !matches!(spot.at, At::Since(_)) {
                        continue;
                    }
                    let (model, _, here) = self.joint.row_on(fact, side)?;
                    let value =
                        super::joint::carry((first, &row.ty), (model, &here.ty), &spot.range);
                    let value = (value != Range::ABSENT).then_some(value);
                    steps.push((self.first_look(id), value));
                }
                steps.sort_by_key(|it| it.0);
                Some(Given::History(steps))
            }
            Given::Keyed(all) => {
                let (model, _, here) = self.joint.row_on(fact, side)?;
                let from = here.key.as_ref().map(KeyType::of_values)?;
                let to = row.key.as_ref().map(KeyType::of_values)?;
                let all = all.into_iter().filter(|(key, _)| {
                    let key = super::joint::carry_key((model, &from), (first, &to), key);
                    key.is_some_and(|key| told(&At::Key(key)))
                });
                Some(Given::Keyed(all.collect()))
            }
            other => Some(other),
        }
    }

    fn told_of(&self, id: SpotId, range: &Range) -> Option<Told> {
        let spot = self.spot(id)?;
        let (model, row) = self.joint.row(spot.fact)?;
        let (_, ty) = self.written_in(id)?;
        let name = row.naming.name.as_str();
        let value = value_text(model, &ty, range);
        let (name, value) = match &spot.at {
            At::Whole => (name.to_owned(), value),
            At::Since(_) => {
                let from = self.first_look(id);
                (name.to_owned(), format!("{value} from {from}"))
            }
            At::Key(key) => {
                let ty = row.key.as_ref().map(KeyType::of_values)?;
                (format!("{name} for {}", key_text(model, &ty, key)), value)
            }
            At::Count => {
                let entries = match value.as_str() {
                    "0" => "none".to_owned(),
                    "1" => "1 entry".to_owned(),
                    more => format!("{more} entries"),
                };
                (name.to_owned(), entries)
            }
            At::Field(entry, field) => {
                let (Shape::Events(record) | Shape::List(record)) = row.shape else {
                    return None;
                };
                let field = model.records()[record].fields.get(*field)?;
                (
                    format!("{} of {name} {}", field.naming.name, entry + 1),
                    value,
                )
            }
        };
        let sides = &self.joint.facts.get(spot.fact)?.sides;
        let only = match sides.iter().filter(|it| it.is_some()).count() {
            1 if sides.len() > 1 => sides.iter().position(Option::is_some),
            _ => None,
        };
        Some(Told { name, value, only })
    }
}

/// A value as the rules write it.
fn value_text(model: &Model, ty: &Type, range: &Range) -> String {
    if range.flags.has(Flags::ABSENT) {
        return "absent".to_owned();
    }
    match &range.core {
        Core::Truth(1) => "yes".to_owned(),
        Core::Truth(_) => "no".to_owned(),
        Core::Kind(bits) => {
            let at = u8::try_from(bits.trailing_zeros()).unwrap_or(u8::MAX);
            key_text(model, ty, &Key::Kind(at))
        }
        Core::Number(number) => model.amount(ty, number),
        Core::Date(day, _) => ty.stretch(*day).unwrap_or_else(|| day.to_string()),
        Core::Moment(moment, _) => moment.to_string(),
        Core::Text(text) => format!("\"{text}\""),
        Core::Period(period) => period.to_string(),
        Core::Set(keys) => {
            let keys: Vec<String> = keys.iter().map(|it| key_text(model, ty, it)).collect();
            format!("({})", keys.join(", "))
        }
        Core::Numbers(_) | Core::None | Core::Any => "any value".to_owned(),
    }
}

fn key_text(model: &Model, ty: &Type, key: &Key) -> String {
    let ty = match ty {
        Type::Set(of) | Type::List(of) => of,
        other => other,
    };
    match key {
        Key::Number(number) => number.to_string(),
        Key::Kind(at) => match ty {
            Type::Kind(kind) => model.kinds()[*kind]
                .members
                .get(usize::from(*at))
                .map_or_else(String::new, |it| it.name.clone()),
            _ => at.to_string(),
        },
        Key::Text(text) => text.to_string(),
        Key::Date(day) => ty.stretch(*day).unwrap_or_else(|| day.to_string()),
    }
}
