//! What the parser had to leave out, and what follows from that.
//!
//! An entry that cannot be read has its own message. Names it would have declared, places it would
//! have made and rules it would have laid down are then missing, and whoever builds on them has made
//! no second mistake: that, and nothing else, is held back.

use super::Input;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{PlaceId, RegulationId};
use crate::source::Span;
use crate::syntax::ast::{BrokenKind, within};
use std::collections::HashSet;

/// What is missing.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Whether anything at all was left out.
    some: bool,
    names: HashSet<String>,
    /// Every word of what was left out.
    mentioned: HashSet<String>,
    /// Facts and conclusions of which it is not known what they are kept by.
    keys: HashSet<String>,
    /// A head or a `use`: any name and any place may be missing.
    anything: bool,
    /// Labels in other languages.
    labels: bool,
    /// Where a rule, and the places of its list, may be missing; none outside the articles.
    rules: Vec<(RegulationId, Option<PlaceId>, String)>,
    /// Regulations of which the number of an article could not be read.
    articles: Vec<RegulationId>,
    /// What stands under a heading that could not be read, and whether the heading was kept.
    under: Vec<(Span, bool)>,
}

impl Lost {
    /// What is missing from these files as far as it can be told without knowing where it stood.
    pub(super) fn of(files: &[Input<'_>]) -> Self {
        let mut lost = Self::default();
        for broken in files.iter().flat_map(|input| &input.tree.broken) {
            lost.some = true;
            lost.names.extend(broken.declares.iter().cloned());
            lost.mentioned.extend(broken.mentions.iter().cloned());
            lost.anything |= matches!(broken.kind, BrokenKind::Head | BrokenKind::Use);
            lost.labels |= broken.mentions.last().is_some_and(|word| word == "labels");
        }
        lost
    }

    /// Whether nothing was left out.
    pub(super) fn is_empty(&self) -> bool {
        !self.some
    }

    /// A rule may be missing at a place.
    pub(super) fn rule(&mut self, regulation: RegulationId, place: Option<(PlaceId, &str)>) {
        let (id, citation) = place.map_or((None, ""), |(id, citation)| (Some(id), citation));
        self.rules.push((regulation, id, citation.to_owned()));
    }

    /// What a fact or conclusion is kept by is not known.
    pub(super) fn key_of(&mut self, name: &str) {
        self.keys.insert(name.to_owned());
    }

    /// Whether it is not known what a fact or conclusion is kept by.
    pub(super) fn is_key_of(&self, name: &str) -> bool {
        self.keys.contains(name)
    }

    /// The number of an article is missing.
    pub(super) fn article(&mut self, regulation: RegulationId) {
        self.articles.push(regulation);
    }

    /// What stands here may not stand where it was meant to.
    pub(super) fn displaced(&mut self, span: Span, kept: bool) {
        self.under.push((span, kept));
    }

    /// Whether something left out would have declared this.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.anything || self.names.contains(name)
    }

    /// Whether something left out may have used this.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.anything || self.mentioned.contains(name)
    }

    /// Whether labels may be missing that were written.
    pub(super) fn labels(&self) -> bool {
        self.labels || self.anything
    }

    /// Whether something left out would have made a place with this citation.
    pub(super) fn holds_place(
        &self,
        regulation: RegulationId,
        citation: &str,
        no_article: bool,
    ) -> bool {
        let below = |place: &str| !place.is_empty() && within(citation, place).is_some();
        self.anything
            || no_article && self.articles.contains(&regulation)
            || self
                .rules
                .iter()
                .any(|(owner, _, place)| *owner == regulation && below(place))
    }

    /// Whether a rule is missing at one of these places.
    pub(super) fn holds_rule_at(&self, places: &[PlaceId]) -> bool {
        self.anything
            || self
                .rules
                .iter()
                .any(|(_, place, _)| place.is_some_and(|place| places.contains(&place)))
    }

    /// Whether a finding only says that something stands where it was not meant to.
    pub(super) fn explains(&self, found: &Diagnostic) -> bool {
        let among = |kept_too: bool| {
            self.under.iter().any(|(span, kept)| {
                (kept_too || !kept)
                    && found.labels().any(|label| {
                        label.span.file == span.file
                            && span.start <= label.span.start
                            && label.span.start < span.end
                    })
            })
        };
        match found.code {
            Code::DuplicateProvision => among(true),
            Code::StrayItem | Code::StrayText => among(false),
            _ => false,
        }
    }
}
