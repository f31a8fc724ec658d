//! Slips of the pen: words that are nearly what was expected, and phrases begun but not finished.

use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

use super::Failing;
use super::expected::{COMPARISONS, is_reserved, spoken};
use crate::syntax::grammar::Rule;
use crate::syntax::pieces::PieceKind;

impl Failing<'_> {
    /// A slip where it failed, or in the words before it, which were then taken for names.
    pub(super) fn slip(&self) -> Option<Diagnostic> {
        let before: Vec<_> = (1..=3)
            .filter_map(|back| Some((-back, self.phrases_before(-back)?)))
            .collect();
        let here = self.expected_words();
        let places = before
            .iter()
            .map(|(offset, phrases)| (*offset, *phrases))
            .chain([(0, here.as_slice())]);
        let begun = places.flat_map(|(offset, phrases)| {
            phrases
                .iter()
                .filter_map(move |phrase| self.begun(offset, phrase))
        });
        if let Some(begun) = begun.max_by_key(|begun| (begun.words, begun.is_slip)) {
            return Some(begun.diagnostic);
        }
        self.misspelt(0, &here).or_else(|| {
            let comparisons = before.iter().filter(|(_, phrases)| **phrases != BRACKETED);
            comparisons
                .filter(|(offset, _)| self.text(*offset).len() > 2)
                .find_map(|(offset, phrases)| self.misspelt(*offset, phrases))
        })
    }

    /// A slip in the words that begin where it failed.
    pub(super) fn slip_here(&self) -> Option<Diagnostic> {
        let words = self.expected_words();
        let begun = words
            .iter()
            .filter_map(|phrase| self.begun(0, phrase))
            .max_by_key(|begun| (begun.words, begun.is_slip));
        begun
            .map(|begun| begun.diagnostic)
            .or_else(|| self.misspelt(0, &words))
    }

    fn expected_words(&self) -> Vec<&'static str> {
        self.expected
            .iter()
            .flat_map(|rule| spoken(*rule).1)
            .copied()
            .collect()
    }

    /// The phrases a word before the failure could have been meant to begin; none where what stands
    /// before it was understood, because more of it was expected.
    fn phrases_before(&self, offset: isize) -> Option<&'static [&'static str]> {
        const COMPLETE: [Rule; 5] = [
            Rule::EOI,
            Rule::and_tail,
            Rule::or_tail,
            Rule::close,
            Rule::comma,
        ];
        if !COMPLETE.iter().any(|rule| self.expects(*rule))
            || self.piece(offset)?.kind != PieceKind::Word
        {
            return None;
        }
        Some(match self.text(offset - 1) {
            "is" | "not" if self.rule != Rule::given => &COMPARISONS,
            ":" | "：" => &[
                "whole number",
                "yes/no",
                "list of",
                "set of",
                "event at moment",
                "percent",
            ],
            _ if offset == -1 && self.rule == Rule::given => &["from", "made on", "with", "is"],
            _ => &BRACKETED,
        })
    }

    /// A phrase of which the first words are there, and then not the next.
    fn begun(&self, offset: isize, phrase: &'static str) -> Option<Begun> {
        let missing = phrase
            .split(' ')
            .enumerate()
            .find(|(nth, word)| self.text(offset.saturating_add_unsigned(*nth)) != *word);
        let (words, wanted) = missing.filter(|(words, _)| *words > 0)?;
        let so_far: Vec<&str> = phrase.split(' ').take(words).collect();
        let so_far = so_far.join(" ");
        let place = offset.saturating_add_unsigned(words);
        let Some(found) = self.piece(place) else {
            let headline = format!("expected `{wanted}` after `{so_far}`, but the entry ends here");
            return Some(Begun {
                words,
                is_slip: false,
                diagnostic: Diagnostic::new(Code::Syntax, self.end_span(), headline),
            });
        };
        let headline = format!(
            "expected `{wanted}` after `{so_far}`, found `{}`",
            found.text
        );
        let diagnostic = Diagnostic::new(Code::Syntax, self.span(found), headline);
        let is_slip = nearest(found.text, [wanted]).is_some();
        let meant = phrase.trim_end_matches(" (");
        let diagnostic = if is_slip {
            diagnostic.help(format!("did you mean `{meant}`?"))
        } else {
            diagnostic
        };
        Some(Begun {
            words,
            is_slip,
            diagnostic,
        })
    }

    fn misspelt(&self, offset: isize, phrases: &[&'static str]) -> Option<Diagnostic> {
        let typed = self
            .piece(offset)
            .filter(|piece| piece.kind == PieceKind::Word && !is_reserved(piece.text))?;
        let squashed =
            |phrase: &&&'static str| phrase.replace(' ', "") == typed.text && phrase.contains(' ');
        let whole = phrases.iter().find(squashed).copied();
        let first_words = phrases.iter().filter_map(|phrase| phrase.split(' ').next());
        let meant = whole.or_else(|| nearest(typed.text, first_words))?;
        let phrase = whole.or_else(|| {
            phrases
                .iter()
                .find(|phrase| phrase.split(' ').next() == Some(meant))
                .copied()
        })?;
        let phrase = phrase.trim_end_matches(" (");
        Some(
            Diagnostic::new(
                Code::Syntax,
                self.span(typed),
                format!("`{}` is not understood here", typed.text),
            )
            .help(format!("did you mean `{phrase}`?")),
        )
    }

    fn end_span(&self) -> crate::source::Span {
        self.pieces.last().map_or_else(
            || self.range(0..0),
            |last| self.range(last.end()..last.end()),
        )
    }
}

/// A phrase that breaks off.
struct Begun {
    /// How many of its words are there.
    words: usize,
    /// Whether the next word is nearly the right one.
    is_slip: bool,
    diagnostic: Diagnostic,
}

/// The phrases with a bracket of their own.
const BRACKETED: [&str; 5] = [
    "largest of (",
    "smallest of (",
    "latest of (",
    "earliest of (",
    "one of (",
];
