//! `enact outline`: every provision, and what became of it in the rules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::output::{self, Screen};
use super::{Failure, Report, load};
use crate::explain::Lang;
use crate::model::{
    Fact, Id, Modality, Model, Naming, Norm, Origin, Place, PlaceId, PlaceKind, Reading,
    RegulationId, Rule, RuleEffect, RuleId, Validity,
};
use crate::source::Sources;
use crate::syntax::ast::Rank;

/// List every provision: its citation, its label, and what it does
///
/// A provision holds rules, exceptions, duties and rights, definitions, readings, findings and facts
/// from elsewhere; or it is descriptive and says why; or a part of it is not encoded and says why, and
/// whether it blocks an answer or is assumed. A provision with nothing of this is a heading only.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact outline policies/tw/scs
  enact outline policies/tw/scs --lang zh-Hant
  enact outline policies/tw/scs --format json > outline.json")]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// How to print the provisions
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// The language of the labels
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = super::language)]
    lang: Lang,
}

/// How provisions are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each, what it holds below
    Human,
    /// One JSON object, `enact.outline.v1`
    Json,
}

/// Lists the provisions.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let outline = Outline::new(&rules.model, &rules.files.sources, args.lang);
    Ok(Report::ran(match args.format {
        Format::Human => human(&outline),
        Format::Json => output::json(&outline),
    }))
}

/// The published form of an outline. Keys are only ever added.
#[derive(Debug, Serialize)]
struct Outline {
    format: &'static str,
    rules: Digest,
    regulations: Vec<Regulation>,
}

#[derive(Debug, Serialize)]
struct Digest {
    digest: String,
}

/// A regulation or vocabulary, with what it declares before its first provision.
#[derive(Debug, Serialize)]
struct Regulation {
    name: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<InForce>,
    entries: Vec<Entry>,
    provisions: Vec<Provision>,
}

#[derive(Debug, Serialize)]
struct Provision {
    citation: String,
    rank: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Of a list entry: its condition as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<InForce>,
    /// Why it states no rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptive: Option<String>,
    entries: Vec<Entry>,
    #[serde(skip)]
    depth: usize,
}

#[derive(Debug, Serialize)]
struct InForce {
    from: Option<String>,
    until: Option<String>,
}

impl InForce {
    fn new(validity: Validity) -> Option<Self> {
        let day = |day: Option<crate::value::Date>| day.map(|day| day.to_string());
        (validity != Validity::default()).then(|| Self {
            from: day(validity.from),
            until: day(validity.until),
        })
    }

    fn text(&self) -> String {
        match (&self.from, &self.until) {
            (Some(from), Some(until)) => format!("in force {from} to {until}"),
            (Some(from), None) => format!("in force from {from}"),
            (None, Some(until)) => format!("in force until {until}"),
            (None, None) => String::new(),
        }
    }
}

/// The kind of what is applied from elsewhere.
const BY_ANALOGY: &str = "by analogy";

/// One thing a provision holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Entry {
    /// rule, definition, exception, duty, right, power, prohibition, guideline, fact, finding,
    /// external, reading, presumption, assertion, by analogy, not encoded
    kind: &'static str,
    /// Its name, or that of the conclusion it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// What follows if it applies: yes, no, a value; for an exception, what it is an exception to.
    #[serde(skip_serializing_if = "Option::is_none")]
    decides: Option<String>,
    /// Who finds it, supplies it, owes it or holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Of a part that is not encoded: whether it blocks an answer or is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

impl Outline {
    fn new(model: &Model, sources: &Sources, lang: Lang) -> Self {
        let walk = Walk {
            model,
            lang: lang.tag(),
            conditions: conditions(model, sources),
        };
        let mut held = walk.held();
        let mut regulations: Vec<Regulation> = model
            .regulations()
            .iter()
            .map(|(id, regulation)| Regulation {
                name: regulation.naming.name.clone(),
                label: regulation.naming.label(lang.tag()).to_owned(),
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
        Self {
            format: "enact.outline.v1",
            rules: Digest {
                digest: model.digest().to_owned(),
            },
            regulations,
        }
    }
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
    let written = |span| {
        let lines = sources
            .slice(span)
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default());
        lines
            .flat_map(str::split_whitespace)
            .collect::<Vec<_>>()
            .join(" ")
    };
    entries
        .map(|(place, span)| (place, written(span)))
        .collect()
}

/// What each provision holds, and what a regulation declares before its first.
type Held = BTreeMap<(RegulationId, Option<PlaceId>), Vec<Entry>>;

/// Reads the model for one outline.
struct Walk<'m> {
    model: &'m Model,
    lang: &'m str,
    conditions: BTreeMap<PlaceId, String>,
}

