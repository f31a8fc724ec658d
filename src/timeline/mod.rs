//! Case → calendar: every duty, right, power and prohibition of a case with its days.
//!
//! [`timeline`] gives a [`Timeline`]: data without prose. An [`Entry`] is a norm, or one window of a
//! recurring norm, or a day or year that a conclusion gives and that is no norm's last day (the first
//! year in which somebody may attend again). It stands on its last day; if none is set, on the day of
//! the act, else on the day it arose. A norm is in the calendar when it has arisen, or arises on a day
//! to come; one whose facts leave open whether it has arisen is told apart, with what it needs.
//!
//! [`text`], [`json`] and [`ics`] print that, in the words of [`crate::explain`].
//!
//! A conclusion made key by key stands there for each key the case speaks of.
//!
//! What is laid down for the members of a group stands there for each who is a member on the as-of day, or may be one,
//! judged on the member's own facts ([`Membership`]); a [`Roster`] says who they are, and whether there may be others.
//! Where a case gives members of an entity and no fact about the entity itself, it is about the members alone.
//!
//! Absent: guidelines, which have no day; the windows to come of a recurring
//! norm beyond the range asked for, as there is no last one.

mod asked;
pub mod ics;
pub mod json;
pub mod text;
mod words;

#[cfg(test)]
mod tests;

use crate::eval::{
    self, Case, Core, Decision, Flags, Given, Key, Mark, Membership, NormOutcome, NormPart,
    NormState, Occasions, Outcome, Range, Roster, Settings, Slot,
};
use crate::explain::{self, Count, Explanation, Item, Steps, TermKind, What};
use crate::model::{
    ConclusionId, EntityId, ExprId, ExprKind, FactId, Model, NormId, PlaceId, Query, ReadingId,
    Shape,
};
use crate::value::{Date, Moment};
use asked::Asked;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The days looked at, both included; none is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Span {
    fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The calendar of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The as-of day.
    pub as_of: Date,
    /// The days looked at.
    pub span: Span,
    /// What has a day, in the order of days; then what has none. What shares a day: that of the case, then that of its
    /// members in file order, each in the order of the law.
    pub entries: Vec<Entry>,
    /// The norms of which the facts leave open whether they have arisen: those of the case, then those of its members
    /// in file order, each in the order of the law.
    pub open: Vec<OpenNorm>,
    /// The groups of which something here is, or could be.
    pub rosters: Vec<Roster>,
}

/// Something in the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Of which member of a group it is, if not of the case itself.
    pub of: Option<Arc<Membership>>,
    /// Where it stands; none when nothing sets a day.
    pub at: Option<At>,
    /// Whether the day lies outside the calendar of rest days and may still move.
    pub provisional: bool,
    /// How its day was counted, the last count first.
    pub counts: Vec<Count>,
    /// The readings its day rests on, each with the position of the choice: of a conclusion those of
    /// which another choice gives another result, of a norm those by which its last day was made.
    pub readings: Vec<(ReadingId, usize)>,
    /// What it is.
    pub what: EntryKind,
}

/// A place in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A day.
    Day(Date),
    /// A whole year; it stands on its first day.
    Year(Date),
}

impl At {
    /// The day it stands on.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            At::Day(day) | At::Year(day) => day,
        }
    }
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// A norm.
    Norm(NormEntry),
    /// A day or year that a conclusion gives.
    Conclusion(ConclusionEntry),
}

/// A norm that has arisen, or arises on a day to come.
#[derive(Debug, Clone, PartialEq)]
pub struct NormEntry {
    /// Which.
    pub norm: NormId,
    /// Its window, if it is recurring.
    pub window: Option<WindowSpan>,
    /// What it arises from, or its time runs from.
    pub trigger: Option<Trigger>,
    /// The last day, with its time if it has one.
    pub last: Option<Moment>,
    /// How it stands on the as-of day.
    pub state: State,
    /// The day of the act, if it was done by the as-of day.
    pub act: Option<Date>,
    /// What could still change the state, if it is not settled.
    pub needs: Vec<Slot>,
}

