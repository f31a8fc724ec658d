//! A small document algebra: text with places where a line may or must break.
//!
//! The printers of [`super::entries`] and its neighbours say what belongs together; this file
//! alone decides where lines end. A group stands on one line when it fits, else every break
//! directly in it is taken, so that one element stands on a line and a change is a one-line diff.

use unicode_width::UnicodeWidthStr;

use crate::syntax::opens_entry;

/// The widest line, in columns of a terminal (a CJK character takes two).
pub(super) const WIDTH: usize = 100;

/// Columns by which a nested line stands further in.
pub(super) const STEP: usize = 2;

/// A piece of canonical text.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// Text that never breaks.
    Text(String),
    /// A space, or the end of a line if the group around it does not fit.
    Space,
    /// Always the end of a line; `spaced` where an author's blank line may follow it.
    Newline { spaced: bool },
    /// One after the other.
    Sequence(Vec<Doc>),
    /// Lines begun in here stand a step further in.
    Nest(Box<Doc>),
    /// On one line if it fits; `broken` when it holds a newline and so cannot.
    Group { content: Box<Doc>, broken: bool },
}

/// One line of canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its indentation in columns.
    pub(super) indent: usize,
    /// Its text, without indentation.
    pub(super) text: String,
    /// Whether a blank line of the author's before it is kept.
    pub(super) spaced: bool,
}

/// Unbreakable text.
pub(super) fn text(content: impl Into<String>) -> Doc {
    Doc::Text(content.into())
}

/// The parts one after the other, with nothing between them.
pub(super) fn sequence(parts: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::Sequence(parts.into_iter().collect())
}

/// The parts with a separator between them.
pub(super) fn join(parts: impl IntoIterator<Item = Doc>, separator: &Doc) -> Doc {
    let mut joined = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            joined.push(separator.clone());
        }
        joined.push(part);
    }
    Doc::Sequence(joined)
}

/// A step further in.
pub(super) fn nest(content: Doc) -> Doc {
    Doc::Nest(Box::new(content))
}

/// On one line if it fits.
pub(super) fn group(content: Doc) -> Doc {
    let broken = content.has_newline();
    Doc::Group {
        content: Box::new(content),
        broken,
    }
}

/// The first part, then each other part after a space or on a line of its own a step further in.
pub(super) fn wrapped(parts: impl IntoIterator<Item = Doc>) -> Doc {
    group(nest(join(parts, &Doc::Space)))
}

/// Parts separated by commas, as many on a line as fit.
pub(super) fn filled(parts: impl IntoIterator<Item = Doc>) -> Doc {
    let separator = sequence([text(","), group(Doc::Space)]);
    nest(join(parts, &separator))
}

/// Parts separated by commas, on one line or each on its own.
pub(super) fn comma_lines(parts: impl IntoIterator<Item = Doc>) -> Doc {
    join(parts, &sequence([text(","), Doc::Space]))
}

impl Doc {
    /// This with more text in front.
    pub(super) fn after(self, prefix: impl Into<String>) -> Doc {
        sequence([text(prefix), self])
    }

    /// The whole on one line, whatever its width.
    pub(super) fn flat(&self) -> String {
        match self {
            Doc::Text(content) => content.clone(),
            Doc::Space | Doc::Newline { .. } => " ".to_owned(),
            Doc::Sequence(parts) => parts.iter().map(Doc::flat).collect(),
            Doc::Nest(content) | Doc::Group { content, .. } => content.flat(),
        }
    }

    fn has_newline(&self) -> bool {
        match self {
            Doc::Text(_) | Doc::Space => false,
            Doc::Newline { .. } => true,
            Doc::Sequence(parts) => parts.iter().any(Doc::has_newline),
            Doc::Nest(content) => content.has_newline(),
            Doc::Group { broken, .. } => *broken,
        }
    }
}

/// A document still to be printed: how far in, and whether its own breaks are taken.
#[derive(Clone, Copy)]
struct Pending<'d> {
    doc: &'d Doc,
    indent: usize,
    broken: bool,
}

/// Prints a document as lines, the first at the given indentation.
pub(super) fn lines(doc: &Doc, indent: usize) -> Vec<Line> {
    let mut done = Vec::new();
    let mut line = Line {
        indent,
        text: String::new(),
        spaced: true,
    };
    let mut pending = vec![Pending {
        doc,
        indent,
        broken: true,
    }];
    while let Some(item) = pending.pop() {
        match item.doc {
            Doc::Text(content) => line.text.push_str(content),
            Doc::Space if !item.broken => line.text.push(' '),
            Doc::Space => {
                let next = Line {
                    indent: item.indent,
                    text: String::new(),
                    spaced: false,
                };
                done.push(std::mem::replace(&mut line, next));
            }
            Doc::Newline { spaced } => {
                let next = Line {
                    indent: item.indent,
                    text: String::new(),
                    spaced: *spaced,
                };
                done.push(std::mem::replace(&mut line, next));
            }
            Doc::Sequence(parts) => {
                pending.extend(parts.iter().rev().map(|doc| Pending { doc, ..item }))
            }
            Doc::Nest(content) => pending.push(Pending {
                doc: content,
                indent: item.indent + STEP,
                ..item
            }),
            Doc::Group { content, broken } => {
                let room = WIDTH.saturating_sub(line.indent + line.text.width());
                let broken = *broken || !fits(content, room, &pending);
                pending.push(Pending {
                    doc: content,
                    broken,
                    ..item
                });
            }
        }
    }
    done.push(line);
    glued(done)
}

/// Whether a document on one line, with what follows up to the next break, fits in `room` columns.
fn fits(doc: &Doc, room: usize, rest: &[Pending<'_>]) -> bool {
    let mut room = room;
    let mut rest = rest.iter().rev();
    let mut pending = vec![(doc, false)];
    loop {
        let (doc, broken) = match pending.pop() {
            Some(next) => next,
            None => match rest.next() {
                Some(item) => (item.doc, item.broken),
                None => return true,
            },
        };
        let width = match doc {
            Doc::Text(content) => content.width(),
            Doc::Space if broken => return true,
            Doc::Space => 1,
            Doc::Newline { .. } => return true,
            Doc::Sequence(parts) => {
                pending.extend(parts.iter().rev().map(|part| (part, broken)));
                0
            }
            Doc::Nest(content) | Doc::Group { content, .. } => {
                pending.push((content, broken));
                0
            }
        };
        match room.checked_sub(width) {
            Some(left) => room = left,
            None => return false,
        }
    }
}

/// A line that would open an entry of its own stays on the line above. Only the `conclude` that
/// completes an `instead of` may stand at the beginning of a line.
fn glued(lines: Vec<Line>) -> Vec<Line> {
    let mut result: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match result.last_mut() {
            Some(above)
                if opens_entry(&line.text, &above.text) && !line.text.starts_with("conclude ") =>
            {
                above.text.push(' ');
                above.text.push_str(&line.text);
            }
            _ => result.push(line),
        }
    }
    result
}
