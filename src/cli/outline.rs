//! `enact outline`: every provision, and what became of it in the rules.

mod coverage;
mod human;
mod rows;
mod walk;

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::load::{self, Rules};
use super::output::{self, Screen, counted};
use super::words::InForce;
use super::{ExitStatus, Failure, Report};
use crate::explain::Lang;
use rows::Compared;

/// List every provision: its citation, its label, and what it does
///
/// A provision holds rules, exceptions, duties and rights, definitions, readings, findings and facts
/// from elsewhere; or it is descriptive and says why; or a part of it is not encoded and says why, and
/// whether it blocks an answer or is assumed. A provision with nothing of this is a heading only.
///
/// A list of what there is in the law can be held against it: row ids, one a line, or the first
/// column of a CSV or Markdown table. An id is the regulation in capitals and the citation:
/// `SCS-10(2)`, `CE-20.1a`, `SCS-8P` (proviso), `SCS-18.N2` (note), `SCS-10.N2-N5` (notes),
/// `SCS-12.N` (the notes of an article), `SCS-T.N1` (note to the title). Exits with 1 if a row has no
/// provision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact outline policies/tw/scs
  enact outline policies/tw/scs --lang zh-Hant
  enact outline policies/tw/scs --format json > outline.json
  enact outline policies/tw/scs --check-against policies/rows.txt
  enact outline policies/tw/scs --check-against policies/rows.txt --format coverage")]
pub(super) struct Args {
    /// Rule files, or directories of them, each a rule set of its own
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// How to print the provisions
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Say which rows of this list have no provision, and which provisions no row
    #[arg(long, value_name = "FILE", required_if_eq("format", "coverage"))]
    check_against: Option<PathBuf>,

    /// The language of the labels
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,
}

/// How provisions are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each, what it holds below
    Human,
    /// One JSON object, `enact.outline.v1`
    Json,
    /// A Markdown table: each row of the list, its provision, what became of it, its scenarios
    Coverage,
}

/// Lists the provisions.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let sets: Vec<Rules> = args
        .paths
        .iter()
        .map(|path| load::rules(std::slice::from_ref(path), screen))
        .collect::<Result<_, _>>()?;
    let mut outline = Outline::new(&sets, args.lang);
    let rows = args.check_against.as_deref().map(rows::read).transpose()?;
    if let (Format::Coverage, Some(rows)) = (args.format, &rows) {
        let evidence = coverage::evidence(&sets, rows, screen)?;
        return Ok(ended(
            Report::ran(coverage::table(&outline, rows, &evidence)),
            rows::missing(&outline, rows).len(),
        ));
    }
    let Some(rows) = rows else {
        return Ok(match args.format {
            Format::Human | Format::Coverage => Report::ran(human::outline(&outline, screen.width)),
            Format::Json => Report::exact(output::json(&outline)),
        });
    };
    let compared = Compared::new(&outline, &rows)?;
    let missing = compared.missing.len();
    let report = if args.format == Format::Json {
        outline.compared = Some(compared);
        Report::exact(output::json(&outline))
    } else {
        Report::ran(human::compared(&compared))
    };
    Ok(ended(report, missing))
}

/// A row without a provision is a finding.
fn ended(report: Report, missing: usize) -> Report {
    if missing == 0 {
        return report;
    }
    let rows = counted(missing, "row has", "rows have");
    report
        .with_talk(output::note(&format!("{rows} no provision")))
        .with_status(ExitStatus::Findings)
}

/// The published form of an outline, as its [schema] says. Keys are only ever added.
#[derive(Debug, Serialize)]
struct Outline {
    format: &'static str,
    /// Of several rule sets, that of the first.
    rules: Digest,
    regulations: Vec<Regulation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Compared>,
}

/// The JSON Schema of an outline.
#[cfg(test)]
fn schema() -> &'static str {
    include_str!("outline/outline.schema.json")
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Digest {
    digest: String,
}

/// A regulation or vocabulary, with what it declares before its first provision.
#[derive(Debug, Serialize)]
struct Regulation {
    name: String,
    label: String,
    /// The rule set it was read with.
    rules: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<InForce>,
    entries: Vec<Entry>,
    provisions: Vec<Provision>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Provision {
    citation: String,
    rank: &'static str,
    /// computed: it decides something; declared: it names facts or readings; not encoded and
    /// descriptive, with the reason; heading: what it says is in what stands below it; empty.
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Of a list entry: its condition as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<InForce>,
    /// Why it states no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptive: Option<String>,
    entries: Vec<Entry>,
    /// The citations of what it stands in, the nearest first.
    #[serde(skip)]
    above: Vec<String>,
}

/// What became of a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Computed,
    Declared,
    NotEncoded,
    Descriptive,
    Heading,
    Empty,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Declared => "declared",
            Self::NotEncoded => "not encoded",
            Self::Descriptive => "descriptive",
            Self::Heading => "heading",
            Self::Empty => "nothing here yet",
        }
    }
}

/// One thing a provision holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Entry {
    /// rule, definition, exception, duty, right, power, prohibition, guideline, fact, finding,
    /// external, reading, presumption, assertion, commencement, by analogy, not encoded
    kind: &'static str,
    /// Its name, or that of the conclusion it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// What follows if it applies: yes, no, a value; for an exception, what it is an exception to.
    #[serde(skip_serializing_if = "Option::is_none")]
    decides: Option<String>,
    /// Who finds it, supplies it, owes it or holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// The facts it reads itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reads: Vec<String>,
    /// The conclusions, norms, readings and provisions it reads itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    uses: Vec<String>,
    /// Where there is an exception to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<String>,
    /// What it is an exception to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exception_to: Vec<String>,
    /// The conditions outside which it does not apply, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<String>,
    /// Where its breach or lapse leads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    leads_to: Vec<String>,
    /// Of a reading, the preferred one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    /// Of a part that is not encoded: whether it blocks an answer or is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
    /// Where not that of the provision.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<InForce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

/// One answer to the question of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    name: String,
    because: String,
}

#[cfg(test)]
mod tests;
