//! What stands between the entries and means nothing: comments and blank lines.
//!
//! The tree does not hold them, because no rule depends on them; the formatter keeps them, and finds
//! them here. Quotations end on their line, so each line tells by itself where its comment begins.

use crate::source::{FileId, Span, offset_of};

use super::pieces::{PieceKind, pieces};

/// The comments and blank lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trivia {
    /// Every comment, in order.
    pub comments: Vec<Comment>,
    /// Where each run of blank lines begins.
    pub blank_lines: Vec<u32>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands, from its `--`.
    pub span: Span,
    /// Its text, `--` included, without the blanks at its end.
    pub text: String,
    /// Whether nothing stands before it on its line.
    pub own_line: bool,
}

/// The trivia of the lines of a file.
pub(super) fn gather(file: FileId, text: &str, lines: &[Line]) -> Trivia {
    let mut trivia = Trivia::default();
    let mut in_blank_run = false;
    for line in lines {
        if line.is_blank() && !in_blank_run {
            trivia.blank_lines.push(offset_of(line.start));
        }
        in_blank_run = line.is_blank();
        if let Some(start) = line.comment {
            let comment = text.get(start..line.end).unwrap_or_default();
            trivia.comments.push(Comment {
                span: Span::new(file, offset_of(start), offset_of(start + comment.len())),
                text: comment.to_owned(),
                own_line: line.code_start == line.code_end,
            });
        }
    }
    trivia
}

/// One line, as offsets into the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first byte, indentation included.
    pub(super) start: usize,
    /// Its first byte that is neither blank nor comment; `code_end` if there is none.
    pub(super) code_start: usize,
    /// Just past the last such byte.
    pub(super) code_end: usize,
    /// Where its comment starts.
    pub(super) comment: Option<usize>,
    /// Its end, without the blanks and the line break there.
    pub(super) end: usize,
}

impl Line {
    /// Whether nothing is written on it.
    pub(super) const fn is_blank(&self) -> bool {
        self.code_start == self.code_end && self.comment.is_none()
    }
}

/// The byte order mark some editors write before the text.
pub(super) const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The lines of a text. An empty text, or one that ends in a line break, has no line after it.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut start = if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let mut lines = Vec::new();
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(line(start, rest.get(..length).unwrap_or_default()));
        let ending = if rest
            .get(length..)
            .is_some_and(|end| end.starts_with("\r\n"))
        {
            2
        } else {
            1
        };
        start += length + ending;
    }
    lines
}

fn line(start: usize, text: &str) -> Line {
    let comment = comment_start(text);
    let code = text
        .get(..comment.unwrap_or(text.len()))
        .unwrap_or_default()
        .trim_end();
    let code_end = start + code.len();
    Line {
        start,
        code_start: code_end - code.trim_start().len(),
        code_end,
        comment: comment.map(|at| start + at),
        end: start + text.trim_end().len(),
    }
}

fn comment_start(line: &str) -> Option<usize> {
    if !line.contains("--") {
        return None;
    }
    pieces(line)
        .find(|piece| piece.kind == PieceKind::Comment)
        .map(|piece| piece.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Trivia {
        gather(FileId(0), text, &lines(text))
    }

    #[test]
    fn comments_know_whether_they_stand_alone() {
        let trivia = of("\u{FEFF}-- one \r\nfact a: yes/no -- two\n  -- three");
        let shown: Vec<_> = trivia
            .comments
            .iter()
            .map(|c| (c.span.start, c.text.as_str(), c.own_line))
            .collect();
        assert_eq!(
            shown,
            [
                (3, "-- one", true),
                (27, "-- two", false),
                (36, "-- three", true)
            ]
        );
    }

    #[test]
    fn no_comment_in_a_quotation() {
        assert!(of("fact a \"x -- y\": yes/no").comments.is_empty());
        assert_eq!(of("fact a 「x」 -- y").comments.len(), 1);
    }

    #[test]
    fn one_offset_for_each_run_of_blank_lines() {
        assert_eq!(of("a\n\n \t\n\nb\n\nc\n").blank_lines, [2, 9]);
        assert_eq!(of("").blank_lines, [0_u32; 0]);
    }
}
