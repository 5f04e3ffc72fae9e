//! What one caller cannot do to the others.

use std::{
    io::Write,
    process::Command,
    time::{Duration, Instant},
};

use super::{
    Relay, V2, conversion, new,
    wire::{connect, receive, send},
};
use crate::{command::skip, outbox::places, thoroughness::thoroughness};

#[test]
fn a_large_body_a_large_head_and_a_strange_method_are_refused() {
    let place = &places()[0];
    let relay = Relay::storing(place);
    let head = "host: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let request = |line: &str, rest: String| send(relay.addr(), format!("{line}\r\n{head}{rest}"));
    let post = format!("POST {V2} HTTP/1.1");
    let size = 65 * 1024;
    let body = format!("content-length: {size}\r\n\r\n{}", " ".repeat(size));
    assert_eq!(request(&post, body).status, 413);
    let chunk = format!("{:x}\r\n{}\r\n", 40_000, " ".repeat(40_000));
    let chunked = format!("transfer-encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n");
    assert_eq!(request(&post, chunked).status, 413);
    let large = format!("x-large: {}\r\n\r\n", "x".repeat(20_000));
    assert_eq!(request(&post, large).status, 431);
    let many: String = (0..200).map(|at| format!("x-{at}: 1\r\n")).collect();
    assert_eq!(request(&post, many + "\r\n").status, 431);
    let response = request(&format!("GET {V2} HTTP/1.1"), "\r\n".to_owned());
    assert!(response.status == 405 && response.head.contains("\nallow: post"), "{response:?}");
    assert_eq!(request("POST /v2/tracking HTTP/1.1", "\r\n".to_owned()).status, 404);
    assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
}

#[test]
fn slow_and_idle_callers_lock_nobody_out() {
    let place = &places()[0];
    // Far fewer connections than the callers below open.
    let mut command = Command::new("sh");
    let script = "ulimit -n 64; exec \"$0\" relay --addr 127.0.0.1:0 --migrate --deliver=false";
    command.args(["-c", script, env!("CARGO_BIN_EXE_reditus")]);
    command.env("REDITUS_OUTBOX", &place.address).env_remove("REDITUS_RELAY_TOKEN");
    command.env("XDG_CONFIG_HOME", "/nowhere").env_remove("REDITUS_CONFIG");
    let relay = Relay::start(&mut command);

    let started = Instant::now();
    let mut half_a_body = connect(relay.addr());
    let head = format!(
        "POST {V2} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: 100\r\n\r\n{{"
    );
    half_a_body.write_all(head.as_bytes()).unwrap();
    let mut half_a_head = connect(relay.addr());
    half_a_head.write_all(b"POST / HTTP/1.1\r\nhost: ").unwrap();
    // With more connections than it can hold, some must time out first, which takes half a minute.
    let count = thoroughness([30, 60, 60]);
    let idle: Vec<_> = (0..count).map(|_| connect(relay.addr())).collect();

    if count < 60 {
        assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
        return skip("the half minute after which slow callers are given up (REDITUS_TEST_FULL=1)");
    }
    let response = receive(&mut half_a_body).unwrap();
    assert_eq!(response.status, 408, "{response:?}");
    assert!(started.elapsed() > Duration::from_secs(8), "{:?}", started.elapsed());
    // It gets its turn although every idle connection is still open here.
    assert_eq!(relay.post(V2, &conversion("1")).both(), (202, new()));
    assert!(receive(&mut half_a_head).is_none_or(|response| response.status == 408));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    drop(idle);
}
