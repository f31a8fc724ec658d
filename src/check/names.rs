//! Which names exist, and where they are seen.
//!
//! A value and a type may share a name, as may a body and a fact; within one of these spaces a
//! regulation declares a name once. Two regulations may use one word for two things: each sees its
//! own first, then those of the regulations and vocabularies it uses, then all others; `rank under
//! shared` settles a clash.

use crate::model::{
    CalendarId, ConclusionId, EntityId, FactId, KindId, NormId, PartyId, ReadingId, RecordId,
    RegulationId, UnitId,
};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Fact(FactId),
    Conclusion(ConclusionId),
    Reading(ReadingId),
    Norm(NormId),
    Kind(KindId),
    Record(RecordId),
    Unit(UnitId),
    Entity(EntityId, PartyId),
    Party(PartyId),
    Calendar(CalendarId),
}

/// Names of one space never clash with those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Space {
    /// Facts, conclusions, readings, norms.
    Values,
    /// Kinds, records, units.
    Types,
    /// Entities, authorities, sources.
    Parties,
    /// Calendars.
    Calendars,
}

impl Space {
    /// What a missing name of this space is called.
    pub(super) fn what(self) -> &'static str {
        match self {
            Space::Values => "fact, conclusion, reading or norm",
            Space::Types => "kind, scale, record or unit",
            Space::Parties => "authority, source or entity",
            Space::Calendars => "calendar",
        }
    }
}

/// A declaration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration {
    pub(super) regulation: RegulationId,
    pub(super) symbol: Symbol,
    pub(super) span: Span,
}

/// What a look-up gives.
pub(super) enum Found {
    One(Declaration),
    /// Declared by several other regulations; their names.
    Several(Vec<String>),
    None,
}

/// The names of a rule set.
#[derive(Debug, Default)]
pub(super) struct Names {
    spaces: HashMap<(Space, String), Vec<Declaration>>,
    regulations: Vec<(String, RegulationId)>,
    /// Which regulations and vocabularies each one uses, itself or through another.
    used: HashMap<RegulationId, Vec<RegulationId>>,
}

impl Names {
    pub(super) fn add_regulation(&mut self, name: &str, id: RegulationId) {
        self.regulations.push((name.to_owned(), id));
    }

    pub(super) fn regulation(&self, name: &str) -> Option<RegulationId> {
        self.regulations
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, id)| *id)
    }

    pub(super) fn nearest_regulation(&self, name: &str) -> Option<String> {
        crate::diagnostic::suggest::nearest(
            name,
            self.regulations.iter().map(|(known, _)| known.as_str()),
        )
        .map(str::to_owned)
    }

    /// Declares a name; the earlier declaration if the regulation has it already.
    pub(super) fn declare(
        &mut self,
        space: Space,
        name: &str,
        declaration: Declaration,
    ) -> Option<Declaration> {
        let all = self.spaces.entry((space, name.to_owned())).or_default();
        let earlier = all
            .iter()
            .find(|it| it.regulation == declaration.regulation)
            .copied();
        if earlier.is_none() {
            all.push(declaration);
        }
        earlier
    }

    /// Says that a regulation uses another, and with it what that one uses.
    pub(super) fn add_use(&mut self, from: RegulationId, to: RegulationId) {
        let used = self.used.entry(from).or_default();
        if from != to && !used.contains(&to) {
            used.push(to);
        }
    }

    /// Completes what each regulation uses by what those use in turn.
    pub(super) fn close_uses(&mut self) {
        for (_, from) in &self.regulations {
            let mut reached = self.used.get(from).cloned().unwrap_or_default();
            let mut next = 0;
            while let Some(at) = reached.get(next).copied() {
                next += 1;
                for further in self.used.get(&at).into_iter().flatten() {
                    if further != from && !reached.contains(further) {
                        reached.push(*further);
                    }
                }
            }
            self.used.insert(*from, reached);
        }
    }

    /// Whether a regulation is another, or uses it.
    pub(super) fn sees(&self, from: RegulationId, other: RegulationId) -> bool {
        from == other
            || self
                .used
                .get(&from)
                .is_some_and(|used| used.contains(&other))
    }

    /// What a name means in a regulation.
    pub(super) fn find(&self, space: Space, name: &str, from: RegulationId) -> Found {
        let Some(all) = self.spaces.get(&(space, name.to_owned())) else {
            return Found::None;
        };
        if let Some(own) = all.iter().find(|it| it.regulation == from) {
            return Found::One(*own);
        }
        let mut seen: Vec<Declaration> = all.to_vec();
        if seen.iter().any(|it| self.sees(from, it.regulation)) {
            seen.retain(|it| self.sees(from, it.regulation));
        }
        match seen.as_slice() {
            [] => Found::None,
            [one] => Found::One(*one),
            several => Found::Several(
                several
                    .iter()
                    .filter_map(|it| self.name_of(it.regulation))
                    .collect(),
            ),
        }
    }

    /// Whether anything of the space is called so.
    pub(super) fn is_declared(&self, space: Space, name: &str) -> bool {
        self.spaces.contains_key(&(space, name.to_owned()))
    }

    /// What a name means in the regulation named.
    pub(super) fn find_under(
        &self,
        space: Space,
        name: &str,
        owner: RegulationId,
    ) -> Option<Declaration> {
        self.spaces
            .get(&(space, name.to_owned()))?
            .iter()
            .find(|it| it.regulation == owner)
            .copied()
    }

    /// The nearest name of the space.
    pub(super) fn nearest(&self, space: Space, name: &str) -> Option<String> {
        let mut known: Vec<&str> = self
            .spaces
            .keys()
            .filter(|(of, _)| *of == space)
            .map(|(_, known)| known.as_str())
            .collect();
        known.sort_unstable();
        crate::diagnostic::suggest::nearest(name, known).map(str::to_owned)
    }

    /// An entity, and where it is declared.
    pub(super) fn entity(&self, name: &str, from: RegulationId) -> Option<(EntityId, Span)> {
        match self.find(Space::Parties, name, from) {
            Found::One(Declaration {
                symbol: Symbol::Entity(id, _),
                span,
                ..
            }) => Some((id, span)),
            _ => None,
        }
    }

    /// All that a name stands for in a space, in whatever regulation.
    pub(super) fn declared(&self, space: Space, name: &str) -> &[Declaration] {
        let all = self.spaces.get(&(space, name.to_owned()));
        all.map_or(&[], Vec::as_slice)
    }

    /// By which regulation each name is declared, by where it stands.
    pub(super) fn owners(&self) -> BTreeMap<Span, RegulationId> {
        let all = self.spaces.values().flatten();
        all.map(|it| (it.span, it.regulation)).collect()
    }

    fn name_of(&self, regulation: RegulationId) -> Option<String> {
        self.regulations
            .iter()
            .find(|(_, id)| *id == regulation)
            .map(|(name, _)| name.clone())
    }
}
