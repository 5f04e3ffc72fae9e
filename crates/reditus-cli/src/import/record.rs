//! What the row that is being read is made of, byte for byte, and not without bound.

use std::io::{self, Read};

/// The longest row. Its fields have 4096 bytes at most; the rest is for columns of others.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Hands on what it reads, and keeps it until the next row begins.
pub(crate) struct Record<R> {
    source: R,
    kept: Vec<u8>,
    /// Where in the file what is kept begins, and where in what is kept the row does.
    offset: u64,
    begin: usize,
    /// The line of that, and the byte before it.
    line: u64,
    before: u8,
}

/// What the quotes of a row are like. csv takes any for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    Sound,
    /// The file ends inside quotes, and they have swallowed the rows before its end.
    Open,
    /// Quotes over several lines are closed in the middle of a value: they are the opening ones of
    /// another row, and have swallowed what is before it.
    Torn,
}

impl<R: Read> Record<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, kept: Vec::new(), offset: 0, begin: 0, line: 1, before: 0 }
    }

    /// The next row begins here: nothing before it is asked for again.
    pub(crate) fn begins_at(&mut self, offset: u64) {
        self.skip(self.at(offset).max(self.begin));
        // Not for each row: moving what is left costs as much as there is left.
        if self.begin > 64 * 1024 {
            self.forget();
        }
    }

    /// The line on which the row begins: lines without anything before it are not rows.
    pub(crate) fn line(&self) -> u64 {
        let row = &self.kept[self.begin..];
        self.line + line_ends(self.before, &row[..empty(row)])
    }

    /// What the quotes are like in the row that ends here.
    pub(crate) fn quoting(&self, end: u64, delimiter: u8) -> Quoting {
        let row = &self.kept[self.begin..self.at(end).max(self.begin)];
        let mark = if self.offset + self.begin as u64 == 0 { BYTE_ORDER_MARK } else { b"" };
        let row = row.strip_prefix(mark).unwrap_or(row);
        let (mut quoted, mut at_start, mut closed, mut lines) = (false, true, false, false);
        for &byte in row {
            match byte {
                // A quote that ends nothing begins again with the next: `""` is one of the text.
                b'"' if quoted || at_start || closed => {
                    (quoted, closed) = (!quoted, quoted);
                    at_start = false;
                }
                _ if quoted => lines |= is_line_end(byte),
                _ if byte == delimiter || is_line_end(byte) => {
                    (at_start, closed, lines) = (true, false, false);
                }
                b' ' | b'\t' if closed => {}
                _ if closed && lines => return Quoting::Torn,
                _ => (at_start, closed) = (false, false),
            }
        }
        if quoted { Quoting::Open } else { Quoting::Sound }
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
            // Lines without anything are no part of a row.
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

/// How many bytes of lines without anything it begins with.
fn empty(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_line_end(byte)).unwrap_or(bytes.len())
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// A line ends with one, the other, or both.
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
    fn quotes_are_sound_or_open_or_torn() {
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
