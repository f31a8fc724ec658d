//! `enact explain`: the page of a code.

use super::output;
use super::{Failure, Report};
use crate::diagnostic::{Code, suggest};

/// Say what a code of `enact check` means, why it matters and how to mend it
///
/// The code stands in square brackets after the word error, warning or advice. Without a code, all
/// of them are listed, each with a line.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact explain unknown-name
  enact explain")]
pub(super) struct Args {
    /// The code, such as `unknown-name`
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints the page, or the list of all.
pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let Some(name) = &args.code else {
        return Ok(Report::ran(list()));
    };
    let bare = name
        .trim_start_matches("enact(")
        .trim_end_matches(')')
        .trim_matches(['[', ']']);
    match Code::parse(bare) {
        Some(code) => Ok(Report::ran(format!("{}\n", code.page().trim_end()))),
        None => Err(unknown(bare)),
    }
}

fn unknown(name: &str) -> Failure {
    let help = match suggest::nearest(name, Code::all().iter().map(|code| code.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`enact explain` lists them all".to_owned(),
    };
    Failure::new(format!("there is no code `{name}`")).help(help)
}

fn list() -> String {
    let rows: Vec<Vec<String>> = Code::all()
        .iter()
        .map(|code| {
            vec![
                code.as_str().to_owned(),
                code.severity().as_str().to_owned(),
                code.summary().to_owned(),
            ]
        })
        .collect();
    output::table(&rows, 0)
}
