//! The rows in flight, and those that are about to be sent. A row has to be known on disk before its
//! request is sent. As its fate follows soon, all marks are one value that each commit writes anew: a
//! fate then costs one write of a row, not two.

use std::collections::HashMap;

use super::Key;

/// How often the service has failed on each marked row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(HashMap<Key, u32>);

const BYTES: usize = 20;

impl Marks {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (marks, _) = bytes.as_chunks::<BYTES>();
        let mark = |mark: &[u8; BYTES]| {
            let (key, failures) = mark.split_at(16);
            let failures = u32::from_be_bytes(failures.try_into().ok()?);
            Some((Key(key.try_into().ok()?), failures))
        };
        Self(marks.iter().filter_map(mark).collect())
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES * self.0.len());
        for (key, failures) in &self.0 {
            bytes.extend_from_slice(&key.0);
            bytes.extend_from_slice(&failures.to_be_bytes());
        }
        bytes
    }

    pub(super) fn set(&mut self, key: Key, failures: u32) {
        self.0.insert(key, failures);
    }

    pub(super) fn remove(&mut self, key: Key) {
        self.0.remove(&key);
    }

    pub(super) fn get(&self, key: Key) -> Option<u32> {
        self.0.get(&key).copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Key, u32)> {
        self.0.iter().map(|(&key, &failures)| (key, failures))
    }
}
