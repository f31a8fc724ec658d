//! What terms that are made of their operands alone do with them, as formulas: see `listen`, which
//! names them.

use easy_smt::SExpr;

use super::question::{
    ABSENT, CONFLICT, Condition, GAP, NOT_APPLICABLE, NOT_COMPUTABLE, NOT_IN_FORCE, Question, Said,
    States, Value,
};
use super::term::{Term, TermId};
use crate::model::Comparison;
use crate::value::{Date, Number, Rounding};

/// What a rule gives while it is active.
struct Gives {
    active: Condition,
    value: Said,
    note: bool,
}

impl Question<'_, '_> {
    /// A term made of its operands, by its name. None if that has no formula.
    pub(super) fn made(&mut self, what: &str, of: &[TermId]) -> Option<Said> {
        let (name, more) = what.split_once(' ').unwrap_or((what, ""));
        match (what, name, of) {
            ("if", _, [condition, one, other]) => {
                let condition = self.condition(*condition)?;
                let (one, other) = (self.said(*one)?, self.said(*other)?);
                self.branch(&condition, &one, &other)
            }
            ("is", _, [one, other]) => {
                let (one, other) = (self.said(*one)?, self.said(*other)?);
                let (a, b) = match (one.value, other.value) {
                    (Value::Truth(a), Value::Truth(b)) | (Value::Member(a), Value::Member(b)) => {
                        (a, b)
                    }
                    _ => return None,
                };
                let same = self.formulas.same(a, b);
                Some(self.unless_absent(same, &[one.states, other.states]).said())
            }
            ("is absent", _, [of]) => {
                let mut states = self.said(*of)?.states;
                let absent = states.remove(&ABSENT);
                let yes = absent.unwrap_or_else(|| self.formulas.truth(false));
                Some(Condition { yes, states }.said())
            }
            ("multiply", _, [one, other]) => {
                let (one, other) = (self.said(*one)?, self.said(*other)?);
                let (a, b) = (self.number(one.value)?, self.number(other.value)?);
                Some(Said {
                    value: Value::Number(self.formulas.product(a, b), None),
                    states: self.highest([&one.states, &other.states]),
                })
            }
            ("divide", _, [one, other]) => self.quotient(*one, *other),
            ("negate", _, [of]) => {
                let said = self.said(*of)?;
                let number = self.number(said.value)?;
                let minus = self.formulas.times(&Number::ONE.neg(), number);
                Some(Said {
                    value: Value::Number(minus, None),
                    states: said.states,
                })
            }
            ("otherwise", _, [of, instead]) => self.otherwise(*of, *instead),
            ("where it applies", _, [of]) => self.outside(*of, true),
            ("must apply", _, [of]) => self.outside(*of, false),
            ("in scope", _, [base, scope]) => {
                let (base, scope) = (self.said(*base)?, self.condition(*scope)?);
                let mut outside = Said::of(Value::Nothing);
                let always = self.formulas.truth(true);
                outside.states.insert(NOT_APPLICABLE, always);
                self.branch(&scope, &base, &outside)
            }
            ("agreed", ..) => {
                let gives = self.gives(of)?;
                self.agreed(&gives)
            }
            (_, "at", _) => {
                let count: u32 = more.strip_prefix("least ")?.parse().ok()?;
                let of = self.conditions(of)?;
                Some(self.tally(count, &of).said())
            }
            (_, "passed", [of]) => {
                let day = Date::parse(more).ok()?;
                let said = self.said(*of)?;
                let number = self.number(said.value)?;
                let today = Number::from(i64::from(day.ordinal()));
                let f = &self.formulas;
                let passed = f.compare(Comparison::Less, number, f.number(&today));
                Some(self.unless_absent(passed, &[said.states]).said())
            }
            (_, "shift", [of]) => self.shifted(*of, more.parse().ok()?),
            (_, "round", [of]) => self.rounded(*of, more),
            (_, "Largest", _) if is_plain(more) => self.extreme(of, true),
            (_, "Smallest", _) if is_plain(more) => self.extreme(of, false),
            (_, "member", [of]) => self.is_member(*of, more.strip_prefix("of ")?),
            (_, "open", _) => self.two_sided(of, more),
            (_, "taken", _) => {
                let gives = self.gives(of)?;
                self.taken(&gives, more.strip_suffix(' ')?)
            }
            _ => None,
        }
    }

    // ---------------------------------------------------------------------------------- values

