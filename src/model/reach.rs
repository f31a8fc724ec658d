//! What a decision can come to read: through its rules, their exceptions and scopes, and every
//! conclusion, norm and reading on the way.
//!
//! This is what the rules mention, not what a case needs: which of these facts can still change an
//! outcome is for [`crate::eval`] to say, of one case at a time.

use std::collections::BTreeSet;

use super::{
    ConclusionId, Deadline, ExprId, ExprKind, FactId, Id, Model, NormId, PlaceId, Query, ReadingId,
    RuleEffect, RuleId,
};

impl Model {
    /// The facts a decision can come to read, in the order of the law.
    #[must_use]
    pub fn facts_of(&self, query: Query) -> Vec<FactId> {
        let mut reach = Reach {
            model: self,
            met: BTreeSet::new(),
            waiting: Vec::new(),
        };
        match query {
            Query::Conclusion(id) | Query::At(id, _) => reach.meet(Part::Conclusion(id)),
            Query::Norm(id) | Query::Predicate(id, _) => reach.meet(Part::Norm(id)),
            Query::Place(id) => {
                let rules = self
                    .rules()
                    .iter()
                    .filter(|(_, rule)| self.is_within(rule.place, id));
                rules.for_each(|(rule, _)| reach.meet(Part::Rule(rule)));
            }
        }
        reach.facts()
    }

    /// All that parts of the rules can come to read, themselves among it.
    #[must_use]
    pub(crate) fn behind(&self, parts: impl IntoIterator<Item = Part>) -> BTreeSet<Part> {
        let mut reach = Reach {
            model: self,
            met: BTreeSet::new(),
            waiting: Vec::new(),
        };
        parts.into_iter().for_each(|part| reach.meet(part));
        reach.walk(|_| true);
        reach.met
    }

    /// The facts that parts of the rules can come to read, in the order of the law.
    #[must_use]
    pub(crate) fn facts_behind(&self, parts: impl IntoIterator<Item = Part>) -> Vec<FactId> {
        let facts = self.behind(parts).into_iter();
        facts
            .filter_map(|part| match part {
                Part::Fact(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    /// What expressions name themselves, without going on into what that reads in turn: each part
    /// once, in the order of the law. A part named both ways is there both ways.
    #[must_use]
    pub fn mentions(&self, exprs: impl IntoIterator<Item = ExprId>) -> Vec<Mention> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<(ExprId, bool)> =
            exprs.into_iter().map(|expr| (expr, false)).collect();
        let mut seen: BTreeSet<(ExprId, bool)> = BTreeSet::new();
        while let Some((expr, other_day)) = waiting.pop() {
            if !seen.insert((expr, other_day)) {
                continue;
            }
            let kind = &self.exprs()[expr].kind;
            found.extend(
                named(kind)
                    .into_iter()
                    .map(|part| Mention { part, other_day }),
            );
            match kind {
                ExprKind::StandsOn(value, day) => {
                    waiting.extend([(*value, true), (*day, other_day)]);
                }
                other => waiting.extend(operands(other).into_iter().map(|it| (it, other_day))),
            }
        }
        found.into_iter().collect()
    }

    /// What each conclusion can come to read; made once, when first asked for.
    pub(crate) fn reads(&self) -> &Reads {
        self.reads.get_or_init(|| Reads::of(self))
    }

    /// Whether a place is another, or stands in it.
    #[must_use]
    pub fn is_within(&self, place: PlaceId, outer: PlaceId) -> bool {
        std::iter::successors(Some(place), |at| self.places()[*at].parent).any(|at| at == outer)
    }
}

/// Something an outcome can turn on: what a file gives, or a choice that is let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// A fact, all of it: keys, entries, fields.
    Fact(FactId),
    /// Which choice of a reading counts.
    Reading(ReadingId),
    /// Whether a rule counts.
    Rule(RuleId),
}

/// Which inputs each conclusion can come to read, itself or through others: a table of bits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reads {
    /// By conclusion, then by input: facts, then readings, then rules.
    rows: Vec<Vec<u64>>,
    facts: usize,
    readings: usize,
}

impl Reads {
    pub(super) fn of(model: &Model) -> Self {
        let (facts, readings) = (model.facts().len(), model.readings().len());
        let width = (facts + readings + model.rules().len()).div_ceil(64);
        let mut reads = Reads {
            rows: vec![vec![0; width]; model.conclusions().len()],
            facts,
            readings,
        };
        let mut through: Vec<(usize, usize)> = Vec::new();
        for conclusion in model.conclusions().ids() {
            let mut reach = Reach {
                model,
                met: BTreeSet::new(),
                waiting: Vec::new(),
            };
            reach.meet(Part::Conclusion(conclusion));
            reach.walk(|id| id == conclusion);
            for part in reach.met {
                let input = match part {
                    Part::Fact(id) => Input::Fact(id),
                    Part::Reading(id) => Input::Reading(id),
                    Part::Rule(id) => Input::Rule(id),
                    Part::Conclusion(other) => {
                        through.push((conclusion.position(), other.position()));
                        continue;
                    }
                    Part::Norm(_) | Part::Expr(_) => continue,
                };
                let bit = reads.bit(input);
                let word = reads.rows.get_mut(conclusion.position());
                if let Some(word) = word.and_then(|row| row.get_mut(bit / 64)) {
                    *word |= 1 << (bit % 64);
                }
            }
        }
        // What one reads through another, until nothing is added.
        let mut more = true;
        while more {
            more = false;
            for &(one, other) in &through {
                let other = reads.rows.get(other).cloned().unwrap_or_default();
                for (word, of_other) in reads.rows.get_mut(one).into_iter().flatten().zip(other) {
                    more |= of_other & !*word != 0;
                    *word |= of_other;
                }
            }
        }
        reads
    }

