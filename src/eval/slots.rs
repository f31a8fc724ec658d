//! Slots: the units of what can be unknown.

use std::sync::Arc;

use super::range::Key;
use crate::model::{CalendarId, FactId, ReadingId, RuleId};
use crate::value::Date;

/// One input that can be unknown, or that a search may un-fix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A fact; of a history, its value on the day asked for.
    Fact(FactId),
    /// A fact at a key.
    Key(FactId, Key),
    /// A field of an entry: fact, position of the entry, position of the field.
    Field(FactId, usize, usize),
    /// Further entries of an open list, further members of an open group.
    Further(FactId),
    /// A slot of a member: the group, the member's position in the file and its name there, and
    /// which slot of it. The day it joined and the day it left are fields 0 and 1 of the group's
    /// entry.
    Member(FactId, usize, Arc<str>, Box<Slot>),
    /// The day to which a last day outside the calendar moves on.
    Calendar(CalendarId, Date),
    /// Which choice of a reading counts.
    Reading(ReadingId),
    /// Whether a rule of a note counts.
    Note(RuleId),
}

impl Slot {
    /// The slot itself, whichever member it is of.
    #[must_use]
    pub fn bare(&self) -> &Slot {
        let mut slot = self;
        while let Slot::Member(.., inner) = slot {
            slot = inner;
        }
        slot
    }

    /// The way to the member it is of: groups and positions, outermost first.
    #[must_use]
    pub fn path(&self) -> Vec<(FactId, usize)> {
        let mut path = Vec::new();
        let mut slot = self;
        while let Slot::Member(group, position, _, inner) = slot {
            path.push((*group, *position));
            slot = inner;
        }
        path
    }

    /// The fact it belongs to, if it is one of the file.
    #[must_use]
    pub fn fact(&self) -> Option<FactId> {
        match self.bare() {
            Slot::Fact(fact) | Slot::Key(fact, _) | Slot::Field(fact, ..) | Slot::Further(fact) => {
                Some(*fact)
            }
            Slot::Calendar(..) | Slot::Reading(_) | Slot::Note(_) | Slot::Member(..) => None,
        }
    }
}
