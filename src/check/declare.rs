//! Second pass: what each noun is. Facts, conclusions, readings and norms get their types.

use super::names::{Found, Space, Symbol};
use super::{Ctx, Declared, Pending, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Range;
use crate::model::{
    Conclusion, Domain, EntityId, Fact, Field, KeyType, Modality, NamedCounting, Norm, NotEncoded,
    Origin, PartyId, Reading, RecordId, Shape, Type, Validity,
};
use crate::source::Span;
use crate::syntax::ast::{self, CountingKind, EntryKind, TypeKind, ValueKind};
use crate::value::{Convention, Counting, MonthEnd, Number};

/// The largest number a file may hold: 15 digits before the point, 9 after it.
pub(super) fn largest() -> Number {
    let whole = Number::from(1_000_000_000_000_000);
    Number::from_ratio(1, 1_000_000_000).map_or_else(|| whole.clone(), |step| whole.sub(&step))
}

/// Declares every fact, conclusion, reading and norm.
pub(super) fn declare(ctx: &mut Ctx<'_>) {
    let pending = ctx.pending.clone();
    for it in &pending {
        if let EntryKind::Record { name, fields, .. } = it.kind {
            record(ctx, it.site, name, fields);
        }
    }
    // Norms first: a fact may be keyed by the windows of one.
    for it in &pending {
        match it.kind {
            EntryKind::Norm(norm) => declare_norm(ctx, it, norm),
            EntryKind::Guideline {
                name,
                label,
                because,
                ..
            } => guideline(ctx, it, name, label.as_ref(), because.as_ref()),
            _ => {}
        }
    }
    for it in &pending {
        match it.kind {
            EntryKind::Regulation(head) => head_counting(ctx, it.site, head),
            EntryKind::Fact(fact) => declare_fact(ctx, it, fact),
            EntryKind::NotEncoded(part) => not_encoded(ctx, it, part),
            EntryKind::Conclusion(conclusion) => declare_conclusion(ctx, it, conclusion),
            EntryKind::Reading(reading) => declare_reading(ctx, it, reading),
            _ => {}
        }
    }
    groups(ctx);
}

/// No entity is, through groups, a member of itself.
fn groups(ctx: &mut Ctx<'_>) {
    let edges: Vec<(Option<EntityId>, EntityId, Span, String)> = ctx
        .model
        .facts
        .iter()
        .filter_map(|(_, fact)| match fact.shape {
            Shape::Group(members) => Some((
                fact.entity,
                members,
                fact.naming.span.unwrap_or_default(),
                fact.naming.name.clone(),
            )),
            _ => None,
        })
        .collect();
    for (of, members, span, name) in &edges {
        let Some(of) = of else { continue };
        let mut reached = vec![*members];
        let mut next = 0;
        while let Some(&at) = reached.get(next) {
            next += 1;
            for (outer, inner, ..) in &edges {
                if *outer == Some(at) && !reached.contains(inner) {
                    reached.push(*inner);
                }
            }
        }
        if reached.contains(of) {
            let entity = ctx.model.entities[*of].name.clone();
            ctx.report(
                Diagnostic::new(
                    Code::GroupCycle,
                    *span,
                    format!("through the group `{name}` every {entity} would have members that have {entity} members in turn"),
                )
                .help("declare the group under the entity whose members they are: `entity agency`, then `fact staff: group of person`"),
            );
        }
    }
}

fn record(ctx: &mut Ctx<'_>, site: Site, name: &ast::Name, fields: &[ast::Field]) {
    if let Found::One(found) = ctx.names.find(Space::Types, &name.text, site.regulation)
        && let Symbol::Record(id) = found.symbol
    {
        let fields = ctx.fields(site, fields);
        ctx.model.records[id].fields = fields;
    }
}

fn head_counting(ctx: &mut Ctx<'_>, site: Site, head: &ast::Regulation) {
    if let Some((counting, because)) = &head.counting
        && let Some(named) = ctx.counting(site, counting)
    {
        ctx.model.regulations[site.regulation].counting =
            Some((named, because.as_ref().map(|it| it.text.clone())));
    }
}

fn declare_fact(ctx: &mut Ctx<'_>, it: &Pending<'_>, fact: &ast::Fact) {
    let (ty, domain, shape) = match &fact.ty.kind {
        TypeKind::Event { at_moment } => {
            let ty = if *at_moment { Type::Moment } else { Type::Date };
            (ty, Domain::All, Shape::Event)
        }
        TypeKind::Events(fields) => {
            let record = ctx.act_record(it.site, fact, fields);
            (Type::Date, Domain::All, Shape::Events(record))
        }
        TypeKind::List(name) => match ctx.type_symbol(it.site, name) {
            Some(Symbol::Record(record)) => (Type::Entry(record), Domain::All, Shape::List(record)),
            Some(_) => {
                ctx.error(
                    Code::TypeMismatch,
                    name.span,
                    format!("`{}` is no record", name.text),
                );
                (Type::Mistaken, Domain::All, Shape::Single)
            }
            None => (Type::Mistaken, Domain::All, Shape::Single),
        },
        TypeKind::Group(name) => match ctx.entity(it.site, name) {
            Some(entity) => (Type::Member(entity), Domain::All, Shape::Group(entity)),
            None => (Type::Mistaken, Domain::All, Shape::Single),
        },
        _ => {
            let (ty, domain) = ctx.type_of(it.site, &fact.ty, fact.signed);
            let shape = if fact.over_time {
                Shape::OverTime
            } else {
                Shape::Single
            };
            (ty, domain, shape)
        }
    };
    let origin = match (&fact.found_by, &fact.from) {
        (Some(name), _) => ctx
            .party(it.site, name)
            .map_or(Origin::Ordinary, Origin::Finding),
        (None, Some(name)) => ctx
            .party(it.site, name)
            .map_or(Origin::Ordinary, Origin::External),
        (None, None) => Origin::Ordinary,
    };
    if fact.may_be_absent && fact.found_by.is_some() {
        ctx.report(
            Diagnostic::new(
                Code::FindingMayBeAbsent,
                fact.name.span,
                format!(
                    "the finding `{}` cannot be declared `may be absent`",
                    fact.name.text
                ),
            )
            .help("a finding not made is unknown, with who must make it: nobody has said no"),
        );
    }
    let key = fact.per.as_ref().and_then(|per| ctx.key_type(it.site, per));
    if fact.per.is_some() && key.is_none() {
        ctx.lost.key_of(&fact.name.text);
    }
    let regulation = it.site.regulation;
    let id = ctx.model.facts.push(Fact {
        naming: ctx.naming(it.site, &fact.name, fact.label.as_ref()),
        may_be_absent: fact.may_be_absent || shape == Shape::Event,
        ty,
        domain,
        shape,
        over_time: fact.over_time,
        key,
        origin,
        not_encoded: None,
        entity: it.site.entity,
        place: it.site.place,
        regulation,
        presumptions: Vec::new(),
    });
    ctx.declare(regulation, Space::Values, &fact.name, Symbol::Fact(id));
    ctx.declared.insert(it.key(), Declared::Fact(id));
}

fn not_encoded(ctx: &mut Ctx<'_>, it: &Pending<'_>, part: &ast::NotEncoded) {
    let (ty, domain) = ctx.type_of(it.site, &part.ty, false);
    let taken_as = part
        .taken_as
        .as_ref()
        .and_then(|value| match (&value.kind, &ty) {
            (ValueKind::Yes, Type::YesNo) => Some(Range::YES),
            (ValueKind::No, Type::YesNo) => Some(Range::NO),
            (ValueKind::Number(text), Type::Number { .. } | Type::Year) => {
                Number::parse(text).ok().map(Range::number)
            }
            _ => {
                ctx.error(
                    Code::TypeMismatch,
                    value.span,
                    "the assumed value is no value of the type",
                );
                None
            }
        });
    let origin = if part.taken_as.is_some() {
        Origin::Assumed
    } else {
        Origin::NotEncoded
    };
    let id = ctx.model.facts.push(Fact {
        naming: ctx.naming(it.site, &part.name, part.label.as_ref()),
        ty,
        domain,
        shape: Shape::Single,
        over_time: false,
        key: None,
        may_be_absent: false,
        origin,
        not_encoded: Some(NotEncoded {
            taken_as,
            because: part.because.text.clone(),
        }),
        entity: it.site.entity,
        place: it.site.place,
        regulation: it.site.regulation,
        presumptions: Vec::new(),
    });
    ctx.declare(
        it.site.regulation,
        Space::Values,
        &part.name,
        Symbol::Fact(id),
    );
    ctx.declared.insert(it.key(), Declared::Fact(id));
}

fn declare_conclusion(ctx: &mut Ctx<'_>, it: &Pending<'_>, conclusion: &ast::Conclusion) {
    let (ty, _) = match &conclusion.ty.kind {
        TypeKind::Event { .. } | TypeKind::Events(_) => {
            ctx.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    conclusion.ty.span,
                    "a conclusion is no event",
                )
                .help("an event is a fact; a conclusion can be a `date`"),
            );
            (Type::Mistaken, Domain::All)
        }
        _ => ctx.type_of(it.site, &conclusion.ty, true),
    };
    let ty = if conclusion.taking == Some(ast::Collector::List) {
        Type::Set(Box::new(ty))
    } else {
        ty
    };
    let key = conclusion
        .per
        .as_ref()
        .and_then(|per| ctx.key_type(it.site, per));
    if conclusion.per.is_some() && key.is_none() {
        ctx.lost.key_of(&conclusion.name.text);
    }
    let id = ctx.model.conclusions.push(Conclusion {
        naming: ctx.naming(it.site, &conclusion.name, conclusion.label.as_ref()),
        ty,
        key,
        collector: conclusion.taking,
        otherwise: conclusion.otherwise,
        open: conclusion.otherwise.is_some(),
        rules: Vec::new(),
        taken_on: None,
        entity: it.site.entity,
        place: it.site.place,
        regulation: it.site.regulation,
    });
    ctx.declare(
        it.site.regulation,
        Space::Values,
        &conclusion.name,
        Symbol::Conclusion(id),
    );
    ctx.declared.insert(it.key(), Declared::Conclusion(id));
}

