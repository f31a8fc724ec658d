//! The columns of a CSV file, and the case that a row gives by them.
//!
//! A header names facts; a row becomes the same tree that a JSON object of these facts would, and
//! goes the same way from there. A cell has no quotes that tell `12` from `"12"`, so it is read by
//! the type of its fact, and only as that type is written: what does not fit is left as the text it
//! is, and refused.

use std::collections::BTreeMap;

use super::bind::unreadable;
use super::claim::{Fitter, not_encoded};
use super::misfit::{Misfit, did_you_mean, list_of, ticked};
use super::names::FactNames;
use super::raw::csv::Cell;
use super::raw::{
    self, Decimal, Key as RawKey, Limits, Raw, RawError, RawErrorKind, RawKind, Syntax,
};
use super::told::{OWN_KEYS, own_key};
use super::written::span;
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::Key;
use crate::model::{Fact, FactId, Model, Origin, Type};
use crate::source::{Span, index_of};

/// What can be said of a finding beside its value.
const ASPECTS: [&str; 2] = ["made_on", "by"];

/// What the columns of a file give.
#[derive(Debug)]
pub(super) struct Columns {
    /// The way to what each column gives, as paths of findings have it.
    ways: Vec<String>,
    /// The columns that are the case's own, by their keys.
    own: Vec<(String, usize)>,
    facts: Vec<FactColumns>,
}

/// The columns of one fact.
#[derive(Debug)]
struct FactColumns {
    id: FactId,
    name: String,
    /// One without a key, or one for each key.
    parts: Vec<Part>,
}

/// The columns of one value.
#[derive(Debug)]
struct Part {
    key: Option<String>,
    value: usize,
    made_on: Option<usize>,
    by: Option<usize>,
}

/// What a name in a header names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Own(String),
    Fact(FactId, Option<Key>, Aspect),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Aspect {
    Value,
    MadeOn,
    By,
}

impl Columns {
    /// The columns a header names, `base` bytes into the text.
    pub(super) fn new(
        fitter: Fitter<'_>,
        names: &FactNames<'_>,
        header: &[Cell],
        base: usize,
    ) -> Result<Self, Vec<Misfit>> {
        let mut reading = Header {
            fitter,
            names,
            seen: BTreeMap::new(),
            columns: Self {
                ways: Vec::new(),
                own: Vec::new(),
                facts: Vec::new(),
            },
            aspects: Vec::new(),
            misfits: Vec::new(),
        };
        for (position, cell) in header.iter().enumerate() {
            let at = span(base + cell.start, base + cell.end);
            if let Err(misfit) = reading.column(cell.text.trim(), at, position) {
                reading.columns.ways.push(String::new());
                reading.misfits.push(misfit);
            }
        }
        reading.place_aspects();
        if reading.misfits.is_empty() {
            Ok(reading.columns)
        } else {
            Err(reading.misfits)
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ways.len()
    }

    /// The way to what stands at a place of a row.
    pub(super) fn way(&self, cells: &[Cell], base: usize, at: Span) -> String {
        let at = index_of(at.start);
        cells
            .iter()
            .zip(&self.ways)
            .find(|(cell, _)| base + cell.start <= at && at <= base + cell.end)
            .map_or_else(String::new, |(_, way)| way.clone())
    }

    /// The case of a row as a tree, and what in its cells cannot be read.
    pub(super) fn case(&self, model: &Model, cells: &[Cell], base: usize) -> (Raw, Vec<Misfit>) {
        let mut row = RowReader {
            cells,
            base,
            misfits: Vec::new(),
        };
        let mut entries = Vec::with_capacity(self.own.len() + self.facts.len());
        for (key, position) in &self.own {
            entries.extend(row.text(key, *position));
        }
        for columns in &self.facts {
            entries.extend(row.fact(&model.facts()[columns.id], columns));
        }
        let end = cells.last().map_or(0, |cell| cell.end);
        let raw = Raw {
            kind: RawKind::Map(entries),
            start: base,
            end: base + end,
        };
        (raw, row.misfits)
    }
}

/// A header being read.
struct Header<'a, 'm> {
    fitter: Fitter<'m>,
    names: &'a FactNames<'m>,
    seen: BTreeMap<Named, Span>,
    columns: Columns,
    /// Columns of aspects, placed when all values are known.
    aspects: Vec<(FactId, Option<Key>, Aspect, usize, Span, String)>,
    misfits: Vec<Misfit>,
}

impl Header<'_, '_> {
    fn column(&mut self, text: &str, at: Span, position: usize) -> Result<(), Misfit> {
        if text.is_empty() {
            let headline = format!("column {} has no name", position + 1);
            let help = "the first row names the fact that each column gives; delete a column that gives none";
            return Err(Misfit::new(Code::MalformedData, at, headline).help(help));
        }
        if OWN_KEYS.contains(&text) {
            self.once(Named::Own(text.to_owned()), text, at)?;
            if text != "note" {
                self.columns.own.push((text.to_owned(), position));
            }
            self.columns.ways.push(text.to_owned());
            return Ok(());
        }
        let (of, aspect) = aspect(text, at)?;
        let (name, key) = keyed(of);
        let id = self.names.find(name, None).map_err(|not_found| {
            let help = own_key(None, text).or(not_found.help);
            Misfit::new(Code::UnknownFact, at, not_found.headline).maybe_help(help)
        })?;
        let fact = &self.fitter.model.facts()[id];
        if let Some(misfit) = not_encoded(fact, at) {
            return Err(misfit);
        }
        let fitted = self.key(fact, key, at)?;
        if aspect != Aspect::Value && !matches!(fact.origin, Origin::Finding(_)) {
            let headline = format!(
                "{} is not a finding: it is made by nobody, on no day",
                ticked(name)
            );
            return Err(Misfit::new(Code::WrongFinder, at, headline));
        }
        self.once(Named::Fact(id, fitted.clone(), aspect), text, at)?;
        let way = match key {
            Some(key) => format!("{}.{key}", self.names.name(id)),
            None => self.names.name(id),
        };
        match aspect {
            Aspect::Value => {
                self.value(id, key, position, at)?;
                self.columns.ways.push(way);
            }
            Aspect::MadeOn | Aspect::By => {
                let word = if aspect == Aspect::MadeOn {
                    "made_on"
                } else {
                    "by"
                };
                self.columns.ways.push(format!("{way}.{word}"));
                let key = key.map(str::to_owned);
                self.aspects
                    .push((id, fitted, aspect, position, at, key.unwrap_or_default()));
            }
        }
        Ok(())
    }

