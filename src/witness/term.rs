//! What an outcome still turns on, in one form for both rule sets.
//!
//! A term stands for a function of the unknowns. Two terms with one id are the same function, whichever
//! rule set they come from: that is how a decision is proven the same without going through the values
//! of everything it reads. The reverse does not hold, so a difference of terms proves nothing.
//!
//! The form is normal as far as is cheap: conjunctions and disjunctions are flat, without order and
//! without what is decided; negation is pushed down to the atoms; comparisons of sums are brought to one
//! side and scaled, so that `x is more than 20% of y` and `x * 5 is more than y` are one. A negated
//! comparison is turned round only where nothing in it can be absent.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::space::{FactAt, SpotId};
use crate::eval::{Core, Flags, Key, Range};
use crate::model::{Comparison, Model, Type};
use crate::value::{Date, Number};

/// A term, by its position among all.
pub(super) type TermId = usize;

/// Numbers times terms.
pub(super) type Parts = Box<[(TermId, Number)]>;

/// What is still open, as a function of the unknowns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// A settled outcome, by its text.
    Settled(Arc<str>),
    /// An unknown as narrowed so far; of an event, as seen on a day.
    Spot(SpotId, u32, Option<Date>),
    /// All of these.
    And(Box<[TermId]>),
    /// One of these.
    Or(Box<[TermId]>),
    /// Not this.
    Not(TermId),
    /// A sum of multiples and a number.
    Sum(Parts, Number),
    /// A sum of multiples compared with a number.
    Compare(Comparison, Parts, Number),
    /// Anything made of its operands alone.
    Made(Arc<str>, Box<[TermId]>),
    /// A part of the rules as it is written, with the state of the facts it can read. What moves it,
    /// the day on which it is judged, say, comes first.
    Opaque(Arc<str>, Box<[FactAt]>, Box<[TermId]>),
}

/// An unknown that a term turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// An unknown.
    Spot(SpotId),
    /// All that is unknown of a fact, by its position among the facts of both.
    Fact(usize),
    /// An unknown that chooses the day or key at which something else is judged.
    Moves(SpotId),
}

/// All terms of one search.
#[derive(Debug)]
pub(super) struct Terms {
    rows: Vec<Term>,
    ids: HashMap<Term, TermId>,
    settled: HashMap<TermId, Range>,
    may_be_absent: Vec<bool>,
    texts: HashMap<Arc<str>, Arc<str>>,
}

/// Settled yes.
pub(super) const YES: TermId = 0;
/// Settled no.
pub(super) const NO: TermId = 1;

impl Terms {
    pub(super) fn new() -> Terms {
        let mut terms = Terms {
            rows: Vec::new(),
            ids: HashMap::new(),
            settled: HashMap::new(),
            may_be_absent: Vec::new(),
            texts: HashMap::new(),
        };
        for range in [Range::YES, Range::NO] {
            let text = canonical_core(None, &range.core);
            terms.settled_as(&text, &range);
        }
        terms
    }

    /// A term by its id.
    pub(super) fn get(&self, id: TermId) -> Option<&Term> {
        self.rows.get(id)
    }

