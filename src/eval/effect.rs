//! What of a decision had an effect on it.
//!
//! A condition that came out yes says something about a decision only if a no would have made
//! another one. So each condition, rule and yes/no conclusion of a trace is *turned around*, one at a
//! time, and the decision is made again with everything else as it was: this is masking as in
//! modified condition/decision coverage, done by the evaluator itself and so true for exceptions,
//! scopes, norms and sums, too. What is unknown is turned to yes and to no.
//!
//! Below what has no effect nothing else has one either, and is not tried. A conclusion that is used in
//! several places is turned around in all of them at once.
//!
//! Outcomes are compared as the range pass gives them: which facts an unknown outcome needs, or which
//! provision a settled one cites, is not part of the comparison.

use std::collections::{BTreeMap, BTreeSet};

use super::Settings;
use super::case::Case;
use super::decision::Decision;
use super::evaluator::{CacheKey, Evaluator};
use super::range::{Range, Truth};
use super::search::Ask;
use super::slots::Slot;
use super::trace::{Node, Recorder, Trace};
use crate::model::{ConclusionId, ExprId, ExprKind, Model, Query, RuleId, Type};
use crate::value::Date;

/// A decision's trace, and which of its steps had an effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    /// Every term.
    pub trace: Trace,
    effects: Vec<Effect>,
    parents: Vec<Option<usize>>,
}

/// What turning a step around does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is nothing that can be turned around, and hands on what is above it.
    Through,
    /// The outcome would be another.
    Decides,
    /// The outcome would be the same.
    Idle,
}

impl Probed {
    /// The effect of a step.
    #[must_use]
    pub fn effect(&self, position: usize) -> Effect {
        self.effects.get(position).copied().unwrap_or(Effect::Idle)
    }

    /// The step that a step stands under.
    #[must_use]
    pub fn parent(&self, position: usize) -> Option<usize> {
        self.parents.get(position).copied().flatten()
    }

    /// Where the effect of an idle step is lost: the outermost step around it that is idle as well.
    #[must_use]
    pub fn outermost_idle(&self, position: usize) -> usize {
        let mut idle = position;
        let mut at = position;
        while let Some(parent) = self.parent(at) {
            match self.effect(parent) {
                Effect::Decides => break,
                Effect::Idle => idle = parent,
                Effect::Through => {}
            }
            at = parent;
        }
        idle
    }
}

/// Makes a decision again for each of its parts, with that part turned around.
#[must_use]
pub fn probe(model: &Model, case: &Case, settings: &Settings, decision: &Decision) -> Probed {
    let mut run = Run {
        evaluator: Evaluator::new(model, settings),
        case,
        query: &decision.query,
        settled_by_search: decision.either_way.then_some(&decision.possible),
        probe: Probe::default(),
    };
    let outcome = run.outcome(None);
    let trace = run.probe.trace.clone();
    let instances: Vec<Option<Instance>> = (0..trace.steps().len())
        .map(|position| run.probe.instance(position))
        .collect();
    let parents = parents(&trace);
    let used_again: BTreeSet<ConclusionId> = trace
        .steps()
        .iter()
        .filter_map(|it| match it.node {
            Node::Again(id, _) => Some(id),
            _ => None,
        })
        .collect();
    let mut tried: BTreeMap<Instance, bool> = BTreeMap::new();
    let mut effects: Vec<Effect> = Vec::with_capacity(parents.len());
    // Whether a change of the step can change the outcome.
    let mut open: Vec<bool> = Vec::with_capacity(parents.len());
    for ((step, parent), instance) in trace.steps().iter().zip(&parents).zip(instances) {
        let above = parent.is_none_or(|at| open.get(at).copied().unwrap_or(false));
        let reaches = match step.node {
            Node::Conclusion(id, _) => above || used_again.contains(&id),
            _ => above,
        };
        let effect = match instance.filter(|it| can_be_turned(model, settings, it)) {
            None if reaches => Effect::Through,
            None => Effect::Idle,
            Some(_) if !reaches => Effect::Idle,
            Some(instance) => {
                let decides = match tried.get(&instance) {
                    Some(decides) => *decides,
                    None => {
                        let decides = others(step.result.as_truth())
                            .iter()
                            .any(|turned| run.outcome(Some((&instance, *turned))) != outcome);
                        tried.insert(instance, decides);
                        decides
                    }
                };
                if decides {
                    Effect::Decides
                } else {
                    Effect::Idle
                }
            }
        };
        open.push(effect != Effect::Idle);
        effects.push(effect);
    }
    Probed {
        trace,
        effects,
        parents,
    }
}

/// What else a term could have come out as.
fn others(truth: Truth) -> &'static [Truth] {
    if truth.is_yes() {
        &[Truth::NO]
    } else if truth.is_no() {
        &[Truth::YES]
    } else {
        &[Truth::YES, Truth::NO]
    }
}

fn parents(trace: &Trace) -> Vec<Option<usize>> {
    let mut parents = Vec::with_capacity(trace.steps().len());
    let mut around: Vec<(usize, usize)> = Vec::new();
    for (position, step) in trace.steps().iter().enumerate() {
        while around.last().is_some_and(|(_, end)| *end <= position) {
            around.pop();
        }
        parents.push(around.last().map(|(at, _)| *at));
        around.push((position, step.end as usize));
    }
    parents
}

