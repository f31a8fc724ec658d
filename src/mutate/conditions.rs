//! Changes of conditions: what is left out, turned round, or enough.

use super::edit::Edit;
use super::find::Spot;
use super::wording::Piece;
use super::{Found, LeftOut, Mutant, Operator};
use crate::eval::Range;
use crate::model::{Comparison, Expr, ExprId, ExprKind, Quantifier, Type};
use crate::source::Span;

/// Proposes the changes of a condition.
pub(super) fn propose(found: &mut Found<'_>, spot: &Spot) {
    let model = found.model;
    let expr = &model.exprs()[spot.expr];
    match &expr.kind {
        ExprKind::Compare(comparison, left, right) if !is_made(found, spot) => {
            limit(found, spot, *comparison, *left, *right);
        }
        ExprKind::And(parts) => several(found, spot, parts, true),
        ExprKind::Or(parts) => several(found, spot, parts, false),
        ExprKind::AtLeastOf(count, parts) => {
            for more in [count.checked_sub(1), count.checked_add(1)] {
                let Some(more) = more.filter(|it| *it > 0 && *it as usize <= parts.len()) else {
                    continue;
                };
                let edit = Edit::Expr(spot.expr, ExprKind::AtLeastOf(more, parts.clone()));
                let words = (format!("at least {count}"), format!("at least {more}"));
                head(found, spot, Operator::HowMany, edit, &words);
            }
        }
        ExprKind::IsMember(inner, members) => member_of(found, spot, *inner, *members),
        ExprKind::Includes(set, members) if members.len() > 1 => {
            for (at, one) in members.iter().enumerate() {
                let kind = ExprKind::Includes(*set, without(members, at));
                member(found, spot, kind, model.exprs()[*one].span);
            }
        }
        ExprKind::Quantified { .. } => quantified(found, spot, expr),
        ExprKind::WhereApplies(inner) => {
            let edit = Edit::Expr(spot.expr, ExprKind::MustApply(*inner));
            let words = ("where it applies", "which must apply");
            phrase(found, spot, Operator::OutsideScope, edit, words);
        }
        ExprKind::MustApply(inner) => {
            let edit = Edit::Expr(spot.expr, ExprKind::WhereApplies(*inner));
            let words = ("which must apply", "where it applies");
            phrase(found, spot, Operator::OutsideScope, edit, words);
        }
        _ => {}
    }
    if spot.condition {
        negated(found, spot, expr);
    }
}

/// Whether the checker made an expression of several out of one: `within 3 months after`, `is one of`.
pub(super) fn is_made(found: &Found<'_>, spot: &Spot) -> bool {
    let exprs = found.model.exprs();
    spot.parent.is_some_and(|parent| {
        let parent = &exprs[parent];
        !matches!(parent.kind, ExprKind::Not(_)) && parent.span == exprs[spot.expr].span
    })
}

/// Whether an expression is one of these.
fn is_one_of_these(found: &Found<'_>, spot: &Spot, parts: &[ExprId]) -> bool {
    let exprs = found.model.exprs();
    let own = exprs[spot.expr].span;
    parts.iter().any(|part| exprs[*part].span == own)
}

fn limit(found: &mut Found<'_>, spot: &Spot, comparison: Comparison, left: ExprId, right: ExprId) {
    use Comparison as C;
    let model = found.model;
    let exprs = model.exprs();
    let others: &[C] = match comparison {
        C::Less => &[C::AtMost],
        C::AtMost => &[C::Less],
        C::More => &[C::AtLeast],
        C::AtLeast => &[C::More],
        C::Equal if is_ordered(found, &exprs[left].ty) => &[C::AtLeast, C::AtMost],
        C::Equal => &[],
    };
    let of_time = matches!(
        exprs[left].ty,
        Type::Date | Type::Moment | Type::Week | Type::Month
    );
    let outer = exprs[spot.expr].span;
    let left_span = found.words.bracketed(exprs[left].span, outer);
    let right_span = found.words.bracketed(exprs[right].span, outer);
    if left_span.end > right_span.start {
        return;
    }
    let gap = Span {
        start: left_span.end,
        end: right_span.start,
        ..outer
    };
    for &other in others {
        let hint = if comparison == C::Equal {
            let side = if other == C::AtLeast {
                "more than"
            } else {
                "less than"
            };
            format!(
                "a scenario in which `{}` is {side} `{}`",
                found.words.text(left_span),
                found.words.text(right_span)
            )
        } else {
            format!(
                "a scenario in which `{}` is exactly `{}`",
                found.words.text(left_span),
                found.words.text(right_span)
            )
        };
        let piece = comparing(found, gap, comparison, other, of_time);
        let kind = ExprKind::Compare(other, left, right);
        let edit = Edit::Expr(spot.expr, kind);
        push(
            found,
            spot,
            Operator::Limit,
            vec![edit],
            &[piece],
            Some(hint),
        );
    }
}

