//! A calendar as text: by month, each entry on its day with what is to be known about it below.

use super::words::{Said, home, open, roster, said, silent};
use super::{At, Timeline};
use crate::explain::text::{Layout, wrap};
use crate::explain::{Lang, Phrases};
use crate::model::Model;
use unicode_width::UnicodeWidthStr;

/// The calendar as text, ending in a line break.
#[must_use]
pub fn render(
    model: &Model,
    timeline: &Timeline,
    case: &str,
    lang: Lang,
    layout: Layout,
) -> String {
    let phrases = Phrases::new(model, lang, home(model));
    let mut printer = Printer {
        layout,
        out: String::new(),
    };
    printer.row(0, &head(&phrases, timeline, case), BOLD);
    let said: Vec<(Option<At>, Said)> = timeline
        .entries
        .iter()
        .map(|entry| (entry.at, said(&phrases, timeline, entry)))
        .collect();
    let column = said.iter().map(|(_, said)| said.day.width()).max();
    let column = column.unwrap_or(0);
    let mut heading = None;
    for (at, said) in &said {
        let here = under(&phrases, *at);
        if heading.as_ref() != Some(&here) {
            printer.out.push('\n');
            printer.row(0, &here, BOLD);
            heading = Some(here);
        }
        printer.entry(said, column);
    }
    if timeline.entries.is_empty() {
        printer.out.push('\n');
        printer.row(0, &phrases.word("timeline.empty"), "");
    }
    printer.open(&phrases, timeline);
    printer.out
}

fn head(phrases: &Phrases<'_>, timeline: &Timeline, case: &str) -> String {
    let as_of = phrases.date(timeline.as_of);
    let with = [("case", case), ("day", &as_of)];
    let day = |day| phrases.date(day);
    match (timeline.span.from.map(day), timeline.span.to.map(day)) {
        (None, None) => phrases.say("timeline.head", &with),
        (Some(from), None) => phrases.say(
            "timeline.head_from",
            &[("case", case), ("day", &as_of), ("from", &from)],
        ),
        (None, Some(to)) => phrases.say(
            "timeline.head_to",
            &[("case", case), ("day", &as_of), ("to", &to)],
        ),
        (Some(from), Some(to)) => phrases.say(
            "timeline.head_between",
            &[
                ("case", case),
                ("day", &as_of),
                ("from", &from),
                ("to", &to),
            ],
        ),
    }
}

/// The heading an entry stands under.
fn under(phrases: &Phrases<'_>, at: Option<At>) -> String {
    match at {
        Some(At::Day(day)) => phrases.say(
            "timeline.month",
            &[
                ("year", &phrases.year(day.year())),
                ("month", &phrases.month(day.month())),
            ],
        ),
        Some(At::Year(day)) => phrases.year(day.year()),
        None => phrases.word("timeline.undated"),
    }
}

struct Printer {
    layout: Layout,
    out: String,
}

const BOLD: &str = "1";

impl Printer {
    fn entry(&mut self, said: &Said, column: usize) {
        let below = if column == 0 { 2 } else { column + 4 };
        let room = self.layout.width.saturating_sub(below).max(20);
        let mut day = said.day.as_str();
        for row in wrap(&said.headline, room) {
            self.out.push_str("  ");
            self.out.push_str(day);
            let gap = below.saturating_sub(2 + day.width());
            self.out.push_str(&" ".repeat(gap));
            self.out.push_str(&row);
            self.out.push('\n');
            day = "";
        }
        let below = if column == 0 { 4 } else { below };
        for (level, line) in &said.lines {
            let sign = if *level == 0 { "" } else { "· " };
            let start = below + 2 * usize::try_from(*level).unwrap_or(0);
            self.hanging(start, sign, line);
        }
    }

    fn open(&mut self, phrases: &Phrases<'_>, timeline: &Timeline) {
        let touched: Vec<_> = timeline.open.iter().filter(|open| open.touched).collect();
        if !touched.is_empty() {
            self.out.push('\n');
            self.row(0, &phrases.word("timeline.open"), BOLD);
            for norm in touched {
                self.hanging(2, "? ", &open(phrases, timeline, norm));
            }
        }
        let rosters = timeline.rosters.iter();
        let rosters = rosters
            .flat_map(|it| roster(phrases, timeline, it))
            .collect();
        for lines in [silent(phrases, timeline), rosters] {
            if !lines.is_empty() {
                self.out.push('\n');
            }
            for line in lines {
                self.row(0, &line, "");
            }
        }
    }

    fn row(&mut self, indent: usize, text: &str, colour: &str) {
        let room = self.layout.width.saturating_sub(indent).max(20);
        for row in wrap(text, room) {
            self.out.push_str(&" ".repeat(indent));
            self.painted(&row, colour);
            self.out.push('\n');
        }
    }

    /// A text wrapped under itself, after a sign.
    fn hanging(&mut self, start: usize, sign: &str, text: &str) {
        let inner = start + sign.width();
        let room = self.layout.width.saturating_sub(inner).max(20);
        for (row, wrapped) in wrap(text, room).iter().enumerate() {
            let margin = if row == 0 { start } else { inner };
            self.out.push_str(&" ".repeat(margin));
            if row == 0 {
                self.out.push_str(sign);
            }
            self.out.push_str(wrapped);
            self.out.push('\n');
        }
    }

    fn painted(&mut self, text: &str, colour: &str) {
        if self.layout.colour && !colour.is_empty() {
            self.out
                .push_str(&format!("\u{1b}[{colour}m{text}\u{1b}[0m"));
        } else {
            self.out.push_str(text);
        }
    }
}
