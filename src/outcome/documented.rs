//! The responses as the documents declare them.

use serde_json::{Value, json};

use super::Referral;
use crate::generated::{
    tracking_v1::types as v1,
    tracking_v2::types::{
        TrackingV2Response, TrackingV2ResponseData, TrackingV2ResponseDataAttributes,
    },
};

/// The documented body of a success.
pub(crate) trait Documented {
    /// The error envelope, if it is one after all. The documents do not declare these two fields:
    /// the overlays add them, so that the generated types keep them.
    fn error(&self) -> Option<Value>;

    fn into_referral(self) -> Referral;
}

impl Documented for TrackingV2Response {
    fn error(&self) -> Option<Value> {
        envelope(self.error.as_ref(), self.errors.as_ref())
    }

    fn into_referral(self) -> Referral {
        let data: TrackingV2ResponseData = self.data.unwrap_or_default();
        let attributes: TrackingV2ResponseDataAttributes = data.attributes.unwrap_or_default();
        Referral {
            id: data.id,
            type_name: data.type_,
            email: attributes.email,
            uid: attributes.uid,
            state: attributes.state,
            state_set_at: attributes.state_set_at,
            created_at: attributes.created_at,
            updated_at: attributes.updated_at,
        }
    }
}

impl Documented for v1::TrackingV1Response {
    fn error(&self) -> Option<Value> {
        envelope(self.error.as_ref(), self.errors.as_ref())
    }

    fn into_referral(self) -> Referral {
        let data: v1::TrackingV1ResponseData = self.data.unwrap_or_default();
        let attributes: v1::TrackingV1ResponseDataAttributes = data.attributes.unwrap_or_default();
        Referral {
            id: data.id,
            type_name: data.type_,
            email: attributes.email,
            uid: None,
            state: attributes.state,
            state_set_at: attributes.state_set_at,
            created_at: attributes.created_at,
            updated_at: attributes.updated_at,
        }
    }
}

fn envelope(error: Option<&Value>, errors: Option<&Value>) -> Option<Value> {
    error.or(errors).map(|_| json!({ "error": error, "errors": errors }))
}
