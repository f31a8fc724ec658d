//! The needs search: which unknown slots could still change an outcome (semantics 3).
//!
//! A slot is needed iff two completions that differ in it alone give different outcomes. Strong
//! Kleene evaluation is only the first pass: where it leaves a decision open, this module
//!
//! 1. hears which slots lie below undecided terms (*live* slots), and of which atoms;
//! 2. splits each slot's domain into *cells* on which its atoms do not change, by evaluating the
//!    decision on halves until they are settled: sound for any function, exact for monotone ones;
//! 3. for each slot and pair of neighbouring cells looks for values of the others under which the
//!    outcomes differ. That assignment is the *witness*.
//!
//! None needed: the outcome is settled, the same either way. Where an atom reads several unknown
//! slots at once the cells are not exact; such a slot is split again under each full assignment,
//! and if no witness is found it is reported apart, as one that may matter.

use super::case::Case;
use super::decision::Witness;
use super::evaluator::{CacheKey, Evaluator, moments};
use super::range::{Core, Flags, Range, Truth};
use super::slots::Slot;
use super::trace::{Node, Recorder};
use crate::model::{Domain, FactId, Shape, Type};
use crate::value::{Date, Moment, Number};
use std::collections::HashMap;

/// Range evaluations per query. A count, never a time; part of the language version.
pub(super) const BUDGET: u32 = 20_000;

/// Hears which unknown slots lie below undecided terms.
#[derive(Debug, Default)]
struct Live {
    slots: Vec<Slot>,
    /// For each atom left open: the distinct slots it read.
    atoms: Vec<Vec<Slot>>,
    conclusions: HashMap<CacheKey, Vec<Slot>>,
}

impl Recorder for Live {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;

    fn enter(&mut self, _: impl FnOnce() -> Node, _: Date) -> usize {
        self.slots.len()
    }

    fn leave(&mut self, entered: usize, result: &Range, atom: bool) {
        if result.is_settled() {
            // Nothing below a decided term can change the outcome.
            self.slots.truncate(entered);
        } else if atom {
            self.judge(entered);
        }
    }

    fn mark(&self) -> usize {
        self.slots.len()
    }

    fn judged(&mut self, since: usize, truth: Truth) {
        if truth != Truth::YES && truth != Truth::NO {
            self.judge(since);
        }
    }

    fn unknown(&mut self, slot: impl FnOnce() -> Slot) {
        self.slots.push(slot());
    }

    fn remember(&mut self, key: &CacheKey, entered: usize) {
        let slots = self.slots.get(entered..).unwrap_or_default().to_vec();
        self.conclusions.insert(key.clone(), slots);
    }

    fn may_reuse(&mut self, key: &CacheKey) -> bool {
        match self.conclusions.get(key) {
            Some(slots) => {
                self.slots.extend(slots.iter().cloned());
                true
            }
            None => false,
        }
    }
}

impl Live {
    fn judge(&mut self, since: usize) {
        let mut read = self.slots.get(since..).unwrap_or_default().to_vec();
        read.sort();
        read.dedup();
        if !read.is_empty() {
            self.atoms.push(read);
        }
    }
}

/// What a search finds.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) needs: Vec<(Slot, Witness)>,
    pub(super) may_matter: Vec<Slot>,
    /// The outcome, when no slot is needed and none may matter.
    pub(super) settled: Option<Range>,
}

