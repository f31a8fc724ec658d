//! What one text does to somebody: conflicts, gaps, parts that never make a difference.
//!
//! A conflict or a gap is an outcome to be reached, and is told with a person who reaches it. A part
//! that makes no difference is one without which the text decides alike: the text is compared with
//! itself less the part, and the finding is made only where that is proven for every decision that
//! reads it. What could be neither shown nor proven within the evaluations is listed.
//!
//! Decisions made key by key are left out, as are provisions that are not in force on the day.

use std::collections::BTreeSet;

use super::search::{End, Goal, Limit, Search};
use super::solver::{Effort, Solved, Trouble};
use super::{Asked, Verdict, compare_for, decisions};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{self, Case, Evaluator, Flags, Node, Range, Settings, Silent};
use crate::model::{
    ConclusionId, ExprId, ExprKind, Model, NormId, Part, Query, RuleEffect, RuleId, Type, operands,
};
use crate::source::Span;

/// What was found in one text.
#[derive(Debug, Clone, Default)]
pub struct Deep {
    /// What a drafter should look at.
    pub findings: Vec<Diagnostic>,
    /// What could not be decided.
    pub undecided: Vec<Undecided>,
    /// How many questions were asked.
    pub questions: usize,
    /// How many of the answers rest on the solver.
    pub solved: usize,
}

/// A question without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The question: what a finding would have been.
    pub code: Code,
    /// What it is about: a decision by name, or a provision by its citation.
    pub about: String,
    /// Whether the evaluations were used up; else what was not searched.
    pub spent: bool,
    /// What was not searched.
    pub limits: Vec<Limit>,
    /// Why the solver was asked in vain, if it was.
    pub trouble: Vec<Trouble>,
}

/// Asks everything of a text, each question with so much effort.
#[must_use]
pub fn deep<'e>(model: &'e Model, settings: &Settings, effort: impl Into<Effort<'e>>) -> Deep {
    let reads = decisions(model)
        .into_iter()
        .map(|query| {
            let part = part_of(&query);
            (query, model.behind(part))
        })
        .collect();
    let mut asking = Asking {
        model,
        settings,
        effort: effort.into(),
        reads,
        deep: Deep::default(),
    };
    asking.outcomes();
    asking.parts();
    asking.deep
}

fn part_of(query: &Query) -> Option<Part> {
    match query {
        Query::Conclusion(id) | Query::At(id, _) => Some(Part::Conclusion(*id)),
        Query::Norm(id) | Query::Predicate(id, _) => Some(Part::Norm(*id)),
        Query::Place(_) => None,
    }
}

/// A part that may make no difference.
struct Piece {
    what: What,
    /// The rule or norm it belongs to.
    owner: Part,
    span: Span,
    about: String,
}

/// What was left open of a question.
#[derive(Default)]
struct Rest {
    spent: bool,
    limits: BTreeSet<Limit>,
    /// Whether part of the answer rests on the solver.
    proved: bool,
    trouble: BTreeSet<Trouble>,
}

impl Rest {
    fn heed(&mut self, solved: Solved) {
        match solved {
            Solved::Not | Solved::Found => {}
            Solved::Proved => self.proved = true,
            Solved::InVain(trouble) => {
                self.trouble.insert(trouble);
            }
        }
    }

    fn is_open(&self) -> bool {
        self.spent || !self.limits.is_empty()
    }
}

enum What {
    /// A condition, and the value with which it falls away.
    Condition(ExprId, bool),
    /// A rule of a conclusion.
    Rule(RuleId),
    /// An exception.
    Exception(RuleId),
}

/// The rules of a conclusion that apply to a case.
fn applying(model: &Model, case: &Case, settings: &Settings, id: ConclusionId) -> Vec<RuleId> {
    let trace = eval::trace(model, case, settings, Query::Conclusion(id));
    let rules = trace.children(trace.children(None).next());
    rules
        .filter_map(|at| trace.step(at))
        .filter(|step| !step.result.as_truth().is_no())
        .filter_map(|step| match step.node {
            Node::Rule(rule) => Some(rule),
            _ => None,
        })
        .collect()
}

struct Asking<'m, 's> {
    model: &'m Model,
    settings: &'m Settings,
    effort: Effort<'s>,
    /// What each decision can come to read.
    reads: Vec<(Query, BTreeSet<Part>)>,
    deep: Deep,
}

impl Asking<'_, '_> {
    // --------------------------------------------------------------------------- conflict and gap

