//! What a response says about the ledger.

use super::{Changes, Sender};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Claim {
    Recorded,
    NotRecorded,
    Nothing,
}

impl Changes {
    pub(crate) fn claim(&self) -> Claim {
        match (self.sender, self.claim) {
            (Sender::Edge, _) => Claim::Nothing,
            (Sender::Service, Some(claim)) => claim,
            (Sender::Service, None) => Claim::of(self.status),
        }
    }
}

impl Claim {
    fn of(status: Option<u16>) -> Self {
        match status {
            Some(202 | 408) => Self::Nothing,
            None | Some(200..=299 | 409) => Self::Recorded,
            Some(300..=499) => Self::NotRecorded,
            Some(_) => Self::Nothing,
        }
    }
}
