//! Values: arithmetic, dates, look-ups.

use super::super::ast::{
    Aggregate, Bucket, Counting, CountingKind, DateLiteral, DatePart, Extreme, MonthEnd, Rounding,
    Sign, Value, ValueKind,
};
use super::super::foreign;
use super::super::grammar::Rule;
use super::literals::month_number;
use super::{Children, Context, Node, Promised};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl Context<'_> {
    pub(super) fn value(&mut self, pair: Node<'_>) -> Promised<Value> {
        let mut children = Children::of(pair);
        let sum = children.one(Rule::sum)?;
        let mut value = self.sum(sum)?;
        while let Some(limit) = children.maybe(Rule::limit) {
            value = self.suffixed(value, limit)?;
        }
        Ok(value)
    }

    fn sum(&mut self, pair: Node<'_>) -> Promised<Value> {
        self.chain(pair, Self::product)
    }

    /// Every child that is a value.
    pub(super) fn values(&mut self, pair: Node<'_>) -> Promised<Vec<Value>> {
        Children::of(pair)
            .all(Rule::value)
            .map(|value| self.value(value))
            .collect()
    }

    fn product(&mut self, pair: Node<'_>) -> Promised<Value> {
        self.chain(pair, Self::factor)
    }

    /// `1/3/2024`, which nobody means as a division: a day, reported.
    fn foreign_day(
        &mut self,
        sign: Sign,
        left: &Value,
        right: &Value,
        span: Span,
    ) -> Option<Value> {
        let ValueKind::Arithmetic {
            sign: before,
            left: first,
            right: second,
        } = &left.kind
        else {
            return None;
        };
        let (ValueKind::Number(first), ValueKind::Number(second), ValueKind::Number(third)) =
            (&first.kind, &second.kind, &right.kind)
        else {
            return None;
        };
        let length = first.len() + second.len() + third.len() + 2;
        let joined = span.range().len() == length && sign == *before;
        if !joined || !matches!(sign, Sign::Over | Sign::Minus) {
            return None;
        }
        let help = foreign::day_of_numbers([first, second, third])?;
        self.diagnostics.push(
            Diagnostic::new(
                Code::BadLiteral,
                span,
                "a day is written with its year first",
            )
            .help(help),
        );
        let day = DateLiteral {
            day: String::new(),
            clock: None,
            span,
        };
        Some(Value {
            span,
            kind: ValueKind::Date(day),
        })
    }

    /// Operands with signs between them, taken from the left.
    fn chain(
        &mut self,
        pair: Node<'_>,
        operand: fn(&mut Self, Node<'_>) -> Promised<Value>,
    ) -> Promised<Value> {
        let mut children = Children::of(pair);
        let first = children.any()?;
        let mut left = operand(self, first)?;
        while let Some(sign) = children.next() {
            let sign = match sign.as_rule() {
                Rule::plus => Sign::Plus,
                Rule::minus => Sign::Minus,
                Rule::times => Sign::Times,
                Rule::over => Sign::Over,
                _ => return children.unexpected(),
            };
            let right = children.any()?;
            let right = operand(self, right)?;
            let span = left.span.to(right.span);
            if let Some(day) = self.foreign_day(sign, &left, &right, span) {
                left = day;
                continue;
            }
            left = Value {
                span,
                kind: ValueKind::Arithmetic {
                    sign,
                    left: Box::new(left),
                    right: Box::new(right),
                },
            };
        }
        Ok(left)
    }

    fn factor(&mut self, pair: Node<'_>) -> Promised<Value> {
        let span = self.span(&pair);
        let inner = Children::of(pair).any()?;
        if inner.as_rule() == Rule::postfix {
            return self.postfix(inner);
        }
        let mut children = Children::of(inner);
        children.one(Rule::minus)?;
        let operand = children.one(Rule::factor)?;
        Ok(Value {
            span,
            kind: ValueKind::Negative(Box::new(self.factor(operand)?)),
        })
    }

    fn postfix(&mut self, pair: Node<'_>) -> Promised<Value> {
        let mut children = Children::of(pair);
        let primary = children.one(Rule::primary)?;
        let mut value = self.primary(primary)?;
        while let Some(suffix) = children.maybe(Rule::suffix) {
            value = self.suffixed(value, suffix)?;
        }
        Ok(value)
    }

    fn suffixed(&mut self, value: Value, suffix: Node<'_>) -> Promised<Value> {
        let span = value.span.to(self.span(&suffix));
        let value = Box::new(value);
        let inner = Children::of(suffix).any()?;
        let rule = inner.as_rule();
        let mut children = Children::of(inner);
        let kind = match rule {
            Rule::rounded => {
                let rounding = rounding(children.one(Rule::rounding)?.as_str());
                let places = children
                    .maybe(Rule::integer)
                    .map_or(0, |places| self.count(&places));
                ValueKind::Rounded {
                    value,
                    rounding,
                    places,
                }
            }
            Rule::but_no_less => {
                let bound = children.one(Rule::sum)?;
                ValueKind::NoLess {
                    value,
                    bound: Box::new(self.sum(bound)?),
                }
            }
            Rule::but_no_more => {
                let bound = children.one(Rule::sum)?;
                ValueKind::NoMore {
                    value,
                    bound: Box::new(self.sum(bound)?),
                }
            }
            Rule::otherwise => {
                let instead = children.one(Rule::sum)?;
                ValueKind::Otherwise {
                    value,
                    instead: Box::new(self.sum(instead)?),
                }
            }
            Rule::stands_on => ValueKind::StandsOn {
                value,
                day: self.operand(&mut children)?,
            },
            Rule::where_applies => ValueKind::WhereApplies(value),
            Rule::must_apply => ValueKind::MustApply(value),
            Rule::under_text => ValueKind::UnderText {
                value,
                old: children.maybe(Rule::old).is_some(),
            },
            _ => return children.unexpected(),
        };
        Ok(Value { span, kind })
    }

    /// The operand of a word such as `after` or `of`.
    pub(super) fn operand(&mut self, children: &mut Children<'_>) -> Promised<Box<Value>> {
        let operand = children.one(Rule::postfix)?;
        Ok(Box::new(self.postfix(operand)?))
    }

    fn primary(&mut self, pair: Node<'_>) -> Promised<Value> {
        let span = self.span(&pair);
        let inner = Children::of(pair).any()?;
        let kind = match inner.as_rule() {
            Rule::date => ValueKind::Date(self.date(inner)?),
            Rule::quantity => ValueKind::Quantity(self.quantity(inner)?),
            Rule::percent => ValueKind::Percent(self.percentage(inner)?),
            Rule::decimal => ValueKind::Number(self.number(&inner)),
            Rule::quoted => ValueKind::Text(self.text(&inner)),
            Rule::yes => ValueKind::Yes,
            Rule::no => ValueKind::No,
            Rule::fact_day => ValueKind::FactDay,
            Rule::stretch => ValueKind::Stretch(inner.as_str().to_owned()),
            Rule::share => self.share(inner)?,
            Rule::lookup => return self.lookup(inner),
            Rule::bracket => {
                let condition = Children::of(inner).one(Rule::condition)?;
                ValueKind::Bracket(Box::new(self.condition(condition)?))
            }
            Rule::conditional => self.conditional(inner)?,
            Rule::aggregate => self.aggregate(inner)?,
            Rule::buckets => self.buckets(inner)?,
            Rule::extreme => self.extreme(inner)?,
            Rule::provision_met => self.provision_met(inner)?,
            Rule::bound => ValueKind::Bound(Children::of(inner).name(self)?),
            Rule::windows => ValueKind::Windows(Children::of(inner).name(self)?),
            _ => self.of_date(inner)?,
        };
        Ok(Value { span, kind })
    }

    fn of_date(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut children = Children::of(pair);
        Ok(match rule {
            Rule::day_of_year => {
                let day = children.one(Rule::integer)?;
                let month = month_number(children.one(Rule::month)?.as_str()).unwrap_or(1);
                self.check_day_of_month(day.as_str(), month, span);
                ValueKind::DayOfYear {
                    day: day.as_str().to_owned(),
                    month,
                    year: self.operand(&mut children)?,
                }
            }
            Rule::shifted => {
                let period = children.one(Rule::quantity)?;
                let period = self.quantity(period)?;
                let after = children.any()?.as_rule() == Rule::after_word;
                let from = self.operand(&mut children)?;
                ValueKind::Shifted {
                    period,
                    after,
                    from,
                    counted: self.counted(&mut children)?,
                }
            }
            Rule::last_span => {
                let period = children.one(Rule::quantity)?;
                ValueKind::LastSpan {
                    period: self.quantity(period)?,
                    before: self.operand(&mut children)?,
                }
            }
            Rule::day_before => ValueKind::DayBefore(self.operand(&mut children)?),
            Rule::day_after => ValueKind::DayAfter(self.operand(&mut children)?),
            Rule::month_of => ValueKind::PartOfDate {
                part: DatePart::CalendarMonth,
                date: self.operand(&mut children)?,
            },
            Rule::part_of_date => ValueKind::PartOfDate {
                part: match children.one(Rule::date_part)?.as_str() {
                    word if word.starts_with("year") => DatePart::Year,
                    word if word.starts_with("month") => DatePart::Month,
                    _ => DatePart::Week,
                },
                date: self.operand(&mut children)?,
            },
            _ => return children.unexpected(),
        })
    }

    fn share(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let mut children = Children::of(pair);
        let part = children.any()?;
        let percent = part.as_rule() == Rule::percent;
        let mut numbers = Children::of(part);
        let numerator = numbers.any()?;
        let numerator = self.number(&numerator);
        let denominator = match numbers.maybe(Rule::integer) {
            Some(denominator) => self.number(&denominator),
            None => "100".to_owned(),
        };
        Ok(ValueKind::Share {
            numerator,
            denominator,
            percent,
            of: self.operand(&mut children)?,
        })
    }

    fn conditional(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let mut children = Children::of(pair);
        let condition = children.one(Rule::condition)?;
        let then = Children::of(children.one(Rule::then)?).one(Rule::value)?;
        let otherwise = Children::of(children.one(Rule::else_)?).one(Rule::value)?;
        Ok(ValueKind::If {
            condition: Box::new(self.condition(condition)?),
            then: Box::new(self.value(then)?),
            otherwise: Box::new(self.value(otherwise)?),
        })
    }

    fn aggregate(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let mut children = Children::of(pair);
        let aggregate = match children.one(Rule::aggregator)?.as_str().trim_end() {
            word if word.starts_with("sum") => Aggregate::Sum,
            word if word.starts_with("average") => Aggregate::Average,
            word if word.starts_with("number") => Aggregate::Number,
            word => Aggregate::End(extreme(word)),
        };
        let field = children.maybe_name(self);
        let list = children.one(Rule::lookup)?;
        let list = Box::new(self.lookup(list)?);
        let filter = self.filter(&mut children)?;
        Ok(ValueKind::Aggregate {
            aggregate,
            field,
            list,
            filter,
        })
    }

    /// `years of L`
    fn buckets(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let mut children = Children::of(pair);
        let bucket = match children.one(Rule::bucket)?.as_str() {
            word if word.starts_with("years") => Bucket::Years,
            word if word.starts_with("months") => Bucket::Months,
            _ => Bucket::Weeks,
        };
        let list = children.one(Rule::lookup)?;
        Ok(ValueKind::Buckets {
            bucket,
            list: Box::new(self.lookup(list)?),
        })
    }

    fn extreme(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let extreme = extreme(pair.as_str());
        let mut children = Children::of(pair);
        children.one(Rule::extremum)?;
        let values = children
            .all(Rule::value)
            .map(|value| self.value(value))
            .collect::<Promised<_>>()?;
        Ok(ValueKind::Extreme { extreme, values })
    }

    pub(super) fn provision_met(&mut self, pair: Node<'_>) -> Promised<ValueKind> {
        let mut children = Children::of(pair);
        let citation = self.citation(children.one(Rule::citation)?)?;
        Ok(ValueKind::ProvisionMet {
            citation,
            negated: children.maybe(Rule::not_).is_some(),
        })
    }

    pub(super) fn lookup(&mut self, pair: Node<'_>) -> Promised<Value> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let name = children.name(self)?;
        let (mut under, mut of, mut key) = (None, None, None);
        while let Some(qualifier) = children.next() {
            let rule = qualifier.as_rule();
            let mut inner = Children::of(qualifier);
            match rule {
                Rule::under => under = Some(inner.name(self)?),
                Rule::of_entry => of = Some(inner.name(self)?),
                _ => key = Some(self.operand(&mut inner)?),
            }
        }
        Ok(Value {
            span,
            kind: ValueKind::Lookup {
                name,
                under,
                of,
                key,
            },
        })
    }

    /// `counted …`, if it comes next.
    pub(super) fn counted(&mut self, children: &mut Children<'_>) -> Promised<Option<Counting>> {
        let Some(counted) = children.maybe(Rule::counted) else {
            return Ok(None);
        };
        let convention = Children::of(counted).one(Rule::convention)?;
        Ok(Some(self.convention(convention)?))
    }

    pub(super) fn convention(&mut self, pair: Node<'_>) -> Promised<Counting> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let named = children.any()?;
        let rule = named.as_rule();
        let mut inner = Children::of(named);
        let kind = match rule {
            Rule::calendar_years => CountingKind::CalendarYears,
            Rule::plain_counting => CountingKind::Plain(
                inner
                    .maybe(Rule::month_end)
                    .map(|end| month_end(end.as_str())),
            ),
            _ => CountingKind::Named {
                name: inner.name(self)?,
                calendar: inner.maybe_name(self),
            },
        };
        Ok(Counting {
            kind,
            with_first_day: children.maybe(Rule::first_day).is_some(),
            span,
        })
    }
}

fn extreme(written: &str) -> Extreme {
    match written {
        word if word.starts_with("largest") => Extreme::Largest,
        word if word.starts_with("smallest") => Extreme::Smallest,
        word if word.starts_with("latest") => Extreme::Latest,
        _ => Extreme::Earliest,
    }
}

fn rounding(written: &str) -> Rounding {
    let mut words = written.split_whitespace();
    match (words.next(), words.next()) {
        (Some("half"), Some("even")) => Rounding::HalfEven,
        (Some("half"), _) => Rounding::HalfUp,
        (Some("up"), _) => Rounding::Up,
        _ => Rounding::Down,
    }
}

fn month_end(written: &str) -> MonthEnd {
    match written.trim_end() {
        word if word.starts_with("up") => MonthEnd::Up,
        word if word.starts_with("down") => MonthEnd::Down,
        _ => MonthEnd::Refused,
    }
}
