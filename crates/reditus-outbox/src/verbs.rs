//! The operations on an outbox, written once for both databases.

mod account;
mod claim;
mod enqueue;
mod look;
mod remove;
mod retry;
mod settle;

pub(crate) use self::{
    account::{Hold, Resume},
    claim::{Claim, Claimed, Delivery},
    enqueue::Enqueue,
    look::{List, Look, Seen},
    remove::{Forget, Prune},
    retry::{Retry, Which},
    settle::{Request, Settle, Settled},
};

use crate::{error::Result, store::Store};

/// An operation on an outbox.
pub(crate) trait Verb: Send + 'static {
    type Output: Send + 'static;
    fn run<S: Store>(self, store: &mut S) -> impl Future<Output = Result<Self::Output>> + Send;
}
