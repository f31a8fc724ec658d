//! Changes of rules, exceptions, norms and the like as wholes.

use std::collections::BTreeMap;

use super::edit::Edit;
use super::find::heading_before;
use super::values::periods;
use super::wording::on_one_line;
use super::{Found, Mutant, Operator};
use crate::eval::Range;
use crate::model::{
    Conclusion, ConclusionId, Deadline, ExprKind, Model, Norm, NormId, PlaceId, PlaceKind,
    Recurring, Rule, RuleEffect, RuleId, Validity,
};
use crate::source::Span;
use crate::syntax::ast::Collector;
use crate::value::Date;

/// Proposes the changes of everything that is no expression.
pub(super) fn propose(found: &mut Found<'_>) {
    let model = found.model;
    let mut by_analogy: BTreeMap<PlaceId, Vec<RuleId>> = BTreeMap::new();
    for (id, row) in model.rules().iter() {
        match row.by_analogy {
            Some(place) => by_analogy.entry(place).or_default().push(id),
            None => {
                rule(found, id, row);
                exceptions(found, id, row);
            }
        }
    }
    for (place, copies) in by_analogy {
        analogy(found, place, &copies);
    }
    for (id, row) in model.conclusions().iter() {
        conclusion(found, id, row);
    }
    for (id, row) in model.norms().iter() {
        norm(found, id, row);
    }
    readings(found);
    facts(found);
    in_force(found);
}

/// What a change says besides its edits.
struct Said {
    place: PlaceId,
    operator: Operator,
    span: Span,
    before: String,
    after: String,
    hint: Option<&'static str>,
}

fn add(found: &mut Found<'_>, said: Said, edits: Vec<Edit>) {
    if said.before == said.after || edits.is_empty() {
        return;
    }
    found.add(Mutant {
        place: said.place,
        operator: said.operator,
        span: said.span,
        before: said.before,
        after: said.after,
        hint: said.hint.map(str::to_owned),
        edits,
        left_out: None,
    });
}

/// Nothing is applied by analogy. The copies change as one: a single one is written nowhere.
fn analogy(found: &mut Found<'_>, place: PlaceId, copies: &[RuleId]) {
    let model = found.model;
    let never = |id: &RuleId| match model.rules()[*id].condition {
        Some(condition) => Edit::Expr(condition, ExprKind::Constant(Range::NO)),
        None => Edit::Never(*id),
    };
    let said = Said {
        place,
        operator: Operator::Rule,
        span: model.places()[place].span,
        before: "apply … by analogy".to_owned(),
        after: "(left out)".to_owned(),
        hint: Some("a scenario that turns on what applies by analogy"),
    };
    let edits = copies.iter().map(never).collect();
    add(found, said, edits);
}

/// A rule or exception that never applies, or always.
fn rule(found: &mut Found<'_>, id: RuleId, row: &Rule) {
    let model = found.model;
    let exception = row.effect == RuleEffect::Blocks;
    let (operator, hint) = if exception {
        (
            Operator::ExceptionRemoved,
            "a scenario in which the exception applies and makes a difference",
        )
    } else {
        (
            Operator::Rule,
            "a scenario that turns on this rule and on no other",
        )
    };
    let Some(condition) = row.condition else {
        let said = Said {
            place: row.place,
            operator,
            span: row.span,
            before: told(found, row),
            after: "(left out)".to_owned(),
            hint: Some(hint),
        };
        add(found, said, vec![Edit::Never(id)]);
        return;
    };
    if matches!(model.exprs()[condition].kind, ExprKind::Constant(_)) {
        return;
    }
    let span = model.exprs()[condition].span;
    let said = Said {
        place: row.place,
        operator,
        span: row.span,
        before: told(found, row),
        after: "(left out)".to_owned(),
        hint: Some(hint),
    };
    let never = Edit::Expr(condition, ExprKind::Constant(Range::NO));
    add(found, said, vec![never]);
    let (operator, hint) = if exception {
        (
            Operator::ExceptionWidened,
            "a scenario in which the exception does not apply and what it is to does",
        )
    } else {
        (
            Operator::LeftOut,
            "a scenario in which this condition is not met, and no other rule applies",
        )
    };
    let said = Said {
        place: row.place,
        operator,
        span,
        before: format!("when {}", shortened(&found.words.text(span))),
        after: "(in every case)".to_owned(),
        hint: Some(hint),
    };
    let always = Edit::Expr(condition, ExprKind::Constant(Range::YES));
    add(found, said, vec![always]);
}