    /// The one where a condition is yes, the other where it is no, its state where it is in one.
    fn branch(&mut self, condition: &Condition, one: &Said, other: &Said) -> Option<Said> {
        let no = self.is_no(condition);
        let f = &self.formulas;
        let value = self.either(condition.yes, one.value, other.value)?;
        let mut states = condition.states.clone();
        for (when, of) in [(condition.yes, &one.states), (no, &other.states)] {
            for (state, is) in of {
                let here = f.and([when, *is]);
                let before = states.get(state).copied();
                states.insert(*state, f.or([here].into_iter().chain(before)));
            }
        }
        Some(Said { value, states })
    }

    /// One value or the other.
    fn either(&self, when: SExpr, one: Value, other: Value) -> Option<Value> {
        let f = &self.formulas;
        Some(match (one, other) {
            (Value::Nothing, it) | (it, Value::Nothing) => it,
            (Value::Truth(a), Value::Truth(b)) => Value::Truth(f.choice(when, a, b)),
            (Value::Member(a), Value::Member(b)) => Value::Member(f.choice(when, a, b)),
            (Value::Number(..), Value::Number(..)) => {
                let (one, other) = (self.number(one)?, self.number(other)?);
                Value::Number(f.choice(when, one, other), None)
            }
            _ => return None,
        })
    }

    fn quotient(&mut self, of: TermId, by: TermId) -> Option<Said> {
        let (of, by) = (self.said(of)?, self.said(by)?);
        let (number, divisor) = (self.number(of.value)?, self.number(by.value)?);
        let f = &self.formulas;
        let zero = f.compare(Comparison::Equal, divisor, f.number(&Number::ZERO));
        let mut states = self.highest([&of.states, &by.states]);
        let undivided = f.and([zero, self.in_none(&states)]);
        let before = states.get(&NOT_COMPUTABLE).copied();
        states.insert(NOT_COMPUTABLE, f.or([undivided].into_iter().chain(before)));
        Some(Said {
            value: Value::Number(number, Some(divisor)),
            states,
        })
    }

    /// Fills absent, not applicable and not in force.
    fn otherwise(&mut self, of: TermId, instead: TermId) -> Option<Said> {
        let (mut of, instead) = (self.said(of)?, self.said(instead)?);
        let f = &self.formulas;
        let filled = [ABSENT, NOT_APPLICABLE, NOT_IN_FORCE];
        let filled = filled.into_iter().filter_map(|it| of.states.remove(&it));
        let filled = f.or(filled.collect::<Vec<SExpr>>());
        let value = self.either(filled, instead.value, of.value)?;
        for (state, is) in &instead.states {
            let here = f.and([filled, *is]);
            let before = of.states.get(state).copied();
            of.states
                .insert(*state, f.or([here].into_iter().chain(before)));
        }
        Some(Said {
            value,
            states: of.states,
        })
    }

    /// Yes or no where a condition is not applicable.
    fn outside(&mut self, of: TermId, yes: bool) -> Option<Said> {
        let mut of = self.condition(of)?;
        let outside = of.states.remove(&NOT_APPLICABLE);
        if let (Some(outside), true) = (outside, yes) {
            of.yes = self.formulas.or([of.yes, outside]);
        }
        Some(of.said())
    }

    /// A day so many days later, if the calendar has it.
    fn shifted(&mut self, of: TermId, by: i64) -> Option<Said> {
        let said = self.said(of)?;
        let number = self.number(said.value)?;
        let f = &mut self.formulas;
        let day = f.sum(vec![number], &Number::from(by));
        let day = f.number_named(day);
        let end = |it: Date| f.number(&Number::from(i64::from(it.ordinal())));
        let beyond = f.or([
            f.compare(Comparison::Less, day, end(Date::MIN)),
            f.compare(Comparison::More, day, end(Date::MAX)),
        ]);
        let f = &self.formulas;
        let beyond = f.and([beyond, self.in_none(&said.states)]);
        let mut states = said.states;
        let before = states.get(&NOT_COMPUTABLE).copied();
        states.insert(NOT_COMPUTABLE, f.or([beyond].into_iter().chain(before)));
        Some(Said {
            value: Value::Number(day, None),
            states,
        })
    }

