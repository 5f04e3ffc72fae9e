//! A worker in this process.

use reditus_outbox::{Address, Worker, WorkerBuilder};

use super::error::OutboxError;
use crate::{
    args::{At, Delivery},
    settings::Settings,
};

/// Starts a worker; `set` applies the options that only one command has.
pub(crate) async fn start_worker(
    address: Address,
    at: &At,
    delivery: &Delivery,
    settings: &Settings<'_>,
    set: impl FnOnce(WorkerBuilder) -> WorkerBuilder,
) -> Result<Worker, OutboxError> {
    let rate = settings.rate(delivery.rate).map_err(OutboxError::Settings)?;
    let rate = rate.map(|found| found.value).unwrap_or_default();
    let client = settings.client().map_err(OutboxError::Settings)?;
    let worker = Worker::at(address)
        .client(client)
        .account(at.account.as_deref().unwrap_or_default())
        .rate_limit(rate.limit())
        .listen(!delivery.no_listen);
    let worker = set(worker).spawn().await.map_err(OutboxError::Unopened)?;
    tracing::info!(%rate, "delivering");
    Ok(worker)
}
