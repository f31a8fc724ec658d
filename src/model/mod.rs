//! The checked rule set: what the rest may rely on.
//!
//! A [`Model`] is made by [`crate::check()`] alone, so whoever holds one need check nothing again:
//!
//! 1. every name is an id, and every id exists;
//! 2. every expression has one type, and every sum one unit;
//! 3. conclusions and norm predicates depend on each other without a cycle, exceptions too;
//! 4. every provision has one citation in each stretch of days.
//!
//! Ids are positions in the model's tables, handed out in source order; printing by id is
//! printing in the order of the law.

mod expr;
mod place;
mod reach;
mod ty;

pub use expr::{Aggregate, Bucket, Comparison, Expr, ExprKind, Extreme, NormPredicate, Quantifier};
pub use place::{Place, PlaceKind, Validity};
pub(crate) use reach::{Input, Reads, operands};
pub use reach::{Mention, Part};
pub use ty::{KeyType, Type};

use crate::eval::{Key, Range};
use crate::source::Span;
use crate::value::{Calendar, Counting, Date, Number, Period};

/// A typed position in one of the model's tables.
macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub(crate) u32);
        impl Id for $id {
            fn at(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }
            fn position(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

/// What all ids have in common.
pub trait Id: Copy {
    /// The id of a position.
    fn at(position: usize) -> Self;
    /// The position of the id.
    fn position(self) -> usize;
}

ids! {
    /// A regulation or vocabulary.
    RegulationId,
    /// A heading, or a labelled entry of a list.
    PlaceId,
    /// An expression.
    ExprId,
    /// A fact, or a part that is not encoded.
    FactId,
    /// A conclusion.
    ConclusionId,
    /// A rule, ground or exception.
    RuleId,
    /// A duty, right, power, prohibition or guideline.
    NormId,
    /// A reading.
    ReadingId,
    /// An enumeration.
    KindId,
    /// A record, or the fields of an event.
    RecordId,
    /// A unit.
    UnitId,
    /// An entity.
    EntityId,
    /// An authority, a source, or an entity that bears a norm.
    PartyId,
    /// A calendar.
    CalendarId,
    /// An assertion.
    AssertionId,
}

/// A table indexed by its own ids.
#[derive(Debug, Clone)]
pub struct Table<I, T> {
    rows: Vec<T>,
    ids: std::marker::PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            ids: std::marker::PhantomData,
        }
    }
}

impl<I: Id, T> Table<I, T> {
    /// Adds a row and returns its id.
    pub(crate) fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::at(self.rows.len() - 1)
    }

    /// Takes back the rows pushed last, of which nothing may hold an id any more.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows with their ids, in source order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.rows
            .iter()
            .enumerate()
            .map(|(position, row)| (I::at(position), row))
    }

    /// The ids, in source order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.rows.len()).map(I::at)
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "an id is handed out by `push` alone and rows are never removed; this is the one place that relies on it"
)]
impl<I: Id, T> std::ops::Index<I> for Table<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.rows[id.position()]
    }
}

#[expect(clippy::indexing_slicing, reason = "as above")]
impl<I: Id, T> std::ops::IndexMut<I> for Table<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.position()]
    }
}

/// What people call a thing: its name in the rules, and its labels by language.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// The name as declared.
    pub name: String,
    /// Labels, as (language tag, text); the first is the inline one.
    pub labels: Vec<(String, String)>,
    /// Where it is declared.
    pub span: Option<Span>,
}

impl Naming {
    /// The label in a language, else the inline one, else the name.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        self.labels
            .iter()
            .find(|(tag, _)| tag == language)
            .or_else(|| self.labels.first())
            .map_or(self.name.as_str(), |(_, label)| label.as_str())
    }

    /// Whether there is a label in this language.
    #[must_use]
    pub fn has_label(&self, language: &str) -> bool {
        self.labels.iter().any(|(tag, _)| tag == language)
    }
}

