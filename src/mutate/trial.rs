//! Holds mutants against the scenarios.
//!
//! First every expectation is decided under the unchanged rules, with a record of what was looked at.
//! Then, for each mutant, those that looked at what it changes are decided again: those first that a
//! range evaluation settles, and of these the ones that read least, which are the likeliest to turn on
//! the change; searches last. The order has no say in the result, only in how soon it is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::edit::{apply, restore};
use super::find::Readers;
use super::{Mutant, equivalent};
use crate::eval::{Asked, Evaluator, Flags, Range, Seen, Slot};
use crate::model::Model;
use crate::suite::{Awaited, Expected, Test};

/// Evaluations that searches may spend on one mutant: as many as fifty decisions may at most. A count,
/// never a time.
const MOST_SPENT: u64 = 1_000_000;

/// The stack of a thread, in bytes: room to walk the deepest rules that are admitted.
const STACK: usize = 256 << 20;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A scenario fails.
    Killed,
    /// No scenario fails.
    Survived {
        /// How many expectations look at what is changed.
        read_by: usize,
    },
    /// No case can tell it from the original.
    Equivalent,
    /// Deciding takes so many evaluations that it was given up; no scenario had failed by then.
    GivenUp,
}

/// The fates of all mutants, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// One for each mutant.
    pub fates: Vec<Fate>,
}

impl Outcome {
    /// How many mutants have this fate.
    #[must_use]
    pub fn count(&self, wanted: impl Fn(&Fate) -> bool) -> usize {
        self.fates.iter().filter(|fate| wanted(fate)).count()
    }

    /// How many are killed.
    #[must_use]
    pub fn killed(&self) -> usize {
        self.count(|fate| *fate == Fate::Killed)
    }

    /// How many survive.
    #[must_use]
    pub fn survived(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Survived { .. }))
    }

    /// How many are equivalent.
    #[must_use]
    pub fn equivalent(&self) -> usize {
        self.count(|fate| *fate == Fate::Equivalent)
    }

    /// How many were given up.
    #[must_use]
    pub fn given_up(&self) -> usize {
        self.count(|fate| *fate == Fate::GivenUp)
    }

    /// How many could be killed: all that are not equivalent.
    #[must_use]
    pub fn of(&self) -> usize {
        self.fates.len() - self.equivalent()
    }
}

/// The scenarios that fail under the unchanged rules, by position: against them nothing can be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing(pub Vec<usize>);

/// Runs the tests against each mutant.
///
/// # Errors
/// Tests that fail already.
pub fn run(
    model: &Model,
    tests: &[Test],
    mutants: &[Mutant],
    threads: usize,
) -> Result<Outcome, Failing> {
    // Made once, so that the copies share it.
    model.reads();
    let trials = trials(model, tests, threads)?;
    let readers = Readers::new(model);
    let fates = shared(
        mutants.len(),
        threads,
        || model.clone(),
        |model, at| {
            mutants
                .get(at)
                .map_or(Fate::Killed, |it| fate(model, &readers, &trials, it))
        },
    );
    Ok(Outcome { fates })
}

/// One thing to be decided.
struct Trial<'t> {
    test: &'t Test,
    /// None for what always holds of the given facts.
    expected: Option<&'t Expected>,
    seen: Seen,
    cost: Cost,
    /// Evaluations that searches spent on it under the rules as they are.
    spent: u64,
}

/// The cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    Ranges,
    Trace,
    Search,
}

fn trials<'t>(model: &Model, tests: &'t [Test], threads: usize) -> Result<Vec<Trial<'t>>, Failing> {
    let each: Vec<Option<Vec<Trial<'t>>>> = shared(
        tests.len(),
        threads,
        || (),
        |(), at| tests.get(at).and_then(|test| trials_of(model, test)),
    );
    let failing: Vec<usize> = each
        .iter()
        .enumerate()
        .filter(|(_, it)| it.is_none())
        .map(|(at, _)| at)
        .collect();
    if !failing.is_empty() {
        return Err(Failing(failing));
    }
    let mut trials: Vec<Trial<'t>> = each.into_iter().flatten().flatten().collect();
    trials.sort_by_key(|it| (it.cost, it.spent, it.seen.size()));
    Ok(trials)
}

