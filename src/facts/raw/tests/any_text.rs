//! What holds for texts nobody thought of.

use proptest::prelude::*;

use super::*;

/// Pieces that, strung together, come near to the syntax often.
fn near_miss() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "\"",
        "'",
        "\\",
        "\\u00e9",
        "\\ud800",
        "\n",
        "\n  ",
        " ",
        "\t",
        "\r\n",
        "- ",
        "-",
        "? ",
        "| ",
        ">-\n",
        "#",
        "&a ",
        "*a",
        "!t ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "~",
        "null",
        "true",
        "no",
        "1",
        "-0.5",
        "1e5",
        "0x1",
        "é",
        "😀",
        "\u{feff}",
        "\0",
        "\u{7f}",
        "a",
        "\"a\"",
        "\"a\": ",
        "a: ",
    ];
    let piece = proptest::sample::select(PIECES);
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Any JSON text within the limits, numbers plain, in a layout of its own.
fn json_text() -> impl Strategy<Value = String> {
    let text = "[ -~éß😀\"\\\\\n]{0,8}".prop_map(|text| serde_json::to_string(&text).unwrap());
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?",
        text.clone(),
    ];
    let space = "[ \t\r\n]{0,2}";
    leaf.prop_recursive(6, 60, 6, move |inner| {
        let list = proptest::collection::vec((space, inner.clone(), space), 0..6);
        let map = proptest::collection::btree_map(text.clone(), (space, space, inner, space), 0..6);
        prop_oneof![
            list.prop_map(|items| {
                let items: Vec<String> = items
                    .iter()
                    .map(|(a, item, b)| format!("{a}{item}{b}"))
                    .collect();
                format!("[{}]", items.join(","))
            }),
            map.prop_map(|entries| {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, (a, b, value, c))| format!("{a}{key}{b}:{a}{value}{c}"))
                    .collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

/// Places are sound: between characters, in order, and inside those of what holds them.
fn check_places(text: &str, raw: &Raw) {
    assert!(text.get(raw.start..raw.end).is_some());
    let inside = |start: usize, end: usize| raw.start <= start && start <= end && end <= raw.end;
    match &raw.kind {
        RawKind::List(items) => {
            for item in items {
                assert!(inside(item.start, item.end), "{text:?} {raw:?}");
                check_places(text, item);
            }
        }
        RawKind::Map(entries) => {
            for (key, value) in entries {
                assert!(inside(key.start, key.end), "{text:?} {raw:?}");
                assert!(inside(value.start, value.end), "{text:?} {raw:?}");
                assert!(text.get(key.start..key.end).is_some());
                check_places(text, value);
            }
        }
        _ => {}
    }
}

fn check_any(text: &str) {
    for syntax in SYNTAXES {
        let read = read_all(text, syntax);
        for error in &read.errors {
            assert!(
                text.get(error.start..error.end).is_some(),
                "{text:?} {error:?}"
            );
            assert!(!error.detail.contains(" at line "), "{error:?}");
        }
        for raw in &read.documents {
            check_places(text, raw);
        }
    }
}

/// What `serde_json` passes is read or refused for a reason of ours; what it does not is refused.
fn check_against_serde(text: &str) {
    let read = read_all(text, Syntax::Json);
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<serde_json::Value>(body) {
        Err(_) => assert!(!read.errors.is_empty(), "{text:?}"),
        Ok(_) => {
            let ours = |error: &RawError| error.kind != RawErrorKind::Malformed;
            assert!(read.errors.iter().all(ours), "{text:?} {:?}", read.errors);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        check_any(&text);
        check_against_serde(&text);
    }

    #[test]
    fn near_misses_are_read_or_refused(text in near_miss()) {
        check_any(&text);
        check_against_serde(&text);
    }
}

proptest! {
    #[test]
    fn places_slice_to_text_that_reads_the_same(text in json_text()) {
        let raw = one(&text, Syntax::Json);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&plain(&raw)).unwrap(), value);
        let mut found = Vec::new();
        slices(&text, &raw, &mut found);
        for (value, slice) in found {
            prop_assert_eq!(plain(&one(slice, Syntax::Json)), value);
        }
    }

    #[test]
    fn json_reads_the_same_as_yaml(text in json_text()) {
        // White space may fall where YAML wants none; what it does read, it reads alike.
        let yaml = read_all(&text, Syntax::Yaml);
        if let [raw] = yaml.documents.as_slice() {
            prop_assert_eq!(plain(raw), plain(&one(&text, Syntax::Json)));
        }
    }
}
