//! What somebody says of a fact, and whether the fact admits it.
//!
//! A [`Claim`] has the form in which facts are kept (one value, a history, acts, …) but not yet
//! their types. [`Fitter::fit`] brings it to the declaration of the fact: all that does not fit is
//! named, and nothing is made to fit.

use std::collections::BTreeMap;

use super::literal::{Literal, Wanted, key_of, normal};
use super::misfit::{Misfit, did_you_mean, ticked};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::{Given, Key, Member, Range};
use crate::model::{Domain, EntityId, Fact, Field, KeyType, Model, Origin, RecordId, Shape, Type};
use crate::source::Span;
use crate::value::Date;

/// What is said of one fact, or of one key of it.
#[derive(Debug, Clone)]
pub(crate) enum Claim {
    /// Nothing.
    Unknown,
    /// There is none.
    Absent(Span),
    /// One value.
    Value(Said),
    /// An act was done on a day that is not known.
    HappenedSometime,
    /// Values with the days they hold from.
    History(Vec<Stage>),
    /// Acts or records, and whether these are all.
    Entries(Vec<Entry>, bool),
}

/// One value, and of a finding who made it and when.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// The value.
    pub(crate) value: Literal,
    /// The day it was made.
    pub(crate) made_on: Option<Literal>,
    /// Who made it.
    pub(crate) by: Option<(String, Span)>,
}

/// One stage of a history.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    /// The first day.
    pub(crate) from: Literal,
    /// The value; none when it ended.
    pub(crate) value: Option<Literal>,
}

/// One act or record.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its fields as named.
    pub(crate) fields: Vec<FieldClaim>,
}

/// What is said of one field.
#[derive(Debug, Clone)]
pub(crate) struct FieldClaim {
    /// The name of the field.
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) span: Span,
    /// Its value, absent or unknown; no other claims are made of a field.
    pub(crate) claim: Claim,
}

/// Which language the claim was written in; messages show what to write in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// JSON or YAML.
    Data,
    /// The rule language.
    Rules,
}

/// Fits claims to the facts of a rule set.
#[derive(Clone, Copy)]
pub(crate) struct Fitter<'m> {
    /// The rule set.
    pub(crate) model: &'m Model,
    /// How the claims were written.
    pub(crate) dialect: Dialect,
}

impl<'m> Fitter<'m> {
    /// What a claim gives of a fact; `about` names the fact, or the key of it, in messages.
    pub(crate) fn fit(
        self,
        fact: &'m Fact,
        about: &str,
        claim: &Claim,
        span: Span,
    ) -> Result<Given, Vec<Misfit>> {
        let one = |misfit: Misfit| vec![misfit];
        match (claim, fact.shape) {
            (Claim::Unknown, _) => Ok(Given::Unknown),
            (Claim::Absent(at), shape) => self.absent(fact, about, shape, *at).map_err(one),
            (Claim::Value(said), Shape::Single | Shape::Event) => self.said(fact, about, said),
            (Claim::HappenedSometime, Shape::Event) => Ok(Given::HappenedSometime),
            (Claim::History(stages), Shape::OverTime) => self.history(fact, about, stages),
            (Claim::Entries(entries, complete), Shape::Events(record) | Shape::List(record)) => {
                self.entries(record, about, entries, *complete)
            }
            _ => Err(one(self.wrong_shape(fact, about, claim, span))),
        }
    }

