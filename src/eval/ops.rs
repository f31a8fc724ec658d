//! Operations on ranges, and nothing else.
//!
//! These functions know neither where an operand was written nor why it is compared or added, so a
//! run over whole columns can share them. Each is exact on single values, and on wider ranges gives
//! at least every outcome some pair of values gives.

use super::range::{Core, Flags, Range, Truth};
use crate::model::{Comparison, Extreme};
use crate::value::{Date, Number, Rounding};
use std::cmp::Ordering;

/// A comparison. With an absent operand it is no: what never happened was neither before nor after.
#[inline]
pub(super) fn compare(comparison: Comparison, left: &Range, right: &Range) -> Truth {
    let (flags, values) = left.meet(right);
    let mut truth = if values {
        cores(comparison, &left.core, &right.core)
    } else {
        Truth {
            yes: false,
            no: false,
            flags: Flags::NONE,
        }
    };
    if !flags.is_empty() {
        truth.no |= flags.has(Flags::ABSENT);
        truth.flags = flags.blockers();
    }
    truth
}

#[inline]
fn cores(comparison: Comparison, left: &Core, right: &Core) -> Truth {
    if let (Core::Number(a), Core::Number(b)) = (left, right) {
        return Truth::of(holds(comparison, a.cmp(b)));
    }
    match (left, right) {
        (Core::Kind(a), Core::Kind(b)) => {
            ends(comparison, lowest(*a), highest(*a), lowest(*b), highest(*b))
                .only_if(a & b, comparison)
        }
        (Core::Date(..) | Core::Moment(..), Core::Date(..) | Core::Moment(..)) => {
            let by_minute = matches!((left, right), (Core::Moment(..), Core::Moment(..)));
            let (a, b) = places_in_time(left, by_minute);
            let (c, d) = places_in_time(right, by_minute);
            ends(comparison, a, b, c, d)
        }
        (Core::Truth(a), Core::Truth(b)) => Truth {
            yes: a & b != 0,
            no: a != b || *a == 3,
            flags: Flags::NONE,
        },
        (Core::Any, _) | (_, Core::Any) => Truth::EITHER,
        _ => match (left.numbers(), right.numbers()) {
            (Some((a, b)), Some((c, d))) => number_ends(comparison, a, b, c, d),
            _ => Truth::of(comparison == Comparison::Equal && left == right),
        },
    }
}

impl Truth {
    /// Of members of an enumeration: equal only if both can be the same member.
    fn only_if(self, shared: u64, comparison: Comparison) -> Truth {
        if comparison == Comparison::Equal {
            Truth {
                yes: shared != 0,
                ..self
            }
        } else {
            self
        }
    }
}

fn lowest(bits: u64) -> i64 {
    i64::from(bits.trailing_zeros())
}

fn highest(bits: u64) -> i64 {
    63 - i64::from(bits.leading_zeros())
}

/// The ends on one axis: minutes, or days where one side is a day.
fn places_in_time(core: &Core, by_minute: bool) -> (i64, i64) {
    let minute = |date: Date, minute: u16| i64::from(date.ordinal()) * 1440 + i64::from(minute);
    match core {
        Core::Moment(a, b) if by_minute => (
            minute(a.date(), a.minute_of_day()),
            minute(b.date(), b.minute_of_day()),
        ),
        Core::Moment(a, b) => (i64::from(a.date().ordinal()), i64::from(b.date().ordinal())),
        Core::Date(a, b) => (i64::from(a.ordinal()), i64::from(b.ordinal())),
        _ => (0, 0),
    }
}

#[inline]
fn holds(comparison: Comparison, ordering: Ordering) -> bool {
    match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::Less => ordering.is_lt(),
        Comparison::AtMost => ordering.is_le(),
        Comparison::More => ordering.is_gt(),
        Comparison::AtLeast => ordering.is_ge(),
    }
}

/// A comparison of `a..=b` with `c..=d`.
fn ends<T: Ord>(comparison: Comparison, a: T, b: T, c: T, d: T) -> Truth {
    let (yes, no) = match comparison {
        Comparison::Less => (a < d, b >= c),
        Comparison::AtMost => (a <= d, b > c),
        Comparison::More => (b > c, a <= d),
        Comparison::AtLeast => (b >= c, a < d),
        Comparison::Equal => (a <= d && c <= b, !(a == b && c == d && a == c)),
    };
    Truth {
        yes,
        no,
        flags: Flags::NONE,
    }
}

