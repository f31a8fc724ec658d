//! Why an entry could not be read, in plain words.
//!
//! The parser tells how far it came and which productions it tried there. From that, and from the
//! pieces around, the causes a drafter knows are looked for first, the surest first: a quotation left
//! open, a sign of another language, a slip of the pen, an entry begun in the middle of a line. Only
//! when there is none is it said what was expected. One entry gives one message.

mod expected;
mod habits;
mod slips;

use std::ops::Range;

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

use super::entries::{self, Slice};
use super::grammar::{Grammar, Rule};
use super::pieces::{Piece, PieceKind, pieces};

/// What is said of a broken entry.
pub(super) struct Failure {
    pub(super) diagnostic: Diagnostic,
    /// Where the entry would have been whole, if the text from here on were not there.
    pub(super) whole_until: Option<usize>,
}

/// What stands before the first entry.
pub(super) fn stray_start(file: FileId, text: &str, range: Range<usize>) -> Diagnostic {
    let stray = text.get(range.clone()).unwrap_or_default();
    let failing = Failing::new(file, stray, range.start, Rule::EOI, 0, vec![Rule::EOI]);
    failing.stray_line().unwrap_or_else(|| {
        let span = failing.here_span();
        Diagnostic::new(Code::StrayText, span, "text before the first entry")
            .help("a file begins with `regulation`, `vocabulary`, `amendment` or `scenarios`; a comment begins with `--`")
    })
}

/// Why an entry could not be read.
pub(super) fn explain(file: FileId, source: &str, slice: &Slice, error: &Error<Rule>) -> Failure {
    let failing = Failing::of(file, source, slice.range.start, slice.rule, error);
    if let Some((diagnostic, whole_until)) = failing.entry_in_line() {
        return Failure {
            diagnostic,
            whole_until: Some(whole_until),
        };
    }
    if let Some(diagnostic) = failing.list_without_head() {
        return Failure {
            diagnostic,
            whole_until: None,
        };
    }
    if let Some(diagnostic) = failing.stray_line() {
        return Failure {
            diagnostic,
            whole_until: failing.here().map(|piece| piece.start),
        };
    }
    Failure {
        diagnostic: failing.cause(),
        whole_until: None,
    }
}

/// Why a cell of a table could not be read.
pub(super) fn explain_cell(
    file: FileId,
    text: &str,
    base: usize,
    rule: Rule,
    error: &Error<Rule>,
) -> Diagnostic {
    Failing::of(file, text, base, rule, error).cause()
}

/// What entries are called elsewhere.
const ELSEWHERE: [(&str, &str); 9] = [
    ("rule", "conclude"),
    ("section", "article"),
    ("clause", "paragraph"),
    ("subparagraph", "item"),
    ("definition", "conclusion"),
    ("input", "fact"),
    ("enum", "kind"),
    ("import", "use"),
    ("include", "use"),
];

/// An entry that could not be read, and where.
struct Failing<'t> {
    file: FileId,
    /// Where the entry starts in the file.
    base: usize,
    source: &'t str,
    /// The production that should have read it.
    rule: Rule,
    /// What was tried where it failed.
    expected: Vec<Rule>,
    /// The entry's pieces, without blanks and comments.
    pieces: Vec<Piece<'t>>,
    /// Which of them it failed at; past the last if the entry ended too early.
    at: usize,
}

impl<'t> Failing<'t> {
    fn of(file: FileId, source: &'t str, base: usize, rule: Rule, error: &Error<Rule>) -> Self {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Self::new(file, source, base, rule, at, expected)
    }

    fn new(
        file: FileId,
        source: &'t str,
        base: usize,
        rule: Rule,
        at: usize,
        expected: Vec<Rule>,
    ) -> Self {
        let pieces: Vec<_> = pieces(source).filter(|piece| !piece.is_blank()).collect();
        let at = pieces.partition_point(|piece| piece.end() <= at);
        Self {
            file,
            base,
            source,
            rule,
            expected,
            pieces,
            at,
        }
    }

    /// The first cause that is found.
    fn cause(&self) -> Diagnostic {
        self.open_quotation()
            .or_else(|| self.mixed_connectives())
            .or_else(|| self.habit())
            .or_else(|| self.slip())
            .or_else(|| self.blank_in_a_name())
            .or_else(|| self.misplaced_label())
            .or_else(|| self.bracket())
            .or_else(|| self.missing())
            .unwrap_or_else(|| self.expectation())
    }

