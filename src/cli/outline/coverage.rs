//! The table of coverage: each row of a list, its provision, what became of it, and its scenarios.
//!
//! A provision belongs to the row that names it, or else what it stands in. A scenario counts for a
//! row if its title cites the row or its provision (`SCS-5.1a: …`, `article 5.1a, 6 note 5: …`), or if it expects a decision declared in one of the
//! row's provisions, asks for such a provision, or expects it to be cited. A row of an `examples`
//! table is a scenario of its own, as in `enact test`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Failure;
use super::super::load::Rules;
use super::super::output::{Screen, counted};
use super::rows::{self, Row};
use super::{Entry, Outline, Provision, Regulation, Status};
use crate::model::{Model, PlaceId, Query};
use crate::suite::{Expected, Test};

/// What a scenario speaks of.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The file it stands in.
    file: String,
    /// The provisions, by regulation and citation.
    provisions: BTreeSet<(String, String)>,
    /// The rows its title cites.
    rows: Vec<Row>,
}

/// What the scenarios of some rule sets speak of.
///
/// # Errors
/// A scenario is mistaken.
pub(super) fn evidence(
    sets: &[Rules],
    rows: &[Row],
    screen: Screen,
) -> Result<Vec<Evidence>, Failure> {
    let mut evidence = Vec::new();
    for rules in sets {
        let tests = rules.tests(screen)?;
        let (model, files) = (&rules.model, &rules.files);
        evidence.extend(tests.iter().map(|test| {
            let file = files.sources.get(test.span.file);
            Evidence {
                file: file.map_or_else(String::new, |file| file.name().to_owned()),
                provisions: cited_by_citation(model, &test.name, spoken_of(model, test)),
                rows: cited_by(&test.name, rows),
            }
        }));
    }
    Ok(evidence)
}

fn spoken_of(model: &Model, test: &Test) -> BTreeSet<(String, String)> {
    let asked = |it: &Expected| match &it.query {
        Query::Conclusion(id) | Query::At(id, _) => model.conclusions()[*id].place,
        Query::Norm(id) | Query::Predicate(id, _) => Some(model.norms()[*id].place),
        Query::Place(id) => Some(*id),
    };
    let cited = |it: &Expected| -> Vec<PlaceId> {
        let cited = it.citing.iter().flat_map(|(_, places)| places.clone());
        cited.collect()
    };
    let places = test
        .expectations
        .iter()
        .flat_map(|it| asked(it).into_iter().chain(cited(it)));
    places
        .map(|place| {
            let place = &model.places()[place];
            let regulation = &model.regulations()[place.regulation];
            (regulation.naming.name.clone(), place.citation.clone())
        })
        .collect()
}

/// Adds the provisions a title cites before its colon: `article 6.5, 6 note 5: …`, `articles 2 and 3: …`,
/// `6.2 to 6.4: …`. They are of the regulations the scenario asks about.
fn cited_by_citation(
    model: &Model,
    title: &str,
    mut spoken_of: BTreeSet<(String, String)>,
) -> BTreeSet<(String, String)> {
    let Some((head, _)) = title.split_once(':') else {
        return spoken_of;
    };
    let homes: BTreeSet<String> = spoken_of.iter().map(|(home, _)| home.clone()).collect();
    let name = |place: PlaceId| {
        &model.regulations()[model.places()[place].regulation]
            .naming
            .name
    };
    let found = |written: &str| {
        let written = written.trim();
        let bare = ["articles ", "article "]
            .iter()
            .find_map(|word| written.strip_prefix(word));
        let citation = bare.unwrap_or(written);
        let mut places = model.places().iter();
        let here = |place: PlaceId| homes.is_empty() || homes.contains(name(place));
        let place = places.find(|(id, place)| place.citation == citation && here(*id));
        place.map(|(id, _)| id)
    };
    let mut places: Vec<PlaceId> = Vec::new();
    for piece in head.split(", ").flat_map(|piece| piece.split(" and ")) {
        let ends: Vec<PlaceId> = piece.split(" to ").filter_map(found).collect();
        if let [first, last] = ends.as_slice() {
            let between = model.places().ids().filter(|id| first < id && id < last);
            places.extend(between.filter(|id| name(*id) == name(*first)));
        }
        places.extend(ends);
    }
    spoken_of.extend(
        places
            .into_iter()
            .map(|place| (name(place).clone(), model.places()[place].citation.clone())),
    );
    spoken_of
}