/// The same where an end may be unbounded.
fn number_ends(
    comparison: Comparison,
    a: Option<&Number>,
    b: Option<&Number>,
    c: Option<&Number>,
    d: Option<&Number>,
) -> Truth {
    // An unbounded end reaches past whatever it is compared with.
    let below = |low: Option<&Number>, high: Option<&Number>| {
        low.zip(high).is_none_or(|(low, high)| low < high)
    };
    let at_most = |low: Option<&Number>, high: Option<&Number>| {
        low.zip(high).is_none_or(|(low, high)| low <= high)
    };
    let (yes, no) = match comparison {
        Comparison::Less => (below(a, d), at_most(c, b)),
        Comparison::AtMost => (at_most(a, d), below(c, b)),
        Comparison::More => (below(c, b), at_most(a, d)),
        Comparison::AtLeast => (at_most(c, b), below(a, d)),
        Comparison::Equal => {
            let one = a.is_some() && a == b && c == d && a == c;
            (at_most(a, d) && at_most(c, b), !one)
        }
    };
    Truth {
        yes,
        no,
        flags: Flags::NONE,
    }
}

/// The four operations on numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Adds, subtracts, multiplies or divides.
pub(super) fn arithmetic(operation: Operation, left: &Range, right: &Range) -> Range {
    let (flags, values) = left.meet(right);
    if !values {
        return Range {
            core: Core::None,
            flags,
        };
    }
    let mut result = if let (Core::Number(a), Core::Number(b)) = (&left.core, &right.core) {
        match operation {
            Operation::Add => Range::number(a.add(b)),
            Operation::Subtract => Range::number(a.sub(b)),
            Operation::Multiply => Range::number(a.mul(b)),
            Operation::Divide => a
                .div(b)
                .map_or_else(|| Range::blocker(Flags::NOT_COMPUTABLE), Range::number),
        }
    } else {
        match (left.core.numbers(), right.core.numbers()) {
            (Some(a), Some(b)) => intervals(operation, a, b),
            _ => Range::numbers(None, None),
        }
    };
    result.flags = result.flags.with(flags);
    result
}

type Ends<'a> = (Option<&'a Number>, Option<&'a Number>);

fn intervals(operation: Operation, (a, b): Ends<'_>, (c, d): Ends<'_>) -> Range {
    match operation {
        Operation::Add => Range::numbers(
            a.zip(c).map(|(a, c)| a.add(c)),
            b.zip(d).map(|(b, d)| b.add(d)),
        ),
        Operation::Subtract => Range::numbers(
            a.zip(d).map(|(a, d)| a.sub(d)),
            b.zip(c).map(|(b, c)| b.sub(c)),
        ),
        Operation::Multiply => product((a, b), (c, d), |a, b| Some(a.mul(b))),
        Operation::Divide => {
            let negative_or_zero = c.is_none_or(|c| c.is_negative() || c.is_zero());
            let positive_or_zero = d.is_none_or(|d| !d.is_negative());
            if negative_or_zero && positive_or_zero {
                let mut any = Range::numbers(None, None);
                any.flags = Flags::NOT_COMPUTABLE;
                return any;
            }
            product((a, b), (c, d), Number::div)
        }
    }
}

/// The hull of an operation that takes its extremes at the ends of its operands.
fn product(
    (a, b): Ends<'_>,
    (c, d): Ends<'_>,
    operation: impl Fn(&Number, &Number) -> Option<Number>,
) -> Range {
    let (Some(c), Some(d)) = (c, d) else {
        return unbounded_product((a, b), (c, d));
    };
    let (Some(a), Some(b)) = (a, b) else {
        return unbounded_product((a, b), (Some(c), Some(d)));
    };
    let all: Vec<Number> = [(a, c), (a, d), (b, c), (b, d)]
        .into_iter()
        .filter_map(|(x, y)| operation(x, y))
        .collect();
    Range::numbers(all.iter().min().cloned(), all.iter().max().cloned())
}

/// With an unbounded operand all that is kept is a sign.
fn unbounded_product((a, _): Ends<'_>, (c, _): Ends<'_>) -> Range {
    let both_from_zero = a
        .zip(c)
        .is_some_and(|(a, c)| !a.is_negative() && !c.is_negative());
    Range::numbers(both_from_zero.then_some(Number::ZERO), None)
}

/// Applies a monotone function to both ends.
pub(super) fn monotone(range: &Range, f: impl Fn(&Number) -> Number) -> Range {
    let result = match &range.core {
        Core::Number(number) => Range::number(f(number)),
        core => match core.numbers() {
            Some((low, high)) => Range::numbers(low.map(&f), high.map(&f)),
            None if range.has_value() => Range::numbers(None, None),
            None => Range::of(Core::None),
        },
    };
    Range {
        core: result.core,
        flags: range.flags,
    }
}

