//! `enact impact`: whom a change of the rules affects, and because of which change.

mod report;
mod rules;

use clap::ValueEnum;

use super::cases::CaseArgs;
use super::feed::{Again, Batch, Item};
use super::load::{Sides, sides};
use super::output::{self, Screen};
use super::{ExitStatus, Failure, Report, cases, words};
use crate::eval::{Case, Evaluator, Key, KeyedConclusions, Settings};
use crate::facts::NamedCase;
use crate::impact::{Changes, Tally, Transition, causes};
use crate::model::{ConclusionId, Model, Query};
use crate::witness::{self, Asked};

use rules::{Made, Variants};
use std::collections::{BTreeMap, BTreeSet};

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
/// Otherwise the changes are the differences `enact diff` tells. What is decided key by key (`per year`)
/// is compared at the years, weeks or values that a case speaks of by either version. A case that fits the newer rules and
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

    /// Only this decision, at any key if it has keys, or as `"NAME for KEY"`; may be given several times
    /// [default: all that both versions have]
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
    /// an outcome becomes unknown, a gap, a conflict or the like; `NAME`, that decision changes, at any key
    /// if it has keys; `NAME for KEY`, at that key; `NAME=OUTCOME`, it changes to that. May be given several times
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
    let settings = (args.cases.settings(before)?, args.cases.settings(after)?);
    let decisions = decisions((before, &settings.0), (after, &settings.1), &args.decisions)?;
    let conditions = conditions(&args.fail_on, &decisions, after)?;
    let mut taken = args.cases.taken(sides.paths());
    let mut feed = args.cases.feed(after, &mut taken, screen)?;
    let mut run = Run {
        args,
        variants: &variants,
        decisions: &decisions,
        keyed: (KeyedConclusions::of(before), KeyedConclusions::of(after)),
        left_out: BTreeSet::new(),
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
        left_out,
        ..
    } = run;
    let names = decisions.iter();
    let names: Vec<&str> = names
        .filter(|it| it.keyed().is_some_and(|(_, new)| left_out.contains(&new)))
        .map(|it| it.name.as_str())
        .collect();
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
        left_out: &names,
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
    let mut report = report
        .with_talk(talk)
        .with_talk(cases::left_out(after, "compared", &left_out));
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

/// A decision that both versions have.
struct Compared {
    name: String,
    queries: (Query, Query),
    /// Whether it is asked key by key.
    by_key: bool,
    /// Whether it can differ at all.
    open: bool,
}

impl Compared {
    fn new(
        name: String,
        (old, before): (&Model, &Settings),
        (new, after): (&Model, &Settings),
    ) -> Result<Self, Failure> {
        let queries = (
            cases::decision_or_keyed(old, &name)?,
            cases::decision_or_keyed(new, &name)?,
        );
        let per = (per(old, &queries.0), per(new, &queries.1));
        if per.0 != per.1 {
            let words = |per: Option<String>| per.unwrap_or_else(|| "once".to_owned());
            let (before, after) = (words(per.0), words(per.1));
            return Err(Failure::new(format!(
                "`{name}` cannot be compared: it is decided {before} in the older rules, {after} in the newer ones"
            )));
        }
        let asked = |model, settings: &Settings, query: &Query| Asked {
            model,
            settings: settings.clone(),
            query: query.clone(),
        };
        // Written alike, down to the last thing it reads, it changes for nobody.
        let alike = witness::written_alike(
            asked(old, before, &queries.0),
            asked(new, after, &queries.1),
        );
        let compared = Self {
            name,
            by_key: per.0.is_some(),
            queries,
            open: !alike,
        };
        Ok(compared)
    }

    /// The conclusions, where they are made key by key and not asked at one.
    fn keyed(&self) -> Option<(ConclusionId, ConclusionId)> {
        match self.queries {
            (Query::Conclusion(old), Query::Conclusion(new)) if self.by_key => Some((old, new)),
            _ => None,
        }
    }
}

/// The decisions to compare: all that both versions have, or those named.
fn decisions(
    old: (&Model, &Settings),
    new: (&Model, &Settings),
    named: &[String],
) -> Result<Vec<Compared>, Failure> {
    let names = if named.is_empty() {
        let before = everything(old.0);
        everything(new.0)
            .into_iter()
            .filter(|decision| before.contains(decision))
            .map(|(name, _)| name)
            .collect()
    } else {
        named.to_vec()
    };
    if names.is_empty() {
        return Err(Failure::new("the two versions have no decision in common"));
    }
    let names = names.into_iter();
    names.map(|name| Compared::new(name, old, new)).collect()
}

/// Every decision by name, with by what it is made key by key.
fn everything(model: &Model) -> Vec<(String, Option<String>)> {
    let keyed = KeyedConclusions::of(model);
    let keyed = keyed.ids().map(Query::Conclusion);
    let all = super::eval::everything(model).into_iter().chain(keyed);
    all.map(|it| (words::query(model, &it), per(model, &it)))
        .collect()
}

/// By what a decision is made key by key, if it is not asked at a key.
fn per(model: &Model, query: &Query) -> Option<String> {
    match query {
        Query::Conclusion(id) => {
            let key = model.conclusions()[*id].key.as_ref();
            key.map(|key| model.per(key))
        }
        _ => None,
    }
}

