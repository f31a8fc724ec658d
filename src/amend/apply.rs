//! One amendment, worked into the text that those before it left.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Citation, EntryKind, within};
use crate::value::Date;

use super::draft::{Draft, Operation, OperationKind};
use super::places::{self, Cited};
use super::{Consolidated, Saving, Version};

/// Works an amendment into the text, or says why it cannot be; not `whole` if some of its changes are
/// left out on purpose.
pub(super) fn apply(text: &mut Consolidated, draft: Draft, position: usize, whole: bool) {
    let known = regulation_day(text, &draft.of.text);
    let Some(first_day) = known else {
        let names = regulations(text);
        let near = nearest(&draft.of.text, names.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name its head file: `use \"scs.enact\"`".to_owned(),
        };
        text.diagnostics.push(
            Diagnostic::new(
                Code::UnknownName,
                draft.of.span,
                format!(
                    "no file read has the head of regulation `{}`",
                    draft.of.text
                ),
            )
            .help(help),
        );
        return;
    };
    if let Some((first_day, at)) = first_day.filter(|(first_day, _)| draft.day < *first_day) {
        text.diagnostics.push(
            Diagnostic::new(
                Code::Amendment,
                draft.day_at,
                format!(
                    "amendment `{}` takes effect before regulation `{}` does, on {first_day}",
                    draft.name.text, draft.of.text
                ),
            )
            .also(at, "the regulation takes effect here"),
        );
        return;
    }
    let Draft {
        name,
        of,
        day,
        operations,
        savings,
        ..
    } = draft;
    text.amendments.push((name.text.clone(), day));
    let first_saving = text.savings.len();
    let mut kept_for = Vec::new();
    for saving in savings {
        kept_for.push(
            saving
                .places
                .iter()
                .map(|place| (place.place.clone(), place.span))
                .collect::<Vec<_>>(),
        );
        text.savings.push(Saving {
            amendment: name.text.clone(),
            of: of.clone(),
            clause: saving.clause,
            when: saving.when,
            because: saving.because,
            span: saving.span,
        });
    }
    let mut work = Work {
        text,
        position,
        regulation: of.text,
        day,
        first_saving,
        kept_for,
        touched: BTreeMap::new(),
        ended_here: BTreeSet::new(),
        kept_before: BTreeMap::new(),
        dropped: Vec::new(),
        at: name.span,
    };
    for operation in operations {
        work.operation(operation);
    }
    if whole {
        work.savings_must_meet_changes();
        work.name_what_was_dropped();
    }
}

