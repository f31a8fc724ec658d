//! Lists of what there is in the law, held against an outline.
//!
//! A row is the regulation in capitals and a citation, in the short form of tables: `SCS-10(2)`,
//! `SCS-8P` for a proviso, `SCS-18.N2` for a note, `SCS-10.N2-N5` for several, `SCS-12.N` for the
//! notes an article has, `SCS-T.N1` for a note to the title.

use std::path::Path;

use serde::Serialize;

use super::super::{Failure, read};
use super::{Outline, Provision, Regulation, Status};

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// As it is written.
    pub(super) id: String,
    /// The regulation, in capitals.
    pub(super) regulation: String,
    /// What it names, each of which must be there.
    pub(super) cited: Vec<Cited>,
}

/// What a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cited {
    /// A provision by its citation.
    One(String),
    /// The notes to the article of this citation, be they one or more.
    Notes(String),
}

impl Cited {
    /// Whether a citation is this.
    pub(super) fn is(&self, citation: &str) -> bool {
        match self {
            Self::One(it) => it == citation,
            Self::Notes(base) => citation
                .strip_prefix(base.as_str())
                .and_then(|rest| rest.strip_prefix(if base.is_empty() { "note" } else { " note" }))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::One(citation) => citation.clone(),
            Self::Notes(base) => format!("{base} note").trim().to_owned(),
        }
    }
}

impl Row {
    /// The row of an id; none if it has not the form of one.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let (regulation, rest) = id.split_once('-')?;
        let capital = |c: char| c.is_uppercase() || c.is_numeric() || c == '_';
        let named = regulation.chars().all(capital) && regulation.starts_with(char::is_uppercase);
        let cited = cited(rest).filter(|_| named)?;
        Some(Self {
            id: id.to_owned(),
            regulation: regulation.to_owned(),
            cited,
        })
    }

    /// Whether it is a row of this regulation.
    pub(super) fn is_of(&self, regulation: &Regulation) -> bool {
        regulation.name.to_uppercase() == self.regulation
    }

    /// Whether it names this provision itself.
    pub(super) fn names(&self, provision: &Provision) -> bool {
        self.cited.iter().any(|it| it.is(&provision.citation))
    }

    /// What it names that is not there.
    fn missing(&self, outline: &Outline) -> Vec<String> {
        let regulations = outline.regulations.iter().filter(|it| self.is_of(it));
        let provisions: Vec<&Provision> = regulations
            .flat_map(|regulation| &regulation.provisions)
            .collect();
        let there = |it: &&Cited| {
            provisions
                .iter()
                .any(|provision| it.is(&provision.citation))
        };
        let missing = self.cited.iter().filter(|it| !there(it));
        missing.map(Cited::words).collect()
    }
}

/// The most notes a row names.
const MOST_NOTES: u32 = 99;

fn cited(text: &str) -> Option<Vec<Cited>> {
    let Some((base, notes)) = text.split_once(".N") else {
        let begins = text.starts_with(|c: char| c.is_ascii_digit());
        let whole = !text.contains(char::is_whitespace);
        let citation = match text.strip_suffix('P') {
            Some(before) => format!("{before} proviso"),
            None => text.to_owned(),
        };
        return (begins && whole).then(|| vec![Cited::One(citation)]);
    };
    let base = match base {
        "T" => "",
        _ if base.starts_with(|c: char| c.is_ascii_digit()) => base,
        _ => return None,
    };
    let note = |number: u32| Cited::One(format!("{base} note {number}").trim().to_owned());
    if notes.is_empty() {
        return Some(vec![Cited::Notes(base.to_owned())]);
    }
    let (first, last) = match notes.split_once("-N") {
        Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
        None => {
            let only: u32 = notes.parse().ok()?;
            (only, only)
        }
    };
    (first <= last && last - first < MOST_NOTES).then(|| (first..=last).map(note).collect())
}

/// The rows of a file: one a line, or the first column of a CSV or Markdown table.
///
/// # Errors
/// It cannot be read, has no row, or a line of a plain list is none.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Failure> {
    let name = read::shown(path);
    let text =
        read::file(path, read::LARGEST_RULES).map_err(|unread| unread.into_failure(&name))?;
    let is = |ending: &str| {
        path.extension()
            .is_some_and(|it| it.eq_ignore_ascii_case(ending))
    };
    let rows = parse(&text, is("csv"), is("md")).map_err(|(line, text)| {
        Failure::new(format!("line {line} of `{name}` is no row id: `{text}`")).help(
            "write the regulation in capitals and the citation: `SCS-10(2)`, `SCS-8P`, `SCS-18.N2`",
        )
    })?;
    if rows.is_empty() {
        return Err(Failure::new(format!("there is no row id in `{name}`")));
    }
    Ok(rows)
}

/// The rows of a text, each once, or the line that is none. Tables may have heads and other columns;
/// of a Markdown text only tables count.
fn parse(text: &str, csv: bool, markdown: bool) -> Result<Vec<Row>, (usize, String)> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let in_table = line.strip_prefix('|');
        let (cell, strict) = match in_table {
            Some(cells) => (cells.split('|').next().unwrap_or_default(), false),
            None if markdown || line.starts_with('#') || line.is_empty() => continue,
            None if csv => (line.split(',').next().unwrap_or_default(), number > 1),
            None => (line, true),
        };
        let cell = cell.trim().trim_matches(['"', '`']).trim();
        match Row::parse(cell) {
            Some(row) if rows.iter().any(|it| it.id == row.id) => {}
            Some(row) => rows.push(row),
            None if strict => return Err((number, cell.to_owned())),
            None => {}
        }
    }
    Ok(rows)
}

