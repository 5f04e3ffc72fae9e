//! Which fault is next.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex},
};

use super::{Break, End, Fault, Random};
use crate::lock::lock;

/// The faults to come; from [`Sandbox::faults`](crate::Sandbox::faults).
///
/// Each request posted to one of the two operations takes one: the next of the script, else the
/// standing one, else perhaps a random one. A connection takes one, too, if it is to be
/// [refused](Fault::refuse).
#[derive(Default)]
pub struct Faults(Mutex<Schedule>);

#[derive(Default)]
struct Schedule {
    script: VecDeque<Arc<Fault>>,
    always: Option<Arc<Fault>>,
    random: Option<Random>,
}

impl Faults {
    pub(crate) fn new(random: Option<Random>) -> Self {
        Self(Mutex::new(Schedule { random, ..Schedule::default() }))
    }

    /// Appends to the script: one fault for each request to come, in this order.
    ///
    /// [`Fault::healthy`] is a step at which nothing goes wrong.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.0).script.extend(faults.into_iter().map(Arc::new));
    }

    /// Sets what happens to every request after the end of the script. Default: nothing.
    pub fn always(&self, fault: Fault) {
        lock(&self.0).always = Some(Arc::new(fault));
    }

    /// Drops all faults to come, random ones included: the service is healthy again.
    pub fn clear(&self) {
        *lock(&self.0) = Schedule::default();
    }

    /// How many faults of the script are still to come.
    pub fn remaining(&self) -> usize {
        lock(&self.0).script.len()
    }

    /// The names of the script's faults and of the standing fault.
    pub(crate) fn names(&self) -> (Vec<String>, Option<String>) {
        let schedule = lock(&self.0);
        let script = schedule.script.iter().map(ToString::to_string).collect();
        (script, schedule.always.as_ref().map(ToString::to_string))
    }

    /// For a request that has arrived.
    pub(crate) fn next(&self) -> Option<Arc<Fault>> {
        let mut schedule = lock(&self.0);
        let next = schedule.script.pop_front().or_else(|| schedule.always.clone());
        next.or_else(|| schedule.random.as_mut().and_then(Random::draw))
    }

    /// For a connection that has been made.
    pub(crate) fn refusal(&self) -> Option<Arc<Fault>> {
        let refuses = |fault: &Fault| fault.end == End::Broken(Break::Refuse);
        let mut schedule = lock(&self.0);
        match schedule.script.front() {
            Some(fault) if refuses(fault) => schedule.script.pop_front(),
            Some(_) => None,
            None => schedule.always.clone().filter(|fault| refuses(fault)),
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}
