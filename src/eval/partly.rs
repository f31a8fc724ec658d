//! A decision of which only a part is wanted.
//!
//! Whoever holds a great many changed rules against what is expected of them ([`crate::mutate`]) asks
//! for nothing that is not compared, and stops as soon as it cannot come out as expected.

use super::case::Case;
use super::days::Days;
use super::decide::{because, marks, outcome, settle, undecided};
use super::decision::Decision;
use super::evaluator::Evaluator;
use super::range::Range;
use super::search::Ask;
use super::seen::Seen;
use super::slots::Slot;
use super::trace::{Silent, Trace};
use crate::model::Query;

/// What is asked of a decision besides its outcome and what it needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// Which provisions decided.
    pub(crate) because: bool,
    /// What it rests on.
    pub(crate) marks: bool,
}

/// A decision, of which only what was asked is filled in.
#[derive(Debug)]
pub(crate) struct Partial {
    /// The decision.
    pub(crate) decision: Decision,
    /// Whether the range pass settled it, without a search.
    pub(crate) by_ranges: bool,
}

impl Evaluator<'_> {
    /// Decides no more of a query than is asked. None if the outcome cannot be the one hoped for:
    /// `may_be` is shown the outcomes that the range pass leaves. With a needed slot that is `enough`, no
    /// others are looked for.
    pub(crate) fn decide_partly(
        &mut self,
        case: &Case,
        query: &Query,
        asked: Asked,
        may_be: impl FnOnce(&Range) -> bool,
        enough: impl Fn(&Slot) -> bool,
    ) -> Option<Partial> {
        self.reset();
        self.begin(case);
        let first = query.ask(self, case, &mut Silent);
        if !may_be(&first) {
            return None;
        }
        let by_ranges = first.is_settled();
        // Nobody asks a part for its days.
        let mut decision = undecided(query.clone(), Days::both(self.as_of), first.clone());
        let settled = settle(self, case, query, first, &mut decision, enough);
        let mut trace = Trace::default();
        if asked.because || asked.marks {
            self.begin(case);
            query.ask(self, case, &mut trace);
        }
        if asked.because {
            decision.because = because(self.model, query, &trace, settled.as_ref());
        }
        if let Some(settled) = settled {
            decision.outcome = outcome(self, case, query, &settled);
            if asked.marks {
                decision.marks = marks(self, case, query, &settled, &trace);
            }
        }
        Some(Partial {
            decision,
            by_ranges,
        })
    }

    /// From now on what is looked at is kept.
    pub(crate) fn watch(&mut self) {
        self.seen = Some(Box::new(Seen::new(self.model)));
    }

    /// What was looked at since.
    pub(crate) fn watched(&mut self) -> Seen {
        self.seen.take().map_or_else(Seen::default, |seen| *seen)
    }

    /// How many evaluations searches have spent so far.
    pub(crate) fn spent(&self) -> u64 {
        self.spent
    }
}
