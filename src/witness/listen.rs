//! Hears an evaluation and makes of it a [`Term`](super::term::Term): what the outcome still turns on.
//!
//! The evaluator goes through every term of a decision and says what came out. What is settled is its
//! outcome; what is open is made of its operands as its kind says. Where an outcome turns on more than
//! the operands heard, the windows of a norm, a day of judging that is still open, entries that are not
//! counted, the term is the part of the rules as it is written, with the state of every fact it can
//! read: coarser, never wrong.

use std::collections::HashMap;

use super::shape::{Shapes, order, plain};
use super::space::Space;
use super::term::{NO, TermId, Terms, YES};
use crate::eval::{CacheKey, Case, Key, Node, NormPart, Range, Recorder, Slot, Truth};
use crate::model::{
    Comparison, ConclusionId, Deadline, ExprId, ExprKind, Modality, Model, NormId, Part, Query,
    RuleEffect, RuleId, Shape, Type,
};
use crate::value::{Date, Number};

/// A term that is being evaluated.
struct Frame {
    node: Node,
    day: Date,
    first: usize,
}

/// A term that was evaluated.
pub(super) struct Kid {
    pub(super) node: Node,
    pub(super) term: TermId,
    /// Of a rule, whether it is in scope; of a turn, what was heard in it; of a part, its operands.
    pub(super) parts: Vec<TermId>,
    /// What a rule gives.
    gives: Option<TermId>,
    /// What else is open that a rule turns on, besides its scopes, its condition and its exceptions.
    more: Vec<TermId>,
}

/// Hears one evaluation of one side.
pub(super) struct Listener<'a, 'm> {
    pub(super) model: &'m Model,
    pub(super) side: usize,
    pub(super) case: &'a Case,
    pub(super) terms: &'a mut Terms,
    pub(super) space: &'a mut Space<'m>,
    pub(super) shapes: &'a mut Shapes<'m>,
    frames: Vec<Frame>,
    kids: Vec<Kid>,
    done: HashMap<CacheKey, TermId>,
    again: Option<TermId>,
    last: TermId,
}

impl<'a, 'm> Listener<'a, 'm> {
    pub(super) fn new(
        side: usize,
        case: &'a Case,
        terms: &'a mut Terms,
        space: &'a mut Space<'m>,
        shapes: &'a mut Shapes<'m>,
        model: &'m Model,
    ) -> Self {
        Listener {
            model,
            side,
            case,
            terms,
            space,
            shapes,
            frames: Vec::new(),
            kids: Vec::new(),
            done: HashMap::new(),
            again: None,
            last: NO,
        }
    }

    /// What was heard of the whole: one term, or of a place, grounds one of which is enough.
    pub(super) fn whole(mut self, query: &Query, ty: &Type, outcome: &Range) -> TermId {
        if outcome.is_settled() {
            return self.terms.settled(self.model, ty, outcome);
        }
        let kids = std::mem::take(&mut self.kids);
        let (part, asked) = match query {
            Query::Place(_) => return self.terms.or(kids.iter().map(|it| it.term)),
            Query::Conclusion(id) => (Part::Conclusion(*id), String::new()),
            Query::At(id, key) => (Part::Conclusion(*id), format!("{key:?}")),
            Query::Norm(id) => (Part::Norm(*id), "state".to_owned()),
            Query::Predicate(id, predicate) => (Part::Norm(*id), format!("{predicate:?}")),
        };
        match only(&kids, |node| !matches!(node, Node::Expr(_))) {
            Ok(term) => term,
            Err(more) => self.opaque(part, &asked, self.space.as_of, more),
        }
    }

    /// What was heard of a condition, where that is one term.
    pub(super) fn condition(self) -> Option<TermId> {
        match self.kids.as_slice() {
            [only] => Some(only.term),
            _ => None,
        }
    }

    fn type_of(&self, node: &Node) -> Type {
        let model = self.model;
        match node {
            Node::Conclusion(id, _) | Node::Again(id, _) => model.conclusions()[*id].ty.clone(),
            Node::Expr(id) => model.exprs()[*id].ty.clone(),
            Node::Fact(slot) => self.type_of_slot(slot),
            Node::Reading(id, _) => model.readings()[*id].ty.clone(),
            Node::State(id) => Type::State(*id),
            Node::Rule(_) | Node::Norm(..) | Node::Turn(_) => Type::YesNo,
            Node::Part(NormPart::Deadline | NormPart::Act) => Type::Date,
            Node::Part(_) => Type::YesNo,
        }
    }

