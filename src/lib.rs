//! Report conversions to [Reditus](https://www.getreditus.com), the affiliate and referral service.
//!
//! ```
//! use reditus::{Client, Conversion, Outcome, Remedy};
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
//!     Err(error) => match error.remedy() {
//!         Remedy::TryLater { .. } => println!("queue {:?}: {error}", error.conversion()),
//!         Remedy::FixConversion | Remedy::FixSetup => println!("tell somebody: {error}"),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it is, and is not
//!
//! A thin wrapper over clients that are generated at build time from the vendor's OpenAPI
//! documents. It needs tokio. It stores nothing: a failed conversion comes back, serialisable, for
//! your own queue. [`Click`] reads the vendor's cookie, and [`Conversion::from_click`] takes the
//! referrer from it.
//!
//! # What each response means
//!
//! In doubt, a response is not a success: the service's own 409 makes trying again harmless, while a
//! wrong "recorded" would lose a commission.
//!
#![doc = include_str!("response/table.md")]
//!
//! If a body cannot be read (cut off, over the limit, compressed), the status decides, provided
//! that the body was declared as JSON or the status is 201. [`Error::may_have_been_recorded`] says
//! whether the service may have recorded what failed, and [`Error::remedy`] what to do: try later,
//! fix the conversion, or fix the setup.
//!
//! # Retries, waits and limits
//!
//! Transient failures are retried, with a [`RetryPolicy`] and within a budget that keeps an outage
//! from multiplying the load. `Retry-After` is honoured. [`Timeouts`] bound each attempt and the
//! whole call, and a [`RateLimit`] keeps within the vendor's limit. All clones of a client share
//! the budget, the waits and the limit.
//!
//! A success or a duplicate that is not the service's is settled by one more request. A 409 after
//! an attempt whose response was lost is [`Duplicate::PossiblyOurs`]. A call can be dropped at any
//! await: nothing continues in the background, and it is unknown what the service saw.
//!
//! # What can be observed
//!
//! Each call has a `tracing` span `reditus.track` and each request one named `POST`, with the names
//! of OpenTelemetry's conventions for HTTP. Each call ends with one event: at DEBUG if the conversion
//! is recorded, at WARN if it is not known to be, with the kind of error, the remedy, the status, the
//! attempts and the time taken. A retry is an event; the service's notice that it is deprecating an
//! operation is a warning. Nothing in them identifies anybody.
//!
//! # What is where
//!
//! - what you report: [`Conversion`], [`Click`]
//! - how it is sent: [`Client`], [`ClientBuilder`], [`RetryPolicy`], [`Timeouts`], [`RateLimit`]
//! - what you get: [`Outcome`] with its [`Referral`], or an [`Error`] with its [`Remedy`]
//! - [`guide`]: from the vendor's script on your pages to the commission
//! - `blocking` and [`v1`]: the same for code that is not asynchronous, and for the older operation
//!
//! # Features
//!
//! - `codegen` (default): the build script generates the clients. Without it the reviewed copy of the
//!   same code is built, and no generator.
//! - `rustls` (default): TLS by rustls, with the roots of the platform.
//! - `native-tls`: TLS by the platform's own library. With neither, only plain `http` works.
//! - `axum`: [`Click`] is an extractor of axum 0.8.
//! - `blocking`: a client for code that is not asynchronous.
//! - `test-util`: `Clock`, so that your tests of waiting do not wait.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod click;
mod client;
mod content;
mod conversion;
mod delivery;
mod error;
mod generated;
mod hooks;
mod outcome;
mod response;
mod validity;

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod guide;
#[deprecated(note = "the vendor is deprecating V1: use `Client::track`")]
pub mod v1;

pub use click::{Click, ClickError, NoReferrer};
pub use client::{Client, ClientBuilder, Permit, Token};
pub use conversion::{Conversion, Fields, ReferredBy, Referrer};
#[cfg(feature = "test-util")]
pub use delivery::Clock;
pub use delivery::{RateLimit, RetryPolicy, Timeouts};
pub use error::{Error, ErrorKind, Remedy};
pub use outcome::{Duplicate, Outcome, Referral, State, Timestamp};
/// The HTTP client that [`ClientBuilder::http`] adjusts.
pub use reqwest;
pub use validity::InvalidField;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
