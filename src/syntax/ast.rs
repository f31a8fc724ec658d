//! The tree as written: names are text, literals are unevaluated words, nothing is resolved.
//!
//! A [`File`] is a flat list of [`Entry`]s, as the language is: headings nest by rank, and it is
//! the checker that knows the ranks. Comments are not here but in [`super::Trivia`].

#![expect(
    missing_docs,
    reason = "the fields of a variant are documented by the example at the variant"
)]
#![expect(
    clippy::large_enum_variant,
    reason = "a tree is built once and read in place; boxes would be in the way of every match"
)]

use crate::source::Span;

/// A word as written, normalised to NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A quoted text: a label, a reason, the law's own words.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text without its quotation marks, escapes resolved.
    pub text: String,
    /// Where it stands, quotation marks included.
    pub span: Span,
}

/// A place in a regulation as cited: `10(2)`, `8 proviso(consent)`, `scs 10(1)a`.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The regulation's name, when it is not the one the citation stands in.
    pub regulation: Option<Name>,
    /// The place with canonical spacing and ASCII brackets, such as `8 proviso(consent)`.
    pub place: String,
    /// Where it stands.
    pub span: Span,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Its entries in source order; broken ones are left out (each gave a diagnostic).
    pub entries: Vec<Entry>,
    /// What could not be read: who builds on it has made no second mistake.
    pub broken: Vec<Broken>,
}

/// An entry, or the rest of one, that was left out because it could not be read.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Where it stands; of a heading kept without its tail, the whole heading.
    pub span: Span,
    /// What is missed without it.
    pub kind: BrokenKind,
    /// The names it would have declared.
    pub declares: Vec<String>,
    /// Every word in it: it may have used what these name.
    pub mentions: Vec<String>,
}

/// What is missed where an entry is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenKind {
    /// The head of the file, without which nothing in it belongs to a regulation.
    Head,
    /// A file that would have been used.
    Use,
    /// A heading; `kept` if it is among the entries all the same, without what is broken of it.
    Heading {
        /// Its rank.
        rank: Rank,
        /// Whether there is a place for what stands below it.
        kept: bool,
    },
    /// Anything else: a declaration, or a rule of the place it stands at.
    Entry,
}

