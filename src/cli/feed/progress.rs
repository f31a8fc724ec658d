//! How far a run is.

use std::cell::Cell;
use std::io::{self, IsTerminal, Read};
use std::rc::Rc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Counts the bytes taken from a stream.
pub(super) struct Counted {
    pub(super) source: Box<dyn Read>,
    pub(super) taken: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let more = u64::try_from(read).unwrap_or_default();
        self.taken.set(self.taken.get().saturating_add(more));
        Ok(read)
    }
}

/// How far the run is, for those who wait at a terminal.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    taken: Rc<Cell<u64>>,
    batches: u64,
}

impl Progress {
    /// Batches between two looks at the bar.
    const STEP: u64 = 256;

    /// A bar if somebody can see it: not where the answers themselves run over the same screen.
    pub(super) fn new(taken: Rc<Cell<u64>>, length: Option<u64>, streamed: bool) -> Self {
        let seen = streamed && io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = seen.then(|| {
            let (template, bar) = match length {
                Some(length) => (
                    "{bar:30} {percent:>3}%  {msg} cases  {eta} left",
                    ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr()),
                ),
                None => (
                    "{spinner} {msg} cases  {elapsed}",
                    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
                ),
            };
            let style = ProgressStyle::with_template(template);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            bar,
            taken,
            batches: 0,
        }
    }

    pub(super) fn tick(&mut self) {
        if let Some(bar) = &self.bar {
            if self.batches.is_multiple_of(Self::STEP) {
                bar.set_message(self.batches.to_string());
                bar.set_position(self.taken.get());
            }
            self.batches += 1;
        }
    }

    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
