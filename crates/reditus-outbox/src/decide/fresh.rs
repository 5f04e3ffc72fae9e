//! What is sent next: a new entry, or one from the backlog.

use super::{MINUTE, Pace};
use crate::store::{Account, Millis};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Enqueued by the application a short time ago, and never tried.
    Fresh,
    /// Everything else that is due: tried before, imported, or left from an outage.
    Backlog,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Take(Class),
    /// Nothing is sent before this time.
    Wait(Millis),
    Nothing,
}

/// While there is a backlog, at most this many places in a row go to fresh entries.
const FRESH_IN_A_ROW: i64 = 3;

/// For how long an entry is fresh. The vendor wants a report within half a minute: an entry older
/// than this has missed that in any case, and joins the backlog.
pub(crate) fn fresh_for(pace: Pace) -> Millis {
    (5 * MINUTE).max(4 * pace.interval())
}

/// Chooses between the classes that have an entry. Without a backlog, fresh entries go out at once;
/// with one, requests are spread evenly, so that a fresh entry soon finds a place.
pub(crate) fn turn(account: &Account, pace: Pace, there: &[Class], now: Millis) -> Turn {
    let (fresh, backlog) = (there.contains(&Class::Fresh), there.contains(&Class::Backlog));
    if backlog {
        let next = account.last_place + pace.interval();
        // If the last request is in the future, the clock was set back.
        if now < next && account.last_place <= now {
            return Turn::Wait(next);
        }
    }
    match (fresh, backlog) {
        (false, false) => Turn::Nothing,
        (true, true) if account.fresh_in_a_row < FRESH_IN_A_ROW => Turn::Take(Class::Fresh),
        (true, false) => Turn::Take(Class::Fresh),
        (_, true) => Turn::Take(Class::Backlog),
    }
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, Pace, fresh_for};

    #[test]
    fn an_entry_is_fresh_for_five_minutes_or_four_places() {
        for (requests, window, minutes) in [(100, 5, 5), (1, 10, 40)] {
            let pace = Pace { requests: Some(requests), window: window * MINUTE };
            assert_eq!(fresh_for(pace), minutes * MINUTE);
        }
        assert_eq!(fresh_for(Pace { requests: None, window: 0 }), 5 * MINUTE);
    }
}
