//! The languages explanations come in, and their catalogues of sentences.
//!
//! A catalogue is a text file, one message a line: `key = text with {placeholders}`. Every sentence is one
//! message, whole, so a translator may order its parts as the language wants; code fills placeholders
//! and never joins words. A message missing from a catalogue prints as its key; the tests see to it
//! that none is. What every language forms in its own way (a citation, a day) is offered more
//! placeholders than any one of them needs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language explanations come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese as written in Taiwan.
    ZhHant,
    /// Korean.
    Ko,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 3] = [Lang::En, Lang::ZhHant, Lang::Ko];

    /// Its tag, as labels carry it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::ZhHant => "zh-Hant",
            Lang::Ko => "ko",
        }
    }

    /// The language of a tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Lang> {
        Lang::ALL
            .into_iter()
            .find(|lang| lang.tag().eq_ignore_ascii_case(tag))
    }

    /// The message of a key, as it stands in the catalogue.
    #[must_use]
    pub fn word(self, key: &'static str) -> &'static str {
        CATALOGUES
            .get(self as usize)
            .and_then(|catalogue| catalogue.get(key))
            .copied()
            .unwrap_or(key)
    }

    /// The message of a key with its placeholders filled.
    #[must_use]
    pub fn say(self, key: &'static str, with: &[(&str, &str)]) -> String {
        let mut rest = self.word(key);
        let mut said = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            said.push_str(
                with.iter()
                    .find(|(placeholder, _)| *placeholder == name)
                    .map_or(name, |(_, value)| value),
            );
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

type Catalogue = BTreeMap<&'static str, &'static str>;

static CATALOGUES: LazyLock<[Catalogue; 3]> = LazyLock::new(|| TEXTS.map(parse));

/// The catalogues, in the order of [`Lang::ALL`].
const TEXTS: [&str; 3] = [
    include_str!("messages/en.txt"),
    include_str!("messages/zh-Hant.txt"),
    include_str!("messages/ko.txt"),
];

fn parse(text: &'static str) -> Catalogue {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, message)| (key.trim(), message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(message: &str) -> BTreeSet<&str> {
        message
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    /// Of days, years and citations a language takes what it needs of what it is offered.
    fn takes_its_pick(key: &str) -> bool {
        ["date.", "year.", "place."]
            .iter()
            .any(|prefix| key.starts_with(prefix))
    }

    #[test]
    fn catalogues_have_the_same_keys_and_placeholders() {
        let keys = |catalogue: &Catalogue| catalogue.keys().copied().collect::<BTreeSet<_>>();
        let [en, others @ ..] = &*CATALOGUES;
        for (other, lang) in others.iter().zip(Lang::ALL.into_iter().skip(1)) {
            assert_eq!(
                keys(en)
                    .symmetric_difference(&keys(other))
                    .collect::<Vec<_>>(),
                Vec::<&&str>::new(),
                "{}",
                lang.tag()
            );
            for (key, message) in en.iter().filter(|(key, _)| !takes_its_pick(key)) {
                assert_eq!(
                    placeholders(message),
                    placeholders(other.get(key).unwrap()),
                    "placeholders of `{key}` in {}",
                    lang.tag()
                );
            }
        }
    }

    #[test]
    fn the_order_of_catalogues_is_that_of_languages() {
        assert_eq!(
            Lang::ALL.map(|lang| lang.word("value.yes")),
            ["yes", "是", "예"]
        );
    }

    #[test]
    fn no_key_is_given_twice() {
        for text in TEXTS {
            let lines = text
                .lines()
                .filter(|line| !line.starts_with('#') && line.contains(" = "))
                .count();
            assert_eq!(lines, parse(text).len());
        }
    }

    /// The literals of the code that look like keys are the keys, and each call fills the placeholders there are.
    #[test]
    fn the_code_uses_every_message_and_no_other() {
        let sources = [
            include_str!("words.rs"),
            include_str!("words/formula.rs"),
            include_str!("citation.rs"),
            include_str!("compose.rs"),
            include_str!("compose/sentence.rs"),
            include_str!("compose/closing.rs"),
            include_str!("text.rs"),
            include_str!("markdown.rs"),
            include_str!("../timeline/words.rs"),
            include_str!("../timeline/text.rs"),
            include_str!("../timeline/ics.rs"),
            include_str!("../diff/words.rs"),
            include_str!("../diff/render/html.rs"),
            include_str!("../diff/render/table.rs"),
        ];
        let [en, ..] = &*CATALOGUES;
        let mut used = BTreeSet::new();
        for source in sources {
            for literal in source.split('"').skip(1).step_by(2) {
                let looks_like_a_key = literal.contains('.')
                    && literal.split('.').all(|part| {
                        !part.is_empty()
                            && part
                                .bytes()
                                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
                    });
                assert!(
                    !looks_like_a_key || en.contains_key(literal),
                    "`{literal}` is in no catalogue"
                );
                used.insert(literal);
            }
            for call in source.split("say(").skip(1) {
                let Some((key, rest)) = call
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|call| call.split_once('"'))
                else {
                    continue;
                };
                // Placeholders made ready before the call are seen to by the compiler's eye alone.
                let Some(arguments) = rest.trim_start_matches(',').trim_start().strip_prefix("&[")
                else {
                    continue;
                };
                let arguments = arguments.split(']').next().unwrap();
                let filled: BTreeSet<_> = arguments
                    .split("(\"")
                    .skip(1)
                    .filter_map(|part| part.split('"').next())
                    .collect();
                for catalogue in &*CATALOGUES {
                    let asked = placeholders(catalogue.get(key).unwrap());
                    assert!(
                        asked == filled || takes_its_pick(key) && asked.is_subset(&filled),
                        "placeholders of `{key}`: {asked:?} of {filled:?}"
                    );
                }
            }
        }
        let unused: Vec<_> = en.keys().filter(|key| !used.contains(**key)).collect();
        assert!(unused.is_empty(), "in no source: {unused:?}");
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        assert_eq!(
            Lang::En.say("quantity", &[("number", "3"), ("unit", "hours")]),
            "3 hours"
        );
        assert_eq!(
            Lang::ZhHant.say("quantity", &[("unit", "小時"), ("number", "3")]),
            "3小時"
        );
        assert_eq!(
            Lang::Ko.say("quantity", &[("unit", "시간"), ("number", "3")]),
            "3 시간"
        );
    }
}
