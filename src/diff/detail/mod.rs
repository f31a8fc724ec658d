//! What is different between two entries, read off their trees.
//!
//! Every field of every entry is compared: the patterns name all of them, so that a new field of the
//! language is a compile error here and no blind spot. A piece of which nothing closer can be said is
//! [`DetailKind::Rewritten`], with both texts.

mod condition;
mod declaration;
mod entry;
mod value;

use crate::format::phrases;
use crate::syntax::ast::{EntryKind, Modality, Text};

use super::places::side_by_side;

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What kind of difference.
    pub kind: DetailKind,
    /// Where: the citation with its regulation, down to the entry of the list.
    pub at: String,
    /// Of what: a name, or the words it stands in.
    pub what: String,
    /// What it was; empty where there was nothing.
    pub from: String,
    /// What it is now; empty where there is nothing.
    pub to: String,
}

/// The kinds of difference, with the name each has in data, and whether a decision can depend on it.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $meaning:literal),* $(,)?) => {
        /// A kind of difference.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DetailKind {
            $($(#[$doc])* $kind,)*
        }
        impl DetailKind {
            /// Every kind.
            pub const ALL: &'static [DetailKind] = &[$(Self::$kind,)*];

            /// Its name in data.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// Whether a decision can depend on it.
            #[must_use]
            pub fn changes_meaning(self) -> bool {
                match self {
                    $(Self::$kind => $meaning,)*
                }
            }
        }
    };
}

kinds! {
    /// The value something is compared with.
    Threshold "threshold" true,
    /// A share of something.
    Share "share" true,
    /// Another number or amount.
    Amount "amount" true,
    /// The length of a period.
    Period "period" true,
    /// A day.
    Day "day" true,
    /// How something is compared: at least, more than, before.
    Comparison "comparison" true,
    /// How conditions combine: all of them, any of them.
    Combination "combination" true,
    /// For how many something must hold.
    Quantifier "quantifier" true,
    /// A condition that now must hold, too.
    ConditionAdded "condition-added" true,
    /// A condition that need no longer hold.
    ConditionRemoved "condition-removed" true,
    /// A ground, or another way to meet a condition.
    GroundAdded "ground-added" true,
    /// One that is gone.
    GroundRemoved "ground-removed" true,
    /// What held now must not, or the reverse.
    Negated "negated" true,
    /// A value that is now among those meant.
    ValueAdded "value-added" true,
    /// One that no longer is.
    ValueRemoved "value-removed" true,
    /// An exception.
    ExceptionAdded "exception-added" true,
    /// One that is gone.
    ExceptionRemoved "exception-removed" true,
    /// What an exception, scope or analogy is to.
    TargetAdded "target-added" true,
    /// What it no longer is to.
    TargetRemoved "target-removed" true,
    /// A rule.
    RuleAdded "rule-added" true,
    /// One that is gone.
    RuleRemoved "rule-removed" true,
    /// A duty, right, power, prohibition or guideline.
    NormAdded "norm-added" true,
    /// One that is gone.
    NormRemoved "norm-removed" true,
    /// Duty, right, power or prohibition.
    Modality "modality" true,
    /// Whose it is, towards whom, or about whom.
    Party "party" true,
    /// The act that fulfils, uses or violates.
    Act "act" true,
    /// The last day.
    Deadline "deadline" true,
    /// How often it recurs.
    Recurrence "recurrence" true,
    /// A declaration.
    DeclarationAdded "declaration-added" true,
    /// One that is gone.
    DeclarationRemoved "declaration-removed" true,
    /// A declaration that stood elsewhere.
    MovedHere "moved-here" false,
    /// A declaration that stands elsewhere now.
    MovedAway "moved-away" false,
    /// The type of something.
    Type "type" true,
    /// The values it can have.
    Range "range" true,
    /// Something else said of a declaration: that it changes over time, who supplies it.
    Property "property" true,
    /// A member of an enumeration, or a field.
    MemberAdded "member-added" true,
    /// One that is gone.
    MemberRemoved "member-removed" true,
    /// One that stands elsewhere in the order of a scale.
    MemberMoved "member-moved" true,
    /// An answer to the question of a reading.
    ChoiceAdded "choice-added" true,
    /// One that is gone.
    ChoiceRemoved "choice-removed" true,
    /// Which answer is preferred.
    Preferred "preferred" true,
    /// How periods are counted.
    Counting "counting" true,
    /// The days on which something is in force.
    InForce "in-force" true,
    /// Which entity it is about.
    About "about" true,
    /// The days of a calendar.
    CalendarDays "calendar-days" true,
    /// Which provision is meant.
    Reference "reference" true,
    /// That no rule is stated, or why.
    Descriptive "descriptive" false,
    /// The chapter it stands in.
    Chapter "chapter" false,
    /// The label of an entry of a list.
    EntryRenumbered "entry-renumbered" false,
    /// The order of what stands in it.
    Order "order" false,
    /// A label.
    Label "label" false,
    /// A reason.
    Reason "reason" false,
    /// The law's own words.
    Wording "wording" false,
    /// Written otherwise, with the same value.
    Spelling "spelling" false,
    /// The languages labels are promised in.
    Languages "languages" false,
    /// Anything else.
    Rewritten "rewritten" true,
}

