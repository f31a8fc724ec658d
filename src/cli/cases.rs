//! What `eval` and `why` are asked with: the facts of one case or many, the day, the readings.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use unicode_normalization::UnicodeNormalization;

use super::output::{self, Screen};
use super::read::{self, LARGEST_FACTS};
use super::{Failure, load};
use crate::diagnostic::{Diagnostic, suggest};
use crate::eval::{self, Settings};
use crate::facts::raw::{Syntax, guess_syntax};
use crate::facts::{self, FactFinding, Facts, NamedCase};
use crate::model::{Model, NormPredicate, Query, ReadingId};
use crate::source::{FileId, Sources};
use crate::value::Date;

/// The options by which a case is given.
#[derive(Debug, clap::Args)]
pub(super) struct CaseArgs {
    /// The facts: a JSON, NDJSON or YAML file of one case or many; `-` is standard input
    #[arg(long, value_name = "FILE")]
    facts: PathBuf,

    /// How the facts are written, where the name of the file does not say [default: json]
    #[arg(long, value_enum, value_name = "SYNTAX")]
    facts_format: Option<FactsFormat>,

    /// The day the question is asked for: 2024-03-05, or "ROC 113-03-05". Never taken from the clock
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// Take another reading of the law where its text is ambiguous; may be given several times
    #[arg(long = "reading", value_name = "NAME=CHOICE")]
    readings: Vec<String>,
}

/// How facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FactsFormat {
    /// One case, or a list of them
    Json,
    /// One JSON case a line
    Ndjson,
    /// One case, a list, or several documents
    Yaml,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text.trim()).map_err(|error| error.to_string())
}

/// Cases as read, with the text they were read from.
#[derive(Debug)]
pub(super) struct Cases {
    /// The text.
    pub(super) sources: Sources,
    /// Its id.
    pub(super) file: FileId,
    /// The cases, and what does not fit.
    pub(super) facts: Facts,
}

impl CaseArgs {
    /// The as-of day.
    ///
    /// # Errors
    /// None was given: what "today" is must be said.
    pub(super) fn as_of(&self) -> Result<Date, Failure> {
        self.as_of.ok_or_else(|| {
            Failure::new("the day the question is asked for is missing: give it with `--as-of`")
                .help("for example `--as-of 2024-03-05` or `--as-of \"ROC 113-03-05\"`; the clock is never looked at")
        })
    }

    /// The day and the readings.
    ///
    /// # Errors
    /// No day, or a reading or a choice that is not there.
    pub(super) fn settings(&self, model: &Model) -> Result<Settings, Failure> {
        let mut readings: Vec<(ReadingId, usize)> = Vec::new();
        for written in &self.readings {
            let (reading, choice) = switched(model, written)?;
            if readings
                .iter()
                .any(|(id, other)| *id == reading && *other != choice)
            {
                let name = &model.readings()[reading].naming.name;
                return Err(Failure::new(format!(
                    "the reading `{name}` is switched to two choices at once"
                )));
            }
            readings.push((reading, choice));
        }
        readings.sort_unstable();
        readings.dedup();
        Ok(Settings {
            as_of: self.as_of()?,
            readings,
        })
    }

    /// Reads the cases. What does not fit is in the result.
    ///
    /// # Errors
    /// A file that cannot be read, or in which no case can be made out.
    pub(super) fn read(&self, model: &Model, screen: Screen) -> Result<Cases, Failure> {
        let (name, text) = self.text()?;
        let mut sources = Sources::new();
        let file = sources.add(name.clone(), text);
        let text = sources.get(file).map_or("", |file| file.text());
        let facts = facts::read(model, &name, text, self.syntax());
        let cases = Cases {
            sources,
            file,
            facts,
        };
        let none = cases.facts.cases.is_empty()
            && cases
                .facts
                .findings
                .iter()
                .all(|finding| finding.case.is_none());
        if none {
            Err(Failure::Drawn(cases.talk(&cases.facts.findings, screen)))
        } else {
            Ok(cases)
        }
    }

