//! Signs and words brought along from other languages, and how they are written here.

use crate::diagnostic::{Code, Diagnostic};

use super::Failing;

impl Failing<'_> {
    /// Something that other languages write, or that one would say.
    pub(super) fn habit(&self) -> Option<Diagnostic> {
        self.separated_digits()
            .or_else(|| self.sign_of_code())
            .or_else(|| self.phrase_of_speech())
    }

    /// `100,000`
    fn separated_digits(&self) -> Option<Diagnostic> {
        let (before, comma, after) = (self.piece(-1)?, self.piece(0)?, self.piece(1)?);
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let touches = before.end() == comma.start && comma.end() == after.start;
        if comma.text != "," || !touches || !is_number(before.text) || !is_number(after.text) {
            return None;
        }
        Some(
            Diagnostic::new(
                Code::BadLiteral,
                self.span_over(-1, 3),
                "a number is written without separators",
            )
            .help(format!("write `{}{}`", before.text, after.text)),
        )
    }

    fn sign_of_code(&self) -> Option<Diagnostic> {
        let pair = [self.text(0), self.text(1)].concat();
        let adjacent = self
            .piece(0)
            .zip(self.piece(1))
            .is_some_and(|(first, second)| first.end() == second.start);
        let two = PAIRS.iter().find(|(sign, _)| adjacent && *sign == pair);
        let (sign, write) = two.or_else(|| SIGNS.iter().find(|(sign, _)| *sign == self.text(0)))?;
        let length = if two.is_some() { 2 } else { 1 };
        let diagnostic = Diagnostic::new(
            Code::Syntax,
            self.span_over(0, length),
            format!("`{sign}` is not a sign of the language"),
        );
        Some(diagnostic.help(*write))
    }

    fn phrase_of_speech(&self) -> Option<Diagnostic> {
        let words = [
            self.text(-2),
            self.text(-1),
            self.text(0),
            self.text(1),
            self.text(2),
        ];
        let (said, offset, write) = match words {
            [_, _, "unless", ..] => (
                "unless",
                0,
                "write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
            ),
            [_, _, said @ ("equals" | "equal" | "are"), ..] => (said, 0, "write `is`"),
            [_, _, "exceeds", ..] => ("exceeds", 0, "write `is more than`"),
            [_, _, "contains", ..] => ("contains", 0, "write `includes`"),
            ["less", "than", "or", "equal", "to"] => {
                ("less than or equal to", -2, "write `at most`")
            }
            ["more", "than", "or", "equal", "to"] => {
                ("more than or equal to", -2, "write `at least`")
            }
            [_, "greater" | "larger" | "higher", "than", "or", _] => {
                ("greater than or", -1, "write `at least`")
            }
            [_, "greater" | "larger" | "higher" | "over", "than", ..] => {
                ("greater than", -1, "write `more than`")
            }
            [_, "fewer" | "smaller" | "lower", "than", "or", _] => {
                ("fewer than or", -1, "write `at most`")
            }
            [_, "fewer" | "smaller" | "lower", "than", ..] => {
                ("fewer than", -1, "write `less than`")
            }
            [_, "is", "in", ..] => ("is in", -1, "write `is one of (…)`"),
            ["is", "between", ..] => (
                "between",
                -1,
                "write two comparisons: `is at least …` and `is at most …`",
            ),
            [_, _, "between", ..] => (
                "between",
                0,
                "write two comparisons: `is at least …` and `is at most …`",
            ),
            [_, _, "on", "or", "before"] => ("on or before", 0, "write `by`"),
            [_, "before", "or", "on", _] => ("before or on", -1, "write `by`"),
            [_, "after", "or", "on", _] => ("after or on", -1, "write `on or after`"),
            _ => return None,
        };
        let span = self.span_over(offset, said.split(' ').count());
        Some(
            Diagnostic::new(
                Code::Syntax,
                span,
                format!("`{said}` is not a phrase of the language"),
            )
            .help(write),
        )
    }
}

const PAIRS: [(&str, &str); 10] = [
    (">=", "write `is at least`"),
    ("<=", "write `is at most`"),
    ("==", "write `is`"),
    ("!=", "write `is not`"),
    ("<>", "write `is not`"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("//", "a comment begins with `--`"),
    ("->", "write `then`, or `when` before the condition"),
    ("=>", "write `is at least`, or `when` before the condition"),
];

const SIGNS: [(&str, &str); 22] = [
    (">", "write `is more than`"),
    ("＞", "write `is more than`"),
    ("<", "write `is less than`"),
    ("＜", "write `is less than`"),
    ("≥", "write `is at least`"),
    ("≧", "write `is at least`"),
    ("≤", "write `is at most`"),
    ("≦", "write `is at most`"),
    ("≠", "write `is not`"),
    ("=", "write `is`"),
    ("＝", "write `is`"),
    ("!", "write `not`"),
    ("&", "write `and`"),
    (";", "an entry ends where the next one begins; leave it out"),
    (
        "；",
        "an entry ends where the next one begins; leave it out",
    ),
    (
        "。",
        "an entry ends where the next one begins; leave it out",
    ),
    (
        "{",
        "there are no braces; an entry ends where the next one begins",
    ),
    (
        "}",
        "there are no braces; an entry ends where the next one begins",
    ),
    ("[", "write `(`"),
    ("]", "write `)`"),
    ("#", "a comment begins with `--`"),
    ("'", "a text stands between `\"` and `\"`"),
];
