//! Cuts a file into its entries.
//!
//! An entry begins at a line whose first words are an entry word and what may follow it, and ends
//! where the next one begins. Each is parsed by itself, with the production named here, so a broken
//! entry costs only itself and the cost of a file is the sum of its entries.
//!
//! Facts may be named like entry words (`source`, `unit`, `right`), since those are words only in
//! their place. So a line opens no entry where what follows could only continue a condition:
//! `source is shared`, `article 10(2) is met`, `right or power_held`.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::suggest::nearest;
use crate::source::{FileId, Span, offset_of};

use super::ast::{Broken, BrokenKind, Entry, EntryKind, Heading, Name, Rank};
use super::grammar::Rule;
use super::pieces::{Piece, PieceKind, is_word, pieces, run};
use super::trivia::Line;

/// One entry, as text: where it stands, and the production that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slice {
    /// The production.
    pub(super) rule: Rule,
    /// Its bytes in the file, without the blanks and comments behind it.
    pub(super) range: Range<usize>,
}

/// A file cut into entries.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// What stands before the first entry, if anything does.
    pub(super) stray: Option<Range<usize>>,
    /// The entries.
    pub(super) slices: Vec<Slice>,
}

/// Cuts a text, given its lines.
pub(super) fn cut(text: &str, lines: &[Line]) -> Cut {
    let mut cut = Cut::default();
    let mut unfinished = false;
    for line in lines.iter().filter(|line| line.code_start < line.code_end) {
        let code = text.get(line.code_start..line.code_end).unwrap_or_default();
        let opened = opening(code, unfinished).filter(|rule| !completes_instead(text, &cut, *rule));
        let range = line.code_start..line.code_end;
        match (opened, cut.slices.last_mut()) {
            (Some(rule), _) => cut.slices.push(Slice { rule, range }),
            (None, Some(slice)) => slice.range.end = line.code_end,
            (None, None) => {
                cut.stray =
                    Some(cut.stray.map_or(line.code_start, |stray| stray.start)..line.code_end)
            }
        }
        unfinished = code.ends_with([',', '，', '、', ':', '：', '<', '＜']);
    }
    cut
}

/// `instead of 10(2)` on a line of its own is completed by the `conclude` below it.
fn completes_instead(text: &str, cut: &Cut, rule: Rule) -> bool {
    let Some(last) = cut
        .slices
        .last()
        .filter(|last| rule == Rule::conclude && last.rule == Rule::instead)
    else {
        return false;
    };
    let written = text.get(last.range.clone()).unwrap_or_default();
    !written
        .split(|c| !is_word(c))
        .any(|word| word == "conclude")
}

/// The production of the entry that a line opens, if it opens one.
pub(super) fn opening(line: &str, unfinished: bool) -> Option<Rule> {
    let (word, rest) = split_word(line);
    let (_, rule, follows) = ENTRY_WORDS
        .iter()
        .find(|(entry_word, ..)| *entry_word == word)?;
    follows.admits(rest, unfinished).then_some(*rule)
}

/// Every word that opens an entry, for suggestions.
pub(super) fn entry_words() -> impl Iterator<Item = &'static str> {
    ENTRY_WORDS.iter().map(|(word, ..)| *word)
}

