//! A client's settings, from the environment.

use std::{env, ffi::OsString};

use super::{Client, ClientBuilder, Token};
use crate::error::Error;

/// The vendor's pages say both "token" and "key".
const TOKEN: &str = "REDITUS_API_TOKEN";
const KEY: &str = "REDITUS_API_KEY";
const BASE_URL: &str = "REDITUS_BASE_URL";
pub(super) const ALLOW_PLAIN_HTTP: &str = "REDITUS_ALLOW_PLAIN_HTTP";

impl ClientBuilder {
    /// Reads the settings from environment variables; an empty one counts as unset.
    ///
    /// | variable | |
    /// |---|---|
    /// | `REDITUS_API_TOKEN` or `REDITUS_API_KEY` | the API token; required |
    /// | `REDITUS_BASE_URL` | as [`base_url`](Self::base_url) |
    /// | `REDITUS_ALLOW_PLAIN_HTTP` | the one host that may be reached by plain `http`, such as `sandbox` in a Docker Compose file |
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if there is no token, if the
    /// two variables for it differ, or if a variable is not valid UTF-8.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| env::var_os(name))
    }

    fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let read = |name: &str| match variable(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok((!value.is_empty()).then_some(value)),
            Some(Err(_)) => Err(Error::configuration(format!("{name} is not valid UTF-8"))),
        };
        let token = match (read(TOKEN)?, read(KEY)?) {
            (Some(token), Some(key)) if token != key => {
                return Err(Error::configuration(format!(
                    "{TOKEN} and {KEY} differ; set one of them"
                )));
            }
            (None, None) => {
                return Err(Error::configuration(format!(
                    "no API token: set {TOKEN} (or {KEY}) to the token from App Settings"
                )));
            }
            (token, key) => token.or(key).unwrap_or_default(),
        };
        let mut builder = Self::new(Token::from(token));
        if let Some(base_url) = read(BASE_URL)? {
            builder = builder.base_url(base_url);
        }
        if let Some(host) = read(ALLOW_PLAIN_HTTP)? {
            builder = builder.allow_plain_http_to(host);
        }
        Ok(builder)
    }
}

impl Client {
    /// A client with the settings of the environment: see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::ClientBuilder;

    /// Builds a client from these variables alone; gives the error, if there is one.
    fn error(variables: &[(&str, &str)]) -> Option<String> {
        let variable = |name: &str| {
            let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
            Some(OsString::from(value))
        };
        let built = ClientBuilder::from_variables(variable).and_then(ClientBuilder::build);
        built.err().map(|error| error.to_string())
    }

    const TOKEN: (&str, &str) = ("REDITUS_API_TOKEN", "s3cr3t");
    const KEY: (&str, &str) = ("REDITUS_API_KEY", "s3cr3t");
    const SANDBOX: (&str, &str) = ("REDITUS_BASE_URL", "http://sandbox:8080");

    #[test]
    fn valid_settings_are_read() {
        let good: [&[_]; 6] = [
            &[TOKEN, ("REDITUS_BASE_URL", "http://127.0.0.1:1")],
            &[KEY, ("REDITUS_BASE_URL", "http://127.0.0.1:1")],
            &[TOKEN, KEY, ("REDITUS_BASE_URL", "http://127.0.0.1:1")],
            &[TOKEN, ("REDITUS_API_KEY", ""), ("REDITUS_BASE_URL", "http://[::1]")],
            &[TOKEN, SANDBOX, ("REDITUS_ALLOW_PLAIN_HTTP", "sandbox")],
            &[TOKEN, SANDBOX, ("REDITUS_ALLOW_PLAIN_HTTP", "Sandbox")],
        ];
        for variables in good {
            assert_eq!(error(variables), None, "{variables:?}");
        }
    }

    #[test]
    fn invalid_settings_are_refused_without_being_shown() {
        let bad: [(&[_], &str); 6] = [
            (&[], "set REDITUS_API_TOKEN (or REDITUS_API_KEY)"),
            (&[("REDITUS_API_TOKEN", "")], "set REDITUS_API_TOKEN (or REDITUS_API_KEY)"),
            (&[TOKEN, ("REDITUS_API_KEY", "s3cr3t2")], "differ; set one of them"),
            (&[TOKEN, SANDBOX], "REDITUS_ALLOW_PLAIN_HTTP"),
            (&[TOKEN, SANDBOX, ("REDITUS_ALLOW_PLAIN_HTTP", "true")], "allow_plain_http"),
            (&[TOKEN, SANDBOX, ("REDITUS_ALLOW_PLAIN_HTTP", "box")], "plain http"),
        ];
        for (variables, why) in bad {
            let error = error(variables).unwrap();
            assert!(error.contains(why), "{variables:?}: {error}");
            assert!(!error.contains("s3cr3t"), "{variables:?}: {error}");
        }
    }
}
