//! An import that was checked and is to be sent.

use std::{io, sync::Arc};

use reditus::Client;
use tokio::{runtime::Builder, task::block_in_place};

use super::{
    check::Checked,
    error::ImportError,
    file::Input,
    ledger::Ledger,
    place::Place,
    plan::Plan,
    progress::{Display, Progress, Verbosity, rows},
    results::{self, Counts, Destination, Known, Summary},
    send::Sender,
    stderr::Stderr,
    stop::{Stop, Stopper},
};

/// With fewer rows, the summary takes no time.
const MANY_ROWS: u64 = 10_000;

pub(crate) struct Job<'a> {
    pub(crate) input: &'a Input,
    pub(crate) checked: &'a Checked,
    pub(crate) place: &'a Place,
    pub(crate) client: Client,
    pub(crate) plan: Plan,
    pub(crate) verbosity: Verbosity,
}

impl<'a> Job<'a> {
    /// Sends what the ledger does not know as settled, and reports on every row. Blocks its thread
    /// meanwhile, which the runtime must allow: it has other threads.
    ///
    /// # Errors
    ///
    /// Nothing was sent.
    pub(crate) async fn run(
        self,
        ledger: Ledger,
        stopper: &Arc<Stopper>,
    ) -> Result<Summary<'a>, ImportError> {
        let Self { input, checked, place, client, plan, verbosity } = self;
        let progress = Arc::new(Progress::new(checked.valid, plan.rate));
        let sender = Sender::new(client, plan, ledger, &progress, stopper)?;
        let display = Display::start(&progress, stopper, verbosity);
        let sent = on_this_thread(sender.send(input, &checked.superseded));
        display.finish().await;
        let ledger = sent.map_err(ImportError::Runtime)?;
        // A signal from here on interrupts nothing that is left to do.
        let stop = stopper.stopped();
        if stop == Some(Stop::Interrupted) && checked.valid >= MANY_ROWS {
            say_what_is_left(input, checked);
        }
        let (counts, written) = match &ledger {
            Some(ledger) => {
                let look = |key| {
                    let fate = ledger.get(key)?.map(|held| held.fate);
                    Ok(Known { fate, repeated: ledger.is_repeated(key)? })
                };
                ledger
                    .ask(|| results::write(input, &checked.superseded, place, look))
                    .unwrap_or_else(|error| (Counts::default(), Err(error.into())))
            }
            None => (Counts::default(), Ok(())),
        };
        // The ledger has what was sent: a file that cannot be written must not hide that.
        let problem = match (&ledger, written) {
            (None, _) => Some("the ledger's writer has ended unexpectedly".to_owned()),
            (Some(_), written) => written.err().map(|error| error.to_string()),
        };
        let stop = stop.or(problem.map(Stop::Hopeless));
        let (destination, failures) = (Destination::Service, progress.failures());
        Ok(Summary { destination, counts, stop, failures, place })
    }
}

/// Requests, and what comes before and after each, take turns on this thread: handing them to another
/// thread and back costs more than it gains. Signals and the progress stay with the other threads.
fn on_this_thread<T>(work: impl Future<Output = T>) -> io::Result<T> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let done = block_in_place(|| runtime.block_on(work));
    // A look-up of a host's name may still hang: nobody waits for it.
    runtime.shutdown_background();
    Ok(done)
}

fn say_what_is_left(input: &Input, checked: &Checked) {
    let (path, rows) = (input.path().display(), rows(checked.valid));
    let stderr = Stderr::start();
    let text = format!(
        "nothing more is sent; looking up {rows} of {path} for the summary; press Ctrl-C again to skip it"
    );
    let _ = stderr.lines().send(text);
    stderr.finish();
}
