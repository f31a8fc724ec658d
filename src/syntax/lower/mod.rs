//! From pest's pairs to the tree.
//!
//! Each function takes the pair of one production and gives the node of it. What the grammar promised
//! (that a `fact` has a `word`) is asked of [`Children`], the only place that knows a promise can be
//! broken; a function that is let down gives up with `?`, and the entry with a diagnostic.
//!
//! The literals of the tree stay text, but those that could mean nothing (30 February, a number of
//! thirty digits) are reported here, where they are written.

mod amendments;
mod conditions;
mod declarations;
mod heads;
mod literals;
mod norms;
mod rules;
mod scenarios;
mod values;

use std::ops::Range;

use pest::iterators::{Pair, Pairs};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

use super::ast::{Citation, Entry, EntryKind, Name, Text};
use super::grammar::Rule;
use super::trivia::Line;

pub(super) use scenarios::table_of_file;

/// An entry, and what was found wrong in it. There is no entry without a diagnostic.
pub(super) struct Lowered {
    pub(super) entry: Option<Entry>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Lowers the pairs of one entry, which stands at `base` of a file with these lines.
pub(super) fn entry(
    file: FileId,
    source: &str,
    base: usize,
    lines: &[Line],
    pairs: Pairs<'_, Rule>,
) -> Lowered {
    let mut cx = Context {
        file,
        base,
        source,
        has_comments: source.contains("--"),
        lines,
        diagnostics: Vec::new(),
    };
    let mut pairs = pairs;
    let kind = match pairs.next() {
        Some(pair) => entry_kind(&mut cx, pair),
        None => Err(Unkept(0..source.len())),
    };
    let span = cx.at(0..source.len());
    let entry = match kind {
        Ok(kind) => Some(Entry { span, kind }),
        Err(Unkept(range)) => {
            let headline = "enact cannot read this, although it is written as it should be";
            let help = "this is a fault in enact; please report it with the entry";
            cx.diagnostics
                .push(Diagnostic::new(Code::Syntax, cx.at(range), headline).help(help));
            None
        }
    };
    Lowered {
        entry,
        diagnostics: cx.diagnostics,
    }
}

fn entry_kind(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    match pair.as_rule() {
        Rule::regulation
        | Rule::vocabulary
        | Rule::scenarios
        | Rule::use_
        | Rule::wording
        | Rule::commencement
        | Rule::expiry
        | Rule::descriptive => heads::head(cx, pair),
        Rule::chapter
        | Rule::article
        | Rule::paragraph
        | Rule::item
        | Rule::part
        | Rule::proviso
        | Rule::note => heads::heading(cx, pair),
        Rule::amendment
        | Rule::clause
        | Rule::replace
        | Rule::insert
        | Rule::repeal
        | Rule::renumber
        | Rule::extend
        | Rule::saving => amendments::amending(cx, pair).map(EntryKind::Amending),
        Rule::norm => norms::norm(cx, pair),
        Rule::scenario | Rule::given | Rule::expect | Rule::examples => {
            scenarios::scenario_entry(cx, pair)
        }
        Rule::conclusion
        | Rule::conclude
        | Rule::exception
        | Rule::instead
        | Rule::scope
        | Rule::reading
        | Rule::presume
        | Rule::always
        | Rule::take
        | Rule::apply
        | Rule::guideline => rules::rule(cx, pair),
        _ => declarations::declaration(cx, pair),
    }
}

/// A pair of our grammar.
type Node<'t> = Pair<'t, Rule>;

/// What a production gives, if the grammar kept its promises.
type Promised<T> = Result<T, Unkept>;

/// The grammar promised a child and there is none; the text it should have been in.
#[derive(Debug)]
struct Unkept(Range<usize>);

/// What lowering needs to know about the entry, and what it finds out.
struct Context<'t> {
    file: FileId,
    /// Where the entry starts in the file.
    base: usize,
    /// The entry.
    source: &'t str,
    /// Whether there may be comments in it.
    has_comments: bool,
    /// The lines of the file.
    lines: &'t [Line],
    diagnostics: Vec<Diagnostic>,
}

impl Context<'_> {
    /// The place of a range of the entry.
    fn at(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            offset_of(self.base + range.start),
            offset_of(self.base + range.end),
        )
    }

    /// The place of a pair, without the blanks and comments that its last token skipped.
    fn span(&self, pair: &Node<'_>) -> Span {
        let span = pair.as_span();
        self.at(span.start()..self.code_end(span.start(), span.end()))
    }

    fn code_end(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        loop {
            end = start
                + self
                    .source
                    .get(start..end)
                    .map_or(0, |text| text.trim_end().len());
            match self.comment_over(end).filter(|comment| *comment > start) {
                Some(comment) => end = comment,
                None => return end,
            }
        }
    }

    /// Where the comment starts that the text before this offset ends in.
    fn comment_over(&self, end: usize) -> Option<usize> {
        if !self.has_comments {
            return None;
        }
        let place = self.base + end;
        let following = self.lines.partition_point(|line| line.start < place);
        let line = self.lines.get(following.checked_sub(1)?)?;
        line.comment
            .filter(|comment| *comment < place)?
            .checked_sub(self.base)
    }

    fn report(&mut self, code: Code, span: Span, headline: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, span, headline));
    }

    /// A word: `rank`, `10`, `zh-Hant`.
    fn name(&self, pair: &Node<'_>) -> Name {
        Name {
            text: normalised(pair.as_str()),
            span: self.span(pair),
        }
    }

    /// A quotation, without its marks and with its escapes resolved.
    fn text(&self, pair: &Node<'_>) -> Text {
        Text {
            text: unquoted(pair.as_str()),
            span: self.span(pair),
        }
    }

    fn citation(&self, pair: Node<'_>) -> Promised<Citation> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let regulation = children.maybe(Rule::word).map(|word| self.name(&word));
        let place = children.one(Rule::place)?;
        Ok(Citation {
            regulation,
            place: canonical_place(place.as_str()),
            span,
        })
    }

    /// Every child that is a citation.
    fn citations(&self, pair: Node<'_>) -> Promised<Vec<Citation>> {
        Children::of(pair)
            .all(Rule::citation)
            .map(|citation| self.citation(citation))
            .collect()
    }
}

