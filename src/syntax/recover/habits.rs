//! Signs and words brought along from other languages, and how they are written here.

use crate::diagnostic::{Code, Diagnostic};

use super::Failing;
use crate::syntax::grammar::Rule;

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
        if *sign == "=" && self.rule == Rule::kind {
            return None;
        }
        let diagnostic = Diagnostic::new(
            Code::Syntax,
            self.span_over(0, length),
            format!("`{sign}` is not a sign of the language"),
        );
        Some(diagnostic.help(*write))
    }

    fn phrase_of_speech(&self) -> Option<Diagnostic> {
        let words = [self.text(-1), self.text(0), self.text(1), self.text(2)];
        let [before, here, next, after_next] = words;
        let (offset, length, said, write) = match words {
            [_, "unless", ..] => (
                0,
                1,
                "unless",
                "write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
            ),
            [_, "equals" | "equal", ..] => (0, 1, here, "write `is`"),
            [_, "exceeds", ..] => (0, 1, here, "write `is more than`"),
            [_, "contains", ..] => (0, 1, here, "write `includes`"),
            [_, "are", ..] => (0, 1, here, "write `is`"),
            ["than", "or", "equal", "to"] => match self.text(-2) {
                "less" | "fewer" | "smaller" => (-2, 5, "less than or equal to", "write `at most`"),
                _ => (-2, 5, "more than or equal to", "write `at least`"),
            },
            ["greater" | "larger" | "bigger" | "higher", "than", "or", _] => {
                (-1, 2, "greater than or equal to", "write `at least`")
            }
            [
                "greater" | "larger" | "bigger" | "higher" | "over",
                "than",
                ..,
            ] => (-1, 2, "greater than", "write `more than`"),
            ["fewer" | "smaller" | "lower", "than", "or", _] => {
                (-1, 2, "fewer than or equal to", "write `at most`")
            }
            ["fewer" | "smaller" | "lower", "than", ..] => {
                (-1, 2, "fewer than", "write `less than`")
            }
            ["is", "in", ..] => (-1, 2, "is in", "write `is one of (…)`"),
            ["between", ..] if self.text(-2) == "is" => (
                -1,
                1,
                before,
                "write two comparisons: `is at least …` and `is at most …`",
            ),
            [_, "between", ..] => (
                0,
                1,
                here,
                "write two comparisons: `is at least …` and `is at most …`",
            ),
            [_, "on", "or", "before"] => (0, 3, "on or before", "write `by`"),
            ["before", "or", "on", _] => (-1, 3, "before or on", "write `by`"),
            ["after", "or", "on", _] => (-1, 3, "after or on", "write `on or after`"),
            _ => return None,
        };
        let _ = (next, after_next);
        Some(
            Diagnostic::new(
                Code::Syntax,
                self.span_over(offset, length),
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
