//! Cases as they are read: one batch after another, in the order of the file.
//!
//! NDJSON and CSV are read a line or a row at a time, so that a file of any length takes no more
//! memory than its longest row; a batch is then one row. JSON and YAML are read whole, as one batch,
//! for their last bracket decides what the first one means.
//!
//! What does not fit is refused here: it goes to the file of rejects, if one is named, and is drawn
//! on standard error at the end, the first of it.

mod progress;
mod rejects;

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::rc::Rc;

use super::encoding::Encoding;
use super::output::{self, Screen};
use super::read::{self, LARGEST_FACTS, MARK};
use super::write::Target;
use super::{Failure, load};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Evaluator;
use crate::facts::raw::Syntax;
use crate::facts::raw::csv::{LONGEST_ROW, Line, Row, Rows};
use crate::facts::{self, CaseReader, FactFinding, Facts, NamedCase};
use crate::model::Model;
use crate::source::Sources;

use progress::{Counted, Progress};
use rejects::Rejects;

/// Where facts come from and how they are written.
pub(super) struct Origin<'a> {
    /// The file; `-` is standard input.
    pub(super) path: &'a Path,
    pub(super) syntax: Syntax,
    pub(super) encoding: Encoding,
    /// Where what is refused goes.
    pub(super) rejects: Option<Target>,
}

/// Some cases of a file with the text they stand in.
pub(super) struct Batch {
    text: Rc<String>,
    /// The line of the file on which the text begins.
    line: u32,
    /// Whether the text is one line or row, and no more.
    single: bool,
    facts: Facts,
    syntax: Syntax,
    /// Of a table, its header.
    header: Option<Rc<str>>,
}

/// One case, or why it is none.
pub(super) enum Item {
    Case(NamedCase),
    /// What does not fit in one case or document; never empty.
    Refused(Vec<FactFinding>),
}

impl Batch {
    /// A case as it was written, to be read again by itself: of a JSON file the object, of a table its
    /// header and row, of YAML the whole file.
    pub(super) fn written(&self, case: &NamedCase) -> (Syntax, String) {
        let within = self.text.get(case.start as usize..case.end as usize);
        let text = match self.syntax {
            Syntax::Json | Syntax::Ndjson => within.unwrap_or(&self.text).to_owned(),
            Syntax::Yaml => self.text.to_string(),
            Syntax::Csv => {
                let header = self.header.as_deref().unwrap_or_default();
                format!("{}\n{}", header.trim_end_matches(['\r', '\n']), self.text)
            }
        };
        (self.syntax, text)
    }

    /// What is in it, in the order of the file.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let facts = std::mem::replace(
            &mut self.facts,
            Facts {
                cases: Vec::new(),
                findings: Vec::new(),
                notes: Vec::new(),
            },
        );
        let of_one_case = |a: &FactFinding, b: &FactFinding| a.case.is_some() && a.case == b.case;
        let mut items: Vec<(u32, Item)> = facts
            .findings
            .chunk_by(of_one_case)
            .filter_map(|findings| {
                let start = findings.first()?.span.start;
                Some((start, Item::Refused(findings.to_vec())))
            })
            .collect();
        let cases = facts.cases.into_iter();
        items.extend(cases.map(|case| (case.start, Item::Case(case))));
        items.sort_by_key(|(start, _)| *start);
        items.into_iter().map(|(_, item)| item).collect()
    }
}

/// The cases of a file.
pub(super) struct Feed<'m> {
    model: &'m Model,
    screen: Screen,
    name: String,
    encoding: Encoding,
    source: Source<'m>,
    progress: Progress,
    rejects: Option<Rejects>,
    /// The first of what was refused, with the text it stands in, for people.
    shown: Vec<(Rc<String>, u32, FactFinding)>,
    /// Findings not shown.
    more: usize,
    /// Cases and documents refused.
    refused: usize,
    /// Whether any case was made out, though it may be refused.
    found: bool,
    /// What fits and is still worth a look; the first of it.
    notes: Vec<String>,
}

