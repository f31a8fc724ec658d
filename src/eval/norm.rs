//! Norms: what is owed, allowed or forbidden, and how it stands on a day (semantics 5).
//!
//! One instance per bearer and trigger; nothing is stored, all is computed on the day facts are
//! judged. Other rules read predicates, each with its own formula, never the word of the state.

use super::case::{Case, Given};
use super::decision::{NormOutcome, NormState};
use super::evaluator::{Binding, Evaluator, always_governed, heard_days, is_absent};
use super::groups::Spans;
use super::ops;
use super::range::{Core, Flags, Range, Truth};
use super::slots::Slot;
use super::trace::{Node, NormPart, Recorder, Turn};
use crate::model::{Comparison, Deadline, FactId, Modality, NormId, NormPredicate, Shape};
use crate::value::{Date, Moment};

/// The parts every formula is made of.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// `t`: the trigger has occurred.
    pub(super) trigger: Truth,
    /// `x`: some exception to the norm is active.
    pub(super) excuse: Truth,
    /// `d`: the counted deadline; absent when no day is set.
    pub(super) deadline: Range,
    /// `a`: the day of the first qualifying act.
    pub(super) act: Range,
    /// The day it arises on, or absent when it states none.
    pub(super) opens: Range,
    /// `a <= d`: done, and not too late.
    pub(super) timely: Truth,
    /// `F > d`: the deadline is over.
    pub(super) over: Truth,
    /// Of a prohibition: it held when the act was done, and was not lifted then.
    pub(super) violated: Truth,
}