/// One window of a recurring norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSpan {
    /// Its number, from 1.
    pub number: u32,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// The event a norm arises from, or its time runs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trigger {
    /// What it is, if it has a name.
    pub event: Option<Event>,
    /// Its day.
    pub day: Date,
}

/// What gives a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A fact.
    Fact(FactId),
    /// A conclusion.
    Conclusion(ConclusionId),
}

/// How a norm stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Settled.
    Settled(NormOutcome),
    /// Still to come: it arises, or its window begins, on this day.
    Ahead(Date),
    /// One of these; what decides is not known.
    Open(Vec<NormState>),
}

impl State {
    /// Whether the act can still be done in time.
    #[must_use]
    pub fn may_be_open(&self) -> bool {
        let open = |state: &NormState| matches!(state, NormState::Pending | NormState::Open);
        match self {
            State::Settled(outcome) => open(&outcome.state),
            State::Ahead(_) => true,
            State::Open(states) => states.iter().any(open),
        }
    }
}

/// A day or year that a conclusion gives.
#[derive(Debug, Clone, PartialEq)]
pub struct ConclusionEntry {
    /// Which.
    pub conclusion: ConclusionId,
    /// For which key, if it is made key by key.
    pub key: Option<Key>,
    /// The value.
    pub value: Range,
    /// The provisions that give it.
    pub because: Vec<PlaceId>,
}

/// A norm of which it is not known whether it has arisen.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenNorm {
    /// Of which member of a group it is, if not of the case itself.
    pub of: Option<Arc<Membership>>,
    /// Which.
    pub norm: NormId,
    /// Whether the file says anything about what it turns on.
    pub touched: bool,
    /// The last day it would have, if that is known.
    pub last: Option<Moment>,
    /// What could still decide it; not searched for where the file says nothing of it.
    pub needs: Vec<Slot>,
}

/// Makes the calendar of a case.
#[must_use]
pub fn timeline(model: &Model, case: &Case, settings: &Settings, span: Span) -> Timeline {
    let asked = Asked::of(model);
    let mut made = Made::default();
    Maker {
        model,
        case,
        of: None,
        settings,
        span,
        asked: &asked,
        made: &mut made,
    }
    .all();
    let Made {
        mut entries,
        open,
        rosters,
    } = made;
    entries.retain(|entry| entry.at.is_none_or(|at| span.covers(at.day())));
    // Stable: what shares a day stays as it was made. A year comes before its days.
    entries.sort_by_key(|entry| match entry.at {
        Some(At::Year(day)) => (0, Some(day), 0),
        Some(At::Day(day)) => (0, Some(day), 1),
        None => (1, None, 0),
    });
    Timeline {
        as_of: settings.as_of,
        span,
        entries,
        open,
        rosters,
    }
}

#[derive(Default)]
struct Made {
    entries: Vec<Entry>,
    open: Vec<OpenNorm>,
    rosters: Vec<Roster>,
}

/// Makes the calendar of a case, or of a member of its groups.
struct Maker<'a> {
    model: &'a Model,
    /// The case as it is to be judged about the member, if it is about one.
    case: &'a Case,
    of: Option<Arc<Membership>>,
    settings: &'a Settings,
    span: Span,
    asked: &'a Asked<'a>,
    made: &'a mut Made,
}

