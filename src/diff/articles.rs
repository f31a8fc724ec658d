//! The amended articles whole, old text beside new, for the tables drafters set them in.

use crate::format::phrases;
use crate::syntax::ast::{EntryKind, Rank};

use super::pairs::{Pair, Paired};
use super::units::Unit;
use super::{ChangeId, Difference, Names, walk};

/// An article of which something is changed.
#[derive(Debug, Clone)]
pub struct Article {
    /// The regulation.
    pub regulation: String,
    /// Its provisions in order, its own text first.
    pub blocks: Vec<Block>,
}

/// A provision of an article on both sides.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it was.
    pub old: Option<Written>,
    /// What it is.
    pub new: Option<Written>,
    /// What is changed of it.
    pub change: Option<ChangeId>,
}

/// A provision of one side.
#[derive(Debug, Clone)]
pub struct Written {
    /// The ranks and numbers down to it.
    pub path: Vec<(Rank, String)>,
    /// Its citation as rules write it, by which its labels are found.
    pub citation: String,
    /// The label of its heading.
    pub label: Option<String>,
    /// The law's own words, by language; without one, those of the regulation.
    pub wording: Vec<(Option<String>, String)>,
    /// The rules under its heading, each with its text.
    rules: Vec<(String, EntryKind)>,
}

impl Written {
    /// Its rules in a language as far as there are labels in it: names and headings by their labels.
    /// Left out is what is the same in `other` and no part of the law's text, a fact or a remark.
    #[must_use]
    pub fn rules(
        &self,
        names: &Names,
        regulation: &str,
        language: &str,
        other: Option<&Written>,
    ) -> String {
        let apart =
            |kind: &EntryKind| matches!(kind, EntryKind::Fact(_) | EntryKind::Descriptive { .. });
        let same = |text: &str| {
            other.is_some_and(|other| other.rules.iter().any(|(known, _)| known == text))
        };
        let shown = self
            .rules
            .iter()
            .filter(|(text, kind)| !apart(kind) || !same(text));
        let texts: Vec<String> = shown
            .map(|(_, kind)| {
                let mut kind = kind.clone();
                for condition in walk::conditions_mut(&mut kind) {
                    walk::entries_mut(condition, &self.citation, &mut |at, entry| {
                        let label = names.exactly(regulation, at, language);
                        if let (Some(label), Some(heading)) = (label, &mut entry.heading) {
                            label.clone_into(&mut heading.text);
                        }
                    });
                }
                names.in_words(regulation, language, &phrases::entry(&kind))
            })
            .collect();
        texts.join("\n")
    }

    /// Whether both say the same in the same words.
    fn says_the_same(&self, other: &Written) -> bool {
        let texts = |it: &Written| -> Vec<String> {
            it.rules.iter().map(|(text, _)| text.clone()).collect()
        };
        self.wording == other.wording && texts(self) == texts(other)
    }
}

impl Block {
    /// Whether its text is the same, whatever its number.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => old.label == new.label && old.says_the_same(new),
            _ => false,
        }
    }
}

impl Difference<'_> {
    /// The articles of which something is changed, by regulation, in the order of the law.
    #[must_use]
    pub fn articles(&self) -> Vec<Article> {
        let mut articles = Vec::new();
        for regulation in &self.paired {
            let mut tops: Vec<Option<usize>> = Vec::new();
            for (at, pair) in regulation.pairs.iter().enumerate() {
                let top = match pair.parent {
                    Some(parent) => tops.get(parent).copied().flatten(),
                    None if is_article(regulation, pair) => Some(at),
                    None => None,
                };
                tops.push(top);
            }
            let changed: Vec<usize> = regulation
                .pairs
                .iter()
                .zip(&tops)
                .filter(|(pair, _)| pair.change.is_some())
                .filter_map(|(_, top)| *top)
                .collect();
            for (at, _) in regulation
                .pairs
                .iter()
                .enumerate()
                .filter(|(at, _)| changed.contains(at))
            {
                let parts = regulation.pairs.iter().zip(&tops);
                let parts = parts.filter(|(_, top)| **top == Some(at));
                articles.push(Article {
                    regulation: regulation.name.clone(),
                    blocks: parts.map(|(pair, _)| block(regulation, pair)).collect(),
                });
            }
        }
        articles
    }
}

fn is_article(regulation: &Paired<'_>, pair: &Pair) -> bool {
    let unit = regulation.new_of(pair).or_else(|| regulation.old_of(pair));
    unit.and_then(Unit::heading)
        .is_some_and(|heading| heading.rank != Rank::Chapter)
}

fn block(regulation: &Paired<'_>, pair: &Pair) -> Block {
    let written = |new: bool| {
        let unit = regulation.of(pair, new)?;
        let heading = unit.heading()?;
        let mut wording = Vec::new();
        let mut rules = Vec::new();
        for entry in unit.entries().iter().skip(1) {
            match &entry.kind {
                EntryKind::Wording { language, text } => {
                    let language = language.as_ref().map(|it| it.text.clone());
                    wording.push((language, text.text.clone()));
                }
                kind => rules.push((phrases::entry(kind), kind.clone())),
            }
        }
        Some(Written {
            path: regulation.path(pair, new),
            citation: unit.name.clone(),
            label: heading.label.as_ref().map(|it| it.text.clone()),
            wording,
            rules,
        })
    };
    Block {
        old: written(false),
        new: written(true),
        change: pair.change,
    }
}
