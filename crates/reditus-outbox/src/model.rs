//! The protocol, explored: every interleaving of enqueueing, claims, requests, crashes, leases that
//! end, late settlements and a clock that jumps. What is explored is the crate's own code, on
//! [`MemoryStore`](crate::store::memory::MemoryStore); its traces are replayed on both databases.

mod check;
mod machine;
mod replay;
mod states;
