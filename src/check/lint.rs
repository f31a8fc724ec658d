//! Fifth pass: what cannot be meant. Warnings, and constant assertions that are false.

use super::Ctx;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{Case, Evaluator, Settings, Silent};
use crate::model::{Modality, Origin, RuleEffect};
use crate::source::Span;
use crate::value::Date;

/// Reports what the rules say that nobody can have meant.
pub(super) fn lint(ctx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    assertions(ctx, &mut found);
    constants(ctx, &mut found);
    unread(ctx, &mut found);
    missing_labels(ctx, &mut found);
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

/// Conditions that no fact can make true, or none false.
fn constants(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let settings = Settings {
        as_of: some_day(ctx),
        readings: Vec::new(),
    };
    let case = Case::new(&ctx.model);
    let mut evaluator = Evaluator::new(&ctx.model, &settings);
    for (_, rule) in ctx.model.rules().iter() {
        if rule.by_analogy.is_some() || !rule.validity.covers(settings.as_of) {
            continue;
        }
        let Some(condition) = rule.condition else {
            continue;
        };
        let truth = evaluator.condition_of(&case, condition, &mut Silent);
        let span = ctx.model.exprs()[condition].span;
        if truth.is_no() {
            found.push(
                Diagnostic::new(
                    Code::NeverApplies,
                    span,
                    "no fact can make this condition hold",
                )
                .help("compare the values it asks for with what the facts can be"),
            );
        } else if truth.is_yes() {
            found.push(Diagnostic::new(
                Code::ConstantCondition,
                span,
                "this condition holds whatever the facts are",
            ));
        }
    }
}

fn unread(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    for (id, fact) in ctx.model.facts().iter() {
        if !ctx.read.contains(&id) {
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
        if !ctx.used.contains(&span) {
            found.push(Diagnostic::new(
                Code::UnusedName,
                span,
                format!("nothing uses the {what} `{}`", naming.name),
            ));
        }
    };
    // What a vocabulary offers, one of its regulations need not use.
    let offered =
        |span: Option<Span>| span.is_some_and(|span| ctx.vocabularies.contains(&span.file));
    for (_, it) in ctx.model.kinds().iter() {
        if !offered(it.naming.span) {
            unused(&it.naming, "kind", found);
        }
    }
    for (_, it) in ctx.model.readings().iter() {
        unused(&it.naming, "reading", found);
    }
    for (_, it) in ctx.model.parties().iter() {
        if it.kind == crate::model::PartyKind::Source && !offered(it.naming.span) {
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
