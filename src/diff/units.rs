//! A rule set cut into units: one for each provision, one for each declaration outside the articles,
//! one for each label in another language.
//!
//! A unit has its entries and its canonical text, so that neither layout nor comments nor the way a
//! rule set is divided into files can make a difference. What an entry owes to its place and its text
//! does not say, the entity it is about, is kept beside it. Scenarios are no rules and no units.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::check::{Input, LoadedCalendar};
use crate::format::phrases;
use crate::source::{FileId, Span};
use crate::syntax::Trail;
use crate::syntax::ast::{
    Citation, Entry, EntryKind, Heading, LabelLine, LabelTarget, Name, TypeKind,
};
use crate::value::Calendar;

use super::Sort;

/// One side of a comparison, cut up.
#[derive(Debug, Default)]
pub(super) struct Split<'a> {
    /// Its regulations and vocabularies, in the order of the files.
    pub(super) regulations: Vec<Cut<'a>>,
}

/// A regulation or vocabulary, cut up.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// Its name.
    pub(super) name: String,
    /// The file of its head.
    pub(super) file: FileId,
    /// Its units in the order of the text; each stands after the one it is in.
    pub(super) units: Vec<Unit<'a>>,
}

/// A unit.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// What it is.
    pub(super) sort: Sort,
    /// What it is called: a citation, the name of what is declared, or what a label is for.
    pub(super) name: String,
    /// The unit it stands in, if that is an article or part of one.
    pub(super) parent: Option<usize>,
    /// The chapter it stands in.
    pub(super) chapter: Option<usize>,
    /// The entity its entries are about without saying so.
    pub(super) about: Option<String>,
    /// What it holds.
    pub(super) content: Content<'a>,
    /// The canonical text.
    pub(super) text: String,
}

/// What a unit holds.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// Entries, the heading first if there is one; the calendar, if it is one.
    Entries(Vec<&'a Entry>, Option<&'a Calendar>),
    /// A line of a `labels` entry, and its language.
    Label(&'a Name, &'a LabelLine),
    /// A regulation or vocabulary that is used.
    Uses(String),
}

impl<'a> Unit<'a> {
    /// The entries, the heading included.
    pub(super) fn entries(&self) -> &[&'a Entry] {
        match &self.content {
            Content::Entries(entries, _) => entries,
            Content::Label(..) | Content::Uses(_) => &[],
        }
    }

    /// Where it begins.
    pub(super) fn span(&self) -> Option<Span> {
        match &self.content {
            Content::Entries(entries, _) => entries.first().map(|entry| entry.span),
            Content::Label(_, line) => Some(line.text.span),
            Content::Uses(_) => None,
        }
    }

    /// The heading, of a provision.
    pub(super) fn heading(&self) -> Option<&'a Heading> {
        match &self.entries().first()?.kind {
            EntryKind::Heading(heading) => Some(heading),
            _ => None,
        }
    }

    /// The text without the number of the heading: two provisions alike but for their number have
    /// the same.
    pub(super) fn body(&self) -> String {
        let Some(heading) = self.heading() else {
            return self.text.clone();
        };
        let unnumbered = EntryKind::Heading(Heading {
            number: None,
            ..heading.clone()
        });
        let rest = self.entries().iter().skip(1);
        let mut text = phrases::entry(&unnumbered);
        for entry in rest {
            text.push('\n');
            text.push_str(&phrases::entry(&entry.kind));
        }
        text
    }
}

