//! How the values of an unknown are parted.
//!
//! Members of an enumeration one by one; numbers and days where the comparisons of this unknown alone
//! turn, which are known exactly once it is the only one left in them; else at a usual value, and then
//! in halves. The parts together are all the values there are, unless the answer says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::space::{At, Space, Spot, SpotId};
use super::term::{TermId, Terms};
use crate::eval::{Core, Flags, Key, Range};
use crate::model::{Comparison, Type};
use crate::value::{Date, Moment, Number, Rounding};

/// The parts of a range, and whether together they are all of it.
pub(super) struct Parts {
    pub(super) parts: Vec<Range>,
    pub(super) exact: bool,
    /// Whether they are parted where comparisons turn.
    pub(super) at_turns: bool,
}

/// No range is cut at more places at once.
const MOST_CUTS: usize = 32;

/// No set of more possible members is gone through subset by subset.
const MOST_MEMBERS: usize = 6;

/// So many values are gone through one by one, where nothing is known of them.
const FEW: i64 = 16;

/// Parts what is left of an unknown, by what the terms ask of it.
pub(super) fn split(space: &Space<'_>, terms: &Terms, from: &[TermId], id: SpotId) -> Parts {
    let turns = &terms.thresholds(from, id);
    let exact = |parts: Vec<Range>| Parts {
        parts,
        exact: true,
        at_turns: !turns.is_empty(),
    };
    let Some(spot) = space.spot(id) else {
        return exact(Vec::new());
    };
    let absent = spot.range.flags.has(Flags::ABSENT);
    let mut parts = match &spot.range.core {
        Core::None => exact(Vec::new()),
        Core::Truth(bits) => exact(
            [1u8, 2]
                .into_iter()
                .filter(|bit| bits & bit != 0)
                .map(|bit| Range::of(Core::Truth(bit)))
                .collect(),
        ),
        Core::Kind(bits) => exact(
            (0..64u8)
                .filter(|at| bits >> at & 1 == 1)
                .map(Range::kind)
                .collect(),
        ),
        Core::Number(_) | Core::Numbers(_) => exact(numbers(space, id, spot, turns)),
        Core::Date(low, high) => exact(days(space, (*low, *high), turns)),
        Core::Moment(low, high) => exact(moments(space, (*low, *high), turns)),
        _ => sets_and_texts(space, terms, from, id),
    };
    if absent {
        parts.parts.push(Range::ABSENT);
    }
    parts
}

/// The cells between the places where something turns: each place is the last value of its cell.
fn cells<T: Clone + Ord>(
    (low, high): (T, T),
    last: BTreeSet<T>,
    next: impl Fn(&T) -> Option<T>,
) -> Vec<(T, T)> {
    let mut found = Vec::new();
    let mut from = low;
    for place in last.into_iter().take(MOST_CUTS) {
        if place < from || high <= place {
            continue;
        }
        let Some(after) = next(&place) else { break };
        found.push((from, place));
        from = after;
    }
    found.push((from, high));
    found
}

/// A value for which nothing speaks but that people use it.
pub(super) fn usual(space: &Space<'_>, id: SpotId, spot: &Spot) -> Number {
    match space.written_in(id) {
        Some((_, Type::Year)) => Number::from(i64::from(space.as_of.year())),
        _ if spot.at == At::Count => Number::ONE,
        _ => Number::from(100),
    }
}

