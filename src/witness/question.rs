//! Terms as formulas for a solver, exactly: for every person, the formula comes out as the term does.
//!
//! An outcome is a value or a state: absent, or a blocker. Of operands that are in several states the
//! highest tells, as in [`crate::eval`]. What has no form here (lists, groups, periods, texts, calendars) has
//! no formula. Where such a part is one of several conditions it is left free, any outcome at any time:
//! that there is nobody is then still a proof, but a person may turn out to be none, and the question is
//! [no longer exact](Question::exact).

use std::collections::{BTreeMap, HashMap};

use easy_smt::SExpr;

use super::formula::Formulas;
use super::space::{Space, SpotId};
use super::split::{later, minutes};
use super::term::{Parts, Term, TermId, Terms};
use crate::eval::{Core, Flags, Range};
use crate::model::{Comparison, Model, Type};
use crate::value::{Date, Moment, Number};

/// The outcomes that are no values, the lowest first.
const STATES: [Flags; 7] = [
    Flags::ABSENT,
    Flags::NOT_APPLICABLE,
    Flags::NOT_IN_FORCE,
    Flags::NOT_ENCODED,
    Flags::NOT_COMPUTABLE,
    Flags::GAP,
    Flags::CONFLICT,
];

/// Absent, by its place among the states.
pub(super) const ABSENT: usize = 0;
pub(super) const NOT_APPLICABLE: usize = 1;
pub(super) const NOT_IN_FORCE: usize = 2;
pub(super) const NOT_COMPUTABLE: usize = 4;
pub(super) const GAP: usize = 5;
pub(super) const CONFLICT: usize = 6;

/// When an outcome is in which state; never in two at once.
pub(super) type States = BTreeMap<usize, SExpr>;

/// A term as a formula.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// What it is while it is in no state.
    pub(super) value: Value,
    pub(super) states: States,
}

/// A value as a formula.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// It has none.
    Nothing,
    Truth(SExpr),
    /// A number, the number of a day, or minutes; perhaps divided by what is not zero.
    Number(SExpr, Option<SExpr>),
    /// A member of an enumeration, by the number of its name.
    Member(SExpr),
}

/// A condition as a formula: when it is yes, and when it is blocked; else it is no.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) yes: SExpr,
    pub(super) states: States,
}

/// An unknown as the solver is told of it.
struct Spoken {
    said: Said,
    /// The constant that is its value, and the one that says that it is absent.
    value: Option<String>,
    absent: Option<String>,
}

/// A question that is being written.
pub(super) struct Question<'q, 'm> {
    pub(super) terms: &'q Terms,
    space: &'q Space<'m>,
    pub(super) formulas: Formulas,
    known: HashMap<TermId, Option<Said>>,
    free: HashMap<TermId, Condition>,
    spoken: BTreeMap<SpotId, Option<Spoken>>,
    members: Vec<String>,
    /// Whether all of it was said exactly.
    pub(super) exact: bool,
}

impl<'q, 'm> Question<'q, 'm> {
    /// Nothing said yet.
    pub(super) fn new(terms: &'q Terms, space: &'q Space<'m>) -> Option<Self> {
        Some(Question {
            terms,
            space,
            formulas: Formulas::new()?,
            known: HashMap::new(),
            free: HashMap::new(),
            spoken: BTreeMap::new(),
            members: Vec::new(),
            exact: true,
        })
    }

    // -------------------------------------------------------------------------- what is asked

    /// Two terms come out differently. None if that cannot be said.
    pub(super) fn differ(&mut self, one: TermId, other: TermId) -> Option<SExpr> {
        if one == other {
            return Some(self.formulas.truth(false));
        }
        if let (Some(one), Some(other)) = (self.said(one), self.said(other)) {
            return self.apart(&one, &other);
        }
        // The same function of other operands: it differs only where one of those does.
        match (self.terms.get(one), self.terms.get(other)) {
            (Some(Term::Made(f, a)), Some(Term::Made(g, b))) if f == g && a.len() == b.len() => {
                self.exact = false;
                let pairs = a.iter().zip(b.iter());
                let apart: Option<Vec<SExpr>> = pairs
                    .map(|(one, other)| self.differ(*one, *other))
                    .collect();
                Some(self.formulas.or(apart?))
            }
            _ => None,
        }
    }

