//! The search for a person whose outcome differs.
//!
//! All that is unknown starts with all its values; both rule sets are evaluated over those. Where what
//! the outcomes still turn on is the same on both sides, nobody in there differs, and where both are
//! settled and differ, everybody does. Else one unknown that can tell them apart is parted, and each
//! part is searched in turn. Two parts that leave the same to be decided are searched once.
//!
//! So the search ends with a person, or with a proof, or with what kept it from either. In that case a
//! solver can be asked, if there is one: see `consult`.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Confirmed;
use super::joint::Joint;
use super::listen::Listener;
use super::shape::Shapes;
use super::solver::{Effort, Solved, Solver};
use super::space::{At, Space, SpotId, Wants};
use super::split::{Parts, split};
use super::term::{NO, TermId, Terms, Use, YES};
use crate::eval::{Case, Core, Evaluator, Flags, Range, Settings};
use crate::model::{AssertionId, Model, Query, Shape, Type};
use crate::value::{Date, Number};

/// One rule set with the decision asked of it.
pub(super) struct Side<'m> {
    pub(super) model: &'m Model,
    pub(super) settings: Settings,
    pub(super) query: Query,
    evaluator: Evaluator<'m>,
    shapes: Shapes<'m>,
    /// The assertions about facts that the decision reads.
    pub(super) assertions: Vec<AssertionId>,
}

impl<'m> Side<'m> {
    /// The term of an assertion; none if it was not heard as one.
    pub(super) fn assertion(
        &mut self,
        (at, terms, space): (usize, &mut Terms, &mut Space<'m>),
        case: &Case,
        assertion: AssertionId,
    ) -> Option<TermId> {
        let condition = self.model.assertions()[assertion].condition;
        let mut listener = Listener::new(at, case, terms, space, &mut self.shapes, self.model);
        let evaluator = &mut self.evaluator;
        let truth = evaluator.assertion_of(case, condition, &mut listener);
        if truth.is_settled() {
            return Some(if truth.is_no() { NO } else { YES });
        }
        listener.condition()
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Settled outcomes that differ.
    Differ,
    /// A settled outcome of this kind.
    Reach(Flags),
}

/// Why an answer is no proof.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Lists of more entries were not tried: the fact.
    Entries(String),
    /// The members of a group were not tried.
    Group(String),
    /// A fact that changes over time is looked at on more days than were told apart.
    Days(String),
    /// Not every value was tried.
    Values(String),
    /// The fact is compared with other unknowns in more ways than were tried.
    Together(String),
    /// What the law presumes of the fact where a file leaves it out differs.
    Presumption(String),
    /// The outcomes stay open whatever the file says: beyond the calendar, or after the as-of day.
    Open,
    /// A person was found, but not confirmed by deciding the case.
    Unconfirmed,
}

/// How a search ended.
pub(super) enum End {
    /// The unknowns are narrowed to somebody whose outcome is as looked for.
    Found,
    /// There is nobody among those searched.
    Nobody,
    /// The evaluations were used up.
    Spent,
}

pub(super) enum Step {
    Found,
    Closed,
    Spent,
    Anew,
}

/// How often a search begins again because a fact is looked at on one more day.
const MOST_BEGINNINGS: usize = 24;

/// How often an unknown that is compared with others is halved: enough to meet what differs on a wide
/// stretch; regions with slanting edges are not gone through to the end.
const MOST_HALVINGS: u32 = 3;

/// How deep unknowns are parted: beyond all values of all facts.
const DEEPEST: usize = 3_000;

pub(super) struct Search<'m> {
    pub(super) sides: Vec<Side<'m>>,
    pub(super) cases: Vec<Case>,
    pub(super) space: Space<'m>,
    pub(super) terms: Terms,
    pub(super) goal: Goal,
    pub(super) spent: u32,
    pub(super) budget: u32,
    closed: BTreeSet<(Vec<TermId>, Vec<u32>)>,
    pub(super) limits: BTreeSet<Limit>,
    /// The facts that assertions speak of.
    asserted: BTreeSet<usize>,
    /// How often each unknown that is compared with others was halved on the way here.
    halved: BTreeMap<SpotId, u32>,
    /// How often that is done; then a few values are tried.
    halvings: u32,
    /// Who is asked about what the search leaves open, and whether that is being done.
    pub(super) solver: Option<&'m mut (dyn Solver + 'm)>,
    pub(super) consulting: bool,
    /// How many questions it was asked.
    pub(super) asked: u32,
    /// What came of it.
    pub(super) solved: Solved,
    /// Whether anybody will do, so that nothing is left out and no value is moved.
    pub(super) anybody: bool,
    /// Who was found.
    pub(super) found: Option<Confirmed>,
}

