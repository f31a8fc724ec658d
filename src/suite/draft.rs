//! A case under construction from the lines of a scenario.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::eval::{Case, Given, Key, Member};
use crate::facts::{
    Claim, Entry, FieldClaim, Fitter, Literal, LiteralKind, Misfit, Said, Stage, ticked,
};
use crate::model::{FactId, KeyType, Shape, Type};
use crate::source::Span;
use crate::syntax::ast::{self, DateLiteral, GivenKind, GivenValue};

/// What a scenario has given so far.
#[derive(Clone)]
pub(super) struct Draft {
    /// The facts.
    pub(super) case: Case,
    /// Where each fact, or key of one, is given.
    given: BTreeMap<(FactId, Option<Key>), Line>,
    /// What was given by the scenario below, until this one gives it anew.
    inherited: BTreeSet<(FactId, Option<Key>)>,
}

/// A line that gives something.
#[derive(Clone, Copy)]
struct Line {
    span: Span,
    /// Whether it is one act or record, so that others may follow.
    entry: bool,
}

/// A fact, or one key of it, with its name for messages.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) fact: FactId,
    pub(super) key: Option<Key>,
    pub(super) about: String,
}

impl Draft {
    pub(super) fn new(case: Case) -> Draft {
        Draft {
            case,
            given: BTreeMap::new(),
            inherited: BTreeSet::new(),
        }
    }

    /// Takes what is given so far as that of a scenario below: the first line that gives any of it
    /// takes its place, whole.
    pub(super) fn inherit(&mut self) {
        let given = std::mem::take(&mut self.given);
        self.inherited.extend(given.into_keys());
    }

    /// Forgets what the scenario below gives of a target.
    fn renew(&mut self, target: &Target) {
        if self.inherited.remove(&(target.fact, target.key.clone())) {
            self.put(target, Given::Unknown, true);
        }
    }

    /// Gives what a line says. `over` replaces what was given before, as a row of a table does.
    pub(super) fn give(
        &mut self,
        fitter: Fitter<'_>,
        target: &Target,
        said: &ast::Given,
        span: Span,
        over: bool,
    ) -> Result<(), Vec<Misfit>> {
        let fact = &fitter.model.facts()[target.fact];
        if let Shape::Group(_) = fact.shape {
            return self.group(fitter, target, said, span, over);
        }
        if let ast::Given::Entry { fields, .. } = said {
            plain_fields(&target.about, fields)?;
        }
        let claim = claim(fact.shape, &fact.ty, said);
        let line = Line {
            span,
            entry: matches!(claim, Claim::Entries(ref entries, _) if !entries.is_empty()),
        };
        let given = fitter.fit(fact, &target.about, &claim, span)?;
        if fact.key.is_some() && target.key.is_none() && !matches!(given, Given::Unknown) {
            let headline = format!("{} is kept by keys", target.about);
            let help = format!("say for which: `{} for … is …`", fact.naming.name);
            return Err(vec![
                Misfit::new(Code::WrongType, span, headline).help(help),
            ]);
        }
        self.renew(target);
        let before = self.given.insert((target.fact, target.key.clone()), line);
        match before.filter(|_| !over) {
            Some(first) if first.entry && line.entry => {}
            Some(first) => {
                let headline = format!("{} is given twice", target.about);
                let code = if first.entry || line.entry {
                    Code::Contradiction
                } else {
                    Code::DuplicateKey
                };
                return Err(vec![
                    Misfit::new(code, span, headline).also(first.span, "first here"),
                ]);
            }
            None => {}
        }
        self.put(target, given, over);
        Ok(())
    }

    /// Gives a line of a group that names no member: `is complete`, `is none`.
    fn group(
        &mut self,
        fitter: Fitter<'_>,
        target: &Target,
        said: &ast::Given,
        span: Span,
        over: bool,
    ) -> Result<(), Vec<Misfit>> {
        let given = match said {
            ast::Given::Value { value, .. } => match &value.kind {
                GivenKind::Unknown => Some(Given::Unknown),
                GivenKind::Nothing => Some(complete()),
                GivenKind::Name(name) if name.text == "complete" => Some(complete()),
                _ => None,
            },
            _ => None,
        };
        let Some(given) = given else {
            let fact = &fitter.model.facts()[target.fact];
            let headline = format!("{} is a group", target.about);
            let name = &fact.naming.name;
            let help = format!(
                "name its members one a line, `{name} includes p1 with …`; when there are no others, write `{name} is complete`"
            );
            return Err(vec![
                Misfit::new(Code::WrongType, span, headline).help(help),
            ]);
        };
        self.renew(target);
        self.given
            .insert((target.fact, None), Line { span, entry: true });
        self.put(target, given, over);
        Ok(())
    }

