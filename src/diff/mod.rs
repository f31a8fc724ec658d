//! What an amendment changes, provision by provision and by meaning.
//!
//! Two rule sets are each cut into units ([`units`]), the units of one are matched with those of the
//! other ([`align`], [`pairs`]), citations that merely follow a renumbering are set right
//! ([`places`]), and what then still differs is told from the trees ([`detail`]): a threshold, a
//! condition, an exception, a wording. Layout, comments, the order of files and the way a rule set is
//! divided into them make no difference, because only canonical text is compared. Whatever the trees
//! do not tell more closely is *rewritten*, so that no difference is missed.
//!
//! A [`Difference`] can also be taken in part: [`Difference::hybrid`] gives the old rule set with some
//! of the changes made, which is how one finds out which change matters to a case.
//!
//! Absent on purpose: whether a difference ever shows in a decision. Two texts can differ and mean the
//! same; to know, cases have to be decided. Scenarios are not compared.

mod align;
mod articles;
mod changes;
mod detail;
mod hybrid;
pub mod in_force;
mod names;
mod pairs;
mod places;
pub mod render;
mod requires;
mod units;
mod walk;
mod words;

#[cfg(test)]
mod tests;

use crate::check::{Input, LoadedCalendar};
use crate::source::Span;
use crate::syntax::ast::Rank;

pub use articles::{Article, Block, Written};
pub use detail::{Detail, DetailKind};
pub use hybrid::{Hybrid, HybridFile};
pub use names::Names;
pub use words::Words;

/// The files of one side.
///
/// Both sides must come from one [`Sources`](crate::source::Sources), so that no place in one can be
/// taken for a place in the other.
#[derive(Debug, Clone, Copy)]
pub struct RuleSet<'a> {
    /// The files as they are checked.
    pub files: &'a [Input<'a>],
    /// The calendars they bring along.
    pub calendars: &'a [LoadedCalendar],
}

/// Names a change of one [`Difference`]: its position among the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId(pub(crate) u32);

impl ChangeId {
    /// The position among the changes, from 0.
    #[must_use]
    pub fn position(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// What happened to a provision or declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another number and says what it said.
    Renumbered,
    /// It is worded, labelled or reasoned otherwise and decides what it decided.
    WordingOnly,
    /// It says something else.
    Changed,
}

/// What is compared by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The head of a regulation or vocabulary.
    Head,
    /// That it uses another.
    Use,
    /// Something declared or laid down outside the articles, and what it is.
    Declaration(&'static str),
    /// A heading with what stands directly under it.
    Provision(Rank),
    /// A label in another language.
    Label,
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// What it is called, the same in every comparison of the same texts: `scs 10(2)`, `scs fact rank`.
    pub key: String,
    /// What happened.
    pub kind: ChangeKind,
    /// To what.
    pub sort: Sort,
    /// The regulation.
    pub regulation: String,
    /// The citation or name it has now; of what is gone, the one it had.
    pub name: String,
    /// The citation it had, where that is another one.
    pub was: Option<String>,
    /// Of a provision, the ranks and numbers down to it.
    pub path: Vec<(Rank, String)>,
    /// Its own label, as written with it.
    pub label: Option<String>,
    /// Where it was written, and where it is.
    pub written: (Option<Span>, Option<Span>),
    /// The canonical text it had.
    pub old: Option<String>,
    /// The canonical text it has.
    pub new: Option<String>,
    /// The entity it is about on both sides, so that what moves can be told from what changes.
    about: (Option<String>, Option<String>),
    /// What is different, in the order of the text. Empty for what is new, gone or only renumbered.
    pub details: Vec<Detail>,
    /// The reasons written with what is new or different.
    pub because: Vec<String>,
    /// The changes without which this one makes no sense: the fact it reads is declared there.
    pub requires: Vec<ChangeId>,
}

impl Change {
    /// Whether it can change a decision.
    #[must_use]
    pub fn changes_meaning(&self) -> bool {
        match self.kind {
            ChangeKind::WordingOnly | ChangeKind::Renumbered => false,
            ChangeKind::Added | ChangeKind::Removed => {
                // What has only moved tells so in its details.
                self.details.is_empty()
                    && self.sort != Sort::Label
                    && !matches!(self.sort, Sort::Declaration("wording" | "description"))
            }
            ChangeKind::Changed => true,
        }
    }
}

/// What differs between two rule sets.
#[derive(Debug)]
pub struct Difference<'a> {
    /// The old side.
    pub old: RuleSet<'a>,
    /// The new side.
    pub new: RuleSet<'a>,
    /// The changes: by regulation, in the order of the law.
    pub changes: Vec<Change>,
    /// Whether some regulation is on both sides.
    pub in_common: bool,
    /// How many provisions were compared, old and new.
    pub provisions: (usize, usize),
    /// What people call what is spoken of, as the new side has it where both do.
    pub names: Names,
    /// The same, as the old side has it.
    pub old_names: Names,
    paired: Vec<pairs::Paired<'a>>,
    places: places::Places,
}

/// Compares two rule sets.
#[must_use]
pub fn compare<'a>(old: &RuleSet<'a>, new: &RuleSet<'a>) -> Difference<'a> {
    let mut paired = pairs::pair(
        units::split(old.files, old.calendars),
        units::split(new.files, new.calendars),
    );
    let places = places::Places::of(&paired);
    for regulation in &mut paired {
        pairs::labels(regulation, &places);
    }
    let mut changes = Vec::new();
    for regulation in &mut paired {
        changes::changes(regulation, &places, &mut changes);
    }
    changes::moves(&mut changes);
    requires::requires(&paired, &mut changes);
    let provisions = |new: bool| {
        let pairs = paired
            .iter()
            .flat_map(|it| it.pairs.iter().map(move |pair| (it, pair)));
        let units = pairs.filter_map(|(it, pair)| it.of(pair, new));
        units.filter(|unit| unit.heading().is_some()).count()
    };
    Difference {
        in_common: paired
            .iter()
            .any(|it| it.files.0.is_some() && it.files.1.is_some()),
        provisions: (provisions(false), provisions(true)),
        names: Names::of(&paired, true),
        old_names: Names::of(&paired, false),
        changes,
        places,
        paired,
        old: *old,
        new: *new,
    }
}

impl Difference<'_> {
    /// A change by its id.
    #[must_use]
    pub fn change(&self, id: ChangeId) -> Option<&Change> {
        self.changes.get(id.position())
    }

    /// Some changes with all they require, in order.
    #[must_use]
    pub fn closed(&self, chosen: &[ChangeId]) -> Vec<ChangeId> {
        let mut found: std::collections::BTreeSet<ChangeId> = std::collections::BTreeSet::new();
        let mut waiting = chosen.to_vec();
        while let Some(id) = waiting.pop() {
            if found.insert(id) {
                waiting.extend(self.change(id).into_iter().flat_map(|it| &it.requires));
            }
        }
        found.into_iter().collect()
    }
}