    fn apart(&mut self, one: &Said, other: &Said) -> Option<SExpr> {
        let f = &self.formulas;
        let mut alike = Vec::new();
        for state in 0..STATES.len() {
            if let (Some(a), Some(b)) = (one.states.get(&state), other.states.get(&state)) {
                alike.push(f.and([*a, *b]));
            }
        }
        let same = match (one.value, other.value) {
            (Value::Nothing, _) | (_, Value::Nothing) => f.truth(false),
            (Value::Truth(a), Value::Truth(b)) | (Value::Member(a), Value::Member(b)) => {
                f.same(a, b)
            }
            (Value::Number(..), Value::Number(..)) => {
                f.same(self.number(one.value)?, self.number(other.value)?)
            }
            _ => return None,
        };
        alike.push(f.and([self.in_none(&one.states), self.in_none(&other.states), same]));
        Some(f.not(f.or(alike)))
    }

    /// A term comes out in a state. None if that cannot be said.
    pub(super) fn reaches(&mut self, term: TermId, state: Flags) -> Option<SExpr> {
        let said = self.said(term)?;
        let at = STATES.iter().position(|it| *it == state)?;
        let when = said.states.get(&at).copied();
        Some(when.unwrap_or_else(|| self.formulas.truth(false)))
    }

    /// A condition is not no; whether that could be said.
    pub(super) fn suppose_not_no(&mut self, term: TermId) {
        let Some(said) = self.said(term).and_then(|it| self.condition_of(&it)) else {
            self.exact = false;
            return;
        };
        let blocked: Vec<SExpr> = said.states.values().copied().collect();
        let not_no = self.formulas.or([said.yes].into_iter().chain(blocked));
        self.formulas.assert(not_no);
    }

    // -------------------------------------------------------------------------------- outcomes

