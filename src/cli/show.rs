//! `enact show`: the text as it stands on a day.

use std::path::PathBuf;

use super::output::Screen;
use super::{Failure, Report, load};
use crate::amend;
use crate::diff::in_force;
use crate::format;
use crate::source::FileId;
use crate::syntax::Trail;
use crate::syntax::ast::{Entry, EntryKind, File};
use crate::value::Date;

/// Print the text of a regulation as it stands on a day, with its amendments worked in
///
/// The consolidated text is what a case is judged by on that day, unless a saving clause keeps the case
/// under an older one; which clauses there are is said on standard error. It is printed in the
/// language, as one file and without comments; where the head file stands it can be checked and run
/// like any other.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact show examples/amendments/scs-2027.enact --as-of 2027-01-01
  enact show examples/amendments/scs-2027.enact 10 --as-of 2026-12-31")]
pub(super) struct Args {
    /// Rule files, or directories of them
    #[arg(value_name = "PATH", required = true)]
    path: PathBuf,

    /// Only this provision and what stands in it, such as `10` or `19.4(2)`
    #[arg(value_name = "PROVISION")]
    provision: Option<String>,

    /// The day
    #[arg(long, value_name = "DATE", value_parser = super::cases::day)]
    as_of: Date,
}

/// Prints the text.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let written: Vec<(FileId, &File)> = rules
        .files
        .trees
        .iter()
        .map(|tree| (tree.file, &tree.parse.file))
        .collect();
    let amended = amend::consolidate(written.iter().copied());
    let standing: Vec<(FileId, File)> = match &amended {
        Some(text) => text.on(args.as_of),
        None => written
            .iter()
            .map(|(id, file)| (*id, (*file).clone()))
            .collect(),
    };
    let parts: Vec<&str> = written
        .iter()
        .filter(|(_, file)| is_part(file))
        .filter_map(|(id, _)| rules.files.sources.get(*id))
        .map(|file| file_name(file.name()))
        .collect();
    let trees: Vec<&File> = standing.iter().map(|(_, file)| file).collect();
    let day = in_force::on(&trees, args.as_of);
    let text = match args.provision.as_deref() {
        None => whole(&day, &parts),
        Some(place) => provision(&day, place).ok_or_else(|| {
            Failure::new(format!("no provision `{place}` stands on {}", args.as_of))
                .help("`enact outline` lists the provisions")
        })?,
    };
    let mut report = Report::exact(text);
    let texts = amended.iter();
    for (name, since) in texts.flat_map(|text| &text.amendments) {
        let word = if *since <= args.as_of {
            format!("with amendment `{name}`, in force from {since}")
        } else {
            format!("without amendment `{name}`, in force only from {since}")
        };
        report = report.with_talk(super::output::note(&word));
    }
    for saving in amended.iter().flat_map(|text| &text.savings) {
        let because = saving
            .because
            .as_ref()
            .map_or_else(String::new, |it| format!(": {}", it.text));
        let clause = saving
            .clause
            .as_ref()
            .map_or_else(String::new, |it| format!(", clause {it}"));
        let word = format!(
            "`{}`{clause} keeps some cases under the older text{because}",
            saving.amendment
        );
        report = report.with_talk(super::output::note(&word));
    }
    Ok(report)
}

/// Whether a file is a part of a regulation or of its amendments, and so printed with it.
fn is_part(file: &File) -> bool {
    let part = |entry: &Entry| {
        matches!(
            entry.kind,
            EntryKind::Continued { .. } | EntryKind::Regulation(_) | EntryKind::Amending(_)
        )
    };
    file.entries.iter().any(part)
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The regulations as one file, which uses what its parts use beside one another.
fn whole(files: &[File], parts: &[&str]) -> String {
    let mut entries: Vec<&Entry> = Vec::new();
    for file in files.iter().filter(|file| is_part(file)) {
        entries.extend(file.entries.iter().filter(|entry| match &entry.kind {
            EntryKind::Use(path) => !parts.contains(&file_name(&path.text)),
            kind => !matches!(
                kind,
                EntryKind::Continued { .. }
                    | EntryKind::Scenarios { .. }
                    | EntryKind::Scenario(_)
                    | EntryKind::Given { .. }
                    | EntryKind::Expect { .. }
                    | EntryKind::Examples(_)
            ),
        }));
    }
    format::entries(entries)
}

/// A provision and all that stands in it, wherever it is found.
fn provision(files: &[File], wanted: &str) -> Option<String> {
    let mut found: Vec<&Entry> = Vec::new();
    for file in files {
        let mut open: Trail<String> = Trail::default();
        for entry in &file.entries {
            if let EntryKind::Heading(heading) = &entry.kind {
                open.enter(heading);
            }
            if open.iter().any(|citation| citation == wanted) {
                found.push(entry);
            }
        }
    }
    (!found.is_empty()).then(|| format::entries(found))
}
