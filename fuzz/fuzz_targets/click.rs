//! Any `Cookie` header is read or refused: no panic, and no value that was not in it.
//!
//! ```text
//! cargo +nightly fuzz run click
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use reditus::{Click, Conversion};

fuzz_target!(|header: &[u8]| {
    if let Ok(click) = Click::from_cookie_header(header) {
        check(&click);
    }
    // The same bytes as the value of the cookie, so that the fuzzer need not find its name first.
    if let Ok(click) = Click::parse(&String::from_utf8_lossy(header)) {
        check(&click);
    }
});

fn check(click: &Click) {
    let decoded = percent_decode_str(click.raw()).decode_utf8().unwrap();
    let fields = [
        click.client_id(),
        click.pk(),
        click.slug(),
        click.competitor_slug(),
        click.competitor_type(),
        click.sub_id(),
        click.programme_type(),
    ];
    for field in fields.into_iter().flatten() {
        assert!(!field.is_empty() && decoded.contains(field));
    }
    assert!(click.extra().all(|field| decoded.contains(field)));
    assert_eq!(
        Conversion::from_click(click).is_ok(),
        click.slug().or(click.competitor_slug()).is_some(),
    );
}
