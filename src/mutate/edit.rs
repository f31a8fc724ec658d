//! Edits of a model: made, and unmade again. A copy for each mutant would cost more than its trial.

use super::find::Readers;
use crate::eval::{Range, Seen};
use crate::model::{
    Conclusion, ConclusionId, Deadline, Expr, ExprId, ExprKind, Fact, FactId, Model, Norm, NormId,
    Recurring, Rule, RuleId, Type, Validity,
};
use crate::source::Span;
use crate::syntax::ast::Collector;

/// A change of one row of a model's tables. What a conclusion can come to read never grows by one, so
/// that what the model keeps of that ([`Model::reads`]) stays true.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    /// An expression is another.
    Expr(ExprId, ExprKind),
    /// A condition is turned round.
    Negate(ExprId),
    /// A rule without a condition never applies.
    Never(RuleId),
    /// An exception is none to this rule.
    NoException(RuleId, RuleId),
    /// An exception is none to this norm.
    NoExcuse(NormId, RuleId),
    /// Several results are put together otherwise.
    Collector(ConclusionId, Collector),
    /// The opposite holds where no rule speaks.
    ByDefault(ConclusionId, bool),
    /// Facts are judged on the day itself.
    NotTaken(ConclusionId),
    /// The deadline of a norm.
    Deadline(NormId, Deadline),
    /// The windows of a norm.
    Windows(NormId, Recurring),
    /// A presumption, by position, does not apply.
    NotPresumed(FactId, usize),
    /// A part that is not encoded is taken as something else.
    TakenAs(FactId, Range),
    /// When a rule is in force.
    RuleDays(RuleId, Validity),
    /// When a norm is in force.
    NormDays(NormId, Validity),
}

/// Rows as they were.
#[derive(Debug)]
pub(super) struct Undo {
    exprs: usize,
    rows: Vec<Row>,
}

#[derive(Debug)]
enum Row {
    Expr(ExprId, ExprKind),
    Rule(RuleId, Rule),
    Norm(NormId, Norm),
    Conclusion(ConclusionId, Conclusion),
    Fact(FactId, Fact),
}

impl Undo {
    /// What the first expression that was changed had been.
    pub(super) fn first(&self) -> Option<&ExprKind> {
        match self.rows.first() {
            Some(Row::Expr(_, kind)) => Some(kind),
            _ => None,
        }
    }
}

/// Makes edits.
pub(super) fn apply(model: &mut Model, edits: &[Edit]) -> Undo {
    let mut undo = Undo {
        exprs: model.exprs.len(),
        rows: Vec::new(),
    };
    for edit in edits {
        undo.rows.push(make(model, edit));
    }
    undo
}

/// Unmakes them.
pub(super) fn restore(model: &mut Model, undo: Undo) {
    for row in undo.rows.into_iter().rev() {
        match row {
            Row::Expr(id, kind) => model.exprs[id].kind = kind,
            Row::Rule(id, row) => model.rules[id] = row,
            Row::Norm(id, row) => model.norms[id] = row,
            Row::Conclusion(id, row) => model.conclusions[id] = row,
            Row::Fact(id, row) => model.facts[id] = row,
        }
    }
    model.exprs.truncate(undo.exprs);
}

fn make(model: &mut Model, edit: &Edit) -> Row {
    match edit {
        Edit::Expr(id, kind) => {
            let old = std::mem::replace(&mut model.exprs[*id].kind, kind.clone());
            Row::Expr(*id, old)
        }
        Edit::Negate(id) => {
            let expr = &model.exprs[*id];
            // The place stays with the whole condition.
            let inner = Expr {
                place: None,
                ..expr.clone()
            };
            let inner = model.exprs.push(inner);
            let old = std::mem::replace(&mut model.exprs[*id].kind, ExprKind::Not(inner));
            Row::Expr(*id, old)
        }
        Edit::Never(id) => {
            let span = model.rules[*id].span;
            let never = never(model, span);
            rule(model, *id, |row| row.condition = Some(never))
        }
        Edit::NoException(id, exception) => rule(model, *id, |row| {
            row.exceptions.retain(|it| it != exception)
        }),
        Edit::NoExcuse(id, exception) => norm(model, *id, |row| {
            row.exceptions.retain(|it| it != exception)
        }),
        Edit::Collector(id, collector) => {
            conclusion(model, *id, |row| row.collector = Some(*collector))
        }
        Edit::ByDefault(id, yes) => conclusion(model, *id, |row| row.otherwise = Some(*yes)),
        Edit::NotTaken(id) => conclusion(model, *id, |row| row.taken_on = None),
        Edit::Deadline(id, deadline) => norm(model, *id, |row| row.deadline = Some(*deadline)),
        Edit::Windows(id, windows) => norm(model, *id, |row| row.recurring = Some(windows.clone())),
        Edit::NotPresumed(id, at) => {
            let never = never(model, Span::default());
            fact(model, *id, |row| {
                if let Some(presumption) = row.presumptions.get_mut(*at) {
                    presumption.condition = Some(never);
                }
            })
        }
        Edit::TakenAs(id, range) => fact(model, *id, |row| {
            if let Some(part) = &mut row.not_encoded {
                part.taken_as = Some(range.clone());
            }
        }),
        Edit::RuleDays(id, days) => rule(model, *id, |row| row.validity = *days),
        Edit::NormDays(id, days) => norm(model, *id, |row| row.validity = *days),
    }
}