/// The rows a title cites before its colon: `SCS-6.2, SCS-6.3a: …`; of `SCS-6.2 to 6.4` those
/// between in the list too.
fn cited_by(title: &str, rows: &[Row]) -> Vec<Row> {
    let Some((head, _)) = title.split_once(':') else {
        return Vec::new();
    };
    let mut cited: Vec<Row> = Vec::new();
    for piece in head.split(", ").flat_map(|piece| piece.split(" and ")) {
        let mut ends: Vec<Row> = Vec::new();
        for id in piece.split(" to ") {
            let regulation = ends.last().or(cited.last()).map(|it| it.regulation.clone());
            let short = || Row::parse(&format!("{}-{}", regulation?, id.trim()));
            ends.extend(Row::parse(id.trim()).or_else(short));
        }
        if let [first, last] = ends.as_slice() {
            let at = |end: &Row| rows.iter().position(|row| row.id.starts_with(&end.id));
            if let (Some(from), Some(to)) = (at(first), at(last)) {
                let between = rows.iter().take(to).skip(from).cloned();
                cited.extend(between);
            }
        }
        cited.extend(ends);
    }
    cited
}

/// The table, with how many rows are of which kind before it.
pub(super) fn table(outline: &Outline, rows: &[Row], evidence: &[Evidence]) -> String {
    let owners = Owners::new(outline, rows);
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut untested = 0;
    let missing = rows::missing(outline, rows);
    for (number, row) in rows.iter().enumerate() {
        let held = owners.of(number);
        let absent = missing.iter().find(|it| it.row == row.id);
        let (kind, status) = match absent {
            Some(absent) => (
                "missing",
                format!("**missing**: no {}", absent.citations.join(", ")),
            ),
            None => status(&held),
        };
        let tests = tests(&owners, number, row, evidence);
        if absent.is_none() && tests.is_empty() && kind != "descriptive" {
            untested += 1;
        }
        *kinds.entry(kind).or_default() += 1;
        if !lines.contains_key(row.regulation.as_str()) {
            order.push(&row.regulation);
        }
        let line = format!(
            "| {} | {} | {} | {} |\n",
            cell(&row.id),
            cell(&named(row, &held)),
            cell(&status),
            cell(&tests)
        );
        lines.entry(&row.regulation).or_default().push(line);
    }
    let mut text = format!("{}: ", counted(rows.len(), "row", "rows"));
    let kinds: Vec<String> = ORDER
        .iter()
        .filter_map(|kind| Some(format!("{} {kind}", kinds.get(kind)?)))
        .collect();
    text.push_str(&kinds.join(", "));
    text.push_str(&format!(
        ".\n{} a provision and no scenario, the descriptive ones apart.\n",
        counted(untested, "row has", "rows have")
    ));
    for regulation in order {
        let title = outline
            .regulations
            .iter()
            .find(|it| it.name.to_uppercase() == regulation)
            .map_or_else(String::new, |it| format!(": {}", it.label));
        text.push_str(&format!("\n## {regulation}{title}\n\n"));
        text.push_str("| row | provision | status | scenarios |\n|---|---|---|---|\n");
        text.extend(lines.remove(regulation).unwrap_or_default());
    }
    text
}

/// The kinds of rows, as they are counted.
const ORDER: [&str; 9] = [
    "computed",
    "finding",
    "external",
    "declared",
    "descriptive",
    "not encoded",
    "heading",
    "empty",
    "missing",
];

/// A provision with its regulation.
type Held<'o> = (&'o Regulation, &'o Provision);

/// Which row each provision belongs to.
struct Owners<'o> {
    provisions: Vec<(Held<'o>, Vec<usize>)>,
    /// The rows of a provision, by regulation and citation.
    rows: BTreeMap<(&'o str, &'o str), Vec<usize>>,
}

