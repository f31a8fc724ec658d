//! Values: what they are called and how they came about.

use super::Builder;
use crate::eval::{Core, Given, Mark, Node, Range, Slot, Step};
use crate::explain::item::{Operation, Source, Term, TermKind};
use crate::model::{ExprId, ExprKind, FactId, Shape, Type};
use crate::value::Date;

impl Builder<'_> {
    /// The value of an expression. Where the evaluator recorded no step (a constant), its value is the constant.
    pub(super) fn term(&self, position: Option<usize>, id: ExprId) -> Term {
        let expr = &self.model.exprs()[id];
        let step = position.and_then(|position| self.trace.step(position));
        let value = match (&expr.kind, step) {
            (_, Some(step)) => step.result.clone(),
            (ExprKind::Constant(range), None) => range.clone(),
            _ => Range::ANY,
        };
        if let (Some(position), Some(step)) = (position, step)
            && let Some(kind) = self.named(position, step, &expr.kind)
        {
            return Term {
                kind,
                value,
                ty: expr.ty.clone(),
            };
        }
        let kind = self.operation(position, &expr.kind);
        Term {
            kind,
            value,
            ty: expr.ty.clone(),
        }
    }

    /// The name of what was read, at this step or just below it.
    fn named(&self, position: usize, step: &Step, kind: &ExprKind) -> Option<TermKind> {
        let name = |step: &Step| match &step.node {
            Node::Fact(slot) => Some(TermKind::Fact(
                slot.clone(),
                self.source(slot, step.result.is_settled(), step.day),
            )),
            Node::Conclusion(id, key) | Node::Again(id, key) => {
                Some(TermKind::Conclusion(*id, key.clone()))
            }
            Node::Reading(id, choice) => Some(TermKind::Reading(*id, *choice)),
            Node::Norm(id, predicate) => Some(TermKind::Norm(*id, *predicate)),
            _ => None,
        };
        match kind {
            ExprKind::Fact(_)
            | ExprKind::FactAt(..)
            | ExprKind::Conclusion(_)
            | ExprKind::ConclusionAt(..)
            | ExprKind::Field(..)
            | ExprKind::Entries(_)
            | ExprKind::Reading(_)
            | ExprKind::Norm(..) => name(step).or_else(|| {
                let below = self.trace.children(Some(position));
                below
                    .filter_map(|child| self.trace.step(child))
                    .find_map(name)
            }),
            _ => None,
        }
    }

    fn operation(&self, position: Option<usize>, kind: &ExprKind) -> TermKind {
        use ExprKind as E;
        let term = |operand: &ExprId| {
            self.term(position.and_then(|at| self.operand(at, *operand)), *operand)
        };
        let terms = |operands: &[ExprId]| operands.iter().map(term).collect::<Vec<_>>();
        let (operation, terms) = match kind {
            E::Constant(_) => return TermKind::Constant,
            E::Fact(fact) | E::Entries(fact) => {
                return TermKind::Fact(Slot::Fact(*fact), Source::default());
            }
            E::Conclusion(id) => return TermKind::Conclusion(*id, None),
            E::Bound(_) => return TermKind::Turn,
            E::FactDay => return TermKind::FactDay,
            E::WhereApplies(inner)
            | E::MustApply(inner)
            | E::StandsOn(inner, _)
            | E::OfMember(_, inner) => return term(inner).kind,
            E::Add(a, b) => (Operation::Add, vec![term(a), term(b)]),
            E::Subtract(a, b) => (Operation::Subtract, vec![term(a), term(b)]),
            E::Multiply(a, b) => (Operation::Multiply, vec![term(a), term(b)]),
            E::Divide(a, b) => (Operation::Divide, vec![term(a), term(b)]),
            E::Negate(a) => (Operation::Negate, vec![term(a)]),
            E::Round(a, rounding, places) => (Operation::Round(*rounding, *places), vec![term(a)]),
            E::Extreme(extreme, of) => (Operation::Extreme(*extreme), terms(of)),
            E::Otherwise(a, b) => (Operation::Otherwise, vec![term(a), term(b)]),
            E::DayOfYear(month, day, year) => {
                (Operation::DayOfYear(*month, *day), vec![term(year)])
            }
            E::Shift {
                period,
                after,
                from,
                ..
            } => (
                Operation::Shift {
                    period: *period,
                    after: *after,
                },
                vec![term(from)],
            ),
            E::DayShift(from, days) => (Operation::DayShift(*days), vec![term(from)]),
            E::YearOf(a) => (Operation::YearOf, vec![term(a)]),
            E::MonthOf(a) => (Operation::MonthOf, vec![term(a)]),
            E::CalendarMonthOf(a) => (Operation::CalendarMonthOf, vec![term(a)]),
            E::WeekOf(a) => (Operation::WeekOf, vec![term(a)]),
            E::UnderText { old, inner, .. } => (Operation::UnderText(*old), vec![term(inner)]),
            E::DayOf(a) => (Operation::DayOf, vec![term(a)]),
            E::Aggregate {
                aggregate, list, ..
            } => (Operation::Aggregate(*aggregate), vec![term(list)]),
            _ => return TermKind::Other,
        };
        TermKind::Operation(operation, terms)
    }

    /// A fact as its step read it.
    pub(super) fn fact_term(&self, step: &Step, slot: &Slot) -> Term {
        let kind = TermKind::Fact(
            slot.clone(),
            self.source(slot, step.result.is_settled(), step.day),
        );
        let ty = slot_type(self.model, slot);
        let value = match (&step.result.core, slot.bare()) {
            // Of the day of an act the step says whether it counts, not which day it is.
            (Core::Truth(_), Slot::Field(_, entry, field)) if ty != Type::YesNo => {
                self.entry_field(slot, *entry, *field).unwrap_or(Range::ANY)
            }
            _ => step.result.clone(),
        };
        Term { kind, value, ty }
    }

    fn entry_field(&self, slot: &Slot, entry: usize, field: usize) -> Option<Range> {
        match self.case.given_of(slot) {
            Given::Entries { entries, .. } => entries.get(entry)?.get(field).cloned(),
            _ => None,
        }
    }

    fn source(&self, slot: &Slot, settled: bool, day: Date) -> Source {
        let presumed = |mark: &Mark| matches!(mark, Mark::Presumed(marked) if marked == slot);
        let mut source = Source {
            presumed: self.decision.marks.iter().any(presumed),
            ..Source::default()
        };
        let Some(fact) = slot.fact() else {
            return source;
        };
        match self.case.given_of(slot) {
            Given::Unknown => {
                source.presumed |= settled && !self.model.facts()[fact].presumptions.is_empty()
            }
            Given::Value { value, made_on } => {
                source.made_on = *made_on;
                source.later = later_act(self.model, slot, value, day);
            }
            Given::History(values) => {
                source.since = values
                    .iter()
                    .rev()
                    .map(|(from, _)| *from)
                    .find(|from| *from <= day);
            }
            _ => {}
        }
        source
    }
}

