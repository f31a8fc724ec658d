//! HTML that stands by itself and prints well.

use super::Page;
use super::markdown::{escaped_html, marked};
use crate::diff::ChangeKind;

/// How a page looks, on the screen and on paper.
const STYLE: &str = include_str!("page-style.css");

/// The difference as a page.
#[must_use]
pub fn render(page: &Page<'_>) -> String {
    let words = page.words();
    let title = format!("{} → {}", page.old, page.new);
    let mut body = format!("<h1>{}</h1>\n", escaped_html(&title));
    if page.difference.changes.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", page.lang.word("diff.none")));
    } else {
        body.push_str(&format!("<p>{}</p>\n", escaped_html(&page.summary())));
    }
    for group in page.groups() {
        body.push_str(&format!(
            "<section>\n<h2>{}</h2>\n",
            escaped_html(&group.title)
        ));
        for change in group.changes {
            let label = words.label(change).unwrap_or_default();
            body.push_str(&format!(
                "<article class=\"{}\">\n<h3>{} <span class=\"kind\">{}</span> {}</h3>\n",
                class(change.kind),
                escaped_html(&words.title(change)),
                words.kind(change.kind),
                escaped_html(&label)
            ));
            let sentences = page.sentences(change);
            if !sentences.is_empty() {
                body.push_str("<ul>\n");
                for sentence in sentences {
                    body.push_str(&format!("<li>{}</li>\n", code(&sentence)));
                }
                body.push_str("</ul>\n");
            }
            let (old, new) = (change.old.as_deref(), change.new.as_deref());
            if page.full && old != new {
                let text = marked(old.unwrap_or(""), new.unwrap_or(""), true, true);
                body.push_str(&format!("<pre lang=\"en\">{text}</pre>\n"));
            }
            body.push_str("</article>\n");
        }
        for line in group.labels {
            body.push_str(&format!("<p>{}</p>\n", escaped_html(&line)));
        }
        body.push_str("</section>\n");
    }
    document(page.lang.tag(), &title, &body)
}

/// A whole document around a body.
pub(super) fn document(lang: &str, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped_html(title)
    )
}

fn class(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Renumbered => "renumbered",
        ChangeKind::WordingOnly => "wording",
        ChangeKind::Changed => "changed",
    }
}

/// A sentence with what stands between backticks as code.
fn code(sentence: &str) -> String {
    let mut shown = String::new();
    for (at, part) in sentence.split('`').enumerate() {
        if at % 2 == 1 {
            shown.push_str(&format!("<code>{}</code>", escaped_html(part)));
        } else {
            shown.push_str(&escaped_html(part));
        }
    }
    shown
}
