//! Cases one after another, for files too long to hold.

use super::bind::{self, Binder, Trouble};
use super::misfit::Misfit;
use super::written::span;
use super::{FactFinding, Facts, Place};
use crate::diagnostic::Code;
use crate::model::Model;
use crate::source::Span;

/// Reads the cases of a file line by line or row by row: of each it is given the text, and the line
/// of the file on which that begins, and gives what [`super::read`] would of it.
///
/// Spans count from the beginning of that text, lines from that of the file. Nothing of a text is
/// kept but a digest of the `id`, of the first million: two cases with one id are found among these.
pub struct CaseReader<'m> {
    binder: Binder<'m>,
    name: String,
    /// Lines of NDJSON with something in them, or rows, so far.
    seen: usize,
    found: bool,
}

impl<'m> CaseReader<'m> {
    /// For a file of this name.
    #[must_use]
    pub fn new(model: &'m Model, file_name: &str) -> Self {
        Self {
            binder: Binder::new(model),
            name: file_name.to_owned(),
            seen: 0,
            found: false,
        }
    }

    /// A line of NDJSON.
    pub fn line(&mut self, text: &str, line: u32) -> Facts {
        if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
            return self.facts(text, line);
        }
        self.binder.line = line;
        self.binder.line(text, self.seen);
        self.seen += 1;
        self.facts(text, line)
    }

    /// The header of a CSV file. Gives the sign that parts its cells.
    ///
    /// # Errors
    /// What is wrong with it; no row can be read then.
    pub fn header(&mut self, text: &str, line: u32) -> Result<u8, Vec<FactFinding>> {
        match self.binder.header(text, 0) {
            Some(delimiter) => Ok(delimiter),
            None => Err(self.facts(text, line).findings),
        }
    }

    /// A row of a CSV file whose header was read.
    pub fn row(&mut self, text: &str, line: u32) -> Facts {
        if !text.trim().is_empty() {
            self.seen += 1;
            self.binder.line = line;
            self.binder.row(text, 0, self.seen);
        }
        self.facts(text, line)
    }

    /// A line or row that is no text, or whose quotes are not in order: `at` is the offset of the
    /// trouble.
    pub fn unreadable(
        &mut self,
        text: &str,
        line: u32,
        at: usize,
        code: Code,
        trouble: &str,
        help: Option<String>,
    ) -> FactFinding {
        self.seen += 1;
        self.found = true;
        let end = text.trim_end_matches(['\r', '\n']).len().max(at);
        let misfit = Misfit::new(code, span(at, end), trouble).maybe_help(help);
        Place::new(&self.name, text, false)
            .finding(Trouble::unreadable(misfit))
            .in_part(line)
    }

    /// At the end of the file: that there was nothing in it, if so.
    #[must_use]
    pub fn nothing_found(&self) -> Option<FactFinding> {
        let place = Place::new(&self.name, "", false);
        (!self.found).then(|| place.finding(bind::no_case(Span::default())))
    }

    /// Whether there were more cases with an `id` than are compared with one another.
    #[must_use]
    pub fn ids_are_full(&self) -> bool {
        self.binder.ids_are_full()
    }

    fn facts(&mut self, text: &str, line: u32) -> Facts {
        let bound = self.binder.take();
        self.found |= !bound.cases.is_empty() || !bound.troubles.is_empty();
        let place = Place::new(&self.name, text, bound.troubles.is_empty());
        let mut findings: Vec<FactFinding> = bound
            .troubles
            .into_iter()
            .map(|trouble| place.finding(trouble).in_part(line))
            .collect();
        findings.sort_by_key(|finding| finding.span.start);
        Facts {
            cases: bound.cases,
            findings,
            notes: bound.notes,
        }
    }
}
