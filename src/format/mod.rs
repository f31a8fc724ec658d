//! Canonical text: one layout for every file, from the tree and the comments.
//!
//! Only the layout is chosen here. The words are the author's, except that punctuation is ASCII,
//! texts stand in one kind of quotation mark, and clauses stand in the order of the grammar. So
//! the tree of the formatted text is the tree of the text, formatting twice changes nothing more,
//! and no comment is lost.
//!
//! `doc` breaks lines, `entries` and its neighbours say where they may break, and
//! `comments` puts the comments between them. Nothing is configurable.

mod amendments;
mod comments;
mod conditions;
mod doc;
mod entries;
mod norms;
pub mod phrases;
mod scenarios;
mod values;
mod words;

#[cfg(test)]
mod tests;

use similar::TextDiff;

use crate::diagnostic::Severity;
use crate::syntax::Parse;
use crate::syntax::ast::{Amending, Entry, EntryKind, Rank};

use comments::Printed;

/// The lines of context around a change in a [`diff`].
const CONTEXT: usize = 3;

/// The canonical text of a file, ending in one line feed; empty for a file without text.
///
/// `parse` must be the parse of `source`. None if it reports an error: a file that does not parse
/// is never rewritten, because what was not understood would be lost.
#[must_use]
pub fn format(source: &str, parse: &Parse) -> Option<String> {
    if parse
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        return None;
    }
    let mut outline = Outline::default();
    let entries: Vec<Printed> = parse
        .file
        .entries
        .iter()
        .map(|entry| outline.printed(entry))
        .collect();
    Some(comments::weave(source, &parse.trivia, &entries))
}

/// The canonical text of entries that stand in no file as they are, ending in one line feed. Comments
/// are in files, not in trees, so there are none.
#[must_use]
pub fn entries<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> String {
    let mut outline = Outline::default();
    let mut text = String::new();
    for entry in entries {
        let printed = outline.printed(entry);
        if printed.separated && !text.is_empty() {
            text.push('\n');
        }
        for line in &printed.lines {
            text.push_str(&" ".repeat(line.indent));
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    text
}

/// What formatting changes, as a unified diff; empty if nothing.
#[must_use]
pub fn diff(name: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(name, name)
        .to_string()
}

/// The headings open above an entry, outermost first; chapters do not count.
#[derive(Default)]
struct Outline {
    open: Vec<Rank>,
    /// Headings and rules stand under an amending word in a file of changes, under nothing else.
    amending: usize,
}

impl Outline {
    fn printed(&mut self, entry: &Entry) -> Printed {
        let indent = self.depth(&entry.kind) * doc::STEP;
        Printed {
            span: entry.span,
            separated: matches!(
                entry.kind,
                EntryKind::Heading(_)
                    | EntryKind::Scenario(_)
                    | EntryKind::Amending(Amending::Clause { .. })
            ),
            lines: doc::lines(&entries::entry(&entry.kind), indent),
        }
    }

    /// How deep an entry stands; a heading opens the level of those after it.
    fn depth(&mut self, kind: &EntryKind) -> usize {
        match kind {
            EntryKind::Regulation(_)
            | EntryKind::Continued { .. }
            | EntryKind::Vocabulary { .. }
            | EntryKind::Amending(Amending::Head { .. })
            | EntryKind::Scenarios { .. } => {
                self.open.clear();
                self.amending = 0;
                0
            }
            EntryKind::Amending(amending) => {
                self.open.clear();
                let (own, within) = match amending {
                    Amending::Head { .. } | Amending::Clause { .. } => (0, 1),
                    Amending::Replace { .. } | Amending::Insert { .. } => (1, 2),
                    Amending::Repeal { .. }
                    | Amending::Renumber { .. }
                    | Amending::Extend { .. }
                    | Amending::Saving { .. } => (1, 1),
                };
                self.amending = within;
                own
            }
            EntryKind::Heading(heading) => {
                // A note belongs to its article, whatever heading stands before it.
                let outer = if heading.rank == Rank::Note {
                    Rank::Paragraph
                } else {
                    heading.rank
                };
                self.open.retain(|rank| *rank < outer);
                let depth = self.amending + self.open.len();
                if heading.rank != Rank::Chapter {
                    self.open.push(heading.rank);
                }
                depth
            }
            EntryKind::Scenario(_) => 0,
            EntryKind::Given { .. } | EntryKind::Expect { .. } | EntryKind::Examples(_) => 1,
            _ => self.amending + self.open.len(),
        }
    }
}
