//! The keys that a case speaks of.
//!
//! A conclusion made key by key (`per year`) has as many answers as there are keys, and years have no end. So it is
//! listed at those the case names in facts that it reads: the keys under which they are given, the years, months and
//! weeks of days of which the rules ask these, and what lies between two years. Of an enumeration it is listed at
//! every member as soon as the case names one, or says that there is none.

use std::collections::BTreeSet;

use super::case::{Case, Given, Member};
use super::range::{Core, Key, Range};
use crate::model::{
    Bucket, ConclusionId, ExprId, ExprKind, FactId, KeyType, KindId, Model, Part, Query, Shape,
    Type,
};
use crate::value::Date;

/// A list of more keys is not for people; a day in the year 20 is a slip of the pen.
pub const MOST_KEYS: usize = 100;

/// The conclusions of a rule set that are made key by key, with what tells their keys.
#[derive(Debug)]
pub struct KeyedConclusions<'m> {
    model: &'m Model,
    all: Vec<Keyed>,
}

#[derive(Debug)]
struct Keyed {
    conclusion: ConclusionId,
    key: KeyType,
    /// What it can come to read.
    reads: Vec<FactId>,
    /// Those of whose days the rules ask the stretch of time that is the key.
    days: Vec<FactId>,
    /// Those whose members may have facts of their own.
    groups: Vec<FactId>,
}

/// What is asked of a case key by key.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AtKeys {
    /// Each conclusion at each key the case speaks of.
    pub queries: Vec<Query>,
    /// Those of which the case names no key, or too many.
    pub left_out: Vec<ConclusionId>,
}

impl<'m> KeyedConclusions<'m> {
    /// Those of a rule set.
    #[must_use]
    pub fn of(model: &'m Model) -> Self {
        let keyed = model
            .conclusions()
            .iter()
            .filter_map(|(id, it)| Some((id, it.key.clone()?)));
        let all = keyed
            .map(|(conclusion, key)| {
                let parts = model.behind([Part::Conclusion(conclusion)]);
                let reads: Vec<FactId> = parts
                    .iter()
                    .filter_map(|part| match part {
                        Part::Fact(id) => Some(*id),
                        _ => None,
                    })
                    .collect();
                let days = parts
                    .iter()
                    .filter_map(|part| match part {
                        Part::Expr(id) => stretch_of(&model.exprs()[*id].kind, &key),
                        _ => None,
                    })
                    .flat_map(|of| days_in(model, of, &reads))
                    .collect::<BTreeSet<_>>();
                let groups = reads.iter().copied();
                let groups = groups
                    .filter(|it| matches!(model.facts()[*it].shape, Shape::Group(_)))
                    .collect();
                Keyed {
                    conclusion,
                    key,
                    groups,
                    reads,
                    days: days.into_iter().collect(),
                }
            })
            .collect();
        Self { model, all }
    }

    /// Which they are, in the order of the rules.
    pub fn ids(&self) -> impl Iterator<Item = ConclusionId> {
        self.all.iter().map(|keyed| keyed.conclusion)
    }

    /// What to ask of a case.
    #[must_use]
    pub fn asked_of(&self, case: &Case) -> AtKeys {
        let mut asked = AtKeys::default();
        for keyed in &self.all {
            match self.few(case, keyed) {
                Some(keys) if !keys.is_empty() => {
                    let queries = keys.into_iter();
                    let queries = queries.map(|key| Query::At(keyed.conclusion, key));
                    asked.queries.extend(queries);
                }
                _ => asked.left_out.push(keyed.conclusion),
            }
        }
        asked
    }

    /// The keys of a conclusion that a case speaks of; none if they are too many.
    #[must_use]
    pub fn keys_of(&self, case: &Case, conclusion: ConclusionId) -> Option<BTreeSet<Key>> {
        let mut all = self.all.iter();
        match all.find(|keyed| keyed.conclusion == conclusion) {
            Some(keyed) => self.few(case, keyed),
            None => Some(BTreeSet::new()),
        }
    }

    fn few(&self, case: &Case, keyed: &Keyed) -> Option<BTreeSet<Key>> {
        Some(self.keys(case, keyed)).filter(|keys| keys.len() <= MOST_KEYS)
    }

