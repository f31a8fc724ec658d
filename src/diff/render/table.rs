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
use super::{Page, visible};
use crate::diff::{Article, Block, ChangeKind, Names, Written};
use crate::explain::Lang;
use crate::syntax::ast::Rank;

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
    let page = &Page {
        lang: form.lang(),
        ..*page
    };
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
            if block.is_unchanged() && block.change.is_none() && is_note(block) {
                continue;
            }
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
        let difference = self.page.difference;
        let head_new = |it: &Written| self.head(&difference.names, regulation, it);
        let head_old = |it: &Written| self.head(&difference.old_names, regulation, it);
        match (&block.old, &block.new) {
            (Some(old), Some(new)) => {
                let heads = (head_old(old), head_new(new));
                if block.change.is_none() && block.is_unchanged() && heads.0 == heads.1 {
                    return self.unchanged(&heads.1, self.wording(new));
                }
                let (one, other) = self.texts(regulation, old, new);
                let mut left = self.marked(&heads.0, &heads.1, true);
                let mut right = self.marked(&heads.0, &heads.1, false);
                if heads.0 == heads.1 {
                    left = vec![vec![piece(Mark::None, heads.0)]];
                    right = vec![vec![piece(Mark::None, heads.1)]];
                }
                left.extend(self.marked(&one, &other, true));
                right.extend(self.marked(&one, &other, false));
                (left, right)
            }
            (None, Some(new)) => {
                let text = self.text(&difference.names, regulation, new);
                let text = format!("{}\n{text}", head_new(new));
                let left = match self.form {
                    Form::Taiwan => Cell::new(),
                    Form::Korea => vec![vec![piece(Mark::None, self.word("diff.table.added"))]],
                };
                (left, self.marked("", text.trim_end(), false))
            }
            (Some(old), None) => {
                let text = self.text(&difference.old_names, regulation, old);
                let text = format!("{}\n{text}", head_old(old));
                let removed = match self.form {
                    // 第七條　（刪除）: the number stays, so that nobody looks for it in vain.
                    Form::Taiwan => {
                        let citation = self.page.words().citation(&old.path);
                        format!("{citation}{}", self.word("diff.table.removed"))
                    }
                    Form::Korea => self.word("diff.table.removed").to_owned(),
                };
                let removed = vec![vec![piece(Mark::None, removed)]];
                (self.marked(text.trim_end(), "", true), removed)
            }
            (None, None) => (Cell::new(), Cell::new()),
        }
    }

    /// A provision that stays as it is. Where the law's own words are there, a table of Taiwan has the
    /// whole article; else it is passed over.
    fn unchanged(&self, head: &str, wording: Option<&str>) -> (Cell, Cell) {
        if let (Form::Taiwan, Some(wording)) = (self.form, wording) {
            let text = format!("{head}\n{wording}");
            return (
                self.marked(&text, &text, true),
                self.marked(&text, &text, false),
            );
        }
        let said = |word: &str| vec![vec![piece(Mark::None, format!("{head} {word}"))]];
        (
            said(self.word("diff.table.passed")),
            said(self.word("diff.table.same")),
        )
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
        cell.dedup_by(|next, before| is_passed_over(next) && is_passed_over(before));
        cell
    }

    /// The number of a provision as cited, the article's with its label.
    fn head(&self, names: &Names, regulation: &str, written: &Written) -> String {
        let words = self.page.words();
        let tag = self.form.lang().tag();
        let named = names.exactly(regulation, &written.citation, tag);
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
    fn text(&self, names: &Names, regulation: &str, written: &Written) -> String {
        match self.wording(written) {
            Some(wording) => wording.to_owned(),
            None => written.rules(names, regulation, self.form.lang().tag(), None),
        }
    }

    /// Both texts, as words of the law if those tell the difference.
    fn texts(&self, regulation: &str, old: &Written, new: &Written) -> (String, String) {
        let (names, tag) = (self.page.difference, self.form.lang().tag());
        match (self.wording(old), self.wording(new)) {
            (Some(one), Some(other)) if one != other => (one.to_owned(), other.to_owned()),
            _ => (
                old.rules(&names.old_names, regulation, tag, Some(new)),
                new.rules(&names.names, regulation, tag, Some(old)),
            ),
        }
    }

    /// What was changed, and the reasons written with it.
    fn notes(&self, article: &Article) -> Cell {
        let page = self.page;
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
            notes.extend(said.into_iter().map(|it| {
                // A sentence about an entry of a list begins with its own citation.
                if it.starts_with(&citation) {
                    it
                } else {
                    format!("{citation}：{it}")
                }
            }));
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
                let mut text = format!("{}\n", visible(title));
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
                let mut text = format!("# {}\n\n| {} |\n", visible(title), heads.join(" | "));
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

/// Whether a paragraph is dashes alone; several of them are told by one.
fn is_passed_over(paragraph: &[Piece]) -> bool {
    let mut text = paragraph.iter().flat_map(|piece| piece.text.chars());
    text.all(|it| it == '-' || it == ' ')
}

fn is_note(block: &Block) -> bool {
    let written = block.new.as_ref().or(block.old.as_ref());
    let path = written.map_or(&[][..], |it| it.path.as_slice());
    path.last().is_some_and(|(rank, _)| *rank == Rank::Note)
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
    let text = visible(&piece.text);
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
