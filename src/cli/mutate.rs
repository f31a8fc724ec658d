//! `enact mutate`: are the scenarios strict enough?

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::load::{self, Rules};
use super::output::{self, Screen, counted};
use super::{ExitStatus, Failure, Report};
use crate::model::{Model, PlaceId};
use crate::mutate::{self, Fate, Mutant, Outcome};
use crate::source::Sources;
use crate::value::{Number, Rounding};

/// Change the rules one by one, and list the changes that no scenario notices
///
/// Each change is a small one, such as an amendment might make by mistake: a limit included or not, a
/// number, day or period by one, a way of counting exchanged, a condition left out or turned round, all
/// of several for any, an exception removed or widened, a deadline, a reading, a presumption, a first
/// day in force. After each, the scenarios are run again. If one fails, the change is killed; if none
/// does, it survives, and no scenario holds that sentence of the law in place. The rules on disk stay
/// as they are.
///
/// A survivor that no case can tell from the original is equivalent where that can be proved; it does
/// not count. The score is the share of the others that are killed, rounded down.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact mutate policies/tw/scs
  enact mutate policies/tw/scs --provision 10
  enact mutate policies/tw/scs --fail-under 95
  enact mutate policies/tw/scs --format json > mutants.json")]
pub(super) struct Args {
    /// Files with rules and scenarios, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Change only this provision and what stands in it: `10`, `10(2)`, `scs 10`
    #[arg(long, value_name = "CITATION")]
    provision: Option<String>,

    /// Exit with 1 if less than so many percent of the changes are killed
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_under: Option<Number>,

    /// List every change with what became of it, not only those that survive
    #[arg(long)]
    all: bool,

    /// How to print them
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Work on so many threads; as many as the machine has, unless said
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// How mutants are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// By provision, with the sentence as it is and as changed
    Human,
    /// One JSON object, `enact.mutate.v1`, with every change
    Json,
}

fn percent(text: &str) -> Result<Number, String> {
    let number = Number::parse(text.trim_end_matches('%'));
    let number = number.map_err(|reason| reason.to_string())?;
    if number.is_negative() || number > Number::from(100) {
        return Err("a share is from 0 to 100".to_owned());
    }
    Ok(number)
}

/// Makes the changes and runs the scenarios.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(&args.paths, screen)?;
    let tests = rules.tests(screen)?;
    let Rules { model, files } = rules;
    if tests.is_empty() {
        return Ok(Report::ran(String::new())
            .with_talk(super::test::none(None))
            .with_status(ExitStatus::Findings));
    }
    let mut mutants = mutate::mutants(&model, &files.sources);
    if let Some(citation) = &args.provision {
        let only = provision(&model, citation)?;
        let within = |it: &Mutant| only.iter().any(|place| model.is_within(it.place, *place));
        mutants.retain(within);
    }
    if mutants.is_empty() {
        let what = match &args.provision {
            Some(citation) => format!("there is nothing in `{citation}` that could be changed"),
            None => "there is nothing in these rules that could be changed".to_owned(),
        };
        return Err(Failure::new(what));
    }
    let threads = args
        .jobs
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let outcome = mutate::run(&model, &tests, &mutants, threads).map_err(|failing| {
        let count = failing.0.len();
        let first = failing.0.first().and_then(|at| tests.get(*at));
        let first = first.map_or("", |test| test.name.as_str());
        let message = if count == 1 {
            format!("a scenario fails under the rules as they are: `{first}`")
        } else {
            format!(
                "{count} scenarios fail under the rules as they are, the first of them `{first}`"
            )
        };
        Failure::new(message)
            .help("mend it first; `enact test` says what it expected and what came out")
    })?;
    let results = Results {
        model: &model,
        sources: &files.sources,
        mutants: &mutants,
        outcome: &outcome,
        scenarios: tests.len(),
    };
    let report = match args.format {
        Format::Human => Report::ran(results.human(args.all, screen.color_data)),
        Format::Json => Report::exact(output::json(&results.document())),
    };
    Ok(match &args.fail_under {
        Some(least) if results.is_under(least) => report
            .with_talk(output::note(&format!(
                "the score of {} % is under {least} %",
                results.score()
            )))
            .with_status(ExitStatus::Findings),
        _ => report,
    })
}

/// The versions of the provision a citation names.
fn provision(model: &Model, citation: &str) -> Result<Vec<PlaceId>, Failure> {
    let wanted = citation.strip_prefix("article ").unwrap_or(citation);
    let found: Vec<PlaceId> = model
        .places()
        .iter()
        .filter(|(id, place)| place.citation == wanted || model.citation(*id) == wanted)
        .map(|(id, _)| id)
        .collect();
    if found.is_empty() {
        return Err(Failure::new(format!("there is no provision `{citation}`"))
            .help("`enact outline` lists the provisions"));
    }
    Ok(found)
}

/// What is reported.
struct Results<'r> {
    model: &'r Model,
    sources: &'r Sources,
    mutants: &'r [Mutant],
    outcome: &'r Outcome,
    scenarios: usize,
}

