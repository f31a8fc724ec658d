//! One decision, whole: its outcome, what it needs, what it rests on, which provisions decided.

use super::Settings;
use super::case::{Case, Given};
use super::days::Days;
use super::decision::{Decision, Mark, Need, NormState, Outcome, Remark};
use super::evaluator::{Evaluator, Unfixed};
use super::norm::Parts;
use super::range::{Core, Flags, Range, Truth};
use super::search::{Ask, search};
use super::slots::Slot;
use super::trace::{Node, Recorder, Silent, Trace};
use crate::model::{
    AssertionId, ExprId, ExprKind, Id, Model, PlaceId, PlaceKind, Query, Rule, RuleEffect, RuleId,
    Shape,
};
use std::collections::BTreeSet;

impl Ask for Query {
    fn ask<R: Recorder>(
        &self,
        evaluator: &mut Evaluator<'_>,
        case: &Case,
        recorder: &mut R,
    ) -> Range {
        let day = evaluator.as_of;
        match self {
            Query::Conclusion(conclusion) => {
                evaluator.conclusion(case, *conclusion, None, day, recorder)
            }
            Query::At(conclusion, key) => {
                evaluator.conclusion(case, *conclusion, Some(key.clone()), day, recorder)
            }
            Query::Norm(norm) => evaluator.norm_states(case, *norm, day, recorder).0,
            Query::Predicate(norm, predicate) => evaluator
                .norm_predicate(case, *norm, *predicate, day, recorder)
                .into(),
            Query::Place(place) => place_met(evaluator, case, *place, recorder).into(),
        }
    }
}

/// Whether a ground or exception at a place is active.
fn place_met<R: Recorder>(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    place: PlaceId,
    recorder: &mut R,
) -> Truth {
    let model = evaluator.model;
    let day = evaluator.as_of;
    let wanted = &model.places()[place];
    let under = |id: PlaceId| {
        let mut at = Some(id);
        while let Some(here) = at {
            let row = &model.places()[here];
            // Another version of a provision has the same citation.
            if here == place
                || (row.regulation == wanted.regulation && row.citation == wanted.citation)
            {
                return true;
            }
            let apart = matches!(
                row.kind,
                PlaceKind::Heading(
                    crate::syntax::ast::Rank::Proviso | crate::syntax::ast::Rank::Note
                )
            );
            at = if apart { None } else { row.parent };
        }
        false
    };
    let all: Vec<RuleId> = model
        .rules()
        .iter()
        .filter(|(_, rule)| under(rule.place))
        .map(|(id, _)| id)
        .collect();
    evaluator.note(|seen| all.iter().for_each(|rule| seen.rule(*rule)));
    let lays_down = |id: &RuleId| model.rules()[*id].effect != RuleEffect::Blocks;
    let rules: Vec<RuleId> = if all.iter().any(lays_down) {
        all.into_iter().filter(lays_down).collect()
    } else {
        all
    };
    if rules.is_empty() {
        let condition = model
            .exprs()
            .iter()
            .find(|(_, expr)| expr.place == Some(place))
            .map(|(id, _)| id);
        return match condition {
            Some(id) => evaluator.framed(|this| this.truth(case, id, day, recorder)),
            None => Truth::NO,
        };
    }
    if rules
        .iter()
        .all(|&rule| !model.rules()[rule].validity.covers(evaluator.as_of))
    {
        return Truth {
            yes: false,
            no: false,
            flags: Flags::NOT_IN_FORCE,
        };
    }
    let mut truth = Truth::NO;
    for rule in rules {
        truth = truth.or(evaluator.framed(|this| this.active(case, rule, day, recorder)));
    }
    truth
}

/// Decides a query in a case: the range pass, the needs search if that leaves it open, and what a
/// settled outcome rests on.
#[must_use]
pub fn decide(model: &Model, case: &Case, settings: &Settings, query: Query) -> Decision {
    Evaluator::new(model, settings).decide(case, query)
}

pub(super) fn decide_with<A: Ask>(
    model: &Model,
    case: &Case,
    settings: &Settings,
    query: Query,
    ask: &A,
) -> Decision {
    Evaluator::new(model, settings).decide_as(case, query, ask)
}

