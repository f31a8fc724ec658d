//! `enact witness`: for whom two texts differ, without any cases.

mod case;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::value::RawValue;

use super::output::{self, Screen, counted};
use super::solver::{self, Solver, trouble_text};
use super::write::{Taken, Target};
use super::{Failure, Report, cases, load, words};
use crate::eval::{self, Settings};
use crate::explain::{self, Lang};
use crate::model::{Model, Query};
use crate::value::Date;
use crate::witness::{self, Answer, Asked, Limit, Note, Solved, Told, Verdict, Witness};

/// Find a person for whom two texts differ, or prove that there is none
///
/// Takes the older and the newer text and, without any cases, looks for a concrete person whose
/// outcome differs: for every decision both have, or for one. The person has as few facts as do,
/// with values at the boundary, and was decided under both texts before being shown. Where there is
/// nobody that is said to be proven, over the declared ranges of all facts; where neither could be
/// shown, what stood in the way is named. That somebody differs is an answer, and the exit code is 0.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact witness old new                                 every decision of two directories
  enact witness old.enact new.enact may_be_recommended --as-of 2025-01-01
  enact witness old new must_stop --write-case case.json
  enact witness old new --format json > witness.json
  enact witness old new --solver                        and asks z3 about what is left open

Both texts are asked on the same day: that of `--as-of`, else the first day all of the newer one is in
force. \"Proven\" is said of all values the facts are declared to have; \"not proven\" of what is
searched only in part: lists of more than two entries, groups, and what runs out of evaluations.

With `--solver`, what the own search leaves open of several unknowns compared at once is put to a
solver of satisfiability. Whom it finds is decided under both texts like anybody else. That there is
nobody is its word: the answer names the solver and its version, and is never mixed with the own
proofs. If it fails, the answer is the one without it, and says what happened.")]
pub(super) struct Args {
    /// The older text: a rule file, or a directory of them
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The newer text
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// Only this decision [default: all that both have]
    #[arg(value_name = "DECISION")]
    decision: Option<String>,

    /// The day the question is asked for [default: the first day the newer text is in force with all its amendments]
    #[arg(long, value_name = "DATE", value_parser = cases::day)]
    as_of: Option<Date>,

    /// Give up a decision after so many evaluations of the rules
    #[arg(long, value_name = "N", default_value_t = witness::BUDGET, value_parser = clap::value_parser!(u32).range(1..))]
    budget: u32,

    /// Write the persons found to this file, as cases
    #[arg(long, value_name = "FILE")]
    write_case: Option<PathBuf>,

    #[command(flatten)]
    solver: solver::Args,

    /// How to print what is found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for a terminal
    Human,
    /// One JSON object, `enact.witness.v1`
    Json,
}

/// Looks for somebody for whom the texts differ.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let old = load::rules(std::slice::from_ref(&args.old), screen)?;
    let new = load::rules(std::slice::from_ref(&args.new), screen)?;
    let as_of = args.as_of.or_else(|| new.model.first_day_of_all()).ok_or_else(|| {
        Failure::new("the newer text does not say from which day it is in force: give the day with `--as-of`")
            .help("for example `--as-of 2024-03-05`; the clock is never looked at")
    })?;
    let mut taken = Taken::by_reading(old.files.paths().into_iter().chain(new.files.paths()));
    let case_file = args.write_case.as_deref();
    let case_file = case_file
        .map(|path| CaseFile::new(path, &mut taken))
        .transpose()?;
    let mut texts = Texts {
        models: [&old.model, &new.model],
        as_of,
        asked: Vec::new(),
        only: [Vec::new(), Vec::new()],
        solver: String::new(),
    };
    match &args.decision {
        Some(name) => texts.one(name)?,
        None => texts.all(),
    }
    let mut solver = args.solver.start()?;
    solver::name(solver.as_ref()).clone_into(&mut texts.solver);
    let found: Vec<Found> = texts
        .asked
        .iter()
        .map(|(name, queries)| texts.find(name, queries, args.budget, &mut solver))
        .collect();
    let mut report = match args.format {
        Format::Human => Report::ran(texts.human(&found)),
        Format::Json => Report::exact(texts.json(&found)),
    };
    for model in texts.models {
        report = report.with_talk(cases::in_force_hint(model, as_of));
    }
    if let Some(file) = &case_file {
        report = report.with_talk(texts.write(&found, file)?);
    }
    Ok(report)
}