    fn once(&mut self, named: Named, text: &str, at: Span) -> Result<(), Misfit> {
        match self.seen.insert(named, at) {
            None => Ok(()),
            Some(first) => {
                let headline = format!("two columns give {}", ticked(text));
                Err(Misfit::new(Code::DuplicateKey, at, headline).also(first, "first here"))
            }
        }
    }

    fn key(&self, fact: &Fact, key: Option<&str>, at: Span) -> Result<Option<Key>, Misfit> {
        let about = ticked(&fact.naming.name);
        match (&fact.key, key) {
            (Some(ty), Some(key)) => self.fitter.key(&about, ty, key, at).map(Some),
            (None, Some(key)) => {
                let headline = format!("{about} has one value, and none for {}", ticked(key));
                Err(Misfit::new(Code::UnknownFact, at, headline)
                    .help(format!("name the column {about}")))
            }
            (_, None) => Ok(None),
        }
    }

    fn value(
        &mut self,
        id: FactId,
        key: Option<&str>,
        position: usize,
        at: Span,
    ) -> Result<(), Misfit> {
        let part = Part {
            key: key.map(str::to_owned),
            value: position,
            made_on: None,
            by: None,
        };
        match self.columns.facts.iter_mut().find(|it| it.id == id) {
            Some(columns) => {
                if columns.parts.iter().any(|it| it.key.is_none()) || part.key.is_none() {
                    let headline = format!(
                        "{} is given both whole and for single keys",
                        ticked(&columns.name)
                    );
                    return Err(Misfit::new(Code::DuplicateKey, at, headline));
                }
                columns.parts.push(part);
            }
            None => self.columns.facts.push(FactColumns {
                id,
                name: self.names.name(id),
                parts: vec![part],
            }),
        }
        Ok(())
    }

