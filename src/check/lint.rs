//! Fifth pass: what cannot be meant. Warnings, and constant assertions that are false.

use super::Ctx;
use super::contradiction::Contradictions;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{Case, Core, Evaluator, Range, Settings, Silent, Truth};
use crate::model::{
    ExprId, ExprKind, Modality, Origin, PlaceKind, RuleEffect, RuleId, Type, Validity,
};
use crate::source::Span;
use crate::value::Date;
use std::collections::BTreeMap;

/// Reports what the rules say that nobody can have meant.
pub(super) fn lint(ctx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    assertions(ctx, &mut found);
    constants(ctx, &mut found);
    unread(ctx, &mut found);
    if !ctx.lost.labels() {
        missing_labels(ctx, &mut found);
    }
    soft_norms(ctx, &mut found);
    ctx.diagnostics.extend(found);
}

/// A day on which the rules of a model are in force.
fn some_day(ctx: &Ctx<'_>) -> Date {
    ctx.model
        .first_day()
        .or_else(|| Date::from_ymd(2024, 1, 1))
        .unwrap_or(Date::MIN)
}

/// Assertions that are false whatever the facts.
fn assertions(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let settings = Settings {
        as_of: some_day(ctx),
        readings: Vec::new(),
    };
    let case = Case::new(&ctx.model);
    for id in crate::eval::violated(&ctx.model, &case, &settings) {
        let span = ctx.model.assertions()[id].span;
        found.push(Diagnostic::new(
            Code::FalseAssertion,
            span,
            "this does not hold, whatever the facts are",
        ));
    }
}

/// Conditions that no fact can make true, or none false; and parts of them that exclude one another.
fn constants(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let case = Case::new(&ctx.model);
    let model = &ctx.model;
    let ends = ends(ctx);
    let mut by_days: BTreeMap<Vec<Date>, Vec<RuleId>> = BTreeMap::new();
    for (id, rule) in model.rules().iter() {
        let days = days_of(ends, rule.validity);
        let whole = rule.condition.is_some_and(|it| is_whole(ctx, it));
        if whole && rule.by_analogy.is_none() && !days.is_empty() {
            by_days.entry(days).or_default().push(id);
        }
    }
    for (days, rules) in by_days {
        let mut evaluators: Vec<Evaluator<'_>> = days
            .iter()
            .map(|day| {
                let readings = Vec::new();
                Evaluator::new(
                    model,
                    &Settings {
                        as_of: *day,
                        readings,
                    },
                )
            })
            .collect();
        let mut contradictions = Contradictions::on(model, &days);
        for id in &rules {
            let Some(condition) = model.rules()[*id].condition else {
                continue;
            };
            let span = model.exprs()[condition].span;
            let truths: Vec<Truth> = evaluators
                .iter_mut()
                .map(|evaluator| evaluator.condition_of(&case, condition, &mut Silent))
                .collect();
            if truths.iter().all(|truth| truth.is_no()) {
                found.push(
                    Diagnostic::new(
                        Code::NeverApplies,
                        span,
                        "no fact can make this condition hold",
                    )
                    .help("compare the values it asks for with what the facts can be"),
                );
            } else if truths.iter().all(|truth| truth.is_yes()) {
                found.push(Diagnostic::new(
                    Code::ConstantCondition,
                    span,
                    "this condition holds whatever the facts are",
                ));
            } else {
                contradictions.within(condition, found);
            }
        }
        for grounds in grounds_of_one_list(ctx, &rules) {
            contradictions.either(&grounds, found);
        }
    }
}

/// The first day of the rules, and one after every day they name.
fn ends(ctx: &Ctx<'_>) -> (Date, Date) {
    let first = some_day(ctx);
    let exprs = ctx.model.exprs().iter();
    let named = exprs.filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Constant(Range {
            core: Core::Date(day, _),
            ..
        }) => Some(*day),
        ExprKind::Constant(Range {
            core: Core::Moment(at, _),
            ..
        }) => Some(at.date()),
        _ => None,
    });
    let last = named.max().map_or(first, |day| day.max(first));
    (first, last.plus_days(AFTERWARDS).unwrap_or(last))
}

