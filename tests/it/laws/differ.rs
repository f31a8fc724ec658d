//! Two random laws, the second an amendment of the first: somebody differs if and only if some
//! completion of the facts does.

use super::law::{Cond, Law, Op, Says, Value};
use super::oracle::{Oracle, Out};
use super::tries::Tries;
use super::{AS_OF, Order, Run, compile, holds, ordinal, query, single};
use enact::eval::{Case, Given};
use enact::witness::{Asked, Effort, Solved, Trouble, Verdict, compare};

/// So many evaluations; none of these small laws needs as many.
const BUDGET: u32 = 4_000;

/// The law with one thing changed; none if there is nothing to change at the place drawn.
fn amended(law: &Law, seed: u32) -> Option<Law> {
    let mut law = law.clone();
    let count = law.articles.len();
    let article = law.articles.get_mut(seed as usize % count.max(1))?;
    let seed = seed / 7;
    if seed % 5 == 0
        && let Says::Bool(yes) = &mut article.says
        && article.targets.is_empty()
    {
        *yes = !*yes;
        return Some(law);
    }
    let grounds = article.grounds.len();
    let ground = article.grounds.get_mut(seed as usize % grounds.max(1))?;
    change(ground, seed / 3);
    Some(law)
}

fn change(cond: &mut Cond, seed: u32) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) | Cond::AtLeast(_, parts) if seed % 3 != 0 => {
            let at = seed as usize % parts.len();
            change(&mut parts[at], seed / 3);
        }
        Cond::And(parts) => *cond = Cond::Or(parts.clone()),
        Cond::Or(parts) => *cond = Cond::And(parts.clone()),
        Cond::Not(inner) if seed % 2 == 0 => change(inner, seed / 2),
        Cond::Not(inner) => *cond = (**inner).clone(),
        Cond::Number(left, op, right) => match seed % 3 {
            0 => {
                *op = if *op == Op::More {
                    Op::AtLeast
                } else {
                    Op::More
                }
            }
            1 => *left = Value::Plus(Box::new(left.clone()), 1),
            _ => *right = Value::Plus(Box::new(right.clone()), 1),
        },
        Cond::Day(_, op, _) => {
            *op = if *op == Op::Less {
                Op::AtMost
            } else {
                Op::Less
            }
        }
        other => *other = Cond::Not(Box::new(other.clone())),
    }
}

/// Whether some completion gives the two laws different outcomes; none if there are too many.
fn differs(run: &Run<'_>, other: &Oracle<'_>, topic: usize) -> Option<Option<Vec<Out>>> {
    let none = vec![None; run.law.facts.len()];
    let domains: Vec<Vec<Out>> = (0..none.len())
        .map(|at| match run.oracle.filled(&none, at) {
            Some(filled) if matches!(run.law.facts[at].filled, super::Filled::Assumed(_)) => {
                vec![filled]
            }
            _ => run.oracle.domain(at),
        })
        .collect();
    let count = domains.iter().try_fold(1usize, |so_far, it| {
        so_far.checked_mul(it.len()).filter(|it| *it <= super::MOST)
    })?;
    let day = ordinal(AS_OF);
    let found = (0..count).find_map(|mut at| {
        let mut facts = Vec::new();
        for domain in &domains {
            facts.push(domain[at % domain.len()]);
            at /= domain.len();
        }
        let one = run
            .oracle
            .topic(&run.oracle.world(facts.clone()), topic, day);
        let two = other.topic(&other.world(facts.clone()), topic, day);
        (one != two).then_some(facts)
    });
    Some(found)
}

/// The facts of a case in the terms of the oracle; those left out are their first value.
fn told(run: &Run<'_>, case: &Case) -> Option<Vec<Out>> {
    let none = vec![None; run.law.facts.len()];
    (0..run.law.facts.len())
        .map(|at| {
            let fact = run.model.fact(&format!("f{at}"))?;
            match case.get(fact) {
                Given::Value { value, .. } => single(value),
                _ => run
                    .oracle
                    .filled(&none, at)
                    .or_else(|| run.oracle.domain(at).first().copied()),
            }
        })
        .collect()
}

