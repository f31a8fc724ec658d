//! Puts the comments, and the blank lines an author wanted, between the printed lines.
//!
//! The tree holds neither, and the printers know nothing of offsets. What ties the two together is
//! the words: the words of an entry as written and as printed are aligned, which tells for each
//! word of the source on which printed line it stands. In canonical text the two are the same, so
//! a comment once placed stays in place.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::source::Span;
use crate::syntax::{Comment, Trivia};

use super::doc::Line;

/// An entry as printed.
pub(super) struct Printed {
    /// Where it stands in the source.
    pub(super) span: Span,
    /// Whether a blank line always stands before it.
    pub(super) separated: bool,
    /// Its lines; the first is its head.
    pub(super) lines: Vec<Line>,
}

/// The canonical text: the printed lines, with comments and single blank lines between them.
pub(super) fn weave(source: &str, trivia: &Trivia, entries: &[Printed]) -> String {
    let words = words(source, &trivia.comments);
    let lines = places(entries);
    let line_of = lines_of_words(&words, entries);
    let starts = starts_of_lines(&words, &line_of, lines.len());
    let attached = attach(&trivia.comments, &words, &line_of, lines.len());
    let blanks = Blanks {
        source,
        runs: &trivia.blank_lines,
    };
    let mut text = String::new();
    for ((place, start), notes) in lines.iter().zip(starts).zip(attached.lines) {
        add_line(&mut text, &blanks, place, start, notes);
    }
    for comment in attached.last {
        add(
            &mut text,
            0,
            comment.text.trim_end(),
            blanks.before(start_of(comment)),
        );
    }
    text
}

// ---------------------------------------------------------------------------------------- words

/// A word, sign or quoted text of the source or of a printed line.
#[derive(Debug)]
struct Word {
    /// Its offset.
    start: usize,
    /// The word; quoted texts are all alike, and signs are ASCII.
    text: String,
}

/// The words of a text outside the given comments.
fn words(text: &str, comments: &[Comment]) -> Vec<Word> {
    let mut comments = comments.iter().peekable();
    let mut result: Vec<Word> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        while comments
            .next_if(|comment| end_of(comment) <= start)
            .is_some()
        {}
        if comments
            .peek()
            .is_some_and(|comment| start_of(comment) <= start)
            || character.is_whitespace()
        {
            continue;
        }
        let word = if let Some(closing) = closing_mark(character) {
            let mut escaped = false;
            for (_, next) in rest.by_ref() {
                if next == closing && !escaped {
                    break;
                }
                escaped = next == '\\' && !escaped && closing == '"';
            }
            "\"".to_owned()
        } else if is_word(character) {
            let mut word = character.to_string();
            while let Some((_, next)) = rest.next_if(|(_, next)| is_word(*next)) {
                word.push(next);
            }
            word
        } else {
            ascii_sign(character).to_string()
        };
        result.push(Word { start, text: word });
    }
    result
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn closing_mark(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '「' => Some('」'),
        '“' => Some('”'),
        _ => None,
    }
}

fn ascii_sign(sign: char) -> char {
    match sign {
        '（' => '(',
        '）' => ')',
        '，' | '、' => ',',
        '：' => ':',
        '＜' => '<',
        '＋' => '+',
        '−' | '－' => '-',
        '×' => '*',
        '÷' => '/',
        '％' => '%',
        other => other,
    }
}

// ------------------------------------------------------------------------------------ alignment

/// A printed line of the file.
struct Place<'p> {
    line: &'p Line,
    /// Whether a blank line always stands before it.
    separated: bool,
}

fn places(entries: &[Printed]) -> Vec<Place<'_>> {
    let mut result = Vec::new();
    for entry in entries {
        for (index, line) in entry.lines.iter().enumerate() {
            result.push(Place {
                line,
                separated: entry.separated && index == 0,
            });
        }
    }
    result
}

/// For each word of the source, the printed line it stands on, if it is printed.
fn lines_of_words(words: &[Word], entries: &[Printed]) -> Vec<Option<usize>> {
    let mut result = vec![None; words.len()];
    let mut first_line = 0;
    for (index, entry) in entries.iter().enumerate() {
        let from = first_word_at(words, entry.span.range().start);
        let to = entries.get(index + 1).map_or(words.len(), |next| {
            first_word_at(words, next.span.range().start)
        });
        let (printed, lines) = printed_words(entry, first_line);
        let written: Vec<&str> = words
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        for (word, counterpart) in align(&written, &printed).into_iter().enumerate() {
            if let Some(slot) = result.get_mut(from + word) {
                *slot = counterpart.and_then(|counterpart| lines.get(counterpart).copied());
            }
        }
        first_line += entry.lines.len();
    }
    result
}

/// For each printed line, the offset in the source of the first of its words.
fn starts_of_lines(words: &[Word], line_of: &[Option<usize>], count: usize) -> Vec<Option<usize>> {
    let mut starts = vec![None; count];
    for (word, line) in words.iter().zip(line_of) {
        if let Some(start) = line.and_then(|line| starts.get_mut(line)) {
            start.get_or_insert(word.start);
        }
    }
    starts
}

fn first_word_at(words: &[Word], offset: usize) -> usize {
    words.partition_point(|word| word.start < offset)
}

/// The words of an entry as printed, and the line of each.
fn printed_words(entry: &Printed, first_line: usize) -> (Vec<String>, Vec<usize>) {
    let lines = entry.lines.iter().enumerate();
    lines
        .flat_map(|(index, line)| {
            words(&line.text, &[])
                .into_iter()
                .map(move |word| (word.text, first_line + index))
        })
        .unzip()
}

