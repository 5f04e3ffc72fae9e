//! The ledger's file, before SQLite opens it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::Path,
};

/// "rdtl", in the header of every ledger.
pub(super) const APPLICATION: i32 = 0x7264_746c;

/// What is at the path of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A ledger, or room for one.
    Ledger,
    SomethingElse,
}

/// Looks without changing what is not ours. A file that is not there is created, for its owner
/// alone: it will hold what the service says about customers.
pub(super) fn find(path: &Path) -> io::Result<Found> {
    match fs::metadata(path) {
        // Opening a pipe would wait for whoever writes to it.
        Ok(metadata) if !metadata.is_file() => {
            return Err(io::Error::other("not a regular file, so it cannot hold a ledger"));
        }
        _ => {}
    }
    let file = open_private(path)?;
    let found = judge(&file)?;
    if found == Found::Ledger {
        narrow(&file)?;
    }
    Ok(found)
}

fn judge(file: &File) -> io::Result<Found> {
    let mut header = Vec::new();
    match file.take(100).read_to_end(&mut header)? {
        0 => return Ok(Found::Ledger),
        100 if header.starts_with(b"SQLite format 3\0") => {}
        _ => return Ok(Found::SomethingElse),
    }
    let number = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    let number = |at: usize| number(at).map(u32::from_be_bytes).unwrap_or_default();
    let (pages, application) = (number(28), number(68));
    // A single page without tables is what a kill leaves of a ledger that was being created.
    let ours = application == APPLICATION.cast_unsigned() || (application == 0 && pages <= 1);
    Ok(if ours { Found::Ledger } else { Found::SomethingElse })
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes away what others may do with the file. SQLite gives its own files the same permissions.
#[cfg(unix)]
fn narrow(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    let mode = permissions.mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    permissions.set_mode(mode & !0o077);
    let narrowed = file.set_permissions(permissions);
    narrowed.map_err(|error| {
        io::Error::new(error.kind(), "others can read it, and its permissions cannot be changed")
    })
}

#[cfg(not(unix))]
fn narrow(_: &File) -> io::Result<()> {
    Ok(())
}
