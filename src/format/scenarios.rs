//! Scenarios: a given fact a line; tables are the only thing that is aligned.

use unicode_width::UnicodeWidthStr;

use crate::syntax::ast::{
    Assignment, Cell, Column, ColumnKind, Examples, Expectation, ExpectedOutcome, Given,
    GivenField, GivenKind, GivenValue, Name, Query, Scenario, ScenarioMark,
};

use super::doc::{Doc, comma_lines, filled, group, join, nest, sequence, text};
use super::entries::Layout;
use super::words::{because, citation, citations, date, quantity, quoted};

/// The head of a scenario.
pub(super) fn scenario(this: &Scenario) -> Doc {
    let head = Layout::head(text(format!("scenario {}", quoted(&this.title.text))))
        .clause(
            this.based_on
                .as_ref()
                .map(|title| text(format!("based on {}", quoted(&title.text)))),
        )
        .clause(
            this.as_of
                .as_ref()
                .map(|day| text(format!("as of {}", date(day)))),
        )
        .clause(
            this.recorded_through
                .as_ref()
                .map(|day| text(format!("recorded through {}", date(day)))),
        );
    let switches = this
        .switches
        .iter()
        .map(|(reading, choice)| text(format!("switch {} to {}", reading.text, choice.text)));
    switches
        .fold(head, |layout, switch| layout.clause(Some(switch)))
        .clause(this.mark.as_ref().map(|mark| match mark {
            ScenarioMark::Todo(reason) => because(reason).after("todo "),
            ScenarioMark::Fails(reason) => because(reason).after("fails "),
        }))
        .finish()
}

/// The given facts.
pub(super) fn given(assignments: &[Assignment]) -> Doc {
    let lines = assignments
        .iter()
        .flat_map(|each| [Doc::Newline { spaced: true }, assignment(each)]);
    sequence([text("given"), nest(sequence(lines))])
}

/// An expectation.
pub(super) fn expect(query: &Query, expectation: &Expectation) -> Doc {
    expected(expectation, &format!("expect {}: ", asked(query)))
}

/// A table of cases, each column as wide as its widest cell.
pub(super) fn examples(this: &Examples) -> Doc {
    if let Some(from) = &this.from {
        return text(format!("examples from {}", quoted(&from.text)));
    }
    let head: Vec<String> = this.columns.iter().map(column).collect();
    let rows: Vec<Vec<String>> = this
        .rows
        .iter()
        .map(|(_, cells)| cells.iter().map(cell).collect())
        .collect();
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(index, title)| {
            let cells = rows.iter().filter_map(|row| row.get(index));
            cells
                .map(|cell| cell.width())
                .fold(title.width(), usize::max)
        })
        .collect();
    let lines = std::iter::once(&head).chain(&rows).flat_map(|row| {
        [
            Doc::Newline { spaced: false },
            text(table_row(row, &widths)),
        ]
    });
    sequence([text("examples"), nest(sequence(lines))])
}

fn table_row(cells: &[String], widths: &[usize]) -> String {
    let mut result = "|".to_owned();
    for (cell, width) in cells.iter().zip(widths) {
        let padding = " ".repeat(width.saturating_sub(cell.width()));
        result.push_str(&format!(" {cell}{padding} |"));
    }
    result
}

fn column(this: &Column) -> String {
    match &this.kind {
        ColumnKind::AsOf => "as of".to_owned(),
        ColumnKind::Case => "case".to_owned(),
        ColumnKind::Fact { name, key } => keyed(name, key.as_ref()),
        ColumnKind::Expect(query) => format!("expect {}", asked(query)),
    }
}

fn cell(this: &Cell) -> String {
    match this {
        Cell::Empty => String::new(),
        Cell::Case(name) => quoted(&name.text),
        Cell::Given(Given::Entry { .. } | Given::Member { .. }, _) => String::new(),
        Cell::Given(given, _) => given_words(given).flat(),
        Cell::Expect(expectation) => expected(expectation, "").flat(),
    }
}

fn keyed(name: &Name, key: Option<&GivenValue>) -> String {
    match key {
        Some(key) => format!("{} for {}", name.text, literal(key).flat()),
        None => name.text.clone(),
    }
}

fn assignment(this: &Assignment) -> Doc {
    let head = keyed(&this.name, this.key.as_ref());
    match &this.value {
        Given::Entry { .. } | Given::Member { .. } => {
            group(given_words(&this.value).after(format!("{head} ")))
        }
        _ => given_words(&this.value).after(format!("{head} is ")),
    }
}

