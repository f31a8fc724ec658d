//! What there is to be seen: conditions, rules, exceptions, norms and readings, each with the values
//! it can have.

use std::collections::{BTreeMap, BTreeSet};

use super::super::norms;
use crate::eval::{Core, NormState, Range};
use crate::model::{
    Comparison, Deadline, Domain, Expr, ExprId, ExprKind, Modality, Model, Norm, NormId, Origin,
    Part, PlaceId, Query, ReadingId, RuleEffect, RuleId, Type, operands,
};
use crate::value::Number;

/// One thing that can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A rule, ground or exception.
    Rule(RuleId),
    /// A condition that is not made of others.
    Condition(ExprId),
    /// A norm.
    Norm(NormId),
    /// A reading.
    Reading(ReadingId),
}

/// What it can be seen as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    /// Met; of a rule, active; of an exception, it bites; of a guideline, not kept.
    Yes,
    /// Not so.
    No,
    /// Not settled.
    Unknown,
    /// Below a threshold.
    Below,
    /// Exactly at it.
    At,
    /// Above it.
    Above,
    /// A norm in this state.
    State(NormState),
    /// A reading by this choice.
    Choice(usize),
}

/// An entry of the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) what: What,
    /// The list entry or heading it stands in; none for what belongs to no provision.
    pub(super) place: Option<PlaceId>,
    /// Of a condition, the rule, norm or reading it is a condition of.
    pub(super) owner: Option<What>,
    /// Which of its kind in this place, from 1.
    pub(super) number: usize,
    /// What it can be seen as.
    pub(super) values: Vec<Value>,
}

/// Everything in a rule set that can be seen, in the order of the tables of the model.
pub(super) fn catalogue(model: &Model) -> Vec<Entry> {
    let mut maker = Maker {
        model,
        entries: Vec::new(),
        owner: None,
        met: BTreeSet::new(),
        numbers: BTreeMap::new(),
    };
    for (id, rule) in model.rules().iter() {
        let place = rule.by_analogy.unwrap_or(rule.place);
        // An exception written to conclude no, or a rule that only blocks, is all exception.
        let can_fail =
            rule.condition.is_some() || !rule.scopes.is_empty() || !rule.exceptions.is_empty();
        let values = if can_fail {
            vec![Value::Yes, Value::No]
        } else {
            vec![Value::Yes]
        };
        maker.add(What::Rule(id), Some(place), values);
        for &scope in &rule.scopes {
            maker.walk(scope, Some(place), true);
        }
        if let Some(condition) = rule.condition {
            maker.walk(condition, Some(place), true);
        }
        if let RuleEffect::Gives(_, value) = rule.effect {
            maker.walk(value, Some(place), false);
        }
    }
    for (id, norm) in model.norms().iter() {
        maker.norm(id, norm);
    }
    maker.owner = None;
    for (_, conclusion) in model.conclusions().iter() {
        if let Some((day, place)) = conclusion.taken_on {
            maker.walk(day, Some(place), false);
        }
    }
    for (id, reading) in model.readings().iter() {
        let choices = (0..reading.choices.len()).map(Value::Choice).collect();
        maker.add(What::Reading(id), reading.place, choices);
        let condition = reading.ty == Type::YesNo;
        for choice in &reading.choices {
            maker.walk(choice.value, reading.place, condition);
        }
    }
    maker.entries
}

struct Maker<'m> {
    model: &'m Model,
    entries: Vec<Entry>,
    /// The rule, norm or reading that is being gone through.
    owner: Option<What>,
    met: BTreeSet<ExprId>,
    numbers: BTreeMap<(Option<PlaceId>, u8), usize>,
}

