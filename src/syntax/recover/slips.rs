//! Slips of the pen: words that are nearly what was expected, and phrases begun but not finished.

use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

use super::Failing;
use super::expected::{COMPARISONS, is_reserved, spoken};
use crate::syntax::grammar::Rule;
use crate::syntax::pieces::PieceKind;

impl Failing<'_> {
    /// A slip where it failed, or in the words before it, which were taken for names.
    pub(super) fn slip(&self) -> Option<Diagnostic> {
        self.slip_of_clause().or_else(|| self.slip_before())
    }

    /// A slip in the word it failed at, or in one after it.
    pub(super) fn slip_of_clause(&self) -> Option<Diagnostic> {
        let words: Vec<&'static str> = self.expected.iter().flat_map(|rule| spoken(*rule).1).copied().collect();
        self.slip_from(0, &words)
    }

    fn slip_before(&self) -> Option<Diagnostic> {
        let after_is = |offset: isize| matches!(self.text(offset), "is" | "not");
        for back in 1..=3_isize {
            if self.piece(-back).is_some_and(|piece| piece.kind == PieceKind::Word) {
                let before = self.text(-back - 1);
                let wanted: &[&'static str] = match before {
                    _ if after_is(-back - 1) && self.rule != Rule::given => &COMPARISONS,
                    ":" | "：" => &["whole number", "yes/no", "list of", "set of", "event at moment", "percent"],
                    _ if back == 1 && self.rule == Rule::given => &["from", "made on", "with", "is"],
                    _ => &EXTREMES,
                };
                if let Some(found) = self.slip_from(-back, wanted).filter(|_| back == 1 || self.text(-back) != before) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The best match of the pieces from here on with one of these phrases, if it is a slip.
    fn slip_from(&self, offset: isize, phrases: &[&'static str]) -> Option<Diagnostic> {
        let begun = phrases.iter().filter_map(|phrase| self.begun(offset, phrase)).max_by_key(|(words, _)| *words);
        begun.map(|(_, diagnostic)| diagnostic).or_else(|| self.misspelt(offset, phrases))
    }

    /// A phrase of which the first words are there, and then not the next: how many are, and what to say.
    fn begun(&self, offset: isize, phrase: &'static str) -> Option<(usize, Diagnostic)> {
        let mut words = 0_usize;
        for word in phrase.split(' ') {
            let at = offset.saturating_add_unsigned(words);
            if self.text(at) != word {
                return self.broken_off(at, offset, words, word, phrase).map(|diagnostic| (words, diagnostic));
            }
            words += 1;
        }
        None
    }

    fn broken_off(&self, at: isize, offset: isize, words: usize, word: &str, phrase: &str) -> Option<Diagnostic> {
        if words == 0 {
            return None;
        }
        let so_far: Vec<&str> = (0..words).map(|word| self.text(offset.saturating_add_unsigned(word))).collect();
        let so_far = so_far.join(" ");
        let found = self.piece(at);
        let span = found.map_or_else(|| self.end_span(), |piece| self.span(piece));
        let headline = match found {
            Some(piece) => format!("expected `{word}` after `{so_far}`, found `{}`", piece.text),
            None => format!("expected `{word}` after `{so_far}`, but the entry ends here"),
        };
        let diagnostic = Diagnostic::new(Code::Syntax, span, headline);
        let is_slip = found.is_some_and(|piece| nearest(piece.text, [word]).is_some());
        Some(if is_slip { diagnostic.help(format!("did you mean `{}`?", phrase.trim_end_matches(" ("))) } else { diagnostic })
    }

    fn misspelt(&self, offset: isize, phrases: &[&'static str]) -> Option<Diagnostic> {
        let typed = self.piece(offset).filter(|piece| piece.kind == PieceKind::Word && !is_reserved(piece.text))?;
        let squashed = |phrase: &&&'static str| phrase.replace(' ', "") == typed.text && phrase.contains(' ');
        let whole = phrases.iter().find(squashed).copied();
        let first_words = phrases.iter().filter_map(|phrase| phrase.split(' ').next());
        let meant = whole.or_else(|| nearest(typed.text, first_words))?;
        let phrase = whole.or_else(|| phrases.iter().find(|phrase| phrase.split(' ').next() == Some(meant)).copied())?;
        let phrase = phrase.trim_end_matches(" (");
        Some(
            Diagnostic::new(Code::Syntax, self.span(typed), format!("`{}` is not understood here", typed.text))
                .help(format!("did you mean `{phrase}`?")),
        )
    }

    fn end_span(&self) -> crate::source::Span {
        self.pieces.last().map_or_else(|| self.range(0..0), |last| self.range(last.end()..last.end()))
    }
}

/// What opens a bracket of its own.
const EXTREMES: [&str; 5] = ["largest of (", "smallest of (", "latest of (", "earliest of (", "one of ("];
