//! A worker in this process.

use reditus_outbox::{Worker, WorkerBuilder};

use super::error::OutboxError;
use crate::{
    args::{At, Delivery},
    settings::Settings,
};

/// Starts a worker with what all commands that deliver are told alike.
pub(crate) async fn start_worker(
    worker: WorkerBuilder,
    at: &At,
    delivery: &Delivery,
    settings: &Settings<'_>,
) -> Result<Worker, OutboxError> {
    let rate = settings.rate(delivery.rate).map_err(OutboxError::Settings)?;
    let rate = rate.map(|found| found.value).unwrap_or_default();
    let client = settings.client().map_err(OutboxError::Settings)?;
    let worker = worker
        .client(client)
        .account(at.account.as_deref().unwrap_or_default())
        .rate_limit(rate.limit())
        .listen(!delivery.no_listen);
    let worker = worker.spawn().await.map_err(OutboxError::Unopened)?;
    tracing::info!(%rate, "delivering");
    Ok(worker)
}
