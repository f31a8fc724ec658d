//! `enact fmt`: rules in their canonical layout.

use std::path::{Path, PathBuf};

use super::output::{self, Screen, counted};
use super::read::{self, LARGEST_RULES, Unread};
use super::{ExitStatus, Failure, Report, load, write};
use crate::diagnostic::Severity;
use crate::format;
use crate::source::Sources;
use crate::syntax;

/// Lay rules out in the one canonical way
///
/// Rewrites the files in place: indentation, spacing, quotation marks, the order of clauses, line
/// breaks. Words and comments stay as they are. A file with mistakes in its text is left alone.
/// Files that others use are formatted only if they are given too.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact fmt policies               rewrites every `.enact` file of the directory
  enact fmt --check policies       names the files that would change, and exits with 1 if any
  enact fmt --diff scs.enact       shows what would change, and writes nothing
  enact fmt - < scs.enact          formats standard input to standard output")]
pub(super) struct Args {
    /// Rule files, or directories of them; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Write nothing; name the files that would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

/// Formats the files. One that cannot be read, parsed or written does not keep the others from it.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let mut run = Run {
        args,
        screen,
        report: Report::exact(String::new()),
        changed: 0,
        unchanged: 0,
    };
    for path in &args.paths {
        run.path(path);
    }
    Ok(run.finish())
}

struct Run<'a> {
    args: &'a Args,
    screen: Screen,
    report: Report,
    changed: usize,
    unchanged: usize,
}

impl Run<'_> {
    fn path(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            return self.standard_input();
        }
        if !path.is_dir() {
            return self.file(path);
        }
        match read::rule_files(path) {
            Ok(files) if files.is_empty() => self.fail(load::no_rule_files(&read::shown(path))),
            Ok(files) => files.iter().for_each(|file| self.file(file)),
            Err(error) => self.fail(load::cannot_read(path, &output::reason(&error))),
        }
    }

    fn file(&mut self, path: &Path) {
        let name = read::shown(path);
        let Some(before) = self.text(read::bytes(path, LARGEST_RULES), &name) else {
            return;
        };
        let Some(after) = self.formatted(&name, &before) else {
            return;
        };
        if before == after {
            self.unchanged += 1;
            return;
        }
        self.changed += 1;
        if self.args.diff {
            self.report
                .data
                .push_str(&format::diff(&name, &before, &after));
        } else if self.args.check {
            self.report.data.push_str(&format!("{name}\n"));
        } else if let Err(error) = write::replace(path, &after) {
            self.fail(Failure::new(format!(
                "`{name}` cannot be written: {}",
                output::reason(&error)
            )));
        }
    }

    fn standard_input(&mut self) {
        const NAME: &str = "standard input";
        let Some(before) = self.text(read::standard_input_bytes(LARGEST_RULES), NAME) else {
            return;
        };
        let Some(after) = self.formatted(NAME, &before) else {
            return;
        };
        if before != after {
            self.changed += 1;
        }
        let data = match (self.args.diff, self.args.check) {
            (true, _) => format::diff(NAME, &before, &after),
            (false, true) if before == after => String::new(),
            (false, true) => format!("{NAME}\n"),
            (false, false) => after,
        };
        self.report.data.push_str(&data);
    }

    /// The text as it stands, a byte order mark included: formatting removes it, which is a change.
    fn text(&mut self, read: Result<Vec<u8>, Unread>, name: &str) -> Option<String> {
        match read.and_then(read::decode_with_mark) {
            Ok(text) => Some(text),
            Err(unread) => {
                self.fail(unread.into_failure(name));
                None
            }
        }
    }

    fn formatted(&mut self, name: &str, before: &str) -> Option<String> {
        let mut sources = Sources::new();
        let text = before.strip_prefix(read::MARK).unwrap_or(before);
        let id = sources.add(name, text);
        let parse = syntax::parse(id, text);
        let formatted = format::format(text, &parse);
        if formatted.is_none() {
            let mut errors = parse.diagnostics;
            errors.retain(|finding| finding.severity == Severity::Error);
            self.report
                .talk
                .push_str(&self.screen.findings_as_talk(&sources, &errors));
            self.fail(Failure::new(format!(
                "`{name}` is left as it is: its text has errors"
            )));
        }
        formatted
    }

    fn fail(&mut self, failure: Failure) {
        self.report.talk.push_str(&failure.into_report().talk);
        self.report.status = ExitStatus::CouldNotRun;
    }

    fn finish(mut self) -> Report {
        let looks_only = self.args.check || self.args.diff;
        if looks_only && 0 < self.changed && self.report.status == ExitStatus::Ran {
            self.report.status = ExitStatus::Findings;
        }
        let changed = counted(self.changed, "file", "files");
        let talk = match (looks_only, self.changed, self.unchanged) {
            (_, 0, 0) => String::new(),
            (true, ..) => format!(
                "{changed} would be formatted, {} left as they are\n",
                self.unchanged
            ),
            (false, ..) => format!("{changed} formatted, {} left as they are\n", self.unchanged),
        };
        self.report.with_talk(talk)
    }
}
