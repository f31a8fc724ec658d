//! The pest parser. Only this file, [`super::entries`], [`super::lower`] and [`super::recover`] see
//! pest's own `Rule`.

/// The parser derived from `grammar/enact.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/enact.pest"]
pub(super) struct Grammar;
