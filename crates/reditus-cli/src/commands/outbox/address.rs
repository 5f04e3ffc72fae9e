//! Which outbox it is.

use reditus_outbox::{Address, Outbox};

use super::error::OutboxError;
use crate::{
    args::{At, Global},
    settings::{Settings, SettingsError},
};

/// The outbox that was named, if any.
pub(crate) fn named(at: &At, global: &Global) -> Result<Option<String>, SettingsError> {
    let found = Settings::read(global)?.outbox(at.outbox.as_deref())?;
    Ok(found.map(|found| found.value))
}

pub(crate) fn address(at: &At, global: &Global) -> Result<Address, OutboxError> {
    let named = named(at, global).map_err(OutboxError::Settings)?;
    Address::parse(&named.ok_or(OutboxError::NotNamed)?).map_err(OutboxError::Unopened)
}

pub(crate) async fn open(at: &At, global: &Global) -> Result<Outbox, OutboxError> {
    open_at(address(at, global)?, at).await
}

/// The outbox at an address that was found before.
pub(crate) async fn open_at(address: Address, at: &At) -> Result<Outbox, OutboxError> {
    let opening =
        Outbox::at(address).account(at.account.as_deref().unwrap_or_default()).migrate(at.migrate);
    opening.open().await.map_err(OutboxError::Unopened)
}
