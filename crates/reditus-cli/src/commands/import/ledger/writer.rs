//! The ledger's writer thread: batches whatever arrives while the previous commit is syncing.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::{Fate, Held, Key, Ledger, LedgerError, Requests, marks::Marks};

/// The largest transaction. More orders than this never wait in practice.
const BATCH: usize = 512;

/// How long a fate alone waits for the next mark, which follows it within microseconds.
const FATE_ALONE: Duration = Duration::from_millis(1);
const LONGEST_LINGER: Duration = Duration::from_millis(5);

/// While requests are in flight, the ledger says so at least this often.
const SEEN: Duration = Duration::from_secs(1);

/// A row about to be sent.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) key: Key,
    /// How often the service has failed on this row.
    pub(crate) failures: u32,
}

/// The fate of a row that was sent.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) key: Key,
    pub(crate) fate: Fate,
    pub(crate) failures: u32,
    /// How many requests it took.
    pub(crate) requests: u32,
}

pub(crate) struct Writer {
    orders: Sender<Order>,
    thread: JoinHandle<Ledger>,
}

enum Order {
    Look(Vec<Key>, oneshot::Sender<Vec<Option<Held>>>),
    Mark(Mark, oneshot::Sender<()>),
    Settle(Settled),
    Unmark(Key),
}

impl Writer {
    /// `told` hears of each fate once it is on disk, and of each failure of the ledger.
    pub(crate) fn start(
        ledger: Ledger,
        told: impl Fn(Result<&Fate, LedgerError>) + Send + 'static,
    ) -> Self {
        let (orders, received) = channel();
        let thread = thread::spawn(move || Desk::new(ledger, told).work(&received, SEEN));
        Self { orders, thread }
    }

    /// What is known of these rows; `None` if the ledger cannot be read.
    pub(crate) async fn look(&self, keys: Vec<Key>) -> Option<Vec<Option<Held>>> {
        let (reply, held) = oneshot::channel();
        self.order(Order::Look(keys, reply));
        held.await.ok()
    }

    /// Resolves once the row is known to be possibly sent, whatever happens next; to an error if
    /// that cannot be written.
    pub(crate) fn mark(&self, mark: Mark) -> oneshot::Receiver<()> {
        let (reply, marked) = oneshot::channel();
        self.order(Order::Mark(mark, reply));
        marked
    }

    pub(crate) fn settle(&self, settled: Settled) {
        self.order(Order::Settle(settled));
    }

    /// A marked row was not sent: what was held of it before still holds.
    pub(crate) fn unmark(&self, key: Key) {
        self.order(Order::Unmark(key));
    }

    /// Waits until all is written, and gives the ledger back.
    pub(crate) fn stop(self) -> Option<Ledger> {
        drop(self.orders);
        self.thread.join().ok()
    }

    /// If the thread is gone, the reply that never comes says so.
    fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}

struct Desk<T> {
    ledger: Ledger,
    requests: Requests,
    /// How long the last commit took.
    commit: Duration,
    told: T,
}

impl<T: Fn(Result<&Fate, LedgerError>)> Desk<T> {
    fn new(ledger: Ledger, told: T) -> Self {
        let requests = ledger.requests().unwrap_or_else(|error| {
            told(Err(error));
            Requests::default()
        });
        Self { ledger, requests, commit: Duration::ZERO, told }
    }

    /// Works until nobody can order any more. While requests are in flight, it writes at least once
    /// in each `seen`.
    fn work(mut self, orders: &Receiver<Order>, seen: Duration) -> Ledger {
        let mut batch = Vec::new();
        loop {
            match orders.recv_timeout(seen) {
                Ok(order) => batch.push(order),
                Err(RecvTimeoutError::Timeout) if self.requests.in_flight() > 0 => {}
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return self.leave(),
            }
            let began = Instant::now();
            while batch.len() < BATCH {
                let next = orders.try_recv().ok().or_else(|| {
                    let left = self.linger(&batch).checked_sub(began.elapsed())?;
                    orders.recv_timeout(left).ok()
                });
                let Some(next) = next else { break };
                batch.push(next);
            }
            self.write(&mut batch);
        }
    }

    /// How long to wait for more before a commit. Rows that are in flight now are settled soon, and
    /// if each commit just missed them, half of the rows would always wait for the other half. An
    /// eighth of a commit is enough to bring them together.
    fn linger(&self, batch: &[Order]) -> Duration {
        let (mut marks, mut ended) = (0, 0);
        for order in batch {
            match order {
                Order::Look(..) => return Duration::ZERO,
                Order::Mark(..) => marks += 1,
                Order::Settle(_) | Order::Unmark(_) => ended += 1,
            }
        }
        if self.requests.in_flight() > ended {
            (self.commit / 8).min(LONGEST_LINGER)
        } else if marks == 0 {
            FATE_ALONE
        } else {
            Duration::ZERO
        }
    }

