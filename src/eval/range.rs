//! The set of outcomes a term can still have.
//!
//! A completion gives every unknown slot a value; a term then has exactly one outcome: a value,
//! absent, or a blocker. A [`Range`] holds every outcome some completion gives (and perhaps more:
//! it is an over-approximation), so one value left means *settled*. A term without unknowns has a
//! range of one from the start, which is why there is one evaluator and not two.

use crate::value::{Date, Moment, Number, Period};
use std::sync::Arc;

/// The outcomes besides values, as a set of bits. A higher bit wins where two operands meet: of
/// several blockers the label is the first of conflict, gap, not computable, not encoded, not in
/// force, not applicable; and each of them outlasts an absent operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u16);

impl Flags {
    /// No outcome besides values.
    pub const NONE: Flags = Flags(0);
    /// There is none: the event did not happen, no clock runs.
    pub const ABSENT: Flags = Flags(1 << 1);
    /// Outside the scope of the law.
    pub const NOT_APPLICABLE: Flags = Flags(1 << 2);
    /// Before the first or after the last day of the law.
    pub const NOT_IN_FORCE: Flags = Flags(1 << 3);
    /// Rests on a part of the law that is not encoded.
    pub const NOT_ENCODED: Flags = Flags(1 << 4);
    /// Division by zero, a date beyond the calendar, a month without the day.
    pub const NOT_COMPUTABLE: Flags = Flags(1 << 5);
    /// No rule applies.
    pub const GAP: Flags = Flags(1 << 6);
    /// Two rules disagree.
    pub const CONFLICT: Flags = Flags(1 << 7);
    /// All that block, highest first.
    pub const BLOCKERS: [Flags; 6] = [
        Flags::CONFLICT,
        Flags::GAP,
        Flags::NOT_COMPUTABLE,
        Flags::NOT_ENCODED,
        Flags::NOT_IN_FORCE,
        Flags::NOT_APPLICABLE,
    ];

    const VALUE: u16 = 1;

    /// Whether there are none.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one of `other` is among these.
    #[must_use]
    #[inline]
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// These and those.
    #[must_use]
    #[inline]
    pub fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// These but not those.
    #[must_use]
    #[inline]
    pub fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }

    /// The blockers among these.
    #[must_use]
    pub fn blockers(self) -> Flags {
        self.without(Flags::ABSENT)
    }

    #[inline]
    fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// The possible results when each operand has one of its possible ranks and the highest wins.
#[inline]
fn highest_of(one: u16, other: u16) -> u16 {
    let from_lowest = |set: u16| {
        if set == 0 {
            0
        } else {
            !((set & set.wrapping_neg()) - 1)
        }
    };
    (one & from_lowest(other)) | (other & from_lowest(one))
}

/// The possible values.
#[derive(Debug, Clone, PartialEq)]
pub enum Core {
    /// None: only [`Flags`] are possible.
    None,
    /// Yes (bit 1) and no (bit 2).
    Truth(u8),
    /// Members of an enumeration, or states of a norm, by position.
    Kind(u64),
    /// One number; also a year.
    Number(Number),
    /// Numbers between two ends, both included; none is unbounded.
    Numbers(Box<(Option<Number>, Option<Number>)>),
    /// Days between two ends, both included.
    Date(Date, Date),
    /// Moments between two ends, both included.
    Moment(Moment, Moment),
    /// One period.
    Period(Period),
    /// One text.
    Text(Arc<str>),
    /// One set, sorted.
    Set(Arc<[Key]>),
    /// Any value of a type without an order of its own: a text, a set, a period.
    Any,
}

/// A value that can be a key or a member of a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A year, a whole number, the number of a window.
    Number(i64),
    /// A member of an enumeration, by position.
    Kind(u8),
    /// Text.
    Text(Arc<str>),
    /// A day.
    Date(Date),
}

/// The outcomes a term can still have. See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The values.
    pub core: Core,
    /// Absent and the blockers.
    pub flags: Flags,
}

