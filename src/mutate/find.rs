//! Every expression of the rules that a change can be made in, with where it stands.

use crate::model::{
    Deadline, ExprId, ExprKind, Id, Model, PlaceId, PlaceKind, RuleEffect, Type, operands,
};
use crate::source::Span;

/// An expression in its surroundings.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) expr: ExprId,
    /// The provision it stands in.
    pub(super) place: PlaceId,
    /// The expression it is part of.
    pub(super) parent: Option<ExprId>,
    /// The stretches of text it stands in, the widest first, its own last.
    pub(super) within: Vec<Span>,
    /// Whether it is a condition rather than a value.
    pub(super) condition: bool,
}

/// All of them, each once. Those of assertions are left out.
pub(super) fn spots(model: &Model) -> Vec<Spot> {
    let mut walk = Walk {
        model,
        met: vec![false; model.exprs().len()],
        spots: Vec::new(),
    };
    // A copy by analogy is written nowhere: its parts stand in two provisions.
    for (_, rule) in (model.rules().iter()).filter(|(_, rule)| rule.by_analogy.is_none()) {
        walk.from(rule.condition, rule.place, Some(rule.span), true);
        if let RuleEffect::Gives(_, value) = rule.effect {
            walk.from(Some(value), rule.place, Some(rule.span), false);
        }
        for scope in &rule.scopes {
            walk.scope(*scope, rule.place);
        }
    }
    for (_, norm) in model.norms().iter() {
        walk.from(norm.arises_on, norm.place, None, false);
        walk.from(norm.trigger, norm.place, None, true);
        walk.from(norm.act_condition, norm.place, None, true);
        if let Some(windows) = &norm.recurring {
            walk.from(Some(windows.from), norm.place, None, false);
            walk.from(windows.until, norm.place, None, false);
        }
        if let Some(Deadline::By(day) | Deadline::Before(day)) = norm.deadline {
            walk.from(Some(day), norm.place, None, false);
        }
        for scope in &norm.scopes {
            walk.scope(*scope, norm.place);
        }
    }
    for (_, conclusion) in model.conclusions().iter() {
        if let Some((day, place)) = conclusion.taken_on {
            walk.from(Some(day), place, None, false);
        }
    }
    for (_, reading) in model.readings().iter() {
        for choice in &reading.choices {
            let span = model.exprs()[choice.value].span;
            if let Some(place) = reading.place.or_else(|| heading_before(model, span)) {
                let condition = reading.ty == Type::YesNo;
                walk.from(Some(choice.value), place, None, condition);
            }
        }
    }
    for (_, fact) in model.facts().iter() {
        for presumption in &fact.presumptions {
            if let Some(place) = presumption.place {
                walk.from(Some(presumption.value), place, None, false);
                walk.from(presumption.condition, place, None, true);
            }
        }
    }
    walk.spots
}

/// The last heading before a stretch of text, in its file.
pub(super) fn heading_before(model: &Model, span: Span) -> Option<PlaceId> {
    model
        .places()
        .iter()
        .filter(|(_, place)| {
            matches!(place.kind, PlaceKind::Heading(_))
                && place.span.file == span.file
                && place.span.start <= span.start
        })
        .max_by_key(|(_, place)| place.span.start)
        .map(|(id, _)| id)
}

struct Walk<'m> {
    model: &'m Model,
    met: Vec<bool>,
    spots: Vec<Spot>,
}

impl Walk<'_> {
    /// A scope covers many rules; it is cited by where it is written.
    fn scope(&mut self, condition: ExprId, place: PlaceId) {
        let span = self.model.exprs()[condition].span;
        let place = heading_before(self.model, span).unwrap_or(place);
        self.from(Some(condition), place, None, true);
    }

    fn from(&mut self, root: Option<ExprId>, place: PlaceId, whole: Option<Span>, condition: bool) {
        let Some(root) = root else { return };
        let mut waiting = vec![Spot {
            expr: root,
            place,
            parent: None,
            within: whole.into_iter().collect(),
            condition,
        }];
        while let Some(mut spot) = waiting.pop() {
            match self.met.get_mut(spot.expr.position()) {
                Some(met) if !*met => *met = true,
                _ => continue,
            }
            let expr = &self.model.exprs()[spot.expr];
            if expr.ty == Type::Mistaken {
                continue;
            }
            if self.model.is_versioned(spot.expr) {
                // Each version is what it is by itself; that one governs is not written here.
                let versions = self.model.as_written(spot.expr).into_iter();
                waiting.extend(versions.map(|expr| Spot {
                    expr,
                    ..spot.clone()
                }));
                continue;
            }
            spot.place = expr.place.unwrap_or(spot.place);
            let holds = |outer: &Span| {
                outer.file == expr.span.file
                    && outer.start <= expr.span.start
                    && expr.span.end <= outer.end
            };
            spot.within.retain(holds);
            if spot.within.last() != Some(&expr.span) {
                spot.within.push(expr.span);
            }
            for (inner, condition) in inner(&expr.kind, spot.condition).into_iter().rev() {
                waiting.push(Spot {
                    expr: inner,
                    place: spot.place,
                    parent: Some(spot.expr),
                    within: spot.within.clone(),
                    condition,
                });
            }
            self.spots.push(spot);
        }
    }
}

/// The operands of an expression, each with whether it is a condition.
fn inner(kind: &ExprKind, condition: bool) -> Vec<(ExprId, bool)> {
    let all = operands(kind);
    let conditions: Vec<ExprId> = match kind {
        ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::AtLeastOf(..)
        | ExprKind::Not(_)
        | ExprKind::WhereApplies(_)
        | ExprKind::MustApply(_) => all.clone(),
        ExprKind::OfMember(..) | ExprKind::UnderText { .. } if condition => all.clone(),
        ExprKind::Quantified { filter, body, .. } => {
            filter.iter().copied().chain([*body]).collect()
        }
        ExprKind::Aggregate { filter, .. } => filter.iter().copied().collect(),
        ExprKind::If(asked, ..) => vec![*asked],
        _ => Vec::new(),
    };
    all.into_iter()
        .map(|id| (id, conditions.contains(&id)))
        .collect()
}

/// Who reads a plain operand in place, without evaluating it as an expression of its own.
#[derive(Debug)]
pub(super) struct Readers(Vec<Vec<ExprId>>);

impl Readers {
    pub(super) fn new(model: &Model) -> Self {
        let mut readers = vec![Vec::new(); model.exprs().len()];
        for (id, expr) in model.exprs().iter() {
            let plain: Vec<ExprId> = match &expr.kind {
                ExprKind::Compare(..)
                | ExprKind::Add(..)
                | ExprKind::Subtract(..)
                | ExprKind::Multiply(..)
                | ExprKind::Divide(..)
                | ExprKind::IsMember(..) => operands(&expr.kind),
                _ => continue,
            };
            for operand in plain {
                let kind = &model.exprs()[operand].kind;
                if matches!(kind, ExprKind::Constant(_) | ExprKind::Fact(_))
                    && let Some(of) = readers.get_mut(operand.position())
                {
                    of.push(id);
                }
            }
        }
        Readers(readers)
    }

    pub(super) fn of(&self, id: ExprId) -> &[ExprId] {
        self.0.get(id.position()).map_or(&[], Vec::as_slice)
    }
}
