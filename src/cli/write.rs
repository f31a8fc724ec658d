//! Files written whole or not at all, and never over what the command reads.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Failure, output, read};

/// The files a command may not write over: those it reads, and those it writes already.
pub(super) struct Taken(Vec<(Identity, By)>);

/// What a file is taken by.
#[derive(Clone, Copy)]
enum By {
    Reading,
    /// The option that names it as a file to be written.
    Option(&'static str),
}

impl Taken {
    /// By a command that reads these; `-` is standard input.
    pub(super) fn by_reading(inputs: impl IntoIterator<Item = PathBuf>) -> Self {
        let identities = inputs.into_iter().filter_map(|path| {
            let standard_input = path.as_os_str() == "-";
            Identity::of(if standard_input {
                Path::new("/dev/stdin")
            } else {
                &path
            })
        });
        Self(identities.map(|it| (it, By::Reading)).collect())
    }

    /// The file an option names to be written. Nothing is written yet.
    ///
    /// # Errors
    /// It is taken, however its path is spelled, or is no file.
    pub(super) fn target(&mut self, option: &'static str, path: &Path) -> Result<Target, Failure> {
        if path.as_os_str() == "-" {
            return Err(Failure::new(format!(
                "`{option}` names a file, and `-` is none"
            )));
        }
        if let Some(identity) = Identity::of(path) {
            if let Some((_, by)) = self.0.iter().find(|(other, _)| *other == identity) {
                let name = read::shown(path);
                let why = match by {
                    By::Reading => format!("`{name}` is read here: `{option}` would overwrite it"),
                    By::Option(other) => {
                        format!(
                            "`{name}` is to be written by `{other}`: `{option}` would overwrite it"
                        )
                    }
                };
                return Err(Failure::new(why).help("name another file"));
            }
            self.0.push((identity, By::Option(option)));
        }
        Ok(Target(path.to_owned()))
    }
}

/// What tells a file from all others, however it is named.
#[derive(PartialEq, Eq)]
enum Identity {
    /// Its device and its number there, which its links share.
    #[cfg(unix)]
    Numbered(u64, u64),
    /// Where it is, or will be.
    Path(PathBuf),
}

impl Identity {
    /// Of a file, or of what may become one; a device, a pipe or a directory is never overwritten.
    fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => Self::of_file(path, &found),
            Ok(_) => None,
            Err(_) => {
                let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
                let parent = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
                Some(Self::Path(parent.join(path.file_name()?)))
            }
        }
    }

    #[cfg(unix)]
    fn of_file(_path: &Path, found: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self::Numbered(found.dev(), found.ino()))
    }

    #[cfg(not(unix))]
    fn of_file(path: &Path, _found: &Metadata) -> Option<Self> {
        fs::canonicalize(path).ok().map(Self::Path)
    }
}

/// A file to be written, which is none of those the command reads.
pub(super) struct Target(PathBuf);

impl Target {
    /// Its name as people see it.
    pub(super) fn shown(&self) -> String {
        read::shown(&self.0)
    }

    /// Writes all of it.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        file(&self.0, text)
    }

    /// Opens it, empty, to be written bit by bit.
    pub(super) fn open(&self) -> Result<File, Failure> {
        File::create(&self.0).map_err(|error| unwritten(&self.0, &error))
    }

    /// The failure to write to it.
    pub(super) fn unwritten(&self, error: &io::Error) -> Failure {
        unwritten(&self.0, error)
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let reason = output::reason(error);
    Failure::new(format!(
        "`{}` cannot be written: {reason}",
        read::shown(path)
    ))
}

/// Writes a text to a file, in the place of what was there, or to a device.
pub(super) fn file(path: &Path, text: &str) -> Result<(), Failure> {
    let written = match fs::metadata(path) {
        Ok(found) if found.is_file() => replace(path, text),
        Ok(_) => through(path, text),
        Err(_) => whole(path, None, text),
    };
    written.map_err(|error| unwritten(path, &error))
}

/// A device or a pipe takes what is written to it; nothing can take its place.
fn through(path: &Path, text: &str) -> io::Result<()> {
    let mut device = File::options().write(true).open(path)?;
    device.write_all(text.as_bytes())?;
    device.flush()
}

/// Puts a new text in the place of a file, whole or not at all: it is written beside the file, with
/// its permissions, and then takes its name. A link keeps pointing where it did.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let found = fs::metadata(&path)?;
    if !found.is_file() {
        return Err(io::Error::other(
            "nothing can take the place of a device or a pipe",
        ));
    }
    let permissions = found.permissions();
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    whole(&path, Some(permissions), text)
}

/// Writes a file beside another name, which it takes when it is whole.
fn whole(path: &Path, permissions: Option<Permissions>, text: &str) -> io::Result<()> {
    let beside = beside(path);
    let written = File::create_new(&beside).and_then(|mut file| {
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
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
