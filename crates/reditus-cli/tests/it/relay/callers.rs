//! Who may call.

use serde_json::json;

use super::{Relay, V2, command, conversion, new, wire::send};
use crate::{
    command::run,
    outbox::{Place, places},
};

fn with_token(place: &Place) -> Relay {
    let mut command = command(place, &["--deliver=false"]);
    Relay::start(command.env("REDITUS_RELAY_TOKEN", "first,second"))
}

#[test]
fn with_tokens_a_call_needs_one_of_them() {
    let place = &places()[0];
    let mut relay = with_token(place);
    for token in ["first", "second"] {
        let header = format!("authorization: Bearer {token}\r\n");
        assert_eq!(relay.post_with(V2, &conversion(token), &header).both(), (202, new()));
    }
    for header in ["", "authorization: Bearer firs\r\n", "authorization: Basic first\r\n"] {
        let response = relay.post_with(V2, &conversion("3"), header);
        assert_eq!(response.status, 401, "{response:?}");
        assert!(response.head.contains("\nwww-authenticate: bearer"), "{response:?}");
    }
    assert_eq!((relay.get("/status").status, relay.get("/metrics").status), (401, 401));
    assert_eq!((relay.get("/health").status, relay.get("/openapi.json").status), (200, 200));
    assert_eq!(place.json(&["outbox", "status"])["waiting"], 2);
    let (code, rest) = relay.stop();
    assert_eq!(code, Some(0));
    assert!(rest.starts_with("callers must send a token from REDITUS_RELAY_TOKEN"), "{rest}");
}

#[test]
fn without_a_token_it_says_who_may_call_and_lets_no_proxy_in() {
    let place = &places()[0];
    let mut relay = Relay::storing(place);
    for name in ["x-forwarded-for: 192.0.2.1", "forwarded: for=192.0.2.1", "via: 1.1 proxy"] {
        let response = relay.post_with(V2, &conversion("1"), &format!("{name}\r\n"));
        assert_eq!(response.status, 403, "{response:?}");
    }
    assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
    let (code, rest) = relay.stop();
    assert_eq!(code, Some(0));
    assert!(rest.starts_with("only programs on this machine may call it, since "), "{rest}");
}

#[test]
fn a_web_page_cannot_call_it_in_a_visitors_browser() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let body = conversion("1").to_string();
    let request = |host: &str, content_type: &str| {
        let head = format!(
            "POST {V2} HTTP/1.1\r\n{host}{content_type}content-length: {}\r\nconnection: close",
            body.len()
        );
        send(relay.addr(), format!("{head}\r\n\r\n{body}")).status
    };
    let json = "content-type: application/json; charset=utf-8\r\n";
    // A name that the page's owner points at this machine.
    for host in ["host: evil.example\r\n", "host: localhost.evil.example:8787\r\n", ""] {
        assert_eq!(request(host, json), 403, "{host}");
    }
    // What a page may send without asking first.
    for other in ["", "content-type: text/plain\r\n", "content-type: application/jsonp\r\n"] {
        assert_eq!(request("host: localhost\r\n", other), 415, "{other}");
    }
    let asks = format!(
        "OPTIONS {V2} HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\n\
         access-control-request-method: POST\r\nconnection: close\r\n\r\n"
    );
    let response = send(relay.addr(), asks);
    assert!(response.status == 405 && !response.head.contains("access-control"), "{response:?}");
    assert_eq!(request("host: localhost:8787\r\n", json), 202);
    assert_eq!(place.json(&["outbox", "status"])["waiting"], 1);
}

#[test]
fn a_variable_without_a_token_and_an_address_in_use_stop_it_at_the_start() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let mut empty = command(place, &["--deliver=false"]);
    let (code, stdout, stderr) = run(empty.env("REDITUS_RELAY_TOKEN", " , "));
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("REDITUS_RELAY_TOKEN holds no token"), "{stderr}");

    let mut taken = place.command(&["relay", "--deliver=false", "--addr", relay.addr()]);
    let (code, _, stderr) = run(&mut taken);
    assert_eq!(code, 2);
    assert!(stderr.contains(&format!("cannot listen on {}: ", relay.addr())), "{stderr}");

    let mut without = command(place, &[]);
    let (code, _, stderr) = run(&mut without);
    assert_eq!(code, 2, "delivering needs the service's token");
    assert!(stderr.contains("REDITUS_API_TOKEN is not set"), "{stderr}");
}

#[test]
fn a_program_reads_the_base_url_in_one_object() {
    let place = &places()[0];
    let mut command = command(place, &["--deliver=false", "--json"]);
    let mut child = command
        .env("REDITUS_RELAY_TOKEN", "secret")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    crate::command::signal(&child, "-INT");
    assert!(child.wait().unwrap().success());
    let object: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(object["base_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!((&object["token"], &object["deliver"]), (&json!(true), &json!(false)));
}
