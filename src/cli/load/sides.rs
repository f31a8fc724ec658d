//! The two sides of a comparison: `OLD` and `NEW`, read into one set of sources.
//!
//! A side is a file or directory, or `REV:PATH`, a path in a revision that git keeps. Places of both
//! sides are told apart by their files, so that rules can be put together from both.

use std::path::{Path, PathBuf};

use super::ground::{self, Ground, Revision};
use super::{Files, Loaded, LoadedCalendar, Loader};
use crate::amend;
use crate::check::Input;
use crate::cli::Failure;
use crate::cli::output::Screen;
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::{RuleSet, in_force};
use crate::source::{FileId, Sources};
use crate::syntax::ast;
use crate::value::Date;

/// Both sides.
#[derive(Debug)]
pub(in crate::cli) struct Sides {
    /// All texts of both.
    pub(in crate::cli) sources: Sources,
    /// The old side.
    pub(in crate::cli) old: Side,
    /// The new side.
    pub(in crate::cli) new: Side,
}

/// One side as read.
#[derive(Debug)]
pub(in crate::cli) struct Side {
    /// As it was named.
    pub(in crate::cli) name: String,
    /// What was read.
    pub(in crate::cli) files: Files,
    /// What is compared in place of what was read: the text with its amendments, or what of it is in
    /// force on a day.
    standing: Option<Vec<(FileId, ast::File)>>,
}

impl Sides {
    /// Where all that was read stands, as far as it is on the disk.
    pub(in crate::cli) fn paths(&self) -> Vec<PathBuf> {
        let both = [&self.old, &self.new].into_iter();
        super::paths(&self.sources, both.flat_map(|side| &side.files.calendars))
    }
}

/// Reads both sides; of each, if a day is given, what is in force on it.
///
/// # Errors
/// A side that cannot be read, or has an error in its text.
pub(in crate::cli) fn sides(
    old: (&str, Option<Date>),
    new: (&str, Option<Date>),
    screen: Screen,
) -> Result<Sides, Failure> {
    let first = side(old.0, Sources::new())?;
    let mut second = side(new.0, first.rules.sources.clone())?;
    let sources = std::mem::take(&mut second.rules.sources);
    let mut errors: Vec<Diagnostic> = Vec::new();
    for loaded in [&first, &second] {
        let parsed = loaded
            .rules
            .trees
            .iter()
            .flat_map(|tree| &tree.parse.diagnostics);
        let found = loaded.rules.findings.iter().chain(parsed);
        errors.extend(found.filter(|it| it.severity == Severity::Error).cloned());
    }
    if !errors.is_empty() {
        return Err(Failure::Drawn(screen.findings_as_talk(&sources, &errors)));
    }
    Ok(Sides {
        sources,
        old: Side::new(old, first.rules),
        new: Side::new(new, second.rules),
    })
}

fn side(given: &str, sources: Sources) -> Result<Loaded, Failure> {
    let (ground, path) = named(given)?;
    let mut loader = Loader::on(ground, sources);
    loader.root(&path);
    let mut loaded = loader.finish();
    match loaded.unreadable.is_empty() {
        true => Ok(loaded),
        false => Err(loaded.unreadable.swap_remove(0)),
    }
}

/// A path that is there is meant; only what is not may have a revision before its colon.
fn named(given: &str) -> Result<(Ground, PathBuf), Failure> {
    let path = Path::new(given);
    let Some((revision, inside)) = given.split_once(':').filter(|_| !path.exists()) else {
        return Ok((Ground::Disk, path.to_owned()));
    };
    let from_top = ground::from_top(Path::new(inside))?;
    let ground = Ground::Revision(Revision::open(revision)?);
    if !ground.is_file(&from_top) && !ground.is_dir(&from_top) {
        return Err(
            Failure::new(format!("there is no `{inside}` in revision `{revision}`"))
                .maybe_help(ground.near(&from_top)),
        );
    }
    Ok((ground, from_top))
}

impl Side {
    fn new((name, day): (&str, Option<Date>), files: Files) -> Self {
        let read = || files.trees.iter().map(|tree| (tree.file, &tree.parse.file));
        let amended = amend::consolidate(read());
        // An amended text is compared as it is to read when the last amendment has taken effect.
        let last = amended
            .as_ref()
            .and_then(|text| text.amendments.last().map(|(_, since)| *since));
        let standing = match (&amended, day.or(last)) {
            (Some(text), Some(day)) => Some(text.on(day)),
            _ => day.map(|_| read().map(|(id, tree)| (id, tree.clone())).collect()),
        };
        let standing = match (standing, day) {
            (Some(standing), Some(day)) => {
                let (ids, trees): (Vec<FileId>, Vec<ast::File>) = standing.into_iter().unzip();
                let trees: Vec<&ast::File> = trees.iter().collect();
                Some(ids.into_iter().zip(in_force::on(&trees, day)).collect())
            }
            (standing, _) => standing,
        };
        let name = match day.or(last) {
            Some(day) => format!("{name} on {day}"),
            None => name.to_owned(),
        };
        Self {
            name,
            files,
            standing,
        }
    }

    /// The files as they are checked and compared.
    pub(in crate::cli) fn inputs(&self) -> Vec<Input<'_>> {
        let Some(standing) = &self.standing else {
            return self.written();
        };
        let uses = |file: FileId| {
            let tree = self.files.trees.iter().find(|tree| tree.file == file);
            tree.map_or(&[][..], |tree| &tree.uses)
        };
        standing
            .iter()
            .map(|(file, tree)| Input {
                file: *file,
                tree,
                uses: uses(*file),
            })
            .collect()
    }

    /// The files as they are written.
    pub(in crate::cli) fn written(&self) -> Vec<Input<'_>> {
        let trees = self.files.trees.iter();
        trees
            .map(|tree| Input {
                file: tree.file,
                tree: &tree.parse.file,
                uses: &tree.uses,
            })
            .collect()
    }

    /// The side as it is compared; `inputs` are its own.
    pub(in crate::cli) fn rule_set<'a>(&'a self, inputs: &'a [Input<'a>]) -> RuleSet<'a> {
        RuleSet {
            files: inputs,
            calendars: self.calendars(),
        }
    }

    /// The calendars its files ask for.
    pub(in crate::cli) fn calendars(&self) -> &[LoadedCalendar] {
        &self.files.calendars
    }

    /// What identifies its texts.
    pub(in crate::cli) fn digest(&self) -> &str {
        &self.files.digest
    }
}
