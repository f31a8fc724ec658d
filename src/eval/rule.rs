//! Choosing among a conclusion's rules: grounds, exceptions, conflicts, gaps (semantics 2).
//!
//! `active(r)` = in force, in scope, its condition holds, and no exception to it is active. All
//! three-valued; the graph of exceptions is acyclic, so an exception to an exception needs no more.

use super::case::Case;
use super::evaluator::{CacheKey, Evaluator};
use super::ops;
use super::range::{Core, Flags, Key, Range, Truth};
use super::trace::{Node, Recorder};
use crate::model::{Conclusion, ConclusionId, Extreme, RuleEffect, RuleId, Type};
use crate::syntax::ast::Collector;
use crate::value::{Date, Number};

/// What one rule of a conclusion can contribute.
struct Contribution {
    active: Truth,
    result: Range,
    note: bool,
}

impl Evaluator<'_> {
    /// The outcome of a conclusion at a key on a day.
    pub(super) fn conclusion<R: Recorder>(
        &mut self,
        case: &Case,
        id: ConclusionId,
        key: Option<Key>,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let cache: CacheKey = (id, key, day);
        if let Some(known) = self.cached(&cache)
            && recorder.may_reuse(&cache)
        {
            let known = known.clone();
            if R::LISTENS {
                let at = recorder.enter(|| Node::Again(id, cache.1.clone()), day);
                recorder.leave(at, &known, false);
            }
            return known;
        }
        let at = recorder.enter(|| Node::Conclusion(id, cache.1.clone()), day);
        let model = self.model;
        let row = &model.conclusions()[id];
        let result = match row.taken_on {
            None => self.framed(|this| this.rules_of(case, row, cache.1.as_ref(), day, recorder)),
            Some((on, _)) => self.framed(|this| {
                let on_day = this.value(case, on, day, recorder);
                match on_day.core {
                    Core::Date(first, last) if first == last && on_day.flags.is_empty() => {
                        this.rules_of(case, row, cache.1.as_ref(), first, recorder)
                    }
                    Core::None => on_day,
                    _ => {
                        let known = this.rules_of(case, row, cache.1.as_ref(), day, recorder);
                        known.union(this.anything(&row.ty))
                    }
                }
            }),
        };
        if R::LISTENS {
            recorder.leave(at, &result, false);
        }
        self.keep(cache.clone(), &result);
        recorder.remember(&cache, at);
        result
    }

    fn rules_of<R: Recorder>(&mut self, case: &Case, row: &Conclusion, key: Option<&Key>, day: Date, recorder: &mut R) -> Range {
        if let Some(key) = key {
            self.variables.push(super::evaluator::Binding::Key(key.clone()));
        }
        let (mut in_force, mut scoped) = (row.rules.is_empty(), false);
        for &rule in &row.rules {
            let rule = &self.model.rules()[rule];
            in_force |= rule.validity.covers(self.as_of);
            scoped |= !rule.scopes.is_empty();
        }
        if !in_force {
            return Range::blocker(Flags::NOT_IN_FORCE);
        }
        let result = if row.ty == Type::YesNo && row.collector.is_none() {
            self.yes_or_no(case, row, day, recorder).into()
        } else {
            self.valued(case, row, day, recorder)
        };
        if !scoped {
            return result;
        }
        let applicable = self.applicable(case, row, day);
        if applicable.is_yes() {
            return result;
        }
        if applicable.is_no() {
            return Range::blocker(Flags::NOT_APPLICABLE);
        }
        let outside = if applicable.no { Flags::NOT_APPLICABLE } else { Flags::NONE };
        result.union(Range::blocker(applicable.flags.with(outside)))
    }

    /// Whether some rule of the conclusion is in scope.
    fn applicable(&mut self, case: &Case, row: &Conclusion, day: Date) -> Truth {
        let model = self.model;
        let mut truth = Truth::NO;
        for &rule in &row.rules {
            let rule = &model.rules()[rule];
            if !rule.validity.covers(self.as_of) {
                continue;
            }
            let mut one = Truth::YES;
            for &scope in &rule.scopes {
                // What the scope reads is heard when the rule itself is gone through.
                one = one.and(self.framed(|this| this.truth(case, scope, day, &mut super::trace::Silent)));
            }
            truth = truth.or(one);
            if truth.is_yes() {
                break;
            }
        }
        truth
    }

    /// Whether a rule is active.
    pub(super) fn active<R: Recorder>(&mut self, case: &Case, id: RuleId, day: Date, recorder: &mut R) -> Truth {
        self.contribution(case, id, day, recorder).0
    }

    /// Whether a rule is active, and what it gives if it can be.
    fn contribution<R: Recorder>(&mut self, case: &Case, id: RuleId, day: Date, recorder: &mut R) -> (Truth, Range) {
        let at = recorder.enter(|| Node::Rule(id), day);
        let model = self.model;
        let rule = &model.rules()[id];
        let mut result = Range::YES;
        let mut truth = Truth::NO;
        if rule.validity.covers(self.as_of) {
            truth = if rule.note { self.note_counts(id, recorder) } else { Truth::YES };
            for &scope in &rule.scopes {
                truth = truth.and(self.framed(|this| this.truth(case, scope, day, recorder)));
            }
            if let Some(condition) = rule.condition
                && (R::EVERYTHING || !truth.is_no())
            {
                truth = truth.and(self.truth(case, condition, day, recorder));
            }
            if !truth.is_no()
                && let RuleEffect::Gives(_, value) = rule.effect
            {
                result = self.value(case, value, day, recorder);
            }
            // Who asks why is told of the exceptions too, where a rule fails by itself as well.
            if R::EVERYTHING || !truth.is_no() {
                for &exception in &rule.exceptions {
                    let bars = self.framed(|this| this.active(case, exception, day, recorder));
                    truth = truth.and(bars.not());
                    if !R::EVERYTHING && truth.is_no() {
                        break;
                    }
                }
            }
        }
        if R::LISTENS {
            let settled = truth.is_no() || (truth.is_settled() && result.is_settled());
            recorder.leave_part(at, &truth.into(), settled);
        }
        (truth, result)
    }

    /// A yes/no conclusion: closed if it has positive rules only, else open.
    fn yes_or_no<R: Recorder>(&mut self, case: &Case, row: &Conclusion, day: Date, recorder: &mut R) -> Truth {
        let model = self.model;
        if !row.open {
            let mut truth = Truth::NO;
            for &rule in &row.rules {
                truth = truth.or(self.active(case, rule, day, recorder));
                if !R::EVERYTHING && truth.is_yes() {
                    break;
                }
            }
            return truth;
        }
        let mut sides = [Truth::NO; 4];
        for &rule in &row.rules {
            let active = self.active(case, rule, day, recorder);
            let positive = matches!(model.rules()[rule].effect, RuleEffect::Says(_, true));
            let side = usize::from(!positive) + if model.rules()[rule].note { 2 } else { 0 };
            if let Some(side) = sides.get_mut(side) {
                *side = side.or(active);
            }
        }
        let [yes, no, note_yes, note_no] = sides;
        let silent = match row.otherwise {
            Some(yes) => Truth::of(yes),
            None => Truth { yes: false, no: false, flags: Flags::GAP },
        };
        // The text first; the notes where it is silent; then what is said otherwise.
        two_sided(yes, no, two_sided(note_yes, note_no, silent))
    }

    fn valued<R: Recorder>(&mut self, case: &Case, row: &Conclusion, day: Date, recorder: &mut R) -> Range {
        let model = self.model;
        if let ([only], None, false) = (row.rules.as_slice(), row.collector, R::LISTENS) {
            let (active, result) = self.contribution(case, *only, day, recorder);
            if active.is_yes() {
                return result;
            }
            return agreed(std::iter::once(&Contribution { active, result, note: false }));
        }
        let mut contributions = Vec::with_capacity(row.rules.len());
        for &id in &row.rules {
            let rule = &model.rules()[id];
            if !rule.validity.covers(self.as_of) && !R::LISTENS {
                continue;
            }
            let (active, result) = self.contribution(case, id, day, recorder);
            contributions.push(Contribution { active, result, note: rule.note });
        }
        match row.collector {
            Some(collector) => collected(collector, &contributions),
            None => {
                let text = agreed(contributions.iter().filter(|it| !it.note));
                if !text.flags.has(Flags::GAP) || contributions.iter().all(|it| !it.note) {
                    return text;
                }
                let notes = agreed(contributions.iter().filter(|it| it.note));
                Range { flags: text.flags.without(Flags::GAP), core: text.core }.union(notes)
            }
        }
    }
}

