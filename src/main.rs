//! The `enact` program: see [`enact::cli`].

use enact::cli::{self, ExitStatus};

fn main() -> ExitStatus {
    cli::run(std::env::args_os())
}
