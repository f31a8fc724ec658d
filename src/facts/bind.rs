//! From the tree of a case file to its cases: their ids, and what each case reports.

use std::collections::BTreeMap;

use super::claim::{Dialect, Fitter};
use super::misfit::{Misfit, ticked};
use super::names::FactNames;
use super::raw::{self, Limits, Raw, RawErrorKind, RawKind, Syntax};
use super::told::Told;
use super::written::{literal, span, span_of};
use super::{NamedCase, day};
use crate::diagnostic::Code;
use crate::eval::Case;
use crate::model::Model;
use crate::source::{Span, offset_of};
use crate::value::Date;

/// Reads a text and binds its cases.
pub(super) fn bind(model: &Model, text: &str, syntax: Syntax) -> Bound {
    let documents = raw::read(text, syntax, &Limits::default());
    let mut binder = Binder {
        fitter: Fitter {
            model,
            dialect: Dialect::Data,
        },
        names: FactNames::new(model),
        ids: BTreeMap::new(),
        bound: Bound::default(),
    };
    binder
        .bound
        .troubles
        .extend(documents.errors.into_iter().map(unreadable));
    let mut lines = Lines {
        text,
        at: 0,
        number: 0,
    };
    let mut seen = 0;
    for document in &documents.documents {
        if syntax == Syntax::Ndjson {
            seen = lines.count_to(document.start) - 1;
        }
        seen = binder.document(document, seen);
    }
    if documents.documents.is_empty() && binder.bound.troubles.is_empty() {
        binder.no_case(Span::default());
    }
    binder
        .bound
        .troubles
        .sort_by_key(|trouble| trouble.misfit.span.start);
    binder.bound
}

/// The cases that fit, and what does not.
#[derive(Default)]
pub(super) struct Bound {
    pub(super) cases: Vec<NamedCase>,
    pub(super) troubles: Vec<Trouble>,
}

/// A misfit with the case it stands in and the way to it.
pub(super) struct Trouble {
    pub(super) misfit: Misfit,
    pub(super) case: Option<String>,
    pub(super) path: String,
}

/// Counts lines with something in them, forwards only.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl Lines<'_> {
    /// The number, from 1, of the line with something in it that `offset` lies in.
    fn count_to(&mut self, offset: usize) -> usize {
        while self.at <= offset && self.at < self.text.len() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            if !line.trim_start_matches('\u{feff}').trim().is_empty() {
                self.number += 1;
            }
            self.at += line.len().max(1);
        }
        self.number.max(1)
    }
}

struct Binder<'m> {
    fitter: Fitter<'m>,
    names: FactNames<'m>,
    ids: BTreeMap<String, Span>,
    bound: Bound,
}

impl<'m> Binder<'m> {
    /// Binds the cases of a document; `seen` cases precede it. Returns how many there are now.
    fn document(&mut self, document: &Raw, seen: usize) -> usize {
        match &document.kind {
            RawKind::List(cases) if cases.is_empty() => {
                self.no_case(span_of(document));
                seen
            }
            RawKind::List(cases) => {
                for (position, case) in cases.iter().enumerate() {
                    self.case(case, seen + position + 1, &format!("[{position}]"));
                }
                seen + cases.len()
            }
            _ => {
                self.case(document, seen + 1, "");
                seen + 1
            }
        }
    }

    fn no_case(&mut self, span: Span) {
        let misfit = Misfit::new(Code::MalformedData, span, "there is no case in the file")
            .help("a case is an object of facts, `{\"rank\": 9}`; several stand in a list");
        self.bound.troubles.push(Trouble {
            misfit,
            case: None,
            path: String::new(),
        });
    }