/// What makes two entries the same one: the space of names it belongs to and its name there, or what
/// it is of.
pub(super) fn key(kind: &EntryKind) -> (&'static str, String) {
    let join = |parts: Vec<String>| parts.join(", ");
    match kind {
        EntryKind::Regulation(_) | EntryKind::Vocabulary { .. } => ("head", String::new()),
        // Worked into the text before it is compared.
        EntryKind::Amending(_) => ("amendment", String::new()),
        EntryKind::Fact(it) => ("name", it.name.text.clone()),
        EntryKind::NotEncoded(it) => ("name", it.name.text.clone()),
        EntryKind::Conclusion(it) => ("name", it.name.text.clone()),
        EntryKind::Reading(it) => ("name", it.name.text.clone()),
        EntryKind::Norm(it) => ("name", it.name.text.clone()),
        EntryKind::Guideline { name, .. } => ("name", name.text.clone()),
        EntryKind::Kind(it) => ("type", it.name.text.clone()),
        EntryKind::Record { name, .. } | EntryKind::Unit { name, .. } => {
            ("type", name.text.clone())
        }
        EntryKind::Entity { name, .. }
        | EntryKind::Authority { name, .. }
        | EntryKind::Source { name, .. } => ("party", name.text.clone()),
        EntryKind::Calendar { name, .. } => ("calendar", name.text.clone()),
        EntryKind::Conclude { name, .. } => ("rule", name.text.clone()),
        EntryKind::Exception { targets, .. } => (
            "exception",
            join(targets.iter().map(phrases::target).collect()),
        ),
        EntryKind::Instead { targets, name, .. } => {
            let targets = join(targets.iter().map(phrases::target).collect());
            ("replacement", format!("{} {targets}", name.text))
        }
        EntryKind::Scope { places, .. } => (
            "scope",
            join(places.iter().map(phrases::place_range).collect()),
        ),
        EntryKind::Apply { places, .. } => (
            "analogy",
            join(places.iter().map(phrases::place_range).collect()),
        ),
        EntryKind::Presume { name, .. } => ("presumption", name.text.clone()),
        EntryKind::Always { .. } => ("assertion", String::new()),
        EntryKind::Take { name, .. } => ("counting date", name.text.clone()),
        EntryKind::Validity(it) => {
            let word = if it.commencement {
                "commencement"
            } else {
                "expiry"
            };
            let of = match &it.of {
                Some(crate::syntax::ast::ValidityOf::Regulation(name)) => name.text.clone(),
                Some(crate::syntax::ast::ValidityOf::Provision(place)) => phrases::citation(place),
                None => String::new(),
            };
            (word, of)
        }
        EntryKind::Wording { language, .. } => (
            "wording",
            language
                .as_ref()
                .map_or_else(String::new, |it| it.text.clone()),
        ),
        EntryKind::Descriptive { .. } => ("description", String::new()),
        EntryKind::Heading(_) => ("heading", String::new()),
        EntryKind::Labels { .. }
        | EntryKind::Continued { .. }
        | EntryKind::Use(_)
        | EntryKind::Scenarios { .. }
        | EntryKind::Scenario(_)
        | EntryKind::Given { .. }
        | EntryKind::Expect { .. }
        | EntryKind::Examples(_) => ("", String::new()),
    }
}

/// The names an entry declares, with the members and fields it has.
pub(super) fn declared(kind: &EntryKind) -> Vec<String> {
    let fields = |fields: &[crate::syntax::ast::Field]| -> Vec<String> {
        fields.iter().map(|it| it.name.text.clone()).collect()
    };
    match kind {
        EntryKind::Fact(it) => {
            let mut names = vec![it.name.text.clone()];
            if let TypeKind::Events(of) = &it.ty.kind {
                names.extend(fields(of));
            }
            names
        }
        EntryKind::Kind(it) => {
            let members = it.members.iter().map(|(name, _)| name.text.clone());
            std::iter::once(it.name.text.clone())
                .chain(members)
                .collect()
        }
        EntryKind::Record {
            name, fields: of, ..
        } => {
            let mut names = vec![name.text.clone()];
            names.extend(fields(of));
            names
        }
        EntryKind::Unit { name, plural, .. } => {
            let plural = plural.iter().map(|it| it.text.clone());
            std::iter::once(name.text.clone()).chain(plural).collect()
        }
        EntryKind::NotEncoded(_)
        | EntryKind::Conclusion(_)
        | EntryKind::Reading(_)
        | EntryKind::Norm(_)
        | EntryKind::Guideline { .. }
        | EntryKind::Entity { .. }
        | EntryKind::Authority { .. }
        | EntryKind::Source { .. }
        | EntryKind::Calendar { .. } => vec![key(kind).1],
        _ => Vec::new(),
    }
}

