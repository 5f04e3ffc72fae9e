//! What is checked of a response's body before the generated client reads it.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use reqwest::{Body, Response};

use crate::content::{self, Content, Page};

/// Cuts off a body over the limit, and withholds a page under a success status: reading either then
/// fails, and the status decides.
///
/// A body that declares a length within the limit passes as it is, which costs nothing.
pub(super) async fn check(response: Response, limit: usize) -> Response {
    let within = response.content_length().is_some_and(|length| length <= limit as u64);
    let response = if within { response } else { cut_off(response, limit) };
    if response.status().is_success() && content::is_declared_html(response.headers()) {
        return without_page(response).await;
    }
    response
}

fn cut_off(response: Response, limit: usize) -> Response {
    let response = http::Response::<Body>::from(response);
    response.map(|body| Body::wrap(Limited::new(body, limit))).into()
}

/// The generated client keeps no headers of a success that it cannot read, so what is declared as
/// HTML is looked at here. Only the documented success passes, whatever it is declared as.
async fn without_page(response: Response) -> Response {
    let (head, body) = http::Response::<Body>::from(response).into_parts();
    let body = match body.collect().await.map(|body| body.to_bytes()) {
        Ok(body) if Content::of(Some(&body)).is_documented() => Body::from(body),
        _ => withheld(),
    };
    http::Response::from_parts(head, body).into()
}

/// A body that cannot be read: it is over its limit of zero bytes.
fn withheld() -> Body {
    Body::wrap(Limited::new(Full::new(Bytes::from_static(b"<")), 0).map_err(|_| Page))
}
