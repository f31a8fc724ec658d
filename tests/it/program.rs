//! The program as people run it, and the model of a text, for tests that need no more of either.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what the tests stand on fails loudly"
)]

use std::process::Command;

use enact::check::Input;
use enact::model::Model;
use enact::source::Sources;

/// What came of a run.
pub(crate) struct Ran {
    /// Standard output.
    pub(crate) data: String,
    /// Standard error.
    pub(crate) talk: String,
    /// The exit code.
    pub(crate) code: Option<i32>,
}

/// Runs `enact` with these arguments, in the folder of the project and without colours.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_enact"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    Ran {
        data: String::from_utf8(output.stdout).expect("text"),
        talk: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code(),
    }
}

/// The model of a rule file, which must have no error.
pub(crate) fn model(text: &str) -> Model {
    let mut sources = Sources::new();
    let file = sources.add("leave.enact", text.to_owned());
    let parse = enact::syntax::parse(file, text);
    assert!(parse.diagnostics.is_empty(), "{:#?}", parse.diagnostics);
    let input = Input {
        file,
        tree: &parse.file,
        uses: &[],
    };
    let checked = enact::check(&[input], &[], String::new());
    checked
        .model
        .unwrap_or_else(|| panic!("{:#?}\n{text}", checked.diagnostics))
}
