//! What every store must do, with one suite for all of them: the same verbs, the same results.

mod accounts;
mod backoff;
mod bodies;
#[cfg(feature = "postgres")]
#[path = "../tests/cluster/mod.rs"]
mod cluster;
mod desk;
mod forget;
mod fresh;
mod lease;
mod life;
mod order;
mod pace;
mod pauses;
pub(crate) mod subject;

pub(crate) use self::subject::{START, Subject};

/// Each case, for each store.
macro_rules! suite {
    ($($room:ident: $($case:ident)*;)*) => {
        mod memory {
            $($(#[tokio::test]
            async fn $case() {
                super::$room::$case(super::subject::memory().await).await;
            })*)*
        }
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $($(#[tokio::test]
            async fn $case() {
                super::$room::$case(super::subject::sqlite().await).await;
            })*)*
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $($(#[tokio::test]
            async fn $case() {
                let Some(subject) = super::subject::postgres().await else { return };
                super::$room::$case(subject).await;
            })*)*
        }
    };
}

suite! {
    accounts:
        accounts_do_not_see_each_other;
    backoff:
        try_later_waits_minutes_at_first_and_hours_at_last
        an_entry_is_given_up_after_thirty_days_of_trying
        time_without_attempts_does_not_count
        a_refused_entry_is_tried_four_more_times_then_dead
        a_retried_entry_begins_again;
    bodies:
        an_unreadable_body_fails_nobody_and_is_dead_at_once
        a_long_body_fails_nobody
        a_body_with_the_mark_keeps_it;
    forget:
        forgetting_a_customer_leaves_nothing_of_them
        what_was_sent_is_kept_for_a_time_without_its_body;
    fresh:
        without_a_backlog_fresh_entries_go_out_at_once
        with_a_backlog_every_fourth_place_goes_to_it
        with_a_backlog_requests_are_spread_evenly
        an_import_is_never_fresh;
    lease:
        after_the_lease_another_worker_goes_on_and_the_mark_is_set
        a_lost_response_marks_an_entry_for_good
        a_settlement_after_the_lease_changes_nothing
        a_claim_that_was_not_committed_never_was;
    life:
        an_entry_is_sent_once_and_its_body_is_deleted
        a_duplicate_fails_nobody_and_is_not_sent_again
        figures_and_lists_show_every_state;
    order:
        one_customer_has_one_entry_at_a_time_in_order
        other_customers_do_not_wait
        refused_and_dead_entries_hold_up_nobody
        a_refused_entry_waits_for_a_later_one_in_flight
        a_long_line_is_served_in_order;
    pace:
        no_window_has_more_requests_than_the_limit
        a_place_is_held_until_the_request_has_ended
        a_request_that_was_not_sent_gives_its_place_back
        a_wait_of_the_service_is_everybodys_and_fifteen_minutes_at_most;
    pauses:
        a_wrong_setup_pauses_everybody_and_is_probed_ever_more_slowly
        each_probe_takes_another_entry
        a_documented_response_to_a_probe_ends_the_pause
        an_attempt_from_before_the_pause_does_not_end_it
        an_entry_that_fails_alone_pauses_nobody_again
        twenty_refused_in_a_row_pause_until_one_is_recorded
        an_entry_refused_again_after_a_success_counts_again
        the_same_entries_refused_after_a_resumption_pause_again
        a_pause_that_was_asked_for_ends_when_that_is_asked_for;
}