/// Whether turning it around means something: a constant is what it is, and a rule that is not in
/// force does not speak.
fn can_be_turned(model: &Model, settings: &Settings, instance: &Instance) -> bool {
    match instance.what {
        What::Expr(id) => {
            let expr = &model.exprs()[id];
            expr.ty == Type::YesNo && !matches!(expr.kind, ExprKind::Constant(_))
        }
        What::Rule(id) => model.rules()[id].validity.covers(settings.as_of),
        What::Conclusion(id) => model.conclusions()[id].is_yes_or_no(),
    }
}

/// An outcome as it is compared.
#[derive(Debug, Clone, PartialEq)]
enum Compared {
    Settled(Range),
    Open,
}

struct Run<'a, 'm> {
    evaluator: Evaluator<'m>,
    case: &'a Case,
    query: &'a Query,
    /// The outcome, where the search settled what the range pass left open: what is open then is
    /// the same either way.
    settled_by_search: Option<&'a Range>,
    probe: Probe,
}

impl Run<'_, '_> {
    fn outcome(&mut self, turned: Option<(&Instance, Truth)>) -> Compared {
        self.probe.begin(turned);
        self.evaluator.begin(self.case);
        let range = self
            .query
            .ask(&mut self.evaluator, self.case, &mut self.probe);
        match self.settled_by_search {
            _ if range.is_settled() => Compared::Settled(range),
            Some(settled) => Compared::Settled(settled.clone()),
            None => Compared::Open,
        }
    }
}

/// A term of a model where it is evaluated. Scopes and exceptions can be evaluated several times in
/// one decision; they are turned around together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Instance {
    what: What,
    day: Date,
    /// The number of the turns and keys it stands in.
    within: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Expr(ExprId),
    Rule(RuleId),
    Conclusion(ConclusionId),
}

/// Keeps a trace as [`Trace`] does, and turns one term around.
#[derive(Debug, Default)]
struct Probe {
    trace: Trace,
    /// The turns and keys met so far, each within another; numbered from 1. They keep their numbers
    /// from one run to the next.
    contexts: Vec<(usize, Node)>,
    within: usize,
    /// What each step stands in.
    places: Vec<usize>,
    turned: Option<(Instance, Truth)>,
}

impl Probe {
    fn begin(&mut self, turned: Option<(&Instance, Truth)>) {
        self.trace.clear();
        self.places.clear();
        self.within = 0;
        self.turned = turned.map(|(instance, truth)| (*instance, truth));
    }

    fn instance(&self, position: usize) -> Option<Instance> {
        let step = self.trace.step(position)?;
        let what = match step.node {
            Node::Expr(id) => What::Expr(id),
            Node::Rule(id) => What::Rule(id),
            Node::Conclusion(id, _) => What::Conclusion(id),
            _ => return None,
        };
        Some(Instance {
            what,
            day: step.day,
            within: self.places.get(position).copied()?,
        })
    }

    /// The number of a turn or key within what surrounds it.
    fn context(&mut self, node: &Node) -> usize {
        let known = self
            .contexts
            .iter()
            .position(|(outer, known)| *outer == self.within && known == node);
        known.unwrap_or_else(|| {
            self.contexts.push((self.within, node.clone()));
            self.contexts.len() - 1
        }) + 1
    }
}

impl Recorder for Probe {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;
    // So that the scopes of a conclusion are heard where they are evaluated a second time.
    const HEARS_SLOTS: bool = true;
    const TURNS: bool = true;

    fn turned(&mut self, entered: usize) -> Option<Truth> {
        let (instance, truth) = self.turned?;
        (self.instance(entered)? == instance).then_some(truth)
    }

    fn enter(&mut self, node: impl FnOnce() -> Node, day: Date) -> usize {
        let node = node();
        let outside = self.within;
        if matches!(node, Node::Turn(_) | Node::Conclusion(_, Some(_))) {
            self.within = self.context(&node);
        }
        // A conclusion at a key stands within its key; a turn is left for what surrounds it.
        self.places.push(if matches!(node, Node::Turn(_)) {
            outside
        } else {
            self.within
        });
        self.trace.enter(|| node, day)
    }

    fn leave(&mut self, entered: usize, result: &Range, atom: bool) {
        let outer = match self.trace.step(entered).map(|step| &step.node) {
            Some(Node::Turn(_)) => self.places.get(entered).copied(),
            Some(Node::Conclusion(_, Some(_))) => self
                .places
                .get(entered)
                .and_then(|within| self.contexts.get(within.checked_sub(1)?))
                .map(|(outer, _)| *outer),
            _ => None,
        };
        self.within = outer.unwrap_or(self.within);
        self.trace.leave(entered, result, atom);
    }

    fn leave_part(&mut self, entered: usize, result: &Range, _: bool) {
        self.leave(entered, result, false);
    }

    fn mark(&self) -> usize {
        0
    }
    fn judged(&mut self, _: usize, _: Truth) {}
    fn moved(&mut self, _: usize) {}
    fn unknown(&mut self, _: impl FnOnce() -> Slot) {}
    fn remember(&mut self, _: &CacheKey, _: usize, _: Option<u32>) {}
    fn may_reuse(&mut self, _: &CacheKey) -> bool {
        true
    }
    fn recall(&mut self, _: &CacheKey, _: u32) -> bool {
        false
    }
}
