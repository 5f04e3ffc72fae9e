//! What is noted while a document is lowered.

use std::borrow::Cow;

use crate::id::IdMap;
use crate::report::{LeftOut, Relaxed, Report};
use crate::tree::Pointer;

/// A report in the making. No pointer in it is spelt out before it is complete.
#[derive(Default)]
pub(crate) struct Notes<'a> {
    relaxed: IdMap<(Pointer<'a>, Vec<Cow<'static, str>>)>,
    left_out: Vec<LeftOut>,
}

impl<'a> Notes<'a> {
    /// A schema is met as often as something is composed of it: what it says is noted once.
    pub(crate) fn relax(&mut self, at: Pointer<'a>, what: impl Into<Cow<'static, str>>) {
        let (_, known) = self.relaxed.entry(at.id()).or_insert((at, Vec::new()));
        let what = what.into();
        if !known.contains(&what) {
            known.push(what);
        }
    }

    pub(crate) fn leave_out(&mut self, operation: String, at: Pointer<'a>, why: String) {
        self.left_out.push(LeftOut { operation, pointer: at.to_string(), why });
    }

    /// All of it, by place.
    pub(crate) fn report(self) -> Report {
        let Self { relaxed, mut left_out } = self;
        // As they stand in the document, which is how it lies in memory, and almost how they sort.
        let mut places: Vec<_> = relaxed.into_values().collect();
        places.sort_unstable_by_key(|(at, _)| at.id());
        let mut relaxed = Vec::with_capacity(places.len());
        for (at, all) in places {
            relaxed.extend(all.into_iter().map(|what| Relaxed { pointer: at.to_string(), what }));
        }
        relaxed.sort();
        left_out.sort_by(|a, b| (&a.pointer, &a.operation).cmp(&(&b.pointer, &b.operation)));
        Report { relaxed, left_out }
    }
}
