//! Choosing among a conclusion's rules: grounds, exceptions, conflicts, gaps (semantics 2).
//!
//! `active(r)` = in force, in scope, its condition holds, and no exception to it is active. All
//! three-valued; the graph of exceptions is acyclic, so an exception to an exception needs no more.

use super::case::Case;
use super::evaluator::{CacheKey, Evaluator, heard_days, turned};
use super::ops;
use super::range::{Core, Flags, Key, Range, Truth};
use super::trace::{Node, Recorder};
use crate::model::{Conclusion, ConclusionId, Extreme, RuleEffect, RuleId, Transition, Validity};
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
        if !R::LISTENS && key.is_none() && self.is_near(day) {
            return self.conclusion_near(case, id, day, recorder);
        }
        let entity = self.model.conclusions()[id].entity;
        self.about(entity, |this| {
            this.conclusion_here(case, id, key, day, recorder)
        })
    }

    /// The same without a key, of the case itself, on the as-of day: what most conclusions are asked
    /// for, and what no key need be put together for.
    fn conclusion_near<R: Recorder>(
        &mut self,
        case: &Case,
        id: ConclusionId,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        self.note(|seen| seen.conclusion(id));
        if let Some(known) = self.near(id) {
            return known.clone();
        }
        let result = self.weighed(case, id, None, day, recorder);
        self.keep_near(id, &result);
        result
    }

    /// The outcome of a conclusion about the member at the end of the path.
    fn conclusion_here<R: Recorder>(
        &mut self,
        case: &Case,
        id: ConclusionId,
        key: Option<Key>,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        self.note(|seen| seen.conclusion(id));
        let cache = CacheKey {
            conclusion: id,
            key,
            day,
            path: self.path.clone(),
            assumed: self.assumed.clone(),
        };
        let known = match self.cached(&cache) {
            Some(known) if recorder.may_reuse(&cache) => Some(known.clone()),
            _ => self.recall(&cache, recorder),
        };
        if let Some(known) = known {
            if R::LISTENS {
                let at = recorder.enter(|| Node::Again(id, cache.key.clone()), day);
                recorder.leave(at, &known, false);
            }
            return known;
        }
        recorder.opened();
        let at = recorder.enter(|| Node::Conclusion(id, cache.key.clone()), day);
        let result = self.weighed(case, id, cache.key.as_ref(), day, recorder);
        let result = match recorder.turned(at) {
            Some(turned) if R::TURNS => turned.into(),
            _ => result,
        };
        if R::LISTENS {
            recorder.leave(at, &result, false);
        }
        let kept = self
            .memo
            .as_mut()
            .map(|memo| memo.keep(Some(&cache), &result));
        recorder.remember(&cache, at, kept);
        self.keep(cache, &result);
        result
    }

    /// What the rules of a conclusion come to, on the day its facts are taken.
    fn weighed<R: Recorder>(
        &mut self,
        case: &Case,
        id: ConclusionId,
        key: Option<&Key>,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let model = self.model;
        let row = &model.conclusions()[id];
        match row.taken_on {
            None => self.framed(|this| this.rules_of(case, id, key, day, recorder)),
            Some((on, _)) => self.framed(|this| {
                let since = recorder.mark();
                let on_day = this.value(case, on, day, recorder);
                if !on_day.is_settled() {
                    recorder.moved(since);
                }
                match on_day.core {
                    Core::Date(first, last) if first == last && on_day.flags.is_empty() => {
                        this.rules_of(case, id, key, first, recorder)
                    }
                    Core::None => on_day,
                    _ => {
                        for end in heard_days::<R>(&on_day) {
                            this.rules_of(case, id, key, end, recorder);
                        }
                        let known = this.rules_of(case, id, key, day, recorder);
                        let any = this.anything(&row.ty);
                        known.union(if row.collector.is_some() {
                            any.or_absent()
                        } else {
                            any
                        })
                    }
                }
            }),
        }
    }

    fn rules_of<R: Recorder>(
        &mut self,
        case: &Case,
        id: ConclusionId,
        key: Option<&Key>,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        if let Some(key) = key {
            self.variables
                .push(super::evaluator::Binding::Key(key.clone()));
        }
        let row = &self.model.conclusions()[id];
        let standing = self.standing(id);
        if !standing.in_force {
            return Range::blocker(Flags::NOT_IN_FORCE);
        }
        let result = if row.is_yes_or_no() {
            self.yes_or_no(case, row, day, recorder).into()
        } else {
            self.valued(case, row, day, recorder)
        };
        if !standing.moved && !standing.scoped {
            return result;
        }
        // After the rules, so that what a saving clause asks is told in full where the rules ask it.
        let has_text = if standing.moved {
            self.has_text(case, row, recorder)
        } else {
            Truth::YES
        };
        let result = match (has_text.is_yes(), has_text.is_no()) {
            (true, _) => result,
            (_, true) => Range::blocker(Flags::NOT_IN_FORCE),
            _ => result.union(Range::blocker(Flags::NOT_IN_FORCE)),
        };
        if !standing.scoped {
            return result;
        }
        let applicable = self.applicable(case, row, day, recorder);
        result.in_scope(applicable)
    }

    /// Whether some rule of the conclusion is in force for this case.
    fn has_text<R: Recorder>(&mut self, case: &Case, row: &Conclusion, recorder: &mut R) -> Truth {
        let model = self.model;
        let mut truth = Truth::NO;
        for &rule in &row.rules {
            let rule = &model.rules()[rule];
            let one = if R::HEARS_SLOTS {
                self.text(case, rule.validity, rule.transition.as_deref(), recorder)
            } else {
                // A trace has the clause under the rule already.
                let silent = &mut super::trace::Silent;
                self.text(case, rule.validity, rule.transition.as_deref(), silent)
            };
            truth = truth.or(one);
        }
        truth
    }

    /// Whether a version of a rule or norm is the text that governs this case: its days cover the
    /// as-of day, and no saving clause keeps the case under another version.
    pub(super) fn text<R: Recorder>(
        &mut self,
        case: &Case,
        validity: Validity,
        transition: Option<&Transition>,
        recorder: &mut R,
    ) -> Truth {
        if !validity.covers(self.as_of) {
            return Truth::NO;
        }
        let Some(transition) = transition else {
            return Truth::YES;
        };
        let day = self.as_of;
        let mut truth = Truth::YES;
        for &clause in &transition.barred {
            truth = truth.and(self.saved(case, clause, recorder).not());
        }
        if transition.ended_on.is_some_and(|ended_on| ended_on <= day) {
            let mut spared = Truth::NO;
            for &clause in &transition.spared {
                spared = spared.or(self.saved(case, clause, recorder));
            }
            truth = truth.and(spared);
        }
        truth
    }

    /// Whether some rule of the conclusion is in scope.
    fn applicable<R: Recorder>(
        &mut self,
        case: &Case,
        row: &Conclusion,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let model = self.model;
        let mut truth = Truth::NO;
        for &rule in &row.rules {
            let rule = &model.rules()[rule];
            if !rule.validity.covers(self.as_of) {
                continue;
            }
            let mut one = Truth::YES;
            for &scope in &rule.scopes {
                // A trace has the scope under the rule already; a rule that is no forgets its slots.
                one = one.and(self.framed(|this| {
                    if R::HEARS_SLOTS {
                        this.truth(case, scope, day, recorder)
                    } else {
                        this.truth(case, scope, day, &mut super::trace::Silent)
                    }
                }));
            }
            truth = truth.or(one);
            if truth.is_yes() && !R::HEARS_SLOTS {
                break;
            }
        }
        truth
    }

    /// Whether a rule is active.
    pub(super) fn active<R: Recorder>(
        &mut self,
        case: &Case,
        id: RuleId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let mut unasked = Range::YES;
        self.contribution(case, id, day, &mut unasked, recorder)
    }

    /// Whether a rule is active; if it can be and gives a value, that is put in `result`.
    fn contribution<R: Recorder>(
        &mut self,
        case: &Case,
        id: RuleId,
        day: Date,
        result: &mut Range,
        recorder: &mut R,
    ) -> Truth {
        self.note(|seen| seen.rule(id));
        let at = recorder.enter(|| Node::Rule(id), day);
        let model = self.model;
        let rule = &model.rules()[id];
        let mut truth = Truth::NO;
        if rule.validity.covers(self.as_of) {
            truth = if rule.note {
                self.note_counts(id, recorder)
            } else {
                Truth::YES
            };
            if rule.transition.is_some() {
                let text = self.text(case, rule.validity, rule.transition.as_deref(), recorder);
                truth = truth.and(text);
            }
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
                *result = self.value(case, value, day, recorder);
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
        let active = turned(truth, at, recorder);
        if truth.is_no()
            && !active.is_no()
            && let RuleEffect::Gives(_, value) = rule.effect
        {
            // Turned around, it gives what nobody asked for before.
            *result = self.value(case, value, day, recorder);
        }
        truth = active;
        if R::LISTENS {
            let settled = truth.is_no() || (truth.is_settled() && result.is_settled());
            recorder.leave_part(at, &truth.into(), settled);
        }
        truth
    }

    /// A yes/no conclusion: closed if it has positive rules only, else open.
    fn yes_or_no<R: Recorder>(
        &mut self,
        case: &Case,
        row: &Conclusion,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let model = self.model;
        if !row.open {
            let mut truth = Truth::NO;
            for &rule in &row.rules {
                // An exception written to conclude no blocks its target, and that is all it does.
                if matches!(model.rules()[rule].effect, RuleEffect::Says(_, false)) {
                    continue;
                }
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
            None => Truth {
                yes: false,
                no: false,
                flags: Flags::GAP,
            },
        };
        // The text first; the notes where it is silent; then what is said otherwise.
        two_sided(yes, no, two_sided(note_yes, note_no, silent))
    }

    fn valued<R: Recorder>(
        &mut self,
        case: &Case,
        row: &Conclusion,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let model = self.model;
        if let ([only], None, false) = (row.rules.as_slice(), row.collector, R::LISTENS) {
            let mut result = Range::YES;
            let active = self.contribution(case, *only, day, &mut result, recorder);
            if active.is_yes() {
                return result;
            }
            return agreed(std::iter::once(&Contribution {
                active,
                result,
                note: false,
            }))
            .or_gap();
        }
        let mut contributions = Vec::with_capacity(row.rules.len());
        for &id in &row.rules {
            let rule = &model.rules()[id];
            if !rule.validity.covers(self.as_of) && !R::LISTENS {
                continue;
            }
            let mut result = Range::YES;
            let active = self.contribution(case, id, day, &mut result, recorder);
            contributions.push(Contribution {
                active,
                result,
                note: rule.note,
            });
        }
        match row.collector {
            Some(collector) => collected(collector, &contributions),
            None => {
                // The text first; the notes where it is silent.
                let text = agreed(contributions.iter().filter(|it| !it.note));
                if !text.silent || contributions.iter().all(|it| !it.note) {
                    return text.or_gap();
                }
                text.range
                    .union(agreed(contributions.iter().filter(|it| it.note)).or_gap())
            }
        }
    }
}

/// Yes if the one side is active, no if the other is, conflict if both, else what is said below.
fn two_sided(yes: Truth, no: Truth, neither: Truth) -> Truth {
    let decided = yes.decided().and(no.decided());
    let mut truth = Truth {
        yes: yes.yes && no.no,
        no: no.yes && yes.no,
        flags: decided.flags,
    };
    if yes.yes && no.yes {
        truth.flags = truth.flags.with(Flags::CONFLICT);
    }
    if yes.no && no.no {
        truth = truth.union(neither);
    }
    truth
}

/// What the rules of one rank give together.
struct Agreed {
    /// The outcomes where some rule is active.
    range: Range,
    /// Whether it can be that none is.
    silent: bool,
}

impl Agreed {
    /// Nothing said is a gap.
    fn or_gap(self) -> Range {
        if self.silent {
            self.range.union(Range::blocker(Flags::GAP))
        } else {
            self.range
        }
    }
}

/// Whether every rule is decided, and if so whether its result is: else the highest blocker.
fn decided<'a>(contributions: impl Iterator<Item = &'a Contribution>) -> Truth {
    contributions.fold(Truth::YES, |so_far, it| {
        let mut result = it.result.decided();
        result.yes |= it.active.no;
        let so_far = so_far.and(it.active.decided());
        if it.active.yes {
            so_far.and(result)
        } else {
            so_far
        }
    })
}