/// The walk through two entries.
pub(super) struct Walk<'d> {
    details: &'d mut Vec<Detail>,
    /// The citation of the place we are in.
    at: String,
}

/// Compares the entries of a unit, the old ones with their citations up to date.
pub(super) fn entries(at: &str, old: &[&EntryKind], new: &[&EntryKind], details: &mut Vec<Detail>) {
    let text = |kinds: &[&EntryKind]| -> Vec<String> {
        kinds.iter().map(|kind| phrases::entry(kind)).collect()
    };
    let (old_texts, new_texts) = (text(old), text(new));
    if old_texts == new_texts {
        return;
    }
    let before = details.len();
    for (one, other) in side_by_side(old, new) {
        let mut walk = Walk {
            details: &mut *details,
            at: at.to_owned(),
        };
        match (one, other) {
            (Some(one), Some(other)) => walk.entry(one, other),
            (None, Some(other)) => walk.one_sided(other, true),
            (Some(one), None) => walk.one_sided(one, false),
            (None, None) => {}
        }
    }
    if details.len() == before {
        details.push(Detail {
            kind: DetailKind::Order,
            at: at.to_owned(),
            what: String::new(),
            from: String::new(),
            to: String::new(),
        });
    }
}

impl Walk<'_> {
    fn push(&mut self, kind: DetailKind, what: &str, from: &str, to: &str) {
        self.details.push(Detail {
            kind,
            at: self.at.clone(),
            what: what.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }

    /// Of an entry of a list, which is a place of its own.
    fn push_at(&mut self, at: String, kind: DetailKind, from: &str, to: &str) {
        let outer = std::mem::replace(&mut self.at, at);
        self.push(kind, "", from, to);
        self.at = outer;
    }

    /// Two texts of which nothing more is known than whether they are the same.
    fn plain(&mut self, kind: DetailKind, what: &str, from: &str, to: &str) {
        if from != to {
            self.push(kind, what, from, to);
        }
    }

    fn texts(&mut self, kind: DetailKind, what: &str, from: Option<&Text>, to: Option<&Text>) {
        let text = |it: Option<&Text>| it.map_or_else(String::new, |it| it.text.clone());
        self.plain(kind, what, &text(from), &text(to));
    }

    /// What is said or not: `over time`.
    fn flag(&mut self, what: &str, words: &str, from: bool, to: bool) {
        let text = |said: bool| if said { words } else { "" };
        self.plain(DetailKind::Property, what, text(from), text(to));
    }

    /// Two sets: what is added and what is gone, each by itself; or that only the order is another.
    fn sets(
        &mut self,
        kinds: (DetailKind, DetailKind),
        what: &str,
        old: &[String],
        new: &[String],
    ) {
        let before = self.details.len();
        self.members(kinds, what, old, new);
        if self.details.len() == before {
            self.plain(DetailKind::Order, what, &old.join(", "), &new.join(", "));
        }
    }

    /// What is added and what is gone, each by itself.
    fn members(
        &mut self,
        kinds: (DetailKind, DetailKind),
        what: &str,
        old: &[String],
        new: &[String],
    ) {
        for gone in old.iter().filter(|it| !new.contains(it)) {
            self.push(kinds.1, what, gone, "");
        }
        for added in new.iter().filter(|it| !old.contains(it)) {
            self.push(kinds.0, what, "", added);
        }
    }

    /// An entry that stands on one side only.
    fn one_sided(&mut self, kind: &EntryKind, added: bool) {
        let (new, gone) = match kind {
            EntryKind::Exception { .. } | EntryKind::Instead { .. } => {
                (DetailKind::ExceptionAdded, DetailKind::ExceptionRemoved)
            }
            EntryKind::Norm(_) | EntryKind::Guideline { .. } => {
                (DetailKind::NormAdded, DetailKind::NormRemoved)
            }
            EntryKind::Fact(_)
            | EntryKind::NotEncoded(_)
            | EntryKind::Conclusion(_)
            | EntryKind::Reading(_)
            | EntryKind::Kind(_)
            | EntryKind::Record { .. }
            | EntryKind::Unit { .. }
            | EntryKind::Entity { .. }
            | EntryKind::Authority { .. }
            | EntryKind::Source { .. }
            | EntryKind::Calendar { .. } => {
                (DetailKind::DeclarationAdded, DetailKind::DeclarationRemoved)
            }
            EntryKind::Wording { .. } => (DetailKind::Wording, DetailKind::Wording),
            EntryKind::Descriptive { .. } => (DetailKind::Descriptive, DetailKind::Descriptive),
            EntryKind::Validity(_) => (DetailKind::InForce, DetailKind::InForce),
            _ => (DetailKind::RuleAdded, DetailKind::RuleRemoved),
        };
        let text = phrases::entry(kind);
        if added {
            self.push(new, word(kind), "", &text);
        } else {
            self.push(gone, word(kind), &text, "");
        }
    }
}

/// What an entry is called in a sentence.
pub(super) fn word(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Regulation(_) | EntryKind::Continued { .. } => "regulation",
        EntryKind::Vocabulary { .. } => "vocabulary",
        // Worked into the text before it is compared.
        EntryKind::Amending(_) => "amendment",
        EntryKind::Heading(_) => "heading",
        EntryKind::Wording { .. } => "wording",
        EntryKind::Validity(it) if it.commencement => "commencement",
        EntryKind::Validity(_) => "expiry",
        EntryKind::Descriptive { .. } => "description",
        EntryKind::Entity { .. } => "entity",
        EntryKind::Authority { .. } => "authority",
        EntryKind::Source { .. } => "source",
        EntryKind::Calendar { .. } => "calendar",
        EntryKind::Unit { .. } => "unit",
        EntryKind::Kind(it) if it.ordered => "scale",
        EntryKind::Kind(_) => "kind",
        EntryKind::Record { .. } => "record",
        EntryKind::Fact(it) if it.found_by.is_some() => "finding",
        EntryKind::Fact(_) => "fact",
        EntryKind::NotEncoded(_) => "part not encoded",
        EntryKind::Labels { .. } => "label",
        EntryKind::Conclusion(_) => "conclusion",
        EntryKind::Conclude { .. } => "rule",
        EntryKind::Exception { .. } => "exception",
        EntryKind::Instead { .. } => "replacement",
        EntryKind::Scope { .. } => "scope",
        EntryKind::Reading(_) => "reading",
        EntryKind::Presume { .. } => "presumption",
        EntryKind::Always { .. } => "assertion",
        EntryKind::Take { .. } => "counting date",
        EntryKind::Apply { .. } => "application by analogy",
        EntryKind::Norm(it) => modality(it.modality),
        EntryKind::Guideline { .. } => "guideline",
        EntryKind::Use(_)
        | EntryKind::Scenarios { .. }
        | EntryKind::Scenario(_)
        | EntryKind::Given { .. }
        | EntryKind::Expect { .. }
        | EntryKind::Examples(_) => "entry",
    }
}

