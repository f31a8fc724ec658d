//! Reads files and follows what they name, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ground::Ground;
use super::{Files, Loaded, Tree, no_rule_files, unreadable};
use crate::check::LoadedCalendar;
use crate::cli::Failure;
use crate::cli::output;
use crate::cli::read::{NotUtf8, Unread};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{self, Parse, ast};
use crate::value::Calendar;

/// Reads files and follows what they name.
#[derive(Debug, Default)]
pub(super) struct Loader {
    ground: Ground,
    sources: Sources,
    files: Vec<LoadedFile>,
    /// Files met, by where they really are; none for one that could not be read as text.
    known: BTreeMap<PathBuf, Option<usize>>,
    roots: Vec<usize>,
    calendars: Vec<LoadedCalendar>,
    /// The hashes of the texts of calendars.
    calendar_hashes: BTreeSet<[u8; 32]>,
    findings: Vec<Diagnostic>,
    unreadable: Vec<Failure>,
}

#[derive(Debug)]
struct LoadedFile {
    id: FileId,
    path: PathBuf,
    parse: Parse,
    /// The files it uses, and where it says so.
    uses: Vec<(usize, Span)>,
    /// The head it continues.
    head: Option<usize>,
    /// The tables of cases it names, and where it does.
    tables: Vec<(Span, ast::Examples)>,
}

/// A name in a file that has still to be followed.
#[derive(Debug)]
struct Link {
    from: usize,
    kind: LinkKind,
    /// The name as written.
    to: String,
    span: Span,
}

#[derive(Debug)]
enum LinkKind {
    Use,
    Head,
    /// A calendar, with the name rules use for it.
    Calendar(String),
    /// A table of cases.
    Table,
}

impl Loader {
    /// A loader that reads from somewhere else than the disk, or adds to what was read before.
    pub(super) fn on(ground: Ground, sources: Sources) -> Self {
        Self {
            ground,
            sources,
            ..Self::default()
        }
    }

    /// Reads a path that was given, and all it leads to.
    pub(super) fn root(&mut self, path: &Path) {
        if !self.ground.is_dir(path) {
            return self.root_file(path, true);
        }
        match self.ground.rule_files(path) {
            Ok(files) if files.is_empty() => {
                self.unreadable
                    .push(no_rule_files(&self.ground.shown(path)));
            }
            Ok(files) => files.iter().for_each(|file| self.root_file(file, false)),
            Err(error) => self.unreadable.push(unreadable(
                &self.ground.shown(path),
                &output::reason(&error),
            )),
        }
    }

    /// A file that was asked for; `named` when by itself, and not with all of its directory.
    fn root_file(&mut self, path: &Path, named: bool) {
        match self.open(path) {
            Ok(Some(file)) => {
                self.roots.push(file);
                if named {
                    self.must_say_something(file);
                }
                self.follow(file);
            }
            Ok(None) => {}
            Err(error) => self.unreadable.push(
                unreadable(&self.ground.shown(path), &output::reason(&error))
                    .maybe_help(self.ground.near(path)),
            ),
        }
    }

    /// That one of many files is empty deserves a warning; that the one asked for is, an answer.
    fn must_say_something(&mut self, file: usize) {
        let findings = self
            .files
            .get_mut(file)
            .map(|file| file.parse.diagnostics.iter_mut());
        for finding in findings
            .into_iter()
            .flatten()
            .filter(|finding| finding.code == Code::EmptyFile)
        {
            finding.severity = Severity::Error;
        }
    }

    /// The file at a path, read unless it has been; none if it is no text, which is a finding.
    fn open(&mut self, path: &Path) -> io::Result<Option<usize>> {
        let place = self.ground.identity(path)?;
        if let Some(file) = self.known.get(&place) {
            return Ok(*file);
        }
        let file = match self.ground.text(path) {
            Ok(text) => Some(self.add(path, text)),
            Err(Unread::Refused(error)) => return Err(error),
            Err(Unread::TooLarge(limit)) => {
                let id = self.sources.add(self.ground.shown(path), "");
                self.findings.push(too_large(id, limit));
                None
            }
            Err(Unread::NotUtf8(problem)) => {
                let name = self.ground.shown(path);
                let finding = not_utf8(&mut self.sources, name, &problem);
                self.findings.push(finding);
                None
            }
        };
        self.known.insert(place, file);
        Ok(file)
    }

    fn add(&mut self, path: &Path, text: String) -> usize {
        let id = self.sources.add(self.ground.shown(path), text);
        let text = self.sources.get(id).map_or("", |file| file.text());
        let parse = syntax::parse(id, text);
        self.files.push(LoadedFile {
            id,
            path: path.to_owned(),
            parse,
            uses: Vec::new(),
            head: None,
            tables: Vec::new(),
        });
        self.files.len() - 1
    }

    /// Reads what a file names, what those name, and so on, in the order of the text.
    fn follow(&mut self, file: usize) {
        let mut waiting = self.links(file);
        while let Some(link) = waiting.pop() {
            let before = self.files.len();
            self.follow_link(&link);
            if before < self.files.len() {
                waiting.extend(self.links(before));
            }
        }
    }

