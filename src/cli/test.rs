//! `enact test`: the scenarios written in the rules.

use std::path::PathBuf;

use super::load::{self, Rules};
use super::output::{self, Screen, counted};
use super::{ExitStatus, Failure, Report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span};
use crate::suite::{self, TestResult};

/// Run the scenarios, and say which do not come out as expected
///
/// A scenario gives facts and says what the rules should decide; each row of an `examples` table is
/// one more. For each that fails: where it stands, what was expected, what came out, and why. Exits
/// with 1 if one fails, and also if there is none: a test that does not run proves nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact test policies/tw/scs
  enact test scs.scenarios.enact --filter \"unpaid leave\"")]
pub(super) struct Args {
    /// Files with scenarios, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Only the scenarios whose title contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
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
    if outcome.results.is_empty() {
        return Ok(none(args.filter.as_deref()));
    }
    let mut text: String = outcome
        .results
        .iter()
        .filter(|it| !it.passed)
        .map(|it| failed(&files.sources, it, screen.color_data))
        .collect();
    let scenarios = counted(outcome.results.len(), "scenario", "scenarios");
    text.push_str(&format!(
        "{scenarios}: {} passed, {} failed\n",
        outcome.passed, outcome.failed
    ));
    let status = if outcome.failed == 0 {
        ExitStatus::Ran
    } else {
        ExitStatus::Findings
    };
    Ok(Report::ran(text).with_status(status))
}

pub(super) fn none(filter: Option<&str>) -> Report {
    let message = match filter {
        Some(filter) => format!("no scenario has `{filter}` in its title"),
        None => "there is no scenario in these files".to_owned(),
    };
    let help = "a scenario begins with `scenario \"title\" as of 2024-03-05`";
    let help = filter.is_none().then_some(help);
    Report::ran(String::new())
        .with_talk(output::error(&message, help))
        .with_status(ExitStatus::Findings)
}

fn failed(sources: &Sources, result: &TestResult, color: bool) -> String {
    let sign = if color {
        "\u{1b}[31mFAILED\u{1b}[0m"
    } else {
        "FAILED"
    };
    let mut text = format!(
        "{sign} {}  ({})\n",
        output::visible(&result.name),
        at(sources, result.span)
    );
    for failure in &result.failures {
        text.push_str(&format!(
            "  {}  ({})\n",
            failure.asked,
            at(sources, failure.span)
        ));
        text.push_str(&format!(
            "    expected: {}\n    got:      {}\n",
            failure.expected, failure.got
        ));
        if !failure.why_short.is_empty() {
            text.push_str(&format!("    why:      {}\n", failure.why_short));
        }
    }
    text.push('\n');
    text
}

fn at(sources: &Sources, span: Span) -> String {
    let name = sources.get(span.file).map_or("", |file| file.name());
    let start = sources.position(span).start;
    format!("{name}:{}:{}", start.line, start.column)
}
