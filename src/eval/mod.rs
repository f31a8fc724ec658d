//! Model × case → outcome.
//!
//! A decision is evaluated over [`Range`]s: sets of outcomes still possible. A settled range is an
//! answer; otherwise [`decide`] searches which of the unknown slots could still change it
//! (`search`). Read in this order: [`range`], `ops`, `evaluator`, `rule`, `groups`, `norm`,
//! `search`, `decide`; `occasions` has the days of a norm for a calendar, `keys`
//! what to ask key by key, `members` the case as it is for a member of a group, `effect` what of a decision had an
//! effect on it.
//!
//! The core cannot read files or clocks. The as-of day is an input like any other, so a decision
//! made last March can be made again next March, to the same byte.

pub mod case;
mod cells;
mod days;
mod decide;
mod decision;
mod effect;
mod evaluator;
mod groups;
mod keys;
mod live;
mod members;
mod memo;
mod norm;
mod occasions;
mod ops;
mod partly;
pub mod range;
mod rule;
mod search;
mod seen;
mod slots;
mod together;
mod trace;

pub use case::{Case, Given, Member};
pub use days::Days;
pub use decide::{decide, trace, violated};
pub use decision::{Decision, Mark, Need, NormOutcome, NormState, Outcome, Remark, Witness};
pub use effect::{Effect, Probed, probe};
pub use evaluator::{CacheKey, Evaluator};
pub use keys::{AtKeys, KeyedConclusions, MOST_KEYS};
pub use members::{Membership, Roster};
pub use occasions::{Occasions, Window};
pub(crate) use partly::Asked;
pub use range::{Core, Flags, Key, Range, Truth};
pub(crate) use seen::Seen;
pub use slots::Slot;
pub(crate) use together::{Claim, Subject, Together};
pub use trace::{Node, NormPart, Recorder, Silent, Step, Trace, Turn};

use crate::model::ReadingId;
use crate::value::Date;

/// How a case is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The as-of day. It is also the day facts are judged and the day that selects the text,
    /// unless a rule says otherwise.
    pub as_of: Date,
    /// Readings switched to another choice, by position.
    pub readings: Vec<(ReadingId, usize)>,
}
