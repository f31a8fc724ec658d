//! What holds in every syntax.

use super::*;

#[test]
fn endings_announce_the_syntax() {
    assert_eq!(guess_syntax("case.json"), Some(Syntax::Json));
    assert_eq!(guess_syntax("a/b.c/case.NDJSON"), Some(Syntax::Ndjson));
    assert_eq!(guess_syntax("case.jsonl"), Some(Syntax::Ndjson));
    assert_eq!(guess_syntax("case.yaml"), Some(Syntax::Yaml));
    assert_eq!(guess_syntax("case.json.yml"), Some(Syntax::Yaml));
    for name in ["case", "case.txt", "json", ".json", "case.json ", ""] {
        assert_eq!(guess_syntax(name), None, "{name}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_and_counted() {
    for syntax in SYNTAXES {
        let raw = one("\u{feff}{\"a\": 1}", syntax);
        assert_eq!((raw.start, raw.end), (3, 11), "{syntax:?}");
        let (kind, at, _) = error("\u{feff}{\"a\": 1e5}", syntax);
        assert_eq!((kind, at), (RawErrorKind::BadNumber, "1e5"), "{syntax:?}");
    }
}

#[test]
fn order_is_the_order_of_the_text() {
    for syntax in SYNTAXES {
        let raw = one(r#"{"b": 1, "a": [true, null, "x"], "0": {}}"#, syntax);
        assert_eq!(plain(&raw), r#"{"b":1,"a":[true,null,"x"],"0":{}}"#);
    }
}

#[test]
fn numbers_stay_as_written() {
    for syntax in SYNTAXES {
        let raw = one("[0.10, -3.500, 123456789012345678901234567890]", syntax);
        assert_eq!(plain(&raw), "[0.10,-3.500,123456789012345678901234567890]");
    }
}

#[test]
fn numbers_that_are_not_plain_decimals_are_refused() {
    let numbers = [
        "1e400",
        "2E-3",
        "0x10",
        "0o17",
        "010",
        "NaN",
        "Infinity",
        "-Infinity",
        ".inf",
        "+5",
        ".5",
        "5.",
        "1_000",
    ];
    for number in numbers {
        for syntax in SYNTAXES {
            let text = format!("{{\"a\": [1, {number}]}}");
            let (kind, at, detail) = error(&text, syntax);
            assert_eq!((kind, at), (RawErrorKind::BadNumber, number), "{syntax:?}");
            assert!(detail.contains("put it in quotes"), "{detail}");
        }
    }
    let (_, _, detail) = error("1e400", Syntax::Json);
    assert!(detail.contains("scientific notation is not allowed"));
}

#[test]
fn a_key_stands_once() {
    for syntax in SYNTAXES {
        let text = r#"{"a": 1, "b": {"a": 2}, "\u0061": 3, "a": 4}"#;
        let read = read_all(text, syntax);
        assert!(read.documents.is_empty());
        let starts: Vec<usize> = read.errors.iter().map(|error| error.start).collect();
        assert_eq!(starts, [24, 37]);
        for error in &read.errors {
            let kind = RawErrorKind::DuplicateKey {
                first_start: 1,
                first_end: 4,
            };
            assert_eq!(error.kind, kind);
            assert_eq!(error.detail, "the key `a` stands more than once here");
        }
    }
}

#[test]
fn nesting_is_bounded() {
    for syntax in SYNTAXES {
        for close in ["]", ""] {
            let text = "[".repeat(10_000) + &close.repeat(10_000);
            assert_eq!(error(&text, syntax).0, RawErrorKind::TooDeep, "{syntax:?}");
        }
        let text = "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000);
        assert_eq!(error(&text, syntax).0, RawErrorKind::TooDeep, "{syntax:?}");
        let text = "[".repeat(64) + &"]".repeat(64);
        one(&text, syntax);
        let text = format!("[{text}]");
        assert_eq!(error(&text, syntax).0, RawErrorKind::TooDeep, "{syntax:?}");
        let boundless = Limits {
            depth: usize::MAX,
            ..Limits::default()
        };
        let text = "[".repeat(251) + &"]".repeat(251);
        let read = read(&text, syntax, &boundless);
        assert_eq!(read.errors.first().unwrap().kind, RawErrorKind::TooDeep);
    }
    let text = "- ".repeat(10_000);
    assert_eq!(error(&text, Syntax::Yaml).0, RawErrorKind::TooDeep);
}

#[test]
fn size_is_bounded() {
    let small = Limits {
        bytes: 20,
        nodes: 4,
        digits: 3,
        ..Limits::default()
    };
    for syntax in SYNTAXES {
        let refused = |text: &str| {
            let read = read(text, syntax, &small);
            assert_eq!(read.documents, []);
            read.errors.into_iter().next().unwrap()
        };
        assert_eq!(refused("[1, 2, 3, 4]").kind, RawErrorKind::TooLarge);
        assert_eq!(refused("[1, 2, 3, 4]").start, 10);
        assert_eq!(
            refused("\"0123456789 0123456789\"").kind,
            RawErrorKind::TooLarge
        );
        assert_eq!(refused("12.34").kind, RawErrorKind::BadNumber);
        assert_eq!(read("[1, 2, 3]", syntax, &small).errors, []);
    }
}

#[test]
fn control_characters_are_refused_escaped_or_not() {
    for syntax in SYNTAXES {
        for text in [r#"{"a": "x\u001b[2J"}"#, r#"{"\u0000": 1}"#, "[\"\u{7f}\"]"] {
            assert_eq!(
                error(text, syntax).0,
                RawErrorKind::ControlCharacter,
                "{text}"
            );
        }
        let (kind, at, detail) = error("[\"é\u{0}\", 1]", syntax);
        assert_eq!((kind, at), (RawErrorKind::ControlCharacter, "\0"));
        assert!(detail.ends_with("the control character U+0000"), "{detail}");
        let raw = one(r#""a\tb\nc\r""#, syntax);
        assert_eq!(raw.kind, RawKind::Text("a\tb\nc\r".to_owned()));
    }
}

#[test]
fn a_document_reports_no_more_than_twenty_errors() {
    for syntax in SYNTAXES {
        let text = format!("[{}]", ["1e5"; 1_000].join(", "));
        let errors = read_all(&text, syntax).errors;
        assert_eq!(errors.len(), 20);
        assert!(errors.is_sorted_by_key(|error| error.start));
    }
    // Of a file of cases each entry of a list is one by itself, unless the text breaks off.
    for syntax in SYNTAXES {
        let entry = format!("[{}]", ["1e5"; 1_000].join(", "));
        let read = super::super::read_cases(
            &format!("[{entry}, 1, {entry}]"),
            syntax,
            &Limits::default(),
        );
        assert_eq!((read.documents.len(), read.errors.len()), (1, 0));
        assert_eq!(read.of_entries.len(), 40);
        assert!(read.of_entries.is_sorted_by_key(|error| error.start));
        let cut = super::super::read_cases("[[1e5], [2", syntax, &Limits::default());
        assert!(cut.documents.is_empty() && cut.of_entries.is_empty());
        assert!(!cut.errors.is_empty());
    }
    let text = "- 1e5\n".repeat(1_000) + "- ]";
    let errors = read_all(&text, Syntax::Yaml).errors;
    assert_eq!(errors.len(), 20);
    assert_eq!(errors.last().unwrap().kind, RawErrorKind::Malformed);
}
