//! What of a rule set its scenarios test.
//!
//! That a provision was evaluated says little: an evaluator comes by everywhere. What counts is what
//! *had an effect on an outcome that was compared*. A condition that came out yes is seen as yes only
//! if the expected outcome would have been another had it been no ([`crate::eval::probe`]); so, too,
//! for its no and for what is unknown. Only expectations that are met count, and only of tests that are
//! not marked: what nobody expects tests nothing.
//!
//! | of | is seen |
//! |---|---|
//! | a condition | met, not met, unknown; of a comparison also a value below, at and above the threshold |
//! | a rule or ground | active, not active |
//! | an exception | biting, tried in vain |
//! | a norm | each state it can come to |
//! | a reading | each choice, where another would have changed the outcome |
//!
//! Things are named by their citation and their number in that place, in the order of the rules: line
//! breaks, comments and the names of files change no key and no number.
//!
//! Absent: presumptions and assertions, and the conditions of what is not in force on any day tested
//! count as not reached like any other.

mod catalogue;
mod seen;
mod why;

use super::report::{self, Report};
use super::{Test, words};
use crate::model::{ExprKind, Id, Model, PlaceId, PlaceKind, RuleEffect, RuleId, Type, Validity};
use crate::source::Span;
use catalogue::{Entry, Value, What, catalogue};
use seen::{Seen, Sights, Watcher};

/// Runs tests as [`super::run`] does, and says what of the rules they test.
#[must_use]
pub fn run_with_coverage(
    model: &Model,
    tests: &[Test],
    filter: Option<&str>,
) -> (Report, Coverage) {
    let mut watcher = Watcher::new(model);
    let report = report::run_watched(model, tests, filter, |test, decision| {
        watcher.watch(test, decision);
    });
    let coverage = coverage(model, &watcher.sights);
    (report, coverage)
}

/// What of a rule set is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// By provision, in the order of the law.
    pub provisions: Vec<Provision>,
    /// Expectations that were met, and so looked through.
    pub decisions: usize,
    /// Those of them about so many different members of a list that not all were tried.
    pub in_part: usize,
    /// How much was seen.
    pub seen: usize,
    /// Of how much.
    pub wanted: usize,
}

/// What of one provision is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Its citation with its regulation: `scs 10`.
    pub citation: String,
    /// Its title, in the first language of the regulation.
    pub label: Option<String>,
    /// Its days, where they are not those of the regulation.
    pub in_force: Option<Validity>,
    /// What is in it.
    pub items: Vec<Item>,
    /// How much was seen.
    pub seen: usize,
    /// Of how much.
    pub wanted: usize,
}

/// A condition, rule, exception, norm or reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its key: `scs 10(2) condition 1`.
    pub key: String,
    /// What it is.
    pub kind: ItemKind,
    /// The citation of its list entry or provision, within the regulation.
    pub citation: String,
    /// What it is called; empty for a condition, which is its text.
    pub name: String,
    /// Of a condition, the conclusion, norm or reading it is a condition of.
    pub within: String,
    /// The days of the rule or norm, where they are not those of the provision.
    pub in_force: Option<Validity>,
    /// Where it is written, for what has a text of its own.
    pub span: Option<Span>,
    /// What it can be seen as.
    pub targets: Vec<Target>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A condition that is not made of others.
    Condition,
    /// A rule or ground.
    Rule,
    /// A rule that defeats another, or excuses from a norm.
    Exception,
    /// A norm.
    Norm,
    /// A reading.
    Reading,
}

/// One thing an item can be seen as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What: `yes`, `unknown`, `bites`, `at`, `breached`.
    pub name: String,
    /// Decisions in which it had an effect.
    pub seen: usize,
    /// Decisions in which it was so, without an effect.
    pub idle: usize,
    /// The first test in which it had an effect.
    pub example: Option<String>,
    /// Of the sides of a threshold that is a constant, the value nearest to it.
    pub nearest: Option<String>,
    /// Why it was not seen, if it was not.
    pub why: Option<String>,
}

impl Coverage {
    /// Whether so many in a hundred were seen; of nothing, all.
    #[must_use]
    pub fn reaches(&self, percent: usize) -> bool {
        self.wanted.saturating_mul(percent) <= self.seen.saturating_mul(100)
    }

    /// How many in a hundred were seen, rounded down.
    #[must_use]
    pub fn percent(&self) -> usize {
        self.seen
            .saturating_mul(100)
            .checked_div(self.wanted)
            .unwrap_or(100)
    }
}

