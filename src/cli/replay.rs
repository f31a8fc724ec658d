//! `enact replay`: the same decision again, from its receipt.

use std::path::PathBuf;

use serde_json::Value;

use super::eval::CaseJson;
use super::output::{self, Screen, counted};
use super::receipt::{self, CaseHeld, Content, LANGUAGE};
use super::{ExitStatus, Failure, Report, cases, load};
use crate::eval::{Evaluator, Settings};
use crate::facts;
use crate::model::{Model, Query};
use crate::value::Date;

/// Decide again what a receipt says was decided, and say whether it comes out the same
///
/// The rules may be those of the receipt or others; that is said, and for each case which decisions
/// differ, from what to what and by which provisions; one that the rules no longer have is different.
/// Exits with 1 if any differs, and with 2 if the receipt was changed or cut short, or its facts do not
/// fit the rules. A case with masked facts cannot be decided again; that too is said.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact eval policies/tw/scs --facts case.json --as-of 2024-02-20 --receipt receipt.json
  enact replay receipt.json --rules policies/tw/scs")]
pub(super) struct Args {
    /// The receipt
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,

    /// The rules: a file, or a directory of them
    #[arg(long, value_name = "PATH")]
    rules: PathBuf,
}

/// Decides again.
pub(super) fn run(args: &Args, screen: Screen) -> Result<Report, Failure> {
    let content = receipt::read(&args.receipt)?;
    let rules = load::rules(std::slice::from_ref(&args.rules), screen)?;
    let model = &rules.model;
    let settings = settings(model, &content)?;
    let (asked, gone) = queries(model, content.decisions.iter());
    let mut text = String::new();
    let (mut same, mut different, mut masked) = (0, 0, 0);
    for held in &content.cases {
        let id = held.answer.get("id").and_then(Value::as_str).unwrap_or("");
        let id = output::visible(id);
        if !held.facts.masked.is_empty() {
            masked += 1;
            let names = held.facts.masked.join(", ");
            text.push_str(&format!(
                "case {id}: cannot be decided again, for these facts are masked: {names}\n"
            ));
            continue;
        }
        let (answer, gone_here) = decided(model, &settings, &asked, &gone, held)?;
        let mut differences = differences(&held.answer, &answer);
        let gone = gone.iter().chain(&gone_here);
        differences.extend(gone.map(|name| without(&held.answer, name)));
        if differences.is_empty() {
            same += 1;
            text.push_str(&format!("case {id}: the same\n"));
        } else {
            different += 1;
            text.push_str(&format!("case {id}: different\n"));
            for line in differences {
                text.push_str(&format!("  {line}\n"));
            }
        }
    }
    text.push_str(&format!(
        "{}: {same} the same, {different} different, {masked} masked\n",
        counted(content.cases.len(), "case", "cases")
    ));
    let mut report = Report::ran(text);
    if content.rules.digest != model.digest() {
        report = report.with_talk(output::note(
            "these rules are not those of the receipt: their texts or calendars differ",
        ));
    }
    if content.language != LANGUAGE {
        report = report.with_talk(output::note(&format!(
            "the receipt is of version {} of the language, this is version {LANGUAGE}",
            content.language
        )));
    }
    Ok(match different {
        0 => report,
        _ => report.with_status(ExitStatus::Findings),
    })
}

/// The decisions of these names, and the names of which the rules have none.
fn queries<'n>(
    model: &Model,
    names: impl Iterator<Item = &'n String>,
) -> (Vec<(String, Query)>, Vec<String>) {
    let (mut asked, mut gone) = (Vec::new(), Vec::new());
    for name in names {
        match cases::decision_or_keyed(model, name) {
            Ok(query) => asked.push((name.clone(), query)),
            Err(_) => gone.push(name.clone()),
        }
    }
    (asked, gone)
}

