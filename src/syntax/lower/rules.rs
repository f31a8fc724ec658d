//! Rules: conclusions, exceptions, scopes, readings.

use super::super::ast::{
    Choice, Citation, Collector, Conclusion, EntryKind, Name, PlaceRange, Reading, RuleBody,
    Target, Value,
};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, unexpected};
use crate::diagnostic::Code;

/// A rule, or what else decides by conditions.
pub(super) fn rule(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let rule = pair.as_rule();
    let mut children = Children::of(pair);
    let children = &mut children;
    Ok(match rule {
        Rule::conclusion => EntryKind::Conclusion(conclusion(cx, children)?),
        Rule::conclude => EntryKind::Conclude {
            name: children.name(cx)?,
            body: cx.promised_body(children)?,
        },
        Rule::exception => {
            let targets = cx.targets(children)?;
            EntryKind::Exception {
                targets,
                when: cx.when(children)?,
                because: children.because(cx)?,
            }
        }
        Rule::instead => {
            let targets = cx.targets(children)?;
            let mut concluding = Children::of(children.one(Rule::concluding)?);
            EntryKind::Instead {
                targets,
                name: concluding.name(cx)?,
                body: cx.promised_body(&mut concluding)?,
            }
        }
        Rule::scope => {
            let places = cx.place_ranges(children)?;
            match cx.when(children)? {
                Some(when) => EntryKind::Scope {
                    places,
                    when,
                    because: children.because(cx)?,
                },
                None => return children.unexpected(),
            }
        }
        Rule::reading => EntryKind::Reading(reading(cx, children)?),
        Rule::presume => {
            let name = children.name(cx)?;
            let value = Children::of(children.one(Rule::result)?).one(Rule::value)?;
            EntryKind::Presume {
                name,
                value: cx.value(value)?,
                when: cx.when(children)?,
                because: children.because(cx)?,
            }
        }
        Rule::always => {
            let condition = children.one(Rule::condition)?;
            EntryKind::Always {
                condition: cx.condition(condition)?,
                because: children.because(cx)?,
            }
        }
        Rule::take => {
            let name = children.name(cx)?;
            let day = cx.operand(&mut Children::of(children.one(Rule::stands_on)?))?;
            EntryKind::Take {
                name,
                day: *day,
                because: children.because(cx)?,
            }
        }
        Rule::apply => {
            let places = cx.place_ranges(children)?;
            let analogy = Children::of(children.one(Rule::analogy)?);
            let substitutions = analogy
                .all(Rule::substitution)
                .map(|substitution| cx.substitution(substitution));
            let substitutions = substitutions.collect::<Promised<_>>()?;
            EntryKind::Apply {
                places,
                substitutions,
                because: children.because(cx)?,
            }
        }
        _ => {
            let (name, label) = (children.name(cx)?, children.label(cx));
            let condition = children.one(Rule::condition)?;
            EntryKind::Guideline {
                name,
                label,
                condition: cx.condition(condition)?,
                because: children.because(cx)?,
            }
        }
    })
}

fn conclusion(cx: &mut Context<'_>, children: &mut Children<'_>) -> Promised<Conclusion> {
    let (name, label) = (children.name(cx)?, children.label(cx));
    let ty = children.one(Rule::type_)?;
    let ty = cx.type_(ty)?;
    let (mut per, mut taking, mut otherwise) = (None, None, None);
    while let Some(clause) = children.maybe(Rule::conclusion_clause) {
        let clause = Children::of(clause).any()?;
        let place = cx.span(&clause);
        match clause.as_rule() {
            Rule::per => {
                let key = cx.per(clause)?;
                cx.once(&mut per, key, "per", place);
            }
            Rule::taking => {
                let word = Children::of(clause).one(Rule::collector)?;
                cx.once(&mut taking, collector(word.as_str()), "taking", place);
            }
            Rule::by_default => {
                let answer = Children::of(clause).any()?.as_rule() == Rule::yes;
                cx.once(&mut otherwise, answer, "otherwise", place);
            }
            _ => return unexpected(&clause),
        }
    }
    let body = children
        .maybe(Rule::rule_body)
        .map(|body| cx.rule_body(body))
        .transpose()?;
    Ok(Conclusion {
        name,
        label,
        ty,
        per,
        taking,
        otherwise,
        body,
    })
}

