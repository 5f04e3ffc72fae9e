//! `reditus track --capture FILE`: one response of the service, without what identifies anybody.
//!
//! The library tells what a response means, not what it looks like. So the capture sends one request
//! of its own, without retries, before the conversion is tracked.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use reditus::{
    Conversion,
    reqwest::{self, Response, Url, header::HeaderMap},
};
use serde_json::{Map, Value, json};

use crate::{
    anonymous::{REMOVED, anonymous},
    http,
    settings::Secret,
};

/// Headers whose values say how the service works, and nothing about anybody.
const SHOWN_HEADERS: [&str; 12] = [
    "allow",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "deprecation",
    "retry-after",
    "server",
    "sunset",
    "transfer-encoding",
    "vary",
    "www-authenticate",
];
const SHOWN_PREFIXES: [&str; 2] = ["ratelimit", "x-ratelimit"];

/// The documented responses have a few hundred bytes.
const MAX_BYTES: usize = 64 * 1024;

/// A new file, readable by its owner only.
pub(super) struct Capture {
    path: PathBuf,
    file: File,
}

impl Capture {
    /// Creates the file before anything is sent.
    pub(super) fn create(path: &Path) -> Result<Self, CaptureError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file }),
            Err(cause) => Err(CaptureError::File { path: path.to_owned(), cause }),
        }
    }

    /// Sends the conversion once, and writes what came back.
    pub(super) async fn send(
        mut self,
        base_url: &str,
        token: &Secret,
        conversion: &Conversion,
    ) -> Result<(), CaptureError> {
        let url = format!("{}/v2/tracking/conversion", base_url.trim_end_matches('/'));
        let url: Url = url.parse().map_err(|_| CaptureError::BaseUrl)?;
        let request = http::client(&url)?.post(url).bearer_auth(token.expose()).json(conversion);
        let object = capture(request.send().await?, conversion).await?;
        writeln!(self.file, "{object:#}")
            .map_err(|cause| CaptureError::File { path: self.path, cause })
    }
}

async fn capture(mut response: Response, conversion: &Conversion) -> reqwest::Result<Value> {
    let status = response.status().as_u16();
    let headers = headers(response.headers());
    let mut body = Vec::new();
    while body.len() <= MAX_BYTES
        && let Some(chunk) = response.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(json!({
        "captured_by": concat!("reditus-cli ", env!("CARGO_PKG_VERSION")),
        "request": request(conversion),
        "status": status,
        "headers": headers,
        "body": match serde_json::from_slice(&body) {
            Ok(json) => shape(&json, conversion),
            Err(_) => json!({ "not JSON, bytes": body.len() }),
        },
    }))
}

/// Which fields were sent, and the form of the click: a whole cookie has 9 fields or more.
fn request(conversion: &Conversion) -> Value {
    let fields = conversion.fields();
    json!({
        "referrer": format!("{:?}", fields.referrer),
        "email": fields.email.is_some(),
        "uid": fields.uid.is_some(),
        "fields in gr_id": fields.gr_id.map(|gr_id| gr_id.split(':').count()),
    })
}

fn headers(headers: &HeaderMap) -> Value {
    let shown = |name: &str| {
        SHOWN_HEADERS.contains(&name)
            || SHOWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    let headers: Map<_, _> = headers
        .iter()
        .map(|(name, value)| {
            let value = value.to_str().ok().filter(|_| shown(name.as_str()));
            (name.to_string(), value.unwrap_or(REMOVED).into())
        })
        .collect();
    headers.into()
}

/// Keys and types; of values only the text of an `error`, without identities.
fn shape(json: &Value, conversion: &Conversion) -> Value {
    match json {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(items) => items.iter().map(|item| shape(item, conversion)).collect(),
        Value::Object(fields) => {
            let fields: Map<_, _> = fields
                .iter()
                .map(|(key, value)| {
                    let shape = match (key.as_str(), value) {
                        ("error", Value::String(text)) => anonymous(text, conversion).into(),
                        _ => shape(value, conversion),
                    };
                    (anonymous(key, conversion), shape)
                })
                .collect();
            fields.into()
        }
    }
}

/// Why there is no capture.
#[derive(Debug)]
pub(crate) enum CaptureError {
    File { path: PathBuf, cause: io::Error },
    BaseUrl,
    Request(reqwest::Error),
}

impl From<reqwest::Error> for CaptureError {
    fn from(error: reqwest::Error) -> Self {
        // The URL is not ours to show.
        Self::Request(error.without_url())
    }
}

impl std::error::Error for CaptureError {}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, cause } if cause.kind() == io::ErrorKind::AlreadyExists => {
                write!(f, "{}: the file exists; use --capture to name a new one", path.display())
            }
            Self::File { path, cause } => write!(f, "{}: {cause}", path.display()),
            Self::BaseUrl => f.write_str("the base URL cannot be parsed"),
            Self::Request(error) => write!(f, "no response to capture: {error}"),
        }
    }
}
