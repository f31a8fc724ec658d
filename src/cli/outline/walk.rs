//! From models to an outline.

use std::collections::{BTreeMap, BTreeSet};

use super::super::load::Rules;
use super::super::words::InForce;
use super::{Choice, Digest, Entry, Outline, Provision, Regulation, Status};
use crate::explain::Lang;
use crate::model::{
    Deadline, ExprId, Fact, Id, Modality, Model, Naming, Norm, Origin, Part, Place, PlaceId,
    PlaceKind, Reading, RegulationId, Rule, RuleEffect, RuleId, Transition, Validity, Version,
};
use crate::source::{Sources, Span};
use crate::syntax::ast::Rank;

/// The kind of what is applied from elsewhere.
const BY_ANALOGY: &str = "by analogy";

impl Outline {
    /// The outline of some rule sets. A vocabulary they share is told once.
    pub(super) fn new(sets: &[Rules], lang: Lang) -> Self {
        let mut regulations: Vec<Regulation> = Vec::new();
        for set in sets {
            for regulation in of_set(&set.model, &set.files.sources, lang) {
                let known = regulations.iter().any(|other| {
                    other.name == regulation.name && other.provisions == regulation.provisions
                });
                if !known {
                    regulations.push(regulation);
                }
            }
        }
        let digest = sets.first().map(|set| set.model.digest().to_owned());
        Self {
            format: "enact.outline.v1",
            rules: Digest {
                digest: digest.unwrap_or_default(),
            },
            regulations,
            compared: None,
        }
    }
}

fn of_set(model: &Model, sources: &Sources, lang: Lang) -> Vec<Regulation> {
    let walk = Walk {
        model,
        sources,
        lang: lang.tag(),
        conditions: conditions(model, sources),
        versions: versions(model),
    };
    let mut held = walk.held();
    let mut regulations: Vec<Regulation> = model
        .regulations()
        .iter()
        .map(|(id, regulation)| Regulation {
            name: regulation.naming.name.clone(),
            label: regulation.naming.label(lang.tag()).to_owned(),
            rules: Digest {
                digest: model.digest().to_owned(),
            },
            in_force: InForce::new(regulation.validity),
            entries: held.remove(&(id, None)).unwrap_or_default(),
            provisions: Vec::new(),
        })
        .collect();
    for (id, place) in in_order_of_the_text(model) {
        let entries = held
            .remove(&(place.regulation, Some(id)))
            .unwrap_or_default();
        if let Some(regulation) = regulations.get_mut(place.regulation.position()) {
            regulation
                .provisions
                .push(walk.provision(id, place, entries));
        }
    }
    regulations
}