/// Minus a number.
pub(super) fn negate(range: &Range) -> Range {
    arithmetic(Operation::Subtract, &Range::number(Number::ZERO), range)
}

/// Rounding, by name.
pub(super) fn round(range: &Range, rounding: Rounding, places: u32) -> Range {
    monotone(range, |number| number.round(rounding, places))
}

/// The larger or smaller of two; an absent operand makes it absent.
pub(super) fn extreme(extreme: Extreme, left: Range, right: Range) -> Range {
    let (flags, values) = left.meet(&right);
    if !values {
        return Range {
            core: Core::None,
            flags,
        };
    }
    let larger = extreme == Extreme::Largest;
    let core = match (left.core, right.core) {
        (Core::Number(a), Core::Number(b)) => Core::Number(if (a > b) == larger { a } else { b }),
        (Core::Date(a, b), Core::Date(c, d)) if larger => Core::Date(a.max(c), b.max(d)),
        (Core::Date(a, b), Core::Date(c, d)) => Core::Date(a.min(c), b.min(d)),
        (Core::Moment(a, b), Core::Moment(c, d)) if larger => Core::Moment(a.max(c), b.max(d)),
        (Core::Moment(a, b), Core::Moment(c, d)) => Core::Moment(a.min(c), b.min(d)),
        (Core::Kind(a), Core::Kind(b)) => Core::Kind(kinds(a, b, larger)),
        (a, b) => match (a.numbers(), b.numbers()) {
            (Some((a, b)), Some((c, d))) => extreme_ends((a, b), (c, d), larger).core,
            _ => Core::Any,
        },
    };
    Range { core, flags }
}

fn extreme_ends((a, b): Ends<'_>, (c, d): Ends<'_>, larger: bool) -> Range {
    // Of the larger of two, one bounded low end is enough; of its high end both are needed.
    let either = |x: Option<&Number>, y: Option<&Number>, max: bool| match (x, y) {
        (Some(x), Some(y)) => Some(if (x > y) == max { x } else { y }.clone()),
        (x, y) => x.or(y).cloned(),
    };
    let both = |x: Option<&Number>, y: Option<&Number>, max: bool| {
        x.zip(y)
            .map(|(x, y)| if (x > y) == max { x } else { y }.clone())
    };
    if larger {
        Range::numbers(either(a, c, true), both(b, d, true))
    } else {
        Range::numbers(both(a, c, false), either(b, d, false))
    }
}

fn kinds(one: u64, other: u64, larger: bool) -> u64 {
    let mut found = 0u64;
    for a in (0..64).filter(|a| one >> a & 1 == 1) {
        for b in (0..64).filter(|b| other >> b & 1 == 1) {
            found |= 1u64 << if larger { a.max(b) } else { a.min(b) };
        }
    }
    found
}

/// A function of a day, monotone and perhaps undefined.
pub(super) fn of_date(range: &Range, f: impl Fn(Date) -> Option<Date>) -> Range {
    let Core::Date(low, high) = range.core else {
        let any = Range::of(Core::Date(Date::MIN, Date::MAX));
        return if range.has_value() {
            Range {
                core: any.core,
                flags: range.flags,
            }
        } else {
            range.clone()
        };
    };
    if low == high {
        return match f(low) {
            Some(day) => Range {
                core: Core::Date(day, day),
                flags: range.flags,
            },
            None => Range {
                core: Core::None,
                flags: range.flags.with(Flags::NOT_COMPUTABLE),
            },
        };
    }
    let (first, last) = (f(low), f(high));
    let flags = if first.is_none() || last.is_none() {
        range.flags.with(Flags::NOT_COMPUTABLE)
    } else {
        range.flags
    };
    Range {
        core: Core::Date(first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX)),
        flags,
    }
}

/// A number made from a day, monotone.
pub(super) fn number_of_date(range: &Range, f: impl Fn(Date) -> i64) -> Range {
    let core = match range.core {
        Core::Date(low, high) => {
            Range::numbers(Some(Number::from(f(low))), Some(Number::from(f(high)))).core
        }
        Core::None => Core::None,
        _ => Core::Any,
    };
    Range {
        core,
        flags: range.flags,
    }
}

/// The day of a moment.
pub(super) fn day_of(range: Range) -> Range {
    match range.core {
        Core::Moment(low, high) => Range {
            core: Core::Date(low.date(), high.date()),
            flags: range.flags,
        },
        _ => range,
    }
}