/// The entry words, their productions, and what may follow them.
const ENTRY_WORDS: [(&str, Rule, Follows); 53] = [
    ("regulation", Rule::regulation, Follows::Name),
    ("vocabulary", Rule::vocabulary, Follows::Name),
    ("scenarios", Rule::scenarios, Follows::Anything),
    ("use", Rule::use_, Follows::Text),
    ("chapter", Rule::chapter, Follows::Number),
    ("article", Rule::article, Follows::Number),
    ("paragraph", Rule::paragraph, Follows::Number),
    ("item", Rule::item, Follows::Number),
    ("part", Rule::part, Follows::Letter),
    ("proviso", Rule::proviso, Follows::Anything),
    ("note", Rule::note, Follows::Number),
    ("amendment", Rule::amendment, Follows::Name),
    ("clause", Rule::clause, Follows::Number),
    ("replace", Rule::replace, Follows::Anything),
    ("insert", Rule::insert, Follows::Words(&["after", "in"])),
    ("repeal", Rule::repeal, Follows::Anything),
    ("renumber", Rule::renumber, Follows::Anything),
    ("extend", Rule::extend, Follows::Name),
    ("saving", Rule::saving, Follows::Words(&["cases", "for"])),
    ("wording", Rule::wording, Follows::Text),
    (
        "commencement",
        Rule::commencement,
        Follows::Words(&["on", "of"]),
    ),
    ("expiry", Rule::expiry, Follows::Words(&["on", "of"])),
    (
        "descriptive",
        Rule::descriptive,
        Follows::Words(&["because"]),
    ),
    ("entity", Rule::entity, Follows::Name),
    ("authority", Rule::authority, Follows::Name),
    ("source", Rule::source_, Follows::Name),
    ("calendar", Rule::calendar, Follows::Name),
    ("unit", Rule::unit_, Follows::Name),
    ("kind", Rule::kind, Follows::Name),
    ("scale", Rule::scale, Follows::Name),
    ("record", Rule::record, Follows::Name),
    ("fact", Rule::fact, Follows::Name),
    ("not", Rule::not_encoded, Follows::Phrase("encoded")),
    ("labels", Rule::labels, Follows::Name),
    ("conclusion", Rule::conclusion, Follows::Name),
    ("conclude", Rule::conclude, Follows::Anything),
    ("exception", Rule::exception, Follows::Phrase("to")),
    ("instead", Rule::instead, Follows::Phrase("of")),
    ("scope", Rule::scope, Follows::Words(&["of", "when"])),
    ("reading", Rule::reading, Follows::Name),
    ("presume", Rule::presume, Follows::Name),
    ("always", Rule::always, Follows::Condition),
    ("take", Rule::take, Follows::Name),
    ("apply", Rule::apply, Follows::Anything),
    ("duty", Rule::norm, Follows::Name),
    ("right", Rule::norm, Follows::Name),
    ("power", Rule::norm, Follows::Name),
    ("prohibition", Rule::norm, Follows::Name),
    ("guideline", Rule::guideline, Follows::Name),
    ("scenario", Rule::scenario, Follows::Text),
    ("given", Rule::given, Follows::Name),
    ("expect", Rule::expect, Follows::Name),
    ("examples", Rule::examples, Follows::Words(&["from"])),
];

/// What an entry that cannot be read, or the rest of one, would have been, and the heading to keep in
/// its place where it is one whose number can be read.
pub(super) fn broken(file: FileId, text: &str, range: Range<usize>) -> (Broken, Option<Entry>) {
    let source = text.get(range.clone()).unwrap_or_default();
    let pieces: Vec<_> = pieces(source).filter(|piece| !piece.is_blank()).collect();
    let words = || {
        pieces
            .iter()
            .filter(|piece| piece.kind == PieceKind::Word)
            .map(|piece| piece.text.nfc().collect::<String>())
    };
    let first = pieces.first().map_or("", |piece| piece.text);
    let second = pieces.get(1).map_or("", |piece| piece.text);
    let known = rule_of(first).filter(|_| phrase_of(first).is_none_or(|wanted| wanted == second));
    let meant = match known {
        Some(_) => Some(first),
        None => nearest(first, entry_words()),
    };
    let rule = meant.and_then(rule_of);
    let at = |start: usize, end: usize| {
        Span::new(
            file,
            offset_of(range.start + start),
            offset_of(range.start + end),
        )
    };
    let number = pieces
        .get(1)
        .filter(|piece| piece.kind == PieceKind::Number || is_letter(piece.text));
    let rank = rule.and_then(rank_of);
    let heading = rank.zip(pieces.first()).and_then(|(rank, first)| {
        if number.is_none() && rank != Rank::Proviso {
            return None;
        }
        let end = number.map_or(first.end(), Piece::end);
        let heading = Heading {
            rank,
            number: number.map(|number| Name {
                text: number.text.to_owned(),
                span: at(number.start, number.end()),
            }),
            label: None,
            in_force: None,
            about: None,
        };
        Some(Entry {
            span: at(first.start, end),
            kind: EntryKind::Heading(heading),
        })
    });
    let kind = match (rule, rank) {
        (Some(Rule::regulation | Rule::vocabulary | Rule::amendment), _) => BrokenKind::Head,
        (Some(Rule::use_), _) => BrokenKind::Use,
        (_, Some(rank)) => BrokenKind::Heading {
            rank,
            kept: heading.is_some(),
        },
        _ => BrokenKind::Entry,
    };
    let declares = match rule {
        Some(Rule::kind | Rule::scale | Rule::record | Rule::unit_ | Rule::extend) => {
            words().skip(1).collect()
        }
        Some(Rule::not_encoded) => words().skip(2).take(1).collect(),
        Some(
            Rule::entity
            | Rule::authority
            | Rule::source_
            | Rule::calendar
            | Rule::fact
            | Rule::conclusion
            | Rule::reading
            | Rule::norm
            | Rule::guideline
            | Rule::regulation
            | Rule::amendment
            | Rule::vocabulary,
        ) => words().skip(1).take(1).collect(),
        _ => Vec::new(),
    };
    let broken = Broken {
        span: at(0, source.len()),
        kind,
        declares,
        mentions: words()
            .chain(meant.into_iter().map(str::to_owned))
            .collect(),
    };
    (broken, heading)
}