/// A rule as it is written, without its reason: what it concludes and when. Of a ground, its label and
/// its condition.
fn told(found: &Found<'_>, row: &Rule) -> String {
    let model = found.model;
    let text = found.words.text(row.span);
    let text = text.split(" because \"").next().unwrap_or_default();
    let place = &model.places()[row.place];
    if place.kind == PlaceKind::Ground {
        return match place.label(model.language_of(row.place)) {
            Some(label) => shortened(&format!("\"{label}\" {text}")),
            None => shortened(text),
        };
    }
    match row.effect {
        RuleEffect::Says(of, _) | RuleEffect::Gives(of, _) => {
            let name = &model.conclusions()[of].naming.name;
            shortened(&format!("{name} {text}"))
        }
        RuleEffect::Blocks => shortened(text),
    }
}

/// The beginning of a long sentence.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// An exception that is none any more to one of the provisions it is to.
fn exceptions(found: &mut Found<'_>, id: RuleId, row: &Rule) {
    let model = found.model;
    let mut targets: BTreeMap<PlaceId, Vec<Edit>> = BTreeMap::new();
    for &target in &row.defeats {
        let heading = heading_of(model, model.rules()[target].place);
        let edit = Edit::NoException(target, id);
        targets.entry(heading).or_default().push(edit);
    }
    for &target in &row.excuses {
        let heading = heading_of(model, model.norms()[target].place);
        let edit = Edit::NoExcuse(target, id);
        targets.entry(heading).or_default().push(edit);
    }
    let blocks = row.effect == RuleEffect::Blocks;
    if blocks && targets.len() < 2 {
        // Removed from all it is to, it is removed.
        return;
    }
    let all: Vec<String> = targets
        .keys()
        .map(|place| model.places()[*place].citation.clone())
        .collect();
    for (place, edits) in targets {
        let citation = model.places()[place].citation.clone();
        let others: Vec<&str> = all
            .iter()
            .filter(|it| **it != citation)
            .map(String::as_str)
            .collect();
        let after = if others.is_empty() {
            "stands beside it".to_owned()
        } else {
            format!("exception to {}", others.join(", "))
        };
        let said = Said {
            place: row.place,
            operator: Operator::ExceptionRemoved,
            span: row.span,
            before: format!("exception to {}", all.join(", ")),
            after,
            hint: Some("a scenario in which the exception applies to that provision"),
        };
        add(found, said, edits);
    }
}

fn heading_of(model: &Model, place: PlaceId) -> PlaceId {
    std::iter::successors(Some(place), |at| model.places()[*at].parent)
        .find(|at| matches!(model.places()[*at].kind, PlaceKind::Heading(_)))
        .unwrap_or(place)
}

fn conclusion(found: &mut Found<'_>, id: ConclusionId, row: &Conclusion) {
    let model = found.model;
    let span = row.naming.span.unwrap_or_default();
    let Some(place) = row.place.or_else(|| heading_before(model, span)) else {
        return;
    };
    let name = &row.naming.name;
    // Of one result, the latest is the earliest.
    let collector = row.collector.filter(|_| row.rules.len() > 1);
    let other = match collector {
        Some(Collector::Latest) => Some(("latest", Collector::Earliest, "earliest")),
        Some(Collector::Earliest) => Some(("earliest", Collector::Latest, "latest")),
        Some(Collector::Largest) => Some(("largest", Collector::Smallest, "smallest")),
        Some(Collector::Smallest) => Some(("smallest", Collector::Largest, "largest")),
        Some(Collector::Sum | Collector::List) | None => None,
    };
    if let Some((before, other, after)) = other {
        let said = Said {
            place,
            operator: Operator::Combined,
            span,
            before: format!("{name} taking the {before}"),
            after: format!("{name} taking the {after}"),
            hint: Some("a scenario in which several rules give different results"),
        };
        add(found, said, vec![Edit::Collector(id, other)]);
    }
    if let Some(yes) = row.otherwise.filter(|_| row.open) {
        let words = |yes: bool| if yes { "yes" } else { "no" };
        let said = Said {
            place,
            operator: Operator::Otherwise,
            span,
            before: format!("{name} otherwise {}", words(yes)),
            after: format!("{name} otherwise {}", words(!yes)),
            hint: Some("a scenario in which no rule says yes or no"),
        };
        add(found, said, vec![Edit::ByDefault(id, !yes)]);
    }
    if let Some((day, place)) = row.taken_on {
        let span = model.exprs()[day].span;
        let said = Said {
            place,
            operator: Operator::OtherDay,
            span,
            before: format!(
                "{name} as it stands on {}",
                shortened(&found.words.text(span))
            ),
            after: format!("{name} as it stands on the day asked about"),
            hint: Some("a scenario in which something changes between the two days"),
        };
        add(found, said, vec![Edit::NotTaken(id)]);
    }
}

