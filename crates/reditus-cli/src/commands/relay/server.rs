//! The connections: how many, how long, and how large a head.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::{Request, body::Incoming, server::conn::http1, service::Service, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

use super::callers::Peer;

/// The most connections at once. Others wait in the system's queue until one of these ends.
const CONNECTIONS: u32 = 2048;

/// How long a caller may take to send a request's head, the wait for it included. This closes idle
/// connections.
const HEAD: Duration = Duration::from_secs(30);

/// The longest head, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// A caller that never reads a response would keep its connection otherwise.
const LIFE: Duration = Duration::from_secs(5 * 60);

/// How long requests in progress may take once the connection has to end.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `stopping` changes, then ends the requests in progress.
pub(super) async fn serve(listener: TcpListener, app: Router, mut stopping: watch::Receiver<bool>) {
    let service = TowerToHyperService::new(app);
    let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let mut failing = false;
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            _ = stopping.changed() => break,
            accepted = accepted => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, say. Said once, not ten times a second.
                if !failing {
                    tracing::error!(%error, "no connection can be accepted; trying again");
                }
                failing = true;
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        failing = false;
        let (service, stopping) = (service.clone(), stopping.clone());
        tokio::spawn(async move {
            connection(stream, Peer(peer), service, stopping).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = timeout(GRACE, places.acquire_many(CONNECTIONS)).await;
}

async fn connection<S>(
    stream: TcpStream,
    peer: Peer,
    service: S,
    mut stopping: watch::Receiver<bool>,
) where
    S: Service<Request<Incoming>, Response = axum::response::Response>,
    S::Error: std::error::Error + Send + Sync + 'static,
{
    let _ = stream.set_nodelay(true);
    let respond = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        service.call(request)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), respond);
    let mut serving = pin!(serving);
    // An error is the caller's doing, and hyper has responded to it where it could.
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopping.changed() => {}
        () = sleep(LIFE) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = timeout(GRACE, serving).await;
}
