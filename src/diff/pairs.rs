//! The units of both sides matched: one order of the law, in which each stands once.

use std::collections::{BTreeMap, HashMap};

use crate::source::FileId;
use crate::syntax::ast::{Entry, EntryKind, LabelTarget, Rank};

use super::align::{Item, align};
use super::places::Places;
use super::units::{self, Content, Cut, Split, Unit};
use super::{ChangeId, Sort, walk};

/// A regulation on both sides.
#[derive(Debug)]
pub(super) struct Paired<'a> {
    /// Its name.
    pub(super) name: String,
    old: Vec<Unit<'a>>,
    new: Vec<Unit<'a>>,
    /// The file of its head, in the old rule set and in the new one.
    pub(super) files: (Option<FileId>, Option<FileId>),
    /// Its units in one order: those that are no provisions, then the provisions as a tree written
    /// down from the top.
    pub(super) pairs: Vec<Pair>,
}

/// A unit of the old side, of the new one, or of both.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair {
    /// Its position among the old units.
    pub(super) old: Option<usize>,
    /// Its position among the new units.
    pub(super) new: Option<usize>,
    /// The pair it stands in.
    pub(super) parent: Option<usize>,
    /// What differs, if something does.
    pub(super) change: Option<ChangeId>,
}

impl<'a> Paired<'a> {
    /// The old unit of a pair.
    pub(super) fn old_of(&self, pair: &Pair) -> Option<&Unit<'a>> {
        self.old.get(pair.old?)
    }

    /// The new unit of a pair.
    pub(super) fn new_of(&self, pair: &Pair) -> Option<&Unit<'a>> {
        self.new.get(pair.new?)
    }

    /// The unit of a side.
    pub(super) fn of(&self, pair: &Pair, new: bool) -> Option<&Unit<'a>> {
        if new {
            self.new_of(pair)
        } else {
            self.old_of(pair)
        }
    }

    /// The way down to a provision of a side: ranks and numbers, the article first.
    pub(super) fn path(&self, pair: &Pair, new: bool) -> Vec<(Rank, String)> {
        let units = if new { &self.new } else { &self.old };
        let mut at = if new { pair.new } else { pair.old };
        let mut path = Vec::new();
        while let Some(unit) = at.and_then(|at| units.get(at)) {
            if let Some(heading) = unit.heading() {
                let number = heading.number.as_ref();
                let number = number.map_or_else(String::new, |it| it.text.clone());
                path.push((heading.rank, number));
            }
            at = unit.parent;
        }
        path.reverse();
        path
    }

    /// The chapter a unit of a pair stands in, as a pair.
    pub(super) fn chapter_of(&self, pair: &Pair, new: bool) -> Option<usize> {
        let chapter = self.of(pair, new)?.chapter?;
        self.pairs.iter().position(|it| {
            let at = if new { it.new } else { it.old };
            at == Some(chapter)
        })
    }
}

/// Matches all of both sides.
pub(super) fn pair<'a>(old: Split<'a>, new: Split<'a>) -> Vec<Paired<'a>> {
    let mut old: Vec<Option<Cut<'a>>> = old.regulations.into_iter().map(Some).collect();
    let mut paired: Vec<Paired<'a>> = Vec::new();
    for cut in new.regulations {
        let before = old
            .iter_mut()
            .find(|it| it.as_ref().is_some_and(|it| it.name == cut.name))
            .and_then(Option::take);
        paired.push(regulation(before, Some(cut)));
    }
    let gone = old.into_iter().flatten();
    paired.extend(gone.map(|cut| regulation(Some(cut), None)));
    paired
}

fn regulation<'a>(old: Option<Cut<'a>>, new: Option<Cut<'a>>) -> Paired<'a> {
    let name = new.as_ref().or(old.as_ref()).map(|it| it.name.clone());
    let files = (
        old.as_ref().map(|it| it.file),
        new.as_ref().map(|it| it.file),
    );
    let mut paired = Paired {
        name: name.unwrap_or_default(),
        old: old.map_or_else(Vec::new, |it| it.units),
        new: new.map_or_else(Vec::new, |it| it.units),
        files,
        pairs: Vec::new(),
    };
    let old = Level::of(&paired.old);
    let new = Level::of(&paired.new);
    let mut pairs = Vec::new();
    others(&paired, &old, &new, &mut pairs);
    provisions(&paired, &old, &new, &mut pairs);
    paired.pairs = pairs;
    paired
}

