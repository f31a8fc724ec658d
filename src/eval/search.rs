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
use super::cells::{ends_of, few, halve, is_point, middle, named_by};
use super::decision::Witness;
use super::evaluator::{Evaluator, moments};
use super::live::{Earlier, Live, MOST_HEARD};
use super::memo::{Memo, Quick};
use super::range::{Core, Flags, Range, Truth};
use super::slots::Slot;
use super::trace::Recorder;
use crate::model::{Domain, ExprKind, FactId, Shape, Type};
use crate::value::{Date, Number};
use std::collections::HashMap;
use std::rc::Rc;

/// Texts that no rule names.
pub(super) const ANOTHER: &str = "…";
const YET_ANOTHER: &str = "……";

/// Range evaluations per query. A count, never a time; part of the language version.
pub(super) const BUDGET: u32 = 20_000;

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
    fn ask<R: Recorder>(
        &self,
        evaluator: &mut Evaluator<'_>,
        case: &Case,
        recorder: &mut R,
    ) -> Range;
}

/// Searches a decision that the range pass left open, for the slots `only` admits. It stops with the
/// first that is needed and is `enough` for whoever asks.
pub(super) fn search<A: Ask>(
    evaluator: &mut Evaluator<'_>,
    case: &Case,
    ask: &A,
    only: impl Fn(&Slot) -> bool,
    enough: impl Fn(&Slot) -> bool,
) -> Found {
    let mut search = Search {
        evaluator,
        case,
        ask,
        spent: 0,
        allowed: BUDGET,
        axes: HashMap::new(),
        ranks: HashMap::new(),
        earlier: Earlier::default(),
        whole: HashMap::default(),
        heard_slots: 0,
    };
    search.evaluator.memo = Some(Box::new(Memo::new(search.evaluator.model)));
    search.evaluator.looked_ahead = Date::MIN;
    let found = search.run(&only, &enough);
    search.evaluator.memo = None;
    search.evaluator.spent += u64::from(search.spent);
    search.evaluator.overlay.clear();
    search.evaluator.searched.clear();
    found
}

struct Search<'s, 'm, A> {
    evaluator: &'s mut Evaluator<'m>,
    case: &'s Case,
    ask: &'s A,
    spent: u32,
    /// What may be spent until the slot in hand is given up.
    allowed: u32,
    axes: HashMap<Slot, Rc<Axis>>,
    /// Which slot to assign first.
    ranks: HashMap<Slot, usize>,
    earlier: Earlier,
    /// What was heard of the decision, by the number of its outcome.
    whole: HashMap<u32, Rc<Live>, Quick>,
    heard_slots: usize,
}

/// The cells of a slot's domain.
struct Axis {
    /// One point from each cell, in order; neighbours are next to each other.
    points: Vec<Range>,
    /// Some atom reads it together with other unknown slots: the cells shift with those.
    joint: bool,
    /// The points do not stand for the whole domain.
    coarse: bool,
    /// Windows are counted from it: an early day has a thousand of them gone through, each with
    /// slots of its own, so that the late days are tried first.
    latest_first: bool,
}

/// So many ways to fix the slots asked about are tried one by one.
const MOST_CORNERS: usize = 256;

