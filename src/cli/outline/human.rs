//! An outline for people: the headings as a tree, what each holds below it.

use unicode_width::UnicodeWidthStr;

use super::super::output::{self, counted};
use super::super::words::InForce;
use super::rows::Compared;
use super::{Entry, Outline, Provision, Status};

/// The provisions, in lines no wider than the screen.
pub(super) fn outline(outline: &Outline, width: usize) -> String {
    let mut text = String::new();
    for regulation in &outline.regulations {
        if !text.is_empty() {
            text.push('\n');
        }
        let days = regulation
            .in_force
            .as_ref()
            .map_or_else(String::new, |days| format!(" {}", days.text()));
        let head = format!("{} \"{}\"{days}", regulation.name, regulation.label);
        text.push_str(&paragraph("", &head, 2, width));
        for it in &regulation.entries {
            text.push_str(&entry(it, 2, width));
        }
        for provision in &regulation.provisions {
            text.push_str(&line(provision, width));
            for it in &provision.entries {
                text.push_str(&entry(it, 2 * provision.above.len() + 6, width));
            }
        }
    }
    text
}

/// The rows that have no provision, the provisions that have no row, and how many there are.
pub(super) fn compared(compared: &Compared) -> String {
    let mut text = String::new();
    if !compared.missing.is_empty() {
        text.push_str("rows without a provision:\n");
        let rows = compared
            .missing
            .iter()
            .map(|row| vec![row.row.clone(), format!("no {}", row.citations.join(", "))]);
        text.push_str(&output::table(&rows.collect::<Vec<_>>(), 2));
    }
    if !compared.without_row.is_empty() {
        text.push_str("provisions without a row:\n");
        let provisions = compared.without_row.iter().map(|it| {
            let label = it.label.clone().unwrap_or_default();
            vec![it.citation.clone(), label]
        });
        text.push_str(&output::table(&provisions.collect::<Vec<_>>(), 2));
    }
    if !compared.not_compared.is_empty() {
        text.push_str(&format!(
            "not compared, for these rules have no such regulation: rows of {}\n",
            compared.not_compared.join(", ")
        ));
    }
    text.push_str(&format!(
        "{}: {} with a provision, {} without; {}\n",
        counted(compared.rows, "row", "rows"),
        compared.rows - compared.missing.len(),
        compared.missing.len(),
        counted(
            compared.without_row.len(),
            "provision without a row",
            "provisions without a row"
        ),
    ));
    text
}

fn line(provision: &Provision, width: usize) -> String {
    let indent = " ".repeat(2 * provision.above.len() + 2);
    let label = provision
        .label
        .clone()
        .or_else(|| provision.text.as_deref().map(|text| output::cut(text, 80)));
    let days = provision.in_force.as_ref().map(InForce::text);
    let listed = matches!(provision.rank, "ground" | "condition") && provision.entries.is_empty();
    let status = match (provision.status, &provision.descriptive) {
        (Status::Descriptive, Some(why)) => Some(format!("[descriptive: {why}]")),
        (Status::Heading, _) => None,
        (Status::Computed, _) if listed => None,
        (status, _) => Some(format!("[{}]", status.word())),
    };
    let parts: Vec<String> = [label, days, status].into_iter().flatten().collect();
    let first = format!("{indent}{}  ", provision.citation);
    paragraph(&first, &parts.join("  "), indent.len() + 4, width)
}

/// Its kind and what it decides, and below what belongs to it.
fn entry(entry: &Entry, indent: usize, width: usize) -> String {
    let kind = match entry.effect {
        Some(effect) => format!("{} ({effect})", entry.kind),
        None => entry.kind.to_owned(),
    };
    let mut head = entry.name.clone().unwrap_or_default();
    if let Some(decides) = &entry.decides {
        let sign = match entry.kind {
            _ if head.is_empty() => "",
            "exception" => ": ",
            _ => " is ",
        };
        head.push_str(sign);
        head.push_str(decides);
    }
    let list = |words: &str, list: &[String]| {
        (!list.is_empty()).then(|| format!("{words} {}", list.join(", ")))
    };
    let label = entry.label.clone();
    let details = [
        label.filter(|_| head.is_empty()),
        entry.by.as_ref().map(|by| format!("by {by}")),
        list("reads", &entry.reads),
        list("uses", &entry.uses),
        list("exceptions in", &entry.exceptions),
        list("applies only where", &entry.scopes),
        list("leads to", &entry.leads_to),
        entry.because.as_ref().map(|why| format!("because {why}")),
    ];
    if let Some(label) = entry.label.as_ref().filter(|_| !head.is_empty()) {
        head.push_str("  ");
        head.push_str(label);
    }
    if let Some(days) = &entry.in_force {
        head.push_str("  ");
        head.push_str(&days.text());
    }
    let indent = " ".repeat(indent);
    let hang = indent.len() + 4;
    let mut text = paragraph(&format!("{indent}{kind:<11}  "), &head, hang, width);
    for detail in details.into_iter().flatten() {
        text.push_str(&paragraph(&" ".repeat(hang), &detail, hang + 2, width));
    }
    text
}

/// A text after its beginning, broken at spaces; further lines hang below the first.
fn paragraph(first: &str, text: &str, hang: usize, width: usize) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for piece in text.split(' ') {
        if !empty && line.width() + piece.width() > width {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = " ".repeat(hang);
        }
        line.push_str(piece);
        line.push(' ');
        empty = false;
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines
}