/// One entry: from its entry word to the next one.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The whole entry, without trailing blank lines and comments.
    pub span: Span,
    /// What it says.
    pub kind: EntryKind,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub enum EntryKind {
    /// `regulation scs "…" about trainee in en, zh-Hant counting apa48 on tw`
    Regulation(Regulation),
    /// `regulation scs continued from "scs.enact"`
    Continued { name: Name, from: Text },
    /// `vocabulary shared "…"`: a file that only declares.
    Vocabulary { name: Name, label: Option<Text> },
    /// `scenarios worked_cases "…"`: a file of tests.
    Scenarios {
        name: Option<Name>,
        label: Option<Text>,
    },
    /// What only an amendment says.
    Amending(Amending),
    /// `use "shared.enact"`
    Use(Text),
    /// A heading: chapter, article, paragraph, item, part, proviso, note.
    Heading(Heading),
    /// `wording zh-Hant "…"`
    Wording { language: Option<Name>, text: Text },
    /// `commencement on 2015-01-01`, `expiry of 21 on 2026-12-31`
    Validity(Validity),
    /// `descriptive because "…"`: the provision states no rule.
    Descriptive { because: Text },
    /// `entity trainee "trainee"`: the facts that follow are about it.
    Entity { name: Name, label: Option<Text> },
    /// `authority csptc "…"`: who finds, owes or decides.
    Authority { name: Name, label: Option<Text> },
    /// `source training_plan "…"`: another law, plan or contract.
    Source { name: Name, label: Option<Text> },
    /// `calendar tw "…" from "calendar.csv"`
    Calendar {
        name: Name,
        label: Option<Text>,
        from: Text,
    },
    /// `unit hour, hours "…"`
    Unit {
        name: Name,
        plural: Option<Name>,
        label: Option<Text>,
    },
    /// `kind cause: a, b` or, ordered, `scale grade: D < C`
    Kind(Kind),
    /// `record course: from_day: date, to_day: date`
    Record {
        name: Name,
        label: Option<Text>,
        fields: Vec<Field>,
    },
    /// `fact rank "rank of post": whole number from 1 to 14 over time`
    Fact(Fact),
    /// `not encoded refresh_overdue: yes/no taken as no because "…"`
    NotEncoded(NotEncoded),
    /// `labels zh-Hant …`
    Labels {
        language: Name,
        lines: Vec<LabelLine>,
    },
    /// `conclusion target_group: yes/no when …`: declares, and may carry its first rule.
    Conclusion(Conclusion),
    /// `conclude target_group when …`: adds a rule.
    Conclude { name: Name, body: RuleBody },
    /// `exception to 8, 10(1)b when …`: blocks those grounds.
    Exception {
        targets: Vec<Target>,
        when: Option<Condition>,
        because: Option<Text>,
    },
    /// `instead of 10(2) conclude fine is 5 when …`: replaces.
    Instead {
        targets: Vec<Target>,
        name: Name,
        body: RuleBody,
    },
    /// `scope of 7 to 24 when …`: outside, not applicable.
    Scope {
        places: Vec<PlaceRange>,
        when: Condition,
        because: Option<Text>,
    },
    /// `reading interval_shift: whole number preferred (between) 1 because "…" alternative …`
    Reading(Reading),
    /// `presume proof_genuine is yes when stamped`
    Presume {
        name: Name,
        value: Value,
        when: Option<Condition>,
        because: Option<Text>,
    },
    /// `always 33 weeks + 10 weeks is 43 weeks`
    Always {
        condition: Condition,
        because: Option<Text>,
    },
    /// `take may_be_recommended as it stands on 31 January of training_year`
    Take {
        name: Name,
        day: Value,
        because: Option<Text>,
    },
    /// `apply 16.1 to 16.5 by analogy with evaluation_passed read as (…)`
    Apply {
        places: Vec<PlaceRange>,
        substitutions: Vec<(Name, Value)>,
        because: Option<Text>,
    },
    /// A duty, right, power or prohibition.
    Norm(Norm),
    /// `guideline hours_ceiling: course_hours is at most 250 hours`: a soft limit.
    Guideline {
        name: Name,
        label: Option<Text>,
        condition: Condition,
        because: Option<Text>,
    },
    /// `scenario "…" as of 2024-03-05`
    Scenario(Scenario),
    /// The facts of the scenario above.
    Given { assignments: Vec<Assignment> },
    /// What the scenario above expects.
    Expect {
        query: Query,
        expectation: Expectation,
    },
    /// A table of cases of the scenario above.
    Examples(Examples),
}

/// What only an amendment says: its head, its clauses, and what is changed.
#[derive(Debug, Clone)]
pub enum Amending {
    /// `amendment scs_2027 of scs "…"`: a file of changes to a regulation.
    Head {
        name: Name,
        of: Name,
        label: Option<Text>,
    },
    /// `clause 1 "…"`: a part of an amendment.
    Clause { number: Name, label: Option<Text> },
    /// `replace 10(2) with (2) …`; without a list entry, what follows is the new text.
    Replace {
        target: Amended,
        with: Option<ListEntry>,
    },
    /// `insert after 10(4) (5) …`, `insert in 10.1`; without a list entry, what follows is inserted.
    Insert {
        after: bool,
        place: Citation,
        entry: Option<ListEntry>,
    },
    /// `repeal 21, must_stop at 9b`
    Repeal { targets: Vec<Amended> },
    /// `renumber 9 to 10`
    Renumber { from: Citation, to: Citation },
    /// `extend cause with family_care "…" after serious_illness`
    Extend {
        kind: Name,
        member: Name,
        label: Option<Text>,
        after: Option<Name>,
    },
    /// `saving for 10 cases when training_start is before 2027-01-01`: they stay under the old text.
    Saving {
        places: Vec<Citation>,
        when: Condition,
        because: Option<Text>,
    },
}

