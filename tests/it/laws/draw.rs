//! What proptest draws: a raw law and a partial case, both shrinkable.

use super::law::{Law, RawCond, RawException, RawLaw, RawRule, RawTopic};
use super::oracle::{Oracle, Out};
use proptest::prelude::*;

/// A law and a case of it, of which some facts are not given.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) law: Law,
    pub(crate) given: Vec<Option<Out>>,
    /// For whatever else a property wants to vary.
    pub(crate) seed: u32,
}

fn cond() -> impl Strategy<Value = RawCond> {
    let atom = any::<(u8, u8, u8)>().prop_map(|(a, b, c)| RawCond::Atom(a, b, c));
    atom.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            2 => inner.clone().prop_map(|it| RawCond::Not(Box::new(it))),
            3 => prop::collection::vec(inner.clone(), 2..=3).prop_map(RawCond::And),
            3 => prop::collection::vec(inner.clone(), 2..=3).prop_map(RawCond::Or),
            1 => (any::<u8>(), prop::collection::vec(inner, 2..=3)).prop_map(|(count, parts)| RawCond::AtLeast(count, parts)),
        ]
    })
}

fn rule() -> impl Strategy<Value = RawRule> {
    (
        any::<(u8, u8, u8)>(),
        prop::collection::vec(cond(), 0..=3),
        prop::bool::weighted(0.15),
        prop::option::weighted(0.12, cond()),
        prop::option::weighted(0.1, any::<u8>()),
    )
        .prop_map(|(says, grounds, note, scope, subject_to)| RawRule {
            says,
            grounds,
            note,
            scope,
            subject_to,
        })
}

fn topic() -> impl Strategy<Value = RawTopic> {
    (any::<(u8, u8, u8)>(), prop::collection::vec(rule(), 1..=3))
        .prop_map(|(kind, rules)| RawTopic { kind, rules })
}

fn exception() -> impl Strategy<Value = RawException> {
    (
        prop::collection::vec(any::<(u8, u8)>(), 1..=2),
        prop::option::weighted(0.4, any::<(u8, u8, u8)>()),
        prop::option::weighted(0.9, cond()),
        prop::bool::weighted(0.15),
    )
        .prop_map(|(targets, says, when, note)| RawException {
            targets,
            says,
            when,
            note,
        })
}

/// A law of two to six facts and a case of it.
pub(crate) fn sample() -> impl Strategy<Value = Sample> {
    let law = (
        prop::collection::vec(any::<(u8, u8)>(), 2..=6),
        prop::collection::vec((any::<u8>(), cond(), cond()), 0..=2),
        prop::collection::vec(topic(), 1..=3),
        prop::collection::vec(exception(), 0..=3),
    )
        .prop_map(|(facts, readings, topics, exceptions)| {
            Law::of(&RawLaw {
                facts,
                readings,
                topics,
                exceptions,
            })
        });
    let case = prop::collection::vec(any::<(u8, u8)>(), 6);
    (law, case, any::<u32>()).prop_map(|(law, case, seed)| {
        let oracle = Oracle::new(&law);
        let given = (0..law.facts.len())
            .map(|at| {
                let (known, value) = case[at];
                let domain = oracle.domain(at);
                (known % 2 == 0).then(|| domain[usize::from(value) % domain.len()])
            })
            .collect();
        Sample { law, given, seed }
    })
}
