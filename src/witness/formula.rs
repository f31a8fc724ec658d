//! Formulas for a solver, line by line.
//!
//! What is already decided is never written: a text has few outcomes that are no values, and without
//! that most of a question would be about those. Every part of a term has a name of its own, so that
//! what is used in many places is written once, and no line is long.

use easy_smt::{Context, ContextBuilder, SExpr};

use crate::model::Comparison;
use crate::value::Number;

/// The lines of a question.
pub(super) struct Formulas {
    smt: Context,
    lines: Vec<String>,
    named: usize,
    constants: Vec<SExpr>,
    yes: SExpr,
    no: SExpr,
}

impl Formulas {
    /// No lines yet; none if there is no memory for them.
    pub(super) fn new() -> Option<Formulas> {
        // Without a program: that is started elsewhere, with limits that this crate does not have.
        let smt = ContextBuilder::new().build().ok()?;
        let (yes, no) = (smt.true_(), smt.false_());
        Some(Formulas {
            smt,
            lines: Vec::new(),
            named: 0,
            constants: Vec::new(),
            yes,
            no,
        })
    }

    // ------------------------------------------------------------------------------------- lines

    fn line(&mut self, of: &[SExpr]) {
        let list = self.smt.list(of.to_vec());
        self.lines.push(self.smt.display(list).to_string());
    }

    fn constant(&mut self, name: &str, sort: SExpr) -> SExpr {
        let name = self.smt.atom(name);
        let declare = self.smt.atom("declare-const");
        self.line(&[declare, name, sort]);
        self.constants.push(name);
        name
    }

    /// A yes/no that the solver chooses.
    pub(super) fn unknown_truth(&mut self, name: &str) -> SExpr {
        let sort = self.smt.bool_sort();
        self.constant(name, sort)
    }

    /// A whole number between two ends that the solver chooses.
    pub(super) fn unknown_whole(&mut self, name: &str, low: &Number, high: &Number) -> SExpr {
        let sort = self.smt.int_sort();
        let name = self.constant(name, sort);
        let (low, high) = (self.whole(low), self.whole(high));
        let between = self.smt.lte_many([low, name, high]);
        self.assert(between);
        name
    }

    /// This holds.
    pub(super) fn assert(&mut self, what: SExpr) {
        if what != self.yes {
            let assert = self.smt.atom("assert");
            self.line(&[assert, what]);
        }
    }

    fn defined(&mut self, sort: SExpr, what: SExpr) -> SExpr {
        if what.is_atom() {
            return what;
        }
        let name = self.smt.atom(format!("t{}", self.named));
        self.named += 1;
        let (define, none) = (self.smt.atom("define-fun"), self.smt.list(Vec::new()));
        self.line(&[define, name, none, sort, what]);
        name
    }

    /// A condition by a name of its own.
    pub(super) fn truth_named(&mut self, what: SExpr) -> SExpr {
        let sort = self.smt.bool_sort();
        self.defined(sort, what)
    }

    /// A number by a name of its own.
    pub(super) fn number_named(&mut self, what: SExpr) -> SExpr {
        let sort = self.smt.real_sort();
        self.defined(sort, what)
    }

    /// The whole script.
    pub(super) fn script(&self) -> String {
        let mut script = "(set-option :produce-models true)\n(set-logic ALL)\n".to_owned();
        for line in &self.lines {
            script.push_str(line);
            script.push('\n');
        }
        script.push_str("(check-sat)\n");
        if !self.constants.is_empty() {
            let all = self.smt.list(self.constants.clone());
            script.push_str(&format!("(get-value {})\n", self.smt.display(all)));
        }
        script.push_str("(exit)\n");
        script
    }

    // -------------------------------------------------------------------------------- conditions

    pub(super) fn truth(&self, yes: bool) -> SExpr {
        if yes { self.yes } else { self.no }
    }

    pub(super) fn is_no(&self, what: SExpr) -> bool {
        what == self.no
    }

    pub(super) fn and(&self, of: impl IntoIterator<Item = SExpr>) -> SExpr {
        let mut parts: Vec<SExpr> = Vec::new();
        for it in of {
            if it == self.no {
                return self.no;
            }
            if it != self.yes && !parts.contains(&it) {
                parts.push(it);
            }
        }
        match parts.as_slice() {
            [] => self.yes,
            [only] => *only,
            _ => self.smt.and_many(parts),
        }
    }