impl Evaluator<'_> {
    /// Decides a query in a case as [`decide`] does. For many cases one evaluator does.
    pub fn decide(&mut self, case: &Case, query: Query) -> Decision {
        let query = self.on_the_governing_text(case, query);
        self.decide_as(case, query.clone(), &query)
    }

    /// The outcome of a query in a case and no more: what [`Evaluator::decide`] gives as the outcome,
    /// in a fraction of the time where it is settled. Not refined, what the range pass leaves open is
    /// unknown, though a search might settle it (semantics 3, population runs).
    pub fn outcome(&mut self, case: &Case, query: &Query, refined: bool) -> Outcome {
        let query = self.on_the_governing_text(case, query.clone());
        self.reset();
        self.begin(case);
        let first = query.ask(self, case, &mut Silent);
        let settled = if first.is_settled() {
            Some(first)
        } else if refined {
            search(self, case, &query, |_| true, |_| false).settled
        } else {
            None
        };
        match settled {
            Some(settled) => outcome(self, case, &query, &settled),
            None => Outcome::Unknown,
        }
    }

    /// The outcomes a query can have in a case: the range pass alone.
    pub(crate) fn outcomes<R: Recorder>(
        &mut self,
        case: &Case,
        query: &Query,
        recorder: &mut R,
    ) -> Range {
        self.begin(case);
        query.ask(self, case, recorder)
    }

    /// The assertions that a case violates, as [`violated`] has it.
    pub fn violated_by(&mut self, case: &Case) -> Vec<AssertionId> {
        self.reset();
        self.begin(case);
        let (model, day) = (self.model, self.as_of);
        model
            .assertions()
            .iter()
            .filter(|(_, it)| {
                self.framed(|this| this.truth(case, it.condition, day, &mut Silent))
                    .is_no()
            })
            .map(|(id, _)| id)
            .collect()
    }

    /// Whether what an assertion says holds in a case.
    pub(crate) fn assertion_of<R: Recorder>(
        &mut self,
        case: &Case,
        condition: ExprId,
        recorder: &mut R,
    ) -> Truth {
        self.reset();
        self.begin(case);
        let day = self.as_of;
        self.framed(|this| this.truth(case, condition, day, recorder))
    }

    /// A question about a norm that an amendment replaced is one about the version that governs.
    fn on_the_governing_text(&mut self, case: &Case, query: Query) -> Query {
        match query {
            Query::Norm(id) | Query::Predicate(id, _)
                if self.model.norms()[id].successor.is_some()
                    || self.model.norms()[id].transition.is_some() =>
            {
                self.reset();
                self.begin(case);
                let id = self.governing(case, id);
                match query {
                    Query::Predicate(_, predicate) => Query::Predicate(id, predicate),
                    _ => Query::Norm(id),
                }
            }
            other => other,
        }
    }

    fn decide_as<A: Ask>(&mut self, case: &Case, query: Query, ask: &A) -> Decision {
        self.reset();
        decided(self, case, query, ask)
    }

    /// Leaves nothing of what was asked before.
    pub(super) fn reset(&mut self) {
        self.unfixed = Unfixed::Nothing;
        self.as_things_stand = false;
        self.searched.clear();
        self.overlay.clear();
        self.variables.clear();
        self.frame = 0;
    }
}

fn decided<A: Ask>(evaluator: &mut Evaluator<'_>, case: &Case, query: Query, ask: &A) -> Decision {
    let model = evaluator.model;
    evaluator.begin(case);
    let first = ask.ask(evaluator, case, &mut Silent);
    let days = evaluator.days(case, &query);
    let mut decision = undecided(query, days, first.clone());
    let settled = settle(evaluator, case, ask, first, &mut decision, |_| false);
    let mut trace = Trace::default();
    evaluator.begin(case);
    ask.ask(evaluator, case, &mut trace);
    decision.because = because(model, &decision.query, &trace, settled.as_ref());
    remarks(model, case, evaluator, &trace, &mut decision);
    if let Some(settled) = settled {
        decision.outcome = outcome(evaluator, case, &decision.query.clone(), &settled);
        decision.marks = marks(evaluator, case, ask, &settled, &trace);
        decision.possible = settled;
    } else {
        let blockers = decision.possible.flags.blockers();
        if !blockers.is_empty() {
            decision
                .remarks
                .push(Remark::Possible(Range::blocker(blockers)));
        }
        as_things_stand(evaluator, case, ask, &mut decision);
    }
    decision
}

pub(super) fn undecided(query: Query, days: Days, possible: Range) -> Decision {
    Decision {
        query,
        days,
        outcome: Outcome::Unknown,
        possible,
        needs: Vec::new(),
        may_matter: Vec::new(),
        because: Vec::new(),
        either_way: false,
        marks: Vec::new(),
        remarks: Vec::new(),
    }
}