impl Provision {
    /// Whether no compared decision came to anything in it.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.items
            .iter()
            .flat_map(|it| &it.targets)
            .all(|it| it.seen == 0 && it.idle == 0)
    }
}

impl ItemKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Condition => "condition",
            ItemKind::Rule => "rule",
            ItemKind::Exception => "exception",
            ItemKind::Norm => "norm",
            ItemKind::Reading => "reading",
        }
    }
}

fn coverage(model: &Model, sights: &Sights) -> Coverage {
    let mut by_provision: Vec<(Option<PlaceId>, Vec<Item>)> = Vec::new();
    for entry in catalogue(model) {
        let provision = entry.place.map(|place| heading(model, place));
        let item = item(model, &entry, sights);
        match by_provision.iter_mut().find(|(it, _)| *it == provision) {
            Some((_, items)) => items.push(item),
            None => by_provision.push((provision, vec![item])),
        }
    }
    by_provision.sort_by_key(|(place, _)| {
        place.map(|place| {
            let row = &model.places()[place];
            (row.regulation.position(), row.span.file, row.span.start)
        })
    });
    let provisions: Vec<Provision> = by_provision
        .into_iter()
        .map(|(place, items)| {
            let (seen, wanted) = counted(&items);
            Provision {
                citation: place.map_or_else(String::new, |it| model.citation(it)),
                label: place.and_then(|it| {
                    let labels = &model.places()[it].labels;
                    labels.first().map(|(_, label)| label.clone())
                }),
                in_force: place.and_then(|it| {
                    let row = &model.places()[it];
                    let whole = model.regulations()[row.regulation].validity;
                    Some(row.validity).filter(|it| *it != whole)
                }),
                items,
                seen,
                wanted,
            }
        })
        .collect();
    Coverage {
        decisions: sights.decisions,
        in_part: sights.in_part,
        seen: provisions.iter().map(|it| it.seen).sum(),
        wanted: provisions.iter().map(|it| it.wanted).sum(),
        provisions,
    }
}

fn counted(items: &[Item]) -> (usize, usize) {
    let targets = || items.iter().flat_map(|it| &it.targets);
    (
        targets().filter(|it| it.seen > 0).count(),
        targets().count(),
    )
}

/// The provision a list entry stands in.
fn heading(model: &Model, place: PlaceId) -> PlaceId {
    let mut at = place;
    while let row = &model.places()[at]
        && !matches!(row.kind, PlaceKind::Heading(_))
        && let Some(parent) = row.parent
    {
        at = parent;
    }
    at
}

fn item(model: &Model, entry: &Entry, sights: &Sights) -> Item {
    let kind = match entry.what {
        What::Condition(_) => ItemKind::Condition,
        What::Rule(id) if is_exception(model, id) => ItemKind::Exception,
        What::Rule(_) => ItemKind::Rule,
        What::Norm(_) => ItemKind::Norm,
        What::Reading(_) => ItemKind::Reading,
    };
    let (name, span) = match entry.what {
        What::Condition(id) => (String::new(), Some(model.exprs()[id].span)),
        What::Rule(id) => (rule_name(model, id), Some(model.rules()[id].span)),
        What::Norm(id) => {
            let naming = &model.norms()[id].naming;
            (naming.name.clone(), naming.span)
        }
        What::Reading(id) => {
            let naming = &model.readings()[id].naming;
            (naming.name.clone(), naming.span)
        }
    };
    let place = entry
        .place
        .map_or_else(String::new, |it| model.citation(it));
    let number = entry.number;
    let targets = entry.values.iter().map(|value| {
        let seen = sights.seen.get(&(entry.what, *value));
        let hits = seen.map_or(0, |it| it.effective);
        Target {
            name: value_name(model, entry.what, kind, *value),
            seen: hits,
            idle: seen.map_or(0, |it| it.idle),
            example: seen.and_then(|it| it.example.clone()),
            nearest: seen.and_then(|it| nearest(model, entry.what, it)),
            why: (hits == 0).then(|| why::why(model, entry, *value, sights)),
        }
    });
    Item {
        key: format!("{place} {} {number}", kind.word())
            .trim_start()
            .to_owned(),
        kind,
        citation: entry
            .place
            .map_or_else(String::new, |it| model.places()[it].citation.clone()),
        name,
        within: entry.owner.map_or_else(String::new, |it| owner(model, it)),
        in_force: days_within(model, entry),
        span,
        targets: targets.collect(),
    }
}

