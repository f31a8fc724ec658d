//! How the law gets from one day to another: named conventions for counting a period.
//!
//! "Three months after" is not one day but several, depending on who counts: does the first day count, is the end the
//! corresponding day or the day before it, what if that month is too short, and what if the office is closed then. Each
//! answer is the choice of a statute, so a [`Convention`] is always named, carries its citation, and leaves its steps
//! behind as data ([`CountStep`]) for an explanation in any language. There is no default.
//!
//! Absent: counting in hours or working days, periods counted backwards under a statute, the choice of the more
//! favourable of two counts (a matter of the case: write both as readings), and restoration of a missed period.

use std::fmt;

use super::calendar::{Calendar, DayKind};
use super::date::{Date, Period, last_day_of_month};

/// Counts a period from the day of an event and keeps every step.
///
/// A calendar moves a last day that rests, under the conventions that provide for it ([`Convention::rolls_over`]);
/// without one nothing moves. A later event never gives an earlier last day, unless month ends are refused.
///
/// # Errors
/// See [`CountError`].
pub fn count_forward(
    event: Date,
    period: Period,
    counting: Counting,
    calendar: Option<&Calendar>,
) -> Result<Counted, CountError> {
    let mut steps = Vec::new();
    let span = count(event, period, counting, calendar, &mut steps)?;
    Ok(Counted {
        event,
        first_counted: span.first_counted,
        unrolled: span.unrolled,
        last: span.last,
        provisional: span.provisional,
        steps,
    })
}

/// The last day and whether it is provisional, as [`count_forward`] gives them, without keeping the steps.
///
/// # Errors
/// See [`CountError`].
pub fn last_day(
    event: Date,
    period: Period,
    counting: Counting,
    calendar: Option<&Calendar>,
) -> Result<(Date, bool), CountError> {
    let span = count(event, period, counting, calendar, &mut ())?;
    Ok((span.last, span.provisional))
}

/// The day a period before `anchor`, by plain arithmetic: `24 months before D`.
///
/// Rounding up still means the later day: a month before 2018-05-31 is 2018-05-01 rounded up, 2018-04-30 down.
///
/// # Errors
/// [`CountError::AmbiguousDay`] where month ends are refused, [`CountError::OutOfRange`] before the year 1.
pub fn count_backward(
    anchor: Date,
    period: Period,
    month_end: MonthEnd,
) -> Result<Date, CountError> {
    plus_months(anchor, -period.total_months(), month_end, &mut ())?
        .plus_days(-i64::from(period.days))
        .ok_or(CountError::OutOfRange)
}

/// First and last day of the `n`th of the consecutive windows that begin on `anchor`, counted from 1.
///
/// Every window is computed from the anchor and never from the one before: two-year windows from 2016-02-29, rounded
/// down, begin on 2018-02-28 and on 2020-02-29. A window ends on the day before the next begins, rest day or not.
///
/// # Errors
/// [`CountError::WindowZero`], [`CountError::EmptyPeriod`], and the errors of adding the period.
pub fn window(
    anchor: Date,
    n: u32,
    period: Period,
    month_end: MonthEnd,
) -> Result<(Date, Date), CountError> {
    if period.is_empty() {
        return Err(CountError::EmptyPeriod);
    }
    let start_after = |windows: u32| {
        let times = i64::from(windows);
        let months = period.total_months().checked_mul(times);
        let month_day = plus_months(
            anchor,
            months.ok_or(CountError::OutOfRange)?,
            month_end,
            &mut (),
        )?;
        i64::from(period.days)
            .checked_mul(times)
            .and_then(|days| month_day.plus_days(days))
            .ok_or(CountError::OutOfRange)
    };
    let first = start_after(n.checked_sub(1).ok_or(CountError::WindowZero)?)?;
    let next = start_after(n)?;
    Ok((first, next.plus_days(-1).ok_or(CountError::OutOfRange)?))
}

/// The difference of the calendar years, whatever the days in them: 1 from 2023-12-31 to 2024-01-01.
#[must_use]
pub fn calendar_years_between(from: Date, to: Date) -> i32 {
    to.year() - from.year()
}

/// A convention as a rule names it, with or without the words "with the first day".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Counting {
    /// Whose rules are followed.
    pub convention: Convention,
    /// The day of the event counts (即日起算, or a period that begins at midnight); the adverse conventions count it anyway.
    pub with_first_day: bool,
}