    fn place_aspects(&mut self) {
        for (id, fitted, aspect, position, at, key) in std::mem::take(&mut self.aspects) {
            let part = self
                .columns
                .facts
                .iter_mut()
                .find(|columns| columns.id == id)
                .and_then(|columns| {
                    columns
                        .parts
                        .iter_mut()
                        .find(|part| part.key.as_deref().unwrap_or_default() == key)
                });
            match (part, aspect) {
                (Some(part), Aspect::MadeOn) => part.made_on = Some(position),
                (Some(part), _) => part.by = Some(position),
                (None, _) => {
                    // A value whose own column is in error is not missed a second time.
                    if self
                        .seen
                        .contains_key(&Named::Fact(id, fitted, Aspect::Value))
                    {
                        continue;
                    }
                    let name = self.names.name(id);
                    let value = if key.is_empty() {
                        name
                    } else {
                        format!("{name}[{key}]")
                    };
                    let headline = format!("there is no column {} beside this one", ticked(&value));
                    self.misfits.push(
                        Misfit::new(Code::MalformedData, at, headline)
                            .help("who made a finding, and when, stand beside the finding"),
                    );
                }
            }
        }
    }
}

/// `NAME@made_on`: the name, and what of it is given.
fn aspect(text: &str, at: Span) -> Result<(&str, Aspect), Misfit> {
    let Some((of, aspect)) = text.rsplit_once('@') else {
        return Ok((text, Aspect::Value));
    };
    match aspect.trim() {
        "made_on" => Ok((of.trim_end(), Aspect::MadeOn)),
        "by" => Ok((of.trim_end(), Aspect::By)),
        other => {
            let headline = format!("{} is nothing that is said of a finding", ticked(other));
            let help = did_you_mean(nearest(other, ASPECTS))
                .unwrap_or_else(|| format!("there are {}", list_of(ASPECTS.into_iter())));
            Err(Misfit::new(Code::UnknownFact, at, headline).help(help))
        }
    }
}

/// `NAME[KEY]`, `NAME KEY`, `NAME for KEY`: the name, and the key if there is one.
fn keyed(text: &str) -> (&str, Option<&str>) {
    if let Some((name, key)) = text.strip_suffix(']').and_then(|it| it.split_once('[')) {
        return (name.trim_end(), Some(key.trim()));
    }
    match text.split_once(char::is_whitespace) {
        Some((name, key)) => {
            let key = key.trim_start();
            (name, Some(key.strip_prefix("for ").unwrap_or(key).trim()))
        }
        None => (text, None),
    }
}

/// A row being read.
struct RowReader<'c> {
    cells: &'c [Cell],
    base: usize,
    misfits: Vec<Misfit>,
}

