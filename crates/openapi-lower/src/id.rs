//! What tells one value of the original document from another.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// The number of a value. Two that are equal are still two, as a pointer would say too, but need
/// not be spelt out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) usize);

pub(crate) type IdMap<T> = HashMap<Id, T, BuildHasherDefault<Mix>>;
pub(crate) type IdSet = HashSet<Id, BuildHasherDefault<Mix>>;

/// A hasher for numbers that are counted up: nobody can choose them to collide, which is what
/// the standard one takes its time for.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize((*byte).into()));
    }

    fn write_usize(&mut self, number: usize) {
        // The golden ratio, as it is usual: its bits have no pattern. A map looks at the highest
        // and at the lowest bits, and a product has its best ones at the top.
        let mixed = (self.0.rotate_left(5) ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
