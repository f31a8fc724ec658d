//! `enact diff`: what an amendment changes, provision by provision.

use clap::ValueEnum;

use super::load::{Sides, sides};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report};
use crate::diff::render::{Page, html, json, markdown, table, text};
use crate::diff::{self, ChangeKind, Difference, Sort};
use crate::explain::Lang;
use crate::value::Date;

/// Say what differs between two versions of rules, by provision and meaning
///
/// Not lines are compared but provisions: a threshold that goes from 20% to 25%, a ground added, an
/// exception removed, a provision that has only another number or another wording. Layout, comments
/// and the division into files make no difference; scenarios are not compared. Two texts can differ
/// and decide all the same: whether a difference shows, cases tell.
///
/// Exits with 0 whether there are differences or not, as `git diff` does; with `--exit-code`, with 1 if
/// there are any.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact diff old/scs new/scs
  enact diff HEAD~1:policies/tw/scs policies/tw/scs --full
  enact diff policies/tw/scs --from-day 2023-12-31 --to-day 2024-01-01
  enact diff main:policies/tw/scs policies/tw/scs --table zh-Hant --format html > table.html

OLD and NEW are files or directories; `REV:PATH` is a path, seen from here, in a git revision.")]
pub(super) struct Args {
    /// The rules as they were: a file, a directory, or `REV:PATH`
    #[arg(value_name = "OLD")]
    old: String,

    /// The rules as they are to be; with days given it may be left out
    #[arg(value_name = "NEW", required_unless_present_any = ["from_day", "to_day"])]
    new: Option<String>,

    /// Of OLD, compare what is in force on this day
    #[arg(long, value_name = "DATE", value_parser = day, requires = "to_day")]
    from_day: Option<Date>,

    /// Of NEW, compare what is in force on this day
    #[arg(long, value_name = "DATE", value_parser = day, requires = "from_day")]
    to_day: Option<Date>,

    /// How to print the differences
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Show the texts, too, with the words that differ marked
    #[arg(long)]
    full: bool,

    /// Set the amended articles old beside new, as drafters do
    #[arg(long, value_enum, value_name = "FORM")]
    table: Option<Form>,

    /// The language of sentences and labels
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,

    /// Exit with 1 if there are differences
    #[arg(long)]
    exit_code: bool,
}

/// How differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for the terminal
    Human,
    /// Markdown
    Markdown,
    /// One JSON object, `enact.diff.v1`
    Json,
    /// A page that stands by itself and can be printed
    Html,
}

/// The tables of drafters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// 修正條文對照表: amended text, present text, explanation
    #[value(name = "zh-Hant")]
    ZhHant,
    /// 신·구조문대비표: present text, amended text
    #[value(name = "ko")]
    Ko,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

/// Compares the rules.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    if args.table.is_some() && args.format == Format::Json {
        return Err(Failure::new("a table is no JSON")
            .help("`--format json` without `--table` has both texts of every change"));
    }
    let new = args.new.as_deref().unwrap_or(&args.old);
    let Sides { sources, old, new } =
        sides((&args.old, args.from_day), (new, args.to_day), screen)?;
    let (old_inputs, new_inputs) = (old.inputs(), new.inputs());
    let difference = diff::compare(&old.rule_set(&old_inputs), &new.rule_set(&new_inputs));
    let page = Page {
        difference: &difference,
        sources: &sources,
        old: &old.name,
        new: &new.name,
        lang: args.lang,
        full: args.full,
    };
    let data = match (args.table, args.format) {
        (Some(form), format) => set(&page, form, format),
        (None, Format::Human) => text::render(&page, screen.color_data),
        (None, Format::Markdown) => markdown::render(&page),
        (None, Format::Html) => html::render(&page),
        (None, Format::Json) => output::json(&json::document(&page, (old.digest(), new.digest()))),
    };
    let report = match args.format {
        Format::Human | Format::Markdown => Report::ran(data),
        Format::Html | Format::Json => Report::exact(data),
    };
    let status = if args.exit_code && !difference.changes.is_empty() {
        ExitStatus::Findings
    } else {
        ExitStatus::Ran
    };
    Ok(report
        .with_talk(notes(&difference, &page, args.table.is_some()))
        .with_status(status))
}

fn set(page: &Page<'_>, form: Form, format: Format) -> String {
    let form = match form {
        Form::ZhHant => table::Form::Taiwan,
        Form::Ko => table::Form::Korea,
    };
    let style = match format {
        Format::Markdown => table::Style::Markdown,
        Format::Html => table::Style::Html,
        Format::Human | Format::Json => table::Style::Text,
    };
    table::render(page, form, style)
}

/// What is worth knowing besides: that nothing could be alike, and what a table leaves out.
fn notes(difference: &Difference<'_>, page: &Page<'_>, table: bool) -> String {
    let mut talk = String::new();
    if !difference.in_common {
        talk.push_str(&output::note(&format!(
            "`{}` and `{}` have no regulation in common, so all of one is removed and all of the other added",
            page.old, page.new
        )));
    }
    if table {
        let outside = difference
            .changes
            .iter()
            .filter(|it| !matches!(it.sort, Sort::Provision(_)))
            .filter(|it| it.kind != ChangeKind::Renumbered)
            .count();
        if 0 < outside {
            talk.push_str(&output::note(&format!(
                "{} outside the articles {} not in the table; without `--table` all are listed",
                output::counted(outside, "change", "changes"),
                if outside == 1 { "is" } else { "are" }
            )));
        }
    }
    talk
}
