//! The progress on standard error.

use std::{
    io::{self, IsTerminal},
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::{task::JoinSet, time::interval};

use super::Progress;
use crate::commands::import::{
    stderr::Stderr,
    stop::{Stop, Stopper},
};

/// Two lines, which fit 80 columns with up to a million rows.
const TEMPLATE: &str = "{bar:20} {prefix}\n{msg}";
const REDRAW: Duration = Duration::from_millis(200);
const LINE: Duration = Duration::from_secs(5);

/// A bar in a terminal, otherwise a line every few seconds, until the import has finished.
pub(crate) struct Display {
    bar: Option<ProgressBar>,
    tasks: JoinSet<()>,
    stderr: Stderr,
}

/// Whether progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verbosity {
    Normal,
    Quiet,
}

impl Display {
    pub(crate) fn start(
        progress: &Arc<Progress>,
        stopper: &Arc<Stopper>,
        verbosity: Verbosity,
    ) -> Self {
        let stderr = Stderr::start();
        let mut tasks = JoinSet::new();
        let bar = match verbosity {
            Verbosity::Quiet => None,
            Verbosity::Normal if io::stderr().is_terminal() => {
                let bar = bar(progress.total);
                tasks.spawn(draw(Arc::clone(progress), bar.clone()));
                Some(bar)
            }
            Verbosity::Normal => {
                tasks.spawn(print(Arc::clone(progress), stderr.lines()));
                None
            }
        };
        tasks.spawn(announce(Arc::clone(stopper), bar.clone(), stderr.lines()));
        Self { bar, tasks, stderr }
    }

    pub(crate) async fn finish(mut self) {
        self.tasks.shutdown().await;
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.stderr.finish();
    }
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    match ProgressStyle::with_template(TEMPLATE) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

async fn draw(progress: Arc<Progress>, bar: ProgressBar) {
    let mut redraw = interval(REDRAW);
    loop {
        redraw.tick().await;
        let (far, second) = progress.lines();
        bar.set_prefix(far);
        bar.set_message(second);
        bar.set_position(progress.done());
    }
}

async fn print(progress: Arc<Progress>, stderr: Sender<String>) {
    let mut line = interval(LINE);
    line.tick().await;
    loop {
        line.tick().await;
        let (far, second) = progress.lines();
        let _ = stderr.send(format!("{far}: {second}"));
    }
}

/// Says that an interrupted import still has something to wait for.
async fn announce(stopper: Arc<Stopper>, bar: Option<ProgressBar>, stderr: Sender<String>) {
    stopper.wait().await;
    if stopper.stopped() != Some(Stop::Interrupted) {
        return;
    }
    // The terminal has shown `^C` below the bar, which cannot be drawn over any more: leave it.
    if let Some(bar) = bar {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let _ = stderr.send(String::new());
    }
    let text = "stopping after the requests in flight; press Ctrl-C again to stop at once";
    let _ = stderr.send(text.to_owned());
}
