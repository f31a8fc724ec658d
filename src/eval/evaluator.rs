//! The evaluator: expressions over ranges.
//!
//! Names are slots already; nothing here looks up text. Conditions and values are two functions,
//! [`Evaluator::truth`] and [`Evaluator::value`], since a truth fits a register. Conclusions are
//! kept for the run by conclusion, key and day. The depth of recursion is bounded by the checker.

use super::case::{Case, Given, Step};
use super::memo::Memo;
use super::ops::{self, Operation};
use super::range::{Core, Flags, Key, Range, Truth};
use super::seen::Seen;
use super::slots::Slot;
use super::trace::{Node, Recorder};
use crate::model::{
    Conclusion, ConclusionId, Domain, EntityId, ExprId, ExprKind, Fact, FactId, Id, Model, Origin,
    ReadingId, RuleId, Shape, Transition, Type, Validity,
};
use crate::value::{Convention, Date, Moment, MonthDay, Number};
use std::collections::HashMap;

/// The field of a member that is its first day.
pub(super) const JOINED: usize = 0;
/// The field of a member that is its last day.
pub(super) const LEFT: usize = 1;

/// No run of rest days is longer, in days; bounds a last day that lies outside the calendar.
pub(super) const LONGEST_ROLL: i64 = 15;

/// What a variable is bound to.
#[derive(Debug, Clone)]
pub(super) enum Binding {
    /// A year, a member of a set.
    Key(Key),
    /// An entry of a fact, by position in the file.
    Entry(FactId, usize),
    /// A further entry, of which nothing is known.
    Further(FactId),
    /// A member of a group, by position in the file; [`STRANGER`] for a further one.
    Member(FactId, usize),
    /// A window, by number, with its first and last day.
    Window(u32, Date, Date),
}

/// What is held fixed. To learn what an outcome rests on, one of these is let go (semantics 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfixed {
    Nothing,
    Readings,
    Presumptions,
    Assumptions,
    Notes,
    /// All of these: what holds then holds whatever they are.
    Everything,
}

impl Unfixed {
    fn frees(self, kind: Unfixed) -> bool {
        self == kind || self == Unfixed::Everything
    }
}

/// What a conclusion is kept under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey {
    pub(super) conclusion: ConclusionId,
    /// At which key.
    pub(super) key: Option<Key>,
    pub(super) day: Date,
    /// Of the member at the end of a path.
    pub(super) path: Vec<Step>,
    /// What is assumed of saving clauses.
    pub(super) assumed: Vec<Assumed>,
}

/// The condition of a saving clause, and whether it is taken to hold.
pub(super) type Assumed = (ExprId, bool);

impl CacheKey {
    /// Whether it is a conclusion without a key of the case itself on the as-of day.
    fn is_near(&self, as_of: Date) -> bool {
        self.key.is_none() && self.day == as_of && self.path.is_empty() && self.assumed.is_empty()
    }
}

/// What is the same of a conclusion's rules in every case of a run, whose as-of day is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Whether some rule is in force, or there is none at all.
    pub(super) in_force: bool,
    /// Whether some rule has a scope.
    pub(super) scoped: bool,
    /// Whether an amendment leaves some case without a rule, or may.
    pub(super) moved: bool,
}

/// Whether some version governs every case on a day: one is in force, and each saving clause that keeps
/// cases from it keeps them under another that is.
pub(super) fn always_governed<'t>(
    versions: impl Iterator<Item = (Validity, Option<&'t Transition>)>,
    as_of: Date,
) -> bool {
    let in_force: Vec<Option<&Transition>> = versions
        .filter(|(validity, _)| validity.covers(as_of))
        .map(|(_, transition)| transition)
        .collect();
    let ended = |it: &Transition| it.ended_on.is_some_and(|day| day <= as_of);
    let mut kept: Vec<ExprId> = Vec::new();
    loop {
        let met = |it: &Transition| it.barred.iter().all(|clause| kept.contains(clause));
        let of_all = |it: &Option<&Transition>| it.is_none_or(|it| !ended(it) && met(it));
        if in_force.iter().any(of_all) {
            return true;
        }
        let versions = in_force.iter().flatten();
        let more: Vec<ExprId> = versions
            .filter(|it| ended(it) && met(it))
            .flat_map(|it| it.spared.iter().copied())
            .filter(|clause| !kept.contains(clause))
            .collect();
        if more.is_empty() {
            return false;
        }
        kept.extend(more);
    }
}

impl Standing {
    fn of(row: &Conclusion, model: &Model, as_of: Date) -> Standing {
        let rules = || row.rules.iter().map(|&rule| &model.rules()[rule]);
        Standing {
            in_force: row.rules.is_empty() || rules().any(|rule| rule.validity.covers(as_of)),
            scoped: rules().any(|rule| !rule.scopes.is_empty()),
            moved: rules().any(|rule| rule.transition.is_some())
                && !always_governed(
                    rules().map(|rule| (rule.validity, rule.transition.as_deref())),
                    as_of,
                ),
        }
    }
}

/// The days on which somebody who wants to hear of every unknown has to listen as well, where something is
/// judged on one of many days: what is recorded from some day on, or up to some day, is unknown only beyond.
pub(super) fn heard_days<R: Recorder>(on: &Range) -> impl Iterator<Item = Date> + use<R> {
    let ends = match on.core {
        Core::Date(first, last) => Some([first, last]),
        Core::Moment(first, last) => Some([first.date(), last.date()]),
        _ => None,
    };
    ends.filter(|_| R::HEARS_SLOTS).into_iter().flatten()
}

/// Evaluates the terms of a model on one case.
#[derive(Debug)]
pub struct Evaluator<'m> {
    pub(super) model: &'m Model,
    pub(super) as_of: Date,
    pub(super) recorded: Date,
    /// The position of the choice in force, by reading.
    pub(super) choices: Vec<usize>,
    pub(super) unfixed: Unfixed,
    /// Whether values persist and nothing more happens after the day the record reaches.
    pub(super) as_things_stand: bool,
    /// The slots a search is about. None is presumed while it lasts: whether the law presumes a
    /// fact turns on what the file gives, never on what a search tries.
    pub(super) searched: Vec<Slot>,
    /// Values a search gives to slots that are unknown.
    pub(super) overlay: Vec<(Slot, Range)>,
    /// What a search keeps of conclusions while it lasts.
    pub(super) memo: Option<Box<Memo<'m>>>,
    pub(super) variables: Vec<Binding>,
    pub(super) frame: usize,
    /// The members that are being judged, the innermost last; empty for the case itself.
    pub(super) path: Vec<Step>,
    /// The saving clauses that are asking what comes out under one of their texts, the innermost last.
    pub(super) assumed: Vec<Assumed>,
    /// What was looked at, if somebody wants to know.
    pub(super) seen: Option<Box<Seen>>,
    /// How many evaluations searches have spent so far.
    pub(super) spent: u64,
    /// The latest day for which a search was asked whether an event had happened by then.
    pub(super) looked_ahead: Date,
    /// What the as-of day settles of each conclusion's rules, by id.
    standings: Vec<Standing>,
    /// Conclusions without a key on the as-of day, by id: the generation they were found in.
    near: Vec<(u64, Range)>,
    generation: u64,
    far: HashMap<CacheKey, Range>,
}

