//! Whose conversions a ledger is about.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::error::Problem;
use crate::settings::Secret;

/// A service, and the token that stands for an account there.
pub(crate) struct Account {
    pub(crate) base_url: String,
    pub(crate) token: Secret,
}

/// What to do about a ledger that was written with another token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherToken {
    Refuse,
    /// The user says that it is the same account: the token was rotated.
    Accept,
}

impl Account {
    /// Compares the token with the one of earlier runs. The ledger holds a salted digest of it: the
    /// token itself cannot be read from there.
    pub(super) fn check(
        &self,
        connection: &Connection,
        any_settled: bool,
        other: OtherToken,
    ) -> Result<(), Problem> {
        let get = "SELECT salt, account FROM import";
        let (salt, account): (Vec<u8>, Option<Vec<u8>>) =
            connection.query_row(get, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let fingerprint = Sha256::new_with_prefix("reditus account 1\n")
            .chain_update(salt)
            .chain_update(self.token.expose())
            .finalize();
        match (account, other) {
            (Some(account), _) if account == fingerprint[..] => return Ok(()),
            (Some(_), OtherToken::Refuse) if any_settled => return Err(Problem::OtherAccount),
            // With the other token nothing was ever accepted or refused: it was a wrong one.
            (Some(_), OtherToken::Refuse) | (Some(_), OtherToken::Accept) | (None, _) => {}
        }
        connection.execute("UPDATE import SET account = ?1", [&fingerprint[..]])?;
        Ok(())
    }
}
