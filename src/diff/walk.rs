//! The citations and the lists of an entry.
//!
//! Provisions that are renumbered take the citations of them along, so citations must be found
//! wherever they can stand; and the entries of lists are places of their own, which can be cited.

use crate::syntax::ast::{
    Citation, Condition, ConditionKind, Deadline, EntryKind, LabelTarget, ListEntry, Norm,
    PlaceRange, RuleBody, Target, Test, ValidityOf, Value, ValueKind,
};

/// What is done to each citation.
pub(super) type Act<'f> = dyn FnMut(&mut Citation) + 'f;

/// Calls `act` for every citation in an entry.
pub(super) fn citations(kind: &mut EntryKind, act: &mut Act<'_>) {
    match kind {
        // Worked into the text before it is compared.
        EntryKind::Amending(_) => {}
        EntryKind::Validity(it) => {
            if let Some(ValidityOf::Provision(place)) = &mut it.of {
                act(place);
            }
        }
        EntryKind::NotEncoded(it) => {
            if let Some(taken) = &mut it.taken_as {
                value(taken, act);
            }
        }
        EntryKind::Labels { lines, .. } => {
            for line in lines {
                if let LabelTarget::Place(place) = &mut line.target {
                    act(place);
                }
            }
        }
        EntryKind::Conclusion(it) => {
            if let Some(body) = &mut it.body {
                rule(body, act);
            }
        }
        EntryKind::Conclude { body, .. } => rule(body, act),
        EntryKind::Exception { targets, when, .. } => {
            targets.iter_mut().for_each(|it| target(it, act));
            maybe(when.as_mut(), act);
        }
        EntryKind::Instead { targets, body, .. } => {
            targets.iter_mut().for_each(|it| target(it, act));
            rule(body, act);
        }
        EntryKind::Scope { places, when, .. } => {
            places.iter_mut().for_each(|it| range(it, act));
            condition(when, act);
        }
        EntryKind::Reading(it) => {
            for choice in &mut it.choices {
                condition(&mut choice.value, act);
            }
        }
        EntryKind::Presume {
            value: presumed,
            when,
            ..
        } => {
            value(presumed, act);
            maybe(when.as_mut(), act);
        }
        EntryKind::Always { condition: it, .. } | EntryKind::Guideline { condition: it, .. } => {
            condition(it, act);
        }
        EntryKind::Take { day, .. } => value(day, act),
        EntryKind::Apply {
            places,
            substitutions,
            ..
        } => {
            places.iter_mut().for_each(|it| range(it, act));
            substitutions.iter_mut().for_each(|(_, it)| value(it, act));
        }
        EntryKind::Norm(it) => norm(it, act),
        EntryKind::Regulation(_)
        | EntryKind::Continued { .. }
        | EntryKind::Vocabulary { .. }
        | EntryKind::Scenarios { .. }
        | EntryKind::Use(_)
        | EntryKind::Heading(_)
        | EntryKind::Wording { .. }
        | EntryKind::Descriptive { .. }
        | EntryKind::Entity { .. }
        | EntryKind::Authority { .. }
        | EntryKind::Source { .. }
        | EntryKind::Calendar { .. }
        | EntryKind::Unit { .. }
        | EntryKind::Kind(_)
        | EntryKind::Record { .. }
        | EntryKind::Fact(_)
        | EntryKind::Scenario(_)
        | EntryKind::Given { .. }
        | EntryKind::Expect { .. }
        | EntryKind::Examples(_) => {}
    }
}

/// Calls `act` for every citation in a condition.
pub(super) fn in_condition(this: &mut Condition, act: &mut Act<'_>) {
    condition(this, act);
}

fn target(this: &mut Target, act: &mut Act<'_>) {
    match this {
        Target::Place { place, .. } | Target::Scope(place) => act(place),
    }
}

fn range(this: &mut PlaceRange, act: &mut Act<'_>) {
    act(&mut this.from);
    this.to.iter_mut().for_each(act);
}

fn rule(body: &mut RuleBody, act: &mut Act<'_>) {
    body.result.iter_mut().for_each(|it| value(it, act));
    body.subject_to.iter_mut().for_each(&mut *act);
    maybe(body.when.as_mut(), act);
}

