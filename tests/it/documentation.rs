//! What the documentation says twice must agree.

#[test]
fn the_readme_and_the_crate_have_one_table_of_responses() {
    let readme = include_str!("../../README.md");
    let table = include_str!("../../src/response/table.md");
    assert!(table.lines().count() > 10, "{table}");
    assert!(readme.contains(table), "copy src/response/table.md into README.md");
}