/// The days of the rule or norm an entry is or belongs to, where they are not those of its provision.
fn days_within(model: &Model, entry: &Entry) -> Option<Validity> {
    let validity = match entry.owner.unwrap_or(entry.what) {
        What::Rule(id) => model.rules()[id].validity,
        What::Norm(id) => model.norms()[id].validity,
        What::Reading(_) | What::Condition(_) => return None,
    };
    let provision = heading(model, entry.place?);
    Some(validity).filter(|it| *it != model.places()[provision].validity)
}

/// What a condition is a condition of.
fn owner(model: &Model, what: What) -> String {
    match what {
        What::Rule(id) if is_exception(model, id) => {
            format!("the exception {}", rule_name(model, id))
        }
        What::Rule(id) => rule_name(model, id),
        What::Norm(id) => model.norms()[id].naming.name.clone(),
        What::Reading(id) => model.readings()[id].naming.name.clone(),
        What::Condition(_) => String::new(),
    }
}

fn is_exception(model: &Model, id: RuleId) -> bool {
    let rule = &model.rules()[id];
    !rule.defeats.is_empty() || !rule.excuses.is_empty() || rule.effect == RuleEffect::Blocks
}

/// What a rule is for: the conclusion it is a ground of, or what it is an exception to.
fn rule_name(model: &Model, id: RuleId) -> String {
    let rule = &model.rules()[id];
    if is_exception(model, id) {
        let defeated = rule.defeats.iter().map(|it| model.rules()[*it].place);
        let excused = rule.excuses.iter().map(|it| model.norms()[*it].place);
        let mut cited: Vec<String> = defeated
            .chain(excused)
            .map(|place| model.citation(place))
            .collect();
        cited.dedup();
        return format!("to {}", cited.join(", "));
    }
    match rule.effect {
        RuleEffect::Says(conclusion, true) | RuleEffect::Gives(conclusion, _) => {
            model.conclusions()[conclusion].naming.name.clone()
        }
        RuleEffect::Says(conclusion, false) => {
            format!("not {}", model.conclusions()[conclusion].naming.name)
        }
        RuleEffect::Blocks => String::new(),
    }
}

fn value_name(model: &Model, what: What, kind: ItemKind, value: Value) -> String {
    let word = match (value, kind) {
        (Value::Yes, ItemKind::Rule) => "active",
        (Value::No, ItemKind::Rule) => "not active",
        (Value::Yes, ItemKind::Exception) => "bites",
        (Value::No, ItemKind::Exception) => "tried in vain",
        (Value::Yes, ItemKind::Norm) => "exceeded",
        (Value::No, ItemKind::Norm) => "kept",
        (Value::Yes, _) => "yes",
        (Value::No, _) => "no",
        (Value::Unknown, _) => "unknown",
        (Value::Below, _) if is_of_days(model, what) => "before",
        (Value::At, _) if is_of_days(model, what) => "on the day",
        (Value::Above, _) if is_of_days(model, what) => "after",
        (Value::Below, _) => "below",
        (Value::At, _) => "at",
        (Value::Above, _) => "above",
        (Value::State(state), _) => state.words(),
        (Value::Choice(choice), _) => {
            let What::Reading(id) = what else {
                return String::new();
            };
            let choice = model.readings()[id].choices.get(choice);
            return choice.map_or_else(String::new, |it| it.naming.name.clone());
        }
    };
    word.to_owned()
}

fn is_of_days(model: &Model, what: What) -> bool {
    compared(model, what).is_some_and(|(ty, _)| matches!(ty, Type::Date | Type::Moment))
}

/// The type of what is compared, and whether it is compared with a constant.
fn compared(model: &Model, what: What) -> Option<(&Type, bool)> {
    let What::Condition(id) = what else {
        return None;
    };
    let ExprKind::Compare(_, left, right) = &model.exprs()[id].kind else {
        return None;
    };
    let constant = matches!(model.exprs()[*right].kind, ExprKind::Constant(_));
    Some((&model.exprs()[*left].ty, constant))
}

fn nearest(model: &Model, what: What, seen: &Seen) -> Option<String> {
    let (ty, constant) = compared(model, what)?;
    let value = seen.nearest.as_ref().filter(|_| constant)?;
    Some(words::read(model, ty, value))
}

#[cfg(test)]
mod tests;
