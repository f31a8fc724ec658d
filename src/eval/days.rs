//! Two days of an answer: of which day its text is, and on which day its facts are judged.
//!
//! Both are the as-of day, unless a saving clause keeps the case under an older text, or the law takes
//! the facts as they stood on another day (semantics 4). What lies further down has days of its own,
//! which an explanation tells where it tells of that.

use super::case::Case;
use super::evaluator::Evaluator;
use super::range::{Core, Truth};
use super::trace::Silent;
use crate::model::{PlaceId, Query, Transition, Validity};
use crate::value::Date;

/// The days of an answer; none while it is not known which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day whose text decides. Under a saving clause, the last on which the older text held for all.
    pub text: Option<Date>,
    /// The day on which the facts are judged.
    pub facts: Option<Date>,
}

impl Days {
    /// Text and facts of one day.
    #[must_use]
    pub fn both(day: Date) -> Days {
        Days {
            text: Some(day),
            facts: Some(day),
        }
    }
}

impl Evaluator<'_> {
    /// The days of the answer to a query.
    pub(super) fn days(&mut self, case: &Case, query: &Query) -> Days {
        Days {
            text: self.text_day(case, query),
            facts: self.fact_day(case, query),
        }
    }

    fn fact_day(&mut self, case: &Case, query: &Query) -> Option<Date> {
        let day = self.as_of;
        let (Query::Conclusion(id) | Query::At(id, _)) = query else {
            return Some(day);
        };
        let Some((on, _)) = self.model.conclusions()[*id].taken_on else {
            return Some(day);
        };
        let on = self.framed(|this| this.value(case, on, day, &mut Silent));
        match on.core {
            Core::Date(first, last) if first == last && on.flags.is_empty() => Some(first),
            _ => None,
        }
    }

    fn text_day(&mut self, case: &Case, query: &Query) -> Option<Date> {
        let (model, as_of) = (self.model, self.as_of);
        if model.savings.is_empty() {
            return Some(as_of);
        }
        type Version<'m> = (Validity, Option<&'m Transition>);
        let versions: Vec<Version<'_>> = match query {
            Query::Conclusion(id) | Query::At(id, _) => {
                let row = &model.conclusions()[*id];
                let rules = row.rules.iter().map(|rule| &model.rules()[*rule]);
                let scopes = rules.clone().flat_map(|it| it.scopes.iter().copied());
                let asked = scopes.chain(row.taken_on.map(|(day, _)| day));
                let others = asked
                    .flat_map(|it| model.versions_of(it))
                    .map(|(it, _)| (it.validity, it.transition.as_deref()));
                rules
                    .map(|it| (it.validity, it.transition.as_deref()))
                    .chain(others)
                    .collect()
            }
            Query::Norm(id) | Query::Predicate(id, _) => {
                let norm = &model.norms()[*id];
                vec![(norm.validity, norm.transition.as_deref())]
            }
            Query::Place(place) => {
                let here = |it: PlaceId| it == *place;
                let rules = model.rules().iter().filter(|(_, it)| here(it.place));
                rules
                    .map(|(_, it)| (it.validity, it.transition.as_deref()))
                    .collect()
            }
        };
        let mut day = Some(as_of);
        for (validity, transition) in versions {
            let Some(ended_on) = transition.and_then(|it| it.ended_on) else {
                continue;
            };
            if ended_on > as_of {
                continue;
            }
            let governs = self.text(case, validity, transition, &mut Silent);
            if governs == Truth::YES {
                day = day.min(ended_on.plus_days(-1));
            } else if !governs.is_no() {
                return None;
            }
        }
        day
    }
}
