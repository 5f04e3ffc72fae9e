//! How the relay and its outbox are doing, for people, for alarms and for load balancers.

use std::{fmt::Write, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use reditus_outbox::Stats;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{counts::Counter, refusal::Refusal, state::Relay};
use crate::commands::outbox;

/// How long the database may take. Load balancers wait little longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// One look at a time, however many ask: a look that takes long goes on when nobody waits for it any
/// more, and any number of them would take all the threads that storing needs.
async fn stats(relay: &Relay) -> Result<Stats, &'static str> {
    let look = async {
        let turn = Arc::clone(&relay.turn).lock_owned().await;
        let outbox = relay.looking.clone();
        let looking = tokio::spawn(async move {
            let stats = outbox.stats().await;
            drop(turn);
            stats
        });
        looking.await
    };
    match timeout(PATIENCE, look).await {
        Ok(Ok(Ok(stats))) => Ok(stats),
        Ok(Ok(Err(error))) => Err(error.kind().as_str()),
        Ok(Err(_)) => Err("unavailable"),
        Err(_) => Err("timeout"),
    }
}

/// Whether conversions can be stored now. Whether the service accepts them is in `/status`: a relay
/// that cannot report is still the best place for a conversion.
pub(super) async fn health(State(relay): State<Arc<Relay>>) -> Response {
    match stats(&relay).await {
        Ok(_) => Json(json!({ "alive": true, "ready": true })).into_response(),
        Err(why) => {
            let body = json!({ "alive": true, "ready": false, "outbox": why });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// Whether the process responds.
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "alive": true }))
}

/// What `reditus outbox status --json` prints.
pub(super) async fn status(State(relay): State<Arc<Relay>>) -> Result<Json<Value>, Refusal> {
    let stats = stats(&relay).await.map_err(unavailable)?;
    let mut object = outbox::object(&stats);
    object["deliver"] = relay.delivers.into();
    Ok(Json(object))
}

fn unavailable(why: &'static str) -> Refusal {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("The outbox cannot be read ({why})"))
}

pub(super) async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}

/// In the text format of Prometheus.
pub(super) async fn metrics(State(relay): State<Arc<Relay>>) -> Response {
    let stats = stats(&relay).await.ok();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text(&relay, stats.as_ref())).into_response()
}

fn text(relay: &Relay, stats: Option<&Stats>) -> String {
    let mut text = String::new();
    for Counter { name, help, label, values } in relay.counts.all() {
        let name = format!("reditus_relay_{name}_total");
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n");
        for (value, count) in values {
            let _ = writeln!(text, "{name}{{{label}=\"{value}\"}} {count}");
        }
    }
    gauge(&mut text, "up", "Whether the outbox can be read");
    let _ = writeln!(text, "reditus_outbox_up {}", u8::from(stats.is_some()));
    let Some(stats) = stats else { return text };
    gauge(&mut text, "entries", "Conversions that are not reported, by state");
    for (state, count) in [
        ("waiting", stats.waiting),
        ("delivering", stats.delivering),
        ("refused", stats.refused),
        ("dead", stats.dead),
    ] {
        let _ = writeln!(text, "reditus_outbox_entries{{state=\"{state}\"}} {count}");
    }
    gauge(&mut text, "oldest_seconds", "Age of the oldest conversion that is not reported");
    let oldest = stats.oldest.unwrap_or_default().as_secs_f64();
    let _ = writeln!(text, "reditus_outbox_oldest_seconds {oldest:.3}");
    gauge(&mut text, "paused", "Whether nothing is sent until somebody or a probe resumes");
    let _ = writeln!(text, "reditus_outbox_paused {}", u8::from(stats.paused.is_some()));
    text
}

fn gauge(text: &mut String, name: &str, help: &str) {
    let name = format!("reditus_outbox_{name}");
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
}
