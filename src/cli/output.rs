//! The terminal: what may be coloured, how wide it is, and writing to it once.
//!
//! Everything else in [`super`] builds text. Tables are set by the width of characters on the screen,
//! two columns for a 漢字, one for a letter.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use super::{Color, Report};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{self, HumanOptions};
use crate::source::Sources;
pub(super) use crate::source::visible;

/// Columns of a line when nobody says how wide the screen is.
const WIDTH: usize = 100;
/// Where a wider screen is no help to the reader.
const WIDEST: usize = 140;

/// What the two streams of this run can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// Whether standard output is coloured.
    pub(super) color_data: bool,
    /// Whether standard error is coloured.
    pub(super) color_talk: bool,
    /// Columns of a line.
    pub(super) width: usize,
}

impl Screen {
    /// Asks the environment and the streams.
    pub(super) fn new(wish: Color) -> Self {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        let signs = Signs {
            no_color: set("NO_COLOR").is_some(),
            force: set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            dumb: set("TERM").is_some_and(|value| value == "dumb"),
        };
        let columns = set("COLUMNS").and_then(|value| value.to_str()?.parse().ok());
        Self {
            color_data: colored(wish, signs, io::stdout().is_terminal()),
            color_talk: colored(wish, signs, io::stderr().is_terminal()),
            width: columns.unwrap_or(WIDTH).clamp(40, WIDEST),
        }
    }

    /// Findings drawn for standard output.
    pub(super) fn findings_as_data(self, sources: &Sources, findings: &[Diagnostic]) -> String {
        render::human(
            sources,
            findings,
            HumanOptions {
                color: self.color_data,
                width: self.width,
            },
        )
    }

    /// Findings drawn for standard error, with how many there are.
    pub(super) fn findings_as_talk(self, sources: &Sources, findings: &[Diagnostic]) -> String {
        let drawn = self.drawn_as_talk(sources, findings);
        format!("{drawn}\n{}\n", render::summary(findings))
    }

    /// Findings drawn for standard error.
    pub(super) fn drawn_as_talk(self, sources: &Sources, findings: &[Diagnostic]) -> String {
        render::human(
            sources,
            findings,
            HumanOptions {
                color: self.color_talk,
                width: self.width,
            },
        )
    }
}

/// What the environment says about colour.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    no_color: bool,
    force: bool,
    dumb: bool,
}

/// An option given outranks the environment; NO_COLOR outranks CLICOLOR_FORCE, and that the terminal.
fn colored(wish: Color, signs: Signs, terminal: bool) -> bool {
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if signs.no_color => false,
        Color::Auto => signs.force || (terminal && !signs.dumb),
    }
}

/// Writes to standard output; whether somebody still reads it. A reader who has closed the pipe has seen
/// enough: that is no error.
pub(super) fn data(text: &str) -> io::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// A text for people, in which nothing they did not write steers the terminal: what is left of control
/// characters is our own colour, if there is to be any.
pub(super) fn for_people(text: &str, color: bool) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut shown = visible(pieces.next().unwrap_or_default());
    for piece in pieces {
        let codes = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        if color && codes.starts_with('m') {
            shown.push_str("\u{1b}[");
        } else {
            shown.push_str(&visible("\u{1b}["));
        }
        shown.push_str(&visible(piece));
    }
    shown
}

/// Answers that are written as they come, in whole pieces. A short run is held until its end, so that
/// a failure that leaves nothing to answer leaves nothing written.
pub(super) struct Out {
    /// Whether they are coloured, of answers for people; those for programs are written as they are.
    color: Option<bool>,
    held: String,
    begun: bool,
    closed: bool,
}

impl Out {
    /// Bytes held before they are written.
    const HELD: usize = 64 << 10;

    /// For people.
    pub(super) const fn for_people(screen: Screen) -> Self {
        Self {
            color: Some(screen.color_data),
            held: String::new(),
            begun: false,
            closed: false,
        }
    }

    /// For programs.
    pub(super) const fn exact() -> Self {
        Self {
            color: None,
            held: String::new(),
            begun: false,
            closed: false,
        }
    }

    /// Adds a piece: lines that belong together.
    pub(super) fn push(&mut self, piece: &str) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        match self.color {
            Some(color) => self.held.push_str(&for_people(piece, color)),
            None => self.held.push_str(piece),
        }
        if self.held.len() < Self::HELD {
            return Ok(());
        }
        self.begun = true;
        let mut stdout = io::stdout().lock();
        let written = stdout
            .write_all(self.held.as_bytes())
            .and_then(|()| stdout.flush());
        self.held.clear();
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            written => written,
        }
    }

    /// Whether something was written.
    pub(super) const fn has_begun(&self) -> bool {
        self.begun
    }

    /// Whether the reader has seen enough.
    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// What is still to be written, with what follows it.
    pub(super) fn into_report(self) -> Report {
        match self.color {
            Some(_) => Report::ran(self.held),
            None => Report::exact(self.held),
        }
    }
}

/// A JSON document whose last entry is a list, written entry by entry: the same bytes as [`json`] of
/// the whole.
pub(super) struct List {
    /// What stands before the list.
    head: String,
    empty: bool,
}

