//! What `reditus outbox schema` prints is all that an outbox needs.

use serde_json::Value;

use super::in_each_place;
use crate::command::{reditus, run};

#[test]
fn the_printed_schema_makes_an_outbox() {
    in_each_place(|place| {
        let database = if place.is_sqlite() { "--sqlite" } else { "--postgres" };
        let (code, sql, _) = run(&mut reditus(&["outbox", "schema", database]));
        assert_eq!(code, 0);
        place.execute(&format!("CREATE TABLE users (id INTEGER); {sql}"));
        assert_eq!(place.json(&["outbox", "status"])["waiting"], 0);
        let track = ["track", "--affiliate", "john", "--uid", "42"];
        assert_eq!(place.json(&track)["outcome"], "enqueued");
    });
}

#[test]
fn only_newer_versions_are_printed() {
    for database in ["--sqlite", "--postgres"] {
        let (_, stdout, _) = run(&mut reditus(&["outbox", "schema", database, "--json"]));
        let object: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(object["database"], database.trim_start_matches('-'));
        assert!(!object["migrations"].as_array().unwrap().is_empty());
        let newest = object["version"].to_string();
        let from =
            |version: &str| run(&mut reditus(&["outbox", "schema", database, "--from", version]));
        assert_eq!(from(&newest), (0, "\n".to_owned(), String::new()));
        let (code, _, stderr) = from("999");
        assert_eq!(code, 2);
        assert!(stderr.contains(&format!("the newest version of the outbox's tables is {newest}")));
    }
    let (code, _, _) = run(&mut reditus(&["outbox", "schema"]));
    assert_eq!(code, 2);
}