fn norm(this: &mut Norm, act: &mut Act<'_>) {
    this.arises_on.iter_mut().for_each(|it| value(it, act));
    maybe(this.arises_when.as_mut(), act);
    if let Some(recurring) = &mut this.recurring {
        value(&mut recurring.from, act);
        recurring.until.iter_mut().for_each(|it| value(it, act));
    }
    maybe(this.act_when.as_mut(), act);
    match &mut this.deadline {
        Some(Deadline::By(day) | Deadline::Before(day) | Deadline::Within { after: day, .. }) => {
            value(day, act);
        }
        Some(Deadline::NotStated) | None => {}
    }
    this.leads_to.iter_mut().for_each(act);
}

fn maybe(this: Option<&mut Condition>, act: &mut Act<'_>) {
    if let Some(this) = this {
        condition(this, act);
    }
}

fn condition(this: &mut Condition, act: &mut Act<'_>) {
    match &mut this.kind {
        ConditionKind::And(terms) | ConditionKind::Or(terms) => {
            terms.iter_mut().for_each(|it| condition(it, act));
        }
        ConditionKind::Not(term) => condition(term, act),
        ConditionKind::Quantified {
            within,
            filter,
            body,
            ..
        } => {
            value(within, act);
            maybe(filter.as_deref_mut(), act);
            condition(body, act);
        }
        ConditionKind::List { entries, .. } => {
            entries
                .iter_mut()
                .for_each(|it| condition(&mut it.condition, act));
        }
        ConditionKind::InOrder(values) => values.iter_mut().for_each(|it| value(it, act)),
        ConditionKind::Test { subject, test, .. } => {
            value(subject, act);
            tested(test, act);
        }
        ConditionKind::Bare(bare) => value(bare, act),
    }
}

fn tested(test: &mut Test, act: &mut Act<'_>) {
    match test {
        Test::Is(it)
        | Test::AtLeast(it)
        | Test::AtMost(it)
        | Test::MoreThan(it)
        | Test::LessThan(it)
        | Test::Before(it)
        | Test::After(it)
        | Test::By(it)
        | Test::OnOrAfter(it)
        | Test::Within { anchor: it, .. } => value(it, act),
        Test::OneOf(values) | Test::Includes(values) => {
            values.iter_mut().for_each(|it| value(it, act));
        }
        Test::Absent
        | Test::DoneInTime(_)
        | Test::StillBreached(_)
        | Test::Happened
        | Test::Passed => {}
    }
}

fn value(this: &mut Value, act: &mut Act<'_>) {
    match &mut this.kind {
        ValueKind::ProvisionMet { citation, .. } => act(citation),
        ValueKind::Arithmetic { left, right, .. }
        | ValueKind::NoLess {
            value: left,
            bound: right,
        }
        | ValueKind::NoMore {
            value: left,
            bound: right,
        }
        | ValueKind::Otherwise {
            value: left,
            instead: right,
        }
        | ValueKind::StandsOn {
            value: left,
            day: right,
        } => {
            value(left, act);
            value(right, act);
        }
        ValueKind::Negative(it)
        | ValueKind::Rounded { value: it, .. }
        | ValueKind::WhereApplies(it)
        | ValueKind::MustApply(it)
        | ValueKind::UnderText { value: it, .. }
        | ValueKind::DayOfYear { year: it, .. }
        | ValueKind::Share { of: it, .. }
        | ValueKind::Shifted { from: it, .. }
        | ValueKind::DayBefore(it)
        | ValueKind::DayAfter(it)
        | ValueKind::LastSpan { before: it, .. }
        | ValueKind::PartOfDate { date: it, .. }
        | ValueKind::Buckets { list: it, .. } => value(it, act),
        ValueKind::If {
            condition: test,
            then,
            otherwise,
        } => {
            condition(test, act);
            value(then, act);
            value(otherwise, act);
        }
        ValueKind::Aggregate { list, filter, .. } => {
            value(list, act);
            maybe(filter.as_deref_mut(), act);
        }
        ValueKind::Extreme { values, .. } => values.iter_mut().for_each(|it| value(it, act)),
        ValueKind::Lookup { key, .. } => {
            if let Some(key) = key {
                value(key, act);
            }
        }
        ValueKind::Bracket(inner) => condition(inner, act),
        ValueKind::Date(_)
        | ValueKind::Quantity(_)
        | ValueKind::Percent(_)
        | ValueKind::Number(_)
        | ValueKind::Text(_)
        | ValueKind::Yes
        | ValueKind::No
        | ValueKind::FactDay
        | ValueKind::Bound(_)
        | ValueKind::Stretch(_)
        | ValueKind::Windows(_) => {}
    }
}

