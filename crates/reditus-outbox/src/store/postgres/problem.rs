//! PostgreSQL's errors, without the values that their messages may quote.

use std::{error::Error as _, io};

use rustls::CertificateError;
use tokio_postgres::error::SqlState;

use crate::error::{Error, ErrorKind};

pub(crate) fn problem(error: tokio_postgres::Error) -> Error {
    let Some(state) = error.code() else {
        return Error::new(ErrorKind::Unavailable, no_connection(&error));
    };
    let code = state.code();
    let (kind, what) = match *state {
        SqlState::INVALID_SCHEMA_NAME
        | SqlState::UNDEFINED_TABLE
        | SqlState::UNDEFINED_FUNCTION => {
            (ErrorKind::Schema, "the outbox's tables are missing or changed")
        }
        SqlState::DISK_FULL => (ErrorKind::Full, "no space is left for the PostgreSQL database"),
        SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::LOCK_NOT_AVAILABLE => {
            (ErrorKind::Locked, "another transaction holds the outbox's rows")
        }
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            (ErrorKind::Unavailable, "the PostgreSQL server refuses the user or the password")
        }
        SqlState::INVALID_CATALOG_NAME => {
            (ErrorKind::Unavailable, "the PostgreSQL server does not have the database")
        }
        SqlState::INSUFFICIENT_PRIVILEGE => {
            (ErrorKind::Database, "the user may not use the outbox's tables: grant it")
        }
        // The classes: connection exceptions, insufficient resources, operator intervention.
        _ if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => {
            (ErrorKind::Unavailable, "the PostgreSQL server is not available")
        }
        _ => (ErrorKind::Database, "PostgreSQL refused a statement"),
    };
    Error::new(kind, format!("{what} (SQLSTATE {code})"))
}

/// The cause comes from the socket, TLS or the driver. It may name the host, never the user or the
/// password.
fn no_connection(error: &tokio_postgres::Error) -> String {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let help = match has_unknown_issuer(error) {
        true => {
            "; add the issuer to the system's trust store or, on Linux, name a readable PEM file \
             with its certificate in SSL_CERT_FILE"
        }
        false => "",
    };
    format!("no connection to the PostgreSQL server: {cause}{help}")
}

fn has_unknown_issuer(error: &tokio_postgres::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let tls = cause.and_then(|cause| cause.get_ref()?.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)))
}