impl<A: Ask> Search<'_, '_, A> {
    fn run(&mut self, only: &impl Fn(&Slot) -> bool, enough: &impl Fn(&Slot) -> bool) -> Found {
        let (open, heard) = self.hear();
        if open.is_settled() {
            return Found {
                settled: Some(open),
                ..Found::default()
            };
        }
        let live = heard.distinct();
        self.evaluator.searched.clone_from(&live);
        if let Some(memo) = &mut self.evaluator.memo {
            // None of these is presumed from here on.
            memo.forget();
        }
        self.whole.clear();
        let asked: Vec<Slot> = live.iter().filter(|slot| only(slot)).cloned().collect();
        if asked.len() < live.len()
            && let Some(found) = self.corners(&asked, &heard)
        {
            return found;
        }
        for slot in &live {
            self.axis(slot, &heard);
        }
        if let Some(settled) = self.weigh(&live) {
            return Found {
                settled: Some(settled),
                ..Found::default()
            };
        }
        let mut found = Found::default();
        for (position, slot) in asked.iter().enumerate() {
            // Each slot may spend its share of what is left, so that none uses it up for the others.
            let left = u32::try_from(asked.len() - position).unwrap_or(u32::MAX);
            self.allowed = self.spent + BUDGET.saturating_sub(self.spent) / left;
            match self.pivot(slot) {
                Verdict::Needed(witness) => {
                    found.needs.push((slot.clone(), *witness));
                    if enough(slot) {
                        return found;
                    }
                }
                Verdict::Unsure => found.may_matter.push(slot.clone()),
                Verdict::Irrelevant => {}
            }
        }
        // What is left over goes to those that were given up.
        let unsure = std::mem::take(&mut found.may_matter);
        for (position, slot) in unsure.iter().enumerate() {
            let left = u32::try_from(unsure.len() - position).unwrap_or(u32::MAX);
            self.allowed = self.spent + BUDGET.saturating_sub(self.spent) / left;
            match self.pivot(slot) {
                Verdict::Needed(witness) => {
                    found.needs.push((slot.clone(), *witness));
                    if enough(slot) {
                        return found;
                    }
                }
                Verdict::Unsure => found.may_matter.push(slot.clone()),
                Verdict::Irrelevant => {}
            }
        }
        self.allowed = u32::MAX;
        if found.needs.is_empty() && found.may_matter.is_empty() {
            found.settled = self.any_completion(&live);
            if found.settled.is_none() {
                // An outcome that stays open must name what it turns on.
                found.may_matter = live.into_iter().filter(|slot| only(slot)).collect();
            }
        }
        found
    }

    /// Where only a few slots are asked about and every way to fix those settles the outcome,
    /// whatever the other unknowns are: the slots between whose values the outcomes differ. None
    /// where some way leaves the outcome open; the others then have a say in it.
    fn corners(&mut self, asked: &[Slot], heard: &Live) -> Option<Found> {
        let axes: Vec<(&Slot, Rc<Axis>)> = asked
            .iter()
            .map(|slot| (slot, self.axis(slot, heard)))
            .collect();
        let exact = |axis: &Axis| !axis.coarse && !axis.points.is_empty();
        let count = axes.iter().try_fold(1_usize, |count, (_, axis)| {
            let count = count.checked_mul(axis.points.len())?;
            (exact(axis) && count <= MOST_CORNERS).then_some(count)
        })?;
        let mut corners = Vec::with_capacity(count);
        self.every_corner(&axes, &mut corners).then_some(())?;
        let mut found = Found::default();
        let mut stride = count;
        for (slot, axis) in &axes {
            let points = axis.points.len();
            stride /= points;
            let parted = corners.iter().enumerate().find_map(|(at, corner)| {
                let place = at / stride % points;
                let next = corners.get(at + stride).filter(|_| place + 1 < points)?;
                (corner.1 != next.1).then_some((place, corner, next))
            });
            if let Some((place, (overlay, one), (_, other))) = parted {
                let at = |place: usize| axis.points.get(place).cloned().unwrap_or(Range::ANY);
                let others = overlay.iter().filter(|(other, _)| other != *slot);
                found.needs.push((
                    (*slot).clone(),
                    Witness {
                        others: others.cloned().collect(),
                        one: (at(place), one.clone()),
                        other: (at(place + 1), other.clone()),
                    },
                ));
            }
        }
        if found.needs.is_empty() {
            found.settled = corners.into_iter().next().map(|(_, outcome)| outcome);
        }
        Some(found)
    }

