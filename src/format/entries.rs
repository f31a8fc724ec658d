//! Entries: a head that wraps before its clause words, and clause lines below it in the fixed
//! order of the grammar, whatever the order they were written in.

use crate::syntax::ast::{
    Choice, Conclusion, Condition, EntryKind, Fact, Heading, InForce, Kind, LabelLine, LabelTarget,
    Name, NotEncoded, Rank, Reading, Regulation, RuleBody, Target, Text, Type, TypeKind, Validity,
    ValidityOf, Value,
};

use super::amendments::amending;
use super::conditions::{condition, follow, introduced, when};
use super::doc::{Doc, comma_lines, filled, group, join, nest, sequence, text, wrapped};
use super::norms::norm;
use super::scenarios::{examples, expect, given, scenario};
use super::values::value;
use super::words::{
    because, citation, citations, counting, date, fields, labelled, per, place_range, quoted,
    taking, target, type_name,
};

/// An entry as it is to stand: its head, and the lines below it.
pub(super) struct Layout {
    head: Vec<Doc>,
    below: Vec<Doc>,
}

impl Layout {
    /// Begins the head.
    pub(super) fn head(head: Doc) -> Layout {
        Layout {
            head: vec![head],
            below: Vec::new(),
        }
    }

    /// Adds a clause to the head, if there is one.
    pub(super) fn clause(mut self, clause: Option<Doc>) -> Layout {
        self.head.extend(clause);
        self
    }

    /// Adds a clause of plain words to the head, if it applies.
    fn words(self, applies: bool, words: &str) -> Layout {
        self.clause(applies.then(|| text(words)))
    }

    /// Adds a line below the head, if there is one.
    pub(super) fn line(mut self, line: Option<Doc>) -> Layout {
        self.below.extend(line);
        self
    }

    /// The lines of a rule's body: what follows, its exceptions, its condition, its reason.
    fn rule(self, body: &RuleBody, result: Option<Doc>) -> Layout {
        let subject_to =
            (!body.subject_to.is_empty()).then(|| citations(&body.subject_to).after("subject to "));
        self.line(result)
            .line(subject_to)
            .line(body.when.as_ref().map(when))
            .line(body.because.as_ref().map(because))
    }

    /// The whole entry.
    pub(super) fn finish(self) -> Doc {
        let below = self
            .below
            .into_iter()
            .flat_map(|line| [Doc::Newline { spaced: false }, line]);
        sequence([wrapped(self.head), nest(sequence(below))])
    }
}

