//! Explanation → sentences of a language, nested as the reasons are.

mod closing;
mod sentence;

use super::item::{Count, Fails, Item, Joined, Standing, TermKind, What};
use super::lang::Lang;
use super::words::Words;
use super::{Detail, Explanation};
use crate::eval::{Key, NormPart, Turn};
use crate::model::{ConclusionId, Model, PlaceId, Query};
use crate::value::Date;

/// In which language, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// How much is told.
    pub detail: Detail,
}

/// An explanation in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The answer: `may be recommended: NO`.
    pub head: String,
    /// What was asked, as of when.
    pub asked: String,
    /// The reason in one sentence.
    pub because: String,
    /// The reasons.
    pub reasons: Vec<Line>,
    /// What is needed, what the answer rests on, and remarks: each a heading with its lines.
    pub sections: Vec<Line>,
}

/// One sentence, and those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How the thing came out. The words say it too.
    pub sign: Sign,
    /// The citation, where the sentence does not contain it.
    pub citation: Option<String>,
    /// The sentence.
    pub text: String,
    /// Whether it only counts what is left out.
    pub folded: bool,
    /// What it rests on.
    pub lines: Vec<Line>,
}

/// How a thing came out, as a sign before its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Met, active.
    Met,
    /// Not met, not active.
    NotMet,
    /// Open.
    Open,
    /// No answer.
    Blocked,
    /// Nothing to be met.
    Plain,
}

/// Says an explanation in a language.
#[must_use]
pub fn compose(model: &Model, explanation: &Explanation, voice: Voice) -> Document {
    document(&Composer::new(model, explanation, voice), explanation)
}

/// The same for machines: a day that is not written so is followed by its ISO form.
pub(super) fn compose_with_iso(model: &Model, explanation: &Explanation, voice: Voice) -> Document {
    let mut composer = Composer::new(model, explanation, voice);
    composer.words.both_eras = true;
    document(&composer, explanation)
}

fn document(composer: &Composer<'_>, explanation: &Explanation) -> Document {
    let mut reasons = composer.top(&composer.brought_up(&explanation.items));
    composer.tell_once(&mut reasons, &mut Vec::new());
    Document {
        head: composer.head(explanation),
        asked: composer.asked(explanation),
        because: composer.because(explanation),
        reasons,
        sections: composer.sections(explanation),
    }
}

/// The outcome and its first reason in one line: `no: rank of post is 9; needed: at least 10 (art. 5.1(status))`.
#[must_use]
pub fn short_reason(model: &Model, explanation: &Explanation, lang: Lang) -> String {
    let composer = Composer::new(
        model,
        explanation,
        Voice {
            lang,
            detail: Detail::Short,
        },
    );
    composer.short_reason(explanation)
}

/// A count by itself: its sentence and its steps.
pub(super) fn count_words(words: Words<'_>, count: &Count) -> (String, Vec<String>) {
    let composer = Composer {
        words,
        detail: Detail::Full,
        either_way: false,
    };
    (composer.count(count), composer.count_steps(count))
}

struct Composer<'a> {
    words: Words<'a>,
    detail: Detail,
    /// Whether the outcome is the same either way: then open grounds are told as the cases of a split.
    either_way: bool,
}

/// How far down the walk is.
#[derive(Clone, Copy)]
struct Depth {
    /// Conclusions entered so far.
    conclusions: u32,
    /// Whether there has been one reason only on each level.
    narrow: bool,
}

impl<'a> Composer<'a> {
    fn new(model: &'a Model, explanation: &Explanation, voice: Voice) -> Self {
        let home = match &explanation.query {
            Query::Conclusion(id) | Query::At(id, _) => model.conclusions()[*id].regulation,
            Query::Norm(id) | Query::Predicate(id, _) => model.norms()[*id].regulation,
            Query::Place(place) => model.places()[*place].regulation,
        };
        Composer {
            words: Words {
                model,
                lang: voice.lang,
                home: Some(home),
                both_eras: false,
            },
            detail: voice.detail,
            either_way: explanation.either_way,
        }
    }

    /// The items with each conclusion explained where a short explanation first comes to it. The full tree
    /// explains it where the evaluator did, which may be below a condition that a short one leaves out.
    fn brought_up(&self, items: &[Item]) -> Vec<Item> {
        let mut brought = items.to_vec();
        if self.detail == Detail::Short {
            let mut explained = Vec::new();
            explained_conclusions(items, &mut explained);
            bring_up(&mut brought, &explained, &mut Vec::new());
        }
        brought
    }

