use std::{error::Error as _, io, net::SocketAddr, time::Duration};

use reditus_sandbox::{Builder, Sandbox};
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};

use crate::caller::{V2, post};

#[tokio::test]
async fn stopping_a_sandbox_closes_its_connections_and_frees_its_port() {
    for explicit in [false, true] {
        let sandbox = Sandbox::start().await.unwrap();
        let addr = sandbox.addr();
        let mut idle = TcpStream::connect(addr).await.unwrap();
        post(&sandbox, V2, &json!({})).await;
        if explicit {
            sandbox.shutdown().await;
        } else {
            drop(sandbox);
        }
        let refused = TcpStream::connect(addr).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let closed = timeout(Duration::from_secs(5), idle.read(&mut [0])).await.unwrap();
        assert!(closed.is_err() || closed.is_ok_and(|read| read == 0));
        Sandbox::builder().addr(addr).start().await.unwrap();
    }
}

#[test]
fn a_sandbox_outlives_the_runtime_that_started_it() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime().block_on(Sandbox::start()).unwrap();
    let conversion = json!({"affiliate_slug": "john", "uid": "1"});
    assert_eq!(runtime().block_on(post(&sandbox, V2, &conversion)).0, 201);
}

#[test]
fn a_sandbox_is_send_sync_and_static() {
    fn shared<T: Send + Sync + 'static>(_: impl Fn() -> T) {}
    fn sent<T: Send + 'static>(_: impl Fn() -> T) {}
    shared(|| -> Sandbox { unreachable!() });
    shared(|| -> Builder { unreachable!() });
    sent(Sandbox::start);
    sent(|| Sandbox::builder().start());
}

#[tokio::test]
async fn a_sandbox_reports_its_address() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(sandbox.addr().ip().is_loopback());
    assert_eq!(sandbox.base_url(), format!("http://127.0.0.1:{}", sandbox.addr().port()));

    let addr: SocketAddr = "[::1]:0".parse().unwrap();
    let Ok(sandbox) = Sandbox::builder().addr(addr).start().await else {
        return; // a machine without IPv6
    };
    assert_eq!(sandbox.base_url(), format!("http://[::1]:{}", sandbox.addr().port()));
}

#[tokio::test]
async fn the_error_for_a_taken_address_names_the_address() {
    let first = Sandbox::start().await.unwrap();
    let error = Sandbox::builder().addr(first.addr()).start().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    assert_eq!(error.to_string(), format!("cannot start a sandbox on {}", first.addr()));
    assert!(error.source().is_some());
    assert_eq!(io::Error::from(error).kind(), io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn debug_output_identifies_nobody() {
    let builder = Sandbox::builder().token("s3cret").affiliates(["john"]);
    assert_eq!(format!("{builder:?}"), "Builder { addr: 127.0.0.1:0, .. }");
    let sandbox = Sandbox::start().await.unwrap();
    post(&sandbox, V2, &json!({"affiliate_slug": "john", "email": "jane@example.com"})).await;
    let expected = format!("Sandbox {{ addr: {}, recorded: 1, requests: 1, .. }}", sandbox.addr());
    assert_eq!(format!("{sandbox:?}"), expected);
}