/// For each written word its printed counterpart. Where clauses changed places, what is left over
/// by one alignment is aligned again.
fn align(written: &[&str], printed: &[String]) -> Vec<Option<usize>> {
    if written == printed {
        return (0..written.len()).map(Some).collect();
    }
    let mut result = vec![None; written.len()];
    let mut left: Vec<(usize, &str)> = written.iter().copied().enumerate().collect();
    let mut right: Vec<(usize, &str)> = printed.iter().map(String::as_str).enumerate().collect();
    loop {
        let pairs = common(&left, &right);
        if pairs.is_empty() {
            return result;
        }
        for (from, to) in &pairs {
            if let Some(slot) = result.get_mut(*from) {
                *slot = Some(*to);
            }
        }
        // Both sides of the pairs ascend, as the sequences do.
        left.retain(|(index, _)| {
            pairs
                .binary_search_by_key(index, |(from, _)| *from)
                .is_err()
        });
        right.retain(|(index, _)| pairs.binary_search_by_key(index, |(_, to)| *to).is_err());
    }
}

/// The pairs of a longest common subsequence.
fn common(left: &[(usize, &str)], right: &[(usize, &str)]) -> Vec<(usize, usize)> {
    let texts = |words: &[(usize, &str)]| {
        words
            .iter()
            .map(|(_, text)| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let mut pairs = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &texts(left), &texts(right)) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = operation
        {
            let from = left.iter().skip(old_index).take(len);
            let to = right.iter().skip(new_index);
            pairs.extend(from.zip(to).map(|((from, _), (to, _))| (*from, *to)));
        }
    }
    pairs
}

// ------------------------------------------------------------------------------------- comments

/// The comments of a line.
#[derive(Default)]
struct Notes<'c> {
    /// Those on lines of their own above it, in source order.
    above: Vec<&'c Comment>,
    /// The one at its end.
    trailing: Option<&'c Comment>,
}

/// The comments of all lines.
struct Attached<'c> {
    lines: Vec<Notes<'c>>,
    /// Those after the last line.
    last: Vec<&'c Comment>,
}

/// Gives each comment its line: one of its own stands above the next word, another after the
/// word before it. A line has one comment at its end; what joins it there moves above.
fn attach<'c>(
    comments: &'c [Comment],
    words: &[Word],
    line_of: &[Option<usize>],
    count: usize,
) -> Attached<'c> {
    let mut attached = Attached {
        lines: std::iter::repeat_with(Notes::default).take(count).collect(),
        last: Vec::new(),
    };
    for comment in comments {
        let (before, after) = line_of
            .split_at_checked(first_word_at(words, start_of(comment)))
            .unwrap_or((line_of, &[]));
        let behind = before
            .iter()
            .rev()
            .flatten()
            .next()
            .filter(|_| !comment.own_line);
        if let Some(notes) = behind.and_then(|line| attached.lines.get_mut(*line)) {
            let earlier = notes.trailing.replace(comment);
            notes.above.extend(earlier);
        } else if let Some(notes) = after
            .iter()
            .flatten()
            .next()
            .and_then(|line| attached.lines.get_mut(*line))
        {
            notes.above.push(comment);
        } else {
            attached.last.push(comment);
        }
    }
    for notes in &mut attached.lines {
        notes.above.sort_by_key(|comment| start_of(comment));
    }
    attached
}

fn start_of(comment: &Comment) -> usize {
    comment.span.range().start
}

fn end_of(comment: &Comment) -> usize {
    comment.span.range().end
}

// --------------------------------------------------------------------------------------- output

/// The blank lines of the source.
struct Blanks<'s> {
    source: &'s str,
    /// Where each run of them begins.
    runs: &'s [u32],
}

impl Blanks<'_> {
    /// Whether the author left a blank line before what stands at this offset.
    fn before(&self, offset: usize) -> bool {
        let starts_before = |run: &u32| usize::try_from(*run).is_ok_and(|run| run < offset);
        let nearest = self
            .runs
            .partition_point(starts_before)
            .checked_sub(1)
            .and_then(|index| self.runs.get(index));
        let between = nearest.and_then(|run| self.source.get(usize::try_from(*run).ok()?..offset));
        between.is_some_and(|between| between.trim().is_empty())
    }
}

/// Adds a printed line with its comments; `start` is the offset of its first word in the source.
fn add_line(
    text: &mut String,
    blanks: &Blanks<'_>,
    place: &Place<'_>,
    start: Option<usize>,
    notes: Notes<'_>,
) {
    let Line {
        indent,
        text: words,
        spaced,
    } = place.line;
    let wanted = |offset: usize| *spaced && blanks.before(offset);
    let mut blank = start.is_some_and(wanted);
    let mut items: Vec<(String, bool)> = Vec::new();
    for comment in notes.above {
        // A comment from within the line now stands before it, so the blank line does too.
        let from_within = start.is_some_and(|start| start < start_of(comment));
        let before = if from_within {
            std::mem::take(&mut blank)
        } else {
            wanted(start_of(comment))
        };
        items.push((comment.text.trim_end().to_owned(), before));
    }
    items.push(match notes.trailing {
        Some(comment) => (format!("{words}  {}", comment.text.trim_end()), blank),
        None => (words.clone(), blank),
    });
    let separate = place.separated && items.iter().all(|(_, blank)| !blank);
    for (index, (item, blank)) in items.iter().enumerate() {
        add(text, *indent, item, *blank || (separate && index == 0));
    }
}

/// Adds a line, and a blank one before it unless it is the first of the file.
fn add(text: &mut String, indent: usize, line: &str, blank: bool) {
    if blank && !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&" ".repeat(indent));
    text.push_str(line);
    text.push('\n');
}
