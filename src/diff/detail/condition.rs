//! Conditions: what now must hold, need no longer hold, or is compared with something else.

use crate::diff::places::matched;
use crate::diff::walk::suffix;
use crate::format::phrases;
use crate::syntax::ast::{Condition, ConditionKind, ListEntry, ListHead, Quantifier, Test, Value};

use super::{DetailKind, Walk};

impl Walk<'_> {
    /// A condition that may not be there: without one a rule always applies.
    pub(super) fn conditions(&mut self, old: Option<&Condition>, new: Option<&Condition>) {
        match (old, new) {
            (Some(old), Some(new)) => self.condition(old, new),
            (None, Some(new)) => {
                self.push(DetailKind::ConditionAdded, "", "", &phrases::condition(new));
            }
            (Some(old), None) => {
                self.push(
                    DetailKind::ConditionRemoved,
                    "",
                    &phrases::condition(old),
                    "",
                );
            }
            (None, None) => {}
        }
    }

    pub(super) fn condition(&mut self, old: &Condition, new: &Condition) {
        let (from, to) = (phrases::condition(old), phrases::condition(new));
        if from == to {
            return;
        }
        match (&old.kind, &new.kind) {
            (
                ConditionKind::List {
                    head: h1,
                    entries: e1,
                },
                ConditionKind::List {
                    head: h2,
                    entries: e2,
                },
            ) => {
                self.plain(DetailKind::Combination, "", &head(*h1), &head(*h2));
                self.list(e1, e2, *h2);
            }
            (ConditionKind::And(one), ConditionKind::And(other)) => self.terms(one, other, true),
            (ConditionKind::Or(one), ConditionKind::Or(other)) => self.terms(one, other, false),
            (ConditionKind::And(one), ConditionKind::Or(other))
            | (ConditionKind::Or(one), ConditionKind::And(other)) => {
                let texts = |terms: &[Condition]| -> Vec<String> {
                    terms.iter().map(phrases::condition).collect()
                };
                if texts(one) == texts(other) {
                    let word = |condition: &Condition| match condition.kind {
                        ConditionKind::And(_) => "and",
                        _ => "or",
                    };
                    self.push(DetailKind::Combination, &to, word(old), word(new));
                } else {
                    self.push(DetailKind::Rewritten, "", &from, &to);
                }
            }
            (ConditionKind::And(terms), _) if has(terms, &to) => {
                self.terms(terms, std::slice::from_ref(new), true);
            }
            (_, ConditionKind::And(terms)) if has(terms, &from) => {
                self.terms(std::slice::from_ref(old), terms, true);
            }
            (ConditionKind::Or(terms), _) if has(terms, &to) => {
                self.terms(terms, std::slice::from_ref(new), false);
            }
            (_, ConditionKind::Or(terms)) if has(terms, &from) => {
                self.terms(std::slice::from_ref(old), terms, false);
            }
            (ConditionKind::Not(one), ConditionKind::Not(other)) => self.condition(one, other),
            (ConditionKind::Not(inner), _) if phrases::condition(inner) == to => {
                self.push(DetailKind::Negated, "", &from, &to);
            }
            (_, ConditionKind::Not(inner)) if phrases::condition(inner) == from => {
                self.push(DetailKind::Negated, "", &from, &to);
            }
            (
                ConditionKind::Quantified {
                    quantifier: q1,
                    variable: v1,
                    within: w1,
                    filter: f1,
                    body: b1,
                },
                ConditionKind::Quantified {
                    quantifier: q2,
                    variable: v2,
                    within: w2,
                    filter: f2,
                    body: b2,
                },
            ) if v1.text == v2.text => {
                let within = phrases::value(w2);
                self.plain(
                    DetailKind::Quantifier,
                    &within,
                    &quantifier(*q1),
                    &quantifier(*q2),
                );
                self.value(DetailKind::Amount, &within, w1, w2);
                self.conditions(f1.as_deref(), f2.as_deref());
                self.condition(b1, b2);
            }
            (
                ConditionKind::Test {
                    subject: s1,
                    test: t1,
                    negated: n1,
                },
                ConditionKind::Test {
                    subject: s2,
                    test: t2,
                    negated: n2,
                },
            ) => {
                if phrases::value(s1) != phrases::value(s2)
                    && phrases::test(t1, *n1) != phrases::test(t2, *n2)
                {
                    return self.push(DetailKind::Rewritten, "", &from, &to);
                }
                self.value(DetailKind::Amount, &phrases::test(t2, *n2), s1, s2);
                self.test(&phrases::value(s2), (t1, *n1), (t2, *n2));
            }
            (ConditionKind::Bare(one), ConditionKind::Bare(other)) => {
                self.value(DetailKind::Amount, "", one, other);
            }
            (
                ConditionKind::List {
                    head: word,
                    entries,
                },
                _,
            ) if list_has(entries, &to) => self.list_or_one(*word, entries, &to, false),
            (
                _,
                ConditionKind::List {
                    head: word,
                    entries,
                },
            ) if list_has(entries, &from) => self.list_or_one(*word, entries, &from, true),
            _ => self.push(DetailKind::Rewritten, "", &from, &to),
        }
    }

    fn test(&mut self, what: &str, old: (&Test, bool), new: (&Test, bool)) {
        let (from, to) = (phrases::test(old.0, old.1), phrases::test(new.0, new.1));
        if from == to {
            return;
        }
        match (old.0, new.0) {
            (
                Test::Within {
                    period: p1,
                    after: a1,
                    anchor: v1,
                    counted: c1,
                },
                Test::Within {
                    period: p2,
                    after: a2,
                    anchor: v2,
                    counted: c2,
                },
            ) => {
                let words = |negated: bool, after: bool| {
                    let is = if negated { "is not" } else { "is" };
                    format!("{is} within … {}", if after { "after" } else { "before" })
                };
                self.plain(
                    DetailKind::Comparison,
                    what,
                    &words(old.1, *a1),
                    &words(new.1, *a2),
                );
                self.quantity(DetailKind::Period, what, p1, p2);
                self.value(DetailKind::Amount, what, v1, v2);
                self.counted(what, c1.as_ref(), c2.as_ref());
            }
            (Test::OneOf(one), Test::OneOf(other))
            | (Test::Includes(one), Test::Includes(other))
                if old.1 == new.1 =>
            {
                let texts = |values: &[Value]| -> Vec<String> {
                    values.iter().map(phrases::value).collect()
                };
                let kinds = (DetailKind::ValueAdded, DetailKind::ValueRemoved);
                self.sets(kinds, what, &texts(one), &texts(other));
            }
            (one, other) => match (bound(one), bound(other)) {
                (Some((w1, b1)), Some((w2, b2))) => {
                    let is = |negated: bool, words: &str| {
                        let is = if negated { "is not" } else { "is" };
                        format!("{is} {words}").trim_end().to_owned()
                    };
                    self.plain(DetailKind::Comparison, what, &is(old.1, w1), &is(new.1, w2));
                    self.value(DetailKind::Threshold, what, b1, b2);
                }
                _ => self.push(DetailKind::Comparison, what, &from, &to),
            },
        }
    }

    /// Terms joined by `and` (`all`) or `or`. What is on both sides is left out; one left on each side
    /// is the same term, changed.
    fn terms(&mut self, old: &[Condition], new: &[Condition], all: bool) {
        let texts =
            |terms: &[Condition]| -> Vec<String> { terms.iter().map(phrases::condition).collect() };
        let (old_texts, new_texts) = (texts(old), texts(new));
        let gone: Vec<&Condition> = left(old, &old_texts, &new_texts);
        let added: Vec<&Condition> = left(new, &new_texts, &old_texts);
        match (gone.as_slice(), added.as_slice()) {
            ([], []) => self.push(
                DetailKind::Order,
                "",
                &old_texts.join(", "),
                &new_texts.join(", "),
            ),
            ([one], [other]) => self.condition(one, other),
            _ => {
                for term in gone {
                    self.push(kinds(all).1, "", &phrases::condition(term), "");
                }
                for term in added {
                    self.push(kinds(all).0, "", "", &phrases::condition(term));
                }
            }
        }
    }

    fn list(&mut self, old: &[ListEntry], new: &[ListEntry], head: ListHead) {
        let all = !matches!(head, ListHead::Any);
        let pairs = matched(old, new, false);
        let before = self.details.len();
        for entry in old {
            if !pairs.iter().any(|(one, _)| std::ptr::eq(*one, entry)) {
                let at = format!("{}{}", self.at, suffix(entry));
                self.push_at(at, kinds(all).1, &entry_text(entry), "");
            }
        }
        for entry in new {
            let at = format!("{}{}", self.at, suffix(entry));
            let Some((one, _)) = pairs.iter().find(|(_, other)| std::ptr::eq(*other, entry)) else {
                self.push_at(at, kinds(all).0, "", &entry_text(entry));
                continue;
            };
            let outer = std::mem::replace(&mut self.at, at);
            if suffix(one) != suffix(entry) {
                let label = |it: &ListEntry| suffix(it);
                self.push(DetailKind::EntryRenumbered, "", &label(one), &label(entry));
            }
            self.texts(
                DetailKind::Label,
                "",
                one.heading.as_ref(),
                entry.heading.as_ref(),
            );
            self.condition(&one.condition, &entry.condition);
            self.at = outer;
        }
        let order: Vec<_> = pairs
            .iter()
            .filter_map(|(_, other)| new.iter().position(|it| std::ptr::eq(it, *other)))
            .collect();
        if self.details.len() == before && !order.is_sorted() {
            self.push(DetailKind::Order, "", "", "");
        }
    }

    /// A single condition that has become a list with it in it, or the reverse.
    fn list_or_one(&mut self, head: ListHead, entries: &[ListEntry], one: &str, added: bool) {
        let all = !matches!(head, ListHead::Any);
        for entry in entries {
            if phrases::condition(&entry.condition) == one {
                continue;
            }
            let at = format!("{}{}", self.at, suffix(entry));
            if added {
                self.push_at(at, kinds(all).0, "", &entry_text(entry));
            } else {
                self.push_at(at, kinds(all).1, &entry_text(entry), "");
            }
        }
        if entries.len() == 1 {
            self.push(DetailKind::Spelling, "", "", "");
        }
    }
}

