//! What a person decides about an outbox.

use std::io::{self, Write};

use reditus_outbox::Retry;
use serde_json::json;

use super::{address::open, error::OutboxError, print};
use crate::{
    args::{At, Global},
    exit::Exit,
};

pub(super) async fn retry(which: &[Retry], at: &At, global: &Global) -> Result<Exit, OutboxError> {
    let outbox = open(at, global).await?;
    let mut retried = 0;
    let mut missed = Vec::new();
    for &which in which {
        let count = outbox.retry(which).await?;
        retried += count;
        if let (0, Retry::One(number)) = (count, which) {
            missed.push(number);
        }
    }
    let text = format!("{} will be tried again", conversions(retried));
    let object = json!({ "retried": retried, "not_retried": missed });
    for number in &missed {
        let _ = writeln!(io::stderr(), "error: {number} is neither refused nor dead");
    }
    let exit = if missed.is_empty() { Exit::Done } else { Exit::Not };
    Ok(print(exit, object, text, global))
}

pub(super) async fn pause(at: &At, global: &Global) -> Result<Exit, OutboxError> {
    open(at, global).await?.pause().await?;
    let text = "paused: nothing more is sent until `reditus outbox resume`";
    Ok(print(Exit::Done, json!({ "paused": true }), text, global))
}

pub(super) async fn resume(at: &At, global: &Global) -> Result<Exit, OutboxError> {
    open(at, global).await?.resume().await?;
    Ok(print(Exit::Done, json!({ "paused": false }), "resumed", global))
}

/// The customer is not repeated in the output.
pub(super) async fn forget(customer: &str, at: &At, global: &Global) -> Result<Exit, OutboxError> {
    let forgotten = open(at, global).await?.forget(customer).await?;
    let text = match forgotten {
        0 => "the outbox holds nothing of this customer".to_owned(),
        _ => format!("{} deleted", conversions(forgotten)),
    };
    Ok(print(Exit::Done, json!({ "deleted": forgotten }), text, global))
}

pub(super) fn conversions(count: u64) -> String {
    if count == 1 { "1 conversion".to_owned() } else { format!("{count} conversions") }
}
