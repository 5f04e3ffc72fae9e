//! The pages, and what watches the service.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse},
    routing::{get, post},
};
use reditus::{Click, Conversion};
use reditus_outbox::{Entry, Outbox, Stats};
use serde::{Deserialize, Serialize};

use crate::db::Db;

struct App {
    db: Db,
    outbox: Outbox,
    landing: String,
}

pub fn app(db: Db, outbox: Outbox, script_url: String) -> Router {
    let landing = include_str!("landing.html").replace("SCRIPT_URL", &script_url);
    Router::new()
        .route("/", get(landing_page))
        .route("/signup", post(sign_up))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(App { db, outbox, landing }))
}

async fn landing_page(State(app): State<Arc<App>>) -> Html<String> {
    Html(app.landing.clone())
}

#[derive(Deserialize)]
struct SignUp {
    email: String,
}

/// The signup is the point. No cookie can make it fail, and the service need not be up.
async fn sign_up(
    State(app): State<Arc<App>>,
    click: Option<Click>,
    Form(SignUp { email }): Form<SignUp>,
) -> Result<Html<&'static str>, StatusCode> {
    let entry = |id: i64| entry(click.as_ref()?, &email, id);
    match app.db.sign_up(&email, entry).await {
        Ok(true) => Ok(Html("<title>Welcome</title><h1>Welcome</h1>")),
        Ok(false) => Ok(Html("<title>Welcome back</title><h1>Welcome back</h1>")),
        Err(error) => {
            tracing::error!(%error, "a signup failed");
            Err(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// The conversion of this customer, if somebody referred them.
fn entry(click: &Click, email: &str, id: i64) -> Option<Entry> {
    let referrer = match Conversion::from_click(click) {
        Ok(referrer) => referrer,
        Err(why) => {
            tracing::warn!(%why, "not reported"); // some of these are worth money
            return None;
        }
    };
    // The id is also what Stripe's customer has as `user_id` in its metadata.
    let conversion = referrer.email(email).uid(id.to_string()).gr_id(click.gr_id());
    let entry = Entry::new(&conversion);
    entry.inspect_err(|invalid| tracing::warn!(%invalid, "not reported")).ok()
}

#[derive(Serialize)]
struct Health {
    ready: bool,
}

/// Whether signups can be stored. Whether they are reported is in the metrics.
async fn health(State(app): State<Arc<App>>) -> (StatusCode, Json<Health>) {
    let ready = app.outbox.stats().await.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { ready }))
}

/// For Prometheus. Raise an alarm on the age of the oldest: the vendor may not match a payment with a
/// conversion that is reported half a minute late.
async fn metrics(State(app): State<Arc<App>>) -> Result<impl IntoResponse, StatusCode> {
    let stats = app.outbox.stats().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let Stats { waiting, delivering, refused, dead, oldest, .. } = stats;
    let oldest = oldest.unwrap_or_default().as_secs();
    let text = format!(
        "conversions{{state=\"waiting\"}} {waiting}\n\
         conversions{{state=\"delivering\"}} {delivering}\n\
         conversions{{state=\"refused\"}} {refused}\n\
         conversions{{state=\"dead\"}} {dead}\n\
         conversions_oldest_seconds {oldest}\n"
    );
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