impl Maker<'_> {
    fn all(&mut self) {
        let about = self.about();
        let asked = self.asked;
        for (norm, reads) in &asked.norms {
            if about.includes(self.model.norms()[*norm].entity) {
                self.norm(*norm, self.is_touched(reads));
            }
        }
        let conclusions = asked.conclusions.iter();
        let conclusions: Vec<ConclusionId> = conclusions
            .filter(|(id, reads)| {
                about.includes(self.model.conclusions()[*id].entity) && self.is_touched(reads)
            })
            .map(|(id, _)| *id)
            .collect();
        for query in asked.queries(&conclusions, self.case) {
            self.conclusion(query);
        }
        for roster in Roster::all(self.model, self.case, self.settings, self.of.as_ref()) {
            let members = roster.members.clone();
            if asked.may_concern(roster.group) {
                self.made.rosters.push(roster);
            }
            for member in members {
                Maker {
                    case: &member.seen_in(self.model, self.case),
                    of: Some(member),
                    made: &mut *self.made,
                    ..*self
                }
                .all();
            }
        }
    }

    /// What the case is about.
    fn about(&self) -> About {
        match &self.of {
            Some(member) => About::Member(member.entity(self.model)),
            None => About::AllBut(of_members_alone(self.model, self.case)),
        }
    }

    fn norm(&mut self, norm: NormId, touched: bool) {
        let as_of = self.settings.as_of;
        let begun_by = self.span.to.unwrap_or(as_of);
        let found = Occasions::of(self.model, self.case, self.settings, norm, begun_by);
        if found.possible.is_settled() && !found.possible.has_value() {
            // Not applicable, not in force, or the rules have no answer.
            return;
        }
        let to_come = settled_day(&found.arises)
            .filter(|day| as_of < *day && found.condition.is_yes() && !found.arisen.is_yes());
        if found.arisen.is_no() && to_come.is_none() {
            return;
        }
        let sure = (found.arisen.is_yes() || to_come.is_some()) && !found.windows_open;
        if !touched || !sure {
            self.leave_open(norm, touched, &found);
        } else if self.model.norms()[norm].recurring.is_some() {
            self.windows(norm, &found);
        } else {
            self.single(norm, &found, to_come);
        }
    }

    /// Whether the file says anything about what something turns on: about the member's own facts, if it turns on
    /// any. The duties of an agency are no part of the calendar of a person whose file has not a word about them.
    fn is_touched(&self, reads: &[FactId]) -> bool {
        let entity = self.of.as_ref().and_then(|of| of.entity(self.model));
        let is_own = |fact: &&FactId| self.model.facts()[**fact].entity == entity;
        let is_given = |fact: &FactId| *self.case.get(*fact) != Given::Unknown;
        if entity.is_some() && reads.iter().any(|fact| is_own(&fact)) {
            reads.iter().filter(is_own).any(is_given)
        } else {
            reads.iter().any(is_given)
        }
    }

    fn leave_open(&mut self, norm: NormId, touched: bool, found: &Occasions) {
        let mut needs = Vec::new();
        if touched {
            let decision = self.decide(Query::Norm(norm));
            match &decision.outcome {
                Outcome::Unknown => needs = self.slots(&decision),
                // The search found that it comes to the same either way.
                Outcome::State(outcome) if outcome.state != NormState::NotArisen => {
                    let outcome = State::Settled(outcome.clone());
                    self.add(norm, &decision, found, outcome);
                    return;
                }
                _ => return,
            }
        }
        self.made.open.push(OpenNorm {
            of: self.of.clone(),
            norm,
            touched,
            last: last_day(&found.deadline),
            needs,
        });
    }

    fn single(&mut self, norm: NormId, found: &Occasions, to_come: Option<Date>) {
        let decision = self.decide(Query::Norm(norm));
        let state = match (to_come, &decision.outcome) {
            (Some(day), _) => State::Ahead(day),
            (None, Outcome::State(outcome)) => State::Settled(outcome.clone()),
            (None, Outcome::Unknown) => State::Open(states(&decision.possible)),
            (None, _) => return,
        };
        self.add(norm, &decision, found, state);
    }

    fn add(&mut self, norm: NormId, decision: &Decision, found: &Occasions, state: State) {
        let explanation = self.explain(decision);
        let counts = deadline_counts(&explanation.items);
        let mut readings = Vec::new();
        for part in deadline_parts(&explanation.items) {
            collect_readings(&part.items, &mut readings);
        }
        let unreached = counts.iter().find_map(unreached);
        let (last, provisional) = match (last_day(&found.deadline), unreached) {
            (Some(last), _) => (Some(last), false),
            // Beyond the calendar the unmoved day is the earliest the last day can be.
            (None, Some(earliest)) => (Moment::new(earliest, 0, 0), true),
            (None, None) => (None, false),
        };
        let act = settled_day(&found.act);
        let trigger = self.trigger(norm, found, &counts);
        let day = last
            .map(Moment::date)
            .or(act)
            .or(trigger.map(|trigger| trigger.day));
        self.made.entries.push(Entry {
            of: self.of.clone(),
            at: day.map(At::Day),
            provisional,
            counts,
            readings,
            what: EntryKind::Norm(NormEntry {
                norm,
                window: None,
                trigger,
                last,
                state,
                act,
                needs: self.slots(decision),
            }),
        });
    }

    fn trigger(&self, norm: NormId, found: &Occasions, counts: &[Count]) -> Option<Trigger> {
        if let Some(on) = self.model.norms()[norm].arises_on {
            let event = event(self.model, on);
            return settled_day(&found.arises).map(|day| Trigger { event, day });
        }
        // No day of its own: its time runs from the day that was counted from.
        let from = &counts.last()?.from;
        let event = match &from.kind {
            TermKind::Fact(Slot::Fact(fact), _) => Event::Fact(*fact),
            TermKind::Conclusion(conclusion, None) => Event::Conclusion(*conclusion),
            _ => return None,
        };
        let event = Some(event);
        settled_day(&from.value).map(|day| Trigger { event, day })
    }

    fn windows(&mut self, norm: NormId, found: &Occasions) {
        let trigger = self.trigger(norm, found, &[]);
        for window in &found.windows {
            if !self.span.covers(window.last) {
                continue;
            }
            let mut needs = Vec::new();
            let state = match &window.possible {
                None => State::Ahead(window.first),
                Some(range) => match one_state(range) {
                    Some(state) => State::Settled(of_window(state, window)),
                    None => {
                        let span = (window.first, window.last);
                        let decision =
                            Decision::of_window(self.model, self.case, self.settings, norm, span);
                        needs = self.slots(&decision);
                        match decision.outcome {
                            Outcome::State(outcome) => {
                                State::Settled(of_window(outcome.state, window))
                            }
                            Outcome::Unknown => State::Open(states(&decision.possible)),
                            _ => continue,
                        }
                    }
                },
            };
            self.made.entries.push(Entry {
                of: self.of.clone(),
                at: Some(At::Day(window.last)),
                provisional: self.is_beyond_calendar(norm, window.last),
                counts: Vec::new(),
                readings: Vec::new(),
                what: EntryKind::Norm(NormEntry {
                    norm,
                    window: Some(WindowSpan {
                        number: window.number,
                        first: window.first,
                        last: window.last,
                    }),
                    trigger,
                    last: Moment::new(window.last, 0, 0),
                    state,
                    act: settled_day(&window.act),
                    needs,
                }),
            });
        }
    }

    /// Whether a day lies outside the calendar by which the regulation counts.
    fn is_beyond_calendar(&self, norm: NormId, day: Date) -> bool {
        let regulation = &self.model.regulations()[self.model.norms()[norm].regulation];
        regulation
            .counting
            .as_ref()
            .and_then(|(counting, _)| counting.calendar)
            .is_some_and(|calendar| {
                self.model.calendars()[calendar]
                    .1
                    .is_rest_day(day)
                    .is_none()
            })
    }

    fn conclusion(&mut self, query: Query) {
        let (conclusion, key) = match &query {
            Query::Conclusion(conclusion) => (*conclusion, None),
            Query::At(conclusion, key) => (*conclusion, Some(key.clone())),
            _ => return,
        };
        let decision = self.decide(query);
        let Outcome::Value(value) = &decision.outcome else {
            return;
        };
        let at = match &value.core {
            Core::Number(year) => year
                .to_i64()
                .and_then(|year| Date::from_ymd(i32::try_from(year).ok()?, 1, 1))
                .map(At::Year),
            _ => settled_day(value).map(At::Day),
        };
        let Some(at) = at else { return };
        let explanation = self.explain(&decision);
        let mut counts = Vec::new();
        collect_counts(&explanation.items, &explanation.items, &mut counts);
        let provisional = counts.iter().any(|count| unreached(count).is_some());
        self.made.entries.push(Entry {
            of: self.of.clone(),
            at: Some(at),
            provisional,
            counts,
            readings: marked_readings(&decision),
            what: EntryKind::Conclusion(ConclusionEntry {
                conclusion,
                key,
                value: value.clone(),
                because: decision.because.clone(),
            }),
        });
    }

    fn decide(&self, query: Query) -> Decision {
        eval::decide(self.model, self.case, self.settings, query)
    }

    fn explain(&self, decision: &Decision) -> Explanation {
        let trace = eval::trace(self.model, self.case, self.settings, decision.query.clone());
        explain::explain(self.model, self.case, self.settings, decision, &trace)
    }

    /// What could still change a decision, as slots of the whole case.
    fn slots(&self, decision: &Decision) -> Vec<Slot> {
        let needs = decision.needs.iter().map(|need| need.slot.clone());
        let slots = needs.chain(decision.may_matter.iter().cloned());
        slots
            .map(|slot| match &self.of {
                Some(member) => member.slot(self.model, slot),
                None => slot,
            })
            .collect()
    }
}

