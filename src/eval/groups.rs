//! Quantifiers and aggregates: going through lists one by one.
//!
//! A list can have sure members, possible members (an act on an unknown day), and further ones the
//! file does not give. A quantifier is settled as soon as no completion can change it (semantics 7).

use super::case::{Case, Given, STRANGER};
use super::evaluator::{
    Binding, Evaluator, JOINED, LEFT, Tally, at_day, heard_days, is_absent, key_of,
};
use super::ops;
use super::range::{Core, Flags, Key, Range, Truth};
use super::slots::Slot;
use super::trace::{Node, Recorder, Turn};
use crate::model::{
    Aggregate, Bucket, Comparison, ExprId, ExprKind, Extreme, FactId, NormId, Quantifier, Shape,
};
use crate::value::{Date, Number};

/// Windows are counted one by one; past this many a mistake in the dates is likelier.
const MOST_WINDOWS: u32 = 20_000;

/// What a list holds.
struct Members {
    /// Each with what it binds and whether it is in the list.
    turns: Vec<(Binding, Truth)>,
    /// The fact whose further entries may be in the list too.
    further: Option<FactId>,
    /// There may be more turns, which read what these do.
    more: bool,
    /// The list itself is not known; the turns are samples to learn what they read.
    unsettled: bool,
    flags: Flags,
}

impl Members {
    fn of(turns: Vec<(Binding, Truth)>) -> Self {
        Self {
            turns,
            further: None,
            more: false,
            unsettled: false,
            flags: Flags::NONE,
        }
    }
}