impl Evaluator<'_> {
    /// A predicate of a norm.
    pub(super) fn norm_predicate<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let entity = self.model.norms()[norm].entity;
        self.about(entity, |this| {
            this.predicate_here(case, norm, predicate, day, recorder)
        })
    }

    /// A predicate of a norm on the member at the end of the path.
    fn predicate_here<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        if !self.is_amended(norm) {
            return self.own_predicate(case, norm, predicate, day, recorder);
        }
        let (versions, governed) = self.versions(case, norm, recorder);
        let mut truth = Truth {
            yes: false,
            no: false,
            flags: if governed.is_yes() {
                Flags::NONE
            } else {
                Flags::NOT_IN_FORCE
            },
        };
        for version in versions {
            truth = truth.union(self.own_predicate(case, version, predicate, day, recorder));
        }
        truth
    }

    /// Whether a norm has more than one version, or is kept from some cases.
    fn is_amended(&self, norm: NormId) -> bool {
        let row = &self.model.norms()[norm];
        row.successor.is_some() || row.transition.is_some()
    }

    /// The versions of a norm that may govern the case, up to one that does, and whether one does.
    fn versions<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        recorder: &mut R,
    ) -> (Vec<NormId>, Truth) {
        let model = self.model;
        let mut found = Vec::new();
        let mut governed = Truth::NO;
        let mut next = Some(norm);
        while let Some(id) = next.filter(|_| !governed.is_yes()) {
            self.note(|seen| seen.norm(id));
            let row = &model.norms()[id];
            let text = self.text(case, row.validity, row.transition.as_deref(), recorder);
            if !text.is_no() {
                found.push(id);
            }
            governed = governed.or(text);
            next = row.successor;
        }
        let versions = std::iter::successors(Some(norm), |it| model.norms()[*it].successor)
            .map(|it| &model.norms()[it])
            .map(|it| (it.validity, it.transition.as_deref()));
        if !governed.is_settled() && always_governed(versions, self.as_of) {
            governed = Truth::YES;
        }
        (found, governed)
    }

    /// The version of a norm that governs the case, if that is settled; else the first of them.
    pub(super) fn governing(&mut self, case: &Case, norm: NormId) -> NormId {
        if !self.is_amended(norm) {
            return norm;
        }
        let (versions, governed) = self.versions(case, norm, &mut super::trace::Silent);
        match versions.as_slice() {
            [only] if governed.is_yes() => *only,
            _ => norm,
        }
    }

    fn own_predicate<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        self.note(|seen| seen.norm(norm));
        let at = recorder.enter(|| Node::Norm(norm, predicate), day);
        let truth = match self.outside_the_law(norm) {
            Some(flags) => Truth {
                yes: false,
                no: false,
                flags,
            },
            None => self.framed(|this| this.predicate(case, norm, predicate, day, recorder)),
        };
        if R::LISTENS {
            recorder.leave(at, &truth.into(), false);
        }
        truth
    }

    fn predicate<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let model = self.model;
        let row = &model.norms()[norm];
        if row.modality == Modality::Guideline {
            let kept = row
                .trigger
                .map_or(Truth::YES, |id| self.truth(case, id, day, recorder));
            return kept.not();
        }
        if row.recurring.is_some() {
            return self.recurring_predicate(case, norm, predicate, day, recorder);
        }
        let parts = self.parts(case, norm, day, recorder);
        let formula = formula(predicate, &parts, day);
        self.within_scope(case, norm, formula, day, recorder)
    }

    /// Outside its scope a norm is not applicable.
    fn within_scope<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        truth: Truth,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let model = self.model;
        let mut scope = Truth::YES;
        for &condition in &model.norms()[norm].scopes {
            scope = scope.and(self.truth(case, condition, day, recorder));
        }
        truth.in_scope(scope)
    }

    pub(super) fn outside_the_law(&self, norm: NormId) -> Option<Flags> {
        (!self.model.norms()[norm].validity.covers(self.as_of)).then_some(Flags::NOT_IN_FORCE)
    }

    /// The parts of a norm that is not recurring.
    pub(super) fn parts<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Parts {
        let model = self.model;
        let row = &model.norms()[norm];
        let since = recorder.mark();
        let at = recorder.enter(|| Node::Part(NormPart::Trigger), day);
        let opens = row
            .arises_on
            .map_or(Range::ABSENT, |on| self.value(case, on, day, recorder));
        let mut trigger = match row.arises_on {
            Some(_) => is_absent(&opens).not().and(ops::compare(
                Comparison::AtMost,
                &opens,
                &Range::date(day),
            )),
            None => Truth::YES,
        };
        recorder.judged(since, trigger);
        if let Some(when) = row.trigger {
            trigger = trigger.and(self.truth(case, when, day, recorder));
        }
        recorder.leave_part(
            at,
            &trigger.into(),
            trigger.is_no() || (trigger.is_settled() && opens.is_settled()),
        );
        let excuse = self.excuse(case, norm, day, recorder);
        let timing = recorder.mark();
        let deadline = self.deadline(case, norm, day, recorder);
        let over = ops::compare(Comparison::More, &Range::date(day), &deadline);
        recorder.judged(timing, over);
        let act = self.act(case, norm, day, recorder);
        let timely = ops::compare(Comparison::AtMost, &act, &deadline);
        recorder.judged(timing, timely);
        if row.arises_on.is_some() {
            recorder.judged(since, ops::compare(Comparison::AtLeast, &act, &opens));
        }
        // With no day set an act is never too late.
        let unset = is_absent(&deadline);
        let timely = timely.or(unset.and(is_absent(&act).not()));
        let violated = if row.modality == Modality::Prohibition {
            self.violated(case, norm, &act, timing, recorder)
        } else {
            Truth::NO
        };
        Parts {
            violated,
            trigger,
            excuse,
            deadline,
            act,
            opens,
            timely,
            over,
        }
    }

    /// A prohibition is judged on the day of the act: what is allowed later does not cure it.
    fn violated<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        act: &Range,
        since: usize,
        recorder: &mut R,
    ) -> Truth {
        let done = is_absent(act).not();
        let (first, last) = match act.core {
            Core::Date(first, last) => (first, last),
            Core::Moment(first, last) => (first.date(), last.date()),
            _ => return done,
        };
        let mut held = self.held_on(case, norm, last, recorder);
        if first != last {
            recorder.moved(since);
            for end in heard_days::<R>(act).filter(|end| *end != last) {
                self.held_on(case, norm, end, recorder);
            }
            held = held.union(Truth::EITHER);
        }
        done.and(held)
    }

    fn held_on<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let row = &self.model.norms()[norm];
        let mut held = match row.arises_on {
            Some(on) => {
                let opens = self.value(case, on, day, recorder);
                is_absent(&opens).not().and(ops::compare(
                    Comparison::AtMost,
                    &opens,
                    &Range::date(day),
                ))
            }
            None => Truth::YES,
        };
        // What the law did not speak to on that day it did not forbid.
        for &scope in &row.scopes {
            held = held.and(self.truth(case, scope, day, recorder));
        }
        if let Some(when) = row.trigger {
            held = held.and(self.truth(case, when, day, recorder));
        }
        held.and(self.excuse(case, norm, day, recorder).not())
    }

    fn excuse<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let model = self.model;
        let at = recorder.enter(|| Node::Part(NormPart::Excuse), day);
        let mut excuse = Truth::NO;
        for &exception in &model.norms()[norm].exceptions {
            excuse = excuse.or(self.framed(|this| this.active(case, exception, day, recorder)));
        }
        recorder.leave(at, &excuse.into(), false);
        excuse
    }

    fn deadline<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let model = self.model;
        let at = recorder.enter(|| Node::Part(NormPart::Deadline), day);
        let deadline = match model.norms()[norm].deadline {
            None | Some(Deadline::NotStated) => Range::ABSENT,
            Some(Deadline::By(id)) => self.value(case, id, day, recorder),
            Some(Deadline::Before(id)) => {
                let limit = ops::day_of(self.value(case, id, day, recorder));
                ops::of_date(&limit, |date| date.plus_days(-1))
            }
        };
        recorder.leave(at, &deadline, false);
        deadline
    }

    /// The day of the first qualifying act; absent when there is none by the day.
    fn act<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let model = self.model;
        let row = &model.norms()[norm];
        let at = recorder.enter(|| Node::Part(NormPart::Act), day);
        let act = match row.act {
            None => Range::ABSENT,
            Some(fact) if matches!(model.facts()[fact].shape, Shape::Events(_)) => {
                self.first_act(case, norm, fact, (Date::MIN, Date::MAX), day, recorder)
                    .1
            }
            Some(fact) => {
                let on = self.fact(case, fact, day, recorder);
                let qualifies = match row.act_condition {
                    Some(condition) if R::EVERYTHING || on.has_value() => {
                        self.truth(case, condition, day, recorder)
                    }
                    _ => Truth::YES,
                };
                only_when(on, qualifies)
            }
        };
        recorder.leave(at, &act, false);
        act
    }

    /// Whether some qualifying act of an `events` fact lies between two days, and the first such day.
    fn first_act<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        fact: FactId,
        (from, to): (Date, Date),
        day: Date,
        recorder: &mut R,
    ) -> (Truth, Range) {
        let model = self.model;
        let row = &model.norms()[norm];
        let (count, complete) = match self.given(case, fact) {
            Given::Entries { entries, complete } => (entries.len(), *complete),
            _ => (0, false),
        };
        let mut some = Truth::NO;
        let mut first = Range::ABSENT;
        for entry in 0..count {
            let at = recorder.enter(|| Node::Turn(Turn::Entry(entry)), day);
            let since = recorder.mark();
            let slot = || self.placed(case, fact, Slot::Field(fact, entry, 0));
            let step = recorder.enter(|| Node::Fact(slot()), day);
            let raw = self.entry_field(case, fact, entry, 0, recorder);
            recorder.leave(step, &raw, false);
            let on = super::evaluator::at_day(&raw, day);
            let after = ops::compare(Comparison::AtLeast, &on, &Range::date(from));
            let before = ops::compare(Comparison::AtMost, &on, &Range::date(to));
            let mut qualifies = after.and(before);
            recorder.judged(since, qualifies);
            if let Some(condition) = row.act_condition
                && (R::EVERYTHING || !qualifies.is_no())
            {
                self.variables.push(Binding::Entry(fact, entry));
                qualifies = qualifies.and(self.truth(case, condition, day, recorder));
                self.variables.pop();
            }
            let settled = qualifies.is_no() || (qualifies.is_settled() && on.is_settled());
            recorder.leave_part(at, &qualifies.into(), settled);
            some = some.or(qualifies);
            first = earlier(first, only_when(on, qualifies));
        }
        let reached = day.min(to) <= self.recorded || self.as_things_stand;
        if !(complete && reached) {
            let slot = self.placed(case, fact, Slot::Further(fact));
            let given = self.overlay_of(&slot).map(Range::as_truth);
            let further = given.unwrap_or_else(|| {
                recorder.unknown(|| slot);
                Truth::EITHER
            });
            // The record may be complete up to a day within the span only.
            let from = if complete {
                self.recorded.plus_days(1).unwrap_or(from).max(from)
            } else {
                from
            };
            let last = to.min(day);
            if from <= last {
                some = some.or(further);
                let any = Range::of(Core::Date(from, last));
                first = earlier(first, only_when(any, further));
            }
        }
        (some, first)
    }

    /// A predicate of a recurring norm as a whole: over its windows.
    fn recurring_predicate<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let windows = self.states_of_windows(case, norm, day, recorder);
        let over = |wanted: fn(&WindowParts) -> Truth| {
            windows
                .each
                .iter()
                .fold(Truth::NO, |so_far, it| so_far.or(wanted(it)))
        };
        let mut truth = match predicate {
            NormPredicate::Breached | NormPredicate::Missed | NormPredicate::StillBreached => {
                over(|it| it.missed)
            }
            NormPredicate::Pending | NormPredicate::Open => over(|it| it.pending),
            NormPredicate::Met
            | NormPredicate::Done
            | NormPredicate::DoneInTime
            | NormPredicate::Used => over(|it| it.met),
            NormPredicate::Arisen => windows.trigger,
            NormPredicate::Excused => windows.excuse,
            NormPredicate::Lapsed | NormPredicate::Violated | NormPredicate::Exceeded => Truth::NO,
        };
        if windows.unsettled {
            truth = truth.union(Truth::EITHER);
        }
        self.within_scope(case, norm, truth, day, recorder)
    }

    /// A predicate of one window.
    pub(super) fn window_predicate<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        predicate: NormPredicate,
        variable: u32,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        self.note(|seen| seen.norm(norm));
        let span = match self.binding(variable).cloned() {
            Some(Binding::Window(_, from, to)) => Some((from, to)),
            // A conclusion per window, asked for one by its number.
            Some(Binding::Key(super::range::Key::Number(wanted))) => {
                let found = self.window_spans(case, norm, day, recorder);
                if found.unsettled {
                    return Truth::EITHER;
                }
                found
                    .spans
                    .iter()
                    .find(|(number, ..)| i64::from(*number) == wanted)
                    .map(|(_, from, to)| (*from, *to))
            }
            _ => return Truth::EITHER,
        };
        // A window that has not begun is neither met nor missed.
        let Some((from, to)) = span else {
            return Truth::NO;
        };
        let at = recorder.enter(|| Node::Norm(norm, predicate), day);
        let truth = match self.outside_the_law(norm) {
            Some(flags) => Truth {
                yes: false,
                no: false,
                flags,
            },
            None => self.framed(|this| {
                let (trigger, excuse) = this.window_frame(case, norm, day, recorder);
                let parts = this.window(case, norm, (from, to), trigger, excuse, day, recorder);
                match predicate {
                    NormPredicate::Met => parts.met,
                    NormPredicate::Missed => parts.missed,
                    NormPredicate::Pending => parts.pending,
                    _ => trigger.and(excuse),
                }
            }),
        };
        if R::LISTENS {
            recorder.leave(at, &truth.into(), false);
        }
        truth
    }

    pub(super) fn window_frame<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> (Truth, Truth) {
        let model = self.model;
        let row = &model.norms()[norm];
        let at = recorder.enter(|| Node::Part(NormPart::Trigger), day);
        let mut trigger = match row.arises_on {
            Some(on) => is_absent(&self.value(case, on, day, recorder)).not(),
            None => Truth::YES,
        };
        if let Some(when) = row.trigger {
            trigger = trigger.and(self.truth(case, when, day, recorder));
        }
        recorder.leave(at, &trigger.into(), false);
        (trigger, self.excuse(case, norm, day, recorder))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a window, its norm's parts, the case, the day and the recorder"
    )]
    fn window<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        (from, to): (Date, Date),
        trigger: Truth,
        excuse: Truth,
        day: Date,
        recorder: &mut R,
    ) -> WindowParts {
        let at = recorder.enter(|| Node::Part(NormPart::Act), day);
        let done = self.act_within(case, norm, (from, to), day, recorder).0;
        recorder.leave(at, &done.into(), false);
        let closed = Truth::of(to < day);
        let open = trigger.and(done.not());
        WindowParts {
            met: trigger.and(done),
            missed: open.and(excuse.not()).and(closed),
            pending: open.and(closed.not()),
        }
    }

    /// Whether a qualifying act lies between two days, and the first such day.
    pub(super) fn act_within<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        (from, to): (Date, Date),
        day: Date,
        recorder: &mut R,
    ) -> (Truth, Range) {
        let model = self.model;
        let row = &model.norms()[norm];
        let Some(fact) = row.act else {
            return (Truth::NO, Range::ABSENT);
        };
        if matches!(model.facts()[fact].shape, Shape::Events(_)) {
            return self.first_act(case, norm, fact, (from, to), day, recorder);
        }
        let on = self.fact(case, fact, day, recorder);
        let mut done = ops::compare(Comparison::AtLeast, &on, &Range::date(from))
            .and(ops::compare(Comparison::AtMost, &on, &Range::date(to)));
        if let Some(condition) = row.act_condition {
            done = done.and(self.truth(case, condition, day, recorder));
        }
        (done, only_when(on, done))
    }

    fn states_of_windows<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Windows {
        let (trigger, excuse) = self.window_frame(case, norm, day, recorder);
        let Spans {
            spans,
            unsettled,
            flags: _,
        } = self.window_spans(case, norm, day, recorder);
        let mut each = Vec::with_capacity(spans.len());
        for (number, from, to) in spans {
            let at = recorder.enter(|| Node::Turn(Turn::Window(number, from, to)), day);
            let parts = self.window(case, norm, (from, to), trigger, excuse, day, recorder);
            let settled = [parts.met, parts.missed, parts.pending]
                .iter()
                .all(|it| it.is_settled());
            recorder.leave_part(at, &parts.missed.into(), settled);
            each.push(parts);
        }
        Windows {
            trigger,
            excuse,
            each,
            unsettled,
        }
    }

    /// The states a norm can be in, as a set of positions of [`NormState::ALL`].
    pub(super) fn norm_states<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> (Range, Option<Parts>) {
        if !self.is_amended(norm) {
            return self.own_states(case, norm, day, recorder);
        }
        let (versions, governed) = self.versions(case, norm, recorder);
        let mut found: Option<(Range, Option<Parts>)> = None;
        if !governed.is_yes() {
            found = Some((Range::blocker(Flags::NOT_IN_FORCE), None));
        }
        for version in versions {
            let (states, parts) = self.own_states(case, version, day, recorder);
            found = Some(match found {
                None => (states, parts),
                Some((so_far, first)) => (so_far.union(states), first.or(parts)),
            });
        }
        found.unwrap_or((Range::blocker(Flags::NOT_IN_FORCE), None))
    }

    /// The states of one version of a norm.
    pub(super) fn own_states<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> (Range, Option<Parts>) {
        self.note(|seen| seen.norm(norm));
        let at = recorder.enter(|| Node::State(norm), day);
        let result = match self.outside_the_law(norm) {
            Some(flags) => (Range::blocker(flags), None),
            None => self.framed(|this| this.states(case, norm, day, recorder)),
        };
        if R::LISTENS {
            recorder.leave(at, &result.0, false);
        }
        result
    }

    fn states<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> (Range, Option<Parts>) {
        let model = self.model;
        let row = &model.norms()[norm];
        let (rows, parts) = if row.modality == Modality::Guideline {
            let kept = row
                .trigger
                .map_or(Truth::YES, |id| self.truth(case, id, day, recorder));
            (
                vec![
                    (NormState::Fulfilled, kept),
                    (NormState::Breached, Truth::YES),
                ],
                None,
            )
        } else if row.recurring.is_some() {
            let windows = self.states_of_windows(case, norm, day, recorder);
            let over = |wanted: fn(&WindowParts) -> Truth| {
                windows
                    .each
                    .iter()
                    .fold(Truth::NO, |so_far, it| so_far.or(wanted(it)))
            };
            let unsure = |truth: Truth| {
                if windows.unsettled {
                    truth.union(Truth::EITHER)
                } else {
                    truth
                }
            };
            let rows = vec![
                (NormState::NotArisen, windows.trigger.not()),
                (NormState::Excused, windows.excuse),
                (NormState::Breached, unsure(over(|it| it.missed))),
                (NormState::Pending, unsure(over(|it| it.pending))),
                (NormState::Fulfilled, Truth::YES),
            ];
            (rows, None)
        } else {
            let parts = self.parts(case, norm, day, recorder);
            (rows(row.modality, &parts, day), Some(parts))
        };
        let state = first_that_holds(rows);
        let mut scope = Truth::YES;
        for &condition in &row.scopes {
            scope = scope.and(self.truth(case, condition, day, recorder));
        }
        (state.in_scope(scope), parts)
    }

    /// A settled state with its days.
    pub(super) fn norm_outcome(state: NormState, parts: Option<&Parts>) -> NormOutcome {
        let first = |range: &Range| match range.core {
            Core::Date(a, b) if a == b => Moment::new(a, 0, 0),
            Core::Moment(a, b) if a == b => Some(a),
            _ => None,
        };
        let deadline = parts.and_then(|it| first(&it.deadline));
        let act = parts.and_then(|it| first(&it.act)).map(Moment::date);
        let day = match state {
            NormState::Fulfilled
            | NormState::FulfilledLate
            | NormState::Used
            | NormState::Violated => act,
            NormState::Pending | NormState::Open => deadline.map(Moment::date),
            NormState::Breached | NormState::Lapsed => {
                deadline.and_then(|it| it.date().plus_days(1))
            }
            NormState::NotArisen
            | NormState::Excused
            | NormState::Excluded
            | NormState::Lifted
            | NormState::Observed => None,
        };
        NormOutcome {
            state,
            day,
            deadline,
        }
    }
}

