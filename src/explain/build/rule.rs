//! Conclusions, their rules, and readings.

use super::{Builder, leaf, result_standing, standing};
use crate::eval::{Core, Flags, Key, Mark, Node, Range, Step};
use crate::explain::item::{Fails, Item, Standing, What};
use crate::model::{
    ConclusionId, ExprId, Model, PlaceId, ReadingId, RuleEffect, RuleId, Type, Version,
};

impl Builder<'_> {
    pub(super) fn conclusion(
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
                    items.extend(self.taken_on(
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

    pub(super) fn again(&self, step: &Step, conclusion: ConclusionId, key: Option<Key>) -> Item {
        let what = What::Conclusion {
            conclusion,
            key,
            result: step.result.clone(),
            again: true,
        };
        leaf(what, result_standing(&step.result), step)
    }

    fn taken_on(&mut self, position: usize, day: ExprId, place: Option<PlaceId>) -> Option<Item> {
        let mut items = self.saving_items(position, day);
        let (position, day) = self.trace.governing_day(self.model, position, day)?;
        let place = self.model.exprs()[day].place.or(place);
        let term = self.term(Some(position), day);
        items.extend(self.support_items(position));
        let day = self.day(position);
        Some(Item {
            what: What::TakenOn { day: term },
            standing: Standing::Stated,
            decides: true,
            place,
            day,
            items,
        })
    }

    /// The clauses that keep the case under one version of what an expression says.
    fn saving_items(&mut self, position: usize, id: ExprId) -> Vec<Item> {
        let model = self.model;
        let versions = model.versions_of(id);
        let mut waiting: Vec<usize> = self.trace.children(Some(position)).collect();
        let mut items: Vec<Item> = Vec::new();
        while let Some(at) = waiting.pop() {
            let Some(step) = self.trace.step(at) else {
                continue;
            };
            let Node::Expr(expr) = step.node else {
                continue;
            };
            let saves = |(version, _): &(&Version, ExprId)| version.clauses().any(|it| it == expr);
            if versions.iter().any(saves) {
                let met = step.result.as_truth().is_yes();
                let item = self.condition(Some(at), expr, true).filter(|_| met);
                items.extend(item.filter(|item| items.iter().all(|it| it.what != item.what)));
            } else {
                waiting.extend(self.trace.children(Some(at)));
            }
        }
        items
    }

    pub(super) fn rule(
        &mut self,
        position: usize,
        step: &Step,
        id: RuleId,
        exception: bool,
    ) -> Item {
        let rule = &self.model.rules()[id];
        let trace = self.trace;
        let (mut scopes, mut conditions, mut values, mut exceptions) =
            (vec![], vec![], vec![], vec![]);
        let mut value = None;
        let (mut texts, mut elsewhere, mut ended) = (vec![], false, false);
        let transition = rule.transition.as_deref();
        for child in trace.children(Some(position)) {
            let Some(step) = trace.step(child) else {
                continue;
            };
            match (&step.node, rule.effect) {
                // A saving clause says whose text this is: met, it keeps a case from a newer one.
                (Node::Expr(expr), _) if transition.is_some_and(|it| it.barred.contains(expr)) => {
                    let holds = step.result.as_truth().is_yes();
                    elsewhere |= holds;
                    texts.extend(self.condition(Some(child), *expr, holds));
                }
                (Node::Expr(expr), _) if transition.is_some_and(|it| it.spared.contains(expr)) => {
                    ended |= !step.result.as_truth().is_yes();
                    texts.extend(self.condition(Some(child), *expr, true));
                }
                (Node::Expr(expr), _) if rule.scopes.contains(expr) => {
                    let mut items = self.saving_items(child, *expr);
                    let met = self.condition(Some(child), *expr, true);
                    if met.is_none() {
                        items.clear();
                    }
                    items.extend(met);
                    // A scope that is no longer, or not yet, in force limits nothing.
                    if items.is_empty() && self.model.is_versioned(*expr) {
                        continue;
                    }
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
        // A rule by analogy, where what applies it is not in force.
        let asleep = rule.condition.is_some_and(|it| self.model.is_versioned(it));
        let any = |items: &[Item], standing| items.iter().any(|item| item.standing == standing);
        let fails = match came_out {
            Standing::NotMet if !rule.validity.covers(self.settings.as_of) => {
                Some(Fails::NotInForce)
            }
            Standing::NotMet if elsewhere => Some(Fails::OtherText),
            Standing::NotMet if ended => Some(Fails::NotInForce),
            Standing::NotMet if asleep && conditions.is_empty() => Some(Fails::NotInForce),
            Standing::NotMet if any(&scopes, Standing::NotMet) => Some(Fails::Scope),
            Standing::NotMet if any(&conditions, Standing::NotMet) => Some(Fails::Condition),
            Standing::NotMet if any(&exceptions, Standing::Met) => Some(Fails::Exception),
            _ => None,
        };
        let undecided = |item: &Item| matches!(item.standing, Standing::Open | Standing::Blocked);
        let mark = |items: &mut [Item], kind: Option<Fails>| {
            for item in items {
                item.decides = match came_out {
                    Standing::NotMet if kind == Some(Fails::OtherText) => {
                        fails == kind && item.standing == Standing::Met
                    }
                    Standing::Met => kind != Some(Fails::Scope),
                    Standing::NotMet if fails == Some(Fails::Exception) => {
                        kind == fails && item.standing == Standing::Met
                    }
                    Standing::NotMet => kind == fails && item.standing == Standing::NotMet,
                    _ => undecided(item),
                };
            }
        };
        mark(&mut texts, Some(Fails::OtherText));
        mark(&mut scopes, Some(Fails::Scope));
        mark(&mut conditions, Some(Fails::Condition));
        mark(&mut values, None);
        mark(&mut exceptions, Some(Fails::Exception));
        let items = [texts, scopes, conditions, values, exceptions].concat();
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

    pub(super) fn reading(
        &mut self,
        position: usize,
        step: &Step,
        reading: ReadingId,
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
    // A version that is not the text of this case is no ground that failed, if another one is.
    if items
        .iter()
        .any(|item| is_rule(item) && !is_other_text(item))
    {
        for item in items.iter_mut().filter(|item| is_other_text(item)) {
            item.decides = false;
        }
    }
}

/// Whether an item is a rule that is not the text by which the case is judged.
fn is_other_text(item: &Item) -> bool {
    matches!(
        item.what,
        What::Rule {
            fails: Some(Fails::NotInForce | Fails::OtherText),
            ..
        }
    )
}

/// Rules of one article share its scope, which one of them tells.
fn tell_scopes_once(items: &mut [Item]) {
    let mut told: Vec<What> = Vec::new();
    let rules = items
        .iter_mut()
        .filter(|item| item.decides && is_rule(item));
    for scope in rules
        .flat_map(|rule| &mut rule.items)
        .filter(|item| item.what == What::Scope)
    {
        let conditions = scope.items.iter().map(|condition| condition.what.clone());
        if scope.decides
            && conditions
                .clone()
                .all(|condition| told.contains(&condition))
        {
            scope.decides = false;
        }
        told.extend(conditions);
    }
}

fn is_rule(item: &Item) -> bool {
    matches!(item.what, What::Rule { .. })
}
