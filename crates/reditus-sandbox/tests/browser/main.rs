//! The sandbox's page and script in a real browser: Debian's Chromium, driven by playwright-core.
//!
//! Skipped where Chromium, Node or playwright-core is missing; `.ci/run peers` installs them.
//! `REDITUS_REQUIRE_PEERS=1` makes a skipped test fail.

#[cfg(test)]
mod driver;

use driver::drive;
use reditus_sandbox::{Referrer, Sandbox};

#[tokio::test]
async fn the_page_shows_and_controls_the_sandbox() {
    let sandbox = Sandbox::builder().token("t0ken").start().await.unwrap();
    let Some(checks) = drive("page.mjs", &sandbox) else { return };
    assert!(checks.len() >= 11, "{checks:?}");
    // The driver ends by forgetting everything and sending one test conversion by keyboard.
    let [entry] = &sandbox.ledger()[..] else { panic!("{:?}", sandbox.ledger()) };
    assert_eq!(entry.referrer, Referrer::Affiliate { slug: "anna".to_owned() });
    assert_eq!(sandbox.faults().remaining(), 0);
}

#[tokio::test]
async fn the_script_sets_the_cookie_of_the_vendors_script() {
    let sandbox = Sandbox::start().await.unwrap();
    let Some(checks) = drive("script.mjs", &sandbox) else { return };
    assert!(checks.len() >= 15, "{checks:?}");
    assert_eq!(sandbox.requests(), [], "the script sends nothing");
}
