//! Enact: a declarative language for regulations.

pub mod check;
pub mod diagnostic;
pub mod eval;
pub mod facts;
pub mod format;
pub mod model;
pub mod source;
pub mod suite;
pub mod syntax;
pub mod value;

pub use check::check;
