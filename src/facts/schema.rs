//! What a case file may hold: for people a table, for machines a JSON Schema.
//!
//! The schema (draft 2020-12) describes the object of one case. It says what JSON Schema can say:
//! names, forms, members, ends. That a day exists, or that a set has no member twice under two
//! spellings, is for [`super::read`] to find.

use serde_json::{Map, Value, json};

use super::claim::{Dialect, Fitter};
use super::literal::BOUNDLESS;
use super::misfit::list_of;
use super::names::FactNames;
use crate::model::{
    Domain, EntityId, Fact, FactId, Field, KeyType, KindId, Model, Origin, RecordId, Shape, Type,
};
use crate::value::{Date, Number};

/// One fact for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The fact.
    pub fact: FactId,
    /// The name under which it is given; qualified where two regulations use it.
    pub name: String,
    /// Its label in the language asked for.
    pub label: String,
    /// What it is, in words: `a whole number from 1 to 14`.
    pub type_words: String,
    /// How it is kept besides: `per year`, `may be absent`.
    pub clauses: Vec<String>,
    /// Who supplies it, by label: an authority for a finding, another source; none for the file of the case.
    pub source: Option<String>,
    /// Whether it is a finding.
    pub finding: bool,
    /// The provision it is declared in.
    pub provision: Option<String>,
}

/// The facts named, in the order of the law, for a table. Parts that are not encoded are left out:
/// they cannot be given.
#[must_use]
pub fn table(model: &Model, facts: &[FactId], language: &str) -> Vec<FactRow> {
    let names = FactNames::new(model);
    let fitter = Fitter {
        model,
        dialect: Dialect::Data,
    };
    let rows = givable(model, facts).into_iter().map(|id| {
        let fact = &model.facts()[id];
        FactRow {
            fact: id,
            name: names.name(id),
            label: fact.naming.label(language).to_owned(),
            type_words: fitter.words(fact),
            clauses: clauses(fitter, fact),
            source: source(model, fact, language),
            finding: matches!(fact.origin, Origin::Finding(_)),
            provision: fact.place.map(|place| model.citation(place)),
        }
    });
    rows.collect()
}

/// The JSON Schema of one case with the facts named; labels in the language asked for.
///
/// Any other fact of the model is refused by the schema only if `facts` are all of them: a case
/// may always give more than a decision depends on.
#[must_use]
pub fn schema(model: &Model, facts: &[FactId], language: &str) -> Value {
    let names = FactNames::new(model);
    let chosen = givable(model, facts);
    let all = givable(model, &model.facts().ids().collect::<Vec<_>>());
    let mut properties = Map::new();
    properties.insert(
        "id".to_owned(),
        json!({"type": "string", "description": "the name of the case"}),
    );
    properties.insert(
        "recorded_through".to_owned(),
        with(day(), "description", "the last day the record reaches"),
    );
    properties.insert(
        "note".to_owned(),
        json!({"type": "string", "description": "not read"}),
    );
    for id in &chosen {
        let property = Describe { model, language }.fact(&model.facts()[*id]);
        properties.insert(names.name(*id), property);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a case",
        "type": "object",
        "properties": properties,
        "additionalProperties": chosen.len() < all.len(),
    })
}

/// The facts that can be given, each once, in the order of the law.
fn givable(model: &Model, facts: &[FactId]) -> Vec<FactId> {
    let mut facts = facts.to_vec();
    facts.sort_unstable();
    facts.dedup();
    facts.retain(|id| {
        !matches!(
            model.facts()[*id].origin,
            Origin::NotEncoded | Origin::Assumed
        )
    });
    facts
}

fn clauses(fitter: Fitter<'_>, fact: &Fact) -> Vec<String> {
    let per = fact.key.as_ref().map(|key| fitter.model.per(key));
    let fields = match fact.shape {
        Shape::Events(record) | Shape::List(record) => {
            let fields = &fitter.model.records()[record].fields;
            Some(format!(
                "with {}",
                list_of(fields.iter().map(|field| field.naming.name.as_str()))
            ))
        }
        _ => None,
    };
    let absent = may_be_absent(fact).then(|| "may be absent".to_owned());
    per.into_iter().chain(fields).chain(absent).collect()
}

fn may_be_absent(fact: &Fact) -> bool {
    match fact.shape {
        Shape::Event => true,
        Shape::Single | Shape::OverTime => fact.may_be_absent,
        Shape::Events(_) | Shape::List(_) | Shape::Group(_) => false,
    }
}

fn source(model: &Model, fact: &Fact, language: &str) -> Option<String> {
    match fact.origin {
        Origin::Finding(party) | Origin::External(party) => {
            Some(model.parties()[party].naming.label(language).to_owned())
        }
        Origin::Ordinary | Origin::NotEncoded | Origin::Assumed => None,
    }
}

