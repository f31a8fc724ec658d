//! `enact impact`: whom a change of the rules affects, and because of which change.

mod report;
mod rules;

use clap::ValueEnum;

use super::cases::CaseArgs;
use super::feed::{Again, Batch, Item};
use super::load::{Sides, sides};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, words};
use crate::eval::{Case, Evaluator, Settings};
use crate::facts::NamedCase;
use crate::impact::{Changes, Tally, Transition, causes};
use crate::model::Model;
use crate::witness::{self, Asked};

use rules::{Made, Variants};

const EXAMPLES: &str = "\
Examples:
  enact impact policies/tw/scs examples/amendments/scs-2027.enact --cases all.ndjson --as-of 2027-03-01
  enact impact HEAD:policies/tw/scs policies/tw/scs --cases all.csv --as-of 2024-02-20 --format markdown
  enact impact OLD NEW --cases all.ndjson --as-of 2027-03-01 --fail-on no-effect --fail-on may_be_recommended=no";

/// Say whose outcomes another version of the rules changes, and because of which change
///
/// Runs both versions on every case, on one day. Where an outcome differs, the changes are made one by
/// one, and in pairs, on the older rules: those after which the newer outcome comes out are its causes.
/// Nothing is reported that did not change; a change that affects no case is named at the end.
///
/// If NEW is OLD with amendments, its changes are those the amendments make, and their days and saving
/// clauses are kept; the facts and members of kinds that they declare count as declared in both.
/// Otherwise the changes are the differences `enact diff` tells. A case that fits the newer rules and
/// not the older ones, for a fact they do not have, is not compared, and counted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{}", super::cases::MANY_HELP)
)]
pub(super) struct Args {
    /// The rules as they were: a file, a directory, or `REV:PATH`
    #[arg(value_name = "OLD")]
    old: String,

    /// The rules as they are to be
    #[arg(value_name = "NEW")]
    new: String,

    #[command(flatten)]
    cases: CaseArgs,

    /// Only this decision; may be given several times [default: all that both versions have]
    #[arg(long = "decision", value_name = "NAME")]
    decisions: Vec<String>,

    /// Of each group of cases, name so many
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,

    /// Search what unknown facts leave open, as `eval` does: exact, and slow where much is unknown.
    /// Without it an outcome that is not settled at once is `unknown`, in both versions alike
    #[arg(long)]
    refine: bool,

    /// Count the cases whose outcome stays and is decided by other provisions; takes longer
    #[arg(long)]
    reasons: bool,

    /// Exit with 1 if so: `change`, any outcome differs; `no-effect`, a change affects no case; `open`,
    /// an outcome becomes unknown, a gap, a conflict or the like; `NAME`, that decision changes;
    /// `NAME=OUTCOME`, it changes to that. May be given several times
    #[arg(long, value_name = "CONDITION")]
    fail_on: Vec<String>,

    /// How to print the report
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How the report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for the terminal
    Human,
    /// Markdown
    Markdown,
    /// One JSON object, `enact.impact.v1`
    Json,
}

