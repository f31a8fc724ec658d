//! A value as somebody wrote it, and whether it fits where it was written.
//!
//! Case files and scenarios write values differently (a date is a text in JSON and a word of its
//! own in a scenario), but one judgement decides what fits a type, so that a scenario never accepts
//! what a case file refuses. Nothing is coerced: `"12"` is no number and `1` is no yes.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::misfit::{Misfit, list_of, ticked};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::{Core, Key, Range};
use crate::model::{Domain, KindId, Model, Type, UnitId};
use crate::source::Span;
use crate::value::{Date, DateError, Moment, Number, NumberError, Period};

/// A value as written, with its place.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    /// What was written.
    pub(crate) kind: LiteralKind,
    /// Where.
    pub(crate) span: Span,
}

/// The forms a value is written in.
#[derive(Debug, Clone)]
pub(crate) enum LiteralKind {
    /// `yes`, `no`; `true`, `false` in data.
    Truth(bool),
    /// A decimal as written.
    Number(String),
    /// A percentage as written, without its sign.
    Percent(String),
    /// Numbers with their units as written.
    Quantity(Vec<(String, String)>),
    /// A day, with the time of day if one is written.
    Date(String, Option<String>),
    /// A bare word of a scenario: a member of a kind.
    Word(String),
    /// A quoted text of a scenario: text and nothing else.
    Text(String),
    /// A text of a data file: whatever the type makes of it.
    Data(String),
    /// Several values.
    Set(Vec<Literal>),
    /// Something no value is written as, in words: `an object`.
    Other(&'static str),
}

/// What fits a place: a type and its domain.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'m> {
    /// The rule set, for names.
    pub(crate) model: &'m Model,
    /// The type.
    pub(crate) ty: &'m Type,
    /// The values it may have.
    pub(crate) domain: &'m Domain,
}

/// From here on a bound stands for none: no number has more digits before its point.
pub(super) const BOUNDLESS: i64 = 999_999_999_999_999;
/// How many members of an enumeration a message lists.
const MEMBERS_LISTED: usize = 12;

impl<'m> Wanted<'m> {
    /// The value written, if it fits. `about` names the place in messages: `` `rank` ``.
    pub(crate) fn fit(self, about: &str, literal: &Literal) -> Result<Range, Misfit> {
        match self.ty {
            Type::YesNo => self.truth(about, literal),
            Type::Number { unit, whole } => self
                .number(about, literal, *unit, *whole)
                .map(Range::number),
            Type::Year => self
                .year(about, literal)
                .map(|year| Range::number(Number::from(year))),
            Type::Week | Type::Month => self.stretch(about, literal).map(Range::date),
            Type::Text => self
                .text(about, literal)
                .map(|text| Range::of(Core::Text(text))),
            Type::Date => self.date(about, literal).map(Range::date),
            Type::Moment => {
                let moment = self.moment(about, literal)?;
                Ok(Range::of(Core::Moment(moment, moment)))
            }
            Type::Period => self
                .period(about, literal)
                .map(|period| Range::of(Core::Period(period))),
            Type::Kind(kind) => self.member(about, literal, *kind).map(Range::kind),
            Type::Set(of) | Type::List(of) => self.set(about, literal, of),
            Type::Entry(_)
            | Type::Act(_)
            | Type::Member(_)
            | Type::Window(_)
            | Type::State(_)
            | Type::Mistaken => Err(self.wrong(about, literal)),
        }
    }

    /// Every value that fits: what a slot of which nothing is said can be.
    pub(crate) fn everything(self) -> Range {
        match self.ty {
            Type::YesNo => Range::YES.union(Range::NO),
            Type::Number { .. } => match self.domain {
                Domain::Numbers { low, high, .. } => {
                    Range::numbers(Some(low.clone()), Some(high.clone()))
                }
                Domain::All => Range::numbers(None, None),
            },
            Type::Year => {
                let year = |date: Date| Some(Number::from(i64::from(date.year())));
                Range::numbers(year(Date::MIN), year(Date::MAX))
            }
            Type::Date | Type::Week | Type::Month => Range::of(Core::Date(Date::MIN, Date::MAX)),
            Type::Moment => Moment::new(Date::MIN, 0, 0)
                .zip(Moment::new(Date::MAX, 23, 59))
                .map_or(Range::ANY, |(low, high)| Range::of(Core::Moment(low, high))),
            Type::Kind(kind) => (0..self.model.kinds()[*kind].members.len())
                .filter_map(|position| u8::try_from(position).ok())
                .map(Range::kind)
                .reduce(Range::union)
                .unwrap_or(Range::ANY),
            _ => Range::ANY,
        }
    }

