//! Who depends on what: decisions, and what each of them rests on, as a graph.
//!
//! A node is a conclusion, a norm, a ground that stands by itself, or an exception; where facts are
//! asked for, also the facts and readings they come down to. A conclusion with one ground and this
//! ground are one node: there is one provision to read. An edge joins what is decided to what it
//! rests on, and says how.
//!
//! Of a whole rule set, [`provisions`] has one node for each article instead, as so many decisions make no picture.
//!
//! This is what the rules mention, not what a case needs. The graph is data ([`Graph`]); [`dot`],
//! [`mermaid`] and [`json`] print it. Nodes and edges come in the order of the law, so the same rules
//! give the same bytes.

pub mod dot;
mod draw;
pub mod json;
pub mod mermaid;
mod provisions;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ConclusionId, Deadline, FactId, Mention, Modality, Model, Naming, NormId, Origin, Part,
    PlaceId, Query, ReadingId, RegulationId, Rule, RuleEffect, RuleId,
};

pub use provisions::provisions;

/// Decisions and what they rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The nodes: conclusions, norms, grounds, exceptions, facts, readings; or provisions; each in source order.
    pub nodes: Vec<Node>,
    /// The edges, by what is decided.
    pub edges: Vec<Edge>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name with that of its regulation, `scs.revoked`, or its citation, `scs 10(2)`; each once.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its label in the language asked for, where it has one.
    pub label: String,
    /// Its name in the rules; a ground and an exception have none.
    pub name: Option<String>,
    /// The provision it stands in.
    pub citation: Option<String>,
    /// The chapter, or the regulation if there are several, that a provision stands in.
    pub within: Option<String>,
    /// Whether it is what was asked about.
    pub asked: bool,
    /// Whether it rests on something beyond the depth asked for.
    pub more: bool,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// An article with all that it decides, or what else stands by itself.
    Provision,
    /// A conclusion.
    Conclusion,
    /// A duty, right, power, prohibition or guideline.
    Norm(Modality),
    /// One of the grounds of a conclusion.
    Ground,
    /// An exception.
    Exception,
    /// A fact of the case.
    Fact,
    /// A finding of an authority.
    Finding,
    /// A fact from another law, plan or contract.
    External,
    /// A part of the law that is not encoded.
    NotEncoded,
    /// A reading.
    Reading,
}

/// What one node has to do with another. Read it as a sentence: `from` *kind* `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Position of what is decided.
    pub decided: usize,
    /// Position of what it rests on.
    pub rests_on: usize,
    /// How.
    pub kind: EdgeKind,
}

/// How what is decided rests on another thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It reads it.
    DependsOn,
    /// It reads it as it stands on another day.
    OtherDay,
    /// It is the day on which its facts are taken.
    TakenOn,
    /// It is asked only where this holds.
    Scope,
    /// This blocks it.
    ExceptionTo,
    /// This takes its place, with another result.
    Replaces,
    /// The breach of this duty or prohibition leads to it.
    BreachLeadsTo,
    /// The lapse of this right or power leads to it.
    LapseLeadsTo,
}

/// What to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Facts and readings too.
    pub facts: bool,
    /// At most so many steps from the decision; any number if none is given.
    pub depth: Option<usize>,
}

/// The graph of one decision, or of all of them.
#[must_use]
pub fn graph(model: &Model, asked: Option<Query>, extent: Extent, language: &str) -> Graph {
    let reader = Reader::new(model, extent.facts);
    let asked: BTreeSet<Key> = asked.map_or_else(BTreeSet::new, |query| reader.keys(query));
    let outset: Vec<Key> = if asked.is_empty() {
        reader.everything()
    } else {
        asked.iter().copied().collect()
    };
    let reached = reader.reach(&outset, extent.depth);
    let keys: BTreeMap<Key, usize> = reached.keys().copied().zip(0..).collect();
    let mut graph = Graph::default();
    let mut ids = BTreeSet::new();
    for (key, links) in &reached {
        let mut node = reader.node(*key, language);
        node.asked = asked.contains(key);
        node.more = links.iter().any(|(to, _)| !keys.contains_key(to));
        node.id = once(&mut ids, &node.id);
        graph.nodes.push(node);
    }
    let edges = reached.iter().zip(0..).flat_map(|((_, links), decided)| {
        links.iter().filter_map({
            let keys = &keys;
            move |(to, kind)| {
                let (rests_on, kind) = (*keys.get(to)?, *kind);
                Some(Edge {
                    decided,
                    rests_on,
                    kind,
                })
            }
        })
    });
    graph.edges = edges.collect();
    graph.edges.sort_unstable();
    graph
}