    /// Whether a conclusion can come to read an input.
    pub(crate) fn has(&self, conclusion: ConclusionId, input: Input) -> bool {
        let bit = self.bit(input);
        let word = self.rows.get(conclusion.position());
        word.and_then(|row| row.get(bit / 64))
            .is_none_or(|word| word >> (bit % 64) & 1 == 1)
    }

    fn bit(&self, input: Input) -> usize {
        match input {
            Input::Fact(id) => id.position(),
            Input::Reading(id) => self.facts + id.position(),
            Input::Rule(id) => self.facts + self.readings + id.position(),
        }
    }
}

/// A part of the rules that another can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A fact.
    Fact(FactId),
    /// A conclusion.
    Conclusion(ConclusionId),
    /// A rule, ground or exception: whether it is active.
    Rule(RuleId),
    /// A norm, or a predicate of it.
    Norm(NormId),
    /// A reading.
    Reading(ReadingId),
    /// An expression.
    Expr(ExprId),
}

/// What expressions name, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// What is named; never an expression.
    pub part: Part,
    /// Whether it is read as it stands on another day than the rest.
    pub other_day: bool,
}

struct Reach<'m> {
    model: &'m Model,
    met: BTreeSet<Part>,
    waiting: Vec<Part>,
}

impl Reach<'_> {
    fn meet(&mut self, part: Part) {
        if self.met.insert(part) {
            self.waiting.push(part);
        }
    }

    fn exprs(&mut self, exprs: impl IntoIterator<Item = ExprId>) {
        exprs
            .into_iter()
            .for_each(|expr| self.meet(Part::Expr(expr)));
    }

    fn rules<'r>(&mut self, rules: impl IntoIterator<Item = &'r RuleId>) {
        rules
            .into_iter()
            .for_each(|rule| self.meet(Part::Rule(*rule)));
    }

    fn facts(mut self) -> Vec<FactId> {
        self.walk(|_| true);
        let fact = |part| {
            if let Part::Fact(id) = part {
                Some(id)
            } else {
                None
            }
        };
        self.met.into_iter().filter_map(fact).collect()
    }

    /// Goes through what waits, and into those conclusions that `into` admits.
    fn walk(&mut self, into: impl Fn(ConclusionId) -> bool) {
        while let Some(part) = self.waiting.pop() {
            match part {
                Part::Fact(id) => self.fact(id),
                Part::Conclusion(id) if into(id) => self.conclusion(id),
                Part::Conclusion(_) => {}
                Part::Rule(id) => self.rule(id),
                Part::Norm(id) => self.norm(id),
                Part::Reading(id) => self.exprs(
                    self.model.readings()[id]
                        .choices
                        .iter()
                        .map(|choice| choice.value),
                ),
                Part::Expr(id) => self.expr(&self.model.exprs()[id].kind),
            }
        }
    }

    fn fact(&mut self, id: FactId) {
        for presumption in &self.model.facts()[id].presumptions {
            self.exprs([presumption.value].into_iter().chain(presumption.condition));
        }
    }

    fn conclusion(&mut self, id: ConclusionId) {
        let conclusion = &self.model.conclusions()[id];
        self.rules(&conclusion.rules);
        self.exprs(conclusion.taken_on.map(|(day, _)| day));
    }

    fn rule(&mut self, id: RuleId) {
        let rule = &self.model.rules()[id];
        self.rules(&rule.exceptions);
        self.exprs(rule.scopes.iter().copied().chain(rule.condition));
        self.exprs(rule.transition.iter().flat_map(|it| it.conditions()));
        if let RuleEffect::Gives(_, value) = rule.effect {
            self.exprs([value]);
        }
    }

    fn norm(&mut self, id: NormId) {
        let norm = &self.model.norms()[id];
        self.rules(&norm.exceptions);
        self.exprs(norm.scopes.iter().copied());
        self.exprs(norm.transition.iter().flat_map(|it| it.conditions()));
        self.exprs(
            [norm.arises_on, norm.trigger, norm.act_condition]
                .into_iter()
                .flatten(),
        );
        self.exprs(
            norm.recurring
                .iter()
                .flat_map(|it| [it.from].into_iter().chain(it.until)),
        );
        norm.successor
            .into_iter()
            .for_each(|later| self.meet(Part::Norm(later)));
        norm.act
            .into_iter()
            .for_each(|act| self.meet(Part::Fact(act)));
        match norm.deadline {
            Some(Deadline::By(day) | Deadline::Before(day)) => self.exprs([day]),
            Some(Deadline::NotStated) | None => {}
        }
    }

    fn expr(&mut self, kind: &ExprKind) {
        for part in named(kind) {
            self.meet(part);
        }
        self.exprs(operands(kind));
    }
}

