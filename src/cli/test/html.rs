//! Coverage as one page for a browser: nothing is fetched, nothing is run.

use super::coverage::{days, reasons, text, title};
use super::formats::xml;
use crate::source::Sources;
use crate::suite::coverage::{Coverage, Item, ItemKind, Provision, Target};

const STYLE: &str = "\
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.4rem }
details { border-top: 1px solid #ddd; padding: .4rem 0 }
summary { cursor: pointer }
summary .count { float: right; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
td, th { text-align: left; vertical-align: top; padding: .25rem .6rem; border-top: 1px solid #eee }
code { font: 13px/1.4 ui-monospace, monospace }
.seen { color: #1a6b2f } .missing { color: #a3261b }
.whole .count { color: #1a6b2f } .partly .count { color: #a3261b }
.why { color: #555 }
meter { width: 12rem }";

/// The page.
pub(super) fn page(sources: &Sources, coverage: &Coverage) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Coverage</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n\
         <h1>Coverage: {} %</h1>\n\
         <p><meter min=\"0\" max=\"{}\" value=\"{}\">{} of {}</meter> {} of {}, from {} decisions \
         that came out as expected.</p>\n\
         <p>Counted is what had an effect on an expected outcome: a condition that came out yes is \
         seen as yes if the outcome would have been another had it been no.</p>\n",
        coverage.percent(),
        coverage.wanted,
        coverage.seen,
        coverage.seen,
        coverage.wanted,
        coverage.seen,
        coverage.wanted,
        coverage.decisions
    );
    for it in &coverage.provisions {
        page.push_str(&provision(sources, it));
    }
    page + "</body>\n</html>\n"
}

fn provision(sources: &Sources, provision: &Provision) -> String {
    let whole = provision.seen == provision.wanted;
    let (class, open) = if whole {
        ("whole", "")
    } else {
        ("partly", " open")
    };
    let label = provision.label.as_deref().unwrap_or_default();
    let mut text = format!(
        "<details class=\"{class}\"{open}>\n<summary><strong>{}</strong> {}{} \
         <span class=\"count\">{} of {}</span></summary>\n<table>\n\
         <tr><th>what</th><th>seen</th><th>not seen, and why</th></tr>\n",
        xml(&provision.citation),
        xml(label),
        days(provision.in_force),
        provision.seen,
        provision.wanted
    );
    for it in &provision.items {
        text.push_str(&item(sources, provision, it));
    }
    text + "</table>\n</details>\n"
}

fn item(sources: &Sources, provision: &Provision, item: &Item) -> String {
    let what = match item.kind {
        ItemKind::Condition => {
            let whole = text(sources, item);
            format!(
                "<code title=\"{}\">{}</code>",
                xml(&whole),
                xml(&title(sources, provision, item))
            )
        }
        _ => xml(&title(sources, provision, item)),
    };
    let seen: Vec<String> = item
        .targets
        .iter()
        .filter(|it| it.seen > 0)
        .map(target)
        .collect();
    let missing: Vec<String> = reasons(item)
        .iter()
        .map(|(names, why)| {
            format!(
                "<span class=\"missing\">{}</span> <span class=\"why\">{}</span>",
                xml(&names.join(", ")),
                xml(why)
            )
        })
        .collect();
    format!(
        "<tr><td>{what}</td><td>{}</td><td>{}</td></tr>\n",
        seen.join("<br>"),
        missing.join("<br>")
    )
}

fn target(target: &Target) -> String {
    let example = target.example.as_deref().unwrap_or_default();
    format!(
        "<span class=\"seen\" title=\"{}\">{}</span>",
        xml(example),
        xml(&super::coverage::times(target))
    )
}
