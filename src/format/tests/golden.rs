//! One example for each decision of layout.

use super::*;

/// Checks a text and what it becomes.
fn becomes(source: &str, expected: &str) {
    assert_eq!(check(source), expected);
}

/// Checks that a text is canonical.
fn stays(source: &str) {
    becomes(source, source);
}

#[test]
fn headings_indent_by_rank() {
    becomes(
        "regulation r\nchapter 1\narticle 8\nfact a: yes/no\nparagraph 2 \"二\"\nfact b: yes/no\nitem 1\npart b\nfact c: yes/no\nproviso\nfact d: yes/no\nnote 5\narticle 9\nitem 1\n",
        "\
regulation r

chapter 1

article 8
  fact a: yes/no

  paragraph 2 \"二\"
    fact b: yes/no

    item 1

      part b
        fact c: yes/no

        proviso
          fact d: yes/no

  note 5

article 9

  item 1
",
    );
}

#[test]
fn clause_lines_stand_in_the_order_of_the_grammar() {
    becomes(
        "duty reporting \"報到\" of csptc towards trainee deadline by 2024-01-01 fulfilled by reported when day is first_day arises when admitted breach leads to 10(1)a, 11",
        "\
duty reporting \"報到\" of csptc towards trainee
  arises when admitted
  fulfilled by reported when day is first_day
  deadline by 2024-01-01
  breach leads to 10(1)a, 11
",
    );
    becomes(
        "fact hours: number signed from plan per year over time may be absent",
        "fact hours: number may be absent over time per year from plan signed\n",
    );
}

#[test]
fn rules() {
    stays(
        "\
regulation scs \"Training\" about trainee in en, zh-Hant counting apa48 on tw

conclusion target_group \"belongs to the group trained\": yes/no
  when rank is at least 10 or equivalent_rank is at least 10
conclusion last_day: date per year taking the latest otherwise no
  is 2024-01-01
  subject to 8, 10(1)b
  when a
  because \"reason\"
conclude fine is 5 + 2 * x
  when a and not b
exception to 8, 10(1)b, scope of 7
  when a
instead of 10(2) conclude fine is 5
  when a
scope of 7 to 24
  when a
presume proof is yes
  when stamped
always a is b
  because \"always\"
take a as it stands on 31 January of year_one
apply 16.1 to 16.5 by analogy with passed read as (a and b)
  because \"16.6\"
not encoded overdue: yes/no taken as no
  because \"another law\"
guideline ceiling \"soft\": hours is at most 250 hours
descriptive because \"no rule\"
reading hours_base \"which hours?\": hours
  preferred (net) course_hours - (exempted otherwise 0 hours)
    because \"not held\"
  alternative (gross) course_hours
    because \"the text says so\"
",
    );
}

#[test]
fn lists_have_one_entry_a_line() {
    becomes(
        "conclude a when all of (status) x is y and (b or c) (1) any of a) \"head\" p b) at least 2 of i. q ii. r",
        "\
conclude a
  when all of
    (status) x is y and (b or c)
    (1) any of
      a) \"head\" p
      b) at least 2 of
        i. q
        ii. r
",
    );
    becomes(
        "conclude a when b and for every x in list, any of (1) c (2) d",
        "\
conclude a
  when b
    and for every x in list, any of
      (1) c
      (2) d
",
    );
}

#[test]
fn long_conditions_wrap_before_their_words() {
    becomes(
        "conclude a when training_start is at least 2024-01-01 and (equivalent_rank is at least 10 or rank is at least 10) and c",
        "\
conclude a
  when training_start is at least 2024-01-01
    and (equivalent_rank is at least 10 or rank is at least 10)
    and c
",
    );
    becomes(
        "conclude a when organiser is one of (a_first_long_member, a_second_long_member, a_third_long_member, a_fourth_long_member, fifth)",
        "\
conclude a
  when organiser is one of (a_first_long_member, a_second_long_member, a_third_long_member,
    a_fourth_long_member, fifth)
",
    );
}

#[test]
fn width_is_that_of_a_terminal() {
    let label = "職".repeat(40);
    becomes(
        &format!("fact a \"{label}\": yes/no may be absent over time"),
        &format!("fact a \"{label}\": yes/no\n  may be absent\n  over time\n"),
    );
}

