//! Where provisions and list entries stand, by citation.

use crate::syntax::Trail;
use crate::syntax::ast::{Condition, ConditionKind, EntryKind, ListEntry, Rank};

use super::{Tree, Version};

/// A provision in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provision {
    /// Which tree.
    pub(super) tree: usize,
    /// The position of its heading.
    pub(super) heading: usize,
    /// Where its own entries end.
    pub(super) own_end: usize,
    /// Where all that stands in it ends.
    pub(super) end: usize,
    pub(super) citation: String,
    pub(super) rank: Rank,
}

/// An entry of a list in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) tree: usize,
    /// The position of the rule.
    pub(super) entry: usize,
    /// The labels that lead to it.
    pub(super) path: Vec<String>,
}

/// What a citation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cited {
    Provision(Provision),
    Listed(Listed),
}

/// Every provision of a regulation, in source order.
pub(super) fn provisions(trees: &[Tree], regulation: &str) -> Vec<Provision> {
    let mut found = Vec::new();
    for (position, tree) in trees.iter().enumerate() {
        of_file(position, tree, regulation, &mut found);
    }
    found
}

fn of_file(position: usize, tree: &Tree, regulation: &str, found: &mut Vec<Provision>) {
    let mut within = false;
    // As positions in `found`.
    let mut open: Trail<usize> = Trail::default();
    let length = tree.tree.entries.len();
    for (at, entry) in tree.tree.entries.iter().enumerate() {
        match &entry.kind {
            EntryKind::Regulation(head) => within = head.name.text == regulation,
            EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => {
                within = name.text == regulation;
            }
            EntryKind::Heading(heading) if within => {
                let rank = heading.rank;
                for closed in open.close(rank) {
                    if let Some(provision) = found.get_mut(closed) {
                        provision.end = at;
                    }
                }
                if let Some(last) = found.last_mut().filter(|last| last.tree == position) {
                    last.own_end = last.own_end.min(at);
                }
                let outer = open.cited().and_then(|it| found.get(*it));
                let citation = heading.citation(outer.map_or("", |it| it.citation.as_str()));
                open.open(rank, found.len());
                found.push(Provision {
                    tree: position,
                    heading: at,
                    own_end: length,
                    end: length,
                    citation,
                    rank,
                });
            }
            _ => {}
        }
    }
}

/// What a citation names in the text that `lives`.
pub(super) fn find(
    trees: &[Tree],
    regulation: &str,
    place: &str,
    lives: impl Fn(&Version) -> bool,
) -> Option<Cited> {
    let provisions = provisions(trees, regulation);
    let version = |tree: usize, entry: usize| trees.get(tree)?.versions.get(entry);
    let alive = |tree, entry| version(tree, entry).is_some_and(&lives);
    let exact = provisions
        .iter()
        .rev()
        .find(|it| it.citation == place && alive(it.tree, it.heading));
    if let Some(provision) = exact {
        return Some(Cited::Provision(provision.clone()));
    }
    let mut outer: Vec<&Provision> = provisions
        .iter()
        .filter(|it| place.starts_with(&it.citation) && alive(it.tree, it.heading))
        .collect();
    outer.sort_by_key(|it| std::cmp::Reverse(it.citation.len()));
    for provision in outer {
        let Some(path) = place
            .strip_prefix(provision.citation.as_str())
            .and_then(labels)
        else {
            continue;
        };
        for entry in (provision.heading + 1..provision.own_end).rev() {
            let kind = trees
                .get(provision.tree)
                .and_then(|tree| tree.tree.entries.get(entry))
                .map(|entry| &entry.kind);
            if alive(provision.tree, entry) && kind.is_some_and(|kind| has_entry(kind, &path)) {
                return Some(Cited::Listed(Listed {
                    tree: provision.tree,
                    entry,
                    path,
                }));
            }
        }
    }
    None
}

