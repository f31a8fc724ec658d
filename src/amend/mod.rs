//! Amendments: files of changes, worked into the text they change.
//!
//! An amendment stands in a file of its own and says, clause by clause, what it replaces, inserts,
//! repeals or renumbers, from which day, and which cases stay under the old text. [`consolidate`]
//! works all of them into the trees of the regulations, so that what follows (checker, evaluator,
//! outline, comparison) sees one text whose entries carry the days they are in force:
//!
//! ```text
//!   10 (any of) … (2) more than 20% …      until 2026-12-31     written in the regulation
//!   10 (any of) … (2) more than 25% …      from  2027-01-01     written in the amendment
//! ```
//!
//! What is changed is a whole rule or norm: an entry of a list is replaced by a copy of its rule in
//! which that entry reads otherwise. Declarations (facts, kinds, the noun of a conclusion) have no
//! days; they are added to and never taken away, so a case file fits before and after.
//!
//! In order: [`Draft`]s are read off the files, sorted by the day they take effect, and each applied
//! to what the earlier ones left ([`apply`], whose [`operations`] and [`names`] end and add
//! [`versions`]); [`places`] finds provisions and list entries by their citations.
//! [`Consolidated::on`] is the text of one day. Absent: what a saving clause means, which is the
//! evaluator's (`eval::rule`), and the printing of a text, which is the formatter's.

mod apply;
mod draft;
mod names;
mod operations;
mod places;
mod stand;
mod versions;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::ast;
use crate::value::Date;

use draft::Draft;

/// The text of a rule set with all its amendments worked in.
#[derive(Debug, Clone, Default)]
pub struct Consolidated {
    /// The files in their order; an amendment's own holds what it declares.
    pub trees: Vec<Tree>,
    /// What the amendments change, one by one, in the order they take effect.
    pub changes: Vec<Change>,
    /// The saving clauses, in the order the amendments take effect.
    pub savings: Vec<Saving>,
    /// The amendments and the days they take effect, in that order.
    pub amendments: Vec<(String, Date)>,
    /// What was renumbered.
    pub renumbered: Vec<Renumbering>,
    /// What is wrong with the amendments.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Its id. Its entries may come from the files of amendments too.
    pub file: FileId,
    /// Its entries.
    pub tree: ast::File,
    /// The days of each entry, at the same positions.
    pub versions: Vec<Version>,
}

/// The days an amendment gave an entry; the default for one as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// First day, if an amendment brought it.
    pub from: Option<Date>,
    /// Last day, if an amendment ended it.
    pub until: Option<Date>,
    /// The saving clauses that keep cases away from it, of the amendment that brought it.
    pub barred: Vec<usize>,
    /// The saving clauses that keep cases under it, of the amendment that ended it.
    pub spared: Vec<usize>,
    /// The amendment that wrote it, counted by the day they take effect; the numbers of its list may
    /// leave one out.
    pub by: Option<usize>,
}

/// One change of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The amendment.
    pub amendment: String,
    /// The clause of it.
    pub clause: Option<String>,
    /// `replace`, `insert after`, `insert in`, `repeal`, `renumber`.
    pub verb: &'static str,
    /// What is changed, as cited there.
    pub place: String,
    /// The day it takes effect.
    pub day: Date,
    /// Where it says so.
    pub span: Span,
}

impl Change {
    /// What it is called: `scs_2027 1: replace 10(2)`.
    #[must_use]
    pub fn key(&self) -> String {
        let clause = self.clause.as_deref().map(|it| format!(" {it}"));
        let (amendment, verb, place) = (&self.amendment, self.verb, &self.place);
        format!("{amendment}{}: {verb} {place}", clause.unwrap_or_default())
    }
}

/// A saving clause: cases that stay under the old text.
#[derive(Debug, Clone)]
pub struct Saving {
    /// The amendment.
    pub amendment: String,
    /// The regulation it amends.
    pub of: ast::Name,
    /// The clause of the amendment it stands in.
    pub clause: Option<String>,
    /// Which cases.
    pub when: ast::Condition,
    /// Why.
    pub because: Option<ast::Text>,
    /// Where it stands.
    pub span: Span,
}

