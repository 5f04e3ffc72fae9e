//! `reditus track`

use std::error::Error;

use reditus::{Client, Conversion, Referrer};
use reditus_sandbox::Sandbox;

use crate::{
    args::{Global, Track},
    click,
    exit::Exit,
    report,
    settings::Settings,
};

pub(crate) async fn run(args: Track, global: &Global) -> Exit {
    let json = global.json;
    let conversion = match conversion(&args) {
        Ok(conversion) => conversion,
        Err(why) => return report::could_not_start(why, json),
    };
    // The sandbox stops when it is dropped, so it is kept until the answer is here.
    let (client, _sandbox) = match client(&args, global).await {
        Ok(client) => client,
        Err(error) => return report::could_not_start(&*error, json),
    };
    report::result(client.track(conversion).await, json)
}

async fn client(
    args: &Track,
    global: &Global,
) -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    if args.sandbox {
        let sandbox = Sandbox::start().await?;
        let client = Client::builder("sandbox").base_url(sandbox.base_url()).build()?;
        return Ok((client, Some(sandbox)));
    }
    let builder = Settings::read(global)
        .and_then(|settings| settings.client())
        .map_err(|why| format!("{why}; add --sandbox to try without the service"))?;
    Ok((builder.build()?, None))
}

/// clap has seen to it that there is one referrer, and an identity of the customer.
fn conversion(args: &Track) -> Result<Conversion, String> {
    let conversion = match (&args.email, &args.uid) {
        (Some(email), Some(uid)) => referrer(args)?.email(email).uid(uid),
        (Some(email), None) => referrer(args)?.email(email),
        (None, Some(uid)) => referrer(args)?.uid(uid),
        (None, None) => return Err("name the customer, with --email or --uid".to_owned()),
    };
    Ok(match &args.gr_id {
        Some(gr_id) => conversion.gr_id(gr_id),
        None => conversion,
    })
}

fn referrer(args: &Track) -> Result<Referrer, String> {
    match (&args.affiliate, &args.advocate, &args.cookie) {
        (Some(slug), None, None) => Ok(Conversion::affiliate(slug)),
        (None, Some(slug), None) => Ok(Conversion::advocate(slug)),
        (None, None, Some(cookie)) => {
            let click = click::read(cookie).map_err(|error| format!("--cookie: {error}"))?;
            Conversion::from_click(&click).map_err(|why| format!("--cookie: {why}"))
        }
        _ => Err("name who referred, with --affiliate, --advocate or --cookie".to_owned()),
    }
}
