//! `enact check`: what is wrong with rules.

use std::path::PathBuf;

use clap::ValueEnum;

use super::load::{self, Files, Loaded};
use super::output::Screen;
use super::{ExitStatus, Failure, Report};
use crate::check::Checked;
use crate::diagnostic::{Counts, Diagnostic, Diagnostics, render};

/// Say what is wrong with rules, each mistake at its place
///
/// Reads the files, and all files they use, and reports every mistake of one run: broken text,
/// names that nothing declares, values that do not fit, exceptions to nothing, rules that can never
/// apply. Exits with 1 if there is an error; warnings and advice alone exit with 0. What a code in
/// the square brackets means: `enact explain CODE`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact check policies/tw/scs                         all rules of a directory
  enact check scs.enact                               a file and those it uses
  enact check policies --format concise               a line for each mistake
  enact check policies --format json > findings.json  for an editor or a pipeline")]
pub(super) struct Args {
    /// Rule files, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// How to print what is found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

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
    let Loaded { rules, unreadable } = load::load(&args.paths);
    let mut report = if rules.is_empty() {
        Report::ran(String::new())
    } else {
        report(&rules, &findings(&rules), args.format, screen)
    };
    for failure in unreadable {
        report = report
            .with_talk(failure.into_report().talk)
            .with_status(ExitStatus::CouldNotRun);
    }
    Ok(report)
}

/// What is wrong with the rules, and, if nothing is, with their scenarios.
fn findings(files: &Files) -> Vec<Diagnostic> {
    let Checked { model, diagnostics } = files.check();
    let scenarios = model.map(|model| files.scenarios(&model).diagnostics);
    let all: Diagnostics = diagnostics
        .into_iter()
        .chain(scenarios.into_iter().flatten())
        .collect();
    all.sorted().into_iter().collect()
}

fn report(files: &Files, findings: &[Diagnostic], format: Format, screen: Screen) -> Report {
    let sources = &files.sources;
    let data = match format {
        Format::Human => screen.findings_as_data(sources, findings),
        Format::Concise => render::concise(sources, findings),
        Format::Json => render::json(sources, findings),
    };
    let report = Report::ran(data).with_talk(format!("{}\n", render::summary(findings)));
    match Counts::of(findings).errors {
        0 => report,
        _ => report.with_status(ExitStatus::Findings),
    }
}
