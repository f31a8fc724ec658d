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
//! Members of a group, and entries of a list, about which all came out alike stand for one another: one of
//! them is tried. Of those that differ so many are tried ([`MOST_PROFILES`]), and [`Probed::is_whole`]
//! says when there were more.
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
use super::trace::{Node, Recorder, Trace, Turn};
use crate::model::{ConclusionId, ExprId, ExprKind, Model, Query, RuleId, Type};
use crate::value::Date;

/// So many different members of one list are tried: each costs an evaluation of all of them for each of
/// its conditions.
const MOST_PROFILES: usize = 24;

/// A decision's trace, and which of its steps had an effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    /// Every term.
    pub trace: Trace,
    effects: Vec<Effect>,
    parents: Vec<Option<usize>>,
    whole: bool,
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
    /// Whether everything was tried that could have had an effect.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

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
    let mut profiles = Profiles::default();
    let mut effects: Vec<Effect> = Vec::with_capacity(parents.len());
    // Whether a change of the step can change the outcome.
    let mut open: Vec<bool> = Vec::with_capacity(parents.len());
    for (position, ((step, parent), instance)) in trace
        .steps()
        .iter()
        .zip(&parents)
        .zip(instances)
        .enumerate()
    {
        let above = parent.is_none_or(|at| open.get(at).copied().unwrap_or(false));
        if let Some(alike) = profiles.alike(&trace, position, *parent) {
            let effect = alike.and_then(|at| effects.get(at).copied());
            let effect = effect.unwrap_or(Effect::Idle);
            open.push(effect != Effect::Idle);
            effects.push(effect);
            continue;
        }
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
        whole: !profiles.too_many,
    }
}

/// The members met so far that differ from one another.
#[derive(Default)]
struct Profiles {
    /// Where each begins, by the step of the list they are of.
    known: BTreeMap<usize, Vec<usize>>,
    /// The member gone through: where it ends, and how far back the one like it lies; none if there
    /// were too many.
    within: Option<(usize, Option<usize>)>,
    too_many: bool,
}

impl Profiles {
    /// The step that a step comes out like, if it is of a member that is like another; none of it if
    /// there were too many that differ. Outside lists, and of the first of its kind, there is no answer.
    fn alike(
        &mut self,
        trace: &Trace,
        position: usize,
        parent: Option<usize>,
    ) -> Option<Option<usize>> {
        if let Some((end, back)) = self.within
            && position < end
        {
            return like(position, back);
        }
        self.within = None;
        let step = trace.step(position)?;
        if !matches!(step.node, Node::Turn(Turn::Member(_) | Turn::Entry(_))) {
            return None;
        }
        let known = self.known.entry(parent?).or_default();
        let other = known
            .iter()
            .find(|other| comes_out_alike(trace, **other, position));
        let back = match other {
            Some(other) => position.checked_sub(*other),
            None if known.len() < MOST_PROFILES => {
                known.push(position);
                Some(0)
            }
            None => {
                self.too_many = true;
                None
            }
        };
        self.within = Some((step.end as usize, back));
        like(position, back)
    }
}

/// The step so far back, if there is one; a member that is the first of its kind is like none.
fn like(position: usize, back: Option<usize>) -> Option<Option<usize>> {
    match back {
        Some(0) => None,
        Some(back) => Some(position.checked_sub(back)),
        None => Some(None),
    }
}

/// Whether two turns went the same way with the same results, but for who they are about.
fn comes_out_alike(trace: &Trace, one: usize, other: usize) -> bool {
    let steps = |at: usize| {
        let end = trace.step(at).map_or(at, |it| it.end as usize);
        trace.steps().get(at..end).unwrap_or_default()
    };
    let (one, other) = (steps(one), steps(other));
    one.len() == other.len()
        && one.iter().zip(other).enumerate().all(|(at, (a, b))| {
            a.result == b.result
                && a.day == b.day
                && (at == 0
                    || match (&a.node, &b.node) {
                        (Node::Fact(a), Node::Fact(b)) => is_same_fact(a, b),
                        (a, b) => a == b,
                    })
        })
}

/// Whether two slots are the same one of perhaps different members or entries.
fn is_same_fact(one: &Slot, other: &Slot) -> bool {
    match (one, other) {
        (Slot::Member(group, .., a), Slot::Member(other, .., b)) => {
            group == other && is_same_fact(a, b)
        }
        (Slot::Field(fact, _, field), Slot::Field(other, _, b)) => fact == other && field == b,
        (a, b) => a == b,
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
    /// The one met last: in each run they come in the same order.
    last: usize,
    /// What each step stands in.
    places: Vec<usize>,
    turned: Option<(Instance, Truth)>,
}

impl Probe {
    fn begin(&mut self, turned: Option<(&Instance, Truth)>) {
        self.trace.clear();
        self.places.clear();
        self.within = 0;
        self.last = 0;
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
        let is_it = |(outer, known): &(usize, Node)| *outer == self.within && known == node;
        let next = self.last;
        let known = if self.contexts.get(next).is_some_and(is_it) {
            Some(next)
        } else {
            self.contexts.iter().position(is_it)
        };
        let number = known.unwrap_or_else(|| {
            self.contexts.push((self.within, node.clone()));
            self.contexts.len() - 1
        }) + 1;
        // Numbers begin at 1, so this is where the next one stands.
        self.last = number;
        number
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
