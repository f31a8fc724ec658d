//! From text to [`ast`].
//!
//! [`parse`] never fails: a broken entry gives a diagnostic and is left out, and the others are there.
//! The stages, in order: [`trivia`] tells code from comments, [`entries`] cuts the file into entries,
//! [`depth`] refuses what nests without end, the grammar reads each entry by itself, [`lower`] makes
//! the tree of it, and [`recover`] says in plain words why an entry could not be read. Nothing here
//! knows what a name means.

pub mod ast;

mod csv;
mod depth;
mod entries;
pub(crate) mod foreign;
mod fullwidth;
mod grammar;
mod lower;
mod pieces;
mod recover;
mod reordering;
mod trail;
mod trivia;

use std::ops::Range;

use pest::Parser;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

use entries::Slice;
use grammar::{Grammar, Rule};
use trivia::Line;

pub use trail::Trail;
pub use trivia::{Comment, Trivia};

/// Longer files are refused: no regulation comes near, and offsets have 32 bits.
const LONGEST_FILE: usize = 64 << 20;

/// Longer entries are refused.
const LONGEST_ENTRY: usize = 1 << 20;

/// Entries nesting deeper than this are read on a stack of their own.
const SHALLOW: usize = 32;

/// That stack, in bytes: room for the deepest entry admitted, in an unoptimised build.
const DEEP_STACK: usize = 64 << 20;

/// A file as read.
#[derive(Debug, Clone, Default)]
pub struct Parse {
    /// The entries that could be read.
    pub file: ast::File,
    /// The comments and blank lines between and within them.
    pub trivia: Trivia,
    /// Why the others could not be read, and what else is wrong, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. Whatever the text, there is a result; what is wrong with it is in the diagnostics.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parse {
    if text.len() > LONGEST_FILE {
        let refusal = Diagnostic::new(
            Code::TooLarge,
            Span::new(file, 0, 0),
            "this file is larger than 64 MiB",
        )
        .help("divide the regulation into files, each listed with `use` in the head file");
        return Parse {
            diagnostics: vec![refusal],
            ..Parse::default()
        };
    }
    let lines = trivia::lines(text);
    let cut = entries::cut(text, &lines);
    let mut reader = Reader {
        file,
        text,
        lines: &lines,
        entries: Vec::new(),
        broken: Vec::new(),
        diagnostics: Vec::new(),
    };
    reader.diagnostics.extend(
        cut.stray
            .clone()
            .map(|stray| recover::stray_start(file, text, stray)),
    );
    if let Some(stray) = cut.stray {
        reader.leave_out(stray);
    }
    for slice in &cut.slices {
        reader.entry(slice);
    }
    let Reader {
        entries,
        broken,
        mut diagnostics,
        ..
    } = reader;
    diagnostics.extend(fullwidth::advice(file, text));
    diagnostics.extend(reordering::warning(file, text));
    if entries.is_empty() && diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new(
            Code::EmptyFile,
            Span::new(file, 0, 0),
            "this file has no entries",
        ));
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
    Parse {
        file: ast::File { entries, broken },
        trivia: trivia::gather(file, text, &lines),
        diagnostics,
    }
}

/// Reads a table of cases that stands in a file of its own (`examples from "rows.csv"`), and says what is
/// wrong with it: the same columns and cells as between `|`.
#[must_use]
pub fn table(file: FileId, text: &str) -> (ast::Examples, Vec<Diagnostic>) {
    lower::table_of_file(file, text, &trivia::lines(text))
}

/// Reads the entries of a file one by one.
struct Reader<'t> {
    file: FileId,
    text: &'t str,
    lines: &'t [Line],
    entries: Vec<ast::Entry>,
    broken: Vec<ast::Broken>,
    diagnostics: Vec<Diagnostic>,
}

/// An entry as far as it could be read.
#[derive(Default)]
struct Read {
    entry: Option<ast::Entry>,
    /// Where it stops, if not at the end of its slice.
    until: Option<usize>,
}