/// One value, or nothing, or conflict (the table of semantics 2).
fn agreed<'a>(contributions: impl Iterator<Item = &'a Contribution> + Clone) -> Agreed {
    let decided = decided(contributions.clone());
    let mut sure = false;
    let mut conflict = Truth::NO;
    let mut all = Range::of(Core::None);
    let mut seen: Vec<(Range, bool)> = Vec::new();
    for it in contributions.filter(|it| it.active.yes) {
        let certain = it.active.is_yes() && it.result.flags.blockers().is_empty();
        let result = Range {
            flags: it.result.flags.without(it.result.flags.blockers()),
            ..it.result.clone()
        };
        if !result.has_value() && result.flags.is_empty() {
            continue;
        }
        for (other, other_certain) in &seen {
            if certain && *other_certain && other.is_disjoint(&result) {
                conflict = Truth::YES;
            } else if !(other.is_settled() && *other == result) {
                conflict = conflict.or(Truth::EITHER);
            }
        }
        sure |= certain;
        all = all.union(result.clone());
        seen.push((result, certain));
    }
    if conflict.is_yes() {
        return Agreed {
            range: Range::blocker(Flags::CONFLICT),
            silent: false,
        };
    }
    if !decided.yes {
        all = Range::of(Core::None);
    }
    let conflict = if conflict.yes {
        Flags::CONFLICT
    } else {
        Flags::NONE
    };
    Agreed {
        range: Range {
            flags: all.flags.with(decided.flags).with(conflict),
            ..all
        },
        silent: decided.yes && !sure,
    }
}