fn collector(word: &str) -> Collector {
    match word.trim_end() {
        word if word.starts_with("latest") => Collector::Latest,
        word if word.starts_with("earliest") => Collector::Earliest,
        word if word.starts_with("largest") => Collector::Largest,
        word if word.starts_with("smallest") => Collector::Smallest,
        word if word.starts_with("sum") => Collector::Sum,
        _ => Collector::List,
    }
}

fn reading(cx: &mut Context<'_>, children: &mut Children<'_>) -> Promised<Reading> {
    let (name, label) = (children.name(cx)?, children.label(cx));
    let ty = children.one(Rule::type_)?;
    let ty = cx.type_(ty)?;
    let mut choices: Vec<Choice> = Vec::new();
    while let Some(choice) = children.next() {
        let choice = Children::of(choice).one(Rule::choice)?;
        let choice = cx.choice(choice)?;
        if choices.iter().any(|earlier| earlier.name == choice.name) {
            cx.report(
                Code::Syntax,
                choice.name.span,
                format!("two choices are called `{}`", choice.name.text),
            );
        }
        choices.push(choice);
    }
    Ok(Reading {
        name,
        label,
        ty,
        choices,
    })
}

impl Context<'_> {
    fn promised_body(&mut self, children: &mut Children<'_>) -> Promised<RuleBody> {
        let body = children.one(Rule::rule_body)?;
        self.rule_body(body)
    }

    fn rule_body(&mut self, pair: Node<'_>) -> Promised<RuleBody> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let result = match children.maybe(Rule::result) {
            Some(result) => {
                let value = Children::of(result).one(Rule::value)?;
                Some(self.value(value)?)
            }
            None => None,
        };
        let subject_to = match children.maybe(Rule::subject_to) {
            Some(subject_to) => self.citations(Children::of(subject_to).one(Rule::citations)?)?,
            None => Vec::new(),
        };
        Ok(RuleBody {
            result,
            subject_to,
            when: self.when(&mut children)?,
            because: children.because(self)?,
            span,
        })
    }

    fn targets(&self, children: &mut Children<'_>) -> Promised<Vec<Target>> {
        let mut targets = Vec::new();
        while let Some(target) = children.maybe(Rule::target) {
            targets.push(self.target(target)?);
        }
        Ok(targets)
    }

    fn target(&self, pair: Node<'_>) -> Promised<Target> {
        let mut children = Children::of(pair);
        if let Some(scope) = children.maybe(Rule::scope_of) {
            return Ok(Target::Scope(
                self.citation(Children::of(scope).one(Rule::citation)?)?,
            ));
        }
        let rule = children.maybe_name(self);
        Ok(Target::Place {
            rule,
            place: self.citation(children.one(Rule::citation)?)?,
        })
    }

    fn place_ranges(&self, children: &mut Children<'_>) -> Promised<Vec<PlaceRange>> {
        let mut ranges = Vec::new();
        while let Some(range) = children.maybe(Rule::place_range) {
            let mut ends = Children::of(range);
            let from = self.citation(ends.one(Rule::citation)?)?;
            let to: Option<Citation> = ends
                .maybe(Rule::citation)
                .map(|to| self.citation(to))
                .transpose()?;
            ranges.push(PlaceRange { from, to });
        }
        Ok(ranges)
    }

    fn substitution(&mut self, pair: Node<'_>) -> Promised<(Name, Value)> {
        let mut children = Children::of(pair);
        let name = children.name(self)?;
        let value = Children::of(children.one(Rule::read_as)?).one(Rule::value)?;
        Ok((name, self.value(value)?))
    }

    fn choice(&mut self, pair: Node<'_>) -> Promised<Choice> {
        let mut children = Children::of(pair);
        let label = children.one(Rule::label1)?;
        let name = self.list_label(label)?;
        let label = children.label(self);
        let value = children.one(Rule::condition)?;
        let value = self.condition(value)?;
        match children.because(self)? {
            Some(because) => Ok(Choice {
                name,
                label,
                value,
                because,
            }),
            None => children.unexpected(),
        }
    }
}