impl Reader<'_> {
    fn entry(&mut self, slice: &Slice) {
        let read = self.whole(slice).unwrap_or_default();
        let kept = read.entry.is_some();
        let heading = entries::rank_of(slice.rule).filter(|_| kept);
        self.entries.extend(read.entry);
        match (kept, read.until) {
            (true, None) => {}
            (true, Some(until)) => {
                self.leave_out(until..slice.range.end);
                let rest = self.broken.last_mut();
                if let Some((rank, rest)) = heading.zip(rest)
                    && rest.kind == ast::BrokenKind::Entry
                {
                    rest.kind = ast::BrokenKind::Heading { rank, kept };
                    rest.span.start = offset_of(slice.range.start);
                }
            }
            (false, _) => self.leave_out(slice.range.clone()),
        }
    }

    /// Notes what is missed without this text, which could not be read.
    fn leave_out(&mut self, range: Range<usize>) {
        let (broken, heading) = entries::broken(self.file, self.text, range);
        self.broken.push(broken);
        self.entries.extend(heading);
    }

    fn whole(&mut self, slice: &Slice) -> Option<Read> {
        let source = self.text.get(slice.range.clone())?;
        if source.len() > LONGEST_ENTRY {
            let span = self.span(first_line(source, slice.range.start));
            self.diagnostics.push(Diagnostic::new(
                Code::TooLarge,
                span,
                "this entry is larger than 1 MiB",
            ));
            return None;
        }
        match depth::depth(source) {
            Ok(depth) if depth <= SHALLOW => self.read(slice),
            Ok(_) => self.read_on_deep_stack(slice),
            Err(too_deep) => {
                let place = slice.range.start + too_deep.place.start
                    ..slice.range.start + too_deep.place.end;
                let headline = format!(
                    "more than {} {} within one another",
                    too_deep.most, too_deep.what
                );
                let help = "give an inner part a name with a `conclusion` of its own";
                self.diagnostics
                    .push(Diagnostic::new(Code::TooDeep, self.span(place), headline).help(help));
                None
            }
        }
    }

    fn read_on_deep_stack(&mut self, slice: &Slice) -> Option<Read> {
        let read = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(DEEP_STACK);
            builder
                .spawn_scoped(scope, || self.read(slice))
                .ok()?
                .join()
                .ok()
        });
        read.unwrap_or_else(|| {
            let span = self.span(slice.range.clone());
            self.diagnostics.push(Diagnostic::new(
                Code::TooDeep,
                span,
                "there is no memory to read an entry nested this deeply",
            ));
            None
        })
    }

    fn read(&mut self, slice: &Slice) -> Option<Read> {
        let source = self.text.get(slice.range.clone())?;
        let error = match Grammar::parse(slice.rule, source) {
            Ok(pairs) => {
                let lowered = lower::entry(self.file, source, slice.range.start, self.lines, pairs);
                self.diagnostics.extend(lowered.diagnostics);
                return lowered.entry.map(|entry| Read {
                    entry: Some(entry),
                    until: None,
                });
            }
            Err(error) => error,
        };
        let failure = recover::explain(self.file, source, slice, &error);
        let help = self.meant_as_label(source);
        self.diagnostics
            .push(help.into_iter().fold(failure.diagnostic, Diagnostic::help));
        let whole = Slice {
            rule: slice.rule,
            range: slice.range.start
                ..slice.range.start
                    + failure
                        .whole_until
                        .or_else(|| heading_until(slice.rule, &error))?,
        };
        let source = self.text.get(whole.range.clone())?;
        let pairs = Grammar::parse(whole.rule, source).ok()?;
        let lowered = lower::entry(self.file, source, whole.range.start, self.lines, pairs);
        self.diagnostics.extend(lowered.diagnostics);
        Some(Read {
            entry: lowered.entry,
            until: Some(whole.range.end),
        })
    }

    /// How the label is written that this entry looks to be: a line below `labels` that begins with an
    /// entry word opens that entry, and then the labels below it are no part of it.
    fn meant_as_label(&self, source: &str) -> Option<String> {
        let ast::EntryKind::Labels { .. } = self.entries.last()?.kind else {
            return None;
        };
        let regulation = self.entries.iter().find_map(|entry| match &entry.kind {
            ast::EntryKind::Regulation(head) => Some(&head.name.text),
            ast::EntryKind::Continued { name, .. } => Some(&name.text),
            _ => None,
        })?;
        let line = source.get(first_line(source, 0))?.trim_end();
        let (words, text) = line.split_once(['"', '「', '“'])?;
        let words: Vec<&str> = words.split_whitespace().collect();
        let label = match words.as_slice() {
            ["note", number] => format!("{regulation} note {number}"),
            [name] => format!("{regulation}.{name}"),
            _ => return None,
        };
        text.ends_with(['"', '」', '”'])
            .then(|| format!("if it is a label, name the regulation first: `{label} \"…\"`"))
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, offset_of(range.start), offset_of(range.end))
    }
}

/// Where a broken heading can be cut so that it still is one: what follows stands under it, whatever
/// is wrong with its tail.
fn heading_until(rule: Rule, error: &pest::error::Error<Rule>) -> Option<usize> {
    let heading = matches!(
        rule,
        Rule::chapter
            | Rule::article
            | Rule::paragraph
            | Rule::item
            | Rule::part
            | Rule::proviso
            | Rule::note
    );
    let (pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _))) =
        error.location;
    heading.then_some(at)
}

fn first_line(source: &str, start: usize) -> Range<usize> {
    let length = source.find(['\n', '\r']).unwrap_or(source.len());
    start..start + length
}

/// How a line of `labels` calls something: what would open an entry there is named with its regulation.
pub(crate) fn label_line(regulation: &str, called: &str) -> String {
    match called.split_once(' ') {
        _ if !opens_entry(&format!("{called} \"\""), "") => called.to_owned(),
        Some(_) => format!("{regulation} {called}"),
        None => format!("{regulation}.{called}"),
    }
}

/// Whether a line would open an entry of its own if it stood below another; the formatter breaks no
/// line there.
pub(crate) fn opens_entry(line: &str, above: &str) -> bool {
    entries::opening(
        line,
        above.ends_with([',', '，', '、', ':', '：', '<', '＜']),
    )
    .is_some()
}
