//! How much the tests try: a part by default, all of it with `REDITUS_TEST_FULL=1`.

pub(crate) fn full() -> bool {
    std::env::var_os("REDITUS_TEST_FULL").is_some()
}

/// A tenth of `cases`, unless all are asked for.
pub(crate) fn scaled(cases: usize) -> usize {
    if full() { cases } else { cases / 10 }
}