/// The rank of a heading.
pub(super) const fn rank_of(rule: Rule) -> Option<Rank> {
    Some(match rule {
        Rule::chapter => Rank::Chapter,
        Rule::article => Rank::Article,
        Rule::paragraph => Rank::Paragraph,
        Rule::item => Rank::Item,
        Rule::part => Rank::Part,
        Rule::proviso => Rank::Proviso,
        Rule::note => Rank::Note,
        _ => return None,
    })
}

/// The production of the entries that begin with this word.
pub(super) fn rule_of(word: &str) -> Option<Rule> {
    ENTRY_WORDS
        .iter()
        .find(|(entry_word, ..)| *entry_word == word)
        .map(|(_, rule, _)| *rule)
}

/// The word that must follow this entry word, if it is only one.
pub(super) fn phrase_of(word: &str) -> Option<&'static str> {
    ENTRY_WORDS
        .iter()
        .find_map(|(entry_word, _, follows)| match follows {
            Follows::Phrase(wanted) if *entry_word == word => Some(*wanted),
            _ => None,
        })
}

/// What may follow an entry word. Whatever else follows, unless it continues a condition, is an entry
/// too, but a broken one: the drafter meant to write one.
#[derive(Debug, Clone, Copy)]
enum Follows {
    /// A name, perhaps after a line break; so a quotation makes the word a name itself, being labelled.
    Name,
    /// A quotation.
    Text,
    /// A number, and then nothing that makes it a citation in a condition.
    Number,
    /// A single letter.
    Letter,
    /// One of these words.
    Words(&'static [&'static str]),
    /// This word only, else the word is another.
    Phrase(&'static str),
    /// A condition.
    Condition,
    /// Anything that does not continue a condition.
    Anything,
}

impl Follows {
    fn admits(self, rest: &str, unfinished: bool) -> bool {
        let (word, after) = split_word(rest);
        let bare = rest.is_empty() || rest.starts_with(QUOTATION_MARKS);
        match self {
            Self::Phrase(wanted) => word == wanted,
            Self::Number => {
                word.starts_with(|c: char| c.is_ascii_digit()) && !is_cited_in_condition(rest)
            }
            Self::Letter => is_letter(word) && !continues(after),
            Self::Words(wanted) => {
                wanted.contains(&word)
                    || (rest.is_empty() && !unfinished)
                    || (!bare && !continues(rest))
            }
            Self::Condition => {
                rest.starts_with(['(', '（', '-'])
                    || matches!(word, "not" | "for" | "in" | "if" | "the")
                    || !continues(rest)
            }
            Self::Name if bare => rest.is_empty() && !unfinished,
            Self::Text if rest.is_empty() => !unfinished,
            Self::Name | Self::Text | Self::Anything => !continues(rest),
        }
    }
}

const QUOTATION_MARKS: [char; 3] = ['"', '「', '“'];

