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

use std::sync::{Arc, mpsc};

use tokio::runtime::{Builder, Runtime};

use crate::{
    conversion::Conversion,
    error::{Error, Reported},
    kind::ErrorKind,
    outcome::Outcome,
    retry::RetryPolicy,
    token::Token,
};

/// A client whose [`track`](Self::track) waits for the answer.
///
/// It has one thread of its own, shared by its clones, on which the requests run. It can be used
/// and dropped anywhere, within a tokio runtime as well, where it blocks the thread it is called
/// on: prefer [`reditus::Client`](crate::Client) there.
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
    /// As there; and [`ErrorKind::Configuration`] where no thread can be started.
    pub fn new(token: impl Into<Token>) -> Result<Self, Error> {
        crate::Client::new(token)?.try_into()
    }

    /// As [`reditus::Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    ///
    /// As there; and [`ErrorKind::Configuration`] where no thread can be started.
    pub fn from_env() -> Result<Self, Error> {
        crate::Client::from_env()?.try_into()
    }

    /// As [`reditus::Client::with_retry`](crate::Client::with_retry).
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let background = Arc::clone(&self.background);
        Self { client: self.client.with_retry(policy), background }
    }

    /// As [`reditus::Client::track`](crate::Client::track), but waits for the answer: at most
    /// [`Timeouts::total`](crate::Timeouts::total).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn track(&self, conversion: Conversion) -> Result<Outcome, Error> {
        let (answer, answered) = mpsc::sync_channel(1);
        let client = self.client.clone();
        let sent = conversion.clone();
        let delivery = async move {
            // Whoever asked is waiting on the other end.
            let _ = answer.send(client.track(sent).await);
        };
        self.background.spawn(delivery);
        // The answer fails to come only if the thread dies, and then nobody knows what was sent.
        answered.recv().unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Transport)
                .with_detail("the client's own thread has stopped")
                .with_attempts(1)
                .with_unknown_fate(true)
                .with_conversion(Reported::V2(conversion)))
        })
    }
}

/// Any client with its settings: `reditus::Client::builder(…)…build()?.try_into()?`.
impl TryFrom<crate::Client> for Client {
    type Error = Error;

    fn try_from(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, background: Arc::new(Background::start()?) })
    }
}

/// A runtime with a thread of its own.
#[derive(Debug)]
struct Background(Option<Runtime>);

impl Background {
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("reditus")
            .enable_all()
            .build()
            .map_err(|_| Error::configuration("no thread can be started"))?;
        Ok(Self(Some(runtime)))
    }

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.0 {
            runtime.spawn(future);
        }
    }
}

impl Drop for Background {
    /// A runtime that is dropped within another panics, unless it is told not to wait.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
