//! What holds in YAML.

use super::*;

#[test]
fn bare_words_are_read_as_documented() {
    let cases = [
        ("null", "null"),
        ("~", "null"),
        ("true", "true"),
        ("yes", "true"),
        ("false", "false"),
        ("no", "false"),
        ("12", "12"),
        ("-3.50", "-3.50"),
    ];
    for (word, value) in cases {
        assert_eq!(
            plain(&one(&format!("a: {word} # b"), Syntax::Yaml)),
            format!("{{\"a\":{value}}}")
        );
        let quoted = format!("['{word}', \"{word}\"]");
        assert_eq!(
            plain(&one(&quoted, Syntax::Yaml)),
            format!("[\"{word}\",\"{word}\"]")
        );
    }
    for word in [
        "NO",
        "No",
        "Yes",
        "True",
        "TRUE",
        "Null",
        "on",
        "off",
        "y",
        "n",
        "2024-03-05",
        "12:30:45",
        "1.2.3",
        "1,000",
        "Nan",
        "a b",
        "§ 3",
        "12 EUR",
    ] {
        let raw = one(&format!("a: {word}"), Syntax::Yaml);
        assert_eq!(plain(&raw), format!("{{\"a\":\"{word}\"}}"));
    }
}

#[test]
fn every_value_knows_its_place() {
    let text = "é: b # c\nm:\n  k: 1\n  e:\n\nl:\n- x  \n- 'ü' \n\n# end\nf: [1, {k: ~}, d: \"e\" ]\n\
                t: |\n  one\n  two\n\nlast: {a, b: }\n";
    let found = yaml_slices(text);
    let places: Vec<&str> = found
        .iter()
        .skip(1)
        .map(|(_, slice)| slice.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "é",
            "b",
            "m",
            "k: 1\n  e",
            "k",
            "1",
            "e",
            "",
            "l",
            "x  \n- 'ü'",
            "x",
            "'ü'",
            "f",
            "[1, {k: ~}, d: \"e\" ]",
            "1",
            "{k: ~}",
            "k",
            "~",
            "d: \"e\"",
            "d",
            "\"e\"",
            "t",
            "one\n  two",
            "last",
            "{a, b: }",
            "a",
            "",
            "b",
            ""
        ]
    );
    assert_eq!(
        found.first().unwrap().0,
        r#"{"é":"b","m":{"k":1,"e":null},"l":["x","ü"],"f":[1,{"k":null},{"d":"e"}],"t":"one\ntwo\n","last":{"a":null,"b":null}}"#
    );
    assert_eq!(found.first().unwrap().1, text.trim_end());
}

#[test]
fn places_hold_beyond_many_wide_characters() {
    let text = format!("- {}\n- '😀'\n- 12", "é".repeat(1_000));
    let found = yaml_slices(&text);
    assert_eq!(found.last().unwrap(), &("12".to_owned(), "12".to_owned()));
    assert_eq!(found.get(2).unwrap().1, "'😀'");
}

#[test]
fn every_document_of_the_stream_is_read() {
    let read = read_all("a: 1\n---\n- 1e5\n---\n...\n---\nno\n", Syntax::Yaml);
    let documents: Vec<String> = read.documents.iter().map(plain).collect();
    assert_eq!(documents, ["{\"a\":1}", "null", "false"]);
    assert_eq!(read.errors.len(), 1);
    for text in ["", "\n", "# nothing\n"] {
        assert_eq!(read_all(text, Syntax::Yaml), Documents::default());
    }
}

#[test]
fn keys_are_texts_as_written() {
    let raw = one("2024: a\nno: b\n~: c\n'<<': d\n0x10: e", Syntax::Yaml);
    assert_eq!(
        plain(&raw),
        r#"{"2024":"a","no":"b","~":"c","<<":"d","0x10":"e"}"#
    );
}

#[test]
fn what_is_not_plain_data_is_refused() {
    let cases = [
        ("a: &x 1", "&x"),
        ("a: &x\n  b: 1", "&x"),
        ("&x a: 1", "&x"),
        ("a: *x", "*"),
        ("a: !!str 1", "!!str"),
        ("a: ! 1", "!"),
        ("!case\na: 1", "!case"),
        (
            "a: !<tag:yaml.org,2002:int> '1'",
            "!<tag:yaml.org,2002:int>",
        ),
        ("<<: {a: 1}", "<<"),
        ("{a: 1}: b", "{"),
        ("? [a]\n: b", "["),
    ];
    for (text, at) in cases {
        let (kind, shown, detail) = error(text, Syntax::Yaml);
        assert_eq!((kind, shown), (RawErrorKind::NotPlain, at), "{text}");
        assert!(detail.contains("not allowed") || detail.contains("cannot be a key"));
    }
    let read = read_all("a: &x [1]\nb: *x\n---\nc: 2", Syntax::Yaml);
    let kinds: Vec<RawErrorKind> = read.errors.iter().map(|error| error.kind).collect();
    assert_eq!(kinds, [RawErrorKind::NotPlain; 2]);
    assert_eq!(read.documents.len(), 1);
}

#[test]
fn anchor_bombs_do_not_go_off() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        text += &format!("a{level}: &a{level} [{below}]\n");
    }
    let read = read_all(&text, Syntax::Yaml);
    assert!(read.documents.is_empty());
    assert!(
        read.errors
            .iter()
            .all(|error| error.kind == RawErrorKind::NotPlain)
    );
}

#[test]
fn nothing_is_lost_behind_a_zero_character() {
    assert_eq!(
        error("a: 1\n\0\nb: 2", Syntax::Yaml).0,
        RawErrorKind::ControlCharacter
    );
}

#[test]
fn faults_are_told_in_plain_words_at_their_place() {
    let cases = [
        (
            "a: b: c",
            ":",
            "a `:` cannot stand here: put a text that holds `: ` in quotes",
        ),
        ("[a, b", "", "expected `,` or `]`"),
        ("{a: b", "", "expected `,` or `}`"),
        ("é: \"b", "\"", "a quote is never closed"),
        (
            "@x",
            "@",
            "a text that begins with `@` must be put in quotes",
        ),
        (
            "- a\nb: c",
            "b",
            "expected a `- ` here: this line is not in line with the list above",
        ),
        (
            "a: 1\n  b: 2",
            ":",
            "a `:` cannot stand here: put a text that holds `: ` in quotes",
        ),
        (
            "a:\n\t- b",
            "-",
            "a tab cannot stand here: indent with spaces",
        ),
        (
            "a: \"b\\q\"",
            "\"",
            "this is no escape: a backslash in double quotes is written `\\\\`",
        ),
        (": x", "", "a key is missing before the `:`"),
    ];
    for (text, at, detail) in cases {
        let (kind, shown, told) = error(text, Syntax::Yaml);
        assert_eq!(
            (kind, shown, told.as_str()),
            (RawErrorKind::Malformed, at, detail),
            "{text:?}"
        );
    }
}
