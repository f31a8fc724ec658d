//! What was refused, in a file of its own.

use std::fs::File;
use std::io::Write;

use serde_json::json;

use super::Batch;
use crate::cli::Failure;
use crate::cli::write::Target;
use crate::facts::FactFinding;

/// The file of what was refused: one JSON object a line, whole lines only.
pub(super) struct Rejects {
    target: Target,
    file: File,
    /// Lines not yet written.
    held: Vec<u8>,
}

impl Rejects {
    /// Bytes held before they are written.
    const HELD: usize = 64 << 10;

    pub(super) fn create(target: Target) -> Result<Self, Failure> {
        Ok(Self {
            file: target.open()?,
            target,
            held: Vec::new(),
        })
    }

    pub(super) fn name(&self) -> String {
        self.target.shown()
    }

    pub(super) fn write(&mut self, batch: &Batch, findings: &[FactFinding]) -> Result<(), Failure> {
        let Some((first, more)) = findings.split_first() else {
            return Ok(());
        };
        let row = if batch.single {
            Some(batch.text.trim_end_matches(['\r', '\n']))
        } else {
            first
                .within
                .and_then(|within| batch.text.get(within.range()))
        };
        let mut line = reject(first);
        if let serde_json::Value::Object(line) = &mut line {
            line.insert("row".to_owned(), json!(row));
            if !more.is_empty() {
                let more: Vec<_> = more.iter().map(reject).collect();
                line.insert("more".to_owned(), json!(more));
            }
        }
        self.held.extend_from_slice(line.to_string().as_bytes());
        self.held.push(b'\n');
        if Self::HELD <= self.held.len() {
            self.flush()?;
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        let written = self.file.write_all(&self.held);
        self.held.clear();
        written.map_err(|error| self.target.unwritten(&error))
    }
}

impl Drop for Rejects {
    /// A run that ends early leaves what it found.
    fn drop(&mut self) {
        let _untold = self.flush();
    }
}

/// One thing that does not fit, as data.
fn reject(finding: &FactFinding) -> serde_json::Value {
    let mut it = json!({
        "line": finding.position.start.line,
        "column": finding.position.start.column,
        "case": finding.case,
        "path": finding.path,
        "code": finding.code.as_str(),
        "message": finding.headline,
    });
    if let (false, serde_json::Value::Object(it)) = (finding.help.is_empty(), &mut it) {
        it.insert("help".to_owned(), json!(finding.help));
    }
    it
}
