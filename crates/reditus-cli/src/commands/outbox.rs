//! `reditus outbox`

mod address;
mod change;
mod error;
mod list;
mod run;
mod schema;
mod status;
mod worker;

use std::{
    fmt::Display,
    io::{self, Write},
};

use reditus::Conversion;
use reditus_outbox::{Address, Entry, Origin, Outbox, Retry, State};
use serde_json::{Value, json};

pub(crate) use self::{
    address::{address, named, open, open_at},
    error::OutboxError,
    status::object,
    worker::start_worker,
};
use crate::{
    args::{self, At, Global, OutboxCommand},
    exit::Exit,
    reader::Reader,
};

pub(crate) async fn run(args: args::Outbox, global: &Global) -> Exit {
    let args::Outbox { command, at } = args;
    let done = match command {
        OutboxCommand::Schema(args) => schema::print(&args, global),
        OutboxCommand::Run(args) => run::run(&args, &at, global).await,
        OutboxCommand::Status => status::print(&at, global).await,
        OutboxCommand::List(args) => {
            list::print(args.state.map(State::from), &args.page, &at, global).await
        }
        OutboxCommand::Dead(page) => list::print(Some(State::Dead), &page, &at, global).await,
        OutboxCommand::Retry(args) => change::retry(&which(&args), &at, global).await,
        OutboxCommand::Pause => change::pause(&at, global).await,
        OutboxCommand::Resume => change::resume(&at, global).await,
        OutboxCommand::Forget(args) => change::forget(&args.customer, &at, global).await,
    };
    done.unwrap_or_else(|error| error.print(global))
}

/// Enqueues one conversion instead of reporting it.
pub(crate) async fn enqueue(conversion: &Conversion, at: &At, global: &Global) -> Exit {
    let done = async {
        let entry = Entry::new(conversion).map_err(OutboxError::Invalid)?;
        let outbox = open(at, global).await?;
        let new = outbox.enqueue(vec![entry], Origin::Application).await?;
        let is_new = new.first().copied().unwrap_or_default();
        Ok::<_, OutboxError>(match is_new {
            true => {
                let text = "enqueued: a worker of the outbox will report the conversion";
                print(Exit::Done, json!({ "outcome": "enqueued" }), text, global)
            }
            false => {
                let text = "already enqueued: the outbox has the conversion, or has reported it";
                print(Exit::Done, json!({ "outcome": "already_enqueued" }), text, global)
            }
        })
    };
    done.await.unwrap_or_else(|error| error.print(global))
}

/// How the outbox at this address is doing, without its address: that may contain a password.
pub(crate) async fn examine(address: &str) -> Result<String, reditus_outbox::Error> {
    let stats = Outbox::at(Address::parse(address)?).open().await?.stats().await?;
    Ok(format!("opens: {} waiting, {} dead", stats.waiting, stats.dead))
}

/// clap has made sure that one way of naming them was used.
fn which(args: &args::Retry) -> Vec<Retry> {
    match (args.dead, args.refused) {
        (true, _) => vec![Retry::Dead],
        (_, true) => vec![Retry::Refused],
        _ => args.numbers.iter().copied().map(Retry::One).collect(),
    }
}

/// Prints the result: an object for a program, a text for a person.
fn print(exit: Exit, object: Value, text: impl Display, global: &Global) -> Exit {
    let printed = match global.reader() {
        Reader::Program => writeln!(io::stdout(), "{object:#}"),
        Reader::Person => writeln!(io::stdout(), "{text}"),
    };
    exit.after(printed, Exit::RunAgain)
}
