//! The names under which facts are given.

use std::collections::BTreeMap;

use super::literal::normal;
use super::misfit::{did_you_mean, list_of, ticked};
use crate::diagnostic::suggest::nearest;
use crate::model::{Fact, FactId, Model, RegulationId};

/// Every fact by the names it answers to: `rank`, and `scs.rank`.
pub(crate) struct FactNames<'m> {
    model: &'m Model,
    by_name: BTreeMap<String, Vec<FactId>>,
}

/// Why a name finds no fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotFound {
    /// Whether several answer to it.
    pub(crate) ambiguous: bool,
    /// What is wrong, in one line.
    pub(crate) headline: String,
    /// What could be done.
    pub(crate) help: Option<String>,
}

impl<'m> FactNames<'m> {
    /// The names of all facts of a rule set.
    pub(crate) fn new(model: &'m Model) -> FactNames<'m> {
        let mut by_name: BTreeMap<String, Vec<FactId>> = BTreeMap::new();
        for (id, fact) in model.facts().iter() {
            by_name
                .entry(fact.naming.name.clone())
                .or_default()
                .push(id);
            by_name.entry(qualified(model, fact)).or_default().push(id);
        }
        FactNames { model, by_name }
    }

    /// The fact of this name. Where several regulations declare it, that of `home` is meant.
    pub(crate) fn find(&self, name: &str, home: Option<RegulationId>) -> Result<FactId, NotFound> {
        let facts = self
            .by_name
            .get(name)
            .or_else(|| self.by_name.get(&normal(name)));
        let facts = facts.map_or(&[][..], Vec::as_slice);
        let at_home = |id: &FactId| Some(self.model.facts()[*id].regulation) == home;
        match facts {
            [one] => Ok(*one),
            [] => Err(self.unknown(name)),
            several => several.iter().copied().find(at_home).ok_or_else(|| {
                let names = several
                    .iter()
                    .map(|id| qualified(self.model, &self.model.facts()[*id]));
                let names: Vec<String> = names.collect();
                NotFound {
                    ambiguous: true,
                    headline: format!("{} could mean several facts", ticked(name)),
                    help: Some(format!(
                        "say which: {}",
                        list_of(names.iter().map(String::as_str))
                    )),
                }
            }),
        }
    }

    /// The name under which a fact is given: bare, unless another regulation uses it too.
    pub(crate) fn name(&self, id: FactId) -> String {
        let fact = &self.model.facts()[id];
        match self.by_name.get(&fact.naming.name) {
            Some(several) if several.len() > 1 => qualified(self.model, fact),
            _ => fact.naming.name.clone(),
        }
    }

    fn unknown(&self, name: &str) -> NotFound {
        let concluded = self.model.conclusion(name).is_some() || self.model.norm(name).is_some();
        let help = if concluded {
            Some("the rules conclude it, so it cannot be given".to_owned())
        } else if self.model.reading(name).is_some() {
            Some("it is a reading, and is switched, not given".to_owned())
        } else {
            did_you_mean(nearest(name, self.by_name.keys().map(String::as_str)))
        };
        NotFound {
            ambiguous: false,
            headline: format!("there is no fact {}", ticked(name)),
            help,
        }
    }
}

fn qualified(model: &Model, fact: &Fact) -> String {
    format!(
        "{}.{}",
        model.regulations()[fact.regulation].naming.name,
        fact.naming.name
    )
}
