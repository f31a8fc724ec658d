//! What became of the cases, as text, Markdown and JSON.

use serde_json::{Value, json};

use super::{Compared, Side, Why};
use crate::cli::output::{self, counted};
use crate::impact::{Causes, Changes, Tally, Transition};
use crate::value::Date;

/// All there is to report.
pub(super) struct Whole<'r> {
    pub(super) tally: &'r Tally,
    /// What the changes are called.
    pub(super) changes: &'r [String],
    pub(super) decisions: &'r [Compared],
    /// Those decided key by key of which some case names no key, or too many.
    pub(super) left_out: &'r [&'r str],
    pub(super) whys: &'r [Why],
    /// The changes that affect no case.
    pub(super) idle: &'r [&'r str],
    /// Cases that do not fit the older rules.
    pub(super) unfit: u64,
    /// Cases that do not fit the newer rules.
    pub(super) refused: usize,
    pub(super) names: (&'r str, &'r str),
    pub(super) as_of: Date,
    pub(super) reasons: bool,
}

impl Whole<'_> {
    fn decision(&self, transition: &Transition) -> String {
        let decision = self.decisions.get(transition.decision);
        let name = decision.map_or("", |it| it.name.as_str());
        match &transition.key {
            Some(key) => format!("{name} for {key}"),
            None => name.to_owned(),
        }
    }

    fn called(&self, set: &Changes) -> Vec<&str> {
        set.iter()
            .filter_map(|it| self.changes.get(*it).map(String::as_str))
            .collect()
    }

    /// The causes in words: sets that each suffice, and what is indispensable where that is not plain.
    fn cause(&self, causes: &Causes) -> String {
        let sets: Vec<String> = causes
            .sets
            .iter()
            .map(|set| self.called(set).join(" together with "))
            .collect();
        let mut text = match sets.as_slice() {
            [] => "no set of the changes alone; a saving clause or a declaration is part of it"
                .to_owned(),
            [only] => only.clone(),
            several => format!("each of these alone: {}", several.join("; ")),
        };
        if causes.one_of_several {
            text.push_str(" (one of possibly several such sets)");
        }
        text
    }

    fn why(&self, transition: &Transition) -> Option<&Why> {
        self.whys.iter().find(|it| it.transition == *transition)
    }

    fn sums(&self) -> Vec<String> {
        let tally = self.tally;
        let cases = |number: u64, one: &str, many: &str| {
            counted(usize::try_from(number).unwrap_or(usize::MAX), one, many)
        };
        let mut lines = vec![format!(
            "{}: {} with another outcome, {} as before",
            cases(tally.cases, "case", "cases"),
            tally.changed,
            tally.cases - tally.changed
        )];
        if self.reasons {
            lines.push(format!(
                "of those as before, {} for another reason",
                tally.other_reason
            ));
        }
        if 0 < self.unfit {
            lines.push(format!(
                "{} compared, for their facts do not fit the older rules",
                cases(self.unfit, "case was not", "cases were not")
            ));
        }
        if 0 < self.refused {
            lines.push(format!(
                "{} refused",
                counted(self.refused, "case was", "cases were")
            ));
        }
        lines
    }
}

/// For the terminal.
pub(super) fn text(whole: &Whole<'_>) -> String {
    let (old, new) = whole.names;
    let mut text = format!("{old} → {new}, as of {}\n", whole.as_of);
    for line in whole.sums() {
        text.push_str(&format!("{line}\n"));
    }
    let mut last = None;
    for (transition, groups) in &whole.tally.groups {
        let decision = (transition.decision, &transition.key);
        if last != Some(decision) {
            last = Some(decision);
            text.push_str(&format!("\n{}\n", whole.decision(transition)));
        }
        text.push_str(&format!("  {} → {}\n", transition.from, transition.to));
        for (causes, group) in groups {
            let count = usize::try_from(group.count).unwrap_or(usize::MAX);
            let samples: Vec<String> = group
                .samples
                .iter()
                .map(|it| output::visible(it).to_string())
                .collect();
            text.push_str(&format!(
                "    {}, because of {}\n      such as {}\n",
                counted(count, "case", "cases"),
                whole.cause(causes),
                samples.join(", ")
            ));
        }
        if let Some(why) = whole.why(transition) {
            text.push_str(&format!(
                "      {}: before {}; now {}\n",
                output::visible(&why.case),
                decided(&why.before, &transition.from),
                decided(&why.after, &transition.to)
            ));
        }
    }
    text
}

/// By which provisions; with the outcome, where it says more than that of the group.
fn decided(side: &Side, of_group: &str) -> String {
    let by = match side.by.as_str() {
        "" => "no provision",
        places => places,
    };
    match side.outcome == of_group {
        true => format!("by {by}"),
        false => format!("{} by {by}", side.outcome),
    }
}

/// For a report.
pub(super) fn markdown(whole: &Whole<'_>) -> String {
    let (old, new) = whole.names;
    let mut text = format!(
        "# Impact of the change\n\n`{old}` → `{new}`, as of {}\n\n",
        whole.as_of
    );
    for line in whole.sums() {
        text.push_str(&format!("- {line}\n"));
    }
    if !whole.tally.groups.is_empty() {
        text.push_str("\n| decision | before | after | cases | because of | such as |\n|---|---|---|---|---|---|\n");
    }
    for (transition, groups) in &whole.tally.groups {
        for (causes, group) in groups {
            let samples: Vec<String> = group.samples.iter().map(|it| cell(it)).collect();
            text.push_str(&format!(
                "| `{}` | {} | {} | {} | {} | {} |\n",
                whole.decision(transition),
                cell(&transition.from),
                cell(&transition.to),
                group.count,
                cell(&whole.cause(causes)),
                samples.join(", ")
            ));
        }
    }
    if !whole.idle.is_empty() {
        text.push_str("\nChanges that affect no case:\n\n");
        for change in whole.idle {
            text.push_str(&format!("- {change}\n"));
        }
    }
    text
}

fn cell(text: &str) -> String {
    output::visible(text).replace('|', "\\|")
}

/// For programs: `enact.impact.v1`.
pub(super) fn json(whole: &Whole<'_>, digests: (&str, &str)) -> Value {
    let sets = |causes: &Causes| -> Vec<Vec<&str>> {
        causes.sets.iter().map(|set| whole.called(set)).collect()
    };
    let mut groups = Vec::new();
    for (transition, by_cause) in &whole.tally.groups {
        for (causes, group) in by_cause {
            let why = whole.why(transition);
            groups.push(json!({
                "decision": whole.decision(transition),
                "from": transition.from,
                "to": transition.to,
                "cases": group.count,
                "causes": sets(causes),
                "one_of_several": causes.one_of_several,
                "indispensable": whole.called(&causes.indispensable),
                "samples": group.samples,
                "why": why.map(|it| json!({
                    "case": it.case,
                    "before": it.before.by,
                    "after": it.after.by,
                    "from": it.before.outcome,
                    "to": it.after.outcome,
                })),
            }));
        }
    }
    json!({
        "format": "enact.impact.v1",
        "old": { "name": whole.names.0, "digest": digests.0 },
        "new": { "name": whole.names.1, "digest": digests.1 },
        "as_of": whole.as_of.to_string(),
        "cases": whole.tally.cases,
        "changed": whole.tally.changed,
        "other_reason": whole.reasons.then_some(whole.tally.other_reason),
        "unfit": whole.unfit,
        "refused": whole.refused,
        "changes": whole.changes,
        "without_effect": whole.idle,
        "left_out": whole.left_out,
        "groups": groups,
    })
}