impl<'m> Evaluator<'m> {
    /// An evaluator for a day and switched readings; the rest are as preferred.
    #[must_use]
    pub fn new(model: &'m Model, settings: &super::Settings) -> Self {
        let mut choices = vec![0; model.readings().len()];
        for (reading, choice) in &settings.readings {
            if let Some(slot) = choices.get_mut(reading.position()) {
                *slot = *choice;
            }
        }
        Self {
            model,
            as_of: settings.as_of,
            recorded: settings.as_of,
            choices,
            unfixed: Unfixed::Nothing,
            as_things_stand: false,
            searched: Vec::new(),
            overlay: Vec::new(),
            memo: None,
            variables: Vec::new(),
            frame: 0,
            path: Vec::new(),
            assumed: Vec::new(),
            seen: None,
            spent: 0,
            looked_ahead: Date::MIN,
            standings: (model.conclusions().iter())
                .map(|(_, row)| Standing::of(row, model, settings.as_of))
                .collect(),
            near: vec![(0, Range::NO); model.conclusions().len()],
            generation: 0,
            far: HashMap::new(),
        }
    }

    /// The outcomes a conclusion can have in a case. One left means it is settled.
    ///
    /// This is the range pass alone; [`super::decide`] also searches and explains.
    pub fn conclusion_of<R: Recorder>(
        &mut self,
        case: &Case,
        conclusion: ConclusionId,
        recorder: &mut R,
    ) -> Range {
        self.begin(case);
        let day = self.as_of;
        self.conclusion(case, conclusion, None, day, recorder)
    }

    /// The truth values a condition can have in a case, whatever readings, presumptions and
    /// assumptions say.
    pub(crate) fn condition_of<R: Recorder>(
        &mut self,
        case: &Case,
        condition: ExprId,
        recorder: &mut R,
    ) -> Truth {
        self.begin(case);
        self.unfixed = Unfixed::Everything;
        let day = self.as_of;
        self.framed(|this| this.truth(case, condition, day, recorder))
    }

    /// Forgets what was found of another case.
    #[inline]
    pub(super) fn begin(&mut self, case: &Case) {
        self.generation += 1;
        if !self.far.is_empty() {
            self.far.clear();
        }
        self.recorded = case.recorded_through.unwrap_or(self.as_of);
    }

    /// What the as-of day settles of a conclusion.
    #[inline]
    pub(super) fn standing(&self, id: ConclusionId) -> Standing {
        const NONE: Standing = Standing {
            in_force: false,
            scoped: false,
            moved: false,
        };
        self.standings.get(id.position()).copied().unwrap_or(NONE)
    }

    /// Whether conclusions are those of the case itself on the as-of day, and no search keeps them.
    #[inline]
    pub(super) fn is_near(&self, day: Date) -> bool {
        day == self.as_of && self.path.is_empty() && self.assumed.is_empty() && self.memo.is_none()
    }

    /// A conclusion found already, without a key, of the case itself on the as-of day.
    #[inline]
    pub(super) fn near(&self, id: ConclusionId) -> Option<&Range> {
        let (generation, range) = self.near.get(id.position())?;
        (*generation == self.generation).then_some(range)
    }

    #[inline]
    pub(super) fn keep_near(&mut self, id: ConclusionId, range: &Range) {
        if let Some(slot) = self.near.get_mut(id.position()) {
            slot.0 = self.generation;
            slot.1.clone_from(range);
        }
    }

    pub(super) fn cached(&self, key: &CacheKey) -> Option<&Range> {
        if key.is_near(self.as_of) {
            return self.near(key.conclusion);
        }
        if self.far.is_empty() {
            None
        } else {
            self.far.get(key)
        }
    }

    pub(super) fn keep(&mut self, key: CacheKey, range: &Range) {
        if key.is_near(self.as_of) {
            self.keep_near(key.conclusion, range);
            return;
        }
        self.far.insert(key, range.clone());
    }

    /// A conclusion that the search in hand has evaluated before, under the same values of what it reads.
    #[inline]
    pub(super) fn recall<R: Recorder>(
        &mut self,
        key: &CacheKey,
        recorder: &mut R,
    ) -> Option<Range> {
        let (known, kept) = self.memo.as_mut()?.find(Some(key))?;
        let known = recorder.recall(key, *kept).then(|| known.clone())?;
        self.keep(key.clone(), &known);
        Some(known)
    }

    /// Notes what is looked at, if somebody wants to know.
    #[inline]
    pub(super) fn note(&mut self, note: impl FnOnce(&mut Seen)) {
        if let Some(seen) = &mut self.seen {
            note(seen);
        }
    }

