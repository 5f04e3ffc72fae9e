//! The result of one conversion, for a person or for a program.

use std::{
    io::{self, Write},
    time::Duration,
};

use reditus::{Error, Outcome, Referral, Remedy, Timestamp};
use serde_json::{Value, json};

use crate::{exit::Exit, reader::Reader};

/// Prints the result of a conversion: on standard output, or on standard error if it failed and a
/// person reads it.
pub(super) fn print(result: Result<Outcome, Error>, reader: Reader) -> Exit {
    let printed = match (&result, reader) {
        (_, Reader::Program) => writeln!(io::stdout(), "{:#}", object(&result)),
        (Ok(outcome), Reader::Person) => outcome_text(outcome, &mut io::stdout()),
        (Err(error), Reader::Person) => error_text(error, &mut io::stderr()),
    };
    exit(&result).after(printed, Exit::RunAgain)
}

fn exit(result: &Result<Outcome, Error>) -> Exit {
    let Err(error) = result else { return Exit::Done };
    if error.may_have_been_recorded() {
        return Exit::RunAgain;
    }
    match error.remedy() {
        Remedy::TryLater { .. } => Exit::Later,
        Remedy::FixConversion | Remedy::FixSetup if error.attempts() == 0 => Exit::CouldNotStart,
        Remedy::FixConversion | Remedy::FixSetup => Exit::Not,
    }
}

fn outcome_text(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    match outcome {
        Outcome::Recorded(referral) => {
            writeln!(out, "recorded: the service has recorded the conversion")?;
            referral_text(referral, out)
        }
        Outcome::AlreadyRecorded(duplicate) => writeln!(out, "already recorded: {duplicate}"),
    }
}

fn referral_text(referral: &Referral, out: &mut impl Write) -> io::Result<()> {
    let state = referral.state();
    let texts = [
        ("referral", referral.id()),
        ("email", referral.email()),
        ("uid", referral.uid()),
        ("state", state.as_ref().map(|state| state.as_str())),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            writeln!(out, "  {name:<9} {}", value.escape_debug())?;
        }
    }
    if let Some(created_at) = referral.created_at().map(Timestamp::unix_seconds) {
        writeln!(out, "  {:<9} {created_at} (unix seconds)", "created")?;
    }
    Ok(())
}

fn error_text(error: &Error, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "error: {error}")?;
    if let Some(message) = error.message() {
        writeln!(out, "  the service said: {}", message.escape_debug())?;
    }
    if let Some(request_id) = error.request_id() {
        writeln!(out, "  request id: {}", request_id.escape_debug())?;
    }
    if let Some(wait) = error.retry_after() {
        writeln!(out, "  wait before the next request: {} s", seconds(wait))?;
    }
    Ok(())
}

/// Rounded up: a little earlier is too early.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn object(result: &Result<Outcome, Error>) -> Value {
    match result {
        Ok(Outcome::Recorded(referral)) => json!({ "outcome": "recorded", "referral": referral }),
        Ok(Outcome::AlreadyRecorded(duplicate)) => {
            json!({ "outcome": "already_recorded", "duplicate": duplicate.as_str() })
        }
        Err(error) => json!({
            "outcome": "error",
            "kind": error.kind().as_str(),
            "error": error.to_string(),
            "remedy": error.remedy().as_str(),
            "may_have_been_recorded": error.may_have_been_recorded(),
            "attempts": error.attempts(),
            "status": error.status(),
            "message": error.message(),
            "request_id": error.request_id(),
            "retry_after_seconds": error.retry_after().map(seconds),
        }),
    }
}