fn norm(found: &mut Found<'_>, id: NormId, row: &Norm) {
    let model = found.model;
    let other = match row.deadline {
        Some(Deadline::By(day)) => Some((day, Deadline::Before(day), true)),
        Some(Deadline::Before(day)) => Some((day, Deadline::By(day), false)),
        Some(Deadline::NotStated) | None => None,
    };
    if let Some((day, other, by)) = other {
        let span = model.exprs()[day].span;
        let text = shortened(&found.words.text(span));
        let word = found.words.before(span);
        let word = word.split_whitespace().next_back().unwrap_or_default();
        let (before, after) = match (by, word) {
            (true, "within") => (
                format!("deadline within {text}"),
                format!("deadline within {text}, the last day not included"),
            ),
            (true, _) => (
                format!("deadline by {text}"),
                format!("deadline before {text}"),
            ),
            (false, _) => (
                format!("deadline before {text}"),
                format!("deadline by {text}"),
            ),
        };
        let said = Said {
            place: row.place,
            operator: Operator::Limit,
            span,
            before,
            after,
            hint: Some("a scenario in which the act is done on the last day itself"),
        };
        add(found, said, vec![Edit::Deadline(id, other)]);
    }
    let Some(windows) = &row.recurring else {
        return;
    };
    let name = row.naming.span.unwrap_or_default();
    let after = found.words.after(name);
    // The windows are named after the norm, before the day they are counted from.
    let span = Span {
        end: model.exprs()[windows.from].span.start.max(after.start),
        ..after
    };
    let before = format!(
        "every {}",
        period_words(found, span).unwrap_or_else(|| "period".to_owned())
    );
    for (period, piece) in periods(found, span, windows.period) {
        let changed = found.words.changed(span, std::slice::from_ref(&piece));
        let after = changed
            .rsplit_once("every ")
            .map_or(changed.as_str(), |(_, rest)| rest)
            .trim_end_matches("from")
            .trim_end();
        let said = Said {
            place: row.place,
            operator: Operator::Period,
            span: piece.0,
            before: before.clone(),
            after: format!("every {after}"),
            hint: Some("a scenario with an act shortly before or after the end of a window"),
        };
        let windows = Recurring {
            period,
            ..windows.clone()
        };
        add(found, said, vec![Edit::Windows(id, windows)]);
    }
    if let Some(until) = windows.until {
        let span = model.exprs()[until].span;
        let said = Said {
            place: row.place,
            operator: Operator::LeftOut,
            span,
            before: format!("until {}", shortened(&found.words.text(span))),
            after: "(without an end)".to_owned(),
            hint: Some("a scenario judged after the last window"),
        };
        let windows = Recurring {
            until: None,
            ..windows.clone()
        };
        add(found, said, vec![Edit::Windows(id, windows)]);
    }
}

fn period_words(found: &Found<'_>, span: Span) -> Option<String> {
    let text = on_one_line(found.words.raw(span));
    let (_, rest) = text.rsplit_once("every ")?;
    Some(rest.trim_end_matches("from").trim_end().to_owned())
}