/// The canonical text of an entry, its head at no indentation.
pub(super) fn entry(kind: &EntryKind) -> Doc {
    match kind {
        EntryKind::Regulation(head) => regulation(head),
        EntryKind::Continued { name, from } => text(format!(
            "regulation {} continued from {}",
            name.text,
            quoted(&from.text)
        )),
        EntryKind::Vocabulary { name, label } => named("vocabulary", name, label.as_ref()),
        EntryKind::Scenarios { name, label } => scenarios_head(name.as_ref(), label.as_ref()),
        EntryKind::Amending(this) => amending(this),
        EntryKind::Use(path) => text(format!("use {}", quoted(&path.text))),
        EntryKind::Heading(this) => heading(this),
        EntryKind::Wording {
            language,
            text: words,
        } => wording(language.as_ref(), words),
        EntryKind::Validity(this) => text(validity(this)),
        EntryKind::Descriptive { because: reason } => {
            wrapped([text("descriptive"), because(reason)])
        }
        EntryKind::Entity { name, label } => named("entity", name, label.as_ref()),
        EntryKind::Authority { name, label } => named("authority", name, label.as_ref()),
        EntryKind::Source { name, label } => named("source", name, label.as_ref()),
        EntryKind::Calendar { name, label, from } => wrapped([
            named("calendar", name, label.as_ref()),
            text(format!("from {}", quoted(&from.text))),
        ]),
        EntryKind::Unit {
            name,
            plural,
            label,
        } => unit(name, plural.as_ref(), label.as_ref()),
        EntryKind::Kind(this) => kind_or_scale(this),
        EntryKind::Record {
            name,
            label,
            fields: members,
        } => {
            let head = text(format!("record {}:", labelled(&name.text, label.as_ref())));
            group(sequence([
                head,
                nest(sequence([Doc::Space, fields(members)])),
            ]))
        }
        EntryKind::Fact(this) => fact(this),
        EntryKind::NotEncoded(this) => not_encoded(this),
        EntryKind::Labels { language, lines } => labels(language, lines),
        EntryKind::Conclusion(this) => conclusion(this),
        EntryKind::Conclude { name, body } => {
            concluded(Layout::head(rule_head("conclude", name, body)), body)
        }
        EntryKind::Exception {
            targets,
            when: test,
            because: reason,
        } => reasoned(
            Layout::head(listed("exception to ", targets, target)),
            test.as_ref(),
            reason.as_ref(),
        ),
        EntryKind::Instead {
            targets,
            name,
            body,
        } => instead(targets, name, body),
        EntryKind::Scope {
            places,
            when: test,
            because: reason,
        } => {
            let head = if places.is_empty() {
                text("scope")
            } else {
                listed("scope of ", places, place_range)
            };
            reasoned(Layout::head(head), Some(test), reason.as_ref())
        }
        EntryKind::Reading(this) => reading(this),
        EntryKind::Presume {
            name,
            value: presumed,
            when: test,
            because: reason,
        } => {
            let head = value(presumed).after(format!("presume {} is ", name.text));
            reasoned(Layout::head(head), test.as_ref(), reason.as_ref())
        }
        EntryKind::Always {
            condition: test,
            because: reason,
        } => reasoned(
            Layout::head(condition(test).after("always ")),
            None,
            reason.as_ref(),
        ),
        EntryKind::Take {
            name,
            day,
            because: reason,
        } => {
            let stands = value(day).after("as it stands on ");
            reasoned(
                Layout::head(text(format!("take {}", name.text))).clause(Some(stands)),
                None,
                reason.as_ref(),
            )
        }
        EntryKind::Apply {
            places,
            substitutions,
            because: reason,
        } => {
            let with = filled(substitutions.iter().map(substitution)).after("with ");
            let head = Layout::head(listed("apply ", places, place_range))
                .clause(Some(text("by analogy")))
                .clause(Some(with));
            reasoned(head, None, reason.as_ref())
        }
        EntryKind::Norm(this) => norm(this),
        EntryKind::Guideline {
            name,
            label,
            condition: test,
            because: reason,
        } => {
            let head = follow(
                text(format!(
                    "guideline {}:",
                    labelled(&name.text, label.as_ref())
                )),
                test,
            );
            reasoned(Layout::head(head), None, reason.as_ref())
        }
        EntryKind::Scenario(this) => scenario(this),
        EntryKind::Given { assignments } => given(assignments),
        EntryKind::Expect { query, expectation } => expect(query, expectation),
        EntryKind::Examples(this) => examples(this),
    }
}

fn named(word: &str, name: &Name, label: Option<&Text>) -> Doc {
    text(format!("{word} {}", labelled(&name.text, label)))
}

fn reasoned(layout: Layout, test: Option<&Condition>, reason: Option<&Text>) -> Doc {
    layout
        .line(test.map(when))
        .line(reason.map(because))
        .finish()
}

fn listed<T>(words: &str, items: &[T], print: impl Fn(&T) -> String) -> Doc {
    filled(items.iter().map(|item| text(print(item)))).after(words)
}

// ------------------------------------------------------------------------------ heads, headings