/// So many notes are shown.
const MOST_NOTES: usize = 20;

enum Source<'m> {
    /// A file read whole; none when it was.
    Whole(Option<String>, Syntax),
    Lines(Lines, CaseReader<'m>),
    Rows(Lines, Table<'m>),
}

/// How many findings are drawn.
const SHOWN: usize = 20;

impl<'m> Feed<'m> {
    /// Opens a file, and that of the rejects.
    pub(super) fn open(
        model: &'m Model,
        origin: Origin<'_>,
        screen: Screen,
    ) -> Result<Self, Failure> {
        let Opened {
            name,
            bytes,
            length,
        } = opened(origin.path)?;
        let taken = Rc::new(Cell::new(0));
        let counted = Box::new(Counted {
            source: bytes,
            taken: Rc::clone(&taken),
        });
        let text = origin.encoding.decode(counted);
        let lines = |text| Lines {
            source: BufReader::with_capacity(64 << 10, text),
            number: 0,
        };
        let streamed = matches!(origin.syntax, Syntax::Ndjson | Syntax::Csv);
        let source = match origin.syntax {
            Syntax::Json | Syntax::Yaml => {
                let text = whole(text, origin.encoding, &name)?;
                Source::Whole(Some(text), origin.syntax)
            }
            Syntax::Ndjson => Source::Lines(lines(text), CaseReader::new(model, &name)),
            Syntax::Csv => {
                let table = Table {
                    rows: Rows::new(),
                    reader: CaseReader::new(model, &name),
                    headed: false,
                    header: None,
                };
                Source::Rows(lines(text), table)
            }
        };
        let rejects = origin.rejects.map(Rejects::create).transpose()?;
        Ok(Self {
            model,
            screen,
            name,
            encoding: origin.encoding,
            source,
            progress: Progress::new(taken, length, streamed),
            rejects,
            shown: Vec::new(),
            more: 0,
            refused: 0,
            found: false,
            notes: Vec::new(),
        })
    }

    /// The name of the file as shown.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many cases and documents were refused.
    pub(super) const fn refused(&self) -> usize {
        self.refused
    }

    /// Whether what is refused goes into a file of its own, and not among the answers.
    pub(super) const fn has_rejects(&self) -> bool {
        self.rejects.is_some()
    }

    /// The next cases; none at the end.
    ///
    /// # Errors
    /// The file cannot be read on, or its header is in error.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, Failure> {
        self.progress.tick();
        let batch = match &mut self.source {
            Source::Whole(text, syntax) => text.take().map(|text| Batch {
                facts: facts::read(self.model, &self.name, &text, *syntax),
                text: Rc::new(text),
                line: 1,
                single: false,
                syntax: *syntax,
                header: None,
            }),
            Source::Lines(lines, reader) => match lines.next().map_err(unread(&self.name))? {
                None => None,
                Some(line) => Some(one_line(line, lines.number, reader, self.encoding)),
            },
            Source::Rows(lines, table) => {
                let row = table.rows.next(&mut || lines.next());
                match row.map_err(unread(&self.name))? {
                    None => None,
                    Some(row) => Some(table.batch(row, self.encoding).map_err(|batch| {
                        let drawn = drawn(&batch, &self.name, self.screen);
                        Failure::Drawn(drawn)
                    })?),
                }
            }
        };
        if let Some(batch) = &batch {
            let named = batch.facts.findings.iter().any(|it| it.case.is_some());
            self.found |= named || !batch.facts.cases.is_empty();
            let room = MOST_NOTES.saturating_sub(self.notes.len());
            let notes = batch.facts.notes.iter().take(room);
            self.notes.extend(notes.cloned());
        }
        Ok(batch)
    }

    /// What always holds and is violated by the facts of a case.
    pub(super) fn violated(
        &self,
        evaluator: &mut Evaluator<'_>,
        batch: &Batch,
        case: &NamedCase,
    ) -> Vec<FactFinding> {
        evaluator
            .violated_by(&case.case)
            .into_iter()
            .map(|assertion| {
                let model = self.model;
                FactFinding::violated(model, case, assertion, &self.name, &batch.text)
                    .in_part(batch.line)
            })
            .collect()
    }

    /// Takes in what does not fit in one case.
    pub(super) fn refuse(
        &mut self,
        batch: &Batch,
        findings: &[FactFinding],
    ) -> Result<(), Failure> {
        self.refused += 1;
        if let Some(rejects) = &mut self.rejects {
            return rejects.write(batch, findings);
        }
        let room = SHOWN.saturating_sub(self.shown.len());
        if 0 < room {
            let shown = findings.iter().take(room);
            self.shown
                .extend(shown.map(|it| (Rc::clone(&batch.text), batch.line, it.clone())));
        }
        self.more += findings.len().saturating_sub(room);
        Ok(())
    }

    /// A reader that takes the same cases to other rules.
    pub(super) fn again<'o>(&self, model: &'o Model) -> Again<'o> {
        Again {
            model,
            name: self.name.clone(),
            reader: CaseReader::new(model, &self.name),
            headed: false,
            syntax: match &self.source {
                Source::Whole(_, syntax) => *syntax,
                Source::Lines(..) => Syntax::Ndjson,
                Source::Rows(..) => Syntax::Csv,
            },
        }
    }

    /// Tells such a reader of the header of a table, once it was read.
    pub(super) fn head(&self, again: &mut Again<'_>) {
        if let Source::Rows(
            _,
            Table {
                header: Some((text, line)),
                ..
            },
        ) = &self.source
            && !again.headed
        {
            // What is wrong with it was said of the rules it was read for first, or shows in each row.
            again.headed = again.reader.header(text, *line).is_ok();
        }
    }

    /// Ends it: what there is to say of what was refused, for standard error.
    ///
    /// # Errors
    /// No case could be made out in the file, or the rejects cannot be written.
    pub(super) fn finish(mut self) -> Result<String, Failure> {
        self.progress.clear();
        if let Some(rejects) = &mut self.rejects {
            rejects.flush()?;
        }
        let reader = match &self.source {
            Source::Whole(..) => None,
            Source::Lines(_, reader) | Source::Rows(_, Table { reader, .. }) => Some(reader),
        };
        if let Some(nothing) = reader.and_then(CaseReader::nothing_found) {
            self.shown.push((Rc::default(), 1, nothing));
        }
        let mut talk = self.talk();
        if !self.found {
            return Err(Failure::Drawn(talk));
        }
        for note in &self.notes {
            talk.push_str(&output::note(note));
        }
        if reader.is_some_and(CaseReader::ids_are_full) {
            talk.push_str(&output::note(
                "there are more than a million cases with an `id`; two with the same one are found \
                 only among the first million",
            ));
        }
        Ok(talk)
    }

    fn talk(&self) -> String {
        if let (Some(rejects), 1..) = (&self.rejects, self.refused) {
            let cases = output::counted(self.refused, "case was refused", "cases were refused");
            let place = rejects.name();
            return output::note(&format!("{cases}: see `{place}`"));
        }
        let drawn = draw(&self.shown, self.more, &self.name, self.screen);
        match self.more {
            0 => drawn,
            more => {
                let note = format!("{more} more are not shown; `--rejects FILE` tells all");
                format!("{drawn}{}", output::note(&note))
            }
        }
    }
}

