//! What a scenario asks, and which outcomes that can have.

use super::draft::{key, literal_of, shown_key};
use super::norms::{noun, predicates, states, states_help};
use super::outcome::{Awaited, Expected, RestsOn};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{NormState, Slot};
use crate::facts::{
    Dialect, FactNames, Fitter, Misfit, Wanted, day, did_you_mean, list_of, ticked,
};
use crate::model::{
    ConclusionId, Domain, Id, Model, Naming, NormId, NormPredicate, PlaceId, Query, RegulationId,
    Shape, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Citation, ExpectedOutcome, GivenKind, GivenValue, Name};
use crate::value::Date;

/// Resolves what scenarios name. The regulation a scenario stands in comes first where several
/// regulations use a name.
#[derive(Clone, Copy)]
pub(super) struct Resolver<'a, 'm> {
    pub(super) model: &'m Model,
    pub(super) names: &'a FactNames<'m>,
    pub(super) home: Option<RegulationId>,
}

/// A question, and how it reads.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    query: Query,
    words: String,
}

/// What a scenario says of a name when nothing answers to it.
type Found<T> = Result<T, Box<Diagnostic>>;

impl<'m> Resolver<'_, 'm> {
    /// How literals of a scenario are fitted.
    pub(super) fn fitter(self) -> Fitter<'m> {
        Fitter {
            model: self.model,
            dialect: Dialect::Rules,
        }
    }

    /// What is asked.
    pub(super) fn query(self, query: &ast::Query) -> Found<Asked> {
        let (name, key, predicate) = match query {
            ast::Query::Provision(citation) => return self.provision(citation),
            ast::Query::Named {
                name,
                key,
                predicate,
            } => (name, key, predicate),
        };
        let conclusions = self.model.conclusions().iter();
        let conclusions = conclusions.map(|(id, it)| (id, &it.naming, it.regulation));
        let norms = self
            .model
            .named_norms()
            .map(|(id, it)| (id, &it.naming, it.regulation));
        if let Some(id) = self.pick(name, conclusions)? {
            return self.conclusion(id, name, key.as_ref(), predicate.as_ref());
        }
        match self.pick(name, norms)? {
            Some(id) => self.norm(id, name, key.as_ref(), predicate.as_ref()),
            None => Err(self.no_decision(name)),
        }
    }

    fn conclusion(
        self,
        id: ConclusionId,
        name: &Name,
        written: Option<&GivenValue>,
        predicate: Option<&Name>,
    ) -> Found<Asked> {
        let shown = ticked(&name.text);
        if let Some(words) = predicate {
            let headline = format!("{shown} is a conclusion and has no states");
            let help = format!("write `expect {}: {}`", name.text, words.text);
            return Err(Box::new(
                Diagnostic::new(Code::ExpectedOutcome, words.span, headline).help(help),
            ));
        }
        let key = match (&self.model.conclusions()[id].key, written) {
            (None, None) => None,
            (None, Some(key)) => return Err(plain_key(name, key.span)),
            (Some(wanted), Some(written)) => {
                Some(self::key(self.fitter(), &shown, wanted, written).map_err(boxed)?)
            }
            (Some(_), None) => {
                let headline = format!("{shown} is concluded by keys");
                let help = format!("say for which: `{} for …`", name.text);
                let it = Diagnostic::new(Code::ExpectedOutcome, name.span, headline);
                return Err(Box::new(it.help(help)));
            }
        };
        let words = match written {
            Some(written) => format!("{} for {}", name.text, shown_key(written)),
            None => name.text.clone(),
        };
        Ok(Asked {
            query: match key {
                Some(key) => Query::At(id, key),
                None => Query::Conclusion(id),
            },
            words,
        })
    }

    fn norm(
        self,
        id: NormId,
        name: &Name,
        key: Option<&GivenValue>,
        predicate: Option<&Name>,
    ) -> Found<Asked> {
        if let Some(key) = key {
            return Err(plain_key(name, key.span));
        }
        let Some(words) = predicate else {
            return Ok(Asked {
                query: Query::Norm(id),
                words: name.text.clone(),
            });
        };
        let modality = self.model.norms()[id].modality;
        let allowed = predicates(modality);
        let found = NormPredicate::parse(&words.text).filter(|it| allowed.contains(it));
        let predicate = found.ok_or_else(|| {
            let headline = format!("{} is never `{}`", noun(modality), words.text);
            let all = || {
                format!(
                    "ask one of {}",
                    list_of(allowed.iter().map(|it| it.words()))
                )
            };
            let near = nearest(&words.text, allowed.iter().map(|it| it.words()));
            let help = did_you_mean(near).unwrap_or_else(all);
            Box::new(Diagnostic::new(Code::NormPredicate, words.span, headline).help(help))
        })?;
        let words = format!("{} is {}", name.text, words.text);
        Ok(Asked {
            query: Query::Predicate(id, predicate),
            words,
        })
    }

    fn provision(self, citation: &Citation) -> Found<Asked> {
        let (words, places) = self.cited(citation)?;
        let first = places.first().ok_or_else(|| no_provision(citation, None))?;
        Ok(Asked {
            query: Query::Place(*first),
            words: format!("article {words} is met"),
        })
    }

    /// A provision as cited, with the versions it has.
    pub(super) fn cited(self, citation: &Citation) -> Found<(String, Vec<PlaceId>)> {
        let model = self.model;
        let owner = match &citation.regulation {
            Some(name) => Some(self.regulation(name)?),
            None => None,
        };
        let here = |regulation: RegulationId| owner.is_none_or(|owner| owner == regulation);
        let places: Vec<PlaceId> = model
            .places()
            .iter()
            .filter(|(_, place)| here(place.regulation) && place.citation == citation.place)
            .map(|(id, _)| id)
            .collect();
        let regulation = |id: &PlaceId| model.places()[*id].regulation;
        let at_home = |id: &&PlaceId| Some(regulation(id)) == self.home;
        let chosen: Vec<PlaceId> = match places.first() {
            Some(first) if places.iter().all(|id| regulation(id) == regulation(first)) => places,
            Some(_) if places.iter().any(|id| at_home(&id)) => {
                places.iter().filter(at_home).copied().collect()
            }
            Some(_) => {
                let headline = format!(
                    "{} could be of several regulations",
                    ticked(&citation.place)
                );
                let all: Vec<String> = places.iter().map(|id| model.citation(*id)).collect();
                let help = format!("say which: {}", list_of(all.iter().map(String::as_str)));
                return Err(Box::new(
                    Diagnostic::new(Code::AmbiguousName, citation.span, headline).help(help),
                ));
            }
            None => {
                let known = model.places().iter().map(|(_, place)| place);
                let known = known.filter(|place| here(place.regulation));
                let near = nearest(&citation.place, known.map(|place| place.citation.as_str()));
                return Err(no_provision(citation, near));
            }
        };
        let words = match &citation.regulation {
            Some(name) => format!("{} {}", name.text, citation.place),
            None => citation.place.clone(),
        };
        Ok((words, chosen))
    }

    fn regulation(self, name: &Name) -> Found<RegulationId> {
        let all = self.model.regulations();
        let found = all
            .iter()
            .find(|(_, it)| it.naming.name == name.text)
            .map(|(id, _)| id);
        found.ok_or_else(|| {
            let names = all.iter().map(|(_, it)| it.naming.name.as_str());
            unknown(name, "regulation", did_you_mean(nearest(&name.text, names)))
        })
    }

    /// The one of these that a name means, its own regulation's before others'; none if none does.
    fn pick<'n, I: Id>(
        self,
        name: &Name,
        all: impl Iterator<Item = (I, &'n Naming, RegulationId)>,
    ) -> Found<Option<I>> {
        let called: Vec<(I, RegulationId)> = all
            .filter(|(_, naming, _)| naming.name == name.text)
            .map(|(id, _, regulation)| (id, regulation))
            .collect();
        match called.as_slice() {
            [] => Ok(None),
            [(id, _)] => Ok(Some(*id)),
            several => {
                let own = several.iter().find(|(_, owner)| Some(*owner) == self.home);
                own.map(|(id, _)| Some(*id)).ok_or_else(|| {
                    let owner =
                        |it: &(I, RegulationId)| self.model.regulations()[it.1].naming.name.clone();
                    let owners: Vec<String> = several.iter().map(owner).collect();
                    let headline = format!("{} could mean several things", ticked(&name.text));
                    let owners = list_of(owners.iter().map(String::as_str));
                    let help = format!(
                        "it is declared by {owners}: put the scenario in a file of one of them"
                    );
                    Box::new(Diagnostic::new(Code::AmbiguousName, name.span, headline).help(help))
                })
            }
        }
    }

    fn no_decision(self, name: &Name) -> Box<Diagnostic> {
        if self.names.find(&name.text, self.home).is_ok() {
            let help = "it is a fact: it is given, and what follows from it is expected";
            return unknown(name, "decision", Some(help.to_owned()));
        }
        let conclusions = self
            .model
            .conclusions()
            .iter()
            .map(|(_, it)| it.naming.name.as_str());
        let norms = self
            .model
            .named_norms()
            .map(|(_, it)| it.naming.name.as_str());
        unknown(
            name,
            "decision",
            did_you_mean(nearest(&name.text, conclusions.chain(norms))),
        )
    }

    /// What is expected of what is asked. All that is wrong with it is reported.
    pub(super) fn expected(
        self,
        asked: &Asked,
        expectation: &ast::Expectation,
    ) -> Result<Expected, Vec<Diagnostic>> {
        let mut found = Vec::new();
        let awaited = self
            .awaited(asked, expectation)
            .map_err(|it| found.push(*it))
            .ok();
        let needing = expectation.needing.as_ref().map(|needs| {
            let slots = needs.iter().filter_map(|(name, key)| {
                self.slot(name, key.as_ref())
                    .map_err(|it| found.push(*it))
                    .ok()
            });
            slots.collect()
        });
        let citing = expectation.citing.iter();
        let citing = citing
            .filter_map(|it| self.cited(it).map_err(|it| found.push(*it)).ok())
            .collect();
        let resting = expectation.resting.iter();
        let resting = resting
            .filter_map(|it| self.rests_on(it).map_err(|it| found.push(*it)).ok())
            .collect();
        if expectation.needing.is_some()
            && awaited
                .as_ref()
                .is_some_and(|awaited| *awaited != Awaited::Unknown)
        {
            let headline = "only an unknown outcome needs anything";
            let it = Diagnostic::new(Code::ExpectedOutcome, expectation.span, headline);
            found.push(it.help("leave out `needing …`, or expect `unknown`"));
        }
        match awaited {
            Some(awaited) if found.is_empty() => Ok(Expected {
                query: asked.query.clone(),
                asked: asked.words.clone(),
                awaited,
                needing,
                citing,
                resting,
                span: expectation.span,
            }),
            _ => Err(found),
        }
    }

    fn awaited(self, asked: &Asked, expectation: &ast::Expectation) -> Found<Awaited> {
        match &expectation.outcome {
            ExpectedOutcome::NotApplicable => Ok(Awaited::NotApplicable),
            ExpectedOutcome::NotInForce => Ok(Awaited::NotInForce),
            ExpectedOutcome::NotEncoded => Ok(Awaited::NotEncoded),
            ExpectedOutcome::NotComputable => Ok(Awaited::NotComputable),
            ExpectedOutcome::Value(value) => self.awaited_value(asked, value),
            ExpectedOutcome::NormState { words, day } => {
                self.awaited_state(asked, words, day.as_ref(), expectation.span)
            }
        }
    }

    fn awaited_value(self, asked: &Asked, value: &GivenValue) -> Found<Awaited> {
        match &value.kind {
            GivenKind::Unknown => return Ok(Awaited::Unknown),
            GivenKind::Absent => return Ok(Awaited::Absent),
            GivenKind::Name(name) if name.text == "gap" => return Ok(Awaited::Gap),
            GivenKind::Name(name) if name.text == "conflict" => return Ok(Awaited::Conflict),
            _ => {}
        }
        let about = format!("the outcome of `{}`", asked.words);
        let ty = match &asked.query {
            Query::Norm(norm) => return Err(self.no_state(*norm, &asked.words, value)),
            Query::Conclusion(conclusion) | Query::At(conclusion, _) => {
                &self.model.conclusions()[*conclusion].ty
            }
            Query::Predicate(..) | Query::Place(_) => &Type::YesNo,
        };
        let wanted = Wanted {
            model: self.model,
            ty,
            domain: &Domain::All,
        };
        let range = wanted
            .fit(&about, &literal_of(value, ty))
            .map_err(|misfit| {
                let code = match misfit.code {
                    Code::BadDate | Code::NoSuchDay => misfit.code,
                    _ => Code::ExpectedOutcome,
                };
                boxed(Misfit { code, ..misfit })
            })?;
        Ok(Awaited::Value(range))
    }

    /// Something that is no state expected of a norm.
    fn no_state(self, norm: NormId, words: &str, value: &GivenValue) -> Box<Diagnostic> {
        let modality = self.model.norms()[norm].modality;
        let headline = format!("`{words}` is {}: expect a state of it", noun(modality));
        let states = states(modality);
        let help = match &value.kind {
            GivenKind::Yes | GivenKind::No => {
                let asked = predicates(modality).first().map_or("", |it| it.words());
                format!("for yes or no, ask for example `{words} is {asked}`")
            }
            GivenKind::Name(name) => {
                let near = nearest(&name.text, states.iter().map(|it| it.words()));
                did_you_mean(near).unwrap_or_else(|| states_help(states))
            }
            _ => states_help(states),
        };
        Box::new(Diagnostic::new(Code::ExpectedOutcome, value.span, headline).help(help))
    }

    fn awaited_state(
        self,
        asked: &Asked,
        written: &str,
        day: Option<&ast::DateLiteral>,
        span: Span,
    ) -> Found<Awaited> {
        let bare = [" on", " since", " until"]
            .iter()
            .find_map(|end| written.strip_suffix(end));
        let words = bare.unwrap_or(written);
        let norm = match asked.query {
            Query::Norm(norm) => norm,
            // A member of a kind may share its name with a state.
            _ if day.is_none() => {
                let name = Name {
                    text: words.to_owned(),
                    span,
                };
                return self.awaited_value(
                    asked,
                    &GivenValue {
                        span,
                        kind: GivenKind::Name(name),
                    },
                );
            }
            _ => {
                let headline = format!("`{}` is no norm, so it has no state", asked.words);
                return Err(Box::new(Diagnostic::new(
                    Code::ExpectedOutcome,
                    span,
                    headline,
                )));
            }
        };
        let modality = self.model.norms()[norm].modality;
        let states = states(modality);
        let same = |it: &&NormState| {
            it.words() == words || it.words().strip_suffix(" so far") == Some(words)
        };
        let Some(state) = states.iter().find(same) else {
            let headline = format!("{} is never `{words}`", noun(modality));
            let it = Diagnostic::new(Code::ExpectedOutcome, span, headline);
            return Err(Box::new(it.help(states_help(states))));
        };
        let day = day
            .map(|day| self.day("the day of the state", day))
            .transpose()?;
        Ok(Awaited::State(*state, day))
    }

    /// A day of the scenario itself.
    pub(super) fn day(self, about: &str, written: &ast::DateLiteral) -> Found<Date> {
        day(self.model, about, &super::draft::day(written)).map_err(boxed)
    }

    fn slot(self, name: &Name, key: Option<&GivenValue>) -> Found<Slot> {
        let id = self
            .names
            .find(&name.text, self.home)
            .map_err(|it| not_found(name, it))?;
        let fact = &self.model.facts()[id];
        match (&fact.key, key) {
            (None, None) => Ok(match fact.shape {
                Shape::Events(_) | Shape::List(_) | Shape::Group(_) => Slot::Further(id),
                Shape::Single | Shape::OverTime | Shape::Event => Slot::Fact(id),
            }),
            (None, Some(key)) => Err(plain_key(name, key.span)),
            (Some(wanted), Some(written)) => {
                let key = self::key(self.fitter(), &ticked(&name.text), wanted, written);
                Ok(Slot::Key(id, key.map_err(boxed)?))
            }
            (Some(_), None) => {
                let headline = format!("{} is kept by keys", ticked(&name.text));
                let help = format!("say which is needed: `{} for …`", name.text);
                Err(Box::new(
                    Diagnostic::new(Code::WrongType, name.span, headline).help(help),
                ))
            }
        }
    }

    fn rests_on(self, name: &Name) -> Found<RestsOn> {
        let readings = self
            .model
            .readings()
            .iter()
            .map(|(id, it)| (id, &it.naming, it.regulation));
        if let Some(reading) = self.pick(name, readings)? {
            return Ok(RestsOn::Reading(reading));
        }
        self.names
            .find(&name.text, self.home)
            .map(RestsOn::Fact)
            .map_err(|_| {
                let readings = self
                    .model
                    .readings()
                    .iter()
                    .map(|(_, it)| it.naming.name.as_str());
                let facts = self
                    .model
                    .facts()
                    .iter()
                    .map(|(_, it)| it.naming.name.as_str());
                let near = nearest(&name.text, readings.chain(facts));
                unknown(
                    name,
                    "reading, presumed fact or part not encoded",
                    did_you_mean(near),
                )
            })
    }

    /// A reading and the position of one of its choices.
    pub(super) fn switch(
        self,
        name: &Name,
        choice: &Name,
    ) -> Found<(crate::model::ReadingId, usize)> {
        let readings = self
            .model
            .readings()
            .iter()
            .map(|(id, it)| (id, &it.naming, it.regulation));
        let Some(id) = self.pick(name, readings)? else {
            let names = self
                .model
                .readings()
                .iter()
                .map(|(_, it)| it.naming.name.as_str());
            return Err(unknown(
                name,
                "reading",
                did_you_mean(nearest(&name.text, names)),
            ));
        };
        let choices = &self.model.readings()[id].choices;
        let position = choices.iter().position(|it| it.naming.name == choice.text);
        let position = position.ok_or_else(|| {
            let names = || choices.iter().map(|it| it.naming.name.as_str());
            let near = did_you_mean(nearest(&choice.text, names()));
            let help = near.unwrap_or_else(|| format!("it has {}", list_of(names())));
            unknown(
                choice,
                &format!("choice of {}", ticked(&name.text)),
                Some(help),
            )
        })?;
        Ok((id, position))
    }
}

