//! The members of a case's groups, and the case as it is to be judged about one of them.
//!
//! What a rule lays down for a person it lays down for each member of `staff`. About a member all is read as on the
//! way through its group: what is about the member's entity is its own, all else is the case's. No entity is, through
//! groups, a member of itself, so whose a fact is turns on its entity alone.

use std::sync::Arc;

use super::Settings;
use super::case::{Case, Given};
use super::evaluator::Evaluator;
use super::slots::Slot;
use super::trace::Silent;
use crate::model::{EntityId, FactId, Model, Shape};

/// A member of a group of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Whose group it is, if it is one of a member in turn.
    pub of: Option<Arc<Membership>>,
    /// The group.
    pub group: FactId,
    /// Its position there, in the file.
    position: usize,
    /// Its name in the file, once in a group.
    pub name: Arc<str>,
}

impl Membership {
    /// The way to it, the innermost group first.
    pub fn steps(&self) -> impl Iterator<Item = &Membership> {
        std::iter::successors(Some(self), |step| step.of.as_deref())
    }

    /// The entity it is of.
    #[must_use]
    pub fn entity(&self, model: &Model) -> Option<EntityId> {
        match model.facts()[self.group].shape {
            Shape::Group(entity) => Some(entity),
            _ => None,
        }
    }

    /// The case as it is to be judged about this member: of the case, or of the member whose group it is, `around`.
    #[must_use]
    pub fn seen_in(&self, model: &Model, around: &Case) -> Case {
        let mut seen = around.clone();
        let Given::Members { members, .. } = around.get(self.group) else {
            return seen;
        };
        let (Some(member), entity) = (members.get(self.position), self.entity(model)) else {
            return seen;
        };
        for (fact, row) in model.facts().iter() {
            if row.entity == entity {
                seen.set(fact, member.get(fact).clone());
            }
        }
        seen
    }

    /// What is a slot of the case where this member is judged, as one of the whole case.
    #[must_use]
    pub fn slot(&self, model: &Model, slot: Slot) -> Slot {
        self.steps().fold(slot, |slot, step| {
            let outermost = match &slot {
                Slot::Member(group, ..) => Some(*group),
                bare => bare.fact(),
            };
            let owner = outermost.and_then(|fact| model.facts()[fact].entity);
            if owner.is_some() && owner == step.entity(model) {
                Slot::Member(step.group, step.position, step.name.clone(), Box::new(slot))
            } else {
                slot
            }
        })
    }

    /// What a slot of the whole case is called where it is known to be this member's; one of anything else stays whole.
    #[must_use]
    pub fn own<'s>(&self, slot: &'s Slot) -> &'s Slot {
        let outer = self.of.as_ref().map_or(slot, |of| of.own(slot));
        match outer {
            Slot::Member(group, position, _, own)
                if (*group, *position) == (self.group, self.position) =>
            {
                own
            }
            _ => slot,
        }
    }
}

/// A group that a case gives, as it stands on the as-of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Whose group it is, if it is one of a member in turn.
    pub of: Option<Arc<Membership>>,
    /// The group.
    pub group: FactId,
    /// Its members, in file order, and among them those of whom it is not known whether they are.
    pub members: Vec<Arc<Membership>>,
    /// The names of those of `members` of whom it is not known whether they are members on that day.
    pub unsure: Vec<Arc<str>>,
    /// The names of those whom the file gives and who are no members on that day.
    pub away: Vec<Arc<str>>,
    /// Whether there may be others, of whom the file says nothing.
    pub open: bool,
}

impl Roster {
    /// The groups that a case gives, in the order of the rules; of a member in whose eyes it is seen, its own.
    #[must_use]
    pub fn all(
        model: &Model,
        case: &Case,
        settings: &Settings,
        of: Option<&Arc<Membership>>,
    ) -> Vec<Roster> {
        let mut evaluator = Evaluator::new(model, settings);
        evaluator.begin(case);
        let owner = of.map(|of| of.entity(model));
        let groups = model.facts().iter().filter(|(_, row)| {
            matches!(row.shape, Shape::Group(_)) && owner.is_none_or(|it| it == row.entity)
        });
        groups
            .filter_map(|(group, _)| evaluator.roster(case, group, of))
            .collect()
    }
}

impl Evaluator<'_> {
    fn roster(
        &mut self,
        case: &Case,
        group: FactId,
        of: Option<&Arc<Membership>>,
    ) -> Option<Roster> {
        let Given::Members { members, .. } = case.get(group) else {
            return None;
        };
        let day = self.as_of;
        let mut roster = Roster {
            of: of.cloned(),
            group,
            members: Vec::new(),
            unsure: Vec::new(),
            away: Vec::new(),
            open: self.may_have_others(case, group, day),
        };
        for (position, member) in members.iter().enumerate() {
            let name = member.name.clone();
            let present = self.belongs(case, group, position, day, &mut Silent);
            if present.is_no() {
                roster.away.push(name);
                continue;
            }
            if !present.is_yes() {
                roster.unsure.push(name.clone());
            }
            let of = of.cloned();
            roster.members.push(Arc::new(Membership {
                of,
                group,
                position,
                name,
            }));
        }
        Some(roster)
    }
}
