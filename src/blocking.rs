//! A client for code that is not asynchronous, with the same semantics.
//!
//! ```
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let sandbox = runtime.block_on(reditus_sandbox::Sandbox::start())?;
//! # let client = reditus::Client::builder("token").base_url(sandbox.base_url()).build()?;
//! use reditus::{Conversion, Outcome, blocking};
//!
//! let client = blocking::Client::try_from(client)?; // or `blocking::Client::from_env()?`
//! let conversion = Conversion::affiliate("john").email("jane@example.com");
//! match client.track(conversion)? {
//!     Outcome::Recorded(referral) => println!("recorded: {:?}", referral.state()),
//!     Outcome::AlreadyRecorded(duplicate) => println!("{duplicate}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    mem, process,
    sync::{Arc, mpsc},
    time::Duration,
};

use tokio::runtime::{Builder, Runtime};

use crate::{
    client::Token,
    conversion::Conversion,
    delivery::RetryPolicy,
    error::{Error, ErrorKind},
    outcome::Outcome,
};

/// How much longer than the whole call's time to wait for the client's own thread.
const GRACE: Duration = Duration::from_secs(1);

/// A client whose [`track`](Self::track) waits for the response.
///
/// It has one thread of its own, shared by its clones, on which the requests run. It can be used
/// and dropped anywhere, also within a tokio runtime, where it blocks the thread it is called on:
/// prefer [`reditus::Client`](crate::Client) there.
///
/// A process made by `fork` has no such thread. A client built before the fork refuses to be used
/// in the child: build one in each child.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    background: Arc<Background>,
}

impl Client {
    /// As [`reditus::Client::new`](crate::Client::new).
    ///
    /// # Errors
    ///
    /// As for that method, and [`ErrorKind::Configuration`] if no thread can be started.
    pub fn new(token: impl Into<Token>) -> Result<Self, Error> {
        crate::Client::new(token)?.try_into()
    }

    /// As [`reditus::Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    ///
    /// As for that method, and [`ErrorKind::Configuration`] if no thread can be started.
    pub fn from_env() -> Result<Self, Error> {
        crate::Client::from_env()?.try_into()
    }

    /// As [`reditus::Client::with_retry`](crate::Client::with_retry).
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let background = Arc::clone(&self.background);
        Self { client: self.client.with_retry(policy), background }
    }

    /// As [`reditus::Client::track`](crate::Client::track), but waits for the response: at most
    /// [`Timeouts::total`](crate::Timeouts::total), plus one second for its thread to report back.
    ///
    /// # Errors
    ///
    /// As for that method, and [`ErrorKind::Configuration`] in a process that was forked after this
    /// client was built.
    pub fn track(&self, conversion: Conversion) -> Result<Outcome, Error> {
        if self.background.is_of_another_process() {
            let error = Error::configuration(
                "the blocking client was built before a fork; build one in the child process",
            );
            let error = error.with_unknown_fate(conversion.is_possibly_recorded());
            return Err(error.with_request(conversion.into()));
        }
        let (result, results) = mpsc::sync_channel(1);
        let client = self.client.clone();
        let sent = conversion.clone();
        self.background.spawn(async move {
            // The caller is waiting on the other end, or has given up.
            let _ = result.send(client.track(sent).await);
        });
        // There is no result if the thread died or hangs, and then nobody knows what was sent.
        let patience = self.client.shared.delivery.total().saturating_add(GRACE);
        results.recv_timeout(patience).unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Timeout)
                .with_detail("the client's own thread has stopped or is stuck")
                .with_attempts(1)
                .with_unknown_fate(true)
                .with_request(conversion.into()))
        })
    }
}

/// Wraps any client, with its settings: `reditus::Client::builder(…)…build()?.try_into()?`.
impl TryFrom<crate::Client> for Client {
    type Error = Error;

    fn try_from(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, background: Arc::new(Background::start()?) })
    }
}

/// A runtime with a thread of its own.
#[derive(Debug)]
struct Background {
    runtime: Option<Runtime>,
    /// The process in which the thread is.
    process: u32,
}

impl Background {
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("reditus")
            .enable_all()
            .build()
            .map_err(|_| Error::configuration("no thread can be started"))?;
        Ok(Self { runtime: Some(runtime), process: process::id() })
    }

    fn is_of_another_process(&self) -> bool {
        self.process != process::id()
    }

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(future);
        }
    }
}

impl Drop for Background {
    /// A runtime that is dropped within another panics unless it is told not to wait. One of another
    /// process has no threads left to stop, and may hold locks that are never released.
    fn drop(&mut self) {
        match self.runtime.take() {
            Some(runtime) if self.is_of_another_process() => mem::forget(runtime),
            Some(runtime) => runtime.shutdown_background(),
            None => {}
        }
    }
}
