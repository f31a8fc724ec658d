//! Ten thousand changes of a regulation, each held against its scenarios, on one core.
//!
//! `cargo bench --bench mutate` takes the SCS Regulations with all their scenarios, whose changes are
//! gone through again and again until there are ten thousand. What is measured includes deciding every
//! scenario once under the rules as they are.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a benchmark reads its input, and one that cannot be set up must stop"
)]

use std::path::{Path, PathBuf};

use divan::counter::ItemsCount;
use enact::check::{Input, LoadedCalendar};
use enact::model::Model;
use enact::mutate::{self, Mutant};
use enact::source::{FileId, Sources};
use enact::suite::{self, Test};
use enact::syntax::{Parse, parse};
use enact::value::Calendar;

fn main() {
    divan::main();
}

const MUTANTS: usize = 10_000;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "enact") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn rules() -> (Model, Vec<Test>, Vec<Mutant>) {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/tw");
    let mut sources = Sources::new();
    let mut paths = vec![policies.join("law.enact")];
    paths.extend(files(&policies.join("scs")));
    // The head of the regulation stands before its parts.
    paths.sort_by_key(|it| !(it.ends_with("law.enact") || it.ends_with("scs/scs.enact")));
    let parses: Vec<(FileId, Parse)> = paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("readable");
            let file = sources.add(path.to_string_lossy(), text.clone());
            (file, parse(file, &text))
        })
        .collect();
    let days = std::fs::read_to_string(policies.join("calendar.csv")).expect("readable");
    let calendar = LoadedCalendar {
        file: parses.first().expect("the law").0,
        path: "calendar.csv".to_owned(),
        calendar: Calendar::parse("tw", &days).expect("a calendar"),
    };
    let inputs: Vec<Input<'_>> = parses
        .iter()
        .map(|(file, parse)| Input {
            file: *file,
            tree: &parse.file,
            uses: &[],
        })
        .collect();
    let checked = enact::check(&inputs, &[calendar], String::new());
    let model = checked.model.expect("the rules check");
    // Scenarios are about the regulation whose head they use.
    let head = paths.iter().position(|it| it.ends_with("scs/scs.enact"));
    let head = head.and_then(|at| parses.get(at)).expect("the head").0;
    let written: Vec<suite::Source<'_>> = parses
        .iter()
        .map(|(file, parse)| suite::Source {
            tables: &[],
            file: *file,
            tree: &parse.file,
            uses: std::slice::from_ref(&head),
        })
        .collect();
    let bound = suite::bind(&model, &written);
    assert!(bound.diagnostics.is_empty(), "{:?}", bound.diagnostics);
    let tests = bound.tests;
    let mutants = mutate::mutants(&model, &sources);
    let many = mutants.iter().cycle().take(MUTANTS).cloned().collect();
    (model, tests, many)
}

/// Every change held against the scenarios that look at what it changes.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn ten_thousand_on_one_core(bencher: divan::Bencher<'_, '_>) {
    let (model, tests, mutants) = rules();
    assert!(tests.len() > 1_100, "the scenarios are there");
    bencher
        .counter(ItemsCount::new(mutants.len()))
        .bench_local(|| mutate::run(&model, &tests, &mutants, 1).expect("the scenarios pass"));
}