/// The units of one side, by what they stand in.
struct Level {
    others: Vec<usize>,
    labels: Vec<usize>,
    chapters: Vec<usize>,
    top: Vec<usize>,
    children: HashMap<usize, Vec<usize>>,
}

impl Level {
    fn of(units: &[Unit<'_>]) -> Self {
        let mut level = Self {
            others: Vec::new(),
            labels: Vec::new(),
            chapters: Vec::new(),
            top: Vec::new(),
            children: HashMap::new(),
        };
        for (at, unit) in units.iter().enumerate() {
            match (unit.sort, unit.parent) {
                (Sort::Provision(Rank::Chapter), _) => level.chapters.push(at),
                (Sort::Provision(_), None) => level.top.push(at),
                (Sort::Provision(_), Some(parent)) => {
                    level.children.entry(parent).or_default().push(at);
                }
                (Sort::Label, _) => level.labels.push(at),
                _ => level.others.push(at),
            }
        }
        level
    }

    fn children(&self, at: Option<usize>) -> &[usize] {
        at.and_then(|at| self.children.get(&at))
            .map_or(&[], Vec::as_slice)
    }

    /// The text of a provision and all in it, the number of its own heading left out.
    fn whole(&self, units: &[Unit<'_>], at: usize) -> String {
        let mut text = units.get(at).map_or_else(String::new, Unit::body);
        let mut waiting: Vec<usize> = self.children(Some(at)).iter().rev().copied().collect();
        while let Some(at) = waiting.pop() {
            text.push('\n');
            text.push_str(units.get(at).map_or("", |it| it.text.as_str()));
            waiting.extend(self.children(Some(at)).iter().rev());
        }
        text
    }

    /// The same, with the citations left out as well.
    fn loose(&self, units: &[Unit<'_>], at: usize) -> String {
        let mut text = String::new();
        let mut waiting = vec![at];
        while let Some(next) = waiting.pop() {
            if let Some(unit) = units.get(next) {
                text.push_str(&without_citations(unit, next == at));
                text.push('\n');
            }
            waiting.extend(self.children(Some(next)).iter().rev());
        }
        text
    }
}

fn without_citations(unit: &Unit<'_>, outermost: bool) -> String {
    let texts = unit.entries().iter().map(|entry| {
        let mut kind = entry.kind.clone();
        walk::citations(&mut kind, &mut |citation| citation.place.clear());
        if let (EntryKind::Heading(heading), true) = (&mut kind, outermost) {
            heading.number = None;
        }
        crate::format::phrases::entry(&kind)
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Labels, once it is known which provision has which number now.
pub(super) fn labels(paired: &mut Paired<'_>, places: &Places) {
    let items = |units: &[Unit<'_>], at: &[usize], old: bool| -> Vec<Item> {
        let units = at.iter().filter_map(|at| units.get(*at));
        units
            .filter_map(|unit| match &unit.content {
                Content::Label(language, line) => Some((language, *line)),
                _ => None,
            })
            .map(|(language, line)| {
                let mut target = line.target.clone();
                if let (LabelTarget::Place(place), true) = (&mut target, old) {
                    places.update(&paired.name, place);
                }
                let key = format!("{} {}", language.text, units::labelled(&target));
                Item {
                    class: "label",
                    number: key.clone(),
                    key,
                    text: line.text.text.clone(),
                    can_move: false,
                }
            })
            .collect()
    };
    let (old, new) = (Level::of(&paired.old), Level::of(&paired.new));
    let of_old = align(
        &items(&paired.old, &old.labels, true),
        &items(&paired.new, &new.labels, false),
        |_, _| None,
    );
    let pairs = in_one_order(&old.labels, &new.labels, &of_old, None);
    paired.pairs.extend(pairs);
}

/// Heads, uses and declarations.
fn others(paired: &Paired<'_>, old: &Level, new: &Level, pairs: &mut Vec<Pair>) {
    let items = |units: &[Unit<'_>], at: &[usize]| -> Vec<Item> {
        let units = at.iter().filter_map(|at| units.get(*at));
        units
            .map(|unit| Item {
                class: match unit.sort {
                    Sort::Declaration(space) => space,
                    Sort::Head => "head",
                    Sort::Use => "use",
                    Sort::Label | Sort::Provision(_) => "",
                },
                key: unit.name.clone(),
                number: unit.name.clone(),
                text: unit.text.clone(),
                can_move: matches!(
                    unit.sort,
                    Sort::Declaration(
                        "exception"
                            | "replacement"
                            | "scope"
                            | "analogy"
                            | "commencement"
                            | "expiry"
                    )
                ),
            })
            .collect()
    };
    let of_old = align(
        &items(&paired.old, &old.others),
        &items(&paired.new, &new.others),
        |_, _| None,
    );
    pairs.extend(in_one_order(&old.others, &new.others, &of_old, None));
}

/// Provisions, level by level, each before what stands in it.
fn provisions(paired: &Paired<'_>, old: &Level, new: &Level, pairs: &mut Vec<Pair>) {
    let chapters = matched(paired, (old, &old.chapters), (new, &new.chapters));
    pairs.extend(in_one_order(&old.chapters, &new.chapters, &chapters, None));
    let top = matched(paired, (old, &old.top), (new, &new.top));
    let mut waiting = in_one_order(&old.top, &new.top, &top, None);
    waiting.reverse();
    while let Some(pair) = waiting.pop() {
        let at = pairs.len();
        let (before, after) = (old.children(pair.old), new.children(pair.new));
        pairs.push(pair);
        let of_old = matched(paired, (old, before), (new, after));
        let mut below = in_one_order(before, after, &of_old, Some(at));
        below.reverse();
        waiting.extend(below);
    }
}

fn matched(
    paired: &Paired<'_>,
    old: (&Level, &[usize]),
    new: (&Level, &[usize]),
) -> Vec<Option<usize>> {
    if old.1.is_empty() || new.1.is_empty() {
        return vec![None; old.1.len()];
    }
    let sides = [(old, &paired.old), (new, &paired.new)];
    let [old_items, new_items] =
        sides.map(|((level, at), units)| provision_items(level, at, units));
    align(&old_items, &new_items, |is_new, position| {
        let ((level, at), units) = if is_new {
            (new, &paired.new)
        } else {
            (old, &paired.old)
        };
        Some(level.loose(units, *at.get(position)?))
    })
}

fn provision_items(level: &Level, at: &[usize], units: &[Unit<'_>]) -> Vec<Item> {
    let headings = at
        .iter()
        .filter_map(|at| Some((*at, units.get(*at)?.heading()?)));
    headings
        .map(|(at, heading)| {
            let number = heading.number.as_ref().map_or("", |it| it.text.as_str());
            let version = heading
                .in_force
                .as_ref()
                .map(crate::format::phrases::in_force);
            Item {
                class: class(heading.rank),
                key: format!("{number} {}", version.unwrap_or_default()),
                number: number.to_owned(),
                text: level.whole(units, at),
                can_move: true,
            }
        })
        .collect()
}

fn class(rank: Rank) -> &'static str {
    match rank {
        Rank::Chapter => "chapter",
        Rank::Article => "article",
        Rank::Paragraph => "paragraph",
        Rank::Item => "item",
        Rank::Part => "part",
        Rank::Proviso => "proviso",
        Rank::Note => "note",
    }
}

/// The pairs of one level in the order of the new text; what it no longer has follows on what stood
/// before it in the old one.
fn in_one_order(
    old: &[usize],
    new: &[usize],
    of_old: &[Option<usize>],
    parent: Option<usize>,
) -> Vec<Pair> {
    let mut gone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut from: HashMap<usize, usize> = HashMap::new();
    let mut last = None;
    for (at, to) in old.iter().zip(of_old) {
        match to {
            Some(to) => {
                last = Some(*to);
                from.insert(*to, *at);
            }
            None => gone.entry(last).or_default().push(*at),
        }
    }
    let removed = |after: Option<usize>| -> Vec<Pair> {
        let removed = gone.get(&after).into_iter().flatten();
        removed
            .map(|at| Pair {
                old: Some(*at),
                parent,
                ..Pair::default()
            })
            .collect()
    };
    let mut pairs = removed(None);
    for (to, at) in new.iter().enumerate() {
        pairs.push(Pair {
            old: from.get(&to).copied(),
            new: Some(*at),
            parent,
            change: None,
        });
        pairs.extend(removed(Some(to)));
    }
    pairs
}

/// The entries of a unit to work on.
pub(super) fn copies(unit: &Unit<'_>) -> Vec<Entry> {
    match &unit.content {
        Content::Entries(entries, _) => entries.iter().map(|it| (*it).clone()).collect(),
        Content::Label(language, line) => vec![Entry {
            span: line.text.span,
            kind: EntryKind::Labels {
                language: (*language).clone(),
                lines: vec![(*line).clone()],
            },
        }],
        Content::Uses(_) => Vec::new(),
    }
}

/// The words of a text that can be names.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}