/// What an amendment replaces or repeals: a provision, or the rules of one name in it.
#[derive(Debug, Clone)]
pub struct Amended {
    /// The conclusion or norm, if only its rules are meant.
    pub rule: Option<Name>,
    /// The provision or list entry.
    pub place: Citation,
}

impl Amended {
    /// As it is written: `must_stop at 9b`.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{} at {}", rule.text, self.place.place),
            None => self.place.place.clone(),
        }
    }
}

/// The head of a regulation.
#[derive(Debug, Clone)]
pub struct Regulation {
    /// Its short name, which opens citations from elsewhere.
    pub name: Name,
    /// Its title.
    pub label: Option<Text>,
    /// The entity its rules are about.
    pub about: Option<Name>,
    /// The languages it promises labels in; the first is that of the inline labels.
    pub languages: Vec<Name>,
    /// How its periods are counted unless a use says otherwise.
    pub counting: Option<(Counting, Option<Text>)>,
}

/// The rank of a heading, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Groups articles; no part of a citation.
    Chapter,
    /// `article 10`
    Article,
    /// `paragraph 2`, cited `10.2`
    Paragraph,
    /// `item 1`, cited `19.4(1)`
    Item,
    /// `part b`, cited `9b`
    Part,
    /// `proviso`, cited `8 proviso`
    Proviso,
    /// `note 5`, cited `4 note 5`; ranks below the text
    Note,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its rank.
    pub rank: Rank,
    /// Its number or letter (`10`, `8-1`, `b`); none for a proviso.
    pub number: Option<Name>,
    /// Its label.
    pub label: Option<Text>,
    /// First and last day in force, when this is one of several versions.
    pub in_force: Option<InForce>,
    /// The entity the rules below are about, where it differs.
    pub about: Option<Name>,
}

/// What a citation adds to that of the provision it stands in, nothing for the same one: `(2)` for
/// `10(2)` in `10`. None if it stands elsewhere, as `10` does not stand in `1`.
#[must_use]
pub fn within<'c>(citation: &'c str, outer: &str) -> Option<&'c str> {
    let rest = citation.strip_prefix(outer)?;
    let another = rest.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    (!another).then_some(rest)
}

impl Heading {
    /// Its citation, standing in the provision that is cited so: `10(2)` of item 2 in `10`. Chapters
    /// group and do not count; pass nothing for what stands in no other.
    #[must_use]
    pub fn citation(&self, outer: &str) -> String {
        let number = self.number.as_ref().map_or("", |it| it.text.as_str());
        match self.rank {
            Rank::Chapter => format!("chapter {number}"),
            Rank::Article => number.to_owned(),
            Rank::Paragraph => format!("{outer}.{number}"),
            Rank::Item => format!("{outer}({number})"),
            Rank::Part => format!("{outer}{number}"),
            Rank::Proviso => format!("{outer} proviso"),
            Rank::Note => format!("{outer} note {number}").trim().to_owned(),
        }
    }
}

/// `in force from … until …`, both days included.
#[derive(Debug, Clone)]
pub struct InForce {
    /// First day.
    pub from: Option<DateLiteral>,
    /// Last day.
    pub until: Option<DateLiteral>,
    /// Where it stands.
    pub span: Span,
}

/// A commencement or an expiry.
#[derive(Debug, Clone)]
pub struct Validity {
    /// True for `commencement` (first day), false for `expiry` (last day).
    pub commencement: bool,
    /// What it is of; none for the whole regulation.
    pub of: Option<ValidityOf>,
    /// The day.
    pub on: DateLiteral,
}

/// What a commencement is of.
#[derive(Debug, Clone)]
pub enum ValidityOf {
    /// A regulation by name.
    Regulation(Name),
    /// A provision.
    Provision(Citation),
}

/// A date (and perhaps a time) as written: ISO or ROC.
#[derive(Debug, Clone)]
pub struct DateLiteral {
    /// `2015-01-01`, `ROC 104-01-01`, `民國104年1月1日`
    pub day: String,
    /// `09:00`
    pub clock: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// True for `scale`: the members are ordered, lowest first.
    pub ordered: bool,
    /// The members with their labels.
    pub members: Vec<(Name, Option<Text>)>,
}

