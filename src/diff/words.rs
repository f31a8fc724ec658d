//! Changes and details said in words, in the languages of explanations.

use crate::explain::Lang;
use crate::syntax::ast::Rank;

use super::names::Names;
use super::{Change, ChangeKind, Detail, DetailKind, Sort};

/// How to speak of a difference.
#[derive(Debug, Clone, Copy)]
pub struct Words<'n> {
    /// The labels.
    pub names: &'n Names,
    /// The language.
    pub lang: Lang,
}

impl Words<'_> {
    /// What happened, in a word.
    #[must_use]
    pub fn kind(&self, kind: ChangeKind) -> &'static str {
        self.lang.word(match kind {
            ChangeKind::Added => "diff.kind.added",
            ChangeKind::Removed => "diff.kind.removed",
            ChangeKind::Renumbered => "diff.kind.renumbered",
            ChangeKind::WordingOnly => "diff.kind.wording",
            ChangeKind::Changed => "diff.kind.changed",
        })
    }

    /// What is changed: `scs 10`, `scs 11 → 12`, `scs fact rank`.
    #[must_use]
    pub fn title(&self, change: &Change) -> String {
        let regulation = &change.regulation;
        let own = match change.sort {
            Sort::Head => String::new(),
            Sort::Use => self.lang.say("diff.uses", &[("name", &change.name)]),
            Sort::Declaration(_) => {
                let text = change.new.as_ref().or(change.old.as_ref());
                let words = text
                    .and_then(|text| text.lines().next())
                    .unwrap_or_default();
                let word = words.split(' ').next().unwrap_or_default();
                let word = if word == "not" { "not encoded" } else { word };
                format!("{word} {}", change.name)
            }
            Sort::Provision(_) => match &change.was {
                Some(was) => format!("{was} → {}", change.name),
                None => change.name.clone(),
            },
            Sort::Label => self.lang.say("diff.label_of", &[("name", &change.name)]),
        };
        format!("{regulation} {own}").trim_end().to_owned()
    }

    /// The label of what is changed, in the language if there is one.
    #[must_use]
    pub fn label(&self, change: &Change) -> Option<String> {
        let target = match change.sort {
            Sort::Head => &change.regulation,
            Sort::Label | Sort::Use => return None,
            Sort::Provision(_) | Sort::Declaration(_) => &change.name,
        };
        let named = self
            .names
            .exactly(&change.regulation, target, self.lang.tag());
        named.map(str::to_owned).or_else(|| change.label.clone())
    }

    /// What a regulation is called.
    #[must_use]
    pub fn regulation(&self, regulation: &str) -> String {
        let tags = [self.lang.tag(), "en", "zh-Hant", "ko"];
        let mut labels = tags.iter();
        labels
            .find_map(|tag| self.names.exactly(regulation, regulation, tag))
            .unwrap_or(regulation)
            .to_owned()
    }

    /// The citation of a provision as lawyers of the language write it.
    #[must_use]
    pub fn citation(&self, path: &[(Rank, String)]) -> String {
        let mut cited = String::new();
        for (rank, number) in path {
            let (main, inserted) = number.split_once('-').unwrap_or((number, ""));
            let key = match rank {
                Rank::Chapter => "place.chapter",
                Rank::Article if inserted.is_empty() => "place.article",
                Rank::Article => "place.article_inserted",
                Rank::Paragraph => "place.paragraph",
                Rank::Item => "place.item",
                Rank::Part => "place.part",
                Rank::Proviso => "place.proviso",
                Rank::Note if number.is_empty() => "place.only_note",
                Rank::Note => "place.note",
            };
            let own = match rank {
                Rank::Paragraph => format!(".{number}"),
                Rank::Item => format!("({number})"),
                Rank::Proviso => " proviso".to_owned(),
                Rank::Note => format!(" note {number}").trim_end().to_owned(),
                Rank::Article | Rank::Part | Rank::Chapter => number.clone(),
            };
            let own = own.trim_start();
            cited = self.lang.say(
                key,
                &[
                    ("above", &cited),
                    ("own", own),
                    ("label", number),
                    ("number", main),
                    ("inserted", inserted),
                ],
            );
        }
        cited
    }

    /// A detail in a sentence, without the place it is at.
    #[must_use]
    pub fn detail(&self, regulation: &str, detail: &Detail) -> String {
        let what = self.what(regulation, &detail.what);
        let quote = |text: &str| self.text(regulation, text);
        let (from, to) = (quote(&detail.from), quote(&detail.to));
        let with = [
            ("what", what.as_str()),
            ("from", from.as_str()),
            ("to", to.as_str()),
        ];
        let one_sided = match (detail.from.is_empty(), detail.to.is_empty()) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        };
        self.lang
            .say(key(detail.kind, one_sided, what.is_empty()), &with)
    }

    /// A name by its label; other words as they stand in the rules.
    fn what(&self, regulation: &str, what: &str) -> String {
        if what.is_empty() {
            return String::new();
        }
        match self.names.exactly(regulation, what, self.lang.tag()) {
            Some(label) => self
                .lang
                .say("diff.named", &[("label", label), ("name", what)]),
            None if what.contains(' ') && !what.contains('_') => what.to_owned(),
            None => format!("`{what}`"),
        }
    }

    /// A value by itself; a longer text quoted; one of several lines by its first.
    fn text(&self, regulation: &str, text: &str) -> String {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let plain = first.chars().next().is_none_or(|it| it.is_ascii_digit());
        match (lines.next().is_some(), plain) {
            (true, _) => format!("`{first} …`"),
            (false, true) => first.to_owned(),
            (false, false) => {
                let label = self.names.exactly(regulation, first, self.lang.tag());
                label.map_or_else(
                    || format!("`{first}`"),
                    |label| format!("`{first}` ({label})"),
                )
            }
        }
    }
}