/// The entities a case is about.
enum About {
    /// A member of a group: its entity alone.
    Member(Option<EntityId>),
    /// The case itself: all but these.
    AllBut(BTreeSet<EntityId>),
}

impl About {
    fn includes(&self, entity: Option<EntityId>) -> bool {
        match self {
            About::Member(own) => entity == *own,
            About::AllBut(others) => entity.is_none_or(|entity| !others.contains(&entity)),
        }
    }
}

/// The entities that a case gives members of, or of whom these may have groups, and says nothing of itself.
fn of_members_alone(model: &Model, case: &Case) -> BTreeSet<EntityId> {
    let mut found = BTreeSet::new();
    let mut own = BTreeSet::new();
    let mut waiting = Vec::new();
    for (fact, row) in model.facts().iter() {
        match case.get(fact) {
            Given::Unknown => continue,
            Given::Members { .. } => waiting.extend(group_of(model, fact)),
            _ => {}
        }
        own.extend(row.entity);
    }
    while let Some(entity) = waiting.pop() {
        if found.insert(entity) {
            let facts = model.facts().iter();
            let groups = facts.filter(|(_, row)| row.entity == Some(entity));
            waiting.extend(groups.filter_map(|(fact, _)| group_of(model, fact)));
        }
    }
    &found - &own
}