/// The two texts, and what is asked of them.
struct Texts<'m> {
    models: [&'m Model; 2],
    as_of: Date,
    /// Each decision by name, as each text has it.
    asked: Vec<(String, [Query; 2])>,
    /// Those that only one has.
    only: [Vec<String>; 2],
    /// Name and version of the solver; nothing if none is asked.
    solver: String,
}

/// What was found of one decision.
struct Found {
    name: String,
    queries: [Query; 2],
    answer: Answer,
    /// The outcome and the reason under each text, in a line.
    short: Option<[String; 2]>,
}

impl Texts<'_> {
    fn one(&mut self, name: &str) -> Result<(), Failure> {
        let [old, new] = self.models;
        let found = [cases::decision(old, name), cases::decision(new, name)];
        match found {
            [Ok(one), Ok(other)] => {
                self.asked.push((name.to_owned(), [one, other]));
                Ok(())
            }
            [Ok(_), Err(_)] => Err(only_one(name, "older")),
            [Err(_), Ok(_)] => Err(only_one(name, "newer")),
            [Err(failure), Err(_)] => Err(failure),
        }
    }

    fn all(&mut self) {
        let [old, new] = self.models;
        let names = |model: &Model| -> Vec<(String, Query)> {
            witness::decisions(model)
                .into_iter()
                .map(|query| (words::query(model, &query), query))
                .collect()
        };
        let (old, new) = (names(old), names(new));
        for (name, query) in &new {
            match old.iter().find(|it| it.0 == *name) {
                Some((_, before)) => {
                    let queries = [before.clone(), query.clone()];
                    self.asked.push((name.clone(), queries));
                }
                None => self.only[1].push(name.clone()),
            }
        }
        let gone = old
            .into_iter()
            .filter(|(name, _)| !new.iter().any(|it| it.0 == *name));
        self.only[0].extend(gone.map(|it| it.0));
    }

    fn settings(&self) -> Settings {
        Settings {
            as_of: self.as_of,
            readings: Vec::new(),
        }
    }

    fn find(
        &self,
        name: &str,
        queries: &[Query; 2],
        budget: u32,
        solver: &mut Option<Solver>,
    ) -> Found {
        let [old, new] = self.models;
        let [before, after] = queries;
        let asked = |model, query: &Query| Asked {
            model,
            settings: self.settings(),
            query: query.clone(),
        };
        let effort = solver::effort(budget, solver);
        let answer = witness::compare(asked(old, before), asked(new, after), effort);
        let short = match &answer.verdict {
            Verdict::Differs(found) => Some([
                self.short(old, &found.cases[0], &found.decisions[0]),
                self.short(new, &found.cases[1], &found.decisions[1]),
            ]),
            _ => None,
        };
        Found {
            name: name.to_owned(),
            queries: queries.clone(),
            answer,
            short,
        }
    }

    /// The outcome of a case and its first reason.
    fn short(&self, model: &Model, case: &eval::Case, decision: &eval::Decision) -> String {
        let settings = self.settings();
        let trace = eval::trace(model, case, &settings, decision.query.clone());
        let explanation = explain::explain(model, case, &settings, decision, &trace);
        explain::short_reason(model, &explanation, Lang::En)
    }

    // ------------------------------------------------------------------------------- for people

    fn human(&self, found: &[Found]) -> String {
        let mut text = format!("as of {}\n", self.as_of);
        let mut notes: BTreeSet<Note> = BTreeSet::new();
        for it in found {
            notes.extend(it.answer.notes.iter().cloned());
            if let (Verdict::Differs(witness), Some(short)) = (&it.answer.verdict, &it.short) {
                text.push_str(&format!("\n{}: differs\n", it.name));
                text.push_str(&person(&witness.facts));
                text.push_str(&format!("  older text: {}\n", short[0]));
                text.push_str(&format!("  newer text: {}\n", short[1]));
                if it.answer.solved == Solved::Found {
                    text.push_str(&format!("  found with {}\n", self.solver));
                }
            }
        }
        for it in found {
            if let Verdict::Open { spent, limits } = &it.answer.verdict {
                let why = self.why_open(*spent, limits, &it.answer);
                text.push_str(&format!("\n{}: not proven\n{why}", it.name));
            }
        }
        let names = |wanted: fn(&Answer) -> bool| -> Vec<&str> {
            found
                .iter()
                .filter(|it| wanted(&it.answer))
                .map(|it| it.name.as_str())
                .collect()
        };
        let own = |it: &Answer| matches!(it.verdict, Verdict::Same) && it.solved == Solved::Not;
        let its = |it: &Answer| matches!(it.verdict, Verdict::Same) && it.solved != Solved::Not;
        for (names, by) in [
            (names(own), "proven".to_owned()),
            (names(its), format!("proven by {} alone", self.solver)),
        ] {
            if !names.is_empty() {
                text.push_str(&format!(
                    "\nthe same for everybody, {by} over the declared ranges of all facts:\n"
                ));
                names
                    .iter()
                    .for_each(|name| text.push_str(&format!("  {name}\n")));
            }
        }
        let unchanged = names(|it| matches!(it.verdict, Verdict::Unchanged));
        match unchanged.as_slice() {
            [] => {}
            [only] if found.len() == 1 => text.push_str(&format!(
                "\n{only}: the same for everybody, it and all it reads being written alike\n"
            )),
            more => text.push_str(&format!(
                "\n{} and all they read are written alike in both texts\n",
                counted(more.len(), "decision", "decisions")
            )),
        }
        for (names, which) in self.only.iter().zip(["older", "newer"]) {
            if !names.is_empty() {
                text.push_str(&format!("\nonly in the {which} text:\n"));
                names
                    .iter()
                    .for_each(|name| text.push_str(&format!("  {name}\n")));
            }
        }
        if !notes.is_empty() {
            text.push_str("\nnot compared:\n");
            for note in &notes {
                text.push_str(&format!("  {}\n", note_text(note)));
            }
        }
        text
    }

    fn why_open(&self, spent: bool, limits: &[Limit], answer: &Answer) -> String {
        let mut lines = Vec::new();
        if spent {
            lines.push(format!(
                "nobody was found within {} evaluations; `--budget` allows more",
                answer.evaluations
            ));
        }
        lines.extend(limits.iter().map(limit_text));
        lines.extend(self.trouble(answer));
        lines.iter().map(|it| format!("  {it}\n")).collect()
    }

    /// Why the solver was asked in vain, if it was.
    fn trouble(&self, answer: &Answer) -> Option<String> {
        match &answer.solved {
            Solved::InVain(trouble) => Some(trouble_text(&self.solver, trouble)),
            Solved::Not | Solved::Found | Solved::Proved => None,
        }
    }

    // ----------------------------------------------------------------------------- for programs

    fn json(&self, found: &[Found]) -> String {
        let [old, new] = self.models;
        let document = Document {
            format: "enact.witness.v1",
            as_of: self.as_of.to_string(),
            old: old.digest().to_owned(),
            new: new.digest().to_owned(),
            solver: (!self.solver.is_empty()).then_some(&self.solver),
            decisions: found.iter().map(|it| self.decision(it)).collect(),
            only_old: &self.only[0],
            only_new: &self.only[1],
        };
        output::json(&document)
    }

    fn decision(&self, it: &Found) -> DecisionJson {
        let verdict = match &it.answer.verdict {
            Verdict::Unchanged => "unchanged",
            Verdict::Same => "same",
            Verdict::Differs(_) => "differs",
            Verdict::Open { .. } => "not proven",
        };
        let (spent, limits) = match &it.answer.verdict {
            Verdict::Open { spent, limits } => (*spent, limits.iter().map(limit_text).collect()),
            _ => (false, Vec::new()),
        };
        let witness = match (&it.answer.verdict, &it.short) {
            (Verdict::Differs(witness), Some(short)) => Some(self.witness(it, witness, short)),
            _ => None,
        };
        DecisionJson {
            decision: it.name.clone(),
            verdict,
            by: match &it.answer.solved {
                Solved::Found | Solved::Proved => "solver",
                Solved::Not | Solved::InVain(_) => "search",
            },
            solver_in_vain: self.trouble(&it.answer),
            evaluations: it.answer.evaluations,
            budget_spent: spent,
            limits,
            not_compared: it.answer.notes.iter().map(note_text).collect(),
            witness,
        }
    }

    fn witness(&self, it: &Found, witness: &Witness, short: &[String; 2]) -> WitnessJson {
        let side = |at: usize| -> Option<SideJson> {
            let model = *self.models.get(at)?;
            let (decision, query) = (witness.decisions.get(at)?, it.queries.get(at)?);
            Some(SideJson {
                outcome: words::short_outcome(model, query, &decision.outcome),
                because: decision
                    .because
                    .iter()
                    .map(|it| model.citation(*it))
                    .collect(),
                why: short.get(at)?.clone(),
                case: case::raw(&case::object(model, witness.cases.get(at)?, None)),
            })
        };
        WitnessJson {
            facts: witness
                .facts
                .iter()
                .map(|told| FactJson {
                    fact: told.name.clone(),
                    value: told.value.clone(),
                    only: told.only.map(|it| if it == 0 { "old" } else { "new" }),
                })
                .collect(),
            old: side(0),
            new: side(1),
        }
    }

    // -------------------------------------------------------------------------------- case files

    /// Writes the persons found; a word about what was written.
    fn write(&self, found: &[Found], file: &CaseFile) -> Result<String, Failure> {
        let mut files: [Vec<Vec<(String, String)>>; 2] = [Vec::new(), Vec::new()];
        for it in found {
            let Verdict::Differs(witness) = &it.answer.verdict else {
                continue;
            };
            let cases = self.models.iter().zip(&witness.cases);
            for (side, (model, case)) in files.iter_mut().zip(cases) {
                side.push(case::object(model, case, Some(&it.name)));
            }
        }
        let [old, new] = &files;
        let name = file.new.shown();
        if new.is_empty() {
            return Ok(output::note(&format!(
                "nobody was found, and `{name}` was not written"
            )));
        }
        file.new.write(&case_text(new))?;
        let mut talk = output::note(&format!(
            "{} written to `{name}`",
            counted(new.len(), "case", "cases"),
        ));
        if old != new {
            file.old.write(&case_text(old))?;
            talk.push_str(&output::note(&format!(
                "the texts do not have the same facts: for the older one, `{}`",
                file.old.shown()
            )));
        }
        Ok(talk)
    }
}