    fn add(&mut self, term: Term, may_be_absent: bool) -> TermId {
        if let Some(id) = self.ids.get(&term) {
            return *id;
        }
        let id = self.rows.len();
        self.rows.push(term.clone());
        self.may_be_absent.push(may_be_absent);
        self.ids.insert(term, id);
        id
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let kept: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&kept), Arc::clone(&kept));
        kept
    }

    /// Whether a term is a settled outcome.
    pub(super) fn is_settled(&self, id: TermId) -> bool {
        matches!(self.get(id), Some(Term::Settled(_)))
    }

    /// The range of a settled term, in the form of the rule set it was first met in.
    pub(super) fn range(&self, id: TermId) -> Option<&Range> {
        self.settled.get(&id)
    }

    /// A settled outcome.
    pub(super) fn settled(&mut self, model: &Model, ty: &Type, range: &Range) -> TermId {
        if *range == Range::YES {
            return YES;
        }
        if *range == Range::NO {
            return NO;
        }
        let text = canonical(model, ty, range);
        self.settled_as(&text, range)
    }

    fn settled_as(&mut self, text: &str, range: &Range) -> TermId {
        let text = self.text(text);
        let id = self.add(Term::Settled(text), range.flags.has(Flags::ABSENT));
        self.settled.entry(id).or_insert_with(|| range.clone());
        id
    }

    /// An unknown.
    pub(super) fn spot(
        &mut self,
        spot: SpotId,
        state: u32,
        day: Option<Date>,
        may_be_absent: bool,
    ) -> TermId {
        self.add(Term::Spot(spot, state, day), may_be_absent)
    }

    /// All of these.
    pub(super) fn and(&mut self, parts: impl IntoIterator<Item = TermId>) -> TermId {
        let mut flat = BTreeSet::new();
        for part in parts {
            match self.get(part) {
                Some(Term::And(inner)) => flat.extend(inner.iter().copied()),
                _ => {
                    flat.insert(part);
                }
            }
        }
        flat.remove(&YES);
        if flat.contains(&NO) {
            return NO;
        }
        let flat: Vec<TermId> = flat.into_iter().collect();
        match flat.as_slice() {
            [] => YES,
            [only] => *only,
            _ => self.add(Term::And(flat.into()), false),
        }
    }

    /// One of these.
    pub(super) fn or(&mut self, parts: impl IntoIterator<Item = TermId>) -> TermId {
        let mut flat = BTreeSet::new();
        for part in parts {
            match self.get(part) {
                Some(Term::Or(inner)) => flat.extend(inner.iter().copied()),
                _ => {
                    flat.insert(part);
                }
            }
        }
        flat.remove(&NO);
        if flat.contains(&YES) {
            return YES;
        }
        let flat: Vec<TermId> = flat.into_iter().collect();
        match flat.as_slice() {
            [] => NO,
            [only] => *only,
            _ => self.add(Term::Or(flat.into()), false),
        }
    }

    /// Not this.
    pub(super) fn not(&mut self, part: TermId) -> TermId {
        match self.get(part).cloned() {
            Some(Term::Settled(_)) if part == YES => NO,
            Some(Term::Settled(_)) if part == NO => YES,
            // A blocker stays what it is.
            Some(Term::Settled(_)) => part,
            Some(Term::Not(inner)) => inner,
            Some(Term::And(inner)) => {
                let parts: Vec<TermId> = inner.iter().map(|it| self.not(*it)).collect();
                self.or(parts)
            }
            Some(Term::Or(inner)) => {
                let parts: Vec<TermId> = inner.iter().map(|it| self.not(*it)).collect();
                self.and(parts)
            }
            Some(Term::Compare(comparison, parts, bound)) => {
                // What is absent makes a comparison no and its negation yes.
                let absent = parts.iter().any(|(it, _)| self.can_be_absent(*it));
                match opposite(comparison).filter(|_| !absent) {
                    Some(turned) => self.add(Term::Compare(turned, parts, bound), false),
                    None => self.add(Term::Not(part), false),
                }
            }
            _ => self.add(Term::Not(part), false),
        }
    }

    fn can_be_absent(&self, id: TermId) -> bool {
        self.may_be_absent.get(id).copied().unwrap_or(true)
    }

    /// A sum of multiples: `a + b`, `a - b`, `20% of a`.
    pub(super) fn sum(&mut self, left: TermId, right: TermId, factor: &Number) -> Option<TermId> {
        let (mut parts, mut constant) = self.as_sum(left)?;
        let (more, number) = self.as_sum(right)?;
        for (term, times) in more {
            let times = times.mul(factor);
            add_to(&mut parts, term, &times);
        }
        constant = constant.add(&number.mul(factor));
        Some(self.of_sum(parts, constant))
    }

    /// A multiple, where one of the operands is a settled number.
    pub(super) fn product(&mut self, left: TermId, right: TermId) -> Option<TermId> {
        let (of, factor) = match (self.number(left), self.number(right)) {
            (_, Some(factor)) => (left, factor),
            (Some(factor), None) => (right, factor),
            (None, None) => return None,
        };
        let (parts, constant) = self.as_sum(of)?;
        let parts = parts
            .into_iter()
            .map(|(term, times)| (term, times.mul(&factor)))
            .collect();
        Some(self.of_sum(parts, constant.mul(&factor)))
    }

    /// A quotient by a settled number.
    pub(super) fn quotient(&mut self, left: TermId, right: TermId) -> Option<TermId> {
        let factor = Number::ONE.div(&self.number(right)?)?;
        let (parts, constant) = self.as_sum(left)?;
        let parts = parts
            .into_iter()
            .map(|(term, times)| (term, times.mul(&factor)))
            .collect();
        Some(self.of_sum(parts, constant.mul(&factor)))
    }

    fn number(&self, id: TermId) -> Option<Number> {
        let range = self.range(id)?;
        match (&range.core, range.flags.is_empty()) {
            (Core::Number(number), true) => Some(number.clone()),
            (Core::Date(low, high), true) if low == high => {
                Some(Number::from(i64::from(low.ordinal())))
            }
            (Core::Moment(low, high), true) if low == high => {
                Some(Number::from(super::split::minutes(*low)))
            }
            _ => None,
        }
    }

    /// A term as a sum; none of what is settled and no number.
    fn as_sum(&self, id: TermId) -> Option<(BTreeMap<TermId, Number>, Number)> {
        if let Some(number) = self.number(id) {
            return Some((BTreeMap::new(), number));
        }
        match self.get(id)? {
            Term::Settled(_) => None,
            Term::Sum(parts, constant) => Some((parts.iter().cloned().collect(), constant.clone())),
            _ => Some((BTreeMap::from([(id, Number::ONE)]), Number::ZERO)),
        }
    }

    fn of_sum(&mut self, parts: BTreeMap<TermId, Number>, constant: Number) -> TermId {
        let single = match parts.iter().next() {
            Some((term, times)) if parts.len() == 1 && *times == Number::ONE => Some(*term),
            _ => None,
        };
        if let Some(term) = single.filter(|_| constant.is_zero()) {
            return term;
        }
        if parts.is_empty() {
            let range = Range::number(constant);
            let text = canonical_core(None, &range.core);
            return self.settled_as(&text, &range);
        }
        let absent = parts.keys().any(|it| self.can_be_absent(*it));
        let parts: Parts = parts.into_iter().collect();
        self.add(Term::Sum(parts, constant), absent)
    }

    /// A comparison of numbers, or of days.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: TermId,
        right: TermId,
    ) -> Option<TermId> {
        let (mut parts, constant) = self.as_sum(left)?;
        let (more, number) = self.as_sum(right)?;
        let minus = Number::ONE.neg();
        for (term, times) in more {
            let times = times.mul(&minus);
            add_to(&mut parts, term, &times);
        }
        let bound = number.sub(&constant);
        let lead = parts.values().find(|it| !it.is_zero()).cloned();
        let lead = lead.unwrap_or(Number::ONE);
        let scale = Number::ONE.div(&lead)?;
        let comparison = if lead.is_negative() {
            turned(comparison)
        } else {
            comparison
        };
        let parts: Parts = parts
            .into_iter()
            .map(|(term, times)| (term, times.mul(&scale)))
            .collect();
        Some(self.add(Term::Compare(comparison, parts, bound.mul(&scale)), false))
    }

    /// Anything made of its operands alone.
    pub(super) fn made(&mut self, what: &str, of: Vec<TermId>) -> TermId {
        let what = self.text(what);
        self.add(Term::Made(what, of.into()), true)
    }

    /// The same where the operands have no order.
    pub(super) fn made_of_any(&mut self, what: &str, mut of: Vec<TermId>) -> TermId {
        of.sort_unstable();
        self.made(what, of)
    }

    /// A part of the rules as it is written.
    pub(super) fn opaque(
        &mut self,
        what: &str,
        facts: Vec<FactAt>,
        moved_by: Vec<TermId>,
    ) -> TermId {
        let what = self.text(what);
        self.add(Term::Opaque(what, facts.into(), moved_by.into()), true)
    }
}

