//! A whole small service: a sign-up page, users in a database, conversions that commit with them.
//!
//! `cargo run` serves it on http://127.0.0.1:3000. It reads
//!
//! - `DATABASE_URL`: `sqlite:app.db` by default, or `postgres://…`
//! - `ADDR`: where to listen
//! - `SCRIPT_URL`: the tracking script of the landing page; `/script.js` of a sandbox for a trial
//! - `REDITUS_API_TOKEN`, and for a trial `REDITUS_BASE_URL`: where the worker reports to

use std::{env, error::Error, time::Duration};

use axum_sqlx_outbox::{db::Db, web};
use reditus::ClientBuilder;
use tokio::{net::TcpListener, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let setting = |name, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
    let db = Db::open(&setting("DATABASE_URL", "sqlite:app.db")).await?;
    let worker = db.worker()?.client(ClientBuilder::from_env()?).spawn().await?;

    let listener = TcpListener::bind(setting("ADDR", "127.0.0.1:3000")).await?;
    println!("http://{}", listener.local_addr()?);
    let app = web::app(db, worker.outbox().clone(), setting("SCRIPT_URL", ""));
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;

    // Requests to the service that are under way end first. The rest is sent after the next start.
    worker.shutdown(Duration::from_secs(20)).await;
    Ok(())
}

/// Ctrl-C, or what a service manager sends.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = signal::ctrl_c().await;
}