impl Evaluator<'_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a quantifier, the case, the day and the recorder"
    )]
    pub(super) fn quantified<R: Recorder>(
        &mut self,
        case: &Case,
        quantifier: Quantifier,
        list: ExprId,
        filter: Option<ExprId>,
        body: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let members = self.members(case, list, day, recorder);
        let mut every = Truth::YES;
        let mut some = Truth::NO;
        let mut any = Truth::NO;
        let mut tally = Tally::default();
        let of_all = matches!(quantifier, Quantifier::Every | Quantifier::SomeAndEvery);
        for (binding, present) in &members.turns {
            // What holds of every window is asked of those that are over: one that still runs is
            // neither met nor missed for good (semantics 4).
            if of_all && matches!(binding, Binding::Window(.., last) if *last >= day) {
                any = any.or(*present);
                continue;
            }
            let (present, holds) =
                self.turn(case, binding, *present, filter, Some(body), day, recorder);
            every = every.and(present.not().or(holds));
            some = some.or(present.and(holds));
            any = any.or(present);
            tally.add(present.and(holds));
            let decided = match quantifier {
                Quantifier::Every | Quantifier::SomeAndEvery => every.is_no(),
                Quantifier::Some => some.is_yes(),
                Quantifier::AtLeast(count) => tally.sure >= count,
            };
            if !R::EVERYTHING && decided {
                break;
            }
        }
        if let Some(fact) = members.further {
            let further = self.further(case, fact, filter, body, day, recorder);
            every = every.and(match quantifier {
                // It counts as one that is there, and may satisfy or not.
                Quantifier::SomeAndEvery => further.not().or(Truth::EITHER),
                _ => further.not(),
            });
            some = some.or(further);
            any = any.or(further);
            tally.add(further);
            tally.unbounded = further.yes;
        }
        if members.more {
            every = every.and(Truth::EITHER);
            some = some.or(Truth::EITHER);
            any = any.or(Truth::EITHER);
            tally.unbounded = true;
        }
        let mut truth = match quantifier {
            Quantifier::Every => every,
            Quantifier::Some => some,
            Quantifier::SomeAndEvery => any.and(every),
            Quantifier::AtLeast(count) => tally.at_least(count),
        };
        if members.unsettled {
            truth = truth.union(Truth::EITHER);
        }
        truth.flags = truth.flags.with(members.flags);
        if members.flags.blockers().is_empty() {
            truth
        } else {
            Truth {
                yes: false,
                no: false,
                flags: members.flags.blockers(),
            }
        }
    }

    /// One turn: whether the member is there and passes the filter, and whether the body holds.
    #[expect(clippy::too_many_arguments, reason = "as for the quantifier")]
    fn turn<R: Recorder>(
        &mut self,
        case: &Case,
        binding: &Binding,
        present: Truth,
        filter: Option<ExprId>,
        body: Option<ExprId>,
        day: Date,
        recorder: &mut R,
    ) -> (Truth, Truth) {
        let at = recorder.enter(|| Node::Turn(self.turn_of(case, binding)), day);
        self.variables.push(binding.clone());
        let mut present = present;
        if let Some(filter) = filter {
            present = present.and(self.truth(case, filter, day, recorder));
        }
        let mut holds = Truth::YES;
        if let Some(body) = body
            && (R::EVERYTHING || !present.is_no())
        {
            holds = self.truth(case, body, day, recorder);
        }
        self.variables.pop();
        if R::LISTENS {
            let settled = present.is_no() || (present.is_settled() && holds.is_settled());
            recorder.leave_part(at, &present.and(holds).into(), settled);
        }
        (present, holds)
    }

    /// Whether a further entry exists that decides: one that satisfies, or for `every` violates.
    fn further<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        filter: Option<ExprId>,
        body: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Truth {
        let slot = self.placed(case, fact, Slot::Further(fact));
        if let Some(given) = self.overlay_of(&slot) {
            return given.as_truth();
        }
        let at = recorder.enter(|| Node::Turn(Turn::Further), day);
        recorder.unknown(|| slot);
        // A further entry of which nothing is known could do either, unless it never could.
        let further = match self.model.facts()[fact].shape {
            Shape::Group(_) => Binding::Member(fact, STRANGER),
            _ => Binding::Further(fact),
        };
        self.variables.push(further);
        let mut quiet = super::trace::Silent;
        let mut could = match filter {
            Some(filter) => self.truth(case, filter, day, &mut quiet),
            None => Truth::YES,
        };
        could = could.and(self.truth(case, body, day, &mut quiet).union(Truth::EITHER));
        self.variables.pop();
        let truth = if could.is_no() {
            Truth::NO
        } else {
            Truth::EITHER
        };
        if R::LISTENS {
            recorder.leave(at, &truth.into(), true);
        }
        truth
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of an aggregate, the case, the day and the recorder"
    )]
    pub(super) fn aggregate<R: Recorder>(
        &mut self,
        case: &Case,
        aggregate: Aggregate,
        list: ExprId,
        filter: Option<ExprId>,
        of: Option<ExprId>,
        day: Date,
        recorder: &mut R,
    ) -> Range {
        let members = self.members(case, list, day, recorder);
        let mut tally = Tally::default();
        let mut made = Made::new(aggregate);
        for (binding, present) in &members.turns {
            let (present, _) = self.turn(case, binding, *present, filter, None, day, recorder);
            tally.add(present);
            if let Some(of) = of
                && !present.is_no()
            {
                self.variables.push(binding.clone());
                let one = self.value(case, of, day, recorder);
                self.variables.pop();
                made.add(one, present);
            }
        }
        if let Some(fact) = members.further {
            let slot = self.placed(case, fact, Slot::Further(fact));
            let known_none = self
                .overlay_of(&slot)
                .is_some_and(|given| given.as_truth().is_no());
            if !known_none {
                recorder.unknown(|| slot);
                tally.unbounded = true;
                let any = of.map(|of| self.anything(&self.model.exprs()[of].ty));
                made.add_further(any);
            }
        }
        if members.unsettled {
            return Range {
                flags: members.flags,
                ..Range::numbers(None, None)
            };
        }
        let count = tally.count();
        let total = made.result();
        let mut result = match aggregate {
            Aggregate::Number => count,
            Aggregate::Sum | Aggregate::Largest | Aggregate::Smallest => total,
            Aggregate::Average if tally.possible == 0 && !tally.unbounded => Range::ABSENT,
            Aggregate::Average => {
                let mut average = ops::arithmetic(ops::Operation::Divide, &total, &count);
                if tally.sure == 0 {
                    average.flags = average
                        .flags
                        .without(Flags::NOT_COMPUTABLE)
                        .with(Flags::ABSENT);
                }
                average
            }
        };
        if !tally.decided.yes {
            return Range::blocker(tally.decided.flags);
        }
        result.flags = result.flags.with(tally.decided.flags).with(members.flags);
        result
    }

    /// What a list holds on a day.
    fn members<R: Recorder>(
        &mut self,
        case: &Case,
        list: ExprId,
        day: Date,
        recorder: &mut R,
    ) -> Members {
        self.note(|seen| seen.expr(list));
        let model = self.model;
        match &model.exprs()[list].kind {
            ExprKind::Entries(fact) => self.entries(case, *fact, day, recorder),
            ExprKind::LastYears(count, before) => {
                let year = self.value(case, *before, day, recorder);
                last_years(&year, *count, day)
            }
            ExprKind::Windows(norm) => self.windows(case, *norm, day, recorder),
            ExprKind::Buckets(bucket, list) => {
                let (bucket, list) = (*bucket, *list);
                match &model.exprs()[list].kind {
                    ExprKind::Entries(fact) => self.buckets(case, bucket, *fact, day, recorder),
                    _ => Members::of(Vec::new()),
                }
            }
            ExprKind::StandsOn(list, on) => {
                let (list, since) = (*list, recorder.mark());
                let on = self.value(case, *on, day, recorder);
                match on.core {
                    Core::Date(first, last) if first == last && on.flags.is_empty() => {
                        self.members(case, list, first, recorder)
                    }
                    _ => {
                        recorder.moved(since);
                        for end in heard_days::<R>(&on) {
                            self.members(case, list, end, recorder);
                        }
                        Members {
                            unsettled: true,
                            flags: on.flags,
                            ..self.members(case, list, day, recorder)
                        }
                    }
                }
            }
            _ => {
                let set = self.value(case, list, day, recorder);
                match &set.core {
                    Core::Set(keys) => {
                        let turns = keys
                            .iter()
                            .map(|key| (Binding::Key(key.clone()), Truth::YES))
                            .collect();
                        Members {
                            flags: set.flags,
                            ..Members::of(turns)
                        }
                    }
                    Core::None if !set.flags.has(Flags::ABSENT) => Members {
                        flags: set.flags,
                        ..Members::of(Vec::new())
                    },
                    Core::None => Members::of(Vec::new()),
                    _ => Members {
                        unsettled: true,
                        ..Members::of(Vec::new())
                    },
                }
            }
        }
    }

    /// The entries of a list, or the acts that are visible on a day.
    fn entries<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        day: Date,
        recorder: &mut R,
    ) -> Members {
        let model = self.model;
        let row = &model.facts()[fact];
        if let Shape::Group(_) = row.shape {
            return self.group(case, fact, day, recorder);
        }
        let acts = matches!(row.shape, Shape::Events(_));
        let (count, complete) = match self.given(case, fact) {
            Given::Entries { entries, complete } => (entries.len(), *complete),
            _ => (0, false),
        };
        let mut turns = Vec::with_capacity(count);
        for entry in 0..count {
            let present = if acts {
                let on = self.entry_field(case, fact, entry, 0, recorder);
                is_absent(&at_day(&on, day)).not()
            } else {
                Truth::YES
            };
            if !present.is_no() {
                turns.push((Binding::Entry(fact, entry), present));
            }
        }
        let reached = day <= self.recorded || self.as_things_stand || !acts;
        let further = !(complete && reached);
        Members {
            further: further.then_some(fact),
            ..Members::of(turns)
        }
    }

    /// The members of a group on a day: those who had joined by then and had not left before.
    fn group<R: Recorder>(
        &mut self,
        case: &Case,
        fact: FactId,
        day: Date,
        recorder: &mut R,
    ) -> Members {
        let (count, complete) = match self.given(case, fact) {
            Given::Members { members, complete } => (members.len(), *complete),
            _ => (0, false),
        };
        let over_time = self.model.facts()[fact].over_time;
        let on = Range::date(day);
        let mut turns = Vec::with_capacity(count);
        for position in 0..count {
            let mut present = Truth::YES;
            if over_time {
                let from = self.entry_field(case, fact, position, JOINED, recorder);
                let until = self.entry_field(case, fact, position, LEFT, recorder);
                let joined = is_absent(&from).or(ops::compare(Comparison::AtMost, &from, &on));
                let left = ops::compare(Comparison::Less, &until, &on);
                present = joined.and(left.not());
            }
            if !present.is_no() {
                turns.push((Binding::Member(fact, position), present));
            }
        }
        // A roster that is complete as far as the record reaches says nothing of later days.
        let reached = !over_time || day <= self.recorded || self.as_things_stand;
        Members {
            further: (!(complete && reached)).then_some(fact),
            ..Members::of(turns)
        }
    }

    /// The weeks, months or years in which the visible acts of a fact lie, earliest first.
    fn buckets<R: Recorder>(
        &mut self,
        case: &Case,
        bucket: Bucket,
        fact: FactId,
        day: Date,
        recorder: &mut R,
    ) -> Members {
        let acts = self.entries(case, fact, day, recorder);
        let mut keys = std::collections::BTreeSet::new();
        let mut more = false;
        for (binding, present) in &acts.turns {
            let Binding::Entry(fact, entry) = binding else {
                continue;
            };
            let on = at_day(&self.entry_field(case, *fact, *entry, 0, recorder), day);
            match on.core {
                Core::Date(first, last) if first == last && present.is_yes() => {
                    keys.insert(match bucket {
                        Bucket::Years => Key::Number(i64::from(first.year())),
                        Bucket::Months => Key::Date(first.first_of_month()),
                        Bucket::Weeks => Key::Date(first.monday()),
                    });
                }
                _ => more = true,
            }
        }
        if let Some(fact) = acts.further {
            let slot = self.placed(case, fact, Slot::Further(fact));
            let known_none = self
                .overlay_of(&slot)
                .is_some_and(|given| given.as_truth().is_no());
            if !known_none {
                recorder.unknown(|| slot);
                more = true;
            }
        }
        let turns = keys
            .into_iter()
            .map(|key| (Binding::Key(key), Truth::YES))
            .collect();
        Members {
            more,
            ..Members::of(turns)
        }
    }

    fn turn_of(&self, case: &Case, binding: &Binding) -> Turn {
        match binding {
            Binding::Key(key) => Turn::Key(key.clone()),
            Binding::Entry(_, entry) => Turn::Entry(*entry),
            Binding::Further(_) | Binding::Member(_, STRANGER) => Turn::Further,
            Binding::Window(number, from, to) => Turn::Window(*number, *from, *to),
            Binding::Member(group, position) => match self.given(case, *group) {
                Given::Members { members, .. } => members
                    .get(*position)
                    .map_or(Turn::Further, |member| Turn::Member(member.name.clone())),
                _ => Turn::Further,
            },
        }
    }

    fn windows<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Members {
        let found = self.window_spans(case, norm, day, recorder);
        let turns = found
            .spans
            .into_iter()
            .map(|(number, from, to)| (Binding::Window(number, from, to), Truth::YES))
            .collect();
        Members {
            unsettled: found.unsettled,
            flags: found.flags,
            ..Members::of(turns)
        }
    }

    /// The windows of a recurring norm that have begun by a day: always from the anchor, never
    /// chained; one that an end cuts short is dropped.
    pub(super) fn window_spans<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        recorder: &mut R,
    ) -> Spans {
        self.window_spans_until(case, norm, day, day, recorder)
    }

    /// The windows that begin by a day that need not be the one facts are judged on.
    pub(super) fn window_spans_until<R: Recorder>(
        &mut self,
        case: &Case,
        norm: NormId,
        day: Date,
        begun_by: Date,
        recorder: &mut R,
    ) -> Spans {
        self.note(|seen| seen.norm(norm));
        let model = self.model;
        let none = Spans {
            spans: Vec::new(),
            unsettled: false,
            flags: Flags::NONE,
        };
        let Some(recurring) = &model.norms()[norm].recurring else {
            return none;
        };
        let since = recorder.mark();
        let (anchor, until) = self.framed(|this| {
            let anchor = this.value(case, recurring.from, day, recorder);
            let until = recurring
                .until
                .map(|until| this.value(case, until, day, recorder));
            (anchor, until)
        });
        let settled = |range: &Range| match range.core {
            Core::Date(a, b) if a == b && range.flags.is_empty() => Some(a),
            _ => None,
        };
        if !anchor.has_value() {
            return Spans {
                flags: anchor.flags.blockers(),
                ..none
            };
        }
        let last = match &until {
            None => Some(Date::MAX),
            Some(until) if !until.has_value() && until.flags.blockers().is_empty() => {
                Some(Date::MAX)
            }
            Some(until) => settled(until),
        };
        let unsettled = settled(&anchor).is_none() || last.is_none();
        if unsettled {
            // How many windows there are turns on days that are not known.
            recorder.moved(since);
        }
        // With an unknown anchor one closed window is gone through, to learn what it reads.
        let first = settled(&anchor)
            .or_else(|| {
                crate::value::count_backward(
                    day.plus_days(-1).unwrap_or(day),
                    recurring.period,
                    recurring.month_end,
                )
                .ok()
            })
            .unwrap_or(day);
        let mut spans = Vec::new();
        for number in 1..=MOST_WINDOWS {
            match crate::value::window(first, number, recurring.period, recurring.month_end) {
                Ok((from, to)) if from > begun_by || to > last.unwrap_or(Date::MAX) => break,
                Ok((from, to)) => spans.push((number, from, to)),
                Err(_) => {
                    return Spans {
                        spans,
                        unsettled,
                        flags: Flags::NOT_COMPUTABLE,
                    };
                }
            }
        }
        Spans {
            spans,
            unsettled,
            flags: Flags::NONE,
        }
    }
}

