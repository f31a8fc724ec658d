//! A person of whom less has to be said.
//!
//! The search takes the first person it meets. Another value of one fact often does without several
//! others: who did not leave midway need not be asked whether leaving was approved. So other values are
//! tried, and kept where fewer facts are left. Then numbers and days are chosen anew, all together, as
//! people would: round ones first, and the last of them next to where the outcome turns.

use super::search::Search;
use super::shrink::{simple_from, simple_to};
use super::space::{At, SpotId};
use super::split::{later, split};
use super::term::TermId;
use crate::eval::{Core, Flags, Range};
use crate::model::Type;
use crate::value::{Moment, Number};

/// So many evaluations may go into other values of single facts, and as many into numbers and days.
const EFFORT: u32 = 3_000;

/// So many into numbers and days once one of them was left out.
const RETRY: u32 = 100;

/// Numbers people use.
const ROUND: [i64; 5] = [0, 100, 1, 10, 1000];

/// Years next to that of the as-of day.
const YEARS: [i64; 5] = [0, -1, 1, -3, 3];

impl Search<'_> {
    /// Fewer facts, if another value of one of them does without others.
    pub(super) fn swap(&mut self) {
        let until = self.spent.saturating_add(EFFORT);
        let mut better = true;
        while better && self.spent < until {
            better = false;
            let ids: Vec<SpotId> = self.space.spots().map(|it| it.0).collect();
            for id in ids {
                for value in self.others(id) {
                    if self.spent >= until {
                        return;
                    }
                    better |= self.swapped(id, value);
                }
            }
        }
    }

    /// The other values of a fact that has few, and that it is absent.
    fn others(&self, id: SpotId) -> Vec<Range> {
        let Some(spot) = self.space.spot(id) else {
            return Vec::new();
        };
        if matches!(spot.at, At::Field(..) | At::Count) {
            return Vec::new();
        }
        let mut found: Vec<Range> = match &spot.domain.core {
            Core::Truth(_) => vec![Range::NO, Range::YES],
            Core::Kind(bits) => (0..64u8)
                .filter(|at| bits >> at & 1 == 1)
                .map(Range::kind)
                .collect(),
            Core::Numbers(_) => {
                let zero = Range::number(Number::ZERO);
                let inside = !spot.domain.is_disjoint(&zero);
                inside.then_some(zero).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if spot.domain.flags.has(Flags::ABSENT) {
            found.push(Range::ABSENT);
        }
        found.retain(|it| *it != spot.range);
        found
    }

    /// How much has to be said: a number or a day is more than a choice of a few.
    fn cost(&self) -> usize {
        let narrowed = self.space.spots().filter(|it| self.space.is_narrowed(it.0));
        narrowed
            .map(|(_, spot)| match &spot.range.core {
                Core::Truth(_) | Core::Kind(_) | Core::None => 2,
                _ => 3,
            })
            .sum()
    }

    /// Gives a fact another value if that leaves less to be said.
    fn swapped(&mut self, id: SpotId, value: Range) -> bool {
        let cost = self.cost();
        let before = self.space.ranges();
        let was_wide = self.space.is_narrowed(id) && self.is_wide(id);
        self.space.set(id, value);
        let holds = self.holds() || was_wide && self.chosen_anew(RETRY);
        if holds {
            let others: Vec<SpotId> = self
                .space
                .spots()
                .map(|it| it.0)
                .filter(|it| *it != id && self.space.is_narrowed(*it))
                .collect();
            self.leave_out(&others);
            if self.cost() < cost {
                return true;
            }
        }
        self.space.restore(before);
        false
    }

    fn is_wide(&self, id: SpotId) -> bool {
        self.space.spot(id).is_some_and(|spot| {
            spot.at != At::Count && matches!(spot.range.core, Core::Number(_) | Core::Date(..))
        })
    }

    /// Numbers and days chosen anew, all together.
    pub(super) fn choose_anew(&mut self) {
        let before = self.space.ranges();
        if !self.chosen_anew(EFFORT) {
            self.space.restore(before);
        }
    }

    fn chosen_anew(&mut self, effort: u32) -> bool {
        let wide: Vec<SpotId> = self
            .space
            .spots()
            .map(|it| it.0)
            .filter(|it| self.space.is_narrowed(*it) && self.is_wide(*it))
            .collect();
        wide.iter().for_each(|id| self.space.open(*id));
        let until = self.spent.saturating_add(effort);
        self.fits(&wide, until)
    }

    fn fits(&mut self, wide: &[SpotId], until: u32) -> bool {
        if self.spent >= until {
            return false;
        }
        let Ok(outcomes) = self.evaluate() else {
            return false;
        };
        if self.is_met(&outcomes) {
            return !self.is_refused();
        }
        if self.is_hopeless(&outcomes) || self.is_refused() {
            return false;
        }
        let terms: Vec<TermId> = outcomes.iter().map(|it| it.1).collect();
        let Some((id, _)) = self.next(&terms, |id| wide.contains(&id)) else {
            return false;
        };
        for value in self.likely(&terms, id) {
            self.space.set(id, value);
            if self.fits(wide, until) {
                return true;
            }
        }
        self.space.open(id);
        false
    }

    /// Values people would choose: of each stretch between two places where a comparison turns, the
    /// simplest next to one of them; where nothing turns, round ones.
    pub(super) fn likely(&self, terms: &[TermId], id: SpotId) -> Vec<Range> {
        let Some(spot) = self.space.spot(id) else {
            return Vec::new();
        };
        let inside = |place: &Number| match &spot.range.core {
            Core::Numbers(ends) => {
                ends.0.as_ref().is_none_or(|low| low <= place)
                    && ends.1.as_ref().is_none_or(|high| place <= high)
            }
            _ => true,
        };
        let mut turns = self.terms.thresholds(terms, id);
        turns.retain(|it| inside(&it.0));
        let written = self.space.written_in(id);
        let first_of = |day| written.as_ref().and_then(|(_, ty)| ty.stretch_of(day));
        let mut found = Vec::new();
        if turns.is_empty() {
            match &spot.range.core {
                Core::Date(low, high) => {
                    let days = [0, -1, 1, -366, 366].map(|it| self.space.as_of.plus_days(it));
                    let named = self.space.named_days.iter().copied();
                    let days = days.into_iter().flatten().chain(named);
                    found.extend(
                        days.map(|it| first_of(it).unwrap_or(it))
                            .filter(|it| low <= it && it <= high)
                            .map(Range::date),
                    );
                }
                Core::Moment(low, high) => {
                    let usual = Moment::new(self.space.as_of, 9, 0);
                    let moments =
                        [0, -1, 1, -1440, 1440].map(|it| usual.and_then(|usual| later(usual, it)));
                    found.extend(
                        moments
                            .into_iter()
                            .flatten()
                            .filter(|it| low <= it && it <= high)
                            .map(|it| Range::of(Core::Moment(it, it))),
                    );
                }
                _ => {
                    let year = matches!(self.space.written_in(id), Some((_, Type::Year)));
                    let now = i64::from(self.space.as_of.year());
                    let numbers = if year {
                        YEARS.map(|it| now + it)
                    } else {
                        ROUND
                    };
                    found.extend(
                        numbers
                            .into_iter()
                            .map(|it| Range::number(Number::from(it)))
                            .filter(|it| !spot.range.is_disjoint(it)),
                    );
                }
            }
            if found.is_empty() {
                found.extend(low_end(&spot.range));
            }
            if spot.range.flags.has(Flags::ABSENT) {
                found.push(Range::ABSENT);
            }
            return found;
        }
        let first = spot.domain.core.numbers().and_then(|it| it.0);
        for part in split(&self.space, &self.terms, terms, id).parts {
            match &part.core {
                Core::Numbers(of) => {
                    if let (Some(low), Some(high)) = of.as_ref() {
                        let simple = if first == Some(low) {
                            simple_to(low, high, spot.whole)
                        } else {
                            simple_from(low, high, spot.whole)
                        };
                        found.push(Range::number(simple));
                    }
                }
                Core::Date(low, high) => {
                    let from_low = spot.domain.core != Core::Date(*low, *high)
                        && !matches!(&spot.domain.core, Core::Date(first, _) if first == low);
                    let day = if from_low { *low } else { *high };
                    found.push(Range::date(self.a_day(id, day, (*low, *high))));
                }
                _ => found.push(part),
            }
        }
        found
    }
}

/// The least value of a range.
fn low_end(range: &Range) -> Option<Range> {
    match &range.core {
        Core::Numbers(ends) => ends.0.clone().map(Range::number),
        Core::Date(low, _) => Some(Range::date(*low)),
        Core::Moment(low, _) => Some(Range::of(Core::Moment(*low, *low))),
        _ => None,
    }
}