    /// The key of a fact kept by keys.
    pub(crate) fn key(
        self,
        about: &str,
        key: &KeyType,
        text: &str,
        span: Span,
    ) -> Result<Key, Misfit> {
        let whole = || {
            text.parse::<i64>()
                .ok()
                .filter(|number| number.to_string() == text)
        };
        let fitted = match key {
            KeyType::Year => {
                let years = i64::from(Date::MIN.year())..=i64::from(Date::MAX.year());
                whole().filter(|year| years.contains(year)).map(Key::Number)
            }
            KeyType::Month => Date::of_month(text).map(Key::Date),
            KeyType::Week => Date::of_week(text).map(Key::Date),
            KeyType::Whole => whole().map(Key::Number),
            KeyType::Window(_) => whole().filter(|number| 1 <= *number).map(Key::Number),
            KeyType::Text => Some(Key::Text(normal(text).into())),
            KeyType::Kind(kind) => {
                let ty = Type::Kind(*kind);
                let kind = super::literal::LiteralKind::Word(text.to_owned());
                let wanted = Wanted {
                    model: self.model,
                    ty: &ty,
                    domain: &Domain::All,
                };
                let range = wanted.fit(&format!("a key of {about}"), &Literal { kind, span })?;
                key_of(&range)
            }
        };
        fitted.ok_or_else(|| {
            let about = format!("a key of {about}");
            Misfit::expected(
                Code::UnknownValue,
                span,
                &about,
                self.key_words(key),
                ticked(text),
            )
        })
    }

    /// What the keys of a fact are, in words.
    pub(crate) fn key_words(self, key: &KeyType) -> String {
        match key {
            KeyType::Year => "a year from 1 to 9999".to_owned(),
            KeyType::Month => "a month of a year such as `2024-03`".to_owned(),
            KeyType::Week => "a week such as `2024-W10`".to_owned(),
            KeyType::Whole => "a whole number".to_owned(),
            KeyType::Text => "a text".to_owned(),
            KeyType::Kind(kind) => {
                let ty = Type::Kind(*kind);
                Wanted {
                    model: self.model,
                    ty: &ty,
                    domain: &Domain::All,
                }
                .words()
            }
            KeyType::Window(norm) => {
                let norm = &self.model.norms()[*norm].naming.name;
                format!("the number of a window of {}, from 1 on", ticked(norm))
            }
        }
    }

    /// What is wanted of a fact as it is kept, its keys aside, in words.
    pub(crate) fn words(self, fact: &Fact) -> String {
        let value = self.wanted(fact).words();
        match fact.shape {
            Shape::Single => value,
            Shape::OverTime => format!("values with the days they hold from, each {value}"),
            Shape::Event => format!("the day it happened, {value}"),
            Shape::Events(_) => "a list of acts".to_owned(),
            Shape::List(record) => {
                format!(
                    "a list of {}",
                    ticked(&self.model.records()[record].naming.name)
                )
            }
            Shape::Group(entity) => format!(
                "a list of members, each {} with an `id`",
                ticked(&self.model.entities()[entity].name)
            ),
        }
    }

