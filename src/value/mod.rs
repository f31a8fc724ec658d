//! The values rules are about: exact numbers, days, periods, and how the law counts from one day to another.
//!
//! This layer knows nothing of rules, cases or text positions. Its operations are total: what has no result (a division
//! by zero, a day after the year 9999, a month end nobody decided how to round) is said in the return type, and the
//! evaluator turns it into the outcome `not computable`.
//!
//! - [`Number`]: exact rationals; rounding happens only where it is asked for, by name.
//! - [`Date`], [`Moment`], [`Period`], [`MonthDay`]: days of the Gregorian calendar, read and printed in the ROC era too.
//! - [`Calendar`]: which days public offices rest, as published for each year, and silent outside those years.
//! - [`Counting`]: the named conventions for counting a period, each with its citation and its steps.
//!
//! Absent on purpose: floats, a clock, time zones, durations in hours, and a default convention for counting.

mod calendar;
mod counting;
mod date;
mod number;

pub use calendar::{Calendar, CalendarError, CalendarProblem, DayKind};
pub use counting::{
    Convention, CountError, CountStep, Counted, Counting, MonthEnd, RestDay, RestReason,
    calendar_years_between, count_backward, count_forward, last_day, window,
};
pub use date::{
    Date, DateError, Era, Moment, MonthDay, Period, Weekday, last_day_of_month, month_name,
};
pub use number::{Number, NumberError, Rounding};
