//! From the tree of a case file to its cases: their ids, and what each case reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::claim::{Dialect, Fitter};
use super::columns::Columns;
use super::misfit::{Misfit, ticked};
use super::names::FactNames;
use super::raw::{self, Limits, Raw, RawErrorKind, RawKind, Syntax, csv};
use super::told::Told;
use super::written::{literal, span, span_of};
use super::{NamedCase, day};
use crate::diagnostic::Code;
use crate::eval::{Case, Core, Given, Range};
use crate::model::{FactId, Model};
use crate::source::{Span, offset_of};
use crate::value::Date;

/// Reads a text and binds its cases.
pub(super) fn bind(model: &Model, text: &str, syntax: Syntax) -> Bound {
    let mut binder = Binder::new(model);
    if syntax == Syntax::Csv {
        binder.csv(text);
    } else {
        binder.documents(text, syntax);
    }
    let mut bound = binder.take();
    if bound.cases.is_empty() && bound.troubles.is_empty() {
        bound.troubles.push(no_case(Span::default()));
    }
    bound
        .troubles
        .sort_by_key(|trouble| trouble.misfit.span.start);
    bound
}

/// That there is nothing in a file.
pub(super) fn no_case(span: Span) -> Trouble {
    let misfit = Misfit::new(Code::MalformedData, span, "there is no case in the file")
        .help("a case is an object of facts, `{\"rank\": 9}`; several stand in a list");
    Trouble {
        misfit,
        case: None,
        path: String::new(),
        within: None,
    }
}

/// The cases that fit, and what does not.
#[derive(Default)]
pub(super) struct Bound {
    pub(super) cases: Vec<NamedCase>,
    pub(super) troubles: Vec<Trouble>,
    /// What fits and is still worth a look: somebody who is a member in two cases at once.
    pub(super) notes: Vec<String>,
}

/// A misfit with the case it stands in and the way to it.
pub(super) struct Trouble {
    pub(super) misfit: Misfit,
    pub(super) case: Option<String>,
    pub(super) path: String,
    /// The bytes of the case.
    pub(super) within: Option<Span>,
}

impl Trouble {
    /// Where no case can be made out.
    pub(super) fn unreadable(misfit: Misfit) -> Self {
        Self {
            misfit,
            case: None,
            path: String::new(),
            within: None,
        }
    }
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

/// Binds cases, of one text or of many that are parts of one file.
pub(super) struct Binder<'m> {
    fitter: Fitter<'m>,
    names: FactNames<'m>,
    ids: Ids,
    columns: Option<(Columns, u8)>,
    rosters: Rosters,
    /// The line on which the text now read begins, from 1.
    pub(super) line: u32,
    bound: Bound,
}