    fn type_of_slot(&self, slot: &Slot) -> Type {
        let Some(fact) = slot.fact() else {
            return Type::Mistaken;
        };
        let row = &self.model.facts()[fact];
        let field = match slot.bare() {
            Slot::Field(_, _, field) => Some(*field),
            _ => None,
        };
        super::joint::type_of(self.model, row, field).unwrap_or(Type::Mistaken)
    }

    fn close(&mut self, entered: usize, result: &Range) {
        self.frames.truncate(entered + 1);
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let kids = self.kids.split_off(frame.first.min(self.kids.len()));
        let mut kid = Kid {
            term: NO,
            parts: Vec::new(),
            gives: None,
            more: Vec::new(),
            node: Node::Part(NormPart::Trigger),
        };
        // Every reading of a fact is met, also one that is settled by now: it is an unknown all the same.
        let spot = match &frame.node {
            Node::Fact(slot) => self.space.met(self.side, slot, frame.day),
            _ => None,
        };
        if let Node::Rule(id) = frame.node {
            self.rule(id, &kids, frame.day, result, &mut kid);
        } else {
            kid.parts = kids.iter().map(|it| it.term).collect();
        }
        kid.term = if result.is_settled() {
            let ty = self.type_of(&frame.node);
            self.terms.settled(self.model, &ty, result)
        } else {
            match &frame.node {
                Node::Fact(slot) => match spot {
                    Some(spot) => {
                        let (state, day) = self.space.seen(spot, frame.day);
                        let absent = Space::may_be_absent(result);
                        self.terms.spot(spot, state, day, absent)
                    }
                    None => self.loose(slot, frame.day),
                },
                Node::Again(..) => self.again.take().unwrap_or(NO),
                Node::Conclusion(id, key) => self.conclusion(*id, key.as_ref(), &kids, frame.day),
                Node::Rule(_) => kid.term,
                Node::Expr(id) => self.expr(*id, &kids, frame.day),
                Node::Reading(..) => kids.last().map_or(NO, |it| it.term),
                Node::Norm(id, predicate) => {
                    self.norm(*id, &format!("{predicate:?}"), &kids, frame.day)
                }
                Node::State(id) => self.norm(*id, "state", &kids, frame.day),
                Node::Part(NormPart::Excuse) => self.terms.or(kid.parts.clone()),
                Node::Part(part) => self.terms.made(&format!("{part:?}"), kid.parts.clone()),
                Node::Turn(_) => self.terms.and(kid.parts.clone()),
            }
        };
        kid.node = frame.node;
        self.last = kid.term;
        self.kids.push(kid);
    }

    /// An unknown that the search does not give values to.
    fn loose(&mut self, slot: &Slot, day: Date) -> TermId {
        let fact = slot
            .fact()
            .and_then(|it| self.space.joint.of(self.side, it));
        let what = match slot {
            Slot::Key(_, key) => format!("{fact:?} {key:?} {day}"),
            Slot::Fact(_) => format!("{fact:?} {day}"),
            // Nothing that is the same on the other side for certain.
            other => format!("{} {other:?} {day}", self.side),
        };
        self.terms.made(&format!("loose {what}"), Vec::new())
    }

    /// A part of the rules as it is written, with what moves it.
    fn opaque(&mut self, part: Part, more: &str, day: Date, moved_by: Vec<TermId>) -> TermId {
        let joint = &self.space.joint;
        let shape = self.shapes.part(part, joint, &mut self.space.numbers);
        let facts = self.shapes.facts(part, joint);
        let facts: Vec<(usize, u32)> = facts
            .iter()
            .map(|it| (*it, self.space.state_of(*it)))
            .collect();
        let mut bound = String::new();
        for frame in self.frames.iter().rev() {
            match &frame.node {
                Node::Turn(turn) => bound.push_str(&format!(" {turn:?}")),
                Node::Conclusion(_, key) => {
                    bound.push_str(&format!(" {key:?}"));
                    break;
                }
                _ => {}
            }
        }
        let what = format!("{shape} {more} {day}{bound}");
        self.terms.opaque(&what, facts, moved_by)
    }

    // ------------------------------------------------------------------------ conclusions, rules

