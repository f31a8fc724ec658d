//! `enact test`: the scenarios written in the rules.

mod coverage;
mod formats;
mod html;
mod record;
mod watch;

use std::path::PathBuf;

use clap::ValueEnum;

use super::load::{self, Rules};
use super::output::{self, Screen};
use super::write::Taken;
use super::{ExitStatus, Failure, Report};
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
  enact test policies/tw/scs --format junit > tests.xml
  enact test policies/tw/scs --record tests/explanations --accept
  enact test policies/tw/scs --watch
  enact test policies/tw/scs --coverage --html coverage.html --fail-under 90

Coverage counts what had an effect on an expected outcome: a condition that came out yes is seen as
yes if the outcome would have been another had it been no.")]
pub(super) struct Args {
    /// Files with scenarios, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Only the scenarios whose title contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Say what of the rules is tested, provision by provision, and why the rest is not
    #[arg(long)]
    coverage: bool,

    /// Also write the coverage as a page for a browser
    #[arg(long, value_name = "FILE", requires = "coverage")]
    html: Option<PathBuf>,

    /// Exit with 1 if less than so many in a hundred are covered
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,

    /// Compare the explanation of each outcome with the one recorded in this directory
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,

    /// Go through the explanations that differ, and accept them one by one
    #[arg(long, requires = "record")]
    accept: bool,

    /// Accept all explanations that differ, without a look
    #[arg(long, requires = "record", conflicts_with = "accept")]
    accept_all: bool,

    /// Run again whenever a file changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["accept", "accept_all"])]
    watch: bool,

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

impl Args {
    fn wish(&self) -> record::Wish {
        match (self.accept, self.accept_all) {
            (true, _) => record::Wish::Review,
            (_, true) => record::Wish::Accept,
            _ => record::Wish::Compare,
        }
    }
}

/// Runs the scenarios, once or whenever something changes.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    if args.accept {
        record::can_ask()?;
    }
    if args.watch {
        watch::run(&args.paths, screen, || once(args, screen))
    } else {
        once(args, screen)
    }
}

fn once(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(&args.paths, screen)?;
    let tests = rules.tests(screen)?;
    let Rules { model, files } = rules;
    let filter = args.filter.as_deref();
    let page = args.html.as_deref();
    let page = page
        .map(|path| Taken::by_reading(files.paths()).target("--html", path))
        .transpose()?;
    let (outcome, coverage) = if args.coverage {
        let (outcome, coverage) = suite::coverage::run_with_coverage(&model, &tests, filter);
        (outcome, Some(coverage))
    } else {
        (suite::run(&model, &tests, filter), None)
    };
    let (sources, empty) = (&files.sources, outcome.results.is_empty());
    if let (Some(page), Some(coverage)) = (&page, &coverage) {
        page.write(&html::page(sources, coverage))?;
    }
    let mut report = match args.format {
        Format::Human | Format::Github if empty => Report::ran(String::new()),
        Format::Human => {
            let mut text = formats::human(sources, &outcome, screen.color_data);
            if let Some(coverage) = &coverage {
                text.push('\n');
                text.push_str(&coverage::human(sources, coverage, screen));
            }
            Report::ran(text)
        }
        Format::Json => Report::exact(formats::json(
            sources,
            model.digest(),
            &outcome,
            coverage.as_ref().map(|it| coverage::json(sources, it)),
        )),
        Format::Junit => Report::exact(formats::junit(sources, &outcome)),
        Format::Github => Report::ran(formats::github(sources, &outcome)),
    };
    if empty {
        report = report.with_talk(none(filter));
    }
    let mut failed = empty || outcome.failed > 0;
    if let Some(coverage) = &coverage
        && !empty
    {
        if matches!(args.format, Format::Junit | Format::Github) {
            report = report.with_talk(coverage::summary(coverage));
        }
        if let Some(wanted) = args.fail_under
            && !coverage.reaches(usize::from(wanted))
        {
            failed = true;
            let message = format!(
                "{} % of the rules are covered, and {wanted} % are asked for",
                coverage.percent()
            );
            report = report.with_talk(output::error(&message, None));
        }
    }
    if let Some(directory) = args.record.as_ref().filter(|_| !empty) {
        let recorded = suite::record(&model, &tests, filter);
        let compared = record::compare(directory, &recorded, filter.is_none(), args.wish())?;
        failed |= compared.left > 0;
        if args.format == Format::Human {
            report.data.push_str(&compared.text);
        } else {
            report = report.with_talk(compared.text);
        }
    }
    Ok(if failed {
        report.with_status(ExitStatus::Findings)
    } else {
        report
    })
}

pub(super) fn none(filter: Option<&str>) -> String {
    let message = match filter {
        Some(filter) => format!("no scenario has `{filter}` in its title"),
        None => "there is no scenario in these files".to_owned(),
    };
    let help = "a scenario begins with `scenario \"title\" as of 2024-03-05`";
    output::error(&message, filter.is_none().then_some(help))
}