    fn outcomes(&mut self) {
        let model = self.model;
        let open: Vec<ConclusionId> = model
            .conclusions()
            .iter()
            .filter(|(_, it)| it.key.is_none() && it.collector.is_none())
            .filter(|(_, it)| it.ty != Type::YesNo || it.open)
            .map(|it| it.0)
            .collect();
        for id in open {
            let row = &model.conclusions()[id];
            let in_force = row
                .rules
                .iter()
                .filter(|it| model.rules()[**it].validity.covers(self.settings.as_of))
                .count();
            if in_force > 1 {
                self.outcome(id, Flags::CONFLICT, Code::PossibleConflict);
            }
            if in_force > 0 && row.otherwise.is_none() {
                self.outcome(id, Flags::GAP, Code::PossibleGap);
            }
        }
    }

    fn outcome(&mut self, id: ConclusionId, flag: Flags, code: Code) {
        self.deep.questions += 1;
        let model = self.model;
        let row = &model.conclusions()[id];
        let name = row.naming.name.clone();
        let side = (model, self.settings.clone(), Query::Conclusion(id));
        let goal = Goal::Reach(flag);
        let effort = self.effort.part(self.effort.budget);
        let mut search = Search::new(vec![side], goal, self.settings.as_of, effort);
        let ended = search.run();
        let found = search.found.take();
        let mut rest = Rest {
            spent: matches!(ended, End::Spent),
            limits: search.limits,
            ..Rest::default()
        };
        rest.heed(search.solved);
        let Some((told, decided)) = found else {
            self.not_decided(code, name, rest);
            return;
        };
        let Some((case, _)) = decided.first() else {
            return;
        };
        // Where another decision that this one reads is in the same state, that one is told.
        let mut evaluator = Evaluator::new(model, self.settings);
        let behind = model.behind([Part::Conclusion(id)]);
        let inherited = behind.iter().any(|part| match part {
            Part::Conclusion(other) if *other != id => {
                model.conclusions()[*other].key.is_none()
                    && evaluator.conclusion_of(case, *other, &mut Silent) == Range::blocker(flag)
            }
            _ => false,
        });
        if inherited {
            return;
        }
        let Some(span) = row.naming.span else { return };
        let example: Vec<String> = told
            .iter()
            .map(|it| format!("{} is {}", it.name, it.value))
            .collect();
        let example = if example.is_empty() {
            "for example: whatever the facts".to_owned()
        } else {
            format!("for example: {}", example.join(", "))
        };
        let headline = if code == Code::PossibleGap {
            format!("no rule of `{name}` speaks to some cases")
        } else {
            format!("two rules of `{name}` can apply to one case and disagree")
        };
        let mut finding = Diagnostic::new(code, span, headline);
        if code == Code::PossibleConflict {
            // Rules of one provision are two places all the same.
            for rule in applying(model, case, self.settings, id) {
                let rule = &model.rules()[rule];
                let place = rule.by_analogy.unwrap_or(rule.place);
                let citation = &model.places()[place].citation;
                finding = finding.also(rule.span, format!("{citation} applies"));
            }
        }
        self.deep.findings.push(finding.help(example));
    }

    /// Lists a question without an answer, if it has none.
    fn not_decided(&mut self, code: Code, about: String, rest: Rest) {
        if rest.is_open() {
            self.deep.undecided.push(Undecided {
                code,
                about,
                spent: rest.spent,
                limits: rest.limits.into_iter().collect(),
                trouble: rest.trouble.into_iter().collect(),
            });
        } else if rest.proved {
            self.deep.solved += 1;
        }
    }

    // ------------------------------------------------------------- parts that make no difference

