//! The sandbox over real sockets: what a client sees, and what the sandbox reports afterwards.
//!
//! `REDITUS_TEST_FULL=1` runs the random tests at full length.

#[cfg(test)]
mod caller;

mod arrivals;
mod authentication;
#[cfg(test)]
mod faults;
mod http;
mod lifecycle;
mod limits;
#[cfg(test)]
mod page;
mod random;
mod recording;
mod referrers;
#[cfg(test)]
mod robustness;
mod validation;
