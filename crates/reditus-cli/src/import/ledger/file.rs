//! The file of the ledger, before SQLite has it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    path::Path,
};

/// "rdtl": the file is ours.
pub(super) const APPLICATION: i32 = 0x7264_746c;

/// Whether the file is a ledger, or none yet: judged without touching it. What was written to a new
/// ledger may still lie beside it, in the file that SQLite writes ahead.
pub(super) fn is_ours(path: &Path) -> io::Result<bool> {
    let mut header = Vec::new();
    match open_private(path)?.take(100).read_to_end(&mut header)? {
        0 => return Ok(true),
        100 if header.starts_with(b"SQLite format 3\0") => {}
        _ => return Ok(false),
    }
    let number = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    let number = |at: usize| number(at).map(u32::from_be_bytes).unwrap_or_default();
    let (pages, application) = (number(28), number(68));
    Ok(application == APPLICATION.cast_unsigned() || (application == 0 && pages <= 1))
}

/// Made for its owner alone, as it will hold what the service says of customers.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