/// An id no other node has: versions of a provision are cited alike.
fn once(taken: &mut BTreeSet<String>, id: &str) -> String {
    let numbered = (2..).map(|number| format!("{id} ({number})"));
    let mut candidates = std::iter::once(id.to_owned()).chain(numbered);
    let free = candidates.find(|it| !taken.contains(it));
    let free = free.unwrap_or_else(|| id.to_owned());
    taken.insert(free.clone());
    free
}

/// A node, as the model knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Conclusion(ConclusionId),
    Norm(NormId),
    /// The grounds of a conclusion at a place.
    Ground(ConclusionId, PlaceId),
    /// An exception, by the first of the rules it consists of.
    Exception(RuleId),
    Fact(FactId),
    Reading(ReadingId),
}

/// What a node rests on.
type Links = BTreeSet<(Key, EdgeKind)>;

/// Reads a model as a graph.
struct Reader<'m> {
    model: &'m Model,
    facts: bool,
    /// The node each rule is part of.
    homes: BTreeMap<RuleId, Key>,
    /// The rules each ground and exception consists of.
    members: BTreeMap<Key, Vec<RuleId>>,
    /// The rules that a norm's signpost names.
    signposts: BTreeSet<(NormId, RuleId)>,
}

impl<'m> Reader<'m> {
    fn new(model: &'m Model, facts: bool) -> Self {
        let mut reader = Self {
            model,
            facts,
            homes: BTreeMap::new(),
            members: BTreeMap::new(),
            signposts: BTreeSet::new(),
        };
        reader.bases();
        reader.exceptions();
        for (rule, home) in &reader.homes {
            reader.members.entry(*home).or_default().push(*rule);
        }
        reader.signs();
        reader
    }

    /// The grounds of a conclusion; a single one is the conclusion itself.
    fn bases(&mut self) {
        for (id, conclusion) in self.model.conclusions().iter() {
            let bases = || {
                let rules = conclusion.rules.iter();
                rules
                    .map(|rule| (*rule, &self.model.rules()[*rule]))
                    .filter(|(_, rule)| !is_exception(rule))
            };
            let places: BTreeSet<PlaceId> = bases().map(|(_, rule)| rule.place).collect();
            let homes: Vec<(RuleId, Key)> = bases()
                .map(|(rule, it)| match places.len() {
                    1 => (rule, Key::Conclusion(id)),
                    _ => (rule, Key::Ground(id, it.place)),
                })
                .collect();
            self.homes.extend(homes);
        }
    }

    /// Exceptions; the entries of one that defeat the same from the same place are one.
    fn exceptions(&mut self) {
        let mut first = BTreeMap::new();
        let mut homes = Vec::new();
        for (id, rule) in self.model.rules().iter() {
            if is_exception(rule) {
                let targets: Vec<RuleId> = rule.defeats.clone();
                let same = (rule.place, targets, rule.excuses.clone(), says(rule));
                homes.push((id, Key::Exception(*first.entry(same).or_insert(id))));
            }
        }
        self.homes.extend(homes);
    }

