//! Conditions: what was needed, and what there was.

use super::{Builder, is_plain, leaf, mark_group, standing};
use crate::eval::{Core, Node, Step, Turn};
use crate::explain::item::{Item, Joined, Needs, Standing, Test, What};
use crate::model::{Comparison, Expr, ExprId, ExprKind, FactId, Quantifier, Type};

impl Builder<'_> {
    /// A condition of which `wanted` is asked; none where the evaluator did not come to it.
    pub(super) fn condition(
        &mut self,
        position: Option<usize>,
        id: ExprId,
        wanted: bool,
    ) -> Option<Item> {
        let expr = &self.model.exprs()[id];
        let position = position?;
        let step = self.trace.step(position)?;
        let mut item = self.condition_at(position, step, expr, id, wanted)?;
        item.place = item.place.or(expr.place);
        Some(item)
    }

    fn condition_at(
        &mut self,
        position: usize,
        step: &Step,
        expr: &Expr,
        id: ExprId,
        wanted: bool,
    ) -> Option<Item> {
        let came_out = standing(step.result.as_truth(), wanted);
        match &expr.kind {
            ExprKind::Not(inner) => {
                let at = self.operand(position, *inner);
                self.condition(at, *inner, !wanted)
            }
            // Of whom it is asked the turn it stands in tells.
            ExprKind::OfMember(_, inner) => {
                let at = self.operand(position, *inner);
                self.condition(at, *inner, wanted)
            }
            // A version that does not govern asks nothing.
            ExprKind::Versioned { says, .. } => {
                let at = self.operand(position, *says);
                let mut item = self.condition(at, *says, wanted)?;
                item.standing = came_out;
                Some(item)
            }
            ExprKind::And(parts) => {
                let joined = if wanted { Joined::All } else { Joined::Any };
                Some(self.group(position, step, joined, parts, wanted))
            }
            ExprKind::Or(parts) => {
                let joined = if wanted { Joined::Any } else { Joined::All };
                Some(self.group(position, step, joined, parts, wanted))
            }
            ExprKind::AtLeastOf(n, parts) => {
                let joined = if wanted {
                    Joined::AtLeast(*n)
                } else {
                    Joined::FewerThan(*n)
                };
                let mut item = self.group(position, step, joined, parts, true);
                item.standing = came_out;
                mark_group(joined, came_out, &mut item.items);
                Some(item)
            }
            ExprKind::Quantified {
                quantifier,
                variable,
                list,
                filter,
                body,
            } => Some(self.quantified(
                position,
                step,
                *quantifier,
                (*variable, *list, *filter, *body),
                wanted,
            )),
            ExprKind::WhereApplies(inner) | ExprKind::MustApply(inner) => {
                let at = self.operand(position, *inner);
                let mut item = self.condition(at, *inner, wanted)?;
                item.standing = came_out;
                Some(item)
            }
            ExprKind::UnderText { old, inner, .. } => {
                let at = self.operand(position, *inner);
                let items = self.condition(at, *inner, wanted).into_iter().collect();
                Some(Item {
                    items,
                    ..leaf(What::UnderText { old: *old }, came_out, step)
                })
            }
            ExprKind::StandsOn(inner, day) => {
                let (at, on) = (self.operand(position, *inner), self.operand(position, *day));
                let day = self.term(on, *day);
                let items = self.condition(at, *inner, wanted).into_iter().collect();
                Some(Item {
                    items,
                    ..leaf(What::TakenOn { day }, came_out, step)
                })
            }
            ExprKind::If(condition, then, otherwise) => {
                let first = self.operand(position, *condition);
                let holds = first
                    .and_then(|at| self.trace.step(at))
                    .is_none_or(|step| !step.result.as_truth().is_no());
                let first = self.condition(first, *condition, holds);
                let branches = [*then, *otherwise]
                    .map(|branch| self.operand(position, branch).map(|at| (at, branch)));
                let branches: Vec<_> = branches
                    .into_iter()
                    .flatten()
                    .filter_map(|(at, branch)| self.condition(Some(at), branch, wanted))
                    .collect();
                let items = first.into_iter().chain(branches).collect();
                Some(Item {
                    items,
                    ..leaf(What::Group(Joined::If), came_out, step)
                })
            }
            ExprKind::AnyActive(rules) => {
                let items = self.below(position);
                let what = What::Active {
                    rules: rules.to_vec(),
                    wanted,
                };
                Some(Item {
                    items,
                    ..leaf(what, came_out, step)
                })
            }
            ExprKind::Norm(norm, predicate) => {
                Some(self.asked_norm(position, step, *norm, *predicate, None, wanted))
            }
            ExprKind::Window(norm, predicate, variable) => {
                let turn = self
                    .turns
                    .iter()
                    .rev()
                    .find(|(bound, _)| bound == variable)
                    .map(|(_, turn)| turn.clone());
                Some(self.asked_norm(position, step, *norm, *predicate, turn, wanted))
            }
            ExprKind::Reading(_) => {
                let trace = self.trace;
                trace.children(Some(position)).find_map(|child| {
                    let step = trace.step(child)?;
                    let Node::Reading(reading, choice) = step.node else {
                        return None;
                    };
                    Some(self.reading(child, step, reading, choice, wanted))
                })
            }
            _ => Some(self.test(position, step, expr, id, wanted)),
        }
    }

    fn group(
        &mut self,
        position: usize,
        step: &Step,
        joined: Joined,
        parts: &[ExprId],
        wanted: bool,
    ) -> Item {
        let came_out = standing(step.result.as_truth(), wanted);
        let mut items: Vec<_> = parts
            .iter()
            .filter_map(|part| {
                let at = self.operand(position, *part);
                self.condition(at, *part, wanted)
            })
            .collect();
        mark_group(joined, came_out, &mut items);
        Item {
            items,
            ..leaf(What::Group(joined), came_out, step)
        }
    }

    fn quantified(
        &mut self,
        position: usize,
        step: &Step,
        quantifier: Quantifier,
        (variable, list, filter, body): (u32, ExprId, Option<ExprId>, ExprId),
        wanted: bool,
    ) -> Item {
        let (joined, inner) = match (quantifier, wanted) {
            (Quantifier::Every, true) => (Joined::Every, true),
            (Quantifier::Every, false) => (Joined::Some, false),
            (Quantifier::Some, true) => (Joined::Some, true),
            (Quantifier::Some, false) => (Joined::Every, false),
            (Quantifier::SomeAndEvery, true) => (Joined::SomeAndEvery, true),
            (Quantifier::SomeAndEvery, false) => (Joined::NotSomeAndEvery, false),
            (Quantifier::AtLeast(n), true) => (Joined::AtLeast(n), true),
            (Quantifier::AtLeast(n), false) => (Joined::FewerThan(n), true),
        };
        let came_out = standing(step.result.as_truth(), wanted);
        let parts: Vec<ExprId> = filter.into_iter().chain([body]).collect();
        let mut items = self.turns_of(position, variable, list, &parts, inner);
        mark_group(joined, came_out, &mut items);
        for item in &mut items {
            item.decides &= item.standing != Standing::Stated;
        }
        // What the list itself was read from; it decides where it is not known.
        let trace = self.trace;
        let mut read: Vec<Item> = trace
            .children(Some(position))
            .filter(|child| {
                matches!(
                    trace.step(*child).map(|step| &step.node),
                    Some(Node::Expr(_))
                )
            })
            .flat_map(|child| self.supports(child, false))
            .collect();
        for item in &mut read {
            item.decides = item.standing == Standing::Open;
        }
        read.append(&mut items);
        let items = read;
        Item {
            items,
            ..leaf(What::Group(joined), came_out, step)
        }
    }

    /// The turns of a quantifier or aggregate whose parts (a filter, then a body) these are. A turn comes out as its
    /// body does; one that the filter leaves out is only stated.
    pub(super) fn turns_of(
        &mut self,
        position: usize,
        variable: u32,
        list: ExprId,
        parts: &[ExprId],
        wanted: bool,
    ) -> Vec<Item> {
        let trace = self.trace;
        let (fact, ty) = self.list_of(list);
        let mut items = Vec::new();
        for child in trace.children(Some(position)) {
            let Some(step) = trace.step(child) else {
                continue;
            };
            let Node::Turn(turn) = &step.node else {
                continue;
            };
            self.turns.push((variable, turn.clone()));
            items.push(self.turn(child, step, turn, (fact, ty.clone()), parts, wanted));
            self.turns.pop();
        }
        items
    }

    fn turn(
        &mut self,
        position: usize,
        step: &Step,
        turn: &Turn,
        (list, ty): (Option<FactId>, Type),
        parts: &[ExprId],
        wanted: bool,
    ) -> Item {
        let body = parts.last().copied();
        let (mut items, mut came_out) = (Vec::new(), Standing::Stated);
        for part in parts {
            let Some(at) = self.operand(position, *part) else {
                continue;
            };
            let is_body = Some(*part) == body;
            let found: Vec<_> = if self.model.exprs()[*part].ty == Type::YesNo {
                self.condition(Some(at), *part, !is_body || wanted)
                    .into_iter()
                    .collect()
            } else {
                self.supports(at, false)
            };
            for mut item in found {
                if is_body {
                    came_out = item.standing;
                }
                item.decides = is_body;
                items.push(item);
            }
        }
        if parts.is_empty() || items.is_empty() {
            came_out = standing(step.result.as_truth(), wanted);
        }
        let what = What::Turn {
            turn: turn.clone(),
            list,
            ty,
        };
        Item {
            items,
            ..leaf(what, came_out, step)
        }
    }

    fn list_of(&self, list: ExprId) -> (Option<FactId>, Type) {
        let expr = &self.model.exprs()[list];
        let ty = match &expr.ty {
            Type::List(inner) | Type::Set(inner) => (**inner).clone(),
            other => other.clone(),
        };
        match expr.kind {
            ExprKind::Entries(fact) => (Some(fact), ty),
            _ => (None, ty),
        }
    }

    fn test(
        &mut self,
        position: usize,
        step: &Step,
        expr: &Expr,
        id: ExprId,
        wanted: bool,
    ) -> Item {
        let at = |builder: &Self, operand: ExprId| builder.operand(position, operand);
        let (subject, needs, asked) = match &expr.kind {
            ExprKind::Compare(Comparison::Equal, left, right) => match self.said(*right) {
                Some(yes) => (*left, Needs::Yes, wanted == yes),
                None => {
                    let at = at(self, *right);
                    (
                        *left,
                        Needs::Compare(Comparison::Equal, self.term(at, *right)),
                        wanted,
                    )
                }
            },
            ExprKind::Compare(comparison, left, right) => {
                let at = at(self, *right);
                (
                    *left,
                    Needs::Compare(*comparison, self.term(at, *right)),
                    wanted,
                )
            }
            ExprKind::IsMember(subject, members) => match self.model.exprs()[*subject].ty {
                Type::Kind(kind) => (*subject, Needs::Member(kind, *members), wanted),
                _ => (*subject, Needs::Yes, wanted),
            },
            ExprKind::IsAbsent(subject) => (*subject, Needs::Absent, wanted),
            ExprKind::IsPresent(subject) => (*subject, Needs::Present, wanted),
            ExprKind::HasPassed(subject) => (*subject, Needs::Passed, wanted),
            ExprKind::Includes(subject, of) => {
                let of = of
                    .iter()
                    .map(|one| self.term(at(self, *one), *one))
                    .collect();
                (*subject, Needs::Includes(of), wanted)
            }
            ExprKind::InOrder(steps) => {
                let Some(first) = steps.first() else {
                    return self.bare(position, step, id, wanted);
                };
                let steps = steps
                    .iter()
                    .map(|one| self.term(at(self, *one), *one))
                    .collect();
                (*first, Needs::InOrder(steps), wanted)
            }
            _ => return self.bare(position, step, id, wanted),
        };
        let subject_at = at(self, subject);
        let term = self.term(subject_at, subject);
        let test = Test {
            subject: term,
            needs,
            wanted: asked,
        };
        self.tested(position, step, test, subject_at, wanted)
    }

    /// A yes/no value that stands for itself.
    fn bare(&mut self, position: usize, step: &Step, id: ExprId, wanted: bool) -> Item {
        let subject = self.term(Some(position), id);
        let test = Test {
            subject,
            needs: Needs::Yes,
            wanted,
        };
        self.tested(position, step, test, Some(position), wanted)
    }

    fn tested(
        &mut self,
        position: usize,
        step: &Step,
        test: Test,
        subject: Option<usize>,
        wanted: bool,
    ) -> Item {
        let trace = self.trace;
        let came_out = standing(step.result.as_truth(), wanted);
        let items = if subject == Some(position) {
            if is_plain(&test.subject) {
                Vec::new()
            } else {
                self.supports(position, false)
            }
        } else {
            trace
                .children(Some(position))
                .flat_map(|child| self.support_items(child))
                .collect()
        };
        Item {
            items,
            ..leaf(What::Test(test), came_out, step)
        }
    }

    /// Yes or no, if the expression is the constant.
    fn said(&self, id: ExprId) -> Option<bool> {
        match &self.model.exprs()[id].kind {
            ExprKind::Constant(range)
                if matches!(range.core, Core::Truth(_)) && range.is_settled() =>
            {
                Some(range.as_truth().is_yes())
            }
            _ => None,
        }
    }
}
