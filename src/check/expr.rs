//! Values: names become ids, every value gets one type and every sum one unit.

use super::names::{Found, Space, Symbol};
use super::{Ctx, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{Core, Range};
use crate::model::{
    Aggregate, Bucket, EntityId, ExprId, ExprKind, Extreme, FactId, KeyType, NamedCounting, NormId,
    RecordId, Shape, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, ValueKind};
use crate::value::{Convention, Date, Moment, Number, Period, Rounding, last_day_of_month};

/// What an expression sees besides the declared names.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    pub(super) site: Site,
    /// Bound variables; the position is the number the evaluator uses.
    pub(super) variables: Vec<Variable>,
    /// Names read as something else, by analogy.
    pub(super) analogy: Vec<(&'a str, &'a ast::Value)>,
    /// Where labelled entries get their citations from; none when they have them already.
    pub(super) base: Option<crate::model::PlaceId>,
    /// Whether a name was read as something else since this was last cleared.
    pub(super) substituted: bool,
    /// Whether names may be bound of which nothing is known, since what binds them was left out.
    pub(super) unsure: bool,
    /// The saving clause it is the condition of, by position.
    pub(super) saving: Option<u32>,
    /// Whether the act is not known whose fields go by their bare names.
    pub(super) unknown_act: bool,
}

/// A bound variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) ty: Type,
    /// Whether its fields go by their bare names (inside `where`, and of an act).
    pub(super) bare: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn new(site: Site) -> Self {
        Self {
            site,
            saving: None,
            variables: Vec::new(),
            analogy: Vec::new(),
            base: site.place,
            substituted: false,
            unsure: false,
            unknown_act: false,
        }
    }

    /// Whether a name may be a field of an entry of which nothing is known.
    fn may_be_a_field(&self) -> bool {
        let unknown = |it: &Variable| it.bare && it.ty == Type::Mistaken;
        self.unknown_act || self.variables.iter().any(unknown)
    }

    /// Binds a variable and returns its number.
    pub(super) fn bind(&mut self, name: &str, ty: Type, bare: bool) -> u32 {
        self.variables.push(Variable {
            name: name.to_owned(),
            ty,
            bare,
        });
        u32::try_from(self.variables.len() - 1).unwrap_or(u32::MAX)
    }
}

