//! A difference as people and machines read it.
//!
//! [`text`] is for the terminal, [`markdown`] and [`html`] for reports, [`json`] for programs; [`table`]
//! sets the amended articles as drafters do, old beside new. All of them say the same sentences; what
//! is nothing but labels in other languages comes last and short.

pub mod html;
pub mod json;
pub mod markdown;
pub mod marks;
pub mod table;
pub mod text;

use crate::explain::Lang;
use crate::source::visible;
use crate::source::{Sources, Span};

use super::{Change, ChangeKind, Detail, Difference, Sort, Words};

/// What is to be shown, and how.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// The difference.
    pub difference: &'p Difference<'p>,
    /// The texts of both sides.
    pub sources: &'p Sources,
    /// What the old side is called.
    pub old: &'p str,
    /// What the new side is called.
    pub new: &'p str,
    /// The language of labels and sentences.
    pub lang: Lang,
    /// Whether the texts are shown, with what is different in them marked.
    pub full: bool,
}

/// The changes of one regulation.
#[derive(Debug)]
pub(super) struct Group<'p> {
    /// Its name.
    pub(super) regulation: &'p str,
    /// What it is called.
    pub(super) title: String,
    /// Its changes but for those of labels.
    pub(super) changes: Vec<&'p Change>,
    /// What happened to labels in other languages, in a line for each language.
    pub(super) labels: Vec<String>,
}

/// Of so many labels the targets are named; in data all are.
const MOST_LABELS: usize = 12;

impl<'p> Page<'p> {
    pub(super) fn words(&self) -> Words<'p> {
        Words {
            names: &self.difference.names,
            lang: self.lang,
        }
    }

    pub(super) fn groups(&self) -> Vec<Group<'p>> {
        let mut groups: Vec<Group<'p>> = Vec::new();
        let mut labels: Vec<Vec<&'p Change>> = Vec::new();
        for change in &self.difference.changes {
            let known = groups
                .iter()
                .position(|it| it.regulation == change.regulation);
            let at = known.unwrap_or_else(|| {
                groups.push(Group {
                    regulation: &change.regulation,
                    title: self.words().regulation(&change.regulation),
                    changes: Vec::new(),
                    labels: Vec::new(),
                });
                labels.push(Vec::new());
                groups.len() - 1
            });
            let into = if change.sort == Sort::Label {
                labels.get_mut(at)
            } else {
                groups.get_mut(at).map(|group| &mut group.changes)
            };
            into.into_iter().for_each(|into| into.push(change));
        }
        for (group, labels) in groups.iter_mut().zip(labels) {
            group.labels = self.label_lines(&labels);
        }
        groups
    }

    fn label_lines(&self, labels: &[&Change]) -> Vec<String> {
        let mut lines: Vec<(&str, ChangeKind, Vec<&str>)> = Vec::new();
        for change in labels {
            let (language, target) = change.name.split_once(' ').unwrap_or(("", &change.name));
            let known = lines
                .iter_mut()
                .find(|(tag, kind, _)| *tag == language && *kind == change.kind);
            match known {
                Some((_, _, targets)) => targets.push(target),
                None => lines.push((language, change.kind, vec![target])),
            }
        }
        let line = |(language, kind, targets): (&str, ChangeKind, Vec<&str>)| {
            let kind = self.words().kind(kind);
            let first: Vec<&str> = targets.iter().copied().take(MOST_LABELS).collect();
            let more = if first.len() < targets.len() {
                format!(", … ({})", targets.len())
            } else {
                String::new()
            };
            format!("labels {language}  {kind}: {}{more}", first.join(", "))
        };
        lines.into_iter().map(line).collect()
    }

    /// The details of a change, each in a sentence with its place where that is not the change's own.
    pub(super) fn sentences(&self, change: &Change) -> Vec<String> {
        let words = self.words();
        let said = |detail: &Detail| {
            let sentence = words.detail(&change.regulation, detail);
            let own = format!("{} ", change.regulation);
            let at = detail.at.strip_prefix(&own).unwrap_or("");
            if at.is_empty() || at == change.name {
                return sentence;
            }
            let place = words.place(change, at);
            match self.lang {
                Lang::ZhHant => format!("{place}：{sentence}"),
                Lang::En | Lang::Ko => format!("{place}: {sentence}"),
            }
        };
        change
            .details
            .iter()
            .map(said)
            .map(|it| visible(&it))
            .collect()
    }

    /// Where something is written, `scs.enact:12`.
    pub(super) fn place(&self, span: Option<Span>) -> Option<String> {
        let span = span?;
        let file = self.sources.get(span.file)?;
        Some(format!(
            "{}:{}",
            file.name(),
            self.sources.position(span).start.line
        ))
    }

    /// How many changes of each kind, in words.
    pub(super) fn summary(&self) -> String {
        let kinds = [
            ChangeKind::Changed,
            ChangeKind::Added,
            ChangeKind::Removed,
            ChangeKind::Renumbered,
            ChangeKind::WordingOnly,
        ];
        let counted: Vec<String> = kinds
            .iter()
            .filter_map(|kind| {
                let changes = self.difference.changes.iter();
                let number = changes.filter(|it| it.kind == *kind).count();
                (0 < number).then(|| format!("{number} {}", self.words().kind(*kind)))
            })
            .collect();
        counted.join(", ")
    }
}
