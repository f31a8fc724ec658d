//! A rule set as it is in force on one day: the versions and provisions that do not cover the day are
//! left out.
//!
//! This works on trees, so that the two days of one text can be compared like two texts. A heading that
//! is kept no longer says for which days: on this one it stands. A day before the commencement of a
//! whole regulation leaves nothing of it but its declarations. What cites a provision that is left out
//! still cites it, as the text does.

use std::collections::BTreeMap;

use crate::syntax::Trail;
use crate::syntax::ast::{
    DateLiteral, Entry, EntryKind, File, Heading, Name, Validity, ValidityOf,
};
use crate::value::Date;

/// The entries of a rule set that are in force on a day; one file for each of the given ones.
#[must_use]
pub fn on(files: &[&File], day: Date) -> Vec<File> {
    let mut days = Days::default();
    for file in files {
        Pass::default().run(file, &mut |at, entry| {
            if let (EntryKind::Validity(said), Some(regulation)) = (&entry.kind, &at.regulation) {
                days.note(regulation, said);
            }
            false
        });
    }
    files
        .iter()
        .map(|file| {
            let mut entries =
                Pass::default().run(file, &mut |at, entry| at.holds(entry, day, &days));
            for entry in &mut entries {
                if let EntryKind::Heading(heading) = &mut entry.kind {
                    heading.in_force = None;
                }
            }
            File {
                entries,
                broken: file.broken.clone(),
            }
        })
        .collect()
}

/// A first and a last day, none where the text says none.
type FirstAndLast = (Option<Date>, Option<Date>);

/// First and last days said apart from the headings.
#[derive(Debug, Default)]
struct Days {
    /// By regulation and citation; without a citation, of the whole.
    said: BTreeMap<(String, Option<String>), FirstAndLast>,
}

impl Days {
    fn note(&mut self, regulation: &str, said: &Validity) {
        let Ok(day) = Date::parse(&said.on.day) else {
            return;
        };
        let key = match &said.of {
            None => (regulation.to_owned(), None),
            Some(ValidityOf::Regulation(name)) => (name.text.clone(), None),
            Some(ValidityOf::Provision(place)) => {
                let of = place
                    .regulation
                    .as_ref()
                    .map_or(regulation, |it| it.text.as_str());
                (of.to_owned(), Some(place.place.clone()))
            }
        };
        let known = self.said.entry(key).or_default();
        if said.commencement {
            known.0 = Some(day);
        } else {
            known.1 = Some(day);
        }
    }

    fn cover(&self, regulation: &str, place: Option<&str>, day: Date) -> bool {
        let key = (regulation.to_owned(), place.map(str::to_owned));
        self.said.get(&key).is_none_or(|(from, until)| {
            from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
        })
    }
}

/// The walk through one file, with the headings it stands under.
#[derive(Debug, Default)]
struct Pass {
    regulation: Option<String>,
    /// Citations, and whether each is in force.
    headings: Trail<(String, bool)>,
}

impl Pass {
    fn run(mut self, file: &File, keep: &mut dyn FnMut(&mut Pass, &Entry) -> bool) -> Vec<Entry> {
        let mut kept = Vec::new();
        for entry in &file.entries {
            match &entry.kind {
                EntryKind::Regulation(head) => self.open(&head.name),
                EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => {
                    self.open(name);
                }
                EntryKind::Scenarios { .. } => self.regulation = None,
                EntryKind::Heading(heading) => self.enter(heading),
                _ => {}
            }
            if keep(&mut self, entry) {
                kept.push(entry.clone());
            }
        }
        kept
    }

    fn open(&mut self, name: &Name) {
        self.regulation = Some(name.text.clone());
        self.headings.clear();
    }

    fn enter(&mut self, heading: &Heading) {
        self.headings.close(heading.rank);
        let outer = self.headings.cited();
        let citation = heading.citation(outer.map_or("", |(citation, _)| citation));
        self.headings.open(heading.rank, (citation, true));
    }

    /// Whether an entry is in force; a heading decides for what stands under it.
    fn holds(&mut self, entry: &Entry, day: Date, days: &Days) -> bool {
        let Some(regulation) = self.regulation.clone() else {
            return true;
        };
        if let EntryKind::Heading(heading) = &entry.kind {
            let own = covers(heading, day);
            if let Some((citation, holds)) = self.headings.last_mut() {
                *holds = own && days.cover(&regulation, Some(citation), day);
            }
        }
        if let EntryKind::Validity(Validity {
            of: Some(ValidityOf::Provision(place)),
            ..
        }) = &entry.kind
        {
            let of = place.regulation.as_ref();
            let of = of.map_or(regulation.as_str(), |it| it.text.as_str());
            if !days.cover(of, Some(&place.place), day) {
                return false;
            }
        }
        let whole = days.cover(&regulation, None, day);
        self.headings.iter().all(|(_, holds)| *holds) && (whole || self.headings.is_empty())
    }
}

fn covers(heading: &Heading, day: Date) -> bool {
    let parsed = |it: &Option<DateLiteral>| it.as_ref().and_then(|it| Date::parse(&it.day).ok());
    heading.in_force.as_ref().is_none_or(|it| {
        parsed(&it.from).is_none_or(|from| from <= day)
            && parsed(&it.until).is_none_or(|until| day <= until)
    })
}
