use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks even after a panic elsewhere: one failed assertion must not fail every later request.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
