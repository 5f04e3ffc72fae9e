//! `reditus track`

use std::{env, error::Error};

use reditus::{Client, Conversion};
use reditus_sandbox::Sandbox;

use crate::{args::Track, exit::Exit, report};

pub(crate) async fn run(args: Track) -> Exit {
    // The sandbox stops when it is dropped, so it is kept until the answer is here.
    let (client, _sandbox) = match client(&args).await {
        Ok(client) => client,
        Err(error) => return report::could_not_start(&*error, args.json),
    };
    let json = args.json;
    let Some(conversion) = conversion(args) else {
        return report::could_not_start("name who referred, and the customer", json);
    };
    report::result(client.track(conversion).await, json)
}

async fn client(args: &Track) -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    if args.sandbox {
        let sandbox = Sandbox::start().await?;
        let client = Client::builder("sandbox").base_url(sandbox.base_url()).build()?;
        return Ok((client, Some(sandbox)));
    }
    let token = env::var("REDITUS_API_TOKEN").ok().filter(|token| !token.is_empty()).ok_or(
        "REDITUS_API_TOKEN is not set, or not UTF-8; set it to the token from App Settings, or add --sandbox to \
         try without one",
    )?;
    let builder = Client::builder(token);
    let builder = match args.base_url.as_ref().filter(|url| !url.is_empty()) {
        Some(base_url) => builder.base_url(base_url),
        None => builder,
    };
    Ok((builder.build()?, None))
}

/// clap has seen to it that there is one referrer, and an identity of the customer.
fn conversion(args: Track) -> Option<Conversion> {
    let referrer = match (args.affiliate, args.advocate) {
        (Some(slug), None) => Conversion::affiliate(slug),
        (None, Some(slug)) => Conversion::advocate(slug),
        _ => return None,
    };
    let conversion = match (args.email, args.uid) {
        (Some(email), Some(uid)) => referrer.email(email).uid(uid),
        (Some(email), None) => referrer.email(email),
        (None, Some(uid)) => referrer.uid(uid),
        (None, None) => return None,
    };
    Some(match args.gr_id {
        Some(gr_id) => conversion.gr_id(gr_id),
        None => conversion,
    })
}
