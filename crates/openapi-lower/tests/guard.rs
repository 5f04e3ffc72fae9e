//! Generators that fail. In a binary of its own, because the panic hook is the process's.

#![expect(clippy::unwrap_used, reason = "outside of `#[test]`, too, a failure is to be seen")]

use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use openapi_lower::{Document, Lowered, lower};
use serde_json::json;

static PRINTED: AtomicUsize = AtomicUsize::new(0);

/// Sets a hook as a program has one: before any generator runs.
fn lowered() -> Lowered {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match panic.payload().downcast_ref() {
            Some(&"counted") => drop(PRINTED.fetch_add(1, Ordering::Relaxed)),
            _ => print(panic),
        }));
    });
    let info = json!({ "title": "Pets", "version": "1" });
    let value = json!({ "openapi": "3.1.0", "info": info, "paths": {} });
    lower(&Document::new("pets.yaml", value)).unwrap()
}

#[test]
fn an_error_or_a_panic_becomes_a_problem_of_the_file_on_one_line() {
    let problem = |generate: fn() -> Result<(), String>| {
        let problems = lowered().guard(generate).unwrap_err().to_string();
        let what = problems.strip_prefix("pets.yaml: the generator failed: ").unwrap();
        what.strip_suffix("; leave out what it fails on, in the overlay").unwrap().to_owned()
    };
    assert_eq!(problem(|| Err("no\nway".to_owned())), "no way");
    assert_eq!(problem(|| panic!("static")), "panic: static");
    assert_eq!(problem(|| panic!("number {}", 7)), "panic: number 7");
    assert_eq!(problem(|| panic::panic_any(7)), "panic: without a message");
    assert_eq!(lowered().guard(|| Ok::<_, String>(7)).unwrap(), 7);
}

#[test]
fn a_guarded_panic_prints_nothing_and_others_still_do() {
    let generate = || -> Result<(), String> { panic!("counted") };
    lowered().guard(generate).unwrap_err();
    assert_eq!(PRINTED.load(Ordering::Relaxed), 0);
    let elsewhere = || Ok::<_, String>(thread::spawn(|| panic!("counted")).join().is_err());
    assert!(lowered().guard(elsewhere).unwrap());
    assert_eq!(PRINTED.load(Ordering::Relaxed), 1);
    panic::catch_unwind(|| panic!("counted")).unwrap_err();
    assert_eq!(PRINTED.load(Ordering::Relaxed), 2);
}