    /// Runs a part whose variables are numbered afresh.
    pub(super) fn framed<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.frame, self.variables.len());
        let result = inner(self);
        self.variables.truncate(self.frame);
        self.frame = outer;
        result
    }

    /// How much of the path leads to what a thing is about: to the innermost member of the entity,
    /// or to the case itself.
    pub(super) fn depth_of(&self, entity: Option<EntityId>) -> usize {
        if self.path.is_empty() {
            return 0;
        }
        let of_entity = |(group, _): &Step| match self.model.facts()[*group].shape {
            Shape::Group(members) => Some(members) == entity,
            _ => false,
        };
        self.path.iter().rposition(of_entity).map_or(0, |at| at + 1)
    }

    /// The path to the case or member a fact belongs to.
    fn path_to(&self, fact: FactId) -> &[Step] {
        if self.path.is_empty() {
            return &[];
        }
        let depth = self.depth_of(self.model.facts()[fact].entity);
        self.path.get(..depth).unwrap_or_default()
    }

    /// What is given of a fact of the case, or of the member that is being judged.
    #[inline]
    pub(super) fn given<'c>(&self, case: &'c Case, fact: FactId) -> &'c Given {
        if self.path.is_empty() {
            return case.get(fact);
        }
        self.given_to_member(case, fact)
    }

    /// Apart, so that the usual case stays small enough to be inlined.
    #[inline(never)]
    fn given_to_member<'c>(&self, case: &'c Case, fact: FactId) -> &'c Given {
        case.within(self.path_to(fact), fact)
    }

    /// A slot of a fact, as one of the member that is being judged.
    pub(super) fn placed(&self, case: &Case, fact: FactId, slot: Slot) -> Slot {
        let path = self.path_to(fact);
        (1..=path.len()).rev().fold(slot, |slot, depth| {
            let way = path.get(..depth).unwrap_or_default();
            let Some((group, position)) = way.last() else {
                return slot;
            };
            let name = case.member(way).map_or("…".into(), |it| it.name.clone());
            Slot::Member(*group, *position, name, Box::new(slot))
        })
    }

    /// Runs a part with the path cut to what an entity's things are about.
    pub(super) fn about<T>(
        &mut self,
        entity: Option<EntityId>,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let depth = self.depth_of(entity);
        let cut = self.path.split_off(depth);
        let result = inner(self);
        self.path.truncate(depth);
        self.path.extend(cut);
        result
    }

    /// Runs a part on the member a variable is bound to.
    fn on_member<T>(&mut self, variable: u32, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let Some(Binding::Member(group, position)) = self.binding(variable) else {
            return None;
        };
        let (group, position) = (*group, *position);
        let mut path = self.path_to(group).to_vec();
        path.push((group, position));
        let outer = std::mem::replace(&mut self.path, path);
        let result = inner(self);
        self.path = outer;
        Some(result)
    }

    /// Takes a saving clause to be met, or not, until it is taken back to what is returned. No clause
    /// asks within itself: while it is assumed, it is not evaluated.
    fn assuming(&mut self, saving: u32, met: bool) -> usize {
        let before = self.assumed.len();
        let clause = self.model.savings.get(saving as usize);
        self.assumed.extend(clause.map(|clause| (*clause, met)));
        before
    }

    /// Whether a case is saved by a clause.
    pub(super) fn saved<R: Recorder>(
        &mut self,
        case: &Case,
        clause: ExprId,
        recorder: &mut R,
    ) -> Truth {
        let day = self.as_of;
        match self.assumed.iter().find(|(known, _)| *known == clause) {
            Some((_, met)) => Truth::of(*met),
            None => self.framed(|this| this.truth(case, clause, day, recorder)),
        }
    }

    pub(super) fn binding(&self, variable: u32) -> Option<&Binding> {
        self.variables.get(self.frame + variable as usize)
    }

    /// A condition.
    pub(super) fn truth<R: Recorder>(
        &mut self,
        case: &Case,
        id: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        self.note(|seen| seen.expr(id));
        let at = recorder.enter(|| Node::Expr(id), day);
        let model = self.model;
        let kind = &model.exprs()[id].kind;
        let (truth, atom) = match kind {
            ExprKind::And(parts) => (self.all(case, parts, day, recorder), false),
            ExprKind::Or(parts) => (self.any(case, parts, day, recorder), false),
            ExprKind::AtLeastOf(count, parts) => {
                (self.at_least(case, *count, parts, day, recorder), false)
            }
            ExprKind::Not(inner) => (self.truth(case, *inner, day, recorder).not(), false),
            ExprKind::Compare(comparison, left, right) => {
                let truth = self.both(case, *left, *right, day, recorder, |left, right| {
                    ops::compare(*comparison, left, right)
                });
                (truth, true)
            }
            ExprKind::IsMember(inner, mask) => match self.plain::<R>(case, *inner) {
                Some(value) => (is_member(value, *mask), true),
                None => (
                    is_member(&self.value(case, *inner, day, recorder), *mask),
                    true,
                ),
            },
            ExprKind::IsAbsent(inner) => {
                (is_absent(&self.value(case, *inner, day, recorder)), true)
            }
            ExprKind::IsPresent(inner) => (
                is_absent(&self.value(case, *inner, day, recorder)).not(),
                true,
            ),
            ExprKind::HasPassed(inner) => {
                let date = self.value(case, *inner, day, recorder);
                (
                    ops::compare(crate::model::Comparison::Less, &date, &Range::date(day)),
                    true,
                )
            }
            ExprKind::Includes(set, members) => {
                (self.includes(case, *set, members, day, recorder), true)
            }
            ExprKind::Quantified {
                quantifier,
                variable: _,
                list,
                filter,
                body,
            } => (
                self.quantified(case, *quantifier, *list, *filter, *body, day, recorder),
                false,
            ),
            ExprKind::InOrder(steps) => (self.in_order(case, steps, day, recorder), true),
            ExprKind::AnyActive(rules) => (self.any_active(case, rules, day, recorder), false),
            ExprKind::Norm(norm, predicate) => (
                self.norm_predicate(case, *norm, *predicate, day, recorder),
                false,
            ),
            ExprKind::Window(norm, predicate, variable) => (
                self.window_predicate(case, *norm, *predicate, *variable, day, recorder),
                false,
            ),
            ExprKind::WhereApplies(inner) => {
                (self.outside(case, *inner, true, day, recorder), false)
            }
            ExprKind::MustApply(inner) => (self.outside(case, *inner, false, day, recorder), false),
            ExprKind::Versioned { .. } => {
                let range = self.term(case, id, kind, day, recorder);
                (range.as_truth(), false)
            }
            ExprKind::UnderText { saving, old, inner } => {
                let assumed = self.assuming(*saving, *old);
                let truth = self.truth(case, *inner, day, recorder);
                self.assumed.truncate(assumed);
                (truth, false)
            }
            ExprKind::OfMember(variable, inner) => {
                let truth =
                    self.on_member(*variable, |this| this.truth(case, *inner, day, recorder));
                (truth.unwrap_or(Truth::EITHER), false)
            }
            ExprKind::Conclusion(conclusion) => {
                let range = self.conclusion(case, *conclusion, None, day, recorder);
                (range.as_truth(), true)
            }
            kind => match self.plain::<R>(case, id) {
                Some(value) => (value.as_truth(), true),
                None => (self.term(case, id, kind, day, recorder).as_truth(), true),
            },
        };
        let truth = turned(truth, at, recorder);
        if R::LISTENS {
            recorder.leave(at, &truth.into(), atom);
        }
        truth
    }

    /// A value.
    pub(super) fn value<R: Recorder>(
        &mut self,
        case: &Case,
        id: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        self.note(|seen| seen.expr(id));
        let model = self.model;
        let expr = &model.exprs()[id];
        if let ExprKind::Constant(range) = &expr.kind {
            if R::LISTENS {
                let at = recorder.enter(|| Node::Expr(id), day);
                recorder.leave(at, range, false);
            }
            return range.clone();
        }
        if is_condition(&expr.kind) {
            return self.truth(case, id, day, recorder).into();
        }
        let at = recorder.enter(|| Node::Expr(id), day);
        let range = self.term(case, id, &expr.kind, day, recorder);
        if R::LISTENS {
            recorder.leave(at, &range, false);
        }
        range
    }

    /// A constant, or a fact given outright, where nobody listens: read in place, without a copy.
    #[inline]
    fn plain<'r, R: Recorder>(&self, case: &'r Case, id: ExprId) -> Option<&'r Range>
    where
        'm: 'r,
    {
        if R::LISTENS {
            return None;
        }
        let model: &'m Model = self.model;
        match &model.exprs()[id].kind {
            ExprKind::Constant(range) => Some(range),
            ExprKind::Fact(fact) => match self.given(case, *fact) {
                Given::Value {
                    value,
                    made_on: None,
                } if model.facts()[*fact].shape == Shape::Single => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Applies an operation to two operands, copying neither where both are plain.
    #[inline]
    fn both<R: Recorder, T>(
        &mut self,
        case: &Case,
        left: ExprId,
        right: ExprId,
        day: Date,
        recorder: &mut R,
        operation: impl FnOnce(&Range, &Range) -> T,
    ) -> T {
        match (self.plain::<R>(case, left), self.plain::<R>(case, right)) {
            (Some(left), Some(right)) => operation(left, right),
            (Some(left), None) => operation(left, &self.value(case, right, day, recorder)),
            (None, Some(right)) => operation(&self.value(case, left, day, recorder), right),
            (None, None) => {
                let left = self.value(case, left, day, recorder);
                operation(&left, &self.value(case, right, day, recorder))
            }
        }
    }

    fn term<R: Recorder>(
        &mut self,
        case: &Case,
        id: ExprId,
        kind: &ExprKind,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        match kind {
            ExprKind::Constant(range) => range.clone(),
            ExprKind::Fact(fact) => self.fact(case, *fact, day, recorder),
            ExprKind::FactAt(fact, key) => {
                let key = self.value(case, *key, day, recorder);
                self.fact_at(case, *fact, &key, day, recorder)
            }
            ExprKind::Conclusion(conclusion) => {
                self.conclusion(case, *conclusion, None, day, recorder)
            }
            ExprKind::ConclusionAt(conclusion, key) => {
                let key = self.value(case, *key, day, recorder);
                match key_of(&key) {
                    Some(key) => self.conclusion(case, *conclusion, Some(key), day, recorder),
                    None if key.has_value() => {
                        self.anything(&self.model.conclusions()[*conclusion].ty.clone())
                    }
                    None => key,
                }
            }
            ExprKind::Reading(reading) => self.reading(case, *reading, day, recorder),
            ExprKind::Bound(variable) => match self.binding(*variable) {
                Some(Binding::Key(key)) => range_of(key),
                Some(Binding::Window(number, ..)) => {
                    Range::number(Number::from(i64::from(*number)))
                }
                Some(Binding::Entry(..) | Binding::Further(_) | Binding::Member(..)) | None => {
                    Range::ANY
                }
            },
            ExprKind::Field(variable, field) => {
                self.field(case, *variable, *field as usize, recorder)
            }
            ExprKind::Add(a, b) => self.arithmetic(case, Operation::Add, *a, *b, day, recorder),
            ExprKind::Subtract(a, b) => {
                self.arithmetic(case, Operation::Subtract, *a, *b, day, recorder)
            }
            ExprKind::Multiply(a, b) => {
                self.arithmetic(case, Operation::Multiply, *a, *b, day, recorder)
            }
            ExprKind::Divide(a, b) => {
                self.arithmetic(case, Operation::Divide, *a, *b, day, recorder)
            }
            ExprKind::Negate(inner) => ops::negate(&self.value(case, *inner, day, recorder)),
            ExprKind::Round(inner, rounding, places) => {
                ops::round(&self.value(case, *inner, day, recorder), *rounding, *places)
            }
            ExprKind::Extreme(extreme, parts) => {
                let mut result: Option<Range> = None;
                for part in parts {
                    let value = self.value(case, *part, day, recorder);
                    result = Some(match result {
                        None => value,
                        Some(so_far) => ops::extreme(*extreme, so_far, value),
                    });
                }
                result.unwrap_or(Range::ABSENT)
            }
            ExprKind::Otherwise(inner, instead) => {
                self.otherwise(case, *inner, *instead, day, recorder)
            }
            ExprKind::StandsOn(inner, on) => {
                let since = recorder.mark();
                let on = self.value(case, *on, day, recorder);
                if !on.is_settled() {
                    recorder.moved(since);
                }
                self.on_day(case, &on, id, day, recorder, |this, day, recorder| {
                    this.value(case, *inner, day, recorder)
                })
            }
            ExprKind::If(condition, then, otherwise) => {
                let truth = self.truth(case, *condition, day, recorder);
                self.branch(case, truth, *then, *otherwise, day, recorder)
            }
            ExprKind::Versioned {
                version,
                says,
                otherwise,
            } => {
                let transition = version.transition.as_deref();
                let governs = self.text(case, version.validity, transition, recorder);
                self.branch(case, governs, *says, *otherwise, day, recorder)
            }
            ExprKind::DayOfYear(month, date, year) => {
                let year = self.value(case, *year, day, recorder);
                day_of_year(&year, *month, *date)
            }
            ExprKind::Shift {
                period,
                after,
                from,
                counting,
            } => {
                let from = self.value(case, *from, day, recorder);
                let calendar = counting.calendar.map(|id| &self.model.calendars()[id].1);
                let convention = counting.counting;
                if *after {
                    let counted = ops::of_date(&from, |date| {
                        crate::value::last_day(date, *period, convention, calendar)
                            .ok()
                            .map(|(last, _)| last)
                    });
                    match (calendar, counting.calendar) {
                        (Some(calendar), Some(id)) => {
                            self.beyond_calendar(calendar, id, counted, recorder)
                        }
                        _ => counted,
                    }
                } else {
                    let Convention::Plain(end) = convention.convention else {
                        return Range::blocker(Flags::NOT_COMPUTABLE);
                    };
                    ops::of_date(&from, |date| {
                        crate::value::count_backward(date, *period, end).ok()
                    })
                }
            }
            ExprKind::DayShift(inner, days) => {
                ops::of_date(&self.value(case, *inner, day, recorder), |date| {
                    date.plus_days(*days)
                })
            }
            ExprKind::FactDay => Range::date(day),
            ExprKind::YearOf(inner) => {
                ops::number_of_date(&self.value(case, *inner, day, recorder), |date| {
                    i64::from(date.year())
                })
            }
            ExprKind::MonthOf(inner) => {
                let date = self.value(case, *inner, day, recorder);
                let one = matches!(date.core, Core::Date(a, b) if a == b);
                if one || !date.has_value() {
                    ops::number_of_date(&date, |date| i64::from(date.month()))
                } else {
                    Range {
                        flags: date.flags,
                        ..Range::numbers(Some(Number::ONE), Some(Number::from(12)))
                    }
                }
            }
            ExprKind::CalendarMonthOf(inner) => {
                ops::of_date(&self.value(case, *inner, day, recorder), |date| {
                    Some(date.first_of_month())
                })
            }
            ExprKind::WeekOf(inner) => {
                ops::of_date(&self.value(case, *inner, day, recorder), |date| {
                    Some(date.monday())
                })
            }
            ExprKind::UnderText { saving, old, inner } => {
                let assumed = self.assuming(*saving, *old);
                let value = self.value(case, *inner, day, recorder);
                self.assumed.truncate(assumed);
                value
            }
            ExprKind::OfMember(variable, inner) => self
                .on_member(*variable, |this| this.value(case, *inner, day, recorder))
                .unwrap_or(Range::ANY),
            ExprKind::DayOf(inner) => ops::day_of(self.value(case, *inner, day, recorder)),
            ExprKind::Aggregate {
                aggregate,
                variable: _,
                list,
                filter,
                of,
            } => self.aggregate(case, *aggregate, *list, *filter, *of, day, recorder),
            // Lists are gone through by quantifiers and aggregates; alone they have no value.
            ExprKind::LastYears(..)
            | ExprKind::Windows(_)
            | ExprKind::Entries(_)
            | ExprKind::Buckets(..) => Range::ANY,
            _ => self.truth(case, id, day, recorder).into(),
        }
    }

    /// A last day outside the calendar is a lower bound: whether it moves on is not known.
    fn beyond_calendar<R: Recorder>(
        &mut self,
        calendar: &crate::value::Calendar,
        id: crate::model::CalendarId,
        counted: Range,
        recorder: &mut R,
    ) -> Range {
        let Core::Date(low, high) = counted.core else {
            return counted;
        };
        let known = |day: Date| calendar.first() <= day && day <= calendar.last();
        if known(low) && known(high) {
            return counted;
        }
        let last = high.plus_days(LONGEST_ROLL).unwrap_or(high);
        if low != high {
            return Range {
                core: Core::Date(low, last),
                flags: counted.flags,
            };
        }
        let slot = || Slot::Calendar(id, low);
        let moved = self
            .overlaid(slot, recorder)
            .unwrap_or(Range::of(Core::Date(low, last)));
        Range {
            flags: counted.flags,
            core: moved.core,
        }
    }

    fn all<R: Recorder>(
        &mut self,
        case: &Case,
        parts: &[ExprId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut truth = Truth::YES;
        for part in parts {
            truth = truth.and(self.truth(case, *part, day, recorder));
            if !R::EVERYTHING && truth.is_no() {
                break;
            }
        }
        truth
    }

    fn any<R: Recorder>(
        &mut self,
        case: &Case,
        parts: &[ExprId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut truth = Truth::NO;
        for part in parts {
            truth = truth.or(self.truth(case, *part, day, recorder));
            if !R::EVERYTHING && truth.is_yes() {
                break;
            }
        }
        truth
    }

    fn at_least<R: Recorder>(
        &mut self,
        case: &Case,
        count: u32,
        parts: &[ExprId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut tally = Tally::default();
        for part in parts {
            tally.add(self.truth(case, *part, day, recorder));
        }
        tally.at_least(count)
    }

    fn arithmetic<R: Recorder>(
        &mut self,
        case: &Case,
        operation: Operation,
        left: ExprId,
        right: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        self.both(case, left, right, day, recorder, |left, right| {
            ops::arithmetic(operation, left, right)
        })
    }

    fn includes<R: Recorder>(
        &mut self,
        case: &Case,
        set: ExprId,
        members: &[ExprId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let set = self.value(case, set, day, recorder);
        let mut truth = Truth::NO;
        for member in members {
            let member = self.value(case, *member, day, recorder);
            let (flags, values) = set.meet(&member);
            let mut one = match (&set.core, key_of(&member)) {
                _ if !values => Truth {
                    yes: false,
                    no: false,
                    flags: Flags::NONE,
                },
                (Core::Set(keys), Some(key)) => Truth::of(keys.binary_search(&key).is_ok()),
                (Core::Set(keys), None) if keys.is_empty() => Truth::NO,
                _ => Truth::EITHER,
            };
            one.no |= flags.has(Flags::ABSENT);
            one.flags = flags.blockers();
            truth = truth.or(one);
        }
        truth
    }

    /// No step has happened without every earlier step having happened by its day.
    fn in_order<R: Recorder>(
        &mut self,
        case: &Case,
        steps: &[ExprId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let days: Vec<Range> = steps
            .iter()
            .map(|step| self.value(case, *step, day, recorder))
            .collect();
        let mut truth = Truth::YES;
        for (position, later) in days.iter().enumerate() {
            for earlier in days.iter().take(position) {
                let by = ops::compare(crate::model::Comparison::AtMost, earlier, later);
                truth = truth.and(is_absent(later).or(by));
            }
        }
        truth
    }

    fn any_active<R: Recorder>(
        &mut self,
        case: &Case,
        rules: &[RuleId],
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut truth = Truth::NO;
        for &rule in rules {
            truth = truth.or(self.framed(|this| this.active(case, rule, day, recorder)));
            if !R::EVERYTHING && truth.is_yes() {
                break;
            }
        }
        truth
    }

    /// Yes or no where a narrower conclusion is not applicable.
    fn outside<R: Recorder>(
        &mut self,
        case: &Case,
        inner: ExprId,
        yes: bool,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut truth = self.truth(case, inner, day, recorder);
        if truth.flags.has(Flags::NOT_APPLICABLE) {
            truth.flags = truth.flags.without(Flags::NOT_APPLICABLE);
            truth.yes |= yes;
            truth.no |= !yes;
        }
        truth
    }

    /// Fills absent, not applicable and not in force; never unknown, conflict, gap and the like.
    fn otherwise<R: Recorder>(
        &mut self,
        case: &Case,
        inner: ExprId,
        instead: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let filled = Flags::ABSENT
            .with(Flags::NOT_APPLICABLE)
            .with(Flags::NOT_IN_FORCE);
        let value = self.value(case, inner, day, recorder);
        if !value.flags.has(filled) {
            return value;
        }
        let instead = self.value(case, instead, day, recorder);
        Range {
            flags: value.flags.without(filled),
            core: value.core,
        }
        .union(instead)
    }

    fn branch<R: Recorder>(
        &mut self,
        case: &Case,
        truth: Truth,
        then: ExprId,
        otherwise: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        if truth.flags.is_empty() && truth.yes != truth.no {
            return self.value(
                case,
                if truth.yes { then } else { otherwise },
                day,
                recorder,
            );
        }
        let blocked = Range::blocker(truth.flags);
        match (truth.yes, truth.no) {
            (true, false) => self.value(case, then, day, recorder).union(blocked),
            (false, true) => self.value(case, otherwise, day, recorder).union(blocked),
            (false, false) => blocked,
            (true, true) => {
                let one = self.value(case, then, day, recorder);
                one.union(self.value(case, otherwise, day, recorder))
                    .union(blocked)
            }
        }
    }

    /// Evaluates a part on another day. A day that is not settled gives anything, but the part is
    /// gone through once so that what it reads is known to matter.
    pub(super) fn on_day<R: Recorder>(
        &mut self,
        _case: &Case,
        on: &Range,
        id: ExprId,
        day: Date,
        recorder: &mut R,
        mut inner: impl FnMut(&mut Self, Date, &mut R) -> Range,
    ) -> Range {
        match on.core {
            Core::Date(first, last) if first == last && on.flags.is_empty() => {
                inner(self, first, recorder)
            }
            Core::None => on.clone(),
            _ => {
                for end in heard_days::<R>(on) {
                    inner(self, end, recorder);
                }
                let expr = &self.model.exprs()[id];
                let any = self.anything(&expr.ty);
                let any = if expr.may_be_absent {
                    any.or_absent()
                } else {
                    any
                };
                inner(self, day, recorder)
                    .union(any)
                    .union(Range::blocker(on.flags))
            }
        }
    }

    /// Every value of a type.
    pub(super) fn anything(&self, ty: &Type) -> Range {
        match ty {
            Type::YesNo => Truth::EITHER.into(),
            Type::Number { .. } => Range::numbers(None, None),
            Type::Year => Range::numbers(Some(Number::ONE), Some(Number::from(9999))),
            Type::Date | Type::Week | Type::Month => Range::of(Core::Date(Date::MIN, Date::MAX)),
            Type::Moment => moments(Date::MIN, Date::MAX),
            Type::Kind(kind) => {
                let count = self.model.kinds()[*kind].members.len();
                Range::of(Core::Kind(if count >= 64 {
                    u64::MAX
                } else {
                    (1u64 << count) - 1
                }))
            }
            _ => Range::ANY,
        }
    }

    /// Every value a slot of a fact can have, without absent.
    pub(super) fn domain(&self, ty: &Type, domain: &Domain) -> Range {
        match domain {
            Domain::All => self.anything(ty),
            Domain::Numbers { low, high, .. } => {
                Range::numbers(Some(low.clone()), Some(high.clone()))
            }
        }
    }

    /// A fact on a day.
    #[inline]
    pub(super) fn fact<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let given = self.given(case, fact);
        if let Given::Value {
            value,
            made_on: None,
        } = given
            && self.model.facts()[fact].shape == Shape::Single
        {
            if R::LISTENS {
                let node = || Node::Fact(self.placed(case, fact, Slot::Fact(fact)));
                let at = recorder.enter(node, day);
                recorder.leave(at, value, false);
            }
            return value.clone();
        }
        let slot = self.placed(case, fact, Slot::Fact(fact));
        let at = recorder.enter(|| Node::Fact(slot.clone()), day);
        let value = self.slot(case, fact, given, || slot.clone(), day, recorder);
        if R::LISTENS {
            recorder.leave(at, &value, false);
        }
        value
    }

    fn fact_at<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        key: &Range,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let Some(key) = key_of(key) else {
            if key.has_value() {
                let row = &self.model.facts()[fact];
                let any = self.domain(&row.ty, &row.domain);
                return if row.may_be_absent {
                    any.or_absent()
                } else {
                    any
                };
            }
            return key.clone();
        };
        let slot = self.placed(case, fact, Slot::Key(fact, key.clone()));
        let at = recorder.enter(|| Node::Fact(slot.clone()), day);
        let given = match self.given(case, fact) {
            Given::Keyed(all) => all
                .binary_search_by(|(known, _)| known.cmp(&key))
                .ok()
                .and_then(|at| all.get(at))
                .map(|(_, it)| it),
            _ => None,
        };
        let value = self.slot(
            case,
            fact,
            given.unwrap_or(&Given::Unknown),
            || slot.clone(),
            day,
            recorder,
        );
        if R::LISTENS {
            recorder.leave(at, &value, false);
        }
        value
    }

    /// The value of a slot on a day, from what the file gives of it.
    fn slot<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        given: &Given,
        slot: impl Fn() -> Slot,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let row = &self.model.facts()[fact];
        match given {
            Given::Value { value, made_on } => {
                if made_on.is_some_and(|made| made > self.as_of) {
                    return self.unknown(case, fact, row, slot(), day, recorder);
                }
                if row.shape == Shape::Event {
                    self.event(value, row, slot, day, recorder)
                } else {
                    value.clone()
                }
            }
            Given::HappenedSometime => {
                let raw = self
                    .overlaid(slot, recorder)
                    .unwrap_or_else(|| self.days_until(row, self.recorded));
                at_day(&raw, day)
            }
            Given::History(steps) => {
                let known = if day > self.recorded && !self.as_things_stand {
                    None
                } else {
                    steps.iter().rev().find(|(from, _)| *from <= day)
                };
                match known {
                    Some((_, Some(value))) => value.clone(),
                    Some((_, None)) => Range::ABSENT,
                    None => self.unknown(case, fact, row, slot(), day, recorder),
                }
            }
            Given::Unknown | Given::Keyed(_) | Given::Entries { .. } | Given::Members { .. } => {
                self.unknown(case, fact, row, slot(), day, recorder)
            }
        }
    }

    /// An event whose day the file gives, or of which it says that it did not happen.
    fn event<R: Recorder>(
        &mut self,
        value: &Range,
        row: &Fact,
        slot: impl Fn() -> Slot,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        if value.has_value() || day <= self.recorded || self.as_things_stand {
            return at_day(value, day);
        }
        // Not happened as far as the record reaches; it may have since.
        let raw = self.overlaid(slot, recorder).unwrap_or_else(|| {
            let from = self.recorded.plus_days(1).unwrap_or(Date::MAX);
            if row.ty == Type::Moment {
                moments(from, day)
            } else {
                Range::of(Core::Date(from, day))
            }
            .or_absent()
        });
        at_day(&raw, day)
    }

    fn days_until(&self, row: &Fact, last: Date) -> Range {
        if row.ty == Type::Moment {
            moments(Date::MIN, last)
        } else {
            Range::of(Core::Date(Date::MIN, last))
        }
    }

    /// What a search gives to a slot; else the slot is reported as unknown.
    fn overlaid<R: Recorder>(
        &mut self,
        slot: impl Fn() -> Slot,
        recorder: &mut R,
    ) -> Option<Range> {
        if !self.overlay.is_empty() {
            let wanted = slot();
            if let Some((_, value)) = self
                .overlay
                .iter()
                .rev()
                .find(|(known, _)| *known == wanted)
            {
                if !value.is_settled() {
                    recorder.unknown(slot);
                }
                return Some(value.clone());
            }
        }
        recorder.unknown(slot);
        None
    }

    /// A slot nothing is given of: presumed, assumed, or unknown.
    fn unknown<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        row: &Fact,
        slot: Slot,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        self.note(|seen| seen.fact(fact));
        if row.origin == Origin::NotEncoded {
            return Range::blocker(Flags::NOT_ENCODED);
        }
        if !self.unfixed.frees(Unfixed::Assumptions)
            && let Some(taken) = row.not_encoded.as_ref().and_then(|it| it.taken_as.clone())
        {
            return taken;
        }
        if !self.unfixed.frees(Unfixed::Presumptions)
            && !row.presumptions.is_empty()
            && !self.searched.contains(&slot)
            && let Some(presumed) = self.presumed(case, fact, day, recorder)
        {
            return presumed;
        }
        let row = &self.model.facts()[fact];
        if row.shape == Shape::Event {
            self.looked_ahead = self.looked_ahead.max(day);
        }
        match self.overlaid(|| slot.clone(), recorder) {
            Some(value) if row.shape == Shape::Event => at_day(&value, day),
            Some(value) => value,
            None if row.shape == Shape::Event => self.days_until(row, day).or_absent(),
            None => {
                let any = self.domain(&row.ty, &row.domain);
                if row.may_be_absent {
                    any.or_absent()
                } else {
                    any
                }
            }
        }
    }

    /// Whether the law presumes something of a fact that is unknown.
    pub(super) fn is_presumed(&mut self, case: &Case, slot: &Slot, day: Date) -> bool {
        let Some(fact) = slot.fact() else {
            return false;
        };
        if self.model.facts()[fact].presumptions.is_empty() {
            return false;
        }
        let outer = std::mem::replace(&mut self.path, slot.path());
        let presumed = self.presumed(case, fact, day, &mut super::trace::Silent);
        self.path = outer;
        presumed.is_some()
    }

    /// What the law presumes of a fact that is unknown, if its conditions are settled.
    fn presumed<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        day: Date,
        recorder: &mut R,
    ) -> Option<Range> {
        self.note(|seen| seen.fact(fact));
        let model = self.model;
        let mut found: Option<Range> = None;
        for presumption in &model.facts()[fact].presumptions {
            let when = match presumption.condition {
                Some(condition) => self.framed(|this| this.truth(case, condition, day, recorder)),
                None => Truth::YES,
            };
            if !when.is_yes() {
                if when.is_no() {
                    continue;
                }
                return None;
            }
            let value = self.framed(|this| this.value(case, presumption.value, day, recorder));
            found = Some(match found {
                Some(other) if other != value => Range::blocker(Flags::CONFLICT),
                _ => value,
            });
        }
        found
    }

    fn reading<R: Recorder>(
        &mut self,
        case: &Case,
        reading: ReadingId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let model = self.model;
        let row = &model.readings()[reading];
        if self.unfixed.frees(Unfixed::Readings) {
            let open = match self.overlaid(|| Slot::Reading(reading), recorder) {
                Some(Range {
                    core: Core::Kind(bits),
                    ..
                }) => bits,
                _ => (1u64 << row.choices.len().min(63)) - 1,
            };
            let mut result: Option<Range> = None;
            for (position, choice) in row.choices.iter().enumerate().take(63) {
                if open >> position & 1 == 1 {
                    let value = self.framed(|this| this.value(case, choice.value, day, recorder));
                    result = Some(match result {
                        None => value,
                        Some(so_far) => so_far.union(value),
                    });
                }
            }
            return result.unwrap_or(Range::ANY);
        }
        let position = self.choices.get(reading.position()).copied().unwrap_or(0);
        let Some(choice) = row.choices.get(position) else {
            return Range::ANY;
        };
        let at = recorder.enter(|| Node::Reading(reading, position), day);
        let value = self.framed(|this| this.value(case, choice.value, day, recorder));
        if R::LISTENS {
            recorder.leave(at, &value, false);
        }
        value
    }

    fn field<R: Recorder>(
        &mut self,
        case: &Case,
        variable: u32,
        field: usize,
        recorder: &mut R,
    ) -> Range {
        let (fact, entry) = match self.binding(variable) {
            Some(Binding::Entry(fact, entry)) => (*fact, *entry),
            Some(Binding::Further(fact)) => {
                let row = &self.model.facts()[*fact];
                return match self.record_field(row, field) {
                    Some(any) => any,
                    None => Range::ANY,
                };
            }
            Some(Binding::Key(_) | Binding::Window(..) | Binding::Member(..)) | None => {
                return Range::ANY;
            }
        };
        let at = recorder.enter(
            || Node::Fact(self.placed(case, fact, Slot::Field(fact, entry, field))),
            self.as_of,
        );
        let value = self.entry_field(case, fact, entry, field, recorder);
        if R::LISTENS {
            recorder.leave(at, &value, false);
        }
        value
    }

    /// A field of an entry; one that is not settled is a slot of its own.
    pub(super) fn entry_field<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        entry: usize,
        field: usize,
        recorder: &mut R,
    ) -> Range {
        let given = match self.given(case, fact) {
            Given::Entries { entries, .. } => {
                entries.get(entry).and_then(|fields| fields.get(field))
            }
            Given::Members { members, .. } => members.get(entry).map(|member| match field {
                JOINED => &member.from,
                _ => &member.until,
            }),
            _ => None,
        };
        let row = &self.model.facts()[fact];
        let value = given
            .cloned()
            .or_else(|| self.record_field(row, field))
            .unwrap_or(Range::ANY);
        if value.is_settled() {
            return value;
        }
        let slot = self.placed(case, fact, Slot::Field(fact, entry, field));
        self.overlaid(|| slot.clone(), recorder).unwrap_or(value)
    }

    /// Every value a field of a fact's entries can have.
    pub(super) fn record_field(&self, row: &Fact, field: usize) -> Option<Range> {
        if let Shape::Group(_) = row.shape {
            return Some(Range::of(Core::Date(Date::MIN, Date::MAX)).or_absent());
        }
        let (Shape::Events(record) | Shape::List(record)) = row.shape else {
            return None;
        };
        let field = self.model.records()[record].fields.get(field)?;
        let any = self.domain(&field.ty, &field.domain);
        Some(if field.may_be_absent {
            any.or_absent()
        } else {
            any
        })
    }

    /// Whether a rule of a note counts (it does, unless what notes decide is being asked).
    pub(super) fn note_counts<R: Recorder>(&mut self, rule: RuleId, recorder: &mut R) -> Truth {
        if !self.unfixed.frees(Unfixed::Notes) {
            return Truth::YES;
        }
        self.overlaid(|| Slot::Note(rule), recorder)
            .map_or(Truth::EITHER, |value| value.as_truth())
    }

    /// The days between which the evaluator judges: as of, and recorded through.
    pub(super) fn overlay_of(&self, slot: &Slot) -> Option<&Range> {
        self.overlay
            .iter()
            .rev()
            .find(|(known, _)| known == slot)
            .map(|(_, value)| value)
    }
}

/// What a term comes out as: as it did, unless the recorder turns it around.
#[inline(always)]
pub(super) fn turned<R: Recorder>(truth: Truth, at: usize, recorder: &mut R) -> Truth {
    if R::TURNS {
        recorder.turned(at).unwrap_or(truth)
    } else {
        truth
    }
}

fn is_condition(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::AtLeastOf(..)
            | ExprKind::Not(_)
            | ExprKind::Compare(..)
            | ExprKind::IsMember(..)
            | ExprKind::IsAbsent(_)
            | ExprKind::IsPresent(_)
            | ExprKind::HasPassed(_)
            | ExprKind::Includes(..)
            | ExprKind::Quantified { .. }
            | ExprKind::InOrder(_)
            | ExprKind::AnyActive(_)
            | ExprKind::Norm(..)
            | ExprKind::Window(..)
            | ExprKind::WhereApplies(_)
            | ExprKind::MustApply(_)
    )
}