/// The citations of a text that `lives`, for the nearest one.
pub(super) fn citations(trees: &[Tree], regulation: &str) -> Vec<String> {
    let mut all = Vec::new();
    for provision in provisions(trees, regulation) {
        let entries = trees.get(provision.tree).and_then(|tree| {
            tree.tree
                .entries
                .get(provision.heading + 1..provision.own_end)
        });
        for entry in entries.into_iter().flatten() {
            if let Some(condition) = condition_of(&entry.kind) {
                list_citations(condition, &provision.citation, &mut all);
            }
        }
        all.push(provision.citation);
    }
    all
}

fn list_citations(condition: &Condition, outer: &str, all: &mut Vec<String>) {
    if let ConditionKind::List { entries, .. } = &condition.kind {
        for entry in entries {
            let label = &entry.label.text;
            let citation = match entry.depth {
                1 => format!("{outer}({label})"),
                2 => format!("{outer}{label}"),
                _ => format!("{outer}.{label}"),
            };
            list_citations(&entry.condition, &citation, all);
            all.push(citation);
        }
    }
}

/// `(2)a.i` as `2`, `a`, `i`.
fn labels(tail: &str) -> Option<Vec<String>> {
    let mut rest = tail;
    let mut path = Vec::new();
    while !rest.is_empty() {
        let taken = if let Some(inner) = rest.strip_prefix('(') {
            let (label, after) = inner.split_once(')')?;
            path.push(label.to_owned());
            after
        } else if let Some(numeral) = rest.strip_prefix('.') {
            path.push(numeral.to_owned());
            ""
        } else {
            let mut chars = rest.chars();
            let letter = chars.next().filter(char::is_ascii_lowercase)?;
            path.push(letter.to_string());
            chars.as_str()
        };
        rest = taken;
    }
    (!path.is_empty()).then_some(path)
}

/// The condition whose list the labels of an entry are counted in.
fn condition_of(kind: &EntryKind) -> Option<&Condition> {
    match kind {
        EntryKind::Conclusion(this) => this.body.as_ref()?.when.as_ref(),
        EntryKind::Conclude { body, .. } | EntryKind::Instead { body, .. } => body.when.as_ref(),
        EntryKind::Exception { when, .. } => when.as_ref(),
        EntryKind::Guideline { condition, .. } => Some(condition),
        _ => None,
    }
}

/// The same, to be changed.
fn condition_to_change(kind: &mut EntryKind) -> Option<&mut Condition> {
    match kind {
        EntryKind::Conclusion(this) => this.body.as_mut()?.when.as_mut(),
        EntryKind::Conclude { body, .. } | EntryKind::Instead { body, .. } => body.when.as_mut(),
        EntryKind::Exception { when, .. } => when.as_mut(),
        EntryKind::Guideline { condition, .. } => Some(condition),
        _ => None,
    }
}

fn has_entry(kind: &EntryKind, path: &[String]) -> bool {
    let mut condition = condition_of(kind);
    for label in path {
        let Some(ConditionKind::List { entries, .. }) = condition.map(|it| &it.kind) else {
            return false;
        };
        let Some(entry) = entries.iter().find(|it| it.label.text == *label) else {
            return false;
        };
        condition = Some(&entry.condition);
    }
    true
}

/// The list that holds the entry at a path, and the position of the entry in it.
pub(super) fn list_with<'e>(
    kind: &'e mut EntryKind,
    path: &[String],
) -> Option<(&'e mut Vec<ListEntry>, usize)> {
    let (last, outer) = path.split_last()?;
    let mut condition = condition_to_change(kind)?;
    for label in outer {
        let ConditionKind::List { entries, .. } = &mut condition.kind else {
            return None;
        };
        let entry = entries.iter_mut().find(|it| it.label.text == *label)?;
        condition = &mut entry.condition;
    }
    let ConditionKind::List { entries, .. } = &mut condition.kind else {
        return None;
    };
    let position = entries.iter().position(|it| it.label.text == *last)?;
    Some((entries, position))
}
