//! An amendment as written: its day, its savings, and what it changes, in order.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, Amended, Amending, EntryKind, ListEntry, Name};
use crate::value::Date;

/// An amendment.
pub(super) struct Draft {
    pub(super) name: Name,
    pub(super) of: Name,
    /// The day it takes effect, and where it says so.
    pub(super) day: Date,
    pub(super) day_at: Span,
    pub(super) operations: Vec<Operation>,
    pub(super) savings: Vec<DraftSaving>,
}

/// A saving clause, with the provisions it is for; all that the amendment changes if there are none.
pub(super) struct DraftSaving {
    pub(super) clause: Option<String>,
    pub(super) places: Vec<ast::Citation>,
    pub(super) when: ast::Condition,
    pub(super) because: Option<ast::Text>,
    pub(super) span: Span,
}

/// A change.
pub(super) struct Operation {
    pub(super) kind: OperationKind,
    /// The new text below it.
    pub(super) entries: Vec<ast::Entry>,
    /// The clause it stands in.
    pub(super) clause: Option<String>,
    /// The whole entry that says so.
    pub(super) span: Span,
}

/// What a change does.
pub(super) enum OperationKind {
    Replace {
        target: Amended,
        with: Option<ListEntry>,
    },
    Insert {
        after: bool,
        place: ast::Citation,
        entry: Option<ListEntry>,
    },
    Repeal {
        targets: Vec<Amended>,
    },
    Renumber {
        from: ast::Citation,
        to: ast::Citation,
    },
    Extend {
        kind: Name,
        member: Name,
        label: Option<ast::Text>,
        after: Option<Name>,
    },
}

/// Reads an amendment. What it declares, labels and uses is left as a file of its own.
pub(super) fn read(
    tree: &ast::File,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Draft>, ast::File) {
    let mut rest = ast::File {
        entries: Vec::new(),
        broken: tree.broken.clone(),
    };
    let mut head: Option<(Name, Name, Span)> = None;
    let mut day = None;
    let mut operations: Vec<Operation> = Vec::new();
    let mut savings = Vec::new();
    let mut clause = None;
    // Whether what comes belongs to the last operation.
    let mut under = false;
    for entry in &tree.entries {
        let mut operation = |kind| {
            operations.push(Operation {
                kind,
                entries: Vec::new(),
                clause: clause.clone(),
                span: entry.span,
            });
        };
        match entry.kind.clone() {
            EntryKind::Amending(Amending::Head { name, of, .. }) => {
                head = Some((name, of, entry.span));
                rest.entries.push(entry.clone());
            }
            EntryKind::Amending(Amending::Clause { number, .. }) => {
                clause = Some(number.text.clone());
                under = false;
                rest.entries.push(entry.clone());
            }
            EntryKind::Amending(Amending::Replace { target, with }) => {
                under = with.is_none();
                operation(OperationKind::Replace { target, with });
            }
            EntryKind::Amending(Amending::Insert {
                after,
                place,
                entry,
            }) => {
                under = entry.is_none();
                operation(OperationKind::Insert {
                    after,
                    place,
                    entry,
                });
            }
            EntryKind::Amending(Amending::Repeal { targets }) => {
                under = false;
                operation(OperationKind::Repeal { targets });
            }
            EntryKind::Amending(Amending::Renumber { from, to }) => {
                under = false;
                operation(OperationKind::Renumber { from, to });
            }
            EntryKind::Amending(Amending::Extend {
                kind,
                member,
                label,
                after,
            }) => {
                under = false;
                operation(OperationKind::Extend {
                    kind,
                    member,
                    label,
                    after,
                });
            }
            EntryKind::Amending(Amending::Saving {
                places,
                when,
                because,
            }) => {
                under = false;
                savings.push(DraftSaving {
                    clause: clause.clone(),
                    places,
                    when,
                    because,
                    span: entry.span,
                });
            }
            EntryKind::Validity(said) if said.commencement && said.of.is_none() => {
                under = false;
                if let Ok(on) = Date::parse(&said.on.day) {
                    match day {
                        Some((_, first)) => diagnostics.push(
                            Diagnostic::new(
                                Code::Amendment,
                                entry.span,
                                "an amendment takes effect on one day",
                            )
                            .also(first, "said first here")
                            .help("put what takes effect on another day into a file of its own"),
                        ),
                        None => day = Some((on, entry.span)),
                    }
                }
            }
            EntryKind::Use(_)
            | EntryKind::Labels { .. }
            | EntryKind::Scenarios { .. }
            | EntryKind::Scenario(_)
            | EntryKind::Given { .. }
            | EntryKind::Expect { .. }
            | EntryKind::Examples(_) => rest.entries.push(entry.clone()),
            _ if under => {
                if let Some(operation) = operations.last_mut() {
                    operation.entries.push(entry.clone());
                }
            }
            kind if declares(&kind) => rest.entries.push(entry.clone()),
            _ => diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    entry.span,
                    "this stands under no amending word",
                )
                .help("say where it goes: `replace 10(2) with`, `insert after 8`, `insert in 10`"),
            ),
        }
    }
    let draft = head.and_then(|(name, of, at)| {
        let Some((day, day_at)) = day else {
            diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    at,
                    format!(
                        "amendment `{}` does not say when it takes effect",
                        name.text
                    ),
                )
                .help("add `commencement on 2027-01-01`"),
            );
            return None;
        };
        for operation in &operations {
            operation.must_bring_text(diagnostics);
        }
        Some(Draft {
            name,
            of,
            day,
            day_at,
            operations,
            savings,
        })
    });
    (draft, rest)
}

impl Operation {
    /// What it does to which provision, in a few words; none for what only adds to what is declared.
    pub(super) fn words(&self) -> Option<(&'static str, String)> {
        Some(match &self.kind {
            OperationKind::Replace { target, .. } => ("replace", target.words()),
            OperationKind::Insert {
                after: true, place, ..
            } => ("insert after", place.place.clone()),
            OperationKind::Insert { place, .. } => ("insert in", place.place.clone()),
            OperationKind::Repeal { targets } => {
                let targets: Vec<String> = targets.iter().map(Amended::words).collect();
                ("repeal", targets.join(", "))
            }
            OperationKind::Renumber { from, to } => {
                ("renumber", format!("{} to {}", from.place, to.place))
            }
            OperationKind::Extend { .. } => return None,
        })
    }

    /// `replace 8 with` and nothing below it is half a sentence.
    fn must_bring_text(&self, diagnostics: &mut Vec<Diagnostic>) {
        let (word, help) = match &self.kind {
            OperationKind::Replace { with: None, .. } => (
                "with nothing",
                "what follows is the new text; to take the provision away, write `repeal`",
            ),
            OperationKind::Insert { entry: None, .. } => {
                ("nothing", "what follows is the text to insert")
            }
            _ => return,
        };
        if self.entries.is_empty() {
            let verb = match self.kind {
                OperationKind::Replace { .. } => "replaces a provision",
                _ => "inserts",
            };
            diagnostics.push(
                Diagnostic::new(Code::Amendment, self.span, format!("this {verb} {word}"))
                    .help(help),
            );
        }
    }
}

/// What an amendment may add to a regulation without saying where.
fn declares(kind: &EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::Entity { .. }
            | EntryKind::Authority { .. }
            | EntryKind::Source { .. }
            | EntryKind::Calendar { .. }
            | EntryKind::Unit { .. }
            | EntryKind::Kind(_)
            | EntryKind::Record { .. }
            | EntryKind::Fact(_)
            | EntryKind::NotEncoded(_)
    )
}
