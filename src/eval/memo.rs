//! What a search keeps of conclusions, from one evaluation to the next.
//!
//! A search evaluates one decision thousands of times, each time with another value of one slot. A
//! conclusion turns only on the slots it can come to read ([`Reads`]), so its outcome is kept
//! together with the values the search gave to *those*: it is found again wherever they have the same
//! values, whatever the others have. Values are numbered as they are met and keys are compared whole,
//! so what is found is what would have been evaluated.
//!
//! A memo holds for one case and one state of what is held fixed: each search makes its own.

use super::evaluator::CacheKey;
use super::range::Range;
use super::slots::Slot;
use crate::model::{Input, Model, Reads};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// So many outcomes are kept; then it begins anew. Bounds the room, never the result.
const MOST: usize = 200_000;

/// Outcomes of conclusions, by what a search gave to the slots they read.
#[derive(Debug)]
pub(super) struct Memo<'m> {
    reads: &'m Reads,
    /// The overlay in its order: what each slot belongs to, and the number of its value.
    given: Vec<(Option<Input>, u32)>,
    values: HashMap<Slot, Vec<(Range, u32)>, Quick>,
    conclusions: HashMap<CacheKey, u32, Quick>,
    /// By the number of a conclusion, then the numbers of the values given, sorted.
    found: HashMap<Box<[u32]>, (Range, u32), Quick>,
    key: Vec<u32>,
    numbers: u32,
}

impl<'m> Memo<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            reads: model.reads(),
            given: Vec::new(),
            values: HashMap::default(),
            conclusions: HashMap::default(),
            found: HashMap::default(),
            key: Vec::new(),
            numbers: 0,
        }
    }

    /// The search gives a slot a value; `again` if it has given it one already.
    pub(super) fn give(&mut self, slot: &Slot, value: &Range, again: bool) {
        let input = match slot.bare() {
            Slot::Reading(id) => Some(Input::Reading(*id)),
            Slot::Note(id) => Some(Input::Rule(*id)),
            // What belongs to nothing else is taken to be read by every conclusion.
            other => other.fact().map(Input::Fact),
        };
        let known = self.values.get(slot).and_then(|values| {
            let same = values.iter().find(|(known, _)| known == value);
            same.filter(|_| !again).map(|(_, number)| *number)
        });
        let number = known.unwrap_or_else(|| {
            let number = self.next();
            // A number of its own where one value hides another, since a key has no order.
            if !again {
                let values = self.values.entry(slot.clone()).or_default();
                values.push((value.clone(), number));
            }
            number
        });
        self.given.push((input, number));
    }

    /// The search takes back what it gave last.
    pub(super) fn take_back(&mut self) {
        self.given.pop();
    }

    /// Forgets every outcome: something else has changed.
    pub(super) fn forget(&mut self) {
        self.found.clear();
    }

    /// The outcome of a conclusion, or of the decision searched, under what is given now, and its
    /// number, if it was kept.
    pub(super) fn find(&mut self, conclusion: Option<&CacheKey>) -> Option<&(Range, u32)> {
        self.set_key(conclusion);
        self.found.get(self.key.as_slice())
    }

    /// Keeps an outcome under what is given now, under a new number.
    pub(super) fn keep(&mut self, conclusion: Option<&CacheKey>, outcome: &Range) -> u32 {
        if self.found.len() >= MOST {
            self.found.clear();
        }
        self.set_key(conclusion);
        let number = self.next();
        let outcome = (outcome.clone(), number);
        self.found.insert(self.key.as_slice().into(), outcome);
        number
    }

    fn set_key(&mut self, conclusion: Option<&CacheKey>) {
        self.key.clear();
        self.key.push(0);
        match conclusion {
            // The decision searched reads whatever is given.
            None => self
                .key
                .extend(self.given.iter().map(|(_, number)| *number)),
            Some(key) => {
                let number = self.number_of(key);
                if let Some(first) = self.key.first_mut() {
                    *first = number;
                }
                let reads =
                    |it: &Option<Input>| it.is_none_or(|it| self.reads.has(key.conclusion, it));
                let given = self.given.iter().filter(|(input, _)| reads(input));
                self.key.extend(given.map(|(_, number)| *number));
            }
        }
        if let Some(given) = self.key.get_mut(1..) {
            given.sort_unstable();
        }
    }

    fn number_of(&mut self, conclusion: &CacheKey) -> u32 {
        if let Some(number) = self.conclusions.get(conclusion) {
            return *number;
        }
        let number = self.next();
        self.conclusions.insert(conclusion.clone(), number);
        number
    }

    fn next(&mut self) -> u32 {
        self.numbers = self.numbers.saturating_add(1);
        self.numbers
    }
}

/// Hashes short keys quickly. There are no more of them than the budget of a search allows, whoever
/// chose the names in them.
pub(super) type Quick = BuildHasherDefault<QuickHasher>;

/// Each word is folded in by a rotation and a multiplication.
#[derive(Debug, Default)]
pub(super) struct QuickHasher(u64);

impl QuickHasher {
    #[inline]
    fn fold(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for QuickHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.fold(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u32(&mut self, word: u32) {
        self.fold(u64::from(word));
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }

    #[inline]
    fn write_usize(&mut self, word: usize) {
        self.fold(word as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        // The low bits choose the place, the high ones are the better mixed.
        self.0.rotate_left(26)
    }
}
