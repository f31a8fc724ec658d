//! Parts of the rules as they are written, names resolved: the same number, the same meaning.
//!
//! Two parts of different rule sets get one number exactly if they are written alike, down to the last
//! conclusion, exception and norm they can come to read; labels, citations and reasons apart. Whoever
//! has one number has one meaning, whatever the facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::joint::{Joint, type_text};
use super::term::canonical;
use crate::model::{
    Comparison, ConclusionId, Deadline, ExprId, ExprKind, FactId, KindId, Model, NormId, Part,
    Query, ReadingId, RuleEffect, RuleId, Transition, Type, Validity, operands,
};

/// Numbers for texts, the same for all sides.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<String, u32>,
}

impl Numbers {
    pub(super) fn of(&mut self, text: &str) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(text.to_owned(), number);
        number
    }
}

/// The shapes of one side, made as they are asked for.
#[derive(Debug)]
pub(super) struct Shapes<'m> {
    model: &'m Model,
    side: usize,
    /// The choice of each reading.
    choices: BTreeMap<ReadingId, usize>,
    known: BTreeMap<Part, u32>,
    facts: BTreeMap<Part, Rc<[usize]>>,
}

impl<'m> Shapes<'m> {
    pub(super) fn new(
        model: &'m Model,
        side: usize,
        readings: &[(ReadingId, usize)],
    ) -> Shapes<'m> {
        Shapes {
            model,
            side,
            choices: readings.iter().copied().collect(),
            known: BTreeMap::new(),
            facts: BTreeMap::new(),
        }
    }

    /// What a query asks for; none of a place, which is made of several parts.
    pub(super) fn query(
        &mut self,
        query: &Query,
        joint: &Joint<'m>,
        numbers: &mut Numbers,
    ) -> Option<u32> {
        let text = match query {
            Query::Conclusion(id) => {
                format!("{}", self.part(Part::Conclusion(*id), joint, numbers))
            }
            Query::At(id, key) => format!(
                "{} at {key:?}",
                self.part(Part::Conclusion(*id), joint, numbers)
            ),
            Query::Norm(id) => format!("{}", self.part(Part::Norm(*id), joint, numbers)),
            Query::Predicate(id, predicate) => format!(
                "{} {predicate:?}",
                self.part(Part::Norm(*id), joint, numbers)
            ),
            Query::Place(_) => return None,
        };
        Some(numbers.of(&format!("query {text}")))
    }

    /// The facts, of all sides, that a part can come to read.
    pub(super) fn facts(&mut self, part: Part, joint: &Joint<'m>) -> Rc<[usize]> {
        if let Some(known) = self.facts.get(&part) {
            return Rc::clone(known);
        }
        let found = self.model.facts_behind([part]);
        let side = self.side;
        let found: BTreeSet<usize> = found
            .into_iter()
            .filter_map(|it| joint.of(side, it))
            .collect();
        let found: Rc<[usize]> = found.into_iter().collect();
        self.facts.insert(part, Rc::clone(&found));
        found
    }

    /// The number of a part.
    pub(super) fn part(&mut self, part: Part, joint: &Joint<'m>, numbers: &mut Numbers) -> u32 {
        if let Some(known) = self.known.get(&part) {
            return *known;
        }
        let mut say = Say {
            shapes: self,
            joint,
            numbers,
        };
        let text = match part {
            Part::Fact(id) => say.fact(id),
            Part::Conclusion(id) => say.conclusion(id),
            Part::Rule(id) => say.rule(id),
            Part::Norm(id) => say.norm(id),
            Part::Reading(id) => say.reading(id),
            Part::Expr(id) => say.expr(id),
        };
        let number = numbers.of(&text);
        self.known.insert(part, number);
        number
    }
}

/// Says parts as texts in which other parts are numbers.
struct Say<'s, 'm> {
    shapes: &'s mut Shapes<'m>,
    joint: &'s Joint<'m>,
    numbers: &'s mut Numbers,
}

impl Say<'_, '_> {
    fn number(&mut self, part: Part) -> u32 {
        self.shapes.part(part, self.joint, self.numbers)
    }

