//! Which of the old is which of the new: for provisions, for the entries of one, for the entries of a
//! list.
//!
//! The same under the same name comes first; then the same under another name, which has moved; then
//! what is most alike. Only then does a name alone tell: an inserted article would else make all
//! after it look rewritten.

/// One of several to be matched.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Only of one class are two matched.
    pub(super) class: &'static str,
    /// Its name: its number, its label.
    pub(super) key: String,
    /// What is left of its name if it is one of several versions.
    pub(super) number: String,
    /// Its text, name and number left out.
    pub(super) text: String,
    /// Whether it can be matched without having its name.
    pub(super) can_move: bool,
}

/// What likeness is worth in full.
const FULL: usize = 1000;
/// From here on a text under its own name is the same, whatever others are like.
const NEARLY: usize = 900;
/// From here on two texts are the same with changes, whatever their names.
const ALIKE: usize = 600;
/// What the same name adds.
const SAME_NAME: usize = 300;
/// What the same number adds, of another version.
const SAME_NUMBER: usize = 200;

/// For each of the old its new one, if there is one. `loose` gives a text in which what may differ by
/// a move alone, such as a citation of a moved provision, is left out; `true` asks for one of the new.
pub(super) fn align(
    old: &[Item],
    new: &[Item],
    loose: impl Fn(bool, usize) -> Option<String>,
) -> Vec<Option<usize>> {
    let mut matching = Matching {
        of_old: vec![None; old.len()],
        taken: vec![false; new.len()],
    };
    matching.first(old, new, |one, other| {
        one.key == other.key && one.text == other.text
    });
    if matching.is_settled() {
        return matching.of_old;
    }
    matching.first(old, new, |one, other| {
        one.can_move && one.text == other.text && !one.text.is_empty()
    });
    if matching.is_settled() {
        return matching.of_old;
    }
    let loosened = |items: &[Item], free: &dyn Fn(usize) -> bool, is_new: bool| -> Vec<Item> {
        let items = items.iter().enumerate();
        items
            .map(|(at, item)| Item {
                text: if free(at) {
                    loose(is_new, at).unwrap_or_else(|| item.text.clone())
                } else {
                    String::new()
                },
                ..item.clone()
            })
            .collect()
    };
    let old_left = loosened(old, &|at| matching.is_open(at), false);
    let new_left = loosened(new, &|at| !matching.is_taken(at), true);
    matching.first(&old_left, &new_left, |one, other| {
        one.key == other.key && one.text == other.text
    });
    matching.first(&old_left, &new_left, |one, other| {
        one.can_move && one.text == other.text && !one.text.is_empty()
    });
    matching.likest(&old_left, &new_left);
    matching.of_old
}

