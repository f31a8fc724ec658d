//! Text for the terminal.

use super::marks::stretches;
use super::{Page, visible};
use crate::diff::{Change, ChangeKind};

/// The difference as text; empty if there is none.
#[must_use]
pub fn render(page: &Page<'_>, color: bool) -> String {
    if page.difference.changes.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for group in page.groups() {
        let title = if group.title == group.regulation {
            group.regulation.to_owned()
        } else {
            format!("{}  {}", group.regulation, group.title)
        };
        text.push_str(&format!("{}\n\n", paint(&visible(&title), "1", color)));
        for change in group.changes {
            one(page, change, color, &mut text);
        }
        for line in group.labels {
            text.push_str(&format!("  {}\n", visible(&line)));
        }
        text.push('\n');
    }
    text.push_str(&page.summary());
    text.push('\n');
    text
}

fn one(page: &Page<'_>, change: &Change, color: bool, text: &mut String) {
    let words = page.words();
    let code = match change.kind {
        ChangeKind::Added => "32",
        ChangeKind::Removed => "31",
        ChangeKind::Changed => "33",
        ChangeKind::Renumbered | ChangeKind::WordingOnly => "2",
    };
    let kind = paint(words.kind(change.kind), code, color);
    let label = words
        .label(change)
        .map_or_else(String::new, |label| format!("  {label}"));
    let title = visible(&words.title(change));
    text.push_str(&format!("  {title}  {kind}{}\n", visible(&label)));
    for sentence in page.sentences(change) {
        text.push_str(&format!("    {sentence}\n"));
    }
    if page.full {
        full(change, color, text);
    }
}

/// The text with its differences: `[-deleted-]` and `{+added+}`, or in colour.
fn full(change: &Change, color: bool, text: &mut String) {
    let (old, new) = (change.old.as_deref(), change.new.as_deref());
    if old == new {
        return;
    }
    let mut marked = String::new();
    for stretch in stretches(old.unwrap_or(""), new.unwrap_or("")) {
        if stretch.same {
            marked.push_str(&visible(&stretch.new));
            continue;
        }
        let wrap = |it: &str, signs: (&str, &str), code: &str| {
            let lines = it
                .split('\n')
                .map(|line| match (line.trim().is_empty(), color) {
                    (true, _) => line.to_owned(),
                    (false, true) => paint(&visible(line), code, true),
                    (false, false) => format!("{}{}{}", signs.0, visible(line), signs.1),
                });
            lines.collect::<Vec<_>>().join("\n")
        };
        marked.push_str(&wrap(&stretch.old, ("[-", "-]"), "31;9"));
        marked.push_str(&wrap(&stretch.new, ("{+", "+}"), "32;4"));
    }
    text.push('\n');
    for line in marked.lines() {
        text.push_str(format!("      {line}").trim_end());
        text.push('\n');
    }
    text.push('\n');
}

fn paint(text: &str, code: &str, color: bool) -> String {
    if color {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
