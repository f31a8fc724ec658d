//! Slots, keys and values, by the names of the rules.

use serde_json::{Map, Value, json};

use super::Json;
use crate::eval::{Core, Flags, Key, NormState, Range, Slot, Turn};
use crate::model::{FactId, KeyType, Shape, Type};

/// Says of which member of a group something is. Whose group that is in turn stands under `of`.
pub(super) fn of_member(value: &mut Value, group: &str, member: &str) {
    let Value::Object(row) = value else { return };
    if row.contains_key("member") {
        let of = row.entry("of").or_insert_with(|| json!({}));
        of_member(of, group, member);
    } else {
        row.insert("member".to_owned(), json!(member));
        row.insert("group".to_owned(), json!(group));
    }
}

impl Json<'_> {
    pub(super) fn slot(&self, slot: &Slot) -> Value {
        let name = |fact: FactId| self.model.facts()[fact].naming.name.clone();
        match slot {
            Slot::Fact(fact) => json!({ "fact": name(*fact) }),
            Slot::Key(fact, key) => {
                json!({ "fact": name(*fact), "key": self.key(key, self.model.facts()[*fact].key.as_ref()) })
            }
            Slot::Field(fact, entry, field) => {
                let field = match self.model.facts()[*fact].shape {
                    Shape::Events(record) | Shape::List(record) => {
                        let field = self.model.records()[record].fields.get(*field);
                        field.map(|field| field.naming.name.clone())
                    }
                    Shape::Group(_) => Some(membership(*field).to_owned()),
                    _ => None,
                };
                json!({ "fact": name(*fact), "entry": entry + 1, "field": field })
            }
            Slot::Further(fact) => json!({ "fact": name(*fact), "further": true }),
            Slot::Member(group, _, member, inner) => {
                let mut of = self.slot(inner);
                of_member(&mut of, &name(*group), member);
                of
            }
            Slot::Calendar(calendar, day) => {
                json!({ "calendar": self.model.calendars()[*calendar].0.name, "day": day.to_string() })
            }
            Slot::Reading(reading) => {
                json!({ "reading": self.model.readings()[*reading].naming.name })
            }
            Slot::Note(rule) => {
                json!({ "note": self.model.citation(self.model.rules()[*rule].place) })
            }
        }
    }

    pub(super) fn key(&self, key: &Key, ty: Option<&KeyType>) -> String {
        let ty = match ty {
            Some(KeyType::Kind(kind)) => Type::Kind(*kind),
            Some(key @ (KeyType::Week | KeyType::Month)) => key.of_values(),
            _ => Type::Mistaken,
        };
        self.key_of(key, &ty)
    }

    pub(super) fn key_of(&self, key: &Key, ty: &Type) -> String {
        match key {
            Key::Number(number) => number.to_string(),
            Key::Kind(position) => self.member(*position, ty),
            Key::Text(text) => text.to_string(),
            Key::Date(day) => ty.stretch(*day).unwrap_or_else(|| day.to_string()),
        }
    }

    pub(super) fn member(&self, position: u8, ty: &Type) -> String {
        match ty {
            Type::Kind(kind) => {
                let member = self.model.kinds()[*kind].members.get(usize::from(position));
                member.map(|member| member.name.clone()).unwrap_or_default()
            }
            Type::State(_) => {
                let state = NormState::ALL.get(usize::from(position));
                state
                    .map(|state| state.words().to_owned())
                    .unwrap_or_default()
            }
            Type::Set(inner) | Type::List(inner) => self.member(position, inner),
            _ => position.to_string(),
        }
    }

    pub(super) fn turn(&self, turn: &Turn, ty: &Type) -> Value {
        match turn {
            Turn::Key(key) => json!({ "key": self.key_of(key, ty) }),
            Turn::Entry(entry) => json!({ "entry": entry + 1 }),
            Turn::Member(name) => json!({ "member": **name }),
            Turn::Window(n, first, last) => {
                json!({ "window": n, "first": first.to_string(), "last": last.to_string() })
            }
            Turn::Further => json!({ "further": true }),
        }
    }

    /// A value as a case file writes it; of what is not settled, what is possible.
    pub(super) fn value(&self, value: &Range, ty: &Type) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        put("settled", json!(value.is_settled()));
        match &value.core {
            Core::None => {}
            Core::Truth(_) => {
                let truth = value.as_truth();
                let words = [(truth.yes, "yes"), (truth.no, "no")];
                put(
                    "values",
                    words
                        .into_iter()
                        .filter(|(possible, _)| *possible)
                        .map(|(_, word)| word)
                        .collect(),
                );
            }
            Core::Kind(bits) => {
                let names = (0..64u8)
                    .filter(|at| bits >> at & 1 == 1)
                    .map(|at| self.member(at, ty));
                put("values", names.collect());
            }
            Core::Number(number) => {
                put("values", json!([number.to_string()]));
            }
            Core::Numbers(ends) => {
                put("low", json!(ends.0.as_ref().map(ToString::to_string)));
                put("high", json!(ends.1.as_ref().map(ToString::to_string)));
            }
            Core::Date(low, high) if low == high => {
                let low = ty.stretch(*low).unwrap_or_else(|| low.to_string());
                put("values", json!([low]));
            }
            Core::Date(low, high) => {
                put("low", json!(low.to_string()));
                put("high", json!(high.to_string()));
            }
            Core::Moment(low, high) if low == high => {
                put("values", json!([low.to_string()]));
            }
            Core::Moment(low, high) => {
                put("low", json!(low.to_string()));
                put("high", json!(high.to_string()));
            }
            Core::Period(period) => {
                put("values", json!([period.to_string()]));
            }
            Core::Text(text) => {
                put("values", json!([**text]));
            }
            Core::Set(keys) => {
                put(
                    "set",
                    keys.iter().map(|key| self.key_of(key, inner(ty))).collect(),
                );
            }
            Core::Any => {
                put("any", json!(true));
            }
        }
        let besides: Vec<_> = Flags::BLOCKERS
            .into_iter()
            .chain([Flags::ABSENT])
            .filter(|flag| value.flags.has(*flag))
            .map(flag)
            .collect();
        if !besides.is_empty() {
            put("besides", json!(besides));
        }
        if let Type::Number {
            unit: Some(unit), ..
        } = ty
            && value.has_value()
        {
            put("unit", json!(self.model.units()[*unit].naming.name));
        }
        out.into()
    }
}

/// The key of a member's first or last day in a case file.
fn membership(field: usize) -> &'static str {
    if field == 0 { "from" } else { "until" }
}

fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Set(inner) | Type::List(inner) => inner,
        other => other,
    }
}

fn flag(flag: Flags) -> &'static str {
    match flag {
        Flags::CONFLICT => "conflict",
        Flags::GAP => "gap",
        Flags::NOT_COMPUTABLE => "not computable",
        Flags::NOT_ENCODED => "not encoded",
        Flags::NOT_IN_FORCE => "not in force",
        Flags::NOT_APPLICABLE => "not applicable",
        _ => "absent",
    }
}
