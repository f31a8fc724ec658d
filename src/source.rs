//! The texts we were given, and places in them.
//!
//! [`Sources`] owns every file of a run and hands out the [`FileId`]s; there is no global counter, so
//! two runs in one process do not see each other. A [`Span`] is a stretch of bytes in one file: small,
//! `Copy`, and carried by everything that came from text.
//!
//! Bytes are for us; people count lines and characters. [`Sources::position`] turns a span into
//! 1-based lines and columns, where a column counts characters (Unicode scalar values): the fourth
//! character of `規則甲乙` is in column 4, whatever its bytes or its width on a screen. UTF-16 columns,
//! which editors want, and display columns, which underlines want, are made where they are used.
//!
//! Nothing here reads a file: a text comes in as a `String`, with the name people know it by.

use std::fmt;
use std::iter;
use std::ops::Range;

/// All texts of one run, in the order they were added.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a text under the name people know it by, and gives it an id.
    ///
    /// Backslashes in the name become forward slashes, so that messages and golden files are the same
    /// on every system. Offsets are 32 bits wide: text past 4 GiB would be unreachable, and callers
    /// refuse such files before they come here.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(offset_of(self.files.len()));
        self.files.push(SourceFile::new(
            id,
            name.into().replace('\\', "/"),
            text.into(),
        ));
        id
    }

    /// Takes in a stretch of a longer text that begins on this line, from 1, at its first column. Lines
    /// are then counted as in the whole.
    pub fn add_part(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        first_line: u32,
    ) -> FileId {
        let id = self.add(name, text);
        if let Some(file) = self.files.last_mut() {
            file.lines_before = first_line.saturating_sub(1);
        }
        id
    }

    /// The file with this id, if it is one of ours.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::try_from(id.0).ok()?)
    }

    /// Every file, in the order added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Where a span starts and ends, as people count. A span in no file of ours is at line 1, column 1.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file)
            .map_or_else(Position::default, |file| Position {
                start: file.line_column(span.start),
                end: file.line_column(span.end),
            })
    }

    /// The text a span covers; empty where the span does not lie in a file of ours.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file)
            .and_then(|file| file.text.get(span.range()))
            .unwrap_or_default()
    }
}

/// Names one file of one [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A stretch of one file, in bytes: from `start` up to, but not including, `end`.
///
/// Its `Debug` prints `..` and nothing else, so that a printed tree says what was written and not
/// where, and stays the same when a line is inserted above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file it lies in.
    pub file: FileId,
    /// Offset of its first byte.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of a file.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// From the beginning of this span to the end of the other, whichever of the two comes first.
    ///
    /// Spans of two files have no common stretch: this one is returned unchanged.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty span at which this one starts.
    #[must_use]
    pub const fn at_start(self) -> Self {
        Self::new(self.file, self.start, self.start)
    }

    /// The empty span at which this one ends: where something missing should have stood.
    #[must_use]
    pub const fn at_end(self) -> Self {
        Self::new(self.file, self.end, self.end)
    }

    /// Whether it covers no byte at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether an offset lies in it, its end included: an editor's cursor touches the word it follows.
    #[must_use]
    pub const fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Its offsets as a range of indices.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        index_of(self.start)..index_of(self.end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// A line and a column, both 1-based; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The character on that line, from 1; one past the last for the end of the line.
    pub column: u32,
}

impl Default for LineColumn {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

/// Where a span starts and ends, as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Its first character.
    pub start: LineColumn,
    /// The character just past its last.
    pub end: LineColumn,
}

/// One text, with the tables that find lines and columns in it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    id: FileId,
    name: String,
    text: String,
    /// How many lines come before its first, where it is part of a longer text.
    lines_before: u32,
    /// Where each line starts. Never empty: even an empty text has its first line.
    line_starts: Vec<u32>,
    /// How many characters come before each multiple of [`BLOCK`]. Without it every position on a
    /// line of ten megabytes would cost a walk from the start of that line.
    characters: Vec<u32>,
}

