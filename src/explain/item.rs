//! What an explanation is made of: typed data, no prose.
//!
//! The tree of [`Item`]s follows the trace, but says what a lawyer asks: which ground, which condition,
//! which value against which threshold, which day counted how. Every item says whether it *decides*; a
//! short explanation is the deciding items, a full one is all of them.

use crate::eval::{Key, NormPart, Range, Slot, Turn};
use crate::model::{
    Aggregate, Comparison, ConclusionId, Extreme, FactId, KindId, NamedCounting, NormId,
    NormPredicate, PlaceId, ReadingId, RuleId, Type,
};
use crate::value::{CountError, Counted, Date, Period, Rounding};

/// One thing an outcome rests on, with what that rests on in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub what: What,
    /// How it came out.
    pub standing: Standing,
    /// Whether the item it belongs to came out as it did because of this one.
    pub decides: bool,
    /// The provision or list entry it stands in.
    pub place: Option<PlaceId>,
    /// The day on which facts were judged.
    pub day: Date,
    /// What it rests on.
    pub items: Vec<Item>,
}

/// How an item came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As the rule asks: the condition is met, the ground or exception is active.
    Met,
    /// Not as the rule asks.
    NotMet,
    /// Open: the unknowns could still decide it.
    Open,
    /// The law has no answer: a gap, a conflict, no computable result, not in force and the like.
    Blocked,
    /// No yes or no: a value, a step of a calculation.
    Stated,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A conclusion, at a key if it has one. Its items are the day it is taken on, then its rules.
    Conclusion {
        /// Which.
        conclusion: ConclusionId,
        /// The key.
        key: Option<Key>,
        /// The outcome.
        result: Range,
        /// Whether an earlier item explains it, so that this one has no items.
        again: bool,
    },
    /// The day on which the facts of a conclusion, or of one condition, are taken.
    TakenOn {
        /// The day, with how it was computed.
        day: Term,
    },
    /// What would come out under one of two texts that a saving clause compares.
    UnderText {
        /// Whether the old one.
        old: bool,
    },
    /// A rule, ground or exception. Its items are its scope, its conditions, its result, then the exceptions tried.
    Rule {
        /// Which.
        rule: RuleId,
        /// Whether it is tried as an exception to another rule or to a norm.
        exception: bool,
        /// What it gives, where it gives a value.
        value: Option<Term>,
        /// Why it is not active, if it is not.
        fails: Option<Fails>,
    },
    /// The scope of a rule or norm: outside it the law does not apply.
    Scope,
    /// Conditions joined.
    Group(Joined),
    /// One condition.
    Test(Test),
    /// `article 10(2) is met`: one of the rules, which are its items, is active.
    Active {
        /// The rules.
        rules: Vec<RuleId>,
        /// False where the condition asks that none be active.
        wanted: bool,
    },
    /// A predicate of a norm asked for by a condition, or by the query (then `wanted`).
    Norm {
        /// Which.
        norm: NormId,
        /// The predicate.
        predicate: NormPredicate,
        /// The window, by its number, where one window is asked about.
        window: Option<Turn>,
        /// False where the condition asks for the contrary.
        wanted: bool,
    },
    /// The state of a norm.
    State {
        /// Which.
        norm: NormId,
        /// The states still possible.
        result: Range,
    },
    /// A part of a norm.
    Part {
        /// Which norm.
        norm: NormId,
        /// Which part.
        part: NormPart,
        /// Its outcome.
        result: Range,
    },
    /// One turn of a quantifier, an aggregate or a norm's acts.
    Turn {
        /// Which.
        turn: Turn,
        /// What it runs over, as far as it is a fact.
        list: Option<FactId>,
        /// The type of a key.
        ty: Type,
    },
    /// A fact read.
    Fact(Term),
    /// A reading used. Its items are what its value rests on.
    Reading {
        /// Which.
        reading: ReadingId,
        /// The position of the choice.
        choice: usize,
        /// Whether another choice would give another outcome of the decision.
        matters: bool,
        /// Its value.
        result: Range,
    },
    /// A period counted.
    Count(Count),
    /// A value computed, in so far as no test shows it.
    Value(Term),
}