/// A decision as the search sees it: case and overlay in, outcomes out.
pub(super) trait Ask {
    /// The outcomes under the evaluator's overlay.
    fn ask<R: Recorder>(&self, evaluator: &mut Evaluator<'_>, case: &Case, recorder: &mut R) -> Range;
}

/// Searches a decision that the range pass left open.
pub(super) fn search<A: Ask>(evaluator: &mut Evaluator<'_>, case: &Case, ask: &A, only: impl Fn(&Slot) -> bool) -> Found {
    let mut search = Search { evaluator, case, ask, spent: 0, exhausted: false };
    let found = search.run(&only);
    search.evaluator.overlay.clear();
    found
}

struct Search<'s, 'm, A> {
    evaluator: &'s mut Evaluator<'m>,
    case: &'s Case,
    ask: &'s A,
    spent: u32,
    exhausted: bool,
}

/// A live slot with the cells of its domain.
struct Axis {
    slot: Slot,
    /// One point from each cell, in order; neighbours are next to each other.
    points: Vec<Range>,
    /// Some atom reads it together with other unknown slots.
    joint: bool,
    /// The domain could not be split to the end.
    coarse: bool,
    /// How many in a thousand of its points settle the outcome by themselves.
    decisive: usize,
}

impl<A: Ask> Search<'_, '_, A> {
    fn run(&mut self, only: &impl Fn(&Slot) -> bool) -> Found {
        let mut heard = Live::default();
        let open = self.evaluate(&mut heard);
        if open.is_settled() {
            return Found { settled: Some(open), ..Found::default() };
        }
        let mut live = heard.slots.clone();
        live.sort();
        live.dedup();
        let mut axes: Vec<Axis> = Vec::new();
        for slot in &live {
            let joint = heard.atoms.iter().any(|read| read.len() > 1 && read.contains(slot));
            let (points, coarse) = self.cells(slot, &heard, joint);
            axes.push(Axis { slot: slot.clone(), points, joint, coarse, decisive: 0 });
        }
        if let Some(settled) = self.weigh(&mut axes) {
            return Found { settled: Some(settled), ..Found::default() };
        }
        let mut found = Found::default();
        for position in 0..axes.len() {
            let Some(axis) = axes.get(position) else { continue };
            if !only(&axis.slot) {
                continue;
            }
            match self.pivot(&axes, position) {
                Some(witness) => found.needs.push((axis.slot.clone(), witness)),
                None if axis.joint || axis.coarse || self.exhausted => found.may_matter.push(axis.slot.clone()),
                None => {}
            }
        }
        found.needs.sort_by(|one, other| one.0.cmp(&other.0));
        found.may_matter.sort();
        if found.needs.is_empty() && found.may_matter.is_empty() {
            found.settled = self.any_completion(&axes);
        }
        found
    }

    /// Puts the slots first that decide most by themselves, so that an assignment parts or settles
    /// the outcomes early. If every value of one slot gives the same outcome, that is the outcome.
    fn weigh(&mut self, axes: &mut [Axis]) -> Option<Range> {
        for axis in axes.iter_mut() {
            let mut settled: Vec<Range> = Vec::new();
            for point in &axis.points {
                let outcome = self.given(&axis.slot, point.clone(), Self::outcome);
                if outcome.is_settled() {
                    settled.push(outcome);
                }
            }
            let exact = !axis.joint && !axis.coarse && !axis.points.is_empty();
            if exact && settled.len() == axis.points.len() && settled.windows(2).all(|pair| pair.first() == pair.last()) {
                return settled.pop();
            }
            axis.decisive = settled.len() * 1000 / axis.points.len().max(1);
        }
        axes.sort_by(|one, other| other.decisive.cmp(&one.decisive).then_with(|| one.slot.cmp(&other.slot)));
        None
    }

    /// One range evaluation under the overlay.
    fn evaluate<R: Recorder>(&mut self, recorder: &mut R) -> Range {
        self.spent += 1;
        if self.spent >= BUDGET {
            self.exhausted = true;
        }
        self.evaluator.begin(self.case);
        self.ask.ask(self.evaluator, self.case, recorder)
    }

    fn outcome(&mut self) -> Range {
        self.evaluate(&mut super::trace::Silent)
    }

    fn given<T>(&mut self, slot: &Slot, value: Range, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.evaluator.overlay.push((slot.clone(), value));
        let result = inner(self);
        self.evaluator.overlay.pop();
        result
    }

