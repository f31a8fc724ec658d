//! Runs tests and says how they went.

use std::cell::RefCell;

use super::values::{Read, values};
use super::{Expected, Marked, Test, words};
use crate::eval::{self, Decision};
use crate::explain::{self, Lang};
use crate::model::{AssertionId, Model};
use crate::source::Span;

/// Runs the tests whose name contains `filter`, in source order.
#[must_use]
pub fn run(model: &Model, tests: &[Test], filter: Option<&str>) -> Report {
    run_with(model, tests, filter, &Evaluator)
}

/// The same, and shows each decision that came out as expected, of tests without a mark.
pub(super) fn run_watched(
    model: &Model,
    tests: &[Test],
    filter: Option<&str>,
    watch: impl FnMut(&Test, &Decision),
) -> Report {
    let watched = Watched {
        watch: RefCell::new(watch),
    };
    run_with(model, tests, filter, &watched)
}

/// The same with another judge.
pub(super) fn run_with(
    model: &Model,
    tests: &[Test],
    filter: Option<&str>,
    judge: &impl Judge,
) -> Report {
    let chosen = tests
        .iter()
        .filter(|test| filter.is_none_or(|filter| test.name.contains(filter)));
    let results: Vec<TestResult> = chosen.map(|test| run_one(model, test, judge)).collect();
    let count = |wanted: fn(&TestResult) -> bool| results.iter().filter(|it| wanted(it)).count();
    Report {
        passed: count(|it| it.status == Status::Passed),
        failed: count(|it| !it.passed),
        failing_as_expected: count(|it| it.status == Status::FailsAsExpected),
        todo: count(|it| it.status == Status::Todo),
        results,
    }
}

/// What decides a test.
pub(super) trait Judge {
    /// What comes of a question.
    fn decide(&self, model: &Model, test: &Test, expected: &Expected) -> Decision;
    /// The assertions the given facts violate.
    fn violated(&self, model: &Model, test: &Test) -> Vec<AssertionId>;
}

/// The evaluator itself.
struct Evaluator;

impl Judge for Evaluator {
    fn decide(&self, model: &Model, test: &Test, expected: &Expected) -> Decision {
        eval::decide(model, &test.case, &test.settings, expected.query.clone())
    }

    fn violated(&self, model: &Model, test: &Test) -> Vec<AssertionId> {
        eval::violated(model, &test.case, &test.settings)
    }
}

/// The evaluator, watched.
struct Watched<W> {
    watch: RefCell<W>,
}

impl<W: FnMut(&Test, &Decision)> Judge for Watched<W> {
    fn decide(&self, model: &Model, test: &Test, expected: &Expected) -> Decision {
        let decision = Evaluator.decide(model, test, expected);
        if test.mark.is_none()
            && expected.is_met_by(model, &decision)
            && let Ok(mut watch) = self.watch.try_borrow_mut()
        {
            watch(test, &decision);
        }
        decision
    }

    fn violated(&self, model: &Model, test: &Test) -> Vec<AssertionId> {
        Evaluator.violated(model, test)
    }
}

/// How the tests went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Each test, in source order.
    pub results: Vec<TestResult>,
    /// How many passed.
    pub passed: usize,
    /// How many failed, those that pass against expectation among them.
    pub failed: usize,
    /// How many fail, and are marked to.
    pub failing_as_expected: usize,
    /// How many are still to be done.
    pub todo: usize,
}

/// How one test went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// The name of the test.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// How it ended.
    pub status: Status,
    /// Whether it is no failure of the run: only [`Status::Failed`] and
    /// [`Status::PassesUnexpectedly`] are.
    pub passed: bool,
    /// Why it is marked as it is.
    pub because: Option<String>,
    /// What did not come out, in source order.
    pub failures: Vec<Failure>,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything expected came out.
    Passed,
    /// Something did not.
    Failed,
    /// It is marked as failing, and does.
    FailsAsExpected,
    /// It is marked as failing, and does not.
    PassesUnexpectedly,
    /// It is marked as still to be done, whatever came out.
    Todo,
}

/// One expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was asked: `reporting is breached`.
    pub asked: String,
    /// What was expected, as a scenario writes it.
    pub expected: String,
    /// What came out, as a scenario would write it. Facts that violate an assertion of the rules are
    /// a failure of their own.
    pub got: String,
    /// What decided, in one line; may be empty.
    pub why_short: String,
    /// The outcome with its first reason, as `why` has it; empty where nothing was decided.
    pub reason: String,
    /// What the decision read, as a scenario would give it, in the order read.
    pub values: Vec<Read>,
    /// Where the expectation stands.
    pub span: Span,
}

fn run_one(model: &Model, test: &Test, judge: &impl Judge) -> TestResult {
    let violated = if test.expectations.is_empty() {
        Vec::new()
    } else {
        judge.violated(model, test)
    };
    let contradictions = violated.into_iter().map(|id| {
        let assertion = &model.assertions()[id];
        Failure {
            asked: "the given facts".to_owned(),
            expected: "what always holds".to_owned(),
            got: "facts that contradict each other".to_owned(),
            why_short: match (&assertion.because, assertion.place) {
                (Some(because), _) => because.clone(),
                (None, Some(place)) => format!("violated: {}", model.citation(place)),
                (None, None) => String::new(),
            },
            reason: String::new(),
            values: Vec::new(),
            span: test.span,
        }
    });
    let unmet = test.expectations.iter().filter_map(|expected| {
        let decision = judge.decide(model, test, expected);
        (!expected.is_met_by(model, &decision)).then(|| unmet(model, test, expected, &decision))
    });
    let failures: Vec<Failure> = contradictions.chain(unmet).collect();
    let (status, because) = match (&test.mark, failures.is_empty()) {
        (None, true) => (Status::Passed, None),
        (None, false) => (Status::Failed, None),
        (Some(Marked::Todo(because)), _) => (Status::Todo, Some(because)),
        (Some(Marked::Fails(because)), false) => (Status::FailsAsExpected, Some(because)),
        (Some(Marked::Fails(because)), true) => (Status::PassesUnexpectedly, Some(because)),
    };
    TestResult {
        name: test.name.clone(),
        span: test.span,
        status,
        passed: !matches!(status, Status::Failed | Status::PassesUnexpectedly),
        because: because.cloned(),
        failures,
    }
}

/// What is said of an expectation that a decision does not meet.
fn unmet(model: &Model, test: &Test, expected: &Expected, decision: &Decision) -> Failure {
    let (case, settings) = (&test.case, &test.settings);
    let trace = eval::trace(model, case, settings, decision.query.clone());
    let explanation = explain::explain(model, case, settings, decision, &trace);
    Failure {
        asked: expected.asked.clone(),
        expected: words::expected(model, expected),
        got: words::got(model, expected, decision),
        why_short: words::why(model, decision),
        reason: explain::short_reason(model, &explanation, Lang::default()),
        values: values(model, test, &trace),
        span: expected.span,
    }
}