    fn parts(&mut self) {
        for piece in self.pieces() {
            self.deep.questions += 1;
            let (code, headline) = match piece.what {
                What::Condition(..) => (
                    Code::IdleCondition,
                    "this condition never makes a difference",
                ),
                What::Rule(_) => (Code::IdleCondition, "this rule never makes a difference"),
                What::Exception(_) => (
                    Code::IdleException,
                    "this exception never makes a difference",
                ),
            };
            let without = self.without(&piece.what);
            // The decision the part belongs to answers soonest, if it matters at all.
            let mut asked: Vec<Query> = self
                .reads
                .iter()
                .filter(|(_, reads)| reads.contains(&piece.owner))
                .map(|it| it.0.clone())
                .collect();
            asked.sort_by_key(|query| {
                let reads = self.reads.iter().find(|it| it.0 == *query);
                reads.map(|it| it.1.len())
            });
            let mut rest = Rest::default();
            let mut matters = asked.is_empty();
            let budget = self.effort.budget;
            let mut left = budget;
            for query in asked {
                let whole = Asked {
                    model: self.model,
                    settings: self.settings.clone(),
                    query: query.clone(),
                };
                let less = Asked {
                    model: &without,
                    settings: self.settings.clone(),
                    query,
                };
                // Each decision may cost half of what is left: the first answers most questions.
                let may_cost = (left / 2).max(budget / 10).max(1);
                let answer = compare_for(whole, less, self.effort.part(may_cost), true);
                left = left.saturating_sub(answer.evaluations);
                rest.heed(answer.solved);
                match answer.verdict {
                    Verdict::Unchanged | Verdict::Same => {}
                    Verdict::Differs(_) => {
                        matters = true;
                        break;
                    }
                    Verdict::Open { spent, limits } => {
                        rest.spent |= spent;
                        rest.limits.extend(limits);
                    }
                }
            }
            if matters {
                continue;
            }
            let (is_open, proved) = (rest.is_open(), rest.proved);
            self.not_decided(code, piece.about.clone(), rest);
            if is_open {
                continue;
            }
            let by = match &self.effort.solver {
                Some(solver) if proved => format!("proven by {}", solver.name()),
                _ => "proven".to_owned(),
            };
            let day = self.settings.as_of;
            let finding = Diagnostic::new(code, piece.span, headline)
                .label(format!("without {} every outcome is the same", piece.about))
                .help(format!(
                    "{by} over the declared ranges of the facts, as of {day}; it may repeat what another provision asks for"
                ));
            self.deep.findings.push(finding);
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let model = self.model;
        let day = self.settings.as_of;
        let mut found = Vec::new();
        for (id, rule) in model.rules().iter() {
            // A copy by analogy is not written anywhere: without it the rule it is a copy of would not be gone.
            if !rule.validity.covers(day) || rule.by_analogy.is_some() {
                continue;
            }
            let owner = Part::Rule(id);
            if let Some(condition) = rule.condition {
                self.conditions(condition, owner, None, &mut found);
            }
            let place = model.places()[rule.place].citation.clone();
            if rule.defeats.is_empty() && rule.excuses.is_empty() {
                let of = match rule.effect {
                    RuleEffect::Says(of, true) | RuleEffect::Gives(of, _) => Some(of),
                    RuleEffect::Says(_, false) | RuleEffect::Blocks => None,
                };
                let several = of.is_some_and(|it| model.conclusions()[it].rules.len() > 1);
                if several {
                    found.push(Piece {
                        what: What::Rule(id),
                        owner,
                        span: rule.span,
                        about: place,
                    });
                }
            } else {
                let label = format!("the exception at {place}");
                found.push(Piece {
                    what: What::Exception(id),
                    owner,
                    span: rule.span,
                    about: label,
                });
            }
        }
        for (id, norm) in model.norms().iter() {
            if norm.validity.covers(day) {
                for expr in norm.trigger.iter().chain(&norm.act_condition) {
                    self.conditions(*expr, Part::Norm(id), None, &mut found);
                }
            }
        }
        found
    }

    /// The labelled conditions within one, those of a list of all or of any.
    fn conditions(&self, id: ExprId, owner: Part, neutral: Option<bool>, found: &mut Vec<Piece>) {
        let model = self.model;
        let expr = &model.exprs()[id];
        if let (Some(place), Some(neutral)) = (expr.place, neutral) {
            found.push(Piece {
                what: What::Condition(id, neutral),
                owner,
                span: expr.span,
                about: model.places()[place].citation.clone(),
            });
        }
        let neutral = match &expr.kind {
            ExprKind::And(_) => Some(true),
            ExprKind::Or(_) => Some(false),
            ExprKind::Not(_) | ExprKind::AtLeastOf(..) => None,
            _ => return,
        };
        for operand in operands(&expr.kind) {
            self.conditions(operand, owner, neutral, found);
        }
    }

    /// The text less a part.
    fn without(&self, what: &What) -> Model {
        let mut model = self.model.clone();
        match *what {
            What::Condition(id, neutral) => {
                model.exprs[id].kind = ExprKind::Constant(Range::truth(neutral));
            }
            What::Rule(id) => {
                let ids: Vec<ConclusionId> = model.conclusions.ids().collect();
                for conclusion in ids {
                    model.conclusions[conclusion].rules.retain(|it| *it != id);
                }
            }
            What::Exception(id) => {
                let rules: Vec<RuleId> = model.rules.ids().collect();
                for rule in rules {
                    model.rules[rule].exceptions.retain(|it| *it != id);
                }
                let norms: Vec<NormId> = model.norms.ids().collect();
                for norm in norms {
                    model.norms[norm].exceptions.retain(|it| *it != id);
                }
                // One that replaces says nothing itself either, once it is left out.
                let ids: Vec<ConclusionId> = model.conclusions.ids().collect();
                for conclusion in ids {
                    model.conclusions[conclusion].rules.retain(|it| *it != id);
                }
            }
        }
        model
    }
}
