//! Ledgers of other versions, of other accounts, and with parts missing.

use std::{fs, path::Path};

use reditus::Conversion;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{
    Account, Completeness, Fate, Key, Ledger, Mark, OtherToken, Refusal, Settled, Writer, wal,
};

const URL: &str = "http://127.0.0.1:1";

fn account(token: &str) -> Account {
    Account { base_url: URL.to_owned(), token: token.into() }
}

fn open(path: &Path) -> Result<Ledger, String> {
    open_as(path, "token", OtherToken::Refuse)
}

fn open_as(path: &Path, token: &str, other: OtherToken) -> Result<Ledger, String> {
    Ledger::open(path, &account(token), other).map_err(|error| error.to_string())
}

fn key(uid: u32) -> Key {
    Key::of(&Conversion::affiliate("john").uid(uid.to_string()))
}

fn fate(ledger: &Ledger, uid: u32) -> Option<Fate> {
    ledger.get(key(uid)).unwrap().map(|held| held.fate)
}

/// A ledger as version 1 of the command wrote it.
fn version_1(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL;
             CREATE TABLE import (
                 base_url     TEXT    NOT NULL,
                 run          INTEGER NOT NULL,
                 last_request INTEGER NOT NULL
             );
             CREATE TABLE rows (
                 key    BLOB    PRIMARY KEY,
                 run    INTEGER NOT NULL,
                 fate   TEXT    NOT NULL,
                 unsure INTEGER NOT NULL,
                 reason TEXT
             ) WITHOUT ROWID;
             PRAGMA application_id = 0x7264746c;
             PRAGMA user_version = 1;
             INSERT INTO import VALUES ('{URL}', 3, 1);"
        ))
        .unwrap();
    let mut insert = connection.prepare("INSERT INTO rows VALUES (?1, 3, ?2, ?3, ?4)").unwrap();
    let rows: [(&str, bool, Option<&str>); 6] = [
        ("sent", true, None),
        ("recorded", false, None),
        ("already_recorded", false, None),
        ("possibly_ours", false, None),
        ("rejected", true, Some("no such slug")),
        ("failed", false, Some("no connection")),
    ];
    for (uid, (fate, unsure, reason)) in (0..).zip(rows) {
        insert.execute((key(uid).0, fate, unsure, reason)).unwrap();
    }
}

#[test]
fn a_ledger_of_version_1_keeps_every_fate() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    version_1(&path);
    let refusal = |reason: &str, may_have_been_recorded| Refusal {
        reason: reason.to_owned(),
        may_have_been_recorded,
    };
    let fates = [
        Fate::Sent,
        Fate::Recorded,
        Fate::AlreadyRecorded,
        Fate::PossiblyOurs,
        Fate::Rejected(refusal("no such slug", true)),
        Fate::Failed(refusal("no connection", false)),
    ];
    // The second time it is of this version.
    for _ in 0..2 {
        let ledger = open(&path).unwrap();
        assert_eq!(ledger.completeness(), Completeness::Complete);
        for (uid, expected) in (0..).zip(&fates) {
            assert_eq!(fate(&ledger, uid).as_ref(), Some(expected));
        }
        assert_eq!(fate(&ledger, 6), None);
    }
}

#[test]
fn a_migration_that_cannot_end_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    version_1(&path);
    let change = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change("CREATE TABLE import_1 (in_the_way)");
    assert!(open(&path).is_err());
    change("DROP TABLE import_1");
    assert_eq!(fate(&open(&path).unwrap(), 1), Some(Fate::Recorded));
}

#[test]
fn a_newer_ledger_and_one_of_another_program_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    drop(open(&path).unwrap());
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 9").unwrap();
    let error = open(&path).err().unwrap();
    let says = format!(
        "ledger: a ledger of version 9, and reditus {} knows versions up to 2; continue with",
        env!("CARGO_PKG_VERSION")
    );
    assert!(error.contains(&says), "{error}");

    let other = folder.path().join("other.sqlite");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    let before = fs::read(&other).unwrap();
    let error = open(&other).err().unwrap();
    assert!(error.ends_with("other.sqlite: not a ledger; use --ledger to name another file"));
    assert_eq!(fs::read(&other).unwrap(), before);
}

#[test]
fn a_word_that_is_not_a_fate_is_an_error_that_names_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    version_1(&path);
    let change = "UPDATE rows SET fate = 'paid' WHERE fate = 'recorded'";
    Connection::open(&path).unwrap().execute_batch(change).unwrap();
    let ledger = open(&path).unwrap();
    let error = ledger.get(key(1)).err().unwrap().to_string();
    assert!(error.contains("ledger: the ledger is damaged: a row has the fate `paid`"), "{error}");
    assert!(error.contains("keep it") && error.contains("another --ledger"), "{error}");
}