impl Results<'_> {
    /// The killed of a hundred, with one decimal, rounded down: 100 is all of them.
    fn score(&self) -> Number {
        self.exact().round(Rounding::Down, 1)
    }

    fn exact(&self) -> Number {
        let number = |count: usize| Number::from(i64::try_from(count).unwrap_or(i64::MAX));
        let killed = number(self.outcome.killed()).mul(&Number::from(100));
        // Where nothing could be killed, nothing was missed.
        killed
            .div(&number(self.outcome.of()))
            .unwrap_or(Number::from(100))
    }

    fn is_under(&self, least: &Number) -> bool {
        self.exact() < *least
    }

    fn each(&self) -> impl Iterator<Item = (&Mutant, Fate)> {
        self.mutants.iter().zip(self.outcome.fates.iter().copied())
    }

    fn at(&self, mutant: &Mutant) -> (String, u32, u32) {
        let name = self
            .sources
            .get(mutant.span.file)
            .map_or("", |file| file.name());
        let start = self.sources.position(mutant.span).start;
        (name.to_owned(), start.line, start.column)
    }

    fn human(&self, all: bool, color: bool) -> String {
        let mut text = String::new();
        let mut place = None;
        let listed = |fate: Fate| all || matches!(fate, Fate::Survived { .. } | Fate::GivenUp);
        for (mutant, fate) in self.each().filter(|(_, fate)| listed(*fate)) {
            if place != Some(mutant.place) {
                if place.is_some() {
                    text.push('\n');
                }
                place = Some(mutant.place);
                text.push_str(&self.model.citation(mutant.place));
                let language = self.model.language_of(mutant.place);
                let labels = &self.model.places()[mutant.place].labels;
                if let Some((_, label)) = labels.iter().find(|(tag, _)| tag == language) {
                    text.push_str("  ");
                    text.push_str(&output::visible(label));
                }
                text.push('\n');
            }
            self.one(mutant, fate, color, &mut text);
        }
        if place.is_some() {
            text.push('\n');
        }
        text.push_str(&self.summary());
        text
    }

    fn one(&self, mutant: &Mutant, fate: Fate, color: bool, text: &mut String) {
        let (file, line, column) = self.at(mutant);
        let mut word = words(fate).to_owned();
        if color && matches!(fate, Fate::Survived { .. }) {
            word = format!("\u{1b}[31m{word}\u{1b}[0m");
        }
        text.push_str(&format!(
            "  {word}  {}  ({file}:{line}:{column})\n    {}\n  → {}\n",
            mutant.operator.words(),
            output::visible(&mutant.before),
            output::visible(&mutant.after),
        ));
        match (fate, &mutant.hint) {
            (Fate::Survived { read_by: 0 }, _) => text.push_str("    no scenario comes here\n"),
            (Fate::Survived { .. }, Some(hint)) => {
                text.push_str(&format!("    wanted: {}\n", output::visible(hint)));
            }
            _ => {}
        }
    }

    fn summary(&self) -> String {
        let outcome = self.outcome;
        let mut parts = vec![
            format!("{} killed", outcome.killed()),
            format!("{} survived", outcome.survived()),
            format!("{} equivalent", outcome.equivalent()),
        ];
        if outcome.given_up() > 0 {
            parts.push(format!("{} given up", outcome.given_up()));
        }
        format!(
            "{} against {}: {}: {} %\n",
            counted(self.mutants.len(), "mutant", "mutants"),
            counted(self.scenarios, "scenario", "scenarios"),
            parts.join(", "),
            self.score()
        )
    }

    fn document(&self) -> Document<'_> {
        let outcome = self.outcome;
        Document {
            format: "enact.mutate.v1",
            rules: Digest {
                digest: self.model.digest(),
            },
            scenarios: self.scenarios,
            mutants: self.mutants.len(),
            killed: outcome.killed(),
            survived: outcome.survived(),
            equivalent: outcome.equivalent(),
            given_up: outcome.given_up(),
            score: self.score().to_string(),
            list: self
                .each()
                .map(|(mutant, fate)| {
                    let (file, line, column) = self.at(mutant);
                    Entry {
                        provision: self.model.citation(mutant.place),
                        kind: mutant.operator.words(),
                        fate: words(fate),
                        before: &mutant.before,
                        after: &mutant.after,
                        wanted: mutant.hint.as_deref(),
                        read_by: match fate {
                            Fate::Survived { read_by } => Some(read_by),
                            _ => None,
                        },
                        file,
                        line,
                        column,
                    }
                })
                .collect(),
        }
    }
}

fn words(fate: Fate) -> &'static str {
    match fate {
        Fate::Killed => "killed",
        Fate::Survived { .. } => "survived",
        Fate::Equivalent => "equivalent",
        Fate::GivenUp => "given up",
    }
}

/// The published form. Keys are only ever added.
#[derive(Debug, Serialize)]
struct Document<'d> {
    format: &'static str,
    rules: Digest<'d>,
    scenarios: usize,
    mutants: usize,
    killed: usize,
    survived: usize,
    equivalent: usize,
    given_up: usize,
    /// In percent, as a decimal: numbers here are exact.
    score: String,
    list: Vec<Entry<'d>>,
}

#[derive(Debug, Serialize)]
struct Digest<'d> {
    digest: &'d str,
}

#[derive(Debug, Serialize)]
struct Entry<'d> {
    provision: String,
    kind: &'static str,
    fate: &'static str,
    before: &'d str,
    after: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<&'d str>,
    /// Of a survivor: how many expectations look at what is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_by: Option<usize>,
    file: String,
    line: u32,
    column: u32,
}
