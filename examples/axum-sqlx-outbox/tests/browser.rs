//! The whole path in a real browser: link, script, cookie, form, database, worker, sandbox.
//!
//! `.ci/run peers` installs Chromium and playwright-core. Where they are missing, this says that it
//! was skipped; `REDITUS_REQUIRE_PEERS=1` makes that a failure.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reditus_sandbox::{Entry, Referrer, Sandbox};

/// The service as its users run it: a process.
struct Service {
    child: Child,
    base_url: String,
}

impl Service {
    fn start(addr: &str, database: &Path, sandbox: &Sandbox) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_axum-sqlx-outbox"))
            .env("ADDR", addr)
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .env("SCRIPT_URL", format!("{}/script.js", sandbox.base_url()))
            .env("REDITUS_BASE_URL", sandbox.base_url())
            .env("REDITUS_API_TOKEN", "token")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, base_url: line.trim_end().to_owned() }
    }

    /// As a service manager does. It has to end by itself.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a script of `tests/browser`, and returns how many checks passed.
fn drive(script: &str, sandbox: &Sandbox, shop: &str) -> Option<usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let playwright = root.join("target/ci/browser/node_modules/playwright-core");
    let chromium = env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join("chromium"))
        .find(|path| path.is_file());
    let Some(chromium) = chromium.filter(|_| playwright.is_dir()) else {
        let why = "Chromium or playwright-core is missing: `.ci/run peers` installs them";
        assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{why}");
        println!("skipped: {why}");
        return None;
    };
    let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(script);
    let output = Command::new("node")
        .arg(&script)
        .args([&sandbox.base_url(), shop])
        .env("CHROMIUM", chromium)
        .env("PLAYWRIGHT", playwright)
        .current_dir(root) // screenshots: target/ci
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    println!("{stdout}");
    assert!(output.status.success(), "{} failed", script.display());
    Some(stdout.lines().filter(|line| line.starts_with("ok: ")).count())
}

fn sandbox() -> Sandbox {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Sandbox::start()).unwrap()
}

fn referrer(ledger: &[Entry], email: &str) -> Option<Referrer> {
    let entry = ledger.iter().find(|entry| entry.email.as_deref() == Some(email));
    entry.map(|entry| entry.referrer.clone())
}

#[test]
fn every_kind_of_link_arrives_on_the_sandboxes_page_with_its_referrer() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox();
    let service = Service::start("127.0.0.1:0", &folder.path().join("app.db"), &sandbox);
    let Some(checks) = drive("path.mjs", &sandbox, &service.base_url) else { return };
    assert!(checks >= 9, "{checks}");
    let ledger = sandbox.ledger();
    let affiliate = |slug: &str| Some(Referrer::Affiliate { slug: slug.to_owned() });
    assert_eq!(referrer(&ledger, "red@example.com"), affiliate("john"));
    let advocate = Some(Referrer::Advocate { slug: "ada".to_owned() });
    assert_eq!(referrer(&ledger, "refby@example.com"), advocate);
    assert_eq!(referrer(&ledger, "via@example.com"), affiliate("max"));
    assert_eq!(referrer(&ledger, "last@example.com"), affiliate("mary"));
    let hostile = affiliate("<img src=x onerror=\"window.hacked=1\">");
    assert_eq!(referrer(&ledger, "hostile@example.com"), hostile);
    assert_eq!(referrer(&ledger, "nobody@example.com"), None);
    assert_eq!((ledger.len(), sandbox.requests().len()), (5, 5));
    service.stop();
}

/// It waits for the minute after which the worker tries again, as an owner would.
#[test]
fn a_signup_while_the_service_is_down_arrives_although_the_server_is_restarted() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("app.db");
    let sandbox = sandbox();
    let service = Service::start("127.0.0.1:0", &database, &sandbox);
    let Some(checks) = drive("down.mjs", &sandbox, &service.base_url) else { return };
    assert_eq!(checks, 2);
    assert!(sandbox.ledger().is_empty(), "the fault's button was pressed");
    assert!(!sandbox.requests().is_empty());
    let addr = service.base_url.strip_prefix("http://").unwrap().to_owned();
    service.stop();
    let service = Service::start(&addr, &database, &sandbox);
    let Some(checks) = drive("back.mjs", &sandbox, &service.base_url) else { return };
    assert_eq!(checks, 1);
    let started = Instant::now();
    while sandbox.ledger().is_empty() && started.elapsed() < Duration::from_secs(150) {
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("it arrived after another {:?}", started.elapsed());
    let affiliate = Some(Referrer::Affiliate { slug: "john".to_owned() });
    assert_eq!(referrer(&sandbox.ledger(), "down@example.com"), affiliate);
    service.stop();
}
