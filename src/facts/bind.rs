//! From the tree of a case file to its cases: names of facts, keys, ids, and what each case reports.

use std::collections::BTreeMap;

use super::claim::{Dialect, Fitter, not_encoded};
use super::literal::normal;
use super::misfit::{Misfit, did_you_mean, ticked};
use super::names::FactNames;
use super::raw::{self, Key as RawKey, Limits, Raw, RawErrorKind, RawKind, Syntax};
use super::written::{give, literal, span, span_of};
use super::{NamedCase, day};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::{Case, Given, Key};
use crate::model::{Fact, FactId, Model};
use crate::source::{Span, offset_of};

/// The keys of a case that name no fact.
const OWN_KEYS: [&str; 3] = ["id", "recorded_through", "note"];

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
            fitter: self.fitter,
            names: &self.names,
            case: Case::new(self.fitter.model),
            id: None,
            seen: BTreeMap::new(),
            misfits: Vec::new(),
        };
        draft.read(raw);
        let Draft {
            case,
            id,
            mut misfits,
            ..
        } = draft;
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
    fitter: Fitter<'m>,
    names: &'a FactNames<'m>,
    case: Case,
    id: Option<(String, Span)>,
    seen: BTreeMap<FactId, Span>,
    misfits: Vec<Misfit>,
}

impl Draft<'_, '_> {
    fn read(&mut self, raw: &Raw) {
        let RawKind::Map(entries) = &raw.kind else {
            let found = literal(raw).words();
            let expected = "an object of facts such as `{\"rank\": 9}`";
            self.misfits.push(Misfit::expected(
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
                "id" => self.id(value),
                "recorded_through" => self.recorded_through(value),
                "note" => self.note(value),
                _ => self.fact(key, value),
            }
        }
    }

    fn id(&mut self, value: &Raw) {
        let span = span_of(value);
        match &value.kind {
            RawKind::Text(id) => self.id = Some((id.clone(), span)),
            _ => self.not_text("`id`", value),
        }
    }

    fn note(&mut self, value: &Raw) {
        if !matches!(value.kind, RawKind::Text(_) | RawKind::Null) {
            self.not_text("`note`", value);
        }
    }

    fn not_text(&mut self, about: &str, value: &Raw) {
        let found = literal(value).words();
        let misfit = Misfit::expected(Code::WrongType, span_of(value), about, "a text", found);
        self.misfits.push(match value.kind {
            RawKind::Number(_) | RawKind::Bool(_) => misfit.help("put it in quotation marks"),
            _ => misfit,
        });
    }

    fn recorded_through(&mut self, value: &Raw) {
        if matches!(value.kind, RawKind::Null) {
            return;
        }
        match day(self.fitter.model, "`recorded_through`", &literal(value)) {
            Ok(day) => self.case.recorded_through = Some(day),
            Err(misfit) => self.misfits.push(misfit),
        }
    }

    fn fact(&mut self, key: &RawKey, value: &Raw) {
        let at = span(key.start, key.end);
        let id = match self.names.find(&key.text, None) {
            Ok(id) => id,
            Err(not_found) => {
                let help = own_key(&key.text).or(not_found.help);
                self.misfits
                    .push(Misfit::new(Code::UnknownFact, at, not_found.headline).maybe_help(help));
                return;
            }
        };
        if let Some(first) = self.seen.insert(id, at) {
            let headline = format!("the fact {} is given twice", ticked(&key.text));
            self.misfits
                .push(Misfit::new(Code::DuplicateKey, at, headline).also(first, "first here"));
            return;
        }
        let fact = &self.fitter.model.facts()[id];
        if let Some(misfit) = not_encoded(fact, at) {
            self.misfits.push(misfit);
            return;
        }
        let given = match fact.key {
            Some(_) => self.keyed(fact, value),
            None => give(self.fitter, fact, &ticked(&fact.naming.name), value),
        };
        match given {
            Ok(given) => self.case.set(id, given),
            Err(misfits) => self.misfits.extend(misfits),
        }
    }

    fn keyed(&self, fact: &Fact, value: &Raw) -> Result<Given, Vec<Misfit>> {
        let about = ticked(&fact.naming.name);
        let (Some(key_type), RawKind::Map(entries)) = (&fact.key, &value.kind) else {
            if matches!(value.kind, RawKind::Null) {
                return Ok(Given::Unknown);
            }
            let expected = "an object of keys with values";
            let found = literal(value).words();
            return Err(vec![
                Misfit::expected(Code::WrongType, span_of(value), &about, expected, found)
                    .maybe_help(
                        fact.key
                            .as_ref()
                            .map(|key| format!("each key is {}", self.fitter.key_words(key))),
                    ),
            ]);
        };
        let mut keyed: Vec<(Key, Span, Given)> = Vec::with_capacity(entries.len());
        let mut misfits = Vec::new();
        for (key, value) in entries {
            let at = span(key.start, key.end);
            let about = format!("{about} for {}", ticked(&key.text));
            let given = give(self.fitter, fact, &about, value);
            match (
                self.fitter
                    .key(&ticked(&fact.naming.name), key_type, &key.text, at),
                given,
            ) {
                (Ok(key), Ok(given)) => keyed.push((key, at, given)),
                (key, given) => {
                    misfits.extend(key.err());
                    misfits.extend(given.err().unwrap_or_default());
                }
            }
        }
        keyed.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        for pair in keyed.windows(2) {
            if let [(one, first, _), (other, second, _)] = pair
                && one == other
            {
                let headline = format!("{about} has the same key twice");
                misfits.push(
                    Misfit::new(Code::DuplicateKey, *second, headline).also(*first, "first here"),
                );
            }
        }
        if misfits.is_empty() {
            Ok(Given::Keyed(
                keyed
                    .into_iter()
                    .map(|(key, _, given)| (key, given))
                    .collect(),
            ))
        } else {
            Err(misfits)
        }
    }
}

/// Help for a key that sounds like one of the case's own.
fn own_key(text: &str) -> Option<String> {
    match normal(text).as_str() {
        "as_of" | "as_of_date" | "date" => {
            Some("the as-of day is said when the case is run, not in it".to_owned())
        }
        other => did_you_mean(nearest(other, OWN_KEYS)),
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
