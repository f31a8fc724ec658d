//! Third pass: rules, exceptions, norms, readings, and what each cites.

use super::amended;
use super::expr::Scope;
use super::names::{Found, Space, Symbol};
use super::{Ctx, Declared, Pending, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Assertion, Choice, ConclusionId, Deadline, ExprId, ExprKind, Modality, NormId, PlaceId,
    PlaceKind, Presumption, Recurring, Rule, RuleEffect, RuleId, Shape, Type, Validity,
};
use crate::source::Span;
use crate::syntax::ast::{self, ConditionKind, EntryKind, ListHead, ValueKind};
use crate::value::Convention;

/// An edge waiting until every rule has an id: this exception is to those places.
struct Edge<'a> {
    site: Site,
    exception: RuleId,
    target: &'a ast::Target,
}

/// A rule waiting for `subject to` places to have rules.
struct Subject<'a> {
    site: Site,
    rules: Vec<RuleId>,
    to: &'a ast::Citation,
}

#[derive(Default)]
struct Waiting<'a> {
    edges: Vec<Edge<'a>>,
    subjects: Vec<Subject<'a>>,
    scopes: Vec<(Pending<'a>, &'a [ast::PlaceRange], ExprId)>,
    scope_exceptions: Vec<(RuleId, Site, &'a ast::Citation)>,
    signposts: Vec<(NormId, Site, &'a ast::Citation)>,
}

/// Compiles every rule-like entry and resolves what it cites.
pub(super) fn rules<'a>(ctx: &mut Ctx<'a>) {
    let pending = ctx.pending.clone();
    let mut waiting = Waiting::default();
    amended::savings(ctx);
    for it in &pending {
        ctx.version = it.version;
        entry(ctx, it, &mut waiting);
    }
    ctx.version = None;
    for it in &pending {
        if let EntryKind::Apply {
            places,
            substitutions,
            ..
        } = it.kind
        {
            by_analogy(ctx, it, places, substitutions, &pending);
        }
    }
    for it in &pending {
        if let EntryKind::Labels { language, lines } = it.kind {
            labels(ctx, it.site, language, lines);
        }
    }
    resolve_met(ctx);
    edges(ctx, &waiting);
    scopes(ctx, &waiting);
    signposts(ctx, &waiting);
    amended::days(ctx);
    scope_use(ctx);
}

fn entry<'a>(ctx: &mut Ctx<'a>, it: &Pending<'a>, waiting: &mut Waiting<'a>) {
    match it.kind {
        EntryKind::Conclusion(declared) => {
            let Some(Declared::Conclusion(id)) = ctx.declared.get(&it.key()).copied() else {
                return;
            };
            if let Some(body) = &declared.body {
                rule(ctx, it, id, body, &[], waiting);
            }
        }
        EntryKind::Conclude { name, body } => match conclusion_named(ctx, it.site, name) {
            Some(id) => rule(ctx, it, id, body, &[], waiting),
            None => of_unknown(ctx, it, body),
        },
        EntryKind::Instead {
            targets,
            name,
            body,
        } => match conclusion_named(ctx, it.site, name) {
            Some(id) => rule(ctx, it, id, body, targets, waiting),
            None => of_unknown(ctx, it, body),
        },
        EntryKind::Exception {
            targets,
            when,
            because,
        } => exception(ctx, it, targets, when.as_ref(), because.as_ref(), waiting),
        EntryKind::Scope { places, when, .. } => {
            let mut scope = Scope::new(it.site);
            let condition = ctx.condition(&mut scope, when);
            waiting.scopes.push((*it, places, condition));
        }
        EntryKind::Reading(reading) => choices(ctx, it, reading),
        EntryKind::Presume {
            name, value, when, ..
        } => presume(ctx, it, name, value, when.as_ref()),
        EntryKind::Always { condition, because } => {
            let mut scope = Scope::new(it.site);
            let id = ctx.condition(&mut scope, condition);
            let id = ctx.where_in_force(it, id);
            ctx.model.assertions.push(Assertion {
                condition: id,
                because: because.as_ref().map(|it| it.text.clone()),
                place: it.site.place,
                span: it.span,
            });
        }
        EntryKind::Take { name, day, .. } => {
            let id = conclusion_named(ctx, it.site, name);
            let mut scope = Scope::new(it.site);
            let day = ctx.value(&mut scope, day, Some(&Type::Date));
            ctx.want_day(day);
            let Some(id) = id else {
                return;
            };
            let Some(place) = place_or_complain(ctx, it, "take") else {
                return;
            };
            ctx.model.exprs[day].place.get_or_insert(place);
            let earlier = ctx.model.conclusions[id].taken_on.map(|(day, _)| day);
            let whole = day;
            let day = ctx.day_in_force(it, day, earlier);
            if let Some(earlier) = earlier
                && (day == whole || !ctx.model.is_versioned(earlier))
            {
                let name = &ctx.model.conclusions[id].naming.name;
                let headline = format!("the day on which `{name}` is judged is stated twice");
                ctx.report(
                    Diagnostic::new(Code::DuplicateName, it.span, headline)
                        .also(ctx.model.exprs[earlier].span, "stated here already")
                        .help("keep one; where the law changed, give each heading its days: `in force from …`"),
                );
            }
            ctx.model.conclusions[id].taken_on = Some((day, place));
        }
        EntryKind::Norm(norm) => {
            if let Some(Declared::Norm(id)) = ctx.declared.get(&it.key()).copied() {
                ctx.norm_versions
                    .extend(it.version.map(|version| (id, version)));
                compile_norm(ctx, it, id, norm, waiting);
            }
        }
        EntryKind::Guideline { condition, .. } => {
            if let Some(Declared::Norm(id)) = ctx.declared.get(&it.key()).copied() {
                ctx.norm_versions
                    .extend(it.version.map(|version| (id, version)));
                let mut scope = Scope::new(it.site);
                let condition = ctx.condition(&mut scope, condition);
                ctx.model.norms[id].trigger = Some(condition);
            }
        }
        _ => {}
    }
}