impl<'m> Search<'m> {
    pub(super) fn new(
        sides: Vec<(&'m Model, Settings, Query)>,
        goal: Goal,
        as_of: Date,
        effort: Effort<'m>,
    ) -> Search<'m> {
        let joint = Joint::new(sides.iter().map(|it| it.0).collect());
        let mut admitted = BTreeSet::new();
        for (side, (model, _, query)) in sides.iter().enumerate() {
            let facts = model.facts_of(query.clone());
            admitted.extend(facts.into_iter().filter_map(|it| joint.of(side, it)));
        }
        let mut asserted = BTreeSet::new();
        let mut of_sides = Vec::new();
        for (side, (model, settings, query)) in sides.into_iter().enumerate() {
            let mut assertions = Vec::new();
            for (id, row) in model.assertions().iter() {
                let facts = model.facts_behind([crate::model::Part::Expr(row.condition)]);
                let facts: BTreeSet<usize> = facts
                    .into_iter()
                    .filter_map(|it| joint.of(side, it))
                    .collect();
                if !facts.is_disjoint(&admitted) {
                    assertions.push(id);
                    asserted.extend(facts);
                }
            }
            of_sides.push(Side {
                evaluator: Evaluator::new(model, &settings),
                shapes: Shapes::new(model, side, &settings.readings),
                assertions,
                model,
                settings,
                query,
            });
        }
        let space = Space::new(joint, admitted, as_of);
        let cases = of_sides.iter().map(|it| Case::new(it.model)).collect();
        Search {
            sides: of_sides,
            cases,
            space,
            terms: Terms::new(),
            goal,
            spent: 0,
            budget: effort.budget,
            closed: BTreeSet::new(),
            limits: BTreeSet::new(),
            asserted,
            halved: BTreeMap::new(),
            halvings: 0,
            solver: effort.solver,
            consulting: false,
            asked: 0,
            solved: Solved::Not,
            anybody: false,
            found: None,
        }
    }

    /// Whether the decision is written alike on all sides, down to the last thing it reads.
    pub(super) fn is_written_alike(&mut self) -> bool {
        let (joint, numbers) = (&self.space.joint, &mut self.space.numbers);
        let mut shapes = Vec::new();
        for side in &mut self.sides {
            shapes.push(side.shapes.query(&side.query, joint, numbers));
        }
        shapes.first().is_some_and(Option::is_some)
            && shapes.iter().all(|it| Some(it) == shapes.first())
    }

    /// Looks for somebody, and asks the solver about what that leaves open.
    pub(super) fn run(&mut self) -> End {
        let ended = self.run_alone();
        self.strengthen(ended)
    }

    /// Looks for somebody: first with few values of what is compared with other unknowns, which finds
    /// most persons; then with all that can be gone through, which may be a proof.
    fn run_alone(&mut self) -> End {
        let budget = self.budget;
        self.budget = budget / 2;
        let ended = self.pass(0);
        self.budget = budget;
        match ended {
            End::Nobody if self.limits.is_empty() => return End::Nobody,
            End::Found => return End::Found,
            End::Nobody | End::Spent => {}
        }
        self.limits.clear();
        let ended = self.pass(MOST_HALVINGS);
        if !matches!(ended, End::Found) {
            self.note_presumptions();
            self.note_limits();
        }
        ended
    }