/// A field of a record or of an event.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Its type.
    pub ty: Type,
    /// Whether the file may say `absent`.
    pub may_be_absent: bool,
}

/// A type as written.
#[derive(Debug, Clone)]
pub struct Type {
    /// Where it stands.
    pub span: Span,
    /// Which.
    pub kind: TypeKind,
}

/// The types.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `yes/no`
    YesNo,
    /// `whole number from 1 to 14`
    Whole(Option<Range>),
    /// `number from 0 to 100`
    Number(Option<Range>),
    /// `percent`
    Percent(Option<Range>),
    /// `text`
    Text,
    /// `date`
    Date,
    /// `moment`: day and minute
    Moment,
    /// `year`
    Year,
    /// `period`: years, months, days
    Period,
    /// `event`, `event at moment`
    Event { at_moment: bool },
    /// `events with organiser: body`
    Events(Vec<Field>),
    /// `set of cause`
    Set(Box<Type>),
    /// `list of course`
    List(Name),
    /// `group of person`: an entity's members
    Group(Name),
    /// A kind, a scale or a unit, by name; a unit may have a range.
    Named(Name, Option<Range>),
}

/// `from 1 to 14`, both ends included.
#[derive(Debug, Clone)]
pub struct Range {
    /// Lowest value.
    pub low: Value,
    /// Highest value.
    pub high: Value,
}

/// A fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name, which is the key in case files.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Its type.
    pub ty: Type,
    /// Whether the file may say `absent`.
    pub may_be_absent: bool,
    /// Whether it is a history of values with from-days.
    pub over_time: bool,
    /// What it is keyed by.
    pub per: Option<Per>,
    /// Who must find it, for a finding.
    pub found_by: Option<Name>,
    /// Which other source supplies it, for an external input.
    pub from: Option<Name>,
    /// Whether negative numbers are admitted.
    pub signed: bool,
}

/// What a fact or conclusion is keyed by.
#[derive(Debug, Clone)]
pub enum Per {
    /// `per year`, `per competency` (a kind), `per text`
    Key(Name),
    /// `per window of return_to_learn`
    Window(Name),
}

/// A provision or part of one that is not computable yet.
#[derive(Debug, Clone)]
pub struct NotEncoded {
    /// The name conditions use.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Its type.
    pub ty: Type,
    /// The assumed value; none when it blocks.
    pub taken_as: Option<Value>,
    /// Why it is not encoded.
    pub because: Text,
}

/// One line of a `labels` entry.
#[derive(Debug, Clone)]
pub struct LabelLine {
    /// What is labelled.
    pub target: LabelTarget,
    /// The label.
    pub text: Text,
}

/// What a label is for.
#[derive(Debug, Clone)]
pub enum LabelTarget {
    /// A declared name, or `kind.member`.
    Name(Name, Option<Name>),
    /// A provision or list entry.
    Place(Citation),
}

/// A declared conclusion.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Its type.
    pub ty: Type,
    /// What it is keyed by.
    pub per: Option<Per>,
    /// How several results combine, for a collected conclusion.
    pub taking: Option<Collector>,
    /// `otherwise yes/no`, for an open conclusion.
    pub otherwise: Option<bool>,
    /// Its first rule.
    pub body: Option<RuleBody>,
}

/// How several results combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collector {
    /// The latest day or year.
    Latest,
    /// The earliest.
    Earliest,
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
    /// Their sum.
    Sum,
    /// All of them.
    List,
}

/// The body of a rule: what follows, then when.
#[derive(Debug, Clone)]
pub struct RuleBody {
    /// `is EXPR`; none for `yes`.
    pub result: Option<Value>,
    /// `subject to …`: these are exceptions to this rule.
    pub subject_to: Vec<Citation>,
    /// The condition; none for always.
    pub when: Option<Condition>,
    /// The reason.
    pub because: Option<Text>,
    /// Where it stands.
    pub span: Span,
}

/// What an exception is to.
#[derive(Debug, Clone)]
pub enum Target {
    /// All rules at a place, or the one of them named.
    Place { rule: Option<Name>, place: Citation },
    /// `scope of 8`: takes the case out of scope.
    Scope(Citation),
}

