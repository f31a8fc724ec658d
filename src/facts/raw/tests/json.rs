//! What holds in JSON and NDJSON.

use super::*;

fn malformed(text: &str) -> (&str, String) {
    let (kind, at, detail) = error(text, Syntax::Json);
    assert_eq!(kind, RawErrorKind::Malformed, "{text:?}");
    (at, detail)
}

#[test]
fn every_value_knows_its_place() {
    let text = " {\"é\" : [ 1.50 ,true],\n \"b\\n\":\"😀\\u00e9\" } \n";
    let raw = one(text, Syntax::Json);
    let mut found = Vec::new();
    slices(text, &raw, &mut found);
    let slices: Vec<&str> = found.into_iter().map(|(_, slice)| slice).collect();
    assert_eq!(
        slices,
        [
            text.trim(),
            "\"é\"",
            "[ 1.50 ,true]",
            "1.50",
            "true",
            "\"b\\n\"",
            "\"😀\\u00e9\""
        ]
    );
}

#[test]
fn faults_are_told_in_plain_words_at_their_place() {
    let cases = [
        ("", "", "there is nothing to read"),
        (" \n", "", "there is nothing to read"),
        ("[1, 2", "", "the text ends before a `[` is closed with `]`"),
        (
            "{\"a\": 1",
            "",
            "the text ends before a `{` is closed with `}`",
        ),
        ("{\"a\": ", "", "the text ends where a value is expected"),
        ("[\"ab", "", "the text ends before a quote is closed"),
        ("[1 2]", "2", "expected `,` or `]`, found `2`"),
        (
            "{\"é\": 1 \"b\": 2}",
            "\"",
            "expected `,` or `}`, found `\"`",
        ),
        ("{\"a\" 1}", "1", "expected `:`, found `1`"),
        ("{a: 1}", "a", "expected a key in double quotes, found `a`"),
        ("{1: 1}", "1", "expected a key in double quotes, found `1`"),
        ("[1,\n 2,\n]", "]", "there is a `,` too many before the `]`"),
        ("{\"a\": 1,}", "}", "there is a `,` too many before the `}`"),
        ("[,]", ",", "expected a value, found `,`"),
        (
            "{} {}",
            "{",
            "expected nothing more after the value, found `{`",
        ),
        (
            "['a']",
            "'",
            "keys and texts stand in straight double quotes: `\"`",
        ),
        ("[1] // one", "/", "comments are not possible in JSON"),
        ("[-]", "]", "`-` is not a number"),
        (
            "[\"\\q\"]",
            "q",
            "this is no escape: a backslash in a text is written `\\\\`",
        ),
        (
            "[1, \u{feff}2]",
            "\u{feff}",
            "expected a value, found `\\u{feff}`",
        ),
        (
            "[yes]",
            "y",
            "`yes` is not a value: expected `true`, `false`, `null`, a number, or a text in \
             double quotes",
        ),
        (
            "[\"a\",\n tru]",
            "]",
            "`tru` is not a value: expected `true`, `false`, `null`, a number, or a text in \
             double quotes",
        ),
    ];
    for (text, at, detail) in cases {
        assert_eq!(malformed(text), (at, detail.to_owned()), "{text:?}");
    }
}

#[test]
fn half_characters_are_malformed() {
    let texts = [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\u0041""#,
        r#"{"\ud83d": 1}"#,
    ];
    for text in texts {
        let (_, detail) = malformed(text);
        assert!(detail.contains("half a character"), "{detail}");
    }
    assert_eq!(
        one(r#""\ud83d\ude00""#, Syntax::Json).kind,
        RawKind::Text("😀".to_owned())
    );
}

#[test]
fn line_breaks_and_tabs_in_quotes_are_control_characters() {
    let (kind, at, detail) = error("[1,\n\"é\n\"]", Syntax::Json);
    assert_eq!((kind, at), (RawErrorKind::ControlCharacter, "\n"));
    assert_eq!(
        detail,
        "a text cannot run over the end of the line: write `\\n`"
    );
    let (kind, at, _) = error("[\"\t\"]", Syntax::Json);
    assert_eq!((kind, at), (RawErrorKind::ControlCharacter, "\t"));
}

#[test]
fn a_line_in_error_leaves_the_others_alone() {
    let text = "{\"a\": 1}\r\n\n{\"a\": \n [2]\n{\"a\": 1e5, \"a\": 2}\n  \n\"é\"";
    let read = read_all(text, Syntax::Ndjson);
    let documents: Vec<(String, usize)> = read
        .documents
        .iter()
        .map(|raw| (plain(raw), raw.start))
        .collect();
    assert_eq!(
        documents,
        [
            ("{\"a\":1}".to_owned(), 0),
            ("[2]".to_owned(), 19),
            ("\"é\"".to_owned(), 45)
        ]
    );
    let places: Vec<(usize, usize)> = read
        .errors
        .iter()
        .map(|error| (error.start, error.end))
        .collect();
    assert_eq!(places, [(16, 16), (29, 32), (34, 37)]);
    assert_eq!(read_all("\n \n", Syntax::Ndjson), Documents::default());
}

#[test]
fn too_many_values_end_the_reading() {
    let limits = Limits {
        nodes: 3,
        ..Limits::default()
    };
    let read = read("1\n2\n[3, 4]\n5\n6\n", Syntax::Ndjson, &limits);
    assert_eq!(read.documents.len(), 2);
    assert_eq!(read.errors.len(), 1);
    assert_eq!(read.errors.first().unwrap().kind, RawErrorKind::TooLarge);
}
