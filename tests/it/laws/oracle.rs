//! A second evaluator, written from the words of the semantics over the generator's own law.
//!
//! It knows complete cases only, so it needs no ranges: every term has one outcome. What is not
//! settled is found by trying every completion.

use super::law::{
    AS_OF, Article, Collector, Cond, DAYS, Deadline, Filled, Kind, Law, Modality, Norm, Op,
    Predicate, Says, Topic, Value,
};
use enact::eval::NormState;
use enact::value::Date;

/// What blocks, lowest first; of several the highest is the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Blocker {
    NotApplicable,
    NotComputable,
    Gap,
    Conflict,
}

/// One outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Out {
    Yes,
    No,
    Grade(u8),
    Number(i64),
    /// A day, by ordinal.
    Day(i32),
    State(NormState),
    Absent,
    Blocked(Blocker),
}

use Out::{Absent, Blocked, No, Yes};

fn of(yes: bool) -> Out {
    if yes { Yes } else { No }
}

impl Out {
    fn not(self) -> Out {
        match self {
            Yes => No,
            No => Yes,
            other => other,
        }
    }
}

/// No wins, else the highest blocker, else yes.
fn and(one: Out, other: Out) -> Out {
    match (one, other) {
        (No, _) | (_, No) => No,
        (Blocked(a), Blocked(b)) => Blocked(a.max(b)),
        (Blocked(a), _) | (_, Blocked(a)) => Blocked(a),
        _ => Yes,
    }
}

fn or(one: Out, other: Out) -> Out {
    and(one.not(), other.not()).not()
}

fn all(parts: impl IntoIterator<Item = Out>) -> Out {
    parts.into_iter().fold(Yes, and)
}

fn any(parts: impl IntoIterator<Item = Out>) -> Out {
    parts.into_iter().fold(No, or)
}

fn worst(parts: impl IntoIterator<Item = Out>) -> Option<Blocker> {
    parts
        .into_iter()
        .filter_map(|it| {
            if let Blocked(blocker) = it {
                Some(blocker)
            } else {
                None
            }
        })
        .max()
}

pub(crate) fn ordinal((year, month, day): (i32, u32, u32)) -> i32 {
    Date::from_ymd(year, month, day).map_or(0, Date::ordinal)
}

/// A complete case: a value for each fact, a choice for each reading, and which notes count.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) facts: Vec<Out>,
    pub(crate) choices: Vec<usize>,
    /// By article.
    pub(crate) notes: Vec<bool>,
}

pub(crate) struct Oracle<'l> {
    pub(crate) law: &'l Law,
    /// Exceptions to each article's grounds: (exception, the ground it is confined to).
    exceptions: Vec<Vec<(usize, Option<usize>)>>,
}

impl<'l> Oracle<'l> {
    pub(crate) fn new(law: &'l Law) -> Self {
        let mut exceptions = vec![Vec::new(); law.articles.len()];
        for (at, article) in law.articles.iter().enumerate() {
            for (target, ground) in &article.targets {
                exceptions[*target].push((at, *ground));
            }
            if let Some(to) = article.subject_to {
                exceptions[at].push((to, None));
            }
        }
        Oracle { law, exceptions }
    }

    /// The values tried for a fact nobody has given.
    pub(crate) fn domain(&self, fact: usize) -> Vec<Out> {
        let row = &self.law.facts[fact];
        let today = ordinal(AS_OF);
        let mut days: Vec<i32> = DAYS
            .iter()
            .flat_map(|it| [ordinal(*it) - 1, ordinal(*it), ordinal(*it) + 1])
            .collect();
        days.extend([
            ordinal(DAYS[0]) - 5,
            ordinal(DAYS[1]) - 5,
            today - 6,
            today - 5,
            today - 1,
            today,
        ]);
        if row.kind == Kind::Day {
            days.extend([today + 1, today + 30]);
        }
        days.sort_unstable();
        days.dedup();
        let mut all = match row.kind {
            Kind::YesNo => vec![No, Yes],
            Kind::Grade => (0..3).map(Out::Grade).collect(),
            Kind::Number => (0..4).map(Out::Number).collect(),
            Kind::Day | Kind::Event => days.into_iter().map(Out::Day).collect(),
        };
        if row.may_be_absent {
            all.push(Absent);
        }
        all
    }

