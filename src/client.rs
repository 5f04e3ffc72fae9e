//! The thin wrapper over the generated clients: what a caller sees.

mod base_url;
mod builder;
mod environment;
mod permit;
mod proxy;
mod shared;
mod token;

use std::{fmt, pin::pin, sync::Arc};

use progenitor_client::ClientInfo;

pub(crate) use self::shared::Shared;
pub use self::{builder::ClientBuilder, permit::Permit, token::Token};
use crate::{
    conversion::Conversion,
    delivery::{Call, Place, RetryPolicy},
    error::Error,
    generated::{tracking_v1, tracking_v2, tracking_v2::types::TrackConversion400},
    hooks::Hooks,
    outcome::Outcome,
    response,
};

/// A client of the tracking API. It is cheap to clone, and clones share their connections: build
/// one and keep it.
///
/// # Runtimes
///
/// A client needs tokio, with its timers and I/O enabled; any flavour will do, `LocalSet` included.
/// Nothing runs in the background: a call makes progress while it is awaited, and a host that
/// freezes between requests (a lambda) has to await the call, not spawn it. Under tokio's paused
/// clock waits take no time, but a response over a real socket does: prefer `Clock::faster` of the
/// feature `test-util` for tests of waiting.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) policy: RetryPolicy,
}

impl Client {
    /// The service's base URL, from `servers` in the vendor's documents.
    pub const DEFAULT_BASE_URL: &str = base_url::DEFAULT;

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
    /// Dropping the future abandons the conversion, and leaves unknown whether it was recorded:
    /// bound the time with [`Timeouts::total`](crate::Timeouts::total), or keep a clone, marked as
    /// [`possibly_recorded`](Conversion::possibly_recorded).
    ///
    /// # Errors
    ///
    /// Every failure says what happened, whether the service may have recorded the conversion, and
    /// what to do: see [`ErrorKind`](crate::ErrorKind) and [`Error::remedy`]. The conversion comes
    /// back with [`Error::into_conversion`].
    pub async fn track(&self, conversion: Conversion) -> Result<Outcome, Error> {
        pin!(self.deliver(conversion, None)).await
    }

    pub(crate) async fn deliver(
        &self,
        conversion: Conversion,
        place: Option<Place<'_>>,
    ) -> Result<Outcome, Error> {
        let possibly_recorded = conversion.is_possibly_recorded();
        let call = Call { path: PATH, policy: self.policy, possibly_recorded, place };
        let attempt = |limit| {
            let request = conversion.request();
            async move {
                let api = self.shared.v2.within(limit);
                response::judge(api.track_conversion(request).await, default_message).await
            }
        };
        let result = pin!(self.shared.delivery.deliver(call, conversion.check(), attempt)).await;
        result.map_err(|error| error.with_request(conversion.into()))
    }

    /// Waits until the [`RateLimit`](crate::RateLimit) admits a request and a pause that the service
    /// asked for is over, and reserves that place for one call.
    ///
    /// Use it when your backlog exceeds the rate limit and you want to choose what to send at the
    /// last moment. [`track`](Self::track) waits by itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = reditus_sandbox::Sandbox::start().await?;
    /// # let client = reditus::Client::builder("token").base_url(sandbox.base_url()).build()?;
    /// # let mut backlog = vec![reditus::Conversion::affiliate("john").uid("42")];
    /// let permit = client.reserve().await;
    /// if let Some(conversion) = backlog.pop() {
    ///     permit.track(conversion).await?;
    /// } // dropped unused, a permit gives its place back
    /// # Ok(())
    /// # }
    /// ```
    pub async fn reserve(&self) -> Permit {
        self.shared.delivery.pacer.reserve().await.forget();
        Permit::new(self.clone())
    }

    /// The vendor's documents that this crate is generated from: the name of each, and its
    /// `info.version`. The vendor has changed them without changing that.
    pub fn specs() -> impl ExactSizeIterator<Item = (&'static str, &'static str)> {
        [
            ("tracking-v1", <tracking_v1::Client as ClientInfo<Hooks>>::api_version()),
            ("tracking-v2", <tracking_v2::Client as ClientInfo<Hooks>>::api_version()),
        ]
        .into_iter()
    }
}

/// The path as the vendor's document spells it.
const PATH: &str = "/v2/tracking/conversion";

/// The V2 document's default text for a refusal whose body has no text of its own.
fn default_message(status: u16) -> Option<String> {
    (status == 400).then(|| TrackConversion400::default().error)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}