/// A regulation (or a vocabulary, which has declarations only).
#[derive(Debug, Clone)]
pub struct Regulation {
    /// Its names.
    pub naming: Naming,
    /// The languages it promises labels in; the first is that of inline labels.
    pub languages: Vec<String>,
    /// How its periods are counted unless a use says otherwise, and why.
    pub counting: Option<(NamedCounting, Option<String>)>,
    /// The days it is in force, with the provision that says so.
    pub validity: Validity,
    /// The provision that states the commencement.
    pub commencement: Option<PlaceId>,
}

/// A counting convention with the calendar it rolls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedCounting {
    /// The convention.
    pub counting: Counting,
    /// The calendar, when a last day on a rest day moves.
    pub calendar: Option<CalendarId>,
}

/// Who or what supplies a fact, or bears a norm.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its names.
    pub naming: Naming,
    /// What it is.
    pub kind: PartyKind,
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyKind {
    /// An authority: finds, owes, decides.
    Authority,
    /// Another law, plan or contract.
    Source,
    /// What facts are about.
    Entity,
}

/// An enumeration; at most 64 members.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its names.
    pub naming: Naming,
    /// Whether the members are ordered, lowest first.
    pub ordered: bool,
    /// The members.
    pub members: Vec<Naming>,
}

/// A record, or what is said of each act of an `events` fact.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its names.
    pub naming: Naming,
    /// The fields. An act has its `day` first.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its names.
    pub naming: Naming,
    /// Its type.
    pub ty: Type,
    /// The values it can have.
    pub domain: Domain,
    /// Whether the file may say `absent`.
    pub may_be_absent: bool,
}

/// A unit.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its names; the name is the singular.
    pub naming: Naming,
    /// The plural.
    pub plural: String,
}

/// The values a slot can have: the ends, both included, where the type has an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// Every value of the type.
    All,
    /// Numbers between the ends; `whole` when fractions are not admitted.
    Numbers {
        /// Lowest.
        low: Number,
        /// Highest.
        high: Number,
        /// Whole numbers only.
        whole: bool,
    },
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The file of the case.
    Ordinary,
    /// A finding, with who must make it.
    Finding(PartyId),
    /// Another source.
    External(PartyId),
    /// A part of the law that is not encoded and blocks.
    NotEncoded,
    /// A part of the law that is not encoded and is assumed.
    Assumed,
}

/// How a fact is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One value for the case.
    Single,
    /// Values with from-days.
    OverTime,
    /// An act with its day.
    Event,
    /// Many acts, each with its day and fields.
    Events(RecordId),
    /// A list of records.
    List(RecordId),
    /// A group: members of an entity, each with facts of its own.
    Group(EntityId),
}

/// A fact: one input slot, or a family of them.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its names; the name is the key in case files.
    pub naming: Naming,
    /// The type of one value; for an event that of its day.
    pub ty: Type,
    /// The values it can have.
    pub domain: Domain,
    /// How it is kept.
    pub shape: Shape,
    /// Whether it changes: a value with from-days, a group that members join and leave.
    pub over_time: bool,
    /// What it is keyed by.
    pub key: Option<KeyType>,
    /// Whether the file may say `absent`.
    pub may_be_absent: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// The assumed value or reason of a part that is not encoded.
    pub not_encoded: Option<NotEncoded>,
    /// What it is about.
    pub entity: Option<EntityId>,
    /// The provision it is declared in.
    pub place: Option<PlaceId>,
    /// The regulation or vocabulary that declares it.
    pub regulation: RegulationId,
    /// Rules of law that fill it when unknown.
    pub presumptions: Vec<Presumption>,
}

/// What a part that is not encoded is taken as.
#[derive(Debug, Clone)]
pub struct NotEncoded {
    /// The assumed value; none when it blocks.
    pub taken_as: Option<Range>,
    /// Why it is not encoded.
    pub because: String,
}

/// A presumption of law: fills an unknown slot only, and marks what rests on it.
#[derive(Debug, Clone)]
pub struct Presumption {
    /// The provision that presumes.
    pub place: Option<PlaceId>,
    /// The presumed value.
    pub value: ExprId,
    /// When.
    pub condition: Option<ExprId>,
}