/// Bytes between two entries of the character table.
const BLOCK: usize = 4096;

impl SourceFile {
    fn new(id: FileId, name: String, text: String) -> Self {
        Self {
            id,
            name,
            line_starts: line_starts(&text),
            characters: character_counts(&text),
            lines_before: 0,
            text,
        }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> FileId {
        self.id
    }

    /// Its name as shown to people, with forward slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the whole text.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, offset_of(self.text.len()))
    }

    /// The number of its first line: 1, unless it is part of a longer text.
    #[must_use]
    pub const fn first_line(&self) -> u32 {
        self.lines_before.saturating_add(1)
    }

    /// The number of its last line. A text that ends in a line break has an empty line after it.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.lines_before
            .saturating_add(offset_of(self.line_starts.len()))
    }

    /// The bytes of a line (from 1), without its line break; `None` past the last line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> Option<Range<usize>> {
        let index = index_of(line.checked_sub(self.lines_before)?.checked_sub(1)?);
        let start = index_of(*self.line_starts.get(index)?);
        let next = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |next| index_of(*next));
        let with_break = self.text.get(start..next)?;
        Some(start..start + with_break.trim_end_matches(['\n', '\r']).len())
    }

    /// The text of a line (from 1), without its line break; `None` past the last line.
    #[must_use]
    pub fn line(&self, line: u32) -> Option<&str> {
        self.text.get(self.line_range(line)?)
    }

    /// The line and column of an offset.
    ///
    /// Inside a line break it is the end of the line, inside a character that character, past the text
    /// the end of the text.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = offset_of(self.line_starts.partition_point(|start| *start <= offset))
            .saturating_add(self.lines_before);
        let range = self.line_range(line).unwrap_or_default();
        let offset = index_of(offset).min(range.end);
        let column = self.characters_before(offset) - self.characters_before(range.start);
        LineColumn {
            line,
            column: offset_of(column + 1),
        }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let counted = offset / BLOCK;
        let before_block = self
            .characters
            .get(counted)
            .map_or(0, |count| index_of(*count));
        before_block + characters_between(&self.text, counted * BLOCK, offset)
    }
}

/// The offset after each line break: `\n`, `\r\n`, and the lone `\r` of old files, as the grammar has it.
fn line_starts(text: &str) -> Vec<u32> {
    let after_newline = text.match_indices('\n').map(|(at, _)| at + 1);
    let after_lone_return = text
        .match_indices('\r')
        .map(|(at, _)| at + 1)
        .filter(|after| text.as_bytes().get(*after) != Some(&b'\n'));
    let mut starts: Vec<u32> = iter::once(0)
        .chain(after_newline)
        .chain(after_lone_return)
        .map(offset_of)
        .collect();
    starts.sort_unstable();
    starts
}

/// How many characters start before each multiple of [`BLOCK`] that lies in the text.
fn character_counts(text: &str) -> Vec<u32> {
    (0..=text.len() / BLOCK)
        .scan(0, |total, block| {
            let start = block * BLOCK;
            *total += characters_between(text, start.saturating_sub(BLOCK), start);
            Some(offset_of(*total))
        })
        .collect()
}

fn characters_between(text: &str, start: usize, end: usize) -> usize {
    let range = floor_boundary(text, start)..floor_boundary(text, end);
    text.get(range).map_or(0, |between| between.chars().count())
}

