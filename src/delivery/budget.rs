//! The retries that a client and its clones may make together.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A token bucket of retries, in tenths. Every call pays in one tenth, so in a long outage the
/// service gets about 1.1 requests per call. A recorded conversion pays in a whole retry, so a service
/// that fails only now and then is always retried. The alternatives (tower's budget, the bucket of the AWS
/// SDKs) either need a clock or give a fresh client nothing to start with.
pub(crate) struct Budget(AtomicU32);

const RETRY: u32 = 10;
const CALL: u32 = 1;
const SUCCESS: u32 = 10;
const FULL: u32 = 50 * RETRY;

impl Budget {
    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(FULL))
    }

    pub(crate) fn called(&self) {
        self.pay_in(CALL);
    }

    pub(crate) fn recorded(&self) {
        self.pay_in(SUCCESS);
    }

    /// Takes a retry out, if there is one.
    pub(crate) fn withdraw(&self) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, |tenths| tenths.checked_sub(RETRY)).is_ok()
    }

    fn pay_in(&self, tenths: u32) {
        // The closure always returns a value, so the update cannot fail.
        let _ = self.0.fetch_update(Relaxed, Relaxed, |held| Some((held + tenths).min(FULL)));
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    /// Requests sent for so many calls, each of which may be retried three times.
    fn requests(budget: &Budget, calls: u32, recorded: bool) -> u32 {
        let mut requests = 0;
        for _ in 0..calls {
            budget.called();
            requests += 1 + (0..3).take_while(|_| budget.withdraw()).count() as u32;
            if recorded {
                budget.recorded();
            }
        }
        requests
    }

    #[test]
    fn a_fresh_client_retries_and_an_outage_soon_costs_a_tenth_of_a_retry_a_call() {
        let budget = Budget::full();
        assert_eq!(requests(&budget, 10, false), 40);
        requests(&budget, 100, false);
        assert_eq!(requests(&budget, 1000, false), 1100);
        // The service is back: a few calls refill it.
        requests(&budget, 100, true);
        assert!(budget.withdraw());
    }
}
