//! The rows, to the service.

mod earlier;
mod failure;
mod order;
mod outage;
mod patience;
mod queue;
mod read_ahead;
mod setup;
#[cfg(test)]
mod tests;
mod trial;

use std::{sync::Arc, time::Duration};

use reditus::{Client, Conversion, Error, Outcome, Permit};
use tokio::{
    sync::{Semaphore, SemaphorePermit, oneshot},
    task::JoinSet,
    time::{Instant, sleep},
};

use self::{
    earlier::Earlier,
    failure::Failure,
    order::End,
    outage::Outage,
    patience::Patience,
    queue::{Next, Queue},
    trial::{Ruling, Trial},
};
use super::{
    check::Superseded,
    customer::Customer,
    file::Input,
    ledger::{Completeness, Fate, Held, Key, Ledger, LedgerError, Mark, Settled, Writer},
    plan::Plan,
    progress::{Progress, WaitFor},
    stop::{Stop, Stopper},
};
use crate::args::Rate;

/// How long requests in flight may take once the import is to stop: one attempt's timeout, and a
/// little more.
const GRACE: Duration = Duration::from_secs(12);

/// A row that is to be sent.
pub(super) struct Pending {
    key: Key,
    customer: Customer,
    conversion: Conversion,
    /// An earlier attempt, by this import or another, may have been recorded.
    possibly_recorded: bool,
    held: Option<Held>,
}

impl Pending {
    fn failures(&self) -> u32 {
        self.held.as_ref().map_or(0, |held| held.failures)
    }
}

pub(crate) struct Sender {
    client: Client,
    plan: Plan,
    completeness: Completeness,
    writer: Writer,
    progress: Arc<Progress>,
    stopper: Arc<Stopper>,
    /// How long the requests of earlier runs still count.
    earlier: Vec<Duration>,
    outage: Outage,
    trial: Trial,
    patience: Patience,
    /// One for each request that may be in flight.
    slots: Semaphore,
}

impl Sender {
    pub(crate) fn new(
        client: Client,
        plan: Plan,
        ledger: Ledger,
        progress: &Arc<Progress>,
        stopper: &Arc<Stopper>,
    ) -> Result<Self, LedgerError> {
        let reached = ledger.any_settled()?;
        let earlier = match plan.rate {
            Rate::Limited { requests, window } => ledger.requests()?.waits(requests, window),
            Rate::Off => Vec::new(),
        };
        let told = {
            let (progress, stopper) = (Arc::clone(progress), Arc::clone(stopper));
            move |told: Result<&Fate, LedgerError>| match told {
                Ok(fate) => progress.settled(fate),
                Err(error) => stopper.stop(Stop::Hopeless(error.to_string())),
            }
        };
        Ok(Self {
            client,
            completeness: ledger.completeness(),
            writer: Writer::start(ledger, told),
            progress: Arc::clone(progress),
            stopper: Arc::clone(stopper),
            earlier,
            outage: Outage::new(plan.give_up, reached),
            trial: Trial::new(plan.most_refused_alike),
            patience: Patience::new(plan.tries, plan.concurrency),
            slots: Semaphore::new(usize::from(plan.concurrency)),
            plan,
        })
    }

    /// Sends what is open, in passes over the file, until nothing is or the import is to stop.
    /// Gives the ledger back, unless its writer is gone.
    pub(crate) async fn send(mut self, input: &Input, superseded: &Superseded) -> Option<Ledger> {
        let places = self.plan.rate.places();
        let earlier = std::mem::take(&mut self.earlier);
        let _earlier = Earlier::hold(&self.client, earlier, places, &self.progress).await;
        let sender = Arc::new(self);
        for pass in 1.. {
            sender.progress.begin_pass(pass);
            let queue = Queue::new(input, superseded, sender.plan.rejected, sender.completeness);
            let Some(queue) = sender.attend(queue) else { break };
            sender.pass(queue).await;
            sender.trial.end().into_iter().for_each(|settled| sender.writer.settle(settled));
            if sender.stopper.stopped().is_some() || sender.progress.failed() == 0 {
                break;
            }
        }
        // All tasks that shared it have ended with their pass.
        Arc::into_inner(sender)?.writer.stop()
    }

    /// Sends what is open, once.
    async fn pass(self: &Arc<Self>, queue: Queue<'_>) {
        let mut tasks = Tasks { queue, sending: JoinSet::new() };
        let give_up = async {
            self.stopper.wait().await;
            sleep(GRACE).await;
        };
        tokio::select! {
            () = self.work(&mut tasks) => {}
            // Their rows stay marked as sent.
            () = give_up => tasks.sending.shutdown().await,
        }
        tasks.queue.close().await;
    }

    async fn work(self: &Arc<Self>, tasks: &mut Tasks<'_>) {
        while self.stopper.stopped().is_none() {
            while let Some(ended) = tasks.sending.try_join_next() {
                self.ended(tasks, ended);
            }
            if tasks.sending.len() >= self.plan.most_marked() {
                self.wait_for_one(tasks).await;
                continue;
            }
            let next = self.stopper.or(tasks.queue.next(&self.writer, &self.progress)).await;
            match next.and_then(|next| self.attend(next)) {
                Some(Next::Row(row)) => {
                    if self.start(*row, &mut tasks.sending).await.is_none() {
                        break;
                    }
                }
                Some(Next::Wait) if !tasks.sending.is_empty() => self.wait_for_one(tasks).await,
                Some(Next::Wait | Next::End) | None => break,
            }
        }
        while !tasks.sending.is_empty() {
            self.wait_for_one(tasks).await;
        }
    }

