//! What `eval` and `why` are asked with: the facts of one case or many, the day, the readings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use unicode_normalization::UnicodeNormalization;

use super::Failure;
use super::encoding::Encoding;
use super::feed::{Feed, Origin};
use super::output::{self, Screen};
use super::write::Taken;
use crate::diagnostic::suggest;
use crate::eval::Settings;
use crate::facts;
use crate::facts::raw::{Syntax, guess_syntax};
use crate::model::{ConclusionId, KeyType, Model, NormPredicate, Query, ReadingId};
use crate::value::Date;

/// The options by which a case is given.
#[derive(Debug, clap::Args)]
pub(super) struct CaseArgs {
    /// The facts: a JSON, NDJSON, YAML or CSV file of one case or many; `-` is standard input
    #[arg(long, visible_alias = "cases", value_name = "FILE")]
    facts: PathBuf,

    /// How the facts are written, where the name of the file does not say [default: json]
    #[arg(long, value_enum, value_name = "SYNTAX")]
    facts_format: Option<FactsFormat>,

    /// The encoding of the facts. Never guessed
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "utf-8")]
    encoding: Encoding,

    /// Write what does not fit to this file, in place of among the answers: one JSON object a line
    /// with `line`, `column`, `case`, `path`, `code`, `message`, `help`, `row`, and `more` of the same
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

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
    /// A header with the names of facts, then one case a row
    Csv,
}

/// What `--help` says of tables, and of many cases.
pub(super) const MANY_HELP: &str = "\
CSV: the first row names what each column gives, every further row is a case; cells are parted by
commas, semicolons or tabs, whichever the first row has.
  rank                    the fact `rank`; `scs.rank` where two regulations have one
  appraisal[2016]         its value for a key; also `appraisal 2016`
  potential@made_on       the day a finding was made; `potential@by`, who made it
  id, recorded_through, note
An empty cell is unknown, `absent` says there is none; `yes`, `no`, 12.5 and 2024-03-05 as elsewhere. A
cell that begins with `[` or `{` is JSON: histories, lists, sets. Nothing is coerced.

NDJSON and CSV are answered as they are read, in the order of the file and in little memory, however
long the file. Exit code 2 says that some input was refused, with `--rejects` and without; all the
rest was answered.";

/// A day as an argument.
pub(super) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text.trim()).map_err(|error| error.to_string())
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

    /// The files that are read, which nothing may be written over: those of the rules, and the facts.
    pub(super) fn taken(&self, rules: impl IntoIterator<Item = PathBuf>) -> Taken {
        Taken::by_reading(rules.into_iter().chain([self.facts.clone()]))
    }

    /// The cases, one after another.
    ///
    /// # Errors
    /// A file that cannot be read, or rejects that cannot be written.
    pub(super) fn feed<'m>(
        &self,
        model: &'m Model,
        taken: &mut Taken,
        screen: Screen,
    ) -> Result<Feed<'m>, Failure> {
        let rejects = self.rejects.as_deref();
        let origin = Origin {
            path: &self.facts,
            syntax: self.syntax(),
            encoding: self.encoding,
            rejects: rejects
                .map(|path| taken.target("--rejects", path))
                .transpose()?,
        };
        Feed::open(model, origin, screen)
    }

    fn syntax(&self) -> Syntax {
        match self.facts_format {
            Some(FactsFormat::Json) => Syntax::Json,
            Some(FactsFormat::Ndjson) => Syntax::Ndjson,
            Some(FactsFormat::Yaml) => Syntax::Yaml,
            Some(FactsFormat::Csv) => Syntax::Csv,
            None => guess(&self.facts).unwrap_or(Syntax::Json),
        }
    }
}

fn guess(path: &Path) -> Option<Syntax> {
    guess_syntax(path.file_name()?.to_str()?)
}

/// Looks for a case by its id while cases go by, and remembers what it was perhaps meant to be.
pub(super) struct Wanted<'a> {
    id: &'a str,
    found: bool,
    nearest: Option<String>,
    /// The first of the ids that went by.
    others: Vec<String>,
}

impl<'a> Wanted<'a> {
    pub(super) const fn new(id: &'a str) -> Self {
        Self {
            id,
            found: false,
            nearest: None,
            others: Vec::new(),
        }
    }

