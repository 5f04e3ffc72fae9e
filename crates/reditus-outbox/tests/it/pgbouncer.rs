//! Behind PgBouncer in transaction mode, each transaction may run on another connection.

use std::{
    collections::HashSet,
    fs,
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Address, Entry, ErrorKind, Outbox, Worker, postgres};
use reditus_sandbox::Sandbox;
use tempfile::TempDir;
use tokio::time::sleep;
use tokio_postgres::{Error, NoTls, types::Type};

use crate::cluster::{self, Server};

/// Debian keeps it out of a user's path.
const PROGRAM: &str = "/usr/sbin/pgbouncer";

/// Two connections to the server, in turn.
struct PgBouncer {
    folder: TempDir,
    running: Child,
}

impl PgBouncer {
    /// None, with a line on stderr, where it is not installed.
    fn before(server: &Server) -> Option<Self> {
        if !Path::new(PROGRAM).exists() {
            cluster::skipped("no PgBouncer at /usr/sbin/pgbouncer: its test is skipped");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        cluster::own(folder.path());
        let (here, server) = (folder.path().display(), server.folder.display());
        let settings = format!(
            "[databases]\n\
             * = host={server} user=postgres\n\
             [pgbouncer]\n\
             unix_socket_dir = {here}\n\
             logfile = {here}/log\n\
             auth_type = any\n\
             pool_mode = transaction\n\
             default_pool_size = 2\n\
             server_round_robin = 1\n"
        );
        fs::write(folder.path().join("pgbouncer.ini"), settings).unwrap();
        Some(Self { running: Self::start(folder.path()), folder })
    }

    /// It is killed when the standard input ends, and so with this process, however that ends.
    fn start(folder: &Path) -> Child {
        cluster::as_postgres(Path::new("sh"))
            .args(["-c", r#""$1" -q "$2" & read _; kill -KILL $!"#, "sh", PROGRAM])
            .arg(folder.join("pgbouncer.ini"))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn crash(&mut self) {
        drop(self.running.stdin.take());
        self.running.wait().unwrap();
    }

    fn restart(&mut self) {
        self.running = Self::start(self.folder.path());
    }

    /// The same database, through PgBouncer.
    fn url(&self, direct: &str) -> String {
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        let (_, database) = direct.rsplit_once('/').unwrap();
        format!("postgres://anybody@{folder}:6432/{database}")
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        self.crash();
    }
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let started = Instant::now();
    loop {
        match tokio_postgres::connect(url, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                return client;
            }
            Err(error) => assert!(started.elapsed() < Duration::from_secs(10), "{error:?}"),
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// By unnamed statements, as PgBouncer needs it. Every fourth changes its mind.
async fn sign_up(user: &mut tokio_postgres::Client, number: usize) -> Result<bool, Error> {
    let uid = number.to_string();
    let entry = Entry::new(&Conversion::affiliate("john").uid(&uid)).unwrap();
    let tx = user.transaction().await?;
    tx.execute_typed("INSERT INTO users VALUES ($1)", &[(&uid, Type::TEXT)]).await?;
    let statement = [postgres::ENQUEUE, postgres::ENQUEUE_QUIETLY][number % 2];
    let params: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] =
        [(&entry.key(), Type::TEXT), (&entry.body(), Type::TEXT)];
    tx.query_typed(statement, &params).await?;
    match number % 4 {
        3 => tx.rollback().await.map(|()| false),
        _ => tx.commit().await.map(|()| true),
    }
}

/// Says for each write to an entry which connection made it.
const NOTES: &str = "
    CREATE TABLE users (uid text);
    CREATE TABLE notes (entry bigint, pid integer);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO public.notes VALUES (new.id, pg_backend_pid()); RETURN new; END';
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON reditus_outbox.entries
        FOR EACH ROW EXECUTE FUNCTION public.note();";

#[tokio::test]
async fn behind_pgbouncer_nothing_is_lost_though_it_crashes_and_workers_listen_in_vain() {
    let Some(server) = cluster::server() else { return };
    let Some(mut pgbouncer) = PgBouncer::before(server) else { return };
    let direct = server.database().url;
    let url = pgbouncer.url(&direct);
    let mut user = connect(&url).await;
    let outbox = || Outbox::at(Address::Postgres(url.clone()));
    let missing = outbox().open().await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Schema, "{missing}");
    outbox().migrate(true).open().await.unwrap();
    let outbox = outbox().open().await.unwrap();
    let observer = connect(&direct).await;
    observer.batch_execute(NOTES).await.unwrap();

    let sandbox = Sandbox::start().await.unwrap();
    let worker = |listen| {
        Worker::postgres(&url)
            .client(Client::builder("token").base_url(sandbox.base_url()))
            .rate_limit(RateLimit::off())
            .listen(listen)
            .lease(Duration::from_secs(3))
            .spawn()
    };
    let workers = [worker(false).await.unwrap(), worker(true).await.unwrap()];
    let mut committed = HashSet::new();
    for number in 0..200 {
        if number == 100 {
            pgbouncer.crash();
            sleep(Duration::from_millis(500)).await;
            pgbouncer.restart();
            user = connect(&url).await;
        }
        if sign_up(&mut user, number).await.unwrap() {
            committed.insert(number.to_string());
        }
    }
    let drained = Instant::now();
    while !outbox.stats().await.is_ok_and(|stats| stats.is_empty()) {
        assert!(drained.elapsed() < Duration::from_secs(60), "the outbox does not drain");
        sleep(Duration::from_millis(50)).await;
    }
    for worker in workers {
        worker.shutdown(Duration::from_secs(5)).await;
    }

    let ledger = sandbox.ledger();
    let recorded: HashSet<_> = ledger.iter().filter_map(|entry| entry.uid.clone()).collect();
    assert_eq!((recorded, ledger.len()), (committed, 150));
    let count = async |sql: &str| observer.query_one(sql, &[]).await.unwrap().get::<_, i64>(0);
    let strange = "SELECT count(*) FROM reditus_outbox.entries
                   WHERE outcome NOT IN ('recorded', 'possibly_ours')";
    assert_eq!(count(strange).await, 0);
    let moved = count(
        "SELECT count(*) FROM
             (SELECT 1 FROM notes GROUP BY entry HAVING count(DISTINCT pid) > 1) AS moved",
    );
    let moved = moved.await;
    println!("{moved} of 150 entries were written by several connections to the server");
    assert!(moved > 50, "PgBouncer moved hardly anything: {moved}");
}
