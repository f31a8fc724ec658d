//! What is told of small amendments, and what holds for all of them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::check::Input;
use crate::diagnostic::Severity;
use crate::format;
use crate::source::Sources;
use crate::syntax::{self, Parse};
use crate::value::Date;

const RULES: &str = r#"regulation lib "Library rules" about reader in en, zh-Hant
  counting plain

entity reader "reader"
authority board "the board"
unit hour, hours
fact age "age": whole number from 0 to 130
fact resident "lives in town": yes/no
fact banned "is banned": yes/no found by board
fact missed "hours missed": hours
fact planned "hours planned": hours
fact asked_on "asked": event
fact lent_on "lent": event
kind card_kind "kind of card": plain, gold
fact card "card": card_kind
scale grade: low < middle < high
fact standing "standing": grade

article 1 "Commencement"
  commencement on 2015-01-01

article 2 "Who may borrow"
  conclusion may_borrow "may borrow": yes/no when any of
    (1) "Old enough" age is at least 6 and resident
    (2) "By card" card is one of (gold)
    (3) "By standing" standing is at least middle

  proviso "Banned readers"
    exception to 2(1), 2(3) when banned because "who is banned may not borrow"

article 3 "Loss of the right"
  paragraph 1 "Missed hours"
    conclusion loses_right "loses the right": yes/no
      when missed is more than 20% of planned
  paragraph 2 "Reading"
    reading window "how long is the time?": whole number
      preferred (short) 3 because "short is usual"
      alternative (long) 5 because "long is possible"

article 4 "Lending"
  duty lending "lend what is asked for" of board towards reader
    arises on asked_on when may_borrow
    fulfilled by lent_on
    deadline within 10 days after asked_on

article 5 "Remedy"
  conclusion may_complain "may complain": yes/no
    when article 2(2) is met or lending is breached
"#;

const LABELS: &str = r#"regulation lib continued from "lib.enact"
labels zh-Hant
  lib "圖書館規則"
  age "年齡"
  2 "借閱資格"
  2(3) "依信譽"
"#;

/// A side of some texts, each a file; the second and further use nothing and are used by none.
struct Texts {
    parses: Vec<(crate::source::FileId, Parse)>,
}

impl Texts {
    fn add(sources: &mut Sources, texts: &[&str]) -> Self {
        let parses = texts.iter().map(|text| {
            let file = sources.add("lib.enact", *text);
            let parse = syntax::parse(file, text);
            let errors: Vec<_> = parse
                .diagnostics
                .iter()
                .filter(|it| it.severity == Severity::Error)
                .collect();
            assert!(errors.is_empty(), "{errors:?}\n{text}");
            (file, parse)
        });
        Self {
            parses: parses.collect(),
        }
    }

    fn inputs(&self) -> Vec<Input<'_>> {
        let inputs = self.parses.iter().map(|(file, parse)| Input {
            file: *file,
            tree: &parse.file,
            uses: &[],
        });
        inputs.collect()
    }
}