    fn exprs(&mut self, exprs: impl IntoIterator<Item = ExprId>) -> Vec<u32> {
        exprs
            .into_iter()
            .map(|it| self.number(Part::Expr(it)))
            .collect()
    }

    fn fact(&mut self, id: FactId) -> String {
        let model = self.shapes.model;
        let row = &model.facts()[id];
        let at = self.joint.of(self.shapes.side, id);
        let taken = row.not_encoded.as_ref().map(|it| {
            it.taken_as
                .as_ref()
                .map(|value| canonical(model, &row.ty, value))
        });
        let presumed: Vec<(u32, Vec<u32>)> = row
            .presumptions
            .iter()
            .map(|it| (it.value, it.condition))
            .map(|(value, when)| (self.number(Part::Expr(value)), self.exprs(when)))
            .collect();
        format!("fact {at:?} {taken:?} {presumed:?}")
    }

    fn conclusion(&mut self, id: ConclusionId) -> String {
        let model = self.shapes.model;
        let row = &model.conclusions()[id];
        let mut rules: Vec<u32> = row
            .rules
            .iter()
            .map(|it| self.number(Part::Rule(*it)))
            .collect();
        rules.sort_unstable();
        let taken = self.exprs(row.taken_on.map(|it| it.0));
        let ty = type_text(model, &row.ty);
        let members = row.collector.map(|_| order(model, &row.ty));
        let entity = row.entity.map(|it| model.entities()[it].name.clone());
        format!(
            "conclusion {ty} {members:?} {:?} {:?} {:?} {} {rules:?} {taken:?} {entity:?}",
            row.key.as_ref().map(|it| type_text(model, &it.of_values())),
            row.collector,
            row.otherwise,
            row.open,
        )
    }

    fn rule(&mut self, id: RuleId) -> String {
        let row = &self.shapes.model.rules()[id];
        let effect = match row.effect {
            RuleEffect::Says(_, yes) => format!("says {yes}"),
            RuleEffect::Gives(_, value) => format!("gives {:?}", self.exprs([value])),
            RuleEffect::Blocks => "blocks".to_owned(),
        };
        let when = self.exprs(row.condition);
        let mut exceptions: Vec<u32> = row
            .exceptions
            .iter()
            .map(|it| self.number(Part::Rule(*it)))
            .collect();
        exceptions.sort_unstable();
        let scopes = self.exprs(row.scopes.iter().copied());
        let days = validity(row.validity);
        let saved = self.transition(row.transition.as_deref());
        format!(
            "rule {effect} {when:?} {exceptions:?} {scopes:?} {days} {saved} {}",
            row.note
        )
    }

    fn norm(&mut self, id: NormId) -> String {
        let model = self.shapes.model;
        let row = &model.norms()[id];
        let mut exceptions: Vec<u32> = row
            .exceptions
            .iter()
            .map(|it| self.number(Part::Rule(*it)))
            .collect();
        exceptions.sort_unstable();
        let parts = [row.arises_on, row.trigger, row.act_condition].map(|it| self.exprs(it));
        let scopes = self.exprs(row.scopes.iter().copied());
        let deadline = match row.deadline {
            None => "none".to_owned(),
            Some(Deadline::NotStated) => "not stated".to_owned(),
            Some(Deadline::By(id)) => format!("by {:?}", self.exprs([id])),
            Some(Deadline::Before(id)) => format!("before {:?}", self.exprs([id])),
        };
        let windows = row.recurring.as_ref().map(|it| {
            let from = self.exprs([it.from]);
            let until = self.exprs(it.until);
            format!("{:?} {from:?} {until:?} {:?}", it.period, it.month_end)
        });
        let act = row.act.map(|it| self.number(Part::Fact(it)));
        let entity = row.entity.map(|it| model.entities()[it].name.clone());
        let days = validity(row.validity);
        let saved = self.transition(row.transition.as_deref());
        let later = row.successor.map(|it| self.number(Part::Norm(it)));
        format!(
            "norm {:?} {parts:?} {scopes:?} {exceptions:?} {deadline} {windows:?} {act:?} {entity:?} {days} {saved} {later:?}",
            row.modality
        )
    }

