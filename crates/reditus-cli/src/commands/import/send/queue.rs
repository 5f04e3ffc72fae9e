//! The next row to send.

use std::{collections::VecDeque, sync::Arc};

use super::{
    Pending,
    order::{End, Order, Turn},
    read_ahead::ReadAhead,
};
use crate::commands::import::{
    check::Superseded,
    customer::Customer,
    file::{FileError, Input, Row, Rows},
    ledger::{Completeness, Fate, Held, Key, Writer, Written},
    plan::Rejected,
    progress::Progress,
};

/// How many rows are looked up in the ledger together.
const LOOK_AHEAD: usize = 256;

/// A valid row, and its line.
type Line = (u64, Pending);

pub(super) struct Queue<'a> {
    rows: ReadAhead<Line>,
    superseded: &'a Superseded,
    rejected: Rejected,
    completeness: Completeness,
    /// Looked up, and open.
    ready: VecDeque<Pending>,
    order: Order,
}

pub(super) enum Next {
    Row(Box<Pending>),
    /// Only rows are left that wait for one in flight.
    Wait,
    End,
}

impl<'a> Queue<'a> {
    pub(super) fn new(
        input: &Input,
        superseded: &'a Superseded,
        rejected: Rejected,
        completeness: Completeness,
    ) -> Result<Self, FileError> {
        let mut rows = input.rows()?;
        let rows = ReadAhead::start(Box::new(move || read(&mut rows)));
        let (ready, order) = (VecDeque::new(), Order::default());
        Ok(Self { rows, superseded, rejected, completeness, ready, order })
    }

    /// Nothing reads the file any more when this returns.
    pub(super) async fn close(self) {
        self.rows.stop().await;
    }

    /// The next row to send. Others are passed over, and counted.
    pub(super) async fn next(
        &mut self,
        writer: &Writer,
        progress: &Arc<Progress>,
    ) -> Result<Next, FileError> {
        loop {
            let turn = match self.order.release() {
                Some(turn) => turn,
                None if self.order.is_full() => return Ok(Next::Wait),
                None => match self.ready.pop_front() {
                    Some(row) => self.order.admit(row),
                    None if self.fill(writer, progress).await? => continue,
                    None if self.order.is_empty() => return Ok(Next::End),
                    None => return Ok(Next::Wait),
                },
            };
            match turn {
                Turn::Send(row) => return Ok(Next::Row(row)),
                Turn::Later => {}
                Turn::NextPass => progress.put_off(),
                Turn::Repeated => progress.passed_over(None),
            }
        }
    }

    pub(super) fn ended(&mut self, row: &Pending, end: End) {
        self.order.ended(row, end);
    }

    /// Reads on, and asks the ledger; `false` at the end of the file, or if the ledger fails.
    async fn fill(&mut self, writer: &Writer, progress: &Arc<Progress>) -> Result<bool, FileError> {
        let lines = self.rows.next().await?;
        if lines.is_empty() {
            return Ok(false);
        }
        let mut rows = Vec::with_capacity(lines.len());
        for (line, row) in lines {
            if self.superseded.contains(line) {
                progress.passed_over(None);
            } else {
                rows.push(row);
            }
        }
        self.order.forget_settled();
        let keys = rows.iter().map(|row| row.key).collect();
        let Some(held) = writer.look(keys).await else { return Ok(false) };
        for (mut row, held) in rows.into_iter().zip(held) {
            match held {
                Some(held) if !self.is_open(&held) => progress.passed_over(Some(&held.fate)),
                held => {
                    // What an incomplete ledger does not know may be in the part that was lost.
                    row.possibly_recorded |= self.completeness != Completeness::Complete
                        || held.as_ref().is_some_and(|held| held.fate.is_possibly_recorded());
                    row.held = held;
                    self.ready.push_back(row);
                }
            }
        }
        Ok(true)
    }

    fn is_open(&self, held: &Held) -> bool {
        match held.fate {
            Fate::Rejected(_) => {
                self.rejected == Rejected::Retry && held.written == Written::Earlier
            }
            ref fate => !fate.is_final(),
        }
    }
}

/// Reads valid rows; none at the end of the file. The check has counted the others.
fn read(rows: &mut Rows) -> Result<Vec<Line>, FileError> {
    let mut lines = Vec::with_capacity(LOOK_AHEAD);
    while lines.len() < LOOK_AHEAD
        && let Some(Row { line, conversion, possibly_recorded, .. }) = rows.next()?
    {
        let Ok(conversion) = conversion else { continue };
        let customer = Customer::of(&conversion);
        let key = Key::of(&conversion);
        lines.push((line, Pending { key, customer, conversion, possibly_recorded, held: None }));
    }
    Ok(lines)
}
