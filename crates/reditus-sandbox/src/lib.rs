//! A stateful stand-in of the [Reditus] tracking API, for tests and for trying things out.
//!
//! It listens on the loopback interface, counts conversions in a ledger as the service would,
//! answers as the vendor's documents say, and on request goes wrong in most of the ways a service
//! and the network before it can.
//!
//! ```
//! use reditus_sandbox::{Fault, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! sandbox.faults().script([Fault::reset().recorded(true)]); // counted, but the answer is lost
//!
//! let report = reqwest::Client::new()
//!     .post(format!("{}/v2/tracking/conversion", sandbox.base_url()))
//!     .bearer_auth("any")
//!     .json(&serde_json::json!({"affiliate_slug": "john", "email": "jane@example.com"}));
//! let again = report.try_clone().ok_or("a stream")?;
//! assert!(report.send().await.is_err());
//! assert_eq!(again.send().await?.status(), 409);
//!
//! assert_eq!(sandbox.ledger().len(), 1);
//! assert_eq!(sandbox.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! - `POST /v1/tracking/conversion` and `POST /v2/tracking/conversion`, with a bearer token, are
//!   answered 201, 400, 401, 409, 413 or 429. Other methods are answered 405, other paths 404.
//! - Where the schema and the prose of the documents disagree, the prose holds. V2 takes
//!   `affiliate_slug` or `advocate_slug`, and `email` or `uid`; V1 takes `email`, and `gr_id` or
//!   `pk` with `uid`.
//! - [`Sandbox::ledger`] is what was counted, [`Sandbox::requests`] is what was seen, and
//!   `GET /__sandbox/ledger` gives the ledger to other processes, as JSON and without a token.
//! - [`Sandbox::faults`] scripts what goes wrong; [`Builder::fault_rate`] and [`Builder::seed`]
//!   leave it to chance that can be repeated. [`Fault`] has the list.
//!
//! # Where the vendor is silent
//!
//! The service was never called to find these out. They are choices; rely on none of them.
//!
//! - A customer is known again by e-mail address, without regard to case, or by `uid`, exactly;
//!   across both operations. V1's `uid` names the affiliate, and is no customer's.
//! - A blank string counts as missing. `null` and other types are answered 400, even in a field
//!   that is not needed; so is a body whose content type is not `application/json`. Fields the
//!   documents do not name are ignored.
//! - An `affiliate_slug` goes before an `advocate_slug`, and `gr_id` before `pk` and `uid`; what
//!   is passed over is not checked.
//! - What was not sent is absent from the answer's attributes, rather than `null`.
//! - A body over 64 KiB is answered 413.
//!
//! # What it does not do
//!
//! It has no TLS and no HTTP/2, keeps everything in memory and nothing for the next start, does
//! not parse the click, and knows no state of a referral but `converted`.
//!
//! [Reditus]: https://www.getreditus.com

mod answer;
mod auth;
mod builder;
mod connection;
mod conversion;
mod entry;
mod error;
mod fault;
mod faults;
mod gzip;
mod journal;
mod ledger;
mod message;
mod mix;
mod rate_limit;
mod reading;
mod sandbox;
mod server;
mod service;
mod spoil;
mod wire;

pub use builder::Builder;
pub use entry::{Entry, Referrer, Version};
pub use error::Error;
pub use fault::{Delivery, Fault, RetryAfter};
pub use faults::Faults;
pub use journal::Request;
pub use rate_limit::RateLimit;
pub use sandbox::Sandbox;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