/// The file of the persons found, and the one beside it that has them as the older text asks.
struct CaseFile {
    new: Target,
    old: Target,
}

impl CaseFile {
    fn new(path: &Path, taken: &mut Taken) -> Result<Self, Failure> {
        let ending = path.extension().and_then(|it| it.to_str());
        let beside = path.with_extension(format!("old.{}", ending.unwrap_or("json")));
        Ok(Self {
            new: taken.target("--write-case", path)?,
            old: taken.target("--write-case", &beside)?,
        })
    }
}

fn case_text(cases: &[Vec<(String, String)>]) -> String {
    match cases {
        [only] => format!("{}\n", case::lines(only, "")),
        more => {
            let all: Vec<String> = more
                .iter()
                .map(|it| format!("  {}", case::lines(it, "  ")))
                .collect();
            format!("[\n{}\n]\n", all.join(",\n"))
        }
    }
}

fn only_one(name: &str, which: &str) -> Failure {
    Failure::new(format!("only the {which} text decides `{name}`"))
        .help("two texts are compared by the decisions both have")
}

/// The facts of a person, a line each.
fn person(facts: &[Told]) -> String {
    if facts.is_empty() {
        return "  for everybody, whatever the facts\n".to_owned();
    }
    let rows: Vec<Vec<String>> = facts
        .iter()
        .map(|told| {
            let only = match told.only {
                Some(0) => "(older text only)",
                Some(_) => "(newer text only)",
                None => "",
            };
            vec![told.name.clone(), told.value.clone(), only.to_owned()]
        })
        .collect();
    format!("  for a person with\n{}", output::table(&rows, 4))
}

