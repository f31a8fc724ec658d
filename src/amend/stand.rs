//! The text as it stands on one day, for a case that no saving clause keeps under an older one.

use crate::source::FileId;
use crate::syntax::ast::{self, Amending, Entry, EntryKind, RuleBody};
use crate::value::Date;

use super::{Consolidated, Tree, is_amendment};

impl Consolidated {
    /// The files as they stand on a day, as if they had been written so: the versions that are in force,
    /// and what the amendments declare beside what the regulation does. The amendments themselves are
    /// left out. Days that headings or a commencement set are not looked at.
    #[must_use]
    pub fn on(&self, day: Date) -> Vec<(FileId, ast::File)> {
        let mut files: Vec<(FileId, ast::File)> = Vec::new();
        for tree in self.trees.iter().filter(|it| !is_amendment(&it.tree)) {
            let mut entries = standing(tree, day);
            let head = tree
                .tree
                .entries
                .iter()
                .find_map(|entry| match &entry.kind {
                    EntryKind::Regulation(head) => Some(head.name.text.as_str()),
                    _ => None,
                });
            if let Some(name) = head {
                let declared = self.declared_for(name);
                let at = entries
                    .iter()
                    .position(|it| matches!(it.kind, EntryKind::Heading(_)))
                    .unwrap_or(entries.len());
                entries.splice(at..at, declared);
            }
            let broken = tree.tree.broken.clone();
            files.push((tree.file, ast::File { entries, broken }));
        }
        files
    }

    /// What the amendments of a regulation declare.
    fn declared_for(&self, regulation: &str) -> Vec<Entry> {
        let mut declared = Vec::new();
        for tree in &self.trees {
            let amends = tree.tree.entries.iter().any(|entry| {
                matches!(
                    &entry.kind,
                    EntryKind::Amending(Amending::Head { of, .. }) if of.text == regulation
                )
            });
            let entries = tree.tree.entries.iter().filter(|entry| {
                !matches!(
                    entry.kind,
                    EntryKind::Amending(_)
                        | EntryKind::Use(_)
                        | EntryKind::Scenarios { .. }
                        | EntryKind::Scenario(_)
                        | EntryKind::Given { .. }
                        | EntryKind::Expect { .. }
                        | EntryKind::Examples(_)
                )
            });
            if amends {
                declared.extend(entries.cloned());
            }
        }
        declared
    }
}

/// The entries of a file that stand on a day. The noun of a conclusion always does; it takes the rule
/// that an amendment put behind it.
fn standing(tree: &Tree, day: Date) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // A noun that lost its rule, and waits for the one that took its place.
    let mut bare: Option<usize> = None;
    for (entry, version) in tree.tree.entries.iter().zip(&tree.versions) {
        let mut entry = entry.clone();
        if version.covers(day) {
            let body = match &entry.kind {
                EntryKind::Conclude { name, body } => Some((name.text.clone(), body.clone())),
                _ => None,
            };
            if let Some(((name, body), at)) = body.zip(bare.take())
                && version.by.is_some()
                && takes_rule(entries.get_mut(at), &name, body)
            {
                continue;
            }
            entries.push(entry);
        } else if let EntryKind::Conclusion(this) = &mut entry.kind {
            this.body = None;
            bare = Some(entries.len());
            entries.push(entry);
        }
    }
    entries
}

fn takes_rule(noun: Option<&mut Entry>, name: &str, rule: RuleBody) -> bool {
    match noun.map(|it| &mut it.kind) {
        Some(EntryKind::Conclusion(this)) if this.name.text == name => {
            this.body = Some(rule);
            true
        }
        _ => false,
    }
}
