//! Two rule sets and no case: a person whose outcome differs, or a proof that there is none.
//!
//! [`compare`] takes the same decision of an older and a newer text and finds somebody for whom they
//! come out differently: with as few facts as do, and at the boundary where the outcome turns. If
//! there is nobody, that is proven over the declared ranges of the facts; and if neither could be shown,
//! what stood in the way is said. Every person shown has been decided by [`crate::eval::decide`] under
//! both texts.
//!
//! [`deep`] asks the same of a single text: two rules that conflict, a case no rule speaks to, a
//! condition that never matters, an exception that never bites. The first two look for an outcome,
//! the others compare the text with itself less the part in question.
//!
//! Read in this order: `joint` makes one list of the facts of both; `space` holds what is left of each;
//! `listen`, with `lists`, turns an evaluation into a `term`, the same for the same function, and `turn`
//! says what that turns on; `shape` compares what is not taken apart; `search` parts (`split`) and
//! prunes; `shrink` and `tidy` make one small person of what it finds, and `case` has that one decided.
//!
//! What is exact: yes/no, enumerations, numbers and days compared with constants or with each other in
//! one comparison, sums and multiples, keys, values over time on up to four days. What is searched only
//! in part, and then never called proven: lists of more than two entries, groups, larger sets, what
//! different texts presume of a fact left out. Of several unknowns compared at once, where that
//! does not come to the same comparison on both sides, some values are tried and the rest is not.
//!
//! Of what is left then, a [`Solver`] of satisfiability can be asked, if one is handed in: `consult` says
//! where, `question` and `made` turn a `term` into a `formula`. Whoever it gives is decided like all others.
//! That there is nobody is its word, and [`Answer::solved`] says so. What has no formula is not asked.

mod case;
mod consult;
mod deep;
mod formula;
mod joint;
mod listen;
mod lists;
mod made;
mod question;
mod search;
mod shape;
mod shrink;
mod solver;
mod space;
mod split;
mod term;
mod tidy;
mod turn;

pub use case::Told;
pub use deep::{Deep, Undecided, deep};
pub use joint::Note;
pub use search::Limit;
pub use solver::{Effort, INTRODUCE, Solved, Solver, Trouble, introduction};

use crate::eval::{Case, Decision, Settings};
use crate::model::{Modality, Model, NormPredicate, Query};
use case::Confirmed;
use search::{End, Goal, Search};

/// How many times the rules are evaluated before the search gives up.
pub const BUDGET: u32 = 20_000;

/// A text with the decision asked of it.
#[derive(Debug, Clone)]
pub struct Asked<'m> {
    /// The rules.
    pub model: &'m Model,
    /// The day, and the readings.
    pub settings: Settings,
    /// The decision.
    pub query: Query,
}

/// What was found of one decision.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What it comes to.
    pub verdict: Verdict,
    /// What could not be compared about the facts.
    pub notes: Vec<Note>,
    /// How many times the rules were evaluated.
    pub evaluations: u32,
    /// What a solver had to do with it.
    pub solved: Solved,
}

/// Whether somebody's outcome differs.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Nobody's: the decision is written alike, down to the last thing it reads.
    Unchanged,
    /// Nobody's, over the declared ranges of all facts.
    Same,
    /// This person's.
    Differs(Box<Witness>),
    /// Nobody was found, and that is no proof.
    Open {
        /// Whether the evaluations were used up.
        spent: bool,
        /// What was not searched.
        limits: Vec<Limit>,
    },
}

/// A person whose outcome differs.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The facts; all others are left out and make no difference.
    pub facts: Vec<Told>,
    /// The case under the older and under the newer text.
    pub cases: [Case; 2],
    /// The decisions.
    pub decisions: [Decision; 2],
}

/// Looks for a person whose outcome differs between two texts.
#[must_use]
pub fn compare<'e>(old: Asked<'e>, new: Asked<'e>, effort: impl Into<Effort<'e>>) -> Answer {
    compare_for(old, new, effort.into(), false)
}

/// The same; where anybody will do, the person is left as found.
fn compare_for<'e>(old: Asked<'e>, new: Asked<'e>, effort: Effort<'e>, anybody: bool) -> Answer {
    let as_of = new.settings.as_of;
    let sides = [old, new].map(|it| (it.model, it.settings, it.query));
    let mut search = Search::new(sides.into(), Goal::Differ, as_of, effort);
    search.anybody = anybody;
    if search.is_written_alike() {
        return answer(search, Verdict::Unchanged);
    }
    let verdict = match search.run() {
        End::Found => match search.found.take().and_then(pair) {
            Some(witness) => Verdict::Differs(Box::new(witness)),
            None => open(&search, false),
        },
        End::Nobody if search.limits.is_empty() => Verdict::Same,
        End::Nobody => open(&search, false),
        End::Spent => open(&search, true),
    };
    answer(search, verdict)
}

/// Whether a decision is written alike in two texts, down to the last thing it reads, so that it can
/// differ for nobody.
#[must_use]
pub fn written_alike(old: Asked<'_>, new: Asked<'_>) -> bool {
    let as_of = new.settings.as_of;
    let sides = [old, new].map(|it| (it.model, it.settings, it.query));
    Search::new(sides.into(), Goal::Differ, as_of, 0.into()).is_written_alike()
}

fn answer(search: Search<'_>, verdict: Verdict) -> Answer {
    let mut notes = search.space.joint.notes;
    notes.sort();
    notes.dedup();
    Answer {
        verdict,
        notes,
        evaluations: search.spent,
        solved: search.solved,
    }
}

fn open(search: &Search<'_>, spent: bool) -> Verdict {
    Verdict::Open {
        spent,
        limits: search.limits.iter().cloned().collect(),
    }
}

fn pair((facts, mut decided): Confirmed) -> Option<Witness> {
    let (new_case, new) = decided.pop()?;
    let (old_case, old) = decided.pop()?;
    Some(Witness {
        facts,
        cases: [old_case, new_case],
        decisions: [old, new],
    })
}

/// Every decision a text can be asked for without a key: conclusions, then norms; of a guideline,
/// whether it is exceeded.
#[must_use]
pub fn decisions(model: &Model) -> Vec<Query> {
    let conclusions = model
        .conclusions()
        .iter()
        .filter(|(_, it)| it.key.is_none())
        .map(|(id, _)| Query::Conclusion(id));
    let norms = model.named_norms().map(|(id, norm)| match norm.modality {
        Modality::Guideline => Query::Predicate(id, NormPredicate::Exceeded),
        _ => Query::Norm(id),
    });
    conclusions.chain(norms).collect()
}