    fn case(&mut self, raw: &Raw, number: usize, path: &str) {
        let mut draft = Draft {
            told: Told::new(self.fitter, &self.names, None),
            recorded_through: None,
            id: None,
        };
        draft.read(raw);
        let Draft {
            told,
            recorded_through,
            id,
        } = draft;
        let mut case = Case::new(self.fitter.model);
        case.recorded_through = recorded_through;
        for (fact, given) in told.facts {
            case.set(fact, given);
        }
        let mut misfits = told.misfits;
        if let Some((id, span)) = &id {
            if let Some(first) = self.ids.get(id) {
                let headline = format!("two cases have the id {}", ticked(id));
                misfits.push(
                    Misfit::new(Code::DuplicateKey, *span, headline).also(*first, "first here"),
                );
            }
            self.ids.entry(id.clone()).or_insert(*span);
        }
        let id = id.map_or_else(|| number.to_string(), |(id, _)| id);
        if misfits.is_empty() {
            let start = offset_of(raw.start);
            self.bound.cases.push(NamedCase { id, case, start });
            return;
        }
        let troubles = misfits.into_iter().map(|misfit| {
            let way = way_to(raw, misfit.span);
            let path = format!("{path}{way}");
            let path = if path.starts_with('.') {
                path.replacen('.', "", 1)
            } else {
                path
            };
            Trouble {
                misfit,
                case: Some(id.clone()),
                path,
            }
        });
        self.bound.troubles.extend(troubles);
    }
}

/// One case being read.
struct Draft<'a, 'm> {
    told: Told<'a, 'm>,
    recorded_through: Option<Date>,
    id: Option<(String, Span)>,
}

impl Draft<'_, '_> {
    fn read(&mut self, raw: &Raw) {
        let RawKind::Map(entries) = &raw.kind else {
            let found = literal(raw).words();
            let expected = "an object of facts such as `{\"rank\": 9}`";
            self.told.misfits.push(Misfit::expected(
                Code::MalformedData,
                span_of(raw),
                "a case",
                expected,
                found,
            ));
            return;
        };
        for (key, value) in entries {
            match key.text.as_str() {
                "id" => self.id = self.told.text("`id`", value),
                "recorded_through" => self.recorded_through(value),
                "note" => self.told.note(value),
                _ => self.told.fact(key, value),
            }
        }
    }

    fn recorded_through(&mut self, value: &Raw) {
        if matches!(value.kind, RawKind::Null) {
            return;
        }
        match day(
            self.told.fitter.model,
            "`recorded_through`",
            &literal(value),
        ) {
            Ok(day) => self.recorded_through = Some(day),
            Err(misfit) => self.told.misfits.push(misfit),
        }
    }
}

/// The way from a value to the innermost key or value that covers a span.
fn way_to(raw: &Raw, wanted: Span) -> String {
    let covers = |start: usize, end: usize| {
        let here = span(start, end);
        here.start <= wanted.start && wanted.end <= here.end
    };
    let mut way = String::new();
    let mut at = raw;
    loop {
        let step = match &at.kind {
            RawKind::List(items) => items
                .iter()
                .enumerate()
                .find(|(_, item)| covers(item.start, item.end))
                .map(|(position, item)| (format!("[{position}]"), item)),
            RawKind::Map(entries) => entries
                .iter()
                .find(|(key, value)| covers(key.start, key.end) || covers(value.start, value.end))
                .map(|(key, value)| (format!(".{}", key.text), value)),
            _ => None,
        };
        let Some((step, next)) = step else { return way };
        way.push_str(&step);
        at = next;
    }
}

fn unreadable(error: raw::RawError) -> Trouble {
    let at = span(error.start, error.end);
    let (code, first) = match error.kind {
        RawErrorKind::DuplicateKey {
            first_start,
            first_end,
        } => (Code::DuplicateKey, Some(span(first_start, first_end))),
        RawErrorKind::TooDeep => (Code::TooDeep, None),
        RawErrorKind::TooLarge => (Code::TooLarge, None),
        RawErrorKind::BadNumber => (Code::BadLiteral, None),
        RawErrorKind::Malformed | RawErrorKind::NotPlain | RawErrorKind::ControlCharacter => {
            (Code::MalformedData, None)
        }
    };
    let misfit = Misfit::new(code, at, error.detail);
    let misfit = match first {
        Some(first) => misfit.also(first, "first here"),
        None => misfit,
    };
    Trouble {
        misfit,
        case: None,
        path: String::new(),
    }
}
