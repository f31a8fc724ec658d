//! The scenarios of files, each with the lines that belong to it and those it is based on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Source;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::did_you_mean;
use crate::source::Span;
use crate::syntax::ast::{self, Assignment, ColumnKind, EntryKind};

/// A scenario with all that belongs to it.
pub(super) struct Scene<'f> {
    /// The position of its file.
    pub(super) source: usize,
    pub(super) head: &'f ast::Scenario,
    pub(super) span: Span,
    pub(super) given: Vec<&'f Assignment>,
    pub(super) expected: Vec<(&'f ast::Query, &'f ast::Expectation)>,
    pub(super) tables: Vec<&'f ast::Examples>,
    /// Whether it names a table that could not be read, which was reported.
    unread: bool,
}

impl Scene<'_> {
    /// Whether there is anything it expects.
    pub(super) fn awaits_something(&self) -> bool {
        let expects = |table: &&ast::Examples| {
            let mut columns = table.columns.iter();
            columns.any(|it| matches!(it.kind, ColumnKind::Expect(_)))
        };
        self.unread || !self.expected.is_empty() || self.tables.iter().any(expects)
    }
}

/// The scenarios of some files; a line that belongs to none is reported.
pub(super) fn scenes<'f>(
    files: &[Source<'f>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Scene<'f>> {
    let mut scenes: Vec<Scene<'f>> = Vec::new();
    for (source, file) in files.iter().enumerate() {
        let mut open = false;
        for entry in &file.tree.entries {
            let word = match &entry.kind {
                EntryKind::Scenario(head) => {
                    open = true;
                    scenes.push(Scene {
                        source,
                        head,
                        span: head.title.span,
                        given: Vec::new(),
                        expected: Vec::new(),
                        tables: Vec::new(),
                        unread: false,
                    });
                    continue;
                }
                EntryKind::Given { .. } => "given",
                EntryKind::Expect { .. } => "expect",
                EntryKind::Examples(_) => "examples",
                _ => {
                    open = false;
                    continue;
                }
            };
            let Some(scene) = scenes.last_mut().filter(|_| open) else {
                let headline = format!("this `{word}` belongs to no scenario");
                let help = "put it directly below `scenario \"…\" as of …`";
                diagnostics.push(Diagnostic::new(Code::Scenario, entry.span, headline).help(help));
                continue;
            };
            match &entry.kind {
                EntryKind::Given { assignments } => scene.given.extend(assignments),
                EntryKind::Expect { query, expectation } => {
                    scene.expected.push((query, expectation));
                }
                EntryKind::Examples(table) => match &table.from {
                    None => scene.tables.push(table),
                    Some(from) => {
                        let mut read = file.tables.iter();
                        match read.find(|(named, _)| *named == from.span) {
                            Some((_, table)) => scene.tables.push(table),
                            None => scene.unread = true,
                        }
                    }
                },
                _ => {}
            }
        }
    }
    scenes
}

/// What to say of scenarios about one regulation that have one title, by which people tell them apart.
/// `homes` says, file by file, which regulation its scenarios are about.
pub(super) fn titled_alike<H: Copy + Ord>(scenes: &[Scene<'_>], homes: &[H]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(Option<H>, &str), Span> = BTreeMap::new();
    let mut found = Vec::new();
    for scene in scenes {
        let title = &scene.head.title;
        let home = homes.get(scene.source).copied();
        match first.entry((home, &title.text)) {
            Entry::Vacant(entry) => {
                entry.insert(title.span);
            }
            Entry::Occupied(earlier) => {
                let headline = format!("another scenario is called `{}` already", title.text);
                found.push(
                    Diagnostic::new(Code::DuplicateScenario, title.span, headline)
                        .also(*earlier.get(), "first here")
                        .help("give each a title of its own"),
                );
            }
        }
    }
    found
}

/// The scenarios a scenario is based on, the innermost first. The error is what is wrong with its own
/// `based on`; none where the mistake is another scenario's, and told there.
pub(super) fn bases<'s, 'f>(
    of: usize,
    scenes: &'s [Scene<'f>],
    files: &[Source<'_>],
) -> Result<Vec<&'s Scene<'f>>, Option<Box<Diagnostic>>> {
    let mut chain: Vec<usize> = vec![of];
    let mut at = of;
    while let Some(title) = scenes.get(at).and_then(|it| it.head.based_on.as_ref()) {
        let own = |it: Diagnostic| (at == of).then(|| Box::new(it));
        let next = based_on(at, title, scenes, files).map_err(own)?;
        if let Some(begin) = chain.iter().position(|it| *it == next) {
            // A circle is told once, of the first scenario in it.
            let circle = chain.get(begin..).unwrap_or_default();
            let first = circle.iter().min() == Some(&of) && begin == 0;
            return Err(first.then(|| Box::new(goes_round(circle, next, title.span, scenes))));
        }
        chain.push(next);
        at = next;
    }
    let bases = chain.iter().skip(1).rev();
    Ok(bases.filter_map(|it| scenes.get(*it)).collect())
}

/// The scenario of a title: of the same file, else of the files that are used.
fn based_on(
    at: usize,
    title: &ast::Text,
    scenes: &[Scene<'_>],
    files: &[Source<'_>],
) -> Result<usize, Diagnostic> {
    let home = scenes.get(at).map(|it| it.source);
    let uses = home
        .and_then(|it| files.get(it))
        .map_or(&[][..], |file| file.uses);
    let of_file = |scene: &Scene<'_>| Some(scene.source) == home;
    let used = |scene: &Scene<'_>| {
        let file = files.get(scene.source);
        file.is_some_and(|file| uses.contains(&file.file))
    };
    let called = |within: &dyn Fn(&Scene<'_>) -> bool| -> Vec<usize> {
        let all = scenes.iter().enumerate();
        all.filter(|(_, scene)| within(scene) && scene.head.title.text == title.text)
            .map(|(position, _)| position)
            .collect()
    };
    let mut found = called(&of_file);
    if found.is_empty() {
        found = called(&used);
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let known = scenes.iter().filter(|it| of_file(it) || used(it));
            let known = known.map(|it| it.head.title.text.as_str());
            let headline = format!("there is no scenario `{}`", title.text);
            let it = Diagnostic::new(Code::Scenario, title.span, headline);
            let near = did_you_mean(nearest(&title.text, known));
            Err(it.help(near.unwrap_or_else(|| {
                "name the title of a scenario in this file, or in one it uses".to_owned()
            })))
        }
        several => {
            let headline = format!("{} scenarios are called `{}`", several.len(), title.text);
            let it = Diagnostic::new(Code::Scenario, title.span, headline);
            let it = several
                .iter()
                .filter_map(|it| scenes.get(*it))
                .fold(it, |it, scene| it.also(scene.span, "one is here"));
            Err(it.help("give each a title of its own"))
        }
    }
}

fn goes_round(circle: &[usize], back: usize, span: Span, scenes: &[Scene<'_>]) -> Diagnostic {
    let title = |it: &usize| {
        let scene = scenes.get(*it);
        scene.map_or_else(String::new, |it| format!("`{}`", it.head.title.text))
    };
    let headline = match circle {
        [only] => format!("{} is based on itself", title(only)),
        _ => {
            let names: Vec<String> = circle.iter().chain([&back]).map(title).collect();
            format!(
                "scenarios are based on one another in a circle: {}",
                names.join(" → ")
            )
        }
    };
    Diagnostic::new(Code::Scenario, span, headline)
        .help("move what they share into a scenario that is based on none")
}
