//! CSV: where rows end, and the cells of a row.
//!
//! A row is a line, or several where a quoted cell runs over the ends of lines. Rows are cut from the
//! lines as they come, so that no more of a file is held than one row. A quote is never guessed
//! about: where one is not closed, or something follows its close, the row is the one line it begins
//! on, and reading goes on with the next line, so that one slip costs one row and not the rest of the
//! file. That, and the place of every cell in its row, is why rows are not cut by a library;
//! a test holds the cells to what the `csv` crate reads.
//!
//! What a cell means is no concern here.

use std::collections::VecDeque;

use super::{RawError, RawErrorKind};

/// The longest row, in bytes.
pub const LONGEST_ROW: usize = 16 << 20;

/// What parts cells: the sign that stands most often in the header, outside quotes. Of two as
/// frequent, the one first in this list.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The sign that parts the cells of a file with this header.
#[must_use]
pub fn delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| {
        let mut quoted = false;
        header
            .bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == delimiter
            })
            .count()
    };
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let found = count(delimiter);
        if best.0 < found {
            best = (found, delimiter);
        }
    }
    best.1
}

/// A line as it was read, with its line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its bytes; those beyond [`LONGEST_ROW`] are not kept.
    pub bytes: Vec<u8>,
    /// Whether some are not kept.
    pub cut: bool,
}

/// A row as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its bytes, with its line break.
    pub bytes: Vec<u8>,
    /// The line it begins on, from 1.
    pub line: u32,
    /// Why it cannot be read: the offset of the trouble, and the trouble in words.
    pub trouble: Option<(usize, String)>,
}

/// Cuts lines into rows.
#[derive(Debug)]
pub struct Rows {
    /// The sign that parts cells; none while the header is not read, when any of them may.
    delimiter: Option<u8>,
    /// Lines looked at for the end of a quote that are now to be read by themselves.
    waiting: VecDeque<Line>,
    /// The number of the line last taken.
    line: u32,
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

impl Rows {
    /// For a file from its first line on.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            delimiter: None,
            waiting: VecDeque::new(),
            line: 0,
        }
    }

    /// From here on this sign parts the cells.
    pub const fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = Some(delimiter);
    }

    /// The next row; `next` gives the next line of the file, `None` at its end.
    ///
    /// # Errors
    /// What `next` fails with.
    pub fn next<E>(
        &mut self,
        next: &mut impl FnMut() -> Result<Option<Line>, E>,
    ) -> Result<Option<Row>, E> {
        let Some(first) = self.take(next)? else {
            return Ok(None);
        };
        let line = self.line;
        let whole = |bytes, trouble| {
            Ok(Some(Row {
                bytes,
                line,
                trouble,
            }))
        };
        if first.cut {
            let trouble = format!("the row is longer than {} MiB", LONGEST_ROW >> 20);
            return whole(first.bytes, Some((0, trouble)));
        }
        let mut quotes = Quotes::new(self.delimiter);
        let mut bytes = first.bytes;
        quotes.read(&bytes);
        if quotes.trouble.is_none() && !quotes.is_open() {
            return whole(bytes, None);
        }
        // A quoted cell runs on: take lines until it is closed, and remember them one by one.
        let (end, opened) = (bytes.len(), quotes.opened);
        let mut further: VecDeque<Line> = VecDeque::new();
        while quotes.trouble.is_none() && quotes.is_open() {
            let more = match self.take(next)? {
                Some(more) if !more.cut && bytes.len() + more.bytes.len() <= LONGEST_ROW => more,
                last => {
                    further.extend(last);
                    let trouble = "a quote is opened here and never closed".to_owned();
                    quotes.trouble = Some((opened, trouble));
                    break;
                }
            };
            quotes.read(&more.bytes);
            bytes.extend_from_slice(&more.bytes);
            further.push_back(more);
        }
        let Some((at, trouble)) = quotes.trouble else {
            return whole(bytes, None);
        };
        self.line = line;
        further.append(&mut self.waiting);
        self.waiting = further;
        bytes.truncate(end);
        let at = if at < end { at } else { opened };
        whole(bytes, Some((at.min(end), trouble)))
    }

    fn take<E>(
        &mut self,
        next: &mut impl FnMut() -> Result<Option<Line>, E>,
    ) -> Result<Option<Line>, E> {
        let line = match self.waiting.pop_front() {
            Some(line) => Some(line),
            None => next()?,
        };
        if line.is_some() {
            self.line = self.line.saturating_add(1);
        }
        Ok(line)
    }
}