    /// Gives a member of a group.
    pub(super) fn member(
        &mut self,
        target: &Target,
        member: Member,
        span: Span,
    ) -> Result<(), Vec<Misfit>> {
        self.renew(target);
        if let Given::Members { members, .. } = self.case.get(target.fact)
            && members.iter().any(|it| it.name == member.name)
        {
            let headline = format!(
                "{} is a member of {} twice",
                ticked(&member.name),
                target.about
            );
            return Err(vec![
                Misfit::new(Code::DuplicateKey, span, headline).help("keep one of the lines"),
            ]);
        }
        self.given
            .insert((target.fact, None), Line { span, entry: true });
        let given = Given::Members {
            members: [member].into(),
            complete: false,
        };
        self.put(target, given, false);
        Ok(())
    }

    /// Makes a fact, or one key of it, unknown: the empty cell of a table.
    pub(super) fn forget(&mut self, target: &Target, span: Span) {
        self.given.insert(
            (target.fact, target.key.clone()),
            Line { span, entry: false },
        );
        self.put(target, Given::Unknown, true);
    }

    fn put(&mut self, target: &Target, given: Given, over: bool) {
        let held = self.case.get(target.fact).clone();
        let whole = match (&target.key, held, given) {
            (Some(key), held, given) => {
                let mut keyed = match held {
                    Given::Keyed(keyed) => keyed,
                    _ => Vec::new(),
                };
                match keyed.binary_search_by(|(held, _)| held.cmp(key)) {
                    Ok(position) => {
                        if let Some((_, held)) = keyed.get_mut(position) {
                            *held = join(held.clone(), given, over);
                        }
                    }
                    Err(position) => keyed.insert(position, (key.clone(), given)),
                }
                Given::Keyed(keyed)
            }
            (None, held, given) => join(held, given, over),
        };
        self.case.set(target.fact, whole);
    }
}

/// A group that has no members but those that are named.
fn complete() -> Given {
    Given::Members {
        members: [].into(),
        complete: true,
    }
}

/// The fields of an act or record have neither keys nor days.
fn plain_fields(about: &str, fields: &[ast::GivenField]) -> Result<(), Vec<Misfit>> {
    let misfit = |field: &ast::GivenField| {
        let name = ticked(&field.name.text);
        let (at, but, what) = match (&field.key, &field.from) {
            (Some(key), _) => (key.span, "is not kept by keys", "for …"),
            (None, Some(from)) => (from.span, "is not kept over time", "from …"),
            (None, None) => return None,
        };
        let headline = format!("the field {name} of {about} {but}");
        let help = format!("leave out `{what}`");
        Some(Misfit::new(Code::WrongType, at, headline).help(help))
    };
    let misfits: Vec<Misfit> = fields.iter().filter_map(misfit).collect();
    if misfits.is_empty() {
        Ok(())
    } else {
        Err(misfits)
    }
}

/// More acts or records after those already given; anything else takes their place.
fn join(held: Given, given: Given, over: bool) -> Given {
    match (held, given) {
        (
            Given::Entries { mut entries, .. },
            Given::Entries {
                entries: more,
                complete,
            },
        ) if !over => {
            entries.extend(more);
            Given::Entries { entries, complete }
        }
        (
            Given::Members {
                members,
                complete: known,
            },
            Given::Members {
                members: more,
                complete,
            },
        ) if !over => Given::Members {
            members: members.iter().chain(&*more).cloned().collect(),
            complete: known || complete,
        },
        (_, given) => given,
    }
}

/// The claim a line makes, read by the way the fact is kept.
fn claim(shape: Shape, ty: &Type, said: &ast::Given) -> Claim {
    let many = matches!(shape, Shape::Events(_) | Shape::List(_));
    match said {
        ast::Given::Value { value, made_on } => match &value.kind {
            GivenKind::Unknown => Claim::Unknown,
            GivenKind::Absent => Claim::Absent(value.span),
            GivenKind::Nothing if many => Claim::Entries(Vec::new(), true),
            _ => Claim::Value(Said {
                value: literal_of(value, ty),
                made_on: made_on.as_ref().map(day),
                by: None,
            }),
        },
        ast::Given::History(stages) => Claim::History(
            stages
                .iter()
                .map(|(value, from)| Stage {
                    from: day(from),
                    value: value.as_ref().map(|value| literal_of(value, ty)),
                })
                .collect(),
        ),
        ast::Given::Entry {
            on: Some(on),
            fields,
        } if fields.is_empty() && !many => Claim::Value(Said {
            value: day(on),
            made_on: None,
            by: None,
        }),
        // A member is given by `Draft::member`; of what is no group it is as wrong as any entry.
        ast::Given::Member { .. } => Claim::Entries(Vec::new(), false),
        ast::Given::Entry { on, fields } => {
            let day = on.iter().map(|on| FieldClaim {
                name: "day".to_owned(),
                span: on.span,
                claim: Claim::Value(Said {
                    value: day(on),
                    made_on: None,
                    by: None,
                }),
            });
            let fields = fields.iter().map(|it| FieldClaim {
                name: it.name.text.clone(),
                span: it.name.span.to(it.value.span),
                claim: match &it.value.kind {
                    GivenKind::Unknown => Claim::Unknown,
                    GivenKind::Absent => Claim::Absent(it.value.span),
                    _ => Claim::Value(Said {
                        value: literal(&it.value),
                        made_on: None,
                        by: None,
                    }),
                },
            });
            Claim::Entries(
                vec![Entry {
                    fields: day.chain(fields).collect(),
                }],
                true,
            )
        }
    }
}

