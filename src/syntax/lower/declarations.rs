//! What is declared: entities, kinds, facts, types, labels.

use super::super::ast::{
    EntryKind, Fact, Field, Kind, LabelLine, LabelTarget, Name, NotEncoded, Per, Range, Text, Type,
    TypeKind, Value, ValueKind,
};
use super::super::grammar::Rule;
use super::{Children, Context, Node, Promised, unexpected};
use crate::diagnostic::Code;
use crate::source::Span;

/// A declaration.
pub(super) fn declaration(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let rule = pair.as_rule();
    if rule == Rule::labels {
        return labels(cx, pair);
    }
    let mut children = Children::of(pair);
    let name = children.name(cx)?;
    let plural = if rule == Rule::unit_ {
        children.maybe_name(cx)
    } else {
        None
    };
    let label = children.label(cx);
    Ok(match rule {
        Rule::entity => EntryKind::Entity { name, label },
        Rule::authority => EntryKind::Authority { name, label },
        Rule::source_ => EntryKind::Source { name, label },
        Rule::calendar => EntryKind::Calendar {
            name,
            label,
            from: Children::of(children.one(Rule::from_file)?).text(cx)?,
        },
        Rule::unit_ => EntryKind::Unit {
            name,
            plural,
            label,
        },
        Rule::kind | Rule::scale => {
            let members = children
                .all(Rule::member)
                .map(|member| cx.member(member))
                .collect::<Promised<_>>()?;
            EntryKind::Kind(Kind {
                name,
                label,
                ordered: rule == Rule::scale,
                members,
            })
        }
        Rule::record => {
            let fields = children.one(Rule::fields)?;
            EntryKind::Record {
                name,
                label,
                fields: cx.fields(fields)?,
            }
        }
        Rule::fact => EntryKind::Fact(fact(cx, name, label, &mut children)?),
        Rule::not_encoded => EntryKind::NotEncoded(not_encoded(cx, name, label, &mut children)?),
        _ => return children.unexpected(),
    })
}

fn fact(
    cx: &mut Context<'_>,
    name: Name,
    label: Option<Text>,
    children: &mut Children<'_>,
) -> Promised<Fact> {
    let ty = children.one(Rule::type_)?;
    let ty = cx.type_(ty)?;
    let (mut may_be_absent, mut over_time, mut signed) = (None, None, None);
    let (mut per, mut found_by, mut from) = (None, None, None);
    while let Some(clause) = children.maybe(Rule::fact_clause) {
        let clause = Children::of(clause).any()?;
        let place = cx.span(&clause);
        match clause.as_rule() {
            Rule::may_be_absent => cx.once(&mut may_be_absent, (), "may be absent", place),
            Rule::over_time => cx.once(&mut over_time, (), "over time", place),
            Rule::signed => cx.once(&mut signed, (), "signed", place),
            Rule::per => {
                let key = cx.per(clause)?;
                cx.once(&mut per, key, "per", place);
            }
            Rule::found_by => {
                let finder = Children::of(clause).name(cx)?;
                cx.once(&mut found_by, finder, "found by", place);
            }
            Rule::supplied_from => {
                let source = Children::of(clause).name(cx)?;
                cx.once(&mut from, source, "from", place);
            }
            _ => return unexpected(&clause),
        }
    }
    let (may_be_absent, over_time, signed) = (
        may_be_absent.is_some(),
        over_time.is_some(),
        signed.is_some(),
    );
    Ok(Fact {
        name,
        label,
        ty,
        may_be_absent,
        over_time,
        per,
        found_by,
        from,
        signed,
    })
}

fn not_encoded(
    cx: &mut Context<'_>,
    name: Name,
    label: Option<Text>,
    children: &mut Children<'_>,
) -> Promised<NotEncoded> {
    let ty = children.one(Rule::type_)?;
    let ty = cx.type_(ty)?;
    let effect = children.any()?;
    let taken_as = Children::of(effect)
        .maybe(Rule::value)
        .map(|value| cx.value(value))
        .transpose()?;
    match children.because(cx)? {
        Some(because) => Ok(NotEncoded {
            name,
            label,
            ty,
            taken_as,
            because,
        }),
        None => children.unexpected(),
    }
}

fn labels(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let mut children = Children::of(pair);
    let language = cx.name(&children.one(Rule::tag)?);
    let lines = children
        .all(Rule::label_line)
        .map(|line| cx.label_line(line))
        .collect::<Promised<_>>()?;
    Ok(EntryKind::Labels { language, lines })
}