/// A text from the rules on one line, without its comments.
fn written(sources: &Sources, span: Span) -> String {
    let lines = sources
        .slice(span)
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    lines
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Places are numbered headings first, list entries later; readers want them as they stand.
fn in_order_of_the_text(model: &Model) -> Vec<(PlaceId, &Place)> {
    let mut files = BTreeMap::new();
    for (_, place) in model.places().iter() {
        let next = files.len();
        files.entry(place.span.file).or_insert(next);
    }
    let mut places: Vec<(PlaceId, &Place)> = model.places().iter().collect();
    places.sort_by_key(|(id, place)| (files.get(&place.span.file), place.span.start, *id));
    places
}

/// The conditions of list entries as written, on one line.
fn conditions(model: &Model, sources: &Sources) -> BTreeMap<PlaceId, String> {
    let listed = model
        .exprs()
        .iter()
        .filter_map(|(_, expr)| Some((expr.place?, expr.span)));
    let grounds = model
        .rules()
        .iter()
        .filter_map(|(_, rule)| Some((rule.place, model.exprs()[rule.condition?].span)));
    let entries = listed
        .chain(grounds)
        .filter(|(place, _)| !matches!(model.places()[*place].kind, PlaceKind::Heading(_)));
    entries
        .map(|(place, span)| (place, written(sources, span)))
        .collect()
}

fn versions(model: &Model) -> BTreeMap<(RegulationId, &str), usize> {
    let mut versions = BTreeMap::new();
    for (_, place) in model.places().iter() {
        *versions
            .entry((place.regulation, place.citation.as_str()))
            .or_default() += 1;
    }
    versions
}

/// What each provision holds, and what a regulation declares before its first.
type Held = BTreeMap<(RegulationId, Option<PlaceId>), Vec<Entry>>;

/// Reads the model for one outline.
struct Walk<'m> {
    model: &'m Model,
    sources: &'m Sources,
    lang: &'m str,
    conditions: BTreeMap<PlaceId, String>,
    /// How many provisions have a citation: its versions.
    versions: BTreeMap<(RegulationId, &'m str), usize>,
}

impl Walk<'_> {
    fn provision(&self, id: PlaceId, place: &Place, entries: Vec<Entry>) -> Provision {
        let text = self.conditions.get(&id).cloned();
        // In a language it has no label in, a condition is told by its text, not in another language.
        let label = place
            .label(self.lang)
            .filter(|_| text.is_none() || place.labels.iter().any(|(tag, _)| tag == self.lang));
        let above = std::iter::successors(place.parent, |at| self.model.places()[*at].parent);
        Provision {
            citation: place.citation.clone(),
            rank: rank(place.kind),
            status: self.status(id, place, &entries),
            above: above
                .map(|at| self.model.places()[at].citation.clone())
                .collect(),
            label: label.map(str::to_owned),
            text,
            in_force: self.own_days(place),
            descriptive: place.descriptive.clone(),
            entries,
        }
    }

    fn status(&self, id: PlaceId, place: &Place, entries: &[Entry]) -> Status {
        let declares = |entry: &Entry| {
            matches!(
                entry.kind,
                "fact" | "finding" | "external" | "reading" | "not encoded"
            )
        };
        let not_encoded = entries.iter().any(|entry| entry.kind == "not encoded");
        let below = |what: fn(PlaceKind) -> bool| {
            let mut places = self.model.places().iter();
            places.any(|(_, other)| other.parent == Some(id) && what(other.kind))
        };
        // The entries of its list are what it says itself.
        let listed = |kind| !matches!(kind, PlaceKind::Heading(_));
        match place.kind {
            PlaceKind::Ground | PlaceKind::Condition => Status::Computed,
            // What a clause changes stands where it is changed.
            PlaceKind::Clause => Status::Heading,
            _ if entries.iter().any(|entry| !declares(entry)) => Status::Computed,
            _ if below(listed) => Status::Computed,
            _ if not_encoded => Status::NotEncoded,
            _ if !entries.is_empty() => Status::Declared,
            _ if place.descriptive.is_some() => Status::Descriptive,
            _ if below(|_| true) => Status::Heading,
            _ => Status::Empty,
        }
    }

    /// Its days, where they are not simply those of what it stands in, or tell it from its other versions.
    fn own_days(&self, place: &Place) -> Option<InForce> {
        let outer = match place.parent {
            Some(parent) => self.model.places()[parent].validity,
            None => self.model.regulations()[place.regulation].validity,
        };
        let versions = self
            .versions
            .get(&(place.regulation, place.citation.as_str()));
        let several = versions.is_some_and(|it| 1 < *it);
        InForce::new(place.validity).filter(|_| several || place.validity != outer)
    }

    /// The days of an entry, where they are not simply those of its provision; what lasts on for cases
    /// that a saving clause keeps under it has ended for all others.
    fn days_within(
        &self,
        place: PlaceId,
        mut validity: Validity,
        transition: Option<&Transition>,
    ) -> Option<InForce> {
        let ended_on = transition.and_then(|it| it.ended_on);
        validity.until = (validity.until).or(ended_on.and_then(|day| day.plus_days(-1)));
        InForce::new(validity).filter(|_| validity != self.model.places()[place].validity)
    }

    /// Everything, put where it stands: declarations first, then rules, then norms.
    fn held(&self) -> Held {
        let model = self.model;
        let mut held = Held::new();
        let mut put = |place: Option<PlaceId>, regulation: RegulationId, entry: Entry| {
            let entries = held.entry((regulation, place)).or_default();
            // A provision applied by analogy comes back as many rules; it is told once.
            if !(entry.kind == BY_ANALOGY && entries.contains(&entry)) {
                entries.push(entry);
            }
        };
        let home = |place: PlaceId| model.places()[place].regulation;
        for (id, regulation) in model.regulations().iter() {
            if let Some(place) = regulation.commencement {
                put(Some(place), id, commencement(regulation));
            }
        }
        // Of what is no rule or norm: the days of a version, if it has its own.
        let days_of = |version: Option<&Version>, place: PlaceId| {
            let version = version?;
            self.days_within(place, version.validity, version.transition.as_deref())
        };
        let only_version = |of: Option<ExprId>| {
            let versions = of.map(|it| model.versions_of(it)).unwrap_or_default();
            versions.first().map(|(version, _)| *version)
        };
        for (_, fact) in model.facts().iter() {
            put(fact.place, fact.regulation, self.fact(fact));
            for presumption in &fact.presumptions {
                let Some(place) = presumption.place else {
                    continue;
                };
                let entry = Entry {
                    in_force: days_of(only_version(presumption.condition), place),
                    ..self.named("presumption", &fact.naming)
                };
                put(Some(place), home(place), entry);
            }
        }
        for (_, reading) in model.readings().iter() {
            put(reading.place, reading.regulation, self.reading(reading));
        }
        for (_, assertion) in model.assertions().iter() {
            if let Some(place) = assertion.place {
                let because = assertion.because.clone();
                let entry = Entry {
                    kind: "assertion",
                    because,
                    in_force: days_of(only_version(Some(assertion.condition)), place),
                    ..self.read(model.as_written(assertion.condition))
                };
                put(Some(place), home(place), entry);
            }
        }
        for (_, conclusion) in model.conclusions().iter() {
            let Some((all, last)) = conclusion.taken_on else {
                continue;
            };
            let mut versions = model.versions_of(all).into_iter();
            for day in model.as_written(all) {
                let place = model.exprs()[day].place.unwrap_or(last);
                let version = versions.next().map(|(version, _)| version);
                let read = self.read([day]);
                let entry = Entry {
                    reads: read.reads,
                    uses: read.uses,
                    in_force: days_of(version, place),
                    ..self.named("counting date", &conclusion.naming)
                };
                put(Some(place), home(place), entry);
            }
        }
        let mut scopes = BTreeSet::new();
        let of_rules = model.rules().iter().map(|(_, rule)| &rule.scopes);
        let of_norms = model.norms().iter().map(|(_, norm)| &norm.scopes);
        for &scope in of_rules.chain(of_norms).flatten() {
            let place = model.exprs()[scope].place;
            if let Some(place) = place.filter(|_| scopes.insert(scope)) {
                let entry = Entry {
                    kind: "scope",
                    in_force: days_of(only_version(Some(scope)), place),
                    ..self.read(model.as_written(scope))
                };
                put(Some(place), home(place), entry);
            }
        }
        for (_, rule) in model.rules().iter() {
            match rule.by_analogy {
                Some(by) => put(Some(by), home(by), self.analogy(rule)),
                None => put(Some(rule.place), home(rule.place), self.rule(rule)),
            }
        }
        for (_, norm) in model.norms().iter() {
            put(Some(norm.place), norm.regulation, self.norm(norm));
        }
        held
    }

    fn reading(&self, reading: &Reading) -> Entry {
        let choices: Vec<&str> = reading
            .choices
            .iter()
            .map(|choice| choice.naming.name.as_str())
            .collect();
        let values = reading.choices.iter().map(|choice| choice.value);
        let read = self.read(values);
        Entry {
            decides: Some(choices.join(" or ")),
            because: reading.choices.first().map(|choice| choice.because.clone()),
            reads: read.reads,
            uses: read.uses,
            choices: reading
                .choices
                .iter()
                .map(|choice| Choice {
                    name: choice.naming.name.clone(),
                    because: choice.because.clone(),
                })
                .collect(),
            ..self.named("reading", &reading.naming)
        }
    }

    fn analogy(&self, rule: &Rule) -> Entry {
        let decides = Some(format!("applies {}", self.model.citation(rule.place)));
        Entry {
            kind: BY_ANALOGY,
            decides,
            ..Entry::default()
        }
    }

    fn fact(&self, fact: &Fact) -> Entry {
        let by = |party| {
            Some(
                self.model.parties()[party]
                    .naming
                    .label(self.lang)
                    .to_owned(),
            )
        };
        let because = fact.not_encoded.as_ref().map(|part| part.because.clone());
        match fact.origin {
            Origin::Ordinary => self.named("fact", &fact.naming),
            Origin::Finding(party) => Entry {
                by: by(party),
                ..self.named("finding", &fact.naming)
            },
            Origin::External(party) => Entry {
                by: by(party),
                ..self.named("external", &fact.naming)
            },
            Origin::NotEncoded => Entry {
                effect: Some("blocks"),
                because,
                ..self.named("not encoded", &fact.naming)
            },
            Origin::Assumed => Entry {
                effect: Some("assumed"),
                because,
                ..self.named("not encoded", &fact.naming)
            },
        }
    }

    fn rule(&self, rule: &Rule) -> Entry {
        let conclusion = match rule.effect {
            RuleEffect::Says(id, _) | RuleEffect::Gives(id, _) => {
                Some(&self.model.conclusions()[id].naming)
            }
            RuleEffect::Blocks => None,
        };
        let result = match rule.effect {
            RuleEffect::Says(_, true) => Some("yes".to_owned()),
            RuleEffect::Says(_, false) => Some("no".to_owned()),
            RuleEffect::Gives(..) => Some("a value".to_owned()),
            RuleEffect::Blocks => None,
        };
        let kind = match rule.effect {
            _ if !rule.defeats.is_empty() || !rule.excuses.is_empty() => "exception",
            RuleEffect::Blocks => "exception",
            RuleEffect::Gives(..) => "definition",
            RuleEffect::Says(..) => "rule",
        };
        let exception_to = self.targets(rule);
        let target = (!exception_to.is_empty()).then(|| exception_to.join(", "));
        let value = match rule.effect {
            RuleEffect::Gives(_, value) => Some(value),
            RuleEffect::Says(..) | RuleEffect::Blocks => None,
        };
        Entry {
            kind,
            name: conclusion.map(|naming| naming.name.clone()),
            label: conclusion.map(|naming| naming.label(self.lang).to_owned()),
            decides: match (result, target) {
                (Some(result), Some(target)) => Some(format!("{result}, instead of {target}")),
                (result, target) => result.or(target.map(|target| format!("to {target}"))),
            },
            because: rule.because.clone(),
            exceptions: self.places_of(&rule.exceptions),
            exception_to,
            scopes: self.scopes(&rule.scopes),
            in_force: self.days_within(rule.place, rule.validity, rule.transition.as_deref()),
            ..self.read(rule.condition.into_iter().chain(value))
        }
    }

    /// The places a rule is an exception to, each once.
    fn targets(&self, rule: &Rule) -> Vec<String> {
        let rules = rule.defeats.iter().map(|id| self.model.rules()[*id].place);
        let norms = rule.excuses.iter().map(|id| self.model.norms()[*id].place);
        self.cited(rules.chain(norms))
    }

    fn places_of(&self, rules: &[RuleId]) -> Vec<String> {
        self.cited(rules.iter().map(|id| self.model.rules()[*id].place))
    }

    /// The citations of places, each once, in the order of the law.
    fn cited(&self, places: impl Iterator<Item = PlaceId>) -> Vec<String> {
        let mut places: Vec<PlaceId> = places.collect();
        places.sort_unstable();
        places.dedup();
        let mut citations: Vec<String> = places
            .into_iter()
            .map(|place| self.model.citation(place))
            .collect();
        citations.dedup();
        citations
    }

    fn scopes(&self, scopes: &[ExprId]) -> Vec<String> {
        let exprs = self.model.exprs();
        scopes
            .iter()
            .map(|id| written(self.sources, exprs[*id].span))
            .collect()
    }

    /// What expressions read themselves.
    fn read(&self, exprs: impl IntoIterator<Item = ExprId>) -> Entry {
        let model = self.model;
        let mut entry = Entry::default();
        for mention in model.mentions(exprs) {
            let (list, name) = match mention.part {
                Part::Fact(id) => (&mut entry.reads, model.facts()[id].naming.name.clone()),
                Part::Conclusion(id) => {
                    (&mut entry.uses, model.conclusions()[id].naming.name.clone())
                }
                Part::Norm(id) => (&mut entry.uses, model.norms()[id].naming.name.clone()),
                Part::Reading(id) => (&mut entry.uses, model.readings()[id].naming.name.clone()),
                Part::Rule(id) => (&mut entry.uses, model.citation(model.rules()[id].place)),
                Part::Expr(_) => continue,
            };
            if !list.contains(&name) {
                list.push(name);
            }
        }
        entry
    }

    fn norm(&self, norm: &Norm) -> Entry {
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
        let mut read = self.read(read);
        let act = norm
            .act
            .map(|act| self.model.facts()[act].naming.name.clone());
        read.reads.extend(
            act.filter(|act| !read.reads.contains(act))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        Entry {
            by: norm.bearer.map(|party| {
                self.model.parties()[party]
                    .naming
                    .label(self.lang)
                    .to_owned()
            }),
            because: norm.because.clone(),
            reads: read.reads,
            uses: read.uses,
            exceptions: self.places_of(&norm.exceptions),
            scopes: self.scopes(&norm.scopes),
            in_force: self.days_within(norm.place, norm.validity, norm.transition.as_deref()),
            leads_to: self.cited(norm.leads_to.iter().copied()),
            ..self.named(modality(norm.modality), &norm.naming)
        }
    }

    fn named(&self, kind: &'static str, naming: &Naming) -> Entry {
        let label = naming.label(self.lang);
        Entry {
            kind,
            name: Some(naming.name.clone()),
            label: (label != naming.name).then(|| label.to_owned()),
            ..Entry::default()
        }
    }
}

/// The day it comes into force, where a provision says so.
fn commencement(regulation: &crate::model::Regulation) -> Entry {
    let from = regulation.validity.from;
    Entry {
        kind: "commencement",
        decides: from.map(|day| format!("in force from {day}")),
        ..Entry::default()
    }
}

fn rank(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Heading(Rank::Chapter) => "chapter",
        PlaceKind::Heading(Rank::Article) => "article",
        PlaceKind::Heading(Rank::Paragraph) => "paragraph",
        PlaceKind::Heading(Rank::Item) => "item",
        PlaceKind::Heading(Rank::Part) => "part",
        PlaceKind::Heading(Rank::Proviso) => "proviso",
        PlaceKind::Heading(Rank::Note) => "note",
        PlaceKind::Clause => "clause",
        PlaceKind::Ground => "ground",
        PlaceKind::Condition => "condition",
    }
}

fn modality(modality: Modality) -> &'static str {
    match modality {
        Modality::Duty => "duty",
        Modality::Right => "right",
        Modality::Power => "power",
        Modality::Prohibition => "prohibition",
        Modality::Guideline => "guideline",
    }
}