    /// The settled outcome of every way to fix these slots, the last one changing fastest; whether
    /// all are settled.
    fn every_corner(
        &mut self,
        axes: &[(&Slot, Rc<Axis>)],
        corners: &mut Vec<(Vec<(Slot, Range)>, Range)>,
    ) -> bool {
        let Some(((slot, axis), further)) = axes.split_first() else {
            let outcome = self.outcome();
            let settled = outcome.is_settled();
            corners.push((self.evaluator.overlay.clone(), outcome));
            return settled;
        };
        axis.points.iter().all(|point| {
            self.given(slot, point.clone(), |this| {
                this.every_corner(further, corners)
            })
        })
    }

    /// The axis of a slot, made when it is first met.
    fn axis(&mut self, slot: &Slot, heard: &Live) -> Rc<Axis> {
        if let Some(axis) = self.axes.get(slot) {
            return Rc::clone(axis);
        }
        let shared = heard
            .atoms()
            .any(|read| read.len() > 1 && read.contains(slot));
        // Further entries can satisfy one condition on them and not another.
        let entries = matches!(slot.bare(), Slot::Further(_))
            && heard.atoms().filter(|read| read.contains(slot)).count() > 1;
        let domain = self.domain(slot);
        let wide = matches!(
            domain.core,
            Core::Date(..) | Core::Moment(..) | Core::Numbers(_)
        );
        let latest_first = self.is_anchor(slot);
        let axis = if let Some(points) = few(&domain, self.is_whole(slot)) {
            let (joint, coarse) = (false, false);
            Axis {
                points,
                joint,
                coarse,
                latest_first,
            }
        } else {
            let (points, coarse) = self.cells(slot, heard, shared);
            let moving = wide && heard.moves(slot);
            let points = if moving {
                self.also_named(&domain, points)
            } else {
                points
            };
            // Between its ends a value may reach the outcome in any way.
            let coarse = coarse || moving || wide && heard.flows(slot);
            Axis {
                points,
                joint: shared && wide || entries,
                coarse,
                latest_first,
            }
        };
        let axis = Rc::new(axis);
        // What was first met under some values may have other thresholds under others.
        if !wide || self.evaluator.overlay.is_empty() {
            self.axes.insert(slot.clone(), Rc::clone(&axis));
        }
        axis
    }

    /// Whether the windows of some norm are counted from this slot.
    fn is_anchor(&self, slot: &Slot) -> bool {
        let model = self.evaluator.model;
        let from = |at| match model.exprs()[at].kind {
            ExprKind::Fact(fact) => Some(fact),
            _ => None,
        };
        let mut norms = model.norms().iter();
        norms.any(|(_, norm)| {
            let anchor = norm.recurring.as_ref().and_then(|it| from(it.from));
            anchor.is_some() && anchor == slot.fact()
        })
    }

    /// The days and years that the case and the rules name, and those next to them, besides the
    /// points found: where what is judged on a day may change with the day.
    fn also_named(&mut self, domain: &Range, points: Vec<Range>) -> Vec<Range> {
        self.evaluator.note(|seen| seen.constants = true);
        let model = self.evaluator.model;
        let mut named: Vec<Range> = model
            .exprs()
            .iter()
            .filter_map(|(_, expr)| match &expr.kind {
                ExprKind::Constant(range) => Some(range.clone()),
                _ => None,
            })
            .collect();
        for fact in model.facts().ids() {
            named_by(self.case.get(fact), &mut named);
        }
        named.push(Range::date(self.evaluator.as_of));
        let mut values: Vec<Range> = points;
        match &domain.core {
            Core::Date(low, high) => {
                let mut days: Vec<Date> = named
                    .iter()
                    .filter_map(|it| match it.core {
                        Core::Date(a, b) if a == b => Some(a),
                        _ => None,
                    })
                    .flat_map(|day| [-1, 0, 1].map(|more| day.plus_days(more)))
                    .flatten()
                    .filter(|day| low <= day && day <= high)
                    .collect();
                days.extend(values.iter().filter_map(|it| match it.core {
                    Core::Date(day, _) => Some(day),
                    _ => None,
                }));
                days.sort_unstable();
                days.dedup();
                values.retain(|it| !it.has_value());
                values.extend(days.into_iter().map(Range::date));
            }
            Core::Numbers(_) => {
                let mut numbers: Vec<Number> = named
                    .iter()
                    .chain(&values)
                    .filter_map(|it| match &it.core {
                        Core::Number(number) if !domain.is_disjoint(it) => Some(number.clone()),
                        _ => None,
                    })
                    .collect();
                numbers.sort();
                numbers.dedup();
                values.retain(|it| !it.has_value());
                values.extend(numbers.into_iter().map(Range::number));
            }
            _ => {}
        }
        values
    }