fn with<T>(old: &[&str], new: &[&str], then: impl FnOnce(&Difference<'_>, &Sources) -> T) -> T {
    let mut sources = Sources::new();
    let (old, new) = (Texts::add(&mut sources, old), Texts::add(&mut sources, new));
    let (old, new) = (old.inputs(), new.inputs());
    let side = |files| RuleSet {
        files,
        calendars: &[],
    };
    then(&compare(&side(&old), &side(&new)), &sources)
}

/// The changes in a few words each.
fn told(old: &[&str], new: &[&str]) -> Vec<String> {
    with(old, new, |difference, _| {
        let changes = difference.changes.iter();
        changes
            .map(|change| {
                let mut line = format!("{} {:?}", change.key, change.kind);
                if let Some(was) = &change.was {
                    let _ = write!(line, " was {was}");
                }
                for detail in &change.details {
                    let _ = write!(
                        line,
                        "; {} {} {}: {} > {}",
                        detail.at,
                        detail.kind.name(),
                        detail.what,
                        detail.from.replace('\n', " "),
                        detail.to.replace('\n', " ")
                    );
                }
                line
            })
            .collect()
    })
}

fn amended(pairs: &[(&str, &str)]) -> String {
    let mut text = RULES.to_owned();
    for (from, to) in pairs {
        assert!(text.contains(from), "no `{from}`");
        text = text.replacen(from, to, 1);
    }
    text
}

#[track_caller]
fn amendment(pairs: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(told(&[RULES], &[&amended(pairs)]), expected);
}

#[test]
fn a_text_does_not_differ_from_itself() {
    assert!(told(&[RULES, LABELS], &[RULES, LABELS]).is_empty());
    assert!(told(&[], &[]).is_empty());
}

#[test]
fn layout_comments_and_files_make_no_difference() {
    let spread = RULES.replace("  (1)", "     -- a remark\n\n      (1)");
    assert!(told(&[RULES], &[&spread]).is_empty());
    let (head, tail) = RULES.split_once("article 4").unwrap();
    let tail = format!("regulation lib continued from \"lib.enact\"\narticle 4{tail}");
    assert!(told(&[RULES], &[head, &tail]).is_empty());
    assert!(told(&[RULES, LABELS], &[LABELS, RULES]).is_empty());
}

#[test]
fn numbers_shares_periods_and_days() {
    amendment(
        &[("20% of planned", "25% of planned")],
        &["lib 3.1 Changed; lib 3.1 share planned: 20% > 25%"],
    );
    amendment(
        &[("at least 6", "at least 7")],
        &["lib 2 Changed; lib 2(1) threshold age: 6 > 7"],
    );
    amendment(
        &[("at least 6", "more than 6")],
        &["lib 2 Changed; lib 2(1) comparison age: is at least > is more than"],
    );
    amendment(
        &[("within 10 days", "within 2 weeks")],
        &[
            "lib 4 Changed; lib 4 deadline lending: within 10 days after asked_on > within 2 weeks after asked_on",
        ],
    );
    amendment(
        &[("2015-01-01", "2016-07-01")],
        &["lib 1 Changed; lib 1 in-force commencement: 2015-01-01 > 2016-07-01"],
    );
    amendment(
        &[("2015-01-01", "ROC 104-01-01")],
        &["lib 1 WordingOnly; lib 1 spelling commencement: 2015-01-01 > ROC 104-01-01"],
    );
}

#[test]
fn conditions_grounds_and_how_they_combine() {
    amendment(
        &[(" and resident", "")],
        &["lib 2 Changed; lib 2(1) condition-removed : resident > "],
    );
    amendment(
        &[("when missed is", "when resident and missed is")],
        &["lib 3.1 Changed; lib 3.1 condition-added :  > resident"],
    );
    amendment(
        &[("any of", "all of")],
        &["lib 2 Changed; lib 2 combination : any of > all of"],
    );
    amendment(
        &[("and resident", "or resident")],
        &["lib 2 Changed; lib 2(1) combination age is at least 6 or resident: and > or"],
    );
    amendment(
        &[("and resident", "and not resident")],
        &["lib 2 Changed; lib 2(1) negated : resident > not resident"],
    );
    amendment(
        &[("one of (gold)", "one of (gold, plain)")],
        &["lib 2 Changed; lib 2(2) value-added card:  > plain"],
    );
    amendment(
        &[
            (
                "    (3) \"By",
                "    (3) \"Resident\" resident\n    (4) \"By",
            ),
            ("2(3) when", "2(4) when"),
        ],
        &[
            "lib 2 Changed; lib 2(3) ground-added :  > \"Resident\" resident; lib 2(4) entry-renumbered : (3) > (4)",
        ],
    );
}

#[test]
fn what_cites_a_moved_ground_follows_and_what_does_not_is_told() {
    // The exception still cites 2(3), which is another ground now.
    amendment(
        &[(
            "    (3) \"By",
            "    (3) \"Resident\" resident\n    (4) \"By",
        )],
        &[
            "lib 2 Changed; lib 2(3) ground-added :  > \"Resident\" resident; lib 2(4) entry-renumbered : (3) > (4)",
            "lib 2 proviso Changed; lib 2 proviso target-removed exception: 2(4) > ; lib 2 proviso target-added exception:  > 2(3)",
        ],
    );
}

#[test]
fn exceptions() {
    let exception =
        "    exception to 2(1), 2(3) when banned because \"who is banned may not borrow\"\n";
    amendment(
        &[(exception, "")],
        &[
            "lib 2 proviso Changed; lib 2 proviso exception-removed exception: exception to 2(1), 2(3)   when banned   because \"who is banned may not borrow\" > ",
        ],
    );
    amendment(
        &[("2(1), 2(3) when", "2(1) when")],
        &["lib 2 proviso Changed; lib 2 proviso target-removed exception: 2(3) > "],
    );
}

#[test]
fn declarations() {
    amendment(
        &[("0 to 130", "0 to 120")],
        &[
            "lib fact age Changed; lib range age: whole number from 0 to 130 > whole number from 0 to 120",
        ],
    );
    amendment(
        &[("card\": card_kind", "card\": card_kind may be absent")],
        &["lib fact card Changed; lib property card:  > may be absent"],
    );
    amendment(
        &[("plain, gold", "plain, gold, silver")],
        &["lib kind card_kind Changed; lib member-added card_kind:  > silver"],
    );
    amendment(
        &[("plain, gold", "gold, plain")],
        &["lib kind card_kind WordingOnly; lib order card_kind: plain, gold > gold, plain"],
    );
    amendment(
        &[("low < middle", "middle < low")],
        &[
            "lib scale grade Changed; lib member-moved grade: low < middle < high > middle < low < high",
        ],
    );
    amendment(
        &[("preferred (short) 3", "preferred (short) 4")],
        &["lib 3.2 Changed; lib 3.2 amount : 3 > 4"],
    );
    amendment(
        &[("counting plain", "counting calendar_years")],
        &["lib head Changed; lib counting lib: plain > calendar_years"],
    );
}

#[test]
fn another_preference_of_a_reading() {
    let new = amended(&[(
        "      preferred (short) 3 because \"short is usual\"\n      alternative (long) 5 because \"long is possible\"",
        "      preferred (long) 5 because \"long is possible\"\n      alternative (short) 3 because \"short is usual\"",
    )]);
    assert_eq!(
        told(&[RULES], &[&new]),
        ["lib 3.2 Changed; lib 3.2 preferred window: short > long"]
    );
}

#[test]
fn another_order_says_the_same() {
    amendment(
        &[("2(1), 2(3) when", "2(3), 2(1) when")],
        &["lib 2 proviso WordingOnly; lib 2 proviso order exception: 2(1), 2(3) > 2(3), 2(1)"],
    );
    amendment(
        &[(
            "age is at least 6 and resident",
            "resident and age is at least 6",
        )],
        &[
            "lib 2 WordingOnly; lib 2(1) order : age is at least 6, resident > resident, age is at least 6",
        ],
    );
}

#[test]
fn labels_and_reasons_are_wording() {
    amendment(
        &[("\"Lending\"", "\"Loans\"")],
        &["lib 4 WordingOnly; lib 4 label : Lending > Loans"],
    );
    amendment(
        &[("who is banned may not", "a ban forbids to")],
        &[
            "lib 2 proviso WordingOnly; lib 2 proviso reason : who is banned may not borrow > a ban forbids to borrow",
        ],
    );
    let labels = LABELS.replace("年齡", "歲數");
    assert_eq!(
        told(&[RULES, LABELS], &[RULES, &labels]),
        ["lib label zh-Hant age WordingOnly; lib label : 年齡 > 歲數"]
    );
}

#[test]
fn an_inserted_article_renumbers_what_follows_and_no_more() {
    let new = amended(&[
        ("article 5", "article 6"),
        ("article 4", "article 5"),
        (
            "article 3 \"Loss",
            "article 3 \"Fees\"\n  conclusion fee \"fee\": whole number is 5 when resident\n\narticle 4 \"Loss",
        ),
    ]);
    assert_eq!(
        told(&[RULES], &[&new]),
        [
            "lib 3 Added",
            "lib 4 Renumbered was 3",
            "lib 5 Renumbered was 4",
            "lib 6 Renumbered was 5",
        ]
    );
}

#[test]
fn what_is_renumbered_and_amended_is_both() {
    let new = amended(&[
        ("article 5", "article 7"),
        ("or lending is", "and lending is"),
    ]);
    assert_eq!(
        told(&[RULES], &[&new]),
        [
            "lib 7 Changed was 5; lib 7 combination article 2(2) is met and lending is breached: or > and"
        ]
    );
}

#[test]
fn a_label_goes_with_its_provision() {
    let new = amended(&[
        ("article 5", "article 6"),
        ("article 2 ", "article 8 "),
        ("to 2(1), 2(3)", "to 8(1), 8(3)"),
        ("article 2(2)", "article 8(2)"),
    ]);
    let labels = LABELS.replace("  2 ", "  8 ").replace("  2(3) ", "  8(3) ");
    assert_eq!(
        told(&[RULES, LABELS], &[&new, &labels]),
        ["lib 8 Renumbered was 2", "lib 6 Renumbered was 5"]
    );
}

#[test]
fn a_label_may_name_its_regulation_first() {
    let text = "regulation lib \"Library rules\" about reader in en, zh-Hant\n\
                entity reader \"reader\"\n\
                fact proviso \"proviso\": text\n\
                note 1 \"Basis\"\n  descriptive because \"says so\"\n\
                labels zh-Hant\n  lib note 1 \"依據\"\n  lib.proviso \"但書\"\n";
    with(&[text], &[text], |difference, _| {
        let called = |target| difference.names.exactly("lib", target, "zh-Hant");
        assert_eq!(called("note 1"), Some("依據"));
        assert_eq!(called("proviso"), Some("但書"));
    });
}

#[test]
fn the_entity_a_fact_is_about_is_part_of_it() {
    let new = amended(&[("fact age", "entity agency \"agency\"\nfact age")]);
    let told = told(&[RULES], &[&new]);
    assert!(
        told.contains(&"lib fact age Changed; lib about : reader > agency".to_owned()),
        "{told:?}"
    );
}

#[test]
fn a_fact_declared_elsewhere_has_moved() {
    let fact = "fact banned \"is banned\": yes/no found by board\n";
    let new = amended(&[
        (fact, ""),
        ("  proviso \"Ban", &format!("  {fact}\n  proviso \"Ban")),
    ]);
    let new = new.replace("entity reader \"reader\"\n", "");
    let new = new.replace("about reader ", "");
    let old = RULES
        .replace("entity reader \"reader\"\n", "")
        .replace("about reader ", "");
    let old = old.replace("towards reader", "");
    let new = new.replace("towards reader", "");
    assert_eq!(
        told(&[&old], &[&new]),
        [
            "lib finding banned (removed) Removed; lib moved-away fact: lib finding banned > lib 2",
            "lib 2 WordingOnly; lib 2 moved-here finding: lib finding banned > lib 2",
        ]
    );
}

#[test]
fn rule_sets_without_a_regulation_in_common() {
    let other = RULES.replace("regulation lib", "regulation archive");
    with(&[RULES], &[&other], |difference, _| {
        assert!(!difference.in_common);
        assert!(
            difference
                .changes
                .iter()
                .all(|it| matches!(it.kind, ChangeKind::Added | ChangeKind::Removed))
        );
    });
}

#[test]
fn versions_of_one_text_on_two_days() {
    let text = RULES.replace(
        "article 3 \"Loss of the right\"",
        "article 3 \"Loss of the right\" in force until 2019-12-31",
    );
    let text = format!(
        "{text}\narticle 3 \"Loss of the right\" in force from 2020-01-01\n  paragraph 1 \"Missed hours\"\n    conclude loses_right when missed is more than 30% of planned\n"
    );
    let mut sources = Sources::new();
    let side = Texts::add(&mut sources, &[&text]);
    let trees: Vec<_> = side.parses.iter().map(|(_, parse)| &parse.file).collect();
    let on = |year| in_force::on(&trees, Date::from_ymd(year, 6, 1).unwrap());
    let (old, new, before) = (on(2019), on(2020), on(2010));
    let count = |files: &[crate::syntax::ast::File]| -> usize {
        files.iter().map(|file| file.entries.len()).sum()
    };
    // Before its commencement a regulation has its declarations and no provision.
    assert_eq!(count(&before), 15);
    let file = side.parses[0].0;
    let input = |tree| Input {
        file,
        tree,
        uses: &[],
    };
    let (old, new) = ([input(&old[0])], [input(&new[0])]);
    let set = |files| RuleSet {
        files,
        calendars: &[],
    };
    let difference = compare(&set(&old), &set(&new));
    let keys: Vec<&str> = difference
        .changes
        .iter()
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(keys, ["lib 3.1", "lib 3.2 (removed)"]);
}

// ---------------------------------------------------------------------------------------- hybrids

/// Amendments that can be made in any number, each a replacement.
const AMENDMENTS: &[&[(&str, &str)]] = &[
    &[("20% of planned", "25% of planned")],
    &[("at least 6", "more than 7")],
    &[("article 5 \"", "article 9 \"")],
    &[
        ("    (3) \"By", "    (3) \"Invited\" invited\n    (4) \"By"),
        ("2(1), 2(3)", "2(1), 2(4)"),
        ("fact card ", "fact invited \"invited\": yes/no\nfact card "),
    ],
    &[
        ("plain, gold", "plain, gold, silver"),
        ("(gold)", "(gold, silver)"),
    ],
    &[(
        "deadline within 10 days after asked_on",
        "deadline not stated",
    )],
    &[(
        "  proviso \"Banned readers\"\n",
        "  proviso \"Readers with a ban\"\n",
    )],
    &[("  paragraph 2 \"Reading\"", "  paragraph 3 \"Reading\"")],
    &[(
        "article 4 \"Lending\"",
        "article 4 \"Hours\"\n  conclusion open_at \"opens at\": whole number is 9 when resident\n\narticle 4-1 \"Lending\"",
    )],
    &[
        (
            "fact missed ",
            "fact left_out \"hours left out\": hours\nfact missed ",
        ),
        ("missed is more", "left_out + missed is more"),
    ],
    &[
        ("\nfact resident", "\nfact lives_here"),
        ("and resident", "and lives_here"),
    ],
];

fn made(chosen: &[bool]) -> String {
    let chosen = AMENDMENTS.iter().zip(chosen).filter(|(_, chosen)| **chosen);
    let pairs: Vec<(&str, &str)> = chosen
        .flat_map(|(pairs, _)| pairs.iter().copied())
        .collect();
    // A renamed fact is renamed wherever another amendment brings it in.
    let text = amended(&pairs);
    match text.contains("fact lives_here") {
        true => text.replace("when resident", "when lives_here"),
        false => text,
    }
}

/// A hybrid with none of the changes is the old side, with all of them the new one, and any choice
/// that holds together checks.
fn hybrids(old: &str, new: &str, some: &[usize]) -> Result<(), TestCaseError> {
    with(&[old, LABELS], &[new, LABELS], |difference, _| {
        let all: Vec<ChangeId> = difference.changes.iter().map(|it| it.id).collect();
        let some: Vec<ChangeId> = all
            .iter()
            .copied()
            .filter(|id| some.contains(&id.position()))
            .collect();
        let sides = [
            (difference.hybrid(&[]), Some(difference.old)),
            (difference.hybrid(&all), Some(difference.new)),
            (difference.hybrid(&difference.closed(&some)), None),
        ];
        for (hybrid, same_as) in sides {
            let inputs: Vec<Input<'_>> = hybrid
                .files
                .iter()
                .map(|file| Input {
                    file: file.file,
                    tree: &file.tree,
                    uses: &file.uses,
                })
                .collect();
            if let Some(side) = same_as {
                let set = RuleSet {
                    files: &inputs,
                    calendars: &hybrid.calendars,
                };
                let left = compare(&side, &set);
                prop_assert!(left.changes.is_empty(), "{:#?}", left.changes);
            }
            let checked = hybrid.check(String::new());
            let errors: Vec<_> = checked
                .diagnostics
                .iter()
                .filter(|it| it.severity == Severity::Error)
                .collect();
            prop_assert!(checked.model.is_some(), "{errors:#?}\n{some:?}\n{new}");
        }
        Ok(())
    })
}

#[test]
fn the_amendments_check_one_by_one() {
    for at in 0..AMENDMENTS.len() {
        let chosen: Vec<bool> = (0..AMENDMENTS.len()).map(|it| it == at).collect();
        let new = made(&chosen);
        hybrids(RULES, &new, &[0]).unwrap();
        hybrids(&new, RULES, &[0, 2]).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn what_is_chosen_is_made_and_nothing_else(
        before in proptest::collection::vec(any::<bool>(), AMENDMENTS.len()),
        after in proptest::collection::vec(any::<bool>(), AMENDMENTS.len()),
        some in proptest::collection::vec(0_usize..12, 0..4),
    ) {
        hybrids(&made(&before), &made(&after), &some)?;
    }

    /// Every difference of canonical text is told, and nothing else is.
    #[test]
    fn no_difference_is_missed_and_none_invented(at in 0_usize..400, word in 0_usize..12) {
        const WORDS: &[&str] = &[
            "7", "20%", "gold", "not", "and", "or", "resident", "at least", "more than", "2(1)", "\"x\"", "",
        ];
        let words: Vec<&str> = RULES.split(' ').collect();
        let at = at % words.len();
        let changed: Vec<&str> = words
            .iter()
            .enumerate()
            .map(|(position, it)| if position == at { WORDS[word] } else { it })
            .collect();
        let changed = changed.join(" ");
        let mut sources = Sources::new();
        let file = sources.add("new.enact", changed.as_str());
        let parse = syntax::parse(file, &changed);
        let Some(canonical) = format::format(&changed, &parse) else { return Ok(()) };
        let file = sources.add("old.enact", RULES);
        let before = format::format(RULES, &syntax::parse(file, RULES));
        let told = told(&[RULES], &[&changed]);
        prop_assert_eq!(before == Some(canonical), told.is_empty(), "{}\n{:?}", changed, told);
    }
}
