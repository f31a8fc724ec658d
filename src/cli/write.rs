//! Files written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Failure, output, read};

/// Writes a text to a file, in the place of what was there, or to a device.
pub(super) fn file(path: &Path, text: &str) -> Result<(), Failure> {
    let written = match fs::metadata(path) {
        Ok(found) if found.is_file() => replace(path, text),
        Ok(_) => through(path, text),
        Err(_) => create(path, text),
    };
    written.map_err(|error| {
        let reason = output::reason(&error);
        Failure::new(format!(
            "`{}` cannot be written: {reason}",
            read::shown(path)
        ))
    })
}

/// A device or a pipe takes what is written to it; nothing can take its place.
fn through(path: &Path, text: &str) -> io::Result<()> {
    let mut device = File::options().write(true).open(path)?;
    device.write_all(text.as_bytes())?;
    device.flush()
}

/// A new file takes its name when it is whole.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let beside = beside(path);
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() && beside.exists() {
        let _left_behind = fs::remove_file(&beside);
    }
    written
}

/// Puts a new text in the place of a file, whole or not at all: it is written beside the file, with
/// its permissions, and then takes its name. A link keeps pointing where it did.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let beside = beside(&path);
    let written = File::create_new(&beside).and_then(|mut file| {
        file.set_permissions(permissions)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    });
    if written.is_err() && beside.exists() {
        // What went wrong is already known; that the half-written file stays as well adds nothing.
        let _left_behind = fs::remove_file(&beside);
    }
    written
}

/// `.scs.enact.1234.tmp` beside `scs.enact`: hidden, and of this process alone.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