#[test]
fn somebody_differs_exactly_if_some_completion_does() {
    let (counted, open) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds(|run| {
        let Some(law) = amended(run.law, run.sample.seed) else {
            return Ok(());
        };
        let Ok(model) = compile(&law, Order(0)) else {
            return Ok(());
        };
        let other = Oracle::new(&law);
        let text = || law.texts(Order(0)).join("\n---\n");
        for topic in run.topics() {
            let name = run.law.topic_name(topic);
            let Some(expected) = differs(run, &other, topic) else {
                continue;
            };
            let asked = |model, law| Asked {
                model,
                settings: run.settings.clone(),
                query: query(model, law, topic),
            };
            let answer = compare(asked(&run.model, run.law), asked(&model, &law), BUDGET);
            counted.set(counted.get() + 1);
            match (&answer.verdict, &expected) {
                (Verdict::Unchanged | Verdict::Same, Some(facts)) => {
                    return Err(format!(
                        "{name} is said to be the same ({:?}), but differs for {facts:?}; amended to\n{}",
                        answer.verdict,
                        text()
                    ));
                }
                (Verdict::Open { spent, limits }, Some(facts)) => {
                    return Err(format!(
                        "{name}: nobody was found ({spent}, {limits:?}), but it differs for {facts:?}; amended to\n{}",
                        text()
                    ));
                }
                (Verdict::Open { .. }, None) => open.set(open.get() + 1),
                (Verdict::Unchanged | Verdict::Same, None) => {}
                (Verdict::Differs(witness), _) => {
                    let facts = told(run, &witness.cases[0]);
                    let facts = facts.ok_or("a fact of the witness is no single value")?;
                    let day = ordinal(AS_OF);
                    let one = run
                        .oracle
                        .topic(&run.oracle.world(facts.clone()), topic, day);
                    let two = other.topic(&other.world(facts.clone()), topic, day);
                    if one == two {
                        return Err(format!(
                            "{name}: {:?} is no witness: {one:?} both times; amended to\n{}",
                            witness.facts,
                            text()
                        ));
                    }
                }
            }
        }
        Ok(())
    });
    assert!(counted.get() > 50, "only {} were compared", counted.get());
    assert!(
        open.get() * 10 <= counted.get(),
        "{} of {} were neither found nor proven",
        open.get(),
        counted.get()
    );
}

/// Almost nothing is left to the own search here: what is said is said by the solver.
#[test]
fn a_solver_that_is_right_is_asked_the_right_questions() {
    let (found, proved) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds(|run| {
        let Some(law) = amended(run.law, run.sample.seed) else {
            return Ok(());
        };
        let Ok(model) = compile(&law, Order(0)) else {
            return Ok(());
        };
        let other = Oracle::new(&law);
        for topic in run.topics() {
            let Some(expected) = differs(run, &other, topic) else {
                continue;
            };
            let asked = |model, law| Asked {
                model,
                settings: run.settings.clone(),
                query: query(model, law, topic),
            };
            let effort = Effort {
                budget: 1,
                solver: Some(&mut Tries),
            };
            let answer = compare(asked(&run.model, run.law), asked(&model, &law), effort);
            let wrong = match (&answer.solved, &answer.verdict) {
                (Solved::InVain(Trouble::Lied | Trouble::Failed(_)), _) => true,
                (Solved::Proved, _) => {
                    proved.set(proved.get() + 1);
                    expected.is_some()
                }
                (Solved::Found, Verdict::Differs(_)) => {
                    found.set(found.get() + 1);
                    false
                }
                _ => false,
            };
            if wrong {
                let name = run.law.topic_name(topic);
                return Err(format!(
                    "{name} is {:?} ({:?}), and differs for {expected:?}; amended to\n{}",
                    answer.verdict,
                    answer.solved,
                    law.texts(Order(0)).join("\n---\n")
                ));
            }
        }
        Ok(())
    });
    assert!(
        found.get() > 10 && proved.get() > 10,
        "{} found and {} proved",
        found.get(),
        proved.get()
    );
}