    /// A term as a formula. None if it has none.
    pub(super) fn said(&mut self, id: TermId) -> Option<Said> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let said = self.say(id).map(|it| self.named(it));
        self.known.insert(id, said.clone());
        said
    }

    fn say(&mut self, id: TermId) -> Option<Said> {
        let terms = self.terms;
        match terms.get(id)? {
            Term::Settled(text) => self.settled(text, terms.range(id)?),
            Term::Spot(spot, _, day) => self.seen(*spot, *day),
            Term::And(of) => {
                let of = self.conditions(of)?;
                Some(self.all(&of).said())
            }
            Term::Or(of) => {
                let of = self.conditions(of)?;
                Some(self.any(&of).said())
            }
            Term::Not(of) => {
                let of = self.condition(*of)?;
                Some(self.opposite(&of).said())
            }
            Term::Sum(parts, constant) => self.sum(parts, constant),
            Term::Compare(comparison, parts, bound) => self.compared(*comparison, parts, bound),
            Term::Made(what, of) => self.made(what, of),
            Term::Opaque(..) => None,
        }
    }

    fn named(&mut self, said: Said) -> Said {
        let f = &mut self.formulas;
        let value = match said.value {
            Value::Truth(it) => Value::Truth(f.truth_named(it)),
            Value::Number(it, by) => {
                Value::Number(f.number_named(it), by.map(|it| f.number_named(it)))
            }
            other => other,
        };
        let states = said.states.into_iter();
        let states = states.filter(|(_, when)| *when != f.truth(false));
        let states: Vec<(usize, SExpr)> = states.collect();
        let states = states
            .into_iter()
            .map(|(state, when)| (state, f.truth_named(when)));
        Said {
            value,
            states: states.collect(),
        }
    }

    fn settled(&mut self, text: &str, range: &Range) -> Option<Said> {
        if let Some(state) = STATES.iter().position(|it| *it == range.flags) {
            let states = States::from([(state, self.formulas.truth(true))]);
            let value = Value::Nothing;
            return Some(Said { value, states });
        }
        let f = &self.formulas;
        let value = match &range.core {
            Core::Truth(1) => Value::Truth(f.truth(true)),
            Core::Truth(2) => Value::Truth(f.truth(false)),
            Core::Number(number) => Value::Number(f.number(number), None),
            Core::Date(day, _) => Value::Number(f.number(&days(*day)), None),
            Core::Moment(moment, _) => Value::Number(f.number(&minute(*moment)), None),
            Core::Kind(_) => Value::Member(self.member(text)),
            _ => return None,
        };
        Some(Said::of(value))
    }

    /// The number of a member of an enumeration: the same for the same name.
    pub(super) fn member(&mut self, name: &str) -> SExpr {
        let known = self.members.iter().position(|it| it == name);
        let at = known.unwrap_or_else(|| {
            self.members.push(name.to_owned());
            self.members.len() - 1
        });
        let at = Number::from(i64::try_from(at).unwrap_or(i64::MAX));
        self.formulas.whole(&at)
    }

    // -------------------------------------------------------------------------------- unknowns

    /// An unknown; of an event, as seen on a day.
    fn seen(&mut self, id: SpotId, day: Option<Date>) -> Option<Said> {
        if !self.spoken.contains_key(&id) {
            let spoken = self.spoken_of(id);
            self.spoken.insert(id, spoken);
        }
        let spoken = self.spoken.get(&id)?.as_ref()?;
        let mut said = spoken.said.clone();
        let (Some(day), Value::Number(value, _)) = (day, said.value) else {
            return Some(said);
        };
        // What lies after that day has not happened yet.
        let last = match self.space.spot(id)?.domain.core {
            Core::Moment(..) => minute(Moment::new(day, 23, 59)?),
            _ => days(day),
        };
        let f = &self.formulas;
        let after = f.compare(Comparison::More, value, f.number(&last));
        let absent = said.states.get(&ABSENT).copied();
        let absent = f.or([after].into_iter().chain(absent));
        said.states.insert(ABSENT, absent);
        Some(self.named(said))
    }

    fn spoken_of(&mut self, id: SpotId) -> Option<Spoken> {
        let space = self.space;
        let spot = space.spot(id)?;
        let (model, ty) = space.written_in(id)?;
        if ty == Type::Week {
            // Only Mondays.
            return None;
        }
        let name = self.name_of(id);
        let f = &mut self.formulas;
        let mut value_name = None;
        let mut whole = |f: &mut Formulas, low: &Number, high: &Number| {
            value_name = Some(name.clone());
            f.unknown_whole(&name, low, high)
        };
        let value = match &spot.range.core {
            Core::None => Value::Nothing,
            Core::Truth(1) => Value::Truth(f.truth(true)),
            Core::Truth(2) => Value::Truth(f.truth(false)),
            Core::Truth(_) => {
                value_name = Some(name.clone());
                Value::Truth(f.unknown_truth(&name))
            }
            Core::Kind(bits) => {
                let names: Vec<String> = members(model, &ty, *bits)?;
                let numbers: Vec<SExpr> = names.iter().map(|it| self.member(it)).collect();
                match numbers.as_slice() {
                    [only] => Value::Member(*only),
                    _ => {
                        let last = i64::try_from(self.members.len()).ok()?;
                        let f = &mut self.formulas;
                        let chosen = whole(f, &Number::ZERO, &Number::from(last));
                        let one_of = numbers.iter().map(|it| f.same(chosen, *it));
                        let one_of = f.or(one_of.collect::<Vec<SExpr>>());
                        f.assert(one_of);
                        Value::Member(chosen)
                    }
                }
            }
            Core::Number(number) => Value::Number(f.number(number), None),
            Core::Numbers(ends) => {
                let (Some(low), Some(high)) = ends.as_ref() else {
                    return None;
                };
                let scale = Number::from(scale(spot.whole));
                let (low, high) = (low.mul(&scale).ceil(), high.mul(&scale));
                let steps = whole(f, &low, &high);
                let one = Number::ONE.div(&scale)?;
                Value::Number(f.times(&one, f.as_number(steps)), None)
            }
            Core::Date(low, high) if low == high => Value::Number(f.number(&days(*low)), None),
            Core::Date(low, high) => {
                let day = whole(f, &days(*low), &days(*high));
                Value::Number(f.as_number(day), None)
            }
            Core::Moment(low, high) => {
                let at = whole(f, &minute(*low), &minute(*high));
                Value::Number(f.as_number(at), None)
            }
            _ => return None,
        };
        let f = &mut self.formulas;
        let (mut states, mut absent_name) = (States::new(), None);
        if spot.range.flags.has(Flags::ABSENT) {
            let absent = if matches!(value, Value::Nothing) {
                f.truth(true)
            } else {
                let name = format!("{name}.absent");
                let absent = f.unknown_truth(&name);
                absent_name = Some(name);
                absent
            };
            states.insert(ABSENT, absent);
        }
        let said = self.named(Said { value, states });
        Some(Spoken {
            said,
            value: value_name,
            absent: absent_name,
        })
    }

    /// Its place among the unknowns and, where a solver can read it, the name of its fact.
    fn name_of(&self, id: SpotId) -> String {
        let row = self
            .space
            .spot(id)
            .and_then(|it| self.space.joint.row(it.fact));
        let plain = |it: char| it.is_ascii_alphanumeric() || it == '_';
        match row.map(|(_, row)| row.naming.name.as_str()) {
            Some(name) if name.chars().all(plain) => format!("x{id}.{name}"),
            _ => format!("x{id}"),
        }
    }

    /// The values that a model gives the unknowns. None if it gives one that it cannot have.
    pub(super) fn values(&self, model: &BTreeMap<String, String>) -> Option<Vec<(SpotId, Range)>> {
        let mut found = Vec::new();
        for (id, spoken) in &self.spoken {
            let Some(spoken) = spoken else { continue };
            let is_absent = match &spoken.absent {
                Some(name) => model.get(name)? == "true",
                None => false,
            };
            if is_absent {
                found.push((*id, Range::ABSENT));
            } else if let Some(name) = &spoken.value {
                found.push((*id, self.value_of(*id, model.get(name)?)?));
            }
        }
        Some(found)
    }

    fn value_of(&self, id: SpotId, text: &str) -> Option<Range> {
        let spot = self.space.spot(id)?;
        let whole = || text.parse::<i128>().ok();
        let value = match &spot.range.core {
            Core::Truth(_) => match text {
                "true" => Range::YES,
                "false" => Range::NO,
                _ => return None,
            },
            Core::Kind(_) => {
                let name = self.members.get(usize::try_from(whole()?).ok()?)?;
                let (model, ty) = self.space.written_in(id)?;
                let Type::Kind(kind) = ty else { return None };
                let members = &model.kinds()[kind].members;
                let at = members.iter().position(|it| it.name == *name)?;
                Range::kind(u8::try_from(at).ok()?)
            }
            Core::Numbers(_) => {
                let (steps, scale) = (whole()?, scale(spot.whole));
                let of = i128::from(scale);
                let ones = i64::try_from(steps.div_euclid(of)).ok()?;
                let rest = i64::try_from(steps.rem_euclid(of)).ok()?;
                Range::number(Number::from(ones).add(&Number::from_ratio(rest, scale)?))
            }
            Core::Date(..) => Range::date(Date::from_ordinal(i32::try_from(whole()?).ok()?)?),
            Core::Moment(low, _) => {
                let at = i64::try_from(whole()?).ok()?;
                let moment = later(*low, at.checked_sub(minutes(*low))?)?;
                Range::of(Core::Moment(moment, moment))
            }
            _ => return None,
        };
        (!value.is_disjoint(&Range::of(spot.range.core.clone()))).then_some(value)
    }

    // ------------------------------------------------------------------------------ conditions

    /// A term as a condition; what has no formula is left free. None if it is no condition.
    pub(super) fn condition(&mut self, id: TermId) -> Option<Condition> {
        if let Some(said) = self.said(id) {
            return self.condition_of(&said);
        }
        if let Some(known) = self.free.get(&id) {
            return Some(known.clone());
        }
        self.exact = false;
        let f = &mut self.formulas;
        let value = f.unknown_truth(&format!("free{id}"));
        let highest = i64::try_from(STATES.len()).ok()?;
        let name = format!("free{id}.state");
        let state = f.unknown_whole(&name, &Number::ZERO, &Number::from(highest));
        let is = |f: &Formulas, at: usize| {
            let at = i64::try_from(at).unwrap_or_default();
            f.same(state, f.whole(&Number::from(at)))
        };
        let states = (NOT_APPLICABLE..STATES.len()).map(|at| (at, is(f, at)));
        let states: States = states.collect();
        let yes = f.and([value, is(f, ABSENT)]);
        let free = Condition { yes, states };
        self.free.insert(id, free.clone());
        Some(free)
    }

    pub(super) fn conditions(&mut self, of: &[TermId]) -> Option<Vec<Condition>> {
        of.iter().map(|it| self.condition(*it)).collect()
    }

    /// What is absent is no, as a condition.
    pub(super) fn condition_of(&self, said: &Said) -> Option<Condition> {
        let yes = match said.value {
            Value::Truth(it) => self.formulas.and([it, self.in_none(&said.states)]),
            Value::Nothing => self.formulas.truth(false),
            Value::Number(..) | Value::Member(_) => return None,
        };
        let mut states = said.states.clone();
        states.remove(&ABSENT);
        Some(Condition { yes, states })
    }

    pub(super) fn is_no(&self, of: &Condition) -> SExpr {
        self.formulas
            .and([self.formulas.not(of.yes), self.in_none(&of.states)])
    }

    /// It is in no state.
    pub(super) fn in_none(&self, states: &States) -> SExpr {
        let f = &self.formulas;
        f.and(states.values().map(|it| f.not(*it)).collect::<Vec<SExpr>>())
    }

    /// No wins over a state, a state over yes.
    pub(super) fn all(&self, of: &[Condition]) -> Condition {
        let f = &self.formulas;
        let yes = f.and(of.iter().map(|it| it.yes));
        let states = self.highest(of.iter().map(|it| &it.states));
        if states.is_empty() {
            return Condition { yes, states };
        }
        let none_is_no = f.and(of.iter().map(|it| f.not(self.is_no(it))));
        let states = states.into_iter();
        let states = states.map(|(state, when)| (state, f.and([when, none_is_no])));
        Condition {
            yes,
            states: states.collect(),
        }
    }

    /// Yes wins over a state, a state over no.
    pub(super) fn any(&self, of: &[Condition]) -> Condition {
        let f = &self.formulas;
        let yes = f.or(of.iter().map(|it| it.yes));
        let states = self.highest(of.iter().map(|it| &it.states)).into_iter();
        let states = states.map(|(state, when)| (state, f.and([when, f.not(yes)])));
        Condition {
            yes,
            states: states.collect(),
        }
    }

    pub(super) fn opposite(&self, of: &Condition) -> Condition {
        Condition {
            yes: self.is_no(of),
            states: of.states.clone(),
        }
    }

    /// The highest of the states that operands are in.
    pub(super) fn highest<'s>(&self, of: impl IntoIterator<Item = &'s States>) -> States {
        let f = &self.formulas;
        let mut some: BTreeMap<usize, Vec<SExpr>> = BTreeMap::new();
        for (state, when) in of.into_iter().flatten() {
            some.entry(*state).or_default().push(*when);
        }
        let mut found = States::new();
        let mut higher = f.truth(false);
        for (state, when) in some.into_iter().rev() {
            let here = f.or(when);
            found.insert(state, f.and([here, f.not(higher)]));
            higher = f.or([higher, here]);
        }
        found.retain(|_, when| !f.is_no(*when));
        found
    }

    // --------------------------------------------------------------------------------- numbers

    /// A value as one number.
    pub(super) fn number(&self, value: Value) -> Option<SExpr> {
        match value {
            Value::Number(it, None) => Some(it),
            Value::Number(it, Some(by)) => Some(self.formulas.quotient(it, by)),
            Value::Nothing => Some(self.formulas.number(&Number::ZERO)),
            Value::Truth(_) | Value::Member(_) => None,
        }
    }

    fn sum(&mut self, parts: &Parts, constant: &Number) -> Option<Said> {
        let mut all = Vec::new();
        let mut found = Vec::new();
        for (term, times) in parts {
            let said = self.said(*term)?;
            let number = self.number(said.value)?;
            if !times.is_zero() {
                found.push(self.formulas.times(times, number));
            }
            all.push(said.states);
        }
        Some(Said {
            value: Value::Number(self.formulas.sum(found, constant), None),
            states: self.highest(&all),
        })
    }

    /// What is absent is in no comparison; what is blocked blocks it.
    fn compared(&mut self, comparison: Comparison, parts: &Parts, bound: &Number) -> Option<Said> {
        let mut states = Vec::new();
        let (mut numbers, mut divided) = (Vec::new(), Vec::new());
        for (term, times) in parts {
            let said = self.said(*term)?;
            if !times.is_zero() {
                match said.value {
                    Value::Number(of, Some(by)) => {
                        divided.push((self.formulas.times(times, of), by));
                    }
                    other => {
                        let number = self.number(other)?;
                        numbers.push(self.formulas.times(times, number));
                    }
                }
            }
            states.push(said.states);
        }
        let f = &self.formulas;
        let holds = match divided.as_slice() {
            // A quotient is compared as a product, which stays linear where the other side is a constant.
            [(of, by)] => {
                let rest = f.sum(numbers, &bound.neg());
                let left = f.sum(vec![*of, f.product(rest, *by)], &Number::ZERO);
                let zero = f.number(&Number::ZERO);
                let positive = f.compare(Comparison::More, *by, zero);
                f.choice(
                    positive,
                    f.compare(comparison, left, zero),
                    f.compare(comparison, zero, left),
                )
            }
            _ => {
                numbers.extend(divided.iter().map(|(of, by)| f.quotient(*of, *by)));
                f.compare(comparison, f.sum(numbers, &Number::ZERO), f.number(bound))
            }
        };
        Some(self.unless_absent(holds, &states).said())
    }

    /// A test of operands: no if one is absent, blocked if one is.
    pub(super) fn unless_absent(&self, holds: SExpr, of: &[States]) -> Condition {
        let f = &self.formulas;
        let mut states = self.highest(of);
        let absent = states.remove(&ABSENT);
        let given = absent.map(|it| f.not(it));
        let blocked = self.in_none(&states);
        Condition {
            yes: f.and([holds, blocked].into_iter().chain(given)),
            states,
        }
    }
}

impl Condition {
    pub(super) fn said(self) -> Said {
        Said {
            value: Value::Truth(self.yes),
            states: self.states,
        }
    }
}

impl Said {
    pub(super) fn of(value: Value) -> Said {
        Said {
            value,
            states: States::new(),
        }
    }
}

/// So many values between one whole number and the next can stand in a file.
fn scale(whole: bool) -> i64 {
    if whole { 1 } else { 1_000_000_000 }
}

fn days(day: Date) -> Number {
    Number::from(i64::from(day.ordinal()))
}

fn minute(moment: Moment) -> Number {
    Number::from(minutes(moment))
}

/// The names of members of an enumeration.
fn members(model: &Model, ty: &Type, bits: u64) -> Option<Vec<String>> {
    let Type::Kind(kind) = ty else { return None };
    let members = model.kinds()[*kind].members.iter().enumerate();
    let names = members.filter(|(at, _)| *at < 64 && bits >> at & 1 == 1);
    Some(names.map(|(_, it)| it.name.clone()).collect())
}
