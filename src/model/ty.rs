//! The types of values.

use super::{EntityId, FactId, KindId, NormId, RecordId, UnitId};
use crate::value::Date;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `yes/no`
    YesNo,
    /// A number, perhaps with a unit; `whole` when fractions are not admitted.
    Number {
        /// Its unit.
        unit: Option<UnitId>,
        /// Whole numbers only.
        whole: bool,
    },
    /// A calendar year.
    Year,
    /// A month of a year, kept as its first day.
    Month,
    /// A week from Monday to Sunday (ISO 8601), kept as its Monday.
    Week,
    /// Text.
    Text,
    /// A day.
    Date,
    /// A day and a minute.
    Moment,
    /// A calendar period: years, months, days.
    Period,
    /// A member of an enumeration.
    Kind(KindId),
    /// A set of values of one type.
    Set(Box<Type>),
    /// A list of values of one type.
    List(Box<Type>),
    /// An entry of a list of records.
    Entry(RecordId),
    /// An act of an `events` fact.
    Act(FactId),
    /// A member of a group.
    Member(EntityId),
    /// A window of a recurring norm.
    Window(NormId),
    /// The state of a norm.
    State(NormId),
    /// Not known because of a mistake already reported; agrees with everything.
    Mistaken,
}

impl Type {
    /// How a week or month that is kept as its first day is written, `2024-W10`, `2024-03`; none for
    /// other types.
    #[must_use]
    pub fn stretch(&self, first: Date) -> Option<String> {
        match self {
            Type::Month => Some(first.year_month()),
            Type::Week => Some(first.week()),
            _ => None,
        }
    }

    /// The first day of the week or month a day lies in, for these types.
    #[must_use]
    pub(crate) fn stretch_of(&self, day: Date) -> Option<Date> {
        match self {
            Type::Month => Some(day.first_of_month()),
            Type::Week => Some(day.monday()),
            _ => None,
        }
    }
}

impl KeyType {
    /// The type of its keys as values; a window goes by its number.
    #[must_use]
    pub fn of_values(&self) -> Type {
        match self {
            KeyType::Year => Type::Year,
            KeyType::Month => Type::Month,
            KeyType::Week => Type::Week,
            KeyType::Text => Type::Text,
            KeyType::Kind(kind) => Type::Kind(*kind),
            KeyType::Window(norm) => Type::Window(*norm),
            KeyType::Whole => Type::Number {
                unit: None,
                whole: true,
            },
        }
    }
}

/// What a fact or conclusion is keyed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyType {
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A week.
    Week,
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A member of an enumeration.
    Kind(KindId),
    /// A window of a recurring norm, by its number from 1.
    Window(NormId),
}