/// The windows of a norm: number, first and last day.
pub(super) struct Spans {
    pub(super) spans: Vec<(u32, Date, Date)>,
    /// The anchor is not known, so neither is how many there are; these are samples.
    pub(super) unsettled: bool,
    pub(super) flags: Flags,
}

/// The years before a year, earliest first.
fn last_years(year: &Range, count: u32, day: Date) -> Members {
    let keys = |last: i64| -> Vec<(Binding, Truth)> {
        (1..=i64::from(count))
            .rev()
            .map(|back| (Binding::Key(Key::Number(last - back)), Truth::YES))
            .collect()
    };
    match (key_of(year), year.has_value()) {
        (Some(Key::Number(year)), _) => Members::of(keys(year)),
        (_, true) => Members {
            unsettled: true,
            ..Members::of(keys(i64::from(day.year())))
        },
        _ => Members {
            flags: year.flags.blockers(),
            ..Members::of(Vec::new())
        },
    }
}

/// A sum, or an end, in the making.
struct Made {
    aggregate: Aggregate,
    /// What the members that are surely there make; none yet for an end.
    so_far: Option<Range>,
}

impl Made {
    fn new(aggregate: Aggregate) -> Made {
        let so_far = match aggregate {
            Aggregate::Largest | Aggregate::Smallest => None,
            _ => Some(Range::number(Number::ZERO)),
        };
        Made { aggregate, so_far }
    }

