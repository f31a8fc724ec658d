//! The one integration test binary.

mod amending;
mod amendments;
mod blocks;
mod cli;
mod codes;
mod diff;
mod golden;
mod groups;
mod guide;
mod house_rules;
mod laws;
mod mutate;
mod needs;
mod outline;
mod policies;
mod program;
mod readme;
mod slips;
mod solver;
mod syntax;
mod witness;
mod witness_cli;
