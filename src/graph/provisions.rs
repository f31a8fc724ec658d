//! A whole rule set by its provisions: which article reads what another decides.
//!
//! Hundreds of decisions in one picture cannot be read. So all that stands in an article, or in what else stands by
//! itself, is one node, and what one decision has to do with another is told of their provisions: once, however many
//! decisions there are. What is read, on whichever day and for whatever purpose, is read; exceptions and what a breach
//! leads to stay what they are. Provisions stand together by chapter, and by regulation if there are several.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, EdgeKind, Graph, Key, Node, NodeKind, Reader};
use crate::model::{Model, PlaceId, RegulationId};

/// The graph of all provisions that decide something.
#[must_use]
pub fn provisions(model: &Model, language: &str) -> Graph {
    let reader = Reader::new(model, false);
    let reached = reader.reach(&reader.everything(), None);
    let homes: BTreeMap<Key, Provision> = reached
        .keys()
        .map(|key| (*key, Provision::of(&reader, *key)))
        .collect();
    let all: BTreeSet<Provision> = homes.values().copied().collect();
    let position: BTreeMap<Provision, usize> = all.iter().copied().zip(0..).collect();
    let regulations: BTreeSet<RegulationId> = all.iter().map(|it| it.regulation).collect();
    let several = 1 < regulations.len();
    let nodes = all.iter().map(|it| it.node(model, several, language));
    let edges: BTreeSet<Edge> = reached
        .iter()
        .flat_map(|(key, links)| links.iter().map(move |(to, kind)| (key, to, *kind)))
        .filter_map(|(key, to, kind)| {
            let (decided, rests_on) = (homes.get(key)?, homes.get(to)?);
            let edge = Edge {
                decided: *position.get(decided)?,
                rests_on: *position.get(rests_on)?,
                kind: of_provisions(kind),
            };
            (decided != rests_on).then_some(edge)
        })
        .collect();
    Graph {
        nodes: nodes.collect(),
        edges: edges.into_iter().collect(),
    }
}

/// How a provision rests on another.
fn of_provisions(kind: EdgeKind) -> EdgeKind {
    match kind {
        EdgeKind::OtherDay | EdgeKind::TakenOn | EdgeKind::Scope => EdgeKind::DependsOn,
        kind => kind,
    }
}

/// An article, or what else stands by itself; in the order in which they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Provision {
    regulation: RegulationId,
    chapter: Option<PlaceId>,
    /// None for what is declared before all articles.
    place: Option<PlaceId>,
}

impl Provision {
    fn of(reader: &Reader<'_>, key: Key) -> Self {
        let (regulation, place) = reader.stands(key);
        let places = reader.model.places();
        let mut found = Self {
            regulation,
            chapter: None,
            place: None,
        };
        for at in std::iter::successors(place, |at| places[*at].parent) {
            if places[at].is_chapter() {
                found.chapter = Some(at);
            } else {
                found.place = Some(at);
            }
        }
        // Versions of an article are one: they are cited alike.
        if let Some(place) = found.place {
            let first = places.iter().find(|(_, it)| {
                it.regulation == regulation && it.citation == places[place].citation
            });
            found.place = first.map(|(id, _)| id);
        }
        found
    }

    fn node(self, model: &Model, several: bool, language: &str) -> Node {
        let regulation = &model.regulations()[self.regulation].naming;
        let places = model.places();
        let id = self.place.map(|place| model.citation(place));
        let label = self.place.map(|place| places[place].label(language));
        let label = label.unwrap_or_else(|| Some(regulation.label(language)));
        let chapter = self.chapter.map(|chapter| {
            let (citation, label) = (&places[chapter].citation, places[chapter].label(language));
            label.map_or_else(|| citation.clone(), |label| format!("{citation}: {label}"))
        });
        let within = several.then(|| regulation.label(language).to_owned());
        let within: Vec<String> = within.into_iter().chain(chapter).collect();
        Node {
            id: id.clone().unwrap_or_else(|| regulation.name.clone()),
            kind: NodeKind::Provision,
            label: label.unwrap_or_default().to_owned(),
            name: None,
            citation: id,
            within: (!within.is_empty()).then(|| within.join(", ")),
            asked: false,
            more: false,
        }
    }
}
