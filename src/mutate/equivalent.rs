//! Proofs that a change makes no difference.
//!
//! Of a comparison of one fact with a constant, its values are gone through in parts
//! ([`crate::eval`]'s `Together`): if there is none for which the one holds and not the other, nor the
//! other way round, the two say the same. So `rank is at least 1` is the same as `more than 0` where a
//! rank is a whole number from 1. A condition that the others imply may be left out.
//!
//! Only facts are taken that are the same on every day; so the day on which it is asked has no say.
//! What is not proved is not claimed: it counts as a survivor.

use super::edit::{Edit, apply, restore};
use super::{LeftOut, Mutant};
use crate::eval::{Claim, Slot, Subject, Together};
use crate::model::{Expr, ExprId, ExprKind, Model, Shape};
use crate::value::Date;

/// Whether a mutant is proved to be the same as the original. The model is handed back as it was.
pub(super) fn is_proved(model: &mut Model, mutant: &Mutant) -> bool {
    match (&mutant.left_out, mutant.edits.as_slice()) {
        (Some(left_out), [_]) => is_implied(model, left_out),
        (None, [edit @ Edit::Expr(id, _)]) => is_same(model, edit, *id),
        _ => false,
    }
}

/// Whether the changed condition holds for the same values as the unchanged one.
fn is_same(model: &mut Model, edit: &Edit, id: ExprId) -> bool {
    let Some(condition) = condition_with(model, id) else {
        return false;
    };
    let Some((subject, at)) = subject(model, condition) else {
        return false;
    };
    let undo = apply(model, std::slice::from_ref(edit));
    // The unchanged condition beside the changed one.
    let original = match (undo.first(), condition == id) {
        (Some(kind), true) => copy(model, id, kind.clone()),
        (Some(kind), false) => {
            let operand = copy(model, id, kind.clone());
            let kind = match &model.exprs()[condition].kind {
                ExprKind::Compare(comparison, left, _) => {
                    Some(ExprKind::Compare(*comparison, *left, operand))
                }
                _ => None,
            };
            kind.map_or(condition, |kind| copy(model, condition, kind))
        }
        (None, _) => condition,
    };
    let differs = original == condition || {
        let mut together = Together::on(model, Date::MIN);
        let mut can = |claims: &[Claim]| together.can_hold(&subject, at, claims, None);
        can(&[(original, true), (condition, false)]) || can(&[(original, false), (condition, true)])
    };
    restore(model, undo);
    !differs
}

fn copy(model: &mut Model, of: ExprId, kind: ExprKind) -> ExprId {
    let row = Expr {
        kind,
        ..model.exprs()[of].clone()
    };
    model.exprs.push(row)
}

/// The comparison an expression is, or is the right side of.
fn condition_with(model: &Model, id: ExprId) -> Option<ExprId> {
    if subject(model, id).is_some() {
        return Some(id);
    }
    if !matches!(model.exprs()[id].kind, ExprKind::Constant(_)) {
        return None;
    }
    let compares = |expr: &Expr| matches!(expr.kind, ExprKind::Compare(_, _, right) if right == id);
    let found = model.exprs().iter().find(|(_, expr)| compares(expr));
    found
        .map(|(condition, _)| condition)
        .filter(|condition| subject(model, *condition).is_some())
}

/// What a comparison with a constant is about, and where that stands in it.
fn subject(model: &Model, condition: ExprId) -> Option<(Subject, ExprId)> {
    let exprs = model.exprs();
    let at = match exprs[condition].kind {
        ExprKind::Compare(_, left, right) if matches!(exprs[right].kind, ExprKind::Constant(_)) => {
            left
        }
        ExprKind::IsMember(inner, _) => inner,
        _ => return None,
    };
    let subject = Subject::of(model, at)?;
    let Subject::Slot(Slot::Fact(fact) | Slot::Key(fact, _)) = &subject else {
        return None;
    };
    let plain = matches!(model.facts()[*fact].shape, Shape::Single | Shape::OverTime);
    plain.then_some((subject, at))
}

/// Whether a condition holds wherever the others do; or of alternatives, only where another does.
fn is_implied(model: &Model, left_out: &LeftOut) -> bool {
    let Some((about, at)) = subject(model, left_out.part) else {
        return false;
    };
    let mut together = Together::on(model, Date::MIN);
    let same = |other: &ExprId| subject(model, *other).is_some_and(|(it, _)| it == about);
    let others = left_out.others.iter().copied().filter(same);
    let mut claims: Vec<Claim> = others.map(|other| (other, left_out.all)).collect();
    claims.push((left_out.part, !left_out.all));
    claims.len() > 1 && !together.can_hold(&about, at, &claims, None)
}