/// The words of a comparison between its operands, exchanged for those of another.
fn comparing(
    found: &Found<'_>,
    gap: Span,
    from: Comparison,
    to: Comparison,
    of_time: bool,
) -> Piece {
    for time in [false, true] {
        let words = comparison_words(from, time);
        if let Some(span) = found.words.find(gap, words) {
            let time = if from == Comparison::Equal {
                of_time
            } else {
                time
            };
            return match (from, comparison_words(to, time)) {
                (Comparison::Equal, to) => (span, format!("is {to}")),
                (_, to) => (span, to.to_owned()),
            };
        }
    }
    (gap, format!(" is {} ", comparison_words(to, of_time)))
}

fn comparison_words(comparison: Comparison, of_time: bool) -> &'static str {
    match (comparison, of_time) {
        (Comparison::Equal, _) => "is",
        (Comparison::Less, false) => "less than",
        (Comparison::Less, true) => "before",
        (Comparison::AtMost, false) => "at most",
        (Comparison::AtMost, true) => "by",
        (Comparison::More, false) => "more than",
        (Comparison::More, true) => "after",
        (Comparison::AtLeast, false) => "at least",
        (Comparison::AtLeast, true) => "on or after",
    }
}

fn is_ordered(found: &Found<'_>, ty: &Type) -> bool {
    match ty {
        Type::Number { .. } | Type::Year | Type::Date | Type::Moment | Type::Week | Type::Month => {
            true
        }
        Type::Kind(kind) => found.model.kinds()[*kind].ordered,
        _ => false,
    }
}

/// Each of several conditions left out, and all exchanged for any.
fn several(found: &mut Found<'_>, spot: &Spot, parts: &[ExprId], all: bool) {
    if parts.len() < 2 {
        return;
    }
    let model = found.model;
    let exprs = model.exprs();
    let outer = exprs[spot.expr].span;
    let of = |parts: Box<[ExprId]>| {
        if all {
            ExprKind::And(parts)
        } else {
            ExprKind::Or(parts)
        }
    };
    if is_one_of_these(found, spot, parts) {
        // `is one of (a, b)` over values that are no members of an enumeration.
        let members: Option<Vec<Span>> = parts
            .iter()
            .map(|part| match &exprs[*part].kind {
                ExprKind::Compare(Comparison::Equal, _, member) => Some(exprs[*member].span),
                _ => None,
            })
            .collect();
        for (at, span) in members.into_iter().flatten().enumerate() {
            member(found, spot, of(without(parts, at)), span);
        }
        return;
    }
    let list = ["all of", "any of"]
        .into_iter()
        .find(|head| found.words.raw(outer).starts_with(head));
    let spans: Vec<Span> = parts
        .iter()
        .map(|part| found.words.bracketed(exprs[*part].span, outer))
        .collect();
    for (at, part) in parts.iter().enumerate() {
        let others = without(parts, at);
        let left_out = Some(LeftOut {
            part: *part,
            others: others.to_vec(),
            all,
        });
        let Some(span) = spans.get(at).copied() else {
            continue;
        };
        let text = found.words.text(span);
        let hint = if all {
            format!("a scenario in which only `{text}` is not met")
        } else {
            format!("a scenario in which only `{text}` is met")
        };
        let (before, after) = if list.is_some() {
            let head = entry_head(found, &spans, at, outer);
            (format!("{head}{text}"), format!("{head}(left out)"))
        } else {
            let piece = gap_beside(&spans, at);
            found
                .words
                .sentence(&spot.within, &[(piece, String::new())])
        };
        let place = exprs[*part].place.unwrap_or(spot.place);
        found.add(Mutant {
            place,
            operator: Operator::LeftOut,
            span,
            before,
            after,
            hint: Some(hint),
            edits: vec![Edit::Expr(spot.expr, of(others))],
            left_out,
        });
    }
    let edit = Edit::Expr(
        spot.expr,
        if all {
            ExprKind::Or(parts.into())
        } else {
            ExprKind::And(parts.into())
        },
    );
    let (from, to) = if all { ("and", "or") } else { ("or", "and") };
    if let Some(head_words) = list {
        let other = if all { "any of" } else { "all of" };
        let words = (head_words.to_owned(), other.to_owned());
        head(found, spot, Operator::AllOrAny, edit, &words);
        return;
    }
    let pieces: Vec<Piece> = spans
        .windows(2)
        .filter_map(|pair| {
            let [one, next] = pair else { return None };
            let gap = Span {
                start: one.end,
                end: next.start,
                ..outer
            };
            (one.end <= next.start).then(|| found.words.find(gap, from))?
        })
        .map(|span| (span, to.to_owned()))
        .collect();
    if !pieces.is_empty() {
        push(found, spot, Operator::AllOrAny, vec![edit], &pieces, None);
    }
}

