//! One amendment, worked into the text that those before it left.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, Amended, Citation, EntryKind, ListEntry, Name, Rank};
use crate::value::Date;

use super::draft::{Draft, Operation, OperationKind};
use super::places::{self, Cited, Listed, Provision};
use super::{Consolidated, Renumbering, Saving, Version};

/// Works an amendment into the text, or says why it cannot be; not `whole` if some of its changes are
/// left out on purpose.
pub(super) fn apply(text: &mut Consolidated, draft: Draft, position: usize, whole: bool) {
    let known = regulation_day(text, &draft.of.text);
    let Some(first_day) = known else {
        let names = regulations(text);
        let near = nearest(&draft.of.text, names.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name its head file: `use \"scs.enact\"`".to_owned(),
        };
        text.diagnostics.push(
            Diagnostic::new(
                Code::UnknownName,
                draft.of.span,
                format!(
                    "no file read has the head of regulation `{}`",
                    draft.of.text
                ),
            )
            .help(help),
        );
        return;
    };
    if let Some((first_day, at)) = first_day.filter(|(first_day, _)| draft.day < *first_day) {
        text.diagnostics.push(
            Diagnostic::new(
                Code::Amendment,
                draft.day_at,
                format!(
                    "amendment `{}` takes effect before regulation `{}` does, on {first_day}",
                    draft.name.text, draft.of.text
                ),
            )
            .also(at, "the regulation takes effect here"),
        );
        return;
    }
    let Draft {
        name,
        of,
        day,
        operations,
        savings,
        ..
    } = draft;
    text.amendments.push((name.text.clone(), day));
    let first_saving = text.savings.len();
    let mut kept_for = Vec::new();
    for saving in savings {
        kept_for.push(
            saving
                .places
                .iter()
                .map(|place| (place.place.clone(), place.span))
                .collect::<Vec<_>>(),
        );
        text.savings.push(Saving {
            amendment: name.text.clone(),
            of: of.clone(),
            clause: saving.clause,
            when: saving.when,
            because: saving.because,
            span: saving.span,
        });
    }
    let mut work = Work {
        text,
        position,
        regulation: of.text,
        day,
        first_saving,
        kept_for,
        touched: BTreeMap::new(),
        ended_here: BTreeSet::new(),
        at: name.span,
    };
    for operation in operations {
        work.operation(operation);
    }
    if whole {
        work.savings_must_meet_changes();
    }
}

