use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use reditus_sandbox::Sandbox;

/// The driver's checks that passed: it prints a line for each.
pub(crate) fn drive(script: &str, sandbox: &Sandbox) -> Option<Vec<String>> {
    let browser = match found() {
        Ok(browser) => browser,
        Err(missing) => {
            let why = format!("skipped, as {missing} is missing: `.ci/run peers` installs it");
            assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{why}");
            // Past the test harness, which shows only what a failed test prints.
            io::stderr().write_all(format!("{why}\n").as_bytes()).unwrap();
            return None;
        }
    };
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(script))
        .arg(sandbox.base_url())
        .env("CHROMIUM", browser.chromium)
        .env("PLAYWRIGHT", browser.playwright)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")) // screenshots: target/ci
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    println!("{stdout}");
    assert!(output.status.success(), "{script} failed");
    Some(stdout.lines().filter_map(|line| line.strip_prefix("ok: ")).map(str::to_owned).collect())
}

struct Browser {
    chromium: PathBuf,
    playwright: PathBuf,
}

fn found() -> Result<Browser, &'static str> {
    let on_path = |name: &str| {
        env::split_paths(&env::var_os("PATH")?)
            .map(|folder| folder.join(name))
            .find(|p| p.is_file())
    };
    on_path("node").ok_or("Node")?;
    let chromium = on_path("chromium").ok_or("Chromium")?;
    let ci = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ci/browser");
    let playwright = ci.join("node_modules/playwright-core");
    if !playwright.is_dir() {
        return Err("playwright-core");
    }
    Ok(Browser { chromium, playwright })
}
