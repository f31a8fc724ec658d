//! Duties, rights, powers and prohibitions.

use super::super::ast::{Condition, Deadline, EntryKind, Modality, Name, Norm, Recurring};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, unexpected};
use crate::diagnostic::Code;

/// A norm of any of the four modalities.
pub(super) fn norm(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let mut children = Children::of(pair);
    let modality = modality(children.one(Rule::norm_word)?.as_str());
    let (name, label) = (children.name(cx)?, children.label(cx));
    let bearer = cx.named_by(&mut children, Rule::bearer)?;
    let towards = cx.named_by(&mut children, Rule::towards)?;
    let about = cx.named_by(&mut children, Rule::norm_about)?;
    let mut norm = Norm {
        modality,
        name,
        label,
        bearer,
        towards,
        about,
        arises_on: None,
        arises_when: None,
        recurring: None,
        act: None,
        act_when: None,
        deadline: None,
        leads_to: Vec::new(),
    };
    while let Some(clause) = children.maybe(Rule::norm_clause) {
        let clause = Children::of(clause).any()?;
        cx.norm_clause(&mut norm, clause)?;
    }
    Ok(EntryKind::Norm(norm))
}

fn modality(word: &str) -> Modality {
    match word.trim_end() {
        word if word.starts_with("duty") => Modality::Duty,
        word if word.starts_with("right") => Modality::Right,
        word if word.starts_with("power") => Modality::Power,
        _ => Modality::Prohibition,
    }
}

/// The word for the act in a norm of this modality, and the words for its end.
const fn words_of(modality: Modality) -> (&'static str, &'static str) {
    match modality {
        Modality::Duty => ("fulfilled by", "breach leads to"),
        Modality::Right | Modality::Power => ("used by", "lapse leads to"),
        Modality::Prohibition => ("violated by", "breach leads to"),
    }
}

impl Context<'_> {
    fn named_by(&self, children: &mut Children<'_>, rule: Rule) -> Promised<Option<Name>> {
        children
            .maybe(rule)
            .map(|pair| Children::of(pair).name(self))
            .transpose()
    }

    /// `when …`, if it comes next.
    pub(super) fn when(&mut self, children: &mut Children<'_>) -> Promised<Option<Condition>> {
        let Some(when) = children.maybe(Rule::when_) else {
            return Ok(None);
        };
        let condition = Children::of(when).one(Rule::condition)?;
        Ok(Some(self.condition(condition)?))
    }

    fn norm_clause(&mut self, norm: &mut Norm, clause: Node<'_>) -> Promised<()> {
        let place = self.span(&clause);
        let rule = clause.as_rule();
        let first_word = clause
            .as_str()
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        let (act_words, end_words) = words_of(norm.modality);
        let mut children = Children::of(clause);
        match rule {
            Rule::arises_on | Rule::arises_when => {
                if norm.arises_on.is_some() || norm.arises_when.is_some() {
                    self.report(Code::Syntax, place, "`arises` stands here a second time");
                }
                norm.arises_on = children
                    .maybe(Rule::value)
                    .map(|day| self.value(day))
                    .transpose()?;
                norm.arises_when = self.when(&mut children)?;
            }
            Rule::recurring => {
                let recurring = self.recurring(&mut children)?;
                self.once(&mut norm.recurring, recurring, "every", place);
            }
            Rule::act => {
                if !act_words.starts_with(&first_word) {
                    self.report(
                        Code::Syntax,
                        place,
                        format!("this norm is `{act_words}` an event, not `{first_word} by` one"),
                    );
                }
                let act = children.name(self)?;
                self.once(&mut norm.act, act, act_words, place);
                norm.act_when = self.when(&mut children)?;
            }
            Rule::deadline => {
                let deadline = children.any()?;
                let deadline = self.deadline(deadline)?;
                self.once(&mut norm.deadline, deadline, "deadline", place);
            }
            Rule::leads_to => {
                if !end_words.starts_with(&first_word) {
                    self.report(
                        Code::Syntax,
                        place,
                        format!("of this norm, write `{end_words}`, not `{first_word} leads to`"),
                    );
                }
                norm.leads_to
                    .extend(self.citations(children.one(Rule::citations)?)?);
            }
            _ => return children.unexpected(),
        }
        Ok(())
    }

    fn recurring(&mut self, children: &mut Children<'_>) -> Promised<Recurring> {
        let period = children.one(Rule::quantity)?;
        let period = self.quantity(period)?;
        let from = children.one(Rule::value)?;
        let from = self.value(from)?;
        let until = children
            .maybe(Rule::value)
            .map(|until| self.value(until))
            .transpose()?;
        Ok(Recurring {
            period,
            from,
            until,
            counted: self.counted(children)?,
        })
    }

    fn deadline(&mut self, pair: Node<'_>) -> Promised<Deadline> {
        let rule = pair.as_rule();
        if rule == Rule::not_stated {
            return Ok(Deadline::NotStated);
        }
        if !matches!(
            rule,
            Rule::deadline_by | Rule::deadline_before | Rule::deadline_within
        ) {
            return unexpected(&pair);
        }
        let mut children = Children::of(pair);
        if rule == Rule::deadline_within {
            let period = children.one(Rule::quantity)?;
            let period = self.quantity(period)?;
            children.one(Rule::after_word)?;
            let after = children.one(Rule::value)?;
            let after = self.value(after)?;
            return Ok(Deadline::Within {
                period,
                after,
                counted: self.counted(&mut children)?,
            });
        }
        let day = children.one(Rule::value)?;
        let day = self.value(day)?;
        Ok(if rule == Rule::deadline_by {
            Deadline::By(day)
        } else {
            Deadline::Before(day)
        })
    }
}
