//! What every generated client does to a request and to its response.
//!
//! The build script gives each generated client a [`Hooks`] and calls it from progenitor's
//! `ClientHooks`, so a new document in `specs/` gets the token and the limits without more code.

mod body;
mod notice;

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Request, Response, Result, header::HeaderName};

use self::notice::Notice;

/// progenitor sends `info.version` along; the service does not ask for it.
static API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What the requests of a client have in common.
#[derive(Clone, Debug)]
pub(crate) struct Hooks {
    shared: Arc<Shared>,
    /// How long a request may take, from connecting to the last byte of its response, if that is
    /// less than the client's usual time.
    limit: Option<Duration>,
}

#[derive(Debug)]
struct Shared {
    /// How much of a response's body is read, in bytes.
    body_limit: usize,
    notice: Notice,
}

impl Hooks {
    pub(crate) fn new(body_limit: usize) -> Self {
        let shared = Shared { body_limit, notice: Notice::default() };
        Self { shared: Arc::new(shared), limit: None }
    }

    pub(crate) fn within(&self, limit: Duration) -> Self {
        Self { shared: Arc::clone(&self.shared), limit: Some(limit) }
    }

    pub(crate) async fn exec(&self, client: &Client, mut request: Request) -> Result<Response> {
        request.headers_mut().remove(&API_VERSION);
        if self.limit.is_some() {
            *request.timeout_mut() = self.limit;
        }
        let response = client.execute(request).await?;
        self.shared.notice.pass_on(response.headers());
        Ok(body::check(response, self.shared.body_limit).await)
    }
}

/// Gives a generated client its hooks.
macro_rules! hook {
    ($client:ty) => {
        impl progenitor_client::ClientHooks<crate::hooks::Hooks> for $client {
            // Not an `async fn`: one that only awaits another copies its future.
            fn exec(
                &self,
                request: reqwest::Request,
                _: &progenitor_client::OperationInfo,
            ) -> impl Future<Output = reqwest::Result<reqwest::Response>> {
                self.inner.exec(&self.client, request)
            }
        }

        impl $client {
            /// The same client for requests that have less than the usual time.
            pub(crate) fn within(
                &self,
                limit: Option<std::time::Duration>,
            ) -> std::borrow::Cow<'_, Self> {
                match limit.map(|limit| self.inner.within(limit)) {
                    None => std::borrow::Cow::Borrowed(self),
                    Some(inner) => std::borrow::Cow::Owned(Self { inner, ..self.clone() }),
                }
            }
        }
    };
}
pub(crate) use hook;
