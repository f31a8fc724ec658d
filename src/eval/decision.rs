//! What an evaluation says: the outcome of one decision, what it needs and what it rests on.

use super::days::Days;
use super::range::Range;
use super::slots::Slot;
use crate::model::{PlaceId, Query, ReadingId, RuleId};
use crate::value::{Date, Moment};

/// The outcome of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Settled yes.
    Yes,
    /// Settled no.
    No,
    /// A settled value.
    Value(Range),
    /// The state of a norm, settled.
    State(NormOutcome),
    /// Settled: there is none.
    Absent,
    /// Some completions differ.
    Unknown,
    /// The law does not speak to this case.
    NotApplicable,
    /// The law is not in force on the day: its first and last day.
    NotInForce {
        /// First day.
        from: Option<Date>,
        /// Last day.
        until: Option<Date>,
    },
    /// Two undefeated rules disagree.
    Conflict,
    /// No rule applies.
    Gap,
    /// An operation has no result: division by zero, a date beyond the calendar.
    NotComputable,
    /// It rests on a part that is not encoded.
    NotEncoded,
}

/// The states of a norm. For each kind of norm they are tried in this order (semantics: the
/// first row that holds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NormState {
    /// The trigger has not occurred.
    NotArisen,
    /// The act was done in time.
    Fulfilled,
    /// An exception to a duty is active.
    Excused,
    /// The act was done after the deadline.
    FulfilledLate,
    /// The deadline has not passed, or none is set.
    Pending,
    /// The deadline passed without the act.
    Breached,
    /// An exception to a right or power is active.
    Excluded,
    /// A right or power was used in time.
    Used,
    /// A right or power can be used.
    Open,
    /// Its time ran out.
    Lapsed,
    /// A prohibition was violated.
    Violated,
    /// An exception to a prohibition is active.
    Lifted,
    /// A prohibition was kept as far as the record reaches.
    Observed,
}

impl NormState {
    /// All of them, by position.
    pub const ALL: [NormState; 13] = [
        NormState::NotArisen,
        NormState::Fulfilled,
        NormState::Excused,
        NormState::FulfilledLate,
        NormState::Pending,
        NormState::Breached,
        NormState::Excluded,
        NormState::Used,
        NormState::Open,
        NormState::Lapsed,
        NormState::Violated,
        NormState::Lifted,
        NormState::Observed,
    ];

    /// The words of the language for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            NormState::NotArisen => "not arisen",
            NormState::Fulfilled => "fulfilled",
            NormState::Excused => "excused",
            NormState::FulfilledLate => "fulfilled late",
            NormState::Pending => "pending",
            NormState::Breached => "breached",
            NormState::Excluded => "excluded",
            NormState::Used => "used",
            NormState::Open => "open",
            NormState::Lapsed => "lapsed",
            NormState::Violated => "violated",
            NormState::Lifted => "lifted",
            NormState::Observed => "observed so far",
        }
    }
}

/// A settled state with its days.
#[derive(Debug, Clone, PartialEq)]
pub struct NormOutcome {
    /// The state.
    pub state: NormState,
    /// The day that goes with it: `on` for an act, `since` for breached and lapsed (the day after
    /// the deadline), `until` for pending and open (the deadline). None when no day is set.
    pub day: Option<Date>,
    /// The deadline, when one is set and settled, with its time if it has one.
    pub deadline: Option<Moment>,
}

/// A slot that could still change the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The slot.
    pub slot: Slot,
    /// Two completions that differ in the slot alone and give different outcomes: the values the
    /// other slots have in both, then the slot's value and the outcome in each.
    pub witness: Option<Witness>,
}

/// Why a slot is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The values given to the other unknown slots.
    pub others: Vec<(Slot, Range)>,
    /// One value of the slot, and the outcome.
    pub one: (Range, Range),
    /// Another value, and the outcome.
    pub other: (Range, Range),
}

/// What a settled outcome rests on besides facts and text.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A reading: another choice would give another outcome.
    Reading(ReadingId, usize),
    /// A presumption of law filled this slot.
    Presumed(Slot),
    /// A part that is not encoded was assumed.
    Assumed(Slot),
    /// A rule of a note, which ranks below the text.
    Note(RuleId),
    /// A rule applied by analogy by the provision named.
    ByAnalogy(PlaceId),
    /// The search ran out of its budget: the outcome may rest on more of these.
    MayRestOn(Slot),
}

/// A remark on an outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum Remark {
    /// `every` over an empty list is yes.
    ThereWereNone(PlaceId),
    /// An event of the file lies after the day facts are judged, and was not counted.
    LaterEvent(Slot, Date, Date),
    /// A finding of the file was made after the as-of day.
    NotYetMade(Slot, Date),
    /// If the unknowns fall so, the outcome would be this blocker.
    Possible(Range),
    /// The last day lies outside the calendar: it may still move.
    Provisional(PlaceId),
    /// The record ends before the day facts are judged; as things stand, the outcome is this.
    AsThingsStand(Range),
    /// A rule of a note gave way to the text.
    NoteGaveWay(RuleId),
}

/// The outcome of one decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What was asked.
    pub query: Query,
    /// The outcome.
    pub outcome: Outcome,
    /// The day of its text, and the day its facts are judged on.
    pub days: Days,
    /// The outcomes that were possible before and after the search; one when settled.
    pub possible: Range,
    /// The slots that could still change the outcome, each with a witness; empty when settled.
    pub needs: Vec<Need>,
    /// Slots for which the search could not decide.
    pub may_matter: Vec<Slot>,
    /// The provisions that decided, in source order.
    pub because: Vec<PlaceId>,
    /// Whether the range pass left it open and the search settled it: the same either way.
    pub either_way: bool,
    /// What it rests on.
    pub marks: Vec<Mark>,
    /// Remarks.
    pub remarks: Vec<Remark>,
}
