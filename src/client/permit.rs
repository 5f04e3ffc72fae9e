//! A place under the rate limit, reserved.

use std::fmt;

use super::Client;
use crate::{conversion::Conversion, error::Error, outcome::Outcome};

/// A place under the rate limit for the first request of one call, from [`Client::reserve`]. Dropped
/// unused, it gives the place back. While it is held, nobody else can use the place.
#[must_use = "dropped, a permit gives its place back"]
pub struct Permit {
    client: Client,
    used: bool,
}

impl Permit {
    pub(super) fn new(client: Client) -> Self {
        Self { client, used: false }
    }

    /// As [`Client::track`], but the first request is sent at once.
    ///
    /// # Errors
    ///
    /// As for [`Client::track`].
    pub async fn track(mut self, conversion: Conversion) -> Result<Outcome, Error> {
        self.used = true;
        let place = self.client.shared.delivery.pacer.reserved();
        self.client.deliver(conversion, Some(place)).await
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.used {
            self.client.shared.delivery.pacer.reserved().was_not_sent();
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}
