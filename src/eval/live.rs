//! Hears which unknown slots are still live: those that lie below terms that are not decided.
//!
//! A search evaluates the same conclusions under many values. What was heard of one is kept with the number
//! of its outcome, and heard again where the same outcome is recalled.

use super::evaluator::CacheKey;
use super::memo::Quick;
use super::range::{Range, Truth};
use super::slots::Slot;
use super::trace::{Node, Recorder};
use crate::value::Date;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// Hears which unknown slots lie below undecided terms.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// Each with whether an atom, or what it moves, has taken it up.
    pub(super) slots: Vec<(Slot, bool)>,
    /// Of the conclusions being evaluated, and outside them; of those evaluated, in `parts`.
    atoms: Vec<Vec<Slot>>,
    moving: Vec<Slot>,
    /// The conclusions heard in this evaluation, each once.
    conclusions: HashMap<CacheKey, Rc<Heard>, Quick>,
    pub(super) parts: Vec<Rc<Heard>>,
    /// The conclusions read by those being evaluated, and where the part of each of these begins in
    /// `atoms`, `moving` and `within`.
    within: Vec<(CacheKey, Rc<Heard>)>,
    open: Vec<(usize, usize, usize)>,
    /// What was heard in earlier evaluations, by the number it is kept under.
    pub(super) earlier: Earlier,
}

/// What was heard of one conclusion.
#[derive(Debug)]
pub(super) struct Heard {
    /// The slots it leaves undecided, each with whether something in it has taken it up.
    pub(super) slots: Vec<(Slot, bool)>,
    /// For each atom left open: the distinct slots it read. Of this conclusion alone.
    atoms: Vec<Vec<Slot>>,
    /// Slots that choose the day at which something else is judged. Of this conclusion alone.
    moving: Vec<Slot>,
    /// The conclusions it read.
    within: Vec<(CacheKey, Rc<Heard>)>,
}

#[derive(Debug, Default)]
pub(super) struct Earlier {
    heard: HashMap<u32, Rc<Heard>, Quick>,
    pub(super) slots: usize,
}

/// So many slots are kept of earlier evaluations; then it begins anew. Bounds the room, never the result.
pub(super) const MOST_HEARD: usize = 1_000_000;

impl Earlier {
    fn keep(&mut self, number: u32, heard: &Rc<Heard>) {
        self.slots += 1 + heard.slots.len() + heard.within.len();
        self.slots += heard.atoms.iter().map(|read| 1 + read.len()).sum::<usize>();
        if self.slots > MOST_HEARD {
            *self = Earlier::default();
        }
        self.heard.insert(number, Rc::clone(heard));
    }
}

impl Recorder for Live {
    const EVERYTHING: bool = true;
    const LISTENS: bool = true;
    const HEARS_SLOTS: bool = true;

    fn enter(&mut self, _: impl FnOnce() -> Node, _: Date) -> usize {
        self.slots.len()
    }

    fn leave(&mut self, entered: usize, result: &Range, atom: bool) {
        if result.is_settled() {
            // Nothing below a decided term can change the outcome.
            self.slots.truncate(entered);
        } else if atom {
            self.judge(entered);
        }
    }

    fn leave_part(&mut self, entered: usize, _: &Range, settled: bool) {
        if settled {
            self.slots.truncate(entered);
        }
    }

    fn mark(&self) -> usize {
        self.slots.len()
    }

    fn judged(&mut self, since: usize, truth: Truth) {
        if truth != Truth::YES && truth != Truth::NO {
            self.judge(since);
        }
    }

    fn moved(&mut self, since: usize) {
        let read = self.take(since);
        self.moving.extend(read);
    }

    fn unknown(&mut self, slot: impl FnOnce() -> Slot) {
        self.slots.push((slot(), false));
    }

    fn opened(&mut self) {
        let begins = (self.atoms.len(), self.moving.len(), self.within.len());
        self.open.push(begins);
    }

