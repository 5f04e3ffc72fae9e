//! The events of the worker and of the client, on standard error.

use std::io;

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Shows events from now on. None of them names a customer.
pub(crate) fn show() {
    let ours = Targets::new().with_target("reditus", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    // There is no other subscriber.
    let _ = tracing_subscriber::registry().with(lines).with(ours).try_init();
}
