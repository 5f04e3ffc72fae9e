//! How the relay ends.

use std::{io::Write, net::TcpStream};

use serde_json::json;

use super::{
    Relay, V2, conversion, new,
    wire::{await_continue, connect, receive},
};
use crate::{
    command::{signal, wait_for},
    outbox::places,
};

#[test]
fn a_request_in_progress_is_stored_and_gets_its_response_before_it_stops() {
    for name in ["-TERM", "-INT"] {
        let place = &places()[0];
        let mut relay = Relay::storing(place);
        let body = conversion("1").to_string();
        let (first, second) = body.split_at(10);
        let mut request = connect(relay.addr());
        let head = format!(
            "POST {V2} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             expect: 100-continue\r\ncontent-length: {}\r\n\r\n{first}",
            body.len()
        );
        request.write_all(head.as_bytes()).unwrap();
        await_continue(&mut request);
        let idle = connect(relay.addr());
        signal(&relay.child, name);
        wait_for(|| TcpStream::connect(relay.addr()).is_err());
        request.write_all(second.as_bytes()).unwrap();
        let response = receive(&mut request).unwrap();
        assert_eq!(response.both(), (202, new()));
        assert!(response.head.contains("connection: close"), "{response:?}");
        // A connection without a request does not hold it up.
        assert_eq!(relay.child.wait().unwrap().code(), Some(0));
        drop(idle);
        assert_eq!(place.json(&["outbox", "status"])["waiting"], json!(1));
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let place = &places()[0];
    let mut relay = Relay::storing(place);
    let mut request = connect(relay.addr());
    let head = format!(
        "POST {V2} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         expect: 100-continue\r\ncontent-length: 100\r\n\r\n{{"
    );
    request.write_all(head.as_bytes()).unwrap();
    await_continue(&mut request);
    signal(&relay.child, "-TERM");
    wait_for(|| TcpStream::connect(relay.addr()).is_err());
    assert!(relay.child.try_wait().unwrap().is_none(), "it waits for the request");
    signal(&relay.child, "-TERM");
    assert_eq!(relay.child.wait().unwrap().code(), Some(4));
}
