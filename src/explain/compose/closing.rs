//! The first sentences of an explanation, and what stands at its end.

use super::{Composer, Line, Sign};
use crate::eval::{Core, Key, Mark, Need, Outcome, Range, Remark, Slot};
use crate::explain::build::slot_type;
use crate::explain::item::{Fails, Item, Standing, What};
use crate::explain::{Explanation, Lang};
use crate::model::{KeyType, Model, Origin, PlaceId, Query, RuleEffect, Type};
use crate::syntax::ast::Collector;
use crate::value::Date;

impl Composer<'_> {
    /// `may be recommended: NO`
    pub(super) fn head(&self, explanation: &Explanation) -> String {
        let subject = match &explanation.query {
            Query::Conclusion(id) => self.words.conclusion(*id, None),
            Query::At(id, key) => self.words.conclusion(*id, Some(key)),
            Query::Norm(id) => self.words.norm(*id),
            Query::Predicate(id, predicate) => self.words.asked(*id, *predicate),
            Query::Place(place) => self.words.cite_with_label(*place),
        };
        self.words.say(
            "head",
            &[
                ("subject", &subject),
                ("outcome", &self.outcome(explanation)),
            ],
        )
    }

    pub(super) fn outcome(&self, explanation: &Explanation) -> String {
        let words = &self.words;
        match &explanation.outcome {
            Outcome::Yes => words.word("outcome.yes"),
            Outcome::No => words.word("outcome.no"),
            Outcome::Value(value) => words.value(value, &explanation.ty),
            Outcome::State(state) => words.state(state),
            Outcome::Absent => words.word("outcome.absent"),
            Outcome::Unknown => words.word("outcome.unknown"),
            Outcome::NotApplicable => words.word("value.not_applicable"),
            Outcome::NotInForce { .. } => words.word("value.not_in_force"),
            Outcome::Conflict => words.word("value.conflict"),
            Outcome::Gap => words.word("value.gap"),
            Outcome::NotComputable => words.word("value.not_computable"),
            Outcome::NotEncoded => words.word("value.not_encoded"),
        }
    }

    /// `may_be_recommended, as of 2017-08-01`
    pub(super) fn asked(&self, explanation: &Explanation) -> String {
        let model = self.words.model;
        let name = match &explanation.query {
            Query::Conclusion(id) => model.conclusions()[*id].naming.name.clone(),
            Query::At(id, key) => {
                let row = &model.conclusions()[*id];
                let key = key_name(model, row.key.as_ref(), key);
                format!("{} for {key}", row.naming.name)
            }
            Query::Norm(id) => model.norms()[*id].naming.name.clone(),
            Query::Predicate(id, predicate) => {
                format!(
                    "{} is {}",
                    model.norms()[*id].naming.name,
                    predicate.words()
                )
            }
            Query::Place(place) => format!("article {} is met", model.places()[*place].citation),
        };
        let day = self.words.date(explanation.as_of);
        let asked = self.words.say("asked", &[("name", &name), ("day", &day)]);
        let others = [
            ("asked.text", explanation.days.text),
            ("asked.facts", explanation.days.facts),
            ("asked.recorded", explanation.recorded_through),
        ];
        let others = others
            .into_iter()
            .filter_map(|(key, day)| Some((key, day.filter(|day| *day != explanation.as_of)?)));
        others.fold(asked, |asked, (key, day)| {
            let day = self.words.date(day);
            self.words
                .lang
                .say(key, &[("asked", &asked), ("day", &day)])
        })
    }

    /// The reason in one sentence.
    pub(super) fn because(&self, explanation: &Explanation) -> String {
        let words = &self.words;
        let rules = Rules::of(explanation);
        let deciding = match rules.deciding() {
            places if places.is_empty() => explanation.because.clone(),
            places => places,
        };
        let places = self.cite_all(&deciding);
        match &explanation.outcome {
            _ if explanation.either_way => words.word("because.either_way"),
            Outcome::Yes | Outcome::Value(_) if deciding.is_empty() => {
                words.word("because.otherwise")
            }
            Outcome::Value(_)
                if self.collector(&explanation.query).is_some() && deciding.len() != 1 =>
            {
                let key = match self.collector(&explanation.query) {
                    Some(Collector::Latest) => "because.latest",
                    Some(Collector::Earliest) => "because.earliest",
                    Some(Collector::Largest) => "because.largest",
                    Some(Collector::Smallest) => "because.smallest",
                    Some(Collector::Sum) => "because.sum",
                    _ => "because.list",
                };
                words.lang.say(key, &[("places", &places)])
            }
            Outcome::Yes | Outcome::Value(_) => {
                words.say("because.applies", &[("places", &places)])
            }
            Outcome::No if rules.says_no(words.model) => {
                words.say("because.applies", &[("places", &places)])
            }
            Outcome::No if rules.all.len() == 1 => match rules.only_fails() {
                Some(Fails::Exception) => words.say("because.excepted", &[("places", &places)]),
                Some(Fails::Scope) => words.say("because.out_of_scope", &[("places", &places)]),
                _ => words.say("because.not_met", &[("places", &places)]),
            },
            Outcome::No if rules.all.len() == 2 => words.word("because.neither_ground"),
            Outcome::No if !rules.all.is_empty() => {
                words.say("because.no_ground", &[("n", &rules.all.len().to_string())])
            }
            Outcome::Absent
                if rules
                    .all
                    .iter()
                    .all(|(_, standing, _)| *standing != Standing::Met) =>
            {
                words.word("because.none_applies")
            }
            Outcome::No | Outcome::Absent | Outcome::State(_) => words.word("because.follows"),
            Outcome::Unknown => words.word("because.unknown"),
            Outcome::NotApplicable => words.word("because.not_applicable"),
            Outcome::NotInForce { from, until } => self.not_in_force(*from, *until),
            Outcome::Conflict => words.say("because.conflict", &[("places", &places)]),
            Outcome::Gap => words.word("because.gap"),
            Outcome::NotComputable => words.word("because.not_computable"),
            Outcome::NotEncoded => words.word("because.not_encoded"),
        }
    }

    fn collector(&self, query: &Query) -> Option<Collector> {
        match query {
            Query::Conclusion(id) | Query::At(id, _) => {
                self.words.model.conclusions()[*id].collector
            }
            _ => None,
        }
    }

    fn not_in_force(&self, from: Option<Date>, until: Option<Date>) -> String {
        let words = &self.words;
        let (from, until) = (
            from.map(|day| words.date(day)),
            until.map(|day| words.date(day)),
        );
        match (from, until) {
            (Some(from), Some(until)) => {
                words.say("in_force.between", &[("from", &from), ("until", &until)])
            }
            (Some(from), None) => words.say("in_force.from", &[("from", &from)]),
            (None, Some(until)) => words.say("in_force.until", &[("until", &until)]),
            (None, None) => words.word("in_force.never"),
        }
    }

    /// What is needed, what the answer rests on, remarks.
    pub(super) fn sections(&self, explanation: &Explanation) -> Vec<Line> {
        let needs = explanation
            .needs
            .iter()
            .map(|need| self.need(need, &explanation.ty))
            .collect();
        let may_matter = explanation
            .may_matter
            .iter()
            .map(|slot| self.supplied(slot))
            .collect();
        let marks = explanation
            .marks
            .iter()
            .map(|mark| Line::new(Sign::Plain, self.mark(mark)))
            .collect();
        let ty = &explanation.ty;
        let remarks = explanation
            .remarks
            .iter()
            .map(|remark| Line::new(Sign::Plain, self.remark(remark, ty)))
            .collect();
        [
            ("section.needs", needs),
            ("section.may_matter", may_matter),
            ("section.rests_on", marks),
            ("section.remarks", remarks),
        ]
        .into_iter()
        .filter(|(_, lines): &(_, Vec<Line>)| !lines.is_empty())
        .map(|(key, lines)| Line {
            lines,
            ..Line::new(Sign::Plain, self.words.word(key))
        })
        .collect()
    }

    // -------------------------------------------------------------------------------- needs

    fn need(&self, need: &Need, ty: &Type) -> Line {
        let mut line = self.supplied(&need.slot);
        let Some(witness) = &need.witness else {
            return line;
        };
        let words = &self.words;
        let of_slot = slot_type(words.model, &need.slot);
        let branch = |(value, outcome): &(Range, Range)| {
            (self.cell(value, &of_slot), words.value(outcome, ty))
        };
        let ((mut one, first), (mut other, second)) =
            (branch(&witness.one), branch(&witness.other));
        // The next value there is stands for all that follow.
        if let (Core::Number(low), Core::Number(high)) =
            (&witness.one.0.core, &witness.other.0.core)
        {
            let more_than = |text: &str| words.say("value.more_than", &[("low", text)]);
            if *high == low.next_grid() {
                other = more_than(&one);
            } else if *low == high.next_grid() {
                one = more_than(&other);
            }
        }
        let branches = [
            ("one", one.as_str()),
            ("first", &first),
            ("other", &other),
            ("second", &second),
        ];
        let others: Vec<_> = witness
            .others
            .iter()
            .map(|(slot, value)| {
                let value = self.cell(value, &slot_type(words.model, slot));
                words.say(
                    "fact.colon",
                    &[("subject", &words.slot(slot)), ("value", &value)],
                )
            })
            .collect();
        let text = words.lang.say("need.witness", &branches);
        let text = match others.as_slice() {
            [] => text,
            others => words.say(
                "need.supposing",
                &[("others", &words.reasons(others)), ("text", &text)],
            ),
        };
        line.lines.push(Line::new(Sign::Plain, text));
        line
    }

    /// A slot and who supplies it.
    fn supplied(&self, slot: &Slot) -> Line {
        let words = &self.words;
        let name = words.slot(slot);
        let Some(fact) = slot.fact().map(|fact| &words.model.facts()[fact]) else {
            return Line::new(Sign::Open, name);
        };
        let text = match fact.origin {
            Origin::Finding(party) => {
                let party = words.label(&words.model.parties()[party].naming);
                words.say("need.finding", &[("slot", &name), ("party", &party)])
            }
            Origin::External(party) => {
                let party = words.label(&words.model.parties()[party].naming);
                words.say("need.external", &[("slot", &name), ("party", &party)])
            }
            Origin::NotEncoded | Origin::Assumed => {
                let because = fact
                    .not_encoded
                    .as_ref()
                    .map(|part| part.because.as_str())
                    .unwrap_or_default();
                words.say("need.not_encoded", &[("slot", &name), ("because", because)])
            }
            Origin::Ordinary => words.say(
                "need.fact",
                &[("slot", &name), ("key", &self.file_key(slot))],
            ),
        };
        Line::new(Sign::Open, text)
    }

    /// The name a case file has for a slot.
    fn file_key(&self, slot: &Slot) -> String {
        let Some(fact) = slot.fact().map(|fact| &self.words.model.facts()[fact]) else {
            return String::new();
        };
        match slot {
            Slot::Key(_, key) => {
                format!(
                    "{} for {}",
                    fact.naming.name,
                    self.words.file_key(key, fact.key.as_ref())
                )
            }
            _ => fact.naming.name.clone(),
        }
    }

    /// Values of a slot between which nothing changes.
    fn cell(&self, value: &Range, ty: &Type) -> String {
        let words = &self.words;
        match &value.core {
            Core::Numbers(ends) if value.flags.is_empty() => match &**ends {
                (Some(low), None) => words.say("value.from", &[("low", &words.number(low, ty))]),
                (None, Some(high)) => words.say("value.to", &[("high", &words.number(high, ty))]),
                (Some(low), Some(high)) => words.say(
                    "value.range",
                    &[
                        ("low", &words.number(low, ty)),
                        ("high", &words.number(high, ty)),
                    ],
                ),
                (None, None) => words.word("value.any"),
            },
            Core::Date(low, high) if low != high => match (*low == Date::MIN, *high == Date::MAX) {
                (false, true) => words.say("value.from", &[("low", &words.date(*low))]),
                (true, false) => words.say("value.to", &[("high", &words.date(*high))]),
                (false, false) => words.say(
                    "value.range",
                    &[("low", &words.date(*low)), ("high", &words.date(*high))],
                ),
                (true, true) => words.word("value.any"),
            },
            // The first day there is stands for any day early enough.
            Core::Date(low, _) if *low == Date::MIN => words.word("value.early_day"),
            Core::Moment(low, high) if low == high && low.date() == Date::MIN => {
                words.word("value.early_day")
            }
            _ => words.value(value, ty),
        }
    }

    // -------------------------------------------------------------------- marks and remarks

    fn mark(&self, mark: &Mark) -> String {
        let words = &self.words;
        let model = words.model;
        match mark {
            Mark::Reading(id, choice) => {
                let reading = &model.readings()[*id];
                let name = reading
                    .choices
                    .get(*choice)
                    .map(|choice| words.label(&choice.naming))
                    .unwrap_or_default();
                let question = words.label(&reading.naming);
                words.say(
                    "mark.reading",
                    &[("question", &question), ("choice", &name)],
                )
            }
            Mark::Presumed(slot) => words.say("mark.presumed", &[("slot", &words.slot(slot))]),
            Mark::Assumed(slot) => {
                let part = slot
                    .fact()
                    .and_then(|fact| model.facts()[fact].not_encoded.as_ref());
                let because = part.map(|part| part.because.as_str()).unwrap_or_default();
                words.say(
                    "mark.assumed",
                    &[("slot", &words.slot(slot)), ("because", because)],
                )
            }
            Mark::Note(rule) => words.say(
                "mark.note",
                &[("place", &words.cite(model.rules()[*rule].place))],
            ),
            Mark::ByAnalogy(place) => {
                words.say("mark.by_analogy", &[("place", &words.cite(*place))])
            }
            Mark::MayRestOn(slot) => words.say("mark.may_rest_on", &[("slot", &words.slot(slot))]),
        }
    }

    fn remark(&self, remark: &Remark, ty: &Type) -> String {
        let words = &self.words;
        match remark {
            Remark::ThereWereNone(place) => {
                words.say("remark.there_were_none", &[("place", &words.cite(*place))])
            }
            Remark::LaterEvent(slot, given, judged) => words.say(
                "remark.later_event",
                &[
                    ("slot", &words.slot(slot)),
                    ("given", &words.date(*given)),
                    ("judged", &words.date(*judged)),
                ],
            ),
            Remark::NotYetMade(slot, made) => words.say(
                "remark.not_yet_made",
                &[("slot", &words.slot(slot)), ("made", &words.date(*made))],
            ),
            Remark::Possible(possible) => words.say(
                "remark.possible",
                &[("outcome", &words.value(possible, ty))],
            ),
            Remark::Provisional(place) => {
                words.say("remark.provisional", &[("place", &words.cite(*place))])
            }
            Remark::AsThingsStand(outcome) => words.say(
                "remark.as_things_stand",
                &[("outcome", &words.value(outcome, ty))],
            ),
            Remark::NoteGaveWay(rule) => {
                let place = words.cite(words.model.rules()[*rule].place);
                words.say("remark.note_gave_way", &[("place", &place)])
            }
        }
    }

    // -------------------------------------------------------------------------- in one line

    pub(super) fn short_reason(&self, explanation: &Explanation) -> String {
        let words = &self.words;
        let outcome = self.outcome(explanation);
        if explanation.either_way {
            return words.say("short.either_way", &[("outcome", &outcome)]);
        }
        let mut reasons: Vec<String> = match explanation.outcome {
            Outcome::Unknown => explanation
                .needs
                .iter()
                .map(|need| words.slot(&need.slot))
                .chain(explanation.may_matter.iter().map(|slot| words.slot(slot)))
                .collect(),
            Outcome::NotInForce { from, until } => vec![self.not_in_force(from, until)],
            _ => Vec::new(),
        };
        if matches!(explanation.outcome, Outcome::Unknown) && !reasons.is_empty() {
            return words.say(
                "short.needs",
                &[("outcome", &outcome), ("needs", &words.list(&reasons))],
            );
        }
        let top = self.top(&self.brought_up(&explanation.items));
        if matches!(explanation.query, Query::Norm(_)) && reasons.is_empty() {
            // Of a norm, the last day and the act say it all.
            let plain = top
                .iter()
                .filter(|line| line.sign == Sign::Plain)
                .map(|line| line.text.clone());
            let joined = plain
                .reduce(|one, next| words.say("list.reasons", &[("one", &one), ("next", &next)]));
            reasons.extend(joined.or_else(|| top.first().map(|line| line.cited(words.lang))));
        } else if reasons.is_empty() {
            leaves(&top, None, words.lang, &mut reasons);
        }
        let Some(first) = reasons.first() else {
            return outcome;
        };
        let text = words.say("short.reason", &[("outcome", &outcome), ("reason", first)]);
        match reasons.len() - 1 {
            0 => text,
            n => words.say("short.and_more", &[("text", &text), ("n", &n.to_string())]),
        }
    }
}

