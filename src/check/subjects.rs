//! Whom a rule asks about.
//!
//! A case of a regulation about trainees is about one of each: one trainee, and the agency that sends
//! him. A rule about the agency may read a fact of the trainee, as a rule about the trainee reads one of
//! the agency. But where a regulation is about schools, and a school has a group of pupils, a rule about
//! the school must say of which of them it asks: a bare name would ask the case for a pupil beside the
//! group, and never get an answer.

use super::Ctx;
use super::order::{Vertex, visit_where, written};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    ConclusionId, EntityId, ExprKind, FactId, Model, Naming, RuleEffect, RuleId, Shape,
};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Reports what is asked of a member by a rule about the owner of its group that does not say of which.
pub(super) fn subjects(ctx: &mut Ctx<'_>) {
    if !ctx.lost.is_empty() {
        // The heading that says whom a rule is about may be the broken one.
        return;
    }
    let model = &ctx.model;
    let mut groups = groups(model);
    let about = model.regulations.ids().filter_map(|it| ctx.subject_of(it));
    let single: BTreeSet<EntityId> = about.map(|(id, _)| id).collect();
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
            if let Some((naming, Some(member))) = asked(model, &expr.kind)
                && let Some(group) = groups.get(&(owner, member))
                && told.insert(expr.span)
            {
                found.push(which(model, naming, (owner, member), *group, expr.span));
            }
        });
    }
    // The act of a norm is named outright.
    for (_, norm) in model.norms.iter() {
        let act = norm.act.map(|act| &model.facts[act]);
        if let (Some(owner), Some(act), Some(span)) = (norm.entity, act, norm.naming.span)
            && let Some(member) = act.entity
            && let Some(group) = groups.get(&(owner, member))
            && told.insert(span)
        {
            found.push(which(model, &act.naming, (owner, member), *group, span));
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

/// Whom a rule, norm or conclusion is about. A rule applied by analogy is read where it was written.
fn subject(model: &Model, vertex: Vertex) -> Option<EntityId> {
    match vertex {
        Vertex::Conclusion(id) => model.conclusions[id].entity,
        Vertex::Norm(id) => model.norms[id].entity,
        Vertex::Reading(_) => None,
        Vertex::Rule(id) if model.rules[id].by_analogy.is_some() => None,
        Vertex::Rule(id) => {
            let rule = &model.rules[id];
            let defeated = || concluded(model, *rule.defeats.first()?);
            match concluded(model, id).or_else(defeated) {
                Some(conclusion) => model.conclusions[conclusion].entity,
                None => model.norms[*rule.excuses.first()?].entity,
            }
        }
    }
}

/// The conclusion that a rule states.
fn concluded(model: &Model, rule: RuleId) -> Option<ConclusionId> {
    match model.rules[rule].effect {
        RuleEffect::Says(conclusion, _) | RuleEffect::Gives(conclusion, _) => Some(conclusion),
        RuleEffect::Blocks => None,
    }
}

/// The fact, conclusion or norm that is asked for, and whom it is about.
fn asked<'m>(model: &'m Model, kind: &ExprKind) -> Option<(&'m Naming, Option<EntityId>)> {
    let conclusion = |id: ConclusionId| {
        let row = &model.conclusions[id];
        (&row.naming, row.entity)
    };
    match kind {
        ExprKind::Fact(it) | ExprKind::FactAt(it, _) => {
            let row = &model.facts[*it];
            Some((&row.naming, row.entity))
        }
        ExprKind::Conclusion(it) | ExprKind::ConclusionAt(it, _) => Some(conclusion(*it)),
        ExprKind::Norm(it, _) | ExprKind::Window(it, ..) | ExprKind::Windows(it) => {
            let row = &model.norms[*it];
            Some((&row.naming, row.entity))
        }
        // `article 1 is met`
        ExprKind::AnyActive(rules) => concluded(model, *rules.first()?).map(conclusion),
        _ => None,
    }
}

fn which(
    model: &Model,
    asked: &Naming,
    (owner, member): (EntityId, EntityId),
    group: FactId,
    span: Span,
) -> Diagnostic {
    let (owner, member) = (&model.entities[owner].name, &model.entities[member].name);
    let (name, group) = (&asked.name, &model.facts[group].naming);
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
