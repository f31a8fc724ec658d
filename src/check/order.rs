//! Fourth pass: nothing rests on itself.
//!
//! Conclusions, norms, rules and readings form one graph; a conclusion rests on its rules, a rule
//! on its condition and its exceptions. The walk keeps its own stack, so that a file of a hundred
//! thousand rules is no deeper than one of ten; the *depth* of the graph is bounded instead, since
//! the evaluator follows it.

use super::Ctx;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    ConclusionId, Deadline, ExprId, ExprKind, Model, NormId, ReadingId, RuleEffect, RuleId,
};
use crate::source::Span;
use std::collections::HashMap;

/// How long a chain of conclusions may be. Longer than any law, and safe for the evaluator.
const DEEPEST: u32 = 400;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Vertex {
    Conclusion(ConclusionId),
    Norm(NormId),
    Rule(RuleId),
    Reading(ReadingId),
}

/// Reports cycles and chains that are too long.
pub(super) fn order(ctx: &mut Ctx<'_>) {
    let mut state: HashMap<Vertex, State> = HashMap::new();
    let starts: Vec<Vertex> = ctx
        .model
        .conclusions
        .ids()
        .map(Vertex::Conclusion)
        .chain(ctx.model.norms.ids().map(Vertex::Norm))
        .chain(ctx.model.rules.ids().map(Vertex::Rule))
        .chain(ctx.model.readings.ids().map(Vertex::Reading))
        .collect();
    for start in starts {
        if let Some(trouble) = walk(&ctx.model, start, &mut state) {
            report(ctx, &trouble);
            return;
        }
    }
    compared(ctx, &state);
}

/// A saving clause that compares two texts evaluates a chain within a chain, and another such clause
/// met there one within that: as deep as all of them together.
fn compared(ctx: &mut Ctx<'_>, state: &HashMap<Vertex, State>) {
    let model = &ctx.model;
    let compares = |start: ExprId| {
        let mut found = false;
        visit(model, start, &mut |id| {
            found |= matches!(model.exprs[id].kind, ExprKind::UnderText { .. });
        });
        found
    };
    let clauses: Vec<ExprId> = (model.savings.iter().copied())
        .filter(|clause| compares(*clause))
        .collect();
    let deepest = state.values().map(|it| match it {
        State::Open => 0,
        State::Done { depth } => *depth,
    });
    let chain = deepest.max().unwrap_or(0);
    let levels = u32::try_from(clauses.len()).unwrap_or(u32::MAX);
    if let Some(last) = clauses.last()
        && chain.saturating_mul(levels.saturating_add(1)) > DEEPEST
    {
        let span = model.exprs[*last].span;
        ctx.report(
            Diagnostic::new(
                Code::TooDeep,
                span,
                format!(
                    "{levels} saving clauses compare texts in which conclusions rest on up to {chain} others"
                ),
            )
            .help("one clause may ask within another; together that is deeper than Enact follows"),
        );
    }
}

#[derive(Debug, Clone, Copy)]
enum State {
    Open,
    Done { depth: u32 },
}

enum Trouble {
    Cycle(Vec<Vertex>),
    Deep(Vertex),
}

/// Depth first from a vertex, on a stack of our own.
fn walk(model: &Model, start: Vertex, state: &mut HashMap<Vertex, State>) -> Option<Trouble> {
    struct Frame {
        vertex: Vertex,
        next: std::vec::IntoIter<Vertex>,
        depth: u32,
    }
    if state.contains_key(&start) {
        return None;
    }
    let frame = |vertex| Frame {
        vertex,
        next: rests_on(model, vertex).into_iter(),
        depth: 0,
    };
    let mut stack = vec![frame(start)];
    state.insert(start, State::Open);
    while let Some(top) = stack.last_mut() {
        let Some(next) = top.next.next() else {
            let depth = top.depth + 1;
            if depth > DEEPEST {
                return Some(Trouble::Deep(top.vertex));
            }
            state.insert(top.vertex, State::Done { depth });
            stack.pop();
            if let Some(above) = stack.last_mut() {
                above.depth = above.depth.max(depth);
            }
            continue;
        };
        match state.get(&next) {
            Some(State::Done { depth }) => top.depth = top.depth.max(*depth),
            Some(State::Open) => {
                let mut cycle: Vec<Vertex> = stack
                    .iter()
                    .map(|it| it.vertex)
                    .skip_while(|it| *it != next)
                    .collect();
                cycle.push(next);
                return Some(Trouble::Cycle(cycle));
            }
            None => {
                state.insert(next, State::Open);
                stack.push(frame(next));
            }
        }
    }
    None
}