/// What a test expects, with what it looks at; none if it fails.
fn trials_of<'t>(model: &Model, test: &'t Test) -> Option<Vec<Trial<'t>>> {
    // What is known not to come out, or still to be done, holds nothing against a change.
    if test.mark.is_some() {
        return Some(Vec::new());
    }
    let mut evaluator = Evaluator::new(model, &test.settings);
    evaluator.watch();
    let sound = evaluator.violated_by(&test.case).is_empty();
    let mut trials = vec![Trial {
        test,
        expected: None,
        seen: evaluator.watched(),
        cost: Cost::Ranges,
        spent: 0,
    }];
    for expected in &test.expectations {
        evaluator.watch();
        let before = evaluator.spent();
        let searches = is_met(model, &mut evaluator, test, expected)?;
        let cost = if searches || !expected.resting.is_empty() {
            Cost::Search
        } else if expected.citing.is_empty() {
            Cost::Ranges
        } else {
            Cost::Trace
        };
        trials.push(Trial {
            test,
            expected: Some(expected),
            seen: evaluator.watched(),
            cost,
            spent: evaluator.spent() - before,
        });
    }
    sound.then_some(trials)
}

/// Whether an expectation is met: none if it is not, else whether that took a search.
fn is_met(
    model: &Model,
    evaluator: &mut Evaluator<'_>,
    test: &Test,
    expected: &Expected,
) -> Option<bool> {
    let asked = Asked {
        because: !expected.citing.is_empty(),
        marks: !expected.resting.is_empty(),
    };
    let may_be = |range: &Range| may_be(&expected.awaited, range);
    let enough = |need: &Slot| expected.is_settled_by(need);
    let partial = evaluator.decide_partly(&test.case, &expected.query, asked, may_be, enough)?;
    expected
        .is_met_by(model, &partial.decision)
        .then_some(!partial.by_ranges)
}

/// Whether an outcome is among those that a range leaves.
fn may_be(awaited: &Awaited, range: &Range) -> bool {
    let has = |flag: Flags| range.flags.has(flag);
    match awaited {
        Awaited::Value(value) => !range.is_disjoint(value),
        Awaited::State(..) => range.has_value(),
        Awaited::Unknown => !range.is_settled(),
        Awaited::Absent => has(Flags::ABSENT),
        Awaited::NotApplicable => has(Flags::NOT_APPLICABLE),
        Awaited::NotInForce => has(Flags::NOT_IN_FORCE),
        Awaited::Conflict => has(Flags::CONFLICT),
        Awaited::Gap => has(Flags::GAP),
        Awaited::NotComputable => has(Flags::NOT_COMPUTABLE),
        Awaited::NotEncoded => has(Flags::NOT_ENCODED),
    }
}

fn fate(model: &mut Model, readers: &Readers, trials: &[Trial<'_>], mutant: &Mutant) -> Fate {
    let reached: Vec<&Trial<'_>> = trials
        .iter()
        .filter(|trial| {
            let edits = &mut mutant.edits.iter();
            edits.any(|edit| edit.was_seen(model, readers, &trial.seen))
        })
        .collect();
    let undo = apply(model, &mutant.edits);
    let fate = against(model, &reached);
    restore(model, undo);
    match fate {
        Fate::Survived { .. } if equivalent::is_proved(model, mutant) => Fate::Equivalent,
        fate => fate,
    }
}

fn against(model: &Model, trials: &[&Trial<'_>]) -> Fate {
    let mut spent = 0;
    for trial in trials {
        let mut evaluator = Evaluator::new(model, &trial.test.settings);
        let holds = match trial.expected {
            None => evaluator.violated_by(&trial.test.case).is_empty(),
            Some(expected) => is_met(model, &mut evaluator, trial.test, expected).is_some(),
        };
        if !holds {
            return Fate::Killed;
        }
        spent += evaluator.spent();
        if spent > MOST_SPENT {
            return Fate::GivenUp;
        }
    }
    Fate::Survived {
        read_by: trials.iter().filter(|it| it.expected.is_some()).count(),
    }
}

/// Does pieces of work on several threads; the results are in the order of the pieces.
fn shared<W, T: Send>(
    count: usize,
    threads: usize,
    tools: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut tools = tools();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(&mut tools, at)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(count))
            .map_while(|_| {
                // With fewer threads than wished for it takes longer, no more.
                let builder = std::thread::Builder::new().stack_size(STACK);
                builder.spawn_scoped(scope, worker).ok()
            })
            .collect();
        let mut done = worker();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(failure) => std::panic::resume_unwind(failure),
            }
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
