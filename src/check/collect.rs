//! First pass: headings become places, nouns are declared, rules wait.

use super::amended::{self, days_of, lasting};
use super::names::{Declaration, Space, Symbol};
use super::{Ctx, Input, Pending, Site};
use crate::amend::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    EntityId, Kind, Naming, Party, PartyKind, Place, PlaceId, PlaceKind, Record, Regulation,
    RegulationId, Unit, Validity,
};
use crate::source::{FileId, Span};
use crate::syntax::Trail;
use crate::syntax::ast::{self, Amending, EntryKind, Rank};
use crate::value::Date;
use std::collections::{BTreeMap, HashMap};

/// Collects the places and nouns of all files.
pub(super) fn collect<'a>(ctx: &mut Ctx<'a>, files: &[Input<'a>]) {
    for input in files {
        heads(ctx, input);
    }
    for input in files {
        amended::heads(ctx, input);
    }
    uses(ctx, files);
    for input in files {
        entities(ctx, input);
    }
    let amended = ctx.amended;
    for (position, input) in files.iter().enumerate() {
        let text = amended.and_then(|it| it.trees.get(position));
        Walk::new(ctx, input, text.map_or(&[], |it| &it.versions)).run();
    }
    validity(ctx);
    labels(ctx, files);
}

/// Declares the regulations and vocabularies, wherever their files come.
fn heads<'a>(ctx: &mut Ctx<'a>, input: &Input<'a>) {
    for entry in &input.tree.entries {
        let (name, label, languages) = match &entry.kind {
            EntryKind::Regulation(head) => (&head.name, &head.label, head.languages.as_slice()),
            EntryKind::Vocabulary { name, label } => (name, label, &[][..]),
            _ => continue,
        };
        if ctx.names.regulation(&name.text).is_some() {
            ctx.report(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("regulation `{}` has a second head", name.text),
                )
                .help(format!(
                    "a further file of it begins `regulation {} continued from \"…\"`",
                    name.text
                )),
            );
            continue;
        }
        let languages: Vec<String> = languages.iter().map(|it| it.text.clone()).collect();
        let inline = languages
            .first()
            .cloned()
            .unwrap_or_else(|| "en".to_owned());
        let id = ctx.model.regulations.push(Regulation {
            naming: naming(name, label.as_ref(), &inline),
            languages,
            counting: None,
            validity: Validity::default(),
            commencement: None,
        });
        ctx.names.add_regulation(&name.text, id);
    }
}

/// Which regulations use which others, by the files they stand in.
fn uses(ctx: &mut Ctx<'_>, files: &[Input<'_>]) {
    let of = |ctx: &Ctx<'_>, input: &Input<'_>| {
        let entries = input.tree.entries.iter();
        entries
            .filter_map(|entry| opened_by(ctx, &entry.kind))
            .next()
    };
    let owners: HashMap<FileId, RegulationId> = files
        .iter()
        .filter_map(|input| Some((input.file, of(ctx, input)?)))
        .collect();
    for input in files {
        let Some(from) = owners.get(&input.file) else {
            continue;
        };
        for to in input.uses.iter().filter_map(|used| owners.get(used)) {
            ctx.names.add_use(*from, *to);
        }
    }
    ctx.names.close_uses();
}

/// The regulation an entry opens or continues.
fn opened_by(ctx: &Ctx<'_>, kind: &EntryKind) -> Option<RegulationId> {
    match kind {
        EntryKind::Regulation(head) => ctx.names.regulation(&head.name.text),
        EntryKind::Continued { name, .. }
        | EntryKind::Vocabulary { name, .. }
        | EntryKind::Amending(Amending::Head { of: name, .. }) => ctx.names.regulation(&name.text),
        _ => None,
    }
}

