use hyper::{HeaderMap, header::AUTHORIZATION};

/// Whether the request carries the token; any will do, unless one is set.
pub(crate) fn allows(headers: &HeaderMap, token: Option<&str>) -> bool {
    bearer(headers).is_some_and(|given| token.is_none_or(|token| token == given))
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
