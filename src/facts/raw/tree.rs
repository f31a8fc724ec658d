//! The tree under construction.
//!
//! Both readers hand over what they meet in the order of the text: a list or map opens, a key, a
//! value, it closes. What is the same for every syntax is seen to here: the limits, keys that
//! stand twice, control characters, and that a document in error is not handed on.

use super::{
    Documents, Key, Limits, Raw, RawError, RawErrorKind, RawKind, control_character, quoted,
};

/// No more than this many errors are reported of one document, or of an entry of one that is a list.
const ERRORS_A_DOCUMENT: usize = 20;

/// No tree is deeper than this, whatever [`Limits::depth`] says: a tree is walked and dropped by
/// recursion, and the YAML parser itself gives up beyond 255.
const DEEPEST: usize = 250;

/// All documents read so far and the one being read.
pub(super) struct Tree<'l> {
    limits: &'l Limits,
    nodes: usize,
    done: Documents,
    root: Option<Raw>,
    open: Vec<Open>,
    errors: Vec<RawError>,
    /// Whether the entries of a document that is a list stand by themselves.
    entries_apart: bool,
    /// The errors of those of the present document.
    of_entries: Vec<RawError>,
}

/// Whether a container is a list or a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Values in a row.
    List,
    /// Keys with values.
    Map,
}

/// A list or map whose end has not been met.
struct Open {
    start: usize,
    items: Items,
}

enum Items {
    List(Vec<Raw>),
    Map {
        entries: Vec<(Key, Raw)>,
        /// The key whose value comes next.
        key: Option<Key>,
    },
}