fn regulation(this: &Regulation) -> Doc {
    let languages = this
        .languages
        .iter()
        .map(|language| text(language.text.as_str()));
    let languages = (!this.languages.is_empty()).then(|| filled(languages).after("in "));
    let convention = this.counting.as_ref().map(|(convention, reason)| {
        let convention = text(format!("counting {}", counting(convention)));
        Layout::head(convention)
            .line(reason.as_ref().map(because))
            .finish()
    });
    Layout::head(named("regulation", &this.name, this.label.as_ref()))
        .clause(this.about.as_ref().map(about))
        .clause(languages)
        .clause(convention)
        .finish()
}

fn about(entity: &Name) -> Doc {
    text(format!("about {}", entity.text))
}

fn scenarios_head(name: Option<&Name>, label: Option<&Text>) -> Doc {
    let mut result = "scenarios".to_owned();
    if let Some(name) = name {
        result.push(' ');
        result.push_str(&name.text);
    }
    text(labelled(&result, label))
}

fn heading(this: &Heading) -> Doc {
    let mut head = rank_word(this.rank).to_owned();
    if let Some(number) = &this.number {
        head.push(' ');
        head.push_str(&number.text);
    }
    Layout::head(text(labelled(&head, this.label.as_ref())))
        .clause(this.in_force.as_ref().map(in_force))
        .clause(this.about.as_ref().map(about))
        .finish()
}

fn rank_word(rank: Rank) -> &'static str {
    match rank {
        Rank::Chapter => "chapter",
        Rank::Article => "article",
        Rank::Paragraph => "paragraph",
        Rank::Item => "item",
        Rank::Part => "part",
        Rank::Proviso => "proviso",
        Rank::Note => "note",
    }
}

pub(super) fn in_force(this: &InForce) -> Doc {
    let mut result = "in force".to_owned();
    if let Some(from) = &this.from {
        result.push_str(&format!(" from {}", date(from)));
    }
    if let Some(until) = &this.until {
        result.push_str(&format!(" until {}", date(until)));
    }
    text(result)
}

fn wording(language: Option<&Name>, words: &Text) -> Doc {
    match language {
        Some(language) => text(format!("wording {} {}", language.text, quoted(&words.text))),
        None => text(format!("wording {}", quoted(&words.text))),
    }
}

fn validity(this: &Validity) -> String {
    let word = if this.commencement {
        "commencement"
    } else {
        "expiry"
    };
    match &this.of {
        Some(ValidityOf::Regulation(name)) => {
            format!("{word} of {} on {}", name.text, date(&this.on))
        }
        Some(ValidityOf::Provision(place)) => {
            format!("{word} of {} on {}", citation(place), date(&this.on))
        }
        None => format!("{word} on {}", date(&this.on)),
    }
}

// --------------------------------------------------------------------------------- declarations

fn unit(name: &Name, plural: Option<&Name>, label: Option<&Text>) -> Doc {
    let names = match plural {
        Some(plural) => format!("{}, {}", name.text, plural.text),
        None => name.text.clone(),
    };
    text(format!("unit {}", labelled(&names, label)))
}

fn kind_or_scale(this: &Kind) -> Doc {
    let word = if this.ordered { "scale" } else { "kind" };
    let head = text(format!(
        "{word} {}:",
        labelled(&this.name.text, this.label.as_ref())
    ));
    let members = this
        .members
        .iter()
        .map(|(name, label)| text(labelled(&name.text, label.as_ref())));
    let members = if this.ordered {
        join(members, &sequence([Doc::Space, text("< ")]))
    } else {
        comma_lines(members)
    };
    group(sequence([head, nest(sequence([Doc::Space, members]))]))
}

fn declared(word: &str, name: &Name, label: Option<&Text>, ty: &Type) -> Layout {
    Layout::head(type_name(ty).after(format!("{word} {}: ", labelled(&name.text, label))))
}