/// The day a regulation takes effect, and where it says so; none if it is not among the files.
fn regulation_day(text: &Consolidated, name: &str) -> Option<Option<(Date, Span)>> {
    let mut found = None;
    for tree in &text.trees {
        let mut within = false;
        for entry in &tree.tree.entries {
            match &entry.kind {
                EntryKind::Regulation(head) => {
                    within = head.name.text == name;
                    if within {
                        found = found.or(Some(None));
                    }
                }
                EntryKind::Continued { name: of, .. } => within = of.text == name,
                EntryKind::Validity(said) if within && said.commencement && said.of.is_none() => {
                    if let Ok(day) = Date::parse(&said.on.day) {
                        found = Some(Some((day, entry.span)));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

fn regulations(text: &Consolidated) -> Vec<String> {
    let entries = text.trees.iter().flat_map(|tree| &tree.tree.entries);
    entries
        .filter_map(|entry| match &entry.kind {
            EntryKind::Regulation(head) => Some(head.name.text.clone()),
            _ => None,
        })
        .collect()
}

/// The work of one amendment.
pub(super) struct Work<'t> {
    pub(super) text: &'t mut Consolidated,
    /// Which amendment, by the day they take effect.
    pub(super) position: usize,
    pub(super) regulation: String,
    pub(super) day: Date,
    pub(super) first_saving: usize,
    /// The provisions each saving clause is for.
    pub(super) kept_for: Vec<Vec<(String, Span)>>,
    /// What was changed, by citation, and where.
    pub(super) touched: BTreeMap<String, Span>,
    /// The entries it ended itself.
    pub(super) ended_here: BTreeSet<Span>,
    /// The saving clauses of earlier amendments that kept cases from what the operation at work ends,
    /// by the name it decides. They go on keeping those cases from what takes its place.
    pub(super) kept_before: BTreeMap<Option<String>, BTreeSet<usize>>,
    /// What ended because the provision around it was replaced.
    pub(super) dropped: Vec<Dropped>,
    /// The operation at work.
    pub(super) at: Span,
}

/// A provision that ended because one around it was replaced.
pub(super) struct Dropped {
    pub(super) citation: String,
    /// Its heading.
    pub(super) heading: Span,
    /// The provision that was replaced, and where that is said.
    pub(super) replaced: (String, Span),
}

impl Work<'_> {
    pub(super) fn error(
        &mut self,
        span: Span,
        headline: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.text
            .diagnostics
            .push(Diagnostic::new(Code::Amendment, span, headline).help(help));
    }

    fn operation(&mut self, operation: Operation) {
        let Operation {
            kind,
            entries,
            span,
            ..
        } = operation;
        self.at = span;
        self.kept_before.clear();
        match kind {
            OperationKind::Replace { target, with } => self.replace(&target, with, entries, span),
            OperationKind::Insert {
                after,
                place,
                entry,
            } => self.insert(after, &place, entry, entries, span),
            OperationKind::Repeal { targets } => {
                for target in &targets {
                    self.repeal(target, span);
                }
            }
            OperationKind::Renumber { from, to } => self.renumber(&from, &to, span),
            OperationKind::Extend {
                kind,
                member,
                label,
                after,
            } => self.extend(&kind, member, label, after.as_ref()),
        }
    }

    /// What a citation names in the text up to now; a complaint if nothing, or if it was changed already.
    pub(super) fn cited(&mut self, citation: &Citation, span: Span) -> Option<Cited> {
        if let Some(other) = citation
            .regulation
            .as_ref()
            .filter(|it| it.text != self.regulation)
        {
            let headline = format!("this amends `{}`, not `{}`", self.regulation, other.text);
            self.error(
                other.span,
                headline,
                "each regulation has an amendment of its own",
            );
            return None;
        }
        let place = citation.place.as_str();
        if let Some(first) = self.touched.get(place).copied() {
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    citation.span,
                    format!("`{place}` is amended twice by the same amendment"),
                )
                .also(first, "first here")
                .help("say at one place how it is to read"),
            );
            return None;
        }
        let day = self.day;
        let found = places::find(&self.text.trees, &self.regulation, place, |version| {
            version.until.is_none_or(|until| until >= day)
        });
        if found.is_none() {
            let known = places::citations(&self.text.trees, &self.regulation);
            let near = nearest(place, known.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "`enact outline` lists the provisions of `{}`",
                    self.regulation
                ),
            };
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownProvision,
                    citation.span,
                    format!("`{}` has no provision `{place}` to amend", self.regulation),
                )
                .help(help),
            );
        }
        self.touched.insert(place.to_owned(), span);
        found
    }

    /// The saving clauses that are for a provision, or for one it stands in.
    pub(super) fn savings_for(&self, citation: &str) -> Vec<usize> {
        self.kept_for
            .iter()
            .enumerate()
            .filter(|(_, of)| {
                of.is_empty() || of.iter().any(|(it, _)| within(citation, it).is_some())
            })
            .map(|(position, _)| self.first_saving + position)
            .collect()
    }

    fn savings_must_meet_changes(&mut self) {
        for (place, span) in self.kept_for.concat() {
            let met = self.touched.keys().any(|touched| {
                within(touched, &place)
                    .or(within(&place, touched))
                    .is_some()
            });
            if !met {
                self.error(
                    span,
                    format!("this amendment does not change `{place}`"),
                    "a saving clause keeps cases under the old text of what is amended",
                );
            }
        }
    }

    /// Warns of what ended with a provision around it, and is neither in the new text nor repealed by name.
    fn name_what_was_dropped(&mut self) {
        let mut dropped = std::mem::take(&mut self.dropped);
        let (trees, day) = (&self.text.trees, self.day);
        dropped.retain(|it| {
            places::find(trees, &self.regulation, &it.citation, |version| {
                version.covers(day)
            })
            .is_none()
        });
        // What falls away with a provision that does is not named again.
        let all: Vec<String> = dropped.iter().map(|it| it.citation.clone()).collect();
        let with_another = |it: &Dropped| {
            all.iter()
                .any(|other| *other != it.citation && within(&it.citation, other).is_some())
        };
        dropped.retain(|it| !with_another(it));
        for group in dropped.chunk_by(|one, next| one.replaced == next.replaced) {
            let Some(Dropped {
                replaced: (replaced, span),
                ..
            }) = group.first()
            else {
                continue;
            };
            let names: Vec<String> = group
                .iter()
                .map(|it| format!("`{}`", it.citation))
                .collect();
            let (verb, them) = match names.len() {
                1 => ("falls", "it"),
                _ => ("fall", "them"),
            };
            let listed = names.join(", ");
            let mut found = Diagnostic::new(
                Code::DroppedProvision,
                *span,
                format!("{listed} {verb} away: the new text of `{replaced}` is without {them}"),
            );
            for it in group {
                found = found.also(
                    it.heading,
                    format!("`{}` stands until the day before", it.citation),
                );
            }
            let repeals: Vec<String> = group
                .iter()
                .map(|it| format!("`repeal {}`", it.citation))
                .collect();
            self.text.diagnostics.push(found.help(format!(
                "say again what is to stay; if this is meant, say so beside it: {}",
                repeals.join(", ")
            )));
        }
    }

    pub(super) fn new_version(&self, citation: &str) -> Version {
        Version {
            from: Some(self.day),
            until: None,
            barred: self.savings_for(citation),
            spared: Vec::new(),
            by: Some(self.position),
        }
    }
}
