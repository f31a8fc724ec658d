//! Whom a change of the rules affects, and which of the changes is the cause (semantics 9).
//!
//! The older and the newer rules are run on the same case; where an outcome differs, changes are
//! switched on one by one and in pairs, on top of the older rules, until the newer outcome comes out:
//! those are its causes. A smallest set of more than two is found by leaving changes out one after
//! another, in the order of the text. What a case is, how rules with some of the changes are made and
//! how an outcome is worded is no part of this: it asks for the outcome under a set of changes, and
//! none says that such rules cannot be.
//!
//! In order: [`causes`] for one case, [`Tally`] for all of them.

use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

/// Changes by their positions.
pub type Changes = BTreeSet<usize>;

/// Why an outcome differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Causes {
    /// The smallest sets of changes that alone bring the newer outcome about: all of one or two
    /// changes; if there is none of these, one larger set. Empty if not even all changes do, as when
    /// a saving clause is a change of its own.
    pub sets: Vec<Changes>,
    /// Whether there may be other sets as good as the one named.
    pub one_of_several: bool,
    /// The changes without which the newer outcome does not come out.
    pub indispensable: Changes,
}

/// Finds which of `count` changes bring about the outcome that is `wanted`. `outcome` gives that under
/// the older rules with some of the changes made, if there are such rules.
pub fn causes(
    count: usize,
    wanted: &str,
    mut outcome: impl FnMut(&Changes) -> Option<String>,
) -> Causes {
    let mut brings = |set: &Changes| outcome(set).is_some_and(|it| it == wanted);
    let mut found = Causes::default();
    let single: Vec<usize> = (0..count)
        .filter(|change| brings(&Changes::from([*change])))
        .collect();
    found
        .sets
        .extend(single.iter().map(|change| Changes::from([*change])));
    for one in 0..count {
        for other in one + 1..count {
            let covered = single.contains(&one) || single.contains(&other);
            let pair = Changes::from([one, other]);
            if !covered && brings(&pair) {
                found.sets.push(pair);
            }
        }
    }
    let all: Changes = (0..count).collect();
    if found.sets.is_empty() && brings(&all) {
        let mut least = all.clone();
        for change in 0..count {
            let mut without = least.clone();
            without.remove(&change);
            if brings(&without) {
                least = without;
            }
        }
        found.one_of_several = true;
        found.sets.push(least);
    }
    found.indispensable = (0..count)
        .filter(|change| {
            let mut without = all.clone();
            without.remove(change);
            !brings(&without)
        })
        .collect();
    found
}

/// An outcome before, and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transition {
    /// Position of the decision.
    pub decision: usize,
    /// At which key, as it is written; if the decision is made key by key.
    pub key: Option<String>,
    /// The outcome under the older rules.
    pub from: String,
    /// The outcome under the newer rules.
    pub to: String,
}

/// The cases with one transition for one cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// How many.
    pub count: u64,
    /// The first of them, by id.
    pub samples: Vec<String>,
}

/// What became of all cases.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Cases run under both.
    pub cases: u64,
    /// Cases with another outcome of some decision.
    pub changed: u64,
    /// Cases whose outcomes are the same, one of them for another reason; only if that was asked for.
    pub other_reason: u64,
    /// The groups, by decision, outcomes and cause.
    pub groups: BTreeMap<Transition, BTreeMap<Causes, Group>>,
    /// How many samples a group keeps.
    samples: usize,
}

impl Tally {
    /// Keeps so many samples of each group.
    #[must_use]
    pub fn new(samples: usize) -> Self {
        Self {
            samples,
            ..Self::default()
        }
    }

    /// Takes in a case; whether it is the first of its group.
    pub fn take_in(&mut self, id: &str, transition: Transition, causes: Causes) -> bool {
        let groups = self.groups.entry(transition).or_default();
        let group = groups.entry(causes).or_default();
        group.count += 1;
        if group.samples.len() < self.samples {
            group.samples.push(id.to_owned());
        }
        group.count == 1
    }

    /// The changes, of so many, that are part of no cause of any case.
    #[must_use]
    pub fn without_effect(&self, count: usize) -> Vec<usize> {
        let causes = self.groups.values().flat_map(BTreeMap::keys);
        let effective: Changes = causes
            .flat_map(|it| it.sets.iter().chain([&it.indispensable]))
            .flatten()
            .copied()
            .collect();
        (0..count).filter(|it| !effective.contains(it)).collect()
    }
}
