//! Whether conditions on one unknown can hold together.
//!
//! The values of the unknown are gone through in parts: a part on which some condition is no whatever
//! the rest, is out; a part that is neither out nor surely in is halved. Ranges never leave out an
//! outcome, so when all parts are out there is no case, whatever the facts.

use super::case::Case;
use super::cells::halve;
use super::evaluator::{Evaluator, Unfixed};
use super::range::{Core, Range, Truth};
use super::search::ANOTHER;
use super::slots::Slot;
use super::trace::Silent;
use super::{Settings, evaluator};
use crate::model::{ConclusionId, ExprId, ExprKind, Model, Type};
use crate::value::Date;

/// So many parts are looked at; beyond them the conditions count as possible.
const MOST_PARTS: usize = 2_000;

/// What conditions are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A fact, perhaps at a key.
    Slot(Slot),
    /// What is concluded.
    Conclusion(ConclusionId),
}

impl Subject {
    /// What an expression is, if conditions can be about it.
    pub(crate) fn of(model: &Model, id: ExprId) -> Option<Subject> {
        match &model.exprs()[id].kind {
            ExprKind::Fact(fact) => Some(Subject::Slot(Slot::Fact(*fact))),
            ExprKind::FactAt(fact, key) => match &model.exprs()[*key].kind {
                ExprKind::Constant(range) => {
                    Some(Subject::Slot(Slot::Key(*fact, evaluator::key_of(range)?)))
                }
                _ => None,
            },
            ExprKind::Conclusion(conclusion) => Some(Subject::Conclusion(*conclusion)),
            _ => None,
        }
    }
}

/// A condition, or with `false` that it does not hold.
pub(crate) type Claim = (ExprId, bool);

/// Asks of one subject.
pub(crate) struct Together<'m> {
    evaluator: Evaluator<'m>,
    case: Case,
    /// The texts that some rule names, and another that stands for all the rest.
    texts: Vec<Range>,
}

impl<'m> Together<'m> {
    /// For cases judged on a day.
    pub(crate) fn on(model: &'m Model, as_of: Date) -> Self {
        let settings = Settings {
            as_of,
            readings: Vec::new(),
        };
        let mut evaluator = Evaluator::new(model, &settings);
        evaluator.unfixed = Unfixed::Everything;
        Together {
            evaluator,
            case: Case::new(model),
            texts: texts(model),
        }
    }

    /// Whether some value of the subject may make all claims hold, and not surely also `unless`.
    /// `at` is where the subject stands in one of them.
    pub(crate) fn can_hold(
        &mut self,
        subject: &Subject,
        at: ExprId,
        claims: &[Claim],
        unless: Option<Claim>,
    ) -> bool {
        let day = self.evaluator.as_of;
        self.evaluator.begin(&self.case);
        let (evaluator, case) = (&mut self.evaluator, &self.case);
        let whole = evaluator.framed(|it| it.value(case, at, day, &mut Silent));
        if !whole.has_value() {
            return true;
        }
        let is_whole = matches!(
            self.evaluator.model.exprs()[at].ty,
            Type::Number { whole: true, .. } | Type::Year
        );
        let mut parts = self.outset(whole, &self.evaluator.model.exprs()[at].ty);
        let mut looked_at = 0;
        while let Some(part) = parts.pop() {
            looked_at += 1;
            if looked_at > MOST_PARTS {
                return true;
            }
            self.suppose(subject, &part);
            let all = claims
                .iter()
                .fold(Truth::YES, |so_far, claim| so_far.and(self.truth(*claim)));
            let also = unless.map_or(Truth::NO, |claim| self.truth(claim));
            self.evaluator.overlay.clear();
            if !all.yes || also.is_yes() {
                continue;
            }
            if all.is_yes() && !also.yes {
                return true;
            }
            match halve(&part, is_whole) {
                Some((low, high)) => parts.extend([high, low]),
                None => return true,
            }
        }
        false
    }

    /// Every value there is, cut where it can be without looking.
    fn outset(&self, whole: Range, ty: &Type) -> Vec<Range> {
        let apart = |core: Core| Range::of(core);
        let mut parts: Vec<Range> = Vec::new();
        if !whole.flags.is_empty() {
            parts.push(Range {
                core: Core::None,
                flags: whole.flags,
            });
        }
        match whole.core {
            Core::None => {}
            Core::Truth(bits) => parts.extend(
                [1, 2]
                    .into_iter()
                    .filter(|bit| bits & bit != 0)
                    .map(|bit| apart(Core::Truth(bit))),
            ),
            Core::Kind(bits) => parts.extend(
                (0..64)
                    .map(|position| 1_u64 << position)
                    .filter(|bit| bits & bit != 0)
                    .map(|bit| apart(Core::Kind(bit))),
            ),
            Core::Any if *ty == Type::Text => parts.extend(self.texts.iter().cloned()),
            core => parts.push(apart(core)),
        }
        parts
    }

    fn suppose(&mut self, subject: &Subject, part: &Range) {
        self.evaluator.begin(&self.case);
        match subject {
            Subject::Slot(slot) => self.evaluator.overlay.push((slot.clone(), part.clone())),
            Subject::Conclusion(conclusion) => {
                self.evaluator.keep_near(*conclusion, part);
            }
        }
    }

    fn truth(&mut self, (condition, holds): Claim) -> Truth {
        let (case, day) = (&self.case, self.evaluator.as_of);
        let truth = self
            .evaluator
            .framed(|it| it.truth(case, condition, day, &mut Silent));
        if holds { truth } else { truth.not() }
    }
}

fn texts(model: &Model) -> Vec<Range> {
    let mut texts: Vec<Range> = model
        .exprs()
        .iter()
        .filter_map(|(_, expr)| match &expr.kind {
            ExprKind::Constant(range) if matches!(range.core, Core::Text(_)) => Some(range.clone()),
            _ => None,
        })
        .collect();
    texts.push(Range::of(Core::Text(ANOTHER.into())));
    texts
}
