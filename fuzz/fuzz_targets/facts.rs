//! Any bytes read as a case file give cases or findings, never a panic.
#![no_main]

use enact::facts::raw::Syntax;
use enact::model::Model;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let text = include_str!("../../benches/eligibility.enact");
    let file = enact::source::Sources::new().add("eligibility.enact", text);
    let parse = enact::syntax::parse(file, text);
    enact::check(&[enact::check::Input { file, tree: &parse.file, uses: &[] }], &[], String::new()).model.expect("the rules check")
});

fuzz_target!(|text: &str| {
    for syntax in [Syntax::Json, Syntax::Ndjson, Syntax::Yaml] {
        let _ = enact::facts::read(&MODEL, "fuzz", text, syntax);
    }
});
