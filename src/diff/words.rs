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
                Rank::Note if cited.is_empty() => "place.title_note",
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

    /// A place in a change as lawyers of the language cite it, entries of lists included; in English
    /// as the rules cite it.
    #[must_use]
    pub fn place(&self, change: &Change, at: &str) -> String {
        let own = change.name.as_str();
        let added = at.strip_prefix(own).filter(|_| !change.path.is_empty());
        let (Some(mut rest), false) = (added, self.lang == Lang::En) else {
            return at.to_owned();
        };
        let mut cited = self.citation(&change.path);
        while let Some(first) = rest.chars().next() {
            let (label, after) = match rest.strip_prefix('(').and_then(|it| it.split_once(')')) {
                Some((label, after)) => (label, after),
                None => rest
                    .split_at_checked(first.len_utf8())
                    .unwrap_or((rest, "")),
            };
            let bracketed = first == '(';
            rest = after;
            let key = match (bracketed, label.bytes().all(|it| it.is_ascii_digit())) {
                (true, true) => "place.entry",
                (true, false) => "place.entry_named",
                (false, _) if label == "." => continue,
                (false, _) => "place.entry_lettered",
            };
            let with = [("above", cited.as_str()), ("own", label), ("label", label)];
            cited = self.lang.say(key, &with);
        }
        cited
    }

    /// A detail in a sentence, without the place it is at.
    #[must_use]
    pub fn detail(&self, regulation: &str, detail: &Detail) -> String {
        let what = self.what(regulation, detail);
        let quote = |text: &str| self.text(regulation, detail.kind, text);
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

    /// A name by its label; a sort of entry by its word; other words as they stand in the rules.
    fn what(&self, regulation: &str, detail: &Detail) -> String {
        let what = detail.what.as_str();
        if let Some(word) = sort_word(what) {
            return self.lang.word(word).to_owned();
        }
        let label = self.names.exactly(regulation, what, self.lang.tag());
        match label.filter(|label| label.chars().count() <= LONGEST_LABEL) {
            _ if what.is_empty() => String::new(),
            Some(label) => self.lang.say("diff.named", &[("label", label)]),
            None => format!("`{what}`"),
        }
    }

    /// A number or period by itself, a longer text quoted, and no more of it than one can take in.
    fn text(&self, regulation: &str, kind: DetailKind, text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut line = words.join(" ");
        if let Some((end, _)) = line.char_indices().nth(LONGEST_TEXT) {
            line.truncate(end);
            line.push('…');
        }
        let value = matches!(
            kind,
            DetailKind::Threshold
                | DetailKind::Share
                | DetailKind::Amount
                | DetailKind::Period
                | DetailKind::Day
                | DetailKind::InForce
                | DetailKind::EntryRenumbered
                | DetailKind::Chapter
                | DetailKind::MovedHere
                | DetailKind::MovedAway
                | DetailKind::Modality
        );
        let plain = line.chars().next().is_none_or(|it| it.is_ascii_digit());
        if let Some(word) = sort_word(&line).filter(|_| kind == DetailKind::Modality) {
            return self.lang.word(word).to_owned();
        }
        let names = !line.contains(['_', QUOTATION_MARK]) || kind == DetailKind::MovedHere;
        if value && (plain || (names && kind != DetailKind::Amount)) {
            return line;
        }
        if matches!(kind, DetailKind::Label | DetailKind::Reason) {
            return self.lang.say("diff.named", &[("label", &line)]);
        }
        let label = self.names.exactly(regulation, &line, self.lang.tag());
        match label.filter(|_| self.lang != Lang::En) {
            Some(label) => self.lang.say("diff.named", &[("label", label)]),
            None => format!("`{line}`"),
        }
    }
}

/// What a text in a rule stands in.
const QUOTATION_MARK: char = '\u{22}';
/// Labels longer than this, in characters, are no names to speak of a thing by.
const LONGEST_LABEL: usize = 40;
/// Texts longer than this are cut; all of them are in the texts themselves.
const LONGEST_TEXT: usize = 160;

/// The message for a sort of entry.
fn sort_word(what: &str) -> Option<&'static str> {
    Some(match what {
        "fact" => "diff.sort.fact",
        "finding" => "diff.sort.finding",
        "part not encoded" => "diff.sort.not_encoded",
        "conclusion" => "diff.sort.conclusion",
        "rule" => "diff.sort.rule",
        "exception" => "diff.sort.exception",
        "replacement" => "diff.sort.replacement",
        "scope" => "diff.sort.scope",
        "reading" => "diff.sort.reading",
        "presumption" => "diff.sort.presumption",
        "assertion" => "diff.sort.assertion",
        "counting date" => "diff.sort.counting_date",
        "application by analogy" => "diff.sort.analogy",
        "duty" => "diff.sort.duty",
        "right" => "diff.sort.right",
        "power" => "diff.sort.power",
        "prohibition" => "diff.sort.prohibition",
        "guideline" => "diff.sort.guideline",
        "consequence" => "diff.sort.consequence",
        "entity" => "diff.sort.entity",
        "authority" => "diff.sort.authority",
        "source" => "diff.sort.source",
        "calendar" => "diff.sort.calendar",
        "unit" => "diff.sort.unit",
        "scale" => "diff.sort.scale",
        "kind" => "diff.sort.kind",
        "record" => "diff.sort.record",
        "commencement" => "diff.sort.commencement",
        "expiry" => "diff.sort.expiry",
        "wording" => "diff.sort.wording",
        "description" => "diff.sort.description",
        "subject to" => "diff.sort.exception_clause",
        _ => return None,
    })
}

/// The message for a detail.
fn key(kind: DetailKind, one_sided: Option<bool>, alone: bool) -> &'static str {
    match (kind, one_sided) {
        (DetailKind::Threshold, _) if alone => "diff.becomes",
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
        (DetailKind::Label, Some(true)) => "diff.label_added",
        (DetailKind::Label, Some(false)) => "diff.label_removed",
        (DetailKind::Label, None) => "diff.label",
        (DetailKind::Reason, Some(true)) => "diff.reason_added",
        (DetailKind::Reason, Some(false)) => "diff.reason_removed",
        (DetailKind::Reason, None) => "diff.reason",
        (DetailKind::Wording, _) => "diff.wording",
        (DetailKind::Spelling, _) => "diff.spelling",
        (DetailKind::Languages, _) => "diff.languages",
        (DetailKind::Rewritten, Some(true)) => "diff.rewritten_added",
        (DetailKind::Rewritten, Some(false)) => "diff.rewritten_removed",
        (DetailKind::Rewritten, None) => "diff.rewritten",
    }
}
