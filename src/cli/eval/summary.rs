//! How often each decision had each outcome, and by what.
//!
//! What is kept does not grow with the number of cases: an outcome is one of a few words, a member of
//! an enumeration or a state; what decided is a provision; what is missing is a fact.
//!
//! What is decided key by key is counted for each key as a decision of its own, as it is listed. Where all
//! cases together speak of more keys than are listed of one, as do the weeks of some years, the keys are
//! counted as one, whatever the order of the cases: then it is answers that are counted, not cases.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::{output, words};
use crate::eval::{Decision, Key, MOST_KEYS, Outcome, Slot};
use crate::model::{ConclusionId, Model, PlaceId, Query, Type};

/// How many provisions and facts a table names.
const NAMED: usize = 3;

/// Counts over all cases decided.
pub(super) struct Summary {
    /// Cases and documents refused.
    pub(super) refused: u64,
    decided: u64,
    /// For each decision asked of every case, in that order.
    decisions: Vec<Outcomes>,
    /// For each that is decided key by key.
    keyed: BTreeMap<ConclusionId, Keyed>,
}

type Outcomes = BTreeMap<Had, Counts>;

/// What is decided key by key.
enum Keyed {
    Apart(BTreeMap<Key, Outcomes>),
    Together(Outcomes),
}

impl Keyed {
    /// The counts of a key, or of them all.
    fn at(&mut self, key: &Key) -> &mut Outcomes {
        if let Self::Apart(keys) = self
            && !keys.contains_key(key)
            && keys.len() == MOST_KEYS
        {
            let mut all = Outcomes::new();
            for (had, counts) in std::mem::take(keys).into_values().flatten() {
                all.entry(had).or_default().add(counts);
            }
            *self = Self::Together(all);
        }
        match self {
            Self::Apart(keys) => keys.entry(key.clone()).or_default(),
            Self::Together(all) => all,
        }
    }
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

impl Counts {
    fn add(&mut self, others: Counts) {
        self.cases += others.cases;
        for (place, count) in others.because {
            *self.because.entry(place).or_default() += count;
        }
        for (fact, count) in others.needs {
            *self.needs.entry(fact).or_default() += count;
        }
    }
}

impl Summary {
    pub(super) fn new(decisions: usize) -> Self {
        Self {
            refused: 0,
            decided: 0,
            decisions: std::iter::repeat_with(BTreeMap::new)
                .take(decisions)
                .collect(),
            keyed: BTreeMap::new(),
        }
    }

    /// Counts the decisions of one case: those asked of every case, in that order, then those at its keys.
    pub(super) fn take_in(
        &mut self,
        model: &Model,
        asked: &[(String, Query)],
        decisions: &[Decision],
    ) {
        self.decided += 1;
        for (position, ((_, query), decision)) in asked.iter().zip(decisions).enumerate() {
            let outcomes = match (self.decisions.get_mut(position), query) {
                (Some(outcomes), _) => outcomes,
                (None, Query::At(id, key)) => {
                    let apart = || Keyed::Apart(BTreeMap::new());
                    self.keyed.entry(*id).or_insert_with(apart).at(key)
                }
                (None, _) => continue,
            };
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

    /// What was asked of every case, then what is decided key by key, each with its counts.
    fn rows(&self, model: &Model, asked: &[(String, Query)]) -> Vec<(String, &Outcomes)> {
        let of_every_case = asked.iter().zip(&self.decisions);
        let of_every_case = of_every_case.map(|((name, _), outcomes)| (name.clone(), outcomes));
        let keyed = self.keyed.iter().flat_map(|(id, keyed)| match keyed {
            Keyed::Apart(keys) => {
                let keys = keys.iter();
                keys.map(|(key, outcomes)| {
                    (words::query(model, &Query::At(*id, key.clone())), outcomes)
                })
                .collect()
            }
            Keyed::Together(all) => {
                let per = model.conclusions()[*id].key.as_ref();
                let per = per.map(|key| model.per(key)).unwrap_or_default();
                let name = words::query(model, &Query::Conclusion(*id));
                vec![(format!("{name} {per}"), all)]
            }
        });
        of_every_case.chain(keyed).collect()
    }

    /// `{"cases": 3, "refused": 1, "decisions": {"eligible": [{"outcome": "no", "count": 2, …}]}}`,
    /// the most frequent outcome first.
    pub(super) fn json(&self, model: &Model, asked: &[(String, Query)]) -> Value {
        let decisions = self.rows(model, asked).into_iter();
        let decisions = decisions.map(|(name, outcomes)| {
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
            (name, outcomes.collect::<Value>())
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
        for (name, outcomes) in self.rows(model, asked) {
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
