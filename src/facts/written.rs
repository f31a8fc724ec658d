//! The claims that the values of a case file make.
//!
//! How a value is read follows from the way its fact is kept: an object is a history for one fact
//! and a mistake for another. Types are no concern here; [`super::claim`] fits them.

use super::claim::{Claim, Entry, FieldClaim, Fitter, Said, Stage};
use super::literal::{Literal, LiteralKind};
use super::misfit::{Misfit, did_you_mean, list_of, ticked};
use super::raw::{Key as RawKey, Raw, RawKind};
use crate::diagnostic::Code;
use crate::diagnostic::suggest::nearest;
use crate::eval::Given;
use crate::model::{Fact, Shape, Type};
use crate::source::{FileId, Span, offset_of};

/// What a value gives of a fact, or of one key of it.
pub(super) fn give(
    fitter: Fitter<'_>,
    fact: &Fact,
    about: &str,
    value: &Raw,
) -> Result<Given, Vec<Misfit>> {
    let claim = claim(fact, about, value)?;
    fitter.fit(fact, about, &claim, span_of(value))
}

/// The claim a value makes, read by the way the fact is kept.
fn claim(fact: &Fact, about: &str, value: &Raw) -> Result<Claim, Vec<Misfit>> {
    match (&value.kind, fact.shape) {
        (RawKind::Null, _) => Ok(Claim::Unknown),
        (RawKind::Text(text), _) if text == "absent" => Ok(Claim::Absent(span_of(value))),
        (RawKind::Map(fields), Shape::Single | Shape::Event) => {
            said(fact, about, fields, span_of(value))
        }
        (RawKind::List(stages), Shape::OverTime) => history(about, stages),
        (RawKind::List(list), Shape::Events(_) | Shape::List(_)) => {
            entries(about, list).map(|list| Claim::Entries(list, true))
        }
        (RawKind::Map(fields), Shape::Events(_) | Shape::List(_)) => {
            open_entries(about, fields, span_of(value))
        }
        _ => Ok(Claim::Value(Said {
            value: literal(value),
            made_on: None,
            by: None,
        })),
    }
}

/// `{"value": …, "made_on": …, "by": …}`, `{"happened": true}`
fn said(
    fact: &Fact,
    about: &str,
    fields: &[(RawKey, Raw)],
    whole: Span,
) -> Result<Claim, Vec<Misfit>> {
    let event = fact.shape == Shape::Event;
    let known: &[&str] = if event {
        &["value", "happened", "made_on", "by"]
    } else {
        &["value", "made_on", "by"]
    };
    let mut misfits = unknown_keys(about, fields, known);
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key.text == name)
            .map(|(_, value)| value)
    };
    let by = match field("by").map(|value| (&value.kind, value)) {
        Some((RawKind::Text(by), value)) => Some((by.clone(), span_of(value))),
        None | Some((RawKind::Null, _)) => None,
        Some((_, value)) => {
            let found = literal(value).words();
            let about = format!("`by` of {about}");
            misfits.push(Misfit::expected(
                Code::WrongType,
                span_of(value),
                &about,
                "the name of an authority",
                found,
            ));
            None
        }
    };
    let made_on = field("made_on")
        .filter(|value| !matches!(value.kind, RawKind::Null))
        .map(literal);
    let claim = match (field("value"), field("happened").filter(|_| event)) {
        (None, Some(happened)) if matches!(happened.kind, RawKind::Bool(true)) => {
            Claim::HappenedSometime
        }
        (None, Some(happened)) => {
            let found = literal(happened).words();
            let about = format!("`happened` of {about}");
            misfits.push(
                Misfit::expected(Code::WrongType, span_of(happened), &about, "`true`", found)
                    .help("of an act not done write `\"absent\"` in place of the object"),
            );
            Claim::Unknown
        }
        (Some(_), Some(happened)) => {
            let headline = format!("{about} is given both its day and `happened`");
            misfits.push(
                Misfit::new(Code::Contradiction, span_of(happened), headline)
                    .help("with a day, leave out `happened`"),
            );
            Claim::Unknown
        }
        (Some(value), None) => match &value.kind {
            RawKind::Null => Claim::Unknown,
            RawKind::Text(text) if text == "absent" && fact.ty != Type::Text => {
                Claim::Absent(span_of(value))
            }
            _ => Claim::Value(Said {
                value: literal(value),
                made_on,
                by,
            }),
        },
        (None, None) => {
            if misfits.is_empty() {
                let headline = format!("{about} is given as an object without `value`");
                misfits.push(
                    Misfit::new(Code::WrongType, whole, headline)
                        .help("write `{\"value\": …}`, or the value alone"),
                );
            }
            Claim::Unknown
        }
    };
    if misfits.is_empty() {
        Ok(claim)
    } else {
        Err(misfits)
    }
}