    /// Points of the cells on which the atoms of a slot do not change.
    fn cells(&mut self, slot: &Slot, heard: &Live, joint: bool) -> (Vec<Range>, bool) {
        let domain = self.domain(slot);
        let mut points = Vec::new();
        if domain.flags.has(Flags::ABSENT) {
            points.push(Range::ABSENT);
        }
        let mut coarse = false;
        let whole = Range { flags: Flags::NONE, core: domain.core.clone() };
        match &domain.core {
            Core::Truth(_) => points.extend([Range::NO, Range::YES]),
            Core::Kind(bits) => points.extend((0..64u8).filter(|at| bits >> at & 1 == 1).map(Range::kind)),
            Core::Date(..) | Core::Moment(..) | Core::Numbers(_) => {
                let atoms = heard.atoms.iter().any(|read| read.as_slice() == std::slice::from_ref(slot));
                let mut ends = Vec::new();
                if atoms || joint {
                    coarse = !self.split(slot, &whole, &mut ends);
                } else {
                    ends.push(whole.clone());
                }
                for cell in ends {
                    points.extend(ends_of(&cell));
                }
                if joint {
                    points.extend(middle(&whole, self.is_whole(slot)));
                }
            }
            Core::None => {}
            _ => {
                let known = self.constants(slot);
                coarse = known.is_empty();
                points.extend(known);
            }
        }
        points.dedup();
        (points, coarse)
    }

    /// Halves a range until the slot's own atoms are settled on each part; false past the budget.
    fn split(&mut self, slot: &Slot, range: &Range, into: &mut Vec<Range>) -> bool {
        let mut stack = vec![range.clone()];
        let mut steps = 0;
        while let Some(part) = stack.pop() {
            steps += 1;
            if self.exhausted || steps > 4_000 {
                into.push(part);
                into.extend(stack);
                return false;
            }
            let mut heard = Live::default();
            self.given(slot, part.clone(), |this| this.evaluate(&mut heard));
            let open = heard.atoms.iter().any(|read| read.as_slice() == std::slice::from_ref(slot));
            let halves = if open { halve(&part, self.is_whole(slot)) } else { None };
            match halves {
                Some((low, high)) => {
                    stack.push(high);
                    stack.push(low);
                }
                None => into.push(part),
            }
        }
        true
    }

    /// Whether the slot holds whole numbers.
    fn is_whole(&self, slot: &Slot) -> bool {
        match self.described(slot) {
            Some((_, Domain::Numbers { whole, .. }, _)) => whole,
            _ => false,
        }
    }

    fn described(&self, slot: &Slot) -> Option<(Type, Domain, bool)> {
        let model = self.evaluator.model;
        match slot {
            Slot::Fact(fact) | Slot::Key(fact, _) => {
                let row = &model.facts()[*fact];
                Some((row.ty.clone(), row.domain.clone(), row.may_be_absent))
            }
            Slot::Field(fact, _, field) => {
                let row = &model.facts()[*fact];
                let (Shape::Events(record) | Shape::List(record)) = row.shape else { return None };
                let field = model.records()[record].fields.get(*field)?;
                Some((field.ty.clone(), field.domain.clone(), field.may_be_absent))
            }
            Slot::Further(_) | Slot::Reading(_) | Slot::Note(_) => None,
        }
    }

    /// Every value a slot can have.
    fn domain(&self, slot: &Slot) -> Range {
        let model = self.evaluator.model;
        match slot {
            Slot::Reading(reading) => {
                let count = model.readings()[*reading].choices.len().min(63);
                Range::of(Core::Kind((1u64 << count) - 1))
            }
            Slot::Further(_) | Slot::Note(_) => Truth::EITHER.into(),
            Slot::Fact(fact) if model.facts()[*fact].shape == Shape::Event => self.event_domain(*fact),
            _ => match self.described(slot) {
                Some((ty, domain, may_be_absent)) => {
                    let any = self.evaluator.domain(&ty, &domain);
                    if may_be_absent { any.or_absent() } else { any }
                }
                None => Range::ANY,
            },
        }
    }

