//! Values: which number, share, period or day is another one.

use crate::format::phrases;
use crate::syntax::ast::{Counting, DateLiteral, Quantity, Value, ValueKind};
use crate::value::Date;

use super::{DetailKind, Walk};

/// Units of time: an amount in them is a period.
const TIME: &[&str] = &[
    "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minute",
    "minutes",
];

impl Walk<'_> {
    /// Compares two values, the `what` of which is said in words.
    pub(super) fn value(&mut self, kind: DetailKind, what: &str, old: &Value, new: &Value) {
        let (from, to) = (phrases::value(old), phrases::value(new));
        if from == to {
            return;
        }
        match (&old.kind, &new.kind) {
            (ValueKind::Number(_) | ValueKind::Percent(_), ValueKind::Number(_))
            | (ValueKind::Percent(_), ValueKind::Percent(_)) => self.push(kind, what, &from, &to),
            (ValueKind::Quantity(one), ValueKind::Quantity(other)) => {
                self.quantity(kind, what, one, other);
            }
            (ValueKind::Date(one), ValueKind::Date(other)) => self.day(what, one, other),
            (
                ValueKind::Share {
                    numerator: n1,
                    denominator: d1,
                    percent: p1,
                    of: of1,
                },
                ValueKind::Share {
                    numerator: n2,
                    denominator: d2,
                    percent: p2,
                    of: of2,
                },
            ) => {
                let text = |numerator: &str, denominator: &str, percent: bool| {
                    if percent {
                        format!("{numerator}%")
                    } else {
                        format!("{numerator}/{denominator}")
                    }
                };
                let of = phrases::value(of2);
                let (one, other) = (text(n1, d1, *p1), text(n2, d2, *p2));
                self.plain(DetailKind::Share, &of, &one, &other);
                self.value(kind, what, of1, of2);
            }
            (
                ValueKind::Shifted {
                    period: p1,
                    after: a1,
                    from: f1,
                    counted: c1,
                },
                ValueKind::Shifted {
                    period: p2,
                    after: a2,
                    from: f2,
                    counted: c2,
                },
            ) => {
                let direction = |after: bool| if after { "after" } else { "before" };
                self.quantity(DetailKind::Period, what, p1, p2);
                self.plain(DetailKind::Comparison, what, direction(*a1), direction(*a2));
                self.counted(what, c1.as_ref(), c2.as_ref());
                self.value(DetailKind::Amount, what, f1, f2);
            }
            (
                ValueKind::Arithmetic {
                    sign: s1,
                    left: l1,
                    right: r1,
                },
                ValueKind::Arithmetic {
                    sign: s2,
                    left: l2,
                    right: r2,
                },
            ) if s1 == s2 && !differ_in_both((l1, l2), (r1, r2)) => {
                self.value(kind, what, l1, l2);
                self.value(kind, what, r1, r2);
            }
            (
                ValueKind::NoLess {
                    value: v1,
                    bound: b1,
                },
                ValueKind::NoLess {
                    value: v2,
                    bound: b2,
                },
            )
            | (
                ValueKind::NoMore {
                    value: v1,
                    bound: b1,
                },
                ValueKind::NoMore {
                    value: v2,
                    bound: b2,
                },
            ) => {
                self.value(kind, what, v1, v2);
                self.value(DetailKind::Threshold, what, b1, b2);
            }
            (
                ValueKind::Otherwise {
                    value: v1,
                    instead: b1,
                },
                ValueKind::Otherwise {
                    value: v2,
                    instead: b2,
                },
            )
            | (
                ValueKind::StandsOn { value: v1, day: b1 },
                ValueKind::StandsOn { value: v2, day: b2 },
            ) => {
                self.value(kind, what, v1, v2);
                self.value(DetailKind::Amount, what, b1, b2);
            }
            (
                ValueKind::UnderText {
                    value: one,
                    old: o1,
                },
                ValueKind::UnderText {
                    value: other,
                    old: o2,
                },
            ) if o1 == o2 => self.value(kind, what, one, other),
            (ValueKind::Negative(one), ValueKind::Negative(other))
            | (ValueKind::WhereApplies(one), ValueKind::WhereApplies(other))
            | (ValueKind::MustApply(one), ValueKind::MustApply(other))
            | (ValueKind::DayBefore(one), ValueKind::DayBefore(other))
            | (ValueKind::DayAfter(one), ValueKind::DayAfter(other)) => {
                self.value(kind, what, one, other);
            }
            (
                ValueKind::DayOfYear {
                    day: d1,
                    month: m1,
                    year: y1,
                },
                ValueKind::DayOfYear {
                    day: d2,
                    month: m2,
                    year: y2,
                },
            ) => {
                if d1 == d2 && m1 == m2 {
                    self.value(kind, what, y1, y2);
                } else {
                    self.push(DetailKind::Day, what, &from, &to);
                }
            }
            (
                ValueKind::LastSpan {
                    period: p1,
                    before: b1,
                },
                ValueKind::LastSpan {
                    period: p2,
                    before: b2,
                },
            ) => {
                self.quantity(DetailKind::Period, what, p1, p2);
                self.value(DetailKind::Amount, what, b1, b2);
            }
            (
                ValueKind::If {
                    condition: c1,
                    then: t1,
                    otherwise: o1,
                },
                ValueKind::If {
                    condition: c2,
                    then: t2,
                    otherwise: o2,
                },
            ) => {
                self.condition(c1, c2);
                self.value(kind, what, t1, t2);
                self.value(kind, what, o1, o2);
            }
            (
                ValueKind::Aggregate {
                    aggregate: a1,
                    field: f1,
                    list: l1,
                    filter: w1,
                },
                ValueKind::Aggregate {
                    aggregate: a2,
                    field: f2,
                    list: l2,
                    filter: w2,
                },
            ) if a1 == a2 && f1.as_ref().map(|it| &it.text) == f2.as_ref().map(|it| &it.text) => {
                self.value(kind, what, l1, l2);
                self.conditions(w1.as_deref(), w2.as_deref());
            }
            (
                ValueKind::Extreme {
                    extreme: e1,
                    values: v1,
                },
                ValueKind::Extreme {
                    extreme: e2,
                    values: v2,
                },
            ) if e1 == e2 => {
                let text = |values: &[Value]| values.iter().map(phrases::value).collect::<Vec<_>>();
                let kinds = (DetailKind::ValueAdded, DetailKind::ValueRemoved);
                if let ([o1, o2], [n1, n2]) = (v1.as_slice(), v2.as_slice())
                    && !differ_in_both((o1, n1), (o2, n2))
                {
                    self.value(kind, what, o1, n1);
                    self.value(kind, what, o2, n2);
                } else {
                    self.sets(kinds, what, &text(v1), &text(v2));
                }
            }
            (
                ValueKind::ProvisionMet { negated: n1, .. },
                ValueKind::ProvisionMet { negated: n2, .. },
            ) if n1 == n2 => {
                self.push(DetailKind::Reference, what, &from, &to);
            }
            (
                ValueKind::Lookup {
                    name: n1,
                    under: u1,
                    of: o1,
                    key: Some(k1),
                },
                ValueKind::Lookup {
                    name: n2,
                    under: u2,
                    of: o2,
                    key: Some(k2),
                },
            ) if n1.text == n2.text
                && u1.as_ref().map(|it| &it.text) == u2.as_ref().map(|it| &it.text)
                && o1.as_ref().map(|it| &it.text) == o2.as_ref().map(|it| &it.text) =>
            {
                self.value(kind, &n2.text, k1, k2);
            }
            (ValueKind::Bracket(one), ValueKind::Bracket(other)) => self.condition(one, other),
            _ => self.push(DetailKind::Rewritten, what, &from, &to),
        }
    }

    pub(super) fn values(
        &mut self,
        kind: DetailKind,
        what: &str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.value(kind, what, old, new),
            (None, None) => {}
            (old, new) => {
                let text = |it: Option<&Value>| it.map_or_else(String::new, phrases::value);
                self.push(DetailKind::Rewritten, what, &text(old), &text(new));
            }
        }
    }

    pub(super) fn quantity(
        &mut self,
        kind: DetailKind,
        what: &str,
        old: &Quantity,
        new: &Quantity,
    ) {
        let time = |it: &Quantity| {
            it.parts
                .iter()
                .all(|(_, unit)| TIME.contains(&unit.text.as_str()))
                && it
                    .parts
                    .iter()
                    .any(|(_, unit)| !unit.text.starts_with("hour"))
        };
        let kind = if time(old) && time(new) {
            DetailKind::Period
        } else {
            kind
        };
        self.plain(kind, what, &phrases::quantity(old), &phrases::quantity(new));
    }

    pub(super) fn day(&mut self, what: &str, old: &DateLiteral, new: &DateLiteral) {
        let same = old.clock == new.clock
            && Date::parse(&old.day).is_ok_and(|day| Date::parse(&new.day) == Ok(day));
        let kind = if same {
            DetailKind::Spelling
        } else {
            DetailKind::Day
        };
        self.plain(kind, what, &phrases::date(old), &phrases::date(new));
    }

    pub(super) fn counted(&mut self, what: &str, old: Option<&Counting>, new: Option<&Counting>) {
        let text = |it: Option<&Counting>| it.map_or_else(String::new, phrases::counting);
        self.plain(DetailKind::Counting, what, &text(old), &text(new));
    }
}

/// Whether both halves differ, so that the whole is better told at once.
fn differ_in_both(left: (&Value, &Value), right: (&Value, &Value)) -> bool {
    let differ = |(one, other): (&Value, &Value)| phrases::value(one) != phrases::value(other);
    differ(left) && differ(right)
}
