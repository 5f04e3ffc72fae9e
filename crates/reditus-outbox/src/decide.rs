//! What an attempt's result means for the entry and for its account.
//!
//! Nothing here reads a clock, draws a random number or knows a database. That lets the worker, the
//! model check and the state diagram share this code.

mod delay;
mod fresh;
mod pace;
mod pause;

pub(crate) use self::{
    delay::{HOUR, MINUTE},
    fresh::{Class, Turn, fresh_for, turn},
    pace::Pace,
};

use crate::store::{Account, Millis, Pause, Row, SentAs, State};

/// What one attempt showed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Attempt {
    pub(crate) response: Response,
    /// The attempt may have been recorded: nothing rules it out.
    pub(crate) possibly_recorded: bool,
    pub(crate) reason: Option<String>,
}

/// What the service said, classified by what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Response {
    Sent(SentAs),
    TryLater {
        /// What the service asked for.
        after: Option<Millis>,
        asked: Whom,
    },
    FixConversion {
        /// It was the documented 400, which shows that the setup is right.
        documented: bool,
    },
    FixSetup,
}

/// Whom the service asked to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Whom {
    This,
    /// A 429 or 503: the whole account.
    Everybody,
}

/// Whether the attempt was made to find out if a pause can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    Delivery,
    Probe,
}

/// What the attempt changed about the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Paused(Pause),
    Resumed(Pause),
}

/// An entry is dead after this many refusals.
const REFUSALS: usize = 5;

/// An entry is given up once the delays between its attempts add up to this.
const GIVE_UP: Millis = 30 * 24 * HOUR;

/// Settles an attempt: updates the entry and its account. `luck` is a random number in 0..1, for
/// the jitter.
pub(crate) fn settle(
    row: &mut Row,
    account: &mut Account,
    attempt: &Attempt,
    purpose: Purpose,
    now: Millis,
    luck: f64,
) -> Option<Change> {
    row.possibly_recorded |= attempt.possibly_recorded;
    row.reason = attempt.reason.clone();
    match attempt.response {
        Response::Sent(sent) => {
            row.end(State::Sent, now);
            row.outcome = Some(sent);
            row.drop_customer_data();
            account.streak += 1;
            account.refused = 0;
            let ends = |pause| matches!(pause, Pause::Setup | Pause::Refusals);
            pause::end(account, purpose, ends)
        }
        Response::TryLater { after, asked } => {
            let after = after.map(|wait| wait.min(delay::LONGEST_WAIT));
            if let (Whom::Everybody, Some(wait)) = (asked, after) {
                account.wait_until = account.wait_until.max(now + wait);
            }
            pause::go_on(account, purpose, now);
            if row.tried_for >= GIVE_UP {
                row.end(State::Dead, now);
                return None;
            }
            let wait = delay::try_later(row.tried_for, luck).max(after.unwrap_or(0));
            row.tried_for += wait;
            row.wait(State::Waiting, now + wait);
            None
        }
        Response::FixConversion { documented } => {
            row.refusals += 1;
            match usize::try_from(row.refusals).ok().filter(|&refusals| refusals < REFUSALS) {
                Some(refusals) => row.wait(State::Refused, now + delay::refused(refusals)),
                None => row.end(State::Dead, now),
            }
            if row.streak != account.streak {
                row.streak = account.streak;
                account.refused += 1;
            }
            let ended = match documented {
                true => pause::end(account, purpose, |pause| pause == Pause::Setup),
                false => None,
            };
            if ended.is_none() {
                pause::go_on(account, purpose, now);
            }
            pause::after_refusal(account, row.reason.clone(), now).or(ended)
        }
        Response::FixSetup => {
            pause::go_on(account, purpose, now);
            if account.pause.is_some() {
                row.wait(State::Waiting, now + account.probe_wait.max(delay::FIRST_PROBE));
                return None;
            }
            row.lone_failures += 1;
            if row.lone_failures > 1 {
                row.wait(State::Waiting, now + delay::alone(row.lone_failures, luck));
                return None;
            }
            row.wait(State::Waiting, now + delay::FIRST_PROBE);
            Some(pause::begin(account, Pause::Setup, row.reason.clone(), now))
        }
    }
}

/// An entry whose body cannot be read, or could never be sent.
pub(crate) fn unreadable(row: &mut Row, now: Millis) {
    row.reason = Some("unreadable".to_owned());
    row.end(State::Dead, now);
}

/// The lease ended before the attempt was settled, so its result is unknown.
pub(crate) fn lease_ended(row: &mut Row) {
    row.state = State::Waiting;
    row.possibly_recorded = true;
    row.reason = Some("lease_ended".to_owned());
}

/// Makes a refused or dead entry due again, with its refusals and delays reset.
pub(crate) fn retry(row: &mut Row, now: Millis) {
    row.wait(State::Waiting, now);
    row.refusals = 0;
    row.tried_for = 0;
    row.settled_at = None;
}

impl Row {
    fn wait(&mut self, state: State, due_at: Millis) {
        (self.state, self.due_at, self.behind) = (state, Some(due_at), None);
    }

    fn end(&mut self, state: State, now: Millis) {
        (self.state, self.due_at, self.behind) = (state, None, None);
        self.settled_at = Some(now);
    }
}