/// Declares the entities, so that headings of any file can say whom they are about.
fn entities<'a>(ctx: &mut Ctx<'a>, input: &Input<'a>) {
    let mut within = None;
    for entry in &input.tree.entries {
        within = opened_by(ctx, &entry.kind).or(within);
        if let (EntryKind::Entity { name, label }, Some(regulation)) = (&entry.kind, within) {
            let language = ctx.model.regulations[regulation]
                .languages
                .first()
                .map_or("en", String::as_str);
            let naming = naming(name, label.as_ref(), language);
            let party = ctx.model.parties.push(Party {
                naming: naming.clone(),
                kind: PartyKind::Entity,
            });
            let id = ctx.model.entities.push(naming);
            ctx.declare(regulation, Space::Parties, name, Symbol::Entity(id, party));
        }
    }
}

/// The number of a heading as something that is counted: `8-1` comes between `8` and `9`.
fn counted(number: &str) -> Option<Vec<u32>> {
    let part = |part: &str| {
        let mut letters = part.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_ascii_lowercase() => Some(u32::from(letter)),
            _ => part.parse().ok(),
        }
    };
    number.split('-').map(part).collect()
}

/// Names with an inline label.
pub(super) fn naming(name: &ast::Name, label: Option<&ast::Text>, language: &str) -> Naming {
    Naming {
        name: name.text.clone(),
        labels: label
            .iter()
            .map(|label| (language.to_owned(), label.text.clone()))
            .collect(),
        span: Some(name.span),
    }
}

/// A date literal's day; lexical mistakes were reported by the parser.
pub(super) fn day(literal: &ast::DateLiteral) -> Option<Date> {
    Date::parse(&literal.day).ok()
}

/// The walk through one file.
struct Walk<'c, 'a> {
    ctx: &'c mut Ctx<'a>,
    input: Input<'a>,
    /// The days of each entry, if amendments gave any.
    versions: &'a [Version],
    /// The version of the entry at hand.
    version: Option<&'a Version>,
    /// The amendment whose file this is.
    amendment: Option<RegulationId>,
    regulation: Option<RegulationId>,
    language: String,
    /// The headings we stand under, with the entity each is about.
    headings: Trail<(PlaceId, Option<EntityId>)>,
    /// `about` of the regulation's head.
    about: Option<EntityId>,
    /// The entity opened last among the declarations.
    opened: Option<EntityId>,
    homeless: bool,
    /// Headings of which something could not be read, as long as what follows stands under them.
    broken: Vec<(Rank, Span, bool)>,
    /// The heading last met in this file, by what it stands in and its rank.
    last: BTreeMap<(RegulationId, String, Rank), &'a ast::Heading>,
}

impl<'c, 'a> Walk<'c, 'a> {
    fn new(ctx: &'c mut Ctx<'a>, input: &Input<'a>, versions: &'a [Version]) -> Self {
        Self {
            ctx,
            input: *input,
            versions,
            version: None,
            amendment: None,
            regulation: None,
            language: "en".to_owned(),
            headings: Trail::default(),
            about: None,
            opened: None,
            homeless: false,
            broken: Vec::new(),
            last: BTreeMap::new(),
        }
    }

    fn run(mut self) {
        let mut broken = self.input.tree.broken.iter().peekable();
        for (position, entry) in self.input.tree.entries.iter().enumerate() {
            self.version = self
                .versions
                .get(position)
                .filter(|version| **version != Version::default());
            while let Some(it) = broken.next_if(|it| it.span.start < entry.span.start) {
                self.left_out(it);
            }
            self.entry(entry);
        }
        for it in broken {
            self.left_out(it);
        }
        self.no_longer_under(None, u32::MAX);
    }

    /// Notes what is missing at this place.
    fn left_out(&mut self, broken: &ast::Broken) {
        if broken.kind == ast::BrokenKind::Head {
            self.homeless |= self.regulation.is_none();
        }
        if let ast::BrokenKind::Heading { rank, kept } = broken.kind {
            self.broken.push((rank, broken.span, kept));
        }
        let Some(regulation) = self.regulation else {
            return;
        };
        if matches!(
            broken.kind,
            ast::BrokenKind::Heading {
                rank: Rank::Article,
                kept: false
            }
        ) {
            self.ctx.lost.article(regulation);
        }
        let place = self
            .place()
            .map(|place| (place, self.ctx.model.places[place].citation.as_str()));
        self.ctx.lost.rule(regulation, place);
    }

