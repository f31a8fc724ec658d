//! The one work on which rule engines are compared: persons decided per second, one at a time.
//!
//! `cargo bench --bench eligibility` prints, over the same 20,000 persons: evaluation alone, and with
//! a full trace of every term. `--bench check` has the figures of parsing and checking.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot be set up must stop"
)]

use divan::counter::ItemsCount;
use enact::eval::{Case, Evaluator, Range, Settings, Silent, Trace};
use enact::model::{FactId, Model};
use enact::source::{FileId, Sources};
use enact::value::{Date, Number};

fn main() {
    divan::main();
}

const PERSONS: usize = 20_000;

/// The rules, checked.
fn model() -> Model {
    let text = include_str!("eligibility.enact");
    let file: FileId = Sources::new().add("eligibility.enact", text);
    let parse = enact::syntax::parse(file, text);
    assert!(parse.diagnostics.is_empty(), "{:?}", parse.diagnostics);
    let checked = enact::check(
        &[enact::check::Input {
            file,
            tree: &parse.file,
            uses: &[],
        }],
        &[],
        String::new(),
    );
    match checked.model {
        Some(model) => model,
        None => panic!("{:?}", checked.diagnostics),
    }
}

/// A small generator of our own, so that the persons are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn persons(model: &Model) -> Vec<Case> {
    let fact = |name: &str| -> FactId { model.fact(name).expect("the rules declare it") };
    let number = |value: u64| Range::number(Number::from(i64::try_from(value).expect("small")));
    let kind = |value: u64| Range::kind(u8::try_from(value).expect("small"));
    let mut random = Random(6);
    (0..PERSONS)
        .map(|_| {
            let mut case = Case::new(model);
            case.set_value(fact("grade"), number(1 + random.below(14)));
            case.set_value(fact("appointment"), kind(random.below(2)));
            case.set_value(fact("rating_y1"), kind(3 - random.below(10) / 7));
            case.set_value(fact("rating_y2"), kind(3 - random.below(10) / 7));
            case.set_value(
                fact("development_potential"),
                Range::truth(random.below(3) > 0),
            );
            let withdrawn = random.below(4) == 0;
            let withdrawal = if withdrawn {
                kind(random.below(5))
            } else {
                Range::ABSENT
            };
            let years = if withdrawn {
                number(random.below(6))
            } else {
                Range::ABSENT
            };
            case.set_value(fact("withdrawal_kind"), withdrawal);
            case.set_value(fact("years_since_withdrawal"), years);
            case.set_value(fact("leave_hours"), number(random.below(80)));
            case.set_value(fact("excused_hours"), number(random.below(55)));
            case.set_value(fact("course_hours"), number(200 + random.below(51)));
            case
        })
        .collect()
}

fn settings() -> Settings {
    Settings {
        as_of: Date::from_ymd(2024, 1, 1).expect("a day"),
        readings: Vec::new(),
    }
}

/// Evaluation alone.
#[divan::bench]
fn evaluation(bencher: divan::Bencher<'_, '_>) {
    let model = model();
    let persons = persons(&model);
    let outcome = model.conclusion("outcome").expect("declared");
    let mut evaluator = Evaluator::new(&model, &settings());
    bencher.counter(ItemsCount::new(PERSONS)).bench_local(|| {
        persons
            .iter()
            .filter(|case| evaluator.conclusion_of(case, outcome, &mut Silent) == Range::kind(3))
            .count()
    });
}

/// With a full trace of every person, kept until the next.
#[divan::bench]
fn with_full_trace(bencher: divan::Bencher<'_, '_>) {
    let model = model();
    let persons = persons(&model);
    let outcome = model.conclusion("outcome").expect("declared");
    let mut evaluator = Evaluator::new(&model, &settings());
    let mut trace = Trace::default();
    bencher.counter(ItemsCount::new(PERSONS)).bench_local(|| {
        let mut steps = 0;
        for case in &persons {
            trace.clear();
            evaluator.conclusion_of(case, outcome, &mut trace);
            steps += trace.steps().len();
        }
        steps
    });
}
