//! `reditus sandbox`

use std::io::{self, Write};

use reditus_sandbox::{RateLimit, Sandbox};
use serde_json::json;

use crate::{
    args::{self, Global, Rate},
    exit::Exit,
    reader::Reader,
    report,
};

pub(crate) async fn run(args: args::Sandbox, global: &Global) -> Exit {
    let reader = global.reader();
    let sandbox = match start(args).await {
        Ok(sandbox) => sandbox,
        Err(error) => return report::could_not_start(error, reader),
    };
    announce(&sandbox, reader);
    let interrupted = tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        () = log(&sandbox, reader) => Ok(()),
    };
    if let Err(error) = interrupted {
        return report::could_not_start(error, reader);
    }
    if reader == Reader::Person {
        let _ = writeln!(io::stdout(), "recorded: {}", sandbox.ledger().len());
    }
    sandbox.shutdown().await;
    Exit::Done
}

async fn start(args: args::Sandbox) -> Result<Sandbox, reditus_sandbox::Error> {
    let mut builder = Sandbox::builder().addr(args.addr);
    if let Some(token) = args.token {
        builder = builder.token(token);
    }
    if !args.affiliate.is_empty() {
        builder = builder.affiliates(args.affiliate);
    }
    if !args.advocate.is_empty() {
        builder = builder.advocates(args.advocate);
    }
    if let Some(Rate::Limited { requests, window }) = args.rate {
        builder = builder.rate_limit(RateLimit::new(requests, window));
    }
    let sandbox = builder.start().await?;
    if let Some(fault) = args.fault {
        sandbox.faults().always(fault);
    }
    Ok(sandbox)
}

/// The sandbox serves even if nobody reads this.
fn announce(sandbox: &Sandbox, reader: Reader) {
    let base_url = sandbox.base_url();
    let ledger = format!("{base_url}/__sandbox/ledger");
    let _ = match reader {
        Reader::Program => {
            writeln!(io::stdout(), "{}", json!({ "base_url": base_url, "ledger": ledger }))
        }
        Reader::Person => {
            writeln!(io::stdout(), "{base_url}\nopen it in a browser to watch; Ctrl-C stops it")
        }
    };
}

/// Prints a line per request, which identifies no customer. Never ends.
async fn log(sandbox: &Sandbox, reader: Reader) {
    let mut arrivals = sandbox.arrivals();
    loop {
        let request = arrivals.next().await;
        if reader == Reader::Person {
            let _ = writeln!(io::stdout(), "{request}");
        }
    }
}