    /// What fits, in words: `a whole number from 1 to 14`.
    pub(crate) fn words(self) -> String {
        match self.ty {
            Type::YesNo => "yes or no".to_owned(),
            Type::Number { unit, whole } => self.number_words(*unit, *whole),
            Type::Year => "a year from 1 to 9999".to_owned(),
            Type::Month => "a month of a year such as `2024-03`".to_owned(),
            Type::Week => "a week such as `2024-W10`".to_owned(),
            Type::Text => "a text".to_owned(),
            Type::Date => "a date such as `2024-03-05`".to_owned(),
            Type::Moment => "a day and time such as `2024-03-05 09:00`".to_owned(),
            Type::Period => "a period such as `1 year 6 months`".to_owned(),
            Type::Kind(kind) => {
                let kind = &self.model.kinds()[*kind];
                match kind.members.as_slice() {
                    [one] => ticked(&one.name),
                    members if members.len() <= MEMBERS_LISTED => {
                        format!(
                            "one of {}",
                            list_of(members.iter().map(|it| it.name.as_str()))
                        )
                    }
                    _ => format!("one of the values of {}", ticked(&kind.naming.name)),
                }
            }
            Type::Set(of) | Type::List(of) => {
                format!("a list, each entry {}", Wanted { ty: of, ..self }.words())
            }
            Type::Entry(_) | Type::Act(_) => "a list of entries".to_owned(),
            Type::Member(entity) => {
                format!("members, each {}", self.model.entities()[*entity].name)
            }
            Type::Window(_) | Type::State(_) | Type::Mistaken => {
                "something only the rules can work out".to_owned()
            }
        }
    }

    fn number_words(self, unit: Option<UnitId>, whole: bool) -> String {
        let whole = whole || matches!(self.domain, Domain::Numbers { whole: true, .. });
        let mut words = if whole { "a whole number" } else { "a number" }.to_owned();
        if let Some(unit) = unit {
            words.push_str(" of ");
            words.push_str(&self.model.units()[unit].plural);
        }
        if let Domain::Numbers { low, high, .. } = self.domain {
            let bounded = |bound: &Number| {
                Number::from(-BOUNDLESS) < *bound && *bound < Number::from(BOUNDLESS)
            };
            match (bounded(low), bounded(high)) {
                (true, true) => words.push_str(&format!(" from {low} to {high}")),
                (true, false) => words.push_str(&format!(", {low} or more")),
                (false, true) => words.push_str(&format!(", {high} or less")),
                (false, false) => {}
            }
        }
        words
    }

    /// The general misfit: something else is wanted here.
    fn wrong(self, about: &str, literal: &Literal) -> Misfit {
        let found = literal.words();
        Misfit::expected(Code::WrongType, literal.span, about, self.words(), found)
    }

    /// The first day of a week written `2024-W10`, or of a month written `2024-03`.
    fn stretch(self, about: &str, literal: &Literal) -> Result<Date, Misfit> {
        match &literal.kind {
            LiteralKind::Data(text) | LiteralKind::Word(text) => match self.ty {
                Type::Month => Date::of_month(text),
                _ => Date::of_week(text),
            },
            _ => None,
        }
        .ok_or_else(|| self.wrong(about, literal))
    }

