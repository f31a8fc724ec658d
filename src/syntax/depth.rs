//! How deep an entry nests, told before it is parsed.
//!
//! Parser, checker and evaluator descend into what is written, and the stack they descend on is
//! finite. So the depth of an entry is bounded first, from its pieces alone: each bracket is a level,
//! and so is each word or sign that takes what follows it as its operand. Such a word counts until
//! something surely ends what it began; the count may exceed the true depth, never fall short of it.

use std::ops::Range;

use super::pieces::{Piece, PieceKind, pieces};

/// How many brackets may stand within one another.
const MOST_BRACKETS: usize = 64;

/// How many levels of any sort there may be.
const MOST_LEVELS: usize = 256;

/// Why an entry is not parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooDeep {
    /// The piece that is one too deep.
    pub(super) place: Range<usize>,
    /// What nests.
    pub(super) what: &'static str,
    /// How deep it may.
    pub(super) most: usize,
}

/// How many levels deep an entry nests at most.
pub(super) fn depth(entry: &str) -> Result<usize, TooDeep> {
    let mut gauge = Gauge {
        levels: vec![Level::default()],
        ..Gauge::default()
    };
    for piece in pieces(entry).filter(|piece| !piece.is_blank()) {
        gauge.read(&piece);
        let place = piece.start..piece.end();
        if gauge.levels.len() > MOST_BRACKETS + 1 {
            return Err(TooDeep {
                place,
                what: "brackets",
                most: MOST_BRACKETS,
            });
        }
        let open = gauge.open();
        if open > MOST_LEVELS {
            return Err(TooDeep {
                place,
                what: "conditions and values",
                most: MOST_LEVELS,
            });
        }
        gauge.deepest = gauge.deepest.max(open);
    }
    Ok(gauge.deepest)
}

/// What is open within one pair of brackets.
#[derive(Debug, Default)]
struct Level {
    /// Words that reach to the closing bracket: `for every`, `where`, `if`, lists.
    wide: usize,
    /// Words and signs that reach no further than the condition or operand they stand in.
    narrow: usize,
}

#[derive(Debug, Default)]
struct Gauge<'t> {
    levels: Vec<Level>,
    /// What is open in all levels but the last.
    outer: usize,
    deepest: usize,
    /// The last pieces read, the last first.
    last: [&'t str; 3],
    /// A comma has been read: what is open is closed, unless `which must apply` follows.
    comma: bool,
    /// `article` has been read: the `is` of `article 10 is met` ends nothing.
    citing: bool,
    /// Hyphens still to come that belong to a date.
    hyphens: usize,
}

impl<'t> Gauge<'t> {
    fn open(&self) -> usize {
        self.outer
            + self
                .levels
                .last()
                .map_or(0, |level| level.wide + level.narrow + 1)
    }

    fn read(&mut self, piece: &Piece<'t>) {
        if std::mem::take(&mut self.comma) && piece.text != "which" {
            self.settle();
        }
        match piece.kind {
            PieceKind::Word => self.word(piece.text),
            PieceKind::Sign => self.sign(piece.text),
            _ => {}
        }
        let [last, before, _] = self.last;
        self.last = [piece.text, last, before];
    }

    fn word(&mut self, word: &str) {
        match word {
            "article" => self.citing = true,
            "is" if std::mem::take(&mut self.citing) => {}
            "and" | "or" | "is" | "has" | "includes" | "when" | "because" | "then" => self.settle(),
            "not" | "of" | "after" | "before" | "otherwise" | "for" | "but" | "stands"
            | "rounded" | "which" | "applies" | "under" => self.narrow(),
            "where" | "if" | "every" | "some" | "least" | "all" | "any" => self.wide(),
            "ROC" => self.hyphens = 2,
            _ => {}
        }
    }

    fn sign(&mut self, sign: &str) {
        match sign {
            "(" | "（" => {
                self.outer = self.open();
                self.levels.push(Level::default());
            }
            ")" | "）" if !self.ends_list_label() && self.levels.len() > 1 => {
                self.levels.pop();
                self.outer -= self
                    .levels
                    .last()
                    .map_or(0, |level| level.wide + level.narrow + 1);
            }
            "-" if self.hyphens > 0 => self.hyphens -= 1,
            "+" | "＋" | "-" | "−" | "－" | "*" | "×" | "/" | "÷" => self.narrow(),
            ":" | "：" | "|" => self.settle(),
            "," | "，" | "、" => self.comma = true,
            _ => {}
        }
    }

    /// Whether the bracket read is that of `a)`: a letter after something complete, or after a list's head.
    fn ends_list_label(&self) -> bool {
        let [letter, before, earlier] = self.last;
        let is_letter = letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_lowercase());
        let is_head = before == "of"
            && (matches!(earlier, "all" | "any")
                || earlier.starts_with(|c: char| c.is_ascii_digit()));
        is_letter && (is_head || is_complete(before))
    }

    fn settle(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.narrow = 0;
        }
    }

    fn narrow(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.narrow += 1;
        }
    }

    fn wide(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.wide += 1 + std::mem::take(&mut level.narrow);
        }
    }
}

/// Whether a condition may end with this piece.
fn is_complete(piece: &str) -> bool {
    const OPEN: [&str; 28] = [
        "",
        "(",
        "（",
        ",",
        "，",
        "and",
        "or",
        "not",
        "is",
        "of",
        "after",
        "before",
        "otherwise",
        "for",
        "than",
        "then",
        "else",
        "if",
        "when",
        "where",
        "the",
        "in",
        "by",
        "least",
        "most",
        "includes",
        "some",
        "every",
    ];
    !OPEN.contains(&piece)
        && !piece.starts_with([
            '+', '-', '*', '/', '×', '÷', '−', '＋', '－', ':', '：', '|',
        ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets() {
        assert!(depth(&"(".repeat(64)).is_ok());
        let too_deep = depth(&"( ".repeat(65)).unwrap_err();
        assert_eq!((too_deep.place, too_deep.what), (128..129, "brackets"));
        assert!(depth(&"(a) ".repeat(1000)).is_ok());
        assert!(
            depth(&"(any of a) ".repeat(1000)).is_err(),
            "a label closes no bracket"
        );
        assert!(depth(&"(a or b) and ".repeat(1000)).is_ok());
    }

    #[test]
    fn chains() {
        for chain in [
            "not ",
            "- ",
            "a + ",
            "year of ",
            "a otherwise ",
            "a, which must apply otherwise ",
            "any of (1) ",
            "if a is b then c else ",
            "number of a where a is b and ",
            "for every x in y, a and ",
            "x rounded up ",
            "x as it stands on ",
            "the day before ",
            "x for ",
            "1-",
            "any of a) a b) ",
            "article 1 is met otherwise ",
            "not not for every x in y, a and ",
        ] {
            assert!(depth(&chain.repeat(10_000)).is_err(), "{chain}");
            assert!(depth(&chain.repeat(50)).is_ok(), "{chain}");
        }
    }

    #[test]
    fn long_but_flat() {
        for flat in [
            "a of the x is b and ",
            "x on 2018-05-01\n",
            "| a for b | 2018-01-01 |\n",
            "x: set of y, ",
            "8 note 5, ",
            "not a or ",
            "x + y is at most 3 and ",
            "(year of x) and ",
            "ROC 104-01-01, ",
        ] {
            assert!(depth(&flat.repeat(10_000)).is_ok(), "{flat}");
        }
    }
}
