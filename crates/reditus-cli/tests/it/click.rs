//! `reditus click`

use expect_test::expect;

use crate::command::{reditus, run};

#[test]
fn a_cookie_is_decoded_for_a_person() {
    let cookie = "rl%3A3f0c9a52%3A%3Apk_1%3A%3A%3Ajwe512%3A%3A%3Anews%2520letter%3Areferral%3Anew";
    let (code, stdout, _) = run(&mut reditus(&["click", cookie]));
    assert_eq!(code, 0);
    expect![[r#"
        referrer         advocate
        slug             jwe512
        programme type   referral
        competitor slug  -
        competitor type  -
        sub id           news%20letter
        client id        3f0c9a52
        pk               pk_1
        extra            new
        raw              rl%3A3f0c9a52%3A%3Apk_1%3A%3A%3Ajwe512%3A%3A%3Anews%2520letter%3Areferral%3Anew
    "#]].assert_eq(&stdout);
}

#[test]
fn a_cookie_is_decoded_for_a_program() {
    let header = "Cookie: a=b; _gr_id=rl:3f0c9a52:::::john:::; c=d";
    let (code, stdout, _) = run(&mut reditus(&["click", header, "--json"]));
    assert_eq!(code, 0);
    expect![[r#"
        {
          "client_id": "3f0c9a52",
          "competitor_slug": null,
          "competitor_type": null,
          "extra": [],
          "pk": null,
          "programme_type": null,
          "raw": "rl:3f0c9a52:::::john:::",
          "referrer": "affiliate",
          "slug": "john",
          "sub_id": null
        }
    "#]]
    .assert_eq(&stdout);
}

#[test]
fn what_a_visitor_wrote_does_no_harm_to_a_terminal() {
    let (code, stdout, _) = run(&mut reditus(&["click", "rl:%1b[2J:::::%1b]0;x%07:::"]));
    assert_eq!(code, 0);
    assert!(!stdout.contains('\x1b'), "{stdout:?}");
}

#[test]
fn a_cookie_without_a_referrer_and_an_invalid_one_exit_differently() {
    let (code, stdout, _) = run(&mut reditus(&["click", "rl:3f0c9a52::pk_1:::::"]));
    assert_eq!(code, 1);
    assert!(stdout.contains("slug             -\n"), "{stdout}");

    let (code, stdout, stderr) = run(&mut reditus(&["click", "customer 4711"]));
    assert_eq!((code, stdout.as_str()), (2, ""));
    expect![[r#"
        error: the `_gr_id` cookie has 1 field, not 9 or more; check that it is passed on as the browser sent it
    "#]].assert_eq(&stderr);
    assert!(!stderr.contains("4711"));
}
