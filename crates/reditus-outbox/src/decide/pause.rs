//! When an account pauses, is probed, and resumes.

use super::{Change, Purpose, delay};
use crate::store::{Account, Millis, Pause};

/// After this many different entries refused in a row, the entries are probably not at fault.
const REFUSED_IN_A_ROW: i64 = 20;

pub(super) fn begin(
    account: &mut Account,
    pause: Pause,
    reason: Option<String>,
    now: Millis,
) -> Change {
    account.pause = Some(pause);
    account.paused_at = Some(now);
    account.reason = reason;
    account.probe_wait = delay::FIRST_PROBE;
    account.probe_at = now + delay::FIRST_PROBE;
    Change::Paused(pause)
}

/// Only a probe ends a pause: any other attempt may have begun before the pause did.
pub(super) fn end(
    account: &mut Account,
    purpose: Purpose,
    ends: impl Fn(Pause) -> bool,
) -> Option<Change> {
    let pause = account.pause.filter(|&pause| purpose == Purpose::Probe && ends(pause))?;
    account.resume();
    Some(Change::Resumed(pause))
}

/// After a probe that did not end the pause, the next one comes later.
pub(super) fn go_on(account: &mut Account, purpose: Purpose, now: Millis) {
    if purpose == Purpose::Probe && account.pause.is_some() {
        account.probe_wait = (account.probe_wait * 2).min(delay::LAST_PROBE);
        account.probe_at = now + account.probe_wait;
    }
}

pub(super) fn after_refusal(
    account: &mut Account,
    reason: Option<String>,
    now: Millis,
) -> Option<Change> {
    if account.pause.is_some() || account.refused < REFUSED_IN_A_ROW {
        return None;
    }
    Some(begin(account, Pause::Refusals, reason, now))
}

impl Account {
    /// Ends any pause, and forgets the refusals that led to it.
    pub(crate) fn resume(&mut self) {
        self.pause = None;
        self.paused_at = None;
        self.reason = None;
        self.probe_at = 0;
        self.probe_wait = 0;
        self.streak += 1;
        self.refused = 0;
    }
}