/// The label of a list entry, if it stands right before it on its line.
fn entry_head(found: &Found<'_>, spans: &[Span], at: usize, outer: Span) -> String {
    let Some(own) = spans.get(at) else {
        return String::new();
    };
    let from = match at.checked_sub(1).and_then(|before| spans.get(before)) {
        Some(before) => before.end,
        None => outer.start,
    };
    let text = found.words.raw(Span {
        start: from.min(own.start),
        end: own.start,
        ..outer
    });
    let line = text.rsplit(['\n', '\r']).next().unwrap_or_default();
    let label = line
        .trim_start()
        .trim_start_matches("all of")
        .trim_start_matches("any of")
        .split('"')
        .next()
        .unwrap_or_default()
        .trim();
    if label.is_empty() {
        String::new()
    } else {
        format!("{label} ")
    }
}

/// What goes with one of several parts: the word before it, or after the first.
fn gap_beside(spans: &[Span], at: usize) -> Span {
    let own = spans.get(at).copied().unwrap_or_default();
    match at.checked_sub(1).and_then(|before| spans.get(before)) {
        Some(before) => Span {
            start: before.end,
            ..own
        },
        None => match spans.get(at + 1) {
            Some(next) => Span {
                end: next.start,
                ..own
            },
            None => own,
        },
    }
}

fn without(parts: &[ExprId], at: usize) -> Box<[ExprId]> {
    let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
    others.map(|(_, part)| *part).collect()
}

fn member(found: &mut Found<'_>, spot: &Spot, kind: ExprKind, span: Span) {
    let outer = found.model.exprs()[spot.expr].span;
    let name = found.words.text(span);
    let piece = found.words.without(span, outer);
    let (before, after) = found.words.sentence(&spot.within, &[piece]);
    found.add(Mutant {
        place: spot.place,
        operator: Operator::Member,
        span,
        before,
        after,
        hint: Some(format!("a scenario in which it is `{name}`")),
        edits: vec![Edit::Expr(spot.expr, kind)],
        left_out: None,
    });
}

fn member_of(found: &mut Found<'_>, spot: &Spot, inner: ExprId, members: u64) {
    if members.count_ones() < 2 {
        return;
    }
    let model = found.model;
    let exprs = model.exprs();
    let Type::Kind(kind) = exprs[inner].ty else {
        return;
    };
    let outer = exprs[spot.expr].span;
    let list = Span {
        start: exprs[inner].span.end.max(outer.start),
        ..outer
    };
    for (at, naming) in model.kinds()[kind].members.iter().enumerate().take(64) {
        if members >> at & 1 == 0 {
            continue;
        }
        if let Some(span) = found.words.find(list, &naming.name) {
            let kind = ExprKind::IsMember(inner, members & !(1 << at));
            member(found, spot, kind, span);
        }
    }
}

fn quantified(found: &mut Found<'_>, spot: &Spot, expr: &Expr) {
    let ExprKind::Quantified {
        quantifier,
        variable,
        list,
        filter,
        body,
    } = expr.kind
    else {
        return;
    };
    let kind = |quantifier, filter| ExprKind::Quantified {
        quantifier,
        variable,
        list,
        filter,
        body,
    };
    let others: Vec<(Quantifier, String, String)> = match quantifier {
        Quantifier::Every => vec![(Quantifier::Some, "every".into(), "some".into())],
        Quantifier::Some => vec![(Quantifier::Every, "some".into(), "every".into())],
        Quantifier::SomeAndEvery => vec![
            (Quantifier::Every, "some and every".into(), "every".into()),
            (Quantifier::Some, "some and every".into(), "some".into()),
        ],
        Quantifier::AtLeast(count) => [count.checked_sub(1), count.checked_add(1)]
            .into_iter()
            .flatten()
            .filter(|more| *more > 0)
            .map(|more| {
                let words = (format!("at least {count}"), format!("at least {more}"));
                (Quantifier::AtLeast(more), words.0, words.1)
            })
            .collect(),
    };
    for (other, from, to) in others {
        let edit = Edit::Expr(spot.expr, kind(other, filter));
        phrase(found, spot, Operator::HowMany, edit, (&from, &to));
    }
    if let Some(filter) = filter {
        let edit = Edit::Expr(spot.expr, kind(quantifier, None));
        filter_left_out(found, spot, filter, edit);
    }
}