impl<'l> Tree<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            nodes: 0,
            done: Documents::default(),
            root: None,
            open: Vec::new(),
            errors: Vec::new(),
            entries_apart: false,
            of_entries: Vec::new(),
        }
    }

    /// A tree in which what is wrong with an entry of a list is the entry's own.
    pub(super) fn with_entries_apart(limits: &'l Limits) -> Self {
        Self {
            entries_apart: true,
            ..Self::new(limits)
        }
    }

    pub(super) fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// How many lists and maps may stand inside one another.
    pub(super) fn deepest(&self) -> usize {
        self.limits.depth.min(DEEPEST)
    }

    /// Whether what comes next in the innermost open map is a key.
    pub(super) fn expects_key(&self) -> bool {
        let innermost = self.open.last().map(|open| &open.items);
        matches!(innermost, Some(Items::Map { key: None, .. }))
    }

    /// A list or map begins at `start`.
    ///
    /// # Errors
    /// It is too deep, or one value too many.
    pub(super) fn open(&mut self, shape: Shape, start: usize) -> Result<(), RawError> {
        if self.open.len() >= self.deepest() {
            return Err(too_deep(self.deepest(), start, start));
        }
        self.count(start)?;
        let items = match shape {
            Shape::List => Items::List(Vec::new()),
            Shape::Map => Items::Map {
                entries: Vec::new(),
                key: None,
            },
        };
        self.open.push(Open { start, items });
        Ok(())
    }

    /// The innermost list or map ends; without a place of its own (YAML by indentation) it ends
    /// where its last item does.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(Open { start, items }) = self.open.pop() else {
            return;
        };
        let (kind, last) = match items {
            Items::List(items) => {
                let last = items.last().map(|item| item.end);
                (RawKind::List(items), last)
            }
            Items::Map { entries, .. } => {
                self.find_duplicates(&entries);
                let last = entries.last().map(|(key, value)| value.end.max(key.end));
                (RawKind::Map(entries), last)
            }
        };
        let end = end.or(last).unwrap_or(start);
        self.place(Raw { kind, start, end });
    }

    /// The key of the next value.
    pub(super) fn key(&mut self, text: String, start: usize, end: usize) {
        self.refuse_control_characters(&text, start, end);
        if let Some(Open {
            items: Items::Map { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some(Key { text, start, end });
        }
    }

    /// A value that is neither list nor map.
    ///
    /// # Errors
    /// It is one value too many.
    pub(super) fn scalar(
        &mut self,
        kind: RawKind,
        start: usize,
        end: usize,
    ) -> Result<(), RawError> {
        self.count(start)?;
        if let RawKind::Text(text) = &kind {
            self.refuse_control_characters(text, start, end);
        }
        self.place(Raw { kind, start, end });
        Ok(())
    }

    /// Notes an error of the present document and lets reading go on.
    pub(super) fn note(&mut self, error: RawError) {
        // Errors come almost in order; duplicates are found only when their map closes. Twice the
        // number reported is kept, so that those reported are the first by place.
        if self.errors.len() < 2 * ERRORS_A_DOCUMENT {
            self.errors.push(error);
        }
    }

    /// The present document is complete.
    pub(super) fn finish(&mut self) {
        let root = self.root.take();
        if self.errors.is_empty() {
            self.done.documents.extend(root);
            self.done.of_entries.append(&mut self.of_entries);
        }
        self.report(ERRORS_A_DOCUMENT);
    }

    /// The present document cannot be read any further. This error is always reported.
    pub(super) fn fail(&mut self, error: RawError) {
        self.open.clear();
        self.root = None;
        self.report(ERRORS_A_DOCUMENT - 1);
        self.done.errors.push(error);
    }

    /// Hands on the first `most` errors of the present document by place and forgets the others.
    fn report(&mut self, most: usize) {
        self.errors.append(&mut self.of_entries);
        self.errors.sort_by_key(|error| error.start);
        self.errors.truncate(most);
        self.done.errors.append(&mut self.errors);
    }

    pub(super) fn into_documents(self) -> Documents {
        self.done
    }

    /// Puts a complete value where it belongs.
    fn place(&mut self, value: Raw) {
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(value),
            Some(Items::List(items)) => {
                items.push(value);
                if self.entries_apart && self.open.len() == 1 {
                    self.end_entry();
                }
            }
            Some(Items::Map { entries, key }) => {
                entries.extend(key.take().map(|key| (key, value)));
            }
        }
    }

    /// An entry of a document that is a list is complete: what is wrong with it is its own.
    fn end_entry(&mut self) {
        self.errors.sort_by_key(|error| error.start);
        self.errors.truncate(ERRORS_A_DOCUMENT);
        self.of_entries.append(&mut self.errors);
    }

    fn count(&mut self, start: usize) -> Result<(), RawError> {
        self.nodes += 1;
        if self.nodes <= self.limits.nodes {
            return Ok(());
        }
        Err(RawError {
            kind: RawErrorKind::TooLarge,
            start,
            end: start,
            detail: format!("there are more than {} values", self.limits.nodes),
        })
    }

    fn refuse_control_characters(&mut self, text: &str, start: usize, end: usize) {
        if let Some((_, character)) = control_character(text) {
            self.note(RawError {
                kind: RawErrorKind::ControlCharacter,
                start,
                end,
                detail: format!("this text holds {}", name_of(character)),
            });
        }
    }

    /// Notes every key that stands before in `entries`. Sorting keeps this safe on maps of any
    /// size without a hash that outsiders could crowd.
    fn find_duplicates(&mut self, entries: &[(Key, Raw)]) {
        let mut keys: Vec<&Key> = entries.iter().map(|(key, _)| key).collect();
        keys.sort_by(|a, b| a.text.cmp(&b.text));
        for same in keys.chunk_by(|a, b| a.text == b.text) {
            let Some((first, again)) = same.split_first() else {
                continue;
            };
            for key in again {
                self.note(RawError {
                    kind: RawErrorKind::DuplicateKey {
                        first_start: first.start,
                        first_end: first.end,
                    },
                    start: key.start,
                    end: key.end,
                    detail: format!("the key {} stands more than once here", quoted(&key.text)),
                });
            }
        }
    }
}

/// The error of a list or map too many inside one another.
pub(super) fn too_deep(deepest: usize, start: usize, end: usize) -> RawError {
    RawError {
        kind: RawErrorKind::TooDeep,
        start,
        end,
        detail: format!("lists and maps are nested more than {deepest} deep"),
    }
}

/// A control character in words.
pub(in crate::facts) fn name_of(character: char) -> String {
    format!("the control character U+{:04X}", u32::from(character))
}