    /// Ranks the slots that decide most by themselves first, so that an assignment settles or parts
    /// the outcomes early. If every value of one slot gives the same outcome, that is the outcome.
    fn weigh(&mut self, live: &[Slot]) -> Option<Range> {
        let mut weights: Vec<(usize, &Slot)> = Vec::new();
        for slot in live {
            let Some(axis) = self.axes.get(slot).map(Rc::clone) else {
                continue;
            };
            let mut settled: Vec<Range> = Vec::new();
            for point in &axis.points {
                let outcome = self.given(slot, point.clone(), Self::outcome);
                if outcome.is_settled() {
                    settled.push(outcome);
                }
            }
            let exact = !axis.joint && !axis.coarse && !axis.points.is_empty();
            if exact
                && settled.len() == axis.points.len()
                && settled.windows(2).all(|pair| pair.first() == pair.last())
            {
                return settled.pop();
            }
            weights.push((settled.len() * 1000 / axis.points.len().max(1), slot));
        }
        weights.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
        self.ranks = weights
            .into_iter()
            .enumerate()
            .map(|(rank, (_, slot))| (slot.clone(), rank))
            .collect();
        None
    }

    /// One range evaluation under the overlay.
    fn evaluate<R: Recorder>(&mut self, recorder: &mut R) -> Range {
        self.evaluator.begin(self.case);
        self.ask.ask(self.evaluator, self.case, recorder)
    }

    /// One range evaluation under the overlay, and what it heard.
    ///
    /// Slots are looked at one after the other under much the same values: what was asked before
    /// under the same values is not asked again. It counts as an evaluation all the same, or the
    /// budget would depend on what is kept.
    fn hear(&mut self) -> (Range, Rc<Live>) {
        self.spent += 1;
        if let Some((outcome, number)) = self.known()
            && let Some(heard) = self.whole.get(&number)
        {
            return (outcome, Rc::clone(heard));
        }
        let mut heard = Live::after(std::mem::take(&mut self.earlier));
        let outcome = self.evaluate(&mut heard);
        self.earlier = std::mem::take(&mut heard.earlier);
        heard.finish();
        let heard = Rc::new(heard);
        if let Some(memo) = &mut self.evaluator.memo {
            let number = memo.keep(None, &outcome);
            self.heard_slots += 1 + heard.slots.len() + heard.parts.len();
            if self.heard_slots > MOST_HEARD {
                self.whole.clear();
                self.heard_slots = 0;
            }
            self.whole.insert(number, Rc::clone(&heard));
        }
        (outcome, heard)
    }

    /// The outcome under the overlay, if it was asked before, and its number.
    fn known(&mut self) -> Option<(Range, u32)> {
        self.evaluator.memo.as_mut()?.find(None).cloned()
    }

    fn exhausted(&self) -> bool {
        self.spent >= self.allowed
    }

    fn outcome(&mut self) -> Range {
        self.spent += 1;
        if let Some((outcome, _)) = self.known() {
            return outcome;
        }
        let outcome = self.evaluate(&mut super::trace::Silent);
        if let Some(memo) = &mut self.evaluator.memo {
            memo.keep(None, &outcome);
        }
        outcome
    }

