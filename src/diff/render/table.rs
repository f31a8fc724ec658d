//! The tables drafters set amendments in.
//!
//! In Taiwan the 修正條文對照表: the amended text, the present text, the explanation; what is amended is
//! underlined, what is deleted struck out. In Korea the 신·구조문대비표: the present text and the amended
//! one; what stays is passed over with 현행과 같음 or with dashes. A row is an article. Where a provision
//! keeps the law's own words (`wording`), those are set; else its rules, with labels for names.
//! Declarations outside the articles are no part of the law's text and are not in the tables.

use unicode_width::UnicodeWidthStr;

use super::html::document;
use super::markdown::escaped_html;
use super::marks::stretches;
use super::{Page, plain};
use crate::diff::{Article, Block, ChangeKind, Written};
use crate::explain::Lang;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 修正條文對照表, three columns.
    Taiwan,
    /// 신·구조문대비표, two columns.
    Korea,
}

impl Form {
    /// The language it is in.
    #[must_use]
    pub fn lang(self) -> Lang {
        match self {
            Self::Taiwan => Lang::ZhHant,
            Self::Korea => Lang::Ko,
        }
    }
}

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text, one column below the other, for the terminal.
    Text,
    /// A Markdown table.
    Markdown,
    /// A page to print.
    Html,
}

/// The amended articles as a table for each regulation; empty if no article is amended, but for a page.
#[must_use]
pub fn render(page: &Page<'_>, form: Form, style: Style) -> String {
    let table = Table { page, form };
    let articles = page.difference.articles();
    let mut text = String::new();
    let mut rest = articles.as_slice();
    let mut title = String::new();
    while let Some(first) = rest.first() {
        let many = rest
            .iter()
            .take_while(|it| it.regulation == first.regulation)
            .count();
        let (these, others) = rest.split_at_checked(many).unwrap_or((rest, &[]));
        rest = others;
        let regulation = page.words().regulation(&first.regulation);
        title = form
            .lang()
            .say("diff.table.title", &[("regulation", &regulation)]);
        let rows: Vec<Vec<Cell>> = these.iter().map(|article| table.row(article)).collect();
        text.push_str(&table.set(style, &title, &rows));
    }
    match style {
        Style::Html => document(form.lang().tag(), &title, &text),
        Style::Text | Style::Markdown => text,
    }
}

/// The paragraphs of a cell, each of marked stretches.
type Cell = Vec<Vec<Piece>>;

/// A stretch of a cell.
#[derive(Debug, Clone)]
struct Piece {
    mark: Mark,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// Amended: underlined.
    Amended,
    /// Deleted: struck out.
    Deleted,
}

fn piece(mark: Mark, text: impl Into<String>) -> Piece {
    Piece {
        mark,
        text: text.into(),
    }
}

struct Table<'t, 'p> {
    page: &'t Page<'p>,
    form: Form,
}

impl Table<'_, '_> {
    fn word(&self, key: &'static str) -> &'static str {
        self.form.lang().word(key)
    }

    fn heads(&self) -> Vec<&'static str> {
        match self.form {
            Form::Taiwan => vec![
                self.word("diff.table.new"),
                self.word("diff.table.old"),
                self.word("diff.table.notes"),
            ],
            Form::Korea => vec![self.word("diff.table.old"), self.word("diff.table.new")],
        }
    }

    fn row(&self, article: &Article) -> Vec<Cell> {
        let mut old = Cell::new();
        let mut new = Cell::new();
        for block in &article.blocks {
            let (left, right) = self.block(&article.regulation, block);
            old.extend(left);
            new.extend(right);
        }
        match self.form {
            Form::Taiwan => vec![new, old, self.notes(article)],
            Form::Korea => vec![old, new],
        }
    }

