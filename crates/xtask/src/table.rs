//! The table in specs/README.md: the page that each document was taken from, the date, the sha256.
//!
//! Nothing else names the pages.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::Error;

/// The text of the file, with a row ``| `tracking-v2.yaml` | <page> | date | `sha256` |`` for each
/// document.
#[derive(Clone, Debug)]
pub(crate) struct Table(String);

impl Table {
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(file);
        text.map(Self).map_err(|error| format!("{}: {error}", file.display()).into())
    }

    /// The vendor's page for a document.
    pub(crate) fn page(&self, document: &str) -> Result<String, Error> {
        let row = self.row(document)?;
        let page = row.split('<').nth(1).and_then(|rest| rest.split('>').next());
        page.map(str::to_owned).ok_or_else(|| format!("{row}: the row has no <page>").into())
    }

    /// Updates the row of a document that was just taken.
    pub(crate) fn note(&mut self, document: &str, date: Date, text: &str) -> Result<(), Error> {
        let (row, page) = (self.row(document)?.to_owned(), self.page(document)?);
        let noted = format!("| `{document}` | <{page}> | {date} | `{}` |", sha256(text));
        self.0 = self.0.replacen(&row, &noted, 1);
        Ok(())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    fn row(&self, document: &str) -> Result<&str, Error> {
        let start = format!("| `{document}` |");
        let row = self.0.lines().find(|line| line.starts_with(&start));
        row.ok_or_else(|| format!("specs/README.md has no row for {document}; add one").into())
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
