//! Reads the click in a handler of actix-web, and leaves the conversion to an outbox.
//!
//! `cargo run` serves it, signs two visitors up, and shows what arrives at a sandbox.

use std::{error::Error, net::TcpListener, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, http::header::COOKIE, post, rt::spawn, web,
};
use reditus::{Click, ClickError, Client, Conversion, reqwest};
use reditus_outbox::{Entry, Origin, Outbox, Worker};
use reditus_sandbox::Sandbox;
use serde::Deserialize;

#[derive(Deserialize)]
struct SignUp {
    email: String,
}

#[post("/signup")]
async fn sign_up(
    request: HttpRequest,
    form: web::Form<SignUp>,
    outbox: web::Data<Outbox>,
) -> HttpResponse {
    let id = "42"; // of the user who has just been stored
    if let Some(entry) = click(&request).and_then(|click| entry(&click, &form.email, id)) {
        // Better: in the transaction that stores the user, as the examples `outbox-…` do.
        if outbox.enqueue(vec![entry], Origin::Application).await.is_err() {
            return HttpResponse::ServiceUnavailable().finish();
        }
    }
    HttpResponse::Ok().body("welcome")
}

/// The visitor's click. The header types of actix-web are its own, so the headers go in one by one.
fn click(request: &HttpRequest) -> Option<Click> {
    let headers = request.headers().get_all(COOKIE);
    let mut unreadable = None;
    for header in headers {
        match Click::from_cookie_header(header.as_bytes()) {
            Ok(click) => return Some(click),
            Err(ClickError::Missing | ClickError::Empty) => {}
            Err(why) => unreadable = Some(why),
        }
    }
    if let Some(why) = unreadable {
        eprintln!("not reported: {why}");
    }
    None
}

fn entry(click: &Click, email: &str, id: &str) -> Option<Entry> {
    let referrer = Conversion::from_click(click);
    let referrer = referrer.inspect_err(|why| eprintln!("not reported: {why}")).ok()?;
    let entry = Entry::new(&referrer.email(email).uid(id).gr_id(click.gr_id()));
    entry.inspect_err(|invalid| eprintln!("not reported: {invalid}")).ok()
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let folder = tempfile::tempdir()?;
    // In production: `ClientBuilder::from_env()`, and no base URL.
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker =
        Worker::sqlite(folder.path().join("app.db")).client(client).migrate(true).spawn().await?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/signup", listener.local_addr()?);
    let outbox = web::Data::new(worker.outbox().clone());
    let app = move || App::new().app_data(outbox.clone()).service(sign_up);
    let server = HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run();
    let handle = server.handle();
    spawn(server);

    let referred = "theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate";
    for (email, cookie) in [("joe", "theme=dark; _gr_id=broken"), ("jane", referred)] {
        let request = reqwest::Client::new()
            .post(&url)
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("email={email}%40example.com"));
        println!("{}", request.send().await?.error_for_status()?.text().await?);
    }

    let ledger = sandbox.wait_for(1).await;
    println!("recorded: {:?}", ledger[0].referrer);
    handle.stop(true).await;
    worker.shutdown(Duration::from_secs(20)).await;
    assert_eq!(sandbox.requests().len(), 1);
    Ok(())
}
