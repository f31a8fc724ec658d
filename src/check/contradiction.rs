//! Conditions that exclude one another, and entries of a list that another entry covers.
//!
//! Each condition is taken apart into claims that must all hold, and its alternatives, which must hold
//! together with them. Claims about one subject are put to the evaluator: if no value of it satisfies
//! them all, nobody can have meant them.

use super::order::visit;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{Claim, Subject, Together};
use crate::model::{ExprId, ExprKind, Model};
use crate::source::Span;
use crate::value::Date;
use std::collections::BTreeMap;

/// Claims about one subject are compared two by two; beyond so many, only as a whole.
const MOST_COMPARED: usize = 12;

/// Looks for contradictions in conditions.
pub(super) struct Contradictions<'m> {
    model: &'m Model,
    /// One for each of the days that stand for all.
    days: Vec<Together<'m>>,
}

/// A condition taken apart.
#[derive(Default)]
struct Parts {
    claims: Vec<Claim>,
    /// Of each, one must hold.
    alternatives: Vec<Vec<Claim>>,
}

impl<'m> Contradictions<'m> {
    /// What excludes itself on all of these days is said to exclude itself.
    pub(super) fn on(model: &'m Model, days: &[Date]) -> Self {
        Self {
            model,
            days: days.iter().map(|day| Together::on(model, *day)).collect(),
        }
    }

    /// Reports what in a condition excludes the rest of it.
    pub(super) fn within(&mut self, condition: ExprId, found: &mut Vec<Diagnostic>) {
        self.walk((condition, true), &[], found);
    }

    /// Reports the later of two conditions, either of which is enough, if it holds only where the other
    /// does too; or the earlier.
    pub(super) fn either(&mut self, conditions: &[ExprId], found: &mut Vec<Diagnostic>) {
        let claims: Vec<Claim> = conditions.iter().map(|it| (*it, true)).collect();
        self.covered(&claims, found);
    }

    fn walk(&mut self, claim: Claim, outer: &[Claim], found: &mut Vec<Diagnostic>) {
        let parts = self.parts(claim);
        let mut all = outer.to_vec();
        all.extend(&parts.claims);
        if let Some(diagnostic) = self.excluded(&all, outer.len()) {
            found.push(diagnostic);
            return;
        }
        for alternative in &parts.alternatives {
            let before = found.len();
            for each in alternative {
                self.walk(*each, &all, found);
            }
            if found.len() == before {
                self.covered(alternative, found);
            }
        }
    }

    /// Claims of which those from `new` on exclude one another, or the ones before.
    fn excluded(&mut self, claims: &[Claim], new: usize) -> Option<Diagnostic> {
        let mut by_subject: BTreeMap<Subject, (ExprId, Vec<usize>)> = BTreeMap::new();
        for (position, claim) in claims.iter().enumerate() {
            for (subject, at) in self.subjects(*claim) {
                let (_, about) = by_subject.entry(subject).or_insert((at, Vec::new()));
                about.push(position);
            }
        }
        let mut first: Option<(Vec<usize>, Diagnostic)> = None;
        for (subject, (at, about)) in by_subject {
            let fresh = about.iter().any(|position| *position >= new);
            // A condition that fails by itself as a whole is reported as such.
            if !fresh || about.len() < 2 && new == 0 {
                continue;
            }
            let Some(those) = self.smallest(&subject, at, claims, &about, new) else {
                continue;
            };
            if first.as_ref().is_none_or(|(found, _)| those < *found) {
                let diagnostic = self.report(claims, &those);
                first = Some((those, diagnostic));
            }
        }
        first.map(|(_, diagnostic)| diagnostic)
    }

    /// The fewest of the claims that exclude one another: one, two, or all.
    fn smallest(
        &mut self,
        subject: &Subject,
        at: ExprId,
        claims: &[Claim],
        about: &[usize],
        new: usize,
    ) -> Option<Vec<usize>> {
        let of = |positions: &[usize]| -> Vec<Claim> {
            positions
                .iter()
                .filter_map(|position| claims.get(*position).copied())
                .collect()
        };
        if self.can_hold(subject, at, &of(about), None) {
            return None;
        }
        for (nth, second) in about.iter().enumerate().take(MOST_COMPARED) {
            if *second >= new && !self.can_hold(subject, at, &of(&[*second]), None) {
                return Some(vec![*second]);
            }
            for first in about.iter().take(nth) {
                let pair = [*first, *second];
                if *second >= new && !self.can_hold(subject, at, &of(&pair), None) {
                    return Some(pair.to_vec());
                }
            }
        }
        Some(about.to_vec())
    }