    fn rule(&mut self, id: RuleId, kids: &[Kid], day: Date, result: &Range, into: &mut Kid) {
        let rule = &self.model.rules()[id];
        let gives = match rule.effect {
            RuleEffect::Gives(_, value) => Some(value),
            RuleEffect::Says(..) | RuleEffect::Blocks => None,
        };
        let (mut scopes, mut all) = (Vec::new(), Vec::new());
        for kid in kids {
            match kid.node {
                Node::Expr(expr) if rule.scopes.contains(&expr) => {
                    scopes.push(kid.term);
                    all.push(kid.term);
                }
                Node::Expr(expr) if Some(expr) == rule.condition => all.push(kid.term),
                Node::Expr(expr) if Some(expr) == gives => into.gives = Some(kid.term),
                Node::Rule(_) => all.push(self.terms.not(kid.term)),
                // What else decides whether the rule is the text that counts.
                _ if kid.term != YES && kid.term != NO => into.more.push(kid.term),
                _ => {}
            }
        }
        into.parts = vec![self.terms.and(scopes)];
        if result.is_settled() {
            return;
        }
        into.term = if into.more.is_empty() {
            self.terms.and(all)
        } else {
            self.opaque(Part::Rule(id), "", day, into.more.clone())
        };
    }

    fn conclusion(
        &mut self,
        id: ConclusionId,
        key: Option<&Key>,
        kids: &[Kid],
        day: Date,
    ) -> TermId {
        let model = self.model;
        let row = &model.conclusions()[id];
        let rules = if row.taken_on.is_some() {
            let on = kids.first().map_or(NO, |it| it.term);
            if !self.terms.is_settled(on) {
                let key = format!("{key:?}");
                return self.opaque(Part::Conclusion(id), &key, day, vec![on]);
            }
            kids.get(1..).unwrap_or_default()
        } else {
            kids
        };
        let rules: Vec<(&Kid, RuleId)> = rules
            .iter()
            .filter_map(|it| match it.node {
                Node::Rule(id) => Some((it, id)),
                _ => None,
            })
            .collect();
        let more: Vec<TermId> = rules.iter().flat_map(|it| it.0.more.clone()).collect();
        if !more.is_empty() {
            let key = format!("{key:?}");
            return self.opaque(Part::Conclusion(id), &key, day, more);
        }
        let base = if row.ty == Type::YesNo && row.collector.is_none() {
            if row.open {
                let sides: Vec<TermId> = rules
                    .iter()
                    .filter(|(kid, _)| kid.term != NO)
                    .map(|(kid, id)| {
                        let rule = &model.rules()[*id];
                        let yes = matches!(rule.effect, RuleEffect::Says(_, true));
                        let side = format!("side {yes} {}", rule.note);
                        self.terms.made(&side, vec![kid.term])
                    })
                    .collect();
                let what = format!("open {:?}", row.otherwise);
                self.terms.made_of_any(&what, sides)
            } else {
                self.terms.or(rules.iter().map(|it| it.0.term))
            }
        } else {
            self.valued(id, &rules)
        };
        if rules
            .iter()
            .all(|(_, id)| model.rules()[*id].scopes.is_empty())
        {
            return base;
        }
        let in_force = |id: RuleId| model.rules()[id].validity.covers(self.space.as_of);
        let scopes: Vec<TermId> = rules
            .iter()
            .filter(|(_, id)| in_force(*id))
            .filter_map(|(kid, _)| kid.parts.first().copied())
            .collect();
        match self.terms.or(scopes) {
            YES => base,
            scope => self.terms.made("in scope", vec![base, scope]),
        }
    }

    fn valued(&mut self, id: ConclusionId, rules: &[(&Kid, RuleId)]) -> TermId {
        let model = self.model;
        let row = &model.conclusions()[id];
        let mut items = Vec::new();
        let mut only = Vec::new();
        for (kid, rule) in rules.iter().filter(|(kid, _)| kid.term != NO) {
            let what = if model.rules()[*rule].note {
                "note gives"
            } else {
                "gives"
            };
            let gives = kid.gives.unwrap_or(NO);
            only.push((kid.term, gives));
            items.push(self.terms.made(what, vec![kid.term, gives]));
        }
        match row.collector {
            Some(collector) => {
                let what = format!("taken {collector:?} {}", order(model, &row.ty));
                self.terms.made_of_any(&what, items)
            }
            None => {
                if let [(YES, gives)] = only.as_slice() {
                    return *gives;
                }
                items.sort_unstable();
                items.dedup();
                self.terms.made("agreed", items)
            }
        }
    }

    // -------------------------------------------------------------------------------- expressions

