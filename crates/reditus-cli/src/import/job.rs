//! An import that was checked and is to be sent.

use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use reditus::Client;
use tokio::{sync::Mutex, time::Instant};

use super::{
    display::Display,
    input::Input,
    ledger::{self, Ledger},
    outage::Outage,
    place::Place,
    progress::Progress,
    results,
    scribe::Scribe,
    send::Sender,
    stop::{Stop, Stopper},
    summary::Counts,
};
use crate::args::Rate;

pub(crate) struct Job<'a> {
    pub(crate) input: &'a Input,
    /// How many of its rows can be sent.
    pub(crate) valid: u64,
    pub(crate) place: &'a Place,
    pub(crate) client: Client,
    pub(crate) rate: Rate,
    pub(crate) concurrency: u16,
    pub(crate) give_up: Duration,
    pub(crate) retry_rejects: bool,
    pub(crate) quiet: bool,
}

impl Job<'_> {
    /// Sends what the ledger does not know as settled, and says what has become of every row.
    ///
    /// An error means that nothing was sent.
    pub(crate) async fn run(
        self,
        ledger: Ledger,
        stopper: &Arc<Stopper>,
    ) -> Result<(Counts, Option<Stop>), String> {
        let not_before = not_before(&ledger, self.rate)?;
        let any_through = ledger.any_settled().map_err(|error| ledger::why(&error))?;
        let progress = Arc::new(Progress::new(self.valid, self.rate, not_before));
        let display = Display::start(&progress, stopper, self.quiet);
        let sender = Sender {
            client: self.client,
            not_before,
            scribe: Scribe::start(ledger, self.retry_rejects),
            progress,
            stopper: Arc::clone(stopper),
            outage: Outage::new(self.give_up, any_through),
            turn: Mutex::default(),
            under_way: AtomicUsize::new(0),
        };
        let scribe = sender.send(self.input, self.concurrency).await;
        display.finish().await;
        // What is signalled from here on stops nothing that is left to do.
        let stop = stopper.stopped();
        let ledger =
            scribe.ok_or_else(|| "rows are still being sent".to_owned()).and_then(Scribe::stop);
        let (counts, written) = match &ledger {
            Ok(ledger) => results::write(self.input, ledger, self.place),
            Err(why) => (Counts::default(), Err(why.clone())),
        };
        // What was sent is in the ledger: this is no reason to say that nothing was.
        Ok((counts, stop.or(written.err().map(Stop::Hopeless))))
    }
}

/// When the limit is free of what an earlier run has sent. While it sends it says so every second,
/// and the disk may have been slow.
fn not_before(ledger: &Ledger, rate: Rate) -> Result<Option<Instant>, String> {
    const SLACK: Duration = Duration::from_secs(3);
    let Rate::Limited { window, .. } = rate else { return Ok(None) };
    let last = ledger.last_request().map_err(|error| ledger::why(&error))?;
    let wait = last.and_then(|last| (window + SLACK).checked_sub(last));
    Ok(wait.map(|wait| Instant::now() + wait))
}
