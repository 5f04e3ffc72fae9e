//! The arguments.

mod import;
mod outbox;
mod rate;
mod relay;

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgGroup, Args as Group, Parser, Subcommand};
use clap_complete::Shell;
use reditus_sandbox::Fault;

pub(crate) use import::{Field, Format, Import, Mapping, OnConflict};
pub(crate) use outbox::{At, Delivery, Outbox, OutboxCommand, Page, Retry, Run, Schema, StateName};
pub(crate) use rate::{Rate, RateError};
pub(crate) use relay::Relay;

use crate::{exit, reader::Reader};

/// Report conversions to Reditus.
#[derive(Parser)]
#[command(name = "reditus", version, arg_required_else_help = true, max_term_width = 100)]
#[command(long_version = crate::version::long(), propagate_version = true)]
#[command(after_help = "\
Configuration:
  Flags override environment variables, which override the configuration file.
  `reditus doctor` shows what is set, and where it comes from.

  REDITUS_API_TOKEN   the API token, from App Settings; there is no flag for it,
                      because the list of processes would show it
  REDITUS_TOKEN_FILE  a file that contains the token     (--token-file)
  REDITUS_BASE_URL    everything before /v2/…            (--base-url)
  REDITUS_RATE        how fast to send                   (--rate)
  REDITUS_OUTBOX      enqueue there instead of sending   (--outbox)
  REDITUS_CONFIG      the configuration file             (--config)")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    #[command(flatten)]
    pub(crate) global: Global,
}

/// The options of every command.
#[derive(Group)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Print one JSON object on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// The configuration file, instead of the one in the platform's usual place
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// A file that contains the API token
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// Where the service is: everything before /v2/…
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
}

impl Global {
    pub(crate) fn reader(&self) -> Reader {
        if self.json { Reader::Program } else { Reader::Person }
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Track(Track),
    Import(Import),
    Outbox(Outbox),
    Relay(Relay),
    Click(Click),
    Doctor(Doctor),
    Sandbox(Sandbox),
    Completions(Completions),
}

/// Report one conversion and print the result.
#[derive(Group)]
#[command(after_help = exit::help(exit::TRACK))]
#[command(
    override_usage = "reditus track [OPTIONS] <--affiliate|--advocate|--cookie> <--email|--uid>"
)]
#[command(group = ArgGroup::new("referrer").required(true).multiple(true))]
#[command(group = ArgGroup::new("customer").required(true).multiple(true))]
pub(crate) struct Track {
    /// The affiliate who referred: the `red` parameter of the link
    #[arg(long, value_name = "SLUG", group = "referrer", conflicts_with = "advocate")]
    pub(crate) affiliate: Option<String>,

    /// The advocate who referred: the `refby` parameter of the link
    #[arg(long, value_name = "SLUG", group = "referrer")]
    pub(crate) advocate: Option<String>,

    /// Take the referrer from the vendor's cookie: its value, or a whole `Cookie` header
    #[arg(long, value_name = "COOKIE", group = "referrer")]
    #[arg(conflicts_with_all = ["affiliate", "advocate"])]
    pub(crate) cookie: Option<String>,

    /// The customer's e-mail address
    #[arg(long, value_name = "ADDRESS", group = "customer")]
    pub(crate) email: Option<String>,

    /// Your own id of the customer
    #[arg(long, value_name = "ID", group = "customer")]
    pub(crate) uid: Option<String>,

    /// The click that converted, sent as it is: the vendor does not say whether this should be the
    /// whole cookie or only its client id
    #[arg(long, value_name = "CLICK")]
    pub(crate) gr_id: Option<String>,

    /// Send one extra request first, and write its status, headers and the shape of its body to a
    /// new file, with everything that identifies anybody removed
    #[arg(long, value_name = "FILE")]
    pub(crate) capture: Option<PathBuf>,

    /// Report to a sandbox started for this command, whatever is configured
    #[arg(long)]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) at: At,
}

/// Decode the cookie of the vendor's script.
///
/// A visitor can write anything into a cookie: nothing in it is proof.
#[derive(Group)]
#[command(after_help = exit::help(exit::CLICK))]
pub(crate) struct Click {
    /// The value of the `_gr_id` cookie, percent-encoded or not, or a whole `Cookie` header
    pub(crate) cookie: String,
}

/// Show what is configured, where it comes from, and what is wrong with it.
///
/// If an outbox is configured, it is opened and read, not changed. One request checks that the host
/// of the base URL responds; it reports no conversion and carries no token. Only a conversion can
/// show whether the service accepts the token.
#[derive(Group)]
#[command(after_help = exit::help(exit::DOCTOR))]
pub(crate) struct Doctor {}

/// Serve a sandbox of the service until interrupted.
///
/// The first line printed is its base URL. Open that in a browser to watch requests arrive, to add
/// faults and to change settings. Each request also prints a line, without the customer's identity.
#[derive(Group)]
#[command(after_help = exit::help(exit::SANDBOX))]
pub(crate) struct Sandbox {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) addr: SocketAddr,

    /// The only token to accept; by default any token is accepted. It is no secret here
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,

    /// An affiliate that exists; can be repeated. By default every slug exists
    #[arg(long, value_name = "SLUG")]
    pub(crate) affiliate: Vec<String>,

    /// An advocate that exists; can be repeated. By default every slug exists
    #[arg(long, value_name = "SLUG")]
    pub(crate) advocate: Vec<String>,

    /// The rate limit, such as 100/5m; requests above it get a 429. By default there is none
    #[arg(long, value_name = "REQUESTS/TIME")]
    pub(crate) rate: Option<Rate>,

    /// A fault for every request: a status such as 503, or a name such as reset-recorded
    #[arg(long, value_name = "FAULT")]
    pub(crate) fault: Option<Fault>,
}

/// Print completions for a shell.
#[derive(Group)]
#[command(after_help = "\
For bash:
  reditus completions bash > ~/.local/share/bash-completion/completions/reditus")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}