/// Which norm, in a word.
fn modality(modality: Modality) -> &'static str {
    match modality {
        Modality::Duty => "duty",
        Modality::Right => "right",
        Modality::Power => "power",
        Modality::Prohibition => "prohibition",
    }
}

/// The label written with an entry.
pub(super) fn label(kind: &EntryKind) -> Option<&str> {
    let label = match kind {
        EntryKind::Regulation(it) => &it.label,
        EntryKind::Heading(it) => &it.label,
        EntryKind::Kind(it) => &it.label,
        EntryKind::Fact(it) => &it.label,
        EntryKind::NotEncoded(it) => &it.label,
        EntryKind::Conclusion(it) => &it.label,
        EntryKind::Reading(it) => &it.label,
        EntryKind::Norm(it) => &it.label,
        EntryKind::Vocabulary { label, .. }
        | EntryKind::Entity { label, .. }
        | EntryKind::Authority { label, .. }
        | EntryKind::Source { label, .. }
        | EntryKind::Calendar { label, .. }
        | EntryKind::Unit { label, .. }
        | EntryKind::Record { label, .. }
        | EntryKind::Guideline { label, .. } => label,
        _ => return None,
    };
    label.as_ref().map(|it| it.text.as_str())
}

/// The reasons written with an entry.
pub(super) fn reasons(kind: &EntryKind) -> Vec<String> {
    let of = |text: &Text| text.text.clone();
    match kind {
        EntryKind::Conclusion(it) => {
            let body = it.body.iter();
            body.filter_map(|body| body.because.as_ref())
                .map(of)
                .collect()
        }
        EntryKind::Conclude { body, .. } | EntryKind::Instead { body, .. } => {
            body.because.iter().map(of).collect()
        }
        EntryKind::Reading(it) => it
            .choices
            .iter()
            .map(|choice| of(&choice.because))
            .collect(),
        EntryKind::NotEncoded(it) => vec![of(&it.because)],
        EntryKind::Descriptive { because } => vec![of(because)],
        EntryKind::Regulation(it) => {
            let counting = it.counting.iter();
            counting
                .filter_map(|(_, because)| because.as_ref())
                .map(of)
                .collect()
        }
        EntryKind::Exception { because, .. }
        | EntryKind::Scope { because, .. }
        | EntryKind::Presume { because, .. }
        | EntryKind::Always { because, .. }
        | EntryKind::Take { because, .. }
        | EntryKind::Apply { because, .. }
        | EntryKind::Guideline { because, .. } => because.iter().map(of).collect(),
        _ => Vec::new(),
    }
}
