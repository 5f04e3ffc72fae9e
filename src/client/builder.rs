//! How a client is set up.

use std::{error::Error as _, fmt, sync::Arc};

use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};

use super::{
    Client, Shared, Token,
    base_url::{BaseUrl, DEFAULT, PlainHttp},
    proxy,
};
use crate::{
    delivery::{Clock, Delivery, RateLimit, RetryPolicy, Timeouts},
    error::Error,
    hooks::Hooks,
};

/// How much of a response's body is read by default. The documented ones have a few hundred bytes.
const BODY_LIMIT: usize = 64 * 1024;

type Adjust = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Sets up a [`Client`]. Every setter states its default; nothing is checked before
/// [`build`](Self::build).
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    token: Token,
    base_url: String,
    plain_http: PlainHttp,
    timeouts: Timeouts,
    retry: RetryPolicy,
    rate_limit: RateLimit,
    clock: Clock,
    body_limit: usize,
    user_agent: Option<String>,
    http: Option<Adjust>,
}

impl ClientBuilder {
    pub(super) fn new(token: Token) -> Self {
        Self {
            token,
            base_url: DEFAULT.to_owned(),
            plain_http: PlainHttp::ToNobody,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            rate_limit: RateLimit::default(),
            clock: Clock::default(),
            body_limit: BODY_LIMIT,
            user_agent: None,
            http: None,
        }
    }

    /// Everything before `/v2/…`, with or without a trailing slash. Default:
    /// [`Client::DEFAULT_BASE_URL`].
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Allows any base URL with plain `http`. The token is then readable by everyone on the way.
    /// Default: refused, except on this machine.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = PlainHttp::ToAnybody;
        self
    }

    /// Allows plain `http` to this host, such as `sandbox` in a Docker Compose file. The token is
    /// then readable by everyone on the way. Default: refused, except on this machine.
    pub fn allow_plain_http_to(mut self, host: impl Into<String>) -> Self {
        self.plain_http = PlainHttp::To(host.into());
        self
    }

    /// How long to wait. Default: [`Timeouts::default`].
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// When a failed attempt is retried. Default: [`RetryPolicy::default`]. For some calls only, use
    /// [`Client::with_retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many requests may be sent in a window of time, by this client and its clones together.
    /// Default: 100 in 5 minutes, the vendor's documented limit. A call waits for its turn if
    /// [`Timeouts::total`] allows; if not, it fails at once with
    /// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited), and [`Error::retry_after`] says
    /// when to try again.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = limit;
        self
    }

    /// The clock to wait by, for tests (feature `test-util`). Default: the real one.
    #[cfg(feature = "test-util")]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How much of a response's body is read, in bytes. A longer response is judged by its status.
    /// Default: 64 KiB; the documented responses have a few hundred bytes.
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

    /// Adjusts the HTTP client: proxies, root certificates, resolvers. Called again, it replaces
    /// what was given before. Default: reqwest's own settings.
    ///
    /// The settings that this crate's promises rest on are applied afterwards, so that nothing
    /// given here can undo them, not even a fresh builder: no redirects, no decompression, no
    /// retries of reqwest's own, no logging of what is sent, the connect and attempt timeouts, the
    /// user agent, and no proxy at all for a base URL on this machine. Everything else is taken as
    /// given: a read timeout, default headers and disabled certificate checks, for example.
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
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a header cannot carry the
    /// token or the user agent; if the base URL is not a URL, has user info, a query, a fragment or
    /// the path of an operation, is on the vendor's domain but not its API, is plain `http` off this
    /// machine, or is `https` in a build without TLS; if a proxy variable cannot be read; or if TLS
    /// cannot be set up, for want of root certificates for example.
    pub fn build(self) -> Result<Client, Error> {
        let authorization = self.token.authorization()?;
        let base_url = BaseUrl::parse(&self.base_url, &self.plain_http)?;
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let http = reqwest::Client::builder();
        let http = match self.http {
            Some(adjust) => adjust(http),
            None => http,
        };
        let http = if base_url.is_loopback() {
            // Requests to this machine never go through a proxy, least of all in clear text.
            without_roots(http.no_proxy(), &base_url)
        } else {
            proxy::check(base_url.scheme())?;
            http
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
            .default_headers(
                [(AUTHORIZATION, authorization), (USER_AGENT, user_agent)].into_iter().collect(),
            )
            .build()
            .map_err(|error| cannot_set_up(&error))?;
        let server = base_url.server();
        let delivery = Delivery::new(self.clock, self.timeouts, self.rate_limit, server);
        let hooks = Hooks::new(self.body_limit);
        let shared = Shared::new(base_url.as_str(), http, hooks, delivery);
        Ok(Client { shared: Arc::new(shared), policy: self.retry })
    }
}

impl Client {
    /// A client with default settings: see [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn new(token: impl Into<Token>) -> Result<Self, Error> {
        Self::builder(token).build()
    }

    /// Sets up a client.
    pub fn builder(token: impl Into<Token>) -> ClientBuilder {
        ClientBuilder::new(token.into())
    }
}

/// Plain http on this machine needs no root certificates, so a machine without any will do.
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), allow(unused_variables))]
fn without_roots(http: reqwest::ClientBuilder, base_url: &BaseUrl) -> reqwest::ClientBuilder {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    if base_url.scheme() == "http" {
        return http.tls_certs_only([]);
    }
    http
}

/// The cause's text is safe to show: it is the TLS library's, and no request exists yet.
fn cannot_set_up(error: &reqwest::Error) -> Error {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    let cause = chain.last().map(|cause| format!(": {cause}")).unwrap_or_default();
    let roots = if cause.contains("CA certificates") {
        "; SSL_CERT_FILE, SSL_CERT_DIR and the system's own store were looked at: install the \
         system's root certificates (`ca-certificates`), or add yours with `ClientBuilder::http`"
    } else {
        ""
    };
    Error::configuration(format!("the HTTP client, or its TLS, cannot be set up{cause}{roots}"))
}

fn user_agent(application: Option<&str>) -> Result<HeaderValue, Error> {
    const OURS: &str = concat!("reditus/", env!("CARGO_PKG_VERSION"));
    let Some(application) = application.filter(|it| !it.is_empty()) else {
        return Ok(HeaderValue::from_static(OURS));
    };
    format!("{application} {OURS}").try_into().map_err(|_| {
        Error::configuration("the user agent has a character that a header cannot carry")
    })
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