/// Why a rule is not active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fails {
    /// It is not in force on the day.
    NotInForce,
    /// A saving clause keeps the case under an older text.
    OtherText,
    /// The case is outside its scope.
    Scope,
    /// Its conditions are not met.
    Condition,
    /// An exception to it is active.
    Exception,
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Each is needed.
    All,
    /// One is needed.
    Any,
    /// So many are needed.
    AtLeast(u32),
    /// Fewer than so many are allowed.
    FewerThan(u32),
    /// Each of those a list has.
    Every,
    /// One of those a list has.
    Some,
    /// At least one, and each.
    SomeAndEvery,
    /// None at all, or not each: the contrary of [`Joined::SomeAndEvery`].
    NotSomeAndEvery,
    /// A condition and what follows from it.
    If,
}

/// One condition: a value, and what is needed of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The value judged.
    pub subject: Term,
    /// What it is judged by.
    pub needs: Needs,
    /// False where the contrary is needed.
    pub wanted: bool,
}

/// What a condition needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Needs {
    /// Yes.
    Yes,
    /// A comparison with a threshold.
    Compare(Comparison, Term),
    /// One of these members.
    Member(KindId, u64),
    /// That there is none.
    Absent,
    /// That it has happened.
    Present,
    /// That the day is over.
    Passed,
    /// That the set includes one of these.
    Includes(Vec<Term>),
    /// That these steps were taken in this order (the subject is the first).
    InOrder(Vec<Term>),
}

/// A value and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// How it came about.
    pub kind: TermKind,
    /// The value, as far as it is known.
    pub value: Range,
    /// Its type.
    pub ty: Type,
}

/// How a value came about.
#[derive(Debug, Clone, PartialEq)]
pub enum TermKind {
    /// Written in the rule.
    Constant,
    /// A fact.
    Fact(Slot, Source),
    /// A conclusion.
    Conclusion(ConclusionId, Option<Key>),
    /// A reading.
    Reading(ReadingId, usize),
    /// A year, member or entry a quantifier has in turn.
    Turn,
    /// A predicate of a norm.
    Norm(NormId, NormPredicate),
    /// An operation.
    Operation(Operation, Vec<Term>),
    /// The day facts are judged.
    FactDay,
    /// Whatever else: only its value is told.
    Other,
}

/// An operation on values.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `-a`
    Negate,
    /// Rounded to places.
    Round(Rounding, u32),
    /// The largest or smallest.
    Extreme(Extreme),
    /// `a otherwise b`
    Otherwise,
    /// A month and day of a year.
    DayOfYear(u32, u32),
    /// A period after or before a day.
    Shift {
        /// The period.
        period: Period,
        /// Forward.
        after: bool,
    },
    /// So many days after a day.
    DayShift(i64),
    /// The year of a day.
    YearOf,
    /// The month of a day.
    MonthOf,
    /// The month of that year a day lies in.
    CalendarMonthOf,
    /// The week of a day.
    WeekOf,
    /// `a under the old text`, or the new.
    UnderText(bool),
    /// The day of a moment.
    DayOf,
    /// A number, sum or average over a list.
    Aggregate(Aggregate),
}

/// Where a fact of the case comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// The day a finding was made.
    pub made_on: Option<Date>,
    /// The day from which the value of a history holds.
    pub since: Option<Date>,
    /// The day of an event the file gives, where it lies after the day facts are judged.
    pub later: Option<Date>,
    /// Whether a presumption of law filled it.
    pub presumed: bool,
}

/// A period counted from a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// The period.
    pub period: Period,
    /// Forward, or backward.
    pub after: bool,
    /// From which day.
    pub from: Term,
    /// By which convention.
    pub counting: NamedCounting,
    /// The result with its steps, where the day is known; of a backward count only the day.
    pub counted: Option<Result<Steps, CountError>>,
}

/// The steps of a count.
#[derive(Debug, Clone, PartialEq)]
pub enum Steps {
    /// Forward.
    Forward(Counted),
    /// Backward, by plain arithmetic.
    Backward(Date),
}
