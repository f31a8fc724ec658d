//! Changes of values: numbers, days, periods and how they are counted and put together.

use super::conditions::{filter_left_out, phrase, push};
use super::edit::Edit;
use super::find::Spot;
use super::wording::{Counted, Piece, Unit};
use super::{Found, Operator};
use crate::eval::{Core, Range};
use crate::model::{
    Aggregate, Comparison, Expr, ExprId, ExprKind, Extreme, Model, NamedCounting, Type,
};
use crate::source::Span;
use crate::value::{Convention, Counting, Date, MonthEnd, Number, Period, Rounding};

/// Proposes the changes of a value.
pub(super) fn propose(found: &mut Found<'_>, spot: &Spot) {
    let model = found.model;
    let expr = &model.exprs()[spot.expr];
    match &expr.kind {
        ExprKind::Constant(range) => constant(found, spot, expr, range),
        ExprKind::Add(one, other) => {
            sign(
                found,
                spot,
                (*one, *other),
                '+',
                ExprKind::Subtract(*one, *other),
            );
        }
        ExprKind::Subtract(one, other) => {
            sign(
                found,
                spot,
                (*one, *other),
                '-',
                ExprKind::Add(*one, *other),
            );
        }
        ExprKind::Extreme(extreme, parts) => {
            let (other, words): (_, &[(&str, &str)]) = match extreme {
                Extreme::Largest => (
                    Extreme::Smallest,
                    &[
                        ("largest", "smallest"),
                        ("latest", "earliest"),
                        ("but no less than", "but no more than"),
                    ],
                ),
                Extreme::Smallest => (
                    Extreme::Largest,
                    &[
                        ("smallest", "largest"),
                        ("earliest", "latest"),
                        ("but no more than", "but no less than"),
                    ],
                ),
            };
            let edit = Edit::Expr(spot.expr, ExprKind::Extreme(other, parts.clone()));
            first_phrase(found, spot, Operator::Combined, &edit, words);
        }
        ExprKind::Aggregate {
            aggregate,
            variable,
            list,
            filter,
            of,
        } => {
            let kind = |aggregate, filter| ExprKind::Aggregate {
                aggregate,
                variable: *variable,
                list: *list,
                filter,
                of: *of,
            };
            let other: Option<(_, &[(&str, &str)])> = match aggregate {
                Aggregate::Largest => Some((
                    Aggregate::Smallest,
                    &[("largest", "smallest"), ("latest", "earliest")],
                )),
                Aggregate::Smallest => Some((
                    Aggregate::Largest,
                    &[("smallest", "largest"), ("earliest", "latest")],
                )),
                Aggregate::Average => Some((Aggregate::Largest, &[("average", "largest")])),
                Aggregate::Sum => Some((Aggregate::Largest, &[("sum", "largest")])),
                Aggregate::Number => None,
            };
            if let Some((other, words)) = other {
                let edit = Edit::Expr(spot.expr, kind(other, *filter));
                first_phrase(found, spot, Operator::Combined, &edit, words);
            }
            if let Some(filter) = filter {
                let edit = Edit::Expr(spot.expr, kind(*aggregate, None));
                filter_left_out(found, spot, *filter, edit);
            }
        }
        ExprKind::Round(inner, rounding, places) => {
            let (other, words) = match rounding {
                Rounding::Up => (Rounding::Down, ("rounded up", "rounded down")),
                Rounding::Down => (Rounding::Up, ("rounded down", "rounded up")),
                Rounding::HalfUp => (Rounding::Down, ("rounded half up", "rounded down")),
                Rounding::HalfEven => (Rounding::HalfUp, ("half even", "half up")),
            };
            let edit = Edit::Expr(spot.expr, ExprKind::Round(*inner, other, *places));
            phrase(found, spot, Operator::Combined, edit, words);
        }
        ExprKind::Otherwise(inner, _) => cut_to(found, spot, *inner, Operator::Otherwise),
        ExprKind::StandsOn(inner, _) => cut_to(found, spot, *inner, Operator::OtherDay),
        ExprKind::DayShift(inner, days) => day_shift(found, spot, *inner, *days),
        ExprKind::DayOfYear(month, day, year) => {
            day_of_year(found, spot, (*month, *day), *year);
        }
        ExprKind::Shift {
            period,
            after,
            from,
            counting,
        } => {
            let kind = |period, counting| ExprKind::Shift {
                period,
                after: *after,
                from: *from,
                counting,
            };
            for (period, piece) in periods(found, expr.span, *period) {
                let edit = Edit::Expr(spot.expr, kind(period, *counting));
                push(found, spot, Operator::Period, vec![edit], &[piece], None);
            }
            for other in countings(*counting, *after, *period) {
                let edit = Edit::Expr(spot.expr, kind(*period, other));
                let piece = counted(found, expr.span, other);
                push(found, spot, Operator::Counting, vec![edit], &[piece], None);
            }
        }
        ExprKind::LastYears(count, before) => {
            let period = Period::years(*count);
            for (period, piece) in periods(found, expr.span, period) {
                let kind = ExprKind::LastYears(period.years, *before);
                let edit = Edit::Expr(spot.expr, kind);
                push(found, spot, Operator::Period, vec![edit], &[piece], None);
            }
        }
        _ => {}
    }
}

