//! `enact timeline`: the calendar of a case.

use std::path::PathBuf;

use clap::ValueEnum;

use super::cases::{self, CaseArgs, Wanted};
use super::feed::{Feed, Item};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, load};
use crate::eval::{Evaluator, Settings};
use crate::explain::Lang;
use crate::explain::text::Layout;
use crate::model::Model;
use crate::timeline::{self, Span, Timeline};
use crate::value::Date;

/// List the days of a case: what is due, allowed or forbidden, by whom, until when
///
/// Every duty, right, power and prohibition that has arisen, or arises on a day to come, on its last
/// day: who bears it, what it arises from, how its time was counted, how it stands on the as-of day,
/// and what follows from missing it. A recurring duty comes window by window, the windows to come as
/// far as `--to`, else those begun by the as-of day. Days and years that are concluded, such as the
/// first year in which somebody may attend again, stand among them. What the facts leave open is told
/// apart, with what it needs. The members of a group have what is theirs here, each by name; who is no
/// member on the as-of day is named and left out, and it is told whether there may be others.
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
    let mut taken = args.cases.taken(rules.files.paths());
    let mut feed = args.cases.feed(model, &mut taken, screen)?;
    let made = calendars(args, &settings, span, model, &mut feed)?;
    let refused = feed.refused();
    let talk = feed.finish()?;
    let (ids, calendars): (Vec<String>, Vec<Timeline>) = made.into_iter().unzip();
    let made: Vec<(&str, Timeline)> = ids.iter().map(String::as_str).zip(calendars).collect();
    let report = match args.format {
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
            Report::ran(texts.join("\n"))
        }
        Format::Json => Report::exact(output::json(&timeline::json::render(
            model,
            (settings.as_of, span),
            &made,
            args.lang,
        ))),
        Format::Ics => Report::exact(timeline::ics::render(model, &made, args.lang)),
    };
    let report = report
        .with_talk(cases::in_force_hint(model, settings.as_of))
        .with_talk(talk);
    Ok(match refused {
        0 => report,
        _ => report.with_status(ExitStatus::CouldNotRun),
    })
}

/// The calendar of each case asked about, by its id.
fn calendars(
    args: &Args,
    settings: &Settings,
    span: Span,
    model: &Model,
    feed: &mut Feed<'_>,
) -> Result<Vec<(String, Timeline)>, Failure> {
    let mut evaluator = Evaluator::new(model, settings);
    let mut wanted = args.case.as_deref().map(Wanted::new);
    let mut made = Vec::new();
    while let Some(mut batch) = feed.next()? {
        for item in batch.items() {
            let id = match &item {
                Item::Case(case) => Some(case.id.as_str()),
                Item::Refused(findings) => findings.first().and_then(|it| it.case.as_deref()),
            };
            if wanted.as_mut().is_some_and(|wanted| !wanted.is(id)) {
                continue;
            }
            match item {
                Item::Refused(findings) => feed.refuse(&batch, &findings)?,
                Item::Case(case) => {
                    let violated = feed.violated(&mut evaluator, &batch, &case);
                    if violated.is_empty() {
                        let it = timeline::timeline(model, &case.case, settings, span);
                        made.push((case.id, it));
                    } else {
                        feed.refuse(&batch, &violated)?;
                    }
                }
            }
        }
    }
    match wanted.and_then(|wanted| wanted.missing(feed.name())) {
        Some(missing) => Err(missing),
        None => Ok(made),
    }
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
