//! How many random cases the tests try.

/// Few by default, all in CI (`REDITUS_TEST_FULL=1`), many more with `REDITUS_TEST_LONG=1`.
pub(crate) fn thoroughness([some, full, long]: [u64; 3]) -> u64 {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| value == "1");
    match (is_set("REDITUS_TEST_LONG"), is_set("REDITUS_TEST_FULL")) {
        (true, _) => long,
        (_, true) => full,
        _ => some,
    }
}

/// The seeds to try, or the one in `REDITUS_SEED`.
pub(crate) fn seeds(counts: [u64; 3]) -> std::ops::Range<u64> {
    match std::env::var("REDITUS_SEED").map(|seed| seed.parse::<u64>().unwrap()) {
        Ok(seed) => seed..seed + 1,
        Err(_) => 0..thoroughness(counts),
    }
}
