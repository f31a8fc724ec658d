//! From a case file to the facts of its cases.
//!
//! A case is an object whose keys are the names of facts (`scs.rank` where two regulations declare
//! a `rank`). Four keys are the case's own and no facts: `id`, its name, a text; `recorded_through`,
//! the last day the record reaches; and `note`, for people. A file holds one case, a list of them,
//! one a line, one a YAML document, or one a row of a table.
//!
//! | a fact that is | is given as |
//! |---|---|
//! | yes/no | `true`, `false`, `"yes"`, `"no"` |
//! | a number | `12.5`; with its unit `"12.5 hours"`; of a hundred `"20%"` |
//! | a year | `2016` |
//! | a day | `"2024-03-05"`, `"ROC 113-03-05"`, `"民國113年3月5日"` |
//! | a moment | `"2024-03-05 09:00"` |
//! | a kind | the name of a member, `"retirement"` |
//! | a set | a list, each member once |
//! | per key | an object, `{"2016": "A"}` |
//! | over time | `[{"from": "2012-01-01", "value": 9}, {"from": "2020-01-01", "value": "ended"}]` |
//! | an event | its day; `{"happened": true}` on a day not known |
//! | events, a list | `[{"day": "2018-05-01"}]`, all there are; `{"entries": […], "complete": false}` |
//! | a group | `[{"id": "p1", …}, "p2"]`; all of it: `{"members": […], "complete": true}` |
//! | a finding | `{"value": "A", "made_on": "2017-01-20", "by": "csptc"}`, or the value alone |
//!
//! The facts of a member are given like those of a case. Its `id` is its name; of a group over time
//! `from` and `until` say on which days it is a member. A group is open unless it is said to be
//! complete: it can show that a limit is passed, never that it is kept.
//!
//! `null` and a key left out are unknown. `"absent"` says there is none, where the fact admits it;
//! a text that reads so is `{"value": "absent"}`. Nothing is coerced and nothing that does not fit
//! becomes unknown: it is named in a [`FactFinding`], its case is refused, the others go on.
//!
//! # CSV
//!
//! The first row names what each column gives, every further row is a case. Cells are parted by
//! commas, semicolons or tabs: by that which the header has. Columns may stand in any order, and one
//! that is not there is unknown in every case.
//!
//! | a column called | gives |
//! |---|---|
//! | `rank`, `scs.rank` | the fact |
//! | `appraisal[2016]`, `appraisal 2016` | its value for a key |
//! | `potential@made_on`, `appraisal[2016]@made_on` | the day a finding was made |
//! | `potential@by` | who made it |
//! | `id`, `recorded_through`, `note` | the case's own |
//!
//! | a cell | says |
//! |---|---|
//! | empty | unknown |
//! | `absent` | there is none |
//! | `yes`, `no`, `true`, `false` | so, of a fact that is yes or no |
//! | `12.5`, `2016` | a number, a year, of a fact that is one |
//! | begins with `[` or `{` | what the JSON says: a set, a history, events, a list, a finding |
//! | anything else | what the same text in JSON says: `2024-03-05`, `12.5 hours`, `20%`, `retirement` |
//!
//! A number is read as written and not as a spreadsheet would: `007`, `1e3`, `+5`, `1,000`, `12,5` and
//! `１２` are refused. A text may be any of them. Spaces in a cell belong to it. A column that names no
//! fact, a name twice, a row with too many cells or too few, a quote that is never closed: each is a
//! finding, the first two of the file and the others of their row.
//!
//! The same fitting serves scenarios ([`crate::suite`]), so that the two cannot drift apart. What a
//! case may be asked, and on which day, is no part of it.

mod bind;
mod claim;
mod columns;
mod literal;
mod misfit;
mod names;
pub mod raw;
mod reader;
mod schema;
mod told;
mod written;

pub(crate) use claim::{
    Claim, Dialect, Entry, FieldClaim, Fitter, Said, Stage, day, not_encoded, not_of_member,
};
pub(crate) use literal::{Literal, LiteralKind, Wanted};
pub(crate) use misfit::{Misfit, did_you_mean, list_of, ticked};
pub(crate) use names::{FactNames, NotFound};
pub use reader::CaseReader;
pub use schema::{FactRow, schema, table};

use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Case;
use crate::model::{AssertionId, Model};
use crate::source::{FileId, Position, Sources, Span};

/// Reads the cases of a file held whole; for one too long to hold there is [`CaseReader`]. Every document that cannot be read and every fact that does not fit
/// is a finding; a case with a finding is left out.
#[must_use]
pub fn read(model: &Model, file_name: &str, text: &str, syntax: raw::Syntax) -> Facts {
    let bound = bind::bind(model, text, syntax);
    let place = Place::new(file_name, text, bound.troubles.is_empty());
    let findings = bound
        .troubles
        .into_iter()
        .map(|trouble| place.finding(trouble))
        .collect();
    Facts {
        cases: bound.cases,
        notes: bound.notes,
        findings,
    }
}