    fn rounded(&mut self, of: TermId, how: &str) -> Option<Said> {
        let (rounding, places) = how.split_once(' ')?;
        let places: u32 = places.parse().ok()?;
        let rounding = [
            Rounding::Up,
            Rounding::Down,
            Rounding::HalfUp,
            Rounding::HalfEven,
        ]
        .into_iter()
        .find(|it| format!("{it:?}") == rounding)?;
        let scale = Number::from(10_i64.checked_pow(places)?);
        let back = Number::ONE.div(&scale)?;
        let half = Number::from_ratio(1, 2)?;
        let said = self.said(of)?;
        let number = self.number(said.value)?;
        let f = &mut self.formulas;
        let scaled = f.times(&scale, number);
        let scaled = f.number_named(scaled);
        let steps = match rounding {
            Rounding::Down => f.as_number(f.floor(scaled)),
            Rounding::Up => {
                let minus = Number::ONE.neg();
                f.times(&minus, f.as_number(f.floor(f.times(&minus, scaled))))
            }
            Rounding::HalfUp => f.as_number(f.floor(f.sum(vec![scaled], &half))),
            Rounding::HalfEven => {
                let below = f.floor(scaled);
                let low = f.number_named(f.as_number(below));
                let high = f.sum(vec![low], &Number::ONE);
                let middle = f.sum(vec![low], &half);
                let tie = f.and([
                    f.compare(Comparison::Equal, scaled, middle),
                    f.is_even(below),
                ]);
                let down = f.or([f.compare(Comparison::Less, scaled, middle), tie]);
                f.choice(down, low, high)
            }
        };
        Some(Said {
            value: Value::Number(f.times(&back, steps), None),
            states: said.states,
        })
    }

    fn extreme(&mut self, of: &[TermId], largest: bool) -> Option<Said> {
        let mut states = Vec::new();
        let mut best: Option<SExpr> = None;
        for term in of {
            let said = self.said(*term)?;
            let number = self.number(said.value)?;
            best = Some(match best {
                None => number,
                Some(so_far) => self.better(so_far, number, largest),
            });
            states.push(said.states);
        }
        Some(Said {
            value: Value::Number(best?, None),
            states: self.highest(&states),
        })
    }

    fn better(&mut self, one: SExpr, other: SExpr, largest: bool) -> SExpr {
        let f = &mut self.formulas;
        let comparison = if largest {
            Comparison::AtLeast
        } else {
            Comparison::AtMost
        };
        let better = f.choice(f.compare(comparison, one, other), one, other);
        f.number_named(better)
    }

    // ------------------------------------------------------------------------------ conditions

    /// Whether so many hold: what is blocked counts neither way.
    fn tally(&self, count: u32, of: &[Condition]) -> Condition {
        let f = &self.formulas;
        let count = Number::from(i64::from(count));
        let sure: Vec<SExpr> = of.iter().map(|it| it.yes).collect();
        let yes = f.at_least(&count, &sure);
        let states = self.highest(of.iter().map(|it| &it.states));
        if states.is_empty() {
            return Condition { yes, states };
        }
        let not_failed: Vec<SExpr> = of.iter().map(|it| f.not(self.is_no(it))).collect();
        let open = f.and([f.not(yes), f.at_least(&count, &not_failed)]);
        let states = states.into_iter();
        let states = states.map(|(state, when)| (state, f.and([when, open])));
        Condition {
            yes,
            states: states.collect(),
        }
    }

    fn is_member(&mut self, of: TermId, names: &str) -> Option<Said> {
        let listed = names.strip_prefix('[')?.strip_suffix(']')?;
        let members: Vec<&str> = match listed {
            "" => Vec::new(),
            listed => listed.split(", ").map(|it| it.trim_matches('"')).collect(),
        };
        // The names are those that were written, or this is another text.
        if format!("{members:?}") != names {
            return None;
        }
        let said = self.said(of)?;
        let chosen = match said.value {
            Value::Member(chosen) => chosen,
            Value::Nothing => {
                return Some(
                    self.unless_absent(self.formulas.truth(false), &[said.states])
                        .said(),
                );
            }
            Value::Truth(_) | Value::Number(..) => return None,
        };
        let mut one_of = Vec::new();
        for name in members {
            let member = self.member(name);
            one_of.push(self.formulas.same(chosen, member));
        }
        let one_of = self.formulas.or(one_of);
        Some(self.unless_absent(one_of, &[said.states]).said())
    }

    // ------------------------------------------------------------------------------- conclusions

