//! An import that enqueues its rows instead of sending them.

use reditus_outbox::{Entry, Origin, Outbox};

use super::{
    check::Checked,
    file::{Input, Row, Rows},
    place::Place,
    progress::Failures,
    results::{Destination, Report, ResultsError, Summary, Verdict},
    stop::{Stop, Stopper},
};

/// How many rows are enqueued in one transaction: others wait for it.
const BATCH: usize = 100;

/// Enqueues every row that can be sent, in file order, and reports on every row. What an import
/// enqueues gives way to what the application does.
pub(crate) async fn enqueue<'a>(
    input: &Input,
    checked: &Checked,
    place: &'a Place,
    outbox: &Outbox,
    stopper: &Stopper,
) -> Result<Summary<'a>, ResultsError> {
    let mut report = Report::begin(input, place)?;
    let stop = enqueue_rows(input, checked, outbox, stopper, &mut report).await;
    // From here on rows may be enqueued: what fails now must not hide that.
    let hopeless = |error: ResultsError| Stop::Hopeless(error.to_string());
    let (counts, written) = report.finish(place);
    let stop = stop.unwrap_or_else(|error| Some(hopeless(error)));
    let stop = stop.or(written.err().map(hopeless));
    let (destination, failures) = (Destination::Outbox, Failures::default());
    Ok(Summary { destination, counts, stop, failures, place })
}

/// Returns why it stopped before the end of the file; the rows after that are reported as not sent.
async fn enqueue_rows(
    input: &Input,
    checked: &Checked,
    outbox: &Outbox,
    stopper: &Stopper,
    report: &mut Report,
) -> Result<Option<Stop>, ResultsError> {
    let mut rows = input.rows()?;
    let mut stop = None;
    loop {
        let batch = read(&mut rows)?;
        if batch.is_empty() {
            return Ok(stop);
        }
        let mut verdicts: Vec<_> = batch.iter().map(|row| unsent(row, checked)).collect();
        stop = stop.or_else(|| stopper.stopped());
        if stop.is_none() {
            let (entries, at) = entries(&batch, checked);
            match outbox.enqueue(entries, Origin::Import).await {
                Ok(new) => {
                    for (at, new) in at.into_iter().zip(new) {
                        verdicts[at] = Verdict::enqueued(new);
                    }
                }
                Err(error) => stop = Some(Stop::Hopeless(error.to_string())),
            }
        }
        for (row, verdict) in batch.iter().zip(&verdicts) {
            report.add(row, verdict)?;
        }
    }
}

fn read(rows: &mut Rows) -> Result<Vec<Row>, ResultsError> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH
        && let Some(row) = rows.next()?
    {
        batch.push(row);
    }
    Ok(batch)
}

/// The entries of a batch, and which of its rows they are.
fn entries(batch: &[Row], checked: &Checked) -> (Vec<Entry>, Vec<usize>) {
    let rows = batch.iter().enumerate();
    rows.filter(|(_, row)| !checked.superseded.contains(row.line))
        .filter_map(|(at, row)| {
            let conversion = row.conversion.as_ref().ok()?.clone();
            let conversion = match row.possibly_recorded {
                true => conversion.possibly_recorded(),
                false => conversion,
            };
            // The file was checked for what cannot be sent.
            Some((Entry::new(&conversion).ok()?, at))
        })
        .unzip()
}

/// What is to be said of a row that is not enqueued.
fn unsent(row: &Row, checked: &Checked) -> Verdict {
    match &row.conversion {
        Err(problems) => Verdict::invalid(problems),
        Ok(_) if checked.superseded.contains(row.line) => Verdict::superseded(),
        Ok(_) => Verdict::of(None),
    }
}