/// Reads the cases of a file for other rules than those they were first read for.
pub(super) struct Again<'m> {
    model: &'m Model,
    name: String,
    reader: CaseReader<'m>,
    headed: bool,
    syntax: Syntax,
}

impl Again<'_> {
    /// The cases of a batch.
    pub(super) fn cases(&mut self, batch: &Batch) -> Facts {
        match self.syntax {
            Syntax::Ndjson => self.reader.line(&batch.text, batch.line),
            Syntax::Csv if self.headed => self.reader.row(&batch.text, batch.line),
            Syntax::Csv => Facts {
                cases: Vec::new(),
                findings: Vec::new(),
                notes: Vec::new(),
            },
            syntax => facts::read(self.model, &self.name, &batch.text, syntax),
        }
    }
}

/// Findings with the texts they stand in, drawn for standard error; there are so many more.
fn draw(
    shown: &[(Rc<String>, u32, FactFinding)],
    more: usize,
    name: &str,
    screen: Screen,
) -> String {
    if shown.is_empty() {
        return String::new();
    }
    let mut sources = Sources::new();
    let mut last = None;
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (text, line, finding) in shown {
        let file = match last {
            Some((before, file)) if Rc::ptr_eq(before, text) => file,
            _ => sources.add_part(name, text.as_str(), *line),
        };
        last = Some((text, file));
        findings.push(finding.to_diagnostic(file));
    }
    let drawn = screen.drawn_as_talk(&sources, &findings);
    let errors = output::counted(shown.len() + more, "error", "errors");
    format!("{drawn}\n{errors} in 1 file\n")
}

