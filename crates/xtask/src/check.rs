//! `specs check`

use std::io::Write;

use crate::offer::{Offer, offers};
use crate::{Error, Exit, Source, Tree, tree};

pub(crate) async fn run(
    tree: &Tree,
    names: &[String],
    from: Option<Source>,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let offers = match offers(tree, names, from).await {
        Ok(offers) => offers,
        Err(error) => {
            writeln!(out, "failed: {error}")?;
            return Ok(Exit::Failed);
        }
    };
    let mut worst = Exit::Done;
    for offer in offers {
        let name = tree::name(&offer.spec);
        let exit = match is_fresh(offer) {
            Ok(true) => {
                writeln!(out, "{name}: up to date")?;
                Exit::Done
            }
            Ok(false) => {
                writeln!(out, "{name}: out of date; run `cargo xtask specs pull {name}`")?;
                Exit::Differs
            }
            Err(error) => {
                writeln!(out, "{name}: failed: {error}")?;
                Exit::Failed
            }
        };
        worst = worst.max(exit);
    }
    Ok(worst)
}

fn is_fresh(offer: Offer) -> Result<bool, Error> {
    Ok(offer.document? == tree::text(&offer.spec)?)
}