/// The conclusion of a name, or a complaint.
fn conclusion_named(ctx: &mut Ctx<'_>, site: Site, name: &ast::Name) -> Option<ConclusionId> {
    match ctx.names.find(Space::Values, &name.text, site.regulation) {
        Found::One(found) => match found.symbol {
            Symbol::Conclusion(id) => Some(id),
            _ => {
                ctx.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        name.span,
                        format!("`{}` is no conclusion", name.text),
                    )
                    .also(found.span, "declared here")
                    .help("a rule concludes what is declared with `conclusion NAME: …`"),
                );
                None
            }
        },
        Found::Several(owners) => {
            ctx.ambiguous(name, &owners);
            None
        }
        Found::None => {
            let near = ctx.names.nearest(Space::Values, &name.text);
            ctx.unknown(name, "conclusion", near);
            None
        }
    }
}

fn place_or_complain(ctx: &mut Ctx<'_>, it: &Pending<'_>, what: &str) -> Option<PlaceId> {
    if it.site.place.is_none() {
        ctx.report(
            Diagnostic::new(
                Code::StrayText,
                it.span,
                format!("this `{what}` stands under no heading"),
            )
            .help("a rule needs a citation: put it under the article that states it"),
        );
    }
    it.site.place
}

/// Compiles a concluding rule; an `any of` of a yes/no conclusion gives a ground for each entry.
fn rule<'a>(
    ctx: &mut Ctx<'a>,
    it: &Pending<'a>,
    conclusion: ConclusionId,
    body: &'a ast::RuleBody,
    targets: &'a [ast::Target],
    waiting: &mut Waiting<'a>,
) {
    let Some(place) = place_or_complain(ctx, it, "rule") else {
        return;
    };
    let mut scope = Scope::new(it.site);
    scope.unsure = ctx
        .lost
        .is_key_of(&ctx.model.conclusions[conclusion].naming.name);
    bind_key(ctx, &mut scope, conclusion);
    let made = grounds(ctx, &mut scope, conclusion, body, place, None);
    // Only a rule that stands by itself opens a conclusion: an exception to no more than blocks.
    let negative = |id: &RuleId| ctx.model.rules[*id].effect == RuleEffect::Says(conclusion, false);
    if targets.is_empty() && made.iter().any(negative) {
        ctx.model.conclusions[conclusion].open = true;
    }
    for &id in &made {
        for target in targets {
            waiting.edges.push(Edge {
                site: it.site,
                exception: id,
                target,
            });
        }
    }
    for citation in &body.subject_to {
        waiting.subjects.push(Subject {
            site: it.site,
            rules: made.clone(),
            to: citation,
        });
    }
}

/// A rule of a conclusion nothing is known of: what it reads is read all the same, and what is wrong
/// with its terms is wrong.
fn of_unknown<'a>(ctx: &mut Ctx<'a>, it: &Pending<'a>, body: &'a ast::RuleBody) {
    let mut scope = Scope::new(it.site);
    scope.unsure = true;
    if let Some(value) = &body.result {
        ctx.value(&mut scope, value, Some(&Type::Mistaken));
    }
    if let Some(when) = &body.when {
        ctx.condition(&mut scope, when);
    }
    ctx.lost
        .rule(it.site.regulation, it.site.place.map(|place| (place, "")));
}

/// Inside the rules of a keyed conclusion its key is bound: `the year`.
fn bind_key(ctx: &Ctx<'_>, scope: &mut Scope<'_>, conclusion: ConclusionId) {
    use crate::model::KeyType;
    let (name, ty) = match &ctx.model.conclusions[conclusion].key {
        None => return,
        Some(KeyType::Year) => ("year".to_owned(), Type::Year),
        Some(KeyType::Month) => ("month".to_owned(), Type::Month),
        Some(KeyType::Week) => ("week".to_owned(), Type::Week),
        Some(KeyType::Text) => ("text".to_owned(), Type::Text),
        Some(KeyType::Whole) => (
            "number".to_owned(),
            Type::Number {
                unit: None,
                whole: true,
            },
        ),
        Some(KeyType::Kind(kind)) => (
            ctx.model.kinds[*kind].naming.name.clone(),
            Type::Kind(*kind),
        ),
        Some(KeyType::Window(norm)) => ("window".to_owned(), Type::Window(*norm)),
    };
    scope.bind(&name, ty, false);
}

fn grounds<'a>(
    ctx: &mut Ctx<'a>,
    scope: &mut Scope<'a>,
    conclusion: ConclusionId,
    body: &'a ast::RuleBody,
    place: PlaceId,
    by_analogy: Option<PlaceId>,
) -> Vec<RuleId> {
    scope.substituted = false;
    let effect = effect(ctx, scope, conclusion, body);
    let mut template = Rule {
        place,
        effect,
        condition: None,
        exceptions: Vec::new(),
        defeats: Vec::new(),
        excuses: Vec::new(),
        scopes: Vec::new(),
        validity: Validity::default(),
        transition: None,
        note: ctx.model.places[place].note,
        by_analogy,
        because: body.because.as_ref().map(|it| it.text.clone()),
        span: body.span,
    };
    let mut made = Vec::new();
    match &body.when {
        Some(ast::Condition {
            kind:
                ConditionKind::List {
                    head: ListHead::Any,
                    entries,
                },
            ..
        }) if matches!(effect, RuleEffect::Says(..)) => {
            split(ctx, scope, entries, &template, &mut made);
        }
        when => {
            template.condition = when.as_ref().map(|when| ctx.condition(scope, when));
            // A copy that reads nothing as something else would say the same twice.
            if by_analogy.is_none() || scope.substituted {
                made.push(ctx.push_rule(template));
            }
        }
    }
    ctx.model.conclusions[conclusion]
        .rules
        .extend(made.iter().copied());
    made
}

