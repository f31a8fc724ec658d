//! Trace → items.
//!
//! A trace holds every term evaluated; here terms become conditions with values and thresholds, a `not`
//! moves down to the conditions it turns around (so that each says what was needed of it), and what
//! decided is told from what did not. Nothing is evaluated again but periods, whose steps a trace does
//! not keep.

mod condition;
mod norm;
mod term;

pub(super) use term::slot_type;

use super::item::{Count, Fails, Item, Joined, Standing, Steps, Term, What};
use crate::eval::{
    Case, Core, Decision, Flags, Key, Mark, Node, Range, Settings, Step, Trace, Truth, Turn,
};
use crate::model::{ConclusionId, Expr, ExprId, ExprKind, Model, RuleEffect, RuleId, Type};
use crate::value::{Convention, count_backward, count_forward};

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

    fn conclusion(
        &mut self,
        position: usize,
        step: &Step,
        id: ConclusionId,
        key: Option<&Key>,
    ) -> Item {
        let conclusion = &self.model.conclusions()[id];
        let trace = self.trace;
        let mut items = Vec::new();
        for child in trace.children(Some(position)) {
            match trace.step(child).map(|step| &step.node) {
                Some(Node::Expr(day))
                    if conclusion
                        .taken_on
                        .is_some_and(|(taken_on, _)| taken_on == *day) =>
                {
                    items.push(self.taken_on(
                        child,
                        *day,
                        conclusion.taken_on.map(|(_, place)| place),
                    ));
                }
                _ => items.extend(self.item(child)),
            }
        }
        mark_rules(self.model, &step.result, &mut items);
        tell_scopes_once(&mut items);
        let what = What::Conclusion {
            conclusion: id,
            key: key.cloned(),
            result: step.result.clone(),
            again: false,
        };
        Item {
            what,
            standing: result_standing(&step.result),
            decides: true,
            place: conclusion.place,
            day: step.day,
            items,
        }
    }

    fn again(&self, step: &Step, conclusion: ConclusionId, key: Option<Key>) -> Item {
        let what = What::Conclusion {
            conclusion,
            key,
            result: step.result.clone(),
            again: true,
        };
        leaf(what, result_standing(&step.result), step)
    }

    fn taken_on(
        &mut self,
        position: usize,
        day: ExprId,
        place: Option<crate::model::PlaceId>,
    ) -> Item {
        let term = self.term(Some(position), day);
        let items = self.support_items(position);
        let day = self.day(position);
        Item {
            what: What::TakenOn { day: term },
            standing: Standing::Stated,
            decides: true,
            place,
            day,
            items,
        }
    }

    fn rule(&mut self, position: usize, step: &Step, id: RuleId, exception: bool) -> Item {
        let rule = &self.model.rules()[id];
        let trace = self.trace;
        let (mut scopes, mut conditions, mut values, mut exceptions) =
            (vec![], vec![], vec![], vec![]);
        let mut value = None;
        for child in trace.children(Some(position)) {
            let Some(step) = trace.step(child) else {
                continue;
            };
            match (&step.node, rule.effect) {
                (Node::Expr(expr), _) if rule.scopes.contains(expr) => {
                    let items: Vec<_> = self
                        .condition(Some(child), *expr, true)
                        .into_iter()
                        .collect();
                    let standing = standing(step.result.as_truth(), true);
                    scopes.push(Item {
                        items,
                        ..leaf(What::Scope, standing, step)
                    });
                }
                (Node::Expr(expr), _) if rule.condition == Some(*expr) => {
                    conditions.extend(self.condition(Some(child), *expr, true));
                }
                (Node::Expr(expr), RuleEffect::Gives(_, result)) if *expr == result => {
                    value = Some(self.term(Some(child), *expr));
                    values = self.support_items(child);
                }
                (Node::Rule(other), _) => exceptions.push(self.rule(child, step, *other, true)),
                _ => values.extend(self.item(child)),
            }
        }
        let came_out = standing(step.result.as_truth(), true);
        let any = |items: &[Item], standing| items.iter().any(|item| item.standing == standing);
        let fails = match came_out {
            Standing::NotMet if !rule.validity.covers(self.settings.as_of) => {
                Some(Fails::NotInForce)
            }
            Standing::NotMet if any(&scopes, Standing::NotMet) => Some(Fails::Scope),
            Standing::NotMet if any(&conditions, Standing::NotMet) => Some(Fails::Condition),
            Standing::NotMet if any(&exceptions, Standing::Met) => Some(Fails::Exception),
            _ => None,
        };
        let undecided = |item: &Item| matches!(item.standing, Standing::Open | Standing::Blocked);
        let mark = |items: &mut [Item], kind: Option<Fails>| {
            for item in items {
                item.decides = match came_out {
                    Standing::Met => kind != Some(Fails::Scope),
                    Standing::NotMet if fails == Some(Fails::Exception) => {
                        kind == fails && item.standing == Standing::Met
                    }
                    Standing::NotMet => kind == fails && item.standing == Standing::NotMet,
                    _ => undecided(item),
                };
            }
        };
        mark(&mut scopes, Some(Fails::Scope));
        mark(&mut conditions, Some(Fails::Condition));
        mark(&mut values, None);
        mark(&mut exceptions, Some(Fails::Exception));
        let items = [scopes, conditions, values, exceptions].concat();
        let what = What::Rule {
            rule: id,
            exception,
            value,
            fails,
        };
        Item {
            what,
            standing: came_out,
            decides: true,
            place: Some(rule.place),
            day: step.day,
            items,
        }
    }

    fn reading(
        &mut self,
        position: usize,
        step: &Step,
        reading: crate::model::ReadingId,
        choice: usize,
        wanted: bool,
    ) -> Item {
        let matters = self
            .decision
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Reading(marked, _) if *marked == reading));
        let value = self.model.readings()[reading]
            .choices
            .get(choice)
            .map(|choice| choice.value);
        let trace = self.trace;
        let mut items = Vec::new();
        for child in trace.children(Some(position)) {
            match trace.step(child).map(|step| &step.node) {
                Some(Node::Expr(expr))
                    if Some(*expr) == value && self.model.exprs()[*expr].ty == Type::YesNo =>
                {
                    items.extend(self.condition(Some(child), *expr, wanted));
                }
                Some(Node::Expr(expr)) if Some(*expr) == value => {
                    items.extend(self.value_item(child, *expr))
                }
                _ => items.extend(self.item(child)),
            }
        }
        let what = What::Reading {
            reading,
            choice,
            matters,
            result: step.result.clone(),
        };
        let came_out = match self.model.readings()[reading].ty {
            Type::YesNo => standing(step.result.as_truth(), wanted),
            _ => result_standing(&step.result),
        };
        let place = self.model.readings()[reading].place;
        Item {
            items,
            place,
            ..leaf(what, came_out, step)
        }
    }

    fn fact(&self, step: &Step, slot: &crate::eval::Slot) -> Item {
        let standing = if step.result.is_settled() { Standing::Stated } else { Standing::Open };
        leaf(What::Fact(self.fact_term(step, slot)), standing, step)
    }

    /// What a value rests on below its own step: facts, counts, conclusions, readings. With `direct`, the value is a
    /// fact that its test names already, and facts are left out.
    fn supports(&mut self, position: usize, direct: bool) -> Vec<Item> {
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

    /// The supports of a value that is shown with its name or formula, fact by fact.
    fn support_items(&mut self, position: usize) -> Vec<Item> {
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
    fn value_item(&mut self, position: usize, id: ExprId) -> Option<Item> {
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
        for turn in &mut turns {
            turn.decides = turn.standing != Standing::NotMet;
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

/// Tells which rules decided a conclusion with this result.
fn mark_rules(model: &Model, result: &Range, items: &mut [Item]) {
    let says = |item: &Item| match item.what {
        What::Rule { rule, .. } => match model.rules()[rule].effect {
            RuleEffect::Says(_, yes) => Some(yes),
            _ => None,
        },
        _ => None,
    };
    let active = |item: &Item| item.standing == Standing::Met;
    let agreed = result
        .is_settled()
        .then(|| result.as_truth())
        .filter(|_| matches!(result.core, Core::Truth(_)));
    let agrees =
        |item: &Item| active(item) && agreed.is_none_or(|truth| says(item) == Some(truth.is_yes()));
    let some_agree = items.iter().any(|item| is_rule(item) && agrees(item));
    for item in items.iter_mut().filter(|item| is_rule(item)) {
        item.decides = if !result.is_settled() {
            matches!(item.standing, Standing::Open | Standing::Blocked)
                || (active(item) && !matches!(result.core, Core::Truth(_)))
        } else if result.flags.has(Flags::NOT_COMPUTABLE) || result.flags.has(Flags::NOT_ENCODED) {
            item.standing == Standing::Blocked || active(item)
        } else {
            !some_agree || agrees(item)
        };
    }
}

/// Rules of one article share its scope, which one of them tells.
fn tell_scopes_once(items: &mut [Item]) {
    let mut told: Vec<What> = Vec::new();
    let rules = items.iter_mut().filter(|item| item.decides && is_rule(item));
    for scope in rules.flat_map(|rule| &mut rule.items).filter(|item| item.what == What::Scope) {
        let conditions = scope.items.iter().map(|condition| condition.what.clone());
        if scope.decides && conditions.clone().all(|condition| told.contains(&condition)) {
            scope.decides = false;
        }
        told.extend(conditions);
    }
}

fn is_rule(item: &Item) -> bool {
    matches!(item.what, What::Rule { .. })
}

/// Whether a term is shown by a name: its own facts need not be listed again.
fn is_plain(term: &Term) -> bool {
    use super::item::TermKind;
    matches!(
        term.kind,
        TermKind::Constant | TermKind::Fact(..) | TermKind::Turn
    )
}