/// Writes schemas of parts.
#[derive(Clone, Copy)]
struct Describe<'m> {
    model: &'m Model,
    language: &'m str,
}

impl<'m> Describe<'m> {
    fn fact(self, fact: &Fact) -> Value {
        let kept = self.kept(fact);
        let kept = match &fact.key {
            Some(key) => self.keyed(key, &kept),
            None => kept,
        };
        let kept = with(kept, "title", fact.naming.label(self.language));
        let fitter = Fitter {
            model: self.model,
            dialect: Dialect::Data,
        };
        let source = source(self.model, fact, self.language).map(|source| match fact.origin {
            Origin::Finding(_) => format!("found by {source}"),
            _ => format!("from {source}"),
        });
        let place = fact.place.map(|place| self.model.citation(place));
        let parts = std::iter::once(fitter.words(fact))
            .chain(clauses(fitter, fact))
            .chain(source)
            .chain(place);
        with(kept, "description", &parts.collect::<Vec<_>>().join("; "))
    }

    /// A fact, its keys aside.
    fn kept(self, fact: &Fact) -> Value {
        let value = self.value(&fact.ty, &fact.domain);
        match fact.shape {
            Shape::Single => {
                let made = matches!(fact.origin, Origin::Finding(_));
                let boxed = self.boxed(&value, fact, made);
                let mut forms = forms_of(value);
                forms.push(boxed);
                any_of(forms, fact.may_be_absent)
            }
            Shape::Event => {
                let happened = object([("happened", json!({"const": true}))], &["happened"]);
                let boxed = self.boxed(&value, fact, false);
                any_of(vec![value, boxed, happened], true)
            }
            Shape::OverTime => {
                let mut forms = forms_of(value);
                forms.push(json!({"const": "ended"}));
                let stage = object(
                    [("from", day()), ("value", json!({"anyOf": forms}))],
                    &["from", "value"],
                );
                any_of(
                    vec![json!({"type": "array", "items": stage})],
                    fact.may_be_absent,
                )
            }
            Shape::Events(record) | Shape::List(record) => {
                let list = json!({"type": "array", "items": self.entry(record)});
                let open = object(
                    [
                        ("entries", list.clone()),
                        ("complete", json!({"type": "boolean"})),
                    ],
                    &["entries"],
                );
                any_of(vec![list, open], false)
            }
            Shape::Group(entity) => {
                let list = json!({"type": "array", "items": self.member(fact, entity)});
                let whole = object(
                    [
                        ("members", list.clone()),
                        ("complete", json!({"type": "boolean"})),
                    ],
                    &["members"],
                );
                any_of(vec![list, whole], false)
            }
        }
    }

    /// `{"value": …}`, and of a finding who made it and when.
    fn boxed(self, value: &Value, fact: &Fact, made: bool) -> Value {
        let mut properties = vec![("value", value.clone())];
        if let (true, Origin::Finding(party)) = (made, fact.origin) {
            properties.push(("made_on", day()));
            properties.push((
                "by",
                json!({"const": self.model.parties()[party].naming.name}),
            ));
        }
        object_of(properties, &["value"])
    }

    fn keyed(self, key: &KeyType, value: &Value) -> Value {
        let names = match key {
            KeyType::Year => json!({"pattern": "^[1-9][0-9]{0,3}$"}),
            KeyType::Month => json!({"pattern": MONTH}),
            KeyType::Week => json!({"pattern": WEEK}),
            KeyType::Whole => json!({"pattern": "^(0|-?[1-9][0-9]*)$"}),
            KeyType::Window(_) => json!({"pattern": "^[1-9][0-9]*$"}),
            KeyType::Text => json!({}),
            KeyType::Kind(kind) => json!({"enum": self.members(*kind)}),
        };
        let kept = json!({"type": "object", "propertyNames": names, "additionalProperties": value});
        json!({"anyOf": [kept, {"type": "null"}]})
    }

    /// A member of a group: its id, or an object with what is known of it.
    fn member(self, group: &Fact, entity: EntityId) -> Value {
        let names = FactNames::new(self.model);
        let mut properties = Map::new();
        properties.insert("id".to_owned(), json!({"type": "string"}));
        if group.over_time {
            properties.insert("from".to_owned(), day());
            properties.insert("until".to_owned(), any_of(vec![day()], true));
        }
        properties.insert("note".to_owned(), json!({"type": "string"}));
        let about = |id: &FactId| self.model.facts()[*id].entity == Some(entity);
        let all: Vec<FactId> = self.model.facts().ids().filter(about).collect();
        for id in givable(self.model, &all) {
            properties.insert(names.name(id), self.fact(&self.model.facts()[id]));
        }
        let whole = json!({
            "type": "object",
            "properties": properties,
            "required": ["id"],
            "additionalProperties": false,
        });
        json!({"anyOf": [{"type": "string"}, whole]})
    }

