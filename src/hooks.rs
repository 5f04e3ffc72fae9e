//! What every generated client does to a request and to its answer.
//!
//! The build script gives each generated client a [`Hooks`] and calls it from progenitor's
//! `ClientHooks`, so a new document in `specs/` gets the token and the limits without more code.

use http_body_util::Limited;
use reqwest::{
    Body, Client, Request, Response, Result,
    header::{AUTHORIZATION, HeaderValue},
};

#[derive(Clone, Debug)]
pub(crate) struct Hooks {
    authorization: HeaderValue,
    /// How much of an answer's body is read, in bytes.
    body_limit: usize,
}

impl Hooks {
    pub(crate) fn new(authorization: HeaderValue, body_limit: usize) -> Self {
        Self { authorization, body_limit }
    }

    pub(crate) async fn exec(&self, client: &Client, mut request: Request) -> Result<Response> {
        let headers = request.headers_mut();
        // progenitor sends `info.version` along; the service does not ask for it.
        headers.remove("api-version");
        headers.insert(AUTHORIZATION, self.authorization.clone());
        Ok(self.limit(client.execute(request).await?))
    }

    /// Cuts off a body over the limit: reading it then fails, and its status decides. A body that
    /// declares a length within the limit passes as it is, which costs nothing.
    fn limit(&self, response: Response) -> Response {
        if response.content_length().is_some_and(|length| length <= self.body_limit as u64) {
            return response;
        }
        reqwest::Response::from(
            http::Response::<Body>::from(response)
                .map(|body| Body::wrap(Limited::new(body, self.body_limit))),
        )
    }
}

/// Gives a generated client its hooks.
macro_rules! hook {
    ($client:ty) => {
        impl progenitor_client::ClientHooks<crate::hooks::Hooks> for $client {
            async fn exec(
                &self,
                request: reqwest::Request,
                _: &progenitor_client::OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                self.inner.exec(&self.client, request).await
            }
        }
    };
}
pub(crate) use hook;
