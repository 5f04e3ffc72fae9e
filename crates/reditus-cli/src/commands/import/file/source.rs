//! The bytes of the file, from its beginning as often as needed.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Take},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;

pub(super) type Source = Box<dyn Read + Send>;

/// An open file, whose length was fixed when it was opened.
pub(super) struct Bytes {
    file: File,
    length: u64,
    packing: Packing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
}

/// What a path leads to.
pub(super) enum Opened {
    File(Bytes),
    /// A pipe was read to its end: it cannot be read twice, and has no folder of its own.
    Pipe(Bytes),
    Directory,
}

/// Opens what is to be read; `-` is standard input.
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    if path == Path::new("-") {
        return Ok(Opened::Pipe(Bytes::new(spool(&mut io::stdin().lock())?)?));
    }
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        Ok(Opened::Directory)
    } else if metadata.is_file() {
        Ok(Opened::File(Bytes::new(file)?))
    } else {
        Ok(Opened::Pipe(Bytes::new(spool(&mut file)?)?))
    }
}

/// A copy that is gone with this process.
fn spool(source: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(source, &mut file)?;
    Ok(file)
}

impl Bytes {
    fn new(file: File) -> io::Result<Self> {
        // What is appended later is left to the next import: it has not been checked.
        let length = file.metadata()?.len();
        let mut bytes = Self { file, length, packing: Packing::Plain };
        if bytes.start(2)? == [0x1f, 0x8b] {
            bytes.packing = Packing::Gzip;
        }
        Ok(bytes)
    }

    /// The unpacked bytes from the beginning. They share one position with those of earlier calls.
    pub(super) fn read(&self) -> io::Result<Source> {
        (&self.file).rewind()?;
        let file = Whole(self.file.try_clone()?.take(self.length));
        Ok(match self.packing {
            Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(file))),
            Packing::Plain => Box::new(file),
        })
    }

    /// The first bytes, or fewer if there are no more.
    pub(super) fn start(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.read()?.take(length).read_to_end(&mut start)?;
        Ok(start)
    }
}

/// A file that must not end before the length it had.
struct Whole(Take<File>);

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        if read == 0 && self.0.limit() > 0 && !buffer.is_empty() {
            return Err(io::Error::other("the file has become shorter since it was opened"));
        }
        Ok(read)
    }
}
