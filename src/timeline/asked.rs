//! What a calendar asks of a case: the same of every case and of every member.

use super::{Event, event, group_of};
use crate::eval::{Case, KeyedConclusions};
use crate::model::{ConclusionId, Deadline, FactId, Modality, Model, NormId, Query, Type};

/// What is asked, each with the facts it can come to read.
pub(super) struct Asked<'m> {
    /// The norms but guidelines, in the order of the law.
    pub(super) norms: Vec<(NormId, Vec<FactId>)>,
    /// The conclusions that give a day or a year, in the order of the law.
    pub(super) conclusions: Vec<(ConclusionId, Vec<FactId>)>,
    keyed: KeyedConclusions<'m>,
    model: &'m Model,
}

impl<'m> Asked<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let norms = model.norms().iter();
        let norms = norms.filter(|(_, row)| row.modality != Modality::Guideline);
        let conclusions = model.conclusions().iter().filter(|(id, row)| {
            let dated = matches!(row.ty, Type::Date | Type::Moment | Type::Year);
            dated && !is_a_deadline(model, *id)
        });
        Asked {
            norms: norms
                .map(|(id, _)| (id, model.facts_of(Query::Norm(id))))
                .collect(),
            conclusions: conclusions
                .map(|(id, _)| (id, model.facts_of(Query::Conclusion(id))))
                .collect(),
            keyed: KeyedConclusions::of(model),
            model,
        }
    }

    /// Some of the conclusions as questions; those made key by key at the keys a case speaks of.
    pub(super) fn queries(&self, wanted: &[ConclusionId], case: &Case) -> Vec<Query> {
        let plain = wanted.iter().copied();
        let plain = plain.filter(|id| self.model.conclusions()[*id].key.is_none());
        let keyed = self.keyed.asked_of(case).queries.into_iter();
        let keyed = keyed.filter(|query| matches!(query, Query::At(id, _) if wanted.contains(id)));
        plain.map(Query::Conclusion).chain(keyed).collect()
    }

    /// Whether something here can be of a member of a group, or of a group that its members have.
    pub(super) fn may_concern(&self, group: FactId) -> bool {
        let model = self.model;
        let Some(entity) = group_of(model, group) else {
            return false;
        };
        let norms = self.norms.iter().map(|(id, _)| model.norms()[*id].entity);
        let conclusions = self.conclusions.iter();
        let conclusions = conclusions.map(|(id, _)| model.conclusions()[*id].entity);
        let mut facts = model.facts().iter();
        norms.chain(conclusions).any(|of| of == Some(entity))
            || facts.any(|(fact, row)| row.entity == Some(entity) && self.may_concern(fact))
    }
}

/// Whether a conclusion is the last day of a norm: its day is told there, if that norm has arisen.
fn is_a_deadline(model: &Model, conclusion: ConclusionId) -> bool {
    model.norms().iter().any(|(_, row)| {
        matches!(row.deadline, Some(Deadline::By(day) | Deadline::Before(day))
            if event(model, day) == Some(Event::Conclusion(conclusion)))
    })
}
