use hyper::{HeaderMap, header::AUTHORIZATION};

/// Whether the request carries the expected token, or any token if none is expected.
pub(super) fn allows(headers: &HeaderMap, expected: Option<&str>) -> bool {
    bearer(headers).is_some_and(|token| expected.is_none_or(|expected| expected == token))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let one_word = !token.is_empty() && !token.contains(char::is_whitespace);
    (scheme.eq_ignore_ascii_case("bearer") && one_word).then_some(token)
}
