//! The stretch of text shown with a finding.
//!
//! An [`Excerpt`] copies only the lines around a finding's labels, and of a very long line only a
//! window around the label, so that showing a finding costs the same in a file of ten lines and in
//! one of ten megabytes. It is a [`SourceCode`] to miette, in coordinates of its own: the shown
//! blocks of text, one after the other, whichever file each came from. It also answers with columns
//! in characters where miette's own sources would answer in bytes.
//!
//! What is shown has been made visible first: a control character in a file must not steer the
//! terminal of the person who checks it, and text that reorders itself must not hide a rule.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Label};
use crate::source::{FileId, LineColumn, SourceFile, Sources, floor_boundary, index_of};

/// Lines shown before and after the labelled ones.
const CONTEXT: u32 = 1;
/// A label over more lines than this is shown on its first line only.
const MOST_LINES: u32 = 12;
/// Columns kept free for line numbers and for the marks that join lines.
const MARGIN: usize = 16;
/// The narrowest window on a line, however narrow the screen.
const NARROWEST: usize = 24;
/// Stands for what was cut off a line.
const ELLIPSIS: &str = "…";

/// What is shown of the files a finding is about, and the labels on it.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    blocks: Vec<Block>,
    marks: Vec<Mark>,
}

/// Consecutive lines of one file, as shown.
#[derive(Debug)]
struct Block {
    name: String,
    /// The number of its first line, from 1.
    first_line: u32,
    /// Where it starts in the excerpt.
    offset: usize,
    /// Its lines, each ended by `\n`: so even the end of a file has a place to point at.
    text: String,
}

/// A label in the excerpt's coordinates, and its place as people count.
#[derive(Debug)]
struct Mark {
    span: LabeledSpan,
    place: LineColumn,
}

impl Excerpt {
    /// What to show of a finding on a screen of this many columns. Labels in unknown files are left out.
    pub(super) fn of(sources: &Sources, diagnostic: &Diagnostic, width: usize) -> Self {
        let columns = width.saturating_sub(MARGIN).max(NARROWEST);
        let mut excerpt = Self::default();
        for file in files_of(sources, diagnostic) {
            let places = places_in(file, diagnostic);
            for lines in blocks_around(file, &places) {
                excerpt.show(file, lines, &places, columns);
            }
        }
        excerpt
    }

    /// The labels, for miette; `None` where there is nothing to show.
    pub(super) fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.marks.iter().map(|mark| mark.span.clone());
        (!self.marks.is_empty())
            .then(|| -> Box<dyn Iterator<Item = LabeledSpan> + '_> { Box::new(labels) })
    }

    /// Adds these lines, and the labels that start on them.
    fn show(&mut self, file: &SourceFile, lines: Range<u32>, places: &[Place<'_>], columns: usize) {
        let offset = self.blocks.last().map_or(0, Block::end);
        let mut text = String::new();
        let mut cuts = Vec::new();
        for line in lines.clone() {
            let cut = Cut::of(file, line, focus(places, line), columns);
            cuts.push((line, offset + text.len(), cut.clone()));
            text.push_str(&cut.shown());
            text.push('\n');
        }
        let on = |line: u32| cuts.iter().find(|(of, ..)| *of == line);
        for place in places {
            let (Some((_, first, from)), Some((_, last, to))) = (on(place.first), on(place.last))
            else {
                continue;
            };
            let start = first + from.start_of(place.bytes.start);
            let end = last + to.end_of(place.bytes.end);
            let length = if place.bytes.is_empty() {
                0
            } else {
                end.saturating_sub(start)
            };
            self.marks.push(Mark {
                span: place.labelled((start, length).into()),
                place: place.at,
            });
        }
        self.blocks.push(Block {
            name: file.name().to_owned(),
            first_line: lines.start,
            offset,
            text,
        });
    }
}

impl Block {
    fn end(&self) -> usize {
        self.offset + self.text.len()
    }

