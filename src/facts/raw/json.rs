//! JSON and NDJSON.
//!
//! `serde_json` is the judge of the syntax. A text it has passed is then cut into words, which is
//! all it takes to find the place of every value: linear time, no recursion, and numbers stay as
//! written.

use serde::de::IgnoredAny;

use super::number::{self, Word};
use super::tree::{Shape, Tree, name_of, too_deep};
use super::{RawError, RawErrorKind, RawKind, quoted};

/// Reads `text` as one document; `base` is where it stands in the file.
pub(super) fn read_one(text: &str, base: usize, tree: &mut Tree<'_>) {
    match read_document(text, base, tree) {
        Ok(()) => tree.finish(),
        Err(error) => tree.fail(error),
    }
}

/// Reads every line of `text` that is not blank as a document.
pub(super) fn read_lines(text: &str, base: usize, tree: &mut Tree<'_>) {
    let mut at = base;
    for line in text.split_inclusive('\n') {
        if !line.trim_matches(is_space).is_empty() {
            match read_document(line, at, tree) {
                Ok(()) => tree.finish(),
                Err(error) => {
                    let is_full = error.kind == RawErrorKind::TooLarge;
                    tree.fail(error);
                    if is_full {
                        return;
                    }
                }
            }
        }
        at += line.len();
    }
}

fn read_document(text: &str, base: usize, tree: &mut Tree<'_>) -> Result<(), RawError> {
    // Without the white space at the end, a text that breaks off breaks off at its last word.
    let text = text.trim_end_matches(is_space);
    if let Err(fault) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(malformed(text, base, &fault, tree));
    }
    for token in Tokens::new(text) {
        let (start, end) = (base + token.start, base + token.end);
        match token.shape {
            TokenShape::Open(shape) => tree.open(shape, start)?,
            TokenShape::Close => tree.close(Some(end)),
            TokenShape::Text => {
                let decoded = decode(token.text, start, tree);
                if tree.expects_key() {
                    tree.key(decoded, start, end);
                } else {
                    tree.scalar(RawKind::Text(decoded), start, end)?;
                }
            }
            TokenShape::Bare => {
                let kind = bare_kind(token.text, start, end, tree);
                tree.scalar(kind, start, end)?;
            }
        }
    }
    Ok(())
}

/// The text a quoted `token` at `start` stands for; notes an error and gives an empty text if an
/// escape in it is half a character.
fn decode(token: &str, start: usize, tree: &mut Tree<'_>) -> String {
    if !token.contains('\\') {
        return token.trim_matches('"').to_owned();
    }
    match serde_json::from_str(token) {
        Ok(decoded) => decoded,
        Err(fault) => {
            let at = start + place_of(token, &fault);
            tree.note(RawError {
                kind: RawErrorKind::Malformed,
                start: at,
                end: at,
                detail: "a `\\u` escape here is half a character: its other half is missing"
                    .to_owned(),
            });
            String::new()
        }
    }
}

fn bare_kind(word: &str, start: usize, end: usize, tree: &mut Tree<'_>) -> RawKind {
    match word {
        "null" => return RawKind::Null,
        "true" => return RawKind::Bool(true),
        "false" => return RawKind::Bool(false),
        _ => {}
    }
    if let Word::Refused(detail) = number::judge(word, tree.limits().digits) {
        tree.note(RawError {
            kind: RawErrorKind::BadNumber,
            start,
            end,
            detail,
        });
    }
    RawKind::Number(word.to_owned())
}

/// The words of a JSON text: brackets, quoted texts and bare words. On a text that breaks the
/// syntax the words mean little, but there is still an end to them.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

struct Token<'t> {
    shape: TokenShape,
    text: &'t str,
    start: usize,
    end: usize,
}

enum TokenShape {
    Open(Shape),
    Close,
    Text,
    Bare,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let gap = |byte: &u8| !is_space(char::from(*byte)) && !matches!(byte, b',' | b':');
        self.at += self.rest().iter().position(gap)?;
        let start = self.at;
        let rest = self.rest();
        let (shape, length) = match rest.first()? {
            b'{' => (TokenShape::Open(Shape::Map), 1),
            b'[' => (TokenShape::Open(Shape::List), 1),
            b'}' | b']' => (TokenShape::Close, 1),
            b'"' => (TokenShape::Text, quoted_length(rest)),
            _ => (TokenShape::Bare, bare_length(rest)),
        };
        self.at += length;
        Some(Token {
            shape,
            text: self.text.get(start..self.at).unwrap_or_default(),
            start,
            end: self.at,
        })
    }
}

/// The length of the quoted text `bytes` begin with, quotes included.
fn quoted_length(bytes: &[u8]) -> usize {
    let mut is_escaped = false;
    let closing = bytes.iter().skip(1).position(|byte| {
        let closes = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        closes
    });
    closing.map_or(bytes.len(), |inside| inside + 2)
}

