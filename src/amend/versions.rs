//! Ending entries and putting others in their place, so that each has its days.

use super::Version;
use super::apply::Work;
use super::places::{self, Listed, Provision};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, EntryKind, ListEntry, Name};

impl Work<'_> {
    pub(super) fn heading(&self, provision: &Provision) -> Option<&ast::Heading> {
        let entries = &self.text.trees.get(provision.tree)?.tree.entries;
        match &entries.get(provision.heading)?.kind {
            EntryKind::Heading(heading) => Some(heading),
            _ => None,
        }
    }

    /// Changes a list: in a copy of its rule, or in the copy this amendment made before.
    pub(super) fn change_list(
        &mut self,
        listed: &Listed,
        citation: &str,
        change: impl FnOnce(&mut Vec<ListEntry>, usize),
    ) {
        let (day, mut new) = (self.day, self.new_version(citation));
        let first_saving = self.first_saving;
        if self.written_that_day(listed.tree, listed.entry) {
            return;
        }
        let Some(tree) = self.text.trees.get_mut(listed.tree) else {
            return;
        };
        let (Some(old), Some(version)) = (
            tree.tree.entries.get(listed.entry).cloned(),
            tree.versions.get_mut(listed.entry),
        ) else {
            return;
        };
        let position = if version.from == Some(day) {
            // A rule has one text for a case: what keeps the case from one entry keeps it from all.
            let own = version.barred.iter().filter(|it| **it >= first_saving);
            if !own.eq(&new.barred) {
                let at = self.at;
                return self.error(
                    at,
                    format!("another entry of this rule is amended for other cases than `{citation}`"),
                    "a case stays under the old text of a rule as a whole: let the saving clause name the rule",
                );
            }
            listed.entry
        } else {
            version.until = day.plus_days(-1);
            version.spared.clone_from(&new.barred);
            new.barred.splice(0..0, version.barred.iter().copied());
            self.ended_here.insert(old.span);
            let mut copy = old;
            undeclared(&mut copy.kind);
            tree.tree.entries.insert(listed.entry + 1, copy);
            tree.versions.insert(listed.entry + 1, new);
            listed.entry + 1
        };
        let entry = tree.tree.entries.get_mut(position);
        let list = entry.and_then(|entry| places::list_with(&mut entry.kind, &listed.path));
        if let Some((entries, at)) = list {
            change(entries, at);
        }
    }

    /// Ends all that a provision says; with its heading, or so that it can say something else.
    pub(super) fn end(&mut self, provision: &Provision, with_heading: bool) -> bool {
        let savings = self.savings_for(&provision.citation);
        let first = if with_heading {
            provision.heading
        } else {
            provision.heading + 1
        };
        if (first..provision.end).any(|at| self.written_that_day(provision.tree, at)) {
            return false;
        }
        // A heading lasts as long as what an earlier amendment keeps under it for some cases.
        let mut under_heading = savings.clone();
        under_heading.extend(self.kept_under(provision.tree, first..provision.end));
        for at in first..provision.end {
            let entries = self
                .text
                .trees
                .get(provision.tree)
                .map(|it| &it.tree.entries);
            let entry = entries.and_then(|entries| entries.get(at));
            let heading = entry.is_some_and(|it| matches!(it.kind, EntryKind::Heading(_)));
            let kept = if heading { &under_heading } else { &savings };
            self.end_entry(provision.tree, at, kept);
        }
        true
    }

    /// The saving clauses that keep cases under entries which have ended for all others.
    pub(super) fn kept_under(&self, tree: usize, entries: std::ops::Range<usize>) -> Vec<usize> {
        let versions = self.text.trees.get(tree).map(|it| it.versions.as_slice());
        let within = versions.and_then(|it| it.get(entries)).unwrap_or_default();
        let ended = within.iter().filter(|it| it.until.is_some());
        ended.flat_map(|it| it.spared.iter().copied()).collect()
    }

    /// Whether another amendment wrote this on the same day, with a complaint: which of the two is
    /// the text, nobody says.
    fn written_that_day(&mut self, tree: usize, at: usize) -> bool {
        let Some(tree) = self.text.trees.get(tree) else {
            return false;
        };
        let (Some(entry), Some(version)) = (tree.tree.entries.get(at), tree.versions.get(at))
        else {
            return false;
        };
        let others = version.by.is_some_and(|by| by != self.position);
        let ended = version.until.is_some() && version.until == self.day.plus_days(-1);
        let clash = (version.from == Some(self.day) && others)
            || (ended && !self.ended_here.contains(&entry.span));
        if !clash {
            return false;
        }
        let (at, day) = (self.at, self.day);
        let headline = format!("two amendments change this provision on {day}");
        self.text.diagnostics.push(
            Diagnostic::new(Code::Amendment, at, headline)
                .also(entry.span, "the other one changed this")
                .help("put both changes into one amendment, or let them take effect on two days"),
        );
        true
    }

    /// Ends the rules and norms of one name at a provision; whether there was one.
    pub(super) fn end_rules_of(&mut self, provision: &Provision, rule: &Name) -> bool {
        let savings = self.savings_for(&provision.citation);
        let mut ended = false;
        for at in provision.heading + 1..provision.own_end {
            let entry = self
                .text
                .trees
                .get(provision.tree)
                .and_then(|tree| tree.tree.entries.get(at));
            let named = entry.is_some_and(|entry| name_of(&entry.kind) == Some(&rule.text));
            if named {
                ended |= self.end_entry(provision.tree, at, &savings);
            }
        }
        ended
    }

    /// Ends a rule, norm or heading the day before; whether it was one in force.
    fn end_entry(&mut self, tree: usize, at: usize, savings: &[usize]) -> bool {
        let day = self.day;
        let Some(tree) = self.text.trees.get_mut(tree) else {
            return false;
        };
        let entry = tree.tree.entries.get(at);
        let span = entry.map(|entry| entry.span);
        let ends = entry.is_some_and(|entry| {
            is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_))
        });
        let Some(version) = tree.versions.get_mut(at).filter(|_| ends) else {
            return false;
        };
        let over = version.until.is_some_and(|until| until < day);
        if over || version.from == Some(day) {
            return false;
        }
        version.until = day.plus_days(-1);
        version.spared = savings.to_vec();
        self.ended_here.extend(span);
        if let Some(entry) = entry.filter(|entry| is_rule(&entry.kind)) {
            let name = name_of(&entry.kind).cloned();
            let kept = self.kept_before.entry(name).or_default();
            kept.extend(version.barred.iter().copied());
        }
        true
    }

    /// Puts new entries into a file, which are no law for cases for which one of the clauses in `kept` holds.
    pub(super) fn put(
        &mut self,
        tree: usize,
        at: usize,
        entries: Vec<ast::Entry>,
        citation: &str,
        kept: &[usize],
    ) {
        let mut version = self.new_version(citation);
        let own = version.barred.clone();
        let earlier = kept.iter().copied().filter(|it| !own.contains(it));
        version.barred.splice(0..0, earlier);
        let Some(tree) = self.text.trees.get_mut(tree) else {
            return;
        };
        for (offset, entry) in entries.into_iter().enumerate() {
            let mut own = if is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_)) {
                version.clone()
            } else {
                Version::default()
            };
            if is_rule(&entry.kind)
                && let Some(kept) = self.kept_before.get(&name_of(&entry.kind).cloned())
            {
                own.barred.splice(0..0, kept.iter().copied());
            }
            let position = (at + offset).min(tree.tree.entries.len());
            tree.tree.entries.insert(position, entry);
            tree.versions.insert(position.min(tree.versions.len()), own);
        }
    }

    /// A conclusion the regulation has already is not declared again: what the amendment says of it
    /// is a rule.
    pub(super) fn no_second_declaration(&self, entries: &mut Vec<ast::Entry>) {
        let mut declared = std::collections::BTreeSet::new();
        for tree in &self.text.trees {
            for entry in &tree.tree.entries {
                if let EntryKind::Conclusion(this) = &entry.kind {
                    declared.insert(this.name.text.clone());
                }
            }
        }
        entries.retain_mut(|entry| match &entry.kind {
            EntryKind::Conclusion(this) if declared.contains(&this.name.text) => {
                let says = this.body.is_some();
                undeclared(&mut entry.kind);
                says
            }
            _ => true,
        });
    }
}

