//! `reditus import` in a real terminal of 80 columns, run by tmux.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
    env, fs,
    io::{self, Write},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use reditus_sandbox::{Fault, Sandbox};

/// Whether tmux is installed; a line says so where it is not.
fn tmux_is_here() -> bool {
    let here = Command::new("tmux").arg("-V").output().is_ok();
    if !here {
        let why = "tmux is not installed";
        assert!(env::var_os("REDITUS_REQUIRE_PEERS").is_none(), "{why}");
        // Past the test harness, which shows only what a failed test prints.
        io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
    }
    here
}

/// A terminal of 80 columns, closed when dropped.
struct Terminal {
    socket: String,
}

impl Terminal {
    fn start(name: &str, command: &str) -> Self {
        // A server takes time to end, so the next one needs a socket of its own.
        let terminal = Self { socket: format!("reditus-{}-{name}", std::process::id()) };
        terminal.tmux(&["new-session", "-d", "-x", "80", "-y", "24", command]);
        terminal
    }

    fn tmux(&self, args: &[&str]) -> String {
        let output = self.command(args).output().expect("tmux is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.args(["-f", "/dev/null", "-L", &self.socket]).args(args);
        tmux.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        tmux
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until the screen shows this text, and returns the screen.
    fn until(&self, shown: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let screen = self.screen();
            if screen.contains(shown) {
                return screen;
            }
            assert!(Instant::now() < deadline, "no {shown:?} on\n{screen}");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The server may never have started.
        let _ = self.command(&["kill-server"]).output();
    }
}

#[tokio::test]
async fn progress_stays_in_its_two_lines_and_ctrl_c_leaves_a_summary() {
    if !tmux_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..2_000).map(|uid| format!("john,{uid}\n")).collect();
    fs::write(folder.path().join("signups.csv"), format!("affiliate_slug,uid\n{rows}")).unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().always(Fault::delay(Duration::from_millis(40)));
    let command = format!(
        "cd {} && REDITUS_API_TOKEN=token REDITUS_BASE_URL={} {} import signups.csv --rate off; \
         echo exit code $?; sleep 60",
        folder.path().display(),
        sandbox.base_url(),
        env!("CARGO_BIN_EXE_reditus"),
    );
    let terminal = Terminal::start("stopped", &command);

    // However often it is drawn, there is one bar.
    terminal.until(" a minute, ");
    let screen = terminal.until("█");
    let lines: Vec<_> = screen.lines().filter(|line| !line.is_empty()).collect();
    let [far, counts] = lines[..] else { panic!("{screen}") };
    assert!(
        far.contains('█') && far.contains(" of 2,000 rows, ") && far.ends_with(" left"),
        "{far}"
    );
    assert!(counts.ends_with(" recorded, 0 already recorded, 0 rejected"), "{counts}");

    terminal.tmux(&["send-keys", "C-c"]);
    let screen = terminal.until("exit code");
    assert!(screen.contains("stopping after the requests in flight"), "{screen}");
    assert!(
        screen.contains("\ninterrupted; to continue, run the same command again\n"),
        "{screen}"
    );
    assert!(screen.contains("\nexit code 4\n"), "{screen}");
    // One bar is left on the screen, and the summary is complete.
    assert_eq!(screen.matches(" of 2,000 rows, ").count(), 1, "{screen}");
    assert!(screen.contains("\nrows                     2,000\nrecorded "), "{screen}");
    drop(terminal);

    // The same command again, to its end, leaves no bar.
    sandbox.faults().clear();
    let terminal = Terminal::start("ended", &command);
    let screen = terminal.until("exit code 0");
    assert!(screen.starts_with("rows                     2,000\n"), "{screen}");
    assert!(screen.contains("\nrecorded                 2,000\n"), "{screen}");
}
