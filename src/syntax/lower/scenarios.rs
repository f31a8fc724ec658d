//! Scenarios: given facts, expectations, tables of cases.

use pest::Parser;

use super::super::ast::{
    Assignment, Cell, Column, ColumnKind, DateLiteral, EntryKind, Examples, Expectation,
    ExpectedOutcome, Given, GivenField, GivenKind, GivenValue, Name, Quantity, Query, Scenario,
    ScenarioMark, Text, ValueKind,
};
use super::super::csv;
use super::super::grammar::{Grammar, Rule};
use super::super::pieces::pieces;
use super::super::recover;
use super::super::trivia::Line;
use super::{Children, Context, Node, Promised, Unkept, unquoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// An entry of a scenario.
pub(super) fn scenario_entry(cx: &mut Context<'_>, pair: Node<'_>) -> Promised<EntryKind> {
    let rule = pair.as_rule();
    let mut children = Children::of(pair);
    Ok(match rule {
        Rule::scenario => EntryKind::Scenario(scenario(cx, &mut children)?),
        Rule::given => {
            let assignments = children
                .all(Rule::assignment)
                .map(|assignment| cx.assignment(assignment));
            EntryKind::Given {
                assignments: assignments.collect::<Promised<_>>()?,
            }
        }
        Rule::expect => {
            let query = children.one(Rule::query)?;
            let query = cx.query(query)?;
            let expectation = children.one(Rule::expectation)?;
            EntryKind::Expect {
                query,
                expectation: cx.expectation(expectation)?,
            }
        }
        _ => EntryKind::Examples(examples(cx, children)?),
    })
}

fn scenario(cx: &mut Context<'_>, children: &mut Children<'_>) -> Promised<Scenario> {
    let title = children.text(cx)?;
    let (mut as_of, mut recorded_through, mut switches) = (None, None, Vec::new());
    let (mut based_on, mut mark) = (None, None);
    while let Some(clause) = children.maybe(Rule::scenario_clause) {
        let clause = Children::of(clause).any()?;
        let (rule, place) = (clause.as_rule(), cx.span(&clause));
        let mut inner = Children::of(clause);
        match rule {
            Rule::as_of => {
                let day = cx.date(inner.one(Rule::date)?)?;
                cx.once(&mut as_of, day, "as of", place);
            }
            Rule::recorded => {
                let day = cx.date(inner.one(Rule::date)?)?;
                cx.once(&mut recorded_through, day, "recorded through", place);
            }
            Rule::based_on => {
                let title = inner.text(cx)?;
                cx.once(&mut based_on, title, "based on", place);
            }
            Rule::todo | Rule::fails => {
                let because = inner.one(Rule::because)?;
                let because = Children::of(because).text(cx)?;
                let (word, this) = if rule == Rule::todo {
                    ("todo", ScenarioMark::Todo(because))
                } else {
                    ("fails", ScenarioMark::Fails(because))
                };
                cx.once(&mut mark, this, word, place);
            }
            _ => switches.push((inner.name(cx)?, cx.name(&inner.one(Rule::choice_name)?))),
        }
    }
    Ok(Scenario {
        title,
        based_on,
        as_of,
        recorded_through,
        switches,
        mark,
    })
}

fn examples(cx: &mut Context<'_>, mut children: Children<'_>) -> Promised<Examples> {
    if let Some(from) = children.maybe(Rule::from_file) {
        return Ok(Examples {
            from: Some(Children::of(from).text(cx)?),
            ..Examples::default()
        });
    }
    let rows = children
        .all(Rule::table_row)
        .map(|row| (cx.span(&row), trimmed_cells(row)))
        .collect::<Vec<_>>();
    table(cx, rows)
}

/// A table in a file of its own, and what is wrong with it.
pub(in crate::syntax) fn table_of_file(
    file: FileId,
    text: &str,
    lines: &[Line],
) -> (Examples, Vec<Diagnostic>) {
    let sheet = csv::cut(text);
    let mut cx = Context {
        file,
        base: 0,
        source: &sheet.text,
        has_comments: false,
        lines,
        diagnostics: Vec::new(),
    };
    if let Some(unclosed) = sheet.unclosed {
        let headline = "a quotation mark opens this cell, and none closes it";
        let it = Diagnostic::new(Code::Syntax, cx.at(unclosed), headline);
        let help =
            "a quotation mark within a cell is written twice, and the cell between two of them";
        return (Examples::default(), vec![it.help(help)]);
    }
    let rows: Vec<(Span, Vec<CellText<'_>>)> = sheet
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| CellText {
                text: sheet.text.get(cell.clone()).unwrap_or_default(),
                start: cell.start,
            });
            (cx.at(row.range.clone()), cells.collect())
        })
        .collect();
    if rows.len() < 2 {
        let headline = match rows.len() {
            0 => "this table is empty",
            _ => "this table has a head and no rows",
        };
        let it = Diagnostic::new(Code::Scenario, cx.at(0..0), headline);
        let help =
            "the first row names the columns as in an `examples` table; each further row is a case";
        return (Examples::default(), vec![it.help(help)]);
    }
    let table = table(&mut cx, rows).unwrap_or_default();
    (table, cx.diagnostics)
}

