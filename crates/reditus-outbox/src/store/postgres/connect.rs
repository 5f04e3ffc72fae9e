//! Connections, with TLS where the URL asks for it.

use std::{future::poll_fn, str::FromStr, sync::Arc, time::Duration};

use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, crypto::aws_lc_rs};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::problem::problem;
use crate::{
    error::{Error, ErrorKind, Result},
    postgres::CHANNEL,
};

pub(super) fn config(url: &str) -> Result<Config> {
    // The parser's message may quote the password.
    let unreadable = |_| {
        Error::new(
            ErrorKind::Configuration,
            "expected a URL such as `postgres://user:password@host/database` for the outbox; \
             `sslmode` can be `disable`, `prefer` or `require`; TLS always verifies the certificate \
             and the host, so use `require` for `verify-full`",
        )
    };
    let mut config = Config::from_str(url).map_err(unreadable)?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_application_name().is_none() {
        config.application_name("reditus-outbox");
    }
    // Notice a server that disappears without closing the connection.
    config.keepalives_idle(Duration::from_secs(30));
    config.tcp_user_timeout(Duration::from_secs(15));
    Ok(config)
}

/// Connects. For as long as the connection lasts, `committed` is notified of new entries.
pub(super) async fn connect(config: &Config, committed: Option<Arc<Notify>>) -> Result<Client> {
    let (client, mut connection) = config.connect(tls()?).await.map_err(problem)?;
    let listener = committed.clone();
    tokio::spawn(async move {
        while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
            match (message, &listener) {
                (Ok(AsyncMessage::Notification(_)), Some(committed)) => committed.notify_one(),
                (Ok(_), _) => {}
                // The next statement fails with the same error.
                (Err(_), _) => return,
            }
        }
    });
    if let Some(committed) = committed {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await.map_err(problem)?;
        // Entries enqueued before `LISTEN` were not announced.
        committed.notify_one();
    }
    Ok(client)
}

/// Verifies certificates whatever the `sslmode`. On a system without a trust store none is trusted,
/// and a server without TLS can still be used.
fn tls() -> Result<MakeRustlsConnect> {
    let config = match builder()?.with_platform_verifier() {
        Ok(config) => config,
        Err(error) => {
            tracing::debug!(%error, "no certificate is trusted: the trust store cannot be read");
            builder()?.with_root_certificates(RootCertStore::empty())
        }
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>> {
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::new(ErrorKind::Configuration, "TLS cannot be set up"))
}