/// A number, year or day by one. Where a comparison with it makes one of the two the same as the other
/// comparison (`at least 11`, `more than 10`), that one is left to the comparison.
fn constant(found: &mut Found<'_>, spot: &Spot, expr: &Expr, range: &Range) {
    if !range.flags.is_empty() {
        return;
    }
    let compared = compared_with(found, spot);
    for up in [false, true] {
        if let Some((comparison, discrete, _)) = compared
            && discrete
            && implied(comparison, up)
        {
            continue;
        }
        let made = match &range.core {
            Core::Number(number) => by_one(found, expr.span, number, up)
                .map(|(number, piece)| (Range::number(number), piece, Operator::Number)),
            Core::Date(day, last) if day == last && expr.ty == Type::Date => {
                let day = day.plus_days(if up { 1 } else { -1 });
                day.map(|day| {
                    let piece = (expr.span, day.to_string());
                    (Range::date(day), piece, Operator::Day)
                })
            }
            _ => None,
        };
        let Some((changed, piece, operator)) = made else {
            continue;
        };
        let hint = compared.map(|(comparison, _, left)| {
            let left = found.words.text(left);
            let old = found.words.text(expr.span);
            let new = piece_in(found, expr.span, &piece);
            let (low, high) = if up { (old, new) } else { (new, old) };
            let between = match comparison {
                Comparison::Equal => format!("`{low}` or `{high}`"),
                Comparison::AtLeast | Comparison::Less => {
                    format!("at least `{low}` and less than `{high}`")
                }
                Comparison::More | Comparison::AtMost => {
                    format!("more than `{low}` and at most `{high}`")
                }
            };
            format!("a scenario in which `{left}` is {between}")
        });
        let edit = Edit::Expr(spot.expr, ExprKind::Constant(changed));
        push(found, spot, operator, vec![edit], &[piece], hint);
    }
}

/// The comparison of which a constant is the right side: whether its values have neighbours, and what
/// it is compared with.
fn compared_with(found: &Found<'_>, spot: &Spot) -> Option<(Comparison, bool, Span)> {
    let exprs = found.model.exprs();
    let parent = &exprs[spot.parent?];
    let ExprKind::Compare(comparison, left, right) = &parent.kind else {
        return None;
    };
    if *right != spot.expr {
        return None;
    }
    let left = &exprs[*left];
    let discrete = matches!(
        left.ty,
        Type::Number { whole: true, .. } | Type::Year | Type::Date
    );
    Some((*comparison, discrete, left.span))
}

/// Whether the other comparison with the old constant is the same one with the new.
fn implied(comparison: Comparison, up: bool) -> bool {
    match comparison {
        Comparison::AtLeast | Comparison::Less => up,
        Comparison::More | Comparison::AtMost => !up,
        Comparison::Equal => false,
    }
}

/// A number one more or less, and how it is written; a share in percent or parts likewise.
fn by_one(found: &Found<'_>, span: Span, number: &Number, up: bool) -> Option<(Number, Piece)> {
    let (digits, at) = found.words.number(span)?;
    let text = found.words.text(span);
    let written = Number::parse(&digits).ok()?;
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let mut step = Number::ONE;
    for _ in 0..places {
        step = step.div(&Number::from(10))?;
    }
    let step = if up { step } else { step.neg() };
    let new = written.add(&step);
    let changed = if written == *number {
        new.clone()
    } else if text.contains(['%', '％']) && written.percent() == *number {
        new.percent()
    } else {
        // `1/5`: one part more or less.
        let part = number.div(&written)?;
        if !text.contains('/') {
            return None;
        }
        new.mul(&part)
    };
    Some((changed, (at, new.to_string())))
}

