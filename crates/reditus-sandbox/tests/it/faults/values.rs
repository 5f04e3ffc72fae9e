use reditus_sandbox::{Delivery, Fault};

#[test]
fn a_fault_is_honest_if_its_status_is_true_of_the_ledger() {
    let cases = [
        // Status; honest if recorded, honest if not.
        (200, true, false),
        (201, true, false),
        (204, true, false),
        (302, false, true),
        (400, false, true),
        (401, false, true),
        (408, true, true),
        (409, true, false),
        (422, false, true),
        (429, false, true),
        (500, true, true),
        (503, true, true),
        (1000, true, true),
    ];
    for (status, recorded, not_recorded) in cases {
        let fault = Fault::response(status);
        assert_eq!(fault.clone().recorded(true).is_honest(), recorded, "{status}, recorded");
        assert_eq!(fault.is_honest(), not_recorded, "{status}, not recorded");
    }
}

#[test]
fn a_fault_without_a_response_ignores_changes_to_it() {
    let fault = Fault::reset().header("a", "b").body("c").delivered(Delivery::Endless);
    assert_eq!(fault, Fault::reset());
    assert_ne!(fault, Fault::reset().recorded(true));
    assert!(!Fault::refuse().recorded(true).is_recorded());
}
