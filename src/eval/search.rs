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
use super::memo::{Memo, Quick};
use super::range::{Core, Flags, Range, Truth};
use super::slots::Slot;
use super::trace::{Node, Recorder};
use crate::model::{Domain, ExprKind, FactId, Shape, Type};
use crate::value::{Date, Moment, Number};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// Texts that no rule names.
pub(super) const ANOTHER: &str = "…";
const YET_ANOTHER: &str = "……";

/// Range evaluations per query. A count, never a time; part of the language version.
pub(super) const BUDGET: u32 = 20_000;

/// Hears which unknown slots lie below undecided terms.
#[derive(Debug, Default)]
struct Live {
    /// Each with whether an atom, or what it moves, has taken it up.
    slots: Vec<(Slot, bool)>,
    /// Of the conclusions being evaluated, and outside them; of those evaluated, in `parts`.
    atoms: Vec<Vec<Slot>>,
    moving: Vec<Slot>,
    /// The conclusions heard in this evaluation, each once.
    conclusions: HashMap<CacheKey, Rc<Heard>, Quick>,
    parts: Vec<Rc<Heard>>,
    /// The conclusions read by those being evaluated, and where the part of each of these begins in
    /// `atoms`, `moving` and `within`.
    within: Vec<(CacheKey, Rc<Heard>)>,
    open: Vec<(usize, usize, usize)>,
    /// What was heard in earlier evaluations, by the number it is kept under.
    earlier: Earlier,
}

/// What was heard of one conclusion.
#[derive(Debug)]
struct Heard {
    /// The slots it leaves undecided, each with whether something in it has taken it up.
    slots: Vec<(Slot, bool)>,
    /// For each atom left open: the distinct slots it read. Of this conclusion alone.
    atoms: Vec<Vec<Slot>>,
    /// Slots that choose the day at which something else is judged. Of this conclusion alone.
    moving: Vec<Slot>,
    /// The conclusions it read.
    within: Vec<(CacheKey, Rc<Heard>)>,
}

#[derive(Debug, Default)]
struct Earlier {
    heard: HashMap<u32, Rc<Heard>, Quick>,
    slots: usize,
}

/// So many slots are kept of earlier evaluations; then it begins anew. Bounds the room, never the result.
const MOST_HEARD: usize = 1_000_000;

impl Earlier {
    fn keep(&mut self, number: u32, heard: &Rc<Heard>) {
        self.slots += 1 + heard.slots.len() + heard.within.len();
        self.slots += heard.atoms.iter().map(|read| 1 + read.len()).sum::<usize>();
        if self.slots > MOST_HEARD {
            *self = Earlier::default();
        }
        self.heard.insert(number, Rc::clone(heard));
    }
}

impl Recorder for Live {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;
    const HEARS_SLOTS: bool = true;

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

