//! The states of norms, and what may be asked of them.

use crate::eval::NormState;
use crate::facts::list_of;
use crate::model::{Modality, NormPredicate};

/// What to say of a norm that is expected in another state.
pub(super) fn states_help(states: &[NormState]) -> String {
    match states {
        [] => "ask `… is exceeded`".to_owned(),
        states => format!("it can be {}", list_of(states.iter().map(|it| it.words()))),
    }
}

/// What a norm is called in messages.
pub(super) fn noun(modality: Modality) -> &'static str {
    match modality {
        Modality::Duty => "a duty",
        Modality::Right => "a right",
        Modality::Power => "a power",
        Modality::Prohibition => "a prohibition",
        Modality::Guideline => "a guideline",
    }
}

/// The states a norm can be in.
pub(super) fn states(modality: Modality) -> &'static [NormState] {
    use NormState as S;
    match modality {
        Modality::Duty => &[
            S::NotArisen,
            S::Fulfilled,
            S::Excused,
            S::FulfilledLate,
            S::Pending,
            S::Breached,
        ],
        Modality::Right | Modality::Power => {
            &[S::NotArisen, S::Excluded, S::Used, S::Open, S::Lapsed]
        }
        Modality::Prohibition => &[S::NotArisen, S::Violated, S::Lifted, S::Observed],
        Modality::Guideline => &[],
    }
}

/// What may be asked of a norm, the most usual first.
pub(super) fn predicates(modality: Modality) -> &'static [NormPredicate] {
    use NormPredicate as P;
    match modality {
        Modality::Duty => &[
            P::Breached,
            P::Pending,
            P::Done,
            P::DoneInTime,
            P::Excused,
            P::Arisen,
            P::StillBreached,
        ],
        Modality::Right | Modality::Power => &[P::Open, P::Used, P::Lapsed, P::Arisen],
        Modality::Prohibition => &[P::Violated, P::Arisen],
        Modality::Guideline => &[P::Exceeded],
    }
}
