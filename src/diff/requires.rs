//! Which changes make no sense without which others.
//!
//! A condition that reads a new fact needs the change that declares it; a fact that is dropped needs
//! the changes by which nothing reads it any longer; a provision that takes another's number needs
//! that one to have given it up. This is judged by names and citations, which is more than enough: a
//! change may come to require one it could do without, but a choice closed under it holds together.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::ast::EntryKind;

use super::changes::names;
use super::detail::DetailKind;
use super::pairs::{Paired, copies, words};
use super::units::Unit;
use super::{Change, ChangeId, Sort, walk};

/// What one change declares, mentions and cites, before and after.
#[derive(Default)]
struct Terms {
    declares: BTreeSet<String>,
    mentions: BTreeSet<String>,
    cites: BTreeSet<String>,
    place: Option<String>,
}

struct Row {
    id: ChangeId,
    head: bool,
    regulation: usize,
    old: Terms,
    new: Terms,
    /// Names of which the type is another.
    retyped: BTreeSet<String>,
}

/// Fills in what each change requires.
pub(super) fn requires(paired: &[Paired<'_>], changes: &mut [Change]) {
    let mut all = [BTreeSet::new(), BTreeSet::new()];
    let mut rows = Vec::new();
    for (position, regulation) in paired.iter().enumerate() {
        for pair in &regulation.pairs {
            for (side, set) in all.iter_mut().enumerate() {
                if let Some(unit) = regulation.of(pair, side == 1) {
                    set.extend(names(unit));
                }
            }
            let Some(id) = pair.change else { continue };
            let Some(change) = changes.get(id.position()) else {
                continue;
            };
            let terms = |new: bool| {
                let unit = regulation.of(pair, new);
                unit.map_or_else(Terms::default, |unit| Terms::of(unit, &regulation.name))
            };
            rows.push(Row {
                id,
                head: change.sort == Sort::Head,
                regulation: position,
                old: terms(false),
                new: terms(true),
                retyped: retyped(change),
            });
        }
    }
    let [old_names, new_names] = all;
    let mut found: BTreeSet<(ChangeId, ChangeId)> = BTreeSet::new();
    let mut need = |one: ChangeId, other: ChangeId| {
        if one != other {
            found.insert((one, other));
        }
    };
    let declares_new = index(&rows, |row| row.new.declares.difference(&row.old.declares));
    let mentions_old = index(&rows, |row| row.old.mentions.difference(&row.new.mentions));
    let mentions = index(&rows, |row| row.old.mentions.union(&row.new.mentions));
    let cites_old = index(&rows, |row| row.old.cites.difference(&row.new.cites));
    let new_places: BTreeMap<&str, ChangeId> = rows
        .iter()
        .filter(|row| row.new.place != row.old.place)
        .filter_map(|row| Some((row.new.place.as_deref()?, row.id)))
        .collect();
    let old_places: BTreeMap<&str, ChangeId> = rows
        .iter()
        .filter(|row| row.new.place != row.old.place)
        .filter_map(|row| Some((row.old.place.as_deref()?, row.id)))
        .collect();
    let of = |index: &BTreeMap<&str, Vec<ChangeId>>, name: &str| -> Vec<ChangeId> {
        index.get(name).cloned().unwrap_or_default()
    };
    let heads: Vec<&Row> = rows.iter().filter(|row| row.head).collect();
    for row in &rows {
        for name in row
            .new
            .mentions
            .iter()
            .filter(|it| !old_names.contains(*it))
        {
            of(&declares_new, name)
                .into_iter()
                .for_each(|other| need(row.id, other));
        }
        for name in row.old.declares.difference(&row.new.declares) {
            if new_names.contains(name) {
                for other in of(&declares_new, name) {
                    need(row.id, other);
                    need(other, row.id);
                }
            } else {
                of(&mentions_old, name)
                    .into_iter()
                    .for_each(|other| need(row.id, other));
            }
        }
        for name in &row.retyped {
            for other in of(&mentions, name) {
                need(row.id, other);
                need(other, row.id);
            }
        }
        for place in &row.new.cites {
            if let Some(other) = new_places.get(place.as_str()) {
                need(row.id, *other);
            }
        }
        if let Some(place) = row.old.place.as_deref().filter(|_| row.new.place.is_none()) {
            of(&cites_old, place)
                .into_iter()
                .for_each(|other| need(row.id, other));
        }
        let taken = row
            .new
            .place
            .as_deref()
            .filter(|_| row.new.place != row.old.place);
        if let Some(other) = taken.and_then(|place| old_places.get(place)) {
            need(row.id, *other);
        }
        for other in heads.iter().filter(|it| it.regulation == row.regulation) {
            if other.old.place.is_none() && other.new.place.is_some() {
                need(row.id, other.id);
            }
            if other.old.place.is_some() && other.new.place.is_none() {
                need(other.id, row.id);
            }
        }
    }
    for (one, other) in found {
        if let Some(change) = changes.get_mut(one.position()) {
            change.requires.push(other);
        }
    }
}

fn index<'r, I: Iterator<Item = &'r String>>(
    rows: &'r [Row],
    names: impl Fn(&'r Row) -> I,
) -> BTreeMap<&'r str, Vec<ChangeId>> {
    let mut index: BTreeMap<&str, Vec<ChangeId>> = BTreeMap::new();
    for row in rows {
        for name in names(row) {
            index.entry(name.as_str()).or_default().push(row.id);
        }
    }
    index
}

/// Names that are declared with another type: who reads them must be amended with them.
fn retyped(change: &Change) -> BTreeSet<String> {
    let details = change.details.iter();
    details
        .filter(|it| matches!(it.kind, DetailKind::Type | DetailKind::Property))
        .map(|it| it.what.clone())
        .collect()
}

impl Terms {
    fn of(unit: &Unit<'_>, regulation: &str) -> Self {
        let mut terms = Self {
            declares: names(unit),
            ..Self::default()
        };
        terms.mentions = words(&unit.text).map(str::to_owned).collect();
        for mut entry in copies(unit) {
            walk::citations(&mut entry.kind, &mut |citation| {
                let of = citation
                    .regulation
                    .as_ref()
                    .map_or(regulation, |it| it.text.as_str());
                terms.cites.insert(format!("{of} {}", citation.place));
            });
        }
        terms.place = match unit.sort {
            Sort::Provision(_) => Some(format!("{regulation} {}", unit.name)),
            Sort::Head => Some(format!("{regulation} head")),
            _ => None,
        };
        if let Some(EntryKind::Heading(heading)) = unit.entries().first().map(|it| &it.kind) {
            let about = heading.about.iter().map(|it| it.text.clone());
            terms.mentions.extend(about);
        }
        terms
    }
}