impl<'m> Binder<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            fitter: Fitter {
                model,
                dialect: Dialect::Data,
            },
            names: FactNames::new(model),
            ids: Ids::default(),
            columns: None,
            rosters: Rosters::default(),
            line: 1,
            bound: Bound::default(),
        }
    }

    /// What was bound since this was asked last.
    pub(super) fn take(&mut self) -> Bound {
        std::mem::take(&mut self.bound)
    }

    /// Whether more ids were given than are compared.
    pub(super) fn ids_are_full(&self) -> bool {
        MOST_IDS <= self.ids.first.len()
    }

    fn documents(&mut self, text: &str, syntax: Syntax) {
        let documents = self.readable(text, syntax);
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
            seen = self.document(document, &documents.of_entries, seen);
        }
    }

    /// What a text holds; the trouble with documents that cannot be read is taken in.
    fn readable(&mut self, text: &str, syntax: Syntax) -> raw::Documents {
        let mut documents = raw::read_cases(text, syntax, &Limits::default());
        let errors = documents.errors.drain(..).map(unreadable);
        self.bound.troubles.extend(errors.map(Trouble::unreadable));
        documents
    }

    /// Binds a line of NDJSON; `seen` lines with something in them precede it.
    pub(super) fn line(&mut self, text: &str, seen: usize) {
        let documents = self.readable(text, Syntax::Ndjson);
        for document in &documents.documents {
            self.document(document, &documents.of_entries, seen);
        }
    }

    fn csv(&mut self, text: &str) {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut base = text.len() - body.len();
        let mut lines = body.split_inclusive('\n');
        let mut next = || -> Result<Option<csv::Line>, std::convert::Infallible> {
            let bytes = lines.next().map(|line| line.as_bytes().to_vec());
            Ok(bytes.map(|bytes| csv::Line { bytes, cut: false }))
        };
        let mut rows = csv::Rows::new();
        let mut seen = 0;
        while let Ok(Some(row)) = rows.next(&mut next) {
            let end = base + row.bytes.len();
            let text = text.get(base..end).unwrap_or_default();
            if let Some((at, trouble)) = row.trouble {
                let at = base + at;
                let misfit = Misfit::new(Code::MalformedData, span(at, end), trouble);
                self.bound.troubles.push(Trouble::unreadable(misfit));
                if self.columns.is_none() {
                    return;
                }
                seen += 1;
            } else if !text.trim().is_empty() {
                match &self.columns {
                    None => match self.header(text, base) {
                        Some(delimiter) => rows.set_delimiter(delimiter),
                        None => return,
                    },
                    Some(_) => {
                        seen += 1;
                        self.row(text, base, seen);
                    }
                }
            }
            base = end;
        }
    }

    /// Takes in the header of a CSV file, which is `base` bytes into the text. Gives the sign that
    /// parts its cells, or none if it is in error: then nothing can be said of the rows.
    pub(super) fn header(&mut self, text: &str, base: usize) -> Option<u8> {
        let delimiter = csv::delimiter(text);
        let columns = csv::cells(text, delimiter)
            .map_err(|mut error| {
                error.start += base;
                error.end += base;
                vec![unreadable(error)]
            })
            .and_then(|cells| Columns::new(self.fitter, &self.names, &cells, base));
        match columns {
            Ok(columns) => {
                self.columns = Some((columns, delimiter));
                Some(delimiter)
            }
            Err(misfits) => {
                let troubles = misfits.into_iter().map(Trouble::unreadable);
                self.bound.troubles.extend(troubles);
                None
            }
        }
    }

    /// Binds a row of a CSV file whose header was taken in: the case of this number.
    pub(super) fn row(&mut self, text: &str, base: usize, number: usize) {
        let Some((columns, delimiter)) = self.columns.take() else {
            return;
        };
        match csv::cells(text, delimiter) {
            Err(mut error) => {
                error.start += base;
                error.end += base;
                let trouble = Trouble::unreadable(unreadable(error));
                self.bound.troubles.push(trouble);
            }
            Ok(cells) if cells.len() != columns.len() => {
                let misfit = ragged(&columns, &cells, base);
                self.bound.troubles.push(Trouble::unreadable(misfit));
            }
            Ok(cells) => {
                let (raw, misfits) = columns.case(self.fitter.model, &cells, base);
                let way = |at: Span| columns.way(&cells, base, at);
                self.case(&raw, number, way, misfits);
            }
        }
        self.columns = Some((columns, delimiter));
    }

    /// Binds the cases of a document, of which some may have errors of reading, in the order of the text;
    /// `seen` cases precede it. Returns how many there are now.
    fn document(&mut self, document: &Raw, errors: &[raw::RawError], seen: usize) -> usize {
        match &document.kind {
            RawKind::List(cases) if cases.is_empty() => {
                self.bound.troubles.push(no_case(span_of(document)));
                seen
            }
            RawKind::List(cases) => {
                for (position, case) in cases.iter().enumerate() {
                    let way = |at: Span| format!("[{position}]{}", way_to(case, at));
                    let number = seen + position + 1;
                    let first = errors.partition_point(|it| it.start < case.start);
                    let own = errors.get(first..).unwrap_or_default().iter();
                    let own: Vec<Misfit> = own
                        .take_while(|it| it.start < case.end)
                        .map(|it| unreadable(it.clone()))
                        .collect();
                    if own.is_empty() {
                        self.case(case, number, way, own);
                    } else {
                        self.refuse(case, id_of(case), number, way, own);
                    }
                }
                seen + cases.len()
            }
            _ => {
                let way = |at: Span| {
                    let way = way_to(document, at);
                    way.strip_prefix('.').map_or(way.clone(), str::to_owned)
                };
                self.case(document, seen + 1, way, Vec::new());
                seen + 1
            }
        }
    }

    /// Binds a case in which these misfits were found already; `way` leads to a place in it.
    fn case(
        &mut self,
        raw: &Raw,
        number: usize,
        way: impl Fn(Span) -> String,
        misfits: Vec<Misfit>,
    ) {
        let mut draft = Draft {
            told: Told::new(self.fitter, &self.names, None),
            recorded_through: None,
            id: None,
        };
        draft.told.misfits = misfits;
        draft.read(raw);
        let Draft {
            told,
            recorded_through,
            id,
        } = draft;
        let name = id
            .as_ref()
            .map_or_else(|| number.to_string(), |it| it.0.clone());
        let notes = self.rosters.take_in(self.fitter.model, &name, &told.facts);
        self.bound.notes.extend(notes);
        let mut case = Case::new(self.fitter.model);
        case.recorded_through = recorded_through;
        for (fact, given) in told.facts {
            case.set(fact, given);
        }
        let mut misfits = told.misfits;
        if let Some((id, span)) = &id {
            misfits.extend(self.ids.take_in(id, self.line, *span));
        }
        let id = id.map_or_else(|| number.to_string(), |(id, _)| id);
        if misfits.is_empty() {
            let (start, end) = (offset_of(raw.start), offset_of(raw.end));
            self.bound.cases.push(NamedCase {
                id,
                case,
                start,
                end,
            });
            return;
        }
        self.refuse(raw, Some(id), number, way, misfits);
    }

    /// Refuses a case for these misfits; one without an id goes by its number.
    fn refuse(
        &mut self,
        raw: &Raw,
        id: Option<String>,
        number: usize,
        way: impl Fn(Span) -> String,
        mut misfits: Vec<Misfit>,
    ) {
        let id = id.unwrap_or_else(|| number.to_string());
        misfits.sort_by_key(|misfit| misfit.span.start);
        let troubles = misfits.into_iter().map(|misfit| Trouble {
            path: way(misfit.span),
            case: Some(id.clone()),
            within: Some(span_of(raw)),
            misfit,
        });
        self.bound.troubles.extend(troubles);
    }
}