/// Runs both versions on all cases.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    args.cases.as_of()?;
    let sides = sides((&args.old, None), (&args.new, None), screen)?;
    let Sides { old, new, .. } = &sides;
    let inputs = (old.inputs(), new.inputs());
    let variants = Variants::new(&sides, &inputs, screen)?;
    let (before, after) = (variants.old(), variants.new_model());
    let decisions = decisions(before, after, &args.decisions)?;
    let conditions = conditions(&args.fail_on, &decisions)?;
    let settings = (args.cases.settings(before)?, args.cases.settings(after)?);
    // A decision written alike, down to the last thing it reads, changes for nobody.
    let mut open = Vec::new();
    for name in &decisions {
        let asked = |model, settings: Settings| -> Result<Asked<'_>, Failure> {
            Ok(Asked {
                model,
                settings,
                query: super::cases::decision_or_keyed(model, name)?,
            })
        };
        let pair = (
            asked(before, settings.0.clone())?,
            asked(after, settings.1.clone())?,
        );
        open.push(!witness::written_alike(pair.0, pair.1));
    }
    let mut taken = args.cases.taken(sides.paths());
    let mut feed = args.cases.feed(after, &mut taken, screen)?;
    let mut run = Run {
        args,
        variants: &variants,
        decisions: &decisions,
        open,
        made: Made::default(),
        tally: Tally::new(args.samples),
        whys: Vec::new(),
        misfits: Vec::new(),
        unfit: 0,
    };
    let mut again = feed.again(before);
    let mut evaluators = (
        Evaluator::new(before, &settings.0),
        Evaluator::new(after, &settings.1),
    );
    while let Some(mut batch) = feed.next()? {
        feed.head(&mut again);
        let others = again.cases(&batch);
        for item in batch.items() {
            match item {
                Item::Refused(findings) => feed.refuse(&batch, &findings)?,
                Item::Case(case) => {
                    let violated = feed.violated(&mut evaluators.1, &batch, &case);
                    if !violated.is_empty() {
                        feed.refuse(&batch, &violated)?;
                        continue;
                    }
                    let other = others.cases.iter().find(|it| it.start == case.start);
                    let Some(other) = other else {
                        run.does_not_fit(&case, &others.findings);
                        continue;
                    };
                    let pair = (&other.case, &case);
                    run.case(&mut evaluators, pair, |model| {
                        let mut again = feed.again(model);
                        feed.head(&mut again);
                        reread(&mut again, &batch, case.start)
                    })?;
                }
            }
        }
    }
    let Run {
        tally,
        whys,
        misfits,
        unfit,
        ..
    } = run;
    let refused = feed.refused();
    let talk = feed.finish()?;
    let changes = variants.changes();
    let idle: Vec<&str> = tally
        .without_effect(changes.len())
        .into_iter()
        .filter_map(|it| changes.get(it).map(String::as_str))
        .collect();
    let whole = report::Whole {
        tally: &tally,
        changes: &changes,
        decisions: &decisions,
        whys: &whys,
        idle: &idle,
        unfit,
        refused,
        names: (&old.name, &new.name),
        as_of: args.cases.as_of()?,
        reasons: args.reasons,
    };
    let digests = (before.digest(), after.digest());
    let report = match args.format {
        Format::Human => Report::ran(report::text(&whole)),
        Format::Markdown => Report::ran(report::markdown(&whole)),
        Format::Json => Report::exact(output::json(&report::json(&whole, digests))),
    };
    let mut report = report.with_talk(talk);
    for change in &idle {
        report = report.with_talk(output::warning(&format!(
            "no case is affected by: {change}"
        )));
    }
    for misfit in &misfits {
        report = report.with_talk(output::note(misfit));
    }
    if conditions
        .iter()
        .any(|it| it.holds(&tally, !idle.is_empty()))
    {
        report = report.with_status(ExitStatus::Findings);
    }
    Ok(match refused {
        0 => report,
        _ => report.with_status(ExitStatus::CouldNotRun),
    })
}

fn reread(again: &mut Again<'_>, batch: &Batch, start: u32) -> Option<Case> {
    let read = again.cases(batch);
    let found = read.cases.into_iter().find(|it| it.start == start);
    found.map(|it| it.case)
}

/// The decisions to compare, by name: all that both versions have, or those named.
fn decisions(old: &Model, new: &Model, named: &[String]) -> Result<Vec<String>, Failure> {
    if named.is_empty() {
        let before = super::eval::everything(old);
        let names: Vec<String> = before.iter().map(|it| words::query(old, it)).collect();
        let after = super::eval::everything(new);
        let both: Vec<String> = after
            .iter()
            .map(|it| words::query(new, it))
            .filter(|name| names.contains(name))
            .collect();
        if both.is_empty() {
            return Err(Failure::new("the two versions have no decision in common"));
        }
        return Ok(both);
    }
    for name in named {
        super::cases::decision_or_keyed(old, name)?;
        super::cases::decision_or_keyed(new, name)?;
    }
    Ok(named.to_vec())
}

/// When to exit with 1.
enum Condition {
    Change,
    NoEffect,
    Open,
    /// A decision changes, perhaps to an outcome.
    Decision(usize, Option<String>),
}

impl Condition {
    fn holds(&self, tally: &Tally, idle: bool) -> bool {
        let mut changes = tally.groups.keys();
        match self {
            Self::Change => changes.next().is_some(),
            Self::NoEffect => idle,
            Self::Open => changes.any(|it| {
                let open = [
                    "unknown",
                    "gap",
                    "conflict",
                    "not computable",
                    "not encoded",
                ];
                open.iter().any(|open| it.to.starts_with(open))
            }),
            Self::Decision(decision, to) => changes.any(|it| {
                it.decision == *decision && to.as_ref().is_none_or(|wanted| it.to == *wanted)
            }),
        }
    }
}

fn conditions(written: &[String], decisions: &[String]) -> Result<Vec<Condition>, Failure> {
    let parse = |text: &String| match text.as_str() {
        "change" => Ok(Condition::Change),
        "no-effect" => Ok(Condition::NoEffect),
        "open" => Ok(Condition::Open),
        other => {
            let (name, to) = match other.split_once('=') {
                Some((name, to)) => (name.trim(), Some(to.trim().to_owned())),
                None => (other, None),
            };
            let found = decisions.iter().position(|it| it == name);
            found.map(|it| Condition::Decision(it, to)).ok_or_else(|| {
                let near =
                    crate::diagnostic::suggest::nearest(name, decisions.iter().map(String::as_str));
                Failure::new(format!(
                    "`--fail-on {other}`: no decision `{name}` is compared"
                ))
                .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
            })
        }
    };
    written.iter().map(parse).collect()
}