    /// What stood under broken headings ends where one of their rank or above begins.
    fn no_longer_under(&mut self, rank: Option<Rank>, end: u32) {
        let ends = |of: &Rank| rank.is_none_or(|rank| rank <= *of);
        for (_, span, kept) in self.broken.extract_if(.., |(of, ..)| ends(of)) {
            self.ctx.lost.displaced(Span { end, ..span }, kept);
        }
    }

    fn entry(&mut self, entry: &'a ast::Entry) {
        match &entry.kind {
            EntryKind::Regulation(head) => self.enter(&head.name, entry.span, &entry.kind),
            EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => {
                self.enter(name, entry.span, &entry.kind);
            }
            EntryKind::Amending(Amending::Head { name, of, .. }) => {
                self.amendment = self.ctx.names.regulation(&name.text);
                // That there is no such regulation was said of the amendment.
                self.homeless |= self.ctx.names.regulation(&of.text).is_none();
                if !self.homeless {
                    self.enter(of, entry.span, &entry.kind);
                }
            }
            EntryKind::Amending(Amending::Clause { number, label }) => {
                self.clause(number, label.as_ref(), entry.span);
            }
            EntryKind::Use(_)
            | EntryKind::Scenarios { .. }
            | EntryKind::Scenario(_)
            | EntryKind::Given { .. }
            | EntryKind::Expect { .. }
            | EntryKind::Examples(_)
            | EntryKind::Labels { .. } => {}
            kind => {
                if let Some(regulation) = self.regulation {
                    self.inside(regulation, entry.span, kind);
                } else if !self.homeless {
                    self.homeless = true;
                    self.ctx.report(
                        Diagnostic::new(Code::StrayText, entry.span, "this stands in no regulation")
                            .help("a file begins `regulation NAME \"title\"`, `regulation NAME continued from \"…\"`, `vocabulary NAME` or `amendment NAME of REGULATION \"title\"`"),
                    );
                }
            }
        }
    }

    fn enter(&mut self, name: &ast::Name, span: Span, kind: &'a EntryKind) {
        let found = self.ctx.names.regulation(&name.text);
        if found.is_none() && !self.ctx.lost.declares(&name.text) {
            let near = self.ctx.names.nearest_regulation(&name.text);
            let mut it = Diagnostic::new(
                Code::UnknownName,
                name.span,
                format!("no file read has the head of regulation `{}`", name.text),
            );
            if let Some(near) = near {
                it = it.help(format!("did you mean `{near}`?"));
            }
            self.ctx.report(it);
        }
        self.homeless |= found.is_none();
        self.regulation = found;
        self.headings.clear();
        self.opened = None;
        if let Some(regulation) = found {
            if let Some(first) = self.ctx.model.regulations[regulation].languages.first() {
                self.language.clone_from(first);
            }
            let site = Site {
                regulation,
                place: None,
                entity: None,
                by: None,
            };
            self.ctx.pending.push(Pending {
                site,
                span,
                kind,
                version: None,
            });
            self.about = self.entity_of_head(regulation);
        }
    }

