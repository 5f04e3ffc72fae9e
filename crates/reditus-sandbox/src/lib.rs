//! A stateful stand-in for the [Reditus] tracking API, for tests and for trying things out.
//!
//! It listens on the loopback interface, records conversions in a ledger as the service would, and
//! responds as the vendor's documents say. On request it fails in most of the ways in which a
//! service, and the network in front of it, can fail.
//!
//! ```
//! use reditus_sandbox::{Fault, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! sandbox.faults().script([Fault::reset().recorded(true)]); // recorded, but the response is lost
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
//! - `POST /v1/tracking/conversion` and `POST /v2/tracking/conversion`, with a bearer token, get a
//!   201, 400, 401, 409, 413 or 429. Other methods get a 405, other paths a 404.
//! - Where the schema and the prose of the documents disagree, the prose holds. V2 takes
//!   `affiliate_slug` or `advocate_slug`, and `email` or `uid`. V1 takes `email`, and `gr_id` or
//!   `pk` with `uid`.
//! - [`Sandbox::ledger`] returns the recorded conversions, [`Sandbox::requests`] all requests.
//!   Other processes read the ledger from `GET /__sandbox/ledger`, as JSON and without a token.
//! - [`Sandbox::faults`] schedules what goes wrong. [`Builder::fault_rate`] and [`Builder::seed`]
//!   add random faults that a seed repeats. [`Fault`] has the constructors, and the README a table
//!   of what each does to the ledger.
//! - [`Sandbox::wait_for`] waits for conversions, [`Sandbox::arrivals`] for requests.
//! - `GET /` is a page to watch and control the sandbox, and `GET /script.js` stands in for the
//!   vendor's script. The README describes both.
//!
//! # Where the vendor is silent
//!
//! The service was never called to find these out. They are choices: do not rely on them.
//!
//! - The same customer is recognised by e-mail address, ignoring case, or by exact `uid`, across
//!   both operations. V1's `uid` names the affiliate, not the customer.
//! - A blank string counts as missing. `null` and other types get a 400, even in an optional
//!   field. So does a body whose content type is not `application/json`. Unknown fields are
//!   ignored.
//! - `affiliate_slug` takes precedence over `advocate_slug`, and `gr_id` over `pk` and `uid`. What
//!   is passed over is not checked.
//! - A field that was not sent is absent from the response's attributes rather than `null`.
//! - A body over 64 KiB gets a 413.
//!
//! # What it does not do
//!
//! It has no TLS and no HTTP/2, keeps everything in memory, does not parse the click, and knows no
//! referral state but `converted`.
//!
//! [Reditus]: https://www.getreditus.com

mod arrivals;
mod backend;
mod body;
mod builder;
mod error;
mod fault;
mod lock;
mod page;
mod records;
mod sandbox;
mod server;
mod service;

pub use arrivals::Arrivals;
pub use builder::Builder;
pub use error::Error;
pub use fault::{Delivery, Fault, Faults, RetryAfter, UnknownFault};
pub use records::{Entry, Referrer, Request, Version};
pub use sandbox::Sandbox;
pub use service::RateLimit;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