/// All findings of a batch, drawn.
fn drawn(batch: &Batch, name: &str, screen: Screen) -> String {
    let findings = batch.facts.findings.iter();
    let shown: Vec<_> = findings
        .map(|it| (Rc::clone(&batch.text), batch.line, it.clone()))
        .collect();
    draw(&shown, 0, name, screen)
}

/// The rows of a CSV file.
struct Table<'m> {
    rows: Rows,
    reader: CaseReader<'m>,
    /// Whether the header was read.
    headed: bool,
    /// The header, and the line it begins on.
    header: Option<(Rc<str>, u32)>,
}

impl Table<'_> {
    /// What a row gives; an error if it is the header and is wrong.
    fn batch(&mut self, row: Row, encoding: Encoding) -> Result<Batch, Box<Batch>> {
        let line = row.line;
        let trouble = row.trouble.map(|(at, message)| Trouble {
            at,
            code: Code::MalformedData,
            message,
            help: None,
        });
        let (text, trouble) = decoded(row.bytes, trouble, line, encoding);
        let mut facts = Facts {
            cases: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
        };
        let sound = match trouble {
            Some(trouble) => {
                let mut found = trouble.finding(&mut self.reader, &text, line);
                if !self.headed {
                    let help = "this is the header: without it no row can be read";
                    found.help.push(help.to_owned());
                }
                facts.findings.push(found);
                self.headed
            }
            None if self.headed => {
                facts = self.reader.row(&text, line);
                true
            }
            None if text.trim().is_empty() => true,
            None => match self.reader.header(&text, line) {
                Ok(delimiter) => {
                    self.rows.set_delimiter(delimiter);
                    self.headed = true;
                    self.header = Some((Rc::from(text.as_str()), line));
                    true
                }
                Err(findings) => {
                    facts.findings = findings;
                    false
                }
            },
        };
        let batch = Batch {
            text: Rc::new(text),
            line,
            single: true,
            facts,
            syntax: Syntax::Csv,
            header: self.header.as_ref().map(|(text, _)| Rc::clone(text)),
        };
        if sound {
            Ok(batch)
        } else {
            Err(Box::new(batch))
        }
    }
}

/// Why a line cannot be read.
struct Trouble {
    at: usize,
    code: Code,
    message: String,
    help: Option<String>,
}

impl Trouble {
    fn finding(self, reader: &mut CaseReader<'_>, text: &str, line: u32) -> FactFinding {
        let Self {
            at,
            code,
            message,
            help,
        } = self;
        reader.unreadable(text, line, at, code, &message, help)
    }
}

/// What a line of NDJSON gives.
fn one_line(line: Line, number: u32, reader: &mut CaseReader<'_>, encoding: Encoding) -> Batch {
    let too_long = line.cut.then(|| Trouble {
        at: 0,
        code: Code::TooLarge,
        message: format!("the line is longer than {} MiB", LONGEST_ROW >> 20),
        help: None,
    });
    let (text, trouble) = decoded(line.bytes, too_long, number, encoding);
    let facts = match trouble {
        Some(trouble) => Facts {
            cases: Vec::new(),
            findings: vec![trouble.finding(reader, &text, number)],
            notes: Vec::new(),
        },
        None => reader.line(&text, number),
    };
    Batch {
        text: Rc::new(text),
        line: number,
        single: true,
        facts,
        syntax: Syntax::Ndjson,
        header: None,
    }
}