    fn signs(&mut self) {
        for (norm, it) in self.model.norms().iter() {
            for place in &it.leads_to {
                let there: Vec<RuleId> = self.rules_within(*place).collect();
                let asks = |rule: &&RuleId| {
                    let read = self.model.mentions(read(&self.model.rules()[**rule]));
                    read.iter().any(|it| it.part == Part::Norm(norm))
                };
                let asking: Vec<RuleId> = there.iter().filter(asks).copied().collect();
                let named = if asking.is_empty() { there } else { asking };
                self.signposts
                    .extend(named.into_iter().map(|rule| (norm, rule)));
            }
        }
    }

    fn rules_within(&self, place: PlaceId) -> impl Iterator<Item = RuleId> {
        let rules = self.model.rules().iter();
        rules
            .filter(move |(_, rule)| self.model.is_within(rule.place, place))
            .map(|(id, _)| id)
    }

    /// All conclusions and norms.
    fn everything(&self) -> Vec<Key> {
        let conclusions = self.model.conclusions().ids().map(Key::Conclusion);
        let norms = self.model.norms().ids().map(Key::Norm);
        conclusions.chain(norms).collect()
    }

    /// The nodes a question is about.
    fn keys(&self, query: Query) -> BTreeSet<Key> {
        match query {
            Query::Conclusion(id) | Query::At(id, _) => [Key::Conclusion(id)].into(),
            Query::Norm(id) | Query::Predicate(id, _) => [Key::Norm(id)].into(),
            Query::Place(place) => {
                let rules = self.rules_within(place);
                let norms = self.model.norms().iter();
                let norms = norms.filter(|(_, norm)| self.model.is_within(norm.place, place));
                rules
                    .filter_map(|rule| self.homes.get(&rule).copied())
                    .chain(norms.map(|(id, _)| Key::Norm(id)))
                    .collect()
            }
        }
    }

    /// All nodes within so many steps, with what each rests on.
    fn reach(&self, outset: &[Key], depth: Option<usize>) -> BTreeMap<Key, Links> {
        let mut reached = BTreeMap::new();
        let mut front: BTreeSet<Key> = outset.iter().copied().collect();
        let mut step = 0;
        while !front.is_empty() && depth.is_none_or(|depth| step <= depth) {
            let mut next = BTreeSet::new();
            for key in front {
                let links = self.links(key);
                next.extend(links.iter().map(|(to, _)| *to));
                reached.insert(key, links);
            }
            front = next
                .into_iter()
                .filter(|key| !reached.contains_key(key))
                .collect();
            step += 1;
        }
        reached
    }

    fn links(&self, key: Key) -> Links {
        let model = self.model;
        let mut links = Links::new();
        for rule in self.members.get(&key).into_iter().flatten() {
            self.rule(*rule, &mut links);
        }
        match key {
            Key::Conclusion(id) => {
                let conclusion = &model.conclusions()[id];
                let grounds = conclusion.rules.iter().filter_map(|it| self.homes.get(it));
                let grounds = grounds.filter(|home| matches!(home, Key::Ground(..)));
                links.extend(grounds.map(|home| (*home, EdgeKind::DependsOn)));
                let day = conclusion.taken_on.map(|(day, _)| day);
                self.mentions(model.mentions(day), EdgeKind::TakenOn, &mut links);
            }
            Key::Norm(id) => self.norm(id, &mut links),
            Key::Fact(id) => {
                let presumed = model.facts()[id].presumptions.iter();
                let read = presumed.flat_map(|it| [it.value].into_iter().chain(it.condition));
                self.mentions(model.mentions(read), EdgeKind::DependsOn, &mut links);
            }
            Key::Reading(id) => {
                let values = model.readings()[id].choices.iter().map(|it| it.value);
                self.mentions(model.mentions(values), EdgeKind::DependsOn, &mut links);
            }
            Key::Ground(..) | Key::Exception(_) => {}
        }
        // What it rests on in a stronger way need not be told in a weaker one.
        let strong = |to: &Key, weak: &[EdgeKind]| {
            links
                .iter()
                .any(|(other, kind)| other == to && !weak.contains(kind))
        };
        let kept = links.iter().filter(|(to, kind)| match kind {
            EdgeKind::Scope => !strong(to, &[EdgeKind::Scope]),
            EdgeKind::DependsOn => !links.iter().any(|(other, kind)| {
                other == to && matches!(kind, EdgeKind::BreachLeadsTo | EdgeKind::LapseLeadsTo)
            }),
            _ => true,
        });
        kept.filter(|(to, _)| *to != key).copied().collect()
    }

