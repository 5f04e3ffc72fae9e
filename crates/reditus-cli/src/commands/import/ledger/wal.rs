//! The two halves of a ledger: its file, and SQLite's write-ahead log (`…-wal`) next to it.
//!
//! SQLite ignores a log that is missing, and everything behind a damaged frame. The import must not:
//! what such a log held would be forgotten. So the main file holds a number, `checkpoint`, which a
//! new log answers with its first frame by setting `wal` to the same number. While the two differ,
//! a log is due. Between the two a log is empty, so an empty one is not a sign of damage.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wal {
    Missing,
    /// It is empty, or all that was committed can be read.
    Sound {
        is_empty: bool,
    },
    /// Frames that were committed lie behind one that cannot be read.
    Damaged,
}

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

pub(super) fn path(ledger: &Path) -> PathBuf {
    let mut name = OsString::from(ledger);
    name.push("-wal");
    name.into()
}

/// How many bytes the log has.
pub(super) fn length(ledger: &Path) -> u64 {
    fs::metadata(path(ledger)).map_or(0, |metadata| metadata.len())
}

/// Reads the log, before SQLite opens it and cuts off what it cannot read.
pub(super) fn inspect(ledger: &Path) -> Wal {
    match fs::read(path(ledger)) {
        Ok(bytes) if bytes.is_empty() => Wal::Sound { is_empty: true },
        Ok(bytes) => judge(&bytes),
        Err(_) => Wal::Missing,
    }
}

/// <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>
fn judge(bytes: &[u8]) -> Wal {
    let Some((header, frames)) = bytes.split_at_checked(HEADER) else { return Wal::Damaged };
    let order = match word(header, 0, Order::Big) {
        0x377f_0682 => Order::Little,
        0x377f_0683 => Order::Big,
        _ => return Wal::Damaged,
    };
    let stored = |bytes: &[u8], at| [word(bytes, at, Order::Big), word(bytes, at + 4, Order::Big)];
    let mut sum = checksum([0, 0], &header[..24], order);
    if sum != stored(header, 24) {
        return Wal::Damaged;
    }
    let page = usize::try_from(word(header, 8, Order::Big)).unwrap_or_default();
    let mut readable = true;
    for frame in frames.chunks_exact(FRAME_HEADER + page) {
        // The rest is of an earlier log.
        if frame[8..16] != header[16..24] {
            break;
        }
        if readable {
            sum = checksum(checksum(sum, &frame[..8], order), &frame[FRAME_HEADER..], order);
            readable = sum == stored(frame, 16);
        } else if word(frame, 4, Order::Big) != 0 {
            // It ends a transaction.
            return Wal::Damaged;
        }
    }
    Wal::Sound { is_empty: false }
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

fn word(bytes: &[u8], at: usize, order: Order) -> u32 {
    let bytes = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
    match order {
        Order::Big => u32::from_be_bytes(bytes),
        Order::Little => u32::from_le_bytes(bytes),
    }
}

fn checksum(sum: [u32; 2], bytes: &[u8], order: Order) -> [u32; 2] {
    bytes.chunks_exact(8).fold(sum, |[a, b], pair| {
        let a = a.wrapping_add(word(pair, 0, order)).wrapping_add(b);
        [a, b.wrapping_add(word(pair, 4, order)).wrapping_add(a)]
    })
}
