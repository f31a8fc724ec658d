//! What a scenario expects of a decision, and whether a decision meets it.

use crate::eval::{Decision, Mark, NormState, Outcome, Range, Slot};
use crate::model::{FactId, Model, PlaceId, Query, ReadingId};
use crate::source::Span;
use crate::value::Date;

/// What is expected of one decision.
#[derive(Debug, Clone)]
pub struct Expected {
    /// What is asked.
    pub query: Query,
    /// What is asked, as the language writes it: `reporting is breached`.
    pub asked: String,
    /// The outcome.
    pub awaited: Awaited,
    /// The slots that must be needed, these and no others; none when any may be. An entry of a
    /// list or events fact stands for all its fields and for further entries.
    pub needing: Option<Vec<Slot>>,
    /// Provisions that must be among those that decide, or hold one that is: each as cited, with
    /// the versions it has.
    pub citing: Vec<(String, Vec<PlaceId>)>,
    /// What must be among the marks.
    pub resting: Vec<RestsOn>,
    /// Where the expectation stands.
    pub span: Span,
}

/// An expected outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum Awaited {
    /// Yes, no or a value.
    Value(Range),
    /// The state of a norm, with its day if one is named.
    State(NormState, Option<Date>),
    /// There is none.
    Absent,
    /// Not settled.
    Unknown,
    /// Outside the scope.
    NotApplicable,
    /// Before the first or after the last day.
    NotInForce,
    /// Two rules disagree.
    Conflict,
    /// No rule applies.
    Gap,
    /// An operation has no result.
    NotComputable,
    /// Rests on a part that is not encoded.
    NotEncoded,
}

/// What an outcome is expected to rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestsOn {
    /// A reading.
    Reading(ReadingId),
    /// A fact that is presumed, or a part that is assumed.
    Fact(FactId),
}

impl Expected {
    /// Whether a need settles what becomes of the expectation: where needs are listed, one that is not
    /// fails it; where they are not, any shows that the outcome is open.
    pub(crate) fn is_settled_by(&self, need: &Slot) -> bool {
        self.needing
            .as_ref()
            .is_none_or(|listed| !listed.iter().any(|listed| stands_for(listed, need)))
    }

    /// Whether a decision is all that is expected.
    #[must_use]
    pub fn is_met_by(&self, model: &Model, decision: &Decision) -> bool {
        self.awaited.is(&decision.outcome)
            && self
                .needing
                .as_ref()
                .is_none_or(|listed| needs_are(listed, decision))
            && self
                .citing
                .iter()
                .all(|(_, cited)| cites(model, cited, decision))
            && self
                .resting
                .iter()
                .all(|rests_on| rests_on.is_among(&decision.marks))
    }
}

impl Awaited {
    /// Whether this is the outcome.
    #[must_use]
    pub fn is(&self, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (Awaited::Value(range), Outcome::Yes) => *range == Range::YES,
            (Awaited::Value(range), Outcome::No) => *range == Range::NO,
            (Awaited::Value(range), Outcome::Value(value)) => range == value,
            (Awaited::State(state, day), Outcome::State(norm)) => {
                *state == norm.state && day.is_none_or(|day| norm.day == Some(day))
            }
            (Awaited::Absent, Outcome::Absent)
            | (Awaited::Unknown, Outcome::Unknown)
            | (Awaited::NotApplicable, Outcome::NotApplicable)
            | (Awaited::NotInForce, Outcome::NotInForce { .. })
            | (Awaited::Conflict, Outcome::Conflict)
            | (Awaited::Gap, Outcome::Gap)
            | (Awaited::NotComputable, Outcome::NotComputable)
            | (Awaited::NotEncoded, Outcome::NotEncoded) => true,
            _ => false,
        }
    }
}

impl RestsOn {
    fn is_among(self, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| match (self, mark) {
            (RestsOn::Reading(reading), Mark::Reading(marked, _)) => reading == *marked,
            (RestsOn::Reading(reading), Mark::MayRestOn(slot)) => *slot == Slot::Reading(reading),
            (
                RestsOn::Fact(fact),
                Mark::Presumed(slot) | Mark::Assumed(slot) | Mark::MayRestOn(slot),
            ) => slot.fact() == Some(fact),
            _ => false,
        })
    }
}

/// Every need is listed, and everything listed is needed or may matter.
fn needs_are(listed: &[Slot], decision: &Decision) -> bool {
    let is_listed = |slot: &Slot| listed.iter().any(|listed| stands_for(listed, slot));
    let open = decision
        .needs
        .iter()
        .map(|need| &need.slot)
        .chain(&decision.may_matter);
    decision.needs.iter().all(|need| is_listed(&need.slot))
        && listed
            .iter()
            .all(|listed| open.clone().any(|slot| stands_for(listed, slot)))
}

/// Whether a slot as listed stands for this one. The entries of a list have no names of their own,
/// so its name stands for all of them; a fact stands for that fact of every member.
fn stands_for(listed: &Slot, slot: &Slot) -> bool {
    let slot = slot.bare();
    listed == slot
        || match (listed, slot) {
            (Slot::Further(listed), Slot::Field(fact, ..)) => listed == fact,
            _ => false,
        }
}

/// Whether one of the deciding provisions is, or lies in, a version of the one cited.
fn cites(model: &Model, cited: &[PlaceId], decision: &Decision) -> bool {
    decision.because.iter().any(|place| {
        std::iter::successors(Some(*place), |place| model.places()[*place].parent)
            .any(|place| cited.contains(&place))
    })
}
