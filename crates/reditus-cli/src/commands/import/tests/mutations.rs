//! Files with random damage.

use std::{
    collections::HashSet,
    fs,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use reditus::{Client, RateLimit};
use reditus_sandbox::Sandbox;

use super::{
    super::{file::Row, results::Outcome},
    args, import, thoroughness,
};

const FILES_PER_SANDBOX: u64 = 50;

const GOOD: &str = "\
affiliate_slug,advocate_slug,email,uid,gr_id,plan
john,,a@example.com,1,,\"gold, yearly\"
,jwe512,b@example.com,2,rl:1,silver
\"john\",,\"c@example.com\",3,,\"says \"\"hi\"\",
and more\"
mary,,,4,,
";

/// What a CSV reader can stumble over, and what it should not.
const PIECES: [&[u8]; 14] = [
    b"\"",
    b"\"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b";",
    b" ",
    b"john",
    b"\n\n",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
];

fn mutated(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut text = GOOD.as_bytes().to_vec();
    for _ in 0..random.usize(0..6) {
        let at = random.usize(0..=text.len());
        let end = (at + random.usize(0..12)).min(text.len());
        match random.u8(0..6) {
            0 => drop(text.drain(at..end)),
            1 => text.truncate(at),
            2 => drop(text.splice(at..at, text[at..end].to_vec())),
            3 if at < text.len() => text[at] = random.u8(..),
            4 => drop(text.splice(at..end, PIECES[random.usize(..PIECES.len())].to_vec())),
            _ => drop(text.splice(at..at, PIECES[random.usize(..PIECES.len())].to_vec())),
        }
    }
    text
}

#[derive(Default)]
struct Seen {
    imported: u64,
    refused: u64,
    accepted: u64,
    invalid: u64,
}

/// Imports one damaged file, and checks that each of its rows is accounted for.
async fn play(seed: u64, sandbox: &Sandbox, client: &Client, seen: &mut Seen) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signups.csv");
    let text = mutated(&mut fastrand::Rng::with_seed(seed));
    fs::write(&path, &text).unwrap();
    let args = args(&path, &["--skip-invalid"]);
    let requests = sandbox.requests().len();
    let (input, counts, stop) = match import(&args, client.clone(), &sandbox.base_url()).await {
        Ok(done) => done,
        Err(_) => {
            assert_eq!(sandbox.requests().len(), requests, "seed {seed}: something was sent");
            seen.refused += 1;
            return;
        }
    };
    // As many rows as the csv crate finds: none is dropped, and none is invented.
    let mut plain = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_slice());
    assert_eq!(counts.rows(), plain.byte_records().count() as u64, "seed {seed}");
    let invalid = counts[Outcome::Invalid];
    let accepted = counts.rows() - invalid;
    assert_eq!(stop, None, "seed {seed}");
    let settled =
        [Outcome::Recorded, Outcome::AlreadyRecorded, Outcome::PossiblyOurs, Outcome::Repeated];
    let settled: u64 = settled.into_iter().map(|outcome| counts[outcome]).sum();
    assert_eq!(settled, accepted, "seed {seed}: {counts:?}");

    let known: HashSet<_> = sandbox
        .ledger()
        .into_iter()
        .flat_map(|entry| [entry.email.map(|email| email.to_lowercase()), entry.uid])
        .flatten()
        .collect();
    let mut rows = input.rows().unwrap();
    while let Some(Row { line, conversion, .. }) = rows.next().unwrap() {
        let Ok(conversion) = conversion else { continue };
        let sent = serde_json::to_value(conversion).unwrap();
        let is_known = |name: &str| {
            sent[name]
                .as_str()
                .is_some_and(|value| known.contains(value) || known.contains(&value.to_lowercase()))
        };
        assert!(is_known("email") || is_known("uid"), "seed {seed}, line {line}: lost");
    }
    let rejects = fs::read(folder.path().join("signups.rejects.csv")).unwrap_or_default();
    let mut rejects = csv::ReaderBuilder::new().flexible(true).from_reader(rejects.as_slice());
    assert_eq!(rejects.byte_records().count() as u64, invalid, "seed {seed}");
    seen.accepted += accepted;
    seen.imported += 1;
    seen.invalid += invalid;
}

/// Replay one file with `REDITUS_SEED=7 cargo test -p reditus-cli mutations`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_files_lose_no_row() {
    let seeds = match std::env::var("REDITUS_SEED").map(|seed| seed.parse::<u64>().unwrap()) {
        Ok(seed) => seed..seed + 1,
        Err(_) => 0..thoroughness([200, 3_000, 50_000]),
    };
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.store(seeds.start, Relaxed);
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let end = seeds.end;
            tokio::spawn(async move {
                let mut seen = Seen::default();
                loop {
                    let sandbox = Sandbox::start().await.unwrap();
                    let client = Client::builder("token")
                        .base_url(sandbox.base_url())
                        .rate_limit(RateLimit::off())
                        .build()
                        .unwrap();
                    for _ in 0..FILES_PER_SANDBOX {
                        let seed = NEXT.fetch_add(1, Relaxed);
                        if seed >= end {
                            return seen;
                        }
                        play(seed, &sandbox, &client, &mut seen).await;
                    }
                }
            })
        })
        .collect();
    let mut all = Seen::default();
    for worker in workers {
        let seen = worker.await.unwrap();
        all.imported += seen.imported;
        all.refused += seen.refused;
        all.accepted += seen.accepted;
        all.invalid += seen.invalid;
    }
    let Seen { imported, refused, accepted, invalid } = all;
    println!(
        "{imported} files imported with {accepted} valid and {invalid} invalid rows, {refused} \
         refused"
    );
    let files = imported + refused;
    assert!(files <= 1 || imported * 2 > files, "most files were refused: this proves little");
    assert!(files <= 1 || accepted > files && invalid > files / 4, "too few rows of either kind");
}
