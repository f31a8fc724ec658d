//! What a citation of one side is on the other.
//!
//! A place is a provision or an entry of a list in one. Where matched provisions or entries have
//! different numbers, those that cite them follow: that is no change of what they mean.

use std::collections::HashMap;

use crate::syntax::ast::{Citation, Condition, EntryKind, ListEntry};

use super::align::{Item, align};
use super::pairs::Paired;
use super::units::{Unit, key};
use super::walk::{self, conditions, lists, suffix};
use crate::format::phrases;

/// The places of both sides of the matched regulations.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Regulation and citation, to the pair (of the regulation) and what the list entry adds.
    old: HashMap<(String, String), (usize, String)>,
    new: HashMap<(String, String), (usize, String)>,
    /// Additions of list entries that differ, by regulation and pair: old and new.
    moved: HashMap<(String, usize), Vec<(String, String)>>,
    /// Old citations that are other ones in the new text.
    renamed: HashMap<(String, String), String>,
}

impl Places {
    /// Reads off the places of all pairs.
    pub(super) fn of(paired: &[Paired<'_>]) -> Self {
        let mut places = Self::default();
        for regulation in paired {
            places.add(regulation);
        }
        places
    }

    fn add(&mut self, regulation: &Paired<'_>) {
        let name = &regulation.name;
        for (at, pair) in regulation.pairs.iter().enumerate() {
            let (old, new) = (regulation.old_of(pair), regulation.new_of(pair));
            for (unit, index) in [(old, &mut self.old), (new, &mut self.new)] {
                let Some(unit) = unit.filter(|it| it.heading().is_some()) else {
                    continue;
                };
                let place = (name.clone(), unit.name.clone());
                index.entry(place).or_insert((at, String::new()));
                for added in additions(unit) {
                    let place = (name.clone(), format!("{}{added}", unit.name));
                    index.entry(place).or_insert((at, added));
                }
            }
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            let moved = moved(old, new);
            if !moved.is_empty() {
                self.moved.insert((name.clone(), at), moved);
            }
        }
        for (place, (at, added)) in self.old.iter().filter(|((of, _), _)| of == name) {
            let new = regulation
                .pairs
                .get(*at)
                .and_then(|pair| regulation.new_of(pair));
            let Some(new) = new else { continue };
            let now = format!("{}{}", new.name, self.across(name, *at, added, true));
            if now != place.1 {
                self.renamed.insert(place.clone(), now);
            }
        }
    }

    /// Whether every place has kept its number.
    pub(super) fn are_the_same(&self) -> bool {
        self.renamed.is_empty()
    }

    /// The number an old place has now, if it is another one.
    pub(super) fn now(&self, regulation: &str, place: &str) -> Option<&str> {
        let known = (regulation.to_owned(), place.to_owned());
        self.renamed.get(&known).map(String::as_str)
    }

    /// The pair a place of a side belongs to, and what the list entry adds to its citation.
    pub(super) fn pair(&self, new: bool, regulation: &str, place: &str) -> Option<(usize, &str)> {
        let index = if new { &self.new } else { &self.old };
        let found = index.get(&(regulation.to_owned(), place.to_owned()))?;
        Some((found.0, found.1.as_str()))
    }

    /// What a list entry adds, on the other side: `to_new` from the old one.
    pub(super) fn across(
        &self,
        regulation: &str,
        pair: usize,
        added: &str,
        to_new: bool,
    ) -> String {
        let moved = self.moved.get(&(regulation.to_owned(), pair));
        let found = moved.into_iter().flatten().find_map(|(old, new)| {
            let (from, to) = if to_new { (old, new) } else { (new, old) };
            (from == added).then(|| to.clone())
        });
        found.unwrap_or_else(|| added.to_owned())
    }

    /// Gives a citation in a text of the old side the number it has now.
    pub(super) fn update(&self, regulation: &str, citation: &mut Citation) {
        let of = citation
            .regulation
            .as_ref()
            .map_or(regulation, |it| it.text.as_str());
        if let Some(now) = self.now(of, &citation.place) {
            citation.place = now.to_owned();
        }
    }
}

/// What the entries of the lists of a unit add to its citation.
fn additions(unit: &Unit<'_>) -> Vec<String> {
    fn below(base: &str, entries: &[ListEntry], found: &mut Vec<String>) {
        for entry in entries {
            let at = format!("{base}{}", suffix(entry));
            for inner in lists(&entry.condition) {
                below(&at, inner, found);
            }
            found.push(at);
        }
    }
    let mut found = Vec::new();
    for entry in unit.entries() {
        for list in conditions(&entry.kind).into_iter().flat_map(lists) {
            below("", list, &mut found);
        }
    }
    found
}

/// The list entries of a provision that have another label now.
fn moved(old: &Unit<'_>, new: &Unit<'_>) -> Vec<(String, String)> {
    fn below(
        base: (&str, &str),
        old: &[ListEntry],
        new: &[ListEntry],
        found: &mut Vec<(String, String)>,
    ) {
        for (one, other) in matched(old, new, true) {
            let from = format!("{}{}", base.0, suffix(one));
            let to = format!("{}{}", base.1, suffix(other));
            let inner = lists(&one.condition);
            for (one, other) in inner.into_iter().zip(lists(&other.condition)) {
                below((&from, &to), one, other, found);
            }
            if from != to {
                found.push((from, to));
            }
        }
    }
    if old.text == new.text {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (one, other) in entries(old, new) {
        let (Some(one), Some(other)) = (one, other) else {
            continue;
        };
        let one = conditions(one).into_iter().flat_map(lists);
        let other = conditions(other).into_iter().flat_map(lists);
        for (one, other) in one.zip(other) {
            below(("", ""), one, other, &mut found);
        }
    }
    found
}

/// The entries of two lists that are the same one; `loose` as long as citations are not up to date.
pub(super) fn matched<'e>(
    old: &'e [ListEntry],
    new: &'e [ListEntry],
    loose: bool,
) -> Vec<(&'e ListEntry, &'e ListEntry)> {
    let of_old = align(&items(old, loose), &items(new, loose), |_, _| None);
    let pairs = old.iter().zip(of_old);
    pairs
        .filter_map(|(one, to)| Some((one, new.get(to?)?)))
        .collect()
}

fn items(entries: &[ListEntry], loose: bool) -> Vec<Item> {
    let text = |condition: &Condition| {
        if loose {
            let mut condition = condition.clone();
            walk::in_condition(&mut condition, &mut |citation| citation.place.clear());
            phrases::condition(&condition)
        } else {
            phrases::condition(condition)
        }
    };
    entries
        .iter()
        .map(|entry| Item {
            class: "",
            key: entry.label.text.clone(),
            number: entry.label.text.clone(),
            text: text(&entry.condition),
            can_move: true,
        })
        .collect()
}

/// The entries of two units side by side, in the order of the new one; what was left out follows on
/// what stood before it.
pub(super) fn entries<'a>(
    old: &Unit<'a>,
    new: &Unit<'a>,
) -> Vec<(Option<&'a EntryKind>, Option<&'a EntryKind>)> {
    let kinds = |unit: &Unit<'a>| -> Vec<&'a EntryKind> {
        unit.entries().iter().map(|entry| &entry.kind).collect()
    };
    side_by_side(&kinds(old), &kinds(new))
}

