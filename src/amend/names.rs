//! What an amendment can do to names: give a provision another number, a kind another member.

use super::apply::Work;
use super::places::{self, Cited};
use super::versions::is_rule;
use super::{Renumbering, Version};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, Citation, EntryKind, Name, Rank};

impl Work<'_> {
    pub(super) fn renumber(&mut self, from: &Citation, to: &Citation, span: Span) {
        let Some(found) = self.cited(from, span) else {
            return;
        };
        let Cited::Provision(provision) = found else {
            return self.error(
                from.span,
                format!("`{}` is an entry of a list", from.place),
                "only headings are renumbered; replace the list",
            );
        };
        let day = self.day;
        let taken = places::find(&self.text.trees, &self.regulation, &to.place, |it| {
            it.until.is_none_or(|until| until >= day)
        });
        if taken.is_some() {
            return self.error(
                to.span,
                format!("the number `{}` is taken", to.place),
                format!("renumber or repeal `{}` first", to.place),
            );
        }
        let number = self
            .heading(&provision)
            .and_then(|heading| heading.number.as_ref())
            .map_or_else(String::new, |it| it.text.clone());
        let outer = from
            .place
            .strip_suffix(&with_brackets(provision.rank, &number));
        let renamed = outer
            .and_then(|outer| to.place.strip_prefix(outer))
            .map(|rest| {
                rest.trim_start_matches(['(', '.'])
                    .trim_end_matches(')')
                    .to_owned()
            });
        let Some(renamed) = renamed.filter(|it| !it.is_empty() && !it.contains(['(', '.'])) else {
            return self.error(
                to.span,
                format!("`{}` would stand in another provision", to.place),
                "a number changes within its own provision; to move a text, repeal it and insert it",
            );
        };
        let Some(tree) = self.text.trees.get_mut(provision.tree) else {
            return;
        };
        let moved: Vec<(ast::Entry, Version)> = (provision.heading..provision.end)
            .filter_map(|at| {
                Some((
                    tree.tree.entries.get(at)?.clone(),
                    tree.versions.get(at)?.clone(),
                ))
            })
            .filter(|(_, version)| version.until.is_none_or(|until| until >= day))
            .collect();
        if !self.end(&provision, true) {
            return;
        }
        let mut entries = Vec::new();
        for (position, (mut entry, _)) in moved.into_iter().enumerate() {
            if let (0, EntryKind::Heading(heading)) = (position, &mut entry.kind) {
                heading.number = Some(Name {
                    text: renamed.clone(),
                    span: to.span,
                });
            }
            if is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_)) {
                entries.push(entry);
            }
        }
        self.no_second_declaration(&mut entries);
        let by = self.position;
        self.text.renumbered.push(Renumbering {
            regulation: self.regulation.clone(),
            from: from.place.clone(),
            to: to.place.clone(),
            by,
        });
        self.touched.insert(to.place.clone(), span);
        let (tree, end) = (provision.tree, provision.end);
        self.put(tree, end, entries, &provision.citation, &[]);
    }

    pub(super) fn extend(
        &mut self,
        kind: &Name,
        member: Name,
        label: Option<ast::Text>,
        after: Option<&Name>,
    ) {
        let regulation = self.regulation.clone();
        let mut known = Vec::new();
        let mut others = None;
        let mut own = None;
        for (tree, held) in self.text.trees.iter().enumerate() {
            let mut within = false;
            for (at, entry) in held.tree.entries.iter().enumerate() {
                match &entry.kind {
                    EntryKind::Regulation(head) => within = head.name.text == regulation,
                    EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => {
                        within = name.text == regulation;
                    }
                    EntryKind::Kind(this) => {
                        known.push(this.name.text.clone());
                        if this.name.text == kind.text {
                            let found = Some((tree, at));
                            if within {
                                own = own.or(found);
                            } else {
                                others = others.or(found);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        let Some((tree, at)) = own.or(others) else {
            let near = nearest(&kind.text, known.iter().map(String::as_str));
            let mut it = Diagnostic::new(
                Code::UnknownName,
                kind.span,
                format!("there is no kind `{}` to extend", kind.text),
            );
            if let Some(near) = near {
                it = it.help(format!("did you mean `{near}`?"));
            }
            return self.text.diagnostics.push(it);
        };
        let entry = self
            .text
            .trees
            .get_mut(tree)
            .and_then(|tree| tree.tree.entries.get_mut(at));
        let Some(EntryKind::Kind(found)) = entry.map(|entry| &mut entry.kind) else {
            return;
        };
        if let Some((first, _)) = found.members.iter().find(|(it, _)| it.text == member.text) {
            let first = first.span;
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    member.span,
                    format!("`{}` has a member `{}` already", kind.text, member.text),
                )
                .also(first, "here"),
            );
            return;
        }
        let position = match after {
            None if found.ordered => {
                let headline = format!("`{}` is a scale, whose members have an order", kind.text);
                let help = "say where the new one stands: `… after GRADE`";
                return self.error(member.span, headline, help);
            }
            None => found.members.len(),
            Some(after) => match found
                .members
                .iter()
                .position(|(it, _)| it.text == after.text)
            {
                Some(position) => position + 1,
                None => {
                    let names = found.members.iter().map(|(it, _)| it.text.as_str());
                    let help = match nearest(&after.text, names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("name a member of `{}`", kind.text),
                    };
                    let headline = format!("`{}` has no member `{}`", kind.text, after.text);
                    return self.error(after.span, headline, help);
                }
            },
        };
        found.members.insert(position, (member, label));
    }
}

fn with_brackets(rank: Rank, number: &str) -> String {
    match rank {
        Rank::Item => format!("({number})"),
        _ => number.to_owned(),
    }
}