fn declare_reading(ctx: &mut Ctx<'_>, it: &Pending<'_>, reading: &ast::Reading) {
    let (ty, _) = ctx.type_of(it.site, &reading.ty, true);
    let id = ctx.model.readings.push(Reading {
        naming: ctx.naming(it.site, &reading.name, reading.label.as_ref()),
        ty,
        choices: Vec::new(),
        place: it.site.place,
        regulation: it.site.regulation,
    });
    ctx.declare(
        it.site.regulation,
        Space::Values,
        &reading.name,
        Symbol::Reading(id),
    );
    ctx.declared.insert(it.key(), Declared::Reading(id));
}

fn declare_norm(ctx: &mut Ctx<'_>, it: &Pending<'_>, norm: &ast::Norm) {
    let modality = match norm.modality {
        ast::Modality::Duty => Modality::Duty,
        ast::Modality::Right => Modality::Right,
        ast::Modality::Power => Modality::Power,
        ast::Modality::Prohibition => Modality::Prohibition,
    };
    let mut party =
        |name: &Option<ast::Name>| name.as_ref().and_then(|name| ctx.party(it.site, name));
    let (bearer, towards, about) = (
        party(&norm.bearer),
        party(&norm.towards),
        party(&norm.about),
    );
    push_norm(
        ctx,
        it,
        &norm.name,
        norm.label.as_ref(),
        modality,
        [bearer, towards, about],
        None,
    );
}

