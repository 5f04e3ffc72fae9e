//! What fails for every row: the setup.

use reditus::{Error, ErrorKind, Remedy};

/// Why every row would fail like this one, if so. `reached`: the service has accepted or refused
/// some row before.
pub(super) fn hopeless(error: &Error, reached: bool) -> Option<String> {
    if error.remedy() != Remedy::FixSetup {
        return None;
    }
    match (error.kind(), error.status()) {
        (ErrorKind::Configuration, _) | (ErrorKind::Unauthorized, Some(401)) => {}
        // The setup was right a moment ago, so this will pass, or is about this row.
        _ if reached => return None,
        _ => {}
    }
    Some(error.to_string())
}