/// The first case of a group, and what decided it before and after.
struct Why {
    transition: Transition,
    case: String,
    before: Side,
    after: Side,
}

/// What came out for one case, with its day, and the provisions that decided.
struct Side {
    outcome: String,
    by: String,
}

struct Run<'r> {
    args: &'r Args,
    variants: &'r Variants<'r>,
    decisions: &'r [String],
    /// Of each decision, whether it can differ at all.
    open: Vec<bool>,
    made: Made,
    tally: Tally,
    whys: Vec<Why>,
    /// Why cases that fit the newer rules do not fit the older ones; the first few.
    misfits: Vec<String>,
    unfit: u64,
}

/// So many cases that do not fit the older rules are told.
const MOST_MISFITS: usize = 5;

impl Run<'_> {
    fn does_not_fit(&mut self, case: &NamedCase, findings: &[crate::facts::FactFinding]) {
        self.unfit += 1;
        if self.misfits.len() < MOST_MISFITS {
            let why = findings.first().map_or("", |it| it.headline.as_str());
            let id = output::visible(&case.id);
            self.misfits
                .push(format!("case `{id}` does not fit the older rules: {why}"));
        }
    }

    fn case(
        &mut self,
        evaluators: &mut (Evaluator<'_>, Evaluator<'_>),
        (old, new): (&Case, &NamedCase),
        reread: impl Fn(&Model) -> Option<Case>,
    ) -> Result<(), Failure> {
        self.tally.cases += 1;
        let (before, after) = (self.variants.old(), self.variants.new_model());
        let mut changed = false;
        let mut reason = false;
        // The case as each of the rules between reads it.
        let mut read: std::collections::BTreeMap<Changes, Option<Case>> = Default::default();
        for (decision, name) in self.decisions.iter().enumerate() {
            if !self.open.get(decision).copied().unwrap_or(true) {
                continue;
            }
            let old_query = super::cases::decision_or_keyed(before, name)?;
            let new_query = super::cases::decision_or_keyed(after, name)?;
            let refine = self.args.refine;
            let from = evaluators.0.outcome(old, &old_query, refine);
            let to = evaluators.1.outcome(&new.case, &new_query, refine);
            let of_many = (
                words::outcome_of_many(before, &old_query, &from),
                words::outcome_of_many(after, &new_query, &to),
            );
            let from = words::short_outcome(before, &old_query, &from);
            let to = words::short_outcome(after, &new_query, &to);
            if from == to {
                if self.args.reasons && !reason {
                    let one = evaluators.0.decide(old, old_query);
                    let other = evaluators.1.decide(&new.case, new_query);
                    reason = cited(before, &one) != cited(after, &other);
                }
                continue;
            }
            changed = true;
            let (variants, made, args) = (self.variants, &mut self.made, self.args);
            let found = causes(variants.changes().len(), &to, |set| {
                let model = made.model(variants, set)?;
                let case = read
                    .entry(set.clone())
                    .or_insert_with(|| reread(model))
                    .as_ref()?;
                let query = super::cases::decision_or_keyed(model, name).ok()?;
                let settings: Settings = args.cases.settings(model).ok()?;
                let outcome = Evaluator::new(model, &settings).outcome(case, &query, args.refine);
                Some(words::short_outcome(model, &query, &outcome))
            });
            let transition = Transition {
                decision,
                to: match of_many.0 == of_many.1 {
                    true => format!("{} on another day", of_many.1),
                    false => of_many.1,
                },
                from: of_many.0,
            };
            if self.tally.take_in(&new.id, transition.clone(), found) {
                let one = evaluators.0.decide(old, old_query);
                let other = evaluators.1.decide(&new.case, new_query);
                self.whys.push(Why {
                    transition,
                    case: new.id.clone(),
                    before: Side {
                        outcome: from,
                        by: cited(before, &one),
                    },
                    after: Side {
                        outcome: to,
                        by: cited(after, &other),
                    },
                });
            }
        }
        self.tally.changed += u64::from(changed);
        self.tally.other_reason += u64::from(!changed && reason);
        Ok(())
    }
}

/// The provisions that decided.
fn cited(model: &Model, decision: &crate::eval::Decision) -> String {
    let mut places: Vec<String> = decision
        .because
        .iter()
        .map(|place| model.citation(*place))
        .collect();
    places.dedup();
    places.join(", ")
}