/// One rule for each entry of an `any of`, and of an `any of` within it.
fn split<'a>(
    ctx: &mut Ctx<'a>,
    scope: &mut Scope<'a>,
    entries: &'a [ast::ListEntry],
    template: &Rule,
    made: &mut Vec<RuleId>,
) {
    ctx.check_labels(entries);
    for entry in entries {
        let place = ctx
            .entry_place(scope, entry, PlaceKind::Ground)
            .unwrap_or(template.place);
        let outer = scope.base;
        if outer.is_some() {
            scope.base = Some(place);
        }
        match &entry.condition.kind {
            ConditionKind::List {
                head: ListHead::Any,
                entries,
            } => {
                split(
                    ctx,
                    scope,
                    entries,
                    &Rule {
                        place,
                        ..template.clone()
                    },
                    made,
                );
            }
            _ => {
                let outset = std::mem::replace(&mut scope.substituted, false);
                let condition = ctx.condition(scope, &entry.condition);
                scope.substituted |= outset;
                if template.by_analogy.is_some() && !scope.substituted {
                    scope.base = outer;
                    continue;
                }
                scope.substituted = outset;
                let rule = Rule {
                    place,
                    condition: Some(condition),
                    span: entry.condition.span,
                    ..template.clone()
                };
                made.push(ctx.push_rule(rule));
            }
        }
        scope.base = outer;
    }
}

fn effect<'a>(
    ctx: &mut Ctx<'a>,
    scope: &mut Scope<'a>,
    conclusion: ConclusionId,
    body: &'a ast::RuleBody,
) -> RuleEffect {
    let ty = ctx.model.conclusions[conclusion].ty.clone();
    let list = ctx.model.conclusions[conclusion].collector == Some(ast::Collector::List);
    let ty = match ty {
        Type::Set(inner) if list => *inner,
        other => other,
    };
    match &body.result {
        None if ty == Type::YesNo || ty == Type::Mistaken => RuleEffect::Says(conclusion, true),
        None => {
            let (words, name) = (
                ctx.words(&ty),
                ctx.model.conclusions[conclusion].naming.name.clone(),
            );
            ctx.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    body.span,
                    format!("this rule does not say what `{name}` is"),
                )
                .help(format!("it is {words}: write `{name} is … when …`")),
            );
            RuleEffect::Says(conclusion, true)
        }
        Some(ast::Value {
            kind: ValueKind::Yes,
            ..
        }) if ty == Type::YesNo => RuleEffect::Says(conclusion, true),
        Some(ast::Value {
            kind: ValueKind::No,
            ..
        }) if ty == Type::YesNo => RuleEffect::Says(conclusion, false),
        Some(value) if ty == Type::YesNo => {
            ctx.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    value.span,
                    "a yes/no conclusion is `is yes` or `is no`",
                )
                .help("what it depends on stands after `when`"),
            );
            RuleEffect::Says(conclusion, true)
        }
        Some(value) => {
            let id = ctx.value(scope, value, Some(&ty));
            let fits = match (&ty, &ctx.model.exprs[id].ty) {
                (
                    Type::Number { unit: a, whole },
                    Type::Number {
                        unit: b,
                        whole: given,
                    },
                ) => a == b && (!whole || *given),
                (Type::Date, Type::Moment) => false,
                (_, Type::Mistaken) => true,
                (a, b) => {
                    a == b || (*a == Type::Year && matches!(b, Type::Number { unit: None, .. }))
                }
            };
            if !fits {
                let (wanted, got) = (ctx.words(&ty), ctx.words(&ctx.model.exprs[id].ty.clone()));
                let name = ctx.model.conclusions[conclusion].naming.name.clone();
                let mut it = Diagnostic::new(
                    Code::TypeMismatch,
                    value.span,
                    format!("`{name}` is {wanted}; this is {got}"),
                );
                if let Some(span) = ctx.model.conclusions[conclusion].naming.span {
                    it = it.also(span, "declared here");
                }
                if wanted == "a whole number" && got == "a number" {
                    it = it.help("say how it is rounded: `… rounded down`");
                }
                ctx.report(it);
            }
            RuleEffect::Gives(conclusion, id)
        }
    }
}

impl<'a> Ctx<'a> {
    fn push_rule(&mut self, rule: Rule) -> RuleId {
        let place = rule.place;
        let id = self.model.rules.push(rule);
        self.rule_versions
            .extend(self.version.map(|version| (id, version)));
        self.rules_at.entry(place).or_default().push(id);
        id
    }
}

fn exception<'a>(
    ctx: &mut Ctx<'a>,
    it: &Pending<'a>,
    targets: &'a [ast::Target],
    when: Option<&'a ast::Condition>,
    because: Option<&'a ast::Text>,
    waiting: &mut Waiting<'a>,
) {
    let Some(place) = place_or_complain(ctx, it, "exception") else {
        return;
    };
    let note = ctx.model.places[place].note;
    if note && because.is_none() {
        ctx.report(
            Diagnostic::new(
                Code::NoteRank,
                it.span,
                "a note ranks below the text, so an exception in it owes its reason",
            )
            .help("add `because \"…\"`: why the note prevails over the text here"),
        );
    }
    let mut scope = Scope::new(it.site);
    let condition = when.map(|when| ctx.condition(&mut scope, when));
    let id = ctx.push_rule(Rule {
        place,
        effect: RuleEffect::Blocks,
        condition,
        exceptions: Vec::new(),
        defeats: Vec::new(),
        excuses: Vec::new(),
        scopes: Vec::new(),
        validity: Validity::default(),
        transition: None,
        note,
        by_analogy: None,
        because: because.map(|it| it.text.clone()),
        span: it.span,
    });
    for target in targets {
        match target {
            ast::Target::Scope(citation) => waiting.scope_exceptions.push((id, it.site, citation)),
            ast::Target::Place { .. } => waiting.edges.push(Edge {
                site: it.site,
                exception: id,
                target,
            }),
        }
    }
}

