//! One connection: HTTP, until a fault takes the socket away.

use std::{convert::Infallible, future::pending, pin::Pin, sync::Arc};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, sync::mpsc};

use super::{
    handler::{Handler, Reply},
    socket::{Takeover, take_over},
};

type Responding = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

pub(super) async fn serve(stream: TcpStream, handler: Arc<Handler>) {
    let (take, mut taken) = mpsc::channel::<Takeover>(1);
    let respond = service_fn(move |request: Request<Incoming>| -> Responding {
        let (handler, take) = (Arc::clone(&handler), take.clone());
        Box::pin(async move {
            match handler.handle(request).await {
                Reply::Http(response) => Ok(response),
                Reply::Socket(takeover) => {
                    let _ = take.send(takeover).await;
                    pending().await
                }
            }
        })
    });
    let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), respond);
    let takeover = tokio::select! {
        // An error is the caller's doing, and hyper has responded to it where it could.
        _ = &mut http => return,
        Some(takeover) = taken.recv() => takeover,
    };
    take_over(http.into_parts().io.into_inner(), takeover).await;
}
