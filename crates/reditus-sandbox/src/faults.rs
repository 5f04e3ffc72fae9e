//! Which fault is next.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use crate::{
    fault::{End, Fault},
    mix::Draw,
    service::lock,
};

/// The faults to come; from [`Sandbox::faults`](crate::Sandbox::faults).
///
/// Each request that is posted to one of the two operations takes one: the next of the script,
/// else the standing one, else perhaps one at random. A connection takes one, too, if it is to be
/// [refused](Fault::refuse).
#[derive(Default)]
pub struct Faults(Mutex<Coming>);

#[derive(Default)]
struct Coming {
    script: VecDeque<Arc<Fault>>,
    always: Option<Arc<Fault>>,
    random: Option<Draw>,
}

impl Faults {
    pub(crate) fn new(random: Option<Draw>) -> Self {
        Self(Mutex::new(Coming { random, ..Coming::default() }))
    }

    /// Adds to the end of the script: one fault for each request to come, in this order.
    ///
    /// [`Fault::healthy`] is the step at which nothing goes wrong.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.0).script.extend(faults.into_iter().map(Arc::new));
    }

    /// Sets what happens to every request once the script is through. Default: nothing.
    pub fn always(&self, fault: Fault) {
        lock(&self.0).always = Some(Arc::new(fault));
    }

    /// Forgets all faults to come, random ones included: the service is healthy again.
    pub fn clear(&self) {
        *lock(&self.0) = Coming::default();
    }

    /// How many faults of the script are still to come.
    pub fn remaining(&self) -> usize {
        lock(&self.0).script.len()
    }

    /// For a request that has arrived.
    pub(crate) fn next(&self) -> Option<Arc<Fault>> {
        let mut coming = lock(&self.0);
        let next = coming.script.pop_front().or_else(|| coming.always.clone());
        next.or_else(|| coming.random.as_mut().and_then(Draw::draw))
    }

    /// For a connection that has been made.
    pub(crate) fn refusal(&self) -> Option<Arc<Fault>> {
        let mut coming = lock(&self.0);
        match coming.script.front() {
            Some(fault) if fault.end == End::Refuse => coming.script.pop_front(),
            Some(_) => None,
            None => coming.always.clone().filter(|fault| fault.end == End::Refuse),
        }
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}