/// Yes if the one side is active, no if the other is, conflict if both, else what is said below.
fn two_sided(yes: Truth, no: Truth, neither: Truth) -> Truth {
    let mut truth = Truth { yes: false, no: false, flags: yes.flags.with(no.flags) };
    if yes.yes && no.yes {
        truth.flags = truth.flags.with(Flags::CONFLICT);
    }
    truth.yes |= yes.yes && no.no;
    truth.no |= yes.no && no.yes;
    if yes.no && no.no {
        truth = truth.union(neither);
    }
    truth
}

/// One value, or gap, or conflict (the table of semantics 2).
fn agreed<'a>(contributions: impl Iterator<Item = &'a Contribution>) -> Range {
    let mut sure: Option<&Range> = None;
    let mut all: Option<Range> = None;
    let mut flags = Flags::NONE;
    let mut blocked = false;
    let mut one_conflict = false;
    let mut maybe_conflict = false;
    let mut seen: Vec<(&Range, bool)> = Vec::new();
    for it in contributions {
        flags = flags.with(it.active.flags);
        blocked |= !it.active.yes && !it.active.no;
        if !it.active.yes {
            continue;
        }
        let certain = it.active.is_yes();
        for (other, other_certain) in &seen {
            let same = other.is_settled() && *other == &it.result;
            if !same {
                if certain && *other_certain && other.is_disjoint(&it.result) && other.is_settled() && it.result.is_settled() {
                    one_conflict = true;
                } else {
                    maybe_conflict = true;
                }
            }
        }
        seen.push((&it.result, certain));
        if certain {
            sure = Some(&it.result);
        }
        all = Some(match all {
            None => it.result.clone(),
            Some(so_far) => so_far.union(it.result.clone()),
        });
    }
    if blocked {
        return Range::blocker(flags);
    }
    if one_conflict {
        return Range::blocker(Flags::CONFLICT);
    }
    if maybe_conflict {
        flags = flags.with(Flags::CONFLICT);
    }
    if sure.is_none() {
        flags = flags.with(Flags::GAP);
    }
    let mut result = all.unwrap_or(Range::of(Core::None));
    result.flags = result.flags.with(flags);
    result
}