/// The expressions written with a rule, a norm and the like, not those of what they name.
pub(super) fn written(model: &Model, vertex: Vertex) -> Vec<ExprId> {
    let mut exprs = Vec::new();
    match vertex {
        Vertex::Conclusion(id) => {
            exprs.extend(model.conclusions[id].taken_on.map(|(day, _)| day));
        }
        Vertex::Rule(id) => {
            let row = &model.rules[id];
            exprs.extend(row.condition);
            exprs.extend(row.scopes.iter().copied());
            exprs.extend(row.transition.iter().flat_map(|it| it.conditions()));
            if let RuleEffect::Gives(_, value) = row.effect {
                exprs.push(value);
            }
        }
        Vertex::Norm(id) => {
            let row = &model.norms[id];
            exprs.extend(row.arises_on);
            exprs.extend(row.trigger);
            exprs.extend(row.act_condition);
            exprs.extend(row.scopes.iter().copied());
            exprs.extend(row.transition.iter().flat_map(|it| it.conditions()));
            if let Some(Deadline::By(day) | Deadline::Before(day)) = row.deadline {
                exprs.push(day);
            }
            if let Some(recurring) = &row.recurring {
                exprs.push(recurring.from);
                exprs.extend(recurring.until);
            }
        }
        Vertex::Reading(id) => exprs.extend(model.readings[id].choices.iter().map(|it| it.value)),
    }
    exprs
}

fn rests_on(model: &Model, vertex: Vertex) -> Vec<Vertex> {
    let mut found = Vec::new();
    match vertex {
        Vertex::Conclusion(id) => {
            found.extend(
                model.conclusions[id]
                    .rules
                    .iter()
                    .copied()
                    .map(Vertex::Rule),
            );
        }
        Vertex::Rule(id) => {
            found.extend(model.rules[id].exceptions.iter().copied().map(Vertex::Rule));
        }
        Vertex::Norm(id) => {
            let row = &model.norms[id];
            found.extend(row.exceptions.iter().copied().map(Vertex::Rule));
            found.extend(row.successor.map(Vertex::Norm));
        }
        Vertex::Reading(_) => {}
    }
    let exprs = written(model, vertex);
    for start in exprs {
        // What comes out under one of two texts is asked with the clause that asks taken as given, so
        // nothing rests on itself by way of it.
        let now = |kind: &ExprKind| !matches!(kind, ExprKind::UnderText { .. });
        visit_where(model, start, now, &mut |id| match &model.exprs[id].kind {
            ExprKind::Conclusion(it) | ExprKind::ConclusionAt(it, _) => {
                found.push(Vertex::Conclusion(*it))
            }
            ExprKind::Reading(it) => found.push(Vertex::Reading(*it)),
            ExprKind::Norm(it, _) | ExprKind::Window(it, ..) | ExprKind::Windows(it) => {
                found.push(Vertex::Norm(*it))
            }
            ExprKind::AnyActive(rules) => found.extend(rules.iter().copied().map(Vertex::Rule)),
            ExprKind::Fact(fact) | ExprKind::FactAt(fact, _) => {
                for presumption in &model.facts[*fact].presumptions {
                    for inner in std::iter::once(presumption.value).chain(presumption.condition) {
                        visit_where(model, inner, now, &mut |id| {
                            if let ExprKind::Conclusion(it) = model.exprs[id].kind {
                                found.push(Vertex::Conclusion(it));
                            }
                        });
                    }
                }
            }
            _ => {}
        });
    }
    found
}

/// Calls `act` for an expression and each within it.
pub(crate) fn visit(model: &Model, start: ExprId, act: &mut dyn FnMut(ExprId)) {
    visit_where(model, start, |_| true, act);
}

/// The same, but going on only into what is `entered`.
pub(super) fn visit_where(
    model: &Model,
    start: ExprId,
    entered: impl Fn(&ExprKind) -> bool,
    act: &mut dyn FnMut(ExprId),
) {
    let mut stack = vec![start];
    while let Some(id) = stack.pop() {
        act(id);
        if !entered(&model.exprs[id].kind) {
            continue;
        }
        let at = stack.len();
        operands(&model.exprs[id].kind, &mut stack);
        stack
            .get_mut(at..)
            .into_iter()
            .for_each(<[ExprId]>::reverse);
    }
}

