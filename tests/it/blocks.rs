//! Programs written in Markdown: fenced blocks become files, files become a rule set that is checked and run.
//!
//! | fence | means |
//! |---|---|
//! | ```` ```enact ```` | a complete file; it begins a program of its own |
//! | ```` ```enact continues ```` | goes on where the file of the program ends |
//! | ```` ```enact file NAME ```` | one more file of the program |
//! | ```` ```csv NAME ```` | a calendar the program names |
//! | ```` ```enact test ```` | scenarios, run against the program as it stands at its end |
//! | ```` ```json case DATE ```` | the file of a case, and the day to ask about |
//!
//! Other fences are for the reader only.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a page that cannot be read fails the test"
)]

use enact::check::{Input, LoadedCalendar, check};
use enact::diagnostic::{Diagnostic, render};
use enact::model::Model;
use enact::source::{FileId, Sources};
use enact::syntax::{Parse, ast::EntryKind, parse};
use enact::value::Calendar;

/// A fenced block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'t> {
    /// The words after the fence.
    pub(crate) info: &'t str,
    /// What stands in it.
    pub(crate) text: &'t str,
    /// The line of its fence, from 1.
    pub(crate) line: usize,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in (1..).zip(page.split_inclusive('\n')) {
        let next = at + line.len();
        if let Some(info) = line.trim_end().strip_prefix("```") {
            open = match open {
                None => Some((info.trim(), next, number)),
                Some((info, start, line)) => {
                    let text = page.get(start..at).unwrap_or_default();
                    found.push(Block { info, text, line });
                    None
                }
            };
        }
        at = next;
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// Files that belong together.
#[derive(Debug, Default, Clone)]
pub(crate) struct Program {
    files: Vec<(String, String)>,
    calendars: Vec<(String, String)>,
    tests: Vec<(String, String)>,
    cases: Vec<(String, String)>,
}

/// A checked program.
pub(crate) struct Checked {
    /// The files, for messages.
    pub(crate) sources: Sources,
    /// What parser and checker, and for tests the suite, found.
    pub(crate) findings: Vec<Diagnostic>,
    /// The model, if there was no error.
    pub(crate) model: Option<Model>,
    /// What the scenarios came to, where there are any: their number, and the failures in words.
    pub(crate) tests: (usize, Vec<String>),
    /// The scenarios themselves.
    pub(crate) suite: Vec<enact::suite::Test>,
}

/// The programs of a page, in order.
pub(crate) fn programs(page: &str) -> Vec<Program> {
    let mut found: Vec<Program> = Vec::new();
    for block in blocks(page) {
        let name = format!("line {}", block.line);
        let text = block.text.to_owned();
        match block.info.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["enact"] => found.push(Program {
                files: vec![(name, text)],
                ..Program::default()
            }),
            ["enact", "continues"] => {
                let file = last(&mut found)
                    .files
                    .last_mut()
                    .expect("a file to continue");
                file.1.push_str(&text);
            }
            ["enact", "file", name] => last(&mut found).files.push(((*name).to_owned(), text)),
            ["enact", "test"] => last(&mut found).tests.push((name, text)),
            ["json", "case", day] => last(&mut found).cases.push(((*day).to_owned(), text)),
            ["csv", name] => last(&mut found).calendars.push(((*name).to_owned(), text)),
            ["enact", ..] => panic!("{name}: no such kind of block: {}", block.info),
            _ => {}
        }
    }
    found
}

fn last(programs: &mut [Program]) -> &mut Program {
    programs
        .last_mut()
        .expect("a program begins with a block marked `enact`")
}

impl Program {
    /// Where its first file is from.
    pub(crate) fn name(&self) -> &str {
        self.files.first().map_or("", |(name, _)| name)
    }

    /// The files of cases, each with the day to ask about.
    pub(crate) fn cases(&self) -> &[(String, String)] {
        &self.cases
    }

    /// The text of its first file.
    pub(crate) fn text(&self) -> &str {
        self.files.first().map_or("", |(_, text)| text.as_str())
    }

