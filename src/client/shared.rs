//! What the clones of a client share.

use crate::{
    delivery::Delivery,
    generated::{tracking_v1, tracking_v2},
    hooks::Hooks,
};

pub(crate) struct Shared {
    pub(crate) v1: tracking_v1::Client,
    pub(crate) v2: tracking_v2::Client,
    pub(crate) delivery: Delivery,
}

impl Shared {
    pub(super) fn new(
        base_url: &str,
        http: reqwest::Client,
        hooks: Hooks,
        delivery: Delivery,
    ) -> Self {
        Self {
            v1: tracking_v1::Client::new_with_client(base_url, http.clone(), hooks.clone()),
            v2: tracking_v2::Client::new_with_client(base_url, http, hooks),
            delivery,
        }
    }
}
