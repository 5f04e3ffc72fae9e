//! Running a generator that may panic.

use std::any::Any;
use std::cell::Cell;
use std::fmt::{self, Display};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Why a generator made nothing.
pub(super) enum Failure {
    Error(String),
    Panic(String),
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => f.write_str(error),
            Self::Panic(message) => write!(f, "panic: {message}"),
        }
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `generate` and catches its panic, which is not printed.
pub(super) fn run<T, E: Display>(generate: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
    // The hook belongs to the process. It is set once and looks at the thread, so that other
    // threads keep printing theirs, and two guards at a time do not restore each other's hook.
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                print(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(generate));
    QUIET.set(before);
    match result {
        Ok(result) => result.map_err(|error| Failure::Error(error.to_string())),
        Err(panic) => Err(Failure::Panic(message(&*panic).to_owned())),
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