    pub(super) fn or(&self, of: impl IntoIterator<Item = SExpr>) -> SExpr {
        let mut parts: Vec<SExpr> = Vec::new();
        for it in of {
            if it == self.yes {
                return self.yes;
            }
            if it != self.no && !parts.contains(&it) {
                parts.push(it);
            }
        }
        match parts.as_slice() {
            [] => self.no,
            [only] => *only,
            _ => self.smt.or_many(parts),
        }
    }

    pub(super) fn not(&self, what: SExpr) -> SExpr {
        if what == self.yes {
            self.no
        } else if what == self.no {
            self.yes
        } else {
            self.smt.not(what)
        }
    }

    pub(super) fn same(&self, one: SExpr, other: SExpr) -> SExpr {
        let decided = [one, other].map(|it| (it == self.yes, it == self.no));
        match decided {
            _ if one == other => self.yes,
            [(true, _), _] => other,
            [(_, true), _] => self.not(other),
            [_, (true, _)] => one,
            [_, (_, true)] => self.not(one),
            _ => self.smt.eq(one, other),
        }
    }

    /// The one where a condition holds, else the other.
    pub(super) fn choice(&self, condition: SExpr, one: SExpr, other: SExpr) -> SExpr {
        if condition == self.yes || one == other {
            one
        } else if condition == self.no {
            other
        } else {
            self.smt.ite(condition, one, other)
        }
    }

    pub(super) fn compare(&self, comparison: Comparison, left: SExpr, right: SExpr) -> SExpr {
        match comparison {
            Comparison::Equal => self.same(left, right),
            Comparison::Less => self.smt.lt(left, right),
            Comparison::AtMost => self.smt.lte(left, right),
            Comparison::More => self.smt.gt(left, right),
            Comparison::AtLeast => self.smt.gte(left, right),
        }
    }

    // ----------------------------------------------------------------------------------- numbers

    /// A whole number in digits.
    pub(super) fn whole(&self, number: &Number) -> SExpr {
        let (digits, _) = number.floor().ratio();
        match digits.strip_prefix('-') {
            Some(digits) => self.smt.negate(self.smt.atom(digits)),
            None => self.smt.atom(digits),
        }
    }

    /// A number, exactly.
    pub(super) fn number(&self, number: &Number) -> SExpr {
        let (digits, of) = number.ratio();
        let real = |digits: &str| self.smt.atom(format!("{digits}.0"));
        let size = real(digits.trim_start_matches('-'));
        let size = if of == "1" {
            size
        } else {
            self.smt.rdiv(size, real(&of))
        };
        if digits.starts_with('-') {
            self.smt.negate(size)
        } else {
            size
        }
    }

    /// A whole number as a number.
    pub(super) fn as_number(&self, whole: SExpr) -> SExpr {
        self.smt.conv_to_real(whole)
    }

    /// The largest whole number that is not larger.
    pub(super) fn floor(&self, number: SExpr) -> SExpr {
        let to_int = self.smt.atom("to_int");
        self.smt.list(vec![to_int, number])
    }

    /// Whether a whole number is even.
    pub(super) fn is_even(&self, whole: SExpr) -> SExpr {
        let (two, zero) = (self.smt.atom("2"), self.smt.atom("0"));
        self.smt.eq(self.smt.modulo(whole, two), zero)
    }

    pub(super) fn times(&self, factor: &Number, number: SExpr) -> SExpr {
        if *factor == Number::ONE {
            number
        } else {
            self.smt.times(self.number(factor), number)
        }
    }

    pub(super) fn product(&self, one: SExpr, other: SExpr) -> SExpr {
        self.smt.times(one, other)
    }

    pub(super) fn quotient(&self, of: SExpr, by: SExpr) -> SExpr {
        self.smt.rdiv(of, by)
    }

    /// A sum of numbers and a number.
    pub(super) fn sum(&self, mut parts: Vec<SExpr>, constant: &Number) -> SExpr {
        if !constant.is_zero() || parts.is_empty() {
            parts.push(self.number(constant));
        }
        self.smt.plus_many(parts)
    }

    /// How many of these conditions hold, compared with a number.
    pub(super) fn at_least(&self, count: &Number, of: &[SExpr]) -> SExpr {
        let (one, zero) = (self.smt.atom("1"), self.smt.atom("0"));
        let ones = of.iter().map(|it| self.choice(*it, one, zero));
        let parts: Vec<SExpr> = ones.collect();
        if parts.is_empty() {
            return self.truth(*count <= Number::ZERO);
        }
        self.smt.gte(self.smt.plus_many(parts), self.whole(count))
    }
}