impl List {
    /// For a document whose list, the last thing in it, is empty so far.
    pub(super) fn new(document: &impl serde::Serialize) -> Self {
        let text = json(document);
        Self {
            head: text.strip_suffix("[]\n}\n").unwrap_or(&text).to_owned(),
            empty: true,
        }
    }

    /// The next entry as text.
    pub(super) fn entry(&mut self, entry: &impl serde::Serialize) -> String {
        let before = if self.empty {
            format!("{}[", self.head)
        } else {
            ",".to_owned()
        };
        self.empty = false;
        format!("{before}\n    {}", indented(entry, "\n    "))
    }

    /// The end of the document, with something after the list if there is more to say.
    pub(super) fn end(&self, more: &[(&str, serde_json::Value)]) -> String {
        let mut text = if self.empty {
            format!("{}[]", self.head)
        } else {
            "\n  ]".to_owned()
        };
        for (key, value) in more {
            text.push_str(&format!(",\n  \"{key}\": {}", indented(value, "\n  ")));
        }
        text.push_str("\n}\n");
        text
    }
}

/// A value as in [`json`], its lines after the first begun so. No text in JSON holds a line break.
fn indented(value: &impl serde::Serialize, begin: &str) -> String {
    json(value).trim_end().replace('\n', begin)
}

/// The failure to write answers.
pub(super) fn unwritten(error: &io::Error) -> super::Failure {
    super::Failure::new(format!("the output cannot be written: {}", reason(error)))
}

/// Writes to standard error, where a failure to write leaves nobody to tell.
pub(super) fn talk(text: &str) {
    let _unheard = io::stderr().lock().write_all(text.as_bytes());
}

/// A line that says what is wrong, and one that says what could be done.
pub(super) fn error(message: &str, help: Option<&str>) -> String {
    said("error", message, help)
}

/// A line worth knowing.
pub(super) fn warning(message: &str) -> String {
    said("warning", message, None)
}

/// A word about what was done.
pub(super) fn note(message: &str) -> String {
    said("note", message, None)
}

fn said(word: &str, message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!("  help: {help}\n"));
    format!("{word}: {}\n{help}", visible(message))
}

/// Why the system refused, in its own words but for the number it adds.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "reading or writing it is not permitted".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or(&text)
                .to_lowercase()
        }
    }
}

/// A JSON document, indented, with a line break at its end.
pub(super) fn json(document: &impl serde::Serialize) -> String {
    // Texts, whole numbers and lists under text keys: there is nothing in them that JSON cannot say.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// A JSON document on one line.
pub(super) fn json_line(document: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string(document).unwrap_or_default();
    text.push('\n');
    text
}

/// Rows as a table: a line each, columns two spaces apart, the last as long as it likes.
///
/// A row may have fewer cells than others. Colour, where asked for, marks the first column.
pub(super) fn table(rows: &[Vec<String>], indent: usize) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = cell.width();
            match widths.get_mut(column) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The beginning of a long text: at most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// One form of a word for one thing, another for any other number: `1 case`, `3 cases`.
pub(super) fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_outranks_what_is_found() {
        let none = Signs::default();
        let no_color = Signs {
            no_color: true,
            ..none
        };
        let force = Signs {
            force: true,
            ..none
        };
        let dumb = Signs { dumb: true, ..none };
        assert!(colored(Color::Always, no_color, false));
        assert!(!colored(Color::Never, force, true));
        assert!(colored(Color::Auto, none, true));
        assert!(!colored(Color::Auto, none, false));
        assert!(!colored(Color::Auto, no_color, true));
        assert!(!colored(Color::Auto, dumb, true));
        assert!(colored(Color::Auto, force, false));
        assert!(!colored(
            Color::Auto,
            Signs {
                force: true,
                ..no_color
            },
            false
        ));
    }

    #[test]
    fn tables_are_set_by_width_on_the_screen() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = [
            row(&["職等", "yes", "8"]),
            row(&["rank", "no"]),
            row(&["r", "", "scs 8"]),
        ];
        assert_eq!(
            table(&rows, 2),
            "  職等  yes  8\n  rank  no\n  r          scs 8\n"
        );
    }

    #[test]
    fn control_characters_are_made_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("yes\u{202e}on"), "yes\\u{202e}on");
        let ordinary = "（行政院）、총리, e\u{301}\u{200d}\u{200e}\n";
        assert_eq!(visible(ordinary), ordinary);
    }

    #[test]
    fn our_own_colour_is_left_and_only_where_there_is_to_be_any() {
        let text = "\u{1b}[1;31mno\u{1b}[0m \u{1b}]0;title\u{7} \u{1b}[2J\u{202e}";
        let steered = " \\u{1b}]0;title\\u{7} \\u{1b}[2J\\u{202e}";
        assert_eq!(
            for_people(text, true),
            format!("\u{1b}[1;31mno\u{1b}[0m{steered}")
        );
        assert_eq!(
            for_people(text, false),
            format!("\\u{{1b}}[1;31mno\\u{{1b}}[0m{steered}")
        );
    }
}
