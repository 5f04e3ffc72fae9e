//! Spans, events and warnings.

use std::time::{Duration, SystemTime};

use reditus::{Client, RetryPolicy};
use reditus_sandbox::{Fault, Sandbox};
use tracing::{Instrument, Level};

use crate::{watch::Watch, wire::conversion};

fn client(sandbox: &Sandbox) -> Client {
    let policy = RetryPolicy::default().first_delay(Duration::from_millis(1));
    Client::builder("token").base_url(sandbox.base_url()).retry(policy).build().unwrap()
}

#[tokio::test]
async fn a_call_and_each_attempt_have_a_span_and_each_retry_an_event() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::response(503), Fault::close()]);
    let watch = Watch::start();
    client(&sandbox).track(conversion()).await.unwrap();

    let calls = watch.named("reditus.track");
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].fields["url.template"], "/v2/tracking/conversion");

    let attempts = watch.named("POST");
    let port = sandbox.addr().port().to_string();
    let expected = [
        (Some("503"), None, Some("503")),
        (None, Some("1"), Some("transport")),
        (Some("201"), Some("2"), None),
    ];
    assert_eq!(attempts.len(), expected.len());
    for (attempt, (status, resend_count, error_type)) in attempts.iter().zip(expected) {
        let field = |name| attempt.fields.get(name).map(String::as_str);
        assert_eq!(field("http.request.method"), Some("POST"));
        assert_eq!(field("server.address"), Some("127.0.0.1"));
        assert_eq!(field("server.port"), Some(port.as_str()));
        assert_eq!(field("url.template"), Some("/v2/tracking/conversion"));
        assert_eq!(field("http.response.status_code"), status);
        assert_eq!(field("http.request.resend_count"), resend_count);
        assert_eq!(field("error.type"), error_type);
    }

    let retries = watch.named("the conversion is sent again");
    let reasons: Vec<_> = retries.iter().map(|retry| retry.fields["error.type"].as_str()).collect();
    assert_eq!(reasons, ["503", "transport"]);
    assert!(retries.iter().all(|retry| retry.fields.contains_key("delay_ms")));
}

#[tokio::test]
async fn each_call_ends_with_one_event_that_says_what_became_of_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let watch = Watch::start();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    client.track(conversion()).await.unwrap();
    client.track(conversion()).await.unwrap();
    client.track(conversion().possibly_recorded()).await.unwrap();
    sandbox.faults().script([Fault::response(503), Fault::response(400), Fault::edge_page(404)]);
    for _ in 0..3 {
        client.track(conversion()).await.unwrap_err();
    }
    client.track(conversion().email("")).await.unwrap_err();

    let recorded = watch.named("the conversion is recorded");
    let outcomes: Vec<_> = recorded.iter().map(|seen| seen.fields["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["recorded", "already_recorded", "possibly_ours"]);
    assert!(recorded.iter().all(|seen| seen.level == Level::DEBUG));

    let failed = watch.named("the conversion is not known to be recorded");
    let expected = [
        ("unavailable", "try_later", Some("503"), "1", "true"),
        ("invalid_referrer", "fix_conversion", Some("400"), "1", "false"),
        ("unrecognized", "fix_setup", Some("404"), "1", "false"),
        ("invalid_request", "fix_conversion", None, "0", "false"),
    ];
    assert_eq!(failed.len(), expected.len());
    for (seen, (error_type, remedy, status, attempts, may_have_been_recorded)) in
        failed.iter().zip(expected)
    {
        let field = |name| seen.fields.get(name).map(String::as_str);
        assert_eq!(seen.level, Level::WARN);
        assert_eq!(field("error.type"), Some(error_type));
        assert_eq!(field("remedy"), Some(remedy));
        assert_eq!(field("http.response.status_code"), status);
        assert_eq!(field("attempts"), Some(attempts));
        assert_eq!(field("may_have_been_recorded"), Some(may_have_been_recorded));
        assert!(field("elapsed_ms").is_some());
    }

    let spans = watch.named("reditus.track");
    let ends = spans.iter().map(|span| {
        let field = |name| span.fields.get(name).map(String::as_str);
        field("outcome").or(field("error.type")).unwrap_or_default()
    });
    let ends: Vec<_> = ends.collect();
    assert_eq!(
        ends,
        ["recorded", "already_recorded", "possibly_ours", "503", "400", "404", "invalid_request"]
    );
}

#[tokio::test]
async fn a_deprecation_is_warned_of_once_per_client_with_its_dates_and_link() {
    let sandbox = Sandbox::start().await.unwrap();
    let moment = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let link = "https://docs.example.com/v2?token=m4rker#m4rker";
    sandbox.faults().always(Fault::deprecated(moment(1_767_225_600), moment(1_798_761_600), link));
    let watch = Watch::start();
    let client = client(&sandbox);
    for client in [client.clone(), client] {
        client.track(conversion()).await.unwrap();
    }
    let warnings = watch.named("the service is deprecating the operation");
    assert_eq!(warnings.len(), 1);
    let fields = &warnings[0].fields;
    assert_eq!(fields["deprecated_since"], "1767225600");
    assert_eq!(fields["gone_after"], "Fri, 01 Jan 2027 00:00:00 GMT");
    assert_eq!(fields["link"], "https://docs.example.com/v2");
}

#[tokio::test]
async fn a_response_of_another_shape_is_warned_of() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::healthy().body("{\"data\": 7}")]);
    let watch = Watch::start();
    client(&sandbox).track(conversion()).await.unwrap();
    assert_eq!(
        watch
            .named("the conversion was recorded, but the response has an undocumented shape")
            .len(),
        1
    );
}

#[tokio::test]
async fn the_span_of_a_caller_is_left_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let (watch, _guard) = Watch::start_without_us();
    let handler = tracing::info_span!(
        target: "shop",
        "GET /signup",
        http.response.status_code = tracing::field::Empty,
    );
    client(&sandbox).track(conversion()).instrument(handler).await.unwrap();
    let seen = watch.all();
    let handler = seen.iter().find(|seen| seen.name == "GET /signup").unwrap();
    assert!(handler.fields.is_empty(), "{handler:?}");
    assert!(watch.named("POST").is_empty());
}