fn choices<'a>(ctx: &mut Ctx<'a>, it: &Pending<'a>, reading: &'a ast::Reading) {
    let Some(Declared::Reading(id)) = ctx.declared.get(&it.key()).copied() else {
        return;
    };
    let ty = ctx.model.readings[id].ty.clone();
    let language = ctx.model.regulations[it.site.regulation]
        .languages
        .first()
        .cloned()
        .unwrap_or_else(|| "en".to_owned());
    for choice in &reading.choices {
        if let Some(first) = ctx.model.readings[id]
            .choices
            .iter()
            .find(|it| it.naming.name == choice.name.text)
        {
            let first = first.naming.span.unwrap_or(choice.name.span);
            ctx.report(
                Diagnostic::new(
                    Code::Reading,
                    choice.name.span,
                    format!("the choice `{}` is given twice", choice.name.text),
                )
                .also(first, "first here"),
            );
            continue;
        }
        let mut scope = Scope::new(it.site);
        scope.base = None;
        let value = match &choice.value.kind {
            ConditionKind::Bare(value) if ty != Type::YesNo => {
                ctx.value(&mut scope, value, Some(&ty))
            }
            _ => ctx.condition(&mut scope, &choice.value),
        };
        let given = ctx.model.exprs[value].ty.clone();
        let fits = given == ty
            || given == Type::Mistaken
            || ty == Type::Mistaken
            || matches!((&ty, &given), (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) if a == b)
            || (ty == Type::Year && matches!(given, Type::Number { unit: None, .. }));
        if !fits {
            let (wanted, got) = (ctx.words(&ty), ctx.words(&given));
            ctx.error(
                Code::TypeMismatch,
                choice.value.span,
                format!("the reading is {wanted}; this choice is {got}"),
            );
        }
        let naming = super::collect::naming(&choice.name, choice.label.as_ref(), &language);
        ctx.model.readings[id].choices.push(Choice {
            naming,
            value,
            because: choice.because.text.clone(),
        });
    }
}

fn presume<'a>(
    ctx: &mut Ctx<'a>,
    it: &Pending<'a>,
    name: &'a ast::Name,
    value: &'a ast::Value,
    when: Option<&'a ast::Condition>,
) {
    let Some(symbol) = ctx.value_symbol(it.site, name, None, None) else {
        let mut scope = Scope::new(it.site);
        ctx.value(&mut scope, value, Some(&Type::Mistaken));
        if let Some(when) = when {
            ctx.condition(&mut scope, when);
        }
        return;
    };
    let Symbol::Fact(fact) = symbol else {
        ctx.report(
            Diagnostic::new(
                Code::TypeMismatch,
                name.span,
                format!("`{}` is no fact", name.text),
            )
            .help("a presumption fills a fact that is not known; a conclusion follows from rules"),
        );
        return;
    };
    let mut scope = Scope::new(it.site);
    let ty = ctx.model.facts[fact].ty.clone();
    let value = ctx.value(&mut scope, value, Some(&ty));
    let words = ctx.words(&ty);
    ctx.want(value, &ty, &words);
    let condition = when.map(|when| ctx.condition(&mut scope, when));
    let condition = ctx.while_in_force(it, condition);
    ctx.model.facts[fact].presumptions.push(Presumption {
        place: it.site.place,
        value,
        condition,
    });
}

fn compile_norm<'a>(
    ctx: &mut Ctx<'a>,
    it: &Pending<'a>,
    id: NormId,
    norm: &'a ast::Norm,
    waiting: &mut Waiting<'a>,
) {
    let mut scope = Scope::new(it.site);
    if let Some(day) = &norm.arises_on {
        let day = ctx.value(&mut scope, day, Some(&Type::Date));
        ctx.model.norms[id].arises_on = Some(ctx.want_date(day));
    }
    if let Some(when) = &norm.arises_when {
        ctx.model.norms[id].trigger = Some(ctx.condition(&mut scope, when));
    }
    if let Some(recurring) = &norm.recurring {
        ctx.model.norms[id].recurring = windows(ctx, &mut scope, recurring);
    }
    if let Some(act) = &norm.act {
        ctx.model.norms[id].act = act_fact(ctx, it.site, act);
        scope.unknown_act = ctx.model.norms[id].act.is_none();
    }
    if let Some(when) = &norm.act_when {
        let act = ctx.model.norms[id].act;
        let many = act.is_some_and(|fact| matches!(ctx.model.facts[fact].shape, Shape::Events(_)));
        if let (Some(fact), true) = (act, many) {
            scope.bind("act", Type::Act(fact), true);
        }
        ctx.model.norms[id].act_condition = Some(ctx.condition(&mut scope, when));
        scope.unknown_act = false;
        if many {
            scope.variables.pop();
        }
    }
    if let Some(deadline) = &norm.deadline {
        ctx.model.norms[id].deadline = compile_deadline(ctx, &mut scope, deadline);
    }
    for citation in &norm.leads_to {
        waiting.signposts.push((id, it.site, citation));
    }
    if norm.act.is_none() && norm.modality != ast::Modality::Power {
        ctx.report(
            Diagnostic::new(Code::NormPredicate, norm.name.span, format!("the norm `{}` names no act", norm.name.text))
                .help("say what fulfils a duty, uses a right or violates a prohibition: `fulfilled by EVENT`"),
        );
    }
}