/// A provision that has another number from a day on.
#[derive(Debug, Clone)]
pub struct Renumbering {
    /// The regulation.
    pub regulation: String,
    /// The number until then.
    pub from: String,
    /// The number from then on.
    pub to: String,
    /// The amendment that says so: in its text both numbers mean what they mean from then on.
    pub by: usize,
}

/// Whether a file is an amendment.
#[must_use]
pub fn is_amendment(tree: &ast::File) -> bool {
    tree.entries.iter().any(|entry| is_head(&entry.kind))
}

fn is_head(kind: &ast::EntryKind) -> bool {
    matches!(kind, ast::EntryKind::Amending(ast::Amending::Head { .. }))
}

/// Works the amendments among these files into the regulations they amend; none if there is no
/// amendment, and every file stands as it is written.
#[must_use]
pub fn consolidate<'a>(
    files: impl IntoIterator<Item = (FileId, &'a ast::File)>,
) -> Option<Consolidated> {
    consolidate_some(files, None)
}

/// The same with these of the [changes](Consolidated::changes) only, by position; what the amendments
/// declare is declared all the same. Whether the result makes sense shows when it is checked.
#[must_use]
pub fn consolidate_some<'a>(
    files: impl IntoIterator<Item = (FileId, &'a ast::File)>,
    chosen: Option<&std::collections::BTreeSet<usize>>,
) -> Option<Consolidated> {
    let files: Vec<(FileId, &ast::File)> = files.into_iter().collect();
    if !files.iter().any(|(_, tree)| is_amendment(tree)) {
        return None;
    }
    let mut text = Consolidated::default();
    let mut drafts: Vec<Draft> = Vec::new();
    for (file, tree) in files {
        for part in parts(tree) {
            if is_amendment(&part) {
                let (draft, rest) = draft::read(&part, &mut text.diagnostics);
                drafts.extend(draft);
                text.add(file, rest);
            } else {
                text.add(file, part);
            }
        }
    }
    drafts.sort_by_key(|draft| draft.day);
    for (position, mut draft) in drafts.into_iter().enumerate() {
        draft.operations.retain(|operation| {
            let Some((verb, place)) = operation.words() else {
                return true;
            };
            text.changes.push(Change {
                amendment: draft.name.text.clone(),
                clause: operation.clause.clone(),
                verb,
                place,
                day: draft.day,
                span: operation.span,
            });
            chosen.is_none_or(|chosen| chosen.contains(&(text.changes.len() - 1)))
        });
        apply::apply(&mut text, draft, position, chosen.is_none());
    }
    // Where something could not be read it may be what an amendment misses: one mistake, one message.
    if text.trees.iter().any(|it| !it.tree.broken.is_empty()) {
        text.diagnostics.clear();
    }
    Some(text)
}

/// A file by its heads: an amendment may stand below the regulation it amends.
fn parts(tree: &ast::File) -> Vec<ast::File> {
    let mut parts = vec![ast::File {
        entries: Vec::new(),
        broken: tree.broken.clone(),
    }];
    for entry in &tree.entries {
        let opens = matches!(
            entry.kind,
            ast::EntryKind::Regulation(_)
                | ast::EntryKind::Continued { .. }
                | ast::EntryKind::Vocabulary { .. }
        ) || is_head(&entry.kind);
        if opens && parts.last().is_some_and(|part| !part.entries.is_empty()) {
            parts.push(ast::File::default());
        }
        if let Some(part) = parts.last_mut() {
            part.entries.push(entry.clone());
        }
    }
    parts
}

impl Consolidated {
    fn add(&mut self, file: FileId, tree: ast::File) {
        let versions = vec![Version::default(); tree.entries.len()];
        self.trees.push(Tree {
            file,
            tree,
            versions,
        });
    }
}

impl Version {
    /// Whether it is in force on a day, for a case that no saving clause keeps elsewhere.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