    /// One way through all that is unknown, with so many halvings of what is compared with others.
    pub(super) fn pass(&mut self, halvings: u32) -> End {
        self.halvings = halvings;
        for _ in 0..MOST_BEGINNINGS {
            self.space.open_all();
            self.closed.clear();
            self.halved.clear();
            match self.explore(0) {
                Step::Found => return End::Found,
                Step::Closed => {
                    self.note_presumptions();
                    self.note_limits();
                    return End::Nobody;
                }
                Step::Spent => return End::Spent,
                Step::Anew => {}
            }
        }
        End::Spent
    }

    /// What is left over besides what was searched.
    fn note_limits(&mut self) {
        for fact in self.space.too_many_days.clone() {
            let name = self.name(fact);
            self.limits.insert(Limit::Days(name));
        }
    }

    /// A file that leaves a fact out is judged by what the law presumes; the search gives every fact.
    fn note_presumptions(&mut self) {
        let facts: BTreeSet<usize> = self.space.spots().map(|(_, spot)| spot.fact).collect();
        for fact in facts {
            let mut texts = BTreeSet::new();
            for side in 0..self.sides.len() {
                let joint = &self.space.joint;
                let Some((_, id, _)) = joint.row_on(fact, side) else {
                    continue;
                };
                if let Some(side) = self.sides.get_mut(side) {
                    let part = crate::model::Part::Fact(id);
                    texts.insert(side.shapes.part(part, joint, &mut self.space.numbers));
                }
            }
            if texts.len() > 1 {
                let name = self.name(fact);
                self.limits.insert(Limit::Presumption(name));
            }
        }
    }

    pub(super) fn name(&self, fact: usize) -> String {
        let row = self.space.joint.row(fact);
        row.map_or_else(String::new, |(_, row)| row.naming.name.clone())
    }

    /// Evaluates every side on what is left of the unknowns.
    pub(super) fn evaluate(&mut self) -> Result<Vec<(Range, TermId)>, ()> {
        loop {
            self.spent += 1;
            self.space.write(&mut self.cases);
            self.space.begin();
            let mut found = Vec::with_capacity(self.sides.len());
            for (at, (side, case)) in self.sides.iter_mut().zip(&self.cases).enumerate() {
                let ty = type_of(side.model, &side.query);
                let mut listener = Listener::new(
                    at,
                    case,
                    &mut self.terms,
                    &mut self.space,
                    &mut side.shapes,
                    side.model,
                );
                let range = side.evaluator.outcomes(case, &side.query, &mut listener);
                let term = listener.whole(&side.query, &ty, &range);
                found.push((range, term));
            }
            match self.space.wanted() {
                Wants::Nothing => return Ok(found),
                Wants::More => {}
                Wants::Anew => return Err(()),
            }
        }
    }

    /// Whether what is left is outside what always holds.
    pub(super) fn is_refused(&mut self) -> bool {
        self.space.write(&mut self.cases);
        self.sides.iter_mut().zip(&self.cases).any(|(side, case)| {
            if side.assertions.is_empty() {
                return false;
            }
            let violated = side.evaluator.violated_by(case);
            side.assertions.iter().any(|it| violated.contains(it))
        })
    }

    /// Whether these outcomes are what is looked for.
    pub(super) fn is_met(&self, outcomes: &[(Range, TermId)]) -> bool {
        match (self.goal, outcomes) {
            (Goal::Differ, [one, other]) => {
                one.0.is_settled() && other.0.is_settled() && one.1 != other.1
            }
            (Goal::Reach(flag), [one]) => one.0.is_settled() && one.0.flags == flag,
            _ => false,
        }
    }

