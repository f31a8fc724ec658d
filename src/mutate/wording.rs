//! Changed sentences, put together from the text of the rules.
//!
//! The words of the language are what they are in the grammar; a change replaces a few of them in the
//! sentence as its author wrote it. Blanks and line breaks become one blank, comments are left out.

use crate::source::{Sources, Span};

/// A sentence longer than this is told by its changed part, in characters.
const LONGEST: usize = 100;

/// A sentence shorter than this is told with the rest of its line.
const SHORT: usize = 40;

/// A stretch of text, and what stands there instead.
pub(super) type Piece = (Span, String);

/// Reads the text of the rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'s> {
    pub(super) sources: &'s Sources,
}

impl Words<'_> {
    pub(super) fn raw(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// The text of a stretch, on one line.
    pub(super) fn text(&self, span: Span) -> String {
        on_one_line(self.raw(span))
    }

    /// The widest of these stretches that holds all pieces and is short enough to be read, as it is
    /// and as changed.
    pub(super) fn sentence(&self, within: &[Span], pieces: &[Piece]) -> (String, String) {
        let holds = |outer: &&Span| {
            pieces.iter().all(|(span, _)| {
                outer.file == span.file && outer.start <= span.start && span.end <= outer.end
            })
        };
        let short = |outer: &&Span| self.text(**outer).chars().count() <= LONGEST;
        let mut fitting = within.iter().filter(holds);
        let outer = fitting
            .clone()
            .find(short)
            .or_else(|| fitting.next_back())
            .copied()
            .or_else(|| {
                pieces
                    .iter()
                    .map(|(span, _)| *span)
                    .reduce(|one, other| one.to(other))
            })
            .unwrap_or_default();
        let line = self.line_of(outer);
        let whole = balanced(self.raw(line));
        let outer = if whole && self.text(outer).chars().count() < SHORT && short(&&line) {
            line
        } else {
            outer
        };
        let outer = self.without_reason(outer, pieces);
        (self.text(outer), self.changed(outer, pieces))
    }

    /// Without `because "…"` at its end.
    fn without_reason(&self, outer: Span, pieces: &[Piece]) -> Span {
        let text = self.raw(outer);
        let Some((kept, _)) = text.rsplit_once("because \"") else {
            return outer;
        };
        let end = outer.start + length(kept.trim_end());
        if pieces.iter().all(|(span, _)| span.end <= end) {
            Span { end, ..outer }
        } else {
            outer
        }
    }

    /// The lines a stretch lies on, without the blanks before and after.
    fn line_of(&self, span: Span) -> Span {
        let line_break = ['\n', '\r'];
        let before = self.before(span);
        let before = before.rsplit(line_break).next().unwrap_or_default();
        let rest = self.raw(self.after(span));
        let rest = rest.split(line_break).next().unwrap_or_default();
        Span {
            start: span.start - length(before.trim_start()),
            end: span.end + length(rest.trim_end()),
            ..span
        }
    }

    /// A stretch with some pieces of it exchanged.
    pub(super) fn changed(&self, outer: Span, pieces: &[Piece]) -> String {
        let mut pieces: Vec<&Piece> = pieces.iter().collect();
        pieces.sort_by_key(|(span, _)| *span);
        let mut text = String::new();
        let mut at = outer.start;
        for (span, words) in pieces {
            text.push_str(self.raw(Span {
                start: at,
                end: span.start,
                ..outer
            }));
            text.push_str(words);
            at = span.end.max(at);
        }
        text.push_str(self.raw(Span { start: at, ..outer }));
        on_one_line(&text)
    }

    /// A stretch with the brackets around it, as far as they lie in another stretch.
    pub(super) fn bracketed(&self, span: Span, outer: Span) -> Span {
        let mut span = span;
        loop {
            let before = self.raw(Span {
                end: span.start,
                ..outer
            });
            let after = self.raw(Span {
                start: span.end,
                ..outer
            });
            let opening = before.trim_end();
            let closing = after.trim_start();
            let (Some(open), Some(close)) = (opening.chars().last(), closing.chars().next()) else {
                return span;
            };
            if !matches!(open, '(' | '（') || !matches!(close, ')' | '）') {
                return span;
            }
            span = Span {
                start: outer.start + length(opening) - length_of(open),
                end: span.end + length(after) - length(closing) + length_of(close),
                ..span
            };
        }
    }

    /// Where a word or phrase stands in a stretch, as a whole word.
    pub(super) fn find(&self, span: Span, phrase: &str) -> Option<Span> {
        let text = self.raw(span);
        text.match_indices(phrase).find_map(|(at, found)| {
            let before = text.get(..at)?.chars().next_back();
            let after = text.get(at + found.len()..)?.chars().next();
            let apart = |it: Option<char>| it.is_none_or(|it| !it.is_alphanumeric() && it != '_');
            (apart(before) && apart(after)).then(|| {
                let start = span.start + length(text.get(..at).unwrap_or_default());
                Span {
                    start,
                    end: start + length(found),
                    ..span
                }
            })
        })
    }

    /// One of several things with commas between them is left out, with a comma beside it.
    pub(super) fn without(&self, item: Span, outer: Span) -> Piece {
        let comma = |it: char| matches!(it, ',' | '，' | '、');
        let after = self.raw(Span {
            start: item.end,
            ..outer
        });
        let rest = after.trim_start();
        if let Some(next) = rest.strip_prefix(comma) {
            let end = item.end + length(after) - length(next.trim_start());
            return (Span { end, ..item }, String::new());
        }
        let before = self.raw(Span {
            end: item.start,
            ..outer
        });
        let cut = before.trim_end();
        let cut = cut.strip_suffix(comma).unwrap_or(cut);
        let start = outer.start + length(cut);
        (Span { start, ..item }, String::new())
    }

    /// The numbers of a period and where they stand: `1 year 6 months`, from the first number on that
    /// has such a unit.
    pub(super) fn period(&self, span: Span) -> Vec<Counted> {
        let text = self.raw(span);
        let mut found: Vec<Counted> = Vec::new();
        let mut at = 0;
        while let Some((start, digits)) = digits_from(text, at) {
            let end = start + digits.len();
            at = end;
            let word: String = text
                .get(end..)
                .unwrap_or_default()
                .trim_start()
                .chars()
                .take_while(|it| it.is_alphanumeric() || *it == '_')
                .collect();
            let unit = match word.as_str() {
                "year" | "years" => Unit::Years,
                "month" | "months" => Unit::Months,
                "week" | "weeks" => Unit::Weeks,
                "day" | "days" => Unit::Days,
                _ if found.is_empty() => continue,
                _ => break,
            };
            let Ok(count) = digits.parse() else { break };
            let from = span.start + length(text.get(..start).unwrap_or_default());
            found.push(Counted {
                count,
                unit,
                span: Span {
                    start: from,
                    end: from + length(digits),
                    ..span
                },
            });
            // Another part of the same period follows its unit at once.
            let after = text.get(end..).unwrap_or_default().trim_start();
            let after = after.strip_prefix(word.as_str()).unwrap_or(after);
            if !after
                .trim_start()
                .starts_with(|it: char| it.is_ascii_digit())
            {
                break;
            }
        }
        found
    }

    /// The first number in a stretch, and where it stands.
    pub(super) fn number(&self, span: Span) -> Option<(String, Span)> {
        let text = self.raw(span);
        let (start, _) = digits_from(text, 0)?;
        let digits: String = text
            .get(start..)?
            .chars()
            .take_while(|it| it.is_ascii_digit() || *it == '.')
            .collect();
        let digits = digits.trim_end_matches('.').to_owned();
        let from = span.start + length(text.get(..start)?);
        let end = from + length(&digits);
        Some((
            digits,
            Span {
                start: from,
                end,
                ..span
            },
        ))
    }

    /// The text after a stretch, up to the end of its file.
    pub(super) fn after(&self, span: Span) -> Span {
        let end = self
            .sources
            .get(span.file)
            .map_or(span.end, |file| file.span().end);
        Span {
            start: span.end,
            end,
            ..span
        }
    }

    /// The text before a stretch.
    pub(super) fn before(&self, span: Span) -> &str {
        self.raw(Span {
            start: 0,
            end: span.start,
            ..span
        })
    }
}

