//! Entries: each field of the old one against the same field of the new one.

use crate::format::phrases;
use crate::syntax::ast::{
    Citation, Conclusion, EntryKind, Name, Norm, PlaceRange, Recurring, RuleBody, Target, Text,
    Value,
};

use super::{DetailKind, Walk, modality};

const TARGETS: (DetailKind, DetailKind) = (DetailKind::TargetAdded, DetailKind::TargetRemoved);

impl Walk<'_> {
    /// Compares two entries that are the same one. Whatever their fields do not tell is rewritten.
    pub(super) fn entry(&mut self, old: &EntryKind, new: &EntryKind) {
        let (from, to) = (phrases::entry(old), phrases::entry(new));
        if from == to {
            return;
        }
        let before = self.details.len();
        self.fields(old, new);
        if self.details.len() == before {
            self.push(DetailKind::Rewritten, "", &from, &to);
        }
    }

    fn fields(&mut self, old: &EntryKind, new: &EntryKind) {
        match (old, new) {
            (EntryKind::Regulation(old), EntryKind::Regulation(new)) => self.head(old, new),
            (EntryKind::Heading(old), EntryKind::Heading(new)) => self.heading(old, new),
            (EntryKind::Wording { text: old, .. }, EntryKind::Wording { text: new, .. }) => {
                self.texts(DetailKind::Wording, "", Some(old), Some(new))
            }
            (EntryKind::Validity(old), EntryKind::Validity(new)) => self.validity(old, new),
            (EntryKind::Descriptive { because: old }, EntryKind::Descriptive { because: new }) => {
                self.texts(DetailKind::Reason, "", Some(old), Some(new));
            }
            (
                EntryKind::Vocabulary { name, label: old },
                EntryKind::Vocabulary { label: new, .. },
            )
            | (EntryKind::Entity { name, label: old }, EntryKind::Entity { label: new, .. })
            | (
                EntryKind::Authority { name, label: old },
                EntryKind::Authority { label: new, .. },
            )
            | (EntryKind::Source { name, label: old }, EntryKind::Source { label: new, .. }) => {
                self.label(name, old.as_ref(), new.as_ref());
            }
            (
                EntryKind::Calendar {
                    name,
                    label: l1,
                    from: f1,
                },
                EntryKind::Calendar {
                    label: l2,
                    from: f2,
                    ..
                },
            ) => {
                self.label(name, l1.as_ref(), l2.as_ref());
                // Where the days are kept; whether they are the same is looked at by itself.
                self.plain(DetailKind::Spelling, &name.text, &f1.text, &f2.text);
            }
            (
                EntryKind::Unit {
                    name,
                    plural: p1,
                    label: l1,
                },
                EntryKind::Unit {
                    plural: p2,
                    label: l2,
                    ..
                },
            ) => {
                self.label(name, l1.as_ref(), l2.as_ref());
                self.names(DetailKind::Property, &name.text, p1.as_ref(), p2.as_ref());
            }
            (EntryKind::Kind(old), EntryKind::Kind(new)) => self.kind(old, new),
            (
                EntryKind::Record {
                    name,
                    label: l1,
                    fields: f1,
                },
                EntryKind::Record {
                    label: l2,
                    fields: f2,
                    ..
                },
            ) => {
                self.label(name, l1.as_ref(), l2.as_ref());
                self.record(&name.text, f1, f2);
            }
            (EntryKind::Fact(old), EntryKind::Fact(new)) => self.fact(old, new),
            (EntryKind::NotEncoded(old), EntryKind::NotEncoded(new)) => self.not_encoded(old, new),
            (EntryKind::Conclusion(old), EntryKind::Conclusion(new)) => self.conclusion(old, new),
            (EntryKind::Conclude { body: old, .. }, EntryKind::Conclude { name, body: new }) => {
                self.rule(&name.text, old, new);
            }
            (
                EntryKind::Exception {
                    targets: t1,
                    when: w1,
                    because: b1,
                },
                EntryKind::Exception {
                    targets: t2,
                    when: w2,
                    because: b2,
                },
            ) => {
                self.targets("exception", t1, t2);
                self.conditions(w1.as_ref(), w2.as_ref());
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (
                EntryKind::Instead {
                    targets: t1,
                    name: n1,
                    body: b1,
                },
                EntryKind::Instead {
                    targets: t2,
                    name: n2,
                    body: b2,
                },
            ) => {
                self.targets("replacement", t1, t2);
                self.plain(DetailKind::Rewritten, "", &n1.text, &n2.text);
                self.rule(&n2.text, b1, b2);
            }
            (
                EntryKind::Scope {
                    places: p1,
                    when: w1,
                    because: b1,
                },
                EntryKind::Scope {
                    places: p2,
                    when: w2,
                    because: b2,
                },
            ) => {
                self.sets(TARGETS, "scope", &ranges(p1), &ranges(p2));
                self.condition(w1, w2);
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (EntryKind::Reading(old), EntryKind::Reading(new)) => self.reading(old, new),
            (
                EntryKind::Presume {
                    name,
                    value: v1,
                    when: w1,
                    because: b1,
                },
                EntryKind::Presume {
                    name: _,
                    value: v2,
                    when: w2,
                    because: b2,
                },
            ) => {
                self.value(DetailKind::Amount, &name.text, v1, v2);
                self.conditions(w1.as_ref(), w2.as_ref());
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (
                EntryKind::Always {
                    condition: c1,
                    because: b1,
                },
                EntryKind::Always {
                    condition: c2,
                    because: b2,
                },
            ) => {
                self.condition(c1, c2);
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (
                EntryKind::Take {
                    name,
                    day: d1,
                    because: b1,
                },
                EntryKind::Take {
                    name: _,
                    day: d2,
                    because: b2,
                },
            ) => {
                self.value(DetailKind::Day, &name.text, d1, d2);
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (
                EntryKind::Apply {
                    places: p1,
                    substitutions: s1,
                    because: b1,
                },
                EntryKind::Apply {
                    places: p2,
                    substitutions: s2,
                    because: b2,
                },
            ) => {
                self.sets(TARGETS, "application by analogy", &ranges(p1), &ranges(p2));
                self.substitutions(s1, s2);
                self.reason(b1.as_ref(), b2.as_ref());
            }
            (EntryKind::Norm(old), EntryKind::Norm(new)) => self.norm(old, new),
            (
                EntryKind::Guideline {
                    name,
                    label: l1,
                    condition: c1,
                    because: b1,
                },
                EntryKind::Guideline {
                    name: _,
                    label: l2,
                    condition: c2,
                    because: b2,
                },
            ) => {
                self.label(name, l1.as_ref(), l2.as_ref());
                self.condition(c1, c2);
                self.reason(b1.as_ref(), b2.as_ref());
            }
            // Another sort of entry under the same name, or one that is compared elsewhere.
            _ => {}
        }
    }

    pub(super) fn label(&mut self, name: &Name, old: Option<&Text>, new: Option<&Text>) {
        self.texts(DetailKind::Label, &name.text, old, new);
    }

    pub(super) fn reason(&mut self, old: Option<&Text>, new: Option<&Text>) {
        self.texts(DetailKind::Reason, "", old, new);
    }

    pub(super) fn names(
        &mut self,
        kind: DetailKind,
        what: &str,
        old: Option<&Name>,
        new: Option<&Name>,
    ) {
        let text = |it: Option<&Name>| it.map_or_else(String::new, |it| it.text.clone());
        self.plain(kind, what, &text(old), &text(new));
    }

    fn conclusion(&mut self, old: &Conclusion, new: &Conclusion) {
        let Conclusion {
            name,
            label,
            ty,
            per,
            taking,
            otherwise,
            body,
        } = old;
        let what = name.text.as_str();
        self.label(name, label.as_ref(), new.label.as_ref());
        self.ty(what, ty, &new.ty);
        self.per(what, per.as_ref(), new.per.as_ref());
        let collected = |it: Option<crate::syntax::ast::Collector>| {
            it.map_or_else(String::new, phrases::taking)
        };
        self.plain(
            DetailKind::Property,
            what,
            &collected(*taking),
            &collected(new.taking),
        );
        let word = |it: Option<bool>| match it {
            Some(true) => "otherwise yes",
            Some(false) => "otherwise no",
            None => "",
        };
        self.plain(
            DetailKind::Property,
            what,
            word(*otherwise),
            word(new.otherwise),
        );
        match (body, &new.body) {
            (Some(old), Some(new)) => self.rule(what, old, new),
            (None, None) => {}
            (old, new) => {
                let said = |body: &Option<RuleBody>| -> String {
                    let body = body.as_ref();
                    let mut parts = Vec::new();
                    let result = body.and_then(|body| body.result.as_ref());
                    parts.extend(result.map(|it| format!("is {}", phrases::value(it))));
                    let when = body.and_then(|body| body.when.as_ref());
                    parts.extend(when.map(|it| format!("when {}", phrases::condition(it))));
                    parts.join(" ")
                };
                let kind = if old.is_none() {
                    DetailKind::RuleAdded
                } else {
                    DetailKind::RuleRemoved
                };
                self.push(kind, what, &said(old), &said(new));
            }
        }
    }

    fn rule(&mut self, what: &str, old: &RuleBody, new: &RuleBody) {
        let RuleBody {
            result,
            subject_to,
            when,
            because,
            span: _,
        } = old;
        self.values(
            DetailKind::Amount,
            what,
            result.as_ref(),
            new.result.as_ref(),
        );
        self.sets(
            (DetailKind::ExceptionAdded, DetailKind::ExceptionRemoved),
            "subject to",
            &cited(subject_to),
            &cited(&new.subject_to),
        );
        self.conditions(when.as_ref(), new.when.as_ref());
        self.reason(because.as_ref(), new.because.as_ref());
    }

    fn targets(&mut self, what: &str, old: &[Target], new: &[Target]) {
        let of =
            |targets: &[Target]| -> Vec<String> { targets.iter().map(phrases::target).collect() };
        self.sets(TARGETS, what, &of(old), &of(new));
    }

    fn substitutions(&mut self, old: &[(Name, Value)], new: &[(Name, Value)]) {
        let of = |all: &[(Name, Value)]| -> Vec<String> {
            let all = all.iter();
            all.map(|(name, value)| format!("{} read as {}", name.text, phrases::value(value)))
                .collect()
        };
        let kinds = (DetailKind::ValueAdded, DetailKind::ValueRemoved);
        self.sets(kinds, "application by analogy", &of(old), &of(new));
    }

    fn norm(&mut self, old: &Norm, new: &Norm) {
        let Norm {
            modality: kind,
            name,
            label,
            bearer,
            towards,
            about,
            arises_on,
            arises_when,
            recurring,
            act,
            act_when,
            deadline,
            leads_to,
        } = old;
        let what = name.text.as_str();
        self.plain(
            DetailKind::Modality,
            what,
            modality(*kind),
            modality(new.modality),
        );
        self.label(name, label.as_ref(), new.label.as_ref());
        let party = |word: &str, name: Option<&Name>| {
            name.map_or_else(String::new, |name| format!("{word} {}", name.text))
        };
        for (word, one, other) in [
            ("of", bearer, &new.bearer),
            ("towards", towards, &new.towards),
            ("about", about, &new.about),
        ] {
            let (from, to) = (party(word, one.as_ref()), party(word, other.as_ref()));
            self.plain(DetailKind::Party, what, &from, &to);
        }
        self.values(
            DetailKind::Day,
            what,
            arises_on.as_ref(),
            new.arises_on.as_ref(),
        );
        self.conditions(arises_when.as_ref(), new.arises_when.as_ref());
        self.plain(
            DetailKind::Recurrence,
            what,
            &recurrence(recurring.as_ref()),
            &recurrence(new.recurring.as_ref()),
        );
        self.names(DetailKind::Act, what, act.as_ref(), new.act.as_ref());
        self.conditions(act_when.as_ref(), new.act_when.as_ref());
        let due = |it: Option<&crate::syntax::ast::Deadline>| {
            it.map_or_else(String::new, |it| {
                let text = phrases::deadline(it);
                text.strip_prefix("deadline ").unwrap_or(&text).to_owned()
            })
        };
        self.plain(
            DetailKind::Deadline,
            what,
            &due(deadline.as_ref()),
            &due(new.deadline.as_ref()),
        );
        self.sets(
            TARGETS,
            "consequence",
            &cited(leads_to),
            &cited(&new.leads_to),
        );
    }
}

fn recurrence(recurring: Option<&Recurring>) -> String {
    let Some(recurring) = recurring else {
        return String::new();
    };
    let Recurring {
        period,
        from,
        until,
        counted,
    } = recurring;
    let mut text = format!(
        "every {} from {}",
        phrases::quantity(period),
        phrases::value(from)
    );
    if let Some(until) = until {
        text.push_str(&format!(" until {}", phrases::value(until)));
    }
    if let Some(counted) = counted {
        text.push_str(&format!(" counted {}", phrases::counting(counted)));
    }
    text
}

fn ranges(places: &[PlaceRange]) -> Vec<String> {
    places.iter().map(phrases::place_range).collect()
}

fn cited(places: &[Citation]) -> Vec<String> {
    places.iter().map(phrases::citation).collect()
}
