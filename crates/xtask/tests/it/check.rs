//! `specs check`, by exit status.

use std::io::Write;
use std::process::{Command, Stdio};

use expect_test::expect;
use xtask::Exit;

use crate::copy::{Copy, V2, page};
use crate::server::{nobody, serve};

#[tokio::test]
async fn up_to_date_is_0_and_out_of_date_is_4_and_nothing_is_written() {
    let copy = Copy::new();
    let document = copy.read("specs/tracking-v2.yaml");
    let before = copy.files();
    let fresh = serve("200 OK", &page(V2, &document)).await;
    let (exit, said) = copy.specs(&["check", "--from", &fresh]).await;
    assert_eq!((exit, said.as_str()), (Exit::Done, "tracking-v2: up to date\n"));

    // A byte is enough: a document is what was published, not what it means.
    let stale = serve("200 OK", &page(V2, &format!("{document}\n"))).await;
    let (exit, said) = copy.specs(&["check", "tracking-v2", "--from", &stale]).await;
    let says = "tracking-v2: out of date; run `cargo xtask specs pull tracking-v2`\n";
    assert_eq!((exit, said.as_str()), (Exit::Differs, says));
    assert_eq!(copy.files(), before);
}

/// Runs the command itself, for its standard input. It reads the workspace and changes nothing.
#[test]
fn a_page_is_read_from_standard_input() {
    let document = Copy::new().read("specs/tracking-v2.yaml");
    for (document, code) in [(document.clone(), 0), (document + "\n", 4), (String::new(), 100)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["specs", "check", "--from", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let page = if document.is_empty() { document } else { page(V2, &document) };
        child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_fetched_or_read_is_100() {
    let copy = Copy::new();
    let nobody = nobody().await;
    let (exit, said) = copy.specs(&["check", "--from", &nobody]).await;
    assert_eq!(exit, Exit::Failed);
    assert!(said.starts_with(&format!("failed: {nobody}: ")), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");

    copy.write("page.md", "# Moved\n");
    let (exit, said) = copy.specs(&["check", "tracking-v2", "--from", &copy.path("page.md")]).await;
    expect![[r#"
        tracking-v2: failed: page.md: no block starts with four backticks and `yaml POST /v2/tracking/conversion`
    "#]].assert_eq(&said);
    assert_eq!(exit, Exit::Failed);
}

#[tokio::test]
async fn one_failure_does_not_hide_the_other_results() {
    let copy = Copy::new();
    let vendor = "https://docs.getreditus.com";
    let v2 = serve("200 OK", &page(V2, &copy.read("specs/tracking-v2.yaml"))).await;
    let gone = serve("410 Gone", "").await;
    copy.edit(
        "specs/README.md",
        &format!("<{vendor}/affiliate-program-api/v1/tracking/conversion.md>"),
        &format!("<{gone}>"),
    );
    copy.edit(
        "specs/README.md",
        &format!("<{vendor}/referral-program-api/v2/tracking/conversion.md>"),
        &format!("<{v2}>"),
    );
    let (exit, said) = copy.specs(&["check"]).await;
    let says =
        format!("tracking-v1: failed: {gone}: the response is 410 Gone\ntracking-v2: up to date\n");
    assert_eq!((exit, said), (Exit::Failed, says));
}

#[test]
fn the_exit_statuses_are_0_4_and_100() {
    use std::process::ExitCode;
    for (exit, code) in [(Exit::Done, 0), (Exit::Differs, 4), (Exit::Failed, 100)] {
        assert_eq!(format!("{:?}", ExitCode::from(exit)), format!("{:?}", ExitCode::from(code)));
    }
}
