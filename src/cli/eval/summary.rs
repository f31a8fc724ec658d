//! How often each decision had each outcome, and by what.
//!
//! What is kept does not grow with the number of cases: an outcome is one of a few words, a member of
//! an enumeration or a state; what decided is a provision; what is missing is a fact.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::{output, words};
use crate::eval::{Decision, Outcome, Slot};
use crate::model::{Model, PlaceId, Query, Type};

/// How many provisions and facts a table names.
const NAMED: usize = 3;

/// Counts over all cases decided.
pub(super) struct Summary {
    /// Cases and documents refused.
    pub(super) refused: u64,
    decided: u64,
    /// For each decision asked, in that order.
    decisions: Vec<BTreeMap<Had, Counts>>,
}

/// An outcome, and the value where it is one of few.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Had {
    outcome: &'static str,
    value: Option<String>,
}

#[derive(Default)]
struct Counts {
    cases: u64,
    because: BTreeMap<PlaceId, u64>,
    needs: BTreeMap<Slot, u64>,
}

impl Summary {
    pub(super) fn new(decisions: usize) -> Self {
        Self {
            refused: 0,
            decided: 0,
            decisions: std::iter::repeat_with(BTreeMap::new)
                .take(decisions)
                .collect(),
        }
    }

    /// Counts the decisions of one case, in the order asked.
    pub(super) fn take_in(&mut self, model: &Model, decisions: &[Decision]) {
        self.decided += 1;
        for (outcomes, decision) in self.decisions.iter_mut().zip(decisions) {
            let counts = outcomes.entry(had(model, decision)).or_default();
            counts.cases += 1;
            if decision.needs.is_empty() {
                for place in &decision.because {
                    *counts.because.entry(*place).or_default() += 1;
                }
            }
            // Two entries or keys of one fact that are missing are one fact that is missing.
            let mut facts: Vec<Slot> = decision.needs.iter().map(|it| whole(&it.slot)).collect();
            facts.sort();
            facts.dedup();
            for fact in facts {
                *counts.needs.entry(fact).or_default() += 1;
            }
        }
    }

    /// `{"cases": 3, "refused": 1, "decisions": {"eligible": [{"outcome": "no", "count": 2, …}]}}`,
    /// the most frequent outcome first.
    pub(super) fn json(&self, model: &Model, asked: &[(String, Query)]) -> Value {
        let decisions = asked.iter().zip(&self.decisions);
        let decisions = decisions.map(|((name, _), outcomes)| {
            let outcomes = by_count(outcomes.iter().map(|(had, it)| ((had, it), it.cases)));
            let outcomes = outcomes.into_iter().map(|((had, counts), count)| {
                let mut it = serde_json::Map::new();
                it.insert("outcome".to_owned(), json!(had.outcome));
                if let Some(value) = &had.value {
                    it.insert("value".to_owned(), json!(value));
                }
                it.insert("count".to_owned(), json!(count));
                let because = by_count(counts.because.iter().map(|(it, count)| (*it, *count)));
                let because = because.into_iter().map(
                    |(place, count)| json!({"provision": model.citation(place), "count": count}),
                );
                it.insert("because".to_owned(), because.collect());
                let needs = by_count(counts.needs.iter().map(|(it, count)| (it, *count)));
                let needs = needs
                    .into_iter()
                    .map(|(slot, count)| json!({"fact": words::slot(model, slot), "count": count}));
                it.insert("needs".to_owned(), needs.collect());
                Value::Object(it)
            });
            (name.clone(), outcomes.collect::<Value>())
        });
        json!({
            "cases": self.decided,
            "refused": self.refused,
            "decisions": decisions.collect::<serde_json::Map<_, _>>(),
        })
    }

    /// The same for people: the provisions that decided most often.
    pub(super) fn table(&self, model: &Model, asked: &[(String, Query)]) -> String {
        let head = ["DECISION", "OUTCOME", "CASES", "BECAUSE"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for ((name, _), outcomes) in asked.iter().zip(&self.decisions) {
            let outcomes = by_count(outcomes.iter().map(|(had, it)| ((had, it), it.cases)));
            for (position, ((had, counts), count)) in outcomes.into_iter().enumerate() {
                let name = if position == 0 { name.as_str() } else { "" };
                let outcome = had.value.as_deref().unwrap_or(had.outcome);
                rows.push(vec![
                    name.to_owned(),
                    outcome.to_owned(),
                    count.to_string(),
                    reasons(model, counts),
                ]);
            }
        }
        let decided = output::counted(index(self.decided), "case", "cases");
        let refused = match self.refused {
            0 => String::new(),
            refused => format!(", {refused} refused"),
        };
        format!("\n{decided} decided{refused}\n{}", output::table(&rows, 2))
    }
}

fn had(model: &Model, decision: &Decision) -> Had {
    let outcome = words::outcome(&decision.outcome);
    let value = match &decision.outcome {
        Outcome::Value(range) => {
            let ty = words::type_of(model, &decision.query);
            matches!(ty, Type::Kind(_)).then(|| words::range_text(model, &ty, range))
        }
        _ => None,
    };
    Had { outcome, value }
}

/// The whole fact that a slot is of.
fn whole(slot: &Slot) -> Slot {
    match slot {
        Slot::Key(fact, _) | Slot::Field(fact, ..) | Slot::Further(fact) => Slot::Fact(*fact),
        other => other.clone(),
    }
}

/// The most frequent first; of those as frequent, as they came.
fn by_count<T>(counted: impl Iterator<Item = (T, u64)>) -> Vec<(T, u64)> {
    let mut counted: Vec<(T, u64)> = counted.collect();
    counted.sort_by_key(|(_, count)| Reverse(*count));
    counted
}

fn reasons(model: &Model, counts: &Counts) -> String {
    let because = counts
        .because
        .iter()
        .map(|(place, count)| (model.citation(*place), *count));
    let needs = counts
        .needs
        .iter()
        .map(|(slot, count)| (format!("needs {}", words::slot(model, slot)), *count));
    let all = by_count(because.chain(needs));
    let named = all.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|(what, count)| format!("{what} {count}"))
        .collect();
    let more = if NAMED < all.len() { ", …" } else { "" };
    format!("{}{more}", named.join(", "))
}

fn index(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