/// What was not searched, in a line.
pub(super) fn limit_text(limit: &Limit) -> String {
    match limit {
        Limit::Entries(fact) => format!("`{fact}` was tried with at most two entries"),
        Limit::Group(fact) => format!("the members of `{fact}` were not tried"),
        Limit::Days(fact) => format!(
            "`{fact}` is looked at on more days than were given values of their own"
        ),
        Limit::Values(fact) => format!("not every value of `{fact}` was tried"),
        Limit::Together(fact) => format!(
            "`{fact}` is compared with other unknowns in more ways than were tried"
        ),
        Limit::Presumption(fact) => format!(
            "what is presumed of `{fact}` where a file leaves it out differs, and was not compared"
        ),
        Limit::Open => "some outcomes stay open whatever the facts, on days beyond the calendar or after the as-of day".to_owned(),
        Limit::Unconfirmed => "somebody was found, but deciding the case did not confirm it".to_owned(),
    }
}

fn note_text(note: &Note) -> String {
    match note {
        Note::AnotherFact(fact) => {
            format!("`{fact}` is another fact in the newer text: each text has its own")
        }
        Note::OnlyOne(fact, values) if values.is_empty() => {
            format!("values of `{fact}` that only one of the texts admits")
        }
        Note::OnlyOne(fact, values) => format!(
            "`{fact}` is {}: only one of the texts has it",
            values.join(", or ")
        ),
    }
}

