//! Server-sent events: one with everything, then one with what is new, whenever something is.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use super::state::Update;
use crate::{backend::Backend, body::Body, records::Position};

/// Under load, the page is brought up to date this often.
const PAUSE: Duration = Duration::from_millis(50);

/// Shows a viewer who has left, and keeps proxies from closing the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) fn stream(backend: &Arc<Backend>) -> hyper::Response<Body> {
    let (chunks, stream) = mpsc::channel(1);
    tokio::spawn(publish(Arc::clone(backend), chunks));
    let mut response = hyper::Response::new(Body::Stream(stream));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Ends when the viewer leaves. A slow viewer holds up nothing but its own stream.
async fn publish(backend: Arc<Backend>, chunks: mpsc::Sender<Bytes>) {
    let mut changed = backend.service.records.watch();
    let mut position = Position::default();
    loop {
        changed.mark_unchanged();
        let update = Update::since(&mut position, &backend);
        let data = serde_json::to_string(&update).unwrap_or_default();
        if chunks.send(format!("data: {data}\n\n").into()).await.is_err() {
            return;
        }
        sleep(PAUSE).await;
        while timeout(HEARTBEAT, changed.changed()).await.is_err() {
            if chunks.send(Bytes::from_static(b": still here\n\n")).await.is_err() {
                return;
            }
        }
    }
}