/// The entity of whose members a fact is a group.
fn group_of(model: &Model, fact: FactId) -> Option<EntityId> {
    match model.facts()[fact].shape {
        Shape::Group(entity) => Some(entity),
        _ => None,
    }
}

/// What an expression names that gives a day.
fn event(model: &Model, on: ExprId) -> Option<Event> {
    match model.exprs()[on].kind {
        ExprKind::Fact(fact) => Some(Event::Fact(fact)),
        ExprKind::Conclusion(conclusion) => Some(Event::Conclusion(conclusion)),
        ExprKind::DayOf(inner) => event(model, inner),
        _ => None,
    }
}

/// The counts of the last day of the norm that was asked about.
fn deadline_counts(items: &[Item]) -> Vec<Count> {
    let mut counts = Vec::new();
    for part in deadline_parts(items) {
        collect_counts(&part.items, items, &mut counts);
    }
    counts
}

/// The deadline of the norm that was asked about; not those of norms it turns on.
fn deadline_parts(items: &[Item]) -> impl Iterator<Item = &Item> {
    let parts = items.iter().flat_map(|state| &state.items);
    parts.filter(|item| {
        matches!(
            item.what,
            What::Part {
                part: NormPart::Deadline,
                ..
            }
        )
    })
}

/// The readings met on the way to a value.
fn collect_readings(items: &[Item], readings: &mut Vec<(ReadingId, usize)>) {
    for item in items.iter().filter(|item| item.decides) {
        if let What::Reading {
            reading, choice, ..
        } = item.what
            && !readings.contains(&(reading, choice))
        {
            readings.push((reading, choice));
        }
        collect_readings(&item.items, readings);
    }
}