/// A named way to count a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Event plus period, as dates-calc defines it: years and months in one step, one rounding, then days. Nothing
    /// rolls over. With the first day the result is one day earlier.
    Plain(MonthEnd),
    /// Taiwan, Administrative Procedure Act (行政程序法) art. 48, paras. 2 to 4: the first day is not counted; months
    /// and years end on the day before the corresponding day, or with the month where there is none; a last day on a
    /// rest day moves to the next working day (a Saturday's "Monday morning" counts as the whole day).
    Apa48,
    /// The same, para. 5, for periods of a punishment or another adverse disposition: the first day counts and the last
    /// day stays.
    Apa48Adverse,
    /// Korea, Civil Code (민법) arts. 157 and 159 to 161: as [`Convention::Apa48`].
    KrCivil,
    /// Korea, General Act on Public Administration (행정기본법) art. 6(2), for how long a right is restricted or a duty
    /// lasts: the first day counts and the last day stays.
    KrAdverse,
    /// Differences of calendar years only, see [`calendar_years_between`]; it gives no last day.
    CalendarYears,
}

/// What plain arithmetic does where the day does not exist: one month after 31 January.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MonthEnd {
    /// The first day of the next month.
    Up,
    /// The last day of the month.
    Down,
    /// [`CountError::AmbiguousDay`].
    Refuse,
}

/// A period counted forward from an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day counted from.
    pub event: Date,
    /// The first day of the period; for [`Convention::Plain`] the event.
    pub first_counted: Date,
    /// The last day before any rest day moved it. Chain further periods from here.
    pub unrolled: Date,
    /// The last day: an act on it is in time.
    pub last: Date,
    /// The calendar does not cover `last`, which is then only the earliest the last day can be.
    pub provisional: bool,
    /// How it came about, in order.
    pub steps: Vec<CountStep>,
}

/// One step of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountStep {
    /// The day of the event does not count.
    FirstDayExcluded {
        /// The day of the event.
        event: Date,
        /// The day after.
        first_counted: Date,
    },
    /// The day of the event counts as a whole day.
    FirstDayCounted {
        /// The day of the event.
        event: Date,
    },
    /// The months end at the day with the same number.
    CorrespondingDay {
        /// The day in the last month with the number of the first day.
        day: Date,
        /// The day before it under a statute; in plain arithmetic the day itself.
        last: Date,
    },
    /// The last month has no such day, so the months end with it.
    NoCorrespondingDay {
        /// The number of the day that is missing.
        day: u32,
        /// The last day of the month.
        month_last: Date,
    },
    /// In plain arithmetic, the month has no such day.
    MonthEndRounded {
        /// The number of the day that is missing.
        day: u32,
        /// The last day of the month.
        month_last: Date,
        /// Up or down.
        rounding: MonthEnd,
        /// The day taken instead.
        to: Date,
    },
    /// Days counted, after any years and months.
    DaysCounted {
        /// How many.
        n: u32,
        /// The last of them.
        last: Date,
    },
    /// In plain arithmetic with the first day, the period ends a day earlier.
    DayBefore {
        /// Event plus period.
        day: Date,
        /// The day before it.
        last: Date,
    },
    /// The last day is a rest day and moves on.
    RolledOver {
        /// The last day before it moved.
        from: Date,
        /// The rest days moved over, `from` first.
        rest: Vec<RestDay>,
        /// The next day that is not known to be a rest day.
        to: Date,
    },
    /// Whether this day is a rest day is not known.
    OutsideCalendar {
        /// The day in question.
        day: Date,
        /// The first day the calendar covers.
        first: Date,
        /// The last day the calendar covers.
        last: Date,
    },
}

/// A day over which a last day moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestDay {
    /// The day.
    pub day: Date,
    /// Why it is a rest day.
    pub why: RestReason,
}

/// Why a day is a rest day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestReason {
    /// A Saturday or Sunday.
    Weekend,
    /// A day off, by the name the calendar gives it; may be empty.
    Holiday(Box<str>),
}

/// Why a period has no last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountError {
    /// The month has no such day and the convention refuses to round.
    AmbiguousDay {
        /// The month's year.
        year: i32,
        /// 1 to 12.
        month: u32,
        /// The number of the day that is missing.
        day: u32,
    },
    /// The result, or a day on the way to it, lies outside the years 1 to 9999.
    OutOfRange,
    /// A statute counts no empty period, and no windows have that length.
    EmptyPeriod,
    /// [`Convention::CalendarYears`] gives differences only.
    NoLastDay,
    /// Windows are numbered from 1.
    WindowZero,
}

