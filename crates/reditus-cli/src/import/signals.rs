//! Ctrl-C, and the other ways to ask a process to stop.

use std::{io, process, sync::Arc};

use super::{
    stderr::Stderr,
    stop::{Stop, Stopper},
};
use crate::exit::Exit;

/// The first signal stops the import after the requests in flight, the second one at once.
pub(crate) fn stop_on_signals(stopper: &Arc<Stopper>) -> io::Result<()> {
    let mut signals = Signals::new()?;
    let stopper = Arc::clone(stopper);
    tokio::spawn(async move {
        signals.next().await;
        stopper.stop(Stop::Interrupted);
        signals.next().await;
        let stderr = Stderr::start();
        let _ =
            stderr.lines().send("\nstopped; to continue, run the same command again".to_owned());
        stderr.finish();
        process::exit(Exit::Interrupted as i32);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// The terminal was closed.
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a handler, Ctrl-C ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
