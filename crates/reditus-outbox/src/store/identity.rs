//! What is left of a customer once their conversion is sent.

use super::Row;
use crate::entry::customer;

impl Row {
    /// Deletes the body, and keeps of the identities only what they can be forgotten by.
    pub(crate) fn drop_customer_data(&mut self) {
        self.body = None;
        for identity in [&mut self.email, &mut self.uid].into_iter().flatten() {
            if !identity.starts_with(customer::DIGEST) {
                *identity = customer::digest(identity);
            }
        }
    }
}
