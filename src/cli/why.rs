//! `enact why`: an answer that explains itself.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::cases::{self, CaseArgs, Wanted};
use super::feed::{Feed, Item};
use super::output::{self, List, Out, Screen};
use super::{ExitStatus, Failure, Report, load};
use crate::eval::{self, Evaluator, Settings};
use crate::explain::text::Layout;
use crate::explain::{self, Detail, Explanation, Lang, Voice};
use crate::model::{Model, Query};

const EXAMPLES: &str = "\
Examples:
  enact why policies/tw/scs may_be_recommended --facts case.json --as-of 2024-03-05
  enact why policies/tw/scs may_be_recommended --facts all.ndjson --case A123 --as-of 2024-03-05
  enact why scs.enact reporting --facts case.yaml --as-of 2024-03-05 --lang zh-Hant --full
  enact why scs.enact reporting --facts case.yaml --as-of 2024-03-05 --format markdown > note.md
  enact why policies/tw/scs \"article 10(2)\" --facts case.json --as-of 2024-03-05

A DECISION is a conclusion, a duty, right or power, one of their states (\"reporting is breached\"),
or a provision (\"article 10(2)\": whether its ground or exception applies).";

/// Say why the rules decide as they do about a case
///
/// The conclusion in a sentence; then the provisions that decided, each with the values compared, the
/// days counted step by step, the exceptions that were tried, the reading used, and whose findings it
/// rests on. For a "no", every condition that failed; for "unknown", what is missing and what
/// difference it would make. With several cases in the file, each is explained in turn.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{}", cases::MANY_HELP)
)]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// What to explain
    #[arg(value_name = "DECISION")]
    decision: String,

    #[command(flatten)]
    cases: CaseArgs,

    /// Only the case with this id; one without an id is called by its number in the file
    #[arg(long, value_name = "ID")]
    case: Option<String>,

    /// The language of the explanation
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,

    /// The whole of it, not only what decides
    #[arg(long)]
    full: bool,

    /// How to print the explanation
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How explanations are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for a terminal
    Human,
    /// Markdown, for a file note or a letter
    Markdown,
    /// One JSON object, `enact.explanations.v1`
    Json,
}

/// Explains the decision for each case.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    args.cases.as_of()?;
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let model = &rules.model;
    let settings = args.cases.settings(model)?;
    let query = cases::decision(model, &args.decision)?;
    let mut taken = args.cases.taken(rules.files.paths());
    let mut feed = args.cases.feed(model, &mut taken, screen)?;
    let mut told = Told::new(args, screen, model);
    let read = explain_all(args, &settings, query, &mut feed, &mut told);
    let refused = feed.refused();
    let ended = read.and_then(|()| feed.finish());
    match ended {
        Err(failure) if told.is_nothing() => Err(failure),
        Err(failure) => {
            let report = failure.into_report();
            Ok(told
                .end(false)?
                .with_talk(report.talk)
                .with_status(report.status))
        }
        Ok(talk) => {
            let report = told
                .end(true)?
                .with_talk(cases::in_force_hint(model, settings.as_of))
                .with_talk(talk);
            Ok(match refused {
                0 => report,
                _ => report.with_status(ExitStatus::CouldNotRun),
            })
        }
    }
}

fn explain_all(
    args: &Args,
    settings: &Settings,
    query: Query,
    feed: &mut Feed<'_>,
    told: &mut Told<'_>,
) -> Result<(), Failure> {
    let model = told.model;
    let mut evaluator = Evaluator::new(model, settings);
    let mut wanted = args.case.as_deref().map(Wanted::new);
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
                        let decision = evaluator.decide(&case.case, query.clone());
                        let trace = eval::trace(model, &case.case, settings, query.clone());
                        let explanation =
                            explain::explain(model, &case.case, settings, &decision, &trace);
                        told.tell(&case.id, &explanation)?;
                    } else {
                        feed.refuse(&batch, &violated)?;
                    }
                }
            }
        }
        if told.out.is_closed() && !feed.has_rejects() {
            return Ok(());
        }
    }
    match wanted.and_then(|wanted| wanted.missing(feed.name())) {
        Some(missing) => Err(missing),
        None => Ok(()),
    }
}

/// Explanations as they are told, one after another.
struct Told<'m> {
    args: &'m Args,
    model: &'m Model,
    voice: Voice,
    layout: Layout,
    out: Out,
    /// The document, if it is one.
    list: List,
    /// The first explanation with its id, while it may be the only one, which goes without.
    first: Option<(String, String)>,
    /// How many were told.
    told: u64,
}

impl<'m> Told<'m> {
    fn new(args: &'m Args, screen: Screen, model: &'m Model) -> Self {
        let detail = if args.full {
            Detail::Full
        } else {
            Detail::Short
        };
        Self {
            args,
            model,
            voice: Voice {
                lang: args.lang,
                detail,
            },
            layout: Layout {
                width: screen.width,
                colour: screen.color_data,
            },
            out: match args.format {
                Format::Human | Format::Markdown => Out::for_people(screen),
                Format::Json => Out::exact(),
            },
            list: List::new(&json!({
                "format": "enact.explanations.v1",
                "rules": {"digest": model.digest(), "calendars": super::words::calendars(model)},
                "decision": args.decision,
                "cases": [],
            })),
            first: None,
            told: 0,
        }
    }

    const fn is_nothing(&self) -> bool {
        self.told == 0
    }

    fn tell(&mut self, id: &str, explanation: &Explanation) -> Result<(), Failure> {
        self.told += 1;
        let (model, voice) = (self.model, self.voice);
        let text = match self.args.format {
            // Explanations in the form each has by itself (see [`explain::json`]).
            Format::Json => {
                let explanation = explain::json::render(model, explanation, voice);
                let piece = self
                    .list
                    .entry(&json!({"id": id, "explanation": explanation}));
                return self.push(&piece);
            }
            Format::Human => explain::text::render(model, explanation, voice, self.layout),
            Format::Markdown => explain::markdown::render(model, explanation, voice),
        };
        if self.told == 1 {
            self.first = Some((id.to_owned(), text));
            return Ok(());
        }
        if let Some((id, text)) = self.first.take() {
            let first = self.titled(&id, &text);
            self.push(&first)?;
        }
        let next = format!("\n{}", self.titled(id, &text));
        self.push(&next)
    }

    fn titled(&self, id: &str, text: &str) -> String {
        let mark = if self.args.format == Format::Markdown {
            "# "
        } else {
            ""
        };
        format!("{mark}{}\n\n{text}", output::visible(id))
    }

    fn push(&mut self, piece: &str) -> Result<(), Failure> {
        self.out
            .push(piece)
            .map_err(|error| output::unwritten(&error))
    }

    /// What is still to be written. A run that broke off says so in the document.
    fn end(mut self, whole: bool) -> Result<Report, Failure> {
        if let Some((_, only)) = self.first.take() {
            self.push(&only)?;
        }
        if self.args.format == Format::Json {
            let more = [("incomplete", serde_json::Value::Bool(true))];
            let end = self.list.end(if whole { &[] } else { &more });
            self.push(&end)?;
        }
        Ok(self.out.into_report())
    }
}