    fn truth(self, about: &str, literal: &Literal) -> Result<Range, Misfit> {
        match &literal.kind {
            LiteralKind::Truth(value) => Ok(Range::truth(*value)),
            LiteralKind::Data(text) if text == "yes" => Ok(Range::YES),
            LiteralKind::Data(text) if text == "no" => Ok(Range::NO),
            LiteralKind::Data(text) => {
                let misfit = self.wrong(about, literal);
                let help = match text.to_lowercase().as_str() {
                    "true" | "false" if matches!(text.as_str(), "true" | "false") => {
                        "write `true` or `false` without quotation marks"
                    }
                    "true" | "false" | "yes" | "no" | "y" | "n" | "是" | "否" => {
                        "write `yes` or `no`, in lower case"
                    }
                    _ => return Err(misfit),
                };
                Err(misfit.help(help))
            }
            _ => Err(self.wrong(about, literal)),
        }
    }

    fn number(
        self,
        about: &str,
        literal: &Literal,
        unit: Option<UnitId>,
        whole: bool,
    ) -> Result<Number, Misfit> {
        let share = unit.is_none() && !whole;
        let written = match &literal.kind {
            LiteralKind::Data(text) => data_number(text),
            other => Some(other.clone()),
        };
        let digits = match &written {
            Some(LiteralKind::Number(_)) if matches!(literal.kind, LiteralKind::Data(_)) => {
                let help = format!(
                    "a number is written without quotation marks: {}",
                    literal.bare()
                );
                return Err(self.wrong(about, literal).help(help));
            }
            Some(LiteralKind::Number(digits)) => digits,
            Some(LiteralKind::Percent(digits)) if share => digits,
            Some(LiteralKind::Quantity(parts)) => match (parts.as_slice(), unit) {
                ([(digits, of)], Some(unit)) if self.is_called(unit, of) => digits,
                ([(_, of)], _) => return Err(self.wrong_unit(about, literal, unit, of)),
                _ => return Err(self.wrong(about, literal)),
            },
            _ => {
                let help = literal.data().and_then(number_help);
                return Err(self.wrong(about, literal).maybe_help(help));
            }
        };
        let number = exact(digits).map_err(|error| match error {
            NumberError::TooManyDigits => {
                let limit = "a number with at most 15 digits before and 9 after the point";
                Misfit::expected(
                    Code::OutOfRange,
                    literal.span,
                    about,
                    limit,
                    literal.words(),
                )
            }
            NumberError::Malformed => self.wrong(about, literal),
        })?;
        let number = match written {
            Some(LiteralKind::Percent(_)) => number.percent(),
            _ => number,
        };
        self.within_domain(about, literal, number, whole, share)
    }

