//! Which days public offices rest, as published for each year.
//!
//! A calendar is data, not law: it lists the days that differ from the week (a holiday on a Tuesday, a Saturday on which
//! a bridge day is worked off). Governments publish it year by year and revise it mid-year, so it speaks only about the
//! years it covers; outside them it gives no answer at all rather than a guess from the weekday.
//!
//! Lines `# version: …`, `# licence: …` and `# source: …` before the header say which edition it is and where
//! it is from, so that an answer can name the calendar it rests on.
//!
//! Absent: computed holidays, quoted CSV fields, and the `source` column after reading.

use std::fmt;

use sha2::{Digest, Sha256};

use super::date::{Date, DateError};

/// The working and rest days of some whole years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    name: Box<str>,
    about: About,
    digest: Box<str>,
    first: Date,
    last: Date,
    /// INVARIANT: sorted by day, one entry a day.
    entries: Box<[Entry]>,
}

/// What a calendar says of itself, in lines `# version: …` before its header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct About {
    version: Option<Box<str>>,
    licence: Option<Box<str>>,
    source: Option<Box<str>>,
}

/// What a day is for public offices. A rest day is a [`DayKind::Weekend`] or a [`DayKind::Holiday`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// A day of the week on which offices are open.
    Working,
    /// A Saturday or Sunday worked to make up for a day off (補行上班日).
    MakeUpWorking,
    /// A Saturday or Sunday.
    Weekend,
    /// A day off by name (`春節`); the name may be empty. A holiday on a Sunday is a holiday.
    Holiday(&'a str),
}

/// The first mistake in a calendar's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarError {
    /// Counted from 1, the header included.
    pub line: usize,
    /// What is wrong there.
    pub problem: CalendarProblem,
}

/// What can be wrong with a line of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarProblem {
    /// The first line, after comments, is not `date,kind,name,source`.
    BadHeader,
    /// A line `# version:` and the like says nothing.
    NothingSaid {
        /// Of what.
        key: &'static str,
    },
    /// A line `# version:` and the like stands a second time.
    SaidTwice {
        /// Of what.
        key: &'static str,
    },
    /// A comment stands after the header.
    LateComment,
    /// A line has more or fewer than four fields.
    Ragged {
        /// How many it has.
        fields: usize,
    },
    /// A field begins with a quotation mark: quoted fields are not read.
    Quoted,
    /// The first field is no day.
    BadDate {
        /// The field.
        text: String,
        /// Why not.
        error: DateError,
    },
    /// The second field is neither `off` nor `work`.
    UnknownKind {
        /// The field.
        text: String,
    },
    /// The day has an entry already.
    Duplicate {
        /// The day.
        date: Date,
        /// The line of the other entry.
        first_line: usize,
    },
    /// There is a header and nothing else, so no year is covered.
    Empty,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    date: Date,
    /// Nothing on a day that is worked.
    holiday: Option<Box<str>>,
}

const HEADER: &str = "date,kind,name,source";

impl Calendar {
    /// Reads CSV text whose header is `date,kind,name,source`; `kind` is `off` or `work`, blank lines are skipped.
    /// Before the header may stand comments, lines that begin with `#`; those that read `# version: …`,
    /// `# licence: …` and `# source: …` are kept.
    ///
    /// The calendar covers the whole years from the first entry's to the last entry's. In them, Saturdays and Sundays
    /// rest unless listed as `work`, and all other days are worked unless listed as `off`.
    ///
    /// # Errors
    /// The first line that is not as described.
    pub fn parse(name: &str, text: &str) -> Result<Calendar, CalendarError> {
        let mut about = About::default();
        let (mut header, mut found) = (1, false);
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        for (line, row) in lines.by_ref() {
            header = line;
            match row.trim_end() {
                HEADER => {
                    found = true;
                    break;
                }
                comment if comment.starts_with('#') => about
                    .note(comment.trim_start_matches('#'))
                    .map_err(|problem| problem.at(line))?,
                _ => return Err(CalendarProblem::BadHeader.at(line)),
            }
        }
        if !found {
            return Err(CalendarProblem::BadHeader.at(header));
        }
        let mut entries = Vec::new();
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            let entry = Entry::read(row).map_err(|problem| problem.at(line))?;
            entries.push((entry, line));
        }
        // The sort is stable, so of two entries for a day the later line is blamed.
        entries.sort_by_key(|(entry, _)| entry.date);
        if let Some(((_, first_line), (entry, line))) = entries
            .iter()
            .zip(entries.iter().skip(1))
            .find(|((a, _), (b, _))| a.date == b.date)
        {
            let (date, first_line) = (entry.date, *first_line);
            return Err(CalendarProblem::Duplicate { date, first_line }.at(*line));
        }
        let years = entries
            .first()
            .zip(entries.last())
            .and_then(|((first, _), (last, _))| {
                let first = Date::from_ymd(first.date.year(), 1, 1)?;
                Some((first, Date::from_ymd(last.date.year(), 12, 31)?))
            });
        let (first, last) = years.ok_or(CalendarProblem::Empty.at(header))?;
        let digest: String = Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Calendar {
            name: name.into(),
            about,
            digest: digest.into(),
            first,
            last,
            entries: entries.into_iter().map(|(entry, _)| entry).collect(),
        })
    }

    /// The name rules use for it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which edition it is, if it says.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.about.version.as_deref()
    }

    /// Under which licence it may be used, if it says.
    #[must_use]
    pub fn licence(&self) -> Option<&str> {
        self.about.licence.as_deref()
    }

    /// Where it is from, if it says.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.about.source.as_deref()
    }

    /// The hash of its text, lower-case hexadecimal SHA-256.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The first day it covers, a 1 January.
    #[must_use]
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day it covers, a 31 December.
    #[must_use]
    pub fn last(&self) -> Date {
        self.last
    }

    /// What this day is; none outside the years covered.
    #[must_use]
    pub fn day_kind(&self, date: Date) -> Option<DayKind<'_>> {
        if date < self.first || self.last < date {
            return None;
        }
        let listed = self
            .entries
            .binary_search_by_key(&date, |entry| entry.date)
            .ok()
            .and_then(|index| self.entries.get(index));
        Some(match (listed, date.is_weekend()) {
            (None, true) => DayKind::Weekend,
            (None, false) => DayKind::Working,
            (Some(entry), weekend) => match (&entry.holiday, weekend) {
                (Some(name), _) => DayKind::Holiday(name),
                (None, true) => DayKind::MakeUpWorking,
                (None, false) => DayKind::Working,
            },
        })
    }

    /// Do offices rest on this day? None outside the years covered.
    #[must_use]
    pub fn is_rest_day(&self, date: Date) -> Option<bool> {
        self.day_kind(date).map(DayKind::is_rest)
    }
}

