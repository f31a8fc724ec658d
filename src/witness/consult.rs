//! What the own search leaves open, put to a solver.
//!
//! The search goes through all unknowns once more. Where it would only try a few values, because several
//! unknowns are compared at once, and before it begins at all, the whole of what is left is one question
//! for the solver. If there is nobody in there, that part is closed, and the proof rests on the solver;
//! the values it gives are those of somebody to be decided like all others. If it fails once the answer
//! is the one without it.

use super::question::Question;
use super::search::{End, Goal, Limit, Search, Step};
use super::solver::{Reply, Solved, Trouble, read};
use super::space::Wants;
use super::term::TermId;

/// So often is a solver asked about one decision.
const MOST_QUESTIONS: u32 = 200;

impl Search<'_> {
    /// Asks the solver about what the search left open; in vain, the answer stays what it was.
    pub(super) fn strengthen(&mut self, ended: End) -> End {
        let together = |it: &Limit| matches!(it, Limit::Together(_));
        let is_open = match ended {
            End::Found => false,
            End::Nobody => self.limits.iter().any(together),
            End::Spent => true,
        };
        if !is_open || self.solver.is_none() {
            return ended;
        }
        let limits = std::mem::take(&mut self.limits);
        let (spent, budget) = (self.spent, self.budget);
        self.budget = spent.saturating_add(budget);
        self.consulting = true;
        let anew = self.pass(0);
        self.consulting = false;
        self.budget = budget;
        match anew {
            End::Found => return End::Found,
            End::Nobody if self.limits.is_empty() => {
                if self.asked > 0 {
                    self.solved = Solved::Proved;
                }
                return End::Nobody;
            }
            End::Nobody | End::Spent => {}
        }
        if self.solved == Solved::Not && self.asked > 0 {
            self.solved = Solved::InVain(Trouble::Rest);
        }
        self.limits = limits;
        self.spent = spent;
        ended
    }

    /// Asks the solver whether there is somebody in what is left. None if it cannot say, and the search
    /// has to go on.
    pub(super) fn consult(&mut self, terms: &[TermId]) -> Option<Step> {
        let assertions = self.assertions();
        let mut question = Question::new(&self.terms, &self.space)?;
        let wanted = match (self.goal, terms) {
            (Goal::Differ, [one, other]) => question.differ(*one, *other)?,
            (Goal::Reach(flag), [one]) => question.reaches(*one, flag)?,
            _ => return None,
        };
        question.formulas.assert(wanted);
        match assertions {
            Some(assertions) => {
                for it in assertions {
                    question.suppose_not_no(it);
                }
            }
            None => question.exact = false,
        }
        if self.asked >= MOST_QUESTIONS {
            return Some(self.in_vain(Trouble::TooOften));
        }
        let script = question.formulas.script();
        let solver = self.solver.as_mut()?;
        self.asked += 1;
        let reply = match solver.ask(&script) {
            Ok(printed) => read(&printed),
            Err(what) => return Some(self.in_vain(Trouble::Failed(what))),
        };
        let model = match reply {
            Some(Reply::Unsat) => return Some(Step::Closed),
            Some(Reply::Sat(model)) => model,
            Some(Reply::Unknown) => return Some(self.in_vain(Trouble::Unknown)),
            None => {
                let what = "did not print what a solver prints".to_owned();
                return Some(self.in_vain(Trouble::Failed(what)));
            }
        };
        let exact = question.exact;
        let Some(values) = question.values(&model) else {
            let what = "gave values that are not among those asked for".to_owned();
            return Some(self.in_vain(Trouble::Failed(what)));
        };
        let before = self.space.ranges();
        for (id, value) in values {
            self.space.set(id, value);
        }
        let Ok(outcomes) = self.evaluate() else {
            return Some(Step::Anew);
        };
        let is_so = self.is_met(&outcomes) && !self.is_refused();
        if is_so && matches!(self.confirm(), Step::Found) {
            self.solved = Solved::Found;
            return Some(Step::Found);
        }
        self.space.restore(before);
        // One who was right, but for the case as a file gives it, told no lie.
        (exact && !is_so).then(|| self.in_vain(Trouble::Lied))
    }

    fn in_vain(&mut self, trouble: Trouble) -> Step {
        self.solved = Solved::InVain(trouble);
        Step::Spent
    }

    /// What always holds, as terms, where it is not settled. None if that cannot be told.
    fn assertions(&mut self) -> Option<Vec<TermId>> {
        let mut found = Vec::new();
        self.space.write(&mut self.cases);
        let mut whole = true;
        for (at, (side, case)) in self.sides.iter_mut().zip(&self.cases).enumerate() {
            for assertion in side.assertions.clone() {
                let heard = side.assertion((at, &mut self.terms, &mut self.space), case, assertion);
                match heard {
                    Some(term) => found.push(term),
                    None => whole = false,
                }
            }
        }
        whole &= self.space.wanted() == Wants::Nothing;
        whole.then_some(found)
    }
}
