//! The one integration test binary.

mod blocks;
mod cli;
mod codes;
mod golden;
mod groups;
mod guide;
mod house_rules;
mod laws;
mod outline;
mod policies;
mod slips;
mod syntax;
mod witness;
mod witness_cli;