    /// A reading or count that was told with its steps is afterwards only named.
    fn tell_once(&self, lines: &mut [Line], told: &mut Vec<Line>) {
        for line in lines {
            if line.sign == Sign::Plain && !line.lines.is_empty() {
                if told.contains(line) {
                    line.text = self.words.say("item.as_above", &[("text", &line.text)]);
                    line.lines.clear();
                } else {
                    told.push(line.clone());
                }
            }
            self.tell_once(&mut line.lines, told);
        }
    }

    /// The reasons for what was asked: its own line is the head, so they begin with what is below it.
    fn top(&self, items: &[Item]) -> Vec<Line> {
        let depth = Depth {
            conclusions: 0,
            narrow: true,
        };
        match items {
            [
                Item {
                    what: What::Conclusion { .. },
                    items,
                    ..
                },
            ] => self.conclusion_lines(items, depth),
            [
                Item {
                    what: What::State { .. },
                    items,
                    ..
                },
            ] => self.lines(items, depth),
            [
                Item {
                    what: What::Norm { .. },
                    items,
                    ..
                },
            ] => self.lines(items, depth),
            _ => self.lines(items, depth),
        }
    }

    fn lines(&self, items: &[Item], depth: Depth) -> Vec<Line> {
        let told: Vec<&Item> = items
            .iter()
            .filter(|item| self.detail == Detail::Full || item.decides)
            .collect();
        let depth = Depth {
            narrow: depth.narrow && told.len() <= 1,
            ..depth
        };
        let mut lines: Vec<Line> = told
            .iter()
            .flat_map(|item| self.line(item, depth))
            .collect();
        if self.detail == Detail::Short && !told.is_empty() {
            lines.extend(self.folded(items));
        }
        lines
    }