    fn within_domain(
        self,
        about: &str,
        literal: &Literal,
        number: Number,
        whole: bool,
        share: bool,
    ) -> Result<Number, Misfit> {
        let (low, high, whole) = match self.domain {
            Domain::Numbers {
                low,
                high,
                whole: only,
            } => (Some(low), Some(high), whole || *only),
            Domain::All => (None, None, whole),
        };
        if whole && !number.is_integer() {
            return Err(self.wrong(about, literal));
        }
        let admits = |number: &Number| {
            low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high)
        };
        if admits(&number) {
            return Ok(number);
        }
        let misfit = Misfit::expected(
            Code::OutOfRange,
            literal.span,
            about,
            self.words(),
            literal.words(),
        );
        let as_share = share && !number.is_negative() && admits(&number.percent());
        Err(match &literal.kind {
            LiteralKind::Number(digits) if as_share => {
                misfit.help(format!("a share of a hundred is written `{digits}%`"))
            }
            _ => misfit,
        })
    }

    fn is_called(self, unit: UnitId, name: &str) -> bool {
        let unit = &self.model.units()[unit];
        unit.naming.name == name || unit.plural == name
    }

    fn wrong_unit(
        self,
        about: &str,
        literal: &Literal,
        unit: Option<UnitId>,
        found: &str,
    ) -> Misfit {
        let misfit = Misfit::expected(
            Code::UnitMismatch,
            literal.span,
            about,
            self.words(),
            literal.words(),
        );
        let Some(unit) = unit else {
            return misfit.help("it is a plain number without a unit");
        };
        let unit = &self.model.units()[unit];
        match nearest(found, [unit.naming.name.as_str(), unit.plural.as_str()]) {
            Some(near) => misfit.help(format!("did you mean {}?", ticked(near))),
            None => misfit.help(format!("it is counted in {}", ticked(&unit.plural))),
        }
    }

    fn year(self, about: &str, literal: &Literal) -> Result<i64, Misfit> {
        let years = i64::from(Date::MIN.year())..=i64::from(Date::MAX.year());
        match &literal.kind {
            LiteralKind::Number(digits) => {
                let number = Number::parse(digits).ok().filter(Number::is_integer);
                let Some(number) = number else {
                    return Err(self.wrong(about, literal));
                };
                number
                    .to_i64()
                    .filter(|year| years.contains(year))
                    .ok_or_else(|| {
                        let found = literal.words();
                        Misfit::expected(Code::OutOfRange, literal.span, about, self.words(), found)
                    })
            }
            LiteralKind::Data(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                let help = format!(
                    "a year is written without quotation marks: {}",
                    literal.bare()
                );
                Err(self.wrong(about, literal).help(help))
            }
            _ => {
                let help = literal.data().and_then(number_help);
                Err(self.wrong(about, literal).maybe_help(help))
            }
        }
    }

    fn text(self, about: &str, literal: &Literal) -> Result<Arc<str>, Misfit> {
        match &literal.kind {
            LiteralKind::Text(text) | LiteralKind::Data(text) => Ok(normal(text).into()),
            LiteralKind::Word(_) | LiteralKind::Number(_) | LiteralKind::Truth(_) => {
                let help = "a text stands in quotation marks";
                Err(self.wrong(about, literal).help(help))
            }
            _ => Err(self.wrong(about, literal)),
        }
    }

    fn date(self, about: &str, literal: &Literal) -> Result<Date, Misfit> {
        let day = match &literal.kind {
            LiteralKind::Data(day) | LiteralKind::Date(day, None) => day,
            LiteralKind::Date(_, Some(_)) => {
                let help = "leave out the time of day";
                return Err(self.wrong(about, literal).help(help));
            }
            _ => return Err(self.wrong(about, literal)),
        };
        Date::parse(day).map_err(|error| match Moment::parse(day) {
            Ok(_) => self.wrong(about, literal).help("leave out the time of day"),
            Err(_) => self.no_day(about, literal, day, error),
        })
    }

    fn moment(self, about: &str, literal: &Literal) -> Result<Moment, Misfit> {
        let written = match &literal.kind {
            LiteralKind::Data(text) => text.clone(),
            LiteralKind::Date(day, Some(clock)) => format!("{day} {clock}"),
            LiteralKind::Date(day, None) => day.clone(),
            _ => return Err(self.wrong(about, literal)),
        };
        Moment::parse(&written).map_err(|error| match Date::parse(&written) {
            Ok(day) => {
                let help = format!("add the time of day: `{day} 09:00`");
                self.wrong(about, literal).help(help)
            }
            Err(alone) if alone.no_such_day(&written).is_some() => {
                self.no_day(about, literal, &written, alone)
            }
            Err(_) => {
                let day = written.rsplit_once([' ', 'T']).map_or("", |(day, _)| day);
                self.no_day(about, literal, day, error)
            }
        })
    }

    /// A text that should be a day or moment and is none.
    fn no_day(self, about: &str, literal: &Literal, day: &str, error: DateError) -> Misfit {
        let misfit = match error.no_such_day(day) {
            // It is written as a date is, so how dates are written is not what to say.
            Some(headline) => Misfit {
                headline,
                ..Misfit::expected(
                    Code::NoSuchDay,
                    literal.span,
                    about,
                    "a day of the calendar",
                    literal.words(),
                )
            },
            None => {
                let code = match error {
                    DateError::Malformed | DateError::MalformedMoment => Code::BadDate,
                    _ => Code::NoSuchDay,
                };
                Misfit::expected(code, literal.span, about, self.words(), literal.words())
            }
        };
        misfit.maybe_help(error.help())
    }

    fn period(self, about: &str, literal: &Literal) -> Result<Period, Misfit> {
        let parts = match &literal.kind {
            LiteralKind::Quantity(parts) => Some(parts.clone()),
            LiteralKind::Data(text) => quantity(text),
            _ => None,
        };
        parts
            .and_then(|parts| {
                parts
                    .iter()
                    .try_fold(Period::new(0, 0, 0), |sum, (count, unit)| {
                        add_part(sum, count.parse().ok()?, unit)
                    })
            })
            .ok_or_else(|| self.wrong(about, literal))
    }

    fn member(self, about: &str, literal: &Literal, kind: KindId) -> Result<u8, Misfit> {
        let word = match &literal.kind {
            LiteralKind::Word(word) | LiteralKind::Data(word) => normal(word),
            LiteralKind::Text(text) => {
                let misfit = self.wrong(about, literal);
                return Err(match self.position(kind, &normal(text)) {
                    Some(_) => misfit.help(format!(
                        "write it without quotation marks: {}",
                        ticked(text)
                    )),
                    None => misfit,
                });
            }
            _ => return Err(self.wrong(about, literal)),
        };
        if let Some(position) = self.position(kind, &word) {
            return Ok(position);
        }
        let found = literal.words();
        let misfit = Misfit::expected(Code::UnknownValue, literal.span, about, self.words(), found);
        let members = &self.model.kinds()[kind].members;
        let labelled = members
            .iter()
            .find(|member| member.labels.iter().any(|(_, label)| *label == word))
            .map(|member| format!("that is a label: write {}", ticked(&member.name)));
        let near = || {
            nearest(&word, members.iter().map(|member| member.name.as_str()))
                .map(|near| format!("did you mean {}?", ticked(near)))
        };
        Err(match labelled.or_else(near) {
            Some(help) => misfit.help(help),
            None if word == "unknown" => misfit.help("what is not known is left out"),
            None => misfit,
        })
    }

    fn position(self, kind: KindId, name: &str) -> Option<u8> {
        let members = &self.model.kinds()[kind].members;
        let position = members.iter().position(|member| member.name == name)?;
        u8::try_from(position).ok()
    }

    fn set(self, about: &str, literal: &Literal, of: &'m Type) -> Result<Range, Misfit> {
        let LiteralKind::Set(members) = &literal.kind else {
            let help = "several values stand in a list, also when it is one or none";
            return Err(self.wrong(about, literal).help(help));
        };
        let each = Wanted { ty: of, ..self };
        let about = format!("an entry of {about}");
        let mut keys: Vec<(Key, Span)> = Vec::with_capacity(members.len());
        for member in members {
            let range = each.fit(&about, member)?;
            let key = key_of(&range).ok_or_else(|| each.wrong(&about, member))?;
            keys.push((key, member.span));
        }
        keys.sort();
        let twice = keys.windows(2).find_map(|pair| match pair {
            [(one, first), (other, second)] if one == other => Some((*first, *second)),
            _ => None,
        });
        if let Some((first, second)) = twice {
            let headline = format!("{about} stands there twice");
            return Err(Misfit::new(Code::Contradiction, second, headline)
                .also(first, "it stands here already")
                .help("leave one of them out"));
        }
        Ok(Range::of(Core::Set(
            keys.into_iter().map(|(key, _)| key).collect(),
        )))
    }
}

