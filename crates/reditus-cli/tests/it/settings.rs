//! Flags over the environment over the configuration file, and a token that never shows.

use std::{fs, path::Path, process::Command};

use reditus_sandbox::Sandbox;

use crate::command::{reditus, run, start};

/// `reditus doctor` with this configuration file; the sandbox takes the token `right` alone.
fn doctor(folder: &Path, config: &str) -> Command {
    fs::create_dir_all(folder.join("reditus")).unwrap();
    fs::write(folder.join("reditus/config.toml"), config).unwrap();
    let mut command = reditus(&["doctor"]);
    command.env("XDG_CONFIG_HOME", folder).current_dir(folder);
    command
}

fn line<'a>(stdout: &'a str, what: &str) -> &'a str {
    stdout.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {stdout}"))
}

#[test]
fn flags_override_the_environment_which_overrides_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let sandboxes: Vec<_> = (0..3).map(|_| start(Sandbox::builder())).collect();
    let [flag, variable, file] = [0, 1, 2].map(|at| sandboxes[at].base_url());
    let config = format!("token = \"secret\"\nbase_url = \"{file}\"\nrate = \"60/5m\"\n");
    let with = |change: &dyn Fn(&mut Command)| {
        let mut command = doctor(folder.path(), &config);
        change(&mut command);
        let (code, stdout, stderr) = run(&mut command);
        assert_eq!(code, 0, "{stdout}{stderr}");
        assert!(!stdout.contains("secret"), "{stdout}");
        stdout
    };

    let stdout = with(&|_| {});
    let path = folder.path().join("reditus/config.toml");
    let source = format!("({})", path.display());
    assert!(line(&stdout, "base URL").ends_with(&format!("{file} {source}")), "{stdout}");
    assert!(line(&stdout, "rate").ends_with(&format!("60/5m {source}")), "{stdout}");
    assert!(line(&stdout, "token").ends_with(&format!("not shown {source}")), "{stdout}");

    let stdout = with(&|command| {
        command.env("REDITUS_BASE_URL", &variable).env("REDITUS_RATE", "off");
        command.env("REDITUS_API_TOKEN", "secret");
    });
    assert!(line(&stdout, "base URL").ends_with(&format!("{variable} (REDITUS_BASE_URL)")));
    assert!(line(&stdout, "rate").ends_with("off (REDITUS_RATE)"));
    assert!(line(&stdout, "token").ends_with("(REDITUS_API_TOKEN)"));

    let stdout = with(&|command| {
        fs::write(folder.path().join("token"), "secret\n").unwrap();
        command.env("REDITUS_BASE_URL", &variable).env("REDITUS_API_TOKEN", "other");
        command.args(["--base-url", &flag, "--token-file", "token"]);
    });
    assert!(line(&stdout, "base URL").ends_with(&format!("{flag} (--base-url)")));
    assert!(line(&stdout, "token").ends_with("(--token-file)"));

    let stdout = with(&|command| {
        let other = folder.path().join("other.toml");
        fs::write(&other, format!("token_file = \"token\"\nbase_url = \"{flag}\"")).unwrap();
        command.args(["--config", "other.toml"]);
    });
    assert!(line(&stdout, "configuration").ends_with("other.toml"));
    assert!(line(&stdout, "token").ends_with("(other.toml)"));
}

#[test]
fn the_token_of_each_place_is_the_one_that_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(Sandbox::builder().token("right"));
    fs::write(folder.path().join("token"), " right\n\n").unwrap();
    fs::write(folder.path().join("file.toml"), "token = \"right\"").unwrap();
    let token_file = folder.path().join("token");
    let changes: [&dyn Fn(&mut Command); 5] = [
        &|command| _ = command.env("REDITUS_API_TOKEN", "right"),
        &|command| _ = command.env("REDITUS_TOKEN_FILE", &token_file),
        &|command| _ = command.arg("--token-file").arg(&token_file),
        &|command| _ = command.args(["--config", "file.toml"]),
        &|command| _ = command.env("REDITUS_CONFIG", "file.toml"),
    ];
    for (at, change) in changes.iter().enumerate() {
        let uid = at.to_string();
        let mut command = reditus(&["track", "--affiliate", "john", "--uid", &uid]);
        command.env("REDITUS_BASE_URL", sandbox.base_url()).current_dir(folder.path());
        change(&mut command);
        let (code, _, stderr) = run(&mut command);
        assert_eq!(code, 0, "{at}: {stderr}");
    }
    assert_eq!(sandbox.ledger().len(), changes.len());
}

#[test]
fn a_configuration_file_that_cannot_be_right_is_refused_and_shows_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let large = format!("token = \"{}\"", "s3cr3t".repeat(20_000));
    for (config, says) in [
        ("token = 's3cr3t'\ntokn = 's3cr3t'", "unknown setting `tokn`"),
        ("token = s3cr3t", "line 1 is not TOML"),
        ("rate = '1/1s'\n\ntoken s3cr3t", "line 3 is not TOML"),
        ("token = ['s3cr3t']", "`token` is not text"),
        ("token = 's3cr3t'\ntoken_file = 'x'", "both `token` and `token_file`"),
        ("token_file = 's3cr3t'", "the token file that "),
        ("rate = 's3cr3t'", "expected REQUESTS/TIME, such as `100/5m`"),
        ("base_url = 'http://s3cr3t@127.0.0.1'", "has user info"),
        ("token = 's3cr 3t'", "a space, a line break or another character"),
        (&large, "larger than 65536 bytes"),
    ] {
        let (code, stdout, stderr) = run(&mut doctor(folder.path(), config));
        assert_eq!(code, 1);
        assert!(stdout.contains(says), "{says}: {stdout}");
        assert!(!(stdout + &stderr).contains("s3cr"), "{config}");
    }
    // The token, where the name of its file should be.
    let mut command = reditus(&["track", "--affiliate", "john", "--uid", "42"]);
    let (code, _, stderr) = run(command.args(["--token-file", "s3cr3t"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("the token file that --token-file names: No such file"), "{stderr}");
    assert!(!stderr.contains("s3cr"), "{stderr}");

    let (code, stdout, _) = run(reditus(&["doctor"]).env("REDITUS_CONFIG", "/nowhere/at.toml"));
    assert_eq!(code, 1);
    assert!(stdout.contains("/nowhere/at.toml: No such file"), "{stdout}");
}
