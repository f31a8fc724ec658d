//! A solver that knows nothing: it tries values, whole numbers near those that the question names.
//!
//! It reads SMT-LIB as the standard has it and not as it was written, so that it holds the questions to
//! account. Of a small question it finds an answer if there is one; that it found none is as sure as the
//! values it tried.

use std::collections::{BTreeMap, BTreeSet};

use enact::value::Number;
use enact::witness::Solver;

/// More values of all constants together are not tried.
const MOST: usize = 3_000;
/// A range no wider is gone through.
const NARROW: i64 = 12;

/// The solver.
pub(crate) struct Tries;

impl Solver for Tries {
    fn name(&self) -> &'static str {
        "tries 1"
    }

    fn ask(&mut self, script: &str) -> Result<String, String> {
        Ok(Script::read(script).answer())
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Word(String),
    List(Vec<Tree>),
}

impl Tree {
    fn word(&self) -> &str {
        match self {
            Tree::Word(word) => word,
            Tree::List(_) => panic!("a word, not {self:?}"),
        }
    }

    fn list(&self) -> &[Tree] {
        match self {
            Tree::List(list) => list,
            Tree::Word(_) => panic!("a list, not {self:?}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Truth(bool),
    Number(Number),
}

impl Value {
    fn truth(&self) -> bool {
        matches!(self, Value::Truth(true))
    }

    fn number(&self) -> Number {
        match self {
            Value::Number(number) => number.clone(),
            Value::Truth(_) => panic!("a number, not {self:?}"),
        }
    }
}

type Known = BTreeMap<String, Value>;

#[derive(Default)]
struct Script {
    constants: Vec<(String, bool)>,
    defined: Vec<(String, Tree)>,
    asserted: Vec<Tree>,
    wanted: Vec<String>,
    numbers: BTreeSet<i64>,
}

impl Script {
    fn read(text: &str) -> Script {
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let mut stack = vec![Vec::new()];
        let mut script = Script::default();
        for word in spaced.split_whitespace() {
            match word {
                "(" => stack.push(Vec::new()),
                ")" => {
                    let list = Tree::List(stack.pop().expect("one that is open"));
                    stack.last_mut().expect("one around").push(list);
                }
                _ => {
                    let whole = word.strip_suffix(".0").unwrap_or(word);
                    script.numbers.extend(whole.parse::<i64>());
                    let word = Tree::Word(word.to_owned());
                    stack.last_mut().expect("one around").push(word);
                }
            }
        }
        assert_eq!(stack.len(), 1, "every list is closed");
        for command in stack.remove(0) {
            script.take(command.list());
        }
        script
    }

    fn take(&mut self, command: &[Tree]) {
        match (command[0].word(), &command[1..]) {
            ("declare-const", [name, sort]) => {
                let truth = sort.word() == "Bool";
                assert!(truth || sort.word() == "Int", "{sort:?}");
                self.constants.push((name.word().to_owned(), truth));
            }
            ("define-fun", [name, none, _, body]) => {
                assert!(none.list().is_empty());
                self.defined.push((name.word().to_owned(), body.clone()));
            }
            ("assert", [what]) => self.asserted.push(what.clone()),
            ("get-value", [names]) => {
                let names = names.list().iter();
                self.wanted = names.map(|it| it.word().to_owned()).collect();
            }
            ("set-option" | "set-logic" | "check-sat" | "exit", _) => {}
            other => panic!("no command: {other:?}"),
        }
    }

    fn answer(&self) -> String {
        let domains: Vec<Vec<Value>> = self.constants.iter().map(|it| self.domain(it)).collect();
        let count = domains.iter().try_fold(1usize, |so_far, it| {
            so_far.checked_mul(it.len()).filter(|it| *it <= MOST)
        });
        let Some(count) = count else {
            return "unknown".to_owned();
        };
        for mut at in 0..count {
            let mut known = Known::new();
            for ((name, _), domain) in self.constants.iter().zip(&domains) {
                known.insert(name.clone(), domain[at % domain.len()].clone());
                at /= domain.len();
            }
            let constants = known.clone();
            if self.holds(known) {
                let shown = self.wanted.iter().map(|name| match &constants[name] {
                    Value::Truth(yes) => format!("({name} {yes})"),
                    Value::Number(number) if number.is_negative() => {
                        format!("({name} (- {}))", number.neg())
                    }
                    Value::Number(number) => format!("({name} {number})"),
                });
                return format!("sat\n({})", shown.collect::<Vec<_>>().join("\n "));
            }
        }
        "unsat\n(error \"there is no model\")".to_owned()
    }

    fn domain(&self, (name, truth): &(String, bool)) -> Vec<Value> {
        if *truth {
            return vec![Value::Truth(false), Value::Truth(true)];
        }
        let nothing = Known::new();
        let ends = self.asserted.iter().find_map(|it| match it.list() {
            [op, low, it, high] if op.word() == "<=" && *it == Tree::Word(name.clone()) => {
                let end = |it| value(it, &nothing).number().to_i64();
                Some((end(low)?, end(high)?))
            }
            _ => None,
        });
        let (low, high) = ends.expect("every whole number has its ends");
        let near = self.numbers.iter().flat_map(|it| it - 1..=it + 1);
        let all: BTreeSet<i64> = if high - low <= NARROW {
            (low..=high).collect()
        } else {
            near.chain([low, high]).collect()
        };
        let inside = all.into_iter().filter(|it| low <= *it && *it <= high);
        inside.map(|it| Value::Number(Number::from(it))).collect()
    }

    fn holds(&self, mut known: Known) -> bool {
        for (name, body) in &self.defined {
            let value = value(body, &known);
            known.insert(name.clone(), value);
        }
        self.asserted.iter().all(|it| value(it, &known).truth())
    }
}

fn value(of: &Tree, known: &Known) -> Value {
    let list = match of {
        Tree::List(list) => list,
        Tree::Word(word) => {
            return match (word.as_str(), known.get(word)) {
                (_, Some(value)) => value.clone(),
                ("true", _) => Value::Truth(true),
                ("false", _) => Value::Truth(false),
                _ => Value::Number(Number::parse(word).expect("a number")),
            };
        }
    };
    let op = list[0].word();
    let all = || -> Vec<Value> { list[1..].iter().map(|it| value(it, known)).collect() };
    let numbers = || -> Vec<Number> { all().iter().map(Value::number).collect() };
    let chain = |holds: fn(&Number, &Number) -> bool| {
        Value::Truth(numbers().windows(2).all(|it| holds(&it[0], &it[1])))
    };
    match op {
        "and" => Value::Truth(all().iter().all(Value::truth)),
        "or" => Value::Truth(all().iter().any(Value::truth)),
        "not" => Value::Truth(!all()[0].truth()),
        "ite" => {
            let branch = if value(&list[1], known).truth() { 2 } else { 3 };
            value(&list[branch], known)
        }
        "=" => Value::Truth(all().windows(2).all(|it| it[0] == it[1])),
        "<" => chain(|a, b| a < b),
        "<=" => chain(|a, b| a <= b),
        ">" => chain(|a, b| a > b),
        ">=" => chain(|a, b| a >= b),
        "to_real" => all().remove(0),
        "to_int" => Value::Number(numbers()[0].floor()),
        "mod" => {
            let numbers = numbers();
            let times = numbers[0].div(&numbers[1]).expect("not by zero").floor();
            Value::Number(numbers[0].sub(&times.mul(&numbers[1])))
        }
        "+" => Value::Number(numbers().iter().fold(Number::ZERO, |a, b| a.add(b))),
        "*" => Value::Number(numbers().iter().fold(Number::ONE, |a, b| a.mul(b))),
        "-" => match numbers().as_slice() {
            [only] => Value::Number(only.neg()),
            more => panic!("minus of {more:?}"),
        },
        // Divided by zero anything may come out, as long as it is always the same.
        "/" => {
            let numbers = numbers();
            Value::Number(numbers[0].div(&numbers[1]).unwrap_or(Number::from(77)))
        }
        other => panic!("no function: {other}"),
    }
}
