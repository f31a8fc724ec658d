//! Days, moments and calendar periods.
//!
//! A [`Date`] is one machine word, so cases with millions of days stay small and comparing two is one instruction.
//! Years run from 1 to 9999 of the Gregorian calendar, also before it was adopted. The Republic of China era (民國,
//! year 1 = 1912) is another way to write the same days. A [`Period`] keeps years, months and days apart, because how
//! they are added to a day is a legal choice (see [`Convention`](super::Convention)) and not a property of the period.
//!
//! Absent: a clock, time zones, lunar dates, arithmetic on moments, and an order of periods (is `1 month` more than
//! `30 days`?).

use std::fmt;

use chrono::{Datelike, NaiveDate};

pub use chrono::Weekday;

/// A day in the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A day printed in the ROC era, as [`Date::roc`] gives it.
#[derive(Clone, Copy, Debug)]
pub struct Roc(Date);

/// A minute of a day, in local time: `2024-03-04 09:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    date: Date,
    minute: u16,
}

/// A span of calendar time in three parts, never converted into one another; equal if all three parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// Calendar years.
    pub years: u32,
    /// Calendar months.
    pub months: u32,
    /// Days; a week is seven of them.
    pub days: u32,
}

/// A day that comes every year, as in "31 January".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

/// A way of counting years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Era {
    /// Of the Gregorian calendar.
    Common,
    /// Of the Republic of China, whose first year is 1912.
    Roc,
}

/// Why a text is not a day or a moment. The caller knows the text and quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateError {
    /// Not written as a date: `2024-3-5`, `5.3.2024`.
    Malformed,
    /// Not written as a day and a time: `2024-03-04 9h`.
    MalformedMoment,
    /// `2023-13-01`.
    NoSuchMonth,
    /// `2023-02-29`.
    NoSuchDay {
        /// The last day of that month.
        last: Date,
        /// The way of counting years in which it was written.
        era: Era,
    },
    /// `2024-03-04 25:00`.
    NoSuchTime,
    /// A year before 1 or after 9999.
    OutOfRange,
}

/// The Gregorian year before the first of the Republic of China era.
const YEAR_BEFORE_ROC: i32 = 1911;
const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The last day of a month; none if the month is not 1 to 12 or the year not 1 to 9999.
#[must_use]
pub fn last_day_of_month(year: i32, month: u32) -> Option<Date> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Date::from_ymd(year, month, first.num_days_in_month().into())
}

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(1);
    /// 9999-12-31.
    pub const MAX: Date = Date(3_652_059);

    /// The day of a Gregorian year, month and day of the month; none if there is no such day in the years 1 to 9999.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        Date::from_ordinal(NaiveDate::from_ymd_opt(year, month, day)?.num_days_from_ce())
    }

    /// The day with this number, counted from 0001-01-01 as 1; none outside the years 1 to 9999.
    #[must_use]
    pub fn from_ordinal(ordinal: i32) -> Option<Date> {
        (Date::MIN.0..=Date::MAX.0)
            .contains(&ordinal)
            .then_some(Date(ordinal))
    }

    /// Reads `2024-03-05`, `ROC 113-03-05`, `民國113-03-05` or `民國113年3月5日`; before 1912 `民國前1年12月31日`.
    ///
    /// # Errors
    /// Says whether the text is no date, the month has no such day, or the year is outside 1 to 9999.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let (era, year, month, day) = as_written(text).ok_or(DateError::Malformed)?;
        if !(Date::MIN.year()..=Date::MAX.year()).contains(&year) {
            return Err(DateError::OutOfRange);
        }
        let last = last_day_of_month(year, month).ok_or(DateError::NoSuchMonth)?;
        Date::from_ymd(year, month, day).ok_or(DateError::NoSuchDay { last, era })
    }

    /// The Monday of the week (ISO 8601) that is written `2024-W10`; none if there is no such week.
    #[must_use]
    pub fn of_week(text: &str) -> Option<Date> {
        let (year, week) = text.split_once("-W")?;
        if year.len() != 4 || week.len() != 2 {
            return None;
        }
        let (year, week) = (year.parse().ok()?, week.parse().ok()?);
        let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        Date::from_ordinal(monday.num_days_from_ce())
    }

    /// The Monday of the week the day lies in; 0001-01-01 is one.
    #[must_use]
    pub fn monday(self) -> Date {
        Date(self.0 - (self.0 - 1).rem_euclid(7))
    }

    /// The week the day lies in, `2024-W10` (ISO 8601).
    #[must_use]
    pub fn week(self) -> String {
        let week = self.civil().iso_week();
        format!("{:04}-W{:02}", week.year(), week.week())
    }

    /// The first day of the month of a year that is written `2024-03`; none if there is no such month.
    #[must_use]
    pub fn of_month(text: &str) -> Option<Date> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (digits(year, 4, 4)?, digits(month, 2, 2)?);
        Date::from_ymd(i32::try_from(year).ok()?, month, 1)
    }

    /// The first day of the month the day lies in.
    #[must_use]
    pub fn first_of_month(self) -> Date {
        let (year, month, _) = self.ymd();
        Date::from_ymd(year, month, 1).unwrap_or(self)
    }

    /// The month of its year the day lies in, `2024-03`.
    #[must_use]
    pub fn year_month(self) -> String {
        let (year, month, _) = self.ymd();
        format!("{year:04}-{month:02}")
    }

    /// The number of the day, counted from 0001-01-01 as 1.
    #[must_use]
    pub fn ordinal(self) -> i32 {
        self.0
    }

    /// Gregorian year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.civil().year()
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.civil().month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.civil().day()
    }

    /// Year, month and day at once: cheaper than asking for each.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let civil = self.civil();
        (civil.year(), civil.month(), civil.day())
    }

    /// The day this many days later, or earlier if negative; none outside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let ordinal = i64::from(self.0).checked_add(days)?;
        Date::from_ordinal(i32::try_from(ordinal).ok()?)
    }

    /// How many days `other` is later; negative if it is earlier.
    #[must_use]
    pub fn days_until(self, other: Date) -> i64 {
        i64::from(other.0) - i64::from(self.0)
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.civil().weekday()
    }

    /// Is this a Saturday or a Sunday?
    #[must_use]
    pub fn is_weekend(self) -> bool {
        // Day 1 was a Monday.
        5 <= (self.0 - 1) % 7
    }

    /// The date in the ROC era: `民國104年1月1日`, before 1912 `民國前1年12月31日`.
    #[must_use]
    pub fn roc(self) -> Roc {
        Roc(self)
    }

    /// INVARIANT: every ordinal from `MIN` to `MAX` is a day of the calendar, so the default is never taken.
    fn civil(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or_default()
    }
}