/// The outcome the range pass or else the search settles on; what is needed goes into the decision, up
/// to the first slot that is `enough`.
pub(super) fn settle<A: Ask>(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    ask: &A,
    first: Range,
    decision: &mut Decision,
    enough: impl Fn(&Slot) -> bool,
) -> Option<Range> {
    if first.is_settled() {
        return Some(first);
    }
    let found = search(evaluator, case, ask, |_| true, enough);
    decision.either_way = found.settled.is_some();
    decision.needs = found
        .needs
        .into_iter()
        .map(|(slot, witness)| Need {
            slot,
            witness: Some(witness),
        })
        .collect();
    decision.may_matter = found.may_matter;
    found.settled
}

/// The trace of a query in a case: every term, also those that decided nothing.
#[must_use]
pub fn trace(model: &Model, case: &Case, settings: &Settings, query: Query) -> Trace {
    let mut evaluator = Evaluator::new(model, settings);
    evaluator.begin(case);
    let mut trace = Trace::default();
    query.ask(&mut evaluator, case, &mut trace);
    trace
}

/// The assertions (`always …`) that the given facts violate. One that rests on an unknown fact is
/// not violated.
#[must_use]
pub fn violated(model: &Model, case: &Case, settings: &Settings) -> Vec<AssertionId> {
    Evaluator::new(model, settings).violated_by(case)
}

pub(super) fn outcome(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    query: &Query,
    settled: &Range,
) -> Outcome {
    let Range { core, flags } = settled;
    if flags.has(Flags::ABSENT) {
        return Outcome::Absent;
    }
    if let Some(blocker) = Flags::BLOCKERS.iter().find(|it| flags.has(**it)) {
        return blocked(evaluator.model, query, *blocker);
    }
    match (query, core) {
        (Query::Norm(norm), Core::Kind(bits)) => {
            let state = NormState::ALL
                .get(bits.trailing_zeros() as usize)
                .copied()
                .unwrap_or(NormState::NotArisen);
            evaluator.begin(case);
            let day = evaluator.as_of;
            let parts: Option<Parts> = evaluator.norm_states(case, *norm, day, &mut Silent).1;
            Outcome::State(Evaluator::norm_outcome(state, parts.as_ref()))
        }
        (_, Core::Truth(_)) if settled.as_truth().is_yes() => Outcome::Yes,
        (_, Core::Truth(_)) => Outcome::No,
        _ => Outcome::Value(settled.clone()),
    }
}

fn blocked(model: &Model, query: &Query, blocker: Flags) -> Outcome {
    match blocker {
        Flags::CONFLICT => Outcome::Conflict,
        Flags::GAP => Outcome::Gap,
        Flags::NOT_COMPUTABLE => Outcome::NotComputable,
        Flags::NOT_ENCODED => Outcome::NotEncoded,
        Flags::NOT_IN_FORCE => {
            let days = match query {
                Query::Conclusion(id) | Query::At(id, _) => {
                    let row = &model.conclusions()[*id];
                    let all = row.rules.iter().map(|&rule| model.rules()[rule].validity);
                    all.reduce(|one, other| crate::model::Validity {
                        from: one.from.zip(other.from).map(|(a, b)| a.min(b)),
                        until: one.until.zip(other.until).map(|(a, b)| a.max(b)),
                    })
                }
                Query::Norm(id) | Query::Predicate(id, _) => Some(model.norms()[*id].validity),
                Query::Place(id) => Some(model.places()[*id].validity),
            };
            Outcome::NotInForce {
                from: days.and_then(|it| it.from),
                until: days.and_then(|it| it.until),
            }
        }
        _ => Outcome::NotApplicable,
    }
}

