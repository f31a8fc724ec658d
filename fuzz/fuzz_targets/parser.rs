//! Any text parses, checks and formats without a panic, and formatting again changes nothing.
#![no_main]

use enact::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = Sources::new().add("fuzz.enact", text);
    let parse = enact::syntax::parse(file, text);
    let _ = enact::check(&[enact::check::Input { file, tree: &parse.file, uses: &[] }], &[], String::new());
    if let Some(once) = enact::format::format(text, &parse) {
        let again = enact::syntax::parse(file, &once);
        assert_eq!(enact::format::format(&once, &again).as_deref(), Some(once.as_str()));
    }
});
