use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use crate::{
    conversion::Known,
    error::Error,
    faults::Faults,
    journal::Journal,
    ledger::Ledger,
    mix::{Draw, Mix},
    rate_limit::{Limiter, RateLimit},
    sandbox::Sandbox,
    server::Server,
    service::Service,
};

/// How a sandbox is to be; from [`Sandbox::builder`].
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    addr: SocketAddr,
    token: Option<String>,
    known: Known,
    limit: Option<RateLimit>,
    seed: u64,
    fault_rate: f64,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 0).into(),
            token: None,
            known: Known::default(),
            limit: None,
            seed: 0,
            fault_rate: 0.0,
        }
    }

    /// Where to listen. Default: `127.0.0.1:0`, a free port on the loopback interface.
    pub fn addr(mut self, addr: impl Into<SocketAddr>) -> Self {
        self.addr = addr.into();
        self
    }

    /// The one token that is accepted. Default: any that is not empty.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The affiliates there are; all others are answered 400. Default: every slug is one.
    pub fn affiliates<S: Into<String>>(mut self, slugs: impl IntoIterator<Item = S>) -> Self {
        self.known.affiliates = Some(slugs.into_iter().map(Into::into).collect());
        self
    }

    /// The advocates there are; all others are answered 400. Default: every slug is one.
    pub fn advocates<S: Into<String>>(mut self, slugs: impl IntoIterator<Item = S>) -> Self {
        self.known.advocates = Some(slugs.into_iter().map(Into::into).collect());
        self
    }

    /// How many requests are taken in a time; more are answered 429. Default: any number.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many of all requests a fault strikes at random, from 0 to 1. Default: 0.
    ///
    /// Which requests and which faults follows from the [seed](Self::seed) and the order in which
    /// the requests arrive.
    pub fn fault_rate(mut self, rate: f64) -> Self {
        self.fault_rate = rate;
        self
    }

    /// The seed of what happens at random. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts the sandbox; when this returns, it listens.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on, or the system has no thread left to give.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let random = fastrand::Rng::with_seed(self.seed);
        let draw = Draw { random, rate: self.fault_rate, mix: Mix::default() };
        let service = Arc::new(Service {
            token: self.token,
            known: self.known,
            limiter: self.limit.map(Limiter::new).map(Mutex::new),
            ledger: Mutex::new(Ledger::default()),
            journal: Mutex::new(Journal::new()),
            faults: Faults::new((self.fault_rate > 0.0).then_some(draw)),
        });
        let server = Server::start(self.addr, Arc::clone(&service))
            .await
            .map_err(|error| Error::new(self.addr, error))?;
        Ok(Sandbox::new(server, service))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("addr", &self.addr).finish_non_exhaustive()
    }
}
