use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use crate::{
    backend::{Backend, Reach},
    error::Error,
    fault::{Faults, Random},
    sandbox::Sandbox,
    server::Server,
    service::{RateLimit, Service, Settings},
};

impl Sandbox {
    /// Starts a sandbox on a free loopback port, with every default of [`Builder`].
    ///
    /// # Errors
    ///
    /// See [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Configures a sandbox before it starts.
    pub fn builder() -> Builder {
        let addr = (Ipv4Addr::LOCALHOST, 0).into();
        Builder { addr, settings: Settings::default(), fault_rate: 0.0, seed: 0 }
    }
}

/// Configures and starts a [`Sandbox`]; from [`Sandbox::builder`].
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    addr: SocketAddr,
    settings: Settings,
    fault_rate: f64,
    seed: u64,
}

impl Builder {
    /// Where to listen. Default: `127.0.0.1:0`, a free port on the loopback interface.
    pub fn addr(mut self, addr: impl Into<SocketAddr>) -> Self {
        self.addr = addr.into();
        self
    }

    /// The only token accepted. Default: any that is not empty.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.settings.token = Some(token.into());
        self
    }

    /// The affiliates that exist; any other slug gets a 400. Default: every slug exists.
    pub fn affiliates<S: Into<String>>(mut self, slugs: impl IntoIterator<Item = S>) -> Self {
        self.settings.referrers.affiliates = Some(slugs.into_iter().map(Into::into).collect());
        self
    }

    /// The advocates that exist; any other slug gets a 400. Default: every slug exists.
    pub fn advocates<S: Into<String>>(mut self, slugs: impl IntoIterator<Item = S>) -> Self {
        self.settings.referrers.advocates = Some(slugs.into_iter().map(Into::into).collect());
        self
    }

    /// How many requests are accepted per window; any more get a 429. Default: no limit.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.settings.rate_limit = Some(limit);
        self
    }

    /// The share of all requests that a random fault strikes, from 0 to 1. Default: 0.
    ///
    /// All random faults are honest and over soon. Which requests they strike follows from the
    /// [seed](Self::seed) and the order of arrival. For faults of your choice, fill a
    /// [script](Faults::script) from your own generator.
    pub fn fault_rate(mut self, rate: f64) -> Self {
        self.fault_rate = rate;
        self
    }

    /// The seed for the random faults. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Starts the sandbox. When this returns, it is listening.
    ///
    /// # Errors
    ///
    /// If the sandbox cannot listen on the address, or the system cannot start a thread.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let random = (self.fault_rate > 0.0).then(|| Random::new(self.fault_rate, self.seed));
        let reach = if self.addr.ip().is_loopback() { Reach::Loopback } else { Reach::Network };
        let service = Service::new(self.settings);
        let backend = Arc::new(Backend { service, faults: Faults::new(random), reach });
        let server = Server::start(self.addr, Arc::clone(&backend))
            .await
            .map_err(|error| Error::new(self.addr, error))?;
        Ok(Sandbox::new(server, backend))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("addr", &self.addr).finish_non_exhaustive()
    }
}