    /// A provision in both columns, the present text first.
    fn block(&self, regulation: &str, block: &Block) -> (Cell, Cell) {
        let head = |it: &Written| self.head(regulation, it);
        match (&block.old, &block.new) {
            (Some(old), Some(new)) if block.change.is_none() && self.form == Form::Korea => {
                let same = |it: &Written, word: &str| {
                    vec![vec![piece(Mark::None, format!("{} {word}", head(it)))]]
                };
                (
                    same(old, self.word("diff.table.passed")),
                    same(new, self.word("diff.table.same")),
                )
            }
            (Some(old), Some(new)) => {
                let (one, other) = self.texts(regulation, old, new);
                let (head_old, head_new) = (head(old), head(new));
                let mut left = self.marked(&head_old, &head_new, true);
                let mut right = self.marked(&head_old, &head_new, false);
                if self.form == Form::Korea && head_old == head_new {
                    left = vec![vec![piece(Mark::None, head_old)]];
                    right = vec![vec![piece(Mark::None, head_new)]];
                }
                left.extend(self.marked(&one, &other, true));
                right.extend(self.marked(&one, &other, false));
                (left, right)
            }
            (None, Some(new)) => {
                let text = format!("{}\n{}", head(new), self.text(regulation, new));
                let left = match self.form {
                    Form::Taiwan => Cell::new(),
                    Form::Korea => vec![vec![piece(Mark::None, self.word("diff.table.added"))]],
                };
                (left, self.marked("", text.trim_end(), false))
            }
            (Some(old), None) => {
                let text = format!("{}\n{}", head(old), self.text(regulation, old));
                let removed = vec![vec![piece(Mark::None, self.word("diff.table.removed"))]];
                let left = self.marked(text.trim_end(), "", true);
                (left, removed)
            }
            (None, None) => (Cell::new(), Cell::new()),
        }
    }

    /// A text of a column with what is different in it marked.
    fn marked(&self, old: &str, new: &str, left: bool) -> Cell {
        let mut cell: Cell = vec![Vec::new()];
        for stretch in stretches(old, new) {
            let text = if left { &stretch.old } else { &stretch.new };
            let mark = match (stretch.same, left, self.form) {
                (true, ..) => Mark::None,
                (false, true, Form::Taiwan) => Mark::Deleted,
                (false, ..) => Mark::Amended,
            };
            for (at, line) in text.split('\n').enumerate() {
                if 0 < at {
                    cell.push(Vec::new());
                }
                let passed_over = stretch.same && !left && self.form == Form::Korea;
                let shown = if passed_over {
                    dashes(line)
                } else {
                    line.to_owned()
                };
                let paragraph = cell.last_mut();
                if let Some(paragraph) = paragraph.filter(|_| !shown.is_empty()) {
                    paragraph.push(piece(mark, shown));
                }
            }
        }
        cell.retain(|paragraph| !paragraph.is_empty());
        cell
    }

    /// The number of a provision as cited, the article's with its label.
    fn head(&self, regulation: &str, written: &Written) -> String {
        let words = self.page.words();
        let tag = self.form.lang().tag();
        let named = words.names.exactly(regulation, &written.citation, tag);
        let label = named.or(written.label.as_deref());
        let citation = words.citation(&written.path);
        match (label, self.form) {
            (Some(label), Form::Taiwan) => format!("{citation}（{label}）"),
            (Some(label), Form::Korea) => format!("{citation}({label})"),
            (None, _) => citation,
        }
    }