    fn keys(&self, case: &Case, keyed: &Keyed) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        if let KeyType::Kind(kind) = keyed.key {
            let named = keyed
                .reads
                .iter()
                .any(|fact| self.names(case, keyed, *fact, kind));
            let members = 0..self.model.kinds()[kind].members.len();
            let all = members.filter_map(|it| u8::try_from(it).ok().map(Key::Kind));
            keys.extend(all.filter(|_| named));
            return keys;
        }
        for fact in &keyed.reads {
            let row = &self.model.facts()[*fact];
            if row.key.as_ref() == Some(&keyed.key) {
                self.each(case, keyed, *fact, &mut |given| {
                    if let Given::Keyed(all) = given {
                        keys.extend(all.iter().map(|(key, _)| key.clone()));
                    }
                });
            }
            if row.ty == Type::Year && keyed.key == KeyType::Year {
                self.each(case, keyed, *fact, &mut |given| {
                    values(given, &mut |value| {
                        if let (true, Core::Number(year)) = (value.is_settled(), &value.core) {
                            keys.extend(year.to_i64().map(Key::Number));
                        }
                    });
                });
            }
        }
        for fact in &keyed.days {
            self.each(case, keyed, *fact, &mut |given| {
                values(given, &mut |value| {
                    keys.extend(day_of(value).and_then(|day| key_of_day(day, &keyed.key)));
                });
            });
        }
        if keyed.key == KeyType::Year
            && let (Some(Key::Number(first)), Some(Key::Number(last))) = (keys.first(), keys.last())
        {
            let between = (*first..=*last).take(MOST_KEYS + 1);
            keys.extend(between.map(Key::Number).collect::<Vec<_>>());
        }
        keys
    }

    /// Whether a fact is of an enumeration, or kept by its members, and anything is given of it.
    fn names(&self, case: &Case, keyed: &Keyed, fact: FactId, kind: KindId) -> bool {
        let row = &self.model.facts()[fact];
        let is_of = match &row.ty {
            Type::Set(of) | Type::List(of) => **of == Type::Kind(kind),
            ty => *ty == Type::Kind(kind),
        };
        let mut given_any = false;
        if is_of || row.key == Some(KeyType::Kind(kind)) {
            self.each(case, keyed, fact, &mut |given| {
                given_any |= *given != Given::Unknown;
            });
        }
        given_any
    }

    /// What is given of a fact, of the case itself and of the members of the groups that are read.
    fn each(&self, case: &Case, keyed: &Keyed, fact: FactId, act: &mut dyn FnMut(&Given)) {
        act(case.get(fact));
        let groups = &keyed.groups;
        let mut waiting: Vec<&Member> = groups
            .iter()
            .flat_map(|group| members(case.get(*group)))
            .collect();
        while let Some(member) = waiting.pop() {
            act(member.get(fact));
            waiting.extend(groups.iter().flat_map(|group| members(member.get(*group))));
        }
    }
}

/// Of what an expression asks the year, month or week, if the key is one.
fn stretch_of(kind: &ExprKind, key: &KeyType) -> Option<ExprId> {
    match (kind, key) {
        (ExprKind::YearOf(of) | ExprKind::Buckets(Bucket::Years, of), KeyType::Year)
        | (ExprKind::CalendarMonthOf(of) | ExprKind::Buckets(Bucket::Months, of), KeyType::Month)
        | (ExprKind::WeekOf(of) | ExprKind::Buckets(Bucket::Weeks, of), KeyType::Week) => Some(*of),
        _ => None,
    }
}

/// The facts whose days an expression names; of a field, every list it may be a field of.
fn days_in(model: &Model, of: ExprId, reads: &[FactId]) -> Vec<FactId> {
    let parts = model.behind([Part::Expr(of)]);
    let has_field = parts.iter().any(
        |part| matches!(part, Part::Expr(id) if matches!(model.exprs()[*id].kind, ExprKind::Field(..))),
    );
    let named = model.mentions([of]).into_iter();
    let named = named.filter_map(|mention| match mention.part {
        Part::Fact(fact) => Some(fact),
        _ => None,
    });
    let lists = reads.iter().copied().filter(|fact| {
        has_field
            && matches!(
                model.facts()[*fact].shape,
                Shape::Events(_) | Shape::List(_)
            )
    });
    named.chain(lists).collect()
}

fn key_of_day(day: Date, key: &KeyType) -> Option<Key> {
    match key {
        KeyType::Year => Some(Key::Number(i64::from(day.year()))),
        KeyType::Month => Some(Key::Date(day.first_of_month())),
        KeyType::Week => Some(Key::Date(day.monday())),
        _ => None,
    }
}

fn day_of(value: &Range) -> Option<Date> {
    match value.core {
        Core::Date(first, last) if first == last => Some(first),
        Core::Moment(first, last) if first == last => Some(first.date()),
        _ => None,
    }
}

fn members(given: &Given) -> &[Member] {
    match given {
        Given::Members { members, .. } => members,
        _ => &[],
    }
}

/// Every value that is given of a fact.
fn values(given: &Given, act: &mut dyn FnMut(&Range)) {
    match given {
        Given::Value { value, .. } => act(value),
        Given::History(stages) => {
            for (_, value) in stages {
                value.iter().for_each(&mut *act);
            }
        }
        Given::Keyed(all) => {
            for (_, given) in all {
                values(given, act);
            }
        }
        Given::Entries { entries, .. } => entries.iter().flatten().for_each(act),
        Given::Unknown | Given::HappenedSometime | Given::Members { .. } => {}
    }
}