    fn report(&self, claims: &[Claim], those: &[usize]) -> Diagnostic {
        let spans: Vec<Span> = those
            .iter()
            .filter_map(|position| claims.get(*position))
            .map(|(id, _)| self.model.exprs()[*id].span)
            .collect();
        let (last, others) = match spans.split_last() {
            Some((last, others)) => (*last, others),
            None => (Span::default(), &[][..]),
        };
        let headline = if others.is_empty() {
            "no fact can make this condition hold"
        } else {
            "this can never hold together with what stands before it"
        };
        let found = Diagnostic::new(Code::NeverApplies, last, headline);
        others
            .iter()
            .fold(found, |found, span| found.also(*span, "excluded by this"))
            .help("compare the two; often a comparison is turned round, or an `and` stands for an `or`")
    }

    /// Alternatives that hold only where another does.
    fn covered(&mut self, alternatives: &[Claim], found: &mut Vec<Diagnostic>) {
        let mut gone: Vec<usize> = Vec::new();
        for (nth, later) in alternatives.iter().enumerate() {
            for (before, earlier) in alternatives.iter().enumerate().take(nth) {
                if gone.contains(&before) || gone.contains(&nth) {
                    continue;
                }
                let (idle, covering) = if self.implies(*later, *earlier) {
                    gone.push(nth);
                    (later, earlier)
                } else if self.implies(*earlier, *later) {
                    gone.push(before);
                    (earlier, later)
                } else {
                    continue;
                };
                let span = |claim: &Claim| self.model.exprs()[claim.0].span;
                found.push(
                    Diagnostic::new(
                        Code::CoveredEntry,
                        span(idle),
                        "this adds nothing: whoever meets it meets the other one too",
                    )
                    .also(span(covering), "the other one")
                    .help("leave it out, or mend the limit that is too wide"),
                );
            }
        }
    }

    /// Whether the second holds wherever the first does.
    fn implies(&mut self, one: Claim, other: Claim) -> bool {
        let (one, other) = (self.parts(one), self.parts(other));
        if !other.alternatives.is_empty() || other.claims.is_empty() {
            return false;
        }
        other.claims.iter().all(|wanted| {
            let subjects = self.subjects(*wanted);
            let [(subject, at)] = subjects.as_slice() else {
                return false;
            };
            let known: Vec<Claim> = one
                .claims
                .iter()
                .filter(|claim| {
                    self.subjects(**claim)
                        .iter()
                        .any(|(about, _)| about == subject)
                })
                .copied()
                .collect();
            !known.is_empty() && !self.can_hold(subject, *at, &known, Some(*wanted))
        })
    }

    fn can_hold(
        &mut self,
        subject: &Subject,
        at: ExprId,
        claims: &[Claim],
        unless: Option<Claim>,
    ) -> bool {
        self.days
            .iter_mut()
            .any(|day| day.can_hold(subject, at, claims, unless))
    }

    fn parts(&self, claim: Claim) -> Parts {
        let mut parts = Parts::default();
        let mut stack = vec![claim];
        while let Some((id, holds)) = stack.pop() {
            let of = |inner: &[ExprId]| inner.iter().map(|it| (*it, holds)).collect::<Vec<_>>();
            match &self.model.exprs()[id].kind {
                ExprKind::Not(inner) => stack.push((*inner, !holds)),
                ExprKind::And(inner) if holds => stack.extend(of(inner).into_iter().rev()),
                ExprKind::Or(inner) if !holds => stack.extend(of(inner).into_iter().rev()),
                ExprKind::And(inner) | ExprKind::Or(inner) => parts.alternatives.push(of(inner)),
                _ => parts.claims.push((id, holds)),
            }
        }
        parts
    }

    /// What a claim is about, with a place where each stands; nothing if it turns on the day it is asked.
    fn subjects(&self, (condition, _): Claim) -> Vec<(Subject, ExprId)> {
        let mut subjects: Vec<(Subject, ExprId)> = Vec::new();
        let mut fixed = true;
        visit(self.model, condition, &mut |id| {
            fixed &= !matches!(
                self.model.exprs()[id].kind,
                ExprKind::StandsOn(..)
                    | ExprKind::FactDay
                    | ExprKind::HasPassed(_)
                    | ExprKind::Quantified { .. }
                    | ExprKind::Aggregate { .. }
                    | ExprKind::Bound(_)
                    | ExprKind::Field(..)
            );
            if let Some(subject) = Subject::of(self.model, id)
                && subjects.iter().all(|(known, _)| *known != subject)
            {
                subjects.push((subject, id));
            }
        });
        if fixed { subjects } else { Vec::new() }
    }
}