fn bare_length(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| is_delimiter(char::from(*byte));
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

fn is_delimiter(character: char) -> bool {
    is_space(character) || matches!(character, ',' | ':' | '[' | ']' | '{' | '}' | '"')
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// What to say of a text `serde_json` does not pass: the first trouble in it, which is nesting
/// beyond the limit if that comes before the fault.
fn malformed(text: &str, base: usize, fault: &serde_json::Error, tree: &Tree<'_>) -> RawError {
    let at = place_of(text, fault);
    if let Some(deep) = first_too_deep(text, tree.deepest()).filter(|deep| *deep < at) {
        return too_deep(tree.deepest(), base + deep, base + deep);
    }
    let fault = Fault {
        text,
        at,
        message: fault.to_string(),
        digits: tree.limits().digits,
    };
    let (kind, start, end, detail) = fault.explain();
    RawError {
        kind,
        start: base + start,
        end: base + end,
        detail,
    }
}

/// Where the first bracket stands that opens more than `deepest` lists and maps.
fn first_too_deep(text: &str, deepest: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for token in Tokens::new(text) {
        match token.shape {
            TokenShape::Open(_) if depth == deepest => return Some(token.start),
            TokenShape::Open(_) => depth += 1,
            TokenShape::Close => depth = depth.saturating_sub(1),
            TokenShape::Text | TokenShape::Bare => {}
        }
    }
    None
}

/// The byte offset of a fault in `text`. `serde_json` gives line and column, the column in bytes
/// from 1, and counts the offending character in.
fn place_of(text: &str, fault: &serde_json::Error) -> usize {
    if fault.is_eof() {
        return text.len();
    }
    let lines_before = fault.line().saturating_sub(1);
    let line: usize = text
        .split_inclusive('\n')
        .take(lines_before)
        .map(str::len)
        .sum();
    let mut at = (line + fault.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}

/// A fault `serde_json` found, to be told in plain words.
struct Fault<'t> {
    text: &'t str,
    at: usize,
    message: String,
    digits: usize,
}

impl Fault<'_> {
    /// The kind, the place from and to, and the words for it.
    fn explain(&self) -> (RawErrorKind, usize, usize, String) {
        let says = |words: &str| self.message.starts_with(words);
        if says("control character") {
            return self.control_character();
        }
        let found = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let end = self.at + found.map_or(0, char::len_utf8);
        if says("invalid escape") {
            let detail = "this is no escape: a backslash in a text is written `\\\\`";
            return (RawErrorKind::Malformed, self.at, end, detail.to_owned());
        }
        let Some(found) = found else {
            return (RawErrorKind::Malformed, self.at, end, self.broken_off());
        };
        let (word_start, word) = self.word();
        if let Word::Refused(detail) = number::judge(word, self.digits) {
            let word_end = word_start + word.len();
            return (RawErrorKind::BadNumber, word_start, word_end, detail);
        }
        let detail = self.unexpected(found, word);
        (RawErrorKind::Malformed, self.at, end, detail)
    }

    /// A control character stands inside quotes. `serde_json` points at the one before.
    fn control_character(&self) -> (RawErrorKind, usize, usize, String) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let (inside, character) = rest
            .char_indices()
            .find(|(_, character)| character.is_control())
            .unwrap_or((0, '\0'));
        let detail = match character {
            '\n' | '\r' => "a text cannot run over the end of the line: write `\\n`".to_owned(),
            '\t' => "a tab in a text is written `\\t`".to_owned(),
            other => format!("this text holds {}", name_of(other)),
        };
        let start = self.at + inside;
        let end = start + character.len_utf8();
        (RawErrorKind::ControlCharacter, start, end, detail)
    }

    /// What is missing where the text ends too soon.
    fn broken_off(&self) -> String {
        let says = |words: &str| self.message.starts_with(words);
        let detail = if self.text.is_empty() {
            "there is nothing to read"
        } else if says("EOF while parsing a list") {
            "the text ends before a `[` is closed with `]`"
        } else if says("EOF while parsing an object") {
            "the text ends before a `{` is closed with `}`"
        } else if says("EOF while parsing a string") {
            "the text ends before a quote is closed"
        } else {
            "the text ends where a value is expected"
        };
        detail.to_owned()
    }

    /// What should stand here instead of `found`, the beginning or the middle of `word`.
    fn unexpected(&self, found: char, word: &str) -> String {
        let before = self.text.get(..self.at).unwrap_or_default();
        let follows_comma = before.trim_end_matches(is_space).ends_with(',');
        if follows_comma && matches!(found, ']' | '}') {
            return format!("there is a `,` too many before the `{found}`");
        }
        match found {
            '\'' | '‘' | '’' | '“' | '”' => {
                return "keys and texts stand in straight double quotes: `\"`".to_owned();
            }
            '/' | '#' => return "comments are not possible in JSON".to_owned(),
            _ => {}
        }
        let expected = match self.message.split(" at line ").next() {
            Some("expected ident" | "expected value") if word.starts_with(char::is_alphabetic) => {
                return format!(
                    "{} is not a value: expected `true`, `false`, `null`, a number, or a text in \
                     double quotes",
                    quoted(word)
                );
            }
            Some("invalid number") => return format!("{} is not a number", quoted(word)),
            Some("key must be a string") => "expected a key in double quotes",
            Some("trailing characters") => "expected nothing more after the value",
            Some(tokens @ ("expected `:`" | "expected `,` or `]`" | "expected `,` or `}`")) => {
                tokens
            }
            _ => "expected a value",
        };
        format!(
            "{expected}, found {}",
            quoted(found.encode_utf8(&mut [0; 4]))
        )
    }

    /// The bare word around the fault, and where it begins.
    fn word(&self) -> (usize, &str) {
        let before = self.text.get(..self.at).unwrap_or_default();
        let start = before.trim_end_matches(|c| !is_delimiter(c)).len();
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find(is_delimiter).unwrap_or(rest.len());
        (start, rest.get(..length).unwrap_or_default())
    }
}
