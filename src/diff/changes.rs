//! From matched units to changes.

use std::collections::BTreeSet;

use crate::format::phrases;
use crate::syntax::ast::{Entry, EntryKind, LabelLine};

use super::detail::{self, Detail, DetailKind};
use super::pairs::{Pair, Paired, copies};
use super::places::Places;
use super::units::{Content, Unit, declared};
use super::{Change, ChangeId, ChangeKind, Sort};

/// Adds the changes of a regulation, and notes at each pair which is its.
pub(super) fn changes(paired: &mut Paired<'_>, places: &Places, into: &mut Vec<Change>) {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for at in 0..paired.pairs.len() {
        let Some(pair) = paired.pairs.get(at).cloned() else {
            continue;
        };
        let found = Comparison {
            paired,
            places,
            pair: &pair,
        }
        .change();
        let Some(mut change) = found else { continue };
        change.id = ChangeId(u32::try_from(into.len()).unwrap_or(u32::MAX));
        while !keys.insert(change.key.clone()) {
            change.key.push('\'');
        }
        if let Some(pair) = paired.pairs.get_mut(at) {
            pair.change = Some(change.id);
        }
        into.push(change);
    }
}

struct Comparison<'c, 'a> {
    paired: &'c Paired<'a>,
    places: &'c Places,
    pair: &'c Pair,
}

impl<'a> Comparison<'_, 'a> {
    fn change(&self) -> Option<Change> {
        let (old, new) = (self.paired.old_of(self.pair), self.paired.new_of(self.pair));
        let (kind, details) = match (old, new) {
            (Some(old), Some(new)) => {
                let details = self.details(old, new);
                let renumbered = number(old) != number(new);
                let kind = if details.iter().any(|it| it.kind.changes_meaning()) {
                    ChangeKind::Changed
                } else if !details.is_empty() {
                    ChangeKind::WordingOnly
                } else if renumbered {
                    ChangeKind::Renumbered
                } else {
                    return None;
                };
                (kind, details)
            }
            (None, Some(_)) => (ChangeKind::Added, Vec::new()),
            (Some(_), None) => (ChangeKind::Removed, Vec::new()),
            (None, None) => return None,
        };
        let unit = new.or(old)?;
        let was = old
            .filter(|old| old.name != unit.name)
            .map(|old| old.name.clone());
        let because = match new {
            Some(new) => {
                let known = old.map_or_else(Vec::new, reasons);
                reasons(new)
                    .into_iter()
                    .filter(|it| !known.contains(it))
                    .collect()
            }
            None => Vec::new(),
        };
        Some(Change {
            id: ChangeId(0),
            key: self.key(unit, new.is_none()),
            kind,
            sort: unit.sort,
            regulation: self.paired.name.clone(),
            name: unit.name.clone(),
            was,
            path: self.paired.path(self.pair, new.is_some()),
            label: label(unit),
            written: (old.and_then(Unit::span), new.and_then(Unit::span)),
            old: old.map(|it| it.text.clone()),
            new: new.map(|it| it.text.clone()),
            details,
            because,
            requires: Vec::new(),
        })
    }

    /// What it is called, for ever.
    fn key(&self, unit: &Unit<'_>, gone: bool) -> String {
        let regulation = &self.paired.name;
        let key = match unit.sort {
            Sort::Head => format!("{regulation} head"),
            Sort::Use => format!("{regulation} uses {}", unit.name),
            Sort::Declaration(_) => format!("{regulation} {} {}", word(unit), unit.name),
            Sort::Provision(_) => format!("{regulation} {}", unit.name),
            Sort::Label => format!("{regulation} label {}", unit.name),
        };
        let key = key.trim_end();
        if gone {
            format!("{key} (removed)")
        } else {
            key.to_owned()
        }
    }

    fn details(&self, old: &Unit<'a>, new: &Unit<'a>) -> Vec<Detail> {
        let mut details = Vec::new();
        let add = |details: &mut Vec<Detail>, kind, from: &str, to: &str| {
            details.push(Detail {
                kind,
                at: self.at(new),
                what: String::new(),
                from: from.to_owned(),
                to: to.to_owned(),
            });
        };
        // What a heading is about goes for all below it, and is told once, there.
        let inherited = self.pair.parent.is_some()
            || (old.chapter.is_some() && self.chapter(false) == self.chapter(true));
        if old.about != new.about && !inherited {
            let about = |unit: &Unit<'_>| unit.about.clone().unwrap_or_default();
            add(&mut details, DetailKind::About, &about(old), &about(new));
        }
        if self.chapter(false) != self.chapter(true) {
            let chapter = |new: bool| {
                let at = self.paired.chapter_of(self.pair, new);
                let pair = at.and_then(|at| self.paired.pairs.get(at));
                pair.and_then(|pair| self.paired.of(pair, new))
                    .map_or_else(String::new, |it| it.name.clone())
            };
            add(
                &mut details,
                DetailKind::Chapter,
                &chapter(false),
                &chapter(true),
            );
        }
        match (&old.content, &new.content) {
            (Content::Entries(_, one), Content::Entries(_, other)) => {
                if old.text != new.text || !self.places.are_the_same() {
                    self.entries(old, new, &mut details);
                }
                if one != other {
                    add(&mut details, DetailKind::CalendarDays, "", "");
                }
            }
            (Content::Label(_, one), Content::Label(_, other)) => {
                if one.text.text != other.text.text {
                    add(
                        &mut details,
                        DetailKind::Label,
                        &one.text.text,
                        &other.text.text,
                    );
                } else if self.updated_label(one) != phrases::label_line(other) {
                    add(&mut details, DetailKind::Label, &old.name, &new.name);
                }
            }
            _ => {}
        }
        details
    }

    fn entries(&self, old: &Unit<'a>, new: &Unit<'a>, details: &mut Vec<Detail>) {
        let updated = self.updated(old);
        let kinds: Vec<&EntryKind> = updated.iter().map(|entry| &entry.kind).collect();
        let new_kinds: Vec<&EntryKind> = new.entries().iter().map(|entry| &entry.kind).collect();
        detail::entries(&self.at(new), &kinds, &new_kinds, details);
    }

    /// The old entries, citing every provision by the number it has now.
    fn updated(&self, unit: &Unit<'_>) -> Vec<Entry> {
        let mut entries = copies(unit);
        if !self.places.are_the_same() {
            for entry in &mut entries {
                super::walk::citations(&mut entry.kind, &mut |citation| {
                    self.places.update(&self.paired.name, citation);
                });
            }
        }
        entries
    }

    fn updated_label(&self, line: &LabelLine) -> String {
        let mut line = line.clone();
        if let crate::syntax::ast::LabelTarget::Place(place) = &mut line.target {
            self.places.update(&self.paired.name, place);
        }
        phrases::label_line(&line)
    }

    /// The chapter as a pair, with what is said of all in it.
    fn chapter(&self, new: bool) -> Option<usize> {
        self.paired.chapter_of(self.pair, new)
    }

    fn at(&self, unit: &Unit<'_>) -> String {
        match unit.sort {
            Sort::Provision(_) => format!("{} {}", self.paired.name, unit.name),
            _ => self.paired.name.clone(),
        }
    }
}

