//! The command line: the one module that reads files, the environment and standard input, and prints.
//!
//! One file for each command, each with its `Args` and one function from them to a `Report`: what
//! goes to standard output, what goes to standard error, and how it ended. Reports are written here,
//! whole and once, so that a command never leaves half an answer behind, and a reader that closes
//! the pipe early (`| head`) is no failure. `eval` and `why`, which may be asked about more cases than
//! fit in memory, write whole answers as they come.
//!
//! `load` finds and reads the rules, `feed` the facts that `cases` is told of; `output` knows the terminal. Absent on
//! purpose: a configuration file, and the clock: today is always given, never looked up.
#![expect(
    clippy::disallowed_methods,
    reason = "files and the environment are read here, and nowhere else"
)]

mod cases;
mod check;
mod completions;
mod diff;
mod encoding;
mod eval;
mod explain;
mod facts;
mod feed;
mod fmt;
mod graph;
mod impact;
mod load;
mod mutate;
mod outline;
mod output;
mod read;
mod receipt;
mod replay;
mod show;
mod solver;
mod test;
mod timeline;
mod why;
mod witness;
mod words;
mod write;

use std::ffi::OsString;
use std::io;
use std::panic;
use std::process::{ExitCode, Termination};
use std::thread;

use clap::{Parser, Subcommand, ValueEnum};

use crate::explain::Lang;
use output::Screen;

/// Runs the command line with these arguments, the first of which is the program's name.
///
/// Writes to standard output and standard error. A failure of our own is told in a line and gives
/// [`ExitStatus::InternalFailure`].
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    panic::set_hook(Box::new(|failure| {
        output::talk(&internal_failure(failure));
    }));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    guarded(|| run_unguarded(arguments))
}

/// The stack of a run, in bytes: room to walk the deepest rules that are admitted.
const STACK: usize = 256 << 20;

/// Does a piece of work on a stack of its own. A panic in it goes no further.
fn guarded(work: impl FnOnce() -> ExitStatus + Send) -> ExitStatus {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK);
        match builder.spawn_scoped(scope, work) {
            Ok(worker) => worker.join().unwrap_or(ExitStatus::InternalFailure),
            Err(error) => {
                let message = format!("there is no memory to run in: {}", output::reason(&error));
                output::talk(&output::error(&message, None));
                ExitStatus::CouldNotRun
            }
        }
    })
}

/// How a run ended, as the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: it ran. That somebody is not eligible is an answer, not a failure.
    Ran,
    /// 1: it ran and has something to report: errors in rules, a failed test, a file to format.
    Findings,
    /// 2: it could not run: wrong usage, input that cannot be read or does not fit, rules with errors.
    /// Of many cases, some were refused, wherever that is written; the others were answered.
    CouldNotRun,
    /// 3: a mistake of ours.
    InternalFailure,
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Ran => 0,
            Self::Findings => 1,
            Self::CouldNotRun => 2,
            Self::InternalFailure => 3,
        })
    }
}

/// Write regulations as rules, check them, and ask what they say about a case, and why.
#[derive(Debug, Parser)]
#[command(
    name = "enact",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    after_help = AFTER_HELP
)]
struct Args {
    #[command(subcommand)]
    command: Command,

    /// Colour what is printed for people
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    color: Color,
}

const AFTER_HELP: &str = "\
A drafter writes and mends:
  enact check policies/tw/scs
  enact fmt policies/tw/scs
  enact show examples/amendments/scs-2027.enact --as-of 2027-01-01
An analyst asks about a case:
  enact facts policies/tw/scs may_be_recommended
  enact eval policies/tw/scs --facts case.json --as-of 2024-03-05
  enact why policies/tw/scs may_be_recommended --facts case.json --as-of 2024-03-05
  enact timeline policies/tw/scs --facts case.json --as-of 2024-03-05
A tester holds it to account:
  enact test policies/tw/scs
  enact diff HEAD:policies/tw/scs policies/tw/scs
  enact mutate policies/tw/scs
  enact witness old new must_stop_training

A PATH is an `.enact` file, which brings the files it uses, or a directory of them.

Exit codes: 0 ran; 1 findings (errors in rules, failed tests, files to format);
2 could not run, or some of the input was refused (usage, input that cannot be read or does not
fit); 3 internal failure.";

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Fmt(fmt::Args),
    Facts(facts::Args),
    Eval(eval::Args),
    Why(why::Args),
    Timeline(timeline::Args),
    Outline(outline::Args),
    Graph(graph::Args),
    Impact(impact::Args),
    Replay(replay::Args),
    Show(show::Args),
    Diff(diff::Args),
    Test(test::Args),
    Mutate(mutate::Args),
    Witness(witness::Args),
    Explain(explain::Args),
    Completions(completions::Args),
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set or TERM is `dumb`; CLICOLOR_FORCE colours elsewhere too
    Auto,
    /// Also in files and pipes
    Always,
    /// Nowhere
    Never,
}

