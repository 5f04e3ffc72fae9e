//! Who writes the ledger: one thread, that puts what comes together on disk together.

use std::{
    collections::HashSet,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

use tokio::sync::oneshot;

use super::{
    fate::Fate,
    key::Key,
    ledger::{Ledger, why},
};

/// As many as wait while the disk is busy, and no more than fit a short transaction.
const BATCH: usize = 512;

pub(crate) struct Scribe {
    orders: Sender<Order>,
    thread: JoinHandle<Ledger>,
}

/// What the ledger says to whoever wants to send a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is theirs to send, until it is settled or released.
    Open { unsure: bool },
    /// Nothing is left to do.
    Settled(Fate),
    /// Another row with the same content is being sent.
    UnderWay,
}

enum Order {
    Claim(Key, Reply<Claim>),
    Mark(Key, Reply<()>),
    Settle(Key, Fate, Reply<()>),
    Release(Key),
    Touch,
}

type Reply<T> = oneshot::Sender<Result<T, String>>;

impl Scribe {
    /// With `retry_rejects`, what other runs left as rejected is open again.
    pub(crate) fn start(ledger: Ledger, retry_rejects: bool) -> Self {
        let (orders, received) = channel();
        let thread = thread::spawn(move || {
            Desk { ledger, retry_rejects, claimed: HashSet::new() }.work(&received)
        });
        Self { orders, thread }
    }

    pub(crate) async fn claim(&self, key: Key) -> Result<Claim, String> {
        self.order(|reply| Order::Claim(key, reply)).await
    }

    /// From when this returns, whatever happens, the row is known to have perhaps been sent.
    pub(crate) async fn mark(&self, key: Key) -> Result<(), String> {
        self.order(|reply| Order::Mark(key, reply)).await
    }

    /// When this returns, the fate of the row is on disk.
    pub(crate) async fn settle(&self, key: Key, fate: Fate) -> Result<(), String> {
        self.order(|reply| Order::Settle(key, fate, reply)).await
    }

    /// A row that was claimed, and not marked, is not sent after all.
    pub(crate) fn release(&self, key: Key) {
        let _ = self.orders.send(Order::Release(key));
    }

    /// Something is still being sent.
    pub(crate) fn touch(&self) {
        let _ = self.orders.send(Order::Touch);
    }

    /// Waits until all is written, and gives the ledger back.
    pub(crate) fn stop(self) -> Result<Ledger, String> {
        drop(self.orders);
        self.thread.join().map_err(|_| GONE.to_owned())
    }

    async fn order<T>(&self, order: impl FnOnce(Reply<T>) -> Order) -> Result<T, String> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(order(reply)).map_err(|_| GONE.to_owned())?;
        answer.await.unwrap_or_else(|_| Err(GONE.to_owned()))
    }
}

const GONE: &str = "the ledger is no longer written";

struct Desk {
    ledger: Ledger,
    retry_rejects: bool,
    claimed: HashSet<Key>,
}

impl Desk {
    fn work(mut self, orders: &Receiver<Order>) -> Ledger {
        while let Ok(first) = orders.recv() {
            let batch: Vec<_> =
                std::iter::once(first).chain(orders.try_iter().take(BATCH - 1)).collect();
            let (mut written, mut touched) = (Vec::new(), false);
            for order in batch {
                match order {
                    Order::Claim(key, reply) => {
                        let _ = reply.send(self.claim(key).map_err(|error| why(&error)));
                    }
                    Order::Mark(key, reply) => written.push((key, Fate::Sent, reply)),
                    Order::Settle(key, fate, reply) => written.push((key, fate, reply)),
                    Order::Release(key) => {
                        self.claimed.remove(&key);
                    }
                    Order::Touch => touched = true,
                }
            }
            if written.is_empty() && !touched {
                continue;
            }
            let done = self.write(&written).map_err(|error| why(&error));
            for (key, fate, reply) in written {
                if fate != Fate::Sent {
                    self.claimed.remove(&key);
                }
                // Whoever has stopped waiting finds it in the ledger.
                let _ = reply.send(done.clone());
            }
        }
        self.ledger
    }

    fn claim(&mut self, key: Key) -> rusqlite::Result<Claim> {
        if self.claimed.contains(&key) {
            return Ok(Claim::UnderWay);
        }
        let unsure = match self.ledger.get(key)? {
            None => false,
            Some(held) => match &held.fate {
                Fate::Rejected(_) if self.retry_rejects && !held.now => held.fate.is_unsure(),
                fate if fate.is_final() => return Ok(Claim::Settled(held.fate)),
                fate => fate.is_unsure(),
            },
        };
        self.claimed.insert(key);
        Ok(Claim::Open { unsure })
    }

    fn write(&self, written: &[(Key, Fate, Reply<()>)]) -> rusqlite::Result<()> {
        self.ledger.transaction(|ledger| {
            ledger.requests_until_now()?;
            written.iter().try_for_each(|(key, fate, _)| ledger.put(*key, fate))
        })
    }
}