/// A rule that also declares, as a rule only.
fn undeclared(kind: &mut EntryKind) {
    if let EntryKind::Conclusion(this) = kind
        && let Some(body) = &this.body
    {
        *kind = EntryKind::Conclude {
            name: this.name.clone(),
            body: body.clone(),
        };
    }
}

/// Whether an entry says what holds on a day, and so can have versions.
pub(super) fn is_rule(kind: &EntryKind) -> bool {
    match kind {
        EntryKind::Conclusion(this) => this.body.is_some(),
        EntryKind::Conclude { .. }
        | EntryKind::Exception { .. }
        | EntryKind::Instead { .. }
        | EntryKind::Norm(_)
        | EntryKind::Guideline { .. }
        | EntryKind::Scope { .. }
        | EntryKind::Take { .. }
        | EntryKind::Apply { .. }
        | EntryKind::Presume { .. }
        | EntryKind::Always { .. } => true,
        _ => false,
    }
}

fn name_of(kind: &EntryKind) -> Option<&String> {
    match kind {
        EntryKind::Conclusion(this) => Some(&this.name.text),
        EntryKind::Conclude { name, .. }
        | EntryKind::Instead { name, .. }
        | EntryKind::Guideline { name, .. } => Some(&name.text),
        EntryKind::Norm(this) => Some(&this.name.text),
        _ => None,
    }
}
