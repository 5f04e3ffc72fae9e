//! The arguments.

use std::net::SocketAddr;

use clap::{ArgGroup, Args as Group, Parser, Subcommand};

/// Report conversions to Reditus.
#[derive(Parser)]
#[command(name = "reditus", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Track(Track),
    Sandbox(Sandbox),
}

/// Report one conversion, and say what became of it.
///
/// The API token is read from the environment variable REDITUS_API_TOKEN, never from an argument:
/// it would show in the list of processes.
#[derive(Group)]
#[command(after_help = "\
Exit codes:
  0  the service has counted the conversion, now or before
  1  the conversion was not recorded
  2  nothing was tried: the arguments or the configuration are wrong
  3  the conversion may have been recorded: run the same command again to know")]
#[command(group = ArgGroup::new("referrer").required(true))]
#[command(group = ArgGroup::new("customer").required(true).multiple(true))]
pub(crate) struct Track {
    /// The affiliate who referred: the `red` parameter of the link
    #[arg(long, value_name = "SLUG", group = "referrer")]
    pub(crate) affiliate: Option<String>,

    /// The advocate who referred: the `refby` parameter of the link
    #[arg(long, value_name = "SLUG", group = "referrer")]
    pub(crate) advocate: Option<String>,

    /// The customer's e-mail address
    #[arg(long, value_name = "ADDRESS", group = "customer")]
    pub(crate) email: Option<String>,

    /// Your own id of the customer
    #[arg(long, value_name = "ID", group = "customer")]
    pub(crate) uid: Option<String>,

    /// The click that converted: the cookie of the vendor's script
    #[arg(long, value_name = "CLICK")]
    pub(crate) gr_id: Option<String>,

    /// Where the service is: everything before /v2/…
    #[arg(long, value_name = "URL", env = "REDITUS_BASE_URL", hide_env_values = true)]
    pub(crate) base_url: Option<String>,

    /// Track to a sandbox started for this command, whatever the base URL
    #[arg(long)]
    pub(crate) sandbox: bool,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Serve a sandbox of the service until interrupted.
///
/// Its base URL is printed on the first line. What it has recorded is at /__sandbox/ledger.
#[derive(Group)]
pub(crate) struct Sandbox {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) addr: SocketAddr,

    /// The one token to accept, which is no secret here; without it every token will do
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
}