/// A number of years, months, weeks or days in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) count: u32,
    pub(super) unit: Unit,
    pub(super) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Years,
    Months,
    Weeks,
    Days,
}

fn digits_from(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(|it: char| it.is_ascii_digit())?;
    let rest = text.get(start..)?;
    let len = rest
        .find(|it: char| !it.is_ascii_digit())
        .unwrap_or(rest.len());
    Some((start, rest.get(..len)?))
}

/// Whether every bracket is closed, and none is that was not opened.
fn balanced(text: &str) -> bool {
    let depth = text.chars().try_fold(0_u32, |depth, it| match it {
        '(' | '（' => depth.checked_add(1),
        ')' | '）' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Without comments, with one blank for any number of them.
pub(super) fn on_one_line(text: &str) -> String {
    let mut quoted = false;
    let mut words = String::new();
    for line in text.lines() {
        let mut kept = line;
        for (at, character) in line.char_indices() {
            quoted ^= character == '"';
            if !quoted && line.get(at..).is_some_and(|rest| rest.starts_with("--")) {
                kept = line.get(..at).unwrap_or(line);
                break;
            }
        }
        for word in kept.split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
    }
    words
}

fn length(text: &str) -> u32 {
    crate::source::offset_of(text.len())
}

fn length_of(character: char) -> u32 {
    crate::source::offset_of(character.len_utf8())
}
