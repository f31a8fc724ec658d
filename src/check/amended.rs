//! What amendments leave for the checker to do: their heads and clauses become places that can be
//! cited, their saving clauses conditions, and every rule and norm gets its days.
//!
//! That the texts themselves are changed is [`crate::amend`]'s work, done before.

use super::collect::naming;
use super::expr::Scope;
use super::{Ctx, Input, Pending, Site};
use crate::amend::Version;
use crate::diagnostic::Code;
use crate::eval::Truth;
use crate::model::{
    self, Expr, ExprId, ExprKind, PlaceId, Regulation, RegulationId, Transition, Type, Validity,
};
use crate::source::Span;
use crate::syntax::ast::{Amending, EntryKind, within};

/// Declares the amendments as regulations of their own, so that their clauses can be cited.
pub(super) fn heads(ctx: &mut Ctx<'_>, input: &Input<'_>) {
    for entry in &input.tree.entries {
        let EntryKind::Amending(Amending::Head { name, of, label }) = &entry.kind else {
            continue;
        };
        if ctx.names.regulation(&name.text).is_some() {
            ctx.error(
                Code::DuplicateName,
                name.span,
                format!("`{}` is a regulation or amendment already", name.text),
            );
            continue;
        }
        let language = ctx
            .names
            .regulation(&of.text)
            .and_then(|of| ctx.model.regulations[of].languages.first())
            .map_or("en", String::as_str);
        let naming = naming(name, label.as_ref(), language);
        let id = ctx.model.regulations.push(Regulation {
            naming,
            languages: Vec::new(),
            counting: None,
            validity: Validity::default(),
            commencement: None,
        });
        ctx.names.add_regulation(&name.text, id);
    }
}

/// The days an amendment left a version for all cases.
pub(super) fn days_of(version: Option<&Version>) -> Validity {
    version.map_or_else(Validity::default, |it| Validity {
        from: it.from,
        until: it.until,
    })
}

/// These days, within those an amendment left a version for the cases a saving clause keeps under it.
pub(super) fn lasting(own: Validity, version: Option<&Version>) -> Validity {
    let mut days = days_of(version);
    if version.is_some_and(|it| !it.spared.is_empty()) {
        days.until = None;
    }
    own.within(days)
}

/// The conditions of the saving clauses of amendments.
pub(super) fn savings(ctx: &mut Ctx<'_>) {
    let savings = ctx.amended.map_or(&[][..], |it| it.savings.as_slice());
    for saving in savings {
        let Some(regulation) = ctx.names.regulation(&saving.of.text) else {
            continue;
        };
        let clause = saving.clause.as_ref().and_then(|clause| {
            let key = (saving.amendment.clone(), clause.clone());
            ctx.clauses.get(&key).copied()
        });
        let mut scope = Scope::new(Site {
            regulation,
            place: None,
            entity: ctx.subject_of(regulation).map(|(id, _)| id),
            by: ctx.amended.and_then(|text| {
                let mut amendments = text.amendments.iter();
                amendments.position(|(name, _)| *name == saving.amendment)
            }),
        });
        scope.saving = u32::try_from(ctx.model.savings.len()).ok();
        let id = ctx.condition(&mut scope, &saving.when);
        // A sentence about it cites the clause.
        if ctx.model.exprs[id].place.is_none() {
            ctx.model.exprs[id].place = clause;
        }
        ctx.model.savings.push(id);
    }
}

/// The days of every rule and norm: those of its place, within those an amendment left it.
pub(super) fn days(ctx: &mut Ctx<'_>) {
    for id in ctx.model.rules.ids() {
        let place = ctx.model.rules[id].place;
        ctx.model.rules[id].validity = ctx.model.places[place].validity;
    }
    for id in ctx.model.norms.ids() {
        let place = ctx.model.norms[id].place;
        ctx.model.norms[id].validity = ctx.model.places[place].validity;
    }
    for (id, version) in std::mem::take(&mut ctx.rule_versions) {
        let (days, transition) = ctx.days_in(ctx.model.rules[id].place, version);
        ctx.model.rules[id].validity = days;
        ctx.model.rules[id].transition = transition;
    }
    for (id, version) in std::mem::take(&mut ctx.norm_versions) {
        let (days, transition) = ctx.days_in(ctx.model.norms[id].place, version);
        ctx.model.norms[id].validity = days;
        ctx.model.norms[id].transition = transition;
    }
}

