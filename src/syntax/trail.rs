//! The headings an entry stands under.

use super::ast::{Heading, Rank};

/// The headings that are open in a walk through a file, outermost first, each with what the walk
/// remembers of it. A note belongs to its article, whatever heading stands before it; chapters group
/// articles and are no part of a citation.
#[derive(Debug, Clone)]
pub struct Trail<T> {
    open: Vec<(Rank, T)>,
}

impl<T> Default for Trail<T> {
    fn default() -> Self {
        Self { open: Vec::new() }
    }
}

impl<T> Trail<T> {
    /// Closes the headings that a heading of this rank does not stand under, and gives them back.
    pub fn close(&mut self, rank: Rank) -> Vec<T> {
        let above = if rank == Rank::Note {
            Rank::Paragraph
        } else {
            rank
        };
        let kept = self
            .open
            .iter()
            .take_while(|(open, _)| *open < above)
            .count();
        let closed = self.open.split_off(kept);
        closed.into_iter().map(|(_, it)| it).collect()
    }

    /// Opens a heading below those that are open.
    pub fn open(&mut self, rank: Rank, what: T) {
        self.open.push((rank, what));
    }

    /// Leaves all headings, as at the head of a file.
    pub fn clear(&mut self) {
        self.open.clear();
    }

    /// Whether there is no heading.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The innermost heading, be it a chapter.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.open.last().map(|(_, it)| it)
    }

    /// The same, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.open.last_mut().map(|(_, it)| it)
    }

    /// The innermost heading that is part of citations.
    #[must_use]
    pub fn cited(&self) -> Option<&T> {
        let mut from_within = self.open.iter().rev();
        from_within
            .find(|(rank, _)| *rank != Rank::Chapter)
            .map(|(_, it)| it)
    }

    /// The chapter.
    #[must_use]
    pub fn chapter(&self) -> Option<&T> {
        let mut all = self.open.iter();
        all.find(|(rank, _)| *rank == Rank::Chapter)
            .map(|(_, it)| it)
    }

    /// All of them, outermost first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.open.iter().map(|(_, it)| it)
    }
}

impl Trail<String> {
    /// Enters a heading, of which its citation is remembered.
    pub fn enter(&mut self, heading: &Heading) {
        self.close(heading.rank);
        let citation = heading.citation(self.cited().map_or("", String::as_str));
        self.open(heading.rank, citation);
    }
}
