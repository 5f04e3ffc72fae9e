//! Three workers keep one account's pace.

use std::{env, time::Duration};

use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Entry, Origin, Worker};
use reditus_sandbox::Sandbox;

use crate::stores::Store;

/// Five minutes are 2.5 s.
const SPEED: u32 = 120;

/// An hour with `REDITUS_TEST_FULL=1`, else a little more than a window.
fn minutes() -> u32 {
    if env::var_os("REDITUS_TEST_FULL").is_some() { 60 } else { 6 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_workers_never_send_more_than_100_requests_in_5_minutes() {
    Store::each(async |store| {
        let window = Duration::from_secs(5 * 60) / SPEED;
        let limit = reditus_sandbox::RateLimit::new(100, window);
        let sandbox = Sandbox::builder().rate_limit(limit).start().await.unwrap();
        let entry = |uid: String| Entry::new(&Conversion::affiliate("john").uid(uid)).unwrap();
        let backlog = (0..1500).map(|uid| entry(format!("backlog {uid}"))).collect();
        store.outbox.enqueue(backlog, Origin::Import).await.unwrap();
        store.hurry(SPEED).await;
        let mut workers = Vec::new();
        for _ in 0..3 {
            let worker = Worker::at(store.address.clone())
                .client(Client::builder("token").base_url(sandbox.base_url()))
                .rate_limit(RateLimit::default())
                .poll(Duration::from_millis(5));
            workers.push(worker.spawn().await.unwrap());
        }
        let minute = Duration::from_secs(60) / SPEED;
        for number in 0..minutes() {
            store.enqueue(&entry(format!("fresh {number}"))).await;
            tokio::time::sleep(minute).await;
        }
        for worker in workers {
            worker.shutdown(Duration::from_secs(5)).await;
        }
        let requests = sandbox.requests();
        assert!(requests.iter().all(|request| request.status() != Some(429)), "{}", store.name);
        let arrived: Vec<_> = requests.iter().map(|request| request.arrived()).collect();
        for (at, &first) in arrived.iter().enumerate() {
            // The clock of a database is read in milliseconds.
            let end = first + window - Duration::from_millis(3);
            let within = arrived[at..].iter().take_while(|&&next| next < end).count();
            assert!(within <= 100, "{}: {within} requests", store.name);
        }
        let expected = minutes() as usize * 20;
        println!("{}: {} requests of {expected} that there is time for", store.name, arrived.len());
        assert!(arrived.len() > expected / 3, "{}: {} requests", store.name, arrived.len());
        let ledger = sandbox.ledger();
        let fresh =
            ledger.iter().filter(|entry| entry.uid.as_deref().unwrap().starts_with("fresh"));
        assert!(fresh.count() as u32 >= minutes() - 1, "{}", store.name);
    })
    .await;
}