/// Another choice of a reading stands where the preferred one does.
fn readings(found: &mut Found<'_>) {
    let model = found.model;
    for (_, reading) in model.readings().iter() {
        let Some(preferred) = reading.choices.first() else {
            continue;
        };
        let span = preferred.naming.span.unwrap_or_default();
        let place = reading.place.or_else(|| heading_before(model, span));
        let Some(place) = place else { continue };
        for other in reading.choices.iter().skip(1) {
            let kind = |choice: crate::model::ExprId| model.exprs()[choice].kind.clone();
            let said = Said {
                place,
                operator: Operator::Reading,
                span,
                before: format!(
                    "{} preferred ({})",
                    reading.naming.name, preferred.naming.name
                ),
                after: format!("{} preferred ({})", reading.naming.name, other.naming.name),
                hint: Some("a scenario on which the reading matters, and one that switches it"),
            };
            let edits = vec![
                Edit::Expr(preferred.value, kind(other.value)),
                Edit::Expr(other.value, kind(preferred.value)),
            ];
            add(found, said, edits);
        }
    }
}

fn facts(found: &mut Found<'_>) {
    let model = found.model;
    for (id, fact) in model.facts().iter() {
        for (at, presumption) in fact.presumptions.iter().enumerate() {
            let span = model.exprs()[presumption.value].span;
            let Some(place) = presumption.place else {
                continue;
            };
            let said = Said {
                place,
                operator: Operator::Presumed,
                span,
                before: format!(
                    "presume {} is {}",
                    fact.naming.name,
                    shortened(&found.words.text(span))
                ),
                after: "(left out)".to_owned(),
                hint: Some("a scenario in which the fact is unknown and presumed"),
            };
            add(found, said, vec![Edit::NotPresumed(id, at)]);
        }
        let taken = fact
            .not_encoded
            .as_ref()
            .and_then(|it| it.taken_as.as_ref());
        let other = match taken {
            Some(range) if *range == Range::YES => Some((Range::NO, "yes", "no")),
            Some(range) if *range == Range::NO => Some((Range::YES, "no", "yes")),
            _ => None,
        };
        let span = fact.naming.span.unwrap_or_default();
        let place = fact.place.or_else(|| heading_before(model, span));
        if let (Some((other, before, after)), Some(place)) = (other, place) {
            let said = Said {
                place,
                operator: Operator::Presumed,
                span,
                before: format!("{} taken as {before}", fact.naming.name),
                after: format!("{} taken as {after}", fact.naming.name),
                hint: Some("a scenario that rests on the part that is not encoded"),
            };
            add(found, said, vec![Edit::TakenAs(id, other)]);
        }
    }
}

/// First and last days a day earlier and later, of all that begins or ends together.
fn in_force(found: &mut Found<'_>) {
    let model = found.model;
    let mut days: BTreeMap<(crate::model::RegulationId, Date, bool), (PlaceId, Vec<Held>)> =
        BTreeMap::new();
    let mut hold = |place: PlaceId, days_of: Validity, held: Held| {
        let regulation = model.places()[place].regulation;
        for (day, first) in [(days_of.from, true), (days_of.until, false)] {
            if let Some(day) = day {
                let entry = days.entry((regulation, day, first));
                entry.or_insert((place, Vec::new())).1.push(held);
            }
        }
    };
    for (id, rule) in model.rules().iter() {
        hold(rule.place, rule.validity, Held::Rule(id));
    }
    for (id, norm) in model.norms().iter() {
        hold(norm.place, norm.validity, Held::Norm(id));
    }
    for ((regulation, day, first), (place, held)) in days {
        let commencement = model.regulations()[regulation].commencement;
        let of_all = model.regulations()[regulation].validity.from == Some(day);
        let place = commencement.filter(|_| first && of_all).unwrap_or(place);
        let place = heading_of(model, place);
        for shift in [-1, 1] {
            let Some(other) = day.plus_days(shift) else {
                continue;
            };
            let moved = |days: Validity| {
                if first {
                    Validity {
                        from: Some(other),
                        ..days
                    }
                } else {
                    Validity {
                        until: Some(other),
                        ..days
                    }
                }
            };
            let edits = held
                .iter()
                .map(|held| match held {
                    Held::Rule(id) => Edit::RuleDays(*id, moved(model.rules()[*id].validity)),
                    Held::Norm(id) => Edit::NormDays(*id, moved(model.norms()[*id].validity)),
                })
                .collect();
            let word = if first { "from" } else { "until" };
            let said = Said {
                place,
                operator: Operator::InForce,
                span: model.places()[place].span,
                before: format!("in force {word} {day}"),
                after: format!("in force {word} {other}"),
                hint: Some("a scenario as of that day, and one as of the day beside it"),
            };
            add(found, said, edits);
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Held {
    Rule(RuleId),
    Norm(NormId),
}
