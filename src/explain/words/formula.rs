//! Terms: names, thresholds and formulas.

use super::{Words, predicate_key};
use crate::eval::Core;
use crate::explain::item::{Operation, Term, TermKind};
use crate::model::{Aggregate, Extreme, NormId, NormPredicate, Type};
use crate::value::{Number, Period, Rounding};

impl Words<'_> {
    /// What a term is called: its name, or its formula in names.
    pub(in crate::explain) fn subject(&self, term: &Term) -> String {
        self.formula(term, Shown::Names).0
    }

    /// A computed value with its arithmetic, beside its formula in names.
    pub(in crate::explain) fn computed(&self, term: &Term) -> String {
        if is_day(&term.ty) {
            self.value(&term.value, &term.ty)
        } else {
            self.threshold(term)
        }
    }

    /// A term by what it comes to: `50 hours (20% of 250 hours)`, `2024-03-04 (first day of training)`.
    pub(in crate::explain) fn threshold(&self, term: &Term) -> String {
        let value = self.value(&term.value, &term.ty);
        let how = match &term.kind {
            TermKind::Constant | TermKind::Turn | TermKind::Other => return value,
            // `at most the ceiling (absent)`: there is nothing that one could be at most.
            _ if !term.value.has_value() => {
                let name = self.subject(term);
                return self.say("term.without_value", &[("name", &name), ("value", &value)]);
            }
            TermKind::Operation(Operation::UnderText(_), _) => self.subject(term),
            // A day says nothing of how it came about; an amount does.
            TermKind::Operation(..) if term.value.is_settled() && !is_day(&term.ty) => {
                self.formula(term, Shown::Values).0
            }
            _ => self.subject(term),
        };
        if !term.value.is_settled() || how == value {
            return how;
        }
        self.say("term.computed", &[("value", &value), ("how", &how)])
    }

    /// The formula and how tightly it binds: 1 a sum, 2 a product, 3 a name or number.
    fn formula(&self, term: &Term, shown: Shown) -> (String, u8) {
        let name = |name: String| match shown {
            Shown::Names => name,
            Shown::Values => self.value(&term.value, &term.ty),
        };
        match &term.kind {
            TermKind::Constant | TermKind::Turn => (self.value(&term.value, &term.ty), 3),
            TermKind::Fact(slot, _) => (name(self.slot_in_place(slot)), 3),
            TermKind::Conclusion(id, key) => (name(self.conclusion(*id, key.as_ref())), 3),
            TermKind::Reading(id, choice) => (name(self.reading(*id, *choice)), 3),
            TermKind::Norm(norm, predicate) => (name(self.asked(*norm, *predicate)), 3),
            TermKind::FactDay => (name(self.word("term.fact_day")), 3),
            TermKind::Other => (self.value(&term.value, &term.ty), 3),
            TermKind::Operation(operation, terms) => self.operation(operation, terms, shown),
        }
    }

    fn operation(&self, operation: &Operation, terms: &[Term], shown: Shown) -> (String, u8) {
        let at = |position: usize, binds: u8| {
            let (text, level) = terms
                .get(position)
                .map(|term| self.formula(term, shown))
                .unwrap_or_default();
            if binds <= level {
                text
            } else {
                self.say("term.bracketed", &[("a", &text)])
            }
        };
        let all = || {
            terms
                .iter()
                .map(|term| self.formula(term, shown).0)
                .collect::<Vec<_>>()
        };
        let one = || at(0, 3);
        match operation {
            Operation::Add => (
                self.say("term.sum", &[("a", &at(0, 1)), ("b", &at(1, 1))]),
                1,
            ),
            Operation::Subtract => (
                self.say("term.difference", &[("a", &at(0, 1)), ("b", &at(1, 2))]),
                1,
            ),
            Operation::Multiply => match terms.first().and_then(part_of) {
                Some(part) => (
                    self.say("term.part", &[("part", &part), ("a", &at(1, 2))]),
                    2,
                ),
                None => (
                    self.say("term.product", &[("a", &at(0, 2)), ("b", &at(1, 2))]),
                    2,
                ),
            },
            Operation::Divide => (
                self.say("term.quotient", &[("a", &at(0, 2)), ("b", &at(1, 3))]),
                2,
            ),
            Operation::Negate => (self.say("term.negative", &[("a", &one())]), 2),
            Operation::Round(rounding, 0) => {
                (self.lang.say(round_key(*rounding), &[("a", &at(0, 2))]), 1)
            }
            Operation::Round(rounding, places) => (
                self.lang.say(
                    round_places_key(*rounding),
                    &[("a", &at(0, 2)), ("places", &places.to_string())],
                ),
                1,
            ),
            Operation::Extreme(Extreme::Largest) => {
                (self.say("term.largest", &[("list", &self.list(&all()))]), 3)
            }
            Operation::Extreme(Extreme::Smallest) => (
                self.say("term.smallest", &[("list", &self.list(&all()))]),
                3,
            ),
            Operation::Otherwise => match shown {
                Shown::Names => (
                    self.say("term.otherwise", &[("a", &at(0, 1)), ("b", &at(1, 1))]),
                    1,
                ),
                Shown::Values => {
                    let given = terms.first().is_some_and(|term| term.value.has_value());
                    terms
                        .get(usize::from(!given))
                        .map(|term| self.formula(term, shown))
                        .unwrap_or_default()
                }
            },
            Operation::DayOfYear(month, day) => (
                self.say(
                    "term.day_of_year",
                    &[
                        ("day", &day.to_string()),
                        ("month", &self.month(*month)),
                        ("a", &one()),
                    ],
                ),
                3,
            ),
            Operation::Shift {
                period,
                after: true,
            } => (
                self.say(
                    "term.after",
                    &[("period", &self.period(*period)), ("a", &one())],
                ),
                1,
            ),
            Operation::Shift {
                period,
                after: false,
            } => (
                self.say(
                    "term.before",
                    &[("period", &self.period(*period)), ("a", &one())],
                ),
                1,
            ),
            Operation::DayShift(days) => {
                let period = self.period(Period::days(
                    u32::try_from(days.unsigned_abs()).unwrap_or(u32::MAX),
                ));
                let with = [("period", period.as_str()), ("a", &one())];
                (
                    self.lang.say(
                        if *days < 0 {
                            "term.before"
                        } else {
                            "term.after"
                        },
                        &with,
                    ),
                    1,
                )
            }
            Operation::YearOf => (self.say("term.year_of", &[("a", &one())]), 3),
            Operation::MonthOf => (self.say("term.month_of", &[("a", &one())]), 3),
            Operation::CalendarMonthOf => (self.say("term.calendar_month_of", &[("a", &one())]), 3),
            Operation::WeekOf => (self.say("term.week_of", &[("a", &one())]), 3),
            Operation::UnderText(old) => {
                let key = if *old {
                    "term.old_text"
                } else {
                    "term.new_text"
                };
                (self.lang.say(key, &[("a", &one())]), 3)
            }
            Operation::DayOf => (self.say("term.day_of", &[("a", &one())]), 3),
            Operation::Aggregate(Aggregate::Number) => {
                (self.say("term.number_of", &[("a", &self.listed(terms))]), 3)
            }
            Operation::Aggregate(Aggregate::Sum) => {
                (self.say("term.sum_over", &[("a", &self.listed(terms))]), 3)
            }
            Operation::Aggregate(Aggregate::Average) => (
                self.say("term.average_over", &[("a", &self.listed(terms))]),
                3,
            ),
            Operation::Aggregate(Aggregate::Largest) => (
                self.say("term.largest_over", &[("a", &self.listed(terms))]),
                3,
            ),
            Operation::Aggregate(Aggregate::Smallest) => (
                self.say("term.smallest_over", &[("a", &self.listed(terms))]),
                3,
            ),
        }
    }

    /// A list is called by its name even where values are shown.
    fn listed(&self, terms: &[Term]) -> String {
        terms
            .first()
            .map(|term| self.formula(term, Shown::Names).0)
            .unwrap_or_default()
    }

    /// The name of a norm with its citation.
    pub(in crate::explain) fn norm_with_place(&self, norm: NormId) -> String {
        let place = self.cite(self.model.norms()[norm].place);
        self.say(
            "norm.cited",
            &[("norm", &self.norm(norm)), ("place", &place)],
        )
    }

    pub(in crate::explain) fn asked_with_place(
        &self,
        norm: NormId,
        predicate: NormPredicate,
    ) -> String {
        let predicate = self.word(predicate_key(predicate));
        self.say(
            "norm.asked",
            &[
                ("norm", &self.norm_with_place(norm)),
                ("predicate", &predicate),
            ],
        )
    }

    pub(in crate::explain) fn asked(&self, norm: NormId, predicate: NormPredicate) -> String {
        let predicate = self.word(predicate_key(predicate));
        self.say(
            "norm.asked",
            &[("norm", &self.norm(norm)), ("predicate", &predicate)],
        )
    }
}

/// Whether a formula shows names or what they come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Names,
    Values,
}

/// `20%` of a factor written so: a number between 0 and 1 without a unit.
fn part_of(term: &Term) -> Option<String> {
    let number = match (&term.kind, &term.value.core, &term.ty) {
        (TermKind::Constant, Core::Number(number), Type::Number { unit: None, .. }) => number,
        _ => return None,
    };
    if Number::ONE <= *number || number.is_negative() || number.is_zero() {
        return None;
    }
    let percent = number.mul(&Number::from(100));
    let text = percent.to_string();
    Some(if text.contains('/') {
        number.to_string()
    } else {
        format!("{text}%")
    })
}

fn is_day(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Moment)
}

fn round_key(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Up => "round.up",
        Rounding::Down => "round.down",
        Rounding::HalfUp => "round.half_up",
        Rounding::HalfEven => "round.half_even",
    }
}

fn round_places_key(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Up => "round_places.up",
        Rounding::Down => "round_places.down",
        Rounding::HalfUp => "round_places.half_up",
        Rounding::HalfEven => "round_places.half_even",
    }
}
