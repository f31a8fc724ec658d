//! From the scenarios of files to tests.

use super::asked::{Asked, Resolver, not_found, plain_key};
use super::draft::{Draft, Target, about, key};
use super::outcome::Expected;
use super::scene::{Scene, bases, scenes, titled_alike};
use super::{Marked, Test};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::eval::{Case, Given, Member, Settings};
use crate::facts::{FactNames, Misfit, not_encoded, not_of_member};
use crate::model::{Model, ReadingId, RegulationId, Shape};
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, Cell, ColumnKind, EntryKind, GivenValue, Name, ScenarioMark};
use crate::value::Date;

/// Binds the scenarios of these files to a rule set. A scenario with anything wrong in it gives
/// diagnostics and no test. The files must have been read without errors: of an entry that was left
/// out nothing is known, and what follows it would be taken for part of the scenario before.
#[must_use]
pub fn bind(model: &Model, files: &[Source<'_>]) -> Bound {
    let names = FactNames::new(model);
    let mut bound = Bound {
        tests: Vec::new(),
        diagnostics: Vec::new(),
    };
    let resolvers: Vec<Resolver<'_, '_>> = files
        .iter()
        .map(|source| Resolver {
            model,
            names: &names,
            home: home(model, source, files),
        })
        .collect();
    let scenes = scenes(files, &mut bound.diagnostics);
    let binder = |scene: &Scene<'_>| {
        resolvers.get(scene.source).map(|resolver| Binder {
            resolver: *resolver,
            found: Diagnostics::new(),
            tests: Vec::new(),
        })
    };
    for (at, scene) in scenes.iter().enumerate() {
        let Some(mut own) = binder(scene) else {
            continue;
        };
        let start = match bases(at, &scenes, files) {
            Ok(bases) => {
                let mut start = Start::new(Case::new(model));
                // What is wrong with the scenario below is told there.
                let sound = bases.iter().all(|base| {
                    binder(base).is_some_and(|mut binder| {
                        binder.onto(&mut start, base);
                        start.draft.inherit();
                        !binder.found.has_errors()
                    })
                });
                sound.then_some(start)
            }
            Err(mistake) => {
                bound.diagnostics.extend(mistake.map(|it| *it));
                None
            }
        };
        let Some(start) = start else { continue };
        own.scene(scene, start);
        if !own.found.has_errors() {
            bound.tests.append(&mut own.tests);
        }
        bound.diagnostics.extend(own.found);
    }
    let homes: Vec<Option<RegulationId>> = resolvers.iter().map(|it| it.home).collect();
    let mut alike = titled_alike(&scenes, &homes);
    // Who bases a scenario on a title that two have was told of both.
    let told = bound.diagnostics.iter().flat_map(|it| &it.secondary);
    let told: Vec<Span> = told.map(|it| it.span).collect();
    alike.retain(|it| !told.contains(&it.span()));
    bound.diagnostics.extend(alike);
    bound
}

/// A file that may hold scenarios.
#[derive(Debug, Clone, Copy)]
pub struct Source<'f> {
    /// Its id.
    pub file: FileId,
    /// Its tree.
    pub tree: &'f ast::File,
    /// The files it uses, in the order it says so.
    pub uses: &'f [FileId],
    /// The tables that stand in files of their own, each with the place that names it.
    pub tables: &'f [(Span, ast::Examples)],
}

/// The tests of some files.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The tests, in source order.
    pub tests: Vec<Test>,
    /// What is wrong with scenarios that gave none.
    pub diagnostics: Vec<Diagnostic>,
}

/// The regulation a file's names are looked up in first: its own, and for a file of scenarios alone
/// that of the first file it uses.
fn home(model: &Model, source: &Source<'_>, files: &[Source<'_>]) -> Option<RegulationId> {
    belongs_to(model, source.tree).or_else(|| {
        let used = source.uses.iter();
        let used = used.filter_map(|id| files.iter().find(|it| it.file == *id));
        used.into_iter().find_map(|it| belongs_to(model, it.tree))
    })
}

/// The regulation or vocabulary a file belongs to; none for a file of scenarios alone.
fn belongs_to(model: &Model, file: &ast::File) -> Option<RegulationId> {
    let name = file.entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::Regulation(head) => Some(&head.name),
        EntryKind::Continued { name, .. } | EntryKind::Vocabulary { name, .. } => Some(name),
        _ => None,
    })?;
    model
        .regulations()
        .iter()
        .find(|(_, it)| it.naming.name == name.text)
        .map(|(id, _)| id)
}

/// Binds one scenario.
struct Binder<'a, 'm> {
    resolver: Resolver<'a, 'm>,
    found: Diagnostics,
    tests: Vec<Test>,
}