/// The provisions that decided, in the law's order: of a yes the active grounds, of a no the
/// conditions that failed and the exceptions that bit, of a value the rules that gave it.
pub(super) fn because(
    model: &Model,
    query: &Query,
    trace: &Trace,
    settled: Option<&Range>,
) -> Vec<PlaceId> {
    let mut found = BTreeSet::new();
    let Some(top) = trace.children(None).next() else {
        return Vec::new();
    };
    match query {
        Query::Norm(norm) | Query::Predicate(norm, _) => {
            found.insert(model.norms()[*norm].place);
        }
        Query::Conclusion(id) | Query::At(id, _) => {
            if let Some((day, place)) = model.conclusions()[*id].taken_on {
                let is_day = |it: &usize| {
                    let step = trace.step(*it);
                    step.is_some_and(|step| step.node == Node::Expr(day))
                };
                let governing = match trace.children(Some(top)).find(is_day) {
                    Some(at) => trace.governing_day(model, at, day).map(|(_, day)| day),
                    None => Some(day),
                };
                found.extend(governing.map(|day| model.exprs()[day].place.unwrap_or(place)));
            }
        }
        Query::Place(_) => {}
    }
    let yes = settled.is_none_or(|it| !it.as_truth().is_no());
    let tops: Vec<usize> = match trace.step(top).map(|it| &it.node) {
        Some(Node::Rule(_)) => trace.children(None).collect(),
        Some(Node::Conclusion(..)) => trace
            .children(Some(top))
            .filter(|&at| matches!(trace.step(at).map(|it| &it.node), Some(Node::Rule(_))))
            .collect(),
        _ => active_exceptions(trace, top),
    };
    for at in &tops {
        deciding(model, trace, *at, yes, &mut found);
    }
    if found.is_empty() && !yes {
        // No version governs this case; the clauses that say so are what decided.
        for at in &tops {
            governed_elsewhere(model, trace, *at, &mut found);
        }
    }
    if found.is_empty() && yes {
        // It is so by default: what matters is why no rule says otherwise.
        for at in tops {
            deciding(model, trace, at, false, &mut found);
        }
    }
    let mut found: Vec<PlaceId> = found.into_iter().collect();
    found.sort_by_key(|&place| {
        let span = model.places()[place].span;
        (span.file, span.start)
    });
    found
}

fn active_exceptions(trace: &Trace, top: usize) -> Vec<usize> {
    let end = trace.step(top).map_or(0, |it| it.end as usize);
    (top..end)
        .filter(|&at| {
            trace
                .step(at)
                .is_some_and(|it| matches!(it.node, Node::Rule(_)) && it.result.as_truth().is_yes())
        })
        .collect()
}

fn deciding(model: &Model, trace: &Trace, at: usize, yes: bool, found: &mut BTreeSet<PlaceId>) {
    let Some(step) = trace.step(at) else { return };
    let Node::Rule(id) = step.node else { return };
    let rule = &model.rules()[id];
    let place = rule.by_analogy.unwrap_or(rule.place);
    let truth = step.result.as_truth();
    if yes {
        if !truth.is_no() {
            found.insert(place);
        }
        return;
    }
    if !governs(rule, trace, at) {
        return;
    }
    // A rule that failed: the exceptions that bit, else the labelled conditions that failed.
    let mut narrower = false;
    for child in trace.children(Some(at)) {
        let Some(inner) = trace.step(child) else {
            continue;
        };
        match &inner.node {
            Node::Expr(id) if is_saving(rule, *id) => {}
            Node::Rule(exception) if inner.result.as_truth().is_yes() => {
                narrower = true;
                found.insert(model.rules()[*exception].place);
            }
            Node::Expr(_) => narrower |= failed_entries(model, trace, child, found),
            _ => {}
        }
    }
    if !narrower || truth.is_yes() {
        found.insert(place);
    }
}

/// Whether an expression is the condition of a saving clause that says whether a rule governs a case.
fn is_saving(rule: &Rule, expr: ExprId) -> bool {
    let transition = rule.transition.as_deref();
    transition.is_some_and(|it| it.conditions().any(|clause| clause == expr))
}

/// Whether saving clauses let a rule be the text of this case: what another text decides is no ground
/// that failed.
fn governs(rule: &Rule, trace: &Trace, at: usize) -> bool {
    let Some(transition) = rule.transition.as_deref() else {
        return true;
    };
    let came_out = |clauses: &[ExprId]| -> Vec<Truth> {
        let children = trace.children(Some(at));
        let steps = children.filter_map(|child| trace.step(child));
        let asked = steps.filter(|it| matches!(it.node, Node::Expr(id) if clauses.contains(&id)));
        asked.map(|it| it.result.as_truth()).collect()
    };
    let spared = came_out(&transition.spared);
    let ended = !spared.is_empty() && spared.iter().all(|it| it.is_no());
    let barred = came_out(&transition.barred).iter().any(|it| it.is_yes());
    !ended && !barred
}