    fn inside(&mut self, regulation: RegulationId, span: Span, kind: &'a EntryKind) {
        match kind {
            EntryKind::Heading(heading) => self.heading(regulation, span, heading),
            EntryKind::Wording { language, text } => {
                if let Some(place) = self.place() {
                    let language = language.as_ref().map(|it| it.text.clone());
                    self.ctx.model.places[place]
                        .wording
                        .push((language, text.text.clone()));
                }
            }
            EntryKind::Descriptive { because } => match self.place() {
                Some(place) => {
                    self.ctx.model.places[place].descriptive = Some(because.text.clone())
                }
                None => self.ctx.error(
                    Code::StrayText,
                    span,
                    "`descriptive` stands under no heading",
                ),
            },
            EntryKind::Entity { name, .. } => {
                let found = self.ctx.names.entity(&name.text, regulation);
                self.opened = found.map(|(id, _)| id);
            }
            EntryKind::Authority { name, label } => {
                self.party(regulation, name, label.as_ref(), PartyKind::Authority)
            }
            EntryKind::Source { name, label } => {
                self.party(regulation, name, label.as_ref(), PartyKind::Source)
            }
            EntryKind::Calendar { name, label, from } => {
                self.calendar(regulation, name, label.as_ref(), from)
            }
            EntryKind::Unit {
                name,
                plural,
                label,
            } => {
                let id = self.ctx.model.units.push(Unit {
                    naming: naming(name, label.as_ref(), &self.language),
                    plural: plural.as_ref().unwrap_or(name).text.clone(),
                });
                self.declare(regulation, Space::Types, name, Symbol::Unit(id));
                if let Some(plural) = plural {
                    self.declare(regulation, Space::Types, plural, Symbol::Unit(id));
                }
            }
            EntryKind::Kind(kind) => self.kind(regulation, kind),
            EntryKind::Record { name, label, .. } => {
                let naming = naming(name, label.as_ref(), &self.language);
                let id = self.ctx.model.records.push(Record {
                    naming,
                    fields: Vec::new(),
                });
                self.declare(regulation, Space::Types, name, Symbol::Record(id));
                self.wait(regulation, span, kind);
            }
            _ => self.wait(regulation, span, kind),
        }
    }

    fn wait(&mut self, regulation: RegulationId, span: Span, kind: &'a EntryKind) {
        if self.about.is_none() {
            self.about = self.entity_of_head(regulation);
        }
        let inner = self.headings.iter().rev().find_map(|(_, about)| *about);
        let entity = if self.headings.is_empty() {
            self.opened.or(self.about)
        } else {
            inner.or(self.about)
        };
        self.ctx.pending.push(Pending {
            site: Site {
                regulation,
                place: self.place(),
                entity,
                by: self.version.and_then(|version| version.by),
            },
            span,
            kind,
            version: self.version,
        });
    }

    /// A clause of an amendment, a place of its own.
    fn clause(&mut self, number: &ast::Name, label: Option<&ast::Text>, span: Span) {
        let Some(amendment) = self.amendment else {
            let heads = |it: &ast::Broken| it.kind == ast::BrokenKind::Head;
            if self.homeless || self.input.tree.broken.iter().any(heads) {
                return;
            }
            self.ctx.report(
                Diagnostic::new(Code::StrayText, span, "a clause stands in an amendment")
                    .help("begin the file with `amendment NAME of REGULATION`"),
            );
            return;
        };
        let place = Place {
            citation: number.text.clone(),
            regulation: amendment,
            kind: PlaceKind::Clause,
            parent: None,
            labels: label
                .iter()
                .map(|it| (self.language.clone(), it.text.clone()))
                .collect(),
            validity: Validity::default(),
            descriptive: None,
            wording: Vec::new(),
            note: false,
            span,
        };
        let id = self.ctx.add_place(place, Validity::default());
        let name = self.ctx.model.regulations[amendment].naming.name.clone();
        self.ctx.clauses.insert((name, number.text.clone()), id);
    }

    fn place(&self) -> Option<PlaceId> {
        self.headings.cited().map(|(place, _)| *place)
    }

    fn entity_of_head(&mut self, regulation: RegulationId) -> Option<EntityId> {
        let (id, declared) = self.ctx.subject_of(regulation)?;
        self.ctx.used.insert(declared);
        Some(id)
    }

    /// The entity that a heading is said to be about, which is a use of it.
    fn about(&mut self, regulation: RegulationId, name: &ast::Name) -> Option<EntityId> {
        let (id, declared) = self.ctx.names.entity(&name.text, regulation)?;
        self.ctx.used.insert(declared);
        Some(id)
    }