/// The first day on which a rule is in force, and the last: what is so on both is taken to be so always.
fn days_of((first, after): (Date, Date), validity: Validity) -> Vec<Date> {
    let mut days: Vec<Date> = [
        first,
        validity.from.unwrap_or(first),
        validity.until.unwrap_or(after),
        after,
    ]
    .into_iter()
    .filter(|day| validity.covers(*day))
    .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// So many days after the last that the rules name: longer than any period of theirs.
const AFTERWARDS: i64 = 36_525;

/// The conditions of grounds that one `any of` lists, where an exception cannot tell them apart.
fn grounds_of_one_list(ctx: &Ctx<'_>, rules: &[RuleId]) -> Vec<Vec<ExprId>> {
    let mut lists: BTreeMap<_, Vec<(RuleId, ExprId)>> = BTreeMap::new();
    for &id in rules {
        let rule = &ctx.model.rules()[id];
        let place = &ctx.model.places()[rule.place];
        let says = match rule.effect {
            RuleEffect::Says(conclusion, yes) => Some((conclusion, yes)),
            _ => None,
        };
        if let (PlaceKind::Ground, Some(says), Some(condition)) = (place.kind, says, rule.condition)
        {
            lists
                .entry((place.parent, says))
                .or_default()
                .push((id, condition));
        }
    }
    let alike = |one: RuleId, other: RuleId| {
        let (one, other) = (&ctx.model.rules()[one], &ctx.model.rules()[other]);
        one.exceptions == other.exceptions && one.scopes == other.scopes
    };
    lists
        .into_values()
        .filter_map(|list| {
            let (first, _) = *list.first()?;
            let conditions = list.iter().filter(|(id, _)| alike(first, *id));
            Some(conditions.map(|(_, condition)| *condition).collect())
        })
        .collect()
}

/// Whether what a condition rests on is all there: nothing that was left out could be part of it.
fn is_whole(ctx: &Ctx<'_>, condition: ExprId) -> bool {
    if ctx.lost.is_empty() {
        return true;
    }
    let mut whole = true;
    super::order::visit(&ctx.model, condition, &mut |id| {
        let expr = &ctx.model.exprs[id];
        whole &= expr.ty != Type::Mistaken
            && !matches!(
                expr.kind,
                ExprKind::Conclusion(_)
                    | ExprKind::ConclusionAt(..)
                    | ExprKind::Reading(_)
                    | ExprKind::AnyActive(_)
                    | ExprKind::Norm(..)
                    | ExprKind::Window(..)
                    | ExprKind::Windows(_)
            );
    });
    whole
}

fn unread(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    for (id, fact) in ctx.model.facts().iter() {
        if !ctx.read.contains(&id) && !ctx.lost.mentions(&fact.naming.name) {
            let span = fact.naming.span.unwrap_or_default();
            let what = if matches!(fact.origin, Origin::NotEncoded | Origin::Assumed) {
                "part"
            } else {
                "fact"
            };
            found.push(
                Diagnostic::new(
                    Code::UnusedFact,
                    span,
                    format!("no rule reads the {what} `{}`", fact.naming.name),
                )
                .help("use it, or leave it out: a file that gives it would change nothing"),
            );
        }
    }
    let unused = |naming: &crate::model::Naming, what: &str, found: &mut Vec<Diagnostic>| {
        let Some(span) = naming.span else { return };
        if !ctx.used.contains(&span) && !ctx.lost.mentions(&naming.name) {
            found.push(Diagnostic::new(
                Code::UnusedName,
                span,
                format!("nothing uses the {what} `{}`", naming.name),
            ));
        }
    };
    for (_, it) in ctx.model.kinds().iter() {
        unused(&it.naming, "kind", found);
    }
    for (_, it) in ctx.model.readings().iter() {
        unused(&it.naming, "reading", found);
    }
    for (_, it) in ctx.model.parties().iter() {
        if it.kind == crate::model::PartyKind::Source {
            unused(&it.naming, "source", found);
        }
    }
}

/// One advice per regulation and language: what has no label in a language it promises.
fn missing_labels(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    for (regulation, row) in ctx.model.regulations().iter() {
        for language in row.languages.iter().skip(1) {
            let mut missing: Vec<(Span, String)> = Vec::new();
            let mut look = |naming: &crate::model::Naming| {
                if !naming.has_label(language)
                    && let Some(span) = naming.span
                {
                    missing.push((span, format!("`{}`", naming.name)));
                }
            };
            ctx.model
                .facts()
                .iter()
                .filter(|(_, it)| it.regulation == regulation)
                .for_each(|(_, it)| look(&it.naming));
            ctx.model
                .conclusions()
                .iter()
                .filter(|(_, it)| it.regulation == regulation)
                .for_each(|(_, it)| look(&it.naming));
            ctx.model
                .norms()
                .iter()
                .filter(|(_, it)| it.regulation == regulation)
                .for_each(|(_, it)| look(&it.naming));
            let Some((first, name)) = missing.first().cloned() else {
                continue;
            };
            let more = missing.len() - 1;
            let headline = if more == 0 {
                format!("{name} has no label in {language}")
            } else {
                format!("{name} and {more} more have no label in {language}")
            };
            found.push(
                Diagnostic::new(Code::MissingLabel, first, headline).help(format!(
                    "the head promises {language}: add them under `labels {language}`"
                )),
            );
        }
    }
}

/// A soft limit flags; it does not exclude.
fn soft_norms(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    for (id, norm) in ctx.model.norms().iter() {
        if norm.modality != Modality::Guideline {
            continue;
        }
        for (_, rule) in ctx.model.rules().iter() {
            let negative = matches!(rule.effect, RuleEffect::Says(_, false) | RuleEffect::Blocks);
            let Some(condition) = rule.condition.filter(|_| negative) else {
                continue;
            };
            if super::order::asks_norm(&ctx.model, condition, id) {
                let span = ctx.model.exprs()[condition].span;
                found.push(
                    Diagnostic::new(
                        Code::SoftNorm,
                        span,
                        format!(
                            "the soft limit `{}` is used to reach a no",
                            norm.naming.name
                        ),
                    )
                    .also(
                        norm.naming.span.unwrap_or(span),
                        "declared as a guideline here",
                    )
                    .help("a principle flags; make it a rule if the law means it to exclude"),
                );
            }
        }
    }
}
