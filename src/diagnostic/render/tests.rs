//! How findings look, character by character.

use super::*;
use crate::diagnostic::Code;
use crate::source::{FileId, offset_of};

const PLAIN: HumanOptions = HumanOptions {
    color: false,
    width: 80,
};

fn sources(text: &str) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let id = sources.add("scs.enact", text);
    (sources, id)
}

/// The span of a word in the text.
fn word(sources: &Sources, file: FileId, word: &str) -> Span {
    let start = sources.get(file).unwrap().text().find(word).unwrap();
    Span::new(file, offset_of(start), offset_of(start + word.len()))
}

fn unknown(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownName, span, "nothing declares `rnak`").label("not declared")
}

#[test]
fn a_finding_with_its_text() {
    let text = "article 1\n  conclude fit\n    when rnak is at least 9\narticle 2\narticle 3\n";
    let (sources, file) = sources(text);
    let found = [unknown(word(&sources, file, "rnak")).help("did you mean `rank`?")];
    let expected = "\
enact(unknown-name)

  × nothing declares `rnak`
   ╭─[scs.enact:3:10]
 2 │   conclude fit
 3 │     when rnak is at least 9
   ·          ──┬─
   ·            ╰── not declared
 4 │ article 2
   ╰────
  help: did you mean `rank`?
";
    assert_eq!(human(&sources, &found, PLAIN), expected);
    let line = "scs.enact:3:10: error[unknown-name]: nothing declares `rnak` (help: did you mean `rank`?)\n";
    assert_eq!(concise(&sources, &found), line);
}

#[test]
fn columns_after_wide_characters() {
    let (sources, file) = sources("規則甲 when 職等 is 9\n");
    let found = [unknown(word(&sources, file, "職等"))];
    let drawn = human(&sources, &found, PLAIN);
    assert!(drawn.contains("[scs.enact:1:10]"), "{drawn}");
    assert!(drawn.contains("\n   ·             ──┬─\n"), "{drawn}");
    assert!(concise(&sources, &found).starts_with("scs.enact:1:10: "));
    assert!(json(&sources, &found).contains("\"column\": 10"));
}

#[test]
fn carriage_returns_are_not_seen() {
    let (sources, file) = sources("a is 1\r\nb is rnak\r\nc is 2\r\n");
    let found = [unknown(word(&sources, file, "rnak"))];
    let drawn = human(&sources, &found, PLAIN);
    assert!(drawn.contains("[scs.enact:2:6]"), "{drawn}");
    assert!(drawn.contains(" 1 │ a is 1\n 2 │ b is rnak\n"), "{drawn}");
    assert!(drawn.contains(" 3 │ c is 2\n   ╰"), "{drawn}");
}

#[test]
fn the_end_of_a_file_can_be_pointed_at() {
    for (text, place, shown) in [
        ("a is", "1:5", " 1 │ a is\n   ·     ▲\n"),
        ("a is\n", "2:1", " 2 │ \n   · ▲\n"),
        ("", "1:1", " 1 │ \n   · ▲\n"),
    ] {
        let (sources, file) = sources(text);
        let end = sources.get(file).unwrap().span().at_end();
        let found = [unknown(end)];
        let drawn = human(&sources, &found, PLAIN);
        assert!(
            drawn.contains(&format!("[scs.enact:{place}]")),
            "{text:?}: {drawn}"
        );
        assert!(drawn.contains(shown), "{text:?}: {drawn}");
        assert!(drawn.contains("╰── not declared"), "{text:?}: {drawn}");
    }
}

