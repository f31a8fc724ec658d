//! The explanations of what scenarios ask, to be kept and compared.
//!
//! An outcome can stay what it was for another reason. Who keeps the explanations sees that, reads the
//! new one, and accepts it or mends the rules. One text for each scenario; its rows stand in it in
//! order. Where texts are kept, and who accepts them, is not decided here.

use super::{Marked, Test};
use crate::eval;
use crate::explain::text::{Layout, render};
use crate::explain::{self, Voice};
use crate::model::Model;
use crate::source::FileId;

/// The explanations of one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// A name for a file: the title in small letters, without signs; never twice.
    pub name: String,
    /// The title of the scenario.
    pub title: String,
    /// The text, ending in a line break.
    pub text: String,
}

/// How every recorded text begins.
pub const HEAD: &str = "explanations of the scenario: ";

/// The longest name of a file, in characters.
const LONGEST: usize = 80;

/// The explanations of the scenarios of which some test has `filter` in its name, in source order. What
/// is still to be done has none.
#[must_use]
pub fn record(model: &Model, tests: &[Test], filter: Option<&str>) -> Vec<Recorded> {
    let mut scenarios: Vec<(FileId, &str, Vec<&Test>)> = Vec::new();
    for test in tests {
        if matches!(test.mark, Some(Marked::Todo(_))) {
            continue;
        }
        let file = test.span.file;
        match scenarios.last_mut() {
            // The tests of a scenario stand together; another of the same title has rows of its own.
            Some((known, title, rows))
                if *known == file && *title == test.scenario && is_row_of(test, rows) =>
            {
                rows.push(test);
            }
            _ => scenarios.push((file, &test.scenario, vec![test])),
        }
    }
    let mut recorded: Vec<Recorded> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (_, title, tests) in &scenarios {
        let name = new_name(title, &names);
        names.push(name.clone());
        let chosen = filter.is_none_or(|it| tests.iter().any(|test| test.name.contains(it)));
        if chosen {
            recorded.push(Recorded {
                name,
                title: (*title).to_owned(),
                text: text(model, title, tests),
            });
        }
    }
    recorded
}

/// Whether a test is one more row: the scenario itself comes once, and first.
fn is_row_of(test: &Test, before: &[&Test]) -> bool {
    test.name != test.scenario && before.iter().all(|it| it.name != test.name)
}

fn text(model: &Model, title: &str, tests: &[&Test]) -> String {
    let mut text = format!("{HEAD}{title}\n");
    for test in tests {
        if test.name != test.scenario {
            text.push_str(&format!("\n== {}\n", test.name));
        }
        for expected in &test.expectations {
            let (case, settings) = (&test.case, &test.settings);
            let decision = eval::decide(model, case, settings, expected.query.clone());
            let trace = eval::trace(model, case, settings, expected.query.clone());
            let explanation = explain::explain(model, case, settings, &decision, &trace);
            let explained = render(model, &explanation, Voice::default(), Layout::default());
            text.push('\n');
            text.push_str(&explained);
        }
    }
    text
}

/// A name for a file that is not among these.
fn new_name(title: &str, taken: &[String]) -> String {
    let mut name = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: String = name.chars().take(LONGEST).collect();
    let stem = match short.trim_end_matches('-') {
        "" => "scenario",
        stem => stem,
    };
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let mut names = std::iter::once(stem.to_owned()).chain(numbered);
    let free = names.find(|name| !taken.contains(name));
    free.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::new_name;

    #[test]
    fn names_hold_no_signs_and_come_once() {
        let mut taken = Vec::new();
        for (title, wanted) in [
            (
                "article 5.1a: rank 10, or more",
                "article-5-1a-rank-10-or-more",
            ),
            (
                "Article 5.1a — rank 10, or more",
                "article-5-1a-rank-10-or-more-2",
            ),
            ("../../etc/passwd", "etc-passwd"),
            ("職等不足", "職等不足"),
            ("?!", "scenario"),
            ("", "scenario-2"),
        ] {
            let name = new_name(title, &taken);
            assert_eq!(name, wanted);
            taken.push(name);
        }
        assert_eq!(new_name(&"a".repeat(500), &[]).len(), 80);
    }
}
