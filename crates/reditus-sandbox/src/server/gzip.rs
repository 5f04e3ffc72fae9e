//! Large bodies that are small on the wire: spaces, gzipped one mebibyte at a time.

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use flate2::{Compression, Crc, write::DeflateEncoder};

const BLOCK: usize = 1 << 20;

/// A mebibyte of spaces, compressed once. It refers to nothing before it and ends on a byte
/// boundary, so it can be repeated.
static SPACES: LazyLock<(Vec<u8>, Crc)> = LazyLock::new(|| deflate(&vec![b' '; BLOCK]));

/// The body, followed by spaces up to the given unpacked length.
pub(super) fn pack(body: &[u8], unpacked: u64) -> Vec<u8> {
    let (block, block_crc) = &*SPACES;
    let spaces = unpacked.saturating_sub(body.len() as u64);
    let rest = vec![b' '; (spaces % BLOCK as u64) as usize];

    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut crc = Crc::new();
    for part in [body, &rest] {
        let (bytes, part_crc) = deflate(part);
        packed.extend(bytes);
        crc.combine(&part_crc);
    }
    for _ in 0..spaces / BLOCK as u64 {
        packed.extend(block);
        crc.combine(block_crc);
    }
    packed.extend([0x03, 0x00]); // an empty last block
    packed.extend(crc.sum().to_le_bytes());
    packed.extend(crc.amount().to_le_bytes());
    packed
}

fn deflate(bytes: &[u8]) -> (Vec<u8>, Crc) {
    let mut crc = Crc::new();
    crc.update(bytes);
    let packed = || -> io::Result<Vec<u8>> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        encoder.flush()?; // flushed to a byte boundary but not finished: more blocks follow
        Ok(encoder.get_ref().clone())
    };
    // Writing to memory does not fail.
    (packed().unwrap_or_default(), crc)
}