impl Ctx<'_> {
    /// What an entry that is no rule or norm says while it is in force: as it is, where that is so whenever
    /// the regulation is.
    fn versioned(
        &mut self,
        it: &Pending<'_>,
        says: ExprId,
        otherwise: impl FnOnce(&mut Self, Span) -> ExprId,
    ) -> ExprId {
        let whole = Version::default();
        let version = it.version.unwrap_or(&whole);
        let regulation = self.model.regulations[it.site.regulation].validity;
        let (validity, transition) = match it.site.place {
            Some(place) => self.days_in(place, version),
            None => (days_of(it.version).within(regulation), None),
        };
        if transition.is_none() && validity == regulation {
            return says;
        }
        let Expr {
            ty, place, span, ..
        } = self.model.exprs[says].clone();
        let kind = ExprKind::Versioned {
            version: Box::new(model::Version {
                validity,
                transition,
            }),
            says,
            otherwise: otherwise(self, span),
        };
        let id = self.add(kind, ty, false, span);
        self.model.exprs[id].place = place;
        id
    }

    /// A condition that must hold where it is in force.
    pub(super) fn where_in_force(&mut self, it: &Pending<'_>, condition: ExprId) -> ExprId {
        self.versioned(it, condition, |this, span| {
            this.constant(Truth::YES.into(), Type::YesNo, span)
        })
    }

    /// A condition, or none for always, that counts only while it is in force.
    pub(super) fn while_in_force(
        &mut self,
        it: &Pending<'_>,
        condition: Option<ExprId>,
    ) -> Option<ExprId> {
        let says = match condition {
            Some(condition) => condition,
            None => self.constant(Truth::YES.into(), Type::YesNo, it.span),
        };
        let counts = self.versioned(it, says, |this, span| {
            this.constant(Truth::NO.into(), Type::YesNo, span)
        });
        (condition.is_some() || counts != says).then_some(counts)
    }

    /// The day something is judged on: this one while it is in force, else as an earlier version says,
    /// else the day asked about.
    pub(super) fn day_in_force(
        &mut self,
        it: &Pending<'_>,
        day: ExprId,
        earlier: Option<ExprId>,
    ) -> ExprId {
        self.versioned(it, day, |this, span| {
            earlier.unwrap_or_else(|| this.add(ExprKind::FactDay, Type::Date, false, span))
        })
    }

    /// The days of a version at a place, and what saving clauses say of it.
    fn days_in(&self, place: PlaceId, version: &Version) -> (Validity, Option<Box<Transition>>) {
        let lasts = |at: PlaceId| {
            let own = self.own_lasting.get(&at).copied();
            own.unwrap_or_else(|| self.own_validity.get(&at).copied().unwrap_or_default())
        };
        let mut days = lasting(Validity::default(), Some(version));
        let mut at = Some(place);
        while let Some(here) = at {
            days = days.within(lasts(here));
            at = self.model.places[here].parent;
        }
        let regulation = self.model.places[place].regulation;
        days = days.within(self.model.regulations[regulation].validity);
        let conditions = |savings: &[usize]| {
            let found = savings.iter().filter_map(|it| self.model.savings.get(*it));
            found.copied().collect::<Vec<_>>()
        };
        let transition = Transition {
            barred: conditions(&version.barred),
            ended_on: version.until.and_then(|until| until.plus_days(1)),
            spared: conditions(&version.spared),
        };
        let needed = !transition.barred.is_empty() || !transition.spared.is_empty();
        (days, needed.then(|| Box::new(transition)))
    }

    /// The places of a citation. What was renumbered is still meant by the old number in texts older
    /// than that, which do not mean what has the number now.
    pub(super) fn places_of(
        &self,
        regulation: RegulationId,
        place: &str,
        by: Option<usize>,
    ) -> Vec<PlaceId> {
        let under = |place: &str| {
            let found = self.places.get(&(regulation, place.to_owned()));
            found.cloned().unwrap_or_default()
        };
        let renumbered = self.amended.map_or(&[][..], |it| it.renumbered.as_slice());
        let name = &self.model.regulations[regulation].naming.name;
        let moved = renumbered.iter().find_map(|it| {
            let rest = within(place, &it.from)?;
            let newer = by >= Some(it.by);
            (it.regulation == *name && !newer).then(|| (it, format!("{}{rest}", it.to)))
        });
        let Some((_, now)) = moved else {
            return under(place);
        };
        let mut found = under(place);
        found.retain(|id| {
            self.own_validity
                .get(id)
                .is_none_or(|own| own.from.is_none())
        });
        found.extend(under(&now));
        found
    }
}