/// The saving clauses that keep a case from a version, or do not keep it under one that has ended.
fn governed_elsewhere(model: &Model, trace: &Trace, at: usize, found: &mut BTreeSet<PlaceId>) {
    let Some(Node::Rule(id)) = trace.step(at).map(|it| &it.node) else {
        return;
    };
    let rule = &model.rules()[*id];
    if governs(rule, trace, at) {
        return;
    }
    found.insert(rule.by_analogy.unwrap_or(rule.place));
    let clauses = rule.transition.iter().flat_map(|it| it.conditions());
    found.extend(clauses.filter_map(|clause| model.exprs()[clause].place));
}

/// The labelled entries that are no within a conjunction; whether there was one.
fn failed_entries(model: &Model, trace: &Trace, at: usize, found: &mut BTreeSet<PlaceId>) -> bool {
    let Some(step) = trace.step(at) else {
        return false;
    };
    let Node::Expr(id) = step.node else {
        return false;
    };
    if !step.result.as_truth().is_no() {
        return false;
    }
    let expr = &model.exprs()[id];
    if let Some(place) = expr.place {
        found.insert(place);
        return true;
    }
    if !matches!(expr.kind, ExprKind::And(_)) {
        return false;
    }
    let mut any = false;
    for child in trace.children(Some(at)) {
        any |= failed_entries(model, trace, child, found);
    }
    any
}

/// What the outcome rests on: each kind of support is let go in turn, and what then is needed is
/// marked (semantics 6).
pub(super) fn marks<A: Ask>(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    ask: &A,
    settled: &Range,
    trace: &Trace,
) -> Vec<Mark> {
    let model = evaluator.model;
    let mut marks = Vec::new();
    let has_note = trace
        .steps()
        .iter()
        .any(|it| matches!(it.node, Node::Rule(id) if model.rules()[id].note));
    let has_reading = trace
        .steps()
        .iter()
        .any(|it| matches!(it.node, Node::Reading(..)));
    let reads = |wanted: fn(&crate::model::Fact) -> bool| {
        trace.steps().iter().any(|it| match &it.node {
            Node::Fact(slot) => slot.fact().is_some_and(|fact| wanted(&model.facts()[fact])),
            _ => false,
        })
    };
    let kinds = [
        (Unfixed::Readings, has_reading),
        (
            Unfixed::Presumptions,
            reads(|fact| !fact.presumptions.is_empty()),
        ),
        (
            Unfixed::Assumptions,
            reads(|fact| {
                fact.not_encoded
                    .as_ref()
                    .is_some_and(|it| it.taken_as.is_some())
            }),
        ),
        (Unfixed::Notes, has_note),
    ];
    let presumed: BTreeSet<Slot> = trace
        .steps()
        .iter()
        .filter_map(|it| match &it.node {
            Node::Fact(slot) => Some((slot, it.day)),
            _ => None,
        })
        .filter(|(slot, day)| evaluator.is_presumed(case, slot, *day))
        .map(|(slot, _)| slot.clone())
        .collect();
    for (unfixed, _) in kinds.into_iter().filter(|(_, worth)| *worth) {
        evaluator.unfixed = unfixed;
        evaluator.begin(case);
        let open = ask.ask(evaluator, case, &mut Silent);
        if open != *settled {
            let choices = evaluator.choices.clone();
            let concerns = |slot: &Slot| match unfixed {
                Unfixed::Readings => matches!(slot, Slot::Reading(_)),
                Unfixed::Notes => matches!(slot, Slot::Note(_)),
                Unfixed::Presumptions => presumed.contains(slot),
                Unfixed::Assumptions => slot
                    .fact()
                    .is_some_and(|fact| model.facts()[fact].not_encoded.is_some()),
                Unfixed::Nothing | Unfixed::Everything => false,
            };
            let found = search(evaluator, case, ask, concerns, |_| false);
            let mark = |slot: Slot| match slot {
                Slot::Reading(id) => {
                    Mark::Reading(id, choices.get(id.position()).copied().unwrap_or(0))
                }
                Slot::Note(id) => Mark::Note(id),
                slot if unfixed == Unfixed::Presumptions => Mark::Presumed(slot),
                slot => Mark::Assumed(slot),
            };
            marks.extend(found.needs.into_iter().map(|(slot, _)| mark(slot)));
            marks.extend(found.may_matter.into_iter().map(Mark::MayRestOn));
        }
        evaluator.unfixed = Unfixed::Nothing;
    }
    let mut analogies: Vec<PlaceId> = trace
        .steps()
        .iter()
        .filter(|it| it.result.as_truth().is_yes())
        .filter_map(|it| match it.node {
            Node::Rule(id) => model.rules()[id].by_analogy,
            _ => None,
        })
        .collect();
    analogies.sort_unstable();
    analogies.dedup();
    marks.extend(analogies.into_iter().map(Mark::ByAnalogy));
    // Two rules of one note are one mark.
    let mut notes: BTreeSet<PlaceId> = BTreeSet::new();
    marks.retain(|mark| match mark {
        Mark::Note(rule) | Mark::MayRestOn(Slot::Note(rule)) => {
            notes.insert(model.rules()[*rule].place)
        }
        _ => true,
    });
    marks
}

