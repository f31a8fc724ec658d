//! Last pass: what cannot be meant. Warnings, and constant assertions that are false.

use std::collections::{BTreeMap, BTreeSet};

use super::Ctx;
use super::contradiction::Contradictions;
use super::names::{Space, Symbol};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{Case, Core, Evaluator, Range, Settings, Silent, Truth};
use crate::model::{
    ConclusionId, ExprId, ExprKind, Modality, Naming, NormId, Origin, Part, Place, PlaceKind,
    RegulationId, RuleEffect, RuleId, Type, Validity,
};
use crate::source::Span;
use crate::syntax::label_line;
use crate::value::Date;

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
    removed_definitions(ctx, &mut found);
    idle_defaults(ctx, &mut found);
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
    // What a vocabulary offers, one of its regulations need not use.
    let offered =
        |span: Option<Span>| span.is_some_and(|span| ctx.vocabularies.contains(&span.file));
    for (_, it) in ctx.model.kinds().iter() {
        if !offered(it.naming.span) {
            unused(&it.naming, "kind", found);
        }
    }
    for (_, it) in ctx.model.units().iter() {
        // It is used under either of its names.
        let plural = ctx.names.declared(Space::Types, &it.plural);
        let by_plural = plural.iter().any(|other| {
            matches!(other.symbol, Symbol::Unit(id) if ctx.model.units[id].naming.span == it.naming.span)
                && ctx.used.contains(&other.span)
        });
        if !offered(it.naming.span) && !by_plural {
            unused(&it.naming, "unit", found);
        }
    }
    let facts = ctx.model.facts().iter().map(|(_, it)| it.entity);
    let conclusions = ctx.model.conclusions().iter().map(|(_, it)| it.entity);
    let norms = ctx.model.norms().iter().map(|(_, it)| it.entity);
    let spoken_of: BTreeSet<_> = facts.chain(conclusions).chain(norms).flatten().collect();
    for (id, naming) in ctx.model.entities().iter() {
        if !offered(naming.span) && !spoken_of.contains(&id) {
            unused(naming, "entity", found);
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

/// One advice per regulation and language: all that has no label in a language it promises.
fn missing_labels(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let owners = ctx.names.owners();
    for (regulation, row) in ctx.model.regulations().iter() {
        for language in row.languages.iter().skip(1) {
            let missing = Missing::of(ctx, regulation, language, &owners);
            let Some((first, name)) = missing.first() else {
                continue;
            };
            let headline = match missing.count() - 1 {
                0 => format!("{name} has no label in {language}"),
                more => format!("{name} and {more} more have no label in {language}"),
            };
            let mut finding = Diagnostic::new(Code::MissingLabel, first, headline).help(format!(
                "the head promises {language}: add a line for each under `labels {language}`"
            ));
            if missing.count() > 1 {
                for (what, names) in missing.lists() {
                    finding = finding.help(format!("{what}: {}", names.join(", ")));
                }
            }
            found.push(finding);
        }
    }
}

/// What has no label, by what it is, each as a line of `labels` calls it.
struct Missing(Vec<(&'static str, Vec<(Span, String)>)>);

impl Missing {
    fn of(
        ctx: &Ctx<'_>,
        regulation: RegulationId,
        language: &str,
        owners: &BTreeMap<Span, RegulationId>,
    ) -> Missing {
        let model = &ctx.model;
        let own = |naming: &Naming| {
            naming
                .span
                .is_some_and(|span| owners.get(&span) == Some(&regulation))
        };
        let name_of_regulation = &model.regulations()[regulation].naming.name;
        let mut all = Missing(Vec::new());
        let mut list = |what, namings: &[(Option<&Naming>, &Naming)]| {
            let missing = namings.iter().filter_map(|(of, naming)| {
                let span = naming.span.filter(|_| !naming.has_label(language))?;
                let name = match of {
                    Some(of) => format!("{}.{}", of.name, naming.name),
                    None => label_line(name_of_regulation, &naming.name),
                };
                Some((span, name))
            });
            all.0.push((what, missing.collect()));
        };
        let alone = |naming| (None, naming);
        let regulations = model.regulations().iter();
        let head: Vec<_> = regulations
            .filter(|(id, _)| *id == regulation)
            .map(|(_, it)| alone(&it.naming))
            .collect();
        list("the regulation", &head);
        let facts: Vec<_> = model.facts().iter().map(|(_, it)| it).collect();
        let facts: Vec<_> = facts
            .into_iter()
            .filter(|it| it.regulation == regulation)
            .map(|it| alone(&it.naming))
            .collect();
        list("facts", &facts);
        let records: Vec<_> = model.records().iter().map(|(_, it)| it).collect();
        let fields: Vec<_> = records
            .into_iter()
            .filter(|it| own(&it.naming))
            .flat_map(|it| {
                it.fields
                    .iter()
                    .map(|field| (Some(&it.naming), &field.naming))
            })
            .collect();
        list("fields", &fields);
        let conclusions: Vec<_> = model
            .conclusions()
            .iter()
            .filter(|(_, it)| it.regulation == regulation)
            .map(|(_, it)| alone(&it.naming))
            .collect();
        list("conclusions", &conclusions);
        let norms: Vec<_> = model
            .norms()
            .iter()
            .filter(|(_, it)| it.regulation == regulation && it.predecessor.is_none())
            .map(|(_, it)| alone(&it.naming))
            .collect();
        list("duties, rights and the like", &norms);
        let readings: Vec<_> = model
            .readings()
            .iter()
            .map(|(_, it)| it)
            .filter(|it| it.regulation == regulation)
            .flat_map(|it| {
                let choices = it.choices.iter().map(|choice| &choice.naming);
                [alone(&it.naming)]
                    .into_iter()
                    .chain(choices.map(|choice| (Some(&it.naming), choice)))
            })
            .collect();
        list("readings and their choices", &readings);
        let kinds: Vec<_> = model
            .kinds()
            .iter()
            .map(|(_, it)| it)
            .filter(|it| own(&it.naming))
            .flat_map(|it| {
                let members = it.members.iter().map(|member| (Some(&it.naming), member));
                [alone(&it.naming)].into_iter().chain(members)
            })
            .collect();
        list("kinds and their values", &kinds);
        let parties: Vec<_> = model
            .parties()
            .iter()
            .filter(|(_, it)| own(&it.naming))
            .map(|(_, it)| alone(&it.naming))
            .collect();
        list("authorities, sources and entities", &parties);
        let units = model.units().iter().map(|(_, it)| &it.naming);
        let calendars = model.calendars().iter().map(|(_, (naming, _))| naming);
        let others: Vec<_> = units
            .chain(calendars)
            .filter(|it| own(it))
            .map(alone)
            .collect();
        list("units and calendars", &others);
        let places = model.places().iter();
        let places = places.filter(|(_, it)| it.regulation == regulation && is_named(it));
        let unlabelled = places.filter(|(_, it)| it.labels.iter().all(|(tag, _)| tag != language));
        let mut unlabelled: Vec<_> = unlabelled
            .map(|(_, it)| (it.span, label_line(name_of_regulation, &it.citation)))
            .collect();
        // A provision in several versions is called once.
        let mut seen = BTreeSet::new();
        unlabelled.retain(|(_, citation)| seen.insert(citation.clone()));
        all.0.push(("headings and list entries", unlabelled));
        all.0.retain(|(_, names)| !names.is_empty());
        all
    }

    fn count(&self) -> usize {
        self.0.iter().map(|(_, names)| names.len()).sum()
    }

    /// The first of them as it stands in the files.
    fn first(&self) -> Option<(Span, String)> {
        let all = self.0.iter().flat_map(|(_, names)| names);
        let (span, name) = all.min_by_key(|(span, _)| *span)?;
        Some((*span, format!("`{name}`")))
    }

    fn lists(&self) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        self.0.iter().map(|(what, names)| {
            let names = names.iter().map(|(_, name)| format!("`{name}`"));
            (*what, names.collect())
        })
    }
}

/// Whether people are shown a place by more than its number: a heading or entry with a label, or an entry
/// that a drafter named in the language of the rules.
fn is_named(place: &Place) -> bool {
    let entry = matches!(place.kind, PlaceKind::Ground | PlaceKind::Condition);
    let drafters = |citation: &str| {
        citation
            .strip_suffix(')')
            .and_then(|it| it.rsplit_once('('))
            .is_some_and(|(_, label)| {
                1 < label.chars().count() && !label.bytes().all(|b| b.is_ascii_digit())
            })
    };
    !place.labels.is_empty() || entry && drafters(&place.citation)
}

/// An exception to all of a provision removes what the provision defines as well as what it decides by it.
/// Where nothing else says what that is, it leaves a gap to whoever asks for it.
fn removed_definitions(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let model = &ctx.model;
    let leaves_a_gap = |id: &ConclusionId| {
        let row = &model.conclusions()[*id];
        row.collector.is_none() && row.otherwise.is_none()
    };
    for &(exception, citation) in &ctx.wholesale {
        let rule = &model.rules()[exception];
        let rules = || rule.defeats.iter().map(|id| &model.rules()[*id]);
        let mut defined: Vec<ConclusionId> = Vec::new();
        let mut decided: Option<&str> = None;
        for id in rules().filter_map(|it| match it.effect {
            RuleEffect::Gives(id, _) => Some(id).filter(leaves_a_gap),
            _ => None,
        }) {
            let part = Part::Conclusion(id);
            let by_rule = rules().find_map(|it| {
                let (of, value) = match it.effect {
                    RuleEffect::Says(of, _) => (of, None),
                    RuleEffect::Gives(of, value) => (of, Some(value)),
                    RuleEffect::Blocks => return None,
                };
                let mentioned = model.mentions(it.condition.into_iter().chain(value));
                let reads = of != id && mentioned.iter().any(|it| it.part == part);
                reads.then_some(model.conclusions()[of].naming.name.as_str())
            });
            let by_norm = || {
                let mut norms = rule.excuses.iter();
                let norm = norms.find(|it| model.behind([Part::Norm(**it)]).contains(&part))?;
                Some(model.norms()[*norm].naming.name.as_str())
            };
            let Some(by) = by_rule.or_else(by_norm) else {
                continue;
            };
            if !defined.contains(&id) {
                defined.push(id);
            }
            // What is decided in the end is what the exception is meant for.
            decided = Some(by);
        }
        let Some(decided) = decided else { continue };
        let names = defined
            .iter()
            .map(|id| format!("`{}`", model.conclusions()[*id].naming.name));
        let names: Vec<String> = names.collect();
        let place = &citation.place;
        let words = match rule.effect {
            RuleEffect::Blocks => "exception to",
            _ => "instead of",
        };
        found.push(
            Diagnostic::new(
                Code::ExceptionToDefinition,
                citation.span,
                format!(
                    "this removes the rules of `{place}` that say what {} is, too",
                    names.join(", ")
                ),
            )
            .help(format!(
                "name what the exception is to: `{words} {decided} at {place}`"
            )),
        );
    }
}

/// What holds `otherwise` is what every rule says: the outcome is the same whatever they ask.
fn idle_defaults(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    let model = &ctx.model;
    for (_, row) in model.conclusions().iter() {
        let Some(yes) = row.otherwise.filter(|_| ctx.lost.is_empty()) else {
            continue;
        };
        let says_so = |id: &RuleId| matches!(model.rules()[*id].effect, RuleEffect::Says(_, says) if says == yes);
        if row.rules.is_empty() || !row.rules.iter().all(says_so) {
            continue;
        }
        let (word, other) = if yes { ("yes", "no") } else { ("no", "yes") };
        let name = &row.naming.name;
        found.push(
            Diagnostic::new(
                Code::IdleOtherwise,
                row.naming.span.unwrap_or_default(),
                format!("`{name}` is always {word}: all its rules say so, and so does `otherwise {word}`"),
            )
            .help(format!(
                "leave out `otherwise {word}` if it is {other} where no rule applies, or say when it is {other}: \
                 `conclude {name} is {other} when …`"
            )),
        );
    }
}

/// A soft limit flags; it does not exclude.
fn soft_norms(ctx: &Ctx<'_>, found: &mut Vec<Diagnostic>) {
    for (id, norm) in ctx.model.norms().iter() {
        // Who asks after a name asks after all its versions, and is told once.
        let told = |earlier| ctx.model.norms()[earlier].modality == Modality::Guideline;
        let earlier = |it: &NormId| ctx.model.norms()[*it].predecessor;
        if norm.modality != Modality::Guideline
            || std::iter::successors(norm.predecessor, earlier).any(told)
        {
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
