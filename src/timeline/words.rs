//! Entries in words: the sentence, and the lines below it.

use super::{At, ConclusionEntry, Entry, EntryKind, NormEntry, OpenNorm, State, Timeline, Trigger};
use crate::eval::{Membership, Roster, Slot};
use crate::explain::Phrases;
use crate::model::{Modality, Model, Naming, Norm, NormId, PartyId, PlaceId, RegulationId, Type};

/// Needs named in a line; of more it says how many there are.
const NEEDS_NAMED: usize = 4;
/// Members named in a line; of more it says how many there are.
const MEMBERS_NAMED: usize = 12;

/// An entry in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Its day, or year; empty when it has none.
    pub(super) day: String,
    /// What it is.
    pub(super) headline: String,
    /// How it stands, where it comes from, how its day was counted, what follows. The steps of a
    /// count come after it, a level deeper.
    pub(super) lines: Vec<(u32, String)>,
}

/// The regulation whose title need not be told: the first that has norms or conclusions.
pub(super) fn home(model: &Model) -> Option<RegulationId> {
    let norm = model.norms().iter().next().map(|(_, norm)| norm.regulation);
    norm.or_else(|| {
        let mut conclusions = model.conclusions().iter();
        conclusions.next().map(|(_, it)| it.regulation)
    })
}

/// An entry in words.
pub(super) fn said(phrases: &Phrases<'_>, timeline: &Timeline, entry: &Entry) -> Said {
    let day = match entry.at {
        Some(At::Day(day)) => {
            let with = [
                ("date", phrases.date(day)),
                ("weekday", phrases.weekday(day)),
            ];
            let with = with.each_ref().map(|(name, value)| (*name, value.as_str()));
            phrases.say("timeline.day", &with)
        }
        Some(At::Year(day)) => phrases.year(day.year()),
        None => String::new(),
    };
    let mut lines = Vec::new();
    let headline = match &entry.what {
        EntryKind::Norm(norm) => {
            lines.push((0, state(phrases, norm)));
            if let Some(trigger) = &norm.trigger {
                lines.push((0, arises(phrases, trigger)));
            }
            counted(phrases, entry, &mut lines);
            lines.extend(needs(phrases, entry.of.as_deref(), &norm.needs).map(|line| (0, line)));
            lines.extend(leads(phrases, norm.norm).map(|line| (0, line)));
            norm_headline(phrases, norm)
        }
        EntryKind::Conclusion(conclusion) => {
            counted(phrases, entry, &mut lines);
            conclusion_headline(phrases, conclusion)
        }
    };
    Said {
        day,
        headline: of_member(phrases, timeline, entry.of.as_deref(), headline),
        lines,
    }
}

/// A text with the member it is about before it, if it is about one.
pub(super) fn of_member(
    phrases: &Phrases<'_>,
    timeline: &Timeline,
    of: Option<&Membership>,
    text: String,
) -> String {
    match of {
        Some(of) => {
            let member = member(phrases, timeline, of);
            phrases.say(
                "timeline.of_member",
                &[("member", &member), ("text", &text)],
            )
        }
        None => text,
    }
}

/// A member by its name; with its group where another in the calendar is called the same.
fn member(phrases: &Phrases<'_>, timeline: &Timeline, of: &Membership) -> String {
    fn names(of: &Membership) -> impl Iterator<Item = &str> {
        of.steps().map(|step| &*step.name)
    }
    let members = timeline.rosters.iter().flat_map(|roster| &roster.members);
    let alike = members.filter(|it| names(it).eq(names(of))).count();
    let name = names(of)
        .map(ToOwned::to_owned)
        .reduce(|name, outer| phrases.say("slot.of_member", &[("slot", &name), ("member", &outer)]))
        .unwrap_or_default();
    if alike < 2 {
        return name;
    }
    let group = phrases.fact(of.group);
    phrases.say(
        "timeline.member_of",
        &[("member", &name), ("group", &group)],
    )
}

/// What is to be known of a group: who is left out, of whom it is not known whether they belong to it, and whether
/// there may be others.
pub(super) fn roster(phrases: &Phrases<'_>, timeline: &Timeline, roster: &Roster) -> Vec<String> {
    let group = phrases.fact(roster.group);
    let group = match &roster.of {
        Some(of) => {
            let member = member(phrases, timeline, of);
            phrases.say("slot.of_member", &[("slot", &group), ("member", &member)])
        }
        None => group,
    };
    let day = phrases.date(timeline.as_of);
    let of_them = |key, names: &[std::sync::Arc<str>]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let members = some(phrases, &names, MEMBERS_NAMED)?;
        let with = [
            ("group", group.as_str()),
            ("day", &day),
            ("members", &members),
        ];
        Some(phrases.say(key, &with))
    };
    let others = || phrases.say("timeline.others", &[("group", &group)]);
    let lines = [
        of_them("timeline.away", &roster.away),
        of_them("timeline.unsure", &roster.unsure),
        roster.open.then(others),
    ];
    lines.into_iter().flatten().collect()
}