    fn heading(&mut self, regulation: RegulationId, span: Span, heading: &'a ast::Heading) {
        let rank = heading.rank;
        self.no_longer_under(Some(rank), span.start);
        self.headings.close(rank);
        self.opened = None;
        let parent = self.headings.last().map(|(place, _)| *place);
        let outer = self.place();
        let base = outer.map_or_else(String::new, |it| self.ctx.model.places[it].citation.clone());
        let citation = heading.citation(&base);
        if outer.is_none() && !matches!(rank, Rank::Chapter | Rank::Article | Rank::Note) {
            self.ctx.report(
                Diagnostic::new(
                    Code::StrayItem,
                    span,
                    "this heading stands under no article",
                )
                .help("begin with `article NUMBER \"label\"`"),
            );
        }
        self.in_order(regulation, base, heading);
        let own = heading
            .in_force
            .as_ref()
            .map_or_else(Validity::default, |it| Validity {
                from: it.from.as_ref().and_then(day),
                until: it.until.as_ref().and_then(day),
            });
        let lasting = lasting(own, self.version);
        let own = own.within(days_of(self.version));
        let about = heading.about.as_ref().and_then(|name| {
            let found = self.about(regulation, name);
            if found.is_none() && !self.ctx.lost.declares(&name.text) {
                self.ctx.error(
                    Code::UnknownName,
                    name.span,
                    format!("there is no entity `{}`", name.text),
                );
            }
            found
        });
        let place = Place {
            citation,
            regulation,
            kind: PlaceKind::Heading(rank),
            parent,
            labels: heading
                .label
                .iter()
                .map(|it| (self.language.clone(), it.text.clone()))
                .collect(),
            validity: Validity::default(),
            descriptive: None,
            wording: Vec::new(),
            note: rank == Rank::Note,
            span,
        };
        let id = self.ctx.add_place(place, own);
        self.ctx.own_lasting.insert(id, lasting);
        self.headings.open(rank, (id, about));
    }

    /// Warns of a heading whose number is lower than that of the one before it. Files may share the
    /// provisions among them as they like, and an amendment puts its own where it says.
    fn in_order(&mut self, regulation: RegulationId, base: String, heading: &'a ast::Heading) {
        if self.version.is_some_and(|it| it.by.is_some()) {
            return;
        }
        // Articles are counted through all chapters.
        let base = match heading.rank {
            Rank::Chapter | Rank::Article => String::new(),
            _ => base,
        };
        let key = (regulation, base.clone(), heading.rank);
        let (Some(earlier), Some(number)) = (self.last.insert(key, heading), &heading.number)
        else {
            return;
        };
        let Some(before) = earlier.number.as_ref().filter(|before| {
            counted(&number.text)
                .zip(counted(&before.text))
                .is_some_and(|(number, before)| number < before)
        }) else {
            return;
        };
        let headline = format!(
            "`{}` stands after `{}`",
            heading.citation(&base),
            earlier.citation(&base)
        );
        self.ctx.report(
            Diagnostic::new(Code::ProvisionOutOfOrder, number.span, headline)
                .also(before.span, "before it")
                .help("put the provisions in the law's order"),
        );
    }

    fn declare(
        &mut self,
        regulation: RegulationId,
        space: Space,
        name: &ast::Name,
        symbol: Symbol,
    ) {
        self.ctx.declare(regulation, space, name, symbol);
    }

    fn party(
        &mut self,
        regulation: RegulationId,
        name: &ast::Name,
        label: Option<&ast::Text>,
        kind: PartyKind,
    ) {
        let naming = naming(name, label, &self.language);
        let id = self.ctx.model.parties.push(Party { naming, kind });
        self.declare(regulation, Space::Parties, name, Symbol::Party(id));
    }

    fn calendar(
        &mut self,
        regulation: RegulationId,
        name: &ast::Name,
        label: Option<&ast::Text>,
        from: &ast::Text,
    ) {
        let loaded = self
            .ctx
            .calendars
            .iter()
            .find(|it| it.file == self.input.file && it.path == from.text);
        // A calendar that could not be read was reported by whoever reads files.
        let Some(loaded) = loaded else { return };
        let id = self
            .ctx
            .model
            .calendars
            .push((naming(name, label, &self.language), loaded.calendar.clone()));
        self.declare(regulation, Space::Calendars, name, Symbol::Calendar(id));
    }

