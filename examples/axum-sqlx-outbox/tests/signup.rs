//! The service with a sandbox in the place of Reditus: `cargo test`. With `DATABASE_URL` set, on
//! that PostgreSQL database, too.

use std::{env, time::Duration};

use axum_sqlx_outbox::{db::Db, web};
use reditus::{
    Client,
    reqwest::{self, header::HeaderValue},
};
use reditus_outbox::Worker;
use reditus_sandbox::{Fault, Referrer, Sandbox};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::AbortHandle, time::timeout};

const COOKIE: &[u8] = b"theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate";

/// One database, for services that are started one after another.
fn databases() -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("app.db").display());
    (folder, [Some(sqlite), env::var("DATABASE_URL").ok()].into_iter().flatten().collect())
}

struct Service {
    base_url: String,
    worker: Worker,
    server: AbortHandle,
}

impl Service {
    async fn start(database: &str, sandbox: &Sandbox) -> Self {
        let db = Db::open(database).await.unwrap();
        let client = Client::builder("token").base_url(sandbox.base_url());
        let worker = db.worker().unwrap().client(client).spawn().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let app = web::app(db, worker.outbox().clone(), String::new());
        let server = tokio::spawn(async { axum::serve(listener, app).await }).abort_handle();
        Self { base_url, worker, server }
    }

    async fn stop(self) {
        self.server.abort();
        self.worker.shutdown(Duration::from_secs(5)).await;
    }

    async fn get(&self, path: &str) -> String {
        let response = reqwest::get(format!("{}{path}", self.base_url)).await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }

    async fn sign_up(&self, email: &str, cookie: Option<&[u8]>) -> String {
        let form = format!("email={}", email.replace('@', "%40"));
        let mut request = reqwest::Client::new()
            .post(format!("{}/signup", self.base_url))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        if let Some(cookie) = cookie {
            request = request.header("cookie", HeaderValue::from_bytes(cookie).unwrap());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }
}

#[tokio::test]
async fn a_signup_is_reported_with_its_referrer_and_no_cookie_makes_one_fail() {
    let (_folder, databases) = databases();
    for database in databases {
        let sandbox = Sandbox::start().await.unwrap();
        let service = Service::start(&database, &sandbox).await;
        assert!(service.get("/").await.contains("<form"));
        let unreadable = [&b"_gr_id=1:2"[..], b"_gr_id=\xff", b"_gr_id=:::::::::::"];
        for (number, cookie) in unreadable.into_iter().enumerate() {
            let text = service.sign_up(&format!("max{number}@example.com"), Some(cookie)).await;
            assert!(text.contains("<h1>Welcome</h1>"), "{text}");
        }
        assert!(service.sign_up("joe@example.com", None).await.contains("<h1>Welcome</h1>"));
        assert!(
            service.sign_up("jane@example.com", Some(COOKIE)).await.contains("<h1>Welcome</h1>")
        );
        let again = service.sign_up("jane@example.com", Some(COOKIE)).await;
        assert!(again.contains("Welcome back"), "{again}");

        let ledger = timeout(Duration::from_secs(10), sandbox.wait_for(1)).await.unwrap();
        assert_eq!(ledger[0].referrer, Referrer::Affiliate { slug: "john".to_owned() });
        assert_eq!(ledger[0].uid.as_deref(), Some("5"));
        assert!(service.get("/health").await.contains("true"));
        service.stop().await;
        assert_eq!(sandbox.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_signup_while_reditus_is_down_is_reported_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("app.db").display());
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::refuse());
    let service = Service::start(&database, &sandbox).await;
    service.sign_up("jane@example.com", Some(COOKIE)).await;
    let metrics = service.get("/metrics").await;
    assert!(metrics.contains("conversions_oldest_seconds 0"), "{metrics}");
    service.stop().await;

    // The next start need not wait for the minute after which the worker tries again.
    sandbox.faults().clear();
    let pool = sqlx::SqlitePool::connect(&database).await.unwrap();
    sqlx::raw_sql("UPDATE reditus_outbox_entries SET due_at = 0").execute(&pool).await.unwrap();
    let service = Service::start(&database, &sandbox).await;
    timeout(Duration::from_secs(10), sandbox.wait_for(1)).await.unwrap();
    service.stop().await;
}
