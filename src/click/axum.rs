//! The click as an extractor of axum.

use std::convert::Infallible;

use axum_core::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use reqwest::header::HeaderMap;

use super::{Click, ClickError};

/// For a handler that takes an `Option<Click>`, which no visitor's cookie can make fail: most
/// visitors have no click, and one that cannot be read is logged without its value, at WARN.
///
/// ```
/// # use reditus::{Click, Conversion};
/// async fn sign_up(click: Option<Click>) -> &'static str {
///     let Some(click) = click else { return "welcome" };
///     match Conversion::from_click(&click) {
///         Ok(referrer) => drop(referrer.uid("42").gr_id(click.gr_id())),
///         Err(why) => println!("{why}"),
///     }
///     "welcome"
/// }
/// ```
impl<S: Send + Sync> OptionalFromRequestParts<S> for Click {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(extract(&parts.headers).ok())
    }
}

/// For a handler that takes a `Result<Click, ClickError>`, and wants to know why there is no click.
///
/// A handler that takes a plain `Click` responds with 500 to every visitor without one. That is the
/// handler's mistake, not the visitor's, and so it is logged at ERROR.
impl<S: Send + Sync> FromRequestParts<S> for Click {
    type Rejection = ClickError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ClickError> {
        extract(&parts.headers)
    }
}

/// A 500: the handler asked for a click that most visitors do not have.
impl IntoResponse for ClickError {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "a handler takes `Click`; it should take `Option<Click>`");
        (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response()
    }
}

fn extract(headers: &HeaderMap) -> Result<Click, ClickError> {
    let click = Click::from_headers(headers);
    match click {
        Ok(_) | Err(ClickError::Missing | ClickError::Empty) => {}
        Err(error) => tracing::warn!(%error, "the click of a visitor cannot be read"),
    }
    click
}