    /// The same rules with other scenarios.
    pub(crate) fn with_tests<'t>(&self, tests: impl Iterator<Item = &'t str>) -> Self {
        let tests = tests
            .map(|text| ("scenarios".to_owned(), text.to_owned()))
            .collect();
        Self {
            tests,
            ..self.clone()
        }
    }

    /// The same rules without scenarios, each time with another entry broken; and what was done.
    pub(crate) fn broken(&self) -> Vec<(String, Self)> {
        let mut all = Vec::new();
        for (nth, (name, text)) in self.files.iter().enumerate() {
            let entries = parse(FileId(0), text).file.entries;
            for range in entries.iter().map(|entry| entry.span.range()) {
                let entry = text.get(range.clone()).unwrap_or_default();
                let word = entry.find(' ').unwrap_or(entry.len());
                let tail = format!("{entry} ]");
                let misspelt = format!(
                    "{}{}",
                    entry.get(..word - 1).unwrap_or_default(),
                    entry.get(word..).unwrap_or_default()
                );
                for written in [tail, misspelt] {
                    let mut program = self.with_tests([].into_iter());
                    let before = text.get(..range.start).unwrap_or_default();
                    let after = text.get(range.end..).unwrap_or_default();
                    if let Some(file) = program.files.get_mut(nth) {
                        file.1 = format!("{before}{written}{after}");
                    }
                    all.push((format!("{name}: {written}"), program));
                }
            }
        }
        all
    }

    /// Parses and checks it, and runs its scenarios.
    pub(crate) fn check(&self) -> Checked {
        let mut sources = Sources::new();
        let mut findings = Vec::new();
        let mut read = |files: &[(String, String)]| -> Vec<(FileId, Parse)> {
            let parses = files.iter().map(|(name, text)| {
                let id = sources.add(name.clone(), text.clone());
                (id, parse(id, text))
            });
            parses.collect()
        };
        let rules = read(&self.files);
        let tests = read(&self.tests);
        for (_, parse) in rules.iter().chain(&tests) {
            findings.extend(parse.diagnostics.iter().cloned());
        }
        let calendars: Vec<LoadedCalendar> = rules
            .iter()
            .flat_map(|(id, parse)| self.calendars(*id, parse))
            .collect();
        let inputs: Vec<Input<'_>> = rules
            .iter()
            .map(|(file, parse)| Input {
                file: *file,
                tree: &parse.file,
                uses: &[],
            })
            .collect();
        let checked = check(&inputs, &calendars, String::new());
        findings.extend(checked.diagnostics);
        let mut ran = (0, Vec::new());
        let mut suite = Vec::new();
        if let Some(model) = &checked.model {
            let files: Vec<_> = tests
                .iter()
                .map(|(id, parse)| enact::suite::Source {
                    file: *id,
                    tree: &parse.file,
                    uses: &[],
                    tables: &[],
                })
                .collect();
            let bound = enact::suite::bind(model, &files);
            findings.extend(bound.diagnostics);
            let report = enact::suite::run(model, &bound.tests, None);
            let failed = report.results.iter().filter(|it| !it.passed);
            let failures = failed.flat_map(|it| &it.failures).map(|it| {
                let line = sources.position(it.span).start.line;
                let name = sources.get(it.span.file).map_or("", |it| it.name());
                format!(
                    "{name} + {line}: {}: expected {}, got {} ({})",
                    it.asked, it.expected, it.got, it.why_short
                )
            });
            ran = (report.results.len(), failures.collect());
            suite = bound.tests;
        }
        Checked {
            sources,
            findings,
            model: checked.model,
            tests: ran,
            suite,
        }
    }

    /// The calendars a file asks for.
    fn calendars(&self, file: FileId, parse: &Parse) -> Vec<LoadedCalendar> {
        let asked = parse
            .file
            .entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                EntryKind::Calendar { name, from, .. } => Some((name, from)),
                _ => None,
            });
        let loaded = asked.map(|(name, from)| {
            let path = from.text.clone();
            let (_, rows) = self
                .calendars
                .iter()
                .find(|(name, _)| *name == path)
                .unwrap_or_else(|| panic!("no block holds {path}"));
            let calendar = Calendar::parse(&name.text, rows).expect("a calendar that can be read");
            LoadedCalendar {
                file,
                path,
                calendar,
            }
        });
        loaded.collect()
    }
}

impl Checked {
    /// Everything found, one line each.
    pub(crate) fn messages(&self) -> String {
        render::concise(&self.sources, &self.findings)
    }
}
