//! `reditus sandbox`

use std::io::{self, Write};

use reditus_sandbox::Sandbox;
use serde_json::json;

use crate::{
    args::{self, Global},
    exit::Exit,
    report,
};

pub(crate) async fn run(args: args::Sandbox, global: &Global) -> Exit {
    let json = global.json;
    let builder = Sandbox::builder().addr(args.addr);
    let builder = match args.token {
        Some(token) => builder.token(token),
        None => builder,
    };
    let sandbox = match builder.start().await {
        Ok(sandbox) => sandbox,
        Err(error) => return report::could_not_start(error, json),
    };
    let base_url = sandbox.base_url();
    let ledger = format!("{base_url}/__sandbox/ledger");
    // Whoever started this may not read it: the sandbox serves all the same.
    let _ = if json {
        writeln!(io::stdout(), "{}", json!({ "base_url": base_url, "ledger": ledger }))
    } else {
        writeln!(io::stdout(), "{base_url}\nthe ledger is at {ledger}; interrupt to stop")
    };
    if let Err(error) = tokio::signal::ctrl_c().await {
        return report::could_not_start(error, json);
    }
    if !json {
        let _ = writeln!(io::stdout(), "recorded: {}", sandbox.ledger().len());
    }
    sandbox.shutdown().await;
    Exit::Done
}