#[test]
fn scenarios_and_tables() {
    becomes(
        "scenarios cases \"Cases\"\nscenario \"one\" switch shift to later as of 2024-03-05\ngiven rank is 9 from 2012-01-01, 10 from 2017-02-01 acts on 2018-05-01 with organiser is csptc x is (a,b)\n\n y for 2016 is A made on 2017-01-20\nexpect a: unknown citing 10(2) needing b, c\nexamples\n|職等|expect a is breached|\n|10|yes citing 8|\n| | no |\n",
        "\
scenarios cases \"Cases\"

scenario \"one\" as of 2024-03-05 switch shift to later
  given
    rank is 9 from 2012-01-01, 10 from 2017-02-01
    acts on 2018-05-01 with organiser is csptc
    x is (a, b)

    y for 2016 is A made on 2017-01-20
  expect a: unknown needing b, c citing 10(2)
  examples
    | 職等 | expect a is breached |
    | 10   | yes citing 8         |
    |      | no                   |
",
    );
}

#[test]
fn comments_keep_their_place() {
    becomes(
        "-- file\n\n\n\n-- head\nregulation r -- trailing\n-- about 8\narticle 8\nfact a: -- in a\n yes/no -- after a\n-- before b\n\n-- b\nduty b -- duty\n-- due\ndeadline not stated -- why\n-- arises\narises when c\n\n\n-- end",
        "\
-- file

-- head
regulation r  -- trailing

-- about 8
article 8
  -- in a
  fact a: yes/no  -- after a
  -- before b

  -- b
  duty b  -- duty
    -- arises
    arises when c
    -- due
    deadline not stated  -- why

-- end
",
    );
}

#[test]
fn author_blank_lines_are_kept_once() {
    becomes(
        "\n\nfact a: yes/no\n\n\nfact b: yes/no\nfact c:\n\nyes/no\n\n",
        "fact a: yes/no\n\nfact b: yes/no\nfact c: yes/no\n",
    );
    becomes("", "");
    becomes("-- only\n\n\n-- comments", "-- only\n\n-- comments\n");
}

#[test]
fn punctuation_is_ascii() {
    becomes(
        "labels zh-Hant\n rank 「職「等\"」 10（2） “b”\nkind k：a、b，c",
        "labels zh-Hant\n  rank \"職「等\\\"\"\n  10(2) \"b\"\nkind k: a, b, c\n",
    );
}

#[test]
fn two_signs_are_no_comment() {
    becomes("conclude a is b - - - c", "conclude a is b - - -c\n");
}

#[test]
fn an_entry_word_never_begins_a_wrapped_line() {
    let long =
        "a_member_with_a_long_name_that_fills_most_of_a_line_of_canonical_text_so_that_it_wraps";
    becomes(
        &format!("kind k: {long}, proviso"),
        &format!("kind k:\n  {long}, proviso\n"),
    );
    becomes(
        &format!("kind k: {long}, source"),
        &format!("kind k:\n  {long},\n  source\n"),
    );
}

#[test]
fn a_broken_file_is_left_alone() {
    let source = "fact a yes/no";
    assert_eq!(format(source, &parse(FileId(0), source)), None);
}

#[test]
fn diffs_are_unified() {
    assert_eq!(diff("a.enact", "x\n", "x\n"), "");
    assert_eq!(
        diff("a.enact", "x\ny\n", "x\nz\n"),
        "--- a.enact\n+++ a.enact\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
    );
}

#[test]
fn the_deepest_entry_needs_little_stack() {
    for (opening, closing, times) in [
        ("(", ")", 64),
        ("not (", ")", 50),
        ("the day before ", "", 250),
        ("if a then b else ", "", 80),
        ("- ", "", 250),
    ] {
        let source = format!(
            "conclude a when {}c{}",
            opening.repeat(times),
            closing.repeat(times)
        );
        let parse = parse(FileId(0), &source);
        let thread = std::thread::Builder::new()
            .stack_size(1 << 20)
            .spawn(move || format(&source, &parse).is_some());
        assert!(thread.unwrap().join().unwrap(), "{opening}");
    }
}