/// Counts over conditions: how many hold at least and at most.
#[derive(Debug)]
pub(super) struct Tally {
    /// How many are yes in every completion.
    pub(super) sure: u32,
    /// How many can be yes.
    pub(super) possible: u32,
    /// How many can be yes or blocked, and how many cannot be no.
    not_failed: u32,
    never_failing: u32,
    /// Whether all are decided; else the highest blocker.
    pub(super) decided: Truth,
    pub(super) unbounded: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            sure: 0,
            possible: 0,
            not_failed: 0,
            never_failing: 0,
            decided: Truth::YES,
            unbounded: false,
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, truth: Truth) {
        self.sure += u32::from(truth.is_yes());
        self.possible += u32::from(truth.yes);
        self.not_failed += u32::from(!truth.is_no());
        self.never_failing += u32::from(!truth.no);
        self.decided = self.decided.and(truth.decided());
    }

    /// Whether so many hold. What is blocked counts neither way: it decides nothing while enough
    /// others do, or too few are left.
    pub(super) fn at_least(&self, count: u32) -> Truth {
        if self.sure >= count {
            return Truth::YES;
        }
        if self.not_failed < count && !self.unbounded {
            return Truth::NO;
        }
        Truth {
            yes: self.possible >= count || self.unbounded,
            no: self.never_failing < count,
            flags: self.decided.flags,
        }
    }

    pub(super) fn count(&self) -> Range {
        let high = (!self.unbounded).then(|| Number::from(i64::from(self.possible)));
        let count = Range::numbers(Some(Number::from(i64::from(self.sure))), high);
        let core = if self.decided.yes {
            count.core
        } else {
            Core::None
        };
        Range {
            core,
            flags: self.decided.flags,
        }
    }
}

