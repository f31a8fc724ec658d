//! What we tell people.
//!
//! A [`Diagnostic`] is data: a [`Code`], a headline that makes sense alone, one primary place and any
//! number of others, and help. How it looks is decided elsewhere, in [`render`], once for a terminal,
//! once on one line, once for machines.
//!
//! Passes collect: each puts what it finds into a [`Diagnostics`] and goes on. Order and repetition are
//! settled at the end, by [`Diagnostics::sorted`], so no pass has to care in which order it looks.
//!
//! Messages are in lower case without a full stop, in words a lawyer knows; what the user typed stands
//! in backticks; what could be done about it goes into the help.

use crate::source::Span;

pub mod code;
mod excerpt;
pub mod render;
pub mod suggest;

pub use code::Code;

/// One thing to tell: what, how grave, where, and what could be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding it is.
    pub code: Code,
    /// How grave it is; the code's own severity unless a caller changed it.
    pub severity: Severity,
    /// What is wrong, in one line that makes sense without the program text.
    pub headline: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places a reader needs to see, in the order they were added.
    pub secondary: Vec<Label>,
    /// What could be done, one suggestion each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A finding of this kind, at this place.
    #[must_use]
    pub fn new(code: Code, span: Span, headline: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            headline: headline.into(),
            primary: Label::new(span, ""),
            secondary: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says something at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label::new(span, text));
        self
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// The place it is about.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.primary.span
    }

    /// Every label, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }

    /// What readers see first, then whatever else tells two findings apart.
    fn order(&self) -> impl Ord {
        (
            (self.primary.span.file, self.primary.span.start),
            self.code.as_str(),
            (&self.headline, self.severity),
            (&self.primary, &self.secondary, &self.help),
        )
    }
}

/// A place, and what to say there; the text may be empty, then the place is only marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said there.
    pub text: String,
}

impl Label {
    /// A place with something said there.
    #[must_use]
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rules cannot be run.
    Error,
    /// They can be run, but probably do not say what was meant.
    Warning,
    /// They say what was meant; it could be said better.
    Advice,
}

impl Severity {
    /// The word shown to people and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// What the passes have found so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { found: Vec::new() }
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The same findings by file, place, code and headline, each once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.found.sort_by(|a, b| a.order().cmp(&b.order()));
        self.found.dedup();
        self
    }

    /// The findings, in their present order.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The findings one by one, in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many findings there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether any finding keeps the rules from being run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.counts().errors > 0
    }

    /// How many findings there are of each severity.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.found)
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.found.extend(more);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Self {
            found: all.into_iter().collect(),
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Findings that keep the rules from being run.
    pub errors: usize,
    /// Findings that probably show a mistake.
    pub warnings: usize,
    /// Findings about form.
    pub advice: usize,
}

impl Counts {
    /// Counts these findings.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Advice => counts.advice += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn found(file: u32, start: u32, code: Code, headline: &str) -> Diagnostic {
        Diagnostic::new(code, Span::new(FileId(file), start, start + 1), headline)
    }

    #[test]
    fn sorted_by_file_place_code_and_headline_each_once() {
        let wanted = [
            found(0, 4, Code::Syntax, "a"),
            found(0, 4, Code::UnknownName, "a"),
            found(0, 4, Code::UnknownName, "b"),
            found(0, 4, Code::UnknownName, "b").label("here"),
            found(0, 9, Code::Syntax, "a"),
            found(1, 0, Code::Syntax, "a"),
        ];
        let mut all = Diagnostics::new();
        all.extend(wanted.iter().rev().cloned());
        all.extend(wanted.clone());
        assert_eq!(all.len(), 12);
        assert_eq!(all.sorted().as_slice(), wanted);
    }

    #[test]
    fn counted_by_severity() {
        let mut all = Diagnostics::new();
        assert!(all.is_empty() && !all.has_errors());
        all.push(found(0, 0, Code::UnusedName, "w"));
        assert!(!all.has_errors());
        all.push(found(0, 0, Code::UnknownName, "e"));
        assert!(all.has_errors());
        let mut advice = found(0, 0, Code::UnknownName, "e");
        advice.severity = Severity::Advice;
        all.push(advice);
        let counts = Counts {
            errors: 1,
            warnings: 1,
            advice: 1,
        };
        assert_eq!(all.counts(), counts);
    }
}