impl Literal {
    /// What was written, in words: ``the text `12` ``.
    pub(crate) fn words(&self) -> String {
        match &self.kind {
            LiteralKind::Data(_) | LiteralKind::Text(_) => format!("the text {}", self.bare()),
            LiteralKind::Number(_) => format!("the number {}", self.bare()),
            LiteralKind::Set(_) => "a list".to_owned(),
            LiteralKind::Other(words) => (*words).to_owned(),
            _ => self.bare(),
        }
    }

    /// A text of a data file.
    fn data(&self) -> Option<&str> {
        match &self.kind {
            LiteralKind::Data(text) => Some(text),
            _ => None,
        }
    }

    /// What was written, in backticks.
    fn bare(&self) -> String {
        match &self.kind {
            LiteralKind::Truth(true) => "`yes`".to_owned(),
            LiteralKind::Truth(false) => "`no`".to_owned(),
            LiteralKind::Percent(digits) => ticked(&format!("{digits}%")),
            LiteralKind::Quantity(parts) => {
                let parts = parts.iter().map(|(count, unit)| format!("{count} {unit}"));
                ticked(&parts.collect::<Vec<_>>().join(" "))
            }
            LiteralKind::Date(day, clock) => match clock {
                Some(clock) => ticked(&format!("{day} {clock}")),
                None => ticked(day),
            },
            LiteralKind::Number(text)
            | LiteralKind::Word(text)
            | LiteralKind::Text(text)
            | LiteralKind::Data(text) => ticked(text),
            LiteralKind::Set(_) => "`(…)`".to_owned(),
            LiteralKind::Other(words) => (*words).to_owned(),
        }
    }
}