    fn gives(&mut self, of: &[TermId]) -> Option<Vec<Gives>> {
        let mut found = Vec::new();
        for item in of {
            let terms = self.terms;
            let Term::Made(what, parts) = terms.get(*item)? else {
                return None;
            };
            let note = match &**what {
                "gives" => false,
                "note gives" => true,
                _ => return None,
            };
            let [active, value] = **parts else {
                return None;
            };
            found.push(Gives {
                active: self.condition(active)?,
                value: self.said(value)?,
                note,
            });
        }
        Some(found)
    }

    /// The highest state of rules, and of what active ones give; absent is none here.
    fn blocked<'g>(&self, of: impl IntoIterator<Item = &'g Gives>) -> States {
        let f = &self.formulas;
        let mut all = Vec::new();
        for it in of {
            all.push(it.active.states.clone());
            let states = it.value.states.iter().filter(|it| *it.0 != ABSENT);
            let states = states.map(|(state, when)| (*state, f.and([it.active.yes, *when])));
            all.push(states.collect());
        }
        self.highest(&all)
    }

    /// What active rules give, if it is the same; the notes where the text is silent.
    fn agreed(&mut self, of: &[Gives]) -> Option<Said> {
        let (notes, text): (Vec<&Gives>, Vec<&Gives>) = of.iter().partition(|it| it.note);
        let (text, silent) = self.agreed_of(&text)?;
        let mut gap = Said::of(Value::Nothing);
        let always = self.formulas.truth(true);
        gap.states.insert(GAP, always);
        let speaks = |this: &Self, silent: SExpr| Condition {
            yes: this.formulas.not(silent),
            states: States::new(),
        };
        if notes.is_empty() {
            return self.branch(&speaks(self, silent), &text, &gap);
        }
        let (notes, none) = self.agreed_of(&notes)?;
        let below = self.branch(&speaks(self, none), &notes, &gap)?;
        self.branch(&speaks(self, silent), &text, &below)
    }

    /// What rules of one rank give together, and when none of them speaks.
    fn agreed_of(&mut self, of: &[&Gives]) -> Option<(Said, SExpr)> {
        let mut states = self.blocked(of.iter().copied());
        let mut value = Value::Nothing;
        let (mut sure, mut clash, mut absent) = (Vec::new(), Vec::new(), Vec::new());
        for (at, it) in of.iter().enumerate() {
            let mut others = it.value.states.clone();
            let here = others.remove(&ABSENT);
            let f = &mut self.formulas;
            let here = here.unwrap_or_else(|| f.truth(false));
            let certain = self.in_none(&others);
            let f = &mut self.formulas;
            let certain = f.and([it.active.yes, certain]);
            let certain = f.truth_named(certain);
            absent.push(f.and([certain, here]));
            for other in of.get(at + 1..).unwrap_or_default() {
                let apart = self.given_apart(it, other)?;
                clash.push(apart);
            }
            value = self.either(certain, it.value.value, value)?;
            sure.push(certain);
        }
        let f = &self.formulas;
        let clash = f.or(clash);
        let undecided = f.not(self.in_none(&states));
        let decided_absent = f.and([f.or(absent), f.not(undecided), f.not(clash)]);
        let silent = f.and([f.not(f.or(sure)), f.not(undecided)]);
        for when in states.values_mut() {
            *when = f.and([*when, f.not(clash)]);
        }
        let before = states.get(&CONFLICT).copied();
        states.insert(CONFLICT, f.or([clash].into_iter().chain(before)));
        states.insert(ABSENT, decided_absent);
        states.retain(|_, when| !f.is_no(*when));
        Some((Said { value, states }, silent))
    }

    /// Two rules are both active, what they give is known, and it is not the same.
    fn given_apart(&self, one: &Gives, other: &Gives) -> Option<SExpr> {
        let f = &self.formulas;
        let known = |of: &Said| {
            let mut states = of.states.clone();
            let absent = states.remove(&ABSENT);
            let absent = absent.unwrap_or_else(|| f.truth(false));
            (self.in_none(&states), absent)
        };
        let ((a, a_absent), (b, b_absent)) = (known(&one.value), known(&other.value));
        let same = match (one.value.value, other.value.value) {
            (Value::Nothing, _) | (_, Value::Nothing) => f.truth(false),
            (Value::Truth(a), Value::Truth(b)) | (Value::Member(a), Value::Member(b)) => {
                f.same(a, b)
            }
            (Value::Number(..), Value::Number(..)) => f.same(
                self.number(one.value.value)?,
                self.number(other.value.value)?,
            ),
            _ => return None,
        };
        let same = f.or([
            f.and([a_absent, b_absent]),
            f.and([f.not(a_absent), f.not(b_absent), same]),
        ]);
        Some(f.and([one.active.yes, other.active.yes, a, b, f.not(same)]))
    }

    /// Every active rule gives an item; what is absent is none, and no item is absent.
    fn taken(&mut self, of: &[Gives], how: &str) -> Option<Said> {
        let mut states = self.blocked(of);
        let mut items = Vec::new();
        for it in of {
            let number = self.number(it.value.value)?;
            let f = &self.formulas;
            let given = it.value.states.get(&ABSENT).map(|it| f.not(*it));
            let there = f.and([it.active.yes].into_iter().chain(given));
            items.push((self.formulas.truth_named(there), number));
        }
        let f = &self.formulas;
        let some = f.or(items.iter().map(|it| it.0));
        let none = f.and([f.not(some), self.in_none(&states)]);
        states.insert(ABSENT, none);
        let value = match how {
            "Sum" => {
                let zero = f.number(&Number::ZERO);
                let parts = items.iter().map(|(there, it)| f.choice(*there, *it, zero));
                f.sum(parts.collect(), &Number::ZERO)
            }
            "Largest" | "Latest" => self.best(&items, true)?,
            "Smallest" | "Earliest" => self.best(&items, false)?,
            _ => return None,
        };
        Some(Said {
            value: Value::Number(value, None),
            states,
        })
    }

    fn best(&mut self, items: &[(SExpr, SExpr)], largest: bool) -> Option<SExpr> {
        let mut so_far: Option<(SExpr, SExpr)> = None;
        for (there, item) in items {
            so_far = Some(match so_far {
                None => (*there, *item),
                Some((before, best)) => {
                    let both = self.better(best, *item, largest);
                    let f = &self.formulas;
                    let one = f.choice(*there, *item, best);
                    let value = f.choice(f.and([before, *there]), both, one);
                    let some = f.or([before, *there]);
                    (some, self.formulas.number_named(value))
                }
            });
        }
        so_far.map(|it| it.1)
    }

    /// A conclusion with grounds for yes and for no: the text first, the notes where it is silent, then
    /// what is said otherwise.
    fn two_sided(&mut self, of: &[TermId], otherwise: &str) -> Option<Said> {
        let mut sides: [Vec<Condition>; 4] = Default::default();
        for item in of {
            let terms = self.terms;
            let Term::Made(what, parts) = terms.get(*item)? else {
                return None;
            };
            let at = match &**what {
                "side true false" => 0,
                "side false false" => 1,
                "side true true" => 2,
                "side false true" => 3,
                _ => return None,
            };
            let [active] = **parts else { return None };
            let active = self.condition(active)?;
            sides.get_mut(at)?.push(active);
        }
        let f = &self.formulas;
        let silent = match otherwise {
            "Some(true)" => Said::of(Value::Truth(f.truth(true))),
            "Some(false)" => Said::of(Value::Truth(f.truth(false))),
            "None" => {
                let mut gap = Said::of(Value::Nothing);
                gap.states.insert(GAP, f.truth(true));
                gap
            }
            _ => return None,
        };
        let [yes, no, note_yes, note_no] = sides.map(|it| self.any(&it));
        let below = self.sided(&note_yes, &note_no, &silent)?;
        self.sided(&yes, &no, &below)
    }

    /// Yes if the one side is active, no if the other is, conflict if both, else what is said below.
    fn sided(&mut self, yes: &Condition, no: &Condition, below: &Said) -> Option<Said> {
        let f = &self.formulas;
        let mut blocked = self.highest([&yes.states, &no.states]);
        let clash = f.and([yes.yes, no.yes]);
        let before = blocked.get(&CONFLICT).copied();
        blocked.insert(CONFLICT, f.or([clash].into_iter().chain(before)));
        let silent = Condition {
            yes: f.and([self.is_no(yes), self.is_no(no)]),
            states: blocked,
        };
        let said = Said::of(Value::Truth(yes.yes));
        self.branch(&silent, below, &said)
    }
}

/// Whether what is compared goes by no order of its own: numbers, days, moments.
fn is_plain(order: &str) -> bool {
    order == "Some(\"\")"
}