    fn text(&self) -> Result<(String, String), Failure> {
        if self.facts.as_os_str() == "-" {
            let name = "standard input";
            if std::io::stdin().is_terminal() {
                output::talk(&output::note(
                    "reading the facts from the keyboard; end them with Ctrl-D",
                ));
            }
            let text =
                read::standard_input(LARGEST_FACTS).map_err(|unread| unread.into_failure(name))?;
            return Ok((name.to_owned(), text));
        }
        let name = read::shown(&self.facts);
        let text = read::file(&self.facts, LARGEST_FACTS)
            .map_err(|unread| unread.into_failure(&name).maybe_help(self.near()))?;
        Ok((name, text))
    }

    fn near(&self) -> Option<String> {
        let missing = !self.facts.exists();
        missing.then(|| load::near(&self.facts)).flatten()
    }

    fn syntax(&self) -> Syntax {
        match self.facts_format {
            Some(FactsFormat::Json) => Syntax::Json,
            Some(FactsFormat::Ndjson) => Syntax::Ndjson,
            Some(FactsFormat::Yaml) => Syntax::Yaml,
            None => guess(&self.facts).unwrap_or(Syntax::Json),
        }
    }
}

fn guess(path: &Path) -> Option<Syntax> {
    guess_syntax(path.file_name()?.to_str()?)
}

impl Cases {
    /// The name of the file.
    fn name(&self) -> &str {
        self.sources.get(self.file).map_or("", |file| file.name())
    }

    /// The failure to find a case by its id.
    pub(super) fn no_such_case(&self, id: &str) -> Failure {
        let ids: Vec<&str> = self
            .facts
            .cases
            .iter()
            .map(|case| case.id.as_str())
            .collect();
        not_there(&format!("case in `{}` with the id", self.name()), id, &ids)
    }

    /// What always holds and is violated by the facts of a case.
    pub(super) fn violated(
        &self,
        model: &Model,
        settings: &Settings,
        case: &NamedCase,
    ) -> Vec<FactFinding> {
        let text = self.sources.get(self.file).map_or("", |file| file.text());
        eval::violated(model, &case.case, settings)
            .into_iter()
            .map(|assertion| FactFinding::violated(model, case, assertion, self.name(), text))
            .collect()
    }

    /// What does not fit, drawn for standard error: the first of it, and how much more there is.
    pub(super) fn talk<'f>(
        &self,
        findings: impl IntoIterator<Item = &'f FactFinding>,
        screen: Screen,
    ) -> String {
        const SHOWN: usize = 20;
        let findings: Vec<Diagnostic> = findings
            .into_iter()
            .map(|finding| finding.to_diagnostic(self.file))
            .collect();
        let Some((shown, more)) = findings.split_at_checked(SHOWN.min(findings.len())) else {
            return String::new();
        };
        if shown.is_empty() {
            return String::new();
        }
        let drawn = screen.findings_as_talk(&self.sources, shown);
        match more.len() {
            0 => drawn,
            more => format!(
                "{drawn}{}",
                output::note(&format!(
                    "{more} more are not shown; `--format json` tells all"
                ))
            ),
        }
    }
}

/// A decision by the name somebody typed: a conclusion, a norm, `reporting is breached`, `10(2)`.
///
/// # Errors
/// There is none; the nearest name is offered.
pub(super) fn decision(model: &Model, typed: &str) -> Result<Query, Failure> {
    match decision_or_keyed(model, typed)? {
        Query::Conclusion(id) if model.conclusions()[id].key.is_some() => {
            Err(Failure::new(format!(
                "`{typed}` is concluded for many keys, such as years; ask for what rests on it"
            )))
        }
        query => Ok(query),
    }
}

