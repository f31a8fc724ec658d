//! iCalendar (RFC 5545): what has a day, as all-day events to be taken into a calendar program.
//!
//! The same input gives the same bytes. A UID is made of regulation, case, name, window and member, so that a
//! calendar written again next month replaces the events of the last; DTSTAMP is the as-of day. Where
//! the act can still be done in time, alarms ring two weeks and a day before the last day.

use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use sha2::{Digest, Sha256};
use std::fmt::Write;

use super::words::{home, of_member, said, short};
use super::{Entry, EntryKind, Timeline};
use crate::explain::{Lang, Phrases};
use crate::model::Model;
use crate::value::Date;

/// Octets of a line, without its break.
const LINE: usize = 75;

/// The calendars of some cases, each with the id of its case, as one.
#[must_use]
pub fn render(model: &Model, cases: &[(&str, Timeline)], lang: Lang) -> String {
    let phrases = Phrases::new(model, lang, home(model));
    let mut calendar = Calendar::new();
    calendar
        .properties
        .retain(|property| property.key() != "PRODID");
    calendar.append_property(Property::new("PRODID", "-//Enact//enact timeline//EN"));
    for (case, timeline) in cases {
        for entry in &timeline.entries {
            let named = (cases.len() > 1).then_some(*case);
            if let Some(event) = event(&phrases, timeline, case, named, entry) {
                calendar.push(event);
            }
        }
    }
    let mut text = String::new();
    // Writing to a text does not fail.
    let _written = write!(text, "{calendar}");
    folded(&text)
}

fn event(
    phrases: &Phrases<'_>,
    timeline: &Timeline,
    case: &str,
    named: Option<&str>,
    entry: &Entry,
) -> Option<Event> {
    let (as_of, day) = (timeline.as_of, entry.at?.day());
    let stamp = format!("{}T000000Z", basic(as_of));
    let uid = uid(phrases.model(), case, entry);
    let said = said(phrases, timeline, entry);
    let mut summary = short(phrases, entry);
    let open = match &entry.what {
        EntryKind::Norm(norm) => norm.last.is_some() && norm.state.may_be_open() && as_of <= day,
        EntryKind::Conclusion(_) => false,
    };
    if open {
        summary = phrases.say("timeline.last_day_of", &[("text", &summary)]);
    }
    summary = of_member(phrases, timeline, entry.of.as_deref(), summary);
    if let Some(case) = named {
        summary = phrases.say("timeline.of_case", &[("case", case), ("text", &summary)]);
    }
    let summary = plain(&summary);
    let lines = said.lines.into_iter().map(|(_, line)| line);
    let description: Vec<String> = std::iter::once(said.headline).chain(lines).collect();
    let mut event = Event::new();
    event
        .uid(&uid)
        .add_property("DTSTAMP", &stamp)
        .append_property(on_day("DTSTART", day))
        .summary(&summary)
        .description(&plain(&description.join("\n")))
        .add_property("TRANSP", "TRANSPARENT");
    if let Some(next) = day.plus_days(1) {
        event.append_property(on_day("DTEND", next));
    }
    if open {
        for (trigger, key) in [
            ("-P14D", "timeline.alarm_fortnight"),
            ("-P1D", "timeline.alarm_tomorrow"),
        ] {
            let text = plain(&phrases.say(key, &[("text", &summary)]));
            let mut alarm = Alarm::display(&text, chrono::Duration::zero());
            // Given in days; and an id and stamp of its own, as the crate would make them up.
            alarm
                .add_property("TRIGGER", trigger)
                .uid(&format!("{}{trigger}", uid))
                .add_property("DTSTAMP", &stamp);
            event.alarm(alarm);
        }
    }
    Some(event.done())
}

fn on_day(key: &str, day: Date) -> Property {
    Property::new(key, basic(day))
        .add_parameter("VALUE", "DATE")
        .done()
}

fn basic(day: Date) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// A name that stays the same from run to run, and tells nobody whose case it is.
fn uid(model: &Model, case: &str, entry: &Entry) -> String {
    let (regulation, kind, name, place, window) = match &entry.what {
        EntryKind::Norm(norm) => {
            let row = &model.norms()[norm.norm];
            let place = model.places()[row.place].citation.clone();
            let window = norm.window.map_or(0, |window| window.number);
            (row.regulation, "norm", &row.naming.name, place, window)
        }
        EntryKind::Conclusion(conclusion) => {
            let row = &model.conclusions()[conclusion.conclusion];
            let key = conclusion.key.as_ref().map(|key| format!("{key:?}"));
            let key = key.unwrap_or_default();
            (row.regulation, "conclusion", &row.naming.name, key, 0)
        }
    };
    let regulation = &model.regulations()[regulation].naming.name;
    let window = window.to_string();
    let mut parts = vec![regulation, case, kind, name, &place, &window];
    for step in entry.of.iter().flat_map(|of| of.steps()) {
        parts.extend([&model.facts()[step.group].naming.name, &*step.name]);
    }
    let mut hash = Sha256::new();
    for part in parts {
        // The length before each part keeps parts apart.
        hash.update(part.len().to_string());
        hash.update(":");
        hash.update(part);
    }
    let mut uid = String::new();
    for byte in hash.finalize().iter().take(16) {
        let _written = write!(uid, "{byte:02x}");
    }
    uid.push_str("@enact");
    uid
}

/// A text in which no control character can end a line of the file.
fn plain(text: &str) -> String {
    text.chars()
        .map(|it| {
            if it.is_control() && it != '\n' {
                ' '
            } else {
                it
            }
        })
        .collect()
}

/// The same with no line longer than 75 octets: the crate folds some at 76.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut used = 0;
        for character in line.chars() {
            if LINE < used + character.len_utf8() {
                out.push_str("\r\n ");
                used = 1;
            }
            out.push(character);
            used += character.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_75_octets_and_between_characters() {
        let line = format!("DESCRIPTION:{}", "職".repeat(60));
        let folded = folded(&format!("{line}\r\n"));
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
        // 75 octets that remain after a break are one too many, as the space before them counts.
        let line = "x".repeat(75 + 75);
        assert_eq!(
            super::folded(&format!("{line}\r\n"))
                .split("\r\n")
                .map(str::len)
                .collect::<Vec<_>>(),
            [75, 75, 2, 0]
        );
    }

    #[test]
    fn nothing_in_a_text_ends_a_line_of_the_file() {
        assert_eq!(plain("a\r\nEND:VEVENT\u{85}b"), "a \nEND:VEVENT b");
    }
}