    /// The outcome of a topic; of a norm its state.
    pub(crate) fn topic(&self, world: &World, topic: usize, day: i32) -> Out {
        match &self.law.topics[topic] {
            Topic::Norm(norm) => self.state(world, topic, norm, day),
            Topic::YesNo { otherwise } => self.scoped(world, topic, day, || {
                self.yes_or_no(world, topic, *otherwise, day)
            }),
            Topic::Valued => self.scoped(world, topic, day, || self.valued(world, topic, day)),
            Topic::Collected(collector) => self.scoped(world, topic, day, || {
                self.collected(world, topic, *collector, day)
            }),
        }
    }

    fn rules(&self, topic: usize) -> impl Iterator<Item = (usize, &Article)> {
        self.law.articles.iter().enumerate().filter(move |(_, it)| {
            it.topic == topic && !matches!(it.says, Says::Blocks | Says::Norm)
        })
    }

    /// Every rule out of scope: not applicable.
    fn scoped(&self, world: &World, topic: usize, day: i32, inner: impl FnOnce() -> Out) -> Out {
        let scope = any(self.rules(topic).map(|(_, it)| {
            it.scope
                .as_ref()
                .map_or(Yes, |scope| self.cond(world, scope, day))
        }));
        match scope {
            Yes => inner(),
            No => Blocked(Blocker::NotApplicable),
            blocked => blocked,
        }
    }

    /// Whether a ground of an article is active.
    fn ground(&self, world: &World, article: usize, ground: usize, day: i32) -> Out {
        let row = &self.law.articles[article];
        if row.note && !world.notes[article] {
            return No;
        }
        let scope = row
            .scope
            .as_ref()
            .map_or(Yes, |it| self.cond(world, it, day));
        let condition = row
            .grounds
            .get(ground)
            .map_or(Yes, |it| self.cond(world, it, day));
        let exceptions = self.exceptions[article]
            .iter()
            .filter(|(_, only)| only.is_none_or(|it| it == ground));
        let bars = any(exceptions.map(|(exception, _)| self.active(world, *exception, day)));
        all([scope, condition, bars.not()])
    }

    /// Whether some ground of an article is active.
    pub(crate) fn active(&self, world: &World, article: usize, day: i32) -> Out {
        let count = self.law.articles[article].grounds.len().max(1);
        any((0..count).map(|ground| self.ground(world, article, ground, day)))
    }

    fn yes_or_no(&self, world: &World, topic: usize, otherwise: Option<bool>, day: i32) -> Out {
        let side = |yes: bool, note: Option<bool>| {
            any(self
                .rules(topic)
                .filter(|(_, it)| {
                    matches!(it.says, Says::Bool(says) if says == yes)
                        && note.is_none_or(|note| it.note == note)
                })
                .map(|(at, _)| self.active(world, at, day)))
        };
        let base_no = self
            .rules(topic)
            .any(|(_, it)| matches!(it.says, Says::Bool(false)) && it.targets.is_empty());
        if !base_no && otherwise.is_none() {
            return side(true, None);
        }
        // The text; where it is silent the notes; then what is written otherwise.
        for note in [false, true] {
            let (yes, no) = (side(true, Some(note)), side(false, Some(note)));
            match (yes, no) {
                (Yes, Yes) => return Blocked(Blocker::Conflict),
                (Yes, No) => return Yes,
                (No, Yes) => return No,
                (No, No) => {}
                _ => return Blocked(worst([yes, no]).unwrap_or(Blocker::Gap)),
            }
        }
        otherwise.map_or(Blocked(Blocker::Gap), of)
    }

    /// The results of the active rules, and what blocks some of them.
    fn results(
        &self,
        world: &World,
        topic: usize,
        note: Option<bool>,
        day: i32,
    ) -> (Vec<Out>, Option<Blocker>) {
        let mut results = Vec::new();
        let mut blocked = None;
        for (at, article) in self
            .rules(topic)
            .filter(|(_, it)| note.is_none_or(|note| it.note == note))
        {
            let Says::Value(value) = &article.says else {
                continue;
            };
            match self.active(world, at, day) {
                Yes => match self.value(world, value, day) {
                    Blocked(blocker) => blocked = blocked.max(Some(blocker)),
                    result => results.push(result),
                },
                Blocked(blocker) => blocked = blocked.max(Some(blocker)),
                _ => {}
            }
        }
        results.sort_unstable();
        (results, blocked)
    }

    fn valued(&self, world: &World, topic: usize, day: i32) -> Out {
        for note in [false, true] {
            let (mut results, blocked) = self.results(world, topic, Some(note), day);
            results.dedup();
            match (results.as_slice(), blocked) {
                ([_, _, ..], _) => return Blocked(Blocker::Conflict),
                (_, Some(blocker)) => return Blocked(blocker),
                ([one], None) => return *one,
                ([], None) => {}
            }
        }
        Blocked(Blocker::Gap)
    }