struct WindowParts {
    met: Truth,
    missed: Truth,
    pending: Truth,
}

struct Windows {
    trigger: Truth,
    excuse: Truth,
    each: Vec<WindowParts>,
    /// The anchor is not known, so neither is how many windows there are.
    unsettled: bool,
}

/// The first row that holds; each row whose test is open leaves the rows below possible.
pub(super) fn first_that_holds(rows: Vec<(NormState, Truth)>) -> Range {
    let mut bits = 0u64;
    let mut flags = Flags::NONE;
    let mut reachable = true;
    for (state, test) in rows {
        if !reachable {
            break;
        }
        flags = flags.with(test.flags);
        if test.yes {
            bits |= 1 << (state as u64);
        }
        reachable = test.no;
    }
    let core = if bits == 0 {
        Core::None
    } else {
        Core::Kind(bits)
    };
    Range { core, flags }
}

/// The act counts from the day the norm opens: one before it does not use a right.
fn after_opening(parts: &Parts) -> Truth {
    let opened = ops::compare(Comparison::AtLeast, &parts.act, &parts.opens);
    opened.or(is_absent(&parts.opens).and(is_absent(&parts.act).not()))
}

fn formula(predicate: NormPredicate, parts: &Parts, _day: Date) -> Truth {
    let Parts {
        trigger,
        excuse,
        act,
        timely,
        over,
        ..
    } = parts;
    let (t, x, done) = (*trigger, *excuse, is_absent(act).not());
    match predicate {
        NormPredicate::Arisen => t,
        NormPredicate::Excused => t.and(x),
        NormPredicate::Done => done,
        NormPredicate::DoneInTime => t.and(*timely),
        NormPredicate::Pending => t.and(x.not()).and(done.not()).and(over.not()),
        NormPredicate::Breached => t.and(x.not()).and(*over).and(timely.not()),
        NormPredicate::StillBreached => t.and(x.not()).and(*over).and(done.not()),
        NormPredicate::Used => t.and(x.not()).and(*timely).and(after_opening(parts)),
        NormPredicate::Open => t
            .and(x.not())
            .and(timely.and(after_opening(parts)).not())
            .and(over.not()),
        NormPredicate::Lapsed => t
            .and(x.not())
            .and(timely.and(after_opening(parts)).not())
            .and(*over),
        NormPredicate::Violated => parts.violated,
        NormPredicate::Exceeded | NormPredicate::Met | NormPredicate::Missed => Truth::NO,
    }
}

