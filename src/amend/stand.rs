//! The text as it stands on one day, for a case that no saving clause keeps under an older one.

use std::collections::{BTreeMap, BTreeSet};

use crate::format;
use crate::source::FileId;
use crate::syntax::ast::{self, Amending, Entry, EntryKind, LabelTarget, Name, RuleBody};
use crate::value::Date;

use super::{Consolidated, Tree, is_amendment};

impl Consolidated {
    /// The files as they stand on a day, as if they had been written so: the versions that are in force,
    /// and what the amendments declare beside what the regulation does. The amendments themselves are
    /// left out. Days that headings or a commencement set are not looked at.
    #[must_use]
    pub fn on(&self, day: Date) -> Vec<(FileId, ast::File)> {
        let mut files: Vec<(FileId, ast::File)> = Vec::new();
        let mut homeless: Vec<Vec<Entry>> = Vec::new();
        for tree in self.trees.iter().filter(|it| !is_amendment(&it.tree)) {
            let (mut entries, nouns) = standing(tree, day);
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
                let at = before_headings(&entries);
                entries.splice(at..at, declared);
            }
            let broken = tree.tree.broken.clone();
            files.push((tree.file, ast::File { entries, broken }));
            homeless.push(nouns);
        }
        place(&mut files, homeless);
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

/// The entries of a file that stand on a day, and the nouns of conclusions that then stand nowhere: the
/// text that declares them is not law yet, or no longer. The noun of a rule that another has replaced
/// takes that one; a declaration whose provision is gone stands before the provisions.
fn standing(tree: &Tree, day: Date) -> (Vec<Entry>, Vec<Entry>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut first_heading: Option<usize> = None;
    let mut moved: Vec<Entry> = Vec::new();
    // Nouns that lost their rule and wait, where they stand, for the one that took its place.
    let mut bare: BTreeMap<String, usize> = BTreeMap::new();
    let mut homeless: BTreeMap<String, Entry> = BTreeMap::new();
    let mut home = true;
    for (entry, version) in tree.tree.entries.iter().zip(&tree.versions) {
        let mut entry = entry.clone();
        let covers = version.covers(day);
        let says = super::versions::is_rule(&entry.kind);
        match &mut entry.kind {
            EntryKind::Heading(_) => {
                home = covers;
                if !home {
                    continue;
                }
                first_heading = first_heading.or(Some(entries.len()));
            }
            EntryKind::Conclusion(this) if !covers || !home => {
                this.body = None;
                let name = this.name.text.clone();
                let to_come = version.from.is_some_and(|from| day < from);
                if home && !to_come {
                    bare.insert(name, entries.len());
                } else {
                    homeless.insert(name, entry);
                    continue;
                }
            }
            EntryKind::Conclude { name, body } if covers => {
                let at = version.by.and_then(|_| bare.remove(&name.text));
                if at.is_some_and(|at| takes_rule(entries.get_mut(at), name, body)) {
                    continue;
                }
                let noun = homeless.remove(&name.text).map(|it| it.kind);
                if let Some(EntryKind::Conclusion(noun)) = noun {
                    entry.kind = EntryKind::Conclusion(ast::Conclusion {
                        body: Some(body.clone()),
                        ..noun
                    });
                }
            }
            _ if !covers => continue,
            EntryKind::Wording { .. } | EntryKind::Descriptive { .. } if !home => continue,
            _ if !home && !says => {
                moved.push(entry);
                continue;
            }
            _ => {}
        }
        entries.push(entry);
    }
    let at = first_heading.unwrap_or(entries.len());
    entries.splice(at..at, moved);
    (entries, homeless.into_values().collect())
}

fn takes_rule(noun: Option<&mut Entry>, name: &Name, rule: &RuleBody) -> bool {
    match noun.map(|it| &mut it.kind) {
        Some(EntryKind::Conclusion(this)) if this.name.text == name.text => {
            this.body = Some(rule.clone());
            true
        }
        _ => false,
    }
}

/// Puts the nouns that something in force refers to before the provisions, as declarations only, and
/// takes away the labels of the others. What counts as a reference is any word, so none is missed.
fn place(files: &mut [(FileId, ast::File)], homeless: Vec<Vec<Entry>>) {
    let mut mentioned: BTreeSet<String> = BTreeSet::new();
    let entries = files.iter().flat_map(|(_, file)| &file.entries);
    let lasting = entries.filter(|it| !matches!(it.kind, EntryKind::Labels { .. }));
    let text = format::entries(lasting);
    mentioned.extend(
        text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map(str::to_owned),
    );
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for ((_, file), nouns) in files.iter_mut().zip(homeless) {
        let (needed, others): (Vec<Entry>, Vec<Entry>) = nouns.into_iter().partition(
            |it| matches!(&it.kind, EntryKind::Conclusion(this) if mentioned.contains(&this.name.text)),
        );
        gone.extend(others.into_iter().filter_map(|it| match it.kind {
            EntryKind::Conclusion(this) => Some(this.name.text),
            _ => None,
        }));
        let at = before_headings(&file.entries);
        file.entries.splice(at..at, needed);
    }
    for (_, file) in files {
        for entry in &mut file.entries {
            if let EntryKind::Labels { lines, .. } = &mut entry.kind {
                lines.retain(|line| match &line.target {
                    LabelTarget::Name(name, _) => !gone.contains(&name.text),
                    LabelTarget::Place(_) => true,
                });
            }
        }
        file.entries
            .retain(|it| !matches!(&it.kind, EntryKind::Labels { lines, .. } if lines.is_empty()));
    }
}

fn before_headings(entries: &[Entry]) -> usize {
    entries
        .iter()
        .position(|it| matches!(it.kind, EntryKind::Heading(_)))
        .unwrap_or(entries.len())
}
