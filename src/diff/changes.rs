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
            about: (self.about(old), self.about(new)),
            written: (old.and_then(Unit::span), new.and_then(Unit::span)),
            old: old.map(|it| it.text.clone()),
            new: new.map(|it| it.text.clone()),
            details,
            because,
            requires: Vec::new(),
        })
    }

    /// The entity the entries of a unit are about.
    fn about(&self, unit: Option<&Unit<'_>>) -> Option<String> {
        let unit = unit?;
        let own = unit.heading().and_then(|heading| heading.about.as_ref());
        own.map(|it| it.text.clone()).or_else(|| unit.about.clone())
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
            };
            let name = |new| chapter(new).map_or_else(String::new, |it| it.name.clone());
            add(&mut details, DetailKind::Chapter, &name(false), &name(true));
            // What a chapter says of its days goes for all in it.
            let days = |new| {
                let heading = chapter(new).and_then(Unit::heading);
                let days = heading.and_then(|heading| heading.in_force.as_ref());
                days.map_or_else(String::new, phrases::in_force)
            };
            let (before, now) = (days(false), days(true));
            if before != now {
                add(&mut details, DetailKind::InForce, &before, &now);
            }
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
        let updated = self.updated(old, new);
        let kinds: Vec<&EntryKind> = updated.iter().map(|entry| &entry.kind).collect();
        let new_kinds: Vec<&EntryKind> = new.entries().iter().map(|entry| &entry.kind).collect();
        detail::entries(&self.at(new), &kinds, &new_kinds, details);
    }

    /// The old entries under the number they have now, citing every provision by the one it has.
    fn updated(&self, unit: &Unit<'_>, new: &Unit<'_>) -> Vec<Entry> {
        let mut entries = copies(unit);
        let own = entries.first_mut().map(|entry| &mut entry.kind);
        if let (Some(EntryKind::Heading(heading)), Some(now)) = (own, new.heading()) {
            heading.number.clone_from(&now.number);
        }
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

/// A declaration in the details of a change; without a position, the change is its own.
struct Declared {
    change: usize,
    regulation: String,
    detail: Option<usize>,
    text: String,
    about: Option<String>,
}

/// What was declared in one place and is declared in another has moved, and is neither new nor gone.
pub(super) fn moves(changes: &mut [Change]) {
    let gone = declarations(changes, false);
    let mut added = declarations(changes, true);
    for from in gone {
        let found = added.iter().position(|to| {
            to.regulation == from.regulation
                && to.text == from.text
                && to.about == from.about
                && to.change != from.change
        });
        let Some(to) = found.map(|found| added.swap_remove(found)) else {
            continue;
        };
        let place = |at: usize| {
            changes
                .get(at)
                .map_or_else(String::new, |it| it.key.clone())
        };
        let (old, new) = (place(from.change), place(to.change));
        let old = old.trim_end_matches(" (removed)");
        for (declared, kind) in [(&from, DetailKind::MovedAway), (&to, DetailKind::MovedHere)] {
            let Some(change) = changes.get_mut(declared.change) else {
                continue;
            };
            match declared.detail.and_then(|at| change.details.get_mut(at)) {
                Some(detail) => {
                    detail.kind = kind;
                    old.clone_into(&mut detail.from);
                    detail.to.clone_from(&new);
                }
                None => change.details.push(Detail {
                    kind,
                    at: change.regulation.clone(),
                    what: word_of(&declared.text).to_owned(),
                    from: old.to_owned(),
                    to: new.clone(),
                }),
            }
        }
    }
    for change in changes {
        let moved_only = change.kind == ChangeKind::Changed
            && !change.details.iter().any(|it| it.kind.changes_meaning());
        if moved_only {
            change.kind = ChangeKind::WordingOnly;
        }
    }
}

fn word_of(text: &str) -> &str {
    let word = text.split(' ').next().unwrap_or_default();
    if word == "not" {
        "part not encoded"
    } else {
        word
    }
}

fn declarations(changes: &[Change], new: bool) -> Vec<Declared> {
    let mut found = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let about = if new {
            &change.about.1
        } else {
            &change.about.0
        };
        let (kind, whole) = if new {
            (DetailKind::DeclarationAdded, ChangeKind::Added)
        } else {
            (DetailKind::DeclarationRemoved, ChangeKind::Removed)
        };
        let text = if new { &change.new } else { &change.old };
        let own = matches!(change.sort, Sort::Declaration("name" | "type" | "party"));
        if let (true, true, Some(text)) = (own, change.kind == whole, text) {
            found.push(Declared {
                change: at,
                regulation: change.regulation.clone(),
                detail: None,
                text: text.clone(),
                about: about.clone(),
            });
        }
        let details = change.details.iter().enumerate();
        found.extend(details.filter(|(_, detail)| detail.kind == kind).map(
            |(position, detail)| Declared {
                change: at,
                regulation: change.regulation.clone(),
                detail: Some(position),
                text: if new { &detail.to } else { &detail.from }.clone(),
                about: about.clone(),
            },
        ));
    }
    found
}

/// The names a unit declares.
pub(super) fn names(unit: &Unit<'_>) -> BTreeSet<String> {
    unit.entries()
        .iter()
        .flat_map(|entry| declared(&entry.kind))
        .collect()
}