/// The lowest reasons that came out one way or the other, each with its own citation or that above it.
fn leaves(lines: &[Line], above: Option<&String>, lang: Lang, into: &mut Vec<String>) {
    for line in lines
        .iter()
        .filter(|line| line.sign != Sign::Plain && !line.folded)
    {
        let citation = line.citation.as_ref().or(above);
        if line
            .lines
            .iter()
            .all(|below| below.sign == Sign::Plain || below.folded)
        {
            into.push(
                Line {
                    citation: citation.cloned(),
                    ..line.clone()
                }
                .cited(lang),
            );
        } else {
            leaves(&line.lines, citation, lang, into);
        }
    }
}

/// The rules of what was asked: place, how each came out, whether it decides.
struct Rules {
    all: Vec<(PlaceId, Standing, bool)>,
    items: Vec<(crate::model::RuleId, Option<Fails>, bool)>,
}

impl Rules {
    fn of(explanation: &Explanation) -> Rules {
        let mut rules = Rules {
            all: Vec::new(),
            items: Vec::new(),
        };
        for item in &explanation.items {
            match item.what {
                What::Conclusion { .. } => item.items.iter().for_each(|item| rules.add(item)),
                _ => rules.add(item),
            }
        }
        rules
    }

    fn add(&mut self, item: &Item) {
        if let (What::Rule { rule, fails, .. }, Some(place)) = (&item.what, item.place) {
            // Another version of the text is no rule of what was asked.
            let other = matches!(fails, Some(Fails::NotInForce | Fails::OtherText));
            if other && !item.decides {
                return;
            }
            self.all.push((place, item.standing, item.decides));
            self.items.push((*rule, *fails, item.decides));
        }
    }