/// A name that finds no fact.
pub(super) fn not_found(name: &Name, not_found: crate::facts::NotFound) -> Box<Diagnostic> {
    let code = if not_found.ambiguous {
        Code::AmbiguousName
    } else {
        Code::UnknownName
    };
    let diagnostic = Diagnostic::new(code, name.span, not_found.headline);
    Box::new(
        not_found
            .help
            .into_iter()
            .fold(diagnostic, Diagnostic::help),
    )
}

fn unknown(name: &Name, what: &str, help: Option<String>) -> Box<Diagnostic> {
    let headline = format!("there is no {what} {}", ticked(&name.text));
    let diagnostic = Diagnostic::new(Code::UnknownName, name.span, headline);
    Box::new(help.into_iter().fold(diagnostic, Diagnostic::help))
}

fn no_provision(citation: &Citation, near: Option<&str>) -> Box<Diagnostic> {
    let headline = format!("there is no provision {}", ticked(&citation.place));
    let diagnostic = Diagnostic::new(Code::UnknownProvision, citation.span, headline);
    Box::new(
        did_you_mean(near)
            .into_iter()
            .fold(diagnostic, Diagnostic::help),
    )
}

pub(super) fn plain_key(name: &Name, span: Span) -> Box<Diagnostic> {
    let headline = format!("{} is not kept by keys", ticked(&name.text));
    let help = "leave out `for …`";
    Box::new(Diagnostic::new(Code::WrongType, span, headline).help(help))
}

fn boxed(misfit: Misfit) -> Box<Diagnostic> {
    Box::new(misfit.into())
}
