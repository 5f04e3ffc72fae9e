//! Lines on standard error while the import runs.

use std::{
    io::{self, Write},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

/// How long to wait for a reader that does not read: nothing of an import depends on it.
const PATIENCE: Duration = Duration::from_millis(200);

/// Writes lines on a thread of its own: a reader that has stopped reading must not stop the import.
pub(crate) struct Stderr {
    lines: Sender<String>,
    written: Receiver<()>,
}

impl Stderr {
    pub(crate) fn start() -> Self {
        let (lines, to_write) = channel::<String>();
        let (all, written) = channel();
        thread::spawn(move || {
            for line in to_write {
                let _ = writeln!(io::stderr(), "{line}");
            }
            let _ = all.send(());
        });
        Self { lines, written }
    }

    pub(crate) fn lines(&self) -> Sender<String> {
        self.lines.clone()
    }

    /// Waits until all is written, but not for long.
    pub(crate) fn finish(self) {
        drop(self.lines);
        let _ = self.written.recv_timeout(PATIENCE);
    }
}
