//! What terms turn on: the unknowns in them, where they differ, and what is asked of each unknown.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::space::SpotId;
use super::term::{Term, TermId, Terms, Use};
use crate::eval::{Core, Key};
use crate::model::Comparison;
use crate::value::Number;

impl Terms {
    /// What terms are made of, each term once.
    fn walk(
        &self,
        from: impl IntoIterator<Item = TermId>,
        mut each: impl FnMut(TermId, &Term, bool),
    ) {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<(TermId, bool)> = from.into_iter().map(|it| (it, false)).collect();
        waiting.reverse();
        while let Some((id, moves)) = waiting.pop() {
            if !seen.insert((id, moves)) {
                continue;
            }
            let Some(term) = self.get(id) else { continue };
            each(id, term, moves);
            let kids: Vec<TermId> = match term {
                Term::Settled(_) | Term::Spot(..) => Vec::new(),
                Term::And(of) | Term::Or(of) | Term::Made(_, of) => of.to_vec(),
                Term::Not(of) => vec![*of],
                Term::Sum(parts, _) | Term::Compare(_, parts, _) => {
                    parts.iter().map(|it| it.0).collect()
                }
                Term::Opaque(_, _, moved_by) => {
                    waiting.extend(moved_by.iter().rev().map(|it| (*it, true)));
                    continue;
                }
            };
            waiting.extend(kids.into_iter().rev().map(|it| (it, moves)));
        }
    }

