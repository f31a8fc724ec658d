//! Values, names and days in words of a language.

mod formula;

use super::citation::cite;
use super::lang::Lang;
use crate::eval::{Core, Flags, Key, NormOutcome, NormState, Range, Slot, Turn};
use crate::model::{
    ExprKind, FactId, KeyType, Model, NormId, NormPredicate, PlaceId, ReadingId, RegulationId,
    Shape, Type, UnitId,
};
use crate::value::{Date, Moment, Number, Period, Weekday};

/// How to speak: a language, and the regulation that needs no name in a citation.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) model: &'a Model,
    pub(super) lang: Lang,
    pub(super) home: Option<RegulationId>,
    /// Whether a day that is not written so is followed by its ISO form.
    pub(super) both_eras: bool,
}

impl Words<'_> {
    pub(super) fn say(&self, key: &'static str, with: &[(&str, &str)]) -> String {
        self.lang.say(key, with)
    }

    pub(super) fn word(&self, key: &'static str) -> String {
        self.lang.word(key).to_owned()
    }

    pub(super) fn cite(&self, place: PlaceId) -> String {
        cite(self.model, self.lang, self.home, place)
    }

    /// The citation with the label of the place, if it has one.
    pub(super) fn cite_with_label(&self, place: PlaceId) -> String {
        let citation = self.cite(place);
        match self.place_label(place) {
            Some(label) => self.say(
                "citation.labelled",
                &[("citation", &citation), ("label", label)],
            ),
            None => citation,
        }
    }

    /// The label of a place in the language, else the inline one; one in a third language helps nobody.
    pub(super) fn place_label(&self, place: PlaceId) -> Option<&str> {
        let place = &self.model.places()[place];
        let inline = self.model.regulations()[place.regulation].languages.first();
        let tagged = |wanted: &str| {
            place
                .labels
                .iter()
                .find(|(tag, _)| tag == wanted)
                .map(|(_, label)| label.as_str())
        };
        tagged(self.lang.tag()).or_else(|| tagged(inline?))
    }

    /// `a, b and c`
    pub(super) fn list(&self, items: &[String]) -> String {
        self.joined(items, "list.last")
    }

    /// `a; b; c`
    pub(super) fn reasons(&self, items: &[String]) -> String {
        let reasons = items.iter().cloned();
        let joined =
            reasons.reduce(|one, next| self.say("list.reasons", &[("one", &one), ("next", &next)]));
        joined.unwrap_or_default()
    }

    /// `a, b or c`
    pub(super) fn either(&self, items: &[String]) -> String {
        self.joined(items, "list.either")
    }

    fn joined(&self, items: &[String], last_two: &'static str) -> String {
        let Some((last, before)) = items.split_last() else {
            return String::new();
        };
        let before = before
            .iter()
            .cloned()
            .reduce(|one, next| self.say("list.next", &[("one", &one), ("next", &next)]));
        match before {
            Some(before) => self.lang.say(last_two, &[("one", &before), ("next", last)]),
            None => last.clone(),
        }
    }

    // ------------------------------------------------------------------------------- values

    /// A value in words; what is not settled says so, with its ends where both are known.
    pub(super) fn value(&self, value: &Range, ty: &Type) -> String {
        if !value.is_settled() {
            return self.unsettled(value, ty);
        }
        match &value.core {
            Core::None => self.flags(value.flags),
            Core::Truth(_) => self.truth(value.as_truth().is_yes()),
            Core::Kind(bits) => self.members(*bits, ty),
            Core::Number(number) => self.number(number, ty),
            Core::Numbers(_) | Core::Any => self.word("value.unknown"),
            Core::Date(day, _) => ty.stretch(*day).unwrap_or_else(|| self.date(*day)),
            Core::Moment(moment, _) => self.moment(*moment),
            Core::Period(period) => self.period(*period),
            Core::Text(text) => text.to_string(),
            Core::Set(keys) if keys.is_empty() => self.word("value.empty"),
            Core::Set(keys) => {
                let keys: Vec<_> = keys.iter().map(|key| self.key_of(key, ty)).collect();
                self.list(&keys)
            }
        }
    }

    fn unsettled(&self, value: &Range, ty: &Type) -> String {
        let ends = match &value.core {
            Core::Numbers(ends) => match &**ends {
                (Some(low), Some(high)) => Some((self.number(low, ty), self.number(high, ty))),
                _ => None,
            },
            Core::Date(low, high) if *low != Date::MIN && *high != Date::MAX => {
                Some((self.date(*low), self.date(*high)))
            }
            Core::Kind(bits) if value.flags.is_empty() && bits.count_ones() <= 3 => {
                return self.say("value.one_of", &[("list", &self.members(*bits, ty))]);
            }
            _ => None,
        };
        match ends.filter(|_| value.flags.is_empty()) {
            Some((low, high)) => self.say("value.between", &[("low", &low), ("high", &high)]),
            None => self.word("value.unknown"),
        }
    }

    pub(super) fn truth(&self, yes: bool) -> String {
        self.word(if yes { "value.yes" } else { "value.no" })
    }

    /// Absent or the highest blocker.
    pub(super) fn flags(&self, flags: Flags) -> String {
        let blockers = Flags::BLOCKERS.into_iter().chain([Flags::ABSENT]);
        self.word(match blockers.into_iter().find(|one| flags.has(*one)) {
            Some(Flags::CONFLICT) => "value.conflict",
            Some(Flags::GAP) => "value.gap",
            Some(Flags::NOT_COMPUTABLE) => "value.not_computable",
            Some(Flags::NOT_ENCODED) => "value.not_encoded",
            Some(Flags::NOT_IN_FORCE) => "value.not_in_force",
            Some(Flags::NOT_APPLICABLE) => "value.not_applicable",
            _ => "value.absent",
        })
    }

    /// Members of an enumeration, or states of a norm, as alternatives.
    pub(super) fn members(&self, bits: u64, ty: &Type) -> String {
        let positions = (0..64u8).filter(|position| bits >> position & 1 == 1);
        let names: Vec<_> = positions
            .map(|position| self.member(position, ty))
            .collect();
        self.either(&names)
    }

    fn member(&self, position: u8, ty: &Type) -> String {
        match ty {
            Type::Kind(kind) => {
                let members = &self.model.kinds()[*kind].members;
                members
                    .get(usize::from(position))
                    .map_or_else(String::new, |member| self.label(member))
            }
            Type::State(_) => NormState::ALL
                .get(usize::from(position))
                .map_or_else(String::new, |state| self.word(state_key(*state))),
            Type::Set(inner) | Type::List(inner) => self.member(position, inner),
            _ => position.to_string(),
        }
    }

    pub(super) fn number(&self, number: &Number, ty: &Type) -> String {
        match ty {
            Type::Number {
                unit: Some(unit), ..
            } => self.say(
                "quantity",
                &[
                    ("number", &number.to_string()),
                    ("unit", &self.unit(*unit, number)),
                ],
            ),
            Type::Year => self.year(number),
            _ => number.to_string(),
        }
    }

    /// The unit after a number: its label, or as rules write it, the singular after one.
    fn unit(&self, unit: UnitId, number: &Number) -> String {
        let unit = &self.model.units()[unit];
        // English rules write the unit as English does; a label there is a heading for it.
        if self.lang != Lang::En && unit.naming.has_label(self.lang.tag()) {
            unit.naming.label(self.lang.tag()).to_owned()
        } else if *number == Number::ONE {
            unit.naming.name.replace('_', " ")
        } else {
            unit.plural.replace('_', " ")
        }
    }

    pub(super) fn year(&self, number: &Number) -> String {
        let year = number.to_string();
        match number.to_i64().and_then(roc_year) {
            Some(roc) => self.say("year.of_roc", &[("year", &year), ("roc", &roc.to_string())]),
            None => self.say("year.before_roc", &[("year", &year)]),
        }
    }

    /// A day in the form and era of the language; days before the first year of the ROC are Gregorian.
    pub(super) fn date(&self, date: Date) -> String {
        let (iso, (year, month, day)) = (date.to_string(), date.ymd());
        let roc = roc_year(i64::from(year));
        let parts = [year, month.cast_signed(), day.cast_signed()].map(|part| part.to_string());
        let [year, month, day] = &parts;
        let said = match roc {
            Some(roc) => self.say(
                "date.of_roc",
                &[
                    ("iso", &iso),
                    ("roc", &roc.to_string()),
                    ("year", year),
                    ("month", month),
                    ("day", day),
                ],
            ),
            None => self.say(
                "date.before_roc",
                &[
                    ("iso", &iso),
                    ("year", year),
                    ("month", month),
                    ("day", day),
                ],
            ),
        };
        if self.both_eras && said != iso {
            self.say("date.with_iso", &[("day", &said), ("iso", &iso)])
        } else {
            said
        }
    }

    pub(super) fn moment(&self, moment: Moment) -> String {
        let minute = moment.minute_of_day();
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        self.say(
            "moment",
            &[("date", &self.date(moment.date())), ("time", &time)],
        )
    }

    pub(super) fn period(&self, period: Period) -> String {
        let parts = [
            (period.years, "period.year", "period.years"),
            (period.months, "period.month", "period.months"),
            (period.days, "period.day", "period.days"),
        ];
        let given = parts.into_iter().filter(|(count, ..)| *count != 0);
        given
            .map(|(count, one, several)| {
                let key = if count == 1 { one } else { several };
                self.lang.say(key, &[("n", &count.to_string())])
            })
            .reduce(|one, next| self.say("period.joined", &[("one", &one), ("next", &next)]))
            .unwrap_or_else(|| self.word("period.none"))
    }

    pub(super) fn weekday(&self, date: Date) -> String {
        self.word(match date.weekday() {
            Weekday::Mon => "weekday.mon",
            Weekday::Tue => "weekday.tue",
            Weekday::Wed => "weekday.wed",
            Weekday::Thu => "weekday.thu",
            Weekday::Fri => "weekday.fri",
            Weekday::Sat => "weekday.sat",
            Weekday::Sun => "weekday.sun",
        })
    }

    pub(super) fn month(&self, month: u32) -> String {
        self.word(match month {
            1 => "month.1",
            2 => "month.2",
            3 => "month.3",
            4 => "month.4",
            5 => "month.5",
            6 => "month.6",
            7 => "month.7",
            8 => "month.8",
            9 => "month.9",
            10 => "month.10",
            11 => "month.11",
            _ => "month.12",
        })
    }

    // -------------------------------------------------------------------------------- names

    pub(super) fn label(&self, naming: &crate::model::Naming) -> String {
        let tagged = |wanted: &str| naming.labels.iter().find(|(tag, _)| tag == wanted);
        // A translation into a third language helps nobody; an inline label is in that of its regulation.
        let regulations = self.model.regulations().iter();
        let inline = regulations.filter_map(|(_, it)| tagged(it.languages.first()?));
        tagged(self.lang.tag())
            .or(inline.into_iter().next())
            .map_or_else(|| naming.name.replace('_', " "), |(_, label)| label.clone())
    }

    pub(super) fn fact(&self, fact: FactId) -> String {
        self.label(&self.model.facts()[fact].naming)
    }

    pub(super) fn norm(&self, norm: NormId) -> String {
        self.label(&self.model.norms()[norm].naming)
    }

    pub(super) fn key(&self, key: &Key, ty: Option<&KeyType>) -> String {
        match ty {
            Some(KeyType::Year) => self.key_of(key, &Type::Year),
            Some(KeyType::Kind(kind)) => self.key_of(key, &Type::Kind(*kind)),
            Some(KeyType::Window(_)) => match key {
                Key::Number(n) => self.say("turn.window_number", &[("n", &n.to_string())]),
                _ => self.key_of(key, &Type::Mistaken),
            },
            _ => self.key_of(key, &Type::Mistaken),
        }
    }

    /// A key as a case file writes it.
    pub(super) fn file_key(&self, key: &Key, ty: Option<&KeyType>) -> String {
        match (key, ty) {
            (Key::Kind(position), Some(KeyType::Kind(kind))) => {
                let member = self.model.kinds()[*kind]
                    .members
                    .get(usize::from(*position));
                member.map(|member| member.name.clone()).unwrap_or_default()
            }
            _ => self.key_of(key, &Type::Mistaken),
        }
    }

    pub(super) fn key_of(&self, key: &Key, ty: &Type) -> String {
        let ty = match ty {
            Type::Set(inner) | Type::List(inner) => inner,
            other => other,
        };
        match key {
            Key::Number(number) => self.number(&Number::from(*number), ty),
            Key::Kind(position) => self.member(*position, ty),
            Key::Text(text) => text.to_string(),
            Key::Date(date) => ty.stretch(*date).unwrap_or_else(|| self.date(*date)),
        }
    }

    pub(super) fn slot(&self, slot: &Slot) -> String {
        match slot {
            Slot::Fact(fact) => self.fact(*fact),
            Slot::Key(fact, key) => {
                let key = self.key(key, self.model.facts()[*fact].key.as_ref());
                self.say("slot.key", &[("name", &self.fact(*fact)), ("key", &key)])
            }
            Slot::Member(_, _, member, inner) => match &**inner {
                // The days of joining and leaving are fields of the member itself.
                Slot::Field(group, _, field) if self.is_group(*group) => self.say(
                    if *field == 0 {
                        "slot.joined"
                    } else {
                        "slot.left"
                    },
                    &[("member", member)],
                ),
                inner => self.say(
                    "slot.of_member",
                    &[("slot", &self.slot(inner)), ("member", member)],
                ),
            },
            Slot::Field(fact, entry, field) if self.is_group(*fact) => {
                let n = (entry + 1).to_string();
                self.say(
                    if *field == 0 {
                        "slot.joined"
                    } else {
                        "slot.left"
                    },
                    &[("member", &n)],
                )
            }
            Slot::Field(fact, entry, field) => {
                let field = self.field(*fact, *field);
                let n = (entry + 1).to_string();
                self.say(
                    "slot.field",
                    &[("field", &field), ("n", &n), ("name", &self.fact(*fact))],
                )
            }
            Slot::Further(fact) => self.say(
                if self.is_group(*fact) {
                    "slot.further_members"
                } else {
                    "slot.further"
                },
                &[("name", &self.fact(*fact))],
            ),
            Slot::Calendar(calendar, day) => {
                let name = self.label(&self.model.calendars()[*calendar].0);
                self.say(
                    "slot.calendar",
                    &[("calendar", &name), ("day", &self.date(*day))],
                )
            }
            Slot::Reading(reading) => {
                let question = self.label(&self.model.readings()[*reading].naming);
                self.say("slot.reading", &[("question", &question)])
            }
            Slot::Note(rule) => {
                let place = self.cite(self.model.rules()[*rule].place);
                self.say("slot.note", &[("place", &place)])
            }
        }
    }

    /// The name of a slot where the entry it belongs to has been named above.
    fn slot_in_place(&self, slot: &Slot) -> String {
        match slot {
            Slot::Field(fact, entry, field) => {
                let field = self.field(*fact, *field);
                self.say(
                    "slot.field_in_place",
                    &[("field", &field), ("n", &(entry + 1).to_string())],
                )
            }
            // Which member is told by the turn it stands in.
            Slot::Member(.., inner) => self.slot_in_place(inner),
            _ => self.slot(slot),
        }
    }

    fn is_group(&self, fact: FactId) -> bool {
        matches!(self.model.facts()[fact].shape, Shape::Group(_))
    }

    /// Whether the language is that of the names and inline labels of a regulation.
    pub(super) fn is_inline(&self, regulation: RegulationId) -> bool {
        let languages = &self.model.regulations()[regulation].languages;
        languages
            .first()
            .is_none_or(|inline| inline == self.lang.tag())
    }

    fn field(&self, fact: FactId, field: usize) -> String {
        let fields = match self.model.facts()[fact].shape {
            Shape::Events(record) | Shape::List(record) => {
                self.model.records()[record].fields.get(field)
            }
            _ => None,
        };
        fields
            .map(|field| self.label(&field.naming))
            .unwrap_or_default()
    }

    /// What the value of a reading is called: what its choice names, if that is one thing. Its label is a question.
    fn reading(&self, id: ReadingId, choice: usize) -> String {
        let reading = &self.model.readings()[id];
        let value = reading
            .choices
            .get(choice)
            .map(|choice| &self.model.exprs()[choice.value].kind);
        match value {
            Some(ExprKind::Fact(fact)) => self.fact(*fact),
            Some(ExprKind::Conclusion(conclusion)) => self.conclusion(*conclusion, None),
            // A name speaks the language of the rules only.
            _ if self.is_inline(reading.regulation) => reading.naming.name.replace('_', " "),
            _ => self.word("term.reading"),
        }
    }

    pub(super) fn conclusion(&self, id: crate::model::ConclusionId, key: Option<&Key>) -> String {
        let conclusion = &self.model.conclusions()[id];
        let name = self.label(&conclusion.naming);
        match key {
            Some(key) => {
                let key = self.key(key, conclusion.key.as_ref());
                self.say("slot.key", &[("name", &name), ("key", &key)])
            }
            None => name,
        }
    }

    pub(super) fn turn(&self, turn: &Turn, list: Option<FactId>, ty: &Type) -> String {
        match turn {
            Turn::Key(key) => self.key_of(key, ty),
            Turn::Member(name) => name.to_string(),
            Turn::Entry(entry) => {
                let n = (entry + 1).to_string();
                match list {
                    Some(list) => self.say("turn.entry", &[("n", &n), ("name", &self.fact(list))]),
                    None => self.say("turn.entry_number", &[("n", &n)]),
                }
            }
            Turn::Window(n, first, last) => self.say(
                "turn.window",
                &[
                    ("n", &n.to_string()),
                    ("first", &self.date(*first)),
                    ("last", &self.date(*last)),
                ],
            ),
            Turn::Further => match list {
                Some(list) if self.is_group(list) => {
                    self.say("turn.further_members", &[("name", &self.fact(list))])
                }
                Some(list) => self.say("turn.further_of", &[("name", &self.fact(list))]),
                None => self.word("turn.further"),
            },
        }
    }

    // -------------------------------------------------------------------------------- norms

    /// The state of a norm with its day.
    pub(super) fn state(&self, outcome: &NormOutcome) -> String {
        let Some(day) = outcome.day else {
            return self.word(state_key(outcome.state));
        };
        // The day of an act is told without a time: only that of the deadline is known here.
        let until = matches!(outcome.state, NormState::Pending | NormState::Open);
        let at_deadline = outcome
            .deadline
            .filter(|deadline| until && deadline.date() == day && deadline.minute_of_day() != 0);
        let day = at_deadline.map_or_else(|| self.date(day), |deadline| self.moment(deadline));
        let key = match outcome.state {
            NormState::Fulfilled => "state.fulfilled_on",
            NormState::FulfilledLate => "state.fulfilled_late_on",
            NormState::Pending => "state.pending_until",
            NormState::Breached => "state.breached_since",
            NormState::Used => "state.used_on",
            NormState::Open => "state.open_until",
            NormState::Lapsed => "state.lapsed_since",
            NormState::Violated => "state.violated_on",
            other => return self.word(state_key(other)),
        };
        self.lang.say(key, &[("day", &day)])
    }
}

