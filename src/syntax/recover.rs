//! Why an entry could not be read, in plain words.

use std::ops::Range;

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, offset_of};

use super::entries::Slice;
use super::grammar::Rule;

/// What is said of a broken entry.
pub(super) struct Failure {
    pub(super) diagnostic: Diagnostic,
    /// Where the entry would have been whole, if the text from here on were not there.
    pub(super) whole_until: Option<usize>,
}

/// What stands before the first entry.
pub(super) fn stray_start(file: FileId, _text: &str, range: Range<usize>) -> Diagnostic {
    let span = Span::new(file, offset_of(range.start), offset_of(range.end));
    Diagnostic::new(Code::StrayText, span, "text before the first entry")
}

/// Why an entry could not be read.
pub(super) fn explain(file: FileId, source: &str, slice: &Slice, error: &Error<Rule>) -> Failure {
    let diagnostic = explain_cell(file, source, slice.range.start, slice.rule, error);
    Failure { diagnostic, whole_until: None }
}

/// Why a cell of a table could not be read.
pub(super) fn explain_cell(file: FileId, _text: &str, base: usize, _rule: Rule, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => base + at,
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => format!("{positives:?}"),
        ErrorVariant::CustomError { message } => message.clone(),
    };
    Diagnostic::new(Code::Syntax, Span::new(file, offset_of(at), offset_of(at)), expected)
}
