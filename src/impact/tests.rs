//! Causes on made-up rules: a function from the changes made to an outcome.

use super::{Changes, Tally, Transition, causes};

fn sets(found: &super::Causes) -> Vec<Vec<usize>> {
    found
        .sets
        .iter()
        .map(|set| set.iter().copied().collect())
        .collect()
}

fn outcome(holds: impl Fn(&Changes) -> bool) -> impl Fn(&Changes) -> Option<String> {
    move |set| Some(if holds(set) { "yes" } else { "no" }.to_owned())
}

#[test]
fn one_change_is_the_cause_and_indispensable() {
    let found = causes(3, "yes", outcome(|set| set.contains(&1)));
    assert_eq!(sets(&found), [vec![1]]);
    assert_eq!(found.indispensable, Changes::from([1]));
    assert!(!found.one_of_several);
}

#[test]
fn two_that_each_suffice_are_two_causes_and_neither_is_indispensable() {
    let found = causes(
        3,
        "yes",
        outcome(|set| set.contains(&0) || set.contains(&2)),
    );
    assert_eq!(sets(&found), [vec![0], vec![2]]);
    assert_eq!(found.indispensable, Changes::new());
}

#[test]
fn two_that_are_needed_together() {
    let found = causes(
        3,
        "yes",
        outcome(|set| set.contains(&0) && set.contains(&2)),
    );
    assert_eq!(sets(&found), [vec![0, 2]]);
    assert_eq!(found.indispensable, Changes::from([0, 2]));
}

#[test]
fn a_larger_set_is_one_of_possibly_several() {
    let found = causes(
        5,
        "yes",
        outcome(|set| {
            set.contains(&0) && set.contains(&2) && (set.contains(&3) || set.contains(&4))
        }),
    );
    assert_eq!(sets(&found), [vec![0, 2, 4]]);
    assert!(found.one_of_several);
    assert_eq!(found.indispensable, Changes::from([0, 2]));
}

#[test]
fn rules_that_cannot_be_bring_nothing_about() {
    // Change 1 does not check without change 0.
    let found = causes(2, "yes", |set| {
        match set.contains(&1) && !set.contains(&0) {
            true => None,
            false => Some(if set.len() == 2 { "yes" } else { "no" }.to_owned()),
        }
    });
    assert_eq!(sets(&found), [vec![0, 1]]);
}

#[test]
fn if_not_even_all_changes_bring_it_about_no_cause_is_named() {
    let found = causes(2, "yes", outcome(|_| false));
    assert!(found.sets.is_empty());
}

#[test]
fn a_change_that_is_part_of_no_cause_had_no_effect() {
    let mut tally = Tally::new(2);
    let transition = |to: &str| Transition {
        decision: 0,
        key: None,
        from: "no".to_owned(),
        to: to.to_owned(),
    };
    let cause = causes(3, "yes", outcome(|set| set.contains(&1)));
    assert!(tally.take_in("a", transition("yes"), cause.clone()));
    assert!(!tally.take_in("b", transition("yes"), cause.clone()));
    assert!(!tally.take_in("c", transition("yes"), cause.clone()));
    assert!(tally.take_in("d", transition("unknown"), cause));
    assert_eq!(tally.without_effect(3), [0, 2]);
    let group = tally.groups.values().flat_map(|it| it.values()).last();
    assert_eq!(group.map(|it| (it.count, it.samples.len())), Some((3, 2)));
}
