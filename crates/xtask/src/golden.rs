//! `specs golden`

use std::fs;
use std::io::Write;

use crate::generate::module;
use crate::replace::Replacement;
use crate::{Error, Exit, Tree};

pub(crate) fn run(tree: &Tree, out: &mut impl Write) -> Result<Exit, Error> {
    let golden = tree.golden();
    let mut copies = Vec::new();
    for spec in tree.specs()? {
        copies.push((golden.join(spec.module()).with_extension("rs"), module(&spec)?));
    }
    for (file, code) in &copies {
        let said = if fs::read_to_string(file).is_ok_and(|old| old == *code) {
            "unchanged"
        } else {
            Replacement::prepare(file, code)?.finish()?;
            "written"
        };
        writeln!(out, "{}: {said}", tree.short(file).display())?;
    }
    // Copies of specs that no longer exist.
    for entry in fs::read_dir(&golden)? {
        let file = entry?.path();
        if file.extension().is_some_and(|it| it == "rs") && copies.iter().all(|(it, _)| *it != file)
        {
            fs::remove_file(&file)?;
            writeln!(out, "{}: removed", tree.short(&file).display())?;
        }
    }
    Ok(Exit::Done)
}
