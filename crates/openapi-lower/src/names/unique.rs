//! Names that are each given only once.

use std::collections::{HashMap, HashSet};

use crate::names::rust::pascal;

/// The names given so far. Two names are alike when they make the same Rust type.
#[derive(Debug, Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    /// The last number appended to each name that was wanted again.
    last: HashMap<String, u32>,
}

impl UniqueNames {
    /// All names but `reserved` are free.
    pub(crate) fn without(reserved: &[&str]) -> Self {
        let taken = reserved.iter().map(|name| pascal(name)).collect();
        Self { taken, last: HashMap::new() }
    }

    /// Takes `wanted`, or the first of `wanted2`, `wanted3` … that is free.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        if self.taken.insert(pascal(wanted)) {
            return wanted.to_owned();
        }
        let mut number = self.last.get(wanted).copied().unwrap_or(1);
        loop {
            number += 1;
            let name = format!("{wanted}{number}");
            if self.taken.insert(pascal(&name)) {
                self.last.insert(wanted.to_owned(), number);
                return name;
            }
        }
    }
}