impl Context<'_> {
    /// Fills a clause, which may be there once.
    pub(super) fn once<T>(&mut self, slot: &mut Option<T>, value: T, clause: &str, place: Span) {
        if slot.replace(value).is_some() {
            self.report(
                Code::Syntax,
                place,
                format!("`{clause}` stands here a second time"),
            );
        }
    }

    fn label_line(&mut self, pair: Node<'_>) -> Promised<LabelLine> {
        let mut children = Children::of(pair);
        let target = Children::of(children.one(Rule::label_target)?).any()?;
        let target = if target.as_rule() == Rule::citation {
            LabelTarget::Place(self.citation(target)?)
        } else {
            let mut words = Children::of(target);
            let of = words.name(self)?;
            let choice = |words: &mut Children<'_>| {
                words.maybe(Rule::choice_name).map(|word| self.name(&word))
            };
            let member = words.maybe_name(self).or_else(|| choice(&mut words));
            LabelTarget::Name(of, member)
        };
        Ok(LabelLine {
            target,
            text: children.text(self)?,
        })
    }

    fn member(&self, pair: Node<'_>) -> Promised<(Name, Option<Text>)> {
        let mut children = Children::of(pair);
        Ok((children.name(self)?, children.label(self)))
    }

    fn fields(&mut self, pair: Node<'_>) -> Promised<Vec<Field>> {
        Children::of(pair)
            .all(Rule::field)
            .map(|field| self.field(field))
            .collect()
    }

    fn field(&mut self, pair: Node<'_>) -> Promised<Field> {
        let mut children = Children::of(pair);
        let name = children.name(self)?;
        let label = children.label(self);
        let ty = children.one(Rule::type_)?;
        let ty = self.type_(ty)?;
        Ok(Field {
            name,
            label,
            ty,
            may_be_absent: children.maybe(Rule::may_be_absent).is_some(),
        })
    }

    /// `per year`, `per window of refresh`
    pub(super) fn per(&mut self, pair: Node<'_>) -> Promised<Per> {
        let mut children = Children::of(pair);
        match children.maybe(Rule::per_window) {
            Some(window) => Ok(Per::Window(Children::of(window).name(self)?)),
            None => Ok(Per::Key(children.name(self)?)),
        }
    }

    pub(super) fn type_(&mut self, pair: Node<'_>) -> Promised<Type> {
        let span = self.span(&pair);
        let inner = Children::of(pair).any()?;
        let rule = inner.as_rule();
        let mut children = Children::of(inner);
        let kind = match rule {
            Rule::yes_no => TypeKind::YesNo,
            Rule::whole_number => TypeKind::Whole(self.range(&mut children)?),
            Rule::plain_number => TypeKind::Number(self.range(&mut children)?),
            Rule::percent_type => TypeKind::Percent(self.range(&mut children)?),
            Rule::text_type => TypeKind::Text,
            Rule::date_type => TypeKind::Date,
            Rule::moment_type => TypeKind::Moment,
            Rule::year_type => TypeKind::Year,
            Rule::period_type => TypeKind::Period,
            Rule::event_type => TypeKind::Event {
                at_moment: children.maybe(Rule::at_moment).is_some(),
            },
            Rule::events_type => {
                let fields = children
                    .maybe(Rule::fields)
                    .map(|fields| self.fields(fields))
                    .transpose()?;
                TypeKind::Events(fields.unwrap_or_default())
            }
            Rule::set_type => {
                let member = children.one(Rule::type_)?;
                TypeKind::Set(Box::new(self.type_(member)?))
            }
            Rule::list_type => TypeKind::List(children.name(self)?),
            Rule::group_type => TypeKind::Group(children.name(self)?),
            _ => TypeKind::Named(children.name(self)?, self.range(&mut children)?),
        };
        Ok(Type { span, kind })
    }

    fn range(&mut self, children: &mut Children<'_>) -> Promised<Option<Range>> {
        let Some(range) = children.maybe(Rule::range) else {
            return Ok(None);
        };
        let mut ends = Children::of(range);
        let low = ends.one(Rule::bound_value)?;
        let high = Children::of(ends.one(Rule::range_end)?).one(Rule::bound_value)?;
        Ok(Some(Range {
            low: self.bound_value(low)?,
            high: self.bound_value(high)?,
        }))
    }

    fn bound_value(&mut self, pair: Node<'_>) -> Promised<Value> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let negative = children.maybe(Rule::minus).is_some();
        let number = children.any()?;
        let inner_span = self.span(&number);
        let kind = match number.as_rule() {
            Rule::quantity => ValueKind::Quantity(self.quantity(number)?),
            Rule::percent => ValueKind::Percent(self.percentage(number)?),
            _ => ValueKind::Number(self.number(&number)),
        };
        if !negative {
            return Ok(Value { span, kind });
        }
        Ok(Value {
            span,
            kind: ValueKind::Negative(Box::new(Value {
                span: inner_span,
                kind,
            })),
        })
    }
}
