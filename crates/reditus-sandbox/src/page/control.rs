//! What the page's buttons do.

use std::fmt;

use hyper::{Method, Request, StatusCode, body::Incoming, header::CONTENT_TYPE};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Refused, state::PageSettings};
use crate::{
    backend::Backend,
    fault::Fault,
    service::{self, Response},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    fault: String,
    strikes: Strikes,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Strikes {
    Next,
    Every,
}

pub(super) async fn respond(backend: &Backend, path: &str, request: Request<Incoming>) -> Response {
    let done = match (request.method(), path) {
        (&Method::POST, "/__sandbox/faults") => add_fault(backend, request).await,
        (&Method::DELETE, "/__sandbox/faults") => {
            backend.faults.clear();
            Ok(())
        }
        (&Method::PUT, "/__sandbox/settings") => change_settings(backend, request).await,
        (&Method::DELETE, "/__sandbox/records") => {
            backend.service.reset();
            Ok(())
        }
        (_, "/__sandbox/faults") => return Response::method_not_allowed("POST, DELETE"),
        (_, "/__sandbox/settings") => return Response::method_not_allowed("PUT"),
        _ => return Response::method_not_allowed("DELETE"),
    };
    backend.service.records.announce();
    match done {
        Ok(()) => Response::no_content(),
        Err(refused) => refused.into(),
    }
}

async fn add_fault(backend: &Backend, request: Request<Incoming>) -> Result<(), Refused> {
    let Chosen { fault, strikes } = json(request).await?;
    let fault: Fault = fault.parse().map_err(|unknown| refused(&unknown))?;
    if fault == Fault::refuse() {
        return Err(refused(&"refuse strikes connections, and would lock this page out, too"));
    }
    match strikes {
        Strikes::Next => backend.faults.script([fault]),
        Strikes::Every => backend.faults.always(fault),
    }
    Ok(())
}

async fn change_settings(backend: &Backend, request: Request<Incoming>) -> Result<(), Refused> {
    let settings: PageSettings = json(request).await?;
    backend.service.change_settings(settings.into());
    Ok(())
}

/// The content type is required because no other site's form can send it.
async fn json<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Refused> {
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|t| t == "application/json");
    if !is_json {
        let text = "The content type must be application/json";
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    let body = service::read(request.into_body()).await;
    let body = body.map_err(|_| refused(&"the body is too large or incomplete"))?;
    serde_json::from_slice(&body).map_err(|error| refused(&error))
}

fn refused(why: &dyn fmt::Display) -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, why.to_string())
}
