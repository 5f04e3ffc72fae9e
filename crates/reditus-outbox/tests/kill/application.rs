//! The application that enqueues, as a process: signups as fast as it can, until it is killed.

use std::{process, time::Duration};

use reditus::Conversion;
use reditus_outbox::Entry;

use crate::database::{Database, End};

pub(crate) fn main(args: &[&str]) {
    let [address] = args else { panic!("an address") };
    crate::runtime().block_on(async {
        let mut database = Database::open(address).await;
        for number in 0.. {
            let end = if fastrand::u8(..4) == 0 { End::Rollback } else { End::Commit };
            let times = if fastrand::u8(..10) == 0 { 2 } else { 1 };
            let kind = if end == End::Rollback { "rolled-back" } else { "committed" };
            let uid = format!("{kind}-{}-{number}", process::id());
            let entry = Entry::new(&Conversion::affiliate("john").uid(&uid)).unwrap();
            database.sign_up(&uid, &entry, times, end).await;
            tokio::time::sleep(Duration::from_millis(fastrand::u64(1..20))).await;
        }
    });
}