    fn event_domain(&self, fact: FactId) -> Range {
        use super::case::Given;
        let row = &self.evaluator.model.facts()[fact];
        let (recorded, as_of) = (self.evaluator.recorded, self.evaluator.as_of);
        let last = recorded.max(as_of);
        let days = |from: Date, to: Date| {
            if row.ty == Type::Moment { moments(from, to) } else { Range::of(Core::Date(from, to)) }
        };
        match self.case.get(fact) {
            Given::HappenedSometime => days(Date::MIN, recorded),
            Given::Value { .. } => {
                // Absent as far as the record reaches, and perhaps on a day a rule looks ahead to.
                let from = recorded.plus_days(1).unwrap_or(Date::MAX);
                days(from, last.plus_days(3_660).unwrap_or(Date::MAX).max(from)).or_absent()
            }
            _ => days(Date::MIN, last).or_absent(),
        }
    }

    /// For texts and sets, which have no order: the values some rule tells apart, and another.
    fn constants(&self, slot: &Slot) -> Vec<Range> {
        let Some((ty, ..)) = self.described(slot) else { return Vec::new() };
        match ty {
            Type::Text => {
                let mut found: Vec<Range> = self
                    .evaluator
                    .model
                    .exprs()
                    .iter()
                    .filter_map(|(_, expr)| match &expr.kind {
                        crate::model::ExprKind::Constant(range @ Range { core: Core::Text(_), .. }) => Some(range.clone()),
                        _ => None,
                    })
                    .collect();
                found.push(Range::of(Core::Text("\u{fffd}".into())));
                found
            }
            Type::Set(element) => self.sets(&element),
            _ => Vec::new(),
        }
    }

    /// The empty set, each single member some rule tests for, and all of them.
    fn sets(&self, element: &Type) -> Vec<Range> {
        let model = self.evaluator.model;
        let mut keys: Vec<super::range::Key> = match element {
            Type::Kind(kind) => (0..model.kinds()[*kind].members.len()).filter_map(|at| u8::try_from(at).ok()).map(super::range::Key::Kind).collect(),
            _ => model
                .exprs()
                .iter()
                .filter_map(|(_, expr)| match &expr.kind {
                    crate::model::ExprKind::Includes(_, members) => Some(members),
                    _ => None,
                })
                .flatten()
                .filter_map(|&member| match &model.exprs()[member].kind {
                    crate::model::ExprKind::Constant(range) => super::evaluator::key_of(range),
                    _ => None,
                })
                .collect(),
        };
        keys.sort();
        keys.dedup();
        let set = |keys: &[super::range::Key]| Range::of(Core::Set(keys.into()));
        let mut found = vec![set(&[])];
        for key in &keys {
            found.push(set(std::slice::from_ref(key)));
            found.push(set(&[]));
        }
        found.push(set(&keys));
        for key in &keys {
            let without: Vec<_> = keys.iter().filter(|it| *it != key).cloned().collect();
            found.push(set(&without));
            found.push(set(&keys));
        }
        found
    }

    /// Looks for two values of a slot, and values of the others, that give different outcomes.
    fn pivot(&mut self, axes: &[Axis], position: usize) -> Option<Witness> {
        let axis = axes.get(position)?;
        for pair in axis.points.windows(2) {
            let [one, other] = pair else { continue };
            if let Some(witness) = self.differ(axes, position, one, other, 0) {
                return Some(witness);
            }
            if self.exhausted {
                return None;
            }
        }
        None
    }

    /// Assigns the other slots one by one until the outcomes part, or are the same.
    fn differ(&mut self, axes: &[Axis], position: usize, one: &Range, other: &Range, next: usize) -> Option<Witness> {
        let slot = &axes.get(position)?.slot;
        let here = self.given(slot, one.clone(), Self::outcome);
        let there = self.given(slot, other.clone(), Self::outcome);
        if here.is_disjoint(&there) {
            let others = self.evaluator.overlay.clone();
            return Some(Witness { others, one: (one.clone(), here), other: (other.clone(), there) });
        }
        if (here.is_settled() && here == there) || self.exhausted {
            return None;
        }
        let next = if next == position { next + 1 } else { next };
        let axis = axes.get(next)?;
        for point in &axis.points {
            let found = self.given(&axis.slot, point.clone(), |this| this.differ(axes, position, one, other, next + 1));
            if found.is_some() || self.exhausted {
                return found;
            }
        }
        None
    }

