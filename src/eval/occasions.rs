//! The days of a norm: when it arises, until when it can be done, window by window.
//!
//! A state is a word for one day; a calendar needs the days behind it, also of windows that have
//! not begun. This is the range pass alone: what it leaves open, [`super::decide`] and
//! [`Decision::of_window`] search.

use super::Settings;
use super::case::Case;
use super::decide::decide_with;
use super::decision::{Decision, NormState};
use super::evaluator::Evaluator;
use super::norm::first_that_holds;
use super::range::{Flags, Range, Truth};
use super::search::Ask;
use super::trace::{Recorder, Silent};
use crate::model::{Model, NormId, Query};
use crate::value::Date;

/// The days of a norm in a case, as judged on the as-of day.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasions {
    /// The states it can be in, as positions of [`NormState::ALL`].
    pub possible: Range,
    /// Whether it has arisen.
    pub arisen: Truth,
    /// Whether its condition holds, whether or not the day it arises on has come.
    pub condition: Truth,
    /// The day it arises on; absent when it states none.
    pub arises: Range,
    /// The last day; absent when none is set.
    pub deadline: Range,
    /// The day of the first qualifying act.
    pub act: Range,
    /// The windows of a recurring norm, from the first on.
    pub windows: Vec<Window>,
    /// Whether how many windows there are turns on days that are not known; then there are none here.
    pub windows_open: bool,
}

/// One window of a recurring norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Its number, from 1.
    pub number: u32,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// The states it can be in; none when it begins after the as-of day.
    pub possible: Option<Range>,
    /// The day of the first act that counts in it.
    pub act: Range,
}

impl Occasions {
    /// The days of a norm, with the windows that begin by `begun_by`.
    #[must_use]
    pub fn of(
        model: &Model,
        case: &Case,
        settings: &Settings,
        norm: NormId,
        begun_by: Date,
    ) -> Occasions {
        let mut evaluator = Evaluator::new(model, settings);
        evaluator.begin(case);
        let day = settings.as_of;
        let row = &model.norms()[norm];
        let (mut possible, _) = evaluator.own_states(case, norm, day, &mut Silent);
        let text = evaluator.text(case, row.validity, row.transition.as_deref(), &mut Silent);
        if text.is_no() {
            possible = Range::blocker(Flags::NOT_IN_FORCE);
        } else if !text.is_yes() {
            possible = possible.union(Range::blocker(Flags::NOT_IN_FORCE));
        }
        let mut found = Occasions {
            possible,
            arisen: Truth::NO,
            condition: Truth::NO,
            arises: Range::ABSENT,
            deadline: Range::ABSENT,
            act: Range::ABSENT,
            windows: Vec::new(),
            windows_open: false,
        };
        if text.is_no() {
            return found;
        }
        evaluator.framed(|this| {
            found.condition = row
                .trigger
                .map_or(Truth::YES, |when| this.truth(case, when, day, &mut Silent));
            if row.recurring.is_none() {
                let parts = this.parts(case, norm, day, &mut Silent);
                found.arisen = parts.trigger;
                found.arises = parts.opens;
                found.deadline = parts.deadline;
                found.act = parts.act;
                return;
            }
            found.arisen = this.window_frame(case, norm, day, &mut Silent).0;
            if let Some(on) = row.arises_on {
                found.arises = this.value(case, on, day, &mut Silent);
            }
            let spans = this.window_spans_until(case, norm, day, begun_by.max(day), &mut Silent);
            found.windows_open = spans.unsettled;
            if spans.unsettled {
                return;
            }
            for (number, first, last) in spans.spans {
                if begun_by < first {
                    continue;
                }
                let judged = (first <= day)
                    .then(|| this.window_state(case, norm, (first, last), day, &mut Silent));
                let (possible, act) = judged.unzip();
                found.windows.push(Window {
                    number,
                    first,
                    last,
                    possible,
                    act: act.unwrap_or(Range::ABSENT),
                });
            }
        });
        found
    }
}

impl Decision {
    /// Decides the state of one window of a recurring norm, as [`super::decide`] does that of a norm.
    #[must_use]
    pub fn of_window(
        model: &Model,
        case: &Case,
        settings: &Settings,
        norm: NormId,
        (first, last): (Date, Date),
    ) -> Decision {
        let ask = OfWindow { norm, first, last };
        decide_with(model, case, settings, Query::Norm(norm), &ask)
    }
}

struct OfWindow {
    norm: NormId,
    first: Date,
    last: Date,
}

impl Ask for OfWindow {
    fn ask<R: Recorder>(
        &self,
        evaluator: &mut Evaluator<'_>,
        case: &Case,
        recorder: &mut R,
    ) -> Range {
        let (day, span) = (evaluator.as_of, (self.first, self.last));
        evaluator.framed(|this| this.window_state(case, self.norm, span, day, recorder).0)
    }
}

impl Evaluator<'_> {
    /// The states one window can be in, and the day of the first act that counts in it.
    fn window_state<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        (first, last): (Date, Date),
        day: Date,
        recorder: &mut R,
    ) -> (Range, Range) {
        if let Some(flags) = self.outside_the_law(norm) {
            return (Range::blocker(flags), Range::ABSENT);
        }
        let model = self.model;
        let (trigger, excuse) = self.window_frame(case, norm, day, recorder);
        let (done, act) = self.act_within(case, norm, (first, last), day, recorder);
        let state = first_that_holds(vec![
            (NormState::NotArisen, trigger.not()),
            (NormState::Fulfilled, done),
            (NormState::Excused, excuse),
            (NormState::Pending, Truth::of(day <= last)),
            (NormState::Breached, Truth::YES),
        ]);
        let mut scope = Truth::YES;
        for &condition in &model.norms()[norm].scopes {
            scope = scope.and(self.truth(case, condition, day, recorder));
        }
        (state.in_scope(scope), act)
    }
}