    fn kind(&mut self, regulation: RegulationId, kind: &'a ast::Kind) {
        let mut members: Vec<Naming> = Vec::new();
        for (name, label) in &kind.members {
            if let Some(first) = members.iter().find(|it| it.name == name.text) {
                let first = first.span.unwrap_or(name.span);
                self.ctx.report(
                    Diagnostic::new(
                        Code::DuplicateName,
                        name.span,
                        format!("`{}` is a member twice", name.text),
                    )
                    .also(first, "first here"),
                );
                continue;
            }
            members.push(naming(name, label.as_ref(), &self.language));
        }
        if members.len() > 64 {
            self.ctx.error(
                Code::TooLarge,
                kind.name.span,
                format!("`{}` has over 64 members", kind.name.text),
            );
            members.truncate(64);
        }
        let id = self.ctx.model.kinds.push(Kind {
            naming: naming(&kind.name, kind.label.as_ref(), &self.language),
            ordered: kind.ordered,
            members,
        });
        self.declare(regulation, Space::Types, &kind.name, Symbol::Kind(id));
    }
}

impl<'a> Ctx<'a> {
    /// Declares a name, or reports that the regulation has it already.
    pub(super) fn declare(
        &mut self,
        regulation: RegulationId,
        space: Space,
        name: &ast::Name,
        symbol: Symbol,
    ) {
        let declaration = Declaration {
            regulation,
            symbol,
            span: name.span,
        };
        if let Some(first) = self.names.declare(space, &name.text, declaration) {
            self.report(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("`{}` is declared twice", name.text),
                )
                .label("again here")
                .also(first.span, "first here")
                .help(match symbol {
                    Symbol::Conclusion(_) => {
                        "a noun declares once; `conclude NAME when …` adds a rule"
                    }
                    Symbol::Unit(_) => {
                        "a unit without a plural of its own is written once: `unit km`"
                    }
                    _ => "give one of them another name",
                }),
            );
        }
    }

    /// Adds a place, or reports that its citation is taken on some day.
    pub(super) fn add_place(&mut self, place: Place, own: Validity) -> PlaceId {
        let key = (place.regulation, place.citation.clone());
        for &earlier in self.places.get(&key).into_iter().flatten() {
            let other = self.own_validity.get(&earlier).copied().unwrap_or_default();
            if own.overlaps(other) {
                let versions = own != Validity::default() && other != Validity::default();
                let code = if versions {
                    Code::VersionOverlap
                } else {
                    Code::DuplicateProvision
                };
                let headline = if versions {
                    format!(
                        "two versions of `{}` are in force on the same day",
                        place.citation
                    )
                } else {
                    format!("`{}` stands here a second time", place.citation)
                };
                self.diagnostics.push(
                    Diagnostic::new(code, place.span, headline)
                        .also(self.model.places[earlier].span, "first here")
                        .help("versions of one provision say `in force from … until …` and do not overlap"),
                );
                break;
            }
        }
        let (parent, kind) = (place.parent, place.kind);
        let id = self.model.places.push(place);
        self.places.entry(key).or_default().push(id);
        self.own_validity.insert(id, own);
        if let Some(parent) = parent {
            self.children.entry(parent).or_default().push(id);
            let note = self.model.places[parent].note;
            self.model.places[id].note |= note;
        }
        let _ = kind;
        id
    }
}

