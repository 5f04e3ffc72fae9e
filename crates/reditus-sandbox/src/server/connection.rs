//! One connection: HTTP, until a fault takes the socket away.

use std::{convert::Infallible, future::pending, pin::Pin, sync::Arc, time::Duration};

use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::mpsc};

use super::{
    handler::{Reply, handle},
    idle::Seat,
    socket::{Takeover, take_over},
};
use crate::{backend::Backend, body::Body};

type Responding = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// How long a caller may take to send a request's head, the wait for it included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn serve(stream: TcpStream, backend: Arc<Backend>, seat: Seat) {
    let seat = Arc::new(seat);
    let (take, mut taken) = mpsc::channel::<Takeover>(1);
    let respond = {
        let seat = Arc::clone(&seat);
        service_fn(move |request: Request<Incoming>| -> Responding {
            let (backend, seat, take) = (Arc::clone(&backend), Arc::clone(&seat), take.clone());
            Box::pin(async move {
                match handle(backend, request, &seat).await {
                    Reply::Http(response) => {
                        seat.waits();
                        Ok(response)
                    }
                    Reply::Socket(takeover) => {
                        let _ = take.send(takeover).await;
                        pending().await
                    }
                }
            })
        })
    };
    let mut http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), respond);
    let takeover = tokio::select! {
        // An error is the caller's doing, and hyper has responded to it where it could.
        _ = &mut http => return,
        () = seat.evicted() => return,
        Some(takeover) = taken.recv() => takeover,
    };
    take_over(http.into_parts().io.into_inner(), takeover).await;
}
