//! Typed, resolved expressions. The evaluator walks them; nothing in them is a name.

use super::{ConclusionId, ExprId, FactId, NormId, PlaceId, ReadingId, RuleId, Type};
use crate::eval::Range;
use crate::model::NamedCounting;
use crate::source::Span;
use crate::value::{Period, Rounding};

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Whether it can be absent.
    pub may_be_absent: bool,
    /// The list entry it is, if it is a labelled one.
    pub place: Option<PlaceId>,
    /// Where it is written.
    pub span: Span,
}

/// A comparison. With an absent operand each of them is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `is`
    Equal,
    /// `is less than`, `is before`
    Less,
    /// `is at most`, `is by`
    AtMost,
    /// `is more than`, `is after`
    More,
    /// `is at least`, `is on or after`
    AtLeast,
}

/// Which stretches of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// Calendar years.
    Years,
    /// Months of a year.
    Months,
    /// Weeks from Monday to Sunday.
    Weeks,
}

/// Which quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Yes when there are none.
    Every,
    /// At least one.
    Some,
    /// At least one, and all.
    SomeAndEvery,
    /// At least so many.
    AtLeast(u32),
}

/// Which aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many.
    Number,
    /// The sum; of none, 0.
    Sum,
    /// The average; of none, absent.
    Average,
    /// The largest or latest; of none, absent.
    Largest,
    /// The smallest or earliest; of none, absent.
    Smallest,
}

/// Which extreme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The largest or latest.
    Largest,
    /// The smallest or earliest.
    Smallest,
}

/// What other rules may ask of a norm. Each has its own formula (see `eval::norm`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NormPredicate {
    /// The trigger has occurred.
    Arisen,
    /// An exception to the norm is active.
    Excused,
    /// The act was done.
    Done,
    /// The act was done by the deadline.
    DoneInTime,
    /// Arisen, not excused, not done, and the deadline has not passed.
    Pending,
    /// The deadline passed without the act.
    Breached,
    /// Breached and not done since.
    StillBreached,
    /// A right or power that can be used on the day.
    Open,
    /// A right or power that was used in time.
    Used,
    /// A right or power whose time ran out unused.
    Lapsed,
    /// A prohibition that was violated.
    Violated,
    /// A guideline that is not kept.
    Exceeded,
    /// A window with a qualifying act.
    Met,
    /// A closed window without one.
    Missed,
}

impl NormPredicate {
    /// The words of the language for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            NormPredicate::Arisen => "arisen",
            NormPredicate::Excused => "excused",
            NormPredicate::Done => "done",
            NormPredicate::DoneInTime => "done in time",
            NormPredicate::Pending => "pending",
            NormPredicate::Breached => "breached",
            NormPredicate::StillBreached => "still breached",
            NormPredicate::Open => "open",
            NormPredicate::Used => "used",
            NormPredicate::Lapsed => "lapsed",
            NormPredicate::Violated => "violated",
            NormPredicate::Exceeded => "exceeded",
            NormPredicate::Met => "met",
            NormPredicate::Missed => "missed",
        }
    }

    /// The predicate of these words.
    #[must_use]
    pub fn parse(words: &str) -> Option<NormPredicate> {
        use NormPredicate as P;
        [
            P::Arisen,
            P::Excused,
            P::Done,
            P::DoneInTime,
            P::Pending,
            P::Breached,
            P::StillBreached,
            P::Open,
            P::Used,
            P::Lapsed,
            P::Violated,
            P::Exceeded,
            P::Met,
            P::Missed,
        ]
        .into_iter()
        .find(|predicate| predicate.words() == words)
    }
}