/// `16.1` or `16.1 to 16.5`
#[derive(Debug, Clone)]
pub struct PlaceRange {
    /// First place.
    pub from: Citation,
    /// Last place.
    pub to: Option<Citation>,
}

/// A reading: a named value with a preferred choice and alternatives.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its name.
    pub name: Name,
    /// The question it answers.
    pub label: Option<Text>,
    /// The type all choices share.
    pub ty: Type,
    /// The choices, the preferred one first.
    pub choices: Vec<Choice>,
}

/// One answer to a reading's question.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its name, used to switch.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Its value.
    pub value: Condition,
    /// The reason for it.
    pub because: Text,
}

/// A duty, right, power or prohibition.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Which of the four.
    pub modality: Modality,
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Who owes or holds it; none for the subject.
    pub bearer: Option<Name>,
    /// Towards whom.
    pub towards: Option<Name>,
    /// The subject, where the bearer is a third.
    pub about: Option<Name>,
    /// `arises on DAY when …`
    pub arises_on: Option<Value>,
    /// `arises when …`
    pub arises_when: Option<Condition>,
    /// `every 2 years from D until E`
    pub recurring: Option<Recurring>,
    /// The event that fulfils, uses or violates it.
    pub act: Option<Name>,
    /// What makes the act a qualifying one.
    pub act_when: Option<Condition>,
    /// The deadline.
    pub deadline: Option<Deadline>,
    /// What reads its breach or lapse.
    pub leads_to: Vec<Citation>,
}

/// The deontic modality of a norm.
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
}

/// Windows, always counted from the anchor.
#[derive(Debug, Clone)]
pub struct Recurring {
    /// The length of a window.
    pub period: Quantity,
    /// The anchor.
    pub from: Value,
    /// The day after which no window counts.
    pub until: Option<Value>,
    /// The convention.
    pub counted: Option<Counting>,
}

/// A deadline.
#[derive(Debug, Clone)]
pub enum Deadline {
    /// `not stated`: time alone never breaches.
    NotStated,
    /// `by D`, the day included.
    By(Value),
    /// `before D`, the day excluded.
    Before(Value),
    /// `within P after E`
    Within {
        period: Quantity,
        after: Value,
        counted: Option<Counting>,
    },
}

/// A counting convention as named.
#[derive(Debug, Clone)]
pub struct Counting {
    /// Which.
    pub kind: CountingKind,
    /// `with the first day`
    pub with_first_day: bool,
    /// Where it stands.
    pub span: Span,
}

/// The conventions.
#[derive(Debug, Clone)]
pub enum CountingKind {
    /// `plain`, `plain rounding up|down|refused`
    Plain(Option<MonthEnd>),
    /// `calendar_years`
    CalendarYears,
    /// `apa48 on tw`: a statutory convention, with a calendar if it rolls.
    Named { name: Name, calendar: Option<Name> },
}

/// What plain counting does with a day the month does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthEnd {
    /// The first of the next month.
    Up,
    /// The last of the month.
    Down,
    /// Not computable.
    Refused,
}

/// A condition.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ConditionKind,
}

/// The conditions.
#[derive(Debug, Clone)]
pub enum ConditionKind {
    /// `a and b and c`
    And(Vec<Condition>),
    /// `a or b or c`
    Or(Vec<Condition>),
    /// `not a`
    Not(Box<Condition>),
    /// `for every year in …, …`
    Quantified {
        quantifier: Quantifier,
        variable: Name,
        within: Value,
        filter: Option<Box<Condition>>,
        body: Box<Condition>,
    },
    /// `all of (1) … (2) …`
    List {
        head: ListHead,
        entries: Vec<ListEntry>,
    },
    /// `in order a, b, c`
    InOrder(Vec<Value>),
    /// `rank is at least 10`
    Test {
        subject: Value,
        test: Test,
        negated: bool,
    },
    /// A bare yes/no value: `impersonation`, `(a or b)`
    Bare(Value),
}