    /// What a file names, last first.
    fn links(&self, from: usize) -> Vec<Link> {
        let entries = self
            .files
            .get(from)
            .map_or(&[][..], |file| &file.parse.file.entries);
        let link = |kind, text: &ast::Text| {
            Some(Link {
                from,
                kind,
                to: text.text.clone(),
                span: text.span,
            })
        };
        let links = entries.iter().rev().filter_map(|entry| match &entry.kind {
            ast::EntryKind::Use(text) => link(LinkKind::Use, text),
            ast::EntryKind::Continued { from, .. } => link(LinkKind::Head, from),
            ast::EntryKind::Calendar { name, from, .. } => {
                link(LinkKind::Calendar(name.text.clone()), from)
            }
            ast::EntryKind::Examples(table) => link(LinkKind::Table, table.from.as_ref()?),
            _ => None,
        });
        links.collect()
    }

    fn follow_link(&mut self, link: &Link) {
        let Some(from) = self.files.get(link.from) else {
            return;
        };
        let path = from.path.parent().unwrap_or(Path::new("")).join(&link.to);
        // Only a plain file is opened: a device or a pipe could keep the reader waiting for ever.
        if !self.ground.is_file(&path) {
            return self.findings.push(dangling(&self.ground, link, &path));
        }
        if let LinkKind::Calendar(name) = &link.kind {
            return self.calendar(link, name, &path);
        }
        if let LinkKind::Table = link.kind {
            return self.table(link, &path);
        }
        match self.open(&path) {
            Ok(Some(to)) => self.connect(link, to),
            Ok(None) => {}
            Err(error) => self
                .findings
                .push(unreadable_use(link, &output::reason(&error))),
        }
    }

    fn connect(&mut self, link: &Link, to: usize) {
        let Some(from) = self.files.get_mut(link.from) else {
            return;
        };
        match link.kind {
            LinkKind::Use => from.uses.push((to, link.span)),
            LinkKind::Head => from.head = from.head.or(Some(to)),
            LinkKind::Calendar(_) | LinkKind::Table => {}
        }
    }

    fn table(&mut self, link: &Link, path: &Path) {
        let shown = self.ground.shown(path);
        let finding = match self.ground.text(path) {
            Ok(text) => {
                let id = self.sources.add(shown, text);
                let text = self.sources.get(id).map_or("", |file| file.text());
                let (table, findings) = syntax::table(id, text);
                self.findings.extend(findings);
                if let Some(from) = self.files.get_mut(link.from) {
                    from.tables.push((link.span, table));
                }
                return;
            }
            Err(Unread::NotUtf8(problem)) => not_utf8(&mut self.sources, shown, &problem),
            Err(Unread::TooLarge(limit)) => too_large(self.sources.add(shown, ""), limit),
            Err(Unread::Refused(error)) => unreadable_use(link, &output::reason(&error)),
        };
        self.findings.push(finding);
    }

    fn calendar(&mut self, link: &Link, name: &str, path: &Path) {
        let shown = self.ground.shown(path);
        let finding = match self.ground.text(path) {
            Ok(text) => match Calendar::parse(name, &text) {
                Ok(calendar) => {
                    self.calendar_hashes.insert(Sha256::digest(&text).into());
                    let file = link.span.file;
                    self.calendars.push(LoadedCalendar {
                        file,
                        path: link.to.clone(),
                        calendar,
                    });
                    return;
                }
                Err(error) => {
                    let id = self.sources.add(shown, text);
                    let span = line_span(&self.sources, id, error.line);
                    Diagnostic::new(
                        Code::BadLiteral,
                        span,
                        format!("this calendar cannot be read: {}", error.problem),
                    )
                    .also(link.span, "the calendar is brought in here")
                }
            },
            Err(Unread::NotUtf8(problem)) => not_utf8(&mut self.sources, shown, &problem),
            Err(Unread::TooLarge(limit)) => too_large(self.sources.add(shown, ""), limit),
            Err(Unread::Refused(error)) => unreadable_use(link, &output::reason(&error)),
        };
        self.findings.push(finding);
    }

    /// What was read, in order, and what could not be.
    pub(super) fn finish(mut self) -> Loaded {
        self.findings.extend(self.cycles());
        let digest = self.digest();
        let order = self.order();
        let ids: Vec<FileId> = self.files.iter().map(|file| file.id).collect();
        let mut files: Vec<Option<LoadedFile>> = self.files.into_iter().map(Some).collect();
        let trees = order
            .into_iter()
            .filter_map(|file| files.get_mut(file)?.take())
            .map(|file| Tree {
                file: file.id,
                parse: file.parse,
                tables: file.tables,
                uses: file
                    .uses
                    .iter()
                    .filter_map(|(to, _)| ids.get(*to).copied())
                    .collect(),
            })
            .collect();
        Loaded {
            rules: Files {
                sources: self.sources,
                trees,
                calendars: self.calendars,
                digest,
                findings: self.findings,
            },
            unreadable: self.unreadable,
        }
    }

