//! Whom a rule asks about.
//!
//! A case of a regulation about trainees is about one of each: one trainee, and the agency that sends
//! him. A rule about the agency may read a fact of the trainee, as a rule about the trainee reads one of
//! the agency. But where a regulation is about schools, and a school has a group of pupils, a rule about
//! the school must say of which of them it asks: a bare name would ask the case for a pupil beside the
//! group, and never get an answer.

use super::Ctx;
use super::names::{Found, Space, Symbol};
use super::order::{Vertex, visit_where, written};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EntityId, ExprKind, FactId, Model, Naming, RuleEffect, RuleId, Shape};
use crate::syntax::ast::EntryKind;
use std::collections::{BTreeMap, BTreeSet};

/// Reports what is asked of a member by a rule about the owner of its group that does not say of which.
pub(super) fn subjects(ctx: &mut Ctx<'_>) {
    if !ctx.lost.is_empty() {
        // The heading that says whom a rule is about may be the broken one.
        return;
    }
    let model = &ctx.model;
    let mut groups = groups(model);
    let single = case_subjects(ctx);
    groups.retain(|(owner, member), _| owner != member && !single.contains(member));
    if groups.is_empty() {
        return;
    }
    let rules = model.rules.ids().map(Vertex::Rule);
    let norms = model.norms.ids().map(Vertex::Norm);
    let conclusions = model.conclusions.ids().map(Vertex::Conclusion);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    let presumptions = model.facts.iter().flat_map(|(_, fact)| {
        let of = fact.presumptions.iter();
        of.flat_map(|it| std::iter::once(it.value).chain(it.condition))
            .map(|start| (fact.entity, start))
    });
    let starts = rules.chain(norms).chain(conclusions).flat_map(|vertex| {
        let subject = subject(model, vertex);
        let starts = written(model, vertex).into_iter();
        starts.map(move |start| (subject, start))
    });
    for (subject, start) in starts.chain(presumptions) {
        let Some(owner) = subject else {
            continue;
        };
        // What is asked of a member has that said around it.
        let here = |kind: &ExprKind| !matches!(kind, ExprKind::OfMember(..));
        visit_where(model, start, here, &mut |id| {
            let expr = &model.exprs[id];
            let asked = asked(model, &expr.kind)
                .and_then(|(naming, entity)| Some((naming, entity, groups.get(&(owner, entity))?)));
            if let Some((naming, entity, group)) = asked
                && told.insert(expr.span)
            {
                found.push(which(
                    model,
                    &naming.name,
                    (owner, entity),
                    *group,
                    expr.span,
                ));
            }
        });
    }
    // The act of a norm is named outright.
    for (_, norm) in model.norms.iter() {
        let act = norm.act.map(|act| (&model.facts[act], norm.naming.span));
        if let (Some(owner), Some((act, Some(span)))) = (norm.entity, act)
            && let Some(member) = act.entity
            && let Some(group) = groups.get(&(owner, member))
        {
            found.push(which(
                model,
                &act.naming.name,
                (owner, member),
                *group,
                span,
            ));
        }
    }
    ctx.diagnostics.extend(found);
}

/// The first group of each kind of member that each entity has.
fn groups(model: &Model) -> BTreeMap<(EntityId, EntityId), FactId> {
    let mut groups = BTreeMap::new();
    for (id, fact) in model.facts.iter() {
        if let (Some(owner), Shape::Group(member)) = (fact.entity, &fact.shape) {
            groups.entry((owner, *member)).or_insert(id);
        }
    }
    groups
}

/// Whom the regulations are about: each case is about one of them.
fn case_subjects(ctx: &Ctx<'_>) -> BTreeSet<EntityId> {
    let about = ctx.pending.iter().filter_map(|it| match it.kind {
        EntryKind::Regulation(head) => Some((it.site.regulation, head.about.as_ref()?)),
        _ => None,
    });
    about
        .filter_map(|(regulation, name)| {
            let Found::One(found) = ctx.names.find(Space::Parties, &name.text, regulation) else {
                return None;
            };
            match found.symbol {
                Symbol::Entity(id, _) => Some(id),
                _ => None,
            }
        })
        .collect()
}

/// Whom a rule, norm or conclusion is about. A rule applied by analogy is read where it was written.
fn subject(model: &Model, vertex: Vertex) -> Option<EntityId> {
    let of_rule = |id: RuleId| match model.rules[id].effect {
        RuleEffect::Says(conclusion, _) | RuleEffect::Gives(conclusion, _) => {
            model.conclusions[conclusion].entity
        }
        RuleEffect::Blocks => None,
    };
    match vertex {
        Vertex::Conclusion(id) => model.conclusions[id].entity,
        Vertex::Norm(id) => model.norms[id].entity,
        Vertex::Reading(_) => None,
        Vertex::Rule(id) => {
            let row = &model.rules[id];
            if row.by_analogy.is_some() {
                return None;
            }
            let excused = || row.excuses.first().and_then(|it| model.norms[*it].entity);
            of_rule(id)
                .or_else(|| row.defeats.first().and_then(|it| of_rule(*it)))
                .or_else(excused)
        }
    }
}

/// The fact, conclusion or norm that is asked for, and whom it is about.
fn asked<'m>(model: &'m Model, kind: &ExprKind) -> Option<(&'m Naming, EntityId)> {
    let (naming, entity) = match kind {
        ExprKind::Fact(it) | ExprKind::FactAt(it, _) => {
            let row = &model.facts[*it];
            (&row.naming, row.entity)
        }
        ExprKind::Conclusion(it) | ExprKind::ConclusionAt(it, _) => {
            let row = &model.conclusions[*it];
            (&row.naming, row.entity)
        }
        ExprKind::Norm(it, _) | ExprKind::Window(it, ..) | ExprKind::Windows(it) => {
            let row = &model.norms[*it];
            (&row.naming, row.entity)
        }
        // `article 1 is met`
        ExprKind::AnyActive(rules) => {
            let rule = &model.rules[*rules.first()?];
            let (RuleEffect::Says(it, _) | RuleEffect::Gives(it, _)) = rule.effect else {
                return None;
            };
            let row = &model.conclusions[it];
            (&row.naming, row.entity)
        }
        _ => return None,
    };
    Some((naming, entity?))
}

fn which(
    model: &Model,
    name: &str,
    (owner, member): (EntityId, EntityId),
    group: FactId,
    span: crate::source::Span,
) -> Diagnostic {
    let (owner, member) = (&model.entities[owner].name, &model.entities[member].name);
    let group = &model.facts[group].naming;
    let told = Diagnostic::new(
        Code::WhichMember,
        span,
        format!("`{name}` is about {member}, and this is about {owner}: of which {member} is it asked?"),
    )
    .help(format!(
        "go through the group, such as `number of {0} where {name} …`; a rule about one {member} stands under a heading `about {member}`",
        group.name
    ));
    match group.span {
        Some(declared) => told.also(declared, "the group is declared here"),
        None => told,
    }
}
