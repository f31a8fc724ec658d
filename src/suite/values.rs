//! What a decision read of a case, in the words of a scenario.

use super::{Test, words};
use crate::eval::{Core, Given, Node, Trace};
use crate::explain::{later_act, slot_type};
use crate::model::{Model, Type};
use crate::value::Date;

/// A fact as a decision read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The fact, as a scenario names it: `appraisal for 2016`.
    pub fact: String,
    /// What it was, as a scenario gives it; `unknown` where nothing settles it.
    pub value: String,
    /// The day it was read on, where that is not the as-of day.
    pub day: Option<Date>,
    /// The day of the act that the scenario gives, where that is later: on the day read there is none yet.
    pub later: Option<Date>,
}

/// The facts a trace read, each once for each day on which it was something else, in the order read.
pub(super) fn values(model: &Model, test: &Test, trace: &Trace) -> Vec<Read> {
    let mut found: Vec<Read> = Vec::new();
    for step in trace.steps() {
        let Node::Fact(slot) = &step.node else {
            continue;
        };
        let ty = slot_type(model, slot);
        // Of the day of an act a step may say whether it counts, not which day it is.
        if matches!(step.result.core, Core::Truth(_)) && ty != Type::YesNo {
            continue;
        }
        let (fact, value) = (
            words::slot(model, slot),
            words::read(model, &ty, &step.result),
        );
        if found.iter().any(|it| it.fact == fact && it.value == value) {
            continue;
        }
        let day = (step.day != test.settings.as_of).then_some(step.day);
        let later = match test.case.given_of(slot) {
            Given::Value { value, .. } => later_act(model, slot, value, step.day),
            _ => None,
        };
        found.push(Read {
            fact,
            value,
            day,
            later,
        });
    }
    found
}