/// Every active rule gives an item; a maybe-active one gives a possible item; no item is absent.
fn collected(collector: Collector, contributions: &[Contribution]) -> Range {
    let decided = decided(contributions.iter());
    if !decided.yes {
        return Range::blocker(decided.flags);
    }
    let items: Vec<Contribution> = contributions
        .iter()
        .filter(|it| it.active.yes)
        .map(|it| {
            let absent = if it.result.flags.has(Flags::ABSENT) {
                Truth::EITHER
            } else {
                Truth::YES
            };
            let result = Range {
                flags: Flags::NONE,
                ..it.result.clone()
            };
            Contribution {
                active: Truth {
                    flags: Flags::NONE,
                    ..it.active
                }
                .and(absent),
                result,
                note: it.note,
            }
        })
        .filter(|it| it.result.has_value())
        .collect();
    let range = match collector {
        Collector::Latest | Collector::Largest => best(Extreme::Largest, &items),
        Collector::Earliest | Collector::Smallest => best(Extreme::Smallest, &items),
        Collector::Sum => sum(&items),
        Collector::List => list(&items),
    };
    let none = items.iter().all(|it| !it.active.is_yes());
    let range = if none { range.or_absent() } else { range };
    Range {
        flags: range.flags.with(decided.flags),
        ..range
    }
}

