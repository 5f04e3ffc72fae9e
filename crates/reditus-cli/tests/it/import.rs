//! `reditus import`: what is read, sent and printed.

mod account;
mod ahead;
mod checks;
mod leaving;
mod order;
mod outages;
mod reading;
mod rejects;
mod reports;

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use reditus_sandbox::Sandbox;
use serde_json::Value;

const CSV: &str = "\
affiliate_slug,advocate_slug,email,uid,gr_id,plan
john,,a@example.com,,,\"gold, yearly\"
,jwe512,b@example.com,2,,silver
john,,,3,rl:1,
";

const JSON_LINES: &str = r#"
{"affiliate_slug":"john","email":"a@example.com","plan":["gold",{"yearly":true}]}

{"advocate_slug":"jwe512","affiliate_slug":null,"email":"b@example.com","uid":2}
{"affiliate_slug":" john ","email":"","uid":"3","gr_id":"rl:1"}
"#;

/// The customers that the sandbox has recorded.
fn recorded(sandbox: &Sandbox) -> Vec<String> {
    let name = |entry: reditus_sandbox::Entry| entry.email.or(entry.uid).unwrap_or_default();
    let mut recorded: Vec<_> = sandbox.ledger().into_iter().map(name).collect();
    recorded.sort();
    recorded
}

fn gzip(text: &str) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

fn object(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap_or_else(|_| panic!("{stdout}"))
}

const BAD: &str = "\
affiliate_slug,advocate_slug,customer_email,uid,note
john,,a@example.com,,fine
,,b@example.com,,nobody referred

john,jwe512,,,both referred; nobody signed up
john,,\"c@
example.com\",,\"a line
break\"
john,,d@example.com
";