impl Maker<'_> {
    fn add(&mut self, what: What, place: Option<PlaceId>, values: Vec<Value>) {
        let kind = match what {
            What::Rule(_) => 0,
            What::Condition(_) => 1,
            What::Norm(_) => 2,
            What::Reading(_) => 3,
        };
        let number = self.numbers.entry((place, kind)).or_default();
        *number += 1;
        let owner = self.owner.filter(|_| matches!(what, What::Condition(_)));
        self.entries.push(Entry {
            what,
            place,
            owner,
            number: *number,
            values,
        });
        if !matches!(what, What::Condition(_)) {
            self.owner = Some(what);
        }
    }

    fn norm(&mut self, id: NormId, norm: &Norm) {
        let place = Some(norm.place);
        self.add(What::Norm(id), place, norm_values(norm));
        for &condition in norm.scopes.iter().chain(&norm.trigger) {
            self.walk(condition, place, true);
        }
        if let Some(condition) = norm.act_condition {
            self.walk(condition, place, true);
        }
        let recurring = norm.recurring.iter();
        let recurring = recurring.flat_map(|it| [it.from].into_iter().chain(it.until));
        let deadline = match norm.deadline {
            Some(Deadline::By(day) | Deadline::Before(day)) => Some(day),
            Some(Deadline::NotStated) | None => None,
        };
        let days: Vec<ExprId> = recurring.chain(norm.arises_on).chain(deadline).collect();
        for day in days {
            self.walk(day, place, false);
        }
    }

    /// Enters the conditions an expression is made of. Where it is itself `asked` as a condition, and
    /// not made of others, it is one.
    fn walk(&mut self, id: ExprId, place: Option<PlaceId>, asked: bool) {
        if !self.met.insert(id) {
            return;
        }
        let model = self.model;
        let expr = &model.exprs()[id];
        let place = expr.place.or(place);
        match &expr.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::AtLeastOf(_, parts) => {
                parts.iter().for_each(|it| self.walk(*it, place, true));
            }
            ExprKind::Not(inner) => self.walk(*inner, place, true),
            // When which version governs is no condition of what it says.
            ExprKind::Versioned { .. } => {
                for version in model.as_written(id) {
                    self.walk(version, place, asked);
                }
            }
            ExprKind::WhereApplies(inner)
            | ExprKind::MustApply(inner)
            | ExprKind::UnderText { inner, .. }
            | ExprKind::OfMember(_, inner) => self.walk(*inner, place, asked),
            ExprKind::StandsOn(inner, day) => {
                self.walk(*inner, place, asked);
                self.walk(*day, place, false);
            }
            ExprKind::If(condition, then, otherwise) => {
                self.walk(*condition, place, true);
                self.walk(*then, place, asked);
                self.walk(*otherwise, place, asked);
            }
            ExprKind::Constant(_) => {}
            kind => {
                if asked && expr.ty == Type::YesNo {
                    self.add(What::Condition(id), place, condition_values(model, expr));
                }
                let inner = match kind {
                    ExprKind::Quantified { filter, body, .. } => {
                        filter.iter().copied().chain([*body]).collect()
                    }
                    ExprKind::Aggregate { filter, .. } => filter.iter().copied().collect(),
                    _ => Vec::new(),
                };
                for operand in operands(kind) {
                    self.walk(operand, place, inner.contains(&operand));
                }
            }
        }
    }
}

/// The states a norm can come to: without exceptions nothing excuses, without a last day time alone
/// breaches nothing.
fn norm_values(norm: &Norm) -> Vec<Value> {
    use NormState as S;
    if norm.modality == Modality::Guideline {
        return vec![Value::Yes, Value::No];
    }
    let timed = matches!(norm.deadline, Some(Deadline::By(_) | Deadline::Before(_)))
        || norm.recurring.is_some();
    let arises = norm.arises_on.is_some() || norm.trigger.is_some();
    let possible = |state: &S| match state {
        S::NotArisen => arises,
        S::Excused | S::Excluded | S::Lifted => !norm.exceptions.is_empty(),
        S::Breached | S::Lapsed => timed,
        S::FulfilledLate => timed && norm.act.is_some(),
        S::Fulfilled | S::Used | S::Violated => norm.act.is_some(),
        S::Pending | S::Open | S::Observed => true,
    };
    let states = if norm.recurring.is_some() {
        &[
            S::NotArisen,
            S::Excused,
            S::Breached,
            S::Pending,
            S::Fulfilled,
        ]
    } else {
        norms::states(norm.modality)
    };
    let states = states.iter().filter(|it| possible(it));
    states.map(|it| Value::State(*it)).collect()
}

fn condition_values(model: &Model, expr: &Expr) -> Vec<Value> {
    let mut values = vec![Value::Yes, Value::No];
    if can_be_unknown(model, expr) {
        values.push(Value::Unknown);
    }
    values.extend(sides(model, expr));
    values
}

