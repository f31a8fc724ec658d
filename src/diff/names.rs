//! What people call the things a difference speaks of: the labels of both sides, the new ones first.

use std::collections::BTreeMap;

use crate::syntax::ast::EntryKind;

use super::detail;
use super::pairs::Paired;
use super::units::{Content, Unit, labelled_in};

/// Labels by regulation, target and language.
#[derive(Debug, Default)]
pub struct Names {
    labels: BTreeMap<(String, String), Vec<(String, String)>>,
    /// Which regulations have a target: a name is looked for in others, too.
    homes: BTreeMap<String, String>,
}

impl Names {
    /// Reads off the labels of all units, those of one side first.
    pub(super) fn of(paired: &[Paired<'_>], new_first: bool) -> Self {
        let mut names = Self::default();
        for regulation in paired {
            for new in [new_first, !new_first] {
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
                let target = labelled_in(regulation, &line.target);
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

    /// A rule text with every name that has a label in this language replaced by it; a label that is
    /// written after its name goes with the name. What else is quoted stays as it is.
    #[must_use]
    pub fn in_words(&self, regulation: &str, language: &str, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if first == '"' {
                quoted(rest)
            } else {
                rest.find(|it: char| !is_part_of_name(it))
                    .unwrap_or(rest.len())
            };
            let (piece, after) = rest
                .split_at_checked(length.max(first.len_utf8()))
                .unwrap_or((rest, ""));
            rest = after;
            let word = piece.trim_end_matches('.');
            let named = first.is_alphabetic() || first == '_';
            match self.exactly(regulation, word, language).filter(|_| named) {
                None => said.push_str(piece),
                Some(label) => {
                    said.push_str(label);
                    said.push_str(piece.strip_prefix(word).unwrap_or_default());
                    let label = rest.strip_prefix(' ').filter(|rest| rest.starts_with('"'));
                    rest = label
                        .and_then(|label| label.get(quoted(label)..))
                        .unwrap_or(rest);
                }
            }
        }
        said
    }
}

fn is_part_of_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.')
}

/// How long the quoted text is with which this begins.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_way_to_labels_and_numbers_stay() {
        let mut names = Names::default();
        names.add("scs", "rank", "zh-Hant", "職等");
        names.add("scs", "10", "zh-Hant", "第十條");
        names.add("scs", "grade.A", "zh-Hant", "甲");
        let said = |text| names.in_words("scs", "zh-Hant", text);
        assert_eq!(said("rank is at least 10"), "職等 is at least 10");
        assert_eq!(
            said("fact rank \"rank of \\\"post\": number"),
            "fact 職等: number"
        );
        assert_eq!(said("because \"the rank\""), "because \"the rank\"");
        assert_eq!(said("grade.A, ranks"), "甲, ranks");
    }
}