    fn deciding(&self) -> Vec<PlaceId> {
        self.all
            .iter()
            .filter(|(.., decides)| *decides)
            .map(|(place, ..)| *place)
            .collect()
    }

    fn only_fails(&self) -> Option<Fails> {
        self.items.first().and_then(|(_, fails, _)| *fails)
    }

    /// Whether a rule that says no is active.
    fn says_no(&self, model: &Model) -> bool {
        let met = self
            .all
            .iter()
            .map(|(_, standing, _)| *standing == Standing::Met);
        self.items.iter().zip(met).any(|((rule, ..), met)| {
            met && matches!(model.rules()[*rule].effect, RuleEffect::Says(_, false))
        })
    }
}

/// A key by the name the rules have for it.
fn key_name(model: &Model, ty: Option<&KeyType>, key: &Key) -> String {
    match (key, ty) {
        (Key::Number(number), _) => number.to_string(),
        (Key::Kind(position), Some(KeyType::Kind(kind))) => model.kinds()[*kind]
            .members
            .get(usize::from(*position))
            .map_or_else(String::new, |member| member.name.clone()),
        (Key::Kind(_), _) => String::new(),
        (Key::Text(text), _) => text.to_string(),
        (Key::Date(day), ty) => ty
            .and_then(|ty| ty.of_values().stretch(*day))
            .unwrap_or_else(|| day.to_string()),
    }
}