fn settings(model: &Model, content: &Content) -> Result<Settings, Failure> {
    let as_of = Date::parse(&content.as_of)
        .map_err(|error| Failure::new(format!("the day of the receipt: {error}")))?;
    let mut readings = Vec::new();
    for (name, choice) in &content.readings {
        let choice = choice.as_str().unwrap_or_default();
        readings.push(cases::switched(model, &format!("{name}={choice}"))?);
    }
    readings.sort_unstable();
    Ok(Settings { as_of, readings })
}

fn decided(
    model: &Model,
    settings: &Settings,
    asked: &[(String, Query)],
    gone: &[String],
    held: &CaseHeld,
) -> Result<(Value, Vec<String>), Failure> {
    let id = held.answer.get("id").and_then(Value::as_str).unwrap_or("");
    let syntax = held.facts.syntax().ok_or_else(|| {
        Failure::new(format!(
            "the facts of case `{id}` are written in an unknown form, `{}`",
            held.facts.syntax
        ))
    })?;
    let read = facts::read(model, "receipt", &held.facts.text, syntax);
    // A case by itself has another number than it had in its file.
    let case = match read.cases.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|it| it.id == id),
    };
    let Some(case) = case else {
        let why = read
            .findings
            .first()
            .map_or("it is not there", |it| it.headline.as_str());
        return Err(Failure::new(format!(
            "case `{id}` does not fit these rules: {why}"
        )));
    };
    // What was decided for the keys of this case stands in its answer only.
    let decided = held.answer.get("decisions").and_then(Value::as_object);
    let names = decided.into_iter().flat_map(|it| it.keys());
    let at_keys =
        names.filter(|name| !gone.contains(name) && !asked.iter().any(|(known, _)| known == *name));
    let (more, gone) = queries(model, at_keys);
    let asked = [asked, &more].concat();
    let mut evaluator = Evaluator::new(model, settings);
    let decisions: Vec<_> = asked
        .iter()
        .map(|(_, query)| evaluator.decide(&case.case, query.clone()))
        .collect();
    let answer = CaseJson::answered(model, &asked, id, &decisions);
    Ok((serde_json::to_value(&answer).unwrap_or_default(), gone))
}

/// What differs between two answers, a line for each decision.
fn differences(old: &Value, new: &Value) -> Vec<String> {
    let decisions = |answer: &Value| answer.get("decisions").and_then(Value::as_object).cloned();
    let (Some(old), Some(new)) = (decisions(old), decisions(new)) else {
        return vec!["it was refused before, and is not now, or the other way round".to_owned()];
    };
    let mut lines = Vec::new();
    for (name, after) in &new {
        let before = old.get(name).unwrap_or(&Value::Null);
        if before == after {
            continue;
        }
        let (from, to) = (short(before), short(after));
        let (by, now_by) = (cited(before), cited(after));
        lines.push(if from == to {
            format!("{name}: {from} as before, for another reason: {by}, now {now_by}")
        } else {
            format!("{name}: {from} → {to}; before by {by}, now by {now_by}")
        });
    }
    lines
}

/// What is said of a decision that the rules no longer have.
fn without(old: &Value, name: &str) -> String {
    let before = old.get("decisions").and_then(|it| it.get(name));
    let before = before.unwrap_or(&Value::Null);
    let (from, by) = (short(before), cited(before));
    format!("{name}: {from} before by {by}; the rules no longer have this decision")
}

fn short(decision: &Value) -> String {
    let text = |key| decision.get(key).and_then(Value::as_str);
    let value = decision.get("value").filter(|it| !it.is_null());
    let outcome = text("outcome").unwrap_or("nothing").to_owned();
    match (value, text("day")) {
        (Some(value), _) => value.to_string(),
        (None, Some(day)) => format!("{outcome} {day}"),
        (None, None) => outcome,
    }
}

fn cited(decision: &Value) -> String {
    let places = decision.get("because").and_then(Value::as_array);
    let places: Vec<&str> = places
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if places.is_empty() {
        "no provision".to_owned()
    } else {
        places.join(", ")
    }
}