    fn collected(&self, world: &World, topic: usize, collector: Collector, day: i32) -> Out {
        let (results, blocked) = self.results(world, topic, None, day);
        if let Some(blocker) = blocked {
            return Blocked(blocker);
        }
        let items: Vec<i64> = results
            .iter()
            .filter_map(|it| {
                if let Out::Number(number) = it {
                    Some(*number)
                } else {
                    None
                }
            })
            .collect();
        let found = match collector {
            _ if items.is_empty() => None,
            Collector::Largest => items.iter().max().copied(),
            Collector::Smallest => items.iter().min().copied(),
            Collector::Sum => Some(items.iter().sum()),
        };
        found.map_or(Absent, Out::Number)
    }

    pub(crate) fn cond(&self, world: &World, cond: &Cond, day: i32) -> Out {
        let fact = |at: usize| self.fact(world, at, day);
        match cond {
            Cond::Fact(at) => fact(*at),
            Cond::FactIs(at, value) => of(fact(*at) == of(*value)),
            Cond::Absent(at) => of(fact(*at) == Absent),
            Cond::GradeIs(at, grade) => of(fact(*at) == Out::Grade(*grade)),
            Cond::GradeIn(at, mask) => {
                of(matches!(fact(*at), Out::Grade(grade) if mask >> grade & 1 == 1))
            }
            Cond::GradeAtLeast(at, grade) => {
                of(matches!(fact(*at), Out::Grade(it) if it >= *grade))
            }
            Cond::Number(left, op, right) => compare(
                self.value(world, left, day),
                *op,
                self.value(world, right, day),
            ),
            Cond::Day(at, op, right) => compare(fact(*at), *op, self.value(world, right, day)),
            Cond::Happened(at) => of(fact(*at) != Absent),
            Cond::Passed(at) => of(matches!(fact(*at), Out::Day(on) if on < day)),
            Cond::Conclusion(at) => self.topic(world, *at, day),
            Cond::WhereItApplies(at) => match self.topic(world, *at, day) {
                Blocked(Blocker::NotApplicable) => Yes,
                other => other,
            },
            Cond::MustApply(at) => match self.topic(world, *at, day) {
                Blocked(Blocker::NotApplicable) => No,
                other => other,
            },
            Cond::StandsOn(at, on) => match self.value(world, on, day) {
                Out::Day(on) => self.topic(world, *at, on),
                other => other,
            },
            Cond::Reading(at) => self.cond(
                world,
                &self.law.readings[*at].conditions[world.choices[*at]],
                day,
            ),
            Cond::Met(at, Some(ground)) => self.ground(world, *at, *ground, day),
            Cond::Met(at, None) => self.active(world, *at, day),
            Cond::Norm(at, predicate) => match &self.law.topics[*at] {
                Topic::Norm(norm) => self.predicate(world, *at, norm, *predicate, day),
                _ => No,
            },
            Cond::Not(inner) => self.cond(world, inner, day).not(),
            Cond::And(parts) => all(parts.iter().map(|it| self.cond(world, it, day))),
            Cond::Or(parts) => any(parts.iter().map(|it| self.cond(world, it, day))),
            Cond::AtLeast(count, parts) => {
                let parts: Vec<Out> = parts.iter().map(|it| self.cond(world, it, day)).collect();
                let yes = parts.iter().filter(|it| **it == Yes).count();
                let blocked = parts.iter().filter(|it| matches!(it, Blocked(_))).count();
                match worst(parts) {
                    _ if yes >= *count => Yes,
                    Some(blocker) if yes + blocked >= *count => Blocked(blocker),
                    _ => No,
                }
            }
        }
    }

    /// A fact as seen on a day: an event after it has not happened.
    fn fact(&self, world: &World, at: usize, day: i32) -> Out {
        match world.facts[at] {
            Out::Day(on) if on > day && self.law.facts[at].kind == Kind::Event => Absent,
            other => other,
        }
    }

