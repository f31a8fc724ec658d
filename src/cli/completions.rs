//! `enact completions`: completion for shells.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Failure, Report};

/// Print a script that lets a shell complete commands and options
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  enact completions bash > ~/.local/share/bash-completion/completions/enact
  enact completions zsh > ~/.zfunc/_enact
  enact completions fish > ~/.config/fish/completions/enact.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::Args::command(),
        "enact",
        &mut script,
    );
    Ok(Report::exact(String::from_utf8_lossy(&script).into_owned()))
}