    async fn wait_for_one(&self, tasks: &mut Tasks<'_>) {
        if let Some(ended) = tasks.sending.join_next().await {
            self.ended(tasks, ended);
        }
    }

    fn ended(&self, tasks: &mut Tasks<'_>, ended: Result<Ended, tokio::task::JoinError>) {
        match ended {
            Ok(Ended { row, end }) => tasks.queue.ended(&row, end),
            Err(_) => {
                let why = "a request task ended unexpectedly, which is a bug in this command";
                self.stopper.stop(Stop::Hopeless(why.to_owned()));
            }
        }
    }

    /// Waits for the row's turn, marks it, and has it sent; `None` if the import is to stop.
    async fn start(self: &Arc<Self>, row: Pending, sending: &mut JoinSet<Ended>) -> Option<()> {
        let permit = self.stopper.or(self.turn()).await?;
        let marked = self.writer.mark(Mark { key: row.key, failures: row.failures() });
        let sender = Arc::clone(self);
        sending.spawn(async move {
            let end = sender.send_one(&row, permit, marked).await;
            Ended { row, end }
        });
        Some(())
    }

    /// Waits until the next row may be sent, as far as the limit and an outage are concerned.
    async fn turn(&self) -> Permit {
        // A sleep of no time still takes a millisecond.
        let delay = self.outage.delay();
        if !delay.is_zero() {
            self.progress.wait(WaitFor::Recovery, Instant::now() + delay);
            sleep(delay).await;
        }
        self.client.reserve().await
    }

    /// Waits until fewer requests are in flight than may be; `None` if the import is to stop.
    async fn slot(&self, permit: Permit) -> Option<(Slot<'_>, Permit)> {
        let wait = async {
            if let Ok(slot) = self.slots.try_acquire() {
                return Some((slot, permit));
            }
            let slot = self.slots.acquire().await.ok()?;
            drop(permit);
            // Since this row's turn, the service may have asked for a pause, or begun to fail.
            Some((slot, self.turn().await))
        };
        self.stopper.or(wait).await?
    }

    async fn send_one(&self, row: &Pending, permit: Permit, marked: Marked) -> End {
        if marked.await.is_err() {
            return End::Failed;
        }
        let Some((_slot, permit)) = self.slot(permit).await else {
            self.writer.unmark(row.key);
            return End::Failed;
        };
        let conversion = row.conversion.clone();
        let conversion =
            if row.possibly_recorded { conversion.possibly_recorded() } else { conversion };
        let result = permit.track(conversion).await;
        self.settle(row, result)
    }

    /// Decides on the fate of a row, and whether the import goes on.
    fn settle(&self, row: &Pending, result: Result<Outcome, Error>) -> End {
        let requests = result.as_ref().map_or_else(Error::attempts, |_| 1);
        let failure = result.as_ref().err().map(|error| Failure::of(error, &row.conversion));
        let hopeless = result
            .as_ref()
            .err()
            .and_then(|error| setup::hopeless(error, self.outage.is_reached()));
        let mut fate = Fate::of(result);
        let mut failures = row.failures();
        let words = failure.as_ref().map(|failure| failure.words.clone()).unwrap_or_default();
        if let Fate::Failed(refusal) = &fate {
            let Failure { what, by_service, .. } = failure.unwrap_or_default();
            self.progress.failure(&what);
            if hopeless.is_none() && by_service {
                failures += 1;
                if self.patience.is_over(row.key, failures, self.outage.settled_rows()) {
                    let mut refusal = refusal.clone();
                    refusal.reason += &format!("; given up after {failures} tries");
                    fate = Fate::Rejected(refusal);
                    self.outage.settled();
                    self.writer.settle(Settled { key: row.key, fate, failures, requests });
                    return End::Settled;
                }
            }
        }
        let end = if fate.is_final() { End::Settled } else { End::Failed };
        match self.trial.judge(Settled { key: row.key, fate, failures, requests }, words) {
            Ruling::Settle(rows) => {
                rows.into_iter().for_each(|settled| self.writer.settle(settled));
            }
            Ruling::Withheld => {}
            Ruling::Stop { words, rows } => {
                self.stopper.stop(Stop::AllRefused { rows: rows.len(), words });
                rows.into_iter().for_each(|settled| self.writer.settle(settled));
            }
        }
        if let Some(why) = hopeless {
            self.stopper.stop(Stop::Hopeless(why));
        } else if end == End::Settled {
            self.outage.settled();
        } else {
            self.outage.failed();
            if self.outage.is_over_limit() {
                self.stopper.stop(Stop::GivenUp);
            }
        }
        end
    }

    /// Without the file or the ledger the import cannot go on.
    fn attend<T, E: ToString>(&self, result: Result<T, E>) -> Option<T> {
        result.map_err(|why| self.stopper.stop(Stop::Hopeless(why.to_string()))).ok()
    }
}

/// The rows that are being sent, and those to come.
struct Tasks<'a> {
    queue: Queue<'a>,
    sending: JoinSet<Ended>,
}

struct Ended {
    row: Pending,
    end: End,
}

/// One of the requests that may be in flight.
type Slot<'a> = SemaphorePermit<'a>;

/// Resolves once the mark of a row is on disk.
type Marked = oneshot::Receiver<()>;
