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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reditus::{Client, Conversion, RetryPolicy, Timeouts};
    use reditus_sandbox::{Fault, Sandbox};

    use super::{Request, Response, Whom, of_error};

    const LATER: Response = Response::TryLater { after: None, asked: Whom::This };
    const ALL_LATER: Response = Response::TryLater { after: None, asked: Whom::Everybody };

    #[tokio::test]
    async fn a_failure_says_whom_it_is_about_and_whether_a_request_was_sent() {
        let sandbox = Sandbox::start().await.unwrap();
        let client = |total| {
            let client = Client::builder("token").base_url(sandbox.base_url());
            let client = client.retry(RetryPolicy::none());
            client.timeouts(Timeouts::default().total(total)).build().unwrap()
        };
        let minute = Duration::from_secs(60);
        let conversion = || Conversion::affiliate("john").uid("42");
        for (fault, expected) in [
            (Fault::response(429), ALL_LATER),
            (Fault::response(503), ALL_LATER),
            (Fault::response(500), LATER),
            (Fault::close(), LATER),
            (Fault::response(400), Response::FixConversion { documented: true }),
            (Fault::response(422), Response::FixConversion { documented: false }),
            (Fault::response(401), Response::FixSetup),
        ] {
            sandbox.faults().script([fault.clone()]);
            let error = client(minute).track(conversion()).await.unwrap_err();
            let (attempt, request) = of_error(&error);
            assert_eq!((attempt.response, request), (expected, Request::Sent), "{fault:?}");
        }
        let no_time = client(Duration::ZERO).track(conversion()).await.unwrap_err();
        assert_eq!(of_error(&no_time).1, Request::NotSent);
        let client = client(minute);
        sandbox.shutdown().await;
        // An earlier attempt may have been recorded: this one was not sent in any case.
        let no_connection = client.track(conversion().possibly_recorded()).await.unwrap_err();
        assert_eq!(of_error(&no_connection).1, Request::NotSent);
    }
}
