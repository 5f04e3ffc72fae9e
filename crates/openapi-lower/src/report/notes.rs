//! Notes taken while a document is lowered.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::report::{LeftOut, Relaxed, Report};
use crate::tree::{Id, Pointer};

/// A report in the making. Pointers are spelled out only once it is complete.
#[derive(Default)]
pub(crate) struct Notes<'a> {
    relaxed: HashMap<Id, Place<'a>>,
    left_out: Vec<LeftOut>,
}

struct Place<'a> {
    at: Pointer<'a>,
    notes: Vec<Cow<'static, str>>,
}

impl<'a> Notes<'a> {
    /// Notes `what` once, however often a composition visits the place.
    pub(crate) fn relax(&mut self, at: Pointer<'a>, what: impl Into<Cow<'static, str>>) {
        let what = what.into();
        let place = self.relaxed.entry(at.id()).or_insert_with(|| Place { at, notes: Vec::new() });
        if !place.notes.contains(&what) {
            place.notes.push(what);
        }
    }

    pub(crate) fn leave_out(&mut self, operation: String, at: Pointer<'a>, why: String) {
        self.left_out.push(LeftOut { operation, pointer: at.to_string(), why });
    }

    pub(crate) fn left_out(&self) -> impl Iterator<Item = &LeftOut> {
        self.left_out.iter()
    }

    /// All notes, sorted by place.
    pub(crate) fn report(self) -> Report {
        let Self { relaxed, mut left_out } = self;
        // The order of the document is nearly sorted by pointer, which speeds up the real sort.
        let mut places: Vec<_> = relaxed.into_values().collect();
        places.sort_unstable_by_key(|place| place.at.id());
        let mut relaxed = Vec::with_capacity(places.len());
        for Place { at, notes } in places {
            relaxed.extend(notes.into_iter().map(|what| Relaxed { pointer: at.to_string(), what }));
        }
        relaxed.sort();
        left_out.sort_by(|a, b| (&a.pointer, &a.operation).cmp(&(&b.pointer, &b.operation)));
        Report { relaxed, left_out }
    }
}
