//! Who is paid if the rows of a customer name different referrers.

use std::{collections::HashMap, fs, path::Path, thread};

use expect_test::expect;
use reditus_sandbox::{Fault, Sandbox};

use super::object;
use crate::{
    command::{import, run, start},
    thoroughness::seeds,
};

const CUSTOMERS: usize = 40;

/// A file in which each customer has two rows, next to each other or apart, that name them by the
/// same address in other letters or by the same uid.
fn write(path: &Path, random: &mut fastrand::Rng) {
    let mut rows: Vec<(usize, String)> = Vec::new();
    for customer in 0..CUSTOMERS {
        let (first, second) = match random.u8(0..3) {
            0 => (format!("C{customer}@Example.com,"), format!("c{customer}@example.COM,")),
            1 => (format!(",{customer}"), format!(",{customer}")),
            _ => (format!("c{customer}@example.com,{customer}"), format!(",{customer}")),
        };
        let at = random.usize(0..=rows.len());
        rows.insert(at, (customer, format!("first{customer},{first}\n")));
        let at = if random.bool() { at + 1 } else { random.usize(at + 1..=rows.len()) };
        rows.insert(at, (customer, format!("second{customer},{second}\n")));
    }
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    fs::write(path, format!("affiliate_slug,email,uid\n{rows}")).unwrap();
}

/// How many customers the sandbox has recorded for which of their rows.
fn paid(sandbox: &Sandbox) -> HashMap<String, usize> {
    let mut paid = HashMap::new();
    for entry in sandbox.ledger() {
        let row = entry
            .referrer
            .slug()
            .unwrap()
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned();
        *paid.entry(row).or_default() += 1;
    }
    paid
}

#[test]
fn the_first_row_of_a_customer_is_paid_at_any_concurrency_and_with_any_faults() {
    let play = |seed: u64, concurrency: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signups.csv");
        write(&path, &mut fastrand::Rng::with_seed(seed));
        let faults = if seed.is_multiple_of(2) { 0.25 } else { 0.0 };
        let sandbox = start(Sandbox::builder().seed(seed).fault_rate(faults));
        let args = ["signups.csv", "--concurrency", concurrency];
        let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
        assert_eq!(code, 0, "seed {seed}: {stdout}{stderr}");
        let expected = HashMap::from([("first".to_owned(), CUSTOMERS)]);
        assert_eq!(paid(&sandbox), expected, "seed {seed}, {concurrency} at once");
    };
    let mut customers = 0;
    for seed in seeds([1, 20, 100]) {
        thread::scope(|scope| {
            for concurrency in ["1", "4", "32"] {
                scope.spawn(move || play(seed, concurrency));
                customers += CUSTOMERS;
            }
        });
    }
    println!("{customers} customers with two referrers");
    assert!(customers >= 3 * CUSTOMERS);
}

#[test]
fn the_last_row_is_paid_if_that_is_asked_for_and_the_others_are_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("signups.csv"), &mut fastrand::Rng::with_seed(1));
    let sandbox = start(Sandbox::builder());
    let args = ["signups.csv", "--on-conflict", "last", "--json", "--results", "results.csv"];
    for _ in 0..2 {
        let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
        let summary = object(&stdout);
        assert_eq!(code, 0, "{stdout}{stderr}");
        let counts = (&summary["recorded"], &summary["superseded"]);
        assert_eq!(counts, (&CUSTOMERS.into(), &CUSTOMERS.into()), "{stdout}");
        assert!(stderr.contains("only the referrer of the last row of each is sent"), "{stderr}");
    }
    assert_eq!(paid(&sandbox), HashMap::from([("second".to_owned(), CUSTOMERS)]));
    assert_eq!(sandbox.requests().len(), CUSTOMERS);
    let results = fs::read_to_string(folder.path().join("results.csv")).unwrap();
    let superseded = "superseded,a later row of the same customer names another referrer,no,first";
    assert_eq!(results.matches(superseded).count(), CUSTOMERS);
}

#[test]
fn conflicts_are_listed_and_can_be_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "affiliate_slug,email,uid\njohn,a@example.com,1\nmary,A@example.com,\njohn,,2\n\
                jane,,1\njohn,,3\n";
    fs::write(folder.path().join("signups.csv"), rows).unwrap();
    let sandbox = start(Sandbox::builder());
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &["signups.csv", "--check"]));
    assert_eq!(code, 0);
    expect![[r#"
        signups.csv:3: names another referrer than line 2 for the same customer
        signups.csv:5: names another referrer than line 2 for the same customer
        signups.csv: 1 customer has rows with different referrers
        signups.csv: 5 rows can be sent
    "#]]
    .assert_eq(&stdout);
    let args = ["signups.csv", "--check", "--json", "--on-conflict", "refuse"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    let checked = object(&stdout);
    assert_eq!((code, &checked["customers_with_conflicts"]), (1, &1.into()));
    assert_eq!(checked["conflicts"][1]["first_line"], 2);

    let args = ["signups.csv", "--on-conflict", "refuse"];
    let (code, stdout, stderr) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("--check lists them, and --on-conflict first or last"), "{stderr}");
    assert!(sandbox.requests().is_empty());

    // Beyond twenty, a summary.
    let mut rows = "affiliate_slug,uid\n".to_owned();
    (0..25).for_each(|uid| rows += &format!("john,{uid}\nmary,{uid}\n"));
    fs::write(folder.path().join("signups.csv"), rows).unwrap();
    let (_, stdout, _) = run(&mut import(folder.path(), &sandbox, &["signups.csv", "--check"]));
    assert_eq!(stdout.matches(": names another referrer").count(), 20, "{stdout}");
    assert!(stdout.contains("signups.csv: … and 5 rows more with another referrer"), "{stdout}");
    assert!(stdout.contains("25 customers have rows with different referrers"), "{stdout}");
}

#[test]
fn the_second_row_waits_while_the_first_one_fails() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "affiliate_slug,uid\nfirst,1\nsecond,1\nfirst,2\n";
    fs::write(folder.path().join("signups.csv"), rows).unwrap();
    let sandbox = start(Sandbox::builder());
    // The whole first call of the first row fails, while the other customer's row is fine.
    let mut faults = vec![Fault::response(503); 4];
    faults.insert(1, Fault::healthy());
    sandbox.faults().script(faults);
    let args = ["signups.csv", "--concurrency", "1"];
    let (code, stdout, _) = run(&mut import(folder.path(), &sandbox, &args));
    assert_eq!(code, 0, "{stdout}");
    assert_eq!(paid(&sandbox), HashMap::from([("first".to_owned(), 2)]));
}
