//! `enact timeline`: the calendar of a case.

use std::path::PathBuf;

use clap::ValueEnum;

use super::cases::{self, CaseArgs};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, load};
use crate::explain::Lang;
use crate::explain::text::Layout;
use crate::timeline::{self, Span, Timeline};
use crate::value::Date;

/// List the days of a case: what is due, allowed or forbidden, by whom, until when
///
/// Every duty, right, power and prohibition that has arisen, or arises on a day to come, on its last
/// day: who bears it, what it arises from, how its time was counted, how it stands on the as-of day,
/// and what follows from missing it. A recurring duty comes window by window, the windows to come as
/// far as `--to`, else those begun by the as-of day. Days and years that are concluded, such as the
/// first year in which somebody may attend again, stand among them. What the facts leave open is told
/// apart, with what it needs.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact timeline policies/tw/scs --facts case.json --as-of 2024-03-05
  enact timeline policies/tw/scs --facts case.json --as-of 2024-03-05 --from 2024-01-01 --to 2030-12-31
  enact timeline policies/tw/scs --facts all.ndjson --as-of 2024-03-05 --format ics > deadlines.ics
  enact timeline scs.enact --facts case.yaml --as-of \"ROC 113-03-05\" --lang zh-Hant

What has no day is listed whatever `--from` and `--to` say. In an iCalendar file the events of several
cases stand together, each with the id of its case; what can still be done in time has alarms two weeks
and a day before.")]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    #[command(flatten)]
    cases: CaseArgs,

    /// Only the case with this id; one without an id is called by its number in the file
    #[arg(long, value_name = "ID")]
    case: Option<String>,

    /// From this day on, itself included
    #[arg(long, value_name = "DATE", value_parser = cases::day)]
    from: Option<Date>,

    /// To this day, itself included
    #[arg(long, value_name = "DATE", value_parser = cases::day)]
    to: Option<Date>,

    /// The language of the calendar
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,

    /// How to print the calendar
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How calendars are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for a terminal, by month
    Human,
    /// One JSON object, `enact.timeline.v1`
    Json,
    /// An iCalendar file, for a calendar program
    Ics,
}

/// Makes the calendar of each case.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    args.cases.as_of()?;
    let span = args.span()?;
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let model = &rules.model;
    let settings = args.cases.settings(model)?;
    let cases = args.cases.read(model, screen)?;
    let (chosen, mut refused) = cases.chosen(args.case.as_deref())?;
    let mut made: Vec<(&str, Timeline)> = Vec::new();
    for case in chosen {
        let violated = cases.violated(model, &settings, case);
        if violated.is_empty() {
            let it = timeline::timeline(model, &case.case, &settings, span);
            made.push((&case.id, it));
        }
        refused.extend(violated);
    }
    let data = match args.format {
        Format::Human => {
            let layout = Layout {
                width: screen.width,
                colour: screen.color_data,
            };
            let texts: Vec<String> = made
                .iter()
                .map(|(id, it)| {
                    timeline::text::render(model, it, &output::visible(id), args.lang, layout)
                })
                .collect();
            texts.join("\n")
        }
        Format::Json => output::json(&timeline::json::render(
            model,
            (settings.as_of, span),
            &made,
            args.lang,
        )),
        Format::Ics => timeline::ics::render(model, &made, args.lang),
    };
    let report = Report::ran(data).with_talk(cases::in_force_hint(model, settings.as_of));
    if refused.is_empty() {
        return Ok(report);
    }
    Ok(report
        .with_talk(cases.talk(&refused, screen))
        .with_status(ExitStatus::CouldNotRun))
}

impl Args {
    fn span(&self) -> Result<Span, Failure> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if to < from => Err(Failure::new(format!(
                "the calendar would end on {to}, before it begins on {from}"
            ))
            .help("`--from` is the first day, `--to` the last")),
            (from, to) => Ok(Span { from, to }),
        }
    }
}