fn never(model: &mut Model, span: Span) -> ExprId {
    model.exprs.push(Expr {
        kind: ExprKind::Constant(Range::NO),
        ty: Type::YesNo,
        may_be_absent: false,
        place: None,
        span,
    })
}

fn rule(model: &mut Model, id: RuleId, change: impl FnOnce(&mut Rule)) -> Row {
    let old = model.rules[id].clone();
    change(&mut model.rules[id]);
    Row::Rule(id, old)
}

fn norm(model: &mut Model, id: NormId, change: impl FnOnce(&mut Norm)) -> Row {
    let old = model.norms[id].clone();
    change(&mut model.norms[id]);
    Row::Norm(id, old)
}

fn conclusion(model: &mut Model, id: ConclusionId, change: impl FnOnce(&mut Conclusion)) -> Row {
    let old = model.conclusions[id].clone();
    change(&mut model.conclusions[id]);
    Row::Conclusion(id, old)
}

fn fact(model: &mut Model, id: FactId, change: impl FnOnce(&mut Fact)) -> Row {
    let old = model.facts[id].clone();
    change(&mut model.facts[id]);
    Row::Fact(id, old)
}

impl Edit {
    /// Whether an evaluation of the unchanged rules looked at what this changes.
    pub(super) fn was_seen(&self, model: &Model, readers: &Readers, seen: &Seen) -> bool {
        match self {
            Edit::Expr(id, _) | Edit::Negate(id) => {
                let constant = matches!(&model.exprs()[*id].kind, ExprKind::Constant(_));
                seen.has_expr(*id)
                    || constant && seen.constants
                    || readers.of(*id).iter().any(|reader| seen.has_expr(*reader))
            }
            Edit::Never(id) | Edit::NoException(id, _) => seen.has_rule(*id),
            Edit::NoExcuse(id, _)
            | Edit::Deadline(id, _)
            | Edit::Windows(id, _)
            | Edit::NormDays(id, _) => seen.has_norm(*id),
            Edit::Collector(id, _) | Edit::ByDefault(id, _) | Edit::NotTaken(id) => {
                seen.has_conclusion(*id)
            }
            Edit::NotPresumed(id, _) | Edit::TakenAs(id, _) => seen.has_fact(*id),
            Edit::RuleDays(id, _) => {
                let of = match model.rules()[*id].effect {
                    crate::model::RuleEffect::Says(of, _)
                    | crate::model::RuleEffect::Gives(of, _) => Some(of),
                    crate::model::RuleEffect::Blocks => None,
                };
                seen.has_rule(*id) || of.is_some_and(|of| seen.has_conclusion(of))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::mutants;
    use crate::source::Sources;

    const RULES: &str = r#"regulation r "Rules" about person in en
counting plain rounding down because "as people count"
entity person "person"
authority board "board"
fact rank "rank": whole number from 1 to 14
fact asked_on "asked": event
fact hardship_shown "hardship is shown": yes/no
article 1 "One" in force from 2020-01-01
  not encoded hardship "hardship": yes/no taken as no because "no test is stated"
  presume hardship_shown is no
  reading cut "where is the line?": whole number
    preferred (ten) 10 because "usual"
    alternative (nine) 9 because "deputies"
  conclusion senior "is senior": yes/no
    when any of
      (1) "by rank" rank is at least cut and not hardship
      (2) "by hardship" hardship_shown
  conclusion first_year "first year": year taking the latest is 2020
  conclude first_year is 2021 when senior
article 2 "Two"
  duty answer "answer" of board towards person
    arises on asked_on
    fulfilled by asked_on
    deadline by 3 months after asked_on
  exception to 1, 2 when rank is 14
"#;

    #[test]
    fn what_is_made_is_unmade() {
        let mut sources = Sources::new();
        let file = sources.add("r.enact", RULES);
        let parse = crate::syntax::parse(file, RULES);
        assert_eq!(parse.diagnostics, []);
        let input = crate::check::Input {
            file,
            tree: &parse.file,
            uses: &[],
        };
        let checked = crate::check(&[input], &[], String::new());
        let mut model = checked
            .model
            .unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        model.reads();
        let before = format!("{model:?}");
        let mutants = mutants(&model, &sources);
        assert!(mutants.len() > 30, "{}", mutants.len());
        for mutant in &mutants {
            let undo = apply(&mut model, &mutant.edits);
            let made = format!("{model:?}");
            assert_ne!(
                made, before,
                "{} -> {} does nothing",
                mutant.before, mutant.after
            );
            restore(&mut model, undo);
            assert_eq!(
                format!("{model:?}"),
                before,
                "{} -> {}",
                mutant.before,
                mutant.after
            );
        }
    }
}