pub(super) fn is_absent(range: &Range) -> Truth {
    Truth {
        yes: range.flags.has(Flags::ABSENT),
        no: range.has_value(),
        flags: range.flags.blockers(),
    }
}

fn is_member(range: &Range, mask: u64) -> Truth {
    let absent = range.flags.has(Flags::ABSENT);
    let (yes, no) = match range.core {
        Core::Kind(bits) => (bits & mask != 0, bits & !mask != 0),
        Core::None => (false, false),
        _ => (true, true),
    };
    Truth {
        yes,
        no: no || absent,
        flags: range.flags.blockers(),
    }
}

/// An event as seen on a day: what lies after it has not happened yet.
pub(super) fn at_day(raw: &Range, day: Date) -> Range {
    let last = Moment::new(day, 23, 59);
    let (core, later) = match (&raw.core, last) {
        (Core::Date(low, high), _) => clip(*low, *high, day)
            .map_or((Core::None, true), |(low, high, later)| {
                (Core::Date(low, high), later)
            }),
        (Core::Moment(low, high), Some(last)) => clip(*low, *high, last)
            .map_or((Core::None, true), |(low, high, later)| {
                (Core::Moment(low, high), later)
            }),
        (core, _) => (core.clone(), false),
    };
    let flags = if later {
        raw.flags.with(Flags::ABSENT)
    } else {
        raw.flags
    };
    Range { core, flags }
}

