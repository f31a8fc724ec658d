//! A rule set between two: the old one with some of the changes made.
//!
//! With none of them it decides as the old one, with all of them as the new one. Each provision comes
//! whole from one side or the other, under the number it then has, and every citation is given the
//! number its provision then has. A heading whose provision is gone stays, empty, as long as something
//! stands below it. What is chosen should be closed ([`Difference::closed`]); if it is not, the result
//! may not check, and says so when it is checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{self, Checked, Input, LoadedCalendar};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Citation, Entry, EntryKind, File, LabelLine, Name, Rank};

use super::pairs::{Pair, Paired, copies};
use super::units::{Content, Unit};
use super::{ChangeId, Difference, Sort, walk};

/// A rule set made of two.
#[derive(Debug)]
pub struct Hybrid {
    /// Its files: one for each file that has heads of regulations in it.
    pub files: Vec<HybridFile>,
    /// Its calendars.
    pub calendars: Vec<LoadedCalendar>,
}

/// A file of it.
#[derive(Debug)]
pub struct HybridFile {
    /// The file it stands for.
    pub file: FileId,
    /// Its tree; every entry keeps the place it was written at.
    pub tree: File,
    /// The files it uses.
    pub uses: Vec<FileId>,
}

impl Hybrid {
    /// Checks it.
    #[must_use]
    pub fn check(&self, digest: String) -> Checked {
        let inputs: Vec<Input<'_>> = self
            .files
            .iter()
            .map(|file| Input {
                file: file.file,
                tree: &file.tree,
                uses: &file.uses,
            })
            .collect();
        check::check(&inputs, &self.calendars, digest)
    }
}

impl Difference<'_> {
    /// The old rule set with these changes made, and no others.
    #[must_use]
    pub fn hybrid(&self, chosen: &[ChangeId]) -> Hybrid {
        let chosen: BTreeSet<ChangeId> = chosen.iter().copied().collect();
        let made = |pair: &Pair| pair.change.is_some_and(|change| chosen.contains(&change));
        let built: Vec<Build<'_, '_>> = self
            .paired
            .iter()
            .map(|regulation| Build::new(regulation, &made))
            .collect();
        let mut files: Vec<HybridFile> = Vec::new();
        let mut calendars = Vec::new();
        let mut file_of: BTreeMap<&str, FileId> = BTreeMap::new();
        for build in &built {
            let (old, new) = build.regulation.files;
            let Some(file) = old.or(new).filter(|_| build.is_there()) else {
                continue;
            };
            file_of.insert(&build.regulation.name, file);
            let entries = build.entries(&Citing {
                difference: self,
                built: &built,
            });
            let at = files.iter().position(|it| it.file == file);
            match at.and_then(|at| files.get_mut(at)) {
                Some(known) => known.tree.entries.extend(entries),
                None => files.push(HybridFile {
                    file,
                    tree: File {
                        entries,
                        broken: Vec::new(),
                    },
                    uses: Vec::new(),
                }),
            }
            calendars.extend(build.calendars(file));
        }
        for build in &built {
            let from = file_of.get(build.regulation.name.as_str());
            let file = from.and_then(|from| files.iter_mut().find(|it| it.file == *from));
            if let Some(file) = file {
                let uses = build.uses();
                file.uses
                    .extend(uses.filter_map(|used| file_of.get(used.as_str())));
            }
        }
        Hybrid { files, calendars }
    }
}

/// One regulation being put together.
struct Build<'b, 'a> {
    regulation: &'b Paired<'a>,
    /// For each pair, the side it is taken from; none where that side does not have it.
    sides: Vec<Option<bool>>,
    /// For each provision, its citation in the result; none where it is not there.
    citations: Vec<Option<String>>,
    children: BTreeMap<Option<usize>, Vec<usize>>,
}

