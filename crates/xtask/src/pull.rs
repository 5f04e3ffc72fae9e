//! `specs pull`

use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::offer::offers;
use crate::replace::Replacement;
use crate::table::Table;
use crate::{Error, Exit, Source, Tree, tree};

pub(crate) async fn run(
    tree: &Tree,
    names: &[String],
    from: Option<Source>,
    date: Option<Date>,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let date = date.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    let mut table = Table::read(&tree.readme())?;
    let mut new = Vec::new();
    let mut said = Vec::new();
    for offer in offers(tree, names, from).await? {
        let (name, document) = (tree::name(&offer.spec), offer.document?);
        if document == tree::text(&offer.spec)? {
            said.push(format!("{name}: unchanged"));
            continue;
        }
        table.note(&format!("{name}.yaml"), date, &document)?;
        said.push(format!("{name}: taken from {}", offer.source));
        new.push((offer.spec, document));
    }
    // Write every file before any is moved into place, so that a full disk changes nothing.
    let readme = tree.readme();
    let mut files = Vec::new();
    for (spec, document) in &new {
        files.push(Replacement::prepare(tree::file(spec), document)?);
    }
    if !files.is_empty() {
        files.push(Replacement::prepare(&readme, table.text())?);
    }
    for file in files {
        file.finish()?;
    }
    for line in said {
        writeln!(out, "{line}")?;
    }
    if !new.is_empty() {
        writeln!(out, "\nNow run, and read:")?;
        writeln!(out, "  git diff specs")?;
        writeln!(
            out,
            "  cargo xtask specs golden && git diff {}",
            tree.short(&tree.golden()).display()
        )?;
        writeln!(out, "  cargo test --workspace")?;
    }
    Ok(Exit::Done)
}