/// Cuts up a rule set.
pub(super) fn split<'a>(files: &[Input<'a>], calendars: &'a [LoadedCalendar]) -> Split<'a> {
    let mut split = Split::default();
    for input in files {
        for entry in &input.tree.entries {
            let (EntryKind::Regulation(crate::syntax::ast::Regulation { name, .. })
            | EntryKind::Vocabulary { name, .. }) = &entry.kind
            else {
                continue;
            };
            split.cut(&name.text, input.file);
        }
    }
    for input in files {
        FileWalk::new(&mut split, input, calendars).run();
    }
    split.uses(files);
    for cut in &mut split.regulations {
        for unit in &mut cut.units {
            unit.text = text(unit);
        }
    }
    split
}

fn text(unit: &Unit<'_>) -> String {
    match &unit.content {
        Content::Entries(entries, _) => {
            let texts: Vec<String> = entries.iter().map(|it| phrases::entry(&it.kind)).collect();
            texts.join("\n")
        }
        Content::Label(language, line) => {
            format!("labels {}\n  {}", language.text, phrases::label_line(line))
        }
        Content::Uses(other) => format!("use {other}"),
    }
}

/// The first regulation a file opens: `labels` and `use` are of it.
fn owner(input: &Input<'_>) -> Option<String> {
    let mut entries = input.tree.entries.iter();
    entries
        .find_map(|entry| opens(&entry.kind))
        .map(|it| it.text.clone())
}

fn opens(kind: &EntryKind) -> Option<&Name> {
    match kind {
        EntryKind::Regulation(head) => Some(&head.name),
        EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => Some(name),
        _ => None,
    }
}

impl<'a> Split<'a> {
    /// The position of a regulation, new if there is none of this name.
    fn cut(&mut self, name: &str, file: FileId) -> usize {
        let found = self.regulations.iter().position(|it| it.name == name);
        found.unwrap_or_else(|| {
            self.regulations.push(Cut {
                name: name.to_owned(),
                file,
                units: Vec::new(),
            });
            self.regulations.len() - 1
        })
    }

    /// Which regulations use which others: their names are seen first.
    fn uses(&mut self, files: &[Input<'_>]) {
        let owners: HashMap<FileId, String> = files
            .iter()
            .filter_map(|input| Some((input.file, owner(input)?)))
            .collect();
        let mut edges = BTreeSet::new();
        for input in files {
            let Some(from) = owners.get(&input.file) else {
                continue;
            };
            for to in input.uses.iter().filter_map(|used| owners.get(used)) {
                if from != to && edges.insert((from.clone(), to.clone())) {
                    let Some(cut) = self.regulations.iter_mut().find(|it| it.name == *from) else {
                        continue;
                    };
                    cut.units.push(Unit {
                        sort: Sort::Use,
                        name: to.clone(),
                        parent: None,
                        chapter: None,
                        about: None,
                        content: Content::Uses(to.clone()),
                        text: String::new(),
                    });
                }
            }
        }
    }
}

/// The walk through one file.
struct FileWalk<'s, 'a> {
    split: &'s mut Split<'a>,
    input: Input<'a>,
    calendars: &'a [LoadedCalendar],
    regulation: Option<usize>,
    /// The first regulation of the file.
    owner: Option<usize>,
    /// The headings we stand under: unit, entity.
    headings: Trail<(usize, Option<String>)>,
    /// The entity opened last among the declarations.
    opened: Option<String>,
}

impl<'s, 'a> FileWalk<'s, 'a> {
    fn new(split: &'s mut Split<'a>, input: &Input<'a>, calendars: &'a [LoadedCalendar]) -> Self {
        Self {
            split,
            input: *input,
            calendars,
            regulation: None,
            owner: None,
            headings: Trail::default(),
            opened: None,
        }
    }

    fn run(mut self) {
        for entry in &self.input.tree.entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &'a Entry) {
        if let Some(name) = opens(&entry.kind) {
            let at = self.split.cut(&name.text, self.input.file);
            self.regulation = Some(at);
            self.owner = self.owner.or(Some(at));
            self.headings.clear();
            self.opened = None;
        }
        match &entry.kind {
            EntryKind::Continued { .. }
            | EntryKind::Use(_)
            | EntryKind::Scenario(_)
            | EntryKind::Given { .. }
            | EntryKind::Expect { .. }
            | EntryKind::Examples(_) => {}
            EntryKind::Scenarios { .. } => self.regulation = None,
            EntryKind::Labels { language, lines } => self.labels(language, lines),
            EntryKind::Heading(heading) => self.heading(entry, heading),
            kind => self.inside(entry, kind),
        }
    }