    fn wording<'w>(&self, written: &'w Written) -> Option<&'w str> {
        let tag = self.form.lang().tag();
        let exactly = written
            .wording
            .iter()
            .find(|(language, _)| language.as_deref() == Some(tag));
        let found = exactly.or_else(|| {
            written
                .wording
                .iter()
                .find(|(language, _)| language.is_none())
        });
        found.map(|(_, text)| text.as_str())
    }

    /// The text of a provision: the law's own words, or its rules.
    fn text(&self, regulation: &str, written: &Written) -> String {
        match self.wording(written) {
            Some(wording) => wording.to_owned(),
            None => self.rules(regulation, written),
        }
    }

    fn rules(&self, regulation: &str, written: &Written) -> String {
        let tag = self.form.lang().tag();
        self.page
            .words()
            .names
            .in_words(regulation, tag, &written.rules)
    }

    /// Both texts, as words of the law if those tell the difference.
    fn texts(&self, regulation: &str, old: &Written, new: &Written) -> (String, String) {
        match (self.wording(old), self.wording(new)) {
            (Some(one), Some(other)) if one != other || old.rules == new.rules => {
                (one.to_owned(), other.to_owned())
            }
            _ => (self.rules(regulation, old), self.rules(regulation, new)),
        }
    }

    /// What was changed, and the reasons written with it.
    fn notes(&self, article: &Article) -> Cell {
        let page = Page {
            lang: self.form.lang(),
            ..*self.page
        };
        let mut notes = Vec::new();
        for block in &article.blocks {
            let change = block.change.and_then(|id| self.page.difference.change(id));
            let Some(change) = change else { continue };
            let written = block.new.as_ref().or(block.old.as_ref());
            let citation = written.map_or_else(String::new, |it| page.words().citation(&it.path));
            let mut said: Vec<String> = Vec::new();
            match (change.kind, &block.old) {
                (ChangeKind::Renumbered, Some(old)) => {
                    let was = page.words().citation(&old.path);
                    said.push(
                        self.form
                            .lang()
                            .say("diff.table.renumbered", &[("was", &was)]),
                    );
                }
                (ChangeKind::Added, _) => said.push(page.words().kind(change.kind).to_owned()),
                (ChangeKind::Removed, _) => said.push(page.words().kind(change.kind).to_owned()),
                _ => said.extend(page.sentences(change)),
            }
            said.extend(change.because.iter().cloned());
            notes.extend(said.into_iter().map(|it| format!("{citation}：{it}")));
        }
        notes
            .into_iter()
            .map(|it| vec![piece(Mark::None, it)])
            .collect()
    }

    fn set(&self, style: Style, title: &str, rows: &[Vec<Cell>]) -> String {
        let heads = self.heads();
        match style {
            Style::Text => {
                let mut text = format!("{}\n", plain(title));
                for row in rows {
                    text.push('\n');
                    for (head, cell) in heads.iter().zip(row) {
                        text.push_str(&format!("  {head}\n"));
                        for paragraph in cell {
                            let line: String = paragraph.iter().map(in_text).collect();
                            text.push_str(&format!("    {}\n", line.trim_end()));
                        }
                    }
                }
                text.push('\n');
                text
            }
            Style::Markdown => {
                let mut text = format!("# {}\n\n| {} |\n", plain(title), heads.join(" | "));
                text.push_str(&format!("|{}\n", " --- |".repeat(heads.len())));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| in_html(cell, "<br>")).collect();
                    text.push_str(&format!("| {} |\n", cells.join(" | ")));
                }
                text.push('\n');
                text
            }
            Style::Html => {
                let mut text = format!("<h1>{}</h1>\n<table>\n<thead><tr>", escaped_html(title));
                for head in heads {
                    text.push_str(&format!("<th scope=\"col\">{}</th>", escaped_html(head)));
                }
                text.push_str("</tr></thead>\n<tbody>\n");
                for row in rows {
                    text.push_str("<tr>");
                    for cell in row {
                        text.push_str(&format!("<td><p>{}</p></td>", in_html(cell, "</p><p>")));
                    }
                    text.push_str("</tr>\n");
                }
                text.push_str("</tbody>\n</table>\n");
                text
            }
        }
    }
}

/// Dashes for a passage that stays as it is, about as long.
fn dashes(line: &str) -> String {
    let width = line.trim().width();
    if width == 0 {
        return line.to_owned();
    }
    let indent = line.len() - line.trim_start().len();
    format!("{}{} ", " ".repeat(indent), "-".repeat(width.clamp(2, 24)))
}

fn in_text(piece: &Piece) -> String {
    let text = plain(&piece.text);
    match piece.mark {
        Mark::None => text,
        _ if text.trim().is_empty() => text,
        Mark::Amended => format!("{{+{text}+}}"),
        Mark::Deleted => format!("[-{text}-]"),
    }
}

fn in_html(cell: &Cell, between: &str) -> String {
    let paragraphs = cell.iter().map(|paragraph| {
        let mut text = String::new();
        for piece in paragraph {
            // A table in Markdown ends its cells at a bar.
            let shown = escaped_html(&piece.text).replace('|', "&#124;");
            let shown = shown.replace('*', "&#42;").replace('_', "&#95;");
            text.push_str(&match piece.mark {
                Mark::None => shown,
                _ if piece.text.trim().is_empty() => shown,
                Mark::Amended => format!("<u>{shown}</u>"),
                Mark::Deleted => format!("<del>{shown}</del>"),
            });
        }
        text
    });
    paragraphs.collect::<Vec<_>>().join(between)
}
