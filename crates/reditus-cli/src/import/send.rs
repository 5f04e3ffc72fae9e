//! The rows, one after the other, to the service.

use std::{
    sync::{
        self, Arc, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use reditus::{Client, Conversion, Error, ErrorKind, Permit};
use tokio::{
    sync::Mutex,
    task::JoinSet,
    time::{Instant, interval, sleep, sleep_until},
};

use super::{
    fate::Fate,
    input::{Input, Rows},
    key::Key,
    outage::Outage,
    progress::Progress,
    scribe::{Claim, Scribe},
    stop::{Stop, Stopper},
};

/// How long requests under way may take to end once the import is to stop: an attempt's timeout,
/// and then some.
const GRACE: Duration = Duration::from_secs(12);

pub(crate) struct Sender {
    pub(crate) client: Client,
    pub(crate) scribe: Scribe,
    pub(crate) progress: Arc<Progress>,
    pub(crate) stopper: Arc<Stopper>,
    pub(crate) outage: Outage,
    /// An earlier run has used the limit: nothing is sent before this.
    pub(crate) not_before: Option<Instant>,
    /// Who holds it waits for a turn.
    pub(crate) turn: Mutex<()>,
    pub(crate) under_way: AtomicUsize,
}

impl Sender {
    /// Sends what is open, over and over until nothing is, or the import is to stop. Gives back who
    /// writes the ledger.
    pub(crate) async fn send(self, input: &Input, concurrency: u16) -> Option<Scribe> {
        let sender = Arc::new(self);
        for pass in 1.. {
            sender.progress.begin_pass(pass);
            let rows = sender.attend(input.rows().map_err(|broken| broken.to_string()));
            let Some(rows) = rows else { break };
            sender.pass(rows, concurrency).await;
            if sender.stopper.stopped().is_some() || sender.progress.failed() == 0 {
                break;
            }
        }
        // All who shared it have ended with the pass.
        Arc::into_inner(sender).map(|sender| sender.scribe)
    }

    /// Sends what is open, once.
    async fn pass(self: &Arc<Self>, rows: Rows, concurrency: u16) {
        let rows = Arc::new(sync::Mutex::new(rows));
        let mut workers = JoinSet::new();
        for _ in 0..concurrency {
            let (sender, rows) = (Arc::clone(self), Arc::clone(&rows));
            workers.spawn(async move { while sender.next(&rows).await.is_some() {} });
        }
        let give_up = async {
            self.stopper.wait().await;
            sleep(GRACE).await;
        };
        tokio::select! {
            () = self.all_of(&mut workers) => {}
            // Their rows are marked, and so are known to have perhaps been sent.
            () = give_up => workers.shutdown().await,
            () = self.note_time() => {}
        }
    }

    async fn all_of(&self, workers: &mut JoinSet<()>) {
        while let Some(ended) = workers.join_next().await {
            if ended.is_err() {
                self.stopper
                    .stop(Stop::Hopeless("a request has failed in an unknown way".to_owned()));
            }
        }
    }

    /// As long as anything is under way, the ledger knows that the limit is being used.
    async fn note_time(&self) {
        let mut second = interval(Duration::from_secs(1));
        loop {
            second.tick().await;
            if self.under_way.load(Relaxed) > 0 {
                self.scribe.touch();
            }
        }
    }

    /// Sends the next row that is open; `None` if there is none, or the import is to stop.
    async fn next(&self, rows: &sync::Mutex<Rows>) -> Option<()> {
        let (key, conversion, unsure) = self.find(rows).await?;
        let Some(permit) = self.stopper.or(self.turn()).await else {
            self.scribe.release(key);
            return None;
        };
        self.attend(self.scribe.mark(key).await)?;
        self.under_way.fetch_add(1, Relaxed);
        let fate = self.track(conversion, unsure, permit).await;
        self.under_way.fetch_sub(1, Relaxed);
        self.attend(self.scribe.settle(key, fate.clone()).await)?;
        self.progress.sent(&fate);
        self.stopper.stopped().is_none().then_some(())
    }

    /// The next row to send. Others are passed over, and counted.
    async fn find(&self, rows: &sync::Mutex<Rows>) -> Option<(Key, Conversion, bool)> {
        loop {
            if self.stopper.stopped().is_some() {
                return None;
            }
            let row = rows.lock().unwrap_or_else(PoisonError::into_inner).next();
            let row = self.attend(row.map_err(|broken| broken.to_string()))??;
            // Counted when the file was checked.
            let Ok(conversion) = row.conversion else { continue };
            let key = Key::of(&conversion);
            match self.attend(self.scribe.claim(key).await)? {
                Claim::Open { unsure } => return Some((key, conversion, unsure || row.unsure)),
                Claim::Settled(fate) => self.progress.passed_over(Some(&fate)),
                Claim::UnderWay => self.progress.passed_over(None),
            }
        }
    }

    /// Waits until a row may be sent.
    async fn turn(&self) -> Permit {
        let _turn = self.turn.lock().await;
        if let Some(moment) = self.not_before {
            sleep_until(moment).await;
        }
        // The longer nothing comes through, the longer each row waits. A sleep of no time still
        // takes a millisecond.
        let delay = self.outage.delay();
        if !delay.is_zero() {
            sleep(delay).await;
        }
        self.client.reserve().await
    }

    async fn track(&self, conversion: Conversion, unsure: bool, permit: Permit) -> Fate {
        let result = permit.track(conversion).await;
        let hopeless = result.as_ref().err().and_then(|error| self.hopeless(error));
        let fate = Fate::of(result, unsure);
        if let Some(why) = hopeless {
            self.stopper.stop(Stop::Hopeless(why));
            return fate;
        }
        if fate.is_final() {
            self.outage.came_through();
        } else {
            self.outage.failed();
            if self.outage.is_hopeless() {
                self.stopper.stop(Stop::GivenUp);
            }
        }
        fate
    }

    /// Why what went wrong with this row goes wrong with every row, if it does.
    fn hopeless(&self, error: &Error) -> Option<String> {
        // If the first row already meets something else, it is no matter of the row.
        let first = !self.outage.any_through();
        match (error.kind(), error.status()) {
            (ErrorKind::Unauthorized, Some(401)) | (ErrorKind::Configuration, _) => {
                Some(error.to_string())
            }
            (ErrorKind::Unauthorized | ErrorKind::Unrecognized, _) if first => {
                Some(error.to_string())
            }
            (ErrorKind::Rejected, Some(404 | 405)) if first => {
                Some(format!("{}; check the base URL", error.kind().what()))
            }
            _ => None,
        }
    }

    /// Without the ledger, or the file, nothing can go on.
    fn attend<T>(&self, result: Result<T, String>) -> Option<T> {
        result.map_err(|why| self.stopper.stop(Stop::Hopeless(why))).ok()
    }
}
