//! What is kept of a customer once their conversion is sent.

use super::Row;
use crate::entry::customer;

impl Row {
    /// Deletes the body, and replaces the identities with digests, by which they can be forgotten.
    pub(crate) fn drop_customer_data(&mut self) {
        self.body = None;
        for identity in [&mut self.email, &mut self.uid].into_iter().flatten() {
            if !identity.starts_with(customer::DIGEST) {
                *identity = customer::digest(identity);
            }
        }
    }
}
