//! Values: they break before a sign or a suffix, after a comma, and otherwise hold together.

use crate::syntax::ast::{
    Aggregate, Bucket, Counting, DatePart, Extreme, Name, Quantity, Rounding, Sign, Value,
    ValueKind,
};

use super::conditions::condition;
use super::doc::{Doc, filled, sequence, text, wrapped};
use super::words::{citation, counting, date, quantity, quoted};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A value as written, with canonical spacing.
pub(super) fn value(this: &Value) -> Doc {
    match &this.kind {
        ValueKind::Arithmetic { sign, .. } => arithmetic(this, *sign),
        ValueKind::Negative(operand) => negative(operand),
        ValueKind::Rounded {
            value: operand,
            rounding,
            places,
        } => suffix(operand, text(rounded(*rounding, *places))),
        ValueKind::NoLess {
            value: operand,
            bound,
        } => suffix(operand, value(bound).after("but no less than ")),
        ValueKind::NoMore {
            value: operand,
            bound,
        } => suffix(operand, value(bound).after("but no more than ")),
        ValueKind::Otherwise {
            value: operand,
            instead,
        } => suffix(operand, value(instead).after("otherwise ")),
        ValueKind::StandsOn {
            value: operand,
            day,
        } => suffix(operand, value(day).after("as it stands on ")),
        ValueKind::WhereApplies(operand) => suffix(operand, text("where it applies")),
        ValueKind::UnderText {
            value: operand,
            old,
        } => suffix(
            operand,
            text(if *old {
                "under the old text"
            } else {
                "under the new text"
            }),
        ),
        ValueKind::MustApply(operand) => sequence([value(operand), text(", which must apply")]),
        ValueKind::If {
            condition: test,
            then,
            otherwise,
        } => wrapped([
            condition(test).after("if "),
            value(then).after("then "),
            value(otherwise).after("else "),
        ]),
        ValueKind::DayOfYear { day, month, year } => {
            value(year).after(format!("{day} {} of ", month_name(*month)))
        }
        ValueKind::Share {
            numerator,
            percent: true,
            of,
            ..
        } => value(of).after(format!("{numerator}% of ")),
        ValueKind::Share {
            numerator,
            denominator,
            of,
            ..
        } => value(of).after(format!("{numerator}/{denominator} of ")),
        ValueKind::Shifted {
            period,
            after,
            from,
            counted,
        } => shifted(period, *after, from, counted.as_ref()),
        ValueKind::DayBefore(day) => value(day).after("the day before "),
        ValueKind::DayAfter(day) => value(day).after("the day after "),
        ValueKind::LastSpan { period, before } => {
            value(before).after(format!("the last {} before ", quantity(period)))
        }
        ValueKind::Aggregate {
            aggregate,
            field,
            list,
            filter,
        } => {
            let head = value(list).after(aggregate_head(*aggregate, field.as_ref()));
            wrapped(
                [head].into_iter().chain(
                    filter
                        .as_ref()
                        .map(|filter| condition(filter).after("where ")),
                ),
            )
        }
        ValueKind::PartOfDate { part, date } => value(date).after(match part {
            DatePart::Year => "year of ",
            DatePart::Month => "month of ",
            DatePart::CalendarMonth => "the month of ",
            DatePart::Week => "week of ",
        }),
        ValueKind::Buckets { bucket, list } => value(list).after(match bucket {
            Bucket::Years => "years of ",
            Bucket::Months => "months of ",
            Bucket::Weeks => "weeks of ",
        }),
        ValueKind::Stretch(written) => text(written.as_str()),
        ValueKind::Extreme { extreme, values } => sequence([
            text(format!("{} of ", extreme_word(*extreme))),
            bracketed(values),
        ]),
        ValueKind::Lookup {
            name,
            under,
            of,
            key,
        } => lookup(name, under.as_ref(), of.as_ref(), key.as_deref()),
        ValueKind::Bracket(content) => sequence([text("("), condition(content), text(")")]),
        ValueKind::Date(literal) => text(date(literal)),
        ValueKind::Quantity(content) => text(quantity(content)),
        ValueKind::Percent(number) => text(format!("{number}%")),
        ValueKind::Number(number) => text(number.as_str()),
        ValueKind::Text(content) => text(quoted(&content.text)),
        ValueKind::Yes => text("yes"),
        ValueKind::No => text("no"),
        ValueKind::FactDay => text("the fact day"),
        ValueKind::Bound(variable) => text(format!("the {}", variable.text)),
        ValueKind::Windows(norm) => text(format!("windows of {}", norm.text)),
        ValueKind::ProvisionMet {
            citation: place,
            negated,
        } => text(format!(
            "article {} is {}met",
            citation(place),
            if *negated { "not " } else { "" }
        )),
    }
}

