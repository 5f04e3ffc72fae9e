//! The fenced blocks of a page: what ``awk '/^````yaml/{f=1;next} /^````/{f=0} f'`` prints, with
//! malformed pages refused.

use crate::Error;

const FENCE: &str = "````";

/// A YAML block, and the operation that its fence names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// Such as `POST /v2/tracking/conversion`.
    pub(crate) operation: &'a str,
    /// Its lines, byte for byte.
    pub(crate) text: &'a str,
}

/// Every YAML block of the page.
pub(crate) fn blocks(page: &str) -> Result<Vec<Block<'_>>, Error> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(fence) = line.strip_prefix(FENCE) else { continue };
        match (open.take(), fence.strip_prefix("yaml")) {
            (Some((operation, _)), Some(_)) => return Err(unterminated(operation)),
            (Some((operation, from)), None) => {
                blocks.push(Block { operation, text: page.get(from..start).unwrap_or_default() });
            }
            (None, Some(operation)) if operation.ends_with("\r\n") => {
                let what = "its lines end with CR LF instead of LF";
                return Err(format!("{what}: save the page unchanged").into());
            }
            (None, Some(operation)) => open = Some((operation.trim(), at)),
            (None, None) => {}
        }
    }
    open.map_or(Ok(blocks), |(operation, _)| Err(unterminated(operation)))
}

/// Whether this is a page rather than a document, which cannot contain such a line.
pub(crate) fn is_page(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(FENCE))
}

fn unterminated(operation: &str) -> Error {
    format!("the block for {operation} is not terminated").into()
}
