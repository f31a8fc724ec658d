//! Are the scenarios strict enough? Change a rule, and see whether one of them fails.
//!
//! A *mutant* is the rule set with one small change, such as an amendment might make by mistake: `more
//! than` for `at least`, a day or an hour more, a condition left out, an exception to one article too
//! few. Some scenario should then come out otherwise: the mutant is *killed*. One that *survives* is a
//! sentence of the law that no scenario holds in place.
//!
//! - [`mutants`] lists the changes. Each is an edit of the checked [`Model`], not of its text; the
//!   changed sentence is put together from the text for people to read. One change of the text is one
//!   mutant, also where a provision is applied by analogy and so stands in the model more than once.
//! - [`run`] holds each against the scenarios: only those that looked at what is changed
//!   ([`crate::eval`] keeps a record of that), the quickest first, until one fails. What does not depend
//!   on the changed part was not evaluated and would be the same again. Threads share the mutants, and
//!   the fates come back in order: more threads give the same report.
//! - A survivor of which it can be proved that no case tells it from the original is *equivalent*, and
//!   does not count. The proof is the checker's, about one fact at a time; so some survivors are
//!   equivalent without being known to be.
//!
//! Parts: `find` walks the rules, `conditions`, `values` and `structure` propose changes, `wording` says
//! them, `edit` makes and unmakes them, `trial` runs them, `equivalent` proves.
//!
//! Absent: changes of assertions (`always …`), since a scenario cannot expect one to be violated;
//! changes of labels, reasons and declarations; two changes at once; and changes that another one
//! implies: over whole numbers `at least 10` is not changed to 11 where it is changed to `more than 10`.

mod conditions;
mod edit;
mod equivalent;
mod find;
mod structure;
mod trial;
mod values;
mod wording;

pub use trial::{Failing, Fate, Outcome, run};

use std::collections::BTreeMap;

use crate::model::{ExprId, Model, PlaceId};
use crate::source::{Sources, Span};
use edit::Edit;

/// One small change of the rules.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The provision that is changed.
    pub place: PlaceId,
    /// What kind of change it is.
    pub operator: Operator,
    /// Where the change is made.
    pub span: Span,
    /// The sentence as it is.
    pub before: String,
    /// The sentence as changed.
    pub after: String,
    /// What kind of scenario would tell the two apart, where that can be said: `… is exactly 10`.
    pub hint: Option<String>,
    edits: Vec<Edit>,
    left_out: Option<LeftOut>,
}

/// A condition left out of others: it changes nothing where the others imply it.
#[derive(Debug, Clone)]
struct LeftOut {
    part: ExprId,
    others: Vec<ExprId>,
    /// Whether all must hold, or one is enough.
    all: bool,
}

/// Kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// Whether a limit itself is included.
    Limit,
    /// A threshold or number by one.
    Number,
    /// A day by one.
    Day,
    /// The length of a period or interval by one.
    Period,
    /// How a period is counted.
    Counting,
    /// A condition or alternative left out.
    LeftOut,
    /// A condition turned round.
    Negated,
    /// All of several conditions, or any.
    AllOrAny,
    /// How many of several are enough, or of how many it must hold.
    HowMany,
    /// A value of a list left out.
    Member,
    /// How values are put together: added, the larger taken, rounded.
    Combined,
    /// What is taken where there is nothing.
    Otherwise,
    /// What holds outside the scope of what is read.
    OutsideScope,
    /// The day on which facts are judged.
    OtherDay,
    /// A rule or ground left out.
    Rule,
    /// An exception removed, from all or some of what it is to.
    ExceptionRemoved,
    /// An exception without its condition.
    ExceptionWidened,
    /// A reading exchanged for another.
    Reading,
    /// What is presumed or assumed.
    Presumed,
    /// The days a provision is in force.
    InForce,
}

impl Operator {
    /// All of them.
    pub const ALL: [Operator; 20] = [
        Operator::Limit,
        Operator::Number,
        Operator::Day,
        Operator::Period,
        Operator::Counting,
        Operator::LeftOut,
        Operator::Negated,
        Operator::AllOrAny,
        Operator::HowMany,
        Operator::Member,
        Operator::Combined,
        Operator::Otherwise,
        Operator::OutsideScope,
        Operator::OtherDay,
        Operator::Rule,
        Operator::ExceptionRemoved,
        Operator::ExceptionWidened,
        Operator::Reading,
        Operator::Presumed,
        Operator::InForce,
    ];

    /// A word or two for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Operator::Limit => "limit",
            Operator::Number => "number",
            Operator::Day => "day",
            Operator::Period => "period",
            Operator::Counting => "counting",
            Operator::LeftOut => "left out",
            Operator::Negated => "negated",
            Operator::AllOrAny => "all or any",
            Operator::HowMany => "how many",
            Operator::Member => "member",
            Operator::Combined => "combined",
            Operator::Otherwise => "otherwise",
            Operator::OutsideScope => "outside its scope",
            Operator::OtherDay => "other day",
            Operator::Rule => "rule",
            Operator::ExceptionRemoved => "exception removed",
            Operator::ExceptionWidened => "exception widened",
            Operator::Reading => "reading",
            Operator::Presumed => "presumed",
            Operator::InForce => "in force",
        }
    }
}

/// All changes of the rules, in the order of their text.
#[must_use]
pub fn mutants(model: &Model, sources: &Sources) -> Vec<Mutant> {
    let mut found = Found {
        model,
        words: wording::Words { sources },
        mutants: Vec::new(),
        known: BTreeMap::new(),
    };
    for spot in &find::spots(model) {
        conditions::propose(&mut found, spot);
        values::propose(&mut found, spot);
    }
    structure::propose(&mut found);
    let mut mutants = found.mutants;
    let key = |it: &Mutant| {
        let place = model.places()[it.place].span;
        (place.file, place.start, it.span, it.operator)
    };
    mutants.sort_by(|one, other| {
        key(one)
            .cmp(&key(other))
            .then_with(|| one.after.cmp(&other.after))
    });
    mutants
}

/// The rules with a change made in them.
#[must_use]
pub fn changed(model: &Model, mutant: &Mutant) -> Model {
    let mut changed = model.clone();
    edit::apply(&mut changed, &mutant.edits);
    changed
}

/// Changes as they are proposed.
struct Found<'m> {
    model: &'m Model,
    words: wording::Words<'m>,
    mutants: Vec<Mutant>,
    /// Changes of one stretch of text to the same words are one.
    known: BTreeMap<(Operator, Span, String), usize>,
}

impl Found<'_> {
    fn add(&mut self, mutant: Mutant) {
        let key = (mutant.operator, mutant.span, mutant.after.clone());
        let known = self.known.get(&key).copied();
        match known.and_then(|at| self.mutants.get_mut(at)) {
            Some(same) => {
                same.edits.extend(mutant.edits);
                same.left_out = None;
            }
            None => {
                self.known.insert(key, self.mutants.len());
                self.mutants.push(mutant);
            }
        }
    }
}
