//! The thin wrapper over the generated clients: what a caller sees.

use std::{fmt, sync::Arc};

#[allow(deprecated)]
use crate::v1;
use crate::{
    answer::{self, Answer},
    builder::ClientBuilder,
    conversion::Conversion,
    error::{Error, Reported},
    generated::{tracking_v1, tracking_v2, tracking_v2::types::TrackConversion400},
    hooks::Hooks,
    outcome::{Duplicate, Outcome},
    token::Token,
};

/// A client of the tracking API. It is cheap to clone, and clones share their connections: build
/// one and keep it.
#[derive(Clone)]
pub struct Client(Arc<Generated>);

struct Generated {
    v1: tracking_v1::Client,
    v2: tracking_v2::Client,
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

    pub(crate) fn new_with(base_url: &str, http: &reqwest::Client, hooks: &Hooks) -> Self {
        Self(Arc::new(Generated {
            v1: tracking_v1::Client::new_with_client(base_url, http.clone(), hooks.clone()),
            v2: tracking_v2::Client::new_with_client(base_url, http.clone(), hooks.clone()),
        }))
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
    /// # Errors
    ///
    /// Every failure says what happened, whether the service may have counted the conversion, and
    /// what to do: see [`ErrorKind`](crate::ErrorKind). The conversion comes back with
    /// [`Error::into_conversion`].
    pub async fn track(&self, conversion: Conversion) -> Result<Outcome, Error> {
        let sent = match conversion.request() {
            Ok(request) => {
                deliver(async || {
                    answer::judge(self.0.v2.track_conversion(request).await, documented).await
                })
                .await
            }
            Err(invalid) => Err(invalid),
        };
        sent.map_err(|error| error.with_conversion(Reported::V2(conversion)))
    }

    /// The operations of V1, which the vendor is deprecating.
    #[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
    #[allow(deprecated)]
    pub fn v1(&self) -> v1::Tracking<'_> {
        v1::Tracking::new(&self.0.v1)
    }
}

/// Sends one attempt.
pub(crate) async fn deliver(
    attempt: impl AsyncFnOnce() -> Result<Answer, Error>,
) -> Result<Outcome, Error> {
    match attempt().await {
        Ok(Answer::Recorded(referral)) => Ok(Outcome::Recorded(referral)),
        Ok(Answer::AlreadyRecorded) => Ok(Outcome::AlreadyRecorded(Duplicate::Before)),
        Err(error) => Err(error.with_attempts(1)),
    }
}

/// What the V2 document gives as the text of a refusal that says nothing itself.
fn documented(status: u16) -> Option<String> {
    (status == 400).then(|| TrackConversion400::default().error)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}
