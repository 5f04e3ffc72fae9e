//! `reditus track`

use std::fmt;

use reditus::{ClickError, Client, Conversion, NoReferrer, Referrer};
use reditus_sandbox::Sandbox;

use crate::{
    args::{Global, Track},
    click,
    exit::Exit,
    outbox, report,
    settings::{Settings, SettingsError},
};

pub(crate) async fn run(args: Track, global: &Global) -> Exit {
    let conversion = match conversion(&args) {
        Ok(conversion) => conversion,
        Err(error) => return report::could_not_start(error, global.reader()),
    };
    if !args.sandbox {
        match outbox::named(&args.at, global) {
            Ok(None) => {}
            Ok(Some(_)) => return outbox::enqueue(&conversion, &args.at, global).await,
            Err(error) => return report::could_not_start(error, global.reader()),
        }
    }
    // The sandbox stops when it is dropped: keep it until the response is here.
    let (client, _sandbox) = match client(&args, global).await {
        Ok(client) => client,
        Err(error) => return report::could_not_start(error, global.reader()),
    };
    report::result(client.track(conversion).await, global.reader())
}

async fn client(args: &Track, global: &Global) -> Result<(Client, Option<Sandbox>), TrackError> {
    if args.sandbox {
        let sandbox = Sandbox::start().await.map_err(TrackError::Sandbox)?;
        let builder = Client::builder("sandbox").base_url(sandbox.base_url());
        return Ok((builder.build().map_err(TrackError::Client)?, Some(sandbox)));
    }
    let builder = Settings::read(global).and_then(|settings| settings.client());
    let client = builder.map_err(TrackError::Settings)?.build().map_err(TrackError::Client)?;
    Ok((client, None))
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
