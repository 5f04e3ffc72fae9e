use std::time::Duration;

use reditus_sandbox::{Fault, Sandbox};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::caller::{V1, V2, parse, raw, wire};

const LEDGER: &str = "/__sandbox/ledger";
const HEADERS: [&str; 2] = ["authorization: Bearer token", "content-type: application/json"];

#[tokio::test]
async fn a_wrong_method_or_path_gets_a_405_or_404() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        ("GET", V1, 405, "allow: POST\r\n"),
        ("PUT", V2, 405, "allow: POST\r\n"),
        ("HEAD", V2, 405, "allow: POST\r\n"),
        ("OPTIONS", V2, 405, "allow: POST\r\n"),
        ("DELETE", V2, 405, "allow: POST\r\n"),
        ("TRACE", V2, 405, "allow: POST\r\n"),
        ("PURGE", V2, 405, "allow: POST\r\n"),
        ("POST", LEDGER, 405, "allow: GET, HEAD\r\n"),
        ("HEAD", LEDGER, 200, ""),
        ("GET", LEDGER, 200, ""),
        ("GET", "/elsewhere", 404, ""),
        ("POST", "/", 405, "allow: GET, HEAD\r\n"),
        ("GET", "/__sandbox/elsewhere", 404, ""),
        ("GET", "/__sandbox/faults", 405, "allow: POST, DELETE\r\n"),
        ("GET", "/__sandbox/settings", 405, "allow: PUT\r\n"),
        ("GET", "/__sandbox/records", 405, "allow: DELETE\r\n"),
        ("POST", "/v3/tracking/conversion", 404, ""),
        ("POST", "/api/v2/tracking/conversion", 404, ""),
        ("POST", "/v2/tracking/conversion/", 404, ""),
        ("POST", "/V2/tracking/conversion", 404, ""),
    ];
    for (method, path, expected, header) in cases {
        // Without a token: a missing path needs none.
        let response = raw(sandbox.addr(), wire(method, path, &[], b"{}")).await.unwrap();
        let (status, body) = parse(&response);
        assert_eq!(status, expected, "{method} {path}");
        assert!(response.contains(header), "{method} {path}: {response}");
        if status > 400 && method != "HEAD" {
            assert!(body["error"].is_string(), "{method} {path}: {response}");
        }
    }
}

#[tokio::test]
async fn a_body_over_64_kib_gets_a_413_with_or_without_a_declared_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let conversion = |size: usize| {
        let frame = r#"{"affiliate_slug":"john","uid":""}"#.len();
        format!(r#"{{"affiliate_slug":"john","uid":"{}"}}"#, "a".repeat(size - frame)).into_bytes()
    };
    let chunked = |body: &[u8]| {
        let mut request = format!(
            "POST {V2} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{}\r\n{}\r\ntransfer-encoding: chunked\r\n\r\n",
            HEADERS[0], HEADERS[1]
        )
        .into_bytes();
        for chunk in body.chunks(1000) {
            request.extend(format!("{:x}\r\n", chunk.len()).bytes());
            request.extend(chunk);
            request.extend(b"\r\n");
        }
        request.extend(b"0\r\n\r\n");
        request
    };
    let limit = 64 * 1024;
    for (size, expected) in [(limit, 201), (limit + 1, 413), (8 << 20, 413)] {
        for request in [wire("POST", V2, &HEADERS, &conversion(size)), chunked(&conversion(size))] {
            let sandbox = Sandbox::start().await.unwrap();
            let response = raw(sandbox.addr(), request).await.unwrap();
            assert_eq!(parse(&response).0, expected, "{size}");
        }
    }
    assert_eq!(sandbox.ledger(), []);
}

#[tokio::test]
async fn a_malformed_request_never_gets_a_5xx() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases: [&[u8]; 8] = [
        b"\r\n\r\n\r\n\r\n\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /v2/tracking/conversion HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST /v2/tracking/conversion HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12",
        b"POST /v2/tracking/conversion HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n12",
        b"POST http://[ HTTP/1.1\r\n\r\n",
    ];
    for request in cases {
        let mut stream = TcpStream::connect(sandbox.addr()).await.unwrap();
        stream.write_all(request).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut response = Vec::new();
        let read = timeout(Duration::from_secs(5), stream.read_to_end(&mut response)).await;
        read.expect("an end").ok();
        let response = String::from_utf8_lossy(&response);
        assert!(response.is_empty() || response.starts_with("HTTP/1.1 4"), "{response}");
    }
    assert_eq!(sandbox.ledger(), []);
}

#[tokio::test]
async fn one_connection_serves_many_requests_and_well_formed_faults() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::healthy(), Fault::response(503), Fault::content_type("a/b")]);
    let mut stream = TcpStream::connect(sandbox.addr()).await.unwrap();
    for (uid, status) in [201, 503, 201, 201].into_iter().enumerate() {
        let body = format!(r#"{{"affiliate_slug":"john","uid":"{uid}"}}"#);
        let request = String::from_utf8(wire("POST", V2, &HEADERS, body.as_bytes())).unwrap();
        let request = request.replace("connection: close\r\n", "");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = [0; 1024];
        let read = stream.read(&mut response).await.unwrap();
        let response = String::from_utf8_lossy(&response[..read]);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
    }
    assert_eq!(sandbox.ledger().len(), 3);
}
