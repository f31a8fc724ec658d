//! A solver of satisfiability as a process: started for each question, and stopped at its limits.
//!
//! It gets the question on its standard input and has to end its answer by closing its standard output.
//! It is a program like any other and may do anything: not start, not read, not end, print rubbish, or
//! print for ever. Each of these is an answer that was not given, told in words, and never a wait without
//! end; the process is gone when the question is over. A script that starts a solver should `exec` it: only
//! the process that was started here is ended.
//!
//! `easy-smt` writes the questions, but does not run the program: it can neither stop one that hangs nor
//! bound what it reads from it.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::{Failure, output, read};
use crate::witness::{self, INTRODUCE, Trouble};

/// What is said of a solver on the command line.
///
/// None is asked unless it is wanted: with one found by chance, the same input would give other answers
/// on another machine.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Also ask a solver, about what the own search leaves open [PROGRAM: z3]
    #[arg(
        long,
        value_name = "PROGRAM",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "z3"
    )]
    solver: Option<PathBuf>,

    /// Stop the solver if a question takes it longer; what it may reckon is limited besides
    #[arg(long, value_name = "N", default_value_t = 30, requires = "solver", value_parser = clap::value_parser!(u32).range(1..))]
    solver_seconds: u32,
}

impl Args {
    /// Whether one is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.solver.is_some()
    }

    /// Starts the solver to learn its name, if one is wanted.
    pub(super) fn start(&self) -> Result<Option<Solver>, Failure> {
        let Some(program) = &self.solver else {
            return Ok(None);
        };
        let mut solver = Solver {
            program: program.clone(),
            name: String::new(),
            limit: Duration::from_secs(u64::from(self.solver_seconds)),
            stopped: false,
        };
        let shown = read::shown(program);
        let printed = solver.exchange(INTRODUCE).map_err(|trouble| {
            let failure = Failure::new(format!("the solver `{shown}` {}", trouble.said()));
            match trouble {
                Stop::NotStarted(_) => {
                    failure.help("z3 is one; without `--solver` the own search answers alone")
                }
                _ => failure,
            }
        })?;
        solver.name = witness::introduction(&printed).ok_or_else(|| {
            Failure::new(format!(
                "`{shown}` does not say which solver it is, in the way of SMT-LIB"
            ))
            .help("the program is run as z3 is, and has to answer `(get-info :name)` and `(get-info :version)`")
        })?;
        Ok(Some(solver))
    }
}

/// What the solver is told, in the way of z3: to read its standard input, how much memory it may take,
/// in megabytes, and how much it may reckon. That, unlike a time, is the same on every machine.
const ARGUMENTS: [&str; 6] = [
    "-smt2",
    "-in",
    "-memory:2048",
    "rlimit=20000000",
    "smt.random_seed=0",
    "sat.random_seed=0",
];

/// No answer is longer, in bytes.
const LONGEST: u64 = 4 << 20;

/// A solver that can be asked.
pub(super) struct Solver {
    program: PathBuf,
    name: String,
    limit: Duration,
    /// Whether it had to be stopped: then it is not started again.
    stopped: bool,
}

impl witness::Solver for Solver {
    fn name(&self) -> &str {
        &self.name
    }

    fn ask(&mut self, script: &str) -> Result<String, String> {
        if self.stopped {
            return Err("was not asked again after it had to be stopped".to_owned());
        }
        self.exchange(script).map_err(|it| {
            self.stopped = matches!(it, Stop::Slow(_) | Stop::TooMuch);
            it.said()
        })
    }
}

/// Why there is no answer.
enum Stop {
    NotStarted(io::Error),
    /// It took longer than so many seconds.
    Slow(u64),
    TooMuch,
    /// It cannot be read.
    Garbled,
    Silent,
}

impl Stop {
    /// In words that go on from the solver's name.
    fn said(&self) -> String {
        match self {
            Stop::NotStarted(error) if error.kind() == io::ErrorKind::NotFound => {
                "was not found".to_owned()
            }
            Stop::NotStarted(error) => {
                format!("could not be started: {}", output::reason(error))
            }
            Stop::Slow(1) => "was stopped after a second".to_owned(),
            Stop::Slow(seconds) => format!("was stopped after {seconds} seconds"),
            Stop::TooMuch => "was stopped because it printed without end".to_owned(),
            Stop::Garbled => "did not print text".to_owned(),
            Stop::Silent => "ended without an answer".to_owned(),
        }
    }
}

impl Solver {
    /// Starts the program, hands it a script, and takes what it prints.
    fn exchange(&self, script: &str) -> Result<String, Stop> {
        let mut child = Command::new(&self.program)
            .args(ARGUMENTS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Stop::NotStarted)?;
        let printed = self.printed(&mut child, script);
        // Whatever it does now, it is over: and waited for, so that nothing is left of it.
        let _ended = child.kill();
        let _gone = child.wait();
        printed
    }

    fn printed(&self, child: &mut Child, script: &str) -> Result<String, Stop> {
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Stop::Silent);
        };
        // Neither thread is waited for: each ends with the pipe it holds, once the process is gone.
        let script = script.to_owned();
        thread::spawn(move || {
            // One that does not read, or is gone, shows by what it prints.
            let _unread = input.write_all(script.as_bytes());
        });
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(LONGEST + 1).read_to_end(&mut bytes);
            let _nobody_waits = send.send(read.map(|_| bytes));
        });
        let bytes = match receive.recv_timeout(self.limit) {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Stop::Silent),
            Err(RecvTimeoutError::Timeout) => return Err(Stop::Slow(self.limit.as_secs())),
        };
        if u64::try_from(bytes.len()).is_ok_and(|it| it > LONGEST) {
            return Err(Stop::TooMuch);
        }
        let text = String::from_utf8(bytes).map_err(|_| Stop::Garbled)?;
        if text.trim_ascii().is_empty() {
            return Err(Stop::Silent);
        }
        Ok(text)
    }
}

/// Why a solver was asked in vain, in a line.
pub(super) fn trouble_text(name: &str, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Unknown => format!("{name} gave up within its limits"),
        Trouble::Failed(what) => format!("{name} {what}"),
        Trouble::Lied => {
            format!("{name} gave somebody whose outcomes are not what it said, and was set aside")
        }
        Trouble::Rest => {
            format!("{name} was asked, but what it cannot be asked about is open as well")
        }
        Trouble::TooOften => format!("{name} was asked too many questions, and given up"),
    }
}

/// The solver as the search takes it.
pub(super) fn effort(budget: u32, solver: &mut Option<Solver>) -> witness::Effort<'_> {
    witness::Effort {
        budget,
        solver: solver.as_mut().map(|it| it as &mut dyn witness::Solver),
    }
}

/// What a solver is called; nothing if there is none.
pub(super) fn name(solver: Option<&Solver>) -> &str {
    solver.map_or("", |it| witness::Solver::name(it))
}
