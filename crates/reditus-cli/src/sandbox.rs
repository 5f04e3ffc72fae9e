//! `reditus sandbox`

use std::io::{self, Write};

use reditus_sandbox::Sandbox;
use serde_json::json;

use crate::{
    args::{self, Global},
    exit::Exit,
    reader::Reader,
    report,
};

pub(crate) async fn run(args: args::Sandbox, global: &Global) -> Exit {
    let reader = global.reader();
    let builder = Sandbox::builder().addr(args.addr);
    let builder = match args.token {
        Some(token) => builder.token(token),
        None => builder,
    };
    let sandbox = match builder.start().await {
        Ok(sandbox) => sandbox,
        Err(error) => return report::could_not_start(error, reader),
    };
    let base_url = sandbox.base_url();
    let ledger = format!("{base_url}/__sandbox/ledger");
    // The sandbox serves even if nobody reads this.
    let _ = match reader {
        Reader::Program => {
            writeln!(io::stdout(), "{}", json!({ "base_url": base_url, "ledger": ledger }))
        }
        Reader::Person => {
            writeln!(io::stdout(), "{base_url}\nthe ledger is at {ledger}; press Ctrl-C to stop")
        }
    };
    if let Err(error) = tokio::signal::ctrl_c().await {
        return report::could_not_start(error, reader);
    }
    if reader == Reader::Person {
        let _ = writeln!(io::stdout(), "recorded: {}", sandbox.ledger().len());
    }
    sandbox.shutdown().await;
    Exit::Done
}
