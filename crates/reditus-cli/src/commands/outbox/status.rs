//! How an outbox is doing.

use std::{fmt, time::Duration};

use jiff::SignedDuration;
use reditus_outbox::{Pause, Stats};
use serde_json::{Value, json};

use super::{address::open, error::OutboxError};
use crate::{
    args::{At, Global},
    exit::Exit,
};

pub(super) async fn print(at: &At, global: &Global) -> Result<Exit, OutboxError> {
    let stats = open(at, global).await?.stats().await?;
    Ok(super::print(Exit::Done, object(&stats), Text(&stats), global))
}

pub(crate) fn object(stats: &Stats) -> Value {
    let paused = stats.paused.as_ref().map(|paused| {
        json!({
            "why": paused.why.as_str(),
            "reason": paused.reason,
            "seconds": paused.lasted.as_secs(),
            "next_probe_seconds": paused.next_probe.map(|wait| wait.as_secs()),
        })
    });
    json!({
        "waiting": stats.waiting,
        "delivering": stats.delivering,
        "refused": stats.refused,
        "dead": stats.dead,
        "oldest_seconds": stats.oldest.map(|age| age.as_secs()),
        "places_left": stats.places_left,
        "wait_seconds": stats.wait.map(|wait| wait.as_secs()),
        "paused": paused,
    })
}

/// What a person reads.
struct Text<'a>(&'a Stats);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(stats) = self;
        writeln!(f, "waiting      {}", stats.waiting)?;
        writeln!(f, "delivering   {}", stats.delivering)?;
        writeln!(f, "refused      {}", stats.refused)?;
        write!(f, "dead         {}", stats.dead)?;
        if let Some(age) = stats.oldest {
            write!(f, "\noldest       enqueued {} ago, not yet reported", time(age))?;
        }
        if let Some(places) = stats.places_left {
            write!(f, "\nplaces left  {places} in this window of the rate")?;
        }
        if let Some(wait) = stats.wait {
            write!(f, "\nasked        by the service to wait for {}", time(wait))?;
        }
        if let Some(paused) = &stats.paused {
            let why = match paused.why {
                Pause::Asked => "on request",
                Pause::Setup => "because the setup is wrong",
                Pause::Refusals => "because the service refused one conversion after another",
            };
            write!(f, "\npaused       for {}, {why}", time(paused.lasted))?;
            if let Some(reason) = &paused.reason {
                write!(f, ", {}", reason.escape_debug())?;
            }
            if let Some(wait) = paused.next_probe {
                write!(f, "; one conversion is tried in {}", time(wait))?;
            }
        }
        Ok(())
    }
}

/// To the second: `3h 4m 12s`.
pub(super) fn time(duration: Duration) -> String {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    let rest = format!("{:#}", SignedDuration::from_secs(seconds));
    if days == 0 { rest } else { format!("{days}d {rest}") }
}
