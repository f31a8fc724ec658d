//! Markdown for reports.

use super::marks::stretches;
use super::{Page, visible};
use crate::diff::Change;

/// The difference as Markdown; empty if there is none.
#[must_use]
pub fn render(page: &Page<'_>) -> String {
    if page.difference.changes.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "# {} → {}\n\n{}\n",
        escaped(page.old),
        escaped(page.new),
        page.summary()
    );
    let words = page.words();
    for group in page.groups() {
        text.push_str(&format!("\n## {}\n\n", escaped(&group.title)));
        for change in group.changes {
            let label = words.label(change);
            let label = label.map_or_else(String::new, |label| format!(" {}", escaped(&label)));
            text.push_str(&format!(
                "- **{}**{label}: {}\n",
                escaped(&words.title(change)),
                words.kind(change.kind)
            ));
            for sentence in page.sentences(change) {
                text.push_str(&format!("  - {}\n", sentence_text(&sentence)));
            }
            if page.full {
                full(change, &mut text);
            }
        }
        for line in group.labels {
            text.push_str(&format!("- {}\n", escaped(&line)));
        }
    }
    text
}

fn full(change: &Change, text: &mut String) {
    let (old, new) = (change.old.as_deref(), change.new.as_deref());
    if old == new {
        return;
    }
    let marked = marked(old.unwrap_or(""), new.unwrap_or(""), true, true);
    text.push_str(&format!("\n  <pre>{marked}</pre>\n\n"));
}

/// A text with its differences in HTML, which Markdown lets through; of the old text, the new one, or
/// both.
pub(super) fn marked(old: &str, new: &str, with_old: bool, with_new: bool) -> String {
    let mut text = String::new();
    for stretch in stretches(old, new) {
        if stretch.same {
            text.push_str(&escaped_html(&stretch.new));
            continue;
        }
        for (shown, tag, it) in [
            (with_old, "del", &stretch.old),
            (with_new, "ins", &stretch.new),
        ] {
            if !shown {
                continue;
            }
            let lines = it.split('\n').map(|line| {
                if line.trim().is_empty() {
                    line.to_owned()
                } else {
                    format!("<{tag}>{}</{tag}>", escaped_html(line))
                }
            });
            text.push_str(&lines.collect::<Vec<_>>().join("\n"));
        }
    }
    text
}

/// A text in which no sign means anything to Markdown or HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in visible(text).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
        ) {
            shown.push('\\');
        }
        shown.push(if character == '\n' { ' ' } else { character });
    }
    shown
}

/// A sentence keeps what stands between backticks as code.
fn sentence_text(sentence: &str) -> String {
    let mut shown = String::new();
    for (at, part) in sentence.split('`').enumerate() {
        if at % 2 == 1 {
            shown.push_str(&format!("`{part}`"));
        } else {
            shown.push_str(&escaped(part));
        }
    }
    shown
}

/// A text in which no sign means anything to HTML.
pub(super) fn escaped_html(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
