//! Reading the text of a case file into a tree in which every value knows where it stands.
//!
//! A case file is data, not rules: JSON, JSON one document a line (NDJSON), YAML, or CSV. This module
//! turns its text into [`Raw`] values with byte places, so that whatever is said later about a
//! fact can point at it. It knows nothing of the rule language: what a key means, which texts are
//! dates and how many decimals an amount may have is decided by those who read the tree.
//!
//! What a case file cannot do, on purpose:
//!
//! - **Numbers are plain decimals**, kept exactly as written: `12`, `-3.50`. Scientific notation,
//!   hexadecimal, octal, `NaN`, infinities, `1_000`, `+5` and `007` are refused, in JSON and YAML
//!   alike. Two readers never take one such spelling for two values, and `1e999999` never swells
//!   into a million digits.
//! - **YAML anchors, aliases, tags and merge keys are refused.** A value is written out where it
//!   applies; no short file can unfold into a huge one, and a quoted value is never anything but
//!   a text.
//! - **YAML words are few**: `null`, `~` and nothing at all are [`RawKind::Null`]; `true`, `yes`,
//!   `false`, `no` are [`RawKind::Bool`], in lower case only, so the country `NO` stays a text.
//!   Dates such as `2024-03-05` are texts.
//! - **A key stands once** in its map. Keys are compared as written, without Unicode
//!   normalisation.
//! - **Control characters are refused** in texts and keys, however they are spelled, except tab
//!   and line breaks: nothing in a case file can steer the terminal it is later shown on.
//!
//! Reading is bounded by [`Limits`], never panics and takes time linear in the text, but for the
//! sorting of the keys of a map.

pub mod csv;
mod json;
mod number;
mod tree;
mod yaml;

use tree::Tree;
pub(super) use tree::name_of;

/// Reads all documents of `text`.
///
/// - [`Syntax::Json`]: one document; an empty text is an error.
/// - [`Syntax::Ndjson`]: one document a line; blank lines are skipped, and a line in error leaves
///   the other lines alone.
/// - [`Syntax::Csv`]: none; see there.
/// - [`Syntax::Yaml`]: every document of the stream, none at all if the text is empty or holds
///   only comments. What breaks the syntax ends the stream there.
///
/// A byte order mark at the very start is skipped; places still count from the start of `text`.
/// A document with any error is left out of [`Documents::documents`].
#[must_use]
pub fn read(text: &str, syntax: Syntax, limits: &Limits) -> Documents {
    read_into(Tree::new(limits), text, syntax, limits)
}

/// The same of a file of cases: of a document that is a list each entry stands by itself, and what is
/// wrong with one leaves the others alone ([`Documents::of_entries`]).
pub(super) fn read_cases(text: &str, syntax: Syntax, limits: &Limits) -> Documents {
    read_into(Tree::with_entries_apart(limits), text, syntax, limits)
}

fn read_into(mut tree: Tree<'_>, text: &str, syntax: Syntax, limits: &Limits) -> Documents {
    if text.len() > limits.bytes {
        tree.fail(RawError {
            kind: RawErrorKind::TooLarge,
            start: 0,
            end: 0,
            detail: format!(
                "the text is {} bytes long; at most {} are read",
                text.len(),
                limits.bytes
            ),
        });
        return tree.into_documents();
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = text.len() - body.len();
    match syntax {
        Syntax::Json => json::read_one(body, base, &mut tree),
        Syntax::Ndjson => json::read_lines(body, base, &mut tree),
        Syntax::Yaml => yaml::read_stream(body, base, &mut tree),
        // A row is a document only by its header, which takes the facts to read: `facts` reads it.
        Syntax::Csv => {}
    }
    tree.into_documents()
}

/// The syntax a file name's ending announces: `.json`, `.ndjson` or `.jsonl`, `.yaml` or `.yml`,
/// `.csv` or `.tsv`, in either case of letters. `None` for any other name.
#[must_use]
pub fn guess_syntax(name: &str) -> Option<Syntax> {
    let (stem, ending) = name.rsplit_once('.')?;
    let known = [
        ("json", Syntax::Json),
        ("ndjson", Syntax::Ndjson),
        ("jsonl", Syntax::Ndjson),
        ("yaml", Syntax::Yaml),
        ("yml", Syntax::Yaml),
        ("csv", Syntax::Csv),
        ("tsv", Syntax::Csv),
    ];
    known
        .into_iter()
        .filter(|_| !stem.is_empty())
        .find(|(known_ending, _)| ending.eq_ignore_ascii_case(known_ending))
        .map(|(_, syntax)| syntax)
}

/// The syntax of a case file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// One JSON document (RFC 8259).
    Json,
    /// One JSON document a line.
    Ndjson,
    /// A stream of YAML 1.2 documents, within the bounds the module documentation sets.
    Yaml,
    /// A header with the names of facts, then one case a row; cells are parted by commas, semicolons
    /// or tabs, whichever the header has. What a cell means follows from its fact, so it is read by
    /// [`crate::facts::read`] and not here.
    Csv,
}