/// The norms that turn on what the file says nothing of: those of the case, then those of its members, who stand
/// together where the same is silent of them.
pub(super) fn silent(phrases: &Phrases<'_>, timeline: &Timeline) -> Vec<String> {
    let mut by_places: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut own: Vec<String> = Vec::new();
    let all: Vec<&OpenNorm> = timeline.open.iter().filter(|open| !open.touched).collect();
    for alike in all.chunk_by(|one, other| one.of == other.of) {
        let places = alike
            .iter()
            .map(|open| phrases.model().norms()[open.norm].place);
        let mut places: Vec<String> = places.map(|place| phrases.cite(place)).collect();
        places.dedup();
        let Some(of) = alike.first().and_then(|open| open.of.as_deref()) else {
            own = places;
            continue;
        };
        let member = member(phrases, timeline, of);
        match by_places.iter_mut().find(|(known, _)| *known == places) {
            Some((_, members)) => members.push(member),
            None => by_places.push((places, vec![member])),
        }
    }
    let own = (!own.is_empty())
        .then(|| phrases.say("timeline.silent", &[("places", &phrases.list(&own))]));
    let of_members = by_places.iter().filter_map(|(places, members)| {
        let members = some(phrases, members, MEMBERS_NAMED)?;
        let with = [
            ("members", members.as_str()),
            ("places", &phrases.list(places)),
        ];
        Some(phrases.say("timeline.silent_of", &with))
    });
    own.into_iter().chain(of_members).collect()
}

/// The first of some names, and how many more there are; nothing of none.
fn some(phrases: &Phrases<'_>, names: &[String], most: usize) -> Option<String> {
    let mut named: Vec<String> = names.iter().take(most).cloned().collect();
    if named.is_empty() {
        return None;
    }
    let more = names.len().saturating_sub(most);
    if more != 0 {
        named.push(phrases.say("timeline.more", &[("n", &more.to_string())]));
    }
    Some(phrases.list(&named))
}

/// The norm by its name and place, with its window if it has one.
pub(super) fn short(phrases: &Phrases<'_>, entry: &Entry) -> String {
    match &entry.what {
        EntryKind::Conclusion(conclusion) => conclusion_headline(phrases, conclusion),
        EntryKind::Norm(norm) => {
            let place = phrases.model().norms()[norm.norm].place;
            let (name, place) = (windowed(phrases, norm), phrases.cite(place));
            phrases.say("timeline.cited", &[("name", &name), ("place", &place)])
        }
    }
}

/// A norm that may or may not have arisen.
pub(super) fn open(phrases: &Phrases<'_>, timeline: &Timeline, open: &OpenNorm) -> String {
    let name = phrases.norm(open.norm);
    let place = phrases.cite(phrases.model().norms()[open.norm].place);
    let text = phrases.say("timeline.cited", &[("name", &name), ("place", &place)]);
    let text = match open.last {
        Some(last) => {
            let day = phrases.moment(last);
            phrases.say("timeline.open_until", &[("text", &text), ("day", &day)])
        }
        None => text,
    };
    let text = match needs(phrases, open.of.as_deref(), &open.needs) {
        Some(needs) => phrases.say("timeline.open_norm", &[("text", &text), ("needs", &needs)]),
        None => text,
    };
    of_member(phrases, timeline, open.of.as_deref(), text)
}

/// Who bears a norm: whom it names, else whom its provision is about, whoever acts.
pub(super) fn bearer<'m>(model: &'m Model, norm: &Norm) -> Option<&'m Naming> {
    let subject = || norm.entity.map(|entity| &model.entities()[entity]);
    norm.bearer
        .map(|party| &model.parties()[party].naming)
        .or_else(subject)
}

fn windowed(phrases: &Phrases<'_>, norm: &NormEntry) -> String {
    let name = phrases.norm(norm.norm);
    let Some(window) = norm.window else {
        return name;
    };
    let (n, first, last) = (
        window.number.to_string(),
        phrases.date(window.first),
        phrases.date(window.last),
    );
    phrases.say(
        "timeline.windowed",
        &[
            ("name", &name),
            ("n", &n),
            ("first", &first),
            ("last", &last),
        ],
    )
}

