//! The facts of two rule sets as one list: what one person can be told to both.
//!
//! Facts go together by name, where they are of one type and kept in one way. A value both admit is one
//! both are asked about; a value that only one admits, a member added to an enumeration say, is no
//! input of the other, so that there is nothing to compare. Which those are is said ([`Note`]).

use std::collections::BTreeSet;

use crate::eval::{Core, Flags, Key, Range};
use crate::model::{Domain, Fact, FactId, Id, KeyType, Model, RecordId, Shape, Type};
use crate::value::{Date, Moment, Number};

/// A fact of one rule set or of both.
#[derive(Debug, Clone)]
pub(super) struct JointFact {
    /// Which fact it is on each side.
    pub(super) sides: Vec<Option<FactId>>,
}

impl JointFact {
    /// The first side that has it; its values are written as on that side.
    pub(super) fn first(&self) -> Option<(usize, FactId)> {
        let mut sides = self.sides.iter().enumerate();
        sides.find_map(|(side, id)| id.map(|id| (side, id)))
    }
}

/// What cannot be compared about the facts of two rule sets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The name means facts of different types, or kept in different ways.
    AnotherFact(String),
    /// Only the one or the other text admits these values of a fact: the name, and the values where
    /// they can be listed.
    OnlyOne(String, Vec<String>),
}

/// The facts of all sides.
#[derive(Debug, Clone)]
pub(super) struct Joint<'m> {
    pub(super) models: Vec<&'m Model>,
    pub(super) facts: Vec<JointFact>,
    of_side: Vec<Vec<Option<usize>>>,
    pub(super) notes: Vec<Note>,
}

