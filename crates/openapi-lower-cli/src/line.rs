//! The lines of a report in one form, whatever they are about.

use openapi_lower::{Code, LeftOut, Relaxed, Report, Severity};

/// One line of a report.
pub(crate) struct Line<'r> {
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    /// None for a line about places everywhere in the document: the first of them moves whenever
    /// one is added before it.
    pub(crate) pointer: Option<&'r str>,
    /// The place, or the first of many.
    pub(crate) first: &'r str,
    pub(crate) places: usize,
    pub(crate) operation: Option<&'r str>,
    pub(crate) what: &'r str,
    /// The line as it is shown.
    pub(crate) text: String,
    /// False if a baseline has it.
    pub(crate) is_new: bool,
}

/// All lines, the most severe first.
pub(crate) fn all(report: &Report) -> Vec<Line<'_>> {
    let relaxed = Severity::ALL.into_iter().flat_map(|severity| report.with(severity));
    report.left_out().map(left_out).chain(relaxed.map(self::relaxed)).collect()
}

fn left_out(it: &LeftOut) -> Line<'_> {
    Line {
        severity: it.code().severity(),
        code: it.code(),
        pointer: Some(it.pointer()),
        first: it.pointer(),
        places: 1,
        operation: Some(it.operation()),
        what: it.why(),
        text: it.to_string(),
        is_new: true,
    }
}

fn relaxed(it: &Relaxed) -> Line<'_> {
    Line {
        severity: it.code().severity(),
        code: it.code(),
        pointer: Some(it.pointer()).filter(|_| it.other_places().is_none()),
        first: it.pointer(),
        places: 1 + it.other_places().unwrap_or_default(),
        operation: None,
        what: it.what(),
        text: it.to_string(),
        is_new: true,
    }
}