#[test]
fn a_ledger_of_another_token_is_refused_unless_it_is_the_same_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    // A wrong token, with which nothing was recorded, binds nobody.
    drop(open_as(&path, "wrong", OtherToken::Refuse).unwrap());
    let ledger = open_as(&path, "test-token", OtherToken::Refuse).unwrap();
    ledger.transaction(|ledger| ledger.put(key(0), &Fate::Recorded, 0)).unwrap();
    drop(ledger);
    let error = open_as(&path, "s3cr3t", OtherToken::Refuse).err().unwrap();
    assert!(error.contains("another API token"), "{error}");
    assert!(error.contains("use --ledger") && error.contains("--same-account"), "{error}");
    drop(open_as(&path, "s3cr3t", OtherToken::Accept).unwrap());
    drop(open_as(&path, "s3cr3t", OtherToken::Refuse).unwrap());
    assert!(open_as(&path, "test-token", OtherToken::Refuse).is_err());
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"s3cr3t"), "the token is in the ledger");
}

#[test]
fn a_ledger_that_others_can_read_is_narrowed_and_a_pipe_is_refused() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        drop(open(&path).unwrap());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        drop(open(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = open(&pipe).err().unwrap();
        assert!(error.contains("pipe: not a regular file"), "{error}");
    }
}

/// What a killed import leaves: the file and the log, copied while it has both open.
fn killed(folder: &TempDir, uids: std::ops::Range<u32>) -> std::path::PathBuf {
    let (path, copy) = (folder.path().join("open"), folder.path().join("ledger"));
    let ledger = open(&path).unwrap();
    for uid in uids {
        let fate = if uid % 2 == 0 { Fate::Recorded } else { Fate::Sent };
        ledger.transaction(|ledger| ledger.put(key(uid), &fate, 0)).unwrap();
    }
    fs::copy(&path, &copy).unwrap();
    fs::copy(wal::path(&path), wal::path(&copy)).unwrap();
    copy
}

#[test]
fn a_killed_import_leaves_a_complete_ledger() {
    for rows in [0, 1, 40] {
        let folder = tempfile::tempdir().unwrap();
        let path = killed(&folder, 0..rows);
        let ledger = open(&path).unwrap();
        assert_eq!(ledger.completeness(), Completeness::Complete, "{rows} rows");
        assert_eq!((0..rows).filter(|&uid| fate(&ledger, uid).is_some()).count(), rows as usize);
    }
}

#[test]
fn a_log_that_is_missing_or_damaged_is_noticed_once_and_remembered() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Option<Damage>); 4] = [
        ("missing", None),
        ("header", Some(|log| log[20] ^= 1)),
        ("early", Some(|log| log[100] ^= 1)),
        (
            "middle",
            Some(|log| {
                let middle = log.len() / 2;
                log[middle] ^= 1
            }),
        ),
    ];
    for (name, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        let path = killed(&folder, 0..40);
        let log = wal::path(&path);
        match damage {
            None => fs::remove_file(&log).unwrap(),
            Some(damage) => {
                let mut bytes = fs::read(&log).unwrap();
                damage(&mut bytes);
                fs::write(&log, bytes).unwrap();
            }
        }
        let ledger = open(&path).unwrap();
        assert_eq!(ledger.completeness(), Completeness::JustLost, "{name}");
        drop(ledger);
        assert_eq!(open(&path).unwrap().completeness(), Completeness::LostBefore, "{name}");
    }
}

#[test]
fn a_log_whose_ledger_is_missing_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = killed(&folder, 0..40);
    fs::remove_file(&path).unwrap();
    assert_eq!(open(&path).unwrap().completeness(), Completeness::JustLost);
}

#[tokio::test]
async fn a_mark_that_is_taken_back_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let start = || Writer::start(open(&path).unwrap(), |told| assert!(told.is_ok()));
    let refusal = Refusal { reason: "no connection".to_owned(), may_have_been_recorded: false };
    let failed = Fate::Failed(refusal);
    let writer = start();
    writer.settle(Settled { key: key(2), fate: failed.clone(), failures: 1, requests: 1 });
    drop(writer.stop());

    let writer = start();
    for uid in 0..4 {
        writer.mark(Mark { key: key(uid), failures: 2 }).await.unwrap();
    }
    let look = async || {
        let held = writer.look((0..4).map(key).collect()).await.unwrap();
        let fates = held.into_iter().map(|held| held.map(|held| (held.fate, held.failures)));
        fates.collect::<Vec<_>>()
    };
    assert_eq!(look().await, vec![Some((Fate::Sent, 2)); 4]);
    writer.settle(Settled { key: key(0), fate: Fate::Recorded, failures: 2, requests: 1 });
    writer.unmark(key(1));
    writer.unmark(key(2));
    let expected = [Some((Fate::Recorded, 2)), None, Some((failed, 1)), Some((Fate::Sent, 2))];
    assert_eq!(look().await, expected);

    // One is never settled: it stays marked, for the end of this run and for the next.
    let ledger = writer.stop().unwrap();
    assert_eq!(ledger.requests().unwrap().in_flight(), 1);
    assert_eq!(fate(&ledger, 3), Some(Fate::Sent));
    drop(ledger);
    assert_eq!(fate(&open(&path).unwrap(), 3), Some(Fate::Sent));
}
