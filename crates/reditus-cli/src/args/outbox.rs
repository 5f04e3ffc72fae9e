use std::time::Duration;

use clap::{ArgGroup, Args as Group, Subcommand, ValueEnum};

use super::rate::{Rate, duration};
use crate::exit;

/// Which outbox, and which part of it.
#[derive(Group)]
#[command(next_help_heading = "Outbox options")]
pub(crate) struct At {
    /// The outbox: the path of a SQLite database, sqlite:PATH or postgres://…; a URL with a password
    /// should be in REDITUS_OUTBOX, because the list of processes shows arguments
    #[arg(long, global = true, value_name = "FILE|URL")]
    pub(crate) outbox: Option<String>,

    /// The account of the outbox, if it serves several
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) account: Option<String>,

    /// Create the outbox's tables if they are missing, bring old ones up to date, and create a
    /// missing SQLite database
    #[arg(long, global = true)]
    pub(crate) migrate: bool,
}

/// Deliver an outbox, and look after it.
///
/// An outbox is a table in your own database. Conversions are written to it in the transaction of
/// the signup, or by `reditus track --outbox`, and a worker reports them.
#[derive(Group)]
#[command(arg_required_else_help = true, subcommand_required = true)]
#[command(after_help = exit::help(exit::OUTBOX))]
pub(crate) struct Outbox {
    #[command(subcommand)]
    pub(crate) command: OutboxCommand,

    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Subcommand)]
pub(crate) enum OutboxCommand {
    Schema(Schema),
    Run(Run),
    /// Show how many conversions wait, how old the oldest is, and whether anything is paused
    Status,
    List(List),
    /// List the conversions that were given up
    Dead(Page),
    Retry(Retry),
    /// Stop every worker of the account from sending, until `resume`
    Pause,
    /// End any pause, even one that the service caused
    Resume,
    Forget(Forget),
}

/// Print the SQL that creates the outbox's tables, for your own migrations.
#[derive(Group)]
#[command(group = ArgGroup::new("database").required(true))]
pub(crate) struct Schema {
    /// For PostgreSQL
    #[arg(long, group = "database")]
    pub(crate) postgres: bool,

    /// For SQLite
    #[arg(long, group = "database")]
    pub(crate) sqlite: bool,

    /// Only what changes tables of this version
    #[arg(long, value_name = "VERSION", default_value = "0", hide_default_value = true)]
    #[arg(value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) from: i64,
}

/// How a worker delivers.
#[derive(Group)]
pub(crate) struct Delivery {
    /// The rate limit, such as 100/5m, or `off`. Use the same for every worker of the account
    #[arg(long, value_name = "REQUESTS/TIME")]
    pub(crate) rate: Option<Rate>,

    /// Poll for new conversions once a second instead of being notified. Needed for PostgreSQL behind
    /// PgBouncer in transaction mode, where LISTEN does not work
    #[arg(long)]
    pub(crate) no_listen: bool,
}

/// Deliver conversions until interrupted.
///
/// Any number of these can run, on any number of machines: together they keep to one rate. The first
/// signal stops after the requests in flight, the second one at once.
#[derive(Group)]
#[command(after_help = exit::help(exit::OUTBOX_RUN))]
pub(crate) struct Run {
    /// Stop when nothing waits; conversions that the service refused may be left
    #[arg(long)]
    pub(crate) until_empty: bool,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    /// The most requests in flight at once
    #[arg(long, value_name = "NUMBER", default_value = "8")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) concurrency: u16,

    /// How long a worker keeps a conversion to itself: what a killed worker was sending is sent
    /// again after this time. A request may take up to two thirds of it
    #[arg(long, value_name = "TIME", default_value = "90s", value_parser = duration)]
    pub(crate) lease: Duration,
}

/// List conversions, the oldest first.
#[derive(Group)]
pub(crate) struct List {
    /// Only those in this state
    #[arg(long, value_enum)]
    pub(crate) state: Option<StateName>,

    #[command(flatten)]
    pub(crate) page: Page,
}

/// Which part of a list is shown.
#[derive(Group)]
pub(crate) struct Page {
    /// Only those after the one with this number: the next page
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    pub(crate) after: i64,

    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value = "100")]
    pub(crate) limit: u32,

    /// Show who referred and who the customer is
    #[arg(long)]
    pub(crate) customers: bool,
}

/// Where a conversion is on its way.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum StateName {
    Waiting,
    Delivering,
    Refused,
    Dead,
    Sent,
}

/// Retry conversions that were refused or given up.
#[derive(Group)]
#[command(group = ArgGroup::new("which").required(true))]
pub(crate) struct Retry {
    /// Their numbers, from `reditus outbox list`
    #[arg(value_name = "NUMBER", group = "which")]
    pub(crate) numbers: Vec<i64>,

    /// All that were given up
    #[arg(long, group = "which")]
    pub(crate) dead: bool,

    /// All that the service refused and that are to be tried again later
    #[arg(long, group = "which")]
    pub(crate) refused: bool,
}

/// Delete everything about a customer: conversions that wait or were given up, and the keys of sent
/// ones.
#[derive(Group)]
pub(crate) struct Forget {
    /// The customer's e-mail address, or your own id of the customer
    #[arg(value_name = "EMAIL|UID")]
    pub(crate) customer: String,
}
