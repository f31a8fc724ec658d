//! Formatting keeps the tree and the comments, and is done after one time, whatever is written and
//! however it is laid out.

use proptest::prelude::*;

use super::writing::file;
use super::*;

proptest! {
    #[test]
    fn meaning_and_comments_are_kept(source in file()) {
        prop_assume!(format(&source, &parse(FileId(0), &source)).is_some());
        let once = check(&source);
        prop_assert!(once.lines().all(|line| line.trim_end() == line));
        prop_assert!(!once.contains("\n\n\n") && !once.starts_with('\n') && !once.ends_with("\n\n"));
    }
}