fn remarks(
    model: &Model,
    case: &Case,
    evaluator: &mut Evaluator<'_>,
    trace: &Trace,
    decision: &mut Decision,
) {
    let mut seen: BTreeSet<Slot> = BTreeSet::new();
    for (at, step) in trace.steps().iter().enumerate() {
        match &step.node {
            Node::Fact(slot) if seen.insert(slot.clone()) => {
                if let Some((made, given)) = given_day(model, case, slot) {
                    if made && given > evaluator.as_of {
                        decision
                            .remarks
                            .push(Remark::NotYetMade(slot.clone(), given));
                    } else if !made && given > step.day {
                        decision
                            .remarks
                            .push(Remark::LaterEvent(slot.clone(), given, step.day));
                    }
                }
            }
            Node::Expr(id) => {
                if let ExprKind::Quantified {
                    quantifier: crate::model::Quantifier::Every,
                    list,
                    ..
                } = &model.exprs()[*id].kind
                {
                    let none = !trace.children(Some(at)).any(|child| {
                        matches!(trace.step(child).map(|it| &it.node), Some(Node::Turn(_)))
                    });
                    let nearest = enclosing_rule(trace, at);
                    if none
                        && step.result.as_truth().is_yes()
                        && let Some(rule) = nearest
                    {
                        let _ = list;
                        decision
                            .remarks
                            .push(Remark::ThereWereNone(model.rules()[rule].place));
                    }
                }
            }
            Node::Rule(id) => {
                let rule = &model.rules()[*id];
                if rule.note
                    && step.result.as_truth().is_yes()
                    && gave_way(model, trace, *id, &decision.possible)
                {
                    decision.remarks.push(Remark::NoteGaveWay(*id));
                }
            }
            _ => {}
        }
    }
}

/// The day a given event happened or a finding was made: (made, day).
fn given_day(model: &Model, case: &Case, slot: &Slot) -> Option<(bool, crate::value::Date)> {
    let event = model.facts()[slot.fact()?].shape == Shape::Event;
    if !matches!(slot.bare(), Slot::Fact(_) | Slot::Key(..)) {
        return None;
    }
    match case.given_of(slot) {
        Given::Value {
            made_on: Some(made),
            ..
        } => Some((true, *made)),
        Given::Value {
            value:
                Range {
                    core: Core::Date(day, _),
                    ..
                },
            ..
        } if event => Some((false, *day)),
        Given::Value {
            value:
                Range {
                    core: Core::Moment(moment, _),
                    ..
                },
            ..
        } if event => Some((false, moment.date())),
        _ => None,
    }
}

fn enclosing_rule(trace: &Trace, at: usize) -> Option<RuleId> {
    trace
        .steps()
        .iter()
        .take(at)
        .rev()
        .find_map(|step| match step.node {
            Node::Rule(id) if step.end as usize > at => Some(id),
            _ => None,
        })
}

/// Whether an active rule of a note gave another result than the text's.
fn gave_way(model: &Model, trace: &Trace, id: RuleId, outcome: &Range) -> bool {
    let RuleEffect::Gives(conclusion, value) = model.rules()[id].effect else {
        return false;
    };
    if model.conclusions()[conclusion].collector.is_some() {
        return false;
    }
    trace.steps().iter().any(|step| {
        step.node == Node::Expr(value)
            && step.result.is_settled()
            && outcome.is_settled()
            && step.result != *outcome
    })
}

/// If the record ends before the day facts are judged: what would hold if nothing more happened.
fn as_things_stand<A: Ask>(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    ask: &A,
    decision: &mut Decision,
) {
    evaluator.as_things_stand = true;
    evaluator.begin(case);
    let range = ask.ask(evaluator, case, &mut Silent);
    evaluator.as_things_stand = false;
    if range.is_settled() {
        decision.remarks.push(Remark::AsThingsStand(range));
    }
}
