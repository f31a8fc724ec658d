//! Parse and check of generated rule sets: the time of 100,000 lines, and that it is linear.
//!
//! `cargo bench --bench check`

use divan::counter::ItemsCount;
use std::fmt::Write;

fn main() {
    divan::main();
}

/// A regulation of about this many lines: facts, conclusions, lists, exceptions and norms.
fn regulation(lines: usize) -> String {
    let mut text = String::from(
        "regulation big \"Generated\" about person\n\nentity person \"person\"\nunit hour, hours\n\n",
    );
    for number in 1..=lines / 20 {
        let _ = write!(
            text,
            "article {number} \"Article {number}\"\n\
             \x20 fact grade_{number} \"grade\": whole number from 1 to 14\n\
             \x20 fact hours_{number} \"hours\": hours\n\
             \x20 fact done_{number} \"done\": event\n\
             \x20 fact due_{number} \"due\": date\n\
             \x20 -- the conclusion of the article, with its grounds\n\
             \x20 conclusion allowed_{number} \"allowed\": yes/no\n\
             \x20   when any of\n\
             \x20     (1) \"by grade\" all of\n\
             \x20       a) grade_{number} is at least 10\n\
             \x20       b) hours_{number} is more than 20% of 250 hours\n\
             \x20     (2) \"by hours\" hours_{number} is at least 40 hours and grade_{number} is not 3\n\
             \x20 duty act_{number} \"act\"\n\
             \x20   arises when allowed_{number}\n\
             \x20   fulfilled by done_{number}\n\
             \x20   deadline by due_{number}\n\
             \x20 paragraph 2 \"When it was kept\"\n\
             \x20   conclusion kept_{number} \"kept\": yes/no when act_{number} is done in time\n\
             \x20 paragraph 3 \"When it is excused\"\n\
             \x20   exception to {number} when hours_{number} is less than 5 hours\n\n"
        );
    }
    text
}

#[divan::bench(args = [10_000, 20_000, 50_000, 100_000], sample_count = 5)]
fn parse_and_check(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let text = regulation(lines);
    let written = text.lines().count();
    bencher.counter(ItemsCount::new(written)).bench_local(|| {
        let file = enact::source::Sources::new().add("big.enact", text.as_str());
        let parse = enact::syntax::parse(file, &text);
        assert!(
            parse.diagnostics.is_empty(),
            "{:?}",
            parse.diagnostics.first()
        );
        let checked = enact::check(
            &[enact::check::Input {
                file,
                tree: &parse.file,
                uses: &[],
            }],
            &[],
            String::new(),
        );
        assert!(checked.model.is_some(), "{:?}", checked.diagnostics.first());
        checked
    });
}