fn number(unit: &Unit<'_>) -> Option<String> {
    let heading = unit.heading()?;
    Some(
        heading
            .number
            .as_ref()
            .map_or_else(String::new, |it| it.text.clone()),
    )
}

/// What a declaration is called in a sentence: `fact`, `duty`, `exception`.
fn word(unit: &Unit<'_>) -> &'static str {
    unit.entries()
        .first()
        .map_or("", |entry| detail::word(&entry.kind))
}

fn label(unit: &Unit<'_>) -> Option<String> {
    match &unit.content {
        Content::Entries(entries, _) => detail::label(&entries.first()?.kind).map(str::to_owned),
        Content::Label(_, line) => Some(line.text.text.clone()),
        Content::Uses(_) => None,
    }
}

fn reasons(unit: &Unit<'_>) -> Vec<String> {
    unit.entries()
        .iter()
        .flat_map(|entry| detail::reasons(&entry.kind))
        .collect()
}

/// What was declared in one place and is declared in another has moved, and is neither new nor gone.
pub(super) fn moves(changes: &mut [Change]) {
    let of = |kind: DetailKind, changes: &[Change]| -> Vec<(usize, usize, String)> {
        let changes = changes.iter().enumerate();
        changes
            .flat_map(|(at, change)| {
                let details = change.details.iter().enumerate();
                details.filter(move |(_, detail)| detail.kind == kind).map(
                    move |(position, detail)| {
                        let text = if kind == DetailKind::DeclarationAdded {
                            &detail.to
                        } else {
                            &detail.from
                        };
                        (at, position, text.clone())
                    },
                )
            })
            .collect()
    };
    let removed = of(DetailKind::DeclarationRemoved, changes);
    let mut added = of(DetailKind::DeclarationAdded, changes);
    for (from, from_detail, text) in removed {
        let found = added
            .iter()
            .position(|(to, _, other)| *other == text && *to != from);
        let Some((to, to_detail, _)) = found.map(|found| added.swap_remove(found)) else {
            continue;
        };
        let place = |at: usize| {
            changes
                .get(at)
                .map_or_else(String::new, |it| it.key.clone())
        };
        let (old, new) = (place(from), place(to));
        for (at, detail, kind) in [
            (from, from_detail, DetailKind::MovedAway),
            (to, to_detail, DetailKind::MovedHere),
        ] {
            let detail = changes
                .get_mut(at)
                .and_then(|it| it.details.get_mut(detail));
            if let Some(detail) = detail {
                detail.kind = kind;
                detail.from.clone_from(&old);
                detail.to.clone_from(&new);
            }
        }
    }
}

/// The names a unit declares.
pub(super) fn names(unit: &Unit<'_>) -> BTreeSet<String> {
    unit.entries()
        .iter()
        .flat_map(|entry| declared(&entry.kind))
        .collect()
}