    fn expr(&mut self, id: ExprId, kids: &[Kid], day: Date) -> TermId {
        let model = self.model;
        let terms: Vec<TermId> = kids.iter().map(|it| it.term).collect();
        let first = terms.first().copied().unwrap_or(NO);
        let last = kids.last();
        let kind = &model.exprs()[id].kind;
        match kind {
            ExprKind::And(_) => self.terms.and(terms),
            ExprKind::Or(_) | ExprKind::AnyActive(_) => self.terms.or(terms),
            ExprKind::AtLeastOf(count, _) => {
                self.terms.made_of_any(&format!("at least {count}"), terms)
            }
            ExprKind::Not(_) => self.terms.not(first),
            ExprKind::Compare(comparison, left, right) => {
                match (
                    self.compared(*comparison, (*left, *right), &terms),
                    terms.as_slice(),
                ) {
                    (Some(term), _) => term,
                    (None, [_, _]) if *comparison == Comparison::Equal => {
                        self.terms.made_of_any("is", terms)
                    }
                    (None, [_, _]) => self.terms.made(&plain(model, kind), terms),
                    (None, _) => self.opaque(Part::Expr(id), "", day, Vec::new()),
                }
            }
            ExprKind::IsPresent(_) => {
                let absent = self.terms.made("is absent", terms);
                self.terms.not(absent)
            }
            ExprKind::HasPassed(_) => self.terms.made(&format!("passed {day}"), terms),
            ExprKind::Fact(_)
            | ExprKind::Field(..)
            | ExprKind::Conclusion(_)
            | ExprKind::Reading(_)
                if last.is_some() =>
            {
                last.map_or(NO, |it| it.term)
            }
            ExprKind::Norm(..) => match only(kids, |it| matches!(it, Node::Norm(..))) {
                Ok(term) => term,
                Err(more) => self.opaque(Part::Expr(id), "", day, more),
            },
            ExprKind::FactAt(..) | ExprKind::ConclusionAt(..) => match last {
                Some(
                    kid @ Kid {
                        node: Node::Fact(_) | Node::Conclusion(..) | Node::Again(..),
                        ..
                    },
                ) if kids.len() > 1 => kid.term,
                _ => self.opaque(Part::Expr(id), "", day, terms),
            },
            ExprKind::StandsOn(..) if self.terms.is_settled(first) && kids.len() > 1 => {
                last.map_or(NO, |it| it.term)
            }
            ExprKind::StandsOn(..) => self.opaque(Part::Expr(id), "", day, vec![first]),
            // Without a clause to ask, one version governs, and says it.
            ExprKind::Versioned { .. } => match terms.as_slice() {
                [says] => *says,
                _ => self.opaque(Part::Expr(id), "", day, terms),
            },
            ExprKind::If(..) => match terms.as_slice() {
                [condition, branch] if self.terms.is_settled(*condition) => *branch,
                [_, _] => self.opaque(Part::Expr(id), "", day, Vec::new()),
                _ => self.terms.made("if", terms),
            },
            ExprKind::Otherwise(..) if terms.len() == 1 => first,
            ExprKind::Add(..)
            | ExprKind::Subtract(..)
            | ExprKind::Multiply(..)
            | ExprKind::Divide(..) => match self.reckoned(kind, id, &terms) {
                Some(term) => term,
                None => self.terms.made(&plain(model, kind), terms),
            },
            ExprKind::Quantified {
                quantifier,
                list,
                filter,
                ..
            } if self.is_counted(*list, kids, day) => {
                self.quantified(*quantifier, filter.is_some(), kids)
            }
            ExprKind::Aggregate { list, .. } if self.is_counted(*list, kids, day) => {
                let heard: Vec<TermId> = kids
                    .iter()
                    .filter(|it| !matches!(it.node, Node::Turn(_)) || it.term != NO)
                    .map(|it| it.term)
                    .collect();
                self.terms.made(&plain(model, kind), heard)
            }
            ExprKind::IsMember(..)
            | ExprKind::IsAbsent(_)
            | ExprKind::Includes(..)
            | ExprKind::InOrder(_)
            | ExprKind::WhereApplies(_)
            | ExprKind::MustApply(_)
            | ExprKind::Negate(_)
            | ExprKind::Round(..)
            | ExprKind::Extreme(..)
            | ExprKind::Otherwise(..)
            | ExprKind::DayOfYear(..)
            | ExprKind::Shift { .. }
            | ExprKind::DayShift(..)
            | ExprKind::YearOf(_)
            | ExprKind::MonthOf(_)
            | ExprKind::CalendarMonthOf(_)
            | ExprKind::WeekOf(_)
            | ExprKind::DayOf(_) => self.terms.made(&plain(model, kind), terms),
            _ => self.opaque(Part::Expr(id), "", day, Vec::new()),
        }
    }

