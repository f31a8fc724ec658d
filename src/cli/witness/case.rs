//! A case as the file that gives it.

use serde_json::value::RawValue;

use crate::cli::words;
use crate::eval::{Case, Given, Range, Slot};
use crate::model::{FactId, Model, Shape, Type};
use crate::value::Date;

/// The facts of a case under their names, each as JSON; with an id first where there is one.
pub(super) fn object(model: &Model, case: &Case, id: Option<&str>) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = id
        .map(|id| ("id".to_owned(), text(id)))
        .into_iter()
        .collect();
    for fact in model.facts().ids() {
        if let Some(value) = given(model, fact, case.get(fact)) {
            pairs.push((words::slot(model, &Slot::Fact(fact)), value));
        }
    }
    pairs
}

/// The object on several lines, each of which begins with the indent.
pub(super) fn lines(pairs: &[(String, String)], indent: &str) -> String {
    let lines: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{indent}  {}: {value}", text(name)))
        .collect();
    if lines.is_empty() {
        return "{}".to_owned();
    }
    format!("{{\n{}\n{indent}}}", lines.join(",\n"))
}

/// The object as a part of a document.
pub(super) fn raw(pairs: &[(String, String)]) -> Option<Box<RawValue>> {
    RawValue::from_string(joined(pairs.iter().cloned())).ok()
}

fn joined(pairs: impl Iterator<Item = (String, String)>) -> String {
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}: {value}", text(&name)))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What is given of a fact; none if nothing is.
fn given(model: &Model, fact: FactId, given: &Given) -> Option<String> {
    let row = &model.facts()[fact];
    match given {
        Given::Value { value, .. } if row.shape == Shape::OverTime => {
            history(model, &row.ty, &[(Date::MIN, Some(value.clone()))])
        }
        Given::Value { value, .. } => value_text(model, &row.ty, value),
        Given::History(steps) => history(model, &row.ty, steps),
        Given::Keyed(all) => {
            let prefix = format!("{} for ", words::slot(model, &Slot::Fact(fact)));
            let pairs = all.iter().filter_map(|(key, one)| {
                let name = words::slot(model, &Slot::Key(fact, key.clone()));
                let key = name.strip_prefix(&prefix).unwrap_or(&name).to_owned();
                Some((key, self::given(model, fact, one)?))
            });
            Some(joined(pairs))
        }
        Given::Entries { entries, .. } => {
            let (Shape::Events(record) | Shape::List(record)) = row.shape else {
                return None;
            };
            let fields = &model.records()[record].fields;
            let entries: Vec<String> = entries
                .iter()
                .map(|values| {
                    let pairs = fields.iter().zip(values).filter_map(|(field, value)| {
                        let value = value_text(model, &field.ty, value)?;
                        Some((field.naming.name.clone(), value))
                    });
                    joined(pairs)
                })
                .collect();
            Some(format!("[{}]", entries.join(", ")))
        }
        Given::Unknown | Given::HappenedSometime | Given::Members { .. } => None,
    }
}

fn history(model: &Model, ty: &Type, steps: &[(Date, Option<Range>)]) -> Option<String> {
    if let [(_, None)] = steps {
        return Some(text("absent"));
    }
    let steps: Vec<String> = steps
        .iter()
        .filter_map(|(from, value)| {
            let value = match value {
                Some(value) => value_text(model, ty, value)?,
                None => text("ended"),
            };
            Some(format!(
                "{{\"from\": {}, \"value\": {value}}}",
                text(&from.to_string())
            ))
        })
        .collect();
    Some(format!("[{}]", steps.join(", ")))
}

/// A settled value, or that there is none; what is open is left out.
fn value_text(model: &Model, ty: &Type, value: &Range) -> Option<String> {
    if *value == Range::ABSENT {
        return Some(text("absent"));
    }
    words::json(model, ty, value).map(|it| it.get().to_owned())
}
