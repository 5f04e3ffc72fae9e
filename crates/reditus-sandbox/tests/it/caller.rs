//! Two ways to call a sandbox: as a client does, and byte by byte.

use std::{net::SocketAddr, sync::LazyLock};

use reditus_sandbox::Sandbox;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub(crate) const V1: &str = "/v1/tracking/conversion";
pub(crate) const V2: &str = "/v2/tracking/conversion";

/// Reports a conversion with a token, and reads the response.
pub(crate) async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (u16, Value) {
    let response = send(sandbox, path, body).await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    (status, response.json().await.unwrap())
}

/// Building one takes longer than most tests. It keeps no connection: each test has a runtime of its
/// own.
static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0);
    client.redirect(reqwest::redirect::Policy::none()).build().unwrap()
});

/// Reports a conversion on a connection of its own.
pub(crate) async fn send(
    sandbox: &Sandbox,
    path: &str,
    body: &Value,
) -> reqwest::Result<reqwest::Response> {
    let url = format!("{}{path}", sandbox.base_url());
    HTTP.post(url).bearer_auth("token").json(body).send().await
}

/// Sends the bytes as they are, and reads all that comes back until the other side closes.
pub(crate) async fn raw(addr: SocketAddr, request: impl AsRef<[u8]>) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(addr).await?;
    stream.write_all(request.as_ref()).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}

/// A request as it is on the wire, the last one of its connection.
pub(crate) fn wire(method: &str, path: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [request.as_bytes(), body].concat()
}

/// The status of a response as it came over the wire, and its JSON body.
pub(crate) fn parse(response: &str) -> (u16, Value) {
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(head.contains("content-type: application/json"), "{head}");
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}
