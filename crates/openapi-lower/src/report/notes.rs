//! Notes taken while a document is lowered.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::report::{Code, LeftOut, Relaxed, Report};
use crate::tree::{Id, Pointer};

/// A report in the making. Pointers are spelled out only once it is complete.
#[derive(Default)]
pub(crate) struct Notes<'a> {
    relaxed: HashMap<Id, Place<'a>>,
    everywhere: BTreeMap<Code, Places<'a>>,
    left_out: Vec<LeftOut>,
}

struct Place<'a> {
    at: Pointer<'a>,
    notes: Vec<(Code, Cow<'static, str>)>,
}

/// The places of something that is the same in all of them.
struct Places<'a> {
    what: &'static str,
    first: Pointer<'a>,
    known: HashSet<Id>,
}

impl<'a> Notes<'a> {
    /// Notes `what` once, however often a composition visits the place.
    pub(crate) fn relax(
        &mut self,
        at: Pointer<'a>,
        code: Code,
        what: impl Into<Cow<'static, str>>,
    ) {
        let what = what.into();
        let place = self.relaxed.entry(at.id()).or_insert_with(|| Place { at, notes: Vec::new() });
        if !place.notes.iter().any(|(_, known)| *known == what) {
            place.notes.push((code, what));
        }
    }

    /// Notes something that most documents have in many places: one line for all of them.
    pub(crate) fn relax_everywhere(&mut self, at: Pointer<'a>, code: Code, what: &'static str) {
        let places = self.everywhere.entry(code);
        let places = places.or_insert_with(|| Places { what, first: at, known: HashSet::new() });
        places.known.insert(at.id());
        if at.id() < places.first.id() {
            places.first = at;
        }
    }

    pub(crate) fn leave_out(
        &mut self,
        operation: String,
        at: Pointer<'a>,
        code: Code,
        why: String,
    ) {
        self.left_out.push(LeftOut { operation, pointer: at.to_string(), code, why });
    }

    pub(crate) fn left_out(&self) -> impl Iterator<Item = &LeftOut> {
        self.left_out.iter()
    }

    /// All notes, sorted by place.
    pub(crate) fn report(self) -> Report {
        let Self { relaxed, everywhere, mut left_out } = self;
        // The order of the document is nearly sorted by pointer, which speeds up the real sort.
        let mut places: Vec<_> = relaxed.into_values().collect();
        places.sort_unstable_by_key(|place| place.at.id());
        let mut relaxed = Vec::with_capacity(places.len());
        for Place { at, notes } in places {
            relaxed.extend(notes.into_iter().map(|(code, what)| Relaxed {
                pointer: at.to_string(),
                what,
                code,
                other_places: None,
            }));
        }
        for (code, Places { what, first, known }) in everywhere {
            let (what, other_places) = (what.into(), Some(known.len() - 1));
            relaxed.push(Relaxed { pointer: first.to_string(), what, code, other_places });
        }
        relaxed.sort();
        left_out.sort_by(|a, b| (&a.pointer, &a.operation).cmp(&(&b.pointer, &b.operation)));
        Report { relaxed, left_out }
    }
}
