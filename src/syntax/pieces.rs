//! The smallest pieces of a text: words, numbers, signs, quotations, comments and blanks.
//!
//! The grammar reads entries; what must be known before it runs (where entries begin, how deep their
//! brackets go) and after it fails (which word it failed at) is told from these pieces. They never
//! fail: every character belongs to exactly one piece.

use pest::unicode::{XID_CONTINUE, XID_START};

/// The pieces of a text, in order and without gaps.
pub(super) const fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0 }
}

/// A piece and where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// What it is.
    pub(super) kind: PieceKind,
    /// Its first byte, from the start of the text.
    pub(super) start: usize,
    /// Its characters.
    pub(super) text: &'t str,
}

impl Piece<'_> {
    /// Just past its last byte.
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether the grammar skips it.
    pub(super) const fn is_blank(&self) -> bool {
        matches!(
            self.kind,
            PieceKind::Blank | PieceKind::LineEnd | PieceKind::Comment
        )
    }
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// `rank`, `is`, `職等`
    Word,
    /// `10`, `10b`, `2015-01-01`
    Number,
    /// One other character: `(`, `，`
    Sign,
    /// A text with both its quotation marks.
    Quoted,
    /// A quotation mark that is not closed on its line, and the rest of the line.
    Unclosed,
    /// `--` and the rest of the line.
    Comment,
    /// Spaces and tabs.
    Blank,
    /// `\n`, `\r\n` or `\r`
    LineEnd,
}

/// See [`pieces`].
#[derive(Debug, Clone)]
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = self.text.get(self.at..)?;
        let (kind, length) = measure(rest, rest.chars().next()?);
        let piece = Piece {
            kind,
            start: self.at,
            text: rest.get(..length)?,
        };
        self.at += length;
        Some(piece)
    }
}

/// Which piece a text begins with, and how many bytes long it is.
fn measure(rest: &str, first: char) -> (PieceKind, usize) {
    match first {
        '\r' if rest.starts_with("\r\n") => (PieceKind::LineEnd, 2),
        '\n' | '\r' => (PieceKind::LineEnd, 1),
        '"' | '「' | '“' => quotation(rest, first),
        '-' if rest.starts_with("--") => (PieceKind::Comment, run(rest, |c| !is_line_end(c))),
        _ if is_blank(first) => (PieceKind::Blank, run(rest, is_blank)),
        _ if first.is_ascii_digit() => (PieceKind::Number, number(rest)),
        _ if first == '_' || XID_START(first) => (PieceKind::Word, run(rest, is_word)),
        _ => (PieceKind::Sign, first.len_utf8()),
    }
}

/// A quotation ends on its line; only between `"` can a sign be escaped.
fn quotation(rest: &str, opening: char) -> (PieceKind, usize) {
    let closing = match opening {
        '「' => '」',
        '“' => '”',
        other => other,
    };
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if is_line_end(c) {
            return (PieceKind::Unclosed, at);
        }
        if c == closing && !escaped {
            return (PieceKind::Quoted, at + c.len_utf8());
        }
        escaped = opening == '"' && c == '\\' && !escaped;
    }
    (PieceKind::Unclosed, rest.len())
}

/// A number with the letters on it (`10b`), or a date: its hyphens take nothing away.
fn number(rest: &str) -> usize {
    let year = run(rest, is_word);
    let Some(("", after)) = rest.get(year..).and_then(|rest| rest.split_once('-')) else {
        return year;
    };
    let month = run(after, is_word);
    let Some(("", day)) = after.get(month..).and_then(|rest| rest.split_once('-')) else {
        return year;
    };
    if year == 4 {
        year + 1 + month + 1 + run(day, is_word)
    } else {
        year
    }
}

/// How many bytes at the start satisfy a test.
pub(super) fn run(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.find(|c| !test(c)).unwrap_or(text.len())
}

/// Whether a character may stand in a word.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && XID_CONTINUE(c))
}

/// Whether a character is a blank within a line.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}

const fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use PieceKind::*;

    fn shown(text: &str) -> Vec<(PieceKind, &str)> {
        pieces(text)
            .filter(|piece| piece.kind != Blank)
            .map(|piece| (piece.kind, piece.text))
            .collect()
    }

    #[test]
    fn every_kind() {
        assert_eq!(
            shown("rank_1 is 10b -- why\r\n「甲」（\"a\\\"b\" 2015-01-01"),
            [
                (Word, "rank_1"),
                (Word, "is"),
                (Number, "10b"),
                (Comment, "-- why"),
                (LineEnd, "\r\n"),
                (Quoted, "「甲」"),
                (Sign, "（"),
                (Quoted, "\"a\\\"b\""),
                (Number, "2015-01-01"),
            ]
        );
    }

    #[test]
    fn hyphens_of_dates_only() {
        assert_eq!(shown("8-1"), [(Number, "8"), (Sign, "-"), (Number, "1")]);
        assert_eq!(shown("10-1-1").len(), 5);
        assert_eq!(
            shown("2015-1"),
            [(Number, "2015"), (Sign, "-"), (Number, "1")]
        );
    }

    #[test]
    fn a_quotation_ends_on_its_line() {
        assert_eq!(
            shown("\"a -- b\nc"),
            [(Unclosed, "\"a -- b"), (LineEnd, "\n"), (Word, "c")]
        );
        assert_eq!(shown("「a\""), [(Unclosed, "「a\"")]);
        assert_eq!(shown("\"a\\\""), [(Unclosed, "\"a\\\"")]);
    }
}
