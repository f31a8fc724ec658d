//! YAML, as far as it is plain data.
//!
//! `saphyr-parser` reads the syntax and hands over events one at a time, so nesting costs no
//! stack here. It counts places in characters; they are turned into bytes.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::number::{self, Word};
use super::tree::{Shape, Tree, name_of, too_deep};
use super::{RawError, RawErrorKind, RawKind, control_character, quoted};

/// Reads every document of `text`; `base` is where it stands in the file.
pub(super) fn read_stream(text: &str, base: usize, tree: &mut Tree<'_>) {
    // The parser takes the character U+0000 for the end of the text: what follows would be lost
    // without a word.
    if let Some((at, character)) = control_character(text) {
        tree.fail(RawError {
            kind: RawErrorKind::ControlCharacter,
            start: base + at,
            end: base + at + character.len_utf8(),
            detail: format!("here stands {}", name_of(character)),
        });
        return;
    }
    let mut stream = Stream {
        text,
        base,
        places: Places::new(text),
        tree,
    };
    match stream.read() {
        Ok(()) => tree.finish(),
        Err(error) => tree.fail(error),
    }
}

struct Stream<'t, 'l, 'b> {
    text: &'t str,
    base: usize,
    places: Places<'t>,
    tree: &'b mut Tree<'l>,
}