/// The head of a column; a mistaken one was reported already.
enum Head {
    AsOf,
    Case,
    Fact(Target),
    Expect(Asked),
    Mistaken,
}

impl Binder<'_, '_> {
    /// Adds what a scenario says to what it is based on.
    fn onto(&mut self, start: &mut Start, scene: &Scene<'_>) {
        let head = scene.head;
        if let Some(day) = &head.as_of {
            start.as_of = self.day("the as-of day", day);
            start.stated = true;
        }
        if let Some(day) = &head.recorded_through {
            start.draft.case.recorded_through = self.day("the last day recorded", day);
        }
        for (reading, choice) in self.readings(&head.switches) {
            start.readings.retain(|(it, _)| *it != reading);
            start.readings.push((reading, choice));
        }
        for line in &scene.given {
            let Some(target) = self.target(&line.name, line.key.as_ref()) else {
                continue;
            };
            let draft = &mut start.draft;
            let given = match &line.value {
                ast::Given::Member {
                    name,
                    from,
                    until,
                    fields,
                    ..
                } => self
                    .member(
                        &target,
                        name,
                        [from.as_ref(), until.as_ref()],
                        fields,
                        line.span,
                    )
                    .and_then(|member| draft.member(&target, member, line.span)),
                value => draft.give(self.resolver.fitter(), &target, value, line.span, false),
            };
            self.report(given.err().unwrap_or_default());
        }
    }

    fn scene(&mut self, scene: &Scene<'_>, mut start: Start) {
        let head = scene.head;
        self.onto(&mut start, scene);
        let expectations: Vec<Expected> = scene
            .expected
            .iter()
            .filter_map(|(query, it)| self.expectation(query, it))
            .collect();
        let todo = matches!(head.mark, Some(ScenarioMark::Todo(_)));
        if !todo && !scene.awaits_something() {
            let headline = format!("the scenario `{}` expects nothing", head.title.text);
            let help = "say what must come out: `expect NAME: yes`; or why there is nothing yet: `todo because \"…\"`";
            self.error(Code::Scenario, scene.span, headline, help);
        }
        let base = Base {
            title: &head.title.text,
            mark: head.mark.as_ref().map(|mark| match mark {
                ScenarioMark::Todo(because) => Marked::Todo(because.text.clone()),
                ScenarioMark::Fails(because) => Marked::Fails(because.text.clone()),
            }),
            start,
        };
        if !scene.expected.is_empty() || (todo && !scene.awaits_something()) {
            let row = Row {
                name: base.title.to_owned(),
                draft: base.start.draft.clone(),
                as_of: base.start.as_of,
                stated: base.start.stated,
                expectations,
                span: scene.span,
            };
            self.test(&base, row);
        }
        let (mut number, mut names) = (0, Vec::new());
        for table in &scene.tables {
            self.table(&base, table, &mut number, &mut names);
        }
    }

    fn readings(&mut self, switches: &[(Name, Name)]) -> Vec<(ReadingId, usize)> {
        let mut readings: Vec<(ReadingId, usize)> = Vec::new();
        for (name, choice) in switches {
            match self.resolver.switch(name, choice) {
                Ok((reading, _)) if readings.iter().any(|(it, _)| *it == reading) => {
                    let headline = format!("the reading `{}` is switched twice", name.text);
                    self.error(
                        Code::Contradiction,
                        name.span,
                        headline,
                        "keep one of the two",
                    );
                }
                Ok(switch) => readings.push(switch),
                Err(it) => self.found.push(*it),
            }
        }
        readings
    }

    /// The fact a line or column gives, with its key.
    fn target(&mut self, name: &Name, written: Option<&GivenValue>) -> Option<Target> {
        let resolver = self.resolver;
        let id = match resolver.names.find(&name.text, resolver.home) {
            Ok(id) => id,
            Err(it) => {
                self.found.push(*not_found(name, it));
                return None;
            }
        };
        let fact = &resolver.model.facts()[id];
        if let Some(misfit) = not_encoded(fact, name.span) {
            self.found.push(misfit.into());
            return None;
        }
        let key = match (&fact.key, written) {
            (_, None) => None,
            (None, Some(written)) => {
                self.found.push(*plain_key(name, written.span));
                return None;
            }
            (Some(wanted), Some(written)) => {
                match key(
                    resolver.fitter(),
                    &format!("`{}`", name.text),
                    wanted,
                    written,
                ) {
                    Ok(key) => Some(key),
                    Err(misfit) => {
                        self.found.push(misfit.into());
                        return None;
                    }
                }
            }
        };
        Some(Target {
            fact: id,
            key,
            about: about(&name.text, written),
        })
    }