    fn remember(&mut self, key: &CacheKey, entered: usize, kept: Option<u32>) {
        let (atoms, moving, within) = self.open.pop().unwrap_or_default();
        let mut read = self.within.split_off(within.min(self.within.len()));
        read.sort_by(|one, other| one.0.cmp(&other.0));
        read.dedup_by(|one, other| one.0 == other.0);
        let heard = Rc::new(Heard {
            slots: self.slots.get(entered..).unwrap_or_default().to_vec(),
            atoms: self.atoms.split_off(atoms.min(self.atoms.len())),
            moving: self.moving.split_off(moving.min(self.moving.len())),
            within: read,
        });
        if let Some(kept) = kept {
            self.earlier.keep(kept, &heard);
        }
        self.count(key, &heard);
        self.within.push((key.clone(), heard));
    }

    fn may_reuse(&mut self, key: &CacheKey) -> bool {
        let heard = self.conclusions.get(key).map(Rc::clone);
        heard.is_some_and(|heard| self.hear_again(key, heard))
    }

    fn recall(&mut self, key: &CacheKey, kept: u32) -> bool {
        let heard = self.earlier.heard.get(&kept).map(Rc::clone);
        heard.is_some_and(|heard| {
            self.count(key, &heard);
            self.hear_again(key, heard)
        })
    }
}

impl Live {
    /// Nothing heard yet, but for what earlier evaluations are remembered by.
    pub(super) fn after(earlier: Earlier) -> Self {
        Self {
            earlier,
            ..Self::default()
        }
    }

    pub(super) fn distinct(&self) -> Vec<Slot> {
        distinct(&self.slots)
    }

    /// Forgets what only a running evaluation needs.
    pub(super) fn finish(&mut self) {
        self.conclusions = HashMap::default();
        self.within = Vec::new();
        self.open = Vec::new();
    }

    /// For each atom left open: the distinct slots it read.
    pub(super) fn atoms(&self) -> impl Iterator<Item = &Vec<Slot>> {
        let parts = self.parts.iter().flat_map(|it| &it.atoms);
        self.atoms.iter().chain(parts)
    }

    /// Whether a slot chooses the day at which something else is judged.
    pub(super) fn moves(&self, slot: &Slot) -> bool {
        let parts = self.parts.iter().flat_map(|it| &it.moving);
        self.moving.iter().chain(parts).any(|it| it == slot)
    }

    /// Whether the value of a slot reaches the outcome by itself, through no atom.
    pub(super) fn flows(&self, slot: &Slot) -> bool {
        self.slots
            .iter()
            .any(|(read, taken)| read == slot && !taken)
    }

    /// The slots read since the mark, now taken up.
    fn take(&mut self, since: usize) -> Vec<Slot> {
        let read = self.slots.get_mut(since..).unwrap_or_default();
        read.iter_mut().for_each(|it| it.1 = true);
        distinct(read)
    }

    fn judge(&mut self, since: usize) {
        let read = self.take(since);
        if !read.is_empty() {
            self.atoms.push(read);
        }
    }

    fn hear_again(&mut self, key: &CacheKey, heard: Rc<Heard>) -> bool {
        self.slots.extend(heard.slots.iter().cloned());
        self.within.push((key.clone(), heard));
        true
    }

    /// Counts the atoms of a conclusion, and of those it read, unless they are counted.
    fn count(&mut self, key: &CacheKey, heard: &Rc<Heard>) {
        let mut waiting = vec![(key.clone(), Rc::clone(heard))];
        while let Some((key, heard)) = waiting.pop() {
            if let Entry::Vacant(place) = self.conclusions.entry(key) {
                place.insert(Rc::clone(&heard));
                waiting.extend(heard.within.iter().cloned());
                self.parts.push(heard);
            }
        }
    }
}

fn distinct(slots: &[(Slot, bool)]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = slots.iter().map(|it| it.0.clone()).collect();
    slots.sort();
    slots.dedup();
    slots
}