/// Whether this can only be the rest of a condition, list or value that began with a name.
fn continues(rest: &str) -> bool {
    let (word, _) = split_word(rest);
    let sign = |c: char| !is_word(c) && c != '|' && !QUOTATION_MARKS.contains(&c);
    match word {
        "" => rest.starts_with(sign),
        "is" | "and" | "or" | "has" | "includes" | "of" | "for" | "otherwise" | "rounded"
        | "but" | "as" | "which" | "where" | "in" | "at" | "with" | "from" | "to" | "on"
        | "after" | "before" | "then" | "else" | "when" | "because" | "by" | "counted"
        | "until" | "read" | "under" => true,
        _ => false,
    }
}

/// `10(2) is met`: not a heading.
fn is_cited_in_condition(rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    let after = after
        .trim_start_matches(|c: char| is_word(c) || matches!(c, '(' | ')' | '（' | '）' | '.'));
    let (word, _) = split_word(after.trim_start());
    matches!(word, "is" | "proviso" | "and" | "or")
        || after.trim_start().starts_with([')', '）', ',', '，'])
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The word a text begins with (perhaps none), and what follows it and the blanks after it.
fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text
        .split_at_checked(run(text, is_word))
        .unwrap_or((text, ""));
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::super::trivia::lines;
    use super::*;

    fn opened(line: &str) -> Option<Rule> {
        opening(line, false)
    }

    fn shown(text: &str) -> Vec<&str> {
        cut(text, &lines(text))
            .slices
            .iter()
            .map(|slice| text.get(slice.range.clone()).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_slice_ends_before_blanks_and_comments() {
        let text = "\u{FEFF}-- head\nfact a: yes/no -- why\n  over time -- and\n\n-- next\nfact b:\tyes/no\r\n";
        assert_eq!(
            shown(text),
            ["fact a: yes/no -- why\n  over time", "fact b:\tyes/no"]
        );
    }

    #[test]
    fn text_before_the_first_entry_is_stray() {
        let text = "hello\n there\nfact a: yes/no";
        assert_eq!(cut(text, &lines(text)).stray, Some(0..12));
    }

    #[test]
    fn an_entry_word_may_be_a_name() {
        for line in [
            "source is shared",
            "unit for 2016 is x",
            "right or other",
            "article 10(2) is met",
            "note 5 and b",
            "article scs 10 is met",
            "power, other",
            "part",
            "part is",
            "not encoded_yet",
            "instead",
            "fact \"label\"",
            "always is yes",
            "scope is wide",
            "note is yes",
            "item_1 is yes",
            "power / 2",
            "scenario is yes",
        ] {
            assert_eq!(opened(line), None, "{line}");
        }
    }

    #[test]
    fn an_entry_word_opens_an_entry() {
        for line in [
            "article 10",
            "article 10 \"Title\"",
            "article 10 in force from 2015-01-01",
            "note 5",
            "part b",
            "proviso",
            "proviso \"x\"",
            "not encoded x: yes/no",
            "exception to 8",
            "instead of 8 conclude a",
            "scope when a",
            "always (a or b)",
            "always not a",
            "given",
            "examples",
            "| a",
            "use \"a\"",
            "wording zh-Hant \"x\"",
            "fact",
            "commencement on 2015-01-01",
            "expiry of 21 on 2026-12-31",
            "descriptive because \"x\"",
            "conclude x",
            "article 10 foo",
            "expect article 10(2) is met: yes",
        ] {
            assert_eq!(opened(line).is_some(), !line.starts_with('|'), "{line}");
        }
    }

    #[test]
    fn what_a_comma_leaves_open_is_continued() {
        assert_eq!(
            shown("kind body: commission,\n  source\nfact source: yes/no").len(),
            2
        );
        assert_eq!(
            shown("kind body: commission,\n  source \"a\",\n unit \"b\"").len(),
            1
        );
    }

    #[test]
    fn instead_is_completed_by_conclude() {
        let text = "instead of 8,\n 9\n conclude a when b\nconclude c when d\nconclude e when f";
        assert_eq!(shown(text).len(), 3);
    }
}
