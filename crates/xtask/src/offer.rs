//! What the vendor's pages offer for a spec.

use std::fs;

use openapi_lower::Spec;
use serde_json::Value;
use tempfile::TempDir;

use crate::block::{Block, blocks};
use crate::table::Table;
use crate::{Error, Source, Tree, tree};

/// A spec, the page to look at, and the document that is there or why there is none.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) spec: Spec,
    pub(crate) source: Source,
    pub(crate) document: Result<String, Error>,
}

/// What is offered for the specs of these names; for all of them without a name, or for those that
/// the page names by its operations.
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
    let refused = |what: String| -> Error { format!("{source}: {what}").into() };
    let all = blocks(page).map_err(|error| refused(error.to_string()))?;
    let wanted = operations(spec)?;
    let listed = wanted.join(" or ");
    let mut ours = all.iter().filter(|block| wanted.iter().any(|it| it == block.operation));
    let block = match (ours.next(), ours.next()) {
        (Some(block), None) => block,
        (Some(block), Some(_)) => {
            return Err(refused(format!("more than one block of {}", block.operation)));
        }
        (None, _) if all.is_empty() => {
            return Err(refused(format!("no block that four back-ticks and `yaml {listed}` open")));
        }
        (None, _) => return Err(refused(format!("a block of {}, not of {listed}", titles(&all)))),
    };
    let holds = tree::operations(&parse(&tree::name(spec), block.text).map_err(refused)?);
    if !holds.iter().any(|it| it == block.operation) {
        return Err(refused(format!("the block of {} holds no such operation", block.operation)));
    }
    Ok(block.text.to_owned())
}

/// The specs that have an operation which a block of the page names.
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
        (_, true) => Err(format!(
            "{source}: no block that four back-ticks and `yaml` with an operation open"
        )
        .into()),
        (_, false) => {
            Err(format!("{source}: a block of {}, which no spec has", titles(&all)).into())
        }
    }
}

fn titles(blocks: &[Block<'_>]) -> String {
    blocks.iter().map(|block| block.operation).collect::<Vec<_>>().join(" and ")
}

fn operations(spec: &Spec) -> Result<Vec<String>, Error> {
    Ok(tree::operations(Spec::file(tree::file(spec)).read()?.value()))
}

/// Reads the text as the build would, from a file of the same name.
fn parse(name: &str, text: &str) -> Result<Value, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let file = folder.path().join(name).with_extension("yaml");
    fs::write(&file, text).map_err(|error| error.to_string())?;
    let problems = match Spec::file(&file).read() {
        Ok(document) => return Ok(document.value().clone()),
        Err(problems) => problems,
    };
    let whats: Vec<_> = problems.into_iter().map(|it| it.what().to_owned()).collect();
    Err(format!("the block cannot be read: {}", whats.join(", ")))
}