/// Which quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `for every`: yes when there are none.
    Every,
    /// `for some`
    Some,
    /// `for some and every`: and there is at least one.
    SomeAndEvery,
    /// `for at least n`
    AtLeast(u32),
}

/// How the entries of a list combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListHead {
    /// `all of`
    All,
    /// `any of`
    Any,
    /// `at least 2 of`
    AtLeast(u32),
}

/// A labelled entry of a list.
#[derive(Debug, Clone)]
pub struct ListEntry {
    /// `1`, `status`, `a`, `ii`, without brackets.
    pub label: Name,
    /// 1 for `(1)`, 2 for `a)`, 3 for `i.`
    pub depth: u8,
    /// Its heading.
    pub heading: Option<Text>,
    /// What it says.
    pub condition: Condition,
}

/// What follows `is`, `has` or `includes`.
#[derive(Debug, Clone)]
pub enum Test {
    /// `is V`: equality, a norm's predicate, or a window's state.
    Is(Value),
    /// `is at least V`
    AtLeast(Value),
    /// `is at most V`
    AtMost(Value),
    /// `is more than V`
    MoreThan(Value),
    /// `is less than V`
    LessThan(Value),
    /// `is before V`
    Before(Value),
    /// `is after V`
    After(Value),
    /// `is by V`: on or before
    By(Value),
    /// `is on or after V`
    OnOrAfter(Value),
    /// `is within P after V`, `is within P before V`
    Within {
        period: Quantity,
        after: bool,
        anchor: Value,
        counted: Option<Counting>,
    },
    /// `is one of (a, b)`
    OneOf(Vec<Value>),
    /// `is absent`
    Absent,
    /// `is done in time`
    DoneInTime(Span),
    /// `is still breached`
    StillBreached(Span),
    /// `has happened`
    Happened,
    /// `has passed`
    Passed,
    /// `includes V`, `includes one of (a, b)`
    Includes(Vec<Value>),
}

/// A value.
#[derive(Debug, Clone)]
pub struct Value {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// A number with its unit, or a period: `250 hours`, `1 year 6 months`.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// The parts: number as written, unit as written.
    pub parts: Vec<(String, Name)>,
    /// Where it stands.
    pub span: Span,
}

/// The arithmetic signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// Rounding, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the next higher.
    Up,
    /// To the next lower.
    Down,
    /// To the nearest, half upward.
    HalfUp,
    /// To the nearest, half to even.
    HalfEven,
}

/// The extremes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// `largest of (…)`
    Largest,
    /// `smallest of (…)`
    Smallest,
    /// `latest of (…)`
    Latest,
    /// `earliest of (…)`
    Earliest,
}

/// The aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `number of L where …`
    Number,
    /// `sum of F in L`
    Sum,
    /// `average of F in L`
    Average,
    /// `largest of F in L`, `latest of F in L`
    End(Extreme),
}

/// A part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// Its year.
    Year,
    /// Its month, 1 to 12.
    Month,
    /// Its month of that year, `the month of D`.
    CalendarMonth,
    /// Its week, from Monday to Sunday.
    Week,
}

/// The stretches of time the entries of a list fall into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// `years of L`
    Years,
    /// `months of L`
    Months,
    /// `weeks of L`
    Weeks,
}

