//! JSON for machines: `enact.diff.v1`, as its [schema] says. Keys are only ever added.

use serde_json::{Value, json};

use super::Page;
use crate::diff::{Change, ChangeId, ChangeKind, Detail, Sort};
use crate::syntax::ast::Rank;

/// The JSON Schema of what [`document`] gives.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("diff.schema.json")
}

/// The difference as a JSON document; `digests` are those of the old and the new rules.
#[must_use]
pub fn document(page: &Page<'_>, digests: (&str, &str)) -> Value {
    let difference = page.difference;
    json!({
        "format": "enact.diff.v1",
        "old": {"name": page.old, "digest": digests.0, "provisions": difference.provisions.0},
        "new": {"name": page.new, "digest": digests.1, "provisions": difference.provisions.1},
        "in_common": difference.in_common,
        "changes": difference.changes.iter().map(|it| change(page, it)).collect::<Vec<_>>(),
    })
}

fn change(page: &Page<'_>, change: &Change) -> Value {
    let key = |id: &ChangeId| page.difference.change(*id).map(|it| it.key.clone());
    json!({
        "id": change.key,
        "kind": kind(change.kind),
        "of": sort(change.sort),
        "regulation": change.regulation,
        "name": change.name,
        "was": change.was,
        "label": page.words().label(change),
        "changes_meaning": change.changes_meaning(),
        "details": change.details.iter().map(|it| detail(page, change, it)).collect::<Vec<_>>(),
        "because": change.because,
        "requires": change.requires.iter().filter_map(key).collect::<Vec<_>>(),
        "written": {"old": page.place(change.written.0), "new": page.place(change.written.1)},
        "old": change.old,
        "new": change.new,
    })
}

fn detail(page: &Page<'_>, change: &Change, detail: &Detail) -> Value {
    json!({
        "kind": detail.kind.name(),
        "at": detail.at,
        "what": detail.what,
        "from": detail.from,
        "to": detail.to,
        "changes_meaning": detail.kind.changes_meaning(),
        "words": page.words().detail(&change.regulation, detail),
    })
}

fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Renumbered => "renumbered",
        ChangeKind::WordingOnly => "wording-only",
        ChangeKind::Changed => "changed",
    }
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Head => "regulation",
        Sort::Use => "use",
        Sort::Declaration(_) => "declaration",
        Sort::Label => "label",
        Sort::Provision(rank) => match rank {
            Rank::Chapter => "chapter",
            Rank::Article => "article",
            Rank::Paragraph => "paragraph",
            Rank::Item => "item",
            Rank::Part => "part",
            Rank::Proviso => "proviso",
            Rank::Note => "note",
        },
    }
}