fn guideline(
    ctx: &mut Ctx<'_>,
    it: &Pending<'_>,
    name: &ast::Name,
    label: Option<&ast::Text>,
    because: Option<&ast::Text>,
) {
    push_norm(
        ctx,
        it,
        name,
        label,
        Modality::Guideline,
        [None; 3],
        because,
    );
}

fn push_norm(
    ctx: &mut Ctx<'_>,
    it: &Pending<'_>,
    name: &ast::Name,
    label: Option<&ast::Text>,
    modality: Modality,
    [bearer, towards, about]: [Option<PartyId>; 3],
    because: Option<&ast::Text>,
) {
    let Some(place) = it.site.place else {
        ctx.report(
            Diagnostic::new(
                Code::StrayText,
                it.span,
                format!("the norm `{}` stands under no heading", name.text),
            )
            .help("a norm needs a citation: put it under the article that states it"),
        );
        return;
    };
    let id = ctx.model.norms.push(Norm {
        naming: ctx.naming(it.site, name, label),
        modality,
        entity: it.site.entity,
        place,
        bearer,
        towards,
        about,
        arises_on: None,
        trigger: None,
        recurring: None,
        act: None,
        act_condition: None,
        deadline: None,
        leads_to: Vec::new(),
        exceptions: Vec::new(),
        scopes: Vec::new(),
        validity: Validity::default(),
        transition: None,
        successor: None,
        predecessor: None,
        regulation: it.site.regulation,
        because: because.map(|it| it.text.clone()),
    });
    if !ctx.succeeds(it, name, id) {
        ctx.declare(it.site.regulation, Space::Values, name, Symbol::Norm(id));
    }
    ctx.declared.insert(it.key(), Declared::Norm(id));
    ctx.norms_at.entry(place).or_default().push(id);
}