    /// The outcome of one completion, when all give the same.
    fn any_completion(&mut self, axes: &[Axis]) -> Option<Range> {
        for axis in axes {
            let point = axis.points.first()?.clone();
            self.evaluator.overlay.push((axis.slot.clone(), point));
        }
        let outcome = self.outcome();
        self.evaluator.overlay.clear();
        outcome.is_settled().then_some(outcome)
    }
}

/// The two ends of a cell; one if it is a point.
fn ends_of(cell: &Range) -> Vec<Range> {
    match &cell.core {
        Core::Date(low, high) if low != high => vec![Range::date(*low), Range::date(*high)],
        Core::Moment(low, high) if low != high => {
            vec![Range::of(Core::Moment(*low, *low)), Range::of(Core::Moment(*high, *high))]
        }
        Core::Numbers(ends) => [&ends.0, &ends.1].into_iter().flatten().cloned().map(Range::number).collect(),
        _ => vec![cell.clone()],
    }
}

/// A point well inside a range, for atoms that read several slots.
fn middle(range: &Range, whole: bool) -> Option<Range> {
    match &range.core {
        Core::Numbers(ends) => {
            let (low, high) = (ends.0.as_ref()?, ends.1.as_ref()?);
            let hundred = Number::from(100);
            if *low < hundred && hundred < *high {
                return Some(Range::number(hundred));
            }
            let middle = if whole { Number::midpoint_whole(low, high) } else { Number::midpoint_grid(low, high) };
            middle.map(Range::number)
        }
        Core::Date(low, high) => {
            let day = Date::from_ordinal(low.ordinal() + (high.ordinal() - low.ordinal()) / 2)?;
            Some(Range::date(day))
        }
        _ => None,
    }
}

/// Two halves of a range; none of a point.
fn halve(range: &Range, whole: bool) -> Option<(Range, Range)> {
    match &range.core {
        Core::Date(low, high) if low < high => {
            let middle = low.ordinal() + (high.ordinal() - low.ordinal()) / 2;
            let (first, second) = (Date::from_ordinal(middle)?, Date::from_ordinal(middle + 1)?);
            Some((Range::of(Core::Date(*low, first)), Range::of(Core::Date(second, *high))))
        }
        Core::Moment(low, high) if low < high => {
            let minutes = |it: &Moment| i64::from(it.date().ordinal()) * 1440 + i64::from(it.minute_of_day());
            let middle = minutes(low) + (minutes(high) - minutes(low)) / 2;
            let moment = |at: i64| {
                let date = Date::from_ordinal(i32::try_from(at.div_euclid(1440)).ok()?)?;
                let minute = u16::try_from(at.rem_euclid(1440)).ok()?;
                Moment::new(date, minute / 60, minute % 60)
            };
            let (first, second) = (moment(middle)?, moment(middle + 1)?);
            Some((Range::of(Core::Moment(*low, first)), Range::of(Core::Moment(second, *high))))
        }
        Core::Numbers(ends) => {
            let (low, high) = (ends.0.as_ref()?, ends.1.as_ref()?);
            let (first, second) = if whole {
                let middle = Number::midpoint_whole(low, high).unwrap_or_else(|| low.clone());
                let next = middle.next_whole();
                (middle, next)
            } else {
                let middle = Number::midpoint_grid(low, high).unwrap_or_else(|| low.clone());
                let next = middle.next_grid();
                (middle, next)
            };
            (second <= *high).then(|| (Range::numbers(Some(low.clone()), Some(first)), Range::numbers(Some(second), Some(high.clone()))))
        }
        _ => None,
    }
}