impl<'o> Owners<'o> {
    fn new(outline: &'o Outline, rows: &[Row]) -> Self {
        let mut owners = Self {
            provisions: Vec::new(),
            rows: BTreeMap::new(),
        };
        for regulation in &outline.regulations {
            let rows: Vec<(usize, &Row)> = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.is_of(regulation))
                .collect();
            for provision in &regulation.provisions {
                let naming = |citation: &str| -> Vec<usize> {
                    let naming = rows
                        .iter()
                        .filter(|(_, row)| row.cited.iter().any(|it| it.is(citation)));
                    naming.map(|(number, _)| *number).collect()
                };
                let upward = std::iter::once(&provision.citation).chain(&provision.above);
                let owning = upward.map(|it| naming(it)).find(|it| !it.is_empty());
                let owning = owning.unwrap_or_default();
                owners
                    .rows
                    .insert((&regulation.name, &provision.citation), owning.clone());
                owners.provisions.push(((regulation, provision), owning));
            }
        }
        owners
    }

    /// The provisions of a row.
    fn of(&self, row: usize) -> Vec<Held<'o>> {
        let owned = self
            .provisions
            .iter()
            .filter(|(_, rows)| rows.contains(&row));
        owned.map(|(held, _)| *held).collect()
    }

    /// Whether a provision belongs to a row.
    fn is_of(&self, (regulation, citation): (&str, &str), row: usize) -> bool {
        self.rows
            .get(&(regulation, citation))
            .is_some_and(|rows| rows.contains(&row))
    }
}

/// The provisions a row names, with their labels.
fn named(row: &Row, held: &[Held<'_>]) -> String {
    let named: Vec<String> = held
        .iter()
        .filter(|(_, provision)| row.names(provision))
        .map(|(regulation, provision)| {
            let label = provision.label.as_deref().map(|it| format!(" {it}"));
            let citation = format!("{} {}", regulation.name, provision.citation);
            format!("{citation}{}", label.unwrap_or_default())
        })
        .collect();
    named.join("; ")
}

/// What became of a row's provisions: the kind it is counted as, and in words.
fn status(held: &[Held<'_>]) -> (&'static str, String) {
    let is = |status: Status| held.iter().any(|(_, provision)| provision.status == status);
    let entries = || held.iter().flat_map(|(_, provision)| &provision.entries);
    let has = |kind: &str| entries().any(|entry| entry.kind == kind);
    let open = |entry: &&Entry| entry.kind == "not encoded";
    let because: Vec<String> = entries()
        .filter(open)
        .map(|entry| {
            let effect = entry
                .effect
                .map(|effect| format!("{effect}: "))
                .unwrap_or_default();
            format!("{effect}{}", entry.because.clone().unwrap_or_default())
        })
        .collect();
    let because = because.join("; ");
    if is(Status::Computed) {
        let mut words = vec!["computed".to_owned()];
        words.extend(has("finding").then(|| "with a finding".to_owned()));
        words.extend(has("external").then(|| "with an external fact".to_owned()));
        words.extend(has("reading").then(|| "with a reading".to_owned()));
        words.extend(
            entries()
                .any(|it| open(&it))
                .then(|| format!("in part not encoded ({because})")),
        );
        return ("computed", words.join(", "));
    }
    if entries().any(|it| open(&it)) {
        return ("not encoded", format!("not encoded: {because}"));
    }
    for kind in ["finding", "external"] {
        if has(kind) {
            return (
                if kind == "finding" {
                    "finding"
                } else {
                    "external"
                },
                kind.to_owned(),
            );
        }
    }
    if is(Status::Declared) {
        return (
            "declared",
            "declared: facts or readings that others use".to_owned(),
        );
    }
    let whys: Vec<&str> = held
        .iter()
        .filter_map(|(_, provision)| provision.descriptive.as_deref())
        .collect();
    if !whys.is_empty() {
        return ("descriptive", format!("descriptive: {}", whys.join("; ")));
    }
    if is(Status::Heading) {
        return ("heading", "in the rows below it".to_owned());
    }
    ("empty", "**nothing there yet**".to_owned())
}

/// How many scenarios speak of a row, file by file.
fn tests(owners: &Owners<'_>, number: usize, row: &Row, evidence: &[Evidence]) -> String {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for scenario in evidence {
        let spoken_of = scenario
            .provisions
            .iter()
            .any(|(regulation, citation)| owners.is_of((regulation, citation), number));
        let cited = scenario.rows.iter().any(|it| {
            it.id == row.id || (it.regulation == row.regulation && it.cited == row.cited)
        });
        if spoken_of || cited {
            *files.entry(&scenario.file).or_default() += 1;
        }
    }
    let files: Vec<String> = files
        .into_iter()
        .map(|(file, number)| format!("{number} in {file}"))
        .collect();
    files.join("; ")
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
