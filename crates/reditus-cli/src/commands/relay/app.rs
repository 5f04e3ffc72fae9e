//! What the relay serves, and where.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};

use super::{
    callers::{self, Callers},
    host::{self, Hosts},
    looking,
    refusal::Refusal,
    requests,
    state::Relay,
};

/// Nobody should take a relay for the service: `reditus::Client` reads this.
const HERE: HeaderName = HeaderName::from_static("reditus-relay");

pub(super) fn app(relay: Arc<Relay>, callers: Callers, hosts: Hosts) -> Router {
    let for_callers = Router::new()
        .route("/v1/tracking/conversion", post(requests::v1))
        .route("/v2/tracking/conversion", post(requests::v2))
        .route("/v2/tracking/click-conversion", post(requests::click))
        .route("/metrics", get(looking::metrics))
        .route("/status", get(looking::status))
        .layer(from_fn_with_state(Arc::new(callers), callers::check));
    Router::new()
        .merge(for_callers)
        .route("/health", get(looking::health))
        .route("/health/alive", get(looking::alive))
        .route("/openapi.json", get(looking::document))
        .fallback(nothing_here)
        .layer(from_fn_with_state(hosts, host::check))
        .layer(from_fn_with_state(Arc::clone(&relay), seen))
        .with_state(relay)
}

/// Counts the response, and marks it as the relay's.
async fn seen(State(relay): State<Arc<Relay>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    relay.counts.response(response.status());
    let version = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
    response.headers_mut().insert(HERE, version);
    response
}

async fn nothing_here() -> Refusal {
    let text = "Not found: the base URL of a relay is everything before /v2/…";
    Refusal::new(StatusCode::NOT_FOUND, text)
}
