//! Dates, numbers and quantities: kept as written, reported where they could mean nothing.

use super::super::ast::{DateLiteral, Name, Quantity};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, normalised};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Date, last_day_of_month, month_name};

/// More digits before the point are refused.
const MOST_DIGITS: usize = 15;

/// More digits after the point are refused.
const MOST_DECIMALS: usize = 9;

/// A leap year, in which every day of a month that there ever is exists.
const LEAP_YEAR: i32 = 2024;

impl Context<'_> {
    pub(super) fn date(&mut self, pair: Node<'_>) -> Promised<DateLiteral> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let written = children.any()?;
        let clock = children.maybe(Rule::clock);
        let day = canonical_day(written.as_str());
        self.check_day(&day, self.span(&written));
        if let Some(clock) = &clock {
            self.check_clock(clock.as_str(), self.span(clock));
        }
        let clock = clock.map(|clock| clock.as_str().to_owned());
        Ok(DateLiteral { day, clock, span })
    }

    fn check_day(&mut self, day: &str, span: Span) {
        let Err(error) = Date::parse(day) else {
            return;
        };
        let headline = error
            .no_such_day(day)
            .unwrap_or_else(|| format!("there is no day `{day}`: {error}"));
        let diagnostic = Diagnostic::new(Code::NoSuchDay, span, headline);
        self.diagnostics
            .push(error.help().into_iter().fold(diagnostic, Diagnostic::help));
    }

    /// A day of a month in some year, such as `29 February of training_year`.
    pub(super) fn check_day_of_month(&mut self, day: &str, month: u32, span: Span) {
        let last = last_day_of_month(LEAP_YEAR, month).map_or(0, Date::day);
        if day.parse::<u32>().is_ok_and(|day| day == 0 || day > last) || day.len() > 2 {
            let name = month_name(month).unwrap_or_default();
            let headline =
                format!("there is no day `{day} {name}`: {name} has at most {last} days");
            self.report(Code::NoSuchDay, span, headline);
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

/// `2024-3-5` as `2024-03-05`, with one blank behind `ROC`: as days are read everywhere else.
fn canonical_day(written: &str) -> String {
    let spaced = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = spaced.split('-');
    let year = parts.next().unwrap_or_default().to_owned();
    parts.fold(year, |day, part| format!("{day}-{part:0>2}"))
}

/// The number of a month, from 1.
pub(super) fn month_number(name: &str) -> Option<u32> {
    (1..=12).find(|month| month_name(*month) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::canonical_day;
    use crate::value::Date;

    #[test]
    fn every_day_the_grammar_reads_is_that_day() {
        for (written, day) in [
            ("2024-3-5", "2024-03-05"),
            ("2024-12-05", "2024-12-05"),
            ("ROC  113-3-5", "2024-03-05"),
            ("民國113-3-5", "2024-03-05"),
            ("民國 113年3月5日", "2024-03-05"),
        ] {
            assert_eq!(Date::parse(&canonical_day(written)), Date::parse(day));
        }
    }
}
