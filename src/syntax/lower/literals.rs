//! Dates, numbers and quantities: kept as written, reported where they could mean nothing.

use super::super::ast::{DateLiteral, Name, Quantity};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, normalised};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::foreign::MONTHS;

/// More digits before the point are refused.
const MOST_DIGITS: usize = 15;

/// More digits after the point are refused.
const MOST_DECIMALS: usize = 9;

/// The year before the first of the Republic of China.
const ROC_OFFSET: u32 = 1911;

impl Context<'_> {
    pub(super) fn date(&mut self, pair: Node<'_>) -> Promised<DateLiteral> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let day = children.any()?;
        let clock = children.maybe(Rule::clock);
        self.check_day(day.as_str(), self.span(&day));
        if let Some(clock) = &clock {
            self.check_clock(clock.as_str(), self.span(clock));
        }
        let clock = clock.map(|clock| clock.as_str().to_owned());
        Ok(DateLiteral {
            day: day.as_str().to_owned(),
            clock,
            span,
        })
    }

    fn check_day(&mut self, written: &str, span: Span) {
        let is_roc = !written.starts_with(|c: char| c.is_ascii_digit());
        let mut numbers = written
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse::<u32>().ok());
        let (Some(year), Some(month), Some(day)) = (numbers.next(), numbers.next(), numbers.next())
        else {
            return;
        };
        let (gregorian, named) = if is_roc {
            (year + ROC_OFFSET, format!("ROC {year}"))
        } else {
            (year, year.to_string())
        };
        if let Some(why) = no_such_day(gregorian, &named, month, day) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NoSuchDay,
                    span,
                    format!("there is no day `{written}`"),
                )
                .label(why),
            );
        }
    }

    /// A day of a month in some year, such as `29 February of training_year`.
    pub(super) fn check_day_of_month(&mut self, day: &str, month: u32, span: Span) {
        let last = days_in(month, 2024);
        if day.parse::<u32>().is_ok_and(|day| day == 0 || day > last) || day.len() > 2 {
            let name = month_name(month);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NoSuchDay,
                    span,
                    format!("there is no day `{day} {name}`"),
                )
                .label(format!("{name} has at most {last} days")),
            );
        }
    }

    fn check_clock(&mut self, written: &str, span: Span) {
        let parts = written.split_once(':').and_then(|(hour, minute)| {
            Some((hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?))
        });
        if parts.is_none_or(|(hour, minute)| hour > 23 || minute > 59) {
            let help = "a time of day is between `00:00` and `23:59`";
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BadLiteral,
                    span,
                    format!("there is no time `{written}`"),
                )
                .help(help),
            );
        }
    }

    /// A number as written.
    pub(super) fn number(&mut self, pair: &Node<'_>) -> String {
        let written = pair.as_str();
        let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
        let problem = if whole.len() > MOST_DIGITS {
            Some(format!(
                "a number may have {MOST_DIGITS} digits before the point"
            ))
        } else if decimals.len() > MOST_DECIMALS {
            Some(format!(
                "a number may have {MOST_DECIMALS} digits after the point"
            ))
        } else {
            None
        };
        if let Some(problem) = problem {
            let span = self.span(pair);
            self.diagnostics.push(
                Diagnostic::new(Code::BadLiteral, span, "this number is too long").label(problem),
            );
        }
        written.to_owned()
    }

    /// A small whole number: how many of a list, how many places.
    pub(super) fn count(&mut self, pair: &Node<'_>) -> u32 {
        pair.as_str().parse().unwrap_or_else(|_| {
            let span = self.span(pair);
            self.report(
                Code::BadLiteral,
                span,
                format!("`{}` is too large a number here", pair.as_str()),
            );
            u32::MAX
        })
    }

    pub(super) fn quantity(&mut self, pair: Node<'_>) -> Promised<Quantity> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let mut parts = Vec::new();
        while let Some(number) = children.maybe(Rule::decimal) {
            let number = self.number(&number);
            let unit = children.one(Rule::unit)?;
            parts.push((number, self.unit(&unit)));
        }
        Ok(Quantity { parts, span })
    }

    /// The unit after a number.
    pub(super) fn unit(&self, pair: &Node<'_>) -> Name {
        Name {
            text: normalised(pair.as_str()),
            span: self.span(pair),
        }
    }

    /// The number of `20%`.
    pub(super) fn percentage(&mut self, pair: Node<'_>) -> Promised<String> {
        let number = Children::of(pair).one(Rule::decimal)?;
        Ok(self.number(&number))
    }
}

/// Why a day is not in the calendar, if it is not.
fn no_such_day(year: u32, named: &str, month: u32, day: u32) -> Option<String> {
    if !(1..=12).contains(&month) {
        return Some("a year has 12 months".to_owned());
    }
    let days = days_in(month, year);
    let name = month_name(month);
    (day == 0 || day > days).then(|| format!("{name} {named} has {days} days"))
}

pub(in crate::syntax) const fn days_in(month: u32, year: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number of a month, from 1.
pub(super) fn month_number(name: &str) -> Option<u32> {
    (1..)
        .zip(MONTHS)
        .find(|(_, month)| *month == name)
        .map(|(number, _)| number)
}

fn month_name(number: u32) -> &'static str {
    (1..)
        .zip(MONTHS)
        .find(|(month, _)| *month == number)
        .map_or("this month", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::no_such_day;

    #[test]
    fn leap_years() {
        assert_eq!(
            no_such_day(2023, "2023", 2, 29).unwrap(),
            "February 2023 has 28 days"
        );
        assert_eq!(no_such_day(2024, "2024", 2, 29), None);
        assert_eq!(
            no_such_day(1900, "1900", 2, 29).unwrap(),
            "February 1900 has 28 days"
        );
        assert_eq!(no_such_day(2000, "2000", 2, 29), None);
        assert_eq!(
            no_such_day(2024, "2024", 13, 1).unwrap(),
            "a year has 12 months"
        );
        assert_eq!(
            no_such_day(2024, "2024", 4, 0).unwrap(),
            "April 2024 has 30 days"
        );
    }
}
