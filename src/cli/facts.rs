//! `enact facts`: what a case may be asked for.

use std::path::PathBuf;

use clap::ValueEnum;

use super::output::{self, Screen};
use super::{Failure, Report, cases, load};
use crate::explain::Lang;
use crate::facts::{self, FactRow};
use crate::model::{FactId, Model};

/// List the facts that rules ask for
///
/// All of them, or those that one decision can come to read. Which of them a particular case still
/// needs, `enact eval` says. A case file gives facts by these names; what it leaves out is unknown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact facts policies/tw/scs
  enact facts policies/tw/scs may_be_recommended
  enact facts policies/tw/scs --format json-schema > case.schema.json")]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// Only the facts this decision can come to read
    #[arg(value_name = "DECISION")]
    decision: Option<String>,

    /// A table, or a JSON Schema of one case
    #[arg(long, value_enum, default_value = "table")]
    format: Format,

    /// The language of the labels
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,
}

/// How facts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table to read
    Table,
    /// A JSON Schema (2020-12) of one case
    JsonSchema,
}

/// Lists the facts.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let facts = wanted(&rules.model, args.decision.as_deref())?;
    let (model, lang) = (&rules.model, args.lang.tag());
    Ok(match args.format {
        Format::JsonSchema => Report::exact(output::json(&facts::schema(model, &facts, lang))),
        Format::Table => Report::ran(table(&facts::table(model, &facts, lang))),
    })
}

fn wanted(model: &Model, decision: Option<&str>) -> Result<Vec<FactId>, Failure> {
    match decision {
        None => Ok(model.facts().ids().collect()),
        Some(name) => Ok(model.facts_of(cases::decision(model, name)?)),
    }
}

/// A line with the name, the label and the provision, and one below it with what is given.
fn table(rows: &[FactRow]) -> String {
    let named = |row: &FactRow| {
        vec![
            row.name.clone(),
            row.label.clone(),
            row.provision.clone().unwrap_or_default(),
        ]
    };
    let head = ["FACT", "LABEL", "PROVISION"].map(str::to_owned).to_vec();
    let names: Vec<Vec<String>> = [head].into_iter().chain(rows.iter().map(named)).collect();
    let names = output::table(&names, 0);
    let mut lines = names.lines();
    let mut text = lines
        .next()
        .map(|head| format!("{head}\n"))
        .unwrap_or_default();
    for (name, row) in lines.zip(rows) {
        text.push_str(&format!("{name}\n    {}\n", given(row)));
    }
    text
}

fn given(row: &FactRow) -> String {
    let source = row.source.as_ref().map(|source| {
        if row.finding {
            format!("found by {source}")
        } else {
            format!("from {source}")
        }
    });
    [row.type_words.clone()]
        .into_iter()
        .chain(row.clauses.iter().cloned())
        .chain(source)
        .collect::<Vec<_>>()
        .join(", ")
}
