//! The click as an extractor, in a real axum server.

use ::axum::{Router, http::StatusCode, routing::get};
use reditus::{
    Click, ClickError,
    reqwest::{self, header::HeaderValue},
};
use tokio::net::TcpListener;
use tracing::Level;

use crate::watch::Watch;

const CLICK: &[u8] = b"theme=dark; _gr_id=%3A3f0c%3A%3A%3A%3A%3Ajohn%3A%3A%3A%3Aaffiliate";
const UNREADABLE: [(&str, &[u8]); 3] = [
    ("fields", b"_gr_id=m4rker:1"),
    ("bytes", b"_gr_id=m4rker\xff"),
    ("code", b"_gr_id=m4rker%ff"),
];

async fn serve() -> String {
    let slug = |click: Click| click.slug().unwrap_or_default().to_owned();
    let app = Router::new()
        .route("/plain", get(async move |click: Click| slug(click)))
        .route(
            "/optional",
            get(async move |click: Option<Click>| click.map_or("nobody".to_owned(), slug)),
        )
        .route(
            "/why",
            get(async move |click: Result<Click, ClickError>| match click {
                Ok(click) => slug(click),
                Err(why) => why.to_string(),
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { ::axum::serve(listener, app).await });
    base_url
}

/// The status and the body, for a visitor with this `Cookie` header.
async fn visit(url: String, cookie: Option<&[u8]>) -> (StatusCode, String) {
    let mut request = reqwest::Client::new().get(url);
    if let Some(cookie) = cookie {
        request = request.header("cookie", HeaderValue::from_bytes(cookie).unwrap());
    }
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test]
async fn an_optional_click_never_fails_a_visitor_and_an_unreadable_one_is_logged_without_its_value()
{
    let base_url = serve().await;
    let watch = Watch::start();
    let optional = async |cookie| visit(format!("{base_url}/optional"), cookie).await;
    assert_eq!(optional(Some(CLICK)).await, (StatusCode::OK, "john".to_owned()));
    for cookie in [None, Some(&b"theme=dark"[..]), Some(b"_gr_id="), Some(b"_gr_id=\"\"")] {
        assert_eq!(optional(cookie).await, (StatusCode::OK, "nobody".to_owned()));
    }
    assert!(watch.named("the click of a visitor cannot be read").is_empty());
    for (what, cookie) in UNREADABLE {
        assert_eq!(optional(Some(cookie)).await, (StatusCode::OK, "nobody".to_owned()), "{what}");
    }
    let seen = watch.named("the click of a visitor cannot be read");
    assert_eq!(seen.len(), UNREADABLE.len());
    assert!(seen.iter().all(|seen| seen.level == Level::WARN), "{seen:?}");
    assert!(seen[0].fields["error"].contains("has 2 fields"), "{seen:?}");
    assert!(!format!("{:?}", watch.all()).contains("m4rker"));
}

#[tokio::test]
async fn a_handler_can_ask_why_there_is_no_click() {
    let base_url = serve().await;
    let why = async |cookie| visit(format!("{base_url}/why"), cookie).await;
    assert_eq!(why(Some(CLICK)).await, (StatusCode::OK, "john".to_owned()));
    assert!(why(None).await.1.starts_with("no `_gr_id` cookie"));
    for (what, cookie) in UNREADABLE {
        let (status, text) = why(Some(cookie)).await;
        assert_eq!(status, StatusCode::OK, "{what}");
        assert!(text.starts_with("the `_gr_id` cookie ") && !text.contains("m4rker"), "{text}");
    }
}

#[tokio::test]
async fn a_handler_that_insists_on_a_click_fails_as_the_handlers_mistake() {
    let base_url = serve().await;
    let watch = Watch::start();
    let plain = async |cookie| visit(format!("{base_url}/plain"), cookie).await;
    assert_eq!(plain(Some(CLICK)).await, (StatusCode::OK, "john".to_owned()));
    for cookie in [None, Some(UNREADABLE[0].1)] {
        let (status, text) = plain(cookie).await;
        assert_eq!((status.as_u16(), text.as_str()), (500, "Internal Server Error"));
    }
    let seen = watch.named("a handler takes `Click`; it should take `Option<Click>`");
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.level == Level::ERROR));
    assert!(!format!("{:?}", watch.all()).contains("m4rker"));
}