/// A text in which nothing can steer the terminal it is shown on, or the order in which it is read.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if (character.is_control() && character != '\n') || reorders(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Whether a character changes the order in which those after it are shown: the embeddings, overrides
/// and isolates of the bidirectional algorithm. Marks of direction change only where they stand.
pub(crate) const fn reorders(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The start of the character an offset falls into, or the end of the text.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// An index as an offset. Texts past 4 GiB are refused earlier; here they end at the last offset there is.
pub(crate) fn offset_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// An offset as an index.
pub(crate) fn index_of(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        let mut sources = Sources::new();
        let id = sources.add("a.enact", text);
        sources.get(id).unwrap().clone()
    }

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let place = file(text).line_column(offset);
        (place.line, place.column)
    }

    #[test]
    fn columns_count_characters() {
        let text = "規則甲 = 1\n乙";
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 6), (1, 3));
        assert_eq!(at(text, 9), (1, 4));
        assert_eq!(at(text, 7), (1, 3), "inside a character is that character");
        assert_eq!(at(text, 14), (2, 1));
        assert_eq!(at(text, 17), (2, 2), "end of the text");
        assert_eq!(at(text, 999), (2, 2), "past the text");
        assert_eq!(
            at("e\u{301}x", 3),
            (1, 3),
            "a combining accent is a character of its own"
        );
        assert_eq!(at("🏛x", 4), (1, 2));
    }

    #[test]
    fn every_kind_of_line_break() {
        let text = "ab\r\ncd\r\n\r\ne\rf\n";
        assert_eq!(at(text, 2), (1, 3));
        assert_eq!(
            at(text, 3),
            (1, 3),
            "inside a line break is the end of the line"
        );
        assert_eq!(at(text, 4), (2, 1));
        assert_eq!(at(text, 8), (3, 1));
        assert_eq!(at(text, 10), (4, 1));
        assert_eq!(at(text, 12), (5, 1));
        assert_eq!(at(text, 14), (6, 1));
        let file = file(text);
        let lines: Vec<_> = (1..=7).map(|line| file.line(line)).collect();
        assert_eq!(
            lines,
            [
                Some("ab"),
                Some("cd"),
                Some(""),
                Some("e"),
                Some("f"),
                Some(""),
                None
            ]
        );
        assert_eq!(file.line(0), None);
        assert_eq!(file.line_count(), 6);
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(file("").line_count(), 1);
        assert_eq!(file("").line(1), Some(""));
    }

    #[test]
    fn the_character_table_agrees_with_counting() {
        let text = "甲b\u{1f3db}\n".repeat(3000);
        let file = file(&text);
        for offset in [0, 1, 4095, 4096, 4097, 8192, 12_287, 12_288, 26_999, 27_000] {
            let place = file.line_column(offset);
            let line_start = (offset / 9) * 9;
            let column = match offset - line_start {
                0..=2 => 1,
                3 => 2,
                4..=7 => 3,
                _ => 4,
            };
            assert_eq!(
                (place.line, place.column),
                (offset / 9 + 1, column),
                "offset {offset}"
            );
        }
    }

    #[test]
    fn a_position_on_a_long_line_needs_no_walk() {
        let file = file(&"法".repeat(1_000_000));
        for character in (0..1_000_000).step_by(1000) {
            assert_eq!(file.line_column(character * 3).column, character + 1);
        }
    }

    #[test]
    fn spans_join_slice_and_stay_silent() {
        let mut sources = Sources::new();
        let one = sources.add("law\\a.enact", "rank is 9");
        let two = sources.add("b.enact", "其他");
        let rank = Span::new(one, 0, 4);
        let nine = Span::new(one, 8, 9);
        assert_eq!(sources.slice(rank.to(nine)), "rank is 9");
        assert_eq!(nine.to(rank), rank.to(nine));
        assert_eq!(rank.to(Span::new(two, 0, 3)), rank);
        assert_eq!(sources.slice(nine.at_end()), "");
        assert_eq!(sources.slice(Span::new(two, 1, 4)), "", "not at characters");
        assert_eq!(sources.slice(Span::new(FileId(9), 0, 1)), "");
        assert_eq!(
            sources.position(Span::new(FileId(9), 5, 6)),
            Position::default()
        );
        assert_eq!(format!("{:?}", Some(rank)), "Some(..)");
        let names: Vec<_> = sources.iter().map(SourceFile::name).collect();
        assert_eq!(names, ["law/a.enact", "b.enact"]);
    }
}