    /// Whether nobody in what is left can be what is looked for.
    pub(super) fn is_hopeless(&self, outcomes: &[(Range, TermId)]) -> bool {
        match (self.goal, outcomes) {
            (Goal::Differ, [one, other]) => one.1 == other.1,
            (Goal::Reach(flag), [one]) => !one.0.flags.has(flag),
            _ => true,
        }
    }

    fn explore(&mut self, depth: usize) -> Step {
        if self.spent >= self.budget {
            return Step::Spent;
        }
        let Ok(outcomes) = self.evaluate() else {
            return Step::Anew;
        };
        if self.is_hopeless(&outcomes) || self.is_refused() {
            return Step::Closed;
        }
        if self.is_met(&outcomes) {
            return self.confirm();
        }
        let terms: Vec<TermId> = outcomes.iter().map(|it| it.1).collect();
        let asserted: Vec<u32> = self
            .asserted
            .iter()
            .map(|it| self.space.state_of(*it))
            .collect();
        let key = (terms.clone(), asserted);
        if self.closed.contains(&key) {
            return Step::Closed;
        }
        let next = self.next(&terms, |_| true).filter(|_| depth < DEEPEST);
        let tried = next
            .as_ref()
            .is_some_and(|(spot, parts)| self.is_halved(&terms, *spot, parts));
        if self.consulting
            && (depth == 0 || tried)
            && let Some(answer) = self.consult(&terms)
        {
            if matches!(answer, Step::Closed) {
                self.closed.insert(key);
            }
            return answer;
        }
        let Some((spot, parts)) = next else {
            self.note_stuck(&terms);
            return Step::Closed;
        };
        let (parts, joint) = self.limited(&terms, spot, parts);
        self.note_parted(spot, parts.exact);
        let before = self.space.spot(spot).map(|it| it.range.clone());
        if joint {
            *self.halved.entry(spot).or_default() += 1;
        }
        for part in parts.parts {
            self.space.set(spot, part);
            match self.explore(depth + 1) {
                Step::Closed => {}
                other => return other,
            }
        }
        if let Some(times) = self.halved.get_mut(&spot).filter(|_| joint) {
            *times -= 1;
        }
        if let Some(before) = before {
            self.space.set(spot, before);
        }
        self.closed.insert(key);
        Step::Closed
    }

    /// Makes a person of what is left, and has it decided; if that is not as looked for, goes on.
    pub(super) fn confirm(&mut self) -> Step {
        let before = self.space.ranges();
        self.space.fix_days(true);
        self.found = self.confirmed();
        self.space.fix_days(false);
        if self.found.is_some() {
            return Step::Found;
        }
        self.space.restore(before);
        self.limits.insert(Limit::Unconfirmed);
        Step::Closed
    }

    /// Whether the parts of an unknown are no more than halves, because it is compared with others.
    fn is_halved(&self, terms: &[TermId], id: SpotId, parts: &Parts) -> bool {
        let Some(spot) = self.space.spot(id) else {
            return false;
        };
        let wide = matches!(
            spot.range.core,
            Core::Numbers(_) | Core::Date(..) | Core::Moment(..)
        );
        let open = |it| self.space.is_open(it);
        wide && !parts.at_turns && self.terms.is_joint(terms, (id, spot.fact), open)
    }

    /// The parts of an unknown that is compared with others: after so many halvings, a few values.
    fn limited(&mut self, terms: &[TermId], id: SpotId, parts: Parts) -> (Parts, bool) {
        if !self.is_halved(terms, id, &parts) {
            return (parts, false);
        }
        let times = self.halved.get(&id).copied().unwrap_or_default();
        if times < self.halvings {
            return (parts, true);
        }
        let fact = self.space.spot(id).map(|it| it.fact);
        let name = fact.map_or_else(String::new, |it| self.name(it));
        self.limits.insert(Limit::Together(name));
        let parts = Parts {
            parts: self.likely(terms, id),
            exact: true,
            at_turns: false,
        };
        (parts, true)
    }

