//! What an amendment can do to a provision: replace, insert, repeal.

use super::apply::{Dropped, Work};
use super::places::{self, Cited, Provision};
use crate::source::Span;
use crate::syntax::ast::{self, Amended, Citation, EntryKind, ListEntry, Rank};

impl Work<'_> {
    pub(super) fn replace(
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
            None => {
                let inner = self.standing_in(provision);
                let ended = self.end(provision, same_heading);
                if ended {
                    self.dropped.extend(inner);
                }
                ended
            }
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
        self.put(provision.tree, at, entries, citation, &[]);
    }

    /// The provisions in force within one that is to be replaced.
    fn standing_in(&self, provision: &Provision) -> Vec<Dropped> {
        let inner = places::provisions(&self.text.trees, &self.regulation);
        let tree = self.text.trees.get(provision.tree);
        inner
            .into_iter()
            .filter(|it| {
                it.tree == provision.tree
                    && (provision.heading + 1..provision.end).contains(&it.heading)
            })
            .filter_map(|it| {
                let tree = tree?;
                let version = tree.versions.get(it.heading)?;
                version.covers(self.day).then_some(Dropped {
                    heading: tree.tree.entries.get(it.heading)?.span,
                    citation: it.citation,
                    replaced: (provision.citation.clone(), self.at),
                })
            })
            .collect()
    }

    pub(super) fn insert(
        &mut self,
        after: bool,
        place: &Citation,
        entry: Option<ListEntry>,
        mut entries: Vec<ast::Entry>,
        span: Span,
    ) {
        // One may insert after what is amended elsewhere, and twice after one place.
        let elsewhere = self.touched.remove(&place.place);
        let found = self.cited(place, span);
        self.touched.remove(&place.place);
        self.touched
            .extend(elsewhere.map(|first| (place.place.clone(), first)));
        let Some(found) = found else {
            return;
        };
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
                // Whom an earlier amendment keeps under what stood here is not met by what is added to it.
                let kept = if !after && opens.is_none() {
                    self.kept_under(provision.tree, provision.heading + 1..provision.own_end)
                } else {
                    Vec::new()
                };
                self.put(provision.tree, at, entries, &citation, &kept);
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

    pub(super) fn repeal(&mut self, target: &Amended, span: Span) {
        if target.rule.is_none() && self.repeals_what_was_dropped(&target.place, span) {
            return;
        }
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
}

impl Work<'_> {
    /// Whether this ended already, with the provision around it: then the repeal says that it was meant.
    fn repeals_what_was_dropped(&mut self, place: &Citation, span: Span) -> bool {
        let before = self.dropped.len();
        self.dropped.retain(|it| it.citation != place.place);
        let dropped = self.dropped.len() < before;
        if dropped {
            self.touched.insert(place.place.clone(), span);
        }
        dropped
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
