//! Which words of two texts are different.
//!
//! A word is a run of letters and digits; of a text without blanks between its words, a character.
//! Between two words that differ, blanks differ with them: a marked passage is whole.

use crate::diff::align::{Item, align};
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

/// The stretches of two texts, in order: line by line, and within lines that are alike word by word.
#[must_use]
pub fn stretches(old: &str, new: &str) -> Vec<Stretch> {
    if old == new || old.is_empty() || new.is_empty() {
        return vec![stretch(old, new)];
    }
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let mut found: Vec<Stretch> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines) {
        let old = old_lines.get(op.old_range()).unwrap_or_default();
        let new = new_lines.get(op.new_range()).unwrap_or_default();
        if matches!(op, DiffOp::Equal { .. }) {
            found.push(stretch(&old.concat(), &new.concat()));
        } else {
            lines(old, new, &mut found);
        }
    }
    found.retain(|it| !it.old.is_empty() || !it.new.is_empty());
    found
}

fn stretch(old: &str, new: &str) -> Stretch {
    Stretch {
        old: old.to_owned(),
        new: new.to_owned(),
        same: old == new,
    }
}

/// Lines all of which differ: those alike are compared, the others are gone or new.
fn lines(old: &[&str], new: &[&str], found: &mut Vec<Stretch>) {
    let items = |lines: &[&str], side: &str| -> Vec<Item> {
        let lines = lines.iter().enumerate();
        lines
            .map(|(at, line)| Item {
                class: "",
                key: format!("{side}{at}"),
                number: format!("{side}{at}"),
                text: (*line).to_owned(),
                can_move: true,
            })
            .collect()
    };
    let of_old = match (old, new) {
        // A line that became another is that line, however much of it is different.
        ([_], [_]) => vec![Some(0)],
        _ => align(&items(old, "old"), &items(new, "new"), |_, _| None),
    };
    let mut next = 0;
    for (line, to) in old.iter().zip(of_old) {
        // Only what is still to come can be shown in order.
        match to.filter(|to| next <= *to) {
            Some(to) => {
                let before = new.get(next..to).unwrap_or_default();
                found.extend(before.iter().map(|line| stretch("", line)));
                found.extend(in_line(line, new.get(to).copied().unwrap_or_default()));
                next = to + 1;
            }
            None => found.push(stretch(line, "")),
        }
    }
    let rest = new.get(next..).unwrap_or_default();
    found.extend(rest.iter().map(|line| stretch("", line)));
}

fn in_line(old: &str, new: &str) -> Vec<Stretch> {
    let (old_words, new_words) = (words(old), words(new));
    if MOST_WORDS < old_words.len().max(new_words.len()) {
        return vec![stretch(old, new)];
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
        assert_eq!(
            marked("x\n(1) one rule\ny\n", "x\n(1) new\n(2) one rule\ny\n"),
            "x\n[|(1) new\n]([1|2]) one rule\ny\n"
        );
        assert_eq!(marked("", "a"), "[|a]");
        assert_eq!(marked("a", "a"), "a");
    }
}
