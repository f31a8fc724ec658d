//! What a value rests on: facts, counts, sums, other conclusions.

use super::{Builder, leaf, result_standing};
use crate::eval::{Core, Node, Slot, Step, Turn};
use crate::explain::item::{Count, Item, Standing, Steps, What};
use crate::model::{Expr, ExprId, ExprKind, Type};
use crate::value::{Convention, count_backward, count_forward};

/// So many members that do not count are told one by one; of more only how many they are.
const MOST_LEFT_OUT: u32 = 20;

impl Builder<'_> {
    pub(super) fn fact(&self, step: &Step, slot: &Slot) -> Item {
        let standing = if step.result.is_settled() {
            Standing::Stated
        } else {
            Standing::Open
        };
        leaf(What::Fact(self.fact_term(step, slot)), standing, step)
    }

    /// What a value rests on below its own step: facts, counts, conclusions, readings. With `direct`, the value is a
    /// fact that its test names already, and facts are left out.
    pub(super) fn supports(&mut self, position: usize, direct: bool) -> Vec<Item> {
        let Some(step) = self.trace.step(position) else {
            return Vec::new();
        };
        let Node::Expr(id) = step.node else {
            return if direct && matches!(step.node, Node::Fact(_)) {
                Vec::new()
            } else {
                self.item(position)
            };
        };
        let expr = &self.model.exprs()[id];
        let trace = self.trace;
        let direct = match expr.kind {
            ExprKind::FactAt(..) | ExprKind::Field(..) => true,
            ExprKind::Fact(_) => direct,
            // The sentence names it and says what it is; told once is enough.
            ExprKind::UnderText { .. } if self.is_told(position) => return Vec::new(),
            ExprKind::Shift { .. } => return self.count(position, expr).into_iter().collect(),
            ExprKind::Aggregate { .. } => {
                return self.value_item(position, id).into_iter().collect();
            }
            _ => false,
        };
        let children: Vec<_> = trace.children(Some(position)).collect();
        children
            .into_iter()
            .flat_map(|child| match trace.step(child).map(|step| &step.node) {
                Some(Node::Expr(inner)) if self.model.exprs()[*inner].ty == Type::YesNo => {
                    self.item(child)
                }
                _ => self.supports(child, direct),
            })
            .collect()
    }

    /// Whether what a step rests on has been told before.
    fn is_told(&self, position: usize) -> bool {
        let mut children = self.trace.children(Some(position));
        children.any(|child| {
            let step = self.trace.step(child);
            step.is_some_and(|step| matches!(step.node, Node::Again(..)))
        })
    }

    /// The supports of a value that is shown with its name or formula, fact by fact.
    pub(super) fn support_items(&mut self, position: usize) -> Vec<Item> {
        let direct = self
            .trace
            .step(position)
            .is_some_and(|step| match step.node {
                Node::Expr(expr) => is_named(&self.model.exprs()[expr]),
                _ => false,
            });
        self.supports(position, direct)
    }

    /// A value that no test shows, with how it came about.
    pub(super) fn value_item(&mut self, position: usize, id: ExprId) -> Option<Item> {
        let step = self.trace.step(position)?;
        let expr = &self.model.exprs()[id];
        if matches!(expr.kind, ExprKind::Shift { .. }) {
            return self.count(position, expr);
        }
        let term = self.term(Some(position), id);
        let items = match &expr.kind {
            ExprKind::Aggregate {
                variable,
                list,
                filter,
                of,
                ..
            } => self.aggregated(position, *variable, *list, *filter, *of),
            _ => self.support_items(position),
        };
        let came_out = result_standing(&step.result);
        Some(Item {
            items,
            ..leaf(What::Value(term), came_out, step)
        })
    }

    /// The turns of an aggregate: those its filter lets in, each with what it adds.
    fn aggregated(
        &mut self,
        position: usize,
        variable: u32,
        list: ExprId,
        filter: Option<ExprId>,
        of: Option<ExprId>,
    ) -> Vec<Item> {
        let trace = self.trace;
        let filters: Vec<ExprId> = filter.into_iter().collect();
        let mut turns = self.turns_of(position, variable, list, &filters, true);
        let mut left_out = 0;
        for turn in &mut turns {
            turn.decides = turn.standing != Standing::NotMet;
            // Of people it is told, too, who does not count and why, as long as one can read it.
            if !turn.decides
                && matches!(
                    turn.what,
                    What::Turn {
                        turn: Turn::Member(_),
                        ..
                    }
                )
            {
                left_out += 1;
                turn.decides = left_out <= MOST_LEFT_OUT;
            }
        }
        // What a turn adds stands after it; turns that add nothing have nothing after them.
        let mut at = None;
        for child in trace.children(Some(position)) {
            match trace.step(child).map(|step| &step.node) {
                Some(Node::Turn(_)) => at = Some(at.map_or(0, |at: usize| at + 1)),
                Some(Node::Expr(added)) if Some(*added) == of => {
                    let items = self.supports(child, false);
                    if let Some(turn) = at.and_then(|at| turns.get_mut(at)) {
                        turn.items.extend(items);
                    }
                }
                _ => {}
            }
        }
        turns
    }

    fn count(&mut self, position: usize, expr: &Expr) -> Option<Item> {
        let step = self.trace.step(position)?;
        let ExprKind::Shift {
            period,
            after,
            from,
            counting,
        } = expr.kind
        else {
            return None;
        };
        let at = self.operand(position, from);
        let term = self.term(at, from);
        let items = at.map(|at| self.support_items(at)).unwrap_or_default();
        let day = match term.value.core {
            Core::Date(day, same) if day == same && term.value.flags.is_empty() => Some(day),
            Core::Moment(moment, same) if moment == same && term.value.flags.is_empty() => {
                Some(moment.date())
            }
            _ => None,
        };
        let calendar = counting
            .calendar
            .map(|calendar| &self.model.calendars()[calendar].1);
        let counted = day.and_then(|day| match (after, counting.counting.convention) {
            (true, _) => {
                Some(count_forward(day, period, counting.counting, calendar).map(Steps::Forward))
            }
            (false, Convention::Plain(month_end)) => {
                Some(count_backward(day, period, month_end).map(Steps::Backward))
            }
            (false, _) => None,
        });
        let what = What::Count(Count {
            period,
            after,
            from: term,
            counting,
            counted,
        });
        Some(Item {
            items,
            ..leaf(what, result_standing(&step.result), step)
        })
    }
}

/// Whether the expression is shown by a name and needs no list of what it was computed from.
fn is_named(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Fact(_)
            | ExprKind::FactAt(..)
            | ExprKind::Field(..)
            | ExprKind::Bound(_)
            | ExprKind::Constant(_)
    )
}