    fn wanted<'a>(self, fact: &'a Fact) -> Wanted<'a>
    where
        'm: 'a,
    {
        Wanted {
            model: self.model,
            ty: &fact.ty,
            domain: &fact.domain,
        }
    }

    fn absent(self, fact: &Fact, about: &str, shape: Shape, span: Span) -> Result<Given, Misfit> {
        match shape {
            Shape::Event => Ok(Given::Value {
                value: Range::ABSENT,
                made_on: None,
            }),
            Shape::Single if fact.may_be_absent => Ok(Given::Value {
                value: Range::ABSENT,
                made_on: None,
            }),
            Shape::OverTime if fact.may_be_absent => Ok(Given::History(vec![(Date::MIN, None)])),
            Shape::Events(_) | Shape::List(_) | Shape::Group(_) => {
                let help = match self.dialect {
                    Dialect::Data => "where there are none, give an empty list: `[]`",
                    Dialect::Rules => "where there are none, write `is none`",
                };
                Err(not_absent(about, span).help(help))
            }
            _ => Err(not_absent(about, span).help(self.instead_of_absent(fact))),
        }
    }

    fn instead_of_absent(self, fact: &Fact) -> String {
        match (fact.origin, &fact.ty, self.dialect) {
            (Origin::Finding(party), ..) => {
                let party = &self.model.parties()[party].naming.name;
                format!(
                    "a finding that {} has not made is unknown: leave it out",
                    ticked(party)
                )
            }
            (_, Type::YesNo, _) => "say yes or no; what is not known is left out".to_owned(),
            (_, Type::Text, Dialect::Data) => {
                "if that is the text itself, write `{\"value\": \"absent\"}`".to_owned()
            }
            _ => "what is not known is left out".to_owned(),
        }
    }

    fn said(self, fact: &'m Fact, about: &str, said: &Said) -> Result<Given, Vec<Misfit>> {
        let mut misfits = Vec::new();
        let value = self.wanted(fact).fit(about, &said.value);
        let made_on = said
            .made_on
            .as_ref()
            .map(|day| self.made_on(fact, about, day))
            .transpose();
        if let Some((by, span)) = &said.by {
            misfits.extend(self.finder(fact, about, by, *span).err());
        }
        match (value, made_on) {
            (Ok(value), Ok(made_on)) if misfits.is_empty() => Ok(Given::Value { value, made_on }),
            (value, made_on) => {
                misfits.extend(value.err());
                misfits.extend(made_on.err());
                Err(misfits)
            }
        }
    }

    fn made_on(self, fact: &Fact, about: &str, day: &Literal) -> Result<Date, Misfit> {
        if !matches!(fact.origin, Origin::Finding(_)) {
            return Err(not_a_finding(about, "has no day it was made on", day.span));
        }
        self.day(&format!("the day {about} was made"), day)
    }

    fn finder(self, fact: &Fact, about: &str, by: &str, span: Span) -> Result<(), Misfit> {
        let Origin::Finding(party) = fact.origin else {
            return Err(not_a_finding(about, "is found by nobody", span));
        };
        let finder = &self.model.parties()[party].naming;
        if finder.name == normal(by) {
            return Ok(());
        }
        let headline = format!(
            "{about} is for {} to find, not for {}",
            ticked(&finder.name),
            ticked(by)
        );
        let known = self
            .model
            .parties()
            .iter()
            .any(|(_, party)| party.naming.name == by);
        let near = nearest(by, [finder.name.as_str()]).filter(|_| !known);
        Err(Misfit::new(Code::WrongFinder, span, headline).maybe_help(did_you_mean(near)))
    }

    fn day(self, about: &str, literal: &Literal) -> Result<Date, Misfit> {
        day(self.model, about, literal)
    }

    fn history(self, fact: &'m Fact, about: &str, stages: &[Stage]) -> Result<Given, Vec<Misfit>> {
        let mut misfits = Vec::new();
        let mut fitted: Vec<(Date, Span, Option<Range>)> = Vec::with_capacity(stages.len());
        for stage in stages {
            let from = self.day(&format!("a from-day of {about}"), &stage.from);
            let value = stage
                .value
                .as_ref()
                .map(|value| self.wanted(fact).fit(about, value))
                .transpose();
            match (from, value) {
                (Ok(from), Ok(value)) => fitted.push((from, stage.from.span, value)),
                (from, value) => {
                    misfits.extend(from.err());
                    misfits.extend(value.err());
                }
            }
        }
        fitted.sort_by_key(|(from, span, _)| (*from, span.start));
        for pair in fitted.windows(2) {
            if let [(from, first, _), (again, second, _)] = pair
                && from == again
            {
                let headline = format!("{about} has two values from {from}");
                misfits.push(
                    Misfit::new(Code::Contradiction, *second, headline)
                        .also(*first, "the other one begins here")
                        .help("on any day there is one value: keep one, or mend the day"),
                );
            }
        }
        if misfits.is_empty() {
            Ok(Given::History(
                fitted
                    .into_iter()
                    .map(|(from, _, value)| (from, value))
                    .collect(),
            ))
        } else {
            Err(misfits)
        }
    }

    /// The members of a group, each with the place of its name: no name stands twice.
    pub(crate) fn members(
        self,
        about: &str,
        members: Vec<(Member, Span)>,
        complete: bool,
    ) -> Result<Given, Vec<Misfit>> {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut misfits = Vec::new();
        for (member, span) in &members {
            match seen.get(&*member.name) {
                None => {
                    seen.insert(&member.name, *span);
                }
                Some(first) => {
                    let name = ticked(&member.name);
                    let headline = format!("{name} is a member of {about} twice");
                    misfits.push(
                        Misfit::new(Code::DuplicateKey, *span, headline)
                            .also(*first, "first here")
                            .help("keep one; two people of one name need two names here"),
                    );
                }
            }
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }
        let members = members.into_iter().map(|(member, _)| member).collect();
        Ok(Given::Members { members, complete })
    }

    fn entries(
        self,
        record: RecordId,
        about: &str,
        entries: &[Entry],
        complete: bool,
    ) -> Result<Given, Vec<Misfit>> {
        let fields = &self.model.records()[record].fields;
        let mut misfits = Vec::new();
        let fitted: Vec<Vec<Range>> = entries
            .iter()
            .map(|entry| self.entry(fields, about, entry, &mut misfits))
            .collect();
        if misfits.is_empty() {
            Ok(Given::Entries {
                entries: fitted,
                complete,
            })
        } else {
            Err(misfits)
        }
    }

    fn entry(
        self,
        fields: &'m [Field],
        about: &str,
        entry: &Entry,
        misfits: &mut Vec<Misfit>,
    ) -> Vec<Range> {
        for (position, claim) in entry.fields.iter().enumerate() {
            let named = |field: &&Field| field.naming.name == normal(&claim.name);
            if !fields.iter().any(|field| named(&field)) {
                misfits.push(unknown_field(fields, about, claim));
            }
            let before = entry.fields.iter().take(position);
            if let Some(first) = before
                .into_iter()
                .find(|it| normal(&it.name) == normal(&claim.name))
            {
                let headline = format!(
                    "{} stands twice in an entry of {about}",
                    ticked(&claim.name)
                );
                misfits.push(
                    Misfit::new(Code::DuplicateKey, claim.span, headline)
                        .also(first.span, "first here"),
                );
            }
        }
        let value = |field: &'m Field| {
            let wanted = Wanted {
                model: self.model,
                ty: &field.ty,
                domain: &field.domain,
            };
            let claim = entry
                .fields
                .iter()
                .find(|it| normal(&it.name) == field.naming.name);
            let about = format!("{} of {about}", ticked(&field.naming.name));
            match claim.map(|it| &it.claim) {
                Some(Claim::Value(said)) => wanted.fit(&about, &said.value),
                Some(Claim::Absent(_)) if field.may_be_absent => Ok(Range::ABSENT),
                Some(Claim::Absent(span)) => {
                    Err(not_absent(&about, *span).help("what is not known is left out"))
                }
                _ if field.may_be_absent => Ok(wanted.everything().or_absent()),
                _ => Ok(wanted.everything()),
            }
        };
        fields
            .iter()
            .filter_map(|field| value(field).map_err(|misfit| misfits.push(misfit)).ok())
            .collect()
    }

    /// One value where a history is kept, entries where one value is wanted, and the like.
    fn wrong_shape(self, fact: &Fact, about: &str, claim: &Claim, span: Span) -> Misfit {
        let (span, found) = match claim {
            Claim::Value(said) => (said.value.span, said.value.words()),
            Claim::History(_) => (span, "values with from-days".to_owned()),
            Claim::Entries(..) => (span, "a list of entries".to_owned()),
            Claim::Absent(_) => (span, "`absent`".to_owned()),
            Claim::HappenedSometime => (span, "an act on an unknown day".to_owned()),
            Claim::Unknown => (span, "nothing".to_owned()),
        };
        let misfit = Misfit::expected(Code::WrongType, span, about, self.words(fact), found);
        let name = &fact.naming.name;
        match (fact.shape, self.dialect) {
            (Shape::OverTime, Dialect::Data) => misfit
                .help("say from which day it holds: `[{\"from\": \"2012-01-01\", \"value\": …}]`"),
            (Shape::OverTime, Dialect::Rules) => misfit.help(format!(
                "say from which day it holds: `{name} is … from 2012-01-01`"
            )),
            (Shape::Events(_), Dialect::Data) => {
                misfit.help("each act is an object: `[{\"day\": \"2018-05-01\"}]`")
            }
            (Shape::Events(_), Dialect::Rules) => {
                misfit.help(format!("each act stands on a line: `{name} on 2018-05-01`"))
            }
            (Shape::List(_), Dialect::Rules) => {
                misfit.help(format!("each entry stands on a line: `{name} with … is …`"))
            }
            (Shape::Single, Dialect::Rules) if matches!(claim, Claim::History(_)) => {
                misfit.help("it is not kept over time: leave out `from …`")
            }
            _ => misfit,
        }
    }
}

