//! Slots: the units of what can be unknown.

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
    /// Further entries of an open list.
    Further(FactId),
    /// The day to which a last day outside the calendar moves on.
    Calendar(CalendarId, Date),
    /// Which choice of a reading counts.
    Reading(ReadingId),
    /// Whether a rule of a note counts.
    Note(RuleId),
}

impl Slot {
    /// The fact it belongs to, if it is one of the file.
    #[must_use]
    pub fn fact(&self) -> Option<FactId> {
        match self {
            Slot::Fact(fact) | Slot::Key(fact, _) | Slot::Field(fact, ..) | Slot::Further(fact) => {
                Some(*fact)
            }
            Slot::Calendar(..) | Slot::Reading(_) | Slot::Note(_) => None,
        }
    }
}