struct Matching {
    of_old: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Matching {
    fn is_open(&self, old: usize) -> bool {
        self.of_old.get(old).is_some_and(Option::is_none)
    }

    fn is_taken(&self, new: usize) -> bool {
        self.taken.get(new).copied().unwrap_or(true)
    }

    fn is_settled(&self) -> bool {
        self.of_old.iter().all(Option::is_some) || self.taken.iter().all(|taken| *taken)
    }

    fn take(&mut self, old: usize, new: usize) {
        if let (Some(of_old), Some(taken)) = (self.of_old.get_mut(old), self.taken.get_mut(new)) {
            *of_old = Some(new);
            *taken = true;
        }
    }

    /// Matches each with the first that fits. In rule sets that are nearly the same that is the next.
    fn first(&mut self, old: &[Item], new: &[Item], fits: impl Fn(&Item, &Item) -> bool) {
        let mut next = 0;
        for (at, item) in old.iter().enumerate() {
            if !self.is_open(at) {
                continue;
            }
            let ahead = (next..new.len()).chain(0..next);
            let found = ahead
                .filter_map(|to| Some((to, new.get(to)?)))
                .find(|(to, other)| {
                    !self.is_taken(*to) && item.class == other.class && fits(item, other)
                });
            if let Some((to, _)) = found {
                self.take(at, to);
                next = to + 1;
            }
        }
    }

    /// Matches what is left, the most alike first; what has the same name at least, last.
    fn likest(&mut self, old: &[Item], new: &[Item]) {
        let old_words = self.words(old, true);
        let new_words = self.words(new, false);
        let alike = |at: usize, to: usize| match (old_words.get(at), new_words.get(to)) {
            (Some(one), Some(other)) => likeness(one, other),
            _ => 0,
        };
        // What has kept its name and nearly all its text need not be compared with all others.
        for (at, item) in old.iter().enumerate() {
            let same = |(to, other): &(usize, &Item)| {
                !self.is_taken(*to) && item.class == other.class && item.key == other.key
            };
            let found = new.iter().enumerate().find(same).map(|(to, _)| to);
            if let Some(to) = found.filter(|to| self.is_open(at) && NEARLY <= alike(at, *to)) {
                self.take(at, to);
            }
        }
        let mut candidates = Vec::new();
        for (at, item) in old.iter().enumerate().filter(|(at, _)| self.is_open(*at)) {
            for (to, other) in new.iter().enumerate().filter(|(to, _)| !self.is_taken(*to)) {
                let same_number = item.number == other.number;
                if item.class != other.class || !(same_number || item.can_move) {
                    continue;
                }
                let alike = alike(at, to);
                if same_number || ALIKE <= alike {
                    let bonus = match (item.key == other.key, same_number) {
                        (true, _) => SAME_NAME,
                        (_, true) => SAME_NUMBER,
                        _ => 0,
                    };
                    candidates.push((FULL * 2 - alike - bonus, at, to));
                }
            }
        }
        candidates.sort_unstable();
        for (_, at, to) in candidates {
            if self.is_open(at) && !self.is_taken(to) {
                self.take(at, to);
            }
        }
    }

    fn words<'t>(&self, items: &'t [Item], old: bool) -> Vec<Vec<&'t str>> {
        let items = items.iter().enumerate();
        items
            .map(|(at, item)| {
                let free = if old {
                    self.is_open(at)
                } else {
                    !self.is_taken(at)
                };
                let mut words: Vec<&str> = if free {
                    item.text.split_whitespace().collect()
                } else {
                    Vec::new()
                };
                words.sort_unstable();
                words
            })
            .collect()
    }
}

/// How many words two texts share, of [`FULL`]; both are sorted.
fn likeness(one: &[&str], other: &[&str]) -> usize {
    let mut shared = 0;
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                left.next();
            }
            std::cmp::Ordering::Greater => {
                right.next();
            }
            std::cmp::Ordering::Equal => {
                shared += 1;
                left.next();
                right.next();
            }
        }
    }
    (2 * shared * FULL)
        .checked_div(one.len() + other.len())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(texts: &[(&str, &str)]) -> Vec<Item> {
        texts
            .iter()
            .map(|(key, text)| Item {
                class: "item",
                key: (*key).to_owned(),
                number: (*key).to_owned(),
                text: (*text).to_owned(),
                can_move: true,
            })
            .collect()
    }

    fn of(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Option<usize>> {
        align(&items(old), &items(new), |_, _| None)
    }

    #[test]
    fn an_insertion_moves_what_follows() {
        let old = [("1", "a b c"), ("2", "d e f"), ("3", "g h i")];
        let new = [
            ("1", "a b c"),
            ("2", "x y z"),
            ("3", "d e f"),
            ("4", "g h i"),
        ];
        assert_eq!(of(&old, &new), [Some(0), Some(2), Some(3)]);
    }

    #[test]
    fn what_moved_and_changed_a_little_is_still_the_same() {
        let old = [("1", "a b c"), ("2", "d e f g h")];
        let new = [("1", "a b c"), ("2", "x y z"), ("3", "d e f g i")];
        assert_eq!(of(&old, &new), [Some(0), Some(2)]);
    }

    #[test]
    fn the_same_number_is_the_same_provision_however_it_is_rewritten() {
        assert_eq!(
            of(&[("1", "a b"), ("2", "c d")], &[("1", "x y"), ("2", "c d")]),
            [Some(0), Some(1)]
        );
        assert_eq!(of(&[("1", "a b")], &[("2", "x y")]), [None]);
    }
}