fn windows<'a>(
    ctx: &mut Ctx<'a>,
    scope: &mut Scope<'a>,
    recurring: &'a ast::Recurring,
) -> Option<Recurring> {
    let from = ctx.value(scope, &recurring.from, Some(&Type::Date));
    let from = ctx.want_date(from);
    let until = recurring.until.as_ref().map(|until| {
        let id = ctx.value(scope, until, Some(&Type::Date));
        ctx.want_date(id)
    });
    let period = ctx.period(&recurring.period)?;
    if period.is_empty() {
        ctx.error(
            Code::BadLiteral,
            recurring.period.span,
            "a window has a length",
        );
        return None;
    }
    let named = ctx.counting_for(
        scope.site,
        false,
        recurring.counted.as_ref(),
        recurring.period.span,
    )?;
    let Convention::Plain(month_end) = named.counting.convention else {
        return None;
    };
    Some(Recurring {
        period,
        from,
        until,
        month_end,
    })
}

fn act_fact(ctx: &mut Ctx<'_>, site: Site, name: &ast::Name) -> Option<crate::model::FactId> {
    let symbol = ctx.value_symbol(site, name, None, None)?;
    match symbol {
        Symbol::Fact(fact)
            if matches!(ctx.model.facts[fact].shape, Shape::Event | Shape::Events(_)) =>
        {
            ctx.read.insert(fact);
            Some(fact)
        }
        _ => {
            ctx.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    name.span,
                    format!("`{}` is no event", name.text),
                )
                .help("an act is declared `fact NAME: event` or `events`"),
            );
            None
        }
    }
}

fn compile_deadline<'a>(
    ctx: &mut Ctx<'a>,
    scope: &mut Scope<'a>,
    deadline: &'a ast::Deadline,
) -> Option<Deadline> {
    let mut day = |ctx: &mut Ctx<'a>, value: &'a ast::Value| {
        let id = ctx.value(scope, value, Some(&Type::Date));
        if !matches!(
            ctx.model.exprs[id].ty,
            Type::Date | Type::Moment | Type::Mistaken
        ) {
            ctx.want(id, &Type::Date, "a day");
        }
        id
    };
    Some(match deadline {
        ast::Deadline::NotStated => Deadline::NotStated,
        ast::Deadline::By(value) => Deadline::By(day(ctx, value)),
        ast::Deadline::Before(value) => Deadline::Before(day(ctx, value)),
        ast::Deadline::Within {
            period,
            after,
            counted,
        } => {
            let from = day(ctx, after);
            let span = period.span.to(after.span);
            Deadline::By(ctx.shift(scope.site, period, true, from, counted.as_ref(), span))
        }
    })
}

/// Copies of the rules and norms of other provisions with some names read as something else.
fn by_analogy<'a>(
    ctx: &mut Ctx<'a>,
    it: &Pending<'a>,
    places: &[ast::PlaceRange],
    substitutions: &'a [(ast::Name, ast::Value)],
    pending: &[Pending<'a>],
) {
    let Some(here) = place_or_complain(ctx, it, "apply") else {
        return;
    };
    let reached = range(ctx, it.site, places);
    let analogy: Vec<(&'a str, &'a ast::Value)> = substitutions
        .iter()
        .map(|(name, value)| (name.text.as_str(), value))
        .collect();
    for (name, value) in substitutions {
        ctx.value_symbol(it.site, name, None, None);
        if !ctx.lost.is_empty() {
            // What would read it may have been left out.
            ctx.value(&mut Scope::new(it.site), value, Some(&Type::Mistaken));
        }
    }
    let copies = ctx.model.rules.len();
    for other in pending {
        let Some(place) = other.site.place else {
            continue;
        };
        if !reached.contains(&place) {
            continue;
        }
        let mut scope = Scope {
            site: other.site,
            variables: Vec::new(),
            analogy: analogy.clone(),
            base: None,
            substituted: false,
            unsure: false,
            saving: None,
            unknown_act: false,
        };
        ctx.version = other.version;
        match other.kind {
            EntryKind::Conclusion(declared) => {
                if let (Some(Declared::Conclusion(id)), Some(body)) =
                    (ctx.declared.get(&other.key()).copied(), &declared.body)
                {
                    scope.unsure = ctx.lost.is_key_of(&ctx.model.conclusions[id].naming.name);
                    bind_key(ctx, &mut scope, id);
                    grounds(ctx, &mut scope, id, body, place, Some(here));
                }
            }
            EntryKind::Conclude { name, body } => {
                if let Some(id) = conclusion_named(ctx, other.site, name) {
                    scope.unsure = ctx.lost.is_key_of(&ctx.model.conclusions[id].naming.name);
                    bind_key(ctx, &mut scope, id);
                    grounds(ctx, &mut scope, id, body, place, Some(here));
                }
            }
            EntryKind::Norm(norm) => {
                if let (Some(Declared::Norm(id)), Some(when)) =
                    (ctx.declared.get(&other.key()).copied(), &norm.arises_when)
                {
                    let also = ctx.condition(&mut scope, when);
                    let also = ctx.while_in_force(it, Some(also)).unwrap_or(also);
                    if let Some(first) = ctx.model.norms[id].trigger.filter(|_| scope.substituted) {
                        let either = ctx.add(
                            ExprKind::Or(Box::new([first, also])),
                            Type::YesNo,
                            false,
                            it.span,
                        );
                        ctx.model.norms[id].trigger = Some(either);
                    }
                }
            }
            _ => {}
        }
    }
    let copies: Vec<RuleId> = ctx.model.rules.ids().skip(copies).collect();
    for id in copies {
        ctx.model.rules[id].condition = ctx.while_in_force(it, ctx.model.rules[id].condition);
    }
}

