//! The file, read ahead on another thread: a disk that hangs must not keep requests from their
//! responses, nor a timeout from passing.

use std::panic::resume_unwind;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::commands::import::file::FileError;

/// Reads some rows; none at the end of the file.
pub(super) type Read<T> = Box<dyn FnMut() -> Result<Vec<T>, FileError> + Send>;

/// What was read, and how to go on.
type Batch<T> = (Read<T>, Result<Vec<T>, FileError>);

/// `None` after the end of the file, or an error.
pub(super) struct ReadAhead<T>(Option<JoinHandle<Batch<T>>>);

impl<T: Send + 'static> ReadAhead<T> {
    pub(super) fn start(mut read: Read<T>) -> Self {
        Self(Some(spawn_blocking(|| {
            let rows = read();
            (read, rows)
        })))
    }

    pub(super) async fn next(&mut self) -> Result<Vec<T>, FileError> {
        let Some(reading) = &mut self.0 else { return Ok(Vec::new()) };
        let (read, rows) = reading.await.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        self.0 = None;
        if rows.as_ref().is_ok_and(|rows| !rows.is_empty()) {
            *self = Self::start(read);
        }
        rows
    }

    /// Waits for a read that is still under way: whoever reads the file next shares its position.
    pub(super) async fn stop(self) {
        if let Some(reading) = self.0 {
            let _ = reading.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering::SeqCst},
        },
        thread::sleep,
        time::{Duration, Instant},
    };

    use super::ReadAhead;

    const HANGS: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn other_tasks_go_on_while_the_disk_hangs() {
        let mut batches = vec![vec![], vec![3], vec![1, 2]];
        let mut rows = ReadAhead::start(Box::new(move || {
            sleep(HANGS);
            Ok(batches.pop().unwrap())
        }));
        let ticks = tokio::spawn(async {
            let (started, mut ticks) = (Instant::now(), 0);
            while started.elapsed() < HANGS {
                tokio::time::sleep(Duration::from_millis(1)).await;
                ticks += 1;
            }
            ticks
        });
        assert_eq!(rows.next().await.unwrap(), [1, 2]);
        assert_eq!(rows.next().await.unwrap(), [3]);
        for _ in 0..2 {
            assert!(rows.next().await.unwrap().is_empty());
        }
        let ticks = ticks.await.unwrap();
        assert!(ticks >= 10, "{ticks}");
    }

    #[tokio::test]
    async fn nothing_reads_the_file_after_the_end() {
        let reads = Arc::new(AtomicBool::new(false));
        let reading = Arc::clone(&reads);
        let rows = ReadAhead::start(Box::new(move || {
            reading.store(true, SeqCst);
            sleep(HANGS);
            reading.store(false, SeqCst);
            Ok(vec![1])
        }));
        while !reads.load(SeqCst) {
            tokio::task::yield_now().await;
        }
        rows.stop().await;
        assert!(!reads.load(SeqCst));
    }
}