impl Moment {
    /// The minute of a day; none unless the hour is 0 to 23 and the minute 0 to 59.
    #[must_use]
    pub fn new(date: Date, hour: u16, minute: u16) -> Option<Moment> {
        (hour < 24 && minute < 60).then_some(Moment {
            date,
            minute: hour * 60 + minute,
        })
    }

    /// Reads `2024-03-04 09:00` or `2024-03-04T09:00`; the day may be written in the ROC era.
    ///
    /// # Errors
    /// Says whether the text is no moment, its day does not exist, or its time does not.
    pub fn parse(text: &str) -> Result<Moment, DateError> {
        let written = text.rsplit_once([' ', 'T']).and_then(|(date, time)| {
            let (hour, minute) = time.split_once(':')?;
            Some((date, digits(hour, 2, 2)?, digits(minute, 2, 2)?))
        });
        let (date, hour, minute) = written.ok_or(DateError::MalformedMoment)?;
        let date = Date::parse(date).map_err(|error| match error {
            DateError::Malformed => DateError::MalformedMoment,
            other => other,
        })?;
        u16::try_from(hour)
            .ok()
            .zip(u16::try_from(minute).ok())
            .and_then(|(hour, minute)| Moment::new(date, hour, minute))
            .ok_or(DateError::NoSuchTime)
    }

    /// The day it lies in.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// Minutes since the day began, 0 to 1439.
    #[must_use]
    pub fn minute_of_day(self) -> u16 {
        self.minute
    }
}

impl Period {
    /// A period of three parts.
    #[must_use]
    pub const fn new(years: u32, months: u32, days: u32) -> Period {
        Period {
            years,
            months,
            days,
        }
    }

    /// A period of calendar years.
    #[must_use]
    pub const fn years(years: u32) -> Period {
        Period::new(years, 0, 0)
    }

    /// A period of calendar months.
    #[must_use]
    pub const fn months(months: u32) -> Period {
        Period::new(0, months, 0)
    }

    /// A period of weeks, kept as days. More than fit count as the most days that do: far beyond the year 9999.
    #[must_use]
    pub const fn weeks(weeks: u32) -> Period {
        Period::days(weeks.saturating_mul(7))
    }

    /// A period of days.
    #[must_use]
    pub const fn days(days: u32) -> Period {
        Period::new(0, 0, days)
    }

    /// Is it no time at all?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.years == 0 && self.months == 0 && self.days == 0
    }

    /// Years and months together, in months: these two do convert, for every way of adding them to a day.
    #[must_use]
    pub fn total_months(self) -> i64 {
        i64::from(self.years) * 12 + i64::from(self.months)
    }
}