fn sum(items: &[Contribution]) -> Range {
    let zero = Range::number(Number::ZERO);
    let mut total = if items.is_empty() {
        Range::of(Core::None)
    } else {
        zero.clone()
    };
    for it in items {
        let one = if it.active.is_yes() {
            it.result.clone()
        } else {
            it.result.clone().union(zero.clone())
        };
        total = ops::arithmetic(ops::Operation::Add, &total, &one);
    }
    total
}

fn list(items: &[Contribution]) -> Range {
    if !items
        .iter()
        .all(|it| it.active.is_yes() && it.result.is_settled())
    {
        return Range::ANY;
    }
    let mut keys: Vec<Key> = items
        .iter()
        .filter_map(|it| super::evaluator::key_of(&it.result))
        .collect();
    keys.sort();
    keys.dedup();
    Range::of(if keys.is_empty() {
        Core::None
    } else {
        Core::Set(keys.into())
    })
}

fn best(which: Extreme, items: &[Contribution]) -> Range {
    let (sure, maybe): (Vec<&Contribution>, Vec<&Contribution>) =
        items.iter().partition(|it| it.active.is_yes());
    let sure = sure
        .into_iter()
        .map(|it| it.result.clone())
        .reduce(|one, other| ops::extreme(which, one, other));
    // With a possible item the best is the best so far, or the better of both.
    maybe.into_iter().fold(
        sure.clone().unwrap_or(Range::of(Core::None)),
        |result, item| {
            let with = match &sure {
                Some(_) => ops::extreme(which, result.clone(), item.result.clone()),
                None => item.result.clone(),
            };
            result.union(with)
        },
    )
}
