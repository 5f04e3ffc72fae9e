//! The conversion that an entry holds, of either version of the tracking API.
#![allow(deprecated)]

use std::borrow::Cow;

use reditus::{Client, Conversion, Error, Outcome, v1};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq)]
pub(crate) enum Body {
    V2(Conversion),
    V1(v1::Conversion),
}

/// A conversion of V1 is nested, because its `uid` is the affiliate's: the enqueue statements read
/// the customer from the top level.
#[derive(Serialize, Deserialize)]
pub(super) struct Versioned<'a> {
    pub(super) email: Cow<'a, str>,
    pub(super) v1: Cow<'a, v1::Conversion>,
}

impl Body {
    /// The conversion in a body; `None` if it cannot be read, or could never be sent.
    pub(crate) fn read(body: &str) -> Option<Self> {
        if let Ok(conversion) = serde_json::from_str::<Conversion>(body) {
            let sendable = conversion.invalid_fields().next().is_none();
            return sendable.then_some(Self::V2(conversion));
        }
        let conversion = serde_json::from_str::<Versioned<'_>>(body).ok()?.v1.into_owned();
        let sendable = conversion.invalid_fields().next().is_none();
        sendable.then_some(Self::V1(conversion))
    }

    pub(crate) fn possibly_recorded(self) -> Self {
        match self {
            Self::V2(conversion) => Self::V2(conversion.possibly_recorded()),
            Self::V1(conversion) => Self::V1(conversion.possibly_recorded()),
        }
    }

    pub(crate) async fn track(self, client: &Client) -> Result<Outcome, Error> {
        match self {
            Self::V2(conversion) => client.track(conversion).await,
            Self::V1(conversion) => client.v1().track(conversion).await,
        }
    }
}