fn normalised(word: &str) -> String {
    if is_nfc(word) {
        word.to_owned()
    } else {
        word.nfc().collect()
    }
}

fn unquoted(quoted: &str) -> String {
    let mut inner = quoted.chars();
    let opening = inner.next();
    inner.next_back();
    let inner = inner.as_str();
    if opening != Some('"') || !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            other => text.push(other),
        }
    }
    text
}

/// `8  proviso（consent）` as `8 proviso(consent)`.
fn canonical_place(place: &str) -> String {
    let spaced = place.split_whitespace().collect::<Vec<_>>().join(" ");
    normalised(&spaced).replace('（', "(").replace('）', ")")
}

/// The children of a pair, taken in the order of the production. Signs the grammar shows only for
/// the sake of its messages are passed over.
struct Children<'t> {
    pairs: Pairs<'t, Rule>,
    /// Where the parent stands in the entry.
    range: Range<usize>,
}

impl<'t> Children<'t> {
    fn of(pair: Node<'t>) -> Self {
        let span = pair.as_span();
        Self {
            range: span.start()..span.end(),
            pairs: pair.into_inner(),
        }
    }

    fn peek(&mut self) -> Option<Rule> {
        loop {
            let rule = self.pairs.peek()?.as_rule();
            if !matches!(
                rule,
                Rule::comma | Rule::colon | Rule::close | Rule::below | Rule::EOI
            ) {
                return Some(rule);
            }
            self.pairs.next();
        }
    }

    /// The next child, whatever it is.
    fn next(&mut self) -> Option<Node<'t>> {
        self.peek()?;
        self.pairs.next()
    }

    /// The next child, which the grammar promised.
    fn any(&mut self) -> Promised<Node<'t>> {
        self.next().ok_or_else(|| Unkept(self.range.clone()))
    }

    /// The next child, which the grammar promised to be of this rule.
    fn one(&mut self, rule: Rule) -> Promised<Node<'t>> {
        self.maybe(rule).ok_or_else(|| Unkept(self.range.clone()))
    }

    /// The next child, if it is of this rule.
    fn maybe(&mut self, rule: Rule) -> Option<Node<'t>> {
        if self.peek()? == rule {
            self.pairs.next()
        } else {
            None
        }
    }

    /// The next children, as long as they are of this rule.
    fn all(mut self, rule: Rule) -> impl Iterator<Item = Node<'t>> {
        std::iter::from_fn(move || self.maybe(rule))
    }

    /// The name that comes next, which the grammar promised.
    fn name(&mut self, cx: &Context<'_>) -> Promised<Name> {
        Ok(cx.name(&self.one(Rule::word)?))
    }

    /// The name that comes next, if one does.
    fn maybe_name(&mut self, cx: &Context<'_>) -> Option<Name> {
        self.maybe(Rule::word).map(|word| cx.name(&word))
    }

    /// The quotation that comes next, which the grammar promised.
    fn text(&mut self, cx: &Context<'_>) -> Promised<Text> {
        Ok(cx.text(&self.one(Rule::quoted)?))
    }

    /// The quotation that comes next, if one does.
    fn label(&mut self, cx: &Context<'_>) -> Option<Text> {
        self.maybe(Rule::quoted).map(|text| cx.text(&text))
    }

    /// `because "…"`, if it comes next.
    fn because(&mut self, cx: &Context<'_>) -> Promised<Option<Text>> {
        self.maybe(Rule::because)
            .map(|because| Children::of(because).text(cx))
            .transpose()
    }

    /// Gives up: this child is not one the grammar admits here.
    fn unexpected<T>(&self) -> Promised<T> {
        Err(Unkept(self.range.clone()))
    }
}

/// Gives up: this pair is not one the grammar admits here.
fn unexpected<T>(pair: &Node<'_>) -> Promised<T> {
    let span = pair.as_span();
    Err(Unkept(span.start()..span.end()))
}

#[cfg(test)]
mod tests {
    use super::{canonical_place, normalised, unquoted};

    #[test]
    fn quotations() {
        assert_eq!(unquoted("\"a \\\"b\\\" \\\\\""), "a \"b\" \\");
        assert_eq!(unquoted("「甲\\」"), "甲\\");
        assert_eq!(unquoted("“a”"), "a");
        assert_eq!(unquoted("\"\""), "");
    }

    #[test]
    fn names_and_places_have_one_spelling() {
        assert_eq!(normalised("cafe\u{301}"), "café");
        assert_eq!(
            canonical_place("8  proviso（consent）"),
            "8 proviso(consent)"
        );
    }
}
