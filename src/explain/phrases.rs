//! Names, days, citations and counts in a language, for what is printed besides explanations.
//!
//! A calendar says the same things as an explanation in another order. What it says goes through
//! here, so that a language that is added, or a citation that is written another way, is so everywhere.

use super::compose::count_words;
use super::item::Count;
use super::lang::Lang;
use super::words::{Words, predicate_key, state_key};
use crate::eval::{Key, NormOutcome, NormState, Range, Slot};
use crate::model::{
    ConclusionId, FactId, Model, Naming, NormId, NormPredicate, PlaceId, RegulationId, Type,
};
use crate::value::{Date, Moment, Number};

/// How to speak of a model in a language.
#[derive(Clone, Copy)]
pub struct Phrases<'a> {
    words: Words<'a>,
}

impl<'a> Phrases<'a> {
    /// In this language; citations of the regulation at home go without its title.
    #[must_use]
    pub fn new(model: &'a Model, lang: Lang, home: Option<RegulationId>) -> Self {
        Self {
            words: Words {
                model,
                lang,
                home,
                both_eras: false,
            },
        }
    }

    /// The model spoken of.
    #[must_use]
    pub fn model(&self) -> &'a Model {
        self.words.model
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.words.lang
    }

    /// A message of the catalogue with its placeholders filled.
    #[must_use]
    pub fn say(&self, key: &'static str, with: &[(&str, &str)]) -> String {
        self.words.say(key, with)
    }

    /// A message of the catalogue that has no placeholders.
    #[must_use]
    pub fn word(&self, key: &'static str) -> String {
        self.words.word(key)
    }

    /// The citation of a place.
    #[must_use]
    pub fn cite(&self, place: PlaceId) -> String {
        self.words.cite(place)
    }

    /// The citation of a place with its label, if it has one.
    #[must_use]
    pub fn cite_with_label(&self, place: PlaceId) -> String {
        self.words.cite_with_label(place)
    }

    /// The label of a place, if it has one in the language or in English.
    #[must_use]
    pub fn place_label(&self, place: PlaceId) -> Option<&str> {
        self.words.place_label(place)
    }

    /// What a thing is called.
    #[must_use]
    pub fn label(&self, naming: &Naming) -> String {
        self.words.label(naming)
    }

    /// What a norm is called.
    #[must_use]
    pub fn norm(&self, norm: NormId) -> String {
        self.words.norm(norm)
    }

    /// What a fact is called.
    #[must_use]
    pub fn fact(&self, fact: FactId) -> String {
        self.words.fact(fact)
    }

    /// What a conclusion is called, for a key if it is made key by key.
    #[must_use]
    pub fn conclusion(&self, conclusion: ConclusionId, key: Option<&Key>) -> String {
        self.words.conclusion(conclusion, key)
    }

    /// What a slot is called.
    #[must_use]
    pub fn slot(&self, slot: &Slot) -> String {
        self.words.slot(slot)
    }

    /// A value.
    #[must_use]
    pub fn value(&self, value: &Range, ty: &Type) -> String {
        self.words.value(value, ty)
    }

    /// A day.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        self.words.date(date)
    }

    /// A day, with its time unless that is midnight.
    #[must_use]
    pub fn moment(&self, moment: Moment) -> String {
        if moment.minute_of_day() == 0 {
            self.words.date(moment.date())
        } else {
            self.words.moment(moment)
        }
    }

    /// The name of the day of the week.
    #[must_use]
    pub fn weekday(&self, date: Date) -> String {
        self.words.weekday(date)
    }

    /// The name of the month.
    #[must_use]
    pub fn month(&self, month: u32) -> String {
        self.words.month(month)
    }

    /// A year, of the era the language counts by.
    #[must_use]
    pub fn year(&self, year: i32) -> String {
        self.words.year(&Number::from(i64::from(year)))
    }

    /// The state of a norm with its day.
    #[must_use]
    pub fn state(&self, outcome: &NormOutcome) -> String {
        self.words.state(outcome)
    }

    /// The states a norm can be in, as alternatives.
    #[must_use]
    pub fn states(&self, states: &[NormState]) -> String {
        let names: Vec<String> = states
            .iter()
            .map(|state| {
                self.words.word(match state {
                    // That no day is set would be said too much of what may have one.
                    NormState::Pending => predicate_key(NormPredicate::Pending),
                    NormState::Open => predicate_key(NormPredicate::Open),
                    other => state_key(*other),
                })
            })
            .collect();
        self.words.either(&names)
    }

    /// `a, b and c`
    #[must_use]
    pub fn list(&self, items: &[String]) -> String {
        self.words.list(items)
    }

    /// A count: the sentence that says what was counted how, then its steps.
    #[must_use]
    pub fn count(&self, count: &Count) -> (String, Vec<String>) {
        count_words(self.words, count)
    }
}
