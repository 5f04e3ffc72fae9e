//! Who comes next: what was just enqueued, or the backlog.

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
    /// Nothing before then.
    Wait(Millis),
    Nothing,
}

/// So many places in a row go to fresh entries while there is a backlog.
const FRESH_IN_A_ROW: i64 = 3;

/// For how long an entry is fresh. The vendor wants a report within half a minute; what was enqueued
/// longer ago than this has missed it in any case, and takes its turn with the backlog.
pub(crate) fn fresh_for(pace: Pace) -> Millis {
    (5 * MINUTE).max(4 * pace.interval())
}

/// What is taken next, of what there is. Without a backlog, fresh entries go out at once; with one,
/// requests are spread evenly, so that a fresh entry soon finds a place.
pub(crate) fn turn(account: &Account, pace: Pace, there: &[Class], now: Millis) -> Turn {
    let (fresh, backlog) = (there.contains(&Class::Fresh), there.contains(&Class::Backlog));
    if backlog {
        let next = account.last_place + pace.interval();
        // A last request in the future is a clock that was set back.
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