/// The table of states: the first row that holds.
fn rows(modality: Modality, parts: &Parts, _day: Date) -> Vec<(NormState, Truth)> {
    let Parts {
        trigger,
        excuse,
        act,
        timely,
        over,
        ..
    } = parts;
    let done = is_absent(act).not();
    match modality {
        Modality::Duty => vec![
            (NormState::NotArisen, trigger.not()),
            (NormState::Fulfilled, *timely),
            (NormState::Excused, *excuse),
            (NormState::FulfilledLate, done),
            (NormState::Pending, over.not()),
            (NormState::Breached, Truth::YES),
        ],
        Modality::Right | Modality::Power => vec![
            (NormState::NotArisen, trigger.not()),
            (NormState::Excluded, *excuse),
            (NormState::Used, timely.and(after_opening(parts))),
            (NormState::Open, over.not()),
            (NormState::Lapsed, Truth::YES),
        ],
        Modality::Prohibition | Modality::Guideline => vec![
            (NormState::NotArisen, trigger.not()),
            (NormState::Violated, parts.violated),
            (NormState::Lifted, *excuse),
            (NormState::Observed, Truth::YES),
        ],
    }
}

/// A day that counts only where a condition holds.
fn only_when(on: Range, qualifies: Truth) -> Range {
    if qualifies.is_yes() || !on.has_value() {
        return on;
    }
    let core = if qualifies.yes { on.core } else { Core::None };
    let range = Range {
        core,
        flags: on.flags.with(qualifies.flags),
    };
    if qualifies.no {
        range.or_absent()
    } else {
        range
    }
}

