//! Provisions and the entries of their lists: the places a citation can name.

use super::{PlaceId, RegulationId};
use crate::source::Span;
use crate::syntax::ast::Rank;
use crate::value::Date;

/// A place in a regulation. Where a thing stands is its citation, so nothing is typed twice.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its citation within the regulation, `10(1)a`.
    pub citation: String,
    /// The regulation.
    pub regulation: RegulationId,
    /// What it is.
    pub kind: PlaceKind,
    /// The place it stands in.
    pub parent: Option<PlaceId>,
    /// Labels by language, the inline one first.
    pub labels: Vec<(String, String)>,
    /// The days it is in force: its own version within those of what it stands in.
    pub validity: Validity,
    /// Why it states no rule, if it is descriptive.
    pub descriptive: Option<String>,
    /// The law's own words kept beside the rule, as (language, text).
    pub wording: Vec<(Option<String>, String)>,
    /// Whether it is a note, or stands in one.
    pub note: bool,
    /// Where it is written.
    pub span: Span,
}

impl Place {
    /// The label in a language, else the inline one.
    #[must_use]
    pub fn label(&self, language: &str) -> Option<&str> {
        self.labels
            .iter()
            .find(|(tag, _)| tag == language)
            .or_else(|| self.labels.first())
            .map(|(_, label)| label.as_str())
    }

    /// Whether it is a chapter, which groups articles and is no part of a citation.
    #[must_use]
    pub fn is_chapter(&self) -> bool {
        self.kind == PlaceKind::Heading(Rank::Chapter)
    }
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A heading of a rank.
    Heading(Rank),
    /// A clause of an amendment.
    Clause,
    /// A labelled entry of an `any of` list: a ground, or what groups grounds.
    Ground,
    /// A labelled entry of another list: a condition.
    Condition,
}

/// First and last day in force, both included; none is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Validity {
    /// Whether it covers a day.
    #[must_use]
    pub fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The days both cover.
    #[must_use]
    pub fn within(self, outer: Validity) -> Validity {
        Validity {
            from: self.from.max(outer.from),
            until: match (self.until, outer.until) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
        }
    }

    /// Whether some day is covered by both.
    #[must_use]
    pub fn overlaps(self, other: Validity) -> bool {
        let both = self.within(other);
        both.from
            .zip(both.until)
            .is_none_or(|(from, until)| from <= until)
    }
}
