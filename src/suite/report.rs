//! Runs tests and says how they went.

use super::{Expected, Test, words};
use crate::eval::{self, Decision};
use crate::model::{AssertionId, Model};
use crate::source::Span;

/// Runs the tests whose name contains `filter`, in source order.
#[must_use]
pub fn run(model: &Model, tests: &[Test], filter: Option<&str>) -> Report {
    run_with(model, tests, filter, &Evaluator)
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
    let passed = results.iter().filter(|result| result.passed).count();
    Report {
        failed: results.len() - passed,
        passed,
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

/// How the tests went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Each test, in source order.
    pub results: Vec<TestResult>,
    /// How many passed.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
}

/// How one test went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// The name of the test.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Whether everything expected came out.
    pub passed: bool,
    /// What did not, in source order.
    pub failures: Vec<Failure>,
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
    /// Where the expectation stands.
    pub span: Span,
}

fn run_one(model: &Model, test: &Test, judge: &impl Judge) -> TestResult {
    let violated = judge.violated(model, test);
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
            span: test.span,
        }
    });
    let unmet = test.expectations.iter().filter_map(|expected| {
        let decision = judge.decide(model, test, expected);
        (!expected.is_met_by(model, &decision)).then(|| Failure {
            asked: expected.asked.clone(),
            expected: words::expected(model, expected),
            got: words::got(model, expected, &decision),
            why_short: words::why(model, &decision),
            span: expected.span,
        })
    });
    let failures: Vec<Failure> = contradictions.chain(unmet).collect();
    TestResult {
        name: test.name.clone(),
        span: test.span,
        passed: failures.is_empty(),
        failures,
    }
}
