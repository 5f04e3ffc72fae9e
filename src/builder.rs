//! How a client is set up.

use std::{env, ffi::OsString, fmt};

use crate::{
    base_url::BaseUrl, budget::Budget, client::Client, clock::Clock, delivery::Delivery,
    error::Error, hooks::Hooks, pacing::Pacer, rate_limit::RateLimit, retry::RetryPolicy,
    timeouts::Timeouts, token::Token,
};

/// How much of an answer's body is read by default. The documented answers have a few hundred
/// bytes.
const BODY_LIMIT: usize = 64 * 1024;

type Adjust = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Sets up a [`Client`]. Every setter states its default; nothing is checked before
/// [`build`](Self::build).
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    token: Token,
    base_url: String,
    plain_http: bool,
    timeouts: Timeouts,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    clock: Clock,
    body_limit: usize,
    user_agent: Option<String>,
    http: Option<Adjust>,
}

impl ClientBuilder {
    pub(crate) fn new(token: Token) -> Self {
        Self {
            token,
            base_url: Client::DEFAULT_BASE_URL.to_owned(),
            plain_http: false,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            rate_limit: RateLimit::default(),
            clock: Clock::default(),
            body_limit: BODY_LIMIT,
            user_agent: None,
            http: None,
        }
    }

    /// Reads `REDITUS_API_TOKEN`, and `REDITUS_BASE_URL` where it is set and not empty.
    pub(crate) fn from_env() -> Result<Self, Error> {
        let Some(token) = variable("REDITUS_API_TOKEN", env::var_os("REDITUS_API_TOKEN"))? else {
            return Err(Error::configuration("REDITUS_API_TOKEN is not set, or empty"));
        };
        let builder = Self::new(Token::from(token));
        Ok(match variable("REDITUS_BASE_URL", env::var_os("REDITUS_BASE_URL"))? {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// Everything before `/v2/…`; a trailing slash does no harm. Default:
    /// [`Client::DEFAULT_BASE_URL`].
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Allows a base URL with plain `http` that is not on this machine. The token is then readable
    /// by everyone on the way. Default: refused.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// How long to wait. Default: [`Timeouts::default`].
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// When a failed attempt is tried again. Default: [`RetryPolicy::default`]. For some calls only,
    /// use [`Client::with_retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many requests may be sent in a span of time. Default: 100 in 5 minutes, the vendor's
    /// documented limit; it holds for this client and its clones. A call waits for its turn while [`Timeouts::total`] allows; else it fails
    /// at once with [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited), and
    /// [`Error::retry_after`] says when to come back.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// The clock to wait by, for tests. Default: the real one.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How much of an answer's body is read, in bytes. An answer over it is judged by its status.
    /// Default: 64 KiB; the documented answers have a few hundred bytes.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Names your application before this crate in the `User-Agent` header. Default: `reditus/` and
    /// the version of this crate.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent = Some(application.into());
        self
    }

    /// Adjusts the HTTP client: proxies, roots, resolvers. Called again, it replaces what was given
    /// before. Default: reqwest's own settings.
    ///
    /// What the promises of this crate rest on is set after it and cannot be changed here: no
    /// redirects, no decompression, no retries of reqwest's own, no logging of what is sent, the
    /// connect and total timeouts and the user agent. A proxy of the environment is used, but not
    /// for a base URL on this machine.
    pub fn http(
        mut self,
        adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.http = Some(Box::new(adjust));
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) where the token cannot be sent
    /// in a header; the base URL is none, or has user info, a query, a fragment or the path of an
    /// operation, or is plain `http` off this machine; the user agent cannot be sent; or TLS cannot
    /// be set up.
    pub fn build(self) -> Result<Client, Error> {
        let authorization = self.token.authorization()?;
        let base_url = BaseUrl::parse(&self.base_url, self.plain_http)?;
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let http = reqwest::Client::builder();
        // What goes to this machine goes to no proxy of the environment, least of all in clear.
        let http = if base_url.is_loopback() { http.no_proxy() } else { http };
        let http = match self.http {
            Some(adjust) => adjust(http),
            None => http,
        };
        let http = http
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connection_verbose(false)
            .connect_timeout(self.clock.real(self.timeouts.connecting()))
            .timeout(self.clock.real(self.timeouts.attempt))
            .user_agent(user_agent)
            .build()
            .map_err(|_| Error::configuration("the HTTP client, or its TLS, cannot be set up"))?;
        let delivery = Delivery {
            clock: self.clock,
            timeouts: self.timeouts,
            budget: Budget::full(),
            pacer: Pacer::new(self.rate_limit, self.clock),
            server: base_url.server(),
        };
        let hooks = Hooks::new(authorization, self.body_limit);
        Ok(Client::assemble(base_url.as_str(), http, hooks, delivery, self.retry))
    }
}

fn user_agent(application: Option<&str>) -> Result<reqwest::header::HeaderValue, Error> {
    let ours = concat!("reditus/", env!("CARGO_PKG_VERSION"));
    let user_agent = match application {
        Some("") | None => ours.to_owned(),
        Some(application) => format!("{application} {ours}"),
    };
    user_agent.try_into().map_err(|_| {
        Error::configuration("the user agent has a character that a header cannot carry")
    })
}

fn variable(name: &str, value: Option<OsString>) -> Result<Option<String>, Error> {
    match value.map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(value)) => Ok((!value.is_empty()).then_some(value)),
        Some(Err(_)) => Err(Error::configuration(format!("{name} is not valid UTF-8"))),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("plain_http", &self.plain_http)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
