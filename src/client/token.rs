//! The bearer token, which never prints itself.

use std::fmt;

use reqwest::header::HeaderValue;

use crate::error::Error;

/// An API token of Reditus, from *App Settings*.
///
/// It has no `Display`, and its `Debug` shows nothing of it. Whether it can be sent at all is
/// checked once, by [`ClientBuilder::build`](crate::ClientBuilder::build).
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The `Authorization` header, marked as sensitive so that no layer below prints it either.
    pub(super) fn authorization(&self) -> Result<HeaderValue, Error> {
        if self.0.is_empty() {
            return Err(Error::configuration("the API token is empty"));
        }
        if !self.0.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "the API token has a space, a line break or another character that a header \
                 cannot carry",
            ));
        }
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.0))
            .map_err(|_| Error::configuration("the API token cannot be sent in a header"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_never_prints_itself() {
        let token = Token::from("s3cr3t");
        assert_eq!(format!("{token:?}"), "Token([redacted])");
        assert_eq!(format!("{:?}", token.authorization().unwrap()), "Sensitive");
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused_without_showing_it() {
        for bad in ["", " ", "s3cr3t\n", "s3 cr3t", "s3cr3t\u{e9}", "s3cr3t\r\nx: y"] {
            let error = Token::from(bad).authorization().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3"), "{bad:?}");
        }
    }
}
