//! The progress on standard error.

use std::{
    io::{self, IsTerminal},
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::{task::JoinSet, time::interval};

use super::{
    progress::Progress,
    speaker::Speaker,
    stop::{Stop, Stopper},
};

/// Two lines, which fit 80 columns with up to a million rows.
const TEMPLATE: &str = "{bar:20} {prefix}\n{msg}";
const REDRAW: Duration = Duration::from_millis(200);
const LINE: Duration = Duration::from_secs(5);

/// A bar in a terminal, else a line every few seconds; until it is finished.
pub(crate) struct Display {
    bar: Option<ProgressBar>,
    tasks: JoinSet<()>,
    speaker: Speaker,
}

impl Display {
    pub(crate) fn start(progress: &Arc<Progress>, stopper: &Arc<Stopper>, quiet: bool) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| bar(progress.total));
        let mut tasks = JoinSet::new();
        let speaker = Speaker::start();
        match &bar {
            Some(bar) => _ = tasks.spawn(draw(Arc::clone(progress), bar.clone())),
            None if quiet => {}
            None => _ = tasks.spawn(print(Arc::clone(progress), speaker.voice())),
        }
        tasks.spawn(announce(Arc::clone(stopper), bar.clone(), speaker.voice()));
        Self { bar, tasks, speaker }
    }

    pub(crate) async fn finish(mut self) {
        self.tasks.shutdown().await;
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.speaker.finish();
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
        let (far, came) = progress.lines();
        bar.set_prefix(far);
        bar.set_message(came);
        bar.set_position(progress.done());
    }
}

async fn print(progress: Arc<Progress>, voice: Sender<String>) {
    let mut line = interval(LINE);
    line.tick().await;
    loop {
        line.tick().await;
        let (far, came) = progress.lines();
        // Who does not listen misses nothing but this.
        let _ = voice.send(format!("{far}: {came}"));
    }
}

/// An interrupted import is waited for.
async fn announce(stopper: Arc<Stopper>, bar: Option<ProgressBar>, voice: Sender<String>) {
    stopper.wait().await;
    if stopper.stopped() != Some(Stop::Interrupted) {
        return;
    }
    // The terminal has shown `^C` below the bar, which can no longer be drawn over: it stays as it is.
    if let Some(bar) = bar {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let _ = voice.send(String::new());
    }
    let text = "stopping; requests under way are waited for, but not after another Ctrl-C";
    let _ = voice.send(text.to_owned());
}
