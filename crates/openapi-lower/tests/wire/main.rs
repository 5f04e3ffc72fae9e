//! What generated code sends and reads.
//!
//! `generated.rs` is the client that progenitor generates from `document.yaml`, lowered.
//! `UPDATE_EXPECT=1 cargo test` updates it; the next run compiles it.

#![expect(clippy::unwrap_used, reason = "a helper that fails should fail its test")]

mod reads;
mod sends;
mod server;

use expect_test::expect_file;
use openapi_lower::{Spec, lower};
use progenitor::{GenerationSettings, Generator};

#[allow(clippy::all, missing_docs, unreachable_pub, unused, reason = "generated code")]
mod generated {
    include!("generated.rs");
}

#[test]
fn the_generated_code_is_up_to_date() {
    let lowered = lower(&Spec::file("tests/wire/document.yaml").read().unwrap()).unwrap();
    let left_out: Vec<_> = lowered.report().left_out().map(|it| it.operation()).collect();
    assert_eq!(left_out, ["GET /elsewhere"]);
    let settings = GenerationSettings::new();
    let code = lowered.generate(|api| Generator::new(&settings).generate_tokens(api)).unwrap();
    let code = prettyplease::unparse(&syn::parse2(code).unwrap());
    expect_file!["generated.rs"].assert_eq(&code);
}