    /// Takes in the value of a member that is there, or may be.
    fn add(&mut self, one: Range, present: Truth) {
        let with = match (&self.so_far, self.end()) {
            (None, _) => one,
            (Some(so_far), None) => ops::arithmetic(ops::Operation::Add, so_far, &one),
            // So far there may be none, and then the end is this one.
            (Some(so_far), Some(end)) if so_far.flags.has(Flags::ABSENT) => {
                let mut known = so_far.clone();
                known.flags = known.flags.without(Flags::ABSENT);
                one.clone().union(ops::extreme(end, known, one))
            }
            (Some(so_far), Some(end)) => ops::extreme(end, so_far.clone(), one),
        };
        self.so_far = Some(if present.is_yes() {
            with
        } else {
            self.so_far.take().unwrap_or(Range::ABSENT).union(with)
        });
    }

    /// Takes in any number of members of which nothing is known.
    fn add_further(&mut self, any: Option<Range>) {
        let so_far = self.so_far.take();
        self.so_far = Some(match (self.end(), any, so_far) {
            (None, _, so_far) => {
                let so_far = so_far.unwrap_or(Range::ANY);
                let low = so_far.core.numbers().and_then(|(low, _)| low.cloned());
                Range {
                    flags: so_far.flags,
                    ..Range::numbers(low, None)
                }
            }
            (Some(_), Some(any), None) => any.or_absent(),
            (Some(end), Some(any), Some(so_far)) => {
                let with = ops::extreme(end, so_far.clone(), any);
                so_far.union(with)
            }
            (Some(_), None, _) => Range::ANY,
        });
    }

    fn end(&self) -> Option<Extreme> {
        match self.aggregate {
            Aggregate::Largest => Some(Extreme::Largest),
            Aggregate::Smallest => Some(Extreme::Smallest),
            _ => None,
        }
    }

    fn result(self) -> Range {
        self.so_far.unwrap_or(Range::ABSENT)
    }
}
