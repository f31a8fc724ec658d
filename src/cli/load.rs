//! Paths → rules: which files there are, their texts, their trees, and the checked model.
//!
//! A path is a rule file, or a directory that stands for all `*.enact` files under it. What a file
//! names is brought along: `use "x.enact"`, the head of `regulation x continued from "scs.enact"`
//! (which in turn uses its parts), and calendars. Names in a file are relative to that file. Each
//! file is read once, however many name it. Two rule sets that are compared are read by [`sides`], each
//! from the disk or from a revision that git keeps.
//!
//! What is wrong with a path somebody typed is said to them plainly; what is wrong with a name in a
//! file is a finding at its place.

mod ground;
mod loader;
mod sides;

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use super::output::Screen;
use super::read;
use crate::check::{self, Checked, LoadedCalendar};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, suggest};
use crate::model::Model;
use crate::source::{FileId, Sources, Span};
use crate::suite;
use crate::syntax::{Parse, ast};

use loader::Loader;
pub(super) use sides::{Side, Sides, sides};

/// Reads and checks rules that are to be run. Warnings are for `check` and pass in silence.
///
/// # Errors
/// A path that cannot be read, or rules with errors, drawn for standard error.
pub(super) fn rules(paths: &[PathBuf], screen: Screen) -> Result<Rules, Failure> {
    let loaded = load(paths);
    if let Some(failure) = loaded.unreadable.into_iter().next() {
        return Err(failure);
    }
    let Checked { model, diagnostics } = loaded.rules.check();
    match model {
        Some(model) => Ok(Rules {
            model,
            files: loaded.rules,
        }),
        None => {
            let errors: Vec<Diagnostic> = diagnostics
                .into_iter()
                .filter(|finding| finding.severity == Severity::Error)
                .collect();
            Err(Failure::Drawn(
                screen.findings_as_talk(&loaded.rules.sources, &errors),
            ))
        }
    }
}

/// Reads all files at these paths and all they name.
pub(super) fn load(paths: &[PathBuf]) -> Loaded {
    let mut loader = Loader::default();
    for path in paths {
        loader.root(path);
    }
    loader.finish()
}

/// Rules that can be run, with the files they come from.
#[derive(Debug)]
pub(super) struct Rules {
    /// What they say.
    pub(super) model: Model,
    /// Where they say it.
    pub(super) files: Files,
}

impl Rules {
    /// The scenarios of the files, bound to the rules.
    ///
    /// # Errors
    /// Scenarios with errors, drawn for standard error.
    pub(super) fn tests(&self, screen: Screen) -> Result<Vec<suite::Test>, Failure> {
        let bound = self.files.scenarios(&self.model);
        let errors: Vec<Diagnostic> = bound
            .diagnostics
            .into_iter()
            .filter(|it| it.severity == Severity::Error)
            .collect();
        if errors.is_empty() {
            return Ok(bound.tests);
        }
        Err(Failure::Drawn(
            screen.findings_as_talk(&self.files.sources, &errors),
        ))
    }
}

/// What was found at some paths.
#[derive(Debug)]
pub(super) struct Loaded {
    /// What could be read.
    pub(super) rules: Files,
    /// The paths given that could not.
    pub(super) unreadable: Vec<Failure>,
}

/// The files of some rules.
#[derive(Debug)]
pub(super) struct Files {
    /// All texts, those of calendars too.
    pub(super) sources: Sources,
    /// The files that were read: a head before its parts, a file before those it uses.
    pub(super) trees: Vec<Tree>,
    calendars: Vec<LoadedCalendar>,
    digest: String,
    findings: Vec<Diagnostic>,
}

/// A file as parsed.
#[derive(Debug)]
pub(super) struct Tree {
    /// The file.
    pub(super) file: FileId,
    /// Its tree.
    pub(super) parse: Parse,
    /// The files it uses, in the order it says so.
    uses: Vec<FileId>,
    /// The tables of cases it has in files of their own, each with the place that names it.
    tables: Vec<(Span, ast::Examples)>,
}

impl Files {
    /// Whether nothing at all could be read, so that there is nothing to check or to report on.
    pub(super) fn is_empty(&self) -> bool {
        self.trees.is_empty() && self.findings.is_empty()
    }

    /// Where all that was read stands, calendars and tables too.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        paths(&self.sources, &self.calendars)
    }

    /// The scenarios in these files, bound to the rules.
    pub(super) fn scenarios(&self, model: &Model) -> suite::Bound {
        let trees: Vec<suite::Source<'_>> = self
            .trees
            .iter()
            .map(|tree| suite::Source {
                file: tree.file,
                tree: &tree.parse.file,
                uses: &tree.uses,
                tables: &tree.tables,
            })
            .collect();
        suite::bind(model, &trees)
    }

    /// Checks the rules. All findings are in the result: of reading, of parsing and of checking, in
    /// order. There is a model if none of them is an error.
    pub(super) fn check(&self) -> Checked {
        let inputs: Vec<check::Input<'_>> = self
            .trees
            .iter()
            .map(|tree| check::Input {
                file: tree.file,
                tree: &tree.parse.file,
                uses: &tree.uses,
            })
            .collect();
        let checked = check::check(&inputs, &self.calendars, self.digest.clone());
        let parsed = self.trees.iter().flat_map(|tree| &tree.parse.diagnostics);
        let mut found: Diagnostics = self.findings.iter().chain(parsed).cloned().collect();
        let incomplete = self
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        found.extend(
            checked
                .diagnostics
                .into_iter()
                .filter(|it| !(incomplete && follows_from_a_missing_file(it.code))),
        );
        let diagnostics = found.sorted();
        let model = checked.model.filter(|_| !diagnostics.has_errors());
        Checked {
            model,
            diagnostics: diagnostics.into_iter().collect(),
        }
    }
}

/// Where these texts stand, and the calendars that they name.
fn paths<'a>(
    sources: &Sources,
    calendars: impl IntoIterator<Item = &'a LoadedCalendar>,
) -> Vec<PathBuf> {
    let calendars = calendars.into_iter().filter_map(|it| {
        let file = sources.get(it.file)?;
        Some(Path::new(file.name()).parent()?.join(&it.path))
    });
    let texts = sources.iter().map(|file| PathBuf::from(file.name()));
    texts.chain(calendars).collect()
}

/// Whether a finding may well come from a file that could not be read: one mistake gives one message.
fn follows_from_a_missing_file(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownName
            | Code::UnknownProvision
            | Code::ExceptionWithoutBase
            | Code::UnusedFact
            | Code::UnusedName
            | Code::MissingLabel
    )
}

/// The failure to read a path that was given.
pub(super) fn cannot_read(path: &Path, reason: &str) -> Failure {
    unreadable(&read::shown(path), reason)
}

/// The failure to read what is known by this name.
fn unreadable(name: &str, reason: &str) -> Failure {
    Failure::new(format!("`{name}` cannot be read: {reason}"))
}

/// The failure to find any rules in a directory.
pub(super) fn no_rule_files(directory: &str) -> Failure {
    Failure::new(format!(
        "there is no `.{}` file in `{directory}`",
        read::ENDING
    ))
}

/// A file beside the one that is not there, with nearly its name.
pub(super) fn near(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let names: Vec<String> = fs::read_dir(parent)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let nearest = suggest::nearest(wanted, names.iter().map(String::as_str))?;
    Some(format!(
        "did you mean `{}`?",
        read::shown(&path.with_file_name(nearest))
    ))
}