impl Convention {
    /// The provision followed, for an explanation.
    #[must_use]
    pub fn citation(self) -> &'static str {
        match self {
            Convention::Plain(_) => "plain calendar arithmetic, under no statute",
            Convention::Apa48 => {
                "Administrative Procedure Act of Taiwan (行政程序法) art. 48, paras. 2 to 4"
            }
            Convention::Apa48Adverse => {
                "Administrative Procedure Act of Taiwan (行政程序法) art. 48, para. 5"
            }
            Convention::KrCivil => "Civil Code of Korea (민법) arts. 157 and 159 to 161",
            Convention::KrAdverse => {
                "General Act on Public Administration of Korea (행정기본법) art. 6(2)"
            }
            Convention::CalendarYears => "difference of calendar years, under no statute",
        }
    }

    /// Does a last day on a rest day move to the next working day?
    #[must_use]
    pub fn rolls_over(self) -> bool {
        matches!(self, Convention::Apa48 | Convention::KrCivil)
    }

    /// Does the day of the event count without being asked for?
    #[must_use]
    pub fn counts_first_day(self) -> bool {
        matches!(self, Convention::Apa48Adverse | Convention::KrAdverse)
    }
}

/// What the one implementation of counting yields, for either public entry.
struct Span {
    first_counted: Date,
    unrolled: Date,
    last: Date,
    provisional: bool,
}

/// Where steps go: kept for an explanation, or never built.
trait Record {
    fn step(&mut self, step: impl FnOnce() -> CountStep);
}

impl Record for Vec<CountStep> {
    fn step(&mut self, step: impl FnOnce() -> CountStep) {
        self.push(step());
    }
}

impl Record for () {
    #[inline]
    fn step(&mut self, _: impl FnOnce() -> CountStep) {}
}

fn count(
    event: Date,
    period: Period,
    counting: Counting,
    calendar: Option<&Calendar>,
    steps: &mut impl Record,
) -> Result<Span, CountError> {
    let convention = counting.convention;
    let with_first_day = counting.with_first_day || convention.counts_first_day();
    match convention {
        Convention::CalendarYears => Err(CountError::NoLastDay),
        Convention::Plain(month_end) => {
            let last = plain_end(event, period, month_end, with_first_day, steps)?;
            Ok(Span {
                first_counted: event,
                unrolled: last,
                last,
                provisional: false,
            })
        }
        Convention::Apa48
        | Convention::Apa48Adverse
        | Convention::KrCivil
        | Convention::KrAdverse => {
            let first_counted = first_counted(event, with_first_day, steps)?;
            let unrolled = statutory_end(first_counted, period, steps)?;
            let (last, provisional) = match calendar {
                Some(calendar) if convention.rolls_over() => roll_over(unrolled, calendar, steps),
                _ => (unrolled, false),
            };
            Ok(Span {
                first_counted,
                unrolled,
                last,
                provisional,
            })
        }
    }
}

fn plain_end(
    event: Date,
    period: Period,
    month_end: MonthEnd,
    with_first_day: bool,
    steps: &mut impl Record,
) -> Result<Date, CountError> {
    let month_day = plus_months(event, period.total_months(), month_end, steps)?;
    let sum = plus_days(month_day, period.days, steps)?;
    if !with_first_day {
        return Ok(sum);
    }
    if period.is_empty() {
        return Err(CountError::EmptyPeriod);
    }
    let last = sum.plus_days(-1).ok_or(CountError::OutOfRange)?;
    steps.step(|| CountStep::DayBefore { day: sum, last });
    Ok(last)
}

fn first_counted(
    event: Date,
    with_first_day: bool,
    steps: &mut impl Record,
) -> Result<Date, CountError> {
    if with_first_day {
        steps.step(|| CountStep::FirstDayCounted { event });
        return Ok(event);
    }
    let first_counted = event.plus_days(1).ok_or(CountError::OutOfRange)?;
    steps.step(|| CountStep::FirstDayExcluded {
        event,
        first_counted,
    });
    Ok(first_counted)
}

/// The last day of a period under the statutes, which agree on it. Days follow the last day of the months.
fn statutory_end(first: Date, period: Period, steps: &mut impl Record) -> Result<Date, CountError> {
    let months = period.total_months();
    if months != 0 {
        let month_last = months_end(first, months, steps)?;
        return plus_days(month_last, period.days, steps);
    }
    let days_after_first = i64::from(period.days) - 1;
    if days_after_first < 0 {
        return Err(CountError::EmptyPeriod);
    }
    let last = first
        .plus_days(days_after_first)
        .ok_or(CountError::OutOfRange)?;
    steps.step(|| CountStep::DaysCounted {
        n: period.days,
        last,
    });
    Ok(last)
}

/// The day before the corresponding day; where the month has none, its last day.
fn months_end(first: Date, months: i64, steps: &mut impl Record) -> Result<Date, CountError> {
    let (year, month, day) = month_later(first, months)?;
    if let Some(corresponding) = Date::from_ymd(year, month, day) {
        let last = corresponding.plus_days(-1).ok_or(CountError::OutOfRange)?;
        steps.step(|| CountStep::CorrespondingDay {
            day: corresponding,
            last,
        });
        return Ok(last);
    }
    let month_last = last_day_of_month(year, month).ok_or(CountError::OutOfRange)?;
    steps.step(|| CountStep::NoCorrespondingDay { day, month_last });
    Ok(month_last)
}

