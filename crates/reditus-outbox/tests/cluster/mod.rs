//! A PostgreSQL server for tests: in a temporary folder, on a Unix socket, gone with the process
//! that started it, however that ends.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A database of its own for each test.
pub(crate) struct Database {
    pub(crate) url: String,
}

/// The server of this process; `None`, with a line on stderr, where there is no PostgreSQL.
#[allow(dead_code, reason = "not every test binary does")]
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Server::listening_on(None)).as_ref()
}

/// Says that tests are skipped, past the test harness. Fails where none may be.
pub(crate) fn skipped(what: &str) {
    assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{what}");
    let _ = writeln!(io::stderr(), "{what}"); // tests hide what `eprintln` prints
}

pub(crate) struct Server {
    bin: PathBuf,
    /// Where its socket is.
    pub(crate) folder: PathBuf,
    /// Of 127.0.0.1, beside the socket.
    port: Option<u16>,
    /// Its standard input is open until this process ends; then it stops the server.
    _janitor: Child,
}

impl Server {
    /// A server of its own; [`server`] is for what can share one.
    pub(crate) fn listening_on(port: Option<u16>) -> Option<Self> {
        let Some(bin) = binaries() else {
            skipped("no PostgreSQL server under /usr/lib/postgresql: its tests are skipped");
            return None;
        };
        Some(Self::start(&bin, port))
    }

    fn start(bin: &Path, port: Option<u16>) -> Self {
        let folder = tempfile::Builder::new().prefix("reditus-pg").tempdir().unwrap().keep();
        own(&folder);
        let data = folder.join("data");
        let initdb = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D"];
        let done = as_postgres(&bin.join("initdb")).args(initdb).arg(&data).output().unwrap();
        assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
        let janitor = Command::new("sh")
            .arg("-c")
            .arg(
                r#"read _; kill -QUIT "$(head -1 "$1/data/postmaster.pid")"; sleep 1; rm -rf "$1""#,
            )
            .arg("sh")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { bin: bin.to_owned(), folder, port, _janitor: janitor };
        server.up();
        server
    }

    /// Starts the server again, or for the first time.
    pub(crate) fn up(&self) {
        let folder = self.folder.display();
        let listening = match self.port {
            Some(port) => format!("-h 127.0.0.1 -p {port}"),
            None => "-c listen_addresses=".to_owned(),
        };
        // The machine does not lose power: what is committed is in the system's cache.
        let options = format!(
            "-k {folder} {listening} -c max_connections=200 -c fsync=off -c full_page_writes=off"
        );
        let started = as_postgres(&self.bin.join("pg_ctl"))
            .args(["start", "-w", "-o", &options, "-l", &format!("{folder}/log"), "-D"])
            .arg(self.folder.join("data"))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(started.success(), "the server does not start: see {folder}/log");
    }

    /// Stops the server as a crash would.
    #[allow(dead_code, reason = "not every test binary does")]
    pub(crate) fn crash(&self) {
        let stop = ["stop", "-m", "immediate", "-w", "-D"];
        let data = self.folder.join("data");
        let done = as_postgres(&self.bin.join("pg_ctl")).args(stop).arg(data).output().unwrap();
        assert!(done.status.success(), "pg_ctl: {}", String::from_utf8_lossy(&done.stderr));
    }

    pub(crate) fn database(&self) -> Database {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed));
        assert!(self.psql("postgres", &format!("CREATE DATABASE {name}")));
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        Database { url: format!("postgres://postgres@{host}/{name}") }
    }

    pub(crate) fn psql(&self, database: &str, sql: &str) -> bool {
        let mut psql = as_postgres(&self.bin.join("psql"));
        psql.arg("-h").arg(&self.folder).args(["-qAt", "-d", database, "-c", sql]);
        psql.arg("-p").arg(self.port.unwrap_or(5432).to_string());
        psql.stderr(Stdio::null()).stdout(Stdio::null()).status().unwrap().success()
    }
}

fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    bins.filter(|bin| bin.join("postgres").exists()).max()
}

/// PostgreSQL refuses to run as root, and so does PgBouncer.
pub(crate) fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command.current_dir("/");
    command
}

/// Gives it to the user that [`as_postgres`] runs programs as.
pub(crate) fn own(path: &Path) {
    if is_root() {
        assert!(Command::new("chown").arg("postgres").arg(path).status().unwrap().success());
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0")
}