    fn leave_part(&mut self, entered: usize, _: &Range, settled: bool) {
        if settled {
            self.slots.truncate(entered);
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

    fn moved(&mut self, since: usize) {
        let read = self.take(since);
        self.moving.extend(read);
    }

    fn unknown(&mut self, slot: impl FnOnce() -> Slot) {
        self.slots.push((slot(), false));
    }

    fn opened(&mut self) {
        let begins = (self.atoms.len(), self.moving.len(), self.within.len());
        self.open.push(begins);
    }

    fn remember(&mut self, key: &CacheKey, entered: usize, kept: Option<u32>) {
        let (atoms, moving, within) = self.open.pop().unwrap_or_default();
        let mut read = self.within.split_off(within.min(self.within.len()));
        read.sort_by(|one, other| one.0.cmp(&other.0));
        read.dedup_by(|one, other| one.0 == other.0);
        let heard = Rc::new(Heard {
            slots: self.slots.get(entered..).unwrap_or_default().to_vec(),
            atoms: self.atoms.split_off(atoms.min(self.atoms.len())),
            moving: self.moving.split_off(moving.min(self.moving.len())),
            within: read,
        });
        if let Some(kept) = kept {
            self.earlier.keep(kept, &heard);
        }
        self.count(key, &heard);
        self.within.push((key.clone(), heard));
    }

    fn may_reuse(&mut self, key: &CacheKey) -> bool {
        let heard = self.conclusions.get(key).map(Rc::clone);
        heard.is_some_and(|heard| self.hear_again(key, heard))
    }

    fn recall(&mut self, key: &CacheKey, kept: u32) -> bool {
        let heard = self.earlier.heard.get(&kept).map(Rc::clone);
        heard.is_some_and(|heard| {
            self.count(key, &heard);
            self.hear_again(key, heard)
        })
    }
}

impl Live {
    fn distinct(&self) -> Vec<Slot> {
        distinct(&self.slots)
    }

    /// Forgets what only a running evaluation needs.
    fn finish(&mut self) {
        self.conclusions = HashMap::default();
        self.within = Vec::new();
        self.open = Vec::new();
    }

    /// For each atom left open: the distinct slots it read.
    fn atoms(&self) -> impl Iterator<Item = &Vec<Slot>> {
        let parts = self.parts.iter().flat_map(|it| &it.atoms);
        self.atoms.iter().chain(parts)
    }

    /// Whether a slot chooses the day at which something else is judged.
    fn moves(&self, slot: &Slot) -> bool {
        let parts = self.parts.iter().flat_map(|it| &it.moving);
        self.moving.iter().chain(parts).any(|it| it == slot)
    }

    /// Whether the value of a slot reaches the outcome by itself, through no atom.
    fn flows(&self, slot: &Slot) -> bool {
        self.slots
            .iter()
            .any(|(read, taken)| read == slot && !taken)
    }

    /// The slots read since the mark, now taken up.
    fn take(&mut self, since: usize) -> Vec<Slot> {
        let read = self.slots.get_mut(since..).unwrap_or_default();
        read.iter_mut().for_each(|it| it.1 = true);
        distinct(read)
    }

    fn judge(&mut self, since: usize) {
        let read = self.take(since);
        if !read.is_empty() {
            self.atoms.push(read);
        }
    }

    fn hear_again(&mut self, key: &CacheKey, heard: Rc<Heard>) -> bool {
        self.slots.extend(heard.slots.iter().cloned());
        self.within.push((key.clone(), heard));
        true
    }

    /// Counts the atoms of a conclusion, and of those it read, unless they are counted.
    fn count(&mut self, key: &CacheKey, heard: &Rc<Heard>) {
        let mut waiting = vec![(key.clone(), Rc::clone(heard))];
        while let Some((key, heard)) = waiting.pop() {
            if let Entry::Vacant(place) = self.conclusions.entry(key) {
                place.insert(Rc::clone(&heard));
                waiting.extend(heard.within.iter().cloned());
                self.parts.push(heard);
            }
        }
    }
}

fn distinct(slots: &[(Slot, bool)]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = slots.iter().map(|it| it.0.clone()).collect();
    slots.sort();
    slots.dedup();
    slots
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

/// So many whole numbers are tried one by one.
const FEW: i64 = 16;

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
        let mut heard = Live {
            earlier: std::mem::take(&mut self.earlier),
            ..Live::default()
        };
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

/// How far before its last day a cell is sampled, in days: twelve years. Any day of a cell stands for
/// all; a day in the year 1 would only have a thousand windows gone through.
const SAMPLE: i64 = 4_383;

/// Every value of a small domain of whole numbers.
fn few(domain: &Range, whole: bool) -> Option<Vec<Range>> {
    let (low, high) = domain.core.numbers().filter(|_| whole)?;
    let (low, high) = (low?.to_i64()?, high?.to_i64()?);
    if high.checked_sub(low)? >= FEW {
        return None;
    }
    let absent = domain.flags.has(Flags::ABSENT).then_some(Range::ABSENT);
    let values = (low..=high).map(|it| Range::number(Number::from(it)));
    Some(absent.into_iter().chain(values).collect())
}

/// The single values a case gives, and its from-days and keys.
fn named_by(given: &super::case::Given, named: &mut Vec<Range>) {
    use super::case::Given;
    match given {
        Given::Value { value, .. } => named.push(value.clone()),
        Given::History(steps) => named.extend(steps.iter().map(|(from, _)| Range::date(*from))),
        Given::Keyed(all) => {
            for (key, given) in all {
                named.push(super::evaluator::range_of(key));
                named_by(given, named);
            }
        }
        Given::Entries { entries, .. } => named.extend(entries.iter().flatten().cloned()),
        Given::Members { members, .. } => {
            for member in members {
                named.extend([member.from.clone(), member.until.clone()]);
                for (_, given) in member.facts() {
                    named_by(given, named);
                }
            }
        }
        Given::Unknown | Given::HappenedSometime => {}
    }
}

/// Two points of a cell; one if it is a point.
fn ends_of(cell: &Range) -> Vec<Range> {
    match &cell.core {
        Core::Date(low, high) if low.days_until(*high) > SAMPLE => {
            let low = high.plus_days(-SAMPLE).unwrap_or(*low);
            vec![Range::date(low), Range::date(*high)]
        }
        Core::Date(low, high) if low != high => vec![Range::date(*low), Range::date(*high)],
        Core::Moment(low, high) if low != high => {
            vec![
                Range::of(Core::Moment(*low, *low)),
                Range::of(Core::Moment(*high, *high)),
            ]
        }
        Core::Numbers(ends) => [&ends.0, &ends.1]
            .into_iter()
            .flatten()
            .cloned()
            .map(Range::number)
            .collect(),
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
            let middle = if whole {
                Number::midpoint_whole(low, high)
            } else {
                Number::midpoint_grid(low, high)
            };
            middle.map(Range::number)
        }
        Core::Date(low, high) => {
            let day = Date::from_ordinal(low.ordinal() + (high.ordinal() - low.ordinal()) / 2)?;
            Some(Range::date(day))
        }
        _ => None,
    }
}

fn is_point(range: &Range) -> bool {
    match &range.core {
        Core::Date(low, high) => low == high,
        Core::Moment(low, high) => low == high,
        core => matches!(core, Core::Number(_)),
    }
}

/// Two halves of a range; none of a point.
pub(super) fn halve(range: &Range, whole: bool) -> Option<(Range, Range)> {
    match &range.core {
        Core::Date(low, high) if low < high => {
            let middle = low.ordinal() + (high.ordinal() - low.ordinal()) / 2;
            let (first, second) = (Date::from_ordinal(middle)?, Date::from_ordinal(middle + 1)?);
            Some((
                Range::of(Core::Date(*low, first)),
                Range::of(Core::Date(second, *high)),
            ))
        }
        Core::Moment(low, high) if low < high => {
            let minutes =
                |it: &Moment| i64::from(it.date().ordinal()) * 1440 + i64::from(it.minute_of_day());
            let middle = minutes(low) + (minutes(high) - minutes(low)) / 2;
            let moment = |at: i64| {
                let date = Date::from_ordinal(i32::try_from(at.div_euclid(1440)).ok()?)?;
                let minute = u16::try_from(at.rem_euclid(1440)).ok()?;
                Moment::new(date, minute / 60, minute % 60)
            };
            let (first, second) = (moment(middle)?, moment(middle + 1)?);
            Some((
                Range::of(Core::Moment(*low, first)),
                Range::of(Core::Moment(second, *high)),
            ))
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
            (second <= *high).then(|| {
                (
                    Range::numbers(Some(low.clone()), Some(first)),
                    Range::numbers(Some(second), Some(high.clone())),
                )
            })
        }
        _ => None,
    }
}