    fn given<T>(&mut self, slot: &Slot, value: Range, inner: impl FnOnce(&mut Self) -> T) -> T {
        let again = self.evaluator.overlay_of(slot).is_some();
        if let Some(memo) = &mut self.evaluator.memo {
            memo.give(slot, &value, again);
        }
        self.evaluator.overlay.push((slot.clone(), value));
        let result = inner(self);
        self.evaluator.overlay.pop();
        if let Some(memo) = &mut self.evaluator.memo {
            memo.take_back();
        }
        result
    }

    /// Looks for values of the other slots under which two values of this one part the outcomes.
    ///
    /// The others are assigned one by one. As soon as the slot no longer lies below an undecided
    /// term, nothing further down can part them: only slots that are still live are assigned.
    fn pivot(&mut self, slot: &Slot) -> Verdict {
        if self.exhausted() {
            return Verdict::Unsure;
        }
        let (open, heard) = self.hear();
        let live = heard.distinct();
        if open.is_settled() || !live.contains(slot) {
            return Verdict::Irrelevant;
        }
        let axis = self.axis(slot, &heard);
        let mut others: Vec<&Slot> = live.iter().filter(|it| *it != slot).collect();
        others.sort_by_key(|it| {
            (
                self.ranks.get(*it).copied().unwrap_or(usize::MAX),
                (*it).clone(),
            )
        });
        let points = if axis.joint && others.is_empty() {
            self.points_here(slot, &heard)
        } else {
            axis.points.clone()
        };
        if let Some(witness) = self.parted(slot, &points) {
            return Verdict::Needed(Box::new(witness));
        }
        let Some(next) = others.first().map(|it| (*it).clone()) else {
            if let Some(witness) = self.opened(slot) {
                return Verdict::Needed(Box::new(witness));
            }
            // Further entries can satisfy one condition and fail another in more ways than are tried.
            let further = axis.joint && matches!(slot.bare(), Slot::Further(_));
            return if axis.coarse || further {
                Verdict::Unsure
            } else {
                Verdict::Irrelevant
            };
        };
        let next_axis = self.axis(&next, &heard);
        let mut unsure = next_axis.joint || next_axis.coarse;
        let mut points: Vec<&Range> = next_axis.points.iter().collect();
        if next_axis.latest_first {
            points.reverse();
        }
        for point in points {
            match self.given(&next, point.clone(), |this| this.pivot(slot)) {
                Verdict::Needed(witness) => return Verdict::Needed(witness),
                Verdict::Unsure => unsure = true,
                Verdict::Irrelevant => {}
            }
            if self.exhausted() {
                return Verdict::Unsure;
            }
        }
        if unsure {
            Verdict::Unsure
        } else {
            Verdict::Irrelevant
        }
    }

    /// The cells of a slot once the others of its atoms are assigned.
    fn points_here(&mut self, slot: &Slot, heard: &Live) -> Vec<Range> {
        self.cells(slot, heard, false).0
    }

    /// Two values of a slot, as near as can be, that give different outcomes under the overlay. They need
    /// not be neighbours: between them may lie values under which another slot has a say.
    fn parted(&mut self, slot: &Slot, points: &[Range]) -> Option<Witness> {
        let mut before: Vec<(&Range, Range)> = Vec::new();
        for point in points {
            let outcome = self.given(slot, point.clone(), Self::outcome);
            let differs = |(_, other): &&(&Range, Range)| other.is_disjoint(&outcome);
            if let Some((value, other)) = before.iter().rev().find(differs) {
                return Some(Witness {
                    others: self.evaluator.overlay.clone(),
                    one: ((*value).clone(), other.clone()),
                    other: (point.clone(), outcome),
                });
            }
            // Of values with one outcome the last is the nearest.
            before.retain(|(_, other)| *other != outcome);
            before.push((point, outcome));
        }
        None
    }

    /// Whether further entries, of which nothing else is known, leave open what is settled without
    /// them. How many they are and what they add is no slot of its own, so the witness names the
    /// outcomes they can make.
    fn opened(&mut self, slot: &Slot) -> Option<Witness> {
        if !matches!(slot.bare(), Slot::Further(_)) {
            return None;
        }
        let without = self.given(slot, Range::NO, Self::outcome);
        let with = self.given(slot, Range::YES, Self::outcome);
        (without.is_settled() && !with.is_settled()).then(|| Witness {
            others: self.evaluator.overlay.clone(),
            one: (Range::NO, without),
            other: (Range::YES, with),
        })
    }