/// All places from one citation to another, with what stands in them.
fn range(ctx: &mut Ctx<'_>, site: Site, ranges: &[ast::PlaceRange]) -> Vec<PlaceId> {
    let mut reached = Vec::new();
    for it in ranges {
        let from = ctx.cited(site, &it.from);
        let to = match &it.to {
            Some(to) => ctx.cited(site, to),
            None => from.clone(),
        };
        let (Some(&first), Some(&last)) = (from.first(), to.last()) else {
            continue;
        };
        let heading = |id: &PlaceId| matches!(ctx.model.places[*id].kind, PlaceKind::Heading(_));
        let last = below(ctx, last)
            .into_iter()
            .filter(heading)
            .max()
            .unwrap_or(last);
        let regulation = ctx.model.places[first].regulation;
        let headings = ctx.model.places.ids().filter(heading);
        let within: Vec<PlaceId> = headings
            .filter(|&id| {
                first <= id && id <= last && ctx.model.places[id].regulation == regulation
            })
            .collect();
        // List entries get their places later than headings: take them by their ancestors.
        reached.extend(within.into_iter().flat_map(|id| below(ctx, id)));
    }
    reached.sort_unstable();
    reached.dedup();
    reached
}

/// A place and everything below it.
fn below(ctx: &Ctx<'_>, place: PlaceId) -> Vec<PlaceId> {
    let mut found = vec![place];
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        next += 1;
        found.extend(ctx.children.get(&at).into_iter().flatten().copied());
    }
    found
}

/// `article … is met`: the rules at the place, or the condition with that label.
fn resolve_met(ctx: &mut Ctx<'_>) {
    for (id, site, citation) in std::mem::take(&mut ctx.met) {
        let places = ctx.cited(site, citation);
        if places.is_empty() {
            ctx.model.exprs[id].ty = Type::Mistaken;
            continue;
        }
        let mut rules = ctx.rules_under(&places);
        if rules.is_empty()
            && let Some(&condition) = places.first().and_then(|place| ctx.condition_at.get(place))
        {
            ctx.model.exprs[id].kind = ExprKind::And(Box::new([condition]));
            continue;
        }
        // Of a place with grounds, the grounds are meant, not the exceptions beside them.
        let concludes = |rule: &RuleId| ctx.model.rules[*rule].effect != RuleEffect::Blocks;
        if rules.iter().any(concludes) {
            rules.retain(concludes);
        }
        if rules.is_empty() && ctx.lost_rule_below(&places) {
            ctx.model.exprs[id].ty = Type::Mistaken;
            continue;
        }
        if rules.is_empty() {
            ctx.report(
                Diagnostic::new(
                    Code::UnknownProvision,
                    citation.span,
                    format!("`{}` states no rule that could be met", citation.place),
                )
                .help("of a norm ask its state, as in `reporting is breached`"),
            );
        }
        ctx.model.exprs[id].kind = ExprKind::AnyActive(rules.into());
    }
}

fn edges<'a>(ctx: &mut Ctx<'a>, waiting: &Waiting<'a>) {
    for edge in &waiting.edges {
        let ast::Target::Place { rule, place } = edge.target else {
            continue;
        };
        let places = ctx.cited(edge.site, place);
        if places.is_empty() {
            continue;
        }
        let (rules, norms) = targets(ctx, &places, rule.as_ref(), edge.exception);
        if rules.is_empty() && norms.is_empty() {
            no_target(ctx, place, rule.as_ref(), &places);
        }
        if rule.is_none() {
            ctx.wholesale.push((edge.exception, place));
        }
        for target in rules {
            connect(ctx, edge.exception, target);
        }
        for norm in norms {
            ctx.model.norms[norm].exceptions.push(edge.exception);
            ctx.model.rules[edge.exception].excuses.push(norm);
        }
    }
    for subject in &waiting.subjects {
        let places = ctx.cited(subject.site, subject.to);
        if places.is_empty() {
            continue;
        }
        let exceptions = ctx.rules_under(&places);
        if exceptions.is_empty() {
            no_target(ctx, subject.to, None, &places);
        }
        for exception in exceptions {
            for &rule in &subject.rules {
                connect(ctx, exception, rule);
            }
        }
    }
}

fn connect(ctx: &mut Ctx<'_>, exception: RuleId, target: RuleId) {
    if !ctx.model.rules[target].exceptions.contains(&exception) {
        ctx.model.rules[target].exceptions.push(exception);
        ctx.model.rules[exception].defeats.push(target);
    }
}

/// What an exception removes: rules and norms at and below the places, or the one named.
fn targets(
    ctx: &Ctx<'_>,
    places: &[PlaceId],
    named: Option<&ast::Name>,
    exception: RuleId,
) -> (Vec<RuleId>, Vec<NormId>) {
    let mut rules = ctx.rules_under(places);
    rules.retain(|&rule| rule != exception);
    // An exception is to what a place lays down; those that stand beside it are other exceptions,
    // meant only when the place has nothing else.
    let lays_down = |rule: &RuleId| ctx.model.rules[*rule].effect != RuleEffect::Blocks;
    let mut norms: Vec<NormId> = places
        .iter()
        .flat_map(|&place| ctx.text_below(place))
        .filter_map(|place| ctx.norms_at.get(&place))
        .flatten()
        .copied()
        .collect();
    if rules.iter().any(lays_down) || !norms.is_empty() {
        rules.retain(lays_down);
    }
    if let Some(named) = named {
        rules.retain(|&rule| match ctx.model.rules[rule].effect {
            RuleEffect::Says(conclusion, _) | RuleEffect::Gives(conclusion, _) => {
                ctx.model.conclusions[conclusion].naming.name == named.text
            }
            RuleEffect::Blocks => false,
        });
        norms.retain(|&norm| ctx.model.norms[norm].naming.name == named.text);
    }
    (rules, norms)
}

fn no_target(
    ctx: &mut Ctx<'_>,
    place: &ast::Citation,
    named: Option<&ast::Name>,
    places: &[PlaceId],
) {
    if ctx.lost_rule_below(places) {
        return;
    }
    let condition = places
        .iter()
        .any(|id| ctx.model.places[*id].kind == PlaceKind::Condition);
    let mut it = Diagnostic::new(
        Code::ExceptionWithoutBase,
        place.span,
        match named {
            Some(name) => format!("`{}` states nothing called `{}`", place.place, name.text),
            None => format!("`{}` states no rule, ground or norm", place.place),
        },
    );
    it = if condition {
        it.help("an entry of `all of` is a condition, not a ground; make the exception to the rule it belongs to")
    } else {
        it.help("an exception names what it removes: a rule, an item, a limb or a norm")
    };
    ctx.report(it);
}

