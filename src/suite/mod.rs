//! The tests a drafter writes: scenarios and tables of cases, in the language itself.
//!
//! [`bind`] turns the scenarios of files into [`Test`]s: each is a case, a day and what is expected
//! of it. [`run`] decides them and says of each expectation that fails what was expected, what came
//! out, and in one line why. Facts are fitted by the code that reads case files ([`crate::facts`]),
//! so a scenario can say nothing a case file could not.
//!
//! - A scenario's own `expect`s make one test on its given facts.
//! - Each row of an `examples` table is one more, on top of these facts: what a row gives of a fact
//!   (or of one key of it) replaces what the scenario gives, and an empty cell makes it unknown. An
//!   empty cell under `expect …` expects nothing.
//! - What a scenario does not give is unknown. Acts and records given by lines, and `none`, are all
//!   there are.
//!
//! Absent: generating cases, and judging whether the scenarios are enough.

mod asked;
mod bind;
pub mod coverage;
mod draft;
mod norms;
mod outcome;
mod record;
mod report;
mod scene;
mod values;
mod words;

pub use bind::{Bound, Source, bind};
pub use outcome::{Awaited, Expected, RestsOn};
pub use record::{HEAD as RECORD_HEAD, Recorded, record};
pub use report::{Failure, Report, Status, TestResult, run};
pub use values::Read;

use crate::eval::{Case, Settings};
use crate::source::Span;

/// One test: a case, a day, and what is expected.
#[derive(Debug, Clone)]
pub struct Test {
    /// The title of the scenario; of a row, with its number: `title, row 3`.
    pub name: String,
    /// The title of the scenario.
    pub scenario: String,
    /// The given facts.
    pub case: Case,
    /// The day and the readings.
    pub settings: Settings,
    /// What is expected, in source order; at least one thing, unless it is still to be done.
    pub expectations: Vec<Expected>,
    /// Whether it is known not to come out.
    pub mark: Option<Marked>,
    /// The title of the scenario, or the row.
    pub span: Span,
}

/// What is said of a test that is known not to come out, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marked {
    /// `todo because "…"`: whatever comes out, it counts as still to be done.
    Todo(String),
    /// `fails because "…"`: it must fail.
    Fails(String),
}

#[cfg(test)]
mod tests;