impl<'b, 'a> Build<'b, 'a> {
    fn new(regulation: &'b Paired<'a>, made: &dyn Fn(&Pair) -> bool) -> Self {
        let side = |pair: &Pair| {
            let new = made(pair);
            // Without a change both sides say the same, and the old one is kept.
            regulation.of(pair, new).map(|_| new)
        };
        let sides: Vec<Option<bool>> = regulation.pairs.iter().map(side).collect();
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, pair) in regulation.pairs.iter().enumerate() {
            if is_provision(regulation, pair) {
                children.entry(pair.parent).or_default().push(at);
            }
        }
        let mut build = Self {
            regulation,
            citations: vec![None; sides.len()],
            sides,
            children,
        };
        build.cite();
        build
    }

    /// Parents stand before what is in them, so one pass down settles what is there, one more up what
    /// must stay for the sake of what is below it.
    fn cite(&mut self) {
        let mut there: Vec<bool> = self.sides.iter().map(Option::is_some).collect();
        for (at, pair) in self.regulation.pairs.iter().enumerate().rev() {
            let below = there.get(at).copied().unwrap_or(false);
            if let Some(parent) = pair.parent.and_then(|parent| there.get_mut(parent)) {
                *parent |= below;
            }
        }
        for (at, pair) in self.regulation.pairs.iter().enumerate() {
            let Some(unit) = self
                .heading_unit(at)
                .filter(|_| there.get(at) == Some(&true))
            else {
                continue;
            };
            let Some(heading) = unit.heading() else {
                continue;
            };
            let base = pair
                .parent
                .and_then(|parent| self.citations.get(parent)?.as_deref());
            let citation = heading.citation(base.unwrap_or(""));
            if let Some(known) = self.citations.get_mut(at) {
                *known = Some(citation);
            }
        }
    }

    /// The unit a pair is taken from, or, if it is only there for what stands below it, any.
    fn heading_unit(&self, at: usize) -> Option<&'b Unit<'a>> {
        let pair = self.regulation.pairs.get(at)?;
        match self.sides.get(at)? {
            Some(new) => self.regulation.of(pair, *new),
            None => self
                .regulation
                .old_of(pair)
                .or_else(|| self.regulation.new_of(pair)),
        }
    }

    /// The units that are taken and are no provisions, with the pair's position.
    fn others(&self) -> impl Iterator<Item = (&'b Unit<'a>, bool)> {
        let pairs = self.regulation.pairs.iter().zip(&self.sides);
        pairs
            .filter_map(|(pair, side)| Some((self.regulation.of(pair, (*side)?)?, (*side)?)))
            .filter(|(unit, _)| unit.heading().is_none())
    }

    /// Whether there is a head to begin with.
    fn is_there(&self) -> bool {
        self.others().any(|(unit, _)| unit.sort == Sort::Head)
    }

    fn uses(&self) -> impl Iterator<Item = String> {
        self.others().filter_map(|(unit, _)| match &unit.content {
            Content::Uses(other) => Some(other.clone()),
            _ => None,
        })
    }

    fn calendars(&self, file: FileId) -> Vec<LoadedCalendar> {
        let calendars = self.others().filter_map(|(unit, _)| match &unit.content {
            Content::Entries(entries, Some(calendar)) => match &entries.first()?.kind {
                EntryKind::Calendar { from, .. } => Some(LoadedCalendar {
                    file,
                    path: from.text.clone(),
                    calendar: (*calendar).clone(),
                }),
                _ => None,
            },
            _ => None,
        });
        calendars.collect()
    }

    /// The head; what is about no entity in particular; each entity with what is about it; the
    /// provisions; the labels.
    fn entries(&self, citing: &Citing<'_, '_>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let is = |unit: &Unit<'_>, entity: bool| {
            let kind = unit.entries().first().map(|it| &it.kind);
            matches!(kind, Some(EntryKind::Entity { .. })) == entity
        };
        let entities: Vec<_> = self.others().filter(|(unit, _)| is(unit, true)).collect();
        let opened = |unit: &Unit<'_>| {
            let about = unit.about.as_deref();
            about
                .filter(|about| entities.iter().any(|(it, _)| it.name == *about))
                .map(str::to_owned)
        };
        let heads = self.others().filter(|(unit, _)| unit.sort == Sort::Head);
        let declarations: Vec<_> = self
            .others()
            .filter(|(unit, _)| matches!(unit.sort, Sort::Declaration(_)) && is(unit, false))
            .collect();
        let plain = declarations
            .iter()
            .filter(|(unit, _)| opened(unit).is_none());
        for (unit, new) in heads.chain(plain.copied()) {
            entries.extend(self.copies(citing, unit, new));
        }
        for (entity, new) in &entities {
            entries.extend(self.copies(citing, entity, *new));
            let about = declarations
                .iter()
                .filter(|(unit, _)| opened(unit).as_ref() == Some(&entity.name));
            for (unit, new) in about {
                entries.extend(self.copies(citing, unit, *new));
            }
        }
        self.provisions(citing, &mut entries);
        self.labels(citing, &mut entries);
        entries
    }

    /// What stands in no chapter comes first, since after a chapter it would stand in that.
    fn provisions(&self, citing: &Citing<'_, '_>, entries: &mut Vec<Entry>) {
        let top = self.children.get(&None).map_or(&[][..], Vec::as_slice);
        let chapter = |at: &usize| {
            let pair = self.regulation.pairs.get(*at)?;
            let new = self.sides.get(*at).copied().flatten();
            let new = new.unwrap_or(pair.old.is_none());
            self.regulation.chapter_of(pair, new)
        };
        let (chapters, articles): (Vec<usize>, Vec<usize>) = top
            .iter()
            .partition(|at| self.rank(**at) == Some(Rank::Chapter));
        for at in articles.iter().filter(|at| chapter(at).is_none()) {
            self.tree(citing, *at, entries);
        }
        for heading in &chapters {
            let inside: Vec<usize> = articles
                .iter()
                .copied()
                .filter(|at| chapter(at) == Some(*heading))
                .collect();
            let needed = inside.iter().any(|at| self.is_cited(*at));
            self.own(citing, *heading, needed, entries);
            for at in inside {
                self.tree(citing, at, entries);
            }
        }
    }

    fn is_cited(&self, at: usize) -> bool {
        self.citations.get(at).is_some_and(Option::is_some)
    }

    fn rank(&self, at: usize) -> Option<Rank> {
        Some(self.heading_unit(at)?.heading()?.rank)
    }

    /// A provision and all in it.
    fn tree(&self, citing: &Citing<'_, '_>, top: usize, entries: &mut Vec<Entry>) {
        let mut waiting = vec![top];
        while let Some(at) = waiting.pop() {
            if !self.is_cited(at) {
                continue;
            }
            self.own(citing, at, true, entries);
            let mut below = self.children.get(&Some(at)).cloned().unwrap_or_default();
            // A heading of a deeper rank must not come after one of a higher: it would stand in it.
            below.sort_by_key(|at| match self.rank(*at) {
                Some(Rank::Note) => (1, std::cmp::Reverse(None)),
                rank => (0, std::cmp::Reverse(rank)),
            });
            waiting.extend(below.into_iter().rev());
        }
    }

    /// The entries of one provision; its heading alone where only what is in it is left.
    fn own(&self, citing: &Citing<'_, '_>, at: usize, needed: bool, entries: &mut Vec<Entry>) {
        let Some(unit) = self.heading_unit(at) else {
            return;
        };
        match self.sides.get(at).copied().flatten() {
            Some(new) => entries.extend(self.copies(citing, unit, new)),
            None if needed => entries.extend(unit.entries().first().map(|it| (*it).clone())),
            None => {}
        }
    }

    /// One entry for each language, as a file of labels has it.
    fn labels(&self, citing: &Citing<'_, '_>, entries: &mut Vec<Entry>) {
        let mut by_language: Vec<(Name, Span, Vec<LabelLine>)> = Vec::new();
        for (unit, new) in self.others().filter(|(unit, _)| unit.sort == Sort::Label) {
            for entry in self.copies(citing, unit, new) {
                let EntryKind::Labels { language, lines } = entry.kind else {
                    continue;
                };
                match by_language
                    .iter_mut()
                    .find(|(known, ..)| known.text == language.text)
                {
                    Some((_, _, known)) => known.extend(lines),
                    None => by_language.push((language, entry.span, lines)),
                }
            }
        }
        entries.extend(
            by_language
                .into_iter()
                .map(|(language, span, lines)| Entry {
                    span,
                    kind: EntryKind::Labels { language, lines },
                }),
        );
    }

    fn copies(&self, citing: &Citing<'_, '_>, unit: &Unit<'_>, new: bool) -> Vec<Entry> {
        let mut entries = copies(unit);
        for entry in &mut entries {
            walk::citations(&mut entry.kind, &mut |citation| {
                citing.update(&self.regulation.name, new, citation);
            });
        }
        entries
    }
}

