//! Decision and trace → why, for people.
//!
//! Three layers. [`explain`] gives an [`Explanation`]: data without prose, in which every item says how it
//! came out and whether it decides. [`compose()`] says it in a language as a [`Document`]: sentences from a
//! catalogue, nested as the reasons are. [`text`], [`markdown`] and [`json`] print that.
//!
//! A short explanation has the deciding provisions, every condition that failed (or is open), the exceptions
//! tried, the day counts, and one level of the conclusions these rest on; what holds besides is counted, not
//! listed. A full one is the whole tree, each conclusion once.
//!
//! [`Phrases`] lends its words to what is printed besides: names, days, citations, counts.
//!
//! Absent: what would have to change for another outcome (a search, not an explanation).

mod build;
mod citation;
mod compose;
mod item;
pub mod json;
mod lang;
pub mod markdown;
mod phrases;
pub mod text;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use build::{later_act, slot_type};
pub use compose::{Document, Line, Sign, Voice, compose, short_reason};
pub use item::{
    Count, Fails, Item, Joined, Needs, Operation, Source, Standing, Steps, Term, TermKind, Test,
    What,
};
pub use lang::Lang;
pub use phrases::Phrases;

use crate::eval::{
    Case, Days, Decision, Mark, Need, Outcome, Range, Remark, Settings, Slot, Trace,
};
use crate::model::{Model, PlaceId, Query, Type};
use crate::value::Date;

/// Why a decision came out as it did.
#[must_use]
pub fn explain(
    model: &Model,
    case: &Case,
    settings: &Settings,
    decision: &Decision,
    trace: &Trace,
) -> Explanation {
    Explanation {
        query: decision.query.clone(),
        outcome: decision.outcome.clone(),
        possible: decision.possible.clone(),
        ty: result_type(model, &decision.query),
        as_of: settings.as_of,
        days: decision.days,
        recorded_through: case.recorded_through,
        because: decision.because.clone(),
        items: build::items(model, case, settings, decision, trace),
        either_way: decision.either_way,
        needs: decision.needs.clone(),
        may_matter: decision.may_matter.clone(),
        marks: decision.marks.clone(),
        remarks: decision.remarks.clone(),
    }
}

/// An explanation: what was asked, what came out, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What was asked.
    pub query: Query,
    /// The outcome.
    pub outcome: Outcome,
    /// The outcomes still possible.
    pub possible: Range,
    /// The type of the outcome.
    pub ty: Type,
    /// The as-of day.
    pub as_of: Date,
    /// The day of the text that decides, and the day on which the facts are judged.
    pub days: Days,
    /// The last day the record reaches, if the file says.
    pub recorded_through: Option<Date>,
    /// The provisions that decided.
    pub because: Vec<PlaceId>,
    /// What it rests on: one item for what was asked, as a rule.
    pub items: Vec<Item>,
    /// Whether open points remain that make no difference.
    pub either_way: bool,
    /// The slots that could still change the outcome, with witnesses.
    pub needs: Vec<Need>,
    /// Slots that may matter.
    pub may_matter: Vec<Slot>,
    /// What it rests on besides facts and text.
    pub marks: Vec<Mark>,
    /// Remarks.
    pub remarks: Vec<Remark>,
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// What decides.
    #[default]
    Short,
    /// Everything.
    Full,
}

fn result_type(model: &Model, query: &Query) -> Type {
    match query {
        Query::Conclusion(conclusion) | Query::At(conclusion, _) => {
            model.conclusions()[*conclusion].ty.clone()
        }
        Query::Norm(norm) => Type::State(*norm),
        Query::Predicate(..) | Query::Place(_) => Type::YesNo,
    }
}
