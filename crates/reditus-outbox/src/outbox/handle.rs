//! Runs verbs on either database.

use std::sync::Arc;
#[cfg(feature = "sqlite")]
use std::sync::{Mutex, PoisonError};
#[cfg(any(test, feature = "sqlite"))]
use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use tokio::sync::Notify;

#[cfg(any(test, feature = "sqlite"))]
use crate::error::{Error, ErrorKind};
#[cfg(feature = "postgres")]
use crate::store::postgres::PostgresStore;
#[cfg(feature = "sqlite")]
use crate::store::sqlite::{SqliteStore, Watch};
use crate::{address::Address, error::Result, verbs::Verb};

/// An open outbox.
#[derive(Clone)]
pub(crate) enum Handle {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<Mutex<SqliteStore>>),
    #[cfg(feature = "postgres")]
    Postgres(Arc<tokio::sync::Mutex<PostgresStore>>),
}

/// Wakes a worker when something was committed. Stops when dropped.
pub(crate) enum Wake {
    #[cfg(feature = "sqlite")]
    Watch(#[allow(dead_code, reason = "kept for its drop")] Watch),
    /// The store's own connection notifies, or nothing does.
    Connection,
}

impl Handle {
    /// Opens the outbox and checks its tables.
    pub(crate) async fn open(address: Address, migrate: bool) -> Result<Self> {
        match address {
            #[cfg(feature = "sqlite")]
            Address::Sqlite(path) => {
                let open = move || SqliteStore::open(&path, migrate);
                Ok(Self::Sqlite(Arc::new(Mutex::new(blocking(open).await?))))
            }
            #[cfg(feature = "postgres")]
            Address::Postgres(url) => {
                let store = PostgresStore::open(&url, migrate).await?;
                Ok(Self::Postgres(Arc::new(tokio::sync::Mutex::new(store))))
            }
        }
    }

    /// From now on, notifies `committed` of each commit as soon as the database reports it.
    pub(crate) async fn wake(&self, address: &Address, committed: Arc<Notify>) -> Result<Wake> {
        match (self, address) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(_), Address::Sqlite(path)) => {
                let path = path.clone();
                Ok(Wake::Watch(blocking(move || Watch::start(&path, committed)).await?))
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(store), Address::Postgres(_)) => {
                store.lock().await.listen(committed);
                Ok(Wake::Connection)
            }
            #[cfg(all(feature = "sqlite", feature = "postgres"))]
            _ => Ok(Wake::Connection),
        }
    }

    pub(crate) async fn run<V: Verb>(&self, verb: V) -> Result<V::Output> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => {
                let store = Arc::clone(store);
                blocking(move || {
                    let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
                    at_once(verb.run(&mut *store))
                })
                .await
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => {
                let mut store = store.lock().await;
                store.in_time(async |store| verb.run(store).await).await
            }
        }
    }
}

/// SQLite blocks on locks and disks, so it runs on a thread where that is allowed.
#[cfg(feature = "sqlite")]
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Unavailable, "the runtime is shutting down")))
}

/// Runs a SQLite verb to its end: its futures never wait for another task.
#[cfg(any(test, feature = "sqlite"))]
pub(crate) fn at_once<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Error::new(ErrorKind::Database, "a statement did not end")),
    }
}
