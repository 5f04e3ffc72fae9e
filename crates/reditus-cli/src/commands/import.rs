//! `reditus import`

mod check;
mod customer;
mod enqueue;
mod error;
mod file;
mod job;
mod ledger;
mod place;
mod plan;
mod progress;
mod results;
mod send;
mod stderr;
mod stop;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    sync::Arc,
};

use reditus::{Client, reqwest::Url};

use self::{
    check::{Checked, Show, check},
    error::ImportError,
    file::Input,
    job::Job,
    ledger::{Account, Completeness, Ledger, OtherToken},
    place::Place,
    plan::{Plan, Rejected},
    progress::Verbosity,
    stop::{Stopper, stop_on_signals},
};
use super::outbox;
use crate::{
    args::{Global, Import, OnConflict, Rate},
    exit::Exit,
    reader::Reader,
    report,
    settings::{Settings, SettingsError},
};

pub(crate) async fn run(args: Import, global: &Global) -> Exit {
    match import(&args, global).await {
        Ok(exit) => exit,
        Err(error) => report::could_not_start(error, global.reader()),
    }
}

async fn import(args: &Import, global: &Global) -> Result<Exit, ImportError> {
    let input = Input::open(args)?;
    if args.check {
        return only_check(args, &input, global.reader());
    }
    let settings = Settings::read(global)?;
    if outbox::named(&args.at, global)?.is_some() {
        return enqueue(args, &input, global).await;
    }
    let rate = settings.rate(args.rate)?.map(|rate| rate.value).unwrap_or_default();
    let client =
        settings.client()?.rate_limit(rate.limit()).build().map_err(ImportError::Client)?;
    let checked = check_to_send(args, &input)?;
    let place = Place::of(args, &input)?;
    let account = Account { base_url: base_url(&settings)?, token: settings.required_token()? };
    let other_token = if args.same_account { OtherToken::Accept } else { OtherToken::Refuse };
    let ledger = Ledger::open(&place.ledger, &account, other_token)?;
    if ledger.completeness() == Completeness::JustLost {
        warn(&format!(
            "{}: a part of it is missing (the file …-wal next to it was lost or damaged), so the \
             last results of earlier runs are not known; rows without one that the service \
             already has are reported as `possibly_ours`",
            ledger.path().display()
        ));
    }
    let stopper = Arc::new(Stopper::new());
    stop_on_signals(&stopper).map_err(ImportError::Signals)?;
    let job = Job {
        input: &input,
        checked: &checked,
        place: &place,
        client,
        plan: plan(args, rate),
        verbosity: if args.quiet { Verbosity::Quiet } else { Verbosity::Normal },
    };
    let summary = job.run(ledger, &stopper).await?;
    // Whatever becomes of the summary, the ledger has it: the same command prints it again.
    Ok(summary.exit().after(summary.print(global.reader()), Exit::RunAgain))
}

/// Enqueues the rows: a worker of the outbox reports them.
async fn enqueue(args: &Import, input: &Input, global: &Global) -> Result<Exit, ImportError> {
    let outbox = outbox::open(&args.at, global).await?;
    let checked = check_to_send(args, input)?;
    let place = Place::of(args, input)?;
    let stopper = Arc::new(Stopper::new());
    stop_on_signals(&stopper).map_err(ImportError::Signals)?;
    let summary = enqueue::enqueue(input, &checked, &place, &outbox, &stopper).await?;
    Ok(summary.exit().after(summary.print(global.reader()), Exit::RunAgain))
}

/// Checks the file, and refuses what the arguments do not allow.
fn check_to_send(args: &Import, input: &Input) -> Result<Checked, ImportError> {
    let checked = check(input, args.on_conflict, Show::First)?;
    if checked.invalid > 0 && !args.skip_invalid {
        return Err(ImportError::InvalidRows { path: input.path().to_owned(), checked });
    }
    if !checked.conflicts.is_empty() {
        resolve_conflicts(args.on_conflict, input, &checked)?;
    }
    Ok(checked)
}

fn only_check(args: &Import, input: &Input, reader: Reader) -> Result<Exit, ImportError> {
    let show = match reader {
        Reader::Person => Show::All,
        Reader::Program => Show::None,
    };
    let checked = check(input, args.on_conflict, show)?;
    let refused = args.on_conflict == OnConflict::Refuse && !checked.conflicts.is_empty();
    let exit = if checked.invalid == 0 && !refused { Exit::Done } else { Exit::Not };
    Ok(exit.after(checked.print(input, reader), Exit::Not))
}

fn resolve_conflicts(
    on_conflict: OnConflict,
    input: &Input,
    checked: &Checked,
) -> Result<(), ImportError> {
    let (path, what) = (input.path().display(), checked.conflicts_text());
    let how = match on_conflict {
        OnConflict::Refuse => {
            return Err(ImportError::Conflicts { path: input.path().to_owned(), what });
        }
        OnConflict::First => "the first row of each is sent first",
        OnConflict::Last => "only the referrer of the last row of each is sent",
    };
    warn(&format!("{path}: {what}; {how} (--check lists them, --on-conflict changes it)"));
    Ok(())
}

fn warn(text: &str) {
    let _ = writeln!(io::stderr(), "warning: {text}");
}

fn plan(args: &Import, rate: Rate) -> Plan {
    Plan {
        rate,
        concurrency: args.concurrency,
        give_up: args.give_up,
        tries: args.tries,
        most_refused_alike: args.refused_alike.limit(),
        rejected: if args.retry_rejects { Rejected::Retry } else { Rejected::Keep },
    }
}

/// The service that the rows go to, in the form that the ledger keeps.
fn base_url(settings: &Settings<'_>) -> Result<String, SettingsError> {
    let found = settings.base_url()?.map(|found| found.value);
    let base_url = found.as_deref().unwrap_or(Client::DEFAULT_BASE_URL);
    // It parses: the client was built with it.
    let parsed = Url::parse(base_url);
    let base_url = parsed.as_ref().map_or(base_url, |url| url.as_str());
    Ok(base_url.trim_end_matches('/').to_owned())
}