/// The possible truth values of a condition in one small set, ordered so that the highest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// Yes possible.
    pub yes: bool,
    /// No possible.
    pub no: bool,
    /// Blockers possible.
    pub flags: Flags,
}

const YES: u8 = 1;
const NO: u8 = 2;
/// Above all blockers: what a definite operand of `and`/`or` outranks.
const DECIDES: u16 = 1 << 15;

impl Truth {
    /// Settled yes.
    pub const YES: Truth = Truth {
        yes: true,
        no: false,
        flags: Flags::NONE,
    };
    /// Settled no.
    pub const NO: Truth = Truth {
        yes: false,
        no: true,
        flags: Flags::NONE,
    };
    /// Yes or no.
    pub const EITHER: Truth = Truth {
        yes: true,
        no: true,
        flags: Flags::NONE,
    };

    /// Settled.
    #[must_use]
    #[inline]
    pub fn of(yes: bool) -> Truth {
        if yes { Truth::YES } else { Truth::NO }
    }

    /// Whether it is yes in every completion.
    #[must_use]
    #[inline]
    pub fn is_yes(self) -> bool {
        self == Truth::YES
    }

    /// Whether it is no in every completion.
    #[must_use]
    #[inline]
    pub fn is_no(self) -> bool {
        self == Truth::NO
    }

    /// Whether exactly one outcome is left.
    #[must_use]
    #[inline]
    pub fn is_settled(self) -> bool {
        u32::from(self.yes) + u32::from(self.no) + self.flags.count() == 1
    }

    /// `a and b`: no wins over a blocker, a blocker over yes.
    #[must_use]
    #[inline]
    pub fn and(self, other: Truth) -> Truth {
        if self.flags.is_empty() && other.flags.is_empty() {
            return Truth {
                yes: self.yes && other.yes,
                no: self.no || other.no,
                flags: Flags::NONE,
            };
        }
        let set = highest_of(
            self.ranks(self.yes, self.no),
            other.ranks(other.yes, other.no),
        );
        Truth {
            yes: set & Flags::VALUE != 0,
            no: set & DECIDES != 0,
            flags: Flags(set & !(Flags::VALUE | DECIDES)),
        }
    }

    /// `a or b`: yes wins over a blocker, a blocker over no.
    #[must_use]
    #[inline]
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// `not a`
    #[must_use]
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "it is the logical connective, named as the others are"
    )]
    pub fn not(self) -> Truth {
        Truth {
            yes: self.no,
            no: self.yes,
            flags: self.flags,
        }
    }

    /// Yes where it is yes or no: whether it is decided at all. Joined with `and` this leaves, of
    /// several operands that must all be decided, the highest blocker.
    #[must_use]
    #[inline]
    pub fn decided(self) -> Truth {
        Truth {
            yes: self.yes || self.no,
            no: false,
            flags: self.flags,
        }
    }

    /// The same where a scope condition holds; outside it, not applicable.
    #[must_use]
    pub fn in_scope(self, scope: Truth) -> Truth {
        let inside = if scope.yes {
            self
        } else {
            Truth {
                yes: false,
                no: false,
                flags: Flags::NONE,
            }
        };
        let outside = if scope.no {
            Flags::NOT_APPLICABLE
        } else {
            Flags::NONE
        };
        Truth {
            flags: inside.flags.with(outside).with(scope.flags),
            ..inside
        }
    }

    /// The outcomes of both.
    #[must_use]
    pub fn union(self, other: Truth) -> Truth {
        Truth {
            yes: self.yes || other.yes,
            no: self.no || other.no,
            flags: self.flags.with(other.flags),
        }
    }

    #[inline]
    fn ranks(self, lowest: bool, highest: bool) -> u16 {
        u16::from(lowest) | if highest { DECIDES } else { 0 } | self.flags.0
    }
}