fn scopes(ctx: &mut Ctx<'_>, waiting: &Waiting<'_>) {
    for (it, places, condition) in &waiting.scopes {
        let reached = if places.is_empty() {
            match it.site.place {
                Some(place) => below(ctx, place),
                None => ctx
                    .model
                    .places
                    .ids()
                    .filter(|&id| ctx.model.places[id].regulation == it.site.regulation)
                    .collect(),
            }
        } else {
            range(ctx, it.site, places)
        };
        let mut condition = *condition;
        // An exception to the scope of a place takes cases out of it.
        for (exception, site, citation) in &waiting.scope_exceptions {
            let cited = ctx.cited(*site, citation);
            if cited.iter().any(|place| reached.contains(place)) {
                let span = ctx.model.rules[*exception].span;
                let active = ctx.add(
                    ExprKind::AnyActive(Box::new([*exception])),
                    Type::YesNo,
                    false,
                    span,
                );
                let not = ctx.add(ExprKind::Not(active), Type::YesNo, false, span);
                condition = ctx.add(
                    ExprKind::And(Box::new([condition, not])),
                    Type::YesNo,
                    false,
                    span,
                );
            }
        }
        if let Some(place) = it.site.place {
            ctx.model.exprs[condition].place.get_or_insert(place);
        }
        let condition = ctx.where_in_force(it, condition);
        for place in reached {
            for rule in ctx.rules_at.get(&place).cloned().unwrap_or_default() {
                if ctx.model.rules[rule].effect != RuleEffect::Blocks {
                    ctx.model.rules[rule].scopes.push(condition);
                }
            }
            for norm in ctx.norms_at.get(&place).cloned().unwrap_or_default() {
                ctx.model.norms[norm].scopes.push(condition);
            }
        }
    }
    for (exception, site, citation) in &waiting.scope_exceptions {
        let places = ctx.cited(*site, citation);
        let scoped = places
            .iter()
            .flat_map(|&place| below(ctx, place))
            .any(|place| {
                ctx.rules_at
                    .get(&place)
                    .into_iter()
                    .flatten()
                    .any(|&rule| !ctx.model.rules[rule].scopes.is_empty())
            });
        if !places.is_empty()
            && !scoped
            && !ctx.lost.mentions("scope")
            && !ctx.lost_rule_below(&places)
        {
            let span = ctx.model.rules[*exception].span;
            ctx.report(
                Diagnostic::new(
                    Code::ExceptionWithoutBase,
                    span,
                    format!("no `scope` covers `{}`", citation.place),
                )
                .help("a scope is written `scope of 7 to 24 when …`"),
            );
        }
    }
}

/// `breach leads to 10(1)a`: the place cited must ask after the norm.
fn signposts(ctx: &mut Ctx<'_>, waiting: &Waiting<'_>) {
    for (norm, site, citation) in &waiting.signposts {
        let places = ctx.cited(*site, citation);
        let rules = ctx.rules_under(&places);
        let reads = rules.iter().any(|&rule| {
            let row = &ctx.model.rules[rule];
            row.condition.is_some_and(|condition| {
                // A rule with a mistake of its own may be meant to ask.
                let mut mistaken = false;
                super::order::visit(&ctx.model, condition, &mut |id| {
                    mistaken |= ctx.model.exprs[id].ty == Type::Mistaken
                });
                mistaken || super::order::asks_norm(&ctx.model, condition, *norm)
            })
        });
        if !places.is_empty() && !reads && !ctx.lost_rule_below(&places) {
            let name = ctx.model.norms[*norm].naming.name.clone();
            let what = if ctx.model.norms[*norm].modality == Modality::Duty {
                "breached"
            } else {
                "lapsed"
            };
            ctx.report(
                Diagnostic::new(Code::NormPredicate, citation.span, format!("`{}` does not ask whether `{name}` is {what}", citation.place))
                    .help("a signpost names the provision that reads the breach or lapse; mend one of the two"),
            );
        }
        ctx.model.norms[*norm].leads_to.extend(places);
    }
}

/// A conclusion with a narrower scope than its user says what holds outside it.
fn scope_use(ctx: &mut Ctx<'_>) {
    let narrow: Vec<Option<Vec<ExprId>>> = ctx
        .model
        .conclusions
        .iter()
        .map(|(_, row)| {
            let mut all = row
                .rules
                .iter()
                .map(|&rule| ctx.model.rules[rule].scopes.clone());
            let first = all.next()?;
            (!first.is_empty() && all.all(|other| other == first)).then_some(first)
        })
        .collect();
    if narrow.iter().all(Option::is_none) {
        return;
    }
    let mut found: Vec<(Span, String)> = Vec::new();
    for (_, rule) in ctx.model.rules.iter() {
        for used in super::order::bare_conclusions(&ctx.model, rule.condition) {
            let (conclusion, span) = used;
            let position = crate::model::Id::position(conclusion);
            if let Some(Some(scopes)) = narrow.get(position)
                && !scopes.iter().all(|scope| rule.scopes.contains(scope))
            {
                found.push((span, ctx.model.conclusions[conclusion].naming.name.clone()));
            }
        }
    }
    found.sort();
    found.dedup();
    for (span, name) in found {
        ctx.report(
            Diagnostic::new(
                Code::ScopeUse,
                span,
                format!("`{name}` has a narrower scope than this rule"),
            )
            .help(format!(
                "say what holds outside it: `{name} where it applies` (then it is skipped)"
            ))
            .help(format!("or `{name}, which must apply` (then it is no)")),
        );
    }
}

