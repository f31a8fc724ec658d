//! The smallest pieces: words, quoted texts, dates, places, types and countings, none of which break.

use crate::syntax::ast::{
    Citation, Collector, Counting, CountingKind, DateLiteral, Field, MonthEnd, Per, PlaceRange,
    Quantity, Range, Target, Text, Type, TypeKind,
};

use super::doc::{Doc, comma_lines, filled, group, nest, sequence, text};
use super::values::value;

/// A text in its canonical quotation marks.
pub(super) fn quoted(content: &str) -> String {
    let mut result = String::with_capacity(content.len() + 2);
    result.push('"');
    for character in content.chars() {
        if matches!(character, '"' | '\\') {
            result.push('\\');
        }
        result.push(character);
    }
    result.push('"');
    result
}

/// A declared name with its label, if it has one: `rank "rank of post"`.
pub(super) fn labelled(name: &str, label: Option<&Text>) -> String {
    match label {
        Some(label) => format!("{name} {}", quoted(&label.text)),
        None => name.to_owned(),
    }
}

/// `because "…"`
pub(super) fn because(reason: &Text) -> Doc {
    text(format!("because {}", quoted(&reason.text)))
}

/// `2015-01-01`, `2024-03-04 09:00`
pub(super) fn date(date: &DateLiteral) -> String {
    match &date.clock {
        Some(clock) => format!("{} {clock}", date.day),
        None => date.day.clone(),
    }
}

/// `1 year 6 months`
pub(super) fn quantity(quantity: &Quantity) -> String {
    let parts: Vec<String> = quantity
        .parts
        .iter()
        .map(|(number, unit)| format!("{number} {}", unit.text))
        .collect();
    parts.join(" ")
}

/// `10(1)a`, `shared 10(1)a`
pub(super) fn citation(citation: &Citation) -> String {
    match &citation.regulation {
        Some(regulation) => format!("{} {}", regulation.text, citation.place),
        None => citation.place.clone(),
    }
}

/// Several places, wrapped after a comma.
pub(super) fn citations(places: &[Citation]) -> Doc {
    filled(places.iter().map(|place| text(citation(place))))
}

/// `16.1 to 16.5`
pub(super) fn place_range(range: &PlaceRange) -> String {
    match &range.to {
        Some(to) => format!("{} to {}", citation(&range.from), citation(to)),
        None => citation(&range.from),
    }
}

/// What an exception is to: `10(1)b`, `fine at 10`, `scope of 8`.
pub(super) fn target(target: &Target) -> String {
    match target {
        Target::Place {
            rule: Some(rule),
            place,
        } => format!("{} at {}", rule.text, citation(place)),
        Target::Place { rule: None, place } => citation(place),
        Target::Scope(place) => format!("scope of {}", citation(place)),
    }
}

/// A convention as named after `counted` or `counting`.
pub(super) fn counting(counting: &Counting) -> String {
    let mut result = match &counting.kind {
        CountingKind::Plain(None) => "plain".to_owned(),
        CountingKind::Plain(Some(month_end)) => {
            format!("plain rounding {}", month_end_word(*month_end))
        }
        CountingKind::CalendarYears => "calendar_years".to_owned(),
        CountingKind::Named {
            name,
            calendar: None,
        } => name.text.clone(),
        CountingKind::Named {
            name,
            calendar: Some(calendar),
        } => format!("{} on {}", name.text, calendar.text),
    };
    if counting.with_first_day {
        result.push_str(" with the first day");
    }
    result
}

fn month_end_word(month_end: MonthEnd) -> &'static str {
    match month_end {
        MonthEnd::Up => "up",
        MonthEnd::Down => "down",
        MonthEnd::Refused => "refused",
    }
}

/// `per year`, `per window of return_to_learn`
pub(super) fn per(per: &Per) -> String {
    match per {
        Per::Key(name) => format!("per {}", name.text),
        Per::Window(norm) => format!("per window of {}", norm.text),
    }
}

/// `taking the latest`
pub(super) fn taking(collector: Collector) -> String {
    let word = match collector {
        Collector::Latest => "latest",
        Collector::Earliest => "earliest",
        Collector::Largest => "largest",
        Collector::Smallest => "smallest",
        Collector::Sum => "sum",
        Collector::List => "list",
    };
    format!("taking the {word}")
}

/// A type as written.
pub(super) fn type_name(ty: &Type) -> Doc {
    match &ty.kind {
        TypeKind::YesNo => text("yes/no"),
        TypeKind::Whole(range) => with_range("whole number", range.as_ref()),
        TypeKind::Number(range) => with_range("number", range.as_ref()),
        TypeKind::Percent(range) => with_range("percent", range.as_ref()),
        TypeKind::Text => text("text"),
        TypeKind::Date => text("date"),
        TypeKind::Moment => text("moment"),
        TypeKind::Year => text("year"),
        TypeKind::Period => text("period"),
        TypeKind::Event { at_moment: false } => text("event"),
        TypeKind::Event { at_moment: true } => text("event at moment"),
        TypeKind::Events(entries) if entries.is_empty() => text("events"),
        TypeKind::Events(entries) => {
            let entries = nest(sequence([Doc::Space, fields(entries)]));
            group(entries.after("events with"))
        }
        TypeKind::Set(member) => type_name(member).after("set of "),
        TypeKind::List(record) => text(format!("list of {}", record.text)),
        TypeKind::Group(member) => text(format!("group of {}", member.text)),
        TypeKind::Named(name, range) => with_range(&name.text, range.as_ref()),
    }
}

fn with_range(word: &str, range: Option<&Range>) -> Doc {
    match range {
        Some(range) => text(format!(
            "{word} from {} to {}",
            value(&range.low).flat(),
            value(&range.high).flat()
        )),
        None => text(word),
    }
}

/// The fields of a record or of an event, on one line or each on its own.
pub(super) fn fields(fields: &[Field]) -> Doc {
    comma_lines(fields.iter().map(field))
}

fn field(field: &Field) -> Doc {
    let mut parts = vec![
        text(format!(
            "{}: ",
            labelled(&field.name.text, field.label.as_ref())
        )),
        type_name(&field.ty),
    ];
    if field.may_be_absent {
        parts.push(text(" may be absent"));
    }
    sequence(parts)
}
