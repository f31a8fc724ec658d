//! Files and standard input as text.
//!
//! Everything is read whole, once, up to a limit; text is UTF-8, and a byte order mark before it is
//! skipped. Paths are shown as they were given.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::{Failure, output};

/// The largest rule file or calendar, in bytes.
pub(super) const LARGEST_RULES: u64 = 64 << 20;
/// The largest case file, in bytes.
pub(super) const LARGEST_FACTS: u64 = 256 << 20;

/// The byte order mark some editors put before a text.
pub(super) const MARK: &str = "\u{feff}";

/// The ending of rule files, without its point.
pub(super) const ENDING: &str = "enact";

/// Why there is no text.
#[derive(Debug)]
pub(super) enum Unread {
    /// The system refused.
    Refused(io::Error),
    /// It is longer than this many bytes.
    TooLarge(u64),
    /// It is not UTF-8.
    NotUtf8(NotUtf8),
}

/// Bytes that are no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotUtf8 {
    /// What can be read before the first byte that fits nowhere; a byte order mark is skipped.
    pub(super) before: String,
    /// Offset of that byte in the file, from 0.
    pub(super) offset: usize,
    /// The byte.
    pub(super) byte: u8,
    /// Whether the file begins as UTF-16 files do.
    pub(super) utf16: bool,
}

impl NotUtf8 {
    /// Where it is, in a line.
    pub(super) fn message(&self) -> String {
        format!(
            "not UTF-8 text: byte {} (0x{:02x}) is not part of a character",
            self.offset + 1,
            self.byte
        )
    }

    /// What could be done about it.
    pub(super) fn help(&self) -> &'static str {
        if self.utf16 {
            "it looks like UTF-16; save it again as UTF-8"
        } else {
            "save it again as UTF-8; older files are often in Big5 or EUC-KR"
        }
    }
}

impl Unread {
    /// The failure to read what is known by this name.
    pub(super) fn into_failure(self, name: &str) -> Failure {
        let (reason, help) = match self {
            Self::Refused(error) => (output::reason(&error), None),
            Self::TooLarge(limit) => (format!("it is larger than {} MiB", limit >> 20), None),
            Self::NotUtf8(problem) => (problem.message(), Some(problem.help().to_owned())),
        };
        Failure::new(format!("`{name}` cannot be read: {reason}")).maybe_help(help)
    }
}

/// The text of a file, without a byte order mark.
pub(super) fn file(path: &Path, limit: u64) -> Result<String, Unread> {
    bytes(path, limit)
        .and_then(decode_with_mark)
        .map(without_mark)
}

/// All of a stream as text, without a byte order mark.
pub(super) fn text(source: impl Read, limit: u64) -> Result<String, Unread> {
    all(source, limit)
        .and_then(decode_with_mark)
        .map(without_mark)
}

/// The bytes of a file.
pub(super) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    all(open(path).map_err(Unread::Refused)?, limit)
}

/// The bytes of standard input.
pub(super) fn standard_input_bytes(limit: u64) -> Result<Vec<u8>, Unread> {
    all(io::stdin().lock(), limit)
}

/// A file to be read bit by bit.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Some systems open a directory as if it were a file and fail later, with other words.
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(path)
}

fn all(source: impl Read, limit: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    source
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(Unread::Refused)?;
    if limit < u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        return Err(Unread::TooLarge(limit));
    }
    Ok(bytes)
}

/// Bytes as text, with the byte order mark if there is one.
pub(super) fn decode_with_mark(bytes: Vec<u8>) -> Result<String, Unread> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default());
        Unread::NotUtf8(NotUtf8 {
            before: before.strip_prefix(MARK).unwrap_or(&before).to_owned(),
            offset,
            byte: bytes.get(offset).copied().unwrap_or_default(),
            utf16: bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]),
        })
    })
}

fn without_mark(text: String) -> String {
    match text.strip_prefix(MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// All rule files under a directory, sorted by path. Names that begin with a point are passed over,
/// and so are links to directories, which could lead in a circle.
pub(super) fn rule_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == ENDING) && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as people see it: as given, without `.` and with each `..` worked off as far as it goes.
pub(super) fn shown(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(parts.components().next_back(), Some(Component::Normal(_))) =>
            {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    if parts.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        parts.to_string_lossy().replace('\\', "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stray(bytes: &[u8]) -> NotUtf8 {
        match decode_with_mark(bytes.to_vec()) {
            Err(Unread::NotUtf8(problem)) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mark_is_skipped_and_a_stray_byte_is_placed() {
        assert_eq!(
            without_mark(decode_with_mark("\u{feff}規則".into()).unwrap()),
            "規則"
        );
        assert_eq!(decode_with_mark(Vec::new()).unwrap(), "");
        let big5 = stray(b"-- \xb3W\xabh");
        assert_eq!(
            (big5.before.as_str(), big5.offset, big5.byte, big5.utf16),
            ("-- ", 3, 0xb3, false)
        );
        assert!(stray(b"\xff\xfer\0").utf16);
    }

    #[test]
    fn limits_are_kept() {
        assert!(matches!(all(&b"abcd"[..], 3), Err(Unread::TooLarge(3))));
        assert_eq!(all(&b"abc"[..], 3).unwrap(), b"abc");
    }

    #[test]
    fn paths_are_shown_as_given() {
        for (path, wanted) in [
            (
                "policies/tw/scs/../calendar.csv",
                "policies/tw/calendar.csv",
            ),
            ("./a.enact", "a.enact"),
            ("../a/./b.enact", "../a/b.enact"),
            ("..", ".."),
            ("a/..", "."),
            ("/x/../../a", "/../a"),
        ] {
            assert_eq!(shown(Path::new(path)), wanted);
        }
    }
}