impl Ctx<'_> {
    /// Whether a norm is the version that an amendment put in the place of an earlier one of its name.
    fn succeeds(&mut self, it: &Pending<'_>, name: &ast::Name, id: crate::model::NormId) -> bool {
        if it.version.is_none_or(|version| version.by.is_none()) {
            return false;
        }
        let Found::One(found) = self
            .names
            .find(Space::Values, &name.text, it.site.regulation)
        else {
            return false;
        };
        let Symbol::Norm(mut last) = found.symbol else {
            return false;
        };
        while let Some(next) = self.model.norms[last].successor {
            last = next;
        }
        self.model.norms[last].successor = Some(id);
        self.model.norms[id].predecessor = Some(last);
        true
    }

    /// Names with an inline label in the regulation's first language.
    fn naming(
        &self,
        site: Site,
        name: &ast::Name,
        label: Option<&ast::Text>,
    ) -> crate::model::Naming {
        let language = self.model.regulations[site.regulation]
            .languages
            .first()
            .map_or("en", String::as_str);
        super::collect::naming(name, label, language)
    }

    /// The fields of a record.
    fn fields(&mut self, site: Site, fields: &[ast::Field]) -> Vec<Field> {
        let mut done: Vec<Field> = Vec::new();
        for field in fields {
            if let Some(first) = done.iter().find(|it| it.naming.name == field.name.text) {
                let first = first.naming.span.unwrap_or(field.name.span);
                self.report(
                    Diagnostic::new(
                        Code::DuplicateName,
                        field.name.span,
                        format!("`{}` is a field twice", field.name.text),
                    )
                    .also(first, "first here"),
                );
                continue;
            }
            let (ty, domain) = self.type_of(site, &field.ty, false);
            let naming = self.naming(site, &field.name, field.label.as_ref());
            done.push(Field {
                naming,
                ty,
                domain,
                may_be_absent: field.may_be_absent,
            });
        }
        done
    }

    /// The record of an act: its day, then its fields.
    fn act_record(&mut self, site: Site, fact: &ast::Fact, fields: &[ast::Field]) -> RecordId {
        let mut all = vec![Field {
            naming: crate::model::Naming {
                name: "day".to_owned(),
                labels: vec![
                    ("en".to_owned(), "day".to_owned()),
                    ("zh-Hant".to_owned(), "日期".to_owned()),
                    ("ko".to_owned(), "날짜".to_owned()),
                ],
                span: Some(fact.name.span),
            },
            ty: Type::Date,
            domain: Domain::All,
            may_be_absent: false,
        }];
        all.extend(self.fields(site, fields));
        let naming = self.naming(site, &fact.name, fact.label.as_ref());
        self.model.records.push(crate::model::Record {
            naming,
            fields: all,
        })
    }

    /// A type as written, with the values it admits.
    pub(super) fn type_of(&mut self, site: Site, ty: &ast::Type, signed: bool) -> (Type, Domain) {
        let number = |whole| Type::Number { unit: None, whole };
        match &ty.kind {
            TypeKind::YesNo => (Type::YesNo, Domain::All),
            TypeKind::Whole(range) => (number(true), self.domain(range.as_ref(), true, true)),
            TypeKind::Number(range) => (number(false), self.domain(range.as_ref(), false, true)),
            // A bare 20 for 20 % would be 2000 %: shares lie between 0 % and 100 % unless declared.
            TypeKind::Percent(None) => (
                number(false),
                Domain::Numbers {
                    low: Number::ZERO,
                    high: Number::ONE,
                    whole: false,
                },
            ),
            TypeKind::Percent(range) => (number(false), self.domain(range.as_ref(), false, true)),
            TypeKind::Text => (Type::Text, Domain::All),
            TypeKind::Date => (Type::Date, Domain::All),
            TypeKind::Moment => (Type::Moment, Domain::All),
            TypeKind::Year => (
                Type::Year,
                Domain::Numbers {
                    low: Number::from(1),
                    high: Number::from(9999),
                    whole: true,
                },
            ),
            TypeKind::Period => (Type::Period, Domain::All),
            TypeKind::Set(inner) => {
                let (inner, _) = self.type_of(site, inner, signed);
                (Type::Set(Box::new(inner)), Domain::All)
            }
            TypeKind::Event { .. }
            | TypeKind::Events(_)
            | TypeKind::List(_)
            | TypeKind::Group(_) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        ty.span,
                        "this type can only be that of a fact",
                    )
                    .help(
                        "`event`, `events`, `list of …` and `group of …` stand after `fact NAME:`",
                    ),
                );
                (Type::Mistaken, Domain::All)
            }
            TypeKind::Named(name, range) => self.named_type(site, name, range.as_ref(), signed),
        }
    }

    fn named_type(
        &mut self,
        site: Site,
        name: &ast::Name,
        range: Option<&ast::Range>,
        signed: bool,
    ) -> (Type, Domain) {
        match self.type_symbol(site, name) {
            Some(Symbol::Kind(kind)) => {
                if let Some(range) = range {
                    self.error(
                        Code::TypeMismatch,
                        range.low.span,
                        "a kind has no range; name its members",
                    );
                }
                (Type::Kind(kind), Domain::All)
            }
            Some(Symbol::Unit(unit)) => (
                Type::Number {
                    unit: Some(unit),
                    whole: false,
                },
                self.domain(range, false, signed),
            ),
            Some(_) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        name.span,
                        format!("`{}` is a record", name.text),
                    )
                    .help(format!("write `list of {}`", name.text)),
                );
                (Type::Mistaken, Domain::All)
            }
            None => (Type::Mistaken, Domain::All),
        }
    }

    /// What a type name stands for, or a complaint.
    pub(super) fn type_symbol(&mut self, site: Site, name: &ast::Name) -> Option<Symbol> {
        match self.names.find(Space::Types, &name.text, site.regulation) {
            Found::One(found) => {
                self.used.insert(found.span);
                Some(found.symbol)
            }
            Found::Several(owners) => {
                self.ambiguous(name, &owners);
                None
            }
            Found::None => {
                const BUILT_IN: [&str; 8] = [
                    "number", "text", "date", "moment", "year", "period", "percent", "event",
                ];
                let near = crate::diagnostic::suggest::nearest(&name.text, BUILT_IN)
                    .map(str::to_owned)
                    .or_else(|| self.names.nearest(Space::Types, &name.text));
                self.unknown(name, "type", near);
                None
            }
        }
    }

    /// The entity whose members a group has, or a complaint.
    fn entity(&mut self, site: Site, name: &ast::Name) -> Option<EntityId> {
        match self.names.find(Space::Parties, &name.text, site.regulation) {
            Found::One(found) => {
                self.used.insert(found.span);
                if let Symbol::Entity(entity, _) = found.symbol {
                    return Some(entity);
                }
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        name.span,
                        format!("`{}` is no entity", name.text),
                    )
                    .help("a group has members of an entity: `entity person`, `group of person`"),
                );
                None
            }
            Found::Several(owners) => {
                self.ambiguous(name, &owners);
                None
            }
            Found::None => {
                let entities = self.model.entities.iter().map(|(_, it)| it.name.as_str());
                let near =
                    crate::diagnostic::suggest::nearest(&name.text, entities).map(str::to_owned);
                self.unknown(name, "entity", near);
                None
            }
        }
    }

    /// A body, source or entity by name, or a complaint.
    pub(super) fn party(&mut self, site: Site, name: &ast::Name) -> Option<PartyId> {
        match self.names.find(Space::Parties, &name.text, site.regulation) {
            Found::One(found) => {
                self.used.insert(found.span);
                match found.symbol {
                    Symbol::Party(id) | Symbol::Entity(_, id) => Some(id),
                    _ => None,
                }
            }
            Found::Several(owners) => {
                self.ambiguous(name, &owners);
                None
            }
            Found::None => {
                let near = self.names.nearest(Space::Parties, &name.text);
                self.unknown(name, Space::Parties.what(), near);
                None
            }
        }
    }

    pub(super) fn unknown(&mut self, name: &ast::Name, what: &str, near: Option<String>) {
        if self.lost.declares(&name.text) {
            return;
        }
        let mut it = Diagnostic::new(
            Code::UnknownName,
            name.span,
            format!("there is no {what} `{}`", name.text),
        );
        if let Some(help) = written_elsewhere(&name.text) {
            it = it.help(help);
        } else if let Some(near) = near {
            it = it.help(format!("did you mean `{near}`?"));
        }
        self.report(it);
    }

    pub(super) fn ambiguous(&mut self, name: &ast::Name, owners: &[String]) {
        let first = owners.first().map_or("", String::as_str);
        self.report(
            Diagnostic::new(
                Code::AmbiguousName,
                name.span,
                format!(
                    "`{}` means different things in {}",
                    name.text,
                    owners.join(" and ")
                ),
            )
            .help(format!("say which: `{} under {first}`", name.text)),
        );
    }

    fn key_type(&mut self, site: Site, per: &ast::Per) -> Option<KeyType> {
        match per {
            ast::Per::Key(name) => match name.text.as_str() {
                "year" => Some(KeyType::Year),
                "month" => Some(KeyType::Month),
                "week" => Some(KeyType::Week),
                "text" => Some(KeyType::Text),
                "number" => Some(KeyType::Whole),
                _ => match self.type_symbol(site, name) {
                    Some(Symbol::Kind(kind)) => Some(KeyType::Kind(kind)),
                    Some(_) => {
                        self.error(
                            Code::TypeMismatch,
                            name.span,
                            "a key is a year, a month, a week, a text, a number or a kind",
                        );
                        None
                    }
                    None => None,
                },
            },
            ast::Per::Window(name) => {
                match self.names.find(Space::Values, &name.text, site.regulation) {
                    Found::One(found) => match found.symbol {
                        Symbol::Norm(norm) => Some(KeyType::Window(norm)),
                        _ => {
                            self.error(
                                Code::TypeMismatch,
                                name.span,
                                format!("`{}` is no norm", name.text),
                            );
                            None
                        }
                    },
                    Found::Several(owners) => {
                        self.ambiguous(name, &owners);
                        None
                    }
                    Found::None => {
                        let near = self.names.nearest(Space::Values, &name.text);
                        self.unknown(name, "norm", near);
                        None
                    }
                }
            }
        }
    }

    fn domain(&mut self, range: Option<&ast::Range>, whole: bool, signed: bool) -> Domain {
        let largest = if whole {
            Number::from(999_999_999_999_999)
        } else {
            largest()
        };
        let Some(range) = range else {
            let low = if signed { largest.neg() } else { Number::ZERO };
            return Domain::Numbers {
                low,
                high: largest,
                whole,
            };
        };
        match (constant_number(&range.low), constant_number(&range.high)) {
            (Some(low), Some(high)) => {
                if high < low {
                    self.error(
                        Code::BadLiteral,
                        range.low.span.to(range.high.span),
                        "the range ends before it begins",
                    );
                }
                Domain::Numbers { low, high, whole }
            }
            _ => {
                self.error(
                    Code::BadLiteral,
                    range.low.span.to(range.high.span),
                    "the ends of a range are numbers",
                );
                Domain::All
            }
        }
    }

    /// A counting convention as named.
    pub(super) fn counting(
        &mut self,
        site: Site,
        counting: &ast::Counting,
    ) -> Option<NamedCounting> {
        let with_first_day = counting.with_first_day;
        let plain = |end| {
            Some(NamedCounting {
                counting: Counting {
                    convention: Convention::Plain(end),
                    with_first_day,
                },
                calendar: None,
            })
        };
        match &counting.kind {
            CountingKind::Plain(Some(ast::MonthEnd::Up)) => plain(MonthEnd::Up),
            CountingKind::Plain(Some(ast::MonthEnd::Down)) => plain(MonthEnd::Down),
            CountingKind::Plain(Some(ast::MonthEnd::Refused) | None) => plain(MonthEnd::Refuse),
            CountingKind::CalendarYears => Some(NamedCounting {
                counting: Counting {
                    convention: Convention::CalendarYears,
                    with_first_day,
                },
                calendar: None,
            }),
            CountingKind::Named { name, calendar } => {
                let convention = self.convention(name)?;
                let calendar = match calendar {
                    // Without the calendar, which was complained about, the periods are still counted.
                    Some(calendar) => self.calendar(site, calendar),
                    None => None,
                };
                Some(NamedCounting {
                    counting: Counting {
                        convention,
                        with_first_day,
                    },
                    calendar,
                })
            }
        }
    }

    fn convention(&mut self, name: &ast::Name) -> Option<Convention> {
        const NAMED: [(&str, Convention); 4] = [
            ("apa48", Convention::Apa48),
            ("apa48_adverse", Convention::Apa48Adverse),
            ("kr_civil", Convention::KrCivil),
            ("kr_adverse", Convention::KrAdverse),
        ];
        let found = NAMED
            .iter()
            .find(|(known, _)| *known == name.text)
            .map(|(_, it)| *it);
        if found.is_none() {
            let near = crate::diagnostic::suggest::nearest(
                &name.text,
                NAMED.iter().map(|(known, _)| *known),
            );
            self.unknown(name, "counting convention", near.map(str::to_owned));
        }
        found
    }

    fn calendar(&mut self, site: Site, name: &ast::Name) -> Option<crate::model::CalendarId> {
        match self
            .names
            .find(Space::Calendars, &name.text, site.regulation)
        {
            Found::One(found) => {
                self.used.insert(found.span);
                match found.symbol {
                    Symbol::Calendar(id) => Some(id),
                    _ => None,
                }
            }
            Found::Several(owners) => {
                self.ambiguous(name, &owners);
                None
            }
            Found::None => {
                let near = self.names.nearest(Space::Calendars, &name.text);
                self.unknown(name, Space::Calendars.what(), near);
                None
            }
        }
    }
}

