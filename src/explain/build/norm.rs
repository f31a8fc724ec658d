//! Norms: the trigger, the deadline and how it was counted, the act, and what excuses.

use super::{Builder, leaf, result_standing, standing};
use crate::eval::{Core, Node, NormPart, Range, Slot, Step, Turn};
use crate::explain::item::{Item, Source, Standing, TermKind, What};
use crate::model::{NormId, NormPredicate, Type};
use crate::value::Moment;

impl Builder<'_> {
    /// A predicate asked for by a condition, at the step of the condition.
    pub(super) fn asked_norm(
        &mut self,
        position: usize,
        step: &Step,
        norm: NormId,
        predicate: NormPredicate,
        window: Option<Turn>,
        wanted: bool,
    ) -> Item {
        let trace = self.trace;
        let below = trace.children(Some(position)).find_map(|child| {
            let step = trace.step(child)?;
            matches!(step.node, Node::Norm(id, of) if id == norm && of == predicate)
                .then_some((child, step))
        });
        let (position, step) = below.unwrap_or((position, step));
        self.norm(position, step, norm, predicate, window, wanted)
    }

    /// A predicate of a norm, at its own step.
    pub(super) fn norm(
        &mut self,
        position: usize,
        step: &Step,
        norm: NormId,
        predicate: NormPredicate,
        window: Option<Turn>,
        wanted: bool,
    ) -> Item {
        let items = self.parts(position, norm);
        let came_out = standing(step.result.as_truth(), wanted);
        Item {
            items,
            ..leaf(
                What::Norm {
                    norm,
                    predicate,
                    window,
                    wanted,
                },
                came_out,
                step,
            )
        }
    }

    /// The state of a norm.
    pub(super) fn state(&mut self, position: usize, step: &Step, norm: NormId) -> Item {
        let items = self.parts(position, norm);
        let came_out = if step.result.is_settled() {
            Standing::Stated
        } else {
            Standing::Open
        };
        Item {
            items,
            ..leaf(
                What::State {
                    norm,
                    result: step.result.clone(),
                },
                came_out,
                step,
            )
        }
    }

    fn parts(&mut self, position: usize, norm: NormId) -> Vec<Item> {
        let trace = self.trace;
        let mut items = Vec::new();
        for child in trace.children(Some(position)) {
            let Some(step) = trace.step(child) else {
                continue;
            };
            match &step.node {
                Node::Part(part) => items.push(self.part(child, step, norm, *part)),
                Node::Turn(turn) => items.push(self.window(child, step, norm, turn)),
                Node::Expr(expr) if self.model.norms()[norm].scopes.contains(expr) => {
                    let inner = self.condition(Some(child), *expr, true);
                    let came_out = standing(step.result.as_truth(), true);
                    let decides = came_out != Standing::Met;
                    let items_of_scope = inner.into_iter().collect();
                    items.push(Item {
                        items: items_of_scope,
                        decides,
                        ..leaf(What::Scope, came_out, step)
                    });
                }
                _ => items.extend(self.item(child)),
            }
        }
        mark_parts(&mut items);
        items
    }

    /// One window of a recurring norm; its result says whether it was missed.
    fn window(&mut self, position: usize, step: &Step, norm: NormId, turn: &Turn) -> Item {
        let items = self.parts(position, norm);
        let what = What::Turn {
            turn: turn.clone(),
            list: None,
            ty: Type::Mistaken,
        };
        let came_out = standing(step.result.as_truth(), false);
        Item {
            items,
            ..leaf(what, came_out, step)
        }
    }

    fn part(&mut self, position: usize, step: &Step, norm: NormId, part: NormPart) -> Item {
        let trace = self.trace;
        let mut items = Vec::new();
        for child in trace.children(Some(position)) {
            let Some(step) = trace.step(child) else {
                continue;
            };
            match &step.node {
                Node::Rule(rule) => items.push(self.rule(child, step, *rule, true)),
                Node::Expr(expr) if self.model.exprs()[*expr].ty != Type::YesNo => {
                    items.extend(self.support_items(child));
                }
                // The part itself tells the day of its act.
                Node::Fact(slot)
                    if part == NormPart::Act
                        && step.result.is_settled()
                        && !self.is_later(slot, step) => {}
                Node::Turn(turn) => items.push(self.act(child, step, norm, turn)),
                _ => items.extend(self.item(child)),
            }
        }
        let came_out = match part {
            NormPart::Trigger | NormPart::Excuse => standing(step.result.as_truth(), true),
            NormPart::Deadline | NormPart::Act => result_standing(&step.result),
        };
        let what = What::Part {
            norm,
            part,
            result: step.result.clone(),
        };
        Item {
            items,
            ..leaf(what, came_out, step)
        }
    }

    /// Whether the file gives an act that lies after the day judged.
    fn is_later(&self, slot: &Slot, step: &Step) -> bool {
        matches!(
            self.fact_term(step, slot).kind,
            TermKind::Fact(_, Source { later: Some(_), .. })
        )
    }

    /// One act of many, with the conditions on it.
    fn act(&mut self, position: usize, step: &Step, norm: NormId, turn: &Turn) -> Item {
        let items = self.below(position);
        let norm = &self.model.norms()[norm];
        let what = What::Turn {
            turn: turn.clone(),
            list: norm.act,
            ty: Type::Mistaken,
        };
        let came_out = standing(step.result.as_truth(), true);
        Item {
            items,
            ..leaf(what, came_out, step)
        }
    }
}

/// Tells which parts decided: a norm that has not arisen needs no more said, nor does an excused one, and what was done
/// in time needs no excuse.
fn mark_parts(items: &mut [Item]) {
    let came_out = |wanted: NormPart| {
        items.iter().find_map(|item| match &item.what {
            What::Part { part, result, .. } if *part == wanted => {
                Some((item.standing, result.clone()))
            }
            _ => None,
        })
    };
    let standing_of = |part| came_out(part).map(|(standing, _)| standing);
    let (trigger, excuse) = (
        standing_of(NormPart::Trigger),
        standing_of(NormPart::Excuse),
    );
    let moment = |part| came_out(part).and_then(|(_, result)| day(&result));
    let timely = moment(NormPart::Act)
        .zip(moment(NormPart::Deadline))
        .is_some_and(|(act, last)| act <= last);
    for item in items.iter_mut() {
        let What::Part { part, .. } = &item.what else {
            continue;
        };
        item.decides = match (trigger, excuse) {
            (Some(Standing::NotMet), _) => *part == NormPart::Trigger,
            (_, Some(Standing::Met)) => *part == NormPart::Excuse,
            _ => match part {
                NormPart::Trigger => item.standing != Standing::Met,
                NormPart::Excuse => !timely && !item.items.is_empty(),
                NormPart::Deadline | NormPart::Act => true,
            },
        };
    }
}

/// The day and minute of a settled result. A deadline that is a day lasts to its end.
fn day(result: &Range) -> Option<Moment> {
    match result.core {
        _ if !result.flags.is_empty() => None,
        Core::Date(day, same) if day == same => Moment::new(day, 23, 59),
        Core::Moment(moment, same) if moment == same => Some(moment),
        _ => None,
    }
}
