//! Conditions: they break before `and` and `or`; a list always has one entry a line.

use crate::syntax::ast::{Condition, ConditionKind, ListEntry, ListHead, Quantifier, Test, Value};

use super::doc::{Doc, filled, group, nest, sequence, text, wrapped};
use super::values::{bracketed, shifted, value};
use super::words::quoted;

/// A condition with canonical spacing.
pub(super) fn condition(this: &Condition) -> Doc {
    match &this.kind {
        ConditionKind::And(terms) => chain(terms, "and "),
        ConditionKind::Or(terms) => chain(terms, "or "),
        ConditionKind::Not(term) => condition(term).after("not "),
        ConditionKind::Quantified {
            quantifier,
            variable,
            within,
            filter,
            body,
        } => {
            let head = value(within).after(format!(
                "for {} {} in ",
                quantifier_words(*quantifier),
                variable.text
            ));
            let filter = filter
                .as_ref()
                .map(|filter| condition(filter).after("where "));
            quantified(wrapped([head].into_iter().chain(filter)), body)
        }
        ConditionKind::List { head, entries } => {
            let entries = entries
                .iter()
                .flat_map(|entry| [Doc::Newline { spaced: false }, list_entry(entry)]);
            sequence([text(list_head(*head)), nest(sequence(entries))])
        }
        ConditionKind::InOrder(values) => filled(values.iter().map(value)).after("in order "),
        ConditionKind::Test {
            subject,
            test,
            negated,
        } => sequence([value(subject), text(" "), tested(test, *negated)]),
        ConditionKind::Bare(bare) => value(bare),
    }
}

/// `when` and its condition, as they follow a head.
pub(super) fn when(this: &Condition) -> Doc {
    condition(this).after("when ")
}

/// A condition, or a list of them, behind words of its own: `(status) "…"`, `preferred (net)`.
pub(super) fn introduced(words: String, heading: Option<&str>, this: &Condition) -> Doc {
    let words = match heading {
        Some(heading) => format!("{words} {}", quoted(heading)),
        None => return condition(this).after(format!("{words} ")),
    };
    follow(text(words), this)
}

fn chain(terms: &[Condition], word: &str) -> Doc {
    wrapped(terms.iter().enumerate().map(|(index, term)| {
        if index == 0 {
            condition(term)
        } else {
            condition(term).after(word)
        }
    }))
}

fn quantified(head: Doc, body: &Condition) -> Doc {
    follow(sequence([head, text(",")]), body)
}

/// A condition on the line of what introduces it or below; a list begins on the line anyway.
pub(super) fn follow(head: Doc, this: &Condition) -> Doc {
    match this.kind {
        ConditionKind::List { .. } => sequence([head, text(" "), condition(this)]),
        _ => group(sequence([
            head,
            nest(sequence([Doc::Space, condition(this)])),
        ])),
    }
}

fn quantifier_words(quantifier: Quantifier) -> String {
    match quantifier {
        Quantifier::Every => "every".to_owned(),
        Quantifier::Some => "some".to_owned(),
        Quantifier::SomeAndEvery => "some and every".to_owned(),
        Quantifier::AtLeast(number) => format!("at least {number}"),
    }
}

fn list_head(head: ListHead) -> String {
    match head {
        ListHead::All => "all of".to_owned(),
        ListHead::Any => "any of".to_owned(),
        ListHead::AtLeast(number) => format!("at least {number} of"),
    }
}

/// A labelled entry of a list.
pub(super) fn list_entry(entry: &ListEntry) -> Doc {
    let label = match entry.depth {
        0 | 1 => format!("({})", entry.label.text),
        2 => format!("{})", entry.label.text),
        _ => format!("{}.", entry.label.text),
    };
    introduced(
        label,
        entry.heading.as_ref().map(|heading| heading.text.as_str()),
        &entry.condition,
    )
}

pub(super) fn tested(test: &Test, negated: bool) -> Doc {
    let is = if negated { "is not" } else { "is" };
    let has = if negated { "has not" } else { "has" };
    let compared = |words: &str, bound: &Value| value(bound).after(format!("{is} {words}"));
    match test {
        Test::Is(other) => compared("", other),
        Test::AtLeast(bound) => compared("at least ", bound),
        Test::AtMost(bound) => compared("at most ", bound),
        Test::MoreThan(bound) => compared("more than ", bound),
        Test::LessThan(bound) => compared("less than ", bound),
        Test::Before(day) => compared("before ", day),
        Test::After(day) => compared("after ", day),
        Test::By(day) => compared("by ", day),
        Test::OnOrAfter(day) => compared("on or after ", day),
        Test::Within {
            period,
            after,
            anchor,
            counted,
        } => shifted(period, *after, anchor, counted.as_ref()).after(format!("{is} within ")),
        Test::OneOf(values) => bracketed(values).after(format!("{is} one of ")),
        Test::Absent => text(format!("{is} absent")),
        Test::DoneInTime(_) => text(format!("{is} done in time")),
        Test::StillBreached(_) => text(format!("{is} still breached")),
        Test::Happened => text(format!("{has} happened")),
        Test::Passed => text(format!("{has} passed")),
        Test::Includes(values) => match values.as_slice() {
            [single] => value(single).after("includes "),
            several => bracketed(several).after("includes one of "),
        },
    }
}