/// The number of a literal in a range.
fn constant_number(value: &ast::Value) -> Option<Number> {
    match &value.kind {
        ValueKind::Number(text) => Number::parse(text).ok(),
        ValueKind::Percent(text) => Number::parse(text).ok().map(|it| it.percent()),
        ValueKind::Quantity(quantity) => quantity
            .parts
            .first()
            .and_then(|(text, _)| Number::parse(text).ok()),
        ValueKind::Negative(inner) => constant_number(inner).map(|it| it.neg()),
        _ => None,
    }
}

/// What to write for a word that is no name here, but says something in speech or elsewhere.
fn written_elsewhere(word: &str) -> Option<String> {
    let write = match word.to_ascii_lowercase().as_str() {
        "true" => "write `yes`",
        "false" => "write `no`",
        "null" | "nil" | "nothing" | "empty" => "write `absent`",
        "given" | "present" | "known" => "write `is not absent`, or of an event `has happened`",
        "today" | "now" => "write `the fact day`: the day for which the case is judged",
        "more" | "above" | "older" | "longer" | "greater" | "over" => {
            "write `is at least …` in place of `is … or more`"
        }
        "less" | "fewer" | "below" | "younger" | "shorter" | "under" => {
            "write `is at most …` in place of `is … or less`"
        }
        "earlier" => "write `is by …` in place of `is … or earlier`",
        "later" => "write `is on or after …` in place of `is … or later`",
        "boolean" | "bool" => "write `yes/no`",
        "integer" | "int" => "write `whole number`",
        "decimal" | "float" | "numeric" => "write `number`",
        "string" => "write `text`",
        "datetime" | "timestamp" | "time" => "write `moment`",
        "duration" => "write `period`",
        "money" | "currency" | "amount" => {
            "declare the currency with `unit euro, euros`, and write `euros`"
        }
        "day" | "days" | "week" | "weeks" | "month" | "months" | "years" => {
            "write `period`, or declare the unit: `unit day, days`"
        }
        other => {
            let digits = crate::syntax::foreign::in_digits(other)?;
            return Some(format!("a number is written in digits: `{digits}`"));
        }
    };
    Some(write.to_owned())
}