fn norm_headline(phrases: &Phrases<'_>, entry: &NormEntry) -> String {
    let model = phrases.model();
    let norm = &model.norms()[entry.norm];
    let party = |party: PartyId| phrases.label(&model.parties()[party].naming);
    let name = windowed(phrases, entry);
    let place = phrases.cite(norm.place);
    let bearer = bearer(model, norm).map(|naming| phrases.label(naming));
    let towards = norm.towards.map(party);
    let with = [
        ("name", name.as_str()),
        ("place", &place),
        ("bearer", bearer.as_deref().unwrap_or_default()),
        ("towards", towards.as_deref().unwrap_or_default()),
    ];
    let key = match (norm.modality, bearer.is_some(), towards.is_some()) {
        (_, false, _) => "timeline.cited",
        (Modality::Duty, _, true) => "timeline.duty_towards",
        (Modality::Duty, _, false) => "timeline.duty",
        (Modality::Right, _, true) => "timeline.right_towards",
        (Modality::Right, _, false) => "timeline.right",
        (Modality::Power, _, true) => "timeline.power_towards",
        (Modality::Power, _, false) => "timeline.power",
        (Modality::Prohibition | Modality::Guideline, _, true) => "timeline.prohibition_towards",
        (Modality::Prohibition | Modality::Guideline, _, false) => "timeline.prohibition",
    };
    phrases.say(key, &with)
}

fn conclusion_headline(phrases: &Phrases<'_>, entry: &ConclusionEntry) -> String {
    let model = phrases.model();
    let row = &model.conclusions()[entry.conclusion];
    let name = phrases.conclusion(entry.conclusion, entry.key.as_ref());
    let value = phrases.value(&entry.value, &row.ty);
    let mut places: Vec<PlaceId> = entry.because.clone();
    if places.is_empty() {
        places.extend(row.place);
    }
    let places: Vec<String> = places.iter().map(|place| phrases.cite(*place)).collect();
    let place = phrases.list(&places);
    let with = [
        ("name", name.as_str()),
        ("value", &value),
        ("place", &place),
    ];
    // A message of its own, as a year is no day.
    if row.ty == Type::Year {
        phrases.say("timeline.year", &with)
    } else {
        phrases.say("timeline.date", &with)
    }
}

fn state(phrases: &Phrases<'_>, norm: &NormEntry) -> String {
    match &norm.state {
        State::Settled(outcome) => phrases.state(outcome),
        State::Ahead(day) if norm.window.is_some() => {
            phrases.say("timeline.ahead", &[("day", &phrases.date(*day))])
        }
        State::Ahead(day) => phrases.say("timeline.arises_later", &[("day", &phrases.date(*day))]),
        State::Open(states) => phrases.say(
            "timeline.state_open",
            &[("states", &phrases.states(states))],
        ),
    }
}

fn arises(phrases: &Phrases<'_>, trigger: &Trigger) -> String {
    let day = phrases.date(trigger.day);
    let event = match trigger.event {
        Some(super::Event::Fact(fact)) => phrases.fact(fact),
        Some(super::Event::Conclusion(conclusion)) => phrases.conclusion(conclusion, None),
        None => return phrases.say("timeline.runs_from_day", &[("day", &day)]),
    };
    phrases.say("timeline.runs_from", &[("event", &event), ("day", &day)])
}

fn counted(phrases: &Phrases<'_>, entry: &Entry, lines: &mut Vec<(u32, String)>) {
    for count in &entry.counts {
        let (sentence, steps) = phrases.count(count);
        lines.push((0, sentence));
        lines.extend(steps.into_iter().map(|step| (1, step)));
    }
    for (reading, choice) in &entry.readings {
        let reading = &phrases.model().readings()[*reading];
        let Some(choice) = reading.choices.get(*choice) else {
            continue;
        };
        let (question, choice) = (
            phrases.label(&reading.naming),
            phrases.label(&choice.naming),
        );
        lines.push((
            0,
            phrases.say(
                "reading.used",
                &[("question", &question), ("choice", &choice)],
            ),
        ));
    }
    if entry.provisional {
        let windowed = matches!(&entry.what, EntryKind::Norm(norm) if norm.window.is_some());
        lines.push((
            0,
            phrases.word(if windowed {
                "timeline.provisional_window"
            } else {
                "timeline.provisional"
            }),
        ));
    }
}

/// What is needed; what is the member's own, whose name stands above, without it.
fn needs(phrases: &Phrases<'_>, of: Option<&Membership>, needs: &[Slot]) -> Option<String> {
    let slots = needs.iter().map(|slot| of.map_or(slot, |of| of.own(slot)));
    let named: Vec<String> = slots.map(|slot| phrases.slot(slot)).collect();
    let needs = some(phrases, &named, NEEDS_NAMED)?;
    Some(phrases.say("timeline.needs", &[("needs", &needs)]))
}

fn leads(phrases: &Phrases<'_>, norm: NormId) -> Option<String> {
    let norm = &phrases.model().norms()[norm];
    if norm.leads_to.is_empty() {
        return None;
    }
    let places: Vec<String> = norm
        .leads_to
        .iter()
        .map(|place| phrases.cite_with_label(*place))
        .collect();
    let places = phrases.list(&places);
    let with = [("places", places.as_str())];
    Some(match norm.modality {
        Modality::Duty | Modality::Guideline => phrases.say("timeline.breach_leads", &with),
        Modality::Right | Modality::Power => phrases.say("timeline.lapse_leads", &with),
        Modality::Prohibition => phrases.say("timeline.violation_leads", &with),
    })
}
