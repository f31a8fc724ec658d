//! Coverage as text and JSON.

use serde_json::{Value, json};

use crate::cli::output::{self, Screen, counted};
use crate::cli::words::InForce;
use crate::explain::text::wrap;
use crate::model::Validity;
use crate::source::Sources;
use crate::suite::coverage::{Coverage, Item, ItemKind, Provision, Target};

/// The longest text of a condition that is shown whole, in characters.
const LONGEST: usize = 90;

/// What is missing, provision by provision, and which provisions lack nothing.
pub(super) fn human(sources: &Sources, coverage: &Coverage, screen: Screen) -> String {
    let mut text = summary(coverage);
    let (whole, partly): (Vec<&Provision>, Vec<&Provision>) = coverage
        .provisions
        .iter()
        .partition(|it| it.seen == it.wanted);
    for provision in partly {
        let label = provision.label.as_ref();
        let label = label.map_or_else(String::new, |label| format!(" {label}"));
        text.push_str(&format!(
            "\n{}{}{}: {} of {}\n",
            provision.citation,
            label,
            days(provision.in_force),
            provision.seen,
            provision.wanted
        ));
        for item in &provision.items {
            text.push_str(&missing(sources, provision, item, screen));
        }
    }
    if !whole.is_empty() {
        let names: Vec<String> = whole
            .iter()
            .map(|it| format!("{}{}", it.citation, days(it.in_force)))
            .collect();
        text.push_str(&format!("\nnothing is missing in {}\n", names.join(", ")));
    }
    text
}

/// `coverage: 82 % (412 of 497), from 1093 decisions`
pub(super) fn summary(coverage: &Coverage) -> String {
    let mut text = format!(
        "coverage: {} % ({} of {}), from {} that came out as expected\n",
        coverage.percent(),
        coverage.seen,
        coverage.wanted,
        counted(coverage.decisions, "decision", "decisions")
    );
    if coverage.in_part > 0 {
        text.push_str(&format!(
            "  {} about so many different members that not all were tried\n",
            counted(coverage.in_part, "of them is", "of them are")
        ));
    }
    text
}

/// An item with something missing: what it is, what was seen, and what was not and why.
fn missing(sources: &Sources, provision: &Provision, item: &Item, screen: Screen) -> String {
    if item.targets.iter().all(|it| it.seen > 0) {
        return String::new();
    }
    let mut text = format!("  {}\n", title(sources, provision, item));
    let seen: Vec<String> = item
        .targets
        .iter()
        .filter(|it| it.seen > 0)
        .map(times)
        .collect();
    if !seen.is_empty() {
        text.push_str(&format!("    seen: {}\n", seen.join(", ")));
    }
    for (names, why) in reasons(item) {
        let line = format!("missing {}: {why}", names.join(", "));
        for (row, wrapped) in wrap(&line, screen.width.saturating_sub(6))
            .iter()
            .enumerate()
        {
            let indent = if row == 0 { "    " } else { "      " };
            text.push_str(&format!("{indent}{wrapped}\n"));
        }
    }
    text
}

/// What was not seen of an item, with why; what is so for one reason is said once.
pub(super) fn reasons(item: &Item) -> Vec<(Vec<&str>, &str)> {
    let mut reasons: Vec<(Vec<&str>, &str)> = Vec::new();
    for target in &item.targets {
        let Some(why) = &target.why else { continue };
        match reasons.iter_mut().find(|(_, known)| known == why) {
            Some((names, _)) => names.push(&target.name),
            None => reasons.push((vec![&target.name], why)),
        }
    }
    reasons
}

/// `below 3 (nearest 9)`
pub(super) fn times(target: &Target) -> String {
    match &target.nearest {
        Some(nearest) if ["below", "above", "before", "after"].contains(&target.name.as_str()) => {
            format!("{} {} (nearest {nearest})", target.name, target.seen)
        }
        _ => format!("{} {}", target.name, target.seen),
    }
}

/// `5.1a(rank) rank is at least 10`, with the citation where it says more than the heading; without
/// a list entry of its own it tells the rule or norm it is a condition of.
pub(super) fn title(sources: &Sources, provision: &Provision, item: &Item) -> String {
    let own = !provision.citation.ends_with(&format!(" {}", item.citation));
    let citation = if own && !item.citation.is_empty() {
        format!("{} ", item.citation)
    } else {
        String::new()
    };
    let said = match item.kind {
        ItemKind::Condition => {
            let text = output::cut(&text(sources, item), LONGEST);
            match item.within.as_str() {
                "" => text,
                within if citation.is_empty() => format!("{text}  (of {within})"),
                _ => text,
            }
        }
        ItemKind::Rule if item.name.is_empty() => "rule".to_owned(),
        _ => format!("{} {}", item.kind.word(), item.name),
    };
    format!("{citation}{said}{}", days(item.in_force))
}

/// ` (in force from 2027-01-01)`, of what is said to have days of its own.
pub(super) fn days(validity: Option<Validity>) -> String {
    let days = validity.and_then(InForce::new);
    days.map_or_else(String::new, |days| format!(" {}", days.text()))
}

/// The text of an item on one line, without comments.
pub(super) fn text(sources: &Sources, item: &Item) -> String {
    let Some(span) = item.span else {
        return String::new();
    };
    let lines = sources.slice(span).lines().map(without_comment);
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    output::visible(&words.join(" "))
}

/// A line up to its comment, which begins with two hyphens outside quotation marks.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match character {
            '"' if before != '\\' => quoted = !quoted,
            '-' if !quoted && before == '-' => return line.get(..at - 1).unwrap_or(line),
            _ => {}
        }
        before = character;
    }
    line
}

/// All of it.
pub(super) fn json(sources: &Sources, coverage: &Coverage) -> Value {
    let target = |it: &Target| {
        json!({
            "name": it.name,
            "seen": it.seen,
            "idle": it.idle,
            "example": it.example,
            "nearest": it.nearest,
            "why": it.why,
        })
    };
    let item = |it: &Item| {
        json!({
            "key": it.key,
            "kind": it.kind.word(),
            "citation": it.citation,
            "name": it.name,
            "within": it.within,
            "in_force": it.in_force.and_then(InForce::new),
            "text": (it.kind == ItemKind::Condition).then(|| text(sources, it)),
            "targets": it.targets.iter().map(target).collect::<Vec<_>>(),
        })
    };
    let provision = |it: &Provision| {
        json!({
            "citation": it.citation,
            "label": it.label,
            "in_force": it.in_force.and_then(InForce::new),
            "seen": it.seen,
            "wanted": it.wanted,
            "items": it.items.iter().map(item).collect::<Vec<_>>(),
        })
    };
    json!({
        "format": "enact.coverage.v1",
        "decisions": coverage.decisions,
        "in_part": coverage.in_part,
        "seen": coverage.seen,
        "wanted": coverage.wanted,
        "percent": coverage.percent(),
        "provisions": coverage.provisions.iter().map(provision).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_no_part_of_a_condition() {
        assert_eq!(without_comment("a is 1 -- one"), "a is 1 ");
        assert_eq!(
            without_comment("a is \"x -- y\" and"),
            "a is \"x -- y\" and"
        );
        assert_eq!(without_comment("-- all of it"), "");
        assert_eq!(without_comment("a - 1"), "a - 1");
    }
}