fn clip<T: Ord + Copy>(low: T, high: T, last: T) -> Option<(T, T, bool)> {
    (low <= last).then(|| (low, high.min(last), high > last))
}

pub(super) fn moments(first: Date, last: Date) -> Range {
    match (Moment::new(first, 0, 0), Moment::new(last, 23, 59)) {
        (Some(first), Some(last)) => Range::of(Core::Moment(first, last)),
        _ => Range::ANY,
    }
}

/// The key a settled value is.
pub(super) fn key_of(range: &Range) -> Option<Key> {
    if !range.flags.is_empty() {
        return None;
    }
    match &range.core {
        Core::Number(number) => number.to_i64().map(Key::Number),
        Core::Kind(bits) if bits.is_power_of_two() => {
            u8::try_from(bits.trailing_zeros()).ok().map(Key::Kind)
        }
        Core::Text(text) => Some(Key::Text(text.clone())),
        Core::Date(a, b) if a == b => Some(Key::Date(*a)),
        _ => None,
    }
}

/// The value a key is.
pub(super) fn range_of(key: &Key) -> Range {
    match key {
        Key::Number(number) => Range::number(Number::from(*number)),
        Key::Kind(position) => Range::kind(*position),
        Key::Text(text) => Range::of(Core::Text(text.clone())),
        Key::Date(date) => Range::date(*date),
    }
}

fn day_of_year(year: &Range, month: u32, date: u32) -> Range {
    let in_year = |year: &Number| {
        let year = i32::try_from(year.to_i64()?).ok()?;
        MonthDay::new(month, date)?.in_year(year)
    };
    match &year.core {
        Core::Number(number) => match in_year(number) {
            Some(day) => Range {
                core: Core::Date(day, day),
                flags: year.flags,
            },
            None => Range {
                core: Core::None,
                flags: year.flags.with(Flags::NOT_COMPUTABLE),
            },
        },
        Core::Numbers(ends) => {
            let low = ends.0.as_ref().and_then(in_year).unwrap_or(Date::MIN);
            let high = ends.1.as_ref().and_then(in_year).unwrap_or(Date::MAX);
            let flags = if (month, date) == (2, 29) {
                year.flags.with(Flags::NOT_COMPUTABLE)
            } else {
                year.flags
            };
            Range {
                core: Core::Date(low, high),
                flags,
            }
        }
        _ => year.clone(),
    }
}