/// A settled value as a key or member of a set; none if its type cannot be one.
pub(crate) fn key_of(range: &Range) -> Option<Key> {
    match &range.core {
        Core::Number(number) => number.to_i64().map(Key::Number),
        Core::Kind(bits) => u8::try_from(bits.trailing_zeros()).ok().map(Key::Kind),
        Core::Text(text) => Some(Key::Text(Arc::clone(text))),
        Core::Date(day, _) => Some(Key::Date(*day)),
        _ => None,
    }
}

/// The normal form in which names and texts are compared, NFC.
pub(crate) fn normal(text: &str) -> String {
    text.nfc().collect()
}

/// What a text of a data file is where a number is wanted.
fn data_number(text: &str) -> Option<LiteralKind> {
    if let Some(digits) = text.strip_suffix(['%', '％']) {
        return Some(LiteralKind::Percent(digits.trim_end().to_owned()));
    }
    if Number::parse(text).is_ok() {
        return Some(LiteralKind::Number(text.to_owned()));
    }
    quantity(text).map(LiteralKind::Quantity)
}

/// What could be done about a text that is nearly a number.
fn number_help(text: &str) -> Option<String> {
    let is_number = |text: &str| Number::parse(text).is_ok();
    let narrow: String = text.nfkc().collect();
    if is_number(text.trim()) {
        Some("leave out the spaces around it".to_owned())
    } else if is_number(narrow.trim()) {
        Some(format!("write its digits as {}", ticked(narrow.trim())))
    } else if is_number(&narrow.replace([',', ' ', '\''], "")) {
        let help = "a number has no signs between its thousands, and a point before its decimals";
        Some(help.to_owned())
    } else {
        None
    }
}

/// A decimal, or a fraction as a scenario may write it: `10/19`.
fn exact(digits: &str) -> Result<Number, NumberError> {
    let Some((over, under)) = digits.split_once('/') else {
        return Number::parse(digits);
    };
    Number::parse(over)?
        .div(&Number::parse(under)?)
        .ok_or(NumberError::Malformed)
}

/// Numbers and units in turn: `1 year 6 months`.
fn quantity(text: &str) -> Option<Vec<(String, String)>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts = words.chunks(2).map(|part| match part {
        [count, unit] if count.ends_with(|c: char| c.is_ascii_digit()) => {
            Some(((*count).to_owned(), normal(unit)))
        }
        _ => None,
    });
    parts
        .collect::<Option<Vec<_>>>()
        .filter(|parts| !parts.is_empty())
}

fn add_part(sum: Period, count: u32, unit: &str) -> Option<Period> {
    let (years, months, days) = match unit {
        "year" | "years" => (count, 0, 0),
        "month" | "months" => (0, count, 0),
        "week" | "weeks" => (0, 0, count.checked_mul(7)?),
        "day" | "days" => (0, 0, count),
        _ => return None,
    };
    Some(Period::new(
        sum.years.checked_add(years)?,
        sum.months.checked_add(months)?,
        sum.days.checked_add(days)?,
    ))
}
