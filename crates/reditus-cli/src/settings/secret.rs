//! Files that hold the token.

use std::{fs::File, io::Read, path::Path};

use reditus::Token;

use super::{Found, Source};

/// More than any token has.
const MAX_BYTES: u64 = 4096;

/// The token that is all of a file, but for the white space around it.
pub(crate) fn read(path: &Path, source: Source) -> Result<Found<Token>, String> {
    // Its name is not shown: it may be the token, in the wrong place.
    let problem = |what| format!("the token file that {source} names: {what}");
    let text = text(path, MAX_BYTES).map_err(problem)?;
    match text.trim() {
        "" => Err(problem("it is empty".to_owned())),
        token => Ok(Found { value: token.into(), source }),
    }
}

/// A file that is small, or not read.
pub(crate) fn text(path: &Path, max_bytes: u64) -> Result<String, String> {
    let mut text = String::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let read = file.take(max_bytes + 1).read_to_string(&mut text);
    let read = read.map_err(|error| error.to_string())?;
    if read as u64 > max_bytes {
        return Err(format!("it is larger than {max_bytes} bytes"));
    }
    Ok(text)
}