/// The year of the ROC era; none before its first.
fn roc_year(year: i64) -> Option<i64> {
    year.checked_sub(1911).filter(|roc| 0 < *roc)
}

pub(super) fn state_key(state: NormState) -> &'static str {
    match state {
        NormState::NotArisen => "state.not_arisen",
        NormState::Fulfilled => "state.fulfilled",
        NormState::Excused => "state.excused",
        NormState::FulfilledLate => "state.fulfilled_late",
        NormState::Pending => "state.pending",
        NormState::Breached => "state.breached",
        NormState::Excluded => "state.excluded",
        NormState::Used => "state.used",
        NormState::Open => "state.open",
        NormState::Lapsed => "state.lapsed",
        NormState::Violated => "state.violated",
        NormState::Lifted => "state.lifted",
        NormState::Observed => "state.observed",
    }
}

pub(super) fn predicate_key(predicate: NormPredicate) -> &'static str {
    match predicate {
        NormPredicate::Arisen => "predicate.arisen",
        NormPredicate::Excused => "predicate.excused",
        NormPredicate::Done => "predicate.done",
        NormPredicate::DoneInTime => "predicate.done_in_time",
        NormPredicate::Pending => "predicate.pending",
        NormPredicate::Breached => "predicate.breached",
        NormPredicate::StillBreached => "predicate.still_breached",
        NormPredicate::Open => "predicate.open",
        NormPredicate::Used => "predicate.used",
        NormPredicate::Lapsed => "predicate.lapsed",
        NormPredicate::Violated => "predicate.violated",
        NormPredicate::Exceeded => "predicate.exceeded",
        NormPredicate::Met => "predicate.met",
        NormPredicate::Missed => "predicate.missed",
    }
}
