//! What the command says of itself.

use expect_test::{expect, expect_file};

use crate::command::{reditus, run};

#[test]
fn the_help_of_every_command_reads_as_reviewed() {
    let commands = ["", "track", "import", "relay", "click", "doctor", "sandbox", "completions"];
    let outbox = [
        "", " schema", " run", " status", " list", " dead", " retry", " pause", " resume",
        " forget",
    ];
    let outbox = outbox.map(|command| format!("outbox{command}"));
    for command in commands.into_iter().chain(outbox.iter().map(String::as_str)) {
        let args: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        let (code, help, _) = run(reditus(&args).env("COLUMNS", "80"));
        assert_eq!(code, 0);
        let wide: Vec<_> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{wide:#?}");
        let name = if command.is_empty() { "reditus" } else { &command.replace(' ', "-") };
        expect_file![format!("../help/{name}.txt")].assert_eq(&help);
    }
}

#[test]
fn the_version_names_the_documents_it_was_generated_from() {
    let (code, version, _) = run(&mut reditus(&["--version"]));
    assert_eq!(code, 0);
    expect![[r#"
        reditus 0.1.0
        specs: tracking-v1 1.0.0, tracking-v2 1.0.0
    "#]]
    .assert_eq(&version);
}

#[test]
fn every_shell_has_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, script, _) = run(&mut reditus(&["completions", shell]));
        assert_eq!(code, 0);
        assert!(script.contains("retry-rejects") && script.contains("deliver"), "{shell}");
    }
    let (_, object, _) = run(&mut reditus(&["completions", "bash", "--json"]));
    let object: serde_json::Value = serde_json::from_str(&object).unwrap();
    assert!(object["script"].as_str().unwrap().contains("complete -F"));
}
