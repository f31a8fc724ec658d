//! What people call the things a difference speaks of: the labels of both sides, the new ones first.

use std::collections::BTreeMap;

use crate::syntax::ast::EntryKind;

use super::detail;
use super::pairs::Paired;
use super::units::{Content, Unit, labelled};

/// Labels by regulation, target and language.
#[derive(Debug, Default)]
pub struct Names {
    labels: BTreeMap<(String, String), Vec<(String, String)>>,
    /// Which regulations have a target: a name is looked for in others, too.
    homes: BTreeMap<String, String>,
}

impl Names {
    /// Reads off the labels of all units.
    pub(super) fn of(paired: &[Paired<'_>]) -> Self {
        let mut names = Self::default();
        for regulation in paired {
            for new in [true, false] {
                let units = regulation.pairs.iter();
                let units: Vec<&Unit<'_>> =
                    units.filter_map(|pair| regulation.of(pair, new)).collect();
                let inline = units
                    .iter()
                    .find_map(|unit| match &unit.entries().first()?.kind {
                        EntryKind::Regulation(head) => head.languages.first(),
                        _ => None,
                    });
                let inline = inline.map_or("en", |it| it.text.as_str());
                for unit in units {
                    names.unit(&regulation.name, inline, unit);
                }
            }
        }
        names
    }

    fn unit(&mut self, regulation: &str, inline: &str, unit: &Unit<'_>) {
        match &unit.content {
            Content::Uses(_) => {}
            Content::Label(language, line) => {
                let target = labelled(&line.target);
                self.add(regulation, &target, &language.text, &line.text.text);
            }
            Content::Entries(entries, _) => {
                for entry in entries {
                    let name = match &entry.kind {
                        EntryKind::Heading(_) => unit.name.clone(),
                        EntryKind::Regulation(_) | EntryKind::Vocabulary { .. } => {
                            regulation.to_owned()
                        }
                        kind => super::units::key(kind).1,
                    };
                    if let Some(label) = detail::label(&entry.kind) {
                        self.add(regulation, &name, inline, label);
                    }
                    if let EntryKind::Kind(kind) = &entry.kind {
                        for (member, label) in &kind.members {
                            let target = format!("{name}.{}", member.text);
                            if let Some(label) = label {
                                self.add(regulation, &target, inline, &label.text);
                            }
                        }
                    }
                }
            }
        }
    }

    fn add(&mut self, regulation: &str, target: &str, language: &str, label: &str) {
        let key = (regulation.to_owned(), target.to_owned());
        let known = self.labels.entry(key).or_default();
        if !known.iter().any(|(tag, _)| tag == language) {
            known.push((language.to_owned(), label.to_owned()));
        }
        let home = self.homes.entry(target.to_owned());
        home.or_insert_with(|| regulation.to_owned());
    }

    /// The label in exactly this language.
    #[must_use]
    pub fn exactly(&self, regulation: &str, target: &str, language: &str) -> Option<&str> {
        let own = self.labels.get(&(regulation.to_owned(), target.to_owned()));
        let found = own.or_else(|| {
            let home = self.homes.get(target)?;
            self.labels.get(&(home.clone(), target.to_owned()))
        })?;
        let label = found.iter().find(|(tag, _)| tag == language);
        label.map(|(_, label)| label.as_str())
    }

    /// A rule text with every name that has a label in this language replaced by it. What is quoted
    /// stays as it is.
    #[must_use]
    pub fn in_words(&self, regulation: &str, language: &str, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut word = String::new();
        let mut quoted = false;
        for character in text.chars().chain(['\0']) {
            if !quoted && (character.is_alphanumeric() || matches!(character, '_' | '.')) {
                word.push(character);
                continue;
            }
            let stop = word.trim_end_matches('.');
            said.push_str(self.exactly(regulation, stop, language).unwrap_or(stop));
            said.push_str(word.strip_prefix(stop).unwrap_or_default());
            word.clear();
            quoted ^= character == '"';
            if character != '\0' {
                said.push(character);
            }
        }
        said
    }
}
