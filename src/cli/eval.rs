//! `enact eval`: what the rules say about cases.

mod json;

use std::path::PathBuf;

use super::cases::{self, CaseArgs, Cases};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, load, words};
use crate::eval::{self, Decision, Settings};
use crate::facts::FactFinding;
use crate::model::{Modality, Model, NormPredicate, Query};
use clap::ValueEnum;
use json::MarkJson;

/// Say what the rules decide about a case, or about many
///
/// Every decision has one of these outcomes: yes, no, a value, absent, unknown (with the facts that
/// could still change it), not applicable, not in force, conflict, gap, not computable, not encoded;
/// a duty, right, power or prohibition has a state with its day. A person who is not eligible is an
/// answer, not a failure: the exit code is 0. A case with facts that do not fit is refused and named,
/// the others are answered, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact eval policies/tw/scs --facts case.json --as-of 2024-03-05
  enact eval policies/tw/scs --facts officers.ndjson --as-of \"ROC 113-03-05\"
  enact eval policies/tw/scs --facts case.json --as-of 2024-03-05 --decision may_be_recommended
  enact eval scs.enact --facts - --as-of 2024-03-05 --format json < case.json
  enact eval scs.enact --facts case.yaml --as-of 2024-03-05 --reading interval_shift=inclusive")]
pub(super) struct Args {
    /// A rule file, or a directory of them
    #[arg(value_name = "PATH")]
    path: PathBuf,

    #[command(flatten)]
    cases: CaseArgs,

    /// Only this decision; may be given several times [default: all]
    #[arg(long = "decision", value_name = "NAME")]
    decisions: Vec<String>,

    /// How to print the answers
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for each case
    Human,
    /// One JSON object, `enact.evaluation.v1`
    Json,
}

/// Evaluates the cases.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    args.cases.as_of()?;
    let rules = load::rules(std::slice::from_ref(&args.path), screen)?;
    let settings = args.cases.settings(&rules.model)?;
    let asked = asked(&rules.model, &args.decisions)?;
    let cases = args.cases.read(&rules.model, screen)?;
    let evaluation = Evaluation::new(&rules.model, settings, asked, &cases);
    let data = match args.format {
        Format::Human => evaluation.human(),
        Format::Json => json::render(&evaluation),
    };
    let report = Report::ran(data).with_talk(evaluation.hint());
    let refused = evaluation.refused();
    if refused.is_empty() {
        return Ok(report);
    }
    Ok(report
        .with_talk(cases.talk(refused, screen))
        .with_status(ExitStatus::CouldNotRun))
}

/// The decisions asked for, by name; all of them if none is named.
fn asked(model: &Model, named: &[String]) -> Result<Vec<(String, Query)>, Failure> {
    let queries = if named.is_empty() {
        everything(model)
    } else {
        one_by_one(model, named)?
    };
    if queries.is_empty() {
        let message = "there is nothing to decide: these rules have no conclusion and no duty, right or power";
        return Err(Failure::new(message));
    }
    Ok(queries
        .into_iter()
        .map(|query| (words::query(model, query), query))
        .collect())
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
fn everything(model: &Model) -> Vec<Query> {
    let conclusions = model
        .conclusions()
        .iter()
        .filter(|(_, it)| it.key.is_none());
    let norms = model.norms().iter().map(|(id, norm)| match norm.modality {
        Modality::Guideline => Query::Predicate(id, NormPredicate::Exceeded),
        _ => Query::Norm(id),
    });
    conclusions
        .map(|(id, _)| Query::Conclusion(id))
        .chain(norms)
        .collect()
}

/// What was asked, and the answers.
struct Evaluation<'m> {
    model: &'m Model,
    settings: Settings,
    /// The decisions, by the names they are shown under.
    asked: Vec<(String, Query)>,
    /// The cases in the order of the file.
    answers: Vec<Answer>,
}

/// One case: its id, and its decisions in the order asked, or what does not fit.
struct Answer {
    /// None where a document could not be read so far.
    id: Option<String>,
    result: Result<Vec<Decision>, Vec<FactFinding>>,
}

impl<'m> Evaluation<'m> {
    fn new(
        model: &'m Model,
        settings: Settings,
        asked: Vec<(String, Query)>,
        cases: &Cases,
    ) -> Self {
        let mut answers = refusals(&cases.facts.findings);
        for case in &cases.facts.cases {
            let violated = cases.violated(model, &settings, case);
            let decided = |query| eval::decide(model, &case.case, &settings, query);
            let result = if violated.is_empty() {
                Ok(asked.iter().map(|(_, query)| decided(*query)).collect())
            } else {
                Err(violated)
            };
            answers.push((
                case.start,
                Answer {
                    id: Some(case.id.clone()),
                    result,
                },
            ));
        }
        answers.sort_by_key(|(start, _)| *start);
        Self {
            model,
            settings,
            asked,
            answers: answers.into_iter().map(|(_, answer)| answer).collect(),
        }
    }

    fn refused(&self) -> Vec<&FactFinding> {
        self.answers
            .iter()
            .filter_map(|answer| answer.result.as_ref().err())
            .flatten()
            .collect()
    }

    /// A word for those who ask about a day on which the law does not speak.
    fn hint(&self) -> String {
        cases::in_force_hint(self.model, self.settings.as_of)
    }

    fn human(&self) -> String {
        let switched = self.settings.readings.iter().filter_map(|(id, choice)| {
            let reading = &self.model.readings()[*id];
            Some(format!(
                ", {} read as {}",
                reading.naming.name,
                reading.choices.get(*choice)?.naming.name
            ))
        });
        let mut text = format!(
            "as of {}{}\n",
            self.settings.as_of,
            switched.collect::<String>()
        );
        for answer in &self.answers {
            text.push_str(&match &answer.id {
                Some(id) => format!("\ncase {}\n", output::visible(id)),
                None => "\na case that cannot be read\n".to_owned(),
            });
            text.push_str(&match &answer.result {
                Ok(decisions) => self.table(decisions),
                Err(findings) => {
                    let facts =
                        output::counted(findings.len(), "fact does not fit", "facts do not fit");
                    format!("  refused: {facts}\n")
                }
            });
        }
        text
    }

    fn table(&self, decisions: &[Decision]) -> String {
        let head = ["DECISION", "OUTCOME", "BECAUSE"]
            .map(str::to_owned)
            .to_vec();
        let rows = self
            .asked
            .iter()
            .zip(decisions)
            .map(|((name, query), decision)| {
                let outcome = words::short_outcome(self.model, *query, &decision.outcome);
                vec![
                    name.clone(),
                    output::cut(&outcome, 40),
                    reason(self.model, decision),
                ]
            });
        output::table(&[head].into_iter().chain(rows).collect::<Vec<_>>(), 2)
    }
}

/// The cases that are refused, each with the offset of its first misfit in the file.
fn refusals(findings: &[FactFinding]) -> Vec<(u32, Answer)> {
    let of_one_case = |a: &FactFinding, b: &FactFinding| a.case.is_some() && a.case == b.case;
    let refusal = |findings: &[FactFinding]| {
        let first = findings.first()?;
        Some((
            first.span.start,
            Answer {
                id: first.case.clone(),
                result: Err(findings.to_vec()),
            },
        ))
    };
    findings.chunk_by(of_one_case).filter_map(refusal).collect()
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