    /// The piece it failed at; `None` at the end of the entry.
    fn here(&self) -> Option<&Piece<'t>> {
        self.pieces.get(self.at)
    }

    /// The piece so many after the one it failed at, or before it; empty where there is none.
    fn text(&self, offset: isize) -> &'t str {
        self.piece(offset).map_or("", |piece| piece.text)
    }

    fn piece(&self, offset: isize) -> Option<&Piece<'t>> {
        self.pieces.get(self.at.checked_add_signed(offset)?)
    }

    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    fn span(&self, piece: &Piece<'_>) -> Span {
        self.range(piece.start..piece.end())
    }

    fn range(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            offset_of(self.base + range.start),
            offset_of(self.base + range.end),
        )
    }

    /// Where it failed: the piece, or the empty place behind the last one.
    fn here_span(&self) -> Span {
        let end = self.pieces.last().map_or(0, Piece::end);
        self.here()
            .map_or_else(|| self.range(end..end), |piece| self.span(piece))
    }

    /// From the piece so many away, over so many pieces.
    fn span_over(&self, offset: isize, count: usize) -> Span {
        let last = offset.saturating_add_unsigned(count.saturating_sub(1));
        match (self.piece(offset), self.piece(last)) {
            (Some(first), Some(last)) => self.range(first.start..last.end()),
            _ => self.here_span(),
        }
    }

    fn syntax(&self, headline: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::Syntax, self.here_span(), headline)
    }

    /// Whether a piece is the first on its line.
    fn begins_line(&self, offset: isize) -> bool {
        let Some(piece) = self.piece(offset) else {
            return false;
        };
        let before = self.piece(offset - 1).map_or(0, Piece::end);
        before == 0
            || self
                .source
                .get(before..piece.start)
                .is_some_and(|between| between.contains(['\n', '\r']))
    }

    fn open_quotation(&self) -> Option<Diagnostic> {
        let open = self
            .here()
            .filter(|piece| piece.kind == PieceKind::Unclosed)?;
        let opening = open.text.chars().next()?;
        let closing = match opening {
            '「' => '」',
            '“' => '”',
            other => other,
        };
        Some(
            Diagnostic::new(
                Code::Syntax,
                self.span(open),
                "this quotation is not closed on its line",
            )
            .help(format!(
                "a text that begins with `{opening}` ends with `{closing}` on the same line"
            )),
        )
    }

    fn mixed_connectives(&self) -> Option<Diagnostic> {
        let (word, other) = match self.text(0) {
            "or" if self.expects(Rule::and_tail) => ("or", "and"),
            "and" if self.expects(Rule::or_tail) => ("and", "or"),
            _ => return None,
        };
        let earlier = self
            .pieces
            .get(..self.at)?
            .iter()
            .rposition(|piece| piece.text == other)?;
        let earlier = self.pieces.get(earlier)?;
        Some(
            self.syntax("`and` and `or` never mix without brackets or a list")
                .label(format!("`{word}` here"))
                .also(self.span(earlier), format!("`{other}` here"))
                .help("put brackets around what belongs together, or write a list with `all of` or `any of`"),
        )
    }

    /// A second entry on the line of the first, and where it begins. Its first word may have been taken
    /// for the unit of a number.
    fn entry_in_line(&self) -> Option<(Diagnostic, usize)> {
        if !self.expects(Rule::EOI) {
            return None;
        }
        let is_unit = self
            .piece(-2)
            .is_some_and(|piece| piece.kind == PieceKind::Number);
        let offsets = if is_unit { [0, -1] } else { [0, 0] };
        let second = offsets
            .into_iter()
            .filter(|offset| !self.begins_line(*offset))
            .find_map(|offset| {
                let piece = self.piece(offset)?;
                let rest = self.source.get(piece.start..)?.lines().next()?;
                entries::opening(rest, false).map(|_| piece)
            })?;
        let headline = format!("`{}` begins an entry, so it must begin a line", second.text);
        let diagnostic = Diagnostic::new(Code::Syntax, self.span(second), headline)
            .help("put it on a line of its own");
        Some((diagnostic, second.start))
    }

    /// A line that belongs to no entry: begun with a misspelt or misused entry word, or with nothing known.
    fn stray_line(&self) -> Option<Diagnostic> {
        let here = self
            .here()
            .filter(|_| self.expects(Rule::EOI) && self.begins_line(0))?;
        let broken = self
            .half_an_entry_word(here)
            .or_else(|| self.broken_entry_here(here));
        if broken.is_some() {
            return broken;
        }
        let slip = self.slip_here();
        let elsewhere = ELSEWHERE
            .iter()
            .find(|(word, _)| here.text.eq_ignore_ascii_case(word))
            .map(|(_, word)| *word);
        let entry_word = elsewhere
            .or_else(|| nearest(here.text, entries::entry_words()))
            .filter(|_| here.kind == PieceKind::Word);
        // What would be an entry, spelt rightly, was meant as one.
        let is_entry = entry_word.is_some_and(|word| {
            let rest = self.source.get(here.end()..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            entries::opening(&format!("{word}{line}"), false).is_some()
        });
        let slip = slip.filter(|_| !is_entry);
        match (entry_word, slip) {
            (None, slip) => slip.or_else(|| self.stray_list_entry(here)),
            (Some(word), None) => Some(
                Diagnostic::new(
                    Code::StrayText,
                    self.span(here),
                    format!("no entry begins with `{}`", here.text),
                )
                .help(format!("did you mean `{word}`?")),
            ),
            (Some(_), Some(slip)) => Some(slip),
        }
    }

    /// `exception when …`: an entry word of which the second is missing.
    fn half_an_entry_word(&self, here: &Piece<'t>) -> Option<Diagnostic> {
        let wanted = entries::phrase_of(here.text)?;
        let found = self.text(1);
        if nearest(here.text, entries::entry_words()).is_some() && here.text == "not" {
            return None;
        }
        let headline = format!("expected `{wanted}` after `{}`, found `{found}`", here.text);
        Some(
            Diagnostic::new(Code::Syntax, self.span_over(1, 1), headline)
                .help(format!("the entry begins with `{} {wanted}`", here.text)),
        )
    }

    /// `fact "label": yes/no`: no entry, because no name follows, but meant as one.
    fn broken_entry_here(&self, here: &Piece<'t>) -> Option<Diagnostic> {
        if entries::phrase_of(here.text).is_some() {
            return None;
        }
        let rule = entries::rule_of(here.text)?;
        let line = self.source.get(here.start..)?.lines().next()?;
        let error = Grammar::parse(rule, line).err()?;
        Some(Failing::of(self.file, line, self.base + here.start, rule, &error).cause())
    }

    /// `either (1) …`: a word where the head of a list should be, taken for a name.
    fn list_without_head(&self) -> Option<Diagnostic> {
        let here = self.here().filter(|_| self.expects(Rule::EOI))?;
        self.stray_list_entry(here)?;
        let head = self.piece(-1).filter(|it| it.kind == PieceKind::Word)?;
        matches!(self.text(-2), "when" | "and" | "or" | "not").then(|| {
            Diagnostic::new(
                Code::Syntax,
                self.span(head),
                format!("`{}` begins no list", head.text),
            )
            .help("a list begins with `all of`, `any of` or `at least 2 of`")
        })
    }

    fn stray_list_entry(&self, here: &Piece<'t>) -> Option<Diagnostic> {
        let labelled = (matches!(here.text, "(" | "（") && matches!(self.text(2), ")" | "）"))
            || matches!(self.text(1), ")" | "）");
        labelled.then(|| {
            Diagnostic::new(
                Code::StrayItem,
                self.span(here),
                "this list entry is in no list",
            )
            .help("a list begins with `all of`, `any of` or `at least 2 of`")
        })
    }

    /// A list entry labelled unlike those before it.
    fn misplaced_label(&self) -> Option<Diagnostic> {
        let shown = [
            (Rule::label1, "(1)"),
            (Rule::label2, "a)"),
            (Rule::numeral, "i."),
        ];
        let mut shapes = shown
            .iter()
            .filter(|(rule, _)| self.expects(*rule))
            .map(|(_, shape)| *shape);
        let (shape, None) = (shapes.next()?, shapes.next()) else {
            return None;
        };
        if !matches!(self.text(1), ")" | "）" | ".") {
            return None;
        }
        let label = format!("{}{}", self.text(0), self.text(1));
        Some(
            Diagnostic::new(Code::ListLabel, self.span_over(0, 2), format!("`{label}` in a list labelled like `{shape}`"))
                .help("the entries of one list are labelled alike; a list within an entry takes the next of `(1)`, `a)`, `i.`"),
        )
    }

    fn bracket(&self) -> Option<Diagnostic> {
        if matches!(self.text(0), ")" | "）") && self.expects(Rule::EOI) {
            return Some(self.syntax("this bracket closes nothing"));
        }
        if !self.expects(Rule::close) {
            return None;
        }
        let open = self.innermost_open()?;
        let found = self.here().map_or_else(
            || "the entry ends here".to_owned(),
            |piece| format!("`)` is missing before `{}`", piece.text),
        );
        Some(
            Diagnostic::new(Code::Syntax, self.span(open), "this bracket is not closed")
                .also(self.here_span(), found),
        )
    }

    /// The last bracket before the failure that is still open there.
    fn innermost_open(&self) -> Option<&Piece<'t>> {
        let mut closed = 0_usize;
        for piece in self.pieces.get(..self.at)?.iter().rev() {
            match piece.text {
                ")" | "）" => closed += 1,
                "(" | "（" if closed == 0 => return Some(piece),
                "(" | "（" => closed -= 1,
                _ => {}
            }
        }
        None
    }
}