/// `(a, b)`, wrapped after a comma.
pub(super) fn bracketed(values: &[Value]) -> Doc {
    sequence([text("("), filled(values.iter().map(value)), text(")")])
}

/// `within 3 months after D counted apa48`, without its first word; also `3 months after D`.
pub(super) fn shifted(
    period: &Quantity,
    after: bool,
    from: &Value,
    counted: Option<&Counting>,
) -> Doc {
    let direction = if after { "after" } else { "before" };
    let head = value(from).after(format!("{} {direction} ", quantity(period)));
    wrapped([head].into_iter().chain(counted.map(counted_clause)))
}

/// `counted apa48 on tw`
pub(super) fn counted_clause(convention: &Counting) -> Doc {
    text(format!("counted {}", counting(convention)))
}

/// A chain of one precedence, broken before each sign.
fn arithmetic(this: &Value, sign: Sign) -> Doc {
    let mut operands = Vec::new();
    let mut left = this;
    while let ValueKind::Arithmetic {
        sign: inner,
        left: before,
        right,
    } = &left.kind
    {
        if is_additive(*inner) != is_additive(sign) {
            break;
        }
        operands.push(value(right).after(format!("{} ", sign_text(*inner))));
        left = before;
    }
    operands.push(value(left));
    operands.reverse();
    wrapped(operands)
}

fn is_additive(sign: Sign) -> bool {
    matches!(sign, Sign::Plus | Sign::Minus)
}

fn sign_text(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "-",
        Sign::Times => "*",
        Sign::Over => "/",
    }
}

/// Two signs together would begin a comment.
fn negative(operand: &Value) -> Doc {
    let doubled = matches!(operand.kind, ValueKind::Negative(_));
    value(operand).after(if doubled { "- " } else { "-" })
}

fn suffix(operand: &Value, suffix: Doc) -> Doc {
    wrapped([value(operand), suffix])
}

fn rounded(rounding: Rounding, places: u32) -> String {
    let word = match rounding {
        Rounding::Up => "up",
        Rounding::Down => "down",
        Rounding::HalfUp => "half up",
        Rounding::HalfEven => "half even",
    };
    match places {
        0 => format!("rounded {word}"),
        1 => format!("rounded {word} to 1 place"),
        _ => format!("rounded {word} to {places} places"),
    }
}

fn month_name(month: u32) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|month| month.checked_sub(1))
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default()
}

fn aggregate_head(aggregate: Aggregate, field: Option<&Name>) -> String {
    let word = match aggregate {
        Aggregate::Number => "number",
        Aggregate::Sum => "sum",
        Aggregate::Average => "average",
        Aggregate::End(extreme) => extreme_word(extreme),
    };
    match field {
        Some(field) => format!("{word} of {} in ", field.text),
        None => format!("{word} of "),
    }
}

fn extreme_word(extreme: Extreme) -> &'static str {
    match extreme {
        Extreme::Largest => "largest",
        Extreme::Smallest => "smallest",
        Extreme::Latest => "latest",
        Extreme::Earliest => "earliest",
    }
}

fn lookup(name: &Name, under: Option<&Name>, of: Option<&Name>, key: Option<&Value>) -> Doc {
    let mut result = name.text.clone();
    if let Some(source) = under {
        result.push_str(&format!(" under {}", source.text));
    }
    if let Some(variable) = of {
        result.push_str(&format!(" of the {}", variable.text));
    }
    match key {
        Some(key) => value(key).after(format!("{result} for ")),
        None => text(result),
    }
}