/// When to exit with 1.
enum Condition {
    Change,
    NoEffect,
    Open,
    /// A decision changes, perhaps at a key, perhaps to an outcome.
    Decision(usize, Option<String>, Option<String>),
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
            Self::Decision(decision, key, to) => changes.any(|it| {
                it.decision == *decision
                    && (key.is_none() || it.key == *key)
                    && to.as_ref().is_none_or(|wanted| it.to == *wanted)
            }),
        }
    }
}

fn conditions(
    written: &[String],
    decisions: &[Compared],
    model: &Model,
) -> Result<Vec<Condition>, Failure> {
    let parse = |text: &String| match text.as_str() {
        "change" => Ok(Condition::Change),
        "no-effect" => Ok(Condition::NoEffect),
        "open" => Ok(Condition::Open),
        other => {
            let (name, to) = match other.split_once('=') {
                Some((name, to)) => (name.trim(), Some(to.trim().to_owned())),
                None => (other, None),
            };
            if let Some(position) = decisions.iter().position(|it| it.name == name) {
                return Ok(Condition::Decision(position, None, to));
            }
            for (position, decision) in decisions.iter().enumerate() {
                let key = name.strip_prefix(&decision.name);
                let key = key.and_then(|it| it.strip_prefix(" for "));
                if let (Some(key), Some((_, id))) = (key, decision.keyed()) {
                    let Query::At(id, key) = cases::at_key(model, id, key.trim())? else {
                        continue;
                    };
                    let key = words::key(model, id, &key);
                    return Ok(Condition::Decision(position, Some(key), to));
                }
            }
            let names = decisions.iter().map(|it| it.name.as_str());
            let near = crate::diagnostic::suggest::nearest(name, names);
            let message = format!("`--fail-on {other}`: no decision `{name}` is compared");
            Err(Failure::new(message)
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))))
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
    decisions: &'r [Compared],
    /// What is decided key by key before and after.
    keyed: (KeyedConclusions<'r>, KeyedConclusions<'r>),
    /// Of what is decided key by key, that of which some case names no key, or too many.
    left_out: BTreeSet<ConclusionId>,
    made: Made,
    tally: Tally,
    whys: Vec<Why>,
    /// Why cases that fit the newer rules do not fit the older ones; the first few.
    misfits: Vec<String>,
    unfit: u64,
}

/// So many cases that do not fit the older rules are told.
const MOST_MISFITS: usize = 5;

/// A decision as it is compared for one case.
struct AskedOfCase<'r> {
    decision: usize,
    name: &'r str,
    key: Option<String>,
    queries: (Query, Query),
}

impl<'r> Run<'r> {
    /// What can differ of a case: what is decided key by key, at the keys of which either version says that the case
    /// speaks, if the other has such a key.
    fn asked(&mut self, old: &Case, new: &Case) -> Vec<AskedOfCase<'r>> {
        let decisions: &'r [Compared] = self.decisions;
        let (before, after) = (self.variants.old(), self.variants.new_model());
        let mut all = Vec::new();
        for (decision, compared) in decisions.iter().enumerate() {
            if !compared.open {
                continue;
            }
            let asked = |key: Option<String>, queries| AskedOfCase {
                decision,
                name: &compared.name,
                key,
                queries,
            };
            let Some((one, other)) = compared.keyed() else {
                all.push(asked(None, compared.queries.clone()));
                continue;
            };
            // A key is written alike in both, though members of an enumeration may have moved.
            let written = |model: &Model, id, keys: BTreeSet<Key>| -> BTreeSet<String> {
                keys.iter().map(|key| words::key(model, id, key)).collect()
            };
            let keys = self.keyed.0.keys_of(old, one);
            let keys = keys
                .zip(self.keyed.1.keys_of(new, other))
                .map(|(first, second)| {
                    &written(before, one, first) | &written(after, other, second)
                });
            match keys {
                Some(keys) if !keys.is_empty() => all.extend(keys.into_iter().filter_map(|key| {
                    let first = cases::at_key(before, one, &key).ok()?;
                    let second = cases::at_key(after, other, &key).ok()?;
                    Some(asked(Some(key), (first, second)))
                })),
                _ => {
                    self.left_out.insert(other);
                }
            }
        }
        all
    }

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
        let mut read: BTreeMap<Changes, Option<Case>> = BTreeMap::new();
        for asked in self.asked(old, &new.case) {
            let (old_query, new_query) = asked.queries;
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
                let query = at(model, asked.name, asked.key.as_deref())?;
                let settings: Settings = args.cases.settings(model).ok()?;
                let outcome = Evaluator::new(model, &settings).outcome(case, &query, args.refine);
                Some(words::short_outcome(model, &query, &outcome))
            });
            let transition = Transition {
                decision: asked.decision,
                key: asked.key,
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

/// A decision of some rules, at a key if it is made key by key.
fn at(model: &Model, name: &str, key: Option<&str>) -> Option<Query> {
    let query = cases::decision_or_keyed(model, name).ok()?;
    match (&query, key) {
        (Query::Conclusion(id), Some(key)) => cases::at_key(model, *id, key).ok(),
        _ => Some(query),
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