/// The bytes of a line as text, and why they are none; then with signs in place of what is no text.
fn decoded(
    bytes: Vec<u8>,
    trouble: Option<Trouble>,
    line: u32,
    encoding: Encoding,
) -> (String, Option<Trouble>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, trouble),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let utf16 = line == 1 && (bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]));
    let (code, message, help) = match encoding {
        Encoding::Utf8 if utf16 => (
            Code::NotUtf8,
            "not UTF-8 text".to_owned(),
            "it looks like UTF-16: say so with `--encoding utf-16`",
        ),
        Encoding::Utf8 => (
            Code::NotUtf8,
            format!("not UTF-8 text: byte 0x{byte:02x} is not part of a character"),
            "if the whole file is in another encoding, say so: `--encoding big5`, `--encoding euc-kr`",
        ),
        other => (
            Code::MalformedData,
            format!("there are bytes here that are no {} text", other.name()),
            "a file in which two encodings are mixed must be mended where it was written",
        ),
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let trouble = Trouble {
        at,
        code,
        message,
        help: Some(help.to_owned()),
    };
    (text, Some(trouble))
}

fn unread(name: &str) -> impl Fn(io::Error) -> Failure {
    move |error| {
        let reason = output::reason(&error);
        Failure::new(format!("`{name}` cannot be read: {reason}"))
    }
}

/// A file or standard input.
struct Opened {
    /// Its name as shown.
    name: String,
    bytes: Box<dyn Read>,
    /// How many bytes, if that is known.
    length: Option<u64>,
}

fn opened(path: &Path) -> Result<Opened, Failure> {
    if path.as_os_str() == "-" {
        if io::stdin().is_terminal() {
            output::talk(&output::note(
                "reading the facts from the keyboard; end them with Ctrl-D",
            ));
        }
        return Ok(Opened {
            name: "standard input".to_owned(),
            bytes: Box::new(io::stdin()),
            length: None,
        });
    }
    let name = read::shown(path);
    let near = || (!path.exists()).then(|| load::near(path)).flatten();
    let file = read::open(path).map_err(|error| {
        read::Unread::Refused(error)
            .into_failure(&name)
            .maybe_help(near())
    })?;
    let length = file.metadata().ok().map(|it| it.len());
    Ok(Opened {
        name,
        bytes: Box::new(file),
        length,
    })
}

/// All of a file as text.
fn whole(source: Box<dyn Read>, encoding: Encoding, name: &str) -> Result<String, Failure> {
    let text = read::text(source, LARGEST_FACTS);
    match (text, encoding) {
        (Err(read::Unread::NotUtf8(_)), Encoding::Big5 | Encoding::Utf16 | Encoding::EucKr) => {
            let encoding = encoding.name();
            Err(Failure::new(format!(
                "`{name}` cannot be read: there are bytes in it that are no {encoding} text"
            )))
        }
        (text, _) => text.map_err(|unread| unread.into_failure(name)),
    }
}

/// The lines of a stream.
struct Lines {
    source: BufReader<Box<dyn Read>>,
    /// The number of the line last read.
    number: u32,
}

impl Lines {
    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::default();
        let mut any = false;
        loop {
            let buffer = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |at| at + 1);
            let room = LONGEST_ROW.saturating_sub(line.bytes.len());
            line.cut |= room < length;
            line.bytes
                .extend_from_slice(buffer.get(..length.min(room)).unwrap_or_default());
            self.source.consume(length);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        if self.number == 1 && line.bytes.starts_with(MARK.as_bytes()) {
            line.bytes.drain(..MARK.len());
        }
        Ok(Some(line))
    }
}
