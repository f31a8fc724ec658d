//! Canonical text of single pieces of a tree, without comments: for whoever compares or quotes them.
//!
//! An entry has its lines; everything smaller stands on one line, whatever its width.

use crate::syntax::ast::{
    Citation, Collector, Condition, Counting, DateLiteral, Deadline, EntryKind, InForce, LabelLine,
    Per, PlaceRange, Quantity, Target, Test, Type, Value,
};

use super::{conditions, doc, entries, norms, values, words};

/// An entry by itself, its head at no indentation, without a line feed at its end.
#[must_use]
pub fn entry(kind: &EntryKind) -> String {
    let lines = doc::lines(&entries::entry(kind), 0);
    let mut text = String::new();
    for line in &lines {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&" ".repeat(line.indent));
        text.push_str(&line.text);
    }
    text
}

/// A condition.
#[must_use]
pub fn condition(this: &Condition) -> String {
    conditions::condition(this).flat()
}

/// What is asked of a subject: `is at least 10`.
#[must_use]
pub fn test(this: &Test, negated: bool) -> String {
    conditions::tested(this, negated).flat()
}

/// A value.
#[must_use]
pub fn value(this: &Value) -> String {
    values::value(this).flat()
}

/// A type.
#[must_use]
pub fn type_name(this: &Type) -> String {
    words::type_name(this).flat()
}

/// `1 year 6 months`
#[must_use]
pub fn quantity(this: &Quantity) -> String {
    words::quantity(this)
}

/// A convention of counting.
#[must_use]
pub fn counting(this: &Counting) -> String {
    words::counting(this)
}

/// `scs 10(2)`
#[must_use]
pub fn citation(this: &Citation) -> String {
    words::citation(this)
}

/// What an exception is to.
#[must_use]
pub fn target(this: &Target) -> String {
    words::target(this)
}

/// `16.1 to 16.5`
#[must_use]
pub fn place_range(this: &PlaceRange) -> String {
    words::place_range(this)
}

/// `2024-03-04 09:00`
#[must_use]
pub fn date(this: &DateLiteral) -> String {
    words::date(this)
}

/// `per year`
#[must_use]
pub fn per(this: &Per) -> String {
    words::per(this)
}

/// `taking the latest`
#[must_use]
pub fn taking(this: Collector) -> String {
    words::taking(this)
}

/// `deadline by training_end`
#[must_use]
pub fn deadline(this: &Deadline) -> String {
    norms::deadline(this).flat()
}

/// `in force from 2015-01-01 until 2019-12-31`
#[must_use]
pub fn in_force(this: &InForce) -> String {
    entries::in_force(this).flat()
}

/// A line of a `labels` entry.
#[must_use]
pub fn label_line(this: &LabelLine) -> String {
    entries::label_line(this).flat()
}