impl MonthDay {
    /// A day of the year; none if no year has it. 29 February is one.
    #[must_use]
    pub fn new(month: u32, day: u32) -> Option<MonthDay> {
        let leap_year = 2000;
        Date::from_ymd(leap_year, month, day)?;
        Some(MonthDay {
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.month.into()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.day.into()
    }

    /// That day of a year; none for 29 February of a common year, and outside the years 1 to 9999.
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<Date> {
        Date::from_ymd(year, self.month(), self.day())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Roc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.ymd();
        if YEAR_BEFORE_ROC < year {
            write!(f, "民國{}年{month}月{day}日", year - YEAR_BEFORE_ROC)
        } else {
            write!(f, "民國前{}年{month}月{day}日", YEAR_BEFORE_ROC + 1 - year)
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        write!(f, "{} {hour:02}:{minute:02}", self.date)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `3 months`, `1 year 6 months`; the empty period is `0 days`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("0 days");
        }
        let mut gap = "";
        for (count, unit) in [
            (self.years, "year"),
            (self.months, "month"),
            (self.days, "day"),
        ] {
            match count {
                0 => continue,
                1 => write!(f, "{gap}1 {unit}")?,
                _ => write!(f, "{gap}{count} {unit}s")?,
            }
            gap = " ";
        }
        Ok(())
    }
}

/// `31 January`.
impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = month_name(self.month.into()).unwrap_or_default();
        write!(f, "{} {name}", self.day)
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::Malformed => {
                f.write_str("not a date; write `2024-03-05`, `ROC 113-03-05` or `民國113年3月5日`")
            }
            DateError::MalformedMoment => {
                f.write_str("not a day and time; write `2024-03-05 09:00`")
            }
            DateError::NoSuchMonth => f.write_str("a year has 12 months"),
            DateError::NoSuchDay { last, era } => {
                let (year, month, days) = last.ymd();
                let name = month_name(month).unwrap_or_default();
                match era {
                    Era::Roc if YEAR_BEFORE_ROC < year => {
                        write!(f, "{name} ROC {} has {days} days", year - YEAR_BEFORE_ROC)
                    }
                    Era::Roc | Era::Common => write!(f, "{name} {year} has {days} days"),
                }
            }
            DateError::NoSuchTime => {
                f.write_str("no such time; a day runs from `00:00` to `23:59`")
            }
            DateError::OutOfRange => f.write_str("the year must be from 1 to 9999"),
        }
    }
}

impl std::error::Error for DateError {}

impl DateError {
    /// That a day written properly is in no calendar, and why; none where something else is wrong.
    #[must_use]
    pub fn no_such_day(self, written: &str) -> Option<String> {
        matches!(self, DateError::NoSuchMonth | DateError::NoSuchDay { .. })
            .then(|| format!("there is no day `{written}`: {self}"))
    }

    /// What may have been meant. No neighbouring day is offered as the same: that would be a choice of law.
    #[must_use]
    pub fn help(self) -> Option<String> {
        match self {
            DateError::NoSuchMonth => {
                Some("the month stands before the day: `2024-03-05` is the fifth of March".into())
            }
            DateError::NoSuchDay { last, era } => Some(match era {
                Era::Common => format!("the last day of that month is `{last}`"),
                Era::Roc => format!("the last day of that month is `{}`", last.roc()),
            }),
            DateError::NoSuchTime => {
                Some("a time of day is between `00:00` and `23:59`".to_owned())
            }
            DateError::Malformed => {
                Some("write it as `2024-03-05`, `ROC 113-03-05` or `民國113年3月5日`".to_owned())
            }
            DateError::MalformedMoment | DateError::OutOfRange => None,
        }
    }
}

/// The English name of a month, 1 to 12.
#[must_use]
pub fn month_name(month: u32) -> Option<&'static str> {
    let position = usize::try_from(month).ok()?.checked_sub(1)?;
    MONTH_NAMES.get(position).copied()
}

/// Era, Gregorian year, month and day as written, whether or not there is such a day; none if no date is written like this.
fn as_written(text: &str) -> Option<(Era, i32, u32, u32)> {
    let native = text.strip_prefix("中華").unwrap_or(text);
    let (written, before_era) = if let Some(rest) = text.strip_prefix("ROC ") {
        (hyphenated(rest.trim_start(), 1)?, false)
    } else if let Some(rest) = native.strip_prefix("民國前") {
        (with_signs(rest).or_else(|| hyphenated(rest, 1))?, true)
    } else if let Some(rest) = native.strip_prefix("民國") {
        let rest = rest.trim_start();
        (with_signs(rest).or_else(|| hyphenated(rest, 1))?, false)
    } else {
        let (year, month, day) = hyphenated(text, 4)?;
        return Some((Era::Common, year, month, day));
    };
    match (written, before_era) {
        // The era has no year 0, neither forwards nor back.
        ((0, _, _), _) => None,
        ((year, month, day), true) => Some((Era::Roc, YEAR_BEFORE_ROC + 1 - year, month, day)),
        ((year, month, day), false) => Some((Era::Roc, YEAR_BEFORE_ROC + year, month, day)),
    }
}

/// `104-01-01`.
fn hyphenated(text: &str, least_year_digits: usize) -> Option<(i32, u32, u32)> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = i32::try_from(digits(year, least_year_digits, 4)?).ok()?;
    Some((year, digits(month, 2, 2)?, digits(day, 2, 2)?))
}

/// `104年1月1日`.
fn with_signs(text: &str) -> Option<(i32, u32, u32)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    let year = i32::try_from(digits(year, 1, 4)?).ok()?;
    Some((year, digits(month, 1, 2)?, digits(day, 1, 2)?))
}

fn digits(text: &str, least: usize, most: usize) -> Option<u32> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
