//! From what a search narrowed to one person: few facts, simple values, at the boundary.
//!
//! Every value narrowed becomes one value. Then facts are left out one at a time while the outcome stays
//! as looked for whatever they are; then numbers and days are moved to where the outcome turns, to the
//! first value past it that people would write. What remains is decided by the evaluator like any case
//! file, and is nobody unless that says the same.

use super::search::Search;
use super::space::{At, Space, SpotId};
use super::split::{later, minutes, next, previous, usual};
use crate::eval::{Core, Range};
use crate::value::{Date, Moment, Number, Rounding};

/// Decimals that a file can have.
const PLACES: u32 = 9;

impl Search<'_> {
    /// Whether the outcome is as looked for, whatever is still open.
    pub(super) fn holds(&mut self) -> bool {
        let met = match self.evaluate() {
            Ok(outcomes) => self.is_met(&outcomes),
            Err(()) => false,
        };
        met && !self.is_refused()
    }

    /// Makes one person of what was found; whether that one is still as looked for.
    pub(super) fn shrink(&mut self) -> bool {
        let ids: Vec<SpotId> = self.space.spots().map(|it| it.0).collect();
        let narrowed: Vec<SpotId> = ids
            .into_iter()
            .filter(|id| self.space.is_narrowed(*id))
            .collect();
        self.leave_out(&narrowed);
        self.swap();
        self.choose_anew();
        let ids: Vec<SpotId> = self.space.spots().map(|it| it.0).collect();
        for id in ids.iter().rev() {
            if self.space.is_narrowed(*id) {
                self.move_to_the_boundary(*id);
            }
        }
        self.leave_out(&ids);
        self.holds()
    }

    /// Leaves out what makes no difference: of each list all entries or none.
    pub(super) fn leave_out(&mut self, narrowed: &[SpotId]) {
        for id in narrowed {
            if !self.space.is_narrowed(*id) {
                continue;
            }
            let fact = self.space.spot(*id).map(|it| it.fact);
            let of_fact = fact.map_or(Vec::new(), |it| self.space.of_fact(it).to_vec());
            let before: Vec<(SpotId, Range)> = of_fact
                .iter()
                .filter_map(|it| Some((*it, self.space.spot(*it)?.range.clone())))
                .collect();
            self.space.open(*id);
            if !self.holds() {
                // Choosing the number of entries opens their fields: those come after it.
                for (id, range) in before {
                    self.space.set(id, range);
                }
            }
        }
    }

    /// One of the values left: the first of some likely ones that is not outside what always holds.
    pub(super) fn choose(&mut self, id: SpotId) {
        let Some(spot) = self.space.spot(id) else {
            return;
        };
        if spot.range.is_settled() {
            return;
        }
        let (core, whole) = (spot.range.core.clone(), spot.whole);
        let values: Vec<Range> = match &core {
            Core::Truth(_) => vec![Range::NO, Range::YES],
            Core::Kind(bits) => (0..64u8)
                .filter(|at| bits >> at & 1 == 1)
                .map(Range::kind)
                .collect(),
            Core::Numbers(ends) => match ends.as_ref() {
                (Some(low), Some(high)) => {
                    let simple = simple_from(low, high, whole);
                    [simple, low.clone(), high.clone()]
                        .map(Range::number)
                        .into()
                }
                _ => Vec::new(),
            },
            Core::Date(low, high) => {
                let day = self.space.as_of.clamp(*low, *high);
                let days = [day, *low, *high];
                days.map(|it| Range::date(self.a_day(id, it, (*low, *high))))
                    .into()
            }
            Core::Moment(low, high) => {
                let usual = Moment::new(self.space.as_of, 9, 0).unwrap_or(*low);
                let moments = [usual.clamp(*low, *high), *low, *high];
                moments.map(|it| Range::of(Core::Moment(it, it))).into()
            }
            _ => Vec::new(),
        };
        for value in &values {
            self.space.set(id, value.clone());
            if !self.is_refused() {
                return;
            }
        }
        if let Some(first) = values.into_iter().next() {
            self.space.set(id, first);
        }
    }

    /// A week or month is kept as its first day.
    pub(super) fn a_day(&self, id: SpotId, day: Date, (low, high): (Date, Date)) -> Date {
        // The longest stretch has 31 days, so a day so much later lies in the next one or at its end.
        let written = self.space.written_in(id);
        let first_of = |day| written.as_ref().and_then(|(_, ty)| ty.stretch_of(day));
        let Some(first) = first_of(day) else {
            return day;
        };
        if low <= first {
            return first;
        }
        let next = (1..=31)
            .filter_map(|days| first_of(first.plus_days(days)?))
            .find(|it| *it != first);
        next.filter(|it| *it <= high).unwrap_or(first)
    }

    /// Moves a value to where the outcome turns.
    fn move_to_the_boundary(&mut self, id: SpotId) {
        let Some(spot) = self.space.spot(id) else {
            return;
        };
        let (core, domain, whole) = (
            spot.range.core.clone(),
            spot.domain.core.clone(),
            spot.whole,
        );
        let before = spot.range.clone();
        let moved = match (&core, &domain) {
            // Where several unknowns are compared at once, one of them keeps its usual value.
            (Core::Number(value), domain)
                if spot.at != At::Count && *value != usual(&self.space, id, spot) =>
            {
                match domain.numbers() {
                    Some((Some(low), Some(high))) => {
                        self.number_at_boundary(id, value, (low, high), whole)
                    }
                    _ => None,
                }
            }
            (Core::Date(value, _), Core::Date(low, high)) => {
                let ends = (i64::from(low.ordinal()), i64::from(high.ordinal()));
                let at = i64::from(value.ordinal());
                let day = |it: i64| Date::from_ordinal(i32::try_from(it).ok()?);
                let range = |a: i64, b: i64| Some(Range::of(Core::Date(day(a)?, day(b)?)));
                let found = self.boundary(id, at, ends, range);
                let chosen = found.and_then(|(found, first, last)| {
                    Some(self.a_day(id, day(found)?, (day(first)?, day(last)?)))
                });
                chosen.map(Range::date)
            }
            (Core::Moment(value, _), Core::Moment(low, high)) => {
                let zero = *low;
                let ends = (0, minutes(*high) - minutes(*low));
                let at = minutes(*value) - minutes(*low);
                let range = |a: i64, b: i64| {
                    Some(Range::of(Core::Moment(later(zero, a)?, later(zero, b)?)))
                };
                let found = self.boundary(id, at, ends, range);
                found
                    .and_then(|it| later(zero, it.0))
                    .map(|it| Range::of(Core::Moment(it, it)))
            }
            _ => return,
        };
        self.space.set(id, moved.unwrap_or_else(|| before.clone()));
        if !self.holds() {
            self.space.set(id, before);
        }
    }

    /// The stretch of whole steps around a value on which the outcome stays, and the end of it next to
    /// where it turns: the first if it turns below, else the last, else the value itself.
    fn boundary(
        &mut self,
        id: SpotId,
        at: i64,
        (low, high): (i64, i64),
        range: impl Fn(i64, i64) -> Option<Range>,
    ) -> Option<(i64, i64, i64)> {
        let holds = |this: &mut Self, from: i64, to: i64| match range(from, to) {
            Some(range) => {
                this.space.set(id, range);
                this.holds()
            }
            None => false,
        };
        let (mut fails, mut first) = (low.checked_sub(1)?, at);
        if holds(self, low, at) {
            first = low;
        } else {
            while first.checked_sub(fails)? > 1 {
                let middle = fails + (first - fails) / 2;
                if holds(self, middle, at) {
                    first = middle;
                } else {
                    fails = middle;
                }
            }
        }
        let (mut last, mut fails) = (at, high.checked_add(1)?);
        if holds(self, at, high) {
            last = high;
        } else {
            while fails.checked_sub(last)? > 1 {
                let middle = last + (fails - last) / 2;
                if holds(self, at, middle) {
                    last = middle;
                } else {
                    fails = middle;
                }
            }
        }
        let found = if low < first {
            first
        } else if last < high {
            last
        } else {
            at
        };
        Some((found, first, last))
    }

    fn number_at_boundary(
        &mut self,
        id: SpotId,
        value: &Number,
        (low, high): (&Number, &Number),
        whole: bool,
    ) -> Option<Range> {
        let holds = |this: &mut Self, from: &Number, to: &Number| {
            let range = Range::numbers(Some(from.clone()), Some(to.clone()));
            this.space.set(id, range);
            this.holds()
        };
        let middle = |a: &Number, b: &Number| {
            if whole {
                Number::midpoint_whole(a, b)
            } else {
                Number::midpoint_grid(a, b)
            }
        };
        let mut first = value.clone();
        if holds(self, low, value) {
            first = low.clone();
        } else {
            let mut fails = previous(low, whole);
            while let Some(between) = middle(&fails, &first) {
                if holds(self, &between, value) {
                    first = between;
                } else {
                    fails = between;
                }
            }
        }
        let mut last = value.clone();
        if holds(self, value, high) {
            last = high.clone();
        } else {
            let mut fails = next(high, whole);
            while let Some(between) = middle(&last, &fails) {
                if holds(self, value, &between) {
                    last = between;
                } else {
                    fails = between;
                }
            }
        }
        let chosen = if *low < first {
            simple_from(&first, &last, whole)
        } else if last < *high {
            simple_to(&first, &last, whole)
        } else {
            value.clone()
        };
        Some(Range::number(chosen))
    }
}

/// The number with the fewest decimals in a stretch, of those the smallest.
pub(super) fn simple_from(low: &Number, high: &Number, whole: bool) -> Number {
    let places = if whole { 0 } else { PLACES };
    let mut all = (0..=places).map(|it| low.round(Rounding::Up, it));
    all.find(|it| it <= high).unwrap_or_else(|| low.clone())
}

/// The number with the fewest decimals in a stretch, of those the largest.
pub(super) fn simple_to(low: &Number, high: &Number, whole: bool) -> Number {
    let places = if whole { 0 } else { PLACES };
    let mut all = (0..=places).map(|it| high.round(Rounding::Down, it));
    all.find(|it| low <= it).unwrap_or_else(|| high.clone())
}

impl Space<'_> {
    /// Every unknown that was narrowed, each with its value.
    pub(super) fn told(&self) -> Vec<(SpotId, Range)> {
        let narrowed = self.spots().filter(|it| self.is_narrowed(it.0));
        narrowed
            .map(|(id, spot)| (id, spot.range.clone()))
            .collect()
    }
}
