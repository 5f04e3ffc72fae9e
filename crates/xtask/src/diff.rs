//! `specs diff`

use std::fs;
use std::io::Write;

use openapi_lower::{Lowered, Problems, Spec};
use tempfile::TempDir;

use crate::block::{blocks, is_page};
use crate::diff::changes::{Change, changes};
use crate::offer::document;
use crate::{Error, Exit, Source, Tree, tree};

mod changes;
mod code;
mod wording;

pub(crate) fn run(
    tree: &Tree,
    name: &str,
    other: Source,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let before = tree.spec(name)?;
    let text = other_text(&other, &before)?;
    if text == tree::text(&before)? {
        writeln!(out, "{name}: no difference")?;
        return Ok(Exit::Done);
    }
    // Under the same name: the module is called after it.
    let folder = TempDir::new()?;
    let file = folder.path().join(name).with_extension("yaml");
    fs::write(&file, text)?;
    let after = match tree::overlay(&before) {
        Some(overlay) => Spec::file(&file).with_overlay(overlay),
        None => Spec::file(&file),
    };
    let diff = Diff { tree, other: &other, before, after };
    match diff.show(out) {
        Err(Stop::Problems(problems)) => {
            writeln!(out, "  no code can be generated from it:")?;
            problems.into_iter().try_for_each(|problem| {
                let line = problem.to_string();
                writeln!(out, "  {}", diff.rename(&line))
            })?;
            Ok(Exit::Differs)
        }
        Err(Stop::Failed(error)) => Err(error),
        Ok(()) => Ok(Exit::Differs),
    }
}

/// The document, bare or on a page. If its operation was renamed, it is the only block of the page.
fn other_text(other: &Source, spec: &Spec) -> Result<String, Error> {
    let text = other.local()?;
    if !is_page(&text) {
        return Ok(text);
    }
    document(other, &text, spec).or_else(|error| match blocks(&text)?.as_slice() {
        [block] => Ok(block.text.to_owned()),
        _ => Err(error),
    })
}

/// Why nothing more is shown: the other document has problems, or the command itself failed.
enum Stop {
    Problems(Problems),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

struct Diff<'a> {
    tree: &'a Tree,
    other: &'a Source,
    before: Spec,
    after: Spec,
}

impl Diff<'_> {
    fn show(&self, out: &mut impl Write) -> Result<(), Stop> {
        let file = tree::file(&self.before);
        writeln!(out, "document: {} → {}", self.tree.short(file).display(), self.other)?;
        let before = Spec::file(file).read()?;
        let after = Spec::file(tree::file(&self.after)).read().map_err(Stop::Problems)?;
        let published = changes(before.value(), after.value());
        list(&published, out)?;

        writeln!(out, "\ncorrected by the overlay:")?;
        let before = self.before.read()?;
        let after = self.after.read().map_err(Stop::Problems)?;
        let corrected = changes(before.value(), after.value());
        if corrected == published {
            writeln!(out, "  the same")?
        } else {
            list(&corrected, out)?
        }

        writeln!(out, "\nlowered to OpenAPI 3.0:")?;
        let before = openapi_lower::lower(&before)?;
        let after = openapi_lower::lower(&after).map_err(Stop::Problems)?;
        let lowered = changes(before.value(), after.value());
        if lowered == corrected {
            writeln!(out, "  the same")?
        } else {
            list(&lowered, out)?
        }
        relaxed(&before, &after, out)?;

        writeln!(out, "\ngenerated code:")?;
        let before = crate::generate::module(&self.before)?;
        let after = crate::generate::module(&self.after).map_err(Stop::Problems)?;
        code::show(&self.before.module(), &before, &after, out)?;
        Ok(())
    }

    /// Names the file that the user gave instead of the temporary one.
    fn rename(&self, line: &str) -> String {
        let temporary = tree::file(&self.after).display().to_string();
        line.replace(&temporary, &self.other.to_string())
    }
}

fn list(changes: &[Change], out: &mut impl Write) -> std::io::Result<()> {
    let (wording, meaning): (Vec<_>, Vec<_>) = changes.iter().partition(|it| it.is_wording());
    for (title, changes) in [("meaning", &meaning), ("wording", &wording)] {
        if changes.is_empty() {
            writeln!(out, "  {title}: no change")?;
            continue;
        }
        writeln!(out, "  {title}:")?;
        changes.iter().try_for_each(|change| writeln!(out, "    {change}"))?;
    }
    Ok(())
}

/// What lowering relaxes in the other document only.
fn relaxed(before: &Lowered, after: &Lowered, out: &mut impl Write) -> std::io::Result<()> {
    let known: Vec<_> = before.report().iter().map(ToString::to_string).collect();
    for relaxed in after.report().iter().map(ToString::to_string) {
        if !known.contains(&relaxed) {
            writeln!(out, "  relaxed: {relaxed}")?;
        }
    }
    Ok(())
}
