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

/// A minute at first. Each later delay is the sum of all earlier ones and a minute, which roughly
/// doubles it, up to four hours. Half of each delay is jitter.
pub(super) fn try_later(tried_for: Millis, luck: f64) -> Millis {
    jitter((tried_for + MINUTE).min(LONGEST), luck)
}

/// For an entry that fails as with a wrong setup although others succeed.
pub(super) fn alone(failures: i64, luck: f64) -> Millis {
    let doubled = u32::try_from(failures).unwrap_or(u32::MAX).min(10);
    jitter((MINUTE << doubled).min(LONGEST), luck)
}

/// A missing slug is added, or a programme resumed, within days or never.
pub(super) fn refused(times: usize) -> Millis {
    [1, 6, 24, 72].get(times - 1).map_or(72 * HOUR, |hours| hours * HOUR)
}

fn jitter(wait: Millis, luck: f64) -> Millis {
    let half = wait / 2;
    // At most two hours in milliseconds: exact in an `f64`, and it fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let drawn = (half as f64 * luck) as Millis;
    wait - half + drawn.clamp(0, half)
}