impl Walk<'_> {
    fn provision(&self, id: PlaceId, place: &Place, entries: Vec<Entry>) -> Provision {
        let text = self.conditions.get(&id).cloned();
        // In a language it has no label in, a condition is told by its text, not in another language.
        let label = place
            .label(self.lang)
            .filter(|_| text.is_none() || place.labels.iter().any(|(tag, _)| tag == self.lang));
        Provision {
            citation: place.citation.clone(),
            rank: rank(place.kind),
            label: label.map(str::to_owned),
            text,
            in_force: self.own_days(place),
            descriptive: place.descriptive.clone(),
            entries,
            depth: std::iter::successors(place.parent, |at| self.model.places()[*at].parent)
                .count(),
        }
    }

    /// Its days, where they are not simply those of what it stands in.
    fn own_days(&self, place: &Place) -> Option<InForce> {
        let outer = match place.parent {
            Some(parent) => self.model.places()[parent].validity,
            None => self.model.regulations()[place.regulation].validity,
        };
        InForce::new(place.validity).filter(|_| place.validity != outer)
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
        for (_, fact) in model.facts().iter() {
            put(fact.place, fact.regulation, self.fact(fact));
            for place in fact.presumptions.iter().filter_map(|it| it.place) {
                put(
                    Some(place),
                    home(place),
                    self.named("presumption", &fact.naming),
                );
            }
        }
        for (_, reading) in model.readings().iter() {
            put(reading.place, reading.regulation, self.reading(reading));
        }
        for (_, assertion) in model.assertions().iter() {
            if let Some(place) = assertion.place {
                let because = assertion.because.clone();
                put(
                    Some(place),
                    home(place),
                    Entry {
                        kind: "assertion",
                        because,
                        ..Entry::default()
                    },
                );
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
        Entry {
            decides: Some(choices.join(" or ")),
            because: reading.choices.first().map(|choice| choice.because.clone()),
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
        let target = self.target(rule);
        Entry {
            kind,
            name: conclusion.map(|naming| naming.name.clone()),
            label: conclusion.map(|naming| naming.label(self.lang).to_owned()),
            decides: match (result, target) {
                (Some(result), Some(target)) => Some(format!("{result}, instead of {target}")),
                (result, target) => result.or(target.map(|target| format!("to {target}"))),
            },
            because: rule.because.clone(),
            ..Entry::default()
        }
    }

    /// The places a rule is an exception to, each once.
    fn target(&self, rule: &Rule) -> Option<String> {
        let rule_place = |id: &RuleId| self.model.rules()[*id].place;
        let mut places: Vec<PlaceId> = rule.defeats.iter().map(rule_place).collect();
        places.extend(
            rule.excuses
                .iter()
                .map(|norm| self.model.norms()[*norm].place),
        );
        places.sort_unstable();
        places.dedup();
        let citations: Vec<String> = places
            .into_iter()
            .map(|place| self.model.citation(place))
            .collect();
        (!citations.is_empty()).then(|| citations.join(", "))
    }

    fn norm(&self, norm: &Norm) -> Entry {
        Entry {
            by: norm.bearer.map(|party| {
                self.model.parties()[party]
                    .naming
                    .label(self.lang)
                    .to_owned()
            }),
            because: norm.because.clone(),
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

fn rank(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Heading(Rank::Chapter) => "chapter",
        PlaceKind::Heading(Rank::Article) => "article",
        PlaceKind::Heading(Rank::Paragraph) => "paragraph",
        PlaceKind::Heading(Rank::Item) => "item",
        PlaceKind::Heading(Rank::Part) => "part",
        PlaceKind::Heading(Rank::Proviso) => "proviso",
        PlaceKind::Heading(Rank::Note) => "note",
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

fn human(outline: &Outline) -> String {
    let mut text = String::new();
    for regulation in &outline.regulations {
        if !text.is_empty() {
            text.push('\n');
        }
        let days = regulation
            .in_force
            .as_ref()
            .map_or_else(String::new, |days| format!(" ({})", days.text()));
        text.push_str(&format!(
            "{} \"{}\"{days}\n",
            regulation.name, regulation.label
        ));
        text.push_str(&entries(&regulation.entries, 2));
        for provision in &regulation.provisions {
            text.push_str(&line(provision));
            text.push_str(&entries(&provision.entries, 2 * provision.depth + 6));
        }
    }
    text
}

fn line(provision: &Provision) -> String {
    let indent = " ".repeat(2 * provision.depth + 2);
    let label = provision
        .label
        .clone()
        .or_else(|| provision.text.as_deref().map(|text| output::cut(text, 80)));
    let label = label.map_or_else(String::new, |label| format!("  {label}"));
    let days = provision
        .in_force
        .as_ref()
        .map_or_else(String::new, |days| format!("  ({})", days.text()));
    let why = provision
        .descriptive
        .as_ref()
        .map_or_else(String::new, |why| format!("  [descriptive: {why}]"));
    format!("{indent}{}{label}{days}{why}\n", provision.citation)
}

fn entries(entries: &[Entry], indent: usize) -> String {
    let rows = entries.iter().map(|entry| {
        let mut name = entry.name.clone().unwrap_or_default();
        if let Some(decides) = &entry.decides {
            let sign = if name.is_empty() {
                ""
            } else if entry.kind == "exception" {
                ": "
            } else {
                " is "
            };
            name.push_str(sign);
            name.push_str(decides);
        }
        let kind = match entry.effect {
            Some(effect) => format!("{} ({effect})", entry.kind),
            None => entry.kind.to_owned(),
        };
        let by = entry.by.as_ref().map(|by| format!("by {by}"));
        let remarks: Vec<String> = [entry.label.clone(), by, entry.because.clone()]
            .into_iter()
            .flatten()
            .collect();
        vec![kind, name, remarks.join("; ")]
    });
    output::table(&rows.collect::<Vec<_>>(), indent)
}
