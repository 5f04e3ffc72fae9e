//! The sandbox over real sockets: what a client sees, and what the sandbox tells of it.

#[cfg(test)]
mod caller;

mod authentication;
mod counting;
mod fault_values;
#[cfg(test)]
mod faults;
mod http;
mod lifecycle;
mod limits;
mod random;
mod referrers;
mod validation;