/// The conditions of an entry in which lists with labels can stand.
pub(super) fn conditions(kind: &EntryKind) -> Vec<&Condition> {
    match kind {
        EntryKind::Conclusion(it) => it
            .body
            .iter()
            .filter_map(|body| body.when.as_ref())
            .collect(),
        EntryKind::Conclude { body, .. } | EntryKind::Instead { body, .. } => {
            body.when.iter().collect()
        }
        EntryKind::Exception { when, .. } | EntryKind::Presume { when, .. } => {
            when.iter().collect()
        }
        EntryKind::Scope { when, .. } => vec![when],
        EntryKind::Always { condition, .. } | EntryKind::Guideline { condition, .. } => {
            vec![condition]
        }
        EntryKind::Reading(it) => it.choices.iter().map(|choice| &choice.value).collect(),
        EntryKind::Norm(it) => it.arises_when.iter().chain(&it.act_when).collect(),
        _ => Vec::new(),
    }
}

/// As [`conditions`], to be changed.
pub(super) fn conditions_mut(kind: &mut EntryKind) -> Vec<&mut Condition> {
    match kind {
        EntryKind::Conclusion(it) => {
            let body = it.body.iter_mut();
            body.filter_map(|body| body.when.as_mut()).collect()
        }
        EntryKind::Conclude { body, .. } | EntryKind::Instead { body, .. } => {
            body.when.iter_mut().collect()
        }
        EntryKind::Exception { when, .. } | EntryKind::Presume { when, .. } => {
            when.iter_mut().collect()
        }
        EntryKind::Scope { when, .. } => vec![when],
        EntryKind::Always { condition, .. } | EntryKind::Guideline { condition, .. } => {
            vec![condition]
        }
        EntryKind::Reading(it) => it
            .choices
            .iter_mut()
            .map(|choice| &mut choice.value)
            .collect(),
        EntryKind::Norm(it) => it.arises_when.iter_mut().chain(&mut it.act_when).collect(),
        _ => Vec::new(),
    }
}

/// Calls `act` for each entry of the lists in a condition, with what it adds to the citation of the
/// place they stand in.
pub(super) fn entries_mut(
    this: &mut Condition,
    base: &str,
    act: &mut dyn FnMut(&str, &mut ListEntry),
) {
    match &mut this.kind {
        ConditionKind::List { entries, .. } => {
            for entry in entries {
                let at = format!("{base}{}", suffix(entry));
                entries_mut(&mut entry.condition, &at, act);
                act(&at, entry);
            }
        }
        ConditionKind::And(terms) | ConditionKind::Or(terms) => {
            terms.iter_mut().for_each(|it| entries_mut(it, base, act));
        }
        ConditionKind::Not(inner) => entries_mut(inner, base, act),
        ConditionKind::Quantified { body, .. } => entries_mut(body, base, act),
        ConditionKind::Bare(Value {
            kind: ValueKind::Bracket(inner),
            ..
        }) => entries_mut(inner, base, act),
        ConditionKind::Bare(_) | ConditionKind::InOrder(_) | ConditionKind::Test { .. } => {}
    }
}

/// The outermost lists in a condition.
pub(super) fn lists(this: &Condition) -> Vec<&[ListEntry]> {
    match &this.kind {
        ConditionKind::List { entries, .. } => vec![entries.as_slice()],
        ConditionKind::And(terms) | ConditionKind::Or(terms) => {
            terms.iter().flat_map(lists).collect()
        }
        ConditionKind::Not(inner) => lists(inner),
        ConditionKind::Quantified { body, .. } => lists(body),
        ConditionKind::Bare(Value {
            kind: ValueKind::Bracket(inner),
            ..
        }) => lists(inner),
        ConditionKind::Bare(_) | ConditionKind::InOrder(_) | ConditionKind::Test { .. } => {
            Vec::new()
        }
    }
}

/// What a list entry adds to the citation of the place its list stands in.
pub(super) fn suffix(entry: &ListEntry) -> String {
    let label = entry.label.text.as_str();
    match entry.depth {
        0 | 1 => format!("({label})"),
        2 => label.to_owned(),
        _ => format!(".{label}"),
    }
}