impl From<Truth> for Range {
    #[inline]
    fn from(truth: Truth) -> Range {
        let bits = if truth.yes { YES } else { 0 } | if truth.no { NO } else { 0 };
        Range {
            core: if bits == 0 {
                Core::None
            } else {
                Core::Truth(bits)
            },
            flags: truth.flags,
        }
    }
}

impl Range {
    /// Settled yes.
    pub const YES: Range = Range {
        core: Core::Truth(YES),
        flags: Flags::NONE,
    };
    /// Settled no.
    pub const NO: Range = Range {
        core: Core::Truth(NO),
        flags: Flags::NONE,
    };
    /// Settled absent.
    pub const ABSENT: Range = Range {
        core: Core::None,
        flags: Flags::ABSENT,
    };
    /// Any value; no blocker, not absent.
    pub const ANY: Range = Range {
        core: Core::Any,
        flags: Flags::NONE,
    };

    /// The range of these values.
    #[must_use]
    #[inline]
    pub fn of(core: Core) -> Range {
        Range {
            core,
            flags: Flags::NONE,
        }
    }

    /// A settled truth value.
    #[must_use]
    #[inline]
    pub fn truth(yes: bool) -> Range {
        if yes { Range::YES } else { Range::NO }
    }

    /// A blocker.
    #[must_use]
    pub fn blocker(flags: Flags) -> Range {
        Range {
            core: Core::None,
            flags,
        }
    }

    /// One number.
    #[must_use]
    #[inline]
    pub fn number(number: Number) -> Range {
        Range::of(Core::Number(number))
    }

    /// Numbers between two ends.
    #[must_use]
    pub fn numbers(low: Option<Number>, high: Option<Number>) -> Range {
        match (low, high) {
            (Some(low), Some(high)) if low == high => Range::number(low),
            (low, high) => Range::of(Core::Numbers(Box::new((low, high)))),
        }
    }

    /// One day.
    #[must_use]
    #[inline]
    pub fn date(date: Date) -> Range {
        Range::of(Core::Date(date, date))
    }

    /// One member of an enumeration.
    #[must_use]
    #[inline]
    pub fn kind(position: u8) -> Range {
        Range::of(Core::Kind(
            1u64.checked_shl(u32::from(position)).unwrap_or(0),
        ))
    }

    /// Also absent.
    #[must_use]
    pub fn or_absent(mut self) -> Range {
        self.flags = self.flags.with(Flags::ABSENT);
        self
    }

    /// Whether exactly one outcome is left.
    #[must_use]
    #[inline]
    pub fn is_settled(&self) -> bool {
        if self.flags.is_empty() {
            self.core.is_single()
        } else {
            matches!(self.core, Core::None) && self.flags.count() == 1
        }
    }

    /// Yes where it is a value or absent, as [`Truth::decided`].
    #[must_use]
    pub fn decided(&self) -> Truth {
        Truth {
            yes: self.has_value() || self.flags.has(Flags::ABSENT),
            no: false,
            flags: self.flags.blockers(),
        }
    }

    /// The same where a scope condition holds; outside it, not applicable.
    #[must_use]
    pub fn in_scope(self, scope: Truth) -> Range {
        let inside = if scope.yes {
            self
        } else {
            Range::of(Core::None)
        };
        let outside = if scope.no {
            Flags::NOT_APPLICABLE
        } else {
            Flags::NONE
        };
        Range {
            flags: inside.flags.with(outside).with(scope.flags),
            ..inside
        }
    }

    /// Whether a value (neither absent nor a blocker) is possible.
    #[must_use]
    #[inline]
    pub fn has_value(&self) -> bool {
        !matches!(self.core, Core::None)
    }

    /// The possible truth values. What is absent or no yes/no value counts as neither.
    #[must_use]
    #[inline]
    pub fn as_truth(&self) -> Truth {
        match self.core {
            Core::Truth(bits) => Truth {
                yes: bits & YES != 0,
                no: bits & NO != 0,
                flags: self.flags.blockers(),
            },
            Core::Any => Truth {
                yes: true,
                no: true,
                flags: self.flags.blockers(),
            },
            _ => Truth {
                yes: false,
                no: self.flags.has(Flags::ABSENT),
                flags: self.flags.blockers(),
            },
        }
    }