/// How much is read before reading stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How deep lists and maps may nest; a text that is one flat map is 1 deep. More than 250
    /// counts as 250, because a tree is later walked by recursion.
    pub depth: usize,
    /// How long the text may be, in bytes.
    pub bytes: usize,
    /// How many values (lists, maps and everything in them) all documents together may hold.
    pub nodes: usize,
    /// How many digits a single number may have.
    pub digits: usize,
}

impl Default for Limits {
    /// 64 deep, 256 MiB, 20 million values, 1,000 digits.
    fn default() -> Self {
        Self {
            depth: 64,
            bytes: 256 * 1024 * 1024,
            nodes: 20_000_000,
            digits: 1_000,
        }
    }
}

/// What was read: the documents without errors, and the errors of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    /// The documents without errors, in the order of the text.
    pub documents: Vec<Raw>,
    /// Where entries of a list stand by themselves, the errors of those in [`documents`](Self::documents),
    /// in the order of the text, at most 20 of any one entry.
    pub(super) of_entries: Vec<RawError>,
    /// All errors, document by document, each document's in the order of the text; at most 20 of
    /// any one document, so that one broken export does not bury the rest.
    pub errors: Vec<RawError>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The value.
    pub kind: RawKind,
    /// Byte offset of its first byte in the text; quotes and brackets belong to the value.
    pub start: usize,
    /// Byte offset just after its last byte; `start` for a value that YAML leaves empty.
    pub end: usize,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawKind {
    /// `null`, or in YAML also `~` or nothing.
    Null,
    /// `true` or `false`, or in YAML also `yes` or `no`.
    Bool(bool),
    /// A plain decimal exactly as written: an optional `-`, digits without a needless leading
    /// zero, and optionally a point and more digits.
    Number(String),
    /// A text, its quotes removed and its escapes resolved.
    Text(String),
    /// A list, in order.
    List(Vec<Raw>),
    /// A map, its entries in the order of the text and no key twice.
    Map(Vec<(Key, Raw)>),
}

/// The key of a map entry and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key, its quotes removed and its escapes resolved. A bare YAML key such as `2024` or
    /// `no` is taken as written.
    pub text: String,
    /// Byte offset of its first byte, the quote if it is quoted.
    pub start: usize,
    /// Byte offset just after its last byte.
    pub end: usize,
}

/// Why a document cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawError {
    /// What sort of trouble it is.
    pub kind: RawErrorKind,
    /// Byte offset of the trouble in the text, always between two characters.
    pub start: usize,
    /// Byte offset just after it; `start` where something is missing.
    pub end: usize,
    /// The trouble in plain words: lower case, no full stop.
    pub detail: String,
}

/// The sorts of trouble a case file can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawErrorKind {
    /// The text breaks the syntax.
    Malformed,
    /// A key stands more than once in one map.
    DuplicateKey {
        /// Byte offset of the key where it stands first.
        first_start: usize,
        /// Byte offset just after it there.
        first_end: usize,
    },
    /// Lists and maps nest deeper than [`Limits::depth`].
    TooDeep,
    /// The text exceeds [`Limits::bytes`] or [`Limits::nodes`]; nothing after it is read.
    TooLarge,
    /// YAML that is more than plain data: an anchor, an alias, a tag, a merge key, or a list or
    /// map as key.
    NotPlain,
    /// A number that is not a plain decimal, or has more digits than [`Limits::digits`].
    BadNumber,
    /// A control character, plain or escaped.
    ControlCharacter,
}

/// Whether a text is a plain decimal, and if not, whether it only looks like one, and why.
pub(super) fn decimal(text: &str) -> Decimal {
    match number::reason(text, Limits::default().digits) {
        number::Word::Decimal => Decimal::Plain,
        number::Word::Refused(reason) => Decimal::Refused(reason),
        number::Word::Other => Decimal::Other,
    }
}

/// What a bare text is, as far as numbers go.
pub(super) enum Decimal {
    /// A plain decimal.
    Plain,
    /// Something some reader would take for a number; why it is none.
    Refused(String),
    /// Nothing like a number.
    Other,
}

/// `text` in backticks for a message, cut off after 40 characters, with control characters and
/// byte order marks made visible.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown = String::from("`");
    for character in text.chars().take(SHOWN) {
        if character.is_control() || character == '\u{feff}' {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// The first control character of `text` with its offset, tab and line breaks not counted.
pub(super) fn control_character(text: &str) -> Option<(usize, char)> {
    text.char_indices()
        .find(|(_, character)| character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
}

#[cfg(test)]
mod tests;
