//! How far a referral has come.

use std::fmt;

/// How far a referral has come. The vendor's documentation names these states; the set is open.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The visitor clicked a link.
    Clicked,
    /// The visitor became a customer.
    Converted,
    /// The customer has paid.
    Paid,
    /// The customer has left.
    Churned,
    /// The referral was rejected.
    Rejected,
    /// The referral has expired.
    Expired,
    /// A state that this version does not know, as the service wrote it.
    Other(String),
}

impl State {
    /// The state as the service writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Clicked => "clicked",
            Self::Converted => "converted",
            Self::Paid => "paid",
            Self::Churned => "churned",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Other(state) => state,
        }
    }
}

impl From<&str> for State {
    fn from(state: &str) -> Self {
        match state {
            "clicked" => Self::Clicked,
            "converted" => Self::Converted,
            "paid" => Self::Paid,
            "churned" => Self::Churned,
            "rejected" => Self::Rejected,
            "expired" => Self::Expired,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Text of the service may hold anything, so an unknown state is not shown.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if let Self::Other(_) = self { "other" } else { self.as_str() })
    }
}