    /// The unknowns that terms turn on, in order, each once.
    pub(super) fn uses(&self, from: impl IntoIterator<Item = TermId>) -> Vec<Use> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut meet = |it: Use| {
            if seen.insert(it) {
                found.push(it);
            }
        };
        self.walk(from, |_, term, moves| match term {
            Term::Spot(spot, ..) if moves => meet(Use::Moves(*spot)),
            Term::Spot(spot, ..) => meet(Use::Spot(*spot)),
            Term::Opaque(_, facts, _) => facts.iter().for_each(|it| meet(Use::Fact(it.0))),
            _ => {}
        });
        found
    }

    /// The parts in which two terms differ; what they have in common cannot tell them apart.
    pub(super) fn apart(&self, one: TermId, other: TermId) -> Vec<TermId> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(one, other)];
        while let Some((one, other)) = waiting.pop() {
            if one == other || !seen.insert((one, other)) {
                continue;
            }
            match (self.get(one), self.get(other)) {
                (Some(Term::And(a)), Some(Term::And(b)))
                | (Some(Term::Or(a)), Some(Term::Or(b))) => {
                    let mut left = without(b, a);
                    for one in without(a, b) {
                        match self.likest(one, &left) {
                            Some(like) => {
                                left.retain(|it| *it != like);
                                waiting.push((one, like));
                            }
                            None => found.push(one),
                        }
                    }
                    found.extend(left);
                }
                (Some(Term::And(of) | Term::Or(of)), _) if of.contains(&other) => {
                    found.extend(without(of, &[other]));
                }
                (_, Some(Term::And(of) | Term::Or(of))) if of.contains(&one) => {
                    found.extend(without(of, &[one]));
                }
                (Some(Term::Not(a)), Some(Term::Not(b))) => waiting.push((*a, *b)),
                (Some(Term::Made(f, a)), Some(Term::Made(g, b)))
                    if f == g && a.len() == b.len() =>
                {
                    waiting.extend(a.iter().copied().zip(b.iter().copied()).rev());
                }
                _ => found.extend([one, other]),
            }
        }
        found
    }

    /// Of some terms the one that has most in common with a term, if any has something.
    fn likest(&self, one: TermId, among: &[TermId]) -> Option<TermId> {
        let shared = |other: TermId| match (self.get(one)?, self.get(other)?) {
            (Term::And(a), Term::And(b)) | (Term::Or(a), Term::Or(b)) => {
                let common = a.len() - without(a, b).len();
                (common > 0).then_some(common)
            }
            (Term::Made(f, a), Term::Made(g, b)) => (f == g && a.len() == b.len()).then_some(1),
            (Term::Not(a), Term::Not(b)) => match (self.get(*a)?, self.get(*b)?) {
                (Term::Made(f, _), Term::Made(g, _)) => (f == g).then_some(1),
                (a, b) => (std::mem::discriminant(a) == std::mem::discriminant(b)).then_some(1),
            },
            (Term::Compare(_, a, _), Term::Compare(_, b, _)) => {
                let same = a.iter().zip(b).all(|(a, b)| a.0 == b.0);
                (same && a.len() == b.len()).then_some(1)
            }
            _ => None,
        };
        among
            .iter()
            .filter_map(|it| Some((shared(*it)?, *it)))
            .max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
            .map(|it| it.1)
    }

    /// Whether halving an unknown may never end: some term that is no condition made of conditions
    /// turns on another open unknown as well, or reads the fact in a way that is not taken apart.
    pub(super) fn is_joint(
        &self,
        from: &[TermId],
        (spot, fact): (SpotId, usize),
        is_open: impl Fn(SpotId) -> bool,
    ) -> bool {
        let mut atoms = Vec::new();
        let mut held = false;
        self.walk(from.iter().copied(), |id, term, _| match term {
            Term::Opaque(_, facts, _) => held |= facts.iter().any(|it| it.0 == fact),
            // One that is compared with itself: halving it settles nothing.
            Term::Compare(_, parts, _) if parts.iter().any(|it| it.1.is_zero()) => held = true,
            Term::Made(..) | Term::Compare(..) => atoms.push(id),
            _ => {}
        });
        held || atoms.into_iter().any(|atom| {
            let uses = self.uses([atom]);
            let itself = |it: &Use| matches!(it, Use::Spot(id) | Use::Moves(id) if *id == spot);
            let other = |it: &Use| matches!(it, Use::Spot(id) | Use::Moves(id) if is_open(*id));
            uses.iter().any(itself) && uses.iter().any(|it| !itself(it) && other(it))
        })
    }

    /// The numbers (of days the ordinals, of moments the minutes) at which comparisons of one unknown alone turn.
    pub(super) fn thresholds(&self, from: &[TermId], spot: SpotId) -> Vec<(Number, Comparison)> {
        let mut found = Vec::new();
        self.walk(from.iter().copied(), |_, term, _| {
            if let Term::Compare(comparison, parts, bound) = term
                && let [(only, times)] = parts.as_ref()
                && !times.is_zero()
                && matches!(self.get(*only), Some(Term::Spot(it, ..)) if *it == spot)
            {
                let found_one = (bound.clone(), *comparison);
                if !found.contains(&found_one) {
                    found.push(found_one);
                }
            }
        });
        found
    }

    /// The groups of members of which terms ask whether a set includes one, and whether that is all
    /// they ask of it, but for its being absent.
    pub(super) fn memberships(&self, from: &[TermId], spot: SpotId) -> (Vec<Vec<TermId>>, bool) {
        let (mut groups, mut only) = (Vec::new(), true);
        let is_spot = |id: TermId| matches!(self.get(id), Some(Term::Spot(it, ..)) if *it == spot);
        self.walk(from.iter().copied(), |_, term, _| match term {
            Term::Made(what, of) if of.iter().any(|it| is_spot(*it)) => match of.split_first() {
                Some((first, members))
                    if &**what == "includes"
                        && is_spot(*first)
                        && members.iter().all(|it| self.is_settled(*it)) =>
                {
                    groups.push(members.to_vec());
                }
                _ => only &= &**what == "is absent",
            },
            Term::Opaque(..) => only = false,
            _ => {}
        });
        (groups, only)
    }

    /// A settled term as a key; a member of an enumeration by its place among these names.
    pub(super) fn key(&self, id: TermId, members: Option<&[&str]>) -> Option<Key> {
        if let (Some(members), Some(Term::Settled(text))) = (members, self.get(id)) {
            let at = members.iter().position(|it| **it == **text)?;
            return u8::try_from(at).ok().map(Key::Kind);
        }
        match &self.range(id)?.core {
            Core::Number(number) => number.to_i64().map(Key::Number),
            Core::Text(text) => Some(Key::Text(Arc::clone(text))),
            _ => None,
        }
    }

    /// The size of the least multiple in which an unknown is compared together with others.
    pub(super) fn weight(&self, from: &[TermId], spot: SpotId) -> Option<Number> {
        let mut least: Option<Number> = None;
        self.walk(from.iter().copied(), |_, term, _| {
            if let Term::Compare(_, parts, _) = term
                && parts.len() > 1
            {
                for (part, times) in parts {
                    if matches!(self.get(*part), Some(Term::Spot(it, ..)) if *it == spot) {
                        let size = if times.is_negative() {
                            times.neg()
                        } else {
                            times.clone()
                        };
                        least = Some(least.take().map_or(size.clone(), |so_far| so_far.min(size)));
                    }
                }
            }
        });
        least
    }
}

fn without(these: &[TermId], those: &[TermId]) -> Vec<TermId> {
    these
        .iter()
        .copied()
        .filter(|it| !those.contains(it))
        .collect()
}