/// The values.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// `a + b`
    Arithmetic {
        sign: Sign,
        left: Box<Value>,
        right: Box<Value>,
    },
    /// `-a`
    Negative(Box<Value>),
    /// `a rounded down to 2 places`
    Rounded {
        value: Box<Value>,
        rounding: Rounding,
        places: u32,
    },
    /// `a but no less than b`
    NoLess {
        value: Box<Value>,
        bound: Box<Value>,
    },
    /// `a but no more than b`
    NoMore {
        value: Box<Value>,
        bound: Box<Value>,
    },
    /// `a otherwise b`
    Otherwise {
        value: Box<Value>,
        instead: Box<Value>,
    },
    /// `a as it stands on D`
    StandsOn { value: Box<Value>, day: Box<Value> },
    /// `a where it applies`
    WhereApplies(Box<Value>),
    /// `a, which must apply`
    MustApply(Box<Value>),
    /// `a under the old text`, in a saving clause
    UnderText { value: Box<Value>, old: bool },
    /// `if c then a else b`
    If {
        condition: Box<Condition>,
        then: Box<Value>,
        otherwise: Box<Value>,
    },
    /// `2015-01-01`, `2024-03-04 09:00`
    Date(DateLiteral),
    /// `31 January of training_year`
    DayOfYear {
        day: String,
        month: u32,
        year: Box<Value>,
    },
    /// `20% of a`, `1/10 of a`
    Share {
        numerator: String,
        denominator: String,
        percent: bool,
        of: Box<Value>,
    },
    /// `6 years after D counted apa48`, `24 months before D`
    Shifted {
        period: Quantity,
        after: bool,
        from: Box<Value>,
        counted: Option<Counting>,
    },
    /// `250 hours`
    Quantity(Quantity),
    /// `20%`
    Percent(String),
    /// `10`
    Number(String),
    /// `"text"`
    Text(Text),
    /// `yes`
    Yes,
    /// `no`
    No,
    /// `the day before D`
    DayBefore(Box<Value>),
    /// `the day after D`
    DayAfter(Box<Value>),
    /// `the fact day`
    FactDay,
    /// `the last 2 years before Y`
    LastSpan {
        period: Quantity,
        before: Box<Value>,
    },
    /// `the year`: a bound variable
    Bound(Name),
    /// `number of L where …`, `sum of F in L where …`
    Aggregate {
        aggregate: Aggregate,
        field: Option<Name>,
        list: Box<Value>,
        filter: Option<Box<Condition>>,
    },
    /// `year of D`, `month of D`, `week of D`
    PartOfDate { part: DatePart, date: Box<Value> },
    /// `years of L`, `months of L`, `weeks of L`
    Buckets { bucket: Bucket, list: Box<Value> },
    /// `2024-W10`
    Stretch(String),
    /// `windows of return_to_learn`
    Windows(Name),
    /// `article 10(2) is met`
    ProvisionMet { citation: Citation, negated: bool },
    /// `largest of (a, b)`
    Extreme {
        extreme: Extreme,
        values: Vec<Value>,
    },
    /// `rank`, `rank under shared`, `day of the activity`, `appraisal for the year`
    Lookup {
        name: Name,
        under: Option<Name>,
        of: Option<Name>,
        key: Option<Box<Value>>,
    },
    /// `(a or b)`, `(a + b)`
    Bracket(Box<Condition>),
}

/// The head of a scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its title.
    pub title: Text,
    /// `based on "…"`: the title of the scenario whose facts it starts from.
    pub based_on: Option<Text>,
    /// The as-of day; tables may give it instead.
    pub as_of: Option<DateLiteral>,
    /// How far the record reaches.
    pub recorded_through: Option<DateLiteral>,
    /// Readings switched: name, choice.
    pub switches: Vec<(Name, Name)>,
    /// What is known of how it comes out.
    pub mark: Option<ScenarioMark>,
}

/// What is known of how a scenario comes out, with the reason.
#[derive(Debug, Clone)]
pub enum ScenarioMark {
    /// `todo because "…"`
    Todo(Text),
    /// `fails because "…"`
    Fails(Text),
}

/// One given fact.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The fact.
    pub name: Name,
    /// `for 2016`
    pub key: Option<GivenValue>,
    /// What is given.
    pub value: Given,
    /// Where it stands.
    pub span: Span,
}

/// What is given of a fact.
#[derive(Debug, Clone)]
pub enum Given {
    /// `is A`, `is A made on 2017-01-20`
    Value {
        value: GivenValue,
        made_on: Option<DateLiteral>,
    },
    /// `is 9 from 2012-01-01, 10 from 2017-02-01`; none for `ended`
    History(Vec<(Option<GivenValue>, DateLiteral)>),
    /// `on 2018-05-01 with organiser is csptc`; a record of a list has no day
    Entry {
        on: Option<DateLiteral>,
        fields: Vec<GivenField>,
    },
    /// `includes p1 from 2020-01-01 until 2024-06-30 with rank is 9`: a member of a group
    Member {
        name: Text,
        /// Whether the name was written as a word, without quotation marks.
        bare: bool,
        from: Option<DateLiteral>,
        until: Option<DateLiteral>,
        fields: Vec<GivenField>,
    },
}

