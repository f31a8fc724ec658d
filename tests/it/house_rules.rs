//! The architecture of `lib.rs`, kept: which module may use which, and what stays out of the core.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the tests read the sources, and fail loudly"
)]

use std::path::{Path, PathBuf};

/// Module, and what it may use. Anything not named is forbidden.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("value", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["diagnostic", "source", "value"]),
    ("format", &["syntax", "diagnostic", "source"]),
    ("model", &["value", "source", "eval", "syntax"]),
    ("eval", &["model", "value", "syntax", "source"]),
    (
        "check",
        &[
            "amend",
            "syntax",
            "model",
            "eval",
            "value",
            "diagnostic",
            "source",
        ],
    ),
    (
        "amend",
        &["format", "syntax", "diagnostic", "source", "value"],
    ),
    (
        "facts",
        &["eval", "model", "value", "diagnostic", "source", "syntax"],
    ),
    (
        "suite",
        &[
            "explain",
            "facts",
            "eval",
            "model",
            "value",
            "diagnostic",
            "source",
            "syntax",
        ],
    ),
    ("graph", &["model"]),
    ("impact", &[]),
    (
        "diff",
        &["check", "format", "explain", "syntax", "value", "source"],
    ),
    (
        "witness",
        &["eval", "model", "value", "diagnostic", "source"],
    ),
    ("explain", &["eval", "model", "value", "source", "syntax"]),
    ("timeline", &["explain", "eval", "model", "value"]),
    (
        "mutate",
        &["suite", "eval", "model", "source", "value", "syntax"],
    ),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn modules_use_only_what_the_architecture_allows() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for path in files(&source) {
        let inside = path.strip_prefix(&source).expect("below src");
        let module = inside
            .iter()
            .next()
            .expect("a part")
            .to_string_lossy()
            .trim_end_matches(".rs")
            .to_owned();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            continue;
        };
        if inside.to_string_lossy().contains("tests") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for piece in code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split("crate::").skip(1))
        {
            let used: String = piece
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            if known && used != module && !allowed.contains(&used.as_str()) {
                broken.push(format!("{} uses {used}", inside.display()));
            }
        }
    }
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn only_the_grammar_knows_pest() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in files(&source) {
        let text = std::fs::read_to_string(&path).expect("readable");
        let inside = path
            .strip_prefix(&source)
            .expect("below src")
            .to_string_lossy()
            .into_owned();
        assert!(
            inside.starts_with("syntax") || !text.contains("pest::"),
            "{inside} uses pest"
        );
    }
}
