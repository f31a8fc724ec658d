//! Which parts of the rules an evaluation looked at.
//!
//! What was not looked at cannot have changed the outcome: a change to a rule that a run never read
//! leaves that run as it was, to the last step. [`crate::mutate`] relies on this to run only the
//! scenarios that a change can reach. So the record must leave nothing out; it may hold too much.

use crate::model::{ConclusionId, ExprId, FactId, Id, Model, NormId, RuleId};

/// Sets of ids, by position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    exprs: Bits,
    rules: Bits,
    conclusions: Bits,
    norms: Bits,
    facts: Bits,
    /// A search gathered every constant of the rules, to have values to try.
    pub(crate) constants: bool,
}

impl Seen {
    /// Nothing yet.
    pub(crate) fn new(model: &Model) -> Self {
        Self {
            exprs: Bits::new(model.exprs().len()),
            rules: Bits::new(model.rules().len()),
            conclusions: Bits::new(model.conclusions().len()),
            norms: Bits::new(model.norms().len()),
            facts: Bits::new(model.facts().len()),
            constants: false,
        }
    }

    /// Whether an expression was evaluated. Its plain operands may have been read in place.
    pub(crate) fn has_expr(&self, id: ExprId) -> bool {
        self.exprs.has(id.position())
    }

    /// Whether it was asked if a rule is active.
    pub(crate) fn has_rule(&self, id: RuleId) -> bool {
        self.rules.has(id.position())
    }

    /// Whether a conclusion was asked for.
    pub(crate) fn has_conclusion(&self, id: ConclusionId) -> bool {
        self.conclusions.has(id.position())
    }

    /// Whether a norm was asked about.
    pub(crate) fn has_norm(&self, id: NormId) -> bool {
        self.norms.has(id.position())
    }

    /// Whether it was asked what the law takes a fact as when it is unknown.
    pub(crate) fn has_fact(&self, id: FactId) -> bool {
        self.facts.has(id.position())
    }

    /// How many expressions were evaluated.
    pub(crate) fn size(&self) -> u32 {
        self.exprs.count()
    }

    pub(super) fn expr(&mut self, id: ExprId) {
        self.exprs.add(id.position());
    }

    pub(super) fn rule(&mut self, id: RuleId) {
        self.rules.add(id.position());
    }

    pub(super) fn conclusion(&mut self, id: ConclusionId) {
        self.conclusions.add(id.position());
    }

    pub(super) fn norm(&mut self, id: NormId) {
        self.norms.add(id.position());
    }

    pub(super) fn fact(&mut self, id: FactId) {
        self.facts.add(id.position());
    }
}

#[derive(Debug, Clone, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Self {
        Bits(vec![0; count.div_ceil(64)])
    }

    fn add(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}
