//! Findings as text: for a terminal, on one line, and for machines.
//!
//! All three take the findings in the order given and agree on places: lines and columns count from 1,
//! columns in characters. [`human()`] goes through miette, which draws the marks under the text; nothing
//! of miette is seen outside this module. Machines get JSON, whose form is named in its first field and
//! only ever grows.
//!
//! Nothing here asks the terminal about itself: colour and width are given.

use std::collections::BTreeSet;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use serde::Serialize;

use super::excerpt::{Excerpt, clean, one_line};
use super::{Counts, Diagnostic, Label, Severity};
use crate::source::{LineColumn, Sources, Span};

/// How findings are drawn for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanOptions {
    /// Whether to colour them with escape codes.
    pub color: bool,
    /// The width of the screen in columns; text is wrapped and long lines are cut to fit.
    pub width: usize,
}

/// Findings with the text they are about, for people to read.
///
/// Each ends with a line break, and an empty line stands between two.
#[must_use]
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], options: HumanOptions) -> String {
    let theme = if options.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let width = options.width.max(40);
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .without_syntax_highlighting();
    let drawn = diagnostics.iter().map(|diagnostic| {
        let mut drawn = String::new();
        match handler.render_report(&mut drawn, &Report::new(sources, diagnostic, width)) {
            Ok(()) => drawn,
            Err(fmt::Error) => concise_line(sources, diagnostic),
        }
    });
    drawn.collect::<Vec<_>>().join("\n")
}

/// One line for each finding: `path:line:column: error[unknown-name]: headline (help: …)`.
#[must_use]
pub fn concise(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| concise_line(sources, diagnostic))
        .collect()
}

/// Findings as one JSON object, in the form `enact.diagnostics.v1`.
///
/// ```json
/// {"format": "enact.diagnostics.v1",
///  "diagnostics": [{"code": "unknown-name", "severity": "error", "headline": "…", "file": "scs.enact",
///    "start": {"line": 3, "column": 8, "offset": 60}, "end": {"line": 3, "column": 12, "offset": 64},
///    "labels": [{"file": "…", "start": {…}, "end": {…}, "text": "…", "primary": true}],
///    "help": ["…"]}],
///  "errors": 1, "warnings": 0, "advice": 0}
/// ```
///
/// Lines and columns count from 1, columns in characters; offsets are bytes from 0. The labels are all
/// there are, the primary one first.
#[must_use]
pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let counts = Counts::of(diagnostics);
    let document = Document {
        format: "enact.diagnostics.v1",
        diagnostics: diagnostics
            .iter()
            .map(|diagnostic| Finding::new(sources, diagnostic))
            .collect(),
        errors: counts.errors,
        warnings: counts.warnings,
        advice: counts.advice,
    };
    // Strings and whole numbers under string keys: there is nothing in it that JSON cannot say.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// How many findings there are, in words: `3 errors, 1 warning in 2 files`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let counts = Counts::of(diagnostics);
    let parts: Vec<String> = [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(counted)
    .collect();
    if parts.is_empty() {
        return "no errors or warnings".to_owned();
    }
    let files: BTreeSet<_> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.span().file)
        .collect();
    format!(
        "{} in {}",
        parts.join(", "),
        counted((files.len(), "file", "files"))
    )
}

fn counted((number, one, many): (usize, &str, &str)) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn concise_line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let mut line = String::new();
    if let Some(file) = sources.get(diagnostic.span().file) {
        let LineColumn { line: row, column } = file.line_column(diagnostic.span().start);
        line = format!("{}:{row}:{column}: ", clean(file.name()));
    }
    let headline = one_line(&diagnostic.headline);
    let severity = diagnostic.severity.as_str();
    line.push_str(&format!("{severity}[{}]: {headline}", diagnostic.code));
    if !diagnostic.help.is_empty() {
        let help: Vec<String> = diagnostic.help.iter().map(|help| one_line(help)).collect();
        line.push_str(&format!(" (help: {})", help.join("; ")));
    }
    line.push('\n');
    line
}

/// A finding as miette wants to see it.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    excerpt: Excerpt,
}

impl<'a> Report<'a> {
    fn new(sources: &Sources, diagnostic: &'a Diagnostic, width: usize) -> Self {
        Self {
            diagnostic,
            excerpt: Excerpt::of(sources, diagnostic, width),
        }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.diagnostic.headline))
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("enact({})", self.diagnostic.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = clean(&self.diagnostic.help.join("\n"));
        (!help.is_empty()).then(|| -> Box<dyn fmt::Display + 'a> { Box::new(help) })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.labels()
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    diagnostics: Vec<Finding<'a>>,
    errors: usize,
    warnings: usize,
    advice: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    headline: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    labels: Vec<LabelAt<'a>>,
    help: &'a [String],
}

impl<'a> Finding<'a> {
    fn new(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Self {
        let labels = diagnostic.labels().enumerate();
        Self {
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity.as_str(),
            headline: &diagnostic.headline,
            place: Place::new(sources, diagnostic.span()),
            labels: labels
                .map(|(index, label)| LabelAt::new(sources, label, index == 0))
                .collect(),
            help: &diagnostic.help,
        }
    }
}

#[derive(Serialize)]
struct LabelAt<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    primary: bool,
}

impl<'a> LabelAt<'a> {
    fn new(sources: &'a Sources, label: &'a Label, primary: bool) -> Self {
        Self {
            place: Place::new(sources, label.span),
            text: &label.text,
            primary,
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    file: Option<&'a str>,
    start: Point,
    end: Point,
}

impl<'a> Place<'a> {
    fn new(sources: &'a Sources, span: Span) -> Self {
        let position = sources.position(span);
        Self {
            file: sources.get(span.file).map(|file| file.name()),
            start: Point::new(position.start, span.start),
            end: Point::new(position.end, span.end),
        }
    }
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

impl Point {
    const fn new(LineColumn { line, column }: LineColumn, offset: u32) -> Self {
        Self {
            line,
            column,
            offset,
        }
    }
}

#[cfg(test)]
mod tests;
