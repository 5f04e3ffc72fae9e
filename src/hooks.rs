//! What every generated client does to a request and to its answer.
//!
//! The build script gives each generated client a [`Hooks`] and calls it from progenitor's
//! `ClientHooks`, so a new document in `specs/` gets the token and the limits without more code.

use std::{sync::Arc, time::Duration};

use http_body_util::Limited;
use reqwest::{
    Body, Client, Request, Response, Result,
    header::{AUTHORIZATION, HeaderValue},
};

use crate::{notice::Notice, span};

/// What the requests of a client have in common, and how long the next one may take.
#[derive(Clone, Debug)]
pub(crate) struct Hooks {
    shared: Arc<Shared>,
    timeout: Duration,
}

#[derive(Debug)]
struct Shared {
    authorization: HeaderValue,
    /// How much of an answer's body is read, in bytes.
    body_limit: usize,
    notice: Notice,
}

impl Hooks {
    pub(crate) fn new(authorization: HeaderValue, body_limit: usize) -> Self {
        let shared = Shared { authorization, body_limit, notice: Notice::default() };
        Self { shared: Arc::new(shared), timeout: Duration::MAX }
    }

    /// The same for one request, which may take so long: from connecting to the last byte of its
    /// answer.
    pub(crate) fn within(&self, timeout: Duration) -> Self {
        Self { shared: Arc::clone(&self.shared), timeout }
    }

    pub(crate) async fn exec(&self, client: &Client, mut request: Request) -> Result<Response> {
        let headers = request.headers_mut();
        // progenitor sends `info.version` along; the service does not ask for it.
        headers.remove("api-version");
        headers.insert(AUTHORIZATION, self.shared.authorization.clone());
        *request.timeout_mut() = Some(self.timeout);
        let response = client.execute(request).await?;
        span::answered(response.status().as_u16());
        self.shared.notice.pass_on(response.headers());
        Ok(self.limit(response))
    }

    /// Cuts off a body over the limit: reading it then fails, and its status decides. A body that
    /// declares a length within the limit passes as it is, which costs nothing.
    fn limit(&self, response: Response) -> Response {
        if response.content_length().is_some_and(|length| length <= self.shared.body_limit as u64) {
            return response;
        }
        reqwest::Response::from(
            http::Response::<Body>::from(response)
                .map(|body| Body::wrap(Limited::new(body, self.shared.body_limit))),
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
