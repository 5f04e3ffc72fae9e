//! `reditus track`

mod capture;
mod report;

use std::{
    fmt,
    io::{self, Write},
};

use reditus::{ClickError, Client, Conversion, NoReferrer, Referrer};
use reditus_sandbox::Sandbox;

use self::capture::Capture;
use super::{click, outbox};
use crate::{
    args::{Global, Track},
    exit::Exit,
    report::could_not_start,
    settings::{Secret, Settings, SettingsError},
};

pub(crate) async fn run(args: Track, global: &Global) -> Exit {
    let conversion = match conversion(&args) {
        Ok(conversion) => conversion,
        Err(error) => return could_not_start(error, global.reader()),
    };
    if !args.sandbox {
        match outbox::named(&args.at, global) {
            Ok(None) => {}
            Ok(Some(_)) if args.capture.is_some() => {
                return could_not_start(TrackError::NothingToCapture, global.reader());
            }
            Ok(Some(_)) => return outbox::enqueue(&conversion, &args.at, global).await,
            Err(error) => return could_not_start(error, global.reader()),
        }
    }
    let target = match Target::find(&args, global).await {
        Ok(target) => target,
        Err(error) => return could_not_start(error, global.reader()),
    };
    let Some(path) = &args.capture else {
        return report::print(target.client.track(conversion).await, global.reader());
    };
    let capture = match Capture::create(path) {
        Ok(capture) => capture,
        Err(error) => return could_not_start(error, global.reader()),
    };
    if let Err(error) = capture.send(&target.base_url, &target.token, &conversion).await {
        let _ = writeln!(io::stderr(), "warning: {error}");
    }
    let result = target.client.track(conversion.possibly_recorded()).await;
    report::print(result, global.reader())
}

/// Where the conversion goes.
struct Target {
    client: Client,
    base_url: String,
    token: Secret,
    /// It stops when it is dropped: keep it until the response is here.
    _sandbox: Option<Sandbox>,
}

impl Target {
    async fn find(args: &Track, global: &Global) -> Result<Self, TrackError> {
        let (base_url, token, sandbox) = if args.sandbox {
            let sandbox = Sandbox::start().await.map_err(TrackError::Sandbox)?;
            (sandbox.base_url(), Secret::from("sandbox"), Some(sandbox))
        } else {
            let settings = Settings::read(global).map_err(TrackError::Settings)?;
            let token = settings.required_token().map_err(TrackError::Settings)?;
            let found = settings.base_url().map_err(TrackError::Settings)?;
            let base_url = found.map(|found| found.value);
            (base_url.unwrap_or_else(|| Client::DEFAULT_BASE_URL.to_owned()), token, None)
        };
        let builder = Client::builder(token.to_token()).base_url(&base_url);
        let client = builder.build().map_err(TrackError::Client)?;
        Ok(Self { client, base_url, token, _sandbox: sandbox })
    }
}

/// clap has made sure that there are a referrer and an identity of the customer.
fn conversion(args: &Track) -> Result<Conversion, TrackError> {
    let conversion = match (&args.email, &args.uid) {
        (Some(email), Some(uid)) => referrer(args)?.email(email).uid(uid),
        (Some(email), None) => referrer(args)?.email(email),
        (None, Some(uid)) => referrer(args)?.uid(uid),
        (None, None) => return Err(TrackError::NoCustomer),
    };
    Ok(match &args.gr_id {
        Some(gr_id) => conversion.gr_id(gr_id),
        None => conversion,
    })
}

fn referrer(args: &Track) -> Result<Referrer, TrackError> {
    match (&args.affiliate, &args.advocate, &args.cookie) {
        (Some(slug), None, None) => Ok(Conversion::affiliate(slug)),
        (None, Some(slug), None) => Ok(Conversion::advocate(slug)),
        (None, None, Some(cookie)) => {
            let click = click::read(cookie).map_err(TrackError::Cookie)?;
            Conversion::from_click(&click).map_err(TrackError::Click)
        }
        _ => Err(TrackError::NoReferrer),
    }
}

/// Why nothing was sent.
enum TrackError {
    NoReferrer,
    NoCustomer,
    NothingToCapture,
    Cookie(ClickError),
    Click(NoReferrer),
    Settings(SettingsError),
    Client(reditus::Error),
    Sandbox(reditus_sandbox::Error),
}

impl fmt::Display for TrackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReferrer => f.write_str("no referrer; use --affiliate, --advocate or --cookie"),
            Self::NoCustomer => f.write_str("no customer; use --email or --uid"),
            Self::NothingToCapture => f.write_str(
                "--capture needs a response, but an outbox is configured, so nothing would be sent \
                 now; leave out --outbox, REDITUS_OUTBOX and the `outbox` of the configuration file",
            ),
            Self::Cookie(error) => write!(f, "--cookie: {error}"),
            Self::Click(error) => write!(f, "--cookie: {error}"),
            Self::Settings(error) => {
                write!(f, "{error}; add --sandbox to try without the service")
            }
            Self::Client(error) => error.fmt(f),
            Self::Sandbox(error) => write!(f, "the sandbox cannot start: {error}"),
        }
    }
}