/// A literal where this type is wanted: `none` is the empty set.
pub(super) fn literal_of(value: &GivenValue, ty: &Type) -> Literal {
    match (&value.kind, ty) {
        (GivenKind::Nothing, Type::Set(_) | Type::List(_)) => Literal {
            kind: LiteralKind::Set(Vec::new()),
            span: value.span,
        },
        _ => literal(value),
    }
}

fn literal(value: &GivenValue) -> Literal {
    let kind = match &value.kind {
        GivenKind::Unknown => LiteralKind::Other("`unknown`"),
        GivenKind::Absent => LiteralKind::Other("`absent`"),
        GivenKind::Nothing => LiteralKind::Other("`none`"),
        GivenKind::Set(members) => LiteralKind::Set(members.iter().map(literal).collect()),
        GivenKind::Date(day) => LiteralKind::Date(day.day.clone(), day.clock.clone()),
        GivenKind::Stretch(written) => LiteralKind::Word(written.clone()),
        GivenKind::Quantity(quantity) => {
            let parts = quantity
                .parts
                .iter()
                .map(|(count, unit)| (count.clone(), unit.text.clone()));
            LiteralKind::Quantity(parts.collect())
        }
        GivenKind::Percent(digits) => LiteralKind::Percent(digits.clone()),
        GivenKind::Number(digits) => LiteralKind::Number(digits.clone()),
        GivenKind::Text(text) => LiteralKind::Text(text.clone()),
        GivenKind::Yes => LiteralKind::Truth(true),
        GivenKind::No => LiteralKind::Truth(false),
        GivenKind::Name(name) => LiteralKind::Word(name.text.clone()),
    };
    Literal {
        kind,
        span: value.span,
    }
}

/// A day as a literal.
pub(super) fn day(day: &DateLiteral) -> Literal {
    Literal {
        kind: LiteralKind::Date(day.day.clone(), day.clock.clone()),
        span: day.span,
    }
}

/// The key of a fact or conclusion, `for 2016`.
pub(super) fn key(
    fitter: Fitter<'_>,
    about: &str,
    wanted: &KeyType,
    written: &GivenValue,
) -> Result<Key, Misfit> {
    let text = match (&written.kind, wanted) {
        (GivenKind::Number(digits), KeyType::Year | KeyType::Whole | KeyType::Window(_)) => {
            Some(digits)
        }
        (GivenKind::Stretch(written), KeyType::Week | KeyType::Month) => Some(written),
        (GivenKind::Text(text), KeyType::Text) => Some(text),
        (GivenKind::Name(name), KeyType::Kind(_)) => Some(&name.text),
        _ => None,
    };
    match text {
        Some(text) => fitter.key(about, wanted, text, written.span),
        None => {
            let about = format!("a key of {about}");
            let found = literal(written).words();
            let expected = fitter.key_words(wanted);
            Err(Misfit::expected(
                Code::WrongType,
                written.span,
                &about,
                expected,
                found,
            ))
        }
    }
}

/// The name of a fact with the key as written, for messages.
pub(super) fn about(name: &str, key: Option<&GivenValue>) -> String {
    match key {
        Some(key) => format!("{} for {}", ticked(name), shown_key(key)),
        None => ticked(name),
    }
}

/// A key as written.
pub(super) fn shown_key(key: &GivenValue) -> String {
    match &key.kind {
        GivenKind::Number(digits) => digits.clone(),
        GivenKind::Name(name) => name.text.clone(),
        GivenKind::Text(text) => format!("\"{text}\""),
        GivenKind::Stretch(written) => written.clone(),
        _ => "…".to_owned(),
    }
}