    fn push(&mut self, unit: Unit<'a>) -> Option<usize> {
        let cut = self.split.regulations.get_mut(self.regulation?)?;
        cut.units.push(unit);
        Some(cut.units.len() - 1)
    }

    fn labels(&mut self, language: &'a Name, lines: &'a [LabelLine]) {
        let Some(cut) = self.owner.and_then(|at| self.split.regulations.get_mut(at)) else {
            return;
        };
        cut.units.extend(lines.iter().map(|line| Unit {
            sort: Sort::Label,
            name: format!("{} {}", language.text, labelled(&line.target)),
            parent: None,
            chapter: None,
            about: None,
            content: Content::Label(language, line),
            text: String::new(),
        }));
    }

    fn heading(&mut self, entry: &'a Entry, heading: &'a Heading) {
        let rank = heading.rank;
        self.headings.close(rank);
        self.opened = None;
        let parent = self.headings.cited().map(|(at, _)| *at);
        let chapter = self.headings.chapter().map(|(at, _)| *at);
        let base = self
            .regulation
            .and_then(|at| self.split.regulations.get(at)?.units.get(parent?))
            .map_or("", |it| it.name.as_str());
        let about = self
            .headings
            .iter()
            .rev()
            .find_map(|(_, about)| about.clone());
        let unit = Unit {
            sort: Sort::Provision(rank),
            name: heading.citation(base),
            parent,
            chapter,
            about,
            content: Content::Entries(vec![entry], None),
            text: String::new(),
        };
        if let Some(at) = self.push(unit) {
            let about = heading.about.as_ref().map(|it| it.text.clone());
            self.headings.open(rank, (at, about));
        }
    }

    fn inside(&mut self, entry: &'a Entry, kind: &'a EntryKind) {
        if let Some((at, _)) = self.headings.last() {
            let at = *at;
            let unit = self
                .regulation
                .and_then(|it| self.split.regulations.get_mut(it)?.units.get_mut(at));
            if let Some(Unit {
                content: Content::Entries(entries, _),
                ..
            }) = unit
            {
                entries.push(entry);
            }
            return;
        }
        let (space, name) = key(kind);
        let head = matches!(
            kind,
            EntryKind::Regulation(_) | EntryKind::Vocabulary { .. }
        );
        let about = match kind {
            EntryKind::Entity { name, .. } => {
                self.opened = Some(name.text.clone());
                None
            }
            _ if about_something(kind) => self.opened.clone(),
            _ => None,
        };
        let calendar = match kind {
            EntryKind::Calendar { from, .. } => self
                .calendars
                .iter()
                .find(|it| it.file == self.input.file && it.path == from.text)
                .map(|it| &it.calendar),
            _ => None,
        };
        self.push(Unit {
            sort: if head {
                Sort::Head
            } else {
                Sort::Declaration(space)
            },
            name,
            parent: None,
            chapter: None,
            about,
            content: Content::Entries(vec![entry], calendar),
            text: String::new(),
        });
    }
}

/// Whether it matters to an entry which entity was opened before it.
fn about_something(kind: &EntryKind) -> bool {
    !matches!(
        kind,
        EntryKind::Regulation(_)
            | EntryKind::Vocabulary { .. }
            | EntryKind::Kind(_)
            | EntryKind::Record { .. }
            | EntryKind::Unit { .. }
            | EntryKind::Authority { .. }
            | EntryKind::Source { .. }
            | EntryKind::Calendar { .. }
            | EntryKind::Validity(_)
    )
}

/// What a label is for, by the name it has within the regulation.
pub(super) fn labelled_in(regulation: &str, target: &LabelTarget) -> String {
    match target {
        LabelTarget::Name(name, Some(own)) if name.text == regulation => own.text.clone(),
        LabelTarget::Place(Citation {
            regulation: Some(name),
            place,
            ..
        }) if name.text == regulation => place.clone(),
        target => labelled(target),
    }
}

/// What a label is for.
pub(super) fn labelled(target: &LabelTarget) -> String {
    match target {
        LabelTarget::Name(name, Some(member)) => format!("{}.{}", name.text, member.text),
        LabelTarget::Name(name, None) => name.text.clone(),
        LabelTarget::Place(place) => phrases::citation(place),
    }
}