impl Default for Terms {
    fn default() -> Self {
        Terms::new()
    }
}

fn add_to(parts: &mut BTreeMap<TermId, Number>, term: TermId, times: &Number) {
    let sum = parts.get(&term).map_or(times.clone(), |it| it.add(times));
    // A term that cancels out stays with a factor of 0: it may still be absent.
    parts.insert(term, sum);
}

/// The comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Equal,
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
    }
}

/// The comparison that holds exactly where this one does not, if nothing is absent.
fn opposite(comparison: Comparison) -> Option<Comparison> {
    match comparison {
        Comparison::Equal => None,
        Comparison::Less => Some(Comparison::AtLeast),
        Comparison::AtMost => Some(Comparison::More),
        Comparison::More => Some(Comparison::AtMost),
        Comparison::AtLeast => Some(Comparison::Less),
    }
}

/// A text that two ranges have in common exactly if they are the same outcomes: members of an
/// enumeration by name, all else by value.
pub(super) fn canonical(model: &Model, ty: &Type, range: &Range) -> String {
    let members = match ty {
        Type::Kind(kind) => Some(&model.kinds()[*kind].members),
        Type::Set(of) | Type::List(of) => match of.as_ref() {
            Type::Kind(kind) => Some(&model.kinds()[*kind].members),
            _ => None,
        },
        _ => None,
    };
    let names: Option<Vec<&str>> =
        members.map(|it| it.iter().map(|member| member.name.as_str()).collect());
    let core = canonical_core(names.as_deref(), &range.core);
    if range.flags.is_empty() {
        core
    } else {
        format!("{core} {:?}", range.flags)
    }
}

fn canonical_core(members: Option<&[&str]>, core: &Core) -> String {
    let name = |at: u32| -> String {
        members
            .and_then(|it| it.get(at as usize))
            .map_or_else(|| format!("#{at}"), |name| (*name).to_owned())
    };
    match core {
        Core::Kind(bits) => {
            let mut names: Vec<String> =
                (0..64).filter(|at| bits >> at & 1 == 1).map(name).collect();
            names.sort();
            names.join("|")
        }
        Core::Set(keys) => {
            let mut names: Vec<String> = keys
                .iter()
                .map(|key| match key {
                    Key::Kind(at) => name(u32::from(*at)),
                    other => format!("{other:?}"),
                })
                .collect();
            names.sort();
            format!("{{{}}}", names.join(","))
        }
        Core::Number(number) => number.to_string(),
        Core::Truth(bits) => match bits {
            1 => "yes".to_owned(),
            2 => "no".to_owned(),
            _ => "yes or no".to_owned(),
        },
        other => format!("{other:?}"),
    }
}
