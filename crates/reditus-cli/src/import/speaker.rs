//! What is said on standard error while the import goes on.

use std::{
    io::{self, Write},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

/// How long to wait for who does not read: nothing of an import depends on it.
const PATIENCE: Duration = Duration::from_millis(200);

/// Says one line after the other, on a thread of its own. Whoever is to read them may have stopped
/// reading, and must not stop the import.
pub(crate) struct Speaker {
    lines: Sender<String>,
    said: Receiver<()>,
}

impl Speaker {
    pub(crate) fn start() -> Self {
        let (lines, to_say) = channel::<String>();
        let (all, said) = channel();
        thread::spawn(move || {
            for line in to_say {
                let _ = writeln!(io::stderr(), "{line}");
            }
            let _ = all.send(());
        });
        Self { lines, said }
    }

    /// Somebody who says something.
    pub(crate) fn voice(&self) -> Sender<String> {
        self.lines.clone()
    }

    /// Waits, though not for ever, until all is said.
    pub(crate) fn finish(self) {
        drop(self.lines);
        let _ = self.said.recv_timeout(PATIENCE);
    }
}