#[test]
fn labels_near_far_and_in_another_file() {
    let (mut sources, file) = sources("one\ntwo three\n4\n5\n6\n7\n8\nnine\n");
    let other = sources.add("b.enact", "甲\n乙\n");
    let found = [unknown(word(&sources, file, "nine"))
        .also(word(&sources, file, "two"), "first")
        .also(word(&sources, file, "three"), "second")
        .also(word(&sources, other, "乙"), "elsewhere")];
    let expected = "\
enact(unknown-name)

  × nothing declares `rnak`
   ╭─[scs.enact:2:1]
 1 │ one
 2 │ two three
   · ─┬─ ──┬──
   ·  │    ╰── second
   ·  ╰── first
 3 │ 4
   ╰────
   ╭─[scs.enact:8:1]
 7 │ 8
 8 │ nine
   · ──┬─
   ·   ╰── not declared
   ╰────
   ╭─[b.enact:2:1]
 1 │ 甲
 2 │ 乙
   · ─┬
   ·  ╰── elsewhere
   ╰────
";
    assert_eq!(human(&sources, &found, PLAIN), expected);
}

#[test]
fn labels_over_several_lines() {
    let (sources, file) = sources("article 1\n  a\n  b\narticle 2\n");
    let found = [unknown(word(&sources, file, "article 1\n  a\n  b\n"))];
    let drawn = human(&sources, &found, PLAIN);
    assert!(drawn.contains(" 1 │ ╭─▶ article 1\n"), "{drawn}");
    assert!(
        drawn.contains(" 3 │ ├─▶   b\n   · ╰──── not declared\n"),
        "{drawn}"
    );
}

#[test]
fn a_label_over_too_many_lines_marks_the_first() {
    let text = "line\n".repeat(50);
    let (sources, file) = sources(&text);
    let found = [unknown(sources.get(file).unwrap().span())];
    let drawn = human(&sources, &found, PLAIN);
    assert!(drawn.contains(" 1 │ line\n   · ──┬─\n"), "{drawn}");
    assert!(drawn.lines().count() < 12, "{drawn}");
}