/// The message for a detail.
fn key(kind: DetailKind, one_sided: Option<bool>, alone: bool) -> &'static str {
    match (kind, one_sided) {
        (DetailKind::Threshold, _) => "diff.threshold",
        (DetailKind::Share, _) => "diff.share",
        (DetailKind::Amount, _) if alone => "diff.becomes",
        (DetailKind::Amount, _) => "diff.amount",
        (DetailKind::Period, _) if alone => "diff.period",
        (DetailKind::Period, _) => "diff.period_of",
        (DetailKind::Day, _) if alone => "diff.day",
        (DetailKind::Day, _) => "diff.day_of",
        (DetailKind::Comparison, _) => "diff.comparison",
        (DetailKind::Combination, _) => "diff.combination",
        (DetailKind::Quantifier, _) => "diff.quantifier",
        (DetailKind::ConditionAdded, _) => "diff.condition_added",
        (DetailKind::ConditionRemoved, _) => "diff.condition_removed",
        (DetailKind::GroundAdded, _) => "diff.ground_added",
        (DetailKind::GroundRemoved, _) => "diff.ground_removed",
        (DetailKind::Negated, _) => "diff.negated",
        (DetailKind::ValueAdded, _) => "diff.value_added",
        (DetailKind::ValueRemoved, _) => "diff.value_removed",
        (DetailKind::ExceptionAdded, _) => "diff.exception_added",
        (DetailKind::ExceptionRemoved, _) => "diff.exception_removed",
        (DetailKind::TargetAdded, _) => "diff.target_added",
        (DetailKind::TargetRemoved, _) => "diff.target_removed",
        (DetailKind::RuleAdded, _) => "diff.rule_added",
        (DetailKind::RuleRemoved, _) => "diff.rule_removed",
        (DetailKind::NormAdded, _) => "diff.norm_added",
        (DetailKind::NormRemoved, _) => "diff.norm_removed",
        (DetailKind::Modality, _) => "diff.modality",
        (DetailKind::Party, Some(true)) => "diff.party_added",
        (DetailKind::Party, Some(false)) => "diff.party_removed",
        (DetailKind::Party, None) => "diff.party",
        (DetailKind::Act, _) => "diff.act",
        (DetailKind::Deadline, Some(true)) => "diff.deadline_added",
        (DetailKind::Deadline, Some(false)) => "diff.deadline_removed",
        (DetailKind::Deadline, None) => "diff.deadline",
        (DetailKind::Recurrence, Some(true)) => "diff.recurrence_added",
        (DetailKind::Recurrence, Some(false)) => "diff.recurrence_removed",
        (DetailKind::Recurrence, None) => "diff.recurrence",
        (DetailKind::DeclarationAdded, _) => "diff.declaration_added",
        (DetailKind::DeclarationRemoved, _) => "diff.declaration_removed",
        (DetailKind::MovedHere, _) => "diff.moved_here",
        (DetailKind::MovedAway, _) => "diff.moved_away",
        (DetailKind::Type, _) => "diff.type",
        (DetailKind::Range, _) => "diff.range",
        (DetailKind::Property, Some(true)) => "diff.property_added",
        (DetailKind::Property, Some(false)) => "diff.property_removed",
        (DetailKind::Property, None) => "diff.property",
        (DetailKind::MemberAdded, _) => "diff.member_added",
        (DetailKind::MemberRemoved, _) => "diff.member_removed",
        (DetailKind::MemberMoved, _) => "diff.member_moved",
        (DetailKind::ChoiceAdded, _) => "diff.choice_added",
        (DetailKind::ChoiceRemoved, _) => "diff.choice_removed",
        (DetailKind::Preferred, _) => "diff.preferred",
        (DetailKind::Counting, Some(true)) => "diff.counting_added",
        (DetailKind::Counting, Some(false)) => "diff.counting_removed",
        (DetailKind::Counting, None) => "diff.counting",
        (DetailKind::InForce, Some(true)) => "diff.in_force_added",
        (DetailKind::InForce, Some(false)) => "diff.in_force_removed",
        (DetailKind::InForce, None) => "diff.in_force",
        (DetailKind::About, Some(true)) => "diff.about_added",
        (DetailKind::About, Some(false)) => "diff.about_removed",
        (DetailKind::About, None) => "diff.about",
        (DetailKind::CalendarDays, _) => "diff.calendar_days",
        (DetailKind::Reference, _) => "diff.reference",
        (DetailKind::Descriptive, Some(false)) => "diff.descriptive_removed",
        (DetailKind::Descriptive, _) => "diff.descriptive",
        (DetailKind::Chapter, Some(true)) => "diff.chapter_added",
        (DetailKind::Chapter, Some(false)) => "diff.chapter_removed",
        (DetailKind::Chapter, None) => "diff.chapter",
        (DetailKind::EntryRenumbered, _) => "diff.entry_renumbered",
        (DetailKind::Order, _) => "diff.order",
        (DetailKind::Label, _) => "diff.label",
        (DetailKind::Reason, _) => "diff.reason",
        (DetailKind::Wording, _) => "diff.wording",
        (DetailKind::Spelling, _) => "diff.spelling",
        (DetailKind::Languages, _) => "diff.languages",
        (DetailKind::Rewritten, Some(true)) => "diff.rewritten_added",
        (DetailKind::Rewritten, Some(false)) => "diff.rewritten_removed",
        (DetailKind::Rewritten, None) => "diff.rewritten",
    }
}
