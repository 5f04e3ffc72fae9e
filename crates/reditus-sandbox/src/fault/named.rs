//! The faults that have names: on the page, on the command line and in the README's table.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, UNIX_EPOCH},
};

use super::{Break, Changes, End, Fault, RetryAfter};

struct Named {
    name: &'static str,
    fault: fn() -> Fault,
}

const SECOND: Duration = Duration::from_secs(1);
const MIB: u64 = 1 << 20;

const NAMED: [Named; 36] = [
    Named { name: "refuse", fault: Fault::refuse },
    Named { name: "hang", fault: Fault::hang },
    Named { name: "reset", fault: Fault::reset },
    Named { name: "close", fault: Fault::close },
    Named { name: "garbage", fault: Fault::garbage },
    Named { name: "hang-recorded", fault: || Fault::hang().recorded(true) },
    Named { name: "reset-recorded", fault: || Fault::reset().recorded(true) },
    Named { name: "close-recorded", fault: || Fault::close().recorded(true) },
    Named { name: "garbage-recorded", fault: || Fault::garbage().recorded(true) },
    Named { name: "500-recorded", fault: || Fault::response(500).recorded(true) },
    Named { name: "delay", fault: || Fault::delay(2 * SECOND) },
    Named { name: "slow-recording", fault: || Fault::slow_recording(2 * SECOND) },
    Named { name: "drip", fault: || Fault::drip(SECOND / 100) },
    Named { name: "headers-only", fault: Fault::headers_only },
    Named { name: "truncated", fault: Fault::truncated },
    Named { name: "endless", fault: Fault::endless },
    Named { name: "content-length", fault: || Fault::content_length(5) },
    Named { name: "content-type", fault: || Fault::content_type("text/html") },
    Named { name: "large-body", fault: || Fault::large_body(64 * MIB) },
    Named { name: "gzip-bomb", fault: || Fault::gzip_bomb(512 * MIB) },
    Named { name: "deprecated", fault: deprecated },
    Named { name: "rate-limited", fault: || Fault::rate_limited(RetryAfter::Seconds(5)) },
    Named { name: "rate-limited-empty", fault: || Fault::rate_limited(RetryAfter::Empty) },
    Named { name: "503-empty", fault: || Fault::response(503).retry_after(RetryAfter::Empty) },
    Named { name: "redirect", fault: || Fault::redirect(307, "http://127.0.0.1:9/elsewhere") },
    Named { name: "accepted", fault: Fault::accepted },
    Named { name: "error-envelope", fault: Fault::error_envelope },
    Named { name: "edge-400", fault: || Fault::edge_page(400) },
    Named { name: "edge-404", fault: || Fault::edge_page(404) },
    Named { name: "edge-413", fault: || Fault::edge_page(413) },
    Named { name: "edge-502", fault: || Fault::edge_page(502) },
    Named { name: "edge-503", fault: || Fault::edge_page(503) },
    Named { name: "edge-dns-error", fault: Fault::edge_dns_error },
    Named { name: "edge-dns-problem", fault: Fault::edge_dns_problem },
    Named { name: "false-success", fault: Fault::false_success },
    Named { name: "false-duplicate", fault: Fault::false_duplicate },
];

impl Fault {
    /// The names of the usual faults, each of which [parses](FromStr) as the fault it names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|named| named.name)
    }
}

/// Parses a [name](Fault::names) or a status such as `503`, which is [`Fault::response`].
///
/// # Errors
///
/// If it is neither. The error lists the names.
impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        if let Some(named) = NAMED.iter().find(|named| named.name == text) {
            return Ok((named.fault)());
        }
        match text.parse() {
            Ok(status @ 200..=599) => Ok(Self::response(status)),
            _ => Err(UnknownFault),
        }
    }
}

/// The fault's name, or its kind and status where it has none.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMED.iter().find(|named| (named.fault)() == *self) {
            Some(named) => f.write_str(named.name),
            None => self.describe(f),
        }
    }
}

impl Fault {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.end {
            End::Broken(how) => f.write_str(match how {
                Break::Refuse => "refuse",
                Break::Hang => "hang",
                Break::Reset => "reset",
                Break::Close => "close",
                Break::Garbage => "garbage",
            })?,
            End::Response(Changes { status: Some(status), .. }) => write!(f, "{status}")?,
            End::Response(_) if *self == Self::healthy() => return f.write_str("healthy"),
            End::Response(_) => f.write_str("changed response")?,
        }
        if self.is_recorded() { f.write_str(", recorded") } else { Ok(()) }
    }
}

/// Not the name of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFault;

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a status from 200 to 599, or one of ")?;
        for (index, name) in Fault::names().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{name}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFault {}

fn deprecated() -> Fault {
    // The dates are of no consequence: long past, and far ahead.
    let (since, sunset) = (UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(4_102_444_800));
    Fault::deprecated(since, sunset, "https://example.com/v2")
}