fn piece_in(found: &Found<'_>, outer: Span, piece: &Piece) -> String {
    found
        .words
        .changed(outer, std::slice::from_ref(piece))
        .trim_end_matches(" of")
        .to_owned()
}

/// A plus for a minus, or the other way.
fn sign(
    found: &mut Found<'_>,
    spot: &Spot,
    (one, other): (ExprId, ExprId),
    from: char,
    kind: ExprKind,
) {
    let exprs = found.model.exprs();
    let outer = exprs[spot.expr].span;
    let (one, other) = (exprs[one].span, exprs[other].span);
    if one.end > other.start {
        return;
    }
    let gap = Span {
        start: one.end,
        end: other.start,
        ..outer
    };
    let text = found.words.raw(gap);
    let signs: &[char] = if from == '+' {
        &['+', '＋']
    } else {
        &['-', '−', '－']
    };
    let Some((at, sign)) = text.char_indices().find(|(_, it)| signs.contains(it)) else {
        return;
    };
    let start = gap.start + crate::source::offset_of(at);
    let span = Span {
        start,
        end: start + crate::source::offset_of(sign.len_utf8()),
        ..gap
    };
    let piece = (span, if from == '+' { "-" } else { "+" }.to_owned());
    let edit = Edit::Expr(spot.expr, kind);
    push(found, spot, Operator::Combined, vec![edit], &[piece], None);
}

fn first_phrase(
    found: &mut Found<'_>,
    spot: &Spot,
    operator: Operator,
    edit: &Edit,
    words: &[(&str, &str)],
) {
    let span = found.model.exprs()[spot.expr].span;
    let there = words
        .iter()
        .find(|(from, _)| found.words.find(span, from).is_some());
    if let Some(words) = there {
        phrase(found, spot, operator, edit.clone(), *words);
    }
}

/// A suffix is left out: `… otherwise 0`, `… as it stands on D`.
fn cut_to(found: &mut Found<'_>, spot: &Spot, inner: ExprId, operator: Operator) {
    let exprs = found.model.exprs();
    let outer = exprs[spot.expr].span;
    let kept = found.words.bracketed(exprs[inner].span, outer);
    if kept.end >= outer.end || kept.start < outer.start {
        return;
    }
    let piece = Span {
        start: kept.end,
        ..outer
    };
    let edit = Edit::Expr(spot.expr, exprs[inner].kind.clone());
    push(
        found,
        spot,
        operator,
        vec![edit],
        &[(piece, String::new())],
        None,
    );
}

fn day_shift(found: &mut Found<'_>, spot: &Spot, inner: ExprId, days: i64) {
    let exprs = found.model.exprs();
    let (from, to) = if days < 0 {
        ("the day before", "the day after")
    } else {
        ("the day after", "the day before")
    };
    let edit = Edit::Expr(spot.expr, ExprKind::DayShift(inner, -days));
    phrase(found, spot, Operator::Day, edit, (from, to));
    let (outer, kept) = (exprs[spot.expr].span, exprs[inner].span);
    if outer.start < kept.start {
        let piece = Span {
            end: kept.start,
            ..outer
        };
        let edit = Edit::Expr(spot.expr, exprs[inner].kind.clone());
        let pieces = [(piece, String::new())];
        push(found, spot, Operator::Day, vec![edit], &pieces, None);
    }
}

fn day_of_year(found: &mut Found<'_>, spot: &Spot, (month, day): (u32, u32), year: ExprId) {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let span = found.model.exprs()[spot.expr].span;
    // Of a year without a 29 February, so that every year has the day.
    let Some(day) = Date::from_ymd(2023, month, day) else {
        return;
    };
    let Some(of) = found.words.find(span, "of") else {
        return;
    };
    for days in [-1, 1] {
        let Some((_, month, day)) = day.plus_days(days).map(Date::ymd) else {
            continue;
        };
        let name = MONTHS
            .get(month.saturating_sub(1) as usize)
            .copied()
            .unwrap_or_default();
        let piece = (
            Span {
                end: of.start,
                ..span
            },
            format!("{day} {name} "),
        );
        let edit = Edit::Expr(spot.expr, ExprKind::DayOfYear(month, day, year));
        push(found, spot, Operator::Day, vec![edit], &[piece], None);
    }
}