impl<'c> RowReader<'c> {
    /// A cell, unless it is empty.
    fn cell(&self, position: usize) -> Option<&'c Cell> {
        self.cells
            .get(position)
            .filter(|cell| !cell.text.is_empty())
    }

    fn at(&self, cell: &Cell) -> (usize, usize) {
        (self.base + cell.start, self.base + cell.end)
    }

    fn place(&self, cell: &Cell) -> Span {
        span(self.base + cell.start, self.base + cell.end)
    }

    fn entry(&self, key: &str, cell: &Cell, kind: RawKind) -> (RawKey, Raw) {
        let (start, end) = self.at(cell);
        let text = key.to_owned();
        (RawKey { text, start, end }, Raw { kind, start, end })
    }

    fn text(&mut self, key: &str, position: usize) -> Option<(RawKey, Raw)> {
        let cell = self.cell(position)?;
        self.refuse_control_characters(cell);
        Some(self.entry(key, cell, RawKind::Text(cell.text.clone())))
    }

    fn refuse_control_characters(&mut self, cell: &Cell) {
        if let Some((_, character)) = raw::control_character(&cell.text) {
            let headline = format!("this cell holds {}", raw::name_of(character));
            self.misfits
                .push(Misfit::new(Code::MalformedData, self.place(cell), headline));
        }
    }

    fn fact(&mut self, fact: &Fact, columns: &FactColumns) -> Option<(RawKey, Raw)> {
        let mut keys: Vec<(RawKey, Raw)> = Vec::new();
        for part in &columns.parts {
            let about = match &part.key {
                Some(key) => format!("{} for {}", ticked(&columns.name), ticked(key)),
                None => ticked(&columns.name),
            };
            let Some((cell, value)) = self.part(fact, &about, part) else {
                continue;
            };
            let Some(key) = &part.key else {
                return Some(self.entry(&columns.name, cell, value));
            };
            keys.push(self.entry(key, cell, value));
        }
        let (start, end) = keys.first().map(|(_, value)| (value.start, value.end))?;
        let text = columns.name.clone();
        let kind = RawKind::Map(keys);
        Some((RawKey { text, start, end }, Raw { kind, start, end }))
    }

    /// The value of a part with what is said of it besides; none if nothing is.
    fn part(&mut self, fact: &Fact, about: &str, part: &Part) -> Option<(&'c Cell, RawKind)> {
        let aspects = [("made_on", part.made_on), ("by", part.by)];
        let aspects: Vec<(RawKey, Raw)> = aspects
            .into_iter()
            .filter_map(|(key, position)| self.text(key, position?))
            .collect();
        let value = self
            .cell(part.value)
            .map(|cell| (cell, self.value(fact, about, cell)));
        let Some((_, first)) = aspects.first() else {
            return value;
        };
        let at = span(first.start, first.end);
        let trouble = match &value {
            None => "there is no value that was made",
            Some((_, RawKind::Text(text))) if text == "absent" => {
                "what is absent was made by nobody, on no day"
            }
            Some((_, RawKind::Map(_))) => "say it in the object that gives the value, or here",
            Some((cell, value)) => {
                let mut fields = vec![self.entry("value", cell, value.clone())];
                fields.extend(aspects);
                return Some((cell, RawKind::Map(fields)));
            }
        };
        let headline = format!("who made {about}, or when, cannot be said here");
        self.misfits
            .push(Misfit::new(Code::Contradiction, at, headline).help(trouble));
        value
    }

    fn value(&mut self, fact: &Fact, about: &str, cell: &Cell) -> RawKind {
        let text = cell.text.as_str();
        if text.starts_with(['{', '[']) {
            return self.json(fact, cell);
        }
        self.refuse_control_characters(cell);
        match (&fact.ty, text) {
            (Type::YesNo, "true") => return RawKind::Bool(true),
            (Type::YesNo, "false") => return RawKind::Bool(false),
            (Type::Number { .. } | Type::Year, _) => match raw::decimal(text) {
                Decimal::Plain => return RawKind::Number(text.to_owned()),
                Decimal::Refused(reason) => {
                    let headline = format!("{about}: {reason}");
                    self.misfits
                        .push(Misfit::new(Code::BadLiteral, self.place(cell), headline));
                    return RawKind::Null;
                }
                Decimal::Other => {}
            },
            _ => {}
        }
        RawKind::Text(text.to_owned())
    }

    fn json(&mut self, fact: &Fact, cell: &Cell) -> RawKind {
        let read = raw::read(&cell.text, Syntax::Json, &Limits::default());
        for error in read.errors {
            let mut error = error;
            error.start = self.base + cell.place(error.start);
            error.end = self.base + cell.place(error.end);
            if let RawErrorKind::DuplicateKey {
                first_start,
                first_end,
            } = &mut error.kind
            {
                *first_start = self.base + cell.place(*first_start);
                *first_end = self.base + cell.place(*first_end);
            }
            self.misfits.push(not_json(fact, error));
        }
        match read.documents.into_iter().next() {
            Some(mut raw) => {
                self.relocate(cell, &mut raw);
                raw.kind
            }
            None => RawKind::Null,
        }
    }

    /// Puts the values of a cell where they stand in the row.
    fn relocate(&self, cell: &Cell, raw: &mut Raw) {
        let place = |offset: &mut usize| *offset = self.base + cell.place(*offset);
        place(&mut raw.start);
        place(&mut raw.end);
        match &mut raw.kind {
            RawKind::List(items) => {
                for item in items {
                    self.relocate(cell, item);
                }
            }
            RawKind::Map(entries) => {
                for (key, value) in entries {
                    place(&mut key.start);
                    place(&mut key.end);
                    self.relocate(cell, value);
                }
            }
            _ => {}
        }
    }
}

fn not_json(fact: &Fact, error: RawError) -> Misfit {
    let misfit = unreadable(error);
    let help = match fact.ty {
        Type::Text => "a text that begins with `{` or `[` is written as `{\"value\": \"[…]\"}`",
        _ => "a cell that begins with `{` or `[` is written as JSON",
    };
    misfit.help(help)
}
