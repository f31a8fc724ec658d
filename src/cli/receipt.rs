//! Receipts: what is needed to decide the same again, and to see that nobody changed it.
//!
//! A receipt is one JSON object, `enact.receipt.v1`, on one line: `content` says which rules, on which
//! day, with which readings, from which facts gave which answers and reasons; `seal` is the SHA-256 of
//! the bytes of `content`. It shows a slip or a change made by hand. It is no signature: whoever forges
//! a content can seal it anew, so a receipt that is to prove something is kept where it cannot be
//! exchanged.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::feed::Batch;
use super::write::Target;
use super::{Failure, cases, output, read, words};
use crate::eval::Settings;
use crate::facts::NamedCase;
use crate::facts::raw::Syntax;
use crate::model::Model;

/// The version of the language, which fixes what an answer is; it stands in the changelog.
pub(super) const LANGUAGE: u32 = 1;

const FORMAT: &str = "enact.receipt.v1";

/// A receipt as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<'a> {
    format: String,
    seal: String,
    #[serde(borrow)]
    content: &'a RawValue,
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    /// The version of the language.
    pub(super) language: u32,
    /// The version of the program.
    pub(super) program: String,
    pub(super) rules: RulesHeld,
    /// The as-of day: the day facts are judged and the text is taken unless a rule says otherwise.
    pub(super) as_of: String,
    /// Every reading with the choice that was used.
    pub(super) readings: Map<String, Value>,
    pub(super) decisions: Vec<String>,
    pub(super) cases: Vec<CaseHeld>,
}

/// Which rules.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesHeld {
    /// Of the texts and the calendars.
    pub(super) digest: String,
    /// The calendars with their versions.
    pub(super) calendars: Value,
}

/// A case and its answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseHeld {
    /// The facts as they were given.
    pub(super) facts: FactsHeld,
    /// As `enact eval --format json` has it.
    pub(super) answer: Value,
}

/// Facts as text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsHeld {
    /// `json`, `yaml` or `csv`.
    pub(super) syntax: String,
    /// The whole text the case was read from: a document, a line, or a header and a row.
    pub(super) text: String,
    /// The facts that were taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) masked: Vec<String>,
}

impl FactsHeld {
    /// Their syntax, if we know it.
    pub(super) fn syntax(&self) -> Option<Syntax> {
        Some(match self.syntax.as_str() {
            "json" => Syntax::Json,
            "yaml" => Syntax::Yaml,
            "csv" => Syntax::Csv,
            _ => return None,
        })
    }
}

/// A receipt being written.
#[derive(Debug)]
pub(super) struct Receipt {
    content: Content,
    masked: Vec<String>,
}

impl Receipt {
    /// Of a run; the facts of these names are to be left out.
    ///
    /// # Errors
    /// A name that is no fact.
    pub(super) fn new(
        model: &Model,
        settings: &Settings,
        decisions: Vec<String>,
        masked: &[String],
    ) -> Result<Self, Failure> {
        for name in masked {
            if model.fact(name).is_none() {
                let facts = model.facts().iter().map(|(_, it)| it.naming.name.as_str());
                let near = crate::diagnostic::suggest::nearest(name, facts);
                return Err(Failure::new(format!("there is no fact `{name}` to mask"))
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
            }
        }
        let readings = cases::readings(model, settings)
            .into_iter()
            .map(|(name, choice)| (name, Value::String(choice)));
        Ok(Self {
            content: Content {
                language: LANGUAGE,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                rules: RulesHeld {
                    digest: model.digest().to_owned(),
                    calendars: serde_json::to_value(words::calendars(model)).unwrap_or_default(),
                },
                as_of: settings.as_of.to_string(),
                readings: readings.collect(),
                decisions,
                cases: Vec::new(),
            },
            masked: masked.to_vec(),
        })
    }

    /// Adds a case with its answer.
    ///
    /// # Errors
    /// Facts to mask in a form in which they cannot be taken out.
    pub(super) fn add(
        &mut self,
        batch: &Batch,
        case: &NamedCase,
        answer: &impl Serialize,
    ) -> Result<(), Failure> {
        let (syntax, text) = batch.written(case);
        let text = match (self.masked.is_empty(), syntax) {
            (true, _) => text,
            (false, Syntax::Json | Syntax::Ndjson) => self.without_masked(&text)?,
            (false, _) => {
                return Err(Failure::new(
                    "facts can be masked in JSON and NDJSON, not in other forms",
                ));
            }
        };
        self.content.cases.push(CaseHeld {
            facts: FactsHeld {
                syntax: match syntax {
                    Syntax::Json | Syntax::Ndjson => "json",
                    Syntax::Yaml => "yaml",
                    Syntax::Csv => "csv",
                }
                .to_owned(),
                text,
                masked: self.masked.clone(),
            },
            answer: serde_json::to_value(answer).unwrap_or_default(),
        });
        Ok(())
    }

    fn without_masked(&self, text: &str) -> Result<String, Failure> {
        let mut facts: Map<String, Value> = serde_json::from_str(text)
            .map_err(|_| Failure::new("facts can be masked in a case that is one JSON object"))?;
        for name in &self.masked {
            facts.remove(name);
        }
        serde_json::to_string(&facts)
            .map_err(|_| Failure::new("the facts cannot be written without those masked"))
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, target: &Target) -> Result<(), Failure> {
        let content = serde_json::value::to_raw_value(&self.content)
            .map_err(|_| Failure::new("the receipt cannot be written"))?;
        let sealed = Sealed {
            format: FORMAT.to_owned(),
            seal: seal(content.get()),
            content: &content,
        };
        target.write(&output::json_line(&sealed))
    }
}

/// Reads a receipt whose seal is whole.
///
/// # Errors
/// A file that cannot be read, is no receipt, was cut short or changed.
pub(super) fn read(path: &Path) -> Result<Content, Failure> {
    let name = read::shown(path);
    let text =
        read::file(path, read::LARGEST_FACTS).map_err(|unread| unread.into_failure(&name))?;
    let refused = |why: String| Failure::new(format!("`{name}` is no receipt: {why}"));
    let sealed: Sealed<'_> = serde_json::from_str(&text).map_err(|error| {
        if error.is_eof() {
            refused("it is cut short".to_owned())
        } else {
            refused(format!("it was changed, or is something else ({error})"))
        }
    })?;
    if sealed.format != FORMAT {
        return Err(refused(format!(
            "its format is `{}`, not `{FORMAT}`",
            sealed.format
        )));
    }
    if seal(sealed.content.get()) != sealed.seal {
        return Err(refused("it was changed after it was written".to_owned())
            .help("its seal does not fit what it says; take the receipt as it was issued"));
    }
    serde_json::from_str(sealed.content.get()).map_err(|error| refused(error.to_string()))
}

fn seal(content: &str) -> String {
    let sum = Sha256::digest(content);
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}
