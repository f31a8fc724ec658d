//! The facts of one case, laid out by the slots of a model.
//!
//! Made by [`crate::facts`] from a file, by [`crate::suite`] from a scenario, or by a program slot
//! by slot. Types and domains are the maker's concern; what is not given is unknown.

use super::range::{Key, Range};
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
}

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
