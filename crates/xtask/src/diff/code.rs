//! What differs in the generated code.

use std::io::{self, Write};

use proc_macro2::{TokenStream, TokenTree};
use similar::TextDiff;

pub(super) fn show(
    module: &str,
    before: &str,
    after: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    if before == after {
        return writeln!(out, "  the same");
    }
    if uncommented(before).is_some_and(|code| Some(code) == uncommented(after)) {
        writeln!(out, "  comments only")?;
    }
    let diff = TextDiff::from_lines(before, after);
    let (old, new) = (format!("before/{module}.rs"), format!("after/{module}.rs"));
    write!(out, "{}", diff.unified_diff().context_radius(3).header(&old, &new))
}

/// The code without its doc comments, which the parser reads as attributes.
fn uncommented(code: &str) -> Option<String> {
    Some(strip(code.parse().ok()?).to_string())
}

fn strip(code: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    for token in code {
        let TokenTree::Group(group) = token else {
            kept.push(token);
            continue;
        };
        if matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(it)) if it == "doc") {
            kept.pop(); // the `#` before `[doc = "…"]`
            continue;
        }
        let inner = strip(group.stream());
        kept.push(proc_macro2::Group::new(group.delimiter(), inner).into());
    }
    kept.into_iter().collect()
}