    fn entry(self, record: RecordId) -> Value {
        let fields = &self.model.records()[record].fields;
        let property = |field: &Field| {
            let forms = forms_of(self.value(&field.ty, &field.domain));
            let kept = any_of(forms, field.may_be_absent);
            (
                field.naming.name.clone(),
                with(kept, "title", field.naming.label(self.language)),
            )
        };
        let properties: Map<String, Value> = fields.iter().map(property).collect();
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }

    fn value(self, ty: &Type, domain: &Domain) -> Value {
        match ty {
            Type::YesNo => json!({"enum": [true, false, "yes", "no"]}),
            Type::Number { unit, whole } => self.number(domain, unit.is_some(), *whole),
            Type::Year => {
                json!({"type": "integer", "minimum": Date::MIN.year(), "maximum": Date::MAX.year()})
            }
            Type::Text => json!({"type": "string"}),
            Type::Date => day(),
            Type::Moment => json!({"type": "string", "pattern": "[0-9][ T][0-9]{2}:[0-9]{2}$"}),
            Type::Period => {
                json!({"type": "string", "pattern": "^[0-9]+ (year|month|week|day)s?( [0-9]+ (year|month|week|day)s?)*$"})
            }
            Type::Kind(kind) => json!({"enum": self.members(*kind)}),
            Type::Set(of) | Type::List(of) => {
                json!({"type": "array", "items": self.value(of, &Domain::All), "uniqueItems": true})
            }
            Type::Month => json!({"type": "string", "pattern": MONTH}),
            Type::Week => json!({"type": "string", "pattern": WEEK}),
            Type::Entry(_)
            | Type::Act(_)
            | Type::Member(_)
            | Type::Window(_)
            | Type::State(_)
            | Type::Mistaken => json!(false),
        }
    }

    fn number(self, domain: &Domain, has_unit: bool, whole: bool) -> Value {
        let mut number = Map::new();
        let only_whole = whole || matches!(domain, Domain::Numbers { whole: true, .. });
        let kind = if only_whole { "integer" } else { "number" };
        number.insert("type".to_owned(), json!(kind));
        if let Domain::Numbers { low, high, .. } = domain {
            let mut bound = |key: &str, end: &Number| {
                let limited = Number::from(-BOUNDLESS) < *end && *end < Number::from(BOUNDLESS);
                if let Some(end) = json_number(end).filter(|_| limited) {
                    number.insert(key.to_owned(), end);
                }
            };
            bound("minimum", low);
            bound("maximum", high);
        }
        let text = match (has_unit, whole) {
            (true, _) => Some("^-?[0-9]+(\\.[0-9]+)? \\S+$"),
            (false, false) => Some("^-?[0-9]+(\\.[0-9]+)?\\s*[%％]$"),
            (false, true) => None,
        };
        match text {
            Some(pattern) => {
                json!({"anyOf": [number, {"type": "string", "pattern": pattern}]})
            }
            None => Value::Object(number),
        }
    }

    fn members(self, kind: KindId) -> Vec<&'m str> {
        let members = self.model.kinds()[kind].members.iter();
        members.map(|member| member.name.as_str()).collect()
    }
}

/// A month of a year, `2024-03`.
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";

/// A week, `2024-W10`.
const WEEK: &str = "^[0-9]{4}-W[0-9]{2}$";

/// A day in one of its forms.
fn day() -> Value {
    json!({
        "type": "string",
        "anyOf": [
            {"format": "date"},
            {"pattern": "^(ROC ?|中華民國|民國)"},
        ],
    })
}

/// A number as JSON, which has no way of writing most fractions.
fn json_number(number: &Number) -> Option<Value> {
    match number.to_i64() {
        Some(whole) => Some(json!(whole)),
        None => serde_json::from_str(&number.to_string()).ok(),
    }
}

fn object<const N: usize>(properties: [(&str, Value); N], required: &[&str]) -> Value {
    object_of(properties.into_iter().collect(), required)
}

fn object_of(properties: Vec<(&str, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The alternatives of a value, if it is nothing but alternatives.
fn forms_of(value: Value) -> Vec<Value> {
    match value {
        Value::Object(mut map) if map.len() == 1 && map.contains_key("anyOf") => {
            match map.remove("anyOf") {
                Some(Value::Array(forms)) => forms,
                other => other.into_iter().collect(),
            }
        }
        value => vec![value],
    }
}

/// One of these forms, or unknown, or absent where that is admitted.
fn any_of(mut forms: Vec<Value>, may_be_absent: bool) -> Value {
    if may_be_absent {
        forms.push(json!({"const": "absent"}));
    }
    forms.push(json!({"type": "null"}));
    json!({"anyOf": forms})
}

fn with(mut schema: Value, key: &str, text: &str) -> Value {
    if let Value::Object(map) = &mut schema {
        map.insert(key.to_owned(), json!(text));
    }
    schema
}
