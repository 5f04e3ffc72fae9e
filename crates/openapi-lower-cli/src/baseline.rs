//! An earlier report, whose lines are known.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use openapi_lower::Problem;
use serde::Deserialize;

use crate::line::Line;

/// The lines of an earlier report.
pub(crate) struct Baseline {
    /// How many lines are the same.
    known: HashMap<Known, usize>,
}

#[derive(Deserialize)]
struct File {
    lines: Vec<Known>,
}

/// What makes two lines the same. The text can change from version to version.
#[derive(PartialEq, Eq, Hash, Deserialize)]
struct Known {
    code: String,
    pointer: Option<String>,
    operation: Option<String>,
}

impl Baseline {
    /// # Errors
    ///
    /// When the file cannot be read, or is not a report in JSON.
    pub(crate) fn read(file: &Path) -> Result<Self, Problem> {
        let problem =
            |what: String| Problem::new(file, "", what, "write it with `--report json 2> FILE`");
        let text = fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
        let File { lines } = serde_json::from_str(&text)
            .map_err(|error| problem(format!("not a report in JSON: {error}")))?;
        let mut known = HashMap::new();
        lines.into_iter().for_each(|line| *known.entry(line).or_insert(0) += 1);
        Ok(Self { known })
    }

    /// Marks the lines that it has as not new, each as often as it has them.
    pub(crate) fn mark(mut self, lines: &mut [Line<'_>]) {
        lines.iter_mut().for_each(|line| line.is_new = !self.takes(line));
    }

    fn takes(&mut self, line: &Line<'_>) -> bool {
        let line = Known {
            code: line.code.to_string(),
            pointer: line.pointer.map(str::to_owned),
            operation: line.operation.map(str::to_owned),
        };
        self.known.get_mut(&line).is_some_and(|left| {
            let has = *left > 0;
            *left = left.saturating_sub(1);
            has
        })
    }
}