impl Stream<'_, '_, '_> {
    fn read(&mut self) -> Result<(), RawError> {
        let mut parser = Parser::new_from_str(self.text);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|fault| self.malformed(&fault))?;
            match event {
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => {}
                Event::DocumentEnd => self.tree.finish(),
                Event::StreamEnd => return Ok(()),
                Event::Alias(_) => self.alias(span)?,
                Event::Scalar(text, style, anchor, tag) => {
                    self.refuse_marks(anchor, tag.as_deref(), span);
                    self.scalar(&text, style, span)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.refuse_marks(anchor, tag.as_deref(), span);
                    self.open(Shape::List, span)?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.refuse_marks(anchor, tag.as_deref(), span);
                    self.open(Shape::Map, span)?;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    // A list or map in brackets ends with one; by indentation it just ends.
                    let (start, end) = self.bytes(span);
                    self.tree.close((end > start).then_some(self.base + end));
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, shape: Shape, span: Span) -> Result<(), RawError> {
        let (start, end) = self.bytes(span);
        if self.tree.expects_key() {
            let detail = "a list or a map cannot be a key".to_owned();
            return Err(self.error(RawErrorKind::NotPlain, start, end, detail));
        }
        self.tree.open(shape, self.base + start)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> Result<(), RawError> {
        let (start, end) = self.bytes(span);
        let written = self.text.get(start..end).unwrap_or_default();
        let is_bare = style == ScalarStyle::Plain;
        // The parser gives `~`, placed at the next word, for a value that is not there.
        let is_absent = is_bare && (text.is_empty() || (text == "~" && written != "~"));
        let end = if is_absent {
            start
        } else {
            start + written.trim_end().len()
        };
        if self.tree.expects_key() {
            self.key(text, is_bare, is_absent, (start, end));
            return Ok(());
        }
        let kind = if is_absent {
            RawKind::Null
        } else if is_bare {
            self.bare_kind(text, start, end)
        } else {
            RawKind::Text(text.to_owned())
        };
        self.tree.scalar(kind, self.base + start, self.base + end)
    }

    fn key(&mut self, text: &str, is_bare: bool, is_absent: bool, (start, end): (usize, usize)) {
        if is_absent {
            let detail = "a key is missing before the `:`".to_owned();
            let error = self.error(RawErrorKind::Malformed, start, end, detail);
            self.tree.note(error);
        } else if is_bare && text == "<<" {
            let detail = "the merge key `<<` is not allowed: write the entries out".to_owned();
            let error = self.error(RawErrorKind::NotPlain, start, end, detail);
            self.tree.note(error);
        }
        self.tree
            .key(text.to_owned(), self.base + start, self.base + end);
    }

    fn bare_kind(&mut self, word: &str, start: usize, end: usize) -> RawKind {
        match word {
            "null" | "~" => return RawKind::Null,
            "true" | "yes" => return RawKind::Bool(true),
            "false" | "no" => return RawKind::Bool(false),
            _ => {}
        }
        match number::judge(word, self.tree.limits().digits) {
            Word::Decimal => RawKind::Number(word.to_owned()),
            Word::Other => RawKind::Text(word.to_owned()),
            Word::Refused(detail) => {
                let error = self.error(RawErrorKind::BadNumber, start, end, detail);
                self.tree.note(error);
                RawKind::Number(word.to_owned())
            }
        }
    }

    /// Notes the alias and lets an empty value stand for it.
    fn alias(&mut self, span: Span) -> Result<(), RawError> {
        let (start, end) = self.bytes(span);
        let error = self.error(RawErrorKind::NotPlain, start, end, alias_refused());
        self.tree.note(error);
        let (start, end) = (self.base + start, self.base + end);
        if self.tree.expects_key() {
            self.tree.key(String::new(), start, end);
            return Ok(());
        }
        self.tree.scalar(RawKind::Null, start, end)
    }

    /// Notes an anchor or a tag before the value at `span`.
    fn refuse_marks(&mut self, anchor: usize, tag: Option<&Tag>, span: Span) {
        if anchor != 0 {
            let detail = "anchors (`&name`) are not allowed: write the value out where it applies";
            self.refuse_mark('&', detail, span);
        }
        if tag.is_some() {
            let detail = "tags (`!name`) are not allowed: put a text in quotes, leave others bare";
            self.refuse_mark('!', detail, span);
        }
    }

    fn refuse_mark(&mut self, mark: char, detail: &str, span: Span) {
        let (start, _) = self.bytes(span);
        let before = self.text.get(..start).unwrap_or_default();
        let start = before.rfind(mark).map_or(start, |at| {
            let up_to_mark = before.get(..=at).unwrap_or_default();
            up_to_mark.trim_end_matches(mark).len()
        });
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let error = self.error(
            RawErrorKind::NotPlain,
            start,
            start + length,
            detail.to_owned(),
        );
        self.tree.note(error);
    }

    /// What to say of a text the parser does not pass.
    fn malformed(&self, fault: &ScanError) -> RawError {
        let start = self.places.byte(fault.marker().index());
        let rest = self.text.get(start..).unwrap_or_default();
        let end = start + rest.chars().next().map_or(0, char::len_utf8);
        let info = fault.info();
        if info.contains("recursion limit") {
            let deepest = self.tree.deepest();
            return too_deep(deepest, self.base + start, self.base + start);
        }
        if info.contains("unknown anchor") {
            return self.error(RawErrorKind::NotPlain, start, end, alias_refused());
        }
        self.error(RawErrorKind::Malformed, start, end, explain(info))
    }

    fn error(&self, kind: RawErrorKind, start: usize, end: usize, detail: String) -> RawError {
        RawError {
            kind,
            start: self.base + start,
            end: self.base + end,
            detail,
        }
    }

    /// Where a span begins and ends, in bytes of the text.
    fn bytes(&self, span: Span) -> (usize, usize) {
        let start = self.places.byte(span.start.index());
        let end = self.places.byte(span.end.index());
        (start, end.max(start))
    }
}

fn alias_refused() -> String {
    "aliases (`*name`) are not allowed: write the value out".to_owned()
}

/// The parser's words for a fault in plain ones, by a part of the former. The first that fits
/// counts.
const PLAIN_WORDS: [(&str, &str); 21] = [
    ("tab", "a tab cannot stand here: indent with spaces"),
    (
        "mapping values are not allowed",
        "a `:` cannot stand here: put a text that holds `: ` in quotes",
    ),
    (
        "mapping keys are not allowed",
        "a key cannot stand here: begin it on a line of its own",
    ),
    (
        "expected '-' indicator",
        "expected a `- ` here: this line is not in line with the list above",
    ),
    (
        "did not find expected key",
        "expected a key here: this line is not in line with the map above",
    ),
    ("expected ',' or '}'", "expected `,` or `}`"),
    ("expected ',' or ']'", "expected `,` or `]`"),
    (
        "simple key expect",
        "expected a `:` after this key, on the same line",
    ),
    (
        "block sequence entries are not allowed",
        "a `- ` cannot stand here: begin the list on a line of its own",
    ),
    ("unexpected end of stream", "a quote is never closed"),
    ("unexpected eof", "the text ends too soon"),
    (
        "unexpected document indicator",
        "a quote is not closed before the document ends",
    ),
    (
        "after double-quoted",
        "nothing can follow the closing quote here",
    ),
    (
        "unknown escape",
        "this is no escape: a backslash in double quotes is written `\\\\`",
    ),
    ("hexadecimal", "digits are missing in this escape"),
    (
        "Unicode character escape",
        "this escape stands for no character",
    ),
    ("indent", "this line is not indented as it should be"),
    (
        "followed by a valid YAML whitespace",
        "a space is missing after this sign",
    ),
    (
        "<document start>",
        "expected nothing more after the value; a new document begins with `---`",
    ),
    (
        "node content",
        "expected a value: put a text that begins with this sign in quotes",
    ),
    (
        "next token",
        "expected a value: put a text that begins with this sign in quotes",
    ),
];

fn explain(info: &str) -> String {
    if let Some(sign) = info
        .strip_prefix("unexpected character: `")
        .and_then(|rest| rest.strip_suffix('\''))
    {
        return format!(
            "a text that begins with {} must be put in quotes",
            quoted(sign)
        );
    }
    PLAIN_WORDS
        .iter()
        .find(|(part, _)| info.contains(part))
        .map_or_else(
            || format!("this is not well-formed YAML: {info}"),
            |(_, plain)| (*plain).to_owned(),
        )
}

/// Turns places counted in characters into bytes, in constant time.
struct Places<'t> {
    text: &'t str,
    /// The byte offset of every [`STRIDE`]th character; empty if every character is one byte.
    marks: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            let places = text.char_indices().map(|(at, _)| at);
            places.step_by(STRIDE).collect()
        };
        Self { text, marks }
    }

    /// The byte offset of the character with this number; the end of the text beyond the last.
    fn byte(&self, number: usize) -> usize {
        if self.marks.is_empty() {
            return number.min(self.text.len());
        }
        let Some(mark) = self.marks.get(number / STRIDE) else {
            return self.text.len();
        };
        let rest = self.text.get(*mark..).unwrap_or_default();
        rest.char_indices()
            .nth(number % STRIDE)
            .map_or(self.text.len(), |(at, _)| mark + at)
    }
}
