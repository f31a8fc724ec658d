//! `enact graph`: who depends on what.

use std::path::PathBuf;

use clap::ValueEnum;

use super::output::{self, Screen};
use super::{Failure, Report, cases, load};
use crate::explain::Lang;
use crate::graph::{self, Extent};

/// Draw who depends on what, provision by provision
///
/// Of one decision, all it rests on: boxes are conclusions, with their grounds, duties and rights, and
/// exceptions; each has its label and its citation. Without one, the whole rule set, a box for each
/// article, by chapter; with `--full` all decisions. An arrow leads from what is read to what is decided
/// by it: dashed from an exception, thick where a breach leads to something. Mermaid is drawn by many viewers of Markdown, DOT by Graphviz.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact graph policies/tw/scs may_be_recommended
  enact graph policies/tw/scs \"10(2)\" --facts --depth 2
  enact graph policies/tw/scs may_be_recommended --format dot | dot -Tsvg > graph.svg
  enact graph policies/tw/scs --lang zh-Hant
  enact graph policies/tw/scs --full --format json > graph.json")]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// Only this decision and what it rests on: a name, or a citation such as `10(2)`
    #[arg(value_name = "DECISION")]
    decision: Option<String>,

    /// How to print the graph
    #[arg(long, value_enum, default_value = "mermaid")]
    format: Format,

    /// Without a decision: show all decisions by themselves, not the provisions they stand in
    #[arg(long, conflicts_with = "decision")]
    full: bool,

    /// Show facts and readings too; of a whole rule set with `--full`
    #[arg(long)]
    facts: bool,

    /// At most so many steps from the decision; what goes on is marked with `…`
    #[arg(long, value_name = "N", requires = "decision")]
    depth: Option<usize>,

    /// The language of the labels
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,
}

/// How a graph is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A Mermaid flowchart
    Mermaid,
    /// A DOT graph, for Graphviz
    Dot,
    /// One JSON object, `enact.graph.v1`
    Json,
}

/// Draws the graph.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let model = &rules.model;
    let decision = args.decision.as_deref();
    let asked = decision
        .map(|name| cases::decision_or_keyed(model, name))
        .transpose()?;
    let extent = Extent {
        facts: args.facts,
        depth: args.depth,
    };
    let by_provision = decision.is_none() && !args.full;
    if by_provision && args.facts {
        let message = "facts are read by decisions, and the whole is drawn by its articles";
        return Err(Failure::new(message).help("name a decision, or add `--full`"));
    }
    let drawn = if by_provision {
        graph::provisions(model, args.lang.tag())
    } else {
        graph::graph(model, asked, extent, args.lang.tag())
    };
    if drawn.nodes.is_empty() {
        let what = decision.map_or_else(
            || "these rules decide nothing".to_owned(),
            |name| format!("`{name}` decides nothing"),
        );
        return Err(Failure::new(what).help("`enact outline` lists what the rules decide"));
    }
    Ok(Report::exact(match args.format {
        Format::Mermaid => graph::mermaid::render(&drawn),
        Format::Dot => graph::dot::render(&drawn),
        Format::Json => output::json(&graph::json::document(&drawn, model.digest(), decision)),
    }))
}
