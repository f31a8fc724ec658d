//! The parts of a domain that a search tries, and the values that stand for them.

use super::case::Given;
use super::range::{Core, Flags, Range};
use crate::value::{Date, Moment, Number};

/// So many whole numbers are tried one by one.
const FEW: i64 = 16;

/// How far before its last day a cell is sampled, in days: twelve years. Any day of a cell stands for
/// all; a day in the year 1 would only have a thousand windows gone through.
const SAMPLE: i64 = 4_383;

/// Every value of a small domain of whole numbers.
pub(super) fn few(domain: &Range, whole: bool) -> Option<Vec<Range>> {
    let (low, high) = domain.core.numbers().filter(|_| whole)?;
    let (low, high) = (low?.to_i64()?, high?.to_i64()?);
    if high.checked_sub(low)? >= FEW {
        return None;
    }
    let absent = domain.flags.has(Flags::ABSENT).then_some(Range::ABSENT);
    let values = (low..=high).map(|it| Range::number(Number::from(it)));
    Some(absent.into_iter().chain(values).collect())
}

/// The single values a case gives, and its from-days and keys.
pub(super) fn named_by(given: &Given, named: &mut Vec<Range>) {
    match given {
        Given::Value { value, .. } => named.push(value.clone()),
        Given::History(steps) => named.extend(steps.iter().map(|(from, _)| Range::date(*from))),
        Given::Keyed(all) => {
            for (key, given) in all {
                named.push(super::evaluator::range_of(key));
                named_by(given, named);
            }
        }
        Given::Entries { entries, .. } => named.extend(entries.iter().flatten().cloned()),
        Given::Members { members, .. } => {
            for member in &**members {
                named.extend([member.from.clone(), member.until.clone()]);
                for (_, given) in member.facts() {
                    named_by(given, named);
                }
            }
        }
        Given::Unknown | Given::HappenedSometime => {}
    }
}

/// Two points of a cell; one if it is a point.
pub(super) fn ends_of(cell: &Range) -> Vec<Range> {
    match &cell.core {
        Core::Date(low, high) if low.days_until(*high) > SAMPLE => {
            let low = high.plus_days(-SAMPLE).unwrap_or(*low);
            vec![Range::date(low), Range::date(*high)]
        }
        Core::Date(low, high) if low != high => vec![Range::date(*low), Range::date(*high)],
        Core::Moment(low, high) if low != high => {
            vec![
                Range::of(Core::Moment(*low, *low)),
                Range::of(Core::Moment(*high, *high)),
            ]
        }
        Core::Numbers(ends) => [&ends.0, &ends.1]
            .into_iter()
            .flatten()
            .cloned()
            .map(Range::number)
            .collect(),
        _ => vec![cell.clone()],
    }
}

/// A point well inside a range, for atoms that read several slots.
pub(super) fn middle(range: &Range, whole: bool) -> Option<Range> {
    match &range.core {
        Core::Numbers(ends) => {
            let (low, high) = (ends.0.as_ref()?, ends.1.as_ref()?);
            let hundred = Number::from(100);
            if *low < hundred && hundred < *high {
                return Some(Range::number(hundred));
            }
            let middle = if whole {
                Number::midpoint_whole(low, high)
            } else {
                Number::midpoint_grid(low, high)
            };
            middle.map(Range::number)
        }
        Core::Date(low, high) => {
            let day = Date::from_ordinal(low.ordinal() + (high.ordinal() - low.ordinal()) / 2)?;
            Some(Range::date(day))
        }
        _ => None,
    }
}

pub(super) fn is_point(range: &Range) -> bool {
    match &range.core {
        Core::Date(low, high) => low == high,
        Core::Moment(low, high) => low == high,
        core => matches!(core, Core::Number(_)),
    }
}

/// Two halves of a range; none of a point.
pub(super) fn halve(range: &Range, whole: bool) -> Option<(Range, Range)> {
    match &range.core {
        Core::Date(low, high) if low < high => {
            let middle = low.ordinal() + (high.ordinal() - low.ordinal()) / 2;
            let (first, second) = (Date::from_ordinal(middle)?, Date::from_ordinal(middle + 1)?);
            Some((
                Range::of(Core::Date(*low, first)),
                Range::of(Core::Date(second, *high)),
            ))
        }
        Core::Moment(low, high) if low < high => {
            let minutes =
                |it: &Moment| i64::from(it.date().ordinal()) * 1440 + i64::from(it.minute_of_day());
            let middle = minutes(low) + (minutes(high) - minutes(low)) / 2;
            let moment = |at: i64| {
                let date = Date::from_ordinal(i32::try_from(at.div_euclid(1440)).ok()?)?;
                let minute = u16::try_from(at.rem_euclid(1440)).ok()?;
                Moment::new(date, minute / 60, minute % 60)
            };
            let (first, second) = (moment(middle)?, moment(middle + 1)?);
            Some((
                Range::of(Core::Moment(*low, first)),
                Range::of(Core::Moment(second, *high)),
            ))
        }
        Core::Numbers(ends) => {
            let (low, high) = (ends.0.as_ref()?, ends.1.as_ref()?);
            let (first, second) = if whole {
                let middle = Number::midpoint_whole(low, high).unwrap_or_else(|| low.clone());
                let next = middle.next_whole();
                (middle, next)
            } else {
                let middle = Number::midpoint_grid(low, high).unwrap_or_else(|| low.clone());
                let next = middle.next_grid();
                (middle, next)
            };
            (second <= *high).then(|| {
                (
                    Range::numbers(Some(low.clone()), Some(first)),
                    Range::numbers(Some(second), Some(high.clone())),
                )
            })
        }
        _ => None,
    }
}