fn given_words(this: &Given) -> Doc {
    match this {
        Given::Value {
            value,
            made_on: None,
        } => literal(value),
        Given::Value {
            value,
            made_on: Some(day),
        } => sequence([literal(value), text(format!(" made on {}", date(day)))]),
        Given::History(steps) => group(nest(comma_lines(steps.iter().map(|(value, from)| {
            let value = value.as_ref().map_or_else(|| text("ended"), literal);
            sequence([value, text(format!(" from {}", date(from)))])
        })))),
        Given::Entry { on, fields } => {
            let day = on.as_ref().map(|day| text(format!("on {}", date(day))));
            let parts = day.into_iter().chain(given_fields(fields));
            nest(join(parts, &Doc::Space))
        }
        Given::Member {
            name,
            bare,
            from,
            until,
            fields,
        } => {
            let name = if *bare {
                text(format!("includes {}", name.text))
            } else {
                text(format!("includes {}", quoted(&name.text)))
            };
            let from = from.as_ref().map(|day| text(format!("from {}", date(day))));
            let until = until
                .as_ref()
                .map(|day| text(format!("until {}", date(day))));
            let parts = [name].into_iter().chain(from).chain(until);
            nest(join(parts.chain(given_fields(fields)), &Doc::Space))
        }
    }
}

fn given_fields(fields: &[GivenField]) -> Option<Doc> {
    (!fields.is_empty()).then(|| filled(fields.iter().map(given_field)).after("with "))
}

fn given_field(field: &GivenField) -> Doc {
    let head = keyed(&field.name, field.key.as_ref());
    let value = literal(&field.value).after(format!("{head} is "));
    match &field.from {
        Some(from) => sequence([value, text(format!(" from {}", date(from)))]),
        None => value,
    }
}

fn literal(this: &GivenValue) -> Doc {
    match &this.kind {
        GivenKind::Unknown => text("unknown"),
        GivenKind::Absent => text("absent"),
        GivenKind::Nothing => text("none"),
        GivenKind::Set(values) => {
            sequence([text("("), filled(values.iter().map(literal)), text(")")])
        }
        GivenKind::Date(day) => text(date(day)),
        GivenKind::Stretch(written) => text(written.as_str()),
        GivenKind::Quantity(content) => text(quantity(content)),
        GivenKind::Percent(number) => text(format!("{number}%")),
        GivenKind::Number(number) => text(number.as_str()),
        GivenKind::Text(content) => text(quoted(content)),
        GivenKind::Yes => text("yes"),
        GivenKind::No => text("no"),
        GivenKind::Name(name) => text(name.text.as_str()),
    }
}

fn asked(query: &Query) -> String {
    match query {
        Query::Named {
            name,
            key,
            predicate: None,
        } => keyed(name, key.as_ref()),
        Query::Named {
            name,
            key,
            predicate: Some(predicate),
        } => format!("{} is {}", keyed(name, key.as_ref()), predicate.text),
        Query::Provision(place) => format!("article {} is met", citation(place)),
    }
}

fn expected(this: &Expectation, words: &str) -> Doc {
    let needing = this.needing.as_ref().map(|needs| {
        filled(
            needs
                .iter()
                .map(|(name, key)| text(keyed(name, key.as_ref()))),
        )
        .after("needing ")
    });
    let citing = (!this.citing.is_empty()).then(|| citations(&this.citing).after("citing "));
    let resting = (!this.resting.is_empty()).then(|| {
        filled(this.resting.iter().map(|name| text(name.text.as_str()))).after("resting on ")
    });
    Layout::head(outcome(&this.outcome).after(words))
        .clause(needing)
        .clause(citing)
        .clause(resting)
        .finish()
}

fn outcome(this: &ExpectedOutcome) -> Doc {
    match this {
        ExpectedOutcome::Value(value) => literal(value),
        ExpectedOutcome::NotApplicable => text("not applicable"),
        ExpectedOutcome::NotInForce => text("not in force"),
        ExpectedOutcome::NotEncoded => text("not encoded"),
        ExpectedOutcome::NotComputable => text("not computable"),
        ExpectedOutcome::NormState { words, day: None } => text(words.as_str()),
        ExpectedOutcome::NormState {
            words,
            day: Some(day),
        } => text(format!("{words} {}", date(day))),
    }
}