fn table(cx: &mut Context<'_>, rows: Vec<(Span, Vec<CellText<'_>>)>) -> Promised<Examples> {
    let mut rows = rows.into_iter();
    let (_, head) = rows.next().ok_or(Unkept(0..cx.source.len()))?;
    let width = head.len();
    let mut columns = Vec::new();
    for cell in head {
        columns.extend(cx.in_cell(Rule::header, &cell, |cx, header| cx.column(header))?);
    }
    if columns.len() < width {
        return Ok(Examples {
            columns,
            ..Examples::default()
        });
    }
    let mut cases = Vec::new();
    for (span, cells) in rows {
        if cells.len() == columns.len() {
            let cells = columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| cx.cell(column, &cell))
                .collect::<Promised<_>>()?;
            cases.push((span, cells));
        } else {
            let headline = format!(
                "this row has {}, the head of the table {}",
                cells_in_words(cells.len()),
                columns.len()
            );
            cx.report(Code::Syntax, span, headline);
        }
    }
    Ok(Examples {
        from: None,
        columns,
        rows: cases,
    })
}

fn cells_in_words(count: usize) -> String {
    if count == 1 {
        "1 cell".to_owned()
    } else {
        format!("{count} cells")
    }
}

/// The text of a cell and where it starts in the entry.
struct CellText<'t> {
    text: &'t str,
    start: usize,
}

