//! `reditus relay`: takes the vendor's requests, stores the conversions, and has a worker report
//! them.

mod app;
mod callers;
mod counts;
mod fields;
mod host;
mod looking;
mod nothing;
mod refusal;
mod requests;
mod server;
mod state;
mod store;

use std::{
    io::{self, Write},
    process,
    sync::Arc,
    time::Duration,
};

use reditus_outbox::Worker;
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};

use self::{app::app, callers::Callers, counts::Counts, state::Relay, store::Store};
use super::outbox::{self, OutboxError};
use crate::{
    args::{self, Global},
    events,
    exit::Exit,
    reader::Reader,
    report,
    settings::Settings,
    signals::Signals,
};

/// How long requests to the service may take once a signal has come: what the default timeouts
/// allow.
const GRACE: Duration = Duration::from_secs(20);

pub(crate) async fn run(args: args::Relay, global: &Global) -> Exit {
    match serve(args, global).await {
        Ok(()) => Exit::Done,
        Err(error) => report::could_not_start(error, global.reader()),
    }
}

async fn serve(args: args::Relay, global: &Global) -> Result<(), OutboxError> {
    let address = outbox::address(&args.at, global)?;
    let settings = Settings::read(global).map_err(OutboxError::Settings)?;
    let callers = settings.relay_tokens().map_err(OutboxError::Settings)?;
    let callers = callers.map_or(Callers::OnThisMachine, |tokens| Callers::with(tokens.expose()));
    let mut signals = Signals::new().map_err(OutboxError::Signals)?;
    events::show();
    let outbox = outbox::open_at(address.clone(), &args.at).await?;
    let worker = if args.deliver {
        // The tables are up to date by now.
        let worker = Worker::at(address.clone());
        Some(outbox::start_worker(worker, &args.at, &args.delivery, &settings).await?)
    } else {
        None
    };
    let listening = |error| OutboxError::Listen { addr: args.addr, error };
    let listener = TcpListener::bind(args.addr).await.map_err(listening)?;
    let addr = listener.local_addr().map_err(listening)?;
    announce(&format!("http://{addr}"), &callers, &args, global);
    let relay = Relay {
        store: Store::start(outbox),
        // One of its own, so that looking never holds up storing.
        looking: outbox::open_at(address.clone(), &args.at).await?,
        turn: Arc::default(),
        counts: Counts::default(),
        delivers: args.deliver,
    };
    let hosts = host::allowed(addr.ip(), &callers);
    let app = app(Arc::new(relay), callers, hosts);
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(server::serve(listener, app, stopping));
    signals.next().await;
    let _ = stop.send(true);
    let ended = async {
        let _ = serving.await;
        if let Some(worker) = worker {
            worker.shutdown(GRACE).await;
        }
    };
    tokio::select! {
        () = ended => Ok(()),
        () = signals.next() => process::exit(Exit::Interrupted as i32),
    }
}

/// The relay serves even if nobody reads this.
fn announce(base_url: &str, callers: &Callers, args: &args::Relay, global: &Global) {
    let whose = match callers {
        Callers::OnThisMachine => {
            "only programs on this machine may call it, since REDITUS_RELAY_TOKEN is not set"
        }
        Callers::WithToken(_) => "callers must send a token from REDITUS_RELAY_TOKEN",
    };
    let delivers = if args.deliver { "" } else { "\nreports nothing: run `reditus outbox run`" };
    let _ = match global.reader() {
        Reader::Program => {
            let token = matches!(callers, Callers::WithToken(_));
            let object = json!({ "base_url": base_url, "token": token, "deliver": args.deliver });
            writeln!(io::stdout(), "{object}")
        }
        Reader::Person => {
            writeln!(io::stdout(), "{base_url}\n{whose}; Ctrl-C stops it{delivers}")
        }
    };
}