/// The day a regulation takes effect, and where it says so; none if it is not among the files.
fn regulation_day(text: &Consolidated, name: &str) -> Option<Option<(Date, Span)>> {
    let mut found = None;
    for tree in &text.trees {
        let mut within = false;
        for entry in &tree.tree.entries {
            match &entry.kind {
                EntryKind::Regulation(head) => {
                    within = head.name.text == name;
                    if within {
                        found = found.or(Some(None));
                    }
                }
                EntryKind::Continued { name: of, .. } => within = of.text == name,
                EntryKind::Validity(said) if within && said.commencement && said.of.is_none() => {
                    if let Ok(day) = Date::parse(&said.on.day) {
                        found = Some(Some((day, entry.span)));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

fn regulations(text: &Consolidated) -> Vec<String> {
    let entries = text.trees.iter().flat_map(|tree| &tree.tree.entries);
    entries
        .filter_map(|entry| match &entry.kind {
            EntryKind::Regulation(head) => Some(head.name.text.clone()),
            _ => None,
        })
        .collect()
}

/// The work of one amendment.
struct Work<'t> {
    text: &'t mut Consolidated,
    /// Which amendment, by the day they take effect.
    position: usize,
    regulation: String,
    day: Date,
    first_saving: usize,
    /// The provisions each saving clause is for.
    kept_for: Vec<Vec<(String, Span)>>,
    /// What was changed, by citation, and where.
    touched: BTreeMap<String, Span>,
    /// The entries it ended itself.
    ended_here: BTreeSet<Span>,
    /// The operation at work.
    at: Span,
}

impl Work<'_> {
    fn error(&mut self, span: Span, headline: impl Into<String>, help: impl Into<String>) {
        self.text
            .diagnostics
            .push(Diagnostic::new(Code::Amendment, span, headline).help(help));
    }

    fn operation(&mut self, operation: Operation) {
        let Operation {
            kind,
            entries,
            span,
            ..
        } = operation;
        self.at = span;
        match kind {
            OperationKind::Replace { target, with } => self.replace(&target, with, entries, span),
            OperationKind::Insert {
                after,
                place,
                entry,
            } => self.insert(after, &place, entry, entries, span),
            OperationKind::Repeal { targets } => {
                for target in &targets {
                    self.repeal(target, span);
                }
            }
            OperationKind::Renumber { from, to } => self.renumber(&from, &to, span),
            OperationKind::Extend {
                kind,
                member,
                label,
                after,
            } => self.extend(&kind, member, label, after.as_ref()),
        }
    }

    /// What a citation names in the text up to now; a complaint if nothing, or if it was changed already.
    fn cited(&mut self, citation: &Citation, span: Span) -> Option<Cited> {
        if let Some(other) = citation
            .regulation
            .as_ref()
            .filter(|it| it.text != self.regulation)
        {
            let headline = format!("this amends `{}`, not `{}`", self.regulation, other.text);
            self.error(
                other.span,
                headline,
                "each regulation has an amendment of its own",
            );
            return None;
        }
        let place = citation.place.as_str();
        if let Some(first) = self.touched.get(place).copied() {
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    citation.span,
                    format!("`{place}` is amended twice by the same amendment"),
                )
                .also(first, "first here")
                .help("say at one place how it is to read"),
            );
            return None;
        }
        let day = self.day;
        let found = places::find(&self.text.trees, &self.regulation, place, |version| {
            version.until.is_none_or(|until| until >= day)
        });
        if found.is_none() {
            let known = places::citations(&self.text.trees, &self.regulation);
            let near = nearest(place, known.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "`enact outline` lists the provisions of `{}`",
                    self.regulation
                ),
            };
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownProvision,
                    citation.span,
                    format!("`{}` has no provision `{place}` to amend", self.regulation),
                )
                .help(help),
            );
        }
        self.touched.insert(place.to_owned(), span);
        found
    }

    /// The saving clauses that are for a provision, or for one it stands in.
    fn savings_for(&self, citation: &str) -> Vec<usize> {
        let covers = |place: &str| {
            citation.strip_prefix(place).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(|c: char| !c.is_ascii_digit() && c != '-')
            })
        };
        self.kept_for
            .iter()
            .enumerate()
            .filter(|(_, places)| places.is_empty() || places.iter().any(|(it, _)| covers(it)))
            .map(|(position, _)| self.first_saving + position)
            .collect()
    }

    fn savings_must_meet_changes(&mut self) {
        for (place, span) in self.kept_for.concat() {
            let met = self.touched.keys().any(|touched| {
                touched.starts_with(place.as_str()) || place.starts_with(touched.as_str())
            });
            if !met {
                self.error(
                    span,
                    format!("this amendment does not change `{place}`"),
                    "a saving clause keeps cases under the old text of what is amended",
                );
            }
        }
    }

    fn new_version(&self, citation: &str) -> Version {
        Version {
            from: Some(self.day),
            until: None,
            barred: self.savings_for(citation),
            spared: Vec::new(),
            by: Some(self.position),
        }
    }

    // ------------------------------------------------------------------------ the four changes

    fn replace(
        &mut self,
        target: &Amended,
        with: Option<ListEntry>,
        entries: Vec<ast::Entry>,
        span: Span,
    ) {
        let Some(found) = self.cited(&target.place, span) else {
            return;
        };
        let citation = target.place.place.clone();
        match (found, with) {
            (Cited::Listed(listed), Some(new)) if target.rule.is_none() => {
                let label = listed.path.last().cloned().unwrap_or_default();
                if new.label.text != label {
                    self.error(
                        new.label.span,
                        format!(
                            "this entry is labelled `{}`, and replaces `{label}`",
                            new.label.text
                        ),
                        "an entry keeps its label; `renumber` is for what moves",
                    );
                    return;
                }
                self.change_list(&listed, &citation, |entries, at| {
                    if let Some(old) = entries.get_mut(at) {
                        let depth = old.depth;
                        *old = ListEntry { depth, ..new };
                    }
                });
            }
            (Cited::Listed(_), _) => self.error(
                target.place.span,
                format!("`{citation}` is an entry of a list"),
                format!("write the entry as it is to read: `replace {citation} with` and below it `(2) …`"),
            ),
            (Cited::Provision(_), Some(new)) => self.error(
                new.label.span,
                format!("`{citation}` is a provision, not an entry of a list"),
                "write its rules as they are to read",
            ),
            (Cited::Provision(provision), None) => {
                self.replace_provision(&provision, target, entries);
            }
        }
    }

    fn replace_provision(
        &mut self,
        provision: &Provision,
        target: &Amended,
        mut entries: Vec<ast::Entry>,
    ) {
        let citation = &provision.citation;
        let whole = target.rule.is_none();
        let restated = entries.first().and_then(|entry| match &entry.kind {
            EntryKind::Heading(heading) => Some((heading.rank, heading.number.clone())),
            _ => None,
        });
        let same_heading = whole
            && restated.as_ref().is_some_and(|(rank, number)| {
                let heading = self.heading(provision);
                *rank == provision.rank
                    && heading.and_then(|it| it.number.as_ref().map(|it| it.text.as_str()))
                        == number.as_ref().map(|it| it.text.as_str())
            });
        let ended = match &target.rule {
            Some(rule) => {
                let ended = self.end_rules_of(provision, rule);
                if !ended {
                    let (rule, at) = (rule.text.clone(), rule.span);
                    self.error(
                        at,
                        format!("`{citation}` has no rule of `{rule}`"),
                        "`enact outline` lists what each provision decides",
                    );
                    return;
                }
                ended
            }
            None => self.end(provision, same_heading),
        };
        if !ended {
            return;
        }
        self.no_second_declaration(&mut entries);
        let at = if same_heading {
            provision.end
        } else {
            provision.own_end
        };
        self.put(provision.tree, at, entries, citation);
    }

    fn insert(
        &mut self,
        after: bool,
        place: &Citation,
        entry: Option<ListEntry>,
        mut entries: Vec<ast::Entry>,
        span: Span,
    ) {
        let Some(found) = self.cited(place, span) else {
            return;
        };
        // One may insert after what is amended elsewhere, and twice after one place.
        self.touched.remove(&place.place);
        let citation = place.place.clone();
        match (found, entry) {
            (Cited::Listed(listed), Some(new)) if after => {
                let outer: Citation = place.clone();
                let inserted = sibling(&outer.place, &new);
                if places::find(&self.text.trees, &self.regulation, &inserted, |it| {
                    it.until.is_none()
                })
                .is_some()
                {
                    self.error(
                        new.label.span,
                        format!("`{inserted}` is there already"),
                        "give the new entry a label of its own, or `replace` the other",
                    );
                    return;
                }
                self.touched.insert(inserted, span);
                self.change_list(&listed, &citation, |entries, at| {
                    let depth = entries.get(at).map_or(new.depth, |it| it.depth);
                    entries.insert((at + 1).min(entries.len()), ListEntry { depth, ..new });
                });
            }
            (Cited::Listed(_), _) => self.error(
                place.span,
                format!("`{citation}` is an entry of a list"),
                format!("write the new entry below it: `insert after {citation}` and `(5) …`"),
            ),
            (Cited::Provision(_), Some(new)) => self.error(
                new.label.span,
                format!("`{citation}` is a provision, not an entry of a list"),
                "write the heading and the rules that are new",
            ),
            (Cited::Provision(provision), None) => {
                let opens = entries.first().and_then(|entry| match &entry.kind {
                    EntryKind::Heading(heading) => Some((heading.rank, entry.span)),
                    _ => None,
                });
                let at = match (after, opens) {
                    (true, Some((rank, at))) if rank != provision.rank => {
                        let headline = format!(
                            "this does not stand beside `{citation}`, which is of another rank"
                        );
                        return self.error(
                            at,
                            headline,
                            format!("to insert it below, write `insert in {citation}`"),
                        );
                    }
                    (true, None) => {
                        return self.error(
                            span,
                            "a heading is missing".to_owned(),
                            format!("what stands after `{citation}` has a heading; to add to `{citation}` itself, write `insert in {citation}`"),
                        );
                    }
                    (true, Some(_)) => provision.end,
                    (false, Some(_)) => provision.end,
                    (false, None) => provision.own_end,
                };
                if !self.numbers_are_free(&provision, after, &entries) {
                    return;
                }
                self.note_insertion(&provision, after, &entries, span);
                self.no_second_declaration(&mut entries);
                self.put(provision.tree, at, entries, &citation);
            }
        }
    }

    /// Whether no heading to be inserted has the citation of one that stands.
    fn numbers_are_free(
        &mut self,
        provision: &Provision,
        after: bool,
        entries: &[ast::Entry],
    ) -> bool {
        for (citation, span) in self.inserted_citations(provision, after, entries) {
            let taken = places::find(&self.text.trees, &self.regulation, &citation, |it| {
                it.until.is_none()
            });
            if taken.is_some() {
                self.error(
                    span,
                    format!("`{citation}` is there already"),
                    "give the new provision a number of its own, or `replace` the other",
                );
                return false;
            }
        }
        true
    }

    fn note_insertion(
        &mut self,
        provision: &Provision,
        after: bool,
        entries: &[ast::Entry],
        span: Span,
    ) {
        let inserted = self.inserted_citations(provision, after, entries);
        if inserted.is_empty() {
            self.touched
                .entry(provision.citation.clone())
                .or_insert(span);
        }
        for (citation, _) in inserted {
            self.touched.entry(citation).or_insert(span);
        }
    }

    /// The citations of the headings of the outermost rank to be inserted.
    fn inserted_citations(
        &self,
        provision: &Provision,
        after: bool,
        entries: &[ast::Entry],
    ) -> Vec<(String, Span)> {
        let outer = if after {
            places::provisions(&self.text.trees, &self.regulation)
                .into_iter()
                .filter(|it| {
                    it.tree == provision.tree
                        && it.heading < provision.heading
                        && it.end >= provision.end
                        && it.rank < provision.rank
                        && it.rank != Rank::Chapter
                })
                .map(|it| it.citation)
                .next_back()
                .unwrap_or_default()
        } else {
            provision.citation.clone()
        };
        let first = entries.iter().find_map(|entry| match &entry.kind {
            EntryKind::Heading(heading) => Some(heading.rank),
            _ => None,
        });
        entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                EntryKind::Heading(heading) if Some(heading.rank) == first => {
                    Some((heading.citation(&outer), entry.span))
                }
                _ => None,
            })
            .collect()
    }

    fn repeal(&mut self, target: &Amended, span: Span) {
        let Some(found) = self.cited(&target.place, span) else {
            return;
        };
        let citation = target.place.place.clone();
        match (found, &target.rule) {
            (Cited::Listed(listed), None) => self.change_list(&listed, &citation, |entries, at| {
                entries.remove(at);
            }),
            (Cited::Provision(provision), None) => {
                self.end(&provision, true);
            }
            (Cited::Provision(provision), Some(rule)) => {
                if !self.end_rules_of(&provision, rule) {
                    let headline = format!("`{citation}` has no rule of `{}`", rule.text);
                    self.error(
                        rule.span,
                        headline,
                        "`enact outline` lists what each provision decides",
                    );
                }
            }
            (Cited::Listed(_), Some(rule)) => self.error(
                rule.span,
                format!("`{citation}` is an entry of a list, not a provision"),
                format!("write `repeal {citation}`"),
            ),
        }
    }

    fn renumber(&mut self, from: &Citation, to: &Citation, span: Span) {
        let Some(found) = self.cited(from, span) else {
            return;
        };
        let Cited::Provision(provision) = found else {
            return self.error(
                from.span,
                format!("`{}` is an entry of a list", from.place),
                "only headings are renumbered; replace the list",
            );
        };
        let day = self.day;
        let taken = places::find(&self.text.trees, &self.regulation, &to.place, |it| {
            it.until.is_none_or(|until| until >= day)
        });
        if taken.is_some() {
            return self.error(
                to.span,
                format!("the number `{}` is taken", to.place),
                format!("renumber or repeal `{}` first", to.place),
            );
        }
        let number = self
            .heading(&provision)
            .and_then(|heading| heading.number.as_ref())
            .map_or_else(String::new, |it| it.text.clone());
        let outer = from
            .place
            .strip_suffix(&with_brackets(provision.rank, &number));
        let renamed = outer
            .and_then(|outer| to.place.strip_prefix(outer))
            .map(|rest| {
                rest.trim_start_matches(['(', '.'])
                    .trim_end_matches(')')
                    .to_owned()
            });
        let Some(renamed) = renamed.filter(|it| !it.is_empty() && !it.contains(['(', '.'])) else {
            return self.error(
                to.span,
                format!("`{}` would stand in another provision", to.place),
                "a number changes within its own provision; to move a text, repeal it and insert it",
            );
        };
        let Some(tree) = self.text.trees.get_mut(provision.tree) else {
            return;
        };
        let moved: Vec<(ast::Entry, Version)> = (provision.heading..provision.end)
            .filter_map(|at| {
                Some((
                    tree.tree.entries.get(at)?.clone(),
                    tree.versions.get(at)?.clone(),
                ))
            })
            .filter(|(_, version)| version.until.is_none_or(|until| until >= day))
            .collect();
        if !self.end(&provision, true) {
            return;
        }
        let mut entries = Vec::new();
        for (position, (mut entry, _)) in moved.into_iter().enumerate() {
            if let (0, EntryKind::Heading(heading)) = (position, &mut entry.kind) {
                heading.number = Some(Name {
                    text: renamed.clone(),
                    span: to.span,
                });
            }
            if is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_)) {
                entries.push(entry);
            }
        }
        self.no_second_declaration(&mut entries);
        let by = self.position;
        self.text.renumbered.push(Renumbering {
            regulation: self.regulation.clone(),
            from: from.place.clone(),
            to: to.place.clone(),
            by,
        });
        self.touched.insert(to.place.clone(), span);
        self.put(provision.tree, provision.end, entries, &provision.citation);
    }

    fn extend(
        &mut self,
        kind: &Name,
        member: Name,
        label: Option<ast::Text>,
        after: Option<&Name>,
    ) {
        let regulation = self.regulation.clone();
        let mut known = Vec::new();
        let mut others = None;
        let mut own = None;
        for (tree, held) in self.text.trees.iter().enumerate() {
            let mut within = false;
            for (at, entry) in held.tree.entries.iter().enumerate() {
                match &entry.kind {
                    EntryKind::Regulation(head) => within = head.name.text == regulation,
                    EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => {
                        within = name.text == regulation;
                    }
                    EntryKind::Kind(this) => {
                        known.push(this.name.text.clone());
                        if this.name.text == kind.text {
                            let found = Some((tree, at));
                            if within {
                                own = own.or(found);
                            } else {
                                others = others.or(found);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        let Some((tree, at)) = own.or(others) else {
            let near = nearest(&kind.text, known.iter().map(String::as_str));
            let mut it = Diagnostic::new(
                Code::UnknownName,
                kind.span,
                format!("there is no kind `{}` to extend", kind.text),
            );
            if let Some(near) = near {
                it = it.help(format!("did you mean `{near}`?"));
            }
            return self.text.diagnostics.push(it);
        };
        let entry = self
            .text
            .trees
            .get_mut(tree)
            .and_then(|tree| tree.tree.entries.get_mut(at));
        let Some(EntryKind::Kind(found)) = entry.map(|entry| &mut entry.kind) else {
            return;
        };
        if let Some((first, _)) = found.members.iter().find(|(it, _)| it.text == member.text) {
            let first = first.span;
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    member.span,
                    format!("`{}` has a member `{}` already", kind.text, member.text),
                )
                .also(first, "here"),
            );
            return;
        }
        let position = match after {
            None if found.ordered => {
                let headline = format!("`{}` is a scale, whose members have an order", kind.text);
                let help = "say where the new one stands: `… after GRADE`";
                return self.error(member.span, headline, help);
            }
            None => found.members.len(),
            Some(after) => match found
                .members
                .iter()
                .position(|(it, _)| it.text == after.text)
            {
                Some(position) => position + 1,
                None => {
                    let names = found.members.iter().map(|(it, _)| it.text.as_str());
                    let help = match nearest(&after.text, names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("name a member of `{}`", kind.text),
                    };
                    let headline = format!("`{}` has no member `{}`", kind.text, after.text);
                    return self.error(after.span, headline, help);
                }
            },
        };
        found.members.insert(position, (member, label));
    }

    // ----------------------------------------------------------------------------------- tools

    fn heading(&self, provision: &Provision) -> Option<&ast::Heading> {
        let entries = &self.text.trees.get(provision.tree)?.tree.entries;
        match &entries.get(provision.heading)?.kind {
            EntryKind::Heading(heading) => Some(heading),
            _ => None,
        }
    }

    /// Changes a list: in a copy of its rule, or in the copy this amendment made before.
    fn change_list(
        &mut self,
        listed: &Listed,
        citation: &str,
        change: impl FnOnce(&mut Vec<ListEntry>, usize),
    ) {
        let (day, new) = (self.day, self.new_version(citation));
        if self.written_that_day(listed.tree, listed.entry) {
            return;
        }
        let mut savings = new.barred.clone();
        let Some(tree) = self.text.trees.get_mut(listed.tree) else {
            return;
        };
        let (Some(old), Some(version)) = (
            tree.tree.entries.get(listed.entry).cloned(),
            tree.versions.get_mut(listed.entry),
        ) else {
            return;
        };
        let position = if version.from == Some(day) {
            // A rule has one saving for all its entries: what keeps a case from one keeps it from all.
            savings.retain(|it| !version.barred.contains(it));
            version.barred.extend(savings);
            listed.entry
        } else {
            version.until = day.plus_days(-1);
            version.spared.clone_from(&new.barred);
            self.ended_here.insert(old.span);
            let mut copy = old;
            undeclared(&mut copy.kind);
            tree.tree.entries.insert(listed.entry + 1, copy);
            tree.versions.insert(listed.entry + 1, new);
            listed.entry + 1
        };
        let entry = tree.tree.entries.get_mut(position);
        let list = entry.and_then(|entry| places::list_with(&mut entry.kind, &listed.path));
        if let Some((entries, at)) = list {
            change(entries, at);
        }
    }

    /// Ends all that a provision says; with its heading, or so that it can say something else.
    fn end(&mut self, provision: &Provision, with_heading: bool) -> bool {
        let lasting = self.lasting(provision);
        if let Some((word, span)) = lasting {
            self.text.diagnostics.push(
                Diagnostic::new(
                    Code::Amendment,
                    self.touched
                        .get(&provision.citation)
                        .copied()
                        .unwrap_or(span),
                    format!(
                        "`{}` holds a `{word}`, which has no versions",
                        provision.citation
                    ),
                )
                .also(span, "here")
                .help("amend the rules beside it by name: `replace NAME at PLACE with`"),
            );
            return false;
        }
        let savings = self.savings_for(&provision.citation);
        let first = if with_heading {
            provision.heading
        } else {
            provision.heading + 1
        };
        if (first..provision.end).any(|at| self.written_that_day(provision.tree, at)) {
            return false;
        }
        for at in first..provision.end {
            self.end_entry(provision.tree, at, &savings);
        }
        true
    }

    /// Whether another amendment wrote this on the same day, with a complaint: which of the two is
    /// the text, nobody says.
    fn written_that_day(&mut self, tree: usize, at: usize) -> bool {
        let Some(tree) = self.text.trees.get(tree) else {
            return false;
        };
        let (Some(entry), Some(version)) = (tree.tree.entries.get(at), tree.versions.get(at))
        else {
            return false;
        };
        let others = version.by.is_some_and(|by| by != self.position);
        let ended = version.until.is_some() && version.until == self.day.plus_days(-1);
        let clash = (version.from == Some(self.day) && others)
            || (ended && !self.ended_here.contains(&entry.span));
        if !clash {
            return false;
        }
        let (at, day) = (self.at, self.day);
        let headline = format!("two amendments change this provision on {day}");
        self.text.diagnostics.push(
            Diagnostic::new(Code::Amendment, at, headline)
                .also(entry.span, "the other one changed this")
                .help("put both changes into one amendment, or let them take effect on two days"),
        );
        true
    }

    /// What of a provision cannot be ended, and would go on in silence.
    fn lasting(&self, provision: &Provision) -> Option<(&'static str, Span)> {
        let entries = &self.text.trees.get(provision.tree)?.tree.entries;
        let within = entries.get(provision.heading..provision.end)?;
        within.iter().find_map(|entry| {
            let word = match entry.kind {
                EntryKind::Scope { .. } => "scope",
                EntryKind::Take { .. } => "take",
                EntryKind::Presume { .. } => "presume",
                EntryKind::Apply { .. } => "apply",
                EntryKind::Always { .. } => "always",
                _ => return None,
            };
            Some((word, entry.span))
        })
    }

    /// Ends the rules and norms of one name at a provision; whether there was one.
    fn end_rules_of(&mut self, provision: &Provision, rule: &Name) -> bool {
        let savings = self.savings_for(&provision.citation);
        let mut ended = false;
        for at in provision.heading + 1..provision.own_end {
            let entry = self
                .text
                .trees
                .get(provision.tree)
                .and_then(|tree| tree.tree.entries.get(at));
            let named = entry.is_some_and(|entry| name_of(&entry.kind) == Some(&rule.text));
            if named {
                ended |= self.end_entry(provision.tree, at, &savings);
            }
        }
        ended
    }

    /// Ends a rule, norm or heading the day before; whether it was one in force.
    fn end_entry(&mut self, tree: usize, at: usize, savings: &[usize]) -> bool {
        let day = self.day;
        let Some(tree) = self.text.trees.get_mut(tree) else {
            return false;
        };
        let entry = tree.tree.entries.get(at);
        let span = entry.map(|entry| entry.span);
        let ends = entry.is_some_and(|entry| {
            is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_))
        });
        let Some(version) = tree.versions.get_mut(at).filter(|_| ends) else {
            return false;
        };
        let over = version.until.is_some_and(|until| until < day);
        if over || version.from == Some(day) {
            return false;
        }
        version.until = day.plus_days(-1);
        version.spared = savings.to_vec();
        self.ended_here.extend(span);
        true
    }

    /// Puts new entries into a file.
    fn put(&mut self, tree: usize, at: usize, entries: Vec<ast::Entry>, citation: &str) {
        let version = self.new_version(citation);
        let Some(tree) = self.text.trees.get_mut(tree) else {
            return;
        };
        for (offset, entry) in entries.into_iter().enumerate() {
            let own = if is_rule(&entry.kind) || matches!(entry.kind, EntryKind::Heading(_)) {
                version.clone()
            } else {
                Version::default()
            };
            let position = (at + offset).min(tree.tree.entries.len());
            tree.tree.entries.insert(position, entry);
            tree.versions.insert(position.min(tree.versions.len()), own);
        }
    }

    /// A conclusion the regulation has already is not declared again: what the amendment says of it
    /// is a rule.
    fn no_second_declaration(&self, entries: &mut Vec<ast::Entry>) {
        let mut declared = std::collections::BTreeSet::new();
        for tree in &self.text.trees {
            for entry in &tree.tree.entries {
                if let EntryKind::Conclusion(this) = &entry.kind {
                    declared.insert(this.name.text.clone());
                }
            }
        }
        entries.retain_mut(|entry| match &entry.kind {
            EntryKind::Conclusion(this) if declared.contains(&this.name.text) => {
                let says = this.body.is_some();
                undeclared(&mut entry.kind);
                says
            }
            _ => true,
        });
    }
}

/// A rule that also declares, as a rule only.
fn undeclared(kind: &mut EntryKind) {
    if let EntryKind::Conclusion(this) = kind
        && let Some(body) = &this.body
    {
        *kind = EntryKind::Conclude {
            name: this.name.clone(),
            body: body.clone(),
        };
    }
}

/// Whether an entry says what holds on a day, and so can have versions.
fn is_rule(kind: &EntryKind) -> bool {
    match kind {
        EntryKind::Conclusion(this) => this.body.is_some(),
        EntryKind::Conclude { .. }
        | EntryKind::Exception { .. }
        | EntryKind::Instead { .. }
        | EntryKind::Norm(_)
        | EntryKind::Guideline { .. } => true,
        _ => false,
    }
}

fn name_of(kind: &EntryKind) -> Option<&String> {
    match kind {
        EntryKind::Conclusion(this) => Some(&this.name.text),
        EntryKind::Conclude { name, .. }
        | EntryKind::Instead { name, .. }
        | EntryKind::Guideline { name, .. } => Some(&name.text),
        EntryKind::Norm(this) => Some(&this.name.text),
        _ => None,
    }
}

fn with_brackets(rank: Rank, number: &str) -> String {
    match rank {
        Rank::Item => format!("({number})"),
        _ => number.to_owned(),
    }
}

/// The citation of an entry beside the one at a citation.
fn sibling(citation: &str, entry: &ListEntry) -> String {
    let label = &entry.label.text;
    let outer = match entry.depth {
        1 => citation.rsplit_once('(').map_or("", |(outer, _)| outer),
        2 => {
            let mut chars = citation.chars();
            chars.next_back();
            chars.as_str()
        }
        _ => citation.rsplit_once('.').map_or("", |(outer, _)| outer),
    };
    match entry.depth {
        1 => format!("{outer}({label})"),
        2 => format!("{outer}{label}"),
        _ => format!("{outer}.{label}"),
    }
}
