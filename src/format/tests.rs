//! What canonical text looks like, and that it means what was written.

mod golden;
mod properties;
mod writing;

use super::*;
use crate::source::FileId;
use crate::syntax::parse;

fn formatted(source: &str) -> String {
    let parse = parse(FileId(0), source);
    format(source, &parse).unwrap_or_else(|| panic!("{source}\n{:#?}", parse.diagnostics))
}

fn tree(source: &str) -> String {
    format!("{:?}", parse(FileId(0), source).file)
}

fn comments(source: &str) -> Vec<String> {
    let mut texts: Vec<String> = parse(FileId(0), source)
        .trivia
        .comments
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    texts.sort();
    texts
}

/// Checks that formatting keeps the tree and the comments and is done after one time.
fn check(source: &str) -> String {
    let once = formatted(source);
    assert_eq!(
        tree(source),
        tree(&once),
        "the tree changed:\n{source}\n=>\n{once}"
    );
    assert_eq!(
        comments(source),
        comments(&once),
        "a comment is lost:\n{source}\n=>\n{once}"
    );
    assert_eq!(once, formatted(&once), "not done after one time:\n{source}");
    once
}
