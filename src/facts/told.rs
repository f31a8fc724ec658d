//! What an object of a case file tells: of a case, or of a member of a group.
//!
//! Its keys are the names of facts; a member has facts about its entity only, and may be given by
//! its name alone. A few keys are its own (see the table in [`super`]).

use std::collections::BTreeMap;

use super::claim::{Fitter, not_encoded, not_of_member};
use super::day;
use super::literal::normal;
use super::misfit::{Misfit, did_you_mean, ticked};
use super::names::FactNames;
use super::raw::{Key as RawKey, Raw, RawKind};
use super::written::{give, literal, span, span_of};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::{Given, Key, Member, Range};
use crate::model::{EntityId, Fact, FactId, Shape};
use crate::source::Span;

/// What has been read of an object so far.
pub(super) struct Told<'a, 'm> {
    pub(super) fitter: Fitter<'m>,
    names: &'a FactNames<'m>,
    /// The entity it is a member of; none for a case.
    of: Option<EntityId>,
    /// The facts that fit, in file order.
    pub(super) facts: Vec<(FactId, Given)>,
    /// What does not fit.
    pub(super) misfits: Vec<Misfit>,
    seen: BTreeMap<FactId, Span>,
}

impl<'a, 'm> Told<'a, 'm> {
    pub(super) fn new(
        fitter: Fitter<'m>,
        names: &'a FactNames<'m>,
        of: Option<EntityId>,
    ) -> Told<'a, 'm> {
        Told {
            fitter,
            names,
            of,
            facts: Vec::new(),
            misfits: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    /// A text that is no fact, such as the name of a case.
    pub(super) fn text(&mut self, about: &str, value: &Raw) -> Option<(String, Span)> {
        if let RawKind::Text(text) = &value.kind {
            return Some((text.clone(), span_of(value)));
        }
        let found = literal(value).words();
        let misfit = Misfit::expected(Code::WrongType, span_of(value), about, "a text", found);
        self.misfits.push(match value.kind {
            RawKind::Number(_) | RawKind::Bool(_) => misfit.help("put it in quotation marks"),
            _ => misfit,
        });
        None
    }

    /// A note for people.
    pub(super) fn note(&mut self, value: &Raw) {
        if !matches!(value.kind, RawKind::Null) {
            self.text("`note`", value);
        }
    }

    /// What a key and its value say of a fact.
    pub(super) fn fact(&mut self, key: &RawKey, value: &Raw) {
        let at = span(key.start, key.end);
        let id = match self.names.find(&key.text, None) {
            Ok(id) => id,
            Err(not_found) => {
                let help = own_key(self.of, &key.text).or(not_found.help);
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
        let not_of_member = self
            .of
            .and_then(|of| not_of_member(self.fitter.model, of, fact, at));
        if let Some(misfit) = not_of_member.or_else(|| not_encoded(fact, at)) {
            self.misfits.push(misfit);
            return;
        }
        let given = match (&fact.key, fact.shape) {
            (Some(_), _) => self.keyed(fact, value),
            (None, Shape::Group(entity)) => self.group(fact, entity, value),
            (None, _) => give(self.fitter, fact, &ticked(&fact.naming.name), value),
        };
        match given {
            Ok(given) => self.facts.push((id, given)),
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

    /// `[{"id": "p1", …}, "p2"]`, or `{"members": […], "complete": true}`
    fn group(&self, fact: &'m Fact, entity: EntityId, value: &Raw) -> Result<Given, Vec<Misfit>> {
        let about = ticked(&fact.naming.name);
        let (list, complete) = match &value.kind {
            RawKind::Null => return Ok(Given::Unknown),
            RawKind::List(list) => (list.as_slice(), false),
            RawKind::Map(fields) => whole_group(&about, fields, span_of(value))?,
            _ => {
                let expected = self.fitter.words(fact);
                let found = literal(value).words();
                return Err(vec![
                    Misfit::expected(Code::WrongType, span_of(value), &about, expected, found)
                        .help(
                            "where there are none, write `{\"members\": [], \"complete\": true}`",
                        ),
                ]);
            }
        };
        let mut misfits = Vec::new();
        let mut members = Vec::with_capacity(list.len());
        for raw in list {
            match self.member(fact, entity, &about, raw) {
                Ok(member) => members.push(member),
                Err(more) => misfits.extend(more),
            }
        }
        let given = self.fitter.members(&about, members, complete);
        match given {
            Ok(given) if misfits.is_empty() => Ok(given),
            given => {
                misfits.extend(given.err().unwrap_or_default());
                Err(misfits)
            }
        }
    }

    /// One member, with the place of its name.
    fn member(
        &self,
        group: &'m Fact,
        entity: EntityId,
        about: &str,
        raw: &Raw,
    ) -> Result<(Member, Span), Vec<Misfit>> {
        let fields = match &raw.kind {
            RawKind::Text(name) => return Ok((Member::new(name), span_of(raw))),
            RawKind::Map(fields) => fields,
            _ => {
                let of = &self.fitter.model.entities()[entity].name;
                let expected = format!("{of}: an object with an `id`, or the `id` alone");
                let found = literal(raw).words();
                let about = format!("a member of {about}");
                let at = span_of(raw);
                return Err(vec![Misfit::expected(
                    Code::WrongType,
                    at,
                    &about,
                    expected,
                    found,
                )]);
            }
        };
        let mut told = Told::new(self.fitter, self.names, Some(entity));
        let (mut id, mut from, mut until) = (None, Range::ABSENT, Range::ABSENT);
        for (key, value) in fields {
            match key.text.as_str() {
                "id" => id = told.text(&format!("`id` of a member of {about}"), value),
                "note" => told.note(value),
                "from" => from = told.membership(group, "from", key, value),
                "until" => until = told.membership(group, "until", key, value),
                _ => told.fact(key, value),
            }
        }
        let Some((id, at)) = id else {
            if !fields.iter().any(|(key, _)| key.text == "id") {
                let headline = format!("a member of {about} has no `id`");
                told.misfits.push(
                    Misfit::new(Code::WrongType, span_of(raw), headline)
                        .help("give each member a name of its own: `{\"id\": \"p1\", …}`"),
                );
            }
            return Err(told.misfits);
        };
        if !told.misfits.is_empty() {
            return Err(told.misfits);
        }
        let mut member = Member::new(&id);
        (member.from, member.until) = (from, until);
        for (fact, given) in told.facts {
            member.set(fact, given);
        }
        Ok((member, at))
    }

    /// The first or last day of a membership.
    fn membership(&mut self, group: &Fact, word: &str, key: &RawKey, value: &Raw) -> Range {
        if !group.over_time {
            let name = ticked(&group.naming.name);
            let headline = format!("{name} is the same on every day, so a member has no `{word}`");
            self.misfits.push(
                Misfit::new(Code::UnknownFact, span(key.start, key.end), headline)
                    .help("where members come and go, the rules declare `group of … over time`"),
            );
            return Range::ABSENT;
        }
        match &value.kind {
            RawKind::Null => Range::date(crate::value::Date::MIN)
                .union(Range::date(crate::value::Date::MAX))
                .or_absent(),
            RawKind::Text(text) if text == "absent" => Range::ABSENT,
            _ => match day(self.fitter.model, &format!("`{word}`"), &literal(value)) {
                Ok(day) => Range::date(day),
                Err(misfit) => {
                    self.misfits.push(misfit);
                    Range::ABSENT
                }
            },
        }
    }
}

/// `{"members": […], "complete": true}`
fn whole_group<'r>(
    about: &str,
    fields: &'r [(RawKey, Raw)],
    whole: Span,
) -> Result<(&'r [Raw], bool), Vec<Misfit>> {
    let (mut list, mut complete) = (None, false);
    let mut misfits = Vec::new();
    for (key, value) in fields {
        match (key.text.as_str(), &value.kind) {
            ("members", RawKind::List(members)) => list = Some(members.as_slice()),
            ("complete", RawKind::Bool(said)) => complete = *said,
            (known @ ("members" | "complete"), _) => {
                let expected = if known == "members" {
                    "a list"
                } else {
                    "`true` or `false`"
                };
                let found = literal(value).words();
                let about = format!("`{known}` of {about}");
                misfits.push(Misfit::expected(
                    Code::WrongType,
                    span_of(value),
                    &about,
                    expected,
                    found,
                ));
            }
            (other, _) => {
                let headline = format!("{about} has no {}", ticked(other));
                let near = did_you_mean(nearest(other, ["members", "complete"]));
                let all = || "it has `members` and `complete`".to_owned();
                misfits.push(
                    Misfit::new(Code::UnknownFact, span(key.start, key.end), headline)
                        .help(near.unwrap_or_else(all)),
                );
            }
        }
    }
    match list {
        Some(list) if misfits.is_empty() => Ok((list, complete)),
        None if misfits.is_empty() => Err(vec![
            Misfit::new(
                Code::WrongType,
                whole,
                format!("{about} is given as an object without `members`"),
            )
            .help(
                "members stand in a list: `{\"members\": [{\"id\": \"p1\"}], \"complete\": true}`",
            ),
        ]),
        _ => Err(misfits),
    }
}

/// The keys of a case that name no fact.
pub(super) const OWN_KEYS: [&str; 3] = ["id", "recorded_through", "note"];

/// Help for a key that sounds like one of the case's own, or of the member's.
pub(super) fn own_key(of: Option<EntityId>, text: &str) -> Option<String> {
    let own: &[&str] = match of {
        Some(_) => &["id", "from", "until", "note"],
        None => &OWN_KEYS,
    };
    match normal(text).as_str() {
        "as_of" | "as_of_date" | "date" => {
            Some("the as-of day is said when the case is run, not in it".to_owned())
        }
        other => did_you_mean(nearest(other, own.iter().copied())),
    }
}