/// The same, where one that is concluded for many keys will do as well.
///
/// # Errors
/// There is none; the nearest name is offered.
pub(super) fn decision_or_keyed(model: &Model, typed: &str) -> Result<Query, Failure> {
    let name: String = typed.trim().nfc().collect();
    let found = model.query(&name).or_else(|| {
        let (norm, predicate) = name.split_once(" is ")?;
        Some(Query::Predicate(
            model.norm(norm.trim())?,
            NormPredicate::parse(predicate.trim())?,
        ))
    });
    found.ok_or_else(|| no_such_decision(model, typed, &name))
}

fn no_such_decision(model: &Model, typed: &str, name: &str) -> Failure {
    let failure = Failure::new(format!("there is no decision `{typed}`"));
    if model.fact(name).is_some() {
        return failure.help("it is a fact: it is given, not decided");
    }
    let conclusions = model
        .conclusions()
        .iter()
        .map(|(_, it)| it.naming.name.as_str());
    let norms = model.norms().iter().map(|(_, it)| it.naming.name.as_str());
    match suggest::nearest(name, conclusions.chain(norms)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`enact outline` lists what the rules decide"),
    }
}

/// The reading and the choice that `NAME=CHOICE` names.
fn switched(model: &Model, written: &str) -> Result<(ReadingId, usize), Failure> {
    let normal: String = written.nfc().collect();
    let (name, choice) = normal.split_once('=').ok_or_else(|| {
        Failure::new(format!("`{written}` switches no reading"))
            .help("write `--reading NAME=CHOICE`")
    })?;
    let (name, choice) = (name.trim(), choice.trim());
    let reading = model.reading(name).ok_or_else(|| {
        let names: Vec<&str> = model
            .readings()
            .iter()
            .map(|(_, reading)| reading.naming.name.as_str())
            .collect();
        not_there("reading", name, &names)
    })?;
    let choices = &model.readings()[reading].choices;
    let position = choices
        .iter()
        .position(|it| it.naming.name == choice)
        .ok_or_else(|| {
            let names: Vec<&str> = choices
                .iter()
                .map(|choice| choice.naming.name.as_str())
                .collect();
            not_there(
                &format!("choice of the reading `{name}` called"),
                choice,
                &names,
            )
        })?;
    Ok((reading, position))
}

fn not_there(what: &str, name: &str, among: &[&str]) -> Failure {
    let failure = Failure::new(format!("there is no {what} `{name}`"));
    match suggest::nearest(name, among.iter().copied()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.maybe_help(list(among)),
    }
}

/// All of a few names.
fn list(names: &[&str]) -> Option<String> {
    const SHOWN: usize = 12;
    let names_shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if SHOWN < names.len() { ", …" } else { "" };
    (!names.is_empty()).then(|| format!("there are {}{more}", names_shown.join(", ")))
}

/// The choice in force of each reading, preferred where not switched, by name.
pub(super) fn readings(model: &Model, settings: &Settings) -> Vec<(String, String)> {
    let choice = |id: ReadingId| {
        settings
            .readings
            .iter()
            .find(|(switched, _)| *switched == id)
            .map_or(0, |(_, it)| *it)
    };
    model
        .readings()
        .iter()
        .filter_map(|(id, it)| {
            Some((
                it.naming.name.clone(),
                it.choices.get(choice(id))?.naming.name.clone(),
            ))
        })
        .collect()
}

/// A word for those who ask about a day on which a regulation is not in force.
pub(super) fn in_force_hint(model: &Model, as_of: Date) -> String {
    let mut talk = String::new();
    for (_, it) in model.regulations().iter() {
        let name = &it.naming.name;
        match (it.validity.from, it.validity.until) {
            (Some(from), _) if as_of < from => {
                let message =
                    format!("`{name}` is in force from {from}; on {as_of} it does not speak yet");
                talk.push_str(&output::note(&message));
            }
            (_, Some(until)) if until < as_of => {
                let message =
                    format!("`{name}` was in force until {until}; on {as_of} it speaks no more");
                talk.push_str(&output::note(&message));
            }
            _ => {}
        }
    }
    talk
}