/// `[{"from": "2012-01-01", "value": 9}]`
fn history(about: &str, stages: &[Raw]) -> Result<Claim, Vec<Misfit>> {
    let mut misfits = Vec::new();
    let mut read = Vec::with_capacity(stages.len());
    for stage in stages {
        let RawKind::Map(fields) = &stage.kind else {
            misfits.push(not_a_stage(about, stage));
            continue;
        };
        misfits.extend(unknown_keys(about, fields, &["from", "value"]));
        let field = |name: &str| {
            fields
                .iter()
                .find(|(key, _)| key.text == name)
                .map(|(_, value)| value)
        };
        match (field("from"), field("value")) {
            (Some(from), Some(value)) => {
                match &value.kind {
                    RawKind::Null => {
                        let headline = format!("a value of {about} over time cannot be unknown");
                        misfits.push(Misfit::new(Code::WrongType, span_of(value), headline).help(
                            "give the values that are known; where it ended write `\"ended\"`",
                        ));
                    }
                    RawKind::Text(text) if text == "ended" => {
                        read.push(Stage {
                            from: literal(from),
                            value: None,
                        });
                    }
                    _ => read.push(Stage {
                        from: literal(from),
                        value: Some(literal(value)),
                    }),
                }
            }
            _ => misfits.push(not_a_stage(about, stage)),
        }
    }
    if misfits.is_empty() {
        Ok(Claim::History(read))
    } else {
        Err(misfits)
    }
}

fn not_a_stage(about: &str, stage: &Raw) -> Misfit {
    let expected = "an object with `from` and `value`";
    let found = match stage.kind {
        RawKind::Map(_) => "one without both".to_owned(),
        _ => literal(stage).words(),
    };
    let about = format!("each value of {about}");
    Misfit::expected(Code::WrongType, span_of(stage), &about, expected, found)
        .help("say from which day it holds: `{\"from\": \"2012-01-01\", \"value\": …}`")
}

/// `{"entries": […], "complete": false}`
fn open_entries(about: &str, fields: &[(RawKey, Raw)], whole: Span) -> Result<Claim, Vec<Misfit>> {
    let mut misfits = unknown_keys(about, fields, &["entries", "complete"]);
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key.text == name)
            .map(|(_, value)| value)
    };
    let complete = match field("complete").map(|value| (&value.kind, value)) {
        None => true,
        Some((RawKind::Bool(complete), _)) => *complete,
        Some((_, value)) => {
            let about = format!("`complete` of {about}");
            let found = literal(value).words();
            misfits.push(Misfit::expected(
                Code::WrongType,
                span_of(value),
                &about,
                "`true` or `false`",
                found,
            ));
            true
        }
    };
    let list = match field("entries").map(|value| (&value.kind, value)) {
        Some((RawKind::List(list), _)) => entries(about, list),
        Some((_, value)) => {
            let about = format!("`entries` of {about}");
            let found = literal(value).words();
            Err(vec![Misfit::expected(
                Code::WrongType,
                span_of(value),
                &about,
                "a list",
                found,
            )])
        }
        None if misfits.is_empty() => {
            let headline = format!("{about} is given as an object without `entries`");
            let help = "entries stand in a list, also when there is one: `[{…}]`";
            Err(vec![
                Misfit::new(Code::WrongType, whole, headline).help(help),
            ])
        }
        None => Err(Vec::new()),
    };
    match list {
        Ok(list) if misfits.is_empty() => Ok(Claim::Entries(list, complete)),
        Ok(_) => Err(misfits),
        Err(more) => {
            misfits.extend(more);
            Err(misfits)
        }
    }
}

