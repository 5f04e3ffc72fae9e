use std::time::{Duration, Instant};

use reditus_sandbox::{Fault, Sandbox};
use serde_json::json;

use super::JANE;
use crate::caller::{V2, post, send};

#[tokio::test]
async fn a_drip_fed_response_arrives_whole_and_late() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::drip(Duration::from_millis(1))]);
    let began = Instant::now();
    let (status, body) = post(&sandbox, V2, &serde_json::from_slice(JANE).unwrap()).await;
    assert_eq!((status, &body["data"]["type"]), (201, &json!("referral")));
    assert!(began.elapsed() > Duration::from_millis(100));
}

#[tokio::test]
async fn large_bodies_are_the_honest_response_and_spaces() {
    const SIZE: u64 = (3 << 20) + 12_345;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::large_body(SIZE), Fault::gzip_bomb(SIZE)]);

    let plain = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await.unwrap();
    assert_eq!(plain.status(), 201);
    assert_eq!(plain.content_length(), Some(SIZE));
    let plain = plain.bytes().await.unwrap();
    assert_eq!(plain.len() as u64, SIZE);

    let packed = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "2"})).await.unwrap();
    assert_eq!(packed.status(), 201);
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    assert!((packed.len() as u64) < SIZE / 500);
    let mut unpacked = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&packed[..]);
    std::io::Read::read_to_end(&mut decoder, &mut unpacked).expect("the checksum holds");

    assert_eq!(unpacked.len() as u64, SIZE);
    for (body, uid) in [(&plain[..], "1"), (&unpacked, "2")] {
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        assert_eq!(body["data"]["attributes"]["uid"], uid);
    }
}

#[tokio::test]
async fn hundreds_of_megabytes_are_small_on_the_wire() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([Fault::gzip_bomb(512 << 20)]);
    let packed = send(&sandbox, V2, &json!({"affiliate_slug": "john", "uid": "1"})).await.unwrap();
    assert!(packed.content_length().unwrap() < 1 << 20);
}