    /// Whether a case with this id is meant; one that cannot be read has none.
    pub(super) fn is(&mut self, id: Option<&str>) -> bool {
        let Some(id) = id else { return false };
        if id == self.id {
            self.found = true;
            return true;
        }
        if !self.found {
            let candidates = self.nearest.as_deref().into_iter().chain([id]);
            self.nearest = suggest::nearest(self.id, candidates).map(str::to_owned);
            if self.others.len() <= LISTED {
                self.others.push(id.to_owned());
            }
        }
        false
    }

    /// The failure to find it in the file of this name.
    pub(super) fn missing(&self, name: &str) -> Option<Failure> {
        let others: Vec<&str> = match &self.nearest {
            Some(near) => vec![near],
            None => self.others.iter().map(String::as_str).collect(),
        };
        (!self.found).then(|| not_there(&format!("case in `{name}` with the id"), self.id, &others))
    }
}

/// A decision by the name somebody typed: a conclusion, a norm, `reporting is breached`, `10(2)`.
///
/// # Errors
/// There is none; the nearest name is offered.
pub(super) fn decision(model: &Model, typed: &str) -> Result<Query, Failure> {
    match decision_or_keyed(model, typed)? {
        Query::Conclusion(id) if model.conclusions()[id].key.is_some() => Err(Failure::new(
            format!("`{typed}` is concluded once for each key"),
        )
        .help(format!(
            "say for which: `{typed} for {}`",
            example(model, id)
        ))),
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
    if let Some(query) = found {
        return Ok(query);
    }
    if let Some((conclusion, key)) = name.rsplit_once(" for ")
        && let Some(Query::Conclusion(id)) = model.query(conclusion.trim())
    {
        return at_key(model, id, key.trim());
    }
    Err(no_such_decision(model, typed, &name))
}

/// A keyed conclusion at the key that is written, `bonus_year for 2024`.
///
/// # Errors
/// It has no keys, or not such ones.
pub(super) fn at_key(model: &Model, id: ConclusionId, written: &str) -> Result<Query, Failure> {
    let row = &model.conclusions()[id];
    let name = &row.naming.name;
    let Some(key) = &row.key else {
        return Err(Failure::new(format!("`{name}` is not concluded by keys"))
            .help(format!("ask for it without `for {written}`")));
    };
    facts::key(model, name, key, written)
        .map(|key| Query::At(id, key))
        .map_err(Failure::new)
}

/// A conclusion that is made key by key, asked for at some key.
pub(super) fn keyed_example(model: &Model, id: ConclusionId) -> String {
    let name = super::words::query(model, &Query::Conclusion(id));
    format!("{name} for {}", example(model, id))
}

/// A key of a conclusion, to show how one is written.
fn example(model: &Model, id: ConclusionId) -> String {
    match &model.conclusions()[id].key {
        Some(KeyType::Month) => "2024-03".to_owned(),
        Some(KeyType::Week) => "2024-W10".to_owned(),
        Some(KeyType::Window(_) | KeyType::Whole) => "1".to_owned(),
        Some(KeyType::Kind(kind)) => {
            let first = model.kinds()[*kind].members.first();
            first.map_or_else(String::new, |member| member.name.clone())
        }
        Some(KeyType::Text) => "…".to_owned(),
        Some(KeyType::Year) | None => "2024".to_owned(),
    }
}

/// How many decisions that are left out are named.
const LEFT_OUT_NAMED: usize = 3;

/// A word on what is decided key by key and is not `done`, listed or compared, for want of a key; none if nothing is.
pub(super) fn left_out(model: &Model, done: &str, all: &BTreeSet<ConclusionId>) -> String {
    let Some(first) = all.first() else {
        return String::new();
    };
    let named = all.iter().take(LEFT_OUT_NAMED);
    let named: Vec<String> = named
        .map(|id| format!("`{}`", super::words::query(model, &Query::Conclusion(*id))))
        .collect();
    let more = match all.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    output::note(&format!(
        "not {done}, as it is decided key by key and a case names no key, or too many: {}{more}; \
         ask for one, such as `--decision \"{}\"`",
        named.join(", "),
        keyed_example(model, *first),
    ))
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
    let norms = model.named_norms().map(|(_, it)| it.naming.name.as_str());
    match suggest::nearest(name, conclusions.chain(norms)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`enact outline` lists what the rules decide"),
    }
}

/// The reading and the choice that `NAME=CHOICE` names.
pub(super) fn switched(model: &Model, written: &str) -> Result<(ReadingId, usize), Failure> {
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

/// How many names are listed.
const LISTED: usize = 12;

/// All of a few names.
fn list(names: &[&str]) -> Option<String> {
    let names_shown: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if LISTED < names.len() { ", …" } else { "" };
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