/// The id of a case that cannot be read as a whole, if it says one and only one.
fn id_of(raw: &Raw) -> Option<String> {
    let RawKind::Map(entries) = &raw.kind else {
        return None;
    };
    let mut ids = entries.iter().filter(|(key, _)| key.text == "id");
    match (ids.next(), ids.next()) {
        (Some((_, value)), None) => match &value.kind {
            RawKind::Text(id) if raw::control_character(id).is_none() => Some(id.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The members of groups so far: in which case each is one, and from when to when.
#[derive(Default)]
struct Rosters {
    stays: BTreeMap<(FactId, Arc<str>), Vec<InCase>>,
}

impl Rosters {
    /// Remembers the members of a case's groups, and says who of them is a member in another case,
    /// too, on a day they share: who belongs to two agencies at once is counted in both.
    fn take_in(&mut self, model: &Model, id: &str, facts: &[(FactId, Given)]) -> Vec<String> {
        let mut notes = Vec::new();
        for (group, given) in facts {
            let Given::Members { members, .. } = given else {
                continue;
            };
            for member in &**members {
                if self.stays.len() >= MOST_IDS {
                    return notes;
                }
                let stays = self.stays.entry((*group, member.name.clone()));
                let stays = stays.or_default();
                let stay = (member.from.clone(), member.until.clone());
                if let Some((other, _)) = stays.iter().find(|(_, it)| overlap(it, &stay)) {
                    notes.push(format!(
                        "{} is a member of {} in case {} and in case {}, and counted in both",
                        ticked(&member.name),
                        ticked(&model.facts()[*group].naming.name),
                        ticked(other),
                        ticked(id)
                    ));
                }
                stays.push((id.to_owned(), stay));
            }
        }
        notes
    }
}

/// The first and the last day somebody is a member.
type Stay = (Range, Range);

/// The case somebody is a member in, and when.
type InCase = (String, Stay);

/// Whether two stays surely share a day.
fn overlap(one: &Stay, other: &Stay) -> bool {
    let day = |range: &Range, open: Date, unknown: Date| match range.core {
        Core::Date(low, high) if low == high && range.flags.is_empty() => low,
        Core::None => open,
        _ => unknown,
    };
    let from = |stay: &Stay| day(&stay.0, Date::MIN, Date::MAX);
    let until = |stay: &Stay| day(&stay.1, Date::MAX, Date::MIN);
    from(one).max(from(other)) <= until(one).min(until(other))
}

/// How many ids are compared with one another: enough for any country's officers, and a bound on
/// what a file of any length can make us remember.
const MOST_IDS: usize = 1 << 20;

/// The ids given so far, by the first bytes of their digests: what a stranger writes into a file
/// decides neither how much is remembered of it nor whether two ids are taken for one.
#[derive(Default)]
struct Ids {
    first: BTreeMap<[u8; 12], (u32, Span)>,
}

impl Ids {
    /// Remembers an id of the text that begins on this line; the misfit if it was given before.
    fn take_in(&mut self, id: &str, line: u32, at: Span) -> Option<Misfit> {
        let mut digest = [0; 12];
        for (kept, byte) in digest.iter_mut().zip(Sha256::digest(id)) {
            *kept = byte;
        }
        if let Some((first_line, first)) = self.first.get(&digest) {
            let headline = format!("two cases have the id {}", ticked(id));
            let misfit = Misfit::new(Code::DuplicateKey, at, headline);
            return Some(if *first_line == line {
                misfit.also(*first, "first here")
            } else {
                misfit.help(format!("the first of them begins on line {first_line}"))
            });
        }
        if self.first.len() < MOST_IDS {
            self.first.insert(digest, (line, at));
        }
        None
    }
}

/// A row with more or fewer cells than the header.
fn ragged(columns: &Columns, cells: &[csv::Cell], base: usize) -> Misfit {
    let end = cells.last().map_or(0, |cell| cell.end);
    let cells_there = match cells.len() {
        1 => "1 cell".to_owned(),
        number => format!("{number} cells"),
    };
    let headline = format!("the row has {cells_there}, the header {}", columns.len());
    let help = "a cell that holds the sign between cells stands in double quotes; what is not known is an empty cell";
    Misfit::new(Code::MalformedData, span(base, base + end), headline).help(help)
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

pub(super) fn unreadable(error: raw::RawError) -> Misfit {
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
    match first {
        Some(first) => misfit.also(first, "first here"),
        None => misfit,
    }
}
