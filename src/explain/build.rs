//! Trace → items.
//!
//! A trace holds every term evaluated; here terms become conditions with values and thresholds, a `not`
//! moves down to the conditions it turns around (so that each says what was needed of it), and what
//! decided is told from what did not. Nothing is evaluated again but periods, whose steps a trace does
//! not keep.

mod condition;
mod norm;
mod rule;
mod support;
mod term;

pub(crate) use term::{later_act, slot_type};

use super::item::{Item, Joined, Standing, Term, What};
use crate::eval::{Case, Core, Decision, Node, Range, Settings, Step, Trace, Truth, Turn};
use crate::model::{ExprId, ExprKind, Model, Type};

/// The items of a whole trace.
pub(super) fn items(
    model: &Model,
    case: &Case,
    settings: &Settings,
    decision: &Decision,
    trace: &Trace,
) -> Vec<Item> {
    let mut builder = Builder {
        model,
        case,
        settings,
        decision,
        trace,
        turns: Vec::new(),
    };
    trace
        .children(None)
        .flat_map(|position| builder.item(position))
        .collect()
}

struct Builder<'a> {
    model: &'a Model,
    case: &'a Case,
    settings: &'a Settings,
    decision: &'a Decision,
    trace: &'a Trace,
    /// The turns the walk is in, outermost first, each with the variable it binds.
    turns: Vec<(u32, Turn)>,
}

impl<'a> Builder<'a> {
    /// What a step contributes. A step of no interest of its own contributes what is below it.
    fn item(&mut self, position: usize) -> Vec<Item> {
        let Some(step) = self.trace.step(position) else {
            return Vec::new();
        };
        match &step.node {
            Node::Conclusion(conclusion, key) => {
                vec![self.conclusion(position, step, *conclusion, key.as_ref())]
            }
            Node::Again(conclusion, key) => vec![self.again(step, *conclusion, key.clone())],
            Node::Rule(rule) => vec![self.rule(position, step, *rule, false)],
            Node::Expr(expr) if self.model.exprs()[*expr].ty == Type::YesNo => self
                .condition(Some(position), *expr, true)
                .into_iter()
                .collect(),
            Node::Expr(_) => self.supports(position, false),
            Node::Fact(slot) => vec![self.fact(step, slot)],
            Node::Reading(reading, choice) => {
                vec![self.reading(position, step, *reading, *choice, true)]
            }
            Node::Norm(norm, predicate) => {
                vec![self.norm(position, step, *norm, *predicate, None, true)]
            }
            Node::State(norm) => vec![self.state(position, step, *norm)],
            Node::Part(_) | Node::Turn(_) => self.below(position),
        }
    }

    /// What the children of a step contribute.
    fn below(&mut self, position: usize) -> Vec<Item> {
        let trace = self.trace;
        trace
            .children(Some(position))
            .flat_map(|child| self.item(child))
            .collect()
    }

    /// The step of an operand: the child that evaluated it, however the evaluator recorded it.
    fn operand(&self, position: usize, operand: ExprId) -> Option<usize> {
        let wanted = &self.model.exprs()[operand].kind;
        let mut children = self.trace.children(Some(position));
        children.find(
            |child| match (self.trace.step(*child).map(|step| &step.node), wanted) {
                (Some(Node::Expr(expr)), _) => *expr == operand,
                (Some(Node::Fact(slot)), ExprKind::Fact(fact) | ExprKind::FactAt(fact, _)) => {
                    slot.fact() == Some(*fact)
                }
                (
                    Some(Node::Conclusion(id, _) | Node::Again(id, _)),
                    ExprKind::Conclusion(conclusion) | ExprKind::ConclusionAt(conclusion, _),
                ) => id == conclusion,
                (Some(Node::Reading(id, _)), ExprKind::Reading(reading)) => id == reading,
                (Some(Node::Norm(id, of)), ExprKind::Norm(norm, predicate)) => {
                    id == norm && of == predicate
                }
                _ => false,
            },
        )
    }

    fn day(&self, position: usize) -> crate::value::Date {
        self.trace
            .step(position)
            .map_or(self.settings.as_of, |step| step.day)
    }
}

fn leaf(what: What, standing: Standing, step: &Step) -> Item {
    Item {
        what,
        standing,
        decides: true,
        place: None,
        day: step.day,
        items: Vec::new(),
    }
}

/// How a condition came out, of which `wanted` was asked.
fn standing(truth: Truth, wanted: bool) -> Standing {
    match (truth.yes, truth.no) {
        _ if truth.is_yes() => {
            if wanted {
                Standing::Met
            } else {
                Standing::NotMet
            }
        }
        _ if truth.is_no() => {
            if wanted {
                Standing::NotMet
            } else {
                Standing::Met
            }
        }
        (false, false) if !truth.flags.is_empty() => Standing::Blocked,
        _ => Standing::Open,
    }
}

/// How a value came out: known, open or blocked.
fn result_standing(result: &Range) -> Standing {
    match result.core {
        Core::Truth(_) => standing(result.as_truth(), true),
        _ if !result.is_settled() => Standing::Open,
        Core::None if !result.flags.blockers().is_empty() => Standing::Blocked,
        _ => Standing::Stated,
    }
}

/// Tells which conditions of a group decided it.
fn mark_group(joined: Joined, came_out: Standing, items: &mut [Item]) {
    use Standing::{Blocked, Met, NotMet, Open, Stated};
    for item in items.iter_mut() {
        item.decides = match (joined, came_out) {
            (Joined::If, _) | (_, Stated) => true,
            (_, Open) => matches!(item.standing, Open | Blocked),
            (_, Blocked) => item.standing == Blocked,
            (Joined::All | Joined::Every | Joined::SomeAndEvery, Met) => true,
            (Joined::All | Joined::Every | Joined::SomeAndEvery | Joined::AtLeast(_), NotMet) => {
                item.standing == NotMet
            }
            (Joined::Any | Joined::Some | Joined::NotSomeAndEvery | Joined::AtLeast(_), Met) => {
                item.standing == Met
            }
            (Joined::Any | Joined::Some | Joined::NotSomeAndEvery, NotMet) => true,
            (Joined::FewerThan(_), Met) => item.standing == NotMet,
            (Joined::FewerThan(_), NotMet) => item.standing == Met,
        };
    }
}

/// Whether a term is shown by a name: its own facts need not be listed again.
fn is_plain(term: &Term) -> bool {
    use super::item::TermKind;
    matches!(
        term.kind,
        TermKind::Constant | TermKind::Fact(..) | TermKind::Turn
    )
}
