//! Items, tests, terms and counts.

use serde_json::{Map, Value, json};

use super::Json;
use crate::eval::{Core, NormPart, Range};
use crate::explain::Detail;
use crate::explain::citation::cite;
use crate::explain::item::{
    Count, Fails, Item, Joined, Needs, Operation, Standing, Steps, Term, TermKind, Test, What,
};
use crate::explain::lang::Lang;
use crate::model::{Aggregate, Comparison, Extreme, Type};
use crate::value::{CountStep, MonthEnd, RestReason};

impl Json<'_> {
    pub(super) fn items(&self, items: &[Item]) -> Value {
        items
            .iter()
            .filter(|item| self.detail == Detail::Full || item.decides)
            .map(|item| Value::from(self.item(item)))
            .collect()
    }

    fn item(&self, item: &Item) -> Map<String, Value> {
        let mut out = self.what(&item.what);
        out.insert("came_out".to_owned(), json!(came_out(item.standing)));
        out.insert("decides".to_owned(), json!(item.decides));
        if let Some(place) = item.place {
            out.insert("place".to_owned(), json!(self.model.citation(place)));
            if let Some(label) = self.model.places()[place].label(Lang::En.tag()) {
                out.insert("label".to_owned(), json!(label));
            }
            out.insert(
                "cited".to_owned(),
                json!(cite(self.model, Lang::En, None, place)),
            );
        }
        out.insert("day".to_owned(), json!(item.day.to_string()));
        out.insert("items".to_owned(), self.items(&item.items));
        out
    }

    fn what(&self, what: &What) -> Map<String, Value> {
        let model = self.model;
        let value = match what {
            What::Conclusion {
                conclusion,
                key,
                result,
                again,
            } => {
                let row = &model.conclusions()[*conclusion];
                json!({
                    "kind": "conclusion",
                    "name": row.naming.name,
                    "key": key.as_ref().map(|key| self.key(key, row.key.as_ref())),
                    "result": self.value(result, &row.ty),
                    "as_above": again,
                })
            }
            What::UnderText { old } => json!({ "kind": "under text", "text": text_word(*old) }),
            What::TakenOn { day } => json!({ "kind": "taken on", "term": self.term(day) }),
            What::Rule {
                rule,
                exception,
                value,
                fails,
            } => json!({
                "kind": if *exception { "exception" } else { "rule" },
                "because": model.rules()[*rule].because,
                "value": value.as_ref().map(|value| self.term(value)),
                "fails": fails.map(|fails| match fails {
                    Fails::NotInForce => "not in force",
                    Fails::OtherText => "other text",
                    Fails::Scope => "scope",
                    Fails::Condition => "condition",
                    Fails::Exception => "exception",
                }),
            }),
            What::Scope => json!({ "kind": "scope" }),
            What::Group(joined) => self.group(*joined),
            What::Test(test) => self.test(test),
            What::Active { rules, wanted } => {
                let places: Vec<_> = rules
                    .iter()
                    .map(|rule| model.rules()[*rule].place)
                    .collect();
                json!({ "kind": "is met", "places": self.places(&places), "wanted": wanted })
            }
            What::Norm {
                norm,
                predicate,
                window,
                wanted,
            } => json!({
                "kind": "norm",
                "name": model.norms()[*norm].naming.name,
                "predicate": predicate.words(),
                "window": window.as_ref().map(|turn| self.turn(turn, &Type::Mistaken)),
                "wanted": wanted,
            }),
            What::State { norm, result } => json!({
                "kind": "norm state",
                "name": model.norms()[*norm].naming.name,
                "result": self.value(result, &Type::State(*norm)),
            }),
            What::Part { norm, part, result } => json!({
                "kind": "norm part",
                "name": model.norms()[*norm].naming.name,
                "part": match part {
                    NormPart::Trigger => "trigger",
                    NormPart::Excuse => "excuse",
                    NormPart::Deadline => "deadline",
                    NormPart::Act => "act",
                },
                "result": self.value(result, &Type::Mistaken),
            }),
            What::Turn { turn, list, ty } => json!({
                "kind": "turn",
                "list": list.map(|fact| model.facts()[fact].naming.name.clone()),
                "turn": self.turn(turn, ty),
            }),
            What::Fact(term) => json!({ "kind": "fact", "term": self.term(term) }),
            What::Reading {
                reading,
                choice,
                matters,
                result,
            } => {
                let row = &model.readings()[*reading];
                let choice = row.choices.get(*choice);
                json!({
                    "kind": "reading",
                    "name": row.naming.name,
                    "choice": choice.map(|choice| choice.naming.name.clone()),
                    "because": choice.map(|choice| choice.because.clone()),
                    "matters": matters,
                    "result": self.value(result, &row.ty),
                })
            }
            What::Count(count) => self.count(count),
            What::Value(term) => json!({ "kind": "value", "term": self.term(term) }),
        };
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn group(&self, joined: Joined) -> Value {
        let (kind, number) = match joined {
            Joined::All => ("all", None),
            Joined::Any => ("any", None),
            Joined::AtLeast(n) => ("at least", Some(n)),
            Joined::FewerThan(n) => ("fewer than", Some(n)),
            Joined::Every => ("every", None),
            Joined::Some => ("some", None),
            Joined::SomeAndEvery => ("some and every", None),
            Joined::NotSomeAndEvery => ("not some and every", None),
            Joined::If => ("if", None),
        };
        json!({ "kind": "group", "joined": kind, "number": number })
    }

    fn test(&self, test: &Test) -> Value {
        let (comparison, threshold) = match &test.needs {
            Needs::Yes => ("yes", Value::Null),
            Needs::Compare(comparison, threshold) => (compared(*comparison), self.term(threshold)),
            Needs::Member(kind, members) => (
                "is one of",
                self.value(&Range::of(Core::Kind(*members)), &Type::Kind(*kind)),
            ),
            Needs::Absent => ("is absent", Value::Null),
            Needs::Present => ("has happened", Value::Null),
            Needs::Passed => ("has passed", Value::Null),
            Needs::Includes(of) => (
                "includes one of",
                of.iter().map(|one| self.term(one)).collect(),
            ),
            Needs::InOrder(of) => ("in order", of.iter().map(|one| self.term(one)).collect()),
        };
        json!({
            "kind": "test",
            "subject": self.term(&test.subject),
            "comparison": comparison,
            "threshold": threshold,
            "wanted": test.wanted,
        })
    }

    fn term(&self, term: &Term) -> Value {
        let model = self.model;
        let mut out = Map::new();
        out.insert("value".to_owned(), self.value(&term.value, &term.ty));
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        match &term.kind {
            TermKind::Constant => put("from", json!("constant")),
            TermKind::Fact(slot, source) => {
                put("from", json!("fact"));
                put("slot", self.slot(slot));
                put(
                    "source",
                    json!({
                        "made_on": source.made_on.map(|day| day.to_string()),
                        "since": source.since.map(|day| day.to_string()),
                        "later": source.later.map(|day| day.to_string()),
                        "presumed": source.presumed,
                    }),
                )
            }
            TermKind::Conclusion(id, key) => {
                let row = &model.conclusions()[*id];
                put("from", json!("conclusion"));
                put("name", json!(row.naming.name));
                put(
                    "key",
                    json!(key.as_ref().map(|key| self.key(key, row.key.as_ref()))),
                )
            }
            TermKind::Reading(id, _) => {
                put("from", json!("reading"));
                put("name", json!(model.readings()[*id].naming.name))
            }
            TermKind::Norm(id, predicate) => {
                put("from", json!("norm"));
                put("name", json!(model.norms()[*id].naming.name));
                put("predicate", json!(predicate.words()))
            }
            TermKind::Turn => put("from", json!("turn")),
            TermKind::FactDay => put("from", json!("fact day")),
            TermKind::Other => put("from", json!("other")),
            TermKind::Operation(operation, terms) => {
                use Operation as O;
                put("from", json!("operation"));
                put(
                    "operation",
                    json!(match operation {
                        O::Add => "+".to_owned(),
                        O::Subtract | O::Negate => "-".to_owned(),
                        O::Multiply => "*".to_owned(),
                        O::Divide => "/".to_owned(),
                        O::Round(rounding, places) => {
                            let rounding = format!("{rounding:?}").to_lowercase();
                            format!("rounded {rounding} to {places} places")
                        }
                        O::Extreme(Extreme::Largest) => "largest".to_owned(),
                        O::Extreme(Extreme::Smallest) => "smallest".to_owned(),
                        O::Otherwise => "otherwise".to_owned(),
                        O::DayOfYear(month, day) => format!("{month:02}-{day:02} of year"),
                        O::Shift {
                            period,
                            after: true,
                        } => format!("{period} after"),
                        O::Shift {
                            period,
                            after: false,
                        } => format!("{period} before"),
                        O::DayShift(days) => format!("{days} days after"),
                        O::YearOf => "year of".to_owned(),
                        O::MonthOf => "month of".to_owned(),
                        O::CalendarMonthOf => "the month of".to_owned(),
                        O::WeekOf => "week of".to_owned(),
                        O::DayOf => "day of".to_owned(),
                        O::UnderText(old) => format!("under the {} text", text_word(*old)),
                        O::Aggregate(Aggregate::Number) => "number of".to_owned(),
                        O::Aggregate(Aggregate::Sum) => "sum".to_owned(),
                        O::Aggregate(Aggregate::Average) => "average".to_owned(),
                        O::Aggregate(Aggregate::Largest) => "largest of".to_owned(),
                        O::Aggregate(Aggregate::Smallest) => "smallest of".to_owned(),
                    }),
                );
                put("terms", terms.iter().map(|term| self.term(term)).collect())
            }
        };
        out.into()
    }

    pub(super) fn count(&self, count: &Count) -> Value {
        let counting = count.counting;
        let (last, provisional, steps, error) = match &count.counted {
            Some(Ok(Steps::Forward(counted))) => {
                let steps: Value = counted.steps.iter().map(step).collect();
                (Some(counted.last), counted.provisional, steps, None)
            }
            Some(Ok(Steps::Backward(day))) => (Some(*day), false, json!([]), None),
            Some(Err(error)) => (None, false, json!([]), Some(error.to_string())),
            None => (None, false, json!([]), None),
        };
        json!({
            "kind": "count",
            "period": count.period.to_string(),
            "direction": if count.after { "after" } else { "before" },
            "from": self.term(&count.from),
            "counting": counting.counting.convention.to_string(),
            "with_the_first_day": counting.counting.with_first_day,
            "citation": counting.counting.convention.citation(),
            "calendar": counting.calendar.map(|id| self.model.calendars()[id].0.name.clone()),
            "last": last.map(|day| day.to_string()),
            "provisional": provisional,
            "steps": steps,
            "error": error,
        })
    }
}