/// Moves a last day past the rest days; true if it left the days the calendar covers.
fn roll_over(from: Date, calendar: &Calendar, steps: &mut impl Record) -> (Date, bool) {
    let mut day = from;
    let provisional = loop {
        match (calendar.is_rest_day(day), day.plus_days(1)) {
            (Some(true), Some(next)) => day = next,
            (Some(false), _) => break false,
            (Some(true), None) | (None, _) => break true,
        }
    };
    if from < day {
        steps.step(|| CountStep::RolledOver {
            from,
            rest: rest_days(from, day, calendar),
            to: day,
        });
    }
    if provisional {
        steps.step(|| CountStep::OutsideCalendar {
            day,
            first: calendar.first(),
            last: calendar.last(),
        });
    }
    (day, provisional)
}

fn rest_days(from: Date, to: Date, calendar: &Calendar) -> Vec<RestDay> {
    (from.ordinal()..to.ordinal())
        .filter_map(Date::from_ordinal)
        .filter_map(|day| {
            let why = match calendar.day_kind(day)? {
                DayKind::Holiday(name) => RestReason::Holiday(name.into()),
                DayKind::Weekend => RestReason::Weekend,
                DayKind::Working | DayKind::MakeUpWorking => return None,
            };
            Some(RestDay { day, why })
        })
        .collect()
}

/// The day with the same number some months later or, if negative, earlier, rounded where there is none.
fn plus_months(
    date: Date,
    months: i64,
    month_end: MonthEnd,
    steps: &mut impl Record,
) -> Result<Date, CountError> {
    if months == 0 {
        return Ok(date);
    }
    let (year, month, day) = month_later(date, months)?;
    if let Some(same_number) = Date::from_ymd(year, month, day) {
        steps.step(|| CountStep::CorrespondingDay {
            day: same_number,
            last: same_number,
        });
        return Ok(same_number);
    }
    let month_last = last_day_of_month(year, month).ok_or(CountError::OutOfRange)?;
    let to = match month_end {
        MonthEnd::Up => month_last.plus_days(1).ok_or(CountError::OutOfRange)?,
        MonthEnd::Down => month_last,
        MonthEnd::Refuse => return Err(CountError::AmbiguousDay { year, month, day }),
    };
    steps.step(|| CountStep::MonthEndRounded {
        day,
        month_last,
        rounding: month_end,
        to,
    });
    Ok(to)
}

fn plus_days(date: Date, n: u32, steps: &mut impl Record) -> Result<Date, CountError> {
    if n == 0 {
        return Ok(date);
    }
    let last = date.plus_days(n.into()).ok_or(CountError::OutOfRange)?;
    steps.step(|| CountStep::DaysCounted { n, last });
    Ok(last)
}

/// Year, month and unchanged day number some months later; that month need not have such a day.
fn month_later(date: Date, months: i64) -> Result<(i32, u32, u32), CountError> {
    let (year, month, day) = date.ymd();
    let months_since_year_0 = (i64::from(year) * 12 + i64::from(month) - 1)
        .checked_add(months)
        .ok_or(CountError::OutOfRange)?;
    i32::try_from(months_since_year_0.div_euclid(12))
        .ok()
        .zip(u32::try_from(months_since_year_0.rem_euclid(12) + 1).ok())
        .map(|(year, month)| (year, month, day))
        .ok_or(CountError::OutOfRange)
}

/// As a rule writes it: `plain rounding down`, `apa48`.
impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Convention::Plain(MonthEnd::Up) => "plain rounding up",
            Convention::Plain(MonthEnd::Down) => "plain rounding down",
            Convention::Plain(MonthEnd::Refuse) => "plain rounding refused",
            Convention::Apa48 => "apa48",
            Convention::Apa48Adverse => "apa48_adverse",
            Convention::KrCivil => "kr_civil",
            Convention::KrAdverse => "kr_adverse",
            Convention::CalendarYears => "calendar_years",
        })
    }
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CountError::AmbiguousDay { year, month, day } => write!(
                f,
                "{year:04}-{month:02} has no day {day}, and rounding at month ends is refused"
            ),
            CountError::OutOfRange => f.write_str("the day lies outside the years 1 to 9999"),
            CountError::EmptyPeriod => f.write_str("a period of no days has no last day"),
            CountError::NoLastDay => {
                f.write_str("calendar years give a difference of years, not a last day")
            }
            CountError::WindowZero => f.write_str("windows are numbered from 1"),
        }
    }
}

impl std::error::Error for CountError {}

#[cfg(test)]
mod tests;