/// `may be absent` stands last where it would otherwise be read with the last field of the type.
fn fact(this: &Fact) -> Doc {
    let absence_last = matches!(&this.ty.kind, TypeKind::Events(fields) if !fields.is_empty());
    declared("fact", &this.name, this.label.as_ref(), &this.ty)
        .words(this.may_be_absent && !absence_last, "may be absent")
        .words(this.over_time, "over time")
        .clause(this.per.as_ref().map(|key| text(per(key))))
        .clause(
            this.found_by
                .as_ref()
                .map(|authority| text(format!("found by {}", authority.text))),
        )
        .clause(
            this.from
                .as_ref()
                .map(|source| text(format!("from {}", source.text))),
        )
        .words(this.signed, "signed")
        .words(this.may_be_absent && absence_last, "may be absent")
        .finish()
}

fn not_encoded(this: &NotEncoded) -> Doc {
    let effect = match &this.taken_as {
        Some(assumed) => value(assumed).after("taken as "),
        None => text("blocking"),
    };
    declared("not encoded", &this.name, this.label.as_ref(), &this.ty)
        .clause(Some(effect))
        .line(Some(because(&this.because)))
        .finish()
}

fn labels(language: &Name, lines: &[LabelLine]) -> Doc {
    let lines = lines
        .iter()
        .flat_map(|line| [Doc::Newline { spaced: true }, label_line(line)]);
    sequence([
        text(format!("labels {}", language.text)),
        nest(sequence(lines)),
    ])
}

pub(super) fn label_line(line: &LabelLine) -> Doc {
    let labelled = match &line.target {
        LabelTarget::Name(name, Some(member)) => format!("{}.{}", name.text, member.text),
        LabelTarget::Name(name, None) => name.text.clone(),
        LabelTarget::Place(place) => citation(place),
    };
    text(format!("{labelled} {}", quoted(&line.text.text)))
}

// ---------------------------------------------------------------------------------------- rules

fn conclusion(this: &Conclusion) -> Doc {
    let layout = declared("conclusion", &this.name, this.label.as_ref(), &this.ty)
        .clause(this.per.as_ref().map(|key| text(per(key))))
        .clause(this.taking.map(|collector| text(taking(collector))))
        .clause(this.otherwise.map(|default| {
            text(if default {
                "otherwise yes"
            } else {
                "otherwise no"
            })
        }));
    match &this.body {
        Some(body) => layout.rule(body, result(body)).finish(),
        None => layout.finish(),
    }
}

fn result(body: &RuleBody) -> Option<Doc> {
    body.result
        .as_ref()
        .map(|result| value(result).after("is "))
}

/// `conclude fine is 5`: what follows stays on the line of what it is said of.
fn rule_head(word: &str, name: &Name, body: &RuleBody) -> Doc {
    let head = format!("{word} {}", name.text);
    match result(body) {
        Some(result) => result.after(format!("{head} ")),
        None => text(head),
    }
}

fn concluded(layout: Layout, body: &RuleBody) -> Doc {
    layout.rule(body, None).finish()
}

fn instead(targets: &[Target], name: &Name, body: &RuleBody) -> Doc {
    let layout = Layout::head(listed("instead of ", targets, target))
        .clause(Some(rule_head("conclude", name, body)));
    concluded(layout, body)
}

fn reading(this: &Reading) -> Doc {
    let choices = this.choices.iter().enumerate().map(|(index, each)| {
        choice(
            if index == 0 {
                "preferred"
            } else {
                "alternative"
            },
            each,
        )
    });
    choices
        .fold(
            declared("reading", &this.name, this.label.as_ref(), &this.ty),
            |layout, each| layout.line(Some(each)),
        )
        .finish()
}

fn choice(word: &str, this: &Choice) -> Doc {
    let label = this.label.as_ref().map(|label| label.text.as_str());
    let head = introduced(format!("{word} ({})", this.name.text), label, &this.value);
    Layout::head(head)
        .line(Some(because(&this.because)))
        .finish()
}

fn substitution((name, replacement): &(Name, Value)) -> Doc {
    value(replacement).after(format!("{} read as ", name.text))
}