    /// Which cases saving clauses keep from a version, or under it.
    fn transition(&mut self, transition: Option<&Transition>) -> String {
        transition.map_or_else(String::new, |it| {
            let barred = self.exprs(it.barred.iter().copied());
            let spared = self.exprs(it.spared.iter().copied());
            format!("saved {barred:?} {:?} {spared:?}", it.ended_on)
        })
    }

    fn reading(&mut self, id: ReadingId) -> String {
        let choice = self.shapes.choices.get(&id).copied().unwrap_or(0);
        let row = &self.shapes.model.readings()[id];
        let value = row.choices.get(choice).map(|it| it.value);
        format!("reading {:?}", self.exprs(value))
    }

    fn expr(&mut self, id: ExprId) -> String {
        let model = self.shapes.model;
        let expr = &model.exprs()[id];
        // What comes out under one of two texts comes to read the clause that asks, and so itself: it is
        // alike to itself on its own side alone, which proves less and never too much.
        if let ExprKind::UnderText { saving, old, .. } = expr.kind {
            return format!("under text {saving} {old} of {} {id:?}", self.shapes.side);
        }
        let what = self.kind(&expr.kind, &expr.ty);
        let of = self.exprs(operands(&expr.kind));
        format!("{what} {of:?}")
    }

    /// What an expression is, its operands apart.
    fn kind(&mut self, kind: &ExprKind, ty: &Type) -> String {
        let model = self.shapes.model;
        match kind {
            ExprKind::Constant(range) => format!("constant {}", canonical(model, ty, range)),
            ExprKind::Fact(id) | ExprKind::FactAt(id, _) => {
                format!("the fact {}", self.number(Part::Fact(*id)))
            }
            ExprKind::Entries(id) => format!("entries {}", self.number(Part::Fact(*id))),
            ExprKind::Conclusion(id) | ExprKind::ConclusionAt(id, _) => {
                format!("the conclusion {}", self.number(Part::Conclusion(*id)))
            }
            ExprKind::Reading(id) => format!("the reading {}", self.number(Part::Reading(*id))),
            ExprKind::AnyActive(rules) => {
                let rules: Vec<u32> = rules
                    .iter()
                    .map(|it| self.number(Part::Rule(*it)))
                    .collect();
                format!("active {rules:?}")
            }
            ExprKind::Norm(id, predicate) => {
                format!("norm {} {predicate:?}", self.number(Part::Norm(*id)))
            }
            ExprKind::Window(id, predicate, variable) => format!(
                "window {} {predicate:?} {variable}",
                self.number(Part::Norm(*id))
            ),
            ExprKind::Windows(id) => format!("windows {}", self.number(Part::Norm(*id))),
            _ => plain(model, kind),
        }
    }
}

