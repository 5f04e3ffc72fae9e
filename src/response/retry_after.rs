//! The wait that a response asks for.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

/// The longest wait that is passed on: one day. Nobody means more, and a caller adds it to a clock.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait that `Retry-After` asks for, in seconds or until a date; of several, the longest. An
/// empty or unreadable value is none, and so is a date in the past.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let waits = headers.get_all(RETRY_AFTER).iter().filter_map(|value| wait(value, headers));
    waits.max().map(|wait| wait.min(LONGEST_WAIT))
}

fn wait(value: &HeaderValue, headers: &HeaderMap) -> Option<Duration> {
    let value = value.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are still a number.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let then = httpdate::parse_http_date(value).ok()?;
    // A date is compared with the server's own, if it sends one: its clock need not be ours.
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    then.duration_since(now.unwrap_or_else(SystemTime::now)).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

    use super::read;

    #[test]
    fn a_wait_is_read_in_every_form_and_a_malformed_one_is_none() {
        let cases: [(&[&str], Option<u64>); 18] = [
            (&["17"], Some(17)),
            (&[" 17 "], Some(17)),
            (&["0"], Some(0)),
            (&["Wed, 21 Oct 2026 07:28:30 GMT"], Some(30)),
            (&["86400"], Some(86_400)),
            (&["86401"], Some(86_400)),
            (&["99999999999999999999999999"], Some(86_400)),
            (&["Wed, 21 Oct 2099 07:28:00 GMT"], Some(86_400)),
            (&["3", "17"], Some(17)),
            (&["", "17"], Some(17)),
            (&["soon", "-1"], None),
            (&[], None),
            (&[""], None),
            (&[" "], None),
            (&["-5"], None),
            (&["1.5"], None),
            (&["in a while"], None),
            (&["Wed, 21 Oct 2026 07:27:59 GMT"], None),
        ];
        for (values, seconds) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_static("Wed, 21 Oct 2026 07:28:00 GMT"));
            for value in values {
                headers.append(RETRY_AFTER, HeaderValue::from_static(value));
            }
            assert_eq!(read(&headers), seconds.map(Duration::from_secs), "{values:?}");
        }
    }
}