/// A conclusion.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Its names.
    pub naming: Naming,
    /// The type of its value.
    pub ty: Type,
    /// What it is keyed by; inside its rules that is the first bound variable.
    pub key: Option<KeyType>,
    /// How several results combine, if it is collected.
    pub collector: Option<crate::syntax::ast::Collector>,
    /// `otherwise yes/no`.
    pub otherwise: Option<bool>,
    /// Whether it has a negative base rule.
    pub open: bool,
    /// Its rules in source order.
    pub rules: Vec<RuleId>,
    /// The day on which its facts are taken, and the provision that says so.
    pub taken_on: Option<(ExprId, PlaceId)>,
    /// What it is about.
    pub entity: Option<EntityId>,
    /// The provision it is declared in.
    pub place: Option<PlaceId>,
    /// The regulation that declares it.
    pub regulation: RegulationId,
}

impl Conclusion {
    /// Whether its rules are grounds of a yes or a no, not values that are chosen or collected.
    #[must_use]
    pub fn is_yes_or_no(&self) -> bool {
        self.ty == Type::YesNo && self.collector.is_none()
    }
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleEffect {
    /// Concludes yes or no.
    Says(ConclusionId, bool),
    /// Concludes a value.
    Gives(ConclusionId, ExprId),
    /// Blocks its targets and says nothing itself.
    Blocks,
}

/// A rule, a ground of one, or an exception.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Where it stands; its citation.
    pub place: PlaceId,
    /// What it says.
    pub effect: RuleEffect,
    /// When; none for always.
    pub condition: Option<ExprId>,
    /// The exceptions to it, any active one of which removes it.
    pub exceptions: Vec<RuleId>,
    /// What it is itself an exception to (rules), for the outline and the explanation.
    pub defeats: Vec<RuleId>,
    /// The norms it excuses.
    pub excuses: Vec<NormId>,
    /// Conditions outside which it is not applicable.
    pub scopes: Vec<ExprId>,
    /// The days it is in force.
    pub validity: Validity,
    /// Which cases an amendment keeps from it, or under it.
    pub transition: Option<Box<Transition>>,
    /// Whether it stands in a note, and so ranks below the text.
    pub note: bool,
    /// The provision that applies it by analogy, if it is a copy.
    pub by_analogy: Option<PlaceId>,
    /// The reason written with it.
    pub because: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Which norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Modality {
    /// Must.
    Duty,
    /// May, towards someone.
    Right,
    /// May, of an authority.
    Power,
    /// Must not.
    Prohibition,
    /// Should, as a principle.
    Guideline,
}

/// A norm. One instance per bearer and trigger; its state is computed, never stored.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Its names.
    pub naming: Naming,
    /// Which.
    pub modality: Modality,
    /// What its provision is about.
    pub entity: Option<EntityId>,
    /// Where it stands.
    pub place: PlaceId,
    /// Who owes or holds it; none for the subject.
    pub bearer: Option<PartyId>,
    /// Towards whom.
    pub towards: Option<PartyId>,
    /// About whom.
    pub about: Option<PartyId>,
    /// The day it arises on, if it has one.
    pub arises_on: Option<ExprId>,
    /// The condition under which it arises; for a guideline, the condition it asks for.
    pub trigger: Option<ExprId>,
    /// The windows of a recurring norm.
    pub recurring: Option<Recurring>,
    /// The act: an event or events.
    pub act: Option<FactId>,
    /// What qualifies the act. Its fields are the entry bound at `act_variable`.
    pub act_condition: Option<ExprId>,
    /// The deadline.
    pub deadline: Option<Deadline>,
    /// The provisions that read its breach or lapse.
    pub leads_to: Vec<PlaceId>,
    /// The exceptions to it: what excuses, excludes or lifts it.
    pub exceptions: Vec<RuleId>,
    /// Conditions outside which it is not applicable.
    pub scopes: Vec<ExprId>,
    /// The days it is in force.
    pub validity: Validity,
    /// Which cases an amendment keeps from it, or under it.
    pub transition: Option<Box<Transition>>,
    /// The version of it that an amendment put in its place.
    pub successor: Option<NormId>,
    /// The version whose place it took; its name means that one, which leads to this.
    pub predecessor: Option<NormId>,
    /// The regulation it belongs to.
    pub regulation: RegulationId,
    /// The reason written with it.
    pub because: Option<String>,
}

