//! Cuts the text of a CSV file into cells, each of which stands where it stood.
//!
//! Cells are parted by commas, semicolons or tabs, whichever comes first in the first row. A cell
//! between quotation marks may hold any of them, and line breaks; a quotation mark in it is written
//! twice. What is read of a cell is read by the grammar, which points into the text: so a doubled mark
//! is not taken out but becomes a mark and a blank, and every offset stays what it was.

use std::ops::Range;

/// A CSV file in pieces.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The text with single marks and a blank for doubled ones; as long as the file.
    pub(super) text: String,
    /// The rows that are not blank.
    pub(super) rows: Vec<Row>,
    /// The cell that is opened by a quotation mark and never closed, if there is one.
    pub(super) unclosed: Option<Range<usize>>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands, without the line break.
    pub(super) range: Range<usize>,
    /// Where its cells stand, without quotation marks and blanks around them.
    pub(super) cells: Vec<Range<usize>>,
}

/// Cuts a text.
pub(super) fn cut(text: &str) -> Sheet {
    let mut cutter = Cutter {
        bytes: text.as_bytes().to_vec(),
        separator: separator(text),
        rows: Vec::new(),
        unclosed: None,
    };
    let mut at = 0;
    while at < cutter.bytes.len() {
        at = cutter.row(at);
    }
    let Cutter {
        bytes,
        rows,
        unclosed,
        ..
    } = cutter;
    Sheet {
        text: String::from_utf8(bytes).unwrap_or_default(),
        rows,
        unclosed,
    }
}

/// The first of the separators outside quotation marks in the first row that is not blank.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b';' | b'\t' if !quoted => return byte,
            b'\n' if !quoted => break,
            _ => {}
        }
    }
    b','
}

struct Cutter {
    bytes: Vec<u8>,
    separator: u8,
    rows: Vec<Row>,
    unclosed: Option<Range<usize>>,
}

impl Cutter {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Cuts the row that begins here, and gives where the next one begins.
    fn row(&mut self, start: usize) -> usize {
        let mut cells = Vec::new();
        let mut at = start;
        loop {
            let (cell, end) = self.cell(at);
            cells.push(cell);
            if self.byte(end) == Some(self.separator) {
                at = end + 1;
                continue;
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                self.rows.push(Row {
                    range: start..end,
                    cells,
                });
            }
            return match (self.byte(end), self.byte(end + 1)) {
                (Some(b'\r'), Some(b'\n')) => end + 2,
                _ => end + 1,
            };
        }
    }

    /// The cell that begins here, and where it ends: at a separator, a line break or the end.
    fn cell(&mut self, start: usize) -> (Range<usize>, usize) {
        let mut at = start;
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        if self.byte(at) != Some(b'"') {
            let end = self.end_of_plain(at);
            return (self.trimmed(at..end), end);
        }
        let inner = at + 1;
        match self.closing(inner) {
            Some(closing) => {
                let end = self.end_of_plain(closing + 1);
                (self.trimmed(inner..closing), end)
            }
            None => {
                let end = self.bytes.len();
                self.unclosed.get_or_insert(at..end);
                (inner..end, end)
            }
        }
    }

    /// Where the mark stands that closes a cell, with the doubled marks before it made single.
    fn closing(&mut self, start: usize) -> Option<usize> {
        let mut in_text = false;
        let mut at = start;
        loop {
            match (self.byte(at)?, self.byte(at + 1)) {
                (b'"', Some(b'"')) => {
                    // The blank goes to the outer side of the mark.
                    let pair = if in_text { *b"\" " } else { *b" \"" };
                    if let Some(place) = self.bytes.get_mut(at..at + 2) {
                        place.copy_from_slice(&pair);
                    }
                    in_text = !in_text;
                    at += 2;
                }
                (b'"', _) => return Some(at),
                _ => at += 1,
            }
        }
    }

    fn end_of_plain(&self, start: usize) -> usize {
        let mut at = start;
        while self
            .byte(at)
            .is_some_and(|byte| byte != self.separator && byte != b'\n' && byte != b'\r')
        {
            at += 1;
        }
        at
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let blank = |at: usize| self.byte(at).is_some_and(|it| it.is_ascii_whitespace());
        let (mut start, mut end) = (range.start, range.end);
        while start < end && blank(start) {
            start += 1;
        }
        while start < end && blank(end - 1) {
            end -= 1;
        }
        start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let sheet = cut(text);
        assert_eq!(sheet.text.len(), text.len());
        let row = |row: &Row| {
            row.cells
                .iter()
                .map(|it| sheet.text.get(it.clone()).unwrap().to_owned())
                .collect()
        };
        sheet.rows.iter().map(row).collect()
    }

    #[test]
    fn cells_are_cut_where_they_stand() {
        assert_eq!(
            cells("a,b\r\n1, 2 \r\n\r\n,x"),
            [["a", "b"], ["1", "2"], ["", "x"]]
        );
        assert_eq!(cells("a;b,c\n1;2"), [["a", "b,c"], ["1", "2"]]);
        assert_eq!(cells("a\tb\n\"1\n2\"\t3\n"), [["a", "b"], ["1\n2", "3"]]);
        assert_eq!(
            cells("甲,乙\n\"九, 十\",\n"),
            [["甲", "乙"], ["九, 十", ""]]
        );
        assert_eq!(cells(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_doubled_mark_is_one_and_moves_nothing() {
        assert_eq!(cells("a\n\"\"\"x, y\"\"\"\n"), [["a"], ["\"x, y\""]]);
        let text = "a,b\n\"\"\"x\"\", \"\"y\"\"\",7\n";
        let sheet = cut(text);
        let last = sheet.rows[1].cells[1].clone();
        assert_eq!(
            (text.get(last.clone()), sheet.text.get(last)),
            (Some("7"), Some("7"))
        );
    }

    #[test]
    fn a_cell_that_is_not_closed_is_told() {
        assert_eq!(cut("a\n\"x").unclosed, Some(2..4));
        assert_eq!(cut("a\n\"x\"").unclosed, None);
    }
}
