//! Conditions: lists, comparisons, quantifiers.

use super::super::ast::{
    Condition, ConditionKind, ListEntry, ListHead, Name, Quantifier, Test, Value, ValueKind,
};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, normalised, unexpected};
use crate::diagnostic::{Code, Diagnostic};

impl Context<'_> {
    pub(super) fn condition(&mut self, pair: Node<'_>) -> Promised<Condition> {
        self.condition_within(pair, 0)
    }

    /// A condition that is, or is not (0), directly an entry of a list of this depth.
    fn condition_within(&mut self, pair: Node<'_>, list_depth: u8) -> Promised<Condition> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let first = children.one(Rule::term)?;
        let Some(joined_by) = children.peek() else {
            return self.term(first, list_depth);
        };
        let mut parts = vec![self.term(first, list_depth)?];
        while let Some(tail) = children.maybe(joined_by) {
            let term = Children::of(tail).one(Rule::term)?;
            parts.push(self.term(term, list_depth)?);
        }
        let kind = if joined_by == Rule::and_tail {
            ConditionKind::And(parts)
        } else {
            ConditionKind::Or(parts)
        };
        Ok(Condition { span, kind })
    }

    fn term(&mut self, pair: Node<'_>, list_depth: u8) -> Promised<Condition> {
        let span = self.span(&pair);
        let inner = Children::of(pair).any()?;
        let kind = match inner.as_rule() {
            Rule::negation => {
                let term = Children::of(inner).one(Rule::term)?;
                ConditionKind::Not(Box::new(self.term(term, list_depth)?))
            }
            Rule::quantified => self.quantified(inner)?,
            Rule::list => self.list(inner, list_depth)?,
            Rule::in_order => ConditionKind::InOrder(self.values(inner)?),
            _ => self.comparison(inner)?,
        };
        Ok(Condition { span, kind })
    }

    fn quantified(&mut self, pair: Node<'_>) -> Promised<ConditionKind> {
        let mut children = Children::of(pair);
        let quantifier = children.one(Rule::quantifier)?;
        let quantifier = self.quantifier(quantifier)?;
        let variable = children.name(self)?;
        let within = Children::of(children.one(Rule::in_list)?).one(Rule::value)?;
        let within = self.value(within)?;
        let filter = self.filter(&mut children)?;
        let body = children.one(Rule::condition)?;
        let body = Box::new(self.condition(body)?);
        Ok(ConditionKind::Quantified {
            quantifier,
            variable,
            within,
            filter,
            body,
        })
    }

    fn quantifier(&mut self, pair: Node<'_>) -> Promised<Quantifier> {
        let inner = Children::of(pair).any()?;
        Ok(match inner.as_rule() {
            Rule::every => Quantifier::Every,
            Rule::some => Quantifier::Some,
            Rule::some_and_every => Quantifier::SomeAndEvery,
            _ => {
                let least = Children::of(inner).one(Rule::integer)?;
                Quantifier::AtLeast(self.count(&least))
            }
        })
    }

    /// `where …`, if it comes next.
    pub(super) fn filter(
        &mut self,
        children: &mut Children<'_>,
    ) -> Promised<Option<Box<Condition>>> {
        let Some(filter) = children.maybe(Rule::where_) else {
            return Ok(None);
        };
        let condition = Children::of(filter).one(Rule::condition)?;
        Ok(Some(Box::new(self.condition(condition)?)))
    }

    fn list(&mut self, pair: Node<'_>, within: u8) -> Promised<ConditionKind> {
        let mut children = Children::of(pair);
        let head = Children::of(children.one(Rule::list_head)?).any()?;
        let head = match head.as_rule() {
            Rule::all_of => ListHead::All,
            Rule::any_of => ListHead::Any,
            _ => {
                let least = Children::of(head).one(Rule::integer)?;
                ListHead::AtLeast(self.count(&least))
            }
        };
        let mut entries = Vec::new();
        while let Some(entry) = children.next() {
            entries.push(self.list_entry(entry)?);
        }
        if let Some(first) = entries.first().filter(|first| first.depth <= within) {
            self.report_label(first, within);
        }
        Ok(ConditionKind::List { head, entries })
    }

    /// A list directly within an entry of another uses the next shape of label. Once per entry: what is
    /// mislabelled outside is mislabelled all the way in.
    fn report_label(&mut self, first: &ListEntry, within: u8) {
        self.diagnostics
            .retain(|inner| inner.code != Code::ListLabel);
        self.diagnostics.push(misplaced_label(first, within));
    }

    pub(super) fn list_entry(&mut self, pair: Node<'_>) -> Promised<ListEntry> {
        let depth = match pair.as_rule() {
            Rule::entry1 => 1,
            Rule::entry2 => 2,
            Rule::entry3 => 3,
            _ => return unexpected(&pair),
        };
        let mut children = Children::of(pair);
        let label = children.any()?;
        let label = self.list_label(label)?;
        let heading = children.label(self);
        let condition = children.one(Rule::condition)?;
        let condition = self.condition_within(condition, depth)?;
        Ok(ListEntry {
            label,
            depth,
            heading,
            condition,
        })
    }

    /// The label of a list entry or choice, without its brackets.
    pub(super) fn list_label(&mut self, pair: Node<'_>) -> Promised<Name> {
        let span = self.span(&pair);
        let inner = Children::of(pair).any()?;
        Ok(Name {
            text: normalised(inner.as_str()),
            span,
        })
    }

    fn comparison(&mut self, pair: Node<'_>) -> Promised<ConditionKind> {
        let mut children = Children::of(pair);
        let subject = children.one(Rule::value)?;
        let subject = self.value(subject)?;
        let Some(test) = children.maybe(Rule::test) else {
            return Ok(ConditionKind::Bare(subject));
        };
        let (test, negated) = self.test(test)?;
        Ok(ConditionKind::Test {
            subject,
            test,
            negated,
        })
    }

    fn test(&mut self, pair: Node<'_>) -> Promised<(Test, bool)> {
        let inner = Children::of(pair).any()?;
        let rule = inner.as_rule();
        let mut children = Children::of(inner);
        Ok(match rule {
            Rule::has_happened => (Test::Happened, children.maybe(Rule::not_).is_some()),
            Rule::has_passed => (Test::Passed, children.maybe(Rule::not_).is_some()),
            Rule::includes => {
                let inner = children.any()?;
                let values = if inner.as_rule() == Rule::one_of {
                    self.values(inner)?
                } else {
                    vec![self.value(inner)?]
                };
                (Test::Includes(values), false)
            }
            _ => {
                let predicate = children.one(Rule::predicate)?;
                (self.predicate(predicate)?, rule == Rule::is_not)
            }
        })
    }

    fn predicate(&mut self, pair: Node<'_>) -> Promised<Test> {
        let inner = Children::of(pair).any()?;
        let span = self.span(&inner);
        Ok(match inner.as_rule() {
            Rule::value => {
                let value = self.value(inner)?;
                self.report_unknown(&value);
                Test::Is(value)
            }
            Rule::one_of => Test::OneOf(self.values(inner)?),
            Rule::absent => Test::Absent,
            Rule::done_in_time => Test::DoneInTime(span),
            Rule::still_breached => Test::StillBreached(span),
            Rule::within_ => self.within(inner)?,
            rule => {
                let value = Children::of(inner).one(Rule::value)?;
                compared(rule)(self.value(value)?)
            }
        })
    }

    /// Three-valued logic answers for what is unknown; a rule that asked would answer twice.
    fn report_unknown(&mut self, value: &Value) {
        let ValueKind::Lookup {
            name,
            under: None,
            of: None,
            key: None,
        } = &value.kind
        else {
            return;
        };
        if name.text == "unknown" {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::Syntax,
                    value.span,
                    "a rule cannot test whether a fact is unknown",
                )
                .help(
                    "test `is absent`, or say with `presume` what holds as long as it is unknown",
                ),
            );
        }
    }

    fn within(&mut self, pair: Node<'_>) -> Promised<Test> {
        let mut children = Children::of(pair);
        let period = children.one(Rule::quantity)?;
        let period = self.quantity(period)?;
        let after = children.any()?.as_rule() == Rule::after_word;
        let anchor = children.one(Rule::value)?;
        let anchor = self.value(anchor)?;
        let counted = self.counted(&mut children)?;
        Ok(Test::Within {
            period,
            after,
            anchor,
            counted,
        })
    }
}

fn compared(rule: Rule) -> fn(Value) -> Test {
    match rule {
        Rule::at_least => Test::AtLeast,
        Rule::at_most => Test::AtMost,
        Rule::more_than => Test::MoreThan,
        Rule::less_than => Test::LessThan,
        Rule::before => Test::Before,
        Rule::after => Test::After,
        Rule::by => Test::By,
        Rule::on_or_after => Test::OnOrAfter,
        _ => Test::Is,
    }
}

fn misplaced_label(entry: &ListEntry, within: u8) -> Diagnostic {
    let shape = |depth: u8| match depth {
        1 => "(1)",
        2 => "a)",
        _ => "i.",
    };
    let headline = format!(
        "a list within an entry labelled like `{}` cannot be labelled like that too",
        shape(entry.depth)
    );
    let diagnostic = Diagnostic::new(Code::ListLabel, entry.label.span, headline);
    if within >= 3 {
        return diagnostic.help(
            "lists nest three deep; give the inner list a name with a `conclusion` of its own",
        );
    }
    diagnostic.help(format!("label its entries like `{}`", shape(within + 1)))
}