/// The operands of an expression, in reading order.
pub(crate) fn operands(kind: &ExprKind, into: &mut Vec<ExprId>) {
    match kind {
        ExprKind::Constant(_)
        | ExprKind::AnyActive(_)
        | ExprKind::Norm(..)
        | ExprKind::Window(..)
        | ExprKind::Fact(_)
        | ExprKind::Conclusion(_)
        | ExprKind::Reading(_)
        | ExprKind::Bound(_)
        | ExprKind::Field(..)
        | ExprKind::FactDay
        | ExprKind::Windows(_)
        | ExprKind::Entries(_) => {}
        ExprKind::And(ids)
        | ExprKind::Or(ids)
        | ExprKind::AtLeastOf(_, ids)
        | ExprKind::InOrder(ids)
        | ExprKind::Extreme(_, ids) => into.extend(ids.iter().copied()),
        ExprKind::Not(id)
        | ExprKind::IsMember(id, _)
        | ExprKind::IsAbsent(id)
        | ExprKind::IsPresent(id)
        | ExprKind::HasPassed(id)
        | ExprKind::FactAt(_, id)
        | ExprKind::ConclusionAt(_, id)
        | ExprKind::Negate(id)
        | ExprKind::Round(id, ..)
        | ExprKind::WhereApplies(id)
        | ExprKind::MustApply(id)
        | ExprKind::DayOfYear(_, _, id)
        | ExprKind::Shift { from: id, .. }
        | ExprKind::DayShift(id, _)
        | ExprKind::YearOf(id)
        | ExprKind::MonthOf(id)
        | ExprKind::CalendarMonthOf(id)
        | ExprKind::WeekOf(id)
        | ExprKind::Buckets(_, id)
        | ExprKind::OfMember(_, id)
        | ExprKind::UnderText { inner: id, .. }
        | ExprKind::DayOf(id)
        | ExprKind::LastYears(_, id) => into.push(*id),
        ExprKind::Compare(_, a, b)
        | ExprKind::Add(a, b)
        | ExprKind::Subtract(a, b)
        | ExprKind::Multiply(a, b)
        | ExprKind::Divide(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::StandsOn(a, b) => into.extend([*a, *b]),
        ExprKind::If(a, b, c) => into.extend([*a, *b, *c]),
        ExprKind::Versioned {
            version,
            says,
            otherwise,
        } => into.extend(version.clauses().chain([*says, *otherwise])),
        ExprKind::Includes(set, members) => {
            into.push(*set);
            into.extend(members.iter().copied());
        }
        ExprKind::Quantified {
            list, filter, body, ..
        } => {
            into.push(*list);
            into.extend(*filter);
            into.push(*body);
        }
        ExprKind::Aggregate {
            list, filter, of, ..
        } => {
            into.push(*list);
            into.extend(*filter);
            into.extend(*of);
        }
    }
}

/// Whether an expression asks after a norm: after its name, which means the first version and by it
/// those that amendments put in its place.
pub(super) fn asks_norm(model: &Model, start: ExprId, norm: NormId) -> bool {
    let named = model.first_version(norm);
    let asked = |kind: &ExprKind| {
        matches!(kind, ExprKind::Norm(it, _) | ExprKind::Windows(it) | ExprKind::Window(it, ..)
            if model.first_version(*it) == named)
    };
    let mut asks = false;
    visit(model, start, &mut |id| match &model.exprs[id].kind {
        ExprKind::Reading(reading) => {
            for choice in &model.readings[*reading].choices {
                visit(model, choice.value, &mut |id| {
                    asks |= asked(&model.exprs[id].kind)
                });
            }
        }
        kind => asks |= asked(kind),
    });
    asks
}

/// The conclusions an expression uses without saying what holds outside their scope.
pub(super) fn bare_conclusions(model: &Model, start: Option<ExprId>) -> Vec<(ConclusionId, Span)> {
    let mut found = Vec::new();
    let mut stack: Vec<ExprId> = start.into_iter().collect();
    while let Some(id) = stack.pop() {
        let expr = &model.exprs[id];
        match &expr.kind {
            ExprKind::WhereApplies(_) | ExprKind::MustApply(_) | ExprKind::Otherwise(..) => {}
            ExprKind::Conclusion(it) | ExprKind::ConclusionAt(it, _) => {
                found.push((*it, expr.span))
            }
            kind => operands(kind, &mut stack),
        }
    }
    found
}

fn report(ctx: &mut Ctx<'_>, trouble: &Trouble) {
    match trouble {
        Trouble::Deep(vertex) => {
            let (name, span) = describe(&ctx.model, *vertex);
            ctx.report(
                Diagnostic::new(
                    Code::TooDeep,
                    span,
                    format!("{name} rests on a chain of over {DEEPEST} others"),
                )
                .help("no law is that deep; is a chain generated by mistake?"),
            );
        }
        Trouble::Cycle(cycle) => {
            let shown: Vec<(String, Span)> =
                cycle.iter().map(|it| describe(&ctx.model, *it)).collect();
            let only_rules = cycle.iter().all(|it| matches!(it, Vertex::Rule(_)));
            let code = if only_rules {
                Code::ExceptionCycle
            } else {
                Code::DefinitionCycle
            };
            let mut names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
            names.dedup();
            let span = shown.first().map_or(Span::default(), |(_, span)| *span);
            let mut it = Diagnostic::new(
                code,
                span,
                format!("this rests on itself: {}", names.join(" → ")),
            );
            for (name, at) in shown.iter().skip(1).take(cycle.len().saturating_sub(2)) {
                it = it.also(*at, name.clone());
            }
            let help = if only_rules {
                "two exceptions cannot remove each other; the law must say which prevails"
            } else {
                "a conclusion cannot be its own ground; one of these rules says more than the law does"
            };
            ctx.report(it.help(help));
        }
    }
}

fn describe(model: &Model, vertex: Vertex) -> (String, Span) {
    let named = |naming: &crate::model::Naming| {
        (
            format!("`{}`", naming.name),
            naming.span.unwrap_or_default(),
        )
    };
    match vertex {
        Vertex::Conclusion(id) => named(&model.conclusions[id].naming),
        Vertex::Norm(id) => named(&model.norms[id].naming),
        Vertex::Reading(id) => named(&model.readings[id].naming),
        Vertex::Rule(id) => {
            let row = &model.rules[id];
            (
                format!("the rule at {}", model.places[row.place].citation),
                row.span,
            )
        }
    }
}