/// What saving clauses say of one version of a rule or norm. A case that a clause keeps under the old
/// text is judged by it after it has ended for all others, and never by the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transition {
    /// Cases for which one of these holds stay under what this version replaced.
    pub barred: Vec<ExprId>,
    /// The day from which it is in force for spared cases only.
    pub ended_on: Option<Date>,
    /// Cases for which one of these holds stay under this version.
    pub spared: Vec<ExprId>,
}

impl Transition {
    /// The conditions of all the clauses.
    pub fn conditions(&self) -> impl Iterator<Item = ExprId> + '_ {
        self.barred.iter().chain(&self.spared).copied()
    }
}

/// The days of an entry that is no rule or norm, and what saving clauses say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The days it is in force.
    pub validity: Validity,
    /// Which cases an amendment keeps from it, or under it.
    pub transition: Option<Box<Transition>>,
}

impl Version {
    /// The conditions of the saving clauses.
    pub fn clauses(&self) -> impl Iterator<Item = ExprId> + '_ {
        self.transition.iter().flat_map(|it| it.conditions())
    }
}

/// The windows of a recurring norm, always counted from the anchor.
#[derive(Debug, Clone)]
pub struct Recurring {
    /// The length of a window.
    pub period: Period,
    /// The anchor: the first day of window 1.
    pub from: ExprId,
    /// A window that would end after this day is dropped.
    pub until: Option<ExprId>,
    /// What to do with a day the month does not have.
    pub month_end: crate::value::MonthEnd,
}

/// A deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// The text sets none; time alone never breaches.
    NotStated,
    /// The last day (or moment), itself in time.
    By(ExprId),
    /// The day that is too late.
    Before(ExprId),
}

/// A reading: a named value with a preferred choice and alternatives.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its names; the label is the question it answers.
    pub naming: Naming,
    /// The type of its choices.
    pub ty: Type,
    /// The choices, the preferred one first.
    pub choices: Vec<Choice>,
    /// The provision it is a reading of.
    pub place: Option<PlaceId>,
    /// The regulation it belongs to.
    pub regulation: RegulationId,
}

/// One answer to a reading's question.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its names.
    pub naming: Naming,
    /// Its value.
    pub value: ExprId,
    /// The reason for it.
    pub because: String,
}

/// An assertion over given facts: a case that violates it is refused.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// What must hold.
    pub condition: ExprId,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub place: Option<PlaceId>,
    /// Where it is written.
    pub span: Span,
}

/// A checked rule set.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub(crate) regulations: Table<RegulationId, Regulation>,
    pub(crate) places: Table<PlaceId, Place>,
    pub(crate) exprs: Table<ExprId, Expr>,
    pub(crate) facts: Table<FactId, Fact>,
    pub(crate) conclusions: Table<ConclusionId, Conclusion>,
    pub(crate) rules: Table<RuleId, Rule>,
    pub(crate) norms: Table<NormId, Norm>,
    pub(crate) readings: Table<ReadingId, Reading>,
    pub(crate) kinds: Table<KindId, Kind>,
    pub(crate) records: Table<RecordId, Record>,
    pub(crate) units: Table<UnitId, Unit>,
    pub(crate) entities: Table<EntityId, Naming>,
    pub(crate) parties: Table<PartyId, Party>,
    pub(crate) calendars: Table<CalendarId, (Naming, Calendar)>,
    pub(crate) assertions: Table<AssertionId, Assertion>,
    /// The condition of each saving clause of its amendments.
    pub(crate) savings: Vec<ExprId>,
    /// The hash of the texts and calendars it was made from, lower-case hexadecimal SHA-256.
    pub(crate) digest: String,
    reads: std::sync::OnceLock<Reads>,
}

/// A decision one can ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Query {
    /// A conclusion.
    Conclusion(ConclusionId),
    /// A keyed conclusion at a key, `bonus_year for 2024`.
    At(ConclusionId, Key),
    /// The state of a norm.
    Norm(NormId),
    /// A predicate of a norm, `reporting is breached`.
    Predicate(NormId, NormPredicate),
    /// Whether a ground or exception at a place is active, `article 10(2) is met`.
    Place(PlaceId),
}

