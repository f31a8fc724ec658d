//! What compared decisions had in them, and what of it had an effect.

use std::collections::BTreeMap;

use super::catalogue::{Value, What, side};
use crate::eval::{
    self, Core, Decision, Effect, Mark, Node, NormPart, NormState, Outcome, Probed, Range, Truth,
    Turn, probe,
};
use crate::model::{Comparison, Expr, ExprId, ExprKind, Model, NormId, PlaceId, Query, RuleId};
use crate::suite::Test;

/// What was seen in all decisions so far.
#[derive(Debug, Default)]
pub(super) struct Sights {
    /// Decisions in which a thing was come to, with or without an effect.
    pub(super) reached: BTreeMap<What, usize>,
    /// How each value of a thing was seen.
    pub(super) seen: BTreeMap<(What, Value), Seen>,
    /// Decisions looked at.
    pub(super) decisions: usize,
    /// Those of them about more different members than are tried.
    pub(super) in_part: usize,
}

/// How a value was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Decisions in which it had an effect.
    pub(super) effective: usize,
    /// The first test in which it had one.
    pub(super) example: Option<String>,
    /// Decisions in which it was there without an effect.
    pub(super) idle: usize,
    /// Why it had none, each with the number of decisions.
    pub(super) lost: BTreeMap<Lost, usize>,
    /// Of the sides of a threshold, the value nearest to it.
    pub(super) nearest: Option<Range>,
}

/// Why something had no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lost {
    /// Outside the scope of this provision.
    OutOfScope(PlaceId),
    /// This condition, or all of this provision, is not met.
    NotMet(PlaceId),
    /// Another condition in this place is not met.
    OtherNotMet(PlaceId),
    /// This condition is met and suffices.
    Met(PlaceId),
    /// Another condition in this place is met and suffices.
    OtherMet(PlaceId),
    /// This exception applies.
    Exception(PlaceId),
    /// The act of the norm of this place was not done.
    NotDone(PlaceId),
    /// The norm of this place did not arise.
    NotArisen(PlaceId),
    /// An exception to the norm of this place applies.
    Excused(PlaceId),
    /// This rule gives the same.
    Rule(PlaceId),
    /// Another choice of the reading gives the same.
    Choice,
    /// Something else decided.
    Elsewhere,
}

/// One value in one decision.
#[derive(Debug, Clone)]
struct Sight {
    lost: Option<Lost>,
    nearest: Option<Range>,
}

/// Looks through decisions and keeps what was seen.
pub(super) struct Watcher<'m> {
    model: &'m Model,
    pub(super) sights: Sights,
}

