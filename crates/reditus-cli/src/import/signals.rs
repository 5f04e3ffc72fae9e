//! Ctrl-C, and what else asks to stop.

use std::{io, process, sync::Arc};

use super::{
    speaker::Speaker,
    stop::{Stop, Stopper},
};
use crate::exit::Exit;

/// The first signal stops the import when what is under way has ended, the second one at once.
pub(crate) fn stop(stopper: &Arc<Stopper>) -> io::Result<()> {
    let mut signals = Signals::new()?;
    let stopper = Arc::clone(stopper);
    tokio::spawn(async move {
        signals.next().await;
        stopper.stop(Stop::Interrupted);
        signals.next().await;
        let speaker = Speaker::start();
        let _ = speaker.voice().send("\nstopped; to go on, run the same command again".to_owned());
        speaker.finish();
        process::exit(Exit::Interrupted as i32);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
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
        // If there can be no signal, none ever comes.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