fn marked_readings(decision: &Decision) -> Vec<(ReadingId, usize)> {
    let readings = decision.marks.iter().filter_map(|mark| match mark {
        Mark::Reading(reading, choice) => Some((*reading, *choice)),
        _ => None,
    });
    readings.collect()
}

/// The counts a value is made of; not those that only a condition rests on. What is explained once
/// only is looked up where it is.
fn collect_counts(items: &[Item], all: &[Item], counts: &mut Vec<Count>) {
    for item in items.iter().filter(|item| item.decides) {
        match &item.what {
            What::Count(count) => counts.push(count.clone()),
            What::Conclusion {
                conclusion: wanted,
                again: true,
                ..
            } => {
                let elsewhere = find(
                    all,
                    &|what| matches!(what, What::Conclusion { conclusion, again: false, .. } if conclusion == wanted),
                );
                if let Some(elsewhere) = elsewhere {
                    collect_counts(&elsewhere.items, &[], counts);
                }
            }
            What::Conclusion { .. }
            | What::Reading { .. }
            | What::Value(_)
            | What::Rule {
                exception: false, ..
            } => {}
            _ => continue,
        }
        collect_counts(&item.items, all, counts);
    }
}

fn find<'i>(items: &'i [Item], wanted: &dyn Fn(&What) -> bool) -> Option<&'i Item> {
    items.iter().find_map(|item| {
        if wanted(&item.what) {
            Some(item)
        } else {
            find(&item.items, wanted)
        }
    })
}

/// The last day of a count that the calendar does not reach.
fn unreached(count: &Count) -> Option<Date> {
    match &count.counted {
        Some(Ok(Steps::Forward(counted))) if counted.provisional => Some(counted.last),
        _ => None,
    }
}

/// The states still possible, in their own order.
fn states(range: &Range) -> Vec<NormState> {
    let Core::Kind(bits) = range.core else {
        return Vec::new();
    };
    NormState::ALL
        .into_iter()
        .filter(|state| bits >> (*state as u64) & 1 == 1)
        .collect()
}

fn one_state(range: &Range) -> Option<NormState> {
    match states(range).as_slice() {
        [state] if range.is_settled() => Some(*state),
        _ => None,
    }
}

/// The state of a window with its day.
fn of_window(state: NormState, window: &eval::Window) -> NormOutcome {
    let day = match state {
        NormState::Fulfilled => settled_day(&window.act),
        NormState::Pending => Some(window.last),
        NormState::Breached => window.last.plus_days(1),
        _ => None,
    };
    NormOutcome {
        state,
        day,
        deadline: Moment::new(window.last, 0, 0),
    }
}

fn last_day(range: &Range) -> Option<Moment> {
    match range.core {
        _ if range.flags != Flags::NONE => None,
        Core::Date(day, same) if day == same => Moment::new(day, 0, 0),
        Core::Moment(moment, same) if moment == same => Some(moment),
        _ => None,
    }
}

fn settled_day(range: &Range) -> Option<Date> {
    last_day(range).map(Moment::date)
}