    fn holds(&self, span: &SourceSpan) -> bool {
        self.offset <= span.offset() && span.offset() + span.len() <= self.end()
    }
}

impl SourceCode for Excerpt {
    /// Miette asks twice: with context lines for the text to print, where it gets the whole block; and
    /// without, for the place in the heading, where it gets the label's line and column.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let block = self
            .blocks
            .iter()
            .find(|block| block.holds(span))
            .ok_or(MietteError::OutOfBounds)?;
        let top = LineColumn {
            line: block.first_line,
            column: 1,
        };
        let place = self
            .marks
            .iter()
            .filter(|mark| context_lines_before == 0 && mark.span.inner() == span)
            .max_by_key(|mark| mark.span.primary())
            .map_or(top, |mark| mark.place);
        Ok(Box::new(MietteSpanContents::new_named(
            clean(&block.name),
            block.text.as_bytes(),
            (block.offset, block.text.len()).into(),
            index_of(place.line.saturating_sub(1)),
            index_of(place.column.saturating_sub(1)),
            block.text.lines().count(),
        )))
    }
}

/// A label, with the lines it is shown on.
struct Place<'a> {
    label: &'a Label,
    primary: bool,
    /// What is marked: the label's bytes, or those on its first line if it covers too many.
    bytes: Range<usize>,
    first: u32,
    last: u32,
    at: LineColumn,
}

impl<'a> Place<'a> {
    fn of(file: &SourceFile, label: &'a Label, primary: bool) -> Self {
        let at = file.line_column(label.span.start);
        let end = file.line_column(label.span.end);
        let mut bytes = label.span.range();
        bytes.end = bytes.end.max(bytes.start).min(file.text().len());
        bytes.start = bytes.start.min(bytes.end);
        // A span that ends with a line break does not reach the line after it.
        let mut last = if end.column == 1 && at.line < end.line {
            end.line - 1
        } else {
            end.line.max(at.line)
        };
        if MOST_LINES <= last - at.line {
            last = at.line;
            bytes.end = file
                .line_range(last)
                .map_or(bytes.end, |line| line.end.max(bytes.start));
        }
        Self {
            label,
            primary,
            bytes,
            first: at.line,
            last,
            at,
        }
    }

    fn labelled(&self, span: SourceSpan) -> LabeledSpan {
        let text = Some(one_line(&self.label.text)).filter(|text| !text.is_empty());
        if self.primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        }
    }
}

/// The files a finding has labels in: the primary label's first, then by the order they came in.
fn files_of<'a>(sources: &'a Sources, diagnostic: &Diagnostic) -> Vec<&'a SourceFile> {
    let first = diagnostic.primary.span.file;
    let mut others: Vec<FileId> = diagnostic
        .secondary
        .iter()
        .map(|label| label.span.file)
        .collect();
    others.retain(|file| *file != first);
    others.sort_unstable();
    others.dedup();
    std::iter::once(first)
        .chain(others)
        .filter_map(|file| sources.get(file))
        .collect()
}

fn places_in<'a>(file: &SourceFile, diagnostic: &'a Diagnostic) -> Vec<Place<'a>> {
    diagnostic
        .labels()
        .enumerate()
        .filter(|(_, label)| label.span.file == file.id())
        .map(|(index, label)| Place::of(file, label, index == 0))
        .collect()
}