fn numbers(
    space: &Space<'_>,
    id: SpotId,
    spot: &Spot,
    turns: &[(Number, Comparison)],
) -> Vec<Range> {
    let Some((Some(low), Some(high))) = spot.range.core.numbers() else {
        return vec![Range::of(spot.range.core.clone())];
    };
    let (low, high) = (low.clone(), high.clone());
    let whole = spot.whole;
    let next = |it: &Number| Some(next(it, whole));
    let to_ranges = |cells: Vec<(Number, Number)>| -> Vec<Range> {
        let ranges = cells.into_iter();
        ranges
            .map(|(low, high)| Range::numbers(Some(low), Some(high)))
            .collect()
    };
    let mut last = BTreeSet::new();
    for (place, comparison) in turns {
        let below = floor(place, whole);
        let on_grid = below == *place;
        let before = if on_grid {
            previous(place, whole)
        } else {
            below.clone()
        };
        match comparison {
            Comparison::AtLeast | Comparison::Less => last.insert(before),
            Comparison::AtMost | Comparison::More => last.insert(below),
            Comparison::Equal => {
                last.insert(before);
                last.insert(below)
            }
        };
    }
    let cut = cells((low.clone(), high.clone()), last, next);
    if cut.len() > 1 {
        return to_ranges(cut);
    }
    let few = low.to_i64().zip(high.to_i64()).filter(|_| whole);
    if let Some((low, high)) = few
        && high.checked_sub(low).is_some_and(|it| it < FEW)
    {
        return (low..=high)
            .map(|it| Range::number(Number::from(it)))
            .collect();
    }
    let usual = usual(space, id, spot);
    if low <= usual && usual <= high && low < high {
        let last = BTreeSet::from([previous(&usual, whole), usual.clone()]);
        let mut parts = cells((low, high), last, next);
        parts.sort_by_key(|it| it.0 != usual);
        return to_ranges(parts);
    }
    let middle = if whole {
        Number::midpoint_whole(&low, &high)
    } else {
        Number::midpoint_grid(&low, &high)
    };
    let middle = middle.unwrap_or_else(|| low.clone());
    let mut parts = cells((low, high), BTreeSet::from([middle.clone()]), next);
    // The half nearer to what is usual first.
    if parts
        .last()
        .is_some_and(|it| it.0 <= usual && usual <= it.1)
        || usual > middle
    {
        parts.reverse();
    }
    to_ranges(parts)
}

fn days(
    space: &Space<'_>,
    (low, high): (Date, Date),
    turns: &[(Number, Comparison)],
) -> Vec<Range> {
    let to_ranges = |cells: Vec<(Date, Date)>| -> Vec<Range> {
        let ranges = cells.into_iter();
        ranges
            .map(|(low, high)| Range::of(Core::Date(low, high)))
            .collect()
    };
    let next = |it: &Date| it.plus_days(1);
    let mut last = BTreeSet::new();
    for (place, comparison) in turns {
        let ordinal = place.to_i64().and_then(|it| i32::try_from(it).ok());
        let Some(day) = ordinal.and_then(Date::from_ordinal) else {
            continue;
        };
        let before = day.plus_days(-1);
        match comparison {
            Comparison::AtLeast | Comparison::Less => last.extend(before),
            Comparison::AtMost | Comparison::More => last.extend([day]),
            Comparison::Equal => {
                last.extend(before);
                last.insert(day);
            }
        }
    }
    let mut cut = cells((low, high), last, next);
    if cut.len() > 1 {
        return to_ranges(cut);
    }
    let usual = space.as_of;
    if low <= usual && usual <= high && low < high {
        let last = usual.plus_days(-1).into_iter().chain([usual]).collect();
        cut = cells((low, high), last, next);
        cut.sort_by_key(|it| it.0 != usual);
        return to_ranges(cut);
    }
    let ordinal = low.ordinal() + (high.ordinal() - low.ordinal()) / 2;
    let middle = Date::from_ordinal(ordinal).into_iter().collect();
    cut = cells((low, high), middle, next);
    // The later half first: days of our own time.
    if high <= usual {
        cut.reverse();
    }
    to_ranges(cut)
}

fn moments(
    space: &Space<'_>,
    (low, high): (Moment, Moment),
    turns: &[(Number, Comparison)],
) -> Vec<Range> {
    let to_ranges = |cells: Vec<(Moment, Moment)>| -> Vec<Range> {
        let ranges = cells.into_iter();
        ranges
            .map(|(low, high)| Range::of(Core::Moment(low, high)))
            .collect()
    };
    let next = |it: &Moment| later(*it, 1);
    let mut last = BTreeSet::new();
    for (place, comparison) in turns {
        let Some(moment) = place.to_i64().and_then(|it| later(low, it - minutes(low))) else {
            continue;
        };
        let before = later(moment, -1);
        match comparison {
            Comparison::AtLeast | Comparison::Less => last.extend(before),
            Comparison::AtMost | Comparison::More => last.extend([moment]),
            Comparison::Equal => {
                last.extend(before);
                last.insert(moment);
            }
        }
    }
    let mut cut = cells((low, high), last, next);
    if cut.len() > 1 {
        return to_ranges(cut);
    }
    let usual = Moment::new(space.as_of, 9, 0);
    if let Some(usual) = usual.filter(|it| low <= *it && *it <= high && low < high) {
        let last = later(usual, -1).into_iter().chain([usual]).collect();
        cut = cells((low, high), last, next);
        cut.sort_by_key(|it| it.0 != usual);
        return to_ranges(cut);
    }
    let span = minutes(high) - minutes(low);
    let middle = later(low, span / 2).into_iter().collect();
    cut = cells((low, high), middle, next);
    if usual.is_some_and(|it| high <= it) {
        cut.reverse();
    }
    to_ranges(cut)
}

