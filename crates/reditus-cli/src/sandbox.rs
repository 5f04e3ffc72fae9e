//! `reditus sandbox`

use std::io::{self, Write};

use reditus_sandbox::Sandbox;

use crate::{args, exit::Exit, report};

pub(crate) async fn run(args: args::Sandbox) -> Exit {
    let builder = Sandbox::builder().addr(args.addr);
    let builder = match args.token {
        Some(token) => builder.token(token),
        None => builder,
    };
    let sandbox = match builder.start().await {
        Ok(sandbox) => sandbox,
        Err(error) => return report::could_not_start(error, false),
    };
    let base_url = sandbox.base_url();
    // Whoever started this may not read it: the sandbox serves all the same.
    let _ = writeln!(
        io::stdout(),
        "{base_url}\nthe ledger is at {base_url}/__sandbox/ledger; interrupt to stop"
    );
    if let Err(error) = tokio::signal::ctrl_c().await {
        return report::could_not_start(error, false);
    }
    let _ = writeln!(io::stdout(), "recorded: {}", sandbox.ledger().len());
    sandbox.shutdown().await;
    Exit::Done
}
