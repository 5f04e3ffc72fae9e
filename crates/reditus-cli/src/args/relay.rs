use std::net::SocketAddr;

use clap::{ArgAction, Args as Group};

use super::outbox::{At, Delivery};
use crate::exit;

/// Take conversions over HTTP from programs in any language, store them, and report them.
///
/// Callers send the vendor's requests here instead of to the service. The relay stores a conversion
/// in the outbox, synced to disk, before it responds with 202; a worker reports it. GET
/// /openapi.json describes every request.
#[derive(Group)]
#[command(after_help = help())]
pub(crate) struct Relay {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) addr: SocketAddr,

    /// Report from this process. With --deliver=false, `reditus outbox run` has to run elsewhere, and
    /// --rate and --no-listen have no effect here
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    #[arg(default_value_t = true, default_missing_value = "true")]
    #[arg(num_args = 0..=1, require_equals = true, hide_possible_values = true)]
    pub(crate) deliver: bool,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    #[command(flatten)]
    pub(crate) at: At,
}

fn help() -> String {
    format!(
        "\
Callers:
  REDITUS_RELAY_TOKEN  what callers send after `Authorization: Bearer`:
                       one token, or several with commas between them.
                       Without it, only programs on this machine may call

{}",
        exit::help(exit::RELAY)
    )
}
