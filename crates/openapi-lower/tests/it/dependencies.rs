//! What a build script has to build for this crate.

use std::fs;

#[test]
fn it_depends_on_no_more_crates_than_it_needs() {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let (list, _) = rest.split_once("\n\n").unwrap();
    let names: Vec<_> = list.lines().filter_map(|line| line.split(['.', ' ']).next()).collect();
    let expected = ["heck", "openapiv3", "roas-overlay", "serde", "serde_json", "serde_yaml"];
    assert_eq!(names, expected, "the command has a crate of its own");
    assert!(!manifest.contains("[features]"), "a feature could add more");
}