    /// What is left out, counted.
    fn folded(&self, items: &[Item]) -> Vec<Line> {
        let count = |rule: bool, standing: Standing| {
            let of_kind = |item: &&Item| match item.what {
                What::Rule { exception, .. } => rule && !exception,
                What::Group(_)
                | What::Test(_)
                | What::Active { .. }
                | What::Norm { .. }
                | What::Reading { .. } => !rule,
                What::Turn { .. } => !rule && standing != Standing::NotMet,
                _ => false,
            };
            items
                .iter()
                .filter(|item| !item.decides && item.standing == standing)
                .filter(of_kind)
                .count()
        };
        let say = |n: usize, sign: Sign, one: &'static str, several: &'static str| match n {
            0 => None,
            1 => Some(Line {
                folded: true,
                ..Line::new(sign, self.words.word(one))
            }),
            n => {
                let text = self.words.lang.say(several, &[("n", &n.to_string())]);
                Some(Line {
                    folded: true,
                    ..Line::new(sign, text)
                })
            }
        };
        let left_out = |item: &&Item| {
            let turn = matches!(
                item.what,
                What::Turn {
                    turn: Turn::Member(_),
                    ..
                }
            );
            turn && !item.decides && item.standing == Standing::NotMet
        };
        [
            say(
                items.iter().filter(left_out).count(),
                Sign::NotMet,
                "fold.member_left_out",
                "fold.members_left_out",
            ),
            say(
                count(false, Standing::Met),
                Sign::Met,
                "fold.condition_met",
                "fold.conditions_met",
            ),
            say(
                count(true, Standing::NotMet),
                Sign::NotMet,
                "fold.ground_not_met",
                "fold.grounds_not_met",
            ),
            say(
                count(true, Standing::Met),
                Sign::Met,
                "fold.ground_met",
                "fold.grounds_met",
            ),
            say(
                count(true, Standing::Open),
                Sign::Open,
                "fold.ground_open",
                "fold.grounds_open",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The lines of an item: one, or those below it where it adds nothing itself.
    fn line(&self, item: &Item, depth: Depth) -> Vec<Line> {
        match &item.what {
            What::Rule {
                rule,
                exception,
                fails,
                ..
            } => vec![self.rule(item, *rule, *exception, *fails, depth)],
            What::Group(joined) => self.group(item, *joined, depth),
            What::Turn { turn, list, ty } => {
                // Of a member that does not count it is told why: what failed, however deep it lies.
                let depth = match turn {
                    Turn::Member(_) if item.standing != Standing::Met => Depth {
                        conclusions: 0,
                        narrow: true,
                    },
                    _ => depth,
                };
                let below = self.lines(&item.items, depth);
                let name = self.words.turn(turn, *list, ty);
                let key = matches!(turn, crate::eval::Turn::Key(_));
                self.wrapped(item, below, key, || name)
            }
            What::Scope => {
                let below = self.lines(&item.items, depth);
                let text = self.words.word(match item.standing {
                    Standing::NotMet => "scope.not_met",
                    Standing::Met => "scope.met",
                    _ => "scope.open",
                });
                vec![Line {
                    lines: below,
                    ..self.plain(item, text)
                }]
            }
            What::Conclusion { .. } => vec![self.conclusion(item, depth)],
            What::Test(test) => {
                let text = self.test(test, item.standing);
                let own = matches!(test.subject.kind, TermKind::Conclusion(..));
                let below = item.items.iter().flat_map(|below| match &below.what {
                    What::Conclusion { again: false, .. } if own => {
                        self.below_conclusion(below, depth)
                    }
                    What::Conclusion { again: true, .. } if own => vec![],
                    _ => self.lines(std::slice::from_ref(below), depth),
                });
                vec![Line {
                    lines: below.collect(),
                    ..self.plain(item, text)
                }]
            }
            // The exceptions say themselves whether they apply.
            What::Part {
                part: NormPart::Excuse,
                ..
            } if self.detail == Detail::Short && !item.items.is_empty() => {
                self.lines(&item.items, depth)
            }
            What::TakenOn { .. }
                if self.detail == Detail::Short && item.standing == Standing::Stated =>
            {
                // How the day is reckoned the sentence says; why an older text says it, a clause does.
                let saved = |it: &&Item| it.standing == Standing::Met;
                let clauses: Vec<Item> = item.items.iter().filter(saved).cloned().collect();
                vec![Line {
                    lines: self.lines(&clauses, depth),
                    ..self.plain(item, self.sentence(item))
                }]
            }
            _ => {
                let text = self.sentence(item);
                let mut lines = self.steps(item);
                lines.extend(self.lines(&item.items, depth));
                // A reading that is one fact: its test tells the value.
                if let (
                    What::Reading { .. },
                    [
                        Item {
                            what: What::Value(value),
                            ..
                        },
                    ],
                    Detail::Short,
                ) = (&item.what, item.items.as_slice(), self.detail)
                    && matches!(value.kind, TermKind::Fact(..) | TermKind::Constant)
                {
                    lines.clear();
                }
                vec![Line {
                    lines,
                    ..self.plain(item, text)
                }]
            }
        }
    }

    fn plain(&self, item: &Item, text: String) -> Line {
        Line {
            citation: item.place.map(|place| self.words.cite(place)),
            ..Line::new(sign(item.standing), text)
        }
    }

    /// A wrapper around what is below: left out where there is one line only, or `transparent` and nothing to say.
    fn wrapped(
        &self,
        item: &Item,
        mut below: Vec<Line>,
        transparent: bool,
        text: impl FnOnce() -> String,
    ) -> Vec<Line> {
        if transparent && below.iter().filter(|line| !line.folded).count() == 1 {
            for line in below.iter_mut().filter(|line| !line.folded) {
                line.citation = line
                    .citation
                    .take()
                    .or_else(|| item.place.map(|place| self.words.cite(place)));
            }
            return below;
        }
        vec![Line {
            lines: below,
            ..self.plain(item, text())
        }]
    }

    fn group(&self, item: &Item, joined: Joined, depth: Depth) -> Vec<Line> {
        let below = self.lines(&item.items, depth);
        let all_shown = item.place.is_none()
            && self.detail == Detail::Short
            && match joined {
                Joined::All => true,
                Joined::Every => item.standing != Standing::Met,
                Joined::Any | Joined::Some => item.standing == Standing::Met,
                _ => false,
            };
        if all_shown && !below.is_empty() {
            return below;
        }
        let heading = item.place.and_then(|place| self.words.place_label(place));
        self.wrapped(item, below, true, || self.joined(joined, item, heading))
    }

    fn rule(
        &self,
        item: &Item,
        rule: crate::model::RuleId,
        exception: bool,
        fails: Option<Fails>,
        depth: Depth,
    ) -> Line {
        let mut below = self.lines(&item.items, depth);
        let place = self.words.model.rules()[rule].place;
        if !exception && item.standing == Standing::NotMet {
            below.retain(|line| !line.folded);
        }
        if let ([only], true) = (below.as_mut_slice(), self.detail == Detail::Short)
            && fails != Some(Fails::Exception)
            && !only.folded
            && !self.either_way
            && !(item.standing != Standing::NotMet
                && matches!(item.what, What::Rule { value: Some(_), .. }))
        {
            let text = self.rule_because(item, exception, &only.text);
            let lines = std::mem::take(&mut only.lines);
            let citation = only
                .citation
                .take()
                .filter(|_| !exception)
                .unwrap_or_else(|| self.words.cite(place));
            return Line {
                citation: Some(citation),
                lines,
                ..Line::new(sign(item.standing), text)
            };
        }
        if !exception && let Some(text) = self.all_in_one(item, fails, &below) {
            return Line {
                citation: Some(self.words.cite(place)),
                ..Line::new(sign(item.standing), text)
            };
        }
        if !exception && let Some(text) = self.case_of_split(item) {
            return Line::new(Sign::Open, text);
        }
        let text = self.rule_sentence(item, rule, exception, fails);
        Line {
            lines: below,
            ..Line::new(sign(item.standing), text)
        }
    }

    /// `art. 10(3) applies if leaving was approved: no`: an open ground as one case of a split.
    fn case_of_split(&self, item: &Item) -> Option<String> {
        if !self.either_way || item.standing != Standing::Open || self.detail == Detail::Full {
            return None;
        }
        let What::Rule { rule, .. } = item.what else {
            return None;
        };
        let mut conditions = Vec::new();
        self.open_tests(&item.items, &mut conditions)?;
        let place = self
            .words
            .cite_with_label(self.words.model.rules()[rule].place);
        let conditions = self.words.list(&conditions);
        Some(
            self.words
                .say("rule.if", &[("place", &place), ("conditions", &conditions)]),
        )
    }

    /// What the open conditions ask for; none where that is not a plain list of tests.
    fn open_tests(&self, items: &[Item], into: &mut Vec<String>) -> Option<()> {
        for item in items.iter().filter(|item| item.decides) {
            match &item.what {
                What::Group(Joined::All) => self.open_tests(&item.items, into)?,
                What::Test(test) if item.items.is_empty() => into.push(self.asked_for(test)),
                _ => return None,
            }
        }
        Some(())
    }

    /// Conditions that failed with nothing below them, as one sentence.
    fn all_in_one(&self, item: &Item, fails: Option<Fails>, below: &[Line]) -> Option<String> {
        let plain = self.detail == Detail::Short
            && item.standing == Standing::NotMet
            && fails == Some(Fails::Condition)
            && below
                .iter()
                .all(|line| line.lines.is_empty() && line.sign == Sign::NotMet || line.folded);
        let mut texts = below
            .iter()
            .filter(|line| !line.folded)
            .map(|line| line.text.clone());
        let first = texts.next().filter(|_| plain)?;
        Some(texts.fold(first, |one, next| {
            self.words
                .say("list.reasons", &[("one", &one), ("next", &next)])
        }))
    }

    fn conclusion(&self, item: &Item, depth: Depth) -> Line {
        let text = self.sentence(item);
        let told = self.detail == Detail::Full
            || matches!(item.standing, Standing::Open | Standing::Blocked);
        let lines = if told {
            self.below_conclusion(item, depth)
        } else {
            self.day_counts(&item.items, depth)
        };
        Line {
            lines,
            ..Line::new(sign(item.standing), text)
        }
    }

    /// How the day was counted that a conclusion gives: told however short an explanation is.
    fn day_counts(&self, items: &[Item], depth: Depth) -> Vec<Line> {
        let counted = items.iter().filter(|item| item.decides && counts(item));
        counted
            .flat_map(|item| match &item.what {
                What::Rule { .. } => self.day_counts(&item.items, depth),
                _ => self.line(item, depth),
            })
            .collect()
    }

    /// What a conclusion met on the way rests on: one level of it, or as long as there is one reason only.
    fn below_conclusion(&self, item: &Item, depth: Depth) -> Vec<Line> {
        let narrow = depth.narrow && item.items.iter().filter(|item| item.decides).count() <= 1;
        if self.detail == Detail::Short && 0 < depth.conclusions && !narrow {
            return self.day_counts(&item.items, depth);
        }
        self.conclusion_lines(
            &item.items,
            Depth {
                conclusions: depth.conclusions + 1,
                ..depth
            },
        )
    }

    /// The rules of a conclusion. Where one rule alone decides a yes or no, its conditions stand for it.
    fn conclusion_lines(&self, items: &[Item], depth: Depth) -> Vec<Line> {
        let mut rules = items
            .iter()
            .filter(|item| item.decides && matches!(item.what, What::Rule { .. }));
        let (Some(only), None, Detail::Short) = (rules.next(), rules.next(), self.detail) else {
            return self.lines(items, depth);
        };
        let What::Rule {
            value: None,
            fails: None | Some(Fails::Condition),
            ..
        } = only.what
        else {
            return self.lines(items, depth);
        };
        let mut lines: Vec<Line> = Vec::new();
        for item in items.iter().filter(|item| item.decides) {
            if std::ptr::eq(item, only) {
                let mut below = self.lines(&item.items, depth);
                for line in below
                    .iter_mut()
                    .filter(|line| line.sign != Sign::Plain && !line.folded)
                {
                    line.citation = line
                        .citation
                        .take()
                        .or_else(|| item.place.map(|place| self.words.cite(place)));
                }
                lines.extend(below);
            } else {
                lines.extend(self.line(item, depth));
            }
        }
        lines.extend(self.folded(items));
        lines
    }

    fn cite_all(&self, places: &[PlaceId]) -> String {
        let mut cited: Vec<_> = places.iter().map(|place| self.words.cite(*place)).collect();
        cited.dedup();
        self.words.list(&cited)
    }
}

impl Line {
    pub(super) fn new(sign: Sign, text: String) -> Line {
        Line {
            sign,
            citation: None,
            text,
            folded: false,
            lines: Vec::new(),
        }
    }

    /// The sentence after its citation, if that is not in it.
    #[must_use]
    pub fn cited(&self, lang: Lang) -> String {
        match &self.citation {
            Some(citation) => lang.say("cited", &[("citation", citation), ("text", &self.text)]),
            None => self.text.clone(),
        }
    }
}

/// Whether what gives a value counts a period on the way to it.
fn counts(item: &Item) -> bool {
    match &item.what {
        What::Count(_) => true,
        What::Rule { exception, .. } => !exception && below_counts(item),
        What::Conclusion { .. }
        | What::Reading { .. }
        | What::Value(_)
        | What::TakenOn { .. }
        | What::Turn { .. } => below_counts(item),
        _ => false,
    }
}

fn below_counts(item: &Item) -> bool {
    item.items
        .iter()
        .any(|below| below.decides && counts(below))
}

/// A conclusion as an explanation tells it apart: which, at which key, on which day.
type Told = (ConclusionId, Option<Key>, Date);

fn told_as(item: &Item) -> Option<Told> {
    match &item.what {
        What::Conclusion {
            conclusion, key, ..
        } => Some((*conclusion, key.clone(), item.day)),
        _ => None,
    }
}

fn is_again(item: &Item) -> bool {
    matches!(item.what, What::Conclusion { again: true, .. })
}

fn explained_conclusions<'i>(items: &'i [Item], into: &mut Vec<(Told, &'i Item)>) {
    for item in items {
        if let Some(told) = told_as(item).filter(|_| !is_again(item)) {
            into.push((told, item));
        }
        explained_conclusions(&item.items, into);
    }
}

fn bring_up(items: &mut [Item], explained: &[(Told, &Item)], told: &mut Vec<Told>) {
    for item in items.iter_mut().filter(|item| item.decides) {
        if let Some(this) = told_as(item)
            && !told.contains(&this)
        {
            let original = explained.iter().find(|(it, _)| *it == this);
            if let (true, Some((_, original))) = (is_again(item), original) {
                item.what = original.what.clone();
                item.items.clone_from(&original.items);
            }
            told.push(this);
        }
        bring_up(&mut item.items, explained, told);
    }
}

fn sign(standing: Standing) -> Sign {
    match standing {
        Standing::Met => Sign::Met,
        Standing::NotMet => Sign::NotMet,
        Standing::Open => Sign::Open,
        Standing::Blocked => Sign::Blocked,
        Standing::Stated => Sign::Plain,
    }
}