/// Follows the quotes of a row.
struct Quotes {
    delimiter: Option<u8>,
    at: usize,
    state: State,
    /// Where the last quoted cell was opened.
    opened: usize,
    trouble: Option<(usize, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first byte of a cell.
    Start,
    /// In a cell without quotes; a quote in it is a sign like any other.
    Bare,
    /// Between quotes.
    Quoted,
    /// After a quote between quotes: it closes them, or stands for itself if another follows.
    Closed,
    /// After that and a carriage return: only the end of the line can follow.
    Ended,
}

impl Quotes {
    const fn new(delimiter: Option<u8>) -> Self {
        Self {
            delimiter,
            at: 0,
            state: State::Start,
            opened: 0,
            trouble: None,
        }
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let parts = match self.delimiter {
                Some(delimiter) => *byte == delimiter,
                None => DELIMITERS.contains(byte),
            };
            self.state = match (self.state, *byte) {
                (State::Start, b'"') => {
                    self.opened = self.at;
                    State::Quoted
                }
                (State::Quoted, b'"') => State::Closed,
                (State::Quoted, _) => State::Quoted,
                (State::Closed, b'"') => State::Quoted,
                (State::Start | State::Bare | State::Closed, _) if parts => State::Start,
                (State::Start | State::Bare, _) => State::Bare,
                (State::Closed, b'\r') => State::Ended,
                (State::Closed | State::Ended, b'\n') => State::Ended,
                (State::Closed | State::Ended, _) => {
                    let trouble = "a quote is opened here whose closing quote is followed by \
                                   more than the end of the cell; a quote in a quoted cell is \
                                   written twice";
                    self.trouble = Some((self.opened, trouble.to_owned()));
                    return;
                }
            };
            self.at += 1;
        }
    }
}

/// One cell and where it stands in the text of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it holds, its quotes removed.
    pub text: String,
    /// Byte offset of its first byte, the quote if it is quoted.
    pub start: usize,
    /// Byte offset just after its last byte.
    pub end: usize,
    /// Whether it is quoted.
    pub quoted: bool,
    /// The offsets in `text` of quotes that are written twice.
    doubled: Vec<usize>,
}

impl Cell {
    /// Where in the row a byte of `text` stands.
    #[must_use]
    pub fn place(&self, offset: usize) -> usize {
        let doubled = self.doubled.iter().filter(|at| **at < offset).count();
        self.start + usize::from(self.quoted) + offset + doubled
    }
}

/// The cells of a row whose quotes are in order.
///
/// # Errors
/// Its quotes are not in order.
pub fn cells(row: &str, delimiter: u8) -> Result<Vec<Cell>, RawError> {
    let text = row.strip_suffix('\n').unwrap_or(row);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let rest = text.get(start..).unwrap_or_default();
        let (cell, length) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside, start)?,
            None => bare(rest, start, delimiter),
        };
        cells.push(cell);
        start += length;
        match text.as_bytes().get(start) {
            Some(byte) if *byte == delimiter => start += 1,
            Some(_) => return Err(disordered(start)),
            None => return Ok(cells),
        }
    }
}

fn bare(rest: &str, start: usize, delimiter: u8) -> (Cell, usize) {
    let length = rest
        .bytes()
        .position(|byte| byte == delimiter)
        .unwrap_or(rest.len());
    let cell = Cell {
        text: rest.get(..length).unwrap_or_default().to_owned(),
        start,
        end: start + length,
        quoted: false,
        doubled: Vec::new(),
    };
    (cell, length)
}

/// The quoted cell whose text begins with `inside`, and how many bytes it is long with its quotes.
fn quoted(inside: &str, start: usize) -> Result<(Cell, usize), RawError> {
    let mut text = String::new();
    let mut doubled = Vec::new();
    let mut at = 0;
    loop {
        let rest = inside.get(at..).unwrap_or_default();
        let Some((before, after)) = rest.split_once('"') else {
            return Err(disordered(start));
        };
        text.push_str(before);
        at += before.len() + 1;
        if !after.starts_with('"') {
            break;
        }
        doubled.push(text.len());
        text.push('"');
        at += 1;
    }
    let length = at + 1;
    let cell = Cell {
        text,
        start,
        end: start + length,
        quoted: true,
        doubled,
    };
    Ok((cell, length))
}

fn disordered(at: usize) -> RawError {
    RawError {
        kind: RawErrorKind::Malformed,
        start: at,
        end: at,
        detail: "the quotes of this row are not in order".to_owned(),
    }
}