/// Whether a condition turns on anything a file can leave out.
fn can_be_unknown(model: &Model, expr: &Expr) -> bool {
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        if matches!(expr.kind, ExprKind::Field(..)) {
            return true;
        }
        let inner = operands(&expr.kind);
        waiting.extend(inner.into_iter().map(|it| &model.exprs()[it]));
    }
    let given = |fact| model.facts()[fact].origin != Origin::Assumed;
    let reads = |query| model.facts_of(query).into_iter().any(given);
    let named = match &expr.kind {
        ExprKind::Fact(fact) | ExprKind::FactAt(fact, _) => vec![Part::Fact(*fact)],
        ExprKind::Conclusion(id) | ExprKind::ConclusionAt(id, _) => vec![Part::Conclusion(*id)],
        ExprKind::Norm(id, _) | ExprKind::Window(id, ..) => vec![Part::Norm(*id)],
        ExprKind::AnyActive(rules) => rules.iter().map(|it| Part::Rule(*it)).collect(),
        _ => Vec::new(),
    };
    let within = model.mentions(operands(&expr.kind));
    named
        .into_iter()
        .chain(within.into_iter().map(|it| it.part))
        .any(|part| match part {
            Part::Fact(fact) => given(fact),
            Part::Conclusion(id) => reads(Query::Conclusion(id)),
            Part::Norm(id) => reads(Query::Norm(id)),
            Part::Rule(id) => reads(Query::Place(model.rules()[id].place)),
            Part::Reading(_) | Part::Expr(_) => false,
        })
}

/// The sides of a threshold on which a case can lie; none for what is no threshold.
fn sides(model: &Model, expr: &Expr) -> Vec<Value> {
    let ExprKind::Compare(comparison, left, right) = &expr.kind else {
        return Vec::new();
    };
    let (left, right) = (&model.exprs()[*left], &model.exprs()[*right]);
    let ordered = match &left.ty {
        Type::Number { .. } | Type::Year | Type::Date | Type::Moment => true,
        Type::Kind(kind) => model.kinds()[*kind].ordered && *comparison != Comparison::Equal,
        _ => false,
    };
    if !ordered {
        return Vec::new();
    }
    let (mut below, mut at, mut above) = (true, true, true);
    if let (ExprKind::Constant(threshold), Some((low, high, whole))) =
        (&right.kind, ends(model, left))
    {
        match &threshold.core {
            Core::Number(threshold) => {
                below = low.as_ref().is_none_or(|low| low < threshold);
                above = high.as_ref().is_none_or(|high| threshold < high);
                at = !whole || threshold.is_integer();
            }
            Core::Kind(bits) => {
                below = low.is_none_or(|_| bits.trailing_zeros() > 0);
                let last = |high: Number| high == Number::from(i64::from(bits.trailing_zeros()));
                above = high.is_none_or(|high| !last(high));
            }
            _ => {}
        }
    }
    [
        (below, Value::Below),
        (at, Value::At),
        (above, Value::Above),
    ]
    .into_iter()
    .filter_map(|(possible, side)| possible.then_some(side))
    .collect()
}

/// The lowest and highest value of a term, as far as its declaration says, and whether only whole
/// ones are admitted. Of an enumeration, the positions of its ends.
fn ends(model: &Model, expr: &Expr) -> Option<(Option<Number>, Option<Number>, bool)> {
    let whole = match &expr.ty {
        Type::Number { whole, .. } => *whole,
        Type::Year => true,
        Type::Kind(kind) => {
            let last = model.kinds()[*kind].members.len().checked_sub(1)?;
            let last = Number::from(i64::try_from(last).ok()?);
            return Some((Some(Number::ZERO), Some(last), true));
        }
        _ => return None,
    };
    let domain = match &expr.kind {
        ExprKind::Fact(fact) | ExprKind::FactAt(fact, _) => &model.facts()[*fact].domain,
        _ => &Domain::All,
    };
    Some(match domain {
        Domain::Numbers { low, high, whole } => (Some(low.clone()), Some(high.clone()), *whole),
        Domain::All => (None, None, whole),
    })
}

/// On which side of the other a settled value lies.
pub(super) fn side(left: &Range, right: &Range) -> Option<Value> {
    if !left.is_settled() || !right.is_settled() {
        return None;
    }
    let order = match (&left.core, &right.core) {
        (Core::Number(a), Core::Number(b)) => a.cmp(b),
        (Core::Date(a, _), Core::Date(b, _)) => a.cmp(b),
        (Core::Moment(a, _), Core::Moment(b, _)) => a.cmp(b),
        // A moment is compared with a day as its day.
        (Core::Moment(a, _), Core::Date(b, _)) => a.date().cmp(b),
        (Core::Date(a, _), Core::Moment(b, _)) => a.cmp(&b.date()),
        (Core::Kind(a), Core::Kind(b)) => a.trailing_zeros().cmp(&b.trailing_zeros()),
        _ => return None,
    };
    Some(match order {
        std::cmp::Ordering::Less => Value::Below,
        std::cmp::Ordering::Equal => Value::At,
        std::cmp::Ordering::Greater => Value::Above,
    })
}
