//! The rules between two versions: the older ones with some of the changes made.

use std::collections::BTreeMap;

use crate::amend;
use crate::check::{self, Input};
use crate::cli::Failure;
use crate::cli::load::{Side, Sides};
use crate::cli::output::Screen;
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::{self, ChangeId, Difference};
use crate::impact::Changes;
use crate::model::Model;

/// Two versions of rules, and what lies between them.
pub(super) struct Variants<'a> {
    old: Model,
    new: Model,
    between: Between<'a>,
}

enum Between<'a> {
    /// The newer rules are the older ones with amendments.
    Amendments { side: &'a Side, keys: Vec<String> },
    /// Two texts, with the changes that can change a decision.
    Texts {
        difference: Box<Difference<'a>>,
        changes: Vec<ChangeId>,
    },
}

impl<'a> Variants<'a> {
    /// Of two sides; `inputs` are the files as they are compared.
    ///
    /// # Errors
    /// Rules with errors.
    pub(super) fn new(
        sides: &'a Sides,
        inputs: &'a (Vec<Input<'a>>, Vec<Input<'a>>),
        screen: Screen,
    ) -> Result<Self, Failure> {
        let (old, new) = (&sides.old, &sides.new);
        let written = new.written();
        let keys = amend::consolidate(written.iter().map(|it| (it.file, it.tree)))
            .map(|text| text.changes.iter().map(amend::Change::key).collect());
        let newer = checked(sides, new, &written, screen)?;
        if let Some(keys) = keys
            && same_text(old, new)
        {
            let between = Between::Amendments { side: new, keys };
            let older = between.model(&Changes::new());
            let old = match older {
                Some(model) => model,
                None => checked(sides, old, &old.written(), screen)?,
            };
            return Ok(Self {
                old,
                new: newer,
                between,
            });
        }
        let older = checked(sides, old, &old.written(), screen)?;
        let difference = diff::compare(&old.rule_set(&inputs.0), &new.rule_set(&inputs.1));
        let changes = difference
            .changes
            .iter()
            .filter(|it| it.changes_meaning())
            .map(|it| it.id)
            .collect();
        Ok(Self {
            old: older,
            new: newer,
            between: Between::Texts {
                difference: Box::new(difference),
                changes,
            },
        })
    }

    /// The older rules.
    pub(super) const fn old(&self) -> &Model {
        &self.old
    }

    /// The newer rules.
    pub(super) const fn new_model(&self) -> &Model {
        &self.new
    }

    /// What the changes are called.
    pub(super) fn changes(&self) -> Vec<String> {
        match &self.between {
            Between::Amendments { keys, .. } => keys.clone(),
            Between::Texts {
                difference,
                changes,
            } => changes
                .iter()
                .filter_map(|id| difference.change(*id))
                .map(|change| change.key.clone())
                .collect(),
        }
    }
}

impl Between<'_> {
    /// The older rules with some of the changes; none if they do not check.
    fn model(&self, set: &Changes) -> Option<Model> {
        match self {
            Self::Amendments { side, .. } => {
                let written = side.written();
                let files = written.iter().map(|it| (it.file, it.tree));
                let text = amend::consolidate_some(files, Some(set))?;
                check::check_amended(&written, &text, side.calendars(), String::new()).model
            }
            Self::Texts {
                difference,
                changes,
            } => {
                let chosen: Vec<ChangeId> = set
                    .iter()
                    .filter_map(|position| changes.get(*position).copied())
                    .collect();
                let wording = difference.changes.iter().filter(|it| !it.changes_meaning());
                let all: Vec<ChangeId> =
                    chosen.into_iter().chain(wording.map(|it| it.id)).collect();
                difference
                    .hybrid(&difference.closed(&all))
                    .check(String::new())
                    .model
            }
        }
    }
}

/// The rules between that were made.
#[derive(Default)]
pub(super) struct Made {
    models: BTreeMap<Changes, Option<Box<Model>>>,
}

impl Made {
    /// The older rules with some of the changes; none if there are no such rules.
    pub(super) fn model(&mut self, variants: &Variants<'_>, set: &Changes) -> Option<&Model> {
        if !self.models.contains_key(set) {
            let model = variants.between.model(set).map(Box::new);
            self.models.insert(set.clone(), model);
        }
        self.models.get(set)?.as_deref()
    }
}

/// Whether the texts are the same but for amendments of the newer one.
fn same_text(old: &Side, new: &Side) -> bool {
    let (before, after) = (old.written(), new.written());
    let after: Vec<Input<'_>> = after
        .into_iter()
        .filter(|it| !amend::is_amendment(it.tree))
        .collect();
    if before.iter().any(|it| amend::is_amendment(it.tree)) {
        return false;
    }
    diff::compare(&old.rule_set(&before), &new.rule_set(&after))
        .changes
        .is_empty()
}

fn checked(
    sides: &Sides,
    side: &Side,
    inputs: &[Input<'_>],
    screen: Screen,
) -> Result<Model, Failure> {
    let found = check::check(inputs, side.calendars(), side.digest().to_owned());
    found.model.ok_or_else(|| {
        let errors: Vec<Diagnostic> = found
            .diagnostics
            .into_iter()
            .filter(|it| it.severity == Severity::Error)
            .collect();
        Failure::Drawn(screen.findings_as_talk(&sides.sources, &errors))
    })
}
