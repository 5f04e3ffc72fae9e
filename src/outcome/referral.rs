//! What the service returns.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{State, Timestamp};

/// The referral that the service keeps for a conversion.
///
/// The vendor's documents require none of its fields, so each may be absent. Unknown fields are
/// ignored; unknown states and types are kept as text. It can be stored with serde in a
/// self-describing format such as JSON. `Debug` shows the state and the times, and nothing that
/// identifies anybody.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) type_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state_set_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<i64>,
}

impl Referral {
    /// The service's id of the referral: opaque text.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The service's name for what this is (`type` in its documents): opaque text, probably
    /// `referral`.
    pub fn type_name(&self) -> Option<&str> {
        self.type_name.as_deref()
    }

    /// The customer's e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// Your own id of the customer. V1 does not return it.
    pub fn uid(&self) -> Option<&str> {
        self.uid.as_deref()
    }

    /// How far the referral has come.
    pub fn state(&self) -> Option<State> {
        self.state.as_deref().map(State::from)
    }

    /// When the state was last set.
    pub fn state_set_at(&self) -> Option<Timestamp> {
        self.state_set_at.map(Timestamp::from_unix_seconds)
    }

    /// When the referral was created.
    pub fn created_at(&self) -> Option<Timestamp> {
        self.created_at.map(Timestamp::from_unix_seconds)
    }

    /// When the referral was last changed.
    pub fn updated_at(&self) -> Option<Timestamp> {
        self.updated_at.map(Timestamp::from_unix_seconds)
    }

    /// What can still be read of a response that no longer has the documented shape: every field
    /// that is where it was and of the type it was.
    pub(crate) fn salvage(body: &Value) -> Self {
        let text = |pointer| Some(body.pointer(pointer)?.as_str()?.to_owned());
        let time = |pointer| body.pointer(pointer)?.as_i64();
        Self {
            id: text("/data/id"),
            type_name: text("/data/type"),
            email: text("/data/attributes/email"),
            uid: text("/data/attributes/uid"),
            state: text("/data/attributes/state"),
            state_set_at: time("/data/attributes/state_set_at"),
            created_at: time("/data/attributes/created_at"),
            updated_at: time("/data/attributes/updated_at"),
        }
    }
}

impl fmt::Debug for Referral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Referral")
            .field("state", &self.state())
            .field("state_set_at", &self.state_set_at)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}
