//! What the row that is being read is made of, byte for byte, and not without bound.

use std::io::{self, Read};

/// The longest row. Its fields have 4096 bytes at most; the rest is for columns of others.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// Hands on what it reads, and keeps it until the next row begins.
pub(crate) struct Record<R> {
    source: R,
    kept: Vec<u8>,
    /// Where in the file what is kept begins, and where in what is kept the row does.
    offset: u64,
    begin: usize,
    ended: bool,
}

impl<R: Read> Record<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, kept: Vec::new(), offset: 0, begin: 0, ended: false }
    }

    /// The next row begins here: nothing before it is asked for again.
    pub(crate) fn begins_at(&mut self, offset: u64) {
        let begin = usize::try_from(offset.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        self.begin = begin.min(self.kept.len());
        // Not for each row: moving what is left costs as much as there is left.
        if self.begin > 64 * 1024 {
            self.kept.drain(..self.begin);
            self.offset += self.begin as u64;
            self.begin = 0;
        }
    }

    /// How many lines without anything come before the row.
    pub(crate) fn empty_lines(&self) -> u64 {
        let row = &self.kept[self.begin..];
        let empty = row.iter().take_while(|&byte| matches!(byte, b'\n' | b'\r'));
        // A line ends with one, the other, or both.
        let (mut lines, mut before) = (0, 0);
        for &byte in empty {
            lines += u64::from(!(byte == b'\n' && before == b'\r'));
            before = byte;
        }
        lines
    }

    /// Whether the file has ended inside quotes that this row, the last one, has opened. csv takes
    /// the end of the file for their end, and the rows they have swallowed for a part of one cell.
    pub(crate) fn ends_in_quotes(&self, delimiter: u8) -> bool {
        if !self.ended {
            return false;
        }
        let (mut quoted, mut at_start) = (false, true);
        for &byte in &self.kept[self.begin..] {
            match byte {
                // A quote that ends nothing begins again with the next: `""` is one of the text.
                b'"' if quoted || at_start => (quoted, at_start) = (!quoted, quoted),
                _ if quoted => {}
                _ => at_start = byte == delimiter || matches!(byte, b'\n' | b'\r'),
            }
        }
        quoted
    }
}

impl<R: Read> Read for Record<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.kept.len() - self.begin > MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.source.read(buffer)?;
        self.ended = read == 0;
        self.kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Record;

    #[test]
    fn quotes_are_closed_or_not() {
        for (text, open) in [
            ("", false),
            ("a,b\n", false),
            ("\"a\",b", false),
            ("\"a,b", true),
            ("a,\"b\n c\n", true),
            ("a,\"b\"\"c\"\n", false),
            ("a,\"b\"\"c\n", true),
            ("a 5\" pipe,b\n", false),
            ("\"\",\"\"\n", false),
            ("\"\"\"", true),
            ("a,\"b\" c\",d\n", false),
        ] {
            let mut record = Record::new(text.as_bytes());
            record.read_to_end(&mut Vec::new()).unwrap();
            assert_eq!(record.ends_in_quotes(b','), open, "{text}");
        }
    }
}