    /// The member a line of a group gives.
    fn member(
        &mut self,
        group: &Target,
        name: &ast::Text,
        [from, until]: [Option<&ast::DateLiteral>; 2],
        fields: &[ast::GivenField],
        span: Span,
    ) -> Result<Member, Vec<Misfit>> {
        let model = self.resolver.model;
        let fact = &model.facts()[group.fact];
        let Shape::Group(entity) = fact.shape else {
            let headline = format!("{} is no group, so it includes nobody", group.about);
            return Err(vec![Misfit::new(Code::WrongType, span, headline)]);
        };
        let mut member = Member::new(&name.text);
        if let Some(day) = from.or(until).filter(|_| !fact.over_time) {
            let headline = format!("{} is the same on every day", group.about);
            return Err(vec![Misfit::new(Code::WrongType, day.span, headline).help(
                "where members come and go, declare it `group of … over time`",
            )]);
        }
        let mut day = |about: &str, written: Option<&ast::DateLiteral>| {
            written
                .and_then(|written| self.day(about, written))
                .map_or(crate::eval::Range::ABSENT, crate::eval::Range::date)
        };
        member.from = day("the first day of the member", from);
        member.until = day("the last day of the member", until);
        let mut told = Draft::new(Case::new(model));
        let mut misfits = Vec::new();
        for field in fields {
            let Some(target) = self.target(&field.name, field.key.as_ref()) else {
                continue;
            };
            let row = &model.facts()[target.fact];
            if let Some(misfit) = not_of_member(model, entity, row, field.name.span) {
                misfits.push(misfit);
                continue;
            }
            let value = match &field.from {
                Some(from) => ast::Given::History(vec![(Some(field.value.clone()), from.clone())]),
                None => ast::Given::Value {
                    value: field.value.clone(),
                    made_on: None,
                },
            };
            let span = field.name.span.to(field.value.span);
            let given = told.give(self.resolver.fitter(), &target, &value, span, false);
            misfits.extend(given.err().unwrap_or_default());
        }
        for fact in model.facts().ids() {
            let given = told.case.get(fact);
            if *given != Given::Unknown {
                member.set(fact, given.clone());
            }
        }
        if misfits.is_empty() {
            Ok(member)
        } else {
            Err(misfits)
        }
    }

    fn expectation(
        &mut self,
        query: &ast::Query,
        expectation: &ast::Expectation,
    ) -> Option<Expected> {
        let asked = self.asked(query)?;
        self.expected(&asked, expectation)
    }

    fn asked(&mut self, query: &ast::Query) -> Option<Asked> {
        self.resolver
            .query(query)
            .map_err(|it| self.found.push(*it))
            .ok()
    }

    fn expected(&mut self, asked: &Asked, expectation: &ast::Expectation) -> Option<Expected> {
        self.resolver
            .expected(asked, expectation)
            .map_err(|it| self.found.extend(it))
            .ok()
    }