/// The lines to show: those of each place and their neighbours, joined where they meet.
fn blocks_around(file: &SourceFile, places: &[Place<'_>]) -> Vec<Range<u32>> {
    let mut wanted: Vec<Range<u32>> = places
        .iter()
        .map(|place| {
            let before = place.first.saturating_sub(CONTEXT).max(file.first_line());
            let after = (place.last + CONTEXT)
                .min(last_line_with_text(file))
                .max(place.last);
            before..after + 1
        })
        .collect();
    wanted.sort_unstable_by_key(|lines| lines.start);
    let mut blocks: Vec<Range<u32>> = Vec::new();
    for lines in wanted {
        match blocks.last_mut() {
            Some(block) if lines.start <= block.end => block.end = block.end.max(lines.end),
            _ => blocks.push(lines),
        }
    }
    blocks
}

/// The last line, but for the empty one after a final line break.
fn last_line_with_text(file: &SourceFile) -> u32 {
    let last = file.line_count();
    if file.line(last).is_some_and(str::is_empty) {
        last - 1
    } else {
        last
    }
}

/// The offset that must stay in sight on a line: where its primary label starts, or else its first one.
fn focus(places: &[Place<'_>], line: u32) -> Option<usize> {
    places
        .iter()
        .filter(|place| place.first == line)
        .min_by_key(|place| (!place.primary, place.bytes.start))
        .map(|place| place.bytes.start)
}

/// The part of one line that is shown.
#[derive(Clone)]
struct Cut<'a> {
    text: &'a str,
    line: Range<usize>,
    kept: Range<usize>,
}

impl<'a> Cut<'a> {
    /// A window of so many columns on a line, with the focus in its first third where it must be cut.
    fn of(file: &'a SourceFile, line: u32, focus: Option<usize>, columns: usize) -> Self {
        let text = file.text();
        let line = file.line_range(line).unwrap_or_default();
        let focus = floor_boundary(text, focus.unwrap_or(line.start)).clamp(line.start, line.end);
        let mut start = focus - fitting(slice(text, line.start..focus).chars().rev(), columns / 3);
        let end = start + fitting(slice(text, start..line.end).chars(), columns);
        if end == line.end {
            start = end - fitting(slice(text, line.start..end).chars().rev(), columns);
        }
        Self {
            text,
            line,
            kept: start..end,
        }
    }

    fn lead(&self) -> &'static str {
        if self.line.start < self.kept.start {
            ELLIPSIS
        } else {
            ""
        }
    }

    fn tail(&self) -> &'static str {
        if self.kept.end < self.line.end {
            ELLIPSIS
        } else {
            ""
        }
    }

    fn shown(&self) -> String {
        let kept = clean(slice(self.text, self.kept.clone()));
        format!("{}{kept}{}", self.lead(), self.tail())
    }

    /// Where something that starts at this offset of the file starts on the shown line. What was cut
    /// off is the ellipsis that stands for it.
    fn start_of(&self, offset: usize) -> usize {
        if offset < self.kept.start {
            0
        } else {
            self.kept_before(offset)
        }
    }

    /// Where something that ends at this offset of the file ends on the shown line.
    fn end_of(&self, offset: usize) -> usize {
        let tail = if self.kept.end < offset {
            self.tail().len()
        } else {
            0
        };
        self.kept_before(offset) + tail
    }

    fn kept_before(&self, offset: usize) -> usize {
        let end = floor_boundary(self.text, offset.clamp(self.kept.start, self.kept.end));
        self.lead().len() + clean(slice(self.text, self.kept.start..end)).len()
    }
}

fn slice(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// How many bytes of these characters fit into so many columns. Each counts for at least one, so that
/// a megabyte of accents is no wider window than a megabyte of letters.
fn fitting(characters: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut left = columns;
    characters
        .map_while(|c| {
            let width = if c == '\t' {
                4
            } else {
                c.width().unwrap_or(1).max(1)
            };
            left = left.checked_sub(width)?;
            Some(c.len_utf8())
        })
        .sum()
}

/// The text with every character visible: pictures for control characters, `�` for those that reorder
/// what follows. Tabs and line breaks stay.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// The text on one line and visible, cut where it is absurdly long.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 1000;
    let mut line: String = clean(text)
        .chars()
        .map(|c| if c == '\n' { ' ' } else { c })
        .take(LONGEST)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push_str(ELLIPSIS);
    }
    line
}

fn visible(c: char) -> char {
    match c {
        '\t' | '\n' => c,
        '\0'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}