fn is_provision(regulation: &Paired<'_>, pair: &Pair) -> bool {
    let unit = regulation.new_of(pair).or_else(|| regulation.old_of(pair));
    unit.is_some_and(|unit| matches!(unit.sort, Sort::Provision(_)))
}

/// What provisions are cited by in the result.
struct Citing<'c, 'a> {
    difference: &'c Difference<'a>,
    built: &'c [Build<'c, 'a>],
}

impl Citing<'_, '_> {
    /// Gives a citation from a text of a side the number its provision has in the result. One that is
    /// not there keeps the number it had, and is reported when the result is checked.
    fn update(&self, regulation: &str, new: bool, citation: &mut Citation) {
        let of = citation
            .regulation
            .as_ref()
            .map_or(regulation, |it| it.text.as_str());
        let places = &self.difference.places;
        let Some((at, added)) = places.pair(new, of, &citation.place) else {
            return;
        };
        let Some(build) = self.built.iter().find(|it| it.regulation.name == of) else {
            return;
        };
        let Some(Some(base)) = build.citations.get(at) else {
            return;
        };
        let side = build.sides.get(at).copied().flatten().unwrap_or(new);
        let added = if side == new {
            added.to_owned()
        } else {
            places.across(of, at, added, side)
        };
        citation.place = format!("{base}{added}");
    }
}
