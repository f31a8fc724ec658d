//! Runs the scenarios again whenever a file changes.
//!
//! Files are looked at in short intervals: their size and the time they were changed. That needs no
//! help from the system and works on every disk. It ends when the user ends it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::cli::output::Screen;
use crate::cli::{Failure, Report, load, output, read};

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(300);

/// What a file looks like from outside: when it was changed, and its length; none if it is not there.
type Look = Option<(Option<SystemTime>, u64)>;

/// Runs, waits for a change, and runs again, for as long as somebody reads the output.
pub(super) fn run(
    paths: &[PathBuf],
    screen: Screen,
    once: impl Fn() -> Result<Report, Failure>,
) -> Result<Report, Failure> {
    loop {
        // What changes while the tests run is found afterwards.
        let known = load::load(paths).rules.paths();
        let seen = look(paths, &known);
        let report = once().unwrap_or_else(Failure::into_report);
        if !report
            .write(screen)
            .map_err(|error| output::unwritten(&error))?
        {
            return Ok(Report::ran(String::new()));
        }
        output::talk("watching; Ctrl-C ends it\n");
        let changed = loop {
            thread::sleep(INTERVAL);
            let now = look(paths, &known);
            if now != seen {
                break first_change(&seen, &now);
            }
        };
        output::talk(&format!("\n{changed} changed\n"));
    }
}

/// The files that are known, and those that came into the directories since, as they look now.
fn look(paths: &[PathBuf], known: &[PathBuf]) -> BTreeMap<PathBuf, Look> {
    let listed = paths
        .iter()
        .flat_map(|path| read::rule_files(path).unwrap_or_default());
    let files = paths.iter().chain(known).cloned().chain(listed);
    let look = |path: PathBuf| {
        let look = fs::metadata(&path).ok().filter(|it| it.is_file());
        let look = look.map(|it| (it.modified().ok(), it.len()));
        (path, look)
    };
    files.map(look).collect()
}

/// The first file that looks otherwise.
fn first_change(before: &BTreeMap<PathBuf, Look>, now: &BTreeMap<PathBuf, Look>) -> String {
    let differs = |path: &&PathBuf| before.get(*path) != now.get(*path);
    let changed = before.keys().chain(now.keys()).find(differs);
    changed.map_or_else(
        || "a file".to_owned(),
        |it| format!("`{}`", read::shown(it)),
    )
}
