//! `reditus --version`

use reditus::Client;

/// Names the documents that the client was generated from.
pub(crate) fn long() -> String {
    let specs = Client::specs().map(|(name, version)| format!("{name} {version}"));
    let specs: Vec<_> = specs.collect();
    format!("{}\nspecs: {}", env!("CARGO_PKG_VERSION"), specs.join(", "))
}
