//! The README shows what comes out: its commands are run, its answers compared.
#![expect(clippy::unwrap_used, reason = "tests run the program, and fail loudly")]

use super::program::run;

const README: &str = include_str!("../../README.md");

/// What `enact` prints for the words of a command line.
fn printed(command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "enact {command}: {}", ran.talk);
    ran.data
}

/// The fenced blocks of a kind, in order.
fn blocks(kind: &str) -> Vec<&'static str> {
    let opened = format!("```{kind}\n");
    let after = README.split(opened.as_str()).skip(1);
    after
        .map(|rest| rest.split("\n```").next().unwrap())
        .collect()
}

/// Whether a line is the one shown, in which `…` stands for what was left out.
fn is_shown(shown: &str, line: &str) -> bool {
    match shown.split_once('…') {
        Some((start, rest)) => line.starts_with(start) && line.ends_with(rest),
        None => shown == line,
    }
}

#[test]
fn the_first_command_prints_the_answer_shown() {
    let command = blocks("sh")[0]
        .strip_prefix("cargo run --release -- ")
        .unwrap();
    let answer = printed(command);
    assert!(
        blocks("text").contains(&answer.trim_end()),
        "the README shows another answer than\n{answer}"
    );
}

#[test]
fn what_is_shown_below_a_command_is_printed_by_it() {
    let mut count = 0;
    for block in blocks("text") {
        let Some((command, shown)) = block.split_once("\n\n") else {
            continue;
        };
        let Some(command) = command
            .strip_prefix("enact ")
            .filter(|it| !it.contains('\n'))
        else {
            continue;
        };
        // Whoever has no solver can test as well.
        if command.contains("--solver") {
            continue;
        }
        count += 1;
        let answer = printed(command);
        let mut lines = answer.lines();
        for line in shown.lines().filter(|it| !matches!(it.trim(), "" | "…")) {
            assert!(
                lines.any(|it| is_shown(line, it)),
                "the README shows under `enact {command}` a line that is not in its answer, or not there:\n{line}\n---\n{answer}"
            );
        }
    }
    assert_eq!(count, 3, "the answers shown in the README are not read");
}