/// What a command has to say, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Report {
    /// What was asked for: standard output.
    data: String,
    /// Whether it is for programs, and written as it is; what is for people is made visible.
    exact: bool,
    /// What is said about it: standard error.
    talk: String,
    /// How it ended.
    status: ExitStatus,
}

impl Report {
    /// The command ran, and this is the answer, for people.
    fn ran(data: String) -> Self {
        Self {
            data,
            exact: false,
            talk: String::new(),
            status: ExitStatus::Ran,
        }
    }

    /// The same for programs: JSON, a calendar, the text of rules.
    fn exact(data: String) -> Self {
        Self {
            exact: true,
            ..Self::ran(data)
        }
    }

    /// Writes both to where they belong; whether somebody still reads the data.
    fn write(&self, screen: Screen) -> io::Result<bool> {
        let written = if self.exact {
            output::data(&self.data)
        } else {
            output::data(&output::for_people(&self.data, screen.color_data))
        };
        output::talk(&output::for_people(&self.talk, screen.color_talk));
        written
    }

    /// Adds a word about it.
    fn with_talk(mut self, talk: impl Into<String>) -> Self {
        self.talk.push_str(&talk.into());
        self
    }

    /// Ended otherwise.
    fn with_status(mut self, status: ExitStatus) -> Self {
        self.status = status;
        self
    }
}

/// Why a command could not run.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Failure {
    /// One line, in plain words, and what could be done.
    Message {
        /// What is wrong: lower case, no full stop.
        message: String,
        /// What could be done about it.
        help: Option<String>,
    },
    /// Findings already drawn.
    Drawn(String),
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self::Message {
            message: message.into(),
            help: None,
        }
    }

    fn help(self, text: impl Into<String>) -> Self {
        match self {
            Self::Message { message, .. } => Self::Message {
                message,
                help: Some(text.into()),
            },
            drawn @ Self::Drawn(_) => drawn,
        }
    }

    /// Help that may not be there.
    fn maybe_help(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }

    fn into_report(self) -> Report {
        let talk = match self {
            Self::Message { message, help } => output::error(&message, help.as_deref()),
            Self::Drawn(drawn) => drawn,
        };
        Report::ran(String::new())
            .with_talk(talk)
            .with_status(ExitStatus::CouldNotRun)
    }
}

fn run_unguarded(arguments: Vec<OsString>) -> ExitStatus {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(usage) => return print_usage(&usage),
    };
    let screen = Screen::new(args.color);
    let report = args.run(screen).unwrap_or_else(Failure::into_report);
    match report.write(screen) {
        Ok(_) => report.status,
        Err(error) => {
            let report = output::unwritten(&error).into_report();
            output::talk(&report.talk);
            report.status
        }
    }
}

/// Help and the version are answers; anything else clap has to say is wrong usage.
fn print_usage(usage: &clap::Error) -> ExitStatus {
    // The reader may have closed the pipe; there is nobody left to tell.
    let _closed = usage.print();
    if usage.use_stderr() {
        ExitStatus::CouldNotRun
    } else {
        ExitStatus::Ran
    }
}

impl Args {
    fn run(self, screen: Screen) -> Result<Report, Failure> {
        match self.command {
            Command::Check(args) => check::run(&args, screen),
            Command::Fmt(args) => fmt::run(&args, screen),
            Command::Facts(args) => facts::run(&args, screen),
            Command::Eval(args) => eval::run(&args, screen),
            Command::Why(args) => why::run(&args, screen),
            Command::Timeline(args) => timeline::run(&args, screen),
            Command::Outline(args) => outline::run(&args, screen),
            Command::Graph(args) => graph::run(&args, screen),
            Command::Impact(args) => impact::run(&args, screen),
            Command::Replay(args) => replay::run(&args, screen),
            Command::Show(args) => show::run(&args, screen),
            Command::Diff(args) => diff::run(&args, screen),
            Command::Test(args) => test::run(&args, screen),
            Command::Mutate(args) => mutate::run(&args, screen),
            Command::Witness(args) => witness::run(&args, screen),
            Command::Explain(args) => explain::run(&args),
            Command::Completions(args) => completions::run(&args),
        }
    }
}

/// A language by its tag.
fn language(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| {
        let tags: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
        format!("there are {}", tags.join(", "))
    })
}

fn internal_failure(failure: &panic::PanicHookInfo<'_>) -> String {
    let place = failure.location().map_or_else(String::new, |place| {
        format!(" at {}:{}", place.file(), place.line())
    });
    output::error(
        &format!("internal failure{place}"),
        Some(
            "this is a mistake in enact, not in your rules; please report it with the files that show it",
        ),
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_panic_is_an_internal_failure() {
        assert_eq!(
            guarded(|| panic!("told in a line")),
            ExitStatus::InternalFailure
        );
        assert_eq!(guarded(|| ExitStatus::Ran), ExitStatus::Ran);
    }
}
