//! The thin wrapper over the generated clients: what a caller sees.

use std::{fmt, sync::Arc};

use progenitor_client::ClientInfo;

#[allow(deprecated)]
use crate::v1;
use crate::{
    answer,
    builder::ClientBuilder,
    conversion::Conversion,
    delivery::Delivery,
    error::{Error, Reported},
    generated::{tracking_v1, tracking_v2, tracking_v2::types::TrackConversion400},
    hooks::Hooks,
    outcome::Outcome,
    retry::RetryPolicy,
    token::Token,
};

/// A client of the tracking API. It is cheap to clone, and clones share their connections: build
/// one and keep it.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    policy: RetryPolicy,
}

/// What clones share.
pub(crate) struct Shared {
    pub(crate) v1: tracking_v1::Client,
    v2: tracking_v2::Client,
    pub(crate) delivery: Delivery,
}

impl Client {
    /// Where the service is, as the vendor's documents have it (`servers`).
    pub const DEFAULT_BASE_URL: &str = "https://api.getreditus.com/api";

    /// A client with default settings: see [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn new(token: impl Into<Token>) -> Result<Self, Error> {
        Self::builder(token).build()
    }

    /// A client with the token of the environment variable `REDITUS_API_TOKEN` and, where it is
    /// set, the base URL of `REDITUS_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) where `REDITUS_API_TOKEN` is
    /// not set, or one of the two is not valid UTF-8; else as [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Sets up a client.
    pub fn builder(token: impl Into<Token>) -> ClientBuilder {
        ClientBuilder::new(token.into())
    }

    pub(crate) fn assemble(
        base_url: &str,
        http: reqwest::Client,
        hooks: Hooks,
        delivery: Delivery,
        policy: RetryPolicy,
    ) -> Self {
        let v1 = tracking_v1::Client::new_with_client(base_url, http.clone(), hooks.clone());
        let v2 = tracking_v2::Client::new_with_client(base_url, http, hooks);
        Self { shared: Arc::new(Shared { v1, v2, delivery }), policy }
    }

    /// The same client with another policy, for some calls. The two share everything else: the
    /// connections, the budget of retries and the rate limit.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        Self { shared: Arc::clone(&self.shared), policy }
    }

    /// Reports a conversion (`POST /v2/tracking/conversion`).
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = reditus_sandbox::Sandbox::start().await?;
    /// # let client = reditus::Client::builder("token").base_url(sandbox.base_url()).build()?;
    /// use reditus::{Conversion, Outcome};
    ///
    /// let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
    /// match client.track(conversion).await? {
    ///     Outcome::Recorded(referral) => println!("recorded: {:?}", referral.state()),
    ///     Outcome::AlreadyRecorded(duplicate) => println!("{duplicate}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Dropping the future gives the conversion up, and leaves unknown whether it was counted: bound
    /// the time with [`Timeouts::total`](crate::Timeouts::total), or keep a clone.
    ///
    /// # Errors
    ///
    /// Every failure says what happened, whether the service may have counted the conversion, and
    /// what to do: see [`ErrorKind`](crate::ErrorKind). The conversion comes back with
    /// [`Error::into_conversion`].
    pub async fn track(&self, conversion: Conversion) -> Result<Outcome, Error> {
        let sent = match conversion.request() {
            Ok(request) => {
                let attempt = |limit| async move {
                    let api = self.shared.v2.within(limit);
                    answer::judge(api.track_conversion(request).await, documented).await
                };
                self.shared.delivery.deliver(self.policy, PATH, attempt).await
            }
            Err(invalid) => Err(invalid),
        };
        sent.map_err(|error| error.with_conversion(Reported::V2(conversion)))
    }

    /// Waits until a request may be sent at once, as far as is known then: until the
    /// [`RateLimit`](crate::RateLimit) has a place for one, and a pause that the service asked for
    /// is over. No place is taken: another call may be quicker.
    ///
    /// For who has more to report than the limit lets through, and wants to decide what to send only
    /// when its turn has come. [`track`](Self::track) waits by itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = reditus_sandbox::Sandbox::start().await?;
    /// # let client = reditus::Client::builder("token").base_url(sandbox.base_url()).build()?;
    /// # let mut backlog = vec![reditus::Conversion::affiliate("john").uid("42")];
    /// client.ready().await;
    /// if let Some(conversion) = backlog.pop() {
    ///     client.track(conversion).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn ready(&self) {
        self.shared.delivery.pacer.ready().await;
    }

    /// The vendor's documents that this crate is generated from, each with its `info.version`. The
    /// vendor has changed them without changing that.
    pub fn specs() -> [(&'static str, &'static str); 2] {
        [
            ("tracking-v1", <tracking_v1::Client as ClientInfo<Hooks>>::api_version()),
            ("tracking-v2", <tracking_v2::Client as ClientInfo<Hooks>>::api_version()),
        ]
    }

    /// The operations of V1, which the vendor is deprecating.
    #[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
    #[allow(deprecated)]
    pub fn v1(&self) -> v1::Tracking<'_> {
        v1::Tracking::new(&self.shared, self.policy)
    }
}

/// As in the document, for who watches the spans.
const PATH: &str = "/v2/tracking/conversion";

/// What the V2 document gives as the text of a refusal that says nothing itself.
fn documented(status: u16) -> Option<String> {
    (status == 400).then(|| TrackConversion400::default().error)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}