impl<'m> Joint<'m> {
    pub(super) fn new(models: Vec<&'m Model>) -> Joint<'m> {
        let mut joint = Joint {
            of_side: models
                .iter()
                .map(|it| vec![None; it.facts().len()])
                .collect(),
            models,
            facts: Vec::new(),
            notes: Vec::new(),
        };
        for side in 0..joint.models.len() {
            let Some(model) = joint.models.get(side).copied() else {
                continue;
            };
            for (id, fact) in model.facts().iter() {
                let earlier = joint.named_before(side, model, fact);
                match earlier {
                    Some((at, true)) => joint.set(at, side, id),
                    other => {
                        if other.is_some() {
                            let name = fact.naming.name.clone();
                            joint.notes.push(Note::AnotherFact(name));
                        }
                        let at = joint.facts.len();
                        joint.facts.push(JointFact {
                            sides: vec![None; joint.models.len()],
                        });
                        joint.set(at, side, id);
                    }
                }
            }
        }
        joint
    }

    fn set(&mut self, at: usize, side: usize, id: FactId) {
        if let Some(slot) = self.facts.get_mut(at).and_then(|it| it.sides.get_mut(side)) {
            *slot = Some(id);
        }
        let ids = self.of_side.get_mut(side);
        if let Some(slot) = ids.and_then(|it| it.get_mut(id.position())) {
            *slot = Some(at);
        }
    }

    /// The fact of this name on an earlier side, and whether it is the same kind of fact.
    fn named_before(&self, side: usize, model: &Model, fact: &Fact) -> Option<(usize, bool)> {
        let owner =
            |model: &Model, fact: &Fact| model.regulations()[fact.regulation].naming.name.clone();
        let mut found: Vec<(usize, bool, bool)> = Vec::new();
        for (at, joint) in self.facts.iter().enumerate() {
            let Some((before, id)) = joint.first().filter(|it| it.0 < side) else {
                continue;
            };
            let Some(other) = self.models.get(before) else {
                continue;
            };
            let row = &other.facts()[id];
            if row.naming.name == fact.naming.name
                && joint.sides.get(side).is_some_and(Option::is_none)
            {
                let same = signature(other, row) == signature(model, fact);
                found.push((at, same, owner(other, row) == owner(model, fact)));
            }
        }
        let own = found.iter().find(|it| it.2);
        let only = found.first().filter(|_| found.len() == 1);
        own.or(only).map(|it| (it.0, it.1))
    }

    /// Where a fact of a side is.
    pub(super) fn of(&self, side: usize, id: FactId) -> Option<usize> {
        *self.of_side.get(side)?.get(id.position())?
    }

    /// A fact as it is on the first side that has it.
    pub(super) fn row(&self, at: usize) -> Option<(&'m Model, &'m Fact)> {
        let (side, id) = self.facts.get(at)?.first()?;
        let model = *self.models.get(side)?;
        Some((model, &model.facts()[id]))
    }

    /// A fact as it is on a side.
    pub(super) fn row_on(&self, at: usize, side: usize) -> Option<(&'m Model, FactId, &'m Fact)> {
        let id = (*self.facts.get(at)?.sides.get(side)?)?;
        let model = *self.models.get(side)?;
        Some((model, id, &model.facts()[id]))
    }

    /// The values a fact, or a field of its entries, can have on every side that has it.
    pub(super) fn domain(&mut self, at: usize, field: Option<usize>, as_of: Date) -> Range {
        let Some((first, first_row)) = self.row(at) else {
            return Range::ANY;
        };
        let Some(first_ty) = type_of(first, first_row, field) else {
            return Range::ANY;
        };
        let mut found: Option<Range> = None;
        let mut differ = false;
        let mut names: Vec<BTreeSet<String>> = Vec::new();
        for side in 0..self.models.len() {
            let Some((model, _, row)) = self.row_on(at, side) else {
                continue;
            };
            let Some((ty, range)) = domain_on(model, row, field, as_of) else {
                continue;
            };
            names.push(member_names(model, &ty, &range));
            let here = carry((model, &ty), (first, &first_ty), &range);
            found = Some(match found {
                None => here,
                Some(so_far) => {
                    differ |= so_far != here;
                    common(&so_far, &here)
                }
            });
        }
        let every: BTreeSet<String> = names.iter().flatten().cloned().collect();
        let only: Vec<String> = every
            .into_iter()
            .filter(|name| !names.iter().all(|it| it.contains(name)))
            .collect();
        if differ || !only.is_empty() {
            let note = Note::OnlyOne(first_row.naming.name.clone(), only);
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        found.unwrap_or(Range::ANY)
    }
}

/// The members of an enumeration that a range holds, by name.
fn member_names(model: &Model, ty: &Type, range: &Range) -> BTreeSet<String> {
    let (Type::Kind(kind), Core::Kind(bits)) = (ty, &range.core) else {
        return BTreeSet::new();
    };
    let members = model.kinds()[*kind].members.iter().enumerate();
    members
        .filter(|(at, _)| bits >> at & 1 == 1)
        .map(|(_, member)| member.name.clone())
        .collect()
}

/// The type of a fact's value, or of a field of its entries.
pub(super) fn type_of(model: &Model, row: &Fact, field: Option<usize>) -> Option<Type> {
    let Some(field) = field else {
        return Some(row.ty.clone());
    };
    let (Shape::Events(record) | Shape::List(record)) = row.shape else {
        return None;
    };
    let fields = &model.records()[record].fields;
    fields.get(field).map(|it| it.ty.clone())
}

/// How many digits a number of a file can have.
fn widest() -> (Number, Number) {
    let most = Number::from(999_999_999_999_999);
    (most.neg(), most)
}

fn domain_on(
    model: &Model,
    row: &Fact,
    field: Option<usize>,
    as_of: Date,
) -> Option<(Type, Range)> {
    let (ty, domain, may_be_absent) = match field {
        None => (row.ty.clone(), row.domain.clone(), row.may_be_absent),
        Some(field) => {
            let (Shape::Events(record) | Shape::List(record)) = row.shape else {
                return None;
            };
            let field = model.records()[record].fields.get(field)?;
            (field.ty.clone(), field.domain.clone(), field.may_be_absent)
        }
    };
    let event = field.is_none() && row.shape == Shape::Event
        || field == Some(0) && matches!(row.shape, Shape::Events(_));
    let last = if event { as_of } else { Date::MAX };
    let range = match (&domain, &ty) {
        (Domain::Numbers { low, high, .. }, _) => {
            Range::numbers(Some(low.clone()), Some(high.clone()))
        }
        (Domain::All, Type::YesNo) => Range::of(Core::Truth(3)),
        (Domain::All, Type::Number { .. }) => {
            let (low, high) = widest();
            Range::numbers(Some(low), Some(high))
        }
        (Domain::All, Type::Year) => Range::numbers(Some(Number::ONE), Some(Number::from(9999))),
        (Domain::All, Type::Date | Type::Week | Type::Month) => {
            Range::of(Core::Date(Date::MIN, last))
        }
        (Domain::All, Type::Moment) => {
            match (Moment::new(Date::MIN, 0, 0), Moment::new(last, 23, 59)) {
                (Some(first), Some(last)) => Range::of(Core::Moment(first, last)),
                _ => Range::ANY,
            }
        }
        (Domain::All, Type::Kind(kind)) => {
            let count = model.kinds()[*kind].members.len();
            Range::of(Core::Kind(if count >= 64 {
                u64::MAX
            } else {
                (1u64 << count) - 1
            }))
        }
        (Domain::All, _) => Range::ANY,
    };
    let range = if may_be_absent {
        range.or_absent()
    } else {
        range
    };
    Some((ty, range))
}

/// Whether a fact, or a field of its entries, has whole values only.
pub(super) fn is_whole(model: &Model, row: &Fact, field: Option<usize>) -> bool {
    let domain = match (field, row.shape) {
        (None, _) => Some(&row.domain),
        (Some(field), Shape::Events(record) | Shape::List(record)) => {
            let fields = &model.records()[record].fields;
            fields.get(field).map(|it| &it.domain)
        }
        _ => None,
    };
    match domain {
        Some(Domain::Numbers { whole, .. }) => *whole,
        _ => matches!(type_of(model, row, field), Some(Type::Year)),
    }
}

/// The values both ranges hold.
fn common(one: &Range, other: &Range) -> Range {
    let both_absent = one.flags.has(Flags::ABSENT) && other.flags.has(Flags::ABSENT);
    let core = match (&one.core, &other.core) {
        (Core::Truth(a), Core::Truth(b)) => bits(u64::from(a & b), |it| {
            Core::Truth(u8::try_from(it).unwrap_or_default())
        }),
        (Core::Kind(a), Core::Kind(b)) => bits(a & b, Core::Kind),
        (Core::Date(a, b), Core::Date(c, d)) if a.max(c) <= b.min(d) => {
            Core::Date(*a.max(c), *b.min(d))
        }
        (Core::Moment(a, b), Core::Moment(c, d)) if a.max(c) <= b.min(d) => {
            Core::Moment(*a.max(c), *b.min(d))
        }
        (a, b) => match (a.numbers(), b.numbers()) {
            (Some((a, b)), Some((c, d))) => {
                let low = a.max(c).cloned();
                let high = match (b, d) {
                    (Some(b), Some(d)) => Some(b.min(d).clone()),
                    (b, d) => b.or(d).cloned(),
                };
                if low
                    .as_ref()
                    .zip(high.as_ref())
                    .is_some_and(|(low, high)| high < low)
                {
                    Core::None
                } else {
                    Range::numbers(low, high).core
                }
            }
            _ if a == b => a.clone(),
            _ => Core::None,
        },
    };
    let range = Range::of(core);
    if both_absent {
        range.or_absent()
    } else {
        range
    }
}

fn bits(these: u64, core: impl FnOnce(u64) -> Core) -> Core {
    if these == 0 { Core::None } else { core(these) }
}

/// A value of one rule set as one of another: members of enumerations go by name.
pub(super) fn carry(from: (&Model, &Type), to: (&Model, &Type), range: &Range) -> Range {
    let core = match &range.core {
        Core::Kind(set) => match (from.1, to.1) {
            (Type::Kind(_), Type::Kind(_)) => {
                let carried = (0..64u8)
                    .filter(|at| set >> at & 1 == 1)
                    .filter_map(|at| member(from, to, at))
                    .fold(0u64, |set, at| set | 1u64 << at);
                bits(carried, Core::Kind)
            }
            _ => range.core.clone(),
        },
        Core::Set(keys) => {
            let mut carried: Vec<Key> = keys
                .iter()
                .filter_map(|key| carry_key((from.0, element(from.1)), (to.0, element(to.1)), key))
                .collect();
            carried.sort();
            Core::Set(carried.into())
        }
        other => other.clone(),
    };
    Range {
        core,
        flags: range.flags,
    }
}

/// A key, likewise; none if the other rule set has no such member.
pub(super) fn carry_key(from: (&Model, &Type), to: (&Model, &Type), key: &Key) -> Option<Key> {
    match key {
        Key::Kind(at) => member(from, to, *at).map(Key::Kind),
        other => Some(other.clone()),
    }
}

fn element(ty: &Type) -> &Type {
    match ty {
        Type::Set(of) | Type::List(of) => of,
        other => other,
    }
}

fn member(from: (&Model, &Type), to: (&Model, &Type), at: u8) -> Option<u8> {
    let (Type::Kind(one), Type::Kind(other)) = (from.1, to.1) else {
        return Some(at);
    };
    let name = &from.0.kinds()[*one].members.get(usize::from(at))?.name;
    let members = &to.0.kinds()[*other].members;
    let found = members.iter().position(|it| it.name == *name)?;
    u8::try_from(found).ok()
}

/// What two facts must have in common to be one: type, and how it is kept.
pub(super) fn signature(model: &Model, fact: &Fact) -> String {
    let shape = match fact.shape {
        Shape::Single => "single".to_owned(),
        Shape::OverTime => "over time".to_owned(),
        Shape::Event => "event".to_owned(),
        Shape::Events(record) => format!("events {}", record_text(model, record)),
        Shape::List(record) => format!("list {}", record_text(model, record)),
        Shape::Group(entity) => format!("group of {}", model.entities()[entity].name),
    };
    let key = fact.key.as_ref().map(|it| key_text(model, it));
    let encoded = fact.not_encoded.is_some();
    format!("{shape} {} {key:?} {encoded}", type_text(model, &fact.ty))
}

fn record_text(model: &Model, record: RecordId) -> String {
    let fields = model.records()[record].fields.iter();
    let fields: Vec<String> = fields
        .map(|it| format!("{}: {}", it.naming.name, type_text(model, &it.ty)))
        .collect();
    fields.join(", ")
}

fn key_text(model: &Model, key: &KeyType) -> String {
    match key {
        KeyType::Window(norm) => format!("window {}", model.norms()[*norm].naming.name),
        KeyType::Kind(kind) => format!("kind {}", model.kinds()[*kind].naming.name),
        other => format!("{other:?}"),
    }
}

/// A type in words that mean the same in every rule set.
pub(super) fn type_text(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Number { unit, .. } => {
            let unit = unit.map(|it| model.units()[it].naming.name.clone());
            format!("number {unit:?}")
        }
        Type::Kind(kind) => format!("kind {}", model.kinds()[*kind].naming.name),
        Type::Set(of) => format!("set of {}", type_text(model, of)),
        Type::List(of) => format!("list of {}", type_text(model, of)),
        Type::Entry(record) => format!("entry {}", record_text(model, *record)),
        Type::Act(fact) => format!("act {}", model.facts()[*fact].naming.name),
        Type::Member(entity) => format!("member {}", model.entities()[*entity].name),
        Type::Window(norm) => format!("window {}", model.norms()[*norm].naming.name),
        Type::State(_) => "state".to_owned(),
        other => format!("{other:?}"),
    }
}
