//! Recorded explanations: compared, and accepted one by one.
//!
//! Each scenario has a text file in a directory. What differs from it, has none yet, or is left of a
//! scenario that is gone, is a difference; a person looks at each and accepts it or not. Only files
//! that begin as recorded ones do are ever replaced or removed.

use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use crate::cli::output::{self, counted};
use crate::cli::read::{self, LARGEST_RULES, Unread};
use crate::cli::{Failure, write};
use crate::format;
use crate::suite::{RECORD_HEAD, Recorded};

/// The ending of the files.
const ENDING: &str = "txt";

/// What to do about differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Tell them.
    Compare,
    /// Ask of each.
    Review,
    /// Accept all.
    Accept,
}

/// How the comparison ended.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// What to tell.
    pub(super) text: String,
    /// How many differences are left.
    pub(super) left: usize,
}

/// One difference.
#[derive(Debug)]
struct Difference {
    path: PathBuf,
    title: String,
    before: Option<String>,
    /// The new text; none where the scenario is gone.
    after: Option<String>,
}

/// Refuses to ask where nobody could answer.
pub(super) fn can_ask() -> Result<(), Failure> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return Ok(());
    }
    Err(
        Failure::new("`--accept` asks about each explanation, and there is no terminal to ask on")
            .help("to accept all of them unseen, say `--accept-all`"),
    )
}

/// Compares explanations with those in a directory. `all` says whether they are those of all
/// scenarios, so that what is left over belongs to none.
pub(super) fn compare(
    directory: &Path,
    recorded: &[Recorded],
    all: bool,
    wish: Wish,
) -> Result<Compared, Failure> {
    let differences = differences(directory, recorded, all)?;
    let found = differences.len();
    let mut compared = Compared::default();
    match wish {
        Wish::Compare => {
            for it in &differences {
                compared.text.push_str(&it.shown());
            }
            compared.left = found;
            compared.text.push_str(&match found {
                0 => format!(
                    "{} as recorded\n",
                    counted(recorded.len(), "explanation", "explanations")
                ),
                _ => format!(
                    "{} from what is recorded; `--accept` goes through them\n",
                    counted(found, "explanation differs", "explanations differ")
                ),
            });
        }
        Wish::Accept => {
            for it in &differences {
                it.accept(directory)?;
            }
            compared.text = format!(
                "{} accepted\n",
                counted(found, "explanation", "explanations")
            );
        }
        Wish::Review => {
            let accepted = review(directory, &differences, &mut io::stdin().lock())?;
            compared.left = found - accepted;
            compared.text = format!(
                "{} accepted, {} left\n",
                counted(accepted, "explanation", "explanations"),
                compared.left
            );
        }
    }
    Ok(compared)
}

/// Goes through the differences one by one; how many were accepted.
fn review(
    directory: &Path,
    differences: &[Difference],
    answers: &mut impl BufRead,
) -> Result<usize, Failure> {
    let (mut accepted, mut all) = (0, false);
    for (position, it) in differences.iter().enumerate() {
        if !all {
            output::talk(&it.shown());
            let question = format!(
                "accept this one ({} of {})? [y]es, [n]o, [a]ll that are left, [q]uit: ",
                position + 1,
                differences.len()
            );
            match asked(&question, answers) {
                Answer::No => continue,
                Answer::Quit => break,
                Answer::All => all = true,
                Answer::Yes => {}
            }
        }
        it.accept(directory)?;
        accepted += 1;
    }
    Ok(accepted)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    All,
    Quit,
}

/// Asks until there is an answer; the end of the input is one, too.
fn asked(question: &str, answers: &mut impl BufRead) -> Answer {
    loop {
        output::talk(question);
        let mut line = String::new();
        match answers.read_line(&mut line) {
            Ok(0) | Err(_) => return Answer::Quit,
            Ok(_) => {}
        }
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Answer::Yes,
            "n" | "no" => return Answer::No,
            "a" | "all" => return Answer::All,
            "q" | "quit" => return Answer::Quit,
            _ => {}
        }
    }
}

fn differences(
    directory: &Path,
    recorded: &[Recorded],
    all: bool,
) -> Result<Vec<Difference>, Failure> {
    let mut differences = Vec::new();
    for it in recorded {
        let path = directory.join(&it.name).with_extension(ENDING);
        let before = kept(&path)?;
        if before.as_ref() != Some(&it.text) {
            differences.push(Difference {
                path,
                title: it.title.clone(),
                before,
                after: Some(it.text.clone()),
            });
        }
    }
    if all {
        for path in recorded_files(directory)? {
            let name = path.file_stem().and_then(|it| it.to_str());
            if recorded.iter().any(|it| Some(it.name.as_str()) == name) {
                continue;
            }
            let Some(before) = kept(&path)?.filter(|it| it.starts_with(RECORD_HEAD)) else {
                continue;
            };
            let title = before
                .lines()
                .next()
                .and_then(|it| it.strip_prefix(RECORD_HEAD));
            differences.push(Difference {
                title: title.unwrap_or_default().to_owned(),
                path,
                before: Some(before),
                after: None,
            });
        }
    }
    Ok(differences)
}

/// What is recorded in a file, if it is there.
fn kept(path: &Path) -> Result<Option<String>, Failure> {
    match read::file(path, LARGEST_RULES) {
        Ok(text) => Ok(Some(text.replace("\r\n", "\n"))),
        Err(Unread::Refused(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(unread) => Err(unread.into_failure(&read::shown(path))),
    }
}

/// The text files of a directory, sorted; none if there is no directory yet.
fn recorded_files(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(directory, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(directory, &error))?.path();
        if path.extension().is_some_and(|it| it == ENDING) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(directory: &Path, error: &io::Error) -> Failure {
    Failure::new(format!(
        "`{}` cannot be read: {}",
        read::shown(directory),
        output::reason(error)
    ))
}

impl Difference {
    fn shown(&self) -> String {
        let name = read::shown(&self.path);
        let what = match (&self.before, &self.after) {
            (None, _) => "is new",
            (_, None) => "is left of a scenario that is gone",
            _ => "differs",
        };
        let before = self.before.as_deref().unwrap_or_default();
        let after = self.after.as_deref().unwrap_or_default();
        format!(
            "{} {what}: {}\n{}\n",
            name,
            output::visible(&self.title),
            output::visible(&format::diff(&name, before, after))
        )
    }

    fn accept(&self, directory: &Path) -> Result<(), Failure> {
        let Some(after) = &self.after else {
            return fs::remove_file(&self.path).map_err(|error| unreadable(&self.path, &error));
        };
        if self
            .before
            .as_ref()
            .is_some_and(|it| !it.starts_with(RECORD_HEAD))
        {
            return Err(Failure::new(format!(
                "`{}` is no recorded explanation, and is left as it is",
                read::shown(&self.path)
            ))
            .help("record into a directory of its own"));
        }
        fs::create_dir_all(directory).map_err(|error| {
            Failure::new(format!(
                "`{}` cannot be made: {}",
                read::shown(directory),
                output::reason(&error)
            ))
        })?;
        write::file(&self.path, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Answer {
        asked("", &mut text.as_bytes())
    }

    #[test]
    fn answers_are_asked_for_until_there_is_one() {
        assert_eq!(answer("y\n"), Answer::Yes);
        assert_eq!(answer("what?\n\nNo\n"), Answer::No);
        assert_eq!(answer("ALL"), Answer::All);
        assert_eq!(answer("q\ny\n"), Answer::Quit);
        assert_eq!(answer(""), Answer::Quit);
    }
}
