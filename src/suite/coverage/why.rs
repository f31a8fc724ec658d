//! Why something was not seen with an effect, in a line.

use super::catalogue::{Entry, Value, What};
use super::seen::{Lost, Seen, Sights};
use crate::model::{ExprKind, Model, Part, RuleEffect, RuleId};

/// So many reasons are named, the most frequent first.
const MOST: usize = 2;

/// Why a value of an entry was not seen with an effect.
pub(super) fn why(model: &Model, entry: &Entry, value: Value, sights: &Sights) -> String {
    let reached = sights.reached.get(&entry.what).copied().unwrap_or(0);
    if reached == 0 {
        return match asked_by(model, entry.what) {
            Some(name) => format!("no decision that is compared comes to it; expect `{name}`"),
            None => "no decision that is compared comes to it".to_owned(),
        };
    }
    let seen = sights.seen.get(&(entry.what, value));
    match seen.filter(|it| it.idle > 0) {
        Some(seen) => format!(
            "so in {}, without an effect: {}",
            decisions(seen.idle, reached),
            reasons(model, seen)
        ),
        None => format!(
            "so in {}{}",
            decisions(0, reached),
            help(model, entry, value)
        ),
    }
}

/// So many of those that come to it.
fn decisions(count: usize, reached: usize) -> String {
    match (count, reached) {
        (0, 1) => "no decision, and one comes to it".to_owned(),
        (0, _) => format!("none of the {reached} decisions that come to it"),
        (1, 1) => "the one decision that comes to it".to_owned(),
        _ if count == reached => format!("all {reached} decisions that come to it"),
        _ => format!("{count} of the {reached} decisions that come to it"),
    }
}

/// The reasons for which a value had no effect: `in 18 scs 19.4 is outside its scope`.
fn reasons(model: &Model, seen: &Seen) -> String {
    let mut lost: Vec<(Lost, usize)> = seen.lost.iter().map(|(it, n)| (*it, *n)).collect();
    lost.sort_by_key(|(it, count)| (std::cmp::Reverse(*count), *it));
    let one = lost.len() == 1;
    let named: Vec<String> = lost
        .iter()
        .take(MOST)
        .map(|(lost, count)| {
            let words = words(model, *lost);
            if one {
                words
            } else {
                format!("in {count} {words}")
            }
        })
        .collect();
    let more = match lost.len().checked_sub(MOST) {
        None | Some(0) => "",
        Some(_) => ", …",
    };
    named.join(", ") + more
}

fn words(model: &Model, lost: Lost) -> String {
    match lost {
        Lost::OutOfScope(place) => {
            format!("it is outside the scope of {}", model.citation(place))
        }
        Lost::NotMet(place) => format!("{} is not met", model.citation(place)),
        Lost::OtherNotMet(place) => {
            format!("another condition of {} is not met", model.citation(place))
        }
        Lost::Met(place) => format!("{} is met and suffices", model.citation(place)),
        Lost::OtherMet(place) => format!(
            "another condition of {} is met and suffices",
            model.citation(place)
        ),
        Lost::Exception(place) => format!("the exception {} applies", model.citation(place)),
        Lost::NotDone(place) => format!("the act of {} was not done", model.citation(place)),
        Lost::NotArisen(place) => format!("{} does not arise", model.citation(place)),
        Lost::Excused(place) => format!("an exception to {} applies", model.citation(place)),
        Lost::Rule(place) => format!("{} applies as well", model.citation(place)),
        Lost::Choice => "another choice gives the same".to_owned(),
        Lost::Elsewhere => "the rest decided".to_owned(),
    }
}

/// What a scenario could do to see it.
fn help(model: &Model, entry: &Entry, value: Value) -> String {
    match (entry.what, value) {
        (What::Condition(id), Value::Unknown) => {
            let read = model.mentions([id]);
            let fact = read.iter().find_map(|it| match it.part {
                Part::Fact(fact) => Some(&model.facts()[fact].naming.name),
                _ => None,
            });
            fact.map_or_else(String::new, |name| format!("; leave out `{name}`"))
        }
        (What::Condition(id), Value::Below | Value::At | Value::Above) => {
            let ExprKind::Compare(_, left, _) = &model.exprs()[id].kind else {
                return String::new();
            };
            let name = match &model.exprs()[*left].kind {
                ExprKind::Fact(fact) | ExprKind::FactAt(fact, _) => &model.facts()[*fact].naming,
                ExprKind::Conclusion(it) | ExprKind::ConclusionAt(it, _) => {
                    &model.conclusions()[*it].naming
                }
                _ => return String::new(),
            };
            let side = match value {
                Value::Below => "just below",
                Value::At => "exactly at",
                _ => "just above",
            };
            format!("; put `{}` {side} the limit", name.name)
        }
        (What::Reading(id), Value::Choice(choice)) => {
            let reading = &model.readings()[id];
            reading.choices.get(choice).map_or_else(String::new, |it| {
                format!("; `switch {} to {}`", reading.naming.name, it.naming.name)
            })
        }
        _ => String::new(),
    }
}

/// A decision that reads a thing, by name.
fn asked_by(model: &Model, what: What) -> Option<String> {
    let concludes = |rule: RuleId| match model.rules()[rule].effect {
        RuleEffect::Says(id, _) | RuleEffect::Gives(id, _) => {
            Some(model.conclusions()[id].naming.name.clone())
        }
        RuleEffect::Blocks => None,
    };
    match what {
        What::Rule(id) => concludes(id).or_else(|| {
            let rule = &model.rules()[id];
            let excused = rule.excuses.first();
            let defeated = rule.defeats.first().copied().and_then(concludes);
            defeated.or_else(|| excused.map(|it| model.norms()[*it].naming.name.clone()))
        }),
        What::Norm(id) => Some(model.norms()[id].naming.name.clone()),
        What::Condition(_) | What::Reading(_) => None,
    }
}
