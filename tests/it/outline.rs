//! `enact outline` and `enact graph` on what people have: the policies, lists of rows, the table of
//! coverage.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the tests write and read files, and fail loudly"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use unicode_width::UnicodeWidthStr;

const POLICIES: [&str; 7] = [
    "policies/tw/scs",
    "policies/tw/ce",
    "policies/tw/ost",
    "policies/tw/dg",
    "policies/kr/sep",
    "policies/kr/ndg",
    "policies/kr/scc",
];

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn enact(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "120")
        .output()
        .expect("the program runs");
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

#[track_caller]
fn answer(arguments: &[&str]) -> String {
    let ran = enact(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
    ran.out
}

fn list(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of tests can be written to");
    path
}

/// The table of coverage, kept true.
#[test]
fn coverage_is_as_stored() {
    const HEAD: &str = "\
# Coverage

What became of each provision of the five source documents (`policies/rows.txt`), and which scenarios speak of it:
those that cite it in their title, and those that expect a decision it declares. Written by a program; do not edit.

";
    let mut arguments = vec!["outline"];
    arguments.extend(POLICIES);
    arguments.extend([
        "--check-against",
        "policies/rows.txt",
        "--format",
        "coverage",
    ]);
    let ran = enact(&arguments);
    assert!(ran.code == Some(0) || ran.code == Some(1), "{}", ran.err);
    let found = format!("{HEAD}{}", ran.out);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/COVERAGE.md");
    if std::env::var_os("UPDATE_COVERAGE").is_some() {
        std::fs::write(&path, &found).expect("it can be written");
    }
    let stored = std::fs::read_to_string(&path).expect("policies/COVERAGE.md is there");
    let differs = stored
        .lines()
        .zip(found.lines())
        .find(|(one, other)| one != other);
    assert!(
        stored == found,
        "policies/COVERAGE.md is not what the policies are now. First difference: {differs:#?}\n\
         To write it anew, then read `git diff policies/COVERAGE.md`:\n  \
         UPDATE_COVERAGE=1 cargo test --test it coverage_is_as_stored"
    );
}

#[test]
fn a_scenario_counts_for_what_it_cites_and_for_what_it_expects() {
    let rules = r#"regulation club "Club rules" about member in en
entity member "member"
fact age "age": whole number from 0 to 130
fact paid "paid": yes/no
article 1 "Age"
conclusion old "is old": yes/no when age is at least 90
article 2 "Fee"
conclusion in_good_standing "is in good standing": yes/no when paid
article 3 "Aim"
descriptive because "an aim"
article 4 "Leaving"
conclusion leaves "must leave": yes/no when not paid
scenario "article 1, 3: the age" as of 2024-01-01
  given age is 90
  expect old: yes
scenario "1 to 3: both" as of 2024-01-01
  given paid is yes
  expect in_good_standing: yes
scenario "CLUB-4: only the title" as of 2024-01-01
  given paid is yes
  expect in_good_standing: yes
scenario "no citation" as of 2024-01-01
  given paid is yes
  expect in_good_standing: yes
"#;
    let rules = list("club.enact", rules);
    let rows = list("club-rows.txt", "CLUB-1\nCLUB-2\nCLUB-3\nCLUB-4\nCLUB-5\n");
    let (rules, rows) = (rules.to_string_lossy(), rows.to_string_lossy());
    let arguments = [
        "outline",
        &rules,
        "--check-against",
        &rows,
        "--format",
        "coverage",
    ];
    let ran = enact(&arguments);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let table = ran.out.replace(&*rules, "club.enact");
    for line in [
        "5 rows: 3 computed, 1 descriptive, 1 missing.",
        "| CLUB-1 | club 1 Age | computed | 2 in club.enact |",
        "| CLUB-2 | club 2 Fee | computed | 3 in club.enact |",
        "| CLUB-3 | club 3 Aim | descriptive: an aim | 2 in club.enact |",
        "| CLUB-4 | club 4 Leaving | computed | 1 in club.enact |",
        "| CLUB-5 |  | **missing**: no 5 |  |",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
}

#[test]
fn an_outline_fits_120_columns() {
    for policy in POLICIES {
        for lang in ["en", "zh-Hant"] {
            let text = answer(&["outline", policy, "--lang", lang]);
            // A word of the rules is never broken, and Chinese has no spaces to break at.
            let long = text.lines().find(|line| line.width() > 120 && lang == "en");
            assert_eq!(long, None, "{policy}");
        }
    }
}

#[test]
fn an_outline_tells_what_a_provision_reads_and_what_stands_against_it() {
    let text = answer(&["outline", "policies/tw/scs"]);
    for part in [
        "10(2)  More than 20% missed for other causes  [computed]",
        "exceptions in scs 8 proviso",
        "exceptions in scs 9",
        "leads to scs 10(1)a",
        "uses hours_base, item_2_hours",
        "reads left_midway, leave_approved",
        "[descriptive: ",
        "commencement",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_list_is_held_against_the_rules() {
    let rows = "# what there is\nSCS-10(2)\nSCS-8P\nSCS-18.N2\nSCS-10.N2-N5\nSCS-12.N\nSCS-T.N1\nSCS-T.N\n";
    let path = list("rows-there.txt", rows);
    let path = path.to_string_lossy();
    let ran = enact(&["outline", "policies/tw/scs", "--check-against", &path]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.contains("7 rows: 7 with a provision, 0 without"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("provisions without a row:\n  scs 1 "),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("  scs 10(2)"), "{}", ran.out);

    let path = list(
        "rows-missing.csv",
        "id,what\nSCS-10(2),a\nSCS-99,b\nSCS-10.N5-N6,c\nCE-1,d\n",
    );
    let path = path.to_string_lossy();
    let ran = enact(&["outline", "policies/tw/scs", "--check-against", &path]);
    assert_eq!(ran.code, Some(1));
    for part in [
        "rows without a provision:\n  SCS-99        no 99\n  SCS-10.N5-N6  no 10 note 6\n",
        "rows of CE",
        "3 rows: 1 with a provision, 2 without",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(ran.err.contains("2 rows have no provision"), "{}", ran.err);
}

#[test]
fn a_list_that_is_none_is_refused() {
    for (name, text, said) in [
        ("rows-bad.txt", "SCS-1\nscs 2\n", "line 2 of"),
        ("rows-none.txt", "# nothing\n", "there is no row id in"),
        (
            "rows-other.txt",
            "XY-1\n",
            "the list has no row of these rules",
        ),
    ] {
        let path = list(name, text);
        let ran = enact(&[
            "outline",
            "policies/tw/ost",
            "--check-against",
            &path.to_string_lossy(),
        ]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{name}");
        assert!(ran.err.contains(said), "{name}: {}", ran.err);
    }
    let ran = enact(&["outline", "policies/tw/ost", "--format", "coverage"]);
    assert_eq!(ran.code, Some(2), "a table of coverage needs the list");
}

#[test]
fn every_graph_is_well_formed_and_always_the_same() {
    for policy in POLICIES {
        for more in [&[][..], &["--full", "--facts", "--lang", "zh-Hant"]] {
            let drawn = |format| {
                let mut arguments = vec!["graph", policy, "--format", format];
                arguments.extend(more);
                answer(&arguments)
            };
            let text = drawn("dot");
            dot(&text).unwrap_or_else(|wrong| panic!("{policy}: {wrong}\n{text}"));
            assert_eq!(text, drawn("dot"));
            let text = drawn("mermaid");
            mermaid(&text).unwrap_or_else(|wrong| panic!("{policy}: {wrong}\n{text}"));
        }
    }
}

#[test]
fn a_graph_of_a_whole_regulation_has_a_box_for_each_article() {
    let text = answer(&["graph", "policies/tw/scs"]);
    assert!(text.lines().count() < 60, "{text}");
    for part in [
        "  n10[\"Revocation of the qualification<br/>of the year<br/>scs 10\"]\n",
        "  n8 ==>|breach leads to| n10\n",
        "  n9 -.->|exception to| n10\n",
        "  n10 --> n19\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let full = answer(&["graph", "policies/tw/scs", "--full"]);
    assert!(
        full.contains("<br/>must_revoke_year_qualification<br/>"),
        "{full}"
    );
    let ran = enact(&["graph", "policies/tw/scs", "--facts"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("name a decision, or add `--full`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_graph_of_one_decision() {
    let text = answer(&["graph", "policies/tw/scs", "must_revoke_year_qualification"]);
    for part in [
        "flowchart LR\n",
        "[[\"duty: report at the set time<br/>reporting<br/>scs 8\"]]",
        " ==>|breach leads to| ",
        " -.->|exception to| ",
        "{{\"exception: Giving up or<br/>deferring<br/>scs 8 proviso\"}}",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let text = answer(&["graph", "policies/tw/scs", "may_be_recommended", "--facts"]);
    assert!(text.contains("-->|day its facts are taken on|"), "{text}");
    let ran = enact(&["graph", "policies/tw/scs", "may_be_recomended"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("did you mean `may_be_recommended`?"),
        "{}",
        ran.err
    );
    let ran = enact(&["graph", "policies/tw/scs", "--depth", "1"]);
    assert_eq!(ran.code, Some(2), "a depth is counted from a decision");
}

/// Reads a DOT document by the grammar of the language, as far as directed graphs of nodes and edges
/// go; every edge joins nodes that are there.
fn dot(text: &str) -> Result<(), String> {
    let tokens = dot_tokens(text)?;
    let mut rest = tokens.iter().map(String::as_str).peekable();
    let want = |wanted: &str, rest: &mut std::iter::Peekable<_>| match rest.next() {
        Some(token) if token == wanted => Ok(()),
        other => Err(format!("`{other:?}` where `{wanted}` is due")),
    };
    want("digraph", &mut rest)?;
    rest.next();
    want("{", &mut rest)?;
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let mut open = 1;
    while 0 < open {
        let id = rest.next().ok_or("no end")?;
        if id == "}" {
            open -= 1;
            continue;
        }
        if id == "subgraph" {
            let name = rest.next().filter(|name| name.starts_with("cluster_"));
            name.ok_or("a cluster without a name")?;
            want("{", &mut rest)?;
            open += 1;
            continue;
        }
        if !is_dot_id(id) {
            return Err(format!("`{id}` is no name"));
        }
        if rest.next_if_eq(&"->").is_some() {
            edges.extend([id, rest.next().ok_or("an arrow to nowhere")?]);
        } else if !["graph", "node", "edge"].contains(&id) {
            nodes.push(id);
        }
        if rest.next_if_eq(&"[").is_some() {
            loop {
                let name = rest.next().ok_or("no end of attributes")?;
                want("=", &mut rest)?;
                let value = rest.next().ok_or("no value")?;
                if !is_dot_id(name) || !is_dot_id(value) {
                    return Err(format!("`{name}={value}` is no attribute"));
                }
                match rest.next() {
                    Some("]") => break,
                    Some(",") => {}
                    other => return Err(format!("`{other:?}` after an attribute")),
                }
            }
        }
    }
    let unknown = edges.iter().find(|id| !nodes.contains(id));
    let mut once = nodes.clone();
    once.sort_unstable();
    once.dedup();
    match (rest.next(), unknown) {
        (Some(token), _) => Err(format!("`{token}` after the end")),
        (_, Some(id)) => Err(format!("no node `{id}`")),
        _ if once.len() < nodes.len() || nodes.is_empty() => Err("a node stands twice".to_owned()),
        _ => Ok(()),
    }
}

fn is_dot_id(token: &str) -> bool {
    token.starts_with('"')
        || (token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            && (token.starts_with(|c: char| c.is_ascii_alphabetic())
                || token.parse::<u32>().is_ok()
                || token.split_once('.').is_some_and(|(whole, part)| {
                    [whole, part]
                        .iter()
                        .all(|it| it.bytes().all(|b| b.is_ascii_digit()))
                })))
}

fn dot_tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(first) = rest.next() {
        let mut token = first.to_string();
        match first {
            _ if first.is_whitespace() => continue,
            '/' if rest.peek() == Some(&'/') => {
                while rest.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            '"' => loop {
                let character = rest.next().ok_or("a text without an end")?;
                token.push(character);
                match character {
                    '\\' => token.push(rest.next().ok_or("a text without an end")?),
                    '"' => break,
                    '\n' => return Err("a text over two lines".to_owned()),
                    _ => {}
                }
            },
            '-' => token.push(rest.next().ok_or("half an arrow")?),
            '{' | '}' | '[' | ']' | '=' | ',' => {}
            _ => {
                let in_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_' || *c == '.';
                while let Some(next) = rest.next_if(in_name) {
                    token.push(next);
                }
            }
        }
        tokens.push(token);
    }
    Ok(tokens)
}

/// Reads a Mermaid flowchart as far as it is used here: a head, nodes, arrows between them, a class.
fn mermaid(text: &str) -> Result<(), String> {
    let mut lines = text.lines();
    if lines.next() != Some("flowchart LR") {
        return Err("no head".to_owned());
    }
    let outlines = [
        ("[[\"", "\"]]"),
        ("([\"", "\"])"),
        ("{{\"", "\"}}"),
        ("[/\"", "\"/]"),
        (">\"", "\"]"),
        ("[\"", "\"]"),
        ("(\"", "\")"),
    ];
    let (mut nodes, mut groups, mut inside) = (0, 0, false);
    let is_node = |id: &str, nodes: usize| {
        id.strip_prefix('n')
            .and_then(|number| number.parse().ok())
            .is_some_and(|number: usize| (1..=nodes).contains(&number))
    };
    for line in lines {
        let line = line.trim_start();
        let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
        let arrow = ["-->", "-.->", "==>"]
            .iter()
            .find_map(|it| rest.strip_prefix(it));
        match arrow {
            _ if line.starts_with("%% ") || line.starts_with("classDef ") => {}
            _ if id == "subgraph" && !inside => {
                (groups, inside) = (groups + 1, true);
                let named = rest.strip_prefix(&format!("g{groups}[\""));
                named.and_then(|it| it.strip_suffix("\"]")).ok_or(line)?;
            }
            _ if line == "end" && inside => inside = false,
            _ if id == "class" => {
                let (named, _) = rest.split_once(' ').ok_or("half a class")?;
                if !named.split(',').all(|id| is_node(id, nodes)) {
                    return Err(format!("`{line}`"));
                }
            }
            Some(to) => {
                let to = match to.strip_prefix('|') {
                    Some(to) => to.split_once("| ").ok_or("words without an end")?.1,
                    None => to.trim_start(),
                };
                if !is_node(id, nodes) || !is_node(to, nodes) {
                    return Err(format!("`{line}` joins what is not there"));
                }
            }
            None => {
                nodes += 1;
                let after = line.strip_prefix(&format!("n{nodes}")).ok_or(line)?;
                let inside = outlines
                    .iter()
                    .find_map(|(open, close)| after.strip_prefix(open)?.strip_suffix(close));
                let label = inside.ok_or_else(|| format!("`{line}` has no outline"))?;
                let plain = label.replace("<br/>", "");
                if plain.contains(['"', '<', '>', '`', '[', ']', '{', '}', '|', '\\']) {
                    return Err(format!("`{label}` is not safe"));
                }
                if label.is_empty() {
                    return Err("a node without words".to_owned());
                }
            }
        }
    }
    if nodes == 0 {
        Err("no node".to_owned())
    } else {
        Ok(())
    }
}
