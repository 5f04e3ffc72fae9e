//! Customers whose rows name different referrers. The service pays one of them: the order of the
//! rows decides which.

use std::{collections::HashSet, path::Path};

use reditus::Conversion;
use rusqlite::{Connection, params};

use crate::commands::import::customer::{Customer, ReferrerDigest};

/// Collects who is in the file. On disk, in a file that is gone with this process: memory does not
/// grow with the number of rows.
pub(super) struct Census(Connection);

/// A row that names another referrer than an earlier row of the same customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Conflict {
    pub(crate) line: u64,
    pub(crate) first_line: u64,
}

/// The lines that are not sent, because a later row of the same customer is.
#[derive(Debug, Default)]
pub(crate) struct Superseded(Vec<u64>);

impl Superseded {
    pub(crate) fn contains(&self, line: u64) -> bool {
        self.0.binary_search(&line).is_ok()
    }
}

impl Census {
    pub(super) fn begin() -> rusqlite::Result<Self> {
        let connection = Connection::open(Path::new(""))?;
        connection.execute_batch(
            "PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF;
             CREATE TABLE seen (identity INTEGER, referrer INTEGER, line INTEGER);
             BEGIN;",
        )?;
        Ok(Self(connection))
    }

    pub(super) fn add(&self, line: u64, conversion: &Conversion) -> rusqlite::Result<()> {
        let mut add = self.0.prepare_cached("INSERT INTO seen VALUES (?1, ?2, ?3)")?;
        let referrer = ReferrerDigest::of(conversion).0.cast_signed();
        for identity in Customer::of(conversion).identities() {
            add.execute(params![identity.0.cast_signed(), referrer, line.cast_signed()])?;
        }
        Ok(())
    }

    /// The rows that name another referrer than the first row of their customer, by line.
    pub(super) fn conflicts(&self) -> rusqlite::Result<Vec<Conflict>> {
        self.0.execute_batch(
            "CREATE TABLE disputed AS SELECT identity FROM seen
             GROUP BY identity HAVING min(referrer) <> max(referrer);",
        )?;
        let mut conflicts = Vec::new();
        self.others("ASC", |line, first_line| conflicts.push(Conflict { line, first_line }))?;
        conflicts.sort_unstable();
        conflicts.dedup_by_key(|conflict| conflict.line);
        Ok(conflicts)
    }

    /// The rows that name another referrer than the last row of their customer.
    pub(super) fn superseded(&self) -> rusqlite::Result<Superseded> {
        let mut lines = Vec::new();
        self.others("DESC", |line, _| lines.push(line))?;
        lines.sort_unstable();
        lines.dedup();
        Ok(Superseded(lines))
    }

    /// Tells each row that differs from the one which comes first in this order.
    fn others(&self, order: &str, mut tell: impl FnMut(u64, u64)) -> rusqlite::Result<()> {
        let disputed = format!(
            "SELECT identity, referrer, line FROM seen JOIN disputed USING (identity)
             ORDER BY identity, line {order}"
        );
        let mut disputed = self.0.prepare(&disputed)?;
        let mut rows = disputed.query([])?;
        let mut first: Option<(i64, i64, i64)> = None;
        while let Some(row) = rows.next()? {
            let (identity, referrer, line) = (row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?);
            match first {
                Some((same, other, first_line)) if same == identity => {
                    if other != referrer {
                        tell(line.cast_unsigned(), first_line.cast_unsigned());
                    }
                }
                _ => first = Some((identity, referrer, line)),
            }
        }
        Ok(())
    }
}

/// How many customers these rows are about.
pub(super) fn customers(conflicts: &[Conflict]) -> u64 {
    let customers: HashSet<_> = conflicts.iter().map(|conflict| conflict.first_line).collect();
    customers.len() as u64
}

#[cfg(test)]
mod tests {
    use reditus::Conversion;

    use super::{Census, Conflict, customers};

    fn census(rows: &[(&str, &str, &str)]) -> Census {
        let census = Census::begin().unwrap();
        for (line, &(affiliate, email, uid)) in (2..).zip(rows) {
            let referrer = Conversion::affiliate(affiliate);
            let conversion = match (email, uid) {
                ("", uid) => referrer.uid(uid),
                (email, "") => referrer.email(email),
                (email, uid) => referrer.email(email).uid(uid),
            };
            census.add(line, &conversion).unwrap();
        }
        census
    }

    #[test]
    fn rows_of_one_customer_with_other_referrers_are_found() {
        let census = census(&[
            ("john", "a@example.com", "1"),
            ("john", "A@EXAMPLE.com ", ""),
            ("mary", "a@example.com", "1"),
            ("mary", "b@example.com", ""),
            ("mary", "b@example.com", "2"),
            ("jane", "", "2"),
            ("jane", "", "3"),
        ]);
        let conflicts = census.conflicts().unwrap();
        let expected = [(4, 2), (7, 6)].map(|(line, first_line)| Conflict { line, first_line });
        assert_eq!((conflicts.as_slice(), customers(&conflicts)), (&expected[..], 2));
        let superseded = census.superseded().unwrap();
        let lines: Vec<_> = (2..9).filter(|&line| superseded.contains(line)).collect();
        assert_eq!(lines, [2, 3, 6]);
    }

    #[test]
    fn a_file_without_conflicts_has_none() {
        let census = census(&[("john", "", "1"), ("john", "", "1"), ("mary", "", "2")]);
        assert_eq!(census.conflicts().unwrap(), []);
        assert!(!census.superseded().unwrap().contains(2));
    }
}