    /// A comparison of numbers or of days as one of sums.
    fn compared(
        &mut self,
        comparison: Comparison,
        of: (ExprId, ExprId),
        terms: &[TermId],
    ) -> Option<TermId> {
        let exprs = self.model.exprs();
        let number = |ty: &Type| matches!(ty, Type::Number { .. } | Type::Year);
        let (left, right) = (&exprs[of.0].ty, &exprs[of.1].ty);
        let timed = |ty: &Type| matches!(ty, Type::Date | Type::Moment);
        let plain = number(left) && number(right) || timed(left) && left == right;
        match terms {
            [left, right] if plain => self.terms.compare(comparison, *left, *right),
            _ => None,
        }
    }

    /// Arithmetic on numbers as a sum of multiples.
    fn reckoned(&mut self, kind: &ExprKind, id: ExprId, terms: &[TermId]) -> Option<TermId> {
        let exprs = self.model.exprs();
        let number = |id: ExprId| matches!(exprs[id].ty, Type::Number { .. } | Type::Year);
        let (ExprKind::Add(a, b)
        | ExprKind::Subtract(a, b)
        | ExprKind::Multiply(a, b)
        | ExprKind::Divide(a, b)) = kind
        else {
            return None;
        };
        let [left, right] = *terms else { return None };
        if !(number(id) && number(*a) && number(*b)) {
            return None;
        }
        match kind {
            ExprKind::Add(..) => self.terms.sum(left, right, &Number::ONE),
            ExprKind::Subtract(..) => self.terms.sum(left, right, &Number::ONE.neg()),
            ExprKind::Multiply(..) => self.terms.product(left, right),
            _ => self.terms.quotient(left, right),
        }
    }

    // -------------------------------------------------------------------------------------- norms

    fn norm(&mut self, id: NormId, what: &str, kids: &[Kid], day: Date) -> TermId {
        let model = self.model;
        let row = &model.norms()[id];
        let acts = row
            .act
            .is_some_and(|it| matches!(model.facts()[it].shape, Shape::Events(_)));
        if row.recurring.is_some() || row.modality == Modality::Prohibition || acts {
            return self.opaque(Part::Norm(id), what, day, Vec::new());
        }
        let deadline = match row.deadline {
            None | Some(Deadline::NotStated) => "none",
            Some(Deadline::By(_)) => "by",
            Some(Deadline::Before(_)) => "before",
        };
        let modality = match row.modality {
            // They have the same formulas.
            Modality::Power => Modality::Right,
            other => other,
        };
        let what = format!(
            "norm {what} {modality:?} {day} {} {} {deadline} {} {}",
            row.arises_on.is_some(),
            row.trigger.is_some(),
            row.act.is_some(),
            row.act_condition.is_some(),
        );
        // A part is made of all that was heard in it, also where it is settled: its day may be needed.
        let mut parts = Vec::new();
        for kid in kids {
            match kid.node {
                Node::Part(NormPart::Trigger | NormPart::Act) => {
                    let part = self.terms.made("part", kid.parts.clone());
                    parts.extend([kid.term, part]);
                }
                _ => parts.push(kid.term),
            }
        }
        self.terms.made(&what, parts)
    }
}

/// The term of the only kid that is as wanted, where all others are decided; else what is open of these.
fn only(kids: &[Kid], wanted: impl Fn(&Node) -> bool) -> Result<TermId, Vec<TermId>> {
    let (found, others): (Vec<&Kid>, Vec<&Kid>) = kids.iter().partition(|it| wanted(&it.node));
    let others = others.iter().map(|it| it.term);
    let open: Vec<TermId> = others.filter(|it| *it != YES && *it != NO).collect();
    match found.as_slice() {
        [only] if open.is_empty() => Ok(only.term),
        _ => Err(open),
    }
}

impl Recorder for Listener<'_, '_> {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;

    fn enter(&mut self, node: impl FnOnce() -> Node, day: Date) -> usize {
        self.frames.push(Frame {
            node: node(),
            day,
            first: self.kids.len(),
        });
        self.frames.len() - 1
    }

    fn leave(&mut self, entered: usize, result: &Range, _: bool) {
        self.close(entered, result);
    }

    fn leave_part(&mut self, entered: usize, result: &Range, _: bool) {
        self.close(entered, result);
    }

    fn mark(&self) -> usize {
        0
    }

    fn judged(&mut self, _: usize, _: Truth) {}

    fn moved(&mut self, _: usize) {}

    fn unknown(&mut self, _: impl FnOnce() -> Slot) {}

    fn remember(&mut self, key: &CacheKey, _: usize, _: Option<u32>) {
        self.done.insert(key.clone(), self.last);
    }

    fn may_reuse(&mut self, key: &CacheKey) -> bool {
        self.again = self.done.get(key).copied();
        self.again.is_some()
    }

    fn recall(&mut self, _: &CacheKey, _: u32) -> bool {
        false
    }
}
