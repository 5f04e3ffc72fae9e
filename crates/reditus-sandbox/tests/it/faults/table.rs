//! The README's table of faults, row by row, against the sandbox.

use reditus_sandbox::{Fault, Sandbox};
use tokio::{task::JoinSet, time::sleep};

use super::{MOMENT, look};

const README: &str = include_str!("../../../README.md");
const ROWS: usize = 36;

#[derive(Debug)]
struct Row {
    name: &'static str,
    /// `yes`, `no` or `never`.
    recorded: &'static str,
    late: bool,
    honest: bool,
}

fn rows() -> Vec<Row> {
    let cells = README
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>());
    cells
        .map(|cells| {
            let [name, _rust, _seen, recorded, honest] = cells[..] else { panic!("{cells:?}") };
            let name = name.trim_matches('`');
            let (recorded, late) = match recorded {
                "yes, after the wait" => ("yes", true),
                recorded => (recorded, false),
            };
            Row { name, recorded, late, honest: honest == "yes" }
        })
        .collect()
}

async fn recorded_after(fault: Fault, late: bool) -> bool {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().script([fault]);
    look(&sandbox).await;
    if late {
        assert_eq!(sandbox.ledger(), [], "recorded only after the wait");
        sleep(MOMENT * 5).await;
    }
    let recorded = sandbox.ledger().len() == 1;
    assert_eq!(sandbox.requests()[0].recorded(), recorded);
    recorded
}

async fn check(row: Row) {
    let fault: Fault = row.name.parse().unwrap();
    assert_eq!(fault.to_string(), row.name);
    assert_eq!(fault.is_honest(), row.honest, "{row:?}");
    assert_eq!(fault.is_recorded(), row.recorded == "yes", "{row:?}");
    let (as_is, told_to, told_not_to) = tokio::join!(
        recorded_after(fault.clone(), row.late),
        recorded_after(fault.clone().recorded(true), row.late),
        recorded_after(fault.recorded(false), false),
    );
    assert_eq!(as_is, row.recorded == "yes", "{row:?}");
    assert_eq!(told_to, row.recorded != "never", "{row:?}, told to record");
    assert!(!told_not_to, "{row:?}, told not to record");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_named_fault_does_to_the_ledger_what_the_readme_says() {
    let rows = rows();
    assert!(rows.iter().map(|row| row.name).eq(Fault::names()), "the table lists every name");
    assert_eq!(rows.len(), ROWS);
    // All at once: most of the time is spent waiting for responses that never arrive.
    rows.into_iter().map(check).collect::<JoinSet<()>>().join_all().await;
    println!("{ROWS} faults, each as it is, told to record and told not to");
}

#[test]
fn a_fault_parses_from_a_name_or_a_status() {
    assert_eq!("503".parse(), Ok(Fault::response(503)));
    assert_eq!(Fault::response(503).to_string(), "503");
    assert_eq!(Fault::response(418).recorded(true).to_string(), "418, recorded");
    for unknown in ["", "Reset", "reset ", "100", "600", "-1", "20x"] {
        let error = unknown.parse::<Fault>().unwrap_err().to_string();
        assert!(
            error.starts_with("expected a status from 200 to 599, or one of refuse, "),
            "{error}"
        );
        assert!(error.ends_with(", false-duplicate"), "{error}");
    }
}