    fn table<'f>(
        &mut self,
        base: &Base<'_>,
        table: &'f ast::Examples,
        number: &mut usize,
        names: &mut Vec<&'f ast::Text>,
    ) {
        let heads: Vec<Head> = table
            .columns
            .iter()
            .map(|column| match &column.kind {
                ColumnKind::AsOf => Head::AsOf,
                ColumnKind::Case => Head::Case,
                ColumnKind::Fact { name, key } => self
                    .target(name, key.as_ref())
                    .map_or(Head::Mistaken, Head::Fact),
                ColumnKind::Expect(query) => self.asked(query).map_or(Head::Mistaken, Head::Expect),
            })
            .collect();
        self.columns_once(table, &heads);
        for (span, cells) in &table.rows {
            *number += 1;
            let called = cells.iter().find_map(|cell| match cell {
                Cell::Case(name) => Some(name),
                _ => None,
            });
            if let Some(name) = called {
                if let Some(first) = names.iter().find(|it| it.text == name.text) {
                    let headline = format!("two rows are called `{}`", name.text);
                    let it = Diagnostic::new(Code::DuplicateKey, name.span, headline);
                    self.found.push(it.also(first.span, "first here"));
                }
                names.push(name);
            }
            let row = Row {
                name: match called {
                    Some(name) => format!("{}, {}", base.title, name.text),
                    None => format!("{}, row {number}", base.title),
                },
                draft: base.start.draft.clone(),
                as_of: base.start.as_of,
                stated: base.start.stated,
                expectations: Vec::new(),
                span: *span,
            };
            self.row(base, row, heads.iter().zip(cells));
        }
    }

    /// Reports a column that gives what another gives.
    fn columns_once(&mut self, table: &ast::Examples, heads: &[Head]) {
        let same = |one: &Head, other: &Head| match (one, other) {
            (Head::AsOf, Head::AsOf) | (Head::Case, Head::Case) => true,
            (Head::Fact(one), Head::Fact(other)) => one.fact == other.fact && one.key == other.key,
            _ => false,
        };
        for (position, (head, column)) in heads.iter().zip(&table.columns).enumerate() {
            let mut before = heads.iter().zip(&table.columns).take(position);
            if let Some((_, first)) = before.find(|(it, _)| same(it, head)) {
                let it = Diagnostic::new(
                    Code::DuplicateKey,
                    column.span,
                    "this column stands there twice",
                );
                self.found.push(it.also(first.span, "first here"));
            }
        }
    }

    fn row<'c>(
        &mut self,
        base: &Base<'_>,
        mut row: Row,
        cells: impl Iterator<Item = (&'c Head, &'c Cell)>,
    ) {
        for (head, cell) in cells {
            match (head, cell) {
                (Head::AsOf, Cell::Given(ast::Given::Value { value, .. }, _)) => {
                    row.stated = true;
                    row.as_of = match &value.kind {
                        ast::GivenKind::Date(day) => self.day("the as-of day", day),
                        _ => {
                            let help = "write it as `2024-03-05`";
                            self.error(
                                Code::BadDate,
                                value.span,
                                "the as-of day must be a date",
                                help,
                            );
                            None
                        }
                    };
                }
                (Head::Fact(target), Cell::Given(given, span)) => {
                    let fitter = self.resolver.fitter();
                    let given = row.draft.give(fitter, target, given, *span, true);
                    self.report(given.err().unwrap_or_default());
                }
                (Head::Fact(target), Cell::Empty) => row.draft.forget(target, row.span),
                (Head::Expect(asked), Cell::Expect(expectation)) => {
                    row.expectations.extend(self.expected(asked, expectation));
                }
                _ => {}
            }
        }
        self.test(base, row);
    }

    fn test(&mut self, base: &Base<'_>, row: Row) {
        let name = &row.name;
        let todo = matches!(base.mark, Some(Marked::Todo(_)));
        let nothing = row.expectations.is_empty();
        let any_day = todo && nothing;
        if !row.stated && !any_day {
            let headline = format!("`{name}` does not say as of which day");
            let help = "add `as of 2024-03-05` to the scenario, or a column `as of` to the table";
            self.error(Code::Scenario, row.span, headline, help);
        }
        if nothing && !todo && row.as_of.is_some() && !self.found.has_errors() {
            let help = "fill in a cell under `expect …`";
            self.error(
                Code::Scenario,
                row.span,
                format!("`{name}` expects nothing"),
                help,
            );
        }
        // Nothing is decided of what expects nothing, so that any day will do.
        let as_of = row.as_of.or(any_day.then_some(Date::MIN));
        let Some(as_of) = as_of else { return };
        let settings = Settings {
            as_of,
            readings: base.start.readings.clone(),
        };
        self.tests.push(Test {
            name: row.name,
            scenario: base.title.to_owned(),
            case: row.draft.case,
            settings,
            expectations: row.expectations,
            mark: base.mark.clone(),
            span: row.span,
        });
    }

    fn day(&mut self, about: &str, written: &ast::DateLiteral) -> Option<Date> {
        self.resolver
            .day(about, written)
            .map_err(|it| self.found.push(*it))
            .ok()
    }

    fn report(&mut self, misfits: Vec<Misfit>) {
        self.found.extend(misfits.into_iter().map(Diagnostic::from));
    }

    fn error(&mut self, code: Code, span: Span, headline: impl Into<String>, help: &str) {
        self.found
            .push(Diagnostic::new(code, span, headline).help(help));
    }
}

/// What all tests of a scenario share.
struct Base<'f> {
    title: &'f str,
    mark: Option<Marked>,
    start: Start,
}

/// What tests start from: what the scenario gives, and those it is based on.
struct Start {
    draft: Draft,
    as_of: Option<Date>,
    /// Whether a head names a day, be it a wrong one.
    stated: bool,
    readings: Vec<(ReadingId, usize)>,
}

impl Start {
    fn new(case: Case) -> Start {
        Start {
            draft: Draft::new(case),
            as_of: None,
            stated: false,
            readings: Vec::new(),
        }
    }
}

/// One test to be.
struct Row {
    name: String,
    draft: Draft,
    as_of: Option<Date>,
    stated: bool,
    expectations: Vec<Expected>,
    span: Span,
}