impl Model {
    /// The regulations and vocabularies, in source order.
    #[must_use]
    pub fn regulations(&self) -> &Table<RegulationId, Regulation> {
        &self.regulations
    }

    /// The provisions and list entries, in source order.
    #[must_use]
    pub fn places(&self) -> &Table<PlaceId, Place> {
        &self.places
    }

    /// The expressions.
    #[must_use]
    pub fn exprs(&self) -> &Table<ExprId, Expr> {
        &self.exprs
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> &Table<FactId, Fact> {
        &self.facts
    }

    /// The conclusions.
    #[must_use]
    pub fn conclusions(&self) -> &Table<ConclusionId, Conclusion> {
        &self.conclusions
    }

    /// The rules, grounds and exceptions.
    #[must_use]
    pub fn rules(&self) -> &Table<RuleId, Rule> {
        &self.rules
    }

    /// The norms and guidelines.
    #[must_use]
    pub fn norms(&self) -> &Table<NormId, Norm> {
        &self.norms
    }

    /// The norms that have a name of their own: all but later versions.
    pub fn named_norms(&self) -> impl DoubleEndedIterator<Item = (NormId, &Norm)> {
        self.norms.iter().filter(|(_, it)| it.predecessor.is_none())
    }

    /// The version of a norm that its name means: the first, which leads to those that came after it.
    #[must_use]
    pub fn first_version(&self, norm: NormId) -> NormId {
        let mut first = norm;
        while let Some(earlier) = self.norms[first].predecessor {
            first = earlier;
        }
        first
    }

    /// The readings.
    #[must_use]
    pub fn readings(&self) -> &Table<ReadingId, Reading> {
        &self.readings
    }

    /// The enumerations.
    #[must_use]
    pub fn kinds(&self) -> &Table<KindId, Kind> {
        &self.kinds
    }

    /// The records.
    #[must_use]
    pub fn records(&self) -> &Table<RecordId, Record> {
        &self.records
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &Table<UnitId, Unit> {
        &self.units
    }

    /// The entities.
    #[must_use]
    pub fn entities(&self) -> &Table<EntityId, Naming> {
        &self.entities
    }

    /// Authorities, sources and entities.
    #[must_use]
    pub fn parties(&self) -> &Table<PartyId, Party> {
        &self.parties
    }

    /// The calendars.
    #[must_use]
    pub fn calendars(&self) -> &Table<CalendarId, (Naming, Calendar)> {
        &self.calendars
    }

    /// The assertions.
    #[must_use]
    pub fn assertions(&self) -> &Table<AssertionId, Assertion> {
        &self.assertions
    }

    /// The language in which a provision has its inline labels.
    #[must_use]
    pub fn language_of(&self, place: PlaceId) -> &str {
        let regulation = &self.regulations[self.places[place].regulation];
        regulation.languages.first().map_or("en", String::as_str)
    }

    /// The hash of the texts and calendars the model was made from.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The fact of this name (`scs.rank` where two regulations declare one).
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<FactId> {
        self.facts
            .iter()
            .find(|(_, fact)| self.is_called(&fact.naming, fact.regulation, name))
            .map(|(id, _)| id)
    }

    /// The conclusion of this name.
    #[must_use]
    pub fn conclusion(&self, name: &str) -> Option<ConclusionId> {
        self.conclusions
            .iter()
            .find(|(_, it)| self.is_called(&it.naming, it.regulation, name))
            .map(|(id, _)| id)
    }

    /// The norm of this name.
    #[must_use]
    pub fn norm(&self, name: &str) -> Option<NormId> {
        self.norms
            .iter()
            .find(|(_, it)| self.is_called(&it.naming, it.regulation, name))
            .map(|(id, _)| id)
    }

    /// The reading of this name.
    #[must_use]
    pub fn reading(&self, name: &str) -> Option<ReadingId> {
        self.readings
            .iter()
            .find(|(_, it)| self.is_called(&it.naming, it.regulation, name))
            .map(|(id, _)| id)
    }

    /// The place a citation names: `10(2)` of the only or first regulation that has it, or `scs 10(2)`.
    #[must_use]
    pub fn place(&self, citation: &str) -> Option<PlaceId> {
        self.places
            .iter()
            .find(|(_, place)| {
                place.citation == citation
                    || citation
                        .strip_prefix(self.regulations[place.regulation].naming.name.as_str())
                        .is_some_and(|rest| rest.trim_start() == place.citation)
            })
            .map(|(id, _)| id)
    }

    /// What a name asks for: a conclusion or a norm, or a place by its citation.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<Query> {
        self.conclusion(name)
            .map(Query::Conclusion)
            .or_else(|| self.norm(name).map(Query::Norm))
            .or_else(|| {
                self.place(name.strip_prefix("article ").unwrap_or(name))
                    .map(Query::Place)
            })
    }

    /// A number of a type as rules write it, with its unit: `1 hour`, `12.5 hours`.
    #[must_use]
    pub fn amount(&self, ty: &Type, number: &Number) -> String {
        let Type::Number {
            unit: Some(unit), ..
        } = ty
        else {
            return number.to_string();
        };
        let unit = &self.units[*unit];
        let name = if *number == Number::ONE {
            &unit.naming.name
        } else {
            &unit.plural
        };
        format!("{number} {name}")
    }

    /// By what something is kept, as rules write it: `per year`.
    #[must_use]
    pub fn per(&self, key: &KeyType) -> String {
        match key {
            KeyType::Year => "per year".to_owned(),
            KeyType::Month => "per month".to_owned(),
            KeyType::Week => "per week".to_owned(),
            KeyType::Text => "per text".to_owned(),
            KeyType::Whole => "per whole number".to_owned(),
            KeyType::Kind(kind) => format!("per {}", self.kinds[*kind].naming.name),
            KeyType::Window(norm) => format!("per window of {}", self.norms[*norm].naming.name),
        }
    }

    /// What an expression says in each version of the text, the newest first.
    pub(crate) fn versions_of(&self, id: ExprId) -> Vec<(&Version, ExprId)> {
        let version = |id: ExprId| match &self.exprs[id].kind {
            ExprKind::Versioned {
                version,
                says,
                otherwise,
            } => Some((version.as_ref(), *says, *otherwise)),
            _ => None,
        };
        std::iter::successors(version(id), |(_, _, earlier)| version(*earlier))
            .map(|(version, says, _)| (version, says))
            .collect()
    }

    /// What was written of an expression: all its versions, or itself.
    pub(crate) fn as_written(&self, id: ExprId) -> Vec<ExprId> {
        let versions = self.versions_of(id);
        if versions.is_empty() {
            return vec![id];
        }
        // That something is presumed in every case is said without a condition.
        let always = |id: &ExprId| {
            let kind = &self.exprs[*id].kind;
            matches!(kind, ExprKind::Constant(range) if range.as_truth().is_yes())
        };
        let says = versions.into_iter().map(|(_, says)| says);
        says.filter(|it| !always(it)).collect()
    }

    /// Whether an expression has versions.
    pub(crate) fn is_versioned(&self, id: ExprId) -> bool {
        matches!(self.exprs[id].kind, ExprKind::Versioned { .. })
    }

    /// The citation of a place with its regulation, `scs 10(2)`.
    #[must_use]
    pub fn citation(&self, place: PlaceId) -> String {
        let place = &self.places[place];
        format!(
            "{} {}",
            self.regulations[place.regulation].naming.name, place.citation
        )
    }

    /// The first day any regulation of the model is in force, if all state one.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.regulations
            .iter()
            .filter_map(|(_, regulation)| regulation.validity.from)
            .min()
    }

    /// The first day on which all regulations and amendments of the model are in force, if one states
    /// a day.
    #[must_use]
    pub fn first_day_of_all(&self) -> Option<Date> {
        self.regulations
            .iter()
            .filter_map(|(_, regulation)| regulation.validity.from)
            .max()
    }

    fn is_called(&self, naming: &Naming, regulation: RegulationId, name: &str) -> bool {
        naming.name == name
            || name.split_once('.').is_some_and(|(owner, rest)| {
                rest == naming.name && owner == self.regulations[regulation].naming.name
            })
    }
}