/// The earlier of two days where either may be absent.
fn earlier(one: Range, other: Range) -> Range {
    let both = |one: &Range, other: &Range| {
        let (a, b) = (
            Range {
                flags: Flags::NONE,
                ..one.clone()
            },
            Range {
                flags: Flags::NONE,
                ..other.clone()
            },
        );
        ops::extreme(crate::model::Extreme::Smallest, a, b)
    };
    let decided = one.decided().and(other.decided());
    if !decided.yes {
        return Range::blocker(decided.flags);
    }
    let (one_absent, other_absent) = (one.flags.has(Flags::ABSENT), other.flags.has(Flags::ABSENT));
    let mut result = match (one.has_value(), other.has_value()) {
        (true, true) => {
            let mut result = both(&one, &other);
            if one_absent {
                result = result.union(Range {
                    flags: Flags::NONE,
                    ..other
                });
            }
            if other_absent {
                result = result.union(Range {
                    flags: Flags::NONE,
                    ..one
                });
            }
            result
        }
        (true, false) => Range {
            flags: Flags::NONE,
            ..one
        },
        (false, true) => Range {
            flags: Flags::NONE,
            ..other
        },
        (false, false) => Range::of(Core::None),
    };
    result.flags = decided.flags;
    if one_absent && other_absent {
        result.or_absent()
    } else {
        result
    }
}