/// Minutes since the first day of the calendar.
pub(super) fn minutes(it: Moment) -> i64 {
    i64::from(it.date().ordinal()) * 1440 + i64::from(it.minute_of_day())
}

/// A moment so many minutes later.
pub(super) fn later(it: Moment, more: i64) -> Option<Moment> {
    let at = minutes(it).checked_add(more)?;
    let date = Date::from_ordinal(i32::try_from(at.div_euclid(1440)).ok()?)?;
    let minute = u16::try_from(at.rem_euclid(1440)).ok()?;
    Moment::new(date, minute / 60, minute % 60)
}

/// Sets, and texts: every one that the rules can tell apart.
fn sets_and_texts(space: &Space<'_>, terms: &Terms, from: &[TermId], id: SpotId) -> Parts {
    let none = Parts {
        parts: Vec::new(),
        exact: false,
        at_turns: false,
    };
    let Some((model, ty)) = space.written_in(id) else {
        return none;
    };
    let Type::Set(of) = &ty else {
        let texts = space.texts().into_iter();
        return match ty {
            Type::Text => Parts {
                parts: texts.map(|it| Range::of(Core::Text(it))).collect(),
                exact: true,
                at_turns: false,
            },
            _ => none,
        };
    };
    let names: Option<Vec<&str>> = match of.as_ref() {
        Type::Kind(kind) => {
            let members = model.kinds()[*kind].members.iter();
            Some(members.map(|it| it.name.as_str()).collect())
        }
        _ => None,
    };
    // Members that the same groups hold cannot be told apart: one stands for all of them.
    let (groups, only) = terms.memberships(from, id);
    let mut held: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for member in group {
            if let Some(key) = terms.key(*member, names.as_deref()) {
                held.entry(key).or_default().insert(at);
            }
        }
    }
    let mut seen: BTreeSet<&BTreeSet<usize>> = BTreeSet::new();
    let keys: Vec<&Key> = held
        .iter()
        .filter(|it| seen.insert(it.1))
        .map(|it| it.0)
        .collect();
    let mut keys: Vec<Key> = keys.into_iter().cloned().collect();
    if !only {
        // Something goes through the members, or compares the set: each may matter by itself.
        match &names {
            Some(names) => {
                let all = (0..names.len()).filter_map(|it| u8::try_from(it).ok());
                keys = all.map(Key::Kind).collect();
            }
            None if **of == Type::Text => keys.extend(space.texts().into_iter().map(Key::Text)),
            None => {}
        }
        keys.sort();
        keys.dedup();
    }
    let finite = only || names.is_some();
    let few = keys.len() <= MOST_MEMBERS;
    let sets: Vec<Vec<Key>> = if few {
        (0..1usize << keys.len())
            .map(|chosen| subset(&keys, chosen))
            .collect()
    } else {
        some_sets(&keys)
    };
    Parts {
        parts: sets
            .into_iter()
            .map(|it| Range::of(Core::Set(it.into())))
            .collect(),
        exact: finite && few,
        at_turns: false,
    }
}

fn subset(keys: &[Key], chosen: usize) -> Vec<Key> {
    let keys = keys.iter().enumerate();
    let keys = keys.filter(|(at, _)| chosen >> at & 1 == 1);
    keys.map(|(_, key)| key.clone()).collect()
}

/// All members, none, all but one, one alone.
fn some_sets(keys: &[Key]) -> Vec<Vec<Key>> {
    let mut found = vec![keys.to_vec(), Vec::new()];
    for key in keys {
        found.push(keys.iter().filter(|it| *it != key).cloned().collect());
    }
    found.extend(keys.iter().map(|key| vec![key.clone()]));
    found
}

/// The step between values a file can hold.
fn step(whole: bool) -> Number {
    if whole {
        Number::ONE
    } else {
        Number::ZERO.next_grid()
    }
}

/// The next value a file can hold.
pub(super) fn next(it: &Number, whole: bool) -> Number {
    it.add(&step(whole))
}

/// The value before it.
pub(super) fn previous(it: &Number, whole: bool) -> Number {
    it.sub(&step(whole))
}

/// The largest value a file can hold that is not larger.
fn floor(it: &Number, whole: bool) -> Number {
    it.round(Rounding::Down, if whole { 0 } else { 9 })
}
