//! The reviewed copies.

use expect_test::expect;
use xtask::Exit;

use crate::copy::Copy;

/// `tests/it/golden.rs` of the client compares the same copies with the build script's own output, so
/// the commands generate what the build does.
#[tokio::test]
async fn the_copies_in_the_tree_are_what_is_generated() {
    let copy = Copy::new();
    let before = copy.files();
    let (exit, said) = copy.specs(&["golden"]).await;
    expect![[r#"
        src/generated/tracking_v1.rs: unchanged
        src/generated/tracking_v2.rs: unchanged
    "#]]
    .assert_eq(&said);
    assert_eq!((exit, copy.files()), (Exit::Done, before));
}

#[tokio::test]
async fn a_copy_that_differs_is_written_and_one_without_a_spec_removed() {
    let copy = Copy::new();
    let before = copy.files();
    copy.write("src/generated/tracking_v2.rs", "// edited\n");
    copy.write("src/generated/tracking_v0.rs", "// gone\n");
    let (exit, said) = copy.specs(&["golden"]).await;
    expect![[r#"
        src/generated/tracking_v1.rs: unchanged
        src/generated/tracking_v2.rs: written
        src/generated/tracking_v0.rs: removed
    "#]]
    .assert_eq(&said);
    assert_eq!((exit, copy.files()), (Exit::Done, before));
}

#[tokio::test]
async fn a_spec_that_cannot_be_generated_from_leaves_every_copy() {
    let copy = Copy::new();
    copy.edit("specs/tracking-v2.yaml", "openapi: 3.1.0", "openapi: 7");
    let before = copy.files();
    let (exit, said) = copy.specs(&["golden"]).await;
    assert!(said.starts_with("error: specs/tracking-v2.yaml: "), "{said}");
    assert_eq!((exit, copy.files()), (Exit::Failed, before));
}