    fn rule(&self, id: RuleId, links: &mut Links) {
        let rule = &self.model.rules()[id];
        let read = self.model.mentions(read(rule));
        for mention in &read {
            if let Part::Norm(norm) = mention.part
                && self.signposts.contains(&(norm, id))
            {
                links.insert((Key::Norm(norm), self.sign(norm)));
            }
        }
        self.mentions(read, EdgeKind::DependsOn, links);
        let scopes = self.model.mentions(rule.scopes.iter().copied());
        self.mentions(scopes, EdgeKind::Scope, links);
        self.attacked(&rule.exceptions, links);
        let signs = self.signposts.iter().filter(|(_, rule)| *rule == id);
        links.extend(signs.map(|(norm, _)| (Key::Norm(*norm), self.sign(*norm))));
    }

    fn sign(&self, norm: NormId) -> EdgeKind {
        match self.model.norms()[norm].modality {
            Modality::Right | Modality::Power => EdgeKind::LapseLeadsTo,
            Modality::Duty | Modality::Prohibition | Modality::Guideline => EdgeKind::BreachLeadsTo,
        }
    }

    fn norm(&self, id: NormId, links: &mut Links) {
        let norm = &self.model.norms()[id];
        let deadline = match norm.deadline {
            Some(Deadline::By(day) | Deadline::Before(day)) => Some(day),
            Some(Deadline::NotStated) | None => None,
        };
        let windows = norm.recurring.as_ref();
        let read = [norm.arises_on, norm.trigger, norm.act_condition, deadline]
            .into_iter()
            .flatten()
            .chain(windows.map(|it| it.from))
            .chain(windows.and_then(|it| it.until));
        let mut read = self.model.mentions(read);
        read.extend(norm.act.map(|act| Mention {
            part: Part::Fact(act),
            other_day: false,
        }));
        self.mentions(read, EdgeKind::DependsOn, links);
        let scopes = self.model.mentions(norm.scopes.iter().copied());
        self.mentions(scopes, EdgeKind::Scope, links);
        self.attacked(&norm.exceptions, links);
    }

    fn attacked(&self, exceptions: &[RuleId], links: &mut Links) {
        for id in exceptions {
            let kind = match self.model.rules()[*id].effect {
                RuleEffect::Blocks => EdgeKind::ExceptionTo,
                RuleEffect::Says(..) | RuleEffect::Gives(..) => EdgeKind::Replaces,
            };
            links.extend(self.homes.get(id).map(|home| (*home, kind)));
        }
    }

    fn mentions(&self, mentions: Vec<Mention>, kind: EdgeKind, links: &mut Links) {
        for mention in mentions {
            let kind = match kind {
                EdgeKind::DependsOn if mention.other_day => EdgeKind::OtherDay,
                kind => kind,
            };
            match mention.part {
                Part::Conclusion(id) => drop(links.insert((Key::Conclusion(id), kind))),
                Part::Norm(id) => drop(links.insert((Key::Norm(id), kind))),
                Part::Rule(id) => links.extend(self.homes.get(&id).map(|home| (*home, kind))),
                Part::Fact(id) if self.facts => drop(links.insert((Key::Fact(id), kind))),
                Part::Reading(id) if self.facts => drop(links.insert((Key::Reading(id), kind))),
                // Where readings are not shown, what they read is read by who uses them.
                Part::Reading(id) => {
                    let values = self.model.readings()[id].choices.iter().map(|it| it.value);
                    self.mentions(self.model.mentions(values), kind, links);
                }
                Part::Fact(_) | Part::Expr(_) => {}
            }
        }
    }