    fn value(&self, world: &World, value: &Value, day: i32) -> Out {
        let with = |one: Out, other: Out, f: &dyn Fn(i64, i64) -> Out| match (one, other) {
            (Out::Number(a), Out::Number(b)) => f(a, b),
            (one, other) => worst([one, other]).map_or(Absent, Blocked),
        };
        match value {
            Value::Constant(number) => Out::Number(*number),
            Value::Fact(at) => self.fact(world, *at, day),
            Value::Plus(inner, more) => with(
                self.value(world, inner, day),
                Out::Number(*more),
                &|a, b| Out::Number(a + b),
            ),
            Value::Sum(one, other) => with(
                self.value(world, one, day),
                self.value(world, other, day),
                &|a, b| Out::Number(a + b),
            ),
            Value::Larger(one, other) => with(
                self.value(world, one, day),
                self.value(world, other, day),
                &|a, b| Out::Number(a.max(b)),
            ),
            Value::SixOver(inner) => {
                with(Out::Number(6), self.value(world, inner, day), &|a, b| {
                    if b == 0 {
                        Blocked(Blocker::NotComputable)
                    } else {
                        Out::Number(a * 100 / b / 100)
                    }
                })
            }
            Value::Otherwise(inner, instead) => match self.value(world, inner, day) {
                Absent | Blocked(Blocker::NotApplicable) => Out::Number(*instead),
                other => other,
            },
            Value::If(condition, then, otherwise) => match self.cond(world, condition, day) {
                Yes => self.value(world, then, day),
                No => self.value(world, otherwise, day),
                other => other,
            },
            Value::Conclusion(at) => self.topic(world, *at, day),
            Value::Reading(at) => Out::Number(self.law.readings[*at].numbers[world.choices[*at]]),
            Value::Day(at) => Out::Day(ordinal(DAYS[*at])),
        }
    }

    // --------------------------------------------------------------------------------- norms

    fn arisen(&self, world: &World, norm: &Norm, day: i32) -> Out {
        let on = norm.arises_on.map_or(Yes, |at| {
            of(matches!(self.fact(world, at, day), Out::Day(on) if on <= day))
        });
        and(
            on,
            norm.when
                .as_ref()
                .map_or(Yes, |it| self.cond(world, it, day)),
        )
    }

    fn excused(&self, world: &World, topic: usize, day: i32) -> Out {
        let article = self
            .law
            .articles
            .iter()
            .position(|it| it.topic == topic && matches!(it.says, Says::Norm));
        let exceptions = article
            .map(|at| self.exceptions[at].as_slice())
            .unwrap_or_default();
        any(exceptions
            .iter()
            .map(|(at, _)| self.active(world, *at, day)))
    }

    /// A day, absent when none is set, or beyond the calendar.
    fn deadline(&self, world: &World, norm: &Norm, day: i32) -> Out {
        let (found, more) = match &norm.deadline {
            Deadline::NotStated => (Absent, 0),
            Deadline::By(value) => (self.value(world, value, day), 0),
            Deadline::Before(value) => (self.value(world, value, day), -1),
            Deadline::Within(days, at) => (
                self.fact(world, *at, day),
                i32::try_from(*days).unwrap_or(0),
            ),
        };
        match found {
            Out::Day(on) if !(Date::MIN.ordinal()..=Date::MAX.ordinal()).contains(&(on + more)) => {
                Blocked(Blocker::NotComputable)
            }
            Out::Day(on) => Out::Day(on + more),
            other => other,
        }
    }

    /// The day of the qualifying act.
    fn act(&self, world: &World, norm: &Norm, day: i32) -> (Option<i32>, Option<Blocker>) {
        let Out::Day(on) = self.fact(world, norm.act, day) else {
            return (None, None);
        };
        match norm
            .qualifies
            .as_ref()
            .map_or(Yes, |it| self.cond(world, it, day))
        {
            Yes => (Some(on), None),
            Blocked(blocker) => (None, Some(blocker)),
            _ => (None, None),
        }
    }

    fn scope_of_norm(&self, world: &World, topic: usize, day: i32) -> Out {
        let article = self
            .law
            .articles
            .iter()
            .find(|it| it.topic == topic && matches!(it.says, Says::Norm));
        article
            .and_then(|it| it.scope.as_ref())
            .map_or(Yes, |it| self.cond(world, it, day))
    }

    fn parts(&self, world: &World, topic: usize, norm: &Norm, day: i32) -> Parts {
        let deadline = self.deadline(world, norm, day);
        let (act, blocked) = self.act(world, norm, day);
        let done = blocked.map_or(act.map_or(Absent, Out::Day), Blocked);
        let timely = match deadline {
            Absent => any([compare(done, Op::AtMost, deadline), present(done)]),
            deadline => compare(done, Op::AtMost, deadline),
        };
        let opens = norm.arises_on.map(|at| self.fact(world, at, day));
        let after_opening = match opens {
            None | Some(Absent) => present(done),
            Some(opens) => compare(done, Op::AtLeast, opens),
        };
        Parts {
            arisen: self.arisen(world, norm, day),
            excused: self.excused(world, topic, day),
            done: present(done),
            timely,
            used: and(timely, after_opening),
            over: compare(Out::Day(day), Op::More, deadline),
            violated: match (act, blocked) {
                (_, Some(blocker)) => Blocked(blocker),
                (Some(act), None) => and(
                    self.arisen(world, norm, act),
                    self.excused(world, topic, act).not(),
                ),
                (None, None) => No,
            },
        }
    }