impl<'a> Ctx<'a> {
    /// A value. `expected` is the type of what it is compared with or concluded as; a value of a
    /// kind is known by it.
    pub(super) fn value(
        &mut self,
        scope: &mut Scope<'a>,
        value: &'a ast::Value,
        expected: Option<&Type>,
    ) -> ExprId {
        let span = value.span;
        match &value.kind {
            ValueKind::Arithmetic { sign, left, right } => {
                self.arithmetic(scope, *sign, left, right, span)
            }
            ValueKind::Negative(inner) => {
                let inner = self.value(scope, inner, expected);
                let ty = self.number_type(inner);
                self.unary(ExprKind::Negate(inner), inner, ty, span)
            }
            ValueKind::Rounded {
                value,
                rounding,
                places,
            } => {
                let inner = self.value(scope, value, expected);
                let ty = match self.number_type(inner) {
                    Type::Number { unit, .. } => Type::Number {
                        unit,
                        whole: *places == 0,
                    },
                    other => other,
                };
                let rounding = match rounding {
                    ast::Rounding::Up => Rounding::Up,
                    ast::Rounding::Down => Rounding::Down,
                    ast::Rounding::HalfUp => Rounding::HalfUp,
                    ast::Rounding::HalfEven => Rounding::HalfEven,
                };
                self.unary(ExprKind::Round(inner, rounding, *places), inner, ty, span)
            }
            ValueKind::NoLess { value, bound } => {
                self.extreme(scope, Extreme::Largest, &[value, bound], span)
            }
            ValueKind::NoMore { value, bound } => {
                self.extreme(scope, Extreme::Smallest, &[value, bound], span)
            }
            ValueKind::Extreme { extreme, values } => {
                let extreme = match extreme {
                    ast::Extreme::Largest | ast::Extreme::Latest => Extreme::Largest,
                    ast::Extreme::Smallest | ast::Extreme::Earliest => Extreme::Smallest,
                };
                let values: Vec<&'a ast::Value> = values.iter().collect();
                self.extreme(scope, extreme, &values, span)
            }
            ValueKind::Otherwise { value, instead } => {
                let one = self.value(scope, value, expected);
                let ty = self.model.exprs[one].ty.clone();
                let other = self.value(scope, instead, Some(&ty));
                let ty = self.agree(one, other, span);
                let absent = self.model.exprs[other].may_be_absent;
                self.add(ExprKind::Otherwise(one, other), ty, absent, span)
            }
            ValueKind::StandsOn { value, day } => {
                let inner = self.value(scope, value, expected);
                let day = self.value(scope, day, Some(&Type::Date));
                self.want_day(day);
                let ty = self.model.exprs[inner].ty.clone();
                self.unary(ExprKind::StandsOn(inner, day), inner, ty, span)
            }
            ValueKind::WhereApplies(inner) => {
                let inner = self.bare_condition(scope, inner, true);
                self.unary(ExprKind::WhereApplies(inner), inner, Type::YesNo, span)
            }
            ValueKind::UnderText { value, old } => {
                let inner = self.value(scope, value, expected);
                let ty = self.model.exprs[inner].ty.clone();
                let Some(saving) = scope.saving else {
                    self.report(
                        Diagnostic::new(
                            Code::Amendment,
                            span,
                            "only a saving clause can ask what comes out under the old or the new text",
                        )
                        .help("everywhere else the text in force decides; leave these words out"),
                    );
                    return inner;
                };
                let asked = ExprKind::UnderText {
                    saving,
                    old: *old,
                    inner,
                };
                self.unary(asked, inner, ty, span)
            }
            ValueKind::MustApply(inner) => {
                let inner = self.bare_condition(scope, inner, true);
                self.unary(ExprKind::MustApply(inner), inner, Type::YesNo, span)
            }
            ValueKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.condition(scope, condition);
                let then = self.value(scope, then, expected);
                let ty = expected
                    .cloned()
                    .unwrap_or_else(|| self.model.exprs[then].ty.clone());
                let otherwise = self.value(scope, otherwise, Some(&ty));
                let ty = self.agree(then, otherwise, span);
                let absent = self.model.exprs[then].may_be_absent
                    || self.model.exprs[otherwise].may_be_absent;
                self.add(ExprKind::If(condition, then, otherwise), ty, absent, span)
            }
            ValueKind::Date(literal) => self.date_literal(literal, span),
            ValueKind::DayOfYear { day, month, year } => {
                let year = self.value(scope, year, Some(&Type::Year));
                self.want(year, &Type::Year, "a year");
                // A day no month has was reported by the parser.
                let number: u32 = day.parse().unwrap_or(0);
                self.day_in_year(number, *month, year, span);
                self.unary(
                    ExprKind::DayOfYear(*month, number, year),
                    year,
                    Type::Date,
                    span,
                )
            }
            ValueKind::Share {
                numerator,
                denominator,
                percent,
                of,
            } => {
                let inner = self.value(scope, of, expected);
                let share = self.share(numerator, denominator, *percent, span);
                let ty = match self.number_type(inner) {
                    Type::Number { unit, .. } => Type::Number { unit, whole: false },
                    other => other,
                };
                let share = self.add(
                    ExprKind::Constant(Range::number(share)),
                    Type::Number {
                        unit: None,
                        whole: false,
                    },
                    false,
                    Span {
                        end: of.span.start,
                        ..span
                    },
                );
                self.unary(ExprKind::Multiply(share, inner), inner, ty, span)
            }
            ValueKind::Shifted {
                period,
                after,
                from,
                counted,
            } => {
                let from = self.value(scope, from, Some(&Type::Date));
                self.shift(scope.site, period, *after, from, counted.as_ref(), span)
            }
            ValueKind::Quantity(quantity) => self.quantity(scope.site, quantity),
            ValueKind::Percent(text) => match Number::parse(text) {
                Ok(number) => self.constant(
                    Range::number(number.percent()),
                    Type::Number {
                        unit: None,
                        whole: false,
                    },
                    span,
                ),
                Err(_) => self.bad_number(span),
            },
            ValueKind::Number(text) => match Number::parse(text) {
                Ok(number) => {
                    let year = expected == Some(&Type::Year) && number.is_integer();
                    let whole = number.is_integer();
                    let ty = if year {
                        Type::Year
                    } else {
                        Type::Number { unit: None, whole }
                    };
                    self.constant(Range::number(number), ty, span)
                }
                Err(_) => self.bad_number(span),
            },
            ValueKind::Text(text) => self.constant(
                Range::of(crate::eval::Core::Text(text.text.as_str().into())),
                Type::Text,
                span,
            ),
            ValueKind::Yes => self.constant(Range::YES, Type::YesNo, span),
            ValueKind::No => self.constant(Range::NO, Type::YesNo, span),
            ValueKind::DayBefore(inner) => self.day_shift(scope, inner, -1, span),
            ValueKind::DayAfter(inner) => self.day_shift(scope, inner, 1, span),
            ValueKind::FactDay => self.add(ExprKind::FactDay, Type::Date, false, span),
            ValueKind::LastSpan { period, before } => {
                let before = self.value(scope, before, Some(&Type::Year));
                self.want(before, &Type::Year, "a year");
                match period.parts.as_slice() {
                    [(count, unit)] if matches!(unit.text.as_str(), "year" | "years") => {
                        let count = count.parse().unwrap_or(0);
                        let ty = Type::List(Box::new(Type::Year));
                        self.unary(ExprKind::LastYears(count, before), before, ty, span)
                    }
                    _ => {
                        self.report(
                            Diagnostic::new(Code::TypeMismatch, period.span, "only years can be gone through one by one")
                                .help("for months or days ask whether a day `is within 24 months before D`"),
                        );
                        self.mistaken(span)
                    }
                }
            }
            ValueKind::Bound(name) => self.bound(scope, name, span),
            ValueKind::Aggregate {
                aggregate,
                field,
                list,
                filter,
            } => self.aggregate(
                scope,
                *aggregate,
                field.as_ref(),
                list,
                filter.as_deref(),
                span,
            ),
            ValueKind::PartOfDate { part, date } => {
                let inner = self.value(scope, date, Some(&Type::Date));
                let inner = self.want_date(inner);
                let (kind, ty) = match part {
                    ast::DatePart::Year => (ExprKind::YearOf(inner), Type::Year),
                    ast::DatePart::Month => (
                        ExprKind::MonthOf(inner),
                        Type::Number {
                            unit: None,
                            whole: true,
                        },
                    ),
                    ast::DatePart::CalendarMonth => (ExprKind::CalendarMonthOf(inner), Type::Month),
                    ast::DatePart::Week => (ExprKind::WeekOf(inner), Type::Week),
                };
                self.unary(kind, inner, ty, span)
            }
            ValueKind::Buckets { bucket, list } => self.buckets(scope, *bucket, list, span),
            ValueKind::Stretch(text) => match (Date::of_week(text), Date::of_month(text)) {
                (Some(monday), _) => self.constant(Range::date(monday), Type::Week, span),
                (None, Some(first)) => self.constant(Range::date(first), Type::Month, span),
                (None, None) if !text.contains('W') => {
                    let headline = format!("there is no month `{text}`");
                    self.report(
                        Diagnostic::new(Code::BadLiteral, span, headline)
                            .help("a year has 12 months, `2024-01` to `2024-12`"),
                    );
                    self.mistaken(span)
                }
                (None, None) => {
                    self.report(
                        Diagnostic::new(
                            Code::BadLiteral,
                            span,
                            format!("there is no week `{text}`"),
                        )
                        .help("a year has 52 or 53 weeks, `2024-W01` to `2024-W52`"),
                    );
                    self.mistaken(span)
                }
            },
            ValueKind::Windows(name) => match self.norm_named(scope.site, name) {
                Some(norm) => self.add(
                    ExprKind::Windows(norm),
                    Type::List(Box::new(Type::Window(norm))),
                    false,
                    span,
                ),
                None => self.mistaken(span),
            },
            ValueKind::ProvisionMet { citation, negated } => {
                let met = self.add(ExprKind::AnyActive(Box::new([])), Type::YesNo, false, span);
                self.met.push((met, scope.site, citation));
                if *negated {
                    self.add(ExprKind::Not(met), Type::YesNo, false, span)
                } else {
                    met
                }
            }
            ValueKind::Lookup {
                name,
                under,
                of,
                key,
            } => self.lookup(
                scope,
                name,
                under.as_ref(),
                of.as_ref(),
                key.as_deref(),
                expected,
                span,
            ),
            ValueKind::Bracket(inner) => match &inner.kind {
                ast::ConditionKind::Bare(value) => self.value(scope, value, expected),
                _ => self.condition(scope, inner),
            },
        }
    }

    /// `29 February of 2023`: a day written out, which the calendar does not have.
    fn day_in_year(&mut self, day: u32, month: u32, year: ExprId, span: Span) {
        let ExprKind::Constant(Range {
            core: Core::Number(number),
            ..
        }) = &self.model.exprs[year].kind
        else {
            return;
        };
        let year = number.to_i64().and_then(|year| i32::try_from(year).ok());
        let last = year.and_then(|year| last_day_of_month(year, month));
        // A day that no year has was told when the text was read.
        let leap = (month, day) == (2, 29);
        if let Some((year, last)) = year.zip(last)
            && leap
            && last.day() < day
        {
            self.report(
                Diagnostic::new(
                    Code::NoSuchDay,
                    span,
                    format!("there is no day `{day} February of {year}`"),
                )
                .label(format!("February {year} has {} days", last.day())),
            );
        }
    }

    pub(super) fn constant(&mut self, range: Range, ty: Type, span: Span) -> ExprId {
        self.add(ExprKind::Constant(range), ty, false, span)
    }

    fn unary(&mut self, kind: ExprKind, inner: ExprId, ty: Type, span: Span) -> ExprId {
        let absent = self.model.exprs[inner].may_be_absent;
        self.add(kind, ty, absent, span)
    }

    fn bad_number(&mut self, span: Span) -> ExprId {
        self.error(
            Code::BadLiteral,
            span,
            "a number has at most 15 digits before the point and 9 after it",
        );
        self.mistaken(span)
    }

    fn share(&mut self, numerator: &str, denominator: &str, percent: bool, span: Span) -> Number {
        let numerator = Number::parse(numerator).unwrap_or(Number::ZERO);
        if percent {
            return numerator.percent();
        }
        let denominator = Number::parse(denominator).unwrap_or(Number::ZERO);
        numerator.div(&denominator).unwrap_or_else(|| {
            self.error(
                Code::BadLiteral,
                span,
                "a fraction cannot have 0 below the line",
            );
            Number::ZERO
        })
    }

    /// The type of a number or year; a complaint for anything else.
    fn number_type(&mut self, id: ExprId) -> Type {
        let ty = self.model.exprs[id].ty.clone();
        match ty {
            Type::Number { .. } | Type::Year | Type::Mistaken => ty,
            other => {
                let span = self.model.exprs[id].span;
                let words = self.words(&other);
                self.error(
                    Code::TypeMismatch,
                    span,
                    format!("this is {words}, not a number"),
                );
                Type::Mistaken
            }
        }
    }

    fn arithmetic(
        &mut self,
        scope: &mut Scope<'a>,
        sign: ast::Sign,
        left: &'a ast::Value,
        right: &'a ast::Value,
        span: Span,
    ) -> ExprId {
        let left = self.value(scope, left, None);
        let right = self.value(scope, right, None);
        let dates = [left, right].map(|id| {
            matches!(
                self.model.exprs[id].ty,
                Type::Date | Type::Moment | Type::Period
            )
        });
        if dates.contains(&true) {
            self.report(
                Diagnostic::new(
                    Code::CountingNotNamed,
                    span,
                    "dates and periods are not added with signs",
                )
                .help("write `3 months after D counted …`, which names how the period is counted")
                .help("or `the day after D`, `the day before D`"),
            );
            return self.mistaken(span);
        }
        let (one, other) = (self.number_type(left), self.number_type(right));
        let absent = self.model.exprs[left].may_be_absent || self.model.exprs[right].may_be_absent;
        let (kind, ty) = match sign {
            ast::Sign::Plus => (
                ExprKind::Add(left, right),
                self.sum_type(&one, &other, span, true),
            ),
            ast::Sign::Minus => (
                ExprKind::Subtract(left, right),
                self.sum_type(&one, &other, span, false),
            ),
            ast::Sign::Times => (
                ExprKind::Multiply(left, right),
                self.product_type(&one, &other, span),
            ),
            ast::Sign::Over => (
                ExprKind::Divide(left, right),
                self.quotient_type(&one, &other, span),
            ),
        };
        self.add(kind, ty, absent, span)
    }

    fn sum_type(&mut self, one: &Type, other: &Type, span: Span, plus: bool) -> Type {
        match (one, other) {
            (Type::Mistaken, _) | (_, Type::Mistaken) => Type::Mistaken,
            (Type::Year, Type::Number { unit: None, .. }) => Type::Year,
            (Type::Number { unit: None, .. }, Type::Year) if plus => Type::Year,
            (Type::Year, Type::Year) if !plus => Type::Number {
                unit: None,
                whole: true,
            },
            (Type::Number { unit: a, whole: p }, Type::Number { unit: b, whole: q }) if a == b => {
                Type::Number {
                    unit: *a,
                    whole: *p && *q,
                }
            }
            _ => self.units_differ(one, other, span),
        }
    }

    fn product_type(&mut self, one: &Type, other: &Type, span: Span) -> Type {
        match (one, other) {
            (Type::Mistaken, _) | (_, Type::Mistaken) => Type::Mistaken,
            (Type::Number { unit: a, whole: p }, Type::Number { unit: b, whole: q })
                if a.is_none() || b.is_none() =>
            {
                Type::Number {
                    unit: a.or(*b),
                    whole: *p && *q,
                }
            }
            _ => self.units_differ(one, other, span),
        }
    }

    fn quotient_type(&mut self, one: &Type, other: &Type, span: Span) -> Type {
        match (one, other) {
            (Type::Mistaken, _) | (_, Type::Mistaken) => Type::Mistaken,
            (Type::Number { unit: a, .. }, Type::Number { unit: None, .. }) => Type::Number {
                unit: *a,
                whole: false,
            },
            (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) if a == b => {
                Type::Number {
                    unit: None,
                    whole: false,
                }
            }
            _ => self.units_differ(one, other, span),
        }
    }

    fn units_differ(&mut self, one: &Type, other: &Type, span: Span) -> Type {
        let (one, other) = (self.words(one), self.words(other));
        self.report(
            Diagnostic::new(
                Code::UnitMismatch,
                span,
                format!("this puts {one} and {other} together"),
            )
            .help("only like goes with like; say the unit, as in `0 hours`"),
        );
        Type::Mistaken
    }

    /// A number without a unit beside a quantity, as `worked is more than 250` of hours.
    fn without_unit(&mut self, one: ExprId, other: ExprId) -> bool {
        for (bare, beside) in [(other, one), (one, other)] {
            let (bare, beside) = (&self.model.exprs[bare], &self.model.exprs[beside]);
            let (
                ExprKind::Constant(Range {
                    core: crate::eval::Core::Number(number),
                    ..
                }),
                Type::Number { unit: None, .. },
                Type::Number {
                    unit: Some(unit), ..
                },
            ) = (&bare.kind, &bare.ty, &beside.ty)
            else {
                continue;
            };
            let (span, unit) = (bare.span, &self.model.units[*unit]);
            let found = Diagnostic::new(Code::UnitMismatch, span, "this number has no unit")
                .also(beside.span, format!("this is a number of {}", unit.plural))
                .help(format!(
                    "write `{number} {}`",
                    if *number == Number::ONE {
                        &unit.naming.name
                    } else {
                        &unit.plural
                    }
                ));
            self.report(found);
            return true;
        }
        false
    }

    fn extreme(
        &mut self,
        scope: &mut Scope<'a>,
        extreme: Extreme,
        values: &[&'a ast::Value],
        span: Span,
    ) -> ExprId {
        let mut ids: Vec<ExprId> = Vec::new();
        let mut ty: Option<Type> = None;
        let mut absent = false;
        for value in values {
            let id = self.value(scope, value, ty.as_ref());
            absent |= self.model.exprs[id].may_be_absent;
            ty = Some(match ids.first() {
                Some(&first) => self.agree(first, id, span),
                None => self.model.exprs[id].ty.clone(),
            });
            ids.push(id);
        }
        let ty = ty.unwrap_or(Type::Mistaken);
        if !self.is_ordered(&ty) {
            let words = self.words(&ty);
            self.error(
                Code::UnorderedComparison,
                span,
                format!("{words} has no order to take an end of"),
            );
        }
        self.add(ExprKind::Extreme(extreme, ids.into()), ty, absent, span)
    }

    /// The type two values share, or a complaint.
    pub(super) fn agree(&mut self, one: ExprId, other: ExprId, span: Span) -> Type {
        let (a, b) = (
            self.model.exprs[one].ty.clone(),
            self.model.exprs[other].ty.clone(),
        );
        match (&a, &b) {
            (Type::Mistaken, it) | (it, Type::Mistaken) => it.clone(),
            (Type::Number { unit: p, whole: m }, Type::Number { unit: q, whole: n }) if p == q => {
                Type::Number {
                    unit: *p,
                    whole: *m && *n,
                }
            }
            (Type::Year, Type::Number { unit: None, .. })
            | (Type::Number { unit: None, .. }, Type::Year) => Type::Year,
            (Type::Number { .. }, Type::Number { .. }) => {
                if self.without_unit(one, other) {
                    return Type::Mistaken;
                }
                self.units_differ(&a, &b, span)
            }
            _ if a == b => a,
            _ => {
                let help = match (&a, &b) {
                    (Type::YesNo, Type::Text) => {
                        Some("`yes` and `no` are written without quotation marks")
                    }
                    (Type::Number { .. }, Type::Period) | (Type::Period, Type::Number { .. }) => {
                        Some(
                            "years, months and days are no plain number; declare the fact as a `period`, or write the number alone",
                        )
                    }
                    (Type::Number { .. }, Type::Month) | (Type::Month, Type::Number { .. }) => {
                        Some(
                            "`month of D` is a number from 1 to 12; `the month of D` is the month of that year",
                        )
                    }
                    (Type::Number { .. } | Type::Kind(_) | Type::Date, Type::Text) => {
                        Some("leave out the quotation marks: only a `text` has them")
                    }
                    _ => None,
                };
                let (a, b) = (self.words(&a), self.words(&b));
                let found = Diagnostic::new(
                    Code::TypeMismatch,
                    span,
                    format!("{a} and {b} do not go together"),
                );
                self.report(match help {
                    Some(help) => found.help(help),
                    None => found,
                });
                Type::Mistaken
            }
        }
    }

    /// Complains unless the value has this type.
    pub(super) fn want(&mut self, id: ExprId, wanted: &Type, what: &str) {
        let ty = &self.model.exprs[id].ty;
        let year = *wanted == Type::Year && matches!(ty, Type::Number { unit: None, .. });
        if ty != wanted && *ty != Type::Mistaken && !year {
            let (words, span) = (self.words(&ty.clone()), self.model.exprs[id].span);
            self.error(
                Code::TypeMismatch,
                span,
                format!("this is {words}; {what} is needed"),
            );
        }
    }

    /// A day, made from a moment if need be.
    pub(super) fn want_date(&mut self, id: ExprId) -> ExprId {
        if self.model.exprs[id].ty == Type::Moment {
            let span = self.model.exprs[id].span;
            return self.unary(ExprKind::DayOf(id), id, Type::Date, span);
        }
        self.want(id, &Type::Date, "a day");
        id
    }

    /// The day facts are taken on: never absent.
    pub(super) fn want_day(&mut self, id: ExprId) {
        self.want(id, &Type::Date, "a day");
        if self.model.exprs[id].may_be_absent {
            let span = self.model.exprs[id].span;
            self.report(
                Diagnostic::new(
                    Code::BareAbsent,
                    span,
                    "facts cannot be taken on a day that may be absent",
                )
                .help("say what holds when it never happened: `D otherwise …`"),
            );
        }
    }

    fn date_literal(&mut self, literal: &ast::DateLiteral, span: Span) -> ExprId {
        let Ok(day) = Date::parse(&literal.day) else {
            return self.mistaken(span);
        };
        match &literal.clock {
            None => self.constant(Range::date(day), Type::Date, span),
            Some(clock) => match Moment::parse(&format!("{day} {clock}")) {
                Ok(moment) => self.constant(
                    Range::of(crate::eval::Core::Moment(moment, moment)),
                    Type::Moment,
                    span,
                ),
                Err(_) => {
                    self.error(
                        Code::BadLiteral,
                        literal.span,
                        format!("there is no time `{clock}`"),
                    );
                    self.mistaken(span)
                }
            },
        }
    }

    /// `250 hours` with a declared unit, else a period.
    fn quantity(&mut self, site: Site, quantity: &ast::Quantity) -> ExprId {
        if let [(text, unit)] = quantity.parts.as_slice() {
            let found = self.names.find(Space::Types, &unit.text, site.regulation);
            if let Found::One(found) = found
                && let Symbol::Unit(id) = found.symbol
            {
                self.used.insert(found.span);
                return match Number::parse(text) {
                    Ok(number) => {
                        let whole = number.is_integer();
                        self.constant(
                            Range::number(number),
                            Type::Number {
                                unit: Some(id),
                                whole,
                            },
                            quantity.span,
                        )
                    }
                    Err(_) => self.bad_number(quantity.span),
                };
            }
        }
        match self.period(quantity) {
            Some(period) => self.constant(
                Range::of(crate::eval::Core::Period(period)),
                Type::Period,
                quantity.span,
            ),
            None => self.mistaken(quantity.span),
        }
    }

    /// A calendar period, or a complaint.
    pub(super) fn period(&mut self, quantity: &ast::Quantity) -> Option<Period> {
        let mut period = Period::new(0, 0, 0);
        for (text, unit) in &quantity.parts {
            let Ok(count) = text.parse::<u32>() else {
                self.error(
                    Code::BadLiteral,
                    quantity.span,
                    "a period has whole years, months, weeks and days",
                );
                return None;
            };
            if count > 100_000 {
                self.error(Code::BadLiteral, quantity.span, "the period is too long");
                return None;
            }
            match unit.text.as_str() {
                "year" | "years" => period.years += count,
                "month" | "months" => period.months += count,
                "week" | "weeks" => period.days += 7 * count,
                "day" | "days" => period.days += count,
                _ => {
                    const UNITS: [&str; 8] = [
                        "year", "years", "month", "months", "week", "weeks", "day", "days",
                    ];
                    let near = self.names.nearest(Space::Types, &unit.text).or_else(|| {
                        crate::diagnostic::suggest::nearest(&unit.text, UNITS).map(str::to_owned)
                    });
                    if self.names.is_declared(Space::Values, &unit.text) {
                        let found = Diagnostic::new(
                            Code::UnknownName,
                            unit.span,
                            format!("`{}` is no unit", unit.text),
                        )
                        .help(format!("a share of it is written `… of {}`", unit.text));
                        self.report(found);
                        return None;
                    }
                    self.unknown(unit, "unit", near);
                    return None;
                }
            }
        }
        Some(period)
    }

    /// `P after D`, `P before D`, with its counting.
    pub(super) fn shift(
        &mut self,
        site: Site,
        period: &ast::Quantity,
        after: bool,
        from: ExprId,
        counted: Option<&ast::Counting>,
        span: Span,
    ) -> ExprId {
        let from = self.want_date(from);
        let (Some(period), Some(counting)) = (
            self.period(period),
            self.counting_for(site, after, counted, span),
        ) else {
            return self.mistaken(span);
        };
        self.unary(
            ExprKind::Shift {
                period,
                after,
                from,
                counting,
            },
            from,
            Type::Date,
            span,
        )
    }

    /// The counting named at the use, else the regulation's, else a complaint.
    pub(super) fn counting_for(
        &mut self,
        site: Site,
        after: bool,
        counted: Option<&ast::Counting>,
        span: Span,
    ) -> Option<NamedCounting> {
        let named = match counted {
            Some(counted) => Some(self.counting(site, counted)?),
            None => self.model.regulations[site.regulation]
                .counting
                .as_ref()
                .map(|(named, _)| *named),
        };
        let plain =
            |named: NamedCounting| matches!(named.counting.convention, Convention::Plain(_));
        match named {
            Some(named) if after || plain(named) => Some(named),
            Some(_) if counted.is_some() => {
                self.report(
                    Diagnostic::new(
                        Code::CountingNotNamed,
                        span,
                        "this convention counts forward only",
                    )
                    .help("backwards write `counted plain rounding down` (or `up`, or `refused`)"),
                );
                None
            }
            _ => {
                let mut it = Diagnostic::new(
                    Code::CountingNotNamed,
                    span,
                    "how this period is counted is not said",
                );
                it = if after {
                    it.help(
                        "name the convention: `counted apa48 on tw`, `counted plain rounding down`",
                    )
                    .help("or once in the head of the regulation: `counting …`")
                } else {
                    it.help("backwards write `counted plain rounding down` (or `up`, or `refused`)")
                };
                self.report(it);
                None
            }
        }
    }

    fn day_shift(
        &mut self,
        scope: &mut Scope<'a>,
        inner: &'a ast::Value,
        days: i64,
        span: Span,
    ) -> ExprId {
        let inner = self.value(scope, inner, Some(&Type::Date));
        let inner = self.want_date(inner);
        self.unary(ExprKind::DayShift(inner, days), inner, Type::Date, span)
    }

    fn bound(&mut self, scope: &Scope<'a>, name: &ast::Name, span: Span) -> ExprId {
        let found = scope
            .variables
            .iter()
            .enumerate()
            .rev()
            .find(|(_, it)| it.name == name.text);
        if let Some((position, variable)) = found {
            let number = u32::try_from(position).unwrap_or(u32::MAX);
            return self.add(ExprKind::Bound(number), variable.ty.clone(), false, span);
        }
        if scope.unsure {
            return self.mistaken(span);
        }
        let mut it = Diagnostic::new(
            Code::UnknownName,
            name.span,
            format!("nothing here is called `the {}`", name.text),
        );
        let declared = self
            .names
            .find(Space::Values, &name.text, scope.site.regulation);
        if matches!(declared, Found::One(_)) {
            it = it.help(format!(
                "leave out `the`: a fact goes by its bare name, `{}`",
                name.text
            ));
        } else if let Some(near) = crate::diagnostic::suggest::nearest(
            &name.text,
            scope.variables.iter().map(|it| it.name.as_str()),
        ) {
            it = it.help(format!("did you mean `the {near}`?"));
        } else {
            it = it.help(format!(
                "`the {0}` is bound by `for every {0} in …`; a fact goes by its bare name",
                name.text
            ));
        }
        self.report(it);
        self.mistaken(span)
    }

    /// The record whose fields a value of this type has.
    pub(super) fn record_of(&self, ty: &Type) -> Option<RecordId> {
        match ty {
            Type::Entry(record) => Some(*record),
            Type::Act(fact) => match self.model.facts[*fact].shape {
                Shape::Events(record) | Shape::List(record) => Some(record),
                Shape::Single | Shape::OverTime | Shape::Event | Shape::Group(_) => None,
            },
            _ => None,
        }
    }

    /// The entity a fact, conclusion or norm is about.
    pub(super) fn entity_of(&self, symbol: Symbol) -> Option<EntityId> {
        match symbol {
            Symbol::Fact(fact) => self.model.facts[fact].entity,
            Symbol::Conclusion(conclusion) => self.model.conclusions[conclusion].entity,
            Symbol::Norm(norm) => self.model.norms[norm].entity,
            _ => None,
        }
    }

    /// The bound member a name is asked of: the one named (`rank of the person`), or inside
    /// `where` the innermost one of the entity the name is about. None where it is asked of no
    /// member; a complaint, and nothing, where it is not about the member.
    pub(super) fn asked_of(
        &mut self,
        scope: &Scope<'a>,
        symbol: Symbol,
        name: &ast::Name,
        of: Option<usize>,
    ) -> Result<Option<u32>, ()> {
        let about = self.entity_of(symbol);
        let member = |at: usize| match scope.variables.get(at)?.ty {
            Type::Member(entity) => Some(entity),
            _ => None,
        };
        let number = |at: usize| u32::try_from(at).ok();
        let Some(of) = of else {
            let bare = |at: &usize| {
                let variable = scope.variables.get(*at);
                variable.is_some_and(|it| it.bare) && about.is_some() && member(*at) == about
            };
            let at = (0..scope.variables.len()).rev().find(bare);
            return Ok(at.and_then(number));
        };
        let Some(entity) = member(of) else {
            return Ok(None);
        };
        if about == Some(entity) {
            return Ok(number(of));
        }
        if !self.lost.is_empty() {
            // The heading that says whom it is about may be the broken one.
            return Err(());
        }
        let entity = self.model.entities[entity].name.clone();
        let headline = match about {
            Some(other) => format!(
                "`{}` is about {}, not about {entity}",
                name.text, self.model.entities[other].name
            ),
            None => format!("`{}` is not about {entity}", name.text),
        };
        self.report(
            Diagnostic::new(Code::TypeMismatch, name.span, headline).help(format!(
                "of a member only what is declared about {entity} can be asked"
            )),
        );
        Err(())
    }

    /// What is asked of a member, where it is asked of one.
    pub(super) fn of_member(&mut self, member: Option<u32>, inner: ExprId) -> ExprId {
        let Some(member) = member else { return inner };
        let expr = &self.model.exprs[inner];
        let (ty, absent, span) = (expr.ty.clone(), expr.may_be_absent, expr.span);
        if ty == Type::Mistaken {
            return inner;
        }
        self.add(ExprKind::OfMember(member, inner), ty, absent, span)
    }

    /// `weeks of office_leave`: the weeks in which there is an entry.
    fn buckets(
        &mut self,
        scope: &mut Scope<'a>,
        bucket: ast::Bucket,
        list: &'a ast::Value,
        span: Span,
    ) -> ExprId {
        let list = self.value(scope, list, None);
        let acts = match &self.model.exprs[list].ty {
            Type::List(element) => match **element {
                Type::Act(fact) => matches!(self.model.facts[fact].shape, Shape::Events(_)),
                _ => false,
            },
            Type::Mistaken => return self.mistaken(span),
            _ => false,
        };
        if !acts {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    span,
                    "only `events` fall into weeks, months and years: each has its day",
                )
                .help("declare the list as `events with …`"),
            );
            return self.mistaken(span);
        }
        let (bucket, ty) = match bucket {
            ast::Bucket::Years => (Bucket::Years, Type::Year),
            ast::Bucket::Months => (Bucket::Months, Type::Month),
            ast::Bucket::Weeks => (Bucket::Weeks, Type::Week),
        };
        self.add(
            ExprKind::Buckets(bucket, list),
            Type::List(Box::new(ty)),
            false,
            span,
        )
    }

    fn field(
        &mut self,
        scope: &Scope<'a>,
        variable: usize,
        name: &ast::Name,
        span: Span,
    ) -> Option<ExprId> {
        let record = self.record_of(&scope.variables.get(variable)?.ty)?;
        let (position, field) = self.model.records[record]
            .fields
            .iter()
            .enumerate()
            .find(|(_, it)| it.naming.name == name.text)?;
        let (ty, absent) = (field.ty.clone(), field.may_be_absent);
        let (variable, position) = (u32::try_from(variable).ok()?, u32::try_from(position).ok()?);
        Some(self.add(ExprKind::Field(variable, position), ty, absent, span))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parts of one production of the grammar"
    )]
    fn lookup(
        &mut self,
        scope: &mut Scope<'a>,
        name: &'a ast::Name,
        under: Option<&'a ast::Name>,
        of: Option<&'a ast::Name>,
        key: Option<&'a ast::Value>,
        expected: Option<&Type>,
        span: Span,
    ) -> ExprId {
        let mut member = None;
        if let Some(of) = of {
            let at = scope.variables.iter().rposition(|it| it.name == of.text);
            let ty = at.and_then(|at| scope.variables.get(at)).map(|it| &it.ty);
            if !matches!(ty, Some(Type::Member(_))) {
                return self.field_of(scope, name, of, span);
            }
            member = at;
        }
        if under.is_none() && key.is_none() && member.is_none() {
            if let Some(&(_, value)) = scope.analogy.iter().find(|(read, _)| *read == name.text) {
                scope.substituted = true;
                let analogy = std::mem::take(&mut scope.analogy);
                let id = self.value(scope, value, expected);
                scope.analogy = analogy;
                return id;
            }
            let bare = (0..scope.variables.len()).rev().find(|&at| {
                scope.variables.get(at).is_some_and(|it| {
                    it.bare
                        && self.record_of(&it.ty).is_some_and(|record| {
                            self.model.records[record]
                                .fields
                                .iter()
                                .any(|f| f.naming.name == name.text)
                        })
                })
            });
            if let Some(at) = bare {
                if let Found::One(other) =
                    self.names
                        .find(Space::Values, &name.text, scope.site.regulation)
                    && self.names.sees(scope.site.regulation, other.regulation)
                {
                    self.report(
                        Diagnostic::new(
                            Code::AmbiguousName,
                            name.span,
                            format!(
                                "`{}` is a field of the entry and also declared by itself",
                                name.text
                            ),
                        )
                        .also(other.span, "declared here")
                        .help("rename the field"),
                    );
                }
                if let Some(id) = self.field(scope, at, name, span) {
                    return id;
                }
            }
            // A value of a kind is known by the type it stands beside.
            if let Some(Type::Kind(kind)) = expected
                && let Some(id) = self.member(*kind, name, span)
            {
                return id;
            }
        }
        let expected = if under.is_none() && scope.may_be_a_field() {
            Some(&Type::Mistaken)
        } else {
            expected
        };
        let Some(symbol) = self.value_symbol(scope.site, name, under, expected) else {
            if let Some(key) = key {
                self.value(scope, key, Some(&Type::Mistaken));
            }
            return self.mistaken(span);
        };
        let Ok(member) = self.asked_of(scope, symbol, name, member) else {
            return self.mistaken(span);
        };
        let id = self.named_value(scope, symbol, name, key, span);
        self.of_member(member, id)
    }

    /// The value of a fact, conclusion or reading.
    fn named_value(
        &mut self,
        scope: &mut Scope<'a>,
        symbol: Symbol,
        name: &'a ast::Name,
        key: Option<&'a ast::Value>,
        span: Span,
    ) -> ExprId {
        match (symbol, key) {
            (Symbol::Fact(fact), None) => self.fact(fact, name, span),
            (Symbol::Fact(fact), Some(key)) => {
                self.read.insert(fact);
                let key_type = self.model.facts[fact].key.clone();
                let key = self.key(scope, key, key_type.as_ref(), name);
                let row = &self.model.facts[fact];
                let (ty, absent) = (row.ty.clone(), row.may_be_absent);
                match key {
                    Some(key) => self.add(ExprKind::FactAt(fact, key), ty, absent, span),
                    None => self.mistaken(span),
                }
            }
            (Symbol::Conclusion(conclusion), None) => {
                let row = &self.model.conclusions[conclusion];
                if row.key.is_some() {
                    self.error(
                        Code::TypeMismatch,
                        span,
                        format!("`{}` is keyed: say `{} for …`", name.text, name.text),
                    );
                    return self.mistaken(span);
                }
                let absent = row.collector.is_some() && row.ty != Type::YesNo;
                let ty = row.ty.clone();
                self.add(ExprKind::Conclusion(conclusion), ty, absent, span)
            }
            (Symbol::Conclusion(conclusion), Some(key)) => {
                let row = &self.model.conclusions[conclusion];
                let (ty, key_type) = (row.ty.clone(), row.key.clone());
                match self.key(scope, key, key_type.as_ref(), name) {
                    Some(key) => self.add(ExprKind::ConclusionAt(conclusion, key), ty, false, span),
                    None => self.mistaken(span),
                }
            }
            (Symbol::Reading(reading), None) => {
                let ty = self.model.readings[reading].ty.clone();
                self.add(ExprKind::Reading(reading), ty, false, span)
            }
            (Symbol::Norm(norm), None) => {
                let row = self.model.norms[norm].naming.name.clone();
                self.report(
                    Diagnostic::new(
                        Code::NormPredicate,
                        span,
                        format!("the norm `{row}` is neither yes nor no"),
                    )
                    .help(format!(
                        "ask for its state: `{row} is {}`",
                        self.predicates(norm).join("`, `is ")
                    )),
                );
                self.mistaken(span)
            }
            _ => {
                self.error(
                    Code::TypeMismatch,
                    span,
                    format!("`{}` takes no `for …`", name.text),
                );
                self.mistaken(span)
            }
        }
    }

    fn fact(&mut self, fact: FactId, name: &ast::Name, span: Span) -> ExprId {
        self.read.insert(fact);
        let row = &self.model.facts[fact];
        if row.key.is_some() {
            let ty = row.ty.clone();
            self.error(
                Code::TypeMismatch,
                span,
                format!("`{}` is keyed: say `{} for …`", name.text, name.text),
            );
            // What it is compared with is still known by its type.
            let id = self.mistaken(span);
            self.model.exprs[id].ty = ty;
            return id;
        }
        match row.shape {
            Shape::Events(_) | Shape::List(_) => {
                let ty = Type::List(Box::new(Type::Act(fact)));
                self.add(ExprKind::Entries(fact), ty, false, span)
            }
            Shape::Group(entity) => {
                let ty = Type::List(Box::new(Type::Member(entity)));
                self.add(ExprKind::Entries(fact), ty, false, span)
            }
            Shape::Single | Shape::OverTime | Shape::Event => {
                let (ty, absent) = (row.ty.clone(), row.may_be_absent);
                self.add(ExprKind::Fact(fact), ty, absent, span)
            }
        }
    }

    fn field_of(
        &mut self,
        scope: &mut Scope<'a>,
        name: &ast::Name,
        of: &ast::Name,
        span: Span,
    ) -> ExprId {
        let Some(at) = scope.variables.iter().rposition(|it| it.name == of.text) else {
            return self.bound(scope, of, span);
        };
        if let Some(id) = self.field(scope, at, name, span) {
            return id;
        }
        if scope
            .variables
            .get(at)
            .is_some_and(|it| it.ty == Type::Mistaken)
        {
            // It may be a member of a group, and then this is a fact of it, which is read.
            if let Found::One(found) =
                (self.names).find(Space::Values, &name.text, scope.site.regulation)
                && let Symbol::Fact(fact) = found.symbol
            {
                self.read.insert(fact);
            }
            return self.mistaken(span);
        }
        let fields: Vec<String> = scope
            .variables
            .get(at)
            .and_then(|it| self.record_of(&it.ty))
            .map(|record| {
                self.model.records[record]
                    .fields
                    .iter()
                    .map(|it| it.naming.name.clone())
                    .collect()
            })
            .unwrap_or_default();
        let near =
            crate::diagnostic::suggest::nearest(&name.text, fields.iter().map(String::as_str))
                .map(str::to_owned);
        self.unknown(name, "field", near);
        self.mistaken(span)
    }

    /// The member of a kind by name.
    pub(super) fn member(
        &mut self,
        kind: crate::model::KindId,
        name: &ast::Name,
        span: Span,
    ) -> Option<ExprId> {
        let position = self.model.kinds[kind]
            .members
            .iter()
            .position(|it| it.name == name.text)?;
        let position = u8::try_from(position).ok()?;
        Some(self.constant(Range::kind(position), Type::Kind(kind), span))
    }

    /// What a name of the value space stands for, or a complaint.
    pub(super) fn value_symbol(
        &mut self,
        site: Site,
        name: &ast::Name,
        under: Option<&ast::Name>,
        expected: Option<&Type>,
    ) -> Option<Symbol> {
        let found = match under {
            Some(owner) => match self.names.regulation(&owner.text) {
                Some(owner) => match self.names.find_under(Space::Values, &name.text, owner) {
                    Some(found) => Found::One(found),
                    None => Found::None,
                },
                None => {
                    let near = self.names.nearest_regulation(&owner.text);
                    self.unknown(owner, "regulation", near);
                    return None;
                }
            },
            None => self.names.find(Space::Values, &name.text, site.regulation),
        };
        match found {
            Found::One(found) => {
                self.used.insert(found.span);
                Some(found.symbol)
            }
            Found::Several(owners) => {
                self.ambiguous(name, &owners);
                None
            }
            // Beside what is not understood it may well be a member of a kind.
            Found::None if expected == Some(&Type::Mistaken) => None,
            Found::None if self.lost.declares(&name.text) => None,
            Found::None => {
                if let Some(Type::Kind(kind)) = expected {
                    let members: Vec<&str> = self.model.kinds[*kind]
                        .members
                        .iter()
                        .map(|it| it.name.as_str())
                        .collect();
                    let near =
                        crate::diagnostic::suggest::nearest(&name.text, members.iter().copied());
                    let mut it = Diagnostic::new(
                        Code::UnknownName,
                        name.span,
                        format!(
                            "`{}` is no {}",
                            name.text, self.model.kinds[*kind].naming.name
                        ),
                    );
                    it = match near {
                        Some(near) => it.help(format!("did you mean `{near}`?")),
                        None => it.help(format!("the members are {}", members.join(", "))),
                    };
                    self.report(it);
                    return None;
                }
                let kind =
                    self.model.kinds.iter().find(|(_, kind)| {
                        kind.members.iter().any(|member| member.name == name.text)
                    });
                if let Some((_, kind)) = kind
                    && !self.lost.declares(&name.text)
                {
                    let (member, kind) = (&name.text, &kind.naming.name);
                    let found = Diagnostic::new(
                        Code::UnknownName,
                        name.span,
                        format!("`{member}` is a value of `{kind}`, and no condition by itself"),
                    )
                    .help(format!(
                        "write `… is one of (…, {member})`, or `… is {member}` in full"
                    ));
                    self.report(found);
                    return None;
                }
                let near = self.names.nearest(Space::Values, &name.text);
                self.unknown(name, Space::Values.what(), near);
                None
            }
        }
    }

    /// The norm of a name, or a complaint.
    pub(super) fn norm_named(&mut self, site: Site, name: &ast::Name) -> Option<NormId> {
        match self.value_symbol(site, name, None, None)? {
            Symbol::Norm(norm) => Some(norm),
            _ => {
                self.error(
                    Code::TypeMismatch,
                    name.span,
                    format!("`{}` is no norm", name.text),
                );
                None
            }
        }
    }

    /// The key of a keyed fact or conclusion.
    fn key(
        &mut self,
        scope: &mut Scope<'a>,
        key: &'a ast::Value,
        wanted: Option<&KeyType>,
        name: &ast::Name,
    ) -> Option<ExprId> {
        let Some(wanted) = wanted else {
            if self.lost.is_key_of(&name.text) {
                self.value(scope, key, Some(&Type::Mistaken));
                return None;
            }
            self.error(
                Code::TypeMismatch,
                key.span,
                format!("`{}` has no keys", name.text),
            );
            return None;
        };
        let ty = match wanted {
            KeyType::Year => Type::Year,
            KeyType::Month => Type::Month,
            KeyType::Week => Type::Week,
            KeyType::Text => Type::Text,
            KeyType::Whole => Type::Number {
                unit: None,
                whole: true,
            },
            KeyType::Kind(kind) => Type::Kind(*kind),
            KeyType::Window(norm) => Type::Window(*norm),
        };
        let id = self.value(scope, key, Some(&ty));
        let number = matches!(wanted, KeyType::Window(_))
            && matches!(self.model.exprs[id].ty, Type::Number { unit: None, .. });
        if !number {
            let words = self.words(&ty);
            self.want(id, &ty, &words);
        }
        Some(id)
    }

    fn aggregate(
        &mut self,
        scope: &mut Scope<'a>,
        aggregate: ast::Aggregate,
        field: Option<&'a ast::Name>,
        list: &'a ast::Value,
        filter: Option<&'a ast::Condition>,
        span: Span,
    ) -> ExprId {
        let list = self.value(scope, list, None);
        let Type::List(element) = self.model.exprs[list].ty.clone() else {
            if self.model.exprs[list].ty != Type::Mistaken {
                let words = self.words(&self.model.exprs[list].ty.clone());
                self.error(
                    Code::TypeMismatch,
                    span,
                    format!("this is {words}, not a list"),
                );
            }
            // What the filter reads is read, whatever the entries are.
            scope.bind("entry", Type::Mistaken, true);
            if let Some(filter) = filter {
                self.condition(scope, filter);
            }
            scope.variables.pop();
            // What is asked of its entries is read all the same.
            if let Some(field) = field
                && let Found::One(found) =
                    self.names
                        .find(Space::Values, &field.text, scope.site.regulation)
                && let Symbol::Fact(fact) = found.symbol
            {
                self.read.insert(fact);
            }
            return self.mistaken(span);
        };
        let variable = scope.bind("entry", *element, true);
        let filter = filter.map(|filter| self.condition(scope, filter));
        let of = field.map(|field| {
            let at = scope.variables.len().saturating_sub(1);
            let ty = scope.variables.get(at).map(|it| &it.ty);
            if let Some(Type::Member(_)) = ty {
                let Some(symbol) = self.value_symbol(scope.site, field, None, None) else {
                    return self.mistaken(field.span);
                };
                let Ok(member) = self.asked_of(scope, symbol, field, Some(at)) else {
                    return self.mistaken(field.span);
                };
                let id = self.named_value(scope, symbol, field, None, field.span);
                return self.of_member(member, id);
            }
            self.field(scope, at, field, field.span).unwrap_or_else(|| {
                self.unknown(field, "field", None);
                self.mistaken(field.span)
            })
        });
        scope.variables.pop();
        let (aggregate, ty) = match (aggregate, of) {
            (ast::Aggregate::Number, None) => (
                Aggregate::Number,
                Type::Number {
                    unit: None,
                    whole: true,
                },
            ),
            (ast::Aggregate::Sum, Some(of)) => (Aggregate::Sum, self.number_type(of)),
            (ast::Aggregate::Average, Some(of)) => (Aggregate::Average, self.number_type(of)),
            (ast::Aggregate::End(end), Some(of)) => {
                let ty = self.model.exprs[of].ty.clone();
                if !self.is_ordered(&ty) {
                    let words = self.words(&ty);
                    self.error(
                        Code::UnorderedComparison,
                        span,
                        format!("{words} has no order to take an end of"),
                    );
                    return self.mistaken(span);
                }
                let end = match end {
                    ast::Extreme::Largest | ast::Extreme::Latest => Aggregate::Largest,
                    ast::Extreme::Smallest | ast::Extreme::Earliest => Aggregate::Smallest,
                };
                (end, ty)
            }
            (ast::Aggregate::Number, Some(_)) => {
                self.error(
                    Code::TypeMismatch,
                    span,
                    "a number counts entries: write `number of LIST where …`",
                );
                return self.mistaken(span);
            }
            _ => {
                self.error(
                    Code::TypeMismatch,
                    span,
                    match aggregate {
                        ast::Aggregate::End(_) => "say of what: `largest of FIELD in LIST`",
                        _ => "say what is added up: `sum of FIELD in LIST`",
                    },
                );
                return self.mistaken(span);
            }
        };
        if let Some(of) = of
            && self.model.exprs[of].may_be_absent
            && !filter.is_some_and(|filter| self.asks_presence(filter, of))
        {
            let span = self.model.exprs[of].span;
            self.report(
                Diagnostic::new(
                    Code::BareAbsent,
                    span,
                    "this field may be absent, so what is added up is not said",
                )
                .help("leave those out with `where … is not absent`"),
            );
        }
        let absent = matches!(
            aggregate,
            Aggregate::Average | Aggregate::Largest | Aggregate::Smallest
        );
        self.add(
            ExprKind::Aggregate {
                aggregate,
                variable,
                list,
                filter,
                of,
            },
            ty,
            absent,
            span,
        )
    }

    /// Whether a condition lets in only what is there: `where F has happened and …`.
    fn asks_presence(&self, condition: ExprId, of: ExprId) -> bool {
        match &self.model.exprs[condition].kind {
            ExprKind::And(parts) => parts.iter().any(|part| self.asks_presence(*part, of)),
            ExprKind::IsPresent(inner) => self.is_same(*inner, of),
            ExprKind::Not(inner) => match self.model.exprs[*inner].kind {
                ExprKind::IsAbsent(inner) => self.is_same(inner, of),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether two expressions read the same field, or the same fact of the same member.
    fn is_same(&self, one: ExprId, other: ExprId) -> bool {
        match (&self.model.exprs[one].kind, &self.model.exprs[other].kind) {
            (ExprKind::Field(a, b), ExprKind::Field(c, d)) => (a, b) == (c, d),
            (ExprKind::OfMember(a, one), ExprKind::OfMember(b, other)) => {
                a == b && self.is_same(*one, *other)
            }
            (ExprKind::Fact(a), ExprKind::Fact(b)) => a == b,
            (ExprKind::Conclusion(a), ExprKind::Conclusion(b)) => a == b,
            _ => false,
        }
    }

    /// Whether values of a type have an order.
    pub(super) fn is_ordered(&self, ty: &Type) -> bool {
        match ty {
            Type::Number { .. }
            | Type::Year
            | Type::Month
            | Type::Week
            | Type::Date
            | Type::Moment
            | Type::Mistaken => true,
            Type::Kind(kind) => self.model.kinds[*kind].ordered,
            _ => false,
        }
    }

    /// A type in a drafter's words.
    pub(super) fn words(&self, ty: &Type) -> String {
        match ty {
            Type::YesNo => "yes or no".to_owned(),
            Type::Number {
                unit: None,
                whole: true,
            } => "a whole number".to_owned(),
            Type::Number {
                unit: None,
                whole: false,
            } => "a number".to_owned(),
            Type::Number {
                unit: Some(unit), ..
            } => format!("a number of {}", self.model.units[*unit].plural),
            Type::Year => "a year".to_owned(),
            Type::Month => "a month of a year".to_owned(),
            Type::Week => "a week".to_owned(),
            Type::Member(entity) => format!("a member, {}", self.model.entities[*entity].name),
            Type::Text => "a text".to_owned(),
            Type::Date => "a day".to_owned(),
            Type::Moment => "a moment".to_owned(),
            Type::Period => "a period".to_owned(),
            Type::Kind(kind) => format!("a value of `{}`", self.model.kinds[*kind].naming.name),
            Type::Set(inner) => format!("a set, each {}", self.words(inner)),
            Type::List(inner) => format!("a list, each {}", self.words(inner)),
            Type::Entry(record) => {
                format!("an entry of `{}`", self.model.records[*record].naming.name)
            }
            Type::Act(fact) => format!("an entry of `{}`", self.model.facts[*fact].naming.name),
            Type::Window(norm) => format!("a window of `{}`", self.model.norms[*norm].naming.name),
            Type::State(norm) => format!("the state of `{}`", self.model.norms[*norm].naming.name),
            Type::Mistaken => "something not understood".to_owned(),
        }
    }
}
