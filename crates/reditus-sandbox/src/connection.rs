//! One connection: HTTP, until a fault takes the socket away.

use std::{convert::Infallible, future::pending, pin::Pin, sync::Arc};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, sync::mpsc};

use crate::{
    service::{Reply, Service},
    wire::{self, Ending},
};

type Answering = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

pub(crate) async fn serve(stream: TcpStream, service: Arc<Service>) {
    let (take, mut taken) = mpsc::channel::<Ending>(1);
    let answer = service_fn(move |request: Request<Incoming>| -> Answering {
        let (service, take) = (Arc::clone(&service), take.clone());
        Box::pin(async move {
            match service.call(request).await {
                Reply::Http(response) => Ok(response),
                Reply::Wire(ending) => {
                    let _ = take.send(ending).await;
                    pending().await
                }
            }
        })
    });
    let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    let ending = tokio::select! {
        // What goes wrong here is the caller's doing; hyper has answered it where it could.
        _ = &mut http => return,
        Some(ending) = taken.recv() => ending,
    };
    wire::play(ending, http.into_parts().io.into_inner()).await;
}