    /// The outcome of one completion, when all give the same.
    fn any_completion(&mut self, live: &[Slot]) -> Option<Range> {
        let (outcome, heard) = self.hear();
        if outcome.is_settled() {
            return Some(outcome);
        }
        let slot = heard.distinct().into_iter().next()?;
        if self.evaluator.overlay.len() > live.len() + 64 {
            return None;
        }
        let point = self.axis(&slot, &heard).points.first()?.clone();
        self.given(&slot, point, |this| this.any_completion(live))
    }

    /// Points of the cells on which the atoms of a slot do not change.
    fn cells(&mut self, slot: &Slot, heard: &Live, joint: bool) -> (Vec<Range>, bool) {
        let domain = self.domain(slot);
        let mut points = Vec::new();
        if domain.flags.has(Flags::ABSENT) {
            points.push(Range::ABSENT);
        }
        let mut coarse = false;
        let whole = Range {
            flags: Flags::NONE,
            core: domain.core.clone(),
        };
        match &domain.core {
            Core::Truth(_) => points.extend([Range::NO, Range::YES]),
            Core::Kind(bits) => {
                points.extend((0..64u8).filter(|at| bits >> at & 1 == 1).map(Range::kind))
            }
            Core::Date(..) | Core::Moment(..) | Core::Numbers(_) => {
                let atoms = heard
                    .atoms()
                    .any(|read| read.as_slice() == std::slice::from_ref(slot));
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
                let (known, complete) = self.constants(slot);
                coarse = !complete;
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
            if self.exhausted() || steps > 4_000 {
                into.push(part);
                into.extend(stack);
                return false;
            }
            let halves = if is_point(&part) {
                // It counts as an evaluation, but whatever that would hear, it has no halves.
                self.spent += 1;
                None
            } else if self.is_even(slot, &part) {
                None
            } else {
                halve(&part, self.is_whole(slot))
            };
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

    /// Whether the slot's own atoms are settled on a part of its domain.
    fn is_even(&mut self, slot: &Slot, part: &Range) -> bool {
        let (_, heard) = self.given(slot, part.clone(), Self::hear);
        !heard
            .atoms()
            .any(|read| read.as_slice() == std::slice::from_ref(slot))
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
        match slot.bare() {
            Slot::Fact(fact) | Slot::Key(fact, _) => {
                let row = &model.facts()[*fact];
                Some((row.ty.clone(), row.domain.clone(), row.may_be_absent))
            }
            Slot::Field(fact, _, field) => {
                let row = &model.facts()[*fact];
                if let Shape::Group(_) = row.shape {
                    return Some((Type::Date, Domain::All, true));
                }
                let (Shape::Events(record) | Shape::List(record)) = row.shape else {
                    return None;
                };
                let field = model.records()[record].fields.get(*field)?;
                Some((field.ty.clone(), field.domain.clone(), field.may_be_absent))
            }
            Slot::Further(_)
            | Slot::Calendar(..)
            | Slot::Reading(_)
            | Slot::Note(_)
            | Slot::Member(..) => None,
        }
    }

    /// Every value a slot can have.
    fn domain(&self, slot: &Slot) -> Range {
        let model = self.evaluator.model;
        match slot.bare() {
            Slot::Reading(reading) => {
                let count = model.readings()[*reading].choices.len().min(63);
                Range::of(Core::Kind((1u64 << count) - 1))
            }
            Slot::Further(_) | Slot::Note(_) => Truth::EITHER.into(),
            Slot::Calendar(_, day) => {
                let last = day
                    .plus_days(super::evaluator::LONGEST_ROLL)
                    .unwrap_or(*day);
                Range::of(Core::Date(*day, last))
            }
            Slot::Fact(fact) if model.facts()[*fact].shape == Shape::Event => {
                self.event_domain(*fact, slot)
            }
            _ => match self.described(slot) {
                Some((ty, domain, may_be_absent)) => {
                    let any = self.evaluator.domain(&ty, &domain);
                    if may_be_absent { any.or_absent() } else { any }
                }
                None => Range::ANY,
            },
        }
    }

    fn event_domain(&self, fact: FactId, slot: &Slot) -> Range {
        use super::case::Given;
        let row = &self.evaluator.model.facts()[fact];
        let (recorded, as_of) = (self.evaluator.recorded, self.evaluator.as_of);
        let last = recorded.max(as_of);
        let days = |from: Date, to: Date| {
            if row.ty == Type::Moment {
                moments(from, to)
            } else {
                Range::of(Core::Date(from, to))
            }
        };
        match self.case.given_of(slot) {
            Given::HappenedSometime => days(Date::MIN, recorded),
            Given::Value { .. } => {
                // Absent as far as the record reaches, and perhaps on a day a rule looks ahead to.
                let from = recorded.plus_days(1).unwrap_or(Date::MAX);
                days(from, last.plus_days(3_660).unwrap_or(Date::MAX).max(from)).or_absent()
            }
            _ => {
                let last = last.max(self.evaluator.looked_ahead);
                days(Date::MIN, last).or_absent()
            }
        }
    }

    /// For texts and sets, which have no order: the values some rule tells apart, and others; and
    /// whether they stand for all.
    fn constants(&mut self, slot: &Slot) -> (Vec<Range>, bool) {
        self.evaluator.note(|seen| seen.constants = true);
        let Some((ty, ..)) = self.described(slot) else {
            return (Vec::new(), false);
        };
        let text = |text: &str| Range::of(Core::Text(text.into()));
        match ty {
            Type::Text => {
                let exprs = self.evaluator.model.exprs();
                let mut found: Vec<Range> = exprs
                    .iter()
                    .filter_map(|(_, expr)| match &expr.kind {
                        ExprKind::Constant(
                            range @ Range {
                                core: Core::Text(_),
                                ..
                            },
                        ) => Some(range.clone()),
                        _ => None,
                    })
                    .collect();
                found.extend([text(ANOTHER), text(YET_ANOTHER)]);
                (found, true)
            }
            Type::Set(element) => self.sets(&element),
            _ => (Vec::new(), false),
        }
    }

    /// The empty set, each single member some rule tests for, and all of them.
    fn sets(&self, element: &Type) -> (Vec<Range>, bool) {
        let model = self.evaluator.model;
        let mut keys: Vec<super::range::Key> = match element {
            Type::Kind(kind) => (0..model.kinds()[*kind].members.len())
                .filter_map(|at| u8::try_from(at).ok())
                .map(super::range::Key::Kind)
                .collect(),
            _ => model
                .exprs()
                .iter()
                .filter_map(|(_, expr)| match &expr.kind {
                    ExprKind::Includes(_, members) => Some(members),
                    _ => None,
                })
                .flatten()
                .filter_map(|&member| match &model.exprs()[member].kind {
                    ExprKind::Constant(range) => super::evaluator::key_of(range),
                    _ => None,
                })
                .collect(),
        };
        if *element == Type::Text {
            // What the file has entries for is what the set may well hold.
            for fact in model.facts().ids() {
                if let super::case::Given::Keyed(given) = self.case.get(fact) {
                    keys.extend(
                        given
                            .iter()
                            .map(|(key, _)| key.clone())
                            .filter(|key| matches!(key, super::range::Key::Text(_))),
                    );
                }
            }
            keys.push(super::range::Key::Text(ANOTHER.into()));
        }
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
        (found, keys.len() <= 1 && *element != Type::Text)
    }
}

/// What is found of one slot.
enum Verdict {
    Needed(Box<Witness>),
    /// Not shown either way.
    Unsure,
    Irrelevant,
}