    /// Every outcome of either.
    #[must_use]
    pub fn union(self, other: Range) -> Range {
        Range {
            flags: self.flags.with(other.flags),
            core: self.core.union(other.core),
        }
    }

    /// Whether no outcome is possible for both. Wide cores are compared by their ends.
    #[must_use]
    pub fn is_disjoint(&self, other: &Range) -> bool {
        !self.flags.has(other.flags) && self.core.is_disjoint(&other.core)
    }

    /// The possible ranks of this operand: a value, absent, a blocker.
    #[inline]
    fn ranks(&self) -> u16 {
        self.flags.0 | if self.has_value() { Flags::VALUE } else { 0 }
    }

    /// What two operands leave possible besides a value, and whether a value is possible.
    #[inline]
    #[must_use]
    pub fn meet(&self, other: &Range) -> (Flags, bool) {
        if self.flags.is_empty() && other.flags.is_empty() {
            return (Flags::NONE, true);
        }
        let set = highest_of(self.ranks(), other.ranks());
        (Flags(set & !Flags::VALUE), set & Flags::VALUE != 0)
    }
}

impl Core {
    #[inline]
    fn is_single(&self) -> bool {
        match self {
            Core::Number(_) | Core::Period(_) | Core::Text(_) | Core::Set(_) => true,
            Core::Truth(bits) => *bits == YES || *bits == NO,
            Core::Kind(bits) => bits.is_power_of_two(),
            Core::Date(low, high) => low == high,
            Core::Moment(low, high) => low == high,
            Core::None | Core::Numbers(_) | Core::Any => false,
        }
    }

    /// The ends, if it is a number or numbers.
    #[must_use]
    pub fn numbers(&self) -> Option<(Option<&Number>, Option<&Number>)> {
        match self {
            Core::Number(number) => Some((Some(number), Some(number))),
            Core::Numbers(ends) => Some((ends.0.as_ref(), ends.1.as_ref())),
            _ => None,
        }
    }

    fn union(self, other: Core) -> Core {
        match (self, other) {
            (Core::None, core) | (core, Core::None) => core,
            (Core::Truth(one), Core::Truth(other)) => Core::Truth(one | other),
            (Core::Kind(one), Core::Kind(other)) => Core::Kind(one | other),
            (Core::Date(a, b), Core::Date(c, d)) => Core::Date(a.min(c), b.max(d)),
            (Core::Moment(a, b), Core::Moment(c, d)) => Core::Moment(a.min(c), b.max(d)),
            (one, other) if one == other => one,
            (one, other) => match (one.numbers(), other.numbers()) {
                (Some((a, b)), Some((c, d))) => Core::Numbers(Box::new((
                    a.zip(c).map(|(a, c)| a.min(c).clone()),
                    b.zip(d).map(|(b, d)| b.max(d).clone()),
                ))),
                _ => Core::Any,
            },
        }
    }

    fn is_disjoint(&self, other: &Core) -> bool {
        match (self, other) {
            (Core::None, _) | (_, Core::None) => true,
            (Core::Any, _) | (_, Core::Any) => false,
            (Core::Truth(one), Core::Truth(other)) => one & other == 0,
            (Core::Kind(one), Core::Kind(other)) => one & other == 0,
            (Core::Date(a, b), Core::Date(c, d)) => b < c || d < a,
            (Core::Moment(a, b), Core::Moment(c, d)) => b < c || d < a,
            (one, other) => match (one.numbers(), other.numbers()) {
                (Some((a, b)), Some((c, d))) => {
                    b.zip(c).is_some_and(|(b, c)| b < c) || d.zip(a).is_some_and(|(d, a)| d < a)
                }
                _ => one != other,
            },
        }
    }
}
