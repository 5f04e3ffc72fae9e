//! What the machine gives a client: an environment, root certificates, a runtime.
//!
//! Environment variables belong to a whole process, so each of these tests runs once more as a
//! process of its own.

use std::{
    env,
    pin::pin,
    process::Command,
    task::{Context, Poll, Waker},
};

use reditus::{Client, ErrorKind};

use crate::wire::{Wire, conversion, response};

/// Runs this test again in a process with these variables. Returns whether it passed and what it
/// printed, or `None` within that process.
fn alone(test: &str, variables: &[(&str, &str)]) -> Option<(bool, String)> {
    const MARK: &str = "REDITUS_TEST_ALONE";
    if env::var_os(MARK).is_some() {
        return None;
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([&format!("setup::{test}"), "--exact", "--nocapture"]).env(MARK, "1");
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(stdout.contains("1 passed") || stdout.contains("1 failed"), "{test} did not run");
    Some((output.status.success(), stdout))
}

#[tokio::test]
async fn a_proxy_variable_that_cannot_be_read_is_an_error_that_names_it() {
    const TEST: &str = "a_proxy_variable_that_cannot_be_read_is_an_error_that_names_it";
    let cases = [
        ("HTTP_PROXY", "http://", "HTTP_PROXY is not the URL of a proxy"),
        ("http_proxy", "s3cr3t://proxy", "http_proxy is not the URL of a proxy"),
        ("ALL_PROXY", "http://s3cr3t:x@[", "ALL_PROXY is not the URL of a proxy"),
        ("HTTP_PROXY", "proxy.example.com:3128", "built"),
        ("HTTP_PROXY", "", "built"),
        ("HTTPS_PROXY", "http://", "built"),
    ];
    for (name, value, said) in cases {
        let Some((passed, stdout)) = alone(TEST, &[(name, value)]) else {
            let builder = Client::builder("token").base_url("http://proxied.example.com");
            match builder.allow_plain_http().build() {
                Ok(_) => println!("built"),
                Err(error) => println!("{error}"),
            }
            return;
        };
        assert!(passed && stdout.contains(said), "{name}={value}: {stdout}");
        assert!(!stdout.contains("s3cr3t"), "{stdout}");
    }
}

#[tokio::test]
async fn this_machine_is_reached_without_a_proxy_whatever_is_configured() {
    const TEST: &str = "this_machine_is_reached_without_a_proxy_whatever_is_configured";
    // Nothing listens on port 1, and the second one is not even a URL.
    for proxy in ["http://127.0.0.1:1", "http://"] {
        let Some((passed, stdout)) = alone(TEST, &[("HTTP_PROXY", proxy), ("ALL_PROXY", proxy)])
        else {
            let wire = Wire::responding(response(409, "application/json", b"")).await;
            wire.client().track(conversion()).await.unwrap();
            // Not even by a fresh builder, or one with a proxy of its own.
            let fresh = wire.builder().http(|_| reditus::reqwest::Client::builder());
            fresh.build().unwrap().track(conversion()).await.unwrap();
            let proxy = reditus::reqwest::Proxy::all("http://127.0.0.1:1").unwrap();
            let proxied = wire.builder().http(|http| http.proxy(proxy));
            proxied.build().unwrap().track(conversion()).await.unwrap();
            assert_eq!(wire.requests().len(), 3);
            return;
        };
        assert!(passed, "{proxy}: {stdout}");
    }
}

#[cfg(all(feature = "rustls", not(feature = "native-tls"), target_os = "linux"))]
#[tokio::test]
async fn without_root_certificates_the_error_says_where_they_were_looked_for() {
    const TEST: &str = "without_root_certificates_the_error_says_where_they_were_looked_for";
    let none = [("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", "/nonexistent")];
    let Some((passed, stdout)) = alone(TEST, &none) else {
        let error = Client::new("token").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        println!("{error}");
        // Plain http on this machine needs none.
        let wire = Wire::responding(response(409, "application/json", b"")).await;
        wire.client().track(conversion()).await.unwrap();
        return;
    };
    assert!(passed, "{stdout}");
    for part in ["CA certificates", "SSL_CERT_FILE", "SSL_CERT_DIR", "`ca-certificates`"] {
        assert!(stdout.contains(part), "{stdout}");
    }
}

#[tokio::test]
async fn a_fresh_builder_undoes_no_promise() {
    let elsewhere = Wire::responding(response(201, "application/json", br#"{"data":{}}"#)).await;
    let redirect = format!("HTTP/1.1 307 Any\r\nLocation: {}\r\n\r\n", elsewhere.base_url());
    let wire = Wire::responding(redirect).await;
    let fresh = wire.builder().http(|_| {
        let policy = reditus::reqwest::redirect::Policy::limited(5);
        reditus::reqwest::Client::builder().redirect(policy).user_agent("mine")
    });
    let error = fresh.build().unwrap().track(conversion()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unrecognized);
    assert!(elsewhere.requests().is_empty());
    let request = wire.requests().remove(0);
    assert!(request.contains("user-agent: reditus/"), "{request}");

    // The timeouts, too: nothing accepts here, so no response ever comes.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let started = std::time::Instant::now();
    let attempt = std::time::Duration::from_millis(100);
    let error = Client::builder("token")
        .base_url(format!("http://{}", silent.local_addr().unwrap()))
        .retry(reditus::RetryPolicy::none())
        .timeouts(reditus::Timeouts::default().attempt(attempt))
        .http(|_| reditus::reqwest::Client::builder())
        .build()
        .unwrap()
        .track(conversion())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn outside_a_runtime_a_call_is_an_error_and_not_a_panic() {
    let client = Client::builder("token").base_url("http://127.0.0.1:1").build().unwrap();
    let call = pin!(client.track(conversion()));
    let Poll::Ready(Err(error)) = call.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the call waits");
    };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("not made within a tokio runtime"), "{error}");
    assert!(error.to_string().contains("`reditus::blocking`"), "{error}");
    assert_eq!(error.into_conversion(), Some(conversion()));
}

#[cfg(all(feature = "blocking", unix))]
#[test]
fn after_a_fork_the_blocking_client_refuses_instead_of_hanging() {
    use fork::Fork;
    use reditus::blocking;

    let client = blocking::Client::new("token").unwrap();
    match fork::fork().unwrap() {
        Fork::Child => {
            let error = client.track(conversion()).unwrap_err();
            let text = error.to_string();
            let refused =
                error.kind() == ErrorKind::Configuration && text.contains("before a fork");
            drop(client);
            let built = blocking::Client::new("token").is_ok();
            std::process::exit(if refused && built { 42 } else { 1 });
        }
        Fork::Parent(child) => {
            let status = fork::waitpid(child).unwrap();
            assert_eq!(status >> 8, 42, "the child's status is {status:#x}");
        }
    }
}