pub(super) fn came_out(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::NotMet => "not met",
        Standing::Open => "open",
        Standing::Blocked => "blocked",
        Standing::Stated => "stated",
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "is",
        Comparison::Less => "is less than",
        Comparison::AtMost => "is at most",
        Comparison::More => "is more than",
        Comparison::AtLeast => "is at least",
    }
}

fn step(step: &CountStep) -> Value {
    let date = |day: &crate::value::Date| day.to_string();
    match step {
        CountStep::FirstDayExcluded {
            event,
            first_counted,
        } => {
            json!({ "step": "first day excluded", "day": date(event), "to": date(first_counted) })
        }
        CountStep::FirstDayCounted { event } => {
            json!({ "step": "first day counted", "day": date(event) })
        }
        CountStep::CorrespondingDay { day, last } => {
            json!({ "step": "corresponding day", "day": date(day), "to": date(last) })
        }
        CountStep::NoCorrespondingDay { day, month_last } => {
            json!({ "step": "no corresponding day", "number": day, "to": date(month_last) })
        }
        CountStep::MonthEndRounded {
            day, rounding, to, ..
        } => {
            let up = *rounding == MonthEnd::Up;
            json!({ "step": if up { "rounded up" } else { "rounded down" }, "number": day, "to": date(to) })
        }
        CountStep::DaysCounted { n, last } => {
            json!({ "step": "days counted", "number": n, "to": date(last) })
        }
        CountStep::DayBefore { day, last } => {
            json!({ "step": "day before", "day": date(day), "to": date(last) })
        }
        CountStep::RolledOver { from, rest, to } => {
            let rest = rest.iter().map(|rest| match &rest.why {
                RestReason::Weekend => {
                    json!({ "day": date(&rest.day), "why": "weekend" })
                }
                RestReason::Holiday(name) => {
                    json!({ "day": date(&rest.day), "why": name })
                }
            });
            json!({ "step": "rolled over", "day": date(from), "rest": rest.collect::<Value>(), "to": date(to) })
        }
        CountStep::OutsideCalendar { day, first, last } => {
            json!({ "step": "outside calendar", "day": date(day), "first": date(first), "last": date(last) })
        }
    }
}

/// Which of the two texts that a saving clause compares.
fn text_word(old: bool) -> &'static str {
    if old { "old" } else { "new" }
}
