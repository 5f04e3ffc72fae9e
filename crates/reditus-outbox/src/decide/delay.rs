//! How long to wait.

use crate::store::Millis;

pub(crate) const SECOND: Millis = 1000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const HOUR: Millis = 60 * MINUTE;

/// The most that one response can make anybody wait.
pub(super) const LONGEST_WAIT: Millis = 15 * MINUTE;

pub(super) const FIRST_PROBE: Millis = MINUTE;
pub(super) const LAST_PROBE: Millis = 15 * MINUTE;

const LONGEST: Millis = 4 * HOUR;

/// A minute at first; then as long as all waits before together, so that they about double, up to
/// four hours. Half of it is left to chance.
pub(super) fn try_later(tried_for: Millis, luck: f64) -> Millis {
    jitter((tried_for + MINUTE).min(LONGEST), luck)
}

/// An entry that alone meets what looks like a wrong setup.
pub(super) fn alone(failures: i64, luck: f64) -> Millis {
    let doubled = u32::try_from(failures).unwrap_or(u32::MAX).min(10);
    jitter((MINUTE << doubled).min(LONGEST), luck)
}

/// A slug appears or a programme resumes within days, or never.
pub(super) fn refused(times: usize) -> Millis {
    [1, 6, 24, 72].get(times - 1).map_or(72 * HOUR, |hours| hours * HOUR)
}

fn jitter(wait: Millis, luck: f64) -> Millis {
    let half = wait / 2;
    // No more than an hour or so: exact in any float, and it fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let drawn = (half as f64 * luck) as Millis;
    wait - half + drawn.clamp(0, half)
}