/// The day a literal names.
pub(crate) fn day(model: &Model, about: &str, literal: &Literal) -> Result<Date, Misfit> {
    let wanted = Wanted {
        model,
        ty: &Type::Date,
        domain: &Domain::All,
    };
    match wanted.fit(about, literal)?.core {
        crate::eval::Core::Date(day, _) => Ok(day),
        _ => Err(Misfit::expected(
            Code::WrongType,
            literal.span,
            about,
            wanted.words(),
            literal.words(),
        )),
    }
}

/// Why a fact cannot be given of a member of this entity; none where it is about the entity.
pub(crate) fn not_of_member(model: &Model, of: EntityId, fact: &Fact, at: Span) -> Option<Misfit> {
    if fact.entity == Some(of) {
        return None;
    }
    let name = ticked(&fact.naming.name);
    let of = &model.entities()[of].name;
    let headline = match fact.entity {
        Some(other) => {
            let other = &model.entities()[other].name;
            format!(
                "{name} is about {}, not about {}",
                ticked(other),
                ticked(of)
            )
        }
        None => format!("{name} is not about {}", ticked(of)),
    };
    Some(
        Misfit::new(Code::UnknownFact, at, headline)
            .help("give it beside the group, not in a member"),
    )
}

/// Why a part that is not encoded cannot be given; none for all other facts.
pub(crate) fn not_encoded(fact: &Fact, at: Span) -> Option<Misfit> {
    if !matches!(fact.origin, Origin::NotEncoded | Origin::Assumed) {
        return None;
    }
    let name = ticked(&fact.naming.name);
    let headline = format!("{name} cannot be given: that part of the law is not encoded");
    let reason = fact
        .not_encoded
        .as_ref()
        .map(|it| format!("it is not encoded because {}", it.because));
    Some(Misfit::new(Code::UnknownFact, at, headline).maybe_help(reason))
}

fn not_absent(about: &str, span: Span) -> Misfit {
    Misfit::new(
        Code::NotAbsentAble,
        span,
        format!("{about} cannot be absent"),
    )
}

fn not_a_finding(about: &str, but: &str, span: Span) -> Misfit {
    Misfit::new(
        Code::WrongFinder,
        span,
        format!("{about} is not a finding, so it {but}"),
    )
}

fn unknown_field(fields: &[Field], about: &str, claim: &FieldClaim) -> Misfit {
    let names = fields.iter().map(|field| field.naming.name.as_str());
    let headline = format!("an entry of {about} has no {}", ticked(&claim.name));
    let near = did_you_mean(nearest(&claim.name, names.clone()));
    let all = || format!("it has {}", super::misfit::list_of(names));
    Misfit::new(Code::UnknownFact, claim.span, headline).help(near.unwrap_or_else(all))
}
