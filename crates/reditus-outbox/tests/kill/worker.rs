//! A worker as a process.

use std::{future::pending, time::Duration};

use reditus::{Client, RateLimit};
use reditus_outbox::{Address, Worker};

pub(crate) fn main(args: &[&str]) {
    let [address, base_url] = args else { panic!("an address and a base URL") };
    crate::runtime().block_on(async {
        let worker = Worker::at(Address::parse(address).unwrap())
            .client(Client::builder("token").base_url(*base_url))
            .rate_limit(RateLimit::off())
            .poll(Duration::from_millis(10))
            .spawn()
            .await
            .unwrap();
        pending::<()>().await;
        drop(worker);
    });
}
