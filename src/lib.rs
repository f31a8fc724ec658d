//! Enact: a declarative language for regulations, its checker, its evaluator and its explanations.
//!
//! A regulation is written provision by provision, checked, run on the facts of a case, and asked
//! why. A rule set passes through three forms, each with one door to the next:
//!
//! ```text
//!   text ──parse──▶ Parse ──check──▶ Model ──decide──▶ Decision ──explain──▶ Explanation
//!                     │                │ ▲
//!                   format         facts, suite
//!                                 (files, scenarios)
//! ```
//!
//! - [`syntax::parse`] never fails. A broken entry costs itself alone and gives a diagnostic; the
//!   sound ones are there. The grammar is `grammar/enact.pest`, the guide `grammar/GUIDE.md`.
//! - [`check()`] is the only maker of a [`model::Model`]. Names become slots there, units and types
//!   are settled, exceptions find what they defeat. Who holds a model need check nothing again.
//! - [`eval::decide`] judges one case. It works on *ranges*, sets of outcomes still possible, so that
//!   what is unknown stays unknown and is never false and never zero; where a range is left it
//!   searches which facts could still change it, and proves each with a witness.
//! - [`explain`] turns a decision and its trace into data, and the data into text, Markdown or JSON,
//!   in English, 繁體中文 or 한국어.
//! - [`timeline`] puts the norms of a case on their days: a calendar as text, JSON or iCalendar.
//! - [`witness`] finds a person whose outcome differs between two rule sets, or proves that there is none.
//! - [`graph`] says who depends on what, as data and as pictures.
//! - [`diff`] says what an amendment changes, provision by provision, and makes rule sets between two.
//! - [`mutate`] changes the rules one by one to see whether the scenarios notice.
//! - [`facts`] reads case files, [`suite`] runs the scenarios written beside a policy; both make the
//!   same [`eval::Case`] by the same conversion.
//!
//! Two properties hold throughout, and lints keep them:
//!
//! - **The core is pure.** Only `cli` reads files, arguments and the environment; nothing reads a
//!   clock. The as-of day is an input, so a decision made last March can be made again next March.
//! - **Values are exact.** There is no floating point ([`value::Number`] is a rational), no rounding
//!   that was not asked for by name, no hash order in anything printed.
//!
//! # Which module may use which
//!
//! ```text
//! source, value        nothing in the crate
//! diagnostic           source
//! syntax               diagnostic, source, value
//! format               syntax
//! amend                format, syntax, diagnostic, value
//! model                value, source, eval's ranges
//! eval                 model, value
//! check                amend, syntax, model, and eval for constant conditions
//! facts                eval, model, diagnostic
//! explain              eval, model, value
//! suite                facts, explain, eval, model, syntax, diagnostic
//! timeline             explain, eval, model, value
//! graph                model
//! impact               nothing in the crate
//! diff                 check, format, explain's languages, syntax, value, source
//! mutate               suite, eval, model, source, value, syntax's collectors
//! witness              eval, model, value, diagnostic
//! cli                  all of them; the only module that does I/O
//! ```
//!
//! Start reading at [`model`]: what comes before exists to build one, what comes after to ask one
//! questions. Then [`eval`], whose documentation names its parts in order.
//!
//! # From a program
//!
//! ```
//! use enact::{check, eval, source::Sources, syntax, value::Date};
//!
//! let text = r#"
//! regulation library "Library rules" about reader
//! entity reader "reader"
//! fact age "age": whole number from 0 to 130
//! article 3 "Who may borrow"
//!   conclusion may_borrow "may borrow": yes/no when age is at least 6
//! "#;
//! let file = Sources::new().add("library.enact", text);
//! let parse = syntax::parse(file, text);
//! let checked = check(&[check::Input { file, tree: &parse.file, uses: &[] }], &[], String::new());
//! let model = checked.model.ok_or("the rules have errors")?;
//!
//! let query = model.query("may_borrow").ok_or("no such decision")?;
//! let settings = eval::Settings { as_of: Date::from_ymd(2026, 1, 1).ok_or("no such day")?, readings: vec![] };
//! let decision = eval::decide(&model, &eval::Case::new(&model), &settings, query);
//! assert_eq!(decision.outcome, eval::Outcome::Unknown); // it needs `age`
//! # Ok::<(), &str>(())
//! ```

pub mod amend;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod eval;
pub mod explain;
pub mod facts;
pub mod format;
pub mod graph;
pub mod impact;
pub mod model;
pub mod mutate;
pub mod source;
pub mod suite;
pub mod syntax;
pub mod timeline;
pub mod value;
pub mod witness;

pub use check::check;
