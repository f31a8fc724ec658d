//! Slips of drafters, one by one: each gives exactly one message, at its place, with the nearest right
//! thing.

use enact::source::Sources;

use super::blocks::{Program, programs};

/// What the slips are made in.
const RULES: &str = r#"regulation lib "Rules" about reader
  counting plain
unit hour, hours
unit euro, euros
kind colour: red, blue
scale level: low < mid < high
entity reader
fact age: whole number
fact lives: yes/no
fact worked: hours
fact course: hours
fact fee: euros
fact born: date
fact asked: event
fact tint: colour
fact rank: level
fact nick: text
article 1 "A"
conclusion used1: yes/no when all of
  (1) age is 3 and lives and worked is 1 hours and course is 2 hours
  (2) fee is 2 euros and born is by 2020-01-01 and asked has happened
  (3) tint is red and rank is low and nick is "a"
article 2 "B"
"#;

#[test]
fn each_slip_gives_one_message() {
    let wrong: Vec<String> = SLIPS
        .iter()
        .filter_map(|(slip, place, at, says)| {
            let found = found(slip);
            let expected = format!("{place} [{at}] {says}");
            (found != [expected.clone()]).then(|| {
                format!(
                    "{slip}\n  gives {}\n  not   {expected}",
                    found.join("\n        ")
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a rule about a school asks of a pupil without saying of which, wherever it asks.
#[test]
fn a_member_asked_without_saying_which_is_told_once() {
    const TRIP: &str = r#"regulation trip "Trips" about school in en
entity school "school"
entity pupil "pupil"
fact age "age": whole number
fact paid "paid": event
article 1 "Pupils" about pupil
  conclusion comes "comes along": yes/no
    when age is at least 6
article 2 "School"
  fact pupils "pupils": group of pupil
  fact open "is open": yes/no
  conclusion coming "pupils who come": whole number
    is number of pupils where comes and paid has happened
article 3 "More"
"#;
    for more in [
        "  conclusion big \"big\": yes/no\n    when age is 3\n",
        "  conclusion big \"big\": yes/no\n    when comes\n",
        "  conclusion big \"big\": yes/no\n    when article 1 is met\n",
        "  duty pay \"pay\"\n    arises when open\n    fulfilled by paid\n    deadline by 2026-05-01\n",
        "  presume open is yes when age is 3\n",
        "  exception to coming at 2 when age is 3\n",
    ] {
        let page = format!("```enact\n{TRIP}{more}```\n");
        let said = programs(&page).remove(0).check().messages();
        assert_eq!(said.matches("which-member").count(), 1, "{more}{said}");
    }
    let right = "  conclusion big \"big\": yes/no\n    when for some child in pupils, age of the child is 3\n";
    let said = programs(&format!("```enact\n{TRIP}{right}```\n"))
        .remove(0)
        .check()
        .messages();
    assert!(!said.contains("which-member"), "{said}");
}

#[test]
fn what_is_right_gives_none() {
    for right in RIGHT {
        assert_eq!(found(right), Vec::<String>::new(), "{right}");
    }
}

/// Whatever entry of a sound program is broken, that is said, and nothing that follows from it.
#[test]
fn a_broken_entry_gives_one_message() {
    let programs = programs(include_str!("../../grammar/GUIDE.md"));
    let broken: Vec<_> = programs.iter().flat_map(Program::broken).collect();
    assert!(broken.len() > 400, "{}", broken.len());
    let wrong: Vec<String> = broken
        .iter()
        .map(|(what, program)| (what, program.check()))
        .filter(|(_, checked)| checked.findings.len() != 1)
        .map(|(what, checked)| format!("{what}\n{}", checked.messages()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        broken.len(),
        wrong.join("\n")
    );
}

/// A provision whose only rule is broken is cited without a second mistake; another is not.
#[test]
fn what_cites_a_broken_rule_is_held_back_and_nothing_else() {
    let said = found(
        "article 7 \"C\"\n  exceptio to 1\n    when lives\narticle 8 \"D\"\n  conclude used1\n    \
         when article 7 is met or article 9 is met\n  exception to 7\n    when lievs",
    );
    assert_eq!(
        said,
        [
            "2:3 [exceptio] stray-text: no entry begins with `exceptio`; did you mean `exception`?",
            "8:10 [lievs] unknown-name: there is no fact, conclusion, reading or norm `lievs`; did you mean `lives`?",
            "6:38 [9] unknown-provision: there is no provision `9`",
        ]
    );
}

/// What is found, as `line:column [text] code: headline; help`, lines counted from the slip.
fn found(slip: &str) -> Vec<String> {
    let text = format!("{RULES}{slip}\n");
    let before = u32::try_from(RULES.lines().count()).unwrap_or(0);
    let mut sources = Sources::new();
    let file = sources.add("rules.enact", text.as_str());
    let parse = enact::syntax::parse(file, &text);
    let tree = &parse.file;
    let checked = enact::check(
        &[enact::check::Input {
            file,
            tree,
            uses: &[],
        }],
        &[],
        String::new(),
    );
    parse
        .diagnostics
        .iter()
        .chain(&checked.diagnostics)
        .map(|found| {
            let start = sources.position(found.span()).start;
            let mut said = format!(
                "{}:{} [{}] {}: {}",
                start.line - before,
                start.column,
                sources.slice(found.span()),
                found.code,
                found.headline
            );
            for help in &found.help {
                said.push_str(&format!("; {help}"));
            }
            said
        })
        .collect()
}

/// What reads like a slip and is none.
const RIGHT: &[&str] = &[
    "article 3 \"C\"\nconclusion open: yes/no otherwise yes when lives\nconclude open is no when age is 3",
    "article 3 \"C\"\nconclusion open: yes/no otherwise yes when lives\narticle 4 \"D\"\ninstead of 3 conclude open is no when age is 3",
    "article 3 \"C\"\nconclusion cut: euros is fee * 50%\nconclusion paid: yes/no when cut is at least 2 euros\nexception to paid at 3 when lives",
    "article 3 \"C\"\nconclusion cut: euros taking the largest is fee * 50%\nconclusion paid: yes/no when lives\nexception to 3 when age is 3",
    "article 3 \"C\"\nconclusion cut: euros is fee * 50%\nconclusion paid: yes/no when lives\nexception to 3 when age is 3",
    "unit metre, metres\nconclusion wide: metres is 3 metres",
    "unit metre, metres\nconclude used1 when 4 metres is less than age * 1 metre",
    "entity writer\narticle 4 \"D\" about writer\nconclude used1 when lives",
    "article 4 \"D\"\nparagraph 2 \"E\"\narticle 4-1 \"F\"\nparagraph 1 \"G\"\narticle 10 \"H\"",
    "article 3 \"D\" in force until 2020-12-31\narticle 3 \"E\" in force from 2021-01-01",
    "conclude used1 when born is by 29 February of 2024",
    "conclude used1 when age is not at least 3",
    "conclude used1 when age is not less than 3",
    "conclude used1 when worked is more than 10%of course",
    "conclude used1 when worked is more than 20 % of course",
    "conclude used1 when worked is more than course * 20%",
    "conclude used1 when lives is not yes",
    "conclude used1 when age is at least 3 and age is at most 5",
    "conclude used1 when age is more than 2024/3",
    "conclude used1 when age is at most 3 or age is at least 5",
    "conclude used1 when asked has happened and asked is before 2020-01-01",
    "conclude used1 when tint is not red and rank is not low and rank is not mid",
    "conclude used1 when all of\n  (1) lives or age is 3\n  (2) age is 4 or not lives",
];

/// The slip; where it is reported; the text pointed at; what is said.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    (
        "conclude used1 when born is by 29 February of 2023",
        "1:32",
        "29 February of 2023",
        "no-such-day: there is no day `29 February of 2023`",
    ),
    (
        "conclude used1 when worked is more than 20% course",
        "1:45",
        "course",
        "syntax: expected `of` after `20%`, found `course`; write `20% of course`",
    ),
    (
        "conclude used1 when worked is more than twenty hours",
        "1:41",
        "twenty",
        "bad-literal: a number is written in digits; write `20`",
    ),
    (
        "conclude used1 when worked is more than 20 percent of course",
        "1:41",
        "20 percent",
        "syntax: a percentage is written with its sign; write `20%`",
    ),
    (
        "conclude used1 when worked is more than 1/5 course",
        "1:45",
        "course",
        "unknown-name: `course` is no unit; a share of it is written `… of course`",
    ),
    (
        "conclude used1 when worked is more than half of course",
        "1:41",
        "half",
        "syntax: a share is written in digits; write `1/2 of …`, or a percentage such as `50% of …`",
    ),
    (
        "fact training year: year",
        "1:6",
        "training year",
        "syntax: a name has no blanks and no hyphens; write `training_year`",
    ),
    (
        "fact training-year: year",
        "1:6",
        "training-year",
        "syntax: a name has no blanks and no hyphens; write `training_year`",
    ),
    (
        "conclude used1 when training year is 2020",
        "1:21",
        "training year",
        "syntax: a name has no blanks and no hyphens; write `training_year` if it is one name; two conditions are joined by `and` or `or`",
    ),
    (
        "conclude used1 when age >= 3",
        "1:25",
        ">=",
        "syntax: `>=` is not a sign of the language; write `is at least`",
    ),
    (
        "conclude used1 when age is >= 3",
        "1:28",
        ">=",
        "syntax: `>=` is not a sign of the language; write `at least`",
    ),
    (
        "conclude used1 when age == 3",
        "1:25",
        "==",
        "syntax: `==` is not a sign of the language; write `is`",
    ),
    (
        "conclude used1 when age != 3",
        "1:25",
        "!=",
        "syntax: `!=` is not a sign of the language; write `is not`",
    ),
    (
        "conclude used1 when age = 3",
        "1:25",
        "=",
        "syntax: `=` is not a sign of the language; write `is`",
    ),
    (
        "conclude used1 when age <> 3",
        "1:25",
        "<>",
        "syntax: `<>` is not a sign of the language; write `is not`",
    ),
    (
        "conclude used1 when lives && age is 3",
        "1:27",
        "&&",
        "syntax: `&&` is not a sign of the language; write `and`",
    ),
    (
        "conclude used1 when lives || age is 3",
        "1:27",
        "||",
        "syntax: `||` is not a sign of the language; write `or`",
    ),
    (
        "conclude used1 when age < 3",
        "1:25",
        "<",
        "syntax: `<` is not a sign of the language; write `is less than`",
    ),
    (
        "conclude used1 when age <= 3",
        "1:25",
        "<=",
        "syntax: `<=` is not a sign of the language; write `is at most`",
    ),
    (
        "conclude used1 when age is greater than 3",
        "1:28",
        "greater than",
        "syntax: `greater than` is not a phrase of the language; write `more than`",
    ),
    (
        "conclude used1 when age is equal to 3",
        "1:25",
        "is equal to",
        "syntax: `is equal to` is not a phrase of the language; write `is`",
    ),
    (
        "conclude used1 when age is not equal to 3",
        "1:25",
        "is not equal to",
        "syntax: `is not equal to` is not a phrase of the language; write `is not`",
    ),
    (
        "conclude used1 when age equals 3",
        "1:25",
        "equals",
        "syntax: `equals` is not a phrase of the language; write `is`",
    ),
    (
        "conclude used1 when age must be 3",
        "1:25",
        "must be",
        "syntax: `must be` is not a phrase of the language; a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "conclude used1 when age must be at least 3",
        "1:25",
        "must be",
        "syntax: `must be` is not a phrase of the language; a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "conclude used1 when age should be at least 3",
        "1:25",
        "should be",
        "syntax: `should be` is not a phrase of the language; a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "conclude used1 if age is 3",
        "1:16",
        "if",
        "syntax: a condition begins with `when`, not `if`; write `when`",
    ),
    (
        "conclude used1 unless age is 3",
        "1:16",
        "unless",
        "syntax: `unless` is not a phrase of the language; write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
    ),
    (
        "conclude used1 when lives unless age is 3",
        "1:27",
        "unless",
        "syntax: `unless` is not a phrase of the language; write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
    ),
    (
        "conclude used1 when lives AND age is 3",
        "1:27",
        "AND",
        "syntax: `AND` is not understood here; did you mean `and`?",
    ),
    (
        "conclude used1 when lives Or age is 3",
        "1:27",
        "Or",
        "syntax: `Or` is not understood here; did you mean `or`?",
    ),
    (
        "conclude used1 WHEN lives",
        "1:16",
        "WHEN",
        "syntax: `WHEN` is not understood here; did you mean `when`?",
    ),
    (
        "Conclude used1 when lives",
        "1:1",
        "Conclude",
        "stray-text: no entry begins with `Conclude`; did you mean `conclude`?",
    ),
    (
        "fact extra yes/no",
        "1:12",
        "yes",
        "syntax: expected `:` and its type, found `yes`",
    ),
    (
        "conclusion extra \"extra\" yes/no when lives",
        "1:26",
        "yes",
        "syntax: expected `:` and its type, found `yes`",
    ),
    (
        "conclusion extra \"extra: yes/no when lives",
        "1:18",
        "\"extra: yes/no when lives",
        "syntax: this quotation is not closed on its line; a text that begins with `\"` ends with `\"` on the same line",
    ),
    (
        "conclude used1 when nick is \"abc",
        "1:29",
        "\"abc",
        "syntax: this quotation is not closed on its line; a text that begins with `\"` ends with `\"` on the same line",
    ),
    (
        "conclude used1 when (lives or age is 3",
        "1:21",
        "(",
        "syntax: this bracket is not closed",
    ),
    (
        "conclude used1 when lives or age is 3)",
        "1:38",
        ")",
        "syntax: this bracket closes nothing",
    ),
    (
        "conclusion extra \"x\": whole number is if lives 3 else 4",
        "1:48",
        "3",
        "syntax: expected `then` after the condition, found `3`; a choice is written `if … then … else …`",
    ),
    (
        "conclusion extra \"x\": whole number is if lives then 3",
        "1:54",
        "",
        "syntax: expected `else`, but the entry ends here; a choice is written `if … then … else …`; it must say what holds otherwise",
    ),
    (
        "conclude used1 when lives then age is 3",
        "1:27",
        "then",
        "syntax: this `then` has no `if` before it; what a rule says comes first: `conclude … is … when …`; a choice of values is `if … then … else …`",
    ),
    (
        "conclude used1 when lives, age is 3",
        "1:26",
        ",",
        "syntax: `,` joins no conditions; write `and` if both must hold, `or` if one is enough",
    ),
    (
        "conclude used1 when lives, and age is 3",
        "1:26",
        ",",
        "syntax: `,` joins no conditions; leave it out before `and`",
    ),
    (
        "conclude used1 when born is before 1/3/2024",
        "1:36",
        "1/3/2024",
        "bad-literal: a day is written with its year first; write `2024-03-01` if the day stands first, `2024-01-03` if the month does",
    ),
    (
        "conclude used1 when born is before 2024/03/01",
        "1:36",
        "2024/03/01",
        "bad-literal: a day is written with its year first; write `2024-03-01`",
    ),
    (
        "conclude used1 when born is before 2024-02-30",
        "1:36",
        "2024-02-30",
        "no-such-day: there is no day `2024-02-30`: February 2024 has 29 days; the last day of that month is `2024-02-29`",
    ),
    (
        "conclude used1 when month of born is 2024-03",
        "1:21",
        "month of born is 2024-03",
        "type-mismatch: a whole number and a month of a year do not go together; `month of D` is a number from 1 to 12; `the month of D` is the month of that year",
    ),
    (
        "conclude used1 when the month of born is 2024-13",
        "1:42",
        "2024-13",
        "bad-literal: there is no month `2024-13`; a year has 12 months, `2024-01` to `2024-12`",
    ),
    (
        "conclude used1 when born is before 1.3.2024",
        "1:36",
        "1.3.2024",
        "bad-literal: a day is written in numbers, its year first; write `2024-03-01` if the day stands first, `2024-01-03` if the month does",
    ),
    (
        "conclude used1 when born is before 1 March 2024",
        "1:36",
        "1 March 2024",
        "bad-literal: a day is written in numbers, its year first; write `2024-03-01`",
    ),
    (
        "conclude used1 when born is before March 1, 2024",
        "1:36",
        "March 1, 2024",
        "bad-literal: a day is written in numbers, its year first; write `2024-03-01`",
    ),
    (
        "conclude used1 when born is before 01-03-2024",
        "1:36",
        "01-03-2024",
        "bad-literal: a day is written with its year first; write `2024-03-01` if the day stands first, `2024-01-03` if the month does",
    ),
    (
        "conclude used1 when born is before 2024年3月1日",
        "1:36",
        "2024年3月1日",
        "bad-literal: a day is written in numbers, its year first; write `2024-03-01`",
    ),
    (
        "conclude used1 when worked is more than 250",
        "1:41",
        "250",
        "unit-mismatch: this number has no unit; write `250 hours`",
    ),
    (
        "conclude used1 when age is more than 3 years",
        "1:21",
        "age is more than 3 years",
        "type-mismatch: a whole number and a period do not go together; years, months and days are no plain number; declare the fact as a `period`, or write the number alone",
    ),
    (
        "conclude used1 when fee is more than €20",
        "1:38",
        "€",
        "syntax: `€` is not a sign of the language; write the unit after the number, such as `20 euros`, and declare it: `unit euro, euros`",
    ),
    (
        "conclude used1 when fee is more than 1,000 euros",
        "1:38",
        "1,000",
        "bad-literal: a number is written without separators; write `1000`",
    ),
    (
        "conclude used1 when fee is more than 1.000,50 euros",
        "1:38",
        "1.000,50",
        "bad-literal: a number has a point before its decimals, and no other separator; write `1000.50`",
    ),
    (
        "conclude used1 when lives is true",
        "1:30",
        "true",
        "unknown-name: there is no fact, conclusion, reading or norm `true`; write `yes`",
    ),
    (
        "conclude used1 when lives is \"yes\"",
        "1:21",
        "lives is \"yes\"",
        "type-mismatch: yes or no and a text do not go together; `yes` and `no` are written without quotation marks",
    ),
    (
        "conclude used1 when lives = yes",
        "1:27",
        "=",
        "syntax: `=` is not a sign of the language; write `is`",
    ),
    (
        "conclude used1 when lives is not",
        "1:33",
        "",
        "syntax: expected a value or a comparison such as `at least`, but the entry ends here",
    ),
    (
        "conclude used1 when not lives or age is 3 and worked is 1 hours",
        "1:43",
        "and",
        "syntax: `and` and `or` never mix without brackets or a list; put brackets around what belongs together, or write a list with `all of` or `any of`",
    ),
    (
        "conclude used1 when any of\n  (1) lives and age is 3 or worked is 1 hours\n  (2) lives",
        "2:26",
        "or",
        "syntax: `and` and `or` never mix without brackets or a list; put brackets around what belongs together, or write a list with `all of` or `any of`",
    ),
    (
        "conclude used1 when any of\n  (1) lives or age is 3 and worked is 1 hours\n  (2) lives",
        "2:25",
        "and",
        "syntax: `and` and `or` never mix without brackets or a list; put brackets around what belongs together, or write a list with `all of` or `any of`",
    ),
    (
        "conclude used1 when all of\n  (1) lives\n  or (2) age is 3",
        "3:3",
        "or",
        "syntax: `or` is out of place; nothing stands between the entries of a list; leave it out: the head of the list, `any of`, says it once for all",
    ),
    (
        "conclude used1 when all of\n  (1) lives, or\n  (2) age is 3",
        "2:12",
        ", or",
        "syntax: `,` is out of place; nothing stands between the entries of a list; leave it out",
    ),
    (
        "conclude used1 when all of\n  (1) lives and\n  (2) age is 3",
        "2:13",
        "and",
        "syntax: `and` is out of place; nothing stands between the entries of a list; leave it out: the head of the list, `all of`, says it once for all",
    ),
    (
        "conclude used1 when all of\n  (1) lives;\n  (2) age is 3",
        "2:12",
        ";",
        "syntax: `;` is out of place; nothing stands between the entries of a list; leave it out",
    ),
    (
        "conclude used1 when all of:\n  (1) lives\n  (2) age is 3",
        "1:27",
        ":",
        "syntax: `:` is out of place; leave it out",
    ),
    (
        "conclude used1 when either\n  (1) lives\n  (2) age is 3",
        "1:21",
        "either",
        "syntax: `either` begins no list; a list begins with `all of`, `any of` or `at least 2 of`",
    ),
    (
        "conclude used1 when all of the following\n  (1) lives\n  (2) age is 3",
        "1:28",
        "the following",
        "syntax: `the following` is out of place; leave it out: the entries follow `all of` or `any of` at once",
    ),
    (
        "conclude used1 when all of\n  1. lives\n  2. age is 3",
        "2:3",
        "1.",
        "syntax: `1.` labels no entry of a list; entries are labelled `(1)`, `(2)`; those of a list within an entry `a)`, `b)`, and then `i.`, `ii.`",
    ),
    (
        "conclude used1 when all of\n  1) lives\n  2) age is 3",
        "2:3",
        "1)",
        "syntax: `1)` labels no entry of a list; entries are labelled `(1)`, `(2)`; those of a list within an entry `a)`, `b)`, and then `i.`, `ii.`",
    ),
    (
        "conclude used1 when all of\n  - lives\n  - age is 3",
        "2:3",
        "-",
        "syntax: `-` labels no entry of a list; entries are labelled `(1)`, `(2)`; those of a list within an entry `a)`, `b)`, and then `i.`, `ii.`",
    ),
    (
        "conclude used1 when tint is red or blue",
        "1:36",
        "blue",
        "unknown-name: `blue` is a value of `colour`, and no condition by itself; write `… is one of (…, blue)`, or `… is blue` in full",
    ),
    (
        "conclude used1 when tint is green",
        "1:29",
        "green",
        "unknown-name: `green` is no colour; the members are red, blue",
    ),
    (
        "conclude used1 when tint is Red",
        "1:29",
        "Red",
        "unknown-name: `Red` is no colour; did you mean `red`?",
    ),
    (
        "conclude used1 when age is between 3 and 5",
        "1:25",
        "is between",
        "syntax: `is between` is not a phrase of the language; write two comparisons: `is at least …` and `is at most …`",
    ),
    (
        "conclude used1 when age is 3 or more",
        "1:33",
        "more",
        "unknown-name: there is no fact, conclusion, reading or norm `more`; write `is at least …` in place of `is … or more`",
    ),
    (
        "conclude used1 when age is 3 to 5",
        "1:30",
        "to",
        "syntax: `to` is no comparison; write two comparisons: `is at least …` and `is at most …`",
    ),
    (
        "conclude used1 when age is over 3",
        "1:25",
        "is over",
        "syntax: `is over` is not a phrase of the language; write `is more than`",
    ),
    (
        "conclude used1 when age is under 3",
        "1:25",
        "is under",
        "syntax: `is under` is not a phrase of the language; write `is less than`",
    ),
    (
        "conclude used1 when age is above 3",
        "1:25",
        "is above",
        "syntax: `is above` is not a phrase of the language; write `is more than`",
    ),
    (
        "conclude used1 when age is no less than 3",
        "1:25",
        "is no less than",
        "syntax: `is no less than` is not a phrase of the language; write `is at least`",
    ),
    (
        "conclude used1 when age is no more than 3",
        "1:25",
        "is no more than",
        "syntax: `is no more than` is not a phrase of the language; write `is at most`",
    ),
    (
        "conclude used1 when age does not exceed 3",
        "1:25",
        "does not exceed",
        "syntax: `does not exceed` is not a phrase of the language; write `is at most`",
    ),
    (
        "conclude used1 when age is minimum 3",
        "1:25",
        "is minimum",
        "syntax: `is minimum` is not a phrase of the language; write `is at least`",
    ),
    (
        "conclude used1 when born is on 2020-01-01",
        "1:26",
        "is on",
        "syntax: `is on` is not a phrase of the language; write `is` and the day",
    ),
    (
        "conclude used1 when born is on or before 2020-01-01",
        "1:29",
        "on or before",
        "syntax: `on or before` is not a phrase of the language; write `by`",
    ),
    (
        "conclude used1 when born is not later than 2020-01-01",
        "1:26",
        "is not later than",
        "syntax: `is not later than` is not a phrase of the language; write `is by`",
    ),
    (
        "conclude used1 when born is since 2020-01-01",
        "1:26",
        "is since",
        "syntax: `is since` is not a phrase of the language; write `is on or after`",
    ),
    (
        "conclude used1 when born is until 2020-01-01",
        "1:26",
        "is until",
        "syntax: `is until` is not a phrase of the language; write `is by`",
    ),
    (
        "conclude used1 when asked is not given",
        "1:34",
        "given",
        "unknown-name: there is no fact, conclusion, reading or norm `given`; write `is not absent`, or of an event `has happened`",
    ),
    (
        "conclude used1 when asked happened",
        "1:27",
        "happened",
        "syntax: expected `has` before `happened`; write `has happened`",
    ),
    (
        "conclude used1 when asked has not yet happened",
        "1:27",
        "has not yet",
        "syntax: `has not yet` is not a phrase of the language; write `has not happened`",
    ),
    (
        "conclude used1 when worked is 1hours",
        "1:31",
        "1hours",
        "bad-literal: a blank stands between a number and its unit; write `1 hours`",
    ),
    (
        "conclude used1 when worked is 1h",
        "1:31",
        "1h",
        "bad-literal: a blank stands between a number and its unit; write `1 h`",
    ),
    (
        "conclude used1 when the age is 3",
        "1:25",
        "age",
        "unknown-name: nothing here is called `the age`; leave out `the`: a fact goes by its bare name, `age`",
    ),
    (
        "conclude used1 when a age is 3",
        "1:21",
        "a",
        "syntax: `a` is out of place; leave it out: a fact goes by its bare name",
    ),
    (
        "conclude used1 when age is three",
        "1:28",
        "three",
        "unknown-name: there is no fact, conclusion, reading or norm `three`; a number is written in digits: `3`",
    ),
    (
        "conclude used1 when reader is 3",
        "1:21",
        "reader",
        "unknown-name: there is no fact, conclusion, reading or norm `reader`",
    ),
    (
        "conclude used1 when reader.age is 3",
        "1:21",
        "reader.age",
        "syntax: a fact goes by its bare name; write `age`",
    ),
    (
        "conclude used1 when lives xor age is 3",
        "1:27",
        "xor",
        "syntax: `xor` is not a phrase of the language; write `(a and not b) or (b and not a)`",
    ),
    (
        "conclude used1 when neither lives nor age is 3",
        "1:21",
        "neither",
        "syntax: `neither` is not a phrase of the language; write `not a and not b`",
    ),
    (
        "conclude used1 when lives but not age is 3",
        "1:27",
        "but not",
        "syntax: `but not` is not a phrase of the language; write `and not`",
    ),
    (
        "conclude used1 when age is less then 3",
        "1:33",
        "then",
        "syntax: expected `than` after `less`, found `then`; did you mean `less than`?",
    ),
    (
        "conclude used1 when age is at lest 3",
        "1:31",
        "lest",
        "syntax: expected `least` after `at`, found `lest`; did you mean `at least`?",
    ),
    (
        "conclude used1 when age is atleast 3",
        "1:28",
        "atleast",
        "syntax: `atleast` is not understood here; did you mean `at least`?",
    ),
    (
        "conclude used1 when age at least 3",
        "1:25",
        "at",
        "syntax: expected `is` before `at least`; write `is at least …`",
    ),
    (
        "conclude used1 when age more than 3",
        "1:25",
        "more",
        "syntax: expected `is` before `more than`; write `is more than …`",
    ),
    (
        "conclude used1 when worked + 3 is more than course",
        "1:21",
        "worked + 3",
        "unit-mismatch: this puts a number of hours and a whole number together; only like goes with like; say the unit, as in `0 hours`",
    ),
    (
        "fact extra: boolean",
        "1:13",
        "boolean",
        "unknown-name: there is no type `boolean`; write `yes/no`",
    ),
    (
        "fact extra: integer",
        "1:13",
        "integer",
        "unknown-name: there is no type `integer`; write `whole number`",
    ),
    (
        "fact extra: yes-no",
        "1:13",
        "yes",
        "syntax: expected a type, found `yes`; write `yes/no`",
    ),
    (
        "fact extra: days",
        "1:13",
        "days",
        "unknown-name: there is no type `days`; write `period`, or declare the unit: `unit day, days`",
    ),
    (
        "fact extra: date optional",
        "1:18",
        "optional",
        "syntax: `optional` is not a phrase of the language; write `may be absent`",
    ),
    (
        "fact extra: money",
        "1:13",
        "money",
        "unknown-name: there is no type `money`; declare the currency with `unit euro, euros`, and write `euros`",
    ),
    (
        "fact extra: hours, may be absent",
        "1:18",
        ",",
        "syntax: `,` is out of place; leave it out: what is said of a fact follows its type at once",
    ),
    (
        "rule extra when lives",
        "1:1",
        "rule",
        "stray-text: no entry begins with `rule`; did you mean `conclude`?",
    ),
    (
        "exception when lives",
        "1:11",
        "when",
        "syntax: expected `to` after `exception`, found `when`; the entry begins with `exception to`",
    ),
    (
        "exception to article 1 when lives",
        "1:14",
        "article",
        "unknown-provision: there is no regulation `article` here; a provision is cited by its number alone: `1`",
    ),
    (
        "exception to Article 1 when lives",
        "1:14",
        "Article",
        "unknown-provision: there is no regulation `Article` here; a provision is cited by its number alone: `1`",
    ),
    (
        "exception to art. 1 when lives",
        "1:14",
        "art",
        "syntax: expected a provision, found `art`; a provision is cited by its place, such as `8`, `10(2)` or `8 proviso`",
    ),
    (
        "exception to 1 if lives",
        "1:16",
        "if",
        "syntax: a condition begins with `when`, not `if`; write `when`",
    ),
    (
        "exception to 1.9 when lives",
        "1:14",
        "1.9",
        "unknown-provision: there is no provision `1.9`; did you mean `1`?",
    ),
    (
        "article 3: \"C\"",
        "1:10",
        ":",
        "syntax: `:` is out of place; leave it out: the label of a heading follows its number at once",
    ),
    (
        "article 3 C",
        "1:11",
        "C",
        "syntax: the label of a heading stands in quotation marks; write `\"C\"`",
    ),
    (
        "article 3. \"C\"",
        "1:10",
        ".",
        "syntax: the number of a heading is plain, without `.`; give what stands below it a heading of its own, such as `paragraph 2` or `item 1`",
    ),
    (
        "Article 3 \"C\"",
        "1:1",
        "Article",
        "stray-text: no entry begins with `Article`; did you mean `article`?",
    ),
    (
        "paragraph 1\nconclude used1 when lives\nitem 1\narticle 3(1) \"C\"",
        "4:10",
        "(",
        "syntax: the number of a heading is plain, without `(`; give what stands below it a heading of its own, such as `paragraph 2` or `item 1`",
    ),
    (
        "article three \"C\"",
        "1:9",
        "three",
        "bad-literal: a number is written in digits; write `3`",
    ),
    (
        "# comment",
        "1:1",
        "#",
        "syntax: `#` is not a sign of the language; a comment begins with `--`",
    ),
    (
        "// comment",
        "1:1",
        "//",
        "syntax: `//` is not a sign of the language; a comment begins with `--`",
    ),
    (
        "conclude used1 when lives # why",
        "1:27",
        "#",
        "syntax: `#` is not a sign of the language; a comment begins with `--`",
    ),
    (
        "conclude used1 because \"x\"",
        "1:16",
        "because",
        "syntax: expected `is` or `when`, found `because`",
    ),
    (
        "conclude used1 when lives because because \"x\"",
        "1:35",
        "because",
        "syntax: expected a text in quotation marks, found `because`",
    ),
    (
        "conclude used1 when lives because it is so",
        "1:35",
        "it",
        "syntax: expected a text in quotation marks, found `it`",
    ),
    (
        "duty d \"d\" of reader fulfilled by asked deadline within 3 days of born",
        "1:64",
        "of",
        "syntax: expected `after`, found `of`; a deadline runs `within … after …`",
    ),
    (
        "duty d \"d\" of reader deadline by born fulfilled by asked arises if lives",
        "1:65",
        "if",
        "syntax: a condition begins with `when`, not `if`; write `when`",
    ),
    (
        "conclusion extra \"x\": euros is 10% fee",
        "1:36",
        "fee",
        "syntax: expected `of` after `10%`, found `fee`; write `10% of fee`",
    ),
    (
        "conclusion extra \"x\": euros is max(fee, 3 euros)",
        "1:32",
        "max",
        "syntax: `max(…)` is not a form of the language; write `largest of (…)`, or `latest of (…)` for days",
    ),
    (
        "conclusion extra \"x\": euros is fee rounded",
        "1:43",
        "",
        "syntax: expected `up`, `down`, `half up` or `half even`, but the entry ends here",
    ),
    (
        "conclusion extra \"x\": euros is fee but at least 3 euros",
        "1:36",
        "but at least",
        "syntax: `but at least` is not a phrase of the language; write `but no less than`",
    ),
    (
        "conclusion extra \"x\": euros is fee plus 3 euros",
        "1:36",
        "plus",
        "syntax: `plus` is not a phrase of the language; write `+`",
    ),
    (
        "conclusion extra \"x\": euros = fee",
        "1:29",
        "=",
        "syntax: `=` is not a sign of the language; write `is`",
    ),
    (
        "conclusion extra \"x\": euros when lives then 3 euros",
        "1:40",
        "then",
        "syntax: this `then` has no `if` before it; what a rule says comes first: `conclude … is … when …`; a choice of values is `if … then … else …`",
    ),
    (
        "conclude used1 when age is at least 12 and age is less than 6",
        "1:44",
        "age is less than 6",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when tint is red and tint is blue",
        "1:37",
        "tint is blue",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when born is before 2020-01-01 and born is after 2021-01-01",
        "1:51",
        "born is after 2021-01-01",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when lives and not lives",
        "1:35",
        "lives",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when all of\n  (1) age is at least 12\n  (2) all of\n    a) lives\n    b) age is less than 6",
        "5:8",
        "age is less than 6",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when all of\n  (1) age is at least 12\n  (2) any of\n    a) lives\n    b) age is less than 6",
        "5:8",
        "age is less than 6",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when age is at least 10 or age is at least 12",
        "1:43",
        "age is at least 12",
        "covered-entry: this adds nothing: whoever meets it meets the other one too; leave it out, or mend the limit that is too wide",
    ),
    (
        "conclude used1 when any of\n  (1) age is at least 10\n  (2) age is at least 12 and lives",
        "3:7",
        "age is at least 12 and lives",
        "covered-entry: this adds nothing: whoever meets it meets the other one too; leave it out, or mend the limit that is too wide",
    ),
    (
        "conclude used1 when any of\n  (1) lives\n  (2) lives",
        "3:7",
        "lives",
        "covered-entry: this adds nothing: whoever meets it meets the other one too; leave it out, or mend the limit that is too wide",
    ),
    (
        "conclude used1 when nick is \"a\" and nick is \"b\"",
        "1:37",
        "nick is \"b\"",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclusion extra: yes/no when used1 and not used1",
        "1:45",
        "used1",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when tint is not red and tint is not blue",
        "1:41",
        "tint is not blue",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when year of born is 2020 and born is before 2019-01-01",
        "1:46",
        "born is before 2019-01-01",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when 20% of worked is more than 10 hours and worked is less than 20 hours",
        "1:61",
        "worked is less than 20 hours",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when age is at least 12 and (age is less than 6 or lives)",
        "1:45",
        "age is less than 6",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when asked has happened and asked has not happened",
        "1:44",
        "asked has not happened",
        "never-applies: this can never hold together with what stands before it; compare the two; often a comparison is turned round, or an `and` stands for an `or`",
    ),
    (
        "conclude used1 when age is training year",
        "1:28",
        "training year",
        "syntax: a name has no blanks and no hyphens; write `training_year` if it is one name; two conditions are joined by `and` or `or`",
    ),
    (
        "unit metre, metres",
        "1:6",
        "metre",
        "unused-name: nothing uses the unit `metre`",
    ),
    (
        "entity writer",
        "1:8",
        "writer",
        "unused-name: nothing uses the entity `writer`",
    ),
    (
        "article 4 \"D\"\nparagraph 2 \"E\"\nparagraph 1-1 \"F\"",
        "3:11",
        "1-1",
        "provision-out-of-order: `4.1-1` stands after `4.2`; put the provisions in the law's order",
    ),
    (
        "chapter 2 \"D\"\narticle 1-1 \"E\"",
        "2:9",
        "1-1",
        "provision-out-of-order: `1-1` stands after `2`; put the provisions in the law's order",
    ),
    (
        "article 3 \"C\"\nconclusion cut: euros is fee * 50%\nconclusion paid: yes/no when cut is at least 2 euros\nexception to 3 when lives",
        "4:14",
        "3",
        "exception-to-definition: this removes the rules of `3` that say what `cut` is, too; name what the exception is to: `exception to paid at 3`",
    ),
    (
        "article 3 \"C\"\nconclusion cut: date is born\nduty asking of reader arises when lives fulfilled by asked deadline by cut\nexception to 3 when age is 3",
        "4:14",
        "3",
        "exception-to-definition: this removes the rules of `3` that say what `cut` is, too; name what the exception is to: `exception to asking at 3`",
    ),
    (
        "article 3 \"C\"\nconclusion open: yes/no otherwise yes when lives\nconclude open when age is 3",
        "2:12",
        "open",
        "idle-otherwise: `open` is always yes: all its rules say so, and so does `otherwise yes`; leave out `otherwise yes` if it is no where no rule applies, or say when it is no: `conclude open is no when …`",
    ),
    (
        "article 3 \"C\"\nconclusion shut: yes/no otherwise no\nconclude shut is no when age is 3",
        "2:12",
        "shut",
        "idle-otherwise: `shut` is always no: all its rules say so, and so does `otherwise no`; leave out `otherwise no` if it is yes where no rule applies, or say when it is yes: `conclude shut is yes when …`",
    ),
];
