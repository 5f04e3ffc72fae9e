//! What the calls that are written by hand send and read.

use serde::{Deserialize, Serialize};

pub(crate) const TOKEN: &str = "token";

#[derive(Serialize)]
pub(crate) struct Request<'a> {
    affiliate_slug: &'a str,
    email: &'a str,
    uid: &'a str,
}

pub(crate) const REQUEST: Request<'_> =
    Request { affiliate_slug: "john", email: "jane@example.com", uid: "42" };

#[derive(Deserialize)]
pub(crate) struct Response {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    id: String,
    r#type: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    email: Option<String>,
    uid: Option<String>,
    state: String,
    state_set_at: i64,
    created_at: i64,
    updated_at: i64,
}

/// Everything in the response is at hand, as it is for a caller of `reditus`.
pub(crate) fn used(Response { data: Data { id, r#type, attributes } }: Response) {
    let Attributes { email, uid, state, state_set_at, created_at, updated_at } = attributes;
    std::hint::black_box((id, r#type, email, uid, state, state_set_at, created_at, updated_at));
}
