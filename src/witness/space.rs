//! The unknowns of a person, and what the search has narrowed them to.
//!
//! Every unknown starts with all the values it can have, and is given to the evaluator as such: a case
//! may hold ranges. A fact that changes over time has a value for each day on which some rule looks at
//! it, so that a change of the day judged can be told; a list has a number of entries and, once that is
//! chosen, the fields of each. Groups are left open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::joint::{Joint, carry, carry_key, is_whole, type_of};
use super::shape::Numbers;
use crate::eval::{Case, Core, Flags, Given, Key, Range, Slot};
use crate::model::{ExprKind, FactId, KeyType, Model, Shape, Type};
use crate::value::{Date, Number};

/// An unknown, by its position.
pub(super) type SpotId = usize;

/// A fact and the number of its present state.
pub(super) type FactAt = (usize, u32);

/// No list of more entries is tried.
pub(super) const MOST_ENTRIES: usize = 2;

/// A fact that changes over time is given values on at most so many days.
const MOST_DAYS: usize = 4;

/// Which part of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    /// Its one value.
    Whole,
    /// Its value from a day on, up to the next such day.
    Since(Date),
    /// Its value for a key, written as on the first side that has the fact.
    Key(Key),
    /// How many entries it has.
    Count,
    /// A field of an entry.
    Field(usize, usize),
}

/// An unknown.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) fact: usize,
    pub(super) at: At,
    /// All the values it can have.
    pub(super) domain: Range,
    /// Those left.
    pub(super) range: Range,
    state: u32,
    /// Whole numbers only.
    pub(super) whole: bool,
}

/// What a reading of the rules asks for that the space does not hold yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Nothing,
    /// Something was added that had been taken as unknown: ask again.
    More,
    /// What was found so far rests on fewer unknowns: begin again.
    Anew,
}

/// All unknowns.
#[derive(Debug)]
pub(super) struct Space<'m> {
    pub(super) joint: Joint<'m>,
    pub(super) as_of: Date,
    spots: Vec<Spot>,
    of_fact: Vec<Vec<SpotId>>,
    /// The facts that some decision searched can read.
    admitted: BTreeSet<usize>,
    state: Vec<u32>,
    pub(super) numbers: Numbers,
    /// The days on which facts that change over time are looked at.
    days: BTreeMap<usize, BTreeSet<Date>>,
    days_fixed: bool,
    /// Days that the rules name, and those next to them.
    pub(super) named_days: Vec<Date>,
    /// The first day on which each value over time was looked at in the last reading.
    looks: BTreeMap<SpotId, Date>,
    /// Facts looked at on more days than are told apart.
    pub(super) too_many_days: BTreeSet<usize>,
    wants: Wants,
    /// The facts whose unknowns have changed since they were last written into the cases.
    stale: BTreeSet<usize>,
}

