//! `enact test`: the scenarios written in the rules.

mod formats;

use std::path::PathBuf;

use clap::ValueEnum;

use super::load::{self, Rules};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::suite;

/// Run the scenarios, and say which do not come out as expected
///
/// A scenario gives facts and says what the rules should decide; each row of an `examples` table is
/// one more. For each that fails: where it stands, what was expected, what came out, why, and the
/// facts that were read. Exits with 1 if one fails, and also if there is none: a test that does not
/// run proves nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact test policies/tw/scs
  enact test scs.scenarios.enact --filter \"unpaid leave\"
  enact test policies/tw/scs --format junit > tests.xml")]
pub(super) struct Args {
    /// Files with scenarios, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Only the scenarios whose title contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// How to print the results
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What failed, as text for a terminal
    Human,
    /// One JSON object, `enact.tests.v1`
    Json,
    /// JUnit XML, for a build server
    Junit,
    /// Annotations for GitHub Actions
    Github,
}

/// Runs the scenarios.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let Rules { model, files } = load::rules(&args.paths, screen)?;
    let bound = files.scenarios(&model);
    let errors: Vec<Diagnostic> = bound
        .diagnostics
        .into_iter()
        .filter(|it| it.severity == Severity::Error)
        .collect();
    if !errors.is_empty() {
        return Err(Failure::Drawn(
            screen.findings_as_talk(&files.sources, &errors),
        ));
    }
    let outcome = suite::run(&model, &bound.tests, args.filter.as_deref());
    let (sources, empty) = (&files.sources, outcome.results.is_empty());
    let data = match args.format {
        Format::Human | Format::Github if empty => String::new(),
        Format::Human => formats::human(sources, &outcome, screen.color_data),
        Format::Json => formats::json(sources, model.digest(), &outcome),
        Format::Junit => formats::junit(sources, &outcome),
        Format::Github => formats::github(sources, &outcome),
    };
    let status = if outcome.failed == 0 && !empty {
        ExitStatus::Ran
    } else {
        ExitStatus::Findings
    };
    let talk = if empty {
        none(args.filter.as_deref())
    } else {
        String::new()
    };
    Ok(Report::ran(data).with_talk(talk).with_status(status))
}

fn none(filter: Option<&str>) -> String {
    let message = match filter {
        Some(filter) => format!("no scenario has `{filter}` in its title"),
        None => "there is no scenario in these files".to_owned(),
    };
    let help = "a scenario begins with `scenario \"title\" as of 2024-03-05`";
    output::error(&message, filter.is_none().then_some(help))
}
