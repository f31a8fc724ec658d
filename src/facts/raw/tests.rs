//! What the module documentation promises, in every syntax, in each, and for texts nobody
//! thought of.

use super::*;

mod any_syntax;
mod any_text;
mod csv;
mod json;
mod yaml;

fn read_all(text: &str, syntax: Syntax) -> Documents {
    read(text, syntax, &Limits::default())
}

/// The only document of a text without errors.
fn one(text: &str, syntax: Syntax) -> Raw {
    let read = read_all(text, syntax);
    assert_eq!(read.errors, [], "{text:?}");
    assert_eq!(read.documents.len(), 1, "{text:?}");
    read.documents.into_iter().next().unwrap()
}

/// The only error of a text, and what it points at.
fn error(text: &str, syntax: Syntax) -> (RawErrorKind, &str, String) {
    let read = read_all(text, syntax);
    assert_eq!(read.documents, [], "{text:?}");
    let [error] = read.errors.as_slice() else {
        panic!("one error in {text:?}, not {:?}", read.errors);
    };
    let shown = text.get(error.start..error.end).unwrap();
    (error.kind, shown, error.detail.clone())
}

/// The tree without places, in JSON, numbers as written.
fn plain(raw: &Raw) -> String {
    match &raw.kind {
        RawKind::Null => "null".to_owned(),
        RawKind::Bool(value) => value.to_string(),
        RawKind::Number(written) => written.clone(),
        RawKind::Text(text) => serde_json::to_string(text).unwrap(),
        RawKind::List(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            format!("[{}]", items.join(","))
        }
        RawKind::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    let key = serde_json::to_string(&key.text).unwrap();
                    format!("{key}:{}", plain(value))
                })
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

/// Every value and key of the tree with the part of `text` it stands for.
fn slices<'t>(text: &'t str, raw: &Raw, found: &mut Vec<(String, &'t str)>) {
    let slice = |start: usize, end: usize| text.get(start..end).unwrap();
    found.push((plain(raw), slice(raw.start, raw.end)));
    match &raw.kind {
        RawKind::List(items) => items.iter().for_each(|item| slices(text, item, found)),
        RawKind::Map(entries) => {
            for (key, value) in entries {
                let written = serde_json::to_string(&key.text).unwrap();
                found.push((written, slice(key.start, key.end)));
                slices(text, value, found);
            }
        }
        _ => {}
    }
}

fn yaml_slices(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    slices(text, &one(text, Syntax::Yaml), &mut found);
    found
        .into_iter()
        .map(|(value, slice)| (value, slice.to_owned()))
        .collect()
}

const SYNTAXES: [Syntax; 3] = [Syntax::Json, Syntax::Ndjson, Syntax::Yaml];