/// A period with one of its numbers one less or more, for each of them. None where the text has another
/// period than the model.
pub(super) fn periods(found: &Found<'_>, span: Span, period: Period) -> Vec<(Period, Piece)> {
    let parts = found.words.period(span);
    if parts.is_empty() || made_of(&parts) != Some(period) {
        return Vec::new();
    }
    let mut others = Vec::new();
    for at in 0..parts.len() {
        for up in [false, true] {
            let mut changed = parts.clone();
            let Some(part) = changed.get_mut(at) else {
                continue;
            };
            let count = if up {
                part.count.checked_add(1)
            } else {
                part.count.checked_sub(1)
            };
            let Some(count) = count else { continue };
            part.count = count;
            let piece = (part.span, count.to_string());
            if let Some(period) = made_of(&changed).filter(|it| !it.is_empty()) {
                others.push((period, piece));
            }
        }
    }
    others
}

fn made_of(parts: &[Counted]) -> Option<Period> {
    parts.iter().try_fold(Period::new(0, 0, 0), |so_far, part| {
        let Period {
            mut years,
            mut months,
            mut days,
        } = so_far;
        match part.unit {
            Unit::Years => years = years.checked_add(part.count)?,
            Unit::Months => months = months.checked_add(part.count)?,
            Unit::Weeks => days = days.checked_add(part.count.checked_mul(7)?)?,
            Unit::Days => days = days.checked_add(part.count)?,
        }
        Some(Period::new(years, months, days))
    })
}

/// Other ways to count a period, those by which it may end on another day.
fn countings(named: NamedCounting, after: bool, period: Period) -> Vec<NamedCounting> {
    let mut others = candidates(named, after, period);
    let own = essence(named, period);
    others.retain(|it| essence(*it, period) != own);
    others
}

/// What the last day turns on: how months are added, whether the first day counts, and whether a rest
/// day moves it. The statutes agree on all else; over days alone, so does plain arithmetic.
fn essence(named: NamedCounting, period: Period) -> (Option<Option<MonthEnd>>, bool, bool) {
    let Counting {
        convention,
        with_first_day,
    } = named.counting;
    let months = match convention {
        Convention::Plain(end) => Some(end),
        _ => None,
    };
    (
        (period.total_months() != 0).then_some(months),
        with_first_day || convention.counts_first_day(),
        convention.rolls_over() && named.calendar.is_some(),
    )
}

fn candidates(named: NamedCounting, after: bool, period: Period) -> Vec<NamedCounting> {
    let with = |convention: Convention| NamedCounting {
        counting: Counting {
            convention,
            with_first_day: named.counting.with_first_day && !convention.counts_first_day(),
        },
        ..named
    };
    let has_months = period.total_months() != 0;
    let mut others = match named.counting.convention {
        Convention::Plain(_) if !has_months => vec![],
        Convention::Plain(MonthEnd::Down) => vec![with(Convention::Plain(MonthEnd::Up))],
        Convention::Plain(_) => vec![with(Convention::Plain(MonthEnd::Down))],
        Convention::Apa48 => vec![
            with(Convention::Apa48Adverse),
            with(Convention::Plain(MonthEnd::Down)),
        ],
        Convention::Apa48Adverse => vec![with(Convention::Apa48)],
        Convention::KrCivil => vec![
            with(Convention::KrAdverse),
            with(Convention::Plain(MonthEnd::Down)),
        ],
        Convention::KrAdverse => vec![with(Convention::KrCivil)],
        Convention::CalendarYears => return Vec::new(),
    };
    let convention = named.counting.convention;
    if after && !convention.counts_first_day() && !period.is_empty() {
        others.push(NamedCounting {
            counting: Counting {
                convention,
                with_first_day: !named.counting.with_first_day,
            },
            ..named
        });
    }
    others
}

/// The way of counting as written, or where it would be.
fn counted(found: &Found<'_>, span: Span, named: NamedCounting) -> Piece {
    let words = in_words(found.model, named);
    match found.words.find(span, "counted") {
        Some(at) => (
            Span {
                end: span.end,
                ..at
            },
            words,
        ),
        None => (span.at_end(), format!(" {words}")),
    }
}

fn in_words(model: &Model, named: NamedCounting) -> String {
    let mut words = format!("counted {}", named.counting.convention);
    if let Some(calendar) = named.calendar
        && named.counting.convention.rolls_over()
    {
        words.push_str(" on ");
        words.push_str(&model.calendars()[calendar].0.name);
    }
    if named.counting.with_first_day {
        words.push_str(" with the first day");
    }
    words
}