/// What an expression names by itself, its operands apart.
fn named(kind: &ExprKind) -> Vec<Part> {
    match kind {
        ExprKind::Fact(fact) | ExprKind::Entries(fact) | ExprKind::FactAt(fact, _) => {
            vec![Part::Fact(*fact)]
        }
        ExprKind::Conclusion(conclusion) | ExprKind::ConclusionAt(conclusion, _) => {
            vec![Part::Conclusion(*conclusion)]
        }
        ExprKind::AnyActive(rules) => rules.iter().map(|rule| Part::Rule(*rule)).collect(),
        ExprKind::Norm(norm, _) | ExprKind::Window(norm, ..) | ExprKind::Windows(norm) => {
            vec![Part::Norm(*norm)]
        }
        ExprKind::Reading(reading) => vec![Part::Reading(*reading)],
        _ => Vec::new(),
    }
}

/// The expressions an expression is made of.
pub(crate) fn operands(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::And(all)
        | ExprKind::Or(all)
        | ExprKind::AtLeastOf(_, all)
        | ExprKind::InOrder(all)
        | ExprKind::Extreme(_, all) => all.to_vec(),
        ExprKind::Includes(set, members) => {
            [*set].into_iter().chain(members.iter().copied()).collect()
        }
        ExprKind::Quantified {
            list, filter, body, ..
        } => [*list, *body].into_iter().chain(*filter).collect(),
        ExprKind::Aggregate {
            list, filter, of, ..
        } => [Some(*list), *filter, *of].into_iter().flatten().collect(),
        ExprKind::Compare(_, one, other)
        | ExprKind::Add(one, other)
        | ExprKind::Subtract(one, other)
        | ExprKind::Multiply(one, other)
        | ExprKind::Divide(one, other)
        | ExprKind::Otherwise(one, other)
        | ExprKind::StandsOn(one, other) => vec![*one, *other],
        ExprKind::If(condition, one, other) => vec![*condition, *one, *other],
        ExprKind::Versioned {
            version,
            says,
            otherwise,
        } => version.clauses().chain([*says, *otherwise]).collect(),
        ExprKind::Not(one)
        | ExprKind::IsMember(one, _)
        | ExprKind::IsAbsent(one)
        | ExprKind::IsPresent(one)
        | ExprKind::HasPassed(one)
        | ExprKind::Negate(one)
        | ExprKind::Round(one, ..)
        | ExprKind::WhereApplies(one)
        | ExprKind::MustApply(one)
        | ExprKind::DayOfYear(_, _, one)
        | ExprKind::Shift { from: one, .. }
        | ExprKind::DayShift(one, _)
        | ExprKind::YearOf(one)
        | ExprKind::MonthOf(one)
        | ExprKind::CalendarMonthOf(one)
        | ExprKind::WeekOf(one)
        | ExprKind::Buckets(_, one)
        | ExprKind::OfMember(_, one)
        | ExprKind::UnderText { inner: one, .. }
        | ExprKind::DayOf(one)
        | ExprKind::FactAt(_, one)
        | ExprKind::ConclusionAt(_, one)
        | ExprKind::LastYears(_, one) => vec![*one],
        ExprKind::Constant(_)
        | ExprKind::Bound(_)
        | ExprKind::Field(..)
        | ExprKind::FactDay
        | ExprKind::Fact(_)
        | ExprKind::Entries(_)
        | ExprKind::Conclusion(_)
        | ExprKind::AnyActive(_)
        | ExprKind::Norm(..)
        | ExprKind::Window(..)
        | ExprKind::Windows(_)
        | ExprKind::Reading(_) => Vec::new(),
    }
}
