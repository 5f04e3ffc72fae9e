//! What a signal does to an import.

use std::{io, process, sync::Arc};

use super::{Stop, Stopper};
use crate::{commands::import::stderr::Stderr, exit::Exit, signals::Signals};

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