/// The expressions. `V` stands for a value, `C` for a condition.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A constant.
    Constant(Range),
    /// `a and b`, `all of`
    And(Box<[ExprId]>),
    /// `a or b`, `any of`
    Or(Box<[ExprId]>),
    /// `at least n of`
    AtLeastOf(u32, Box<[ExprId]>),
    /// `not C`
    Not(ExprId),
    /// `V is at least V`
    Compare(Comparison, ExprId, ExprId),
    /// `V is one of (a, b)` over members of an enumeration, as a bit set
    IsMember(ExprId, u64),
    /// `V is absent`
    IsAbsent(ExprId),
    /// `E has happened`
    IsPresent(ExprId),
    /// `D has passed`
    HasPassed(ExprId),
    /// `S includes one of (a, b)`
    Includes(ExprId, Box<[ExprId]>),
    /// `for every x in L, C`
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// The bound variable.
        variable: u32,
        /// The list.
        list: ExprId,
        /// `where C`
        filter: Option<ExprId>,
        /// The condition on each.
        body: ExprId,
    },
    /// `in order a, b, c`
    InOrder(Box<[ExprId]>),
    /// `article 10(2) is met`: one of these is active
    AnyActive(Box<[RuleId]>),
    /// `reporting is breached`
    Norm(NormId, NormPredicate),
    /// `the window is missed`
    Window(NormId, NormPredicate, u32),
    /// A fact.
    Fact(FactId),
    /// A fact at a key.
    FactAt(FactId, ExprId),
    /// A conclusion.
    Conclusion(ConclusionId),
    /// A conclusion at a key.
    ConclusionAt(ConclusionId, ExprId),
    /// A reading.
    Reading(ReadingId),
    /// A bound variable.
    Bound(u32),
    /// A field of the entry or act a variable is bound to.
    Field(u32, u32),
    /// A fact, conclusion or norm of the group member a variable is bound to: what it is about is
    /// that member.
    OfMember(u32, ExprId),
    /// `a + b`; also a number of years added to a year
    Add(ExprId, ExprId),
    /// `a - b`
    Subtract(ExprId, ExprId),
    /// `a * b`, `20% of a`
    Multiply(ExprId, ExprId),
    /// `a / b`
    Divide(ExprId, ExprId),
    /// `-a`
    Negate(ExprId),
    /// `a rounded down to n places`
    Round(ExprId, Rounding, u32),
    /// `largest of (a, b)`, `a but no less than b`; an absent operand makes it absent
    Extreme(Extreme, Box<[ExprId]>),
    /// `a otherwise b`
    Otherwise(ExprId, ExprId),
    /// `V as it stands on D`
    StandsOn(ExprId, ExprId),
    /// `V where it applies`: yes when not applicable
    WhereApplies(ExprId),
    /// `V, which must apply`: no when not applicable
    MustApply(ExprId),
    /// `V under the old text`: if the case were saved by this saving clause, by position; `under the
    /// new text`: if it were not
    UnderText {
        /// The saving clause that asks.
        saving: u32,
        /// Whether the old text.
        old: bool,
        /// What is asked.
        inner: ExprId,
    },
    /// What an entry that is no rule or norm says, such as a scope or the day something is judged on,
    /// while a version of it is the text that governs the case. Not written: its heading, or an
    /// amendment, gives the days
    Versioned {
        /// The version.
        version: Box<super::Version>,
        /// What it says.
        says: ExprId,
        /// What holds where it does not govern.
        otherwise: ExprId,
    },
    /// `if C then a else b`
    If(ExprId, ExprId, ExprId),
    /// `31 January of Y`, as (month, day, year)
    DayOfYear(u32, u32, ExprId),
    /// `6 years after D counted …`, or before when not `after`
    Shift {
        /// The period.
        period: Period,
        /// Forward or backward.
        after: bool,
        /// From which day.
        from: ExprId,
        /// How it is counted.
        counting: NamedCounting,
    },
    /// `the day after D`, `the day before D`
    DayShift(ExprId, i64),
    /// `the fact day`
    FactDay,
    /// `year of D`
    YearOf(ExprId),
    /// `month of D`
    MonthOf(ExprId),
    /// `the month of D`
    CalendarMonthOf(ExprId),
    /// `week of D`
    WeekOf(ExprId),
    /// `weeks of L`, `months of L`, `years of L`: the stretches of time its visible acts fall into
    Buckets(Bucket, ExprId),
    /// The day of a moment.
    DayOf(ExprId),
    /// `the last n years before Y`
    LastYears(u32, ExprId),
    /// `windows of N`
    Windows(NormId),
    /// The acts of an `events` fact, the entries of a list, or the members of a set.
    Entries(FactId),
    /// `number of L where …`, `sum of F in L where …`; the entry is bound at the variable
    Aggregate {
        /// Which.
        aggregate: Aggregate,
        /// The bound variable.
        variable: u32,
        /// The list.
        list: ExprId,
        /// `where C`
        filter: Option<ExprId>,
        /// What is added up; none for a number.
        of: Option<ExprId>,
    },
}
