//! What is heard of lists: whether all of one was gone through, and what a quantifier makes of it.

use super::listen::{Kid, Listener};
use super::term::{NO, TermId, YES};
use crate::eval::{Given, Node, Range, Turn};
use crate::model::{ExprId, ExprKind, FactId, Quantifier, Shape};
use crate::value::Date;

impl Listener<'_, '_> {
    /// Whether it is settled what a list holds, so that what was heard of each is all there is.
    pub(super) fn is_counted(&self, list: ExprId, kids: &[Kid], day: Date) -> bool {
        let further = kids.iter().any(|it| it.node == Node::Turn(Turn::Further));
        let of_list = kids
            .iter()
            .take_while(|it| !matches!(it.node, Node::Turn(_)))
            .all(|it| self.terms.is_settled(it.term));
        if further || !of_list {
            return false;
        }
        match &self.model.exprs()[list].kind {
            ExprKind::LastYears(..) => true,
            ExprKind::Entries(fact) => self.are_entries_counted(*fact, day),
            ExprKind::Windows(_) | ExprKind::Buckets(..) | ExprKind::StandsOn(..) => false,
            _ => true,
        }
    }

    fn are_entries_counted(&self, fact: FactId, day: Date) -> bool {
        let row = &self.model.facts()[fact];
        let Given::Entries { entries, complete } = self.case.get(fact) else {
            return false;
        };
        match row.shape {
            Shape::List(_) => *complete,
            // Which acts are visible turns on their days.
            Shape::Events(_) => {
                let settled = |it: &Vec<Range>| it.first().is_some_and(Range::is_settled);
                *complete && day <= self.space.as_of && entries.iter().all(settled)
            }
            _ => false,
        }
    }

    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        filtered: bool,
        kids: &[Kid],
    ) -> TermId {
        let turns: Vec<(TermId, TermId)> = kids
            .iter()
            .filter(|it| matches!(it.node, Node::Turn(_)))
            .map(|it| match it.parts.as_slice() {
                [filter, body] if filtered => (*filter, *body),
                [body] if !filtered => (YES, *body),
                // One that is not there was not gone into.
                _ => (NO, NO),
            })
            .collect();
        let mut every = Vec::new();
        let mut some = Vec::new();
        for (there, holds) in &turns {
            let not_there = self.terms.not(*there);
            every.push(self.terms.or([not_there, *holds]));
            some.push(self.terms.and([*there, *holds]));
        }
        match quantifier {
            Quantifier::Every => self.terms.and(every),
            Quantifier::Some => self.terms.or(some),
            Quantifier::SomeAndEvery => {
                let any = self.terms.or(turns.iter().map(|it| it.0));
                every.push(any);
                self.terms.and(every)
            }
            Quantifier::AtLeast(count) => {
                self.terms.made_of_any(&format!("at least {count}"), some)
            }
        }
    }
}
