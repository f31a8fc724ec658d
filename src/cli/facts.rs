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
    Ok(Report::ran(match args.format {
        Format::JsonSchema => output::json(&facts::schema(&rules.model, &facts, args.lang.tag())),
        Format::Table => table(&facts::table(&rules.model, &facts, args.lang.tag())),
    }))
}

fn wanted(model: &Model, decision: Option<&str>) -> Result<Vec<FactId>, Failure> {
    match decision {
        None => Ok(model.facts().ids().collect()),
        Some(name) => Ok(model.facts_of(cases::decision(model, name)?)),
    }
}

fn table(rows: &[FactRow]) -> String {
    let head = ["FACT", "IS", "FROM", "PROVISION", "LABEL"]
        .map(str::to_owned)
        .to_vec();
    let rows = rows.iter().map(|row| {
        let mut is = row.type_words.clone();
        for clause in &row.clauses {
            is.push_str(", ");
            is.push_str(clause);
        }
        let from = match &row.source {
            Some(source) if row.finding => format!("found by {source}"),
            Some(source) => source.clone(),
            None => String::new(),
        };
        vec![
            row.name.clone(),
            is,
            from,
            row.provision.clone().unwrap_or_default(),
            row.label.clone(),
        ]
    });
    output::table(&[head].into_iter().chain(rows).collect::<Vec<_>>(), 0)
}
