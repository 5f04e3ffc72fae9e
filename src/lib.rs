//! Report conversions to [Reditus](https://www.getreditus.com), the affiliate and referral service.
//!
//! ```
//! use reditus::{Client, Conversion, Outcome};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = reditus_sandbox::Sandbox::start().await?;
//! # let client = Client::builder("token").base_url(sandbox.base_url()).build()?;
//! # let _ = || -> Result<(), reditus::Error> {
//! let client = Client::from_env()?; // REDITUS_API_TOKEN, REDITUS_BASE_URL
//! # Ok(()) };
//! let conversion = Conversion::affiliate("john").email("jane@example.com").uid("42");
//! match client.track(conversion).await {
//!     Ok(Outcome::Recorded(referral)) => println!("recorded: {:?}", referral.state()),
//!     Ok(Outcome::AlreadyRecorded(duplicate)) => println!("{duplicate}"),
//!     Err(error) if error.may_have_been_recorded() => println!("track it again: {error}"),
//!     Err(error) => println!("{error}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it is, and is not
//!
//! A thin wrapper over clients that are generated at build time from the vendor's OpenAPI documents.
//! [`Click`] reads from a cookie who referred; [`Conversion::from_click`] puts it to use.
//! It stores nothing: a failed conversion comes back, serialisable, for a queue of yours.
//! The wrapper gives every answer of the service one true meaning:
//!
//! | answer | result |
//! |---|---|
//! | 201, with any body | [`Outcome::Recorded`], with what could be read of the [`Referral`] |
//! | another 2xx, empty or JSON | [`Outcome::Recorded`] |
//! | 409, with any body | [`Outcome::AlreadyRecorded`], never an error |
//! | 400; 401, 403 | [`ErrorKind::InvalidReferrer`]; [`ErrorKind::Unauthorized`] |
//! | 429; 408, 425, 5xx | [`ErrorKind::RateLimited`]; [`ErrorKind::Unavailable`] |
//! | another 4xx | [`ErrorKind::Rejected`] |
//! | 3xx, never followed; a 2xx that is not the service's | [`ErrorKind::Unrecognized`] |
//! | none | [`ErrorKind::Connect`], [`ErrorKind::Timeout`] or [`ErrorKind::Transport`] |
//!
//! An answer whose body cannot be read (cut off, over the limit, of another shape) is judged by its
//! status. [`Error::may_have_been_recorded`] says whether the service may have counted what failed.
//!
//! # Retries, waits and limits
//!
//! What may pass is tried again, with a [`RetryPolicy`] and within a budget that keeps an outage
//! from multiplying the load; a `Retry-After` is kept to; [`Timeouts`] bound each attempt and the
//! whole call; a [`RateLimit`] keeps to the vendor's. All clones of a client share them. A 409 after
//! an attempt whose answer was lost is [`Duplicate::PossiblyOurs`]. A call can be dropped at any
//! await: nothing goes on, and what the service saw is unknown.
//!
//! # What can be observed
//!
//! Each call has a `tracing` span `reditus.track`, each request one named `POST`, with the names of
//! OpenTelemetry's conventions for HTTP. A retry is an event; the service's notice that it is
//! deprecating an operation is a warning. Nothing in them identifies anybody.
//!
//! # Features
//!
//! - `codegen` (default): the build script generates the clients. Without it the reviewed copy of the
//!   same code is built, and no generator.
//! - `rustls` (default): TLS by rustls, with the roots of the platform.
//! - `native-tls`: TLS by the platform's own library. With neither, only plain `http` works.
//! - `blocking`: a client for code that is not asynchronous.

mod answer;
mod base_url;
mod budget;
mod builder;
mod click;
mod client;
mod clock;
mod conversion;
mod delivery;
mod error;
mod generated;
mod hooks;
mod kind;
mod message;
mod notice;
mod outcome;
mod pacing;
mod rate_limit;
mod referral;
mod retry;
mod span;
mod state;
mod timeouts;
mod timestamp;
mod token;
mod transport;
mod validity;

#[cfg(feature = "blocking")]
pub mod blocking;
#[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
pub mod v1;

pub use builder::ClientBuilder;
pub use click::{Click, ClickError};
pub use client::Client;
pub use clock::Clock;
pub use conversion::{Conversion, Referrer};
pub use error::Error;
pub use kind::ErrorKind;
pub use outcome::{Duplicate, Outcome};
pub use rate_limit::RateLimit;
pub use referral::Referral;
/// The HTTP client that [`ClientBuilder::http`] adjusts.
pub use reqwest;
pub use retry::RetryPolicy;
pub use state::State;
pub use timeouts::Timeouts;
pub use timestamp::Timestamp;
pub use token::Token;
pub use validity::InvalidField;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