impl<'m> Space<'m> {
    /// The unknowns of the facts that these positions name.
    pub(super) fn new(joint: Joint<'m>, admitted: BTreeSet<usize>, as_of: Date) -> Space<'m> {
        let count = joint.facts.len();
        let mut space = Space {
            joint,
            as_of,
            spots: Vec::new(),
            of_fact: vec![Vec::new(); count],
            admitted,
            state: vec![0; count],
            numbers: Numbers::default(),
            days: BTreeMap::new(),
            days_fixed: false,
            named_days: Vec::new(),
            looks: BTreeMap::new(),
            too_many_days: BTreeSet::new(),
            wants: Wants::Nothing,
            stale: BTreeSet::new(),
        };
        space.named_days = named_days(&space.joint.models);
        let facts: Vec<usize> = space.admitted.iter().copied().collect();
        for fact in facts {
            let Some((_, row)) = space.joint.row(fact) else {
                continue;
            };
            if row.not_encoded.is_some() || row.key.is_some() {
                continue;
            }
            match row.shape {
                Shape::Single | Shape::Event => {
                    space.add(fact, At::Whole);
                }
                Shape::OverTime => {
                    space.add(fact, At::Since(Date::MIN));
                }
                Shape::List(_) | Shape::Events(_) => {
                    space.add(fact, At::Count);
                }
                Shape::Group(_) => {}
            }
        }
        space
    }

    /// The unknowns, in the order in which they were met.
    pub(super) fn spots(&self) -> impl Iterator<Item = (SpotId, &Spot)> {
        self.spots.iter().enumerate()
    }

    pub(super) fn spot(&self, id: SpotId) -> Option<&Spot> {
        self.spots.get(id)
    }

    pub(super) fn of_fact(&self, fact: usize) -> &[SpotId] {
        self.of_fact.get(fact).map_or(&[], Vec::as_slice)
    }

    /// The number of a fact's present state.
    pub(super) fn state_of(&self, fact: usize) -> u32 {
        self.state.get(fact).copied().unwrap_or_default()
    }

    /// Whether some value is still to be chosen: not settled, and of an entry, there.
    pub(super) fn is_open(&self, id: SpotId) -> bool {
        self.spot(id).is_some_and(|spot| {
            !spot.range.is_settled()
                && match spot.at {
                    At::Field(entry, _) => self.count(spot.fact).is_some_and(|it| entry < it),
                    _ => true,
                }
        })
    }

    /// How many entries a list has, once that is chosen.
    pub(super) fn count(&self, fact: usize) -> Option<usize> {
        let ids = self.of_fact(fact).iter();
        let count = ids
            .filter_map(|it| self.spot(*it))
            .find(|it| it.at == At::Count)?;
        match &count.range.core {
            Core::Number(number) => usize::try_from(number.to_i64()?).ok(),
            _ => None,
        }
    }

    pub(super) fn find(&self, fact: usize, at: &At) -> Option<SpotId> {
        let ids = self.of_fact(fact).iter().copied();
        ids.into_iter()
            .find(|it| self.spot(*it).is_some_and(|spot| spot.at == *at))
    }

    fn add(&mut self, fact: usize, at: At) -> SpotId {
        if let Some(known) = self.find(fact, &at) {
            return known;
        }
        let field = match at {
            At::Field(_, field) => Some(field),
            _ => None,
        };
        let (domain, whole) = match at {
            At::Count => {
                let most = i64::try_from(MOST_ENTRIES).unwrap_or(0);
                let count = Range::numbers(Some(Number::ZERO), Some(Number::from(most)));
                (count, true)
            }
            _ => {
                let whole = self.joint.row(fact);
                let whole = whole.is_some_and(|(model, row)| is_whole(model, row, field));
                (self.joint.domain(fact, field, self.as_of), whole)
            }
        };
        let id = self.spots.len();
        let state = self.numbers.of(&format!("{domain:?}"));
        self.spots.push(Spot {
            fact,
            at,
            range: domain.clone(),
            domain,
            state,
            whole,
        });
        if let Some(ids) = self.of_fact.get_mut(fact) {
            ids.push(id);
        }
        self.stale.insert(fact);
        id
    }

    /// Narrows an unknown, or widens it again.
    pub(super) fn set(&mut self, id: SpotId, range: Range) {
        let state = self.numbers.of(&format!("{range:?}"));
        let Some(spot) = self.spots.get_mut(id) else {
            return;
        };
        let (fact, is_count) = (spot.fact, spot.at == At::Count);
        spot.range = range;
        spot.state = state;
        self.stale.insert(fact);
        if is_count {
            self.renew_entries(fact);
        }
    }

    /// Every value again.
    pub(super) fn open(&mut self, id: SpotId) {
        if let Some(domain) = self.spot(id).map(|it| it.domain.clone()) {
            self.set(id, domain);
        }
    }

    /// Every unknown may again be anything.
    pub(super) fn open_all(&mut self) {
        for id in 0..self.spots.len() {
            self.open(id);
        }
    }

    /// What all unknowns are narrowed to.
    pub(super) fn ranges(&self) -> Vec<Range> {
        self.spots.iter().map(|it| it.range.clone()).collect()
    }

    /// Narrows all unknowns to what they were; those met since may be anything.
    pub(super) fn restore(&mut self, ranges: Vec<Range>) {
        for (id, range) in ranges.into_iter().enumerate() {
            if self.spot(id).is_some_and(|it| it.range != range) {
                self.set(id, range);
            }
        }
    }

    /// The fields of the entries of a list whose number was chosen: each may be anything.
    fn renew_entries(&mut self, fact: usize) {
        let Some(count) = self.count(fact) else {
            return;
        };
        let Some((model, row)) = self.joint.row(fact) else {
            return;
        };
        let (Shape::Events(record) | Shape::List(record)) = row.shape else {
            return;
        };
        for entry in 0..count {
            for field in 0..model.records()[record].fields.len() {
                let id = self.add(fact, At::Field(entry, field));
                self.open(id);
            }
        }
    }

    /// Whether anything is left to be chosen of the way a slot is met: the unknown it is.
    pub(super) fn met(&mut self, side: usize, slot: &Slot, day: Date) -> Option<SpotId> {
        let (fact, at) = match slot {
            Slot::Fact(id) => {
                let fact = self.admitted_fact(side, *id)?;
                match self.joint.row(fact)?.1.shape {
                    Shape::OverTime => return self.since(fact, day),
                    _ => (fact, At::Whole),
                }
            }
            Slot::Key(id, key) => {
                let fact = self.admitted_fact(side, *id)?;
                return self.keyed(side, fact, key);
            }
            Slot::Field(id, entry, field) => {
                (self.admitted_fact(side, *id)?, At::Field(*entry, *field))
            }
            _ => return None,
        };
        self.find(fact, &at)
    }

    fn admitted_fact(&self, side: usize, id: FactId) -> Option<usize> {
        let fact = self.joint.of(side, id)?;
        self.admitted.contains(&fact).then_some(fact)
    }

    fn since(&mut self, fact: usize, day: Date) -> Option<SpotId> {
        if self.as_of < day {
            // What happens after the day the record reaches is not for a file to say.
            return None;
        }
        let days = self.days.entry(fact).or_default();
        if !days.contains(&day) {
            if self.days_fixed {
                // Of the person that was found; what is looked at now has the value of the days before.
            } else if days.len() < MOST_DAYS {
                days.insert(day);
                let starts: Vec<Date> = days.iter().copied().skip(1).collect();
                for start in starts {
                    if self.find(fact, &At::Since(start)).is_none() {
                        self.wants = Wants::Anew;
                        self.add(fact, At::Since(start));
                    }
                }
            } else {
                self.too_many_days.insert(fact);
            }
        }
        let ids = self.of_fact(fact).iter().copied();
        let since = ids.filter_map(|id| match self.spot(id)?.at {
            At::Since(start) if start <= day => Some((start, id)),
            _ => None,
        });
        let found = since.max().map(|it| it.1)?;
        let first = self.looks.entry(found).or_insert(day);
        *first = day.min(*first);
        Some(found)
    }

    /// The day from which a file says that a value holds: the first on which it was looked at last.
    pub(super) fn first_look(&self, id: SpotId) -> Date {
        self.looks.get(&id).copied().unwrap_or(self.as_of)
    }

    /// Whether no further days are told apart.
    pub(super) fn fix_days(&mut self, fixed: bool) {
        self.days_fixed = fixed;
    }

    /// The rules are read anew.
    pub(super) fn begin(&mut self) {
        self.looks.clear();
    }

    fn keyed(&mut self, side: usize, fact: usize, key: &Key) -> Option<SpotId> {
        let (first, row) = self.joint.row(fact)?;
        if row.not_encoded.is_some() {
            return None;
        }
        let to = row.key.as_ref().map(KeyType::of_values)?;
        let (model, _, here) = self.joint.row_on(fact, side)?;
        let from = here.key.as_ref().map(KeyType::of_values)?;
        let key = carry_key((model, &from), (first, &to), key)?;
        let at = At::Key(key);
        if let Some(known) = self.find(fact, &at) {
            return Some(known);
        }
        if self.wants == Wants::Nothing {
            self.wants = Wants::More;
        }
        Some(self.add(fact, at))
    }

    /// What the last reading of the rules asked for.
    pub(super) fn wanted(&mut self) -> Wants {
        std::mem::replace(&mut self.wants, Wants::Nothing)
    }

    /// The state of an unknown, and of an event, the day that cuts off what lies after it.
    pub(super) fn seen(&self, id: SpotId, day: Date) -> (u32, Option<Date>) {
        let Some(spot) = self.spot(id) else {
            return (0, None);
        };
        let event = spot.at == At::Whole
            && self
                .joint
                .row(spot.fact)
                .is_some_and(|(_, row)| row.shape == Shape::Event);
        (spot.state, (event && day < self.as_of).then_some(day))
    }

    /// Writes what has changed into the cases of the sides.
    pub(super) fn write(&mut self, cases: &mut [Case]) {
        for fact in std::mem::take(&mut self.stale) {
            for (side, case) in cases.iter_mut().enumerate() {
                if let Some((_, id, _)) = self.joint.row_on(fact, side)
                    && let Some(given) = self.given(fact, side)
                {
                    case.set(id, given);
                }
            }
            let states: Vec<(&At, u32)> = self
                .of_fact(fact)
                .iter()
                .filter_map(|it| self.spot(*it))
                .filter(|it| match it.at {
                    At::Field(entry, _) => self.count(fact).is_some_and(|count| entry < count),
                    _ => true,
                })
                .map(|it| (&it.at, it.state))
                .collect();
            let text = format!("{fact} {states:?}");
            let number = self.numbers.of(&text);
            if let Some(state) = self.state.get_mut(fact) {
                *state = number;
            }
        }
    }

    /// A fact as the evaluator takes it, with all that is narrowed.
    pub(super) fn given(&self, fact: usize, side: usize) -> Option<Given> {
        let (first, row) = self.joint.row(fact)?;
        let (model, _, here) = self.joint.row_on(fact, side)?;
        let value = |spot: &Spot, field: Option<usize>| -> Range {
            let from = type_of(first, row, field).unwrap_or(Type::Mistaken);
            let to = type_of(model, here, field).unwrap_or(Type::Mistaken);
            carry((first, &from), (model, &to), &spot.range)
        };
        let of_fact: Vec<&Spot> = self
            .of_fact(fact)
            .iter()
            .filter_map(|it| self.spot(*it))
            .collect();
        let given = |spot: &Spot| Given::Value {
            value: value(spot, None),
            made_on: None,
        };
        if row.key.is_some() {
            let keys = (
                row.key.as_ref()?.of_values(),
                here.key.as_ref()?.of_values(),
            );
            let mut all: Vec<(Key, Given)> = of_fact
                .iter()
                .filter_map(|spot| match &spot.at {
                    At::Key(key) => {
                        let key = carry_key((first, &keys.0), (model, &keys.1), key)?;
                        Some((key, given(spot)))
                    }
                    _ => None,
                })
                .collect();
            all.sort_by(|one, other| one.0.cmp(&other.0));
            return Some(Given::Keyed(all));
        }
        match row.shape {
            Shape::Single | Shape::Event => of_fact.first().map(|it| given(it)),
            Shape::OverTime => {
                let mut steps: Vec<(Date, Option<Range>)> = of_fact
                    .iter()
                    .filter_map(|spot| match spot.at {
                        At::Since(start) => Some((start, Some(value(spot, None)))),
                        _ => None,
                    })
                    .collect();
                steps.sort_by_key(|it| it.0);
                Some(Given::History(steps))
            }
            Shape::List(_) | Shape::Events(_) => {
                let Some(count) = self.count(fact) else {
                    return Some(Given::Unknown);
                };
                let entry = |entry: usize| {
                    let mut fields: Vec<(usize, Range)> = of_fact
                        .iter()
                        .filter_map(|spot| match spot.at {
                            At::Field(at, field) if at == entry => {
                                Some((field, value(spot, Some(field))))
                            }
                            _ => None,
                        })
                        .collect();
                    fields.sort_by_key(|it| it.0);
                    fields.into_iter().map(|it| it.1).collect::<Vec<Range>>()
                };
                Some(Given::Entries {
                    entries: (0..count).map(entry).collect(),
                    complete: true,
                })
            }
            Shape::Group(_) => None,
        }
    }

    /// The texts that stand for all texts: those some rule names, and for each unknown one more.
    pub(super) fn texts(&self) -> Vec<Arc<str>> {
        let mut found: BTreeSet<Arc<str>> = BTreeSet::new();
        for model in &self.joint.models {
            for (_, expr) in model.exprs().iter() {
                if let ExprKind::Constant(Range {
                    core: Core::Text(text),
                    ..
                }) = &expr.kind
                {
                    found.insert(Arc::clone(text));
                }
            }
        }
        let is_text = |spot: &Spot| {
            let field = match spot.at {
                At::Field(_, field) => Some(field),
                _ => None,
            };
            let row = self.joint.row(spot.fact);
            row.and_then(|(model, row)| type_of(model, row, field)) == Some(Type::Text)
        };
        let count = self.spots.iter().filter(|it| is_text(it)).count();
        let letters = ('a'..='z').map(String::from);
        let others = letters.chain((1..).map(|it| format!("a{it}")));
        let mut texts: Vec<Arc<str>> = others
            .map(Arc::from)
            .filter(|it| !found.contains(it))
            .take(count)
            .collect();
        texts.extend(found);
        texts
    }

    /// The model and type in which the values of an unknown are written.
    pub(super) fn written_in(&self, id: SpotId) -> Option<(&'m Model, Type)> {
        let spot = self.spot(id)?;
        let (model, row) = self.joint.row(spot.fact)?;
        let ty = match spot.at {
            At::Field(_, field) => type_of(model, row, Some(field))?,
            At::Count => Type::Number {
                unit: None,
                whole: true,
            },
            _ => row.ty.clone(),
        };
        Some((model, ty))
    }

    /// Whether an unknown was narrowed.
    pub(super) fn is_narrowed(&self, id: SpotId) -> bool {
        self.spot(id).is_some_and(|it| {
            it.range != it.domain
                && match it.at {
                    At::Field(entry, _) => self.count(it.fact).is_some_and(|count| entry < count),
                    _ => true,
                }
        })
    }

    /// Whether there can be none.
    pub(super) fn may_be_absent(range: &Range) -> bool {
        range.flags.has(Flags::ABSENT)
    }
}

/// So many days that the rules name are tried.
const MOST_NAMED: usize = 24;

fn named_days(models: &[&Model]) -> Vec<Date> {
    let mut found = BTreeSet::new();
    for model in models {
        for (_, expr) in model.exprs().iter() {
            if let ExprKind::Constant(Range {
                core: Core::Date(day, last),
                ..
            }) = &expr.kind
                && day == last
            {
                found.extend([-1, 0, 1].into_iter().filter_map(|it| day.plus_days(it)));
            }
        }
    }
    found.into_iter().take(MOST_NAMED).collect()
}