impl<'m> Watcher<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            model,
            sights: Sights::default(),
        }
    }

    /// Looks through a decision that came out as expected.
    pub(super) fn watch(&mut self, test: &Test, decision: &Decision) {
        let probed = probe(self.model, &test.case, &test.settings, decision);
        let mut found = Found::default();
        for position in 0..probed.trace.steps().len() {
            self.step(test, decision, &probed, position, &mut found);
        }
        if let (Query::Norm(norm), Outcome::State(state)) = (&decision.query, &decision.outcome) {
            found.see(What::Norm(*norm), Value::State(state.state), None, None);
        }
        self.sights.decisions += 1;
        self.sights.in_part += usize::from(!probed.is_whole());
        let mut reached: Vec<What> = found.values.keys().map(|(what, _)| *what).collect();
        reached.extend(found.reached);
        reached.sort_unstable();
        reached.dedup();
        for what in reached {
            *self.sights.reached.entry(what).or_default() += 1;
        }
        for (key, sight) in found.values {
            let seen = self.sights.seen.entry(key).or_default();
            match sight.lost {
                None => {
                    seen.effective += 1;
                    if seen.example.is_none() {
                        seen.example = Some(test.name.clone());
                    }
                }
                Some(lost) => {
                    seen.idle += 1;
                    *seen.lost.entry(lost).or_default() += 1;
                }
            }
            if let Some(value) = sight.nearest {
                let farther = match (&seen.nearest, key.1) {
                    (None, _) => true,
                    (Some(held), Value::Below) => side(held, &value) == Some(Value::Below),
                    (Some(held), _) => side(held, &value) == Some(Value::Above),
                };
                if farther {
                    seen.nearest = Some(value);
                }
            }
        }
    }

    fn step(
        &self,
        test: &Test,
        decision: &Decision,
        probed: &Probed,
        position: usize,
        found: &mut Found,
    ) {
        let Some(step) = probed.trace.step(position) else {
            return;
        };
        match &step.node {
            // A rule that is not in force does not speak.
            Node::Rule(id) if !self.model.rules()[*id].validity.covers(test.settings.as_of) => {}
            Node::Rule(id) => {
                let value = value_of(step.result.as_truth());
                found.come_to(What::Rule(*id), value, self.lost(probed, position));
            }
            Node::Expr(id) => {
                let expr = &self.model.exprs()[*id];
                let (what, value) = (What::Condition(*id), value_of(step.result.as_truth()));
                let mut lost = self.lost(probed, position);
                if value == Some(Value::Unknown)
                    && lost == Some(Lost::Elsewhere)
                    && reads_a_need(probed, position, decision)
                {
                    // Several conditions are open for one fact, so that none decides without the
                    // others; but the fact does.
                    lost = None;
                }
                found.come_to(what, value, lost);
                if let Some((side, value)) = threshold(probed, position, expr) {
                    let nearest = lost.is_none().then_some(value);
                    found.see(what, side, lost, nearest);
                }
            }
            Node::Reading(id, choice) => {
                let matters = |mark: &Mark| matches!(mark, Mark::Reading(it, _) if it == id);
                let idle = !decision.marks.iter().any(matters);
                let lost = idle.then_some(Lost::Choice);
                found.see(What::Reading(*id), Value::Choice(*choice), lost, None);
            }
            Node::Norm(id, _) => self.norm(test, probed, position, *id, found),
            _ => {}
        }
    }

    /// A norm of which a predicate was read: the state it was in then.
    fn norm(&self, test: &Test, probed: &Probed, position: usize, norm: NormId, found: &mut Found) {
        let what = What::Norm(norm);
        let Some(step) = probed.trace.step(position) else {
            return;
        };
        let idle = probed.effect(position) == Effect::Idle;
        let lost = idle.then(|| self.lost_at(probed, position));
        if self.model.norms()[norm].modality == crate::model::Modality::Guideline {
            return found.come_to(what, value_of(step.result.as_truth()), lost);
        }
        found.reached.push(what);
        // The states of members, and those on another day, are not asked for again.
        if step.day != test.settings.as_of || is_of_member(probed, position) {
            return;
        }
        let states = eval::trace(self.model, &test.case, &test.settings, Query::Norm(norm));
        let result = states.step(0).map(|step| &step.result);
        if let Some(Core::Kind(bits)) = result.map(|it| &it.core)
            && result.is_some_and(Range::is_settled)
            && let Some(state) = NormState::ALL.get(bits.trailing_zeros() as usize)
        {
            found.see(what, Value::State(*state), lost, None);
        }
    }

    /// Why a step had no effect; none if it had one.
    fn lost(&self, probed: &Probed, position: usize) -> Option<Lost> {
        (probed.effect(position) != Effect::Decides).then(|| self.lost_at(probed, position))
    }

    /// What keeps a step from having an effect: of all that decides without it, on the way up to the
    /// outermost step that is idle as well, the outermost.
    fn lost_at(&self, probed: &Probed, position: usize) -> Lost {
        let last = probed.outermost_idle(position);
        let mut found = None;
        let mut branch = position;
        loop {
            let around = probed.parent(branch);
            found = self.rival(probed, branch, around).or(found);
            // What only hands on is passed through, to where the step has siblings.
            let over = branch <= last
                && around.is_none_or(|at| {
                    probed.effect(at) == Effect::Decides
                        || matches!(
                            probed.trace.step(at).map(|it| &it.node),
                            Some(Node::Conclusion(..))
                        )
                });
            match around {
                Some(at) if !over => branch = at,
                _ => return found.unwrap_or(Lost::Elsewhere),
            }
        }
    }

    fn rival(&self, probed: &Probed, branch: usize, around: Option<usize>) -> Option<Lost> {
        let siblings: Vec<(usize, &Node, Truth)> = probed
            .trace
            .children(around)
            .filter(|at| *at != branch)
            .filter_map(|at| {
                let step = probed.trace.step(at)?;
                Some((at, &step.node, step.result.as_truth()))
            })
            .collect();
        let met = |wanted: bool| {
            move |(_, node, truth): &&(usize, &Node, Truth)| {
                let counts = if wanted {
                    truth.is_yes()
                } else {
                    truth.is_no()
                };
                counts && matches!(node, Node::Expr(_) | Node::Rule(_))
            }
        };
        let place = |rule: RuleId| self.model.rules()[rule].place;
        match around
            .and_then(|at| probed.trace.step(at))
            .map(|it| &it.node)
        {
            Some(Node::Expr(id)) => match &self.model.exprs()[*id].kind {
                ExprKind::And(_) => {
                    let (at, node, _) = siblings.iter().find(met(false))?;
                    Some(match self.cited(node) {
                        Some(place) => Lost::NotMet(place),
                        None => Lost::OtherNotMet(self.around(probed, *at)?),
                    })
                }
                ExprKind::Or(_) | ExprKind::AnyActive(_) => {
                    let (at, node, _) = siblings.iter().find(met(true))?;
                    Some(match self.cited(node) {
                        Some(place) => Lost::Met(place),
                        None => Lost::OtherMet(self.around(probed, *at)?),
                    })
                }
                _ => None,
            },
            Some(Node::Rule(id)) => {
                let rule = &self.model.rules()[*id];
                let is = |wanted: ExprId| {
                    siblings.iter().any(|(_, node, truth)| {
                        matches!(node, Node::Expr(it) if *it == wanted) && truth.is_no()
                    })
                };
                if rule.scopes.iter().any(|scope| is(*scope)) {
                    return Some(Lost::OutOfScope(rule.place));
                }
                if rule.condition.is_some_and(is) {
                    return Some(Lost::NotMet(rule.place));
                }
                siblings.iter().find_map(|(_, node, truth)| match node {
                    Node::Rule(exception) if truth.is_yes() => {
                        Some(Lost::Exception(place(*exception)))
                    }
                    _ => None,
                })
            }
            Some(Node::Part(NormPart::Act)) => {
                // Whether an act qualifies is nothing to who never did it.
                let undone = probed.trace.children(around).any(|at| {
                    let step = probed.trace.step(at);
                    step.is_some_and(|it| {
                        matches!(it.node, Node::Fact(_)) && it.result == Range::ABSENT
                    })
                });
                let place = self.around(probed, branch)?;
                undone.then_some(Lost::NotDone(place))
            }
            Some(Node::Norm(id, _) | Node::State(id)) => {
                let norm = self.model.norms()[*id].place;
                probed.trace.children(around).find_map(|at| {
                    let step = probed.trace.step(at).filter(|_| at != branch)?;
                    let truth = step.result.as_truth();
                    match step.node {
                        Node::Part(NormPart::Trigger) if truth.is_no() => {
                            Some(Lost::NotArisen(norm))
                        }
                        Node::Part(NormPart::Excuse) if truth.is_yes() => Some(Lost::Excused(norm)),
                        _ => None,
                    }
                })
            }
            Some(Node::Conclusion(..)) | None => {
                siblings.iter().find_map(|(_, node, truth)| match node {
                    Node::Rule(rule) if truth.is_yes() => Some(Lost::Rule(place(*rule))),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// The list entry or rule a step is, if it has a citation of its own.
    fn cited(&self, node: &Node) -> Option<PlaceId> {
        match node {
            Node::Expr(id) => self.model.exprs()[*id].place,
            Node::Rule(id) => Some(self.model.rules()[*id].place),
            _ => None,
        }
    }

    /// The innermost place a step stands in.
    fn around(&self, probed: &Probed, position: usize) -> Option<PlaceId> {
        let mut at = Some(position);
        while let Some(here) = at {
            let node = probed.trace.step(here).map(|it| &it.node)?;
            let place = match node {
                Node::Norm(id, _) | Node::State(id) => Some(self.model.norms()[*id].place),
                node => self.cited(node),
            };
            if place.is_some() {
                return place;
            }
            at = probed.parent(here);
        }
        None
    }
}

/// Whether a step reads a fact that the outcome needs.
fn reads_a_need(probed: &Probed, position: usize, decision: &Decision) -> bool {
    let end = probed.trace.step(position).map_or(0, |it| it.end as usize);
    (position..end).any(|at| match probed.trace.step(at).map(|it| &it.node) {
        Some(Node::Fact(slot)) => decision.needs.iter().any(|need| need.slot == *slot),
        _ => false,
    })
}

fn is_of_member(probed: &Probed, position: usize) -> bool {
    let mut at = Some(position);
    while let Some(here) = at {
        if matches!(
            probed.trace.step(here).map(|it| &it.node),
            Some(Node::Turn(Turn::Member(_)))
        ) {
            return true;
        }
        at = probed.parent(here);
    }
    false
}

fn value_of(truth: Truth) -> Option<Value> {
    if truth.is_yes() {
        Some(Value::Yes)
    } else if truth.is_no() {
        Some(Value::No)
    } else if truth.yes && truth.no {
        Some(Value::Unknown)
    } else {
        // A gap, a conflict and the like: neither.
        None
    }
}

/// On which side of its threshold the compared value of a step lies, and the value.
fn threshold(probed: &Probed, position: usize, expr: &Expr) -> Option<(Value, Range)> {
    let ExprKind::Compare(comparison, ..) = expr.kind else {
        return None;
    };
    let mut operands = probed.trace.children(Some(position));
    let left = &probed.trace.step(operands.next()?)?.result;
    let right = &probed.trace.step(operands.next()?)?.result;
    // `is` between members of an enumeration is no threshold.
    if comparison == Comparison::Equal && matches!(left.core, Core::Kind(_)) {
        return None;
    }
    side(left, right).map(|side| (side, left.clone()))
}

/// What one decision has in it. Of several sights of one value, one with an effect counts.
#[derive(Default)]
struct Found {
    reached: Vec<What>,
    values: BTreeMap<(What, Value), Sight>,
}

impl Found {
    fn come_to(&mut self, what: What, value: Option<Value>, lost: Option<Lost>) {
        self.reached.push(what);
        if let Some(value) = value {
            self.see(what, value, lost, None);
        }
    }

    fn see(&mut self, what: What, value: Value, lost: Option<Lost>, nearest: Option<Range>) {
        let sight = Sight { lost, nearest };
        match self.values.get_mut(&(what, value)) {
            Some(held) if held.lost.is_none() => {}
            Some(held) if lost.is_none() => *held = sight,
            Some(_) => {}
            None => {
                self.values.insert((what, value), sight);
            }
        }
    }
}