/// The cells of a row, without the empty one behind a last `|`.
fn trimmed_cells(row: Node<'_>) -> Vec<CellText<'_>> {
    let mut cells: Vec<CellText<'_>> = Children::of(row)
        .all(Rule::cell)
        .map(|cell| {
            let text = cell.as_str().trim_start();
            CellText {
                text: text.trim_end(),
                start: cell.as_span().end() - text.len(),
            }
        })
        .collect();
    if cells.len() > 1 && cells.last().is_some_and(|last| last.text.is_empty()) {
        cells.pop();
    }
    cells
}

impl Context<'_> {
    fn assignment(&mut self, pair: Node<'_>) -> Promised<Assignment> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let name = children.name(self)?;
        let key = self.key(&mut children)?;
        let given = children.any()?;
        let value = match given.as_rule() {
            Rule::given_entry => self.given_entry(given)?,
            Rule::given_member => self.given_member(given)?,
            _ => {
                let value = Children::of(given).one(Rule::given_value)?;
                self.given_value(value)?
            }
        };
        Ok(Assignment {
            name,
            key,
            value,
            span,
        })
    }

    /// `for 2016`, if it comes next.
    fn key(&mut self, children: &mut Children<'_>) -> Promised<Option<GivenValue>> {
        let Some(key) = children.maybe(Rule::given_key) else {
            return Ok(None);
        };
        let key = Children::of(key).any()?;
        self.literal(key).map(Some)
    }

    fn given_entry(&mut self, pair: Node<'_>) -> Promised<Given> {
        let mut children = Children::of(pair);
        let on = children
            .maybe(Rule::date)
            .map(|day| self.date(day))
            .transpose()?;
        let fields = self.given_fields(&mut children)?;
        Ok(Given::Entry { on, fields })
    }

    /// `includes p1 from 2020-01-01 until 2024-06-30 with …`
    fn given_member(&mut self, pair: Node<'_>) -> Promised<Given> {
        let mut children = Children::of(pair);
        let name = children.any()?;
        let bare = name.as_rule() != Rule::quoted;
        let name = if bare {
            let Name { text, span } = self.name(&name);
            Text { text, span }
        } else {
            self.text(&name)
        };
        let mut day = |rule| {
            let Some(clause) = children.maybe(rule) else {
                return Ok(None);
            };
            let day = Children::of(clause).one(Rule::date)?;
            self.date(day).map(Some)
        };
        let from = day(Rule::from_date)?;
        let until = day(Rule::until_date)?;
        let fields = self.given_fields(&mut children)?;
        Ok(Given::Member {
            name,
            bare,
            from,
            until,
            fields,
        })
    }

    /// `with rank is 9, …`, if it comes next.
    fn given_fields(&mut self, children: &mut Children<'_>) -> Promised<Vec<GivenField>> {
        let Some(fields) = children.maybe(Rule::given_fields) else {
            return Ok(Vec::new());
        };
        Children::of(fields)
            .all(Rule::given_field)
            .map(|field| self.given_field(field))
            .collect()
    }

    fn given_field(&mut self, pair: Node<'_>) -> Promised<GivenField> {
        let mut children = Children::of(pair);
        let name = children.name(self)?;
        let key = self.key(&mut children)?;
        let mut is = Children::of(children.one(Rule::field_is)?);
        let value = is.one(Rule::plain_value)?;
        let value = self.plain_value(value)?;
        let from = match is.maybe(Rule::from_date) {
            Some(from) => Some(self.date(Children::of(from).one(Rule::date)?)?),
            None => None,
        };
        Ok(GivenField {
            name,
            key,
            value,
            from,
        })
    }

    fn given_value(&mut self, pair: Node<'_>) -> Promised<Given> {
        let inner = Children::of(pair).any()?;
        let is_history = inner.as_rule() == Rule::history;
        let mut children = Children::of(inner);
        if !is_history {
            let value = children.one(Rule::plain_value)?;
            let value = self.plain_value(value)?;
            let made_on = children
                .maybe(Rule::date)
                .map(|day| self.date(day))
                .transpose()?;
            return Ok(Given::Value { value, made_on });
        }
        let steps = children
            .all(Rule::history_step)
            .map(|step| self.history_step(step));
        Ok(Given::History(steps.collect::<Promised<_>>()?))
    }

    fn history_step(&mut self, pair: Node<'_>) -> Promised<(Option<GivenValue>, DateLiteral)> {
        let mut children = Children::of(pair);
        let value = children.any()?;
        let value = if value.as_rule() == Rule::ended {
            None
        } else {
            Some(self.plain_value(value)?)
        };
        let from = Children::of(children.one(Rule::from_date)?).one(Rule::date)?;
        Ok((value, self.date(from)?))
    }

    fn plain_value(&mut self, pair: Node<'_>) -> Promised<GivenValue> {
        let inner = Children::of(pair).any()?;
        self.literal(inner)
    }

    fn literal(&mut self, pair: Node<'_>) -> Promised<GivenValue> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::unknown => GivenKind::Unknown,
            Rule::absent => GivenKind::Absent,
            Rule::nothing => GivenKind::Nothing,
            Rule::yes => GivenKind::Yes,
            Rule::no => GivenKind::No,
            Rule::date => GivenKind::Date(self.date(pair)?),
            Rule::stretch => GivenKind::Stretch(pair.as_str().to_owned()),
            Rule::quoted => GivenKind::Text(unquoted(pair.as_str())),
            Rule::decimal => GivenKind::Number(self.number(&pair)),
            Rule::amount => self.amount(pair)?,
            Rule::set_value => {
                let members = Children::of(pair)
                    .all(Rule::plain_value)
                    .map(|member| self.plain_value(member));
                GivenKind::Set(members.collect::<Promised<_>>()?)
            }
            _ => GivenKind::Name(self.name(&pair)),
        };
        Ok(GivenValue { span, kind })
    }

    /// A number, with its sign, and with its unit if it has one.
    fn amount(&mut self, pair: Node<'_>) -> Promised<GivenKind> {
        let mut children = Children::of(pair);
        let minus = if children.maybe(Rule::minus).is_some() {
            "-"
        } else {
            ""
        };
        let signed = |digits: &str| format!("{minus}{digits}");
        let number = children.any()?;
        Ok(match number.as_rule() {
            Rule::quantity => {
                let mut quantity = self.quantity(number)?;
                if let Some((digits, _)) = quantity.parts.first_mut() {
                    *digits = signed(digits);
                }
                GivenKind::Quantity(quantity)
            }
            Rule::percent => GivenKind::Percent(signed(&self.percentage(number)?)),
            Rule::ratio => {
                let span = self.span(&number);
                let mut children = Children::of(number);
                let (over, under) = (children.one(Rule::integer)?, children.one(Rule::integer)?);
                let digits = signed(&format!("{}/{}", self.number(&over), self.number(&under)));
                match children.maybe(Rule::unit) {
                    Some(unit) => GivenKind::Quantity(Quantity {
                        parts: vec![(digits, self.unit(&unit))],
                        span,
                    }),
                    None => GivenKind::Number(digits),
                }
            }
            _ => GivenKind::Number(signed(&self.number(&number))),
        })
    }

    fn query(&mut self, pair: Node<'_>) -> Promised<Query> {
        let mut children = Children::of(pair);
        if let Some(provision) = children.maybe(Rule::provision_met) {
            let span = self.span(&provision);
            let ValueKind::ProvisionMet { citation, negated } = self.provision_met(provision)?
            else {
                return children.unexpected();
            };
            if negated {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::Syntax,
                        span,
                        "an expectation asks whether a provision `is met`",
                    )
                    .help("write `is met` and expect `no`"),
                );
            }
            return Ok(Query::Provision(citation));
        }
        let name = children.name(self)?;
        let key = self.key(&mut children)?;
        let predicate = children.next().map(|words| Name {
            text: joined(words.as_str()),
            span: self.span(&words),
        });
        Ok(Query::Named {
            name,
            key,
            predicate,
        })
    }

    fn expectation(&mut self, pair: Node<'_>) -> Promised<Expectation> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let outcome = Children::of(children.one(Rule::outcome)?).any()?;
        let outcome = self.outcome(outcome)?;
        let mut expectation = Expectation {
            outcome,
            needing: None,
            citing: Vec::new(),
            resting: Vec::new(),
            span,
        };
        while let Some(clause) = children.maybe(Rule::expect_clause) {
            let clause = Children::of(clause).any()?;
            let (rule, place) = (clause.as_rule(), self.span(&clause));
            let mut inner = Children::of(clause);
            match rule {
                Rule::citing => expectation
                    .citing
                    .extend(self.citations(inner.one(Rule::citations)?)?),
                Rule::resting => expectation
                    .resting
                    .extend(inner.all(Rule::word).map(|word| self.name(&word))),
                _ => {
                    let mut needed = Vec::new();
                    for need in inner.all(Rule::needed) {
                        let mut need = Children::of(need);
                        needed.push((need.name(self)?, self.key(&mut need)?));
                    }
                    self.once(&mut expectation.needing, needed, "needing", place);
                }
            }
        }
        Ok(expectation)
    }

    fn outcome(&mut self, pair: Node<'_>) -> Promised<ExpectedOutcome> {
        Ok(match pair.as_rule() {
            Rule::not_applicable => ExpectedOutcome::NotApplicable,
            Rule::not_in_force => ExpectedOutcome::NotInForce,
            Rule::not_encoded_outcome => ExpectedOutcome::NotEncoded,
            Rule::not_computable => ExpectedOutcome::NotComputable,
            Rule::plain_value => ExpectedOutcome::Value(self.plain_value(pair)?),
            _ => self.norm_state(pair)?,
        })
    }

    fn norm_state(&mut self, pair: Node<'_>) -> Promised<ExpectedOutcome> {
        let (start, written) = (pair.as_span().start(), pair.as_str());
        let day = find_date(pair);
        let words = match &day {
            Some(day) => written
                .get(..day.as_span().start() - start)
                .unwrap_or(written),
            None => written,
        };
        let words = joined(words);
        Ok(ExpectedOutcome::NormState {
            words,
            day: day.map(|day| self.date(day)).transpose()?,
        })
    }

    /// Reads a cell by a production of its own; `None` if it cannot be read, which is then reported.
    fn in_cell<T>(
        &mut self,
        rule: Rule,
        cell: &CellText<'_>,
        read: impl FnOnce(&mut Context<'_>, Node<'_>) -> Promised<T>,
    ) -> Promised<Option<T>> {
        let base = self.base + cell.start;
        let mut pairs = match Grammar::parse(rule, cell.text) {
            Ok(pairs) => pairs,
            Err(error) => {
                self.diagnostics.push(recover::explain_cell(
                    self.file, cell.text, base, rule, &error,
                ));
                return Ok(None);
            }
        };
        let pair = pairs
            .next()
            .ok_or(Unkept(cell.start..cell.start + cell.text.len()))?;
        let mut inner = Context {
            file: self.file,
            base,
            source: cell.text,
            has_comments: false,
            lines: self.lines,
            diagnostics: Vec::new(),
        };
        let node = read(&mut inner, pair);
        self.diagnostics.append(&mut inner.diagnostics);
        node.map(Some)
    }

    fn column(&mut self, pair: Node<'_>) -> Promised<Column> {
        let inner = Children::of(pair).any()?;
        let span = self.span(&inner);
        let rule = inner.as_rule();
        let mut children = Children::of(inner);
        let kind = match rule {
            Rule::as_of_cell => ColumnKind::AsOf,
            Rule::case_cell => ColumnKind::Case,
            Rule::expect_cell => {
                let query = children.one(Rule::query)?;
                ColumnKind::Expect(self.query(query)?)
            }
            _ => ColumnKind::Fact {
                name: children.name(self)?,
                key: self.key(&mut children)?,
            },
        };
        Ok(Column { kind, span })
    }

    fn cell(&mut self, column: &Column, cell: &CellText<'_>) -> Promised<Cell> {
        if cell.text.is_empty() {
            return Ok(Cell::Empty);
        }
        let span: Span = self.at(cell.start..cell.start + cell.text.len());
        let read = if matches!(column.kind, ColumnKind::Case) {
            self.in_cell(Rule::case_name, cell, |cx, pair| {
                Ok(Cell::Case(Children::of(pair).text(cx)?))
            })?
        } else if matches!(column.kind, ColumnKind::Expect(_)) {
            self.in_cell(Rule::outcome_cell, cell, |cx, pair| {
                let expectation = Children::of(pair).one(Rule::expectation)?;
                Ok(Cell::Expect(cx.expectation(expectation)?))
            })?
        } else {
            self.in_cell(Rule::value_cell, cell, |cx, pair| {
                let value = Children::of(pair).one(Rule::given_value)?;
                Ok(Cell::Given(cx.given_value(value)?, span))
            })?
        };
        Ok(read.unwrap_or(Cell::Empty))
    }
}

/// Words with single spaces between them, without the comments.
fn joined(words: &str) -> String {
    let words: Vec<&str> = pieces(words)
        .filter(|piece| !piece.is_blank())
        .map(|piece| piece.text)
        .collect();
    words.join(" ")
}

fn find_date(pair: Node<'_>) -> Option<Node<'_>> {
    let mut inner = Children::of(pair);
    while let Some(child) = inner.next() {
        match child.as_rule() {
            Rule::date => return Some(child),
            Rule::fulfilled_late => return find_date(child),
            _ => {}
        }
    }
    None
}