impl About {
    /// Keeps what a comment says, if it is one of the lines that are kept.
    fn note(&mut self, comment: &str) -> Result<(), CalendarProblem> {
        let Some((key, said)) = comment.split_once(':') else {
            return Ok(());
        };
        let (key, place) = match key.trim() {
            "version" => ("version", &mut self.version),
            "licence" => ("licence", &mut self.licence),
            "source" => ("source", &mut self.source),
            _ => return Ok(()),
        };
        let said = said.trim();
        if said.is_empty() {
            return Err(CalendarProblem::NothingSaid { key });
        }
        match place.replace(said.into()) {
            Some(_) => Err(CalendarProblem::SaidTwice { key }),
            None => Ok(()),
        }
    }
}

impl DayKind<'_> {
    /// Do offices rest on such a day?
    #[must_use]
    pub fn is_rest(self) -> bool {
        matches!(self, DayKind::Weekend | DayKind::Holiday(_))
    }
}

impl Entry {
    fn read(row: &str) -> Result<Entry, CalendarProblem> {
        if row.starts_with('#') {
            return Err(CalendarProblem::LateComment);
        }
        let fields: Vec<&str> = row.split(',').map(str::trim).collect();
        if fields.iter().any(|field| field.starts_with('"')) {
            return Err(CalendarProblem::Quoted);
        }
        let [date, kind, name, _source] = fields.as_slice() else {
            let fields = fields.len();
            return Err(CalendarProblem::Ragged { fields });
        };
        let date = Date::parse(date).map_err(|error| CalendarProblem::BadDate {
            text: (*date).to_owned(),
            error,
        })?;
        let holiday = match *kind {
            "off" => Some((*name).into()),
            "work" => None,
            other => {
                let text = other.to_owned();
                return Err(CalendarProblem::UnknownKind { text });
            }
        };
        Ok(Entry { date, holiday })
    }
}

impl CalendarProblem {
    fn at(self, line: usize) -> CalendarError {
        CalendarError {
            line,
            problem: self,
        }
    }
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl fmt::Display for CalendarProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarProblem::BadHeader => write!(f, "the header must be `{HEADER}`"),
            CalendarProblem::NothingSaid { key } => {
                write!(f, "`# {key}:` says nothing; say it, or leave the line out")
            }
            CalendarProblem::SaidTwice { key } => {
                write!(f, "`# {key}:` stands a second time; a calendar has one")
            }
            CalendarProblem::LateComment => {
                write!(f, "comments stand before the header `{HEADER}`")
            }
            CalendarProblem::Ragged { fields } => {
                write!(f, "four fields are needed (`{HEADER}`), not {fields}")
            }
            CalendarProblem::Quoted => {
                f.write_str("quoted fields are not read; leave the quotation marks out")
            }
            CalendarProblem::BadDate { text, error } => write!(f, "`{text}`: {error}"),
            CalendarProblem::UnknownKind { text } => {
                write!(f, "`{text}` is no kind of day; write `off` or `work`")
            }
            CalendarProblem::Duplicate { date, first_line } => {
                write!(f, "{date} is listed already, on line {first_line}")
            }
            CalendarProblem::Empty => {
                f.write_str("the calendar lists no day, so it covers no year")
            }
        }
    }
}

