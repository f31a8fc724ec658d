//! The one integration test binary.

mod blocks;
mod cli;
mod codes;
mod guide;
