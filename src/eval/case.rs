//! The facts of one case, laid out by the slots of a model.
//!
//! Made by [`crate::facts`] from a file, by [`crate::suite`] from a scenario, or by a program slot
//! by slot. Types and domains are the maker's concern; what is not given is unknown.

use std::sync::Arc;

use super::range::{Key, Range};
use super::slots::Slot;
use crate::model::{FactId, Id, Model};
use crate::value::Date;

/// The facts of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    facts: Vec<Given>,
    /// The last day the record reaches; the as-of day unless the file says so.
    pub recorded_through: Option<Date>,
}

/// What is given of one fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Nothing: unknown.
    Unknown,
    /// A value, or absent, with the day a finding was made. Of an event: its day, [`Range::ABSENT`],
    /// or [`Given::HappenedSometime`].
    Value {
        /// The value.
        value: Range,
        /// The day a finding was made, if stated.
        made_on: Option<Date>,
    },
    /// The event happened on a day that is not known.
    HappenedSometime,
    /// Values with their from-days, earliest first; none from a day on which it ended.
    History(Vec<(Date, Option<Range>)>),
    /// Values by key, sorted by key; a key that is missing is unknown.
    Keyed(Vec<(Key, Given)>),
    /// Acts or records in file order.
    Entries {
        /// Each with its fields in the order of the record; an act's first field is its day.
        entries: Vec<Vec<Range>>,
        /// Whether no more can exist through the day the record reaches.
        complete: bool,
    },
    /// The members of a group, in file order.
    Members {
        /// Each with its facts; shared, as a case is looked at once for each of them.
        members: Arc<[Member]>,
        /// Whether there are no others; a roster is open unless the file says so.
        complete: bool,
    },
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name in the file, once in a group.
    pub name: Arc<str>,
    /// The first day it is a member; [`Range::ABSENT`] stands for always.
    pub from: Range,
    /// The last day it is a member; [`Range::ABSENT`] while it still is one.
    pub until: Range,
    /// What is given of it, sorted by fact; what is not there is unknown.
    facts: Vec<(FactId, Given)>,
}

impl Member {
    /// A member on every day, of which nothing is known.
    #[must_use]
    pub fn new(name: &str) -> Member {
        Member {
            name: name.into(),
            from: Range::ABSENT,
            until: Range::ABSENT,
            facts: Vec::new(),
        }
    }

    /// What is given of a fact.
    #[must_use]
    pub fn get(&self, fact: FactId) -> &Given {
        self.facts
            .binary_search_by_key(&fact, |(known, _)| *known)
            .ok()
            .and_then(|at| self.facts.get(at))
            .map_or(&Given::Unknown, |(_, given)| given)
    }

    /// Gives a fact.
    pub fn set(&mut self, fact: FactId, given: Given) {
        match self.facts.binary_search_by_key(&fact, |(known, _)| *known) {
            Ok(at) => {
                if let Some(slot) = self.facts.get_mut(at) {
                    slot.1 = given;
                }
            }
            Err(at) => self.facts.insert(at, (fact, given)),
        }
    }

    /// What is given of it, by fact.
    #[must_use]
    pub fn facts(&self) -> &[(FactId, Given)] {
        &self.facts
    }
}

/// One step from a case to a member: the group, and the member's position in it.
pub(super) type Step = (FactId, usize);

/// The position of a member the file does not give.
pub(super) const STRANGER: usize = usize::MAX;

impl Case {
    /// A case of which nothing is known.
    #[must_use]
    pub fn new(model: &Model) -> Case {
        Case {
            facts: vec![Given::Unknown; model.facts().len()],
            recorded_through: None,
        }
    }

    /// What is given of a fact.
    #[must_use]
    #[inline]
    pub fn get(&self, fact: FactId) -> &Given {
        self.facts.get(fact.position()).unwrap_or(&Given::Unknown)
    }

    /// The member at the end of a path.
    pub(super) fn member(&self, path: &[Step]) -> Option<&Member> {
        let (last, outer) = path.split_last()?;
        match self.within(outer, last.0) {
            Given::Members { members, .. } => members.get(last.1),
            _ => None,
        }
    }

    /// What is given of a fact of the member at the end of a path, or of the case itself.
    #[inline]
    pub(super) fn within(&self, path: &[Step], fact: FactId) -> &Given {
        if path.is_empty() {
            return self.get(fact);
        }
        self.member(path)
            .map_or(&Given::Unknown, |member| member.get(fact))
    }

    /// What is given of the fact a slot belongs to; of a key, at that key.
    #[must_use]
    pub fn given_of(&self, slot: &Slot) -> &Given {
        let Some(fact) = slot.fact() else {
            return &Given::Unknown;
        };
        match (self.within(&slot.path(), fact), slot.bare()) {
            (Given::Keyed(all), Slot::Key(_, key)) => all
                .iter()
                .find(|(known, _)| known == key)
                .map_or(&Given::Unknown, |(_, given)| given),
            (given, _) => given,
        }
    }

    /// Gives a fact.
    pub fn set(&mut self, fact: FactId, given: Given) {
        if let Some(slot) = self.facts.get_mut(fact.position()) {
            *slot = given;
        }
    }

    /// Gives a fact one value.
    pub fn set_value(&mut self, fact: FactId, value: Range) {
        self.set(
            fact,
            Given::Value {
                value,
                made_on: None,
            },
        );
    }
}