/// Commencements and expiries, then the days of each place within those of what it stands in.
fn validity(ctx: &mut Ctx<'_>) {
    let entries = ctx.pending.clone();
    for it in entries {
        let EntryKind::Validity(said) = it.kind else {
            continue;
        };
        let Some(day) = day(&said.on) else { continue };
        let set = |validity: &mut Validity| {
            if said.commencement {
                validity.from = Some(day)
            } else {
                validity.until = Some(day)
            }
        };
        match &said.of {
            Some(ast::ValidityOf::Provision(citation)) => {
                for place in ctx.cited(it.site, citation) {
                    set(ctx.own_validity.entry(place).or_default());
                }
            }
            of => {
                let regulation = match of {
                    Some(ast::ValidityOf::Regulation(name)) => ctx.names.regulation(&name.text),
                    _ => Some(it.site.regulation),
                };
                match regulation {
                    Some(regulation) => {
                        let row = &mut ctx.model.regulations[regulation];
                        set(&mut row.validity);
                        if said.commencement {
                            row.commencement = it.site.place;
                        }
                    }
                    None if ctx.lost.declares(match of {
                        Some(ast::ValidityOf::Regulation(name)) => &name.text,
                        _ => "",
                    }) => {}
                    None => ctx.error(
                        Code::UnknownName,
                        it.span,
                        "there is no such regulation here",
                    ),
                }
            }
        }
    }
    for id in ctx.model.places.ids() {
        ctx.settle_validity(id);
    }
    let amendments = ctx.amended.map_or(&[][..], |it| it.amendments.as_slice());
    for (name, day) in amendments {
        if let Some(id) = ctx.names.regulation(name) {
            ctx.model.regulations[id].validity.from = Some(*day);
        }
    }
    gaps(ctx);
}

impl Ctx<'_> {
    /// The days of a place; those of its parent are settled already, since it was added before.
    pub(super) fn settle_validity(&mut self, id: PlaceId) {
        let place = &self.model.places[id];
        let outer = match place.parent {
            Some(parent) => self.model.places[parent].validity,
            None => self.model.regulations[place.regulation].validity,
        };
        let own = self.own_validity.get(&id).copied().unwrap_or_default();
        let within = own.within(outer);
        if within
            .from
            .zip(within.until)
            .is_some_and(|(from, until)| until < from)
        {
            let span = place.span;
            let citation = place.citation.clone();
            self.report(
                Diagnostic::new(
                    Code::NeverApplies,
                    span,
                    format!("`{citation}` is never in force"),
                )
                .help(
                    "its last day lies before its first, or outside the days of what it stands in",
                ),
            );
        }
        self.model.places[id].validity = within;
    }
}

/// Days between two versions of a provision on which none is in force.
fn gaps(ctx: &mut Ctx<'_>) {
    let mut keys: Vec<_> = ctx
        .places
        .iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(_, ids)| ids.clone())
        .collect();
    keys.sort();
    for mut versions in keys {
        versions.sort_by_key(|&id| ctx.model.places[id].validity.from);
        for pair in versions.windows(2) {
            let [one, next] = pair else { continue };
            let (one, next) = (&ctx.model.places[*one], &ctx.model.places[*next]);
            let (Some(last), Some(first)) = (one.validity.until, next.validity.from) else {
                continue;
            };
            let Some(gap) = last.plus_days(1) else {
                continue;
            };
            if gap < first {
                let until = first.plus_days(-1).unwrap_or(first);
                ctx.diagnostics.push(
                    Diagnostic::new(
                        Code::VersionGap,
                        next.span,
                        format!(
                            "no version of `{}` is in force from {gap} to {until}",
                            next.citation
                        ),
                    )
                    .also(one.span, "the version before"),
                );
            }
        }
    }
}

/// Labels in other languages.
fn labels<'a>(ctx: &mut Ctx<'a>, files: &[Input<'a>]) {
    for input in files {
        for entry in &input.tree.entries {
            let regulation = opened_by(ctx, &entry.kind);
            if let Some(regulation) = regulation {
                let site = Site {
                    regulation,
                    place: None,
                    entity: None,
                    by: None,
                };
                for entry in &input.tree.entries {
                    if matches!(&entry.kind, EntryKind::Labels { .. }) {
                        ctx.pending.push(Pending {
                            site,
                            span: entry.span,
                            kind: &entry.kind,
                            version: None,
                        });
                    }
                }
                break;
            }
        }
    }
}
