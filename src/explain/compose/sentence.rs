//! One sentence for each kind of item.

use super::{Composer, Line, Sign};
use crate::eval::{Core, NormPart, Range, Turn};
use crate::explain::Detail;
use crate::explain::item::{
    Count, Fails, Item, Joined, Needs, Operation, Source, Standing, Steps, Term, TermKind, Test,
    What,
};
use crate::model::{CalendarId, Comparison, NormId, NormPredicate, Origin, RuleId, Type};
use crate::value::{
    Convention, CountError, CountStep, Counted, Counting, MonthEnd, Number, RestDay, RestReason,
};

impl Composer<'_> {
    // -------------------------------------------------------------------------------- tests

    pub(super) fn test(&self, test: &Test, standing: Standing) -> String {
        if let Needs::InOrder(steps) = &test.needs {
            let steps: Vec<_> = steps.iter().map(|step| self.stated(step)).collect();
            let list = self.words.list(&steps);
            return if standing == Standing::Met {
                self.words.say("test.in_order", &[("list", &list)])
            } else {
                self.words.say("test.not_in_order", &[("list", &list)])
            };
        }
        let statement = self.sourced(self.stated(&test.subject), &test.subject);
        let needed = self.needed(test);
        let with = [("statement", statement.as_str()), ("needed", &needed)];
        // That a yes is needed goes without saying.
        if matches!((&test.needs, test.wanted), (Needs::Yes, true)) && standing != Standing::Blocked
        {
            return statement;
        }
        let plain = matches!(
            test.needs,
            Needs::Yes | Needs::Absent | Needs::Present | Needs::Member(..)
        ) || matches!(&test.needs, Needs::Compare(Comparison::Equal, _) if test.wanted);
        match standing {
            Standing::Met if plain => self
                .words
                .say("test.met_plain", &[("statement", &statement)]),
            Standing::Met => self.words.lang.say("test.met", &with),
            Standing::NotMet => self.words.lang.say("test.not_met", &with),
            _ => self.words.lang.say("test.open", &with),
        }
    }

    /// `rank of post is 9`
    fn stated(&self, term: &Term) -> String {
        let value = match &term.kind {
            // What a fact could still be is its domain, which nobody asked about.
            TermKind::Fact(..) if !term.value.is_settled() => self.words.word("value.unknown"),
            // A number over a list is called by what it counts; the turns below show how it came about.
            TermKind::Operation(Operation::Aggregate(_) | Operation::UnderText(_), _) => {
                self.words.value(&term.value, &term.ty)
            }
            TermKind::Operation(..) if term.value.is_settled() => self.words.computed(term),
            _ => self.words.value(&term.value, &term.ty),
        };
        let subject = self.words.subject(term);
        if subject == value {
            return subject;
        }
        let with = [("subject", subject.as_str()), ("value", &value)];
        match term.ty {
            _ if !term.value.has_value() => self.words.lang.say("fact.colon", &with),
            Type::YesNo | Type::Date | Type::Moment | Type::Set(_) | Type::List(_) => {
                self.words.lang.say("fact.colon", &with)
            }
            _ => self.words.lang.say("fact.is", &with),
        }
    }

    fn needed(&self, test: &Test) -> String {
        let words = &self.words;
        let other_than = |phrase: String| match test.wanted {
            true => phrase,
            false => words.say("needed.other_than", &[("needed", &phrase)]),
        };
        match &test.needs {
            Needs::Yes => words.truth(test.wanted),
            Needs::Absent if test.wanted => words.word("needed.absent"),
            Needs::Absent => words.word("needed.not_absent"),
            Needs::Present if test.wanted => words.word("needed.happened"),
            Needs::Present => words.word("needed.not_happened"),
            Needs::Passed if test.wanted => words.word("needed.passed"),
            Needs::Passed => words.word("needed.not_passed"),
            Needs::Member(kind, members) => other_than(words.members(*members, &Type::Kind(*kind))),
            Needs::Includes(of) => {
                let of: Vec<_> = of.iter().map(|one| words.threshold(one)).collect();
                let list = words.either(&of);
                if test.wanted {
                    words.say("needed.includes", &[("list", &list)])
                } else {
                    words.say("needed.includes_none", &[("list", &list)])
                }
            }
            Needs::InOrder(_) => String::new(),
            Needs::Compare(comparison, threshold) => {
                let value = words.threshold(threshold);
                let absent = !test.subject.value.has_value();
                match (test.wanted, complement(*comparison)) {
                    (false, Some(complement)) if !absent => {
                        self.comparison(complement, &value, &threshold.ty)
                    }
                    _ => other_than(self.comparison(*comparison, &value, &threshold.ty)),
                }
            }
        }
    }

    /// `leaving was approved: no`: what a condition asks for, whatever there is.
    pub(super) fn asked_for(&self, test: &Test) -> String {
        let (subject, needed) = (self.words.subject(&test.subject), self.needed(test));
        self.words
            .say("fact.colon", &[("subject", &subject), ("value", &needed)])
    }

    fn comparison(&self, comparison: Comparison, value: &str, ty: &Type) -> String {
        let day = matches!(ty, Type::Date | Type::Moment);
        let key = match (comparison, day) {
            (Comparison::Equal, _) => return value.to_owned(),
            (Comparison::Less, false) => "needed.less",
            (Comparison::AtMost, false) => "needed.at_most",
            (Comparison::More, false) => "needed.more",
            (Comparison::AtLeast, false) => "needed.at_least",
            (Comparison::Less, true) => "needed.before",
            (Comparison::AtMost, true) => "needed.by",
            (Comparison::More, true) => "needed.after",
            (Comparison::AtLeast, true) => "needed.on_or_after",
        };
        self.words.lang.say(key, &[("value", value)])
    }

    /// The sentence with where the fact comes from, as far as that is worth saying.
    fn sourced(&self, text: String, term: &Term) -> String {
        match self.source(term) {
            Some(source) => self
                .words
                .say("fact.sourced", &[("text", &text), ("source", &source)]),
            None => text,
        }
    }

    fn source(&self, term: &Term) -> Option<String> {
        let TermKind::Fact(slot, source) = &term.kind else {
            return None;
        };
        let fact = &self.words.model.facts()[slot.fact()?];
        let words = &self.words;
        let Source {
            made_on,
            since,
            later,
            presumed,
        } = source;
        if *presumed {
            return Some(words.word("source.presumed"));
        }
        if let Some(later) = later {
            return Some(words.say("source.later", &[("day", &words.date(*later))]));
        }
        let known = term.value.is_settled();
        match (fact.origin, made_on) {
            (Origin::Finding(party), _) if !known => {
                let party = words.label(&words.model.parties()[party].naming);
                Some(match made_on {
                    Some(day) => words.say(
                        "source.found_later",
                        &[("party", &party), ("day", &words.date(*day))],
                    ),
                    None => words.say("source.to_be_found", &[("party", &party)]),
                })
            }
            (Origin::Finding(party), made_on) => {
                let party = words.label(&words.model.parties()[party].naming);
                Some(match made_on {
                    Some(day) => words.say(
                        "source.found_on",
                        &[("party", &party), ("day", &words.date(*day))],
                    ),
                    None => words.say("source.found", &[("party", &party)]),
                })
            }
            (Origin::External(party), _) => {
                let party = words.label(&words.model.parties()[party].naming);
                Some(words.say("source.external", &[("party", &party)]))
            }
            (Origin::NotEncoded, _) => Some(words.word("source.not_encoded")),
            (Origin::Assumed, _) => Some(words.word("source.assumed")),
            (Origin::Ordinary, _) if self.detail == Detail::Full => {
                since.map(|since| words.say("source.since", &[("day", &words.date(since))]))
            }
            (Origin::Ordinary, _) => None,
        }
    }

    // ------------------------------------------------------------------------ rules, groups

    pub(super) fn rule_sentence(
        &self,
        item: &Item,
        rule: RuleId,
        exception: bool,
        fails: Option<Fails>,
    ) -> String {
        let words = &self.words;
        let place = words.cite_with_label(words.model.rules()[rule].place);
        let with = [("place", place.as_str())];
        let text = words.lang.say(
            match (item.standing, fails, exception) {
                (Standing::Met, _, false) => "rule.met",
                (Standing::Met, _, true) => "exception.met",
                (Standing::NotMet, Some(Fails::NotInForce), _) => "rule.not_in_force",
                (Standing::NotMet, Some(Fails::OtherText), _) => "rule.other_text",
                (Standing::NotMet, Some(Fails::Scope), _) => "rule.out_of_scope",
                (Standing::NotMet, Some(Fails::Exception), _) => "rule.excepted",
                (Standing::NotMet, _, false) => "rule.not_met",
                (Standing::NotMet, _, true) => "exception.not_met",
                (Standing::Blocked, _, _) => "rule.blocked",
                (_, _, false) => "rule.open",
                (_, _, true) => "exception.open",
            },
            &with,
        );
        match &item.what {
            What::Rule {
                value: Some(value), ..
            } if item.standing != Standing::NotMet => {
                let value = words.threshold(value);
                words.say("rule.gives", &[("rule", &text), ("value", &value)])
            }
            _ => text,
        }
    }

    /// A rule said by its one reason.
    pub(super) fn rule_because(&self, item: &Item, exception: bool, reason: &str) -> String {
        let key = match (exception, item.standing) {
            (true, Standing::Met) => "exception.met_because",
            (true, Standing::NotMet) => "exception.not_met_because",
            (true, _) => "exception.open_because",
            _ => return reason.to_owned(),
        };
        self.words.lang.say(key, &[("reason", reason)])
    }

    pub(super) fn joined(&self, joined: Joined, item: &Item, heading: Option<&str>) -> String {
        use Standing::{Met, NotMet};
        let words = &self.words;
        let n = |n: u32| n.to_string();
        let text = match (joined, item.standing) {
            (Joined::All, Met) => words.word("group.all_met"),
            (Joined::All, NotMet) => words.word("group.all_not_met"),
            (Joined::All, _) => words.word("group.all_open"),
            (Joined::Any, Met) => words.word("group.any_met"),
            (Joined::Any, NotMet) => words.word("group.any_not_met"),
            (Joined::Any, _) => words.word("group.any_open"),
            (Joined::AtLeast(least), Met) => words.say("group.at_least_met", &[("n", &n(least))]),
            (Joined::AtLeast(least), NotMet) => {
                words.say("group.at_least_not_met", &[("n", &n(least))])
            }
            (Joined::AtLeast(least), _) => words.say("group.at_least_open", &[("n", &n(least))]),
            (Joined::FewerThan(least), Met) => words.say("group.fewer_met", &[("n", &n(least))]),
            (Joined::FewerThan(least), NotMet) => {
                words.say("group.fewer_not_met", &[("n", &n(least))])
            }
            (Joined::FewerThan(least), _) => words.say("group.fewer_open", &[("n", &n(least))]),
            (Joined::Every | Joined::SomeAndEvery, Met) if item.items.is_empty() => {
                words.word("group.every_of_none")
            }
            (Joined::SomeAndEvery, NotMet) if item.items.is_empty() => {
                words.word("group.none_there")
            }
            (Joined::Some, NotMet) if item.items.is_empty() => words.word("group.none_there"),
            (Joined::Every | Joined::SomeAndEvery, Met) => words.word("group.every_met"),
            (Joined::Every | Joined::SomeAndEvery, NotMet) => words.word("group.every_not_met"),
            (Joined::Every | Joined::SomeAndEvery, _) => words.word("group.every_open"),
            (Joined::Some | Joined::NotSomeAndEvery, Met) => words.word("group.some_met"),
            (Joined::Some | Joined::NotSomeAndEvery, NotMet) => words.word("group.some_not_met"),
            (Joined::Some | Joined::NotSomeAndEvery, _) => words.word("group.some_open"),
            (Joined::If, _) => words.word("group.if"),
        };
        match heading {
            Some(heading) => words.say("group.headed", &[("heading", heading), ("text", &text)]),
            None => text,
        }
    }

    // ------------------------------------------------------------------------- other items

    /// The sentence of an item that needs no look at what is below it.
    pub(super) fn sentence(&self, item: &Item) -> String {
        let words = &self.words;
        match &item.what {
            What::Conclusion {
                conclusion,
                key,
                result,
                again,
            } => {
                let ty = &words.model.conclusions()[*conclusion].ty;
                let name = words.conclusion(*conclusion, key.as_ref());
                let value = words.value(result, ty);
                let text = words.say("fact.colon", &[("subject", &name), ("value", &value)]);
                if *again {
                    words.say("item.as_above", &[("text", &text)])
                } else {
                    text
                }
            }
            What::UnderText { old } => words.word(if *old {
                "item.old_text"
            } else {
                "item.new_text"
            }),
            What::TakenOn { day } => {
                let day = given_by(&item.items).unwrap_or(day);
                words.say("item.taken_on", &[("day", &words.threshold(day))])
            }
            What::Active { rules, wanted } => {
                let places: Vec<_> = rules
                    .iter()
                    .map(|rule| words.model.rules()[*rule].place)
                    .collect();
                let place = self.cite_all(&places);
                let active = (item.standing == Standing::Met) == *wanted;
                match item.standing {
                    Standing::Met | Standing::NotMet if active => {
                        words.say("active.yes", &[("place", &place)])
                    }
                    Standing::Met | Standing::NotMet => {
                        words.say("active.no", &[("place", &place)])
                    }
                    _ => words.say("active.open", &[("place", &place)]),
                }
            }
            What::Norm {
                norm,
                predicate,
                window,
                wanted,
            } => {
                let holds = (item.standing == Standing::Met) == *wanted;
                let value = match item.standing {
                    Standing::Met | Standing::NotMet => words.truth(holds),
                    _ => words.word("value.unknown"),
                };
                let subject = words.asked_with_place(*norm, *predicate);
                let text = words.say("fact.colon", &[("subject", &subject), ("value", &value)]);
                match window {
                    // That nothing counts yet in a window that still runs is no miss.
                    Some(Turn::Window(_, _, last))
                        if *predicate == NormPredicate::Missed && item.day <= *last =>
                    {
                        let last = words.date(*last);
                        words.say("norm.window_runs", &[("text", &text), ("last", &last)])
                    }
                    _ => text,
                }
            }
            What::State { norm, result } => {
                let value = words.value(result, &Type::State(*norm));
                words.say(
                    "fact.colon",
                    &[
                        ("subject", &words.norm_with_place(*norm)),
                        ("value", &value),
                    ],
                )
            }
            What::Part { norm, part, result } => self.part(*norm, *part, result, item.standing),
            What::Fact(term) => self.sourced(self.stated(term), term),
            What::Reading {
                reading,
                choice,
                matters,
                ..
            } => {
                let reading = &words.model.readings()[*reading];
                let regulation = reading.regulation;
                let question = words.label(&reading.naming);
                let choice = reading.choices.get(*choice);
                let name = choice
                    .map(|choice| words.label(&choice.naming))
                    .unwrap_or_default();
                let with = [("question", question.as_str()), ("choice", &name)];
                let text = match (item.standing, matters) {
                    (_, true) => words.lang.say("reading.matters", &with),
                    _ => words.lang.say("reading.used", &with),
                };
                // A reason stands in the language of the rules; in the midst of another it helps only who wants all.
                let told = self.detail == Detail::Full || *matters && words.is_inline(regulation);
                match choice.filter(|_| told) {
                    Some(choice) => words.say(
                        "reading.because",
                        &[("text", &text), ("because", &choice.because)],
                    ),
                    None => text,
                }
            }
            What::Count(count) => self.count(count),
            What::Value(term) => self.stated(term),
            What::Rule { .. }
            | What::Scope
            | What::Group(_)
            | What::Test(_)
            | What::Turn { .. } => String::new(),
        }
    }

    fn part(&self, norm: NormId, part: NormPart, result: &Range, standing: Standing) -> String {
        let words = &self.words;
        let day = || match result.core {
            Core::Moment(moment, same) if moment == same && moment.minute_of_day() != 0 => {
                words.moment(moment)
            }
            Core::Moment(moment, same) if moment == same => words.date(moment.date()),
            _ => words.value(result, &Type::Date),
        };
        let settled = result.is_settled();
        match (part, standing) {
            (NormPart::Trigger, Standing::Met) => words.word("part.arisen"),
            (NormPart::Trigger, Standing::NotMet) => words.word("part.not_arisen"),
            (NormPart::Trigger, _) => words.word("part.arisen_open"),
            (NormPart::Excuse, Standing::Met) => words.word("part.excused"),
            (NormPart::Excuse, Standing::NotMet) => words.word("part.not_excused"),
            (NormPart::Excuse, _) => words.word("part.excused_open"),
            (NormPart::Deadline, _) if settled && result.has_value() => {
                words.say("part.deadline", &[("day", &day())])
            }
            (NormPart::Deadline, _) if settled => words.word("part.no_deadline"),
            (NormPart::Deadline, _) => words.word("part.deadline_open"),
            (NormPart::Act, Standing::Met) if matches!(result.core, Core::Truth(_)) => {
                words.word("part.act_in_window")
            }
            (NormPart::Act, Standing::NotMet) => words.word("part.no_act_in_window"),
            (NormPart::Act, Standing::Open) if matches!(result.core, Core::Truth(_)) => {
                words.word("part.act_in_window_open")
            }
            (NormPart::Act, _) => {
                let act = words.model.norms()[norm]
                    .act
                    .map(|act| words.fact(act))
                    .unwrap_or_default();
                if settled && !result.has_value() {
                    words.say("part.no_act", &[("act", &act)])
                } else {
                    words.say("part.act", &[("act", &act), ("day", &day())])
                }
            }
        }
    }

    // ------------------------------------------------------------------------------- counts

    pub(super) fn count(&self, count: &Count) -> String {
        let words = &self.words;
        let period = words.period(count.period);
        let from = words.threshold(&count.from);
        let law = self.convention(count.counting.counting);
        let last = match &count.counted {
            Some(Ok(Steps::Forward(counted))) => words.date(counted.last),
            Some(Ok(Steps::Backward(day))) => words.date(*day),
            Some(Err(error)) => self.count_error(*error),
            None => words.word("value.unknown"),
        };
        let with = [
            ("period", period.as_str()),
            ("from", &from),
            ("law", &law),
            ("last", &last),
        ];
        words.lang.say(
            if count.after {
                "count.after"
            } else {
                "count.before"
            },
            &with,
        )
    }

    fn convention(&self, counting: Counting) -> String {
        let law = self.words.word(match counting.convention {
            Convention::Plain(MonthEnd::Up) => "counting.plain_up",
            Convention::Plain(MonthEnd::Down) => "counting.plain_down",
            Convention::Plain(MonthEnd::Refuse) => "counting.plain_refused",
            Convention::Apa48 => "counting.apa48",
            Convention::Apa48Adverse => "counting.apa48_adverse",
            Convention::KrCivil => "counting.kr_civil",
            Convention::KrAdverse => "counting.kr_adverse",
            Convention::CalendarYears => "counting.calendar_years",
        });
        if counting.with_first_day && !counting.convention.counts_first_day() {
            return self.words.say("counting.with_first_day", &[("law", &law)]);
        }
        law
    }

    fn count_error(&self, error: CountError) -> String {
        let words = &self.words;
        match error {
            CountError::AmbiguousDay { year, month, day } => {
                let year = words.number(&Number::from(i64::from(year)), &Type::Year);
                words.say(
                    "count.ambiguous_day",
                    &[
                        ("year", &year),
                        ("month", &words.month(month)),
                        ("day", &day.to_string()),
                    ],
                )
            }
            CountError::OutOfRange => words.word("count.out_of_range"),
            CountError::EmptyPeriod => words.word("count.empty_period"),
            CountError::NoLastDay => words.word("count.no_last_day"),
            CountError::WindowZero => words.word("count.window_zero"),
        }
    }

    /// The steps of a count, one a line.
    pub(super) fn steps(&self, item: &Item) -> Vec<Line> {
        match &item.what {
            What::Count(count) => self
                .count_steps(count)
                .into_iter()
                .map(|step| Line::new(Sign::Plain, step))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The steps of a count in words: what the convention does, then what the calendar says.
    pub(super) fn count_steps(&self, count: &Count) -> Vec<String> {
        let Some(Ok(Steps::Forward(counted))) = &count.counted else {
            return Vec::new();
        };
        let steps = counted.steps.iter().map(|step| self.step(step));
        let rest_days = count
            .counting
            .counting
            .convention
            .rolls_over()
            .then(|| self.rest_days(counted, count.counting.calendar));
        steps.chain(rest_days.into_iter().flatten()).collect()
    }

    /// By which calendar rest days are told, and that the last day is none, where it did not move.
    fn rest_days(&self, counted: &Counted, calendar: Option<CalendarId>) -> Vec<String> {
        let words = &self.words;
        let Some((naming, calendar)) = calendar.map(|id| &words.model.calendars()[id]) else {
            return vec![words.word("step.no_calendar")];
        };
        let stands = (counted.unrolled == counted.last && !counted.provisional).then(|| {
            words.say(
                "step.no_rest_day",
                &[
                    ("day", &words.date(counted.last)),
                    ("weekday", &words.weekday(counted.last)),
                ],
            )
        });
        let name = words.label(naming);
        let (first, last) = (words.date(calendar.first()), words.date(calendar.last()));
        let range = words.say(
            "step.calendar",
            &[("calendar", &name), ("first", &first), ("last", &last)],
        );
        let range = match calendar.version() {
            Some(version) if self.detail == Detail::Full => words.say(
                "step.calendar_version",
                &[("text", &range), ("version", version)],
            ),
            _ => range,
        };
        stands.into_iter().chain([range]).collect()
    }

    fn step(&self, step: &CountStep) -> String {
        let words = &self.words;
        let date = |day| words.date(day);
        match step {
            CountStep::FirstDayExcluded {
                event,
                first_counted,
            } => words.say(
                "step.first_day_excluded",
                &[("event", &date(*event)), ("first", &date(*first_counted))],
            ),
            CountStep::FirstDayCounted { event } => {
                words.say("step.first_day_counted", &[("event", &date(*event))])
            }
            CountStep::CorrespondingDay { day, last } if day == last => {
                words.say("step.corresponding_day", &[("day", &date(*day))])
            }
            CountStep::CorrespondingDay { day, last } => words.say(
                "step.day_before_corresponding",
                &[("day", &date(*day)), ("last", &date(*last))],
            ),
            CountStep::NoCorrespondingDay { day, month_last } => words.say(
                "step.no_corresponding_day",
                &[("day", &day.to_string()), ("last", &date(*month_last))],
            ),
            CountStep::MonthEndRounded {
                day, to, rounding, ..
            } => {
                let with = [("day", day.to_string()), ("to", date(*to))];
                let with = with.each_ref().map(|(name, value)| (*name, value.as_str()));
                words.lang.say(
                    if *rounding == MonthEnd::Up {
                        "step.rounded_up"
                    } else {
                        "step.rounded_down"
                    },
                    &with,
                )
            }
            CountStep::DaysCounted { n: 1, last } => {
                words.say("step.day_counted", &[("last", &date(*last))])
            }
            CountStep::DaysCounted { n, last } => words.say(
                "step.days_counted",
                &[("n", &n.to_string()), ("last", &date(*last))],
            ),
            CountStep::DayBefore { day, last } => words.say(
                "step.day_before",
                &[("day", &date(*day)), ("last", &date(*last))],
            ),
            CountStep::RolledOver { rest, to, .. } => {
                let rest: Vec<_> = rest.iter().map(|day| self.rest_day(day)).collect();
                let (rest, weekday) = (words.list(&rest), words.weekday(*to));
                words.say(
                    "step.rolled_over",
                    &[("rest", &rest), ("to", &date(*to)), ("weekday", &weekday)],
                )
            }
            CountStep::OutsideCalendar { day, first, last } => words.say(
                "step.outside_calendar",
                &[
                    ("day", &date(*day)),
                    ("first", &date(*first)),
                    ("last", &date(*last)),
                ],
            ),
        }
    }

    fn rest_day(&self, rest: &RestDay) -> String {
        let why = match &rest.why {
            RestReason::Holiday(name) if !name.is_empty() => name.to_string(),
            RestReason::Holiday(_) => self.words.word("step.holiday"),
            RestReason::Weekend => self.words.weekday(rest.day),
        };
        self.words.say(
            "step.rest_day",
            &[("day", &self.words.date(rest.day)), ("why", &why)],
        )
    }
}

/// What the one rule of a conclusion gives, for a value that is named only to be looked up.
fn given_by(items: &[Item]) -> Option<&Term> {
    let [
        Item {
            what: What::Conclusion { .. },
            items: rules,
            ..
        },
    ] = items
    else {
        return None;
    };
    let mut given = rules
        .iter()
        .filter(|rule| rule.decides)
        .map(|rule| match &rule.what {
            What::Rule { value, .. } => value.as_ref(),
            _ => None,
        });
    given
        .next()
        .flatten()
        .filter(|term| matches!(term.kind, TermKind::Operation(..)) && given.next().is_none())
}

/// The contrary of a comparison of two values that are both there.
fn complement(comparison: Comparison) -> Option<Comparison> {
    match comparison {
        Comparison::Equal => None,
        Comparison::Less => Some(Comparison::AtLeast),
        Comparison::AtMost => Some(Comparison::More),
        Comparison::More => Some(Comparison::AtMost),
        Comparison::AtLeast => Some(Comparison::Less),
    }
}
