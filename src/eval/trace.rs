//! A record of why.
//!
//! While a query is evaluated a [`Recorder`] hears of every term and its outcome. [`Trace`] keeps
//! this as a flat list of [`Step`]s in the order entered, each with the end of its own part of the
//! list, so that it is a tree without a pointer; [`Silent`] keeps nothing and compiles to nothing.
//! A trace is data, not prose: sentences are made in [`crate::explain`].

use super::evaluator::CacheKey;
use super::range::{Key, Range, Truth};
use super::slots::Slot;
use crate::model::{
    ConclusionId, ExprId, ExprKind, Model, NormId, NormPredicate, ReadingId, RuleId,
};
use crate::value::Date;

/// What a step is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A conclusion, at a key if it has one. Its children are its rules, text before notes; the
    /// first child may be the expression of the day it is taken on.
    Conclusion(ConclusionId, Option<Key>),
    /// The same conclusion at the same key and day, explained by an earlier step.
    Again(ConclusionId, Option<Key>),
    /// A rule, ground or exception; the result says whether it is active. Its children are its
    /// scope conditions, its condition, its result, then the exceptions to it.
    Rule(RuleId),
    /// An expression.
    Expr(ExprId),
    /// A fact read, at a key, on the step's day.
    Fact(Slot),
    /// A reading used, with the position of the choice; its child is the value.
    Reading(ReadingId, usize),
    /// A predicate of a norm; its children are the parts it rests on.
    Norm(NormId, NormPredicate),
    /// The state of a norm, a set of [`super::NormState`] positions; children as for a predicate.
    State(NormId),
    /// A part of a norm.
    Part(NormPart),
    /// One turn of a quantifier or aggregate.
    Turn(Turn),
}

/// The parts of a norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NormPart {
    /// Whether the trigger has occurred.
    Trigger,
    /// Whether an exception to the norm is active; the children are the exceptions.
    Excuse,
    /// The counted deadline: a date or moment, or absent when no day is set.
    Deadline,
    /// The day of the first qualifying act.
    Act,
}

/// One turn of a quantifier or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// For this key: a year, a member of a set.
    Key(Key),
    /// For this entry of a list, or act, by position in the file.
    Entry(usize),
    /// For this member of a group.
    Member(std::sync::Arc<str>),
    /// For this window, by number from 1, with its first and last day.
    Window(u32, Date, Date),
    /// For what the list may hold besides what the file gives.
    Further,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is about.
    pub node: Node,
    /// The outcomes that were possible.
    pub result: Range,
    /// The day on which facts were judged.
    pub day: Date,
    /// The position after its last descendant.
    pub end: u32,
}

/// A finished trace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    steps: Vec<Step>,
}

impl Trace {
    /// The step at a position.
    #[must_use]
    pub fn step(&self, position: usize) -> Option<&Step> {
        self.steps.get(position)
    }

    /// The positions of the children of a step; of the whole trace for none.
    pub fn children(&self, position: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let (mut next, end) = match position {
            Some(position) => (
                position + 1,
                self.step(position).map_or(0, |step| step.end as usize),
            ),
            None => (0, self.steps.len()),
        };
        std::iter::from_fn(move || {
            let at = next;
            (at < end).then(|| {
                next = self
                    .step(at)
                    .map_or(end, |step| (step.end as usize).max(at + 1));
                at
            })
        })
    }

    /// All steps, in the order entered.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Of the day on which something is judged, of which there may be several versions, the one that
    /// governed, with the position of its step; none where no version did.
    pub(crate) fn governing_day(
        &self,
        model: &Model,
        mut position: usize,
        mut day: ExprId,
    ) -> Option<(usize, ExprId)> {
        let step_of = |position, wanted: ExprId| {
            self.children(Some(position)).find(|child| {
                let step = self.step(*child);
                step.is_some_and(|step| step.node == Node::Expr(wanted))
            })
        };
        while let ExprKind::Versioned {
            says, otherwise, ..
        } = &model.exprs()[day].kind
        {
            (position, day) = [*says, *otherwise]
                .into_iter()
                .find_map(|it| Some((step_of(position, it)?, it)))?;
            if matches!(model.exprs()[day].kind, ExprKind::FactDay) {
                return None;
            }
        }
        Some((position, day))
    }

    /// Forgets all steps but keeps the room, for the next case.
    pub fn clear(&mut self) {
        self.steps.clear();
    }
}

