//! Which words of two texts are different.
//!
//! A word is a run of letters and digits; of a text without blanks between its words, a character.
//! Between two words that differ, blanks differ with them: a marked passage is whole.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of two texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stretch {
    /// Of the old text.
    pub old: String,
    /// Of the new one.
    pub new: String,
    /// Whether they are the same.
    pub same: bool,
}

/// Texts with more words than this are marked as a whole: nobody compares them word by word.
const MOST_WORDS: usize = 20_000;

/// The stretches of two texts, in order.
#[must_use]
pub fn stretches(old: &str, new: &str) -> Vec<Stretch> {
    let (old_words, new_words) = (words(old), words(new));
    if old == new || MOST_WORDS < old_words.len().max(new_words.len()) {
        return vec![Stretch {
            old: old.to_owned(),
            new: new.to_owned(),
            same: old == new,
        }];
    }
    let mut found: Vec<Stretch> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let same = matches!(op, DiffOp::Equal { .. });
        let old = old_words.get(op.old_range()).unwrap_or_default().concat();
        let new = new_words.get(op.new_range()).unwrap_or_default().concat();
        match found.last_mut() {
            Some(last) if last.same == same => {
                last.old.push_str(&old);
                last.new.push_str(&new);
            }
            _ => found.push(Stretch { old, new, same }),
        }
    }
    joined(found)
}

/// Blanks between two differences are taken into them.
fn joined(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut result: Vec<Stretch> = Vec::new();
    let mut rest = stretches.into_iter().peekable();
    while let Some(next) = rest.next() {
        let blank = next.same && !next.old.contains('\n') && next.old.trim().is_empty();
        match result.last_mut() {
            Some(last) if !last.same && (!next.same || (blank && rest.peek().is_some())) => {
                last.old.push_str(&next.old);
                last.new.push_str(&next.new);
            }
            _ => result.push(next),
        }
    }
    result
}

fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, character) in text.char_indices() {
        let class = class(character);
        let joins = last == Some(class) && matches!(class, Class::Word | Class::Blank);
        if !joins && start < at {
            found.extend(text.get(start..at));
            start = at;
        }
        last = Some(class);
    }
    found.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    /// A character that is a word of its own: a sign, or one of a script without blanks.
    Alone,
}

fn class(character: char) -> Class {
    if character == '\n' {
        Class::Alone
    } else if character.is_whitespace() {
        Class::Blank
    } else if matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
    {
        Class::Alone
    } else if character.is_alphanumeric() || matches!(character, '_' | '%' | '.') {
        Class::Word
    } else {
        Class::Alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        let mut text = String::new();
        for stretch in stretches(old, new) {
            if stretch.same {
                text.push_str(&stretch.new);
            } else {
                text.push_str(&format!("[{}|{}]", stretch.old, stretch.new));
            }
        }
        text
    }

    #[test]
    fn words_are_marked_whole() {
        assert_eq!(
            marked("more than 20% of hours", "more than 25% of hours"),
            "more than [20%|25%] of hours"
        );
        assert_eq!(marked("a b c", "a x y"), "a [b c|x y]");
        assert_eq!(marked("請假二十小時", "請假三十小時"), "請假[二|三]十小時");
        assert_eq!(marked("", "a"), "[|a]");
        assert_eq!(marked("a", "a"), "a");
    }
}
