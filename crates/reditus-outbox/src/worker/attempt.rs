//! What a response of the service means to the outbox.

use reditus::{Duplicate, ErrorKind, Outcome, Remedy};

use crate::{
    decide::{Attempt, Response, Whom},
    store::{Millis, SentAs},
    verbs::Request,
};

pub(super) fn of_outcome(outcome: &Outcome) -> (Attempt, Request) {
    let sent = match outcome {
        Outcome::Recorded(_) => SentAs::Recorded,
        Outcome::AlreadyRecorded(Duplicate::Before) => SentAs::RecordedBefore,
        Outcome::AlreadyRecorded(_) => SentAs::PossiblyOurs,
    };
    let response = Response::Sent(sent);
    (Attempt { response, possibly_recorded: false, reason: None }, Request::Sent)
}

pub(super) fn of_error(error: &reditus::Error) -> (Attempt, Request) {
    let response = match error.remedy() {
        Remedy::TryLater { after } => Response::TryLater {
            after: after.map(|wait| Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX / 4)),
            asked: match error.status() {
                Some(429 | 503) => Whom::Everybody,
                _ => Whom::This,
            },
        },
        Remedy::FixConversion => {
            Response::FixConversion { documented: error.kind() == ErrorKind::InvalidReferrer }
        }
        Remedy::FixSetup => Response::FixSetup,
    };
    // For a marked conversion, `may_have_been_recorded` is also true because of an earlier attempt,
    // so the kinds that send nothing are checked first.
    let request = match (error.status(), error.kind()) {
        (None, ErrorKind::Connect | ErrorKind::InvalidRequest | ErrorKind::Configuration) => {
            Request::NotSent
        }
        (None, _) if !error.may_have_been_recorded() => Request::NotSent,
        _ => Request::Sent,
    };
    let reason = Some(match error.status() {
        Some(status) => format!("{} ({status})", error.kind()),
        None => error.kind().to_string(),
    });
    let possibly_recorded = error.may_have_been_recorded();
    (Attempt { response, possibly_recorded, reason }, request)
}

/// The request took longer than the lease allows.
pub(super) fn cut_off() -> (Attempt, Request) {
    let attempt = Attempt {
        response: Response::TryLater { after: None, asked: Whom::This },
        possibly_recorded: true,
        reason: Some("cut_off".to_owned()),
    };
    (attempt, Request::Sent)
}