fn kinds(all: bool) -> (DetailKind, DetailKind) {
    if all {
        (DetailKind::ConditionAdded, DetailKind::ConditionRemoved)
    } else {
        (DetailKind::GroundAdded, DetailKind::GroundRemoved)
    }
}

/// The terms on one side only, each as often as it is missing on the other.
fn left<'c>(terms: &'c [Condition], texts: &[String], others: &[String]) -> Vec<&'c Condition> {
    let mut others: Vec<&String> = others.iter().collect();
    let pairs = terms.iter().zip(texts);
    pairs
        .filter(
            |(_, text)| match others.iter().position(|other| other == text) {
                Some(at) => {
                    others.swap_remove(at);
                    false
                }
                None => true,
            },
        )
        .map(|(term, _)| term)
        .collect()
}

fn has(terms: &[Condition], text: &str) -> bool {
    terms.iter().any(|term| phrases::condition(term) == text)
}

fn list_has(entries: &[ListEntry], text: &str) -> bool {
    entries
        .iter()
        .any(|entry| phrases::condition(&entry.condition) == text)
}

fn entry_text(entry: &ListEntry) -> String {
    let condition = phrases::condition(&entry.condition);
    match &entry.heading {
        Some(heading) => format!("\"{}\" {condition}", heading.text),
        None => condition,
    }
}