/// Every active rule gives an item; a maybe-active one gives a possible item.
fn collected(collector: Collector, contributions: &[Contribution]) -> Range {
    let flags = contributions.iter().fold(Flags::NONE, |flags, it| flags.with(it.active.flags));
    let mut items = contributions.iter().filter(|it| it.active.yes);
    match collector {
        Collector::Latest | Collector::Largest => best(Extreme::Largest, items, flags),
        Collector::Earliest | Collector::Smallest => best(Extreme::Smallest, items, flags),
        Collector::Sum => {
            let zero = Range::number(Number::ZERO);
            let mut total = zero.clone();
            for it in items {
                let one = if it.active.is_yes() { it.result.clone() } else { it.result.clone().union(zero.clone()) };
                total = ops::arithmetic(ops::Operation::Add, &total, &one);
            }
            total.flags = total.flags.with(flags);
            total
        }
        Collector::List => {
            let sure = items.all(|it| it.active.is_yes() && it.result.is_settled());
            let mut keys: Vec<Key> =
                contributions.iter().filter(|it| it.active.yes).filter_map(|it| super::evaluator::key_of(&it.result)).collect();
            keys.sort();
            keys.dedup();
            let core = if sure { Core::Set(keys.into()) } else { Core::Any };
            Range { core, flags }
        }
    }
}

fn best<'a>(which: Extreme, items: impl Iterator<Item = &'a Contribution>, flags: Flags) -> Range {
    let mut sure: Option<Range> = None;
    let mut maybe: Vec<Range> = Vec::new();
    for it in items {
        if it.active.is_yes() && !it.result.flags.has(Flags::ABSENT) {
            sure = Some(match sure {
                None => it.result.clone(),
                Some(so_far) => ops::extreme(which, so_far, it.result.clone()),
            });
        } else {
            maybe.push(Range { flags: it.result.flags.without(Flags::ABSENT), ..it.result.clone() });
        }
    }
    let none = sure.is_none();
    let mut result = sure.clone().unwrap_or(Range::of(Core::None));
    for item in maybe {
        // With a possible item the best is the best so far, or the better of both.
        let with = match &sure {
            Some(sure) => ops::extreme(which, sure.clone(), item),
            None => item,
        };
        result = result.union(with);
    }
    if none {
        result.flags = result.flags.with(Flags::ABSENT);
    }
    result.flags = result.flags.with(flags);
    result
}
