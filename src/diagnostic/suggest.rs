//! The nearest name to one that is not there.
//!
//! A suggestion that is wrong costs the reader more than none, so a name must be close: one slip for
//! every three characters, and at least one character in common. Slips are counted in characters, so
//! that `規定` is one slip from `規則`, and two neighbours swapped are one slip, not two.

use strsim::damerau_levenshtein;

/// Longer names are not compared: nobody misspells one, they are lost text.
const LONGEST: usize = 120;

/// The name among those given that the writer most likely meant, if any is close enough.
///
/// A name equal but for upper and lower case, or for the order of its words (`group_target` for
/// `target_group`), is nearest of all. Of two equally near the one first in the alphabet wins, so the
/// order of `among` decides nothing. The wanted name itself is never suggested.
#[must_use]
pub fn nearest<'a>(wanted: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    among
        .into_iter()
        .filter(|name| *name != wanted)
        .filter_map(|name| Some((slips(wanted, length, name)?, name)))
        .min()
        .map(|(_, name)| name)
}

/// How many slips lead from one name to the other; `None` where they are too many to be slips.
fn slips(wanted: &str, length: usize, name: &str) -> Option<usize> {
    let name_length = name.chars().count();
    let longest = length.max(name_length);
    let most = (longest / 3).max(1);
    if longest > LONGEST || length.abs_diff(name_length) > most {
        return None;
    }
    if folded(wanted) == folded(name) {
        return Some(0);
    }
    let slips = damerau_levenshtein(wanted, name);
    (slips <= most && slips < longest).then_some(slips)
}

/// The words of a name in lower case and alphabetical order.
fn folded(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name.split('_').map(str::to_lowercase).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const NAMES: [&str; 6] = [
        "rank",
        "equivalent_rank",
        "target_group",
        "規則",
        "報到期限",
        "fee",
    ];

    #[test]
    fn slips_of_the_pen() {
        assert_eq!(nearest("rnak", NAMES), Some("rank"));
        assert_eq!(nearest("equivelent_rank", NAMES), Some("equivalent_rank"));
        assert_eq!(nearest("fees", NAMES), Some("fee"));
    }

    #[test]
    fn case_and_word_order() {
        assert_eq!(nearest("RANK", NAMES), Some("rank"));
        assert_eq!(nearest("group_target", NAMES), Some("target_group"));
    }

    #[test]
    fn characters_not_bytes() {
        assert_eq!(nearest("規定", NAMES), Some("規則"));
        assert_eq!(nearest("報到日限", NAMES), Some("報到期限"));
        assert_eq!(nearest("訓練", NAMES), None);
    }

    #[test]
    fn nothing_near() {
        assert_eq!(nearest("wage", NAMES), None);
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(
            nearest("rank", ["rank"]),
            None,
            "not the wanted name itself"
        );
        assert_eq!(nearest("", NAMES), None);
        assert_eq!(nearest(&"r".repeat(100_000), NAMES), None);
    }

    #[test]
    fn ties_do_not_depend_on_order() {
        assert_eq!(nearest("cat", ["hat", "bat", "rat"]), Some("bat"));
        assert_eq!(nearest("cat", ["rat", "bat", "hat"]), Some("bat"));
    }
}
