//! The bytes of the row being read, up to a limit.

use std::io::{self, Read};

/// The longest row, in bytes. Our fields hold 4096 bytes each; the rest is for other columns.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Passes on what it reads, and keeps a copy until the next row begins.
pub(crate) struct Record<R> {
    source: R,
    kept: Vec<u8>,
    /// The offset in the file of `kept`, and the offset in `kept` of the row.
    offset: u64,
    begin: usize,
    /// The line on which the row begins, and the byte before it.
    line: u64,
    before: u8,
}

/// Whether the quotes of a row are balanced. The csv crate accepts any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    Sound,
    /// The file ends inside quotes, which have swallowed the rows before.
    Open,
    /// A quoted value that spans lines ends in the middle of a value: its closing quote is the
    /// opening quote of a later row, and the rows between were swallowed.
    Torn,
}

/// Where in a value a byte is.
#[derive(Clone, Copy)]
enum At {
    Start,
    /// In a value without quotes, or behind the quotes of one.
    Plain,
    /// `lines`: the quotes were opened on an earlier line.
    Quoted {
        lines: bool,
    },
    /// After the closing quote.
    Closed {
        lines: bool,
    },
}

impl<R: Read> Record<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, kept: Vec::new(), offset: 0, begin: 0, line: 1, before: 0 }
    }

    /// The next row begins here: what is before it can be forgotten.
    pub(crate) fn begins_at(&mut self, offset: u64) {
        self.skip(self.at(offset).max(self.begin));
        // Not for every row: the rest of the buffer is moved each time.
        if self.begin > 64 * 1024 {
            self.forget();
        }
    }

    /// The line on which the row begins; empty lines before it are not part of it.
    pub(crate) fn line(&self) -> u64 {
        let row = &self.kept[self.begin..];
        self.line + line_ends(self.before, &row[..empty(row)])
    }

    /// Whether the quotes are balanced in the row that ends here.
    pub(crate) fn quoting(&self, end: u64, delimiter: u8) -> Quoting {
        let row = &self.kept[self.begin..self.at(end).max(self.begin)];
        let mark = if self.offset + self.begin as u64 == 0 { BYTE_ORDER_MARK } else { b"" };
        let row = row.strip_prefix(mark).unwrap_or(row);
        if !row.contains(&b'"') {
            return Quoting::Sound;
        }
        let mut at = At::Start;
        for &byte in row {
            at = match (byte, at) {
                (b'"', At::Start) => At::Quoted { lines: false },
                (b'"', At::Quoted { lines }) => At::Closed { lines },
                // A quote right after a closing one opens again: `""` is one quote of the text.
                (b'"', At::Closed { lines }) => At::Quoted { lines },
                (_, At::Quoted { lines }) => At::Quoted { lines: lines || is_line_end(byte) },
                _ if byte == delimiter || is_line_end(byte) => At::Start,
                (b' ' | b'\t', At::Closed { lines }) => At::Closed { lines },
                (_, At::Closed { lines: true }) => return Quoting::Torn,
                _ => At::Plain,
            };
        }
        if matches!(at, At::Quoted { .. }) { Quoting::Open } else { Quoting::Sound }
    }

    fn at(&self, offset: u64) -> usize {
        let at = usize::try_from(offset.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        at.min(self.kept.len())
    }

    fn forget(&mut self) {
        self.kept.drain(..self.begin);
        self.offset += self.begin as u64;
        self.begin = 0;
    }

    fn skip(&mut self, begin: usize) {
        let skipped = &self.kept[self.begin..begin];
        self.line += line_ends(self.before, skipped);
        self.before = skipped.last().copied().unwrap_or(self.before);
        self.begin = begin;
    }
}

impl<R: Read> Read for Record<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.kept.len() - self.begin > MAX_BYTES {
            // Empty lines are not part of a row.
            self.skip(self.begin + empty(&self.kept[self.begin..]));
            self.forget();
        }
        if self.kept.len() > self.begin + MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.source.read(buffer)?;
        self.kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// How many bytes of empty lines it begins with.
fn empty(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_line_end(byte)).unwrap_or(bytes.len())
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// A line ends with CR, LF or both.
fn line_ends(mut before: u8, bytes: &[u8]) -> u64 {
    let mut lines = 0;
    for &byte in bytes {
        lines += u64::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Quoting, Record, line_ends};

    #[test]
    fn unbalanced_quotes_are_told_from_balanced_ones() {
        for (text, quoting) in [
            ("", Quoting::Sound),
            ("a,b\n", Quoting::Sound),
            ("\"a\",b", Quoting::Sound),
            ("\u{feff}\"a\nb\",b", Quoting::Sound),
            ("\"a,b", Quoting::Open),
            ("a,\"b\n c\n", Quoting::Open),
            ("a,\"b\n\"\"c\"\"\n\"\n", Quoting::Sound),
            ("a,\"b\"\"c\n", Quoting::Open),
            ("a 5\" pipe,b\n", Quoting::Sound),
            ("\"\",\"\"\n", Quoting::Sound),
            ("\"\"\"", Quoting::Open),
            ("a,\"b\" c\",d\n", Quoting::Sound),
            ("a,\"b\nc,\"d\",e\n", Quoting::Torn),
            ("a,\"b\nc\" ,d\n", Quoting::Sound),
            ("a,\"b\nc,\"\"d\"\",e\n", Quoting::Open),
        ] {
            let mut record = Record::new(text.as_bytes());
            record.read_to_end(&mut Vec::new()).unwrap();
            assert_eq!(record.quoting(text.len() as u64, b','), quoting, "{text}");
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        for (before, text, lines) in
            [(0, "", 0), (0, "a\nb\r\nc\rd", 3), (b'\r', "\na\n", 1), (0, "\n\n\r\r\n", 4)]
        {
            assert_eq!(line_ends(before, text.as_bytes()), lines, "{text:?}");
        }
    }
}