impl std::error::Error for CalendarError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn taiwan() -> Calendar {
        Calendar::parse("tw", include_str!("../../policies/tw/calendar.csv")).unwrap()
    }

    #[track_caller]
    fn check(calendar: &Calendar, day: &str, kind: Option<DayKind<'_>>) {
        assert_eq!(calendar.day_kind(Date::parse(day).unwrap()), kind, "{day}");
    }

    #[track_caller]
    fn check_error(rows: &str, message: &str) {
        let text = format!("{HEADER}\n{rows}");
        assert_eq!(
            Calendar::parse("x", &text).unwrap_err().to_string(),
            message
        );
    }

    #[test]
    fn the_days_of_taiwan_are_as_published() {
        let calendar = taiwan();
        check(&calendar, "2025-01-28", Some(DayKind::Holiday("農曆除夕")));
        check(&calendar, "2025-02-03", Some(DayKind::Working));
        check(&calendar, "2025-02-08", Some(DayKind::MakeUpWorking));
        check(&calendar, "2025-02-09", Some(DayKind::Weekend));
        check(&calendar, "2017-12-31", None);
        check(&calendar, "2028-01-01", None);
        assert_eq!(calendar.is_rest_day(calendar.last()), Some(true));
        assert_eq!(calendar.first().to_string(), "2018-01-01");
        assert_eq!(calendar.name(), "tw");
    }

    #[test]
    fn any_order_blank_lines_and_windows_line_ends_are_read() {
        let text = "\u{feff}date,kind,name,source\r\n2024-05-01,off,Labour Day,x\r\n\r\n2023-01-02,off,,x\r\n2024-05-04,work,,x\r\n2024-05-06,work,,x\r\n";
        let calendar = Calendar::parse("x", text).unwrap();
        check(&calendar, "2023-01-02", Some(DayKind::Holiday("")));
        check(
            &calendar,
            "2024-05-01",
            Some(DayKind::Holiday("Labour Day")),
        );
        check(&calendar, "2024-05-04", Some(DayKind::MakeUpWorking));
        check(&calendar, "2024-05-06", Some(DayKind::Working));
        check(&calendar, "2023-01-01", Some(DayKind::Weekend));
    }

    #[test]
    fn what_a_calendar_says_of_itself_is_kept() {
        let text = "# Office days\n# version: 2026-11\n#source: the gazette: part 2\n# licence: CC BY 4.0\ndate,kind,name,source\n2024-01-01,off,,x\n";
        let calendar = Calendar::parse("x", text).unwrap();
        assert_eq!(calendar.version(), Some("2026-11"));
        assert_eq!(calendar.source(), Some("the gazette: part 2"));
        assert_eq!(calendar.licence(), Some("CC BY 4.0"));
        assert_eq!(calendar.digest().len(), 64);
        let plain = Calendar::parse("x", "date,kind,name,source\n2024-01-01,off,,x\n").unwrap();
        assert_eq!((plain.version(), plain.source()), (None, None));
        assert_ne!(calendar.digest(), plain.digest());
        let error = |text| Calendar::parse("x", text).unwrap_err().to_string();
        assert_eq!(
            error("# version:\ndate,kind,name,source\n"),
            "line 1: `# version:` says nothing; say it, or leave the line out"
        );
        assert_eq!(
            error("# version: 1\n# version: 2\ndate,kind,name,source\n"),
            "line 2: `# version:` stands a second time; a calendar has one"
        );
        assert_eq!(
            error("# version: 1\nday,kind\n"),
            "line 2: the header must be `date,kind,name,source`"
        );
        assert_eq!(
            error("# version: 1\n"),
            "line 1: the header must be `date,kind,name,source`"
        );
        check_error(
            "# version: 1\n2024-01-01,off,,x",
            "line 2: comments stand before the header `date,kind,name,source`",
        );
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        assert_eq!(
            Calendar::parse("x", "").unwrap_err().to_string(),
            "line 1: the header must be `date,kind,name,source`"
        );
        check_error(
            "",
            "line 1: the calendar lists no day, so it covers no year",
        );
        check_error(
            "2024-01-01,off,New Year",
            "line 2: four fields are needed (`date,kind,name,source`), not 3",
        );
        check_error(
            "2024-01-01,off,\"a, b\",x",
            "line 2: quoted fields are not read; leave the quotation marks out",
        );
        check_error(
            "2024-01-01,off,,x\n\n2023-02-29,off,,x",
            "line 4: `2023-02-29`: February 2023 has 28 days",
        );
        check_error(
            "2024-01-01,holiday,,x",
            "line 2: `holiday` is no kind of day; write `off` or `work`",
        );
        check_error(
            "2024-01-02,off,,x\n2024-01-01,off,,x\n2024-01-02,work,,x",
            "line 4: 2024-01-02 is listed already, on line 2",
        );
    }
}