    /// A head before its parts, a file before those it uses; otherwise as given and as written.
    fn order(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut placed = BTreeSet::new();
        let mut head_asked = BTreeSet::new();
        let mut waiting: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(at) = waiting.pop() {
            let Some(file) = self.files.get(at).filter(|_| !placed.contains(&at)) else {
                continue;
            };
            match file.head.filter(|head| !placed.contains(head)) {
                Some(head) if head_asked.insert(at) => waiting.extend([at, head]),
                _ => {
                    placed.insert(at);
                    order.push(at);
                    waiting.extend(file.uses.iter().rev().map(|(to, _)| *to));
                }
            }
        }
        order
    }

    /// Each circle of `use`, reported where it closes. That a part names its head closes none.
    fn cycles(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut done = BTreeSet::new();
        for start in 0..self.files.len() {
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((at, next)) = path.last_mut() {
                let at = *at;
                let edge = self
                    .files
                    .get(at)
                    .and_then(|file| file.uses.get(*next))
                    .filter(|_| !done.contains(&at));
                *next += 1;
                let Some((to, span)) = edge else {
                    done.insert(at);
                    path.pop();
                    continue;
                };
                match path.iter().position(|(file, _)| file == to) {
                    Some(from) => {
                        let circle = path.iter().skip(from).map(|(file, _)| *file).chain([*to]);
                        findings.push(use_cycle(
                            *span,
                            circle.map(|file| self.name(file)).collect(),
                        ));
                    }
                    None => path.push((*to, 0)),
                }
            }
        }
        findings
    }

    fn name(&self, file: usize) -> &str {
        let file = self
            .files
            .get(file)
            .and_then(|file| self.sources.get(file.id));
        file.map_or("", |file| file.name())
    }

    /// Names a set of rules by what they say: the same texts and calendars have the same digest,
    /// wherever they lie and however they are called on. Files of scenarios only are no part of it.
    ///
    /// It is the SHA-256, in lower-case hexadecimal, of the SHA-256 sums of all texts (after a byte
    /// order mark), each once and sorted, then a zero byte, then those of all calendars.
    fn digest(&self) -> String {
        let rules: BTreeSet<[u8; 32]> = self
            .files
            .iter()
            .filter(|file| !is_scenarios(&file.parse.file))
            .filter_map(|file| self.sources.get(file.id))
            .map(|file| Sha256::digest(file.text()).into())
            .collect();
        let mut hash = Sha256::new();
        rules.iter().for_each(|sum| hash.update(sum));
        hash.update([0]);
        self.calendar_hashes.iter().for_each(|sum| hash.update(sum));
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

fn is_scenarios(tree: &ast::File) -> bool {
    tree.entries
        .first()
        .is_some_and(|entry| matches!(entry.kind, ast::EntryKind::Scenarios { .. }))
}

fn dangling(ground: &Ground, link: &Link, path: &Path) -> Diagnostic {
    let headline = if ground.is_dir(path) {
        format!("`{}` is a directory; a file is meant here", link.to)
    } else {
        format!("there is no file `{}`", link.to)
    };
    let finding = Diagnostic::new(Code::DanglingUse, link.span, headline)
        .label(format!("looked for as `{}`", ground.shown(path)));
    let near = path
        .file_name()
        .and_then(|_| ground.near(path))
        .filter(|_| !ground.is_dir(path));
    match near {
        Some(near) => finding.help(near),
        None => finding.help("the name is relative to the file it stands in"),
    }
}

fn unreadable_use(link: &Link, reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DanglingUse,
        link.span,
        format!("`{}` cannot be read: {reason}", link.to),
    )
}

fn use_cycle(span: Span, circle: Vec<&str>) -> Diagnostic {
    let headline = match circle.as_slice() {
        [only, _] => format!("`{only}` uses itself"),
        _ => {
            let names: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
            format!("files use one another in a circle: {}", names.join(" → "))
        }
    };
    Diagnostic::new(Code::UseCycle, span, headline)
        .label("this closes the circle")
        .help("move what both need into a file that uses neither")
}

fn not_utf8(sources: &mut Sources, name: String, problem: &NotUtf8) -> Diagnostic {
    let id = sources.add(name, format!("{}\u{fffd}", problem.before));
    let end = sources.get(id).map_or(0, |file| file.span().end);
    let mark = u32::try_from('\u{fffd}'.len_utf8()).unwrap_or_default();
    let span = Span::new(id, end.saturating_sub(mark), end);
    Diagnostic::new(Code::NotUtf8, span, problem.message()).help(problem.help())
}

fn too_large(file: FileId, limit: u64) -> Diagnostic {
    let headline = format!("this file is larger than {} MiB", limit >> 20);
    Diagnostic::new(Code::TooLarge, Span::new(file, 0, 0), headline)
        .help("divide the regulation into files, each listed with `use` in the head file")
}

fn line_span(sources: &Sources, id: FileId, line: usize) -> Span {
    let range = sources
        .get(id)
        .and_then(|file| file.line_range(u32::try_from(line).ok()?))
        .unwrap_or_default();
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(id, offset(range.start), offset(range.end))
}
