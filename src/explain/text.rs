//! Plain text, at most so many columns wide, with or without colour.
//!
//! Colour and signs repeat what the words say, so that a reader without either misses nothing. Width is
//! display width: a Chinese character takes two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Explanation;
use super::compose::{Document, Line, Sign, Voice, compose};
use super::lang::Lang;
use crate::eval::Outcome;
use crate::model::Model;
use crate::source::visible;

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns; a word longer than that stands out.
    pub width: usize,
    /// Whether ANSI colours are used.
    pub colour: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Layout {
            width: 100,
            colour: false,
        }
    }
}

/// An explanation as text, ending in a line break.
#[must_use]
pub fn render(model: &Model, explanation: &Explanation, voice: Voice, layout: Layout) -> String {
    let document = compose(model, explanation, voice);
    let mut printer = Printer {
        layout,
        lang: voice.lang,
        out: String::new(),
    };
    printer.document(&document, &explanation.outcome);
    printer.out
}

struct Printer {
    layout: Layout,
    lang: Lang,
    out: String,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

impl Printer {
    fn document(&mut self, document: &Document, outcome: &Outcome) {
        let colour = match outcome {
            Outcome::Yes => GREEN,
            Outcome::No => RED,
            Outcome::Unknown => YELLOW,
            _ => BOLD,
        };
        self.paragraph(0, "", &document.head, &format!("{BOLD};{colour}"));
        self.paragraph(0, "", &document.asked, DIM);
        self.out.push('\n');
        self.paragraph(0, "", &document.because, "");
        self.lines(&document.reasons, 1);
        for section in &document.sections {
            self.out.push('\n');
            self.paragraph(0, "", &section.text, BOLD);
            self.lines(&section.lines, 1);
        }
    }

    fn lines(&mut self, lines: &[Line], level: usize) {
        for line in lines {
            let (sign, colour) = match line.sign {
                Sign::Met => ("✓ ", GREEN),
                Sign::NotMet => ("✗ ", RED),
                Sign::Open => ("? ", YELLOW),
                Sign::Blocked => ("! ", YELLOW),
                Sign::Plain => ("· ", DIM),
            };
            let sign = self.painted(sign, colour);
            self.paragraph(level * 2, &sign, &line.cited(self.lang), "");
            self.lines(&line.lines, level + 1);
        }
    }

    /// A sign and a text, wrapped under itself.
    fn paragraph(&mut self, indent: usize, sign: &str, text: &str, colour: &str) {
        let hanging = indent + if sign.is_empty() { 0 } else { 2 };
        let room = self.layout.width.saturating_sub(hanging).max(20);
        for (row, wrapped) in wrap(text, room).iter().enumerate() {
            let margin = if row == 0 { indent } else { hanging };
            self.out.push_str(&" ".repeat(margin));
            if row == 0 {
                self.out.push_str(sign);
            }
            let painted = self.painted(wrapped, colour);
            self.out.push_str(&painted);
            self.out.push('\n');
        }
    }

    fn painted(&self, text: &str, colour: &str) -> String {
        if self.layout.colour && !colour.is_empty() {
            format!("\u{1b}[{colour}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The rows of a text, each at most so wide; broken at spaces and between wide characters. What would
/// steer the terminal is made visible, before it is measured and coloured.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let (mut row, mut used) = (String::new(), 0);
    for piece in pieces(&visible(text)) {
        let wide = piece.trim_end().width();
        if width < used + wide && !row.is_empty() {
            rows.push(row.trim_end().to_owned());
            row.clear();
            used = 0;
        }
        row.push_str(piece);
        used += piece.width();
    }
    rows.push(row.trim_end().to_owned());
    rows
}

/// The unbreakable pieces of a text: words with the space after them, wide characters with the marks that close them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().peekable();
        characters.peek()?;
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            let Some((_, next)) = characters.peek() else {
                break;
            };
            if may_break(character, *next) {
                end = at + character.len_utf8();
                break;
            }
        }
        let (piece, left) = rest.split_at_checked(end)?;
        rest = left;
        Some(piece)
    })
}

fn may_break(before: char, after: char) -> bool {
    // Korean is written in words with spaces, though its letters are wide.
    let hangul = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}');
    let wide = |c: char| c.width() == Some(2) && !hangul(c);
    if after == ' ' || "，。、；：！？）」』%".contains(after) || "（「『".contains(before)
    {
        return false;
    }
    before == ' '
        || (wide(before) && (wide(after) || after.is_alphanumeric()))
        || (wide(after) && before != '(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_words_and_between_wide_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("職等為九，須至少十", 10), ["職等為九，", "須至少十"]);
        assert_eq!(wrap("기간이 만료됨", 8), ["기간이", "만료됨"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("unbreakable", 5), ["unbreakable"]);
    }
}
