//! `enact eval`: what the rules say about cases.

mod json;
mod summary;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;

use super::cases::{self, CaseArgs};
use super::feed::{Batch, Feed, Item};
use super::output::{self, List, Out, Screen};
use super::receipt::Receipt;
use super::{ExitStatus, Failure, Report, load, words};
use crate::eval::{AtKeys, Case, Decision, Evaluator, KeyedConclusions, Settings};
use crate::facts::FactFinding;
use crate::model::{ConclusionId, Modality, Model, NormPredicate, Query};
use clap::ValueEnum;
pub(super) use json::CaseJson;
use json::MarkJson;
use summary::Summary;

const EXAMPLES: &str = "\
Examples:
  enact eval policies/tw/scs --facts case.json --as-of 2024-03-05
  enact eval policies/tw/scs --facts officers.ndjson --as-of \"ROC 113-03-05\"
  enact eval policies/tw/scs --facts case.json --as-of 2024-03-05 --decision may_be_recommended
  enact eval scs.enact --facts - --as-of 2024-03-05 --format json < case.json
  enact eval scs.enact --facts case.yaml --as-of 2024-03-05 --reading interval_shift=inclusive
  enact eval scs.enact --facts all.csv --as-of 2024-03-05 --format ndjson --rejects bad.ndjson
  enact eval scs.enact --facts all.csv --encoding big5 --as-of 2024-03-05 --summary > answers.txt";

/// Say what the rules decide about a case, or about many
///
/// Every decision has one of these outcomes: yes, no, a value, absent, unknown (with the facts that
/// could still change it), not applicable, not in force, conflict, gap, not computable, not encoded;
/// a duty, right, power or prohibition has a state with its day. What is decided key by key (`per year`)
/// is answered for the years, weeks or values the case speaks of; ask for another as
/// `--decision "NAME for 2024"`. A person who is not eligible is an
/// answer, not a failure: the exit code is 0. A case with facts that do not fit is refused and named,
/// the others are answered, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{}", cases::MANY_HELP)
)]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    #[command(flatten)]
    cases: CaseArgs,

    /// Only this decision; may be given several times [default: all, and those made key by key (`per year`)
    /// at every key the case speaks of]
    #[arg(long = "decision", value_name = "NAME")]
    decisions: Vec<String>,

    /// How to print the answers
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Write what is needed to decide the same again: the rules and calendars by their digest, the day,
    /// the readings, the facts, the answers and reasons, sealed; see `enact replay`
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,

    /// Leave this fact out of the receipt; may be given several times
    #[arg(long, value_name = "FACT", requires = "receipt")]
    mask: Vec<String>,

    /// Say at the end how often each decision had each outcome, and by which provisions: a table on
    /// standard error; in `json` the key `summary`, in `ndjson` a last line that has it. What is decided key
    /// by key is counted for each key, more than a hundred of them as one
    #[arg(long)]
    summary: bool,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for each case
    Human,
    /// One JSON object, `enact.evaluation.v1`
    Json,
    /// One JSON object a line and case, each as in the `cases` of `json`
    Ndjson,
}

/// Evaluates the cases.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    args.cases.as_of()?;
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let settings = args.cases.settings(&rules.model)?;
    let asked = asked(&rules.model, &args.decisions)?;
    let keyed = args
        .decisions
        .is_empty()
        .then(|| KeyedConclusions::of(&rules.model));
    let mut taken = args.cases.taken(rules.files.paths());
    let receipt = args.receipt.as_deref();
    let receipt = receipt
        .map(|path| taken.target("--receipt", path))
        .transpose()?;
    let mut feed = args.cases.feed(&rules.model, &mut taken, screen)?;
    let mut answers = Answers::new(&rules.model, settings, asked, keyed, args, screen)?;
    let read = answers.all(&mut feed);
    let refused = feed.refused();
    let ended = read.and_then(|()| feed.finish());
    let talk = match ended {
        Ok(talk) => talk,
        Err(failure) if answers.are_none() => return Err(failure),
        Err(failure) => {
            let report = failure.into_report();
            return Ok(answers
                .end(false)?
                .with_talk(report.talk)
                .with_status(report.status));
        }
    };
    let hint = cases::in_force_hint(answers.model, answers.settings.as_of);
    let left_out = cases::left_out(answers.model, "listed", &answers.left_out);
    let summary = answers.summary_for_people();
    if let (Some(receipt), Some(target)) = (&answers.receipt, &receipt) {
        receipt.write(target)?;
    }
    let report = answers
        .end(true)?
        .with_talk(hint)
        .with_talk(talk)
        .with_talk(left_out)
        .with_talk(summary);
    Ok(match refused {
        0 => report,
        _ => report.with_status(ExitStatus::CouldNotRun),
    })
}

