//! The vendor's limit, in an import that would take minutes and takes seconds here.

use std::{fs, num::NonZeroU32, time::Duration};

use reditus::{Client, Clock, Timeouts};
use reditus_sandbox::{RateLimit, Sandbox};

use super::{super::results::Outcome, args, import, thoroughness};

/// How much faster than the real clock: five minutes take two seconds.
const SPEED: u32 = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limit_is_never_exceeded_and_nearly_used_up() {
    let windows = thoroughness([1, 4, 4]) as u32;
    let count = windows as usize * 100 + 50;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    let rows: String = (0..count).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(&path, format!("affiliate_slug,uid\n{rows}")).unwrap();
    let window = Duration::from_secs(5 * 60) / SPEED;
    let sandbox = Sandbox::builder().rate_limit(RateLimit::new(100, window)).start().await.unwrap();
    let clock = Clock::faster(NonZeroU32::new(SPEED).unwrap());
    // On that clock a busy machine takes minutes for what takes milliseconds.
    let long = Duration::from_secs(3600);
    let timeouts = Timeouts::default().connect(long).attempt(long).total(long);
    let args = args(&path, &["--rate", "100/5m", "--concurrency", "8"]);
    let client = Client::builder("token")
        .base_url(sandbox.base_url())
        .clock(clock)
        .timeouts(timeouts)
        .rate_limit(args.rate.unwrap().limit())
        .build()
        .unwrap();
    let (_, counts, stop) = import(&args, client, &sandbox.base_url()).await.unwrap();
    assert_eq!((counts[Outcome::Recorded], stop), (count as u64, None));

    let requests = sandbox.requests();
    assert_eq!(requests.len(), count, "some were sent twice");
    assert!(requests.iter().all(|request| request.status() == Some(201)));
    let arrived: Vec<_> = requests.iter().map(reditus_sandbox::Request::arrived).collect();
    let within = |start: usize| {
        let end = arrived[start] + window;
        arrived[start..].iter().filter(move |&&at| at < end)
    };
    let most = (0..count).map(|start| within(start).count()).max().unwrap();
    assert!(most <= 100, "{most} in a window");
    // Nor is it slower than allowed: the last fifty come after all the windows.
    let took = *arrived.last().unwrap() - arrived[0];
    println!(
        "{count} requests in {:.2} windows of five minutes, {most} at most in any, no 429",
        took.as_secs_f64() / window.as_secs_f64()
    );
    assert!(took >= window * windows, "{took:?}");
}