fn entries(about: &str, list: &[Raw]) -> Result<Vec<Entry>, Vec<Misfit>> {
    let mut misfits = Vec::new();
    let mut read = Vec::with_capacity(list.len());
    for entry in list {
        let RawKind::Map(fields) = &entry.kind else {
            let about = format!("each entry of {about}");
            let expected = "an object such as `{\"day\": \"2018-05-01\"}`";
            let found = literal(entry).words();
            misfits.push(Misfit::expected(
                Code::WrongType,
                span_of(entry),
                &about,
                expected,
                found,
            ));
            continue;
        };
        let fields = fields
            .iter()
            .filter_map(|(key, value)| match field(about, key, value) {
                Ok(field) => Some(field),
                Err(more) => {
                    misfits.extend(more);
                    None
                }
            });
        read.push(Entry {
            fields: fields.collect(),
        });
    }
    if misfits.is_empty() {
        Ok(read)
    } else {
        Err(misfits)
    }
}

fn field(about: &str, key: &RawKey, value: &Raw) -> Result<FieldClaim, Vec<Misfit>> {
    let said = |value: &Raw| {
        Claim::Value(Said {
            value: literal(value),
            made_on: None,
            by: None,
        })
    };
    let claim = match &value.kind {
        RawKind::Null => Claim::Unknown,
        RawKind::Text(text) if text == "absent" => Claim::Absent(span_of(value)),
        RawKind::Map(fields) => {
            let about = format!("{} of {about}", ticked(&key.text));
            let misfits = unknown_keys(&about, fields, &["value"]);
            match fields.first() {
                _ if !misfits.is_empty() => return Err(misfits),
                Some((_, value)) if matches!(value.kind, RawKind::Null) => Claim::Unknown,
                Some((_, value)) => said(value),
                None => said(value),
            }
        }
        _ => said(value),
    };
    Ok(FieldClaim {
        name: key.text.clone(),
        span: span(key.start, key.end),
        claim,
    })
}

fn unknown_keys(about: &str, fields: &[(RawKey, Raw)], known: &[&str]) -> Vec<Misfit> {
    let unknown = fields
        .iter()
        .filter(|(key, _)| !known.contains(&key.text.as_str()));
    unknown
        .map(|(key, _)| {
            let headline = format!("{} is not a key of {about}", ticked(&key.text));
            let near = did_you_mean(nearest(&key.text, known.iter().copied()));
            let help = near.unwrap_or_else(|| {
                format!("the object may have {}", list_of(known.iter().copied()))
            });
            Misfit::new(Code::UnknownFact, span(key.start, key.end), headline).help(help)
        })
        .collect()
}

/// A value as a literal.
pub(super) fn literal(raw: &Raw) -> Literal {
    let kind = match &raw.kind {
        RawKind::Null => LiteralKind::Other("nothing"),
        RawKind::Bool(value) => LiteralKind::Truth(*value),
        RawKind::Number(digits) => LiteralKind::Number(digits.clone()),
        RawKind::Text(text) => LiteralKind::Data(text.clone()),
        RawKind::List(members) => LiteralKind::Set(members.iter().map(literal).collect()),
        RawKind::Map(_) => LiteralKind::Other("an object"),
    };
    Literal {
        kind,
        span: span_of(raw),
    }
}

/// The place of these bytes; of which file is for the caller to know.
pub(super) fn span(start: usize, end: usize) -> Span {
    Span::new(FileId(0), offset_of(start), offset_of(end))
}

/// The place of a value.
pub(super) fn span_of(raw: &Raw) -> Span {
    span(raw.start, raw.end)
}
