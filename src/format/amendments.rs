//! The entries of an amendment: an amending word, its place, and the new list entry below it.

use crate::syntax::ast::{Amended, Amending, ListEntry, Text};

use super::conditions::{list_entry, when};
use super::doc::{Doc, filled, text};
use super::entries::Layout;
use super::words::{because, citation, labelled};

/// An entry that only an amendment has.
pub(super) fn amending(kind: &Amending) -> Doc {
    match kind {
        Amending::Head { name, of, label } => {
            let head = format!("amendment {} of {}", name.text, of.text);
            text(labelled(&head, label.as_ref()))
        }
        Amending::Clause { number, label } => {
            text(labelled(&format!("clause {}", number.text), label.as_ref()))
        }
        Amending::Replace { target, with } => {
            below(format!("replace {} with", amended(target)), with.as_ref())
        }
        Amending::Insert {
            after,
            place,
            entry,
        } => {
            let word = if *after { "after" } else { "in" };
            below(format!("insert {word} {}", citation(place)), entry.as_ref())
        }
        Amending::Repeal { targets } => {
            filled(targets.iter().map(|it| text(amended(it)))).after("repeal ")
        }
        Amending::Renumber { from, to } => {
            text(format!("renumber {} to {}", citation(from), citation(to)))
        }
        Amending::Extend {
            kind,
            member,
            label,
            after,
        } => extension(
            &kind.text,
            &member.text,
            label.as_ref(),
            after.as_ref().map(|it| it.text.as_str()),
        ),
        Amending::Saving {
            places,
            when: test,
            because: reason,
        } => {
            let head = if places.is_empty() {
                text("saving cases")
            } else {
                let places = places.iter().map(citation).collect::<Vec<_>>().join(", ");
                text(format!("saving for {places} cases"))
            };
            Layout::head(head)
                .line(Some(when(test)))
                .line(reason.as_ref().map(because))
                .finish()
        }
    }
}

fn below(head: String, entry: Option<&ListEntry>) -> Doc {
    Layout::head(text(head))
        .line(entry.map(list_entry))
        .finish()
}

fn amended(target: &Amended) -> String {
    match &target.rule {
        Some(rule) => format!("{} at {}", rule.text, citation(&target.place)),
        None => citation(&target.place),
    }
}

fn extension(kind: &str, member: &str, label: Option<&Text>, after: Option<&str>) -> Doc {
    let member = labelled(member, label);
    let after = after
        .map(|after| format!(" after {after}"))
        .unwrap_or_default();
    text(format!("extend {kind} with {member}{after}"))
}