    fn note_parted(&mut self, spot: SpotId, exact: bool) {
        let Some((fact, at)) = self.space.spot(spot).map(|it| (it.fact, it.at.clone())) else {
            return;
        };
        let name = self.name(fact);
        if at == At::Count {
            self.limits.insert(Limit::Entries(name));
        } else if !exact {
            self.limits.insert(Limit::Values(name));
        }
    }

    fn note_stuck(&mut self, terms: &[TermId]) {
        let mut groups = BTreeSet::new();
        for it in self.terms.uses(terms.iter().copied()) {
            if let Use::Fact(fact) = it
                && let Some((_, row)) = self.space.joint.row(fact)
                && matches!(row.shape, Shape::Group(_))
            {
                groups.insert(Limit::Group(row.naming.name.clone()));
            }
        }
        if groups.is_empty() {
            self.limits.insert(Limit::Open);
        }
        self.limits.extend(groups);
    }

    /// The unknown to part next, and its parts: one that tells the sides apart, if there is one.
    pub(super) fn next(
        &self,
        terms: &[TermId],
        may_be: impl Fn(SpotId) -> bool,
    ) -> Option<(SpotId, Parts)> {
        if let [one, other] = terms {
            let apart = self.terms.apart(*one, *other);
            if let Some(found) = self.next_of(&apart, terms, &may_be) {
                return Some(found);
            }
        }
        self.next_of(terms, terms, &may_be)
    }

    /// The same of some parts of the terms.
    fn next_of(
        &self,
        parts: &[TermId],
        terms: &[TermId],
        may_be: &impl Fn(SpotId) -> bool,
    ) -> Option<(SpotId, Parts)> {
        let mut best = BTreeSet::new();
        for (order, it) in self
            .terms
            .uses(parts.iter().copied())
            .into_iter()
            .enumerate()
        {
            let (ids, moves) = match it {
                Use::Spot(id) => (vec![id], false),
                Use::Moves(id) => (vec![id], true),
                Use::Fact(fact) => (self.space.of_fact(fact).to_vec(), false),
            };
            for id in ids {
                if self.space.is_open(id) && may_be(id) {
                    let (class, weight) = self.rank(parts, id, moves);
                    best.insert((class, weight, order, id));
                }
            }
        }
        best.into_iter().find_map(|(.., id)| {
            // What is asked of a set matters wherever it is asked; the rest only where the sides part.
            let range = self.space.spot(id).map(|it| &it.range);
            let set = matches!(range.map(|it| &it.core), Some(Core::Any));
            let from = if set { terms } else { parts };
            let parts = split(&self.space, &self.terms, from, id);
            let same = parts.parts.len() == 1 && parts.parts.first() == range;
            (!parts.parts.is_empty() && !same).then_some((id, parts))
        })
    }

    /// First what moves the day of judging, then what has few values, then what has places to be cut
    /// at; of those compared together, the one with the smaller factor.
    fn rank(&self, apart: &[TermId], id: SpotId, moves: bool) -> (u8, Option<Number>) {
        if moves {
            return (0, None);
        }
        let Some(spot) = self.space.spot(id) else {
            return (9, None);
        };
        if spot.at == At::Count {
            return (2, None);
        }
        match &spot.range.core {
            Core::Truth(_) | Core::Kind(_) | Core::None => (1, None),
            Core::Number(_) | Core::Numbers(_) | Core::Date(..) | Core::Moment(..) => {
                if self.terms.thresholds(apart, id).is_empty() {
                    (4, self.terms.weight(apart, id))
                } else {
                    (1, None)
                }
            }
            _ => (3, None),
        }
    }
}

/// The type of what a query gives.
pub(super) fn type_of(model: &Model, query: &Query) -> Type {
    match query {
        Query::Conclusion(id) | Query::At(id, _) => model.conclusions()[*id].ty.clone(),
        Query::Norm(id) => Type::State(*id),
        Query::Predicate(..) | Query::Place(_) => Type::YesNo,
    }
}
