//! What people see, kept as snapshots named after their input: trees, findings, explanations.
//!
//! `tests/golden/syntax/*.enact` show the tree, `check/*.enact` the findings as printed, and
//! `why/*.args` and `timeline/*.args` the arguments of a run of the program whose output is kept. A changed snapshot is
//! looked at and accepted with `cargo insta review`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the tests read their inputs, and fail loudly"
)]

use enact::diagnostic::render::{HumanOptions, human};
use enact::source::Sources;
use std::path::Path;
use std::process::Command;

/// Snapshots carry the name of their input, and the input above what came of it.
fn shown(path: &Path, input: &str, output: &str) {
    let name = path
        .file_stem()
        .and_then(|it| it.to_str())
        .expect("an input has a name")
        .to_owned();
    let folder = path
        .parent()
        .and_then(|it| it.file_name())
        .and_then(|it| it.to_str())
        .expect("a folder");
    insta::with_settings!({
        snapshot_path => format!("../golden/{folder}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => input.to_owned(),
        snapshot_suffix => "",
    }, {
        insta::assert_snapshot!(name, output);
    });
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the input can be read")
}

#[test]
fn trees() {
    insta::glob!("../golden", "syntax/*.enact", |path| {
        let text = read(path);
        let file = Sources::new().add("input.enact", text.as_str());
        let parse = enact::syntax::parse(file, &text);
        assert!(parse.diagnostics.is_empty(), "{:?}", parse.diagnostics);
        let tree: String = parse
            .file
            .entries
            .iter()
            .map(|entry| format!("{:?}\n", entry.kind))
            .collect();
        shown(path, &text, &tree);
    });
}

#[test]
fn findings() {
    insta::glob!("../golden", "check/*.enact", |path| {
        let text = read(path);
        let name = path.file_name().and_then(|it| it.to_str()).expect("a name");
        let mut sources = Sources::new();
        let file = sources.add(name, text.as_str());
        let parse = enact::syntax::parse(file, &text);
        let checked = enact::check(
            &[enact::check::Input {
                file,
                tree: &parse.file,
                uses: &[],
            }],
            &[],
            String::new(),
        );
        let mut found: enact::diagnostic::Diagnostics = parse
            .diagnostics
            .into_iter()
            .chain(checked.diagnostics)
            .collect();
        found = found.sorted();
        assert!(!found.is_empty(), "{name} earns no finding");
        shown(
            path,
            &text,
            &human(
                &sources,
                found.as_slice(),
                HumanOptions {
                    color: false,
                    width: 100,
                },
            ),
        );
    });
}

#[test]
fn answers() {
    insta::glob!("../golden", "why/*.args", told);
}

#[test]
fn calendars() {
    insta::glob!("../golden", "timeline/*.args", told);
}

/// Runs the program with the arguments in a file, and keeps what it prints.
fn told(path: &Path) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments = read(path);
    let run = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments.split_whitespace())
        .current_dir(home)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let output = String::from_utf8(run.stdout).expect("it prints UTF-8");
    // The digest changes with every edit of a policy; the answer does not.
    let output: String = output
        .lines()
        .map(|line| {
            if line.contains("\"digest\"") {
                "    \"digest\": …\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    shown(path, &format!("enact {}", arguments.trim()), &output);
}