/// A field of an entry, or a fact of a member.
#[derive(Debug, Clone)]
pub struct GivenField {
    /// Its name.
    pub name: Name,
    /// `for 2016`
    pub key: Option<GivenValue>,
    /// Its value.
    pub value: GivenValue,
    /// `from 2012-01-01`, of what changes over time.
    pub from: Option<DateLiteral>,
}

/// A literal in a scenario.
#[derive(Debug, Clone)]
pub struct GivenValue {
    /// Where it stands.
    pub span: Span,
    /// Which.
    pub kind: GivenKind,
}

/// The literals of a scenario.
#[derive(Debug, Clone)]
pub enum GivenKind {
    /// `unknown`
    Unknown,
    /// `absent`
    Absent,
    /// `none`: a list or events, complete and empty
    Nothing,
    /// `(a, b)`
    Set(Vec<GivenValue>),
    /// A date or moment.
    Date(DateLiteral),
    /// `2024-W10`
    Stretch(String),
    /// `50 hours`, `-5 euros`
    Quantity(Quantity),
    /// `20%`
    Percent(String),
    /// `-3`, `69.9`, `10/19`
    Number(String),
    /// `"text"`
    Text(String),
    /// `yes`
    Yes,
    /// `no`
    No,
    /// A member of a kind.
    Name(Name),
}

/// What is asked in a scenario.
#[derive(Debug, Clone)]
pub enum Query {
    /// `may_be_recommended`, `appraisal_ok for 2016`, `reporting is breached`
    Named {
        name: Name,
        key: Option<GivenValue>,
        predicate: Option<Name>,
    },
    /// `article 10(2) is met`
    Provision(Citation),
}

/// What is expected.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The outcome.
    pub outcome: ExpectedOutcome,
    /// Needs, in any order; none when `unknown` is expected whatever it needs.
    pub needing: Option<Vec<(Name, Option<GivenValue>)>>,
    /// Provisions that must be among those that decide.
    pub citing: Vec<Citation>,
    /// Readings, presumptions, … that must be among the marks.
    pub resting: Vec<Name>,
    /// Where it stands.
    pub span: Span,
}

/// The outcomes one can expect.
#[derive(Debug, Clone)]
pub enum ExpectedOutcome {
    /// yes, no, a value, absent, unknown; also the one-word outcomes `gap`, `conflict` as names
    Value(GivenValue),
    /// `not applicable`
    NotApplicable,
    /// `not in force`
    NotInForce,
    /// `not encoded`
    NotEncoded,
    /// `not computable`
    NotComputable,
    /// `breached since 2024-03-05`: words as written with single spaces, and the day
    NormState {
        words: String,
        day: Option<DateLiteral>,
    },
}

/// A table of cases.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// `from "rows.csv"`: the file that has the columns and rows, which are none here then.
    pub from: Option<Text>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with its place and as many cells as there are columns.
    pub rows: Vec<(Span, Vec<Cell>)>,
}

/// A column of a table of cases.
#[derive(Debug, Clone)]
pub struct Column {
    /// What the column gives or expects.
    pub kind: ColumnKind,
    /// Where its head stands.
    pub span: Span,
}

/// What a column gives or expects.
#[derive(Debug, Clone)]
pub enum ColumnKind {
    /// The as-of day.
    AsOf,
    /// What the row is called.
    Case,
    /// A fact.
    Fact { name: Name, key: Option<GivenValue> },
    /// An expectation.
    Expect(Query),
}

/// A cell; an empty one is unknown (a fact) or not checked (an expectation).
#[derive(Debug, Clone)]
pub enum Cell {
    /// Nothing written.
    Empty,
    /// What the row is called.
    Case(Text),
    /// A fact's value.
    Given(Given, Span),
    /// An expected outcome.
    Expect(Expectation),
}
