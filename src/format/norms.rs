//! Norms: a clause a line, in the order in which a norm lives: arises, recurs, is done, is due, leads to.

use crate::syntax::ast::{Deadline, Modality, Name, Norm, Recurring};

use super::conditions::when;
use super::doc::{Doc, text, wrapped};
use super::entries::Layout;
use super::values::{counted_clause, shifted, value};
use super::words::{citations, labelled, quantity};

/// A duty, right, power or prohibition.
pub(super) fn norm(this: &Norm) -> Doc {
    let head = format!(
        "{} {}",
        modality_word(this.modality),
        labelled(&this.name.text, this.label.as_ref())
    );
    let party =
        |word: &str, name: Option<&Name>| name.map(|name| text(format!("{word} {}", name.text)));
    Layout::head(text(head))
        .clause(party("of", this.bearer.as_ref()))
        .clause(party("towards", this.towards.as_ref()))
        .clause(party("about", this.about.as_ref()))
        .line(arises(this))
        .line(this.recurring.as_ref().map(recurring))
        .line(act(this))
        .line(this.deadline.as_ref().map(deadline))
        .line(leads_to(this))
        .finish()
}

fn modality_word(modality: Modality) -> &'static str {
    match modality {
        Modality::Duty => "duty",
        Modality::Right => "right",
        Modality::Power => "power",
        Modality::Prohibition => "prohibition",
    }
}

fn arises(this: &Norm) -> Option<Doc> {
    let on = this.arises_on.as_ref().map(|day| value(day).after("on "));
    let when = this.arises_when.as_ref().map(when);
    clause("arises ", on.into_iter().chain(when))
}

/// Words and what follows them, if anything does.
fn clause(words: &str, parts: impl IntoIterator<Item = Doc>) -> Option<Doc> {
    let mut parts = parts.into_iter();
    let first = parts.next()?.after(words);
    Some(wrapped([first].into_iter().chain(parts)))
}

fn recurring(this: &Recurring) -> Doc {
    let head = value(&this.from).after(format!("every {} from ", quantity(&this.period)));
    let until = this
        .until
        .as_ref()
        .map(|until| value(until).after("until "));
    wrapped(
        [head]
            .into_iter()
            .chain(until)
            .chain(this.counted.as_ref().map(counted_clause)),
    )
}

fn act(this: &Norm) -> Option<Doc> {
    let words = match this.modality {
        Modality::Duty => "fulfilled by ",
        Modality::Right | Modality::Power => "used by ",
        Modality::Prohibition => "violated by ",
    };
    let act = this.act.as_ref().map(|act| text(act.text.as_str()))?;
    clause(
        words,
        [act].into_iter().chain(this.act_when.as_ref().map(when)),
    )
}

pub(super) fn deadline(this: &Deadline) -> Doc {
    match this {
        Deadline::NotStated => text("deadline not stated"),
        Deadline::By(day) => value(day).after("deadline by "),
        Deadline::Before(day) => value(day).after("deadline before "),
        Deadline::Within {
            period,
            after,
            counted,
        } => shifted(period, true, after, counted.as_ref()).after("deadline within "),
    }
}

fn leads_to(this: &Norm) -> Option<Doc> {
    let word = match this.modality {
        Modality::Right | Modality::Power => "lapse",
        Modality::Duty | Modality::Prohibition => "breach",
    };
    (!this.leads_to.is_empty())
        .then(|| citations(&this.leads_to).after(format!("{word} leads to ")))
}