#[test]
fn long_lines_are_cut_around_the_label() {
    let text = format!("{} rnak {} far\nshort\n", "甲".repeat(500), "x".repeat(500));
    let (sources, file) = sources(&text);
    let found = [unknown(word(&sources, file, "rnak")).also(word(&sources, file, "far"), "also")];
    let drawn = human(&sources, &found, PLAIN);
    assert!(drawn.contains("[scs.enact:1:502]"), "{drawn}");
    assert!(
        drawn.contains(" 1 │ …甲") && drawn.contains("x…\n"),
        "{drawn}"
    );
    let marked: Vec<&str> = drawn
        .lines()
        .skip_while(|line| !line.contains('…'))
        .take(2)
        .collect();
    let place =
        |line: &str, c: char| unicode_width::UnicodeWidthStr::width(line.split(c).next().unwrap());
    assert_eq!(place(marked[0], 'r'), place(marked[1], '─'), "{drawn}");
    assert!(
        drawn
            .lines()
            .all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80),
        "{drawn}"
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures time")]
fn ten_megabytes_on_one_line_are_no_slower() {
    let text = format!("{}rnak{}", "法x ".repeat(1_000_000), "x".repeat(5_000_000));
    let (sources, file) = sources(&text);
    let found = vec![unknown(word(&sources, file, "rnak")); 20];
    let start = std::time::Instant::now();
    let drawn =
        human(&sources, &found, PLAIN) + &concise(&sources, &found) + &json(&sources, &found);
    assert!(start.elapsed().as_millis() < 200, "{:?}", start.elapsed());
    assert!(drawn.contains("[scs.enact:1:3000001]"));
    assert!(drawn.len() < 40_000);
}

#[test]
fn escape_codes_only_when_asked_for() {
    let (sources, file) = sources("a \u{1b}[31mrnak\u{202e} b\n");
    let found = [unknown(word(&sources, file, "rnak")).help("\u{1b}]8;;x")];
    let plain = human(&sources, &found, PLAIN) + &concise(&sources, &found);
    assert!(
        !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
        "{plain:?}"
    );
    assert!(
        plain.contains("a ␛[31mrnak� b\n   ·        ──┬─\n"),
        "{plain}"
    );
    let colored = human(
        &sources,
        &found,
        HumanOptions {
            color: true,
            ..PLAIN
        },
    );
    assert!(colored.contains("\u{1b}[31m"), "{colored:?}");
}

#[test]
fn spans_that_fit_no_text_are_survived() {
    let (sources, file) = sources("甲乙\n丙");
    for (start, end) in [
        (1, 2),
        (2, 4),
        (6, 7),
        (7, 99),
        (99, 100),
        (8, 2),
        (0, u32::MAX),
    ] {
        let found = [unknown(Span::new(file, start, end)).also(Span::new(file, end, start), "x")];
        assert!(
            human(&sources, &found, PLAIN).contains("scs.enact:"),
            "{start}..{end}"
        );
        assert!(
            concise(&sources, &found).contains("scs.enact:"),
            "{start}..{end}"
        );
    }
    let nowhere = [unknown(Span::new(FileId(7), 0, 1))];
    assert!(human(&sources, &nowhere, PLAIN).contains("nothing declares"));
    assert_eq!(
        concise(&sources, &nowhere),
        "error[unknown-name]: nothing declares `rnak`\n"
    );
    assert!(json(&sources, &nowhere).contains("\"file\": null"));
}

#[test]
fn every_short_span_is_drawn() {
    let text = "甲\r\n\n\ta\u{301}b\r乙 c";
    let (sources, file) = sources(text);
    for width in [0, 20, 40] {
        for start in 0..=text.len() {
            for end in 0..=text.len() {
                let span = Span::new(file, offset_of(start), offset_of(end));
                let found = [unknown(span).also(span.at_end(), "end")];
                let drawn = human(
                    &sources,
                    &found,
                    HumanOptions {
                        color: false,
                        width,
                    },
                );
                assert!(drawn.contains("not declared"), "{start}..{end}: {drawn}");
            }
        }
    }
}

#[test]
fn json_for_machines() {
    let (sources, file) = sources("甲 is rnak\n");
    let found = [unknown(word(&sources, file, "rnak"))
        .also(word(&sources, file, "甲"), "for this")
        .help("did you mean `rank`?")];
    let value: serde_json::Value = serde_json::from_str(&json(&sources, &found)).unwrap();
    let start = serde_json::json!({"line": 1, "column": 6, "offset": 7});
    let end = serde_json::json!({"line": 1, "column": 10, "offset": 11});
    let expected = serde_json::json!({
        "format": "enact.diagnostics.v1",
        "diagnostics": [{
            "code": "unknown-name",
            "severity": "error",
            "headline": "nothing declares `rnak`",
            "file": "scs.enact",
            "start": start,
            "end": end,
            "labels": [
                {"file": "scs.enact", "start": start, "end": end, "text": "not declared", "primary": true},
                {
                    "file": "scs.enact",
                    "start": {"line": 1, "column": 1, "offset": 0},
                    "end": {"line": 1, "column": 2, "offset": 3},
                    "text": "for this",
                    "primary": false,
                },
            ],
            "help": ["did you mean `rank`?"],
        }],
        "errors": 1, "warnings": 0, "advice": 0,
    });
    assert_eq!(value, expected);
}

#[test]
fn summaries_in_words() {
    let at = |file| Span::new(FileId(file), 0, 0);
    let error = |file| Diagnostic::new(Code::UnknownName, at(file), "e");
    let warning = Diagnostic::new(Code::UnusedName, at(1), "w");
    let advice = Diagnostic::new(Code::MissingLabel, at(1), "a");
    assert_eq!(summary(&[]), "no errors or warnings");
    assert_eq!(summary(&[error(0)]), "1 error in 1 file");
    let all = [error(0), error(0), error(1), warning];
    assert_eq!(summary(&all), "3 errors, 1 warning in 2 files");
    assert_eq!(
        summary(&[advice.clone(), advice]),
        "2 pieces of advice in 1 file"
    );
}