/// The decisions asked for, by name; all of them if none is named.
fn asked(model: &Model, named: &[String]) -> Result<Vec<(String, Query)>, Failure> {
    let queries = if named.is_empty() {
        everything(model)
    } else {
        one_by_one(model, named)?
    };
    if queries.is_empty() && model.conclusions().is_empty() {
        let message = "there is nothing to decide: these rules have no conclusion and no duty, right or power";
        return Err(Failure::new(message));
    }
    Ok(named_queries(model, queries))
}

fn named_queries(model: &Model, queries: Vec<Query>) -> Vec<(String, Query)> {
    queries
        .into_iter()
        .map(|query| (words::query(model, &query), query))
        .collect()
}

fn one_by_one(model: &Model, named: &[String]) -> Result<Vec<Query>, Failure> {
    let mut queries = Vec::new();
    for name in named {
        let query = cases::decision(model, name)?;
        if !queries.contains(&query) {
            queries.push(query);
        }
    }
    Ok(queries)
}

/// Every conclusion that is not concluded key by key, and every norm; of a guideline, whether it is exceeded.
pub(super) fn everything(model: &Model) -> Vec<Query> {
    let conclusions = model
        .conclusions()
        .iter()
        .filter(|(_, it)| it.key.is_none());
    let norms = model.named_norms().map(|(id, norm)| match norm.modality {
        Modality::Guideline => Query::Predicate(id, NormPredicate::Exceeded),
        _ => Query::Norm(id),
    });
    conclusions
        .map(|(id, _)| Query::Conclusion(id))
        .chain(norms)
        .collect()
}

/// What was asked, and where the answers go.
struct Answers<'m> {
    model: &'m Model,
    settings: Settings,
    /// The decisions asked of every case, by the names they are shown under.
    asked: Rc<[(String, Query)]>,
    /// Those that are asked for the keys of a case, where nothing was asked for by name.
    keyed: Option<KeyedConclusions<'m>>,
    /// Those of which some case names no key, or too many.
    left_out: BTreeSet<ConclusionId>,
    format: Format,
    out: Out,
    /// The document, if it is one.
    list: List,
    /// How many cases were decided.
    decided: u64,
    /// Whether anything was said of a case.
    begun: bool,
    summary: Option<Summary>,
    receipt: Option<Receipt>,
}

impl<'m> Answers<'m> {
    fn new(
        model: &'m Model,
        settings: Settings,
        asked: Vec<(String, Query)>,
        keyed: Option<KeyedConclusions<'m>>,
        args: &Args,
        screen: Screen,
    ) -> Result<Self, Failure> {
        let names = || asked.iter().map(|(name, _)| name.clone()).collect();
        let receipt = args
            .receipt
            .as_ref()
            .map(|_| Receipt::new(model, &settings, names(), &args.mask))
            .transpose()?;
        Ok(Self {
            receipt,
            list: List::new(&json::Document::new(model, &settings)),
            summary: args.summary.then(|| Summary::new(asked.len())),
            model,
            settings,
            asked: asked.into(),
            keyed,
            left_out: BTreeSet::new(),
            format: args.format,
            out: match args.format {
                Format::Human => Out::for_people(screen),
                Format::Json | Format::Ndjson => Out::exact(),
            },
            decided: 0,
            begun: false,
        })
    }

