//! `enact why`: an answer that explains itself.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::cases::{self, CaseArgs};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, load};
use crate::eval::{self, Settings};
use crate::explain::text::Layout;
use crate::explain::{self, Detail, Explanation, Lang, Voice};
use crate::facts::NamedCase;
use crate::model::{Model, Query};

/// Say why the rules decide as they do about a case
///
/// The conclusion in a sentence; then the provisions that decided, each with the values compared, the
/// days counted step by step, the exceptions that were tried, the reading used, and whose findings it
/// rests on. For a "no", every condition that failed; for "unknown", what is missing and what
/// difference it would make. With several cases in the file, each is explained in turn.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact why policies/tw/scs may_be_recommended --facts case.json --as-of 2024-03-05
  enact why policies/tw/scs may_be_recommended --facts all.ndjson --case A123 --as-of 2024-03-05
  enact why scs.enact reporting --facts case.yaml --as-of 2024-03-05 --lang zh-Hant --full
  enact why scs.enact reporting --facts case.yaml --as-of 2024-03-05 --format markdown > note.md
  enact why policies/tw/scs \"article 10(2)\" --facts case.json --as-of 2024-03-05

A DECISION is a conclusion, a duty, right or power, one of their states (\"reporting is breached\"),
or a provision (\"article 10(2)\": whether its ground or exception applies).")]
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
    let cases = args.cases.read(model, screen)?;
    let (chosen, mut refused) = cases.chosen(args.case.as_deref())?;
    let mut explained = Vec::new();
    for case in chosen {
        let violated = cases.violated(model, &settings, case);
        if violated.is_empty() {
            explained.push((case, explanation(model, &settings, query, case)));
        }
        refused.extend(violated);
    }
    let report = Report::ran(told(args, screen, model, &explained))
        .with_talk(cases::in_force_hint(model, settings.as_of));
    if refused.is_empty() {
        return Ok(report);
    }
    Ok(report
        .with_talk(cases.talk(&refused, screen))
        .with_status(ExitStatus::CouldNotRun))
}

fn explanation(model: &Model, settings: &Settings, query: Query, case: &NamedCase) -> Explanation {
    let decision = eval::decide(model, &case.case, settings, query);
    let trace = eval::trace(model, &case.case, settings, query);
    explain::explain(model, &case.case, settings, &decision, &trace)
}

fn told(
    args: &Args,
    screen: Screen,
    model: &Model,
    explained: &[(&NamedCase, Explanation)],
) -> String {
    let detail = if args.full {
        Detail::Full
    } else {
        Detail::Short
    };
    let voice = Voice {
        lang: args.lang,
        detail,
    };
    let told: Vec<String> = match args.format {
        Format::Json => return json(model, &args.decision, voice, explained),
        Format::Human => {
            let layout = Layout {
                width: screen.width,
                colour: screen.color_data,
            };
            explained
                .iter()
                .map(|(_, it)| explain::text::render(model, it, voice, layout))
                .collect()
        }
        Format::Markdown => explained
            .iter()
            .map(|(_, it)| explain::markdown::render(model, it, voice))
            .collect(),
    };
    if let [only] = told.as_slice() {
        return only.clone();
    }
    let mark = if args.format == Format::Markdown {
        "# "
    } else {
        ""
    };
    let cases = explained
        .iter()
        .zip(told)
        .map(|((case, _), text)| format!("{mark}{}\n\n{text}", output::visible(&case.id)));
    cases.collect::<Vec<_>>().join("\n")
}

/// Explanations in the form each has by itself (see [`explain::json`]), one for each case.
fn json(
    model: &Model,
    decision: &str,
    voice: Voice,
    explained: &[(&NamedCase, Explanation)],
) -> String {
    let cases = explained.iter().map(
        |(case, it)| json!({"id": case.id, "explanation": explain::json::render(model, it, voice)}),
    );
    output::json(&json!({
        "format": "enact.explanations.v1",
        "rules": {"digest": model.digest(), "calendars": super::words::calendars(model)},
        "decision": decision,
        "cases": cases.collect::<Vec<_>>(),
    }))
}
