//! What the vendor's pages offer for a spec.

use std::fs;

use openapi_lower::Spec;
use serde_json::Value;
use tempfile::TempDir;

use crate::block::{Block, blocks};
use crate::table::Table;
use crate::{Error, Source, Tree, tree};

/// A spec, the page that was read, and the document found there, or why there is none.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) spec: Spec,
    pub(crate) source: Source,
    pub(crate) document: Result<String, Error>,
}

/// What the pages offer for the specs of these names. Without names: for all specs, or for those
/// whose operations are on the page `from`.
pub(crate) async fn offers(
    tree: &Tree,
    names: &[String],
    from: Option<Source>,
) -> Result<Vec<Offer>, Error> {
    let specs = match names {
        [] => tree.specs()?,
        names => names.iter().map(|name| tree.spec(name)).collect::<Result<_, _>>()?,
    };
    let mut offers = Vec::new();
    let Some(source) = from else {
        let table = Table::read(&tree.readme())?;
        for spec in specs {
            let source = Source::Url(table.page(&format!("{}.yaml", tree::name(&spec)))?);
            let page = source.page().await;
            let document = page.and_then(|page| document(&source, &page, &spec));
            offers.push(Offer { spec, source, document });
        }
        return Ok(offers);
    };
    let page = source.page().await?;
    let specs = if names.is_empty() { named(&source, &page, specs)? } else { specs };
    for spec in specs {
        let document = document(&source, &page, &spec);
        offers.push(Offer { spec, source: source.clone(), document });
    }
    Ok(offers)
}

/// The document for this spec on a page.
pub(crate) fn document(source: &Source, page: &str, spec: &Spec) -> Result<String, Error> {
    let refused = |what: Error| -> Error { format!("{source}: {what}").into() };
    let all = blocks(page).map_err(refused)?;
    let wanted = operations(spec)?;
    let listed = wanted.join(" or ");
    let mut ours = all.iter().filter(|block| wanted.iter().any(|it| it == block.operation));
    let block = match (ours.next(), ours.next()) {
        (Some(block), None) => block,
        (Some(block), Some(_)) => {
            return Err(refused(format!("more than one block for {}", block.operation).into()));
        }
        (None, _) if all.is_empty() => {
            let what = format!("no block starts with four backticks and `yaml {listed}`");
            return Err(refused(what.into()));
        }
        (None, _) => {
            let what = format!("expected a block for {listed}, found {}", titles(&all));
            return Err(refused(what.into()));
        }
    };
    let holds = tree::operations(&parse(&tree::name(spec), block.text).map_err(refused)?);
    if !holds.iter().any(|it| it == block.operation) {
        let what = format!("the block for {} does not contain that operation", block.operation);
        return Err(refused(what.into()));
    }
    Ok(block.text.to_owned())
}

/// The specs with an operation that a block of the page names.
fn named(source: &Source, page: &str, specs: Vec<Spec>) -> Result<Vec<Spec>, Error> {
    let all = blocks(page).map_err(|error| format!("{source}: {error}"))?;
    let mut named = Vec::new();
    for spec in specs {
        let operations = operations(&spec)?;
        if all.iter().any(|block| operations.iter().any(|it| it == block.operation)) {
            named.push(spec);
        }
    }
    match (named.is_empty(), all.is_empty()) {
        (false, _) => Ok(named),
        (_, true) => {
            Err(format!("{source}: no block starts with four backticks, `yaml` and an operation")
                .into())
        }
        (_, false) => Err(format!("{source}: no spec has the operation {}", titles(&all)).into()),
    }
}

fn titles(blocks: &[Block<'_>]) -> String {
    blocks.iter().map(|block| block.operation).collect::<Vec<_>>().join(" and ")
}

fn operations(spec: &Spec) -> Result<Vec<String>, Error> {
    Ok(tree::operations(Spec::file(tree::file(spec)).read()?.value()))
}

/// Reads the text as the build would, from a file of the same name.
fn parse(name: &str, text: &str) -> Result<Value, Error> {
    let folder = TempDir::new()?;
    let file = folder.path().join(name).with_extension("yaml");
    fs::write(&file, text)?;
    let problems = match Spec::file(&file).read() {
        Ok(document) => return Ok(document.value().clone()),
        Err(problems) => problems,
    };
    let whats: Vec<_> = problems.into_iter().map(|it| it.what().to_owned()).collect();
    Err(format!("the block cannot be read: {}", whats.join(", ")).into())
}