    /// Decides all cases, in the order of the file.
    fn all(&mut self, feed: &mut Feed<'_>) -> Result<(), Failure> {
        let settings = self.settings.clone();
        let mut evaluator = Evaluator::new(self.model, &settings);
        while let Some(mut batch) = feed.next()? {
            for item in batch.items() {
                let case = match item {
                    Item::Case(case) => case,
                    Item::Refused(findings) => {
                        self.refused(feed, &batch, &findings)?;
                        continue;
                    }
                };
                let violated = feed.violated(&mut evaluator, &batch, &case);
                if violated.is_empty() {
                    let (asked, left_out) = self.asked_of(&case.case);
                    let decisions = asked
                        .iter()
                        .map(|(_, query)| evaluator.decide(&case.case, query.clone()))
                        .collect::<Vec<_>>();
                    if let Some(receipt) = &mut self.receipt {
                        let answer = CaseJson::answered(self.model, &asked, &case.id, &decisions);
                        receipt.add(&batch, &case, &answer)?;
                    }
                    self.answered(&case.id, &asked, &decisions, left_out)?;
                } else {
                    self.refused(feed, &batch, &violated)?;
                }
            }
            // Whoever closed the pipe may still wait for the rejects and the summary.
            if self.out.is_closed()
                && self.summary.is_none()
                && self.receipt.is_none()
                && !feed.has_rejects()
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What is asked of a case, that of every case first; and what is left out.
    fn asked_of(&self, case: &Case) -> (Rc<[(String, Query)]>, Vec<ConclusionId>) {
        let keyed = self.keyed.as_ref().map(|it| it.asked_of(case));
        let AtKeys { queries, left_out } = keyed.unwrap_or_default();
        if queries.is_empty() {
            return (Rc::clone(&self.asked), left_out);
        }
        let at_keys = named_queries(self.model, queries);
        let asked = self.asked.iter().cloned().chain(at_keys);
        (asked.collect(), left_out)
    }

    /// Whether no case was decided and nothing was written.
    const fn are_none(&self) -> bool {
        self.decided == 0 && !self.out.has_begun()
    }

    fn answered(
        &mut self,
        id: &str,
        asked: &[(String, Query)],
        decisions: &[Decision],
        left_out: Vec<ConclusionId>,
    ) -> Result<(), Failure> {
        self.decided += 1;
        self.left_out.extend(&left_out);
        if let Some(summary) = &mut self.summary {
            summary.take_in(self.model, asked, decisions);
        }
        if self.out.is_closed() {
            return Ok(());
        }
        let piece = match self.format {
            Format::Human => format!(
                "\ncase {}\n{}",
                output::visible(id),
                self.table(asked, decisions)
            ),
            Format::Json | Format::Ndjson => {
                let names = left_out
                    .iter()
                    .map(|id| cases::keyed_example(self.model, *id));
                let case = CaseJson::answered(self.model, asked, id, decisions)
                    .leaving_out(names.collect());
                self.as_json(&case)
            }
        };
        self.write(&piece)
    }

    fn refused(
        &mut self,
        feed: &mut Feed<'_>,
        batch: &Batch,
        findings: &[FactFinding],
    ) -> Result<(), Failure> {
        if let Some(summary) = &mut self.summary {
            summary.refused += 1;
        }
        feed.refuse(batch, findings)?;
        if feed.has_rejects() {
            return Ok(());
        }
        let id = findings.first().and_then(|it| it.case.as_deref());
        let piece = match self.format {
            Format::Human => {
                let title = match id {
                    Some(id) => format!("\ncase {}\n", output::visible(id)),
                    None => "\na case that cannot be read\n".to_owned(),
                };
                let facts =
                    output::counted(findings.len(), "fact does not fit", "facts do not fit");
                format!("{title}  refused: {facts}\n")
            }
            Format::Json | Format::Ndjson => {
                let case = json::CaseJson::refused(id, findings);
                self.as_json(&case)
            }
        };
        self.write(&piece)
    }

    fn as_json(&mut self, case: &json::CaseJson) -> String {
        match self.format {
            Format::Ndjson => output::json_line(case),
            _ => self.list.entry(case),
        }
    }

    fn write(&mut self, piece: &str) -> Result<(), Failure> {
        if !self.begun {
            self.begun = true;
            let head = self.head();
            self.push(&head)?;
        }
        self.push(piece)
    }

    fn push(&mut self, piece: &str) -> Result<(), Failure> {
        self.out
            .push(piece)
            .map_err(|error| output::unwritten(&error))
    }

    /// What stands before the first case in the form for people.
    fn head(&self) -> String {
        if self.format != Format::Human {
            return String::new();
        }
        let switched = self.settings.readings.iter().filter_map(|(id, choice)| {
            let reading = &self.model.readings()[*id];
            Some(format!(
                ", {} read as {}",
                reading.naming.name,
                reading.choices.get(*choice)?.naming.name
            ))
        });
        format!(
            "as of {}{}\n",
            self.settings.as_of,
            switched.collect::<String>()
        )
    }

    /// What is still to be written. A run that broke off says so in the document.
    fn end(mut self, whole: bool) -> Result<Report, Failure> {
        let summary = self
            .summary
            .as_ref()
            .filter(|_| whole)
            .map(|it| it.json(self.model, &self.asked));
        match self.format {
            Format::Human => {
                if !self.begun {
                    let head = self.head();
                    self.push(&head)?;
                }
            }
            Format::Json => {
                let mut more = Vec::new();
                if !whole {
                    more.push(("incomplete", serde_json::Value::Bool(true)));
                }
                more.extend(summary.map(|summary| ("summary", summary)));
                let end = self.list.end(&more);
                self.push(&end)?;
            }
            Format::Ndjson => {
                if let Some(summary) = summary {
                    let head = json::Document::new(self.model, &self.settings);
                    self.push(&output::json_line(&head.with_summary(summary)))?;
                }
            }
        }
        Ok(self.out.into_report())
    }

    /// The summary as a table, where the answers are for people.
    fn summary_for_people(&self) -> String {
        match &self.summary {
            Some(summary) if self.format == Format::Human => summary.table(self.model, &self.asked),
            _ => String::new(),
        }
    }

    fn table(&self, asked: &[(String, Query)], decisions: &[Decision]) -> String {
        let head = ["DECISION", "OUTCOME", "BECAUSE"]
            .map(str::to_owned)
            .to_vec();
        let rows = asked
            .iter()
            .zip(decisions)
            .map(|((name, query), decision)| {
                let outcome = words::short_outcome(self.model, query, &decision.outcome);
                vec![
                    name.clone(),
                    output::cut(&outcome, 40),
                    reason(self.model, decision),
                ]
            });
        output::table(&[head].into_iter().chain(rows).collect::<Vec<_>>(), 2)
    }
}

/// The short reason: what is needed, or the provisions that decided, then what the outcome rests on.
fn reason(model: &Model, decision: &Decision) -> String {
    let slots = |slots: Vec<String>| slots.join(", ");
    let mut parts = Vec::new();
    if !decision.needs.is_empty() {
        parts.push(format!(
            "needs {}",
            slots(
                decision
                    .needs
                    .iter()
                    .map(|need| words::slot(model, &need.slot))
                    .collect()
            )
        ));
    }
    if !decision.may_matter.is_empty() {
        parts.push(format!(
            "may need {}",
            slots(
                decision
                    .may_matter
                    .iter()
                    .map(|slot| words::slot(model, slot))
                    .collect()
            )
        ));
    }
    if decision.needs.is_empty() && !decision.because.is_empty() {
        parts.push(slots(
            decision
                .because
                .iter()
                .map(|place| model.citation(*place))
                .collect(),
        ));
    }
    if decision.either_way {
        parts.push("the same whatever is still unknown".to_owned());
    }
    parts.extend(
        decision
            .marks
            .iter()
            .map(|mark| MarkJson::new(model, mark).text()),
    );
    parts.join("; ")
}