/// The rows no provision stands for, of these regulations or any other.
pub(super) fn missing(outline: &Outline, rows: &[Row]) -> Vec<MissingRow> {
    let missing = rows.iter().map(|row| MissingRow {
        row: row.id.clone(),
        citations: row.missing(outline),
    });
    missing.filter(|row| !row.citations.is_empty()).collect()
}

/// A row, and what it names that is not there.
#[derive(Debug, Serialize)]
pub(super) struct MissingRow {
    pub(super) row: String,
    pub(super) citations: Vec<String>,
}

/// A provision no row names.
#[derive(Debug, Serialize)]
pub(super) struct Unlisted {
    pub(super) citation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<String>,
}

/// A list held against an outline.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    /// How many rows were compared.
    pub(super) rows: usize,
    pub(super) missing: Vec<MissingRow>,
    pub(super) without_row: Vec<Unlisted>,
    /// The regulations of rows that were not, because these rules have no such regulation.
    pub(super) not_compared: Vec<String>,
}

impl Compared {
    /// Compares the rows of the regulations that are there.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn new(outline: &Outline, rows: &[Row]) -> Result<Self, Failure> {
        let is_there = |row: &Row| outline.regulations.iter().any(|it| row.is_of(it));
        let (here, others): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(is_there);
        let mut not_compared: Vec<String> = others.into_iter().map(|row| row.regulation).collect();
        not_compared.dedup();
        if here.is_empty() {
            let names: Vec<String> = outline
                .regulations
                .iter()
                .map(|it| it.name.to_uppercase())
                .collect();
            return Err(
                Failure::new("the list has no row of these rules").help(format!(
                    "its rows are of {}, the rules are {}",
                    not_compared.join(", "),
                    names.join(", ")
                )),
            );
        }
        Ok(Self {
            rows: here.len(),
            missing: missing(outline, &here),
            without_row: without_row(outline, &here),
            not_compared,
        })
    }
}

/// The provisions that hold something and are named by no row, nor stand in one that is. What
/// declares facts for the named provisions in it needs no row of its own.
fn without_row(outline: &Outline, rows: &[Row]) -> Vec<Unlisted> {
    let mut unlisted = Vec::new();
    for regulation in &outline.regulations {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.is_of(regulation)).collect();
        if rows.is_empty() {
            continue;
        }
        let named = |citation: &str| {
            let mut cited = rows.iter().flat_map(|row| &row.cited);
            cited.any(|it| it.is(citation))
        };
        for provision in &regulation.provisions {
            let holds = match provision.status {
                // The entry of a list belongs to what the list stands in.
                _ if matches!(provision.rank, "ground" | "condition") => false,
                Status::Heading => false,
                Status::Declared => !regulation
                    .provisions
                    .iter()
                    .any(|it| it.above.contains(&provision.citation) && named(&it.citation)),
                _ => true,
            };
            let listed = named(&provision.citation) || provision.above.iter().any(|it| named(it));
            if holds && !listed {
                unlisted.push(Unlisted {
                    citation: format!("{} {}", regulation.name, provision.citation),
                    label: provision.label.clone(),
                });
            }
        }
    }
    unlisted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(citation: &str) -> Option<Vec<Cited>> {
        Some(vec![Cited::One(citation.to_owned())])
    }

    #[test]
    fn ids_name_citations() {
        let cited = |id| Row::parse(id).map(|row| row.cited);
        assert_eq!(cited("SCS-10(2)"), one("10(2)"));
        assert_eq!(cited("CE-20.1a"), one("20.1a"));
        assert_eq!(cited("SCS-8P"), one("8 proviso"));
        assert_eq!(cited("SCS-18.N2"), one("18 note 2"));
        assert_eq!(cited("SCS-T.N1"), one("note 1"));
        let of_title = Cited::Notes(String::new());
        assert!(of_title.is("note 1") && !of_title.is("1 note 1"));
        assert_eq!(cited("SEP-1b"), one("1b"));
        assert_eq!(cited("SCS-2-1.3"), one("2-1.3"));
        let notes: Vec<Cited> = (2..=5)
            .map(|n| Cited::One(format!("10 note {n}")))
            .collect();
        assert_eq!(cited("SCS-10.N2-N5"), Some(notes));
        assert_eq!(cited("SCS-12.N"), Some(vec![Cited::Notes("12".to_owned())]));
        for no_row in [
            "id",
            "SCS",
            "scs-1",
            "SCS-",
            "SCS-x",
            "SCS-3.Nx",
            "SCS-3.N5-N2",
            "-1",
            "SCS-1 2",
        ] {
            assert_eq!(cited(no_row), None, "{no_row}");
        }
        let notes = Cited::Notes("1".to_owned());
        assert!(notes.is("1 note 3") && notes.is("1 note") && !notes.is("11 note 3"));
    }

    #[test]
    fn lists_are_read_from_lines_and_first_columns() {
        let ids = |rows: Vec<Row>| rows.into_iter().map(|it| it.id).collect::<Vec<_>>();
        let plain = "# heading\n\nSCS-1\nSCS-2\nSCS-1\n";
        assert_eq!(ids(parse(plain, false, false).unwrap()), ["SCS-1", "SCS-2"]);
        let table = "Words.\n\n| id | what |\n|---|---|\n| SCS-1 | a |\n| `SCS-2` | b |\n";
        assert_eq!(ids(parse(table, false, true).unwrap()), ["SCS-1", "SCS-2"]);
        let csv = "id,what\nSCS-1,a\n\"SCS-2\",b\n";
        assert_eq!(ids(parse(csv, true, false).unwrap()), ["SCS-1", "SCS-2"]);
        assert_eq!(
            parse("SCS-1\nSCS 2\n", false, false),
            Err((2, "SCS 2".to_owned()))
        );
    }
}
