//! What becomes of a row whose request has failed.

use std::{path::Path, sync::Arc, time::Duration};

use reditus::{Client, Conversion, RetryPolicy};
use reditus_sandbox::{Fault, Sandbox};

use super::{Customer, End, Key, Ledger, Pending, Plan, Progress, Rate, Sender, Stopper};
use crate::commands::import::{
    ledger::{Account, OtherToken},
    plan::Rejected,
};

fn sender(folder: &Path, client: &Client, base_url: &str) -> Sender {
    let account = Account { base_url: base_url.to_owned(), token: "token".into() };
    let ledger = Ledger::open(&folder.join("ledger"), &account, OtherToken::Refuse).unwrap();
    let plan = Plan {
        rate: Rate::Off,
        concurrency: 1,
        give_up: Duration::from_secs(3600),
        tries: 1,
        most_refused_alike: None,
        rejected: Rejected::Keep,
    };
    let (progress, stopper) = (Arc::new(Progress::new(1, Rate::Off)), Arc::new(Stopper::new()));
    Sender::new(client.clone(), plan, ledger, &progress, &stopper).unwrap()
}

#[tokio::test]
async fn a_row_is_given_up_if_the_service_fails_on_it_and_not_if_a_connection_is_lost() {
    for (fault, expected) in [(Fault::response(500), End::Settled), (Fault::close(), End::Failed)] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.faults().always(fault.clone());
        let client = Client::builder("token").base_url(sandbox.base_url());
        let client = client.retry(RetryPolicy::none()).build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let sender = sender(folder.path(), &client, &sandbox.base_url());

        let conversion = Conversion::affiliate("john").uid("1");
        let row = Pending {
            key: Key::of(&conversion),
            customer: Customer::of(&conversion),
            conversion: conversion.clone(),
            possibly_recorded: false,
            held: None,
        };
        let first = client.track(conversion.clone()).await;
        assert_eq!(sender.settle(&row, first), End::Failed, "{fault:?}: it may be an outage");
        // Others succeed meanwhile.
        (0..3).for_each(|_| sender.outage.settled());
        let second = client.track(conversion).await;
        assert_eq!(sender.settle(&row, second), expected, "{fault:?}");
        assert!(sender.stopper.stopped().is_none());
    }
}