    /// The regulation a node is of, and the provision it stands in.
    fn stands(&self, key: Key) -> (RegulationId, Option<PlaceId>) {
        let model = self.model;
        let at = |place: PlaceId| (model.places()[place].regulation, Some(place));
        match key {
            Key::Conclusion(id) => {
                let it = &model.conclusions()[id];
                let base = self.members.get(&key).into_iter().flatten().next();
                let place = base.map(|rule| model.rules()[*rule].place).or(it.place);
                (it.regulation, place)
            }
            Key::Norm(id) => (model.norms()[id].regulation, Some(model.norms()[id].place)),
            Key::Fact(id) => (model.facts()[id].regulation, model.facts()[id].place),
            Key::Reading(id) => (model.readings()[id].regulation, model.readings()[id].place),
            Key::Ground(_, place) => at(place),
            Key::Exception(rule) => at(model.rules()[rule].place),
        }
    }

    fn node(&self, key: Key, language: &str) -> Node {
        let model = self.model;
        let (regulation, place) = self.stands(key);
        let named = |naming: &Naming, kind| Node {
            id: format!(
                "{}.{}",
                model.regulations()[regulation].naming.name,
                naming.name
            ),
            kind,
            label: naming.label(language).to_owned(),
            name: Some(naming.name.clone()),
            citation: Option::map(place, |place| model.citation(place)),
            within: None,
            asked: false,
            more: false,
        };
        let standing = |place: PlaceId, kind| Node {
            id: model.citation(place),
            kind,
            label: self.heading(place, language),
            name: None,
            citation: Some(model.citation(place)),
            within: None,
            asked: false,
            more: false,
        };
        match key {
            Key::Conclusion(id) => named(&model.conclusions()[id].naming, NodeKind::Conclusion),
            Key::Norm(id) => {
                let it = &model.norms()[id];
                named(&it.naming, NodeKind::Norm(it.modality))
            }
            Key::Fact(id) => {
                let it = &model.facts()[id];
                let kind = match it.origin {
                    Origin::Ordinary => NodeKind::Fact,
                    Origin::Finding(_) => NodeKind::Finding,
                    Origin::External(_) => NodeKind::External,
                    Origin::NotEncoded | Origin::Assumed => NodeKind::NotEncoded,
                };
                named(&it.naming, kind)
            }
            Key::Reading(id) => named(&model.readings()[id].naming, NodeKind::Reading),
            Key::Ground(_, place) => standing(place, NodeKind::Ground),
            Key::Exception(rule) => standing(model.rules()[rule].place, NodeKind::Exception),
        }
    }

    /// The label of a place, or of what it stands in.
    fn heading(&self, place: PlaceId, language: &str) -> String {
        let places = self.model.places();
        let mut upward = std::iter::successors(Some(place), |at| places[*at].parent);
        let label = upward.find_map(|at| places[at].label(language));
        label.unwrap_or_default().to_owned()
    }
}

/// Whether a rule stands against others.
fn is_exception(rule: &Rule) -> bool {
    !rule.defeats.is_empty()
        || !rule.excuses.is_empty()
        || matches!(rule.effect, RuleEffect::Blocks)
}

/// Whether it only blocks, and else for which conclusion it speaks.
fn says(rule: &Rule) -> Option<ConclusionId> {
    match rule.effect {
        RuleEffect::Says(id, _) | RuleEffect::Gives(id, _) => Some(id),
        RuleEffect::Blocks => None,
    }
}

/// The expressions of a rule, its scopes apart.
fn read(rule: &Rule) -> impl Iterator<Item = crate::model::ExprId> {
    let value = match rule.effect {
        RuleEffect::Gives(_, value) => Some(value),
        RuleEffect::Says(..) | RuleEffect::Blocks => None,
    };
    rule.condition.into_iter().chain(value)
}

#[cfg(test)]
mod tests;