/// The day of an act that a case gives of a slot and that had not come yet on some day: on that day
/// there is none.
pub(crate) fn later_act(
    model: &crate::model::Model,
    slot: &Slot,
    given: &Range,
    day: Date,
) -> Option<Date> {
    let act = model.facts()[slot.fact()?].shape == Shape::Event;
    event_day(given).filter(|event| act && day < *event)
}

fn event_day(value: &Range) -> Option<Date> {
    match value.core {
        Core::Date(day, same) if day == same => Some(day),
        Core::Moment(moment, same) if moment == same => Some(moment.date()),
        _ => None,
    }
}

/// The type of the values of a slot.
pub(crate) fn slot_type(model: &crate::model::Model, slot: &Slot) -> Type {
    let of_fact = |fact: FactId| model.facts()[fact].ty.clone();
    match slot.bare() {
        Slot::Field(fact, _, field) => match model.facts()[*fact].shape {
            Shape::Events(record) | Shape::List(record) => model.records()[record]
                .fields
                .get(*field)
                .map_or(Type::Mistaken, |field| field.ty.clone()),
            Shape::Group(_) => Type::Date,
            _ => of_fact(*fact),
        },
        Slot::Fact(fact) | Slot::Key(fact, _) => of_fact(*fact),
        Slot::Calendar(..) => Type::Date,
        Slot::Further(_) | Slot::Note(_) | Slot::Member(..) => Type::YesNo,
        Slot::Reading(reading) => model.readings()[*reading].ty.clone(),
    }
}
