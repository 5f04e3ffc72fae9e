//! `reditus import`

mod check;
mod csv_rows;
mod display;
mod fate;
mod input;
mod job;
mod json_rows;
mod key;
mod ledger;
mod number;
mod outage;
mod output;
mod place;
mod progress;
mod record;
mod results;
mod row;
mod scribe;
mod send;
mod signals;
mod speaker;
mod stop;
mod summary;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use reditus::{Client, ClientBuilder, reqwest::Url};

use crate::{
    args::{Global, Import, Rate},
    exit::Exit,
    import::{
        check::{Checked, Tell, check},
        input::Input,
        job::Job,
        ledger::Ledger,
        place::Place,
        row::Broken,
        stop::Stopper,
        summary::Summary,
    },
    report,
    settings::Settings,
};

pub(crate) async fn run(args: Import, global: &Global) -> Exit {
    match import(&args, global).await {
        Ok(exit) => exit,
        Err(why) => report::could_not_start(why, global.json),
    }
}

async fn import(args: &Import, global: &Global) -> Result<Exit, String> {
    let input = Input::open(args)?;
    if args.check {
        let tell = if global.json { Tell::None } else { Tell::All };
        let checked = checked(&input, tell)?;
        checked.print(&input, global.json);
        return Ok(if checked.invalid == 0 { Exit::Done } else { Exit::Not });
    }
    let settings = Settings::read(global)?;
    let rate = settings.rate(args.rate)?.map(|rate| rate.value).unwrap_or_default();
    let client = client(settings.client()?, rate)?;
    let checked = checked(&input, Tell::First)?;
    if checked.invalid > 0 && !args.skip_invalid {
        return Err(format!(
            "{}: {checked}; nothing was sent; correct them, or leave them out with --skip-invalid",
            input.path().display()
        ));
    }
    let place = Place::of(args, &input)?;
    let ledger = Ledger::open(&place.ledger, &base_url(&settings)?)?;

    let stopper = Arc::new(Stopper::new());
    signals::stop(&stopper).map_err(|error| format!("signals cannot be heard: {error}"))?;
    let job = Job {
        input: &input,
        valid: checked.valid,
        place: &place,
        client,
        rate,
        concurrency: args.concurrency,
        give_up: args.give_up,
        retry_rejects: args.retry_rejects,
        quiet: args.quiet,
    };
    let (counts, stop) = job.run(ledger, &stopper).await?;
    let summary = Summary { counts, stop, place: &place };
    // Nobody may be listening any more: the ledger and the exit code stand.
    let _ = summary.print(global.json);
    Ok(summary.exit())
}

fn checked(input: &Input, tell: Tell) -> Result<Checked, String> {
    check(input, tell).map_err(|Broken { line, reason }| {
        let line = line.map(|line| format!("{line}:")).unwrap_or_default();
        format!("{}:{line} {reason}; nothing was sent", input.path().display())
    })
}

fn client(builder: ClientBuilder, rate: Rate) -> Result<Client, String> {
    let name = concat!("reditus-cli/", env!("CARGO_PKG_VERSION"));
    let client = builder.rate_limit(rate.limit()).user_agent(name).build();
    client.map_err(|error| error.to_string())
}

/// Where the rows go, as the ledger knows it.
fn base_url(settings: &Settings<'_>) -> Result<String, String> {
    let found = settings.base_url()?.map(|found| found.value);
    let base_url = found.as_deref().unwrap_or(Client::DEFAULT_BASE_URL);
    // The client has been built with it.
    let base_url = Url::parse(base_url).map_err(|error| format!("the base URL: {error}"))?;
    Ok(base_url.as_str().trim_end_matches('/').to_owned())
}
