//! What a solver of satisfiability is asked, and how its answer is read.
//!
//! A question is a whole SMT-LIB script, so that no question knows of another: the same question has the
//! same answer, whatever was asked before. Who starts the program, and stops it, is not for here: see
//! [`Solver`].

use std::collections::BTreeMap;

/// A program that says whether a formula can be satisfied.
pub trait Solver {
    /// Name and version, for people: a proof that rests on it says so.
    fn name(&self) -> &str;

    /// What it prints when given this script; or, in a few words that go on from its name, what kept it
    /// from answering.
    ///
    /// # Errors
    /// It could not be started, was stopped at its limits, or the like.
    fn ask(&mut self, script: &str) -> Result<String, String>;
}

/// With what a question is gone into.
pub struct Effort<'s> {
    /// How many times the rules may be evaluated.
    pub budget: u32,
    /// Who is asked about what the own search leaves open.
    pub solver: Option<&'s mut dyn Solver>,
}

impl Effort<'_> {
    /// A part of it, for one of several questions.
    pub(super) fn part(&mut self, budget: u32) -> Effort<'_> {
        let solver: Option<&mut dyn Solver> = match &mut self.solver {
            Some(it) => Some(&mut **it),
            None => None,
        };
        Effort { budget, solver }
    }
}

impl From<u32> for Effort<'_> {
    /// So many evaluations, and no solver.
    fn from(budget: u32) -> Self {
        Effort {
            budget,
            solver: None,
        }
    }
}

/// What a solver had to do with an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Solved {
    /// It was not asked: there is none, the own search knew, or the question cannot be put to it exactly.
    #[default]
    Not,
    /// Its values led to the person, who was then decided like any other.
    Found,
    /// The proof rests on it.
    Proved,
    /// It was asked in vain: the answer is the one without it.
    InVain(Trouble),
}

/// Why a solver was asked in vain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// It gave up by itself.
    Unknown,
    /// It did not answer: what happened, in words that go on from its name.
    Failed(String),
    /// It gave a person for whom the outcomes are not what it said.
    Lied,
    /// It answered, but what cannot be put to it was still open.
    Rest,
    /// It was asked so many times that it was given up.
    TooOften,
}

/// What a solver says of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// These values of its constants satisfy it.
    Sat(BTreeMap<String, String>),
    /// Nothing does.
    Unsat,
    /// It does not know.
    Unknown,
}

/// No answer nests deeper; a model is a list of pairs of a name and a number.
const DEEPEST: usize = 8;

/// Reads what a solver printed: the verdict and, if there is one, the values. None if it is anything else.
pub(super) fn read(printed: &str) -> Option<Reply> {
    let mut rest = Words { rest: printed };
    let verdict = rest.next()?;
    let more = expressions(&mut rest, 0)?;
    let is_error = |it: &Expression| matches!(it, Expression::List(of) if of.first().is_some_and(|it| it.is("error")));
    // Values were asked for as well, of which there are none.
    let refused = more.len() <= 1 && more.iter().all(is_error);
    match (verdict, more.as_slice()) {
        ("unsat", _) if refused => Some(Reply::Unsat),
        ("unknown", _) if refused => Some(Reply::Unknown),
        // What a model would be is not certain then.
        ("unknown", [Expression::List(_)]) => Some(Reply::Unknown),
        // It had nothing to choose.
        ("sat", []) => Some(Reply::Sat(BTreeMap::new())),
        ("sat", [Expression::List(pairs)]) => {
            let values = pairs.iter().map(pair).collect::<Option<_>>()?;
            Some(Reply::Sat(values))
        }
        _ => None,
    }
}

#[derive(Debug)]
enum Expression<'t> {
    Word(&'t str),
    List(Vec<Expression<'t>>),
}

impl Expression<'_> {
    fn is(&self, word: &str) -> bool {
        matches!(self, Expression::Word(it) if *it == word)
    }
}

/// A name and its value: `(x 5)`, `(x (- 5))`, `(x true)`.
fn pair(of: &Expression<'_>) -> Option<(String, String)> {
    let Expression::List(parts) = of else {
        return None;
    };
    let [Expression::Word(name), value] = parts.as_slice() else {
        return None;
    };
    let is_number =
        |it: &str| !it.is_empty() && it.len() <= 40 && it.bytes().all(|it| it.is_ascii_digit());
    let value = match value {
        Expression::Word(it) if is_number(it) || matches!(*it, "true" | "false") => {
            (*it).to_owned()
        }
        Expression::List(parts) => match parts.as_slice() {
            [minus, Expression::Word(it)] if minus.is("-") && is_number(it) => format!("-{it}"),
            _ => return None,
        },
        Expression::Word(_) => return None,
    };
    Some(((*name).to_owned(), value))
}

fn expressions<'t>(words: &mut Words<'t>, depth: usize) -> Option<Vec<Expression<'t>>> {
    if depth > DEEPEST {
        return None;
    }
    let mut found = Vec::new();
    loop {
        match words.next() {
            Some("(") => found.push(Expression::List(expressions(words, depth + 1)?)),
            Some(")") if depth > 0 => return Some(found),
            Some(")") => return None,
            Some(word) => found.push(Expression::Word(word)),
            None => return (depth == 0).then_some(found),
        }
    }
}

/// The words of a text: parentheses, names, numbers, texts in quotes.
struct Words<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.rest = self.rest.trim_ascii_start();
        let first = self.rest.chars().next()?;
        let ends = |it: char| it.is_ascii_whitespace() || matches!(it, '(' | ')');
        let length = match first {
            '(' | ')' => 1,
            '"' | '|' => {
                let after = self.rest.get(1..)?;
                after.find(first).map_or(self.rest.len(), |it| it + 2)
            }
            _ => self.rest.find(ends).unwrap_or(self.rest.len()),
        };
        let (word, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(word)
    }
}

/// What a solver calls itself, of what it prints when asked for its name and its version.
#[must_use]
pub fn introduction(printed: &str) -> Option<String> {
    let said = expressions(&mut Words { rest: printed }, 0)?;
    let value = |wanted: &str| {
        said.iter().find_map(|it| match it {
            Expression::List(of) => match of.as_slice() {
                [name, Expression::Word(text)] if name.is(wanted) => {
                    let text = text.strip_prefix('"')?.strip_suffix('"')?.trim();
                    let plain = !text.is_empty()
                        && text.len() <= 40
                        && text.chars().all(|it| it.is_ascii_graphic() || it == ' ');
                    plain.then_some(text)
                }
                _ => None,
            },
            Expression::Word(_) => None,
        })
    };
    Some(format!("{} {}", value(":name")?, value(":version")?))
}

/// The script that asks a solver for its name and its version.
pub const INTRODUCE: &str = "(get-info :name)\n(get-info :version)\n(exit)\n";