    /// What is looked up includes all that was written before, and perhaps more.
    fn write(&mut self, batch: &mut Vec<Order>) {
        if batch.iter().all(|order| matches!(order, Order::Look(..))) && !batch.is_empty() {
            return self.look(batch);
        }
        let (mut replies, mut fates, mut looks) = (Vec::new(), Vec::new(), Vec::new());
        let (mut requests, mut marks) = (self.requests.clone(), self.ledger.marks.clone());
        let started = Instant::now();
        let written = self.ledger.transaction(|ledger| {
            for order in batch.drain(..) {
                match order {
                    look @ Order::Look(..) => looks.push(look),
                    Order::Mark(Mark { key, failures }, reply) => {
                        marks.set(key, failures);
                        requests.begin();
                        replies.push(reply);
                    }
                    Order::Settle(settled) => {
                        ledger.put(settled.key, &settled.fate, settled.failures)?;
                        marks.remove(settled.key);
                        requests.end(settled.requests);
                        fates.push(settled.fate);
                    }
                    Order::Unmark(key) => {
                        marks.remove(key);
                        requests.end(0);
                    }
                }
            }
            requests.see();
            ledger.write_in_flight(&requests, &marks)
        });
        self.requests = requests;
        self.commit = started.elapsed();
        if let Err(error) = written {
            // The replies are dropped, so nothing is sent; what was sent stays marked.
            (self.told)(Err(error));
            return;
        }
        self.ledger.marks = marks;
        // A caller that has stopped waiting finds it in the ledger.
        replies.into_iter().for_each(|reply| _ = reply.send(()));
        fates.iter().for_each(|fate| (self.told)(Ok(fate)));
        self.look(&mut looks);
    }

    /// Reading needs no commit.
    fn look(&self, looks: &mut Vec<Order>) {
        for look in looks.drain(..) {
            let Order::Look(keys, reply) = look else { continue };
            let held: Result<Vec<_>, _> =
                keys.into_iter().map(|key| self.ledger.get(key)).collect();
            match held {
                Ok(held) => _ = reply.send(held),
                Err(error) => (self.told)(Err(error)),
            }
        }
    }

    /// What is still marked stays so.
    fn leave(self) -> Ledger {
        if !self.ledger.marks.is_empty() {
            let left = self.ledger.transaction(|ledger| {
                ledger.leave(&ledger.marks)?;
                ledger.write_in_flight(&self.requests, &Marks::default())
            });
            left.unwrap_or_else(|error| (self.told)(Err(error)));
        }
        self.ledger
    }
}

#[cfg(test)]
mod tests {
    use std::{
        path::Path,
        sync::mpsc::channel,
        thread,
        time::{Duration, Instant},
    };

    use reditus::Conversion;
    use tokio::sync::oneshot;

    use super::{super::wal, Desk, Fate, Key, Ledger, Mark, Order, Settled};
    use crate::commands::import::ledger::{Account, OtherToken};

    fn open(path: &Path) -> Ledger {
        let account = Account { base_url: "http://127.0.0.1:1".to_owned(), token: "token".into() };
        Ledger::open(path, &account, OtherToken::Refuse).unwrap()
    }

    #[test]
    fn a_row_whose_fate_cannot_be_written_is_still_known_to_be_sent() {
        let folder = tempfile::tempdir().unwrap();
        let (told, failures) = channel();
        let ledger = open(&folder.path().join("ledger"));
        let mut desk = Desk::new(ledger, move |result| told.send(result.is_err()).unwrap());
        let key = Key::of(&Conversion::affiliate("john").uid("1"));
        desk.write(&mut vec![Order::Mark(Mark { key, failures: 0 }, oneshot::channel().0)]);

        desk.ledger.connection.execute_batch("PRAGMA query_only = ON").unwrap();
        let fate = Fate::Recorded;
        desk.write(&mut vec![Order::Settle(Settled { key, fate, failures: 0, requests: 1 })]);
        let ledger = desk.leave();
        assert_eq!(failures.try_iter().collect::<Vec<_>>(), [true, true]);
        assert_eq!(ledger.get(key).unwrap().unwrap().fate, Fate::Sent);
    }

    /// The next run counts a request in flight from when its ledger was last written.
    #[test]
    fn a_ledger_is_written_again_and_again_while_a_request_is_in_flight() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let desk = Desk::new(open(&path), |told| assert!(told.is_ok()));
        let (orders, received) = channel();
        let desk = thread::spawn(move || desk.work(&received, Duration::from_millis(1)));

        let (reply, marked) = oneshot::channel();
        let key = Key::of(&Conversion::affiliate("john").uid("1"));
        orders.send(Order::Mark(Mark { key, failures: 0 }, reply)).unwrap();
        marked.blocking_recv().unwrap();
        let deadline = Instant::now() + Duration::from_secs(10);
        for _ in 0..2 {
            let length = wal::length(&path);
            while wal::length(&path) == length {
                assert!(Instant::now() < deadline, "nothing is written");
                thread::sleep(Duration::from_millis(1));
            }
        }
        drop(orders);
        desk.join().unwrap();
    }
}