/// What an expression that names no other part does with its operands.
///
/// Members of an enumeration go by name, calendars by what they hold.
pub(super) fn plain(model: &Model, kind: &ExprKind) -> String {
    match kind {
        ExprKind::And(_) => "all".to_owned(),
        ExprKind::Or(_) => "any".to_owned(),
        ExprKind::AtLeastOf(count, _) => format!("at least {count}"),
        ExprKind::Not(_) => "not".to_owned(),
        ExprKind::Compare(Comparison::Equal, ..) => "is".to_owned(),
        ExprKind::Compare(comparison, left, _) => {
            format!("{comparison:?} {}", order(model, &model.exprs()[*left].ty))
        }
        ExprKind::IsMember(of, mask) => {
            let names = match &model.exprs()[*of].ty {
                Type::Kind(kind) => masked(model, *kind, *mask),
                _ => format!("{mask}"),
            };
            format!("member of {names}")
        }
        ExprKind::IsAbsent(_) => "is absent".to_owned(),
        ExprKind::IsPresent(_) => "is present".to_owned(),
        ExprKind::HasPassed(_) => "has passed".to_owned(),
        ExprKind::Includes(..) => "includes".to_owned(),
        ExprKind::Quantified {
            quantifier,
            variable,
            filter,
            ..
        } => format!("{quantifier:?} {variable} {}", filter.is_some()),
        ExprKind::InOrder(_) => "in order".to_owned(),
        ExprKind::Bound(variable) => format!("bound {variable}"),
        ExprKind::Field(variable, field) => format!("field {variable} {field}"),
        ExprKind::OfMember(variable, _) => format!("of member {variable}"),
        ExprKind::Add(..) => "add".to_owned(),
        ExprKind::Subtract(..) => "subtract".to_owned(),
        ExprKind::Multiply(..) => "multiply".to_owned(),
        ExprKind::Divide(..) => "divide".to_owned(),
        ExprKind::Negate(_) => "negate".to_owned(),
        ExprKind::Round(_, rounding, places) => format!("round {rounding:?} {places}"),
        ExprKind::Extreme(extreme, of) => {
            let ty = of.first().map(|it| &model.exprs()[*it].ty);
            format!("{extreme:?} {:?}", ty.map(|ty| order(model, ty)))
        }
        ExprKind::Otherwise(..) => "otherwise".to_owned(),
        ExprKind::StandsOn(..) => "stands on".to_owned(),
        ExprKind::UnderText { saving, old, .. } => format!("under text {saving} {old}"),
        // Its clauses are operands, like what it says.
        ExprKind::Versioned { version, .. } => {
            let transition = version.transition.as_deref();
            let [barred, spared] = [
                transition.map_or(0, |it| it.barred.len()),
                transition.map_or(0, |it| it.spared.len()),
            ];
            let ended_on = transition.and_then(|it| it.ended_on);
            let days = validity(version.validity);
            format!("versioned {days} {barred} {ended_on:?} {spared}")
        }
        ExprKind::WhereApplies(_) => "where it applies".to_owned(),
        ExprKind::MustApply(_) => "must apply".to_owned(),
        ExprKind::If(..) => "if".to_owned(),
        ExprKind::DayOfYear(month, day, _) => format!("day {month}-{day}"),
        ExprKind::Shift {
            period,
            after,
            counting,
            ..
        } => {
            let calendar = counting.calendar.map(|it| model.calendars()[it].1.digest());
            format!(
                "shift {period:?} {after} {:?} {calendar:?}",
                counting.counting
            )
        }
        ExprKind::DayShift(_, days) => format!("shift {days}"),
        ExprKind::FactDay => "fact day".to_owned(),
        ExprKind::YearOf(_) => "year of".to_owned(),
        ExprKind::MonthOf(_) => "month of".to_owned(),
        ExprKind::CalendarMonthOf(_) => "the month of".to_owned(),
        ExprKind::WeekOf(_) => "week of".to_owned(),
        ExprKind::Buckets(bucket, _) => format!("{bucket:?}"),
        ExprKind::DayOf(_) => "day of".to_owned(),
        ExprKind::LastYears(count, _) => format!("last {count} years"),
        ExprKind::Aggregate {
            aggregate,
            variable,
            filter,
            of,
            ..
        } => format!(
            "{aggregate:?} {variable} {} {:?}",
            filter.is_some(),
            of.map(|of| order(model, &model.exprs()[of].ty))
        ),
        ExprKind::Constant(_)
        | ExprKind::Fact(_)
        | ExprKind::FactAt(..)
        | ExprKind::Entries(_)
        | ExprKind::Conclusion(_)
        | ExprKind::ConclusionAt(..)
        | ExprKind::Reading(_)
        | ExprKind::AnyActive(_)
        | ExprKind::Norm(..)
        | ExprKind::Window(..)
        | ExprKind::Windows(_) => format!("{kind:?}"),
    }
}

fn masked(model: &Model, kind: KindId, mask: u64) -> String {
    let members = model.kinds()[kind].members.iter().enumerate();
    let mut names: Vec<&str> = members
        .filter(|(at, _)| *at < 64 && mask >> at & 1 == 1)
        .map(|(_, it)| it.name.as_str())
        .collect();
    names.sort_unstable();
    format!("{names:?}")
}

/// An enumeration by its members in order, where something goes by the order.
pub(super) fn order(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Kind(kind) => {
            let members = model.kinds()[*kind].members.iter();
            let names: Vec<&str> = members.map(|it| it.name.as_str()).collect();
            format!("{names:?}")
        }
        _ => String::new(),
    }
}

fn validity(days: Validity) -> String {
    format!("{:?} {:?}", days.from, days.until)
}