    fn predicate(
        &self,
        world: &World,
        topic: usize,
        norm: &Norm,
        predicate: Predicate,
        day: i32,
    ) -> Out {
        let it = self.parts(world, topic, norm, day);
        let standing = and(it.arisen, it.excused.not());
        let answer = match predicate {
            Predicate::Arisen => it.arisen,
            Predicate::Excused => and(it.arisen, it.excused),
            Predicate::Done => it.done,
            Predicate::DoneInTime => and(it.arisen, it.timely),
            Predicate::Pending => all([standing, it.done.not(), it.over.not()]),
            Predicate::Breached => all([standing, it.over, it.timely.not()]),
            Predicate::StillBreached => all([standing, it.over, it.done.not()]),
            Predicate::Open => all([standing, it.used.not(), it.over.not()]),
            Predicate::Used => and(standing, it.used),
            Predicate::Lapsed => all([standing, it.used.not(), it.over]),
            Predicate::Violated => it.violated,
        };
        match self.scope_of_norm(world, topic, day) {
            Yes => answer,
            No => Blocked(Blocker::NotApplicable),
            blocked => blocked,
        }
    }

    fn state(&self, world: &World, topic: usize, norm: &Norm, day: i32) -> Out {
        match self.scope_of_norm(world, topic, day) {
            Yes => {}
            No => return Blocked(Blocker::NotApplicable),
            blocked => return blocked,
        }
        let it = self.parts(world, topic, norm, day);
        let rows = match norm.modality {
            Modality::Duty => vec![
                (NormState::NotArisen, it.arisen.not()),
                (NormState::Fulfilled, it.timely),
                (NormState::Excused, it.excused),
                (NormState::FulfilledLate, it.done),
                (NormState::Pending, it.over.not()),
                (NormState::Breached, Yes),
            ],
            Modality::Right => vec![
                (NormState::NotArisen, it.arisen.not()),
                (NormState::Excluded, it.excused),
                (NormState::Used, it.used),
                (NormState::Open, it.over.not()),
                (NormState::Lapsed, Yes),
            ],
            Modality::Prohibition => vec![
                (NormState::NotArisen, it.arisen.not()),
                (NormState::Violated, it.violated),
                (NormState::Lifted, it.excused),
                (NormState::Observed, Yes),
            ],
        };
        for (state, test) in rows {
            match test {
                Yes => return Out::State(state),
                Blocked(blocker) => return Blocked(blocker),
                _ => {}
            }
        }
        Absent
    }

    /// A world in which readings are as preferred, notes count, and every fact has this value.
    pub(crate) fn world(&self, facts: Vec<Out>) -> World {
        World {
            facts,
            choices: vec![0; self.law.readings.len()],
            notes: vec![true; self.law.articles.len()],
        }
    }

    /// The value a rule of law or an assumption gives to a fact the case leaves out.
    pub(crate) fn filled(&self, given: &[Option<Out>], fact: usize) -> Option<Out> {
        match self.law.facts[fact].filled {
            Filled::ByNobody => None,
            Filled::Assumed(value) | Filled::Presumed(value, None) => Some(of(value)),
            Filled::Presumed(value, Some(when)) => (given[when] == Some(Yes)).then(|| of(value)),
        }
    }
}

/// Whether there is one.
fn present(out: Out) -> Out {
    match out {
        Absent => No,
        Blocked(blocker) => Blocked(blocker),
        _ => Yes,
    }
}

struct Parts {
    arisen: Out,
    excused: Out,
    done: Out,
    timely: Out,
    used: Out,
    over: Out,
    violated: Out,
}

fn compare(left: Out, op: Op, right: Out) -> Out {
    if let Some(blocker) = worst([left, right]) {
        return Blocked(blocker);
    }
    if left == Absent || right == Absent {
        return No;
    }
    of(match op {
        Op::Is => left == right,
        Op::Less => left < right,
        Op::AtMost => left <= right,
        Op::More => left > right,
        Op::AtLeast => left >= right,
    })
}
