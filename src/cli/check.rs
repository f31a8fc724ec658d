//! `enact check`: what is wrong with rules.

use std::path::PathBuf;

use clap::ValueEnum;

use super::load::{self, Files, Loaded};
use super::output::{self, Screen, counted};
use super::solver::{self, trouble_text};
use super::witness::limit_text;
use super::{ExitStatus, Failure, Report, cases};
use crate::check::Checked;
use crate::diagnostic::{Code, Counts, Diagnostic, Diagnostics, render};
use crate::eval::Settings;
use crate::model::Model;
use crate::value::Date;
use crate::witness::{self, Undecided};

/// Say what is wrong with rules, each mistake at its place
///
/// Reads the files, and all files they use, and reports every mistake of one run: broken text,
/// names that nothing declares, values that do not fit, exceptions to nothing, rules that can never
/// apply. Exits with 1 if there is an error; warnings and advice alone exit with 0. What a code in
/// the square brackets means: `enact explain CODE`.
///
/// With `--deep` it also looks for persons: one for whom two rules conflict, one whom no rule speaks
/// to; and proves of conditions, rules and exceptions that they never make a difference to anybody.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact check policies/tw/scs                         all rules of a directory
  enact check scs.enact                               a file and those it uses
  enact check policies --format concise               a line for each mistake
  enact check policies --format json > findings.json  for an editor or a pipeline
  enact check --deep policies/tw/scs                  what the rules do to somebody, with examples
  enact check --deep --solver policies/tw/scs         and asks z3 about what that leaves open

What is proven with a solver names it: that there is nobody is its word.")]
pub(super) struct Args {
    /// Rule files, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// How to print what is found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Also look for conflicts, gaps, and what never makes a difference. Takes longer
    #[arg(long)]
    deep: bool,

    /// The day on which that is asked [default: the first day the rules are in force with all their amendments]
    #[arg(long, value_name = "DATE", value_parser = cases::day, requires = "deep")]
    as_of: Option<Date>,

    /// Give up a question after so many evaluations of the rules
    #[arg(long, value_name = "N", default_value_t = QUESTION, requires = "deep", value_parser = clap::value_parser!(u32).range(1..))]
    budget: u32,

    #[command(flatten)]
    solver: solver::Args,
}

/// There are hundreds of questions: each may cost less than one asked by itself.
const QUESTION: u32 = 2_000;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the text they are about
    Human,
    /// A line for each: file:line:column: error[code]: what
    Concise,
    /// One JSON object, `enact.diagnostics.v1`
    Json,
}

/// Checks the rules. Paths that cannot be read are told on standard error; the others are checked.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    if args.solver.is_wanted() && !args.deep {
        return Err(Failure::new("a solver is asked only with `--deep`")
            .help("`enact check --deep --solver RULES`"));
    }
    let Loaded { rules, unreadable } = load::load(&args.paths);
    let mut report = if rules.is_empty() {
        Report::ran(String::new())
    } else {
        let (model, mut found) = findings(&rules);
        let mut talk = String::new();
        if let Some(model) = model.filter(|_| args.deep) {
            talk = deepen(args, &model, &mut found)?;
        }
        report(&rules, &found, args.format, screen).with_talk(talk)
    };
    for failure in unreadable {
        report = report
            .with_talk(failure.into_report().talk)
            .with_status(ExitStatus::CouldNotRun);
    }
    Ok(report)
}

/// Adds what the rules do to somebody; a word about what was asked, and what could not be decided.
fn deepen(args: &Args, model: &Model, found: &mut Vec<Diagnostic>) -> Result<String, Failure> {
    let as_of = args
        .as_of
        .or_else(|| model.first_day_of_all())
        .ok_or_else(|| {
            Failure::new(
                "the rules do not say from which day they are in force: give a day with `--as-of`",
            )
            .help("for example `--as-of 2024-03-05`; the clock is never looked at")
        })?;
    let settings = Settings {
        as_of,
        readings: Vec::new(),
    };
    let mut solver = args.solver.start()?;
    let deep = witness::deep(model, &settings, solver::effort(args.budget, &mut solver));
    let all: Diagnostics = found.drain(..).chain(deep.findings).collect();
    found.extend(all.sorted());
    let questions = counted(deep.questions, "question", "questions");
    let mut talk = output::note(&format!(
        "{questions} asked as of {as_of}; {} not decided",
        deep.undecided.len()
    ));
    let name = solver::name(solver.as_ref());
    for it in &deep.undecided {
        talk.push_str(&format!("  {}\n", undecided(it, args.budget, name)));
    }
    if deep.solved > 0 {
        let answers = counted(deep.solved, "answer", "answers");
        talk.push_str(&output::note(&format!("{answers} proven by {name}")));
    }
    Ok(talk)
}

fn undecided(it: &Undecided, budget: u32, solver: &str) -> String {
    let question = match it.code {
        Code::PossibleConflict => "whether two of its rules can disagree",
        Code::PossibleGap => "whether its rules speak to every case",
        _ => "whether it ever makes a difference",
    };
    let mut why: Vec<String> = it.limits.iter().map(limit_text).collect();
    why.extend(it.trouble.iter().map(|it| trouble_text(solver, it)));
    if it.spent {
        why.insert(0, format!("not within {budget} evaluations"));
    }
    format!("{}: {question}: {}", it.about, why.join("; "))
}

/// What is wrong with the rules, and, if nothing is, with their scenarios; and the rules, if they can
/// be run.
fn findings(files: &Files) -> (Option<Model>, Vec<Diagnostic>) {
    let Checked { model, diagnostics } = files.check();
    let scenarios = model
        .as_ref()
        .map(|model| files.scenarios(model).diagnostics);
    let all: Diagnostics = diagnostics
        .into_iter()
        .chain(scenarios.into_iter().flatten())
        .collect();
    (model, all.sorted().into_iter().collect())
}

fn report(files: &Files, findings: &[Diagnostic], format: Format, screen: Screen) -> Report {
    let sources = &files.sources;
    let report = match format {
        Format::Human => Report::ran(screen.findings_as_data(sources, findings)),
        Format::Concise => Report::ran(render::concise(sources, findings)),
        Format::Json => Report::exact(render::json(sources, findings)),
    };
    let report = report.with_talk(format!("{}\n", render::summary(findings)));
    match Counts::of(findings).errors {
        0 => report,
        _ => report.with_status(ExitStatus::Findings),
    }
}
