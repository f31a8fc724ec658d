//! Markdown: a heading, the reason, nested lists.

use std::fmt::Write as _;

use super::Explanation;
use super::compose::{Line, Sign, Voice, compose};
use super::lang::Lang;
use crate::model::Model;

/// An explanation as Markdown, ending in a line break.
#[must_use]
pub fn render(model: &Model, explanation: &Explanation, voice: Voice) -> String {
    let document = compose(model, explanation, voice);
    let (head, asked, because) = (
        escaped(&document.head),
        escaped(&document.asked),
        escaped(&document.because),
    );
    let mut out = format!("## {head}\n\n{asked}\n\n{because}\n");
    list(&mut out, &document.reasons, 0, voice.lang);
    for section in &document.sections {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n**{}**", escaped(&section.text));
        list(&mut out, &section.lines, 0, voice.lang);
    }
    out
}

fn list(out: &mut String, lines: &[Line], level: usize, lang: Lang) {
    if level == 0 && !lines.is_empty() {
        out.push('\n');
    }
    for line in lines {
        let sign = match line.sign {
            Sign::Met => "✓ ",
            Sign::NotMet => "✗ ",
            Sign::Open => "? ",
            Sign::Blocked => "! ",
            Sign::Plain => "",
        };
        let _ = writeln!(
            out,
            "{}- {sign}{}",
            "  ".repeat(level),
            escaped(&line.cited(lang))
        );
        list(out, &line.lines, level + 1, lang);
    }
}

/// The text with the characters that mean something to Markdown escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
