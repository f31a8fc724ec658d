//! Declarations: heads, headings, facts, enumerations, readings, field by field.

use crate::format::phrases;
use crate::syntax::ast::{
    Choice, Fact, Field, Heading, InForce, Kind, Name, NotEncoded, Per, Reading, Regulation, Text,
    Type, TypeKind, Validity, Value,
};
use crate::value::Date;

use super::{DetailKind, Walk};

const MEMBERS: (DetailKind, DetailKind) = (DetailKind::MemberAdded, DetailKind::MemberRemoved);

impl Walk<'_> {
    pub(super) fn head(&mut self, old: &Regulation, new: &Regulation) {
        let Regulation {
            name,
            label,
            about,
            languages,
            counting,
        } = old;
        self.label(name, label.as_ref(), new.label.as_ref());
        self.names(
            DetailKind::About,
            &name.text,
            about.as_ref(),
            new.about.as_ref(),
        );
        let tags = |languages: &[Name]| -> String {
            let tags: Vec<&str> = languages.iter().map(|it| it.text.as_str()).collect();
            tags.join(", ")
        };
        self.plain(
            DetailKind::Languages,
            &name.text,
            &tags(languages),
            &tags(&new.languages),
        );
        let (old, new) = (counting.as_ref(), new.counting.as_ref());
        self.counted(&name.text, old.map(|it| &it.0), new.map(|it| &it.0));
        self.reason(
            old.and_then(|it| it.1.as_ref()),
            new.and_then(|it| it.1.as_ref()),
        );
    }

    /// The number is not compared: to be renumbered is no difference of what is said.
    pub(super) fn heading(&mut self, old: &Heading, new: &Heading) {
        let Heading {
            rank: _,
            number: _,
            label,
            in_force,
            about,
        } = old;
        self.texts(DetailKind::Label, "", label.as_ref(), new.label.as_ref());
        let days = |heading: Option<&InForce>| heading.map_or_else(String::new, phrases::in_force);
        self.plain(
            DetailKind::InForce,
            "",
            &days(in_force.as_ref()),
            &days(new.in_force.as_ref()),
        );
        self.names(DetailKind::About, "", about.as_ref(), new.about.as_ref());
    }

    pub(super) fn validity(&mut self, old: &Validity, new: &Validity) {
        let day = Date::parse(&old.on.day);
        let same = day.is_ok() && day == Date::parse(&new.on.day);
        let kind = if same && old.on.clock == new.on.clock {
            DetailKind::Spelling
        } else {
            DetailKind::InForce
        };
        let what = if old.commencement {
            "commencement"
        } else {
            "expiry"
        };
        self.plain(kind, what, &phrases::date(&old.on), &phrases::date(&new.on));
    }

    pub(super) fn kind(&mut self, old: &Kind, new: &Kind) {
        let Kind {
            name,
            label,
            ordered,
            members,
        } = old;
        self.label(name, label.as_ref(), new.label.as_ref());
        self.flag(&name.text, "in order", *ordered, new.ordered);
        let of = |members: &[(Name, Option<Text>)]| -> Vec<String> {
            members.iter().map(|(name, _)| name.text.clone()).collect()
        };
        let (one, other) = (of(members), of(&new.members));
        self.members(MEMBERS, &name.text, &one, &other);
        let kept = |all: &[String], others: &[String]| -> Vec<String> {
            all.iter()
                .filter(|it| others.contains(it))
                .cloned()
                .collect()
        };
        let (from, to) = (kept(&one, &other), kept(&other, &one));
        if from != to {
            let kind = if new.ordered {
                DetailKind::MemberMoved
            } else {
                DetailKind::Order
            };
            let sign = if new.ordered { " < " } else { ", " };
            self.push(kind, &name.text, &from.join(sign), &to.join(sign));
        }
        for (member, label) in &new.members {
            if let Some((_, before)) = members.iter().find(|(it, _)| it.text == member.text) {
                let what = format!("{}.{}", name.text, member.text);
                self.texts(DetailKind::Label, &what, before.as_ref(), label.as_ref());
            }
        }
    }

    pub(super) fn record(&mut self, what: &str, old: &[Field], new: &[Field]) {
        let of = |fields: &[Field]| -> Vec<String> {
            fields.iter().map(|it| it.name.text.clone()).collect()
        };
        let (one, other) = (of(old), of(new));
        self.members(MEMBERS, what, &one, &other);
        for field in new {
            let Some(before) = old.iter().find(|it| it.name.text == field.name.text) else {
                continue;
            };
            let Field {
                name,
                label,
                ty,
                may_be_absent,
            } = before;
            let what = format!("{what}.{}", name.text);
            self.texts(
                DetailKind::Label,
                &what,
                label.as_ref(),
                field.label.as_ref(),
            );
            self.ty(&what, ty, &field.ty);
            self.flag(&what, "may be absent", *may_be_absent, field.may_be_absent);
        }
        let kept: Vec<&String> = one.iter().filter(|it| other.contains(it)).collect();
        let now: Vec<&String> = other.iter().filter(|it| one.contains(it)).collect();
        if kept != now {
            self.push(DetailKind::Order, what, "", "");
        }
    }

    /// Types: the same one with another range, or another one.
    pub(super) fn ty(&mut self, what: &str, old: &Type, new: &Type) {
        let (from, to) = (phrases::type_name(old), phrases::type_name(new));
        if from == to {
            return;
        }
        if let (TypeKind::Events(one), TypeKind::Events(other)) = (&old.kind, &new.kind) {
            return self.record(what, one, other);
        }
        let kind = if without_range(old) == without_range(new) {
            DetailKind::Range
        } else {
            DetailKind::Type
        };
        self.push(kind, what, &from, &to);
    }

    pub(super) fn fact(&mut self, old: &Fact, new: &Fact) {
        let Fact {
            name,
            label,
            ty,
            may_be_absent,
            over_time,
            per,
            found_by,
            from,
            signed,
        } = old;
        let what = name.text.as_str();
        self.label(name, label.as_ref(), new.label.as_ref());
        self.ty(what, ty, &new.ty);
        self.flag(what, "may be absent", *may_be_absent, new.may_be_absent);
        self.flag(what, "over time", *over_time, new.over_time);
        self.flag(what, "signed", *signed, new.signed);
        self.per(what, per.as_ref(), new.per.as_ref());
        let by = |word: &str, name: Option<&Name>| {
            name.map_or_else(String::new, |name| format!("{word} {}", name.text))
        };
        self.plain(
            DetailKind::Property,
            what,
            &by("found by", found_by.as_ref()),
            &by("found by", new.found_by.as_ref()),
        );
        self.plain(
            DetailKind::Property,
            what,
            &by("from", from.as_ref()),
            &by("from", new.from.as_ref()),
        );
    }

    pub(super) fn per(&mut self, what: &str, old: Option<&Per>, new: Option<&Per>) {
        let text = |it: Option<&Per>| it.map_or_else(String::new, phrases::per);
        self.plain(DetailKind::Property, what, &text(old), &text(new));
    }

    pub(super) fn not_encoded(&mut self, old: &NotEncoded, new: &NotEncoded) {
        let NotEncoded {
            name,
            label,
            ty,
            taken_as,
            because,
        } = old;
        self.label(name, label.as_ref(), new.label.as_ref());
        self.ty(&name.text, ty, &new.ty);
        let taken = |value: Option<&Value>| match value {
            Some(value) => format!("taken as {}", phrases::value(value)),
            None => "blocking".to_owned(),
        };
        self.plain(
            DetailKind::Property,
            &name.text,
            &taken(taken_as.as_ref()),
            &taken(new.taken_as.as_ref()),
        );
        self.reason(Some(because), Some(&new.because));
    }

    pub(super) fn reading(&mut self, old: &Reading, new: &Reading) {
        let Reading {
            name,
            label,
            ty,
            choices,
        } = old;
        let what = name.text.as_str();
        self.label(name, label.as_ref(), new.label.as_ref());
        self.ty(what, ty, &new.ty);
        let names = |choices: &[Choice]| -> Vec<String> {
            choices.iter().map(|it| it.name.text.clone()).collect()
        };
        let (one, other) = (names(choices), names(&new.choices));
        let kinds = (DetailKind::ChoiceAdded, DetailKind::ChoiceRemoved);
        self.members(kinds, what, &one, &other);
        if let (Some(from), Some(to)) = (one.first(), other.first()) {
            self.plain(DetailKind::Preferred, what, from, to);
        }
        let others = |names: &[String]| -> Vec<String> {
            let names = names
                .iter()
                .filter(|it| one.contains(it) && other.contains(it));
            names.skip(1).cloned().collect()
        };
        if one.first() == other.first() {
            let (from, to) = (others(&one).join(", "), others(&other).join(", "));
            self.plain(DetailKind::Order, what, &from, &to);
        }
        for choice in &new.choices {
            let Some(before) = choices.iter().find(|it| it.name.text == choice.name.text) else {
                continue;
            };
            let Choice {
                name,
                label,
                value,
                because,
            } = before;
            let what = format!("{what}.{}", name.text);
            self.texts(
                DetailKind::Label,
                &what,
                label.as_ref(),
                choice.label.as_ref(),
            );
            self.condition(value, &choice.value);
            self.texts(
                DetailKind::Reason,
                &what,
                Some(because),
                Some(&choice.because),
            );
        }
    }
}

fn without_range(ty: &Type) -> String {
    let kind = match &ty.kind {
        TypeKind::Whole(_) => TypeKind::Whole(None),
        TypeKind::Number(_) => TypeKind::Number(None),
        TypeKind::Percent(_) => TypeKind::Percent(None),
        TypeKind::Named(name, _) => TypeKind::Named(name.clone(), None),
        other => other.clone(),
    };
    phrases::type_name(&Type {
        span: ty.span,
        kind,
    })
}