/// `where …` is left out.
pub(super) fn filter_left_out(found: &mut Found<'_>, spot: &Spot, filter: ExprId, edit: Edit) {
    let exprs = found.model.exprs();
    let (outer, span) = (exprs[spot.expr].span, exprs[filter].span);
    let before = Span {
        end: span.start,
        ..outer
    };
    let start = found
        .words
        .raw(before)
        .rsplit_once("where")
        .map_or(span.start, |(kept, _)| {
            outer.start + crate::source::offset_of(kept.trim_end().len())
        });
    let piece = Span { start, ..span };
    let hint = format!(
        "a scenario with one that `{}` leaves out",
        found.words.text(span)
    );
    push(
        found,
        spot,
        Operator::LeftOut,
        vec![edit],
        &[(piece, String::new())],
        Some(hint),
    );
}

/// A condition that is no list of conditions is turned round.
fn negated(found: &mut Found<'_>, spot: &Spot, expr: &Expr) {
    let model = found.model;
    // What stands around it is turned round already.
    let inside = spot.parent.is_some_and(|parent| {
        matches!(
            model.exprs()[parent].kind,
            ExprKind::Not(_) | ExprKind::WhereApplies(_) | ExprKind::MustApply(_)
        )
    });
    if inside || is_made(found, spot) {
        return;
    }
    let (edit, after) = match &expr.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) if !is_one_of_these(found, spot, parts) => {
            return;
        }
        ExprKind::AtLeastOf(..) | ExprKind::Constant(_) => {
            return constant(found, spot, expr);
        }
        ExprKind::Not(inner) => {
            let span = model.exprs()[*inner].span;
            let text = found.words.text(span);
            let after = if span == expr.span {
                // `is not absent`, `has not happened`
                let words = found.words.find(expr.span, "not");
                match words {
                    Some(not) => {
                        let end = not.end + u32::from(not.end < expr.span.end);
                        (Span { end, ..not }, String::new())
                    }
                    None => (expr.span, text),
                }
            } else {
                (expr.span, text)
            };
            (
                Edit::Expr(spot.expr, ExprKind::And(Box::new([*inner]))),
                after,
            )
        }
        _ => (
            Edit::Negate(spot.expr),
            (expr.span.at_start(), "not ".to_owned()),
        ),
    };
    push(found, spot, Operator::Negated, vec![edit], &[after], None);
}

fn constant(found: &mut Found<'_>, spot: &Spot, expr: &Expr) {
    let ExprKind::Constant(range) = &expr.kind else {
        return;
    };
    let (other, word) = if *range == Range::YES {
        (Range::NO, "no")
    } else if *range == Range::NO {
        (Range::YES, "yes")
    } else {
        return;
    };
    let edit = Edit::Expr(spot.expr, ExprKind::Constant(other));
    let piece = (expr.span, word.to_owned());
    push(found, spot, Operator::Negated, vec![edit], &[piece], None);
}

/// The first words of a list are exchanged.
fn head(
    found: &mut Found<'_>,
    spot: &Spot,
    operator: Operator,
    edit: Edit,
    (from, to): &(String, String),
) {
    let expr = &found.model.exprs()[spot.expr];
    let count = crate::model::operands(&expr.kind).len();
    found.add(Mutant {
        place: spot.place,
        operator,
        span: Span {
            end: expr.span.start + crate::source::offset_of(from.len()),
            ..expr.span
        },
        before: format!("{from} {count} conditions"),
        after: format!("{to} {count} conditions"),
        hint: None,
        edits: vec![edit],
        left_out: None,
    });
}

/// A phrase of an expression is exchanged, where it is found.
pub(super) fn phrase(
    found: &mut Found<'_>,
    spot: &Spot,
    operator: Operator,
    edit: Edit,
    (from, to): (&str, &str),
) {
    let span = found.model.exprs()[spot.expr].span;
    if let Some(at) = found.words.find(span, from) {
        let piece = (at, to.to_owned());
        push(found, spot, operator, vec![edit], &[piece], None);
    }
}

/// Adds a change of some stretches of text.
pub(super) fn push(
    found: &mut Found<'_>,
    spot: &Spot,
    operator: Operator,
    edits: Vec<Edit>,
    pieces: &[Piece],
    hint: Option<String>,
) {
    let (before, after) = found.words.sentence(&spot.within, pieces);
    let span = match pieces.first() {
        Some((span, _)) => *span,
        None => found.model.exprs()[spot.expr].span,
    };
    found.add(Mutant {
        place: spot.place,
        operator,
        span,
        before,
        after,
        hint,
        edits,
        left_out: None,
    });
}