/// As [`entries`], of any entries.
pub(super) fn side_by_side<'e>(
    old: &[&'e EntryKind],
    new: &[&'e EntryKind],
) -> Vec<(Option<&'e EntryKind>, Option<&'e EntryKind>)> {
    let items = |kinds: &[&EntryKind]| -> Vec<Item> {
        kinds
            .iter()
            .map(|kind| {
                let (class, key) = key(kind);
                let named = matches!(
                    class,
                    "name" | "type" | "party" | "calendar" | "head" | "wording"
                );
                Item {
                    class,
                    number: key.clone(),
                    key,
                    text: phrases::entry(kind),
                    can_move: !named,
                }
            })
            .collect()
    };
    let of_old = align(&items(old), &items(new), |_, _| None);
    let mut result = Vec::new();
    let mut left = old.iter().zip(&of_old).enumerate().peekable();
    for (at, kind) in new.iter().enumerate() {
        // What was left out stands before the first of the new that comes after it.
        let from = of_old.iter().position(|to| *to == Some(at));
        if let Some(from) = from {
            while let Some((_, (gone, _))) =
                left.next_if(|(position, (_, to))| *position < from && to.is_none())
            {
                result.push((Some(*gone), None));
            }
            let _passed = left.next_if(|(position, _)| *position == from);
        }
        result.push((from.and_then(|from| old.get(from).copied()), Some(*kind)));
    }
    // Of those passed over because the order changed, only what was left out is still to come.
    let rest = left.filter(|(_, (_, to))| to.is_none());
    result.extend(rest.map(|(_, (gone, _))| (Some(*gone), None)));
    result
}
