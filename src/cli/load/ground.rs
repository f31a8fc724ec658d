//! Where files are read from: the disk, or a revision that git keeps.
//!
//! A revision is read through `git` itself, which knows what it has; nothing is checked out. Paths in
//! it are those from the top of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::Failure;
use crate::cli::output;
use crate::cli::read::{self, ENDING, LARGEST_RULES, Unread};
use crate::diagnostic::suggest;

/// Where files are read from.
#[derive(Debug, Default)]
pub(super) enum Ground {
    /// The disk.
    #[default]
    Disk,
    /// A revision.
    Revision(Revision),
}

/// A revision that git keeps.
#[derive(Debug)]
pub(super) struct Revision {
    /// As it was named.
    name: String,
    /// The commit or tree it is.
    id: String,
    /// Its files, by path from the top.
    files: BTreeSet<PathBuf>,
}

impl Ground {
    pub(super) fn is_dir(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_dir(),
            Self::Revision(revision) => {
                let path = normal(path);
                !revision.files.contains(&path)
                    && revision.files.iter().any(|file| file.starts_with(&path))
            }
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_file(),
            Self::Revision(revision) => revision.files.contains(&normal(path)),
        }
    }

    /// All rule files under a directory, sorted by path; names that begin with a point are passed over.
    pub(super) fn rule_files(&self, directory: &Path) -> io::Result<Vec<PathBuf>> {
        match self {
            Self::Disk => read::rule_files(directory),
            Self::Revision(revision) => {
                let directory = normal(directory);
                let shown = |file: &&PathBuf| {
                    let below = file.strip_prefix(&directory).ok();
                    below.is_some_and(|below| {
                        let mut parts = below.iter();
                        !parts.any(|part| part.as_encoded_bytes().starts_with(b"."))
                    }) && file.extension().is_some_and(|ending| ending == ENDING)
                };
                Ok(revision.files.iter().filter(shown).cloned().collect())
            }
        }
    }

    /// What tells a file from all others, however it was named.
    pub(super) fn identity(&self, path: &Path) -> io::Result<PathBuf> {
        match self {
            Self::Disk => fs::canonicalize(path),
            Self::Revision(revision) => {
                let path = normal(path);
                if revision.files.contains(&path) {
                    Ok(path)
                } else {
                    Err(io::ErrorKind::NotFound.into())
                }
            }
        }
    }

    /// The text of a file, without a byte order mark.
    pub(super) fn text(&self, path: &Path) -> Result<String, Unread> {
        match self {
            Self::Disk => read::file(path, LARGEST_RULES),
            Self::Revision(revision) => revision.text(&normal(path)),
        }
    }

    /// A path as people see it.
    pub(super) fn shown(&self, path: &Path) -> String {
        match self {
            Self::Disk => read::shown(path),
            Self::Revision(revision) => format!("{}:{}", revision.name, read::shown(path)),
        }
    }

    /// A file beside one that is not there, with nearly its name.
    pub(super) fn near(&self, path: &Path) -> Option<String> {
        let Self::Revision(revision) = self else {
            return super::near(path);
        };
        let path = normal(path);
        let wanted = path.to_string_lossy();
        let mut known = BTreeSet::new();
        for file in &revision.files {
            let places = file.ancestors().filter(|it| it.parent() == path.parent());
            known.extend(places.map(|it| it.to_string_lossy().into_owned()));
        }
        let nearest = suggest::nearest(&wanted, known.iter().map(String::as_str))?;
        Some(format!("did you mean `{}:{nearest}`?", revision.name))
    }
}

impl Revision {
    /// The revision of this name in the repository we are in.
    pub(super) fn open(name: &str) -> Result<Self, Failure> {
        let query = format!("{name}^{{tree}}");
        let found = git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &query,
        ])?;
        if !found.status.success() {
            return Err(Failure::new(format!(
                "there is no revision `{name}` in this git repository"
            ))
            .help(
                "`git log --oneline` lists them; before `:` stands a commit, a tag or a branch",
            ));
        }
        let id = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let listed = git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", &id])?;
        if !listed.status.success() {
            return Err(refused(name, &listed));
        }
        let files = listed.stdout.split(|byte| *byte == 0);
        Ok(Self {
            name: name.to_owned(),
            id,
            files: files
                .filter(|file| !file.is_empty())
                .map(|file| PathBuf::from(String::from_utf8_lossy(file).into_owned()))
                .collect(),
        })
    }

    fn text(&self, path: &Path) -> Result<String, Unread> {
        let object = format!("{}:{}", self.id, path.to_string_lossy());
        let found = git(&["cat-file", "blob", &object])
            .map_err(|_| Unread::Refused(io::ErrorKind::NotFound.into()))?;
        if !found.status.success() {
            return Err(Unread::Refused(io::ErrorKind::NotFound.into()));
        }
        read::text(found.stdout.as_slice(), LARGEST_RULES)
    }
}

/// The path from the top of the repository of one given in the directory we are in.
pub(super) fn from_top(path: &Path) -> Result<PathBuf, Failure> {
    let found = git(&["rev-parse", "--show-prefix"])?;
    if !found.status.success() {
        return Err(Failure::new(
            "this directory is in no git repository, so there is no revision to read",
        )
        .help("a path is written without a revision: `enact diff old.enact new.enact`"));
    }
    let prefix = String::from_utf8_lossy(&found.stdout)
        .trim_end_matches('\n')
        .to_owned();
    Ok(normal(&Path::new(&prefix).join(path)))
}

fn git(arguments: &[&str]) -> Result<Output, Failure> {
    Command::new("git")
        .args(arguments)
        .output()
        .map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "there is no such program here".to_owned(),
                _ => output::reason(&error),
            };
            Failure::new(format!("`git` cannot be run: {reason}"))
                .help("`REV:PATH` is read through git; a file or folder on the disk needs none")
        })
}

fn refused(name: &str, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("no reason given");
    Failure::new(format!("git cannot read revision `{name}`: {said}"))
}

/// A path without `.` and `..`, which git knows nothing of.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part),
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    parts
}