/// The key of a conclusion as a person writes it, `2024` or `2024-W10`.
///
/// # Errors
/// Says in one line what a key of it is.
pub(crate) fn key(
    model: &Model,
    name: &str,
    key: &crate::model::KeyType,
    written: &str,
) -> Result<crate::eval::Key, String> {
    let fitter = Fitter {
        model,
        dialect: Dialect::Rules,
    };
    let fitted = fitter.key(&ticked(name), key, written, Span::default());
    fitted.map_err(|misfit| misfit.headline)
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The cases without findings, in file order.
    pub cases: Vec<NamedCase>,
    /// What does not fit, in file order.
    pub findings: Vec<FactFinding>,
    /// What fits and is still worth a look, in words: somebody who is a member of the same group in
    /// two cases at once is counted in both.
    pub notes: Vec<String>,
}

/// A case with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCase {
    /// Its `id`; if it has none, its number in the file, from 1.
    pub id: String,
    /// Its facts.
    pub case: Case,
    /// Byte offset in the text at which it starts.
    pub start: u32,
    /// Byte offset just after it.
    pub end: u32,
}

/// One thing in a case file that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactFinding {
    /// Which kind.
    pub code: Code,
    /// The case it stands in, by its `id` or else its number; none if no case could be made out.
    pub case: Option<String>,
    /// The way to it from the top of the file, lists counted from 0: `[2].appraisal.2016`.
    pub path: String,
    /// The file as named by the caller.
    pub file: String,
    /// The bytes it covers; the file id means nothing.
    pub span: Span,
    /// The bytes of the case it stands in; none if no case could be made out.
    pub within: Option<Span>,
    /// Lines and columns from 1, columns in characters.
    pub position: Position,
    /// What is wrong, in one line.
    pub headline: String,
    /// What would fit, in words.
    pub expected: Option<String>,
    /// What was found, in words.
    pub found: Option<String>,
    /// Other places to see.
    pub also: Vec<(Span, String)>,
    /// What could be done: the nearest name, another way to write it.
    pub help: Vec<String>,
}

impl FactFinding {
    /// The finding that a case violates an assertion of the rules (`always …`).
    #[must_use]
    pub fn violated(
        model: &Model,
        case: &NamedCase,
        assertion: AssertionId,
        file_name: &str,
        text: &str,
    ) -> FactFinding {
        let assertion = &model.assertions()[assertion];
        let place = assertion
            .place
            .map(|place| format!(" of {}", ticked(&model.citation(place))));
        let headline = format!(
            "the facts of the case contradict each other: they violate what always holds{}",
            place.unwrap_or_default()
        );
        let mut misfit = Misfit::new(
            Code::AssertionViolated,
            Span::new(FileId(0), case.start, case.start),
            headline,
        );
        if let Some(because) = &assertion.because {
            misfit = misfit.help(because.clone());
        }
        let trouble = bind::Trouble {
            misfit,
            case: Some(case.id.clone()),
            path: String::new(),
            within: Some(Span::new(FileId(0), case.start, case.end)),
        };
        Place::new(file_name, text, false).finding(trouble)
    }

    /// The same in a text that is part of a longer one and begins on this line of it, from 1.
    #[must_use]
    pub fn in_part(mut self, first_line: u32) -> FactFinding {
        let before = first_line.saturating_sub(1);
        for place in [&mut self.position.start, &mut self.position.end] {
            place.line = place.line.saturating_add(before);
        }
        self
    }

    /// The same as a diagnostic about a file the caller knows by this id.
    #[must_use]
    pub fn to_diagnostic(&self, file: FileId) -> Diagnostic {
        let here = |span: Span| Span { file, ..span };
        let headline = match &self.case {
            Some(case) => format!("case {}: {}", ticked(case), self.headline),
            None => self.headline.clone(),
        };
        let label = self
            .expected
            .as_ref()
            .map_or_else(String::new, |it| format!("expected {it}"));
        let diagnostic = Diagnostic::new(self.code, here(self.span), headline).label(label);
        let diagnostic = self
            .also
            .iter()
            .fold(diagnostic, |it, (span, text)| it.also(here(*span), text));
        self.help.iter().fold(diagnostic, Diagnostic::help)
    }
}

/// Turns byte places into lines and columns of one file.
struct Place {
    name: String,
    sources: Sources,
}

impl Place {
    /// A file; its lines are counted only if they are needed.
    fn new(name: &str, text: &str, unused: bool) -> Place {
        let mut sources = Sources::new();
        if !unused {
            sources.add(name, text);
        }
        Place {
            name: name.to_owned(),
            sources,
        }
    }

    fn finding(&self, trouble: bind::Trouble) -> FactFinding {
        let bind::Trouble {
            misfit,
            case,
            path,
            within,
        } = trouble;
        let more = *misfit.more;
        FactFinding {
            code: misfit.code,
            case,
            path,
            file: self.name.clone(),
            span: misfit.span,
            within,
            position: self.sources.position(misfit.span),
            headline: misfit.headline,
            expected: more.expected,
            found: more.found,
            also: more.also,
            help: more.help,
        }
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