#[derive(Debug, serde::Serialize)]
struct Document<'a> {
    format: &'static str,
    as_of: String,
    /// The digests of the texts.
    old: String,
    new: String,
    /// Name and version of the solver, if one was to be asked.
    solver: Option<&'a String>,
    decisions: Vec<DecisionJson>,
    only_old: &'a [String],
    only_new: &'a [String],
}

#[derive(Debug, serde::Serialize)]
struct DecisionJson {
    decision: String,
    verdict: &'static str,
    /// Who answered: `search` or `solver`.
    by: &'static str,
    /// What happened to the solver, where it was asked and did not help.
    solver_in_vain: Option<String>,
    evaluations: u32,
    budget_spent: bool,
    limits: Vec<String>,
    not_compared: Vec<String>,
    witness: Option<WitnessJson>,
}

#[derive(Debug, serde::Serialize)]
struct WitnessJson {
    facts: Vec<FactJson>,
    old: Option<SideJson>,
    new: Option<SideJson>,
}

#[derive(Debug, serde::Serialize)]
struct FactJson {
    fact: String,
    value: String,
    only: Option<&'static str>,
}

#[derive(Debug, serde::Serialize)]
struct SideJson {
    outcome: String,
    because: Vec<String>,
    why: String,
    /// The case as a file gives it.
    case: Option<Box<RawValue>>,
}