/// Hears what the evaluator does.
pub trait Recorder {
    /// Whether every operand is evaluated although the outcome is decided already. An explanation
    /// lists every failed condition, not the first.
    const EVERYTHING: bool;
    /// Whether it hears results at all; where not, none is put together for it.
    const LISTENS: bool;
    /// Whether it hears slots, and forgets those below a settled term.
    const HEARS_SLOTS: bool = false;
    /// Whether it turns terms around; where not, it is never asked to.
    const TURNS: bool = false;
    /// What the condition, rule or conclusion entered here is to come out as, whatever it does.
    fn turned(&mut self, _entered: usize) -> Option<Truth> {
        None
    }
    /// A term is entered; the result is handed back to [`Recorder::leave`].
    fn enter(&mut self, node: impl FnOnce() -> Node, day: Date) -> usize;
    /// The term is left with this outcome. `atom` when it is a comparison or the like: a condition
    /// whose operands are no conditions.
    fn leave(&mut self, entered: usize, result: &Range, atom: bool);
    /// The term is left with a result that is not all that was made of it: `settled` says whether
    /// nothing read within can matter any more.
    fn leave_part(&mut self, entered: usize, result: &Range, settled: bool);
    /// Where the record stands, to be handed back to [`Recorder::judged`].
    fn mark(&self) -> usize;
    /// A comparison within a norm was made of what was read since the mark: an atom without a step
    /// of its own.
    fn judged(&mut self, since: usize, truth: Truth);
    /// What was read since the mark chooses the day, or the key, at which something else is judged:
    /// an atom that has no thresholds.
    fn moved(&mut self, since: usize);
    /// An unknown slot was read.
    fn unknown(&mut self, slot: impl FnOnce() -> Slot);
    /// A conclusion is about to be evaluated; [`Recorder::remember`] follows.
    fn opened(&mut self) {}
    /// A conclusion was evaluated and kept for the run; `entered` is where its part began, `kept` the
    /// number under which a search keeps it for later runs.
    fn remember(&mut self, key: &CacheKey, entered: usize, kept: Option<u32>);
    /// Whether a conclusion kept may be used again. What hears slots must hear them again.
    fn may_reuse(&mut self, key: &CacheKey) -> bool;
    /// Whether a conclusion kept in an earlier run may stand for one of this run.
    fn recall(&mut self, key: &CacheKey, kept: u32) -> bool;
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Recorder for Silent {
    const EVERYTHING: bool = false;
    const LISTENS: bool = false;
    #[inline(always)]
    fn enter(&mut self, _: impl FnOnce() -> Node, _: Date) -> usize {
        0
    }
    #[inline(always)]
    fn leave(&mut self, _: usize, _: &Range, _: bool) {}
    #[inline(always)]
    fn leave_part(&mut self, _: usize, _: &Range, _: bool) {}
    #[inline(always)]
    fn mark(&self) -> usize {
        0
    }
    #[inline(always)]
    fn judged(&mut self, _: usize, _: Truth) {}
    #[inline(always)]
    fn moved(&mut self, _: usize) {}
    #[inline(always)]
    fn unknown(&mut self, _: impl FnOnce() -> Slot) {}
    #[inline(always)]
    fn remember(&mut self, _: &CacheKey, _: usize, _: Option<u32>) {}
    #[inline(always)]
    fn may_reuse(&mut self, _: &CacheKey) -> bool {
        true
    }
    #[inline(always)]
    fn recall(&mut self, _: &CacheKey, _: u32) -> bool {
        true
    }
}

impl Recorder for Trace {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;
    #[inline]
    fn enter(&mut self, node: impl FnOnce() -> Node, day: Date) -> usize {
        self.steps.push(Step {
            node: node(),
            result: Range::NO,
            day,
            end: 0,
        });
        self.steps.len() - 1
    }
    #[inline]
    fn leave(&mut self, entered: usize, result: &Range, _: bool) {
        let end = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        if let Some(step) = self.steps.get_mut(entered) {
            step.result.clone_from(result);
            step.end = end;
        }
    }
    #[inline]
    fn leave_part(&mut self, entered: usize, result: &Range, _: bool) {
        self.leave(entered, result, false);
    }
    #[inline]
    fn mark(&self) -> usize {
        0
    }
    #[inline]
    fn judged(&mut self, _: usize, _: Truth) {}
    #[inline]
    fn moved(&mut self, _: usize) {}
    #[inline]
    fn unknown(&mut self, _: impl FnOnce() -> Slot) {}
    #[inline]
    fn remember(&mut self, _: &CacheKey, _: usize, _: Option<u32>) {}
    #[inline]
    fn may_reuse(&mut self, _: &CacheKey) -> bool {
        true
    }
    #[inline]
    fn recall(&mut self, _: &CacheKey, _: u32) -> bool {
        // A trace shows how an outcome came about.
        false
    }
}
