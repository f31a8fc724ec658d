//! Quantifiers and aggregates: going through lists one by one.
//!
//! A list can have sure members, possible members (an act on an unknown day), and further ones the
//! file does not give. A quantifier is settled as soon as no completion can change it (semantics 7).

use super::case::{Case, Given};
use super::evaluator::{Binding, Evaluator, Tally, at_day, key_of};
use super::ops;
use super::range::{Core, Flags, Key, Range, Truth};
use super::slots::Slot;
use super::trace::{Node, Recorder, Turn};
use crate::model::{Aggregate, ExprId, ExprKind, FactId, NormId, Quantifier, Shape};
use crate::value::{Date, Number};

/// Windows are counted one by one; past this many a mistake in the dates is likelier.
const MOST_WINDOWS: u32 = 20_000;

/// What a list holds.
struct Members {
    /// Each with what it binds and whether it is in the list.
    turns: Vec<(Binding, Truth)>,
    /// The fact whose further entries may be in the list too.
    further: Option<FactId>,
    /// The list itself is not known; the turns are samples to learn what they read.
    unsettled: bool,
    flags: Flags,
}

impl Members {
    fn of(turns: Vec<(Binding, Truth)>) -> Self {
        Self {
            turns,
            further: None,
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
        for (binding, present) in &members.turns {
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
            every = every.and(further.not().or(Truth::NO));
            some = some.or(further);
            any = any.or(further);
            tally.add(further);
            tally.unbounded = further.yes;
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
        let at = recorder.enter(|| Node::Turn(turn_of(binding)), day);
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
        if let Some(given) = self.overlay_of(&Slot::Further(fact)) {
            return given.as_truth();
        }
        let at = recorder.enter(|| Node::Turn(Turn::Further), day);
        recorder.unknown(|| Slot::Further(fact));
        // A further entry of which nothing is known could do either, unless it never could.
        self.variables.push(Binding::Further(fact));
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
        let zero = Range::number(Number::ZERO);
        let mut tally = Tally::default();
        let mut total = zero.clone();
        for (binding, present) in &members.turns {
            let (present, _) = self.turn(case, binding, *present, filter, None, day, recorder);
            tally.add(present);
            if let Some(of) = of
                && !present.is_no()
            {
                self.variables.push(binding.clone());
                let one = self.value(case, of, day, recorder);
                self.variables.pop();
                let one = if present.is_yes() {
                    one
                } else {
                    one.union(zero.clone())
                };
                total = ops::arithmetic(ops::Operation::Add, &total, &one);
            }
        }
        if let Some(fact) = members.further {
            let known_none = self
                .overlay_of(&Slot::Further(fact))
                .is_some_and(|given| given.as_truth().is_no());
            if !known_none {
                recorder.unknown(|| Slot::Further(fact));
                tally.unbounded = true;
                let low = total.core.numbers().and_then(|(low, _)| low.cloned());
                total = Range {
                    flags: total.flags,
                    ..Range::numbers(low, None)
                };
            }
        }
        if members.unsettled {
            return Range {
                flags: members.flags,
                ..Range::numbers(None, None)
            };
        }
        let count = tally.count();
        let mut result = match aggregate {
            Aggregate::Number => count,
            Aggregate::Sum => total,
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
        let model = self.model;
        match &model.exprs()[list].kind {
            ExprKind::Entries(fact) => self.entries(case, *fact, day, recorder),
            ExprKind::LastYears(count, before) => {
                let year = self.value(case, *before, day, recorder);
                last_years(&year, *count, day)
            }
            ExprKind::Windows(norm) => self.windows(case, *norm, day, recorder),
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
        let acts = matches!(self.model.facts()[fact].shape, Shape::Events(_));
        let (count, complete) = match case.get(fact) {
            Given::Entries { entries, complete } => (entries.len(), *complete),
            _ => (0, false),
        };
        let mut turns = Vec::with_capacity(count);
        for entry in 0..count {
            let present = if acts {
                let on = self.entry_field(case, fact, entry, 0, recorder);
                super::evaluator::is_absent(&at_day(&on, day)).not()
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
            further: None,
            turns,
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

fn turn_of(binding: &Binding) -> Turn {
    match binding {
        Binding::Key(key) => Turn::Key(key.clone()),
        Binding::Entry(_, entry) => Turn::Entry(*entry),
        Binding::Further(_) => Turn::Further,
        Binding::Window(number, from, to) => Turn::Window(*number, *from, *to),
    }
}