fn head(head: ListHead) -> String {
    match head {
        ListHead::All => "all of".to_owned(),
        ListHead::Any => "any of".to_owned(),
        ListHead::AtLeast(number) => format!("at least {number} of"),
    }
}

fn quantifier(quantifier: Quantifier) -> String {
    match quantifier {
        Quantifier::Every => "every".to_owned(),
        Quantifier::Some => "some".to_owned(),
        Quantifier::SomeAndEvery => "some and every".to_owned(),
        Quantifier::AtLeast(number) => format!("at least {number}"),
    }
}

/// The words of a comparison with one value, and the value.
fn bound(test: &Test) -> Option<(&'static str, &Value)> {
    Some(match test {
        Test::Is(value) => ("", value),
        Test::AtLeast(value) => ("at least", value),
        Test::AtMost(value) => ("at most", value),
        Test::MoreThan(value) => ("more than", value),
        Test::LessThan(value) => ("less than", value),
        Test::Before(value) => ("before", value),
        Test::After(value) => ("after", value),
        Test::By(value) => ("by", value),
        Test::OnOrAfter(value) => ("on or after", value),
        Test::Within { .. }
        | Test::OneOf(_)
        | Test::Absent
        | Test::DoneInTime(_)
        | Test::StillBreached(_)
        | Test::Happened
        | Test::Passed
        | Test::Includes(_) => return None,
    })
}
