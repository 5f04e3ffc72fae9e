//! Nothing that identifies anybody is printed.

use reditus::{Client, Conversion, RetryPolicy};

use crate::{
    watch::Watch,
    wire::{Wire, response},
};

const MARKER: &str = "m4rker";

fn conversion() -> Conversion {
    Conversion::affiliate("m4rker-slug")
        .email("m4rker@example.com")
        .uid("m4rker-uid")
        .gr_id("m4rker-click")
}

/// `Debug`, `Display` and the chain of sources.
fn printed(error: &reditus::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!("{error} {error:?}");
        source = error.source();
    }
    text
}

#[test]
fn conversions_and_clients_show_nothing() {
    let conversion = conversion();
    let builder = Client::builder("m4rker-token");
    let client = Client::new("m4rker-token").unwrap();
    #[allow(deprecated)]
    let v1 = reditus::v1::Conversion::partner(MARKER, MARKER, MARKER);
    let text =
        format!("{conversion:?} {:?} {builder:?} {client:?} {v1:?}", Conversion::affiliate(MARKER));
    assert!(!text.contains(MARKER), "{text}");
    assert!(text.contains("Conversion { affiliate_slug: true, advocate_slug: false"), "{text}");
}

#[tokio::test]
async fn a_server_that_echoes_everything_makes_no_error_or_outcome_show_it() {
    let echo = format!(
        r#"{{"error":"{MARKER}","errors":[{{"title":"{MARKER}"}}],"data":{{"id":"{MARKER}","type":"{MARKER}",
        "attributes":{{"email":"{MARKER}","uid":"{MARKER}","state":"{MARKER}"}}}}}}"#
    );
    // Everything that anyone logs, `log` records included, down to TRACE.
    let watch = Watch::start();
    for status in [200, 201, 302, 400, 401, 409, 422, 429, 500, 503] {
        let head = format!(
            "HTTP/1.1 {status} {MARKER}\r\nSet-Cookie: {MARKER}={MARKER}\r\nX-Request-Id: {MARKER}\r\n\
             Deprecation: {MARKER}\r\nLink: <https://{MARKER}:{MARKER}@example.com/v2?{MARKER}#{MARKER}>; \
             rel=\"deprecation\"\r\n\
             Location: /{MARKER}\r\nRetry-After: {MARKER}\r\nContent-Length: {}\r\n\r\n{echo}",
            echo.len()
        );
        let wire = Wire::responding(head).await;
        let client = Client::builder("m4rker-token")
            .base_url(wire.base_url())
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        let text = match client.track(conversion()).await {
            Ok(outcome) => format!("{outcome:?} {outcome:#?}"),
            Err(error) => {
                // It is there for a caller that asks.
                assert!(error.message().is_none_or(|message| message.contains(MARKER)));
                printed(&error)
            }
        };
        assert!(!text.contains(MARKER), "{status}: {text}");
        assert!(wire.requests().concat().contains(MARKER));
    }
    let wire = Wire::responding(response(201, MARKER, b"")[..20].to_vec()).await;
    let client = Client::builder("m4rker-token")
        .base_url(wire.base_url())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.track(conversion()).await.unwrap_err();
    assert!(!printed(&error).contains(MARKER), "{error:?}");

    let logged = format!("{:?}", watch.all());
    assert!(!logged.contains(MARKER), "{logged}");
    for module in ["reditus::delivery::span", "reqwest::connect", "hyper_util::client"] {
        assert!(logged.contains(module), "{module} logs nothing: {logged}");
    }
}