/// Labels in another language.
fn labels(ctx: &mut Ctx<'_>, site: Site, language: &ast::Name, lines: &[ast::LabelLine]) {
    for line in lines {
        let (target, at) = match &line.target {
            ast::LabelTarget::Place(citation) => {
                let of = citation.regulation.as_ref();
                let of = of.filter(|it| ctx.names.regulation(&it.text) != Some(site.regulation));
                let of = of.map_or_else(String::new, |it| format!("{} ", it.text));
                (format!("{of}{}", citation.place), citation.span)
            }
            ast::LabelTarget::Name(name, None) => (name.text.clone(), name.span),
            ast::LabelTarget::Name(name, Some(member)) => {
                (format!("{}.{}", name.text, member.text), name.span)
            }
        };
        let key = (site.regulation, language.text.clone(), target);
        if let Some(first) = ctx.labelled.get(&key).copied() {
            let headline = format!("`{}` has a label in {} already", key.2, language.text);
            ctx.report(
                Diagnostic::new(Code::DuplicateLabel, at, headline)
                    .label("again here")
                    .also(first, "this one is used")
                    .help("leave out one of them"),
            );
        } else {
            ctx.labelled.insert(key, at);
        }
        let label = (language.text.clone(), line.text.text.clone());
        match &line.target {
            ast::LabelTarget::Place(citation) => {
                for place in ctx.cited(site, citation) {
                    ctx.model.places[place].labels.push(label.clone());
                }
            }
            ast::LabelTarget::Name(name, member) => {
                label_name(ctx, site, name, member.as_ref(), label)
            }
        }
    }
}

fn label_name(
    ctx: &mut Ctx<'_>,
    site: Site,
    name: &ast::Name,
    member: Option<&ast::Name>,
    label: (String, String),
) {
    let mut done = false;
    let spaces = [
        Space::Values,
        Space::Types,
        Space::Parties,
        Space::Calendars,
    ];
    let is_declared = |ctx: &Ctx<'_>, name: &ast::Name| {
        let mut spaces = spaces.iter();
        spaces.any(|space| {
            !matches!(
                ctx.names.find(*space, &name.text, site.regulation),
                Found::None
            )
        })
    };
    // `pond.proviso`: a name that would open an entry if the line began with it.
    let (name, member) = match member {
        Some(own)
            if ctx.names.regulation(&name.text) == Some(site.regulation)
                && !is_declared(ctx, name) =>
        {
            (own, None)
        }
        member => (name, member),
    };
    // A regulation labels its own names; another's only where it has none of that name.
    let own = spaces.iter().any(|space| {
        let own = ctx.names.find_under(*space, &name.text, site.regulation);
        own.is_some()
    });
    for space in spaces {
        let Found::One(found) = ctx.names.find(space, &name.text, site.regulation) else {
            continue;
        };
        if own && found.regulation != site.regulation {
            continue;
        }
        let naming = match (found.symbol, member) {
            (Symbol::Kind(kind), Some(member)) => ctx.model.kinds[kind]
                .members
                .iter_mut()
                .find(|it| it.name == member.text),
            (Symbol::Reading(reading), Some(member)) => ctx.model.readings[reading]
                .choices
                .iter_mut()
                .map(|it| &mut it.naming)
                .find(|it| it.name == member.text),
            (Symbol::Record(record), Some(member)) => ctx.model.records[record]
                .fields
                .iter_mut()
                .map(|it| &mut it.naming)
                .find(|it| it.name == member.text),
            (Symbol::Fact(fact), Some(member)) => match ctx.model.facts[fact].shape {
                Shape::Events(record) | Shape::List(record) => ctx.model.records[record]
                    .fields
                    .iter_mut()
                    .map(|it| &mut it.naming)
                    .find(|it| it.name == member.text),
                Shape::Single | Shape::OverTime | Shape::Event | Shape::Group(_) => None,
            },
            (_, Some(_)) => None,
            (Symbol::Fact(id), None) => Some(&mut ctx.model.facts[id].naming),
            (Symbol::Conclusion(id), None) => Some(&mut ctx.model.conclusions[id].naming),
            (Symbol::Reading(id), None) => Some(&mut ctx.model.readings[id].naming),
            (Symbol::Norm(first), None) => {
                // A label is of the duty, in whichever words an amendment puts it.
                let mut last = first;
                while let Some(next) = ctx.model.norms[last].successor {
                    ctx.model.norms[last].naming.labels.push(label.clone());
                    last = next;
                }
                Some(&mut ctx.model.norms[last].naming)
            }
            (Symbol::Kind(id), None) => Some(&mut ctx.model.kinds[id].naming),
            (Symbol::Record(id), None) => Some(&mut ctx.model.records[id].naming),
            (Symbol::Unit(id), None) => Some(&mut ctx.model.units[id].naming),
            (Symbol::Party(id), None) => Some(&mut ctx.model.parties[id].naming),
            (Symbol::Entity(id, party), None) => {
                ctx.model.parties[party].naming.labels.push(label.clone());
                Some(&mut ctx.model.entities[id])
            }
            (Symbol::Calendar(id), None) => Some(&mut ctx.model.calendars[id].0),
        };
        if let Some(naming) = naming {
            naming.labels.push(label.clone());
            done = true;
        }
    }
    // A regulation may be called as something that it declares is: they share the label.
    if let Some(regulation) = ctx.names.regulation(&name.text)
        && member.is_none()
        && (!done || regulation == site.regulation)
    {
        ctx.model.regulations[regulation].naming.labels.push(label);
        done = true;
    }
    if !done {
        let near = ctx.names.nearest(Space::Values, &name.text);
        match member {
            Some(member) => ctx.unknown(member, "member", None),
            None => ctx.unknown(name, "name", near),
        }
    }
}
